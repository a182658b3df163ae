"""discred profile edit: the copy, the editor, and what comes of it."""

import os
import stat
import unittest

import authcase
import editcase
import harness
from editcase import BREAK, CHANGE, CHANGED, KEPT, MISTAKE, TEXT


class Changed(editcase.EditCase):
    def test_to_the_byte(self):
        self.assert_changed(self.edit(CHANGE))

    def test_by_default_the_only_profile(self):
        self.assert_changed(self.edit(CHANGE, words=()))

    def test_not_at_all(self):
        before = os.stat(self.path)
        self.assertEqual(self.edit("cat <\"$1\" >/dev/null"), (0, "profile 'reader' is unchanged\n", ""))
        after = os.stat(self.path)
        self.assertEqual((after.st_ino, after.st_mtime_ns, after.st_ctime_ns),
                         (before.st_ino, before.st_mtime_ns, before.st_ctime_ns))
        self.assert_unchanged()

    def test_and_back_again(self):
        self.assertEqual(self.edit(CHANGE, "sed -i s/after/before/ \"$1\"").stdout, "profile 'reader' is unchanged\n")
        self.assert_unchanged()

    def test_by_an_editor_that_makes_a_new_file(self):
        self.assert_changed(self.edit('umask 0; sed s/before/after/ "$1" >"$1.new"; mv "$1.new" "$1"'))
        self.assertEqual(os.stat(self.path).st_mode & 0o777, 0o600)

    def test_with_swap_and_backup_files(self):
        self.assert_changed(self.edit('cp "$1" "$1~"; touch "${1%/*}/.reader.cfg.swp"', CHANGE))

    def test_while_it_had_mistakes(self):
        self.home.profile("reader", TEXT.replace("scope", "scop"))
        self.assert_changed(self.edit('sed -i s/scop/scope/ "$1"', CHANGE))

    def test_keeps_the_mode(self):
        for mode in (0o600, 0o640, 0o644, 0o444 | 0o200):
            self.home.profile("reader", TEXT, mode)
            self.assert_changed(self.edit(CHANGE))
            self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), mode)

    @unittest.skipIf(os.geteuid(), "only root gives files to other groups")
    def test_keeps_the_group(self):
        os.chown(self.path, -1, 12345)
        self.assert_changed(self.edit(CHANGE))
        self.assertEqual((os.stat(self.path).st_uid, os.stat(self.path).st_gid), (0, 12345))

    def test_at_the_end_of_a_link(self):
        real = os.path.join(self.home.path, "dotfiles", "discord.cfg")
        os.mkdir(os.path.dirname(real))
        os.rename(self.path, real)
        os.symlink("../../../dotfiles/discord.cfg", self.path)
        self.assert_changed(self.edit(CHANGE))
        self.assertEqual(os.readlink(self.path), "../../../dotfiles/discord.cfg")
        self.assertEqual(os.listdir(os.path.dirname(real)), ["discord.cfg"])
        self.assertEqual(self.read(real), CHANGED)


class Copy(editcase.EditCase):
    def test_is_private_and_no_profile(self):
        note = os.path.join(self.home.path, "note")
        done = self.edit("exec >'%s'" % note, 'stat -c %a "$1" "${1%/*}"; echo "${1##*/}"',
                         "ls -A '%s'" % os.path.dirname(self.path), 'cat "$1"')
        self.assertEqual(done.status, 0, done.stderr)
        self.assertEqual(self.read(note), "600\n700\nreader.cfg\nreader.cfg\n" + TEXT)

    def test_that_is_removed(self):
        self.assertEqual(self.edit('rm "$1"'),
                         (66, "", "discred-profile: profile 'reader' is unchanged: the editor has removed the copy\n"))
        self.assert_unchanged()

    def test_that_is_no_file_any_more(self):
        done = self.edit('rm "$1"; mkdir "$1"')
        path = self.kept()
        self.assertEqual(done, (78, "", KEPT % path + "discred-profile: profile 'reader' is unchanged: '%s' is not a "
                                "regular file\n" % path))

    def test_that_is_too_large(self):
        done = self.edit('head -c 300000 /dev/zero >"$1"')
        path = self.kept()
        self.assertEqual(done, (78, "", KEPT % path + "discred-profile: profile 'reader' is unchanged: '%s' is larger "
                                "than 262144 bytes\n" % path))
        self.assertEqual(self.read(), TEXT)

    def test_of_an_earlier_edit_is_told_of(self):
        self.edit(BREAK)
        old = os.path.dirname(self.kept())
        done = self.edit(CHANGE)
        self.assertEqual(done, (0, "profile 'reader' was changed\n", "discred-profile: an earlier edit is still kept in "
                                "'%s': remove that when it is not needed any more\n" % old))

    def test_does_not_fit_anywhere(self):
        done = self.edit(CHANGE, XDG_STATE_HOME=self.path)
        self.assertEqual((done.status, done.stdout), (71, ""))
        self.assertEqual(self.read(), TEXT)


class Editor(editcase.EditCase):
    def run_with(self, **more):
        return self.home.run("discred", "profile", "edit", "reader", **more)

    def test_visual_goes_before_editor(self):
        self.assert_changed(self.run_with(VISUAL=self.editor(CHANGE), EDITOR="false"))

    def test_what_is_empty_is_not_set(self):
        self.assert_changed(self.run_with(VISUAL="", EDITOR=self.editor(CHANGE)))

    def test_has_arguments(self):
        script = self.editor('[ "$1 $2" = "-f two words" ] || exit 9', 'shift 2', CHANGE, name="an editor")
        self.assert_changed(self.run_with(EDITOR='"%s" -f \'two words\'' % script))

    def test_is_a_line_of_shell(self):
        self.assert_changed(self.run_with(EDITOR="x=after; sed -i s/before/$x/"))

    def test_does_nothing(self):
        self.assertEqual(self.run_with(EDITOR=":"), (0, "profile 'reader' is unchanged\n", ""))

    def test_is_found_on_the_path(self):
        for name in ("nano", "vi", "sensible-editor"):
            self.home.profile("reader", TEXT)
            self.editor("PATH=/usr/bin:/bin", CHANGE, "# " + name, name=name)
            self.assert_changed(self.run_with(PATH=os.path.join(self.home.path, "bin")))
        self.editor("exit 9", name="vi")
        self.home.profile("reader", TEXT)
        self.assert_changed(self.run_with(PATH=os.path.join(self.home.path, "bin")))

    def test_is_nowhere(self):
        done = self.run_with(PATH=os.path.join(self.home.path, "bin"))
        self.assertEqual(done, (71, "", "discred-profile: profile 'reader' is unchanged: no editor was found; set VISUAL "
                                "or EDITOR\n"))
        self.assert_unchanged()

    def test_cannot_be_run(self):
        done = self.run_with(EDITOR="no-such-editor")
        self.assertEqual(done, (71, "", "discred-profile: profile 'reader' is unchanged: no program 'no-such-editor' on "
                                "the PATH; set VISUAL or EDITOR to an editor that is there\n"))
        done = self.run_with(EDITOR="no-such-editor -f")
        self.assertEqual((done.status, done.stdout), (71, ""))
        self.assertTrue(done.stderr.endswith(
            "discred-profile: profile 'reader' is unchanged: the editor 'no-such-editor -f' cannot be run; set VISUAL "
            "or EDITOR to one that can\n"), done.stderr)
        self.assert_unchanged()

    def test_fails(self):
        path = self.editor("exit 3")
        self.assertEqual(self.run_with(EDITOR=path), (71, "", "discred-profile: profile 'reader' is unchanged: the "
                                                      "editor '%s' ended with status 3\n" % path))
        self.assert_unchanged()

    def test_fails_after_it_has_saved(self):
        done = self.edit(CHANGE, "kill -SEGV $$")
        self.assertEqual((done.status, done.stdout), (71, ""))
        self.assertIn("ended with status 139\n", done.stderr)
        self.assertIn(KEPT % self.kept(), done.stderr)
        self.assertEqual((self.read(), self.read(self.kept())), (TEXT, CHANGED))

    def test_fails_and_leaves_a_swap_file(self):
        done = self.edit('echo work >"${1%/*}/.reader.cfg.swp"', "exit 1")
        self.assertIn(KEPT % os.path.dirname(self.kept()), done.stderr)
        self.assertEqual(done.status, 71)

    def test_does_not_see_the_secrets_variables(self):
        note = os.path.join(self.home.path, "note")
        self.home.profile("reader", TEXT + '\nclient_secret = { env = "READER_SECRET" };')
        self.home.plant("value-of-the-variable")
        done = self.edit("env >'%s'" % note, READER_SECRET="value-of-the-variable", OTHER="is seen")
        self.assertEqual(done.status, 0, done.stderr)
        self.assertNotIn("READER_SECRET", self.read(note))
        self.assertIn("OTHER=is seen\n", self.read(note))

    def test_has_our_stdin(self):
        done = self.home.run("discred", "profile", "edit", "reader", input="from here",
                             VISUAL=self.editor('text=$(cat); sed -i "s/before/$text/" "$1"'))
        self.assertEqual(done.status, 0, done.stderr)
        self.assertIn('"from here"', self.read())


class Mistakes(editcase.EditCase):
    """Nobody is there to be asked."""

    def test_are_told_with_the_files_own_name(self):
        done = self.edit(BREAK)
        self.assertEqual(done, (78, "", MISTAKE % self.path + KEPT % self.kept() +
                                "discred-profile: '%s' was not changed: what was written has 1 error; correct the copy, "
                                "and put it in the file's place\n" % self.path))
        self.assertEqual((self.read(), self.read(self.kept())), (TEXT, TEXT.replace("scope", "scop")))
        self.assertEqual(stat.S_IMODE(os.stat(self.kept()).st_mode), 0o600)

    def test_all_of_them(self):
        done = self.edit('printf "client_id = 1577305904921968641;\\nmin_valid = x;\\nname = y;\\n" >"$1"')
        self.assertEqual(done.status, 78)
        self.assertEqual([line.split(" ")[0] for line in done.stderr.split("\n") if line.startswith(self.path)],
                         ["%s:1:13:" % self.path, "%s:2:13:" % self.path, "%s:3:8:" % self.path])

    def test_of_a_file_that_others_may_read(self):
        """A secret may not be written into it."""
        self.home.profile("reader", TEXT, 0o644)
        self.home.plant("written-into-it")
        done = self.edit('printf "\\nclient_secret = \\"written-into-it\\";" >>"$1"')
        self.assertEqual(done.status, 78)
        self.assertIn("'%s' is open to others (mode 0644): run 'chmod 600 %s'" % (self.path, self.path), done.stderr)
        self.assertEqual(self.read(), TEXT)

    def test_in_what_was_not_changed(self):
        self.home.profile("reader", TEXT.replace("scope", "scop"))
        done = self.edit("true")
        self.assertEqual(done, (78, "", MISTAKE % self.path + "discred-profile: '%s' is unchanged, and has 1 error; run "
                                "'discred profile edit reader' again\n" % self.path))
        self.assert_clean()


class Elsewhere(editcase.EditCase):
    """The file is changed while it is edited."""

    def elsewhere(self, *lines):
        done = self.edit(CHANGE, *lines)
        self.assertEqual(done, (75, "", "'%s' was changed by somebody else meanwhile; your copy is '%s'\n" %
                                (self.path, self.kept()) + KEPT % self.kept() + "discred-profile: '%s' was changed by "
                                "somebody else meanwhile and was left so; compare it with the copy\n" % self.path))
        self.assertEqual(self.read(self.kept()), CHANGED)

    def test_it_is_another_text(self):
        self.elsewhere("echo '# more' >>'%s'" % self.path)
        self.assertEqual(self.read(), TEXT + "# more\n")

    def test_it_is_gone(self):
        self.elsewhere("rm '%s'" % self.path)
        self.assertFalse(os.path.exists(self.path))

    def test_only_its_mode_is_another_one(self):
        self.assert_changed(self.edit(CHANGE, "chmod 640 '%s'" % self.path))
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o640)

    def test_it_has_been_replaced_by_the_same(self):
        self.assert_changed(self.edit(CHANGE, "cp '%(path)s' x; chmod 640 x; mv x '%(path)s'" % {"path": self.path}))
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o640)

    def test_it_can_be_written_by_others_now(self):
        done = self.edit(CHANGE, "chmod 666 '%s'" % self.path)
        self.assertEqual((done.status, self.read()), (78, TEXT))
        self.assertIn(KEPT % self.kept(), done.stderr)


class Refused(editcase.EditCase):
    def refused(self, status, text, *words, **more):
        note = os.path.join(self.home.path, "note")
        done = self.edit("touch '%s'" % note, words=words or ("reader",), **more)
        self.assertEqual(done, (status, "", "discred-profile: %s\n" % text))
        self.assertFalse(os.path.exists(note), "an editor was started")
        self.assertEqual(self.copies(), [])

    def test_names(self):
        self.refused(66, "no profile 'raeder'; did you mean 'reader'?", "raeder")
        self.refused(64, "'../reader' cannot be the name of a profile; names are letters, digits, '.', '_' and '-', 64 "
                     "at most, with a letter or digit first", "../reader")
        self.refused(64, "unexpected argument 'more'; see --help", "reader", "more")

    def test_a_file_that_others_may_write(self):
        os.chmod(self.path, 0o666)
        self.refused(78, "'%s' can be written by others (mode 0666); run 'chmod go-w %s'" % (self.path, self.path))

    def test_no_file(self):
        os.unlink(self.path)
        os.mkfifo(self.path)
        self.refused(78, "'%s' is not a regular file" % self.path)

    def test_a_link_to_nothing(self):
        os.unlink(self.path)
        os.symlink("nowhere", self.path)
        self.refused(78, "'%s' is a symbolic link to nothing" % self.path)

    @unittest.skipUnless(os.geteuid(), "root may write everything")
    def test_a_file_that_cannot_be_written(self):
        os.chmod(self.path, 0o400)
        self.refused(71, "'%s' cannot be changed: Permission denied; see 'ls -l' for it and for its directory"
                     % self.path)

    @unittest.skipUnless(os.geteuid(), "root may write everything")
    def test_a_directory_that_cannot_be_written(self):
        os.chmod(os.path.dirname(self.path), 0o500)
        self.addCleanup(os.chmod, os.path.dirname(self.path), 0o700)
        self.refused(71, "'%s' cannot be changed: Permission denied; see 'ls -l' for it and for its directory"
                     % self.path)

    @unittest.skipUnless(os.geteuid(), "root may write everything")
    def test_a_file_of_the_systems(self):
        path = self.home.write("etc/discred/profiles/site.cfg", TEXT, 0o444)
        own = os.path.join(self.home.config, "discred", "profiles", "site.cfg")
        self.refused(71, "'%s' cannot be changed: Permission denied; run 'install -D -m 600 %s %s' and edit that: it "
                     "goes before" % (path, path, own), "site")

    @unittest.skipUnless(os.geteuid(), "root may write everything")
    def test_what_a_link_leads_to(self):
        real = self.home.write("store/reader.cfg", TEXT, 0o444)
        os.unlink(self.path)
        os.symlink(real, self.path)
        self.refused(71, "'%s' cannot be changed: Permission denied; it is a link to '%s'" % (self.path, real))


class Authorization(authcase.AuthCase):
    """What is stored may not serve the profile any more."""

    def edit(self, script):
        editor = self.home.write("bin/editor", "#!/bin/sh\n%s\n" % script, 0o700)
        done = self.home.run("discred", "profile", "edit", "reader", VISUAL=editor)
        self.assertEqual((done.status, done.stdout), (0, "profile 'reader' was changed\n"))
        return done.stderr

    SCOPE = 'sed -i \'s/"identify"/"identify guilds"/\' "$1"'
    ADDED = ("discred-profile: the authorization that is stored does not fit any more: scope 'guilds' was added; run "
             "'discred auth login reader'\n")

    def test_with_a_scope_more(self):
        self.logged_in()
        self.assertEqual(self.edit(self.SCOPE), self.ADDED)

    def test_with_a_scope_more_and_only_a_grant(self):
        self.logged_in()
        os.unlink(self.path("token"))
        self.assertEqual(self.edit(self.SCOPE), self.ADDED)

    def test_for_another_client(self):
        self.logged_in()
        self.assertEqual(self.edit('sed -i s/%s/%s/ "$1"' % (harness.CLIENT_ID, harness.PUBLIC_CLIENT_ID)),
                         "discred-profile: the authorization that is stored does not fit any more: what is stored "
                         "belongs to client_id '%s'; run 'discred auth login reader'\n" % harness.CLIENT_ID)

    def test_says_nothing_where_it_serves(self):
        self.logged_in()
        self.assertEqual(self.edit("echo 'description = \"x\";' >>\"$1\""), "")

    def test_says_nothing_where_nothing_is_stored(self):
        self.assertEqual(self.edit(self.SCOPE), "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
