"""The sandbox's API: servers, roles, members, posted messages, and what a bot may not see."""

import json

import harness
from harness import http as ask
from sandboxcase import BOT, SandboxCase, UNAUTHORIZED, bearer

BOT_ID = "1190000000000000011"
ROLE_ID = "1190000000000000012"
QUIET_CHANNEL_ID = "1190000000000000104"
ALL = "8866461766385663"


class Guild(SandboxCase):
    def test_a_guild(self):
        guild = self.get("/guilds/" + harness.GUILD_ID, BOT).json()
        self.assertEqual((guild["id"], guild["name"], guild["owner_id"]),
                         (harness.GUILD_ID, "Sandbox Server", harness.USER_ID))
        self.assertEqual([(role["id"], role["name"], role["permissions"]) for role in guild["roles"]],
                         [(harness.GUILD_ID, "@everyone", "0"), (ROLE_ID, "Sandbox App", "1115136"),
                          ("1190000000000000022", "Sandbox Public App", "1115136")])
        self.assertEqual(self.get("/guilds/%s/roles" % harness.GUILD_ID, BOT).json(), guild["roles"])

    def test_members(self):
        member = self.get("/guilds/%s/members/%s" % (harness.GUILD_ID, BOT_ID), BOT).json()
        self.assertEqual((member["user"]["id"], member["user"]["bot"], member["roles"]), (BOT_ID, True, [ROLE_ID]))
        self.assertIsNone(member["communication_disabled_until"])
        member = self.get("/guilds/%s/members/%s" % (harness.GUILD_ID, harness.USER_ID), BOT).json()
        self.assertEqual((member["user"]["id"], member["roles"]), (harness.USER_ID, []))
        self.assert_error(self.get("/guilds/%s/members/5" % harness.GUILD_ID, BOT), 404,
                          {"message": "Unknown Member", "code": 10007})
        self.assertEqual(self.get("/guilds/%s/members/x" % harness.GUILD_ID, BOT).json()["errors"]["user_id"], {
            "_errors": [{"code": "NUMBER_TYPE_COERCE", "message": 'Value "x" is not snowflake.'}]})

    def test_who_is_not_in_it_knows_nothing_of_it(self):
        token = bearer(self.login(scope="identify guilds")["access_token"])
        for path in ("", "/roles", "/members/" + BOT_ID):
            self.assert_error(self.get("/guilds/" + harness.GUILD_ID + path, token), 401, UNAUTHORIZED)
            for guild in ("5", harness.SECOND_GUILD_ID):
                self.assert_error(self.get("/guilds/" + guild + path, BOT), 404,
                                  {"message": "Unknown Guild", "code": 10004})
            self.assertEqual(self.get("/guilds/x" + path, BOT).json()["code"], 50035)


class Guilds(SandboxCase):
    options = ("--guilds", "450")

    def setUp(self):
        super().setUp()
        self.user = bearer(self.login(scope="identify guilds")["access_token"])

    def ids(self, query=""):
        reply = self.get("/users/@me/guilds" + query, self.user)
        self.assertEqual(reply.status, 200, reply.body)
        return [int(guild["id"]) for guild in reply.json()]

    def test_pages(self):
        first = self.ids()
        self.assertEqual((len(first), first[0]), (200, int(harness.GUILD_ID)))
        second = self.ids("?after=%d" % first[-1])
        third = self.ids("?after=%d&limit=200" % second[-1])
        self.assertEqual((len(second), len(third)), (200, 50))
        everything = first + second + third
        self.assertEqual(everything, sorted(set(everything)))
        self.assertEqual(self.ids("?before=%d&limit=3" % second[0]), first[-3:])
        self.assertEqual(self.ids("?after=%d" % third[-1]), [])
        for query in ("?limit=201", "?limit=0", "?after=x", "?after=1&before=2"):
            self.assertEqual(self.get("/users/@me/guilds" + query, self.user).status, 400, query)

    def test_an_item(self):
        guild = self.get("/users/@me/guilds?limit=1", self.user).json()[0]
        self.assertEqual((guild["name"], guild["owner"], guild["permissions"]), ("Sandbox Server", True, ALL))

    def test_a_bot_has_its_own(self):
        self.assertEqual([guild["id"] for guild in self.get("/users/@me/guilds", BOT).json()], [harness.GUILD_ID])

    def test_the_scope_is_needed(self):
        token = bearer(self.login(scope="identify")["access_token"])
        self.assert_error(self.get("/users/@me/guilds", token), 403,
                          {"message": "Missing required OAuth2 scope", "code": 50026})


class Posts(SandboxCase):
    SENDING = "1117184"

    def send(self, body, channel=harness.CHANNEL_ID, content_type="application/json"):
        if not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        return ask("POST", self.server.api + "/channels/%s/messages" % channel, body,
                   {**BOT, "Content-Type": content_type})

    def allow(self):
        self.consent(scope="identify bot", permissions=self.SENDING, press={"guild_id": harness.GUILD_ID})

    def test_without_the_permission(self):
        self.assert_error(self.send({"content": "x"}), 403, {"message": "Missing Permissions", "code": 50013})
        token = bearer(self.login()["access_token"])
        self.assertEqual(ask("POST", self.server.api + "/channels/%s/messages" % harness.CHANNEL_ID, "{}",
                             {**token, "Content-Type": "application/json"}).status, 401)

    def test_a_message(self):
        self.allow()
        sent = self.send({"content": "h\u00e9llo\n\u001b[31m"}).json()
        self.assertEqual((sent["content"], sent["author"]["id"]), ("h\u00e9llo\n\u001b[31m", BOT_ID))
        path = "/channels/%s" % harness.CHANNEL_ID
        listed = self.get(path + "/messages", BOT).json()
        self.assertEqual((len(listed), listed[0]), (13, sent))
        self.assertGreater(int(sent["id"]), int(listed[1]["id"]))
        self.assertEqual(self.get(path, BOT).json()["last_message_id"], sent["id"])

    def test_what_is_no_message(self):
        self.allow()
        for body in ({}, {"content": ""}, {"content": " \n"}, {"content": None}):
            self.assert_error(self.send(body), 400, {"message": "Cannot send an empty message", "code": 50006})
        for body in ("", "{", "[]", "\"x\""):
            self.assertEqual(self.send(body).json()["code"], 50109, body)
        self.assertEqual(self.send({"content": "x"}, content_type="text/plain").json()["code"], 50109)
        self.assertEqual(self.send({"content": 5}).json()["code"], 50035)
        self.assertEqual(self.send({"content": "\u00e9" * 2001}).json()["code"], 50035)
        self.assertEqual(self.send({"content": "\u00e9" * 2000}).status, 200)


class Quiet(SandboxCase):
    def test_an_overwrite_takes_the_history_away(self):
        channel = self.get("/channels/" + QUIET_CHANNEL_ID, BOT).json()
        self.assertEqual(channel["permission_overwrites"],
                         [{"id": harness.GUILD_ID, "type": 0, "allow": "0", "deny": "65536"}])
        self.assertIsNotNone(channel["last_message_id"])
        self.assertEqual(self.get("/channels/%s/messages" % QUIET_CHANNEL_ID, BOT).json(), [])

    def test_without_the_intent_there_is_no_content(self):
        self.server = self.sandbox("--no-message-content")
        messages = self.get("/channels/%s/messages" % harness.CHANNEL_ID, BOT).json()
        self.assertEqual({message["content"] for message in messages}, {""})


class Limits(SandboxCase):
    options = ("--rate-limit", "2/100000")

    def test_each_channel_has_its_own(self):
        path = "/channels/%s/messages"
        replies = [self.get(path % harness.CHANNEL_ID, BOT) for _ in range(3)]
        self.assertEqual([reply.status for reply in replies], [200, 200, 429])
        self.assertEqual([reply.headers["X-RateLimit-Remaining"] for reply in replies], ["1", "0", "0"])
        self.assertEqual({reply.headers["X-RateLimit-Bucket"] for reply in replies}, {"sandbox-messages"})
        self.assertEqual(self.get(path % harness.LOG_CHANNEL_ID, BOT).status, 200)
        self.assertEqual(self.get("/users/@me", BOT).status, 200)
        self.server.advance(100000)
        self.assertEqual(self.get(path % harness.CHANNEL_ID, BOT).status, 200)

    def test_the_global_limit(self):
        self.server.fault("users:1=429-global:1.5", "me:1=unauthorized")
        reply = self.get("/users/@me", BOT)
        self.assertEqual((reply.status, reply.json()["global"], reply.headers["X-RateLimit-Global"],
                          reply.headers["Retry-After"], reply.headers["X-RateLimit-Bucket"]),
                         (429, True, "true", "2", None))
        self.assert_error(self.get("/oauth2/@me"), 400, {"message": "Unauthorized", "code": 40001})

    def test_what_is_no_limit(self):
        for text in ("", "5", "5/", "/5", "0/1", "1/0", "-1/2", "1/2/3", "1/2 ", "99999999999999/1"):
            done = self.home.run("discred", "sandbox", "--rate-limit", text)
            self.assertEqual((done.status, done.stdout, done.stderr), (
                64, "", "discred-sandbox: option '--rate-limit': '%s' is not of the form N/SECONDS; see --help\n" % text))


if __name__ == "__main__":
    harness.main()
