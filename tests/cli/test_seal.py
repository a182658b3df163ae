"""What is stored, sealed: nothing of it is in the files, and all works as before while a key holder answers."""

import json
import os
import shutil
import subprocess
import tempfile

import harness
import sealcase
from terminal import Terminal

MEMORY = "/dev/shm"


def is_tmpfs(path):
    return subprocess.run(["stat", "-f", "-c", "%T", path], capture_output=True, text=True, check=False).stdout == "tmpfs\n"

NO_TAPE = ("there is no store 'tape'; write 'stores/tape.cfg' (discred-store(5)), or correct 'store' in the "
           "profile\n")


class Sealed(sealcase.SealCase):
    def test_nothing_of_it_is_in_the_files(self):
        """But for the runtime directory: access tokens are in memory, by design."""
        self.logged_in()
        self.assertNotEqual(self.find_secrets(self.home.state), [])
        self.seal()
        self.assertEqual(self.find_secrets(self.home.state, self.home.config), [])
        self.assertEqual(self.token("--min-valid", "604800").status, 0)
        self.assertTrue(self.sealed())
        self.assertEqual(self.find_secrets(self.home.state, self.home.config), [])

    def test_says_what_lay_in_clear(self):
        self.logged_in()
        done = self.seal()
        self.assertEqual(done.stdout, "sealed 2 slots of 1 profile\n")
        # Where the runtime directory is depends on the machine.
        said = [line for line in done.stderr.splitlines() if "access tokens lie in clear" not in line]
        self.assertEqual(said, [
            "discred-auth: warning: the grant of profile 'reader' lay in clear until now: copies of it work until it is "
            "renewed ('discred auth refresh --force')",
            "discred-auth: warning: the client_secret of profile 'reader' lay in clear until now: if copies may exist, "
            "reset it in the portal, then run 'discred profile set-secret'"])
        again = self.seal()
        self.assertEqual(again.stdout, "sealed 0 slots of 0 profiles\n")
        self.assertNotIn("until now", again.stderr)

    def forget_memory(self):
        """No runtime directory is in memory, for the rest of the test."""
        self.home.runtime = self.home.write("disk/discred/x", "")[:-len("/discred/x")]
        os.chmod(self.home.runtime, 0o700)
        if is_tmpfs(self.home.runtime):
            self.skipTest("'%s' is in memory" % self.home.runtime)

    def test_says_where_tokens_are_if_not_in_memory(self):
        self.forget_memory()
        self.logged_in()
        place = "%s/discred" % self.home.runtime
        self.assertIn("warning: access tokens lie in clear in '%s': there is no runtime directory in memory ('discred auth seal "
                      "--no-tokens-on-disk' keeps none)\n" % place, self.seal().stderr)
        self.assertIn("\n  tokens  in clear in '%s'\n" % place, self.auth("seal").stdout)
        self.assertIn("\n  sealed    by file; access tokens are in clear on disk\n", self.auth("status", "reader").stdout)
        self.assertIn("\n  seal          warning access tokens lie in clear in '%s'; " % place, self.doctor().stdout)

    def test_no_tokens_on_disk(self):
        self.forget_memory()
        self.logged_in()
        done = self.auth("seal", "--no-tokens-on-disk", status=66)
        self.assertIn("the store is not sealed", done.stderr)
        before = self.state()
        self.auth("seal", "--no-tokens-on-disk", "--with", "command", "false", status=75)
        self.assertEqual(self.state(), before)
        done = self.seal("file", self.key, "--no-tokens-on-disk")
        self.assertNotIn("access tokens", done.stderr)
        for requests in (2, 3):
            self.assertEqual(self.token().status, 0)
            self.home.plant_tokens()
            self.assertEqual(self.refresh_requests(), requests - 1)
            self.assertEqual(self.find_secrets(self.home.state, self.home.config, self.home.runtime), [])
        with self.locked():
            self.assertEqual(self.token().status, 75)
        self.assertIn("\n  tokens  not kept\n", self.auth("seal").stdout)
        self.assertIn("\n  sealed    by file; access tokens are not kept\n", self.auth("status", "reader").stdout)
        self.assertIn("\n  seal          ok ", self.doctor().stdout)
        self.auth("rekey")
        self.assertIn("\n  tokens  not kept\n", self.auth("seal").stdout)
        self.assertIn("\n  tokens  in clear in ", self.auth("seal", "--tokens-on-disk").stdout)
        self.assertEqual(self.token().stdout, self.token().stdout)

    def test_no_tokens_on_disk_leaves_those_in_memory(self):
        self.make_memory()
        self.logged_in()
        self.seal()
        token = self.token().stdout
        self.assertIn("\n  tokens  in memory, '%s/discred'\n" % self.home.runtime, self.auth("seal", "--no-tokens-on-disk").stdout)
        self.assertEqual(self.token().stdout, token)

    def test_unseal_lets_tokens_be_on_disk_again(self):
        self.forget_memory()
        self.logged_in()
        self.seal("file", self.key, "--no-tokens-on-disk")
        self.auth("unseal")
        self.assertEqual(self.token().stdout, self.token().stdout)

    def test_the_key_is_not_kept_beside_what_it_opens(self):
        inside = os.path.join(self.home.state, "discred", "key")
        os.symlink(os.path.join(self.home.state, "discred"), os.path.join(self.home.path, "link"))
        before = self.state()
        for path in (inside, os.path.join(self.home.path, "link", "key")):
            self.assertIn("'%s' is in the state directory, and would be copied along with it; keep the key in another directory\n" %
                          path, self.auth("seal", "--with", "file", path, status=78).stderr)
        self.assertEqual(self.state(), before)

    def test_a_credential_of_a_unit(self):
        """The unit has been given the key by systemd, elsewhere the variable is not set."""
        self.logged_in()
        self.home.write("credentials/discred", "A" * 42 + "E\n", 0o400)
        directory = os.path.join(self.home.path, "credentials")
        self.auth("seal", "--with", "file", "$CREDENTIALS_DIRECTORY/discred", CREDENTIALS_DIRECTORY=directory)
        self.auth("refresh", "--force", "reader", CREDENTIALS_DIRECTORY=directory)
        self.home.plant_tokens()
        done = self.auth("refresh", "--force", "reader", status=75)
        self.assertIn("key holder 'file': the variable of '$CREDENTIALS_DIRECTORY/discred' is not set", done.stderr)

    def test_holders_change_the_seal_alone(self):
        self.logged_in()
        self.seal()
        before = self.state()
        self.auth("seal", "--add", "file", self.key + "2", "--label", "second")
        self.auth("seal", "--remove", "second")
        after = self.state()
        self.assertNotEqual(before.pop("seal"), after.pop("seal"))
        self.assertEqual(before, after)

    def test_what_was_altered_is_refused(self):
        self.logged_in()
        self.seal()
        text = self.raw("reader.grant")
        parts = text.split(".")
        for place in (0, 2, 3, 4):
            with self.subTest(place):
                other = "A" if parts[place][8] != "A" else "B"
                altered = parts[:place] + [parts[place][:8] + other + parts[place][9:]] + parts[place + 1:]
                self.home.write("state/discred/reader.grant", ".".join(altered))
                before = self.state()
                done = self.auth("refresh", "--force", "reader", status=78)
                self.assertIn("; restore it from a backup, or run 'discred auth logout reader' and log in again\n", done.stderr)
                self.assertEqual((self.state(), self.refresh_requests()), (before, 0))
        self.home.write("state/discred/reader.grant", text)
        self.auth("refresh", "--force", "reader")

    def test_names_a_damaged_grant_that_lies_in_clear(self):
        self.logged_in()
        path = self.home.write("state/discred/.reader.grant.damaged", self.raw("reader.grant")[:-5])
        self.assertIn("discred-auth: warning: '%s', a damaged grant, lies in clear: look whether you need it, then remove it\n" %
                      path, self.seal().stderr)
        os.rename(self.path("grant"), path)
        self.assertNotIn("damaged", self.seal().stderr)

    def test_names_secrets_in_profiles(self):
        path = self.home.profile("plain", self.box.profile_text(self.redirect))
        self.assertIn("discred-auth: warning: client_secret of profile 'plain' is in clear in '%s': run 'discred profile "
                      "set-secret plain client_secret'\n" % path, self.seal().stderr)

    def test_a_login_and_each_verb(self):
        self.seal()
        self.logged_in()
        self.assertTrue(self.sealed())
        self.assertIn("grant     stored", self.auth("status", "reader").stdout)
        self.assertIn("profile 'reader': renewed, ", self.auth("refresh", "--force", "reader").stdout)
        self.assertTrue(self.sealed())
        self.auth("check", "reader")
        self.auth("revoke", "reader")
        self.assertFalse(os.path.exists(self.path("grant")))

    def test_a_bot_token(self):
        self.change_profile(bot_token="{ stored = true }", stack='({ control = "sufficient"; source = "bot"; })')
        self.assertEqual(self.home.run("discred", "profile", "set-secret", "reader", "bot_token",
                                       input=harness.BOT_TOKEN).status, 0)
        self.seal()
        self.assertTrue(self.sealed("secret"))
        done = self.token()
        self.assertEqual(done.stdout, harness.BOT_TOKEN + "\n", done.stderr)
        with self.locked():
            self.assertEqual(self.token().status, 75)

    def test_show(self):
        self.make_memory()
        self.assertIn("not sealed: 1 slot in clear in '%s/discred'\n" % self.home.state, self.auth("seal").stdout)
        self.seal()
        self.auth("seal", "--add", "file", self.key + "2", "--label", "second")
        self.assertEqual(self.auth("seal").stdout, "sealed: 1 slot, none in clear\n  holder  file: file %s\n"
                         "  holder  second: file %s2\n  tokens  in memory, '%s/discred'\n" %
                         (self.key, self.key, self.home.runtime))

    def test_what_is_written_plain_meanwhile_is_told_and_sealed_next(self):
        self.make_memory()
        self.logged_in()
        plain = self.raw("reader.grant")
        self.seal()
        self.home.write("state/discred/reader.grant", plain)
        self.assertIn("  1 slot in clear", self.auth("seal").stdout)
        self.assertIn("  sealed    by file; the grant is in clear until it is renewed\n", self.auth("status", "reader").stdout)
        self.assertIn("\n  seal          warning 1 slot in clear, sealed when written or by 'discred auth seal "
                      "--with' with the same words\n", self.doctor().stdout)
        self.auth("refresh", "--force", "reader")
        self.assertTrue(self.sealed())

    def make_memory(self):
        """A runtime directory in memory, for the rest of the test."""
        if not is_tmpfs(MEMORY):
            self.skipTest("'%s' is not tmpfs" % MEMORY)
        self.home.runtime = tempfile.mkdtemp(prefix="discred-", dir=MEMORY)
        self.addCleanup(shutil.rmtree, self.home.runtime)

    def doctor(self, status=0):
        done = self.home.run("discred", "doctor", "--offline", "reader", BROWSER="/bin/true")
        self.assertEqual(done.status, status, done.stderr)
        return done

    def test_status_and_doctor(self):
        self.make_memory()
        self.logged_in()
        self.assertEqual(self.status()["sealed_by"], [])
        self.assertNotIn("\n  seal ", self.doctor().stdout)
        self.seal()
        self.auth("seal", "--add", "file", self.key + "2", "--label", "second")
        self.assertEqual(self.status()["sealed_by"], ["file", "second"])
        self.assertIn("\n  sealed    by file, second\n", self.auth("status", "reader").stdout)
        self.assertIn("\n  seal          ok      all is sealed; 'file', 'second' can open it\n", self.doctor().stdout)
        os.unlink(os.path.join(self.home.config, "discred/config.cfg"))
        self.assertIn("\n  seal          failed  key holder 'file' is not in config.cfg; ", self.doctor(78).stdout)
        os.unlink(os.path.join(self.home.state, "discred/seal"))
        self.assertIn("\n  seal          failed  2 slots are sealed, and there is no seal '%s/discred/seal'; " %
                      self.home.state, self.doctor(78).stdout)

    def test_rename(self):
        self.logged_in()
        self.seal()
        done = self.home.run("discred", "profile", "rename", "reader", "writer")
        self.assertEqual((done.status, done.stdout), (0, "renamed profile 'reader' to 'writer'\n"), done.stderr)
        self.auth("refresh", "--force", "writer")
        self.assertEqual(sorted(self.state()), ["seal", "writer.grant", "writer.secret"])

    def test_unseal(self):
        self.logged_in()
        before = self.state()
        self.seal()
        self.assertEqual(self.auth("unseal").stdout, "unsealed 2 slots: what is stored lies in clear\n")
        self.assertEqual(self.state(), before)
        self.auth("unseal", status=66)
        self.auth("rekey", status=66)

    def test_rekey_ends_what_a_removed_holder_could_open(self):
        self.logged_in()
        self.seal()
        self.auth("seal", "--add", "file", self.key + "2", "--label", "second")
        old = self.raw("seal")
        done = self.auth("seal", "--remove", "second")
        self.assertIn("until 'discred auth rekey'", done.stderr)
        self.assertEqual(self.auth("rekey").stdout, "sealed 2 slots with a new key\n")
        self.auth("refresh", "--force", "reader")
        self.home.write("state/discred/seal", old)
        with self.locked():
            self.auth("status", "reader", status=78)

    def test_rekey_needs_every_holder(self):
        self.logged_in()
        self.seal()
        self.auth("seal", "--add", "file", self.key + "2", "--label", "second")
        before = self.state()
        with self.locked():
            self.auth("status", "reader")
            self.auth("rekey", status=75)
        self.assertEqual(self.state(), before)

    def test_one_store(self):
        self.logged_in()
        self.seal("file", self.key, "--store", "files")
        before = self.state()
        for verb in ("seal", "rekey", "unseal"):
            done = self.auth(verb, "--store", "tape", status=78)
            self.assertEqual((done.stdout, done.stderr), ("", "discred-auth: " + NO_TAPE))
        self.assertEqual(self.state(), before)
        self.assertEqual(self.auth("rekey", "--store", "files").stdout, "sealed 2 slots with a new key\n")
        self.assertEqual(self.auth("unseal", "--store=files").stdout, "unsealed 2 slots: what is stored lies in clear\n")

    def test_every_store(self):
        """One that can't be opened keeps no other from its turn."""
        self.logged_in()
        self.change_profile("other", store='"tape"')
        done = self.auth("seal", "--with", "file", self.key, status=78)
        self.assertIn("discred-auth: store 'tape': " + NO_TAPE, done.stderr)
        self.assertTrue(self.sealed())

    def test_the_last_holder_stays(self):
        self.seal()
        done = self.auth("seal", "--remove", "file", status=64)
        self.assertIn("'file' is the only key holder", done.stderr)
        self.auth("seal", "--remove", "other", status=66)

    def test_a_holder_is_removed_only_when_another_answers(self):
        self.seal()
        self.auth("seal", "--add", "file", self.key + "2", "--label", "second")
        before = self.state()
        with self.locked():
            self.auth("seal", "--remove", "second", status=75)
        self.assertEqual(self.state(), before)

    def test_wrong_words(self):
        for words, text in ((("--with", "paper"), "there is no key holder 'paper'"),
                            (("--with", "pass"), "key holder 'pass' takes other arguments"),
                            (("--with", "file", "--add", "recovery"), "only one of --with, --add and --remove can be given"),
                            (("--label", "x"), "option '--label' goes with --with or --add"),
                            (("--with", "file", "--label", "1x"), "'1x' cannot be the label of a key holder"),
                            (("--with", "file", "/x", "--label", "recovery"),
                             "only a recovery code can have the label 'recovery'"),
                            (("--add", "recovery", "--no-tokens-on-disk"), "options about tokens go with --with, or alone"),
                            (("x",), "unexpected argument 'x'")):
            with self.subTest(words=words):
                before = self.state()
                self.assertIn(text, self.auth("seal", *words, status=64).stderr)
                self.assertEqual(self.state(), before)

    def test_two_at_once_take_turns(self):
        self.logged_in()
        runs = [self.home.start("discred", "auth", "seal", "--with", "file", self.key) for _ in range(4)]
        for run in runs:
            done = self.home.finish(run)
            self.assertEqual(done.status, 0, done.stderr)
        self.auth("refresh", "--force", "reader")

    def test_renewals_and_rekeys_at_once(self):
        self.logged_in()
        self.seal()
        runs = [self.home.start("discred", "auth", *words) for _ in range(4)
                for words in (("refresh", "--force", "reader"), ("rekey",))]
        for run in runs:
            done = self.home.finish(run)
            self.assertEqual(done.status, 0, done.stderr)
        self.home.plant_tokens()
        self.auth("refresh", "--force", "reader")


class Locked(sealcase.SealCase):
    """Exit status 75, nothing changes, nothing is asked of Discord."""

    def setUp(self):
        super().setUp()
        self.logged_in()
        self.seal()
        # A renewal was killed after Discord's answer: this draft is all there is of the new grant.
        before = self.raw("reader.grant")
        self.auth("refresh", "--force", "reader")
        self.home.write("state/discred/.reader.grant.next", self.raw("reader.grant"))
        self.home.write("state/discred/reader.grant", before)
        self.home.plant_tokens()

    def expect_unchanged(self, *words, **more):
        before = (self.state(), self.box.requests()["grants"], self.box.count("revoke"))
        with self.locked():
            done = self.home.run("discred", *words, **more)
        self.assertEqual(done.status, 75, done.stderr)
        self.assertEqual((self.state(), self.box.requests()["grants"], self.box.count("revoke")), before)
        return done

    def expect_good(self):
        """The draft becomes the grant, and is sent once."""
        requests = self.refresh_requests()
        self.auth("refresh", "--force", "reader")
        self.assertEqual(self.refresh_requests(), requests + 1)

    def test_a_living_token_is_handed_out(self):
        with self.locked():
            self.assertEqual(self.token().status, 0)
            self.ageing()
            done = self.token()
        self.assertEqual(done.status, 0)
        self.assertIn("there is no file '%s'" % self.key, done.stderr)

    def test_status_shows_what_needs_no_key(self):
        with self.locked():
            for words in (("reader",), ("--all",)):
                done = self.auth("status", *words, status=75)
                self.assertIn("\n  token     valid, until ", done.stdout)
                self.assertIn("\n  grant     sealed\n  reason    sealed slot 'grant': key holder 'file': there is no file '%s'\n" %
                              self.key, done.stdout)
                self.assertIn("\n  granted   identify\n", done.stdout)
                self.assertIn("\n  sealed    by file", done.stdout)
                self.assertIn("there is no file '%s'; put it back (mount what it is on), then try again\n" % self.key,
                              done.stderr)
            found = json.loads(self.auth("status", "--json", "reader", status=75).stdout)
            self.assertEqual((found["grant"]["state"], found["grant"]["renewals"], found["scope_granted"], found["sealed_by"]),
                             ("sealed", None, "identify", ["file"]))
            self.expire()
            self.assertIn("  expired, renewable\n", self.home.run("discred", "profile", "list").stdout)
            os.unlink(self.path("token"))
            found = json.loads(self.auth("status", "--json", "reader", status=75).stdout)
            self.assertEqual((found["token"]["state"], found["scope_granted"], found["scope_missing"], found["client_id"]),
                             ("none", None, None, None))
            done = self.home.run("discred", "profile", "list")
            self.assertEqual((done.status, done.stderr), (0, ""))
            self.assertIn("  none, renewable\n", done.stdout)

    def test_a_token_that_has_ended(self):
        self.expire()
        done = self.expect_unchanged("token", "reader")
        self.assertEqual(done.stdout, "")
        self.assertIn("key holder 'file': there is no file '%s'" % self.key, done.stderr)
        self.assertEqual(self.token().status, 0)

    def test_refresh(self):
        self.expect_unchanged("auth", "refresh", "--force", "reader")
        self.expect_good()

    def test_login(self):
        self.expect_unchanged("auth", "login", "reader", DISCRED_BROWSER=self.home.browser())
        self.assertEqual(len(self.home.visits()), 1)
        self.expect_good()

    def test_revoke(self):
        self.expect_unchanged("auth", "revoke", "reader")
        self.expect_good()

    def test_set_secret(self):
        self.expect_unchanged("profile", "set-secret", "reader", "client_secret", input="another")
        self.expect_unchanged("profile", "set-secret", "--erase", "reader", "client_secret")
        self.expect_good()

    def test_rename(self):
        self.expect_unchanged("profile", "rename", "reader", "writer")
        self.assertTrue(os.path.exists(os.path.join(self.home.config, "discred/profiles/reader.cfg")))
        self.expect_good()

    def test_each_change_of_the_seal(self):
        self.expect_unchanged("auth", "rekey")
        self.expect_unchanged("auth", "unseal")
        self.expect_unchanged("auth", "seal", "--add", "file", self.key + "2", "--label", "second")
        self.expect_good()

    def test_logout_removes(self):
        with self.locked():
            self.auth("logout", "reader")
        self.assertEqual(sorted(self.state()), ["reader.secret", "seal"])

    def test_remove_removes(self):
        with self.locked():
            done = self.home.run("discred", "profile", "remove", "--yes", "reader")
        self.assertEqual((done.status, sorted(self.state())), (0, ["seal"]), done.stderr)

    def test_the_way_out_when_the_key_is_lost(self):
        os.unlink(self.key)
        self.home.run("discred", "profile", "remove", "--yes", "reader")
        self.auth("unseal")
        self.assertEqual(self.state(), {})

    def test_another_holder_answers(self):
        self.auth("seal", "--add", "file", self.key + "2", "--label", "second")
        with self.locked():
            self.auth("refresh", "--force", "reader")

    def test_without_the_seal(self):
        os.rename(os.path.join(self.home.state, "discred/seal"), self.key + ".seal")
        before = self.state()
        for words in (("refresh", "--force", "reader"), ("seal", "--with", "file", self.key), ("unseal",), ("seal",)):
            done = self.auth(*words, status=78)
            self.assertIn("there is no seal", done.stderr)
        self.assertEqual(self.state(), before)


class Recovery(sealcase.SealCase):
    def setUp(self):
        super().setUp()
        self.logged_in()

    def make(self, *words):
        """Runs the command at a terminal, and types the code that it shows."""
        terminal = Terminal(self.home, harness.program("discred"), "auth", *words)
        self.addCleanup(terminal.stop)
        code = terminal.wait_for(r"(?m)^  ((?:[A-Z2-7]{4}-){12}[A-Z2-7]{4})$")[1]
        terminal.wait_for("Recovery code of discred: $")
        self.assertFalse(terminal.echoes())
        terminal.type(code.lower() + "\n")
        self.assertEqual(terminal.finish(), 0, terminal.text())
        return code

    def type(self, code, *words):
        terminal = Terminal(self.home, harness.program("discred"), "auth", *words)
        self.addCleanup(terminal.stop)
        terminal.wait_for("Recovery code of discred: $")
        terminal.type(code + "\n")
        return terminal.finish(), terminal.text()

    def test_opens_the_store_on_another_machine(self):
        code = self.make("seal", "--with", "recovery")
        # Of the configuration nothing but the profile is there.
        self.assertFalse(os.path.exists(os.path.join(self.home.config, "discred/config.cfg")))
        shutil.rmtree(os.path.join(self.home.runtime, "discred"))
        self.assertEqual(self.type(code, "refresh", "reader")[0], 0)
        self.home.plant_tokens()
        done = self.auth("refresh", "--force", "reader", status=75)
        self.assertIn("key holder 'recovery': there is no terminal to ask for the code at; run 'discred auth refresh' at a terminal", done.stderr)

    def test_a_wrong_code(self):
        self.make("seal", "--with", "recovery")
        before = self.state()
        for code in ("nonsense", "-".join(["ABCD"] * 13)):
            status, text = self.type(code, "refresh", "--force", "reader")
            self.assertEqual(status, 78, text)
        self.assertEqual(self.state(), before)

    def test_a_rekey_takes_the_code_or_makes_a_new_one(self):
        self.seal()
        old = self.make("seal", "--add", "recovery")
        self.assertEqual(self.type(old, "rekey")[0], 0)
        terminal = Terminal(self.home, harness.program("discred"), "auth", "rekey")
        self.addCleanup(terminal.stop)
        terminal.wait_for("Recovery code of discred: $")
        terminal.type("\n")
        new = terminal.wait_for(r"(?m)^  ((?:[A-Z2-7]{4}-){12}[A-Z2-7]{4})$")[1]
        terminal.wait_for("(?s)Recovery code of discred: .*Recovery code of discred: $")
        terminal.type(new + "\n")
        self.assertEqual(terminal.finish(), 0, terminal.text())
        with self.locked():
            self.assertNotEqual(self.type(old, "status", "reader")[0], 0)
            self.assertEqual(self.type(new, "status", "reader")[0], 0)

    def test_needs_a_terminal(self):
        before = self.state()
        self.auth("seal", "--with", "recovery", status=64)
        self.assertEqual(self.state(), before)


if __name__ == "__main__":
    harness.main()
