"""Completion in fish: what `complete -C` answers, and a Tab in an interactive fish."""

import os
import shutil
import unittest

import completecase
import harness

SCRIPT = os.path.join(harness.SOURCE, "completions", "discred.fish")

SETUP = ["function fish_prompt; echo '> '; end", "set -g fish_autosuggestion_enabled 0", "source '%s'" % SCRIPT,
         "bind \\cx\\cd 'commandline >\"$HOME/line\"'"]

# fish puts a space behind whatever is unique and does not end in one of /=@:.,-
OWN = [
    ("discred perms calc 'VIEW_CHANNEL | SEND_TTS", "discred perms calc 'VIEW_CHANNEL | SEND_TTS_MESSAGES' "),
    ("discred perms calc VIEW_CHANNEL\\ \\|\\ SEND_TTS", "discred perms calc VIEW_CHANNEL\\ \\|\\ SEND_TTS_MESSAGES "),
    ("discred perms calc VIEW_CHANNEL+send_tts", "discred perms calc VIEW_CHANNEL+send_tts_messages "),
    ("discred perms check X --needs=VIEW_CHANNEL,SEND_TTS",
     "discred perms check X --needs=VIEW_CHANNEL,SEND_TTS_MESSAGES "),
    ("discred perms channel --guild a\\ ", "discred perms channel --guild a\\ file "),
    ("discred perms channel --guild=a\\ ", "discred perms channel --guild=a\\ file "),
    ("discred perms channel --guild bs", "discred perms channel --guild bsub/"),
    ("discred --exec-path=bs", "discred --exec-path=bsub/"),
    ("discred --exec-path=a", "discred --exec-path=asub/"),
    ("discred api GET /channels/\\{channel_id\\}/m", "discred api GET /channels/\\{channel_id\\}/messages "),
    ("discred run reader -- touc", "discred run reader -- touch "),
    ("discred run reader -- discred tok", "discred run reader -- discred token "),
    ("discred run --name X reader -- discred token --type=be",
     "discred run --name X reader -- discred token --type=bearer "),
    ("discred within discred tok", "discred within discred token "),
    ("env discred tok", "env discred token "),
]


class FishCase(completecase.Case):
    def candidates(self, line, script=SCRIPT, **more):
        setup = "source '%s'; " % script if script else ""
        done = self.home.run("fish", "-c", setup + "complete -C $argv[1]", "--", line, cwd=self.folder,
                             **{"PATH": self.env()["PATH"]} | more)
        self.assertEqual((done.status, done.stderr), (0, ""))
        return [tuple(row.split("\t")) for row in done.stdout.splitlines()]


@unittest.skipUnless(shutil.which("fish"), "fish is not installed")
class Candidates(FishCase):
    def test_table(self):
        for line, candidates in (
                ("discred tok", [("token", "print a current token for a profile")]),
                ("discred token r", [("reader", "reads: the news")]),
                ("discred token b", [("broken",)]),
                ("discred token --output=j", [("--output=json", "one JSON object: version, token, type, scope, expiry, "
                                                                "source")]),
                ("discred token -oj", [("-ojson", "one JSON object: version, token, type, scope, expiry, source")]),
                ("discred token --expl", [("--explain", "tell on stderr what each source answered"),
                                          ("--explain=", "tell on stderr what each source answered")]),
                ("discred api GET /channels", [("/channels/{channel_id}", "the profile's channel"),
                                               ("/channels/{channel_id}/messages",
                                                "the messages in it; a POST writes one")]),
                ("discred perms calc 'A | SEND_TTS", [("A | SEND_TTS_MESSAGES", "post text-to-speech messages")]),
                ("discred perms channel --guild=a", [("--guild=a file",), ("--guild=afile",), ("--guild=asub/",)]),
                ("discred --exec-path=a", [("--exec-path=asub/",)]),
                ("discred token reader ", []),
                ("discred nothing ", [])):
            with self.subTest(line=line):
                self.assertEqual(self.candidates(line), candidates)

    def test_home_directory(self):
        names = [row[0] for row in self.candidates("discred perms channel --guild ~/fold")]
        self.assertEqual(names, ["~/folder/"])

    def test_hostile_words(self):
        for typed in completecase.HOSTILE:
            with self.subTest(typed=typed):
                self.assertEqual(self.candidates(typed), [])

    def test_silence(self):
        for env in ({"DISCRED_EXEC_PATH": "/nowhere"}, {"PATH": "/usr/bin:/bin"}):
            self.assertEqual(self.candidates("discred tok", **env), [])

    def test_installed(self):
        """Where an installation with this prefix puts it."""
        share = os.path.join(self.home.path, "share")
        os.makedirs(os.path.join(share, "fish/vendor_completions.d"))
        shutil.copy(SCRIPT, os.path.join(share, "fish/vendor_completions.d/discred.fish"))
        names = [row[0] for row in self.candidates("discred tok", script=None, XDG_DATA_DIRS=share + ":/usr/share")]
        self.assertEqual(names, ["token"])


@unittest.skipUnless(shutil.which("fish"), "fish is not installed")
class Interactive(FishCase):
    def shell(self):
        return completecase.Shell(self, ["fish", "-i"], SETUP, PATH=self.env()["PATH"])

    def test_lines(self):
        shell = self.shell()
        for typed, line in completecase.COMPLETED + OWN:
            with self.subTest(typed=typed):
                self.assertEqual(shell.complete(typed), line)

    def test_list(self):
        shell = self.shell()
        shell.listing("discred token ", "\t", r"poster +\(Posts things\)(?s:.)*reader +\(reads: the news\)")

    def test_cursor_within_the_line(self):
        self.assertEqual(self.shell().complete("discred tok reader" + "\x1b[D" * 7), "discred token reader")


if __name__ == "__main__":
    harness.main()
