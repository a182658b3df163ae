"""Completion in bash: its function as bash calls it, and a Tab in an interactive bash, with bash-completion and without."""

import os
import shutil
import unittest

import completecase
import harness

SCRIPT = os.path.join(harness.SOURCE, "completions", "discred.bash")
LIBRARY = "/usr/share/bash-completion/bash_completion"
SETUP = ["PS1='$ '", "bind 'set enable-bracketed-paste off'", "bind 'set bell-style none'",
         r"""bind -x '"\C-x\C-d": printf "%s\n" "$READLINE_LINE" >"$HOME/line"'"""]
NO_BASH = unittest.skipUnless(shutil.which("bash"), "bash is not installed")
NO_LIBRARY = unittest.skipUnless(os.path.exists(LIBRARY), "bash-completion is not installed")

# bash does not see -o and its value as two; it closes a quote itself; and it quotes names as bash does.
OWN = [
    ("discred api /users/@m", "discred api /users/@me"),
    ("discred perms calc 'VIEW_CHANNEL | SEND_TTS", "discred perms calc 'VIEW_CHANNEL | SEND_TTS_MESSAGES'"),
    ("discred perms calc VIEW_CHANNEL\\ \\|\\ SEND_TTS", "discred perms calc VIEW_CHANNEL\\ \\|\\ SEND_TTS_MESSAGES"),
    ("discred perms calc VIEW_CHANNEL+send_tts", "discred perms calc VIEW_CHANNEL+send_tts_messages"),
    ("discred perms check X --needs=VIEW_CHANNEL,SEND_TTS", "discred perms check X --needs=VIEW_CHANNEL,SEND_TTS_MESSAGES"),
    ("discred perms channel --guild a\\ ", "discred perms channel --guild a\\ file "),
    ("discred perms channel --guild bs", "discred perms channel --guild bsub/"),
    ("discred --exec-path=bs", "discred --exec-path=bsub/"),
    ("discred --exec-path=a", "discred --exec-path=asub/"),
    ("discred api GET /channels", "discred api GET /channels/{channel_id}"),
    ("discred api GET /channels/{channel_id}/m", "discred api GET /channels/{channel_id}/messages "),
    ("discred token \"rea\"", "discred token \"rea\""),
]


@NO_BASH
class Function(completecase.Case):
    """What it hands to bash."""

    def call(self, words, current, previous="x", line=None):
        """(COMPREPLY, the options that it set)"""
        line = line if line is not None else " ".join(words)
        script = 'compopt() { printf "%s\\n" "$*" >&3; }; . "$1"; COMP_LINE=$2 COMP_POINT=${#2}; shift 4\n' \
                 'COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _discred discred "$CURRENT" "$PREVIOUS"\n' \
                 '[ ${#COMPREPLY[@]} -eq 0 ] || printf "%s\\n" "${COMPREPLY[@]}"'
        options = os.path.join(self.home.path, "options")
        done = self.home.run("bash", "-uc", 'exec 3>"$HOME/options"; ' + script, "bash", SCRIPT, line, current, previous,
                             *words, PATH=self.env()["PATH"], CURRENT=current, PREVIOUS=previous)
        self.assertEqual((done.status, done.stderr), (0, ""))
        with open(options, encoding="utf-8") as file:
            return done.stdout.splitlines(), file.read().splitlines()

    def test_replies(self):
        for words, current, line, replies, options in (
                (["discred", "tok"], "tok", None, ["token"], []),
                (["discred", "token", "p"], "p", None, ["plain", "poster"], []),
                (["discred", "token", "--output", "=", "j"], "j", "discred token --output=j", ["json"], []),
                (["discred", "token", "--output", "="], "", "discred token --output=",
                 ["plain", "header", "json", "env", "curl", "record"], []),
                (["discred", "token", "--expl"], "--expl", None, ["--explain", "--explain="], []),
                (["discred", "token", "--out"], "--out", None, ["--output="], ["-o nospace"]),
                (["discred", "api", "/users/", "@", "m"], "@m", "discred api /users/@m", ["@me", "@me/guilds"], []),
                (["discred", "perms", "calc", "'A | SEND_T"], "A | SEND_T", None, ["A | SEND_TTS_MESSAGES"],
                 ["-o nospace"]),
                (["discred", "perms", "channel", "-g", "x"], "x", None, [], ["-o default"]),
                (["discred", "--exec-path", "=", "x"], "x", "discred --exec-path=x", [], ["-o dirnames"]),
                (["discred", "token", "re\\ad"], "re\\ad", None, [], []),
                (["discred", "nothing", ""], "", "discred nothing ", [], [])):
            with self.subTest(words=words):
                self.assertEqual(self.call(words, current, line=line), (replies, options))

    def test_command(self):
        replies, options = self.call(["discred", "run", "reader", "--", "discred-tok"], "discred-tok")
        self.assertEqual((sorted(set(replies)), options), (["discred-token"], []))
        self.assertEqual(self.call(["discred", "run", "reader", "--", "ls", "a"], "a"), ([], ["-o default"]))

    def test_only_up_to_the_cursor(self):
        script = '. "$1"; COMP_LINE="discred tok --zz" COMP_POINT=11 COMP_WORDS=(discred tok --zz) COMP_CWORD=1\n' \
                 '_discred discred tok discred; printf "%s\\n" "${COMPREPLY[@]}"'
        self.assertEqual(self.home.run("bash", "-uc", script, "bash", SCRIPT), (0, "token\n", ""))

    def test_nothing_to_ask(self):
        script = '. "$1"; COMP_LINE="discred tok" COMP_POINT=11 COMP_WORDS=(discred tok) COMP_CWORD=1\n' \
                 '_discred discred tok discred; echo ${#COMPREPLY[@]}'
        for env in ({"PATH": "/usr/bin:/bin"}, {"DISCRED_EXEC_PATH": "/nowhere"}):
            self.assertEqual(self.home.run("bash", "-uc", script, "bash", SCRIPT, **env), (0, "0\n", ""))


@NO_BASH
class Interactive(completecase.Case):
    SETUP = SETUP + [". '%s'" % SCRIPT]
    OWN = OWN + [("discred run reader -- touc", "discred run reader -- touch "),
                 ("discred run reader -- touch af", "discred run reader -- touch afile "),
                 ("discred within touc", "discred within touch ")]

    def shell(self, setup, **more):
        return completecase.Shell(self, ["bash", "--norc", "--noprofile", "-i"], setup, PATH=self.env()["PATH"], **more)

    def test_lines(self):
        shell = self.shell(self.SETUP)
        for typed, line in completecase.COMPLETED + self.OWN:
            with self.subTest(typed=typed):
                self.assertEqual(shell.complete(typed), line)

    def test_hostile_words(self):
        shell = self.shell(self.SETUP)
        for typed in completecase.HOSTILE:
            with self.subTest(typed=typed):
                self.assertEqual(shell.complete(typed), typed)

    def test_list(self):
        shell = self.shell(self.SETUP)
        shell.listing("discred token ", "\t\t", r"broken +plain +poster +reader")

    def test_cursor_within_the_line(self):
        shell = self.shell(self.SETUP)
        self.assertEqual(shell.complete("discred tok reader" + "\x1b[D" * 7), "discred token reader")

    def test_silence(self):
        for env in ({"DISCRED_EXEC_PATH": "/nowhere"}, {"PATH": "/usr/bin:/bin"}):
            shell = completecase.Shell(self, ["bash", "--norc", "--noprofile", "-i"], self.SETUP, **env)
            self.assertEqual(shell.complete("discred tok"), "discred tok")
            self.assertNotIn("No such file", shell.terminal.text())
            self.assertNotIn("not found", shell.terminal.text())


@NO_LIBRARY
class WithTheLibrary(Interactive):
    """bash-completion finds the script by its name, and completes the command behind `--`, and behind others."""

    SETUP = SETUP + [". %s" % LIBRARY]
    OWN = Interactive.OWN + [("exec discred tok", "exec discred token "),
                             ("nice discred token --out", "nice discred token --output="),
                             ("discred run reader -- discred tok", "discred run reader -- discred token "),
                             ("discred run reader --min-valid=5 -- discred token --type=be",
                              "discred run reader --min-valid=5 -- discred token --type=bearer ")]

    def setUp(self):
        super().setUp()
        # Where an installation with this prefix puts it.
        path = os.path.join(self.home.path, "share/bash-completion/completions")
        os.makedirs(path)
        shutil.copy(SCRIPT, os.path.join(path, "discred"))

    def shell(self, setup, **more):
        return super().shell(setup, XDG_DATA_DIRS=self.home.path + "/share:/usr/share", **more)


if __name__ == "__main__":
    harness.main()
