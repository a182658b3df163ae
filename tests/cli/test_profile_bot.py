"""discred profile new with a bot token: what Discord says of it is filled in, shown and picked from."""

import base64
import json
import os
import re
import signal
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import harness
from newcase import NewCase, WizardCase

CONTENT = 1 << 19
STAFF_ID = "1190000000000000105"
OLD_ID = "207734978140831744"
NEW_ID = "1190000000000000011"
NOWHERE = "http://127.0.0.1:9/api/v10"


def token_of(user):
    return base64.urlsafe_b64encode(user.encode()).decode().rstrip("=") + ".Gx1a2b.the-rest-of-a-token"


class Picked(WizardCase):
    options = ("--no-message-content",)

    def setUp(self):
        super().setUp()
        self.box = self.sandbox(*self.options)

    def begin(self, *options, token=harness.BOT_TOKEN, **more):
        self.start("--api-base", self.box.api, "--authorize-url", self.box.authorize_url, *options, token=token, **more)

    def flags(self):
        return harness.http("GET", self.box.api + "/applications/@me",
                            headers={"Authorization": "Bot " + harness.BOT_TOKEN}).json()["flags"]

    def to_the_channel(self, **more):
        self.begin(**more)
        shown = self.answers("Name [sandbox-app]", "bot")
        self.assertIn("It is the bot of the application 'Sandbox App' (1190000000000000010), in 1 server.",
                      " ".join(shown.split()))
        self.answers("Scope [bot]", "")
        shown = self.answers("Permissions [1115136]", "read, post")
        self.assertIn("\n  read: see channels and read messages (VIEW_CHANNEL", shown)
        self.assertIn("3072)\n", shown)
        shown = self.answers("Server [Sandbox Server]", "")
        self.assertIn("  68608: VIEW_CHANNEL, SEND_MESSAGES, READ_MESSAGE_HISTORY\n", shown)

    def test_to_a_bot_that_runs(self):
        for columns in (80, 60):
            with self.subTest(columns=columns):
                self.to_the_channel(columns=columns)
                shown = self.answers("Channel [none]", "o")
                self.assertIn("    #general (%s)\n" % harness.CHANNEL_ID, shown)
                self.assertIn("    #staff (%s), which the bot can't see\n" % STAFF_ID, shown)
                shown = self.answers("Channel [none]", "nothing such")
                self.assertIn("    #log (", shown)
                self.assertNotIn("general", shown)
                self.assertIn("  Nothing here has 'nothing such' in its name.\n", self.answers("Channel [none]", "#GEN"))
                shown = self.answers("Switch Message Content on in the portal [y/N]", "n")
                self.assertIn("  #general (%s)\n" % harness.CHANNEL_ID, shown)
                self.assertIn("Message Content off.", " ".join(shown.split()))
                shown = self.asked("Save it [Y/n]")
                self.assertLessEqual(max(len(line) for line in shown.splitlines() if not re.match(r"  \w+ = ", line)), columns)
                self.assertIn({80: "  # bot permissions to ask for: a decimal string or an expression, a number\n"
                                   "  # with L, or a list of names\n",
                               60: "  # bot permissions to ask for: a decimal string or an\n"
                                   "  # expression, a number with L, or a list of names\n"}[columns], shown)
                self.terminal.type("\n")
                self.answers("Open the bot's invitation now [Y/n]", "n")
                self.ends(0, "made profile 'bot': %s\n" % self.profile_path("bot"))
                self.assertEqual(self.profile_file("bot"), {
                    "name": '"Sandbox App"', "description": '"An application of the discred sandbox"',
                    "client_id": '"%s"' % harness.CLIENT_ID, "channel_id": '"%s"' % harness.CHANNEL_ID,
                    "permissions": '"VIEW_CHANNEL + SEND_MESSAGES + READ_MESSAGE_HISTORY"',
                    "guild_id": '"%s"' % harness.GUILD_ID, "bot_name": '"Sandbox App"', "bot_token": "{ stored = true }",
                    "api_base": '"%s"' % self.box.api, "authorize_url": '"%s"' % self.box.authorize_url})
                self.assertEqual(self.stored("bot"), {"bot_token": harness.BOT_TOKEN})
                done = self.home.run("discred", "run", "bot", "--", "printenv", "DISCORD_TOKEN", prints=True)
                self.assertEqual((done.status, done.stdout), (0, harness.BOT_TOKEN + "\n"))
                self.assertEqual(self.flags(), 0)
                os.unlink(self.profile_path("bot"))

    def test_the_intent_is_switched_on(self):
        self.to_the_channel()
        self.answers("Channel [none]", "https://discord.com/channels/%s/%s" % (harness.GUILD_ID, harness.LOG_CHANNEL_ID))
        self.answers("Switch Message Content on in the portal [y/N]", "y")
        self.assertIn("Message Content on.", " ".join(self.asked("Save it [Y/n]").split()))
        self.assertEqual(self.flags(), CONTENT)
        # There is no going back to what is done.
        self.terminal.type("<\n")
        self.assertIn("type part\n  of its name. The server has:\n", self.answers("Channel [%s]" % harness.LOG_CHANNEL_ID, ""))
        self.answers("Save it [Y/n]", "?")
        self.assertIn('channel_id = "%s"' % harness.LOG_CHANNEL_ID, self.answers("Save it [Y/n]", "n"))
        self.ends(75)
        self.nothing_was_made()

    def test_back_and_single_changes(self):
        self.to_the_channel()
        self.answers("Channel [none]", "<")
        self.answers("Server [%s]" % harness.GUILD_ID, "<")
        self.answers("Permissions [VIEW_CHANNEL + SEND_MESSAGES + READ_MESSAGE_HISTORY]", "voice")
        self.answers("Server [%s]" % harness.GUILD_ID, "none")
        self.answers("Channel [none]", "stf")
        self.answers("Channel [none]", "staff")
        shown = self.answers("Switch Message Content on in the portal [y/N]", "")
        self.assertIn("#staff (%s): the bot can't see it until its roles" % STAFF_ID, shown)
        self.answers("Save it [Y/n]", "Channel ID")
        self.answers("Channel [%s]" % STAFF_ID, "7")
        self.assertIn('channel_id = "7"', self.answers("Save it [Y/n]", "scope"))
        self.answers("Scope [bot]", "identify")
        self.answers("Client secret", harness.CLIENT_SECRET, secret=True)
        self.answers("Redirect URI [http://127.0.0.1:23472/callback]", "1")
        shown = self.answers("Save it [Y/n]", "perhaps")
        self.assertIn("  It is registered.\n", shown)
        for key in ("permissions", "guild_id", "channel_id"):
            self.assertNotIn("  %s = " % key, shown)
        self.assertIn("  redirect_uri\n", self.answers("Save it [Y/n]", "<"))
        self.answers("Redirect URI [http://127.0.0.1:23472/callback]", "")
        self.answers("Save it [Y/n]", "y")
        self.answers("Log in now [Y/n]", "n")
        self.ends(0, "made profile 'bot': %s\n" % self.profile_path("bot"))
        self.assertEqual(self.profile_file("bot")["scope"], '"identify"')

    def test_what_the_scope_no_longer_needs(self):
        """It is taken back, and asked for again when the scope needs it again."""
        self.begin("bot", "--scope", "bot", "--permissions", "8", "--guild", harness.GUILD_ID, "--channel", harness.CHANNEL_ID)
        self.answers("Switch Message Content on in the portal [y/N]", "n")
        for secret in ("public", "a-typed-secret"):
            self.answers("Save it [Y/n]", "scope")
            self.answers("Scope [bot]", "identify bot")
            self.answers("Client secret", "" if secret == "public" else secret, secret=True)
            if secret == "public":
                self.answers("Which", secret)
            self.answers("Redirect URI [http://127.0.0.1:23472/callback]", "1")
            self.answers("Save it [Y/n]", "scope")
            self.answers("Scope [identify bot]", "bot")
        shown = self.answers("Save it [Y/n]", "y")
        self.assertNotIn("  public_client =", shown)
        self.answers("Open the bot's invitation now [Y/n]", "n")
        self.ends(0, "made profile 'bot': %s\n" % self.profile_path("bot"))
        self.assertEqual(self.stored("bot"), {"bot_token": harness.BOT_TOKEN})
        done = self.home.run("discred", "token", "bot", prints=True)
        self.assertEqual((done.status, done.stdout), (0, harness.BOT_TOKEN + "\n"))

    def test_a_redirect_that_is_not_registered(self):
        other = "http://127.0.0.1:4711/callback"
        self.begin("--scope", "identify")
        self.answers("Name [sandbox-app]", "")
        self.answers("Client secret", harness.CLIENT_SECRET, secret=True)
        self.answers("Redirect URI [http://127.0.0.1:23472/callback]", other)
        shown = self.asked("Enter looks again, n goes on")
        before = self.box.count("application")
        self.terminal.type("\n")
        self.assertIn("https://discord.com/developers/applications/%s/oauth2\n    %s\n" % (harness.CLIENT_ID, other), shown)
        self.assertEqual(self.asked("Enter looks again, n goes on").count(other), 1)
        self.assertEqual(self.box.count("application"), before + 1)
        self.terminal.type("n\n")
        self.answers("Save it [Y/n]", "n")
        self.ends(75)

    def test_of_identify_alone_only_what_it_needs(self):
        self.start("--api-base", self.box.api)
        for label, answer, secret in (("Name [discord]", "x", False), ("Description [none]", "", False),
                                      ("Client ID", "12", False), ("Scope [bot]", "identify", False),
                                      ("Bot name [DiscordBot]", "", False), ("Bot version [1.0]", "", False),
                                      ("Bot URL [its invitation]", "", False), ("Client secret", "s3cret", True)):
            self.answers(label, answer, secret)
        self.answers("Redirect URI [http://127.0.0.1:23472/callback]", "1")
        self.answers("Redirect URI [http://127.0.0.1:23472/callback]", "http://127.0.0.1:4711/callback")
        shown = self.answers("Save it [Y/n]", "redirect uri")
        self.assertIn("  In the portal, page OAuth2, under Redirects, add exactly this, and save:\n"
                      "    http://127.0.0.1:4711/callback\n", shown)
        self.assertIn('  redirect_uri = "http://127.0.0.1:4711/callback";\n', shown)
        self.answers("Redirect URI [http://127.0.0.1:4711/callback]", "")
        self.answers("Save it [Y/n]", "n")
        self.ends(75)

    def test_a_dead_token(self):
        self.begin(token=token_of(NEW_ID))
        shown = self.answers("Name [discord]", "x")
        self.assertIn("Discord does not know this token: it was reset", shown)
        self.assertIn("The client id %s is taken from the token" % NEW_ID, shown)
        self.answers("Description [none]", "<")
        self.answers("Name [discord]", "<")
        self.answers("Bot token", harness.BOT_TOKEN, secret=True)
        self.assertIn("'Sandbox App'", self.answers("Name [sandbox-app]", "<"))
        self.answers("Bot token", "<", secret=True)
        self.assertIn("This is the first question.", self.answers("Bot token", "", secret=True))
        for label in ("Name [sandbox-app]", "Scope [bot]", "Permissions [1115136]", "Server [Sandbox Server]",
                      "Channel [none]", "Switch Message Content on in the portal [y/N]"):
            self.answers(label, "")
        self.assertIn('client_id = "%s";' % harness.CLIENT_ID, self.answers("Save it [Y/n]", "n"))
        self.ends(75)
        self.nothing_was_made()

    def test_what_discord_does_not_answer_is_asked(self):
        for fault in ("application:*=403", "application:*=429:90", "application:*=delay:8000"):
            with self.subTest(fault=fault):
                self.box.fault(fault)
                self.begin(token=token_of(NEW_ID))
                shown = self.asked("Name [discord]")
                self.assertIn("  Discord can't be asked about it (", shown)
                self.assertIn("The client id %s is taken from the token" % NEW_ID, " ".join(shown.split()))
                self.terminal.type("\x03")
                self.ends(128 + signal.SIGINT)
                harness.http("DELETE", self.box.url + "/sandbox/fault")

    def test_names_that_options_have(self):
        """The token is typed later than the names."""
        self.begin("bot", "--scope", "bot", "--permissions", "8", "--guild", "sandbox server", "--channel", "#LOG")
        shown = self.asked("Switch Message Content on in the portal [y/N]")
        self.assertIn("\n  Sandbox Server (%s)\n" % harness.GUILD_ID, shown)
        self.assertIn("\n  #log (%s)\n" % harness.LOG_CHANNEL_ID, shown)
        self.terminal.type("<\n")
        self.answers("Channel [%s]" % harness.LOG_CHANNEL_ID, "#general")
        self.answers("Switch Message Content on in the portal [y/N]", "n")
        self.answers("Save it [Y/n]", "y")
        self.answers("Open the bot's invitation now [Y/n]", "n")
        self.ends(0, "made profile 'bot': %s\n" % self.profile_path("bot"))
        file = self.profile_file("bot")
        self.assertEqual((file["guild_id"], file["channel_id"]),
                         ('"%s"' % harness.GUILD_ID, '"%s"' % harness.CHANNEL_ID))

    def test_a_name_that_no_server_has(self):
        self.begin("bot", "--scope", "bot", "--permissions", "8", "--guild", "nowhere", "--channel", "log")
        self.assertIn("\n  Nothing here has 'nowhere' in its name.\n", self.asked("Server [Sandbox Server]"))
        self.terminal.type("\n")
        self.assertIn("\n  #log (%s)\n" % harness.LOG_CHANNEL_ID, self.answers(
            "Switch Message Content on in the portal [y/N]", "\x03"))
        self.ends(128 + signal.SIGINT)

    def test_names_without_a_token(self):
        self.begin("--client-id", "12", "--scope", "bot", "--permissions", "8", "--description", "d", "--bot-name", "B",
                   "--bot-version", "1", "--bot-url", "https://example.com/", "--guild", "sandbox server", "--channel",
                   "log", token="")
        self.answers("Name [discord]", "bot")
        shown = self.answers("Server ID [none]", "abc")
        self.assertIn("The server 'sandbox server' can't be looked up by name without the bot token.",
                      " ".join(shown.split()))
        self.assertIn("'guild_id' must be digits only", self.answers("Server ID [none]", "5"))
        self.assertIn("\n  The channel 'log' can't be looked up by name without the bot token.\n",
                      self.answers("Channel ID [none]", "7"))
        self.answers("Save it [Y/n]", "y")
        self.answers("Open the bot's invitation now [Y/n]", "n")
        self.ends(0, "made profile 'bot': %s\n" % self.profile_path("bot"))
        file = self.profile_file("bot")
        self.assertEqual((file["guild_id"], file["channel_id"]), ('"5"', '"7"'))

    def test_lists_that_are_not_to_be_had(self):
        self.box.fault("guilds:*=403")
        self.begin("--scope", "bot", "--permissions", "8")
        self.answers("Name [sandbox-app]", "")
        self.assertIn("The servers of the bot are not to be had (", self.answers("Server ID [none]", "abc"))
        self.assertIn("'guild_id' must be digits only", self.answers("Server ID [none]", harness.GUILD_ID))
        self.assertIn("#general", self.answers("Channel [none]", "<"))
        self.asked("Server ID [%s]" % harness.GUILD_ID)
        self.terminal.type("\x03")
        self.ends(128 + signal.SIGINT)


class Pasted(WizardCase):
    """What stands around a secret that was pasted at the hidden prompt; nothing of it appears."""

    def begin(self, secret):
        self.start("x", "--client-id", "1", "--scope", "identify", "--description", "x", "--bot-name", "B",
                   "--bot-version", "1", "--bot-url", "https://example.com/", "--redirect-uri", "http://127.0.0.1:1/", "--yes")
        self.answers("Client secret", secret, secret=True)

    def makes(self, stored):
        self.ends(0, "made profile 'x': %s\n" % self.profile_path("x"))
        self.assertEqual(self.stored("x"), {"client_secret": stored})
        os.unlink(self.profile_path("x"))

    def test_blanks_are_taken_away(self):
        for text in ("  hunter22", "hunter22 \t", " hunter22 "):
            self.begin(text)
            self.makes("hunter22")

    def test_what_is_asked_about(self):
        for text, question in (('"hunter22"', "It is in quotes: take that away [Y/n]"),
                               ("\ufeffhunter22", "It begins with a byte order mark: take that away [Y/n]")):
            self.begin(text)
            self.answers(question, "")
            self.makes("hunter22")
        self.begin("hunter 22")
        question = "It has blanks or letters that no secret of Discord's has: keep it [y/N]"
        self.answers(question, "")
        self.answers("Client secret", "hunter 23", secret=True)
        self.answers(question, "y")
        self.makes("hunter 23")

    def test_a_bot_token(self):
        self.start(token="DISCORD_TOKEN=a b")
        self.assertIn("is no token", self.answers("Bot token", "Bot " + token_of(NEW_ID), secret=True))
        self.answers("It begins with 'Bot ': take that away [Y/n]", "n")
        self.asked("Bot token", secret=True)
        self.terminal.type("\x03")
        self.ends(128 + signal.SIGINT)


class Scripts(NewCase):
    def new(self, *options, token=harness.BOT_TOKEN, **more):
        return self.home.run("discred", "profile", "new", *options, input=token + "\n", **more)

    def here(self, box, *options, **more):
        return self.new("--from-bot-token-stdin", "--api-base", box.api, "--authorize-url", box.authorize_url, *options, **more)

    def test_all_of_it(self):
        self.home.write("config/discred/stacks/bot.cfg", 'stack = ( { control = "required"; source = "bot"; } );\n')
        with self.sandbox("--no-message-content") as box:
            done = self.here(box, "--guild", "sandbox server", "--channel", "#general", "--allow", "read,post,files",
                             "--stack", "bot", "--message-content")
            self.assertEqual((done.status, done.stdout), (0, "made profile 'sandbox-app': %s\n" %
                                                          self.profile_path("sandbox-app")), done.stderr)
            self.assertIn("discred-profile: the intent Message Content is on\n", done.stderr)
            file = self.profile_file("sandbox-app")
            self.assertEqual((file["guild_id"], file["channel_id"], file["stack"], file["client_id"]),
                             ('"%s"' % harness.GUILD_ID, '"%s"' % harness.CHANNEL_ID, '"bot"', '"%s"' % harness.CLIENT_ID))
            self.assertEqual(file["permissions"], '"VIEW_CHANNEL + SEND_MESSAGES + ATTACH_FILES + READ_MESSAGE_HISTORY"')
            self.assertEqual(self.stored("sandbox-app"), {"bot_token": harness.BOT_TOKEN})

    def test_places_that_there_are_not(self):
        with self.sandbox() as box:
            done = self.here(box, "--guild", "nowhere")
            self.assertEqual((done.status, done.stderr), (
                64, "discred-profile: there is no server 'nowhere'; there are 'Sandbox Server' (%s)\n" % harness.GUILD_ID))
            done = self.here(box, "--guild", harness.GUILD_ID, "--channel", "lo")
            self.assertEqual(done.status, 64)
            self.assertIn("there is no channel 'lo'; there are '#general'", done.stderr)
            done = self.here(box, "--channel", "log")
            self.assertEqual((done.status, done.stderr),
                             (64, "discred-profile: the channel 'log' is looked up in a server; name it with --guild\n"))
            self.nothing_was_made()
            done = self.here(box, "--channel", "https://discord.com/channels/1/2", "mine")
            self.assertEqual((done.status, self.profile_file("mine")["guild_id"], self.profile_file("mine")["channel_id"]),
                             (0, '"1"', '"2"'))

    def test_a_redirect_that_is_not_registered_is_told(self):
        with self.sandbox() as box:
            done = self.new("--from-bot-token-stdin", "--client-secret-stdin", "--scope", "identify", "--api-base", box.api,
                            "--redirect-uri", "http://127.0.0.1:1/cb", token="a-client-secret\n" + harness.BOT_TOKEN)
            self.assertEqual(done.status, 0, done.stderr)
            self.assertIn("discred-profile: warning: redirect URI 'http://127.0.0.1:1/cb' is not registered: add exactly this at "
                          "https://discord.com/developers/applications/%s/oauth2\n" % harness.CLIENT_ID, done.stderr)

    def test_the_client_id(self):
        with self.sandbox() as box:
            self.assertEqual(self.new("bot", "--bot-token-stdin", "--api-base", box.api).status, 0)
            self.assertEqual(self.profile_file("bot")["client_id"], '"%s"' % harness.CLIENT_ID)
            self.assertEqual(box.count("application"), 1)
            self.assertEqual(self.new("given", "--bot-token-stdin", "--api-base", box.api, "--client-id", "12").status, 0)
            self.assertEqual(box.count("application"), 1)

    def test_the_client_id_without_the_network(self):
        for user, comment in ((NEW_ID, "# from the bot token; not confirmed\n"),
                              (OLD_ID, "# from the bot token; not confirmed: an application of before 2017 may have\n"
                               "# another id than its bot\n")):
            done = self.new("bot", "--bot-token-stdin", "--api-base", NOWHERE, token=token_of(user))
            self.assertEqual(done.status, 0, done.stderr)
            self.assertIn("discred-profile: client_id %s is taken from the bot token, not confirmed by Discord: " % user,
                          done.stderr)
            with open(self.profile_path("bot"), encoding="utf-8") as file:
                self.assertIn('# the application\'s id\n%sclient_id = "%s";\n' % (comment, user), file.read())
            os.unlink(self.profile_path("bot"))
        done = self.new("bot", "--bot-token-stdin", "--api-base", NOWHERE, token="no.id.inside")
        self.assertEqual(done.status, 64)
        self.assertIn("a new profile needs --client-id", done.stderr)

    def test_names_are_left_out_without_the_network(self):
        done = self.new("bot", "--from-bot-token-stdin", "--api-base", NOWHERE, "--guild", "x", "--channel", "y",
                        token=token_of(NEW_ID))
        self.assertEqual(done.status, 0, done.stderr)
        self.assertIn("the server 'x' can't be looked up (", done.stderr)
        self.assertEqual(set(self.profile_file("bot")), {"client_id", "bot_token", "api_base"})

    def test_what_discord_does_not_answer_is_asked_once(self):
        """Later questions depend on the first: a slow Discord costs its five seconds only once."""
        options = ("--guild", "x", "--channel", "y", "--message-content")
        with self.sandbox() as box:
            for number, (fault, why) in enumerate((("403", "answered 403: Forbidden"), ("429:60", "being rate limited"),
                                                   ("delay:600000", "Discord did not answer in 5 s"))):
                with self.subTest(fault):
                    before = box.requests()["requests"]
                    box.fault("application:+1=" + fault)
                    name = "bot%d" % number
                    done = self.new(name, "--from-bot-token-stdin", "--api-base", box.api, *options, token=token_of(NEW_ID))
                    box.clear_faults()
                    self.assertEqual((done.status, self.profile_file(name)["client_id"]), (0, '"%s"' % NEW_ID), done.stderr)
                    for said in ("client_id %s is taken from the bot token, not confirmed by Discord: " % NEW_ID,
                                 "the server 'x' can't be looked up (", "Message Content could not be switched on ("):
                        self.assertRegex(done.stderr, re.escape(said) + ".*" + why)
                    after = box.requests()["requests"]
                    self.assertEqual({name: after[name] - before[name] for name in after if after[name] > before[name]},
                                     {"application": 1})

    def test_a_token_that_discord_does_not_know(self):
        with self.sandbox() as box:
            done = self.here(box, "--guild", "x", "bot", token=token_of(NEW_ID))
            self.assertEqual((done.status, self.profile_file("bot")["client_id"]), (0, '"%s"' % NEW_ID))
            self.assertIn("discred-profile: warning: Discord does not know the bot token: it was reset, or is another "
                          "application's\n", done.stderr)
            self.assertTrue(done.stderr.endswith("discred-profile: next: 'discred profile set-secret bot bot_token' takes "
                                                 "another bot token\n"), done.stderr)
            self.assertEqual(box.count("application"), 1)

    def test_a_secret_as_an_argument(self):
        done = self.home.run("discred", "profile", "new", "x", "--client-secret", "hunter22")
        self.assertEqual((done.status, done.stderr), (
            64, "discred-profile: option '--client-secret': what was given is now in the shell's history, and others could "
            "see it in the list of processes; reset it in the portal, and pipe the new one to --client-secret-stdin\n"))
        self.assertEqual(self.home.run("discred", "profile", "new", "x", "--bot-token=a.b.c").status, 64)


class Pages(NewCase):
    def test_servers_come_in_pages(self):
        """A bot in 450 servers; the last of them is picked by name."""
        asked = []

        class Discord(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                if self.path.startswith("/users/@me/guilds"):
                    after = int(self.path.rpartition("after=")[2])
                    answer = [{"id": str(i), "name": "Server %d" % i} for i in range(after + 1, 451)][:200]
                else:
                    answer = {"id": "7", "name": "Many"}
                body = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        with HTTPServer(("127.0.0.1", 0), Discord) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            done = self.home.run("discred", "profile", "new", "--from-bot-token-stdin", "--guild", "Server 450",
                                 "--api-base", "http://127.0.0.1:%d" % server.server_port, input=harness.BOT_TOKEN)
            server.shutdown()
            thread.join()
        self.assertEqual((done.status, self.profile_file("many")["guild_id"]), (0, '"450"'), done.stderr)
        self.assertEqual([path for path in asked if "guilds" in path],
                         ["/users/@me/guilds?limit=200&after=%d" % after for after in (0, 200, 400)])


if __name__ == "__main__":
    harness.main()
