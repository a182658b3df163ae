"""A token that the API refuses: who is asked about it, who uses it after that, and what a person is told."""

import time
import unittest

import tokenserver
from tokenserver import PAGE, UNAUTHORIZED, status

NEXT = "; try again: the token is not used any more, and 'discred token reader' gets a new one\n"


class RefusedCase(tokenserver.TokenCase):
    def setUp(self):
        super().setUp()
        self.logged_in()
        self.before = self.server.count("me")

    def end_token(self):
        """As when somebody else has revoked it, and the grant lives."""
        with self.server.lock:
            for family in self.server.families:
                family.access.clear()

    def api(self, *options, path="/users/@me", **more):
        return self.home.run("discred", "api", *options, "reader", path, **more)

    def asked(self):
        """How often /oauth2/@me was asked since the login."""
        return self.server.count("me") - self.before

    def refused(self):
        return "refused" in self.stored("token")


class Marked(RefusedCase):
    def test_the_next_call_renews(self):
        self.end_token()
        done = self.api()
        self.assertEqual(done.status, 77)
        self.assertEqual(done.stderr, "discred-api: '%s' answered 401: Unauthorized%s" % (self.server.host, NEXT))
        self.assertEqual((self.asked(), self.refresh_requests()), (1, 0))
        self.assertEqual(self.status()["token"]["state"], "refused")
        listed = self.home.run("discred", "profile", "list")
        self.assertIn("refused: ", listed.stdout)
        done = self.token()
        self.assertEqual(done.stdout, self.stored("token")["access_token"] + "\n")
        self.assertEqual(self.refresh_requests(), 1)
        self.assertEqual(self.api().status, 0)

    def test_auth_check_asks_once(self):
        self.end_token()
        done = self.home.run("discred", "auth", "check", "reader")
        self.assertEqual(done.status, 77)
        self.assertEqual(self.asked(), 1)
        self.assertTrue(self.refused())

    def test_it_is_not_sent_again_even_if_it_cannot_be_renewed(self):
        self.end_token()
        self.api()
        self.server.always("token", status(503))
        users = self.server.count("user")
        self.assertEqual((self.api().status, self.token().status), (75, 75))
        self.assertEqual((self.asked(), self.server.count("user")), (1, users))

    def test_one_renewal_an_hour(self):
        self.end_token()
        self.api()
        self.assertEqual(self.token().status, 0)
        self.end_token()
        self.api()
        for run in (self.token, self.api, lambda: self.home.run("discred", "auth", "refresh", "--all")):
            done = run()
            self.assertEqual(done.status, 75)
            self.assertRegex(done.stderr, "Discord refuses the token, and a new one was refused as well.*; try again in "
                             r"3\d\d\d s\n")
        self.assertEqual(self.refresh_requests(), 1)
        self.assertEqual(self.status()["grant"]["reason"], "Discord refuses the token, and a new one was refused as well")
        self.assertEqual(self.home.run("discred", "auth", "refresh", "reader").status, 0)

    def test_a_login_begins_anew(self):
        self.end_token()
        self.api()
        self.logged_in()
        self.end_token()
        self.api()
        self.assertEqual(self.token().status, 0)

    def test_the_owners_token(self):
        self.change_profile(stack='({ control = "sufficient"; source = "client_credentials"; })')
        self.assertEqual(self.token().status, 0)
        for requests, expected in ((2, 0), (2, 75)):
            self.end_token()
            self.assertIn(NEXT, self.api().stderr)
            self.assertEqual(self.token().status, expected)
            self.assertEqual(self.server.count(grant_type="client_credentials"), requests)


class Unmarked(RefusedCase):
    def test_a_good_token_on_a_route_for_bots(self):
        self.server.script("user", status(401, UNAUTHORIZED))
        done = self.api()
        self.assertEqual(done.status, 77)
        self.assertIn("; the token is good: this route is not for a user's token; set bot_token in the profile\n",
                      done.stderr)
        self.assertEqual(self.asked(), 1)
        self.assertFalse(self.refused())

    def test_a_page(self):
        for name, step in {"page": status(401, PAGE), "empty": status(401)}.items():
            with self.subTest(name):
                self.server.script("user", step)
                self.assertEqual(self.api().status, 77)
                self.assertEqual((self.asked(), self.refused()), (0, False))

    def test_nobody_knows(self):
        for step in (status(503), status(401, PAGE)):
            self.server.script("user", status(401, UNAUTHORIZED))
            self.server.script("me", step)
            self.assertEqual(self.api().status, 77)
            self.assertFalse(self.refused())

    def test_a_token_that_is_kept_elsewhere(self):
        self.change_profile(stack='({ control = "sufficient"; source = "env"; variable = "A_TOKEN"; type = "Bearer"; })')
        done = self.api(A_TOKEN="a-token-of-somebody-else")
        self.assertEqual(done.status, 77)
        self.assertTrue(done.stderr.endswith("; the token came from source 'env': replace it there\n"), done.stderr)
        self.assertFalse(self.refused())


class Command(RefusedCase):
    def test_a_command_that_prints_it_again(self):
        program = self.home.write("bin/prints", "#!/bin/sh\ncat %s/answer\n" % self.home.path, 0o700)
        self.home.write("answer", "a-token-of-a-command", 0o600)
        self.change_profile(stack='({ control = "sufficient"; source = "command"; argv = [ "%s" ]; type = "Bearer"; '
                            'expires_in = 3600; })' % program)
        self.assertEqual(self.token().stdout, "a-token-of-a-command\n")
        self.api()
        done = self.token()
        self.assertEqual((done.status, done.stdout), (77, ""))
        self.assertIn("Discord refuses the token that it prints", done.stderr)
        self.home.write("answer", "another-token", 0o600)
        self.assertEqual(self.token().stdout, "another-token\n")


class Login(tokenserver.TokenCase):
    def test_a_token_that_is_refused_at_once(self):
        self.server.script("me", status(401, UNAUTHORIZED))
        done = self.login()
        self.assertEqual((done.status, done.stdout), (0, "logged in to profile 'reader'\n"))
        self.assertEqual(self.complaints(done), "discred-auth: warning: logged in, but Discord refuses the token: "
                         "'discred token reader' asks for another one\n")
        self.assertEqual(self.status()["token"]["state"], "refused")
        self.assertEqual(self.token().status, 0)
        self.assertEqual(self.refresh_requests(), 1)

    def test_another_word_for_a_refused_grant(self):
        self.logged_in()
        self.expire()
        self.server.script("token", status(400, {"error": "invalid_request",
                                                 "error_description": 'Invalid "refresh_token" in request.'}))
        done = self.token()
        self.assertEqual(done.status, 77)
        self.assertTrue(done.stderr.endswith("run 'discred auth login reader'\n"), done.stderr)
        self.assertEqual(self.status()["grant"]["state"], "refused")


if __name__ == "__main__":
    unittest.main(verbosity=2)
