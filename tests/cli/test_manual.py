"""The manual pages say what is true: their example works, and every source and option is in them and in the README."""

import os
import re
import shutil
import subprocess
import unittest

import harness


def read(path):
    with open(os.path.join(harness.SOURCE, path), encoding="utf-8") as file:
        return file.read()


def options_of(source):
    return re.findall(r'^    \{"(\w+)", OPTION_', read("src/source/%s.c" % source), re.MULTILINE)


def sources():
    return re.findall(r"\bX\((\w+)\)", read("src/source/table.c").split("#define SOURCES(X)")[1].split("#define DECLARE")[0])


def example():
    """The script of discred-helper(7), as a reader sees it."""
    page = read("src/man/discred-helper.7")
    script = page[page.index("#!/bin/sh"):]
    return script[:script.index(".Ed")].replace("\\e", "\\")


class Helper(harness.Case):
    def test_the_example_works(self):
        self.home.plant("token-of-pass")
        self.home.write("bin/discred-source-pass", example(), 0o700)
        self.home.write("bin/pass", '#!/bin/sh\n[ "$*" = "show discord/reader" ] && echo token-of-pass\n', 0o700)
        for item, want in (("discord/reader", (0, "token-of-pass\n")), ("discord/other", (66, ""))):
            self.home.profile("reader", 'client_id = "1";\nscope = "identify";\nstack = ({ control = "required"; '
                              'source = "helper"; name = "pass"; item = "%s"; });\n' % item)
            done = self.home.run("discred", "token", "reader", prints=True, PATH=self.home.path + "/bin:/usr/bin:/bin")
            self.assertEqual((done.status, done.stdout), want, done.stderr)

    def test_it_is_ten_lines_and_the_readmes(self):
        self.assertEqual(len(example().splitlines()), 10)
        self.assertIn(example(), read("README.md"))


class Stack(unittest.TestCase):
    def test_every_source_and_option(self):
        page = read("src/man/discred-stack.5")
        readme = read("README.md").partition("\n| source | answers |")[2]
        self.assertGreater(len(sources()), 9)
        for source in sources():
            line = re.search(r"^\.It Cm %s\b(.*)$" % source, page, re.MULTILINE)
            row = re.search(r"^\| `%s` \|(.*)$" % source, readme, re.MULTILINE)
            self.assertTrue(line and row, source)
            for option in options_of(source):
                self.assertIn(option, line[1].split(), source)
                self.assertIn("`%s`" % option, row[1], source)

    def test_every_shared_stack(self):
        for name in os.listdir(os.path.join(harness.SOURCE, "etc", "stacks")):
            self.assertIn(".It Pa stacks/%s\n" % name, read("src/man/discred-stack.5"))
            self.assertIn("| `%s` |" % name[:-4], read("README.md"))

    def test_every_option_of_token(self):
        done = subprocess.run([harness.program("discred-token"), "--help"], capture_output=True, text=True, check=True)
        for option in re.findall(r"--(\w[\w-]*)", done.stdout.replace(harness.COMMON_OPTIONS, "")):
            if option != "help":
                self.assertIn("Fl -%s" % option, read("src/man/discred-token.1"))

    @unittest.skipUnless(shutil.which("mandoc"), "needs mandoc")
    def test_mandoc_has_nothing_to_say(self):
        folder = os.path.join(harness.SOURCE, "src", "man")
        pages = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
        done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", *pages], capture_output=True, text=True,
                              check=False)
        self.assertEqual((done.stdout, done.returncode), ("", 0))


if __name__ == "__main__":
    unittest.main(verbosity=2)
