"""Completion offers what the programs understand: every verb and option of every help, and a value for every
placeholder that is not free text."""

import os
import re

import completecase
import harness

# What nobody can foresee. A placeholder that is neither here nor known to completion is a mistake.
FREE = {"NAME", "SECONDS", "N", "N/SECONDS", "CHARS", "ID", "TIME", "URI", "URL", "TEXT", "SPEC", "KEY=VALUE",
        "NAME:VALUE", "TIME|ID", "FILTER", "LABEL", "ARGUMENT"}
OURS = "(for discred itself)"


def programs():
    with open(os.path.join(harness.SOURCE, "src/commands.txt"), encoding="utf-8") as file:
        rows = [line.split() for line in file if not line.startswith("#")]
    return [name for name, layer, *_ in rows if layer != "builtin" and not layer.startswith("(")]


class Drift(completecase.Case):
    def help(self, *words):
        done = self.home.run("discred", *words, "--help", prints=True)  # the sandbox's tells its well-known secrets
        self.assertEqual((done.status, done.stderr), (0, ""))
        return harness.joined(done.stdout)

    def helps(self):
        """(words, help) of every program and verb, of discred and of its help."""
        yield [], self.help()
        yield ["help"], self.help("help")
        for name in programs():
            text = self.help(name)
            if " VERB" not in text.splitlines()[0]:
                yield [name], text
                continue
            verbs = [line.split()[0] for line in text.splitlines() if re.match(r"  [a-z]", line) and OURS not in line]
            with self.subTest(program=name):
                self.assertTrue(verbs)
                self.assertEqual(self.names(name, ""), verbs)
            for verb in verbs:
                yield [name, verb], self.help(name, verb)

    def options(self, text):
        """(letter, name, argument, whether that may be left out)"""
        for line in text.splitlines():
            found = re.match(r"  +(?:-(\S), )?--([a-z-]+)(?:\[=([^\]]+)\]| (\S+))?(?:  | |$)", line)
            if found and OURS not in line:
                letter, name, optional, required = found.groups()
                yield letter, name, optional or required, bool(optional)

    def test_every_option(self):
        count = 0
        for words, text in self.helps():
            offered = self.names(*words, "-")
            for letter, name, argument, may_omit in self.options(text):
                count += 1
                with self.subTest(words=words, option=name):
                    self.assertIn("--" + name + ("=" if argument else ""), offered)
                    self.assertEqual("--" + name in offered, not argument or may_omit)
                    if letter:
                        self.assertIn("-" + letter, offered)
        self.assertGreater(count, 70)

    def test_every_value(self):
        count = 0
        for words, text in self.helps():
            for _, name, argument, _ in self.options(text):
                if not argument or argument in FREE:
                    continue
                count += 1
                with self.subTest(words=words, option=name, argument=argument):
                    answer = self.words(*words, "--%s=%s" % (name, "x=@" if argument == "NAME=@FILE" else ""))
                    self.assertTrue(answer.directives or answer.names)
                    if "|" in argument and argument.islower():
                        self.assertEqual(answer.names, argument.split("|"))
        self.assertGreater(count, 15)

    def test_every_argument(self):
        for words, text in self.helps():
            usage = text.splitlines()[0].split()[2 + len(words):]
            first = next((word for word in usage if word not in ("[OPTIONS]", "[--json]")), "").strip("[].")
            if not words or first in FREE or first.startswith("-") or not first:
                continue
            with self.subTest(words=words, argument=first):
                answer = self.words(*words, "")
                self.assertTrue(answer.directives or answer.names)


if __name__ == "__main__":
    harness.main()
