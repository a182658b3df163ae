"""discred profile new: the questions at a terminal, the options for scripts, and the file that both make."""

import os
import subprocess
import re
import signal
import stat

import harness
from newcase import NewCase, WizardCase

STOPPED = "discred-profile: stopped; nothing was written\n"
INTERRUPTED = 128 + signal.SIGINT  # as a shell tells the end by a signal
# What there is to say about the default, as the terminal breaks it.
DEFAULT_PERMISSIONS = ("  1115136: VIEW_CHANNEL, READ_MESSAGE_HISTORY, CONNECT; SEND_MESSAGES is not\n"
                       "  in it, reading and sending with the history are 68608\n")


class Wizard(WizardCase):
    def test_to_a_token(self):
        redirect = harness.redirect_uri()
        box = self.sandbox("--redirect-uri", redirect)
        self.start("--api-base", box.api, "--authorize-url", box.authorize_url, "--redirect-uri", redirect, DISCRED_BROWSER=self.home.browser())
        self.refused("Name [discord]", "bad name", "  'bad name' cannot be the name of a profile; names are letters, "
                     "digits, '.',\n  '_' and '-', 64 at most, with a letter or digit first\n")
        self.terminal.type("reader\n")
        self.answers("Description [none]", "reads \"my\" \\ servers")
        self.refused("Client ID", "12x", "  'client_id' must be digits only, such as \"157730590492196864\"\n")
        self.terminal.type("\n")
        self.assertEqual(self.asked("Client ID"), "\n  It can't be left out.\n")
        self.terminal.type(harness.CLIENT_ID + "\n")
        self.refused("Scope [bot]", "bot bot", "  scope 'bot' is there twice\n")
        self.terminal.type("idntify\n")
        self.assertEqual(self.answers("Keep it [y/N]", "n"), "idntify\n  scope 'idntify' is not documented: did you "
                         "mean 'identify'?\n")
        self.answers("Scope [bot]", "idntify guildz rpc")
        self.assertEqual(self.answers("Keep them [y/N]", ""), "idntify guildz rpc\n  scope 'idntify' is not documented: "
                         "did you mean 'identify'?\n  scope 'guildz' is not documented: did you mean 'guilds'?\n"
                         "  scope 'rpc' is for those that Discord approved\n")
        self.answers("Scope [bot]", "identify,bot")
        self.refused("Permissions [1115136]", "VIEW_CHANEL",
                     "  unknown permission 'VIEW_CHANEL': did you mean 'VIEW_CHANNEL'?\n")
        self.terminal.type("VIEW_CHANNEL + SEND_MESSAGES\n")
        self.assertIn("\n  3072: VIEW_CHANNEL, SEND_MESSAGES\n", self.asked("Channel ID [none]"))
        self.terminal.type("0\n")
        self.assertEqual(self.asked("Channel ID [none]"), "0\n  'channel_id' must not begin with a zero\n")
        self.terminal.type(harness.CHANNEL_ID + "\n")
        why = "  'bot_name' is part of the User-Agent: printable ASCII without parentheses\n  and commas\n"
        self.refused("Bot name [DiscordBot]", "B(ot)", why)
        self.terminal.type("Reader\n")
        self.refused("Bot version [1.0]", "1,0", "  'bot_version' is part of the User-Agent: printable ASCII without parentheses\n"
                     "  and commas\n")
        self.terminal.type("2.0\n")
        self.refused("Bot URL [its invitation]", "example.com",
                     "  'bot_url': the URL does not begin with 'https://' or 'http://'\n")
        self.terminal.type("\n")
        self.answers("Client secret", "", secret=True)
        self.assertRegex(self.asked("Which"), r"\A\n  Instead of typing it:\n  public: ")
        self.terminal.type("file relative\n")
        self.assertEqual(self.asked("Which"), "file relative\n  'client_secret.file' must be an absolute path in a "
                         "string, or one that\n  begins with '~/'\n")
        self.terminal.type("\n")
        self.answers("Client secret", harness.CLIENT_SECRET, secret=True)
        shown = self.asked("Save it [Y/n]")
        self.assertIn("\n  In the portal, page OAuth2, under Redirects, add exactly this, and save:\n    %s\n" %
                      redirect, shown)
        self.assertIn("\n  client_secret = { stored = true };\n", shown)
        self.assertIn("\n  description = \"reads \\\"my\\\" \\\\ servers\";\n", shown)
        self.assertNotIn("#min_valid", shown)
        self.assertEqual(self.profiles(), [])
        self.terminal.type("?\n")
        self.assertIn("\n  #min_valid = 60;\n", self.asked("Save it [Y/n]"))
        self.terminal.type("\n")
        self.answers("Log in now [Y/n]", "y")
        self.ends(0, "made profile 'reader': %s\nlogged in to profile 'reader' as sandbox_user (%s)\n" %
                  (self.profile_path("reader"), harness.USER_ID))
        self.home.plant_tokens()
        self.assertEqual(self.profile_file("reader"), {
            "description": '"reads \\"my\\" \\\\ servers"', "client_id": '"%s"' % harness.CLIENT_ID,
            "client_secret": "{ stored = true }", "scope": '"identify bot"',
            "permissions": '"VIEW_CHANNEL + SEND_MESSAGES"', "channel_id": '"%s"' % harness.CHANNEL_ID,
            "bot_name": '"Reader"', "bot_version": '"2.0"', "redirect_uri": '"%s"' % redirect,
            "api_base": '"%s"' % box.api, "authorize_url": '"%s"' % box.authorize_url})
        self.assertEqual(self.stored("reader"), {"client_secret": harness.CLIENT_SECRET})
        token = self.home.run("discred", "token", "reader", prints=True).stdout.strip()
        me = harness.http("GET", box.api + "/users/@me", headers={"Authorization": "Bearer " + token})
        self.assertEqual((me.status, me.json()["id"]), (200, harness.USER_ID))

    def test_defaults_make_an_invitation(self):
        self.start()
        self.answers("Name [discord]", "")
        self.answers("Description [none]", "")
        self.answers("Client ID", "12")
        self.answers("Scope [bot]", "")
        self.assertIn("  This only invites a bot: there is no login, and no token results.\n",
                      self.answers("Permissions [1115136]", ""))
        self.assertIn(DEFAULT_PERMISSIONS, self.answers("Channel ID [none]", ""))
        for label in ("Bot name [DiscordBot]", "Bot version [1.0]", "Bot URL [its invitation]", "Save it [Y/n]"):
            self.answers(label, "")
        self.answers("Open the bot's invitation now [Y/n]", "n")
        text = self.ends(0, "made profile 'discord': %s\n" % self.profile_path("discord"))
        self.assertIn("\ndiscred-profile: 'discred auth login discord' opens the bot's invitation\n", text)
        self.assertEqual(self.profile_file("discord"), {"client_id": '"12"'})
        self.assertEqual(self.home.files(), [])

    def test_what_was_given_is_not_asked(self):
        self.start("reader", "--scope", "identify", "--permissions", "8", "--channel-id", "7", "--bot-name", "B",
                   "--bot-version", "1", "--bot-url", "https://example.com/", "--redirect-uri",
                   "http://127.0.0.1:1/ https://example.com/cb", "--description", "x")
        self.answers("Client ID", "12")
        self.answers("Client secret", "?", secret=True)
        self.answers("Which", "public")
        self.answers("Save it [Y/n]", "y")
        # Who ends it here has made the profile, and only does not log in.
        self.asked("Log in now [Y/n]")
        self.terminal.type("\x03")
        self.ends(INTERRUPTED, "made profile 'reader': %s\n" % self.profile_path("reader"))
        self.assertNotIn("nothing was written", self.terminal.text())
        self.assertEqual(self.profile_file("reader"), {
            "description": '"x"', "client_id": '"12"', "public_client": "true", "scope": '"identify"',
            "permissions": '"8"', "channel_id": '"7"', "bot_name": '"B"', "bot_version": '"1"',
            "bot_url": '"https://example.com/"',
            "redirect_uri": '[ "http://127.0.0.1:1/", "https://example.com/cb" ]'})

    def given(self, *options):
        """Everything but the client id and the secret is given."""
        self.start("reader", "--description", "x", "--permissions", "8", "--channel-id", "7", "--bot-name", "B",
                   "--bot-version", "1", "--bot-url", "https://example.com/", "--redirect-uri", "http://127.0.0.1:1/",
                   *options)

    def test_other_ways_to_the_secret(self):
        ways = {"file /etc/secret": '{ file = "/etc/secret" }', "env A_SECRET": '{ env = "A_SECRET" }',
                "command pass show 'x'": '{ command = [ "pass", "show", "\'x\'" ] }', "later": "{ stored = true }"}
        for way, setting in ways.items():
            with self.subTest(way=way):
                self.given("--scope", "identify", "--yes")
                self.answers("Client ID", "12")
                self.answers("Client secret", "", secret=True)
                self.answers("Which", way)
                self.ends(0, "made profile 'reader': %s\n" % self.profile_path("reader"))
                self.assertEqual(self.profile_file("reader")["client_secret"], setting)
                self.assertIsNone(self.stored("reader"))
                self.assertEqual("discred profile set-secret reader client_secret" in self.terminal.text(),
                                 way == "later")
                os.unlink(self.profile_path("reader"))

    def test_a_public_client_cannot_have_every_scope(self):
        self.given("--scope", "role_connections.write", "--yes")
        self.answers("Client ID", "12")
        self.answers("Client secret", "", secret=True)
        for wrong, why in (("public", "Discord refuses scope 'role_connections.write' to public clients"),
                           ("public client", "'public' is the whole answer"), ("env", "'env' needs something after it"),
                           ("hunter", "type one of these words, or nothing to go back")):
            self.answers("Which", wrong)
            self.assertEqual(self.asked("Which"), "%s\n  %s\n" % (wrong, why))
            self.seen -= len("Which: ") + 1
        self.terminal.type("\x03")
        self.ends(INTERRUPTED)

    def test_ends_everywhere_without_a_trace(self):
        keys = [("\x03", 0), ("\x04", 0), ("abc\x03", 1)]
        questions = ["Bot token", "Name [discord]", "Description [none]", "Client ID", "Scope [bot]", "Permissions [1115136]",
                     "Channel ID [none]", "Bot name [DiscordBot]", "Bot version [1.0]", "Bot URL [its invitation]",
                     "Client secret", "Redirect URI [http://127.0.0.1:23472/callback]", "Save it [Y/n]"]
        answers = {"Client ID": "12", "Scope [bot]": "identify bot", "Client secret": harness.CLIENT_SECRET}
        secrets = ("Bot token", "Client secret")
        for number, last in enumerate(questions):
            with self.subTest(question=last):
                self.start(token=None)
                for label in questions[:number]:
                    self.answers(label, answers.get(label, ""), label in secrets)
                self.asked(last, last in secrets)
                key = "\x03" if last in secrets else keys[number % len(keys)][0]
                self.terminal.type(key)
                self.assertIn("\n" + STOPPED, self.ends(75 if key == "\x04" else INTERRUPTED))
                self.nothing_was_made()

    def test_suspended_and_resumed(self):
        """^Z gives the terminal back as it was, and with fg the question stands there again."""
        self.start("reader", "--scope", "bot", token=None, shell='set -m; stty -g; "$@" >"$0"; echo "stopped"; stty -g; fg; '
                   'echo "status $?"')
        self.terminal.wait_for(r"Bot token: \Z")
        self.terminal.type("\n")
        before = self.asked("Description [none]")
        self.assertIn("shown in lists", before)
        self.terminal.type("half\x1a")
        self.terminal.wait_for(r"(?m)stopped$")
        self.terminal.wait_for(r"Description \[none\]: half\Z")
        self.terminal.type(" a line\n")
        self.answers("Client ID", "12")
        for label in ("Permissions [1115136]", "Channel ID [none]", "Bot name [DiscordBot]", "Bot version [1.0]",
                      "Bot URL [its invitation]", "Save it [Y/n]"):
            self.answers(label, "")
        self.answers("Open the bot's invitation now [Y/n]", "n")
        self.ends(0, "made profile 'reader': %s\n" % self.profile_path("reader"))
        self.assertEqual(self.profile_file("reader")["description"], '"half a line"')

    def test_not_saved(self):
        self.given("--scope", "bot")
        self.answers("Client ID", "12")
        self.answers("Save it [Y/n]", "perhaps")
        self.answers("Save it [Y/n]", "no")
        self.assertIn("\ndiscred-profile: not saved; nothing was written\n", self.ends(75))
        self.nothing_was_made()

    def test_explanations(self):
        self.start()
        for label, answer in (("Name [discord]", "reader"), ("Description [none]", ""), ("Client ID", "12"),
                              ("Scope [bot]", ""), ("Permissions [1115136]", ""), ("Channel ID [none]", ""),
                              ("Bot name [DiscordBot]", ""), ("Bot version [1.0]", ""),
                              ("Bot URL [its invitation]", "")):
            self.answers(label, "?")
            before = self.asked(label)
            self.assertRegex(before, r"\A\?\n(  .+\n)+\Z")
            self.assertLessEqual(max(map(len, before.splitlines())), 80)
            self.terminal.type(answer + "\n")
        self.asked("Save it [Y/n]")
        self.terminal.type("\x04")
        self.ends(75)

    def test_letters_of_other_languages(self):
        for locale in ("C.UTF-8", "C"):
            with self.subTest(locale=locale):
                self.start("--client-id", "12", "--scope", "bot", "--permissions", "8", "--channel-id", "7",
                           "--bot-name", "B", "--bot-version", "1", "--bot-url", "https://example.com/",
                           "--redirect-uri", "http://127.0.0.1:1/", "--yes", LANG=locale)
                self.answers("Name [discord]", "reader")
                self.answers("Description [none]", "liest für März – ロボット")
                self.ends(0, "made profile 'reader': %s\n" % self.profile_path("reader"))
                self.assertEqual(self.profile_file("reader")["description"], '"liest für März – ロボット"')
                os.unlink(self.profile_path("reader"))

    def locale(self, name, charset):
        """The variables of a locale that is made for this test."""
        path = os.path.join(self.home.path, "locales")
        os.makedirs(path, exist_ok=True)
        made = subprocess.run(["localedef", "-i", name, "-f", charset, os.path.join(path, "test")], check=False,
                              capture_output=True, text=True)
        if made.returncode:
            self.skipTest("this locale cannot be made here: " + made.stderr)
        # With LOCPATH setlocale(3) of glibc keeps what it made of it.
        return {"LOCPATH": path, "LC_ALL": "test", "ASAN_OPTIONS": "abort_on_error=1:detect_leaks=0"}

    def test_a_terminal_that_does_not_speak_utf_8(self):
        self.start("--client-id", "12", "--scope", "bot", "--permissions", "8", "--channel-id", "7", "--bot-name", "B",
                   "--bot-version", "1", "--bot-url", "https://example.com/", "--redirect-uri", "http://127.0.0.1:1/",
                   "--yes", **self.locale("de_DE", "ISO-8859-1"))
        self.answers("Name [discord]", "reader")
        self.terminal.wait_for(r"Description \[none\]: ")
        os.write(self.terminal.master, "für März\n".encode("latin-1"))
        self.ends(0, "made profile 'reader': %s\n" % self.profile_path("reader"))
        self.assertEqual(self.profile_file("reader")["description"], '"für März"')

    def test_words_that_are_not_utf_8(self):
        """They are in the locale's encoding, or nothing that can be read."""
        latin = os.fsdecode("für März".encode("latin-1"))
        new = ("discred", "profile", "new", "--client-id", "12", "--description", latin, "reader")
        done = self.home.run(*new)
        self.assertEqual((done.status, done.stderr), (
            64, "discred-profile: option '--description': it is not UTF-8, and not in the encoding of the locale; see --help\n"))
        self.assertFalse(os.path.exists(self.profile_path("reader")))
        locale = self.locale("de_DE", "ISO-8859-1")
        self.assertEqual(self.home.run(*new, **locale).status, 0)
        self.assertEqual(self.profile_file("reader")["description"], '"für März"')
        settings = self.home.write("settings.env", "")
        with open(settings, "wb") as file:
            file.write("CLIENT_ID=12\nDESCRIPTION=für März\n".encode("latin-1"))
        self.assertEqual(self.home.run("discred", "profile", "import", "--name", "taken", settings, **locale).status, 0)
        self.assertEqual(self.profile_file("taken")["description"], '"für März"')

    def test_names_where_i_has_another_capital(self):
        self.start("--client-id", "12", "--scope", "bot", "--description", "d", "--channel-id", "7", "--bot-name", "B",
                   "--bot-version", "1", "--bot-url", "https://example.com/", "--redirect-uri", "http://127.0.0.1:1/",
                   "--yes", **self.locale("tr_TR", "ISO-8859-9"))
        self.answers("Name [discord]", "reader")
        self.terminal.wait_for(r"Permissions \[.*\]: ")
        self.terminal.type("administrator + view_audit_log\n")
        self.ends(0, "made profile 'reader': %s\n" % self.profile_path("reader"))
        self.assertEqual(self.profile_file("reader")["permissions"], '"administrator + view_audit_log"')

    def test_a_name_that_is_taken(self):
        path = self.home.profile("reader", 'client_id = "1";\n')
        broken = self.home.profile("broken", "nonsense\n")
        system = self.home.write("etc/discred/profiles/shared.cfg", 'client_id = "1";\n')
        self.start()
        for name, where in (("reader", path), ("broken", broken), ("shared", system)):
            self.answers("Name [discord]", name)
            said = " ".join(self.asked("Name [discord]").split())
            self.assertEqual(said, "%s there is a profile '%s' already: '%s'; choose another name, or run 'discred "
                             "profile edit %s'" % (name, name, where, name))
            self.seen -= len("Name [discord]: ") + 1
        self.terminal.type("\x03")
        self.ends(INTERRUPTED)

    def test_no_input(self):
        self.start("--no-input", token=None)
        self.assertIn("\ndiscred-profile: a new profile needs NAME, --client-id; give what is missing, or run "
                      "'discred profile new' at a terminal\n", self.ends(64))

    def test_all_that_is_needed_is_not_asked_about(self):
        self.start("reader", "--client-id", "12", token=None)
        text = self.ends(0, "made profile 'reader': %s\n" % self.profile_path("reader"))
        self.assertNotIn("[", text.replace("[?", ""))

    def test_a_secret_typed_for_the_option(self):
        self.start("reader", "--client-id", "12", "--scope", "identify", "--client-secret-stdin", "--bot-token-stdin",
                   token=None)
        self.terminal.wait_for("Client secret: ")
        self.terminal.type(harness.CLIENT_SECRET + "\n")
        self.terminal.wait_for("Bot token: ")
        self.terminal.type(harness.BOT_TOKEN + "\n")
        self.ends(0, "made profile 'reader': %s\n" % self.profile_path("reader"))
        self.assertEqual(self.stored("reader"),
                         {"client_secret": harness.CLIENT_SECRET, "bot_token": harness.BOT_TOKEN})


class Options(NewCase):
    def new(self, *options, input=None, **more):
        return self.home.run("discred", "profile", "new", *options, input=input, **more)

    def refused(self, done, error, status=64):
        self.assertEqual((done.status, done.stdout, done.stderr), (status, "", "discred-profile: %s\n" % error))
        self.nothing_was_made()

    def test_every_option(self):
        done = self.new("reader", "--description", "d", "--client-id", "1", "--scope", "identify", "--permissions",
                        "8", "--channel-id", "2", "--guild-id", "3", "--bot-name", "B", "--bot-version", "2",
                        "--bot-url", "https://example.com/", "--redirect-uri", "http://127.0.0.1:1/", "--api-base",
                        "http://127.0.0.1:2/api", "--authorize-url", "http://127.0.0.1:2/a", "--client-secret-stdin",
                        "--bot-token-stdin", "--yes", input="%s\r\n%s\r\n" % (harness.CLIENT_SECRET, harness.BOT_TOKEN))
        self.assertEqual((done.status, done.stdout, done.stderr), (
            0, "made profile 'reader': %s\n" % self.profile_path("reader"),
            "discred-profile: next: 'discred auth login reader', then 'discred token reader'\n"))
        self.assertEqual(self.profile_file("reader"), {
            "description": '"d"', "client_id": '"1"', "client_secret": "{ stored = true }", "scope": '"identify"',
            "permissions": '"8"', "channel_id": '"2"', "guild_id": '"3"', "bot_name": '"B"', "bot_version": '"2"',
            "bot_url": '"https://example.com/"', "bot_token": "{ stored = true }",
            "redirect_uri": '"http://127.0.0.1:1/"', "api_base": '"http://127.0.0.1:2/api"',
            "authorize_url": '"http://127.0.0.1:2/a"'})
        self.assertEqual(self.stored("reader"),
                         {"client_secret": harness.CLIENT_SECRET, "bot_token": harness.BOT_TOKEN})
        self.assertEqual(stat.S_IMODE(os.stat(os.path.dirname(self.profile_path("x"))).st_mode), 0o700)

    def test_scopes_that_may_be_none(self):
        done = self.new("reader", "--client-id", "1", "--scope", "idetify,rpc, guilds", "--public-client")
        self.assertEqual((done.status, done.stderr), (
            0, "discred-profile: warning: scope 'idetify' is not documented: did you mean 'identify'?\n"
            "discred-profile: warning: scope 'rpc' is for those that Discord approved\n"
            "discred-profile: next: 'discred auth login reader', then 'discred token reader'\n"))
        self.assertEqual(self.profile_file("reader")["scope"], '"idetify rpc  guilds"')

    def test_what_is_missing_is_named(self):
        hint = "; give what is missing, or run 'discred profile new' at a terminal"
        self.refused(self.new(), "a new profile needs NAME, --client-id" + hint)
        self.refused(self.new("x", "--scope", "identify"),
                     "a new profile needs --client-id, --client-secret-stdin or --public-client" + hint)

    def test_wrong_options(self):
        self.refused(self.new("x", "--client-id", "x"), "option '--client-id': 'client_id' must be digits only, such "
                     "as \"157730590492196864\"; see --help")
        self.refused(self.new("../x", "--client-id", "1"), "'../x' cannot be the name of a profile; names are letters, "
                     "digits, '.', '_' and '-', 64 at most, with a letter or digit first")
        self.refused(self.new("x\x1b[2J", "--client-id", "1"), "'x?[2J' cannot be the name of a profile; names are "
                     "letters, digits, '.', '_' and '-', 64 at most, with a letter or digit first")
        self.refused(self.new("x", "y"), "unexpected argument 'y'; see --help")
        self.refused(self.new("x", "--client-id", "1", "--public-client", "--client-secret-stdin", input="x\n"),
                     "option '--public-client' goes without '--client-secret-stdin'; see --help")
        self.refused(self.new("x", "--client-id", "1", "--client-secret-stdin", "--bot-token-stdin", input="x\n"),
                     "option '--bot-token-stdin': there is no such line on stdin; see --help")
        self.refused(self.new("x", "--client-id", "1", "--client-secret-stdin"),
                     "option '--client-secret-stdin': there is no such line on stdin; see --help")
        self.refused(self.new("x", "--client-id", "1", "--from-bot-token-stdin"),
                     "option '--from-bot-token-stdin': there is no such line on stdin; see --help")

    def test_lines_that_are_no_secrets(self):
        self.refused(self.new("x", "--client-id", "1", "--client-secret-stdin", input="x" * 70000 + "\n"),
                     "option '--client-secret-stdin': the line is longer than 65536 bytes; see --help")
        self.refused(self.new("x", "--client-id", "1", "--client-secret-stdin", input="a\0b\n"),
                     "client_secret: the value holds a control byte (0x00 at byte 2); a secret is one line of text")

    def test_a_secret_that_is_refused_takes_the_other_one_back(self):
        self.refused(self.new("x", "--client-id", "1", "--client-secret-stdin", "--bot-token-stdin",
                              input="%s\nBot %s\n" % (harness.CLIENT_SECRET, harness.BOT_TOKEN)),
                     "bot_token: the value is no token: it has 'Bot' before the token; give the token alone")

    def test_a_file_that_cannot_be_made_takes_the_secrets_back(self):
        os.makedirs(os.path.dirname(self.profile_path("x")))
        os.chmod(os.path.dirname(self.profile_path("x")), 0o777)
        done = self.new("x", "--client-id", "1", "--client-secret-stdin", "--bot-token-stdin",
                        input="%s\n%s\n" % (harness.CLIENT_SECRET, harness.BOT_TOKEN))
        directory = os.path.dirname(self.profile_path("x"))
        self.assertEqual((done.status, done.stderr), (78, "discred-profile: directory '%s' can be written by others (mode 0777); "
                         "run 'chmod go-w %s'\n" % (directory, directory)))
        self.assertEqual(self.profiles(), [])
        self.assertIsNone(self.stored("x"))

    def test_an_existing_profile_is_left_alone(self):
        path = self.home.profile("x", "mine")
        done = self.new("x", "--client-id", "1", "--client-secret-stdin", input=harness.CLIENT_SECRET + "\n")
        self.assertEqual((done.status, done.stderr), (78, "discred-profile: there is a profile 'x' already: '%s'; "
                         "choose another name, or run 'discred profile edit x'\n" % path))
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read(), "mine")
        self.assertIsNone(self.stored("x"))

    def test_what_nobody_reads(self):
        process = self.home.start("sh", "-c", 'exec "$@" >/dev/full', "sh", "discred", "profile", "new", "x",
                                  "--client-id", "1")
        done = self.home.finish(process)
        self.assertEqual(done.status, 71)
        self.assertIn("cannot write to stdout: No space left on device", done.stderr)
        self.assertEqual(self.profiles(), ["x.cfg"])


if __name__ == "__main__":
    harness.main()
