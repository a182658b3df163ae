"""The options, verbs and placeholders of the pages are those of --help, in both directions."""

import re
import unittest

import harness
import manual


def cases():
    """(command, verb) of all that people type; verb is None for a command without verbs."""
    return [(command, verb) for command in manual.programs() for verb in manual.verbs(command)
            if not manual.is_inner(command, verb)]


def part(command, verb):
    page = manual.page("discred-" + command)
    return page.subpart(verb) if verb else page.part("DESCRIPTION")


def spellings(tag):
    """{"-o", "--output"} of "-o, --output FORMAT"."""
    return set(re.findall(r"(?<![\w-])-{1,2}\w[\w-]*", tag))


def used(synopsis):
    """The spellings of the options in a synopsis, the letters of -av one by one."""
    found = re.findall(r"(?<![\w-])(--?)(\w[\w-]*)", synopsis)
    return {"--" + word for dashes, word in found if dashes == "--"} | \
        {"-" + letter for dashes, word in found if dashes == "-" for letter in word}


class Options(unittest.TestCase):
    def test_there_are_some(self):
        self.assertGreater(len(cases()), 18)
        self.assertIn("-h, --help", manual.common())

    def test_every_option_is_in_the_page_and_no_other(self):
        for command, verb in cases():
            with self.subTest(command=command, verb=verb):
                there = set(manual.help_of(command, verb).options)
                told = manual.options(part(command, verb))
                self.assertEqual(told - there, set(), "these are in the page alone")
                self.assertEqual(there - told - manual.common(), set(), "these are not in the page")

    def test_the_synopsis_has_them_all(self):
        for command, verb in cases():
            with self.subTest(command=command, verb=verb):
                shown = used(manual.page("discred-" + command).synopsis(verb) or "")
                options = manual.help_of(command, verb).options
                for tag, text in options.items():
                    if manual.INNER not in text and tag not in manual.common():
                        self.assertTrue(spellings(tag) & shown, tag)
                self.assertEqual(shown - set().union(*map(spellings, options)), set())

    def test_placeholders(self):
        for command, verb in cases():
            with self.subTest(command=command, verb=verb):
                synopsis = manual.page("discred-" + command).synopsis(verb) or ""
                of_options = manual.words_of(" ".join(manual.help_of(command, verb).options))
                usage = manual.words_of(manual.help_of(command, verb).usage)
                self.assertEqual(manual.words_of(synopsis) - of_options, usage - of_options)

    def test_common_options_are_in_discred_1(self):
        told = manual.options(manual.page("discred").subpart("Common options"))
        self.assertEqual(told | {"-h, --help"}, manual.common())


class Verbs(unittest.TestCase):
    def test_every_verb_is_in_the_page_and_no_other(self):
        for command in manual.programs():
            page = manual.page("discred-" + command)
            told = set(re.findall(r"^\.Cm (\S+)$", page.part("SYNOPSIS"), re.M))
            there = {verb for verb in manual.verbs(command) if verb and not manual.is_inner(command, verb)}
            self.assertEqual(told, there, command)
            for verb in there:
                self.assertIsNotNone(page.subpart(verb), verb)

    def test_inner_verbs_in_a_word(self):
        for command in manual.programs():
            inner = {verb for verb in manual.verbs(command) if manual.is_inner(command, verb)}
            told = manual.items(manual.page("discred-" + command).subpart("For discred itself"))
            self.assertEqual(set(told), inner, command)


class Dispatcher(harness.Case):
    def test_options(self):
        shown = self.home.run("discred", "--help").stdout
        there = set(re.findall(r"^ +(?:-\w, )?(--[\w-]+)", shown, re.M))
        told = set().union(*(manual.options(manual.page("discred").subpart(part))
                             for part in ("Options", "Common options")))
        self.assertEqual({re.search(r"--[\w-]+", tag)[0] for tag in told}, there)

    def test_options_of_help(self):
        shown = self.home.run("discred", "help", "--help").stdout
        self.assertIn("-a, --all ", shown)
        self.assertIn(".Fl a , -all\n", manual.page("discred").subpart("Commands"))

    def test_commands(self):
        told = manual.items(manual.page("discred").subpart("Commands"))
        there = {"help" if layer == "builtin" else "discred-%s 1" % name: summary
                 for name, layer, summary in manual.commands() if not layer.startswith("(")}
        self.assertEqual({tag: text.split("\n.El")[0].strip() for tag, text in told.items()}, there)

    def test_summaries(self):
        for name, layer, summary in manual.commands():
            if name in manual.programs():
                self.assertIn("\n.Nd %s\n" % summary, manual.page("discred-" + name).text)

    def test_helper_of_git(self):
        usage = re.match(r"usage: \S+ (.*)", self.home.run("git-credential-discred", "--help").stdout)[1]
        page = manual.page("git-credential-discred")
        self.assertEqual(page.synopsis(), re.sub(r" *\| *", "|", usage))
        self.assertEqual(manual.options(page.part("DESCRIPTION")), {"--profile NAME"})

    def test_helper_of_build_tools(self):
        usage = re.match(r"usage: \S+ (.*)", self.home.run("discred-credential-helper", "--help").stdout)[1]
        self.assertEqual(manual.page("discred-credential-helper").synopsis(), usage)

    def test_helper_of_docker(self):
        usage = re.search(r"<(.*)>", self.home.run("docker-credential-discred", "--help").stdout)[1]
        page = manual.page("docker-credential-discred")
        self.assertEqual(set(page.synopsis().split("|")), set(usage.split("|")))
        self.assertEqual(set(manual.items(page.part("DESCRIPTION"))), set(usage.split("|")))


if __name__ == "__main__":
    harness.main()
