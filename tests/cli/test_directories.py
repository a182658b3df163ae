"""The directories of the store: made once, durably, and not touched again."""

import os
import re
import unittest

import harness


@unittest.skipUnless(harness.can_trace(), "strace is not allowed to trace here")
class Directories(harness.Case):
    def calls(self):
        """What a logout does to directories: ("mkdir", path) and ("fsync", path)."""
        trace = os.path.join(self.home.path, "trace")
        done = self.home.run("strace", "-f", "-y", "-qq", "-e", "trace=mkdir,fsync", "-o", trace, "discred-auth",
                             "logout", "reader", XDG_STATE_HOME=None, ASAN_OPTIONS="detect_leaks=0")
        self.assertEqual((done.status, done.stderr), (0, ""))
        with open(trace, encoding="utf-8") as file:
            lines = file.read()
        if "mkdir(0x" in lines:
            self.skipTest("discred lets nobody but root look into its memory, where the names are")
        found = re.findall(r'^\d+ +(mkdir)\("([^"]*)"|^\d+ +(fsync)\(\d+<([^>]*)>\) += 0', lines, re.MULTILINE)
        return [(mkdir or fsync, path or other) for mkdir, path, fsync, other in found]

    def test_are_made_durably_and_once(self):
        home = os.path.realpath(self.home.path)
        calls = self.calls()
        for parent, name in ((home, ".local"), (home + "/.local", "state"), (home + "/.local/state", "discred")):
            made = calls.index(("mkdir", "%s/%s" % (self.home.path + parent[len(home):], name)))
            self.assertEqual(calls[made + 1], ("fsync", parent))
        self.assertEqual([path for call, path in self.calls() if call == "mkdir"], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
