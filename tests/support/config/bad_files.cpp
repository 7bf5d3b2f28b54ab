#include "tests/support/config/bad_files.hpp"

#include "tests/support/config/bad_listener_parts.hpp"
#include "tests/support/config/bad_shapes.hpp"

namespace loadex::tests {

std::vector<std::string> bad_file::problems_in(std::string_view name) const {
  std::vector<std::string> told;
  for (const auto problem : problems)
    told.push_back(problem.starts_with("f:") ? std::string(name).append(problem.substr(1)) : std::string(problem));
  return told;
}

namespace {

/// All but those of the other parts.
std::vector<bad_file> other_bad_files() {
  // clang-format off
  return {
    {"a listener that is no map",
     R"~([listeners]
web=80
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {R"(f:2: listeners.web: 80 is not of the form {port=8080, pool="web"})"}},
    {"a pool that is no map",
     R"~([listeners]
web={port=80, pool="api"}
[pools]
api=["http://a:1"]
)~",
     {R"(f:4: pools.api: ["http://a:1"] is not of the form {backends=[{url="http://host:port"}, ...]})"}},
    {"a listener without a port",
     R"~([listeners]
web={pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: port= is missing"}},
    {"a listener that does nothing",
     R"~([listeners]
web={port=80, address=["::1"]}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: it does nothing; write routes=, pool= or redirect="}},
    {"a listener whose list of routes is empty",
     R"~([listeners]
web={port=80, routes=[]}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: it does nothing; write routes=, pool= or redirect="}},
    {"an unknown key of a listener",
     R"~([listeners]
web={port=80, pool="api", adress=["::1"]}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: unknown key adress; did you mean address?"}},
    {"a wrong address and port",
     R"~([listeners]
web={port=80000, address=["localhost"], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {R"(f:2: listeners.web: address: "localhost" is not an IP address; write one without port and brackets, such as 0.0.0.0 or ::)",
      "f:2: listeners.web: port: 80000 is out of range: 0 to 65535"}},
    {"an empty list of addresses",
     R"~([listeners]
web={port=80, pool="api", address=[]}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: address: the list is empty; at least one IP address is needed"}},
    {"a wrong network of PROXY senders",
     R"~([listeners]
web={port=80, pool="api", proxy-protocol-from=["10.0.0.0/33"]}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {R"(f:2: listeners.web: proxy-protocol-from: "10.0.0.0/33" has a wrong prefix length; write a number from 0 to 32 after the /)"}},
    {"a listener with pool and redirect",
     R"~([listeners]
web={port=80, pool="api", redirect="https"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: pool and redirect cannot be together"}},
    {"a status of a listener without redirect",
     R"~([listeners]
web={port=80, pool="api", status=301}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: status means nothing here: it is of a redirect or an answer"}},
    {"an unknown pool of a listener",
     R"~([listeners]
web={port=80, pool="apo"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: pool: there is no pool apo; did you mean api?"}},
    {"an unknown pool of a route",
     R"~([listeners]
web={port=80, routes=[{path="/a", pool="nobody"}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: routes[1]: pool: there is no pool nobody"}},
    {"a pool without backends",
     R"~([listeners]
web={port=80, pool="api"}
[pools]
api={algo="rr"}
)~",
     {R"(f:4: pools.api: there is no backend; write backends=[{url="http://host:port"}, ...])"}},
    {"a pool with no backend in its list",
     R"~([listeners]
web={port=80, pool="api"}
[pools]
api={backends=[]}
)~",
     {"f:4: pools.api: backends: the list is empty; at least one backend is needed"}},
    {"wrong backends",
     R"~([listeners]
web={port=80, pool="api"}
[pools]
api={backends=[{url="http://a:1"}, {url="a:1"}, {url="http://b:1", wieght=2}, {url="http://a:1"}, {weight=-1}]}
)~",
     {"f:4: pools.api: backends[2]: url: the URL does not start with http:// or https://; write http://host or http://host:port, or the same with https",
      "f:4: pools.api: backends[3]: unknown key wieght; did you mean weight?",
      "f:4: pools.api: backends[4]: this backend is there twice",
      "f:4: pools.api: backends[5]: weight: -1 is out of range: 0 to 1000",
      "f:4: pools.api: backends[5]: url= is missing"}},
    {"a wrong algorithm and an unknown key of a pool",
     R"~([listeners]
web={port=80, pool="api"}
[pools]
api={backends=[{url="http://a:1"}], algo="best", helth={}}
)~",
     {R"(f:4: pools.api: algo: "best" is not an algorithm; there are roundrobin (rr), weightedroundrobin (wrr), leastconnection (lc), p2c, ewma, random, first, iphash (ip), urlhash, headerhash, cookiehash)",
      "f:4: pools.api: unknown key helth; did you mean health?"}},
    {"wrong settings of a pool",
     R"~([listeners]
web={port=80, pool="api"}
[pools]
api={backends=[{url="http://a:1"}], health={paht="/", interval=5}, proxy={header-timeout=1s}, balancing="lc"}
)~",
     {R"(f:4: pools.api: balancing="lc" is not of the form {hash-header=..., ...})",
      "f:4: pools.api: health.interval: 5 is not a duration; write it with a unit, such as 500ms or 5s",
      "f:4: pools.api: unknown key paht in health; did you mean path?",
      "f:4: pools.api: proxy: header-timeout is of a listener; write it there, or in the section [proxy]"}},
    {"a duration so long that it wraps around",
     R"~([listeners]
web={port=80, pool="api"}
[pools]
api={backends=[{url="http://a:1"}], health={interval=18446744075s}}
)~",
     {"f:4: pools.api: health: interval: this is too long a duration"}},
    {"settings that no pool has",
     R"~([listeners]
web={port=80, pool="api"}
[pools]
api={backends=[{url="http://a:1"}], limits={body="1B"}}
)~",
     {"f:4: pools.api: unknown key limits; nothing of the section [limits] may differ here"}},
    {"a setting of the whole pool in a backend",
     R"~([listeners]
web={port=80, pool="api"}
[pools]
api={backends=[{url="http://a:1", health={when-all-down="fail", rise=0}}]}
)~",
     {"f:4: pools.api: backends[1]: health.rise: 0 is out of range: 1 to 1000",
      "f:4: pools.api: backends[1]: health: when-all-down is of the whole pool; write it in the section [health]"}},
    {"settings of a listener that are the same for all",
     R"~([listeners]
web={port=80, pool="api", limits={head="1KiB", connections=1}, proxy={attempts=1}}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: limits: connections is the same for all; write it in the section [limits]",
      "f:2: listeners.web: limits: head is the same for all; write it in the section [limits]",
      "f:2: listeners.web: proxy: attempts is of a pool; write it there, or in the section [proxy]"}},
    {"two listeners in one place",
     R"~([listeners]
a={port=80, pool="api"}
b={port=80, address=["127.0.0.1"], pool="api"}
c={port=0, pool="api"}
d={port=0, pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:3: listeners.b: 127.0.0.1:80 is where listener a listens; give one of them another port or address"}},
    {"an address twice in one list", R"~([listeners]
a={port=0, address=["0.0.0.0", "::", "127.0.0.1"], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.a: address: 127.0.0.1 is in the list already, as 0.0.0.0; leave one out"}},
    {"the same of today's shape", R"~([global]
address=["::1", "::1"]
backends=[{url="http://a:1"}]
)~",
     {"f:2: address: ::1 is in the list already, as ::1; leave one out"}},
    {"a field of the access log twice", R"~([global]
backends=[{url="http://a:1"}]
[log]
access-fields=["path", "time", "path"]
)~",
     {"f:4: log.access-fields: path is in the list already; leave one out"}},
    {"TLS of the own addresses where they have no port of their own",
     R"~([global]
backends=["http://a"]
[admin]
listen="unix:/run/a.sock"
certificate="a.pem"
)~",
     {"admin.certificate: means nothing without a port in admin.listen; a listener has tls={}"}},
    {"a key of the own addresses alone",
     R"~([global]
backends=["http://a"]
[admin]
listen="127.0.0.1:9901"
key="a.key"
)~",
     {"admin.key: means nothing without admin.certificate"}},
    {"admin.listen where a listener is",
     R"~([listeners]
web={port=80, pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
[admin]
listen="127.0.0.1:80"
)~",
     {"admin.listen: 127.0.0.1:80 is where listener web listens, 0.0.0.0:80; give it another port"}},
    {"an ejection longer than the longest, of one pool",
     R"~([listeners]
web={port=80, pool="api"}
[pools]
api={backends=[{url="http://a:1"}], circuit={ejection=10min}}
)~",
     {"f:4: pools.api: circuit.longest-ejection: 5min is shorter than circuit.ejection, 10min"}},
    {"a probe of one pool that looks for a body in vain",
     R"~([listeners]
web={port=80, pool="api"}
[pools]
api={backends=[{url="http://a:1", health={method="HEAD"}}, {url="http://b:1"}], health={body="ok"}}
)~",
     {"f:4: pools.api: health of http://a:1: body asks for a text in the answer, but a tcp probe and the method HEAD get none"}},
    {"a syntax error inside a route",
     R"~([listeners]
web={port=80, routes=[{path=/a, pool="api"}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2:29: unexpected /"}},
    {"a list that does not end",
     R"~([listeners]
web={port=80, routes=[
)~",
     {"f: the file ends inside a list or map; a closing ] or } is missing"}},
  };
  // clang-format on
}

} // namespace

std::span<const bad_file> bad_files() {
  static const auto files = [] {
    auto all = other_bad_files();
    for (const auto& part : {bad_shapes(), bad_listener_parts()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return files;
}

} // namespace loadex::tests
