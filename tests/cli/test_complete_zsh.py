"""Completion in zsh: a Tab in an interactive zsh."""

import os
import shutil
import subprocess
import unittest

import completecase
import harness

FOLDER = os.path.join(harness.SOURCE, "completions")

SETUP = ["PS1='%% '; unset zle_bracketed_paste; setopt no_beep; bindkey -e",
         "fpath=('%s' $fpath); autoload -Uz compinit; compinit -u -d \"$HOME/dump\"" % FOLDER,
         "dump() { print -r -- \"$BUFFER\" >\"$HOME/line\" }; zle -N dump; bindkey '^X^D' dump"]

# zsh quotes what it inserts, and adds a space that an operator takes away again.
OWN = [
    ("discred api /users/@m", "discred api /users/@me"),
    ("discred perms calc 'VIEW_CHANNEL | SEND_TTS", "discred perms calc 'VIEW_CHANNEL | SEND_TTS_MESSAGES"),
    ("discred perms calc VIEW_CHANNEL\\ \\|\\ SEND_TTS", "discred perms calc VIEW_CHANNEL\\ \\|\\ SEND_TTS_MESSAGES"),
    ("discred perms calc VIEW_CHANNEL+send_tts", "discred perms calc VIEW_CHANNEL+send_tts_messages"),
    ("discred perms check X --needs=VIEW_CHANNEL,SEND_TTS", "discred perms check X --needs=VIEW_CHANNEL,SEND_TTS_MESSAGES"),
    ("discred perms channel --guild a\\ ", "discred perms channel --guild a\\ file "),
    ("discred perms channel --guild=a\\ ", "discred perms channel --guild=a\\ file "),
    ("discred perms channel --guild bs", "discred perms channel --guild bsub/"),
    ("discred --exec-path=bs", "discred --exec-path=bsub/"),
    ("discred --exec-path=a", "discred --exec-path=asub/"),
    ("discred api --input=a\\ ", "discred api --input=a\\ file "),
    ("discred api GET /channels", "discred api GET /channels/\\{channel_id\\}"),
    ("discred api GET /channels/\\{channel_id\\}/m", "discred api GET /channels/\\{channel_id\\}/messages "),
    ("discred api GET '/channels/{channel_id}/m", "discred api GET '/channels/{channel_id}/messages' "),
    ("discred run reader -- touc", "discred run reader -- touch "),
    ("discred run reader -- discred tok", "discred run reader -- discred token "),
    ("discred run --name X reader -- discred token --type=be",
     "discred run --name X reader -- discred token --type=bearer "),
    ("discred within discred tok", "discred within discred token "),
    ("env discred tok", "env discred token "),
    ("nice discred token --out", "nice discred token --output="),
]


@unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
class Interactive(completecase.Case):
    def shell(self, setup=(), **more):
        return completecase.Shell(self, ["zsh", "-f", "-i"], [*SETUP, *setup], **{"PATH": self.env()["PATH"]} | more)

    def test_lines(self):
        shell = self.shell()
        for typed, line in completecase.COMPLETED + OWN:
            with self.subTest(typed=typed):
                self.assertEqual(shell.complete(typed), line)

    def test_hostile_words(self):
        shell = self.shell()
        for typed in completecase.HOSTILE:
            with self.subTest(typed=typed):
                self.assertEqual(shell.complete(typed), typed)

    def test_list(self):
        shell = self.shell()
        shell.listing("discred token ", "\t", r"poster +-- Posts things\r?\nreader +-- reads: the news")
        shell = self.shell()
        shell.listing("discred auth lo", "\t\t", r"login +-- authorize in the browser and store the tokens")

    def test_cursor_within_the_line(self):
        # zsh puts its space there, whatever follows.
        self.assertEqual(self.shell().complete("discred tok reader" + "\x1b[D" * 7), "discred token  reader")

    def test_the_user_s_own_matching(self):
        shell = self.shell(["zstyle ':completion:*' matcher-list 'm:{a-z}={A-Z} l:|=* r:|=*'"])
        for typed, line in (("discred token ader", "discred token reader "),
                            ("discred perms list tts", "discred perms list SEND_TTS_MESSAGES ")):
            with self.subTest(typed=typed):
                self.assertEqual(shell.complete(typed), line)

    def test_silence(self):
        for env in ({"DISCRED_EXEC_PATH": "/nowhere"}, {"PATH": "/usr/bin:/bin"}):
            shell = self.shell(**env)
            self.assertEqual(shell.complete("discred tok"), "discred tok")
            self.assertNotIn("No such file", shell.terminal.text())
            self.assertNotIn("not found", shell.terminal.text())

    @unittest.skipUnless(os.path.exists("/etc/debian_version"), "this is no Debian")
    def test_installed_files_are_looked_for(self):
        done = subprocess.run(["zsh", "-fc", "print -l $fpath"], capture_output=True, text=True, check=True)
        self.assertLessEqual({"/usr/local/share/zsh/site-functions", "/usr/share/zsh/vendor-completions"},
                             set(done.stdout.splitlines()))


if __name__ == "__main__":
    harness.main()
