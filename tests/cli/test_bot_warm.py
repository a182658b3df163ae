"""A stored bot token is warm: its copy in memory answers, until what it was read from changes."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

import harness

TOKEN = "MTE5.bot.token"
OTHER = "MTE5.other.token"
PROFILE = 'client_id = "1190000000000000010";\nbot_token = { stored = true };\n'
MEMORY = "/dev/shm"


def is_tmpfs(path):
    return subprocess.run(["stat", "-f", "-c", "%T", path], capture_output=True, text=True, check=False).stdout == "tmpfs\n"


class BotCase(harness.Case):
    def setUp(self):
        super().setUp()
        self.home.plant(TOKEN, OTHER)
        self.home.profile("bot", PROFILE)
        self.set(TOKEN)

    def set(self, token):
        done = self.home.run("discred", "profile", "set-secret", "bot", "bot_token", input=token)
        self.assertEqual((done.status, done.stderr), (0, ""))

    @property
    def copy(self):
        return os.path.join(self.home.runtime, "discred", "bot.token-bot")

    def gives(self, token):
        self.assertEqual(self.home.run("discred", "token", prints=True), (0, token + "\n", ""))

    def opened(self):
        """The files of the store and the programs that one call opens and starts."""
        trace = os.path.join(self.home.path, "trace")
        done = self.home.run("strace", "-f", "-qq", "-o", trace, "-e", "trace=openat,execve", harness.program("discred-token"),
                             "bot", prints=True, ASAN_OPTIONS="detect_leaks=0")
        self.assertEqual((done.status, done.stderr), (0, ""))
        with open(trace, encoding="utf-8", errors="replace") as lines:
            calls = lines.read()
        return {name for name in ("bot.secret", "bot.token-bot", "discred-auth") if re.search(name + '"', calls)}


@unittest.skipUnless(is_tmpfs(MEMORY), "there is no " + MEMORY)
class Warm(BotCase):
    def setUp(self):
        super().setUp()
        self.home.runtime = tempfile.mkdtemp(prefix="discred-", dir=MEMORY)
        self.addCleanup(shutil.rmtree, self.home.runtime)

    @unittest.skipIf(os.geteuid() or not harness.can_trace(), "only root's strace can read the strings of a process that is not dumpable")
    def test_the_second_call_reads_the_copy_and_starts_nothing(self):
        self.assertIn("discred-auth", self.opened())
        self.assertEqual(os.stat(self.copy).st_mode & 0o777, 0o600)
        self.assertEqual(self.opened(), {"bot.token-bot"})
        self.assertEqual([path for path in self.home.files() if path.endswith("token-bot")], [self.copy])

    def test_all_that_asks_for_it_gets_it(self):
        self.gives(TOKEN)
        done = self.home.run("discred", "token", "--type", "bot", "-o", "header", prints=True)
        self.assertEqual(done, (0, "Authorization: Bot %s\n" % TOKEN, ""))
        self.assertEqual(self.home.run("discred", "run", "bot", "--", "printenv", "DISCORD_TOKEN", prints=True),
                         (0, TOKEN + "\n", ""))

    def test_set_secret_ends_it(self):
        self.gives(TOKEN)
        self.set(OTHER)
        self.assertFalse(os.path.exists(self.copy))
        self.gives(OTHER)

    def test_erasing_the_secret_ends_it(self):
        self.gives(TOKEN)
        self.assertEqual(self.home.run("discred", "profile", "set-secret", "--erase", "bot", "bot_token").status, 0)
        self.assertFalse(os.path.exists(self.copy))
        self.assertEqual(self.home.run("discred", "token").status, 78)

    def test_a_secret_that_somebody_else_replaced_ends_it(self):
        self.gives(TOKEN)
        path = os.path.join(self.home.state, "discred", "bot.secret")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.home.write("state/discred/new", text.replace(TOKEN, OTHER))
        os.rename(os.path.join(self.home.state, "discred", "new"), path)
        self.gives(OTHER)

    def test_logout_ends_it(self):
        self.gives(TOKEN)
        done = self.home.run("discred", "auth", "logout", "bot")
        self.assertEqual((done.status, done.stdout), (0, "nothing is stored for profile 'bot'\n"))
        self.assertFalse(os.path.exists(self.copy))
        self.gives(TOKEN)

    def test_an_edit_of_the_profile_ends_it(self):
        self.gives(TOKEN)
        before = os.stat(self.copy).st_ino
        self.home.profile("bot", PROFILE + 'description = "another";\n')
        self.gives(TOKEN)
        self.assertNotEqual(os.stat(self.copy).st_ino, before)
        self.home.profile("bot", PROFILE.replace("{ stored = true }", '"%s"' % OTHER))
        self.gives(OTHER)

    def test_a_renamed_profile_gives_it_and_a_removed_one_leaves_none(self):
        self.gives(TOKEN)
        self.assertEqual(self.home.run("discred", "profile", "rename", "bot", "robot").status, 0)
        self.gives(TOKEN)
        self.assertEqual(self.home.run("discred", "profile", "remove", "--yes", "robot").status, 0)
        self.assertEqual(os.listdir(os.path.join(self.home.runtime, "discred")), [])

    def test_a_damaged_copy_is_replaced(self):
        self.gives(TOKEN)
        with open(self.copy, "w", encoding="utf-8") as file:
            file.write("discred-record 1\n")
        self.gives(TOKEN)
        with open(self.copy, encoding="utf-8") as file:
            self.assertIn(TOKEN, file.read())

    def test_a_copy_open_to_others_is_refused(self):
        self.gives(TOKEN)
        os.chmod(self.copy, 0o640)
        done = self.home.run("discred", "token")
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertIn("'bot.token-bot' is open to others (mode 0640)", done.stderr)

    @unittest.skipIf(os.geteuid() or not harness.can_trace(), "only root's strace can read the strings of a process that is not dumpable")
    def test_of_a_sealed_store_too(self):
        done = self.home.run("discred", "auth", "seal", "--with", "file")
        self.assertEqual(done.status, 0, done.stderr)
        self.gives(TOKEN)
        with open(os.path.join(self.home.state, "discred", "bot.secret"), encoding="utf-8") as file:
            self.assertNotIn(TOKEN, file.read())
        self.assertEqual(self.opened(), {"bot.token-bot"})
        self.set(OTHER)
        self.gives(OTHER)

    def test_status_shows_no_copy(self):
        before = self.home.run("discred", "auth", "status", "--json", "bot").stdout
        self.gives(TOKEN)
        self.assertEqual(self.home.run("discred", "auth", "status", "--json", "bot").stdout, before)


class Cold(BotCase):
    def test_on_a_disk_no_copy_is_kept(self):
        if is_tmpfs(self.home.runtime):
            self.skipTest("everything is in memory here")
        self.gives(TOKEN)
        self.assertFalse(os.path.exists(self.copy))
        self.gives(TOKEN)

    def test_without_a_runtime_directory_no_copy_is_kept(self):
        if os.path.isdir("/run/user/%d" % os.getuid()):
            self.skipTest("there is a runtime directory of the user's")
        done = self.home.run("discred", "token", prints=True, XDG_RUNTIME_DIR=None)
        self.assertEqual(done, (0, TOKEN + "\n", ""))
        self.assertEqual([path for path in self.home.files() if path.endswith("token-bot")], [])


if __name__ == "__main__":
    harness.main()
