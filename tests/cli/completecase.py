"""What the tests of completion share: a home with profiles and aliases, the answer of `discred --complete`, and a shell
in a terminal, in which a Tab is pressed."""

import contextlib
import os
import re
import time
import typing

import harness
import terminal

CLIENT_ID = "157730590492196864"

PROFILES = {
    "reader": 'client_id = "%s";\ndescription = "reads: the news";\n' % CLIENT_ID,
    "poster": 'client_id = "%s";\nname = "Posts things";\n' % CLIENT_ID,
    "plain": 'client_id = "%s";\n' % CLIENT_ID,
    "broken": "client_id = ;\n",
}
CONFIG = 'aliases = { whoami = "auth status"; within = "run reader --"; hdr = "-o header"; };\n'
FOLDER = ["a file", "afile", "asub/", "bsub/"]


class Answer(typing.NamedTuple):
    part: typing.Optional[str]
    directives: list
    candidates: list

    @property
    def names(self):
        return [name for name, _ in self.candidates]


class Case(harness.Case):
    def setUp(self):
        super().setUp()
        for name, text in PROFILES.items():
            self.home.profile(name, text)
        self.home.write("config/discred/config.cfg", CONFIG)
        self.bin = os.path.join(self.home.path, "bin")
        self.home.write("bin/discred-outside", "#!/bin/sh\ntouch '%s/was-run'\n" % self.home.path, 0o755)
        self.folder = os.path.join(self.home.path, "folder")
        os.mkdir(self.folder)
        for name in FOLDER:
            if name.endswith("/"):
                os.mkdir(os.path.join(self.folder, name))
            else:
                self.home.write(os.path.join("folder", name), "")
        self.addCleanup(self.check_nothing_was_run)

    def check_nothing_was_run(self):
        self.assertFalse(os.path.exists(os.path.join(self.home.path, "was-run")), "a Tab ran what it must not run")

    def env(self, **more):
        return self.home.env(PATH="%s:%s:/usr/bin:/bin" % (harness.BUILD, self.bin), **more)

    def answer(self, how, *words, **more):
        done = self.home.run("discred", "--complete", how, *words, **{"PATH": self.env()["PATH"]} | more)
        self.assertEqual((done.status, done.stderr), (0, ""))
        part, directives, candidates = None, [], []
        for line in done.stdout.splitlines():
            fields = line.split("\t")
            if fields[0]:
                self.assertEqual(len(fields), 2, line)
                candidates.append(tuple(fields))
            elif fields[1] == "part":
                part = fields[2]
            else:
                directives.append(" ".join(fields[1:]))
        return Answer(part, directives, candidates)

    def words(self, *words, **more):
        return self.answer("words", *words, **more)

    def line(self, text, **more):
        return self.answer("line", text, **more)

    def names(self, *words, **more):
        return self.words(*words, **more).names


class Shell:
    """An interactive shell; `setup` are the lines that make it ready, the last of which has to print `ready`."""

    DUMP = "\x18\x04"  # ^X ^D: bound to writing the line that is being edited into the file $HOME/line
    KILL = "\x15"      # ^U

    def __init__(self, case, argv, setup, **more):
        self.path = os.path.join(case.home.path, "line")
        self.terminal = terminal.Terminal(case.home, *argv, shell='exec "$@"', **{"TERM": "xterm", **more})
        case.addCleanup(self.stop)
        self.case = case
        for line in setup:
            self.terminal.type(line + "\r")
        self.terminal.type("cd %s; echo rea''dy\r" % case.folder)
        self.terminal.wait_for(r"(?m)^\r?.*ready\n?$")

    def stop(self):
        self.terminal.stop()
        self.terminal.reader.join(10)
        with contextlib.suppress(OSError):
            os.close(self.terminal.master)
        self.case.home.note("the shell", self.terminal.text())

    def complete(self, typed):
        """The line after a Tab, which is emptied then."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.path)
        self.terminal.type(typed + "\t")
        self.terminal.type(self.DUMP)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(FileNotFoundError), open(self.path, encoding="utf-8") as file:
                text = file.read()
                if text.endswith("\n"):
                    self.terminal.type(self.KILL)
                    return text[:-1]
            time.sleep(0.02)
        raise AssertionError("no line was written: %r" % self.terminal.text())

    def listing(self, typed, keys, pattern):
        """What the screen shows after the keys, as soon as the pattern is there."""
        start = len(self.terminal.text())
        self.terminal.type(typed + keys)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x0f", "", self.terminal.text()[start:])
            if re.search(pattern, shown):
                self.terminal.type("\x03")
                return shown
            time.sleep(0.02)
        raise AssertionError("%r did not appear: %r" % (pattern, self.terminal.text()[start:]))


# (typed, the line after a Tab): the same in all shells.
COMPLETED = [
    ("discred tok", "discred token "),
    ("discred outs", "discred outside "),
    ("discred who", "discred whoami "),
    ("discred auth log", "discred auth log"),
    ("discred auth logi", "discred auth login "),
    ("discred token rea", "discred token reader "),
    ("discred whoami rea", "discred whoami reader "),
    ("discred token --out", "discred token --output="),
    ("discred token --output=js", "discred token --output=json "),
    ("discred token -o js", "discred token -o json "),
    ("discred token -ojs", "discred token -ojson "),
    ("discred token --no", "discred token --no-input "),
    ("discred token 'rea", "discred token 'reader' "),
    ("discred token -o json --exp", "discred token -o json --explain"),
    ("discred --exec-path=", "discred --exec-path="),
    ("discred help tok", "discred help token "),
    ("discred perms channel --guild af", "discred perms channel --guild afile "),
    ("discred perms channel --guild=af", "discred perms channel --guild=afile "),
    ("discred outside af", "discred outside afile "),
    ("discred token reader extra", "discred token reader extra"),
    ("discred token >af", "discred token >afile "),
    ("X=1 discred tok", "X=1 discred token "),
    ("true; discred tok", "true; discred token "),
    ("discred api PO", "discred api POST "),
    ("discred api /users/@me/g", "discred api /users/@me/guilds "),
    ("discred within aFILE", "discred within aFILE"),
]

# Words that would do something if anybody evaluated them. A Tab leaves them as they are.
HOSTILE = [
    "discred '$(touch was-run)' tok",
    "discred token '$(touch was-run)' --zz",
    "discred token '`touch was-run`' --zz",
    'discred token "a\'; touch was-run; \'" --zz',
    "discred token --output='$(touch was-run)",
    "discred token '*' --zz",
    "discred token '[a' --zz",
    "discred perms calc '$(touch was-run)+SEND_Z",
]
