"""Manual pages and --help as the tests read them. What is in the pages is written in mdoc(7), of which this understands
what the pages use; what the programs have is found from src/commands.txt and from what they print."""

import functools
import os
import re
import subprocess
import typing

import harness

FOLDER = os.path.join(harness.SOURCE, "src", "man")
INNER = "(for discred itself)"  # what the help says of an option or a verb that nobody types


def read(path):
    with open(os.path.join(harness.SOURCE, path), encoding="utf-8") as file:
        return file.read()


def pages():
    """The names of the pages' files."""
    return sorted(os.listdir(FOLDER))


def guides():
    """{path: text} of the README, SECURITY.md and docs/."""
    paths = ["README.md", "SECURITY.md", *("docs/" + name for name in sorted(os.listdir(os.path.join(harness.SOURCE, "docs")))
                                           if name.endswith(".md"))]
    return {path: read(path) for path in paths}


def commands():
    """(name, layer, summary) of each row of src/commands.txt."""
    lines = [line for line in read("src/commands.txt").splitlines() if not line.startswith("#")]
    return [tuple(line.split(maxsplit=2)) for line in lines]


def programs():
    """The commands that are programs of their own and that people type."""
    return [name for name, layer, _ in commands() if layer != "builtin" and not layer.startswith("(")]


def unescape(text):
    """Of a literal line: what a reader sees."""
    return text.replace("\\e", "\\").replace("\\(dq", '"').replace("\\&", "").replace("\\ ", " ")


def line_text(line):
    """A line of mdoc as text: ".It Fl o , Fl -output Ar FORMAT" is "-o, --output FORMAT"."""
    out, dash, glue, closing = "", False, True, ""
    for word in re.findall(r'"[^"]*"|\S+', line.lstrip(".")):
        word = word.strip('"')
        if word in ("It", "Nm", "Xr"):
            continue
        if word in ("Fl", "Ar", "Cm", "Ev", "Pa", "Li", "Ql", "No"):
            dash = word == "Fl"
        elif word == "Ns":
            glue = True
        elif word == "Op":
            out += ("" if glue else " ") + "["
            dash, glue, closing = False, True, closing + "]"
        elif word in (",", "|"):
            out += word if word == "," else " |"
            glue = False
        else:
            out += ("" if glue else " ") + ("-" if dash else "") + unescape(word)
            glue = False
    return re.sub(r" *\| *", "|", out + closing)


class Page:
    """One page: its parts by the titles of .Sh and .Ss."""

    def __init__(self, file):
        self.name, _, self.section = file.rpartition(".")
        self.text = read("src/man/" + file)

    def _part(self, text, macro, title):
        found = re.search(r"^\.%s %s\n(.*?)(?=^\.%s |\Z)" % (macro, re.escape(title), macro), text, re.M | re.S)
        return found[1] if found else None

    def sections(self):
        return re.findall(r"^\.Sh (.*)$", self.text, re.M)

    def part(self, title):
        """What stands under .Sh TITLE; None without it."""
        return self._part(self.text, "Sh", title)

    def subpart(self, title, section="DESCRIPTION"):
        """What stands there under .Ss TITLE; None without it."""
        return self._part(self.part(section) or "", "Ss", title)

    def references(self):
        return re.findall(r"^\.Xr (\S+) (\d)", self.text, re.M)

    def synopsis(self, verb=None):
        """The synopsis, all forms of it, or that of a verb, as one line of text."""
        blocks = re.split(r"^\.Nm.*\n", self.part("SYNOPSIS"), flags=re.M)[1:]
        forms = [[line_text(line) for line in block.splitlines()] for block in blocks]
        if not verb:
            return " ".join(line for lines in forms for line in lines)
        return next((" ".join(lines[1:]) for lines in forms if lines[0] == verb), None)

    def examples(self):
        """The literal blocks of EXAMPLES, as a reader sees them."""
        return [unescape(block) for block in re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed", self.part("EXAMPLES") or "",
                                                        re.M | re.S)]


def page(name, section=1):
    return Page("%s.%s" % (name, section))


def items(text):
    """{tag: text} of the lists in a part, tags as text."""
    parts = re.split(r"^\.It (.*)\n", text or "", flags=re.M)
    return {line_text(tag): body for tag, body in zip(parts[1::2], parts[2::2])}


def options(text):
    """The tags of the options in a part."""
    return {tag for tag in items(text) if tag.startswith("-")}


class Help(typing.NamedTuple):
    usage: str
    options: dict  # {"-o, --output FORMAT": what is said of it}
    verbs: dict    # {name: summary}


def _option(line):
    found = re.match(r"  (-\w, |    )(--[\w-]+(?:\[=[^]]+\]| [A-Z]\S*| \S+\|\S+)?) +(.*)", line)
    return (found[1].lstrip() + found[2], found[3]) if found else None


@functools.cache
def help_of(command, verb=None):
    words = [os.path.join(harness.BUILD, "discred-" + command), *([verb] if verb else []), "--help"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    text = harness.joined(done.stdout)
    usage = re.match(r"usage: discred (.*)", text)[1]
    found = [_option(line) for line in text.splitlines()]
    verbs = re.findall(r"^  ([a-z][a-z-]*) .*?  +(\S.*)$", text, re.M) if " VERB" in usage else []
    return Help(usage, dict(filter(None, found)), dict(verbs))


def verbs(command):
    """A command's verbs; (None,) for one without."""
    return tuple(help_of(command).verbs) or (None,)


def is_inner(command, verb):
    return verb is not None and INNER in help_of(command).verbs[verb]


@functools.cache
def common():
    """The options that every command and verb has: they are in discred(1)."""
    helps = [set(help_of(command, verb).options) for command in programs() for verb in verbs(command)]
    return frozenset.intersection(*map(frozenset, helps))


def words_of(text):
    """The placeholders in a usage or synopsis."""
    return set(re.findall(r"(?<![\w-])[A-Z]+\b", text)) - {"OPTIONS", "VERB"}
