"""Descriptors 0 to 2 that are closed when a program begins."""

import os
import unittest

import harness


class Closed(harness.Case):
    def sh(self, script, *argv):
        return self.home.run("sh", "-c", script, "sh", *argv)

    def test_are_opened(self):
        """Else the profile would be read as stdin, or written to as stdout."""
        self.home.profile("reader", 'client_id = "157730590492196864";\nclient_secret = "a-secret-of-mine";\n')
        done = self.sh('"$@" 0<&- 1>&- 2>&-', harness.program("discred-auth"), "status", "reader")
        self.assertEqual(done, (66, "", ""))
        with open(os.path.join(self.home.config, "discred/profiles/reader.cfg"), encoding="utf-8") as file:
            self.assertTrue(file.read().endswith('"a-secret-of-mine";\n'))

    def test_or_nothing_is_done(self):
        without_dev = ["unshare", "--map-root-user", "--mount", "sh", "-c", 'mount -t tmpfs none /dev && exec "$@"', "sh"]
        if self.home.run(*without_dev, "true").status:
            self.skipTest("no namespace without a /dev/null is to be had here")
        for name in ("discred", "discred-token", "discred-auth"):
            done = self.home.run(*without_dev, "sh", "-c", 'exec "$@" 0<&- 1>&-', "sh",
                           harness.program(name), "--help")
            self.assertEqual(done, (71, "", "%s: cannot open '/dev/null': No such file or directory\n" % name))


if __name__ == "__main__":
    unittest.main(verbosity=2)
