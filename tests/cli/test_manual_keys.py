"""The keys of profiles, stacks and config.cfg, and the sandbox's faults: those of the pages, docs/ and the example
are those of the code."""

import os
import re
import unittest

import harness
import manual


class Field:
    """A row of the field table: its key, what its type is called, its default (None: there is none) and whether it has
    to be there."""

    def __init__(self, row, kinds):
        self.key, kind, self.standard, required = row
        self.what = kinds[kind]
        self.required = required == "true"


def fields():
    code = manual.read("src/core/profile/fields.c")
    types = manual.read("src/core/profile/fields.c")
    kinds = re.findall(r"^    \[(FIELD_\w+)\] = \{[^}]*?\.what = (\"[^\"]*|\w+)", types, re.M)
    kinds = {name: "a reference" if what == "SECRET_FORMS" else what[1:] for name, what in kinds}
    rows = re.findall(r'^    \{"(\w+)", (FIELD_\w+), AT\(\w+\), ("[^"]*"|\w+), (true|false),', code, re.M)
    number = re.search(r'PERMISSION_DEFAULT ("\d+")', manual.read("src/core/discord/permission.h"))[1]
    store = re.search(r'STORE_DEFAULT "(\w+)"', manual.read("include/discred/store.h"))[1]
    standards = {"NULL": None, "PERMISSION_DEFAULT": number.strip('"'), "STORE_DEFAULT": store}
    return [Field((key, kind, standards.get(text, text.strip('"')), required), kinds)
            for key, kind, text, required in rows]


def told_default(text):
    """What an entry of the page says of the default: the words in .Ql, "" for a default in words, None for none."""
    found = re.search(r"^Default:\n((?:\.Ql .*\n|and\n)+)", text + "\n", re.M)
    if found:
        words = [word.strip() for word in re.findall(r"^\.Ql (.*?)(?: [.,])?$", found[1], re.M)]
        return " ".join(words).replace("\\(dq", "")
    return "" if re.search(r"^Default: \w", text, re.M) else None


class Profile(unittest.TestCase):
    def setUp(self):
        self.told = manual.items(manual.page("discred-profile", 5).subpart("Keys"))

    def test_the_keys(self):
        self.assertGreater(len(fields()), 20)
        self.assertEqual(list(self.told), [field.key for field in fields()])

    def test_the_types(self):
        for field in fields():
            said = self.told[field.key].replace("\n", " ").lower()
            what = field.what.lower().split(", {")[0].split(", (")[0]
            self.assertTrue(said.startswith(what), (field.key, what, said))

    def test_the_defaults(self):
        for field in fields():
            said = self.told[field.key]
            self.assertEqual("\nRequired.\n" in "\n%s\n" % said, field.required, field.key)
            if field.standard is not None:
                self.assertEqual(told_default(said), field.standard, field.key)
            elif not field.required:
                self.assertTrue(re.search(r"^(No default\.|Default: the .*)$", said, re.M), field.key)

    def test_the_forms_of_secrets(self):
        forms = re.search(r"forms\[\] = \{(.*)\}", manual.read("src/core/profile/field_secret.c"))[1]
        told = manual.items(manual.page("discred-profile", 5).subpart("Secrets"))
        self.assertEqual([tag.split()[0] for tag in told], re.findall(r'"(\w+)"', forms))

    def test_the_guide_and_the_example(self):
        guide = manual.read("docs/profiles.md").partition("\n| key | default |")[2].partition("\n\n")[0]
        listed = re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (.*?) \|", guide, re.M)))
        example = manual.read("etc/profiles/example.cfg")
        self.assertEqual(set(listed), {field.key for field in fields()})
        for field in fields():
            self.assertRegex(example, r"(?m)^#?%s = " % field.key)


class Config(unittest.TestCase):
    def test_the_keys(self):
        known = re.search(r"known\[\] = \{(.*)\}", manual.read("src/core/profile/config.c"))[1]
        told = manual.items(manual.page("discred").subpart("config.cfg"))
        self.assertEqual(list(told), re.findall(r'"(\w+)"', known))


def options_of(source):
    return re.findall(r'^    \{"(\w+)", OPTION_', manual.read("src/source/%s.c" % source), re.M)


def sources():
    table = manual.read("src/source/table.c").split("#define SOURCES(X)")[1].split("#define DECLARE")[0]
    return re.findall(r"\bX\((\w+)\)", table)


class Stack(unittest.TestCase):
    def test_every_source_and_option_and_no_other(self):
        told = manual.items(manual.page("discred-stack", 5).subpart("Sources"))
        guide = manual.read("docs/stacks.md").partition("\n| source | answers |")[2]
        self.assertGreater(len(sources()), 9)
        self.assertEqual({tag.split()[0] for tag in told}, set(sources()))
        for tag in told:
            source, *options = tag.replace("[", "").replace("]", "").split()
            row = re.search(r"^\| `%s` \|(.*)$" % source, guide, re.M)
            self.assertEqual(set(options), set(options_of(source)), source)
            for option in options:
                self.assertIn("`%s`" % option, row[1], source)

    def test_every_control_word(self):
        words = re.findall(r'^    \{"(\w+)", ROW', manual.read("src/core/stack/stack.c"), re.M)
        self.assertEqual(list(manual.items(manual.page("discred-stack", 5).subpart("Control words"))), words)

    def test_every_shared_stack(self):
        there = os.listdir(os.path.join(harness.SOURCE, "etc", "stacks"))
        told = manual.items(manual.page("discred-stack", 5).part("FILES"))
        self.assertEqual({tag for tag in told if tag.startswith("stacks/")}, {"stacks/" + name for name in there})
        for name in there:
            self.assertIn("| `%s` |" % name[:-4], manual.read("docs/stacks.md"))


class Sandbox(unittest.TestCase):
    def setUp(self):
        self.page = manual.page("discred-sandbox")

    def test_the_kinds_of_faults(self):
        usages = re.findall(r'^    \{"[\w-]*", VALUE_\w+, "([^"]+)"', manual.read("src/cmd/sandbox/fault.c"), re.M)
        self.assertGreater(len(usages), 10)
        self.assertEqual({tag.replace(" ", "") for tag in manual.items(self.page.subpart("Faults"))}, set(usages))

    def test_the_endpoints(self):
        names = re.findall(r'\[ENDPOINT_\w+\] = "(\w+)"', manual.read("src/cmd/sandbox/fault.c"))
        said = self.page.subpart("Faults").partition(".Ar ENDPOINT\nis\n")[2].partition(".Pp\n")[0]
        told = re.findall(r"\w+", " ".join(re.findall(r"^\.Cm (.*)$", said, re.M)))
        self.assertEqual(set(told) - {"redirect"}, set(names))

    def test_the_control(self):
        routes = re.findall(r'\{"((?:GET|POST|DELETE) /sandbox/\S+)"', manual.read("src/cmd/sandbox/control.c"))
        self.assertGreater(len(routes), 4)
        self.assertEqual(list(manual.items(self.page.subpart("Control"))), routes)


if __name__ == "__main__":
    unittest.main(verbosity=2)
