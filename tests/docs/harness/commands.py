"""The commands of a page, played on a stage."""

import re
import shlex
import shutil

from .clients import Clients
from .kinds import objection, positional, program_of, runs
from .outputs import difference
from .shell import commands_of, conversation_of, simple_commands
from .stage import PATIENCE, Failure, within

# What is run for a target of make.
FOR_TARGET = {"failover": "scripts/demo story", "health": "bin/loadex health"}

# What pages write for what the reader has.
PLACEHOLDERS = {"BACKEND": "http://localhost:8001", "URL": "http://localhost:8080", "NAME": "localhost",
                "ADDRESS": "127.0.0.1", "FILE": "config/demo.conf"}

LONG = 60  # seconds that a command may take

# Each section is a script for itself. What stands before all of them is typed first; clients send requests meanwhile.
TASKS = {"docs/guide/operations.md"}

INLINE = re.compile(r"(?:[A-Z_]+=\S+ )*(?:\./)?(?:bin/)?(?:(?:loadbalancer|loadex|make|curl|docker) |backend -)")


def inside_container(words):
    """What `docker compose run SERVICE` or `exec` starts, of our programs."""
    ours = [at for at, word in enumerate(words) if at > 3 and program_of(word) in ("loadbalancer", "loadex")]
    if words[:2] != ["docker", "compose"] or not {"run", "exec"} & set(words) or not ours:
        return None
    return [program_of(words[ours[-1]]), *words[ours[-1] + 1:]]


def is_server(simple, programs=("loadbalancer", "backend")):
    """Whether it is a program that goes on until somebody ends it, and nothing else."""
    words = [words for _, words in simple]
    return len(words) == 1 and bool(words[0]) and program_of(words[0][0]) in programs and \
        not {"--check", "--help", "-h", "--version"} & set(words[0])


def takes_the_port(text):
    """Whether it starts a balancer where the demo's would be."""
    port = re.search(r"--?p(?:ort)?[= ](\d+)", text)
    return text.endswith("&") and is_server(simple_commands(text), ("loadbalancer",)) and (not port or port[1] == "8080")


class Play:
    """The commands of one page on a stage."""

    def __init__(self, page, tree, stage):
        self.page, self.tree, self.stage = page, tree, stage

    def with_configuration(self, line, text):
        """The command with the file that it reads in reach: one that is not there is the nearest block above it."""
        above = [block for block in self.page.blocks if block.language == "conf" and block.line < line]
        named = re.findall(r"--?config-file[= ](\S+)", text)
        starts = any(words and program_of(words[0]) == "loadbalancer" for _, words in simple_commands(text))
        if starts and not named and not re.search(r" -b\b| --?backends\b", text):
            named = ["loadbalancer.conf"]
        for name in named:
            here = self.stage.folder / name.lstrip("/")
            here.parent.mkdir(parents=True, exist_ok=True)
            if not here.exists() and above:
                here.write_text(above[-1].text, encoding="utf-8")
            elif not here.exists() and name.startswith("/"):
                shutil.copy(self.stage.folder / "config/demo.conf", here)
            if name.startswith("/"):
                text = text.replace(name, shlex.quote(str(here)))
        return text

    def command(self, line, text, shown=None):
        """Types a command, or holds it to what it would find; what is wrong."""
        simple = list(simple_commands(text))
        target = next((words[1] for _, words in simple if words[:1] == ["make"] and words[1:2] and words[1] in FOR_TARGET), None)
        if target and shown and not objection(self.tree, text):
            text = text.replace(f"make {target}", FOR_TARGET[target])
        elif not runs(simple):
            return objection(self.tree, text)
        self.stage.set()
        typed = self.with_configuration(line, text)
        if is_server(simple):
            code = 0 if self.stage.start(re.sub(r"\s+#.*", "", typed)) else self.stage.code_of_job()
        else:
            code, _ = self.stage.type(typed, LONG)
        if shown and (problem := self.compare(text, line, shown)):
            return problem
        expected = re.search(r"# .*exit code (\d+)", text)
        if code != (int(expected[1]) if expected else 0):
            return f"`{text}` ends with exit code {code}; it says: {self.stage.said().strip()[-500:]}"
        return None

    def compare(self, text, line, shown):
        """What differs. Who only looks may look again for a while, since health takes its time; a server goes on printing."""
        looks = re.fullmatch(r"(bin/)?loadex health[^|;&]*|curl [^|;&]*(\| grep [^|;&]*)?", text)

        def differs():
            return difference(shown, self.stage.said().splitlines())

        def fits_by_now():
            if looks:
                self.stage.type(text)
            return not differs()

        if not differs() or ((looks or text.endswith("&")) and within(PATIENCE / 4, fits_by_now)):
            return None
        offset, instead = differs()
        return f"`{text}` prints otherwise. Line {line + 1 + offset} shows: {shown[offset]}\n        but it is: {instead}"

    def blocks(self):
        """Every problem of the fenced commands, in their order: the first that does not work is the last that is tried."""
        yield from self.typed(self.page.blocks)

    def task(self, number):
        """The same of a page of tasks, for the commands of one and those before all tasks."""
        setting, script = self.page.sections[0], self.page.sections[number]
        if problems := list(self.typed(setting)):
            yield from problems
            return
        with Clients() as clients:
            yield from self.typed(script)
        if clients.failed:
            yield f"{self.page.name}:{script[0].line}: requests failed meanwhile, the first: {clients.failed[0]}"

    def typed(self, blocks):
        """Every problem of these blocks."""
        typed = []
        for block in blocks:
            if block.language == "sh":
                typed += [(block.line + offset, text, None) for offset, text in commands_of(block.text)]
            elif block.language == "console":
                typed += [(block.line + offset, text, shown) for offset, text, shown in conversation_of(block.text)]
        self.stage.is_set |= any(takes_the_port(text) for _, text, _ in typed)
        for line, text, shown in typed:
            try:
                problem = self.command(line, text, shown) if text else "what prints this? A command begins with `$ `"
            except Failure as failure:
                problem = f"`{text}`: {failure}"
            if problem:
                yield f"{self.page.name}:{line}: {problem}"
                return

    def inline(self):
        """Every problem of the commands in prose and tables."""
        for code in self.page.code:
            if not INLINE.match(code.text):
                continue
            text = re.sub(r" \.\.\.$", "", code.text)
            for name, value in PLACEHOLDERS.items():
                text = re.sub(rf"\b{name}\b", value, text)
            try:
                problem = self.inline_command(code.line, text)
            except Failure as failure:
                problem = str(failure)
            if problem:
                yield self.page.complaint(code, f"`{code.text}`: {problem}")

    def inline_command(self, line, text):
        (_, words), *_ = simple_commands(text)
        if inside := inside_container(words):
            if problem := objection(self.tree, text):
                return problem
            text, words = shlex.join(inside), inside
        program = program_of(words[0])
        if program == "loadbalancer":
            return self.check_options(text, words)
        if program == "backend":
            return self.start_elsewhere(text)
        if program == "curl" and not positional(words[1:]):
            text += " " + PLACEHOLDERS["URL"]  # an option's name
        return self.command(line, text)

    def check_options(self, text, words):
        """Checked as the daemon does it before it starts."""
        for name in re.findall(r"--?config-file[= ](\S+)", text):
            if not (self.stage.folder / name).exists():
                shutil.copy(self.stage.folder / "config/demo.conf", self.stage.folder / name)
        if not re.search(r"-b\b|-backends|config-file|--help|--version", text):
            text += " -backends http://localhost:8001"
        code, said = self.stage.type(text if "--check" in words else text + " --check")
        return said.strip() if code else None

    def start_elsewhere(self, text):
        """A backend whose port is free, in one more network."""
        self.stage.type(f"unshare --net {text} &")
        if not within(PATIENCE, lambda: "listening on" in self.stage.said() or not self.stage.runs()):
            return f"it does not listen within {PATIENCE} s"
        if not self.stage.runs():
            return f"exit code {self.stage.code_of_job()}; it says: {self.stage.said().strip()}"
        self.stage.type("kill $!")
        return None


def has_commands(blocks):
    return any(block.language in ("sh", "console") for block in blocks)


def parts_of(page):
    """What there is to play of a page."""
    if page.name in TASKS:
        yield from (f"task {number}" for number, blocks in enumerate(page.sections) if number and has_commands(blocks))
    elif has_commands(page.blocks):
        yield "blocks"
    if any(INLINE.match(code.text) for code in page.code):
        yield "inline"
