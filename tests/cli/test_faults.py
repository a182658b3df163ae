"""Renewal and login where the system refuses from some step on, and where a fault has a message or a rule of its own.
What one fault at each step may cost is in test_sweep.py.
"""

import os
import re
import unittest

import authcase
import harness
import sweepcase

# What changes something outside of the process. Each of these happens equally often in each run.
RENEWAL_STEPS = ("flock", "openat", "unlinkat", "fallocate", "fsync", "fdatasync", "sendto", "write", "pwrite64", "ftruncate",
                 "renameat")
# A login's listener and browser open and send as it comes.
LOGIN_STEPS = tuple(name for name in RENEWAL_STEPS if name not in ("openat", "sendto"))

REFRESH = ("refresh", "--force", "reader")
CLEAN = ["reader.grant", "reader.lock"]


@unittest.skipUnless(harness.can_trace(), "strace is not allowed to trace here")
class FaultCase(authcase.AuthCase):
    def setUp(self):
        super().setUp()
        self.logged_in()

    def traced(self, words, *faults, **more):
        """discred-auth under strace with these faults; what it called, in order, each with its number of that name."""
        path = os.path.join(self.home.path, "trace")
        options = [word for fault in faults for word in ("-e", "inject=" + fault)]
        # The leak checker can't work in a process that is traced.
        done = self.home.run("strace", "-qq", "-o", path, *options, harness.program("discred-auth"), *words,
                             ASAN_OPTIONS="abort_on_error=1:detect_leaks=0", **more)
        self.home.plant_tokens()
        with open(path, encoding="utf-8", errors="replace") as lines:
            names = re.findall(r"^([a-z0-9_]+)\(", lines.read(), re.MULTILINE)
        return done, list(sweepcase.numbered(names))

    def steps(self, words, names, **more):
        """The calls of a run that succeeds, from the lock on, that a fault can be put at."""
        done, calls = self.traced(words, **more)
        self.assertEqual(done.status, 0, done.stderr)
        calls = calls[calls.index(("flock", 1)):]
        self.assertIn(("renameat", 1), calls)
        return [call for call in calls if call[0] in names]

    def refuse(self, words, call, again="", **more):
        """The call fails once; with again="+", so do all later ones of the name."""
        error = "EIO" if call[0] == "fsync" else "ENOSPC"
        return self.traced(words, "%s:error=%s:when=%d%s" % (call[0], error, call[1], again), **more)[0]

    def assert_good(self):
        """The grant can be renewed, and nothing lies about after that."""
        done = self.home.run("discred", "auth", *REFRESH)
        self.home.plant_tokens()
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertEqual(self.state_files(), CLEAN)
        self.assertEqual(os.listdir(os.path.dirname(self.path("token"))), ["reader.token"])


class Renewal(FaultCase):
    def setUp(self):
        super().setUp()
        self.calls = self.steps(REFRESH, RENEWAL_STEPS)
        self.sent = self.calls.index(("sendto", 1))
        self.written = next(place for place, call in enumerate(self.calls) if place > self.sent and call[0] == "pwrite64")

    def test_refused_from_each_step_on(self):
        """Only where nothing at all can be written after the answer is the grant lost."""
        for call in self.calls:
            if call[0] in ("unlinkat", "fallocate", "fsync", "ftruncate", "renameat"):
                with self.subTest(call=call):
                    self.assertIn(self.refuse(REFRESH, call, "+").status, (0, 71))
                    self.assert_good()

    def test_a_grant_that_cannot_be_stored_is_told_and_the_token_handed_out(self):
        done = self.refuse(REFRESH, ("renameat", 1), "+")
        self.assertEqual(done.status, 0)
        self.assertIn("discred-auth: warning: profile 'reader': the new grant could not be stored: cannot rename to "
                      "'reader.grant': No space left on device; it is kept, and the next renewal puts it in place\n", done.stderr)
        self.assert_good()

    def test_killed_where_newlines_keep_the_space(self):
        """Without fallocate the draft is full of newlines, and some may follow the grant in it."""
        for call in self.calls[self.written + 1:self.calls.index(("renameat", 1)) + 1]:
            with self.subTest(call=call):
                done, _ = self.traced(REFRESH, "fallocate:error=EOPNOTSUPP", "%s:signal=SIGKILL:when=%d" % call)
                self.assertEqual(done.status, -9, done.stderr)
                self.assert_good()

    def test_a_runtime_directory_that_is_full_makes_nobody_renew_again(self):
        token = next(call for call in self.calls[self.written + 1:] if call[0] == "write")
        self.assertEqual(self.refuse(REFRESH, token).status, 0)
        self.assertFalse(os.path.exists(self.path("token")), "it is stale and would hide the new one")
        asked = self.refresh_requests()
        handed_out = {self.token().stdout for _ in range(3)}
        self.assertEqual(len(handed_out), 1)
        self.assertEqual(self.refresh_requests(), asked)
        self.assertEqual(self.state_files(), CLEAN + ["reader.token"])
        self.assert_good()


class Login(FaultCase):
    """The grant in place survives until the new one is in its place."""

    WORDS = ("login", "reader")

    def setUp(self):
        super().setUp()
        self.browser = {"DISCRED_BROWSER": self.home.browser()}

    def test_refused_from_each_step_on(self):
        for call in self.steps(self.WORDS, LOGIN_STEPS, **self.browser):
            with self.subTest(call=call):
                self.assertIn(self.refuse(self.WORDS, call, "+", **self.browser).status, (0, 71))
                self.assert_good()


class LockRemoved(authcase.AuthCase):
    """Somebody removes the lock's file while a renewal is under way, and a second one begins."""

    def test_the_grant_survives(self):
        self.logged_in()
        self.expire()
        with self.box.held() as asked_for:
            first = self.home.start("discred", "token", "reader")
            asked_for()
            os.unlink(self.path("lock"))
            second = self.home.run("discred", "token", "reader")
        self.assertEqual((second.status, second.stdout), (77, ""))
        self.assertEqual(self.home.finish(first, prints=True).status, 0)
        self.home.plant_tokens()
        self.assertNotIn("refused", self.stored("grant"))
        self.assertEqual(self.home.run("discred", "auth", *REFRESH).status, 0)
        self.assertEqual(self.state_files(), CLEAN)


if __name__ == "__main__":
    unittest.main(verbosity=2)
