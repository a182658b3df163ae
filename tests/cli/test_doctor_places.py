"""discred doctor: the directories, the files in them, and the store."""

import os
import shutil
import subprocess
import unittest

import harness
from doctorcase import DoctorCase

UNPRIVILEGED = os.geteuid() != 0
UNKNOWN_USER = 54321


class Directories(DoctorCase):
    def test_not_there_yet(self):
        shutil.rmtree(self.home.state)
        shutil.rmtree(self.home.runtime)
        os.mkdir(self.home.runtime, 0o700)
        checks = self.doctor()
        self.assertEqual(checks["state"], ("ok", "'%s' is not there yet, and is made when it is needed" % self.state(), ""))
        self.assertEqual(checks["runtime"],
                         ("ok", "'%s' is not there yet, and is made when it is needed" % self.runtime(), ""))
        self.assertEqual(checks["files"], ("ok", "nothing is stored yet", ""))
        self.assertEqual(checks["store"], ("ok", "locked, written, read and removed", ""))
        self.assertFalse(os.path.exists(self.home.state))
        self.assertEqual(os.listdir(self.home.runtime), [])

    def test_state_that_others_can_write(self):
        os.mkdir(self.state())
        os.chmod(self.state(), 0o777)
        checks = self.expect("state", "failed", "'%s' can be written by others (mode 0777)" % self.state(),
                             "run 'chmod go-w %s'" % self.state())
        self.assertEqual(checks["store"], ("failed", "directory '%s' can be written by others (mode 0777)" % self.state(),
                                           "run 'chmod go-w %s'" % self.state()))

    def test_state_that_is_a_file(self):
        self.home.write("state/discred", "")
        checks = self.expect("state", "failed", "'%s' is not a directory" % self.state(), "move it away")
        self.assertEqual(checks["store"][:2], ("failed", "cannot open directory '%s': Not a directory" % self.state()))

    @unittest.skipUnless(UNPRIVILEGED, "modes do not stop root")
    def test_state_that_cannot_be_written(self):
        os.mkdir(self.state(), 0o500)
        checks = self.expect("state", "failed", "'%s' cannot be written (mode 0500): Permission denied" % self.state(),
                             "run 'chmod u+rwx %s'" % self.state(), status=71)
        self.assertEqual(checks["store"], (
            "failed", "cannot open lock '%s/discred-doctor.lock': Permission denied" % self.state(), ""))

    @unittest.skipUnless(UNPRIVILEGED, "modes do not stop root")
    def test_state_that_cannot_be_made(self):
        os.chmod(self.home.state, 0o500)
        checks = self.expect("state", "failed", "'%s' is not there and cannot be made: '%s': Permission denied"
                             % (self.state(), self.home.state), "make '%s' writable for you" % self.home.state, status=71)
        self.assertEqual(checks["store"][:2],
                         ("failed", "cannot make directory '%s': Permission denied" % self.state()))
        os.chmod(self.home.state, 0o700)

    @unittest.skipIf(UNPRIVILEGED, "only root can give a directory away")
    def test_state_of_another_user(self):
        os.mkdir(self.state(), 0o700)
        os.chown(self.state(), UNKNOWN_USER, -1)
        self.expect("state", "failed", "'%s' belongs to user %d, who can exchange what is in it"
                    % (self.state(), UNKNOWN_USER), "let root run 'chown 0 %s'" % self.state())

    def test_config_that_others_can_write(self):
        config = os.path.join(self.home.config, "discred")
        os.chmod(os.path.join(config, "profiles"), 0o777)
        self.expect("config", "failed", "'%s/profiles' can be written by others (mode 0777)" % config,
                    "run 'chmod go-w %s/profiles'" % config)
        os.chmod(config, 0o707)
        self.expect("config", "failed", "'%s' can be written by others (mode 0707)" % config,
                    "run 'chmod go-w %s'" % config)

    @unittest.skipUnless(UNPRIVILEGED, "modes do not stop root")
    def test_config_that_cannot_be_written(self):
        config = os.path.join(self.home.config, "discred")
        os.chmod(config, 0o500)
        self.expect("config", "warning", "'%s' cannot be written (mode 0500): Permission denied" % config,
                    "run 'chmod u+rwx %s'" % config)

    def test_runtime_that_is_open(self):
        os.chmod(self.home.runtime, 0o755)
        checks = self.doctor()
        result, text, hint = checks["runtime"]
        self.assertEqual((result, hint), ("warning", "run 'chmod 700 %s'" % self.home.runtime))
        self.assertIn(text, ["XDG_RUNTIME_DIR: '%s' has mode 0755, not 0700: %s" % (self.home.runtime, instead)
                             for instead in self.instead()])

    def instead(self):
        """There may or may not be a directory of the system's for this user."""
        return ["tokens are kept in the state directory, and outlive the session",
                "'/run/user/%d/discred' is used instead" % os.geteuid()]

    def test_runtime_that_is_not_there(self):
        result, text, hint = self.doctor(XDG_RUNTIME_DIR="/no/such/directory")["runtime"]
        self.assertEqual((result, hint),
                         ("warning", "let it name a directory of your own with mode 0700, or unset it"))
        self.assertIn(text, ["XDG_RUNTIME_DIR: '/no/such/directory': No such file or directory: %s" % instead
                             for instead in self.instead()])

    def test_no_runtime(self):
        if os.path.isdir("/run/user/%d" % os.geteuid()):
            self.skipTest("this user has one of the system's")
        self.expect("runtime", "ok", "there is none: tokens are kept in the state directory", XDG_RUNTIME_DIR=None)

    @unittest.skipUnless(UNPRIVILEGED, "modes do not stop root")
    def test_runtime_that_cannot_be_written(self):
        os.mkdir(self.runtime(), 0o500)
        checks = self.expect(
            "runtime", "warning", "'%s' cannot be written (mode 0500): Permission denied: tokens are kept in the state "
            "directory" % self.runtime(), "run 'chmod u+rwx %s'" % self.runtime())
        self.assertEqual(checks["store"][0], "ok")

    def test_runtime_that_is_unsafe(self):
        os.mkdir(self.runtime())
        os.chmod(self.runtime(), 0o702)
        checks = self.expect("runtime", "failed", "'%s' can be written by others (mode 0702)" % self.runtime(),
                             "run 'chmod go-w %s'" % self.runtime())
        self.assertEqual(checks["store"][0], "failed")


class Home(DoctorCase):
    def test_one_that_is_not_there(self):
        self.expect("home", "failed", "'%s/gone' is no directory" % self.home.path, "set HOME to your home directory, or make "
                    "that one", status=71, HOME=self.home.path + "/gone")


class Store(DoctorCase):
    def test_files_that_others_can_read(self):
        grant = self.home.write("state/discred/reader.grant", "planted", 0o640)
        self.home.write("state/discred/reader.extra", "planted")
        self.expect("files", "failed", "'%s' is open to others (mode 0640)" % grant, "run 'chmod 600 %s'" % grant)

    def test_several_of_them(self):
        os.mkdir(self.state(), 0o700)
        link = self.state("reader.grant")
        os.symlink("/etc/passwd", link)
        self.home.write("runtime/discred/reader.token", "planted", 0o644)
        self.expect("files", "failed", "2 of 2: '%s' is a symbolic link" % link, "remove it, then log in again")

    def test_what_a_killed_one_left_is_removed(self):
        for name in ("state/discred/discred-doctor.doctor", "state/discred/discred-doctor.lock",
                     "state/discred/.discred-doctor.doctor.next", "state/discred/.discred-doctor.doctor.new",
                     "runtime/discred/discred-doctor.token-doctor", "runtime/discred/.discred-doctor.token-doctor.4.new"):
            self.home.write(name, "left over")
        self.doctor()
        self.assertEqual(self.home.files(), [])

    def test_a_profile_of_that_name_keeps_what_is_its(self):
        self.profile("discred-doctor")
        lock = self.home.write("state/discred/discred-doctor.lock", "marker")
        self.home.write("state/discred/discred-doctor.doctor", "another's")
        self.doctor("reader")
        self.assertEqual(self.home.files(), [self.state("discred-doctor.doctor"), lock])
        with open(lock, encoding="utf-8") as file:
            self.assertEqual(file.read(), "marker")

    def test_somebody_holds_the_lock(self):
        lock = self.home.write("state/discred/discred-doctor.lock", "")
        holder = subprocess.Popen(["flock", lock, "sh", "-c", "echo; read x"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.assertEqual(holder.stdout.readline(), b"\n")
        checks = self.doctor(status=75)
        holder.communicate(b"\n", 30)
        self.assertEqual(checks["store"], ("failed", "another process is changing what is stored for 'discred-doctor'", ""))

    def test_no_space(self):
        """For a new grant, although the small things fit."""
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48k,mode=0700", "none", self.home.state], check=False,
                              capture_output=True)
        if done.returncode:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", self.home.state], check=True)
        checks = self.doctor(status=71)
        self.assertEqual(checks["store"], ("failed", "cannot reserve 98304 bytes in '%s': No space left on device"
                                           % self.state(), "make room there, then try again"))
        self.assertEqual(self.home.files(), [])


if __name__ == "__main__":
    harness.main()
