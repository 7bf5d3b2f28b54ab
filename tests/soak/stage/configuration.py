"""The configuration file, as it is now."""

import os
from typing import NamedTuple

ALGORITHMS = ("roundrobin", "weightedroundrobin", "leastconnection", "p2c", "ewma", "random", "iphash", "urlhash")

# Idle connections to backends end within seconds, so that what is left after the traffic is what has leaked. Some
# patience for the clients and backends, which share a machine with others.
TEMPLATE = """\
[global]
workers=2
handover="{folder}/handover.sock"
[admin]
listen="127.0.0.1:{admin}"
[listeners]
main={{port={main}, address=["127.0.0.1"], pool="web", routes=[
  {{path="/files", pool="files"}},
  {{path="/sockets", pool="sockets"}},
  {{path="/{route}", respond="a route of its own"}}
]}}
{extra}
[pools]
web={{algo="{algorithm}", backends=[{backends}]}}
files={{backends=["http://127.0.0.1:{origin}"]}}
sockets={{backends=["http://127.0.0.1:{sockets}"], health={{probe="tcp"}}}}
[health]
interval={interval}ms
timeout=10s
[proxy]
header-timeout=20s
upstream-idle-timeout=3s
[shutdown]
deadline=5s
"""

EXTRA = 'extra={{port={extra}, address=["127.0.0.1"], pool="web"}}'


class Configuration(NamedTuple):
    """What changes in it."""

    weights: dict  # of the pool `web`, by port
    algorithm: str = ALGORITHMS[0]
    has_extra: bool = True  # the listener
    route: int = 0  # which nobody asks for
    interval: int = 1000  # of probes, in ms

    def varied(self, chance, spare):
        """The same with a change or two; `spare` backends may come in."""
        weights = dict(self.weights)
        if spare and chance.random() < 0.5:  # one goes, another comes
            del weights[chance.choice(list(weights))]
            weights[chance.choice(spare)] = 1
        weights[chance.choice(list(weights))] = chance.randint(1, 5)
        return self._replace(weights=weights, algorithm=chance.choice(ALGORITHMS),
                             has_extra=chance.random() < 0.5, route=chance.randrange(100),
                             interval=chance.choice((500, 1000, 2000)))

    def write(self, file, ports):
        """At once, as editors do."""
        backends = ", ".join(f'{{url="http://127.0.0.1:{port}", weight={weight}}}'
                             for port, weight in self.weights.items())
        extra = EXTRA.format(**ports) if self.has_extra else ""
        text = TEMPLATE.format(**{**ports, "extra": extra}, folder=file.parent, backends=backends,
                               algorithm=self.algorithm, route=f"route-{self.route}", interval=self.interval)
        self.put(file, text)

    @staticmethod
    def put(file, text):
        """The new text in the place of the old one."""
        beside = file.with_suffix(".new")
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, file)
