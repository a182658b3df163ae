"""discred auth login: what Discord is asked, what is stored, and what is said at the end."""

import os
import stat
import time
import unittest
import urllib.parse

import authcase
import harness

USER = "logged in to profile 'reader' as sandbox_user (%s)\n" % harness.USER_ID
NAMELESS = "logged in to profile 'reader'\n"
BASE64URL_32 = r"^[A-Za-z0-9_-]{43}$"


class AuthorizeUrl(authcase.AuthCase):
    def asked(self):
        """The parameters of the authorize URL; each is there once."""
        self.logged_in()
        url = self.home.visits()[-1]["urls"][1]
        self.assertTrue(url.startswith(self.box.authorize_url + "?"), url)
        pairs = urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query, keep_blank_values=True, strict_parsing=True)
        self.assertEqual(len(pairs), len(dict(pairs)))
        asked = dict(pairs)
        self.assertRegex(asked.pop("state"), BASE64URL_32)
        return asked

    def expect(self, **more):
        """What every login asks for, and `more`."""
        asked = self.asked()
        if "code_challenge" in asked:
            self.assertRegex(asked.pop("code_challenge"), BASE64URL_32)
            more["code_challenge_method"] = "S256"
        client = harness.PUBLIC_CLIENT_ID if self.PUBLIC else harness.CLIENT_ID
        self.assertEqual(asked, {"client_id": client, "response_type": "code", "redirect_uri": self.redirect, **more})

    def test_one_scope(self):
        self.expect(scope="identify", code_challenge_method="S256")

    def test_several_scopes(self):
        self.change_profile(scope='[ "identify", "guilds" ]')
        self.expect(scope="identify guilds", code_challenge_method="S256")

    def test_a_bot_with_a_server(self):
        self.change_profile(scope='"bot identify"', permissions='"68608"', guild_id='"%s"' % harness.SECOND_GUILD_ID)
        self.expect(scope="bot identify", code_challenge_method="S256", permissions="68608",
                    guild_id=harness.SECOND_GUILD_ID)

    def test_a_bot_with_the_default_permissions(self):
        self.change_profile(scope='"bot identify"')
        self.expect(scope="bot identify", code_challenge_method="S256", permissions="1115136")

    def test_permissions_and_server_belong_to_bots(self):
        self.change_profile(permissions='"68608"', guild_id='"%s"' % harness.GUILD_ID)
        self.expect(scope="identify", code_challenge_method="S256")

    def test_the_bot_of_a_confidential_client_gets_tokens(self):
        self.change_profile(scope='"bot"')
        self.expect(scope="bot", code_challenge_method="S256", permissions="1115136")
        self.assertEqual(self.stored("token")["scope"], "bot")

    def test_role_connections_go_without_pkce(self):
        self.change_profile(scope='"identify role_connections.write"')
        self.expect(scope="identify role_connections.write")

    def test_parameters_of_ones_own(self):
        self.change_profile(authorize_url='"%s?prompt=consent"' % self.box.authorize_url)
        self.expect(scope="identify", code_challenge_method="S256", prompt="consent")

    def test_every_login_has_values_of_its_own(self):
        self.logged_in()
        self.logged_in()
        visits = self.home.visits(count=2)
        queries = [dict(urllib.parse.parse_qsl(visit["urls"][1])) for visit in visits]
        for name in ("state", "code_challenge"):
            self.assertNotEqual(queries[0][name], queries[1][name])
        self.assertNotEqual(visits[0]["given"], visits[1]["given"])

    def test_the_browser_is_given_the_start_address_only(self):
        self.logged_in()
        given = self.home.visits()[0]["given"]
        self.assertRegex(given, r"^http://%s/start/[A-Za-z0-9_-]{43}$" % urllib.parse.urlsplit(self.redirect).netloc)


class AuthorizeUrlPublic(AuthorizeUrl):
    PUBLIC = True

    # Refused: see test_login_refused.
    test_role_connections_go_without_pkce = None


class Stored(authcase.AuthCase):
    def test_the_records(self):
        before = int(time.time())
        self.logged_in()
        after = int(time.time())
        grant = self.stored("grant")
        token = self.stored("token")
        self.assertRegex(grant.pop("refresh_token"), r"^[A-Za-z0-9_-]{40}$")
        self.assertRegex(token.pop("access_token"), r"^[A-Za-z0-9_-]{40}$")
        self.assertTrue(before <= int(grant.pop("obtained")) <= after)
        issued = int(token.pop("issued"))
        self.assertTrue(before <= issued <= after)
        both = {"client_id": harness.CLIENT_ID, "api_base": self.box.api, "scope_asked": "identify",
                "scope": "identify"}
        self.assertEqual(grant, {**both, "redirect_uri": self.redirect, "counter": "0", "replaces": "none"})
        self.assertEqual(token, {**both, "token_type": "Bearer", "expires": str(issued + 604800)})
        self.assertIsNone(self.stored("extra"))

    def test_nothing_else_is_stored(self):
        self.logged_in()
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock"])
        self.assertEqual(os.listdir(os.path.join(self.home.runtime, "discred")), ["reader.token"])
        self.assertEqual(os.path.getsize(self.path("lock")), 0)

    def test_modes(self):
        self.change_profile(scope='"bot webhook.incoming"')
        old = os.umask(0)
        try:
            self.logged_in()
        finally:
            os.umask(old)
        for slot in ("grant", "token", "extra", "lock"):
            mode = os.stat(self.path(slot)).st_mode
            self.assertTrue(stat.S_ISREG(mode))
            self.assertEqual(stat.S_IMODE(mode), 0o600, slot)
        for top in (self.home.state, self.home.runtime):
            self.assertEqual(stat.S_IMODE(os.stat(os.path.join(top, "discred")).st_mode), 0o700)

    def test_guild_and_webhook_are_kept(self):
        self.change_profile(scope='"bot webhook.incoming"')
        self.logged_in()
        self.assertEqual(sorted(self.stored("extra")), ["guild", "webhook"])
        self.assertEqual(self.status()["guild_id"], harness.GUILD_ID)

    def test_they_go_with_a_login_that_brings_none(self):
        self.change_profile(scope='"bot"')
        self.logged_in()
        self.assertEqual(list(self.stored("extra")), ["guild"])
        self.change_profile(scope='"identify"')
        self.logged_in()
        self.assertIsNone(self.stored("extra"))

    def test_a_second_login_replaces_the_first(self):
        self.logged_in()
        first = self.stored("grant"), self.stored("token")
        self.logged_in()
        second = self.stored("grant"), self.stored("token")
        self.assertNotEqual(second[0]["refresh_token"], first[0]["refresh_token"])
        self.assertNotEqual(second[1]["access_token"], first[1]["access_token"])
        self.assertEqual(second[0]["replaces"], "%(client_id)s/%(obtained)s/%(counter)s" % first[0])
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock"])

    def test_a_login_forgets_an_earlier_failure(self):
        self.logged_in()
        self.expire()
        self.box.fault("token:+1=503")
        self.assertEqual(self.home.run("discred", "token", "reader").status, 75)
        self.assertGreater(os.path.getsize(self.path("lock")), 0)
        self.logged_in()
        self.assertEqual(os.path.getsize(self.path("lock")), 0)

    def test_a_login_of_another_client_replaces_the_grant(self):
        self.logged_in()
        self.home.profile("reader", self.box.profile_text(self.redirect, True))
        self.logged_in()
        self.assertEqual(self.stored("grant")["client_id"], harness.PUBLIC_CLIENT_ID)
        self.assertEqual(self.token().status, 0)

    def test_a_damaged_grant_is_replaced(self):
        self.logged_in()
        self.home.write("state/discred/reader.grant", "not a record\n")
        self.logged_in()
        self.assertEqual(self.stored("grant")["replaces"], "none")


class StoredLong(authcase.AuthCase):
    OPTIONS = ("--token-length", "30000")

    def test_tokens_of_kilobytes(self):
        self.logged_in()
        self.assertEqual(len(self.stored("grant")["refresh_token"]), 30000)
        self.assertEqual(len(self.stored("token")["access_token"]), 30000)


class LastLine(authcase.AuthCase):
    def ends(self, stdout):
        done = self.login()
        self.assertEqual((done.status, done.stdout, self.complaints(done)), (0, stdout, ""))

    def test_names_the_user(self):
        self.ends(USER)
        self.assertEqual(self.box.count("me"), 1)

    def test_nobody_without_identify(self):
        self.change_profile(scope='"guilds"')
        self.ends(NAMELESS)

    def test_nobody_when_discord_does_not_say(self):
        for fault in ("503", "html", "garbage", "refuse", "cut", "429:3"):
            with self.subTest(fault):
                self.box.fault("me:+*=" + fault)
                asked = self.box.count("me")
                self.ends(NAMELESS)
                self.assertEqual(self.box.count("me") - asked, 1)
                self.box.clear_faults()

    def test_the_page(self):
        self.logged_in()
        visit = self.home.visits()[0]
        self.assertEqual(visit["status"], 200)
        self.assertIn("<h1>Logged in</h1>\n<p>Profile &#39;reader&#39; is logged in as sandbox_user (%s).</p>\n"
                      "<p>You can close this page and return to the terminal.</p>"
                      % harness.USER_ID, visit["page"])

    def test_the_user_agent_is_the_profiles(self):
        self.change_profile(bot_name='"Reader"', bot_version='"2.1"', bot_url='"https://example.org/reader"')
        self.logged_in()
        self.assertEqual(self.box.requests()["user_agent"], "DiscordBot (https://example.org/reader, 2.1) Reader/2.1")


if __name__ == "__main__":
    unittest.main(verbosity=2)
