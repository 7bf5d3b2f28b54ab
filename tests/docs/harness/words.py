"""What pages name is there: links, files, settings, options, metrics, words of the code, configurations."""

import os
import re

README_LINES = 120

# Named as something that will be or may be written; whoever writes it takes it out of here.
NOT_YET = {"net/io/tls_transport", "net/http2/", "net/front/tcp_session"}

# Words of the system and of libraries that no source of ours has.
ELSEWHERE = {"epoll_ctl"}

# These are no files, although there is a folder of that name.
MEDIA_TYPE = re.compile(r"text/(plain|html|event-stream|\.\.\.)$")

# Files that a build makes, that live on a reader's machine or that nobody has written.
MADE = re.compile(r"^(\./)?(build|bin)/|^[\w-]+\.conf$|your_")
FILE = re.compile(r"^\.?[\w-][\w.-]*(/[\w.+-]+)*/?$")
KNOWN_ENDINGS = (".cpp", ".hpp", ".md", ".py", ".conf", ".svg", ".json", ".yaml", ".yml", ".cmake", ".awk", ".txt")


def broken_links(page, tree):
    for link in page.links:
        if re.match(r"[a-z]+:", link.text):
            continue
        path, _, anchor = link.text.partition("#")
        target = (page.path.parent / path).resolve() if path else page.path
        name = target.relative_to(tree.top).as_posix() if target.is_relative_to(tree.top) else ""
        if path and not target.exists():
            yield page.complaint(link, f"the link {link.text} leads nowhere: there is no {path}")
        elif anchor and name.endswith(".md") and anchor not in (tree.pages[name] if path else page).anchors:
            yield page.complaint(link, f"the link {link.text} leads nowhere: {name} has no heading #{anchor}")


def is_there(name, page, tree):
    """Whether it is a file or folder, seen from the top, from the page, or by the end of its path."""
    here = name.rstrip("/")
    if here in tree.files or (page.path.parent / here).exists():
        return True
    stems = {here, here + ".cpp", here + ".hpp"}
    return any(file in stems or file.endswith(tuple("/" + stem for stem in stems)) for file in tree.files)


def missing_files(page, tree):
    folders = {part for name in tree.files for part in name.split("/")[:-1]}
    for code in page.code:
        name = re.sub(r":\d+$", "", code.text)
        if not FILE.match(name) or MADE.search(name) or MEDIA_TYPE.match(name):
            continue
        first, _, rest = name.partition("/")
        looks_like_one = first in folders if rest else name.endswith((*KNOWN_ENDINGS, "/")) and name[0] != "."
        if name in NOT_YET:
            if is_there(name, page, tree):
                yield page.complaint(code, f"`{code.text}` is there by now: take it out of NOT_YET in "
                                           "tests/docs/harness/words.py")
        elif looks_like_one and not is_there(name, page, tree):
            yield page.complaint(code, f"there is no file `{code.text}`")


def objection(tree, setting, value, as_option, folder):
    """What the balancer says against the value, if anything: as an option has it, or as the file does."""
    options = ["-backends", "http://localhost:1"]
    if as_option:
        options.append(f"--{setting}={value}")
    else:
        section, key = setting.split(".")
        (folder / "value.conf").write_text(f"[{section}]\n{key}={value}\n", encoding="utf-8")
        options.append(f"--config-file={folder / 'value.conf'}")
    content, said = tree.check(*options)
    return None if content else re.sub(r"^loadbalancer: (\S*value.conf:\d: )?", "", said.strip())


def wrong_settings(page, tree, folder):
    """Settings, and their values where the page names one: `health.fall`, `health.fall=2`, `--health.fall 2`."""
    setting = re.compile(rf"(-?-?)((?:{'|'.join(sorted(tree.sections))})\.[a-z][a-z0-9-]*)(?:[= ](.+))?")
    for code in page.code:
        if not (found := setting.fullmatch(code.text)) or code.text.endswith(KNOWN_ENDINGS):
            continue
        dashes, name, value = found.groups()
        if name not in tree.settings:
            yield page.complaint(code, f"there is no setting `{name}`")
        elif value and (refusal := objection(tree, name, value, dashes, folder)):
            yield page.complaint(code, f"`{code.text}` is refused: {refusal}")


def unknown_options(page, tree):
    """Options that stand alone in prose: of our programs or of our scripts."""
    for code in page.code:
        found = re.match(r"-?-[a-z][a-z0-9.-]+", code.text)
        if found and found[0].lstrip("-") not in tree.options and found[0] not in tree.source_text:
            yield page.complaint(code, f"no program has the option `{found[0]}`")


def wrong_metrics(page, tree):
    for code in page.code:
        for name in re.findall(r"\bgolb_[a-z_]+", code.text):
            family = re.sub(r"_(bucket|sum|count)$", "", name)
            if not {name, family} & tree.metrics:
                yield page.complaint(code, f"there is no metric `{name}`")


def wrong_addresses(page, tree):
    """Addresses that look like one of ours."""
    ours = {address.split(" ")[-1].split("?")[0] for address in tree.first_column("docs/reference/addresses.md", "[^`]+")}
    roots = tuple({"/" + address.split("/")[1] for address in ours})
    for code in page.code:
        found = re.fullmatch(r"(?:[A-Z]+ )?(/[^? ]*)(?:\?\S*)?", code.text)
        if found and found[1].startswith(roots) and "." not in found[1].removesuffix(".json"):
            if not {found[1], found[1].rstrip("/") + "/..."} & ours:
                yield page.complaint(code, f"there is no address `{found[1]}`")


def unknown_words(page, tree):
    """A word with underscores is a reason, a label, a variable of the environment or a name in the code."""
    for code in page.code:
        for name in re.findall(r"^(?:[a-z]+(?:_[a-z0-9]+)+|[A-Z]+(?:_[A-Z]+)+)$", code.text):
            if name not in tree.words | ELSEWHERE and not name.startswith(("your_", "golb_")):
                yield page.complaint(code, f"no source has the word `{name}`")


def wrong_configurations(page, tree, folder):
    """Each ```conf block stands in a file at the line that it has in the page, so that messages name that line."""
    for block in page.blocks:
        if block.language != "conf":
            continue
        for name in re.findall(r'token-file="([\w-]+)"', block.text):
            (folder / name).write_text(f"not-a-secret-{name}\n", encoding="utf-8")
        for name in re.findall(r'"([\w-]+\.pem)"', block.text):
            (folder / name).write_text(tree.certificate, encoding="utf-8")
        file = folder / "page.conf"
        file.write_text("\n" * (block.line - 1) + block.text, encoding="utf-8")
        has_backends = re.search(r"^ *backends *=|^\[pools\]", block.text, re.MULTILINE)
        options = () if has_backends else ("-backends", "http://localhost:1")
        content, said = tree.check(f"--config-file={file}", *options, folder=folder)
        if not content:
            said = said.replace("loadbalancer: ", "").replace(str(file), page.name).strip()
            yield said if said.startswith(page.name) else page.complaint(block, said)


def unnamed_fences(page, _):
    for block in page.blocks:
        if block.language not in ("conf", "sh", "console", "text", "mermaid"):
            yield page.complaint(block, f"a block of the language '{block.language}', which nobody checks; see CONTRIBUTING.md")


def length(page, _):
    if page.name == "README.md" and page.lines > README_LINES:
        yield f"README.md:{README_LINES}: the front page has {page.lines} lines; it may have {README_LINES}"


def unreachable(pages):
    """Pages of docs/ that nobody finds who begins at the front page."""
    found, next_ones = set(), ["README.md"]
    while next_ones:
        page = pages[next_ones.pop()]
        found.add(page.name)
        for link in page.links:
            name = os.path.normpath(os.path.join(os.path.dirname(page.name), link.text.split("#")[0]))
            if name in pages and name not in found:
                next_ones.append(name)
    for name in sorted(pages):
        if name.startswith("docs/") and name not in found:
            yield f"{name}:1: no link leads here from the front page"


def check(tree, folder, pages):
    """Every problem of these pages."""
    for page in pages:
        for look in (broken_links, missing_files, unknown_options, wrong_metrics, wrong_addresses, unknown_words,
                     unnamed_fences, length):
            yield from look(page, tree)
        yield from wrong_settings(page, tree, folder)
        yield from wrong_configurations(page, tree, folder)
