"""discred auth check: what is said of a credential that works, and of each way in which one does not."""

import json
import os

import harness
import terminal
from authcase import AuthCase

BOT = '"%s"' % harness.BOT_TOKEN
BOT_ID = "1190000000000000011"
QUIET_CHANNEL_ID = "1190000000000000104"
NAMES = ["profile", "token", "application", "scope", "expiry", "user", "bot", "portal", "redirect",
         "grant", "intents", "eligible", "channel", "permissions", "messages"]
PORTAL = ("portal", "redirect", "grant", "intents", "eligible")
ALONE = "Discord serves channels to bots alone, and the profile has no bot_token"
AGAIN = "try again: the token is not used any more, and 'discred token reader' gets a new one"


class CheckCase(AuthCase):
    SETTINGS = {"scope": '"identify guilds"', "bot_token": BOT, "channel_id": '"%s"' % harness.CHANNEL_ID,
                "guild_id": '"%s"' % harness.GUILD_ID}

    def profile(self, **settings):
        self.home.profile("reader", self.box.profile_text(self.redirect, **{**self.SETTINGS, **settings}))

    def check(self, status=0):
        """{name: (result, text)}, after a look at the whole answer."""
        done = self.home.run("discred", "auth", "check", "--json", "reader")
        self.assertEqual(done.status, status, done.stdout + done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual((answer["profile"], answer["ok"]), ("reader", status == 0))
        self.assertEqual([check["name"] for check in answer["checks"]], NAMES)
        failed = [check["name"] for check in answer["checks"] if check["result"] == "failed"]
        if failed:
            self.assertIn("discred-auth: profile 'reader': failed: %s; " % ", ".join(failed), done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1)
        else:
            self.assertEqual(done.stderr, "")
        self.answer = {check["name"]: check for check in answer["checks"]}
        return {check["name"]: (check["result"], check["text"]) for check in answer["checks"]}

    def hint(self, name):
        return self.answer[name]["hint"]

    def host(self):
        return "127.0.0.1:%d" % self.box.port


class Good(CheckCase):
    def test_everything(self):
        self.logged_in()
        checks = self.check()
        self.assertRegex(checks.pop("expiry")[1], r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \(in 7 days\)\Z")
        self.assertEqual(checks, {
            "profile": ("ok", os.path.join(self.home.config, "discred/profiles/reader.cfg")),
            "token": ("ok", "Bearer, from source 'cache'"),
            "application": ("ok", "Sandbox App (%s)" % harness.CLIENT_ID),
            "scope": ("ok", "identify guilds"),
            "user": ("ok", "sandbox_user (%s)" % harness.USER_ID),
            "bot": ("ok", "Sandbox App (%s)" % BOT_ID),
            "portal": ("ok", "Sandbox App (%s)" % harness.CLIENT_ID),
            "redirect": ("ok", "'%s' is registered" % self.redirect),
            "grant": ("ok", "none is required to add the bot"),
            "intents": ("ok", "Message Content"),
            "eligible": ("ok", "all scopes of the profile are open to the application"),
            "channel": ("ok", "general, text channel in server %s" % harness.GUILD_ID),
            "permissions": ("ok", "VIEW_CHANNEL, READ_MESSAGE_HISTORY, CONNECT"),
            "messages": ("ok", "the last one is by sandbox_user"),
        })
        self.assertEqual(self.answer["permissions"]["missing"], [])
        counts = self.box.requests()["requests"]
        self.assertEqual([counts[name] for name in ("users", "channel", "messages", "guild", "member")], [1] * 5)
        self.assertEqual(counts["me"], 2, "the login's is one of them")

    def test_as_text(self):
        self.logged_in()
        done = self.home.run("discred", "auth", "check", "reader")
        self.assertEqual((done.status, done.stderr), (0, ""))
        lines = done.stdout.split("\n")
        self.assertEqual((lines[0], lines[2], lines[14]), (
            "reader", "  token       ok      Bearer, from source 'cache'",
            "  permissions ok      VIEW_CHANNEL, READ_MESSAGE_HISTORY, CONNECT"))
        self.assertEqual(len(lines), 17)

    def test_only_a_bearer_token(self):
        self.profile(bot_token=None)
        self.logged_in()
        checks = self.check()
        self.assertEqual(checks["bot"], ("skipped", "the profile has no bot_token"))
        for name in ("channel", "permissions", "messages"):
            self.assertEqual(checks[name], ("skipped", ALONE))
        for name in PORTAL:
            self.assertEqual(checks[name], ("skipped", "Discord shows an application to its bot alone, and the profile has no "
                                            "bot_token"))

    def test_only_a_bot(self):
        self.profile(scope='"bot"', client_secret=None)
        checks = self.check()
        self.assertEqual(checks["token"], ("ok", "Bot, from source 'bot'"))
        for name in ("application", "scope", "expiry", "user"):
            self.assertEqual(checks[name], ("skipped", "Discord tells it of a user's token, and this is a bot's"))
        self.assertEqual(checks["messages"][0], "ok")

    def test_a_bots_token_from_the_stack(self):
        self.profile(bot_token=None, stack='( { control = "required"; source = "env"; variable = "A_BOT"; type = "Bot"; } )')
        done = self.home.run("discred", "auth", "check", "reader", A_BOT=harness.BOT_TOKEN)
        self.assertEqual((done.status, done.stderr), (0, ""), done.stdout)
        self.assertIn("  token       ok      Bot, from source 'env'\n  application skipped Discord tells it of a user's token, "
                      "and this is a bot's\n", done.stdout)
        self.assertIn("  messages    ok      the last one is by sandbox_user\n", done.stdout)

    def test_without_a_channel(self):
        self.profile(channel_id=None)
        self.logged_in()
        for name in ("channel", "permissions", "messages"):
            self.assertEqual(self.check()[name], ("skipped", "the profile names no channel_id"))

    def test_without_identify(self):
        self.profile(scope='"guilds"')
        self.logged_in()
        self.assertEqual(self.check()["user"], ("skipped", "Discord names the user only with the scope identify"))

    def test_a_voice_channel(self):
        self.profile(channel_id='"%s"' % harness.VOICE_CHANNEL_ID)
        self.logged_in()
        self.assertEqual(self.check()["channel"],
                         ("ok", "Lounge, voice channel in server %s" % harness.GUILD_ID))


class Portal(CheckCase):
    """What the portal says of the application, and what can be switched from here."""

    def start(self, *options):
        self.box.stop()
        self.box = self.sandbox("--redirect-uri", self.redirect, *options)
        self.profile()
        self.logged_in()

    def test_a_bot_token_of_another_application(self):
        self.logged_in()
        self.profile(bot_token='"%s"' % harness.PUBLIC_BOT_TOKEN)
        checks = self.check(78)
        self.assertEqual(checks["portal"], ("failed", "bot_token is of application '%s' (Sandbox Public App), client_id is '%s'"
                                            % (harness.PUBLIC_CLIENT_ID, harness.CLIENT_ID)))
        self.assertEqual(self.hint("portal"), "run 'discred auth check --fix reader', or give the bot_token of '%s'"
                         % harness.CLIENT_ID)
        for name in PORTAL[1:]:
            self.assertEqual(checks[name], ("skipped", "is for the application of client_id"))

    def test_a_redirect_that_is_not_registered(self):
        self.logged_in()
        other = self.redirect + "/"
        text = self.box.profile_text(None, **self.SETTINGS)
        self.home.profile("reader", text + 'redirect_uri = "%s";\n' % other)
        self.assertEqual(self.check(78)["redirect"], ("failed", "'%s' is not registered (only '%s' is)" % (other, self.redirect)))
        self.assertEqual(self.hint("redirect"), "register it, exactly so, at the server that '%s' is of, or change redirect_uri"
                         % self.box.authorize_url)
        self.home.profile("reader", text + 'redirect_uri = [ "%s", "%s" ];\n' % (other, self.redirect))
        self.assertEqual(self.check()["redirect"][0], "warning")

    def test_a_code_grant_that_an_invitation_is_not(self):
        self.start("--code-grant")
        self.assertEqual(self.check()["grant"], ("ok", "one is required to add the bot, and a login makes it"))
        self.profile(scope='"bot"', client_secret=None)
        checks = self.check(78)
        self.assertEqual(checks["grant"], ("failed", "the application requires a code grant: an invitation does not add the bot"))
        self.assertEqual(checks["redirect"], ("skipped", "nothing comes back from an invitation"))

    def test_a_scope_that_is_not_open(self):
        self.logged_in()
        self.profile(scope='"identify rpc"')
        self.assertEqual(self.check(66)["eligible"], ("failed", "scope 'rpc' is not open to the application"))

    def test_an_application_that_cannot_be_had(self):
        self.logged_in()
        self.box.fault("application:*=403")
        checks = self.check()
        self.assertEqual(checks["portal"], ("skipped", "'%s' answered 403: Forbidden" % self.host()))
        for name in PORTAL[1:]:
            self.assertEqual(checks[name], ("skipped", "needs the application"))
        self.assertEqual(checks["channel"][0], "ok")


class Fix(CheckCase):
    def setUp(self):
        super().setUp()
        self.box.stop()
        self.box = self.sandbox("--redirect-uri", self.redirect, "--no-message-content")
        self.profile()
        self.logged_in()

    def run_fix(self, typed, *options):
        person = terminal.Terminal(self.home, "discred", "auth", "check", "--fix", *options, "reader")
        self.addCleanup(person.stop)
        if typed:
            person.wait_for(r"gets messages without what they say\.\nSwitch it on \[y/N\]: ")
            person.type(typed)
        status = person.finish()
        return status, person.out

    def test_what_is_off_is_told(self):
        checks = self.check(77)
        self.assertEqual(checks["intents"], ("warning", "Message Content is off: what others write comes without its text, unless "
                                             "they mention the bot"))
        self.assertTrue(self.hint("intents").startswith("'discred auth check --fix reader' switches it on, or do so at "))

    def test_after_asking(self):
        status, out = self.run_fix("n\n")
        self.assertIn("Message Content is off, and stays off\n", out)
        self.assertEqual((status, self.box.count("change")), (77, 0))
        status, out = self.run_fix("y\n")
        self.assertIn("  intents     ok      Message Content was switched on\n", out)
        self.assertEqual((status, self.box.count("change")), (0, 1))
        status, out = self.run_fix("")
        self.assertEqual((status, self.box.count("change")), (0, 1), "there is nothing left to switch")

    def test_without_a_person(self):
        done = self.home.run("discred", "auth", "check", "--fix", "reader")
        self.assertEqual(done.status, 77)
        self.assertIn("  intents     warning Message Content is off: nobody can be asked; say --yes to do it without being "
                      "asked\n", done.stdout)
        done = self.home.run("discred", "auth", "check", "--fix", "--yes", "reader")
        self.assertEqual((done.status, done.stderr), (0, ""), done.stdout)
        self.assertIn("  intents     ok      Message Content was switched on\n", done.stdout)

    def test_discord_refuses(self):
        self.box.fault("change:*=403")
        done = self.home.run("discred", "auth", "check", "--fix", "--yes", "reader")
        self.assertEqual(done.status, 77)
        self.assertIn("  intents     failed  Message Content: '%s' answered 403: Forbidden" % self.host(), done.stdout)

    def test_yes_alone(self):
        done = self.home.run("discred", "auth", "check", "--yes", "reader")
        self.assertEqual((done.status, done.stderr), (64, "discred-auth: option '--yes' goes with '--fix'; see --help\n"))


class UserSide(CheckCase):
    def failed(self, name, status, text):
        checks = self.check(status)
        self.assertEqual(checks[name], ("failed", text))
        return checks

    def test_nobody_logged_in(self):
        checks = self.failed("token", 66, "profile 'reader': no token (cache: no token is stored, refresh: no grant is "
                                          "stored)")
        self.assertEqual(self.hint("token"), "run 'discred auth login reader'")
        self.assertEqual(checks["application"], ("skipped", "needs a token of the user's"))
        self.assertEqual(checks["messages"][0], "ok")
        self.assertEqual(self.box.count("me"), 0)

    def test_a_token_that_was_ended(self):
        self.logged_in()
        self.box.end_grants()
        checks = self.failed("application", 77, "'%s' answered 401: Unauthorized" % self.host())
        self.assertEqual(self.hint("application"), AGAIN)
        for name in ("scope", "expiry", "user"):
            self.assertEqual(checks[name], ("skipped", "needs Discord's answer about the token"))
        self.assertEqual(self.box.count("me"), 2, "the login's is one of them")

    def test_code_40001(self):
        self.logged_in()
        self.box.fault("me:*=unauthorized")
        self.failed("application", 77, "'%s' answered 400: Unauthorized (code 40001)" % self.host())
        self.assertEqual((self.hint("application"), self.box.count("me")), (AGAIN, 2))

    def test_a_token_of_another_application(self):
        self.logged_in()
        self.change("token", client_id=harness.PUBLIC_CLIENT_ID)
        self.profile(client_id='"%s"' % harness.PUBLIC_CLIENT_ID, client_secret=None, public_client="true")
        self.failed("application", 78, "the token is of application '%s', client_id is '%s'"
                    % (harness.CLIENT_ID, harness.PUBLIC_CLIENT_ID))

    def test_a_scope_that_was_not_granted(self):
        self.logged_in()
        self.change("token", scope_asked="identify guilds email")
        self.profile(scope='"identify guilds email"')
        self.failed("scope", 77, "granted is 'identify guilds', missing is 'email'")
        self.assertEqual(self.hint("scope"), "run 'discred auth login reader'")

    def test_discord_cannot_be_reached(self):
        self.logged_in()
        self.box.stop()
        checks = self.check(75)
        self.assertEqual([name for name in NAMES if checks[name][0] == "failed"], ["application", "bot"])

    def test_an_answer_of_somebody_else(self):
        self.logged_in()
        self.box.fault("me:*=garbage")
        self.failed("application", 75, "'%s' answered something that is not from the API" % self.host())


class BotSide(CheckCase):
    def setUp(self):
        super().setUp()
        self.logged_in()

    def failed(self, name, status, text, **settings):
        if settings:
            self.profile(**settings)
        checks = self.check(status)
        self.assertEqual(checks[name], ("failed", text))
        return checks

    def test_a_wrong_bot_token(self):
        self.home.plant("a-wrong-bot-token")
        checks = self.failed("bot", 77, "'%s' answered 401: Unauthorized" % self.host(), bot_token='"a-wrong-bot-token"')
        self.assertEqual(checks["channel"], ("skipped", "needs a bot that Discord knows"))
        self.assertEqual((self.box.count("users"), self.box.count("channel")), (1, 0))

    def test_where_a_refused_bot_token_is_kept(self):
        self.home.plant("a-wrong-bot-token")
        path = self.home.write("token", "a-wrong-bot-token\n")
        command = self.home.write("bin/vault", "#!/bin/sh\necho a-wrong-bot-token\n", 0o700)
        self.home.run("discred", "profile", "set-secret", "reader", "bot_token", input="a-wrong-bot-token\n")
        for reference, hint in (('{ stored = true; }', "store the right one with 'discred profile set-secret reader bot_token'"),
                                ('{ file = "%s"; }' % path, "put the right bot_token into '%s'" % path),
                                ('{ command = [ "%s" ]; }' % command, "put the right bot_token where '%s' gets it" % command)):
            self.profile(bot_token=reference)
            done = self.home.run("discred", "auth", "check", "--json", "reader")
            found = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
            self.assertEqual((found["bot"]["result"], found["bot"]["hint"]), ("failed", hint))

    def test_a_bot_token_that_cannot_be_had(self):
        checks = self.failed("bot", 78, "profile 'reader': bot_token: the environment variable 'NOT_THERE' is not set",
                             bot_token='{ env = "NOT_THERE" }')
        self.assertEqual(checks["channel"], ("skipped", "needs the bot's token"))

    def test_a_channel_that_there_is_not(self):
        checks = self.failed("channel", 66, "'%s' answered 404: Unknown Channel (code 10003)" % self.host(),
                             channel_id='"5"')
        self.assertEqual(self.hint("channel"), "correct channel_id '5'")
        self.assertEqual(checks["messages"], ("skipped", "needs the channel"))

    def test_a_channel_of_a_server_without_the_bot(self):
        self.failed("channel", 77, "'%s' answered 403: Missing Access (code 50001)" % self.host(),
                    channel_id='"%s"' % harness.SECOND_CHANNEL_ID)
        self.assertEqual(self.hint("channel"), "add the bot to the server, and give it VIEW_CHANNEL there")

    def test_a_channel_of_another_server(self):
        self.failed("channel", 78, "'general' is in server %s, guild_id is '%s'"
                    % (harness.GUILD_ID, harness.SECOND_GUILD_ID), guild_id='"%s"' % harness.SECOND_GUILD_ID)

    def test_permissions_that_no_role_grants(self):
        self.failed("permissions", 77, "SEND_MESSAGES is missing (granted by no role), MANAGE_MESSAGES is missing "
                                       "(granted by no role)", permissions='[ "VIEW_CHANNEL", "SEND_MESSAGES", '
                                                                           '"MANAGE_MESSAGES" ]')
        self.assertEqual(self.answer["permissions"]["missing"], [
            {"name": "SEND_MESSAGES", "reason": "granted by no role"},
            {"name": "MANAGE_MESSAGES", "reason": "granted by no role"}])

    def test_an_overwrite_that_takes_the_history(self):
        checks = self.failed("permissions", 77, "READ_MESSAGE_HISTORY is missing (denied by the overwrite of @everyone)",
                             channel_id='"%s"' % QUIET_CHANNEL_ID)
        self.assertEqual(checks["messages"], (
            "failed", "Discord answers an empty list, without an error, since READ_MESSAGE_HISTORY is missing"))
        self.assertEqual(self.hint("messages"), "give the bot READ_MESSAGE_HISTORY in the channel")

    def test_an_empty_list_says_as_much_as_is_known(self):
        """When the permissions can't be computed, the channel's last message tells."""
        self.box.fault("guild:*=403")
        checks = self.failed("permissions", 77, "server %s: '%s' answered 403: Forbidden" % (harness.GUILD_ID, self.host()),
                             channel_id='"%s"' % QUIET_CHANNEL_ID)
        self.assertEqual(checks["messages"], ("failed", "Discord answers an empty list although there are messages: "
                                                        "READ_MESSAGE_HISTORY is missing"))

    def test_a_member_that_cannot_be_asked_for(self):
        self.box.fault("member:*=404")
        self.failed("permissions", 66, "member %s: '%s' answered 404: Not Found" % (BOT_ID, self.host()))

    def test_messages_that_may_not_be_read(self):
        self.box.fault("messages:*=403")
        self.failed("messages", 77, "'%s' answered 403: Forbidden" % self.host())


class Content(CheckCase):
    OPTIONS = ("--no-message-content",)

    def test_the_intent_is_missing(self):
        self.logged_in()
        self.assertEqual(self.check(77)["messages"], (
            "failed", "the last message came back without its content: the bot lacks the Message Content intent"))
        self.assertEqual(self.hint("messages"), "switch on Message Content on the Developer Portal's Bot page")

    def test_its_own_messages_say_nothing(self):
        self.profile(scope='"identify guilds bot"', permissions='"1117184"')
        self.login(DISCRED_BROWSER=self.home.browser(guild=harness.GUILD_ID))
        done = self.home.run("discred", "api", "reader", "/channels/{channel_id}/messages", "-f", "content=mine")
        self.assertEqual(done.status, 0, done.stderr)
        self.assertEqual(self.check()["messages"], ("ok", "the last one is by Sandbox App"))


class Empty(CheckCase):
    SETTINGS = {**CheckCase.SETTINGS, "scope": '"identify bot"', "guild_id": '"%s"' % harness.SECOND_GUILD_ID,
                "channel_id": '"1190000000000000202"'}

    def test_a_channel_without_messages(self):
        self.login(DISCRED_BROWSER=self.home.browser(guild=harness.SECOND_GUILD_ID))
        self.assertEqual(self.check()["messages"], ("ok", "the channel has no messages"))


class Usage(CheckCase):
    def test_a_profile_that_is_wrong(self):
        self.home.profile("reader", "client_id = 5;\n")
        done = self.home.run("discred", "auth", "check", "--json", "reader")
        self.assertEqual(done.status, 78)
        checks = json.loads(done.stdout)["checks"]
        self.assertEqual([check["result"] for check in checks], ["failed"] + ["skipped"] * 14)
        self.assertEqual(checks[1]["text"], "needs the profile")
        self.assertEqual(self.home.run("discred", "auth", "check", "nobody").status, 66)

    def test_words(self):
        self.assertEqual(self.home.run("discred", "auth", "check", "reader", "x").status, 64)
        done = self.home.run("discred", "auth", "check", "--help")
        self.assertEqual((done.status, done.stdout.split("\n")[0]),
                         (0, "usage: discred auth check [OPTIONS] [PROFILE]"))


class ClientId(harness.Case):
    """That of a profile whose bot token is another application's."""

    def setUp(self):
        super().setUp()
        self.box = self.sandbox()
        self.path = self.home.profile("x", '# mine\nscope = "bot"; # stays\n\n# the application\'s id\n# from the bot token; not '
                                      'confirmed: an application of before 2017 may have\n# another id than its bot\nclient_id '
                                      '= "1190000000000000011";\nbot_token = %s;\napi_base = "%s";\n' % (BOT, self.box.api))

    def text(self):
        with open(self.path, encoding="utf-8") as file:
            return file.read()

    def test_is_compared(self):
        before = self.text()
        done = self.home.run("discred", "auth", "check", "x")
        self.assertEqual(done.status, 78, done.stdout)
        self.assertIn("  portal      failed  bot_token is of application '%s' (Sandbox App), client_id is '%s'; run 'discred "
                      "auth check --fix x', or give the bot_token of '%s'\n" % (harness.CLIENT_ID, BOT_ID, BOT_ID),
                      done.stdout)
        done = self.home.run("discred", "auth", "check", "--fix", "x")
        self.assertIn("  portal      failed  bot_token is of application '%s' (Sandbox App), client_id is '%s': nobody can be "
                      "asked; say --yes to do it without being asked\n" % (harness.CLIENT_ID, BOT_ID), done.stdout)
        self.assertEqual(self.text(), before)

    def test_is_corrected_after_asking(self):
        before = self.text()
        for answer, status in (("n", 78), ("y", 0)):
            screen = terminal.Terminal(self.home, "discred", "auth", "check", "--fix", "x")
            self.addCleanup(screen.stop)
            screen.wait_for(r"client_id of profile 'x' is '%s', its bot_token is of application '%s'\.\s+"
                            r"Correct client_id \[y/N\]: \Z" % (BOT_ID, harness.CLIENT_ID))
            self.assertEqual(self.text(), before)
            screen.type(answer + "\n")
            self.assertEqual(screen.finish(), status, screen.text())
        self.assertIn("  portal      ok      client_id was '%s' and is '%s' now\n" % (BOT_ID, harness.CLIENT_ID), screen.out)
        self.assertEqual(self.text(), '# mine\nscope = "bot"; # stays\n\n# the application\'s id\nclient_id = "%s";\n'
                         'bot_token = %s;\napi_base = "%s";\n' % (harness.CLIENT_ID, BOT, self.box.api))
        self.assertEqual(self.home.run("discred", "auth", "check", "x").status, 0)

    def test_what_discord_does_not_say_is_no_mistake(self):
        self.box.fault("application:*=403")
        self.assertEqual(self.home.run("discred", "auth", "check", "x").status, 0)


if __name__ == "__main__":
    harness.main()
