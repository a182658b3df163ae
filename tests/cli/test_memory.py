"""Refusals are remembered: a loop of callers never runs into Discord's ban of invalid requests."""

import collections
import os
import unittest

import authcase
import harness

LOOP = """
i=0
while [ $i -lt "$2" ]; do
	i=$((i + 1))
	"$1" reader >/dev/null 2>&1
	echo $?
done
"""


class MemoryCase(authcase.AuthCase):
    def setUp(self):
        super().setUp()
        self.home.plant("wrong-secret-1", "wrong-secret-2")
        self.logged_in()
        self.expire()

    def use(self, **settings):
        self.home.profile("reader", self.box.profile_text(self.redirect, **settings))

    def loop(self, status, count, program="discred-token", **more):
        """So many calls end with this status; how many requests they made."""
        asked = self.box.count("token")
        done = self.home.run("sh", "-c", LOOP, "sh", harness.program(program), str(count), timeout=600, **more)
        self.assertEqual(collections.Counter(done.stdout.split()), {str(status): count}, done.stderr)
        return self.box.count("token") - asked

    def asks(self, status, *command, **more):
        """One call ends with this status; how many requests it made."""
        asked = self.box.count("token")
        done = self.home.run(*(command or ("discred", "token", "reader")), prints=True, **more)
        self.home.plant_tokens()
        self.assertEqual(done.status, status, done.stderr)
        return self.box.count("token") - asked


class Refusals(MemoryCase):
    def test_a_wrong_secret_a_thousand_times(self):
        self.use(client_secret='"wrong-secret-1"')
        self.assertEqual(self.loop(78, 1000), 1)

    def test_a_grant_that_has_ended(self):
        self.box.end_grants()
        self.assertEqual(self.loop(77, 100), 1)

    def test_401(self):
        self.box.fault("token:+*=401")
        self.assertEqual(self.loop(77, 100), 1)

    def test_other_refusals_pause(self):
        self.box.fault("token:+*=403")
        self.assertEqual(self.asks(77), 1)
        marker = self.stored("lock")
        until, when = ([key for key in marker if key.endswith(end)][0] for end in ("-not_before", "-when"))
        self.assertEqual(int(marker[until]) - int(marker[when]), 60)
        self.change("lock", **{until: int(marker[until]) + 3600})
        self.assertEqual(self.loop(77, 100), 0)
        self.change("lock", **{when: int(marker[when]) - 3600, until: int(marker[until]) - 3600})
        self.assertEqual(self.asks(77), 1)

    def test_without_a_child_where_the_secret_is_at_hand(self):
        self.use(client_secret='{ env = "APP_SECRET" }')
        self.assertEqual(self.asks(78, APP_SECRET="wrong-secret-1"), 1)
        done = self.home.run("strace", "-f", "-o", self.home.path + "/trace", harness.program("discred-token"), "reader",
                             APP_SECRET="wrong-secret-1", ASAN_OPTIONS="detect_leaks=0")
        self.assertEqual(done.status, 78)
        with open(self.home.path + "/trace", encoding="utf-8") as trace:
            self.assertNotRegex(trace.read(), r"\b(?:fork|vfork|clone|clone3)\(")

    def test_a_secret_that_a_command_gives(self):
        path = self.home.write("kept/secret", "wrong-secret-1\n")
        self.use(client_secret='{ command = [ "cat", "%s" ] }' % path)
        self.assertEqual(self.loop(78, 20), 1)
        self.home.write("kept/secret", harness.CLIENT_SECRET + "\n")
        done = self.home.run("discred", "token", "reader")
        self.assertTrue(done.stderr.endswith("; 'discred auth refresh --force reader' asks again at once\n"), done.stderr)
        self.assertEqual(self.asks(0, "discred", "auth", "refresh", "--force", "reader"), 1)

    def test_the_same_reason_each_time(self):
        self.use(client_secret='"wrong-secret-1"')
        first = self.home.run("discred", "token", "reader")
        self.assertIn("invalid_client", first.stderr)
        self.assertEqual(self.home.run("discred", "token", "reader"), first)
        self.box.fault("token:+*=401")
        self.use()
        first = self.home.run("discred", "token", "reader")
        self.assertEqual(self.home.run("discred", "token", "reader"), first)

    def test_discred_auth_remembers_too(self):
        self.use(client_secret='"wrong-secret-1"')
        self.assertEqual(self.asks(78), 1)
        self.assertEqual(self.asks(78, "discred", "auth", "refresh", "reader"), 0)

    def test_the_marker_holds_no_secret(self):
        self.use(client_secret='"wrong-secret-1"')
        self.assertEqual(self.asks(78), 1)
        with open(self.path("lock"), encoding="utf-8") as file:
            text = file.read()
        self.assertNotIn("wrong-secret-1", text)
        self.assertEqual(os.stat(self.path("lock")).st_mode & 0o777, 0o600)


class Until(MemoryCase):
    """What ends it."""

    def test_the_profile_changes(self):
        self.use(client_secret='"wrong-secret-1"')
        self.assertEqual(self.loop(78, 5), 1)
        self.use(client_secret='"wrong-secret-1"', description='"another"')
        self.assertEqual(self.loop(78, 5), 1)
        self.use()
        self.assertEqual(self.asks(0), 1)

    def test_the_secret_changes_in_its_file(self):
        path = self.home.write("kept/secret", "wrong-secret-1\n")
        self.use(client_secret='{ file = "%s" }' % path)
        self.assertEqual(self.loop(78, 5), 1)
        self.home.write("kept/secret", harness.CLIENT_SECRET + "\n")
        self.assertEqual(self.asks(0), 1)

    def test_a_login(self):
        self.box.end_grants()
        self.assertEqual(self.loop(77, 5), 1)
        self.logged_in()
        self.expire()
        self.assertEqual(self.asks(0), 1)

    def test_force(self):
        self.box.fault("token:+1=401")
        self.assertEqual(self.loop(77, 5), 1)
        self.assertEqual(self.asks(0, "discred", "auth", "refresh", "--force", "reader"), 1)
        self.expire()
        self.assertEqual(self.asks(0), 1)

    def test_force_asks_for_a_refused_grant_too(self):
        self.box.end_grants()
        self.assertEqual(self.loop(77, 5), 1)
        self.assertEqual(self.asks(77, "discred", "auth", "refresh", "--force", "reader"), 1)
        self.assertEqual(self.loop(77, 5), 0)


class Owner(harness.Case):
    """The token of the application's owner, beside a refused grant: neither pushes the other's marker out."""

    STACK = """({ control = "optional"; source = "refresh"; },
                { control = "optional"; source = "client_credentials"; scope = "identify"; },
                { control = "optional"; source = "client_credentials"; scope = "guilds"; })"""

    def test_each_is_asked_for_once(self):
        redirect = harness.redirect_uri()
        box = self.sandbox("--redirect-uri", redirect)
        self.home.plant("wrong-secret-1")
        self.home.profile("reader", box.profile_text(redirect))
        done = self.home.run("discred", "auth", "login", "reader", DISCRED_BROWSER=self.home.browser())
        self.assertEqual(done.status, 0, done.stderr)
        self.home.plant_tokens()
        self.home.profile("reader", box.profile_text(redirect, client_secret='"wrong-secret-1"', stack=self.STACK))
        os.unlink(os.path.join(self.home.runtime, "discred", "reader.token"))
        asked = box.count("token")
        for _ in range(10):
            self.assertEqual(self.home.run("discred", "token", "reader").status, 78)
        self.assertEqual(box.count("token") - asked, 3)
        self.home.profile("reader", box.profile_text(redirect, stack=self.STACK))
        self.assertEqual(self.home.run("discred", "token", "reader", prints=True).status, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
