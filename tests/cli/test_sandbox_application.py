"""The sandbox's API: the bot's own application, its intents, and the channels of a server."""

import json

import harness
from harness import http as ask
from sandboxcase import BOT, REDIRECT, SandboxCase, UNAUTHORIZED, bearer

CONTENT_LIMITED = 1 << 19
CONTENT = 1 << 18
MEMBERS_LIMITED = 1 << 15


class Application(SandboxCase):
    options = ("--no-message-content",)

    def change(self, body, headers=BOT):
        return ask("PATCH", self.server.api + "/applications/@me", json.dumps(body).encode(),
                   {**headers, "Content-Type": "application/json"})

    def content(self):
        return self.get("/channels/%s/messages?limit=1" % harness.CHANNEL_ID, BOT).json()[0]["content"]

    def test_what_the_portal_has(self):
        application = self.get("/applications/@me", BOT).json()
        self.assertEqual((application["id"], application["name"], application["redirect_uris"],
                          application["flags"], application["flags_new"], application["bot_require_code_grant"]),
                         (harness.CLIENT_ID, "Sandbox App", [REDIRECT], 0, "0", False))
        self.assertIn("identify", application["eligible_oauth2_scopes"])
        self.assertNotIn("activities.read", application["eligible_oauth2_scopes"])
        self.assertEqual(self.get("/oauth2/applications/@me", BOT).json(), application)

    def test_for_bots_alone(self):
        token = bearer(self.login(scope="identify")["access_token"])
        for path in ("/applications/@me", "/oauth2/applications/@me"):
            self.assert_error(self.get(path, token), 401, UNAUTHORIZED)
        self.assert_error(self.change({"flags": 0}, token), 401, UNAUTHORIZED)

    def test_a_limited_intent_is_switched(self):
        self.assertEqual(self.content(), "")
        self.assertEqual(self.change({"flags": CONTENT_LIMITED}).json()["flags"], CONTENT_LIMITED)
        self.assertEqual(self.get("/applications/@me", BOT).json()["flags_new"], str(CONTENT_LIMITED))
        self.assertNotEqual(self.content(), "")
        self.assertEqual(self.change({"flags": MEMBERS_LIMITED}).json()["flags"], MEMBERS_LIMITED)
        self.assertEqual(self.content(), "")

    def test_other_bits_and_members_are_refused(self):
        for body, member in (({"flags": CONTENT}, "flags"), ({"flags": 1}, "flags"), ({"flags": "8"}, "flags"),
                             ({"tags": ["x"]}, "tags")):
            reply = self.change(body)
            self.assertEqual((reply.status, reply.json()["code"], list(reply.json()["errors"])), (400, 50035, [member]))
        self.assertEqual(self.change({"redirect_uris": []}).json()["redirect_uris"], [REDIRECT])
        self.assertEqual(self.get("/applications/@me", BOT).json()["flags"], 0)


class Channels(SandboxCase):
    def test_all_of_a_server(self):
        channels = self.get("/guilds/%s/channels" % harness.GUILD_ID, BOT).json()
        self.assertEqual([channel["name"] for channel in channels], ["general", "log", "Lounge", "quiet", "staff"])
        self.assertEqual(channels[0], self.get("/channels/" + harness.CHANNEL_ID, BOT).json())
        self.assertEqual(channels[-1]["permission_overwrites"],
                         [{"id": harness.GUILD_ID, "type": 0, "allow": "0", "deny": "1024"}])
        self.assert_error(self.get("/channels/" + channels[-1]["id"], BOT), 403,
                          {"message": "Missing Access", "code": 50001})

    def test_of_a_server_that_the_bot_is_in(self):
        self.assert_error(self.get("/guilds/%s/channels" % harness.SECOND_GUILD_ID, BOT), 404,
                          {"message": "Unknown Guild", "code": 10004})
        token = bearer(self.login(scope="identify guilds")["access_token"])
        self.assert_error(self.get("/guilds/%s/channels" % harness.GUILD_ID, token), 401, UNAUTHORIZED)


if __name__ == "__main__":
    harness.main()
