"""During discred auth login: what everybody on the machine can read, which is the arguments of every program."""

import json
import os
import sys
import unittest
import urllib.parse

import authcase
import harness


class Argv(authcase.AuthCase):
    """The secrets of a whole login, from its state to its tokens, and all command lines that were there meanwhile."""

    def setUp(self):
        super().setUp()
        self.seen_path = os.path.join(self.home.path, "seen.json")
        self.secret = self.home.write("secret", harness.CLIENT_SECRET + "\n")

    def watched(self, **more):
        self.box.fault("token:+1=delay:700")
        done = self.login(DISCRED_BROWSER=self.home.browser(watch=self.seen_path), **more)
        self.assertEqual(done.status, 0, done.stderr)
        urls = self.home.visits()[0]["urls"]
        with open(self.seen_path, encoding="utf-8") as file:
            return urls, json.load(file)

    def secrets(self, urls):
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(urls[1]).query))
        back = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(urls[-1]).query))
        self.assertEqual(back["state"], asked["state"])
        return {"state": asked["state"], "challenge": asked["code_challenge"], "code": back["code"],
                "access token": self.stored("token")["access_token"],
                "refresh token": self.stored("grant")["refresh_token"], "client secret": harness.CLIENT_SECRET}

    def check(self, urls, seen):
        # The watch has seen the login and the browser, or it has seen nothing.
        self.assertTrue("discred-auth\0login\0reader\0" in seen, "no login was seen")
        self.assertTrue(any(urls[0] in line for line in seen), "no browser was seen")
        for name, secret in self.secrets(urls).items():
            for line in seen:
                self.assertNotIn(secret, line, name)

    def test_no_command_line_holds_a_secret(self):
        self.check(*self.watched())

    def test_nor_with_a_command_as_secret(self):
        self.change_profile(client_secret='{ command = [ "cat", "%s" ]; }' % self.secret)
        self.check(*self.watched())

    def test_nor_while_a_token_is_renewed(self):
        """The renewal is a program of its own; its command line names the profile only."""
        self.logged_in()
        old = self.stored("grant")["refresh_token"]
        self.expire()
        watcher = ("import sys; sys.path.insert(0, %r); import browser, time\n"
                   "with browser.Watch(%r) as watch:\n    print('on', flush=True)\n    sys.stdin.read()\n"
                   % (os.path.join(harness.SOURCE, "tests", "cli"), self.seen_path))
        process = self.home.start(sys.executable, "-B", "-c", watcher, input=True)
        self.assertEqual(process.stdout.readline(), "on\n")
        self.box.fault("token:+1=delay:700")
        self.assertEqual(self.token().status, 0)
        self.assertEqual(self.home.finish(process, "").status, 0)
        with open(self.seen_path, encoding="utf-8") as file:
            seen = json.load(file)
        self.assertTrue(any("discred-auth" in line and "--record" in line for line in seen), "no renewal was seen")
        new = [self.stored("token")["access_token"], self.stored("grant")["refresh_token"]]
        for line in seen:
            for secret in (old, harness.CLIENT_SECRET, *new):
                self.assertNotIn(secret, line)


class Environment(authcase.AuthCase):
    def test_the_browsers_holds_nothing_of_the_login(self):
        note = os.path.join(self.home.path, "environment")
        script = self.home.write("bin/curious", "#!/bin/sh\nenv >'%s'\nexec '%s' \"$@\"\n"
                                 % (note, self.home.browser()), 0o700)
        self.assertEqual(self.login(DISCRED_BROWSER=script).status, 0)
        urls = self.home.visits()[0]["urls"]
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(urls[1]).query))
        with open(note, encoding="utf-8") as file:
            environment = file.read()
        for secret in (asked["state"], asked["code_challenge"], harness.CLIENT_SECRET, urls[0]):
            self.assertNotIn(secret, environment)


if __name__ == "__main__":
    unittest.main(verbosity=2)
