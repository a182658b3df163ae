"""The sandbox's authorization endpoint: what it refuses, the consent page, the way back."""

import re
import urllib.parse

import harness
from harness import http as ask
from sandboxcase import BOT, CHALLENGE, REDIRECT, SandboxCase


class Authorize(SandboxCase):
    def refused(self, error, description, **params):
        where = self.location(self.authorize(**params))
        self.assertEqual(where, {"error": error, "error_description": description, "state": "st/a te",
                                 "iss": self.server.url})

    def error_page(self, text, **params):
        reply = self.authorize(**params)
        self.assertEqual((reply.status, reply.headers["Location"]), (400, None))
        self.assertIn("<p>%s</p>" % text, reply.text())

    def test_the_page(self):
        reply = self.authorize(scope="identify guilds")
        page = reply.text()
        for text in ("Sandbox App wants to access your account", "<code>identify</code>", "<code>guilds</code>",
                     "<code>" + REDIRECT + "</code>", "Authorize</button>", "Cancel</button>"):
            self.assertIn(text, page)
        self.assertNotIn("<select", page)
        self.assertNotIn("<script", page)
        self.assertIsNone(re.search(r"(?:src|href)=", page))
        style = re.search(r'<style nonce="([A-Za-z0-9_-]{22})">', page).group(1)
        self.assertEqual(reply.headers["Content-Security-Policy"],
                         "default-src 'none'; style-src 'nonce-%s'; base-uri 'none'; frame-ancestors 'none'; "
                         "form-action 'self' http:" % style)
        self.assertEqual(reply.headers["Cache-Control"], "no-store")
        self.assertEqual(reply.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(reply.headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(reply.headers["Content-Type"], "text/html; charset=utf-8")

    def test_an_unknown_client_gets_a_page_and_no_redirect(self):
        for client_id in ("1", "", "x", None):
            self.error_page("There is no application with this client_id.", client_id=client_id)

    def test_an_unregistered_redirect_gets_a_page_and_no_redirect(self):
        for uri in (REDIRECT + "/", REDIRECT + "?", "http://localhost:23472/callback",
                    "http://127.0.0.1:23473/callback", "HTTP://127.0.0.1:23472/callback", "https://evil.example/"):
            self.error_page("This redirect_uri is not registered for the application. Discord compares it byte by "
                            "byte: port, path and trailing slash count.", redirect_uri=uri)

    def test_what_was_sent_stands_beside_what_is_registered(self):
        page = self.authorize(redirect_uri=REDIRECT + "/<&>").text()
        self.assertIn("<h2>What was sent</h2>\n<ul><li><code>%s/&lt;&amp;&gt;</code></li></ul>\n"
                      "<h2>What is registered</h2>\n<ul>\n<li><code>%s</code></li>\n" % (REDIRECT, REDIRECT), page)

    def test_without_redirect_uri_the_first_registered_is_used(self):
        self.assertIn("code", self.consent(redirect_uri=None))

    def test_scopes(self):
        unknown = "The requested scope is invalid, unknown, or malformed"
        self.refused("invalid_scope", unknown, scope="identify nonsense")
        self.refused("invalid_scope", unknown, scope="identify,guilds")
        self.refused("invalid_scope", "No scope was asked for", scope="")
        self.refused("invalid_scope", "No scope was asked for", scope=None)
        self.refused("invalid_scope", "The requested scope is only available to approved partners",
                     scope="identify rpc")

    def test_response_type(self):
        self.refused("invalid_request", 'Missing "response_type"', response_type=None)
        self.refused("unsupported_response_type", "The sandbox supports the response type code only",
                     response_type="token")

    def test_pkce_parameters(self):
        self.refused("invalid_request", 'Unsupported "code_challenge_method"', code_challenge=CHALLENGE)
        self.refused("invalid_request", 'Unsupported "code_challenge_method"', code_challenge=CHALLENGE,
                     code_challenge_method="plain")
        for challenge in ("", "x", CHALLENGE + "A", CHALLENGE[:-1] + "=", CHALLENGE[:-1] + "+"):
            self.refused("invalid_request", 'Invalid "code_challenge"', code_challenge=challenge,
                         code_challenge_method="S256")

    def test_role_connections_write_refuses_pkce(self):
        text = "role_connections.write works neither with PKCE nor for a public client"
        self.refused("invalid_scope", text, scope="role_connections.write", code_challenge=CHALLENGE,
                     code_challenge_method="S256")
        self.refused("invalid_scope", text, scope="identify role_connections.write", client_id=harness.PUBLIC_CLIENT_ID)
        self.assertEqual(self.login(scope="role_connections.write")["scope"], "role_connections.write")

    def test_a_public_client_needs_pkce(self):
        self.refused("invalid_request", 'Missing "code_challenge"', client_id=harness.PUBLIC_CLIENT_ID)

    def test_a_parameter_twice_gets_a_page(self):
        for name, value in (("state", "a"), ("client_id", harness.CLIENT_ID), ("redirect_uri", REDIRECT)):
            query = urllib.parse.urlencode([("client_id", harness.CLIENT_ID), ("redirect_uri", REDIRECT),
                                            ("response_type", "code"), ("scope", "identify"), ("state", "a"),
                                            (name, value)])
            reply = ask("GET", self.server.authorize_url + "?" + query)
            self.assertEqual((reply.status, reply.headers["Location"]), (400, None))
            self.assertIn("<p>Invalid &quot;%s&quot;</p>" % name, reply.text())

    def test_success(self):
        where = self.consent()
        self.assertRegex(where.pop("code"), r"\A[A-Za-z0-9_-]{32}\Z")
        self.assertEqual(where, {"state": "st/a te", "iss": self.server.url})

    def test_without_state_none_comes_back(self):
        where = self.consent(state=None)
        self.assertEqual(sorted(where), ["code", "iss"])

    def test_cancel(self):
        self.assertEqual(self.consent("cancel"), {
            "error": "access_denied",
            "error_description": "The resource owner or authorization server denied the request",
            "state": "st/a te",
            "iss": self.server.url,
        })

    def test_a_nonce_works_once(self):
        nonce = self.nonce(self.authorize())
        self.assertEqual(self.press(nonce).status, 303)
        for used in (nonce, "x" * 32, ""):
            reply = self.press(used)
            self.assertEqual((reply.status, reply.headers["Location"]), (400, None))
            self.assertIn("This page is used up", reply.text())

    def test_a_nonce_ends_after_ten_minutes(self):
        nonce = self.nonce(self.authorize())
        self.server.advance(600)
        self.assertEqual(self.press(nonce).status, 400)

    def test_a_choice_that_is_none(self):
        self.assertEqual(self.press(self.nonce(self.authorize()), "perhaps").status, 400)

    def test_prompt_none_skips_only_what_was_authorized(self):
        self.assertEqual(self.authorize(prompt="none").status, 200)
        self.login(scope="identify guilds")
        self.assertIn("code", self.location(self.authorize(prompt="none")))
        self.assertEqual(self.authorize().status, 200)
        self.assertEqual(self.authorize(prompt="consent").status, 200)
        self.assertEqual(self.authorize(prompt="none", scope="identify email").status, 200)
        self.assertEqual(self.authorize(prompt="none", scope="identify bot").status, 200)
        self.refused("invalid_request", 'Invalid "prompt"', prompt="login")
        self.server.end_grants()
        self.assertEqual(self.authorize(prompt="none").status, 200)


class Escaping(SandboxCase):
    options = ("--redirect-uri", 'http://127.0.0.1:1/<b>"&\'', "--redirect-uri", "https://app.example/cb?a=1")

    def test_a_registered_uri_is_escaped_in_pages(self):
        page = self.authorize(redirect_uri='http://127.0.0.1:1/<b>"&\'').text()
        self.assertIn("<code>http://127.0.0.1:1/&lt;b&gt;&quot;&amp;&#39;</code>", page)
        self.assertIn("&lt;b&gt;", ask("GET", self.server.url + "/").text())

    def test_a_query_in_the_redirect_is_kept(self):
        reply = self.press(self.nonce(self.authorize(redirect_uri="https://app.example/cb?a=1")), "cancel")
        self.assertTrue(reply.headers["Location"].startswith("https://app.example/cb?a=1&error=access_denied&"))

    def test_the_form_may_lead_to_https(self):
        policy = self.authorize(redirect_uri="https://app.example/cb?a=1").headers["Content-Security-Policy"]
        self.assertTrue(policy.endswith("; form-action 'self' https:"))


class Bot(SandboxCase):
    def test_servers_and_permissions_are_shown(self):
        page = self.authorize(scope="bot identify", permissions="140737489469440",
                              guild_id=harness.SECOND_GUILD_ID).text()
        self.assertIn('<option value="%s">Sandbox Server</option>' % harness.GUILD_ID, page)
        self.assertIn('<option value="%s" selected>Second Server</option>' % harness.SECOND_GUILD_ID, page)
        for name in ("CONNECT", "MANAGE_MESSAGES", "UNKNOWN_BIT_47"):
            self.assertEqual("<code>%s</code>" % name in page, name != "MANAGE_MESSAGES")
        self.assertNotIn("VIEW_CHANNEL", page)

    def test_two_factor_is_marked(self):
        page = self.authorize(scope="bot identify", permissions="8192").text()
        self.assertIn('<code>MANAGE_MESSAGES</code><em class="tag">needs two-factor</em>', page)

    def test_no_permissions(self):
        self.assertIn("Nothing: no permissions were asked for.", self.authorize(scope="bot identify").text())

    def test_the_redirect_names_server_and_permissions(self):
        where = self.consent(scope="bot identify", permissions="1115136", press={"guild_id": harness.SECOND_GUILD_ID})
        self.assertEqual((where["guild_id"], where["permissions"]), (harness.SECOND_GUILD_ID, "1115136"))

    def test_large_permissions_survive(self):
        where = self.consent(scope="bot identify", permissions="18446744073709551615",
                             press={"guild_id": harness.GUILD_ID})
        self.assertEqual(where["permissions"], "18446744073709551615")

    def test_an_unknown_server_is_refused(self):
        for fields in ({}, {"guild_id": "1"}, {"guild_id": harness.CHANNEL_ID}):
            nonce = self.nonce(self.authorize(scope="bot identify"))
            self.assertEqual(self.press(nonce, **fields).status, 400)

    def test_a_fixed_server(self):
        params = {"scope": "bot identify", "guild_id": harness.GUILD_ID, "disable_guild_select": "true"}
        reply = self.authorize(**params)
        self.assertIn('<select id="guild_id" name="guild_id" disabled>', reply.text())
        where = self.location(self.press(self.nonce(reply), guild_id=harness.SECOND_GUILD_ID))
        self.assertEqual(where["guild_id"], harness.GUILD_ID)

    def test_wrong_parameters(self):
        for name, value in (("permissions", "-1"), ("permissions", "0x10"), ("permissions", "18446744073709551616"),
                            ("guild_id", "x"), ("disable_guild_select", "maybe")):
            where = self.location(self.authorize(scope="bot identify", **{name: value}))
            self.assertEqual((where["error"], where["error_description"]), ("invalid_request", 'Invalid "%s"' % name))
        where = self.location(self.authorize(scope="bot identify", disable_guild_select="1"))
        self.assertEqual(where["error_description"], '"disable_guild_select" needs a "guild_id" of a server')

    def test_an_invitation_ends_without_a_code(self):
        reply = self.authorize(scope="bot applications.commands", response_type=None, redirect_uri=None, state=None,
                               permissions="1024")
        self.assertIn("Sandbox App wants to join a server", reply.text())
        self.assertNotIn("Either way you will be taken to", reply.text())
        reply = self.press(self.nonce(reply), guild_id=harness.SECOND_GUILD_ID)
        self.assertEqual((reply.status, reply.headers["Location"]), (200, None))
        self.assertIn("Sandbox App was added to Second Server.", reply.text())
        self.assertEqual(self.get("/channels/" + harness.SECOND_CHANNEL_ID, BOT).status, 200)

    def test_an_invitation_can_be_cancelled_and_refused(self):
        invitation = {"scope": "bot", "response_type": None, "redirect_uri": None, "state": None}
        reply = self.press(self.nonce(self.authorize(**invitation)), "cancel")
        self.assertEqual((reply.status, reply.headers["Location"]), (200, None))
        self.assertIn("Nothing was added", reply.text())
        reply = self.authorize(permissions="x", **invitation)
        self.assertEqual((reply.status, reply.headers["Location"]), (400, None))

    def test_bot_with_response_type_is_a_code_grant(self):
        token = self.login(scope="bot", permissions="1115136", press={"guild_id": harness.GUILD_ID})
        self.assertEqual(token["scope"], "bot")
        self.assertEqual((token["guild"]["id"], token["guild"]["name"]), (harness.GUILD_ID, "Sandbox Server"))
        self.assertEqual(token["guild"]["owner_id"], harness.USER_ID)
        self.assertEqual(token["guild"]["roles"][1]["permissions"], 1115136)
        self.assertEqual(token["guild"]["roles"][1]["permissions_new"], "1115136")

    def test_webhook(self):
        reply = self.authorize(scope="webhook.incoming")
        self.assertIn('<select id="channel_id" name="channel_id">', reply.text())
        self.assertNotIn(harness.VOICE_CHANNEL_ID, reply.text())
        choice = {"channel_id": harness.SECOND_CHANNEL_ID}
        first, second = (self.login(scope="webhook.incoming", press=choice)["webhook"] for _ in range(2))
        self.assertEqual((first["type"], first["channel_id"], first["guild_id"], first["application_id"]),
                         (1, harness.SECOND_CHANNEL_ID, harness.SECOND_GUILD_ID, harness.CLIENT_ID))
        self.assertEqual(first["url"], "%s/api/webhooks/%s/%s" % (self.server.url, first["id"], first["token"]))
        self.assertNotEqual(first["token"], second["token"])
        self.assertNotEqual(first["id"], second["id"])
        self.webhook_answers(first)
        for channel in ("1", harness.VOICE_CHANNEL_ID):
            nonce = self.nonce(self.authorize(scope="webhook.incoming"))
            self.assertEqual(self.press(nonce, channel_id=channel).status, 400)


    def webhook_answers(self, webhook):
        """Its address needs no Authorization, in any version of the API; nothing else opens it."""
        shown = {name: value for name, value in webhook.items() if name != "url"}
        for url in (webhook["url"], webhook["url"].replace("/api/", "/api/v10/")):
            reply = harness.http("GET", url)
            self.assertEqual((reply.status, reply.json()), (200, shown))
            self.assertIn("X-RateLimit-Remaining", reply.headers)
        for url, answer in ((webhook["url"] + "x", (401, 50027)), (webhook["url"][:-1], (401, 50027)),
                            (webhook["url"].replace(webhook["id"], "1"), (404, 10015)),
                            (webhook["url"].replace(webhook["id"], "x"), (400, 50035))):
            reply = harness.http("GET", url)
            self.assertEqual((reply.status, reply.json()["code"]), answer)
        self.assertEqual(harness.http("POST", webhook["url"], "{}").status, 405)
        self.assertEqual(harness.http("GET", webhook["url"] + "/more").status, 404)


class Approve(SandboxCase):
    options = ("--approve",)

    def test_the_redirect_comes_at_once(self):
        where = self.location(self.authorize())
        self.assertEqual(self.exchange(where["code"]).status, 200)

    def test_the_preselected_server_is_taken(self):
        for asked, got in ((None, harness.GUILD_ID), (harness.SECOND_GUILD_ID, harness.SECOND_GUILD_ID)):
            where = self.location(self.authorize(scope="bot webhook.incoming", guild_id=asked))
            self.assertEqual(where["guild_id"], got)

    def test_rules_hold_all_the_same(self):
        self.assertEqual(self.location(self.authorize(scope="nonsense"))["error"], "invalid_scope")


if __name__ == "__main__":
    harness.main()
