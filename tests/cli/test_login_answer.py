"""discred auth login and servers that answer otherwise than Discord: what is tolerated, what is said, what is kept."""

import base64
import hashlib
import os
import unittest

import tokenserver
from tokenserver import status, tokens


class Client(tokenserver.TokenCase):
    def test_a_confidential_client_authenticates_with_basic(self):
        self.assertEqual(self.login().status, 0)
        (_, method, path, headers, form), = self.server.asked("token")
        self.assertEqual((method, path), ("POST", "/api/oauth2/token"))
        self.assertEqual(headers["authorization"],
                         "Basic " + base64.b64encode(b"157730590492196864:a-secret-of-the-client").decode())
        self.assertEqual(headers["content-type"], "application/x-www-form-urlencoded")
        asked = self.server.asked("authorize")[0].form
        verifier = form.pop("code_verifier")
        self.assertRegex(verifier, r"^[A-Za-z0-9_-]{86}$")
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        self.assertEqual(asked["code_challenge"], digest)
        self.assertEqual(form, {"grant_type": "authorization_code", "code": "a-code-1",
                                "redirect_uri": asked["redirect_uri"]})

    def test_id_and_secret_are_form_encoded_first(self):
        secret = "a b:c%d+e/f=g&é~-._*"
        self.home.plant(secret)
        self.change_profile(client_secret='"%s"' % secret)
        self.assertEqual(self.login().status, 0)
        basic = base64.b64decode(self.server.asked()[0].headers["authorization"].split()[1]).decode()
        self.assertEqual(basic, "157730590492196864:a%20b%3Ac%25d%2Be%2Ff%3Dg%26%C3%A9~-._%2A")

    def test_a_public_client_sends_its_id_and_no_authorization(self):
        self.change_profile(client_secret=None, public_client="true")
        self.assertEqual(self.login().status, 0)
        (_, _, _, headers, form), = self.server.asked()
        self.assertNotIn("authorization", headers)
        self.assertEqual(form["client_id"], "157730590492196864")
        self.assertNotIn("client_secret", form)
        self.assertIn("code_verifier", form)

    def test_the_secret_of_a_public_client_is_not_asked_for(self):
        self.change_profile(client_secret='{ command = [ "false" ]; }', public_client="true")
        self.assertEqual(self.login().status, 0)

    def test_without_pkce_there_is_no_verifier(self):
        self.change_profile(scope='"role_connections.write"')
        self.server.script("token", tokens(scope="role_connections.write"))
        self.assertEqual(self.login().status, 0)
        self.assertNotIn("code_verifier", self.server.asked()[0].form)
        self.assertNotIn("code_challenge", self.server.asked("authorize")[0].form)


class Tolerated(tokenserver.TokenCase):
    def test_what_is_not_known(self):
        self.server.redirect = {"iss": "https://issuer.example", "guild_id": "1", "permissions": "8", "x": "y" * 4000}
        self.server.script("token", tokens(id_token="x.y.z", guild={"id": "7", "roles": []}, more=[1, {"a": None}]))
        done = self.login()
        self.assertEqual((done.status, done.stdout), (0, "logged in to profile 'reader' as somebody (1)\n"))

    def test_a_server_that_names_no_scope(self):
        self.server.script("token", tokens(scope=None))
        self.assertEqual(self.login().stdout, "logged in to profile 'reader' as somebody (1)\n")

    def test_numbers_in_other_forms(self):
        for value in (604800.0, 1e5, 2 ** 70):
            self.server.script("token", tokens(expires_in=value))
            self.assertEqual(self.login().status, 0)

    def test_a_name_that_would_move_the_cursor(self):
        self.server.user = {"id": "1", "username": "a\x1b]0;b\x07\nc"}
        self.assertEqual(self.login().stdout, "logged in to profile 'reader' as a?]0;b??c (1)\n")


class NotGranted(tokenserver.TokenCase):
    def test_is_said(self):
        self.change_profile(scope='"identify guilds email"')
        done = self.login()
        self.assertEqual(done.status, 0)
        self.assertEqual(done.stderr.split("\n")[1:],
                         ["discred-auth: warning: Discord did not grant scope 'guilds email'", ""])
        status = self.home.run("discred", "auth", "status", "reader").stdout
        self.assertIn("  granted   identify\n  missing   guilds email\n", status)

    def test_without_identify(self):
        self.server.script("token", tokens(scope="guilds"))
        done = self.login()
        self.assertIn("warning: Discord did not grant scope 'identify'\n", done.stderr)


class NoRefreshToken(tokenserver.TokenCase):
    WARNING = "discred-auth: warning: no refresh token came with the answer: log in again when the token has expired"

    def test_is_said_and_the_older_grant_does_not_stay(self):
        self.assertEqual(self.login().status, 0)
        self.server.script("token", tokens(refresh_token=None, access_token="an-access-token-2"))
        done = self.login()
        self.assertEqual(done.status, 0)
        self.assertEqual(done.stderr.split("\n")[1:], [self.WARNING, ""])
        state = os.path.join(self.home.state, "discred")
        self.assertEqual(sorted(os.listdir(state)), ["reader.lock"])
        token = self.home.run("discred", "token", "reader", prints=True)
        self.assertEqual(token.stdout, "an-access-token-2\n")


class Unusable(tokenserver.TokenCase):
    """Answers with status 200 that are none: the page says so, and nothing is stored but a grant that came with it."""

    def setUp(self):
        super().setUp()
        self.logins = 0

    AGAIN = "a code is sent only once: run 'discred auth login reader' again"
    KEPT = "the grant was stored all the same: 'discred auth refresh reader' asks for a token again"

    def fails(self, step, reason, kept=False):
        self.logins += 1
        self.server.script("token", step)
        done = self.login()
        host = self.server.url[len("http://"):]
        text = "profile 'reader': '%s' answered 200: the answer is no token answer: %s" % (host, reason)
        self.assertEqual((done.status, done.stdout), (75, ""))
        self.assertEqual(done.stderr.split("\n")[1:], [
            "discred-auth: %s; %s" % (text, self.KEPT if kept else self.AGAIN), ""])
        visit = self.home.visits(count=self.logins)[-1]
        self.assertEqual(visit["status"], 502)
        page = "%s</p>\n<p>%s" % (text, self.KEPT if kept else self.AGAIN)
        self.assertIn("<h1>The login failed</h1>\n<p>%s</p>\n</main>" % page.replace("'", "&#39;"), visit["page"])
        self.assertEqual([os.path.basename(path) for path in self.home.files()],
                         ["reader.grant", "reader.lock"] if kept else ["reader.lock"])

    def test_without_a_grant(self):
        self.fails(status(200), "it is not one JSON object")
        self.fails(status(200, []), "it is not one JSON object")
        self.fails(status(200, b'{"access_token": "a", "access_token": "b"}'), "token_type is not Bearer")
        self.fails(status(200, b'{"access_token": "a", "token_type": "Bearer"'), "it was cut off")
        self.fails(tokens(refresh_token="a\nb"), "refresh_token is not usable")
        self.fails(tokens(refresh_token=None, token_type=None), "token_type is not Bearer")
        self.fails(tokens(refresh_token=None, expires_in="soon"), "expires_in is not a number")

    def test_with_one(self):
        self.fails(tokens(token_type=None), "token_type is not Bearer", True)
        self.fails(tokens(token_type="mac"), "token_type is not Bearer", True)
        self.fails(tokens(access_token=None), "there is no usable access_token", True)
        self.fails(tokens(access_token=""), "there is no usable access_token", True)
        self.fails(tokens(access_token="a\r\nX: y"), "there is no usable access_token", True)
        self.fails(tokens(expires_in="soon"), "expires_in is not a number", True)
        self.fails(tokens(expires_in=-5), "expires_in is negative", True)
        self.fails(tokens(scope="a\nend"), "scope holds bytes that no scope has", True)

    def test_the_grant_gets_a_token_later(self):
        self.fails(tokens(expires_in="soon"), "expires_in is not a number", True)
        refresh_token = self.stored("grant")["refresh_token"]
        done = self.home.run("discred", "auth", "refresh", "reader")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertEqual(self.server.asked()[-1].form, {"grant_type": "refresh_token", "refresh_token": refresh_token})

    def test_what_an_earlier_login_left_goes(self):
        self.server.script("token", tokens(guild={"id": "7"}))
        self.assertEqual(self.login().status, 0)
        self.logins += 1
        self.fails(tokens(access_token=None), "there is no usable access_token", True)


class HostileReason(tokenserver.TokenCase):
    def test_is_shown_as_text(self):
        self.server.redirect = {"code": None, "error": "<b>x", "error_description": "<script>alert(1)</script>\x1b[2J&"}
        done = self.login()
        self.assertEqual(done.status, 77)
        self.assertEqual(done.stderr.split("\n")[1:], [
            "discred-auth: profile 'reader': Discord did not authorize: '<script>alert(1)</script>?[2J&'", ""])
        page = self.home.visits()[0]["page"]
        self.assertIn("Discord says: \u201c&lt;script&gt;alert(1)&lt;/script&gt;", page)
        self.assertNotIn("<script", page)


if __name__ == "__main__":
    unittest.main(verbosity=2)
