"""discred auth logout: what is stored goes, here and nowhere else, whatever has become of the profile."""

import fcntl
import os
import re
import time
import unittest

import authcase

DONE = ("logged out of profile 'reader'; 'discred auth revoke' would also have ended the authorization at Discord\n")
SECRET = "discred-record 1\nclient_secret=a-value-put-into-the-store\nend\n"


class Logout(authcase.AuthCase):
    def setUp(self):
        super().setUp()
        self.change_profile(scope='"identify bot"')
        self.logged_in()
        self.profile_path = os.path.join(self.home.config, "discred", "profiles", "reader.cfg")

    def out(self, *argv, **more):
        before = self.box.requests()
        done = self.home.run("discred", "auth", "logout", *argv, **more)
        self.assertEqual((done.status, done.stdout, done.stderr), (0, DONE, ""))
        self.assertEqual(self.box.requests(), before)

    def left(self):
        return sorted(os.path.basename(path) for path in self.home.files())

    def test_everything_goes(self):
        self.assertEqual(self.left(), ["reader.extra", "reader.grant", "reader.lock", "reader.token"])
        self.out("reader")
        self.assertEqual(self.left(), [])
        self.assertEqual(self.home.run("discred", "token", "reader").status, 66)
        self.assertEqual(self.home.run("discred", "auth", "status", "reader").status, 66)

    def test_the_only_profile_needs_no_name(self):
        self.out()
        self.assertEqual(self.left(), [])

    def test_tokens_in_both_places(self):
        for path in ("state/discred/reader.token", "state/discred/reader.token-client",
                     "runtime/discred/reader.token-x"):
            self.home.write(path, "anything\n")
        self.out("reader")
        self.assertEqual(self.left(), [])

    @unittest.skipIf(os.path.isdir("/run/user/%d" % os.getuid()), "this user has a runtime directory of its own")
    def test_a_token_of_before_there_was_a_runtime_directory(self):
        self.out("reader")
        self.assertEqual(self.login(XDG_RUNTIME_DIR=None).status, 0)
        self.assertIn("reader.grant", self.left())
        self.out("reader")
        self.assertEqual(self.left(), [])

    def test_values_put_there_by_hand_stay(self):
        path = self.home.write("state/discred/reader.secret", SECRET)
        self.home.plant("a-value-put-into-the-store")
        self.out("reader")
        self.assertEqual(self.left(), ["reader.lock", "reader.secret"])
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read(), SECRET)

    def test_other_profiles_stay(self):
        others = ["reader.old.grant", "reader2.grant", "my.reader.grant", "reade.grant"]
        for name in others:
            self.home.write("state/discred/" + name, "another's\n")
        self.out("reader")
        self.assertEqual(self.left(), sorted(others))

    def test_what_killed_runs_left_goes_too(self):
        self.home.write("state/discred/.reader.grant.next", "half a record")
        self.out("reader")
        self.assertEqual(self.state_files(), [])

    def test_the_profile_is_broken(self):
        self.home.write("config/discred/profiles/reader.cfg", "client_id = 5\nnonsense {")
        self.out("reader")
        self.assertEqual(self.left(), [])

    def test_the_profile_is_gone(self):
        os.unlink(self.profile_path)
        self.out("reader")
        self.assertEqual(self.left(), [])

    def test_the_configuration_is_broken(self):
        self.home.write("config/discred/config.cfg", "nonsense {")
        self.out("reader")
        self.assertEqual(self.left(), [])

    def test_damaged_records_go_too(self):
        for slot in ("grant", "extra"):
            self.home.write("state/discred/reader." + slot, "\0\0\0")
        os.chmod(self.path("grant"), 0o644)
        self.out("reader")
        self.assertEqual(self.left(), [])


class NothingThere(authcase.AuthCase):
    def test_is_said(self):
        self.logged_in()
        done = self.home.run("discred", "auth", "logout", "raeder")
        self.assertEqual((done.status, done.stdout, done.stderr), (0, "nothing is stored for profile 'raeder'\n", ""))
        self.assertIsNotNone(self.stored("grant"))
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock"])

    def test_twice(self):
        self.logged_in()
        for stdout in (DONE, "nothing is stored for profile 'reader'\n"):
            done = self.home.run("discred", "auth", "logout", "reader")
            self.assertEqual((done.status, done.stdout, done.stderr), (0, stdout, ""))

    def wait_until_asleep(self, pid):
        """A discred-auth that sleeps waits for the lock."""
        while True:
            with open("/proc/%d/stat" % pid, encoding="utf-8") as stat:
                name, state = re.match(r"\d+ \((.*)\) (\S)", stat.read()).groups()
            if (name, state) == ("discred-auth", "S"):
                return
            time.sleep(0.01)

    def test_who_waits_for_the_lock_takes_the_next_one(self):
        self.logged_in()
        with open(self.path("lock"), encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            waiting = [self.home.start("discred-auth", "logout", "reader") for _ in range(4)]
            waiting.append(self.home.start("discred-auth", "refresh", "--force", "reader"))
            for process in waiting:
                self.wait_until_asleep(process.pid)
        done = [self.home.finish(process) for process in waiting]
        self.home.plant_tokens()
        self.assertEqual([one.status for one in done[:4]], [0] * 4, done)
        self.assertEqual(sorted(one.stdout for one in done[:4]),
                         sorted([DONE] + 3 * ["nothing is stored for profile 'reader'\n"]))
        self.assertIn(done[4].status, (0, 66))
        self.assertNotIn("reader.grant", self.state_files())

    def test_a_name_that_is_none(self):
        for name in ("../reader", "", "a/b", ".reader", "x" * 65):
            done = self.home.run("discred", "auth", "logout", name)
            self.assertEqual((done.status, done.stdout), (64, ""))
            self.assertIn("'%s' cannot be the name of a profile; names are" % name, done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
