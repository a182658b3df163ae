"""A server that says everything back that it was sent: no secret of it reaches a message or a file. And one whose words are
full of what steers a terminal."""

import base64
import http.server
import json
import re
import threading
import urllib.parse

import authcase
import harness

# Turns the direction of writing, takes no room, moves the cursor, is no UTF-8.
HOSTILE = "\u202eabc\u2066\u200b\ufeff\x9b31m\x1b[2J"


class Echo(http.server.BaseHTTPRequestHandler):
    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        sent = " ".join([self.headers.get("Authorization", ""), body, urllib.parse.unquote_plus(body), self.path])
        text = self.server.text or sent
        if "/oauth2/token" in self.path:
            answer = {"error": "invalid_grant", "error_description": text}
        else:
            answer = {"code": 50001, "message": text}
        self.server.seen.append(sent)
        data = json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(400 if "/oauth2/token" in self.path else 403)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("X-Echo", re.sub(r"[^\x20-\x7e]", "?", sent))
        self.send_header("Location", re.sub(r"[^\x20-\x7e]", "?", sent))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = answer

    def log_message(self, *args):
        pass


class Masking(authcase.AuthCase):
    SETTINGS = {"bot_token": '"%s"' % harness.BOT_TOKEN, "channel_id": '"%s"' % harness.CHANNEL_ID}

    def setUp(self):
        super().setUp()
        self.logged_in()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
        self.server.seen = []
        self.server.text = None
        thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        base = "http://127.0.0.1:%d/api/v10" % self.server.server_port
        self.change_profile(api_base='"%s"' % base)
        for slot in ("token", "grant"):
            self.change(slot, api_base=base)
        secrets = [self.stored("token")["access_token"], self.stored("grant")["refresh_token"]]
        pair = "%s:%s" % (harness.CLIENT_ID, harness.CLIENT_SECRET)
        self.secrets = [*secrets, harness.CLIENT_SECRET, harness.BOT_TOKEN, base64.b64encode(pair.encode()).decode()]
        # A part of one is a secret, too.
        self.home.plant(*self.secrets, *(secret[4:16] for secret in self.secrets))

    def said(self, *words):
        done = self.home.run("discred", "--trace", *words, prints=words[0] == "api")
        self.assertNotEqual(done.status, 0)
        self.assertIn("[hidden]", done.stderr + ("" if words[0] == "api" else done.stdout))

    def test_refresh(self):
        self.said("auth", "refresh", "--force", "reader")
        self.assertIn(harness.CLIENT_SECRET, base64.b64decode(self.server.seen[0].split()[1]).decode())
        for path in self.home.files():
            with open(path, encoding="utf-8") as file:
                text = file.read()
            for secret in (harness.CLIENT_SECRET, self.secrets[-1]):
                self.assertNotIn(secret[4:16], text, path)
        with open(self.path("lock"), encoding="utf-8") as lock:
            self.assertNotIn(self.secrets[1][4:16], lock.read())

    def test_check(self):
        self.said("auth", "check", "reader")

    def test_api(self):
        self.said("api", "reader", "/users/@me")
        self.said("api", "reader", "/channels/{channel_id}")
        # Its answer is data.
        done = self.home.run("discred", "api", "reader", "/users/@me", prints=True)
        self.assertIn(self.secrets[0], done.stdout)

    def test_one_in_which_the_text_is_cut(self):
        self.server.text = "x" * 190 + self.secrets[0]
        done = self.home.run("discred", "api", "reader", "/users/@me", prints=True)
        self.assertIn(" 403: %s (code 50001)" % ("x" * 190), done.stderr)

    def test_what_steers_a_terminal(self):
        self.server.text = HOSTILE
        for words in (("auth", "refresh", "--force", "reader"), ("auth", "check", "reader"), ("api", "reader", "/users/@me"),
                      ("auth", "status", "reader")):
            done = self.home.run("discred", "--trace", *words, prints=True)
            shown = done.stderr + ("" if words[0] == "api" else done.stdout)
            self.assertFalse(re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", shown),
                             (words, shown))


if __name__ == "__main__":
    harness.main()
