"""An authorization server that says what a test tells it to say, and remembers what it was asked."""

import http.server
import json
import threading
import urllib.parse

import harness


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path == "/authorize":
            asked = dict(urllib.parse.parse_qsl(query))
            self.server.asked.append(asked)
            # An explicit None of the redirect leaves a parameter out, as a broken server would.
            back = {"code": "a-code", "state": asked["state"], **self.server.redirect}
            back = {name: value for name, value in back.items() if value is not None}
            self.answer(302, b"", Location=asked["redirect_uri"] + "?" + urllib.parse.urlencode(back))
        elif path == "/api/users/@me":
            self.answer(200, json.dumps(self.server.user).encode(), **{"Content-Type": "application/json"})
        else:
            self.answer(404, b"")

    def do_POST(self):
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.posted.append((self.path, dict(self.headers), dict(urllib.parse.parse_qsl(form))))
        status, body = self.server.token
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answer(status, body, **{"Content-Type": "application/json"})

    def answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Scripted(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d" % self.server_address[1]
        self.asked = []  # the parameters of each authorize request
        self.posted = []  # (path, headers, form) of each POST
        self.redirect = {}  # added to the redirect
        self.user = {"id": "1", "username": "somebody"}
        self.token = (200, self.tokens())
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @staticmethod
    def tokens(**changes):
        """A whole answer of the token endpoint; a value of None leaves a member out."""
        answer = {"token_type": "Bearer", "access_token": "an-access-token", "expires_in": 604800,
                  "refresh_token": "a-refresh-token", "scope": "identify"}
        answer.update(changes)
        return {name: value for name, value in answer.items() if value is not None}

    def stop(self):
        self.shutdown()
        self.server_close()


class ScriptedCase(harness.Case):
    """self.server is the server and "reader" its profile."""

    def setUp(self):
        super().setUp()
        self.server = Scripted()
        self.addCleanup(self.server.stop)
        self.home.plant("an-access-token", "a-refresh-token", "a-secret-of-the-client")
        self.profile()

    def profile(self, **settings):
        values = {
            "client_id": '"157730590492196864"',
            "client_secret": '"a-secret-of-the-client"',
            "scope": '"identify"',
            "redirect_uri": '"%s"' % harness.redirect_uri(),
            "api_base": '"%s/api"' % self.server.url,
            "authorize_url": '"%s/authorize"' % self.server.url,
        }
        values.update(settings)
        self.home.profile("reader", "".join("%s = %s;\n" % item for item in values.items() if item[1] is not None))

    def login(self, **more):
        return self.home.run("discred", "auth", "login", "reader", DISCRED_BROWSER=self.home.browser(), **more)
