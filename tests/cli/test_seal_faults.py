"""Each change of the seal when the program is killed, or the system refuses, at each step.

At all times every slot can be opened with what is on disk, and the same command finishes. Every tenth step is tried, or
all of them: sweepcase.py.
"""

import json
import os
import re
import shutil
import unittest

import harness
import sweepcase

# What changes something outside of the process, or may fail on the way to it.
STEPS = ("openat", "unlinkat", "unlink", "renameat", "rename", "renameat2", "fsync", "write", "pwrite64", "ftruncate", "flock",
         "fchmod", "mkdirat", "mkdir", "fallocate")

GRANT = ("discred-record 1\nrefresh_token=%s\nclient_id=1290000000000000010\napi_base=https://discord.com/api/v10\n"
         "scope_asked=identify\nscope=identify\nobtained=1000\ncounter=%d\nredirect_uri=\n%send\n")
# A renewal was killed: its draft is whole.
DRAFT = GRANT % ("refresh-next", 2, "replaces=1290000000000000010/1000/1\n")
TOKEN = ("discred-record 1\naccess_token=access\ntype=Bearer\nclient_id=1290000000000000010\n"
         "api_base=https://discord.com/api/v10\nscope_asked=identify\nscope=identify\nissued=1000\nexpires=2000\nend\n")
PROFILE = ('client_id = "1290000000000000010";\nbot_token = { stored = true };\nscope = "identify";\n'
           'stack = ( { control = "sufficient"; source = "bot"; } );\n')


class Lost(Exception):
    """A slot can't be opened."""


@unittest.skipUnless(harness.can_trace(), "strace is not allowed to trace here")
class Faults(harness.Case):
    def setUp(self):
        super().setUp()
        self.keys = [os.path.join(self.home.config, name) for name in ("key1", "key2")]
        for name in ("one", "two"):
            self.home.profile(name, PROFILE)
            self.home.write("state/discred/%s.grant" % name, GRANT % ("refresh-" + name, 1, ""))
            self.home.write("state/discred/%s.secret" % name, "discred-record 1\nbot_token=bot-%s\nend\n" % name)
        self.home.write("state/discred/.one.grant.next", DRAFT)

    def auth(self, *words, status=0):
        done = self.home.run("discred-auth", *words)
        self.assertEqual(done.status, status, done.stderr)
        return done

    def traced(self, words, *faults):
        path = os.path.join(self.home.path, "trace")
        options = [word for fault in faults for word in ("-e", "inject=" + fault)]
        done = self.home.run("strace", "-qq", "-o", path, *options, harness.program("discred-auth"), *words,
                             ASAN_OPTIONS="abort_on_error=1:detect_leaks=0")
        with open(path, encoding="utf-8", errors="replace") as lines:
            names = re.findall(r"^([a-z0-9_]+)\(", lines.read(), re.MULTILINE)
        return done, list(sweepcase.numbered(names))

    def keep(self):
        for top in (self.home.state, self.home.config):
            shutil.rmtree(top + ".kept", ignore_errors=True)
            shutil.copytree(top, top + ".kept")

    def restore(self):
        for top in (self.home.state, self.home.config):
            shutil.rmtree(top)
            shutil.copytree(top + ".kept", top)

    def expect_whole(self, first="one"):
        """Every slot can be opened, whatever name it has now."""
        for name in (first, "two"):
            self.assertEqual(self.home.run("discred", "token", name).stdout, "bot-%s\n" % ("two" if name == "two" else "one"))
            status = json.loads(self.home.run("discred-auth", "status", "--json", name).stdout)
            self.assertEqual(status["grant"]["state"], "stored", name)

    def sealed(self):
        """Whether each file that is left is sealed; a stray one of a killed writer is none's."""
        found = set()
        for name in os.listdir(os.path.join(self.home.state, "discred")):
            if name.endswith((".grant", ".secret")):
                with open(os.path.join(self.home.state, "discred", name), encoding="utf-8") as file:
                    found.add(file.read().startswith("eyJ"))
        return found

    def sweep(self, words, finish=None, sealed=True, expect=None, settled="one"):
        """The command with a fault at each step, then `finish`, else the same command. The draft of the profile `settled`
        has become its grant then."""
        expect = expect or self.expect_whole
        self.keep()
        done, calls = self.traced(words)
        self.assertEqual(done.status, 0, done.stderr)
        start = calls.index(("flock", 1))
        steps = [call for call in calls[start:] if call[0] in STEPS]
        points = [(call, fault) for call in steps for fault in ("signal=SIGKILL", "error=ENOSPC", "error=EIO")]
        points = points[::sweepcase.EVERY]
        self.assertGreater(len(points), 20 if sweepcase.EVERY == 1 else 2)
        lost, faults = [], []
        for call, fault in points:
            place = "%s %d, %s" % (*call, fault)
            try:
                self.try_point(words, call, fault, finish or (lambda: self.auth(*words)), sealed, expect, settled)
            except Lost as error:
                lost.append("%s: %s" % (place, error))
            except AssertionError as error:
                faults.append("%s: %s" % (place, error))
        print("%s: %d points, 0 lost in the window, %d lost elsewhere, %d faults" % (
            " ".join(words[:2]), len(points), len(lost), len(faults)), flush=True)
        self.assertFalse(lost + faults, "\n".join(lost + faults))

    def try_point(self, words, call, fault, finish, sealed, expect, settled):
        self.restore()
        done, _ = self.traced(words, "%s:%s:when=%d" % (call[0], fault, call[1]))
        if fault.startswith("error") and done.status:
            self.assertIn(done.status, (71, 75, 78), done.stderr)
            said = [line for line in done.stderr.splitlines() if ": warning: " not in line]
            self.assertEqual(len(said), 1, done.stderr)
        self.not_lost(expect)
        finish()
        self.not_lost(expect)
        self.assertEqual(self.sealed(), {sealed})
        if settled:
            status = json.loads(self.home.run("discred-auth", "status", "--json", settled).stdout)
            self.assertEqual(status["grant"]["renewals"], 2)

    @staticmethod
    def not_lost(expect):
        try:
            expect()
        except AssertionError as error:
            raise Lost(error) from error

    def seal(self):
        """Sealed, with the draft sealed too."""
        path = os.path.join(self.home.state, "discred/.one.grant.next")
        os.unlink(path)
        texts = []
        for _ in range(2):
            self.auth("seal", "--with", "file", self.keys[0])
            with open(os.path.join(self.home.state, "discred/one.grant"), encoding="utf-8") as file:
                texts.append(file.read())
            self.home.write("state/discred/.one.grant.next", DRAFT)
        self.home.write("state/discred/one.grant", texts[0])
        self.home.write("state/discred/.one.grant.next", texts[1])

    def test_seal(self):
        self.sweep(("seal", "--with", "file", self.keys[0]))

    def test_unseal(self):
        self.seal()
        self.sweep(("unseal",), self.unseal, sealed=False)

    def unseal(self):
        """Where the last step was done there is nothing left to unseal."""
        self.assertIn(self.home.run("discred-auth", "unseal").status, (0, 66))

    def test_rekey(self):
        self.seal()
        self.auth("seal", "--add", "file", self.keys[1], "--label", "second")
        self.sweep(("rekey",))

    def test_add(self):
        self.seal()
        words = ("seal", "--add", "file", self.keys[1], "--label", "second")
        self.sweep(words, lambda: self.assertIn(self.home.run("discred-auth", *words).status, (0, 64)), settled=None)

    def test_remove(self):
        self.seal()
        self.auth("seal", "--add", "file", self.keys[1], "--label", "second")
        words = ("seal", "--remove", "second")
        self.sweep(words, lambda: self.assertIn(self.home.run("discred-auth", *words).status, (0, 66)), settled=None)

    def test_no_tokens_on_disk(self):
        """Afterwards a token is in memory or nowhere."""
        self.seal()
        self.home.write("runtime/discred/one.token", TOKEN)
        self.home.write("state/discred/one.token", TOKEN)
        words = ("seal", "--no-tokens-on-disk")
        self.sweep(words, lambda: self.expect_no_token(words), settled=None)

    def expect_no_token(self, words):
        self.auth(*words)
        self.assertFalse(os.path.exists(os.path.join(self.home.state, "discred/one.token")))

    def test_rename(self):
        """What is stored has one of the two names, whole, until the profile's file follows."""
        self.seal()
        self.sweep(("move", "one", "three"), self.rename, expect=self.expect_somewhere, settled="three")

    def rename(self):
        done = self.home.run("discred", "profile", "rename", "one", "three")
        self.assertEqual(done.status, 0, done.stderr)

    def expect_somewhere(self):
        there = os.listdir(os.path.join(self.home.state, "discred"))
        for slot in ("grant", "secret"):
            self.assertTrue({"one." + slot, "three." + slot} & set(there), there)
        if os.path.exists(os.path.join(self.home.config, "discred/profiles/three.cfg")):
            self.assertEqual([name for name in there if name.startswith(("one.", ".one."))], [])
            self.expect_whole("three")


if __name__ == "__main__":
    harness.main()
