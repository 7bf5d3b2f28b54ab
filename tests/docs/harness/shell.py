"""What a line of shell consists of, as far as the checks need it."""

import os
import re
import shlex
import subprocess

ASSIGNMENT = re.compile(r"^[A-Za-z_]\w*=")
HERE_DOCUMENT = re.compile(r"<<-?\s*(?:'|\")?(?P<end>\w+)(?:'|\")?([^\n]*\n).*?^\s*(?P=end)$\n", re.MULTILINE | re.DOTALL)
KEYWORDS = {"do", "done", "then", "else", "fi", "while", "until", "if", "!", "{", "}", "time", "exec", "sudo", "nohup"}


def is_whole(text):
    """Whether nothing is missing at the end: a quote, the end of a loop or of a here-document."""
    if text.rstrip("\n").endswith("\\"):
        return False
    done = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True, check=False,
                          env={**os.environ, "LC_ALL": "C.UTF-8"})
    return not re.search(r"unexpected end of file|unexpected EOF|delimited by end-of-file", done.stderr)


def commands_of(block):
    """The commands of a block as people type them: (offset of the line, text), a text of several lines where it must be."""
    begun, first = "", 0
    for offset, line in enumerate(block.splitlines()):
        if not begun and (not line.strip() or line.lstrip().startswith("#")):
            continue
        first = first if begun else offset
        begun += line + "\n"
        if is_whole(begun):
            yield first, begun.strip()
            begun = ""
    if begun:
        yield first, begun.strip()


def conversation_of(block):
    """The commands of a block with their output: (offset of the line, text, lines that it prints)."""
    commands = []
    for offset, line in enumerate(block.splitlines()):
        if line.startswith("$ "):
            commands.append((offset, line[2:], []))
        elif commands and not commands[-1][2] and not is_whole(commands[-1][1]):
            text = commands[-1][1] + "\n" + re.sub(r"^> ", "", line)
            commands[-1] = (commands[-1][0], text, [])
        elif commands:
            commands[-1][2].append(line)
        else:
            commands.append((offset, "", [line]))  # output of nothing
    return commands


def simple_commands(text):
    """The commands that a line consists of, each as (its variables, its words)."""
    text = HERE_DOCUMENT.sub(r"\2", text + "\n").replace("\\\n", " ").replace("\n", " ; ")
    lexer = shlex.shlex(text, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words, variables = [], []
    skip_next = in_list = False
    for token in lexer:
        if skip_next:
            skip_next = False
        elif re.fullmatch(r"[<>]+&?|&>+", token):
            skip_next = True
            if words and words[-1].isdigit():
                words.pop()  # the descriptor that is redirected
        elif re.fullmatch(r"[();|&]+", token):
            in_list = False
            if words or variables:
                yield variables, words
            words, variables = [], []
        elif in_list:
            pass
        elif not words and token == "for":
            in_list = True
        elif not words and ASSIGNMENT.match(token):
            variables.append(token)
        elif words or token not in KEYWORDS:
            words.append(token)
    if words or variables:
        yield variables, words
