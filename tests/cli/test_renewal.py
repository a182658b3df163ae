"""Renewal against a strict server (tokenserver.py): what is sent once, what counts as received, what is remembered."""

import re
import time
import unittest

import tokenserver
from tokenserver import PAGE, cuts, status

HELD = "it is sent again when the token in use has expired; 'discred auth refresh --force reader' sends it now"


class RenewalCase(tokenserver.TokenCase):
    def setUp(self):
        super().setUp()
        self.logged_in()
        self.first = self.stored("grant")["refresh_token"]

    def refresh(self, *options, **more):
        done = self.home.run("discred", "auth", "refresh", *options, "reader", **more)
        self.home.plant_tokens()
        return done

    def backoff(self):
        """What is remembered of the grant's last failure."""
        return {key[len("grant-"):]: value for key, value in (self.stored("lock") or {}).items()
                if key.startswith("grant-")}

    def later(self, seconds=3600):
        """The last failure was that long ago."""
        for key in ("when", "not_before"):
            self.change("lock", **{"grant-" + key: int(self.backoff()[key]) - seconds})


class SentOnce(RenewalCase):
    """A refresh token whose answer was lost is not sent again while there is something to lose."""

    LOST = {
        "500": status(500, carried_out=True),
        "503 that says invalid_grant": status(503, {"error": "invalid_grant"}, carried_out=True),
        "504 page": status(504, PAGE, carried_out=True),
        "cut": cuts(),
        "cut in its first bytes": cuts(10),
        "no answer of the API": status(200, PAGE, carried_out=True),
    }

    def test_while_a_token_lives(self):
        for name, step in self.LOST.items():
            with self.subTest(name):
                self.logged_in()
                before = len(self.sent())
                self.ageing()
                old = self.stored("token")["access_token"]
                self.server.script("token", step)
                done = self.refresh()
                self.assertEqual((done.status, done.stdout), (75, ""))
                self.assertRegex(done.stderr, r"^discred-auth: profile 'reader': the grant is uncertain: .*; %s\n$"
                                 % re.escape(HELD))
                for options in ((), ("--all",)):
                    again = self.home.run("discred", "auth", "refresh", *(options or ("reader",)))
                    self.assertEqual(again.status, 75)
                    self.assertIn("the grant is uncertain: ", again.stderr)
                self.later()
                self.assertEqual(self.token().stdout, old + "\n")
                self.assertEqual(len(self.sent()), before + 1)
                state = self.status()
                self.assertEqual((state["token"]["state"], state["grant"]["state"]), ("valid", "uncertain"))

    def test_force_sends_it(self):
        self.ageing()
        self.server.script("token", status(502))
        self.assertEqual(self.refresh().status, 75)
        done = self.refresh("--force")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertEqual(self.sent(), [self.first] * 2)
        self.assertEqual(self.backoff(), {})

    def test_when_the_token_has_ended_it_is_sent_until_there_is_an_answer(self):
        self.expire()
        self.server.script("token", status(502), status(429, Retry_After="600"))
        self.assertEqual(self.token().status, 75)
        self.assertEqual(self.token().status, 75)
        self.assertEqual(len(self.sent()), 1, "there is a pause")
        self.later(100)
        self.assertEqual(self.token().status, 75)
        self.assertEqual(self.status()["grant"]["state"], "uncertain")
        self.later(1000)
        self.assertEqual(self.token().status, 0)
        self.assertEqual(self.sent(), [self.first] * 3)

    def test_a_refusal_after_a_lost_answer(self):
        self.expire()
        self.server.script("token", cuts())
        self.assertEqual(self.token().status, 75)
        done = self.refresh()
        self.assertEqual((done.status, done.stdout), (77, ""))
        self.assertIn("the answer to an earlier renewal was lost, and now the grant was refused: ", done.stderr)
        self.assertTrue(done.stderr.endswith("; run 'discred auth login reader'\n"), done.stderr)
        self.assertEqual(self.status()["grant"]["state"], "refused")

    def test_who_is_killed_while_the_answer_is_under_way(self):
        self.ageing()
        with self.server.held() as asked_for:
            process = self.home.start("discred-auth", "refresh", "reader")
            asked_for()
            process.kill()
            self.home.finish(process)
        done = self.refresh()
        self.assertEqual(done.status, 75)
        self.assertIn("the grant is uncertain: it was sent, and discred was ended before the answer came", done.stderr)
        self.assertEqual(self.sent(), [self.first])

    def test_a_login_ends_it(self):
        self.ageing()
        self.server.script("token", cuts())
        self.assertEqual(self.refresh().status, 75)
        self.logged_in()
        self.assertEqual(self.status()["grant"]["state"], "stored")
        self.assertEqual(self.refresh("--force").status, 0)

    def test_what_never_reached_the_server_is_certain(self):
        self.ageing()
        self.server.stop()
        done = self.refresh()
        self.assertEqual(done.status, 75)
        self.assertIn("cannot reach '%s': connection refused" % self.server.host, done.stderr)
        self.assertEqual(self.status()["grant"]["state"], "stored")
        self.assertNotIn("uncertain", self.backoff())


class Code(tokenserver.TokenCase):
    def test_is_never_sent_twice(self):
        for step in (status(503, carried_out=True), status(500), cuts()):
            self.server.script("token", step)
            asked = self.server.count()
            done = self.login()
            self.assertEqual((done.status, done.stdout), (75, ""))
            self.assertTrue(done.stderr.endswith("; a code is sent only once: run 'discred auth login reader' again\n"),
                            done.stderr)
            self.assertEqual(self.server.count() - asked, 1)
        self.logged_in()


class Repeated(RenewalCase):
    """What ends nothing is sent again."""

    def test_a_revocation(self):
        self.server.script("revoke", status(503), cuts())
        done = self.home.run("discred", "auth", "revoke", "reader")
        self.assertEqual(done.status, 0, done.stderr)
        self.assertEqual(self.server.count("revoke"), 3)

    def test_the_request_of_the_applications_owner(self):
        self.change_profile(stack='({ control = "sufficient"; source = "client_credentials"; })')
        self.server.script("token", status(503), cuts())
        self.assertEqual(self.token().status, 0)
        self.assertEqual(self.server.count(grant_type="client_credentials"), 3)


if __name__ == "__main__":
    unittest.main(verbosity=2)
