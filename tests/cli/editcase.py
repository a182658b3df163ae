"""A profile, and editors that are scripts."""

import glob
import os

import harness
import terminal

TEXT = ('// who reads\n'
        'client_id\t= "157730590492196864";   /* the portal\'s */\n'
        'scope     = "identify";\n\n'
        'description = "before"; # no newline follows')
CHANGED = TEXT.replace("before", "after")
CHANGE = 'sed -i s/before/after/ "$1"'
BREAK = 'sed -i s/scope/scop/ "$1"'
MISTAKE = ("%s:3:1: unknown key 'scop': did you mean 'scope'?\n"
           '    3 | scop     = ***********\n'
           '      | ^\n')
KEPT = "discred-profile: warning: what was edited is kept in '%s'\n"


class EditCase(harness.Case):
    """"reader" is the profile."""

    def setUp(self):
        super().setUp()
        self.path = self.home.profile("reader", TEXT)
        self.state = os.path.join(self.home.state, "discred")

    def editor(self, *lines, name="editor"):
        """A program that does this to the file "$1"."""
        return self.home.write("bin/" + name, "#!/bin/sh\n%s\n" % "\n".join(lines), 0o700)

    def edit(self, *lines, words=("reader",), **more):
        more = {"VISUAL": self.editor(*lines), "EDITOR": None, **more}
        return self.home.run("discred", "profile", "edit", *words, **more)

    def at_terminal(self, *lines, words=("reader",), **more):
        self.terminal = terminal.Terminal(self.home, harness.program("discred"), "profile", "edit", *words,
                                          VISUAL=self.editor(*lines), **more)
        self.addCleanup(self.terminal.stop)
        return self.terminal

    def read(self, path=None):
        with open(path or self.path, encoding="utf-8", newline="") as file:
            return file.read()

    def copies(self):
        """The directories of copies that are there."""
        return sorted(path for path in glob.glob(os.path.join(self.state, ".edit-reader.*")) if os.path.isdir(path))

    def kept(self):
        """The one copy that was left, as its path."""
        copies = self.copies()
        self.assertEqual(len(copies), 1, copies)
        self.assertEqual(os.stat(copies[0]).st_mode & 0o777, 0o700)
        return os.path.join(copies[0], "reader.cfg")

    def assert_clean(self):
        """No copy, no lock and no sibling is left."""
        self.assertEqual(self.copies(), [])
        left = [name for name in os.listdir(self.state) if name.startswith(".")] if os.path.exists(self.state) else []
        self.assertEqual(left, [])
        self.assertEqual(os.listdir(os.path.dirname(self.path)), ["reader.cfg"])

    def assert_changed(self, done):
        self.assertEqual(done, (0, "profile 'reader' was changed\n", ""))
        self.assertEqual(self.read(), CHANGED)
        self.assert_clean()

    def assert_unchanged(self):
        self.assertEqual(self.read(), TEXT)
        self.assert_clean()
