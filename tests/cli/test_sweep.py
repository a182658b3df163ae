"""Renewal and login when the program is killed, or the system refuses, at each point: what that may cost.

Discord ends the old grant when it answers. So an end between its answer and the first write is the one that can't be
survived; after any other the grant in place is good, or the next run finds the new one in the draft.
"""

import contextlib
import os

import harness
import sweepcase
import tokenserver

CLEAN = ["reader.grant", "reader.lock"]
# What a program does to a file: none of it may cost a grant, whatever the system says.
ON_FILES = ("openat", "unlinkat", "fallocate", "fsync", "fdatasync", "write", "pwrite64", "ftruncate", "renameat", "flock",
            "fchmod", "mkdirat", "newfstatat", "mmap")
GRANT = ("discred-record 1\nrefresh_token=%s\nclient_id=" + tokenserver.CLIENT_ID + "\napi_base=%s\nscope_asked=identify\n"
         "scope=identify\nobtained=1000\ncounter=0\nredirect_uri=%s\nend\n")


class GrantSweep(sweepcase.SweepCase, tokenserver.TokenCase):
    def setUp(self):
        super().setUp()
        self.browser = self.home.write("bin/browser", '#!/bin/sh\nexec curl -sL -o /dev/null "$1"\n', 0o700)
        self.new_grant()

    def new_grant(self):
        """As if somebody had logged in."""
        with self.server.lock:
            family = tokenserver.Family()
            self.server.families.append(family)
            family.refresh = self.server._secret("refresh")
            self.server.used[family.refresh] = family
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.path("refused"))
        self.home.write("state/discred/reader.grant", GRANT % (family.refresh, self.server.api, self.redirect))

    def before(self):
        self.asked = self.server.count()
        self.before_token = self.stored("token")

    def check(self, run):
        """Whether the grant can be renewed, and nothing lies about after that."""
        self.check_answer(run)
        done = self.home.run("discred", "auth", "refresh", "--force", "reader")
        if done.status == 77:
            self.arrived = self.server.count() - 1 > self.asked
            self.new_grant()
            return True
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertEqual([name for name in self.state_files() if name != ".seal.lock"], CLEAN)
        self.assertEqual(os.listdir(os.path.dirname(self.path("token"))), ["reader.token"])
        return False

    def check_answer(self, run):
        if run.done.status == 0:
            self.assertGreater(self.server.count(), self.asked, "it says that it has succeeded")

    def loss(self, place, run):
        unavoidable = self.arrived and not run.saved()
        if unavoidable and (run.killed or not place.startswith(ON_FILES)):
            self.window += 1
        else:
            self.lost.append(place)

    def check_printed_token(self, run):
        if run.done.status == 0:
            self.assertTrue(any(run.done.stdout.rstrip("\n") in family.access for family in self.server.families),
                            "it printed no token of the server's")


class Refresh(GrantSweep):
    def test(self):
        self.sweep("refresh", ["discred-auth", "refresh", "--force", "reader"], self.before, self.check)


class Login(GrantSweep):
    """The grant in place survives until the new one is in its place."""

    def test(self):
        self.sweep("login", ["discred-auth", "login", "--timeout", "2", "reader"], self.before, self.check,
                   DISCRED_BROWSER=self.browser)


class Token(GrantSweep):
    """The caller, and the renewal that it starts."""

    check_answer = GrantSweep.check_printed_token

    def before(self):
        if not os.path.exists(self.path("token")):
            self.assertEqual(self.home.run("discred", "auth", "refresh", "--force", "reader").status, 0)
        self.expire()
        super().before()

    def test_caller(self):
        self.sweep("token", ["discred-token", "reader"], self.before, self.check)

    def test_renewal(self):
        self.sweep("token's renewal", ["discred-token", "reader"], self.before, self.check, within="discred-auth")


if __name__ == "__main__":
    harness.main()
