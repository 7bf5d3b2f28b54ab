"""Pages with one mistake each, and what must be said of it."""

from . import commands, words
from .markdown import Page
from .stage import Stage

NAME = "docs/guide/page.md"


def shell(line):
    return f"# A page\n```sh\n{line}\n```\n"


# What the check of words says; nothing, if that is how it should be.
WORDS = (
    ("[settings](nowhere.md)\n", ":1: the link nowhere.md leads nowhere: there is no nowhere.md"),
    ("\n[settings](../reference/settings.md#nothing)\n", ":2: the link ../reference/settings.md#nothing leads nowhere"),
    ("# A page, twice\n[here](#a-page-twice)\n", None),
    ("`base/reasons.hpp`\n", ":1: there is no file `base/reasons.hpp`"),
    ("`base/reason.hpp`, `reason.cpp`, `net/http1`\n", None),
    ("`health.intervall`\n", ":1: there is no setting `health.intervall`"),
    ("`health.fall=0`\n", ":1: `health.fall=0` is refused: "),
    ("`--health.interval 2`\n", ":1: `--health.interval 2` is refused: "),
    ("`health.fall=2`, `--health.interval 2s`\n", None),
    ("`--algorithm rr`\n", ":1: no program has the option `--algorithm`"),
    ("`-algo rr`, `--check`\n", None),
    ("`golb_request_total`\n", ":1: there is no metric `golb_request_total`"),
    ("`queue_empty`\n", ":1: no source has the word `queue_empty`"),
    ("`queue_full`\n", None),
    ("`LOADEX_URI`\n", ":1: no source has the word `LOADEX_URI`"),
    ("`GET /api/remove?url=URL`\n", ":1: there is no address `/api/remove`"),
    ("`/api/health`, `POST /api/add?url=URL`, `/loadex/v1`, `/metrics`, `LOADEX_URL`\n", None),
    ("```conf\n[global]\nprot=1\n```\n", ":3: unknown key prot"),
    ("```conf\n[health]\nfall=2\n```\n", None),
    ("```\nsome text\n```\n", ":2: a block of the language ''"),
)

# What the fenced commands come to.
BLOCKS = (
    (shell("loadex wealth"), ":3: `loadex wealth` ends with exit code 2; it says: loadex: there is no command 'wealth'"),
    (shell("loadex health"), None),
    (shell("curl http://localhost:8079/"), ":3: `curl http://localhost:8079/` ends with exit code 7"),
    (shell("loadbalancer -port 8080 -backends http://localhost:8001 &"), "cannot listen on 0.0.0.0:8080"),
    (shell("for i in 1 2; do\n  curl http://localhost:808$i/\ndone"), ":3: `for i in 1 2; do"),
    (shell("frobnicate"), ":3: what becomes of `frobnicate`? Say it in tests/docs/harness/kinds.py"),
    (shell("make nothing"), ":3: there is no target nothing"),
    (shell("make demo NOTHING=1"), ":3: neither the Makefile nor a script knows NOTHING"),
    (shell("docker compose stop backend9"), ":3: compose.yaml has no service backend9"),
    (shell("cmake --preset nothing"), ":3: there is no preset nothing"),
    (shell("ctest --test-dir build/release -L nothing"), ":3: no test has the label nothing"),
    (shell("build/dev/bin/unit_tests 'nobody has called a test so'"), ":3: no test is called"),
    (shell("build/dev/bin/unit_test"), ":3: nothing builds unit_test"),
    (shell("scripts/fuzz --nothing"), ":3: scripts/fuzz knows no --nothing"),
    ("```console\n$ echo one\ntwo\n```\n", ":2: `echo one` prints otherwise. Line 3 shows: two"),
    ("```console\n$ echo one; echo two\none\n```\n", ":2: `echo one; echo two` prints otherwise."),
    ("```console\none\n```\n", ":2: what prints this? A command begins with `$ `"),
    ("```console\n$ echo 1; false\n1\n```\n", ":2: `echo 1; false` ends with exit code 1"),
    ("```console\n$ echo weight 3\nweight 1\n```\n", ":2: `echo weight 3` prints otherwise."),
    ("```console\n$ echo http://localhost:8001\nhttp://localhost:8002\n```\n", ":2: `echo http://localhost:8001` prints otherwise."),
    ("```console\n$ echo 17 ms; echo two; echo three\n3.5 s\n...\nth...\n```\n", None),
    ("```console\n$ loadbalancer -port 8080 -backends http://localhost:8001  # exit code 1\nloadbalancer: cannot listen on ...\n```\n", None),
)

# What a page of tasks comes to: the first task, after what stands before it.
TASKS = (
    ("# Tasks\n```sh\necho here >file\n```\n## One\n```sh\ngrep here file\n```\n## Two\n```sh\nfalse\n```\n", None),
    ("# Tasks\n```sh\nfalse\n```\n## One\n```sh\ntrue\n```\n", ":3: `false` ends with exit code 1"),
    ("# Tasks\n## One\n```sh\nfalse\n```\n", ":4: `false` ends with exit code 1"),
    ("# Tasks\n## One\n```sh\nfor id in 1 2 3 4 5; do loadex disable $id; done\nsleep 0.1\n"
     "for id in 1 2 3 4 5; do loadex enable $id; done\n```\n", ":4: requests failed meanwhile, the first: status 502"),
)

# What the commands in prose come to.
INLINE = (
    ("`loadbalancer --algoo wrr`\n", ":1: `loadbalancer --algoo wrr`: loadbalancer: --algoo: unknown option"),
    ("`LOG_LEVEL=DEBUG loadbalancer ...` and `loadbalancer --config-file=my.conf`\n", None),
    ("`loadex health -o xml`\n", ":1: `loadex health -o xml`: "),
    ("`loadex health -u http://127.0.0.1:9901`, `curl URL/healthz`\n", None),
    ("`backend --statis 404`\n", ":1: `backend --statis 404`: exit code 2"),
    ("`backend --status 404`\n", None),
    ("`make nothing`\n", ":1: `make nothing`: there is no target nothing"),
    ("`docker compose exec loadex loadex wealth`\n", "ends with exit code 2"),
    ("`docker compose run --rm loadex /app/loadbalancer --algoo wrr`\n", "--algoo: unknown option"),
)


def verdict(text, found, expected):
    """What a check has not said as it should."""
    if expected is None and found:
        yield f"{text!r} is as it should be, but: {found}"
    if expected is not None and (len(found) != 1 or expected not in found[0] or not found[0].startswith(NAME)):
        yield f"of {text!r} should be said {expected!r}, but: {found}"


def overlooked_words(tree, folder):
    for text, expected in WORDS:
        yield from verdict(text, list(words.check(tree, folder, [Page(tree.top, NAME, text)])), expected)
    if not list(words.check(tree, folder, [Page(tree.top, "README.md", "\n" * (words.README_LINES + 1))])):
        yield "a front page that is too long is overlooked"
    if not list(words.unreachable(tree.pages | {NAME: Page(tree.top, NAME, "# A page\n")})):
        yield "a page that no link leads to is overlooked"


def overlooked_commands(tree, folder):
    stage = Stage(tree, folder)
    parts = ((BLOCKS, commands.Play.blocks), (TASKS, lambda play: play.task(1)), (INLINE, commands.Play.inline))
    for examples, part in parts:
        for text, expected in examples:
            yield from verdict(text, list(part(commands.Play(Page(tree.top, NAME, text), tree, stage))), expected)
