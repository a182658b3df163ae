"""Only what is certain is deleted: records of a newer discred, damaged ones, and directories that can't be read."""

import os
import unittest

import harness
import tokenserver

SECRET = "a-secret-0123456789"
NEWER = "discred-record 2\nanything at all\n"
SAYS = "written by a newer discred"


class DamagedCase(tokenserver.TokenCase):
    def setUp(self):
        super().setUp()
        self.logged_in()

    def file(self, name):
        path = os.path.join(self.home.state, "discred", name)
        if not os.path.exists(path):
            return None
        with open(path, encoding="utf-8") as file:
            return file.read()

    def write(self, name, text):
        self.home.write("state/discred/" + name, text, 0o600)


class Newer(DamagedCase):
    """CONFIG, and nothing is touched."""

    def untouched(self, name, *words, status=78, **more):
        done = self.home.run("discred", *words, DISCRED_BROWSER=self.home.browser(), **more)
        self.assertEqual(done.status, status, done.stdout + done.stderr)
        self.assertIn(SAYS, done.stdout + done.stderr)
        self.assertEqual(self.file(name), NEWER)

    def test_a_grant(self):
        self.write("reader.grant", NEWER)
        self.untouched("reader.grant", "auth", "refresh", "--force", "reader")
        self.untouched("reader.grant", "auth", "login", "reader")
        self.untouched("reader.grant", "auth", "status", "reader")
        self.untouched("reader.grant", "auth", "revoke", "reader")

    def test_a_draft(self):
        """A renewal that was stopped has left it: it is all that there is of the grant."""
        self.write(".reader.grant.next", NEWER)
        self.untouched(".reader.grant.next", "auth", "refresh", "--force", "reader")
        self.untouched(".reader.grant.next", "auth", "login", "reader")
        self.assertEqual(self.refresh_requests(), 0)

    def test_a_token(self):
        self.home.write(os.path.relpath(self.path("token"), self.home.path), NEWER, 0o600)
        done = self.token()
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertIn(SAYS, done.stderr)

    def test_secrets(self):
        self.write("reader.secret", NEWER)
        self.untouched("reader.secret", "profile", "set-secret", "reader", "client_secret", input=SECRET)

    def test_who_wants_it_gone_says_so(self):
        self.write("reader.grant", NEWER)
        self.assertEqual(self.home.run("discred", "auth", "logout", "reader").status, 0)
        self.assertIsNone(self.file("reader.grant"))


class Aside(DamagedCase):
    """What is damaged is kept, for a person to look at."""

    def test_a_grant(self):
        self.write("reader.grant", "half a grant")
        self.logged_in()
        self.assertEqual(self.file(".reader.grant.damaged"), "half a grant")
        self.assertEqual(self.home.run("discred", "auth", "refresh", "--force", "reader").status, 0)
        self.assertEqual(self.home.run("discred", "profile", "rename", "reader", "writer").status, 0)
        self.assertEqual(self.file(".writer.grant.damaged"), "half a grant")
        self.assertEqual(self.home.run("discred", "auth", "logout", "writer").status, 0)
        self.assertIsNone(self.file(".writer.grant.damaged"))

    def test_a_draft(self):
        self.write(".reader.grant.next", "discred-record 1\nrefresh_token=half")
        self.assertEqual(self.home.run("discred", "auth", "refresh", "--force", "reader").status, 0)
        self.assertEqual(self.file(".reader.grant.damaged"), "discred-record 1\nrefresh_token=half")

    def test_secrets(self):
        before = "discred-record 1\nbot_token=another-0123456789\n"
        for _ in range(2):
            self.write("reader.secret", before)
            done = self.home.run("discred", "profile", "set-secret", "reader", "client_secret", input=SECRET)
            self.assertEqual(done.status, 0, done.stderr)
            self.assertEqual(self.file(".reader.secret.damaged"), before)
        self.assertEqual(self.home.run("discred", "profile", "remove", "--yes", "reader").status, 0)
        self.assertEqual([name for name in os.listdir(os.path.join(self.home.state, "discred")) if "reader" in name], [])


class Revoked(DamagedCase):
    def test_a_half_that_failed_is_said_and_done_again(self):
        directory = os.path.join(self.home.state, "discred")
        os.chmod(directory, 0o500)
        self.addCleanup(os.chmod, directory, 0o700)
        if os.access(directory, os.W_OK):
            self.skipTest("root may write everywhere")
        done = self.home.run("discred", "auth", "revoke", "reader")
        self.assertEqual(done.status, 71)
        self.assertIn("the authorization is ended at Discord, but not all is removed here: ", done.stderr)
        self.assertTrue(done.stderr.endswith("; run 'discred auth revoke reader' again\n"), done.stderr)
        os.chmod(directory, 0o700)
        self.assertEqual(self.home.run("discred", "auth", "revoke", "reader").status, 0)
        self.assertIsNone(self.file("reader.grant"))


@unittest.skipIf(os.geteuid() or not harness.can_trace(), "only root's strace can read the strings of a process that is not dumpable")
class Directories(DamagedCase):
    def traced(self, fault, *words):
        return self.home.run("strace", "-qq", "-f", "-o", os.devnull, "-P", os.path.join(self.home.state, "discred"), "-e",
                             "inject=" + fault, harness.program(words[0]), *words[1:],
                             ASAN_OPTIONS="abort_on_error=1:detect_leaks=0")

    def test_one_that_cannot_be_read(self):
        for words in (("discred-profile", "rename", "reader", "writer"), ("discred-profile", "remove", "--yes", "reader"),
                      ("discred-auth", "logout", "reader")):
            with self.subTest(words):
                done = self.traced("getdents64:error=EIO", *words)
                self.assertEqual(done.status, 71, done.stdout + done.stderr)
                self.assertIn("Input/output error", done.stderr)
        self.assertIsNotNone(self.file("reader.grant"))

    def test_one_that_cannot_be_synced(self):
        done = self.traced("fsync:error=EINVAL", "discred-auth", "refresh", "--force", "reader")
        self.home.plant_tokens()
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertEqual(self.traced("fsync:error=EIO", "discred-auth", "refresh", "--force", "reader").status, 71)


class New(harness.Case):
    def test_the_profile_appears_with_its_secrets(self):
        """Whoever stops it there, or sees it there, finds a profile that works."""
        path = os.path.join(self.home.config, "discred/profiles/newcomer.cfg")
        watcher = self.home.write("exec/discred-auth", "#!/bin/sh\n[ -e '%s' ] && exit 1\nexec '%s' \"$@\"\n" % (
            path, harness.program("discred-auth")), 0o700)
        done = self.home.run("discred-profile", "new", "newcomer", "--client-id", "157730590492196864",
                             "--client-secret-stdin", input=SECRET, DISCRED_EXEC_PATH=os.path.dirname(watcher))
        self.assertEqual(done.status, 0, done.stderr)
        self.assertTrue(os.path.exists(path))
        self.assertTrue(os.path.exists(os.path.join(self.home.state, "discred/newcomer.secret")))

    def test_not_for_one_that_is_there(self):
        self.home.profile("reader", 'client_id = "157730590492196864";\n')
        done = self.home.run("discred-auth", "secret", "--new", "client_secret", "reader", input=SECRET)
        self.assertIn("text=profile 'reader' exists already\n", done.stdout)
        self.assertFalse(os.path.exists(os.path.join(self.home.state, "discred/reader.secret")))


if __name__ == "__main__":
    unittest.main(verbosity=2)
