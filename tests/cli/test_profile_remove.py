"""discred profile remove: says what goes, asks, and leaves nothing behind."""

import fcntl
import os
import unittest

import authcase
import terminal

WAITING = "discred-profile: waiting: another process is changing what is stored for 'reader'\n"
SECRET = "discred-record 1\nbot_token=a-value-put-into-the-store\nend\n"


class RemoveCase(authcase.AuthCase):
    def setUp(self):
        super().setUp()
        self.change_profile(scope='"identify bot"')
        self.home.plant("a-value-put-into-the-store")
        self.profile_path = os.path.join(self.home.config, "discred", "profiles", "reader.cfg")

    def remove(self, *argv, **more):
        before = self.box.requests()
        done = self.home.run("discred", "profile", "remove", *argv, **more)
        self.assertEqual(self.box.requests(), before)
        return done

    def expect(self, stdout="removed profile 'reader' and what was stored for it\n", stderr="", **more):
        done = self.remove("--yes", "reader", **more)
        self.assertEqual((done.status, done.stdout, done.stderr), (0, stdout, stderr))

    def refuse(self, status, stderr, *argv):
        done = self.remove(*argv)
        self.assertEqual((done.status, done.stdout, done.stderr), (status, "", "discred-profile: %s\n" % stderr))

    def left(self):
        return sorted(os.path.basename(path) for path in self.home.files())


class Remove(RemoveCase):
    def test_everything_goes(self):
        self.logged_in()
        self.home.write("state/discred/reader.secret", SECRET)
        self.home.write("state/discred/reader.token", "of before there was a runtime directory\n")
        self.home.write("runtime/discred/reader.token-command", "anything\n")
        self.home.write("state/discred/.reader.grant.next", "a draft")
        self.home.write("state/discred/.reader.grant.new", "half of one")
        self.home.write("state/discred/reader2.grant", "another's\n")
        self.expect()
        self.assertEqual(self.left(), ["reader2.grant"])
        self.assertFalse(os.path.exists(self.profile_path))
        self.refuse(66, "no profile 'reader'; 'discred profile list' shows those that there are", "--yes", "reader")
        self.assertEqual(self.left(), ["reader2.grant"])

    def test_what_edits_have_left(self):
        """Copies of the file, with whatever an editor made beside them, and a half-written file."""
        self.home.write("state/discred/.edit-reader.abc123/reader.cfg", "a copy")
        self.home.write("state/discred/.edit-reader.abc123/.reader.cfg.swp", "a swap file")
        self.home.write("state/discred/.edit-reader.Zyx987/deep/er/reader.cfg~", "a backup")
        self.home.write("state/discred/.edit-reader2.abc123/reader2.cfg", "another's")
        self.home.write("state/discred/.edit-reader.12.new", "a killed writer's, of profile 'edit-reader'")
        self.home.write("config/discred/profiles/.reader.cfg.123.new", "half a file")
        self.home.write("config/discred/profiles/.reader2.cfg.123.new", "another's")
        self.expect()
        self.assertEqual(self.left(), [".edit-reader.12.new", "reader2.cfg"])
        self.assertEqual(os.listdir(os.path.dirname(self.profile_path)), [".reader2.cfg.123.new"])
        self.assertEqual(sorted(self.state_files()), [".edit-reader.12.new", ".edit-reader2.abc123"])

    def test_a_copy_that_an_edit_has_left_without_a_file(self):
        os.unlink(self.profile_path)
        self.home.write("state/discred/.edit-reader.abc123/reader.cfg", "a copy")
        self.expect()
        self.assertEqual(self.state_files(), [])

    def test_a_link_in_the_place_of_a_copy(self):
        """What it leads to is not ours."""
        self.home.write("elsewhere/file", "stays")
        self.home.write("state/discred/x", "")
        os.symlink(os.path.join(self.home.path, "elsewhere"),
                   os.path.join(self.home.state, "discred", ".edit-reader.abc123"))
        self.expect()
        self.assertEqual(self.state_files(), ["x"])
        self.assertEqual(os.listdir(os.path.join(self.home.path, "elsewhere")), ["file"])

    def test_one_that_nothing_is_stored_for(self):
        self.expect("removed profile 'reader'\n")
        self.assertEqual(self.left(), [])

    def test_one_with_mistakes(self):
        self.home.profile("reader", "nonsense {")
        self.expect("removed profile 'reader'\n")

    def test_one_that_others_can_write(self):
        os.chmod(self.profile_path, 0o666)
        self.expect("removed profile 'reader'\n")

    def test_a_link_to_nothing(self):
        os.unlink(self.profile_path)
        os.symlink("nowhere", self.profile_path)
        self.expect("removed profile 'reader'\n")
        self.assertFalse(os.path.lexists(self.profile_path))

    def test_a_link_goes_and_its_file_stays(self):
        target = os.path.join(self.home.path, "dotfile")
        os.rename(self.profile_path, target)
        os.symlink(target, self.profile_path)
        self.expect("removed profile 'reader'\n")
        self.assertTrue(os.path.exists(target))

    def test_what_is_left_without_a_file(self):
        self.logged_in()
        os.unlink(self.profile_path)
        self.expect()
        self.assertEqual(self.left(), [])

    def test_what_still_names_it(self):
        config = self.home.write("config/discred/config.cfg",
                                 'default_profile = "reader";\naliases = { t = "token reader"; };\n')
        self.expect("removed profile 'reader'\n",
                    "discred-profile: warning: default_profile in '%s' still names 'reader'\n"
                    "discred-profile: warning: alias 't' still names 'reader': token reader\n" % config)

    def test_the_systems_comes_to_light(self):
        path = self.home.write("etc/discred/profiles/reader.cfg", 'client_id = "5";\n', 0o644)
        self.expect("removed profile 'reader'\n",
                    "discred-profile: warning: 'reader' is now the system's profile, '%s'\n" % path)

    def test_waits_for_a_renewal(self):
        self.logged_in()
        with open(self.path("lock"), "a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            processes = [self.home.start("discred", "profile", "remove", "--yes", "reader") for _ in range(3)]
            for process in processes:
                self.assertEqual(process.stderr.readline(), WAITING)
        statuses = [self.home.finish(process).status for process in processes]
        self.assertEqual(statuses, [0, 0, 0])
        self.assertEqual(self.left(), [])


class Refused(RemoveCase):
    def test_while_it_is_edited(self):
        self.logged_in()
        copy = self.home.write("state/discred/.edit-reader.abc123/reader.cfg", "in an editor")
        lock = self.home.write("state/discred/.edit-reader.lock", "4711\n")
        with open(lock, encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.refuse(75, "profile 'reader' is being edited by process 4711; finish that edit first", "--yes",
                        "reader")
        self.assertTrue(os.path.exists(copy) and os.path.exists(self.profile_path))
        self.assertIsNotNone(self.stored("grant"))

    def test_nobody_can_be_asked(self):
        self.logged_in()
        before = self.left()
        self.refuse(64, "profile 'reader' was not removed: nobody can be asked; say --yes to remove it without being "
                        "asked", "reader")
        self.assertEqual(self.left(), before)
        self.assertTrue(os.path.exists(self.profile_path))

    def test_names(self):
        self.refuse(66, "no profile 'raeder'; did you mean 'reader'?", "--yes", "raeder")
        self.refuse(64, "no profile was named; write 'discred profile remove PROFILE'", "--yes")
        self.refuse(64, "unexpected argument 'b'; see --help", "--yes", "reader", "b")
        self.refuse(64, "'../x' cannot be the name of a profile; names are letters, digits, '.', '_' and '-', 64 at "
                        "most, with a letter or digit first", "--yes", "../x")
        self.assertTrue(os.path.exists(self.profile_path))

    def test_the_systems(self):
        path = self.home.write("etc/discred/profiles/shared.cfg", 'client_id = "5";\n', 0o644)
        self.refuse(64, "profile 'shared' is the system's, '%s': it cannot be removed here; 'discred auth logout "
                        "shared' removes what is stored for it" % path, "--yes", "shared")


class Asked(RemoveCase):
    def ask(self, *options):
        box = terminal.Terminal(self.home, "discred", "profile", "remove", *options, "reader")
        self.addCleanup(box.stop)
        return box

    def test_yes(self):
        self.logged_in()
        self.home.write("state/discred/reader.secret", SECRET)
        copy = self.home.write("state/discred/.edit-reader.abc123/reader.cfg", "a copy")
        box = self.ask()
        box.wait_for(r"Remove it \[y/N\]: ")
        self.assertTrue(os.path.exists(self.profile_path))
        box.type("y\n")
        self.assertEqual(box.finish(), 0)
        self.assertIn("Of profile 'reader' this removes:\n"
                      "  %s\n"
                      "  %s\n"
                      "    (a copy that an edit has left)\n"
                      "  1 stored access token\n"
                      "  the grant, with which tokens are renewed\n"
                      "  the secrets that were stored with 'discred profile set-secret'\n"
                      "  what came with the login (server, webhook)\n"
                      "The authorization at Discord stays. To end it, run 'discred auth revoke reader' before.\n"
                      "Remove it [y/N]: y\n" % (self.profile_path, os.path.dirname(copy)), box.text())
        self.assertEqual(box.out, "removed profile 'reader' and what was stored for it\n")
        self.assertEqual(self.left(), [])

    def test_no(self):
        self.logged_in()
        for answer in ("\n", "n\n", "no\n", "yesterday\n", "\x04"):
            box = self.ask()
            box.wait_for(r"Remove it \[y/N\]: ")
            box.type(answer)
            self.assertEqual(box.finish(), 77)
            self.assertIn("discred-profile: profile 'reader' was not removed\n", box.text())
        self.assertTrue(os.path.exists(self.profile_path))
        self.assertIsNotNone(self.stored("grant"))

    def test_interrupted(self):
        box = self.ask()
        box.wait_for(r"Remove it \[y/N\]: ")
        box.type("\x03")
        self.assertEqual(box.finish(), 130)
        self.assertTrue(os.path.exists(self.profile_path))

    def test_nobody_may_be_asked(self):
        box = self.ask("--no-input")
        self.assertEqual(box.finish(), 64)
        self.assertIn("discred-profile: profile 'reader' was not removed: nobody can be asked; say --yes to remove it "
                      "without being asked\n", box.text())
        self.assertTrue(os.path.exists(self.profile_path))

    def test_not_asked(self):
        box = self.ask("--yes")
        self.assertEqual(box.finish(), 0)
        self.assertNotIn("Remove it", box.text())


if __name__ == "__main__":
    unittest.main(verbosity=2)
