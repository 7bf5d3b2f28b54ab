"""Kinds of commands by their first word: those that are run, and what the others are held to."""

import fnmatch
import re

from .shell import simple_commands

# What is run in the stage as it stands.
RUN = {"loadbalancer", "loadex", "backend", "base64", "curl", "cat", "cd", "cp", "cut", "echo", "env", "export", "false", "getent",
       "grep", "head", "jobs", "jq", "kill", "ls", "mkdir", "openssl", "printf", "rm", "sed", "sleep", "sort", "tail", "test",
       "timeout", "true", "ulimit", "umask", "uniq", "wait", "wc"}

# Of these only the first word behind is looked at.
SYSTEM = {"git": {"clone", "log", "show", "diff"}, "apt-get": {"install", "update", "remove", "purge"}, "ip": {"route"},
          "systemctl": {"start", "stop", "restart", "status", "enable", "disable", "reload", "kill", "edit"}}


def program_of(word):
    """A program of ours without its folder, any other word as it is."""
    found = re.fullmatch(r"(?:\./|/app/|/usr/local/)?(?:bin/)?(loadbalancer|loadex|backend)", word)
    return found[1] if found else word


def positional(words):
    return [word for word in words if not word.startswith("-")]


def object_to_make(tree, variables, words):
    known = tree.makefile + tree.text(lambda name: name.startswith("scripts/"))
    for word in [*variables, *positional(words[1:])]:
        name, is_variable, _ = word.partition("=")
        if is_variable and not re.search(rf"\b{name}\b", known):
            return f"neither the Makefile nor a script knows {name}"
        if not is_variable and name not in tree.targets:
            return f"there is no target {name}"
    return None


def object_to_docker(tree, _, words):
    if words[1] != "compose":
        known = {"build", "exec", "image", "kill", "logs", "ps", "run", "start", "stop"}
        return None if words[1] in known else f"docker {words[1]} is not known to this check"
    verb, *others = positional(words[2:])
    if verb not in {"up", "down", "exec", "logs", "ps", "restart", "run", "start", "stop", "kill", "build"}:
        return f"docker compose {verb} is not known to this check"
    services = re.findall(r"^  ([a-z]\w*):$", (tree.top / "compose.yaml").read_text(encoding="utf-8").split("services:")[1], re.M)
    named = others[:1] if verb in ("exec", "run") else others
    return next((f"compose.yaml has no service {name}" for name in named if name not in services), None)


def object_to_cmake(tree, _, words):
    preset = words[words.index("--preset") + 1]
    known = tree.presets("buildPresets" if "--build" in words else "configurePresets")
    return None if preset in known else f"there is no preset {preset}"


def object_to_ctest(tree, _, words):
    presets = tree.presets("configurePresets")
    for option, value in zip(words, words[1:]):
        if option == "--test-dir" and value.removeprefix("build/") not in presets:
            return f"there is no preset {value}"
        if option == "-L" and not re.search(rf"LABELS? \"?{value}\b", tree.cmake_lists):
            return f"no test has the label {value}"
    return None


def object_to_system(_tree, _, words):
    action = (positional(words[1:]) or [""])[0]
    return None if action in SYSTEM[words[0]] else f"{words[0]} {action} is not known to this check"


def object_to_test_program(tree, _, words):
    """A program of the build folder, as `build/dev/bin/unit_tests FILTER`."""
    name = words[0].rsplit("/", 1)[1]
    if not re.search(rf"(loadex_test|loadex_program|add_executable)\({name}\b", tree.cmake_lists):
        return f"nothing builds {name}"
    for title in positional(words[1:]) if name.endswith("_tests") else ():
        if not fnmatch.filter([known.lower() for known in tree.test_titles], title.lower()):
            return f"no test is called '{title}'"
    return None


def object_to_script(tree, _, words):
    path = tree.top / words[0]
    text = path.read_text(encoding="utf-8")
    if not path.stat().st_mode & 0o100:
        return f"{words[0]} cannot be executed"
    unknown = [word for word in words[1:] if word.startswith("--") and word.split("=")[0] not in text]
    return f"{words[0]} knows no {unknown[0]}" if unknown else None


def objection_for(tree, word):
    """What holds a command to what it would find, by its first word; None if that word is not known here."""
    kinds = {"make": object_to_make, "docker": object_to_docker, "cmake": object_to_cmake, "ctest": object_to_ctest,
             **dict.fromkeys(SYSTEM, object_to_system)}
    if word in kinds:
        return kinds[word]
    if re.match(r"build/\w+/bin/", word):
        return object_to_test_program
    return object_to_script if word.removeprefix("./") in tree.files else None


def runs(simple):
    return all(not words or program_of(words[0]) in RUN for _, words in simple)


def objection(tree, text):
    """What is wrong with a command that is not run."""
    for variables, words in simple_commands(text):
        if not words or program_of(words[0]) in RUN:
            continue
        check = objection_for(tree, words[0])
        if check is None:
            return f"what becomes of `{words[0]}`? Say it in tests/docs/harness/kinds.py"
        if problem := check(tree, variables, words):
            return problem
    return None
