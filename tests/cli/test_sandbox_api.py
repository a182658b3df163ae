"""The sandbox's API: who is asking, channels, messages, rate limits."""

import email.utils
import time

import harness
from sandboxcase import BOT, SandboxCase, UNAUTHORIZED, bearer


class Me(SandboxCase):
    def test_oauth2_me(self):
        before = int(time.time())
        me = self.get("/oauth2/@me", bearer(self.login(scope="identify guilds")["access_token"])).json()
        self.assertEqual(me["scopes"], ["identify", "guilds"])
        self.assertEqual((me["application"]["id"], me["application"]["name"]), (harness.CLIENT_ID, "Sandbox App"))
        self.assertEqual((me["user"]["id"], me["user"]["username"]), (harness.USER_ID, "sandbox_user"))
        self.assertRegex(me["expires"], r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000\+00:00\Z")
        expires = time.strptime(me["expires"][:19] + " UTC", "%Y-%m-%dT%H:%M:%S %Z")
        self.assertIn(int(time.mktime(expires)) - time.timezone - before - 604800, range(0, 60))

    def test_without_identify_there_is_no_user(self):
        token = self.login(scope="guilds")["access_token"]
        self.assertNotIn("user", self.get("/oauth2/@me", bearer(token)).json())
        self.assert_error(self.get("/users/@me", bearer(token)), 403,
                          {"message": "Missing required OAuth2 scope", "code": 50026})

    def test_users_me(self):
        user = self.get("/users/@me", bearer(self.login()["access_token"])).json()
        self.assertEqual((user["id"], user["username"], user["global_name"], user["premium_type"]),
                         (harness.USER_ID, "sandbox_user", "Sandbox User", 0))
        self.assertNotIn("email", user)
        user = self.get("/users/@me", bearer(self.login(scope="identify email")["access_token"])).json()
        self.assertEqual((user["email"], user["verified"]), ("sandbox.user@example.org", True))

    def test_a_bot(self):
        user = self.get("/users/@me", BOT).json()
        self.assertEqual((user["username"], user["bot"]), ("Sandbox App", True))
        self.assert_error(self.get("/oauth2/@me", BOT), 401, UNAUTHORIZED)

    def test_who_is_nobody(self):
        refresh = self.login()["refresh_token"]
        for headers in ({}, bearer(""), bearer("x"), bearer(refresh), {"Authorization": "Bot x"},
                        {"Authorization": harness.BOT_TOKEN}, bearer(harness.BOT_TOKEN)):
            for path in ("/oauth2/@me", "/users/@me"):
                self.assert_error(self.get(path, headers), 401, UNAUTHORIZED)

    def test_the_scheme_may_have_any_case(self):
        self.assertEqual(self.get("/users/@me", {"Authorization": "bOT " + harness.BOT_TOKEN}).status, 200)


class Channels(SandboxCase):
    def messages(self, query="", channel=harness.LOG_CHANNEL_ID):
        return self.get("/channels/%s/messages%s" % (channel, query), BOT)

    def contents(self, query="", channel=harness.LOG_CHANNEL_ID):
        reply = self.messages(query, channel)
        self.assertEqual(reply.status, 200, reply.body)
        return [message["content"] for message in reply.json()]

    def numbers(self, high, low):
        return ["Message %d in log" % number for number in range(high, low - 1, -1)]

    def test_a_channel(self):
        channel = self.get("/channels/" + harness.CHANNEL_ID, BOT).json()
        self.assertEqual((channel["id"], channel["type"], channel["name"], channel["guild_id"], channel["topic"]),
                         (harness.CHANNEL_ID, 0, "general", harness.GUILD_ID, "Where everybody says hello"))
        last = self.messages("?limit=1", harness.CHANNEL_ID).json()[0]
        self.assertEqual(channel["last_message_id"], last["id"])
        voice = self.get("/channels/" + harness.VOICE_CHANNEL_ID, BOT).json()
        self.assertEqual((voice["type"], voice["topic"], voice["bitrate"]), (2, None, 64000))

    def test_bearer_is_refused(self):
        token = bearer(self.login(scope="identify messages.read")["access_token"])
        for headers in (token, {}, {"Authorization": "Bot x"}, bearer(harness.BOT_TOKEN)):
            for path in ("", "/messages"):
                self.assert_error(self.get("/channels/" + harness.CHANNEL_ID + path, headers), 401, UNAUTHORIZED)

    def test_errors(self):
        for path in ("", "/messages"):
            self.assert_error(self.get("/channels/1" + path, BOT), 404, {"message": "Unknown Channel", "code": 10003})
            self.assert_error(self.get("/channels/abc" + path, BOT), 400, {
                "message": "Invalid Form Body", "code": 50035,
                "errors": {"channel_id": {"_errors": [
                    {"code": "NUMBER_TYPE_COERCE", "message": 'Value "abc" is not snowflake.'}]}}})
            self.assert_error(self.get("/channels/" + harness.SECOND_CHANNEL_ID + path, BOT), 403,
                              {"message": "Missing Access", "code": 50001})
        self.assertEqual(self.get("/channels/" + "1" * 300, BOT).status, 400)
        self.assertEqual(self.get("/channels//messages", BOT).status, 404)

    def test_a_message(self):
        message = self.messages("?limit=1", harness.CHANNEL_ID).json()[0]
        self.assertEqual((message["content"], message["channel_id"], message["author"]["id"], message["type"]),
                         ("Message 12 in general", harness.CHANNEL_ID, harness.USER_ID, 0))
        seconds = ((int(message["id"]) >> 22) + 1420070400000) // 1000
        self.assertEqual(message["timestamp"],
                         time.strftime("%Y-%m-%dT%H:%M:%S.000000+00:00", time.gmtime(seconds)))

    def test_limit(self):
        self.assertEqual(self.contents(), self.numbers(250, 201))
        self.assertEqual(self.contents("?limit=100"), self.numbers(250, 151))
        self.assertEqual(self.contents("?limit=1"), ["Message 250 in log"])
        self.assertEqual(len(self.contents(channel=harness.CHANNEL_ID)), 12)
        for limit, code in (("0", "NUMBER_TYPE_MIN"), ("101", "NUMBER_TYPE_MAX"), ("x", "NUMBER_TYPE_COERCE"),
                            ("-1", "NUMBER_TYPE_COERCE")):
            reply = self.messages("?limit=" + limit)
            self.assertEqual((reply.status, reply.json()["code"]), (400, 50035))
            self.assertEqual(reply.json()["errors"]["limit"]["_errors"][0]["code"], code)

    def test_before_after_around(self):
        ids = [message["id"] for message in self.messages("?limit=100").json()]  # 250 to 151
        self.assertEqual(self.contents("?limit=3&before=" + ids[10]), self.numbers(239, 237))
        self.assertEqual(self.contents("?limit=3&before=%d" % (int(ids[10]) + 1)), self.numbers(240, 238))
        self.assertEqual(self.contents("?limit=3&after=" + ids[10]), self.numbers(243, 241))
        self.assertEqual(self.contents("?limit=3&after=%d" % (int(ids[10]) - 1)), self.numbers(242, 240))
        self.assertEqual(self.contents("?limit=3&around=" + ids[10]), self.numbers(241, 239))
        self.assertEqual(self.contents("?after=" + ids[0]), [])
        self.assertEqual(self.contents("?limit=2&after=0"), ["Is this the real Discord?",
                                                             "Hello, and welcome to the sandbox"])
        self.assertEqual(self.contents("?before=0"), [])
        self.assertEqual(self.contents("?after=18446744073709551615"), [])
        for query in ("?before=1&after=1", "?before=x", "?before=1&before=2", "?around=%00"):
            reply = self.messages(query)
            self.assertEqual((reply.status, reply.json()["code"]), (400, 50035))

    def test_paging_reads_every_message_once(self):
        seen, query = [], "?limit=100"
        while page := self.messages(query).json():
            seen += [message["id"] for message in page]
            query = "?limit=100&before=" + seen[-1]
        self.assertEqual((len(seen), len(set(seen))), (250, 250))

    def rejoin(self, permissions, guild=harness.GUILD_ID):
        self.consent(scope="bot", permissions=str(permissions), press={"guild_id": guild})

    def test_permissions_are_those_of_the_last_authorization(self):
        voice = "/channels/" + harness.VOICE_CHANNEL_ID
        self.assertEqual(len(self.contents(channel=harness.VOICE_CHANNEL_ID)), 2)
        self.rejoin(1024)
        self.assertEqual(self.contents(), [])  # no READ_MESSAGE_HISTORY
        self.assertEqual(self.get(voice, BOT).status, 200)
        self.assert_error(self.get(voice + "/messages", BOT), 403, {"message": "Missing Access", "code": 50001})
        self.rejoin(65536)
        self.assert_error(self.messages(), 403, {"message": "Missing Access", "code": 50001})  # no VIEW_CHANNEL
        self.rejoin(8)
        self.assertEqual(len(self.contents()), 50)  # ADMINISTRATOR

    def test_a_bot_joins_by_authorization(self):
        self.rejoin(1115136, harness.SECOND_GUILD_ID)
        self.assertEqual(len(self.contents(channel=harness.SECOND_CHANNEL_ID)), 5)
        other = {"Authorization": "Bot " + harness.PUBLIC_BOT_TOKEN}
        self.assertEqual(self.get("/channels/" + harness.SECOND_CHANNEL_ID, other).status, 403)


class RateLimit(SandboxCase):
    options = ("--rate-limit", "3/100000")  # longer than any test

    def test_headers(self):
        for left in (2, 1):
            reply = self.get("/users/@me", BOT)
            self.assertEqual((reply.headers["X-RateLimit-Limit"], reply.headers["X-RateLimit-Remaining"]),
                             ("3", str(left)))
            self.assertRegex(reply.headers["X-RateLimit-Reset"], r"\A\d+\.\d{3}\Z")
            self.assertRegex(reply.headers["X-RateLimit-Reset-After"], r"\A\d+\.\d{3}\Z")
            self.assertEqual(reply.headers["X-RateLimit-Bucket"], "sandbox-users")
        self.assertEqual(self.get("/channels/1", BOT).headers["X-RateLimit-Remaining"], "2")

    def test_without_an_option(self):
        self.server = self.sandbox()
        headers = self.get("/users/@me", BOT).headers
        self.assertEqual([headers["X-RateLimit-" + name] for name in ("Limit", "Remaining", "Reset-After")],
                         ["1000", "999", "10.000"])

    def test_the_gateway_asks_for_no_token(self):
        reply = self.get("/gateway")
        self.assertEqual((reply.status, reply.json()), (200, {"url": "ws://127.0.0.1:%d" % self.server.port}))
        self.assertEqual(self.server.count("gateway"), 1)

    def test_one_date_by_the_sandboxs_clock(self):
        for ahead in (0, 86400):
            self.server.advance(ahead)
            before = int(time.time())
            dates = self.get("/gateway").headers.get_all("Date")
            self.assertEqual(len(dates), 1)
            date = email.utils.parsedate_to_datetime(dates[0]).timestamp() - ahead
            self.assertTrue(before <= date <= time.time(), dates)
            self.assertEqual(email.utils.format_datetime(email.utils.parsedate_to_datetime(dates[0]), True), dates[0])

    def test_the_limit(self):
        replies = [self.get("/users/@me", BOT) for _ in range(4)]
        self.assertEqual([reply.status for reply in replies], [200, 200, 200, 429])
        reply = replies[-1]
        self.assertEqual(reply.headers["X-RateLimit-Scope"], "user")
        self.assertIn(b'"message":"You are being rate limited."', reply.body)
        self.server.advance(100000)
        self.assertEqual(self.get("/users/@me", BOT).status, 200)


if __name__ == "__main__":
    harness.main()
