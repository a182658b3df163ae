"""Interop with Discord's own OpenAPI document: npm's prism stands between discred and the sandbox and refuses requests
and answers that stray from it.

The document is not part of the project. It is looked for in ../shared/discord/openapi.json, seen from the source tree;
where it is absent these tests say that they were skipped. Of its hundreds of paths only ours are handed to prism, which
would take long for all of them. It knows neither /oauth2/token nor its like, so logging in goes past it.
"""

import json
import os
import subprocess
import threading
import unittest

import foreign  # puts the harness on the path

import authcase
import harness

DOCUMENT = os.path.join(harness.SOURCE, "..", "shared", "discord", "openapi.json")
PATHS = (
    "/oauth2/@me",
    "/users/@me",
    "/users/@me/guilds",
    "/channels/{channel_id}",
    "/channels/{channel_id}/messages",
    "/guilds/{guild_id}",
    "/guilds/{guild_id}/members/{user_id}",
    "/guilds/{guild_id}/roles",
    "/guilds/{guild_id}/channels",
    "/applications/@me",
    "/oauth2/applications/@me",
    "/gateway",
)


def references(value):
    """Everything that a part of the document refers to."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        value = value.values()
    elif not isinstance(value, list):
        return
    for member in value:
        yield from references(member)


def cut_down(document):
    """The document with our paths, and with the schemas that they need."""
    components = document["components"]
    schemas = components["schemas"]
    paths = {path: document["paths"][path] for path in PATHS}
    needed = set()
    todo = [paths, components["responses"], components["headers"]]
    while todo:
        for reference in references(todo.pop()):
            kind, name = reference.split("/")[2:4]
            if kind == "schemas" and name not in needed:
                needed.add(name)
                todo.append(schemas[name])
    return {**document, "paths": paths, "components": {**components, "schemas": {name: schemas[name] for name in needed}}}


class Prism:
    """The validating proxy before a sandbox. Ended by stop()."""

    def __init__(self, home, document, upstream):
        port = harness.free_port()
        program = os.path.join(foreign.node_modules(), "@stoplight", "prism-cli", "dist", "index.js")
        self.url = "http://127.0.0.1:%d" % port
        self.lines = []
        self.ready = threading.Event()
        self.process = subprocess.Popen(
            [foreign.needed("node"), program, "proxy", home.write("document.json", json.dumps(document)), upstream,
             "--errors", "--host", "127.0.0.1", "--port", str(port)],
            env=home.env(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        if not self.ready.wait(120) or self.process.poll() is not None:
            self.stop()
            raise AssertionError("prism did not start: %s" % "".join(self.lines))

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line)
            if "Prism is listening" in line:
                self.ready.set()
        self.ready.set()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.reader.join(10)
        self.process.stdout.close()

    def complaints(self):
        return [line for line in self.lines if "Violation" in line or "terminated with error" in line]


class DocumentCase(authcase.AuthCase):
    """self.prism is between "reader" and the sandbox; "straight" goes past it."""

    OPTIONS = ("--guilds", "250")
    SETTINGS = {"scope": '"identify guilds bot"', "permissions": '"1117184"', "bot_token": '"%s"' % harness.BOT_TOKEN,
                "channel_id": '"%s"' % harness.CHANNEL_ID, "guild_id": '"%s"' % harness.GUILD_ID}

    def setUp(self):
        super().setUp()
        if not os.path.exists(DOCUMENT):
            self.skipTest("Discord's OpenAPI document is not there (%s)" % os.path.normpath(DOCUMENT))
        with open(DOCUMENT, encoding="utf-8") as file:
            document = cut_down(json.load(file))
        self.prism = Prism(self.home, document, self.box.api)
        self.addCleanup(self.prism.stop)
        done = self.login(DISCRED_BROWSER=self.home.browser(guild=harness.GUILD_ID))
        self.assertEqual(done.status, 0, done.stderr)
        for slot in ("token", "grant"):
            self.change(slot, api_base=self.prism.url)
        self.home.profile("reader", self.box.profile_text(self.redirect, api_base='"%s"' % self.prism.url,
                                                          **self.SETTINGS))

    def discred(self, *words):
        return self.home.run("discred", *words, timeout=150)

    def api(self, *words):
        return self.discred("api", "reader", *words)


class Kept(DocumentCase):
    """Everything that we ask and all that the sandbox answers is as the document says."""

    def got(self, *words):
        done = self.api(*words)
        self.assertEqual((done.status, done.stderr), (0, ""), done.stdout + "".join(self.prism.complaints()))
        return json.loads(done.stdout)

    def test_all_of_it(self):
        done = self.discred("auth", "check", "reader")
        self.assertEqual((done.status, done.stderr), (0, ""), done.stdout + "".join(self.prism.complaints()))

        done = self.discred("doctor", "reader")
        self.assertEqual((done.status, done.stderr), (0, ""), done.stdout + "".join(self.prism.complaints()))

        self.assertEqual(self.got("/users/@me")["id"], harness.USER_ID)
        self.assertEqual(len(self.got("/users/@me/guilds", "--paginate")), 250)
        self.assertEqual(len(self.got("/channels/%s/messages" % harness.LOG_CHANNEL_ID, "--paginate")), 250)
        self.assertEqual(self.got("/channels/{channel_id}/messages", "-f", "content=hello")["content"], "hello")
        self.assertEqual(self.got("/channels/%s" % harness.VOICE_CHANNEL_ID)["type"], 2)
        self.assertEqual(len(self.got("/guilds/{guild_id}/roles")), 3)
        for path in ("/users/@me", "/users/@me/guilds"):
            self.got("--type", "bot", path)

        for path, status, code in (("/channels/1", 66, 10003),
                                   ("/channels/%s" % harness.SECOND_CHANNEL_ID, 77, 50001),
                                   ("/guilds/1", 66, 10004), ("/guilds/{guild_id}/members/1", 66, 10007)):
            done = self.api(path)
            self.assertEqual((done.status, json.loads(done.stdout)["code"]), (status, code), path)
        self.box.fault("users:+1=429:0.1", "me:+1=401")
        self.got("/users/@me")
        self.assertEqual(self.api("/oauth2/@me").status, 77)
        self.assertEqual(self.prism.complaints(), [])


class Portal(DocumentCase):
    """What a bot token tells, and the change of the application's flags."""

    OPTIONS = ("--no-message-content",)

    def test_all_of_it(self):
        done = self.home.run("discred", "profile", "new", "bot", "--from-bot-token-stdin", "--guild", "sandbox server",
                             "--channel", "#general", "--message-content", "--api-base", self.prism.url,
                             input=harness.BOT_TOKEN, timeout=150)
        self.assertEqual((done.status, self.prism.complaints()), (0, []), done.stderr)
        self.assertIn("the intent Message Content is on", done.stderr)
        self.assertEqual((self.box.count("change"), self.box.count("channels"), self.box.count("member")), (1, 1, 1))


class Strayed(DocumentCase):
    """That prism would tell."""

    def test_a_request_that_strays(self):
        for words in (("/channels/{channel_id}/messages?limit=101",), ("/channels/x",),
                      ("/channels/{channel_id}/messages?around=x",)):
            done = self.api(*words)
            self.assertEqual((done.status, json.loads(done.stdout)["title"]), (77, "Invalid request"), words)
        self.assertEqual(self.box.count("messages") + self.box.count("channel"), 0)

    def test_an_answer_that_strays(self):
        self.box.fault("users:*=garbage")
        done = self.api("/users/@me")
        self.assertEqual((done.status, self.prism.complaints() != []), (75, True), done.stdout)


class CutDown(unittest.TestCase):
    def test_nothing_is_missing(self):
        document = {"openapi": "3.1.0", "paths": {path: {"get": {"$ref": "#/components/schemas/A"}} for path in PATHS},
                    "components": {"responses": {"R": {"$ref": "#/components/schemas/D"}}, "headers": {},
                                   "schemas": {"A": {"items": [{"$ref": "#/components/schemas/B"}]},
                                               "B": {"$ref": "#/components/schemas/A"}, "C": {}, "D": {}}}}
        document["paths"]["/other"] = {"get": {"$ref": "#/components/schemas/C"}}
        cut = cut_down(document)
        self.assertEqual((sorted(cut["paths"]), sorted(cut["components"]["schemas"]), cut["openapi"]),
                         (sorted(PATHS), ["A", "B", "D"], "3.1.0"))


if __name__ == "__main__":
    harness.main()
