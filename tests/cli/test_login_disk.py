"""discred auth login with a disk that is full: said before the code is used, and an older grant stays."""

import os
import subprocess
import unittest

import authcase


class DiskCase(authcase.AuthCase):
    """A directory is a small file system of its own, which only root can make."""

    def mount(self, path):
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k,mode=0700", "none", path], check=False,
                              capture_output=True)
        if done.returncode:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", path], check=True)

    def fill(self, top):
        path = os.path.join(top, "filler")
        with open(path, "wb", buffering=0) as file, self.assertRaises(OSError):
            while True:
                file.write(b"x" * 4096)
        return path


class FullState(DiskCase):
    def setUp(self):
        super().setUp()
        self.mount(self.home.state)

    def test_the_code_is_not_used(self):
        self.logged_in()
        before = self.stored("grant"), self.stored("token")
        filler = self.fill(self.home.state)
        done = self.login()
        text = ("profile 'reader': cannot reserve 98304 bytes in '%s': No space left on device"
                % os.path.join(self.home.state, "discred"))
        self.assertEqual((done.status, done.stdout, self.complaints(done)),
                         (71, "", "discred-auth: %s; make room there, then try again\n" % text))
        self.assertIn("<p>%s</p>" % text.replace("'", "&#39;"), self.home.visits(count=2)[1]["page"])
        self.assertEqual(self.box.count("token"), 1)
        os.unlink(filler)
        self.assertEqual((self.stored("grant"), self.stored("token")), before)
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock"])
        self.logged_in()

    def test_what_was_reserved_is_enough(self):
        """The disk fills up while Discord answers: the grant has its place."""
        self.logged_in()
        before = self.stored("grant")["refresh_token"]
        with self.box.held() as asked_for:
            login = self.home.start("discred", "auth", "login", "reader", DISCRED_BROWSER=self.home.browser())
            asked_for()
            filler = self.fill(self.home.state)
        self.assertEqual(self.home.finish(login).status, 0)
        os.unlink(filler)
        self.assertNotEqual(self.stored("grant")["refresh_token"], before)
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock"])


class FullRuntime(DiskCase):
    """Only the place of access tokens is full: the token is kept beside the grant."""

    def test_is_no_failure(self):
        self.mount(self.home.runtime)
        self.fill(self.home.runtime)
        done = self.login()
        self.assertEqual((done.status, self.complaints(done)), (0, ""))
        self.assertIsNone(self.stored("token"))
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock", "reader.token"])
        self.assertEqual(os.stat(os.path.join(self.home.state, "discred", "reader.token")).st_mode & 0o777, 0o600)
        self.assertEqual(self.token().status, 0)
        self.assertEqual(self.refresh_requests(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
