"""A network of its own with the demo in it, and a shell that types what a page says."""

import fcntl
import os
import pathlib
import re
import select
import shlex
import shutil
import socket
import struct
import subprocess
import sys
import time

PATIENCE = 20  # seconds, for whatever has to happen
BACKENDS = range(8001, 8006)
ADMIN = "127.0.0.1:9901"  # of a second balancer, for what pages say of a port of their own
PROGRAMS = ("loadbalancer", "loadex", "backend")


class Failure(Exception):
    """Why the play cannot go on."""


def enter(arguments):
    """Runs this program anew where it has network and processes for itself: its exit code, or why that cannot be. All
    of it ends with us, even if ctest kills us after its time."""
    command = ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--pid", "--fork", "--kill-child"]
    if os.geteuid() != 0:
        command.append("--map-root-user")
    for options in (["--mount-proc"], []):
        probe = subprocess.run([*command, *options, "true"], capture_output=True, text=True, check=False)
        if probe.returncode == 0:
            return subprocess.run([*command, *options, sys.executable, *arguments], check=False).returncode, None
    return None, probe.stderr.strip()


def raise_loopback():
    """As `ip link set lo up`, where there may be no ip."""
    get_flags, set_flags, up = 0x8913, 0x8914, 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        answer = fcntl.ioctl(any_socket, get_flags, struct.pack("16sh14x", b"lo", 0))
        flags = struct.unpack_from("h", answer, 16)[0]
        fcntl.ioctl(any_socket, set_flags, struct.pack("16sh14x", b"lo", flags | up))


def listening():
    """How many sockets listen here."""
    tables = (pathlib.Path(f"/proc/self/net/{table}").read_text(encoding="ascii") for table in ("tcp", "tcp6"))
    return sum(line.split()[3] == "0A" for table in tables for line in table.splitlines()[1:])


def within(seconds, condition):
    """Whether the condition comes true in time."""
    deadline = time.monotonic() + seconds
    while not (holds := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds


class Stage:
    """A folder that looks like the repository to whoever types commands, and a shell in it."""

    def __init__(self, tree, folder):
        self.folder = folder
        for name in ("config", "scripts"):
            shutil.copytree(tree.top / name, folder / name)
        (folder / "bin").mkdir()
        for program in PROGRAMS:
            (folder / "bin" / program).symlink_to(tree.programs / program)
        self.outputs = folder / "build" / "outputs"
        self.outputs.mkdir(parents=True)
        (folder / ".curlrc").write_text("no-progress-meter\n", encoding="utf-8")  # as on a terminal
        self.typed = 0
        self.is_set = False
        environment = {name: value for name, value in os.environ.items()
                       if not re.match(r"(loadex_|log_level|demo_)|.*_proxy$", name, re.IGNORECASE)}
        environment |= {"PATH": f"{folder}/bin:{os.environ['PATH']}", "HOME": str(folder), "NO_COLOR": "1",
                        "LC_ALL": "C.UTF-8"}
        self.shell = subprocess.Popen(["bash", "--norc", "--noprofile"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL, cwd=folder, env=environment, bufsize=0)
        self.tell("set -m; set -o pipefail")

    def tell(self, text):
        self.shell.stdin.write(text.encode() + b"\n")

    def hear(self, limit=PATIENCE):
        """The shell's next line."""
        readable, _, _ = select.select([self.shell.stdout], [], [], limit)
        if not readable:
            raise Failure(f"it runs on after {limit} s")
        if not (line := self.shell.stdout.readline()):
            raise Failure("it has ended the shell")
        return line.decode().strip()

    def said(self):
        """What the last command has printed so far."""
        return (self.outputs / str(self.typed)).read_text(encoding="utf-8", errors="replace")

    def type(self, command, limit=PATIENCE):
        """Runs a command: its exit code and what it prints. What it leaves in the background goes on."""
        self.typed += 1
        output = self.outputs / str(self.typed)
        self.tell(f"{{ {command}\n}} >{shlex.quote(str(output))} 2>&1 </dev/null 3>&-; echo $?")
        return int(self.hear(limit)), self.said()

    def start(self, command):
        """Starts a server in the background: whether it listens, or has ended without."""
        before = listening()
        self.type(f"{command.rstrip(' &')} &")
        if not within(PATIENCE, lambda: listening() > before or not self.runs()):
            raise Failure(f"it does not listen within {PATIENCE} s")
        return listening() > before

    def runs(self):
        """Whether what was started last still does."""
        self.tell("kill -0 $! 2>/dev/null; echo $?")
        return self.hear() == "0"

    def code_of_job(self):
        """How what was started last has ended."""
        self.tell("wait $! 2>/dev/null; echo $?")
        return int(self.hear())

    def set(self):
        """Starts five backends and a balancer, as `make demo` has them, but that it can be upgraded; and one with its own addresses at ADMIN.
        Once, and not where somebody brings a balancer along."""
        if self.is_set:
            return
        self.is_set = True
        for command in (*(f"backend -port {port}" for port in BACKENDS),
                        f"loadbalancer --config-file=config/demo.conf '--handover={self.folder}/handover.sock'",
                        f"loadbalancer -port 0 -backends http://localhost:8001 --admin.listen {ADMIN}"):
            if not self.start(command):
                raise Failure(f"the stage cannot be set, since {command} says: {self.said().strip()}")
