"""What the tests of `discred profile new` share: what it made, and the questions at a terminal."""

import os
import re
import stat

import harness
import terminal


class NewCase(harness.Case):
    def profile_path(self, name):
        return os.path.join(self.home.config, "discred", "profiles", name + ".cfg")

    def profile_file(self, name):
        """The settings of the file, without comments."""
        path = self.profile_path(name)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        with open(path, encoding="utf-8") as file:
            return dict(re.findall(r"(?m)^(\w+) = (.*);$", file.read()))

    def profiles(self):
        try:
            return sorted(os.listdir(os.path.dirname(self.profile_path("x"))))
        except FileNotFoundError:
            return []

    def stored(self, name):
        """What is stored by hand for the profile: {key: value}, or None."""
        try:
            with open(os.path.join(self.home.state, "discred", name + ".secret"), encoding="utf-8") as file:
                return dict(re.findall(r"(?m)^(\w+)=(.*)$", file.read()))
        except FileNotFoundError:
            return None

    def nothing_was_made(self):
        self.assertEqual(self.profiles(), [])
        self.assertEqual([path for path in self.home.files() if not path.endswith(".lock")], [])


class WizardCase(NewCase):
    def start(self, *options, token="", columns=80, **more):
        """Up to the question after that for the bot token; a token of None leaves that open."""
        self.terminal = terminal.Terminal(self.home, "discred", "profile", "new", *options, columns=columns, **more)
        self.addCleanup(self.terminal.stop)
        self.seen = 0
        if token is not None:
            self.answers("Bot token", token, secret=True)

    def asked(self, label, secret=False):
        """Waits for the question after the last one; what stands before it."""
        self.terminal.wait_for(r"(?s)\A.{%d}.*?\n%s: \Z" % (self.seen, re.escape(label)))
        if secret:
            self.assertFalse(self.terminal.echoes())
        text = self.terminal.text()
        before = text[self.seen:text.rindex(label)]
        self.seen = len(text)
        return before

    def answers(self, label, text, secret=False):
        """Answers the next question; what stands before it."""
        before = self.asked(label, secret)
        self.terminal.type(text + "\n")
        return before

    def refused(self, label, wrong, why):
        """A wrong answer is told so, and the question comes again."""
        self.answers(label, wrong)
        before = self.asked(label)
        self.assertEqual(before, "%s\n%s" % (wrong, why))

    def ends(self, status, stdout=""):
        self.assertEqual((self.terminal.finish(), self.terminal.out), (status, stdout), self.terminal.text())
        before, after = self.terminal.modes
        self.assertEqual(before, after)
        return self.terminal.text()
