"""discred profile import: credentials that other programs keep, as a profile."""

import os
import re
import time

import harness
import terminal

ENV = """# what the bot runs with
export CLIENT_ID="%s"
DISCORD_CLIENT_SECRET='%s'
DISCORD_TOKEN=%s
SCOPES=identify,bot
CHANNEL_ID=%s # general
DATABASE_URL=postgres://user:hunter2@host/
""" % (harness.CLIENT_ID, harness.CLIENT_SECRET, harness.BOT_TOKEN, harness.CHANNEL_ID)


class Import(harness.Case):
    def setUp(self):
        super().setUp()
        self.home.plant("hunter2", "hunter3")

    def run_import(self, *options, **more):
        return self.home.run("discred", "profile", "import", *options, **more)

    def path(self, name):
        return os.path.join(self.home.config, "discred", "profiles", name + ".cfg")

    def settings(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            text = file.read()
        self.home.note("the profile's file", text)
        return dict(re.findall(r"(?m)^(\w+) = (.*);$", text))

    def stored(self, name):
        with open(os.path.join(self.home.state, "discred", name + ".secret"), encoding="utf-8") as file:
            return dict(re.findall(r"(?m)^(\w+)=(.*)$", file.read()))

    def refused(self, done, error, status):
        self.assertEqual((done.status, done.stdout, done.stderr), (status, "", "discred-profile: %s\n" % error))
        directory = os.path.dirname(self.path("x"))
        self.assertEqual(os.listdir(directory) if os.path.exists(directory) else [], [])
        self.assertEqual([path for path in self.home.files() if not path.endswith(".lock")], [])

    def test_an_env_file(self):
        self.home.write("reader.env", ENV)
        done = self.run_import("reader.env")
        self.assertEqual((done.status, done.stdout), (0, "made profile 'reader': %s\n" % self.path("reader")))
        self.assertEqual(done.stderr.split("\n"), [
            "discred-profile: not known, left out: DATABASE_URL",
            "discred-profile: 'reader.env' still holds the client secret and the bot token: remove it if nothing else "
            "needs it",
            "discred-profile: next: 'discred auth login reader', then 'discred token reader'",
            ""])
        self.assertEqual(self.settings("reader"), {
            "client_id": '"%s"' % harness.CLIENT_ID, "client_secret": "{ stored = true }", "scope": '"identify bot"',
            "channel_id": '"%s"' % harness.CHANNEL_ID, "bot_token": "{ stored = true }"})
        self.assertEqual(self.stored("reader"),
                         {"client_secret": harness.CLIENT_SECRET, "bot_token": harness.BOT_TOKEN})

    def test_is_a_working_profile(self):
        redirect = harness.redirect_uri()
        box = self.sandbox("--redirect-uri", redirect)
        self.home.write("reader.env", ENV + "DISCRED_REDIRECT_URI=%s\nDISCRED_API_BASE=%s\nDISCRED_AUTHORIZE_URL=%s\n" % (
            redirect, box.api, box.authorize_url))
        self.assertEqual(self.run_import("reader.env").status, 0)
        done = self.home.run("discred", "auth", "login", "reader", DISCRED_BROWSER=self.home.browser())
        self.home.plant_tokens()
        self.assertEqual(done.status, 0, done.stderr)
        done = self.home.run("discred", "api", "reader", "/channels/{channel_id}")
        self.assertEqual(done.status, 0, done.stderr)

    def test_json_on_stdin(self):
        done = self.run_import("-", input='{"name": "j", "clientId": 157730590492196864, "clientSecret": "%s", '
                               '"scope": ["identify"], "meta": {"x": "hunter2"}}' % harness.CLIENT_SECRET)
        self.assertEqual((done.status, done.stdout), (0, "made profile 'j': %s\n" % self.path("j")))
        self.assertEqual(done.stderr, "discred-profile: not known, left out: meta\n"
                         "discred-profile: next: 'discred auth login j', then 'discred token j'\n")
        self.assertEqual(self.settings("j"), {"client_id": '"157730590492196864"',
                                              "client_secret": "{ stored = true }", "scope": '"identify"'})

    def test_names(self):
        """The option, the NAME in the file, the file's."""
        self.home.write("one.env", "CLIENT_ID=1\n")
        self.home.write("two.env", "CLIENT_ID=1\nNAME=three\n")
        self.home.write("My Reader.env", "CLIENT_ID=1\n")
        self.home.write(".env", "CLIENT_ID=1\n")
        self.home.write("label.json", '{"client_id": "1", "name": "My Reader"}')
        for options, name in ((["one.env"], "one"), (["two.env"], "three"), (["--name", "four", "two.env"], "four"),
                              (["--name=five", ".env"], "five"), (["--name=six", "label.json"], "six")):
            with self.subTest(options=options):
                done = self.run_import(*options)
                self.assertEqual((done.status, done.stdout), (0, "made profile '%s': %s\n" % (name, self.path(name))))
        self.assertEqual(self.settings("four"), {"name": '"three"', "client_id": '"1"'})
        self.assertEqual(self.settings("six"), {"name": '"My Reader"', "client_id": '"1"'})
        self.home.write("my-bot/.env", "CLIENT_ID=1\n")
        self.assertEqual(self.run_import("my-bot/.env").stdout, "made profile 'my-bot': %s\n" % self.path("my-bot"))
        done = self.run_import("-", input="CLIENT_ID=1\n")
        self.assertEqual((done.status, done.stderr), (64, "discred-profile: 'stdin' does not say how to call the profile; "
                                                      "name it with --name NAME\n"))
        for file, error in (("My Reader.env", "'My Reader' cannot be the name of a profile"),
                            ("label.json", "'My Reader' cannot be the name of a profile")):
            done = self.run_import(file)
            self.assertEqual((done.status, done.stderr), (64, "discred-profile: %s; name it with --name NAME\n" % error))

    def test_a_bots_env_file_is_all_it_takes(self):
        with self.sandbox() as box:
            self.home.write("mybot/.env", "DISCORD_TOKEN=%s\nDISCRED_API_BASE=%s\n" % (harness.BOT_TOKEN, box.api))
            done = self.run_import("mybot/.env")
            self.assertEqual((done.status, done.stderr), (
                0, "discred-profile: this says where secrets go: DISCRED_API_BASE=%s\n"
                "discred-profile: 'mybot/.env' still holds the bot token: remove it if nothing else needs it\n"
                "discred-profile: next: 'discred run mybot -- COMMAND' gives a program the bot's token as DISCORD_TOKEN\n"
                % box.api))
        self.assertEqual(self.settings("mybot")["client_id"], '"%s"' % harness.CLIENT_ID)
        done = self.home.run("discred", "run", "mybot", "--", "printenv", "DISCORD_TOKEN", prints=True)
        self.assertEqual((done.status, done.stdout), (0, harness.BOT_TOKEN + "\n"))

    def test_without_the_network_the_token_says_the_id(self):
        token = "MTE5MDAwMDAwMDAwMDAwMDAxMQ.Gx1a2b.rest-of-it"
        self.home.write("x.env", "DISCORD_TOKEN=%s\nDISCRED_API_BASE=http://127.0.0.1:9/api\n" % token)
        done = self.run_import("x.env")
        self.assertEqual(done.status, 0, done.stderr)
        self.assertIn("client_id 1190000000000000011 is taken from the bot token, not confirmed by Discord: ", done.stderr)
        with open(self.path("x"), encoding="utf-8") as file:
            self.assertIn('# from the bot token; not confirmed\nclient_id = "1190000000000000011";\n', file.read())

    def test_a_file_from_elsewhere_does_not_say_where_secrets_go(self):
        self.home.write("x.env", "CLIENT_ID=1\nCLIENT_SECRET=%s\nAPI_BASE=https://evil.example/api\nHOSTS=evil.example\n" %
                        harness.CLIENT_SECRET)
        done = self.run_import("x.env")
        self.assertEqual(done.status, 0)
        self.assertIn("discred-profile: left out, since they say where secrets go, which only DISCRED_... may: API_BASE, "
                      "HOSTS\n", done.stderr)
        self.assertEqual(set(self.settings("x")), {"client_id", "client_secret"})

    def test_a_token_is_not_sent_where_only_the_file_says(self):
        """Nothing listens there: asking would be told."""
        self.home.write("x.env", "DISCORD_TOKEN=MTE5MDAwMDAwMDAwMDAwMDAxMQ.Gx1a2b.x\nDISCRED_API_BASE=https://127.0.0.1.nip.invalid/\n")
        done = self.run_import("x.env")
        self.assertEqual(done.status, 0, done.stderr)
        self.assertNotIn("not confirmed by Discord", done.stderr)
        self.assertEqual(self.settings("x")["client_id"], '"1190000000000000011"')

    def test_token_alone_is_asked_about(self):
        self.home.write("x.env", "CLIENT_ID=1\nTOKEN=%s\n" % harness.BOT_TOKEN)
        done = self.run_import("x.env")
        self.assertIn("discred-profile: TOKEN is left out: if it is the bot's token, call it DISCORD_TOKEN\n", done.stderr)
        self.assertEqual(set(self.settings("x")), {"client_id"})
        os.unlink(self.path("x"))
        terminal_ = terminal.Terminal(self.home, "discred", "profile", "import", "x.env")
        self.addCleanup(terminal_.stop)
        terminal_.wait_for(r"Is TOKEN the bot's token \[y/N\]: \Z")
        terminal_.type("y\n")
        self.assertEqual(terminal_.finish(), 0, terminal_.text())
        self.assertEqual(self.stored("x"), {"bot_token": harness.BOT_TOKEN})

    def test_tokens_are_not_taken(self):
        self.home.write("x.env", "CLIENT_ID=1\nACCESS_TOKEN=hunter2\nDISCORD_REFRESH_TOKEN=hunter3\n")
        done = self.run_import("x.env")
        self.assertEqual((done.status, done.stderr), (
            0, "discred-profile: not imported, since a login gives tokens that can be renewed: ACCESS_TOKEN, "
            "DISCORD_REFRESH_TOKEN\ndiscred-profile: 'discred auth login x' opens the bot's invitation\n"))
        self.assertEqual(self.home.files(), [])

    def test_a_file_that_others_can_read(self):
        self.home.write("x.env", ENV, 0o644)
        self.assertIn("discred-profile: warning: 'x.env' still holds the client secret and the bot token, and others "
                      "may read it: remove it, or 'chmod 600' it\n", self.run_import("x.env").stderr)
        self.home.write("y.env", "CLIENT_ID=1\nSCOPE=identify\n", 0o644)
        self.assertEqual(self.run_import("y.env").stderr, "discred-profile: scope 'identify' needs the application's "
                         "secret: 'discred profile set-secret y client_secret', or public_client in the file\n")

    def test_an_existing_profile_is_left_alone(self):
        self.home.profile("x", "mine")
        self.home.write("x.env", ENV)
        done = self.run_import("x.env")
        self.assertEqual((done.status, done.stderr), (78, "discred-profile: there is a profile 'x' already: '%s'; name "
                                                      "it with --name NAME\n" % self.path("x")))
        with open(self.path("x"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "mine")
        self.assertEqual(self.home.files(), [])

    def test_two_at_once(self):
        """Only one makes the profile, and its secret is the one that is kept."""
        path = self.home.write("reader.env", ENV)
        other = self.home.write("other.env", ENV.replace(harness.CLIENT_SECRET, "hunter3"))
        hold = self.home.start("strace", "-f", "-o", "/dev/null", "-e", "trace=linkat", "-e",
                               "inject=linkat:delay_enter=3000000", os.path.join(harness.BUILD, "discred-profile"),
                               "import", "--name", "reader", other, ASAN_OPTIONS="detect_leaks=0")
        self.wait_for_sibling()
        done = self.run_import("--name", "reader", path)
        self.assertEqual((done.status, done.stdout), (75, ""))
        self.assertRegex(done.stderr, r"^discred-profile: profile 'reader' is being edited by process \d+; finish that edit "
                         r"first\n$")
        self.assertEqual(self.home.finish(hold).status, 0)
        self.assertEqual(self.stored("reader"), {"client_secret": "hunter3", "bot_token": harness.BOT_TOKEN})

    def test_a_file_that_appears_meanwhile_stays(self):
        other = self.home.write("other.env", ENV)
        hold = self.home.start("strace", "-f", "-o", "/dev/null", "-e", "trace=linkat", "-e",
                               "inject=linkat:delay_enter=1000000", os.path.join(harness.BUILD, "discred-profile"),
                               "import", "--name", "reader", other, ASAN_OPTIONS="detect_leaks=0")
        self.wait_for_sibling()
        self.home.profile("reader", "something else\n")
        done = self.home.finish(hold)
        self.assertEqual((done.status, done.stdout, done.stderr), (
            78, "", "discred-profile: '%s' exists already, and is left as it is\n" % self.path("reader")))
        self.assertFalse(os.path.exists(os.path.join(self.home.state, "discred/reader.secret")))

    def wait_for_sibling(self):
        """The one that is held up has written its file, which has no name yet."""
        directory = os.path.dirname(self.path("reader"))
        for _ in range(1000):
            if os.path.isdir(directory) and any(name.endswith(".new") for name in os.listdir(directory)):
                return
            time.sleep(0.02)
        raise AssertionError("no file was written")

    def test_the_secrets_cannot_be_stored(self):
        self.home.write("reader.env", ENV)
        self.home.write("state/discred/reader.secret", "", 0o644)
        done = self.run_import("reader.env")
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertFalse(os.path.exists(self.path("reader")))

    def test_files_that_are_refused(self):
        for text, error, status in (
                ("", "'x.env' has no CLIENT_ID; add it to the file; it is on the portal's OAuth2 page", 78),
                ("CLIENT_SECRET=hunter2\n", "'x.env' has no CLIENT_ID; add it to the file; it is on the portal's OAuth2 "
                 "page", 78),
                ("CLIENT_ID=1\nhunter2\n", "'x.env': line 2: it is not NAME=VALUE", 78),
                ("CLIENT_ID=1\nX='hunter2\n", "'x.env': line 2: the quote is not closed", 78),
                ("{\"client_id\": \"1\", \"x\": \"hunter2\"", "'x.env': it is not one JSON object", 78),
                ("CLIENT_ID=1\nCLIENT_SECRET=hunter2\nDISCORD_CLIENT_SECRET=hunter3\n", "'x.env': CLIENT_SECRET and "
                 "DISCORD_CLIENT_SECRET are both client_secret, with different values", 78),
                ("CLIENT_ID=one\n", "'x.env': CLIENT_ID: 'client_id' must be digits only, such as "
                 "\"157730590492196864\"", 78),
                ("CLIENT_ID=1\nCLIENT_SECRET=\"hunter2\\nhunter3\"\n", "'x.env': CLIENT_SECRET: the value can't be a "
                 "client secret: it has a blank or a line's end in it, or a letter that is not ASCII; write it alone", 78),
                ("CLIENT_ID=1\nCLIENT_SECRET=hunter2\nBOT_TOKEN='Bot hunter3'\n", "'x.env': BOT_TOKEN: the value can't be a "
                 "bot token: it has 'Bot' before the token; write it alone", 78)):
            with self.subTest(text=text):
                self.home.write("x.env", text)
                self.refused(self.run_import("x.env"), error, status)
        self.home.write("x.env", "CLIENT_ID=1\0\n")
        self.refused(self.run_import("x.env"), "'x.env': a NUL byte: this is no text file", 78)

    def test_what_is_no_file(self):
        self.refused(self.run_import("absent"), "cannot open 'absent': No such file or directory", 66)
        self.refused(self.run_import("/"), "cannot read '/': Is a directory", 71)
        self.refused(self.run_import(), "no file was named; see --help", 64)
        self.refused(self.run_import("a", "b"), "unexpected argument 'b'; see --help", 64)
        self.home.write("big.env", "CLIENT_ID=1\n" + "#" * 300000)
        self.refused(self.run_import("big.env"), "'big.env' is larger than 262144 bytes", 78)


if __name__ == "__main__":
    harness.main()
