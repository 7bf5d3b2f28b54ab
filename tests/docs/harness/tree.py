"""What there is to be named: files, make targets, settings, metrics, reasons."""

import functools
import json
import os
import pathlib
import re
import subprocess

from .markdown import Page

TOP = pathlib.Path(__file__).resolve().parents[3]
NOT_OURS = {".git", "build", "bin", "__pycache__"}
SOURCES = (".cpp", ".hpp", ".in", ".py", ".awk", ".txt", ".cmake", ".json", ".yaml", ".yml", ".conf", ".lua", "")


class Tree:
    """This repository and the programs built from it."""

    def __init__(self, programs, top=TOP):
        self.top = top
        self.programs = programs

    @functools.cached_property
    def files(self):
        """Every file and folder, from the top."""
        found = set()
        for folder, inner, names in os.walk(self.top):
            inner[:] = [name for name in inner if name not in NOT_OURS]
            here = pathlib.Path(folder).relative_to(self.top)
            found.update((here / name).as_posix() for name in names + inner)
        return found

    def page(self, name):
        return Page(self.top, name, (self.top / name).read_text(encoding="utf-8"))

    @functools.cached_property
    def pages(self):
        """Every page, by its path from the top."""
        return {name: self.page(name) for name in sorted(self.files) if name.endswith(".md")}

    def text(self, is_meant):
        """All files whose names are meant, in one."""
        return "\n".join((self.top / name).read_text(encoding="utf-8", errors="ignore") for name in sorted(self.files)
                         if is_meant(name) and (self.top / name).is_file())

    @functools.cached_property
    def cmake_lists(self):
        return self.text(lambda name: name.endswith("CMakeLists.txt"))

    def presets(self, kind):
        """The names of CMake's `configurePresets` or `buildPresets`."""
        presets = json.loads((self.top / "CMakePresets.json").read_text(encoding="utf-8"))
        return {preset["name"] for preset in presets[kind]}

    @functools.cached_property
    def makefile(self):
        return (self.top / "Makefile").read_text(encoding="utf-8")

    @functools.cached_property
    def targets(self):
        """Those of the Makefile: one line may have several."""
        lines = re.findall(r"^([a-z][a-z0-9 -]*):(?!=)", self.makefile, re.MULTILINE)
        return {target for line in lines for target in line.split()}

    def check(self, *options, folder="/"):
        """What `loadbalancer --check` says to these options: whether it is content, and its words."""
        done = subprocess.run([self.programs / "loadbalancer", "--check", *options], capture_output=True, text=True,
                              timeout=30, check=False, cwd=folder)
        return done.returncode == 0, done.stdout + done.stderr

    @functools.cached_property
    def certificate(self):
        """One with its key, of somebody who issues them."""
        return subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                               "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", "/dev/stdout"],
                              capture_output=True, text=True, timeout=30, check=True).stdout

    @functools.cached_property
    def settings(self):
        """Their names as the documentation has them: `health.interval`, `port`."""
        return self.first_column("docs/reference/settings.md", r"[a-z.-]+")

    @functools.cached_property
    def sections(self):
        return {name.split(".")[0] for name in self.settings if "." in name}

    def first_column(self, page, pattern):
        """What begins the rows of a table that another test holds to the code."""
        text = (self.top / page).read_text(encoding="utf-8")
        return set(re.findall(rf"^\| `({pattern})`", text, re.MULTILINE))

    @functools.cached_property
    def metrics(self):
        return self.first_column("docs/reference/metrics.md", "[a-z_]+")

    @functools.cached_property
    def options(self):
        """Of the three programs, without their dashes."""
        def help_of(*command):
            return subprocess.run([self.programs / command[0], *command[1:], "--help"], capture_output=True, text=True,
                                  timeout=30, check=True).stdout

        commands = re.findall(r"^  ([a-z-]+) ", help_of("loadex").split("Subcommands:")[1].split("\n\n")[0], re.MULTILINE)
        said = "".join([help_of("loadbalancer"), help_of("backend"), *(help_of("loadex", command) for command in commands)])
        return {name for line in re.findall(r"^  (-\S+)", said, re.MULTILINE) for name in re.findall(r"--([a-z][\w.-]+)", line)}

    @functools.cached_property
    def source_text(self):
        """Every source in one, but those that check documentation."""
        return self.text(lambda name: pathlib.Path(name).suffix in SOURCES and not name.startswith("tests/docs/"))

    @functools.cached_property
    def words(self):
        """Every word of the sources: what a page may name."""
        return set(re.findall(r"[A-Za-z_]\w*", self.source_text))

    @functools.cached_property
    def test_titles(self):
        """Of the tests in C++."""
        return [title for name in self.files if name.startswith("tests/") and name.endswith(".cpp")
                for title in re.findall(r"(?:TEST_CASE|TEST_CASE_METHOD)\((?:\w+, )?\"([^\"]+)\"",
                                        (self.top / name).read_text(encoding="utf-8"))]
