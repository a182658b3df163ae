"""A login as a person sees it: Chromium on the sandbox's consent page and on discred's result pages.

What it needs and where it comes from: foreign.py. The pictures are for looking at.
"""

import foreign  # puts the harness on the path

import authcase
import harness


def luminance(colour):
    """Of "rgb(R, G, B)", by WCAG 2."""
    def linear(value):
        value /= 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(part)) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class ChromiumLogin(authcase.AuthCase):
    SETTINGS = {"scope": '"identify bot webhook.incoming"', "guild_id": '"%s"' % harness.GUILD_ID}

    def visit(self, picture, **settings):
        """A login through Chromium: how discred ended, and what Chromium saw."""
        settings.setdefault("action", "authorize")
        chromium = foreign.Chromium(self.home, picture, **settings)
        done = self.login(DISCRED_BROWSER=chromium.opener, timeout=150)
        report = chromium.report()
        # Nothing that a page wants is refused to it by its own policy, no script runs, no line is wider than the page.
        self.assertEqual((report["console"], report["scripts"], report["consent"]["scripts"]), ([], 0, 0))
        self.assertEqual((report["wide"], report["consent"]["wide"]), (False, False))
        return done, report

    def assert_page(self, report, status, heading, text):
        self.assertEqual((report["status"], report["title"], report["heading"]),
                         (status, heading + " - discred", heading))
        self.assertEqual(report["text"], text)
        self.assertTrue(report["given"].startswith(self.redirect.removesuffix("callback") + "start/"), report["given"])
        self.assertTrue(report["url"].startswith(self.redirect + "?"), report["url"])

    def assert_logged_in(self, done, report):
        self.assertEqual(done.status, 0, done.stderr)
        self.assert_page(report, 200, "Logged in", "Profile 'reader' is logged in as sandbox_user (%s)." % harness.USER_ID)
        self.assertEqual(self.token().stdout.rstrip("\n"), self.stored("token")["access_token"])

    def assert_nothing_stored(self):
        self.assertEqual((self.stored("grant"), self.stored("token"), self.stored("extra")), (None, None, None))

    def test_authorize_for_the_preselected_server(self):
        done, report = self.visit("sandbox-authorize")
        self.assert_logged_in(done, report)
        self.assertEqual(report["consent"]["heading"], "Sandbox App wants to access your account")
        self.assertEqual(report["scopes"], ["identify", "bot", "webhook.incoming"])
        self.assertEqual(report["permissions"], ["VIEW_CHANNEL", "READ_MESSAGE_HISTORY", "CONNECT"])
        self.assertEqual(report["guilds"], ["Sandbox Server", "Second Server"])
        self.assertEqual(self.status()["guild_id"], harness.GUILD_ID)
        self.assertEqual(self.box.count("token"), 1)

    def test_authorize_for_another_server(self):
        done, report = self.visit("sandbox-second-server", guild=harness.SECOND_GUILD_ID)
        self.assert_logged_in(done, report)
        self.assertEqual(self.status()["guild_id"], harness.SECOND_GUILD_ID)
        webhook = self.home.run("discred", "auth", "webhook", "reader", prints=True)
        self.assertEqual(webhook.status, 0, webhook.stderr)

    def test_cancel(self):
        done, report = self.visit("sandbox-cancel", action="cancel")
        self.assertEqual((done.status, done.stdout), (77, ""))
        reason = "The resource owner or authorization server denied the request"
        self.assert_page(report, 403, "Not authorized", "Profile 'reader' was not logged in. Discord says: \u201c%s\u201d" % reason)
        self.assertIn("discred-auth: profile 'reader': Discord did not authorize: '%s'; "
                      "run 'discred auth login reader' to try again\n" % reason, done.stderr)
        self.assertEqual(self.box.count("token"), 0)
        self.assert_nothing_stored()

    def assert_failed(self, done, report):
        """The page tells what the terminal tells."""
        self.assertEqual((done.status, done.stdout), (75, ""))
        self.assertTrue(report["text"])
        self.assert_page(report, 502, "The login failed", report["text"])
        self.assertIn("discred-auth: %s" % report["text"], done.stderr)
        self.assert_nothing_stored()

    def test_a_token_endpoint_that_is_down(self):
        self.box.fault("token:*=503")
        done, report = self.visit("sandbox-503")
        self.assert_failed(done, report)
        self.assertIn("answered 503", report["text"])

    def test_a_token_endpoint_that_answers_garbage(self):
        self.box.fault("token:*=garbage")
        done, report = self.visit("sandbox-garbage")
        self.assert_failed(done, report)
        self.assertIn("the answer is no token answer", report["text"])
        self.assertEqual(self.box.count("token"), 1)

    def test_an_idle_connection_and_a_favicon_do_no_harm(self):
        done, report = self.visit("sandbox-intrude", intrude=True)
        self.assertEqual(report["favicon"], 404)
        self.assertGreaterEqual(report["idle"], 1)
        self.assert_logged_in(done, report)

    def test_light(self):
        done, report = self.visit("sandbox-light-narrow", width=360)
        self.assert_logged_in(done, report)
        for page in (report, report["consent"]):
            self.assertGreater(luminance(page["back"]), 0.7, page)
            self.assertLess(luminance(page["ink"]), 0.05, page)

    def test_dark(self):
        done, report = self.visit("sandbox-dark-narrow", width=360, scheme="dark")
        self.assert_logged_in(done, report)
        for page in (report, report["consent"]):
            self.assertLess(luminance(page["back"]), 0.05, page)
            self.assertGreater(luminance(page["ink"]), 0.7, page)

    def test_the_pages_of_failure_in_the_dark(self):
        self.box.fault("token:*=html")
        done, report = self.visit("sandbox-html-dark", scheme="dark")
        self.assert_failed(done, report)
        self.assertLess(luminance(report["back"]), 0.05)


if __name__ == "__main__":
    harness.main()
