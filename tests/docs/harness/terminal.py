"""Terminals whose screens are recorded while shells run in them."""

import codecs
import fcntl
import os
import pty
import re
import select
import struct
import termios
import time

ROWS, COLUMNS = 40, 80
PROMPT = "$ "
PATIENCE = 10  # seconds that a shell may take


class Screen:
    """What a terminal shows, of the few things that our programs send it."""

    def __init__(self):
        self.rows = [""]
        self.column = 0
        self.pending = ""  # the beginning of an escape sequence

    def write(self, text):
        """Shows what a program has written, in pieces as they come."""
        text = self.pending + text
        at = 0
        while at < len(text):
            if text[at] == "\x1b":
                sequence = re.match(r"\x1b(\[[0-9;?]*([A-Za-z])?)?", text[at:])
                if at + sequence.end() == len(text) and not sequence[2]:
                    break
                self.obey(sequence[0])
                at += sequence.end()
            else:
                self.put(text[at])
                at += 1
        self.pending = text[at:]

    def obey(self, sequence):
        """Follows an escape sequence."""
        if re.fullmatch(r"\x1b\[0?K", sequence):  # erases the rest of the row
            self.rows[-1] = self.rows[-1][:self.column]
        elif not re.fullmatch(r"\x1b\[[0-9;]*m", sequence):  # colours are left out
            raise ValueError(f"this screen cannot show {sequence!r}")

    def put(self, letter):
        """Shows a letter, or goes to another row or to the beginning of this one."""
        if letter == "\r":
            self.column = 0
        elif letter == "\n":
            self.rows.append("")
        elif letter.isprintable():
            if self.column == COLUMNS:
                self.rows.append("")
                self.column = 0
            row = self.rows[-1].ljust(self.column)
            self.rows[-1] = row[:self.column] + letter + row[self.column + 1:]
            self.column += 1
        else:
            raise ValueError(f"this screen cannot show {letter!r}")

    def text(self):
        """All that has been shown and not overwritten."""
        return "\n".join(self.rows)


class Terminal:
    """A shell with a terminal of its own, in the folder that we are in; it knows nothing of what we were started by, such as
    make's variables."""

    def __init__(self):
        self.screen = Screen()
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            ours = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "--noediting"],
                       {**ours, "PS1": PROMPT, "TERM": "xterm", "LC_ALL": "C.UTF-8"})
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))

    def send(self, text):
        """As the keyboard does."""
        os.write(self.descriptor, text.encode())

    def read(self):
        """Shows what has come."""
        self.screen.write(self.decoder.decode(os.read(self.descriptor, 65536)))


class Recording:
    """What several terminals show, from the first moment on."""

    def __init__(self, terminals):
        self.terminals = terminals
        self.began = time.monotonic()
        self.frames = []  # of each: seconds since the beginning, the rows of each terminal

    def until(self, condition, seconds):
        """Records until the condition comes true; whether it has in so many seconds."""
        deadline = time.monotonic() + seconds
        while not condition():
            left = deadline - time.monotonic()
            ready, _, _ = select.select([terminal.descriptor for terminal in self.terminals], [], [], max(left, 0))
            if not ready:
                return False
            for terminal in self.terminals:
                if terminal.descriptor in ready:
                    terminal.read()
            self.frames.append((time.monotonic() - self.began, [tuple(terminal.screen.rows) for terminal in self.terminals]))
        return True

    def run(self, seconds):
        """Records for so long."""
        self.until(lambda: False, seconds)

    def type(self, terminal, command):
        """As people do, letter by letter, once there is a prompt."""
        self.until(lambda: terminal.screen.rows[-1] == PROMPT, PATIENCE)
        for letter in command:
            terminal.send(letter)
            self.run(0.06)
        self.run(0.4)
        terminal.send("\n")
