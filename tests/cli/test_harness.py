"""The harness itself: its browser, which other tests rely on, and its search for secrets."""

import unittest
import urllib.parse

import harness


class ScriptedBrowser(harness.Case):
    """A user who clicks."""

    def visit(self, landing, params=None, **browser):
        query = urllib.parse.urlencode({"client_id": harness.CLIENT_ID, "redirect_uri": landing, "state": "s",
                                        "response_type": "code", "scope": "bot webhook.incoming", **(params or {})})
        done = self.home.run(self.home.browser(**browser), self.server.authorize_url + "?" + query)
        self.assertEqual((done.stdout, done.stderr), ("", ""))
        return done.status, self.home.visits()[-1]

    def setUp(self):
        super().setUp()
        # The sandbox's own trap serves as the application's redirect.
        port = harness.free_port()
        self.landing = "http://127.0.0.1:%d/sandbox/trap" % port
        self.server = harness.Sandbox(self.home, "--port", str(port), "--redirect-uri", self.landing)
        self.addCleanup(self.server.stop)

    def query(self, visit):
        return dict(urllib.parse.parse_qsl(visit["urls"][-1].split("?")[1]))

    def test_authorize(self):
        status, visit = self.visit(self.landing, {"guild_id": harness.SECOND_GUILD_ID}, status=3)
        self.assertEqual((status, visit["status"], visit["page"]), (3, 200, "{}"))
        self.assertEqual(self.query(visit)["guild_id"], harness.SECOND_GUILD_ID)
        self.assertEqual([self.server.count(name) for name in ("authorize", "consent", "trap")], [1, 1, 1])

    def test_cancel_and_choose(self):
        _, visit = self.visit(self.landing, action="cancel")
        self.assertEqual(self.query(visit)["error"], "access_denied")
        _, visit = self.visit(self.landing, guild=harness.SECOND_GUILD_ID, channel=harness.SECOND_CHANNEL_ID)
        self.assertEqual(self.query(visit)["guild_id"], harness.SECOND_GUILD_ID)

    def test_look(self):
        _, visit = self.visit(self.landing, action="look")
        self.assertIn("Sandbox App wants to access your account", visit["page"])


class Nets(unittest.TestCase):
    """The harness catches what it is there to catch."""

    def setUp(self):
        self.home = harness.Home()
        self.addCleanup(self.home.remove)

    def test_a_secret_is_found_in_either_stream(self):
        self.home.plant("hunter2")
        for argv in (["sh", "-c", "echo xhunter2x"], ["sh", "-c", "echo hunter2 >&2"]):
            self.home.printed.clear()
            self.home.run(*argv)
            self.assertEqual(len(self.home.leaks()), 1)

    def test_a_secret_may_be_printed_where_it_is_wanted(self):
        self.home.plant("hunter2")
        self.home.run("sh", "-c", "echo hunter2", prints=True)
        self.assertEqual(self.home.leaks(), [])
        self.home.run("sh", "-c", "echo hunter2 >&2", prints=True)
        self.assertEqual(len(self.home.leaks()), 1)

    def test_a_sanitizer_is_heard(self):
        self.home.run("sh", "-c", "echo 'x.c:1: runtime error: signed' >&2")
        self.assertEqual(len(self.home.leaks()), 1)

    def test_tokens_of_the_store_are_planted(self):
        self.home.write("runtime/discred/a.token", "discred 1\naccess_token=abc\nend\n")
        self.home.write("state/discred/a.grant", "discred 1\nrefresh_token=def\nend\n")
        self.home.plant_tokens()
        self.assertEqual(self.home.secrets, {"abc", "def"})

    def test_the_environment_is_our_own(self):
        done = self.home.run("env", EXTRA="1", LANG=None)
        names = {line.split("=")[0] for line in done.stdout.splitlines()}
        self.assertEqual(names - set(harness.PASSED_ON),
                         {"PATH", "HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_STATE_HOME", "XDG_RUNTIME_DIR",
                          "DISCRED_EXEC_PATH", "EXTRA"})


if __name__ == "__main__":
    harness.main()
