"""A machine for the scripts to run on: its commands, headers and packages are what a test says they are."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent

# What every Linux has.
BASICS = """awk bash cat cp cut df dirname env find flock grep head install mkdir nproc paste rm sed seq sort tail touch
tr uname uniq wc""".split()

NOBODY = 65534


class Machine(contextlib.AbstractContextManager):
    """Has a copy of scripts/ in `tree`, what is in `bin` as commands, and `root` for /. Whoever runs here is not root."""

    def __init__(self, distribution="ID=debian\nVERSION_ID=12\nPRETTY_NAME='Debian GNU/Linux 12 (bookworm)'\n"):
        self.folder = tempfile.TemporaryDirectory()
        self.at = pathlib.Path(self.folder.name)
        self.tree, self.bin, self.root = (self.at / name for name in ("tree", "bin", "root"))
        self.log = self.at / "log"
        self.bin.mkdir()
        for command in BASICS:
            self.link(command)
        self.put("etc/os-release", distribution)
        shutil.copytree(TOP / "scripts", self.tree / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
        (self.tree / "config").mkdir()
        (self.tree / "config" / "one.cpp").touch()
        self.at.chmod(0o777)

    def __exit__(self, *_):
        self.folder.cleanup()

    def link(self, command):
        (self.bin / command).symlink_to(shutil.which(command))

    def put(self, path, text=""):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def command(self, name, script=":"):
        """A command of our own, in bash; it is noted in the log when it runs."""
        file = self.bin / name
        file.unlink(missing_ok=True)
        file.write_text(f'#!{shutil.which("bash")}\necho "{name} $*" >>"{self.log}"\n{script}\n', encoding="utf-8")
        file.chmod(0o755)

    def needs(self):
        """The rows of the table of what is needed."""
        said = subprocess.run(["bash", "-c", ". scripts/lib/needs.bash && needs"], cwd=TOP, check=True, text=True,
                              stdout=subprocess.PIPE)
        return [line.split("|") for line in said.stdout.splitlines()]

    def give(self, *groups):
        """All that these groups need is there."""
        for group, _, find, *_ in self.needs():
            kind, _, what = find.partition(" ")
            if group not in groups:
                continue
            if kind in ("command", "service") and not (self.bin / what).exists():
                self.command(what)
            elif kind == "header":
                self.put(f"usr/include/{what}")
            elif kind == "file":
                self.put(what)
            elif kind == "library":
                self.put(f"usr/lib/x86_64-linux-gnu/{what}.so")

    def give_apt(self, candidates="echo '  Candidate: 1.0'"):
        """An apt that has every package, and installs nothing; `candidates` is what apt-cache says of $2."""
        self.command("apt-get")
        self.command("apt-cache", f'[[ $2 == libcaf-dev ]] && echo "  Candidate: 0.17.6-7" && exit\n{candidates}')
        self.command("sudo", 'echo "--- sudo $1"; exec "$@"')

    def ran(self):
        """What was run of our own commands."""
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []

    def environment(self, **more):
        return {"PATH": str(self.bin), "ROOT": str(self.root), **more}

    def run(self, *command, **environment):
        """Runs a script of the tree; what it says on stdout and stderr comes as one text."""
        everybody_may_read(self.at)
        return subprocess.run([str(self.tree / command[0]), *command[1:]], env=self.environment(**environment),
                              check=False, text=True, timeout=30, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, **as_nobody())


def everybody_may_read(top):
    for folder, _, files in os.walk(top):
        os.chmod(folder, 0o777)
        for file in files:
            path = pathlib.Path(folder, file)
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | 0o666)


def as_nobody():
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
