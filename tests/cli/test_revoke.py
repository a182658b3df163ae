"""discred auth revoke: at Discord first, then here; and nothing here when it can't be done there."""

import os
import unittest

import authcase
import harness
import terminal
from harness import http as ask

ENDS = "discred-auth: warning: this ends all tokens of that Discord user for application %s\n"
DONE = "revoked the authorization of profile 'reader'\n"


class RevokeCase(authcase.AuthCase):
    def client(self):
        return harness.PUBLIC_CLIENT_ID if self.PUBLIC else harness.CLIENT_ID

    def revoke(self, **more):
        return self.home.run("discred", "auth", "revoke", "reader", **more)

    def revoked(self, warnings=""):
        done = self.revoke()
        self.assertEqual((done.status, done.stdout, done.stderr), (0, DONE, ENDS % self.client() + warnings))
        self.assertEqual(self.box.count("revoke"), 1)
        self.assertEqual(self.state_files(), ["reader.lock"])
        self.assertIsNone(self.stored("token"))

    def fails(self, status, stderr, sent):
        """Nothing here has changed."""
        before = self.stored("grant"), self.stored("token"), self.state_files()
        asked = self.box.count("revoke")
        done = self.revoke()
        self.assertEqual((done.status, done.stdout, done.stderr), (status, "", stderr))
        self.assertEqual((self.stored("grant"), self.stored("token"), self.state_files()), before)
        self.assertEqual(self.box.count("revoke") - asked, sent)

    def alive(self, token):
        reply = ask("GET", self.box.api + "/users/@me", headers={"Authorization": "Bearer " + token})
        return reply.status == 200


class Revoke(RevokeCase):
    def test_all_tokens_end(self):
        self.logged_in()
        first = self.stored("token")["access_token"]
        self.logged_in()
        second = self.stored("token")["access_token"]
        self.assertTrue(self.alive(first) and self.alive(second))
        self.revoked()
        self.assertFalse(self.alive(first) or self.alive(second))

    def test_extra_goes_too(self):
        self.change_profile(scope='"bot webhook.incoming"')
        self.logged_in()
        self.revoked()

    def test_without_a_grant_the_token_is_sent(self):
        self.logged_in()
        token = self.stored("token")["access_token"]
        os.unlink(self.path("grant"))
        self.revoked()
        self.assertFalse(self.alive(token))

    def test_what_discord_has_ended_already(self):
        self.logged_in()
        self.box.end_grants()
        self.revoked()

    def test_a_grant_that_was_refused(self):
        self.logged_in()
        self.expire()
        self.box.end_grants()
        self.assertEqual(self.home.run("discred", "token", "reader").status, 77)
        self.revoked()

    def test_other_profiles_of_the_client_are_named(self):
        for name in ("writer", "another"):
            self.home.profile(name, self.box.profile_text(self.redirect))
        self.home.profile("public", self.box.profile_text(self.redirect, True))
        self.home.profile("broken", "client_id = 1;\n")
        self.logged_in()
        warning = "discred-auth: warning: profile '%s' has the same client_id: its tokens may end too\n"
        self.revoked(warning % "another" + warning % "writer")

    def test_a_person_is_asked_where_other_profiles_end_too(self):
        self.home.profile("writer", self.box.profile_text(self.redirect))
        self.logged_in()
        for typed, status, count in (("n\n", 77, 0), ("\n", 77, 0), ("yes\n", 0, 1)):
            person = terminal.Terminal(self.home, "discred", "auth", "revoke", "reader")
            person.wait_for(r"profile 'writer' has the same client_id: its tokens may end too\nRevoke it \[y/N\]: ")
            person.type(typed)
            self.assertEqual((person.finish(), self.box.count("revoke")), (status, count), person.text())
        self.assertIsNone(self.stored("grant"))

    def test_but_not_with_yes_and_not_for_nothing(self):
        self.logged_in()
        person = terminal.Terminal(self.home, "discred", "auth", "revoke", "reader")
        self.assertEqual(person.finish(), 0, person.text())
        self.home.profile("writer", self.box.profile_text(self.redirect))
        person = terminal.Terminal(self.home, "discred", "auth", "revoke", "reader")
        self.assertEqual(person.finish(), 66, person.text())
        self.logged_in()
        person = terminal.Terminal(self.home, "discred", "auth", "revoke", "--yes", "reader")
        self.assertEqual(person.finish(), 0, person.text())


class RevokePublic(RevokeCase):
    PUBLIC = True

    def test_a_public_client(self):
        self.logged_in()
        self.revoked()


class Fails(RevokeCase):
    def setUp(self):
        super().setUp()
        self.logged_in()
        self.host = "127.0.0.1:%d" % self.box.port
        self.ends = ENDS % self.client()

    def test_trouble_at_discord(self):
        self.box.fault("revoke:+*=503")
        self.fails(75, self.ends + "discred-auth: profile 'reader': '%s' answered 503: Service Unavailable; nothing "
                   "was lost, try again later\n" % self.host, 3)
        self.box.clear_faults()
        done = self.revoke()
        self.assertEqual((done.status, done.stdout), (0, DONE))

    def test_the_wrong_secret(self):
        self.change_profile(client_secret='"a-wrong-client-secret"')
        self.home.plant("a-wrong-client-secret")
        self.fails(78, self.ends + "discred-auth: profile 'reader': '%s' answered 401 invalid_client; fix client_id "
                   "and client_secret in the profile, or set public_client if the application is one\n" % self.host, 1)

    def test_nobody_listens(self):
        before = self.stored("grant"), self.stored("token")
        self.box.stop()
        done = self.revoke()
        self.assertEqual((done.status, done.stdout, done.stderr),
                         (75, "", self.ends + "discred-auth: profile 'reader': cannot reach '%s': connection refused; "
                          "nothing was lost, try again later\n" % self.host))
        self.assertEqual((self.stored("grant"), self.stored("token")), before)

    def test_a_grant_of_another_client_is_not_sent(self):
        self.home.profile("reader", self.box.profile_text(self.redirect, True))
        self.fails(78, "discred-auth: profile 'reader': the stored grant is for client_id '%s' at '%s', not '%s' at "
                   "'%s'; correct the profile, or run 'discred auth logout reader'\n"
                   % (harness.CLIENT_ID, self.box.api, harness.PUBLIC_CLIENT_ID, self.box.api), 0)

    def test_nor_to_another_server(self):
        self.change_profile(api_base='"http://127.0.0.1:1/api"')
        self.fails(78, "discred-auth: profile 'reader': the stored grant is for client_id '%s' at '%s', not '%s' at "
                   "'http://127.0.0.1:1/api'; correct the profile, or run 'discred auth logout reader'\n"
                   % (harness.CLIENT_ID, self.box.api, harness.CLIENT_ID), 0)

    def test_nor_a_token_of_another_client(self):
        os.unlink(self.path("grant"))
        self.home.profile("reader", self.box.profile_text(self.redirect, True))
        self.fails(66, "discred-auth: profile 'reader': nothing is stored that could be revoked\n", 0)

    def test_the_secret_is_missing(self):
        self.change_profile(client_secret='{ env = "READER_SECRET"; }')
        self.fails(78, "discred-auth: profile 'reader': client_secret: the environment variable 'READER_SECRET' is not "
                   "set\n", 0)


class NothingThere(RevokeCase):
    def test_is_said(self):
        done = self.revoke()
        self.assertEqual((done.status, done.stdout, done.stderr),
                         (66, "", "discred-auth: profile 'reader': nothing is stored that could be revoked\n"))
        self.assertEqual(self.box.count("revoke"), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
