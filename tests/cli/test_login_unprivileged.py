"""discred auth login as an ordinary user: modes that stop it, and what other programs of the user can see of it."""

import os
import unittest

import authcase
import harness
import waitcase


class SecretFile(authcase.AuthCase):
    def refused(self, mode, message):
        path = self.home.write("secret", harness.CLIENT_SECRET + "\n", mode)
        self.change_profile(client_secret='{ file = "%s"; }' % path)
        done = self.login()
        text = "discred-auth: profile 'reader': client_secret: %s\n" % message.replace("PATH", path)
        self.assertEqual((done.status, done.stdout, done.stderr), (78, "", text))
        self.assertFalse(os.path.exists(self.home.visits_path))

    def test_open_to_others(self):
        for mode in (0o604, 0o640, 0o666):
            with self.subTest(oct(mode)):
                self.refused(mode, "'PATH' is open to others (mode %04o); run 'chmod 600 PATH'" % mode)

    def test_not_readable(self):
        path = self.home.write("secret", harness.CLIENT_SECRET + "\n", 0o000)
        self.change_profile(client_secret='{ file = "%s"; }' % path)
        done = self.login()
        self.assertEqual((done.status, done.stderr), (71, "discred-auth: profile 'reader': client_secret: cannot open "
                                                      "'%s': Permission denied\n" % path))


class ReadOnlyState(authcase.AuthCase):
    def test_the_code_is_not_used(self):
        self.logged_in()
        before = self.stored("grant"), self.stored("token")
        directory = os.path.join(self.home.state, "discred")
        os.chmod(directory, 0o500)
        self.addCleanup(os.chmod, directory, 0o700)
        done = self.login()
        self.assertEqual((done.status, done.stdout), (71, ""))
        self.assertEqual(self.complaints(done), "discred-auth: profile 'reader': cannot create "
                         "'%s/.reader.grant.next': Permission denied\n" % directory)
        visit = self.home.visits(count=2)[1]
        self.assertEqual(visit["status"], 502)
        self.assertIn("<h1>The login failed</h1>", visit["page"])
        self.assertEqual(self.box.count("token"), 1)
        self.assertEqual((self.stored("grant"), self.stored("token")), before)

    def test_a_first_login(self):
        os.chmod(self.home.state, 0o500)
        self.addCleanup(os.chmod, self.home.state, 0o700)
        done = self.login()
        self.assertEqual((done.status, done.stdout), (71, ""))
        self.assertIn("Permission denied", done.stderr)
        self.assertEqual(self.box.count("token"), 0)


class NotDumpable(waitcase.WaitCase):
    def test_a_login_that_waits_is_nobody_elses_to_look_into(self):
        """No core file, no debugger: the kernel gives such a process's files in /proc to root."""
        self.wait()
        directory = "/proc/%d/" % self.process.pid
        for name in ("mem", "environ", "maps", "fd"):
            self.assertEqual(os.stat(directory + name).st_uid, 0, name)
        with self.assertRaises(PermissionError):
            open(directory + "environ", "rb").close()
        self.logs_in()


if __name__ == "__main__":
    unittest.main(verbosity=2)
