"""What is secret appears nowhere: not in what any verb prints, in success or failure, and in no file but the store's.

A Case looks through all output when it ends; here are the runs that it should look through, and the files.
"""

import json
import os
import re
import unittest

import authcase
import harness
import manual
import tokenserver

SECRET = harness.CLIENT_SECRET
VERBS = (("auth", "status", "reader"), ("auth", "status", "--json", "--all"), ("auth", "refresh", "--force", "reader"),
         ("auth", "refresh", "--all"), ("auth", "refresh", "reader"), ("auth", "revoke", "reader"),
         ("auth", "logout", "reader"), ("token", "--explain", "reader"), ("token", "--min-valid", "604800", "reader"),
         ("auth", "webhook", "reader"), ("token", "-o", "env", "reader"), ("token", "-o", "curl", "reader"),
         ("token", "-o", "record", "reader"), ("run", "reader", "--", "true"))
GIT = "capability[]=authtype\nprotocol=https\nhost=discord.com\n"


class SecretsCase(authcase.AuthCase):
    """A home in which every file is known, and whose programs put nothing anywhere else."""

    SETTINGS = {"scope": '"identify bot webhook.incoming"'}
    ENV = {}

    def setUp(self):
        super().setUp()
        self.known = {self.home.profile("reader", ""), self.home.visits_path}
        os.mkdir(os.path.join(self.home.path, "tmp"), 0o700)
        self.refer()
        self.addCleanup(self.check_files)

    def refer(self):
        """Writes the profile, with the client secret in the way that is tried here."""
        self.change_profile()

    def more(self):
        return {"TMPDIR": os.path.join(self.home.path, "tmp"), **self.ENV}

    def login(self, *options, **more):
        done = super().login("reader", *options, **self.more(), **more)
        extra = self.stored("extra")
        if extra and "webhook" in extra:
            self.home.plant(json.loads(extra["webhook"])["token"])
        return done

    def verb(self, *argv, **more):
        """Runs it. What may hold a token or the webhook is its stdout, and it is looked at for all else."""
        prints = argv[0] == "token" or argv[1] == "webhook"
        done = self.home.run("discred", *argv, prints=prints, **self.more(), **more)
        self.home.plant_tokens()
        if prints:
            rest = done.stdout
            for slot, pattern in (("token", "access_token=(.+)"), ("extra", '"url":"([^"]+)"')):
                rest = rest.replace(self.stored_text(slot, pattern) or "\n", "")
            self.home.note("stdout of %s without the token" % (argv,), rest)
        return done

    def stored_text(self, slot, pattern):
        """What is found in a record, which may be damaged, or not be there."""
        try:
            with open(self.path(slot), encoding="utf-8") as file:
                return "".join(re.findall(pattern, file.read()))
        except FileNotFoundError:
            return ""

    def check_files(self):
        store = (os.path.join(self.home.state, "discred"), os.path.join(self.home.runtime, "discred"))
        for directory, _, names in os.walk(self.home.path):
            for path in [os.path.join(directory, name) for name in names]:
                if path in self.known or directory in store or directory == os.path.join(self.home.path, "bin"):
                    continue
                with open(path, encoding="utf-8", errors="replace") as file:
                    text = file.read()
                for secret in self.home.secrets:
                    self.assertNotIn(secret, text, path)


class Plain(SecretsCase):
    def test_everything_goes_well(self):
        self.assertEqual(self.login().status, 0)
        for argv, status in ((("auth", "status", "reader"), 0), (("auth", "status", "--json", "reader"), 0),
                             (("auth", "refresh", "--force", "reader"), 0), (("auth", "webhook", "reader"), 0),
                             (("token", "--explain", "-o", "json", "reader"), 0),
                             (("token", "-o", "header", "reader"), 0), (("auth", "status", "--all"), 0),
                             (("auth", "revoke", "reader"), 0), (("auth", "logout", "reader"), 0)):
            with self.subTest(argv):
                done = self.verb(*argv)
                self.assertEqual(done.status, status, done.stderr)

    def test_the_network_is_in_trouble(self):
        self.assertEqual(self.login().status, 0)
        for fault in ("401", "garbage", "half", "429:61"):
            for endpoint in ("token", "revoke", "users"):
                self.box.fault("%s:+*=%s" % (endpoint, fault))
            with self.subTest(fault):
                self.login("--timeout", "5")
                for argv in VERBS:
                    if argv[1] != "logout":
                        self.verb(*argv)
            self.box.clear_faults()
            self.assertEqual(self.login().status, 0)

    def test_it_is_refused(self):
        self.assertEqual(self.login().status, 0)
        self.expire()
        self.box.end_grants()
        for argv in VERBS:
            self.verb(*argv)

    def test_the_store_is_damaged(self):
        for slot in ("grant", "token", "extra"):
            with self.subTest(slot):
                self.assertEqual(self.login().status, 0)
                with open(self.path(slot), "r+", encoding="utf-8") as file:
                    text = file.read()
                    file.truncate(len(text) - len("end\n"))
                for argv in VERBS:
                    if argv[1] not in ("logout", "revoke"):
                        self.verb(*argv)

    def test_the_store_is_open_to_others(self):
        for slot in ("grant", "token", "extra", "lock"):
            with self.subTest(slot):
                self.assertEqual(self.login().status, 0)
                os.chmod(self.path(slot), 0o644)
                for argv in VERBS:
                    self.verb(*argv)
                os.chmod(self.path("lock"), 0o600)


class Every(SecretsCase):
    """Every verb that the programs' help names, said to as much as can be said, while all is well and while it is not.
    What it takes of arguments is of no matter: something is done or refused, and is not to tell."""

    SETTINGS = {"scope": '"identify bot webhook.incoming"', "bot_token": '"%s"' % harness.BOT_TOKEN,
                "channel_id": '"%s"' % harness.CHANNEL_ID}
    # What they print is what was asked for.
    PRINT = {("token", None), ("auth", "webhook"), ("auth", "answer"), ("run", None)}
    # They serve until they are stopped, or have tests of their own for what they serve.
    LEFT_OUT = {("sandbox", None), ("alias", None)}
    ARGUMENTS = {("api", None): (["reader", "users/@me"], ["reader", "channels/%s/messages" % harness.CHANNEL_ID]),
                 ("run", None): (["reader", "--", "true"],),
                 ("profile", "rename"): (["reader", "writer"], ["writer", "reader"]),
                 ("profile", "remove"): (["--yes", "reader"],),
                 ("profile", "set-secret"): (["reader", "bot_token"],),
                 ("profile", "import"): (["--name", "imported", "x.env"], ["--name", "imported", "x.json"]),
                 ("profile", "new"): (["--client-id", "12", "made"],),
                 ("auth", "secret"): (["bot_token", "reader"],),
                 ("auth", "answer"): (["refresh", "reader"], ["login", "reader"])}

    def setUp(self):
        super().setUp()
        for name, text in (("x.env", "CLIENT_ID=12\nCLIENT_SECRET=%s\n" % SECRET),
                           ("x.json", json.dumps({"client_id": "12", "client_secret": SECRET}))):
            self.known.add(self.home.write(name, text))

    def verbs(self):
        found = [(name, verb) for name in manual.programs() for verb in manual.verbs(name)]
        self.assertGreater(len(found), 25)
        # What ends something comes last.
        last = [("auth", "logout"), ("auth", "revoke"), ("profile", "remove")]
        return [one for one in found if one not in last and one not in self.LEFT_OUT] + last

    def every(self, *options):
        for name, verb in self.verbs():
            for arguments in self.ARGUMENTS.get((name, verb), (["reader"],)):
                words = [name, *([verb] if verb else []), *options, *arguments]
                prints = (name, verb) in self.PRINT
                done = self.home.run("discred", *words, input=harness.BOT_TOKEN + "\n", prints=prints,
                                     VISUAL="true", DISCRED_BROWSER=self.home.browser(), **self.more())
                self.home.plant_tokens()
                self.assertGreaterEqual(done.status, 0, (words, done.stderr))
            if (name, verb) in (("auth", "logout"), ("auth", "revoke")):
                self.login()
        # A secret that was put into the profile is in its file, and in no other.
        for profile in ("reader", "writer"):
            self.known.add(os.path.join(self.home.config, "discred", "profiles", profile + ".cfg"))

    def test_as_it_is(self):
        self.login()
        self.every()

    def test_verbose_and_traced(self):
        self.login()
        self.every("-v", "--trace")
        said = "".join(text for _, text in self.home.printed)
        self.assertIn("> POST http://", said)
        self.assertIn("Authorization: Bot [", said)

    def test_traced_in_trouble(self):
        for status in ("401", "garbage", "half"):
            self.box.clear_faults()
            self.refer()
            self.login()
            for endpoint in ("token", "revoke", "users"):
                self.box.fault("%s:+*=%s" % (endpoint, status))
            self.every("-v", "--trace")


class Helpers(SecretsCase):
    """What git and docker are told besides a token: the error messages of what they started."""

    def helper(self, name, action, text):
        """Its stdout may hold the token, if it gave one, and is looked at for all else."""
        done = self.home.run(name + "-credential-discred", action, input=text, prints=True, **self.more())
        self.home.plant_tokens()
        self.home.note("stdout of %s %s without the token" % (name, action),
                       done.stdout.replace(self.stored_text("token", "access_token=(.+)") or "\n", ""))
        return done

    def all(self):
        token = self.stored_text("token", "access_token=(.+)")
        answers = [self.helper("git", "get", GIT), self.helper("docker", "get", "https://discord.com")]
        for text in (GIT + "credential=%s\n", "%s\n", "%s=\n", GIT + "%s\0\n"):
            for action in ("get", "erase", "store", "other"):
                self.helper("git", action, text % (token or "none"))
        for action in ("get", "erase", "store", "list", "version"):
            self.helper("docker", action, '{"Secret":"%s"}' % (token or "none"))
        return [done.status for done in answers]

    def test_they_work(self):
        self.assertEqual(self.login().status, 0)
        self.assertEqual(self.all(), [0, 0])

    def test_they_are_refused(self):
        self.assertEqual(self.login().status, 0)
        self.expire()
        self.box.end_grants()
        self.assertEqual(self.all(), [77, 1])

    def test_the_store_is_damaged_or_open(self):
        for slot in ("grant", "token"):
            self.assertEqual(self.login().status, 0)
            with open(self.path(slot), "r+", encoding="utf-8") as file:
                file.truncate(20)
            self.all()
            self.assertEqual(self.login().status, 0)
            os.chmod(self.path(slot), 0o644)
            self.all()

    def test_the_profile_is_wrong(self):
        self.home.profile("reader", self.box.profile_text(self.redirect, client_secret='"%s" oops' % SECRET))
        self.assertEqual(self.all(), [78, 1])


class Wrong(SecretsCase):
    """The profile is wrong where the secret is: the line is shown, and the secret is not."""

    def wrong(self, lines, mode=0o600):
        text = self.box.profile_text(self.redirect, client_secret=None, **self.SETTINGS)
        self.home.profile("reader", text + lines + "\n", mode)
        for argv in (*VERBS, ("auth", "login", "reader")):
            done = self.verb(*argv)
            if argv[1] != "logout":
                self.assertEqual(done.status, 78, (argv, done))
        return self.verb("auth", "status", "reader")

    def test_a_word_after_it(self):
        self.wrong('client_secret = "%s" oops;' % SECRET)

    def test_no_end(self):
        self.wrong('client_secret = "%s;' % SECRET)

    def test_no_beginning(self):
        self.wrong('client_secret = %s";' % SECRET)

    def test_no_quotes(self):
        self.wrong('client_secret = %s;' % SECRET)

    def test_no_semicolon_and_more(self):
        self.wrong('client_secret = "%s"\nscope = "bot" "x;' % SECRET)

    def test_a_misspelt_key(self):
        done = self.wrong('client_secert = "%s";' % SECRET)
        self.assertIn("client_secret", done.stderr)

    def test_the_wrong_case(self):
        self.wrong('Client_Secret = "%s";' % SECRET)

    def test_twice(self):
        self.wrong('client_secret = "%s";\nclient_secret = "%s";' % (SECRET, SECRET))

    def test_other_types(self):
        for value in ('[ "%s" ]', '( "%s" )', '{ plain = "%s"; }', '{ file = "%s"; env = "X"; }', '{ file = "%s"; }',
                      '{ fiel = "%s"; }', '{ command = "%s"; }', '"%s\\x01"', '"%s\\n"', '"" "%s\\q'):
            with self.subTest(value):
                self.wrong("client_secret = %s;" % (value % SECRET))

    def test_another_secret(self):
        for key in ("bot_token", "bot_tokn"):
            self.wrong('%s = "%s" "\n;' % (key, harness.BOT_TOKEN))

    def test_on_a_line_with_another_mistake(self):
        self.wrong('client_secret = "%s"; chanel_id = "1"; min_valid = "x"; client_id = 5;' % SECRET)

    def test_in_a_comment_after_the_mistake(self):
        self.wrong('min_valid = x; # client_secret = "%s";' % SECRET)

    def test_open_to_others(self):
        done = self.wrong('client_secret = "%s";' % SECRET, 0o644)
        self.assertIn("0644", done.stderr)


class File(SecretsCase):
    def refer(self):
        path = self.home.write("secret", SECRET + "\nand more\n")
        self.known.add(path)
        self.change_profile(client_secret='{ file = "%s"; }' % path)

    test_everything_goes_well = Plain.test_everything_goes_well


class Command(File):
    def refer(self):
        script = self.home.write("bin/vault", "#!/bin/sh\necho '%s'\n" % SECRET, 0o700)
        self.change_profile(client_secret='{ command = [ "%s" ]; }' % script)

    def test_it_fails_after_it_has_said_it(self):
        self.assertEqual(self.login().status, 0)
        for end in ("exit 1", "kill -9 $$", "head -c 100000 /dev/zero | tr '\\0' x"):
            self.home.write("bin/vault", "#!/bin/sh\nprintf '%%s' '%s'\n%s\n" % (SECRET, end), 0o700)
            self.login("--timeout", "5")
            for argv in VERBS:
                if argv[1] != "logout":
                    self.verb(*argv)


class Env(File):
    ENV = {"READER_SECRET": SECRET}

    def refer(self):
        self.change_profile(client_secret='{ env = "READER_SECRET"; }')

    def test_it_holds_a_control_byte(self):
        done = self.home.run("discred", "auth", "login", "reader", READER_SECRET=SECRET + "\x01")
        self.assertEqual((done.status, done.stdout, done.stderr), (
            78, "", "discred-auth: profile 'reader': client_secret: the value holds a control byte (0x01 at byte 33); "
            "a secret is one line of text\n"))


class Pages(tokenserver.TokenCase):
    def test_hold_nothing_secret(self):
        self.assertEqual(self.login().status, 0)
        self.server.script("token", tokenserver.status(400, {"error": "invalid_grant", "error_description": "no"}))
        self.assertEqual(self.login().status, 77)
        for visit in self.home.visits(count=2):
            for secret in ("a-secret-of-the-client", "an-access-token", "a-refresh-token", "a-code"):
                self.assertNotIn(secret, visit["page"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
