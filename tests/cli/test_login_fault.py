"""discred auth login when the code can't be exchanged: the page tells the truth, and an older grant stays as it was."""

import os
import unittest

import authcase
import harness

AGAIN = "; a code is sent only once: run 'discred auth login reader' again"
LATER = "; nothing was lost, try again later"
SENT = "; the request was sent and may have been carried out"


class TokenEndpoint(authcase.AuthCase):
    def setUp(self):
        super().setUp()
        self.logged_in()
        self.host = "127.0.0.1:%d" % self.box.port

    def fails(self, fault, requests, status, text, hint):
        """The login asks so often, and ends so; what was stored is as before, and the code is not stored anywhere."""
        before = self.stored("grant"), self.stored("token")
        asked = self.box.count("token")
        self.box.fault("token:+*=" + fault)
        done = self.login()
        text = text.replace("HOST", "'%s'" % self.host)
        self.assertEqual((done.status, done.stdout, self.complaints(done)),
                         (status, "", "discred-auth: profile 'reader': %s%s\n" % (text, hint)))
        self.assertEqual(self.box.count("token") - asked, requests)
        visit = self.home.visits(count=2)[1]
        self.assertEqual(visit["status"], 502)
        page = "profile 'reader': %s</p>\n<p>%s" % (text, hint[2:])
        self.assertIn("<h1>The login failed</h1>\n<p>%s</p>\n</main>" % page.replace("'", "&#39;"), visit["page"])
        self.assertEqual((self.stored("grant"), self.stored("token")), before)
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock"])
        self.assertEqual(os.path.getsize(self.path("lock")), 0)

    def test_trouble_at_discord(self):
        self.fails("503", 1, 75, "HOST answered 503: Service Unavailable", AGAIN)

    def test_a_page_of_an_intermediary(self):
        self.fails("html", 1, 75, "HOST answered 502 with a page that is not from the API (a proxy or Cloudflare)",
                   AGAIN)

    def test_garbage(self):
        self.fails("garbage", 1, 75, "HOST answered 200: the answer is no token answer: it is not one JSON object",
                   AGAIN)

    def test_no_answer(self):
        self.fails("cut", 1, 75, "no answer from HOST: the connection was closed" + SENT, AGAIN)

    def test_half_an_answer(self):
        self.fails("half", 1, 75, "no answer from HOST: the answer was cut off" + SENT, AGAIN)

    def test_an_answer_that_is_too_large(self):
        self.fails("huge", 1, 75, "the answer of HOST is larger than 1 MiB and was not read", AGAIN)

    def test_a_wait_that_is_too_long(self):
        self.fails("429:61", 1, 75, "HOST answered 429: You are being rate limited", "; try again in 61 s")

    def test_a_redirect_is_not_followed(self):
        self.fails("redirect", 1, 75, "HOST answered 307",
                   "; redirects are not followed: check the URLs in the profile, and any proxy in between")
        self.assertEqual(self.box.count("trap"), 0)

    def test_not_found(self):
        self.fails("404", 1, 78, "HOST answered 404: Not Found",
                   "; fix api_base in the profile: 'http://%s/api/v10/oauth2/token' has no such endpoint" % self.host)

    def test_nobody_listens(self):
        port = harness.free_port()
        self.change_profile(api_base='"http://127.0.0.1:%d"' % port)
        before = self.stored("grant")
        done = self.login()
        self.assertEqual(done.status, 75)
        self.assertEqual(self.complaints(done), "discred-auth: profile 'reader': cannot reach '127.0.0.1:%d': "
                         "connection refused%s\n" % (port, LATER))
        self.assertEqual(self.stored("grant"), before)

    def test_trouble_that_passes(self):
        self.box.fault("token:1-2=429:0.2")
        self.logged_in()
        self.assertEqual(self.box.count("token"), 3)


class Timeout(authcase.AuthCase):
    def test_nobody_authorizes(self):
        self.logged_in()
        before = self.stored("grant")
        done = self.login("reader", "--timeout", "1", DISCRED_BROWSER=self.home.browser("look"))
        self.assertEqual((done.status, done.stdout), (75, ""))
        # Whether the browser has come to the start address within that second is the machine's affair.
        self.assertRegex(self.complaints(done), r"\Adiscred-auth: profile 'reader': nobody authorized in time: (a browser was sent "
                         r"to Discord, and did not come back|nothing came back from a browser); run 'discred auth login "
                         r"reader' again\n\Z")
        self.assertEqual(self.stored("grant"), before)


class LeftOver(authcase.AuthCase):
    """What a run that was killed left beside the grant is settled before the login's own."""

    def setUp(self):
        super().setUp()
        self.logged_in()
        self.draft = os.path.join(self.home.state, "discred", ".reader.grant.next")

    def leave(self, replaces, end="end\n"):
        grant = self.stored("grant")
        grant.update(refresh_token="from-the-draft", counter="1", replaces=replaces)
        lines = "".join("%s=%s\n" % item for item in grant.items())
        self.home.write("state/discred/.reader.grant.next", "discred-record 1\n" + lines + end)

    def name(self, counter):
        return "%s/%s/%s" % (harness.CLIENT_ID, self.stored("grant")["obtained"], counter)

    def test_the_successor_of_the_grant_is_what_the_login_replaces(self):
        self.leave(self.name(0))
        successor = self.name(1)
        self.logged_in()
        self.assertEqual(self.stored("grant")["replaces"], successor)
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock"])

    def test_and_what_stays_when_the_login_fails(self):
        self.leave(self.name(0))
        self.box.fault("token:+*=401")
        self.assertEqual(self.login().status, 77)
        self.assertEqual(self.stored("grant")["refresh_token"], "from-the-draft")
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock"])

    def gone(self):
        before = self.stored("grant")["refresh_token"]
        self.box.fault("token:+*=401")
        self.assertEqual(self.login().status, 77)
        self.assertEqual(self.stored("grant")["refresh_token"], before)
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock"])

    def test_that_of_another_grant_is_deleted(self):
        self.leave("%s/1/0" % harness.CLIENT_ID)
        self.gone()

    def test_that_of_a_first_login_is_deleted(self):
        self.leave("none")
        self.gone()

    def test_half_a_draft_is_kept_aside(self):
        before = self.stored("grant")["refresh_token"]
        self.leave(self.name(0), "")
        self.box.fault("token:+*=401")
        self.assertEqual(self.login().status, 77)
        self.assertEqual(self.stored("grant")["refresh_token"], before)
        self.assertEqual(self.state_files(), [".reader.grant.damaged", "reader.grant", "reader.lock"])

    def test_an_empty_one_is_deleted(self):
        self.home.write("state/discred/.reader.grant.next", "")
        self.gone()

    def test_a_link_in_its_place_is_not_followed(self):
        victim = self.home.write("victim", "precious\n")
        os.symlink(victim, self.draft)
        self.logged_in()
        with open(victim, encoding="utf-8") as file:
            self.assertEqual(file.read(), "precious\n")
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock"])

    def test_a_login_that_is_not_finished_leaves_none(self):
        self.home.run("discred", "auth", "login", "--timeout", "1", "reader", DISCRED_BROWSER=self.home.browser("look"))
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
