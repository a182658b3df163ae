"""discred profile set-secret: a secret on its way into the store, and what it is good for there."""

import contextlib
import os
import subprocess
import unittest

import authcase
import harness
import terminal

SECRET = harness.CLIENT_SECRET
STORED = "{ stored = true; }"
# Stands in for discred-auth, and notes what everybody could read of it.
CURIOUS = """#!/bin/sh
tr '\\0' '\\n' </proc/$$/cmdline >>'%(note)s'
tr '\\0' '\\n' </proc/$$/environ >>'%(note)s'
exec '%(build)s/discred-auth' "$@"
"""


class SetSecretCase(authcase.AuthCase):
    def set(self, key, value, *options, **more):
        self.home.plant(value.strip())
        return self.home.run("discred", "profile", "set-secret", *options, key, input=value, **more)

    def say(self, key, value=SECRET):
        """Stores it, which has to go well."""
        done = self.set(key, value)
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertTrue(done.stdout.startswith("%s of profile 'reader' is stored\n" % key))

    @property
    def slot(self):
        return os.path.join(self.home.state, "discred", "reader.secret")

    def kept(self):
        with open(self.slot, encoding="utf-8") as file:
            return file.read()


class Used(SetSecretCase):
    SETTINGS = {"client_secret": STORED, "bot_token": STORED}

    def test_logs_in_and_renews(self):
        done = self.set("client_secret", SECRET + "\n")
        self.assertEqual(done, (0, "client_secret of profile 'reader' is stored\n", ""))
        self.logged_in()
        self.assertEqual(self.home.run("discred", "auth", "refresh", "--force", "reader").status, 0)
        self.expire()
        self.assertEqual(self.token().status, 0)
        self.assertEqual(self.refresh_requests(), 2)

    def test_is_a_bots(self):
        self.change_profile(stack='( { control = "sufficient"; source = "bot"; } )')
        self.say("bot_token", harness.BOT_TOKEN)
        done = self.token("--type", "bot")
        self.assertEqual((done.status, done.stdout), (0, harness.BOT_TOKEN + "\n"))

    def test_both_at_once(self):
        """Each is written beside the other, whoever comes first."""
        both = [self.home.start("discred", "profile", "set-secret", key, input=True)
                for key in ("client_secret", "bot_token")]
        for process, value in zip(both, (SECRET, harness.BOT_TOKEN)):
            self.assertEqual(self.home.finish(process, value).status, 0)
        self.assertEqual(sorted(self.kept().split("\n")[1:-2]),
                         ["bot_token=" + harness.BOT_TOKEN, "client_secret=" + SECRET])

    def test_without_it_a_login_says_how_to_set_it(self):
        done = self.login()
        self.assertEqual((done.status, done.stderr),
                         (78, "discred-auth: profile 'reader': client_secret: no value is stored for it; "
                          "run 'discred profile set-secret reader client_secret'\n"))

    def test_a_new_value_ends_a_refusal_that_is_remembered(self):
        self.say("client_secret")
        self.logged_in()
        self.expire()
        self.say("client_secret", "an-old-secret-0123456789")
        for _ in range(2):
            done = self.token()
            self.assertEqual(done.status, 78, done.stderr)
        self.assertEqual(self.refresh_requests(), 1, "what was refused is not asked again")
        self.say("client_secret")
        self.assertEqual(self.token().status, 0)

    def test_a_missing_value_is_no_refusal(self):
        self.say("client_secret")
        self.logged_in()
        self.expire()
        self.assertEqual(self.home.run("discred", "profile", "set-secret", "--erase", "client_secret").status, 0)
        self.assertEqual(self.token().status, 78)
        self.say("client_secret")
        self.assertEqual(self.token().status, 0)


class Kept(SetSecretCase):
    SETTINGS = {"client_secret": STORED}

    def test_in_one_file_with_the_other_one(self):
        self.say("bot_token", harness.BOT_TOKEN)
        self.say("client_secret", "the-first-one")
        self.say("client_secret")
        self.assertEqual(self.kept(), "discred-record 1\nbot_token=%s\nclient_secret=%s\nend\n"
                         % (harness.BOT_TOKEN, SECRET))
        self.assertEqual(os.stat(self.slot).st_mode & 0o777, 0o600)
        self.assertEqual(self.state_files(), ["reader.lock", "reader.secret"])

    def test_in_no_other_file(self):
        os.mkdir(os.path.join(self.home.path, "tmp"))
        self.say("client_secret", "planted-in-one-place")
        for directory, _, names in os.walk(self.home.path):
            for path in [os.path.join(directory, name) for name in names]:
                with open(path, encoding="utf-8", errors="replace") as file:
                    self.assertEqual("planted-in-one-place" in file.read(), path == self.slot, path)

    def test_keys_of_a_later_version_stay(self):
        self.home.write("state/discred/reader.secret", "discred-record 1\nlater=x\nclient_secret=y\nend\n")
        self.say("client_secret")
        self.assertEqual(self.kept(), "discred-record 1\nlater=x\nclient_secret=%s\nend\n" % SECRET)

    def test_not_for_a_profile_that_was_removed_meanwhile(self):
        done = self.home.run("discred-auth", "secret", "client_secret", "newcomer", input=SECRET)
        self.assertEqual(done, (0, "discred-record 1\nresult=fail\ncode=none\ntext=no profile 'newcomer'\n"
                                "hint=run 'discred profile new newcomer'\nend\n", ""))
        self.assertFalse(os.path.exists(os.path.join(self.home.state, "discred", "newcomer.secret")))

    def test_instead_of_what_is_damaged(self):
        self.home.write("state/discred/reader.secret", "discred-record 1\nclient_secret=half\n")
        done = self.set("client_secret", SECRET)
        self.assertEqual(done, (0, "client_secret of profile 'reader' is stored\n",
                                "discred-auth: warning: what was stored for profile 'reader' is damaged (record: it is "
                                "not whole); it is kept as '.reader.secret.damaged'\n"))
        self.assertEqual(self.kept(), "discred-record 1\nclient_secret=%s\nend\n" % SECRET)

    def test_not_beside_what_others_could_touch(self):
        before = "discred-record 1\nclient_secret=before\nend\n"
        self.home.write("state/discred/reader.secret", before, 0o644)
        done = self.set("client_secret", SECRET)
        self.assertEqual(done, (78, "", "discred-profile: 'reader.secret' is open to others (mode 0644); run 'chmod "
                                "600 %s'\n" % self.slot))
        self.assertEqual(self.kept(), before)

    def test_not_where_nothing_can_be_made(self):
        self.home.write("file", "")
        done = self.set("client_secret", SECRET, XDG_STATE_HOME=os.path.join(self.home.path, "file"))
        self.assertEqual((done.status, done.stdout), (71, ""))
        self.assertIn("cannot open directory '%s/file/discred': Not a directory" % self.home.path, done.stderr)

    def test_not_without_discred_auth(self):
        done = self.home.run("discred-profile", "set-secret", "client_secret", input=SECRET,
                             DISCRED_EXEC_PATH=self.home.path)
        self.assertEqual(done, (71, "", "discred-profile: cannot run '%s/discred-auth': No such file or directory\n"
                                % self.home.path))

    def test_not_where_discred_auth_says_nothing(self):
        self.home.write("exec/discred-auth", "#!/bin/sh\nexit 3\n", 0o700)
        done = self.home.run("discred-profile", "set-secret", "client_secret", input=SECRET,
                             DISCRED_EXEC_PATH=os.path.join(self.home.path, "exec"))
        self.assertEqual(done, (71, "", "discred-profile: discred-auth ended without an answer\n"))

    def test_by_a_program_whose_arguments_and_environment_anybody_may_read(self):
        note = os.path.join(self.home.path, "note")
        for name in os.listdir(harness.BUILD):
            if name.startswith("discred-"):
                self.home.write("exec/.made", "")
                os.symlink(os.path.join(harness.BUILD, name), os.path.join(self.home.path, "exec", name))
        os.unlink(os.path.join(self.home.path, "exec", "discred-auth"))
        self.home.write("exec/discred-auth", CURIOUS % {"note": note, "build": harness.BUILD}, 0o700)
        done = self.set("client_secret", SECRET, DISCRED_EXEC_PATH=os.path.join(self.home.path, "exec"))
        self.assertEqual(done.status, 0, done.stderr)
        with open(note, encoding="utf-8") as file:
            seen = file.read()
        self.assertIn("\nsecret\nclient_secret\nreader\n", seen)
        self.assertIn("\nXDG_STATE_HOME=%s\n" % self.home.state, seen)
        self.assertNotIn(SECRET, seen)


class Erase(SetSecretCase):
    SETTINGS = {"client_secret": STORED}

    def erase(self, *words):
        return self.home.run("discred", "profile", "set-secret", "--erase", *words)

    def test_leaves_the_other_one(self):
        self.say("bot_token", harness.BOT_TOKEN)
        self.say("client_secret")
        self.assertEqual(self.erase("client_secret"),
                         (0, "client_secret of profile 'reader' is no longer stored\n"
                          "the profile still says client_secret = { stored = true }\n", ""))
        self.assertEqual(self.kept(), "discred-record 1\nbot_token=%s\nend\n" % harness.BOT_TOKEN)
        self.assertEqual(self.erase("reader", "bot_token"),
                         (0, "bot_token of profile 'reader' is no longer stored\n", ""))
        self.assertEqual(self.state_files(), ["reader.lock"])

    def test_of_nothing(self):
        self.assertEqual(self.erase("bot_token"), (0, "no bot_token is stored for profile 'reader'\n", ""))

    def test_for_a_profile_that_is_gone(self):
        self.say("client_secret")
        os.unlink(os.path.join(self.home.config, "discred", "profiles", "reader.cfg"))
        self.assertEqual(self.erase("reader", "client_secret"),
                         (0, "client_secret of profile 'reader' is no longer stored\n", ""))


class Told(SetSecretCase):
    """What to write where, if the profile does not refer to it yet."""

    def told(self, key, text):
        path = self.home.profile("reader", text)
        done = self.set(key, SECRET)
        self.assertEqual((done.status, done.stderr), (0, ""))
        first, rest = done.stdout.split("\n", 1)
        self.assertEqual(first, "%s of profile 'reader' is stored" % key)
        return rest.replace(path, "PATH")

    def test_it_refers_to_something_else(self):
        self.assertEqual(self.told("client_secret", 'client_id = "157730590492196864"; client_secret = "a";'),
                         "it is not used yet: write this line into 'PATH', in place of its client_secret:\n"
                         "  client_secret = { stored = true };\n")

    def test_it_has_none(self):
        self.assertEqual(self.told("bot_token", 'client_id = "157730590492196864";'),
                         "it is not used yet: write this line into 'PATH':\n  bot_token = { stored = true };\n")

    def test_it_has_mistakes(self):
        self.assertEqual(self.told("client_secret", 'client_id = x;'),
                         "'PATH' has mistakes (see 'discred profile check reader'); the value is used if it has this "
                         "line:\n  client_secret = { stored = true };\n")

    def test_the_line_works(self):
        text = 'client_id = "157730590492196864"; scope = "identify";\n'
        line = self.told("client_secret", text).split("\n")[1]
        self.assertEqual(self.told("client_secret", text + line), "")


class Refused(SetSecretCase):
    def refused(self, status, text, *words, value="x"):
        self.home.plant("looks-like-the-secret-itself")
        done = self.home.run("discred", "profile", "set-secret", *words, input=value)
        self.assertEqual(done, (status, "", "discred-profile: %s\n" % text))
        self.assertFalse(os.path.exists(self.slot))

    def test_arguments(self):
        unknown = ("the last argument must be 'client_secret' or 'bot_token'; the secret itself is typed at the "
                   "prompt, or comes on stdin")
        self.refused(64, unknown)
        self.refused(64, unknown, "reader")
        self.refused(64, unknown, "reader", "looks-like-the-secret-itself")
        self.refused(64, unknown, "looks-like-the-secret-itself")
        self.refused(64, "too many arguments: a secret is typed at the prompt, or comes on stdin; if one of them was "
                     "the secret, others could see it: reset it in the portal",
                     "reader", "client_secret", "looks-like-the-secret-itself")
        for name in ("looks-like-the-secret-itself", "looks-like-the-secret-itself/" * 4):
            self.refused(66 if "/" not in name else 64,
                         "the first argument is the name of no profile; 'discred profile set-secret PROFILE "
                         "client_secret' asks for the secret", name, "client_secret")
        self.refused(66, "no profile 'raeder'; did you mean 'reader'?", "raeder", "client_secret")

    def test_values(self):
        for value, text in (("", "the value is empty; type or paste it, or pipe it in"),
                            ("\n", "the value is empty; type or paste it, or pipe it in"),
                            ("a\nb\n", "the value has more than one line; a secret is one line of text"),
                            ("a\0b\n", "the value holds a control byte (0x00 at byte 2); a secret is one line of text"),
                            ("a\rb", "the value holds a control byte (0x0d at byte 2); a secret is one line of text"),
                            ("a ", "the value begins or ends with a blank; give it without"),
                            ("a" * 65537, "the value is longer than 65536 bytes; a secret is one line of text")):
            with self.subTest(value[:10]):
                self.refused(64, text, "client_secret", value=value)
        self.refused(64, "bot_token: the value is no token: it has 'Bot' before the token; give the token alone",
                     "bot_token", value="Bot x")

    def test_a_line_of_windows(self):
        self.assertEqual(self.set("client_secret", "hunter22\r\n").status, 0)
        self.assertIn("\nclient_secret=hunter22\n", self.kept())

    def test_the_longest_one(self):
        self.assertEqual(self.set("client_secret", "a" * 65535 + "\n").status, 0)

    def test_discred_auth_checks_for_itself(self):
        for words in (("x", "reader"), ("client_secret",), ("client_secret", "../reader"),
                      ("client_secret", "reader", "more")):
            done = self.home.run("discred-auth", "secret", *words, input=SECRET)
            self.assertEqual((done.status, done.stdout), (64, ""))
        done = self.home.run("discred-auth", "secret", "client_secret", "reader", input="a\0b")
        self.assertEqual(done, (0, "discred-record 1\nresult=fail\ncode=usage\ntext=client_secret: the value holds a "
                                "control byte (0x00 at byte 2)\nhint=a secret is one line of text\nend\n", ""))
        self.assertFalse(os.path.exists(self.slot))


class Prompt(SetSecretCase):
    SETTINGS = {"client_secret": STORED}

    def prompt(self, *words):
        self.terminal = terminal.Terminal(self.home, harness.program("discred"), "profile", "set-secret", *words)
        self.addCleanup(self.terminal.stop)
        self.terminal.wait_for("client_secret of profile 'reader' \\(not shown\\): ")
        return self.terminal

    def ends(self, status, out, text):
        self.assertEqual(self.terminal.finish(), status)
        self.assertEqual(self.terminal.out, out)
        self.assertIn("(not shown): %sstatus %d" % (text, status), self.terminal.text())
        self.assertEqual(self.terminal.modes[0], self.terminal.modes[1])

    def test_is_typed_once_and_not_shown(self):
        prompt = self.prompt("client_secret")
        self.assertFalse(prompt.echoes())
        prompt.type(SECRET + "\r")
        self.ends(0, "client_secret of profile 'reader' is stored\n", "\n")
        self.assertEqual(self.kept(), "discred-record 1\nclient_secret=%s\nend\n" % SECRET)

    def test_is_pasted_with_marks(self):
        self.prompt("reader", "client_secret").type("\033[200~" + SECRET + "\033[201~\r")
        self.ends(0, "client_secret of profile 'reader' is stored\n", "\n")
        self.assertEqual(self.kept(), "discred-record 1\nclient_secret=%s\nend\n" % SECRET)

    def test_is_long(self):
        value = "long-secret-" * 300
        self.home.plant(value)
        self.prompt("client_secret").type(value + "\r")
        self.ends(0, "client_secret of profile 'reader' is stored\n", "\n")
        self.assertEqual(self.kept(), "discred-record 1\nclient_secret=%s\nend\n" % value)

    def test_is_longer_than_a_terminal_takes(self):
        self.prompt("client_secret").type("long-secret-" * 400 + "\r")
        self.ends(64, "", "\ndiscred-profile: the value has more than 4094 bytes, and a terminal takes no more of a "
                  "line; pipe it in\n")
        self.assertFalse(os.path.exists(self.slot))

    def test_nothing_is_typed(self):
        for keys in ("\r", "\x04"):
            self.prompt("client_secret").type(keys)
            self.ends(64, "", "\ndiscred-profile: the value is empty; type or paste it, or pipe it in\n")

    def test_is_interrupted(self):
        prompt = self.prompt("client_secret")
        prompt.type(SECRET[:5])
        # A signal just before readpassphrase(3) begins to read is noticed by it at the next one.
        while prompt.process.poll() is None:
            prompt.type("\x03")
            with contextlib.suppress(subprocess.TimeoutExpired):
                prompt.process.wait(2)
        self.ends(130, "", "\n")
        self.assertFalse(os.path.exists(self.slot))


if __name__ == "__main__":
    unittest.main(verbosity=2)
