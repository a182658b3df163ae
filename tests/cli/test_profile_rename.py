"""discred profile rename: everything goes along, nothing is overwritten, and whoever was stopped can go on."""

import fcntl
import os
import signal
import unittest

import authcase

WAITING = "discred-profile: waiting: another process is changing what is stored for 'reader'\n"


class RenameCase(authcase.AuthCase):
    def setUp(self):
        super().setUp()
        self.profiles = os.path.join(self.home.config, "discred", "profiles")

    def rename(self, *names, **more):
        before = self.box.requests()
        done = self.home.run("discred", "profile", "rename", *(names or ("reader", "writer")), **more)
        self.assertEqual(self.box.requests(), before)
        return done

    def expect(self, stderr="", *names, **more):
        done = self.rename(*names, **more)
        self.assertEqual((done.status, done.stdout, done.stderr),
                         (0, "renamed profile '%s' to '%s'\n" % (names or ("reader", "writer")), stderr))

    def refuse(self, status, stderr, *names, **more):
        before = self.all_files()
        done = self.rename(*names, **more)
        self.assertEqual((done.status, done.stdout, done.stderr), (status, "", "discred-profile: " + stderr + "\n"))
        self.assertEqual(self.all_files(), before)

    def all_files(self):
        """What there is, without the locks, which hold nothing."""
        found = {}
        for top in (self.home.config, self.home.state, self.home.runtime):
            for directory, _, names in os.walk(top):
                for name in names:
                    path = os.path.join(directory, name)
                    if name.endswith(".lock") and not os.path.getsize(path):
                        continue
                    with open(path, "rb") as file:
                        found[path] = file.read()
        return found

    def left(self):
        return sorted(os.path.basename(path) for path in self.home.files())

    def serves(self, name="writer"):
        """The stored token is handed out under that name, and nobody is asked."""
        before = self.box.requests()
        done = self.home.run("discred", "token", name, prints=True)
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertEqual(self.box.requests(), before)
        return done.stdout


class Rename(RenameCase):
    def test_everything_goes_along(self):
        self.change_profile(scope='"identify bot"')
        self.logged_in()
        self.home.write("state/discred/reader.secret", "discred-record 1\nbot_token=x\nend\n")
        self.home.write("runtime/discred/reader.token-command", "anything\n")
        self.home.write("state/discred/.reader.token.123.new", "half of one")
        token = self.serves("reader")
        self.expect()
        self.assertEqual(self.left(), ["writer.extra", "writer.grant", "writer.lock", "writer.secret", "writer.token",
                                       "writer.token-command"])
        self.assertEqual(os.listdir(self.profiles), ["writer.cfg"])
        self.assertEqual(self.serves(), token)
        self.assertEqual(self.home.run("discred", "token", "reader").status, 66)

    def test_the_grant_still_renews(self):
        self.logged_in()
        self.expect()
        os.unlink(self.path("token", "writer"))
        done = self.home.run("discred", "token", "writer", prints=True)
        self.home.plant_tokens()
        self.assertEqual((done.status, self.refresh_requests()), (0, 1))

    def test_a_draft_goes_along(self):
        """A renewal was killed after Discord's answer: its draft is all there is of the new grant."""
        self.logged_in()
        grant = self.stored("grant")
        self.assertEqual(self.home.run("discred", "auth", "refresh", "--force", "reader").status, 0)
        self.home.plant_tokens()
        with open(self.path("grant"), encoding="utf-8") as file:
            renewed = file.read()
        self.home.write("state/discred/.reader.grant.next", renewed)
        self.home.write("state/discred/reader.grant",
                        "discred-record 1\n" + "".join("%s=%s\n" % one for one in grant.items()) + "end\n")
        os.unlink(self.path("token"))
        self.expect()
        self.assertEqual(self.stored("grant", "writer")["counter"], "1")
        done = self.home.run("discred", "token", "writer", prints=True)
        self.home.plant_tokens()
        self.assertEqual((done.status, self.stored("grant", "writer")["counter"]), (0, "2"))

    def test_what_edits_have_left(self):
        """The copies go along, or nobody would hear of them again; what a killed writer left of the file goes."""
        self.home.write("state/discred/.edit-reader.abc123/reader.cfg", "a copy")
        self.home.write("state/discred/.edit-reader2.abc123/reader2.cfg", "another's")
        self.home.write("config/discred/profiles/.reader.cfg.123.new", "half a file")
        self.expect()
        self.assertEqual(self.state_files(), [".edit-reader2.abc123", ".edit-writer.abc123", "writer.lock"])
        self.assertEqual(os.listdir(self.profiles), ["writer.cfg"])
        done = self.home.run("discred", "profile", "edit", "writer", VISUAL="true")
        self.assertEqual(done, (0, "profile 'writer' is unchanged\n",
                                "discred-profile: an earlier edit is still kept in '%s/discred/.edit-writer.abc123': "
                                "remove that when it is not needed any more\n" % self.home.state))

    def test_one_that_nothing_is_stored_for(self):
        self.expect()
        self.assertEqual(os.listdir(self.profiles), ["writer.cfg"])
        self.assertEqual(self.left(), ["writer.lock"])

    def test_one_with_mistakes(self):
        self.home.profile("reader", "nonsense {")
        self.expect()

    def test_a_symbolic_link(self):
        path = os.path.join(self.profiles, "reader.cfg")
        os.rename(path, os.path.join(self.home.path, "dotfile"))
        os.symlink("../../../dotfile", path)
        self.expect()
        self.assertEqual(os.readlink(os.path.join(self.profiles, "writer.cfg")), "../../../dotfile")

    def test_the_default_follows(self):
        config = self.home.write("config/discred/config.cfg",
                                 '# mine\ndefault_profile = "reader"; # yes\n', 0o644)
        self.expect()
        with open(config, encoding="utf-8") as file:
            self.assertEqual(file.read(), '# mine\ndefault_profile = "writer"; # yes\n')

    def test_the_default_is_another(self):
        text = 'default_profile = "other";\n'
        config = self.home.write("config/discred/config.cfg", text)
        self.expect()
        with open(config, encoding="utf-8") as file:
            self.assertEqual(file.read(), text)

    def test_what_still_names_it(self):
        self.home.write("config/discred/config.cfg", 'aliases = { t = "token -o header reader"; r = "readers"; };\n')
        system = self.home.write("etc/discred/config.cfg", 'default_profile = "reader";\n', 0o644)
        self.expect("discred-profile: warning: default_profile in '%s' still names 'reader'\n"
                    "discred-profile: warning: alias 't' still names 'reader': token -o header reader\n"
                    "discred-profile: warning: DISCRED_PROFILE still names 'reader'\n" % system,
                    DISCRED_PROFILE="reader")

    def test_the_systems_comes_to_light(self):
        path = self.home.write("etc/discred/profiles/reader.cfg", 'client_id = "5";\n', 0o644)
        self.expect("discred-profile: warning: 'reader' is now the system's profile, '%s'\n" % path)


class Refused(RenameCase):
    def test_nothing_is_overwritten(self):
        self.logged_in()
        path = self.home.profile("writer", 'client_id = "5";\n')
        self.refuse(64, "there is a profile 'writer' already, '%s'; choose another name, or run 'discred profile "
                        "remove writer' first" % path)
        os.unlink(path)
        path = self.home.write("etc/discred/profiles/writer.cfg", 'client_id = "5";\n', 0o644)
        self.refuse(64, "there is a profile 'writer' already, '%s'; choose another name" % path)
        os.unlink(path)
        self.home.write("state/discred/writer.grant", "another's\n")
        self.refuse(64, "something is stored under the name 'writer' already; run 'discred profile remove writer' if "
                        "nobody needs it, or choose another name")
        self.serves("reader")

    def test_while_it_is_edited(self):
        lock = self.home.write("state/discred/.edit-reader.lock", "4711\n")
        with open(lock, encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.refuse(75, "profile 'reader' is being edited by process 4711; finish that edit first")

    def test_names(self):
        self.refuse(66, "no profile 'raeder'; did you mean 'reader'?", "raeder", "writer")
        self.refuse(66, "no profile 'xyz'; 'discred profile list' shows those that there are", "xyz", "writer")
        self.refuse(64, "both names are 'reader'; see --help", "reader", "reader")
        self.refuse(64, "the new name is missing; write 'discred profile rename PROFILE NAME'", "reader")
        self.refuse(64, "unexpected argument 'c'; see --help", "reader", "b", "c")
        for name in ("../writer", "", "a/b", ".x", "x" * 65):
            self.refuse(64, "'%s' cannot be the name of a profile; names are letters, digits, '.', '_' and '-', 64 at "
                            "most, with a letter or digit first" % name, "reader", name)
        self.assertEqual(self.left(), [])

    def test_the_systems(self):
        path = self.home.write("etc/discred/profiles/shared.cfg", 'client_id = "5";\n', 0o644)
        self.refuse(64, "profile 'shared' is the system's, '%s': it cannot be renamed here; see --help" % path,
                    "shared", "mine")

    def test_a_broken_configuration(self):
        """The default could not follow."""
        self.home.write("config/discred/config.cfg", "default_profile = 5;\n")
        before = self.all_files()
        self.assertEqual(self.rename().status, 78)
        self.assertEqual(self.all_files(), before)


class Stopped(RenameCase):
    """A renaming that was killed anywhere is finished by the same command."""

    def setUp(self):
        super().setUp()
        self.change_profile(scope='"identify bot"')
        self.home.write("config/discred/config.cfg", 'default_profile = "reader";\n')
        self.logged_in()
        self.token = self.serves("reader")
        self.home.write("state/discred/.edit-reader.abc123/reader.cfg", "a copy")

    def finish(self):
        if os.path.exists(self.path("moving", "writer")) or os.path.exists(os.path.join(self.profiles, "reader.cfg")):
            self.expect()
            self.assertNotIn("reader.lock", self.left())
        self.assertEqual([name for name in self.left() if name not in ("reader.lock", ".edit-reader.lock")],
                         ["reader.cfg", "writer.extra", "writer.grant", "writer.lock", "writer.token"])
        self.assertEqual(os.listdir(self.profiles), ["writer.cfg"])
        self.assertEqual(self.home.run("discred", "profile", "default").stdout, "writer\n")
        self.assertEqual(self.serves(), self.token)

    def stop_at(self, call, count):
        """Kills it as it begins its COUNTth such system call, if there are so many."""
        out = os.path.join(self.home.path, "strace.out")
        done = self.home.run("strace", "-f", "-o", out, "-e", "trace=" + call,
                             "-e", "inject=%s:signal=KILL:when=%d" % (call, count),
                             os.path.join(authcase.harness.BUILD, "discred-profile"), "rename", "reader", "writer",
                             ASAN_OPTIONS="detect_leaks=0")
        return done.status != 0

    def test_at_every_change(self):
        points = 0
        for call in ("renameat", "renameat2", "rename", "unlinkat", "unlink", "fsync"):
            for count in range(1, 40):
                with self.subTest(call=call, count=count):
                    if not self.stop_at(call, count):
                        self.expect("", "writer", "reader")
                        break
                    points += 1
                    self.finish()
                    self.expect("", "writer", "reader")
        self.assertGreater(points, 10)

    def test_and_logged_in_to_again_meanwhile(self):
        self.assertTrue(self.stop_at("renameat2", 1))
        self.assertEqual(self.home.run("discred", "token", "reader").status, 66)
        self.logged_in()
        self.token = self.serves("reader")
        self.finish()

    def test_and_the_new_name_was_taken_meanwhile(self):
        self.assertTrue(self.stop_at("renameat2", 1))
        path = self.home.profile("writer", 'client_id = "5";\n')
        self.refuse(64, "there is a profile 'writer' already, '%s'; choose another name, or run 'discred profile "
                        "remove writer' first" % path)


class Waiting(RenameCase):
    def test_for_a_renewal(self):
        self.logged_in()
        with open(self.path("lock"), "a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            process = self.home.start("discred", "profile", "rename", "reader", "writer")
            self.assertEqual(process.stderr.readline(), WAITING)
        done = self.home.finish(process)
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.serves()

    def test_can_be_interrupted(self):
        self.logged_in()
        before = self.all_files()
        with open(self.path("lock"), "a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            process = self.home.start("discred", "profile", "rename", "reader", "writer")
            self.assertEqual(process.stderr.readline(), WAITING)
            process.send_signal(signal.SIGINT)
            self.assertEqual(self.home.finish(process).status, -signal.SIGINT)
        self.assertEqual(self.all_files(), before)
        self.expect()

    def test_both_ways_at_once(self):
        self.logged_in()
        self.home.profile("other", 'client_id = "5";\n')
        processes = [self.home.start("discred", "profile", "rename", *names) for names in
                     [("reader", "other"), ("other", "reader")] * 4]
        for process in processes:
            self.assertEqual(self.home.finish(process).status, 64)
        self.serves("reader")


if __name__ == "__main__":
    unittest.main(verbosity=2)
