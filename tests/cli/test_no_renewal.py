"""When no renewal happens, when it gives too little, when its answer is strange: what the caller gets."""

import fcntl
import os
import re
import time
import unittest

import authcase
import harness
import tokenserver


class NoRenewal(authcase.AuthCase):
    """What keeps a renewal from beginning; what keeps it from succeeding is in test_renewal.py."""

    def setUp(self):
        super().setUp()
        self.logged_in()
        self.ageing()
        self.old = self.stored("token")["access_token"]

    def handed_out(self, reason, **more):
        done = self.token(**more)
        self.assertEqual((done.status, done.stdout, done.stderr), (
            0, self.old + "\n", "discred-token: warning: %s; the token in use is still good\n" % reason))
        done = self.home.run("discred", "token", "--min-valid", "60", "reader", **more)
        self.assertEqual(done.stdout, "")
        self.assertIn("refresh: %s" % reason, done.stderr)
        return done.status

    def test_the_lock_cannot_be_opened(self):
        os.unlink(self.path("lock"))
        os.mkdir(self.path("lock"))
        self.assertEqual(self.handed_out("cannot open lock '%s': Is a directory" % self.path("lock")), 71)

    def test_the_program_ends_without_an_answer(self):
        self.home.write("broken/discred-auth", "#!/bin/sh\nexit 3\n", 0o700)
        path = os.path.join(self.home.path, "broken")
        for name in ("discred", "discred-token"):
            os.symlink(harness.program(name), os.path.join(path, name))
        self.assertEqual(self.handed_out("discred-auth ended without an answer", DISCRED_EXEC_PATH=path), 71)


class ShortLived(authcase.AuthCase):
    """Tokens that never have min_valid left: who waited for a renewal takes what came of it."""

    OPTIONS = ("--token-lifetime", "30")

    def test_waiters_share_one_renewal(self):
        self.logged_in()
        self.expire()
        with open(self.path("lock"), encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            callers = [self.home.start("discred", "token", "reader") for _ in range(6)]
            for caller in callers:
                self.wait_until_asleep(caller.pid)
        done = [self.home.finish(caller, prints=True) for caller in callers]
        self.home.plant_tokens()
        self.assertEqual({one.stdout for one in done}, {self.stored("token")["access_token"] + "\n"})
        self.assertEqual(self.refresh_requests(), 1)

    def wait_until_asleep(self, pid):
        """A discred-token that sleeps waits for the lock."""
        while True:
            with open("/proc/%d/stat" % pid, encoding="utf-8") as stat:
                name, state = re.match(r"\d+ \((.*)\) (\S)", stat.read()).groups()
            if name in ("discred", "discred-token") and state == "S":
                return
            time.sleep(0.01)


class StrangeAnswer(authcase.AuthCase):
    """A server that is not Discord, or not well: what it says must not cost the grant it gave."""

    def test_a_token_that_is_unusable(self):
        """The new grant is stored before the trouble is told of, and is what is sent next."""
        self.logged_in()
        before = self.stored("grant")
        self.expire()
        self.box.fault("token:+1=odd")
        done = self.home.run("discred", "auth", "refresh", "reader")
        self.home.plant_tokens()
        self.assertEqual((done.status, done.stdout, done.stderr), (
            75, "", "discred-auth: profile 'reader': '127.0.0.1:%d' answered 200: the answer is no token answer: "
            "expires_in is not a number; the new grant was stored all the same, try again later\n" % self.box.port))
        after = self.stored("grant")
        self.assertNotEqual(after["refresh_token"], before["refresh_token"])
        self.assertEqual((after["counter"], after["scope"]), ("1", before["scope"]))
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock"])
        done = self.home.run("discred", "auth", "refresh", "--force", "reader")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertEqual(self.stored("grant")["counter"], "2")


class LongScope(tokenserver.TokenCase):
    def test_a_scope_that_no_file_could_hold(self):
        self.logged_in()
        self.expire()
        self.server.script("token", tokenserver.tokens(scope="identify " + "x" * 300000))
        done = self.token()
        self.assertEqual((done.status, done.stdout, done.stderr), (0, self.stored("token")["access_token"] + "\n", ""))
        self.assertEqual((self.stored("grant")["counter"], self.stored("grant")["scope"]), ("1", "identify"))
        self.assertEqual(self.stored("token")["scope"], "identify")


if __name__ == "__main__":
    unittest.main(verbosity=2)
