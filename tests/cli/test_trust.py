"""Files and directories that other users could exchange, and what is made in whose directories."""

import os
import stat
import unittest

import harness

PROFILE = 'client_id = "157730590492196864";\nclient_secret = { command = [ "/bin/touch", "%s" ]; };\n'
ROOT = os.geteuid() == 0
STRANGER = 4711


class Trust(harness.Case):
    def setUp(self):
        super().setUp()
        self.witness = os.path.join(self.home.path, "it-ran")
        self.profile = self.home.profile("reader", PROFILE % self.witness)
        self.profiles = os.path.dirname(self.profile)

    def refuse(self, what, hint):
        for command in (["discred-profile", "check", "reader"], ["discred-token", "reader"],
                        ["discred-auth", "refresh", "reader"]):
            done = self.home.run(*command)
            self.assertEqual((done.status, done.stdout), (78, ""), done.stderr)
            self.assertEqual(done.stderr, "%s: %s; %s\n" % (command[0], what, hint))
        self.assertFalse(os.path.exists(self.witness))

    def test_a_directory_that_others_can_write(self):
        for directory in (self.profiles, os.path.dirname(self.profiles), self.home.config):
            os.chmod(directory, 0o777)
            self.refuse("directory '%s' can be written by others (mode 0777)" % directory,
                        "run 'chmod go-w %s'" % directory)
            os.chmod(directory, 0o755)

    def test_the_directory_of_a_links_target(self):
        """The attack: the link is the victim's, the directory that it leads to is not."""
        shared = os.path.join(self.home.path, "shared")
        os.mkdir(shared)
        os.rename(self.profile, os.path.join(shared, "reader.cfg"))
        os.symlink(os.path.join(shared, "reader.cfg"), self.profile)
        os.chmod(shared, 0o777)
        self.refuse("directory '%s' can be written by others (mode 0777)" % shared, "run 'chmod go-w %s'" % shared)

    def test_a_shared_stack(self):
        stacks = os.path.dirname(self.home.write("config/discred/stacks/desk.cfg",
                                                 'stack = ({ control = "required"; source = "cache"; });\n'))
        self.home.profile("reader", 'client_id = "1";\nstack = "desk";\n')
        os.chmod(stacks, 0o777)
        done = self.home.run("discred-profile", "check", "reader")
        self.assertEqual(done.status, 78)
        self.assertIn("directory '%s' can be written by others" % stacks, done.stderr)

    def test_config_cfg(self):
        self.home.write("config/discred/config.cfg", 'default_profile = "reader";\n')
        os.chmod(os.path.join(self.home.config, "discred"), 0o777)
        done = self.home.run("discred-token")
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertIn("can be written by others (mode 0777)", done.stderr)

    @unittest.skipUnless(ROOT, "only root is alone in its group everywhere")
    def test_a_umask_of_002(self):
        for path in (self.home.config, os.path.join(self.home.config, "discred"), self.profiles):
            os.chmod(path, 0o775)
        os.chmod(self.profile, 0o664)
        done = self.home.run("discred-profile", "show", "reader")
        self.assertEqual((done.status, done.stderr), (0, ""))

    @unittest.skipUnless(ROOT, "only root can give a directory away")
    def test_root_with_the_home_of_somebody(self):
        """As with sudo -E and su -m."""
        home = os.path.join(self.home.path, "somebody")
        os.mkdir(home)
        os.chown(home, STRANGER, STRANGER)
        variables = {"HOME": home, "XDG_CONFIG_HOME": None, "XDG_STATE_HOME": None, "XDG_RUNTIME_DIR": None}
        hint = "; run it as that user, or set HOME to your own directory\n"
        done = self.home.run("discred-profile", "new", "x", "--client-id", "1", "--no-input", **variables)
        self.assertEqual(done.status, 78)
        self.assertRegex(done.stderr, r"\Adiscred-profile: cannot make '%s/\.\w+' as root: '%s' belongs to another user%s\Z"
                         % (home, home, hint))
        self.assertEqual(os.listdir(home), [])
        os.makedirs(home + "/.config/discred/profiles")
        os.rename(self.profile, home + "/.config/discred/profiles/reader.cfg")
        done = self.home.run("discred-token", "reader", **variables)
        self.assertEqual((done.status, done.stderr), (
            78, "discred-token: directory '%s' belongs to another user" % home + hint))
        os.chown(home, 0, 0)
        os.mkdir(home + "/.local")
        os.chown(home + "/.local", STRANGER, STRANGER)
        done = self.home.run("discred-auth", "logout", "reader", **variables)
        self.assertEqual(done.status, 78, done.stderr)
        self.assertEqual(os.listdir(home + "/.local"), [])

    def test_a_narrow_umask_once(self):
        variables = {"XDG_STATE_HOME": None, "XDG_CONFIG_HOME": None, "XDG_RUNTIME_DIR": None}
        for umask in ("177", "777"):
            home = os.path.join(self.home.path, umask)
            os.mkdir(home, 0o700)
            shell = "umask %s; exec discred-profile new x --client-id 1 --bot-token-stdin" % umask
            done = self.home.run("sh", "-c", shell, input="bot-token-of-umask-%s\n" % umask, HOME=home, **variables)
            self.assertEqual(done.status, 0, done.stderr)
            for directory, directories, files in os.walk(home):
                for name in directories:
                    self.assertEqual(stat.S_IMODE(os.stat(os.path.join(directory, name)).st_mode), 0o700, name)
                for name in files:
                    self.assertEqual(stat.S_IMODE(os.stat(os.path.join(directory, name)).st_mode), 0o600, name)
            done = self.home.run("discred-profile", "check", "x", HOME=home, **variables)
            self.assertEqual(done.status, 0, done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
