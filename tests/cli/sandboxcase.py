"""What the tests of the sandbox share: its requests, spoken over HTTP."""

import base64
import hashlib
import re
import socket
import urllib.parse

import harness
from harness import http as ask

REDIRECT = "http://127.0.0.1:23472/callback"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
INVALID_REFRESH = {"error": "invalid_grant", "error_description": 'Invalid "refresh_token" in request'}
INVALID_CODE = {"error": "invalid_grant", "error_description": 'Invalid "code" in request'}
UNAUTHORIZED = {"message": "401: Unauthorized", "code": 0}
BOT = {"Authorization": "Bot " + harness.BOT_TOKEN}


def basic(user=harness.CLIENT_ID, password=harness.CLIENT_SECRET):
    return {"Authorization": "Basic " + base64.b64encode(("%s:%s" % (user, password)).encode()).decode()}


def bearer(token):
    return {"Authorization": "Bearer " + token}


class SandboxCase(harness.Case):
    options = ()

    def setUp(self):
        super().setUp()
        self.server = self.sandbox(*self.options)

    def authorize(self, **params):
        """GET the authorize endpoint; a parameter of None is left out."""
        query = {"client_id": harness.CLIENT_ID, "redirect_uri": REDIRECT, "response_type": "code",
                 "scope": "identify", "state": "st/a te"}
        query.update(params)
        query = {name: value for name, value in query.items() if value is not None}
        return ask("GET", self.server.authorize_url + "?" + urllib.parse.urlencode(query))

    def nonce(self, reply):
        self.assertEqual(reply.status, 200)
        return re.search(r'name="nonce" value="([A-Za-z0-9_-]{32})"', reply.text()).group(1)

    def press(self, nonce, action="authorize", **fields):
        return ask("POST", self.server.authorize_url, {"nonce": nonce, "action": action, **fields})

    def location(self, reply):
        """The parameters of a redirect to REDIRECT."""
        self.assertIn(reply.status, (302, 303))
        place, query = reply.headers["Location"].split("?")
        self.assertEqual(place, REDIRECT)
        return dict(urllib.parse.parse_qsl(query, strict_parsing=True))

    def consent(self, action="authorize", press=None, **params):
        """Authorize, press the button, and return the redirect's parameters."""
        return self.location(self.press(self.nonce(self.authorize(**params)), action, **(press or {})))

    def token(self, headers=None, **form):
        return ask("POST", self.server.api + "/oauth2/token", form, basic() if headers is None else headers)

    def exchange(self, code, headers=None, **form):
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, **form}
        return self.token(headers, **{name: value for name, value in form.items() if value is not None})

    def refresh(self, refresh_token, headers=None, **form):
        return self.token(headers, grant_type="refresh_token", refresh_token=refresh_token, **form)

    def login(self, press=None, **params):
        reply = self.exchange(self.consent(press=press, **params)["code"])
        self.assertEqual(reply.status, 200, reply.body)
        return reply.json()

    def public_login(self):
        code = self.consent(client_id=harness.PUBLIC_CLIENT_ID, code_challenge=CHALLENGE,
                            code_challenge_method="S256")["code"]
        return self.exchange(code, {}, client_id=harness.PUBLIC_CLIENT_ID, code_verifier=VERIFIER).json()

    def get(self, path, headers=None):
        return ask("GET", self.server.api + path, headers=headers)

    def assert_error(self, reply, status, body):
        self.assertEqual((reply.status, reply.json()), (status, body))

    def raw(self, request):
        """Bytes out, all bytes back."""
        with socket.create_connection(("127.0.0.1", self.server.port), 10) as connection:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            reply = b""
            while chunk := connection.recv(65536):
                reply += chunk
        return reply
