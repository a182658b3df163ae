"""discred perms invite: the address, what can be changed in it, and opening it."""

import json
import time
import unittest
import urllib.parse

import permscase

PROFILE = 'client_id = "157730590492196864";\n'
START = "https://discord.com/oauth2/authorize?client_id=157730590492196864&scope=bot&permissions=1115136"


class Invite(permscase.PermsCase):
    def url(self, profile, *args):
        """The address for a profile of that text, and its query as a dictionary."""
        self.home.profile("reader", PROFILE + profile)
        done = self.perms("invite", *args, "reader")
        self.assertEqual((done.status, done.stderr), (0, ""))
        query = urllib.parse.parse_qsl(done.stdout.strip().partition("?")[2], strict_parsing=True)
        self.assertEqual(len(query), len(dict(query)))
        return done.stdout, dict(query)

    def refused(self, status, message, *args, profile=""):
        self.home.profile("reader", PROFILE + profile)
        self.fails(status, "discred-perms: %s\n" % message, "invite", *args)

    def test_plain(self):
        self.assertEqual(self.url("")[0], START + "\n")
        self.assertEqual(self.url('permissions = "VIEW_CHANNEL + SEND_MESSAGES"; guild_id = "7";')[1], {
            "client_id": "157730590492196864", "scope": "bot", "permissions": "3072", "guild_id": "7"})

    def test_options(self):
        text, query = self.url('guild_id = "7";', "--permissions", "68608", "--guild", "8", "--disable-guild-select",
                               "--integration-type", "guild")
        self.assertEqual(text, "https://discord.com/oauth2/authorize?client_id=157730590492196864&scope=bot"
                         "&permissions=68608&guild_id=8&disable_guild_select=true&integration_type=0\n")
        self.assertEqual(query["guild_id"], "8")
        self.assertEqual(self.url("", "-p", "~0")[1]["permissions"], str(2**64 - 1))
        self.assertEqual(self.url("", "-p", "0")[1]["permissions"], "0")

    def test_scopes_that_need_a_code_are_left_out(self):
        self.assertEqual(self.url('scope = "identify guilds";')[1]["scope"], "bot")
        self.assertEqual(self.url('scope = "identify bot applications.commands";')[1]["scope"],
                         "bot applications.commands")
        _, query = self.url('scope = "applications.commands"; guild_id = "7";')
        self.assertEqual(query, {"client_id": "157730590492196864", "scope": "applications.commands"})

    def test_for_a_user(self):
        for word in ("user", "1"):
            self.assertEqual(self.url('scope = "bot"; guild_id = "7";', "--integration-type", word)[1], {
                "client_id": "157730590492196864", "scope": "applications.commands", "integration_type": "1"})

    def test_json(self):
        self.home.profile("reader", PROFILE + 'guild_id = "7";')
        self.assertEqual(self.json("invite", "--disable-guild-select"), {
            "url": START + "&guild_id=7&disable_guild_select=true", "profile": "reader",
            "client_id": "157730590492196864", "scope": "bot", "permissions": "1115136",
            "permission_names": ["VIEW_CHANNEL", "READ_MESSAGE_HISTORY", "CONNECT"], "guild_id": "7",
            "disable_guild_select": True, "integration_type": None})
        self.assertEqual(self.json("invite", "--integration-type=user"), {
            "url": "https://discord.com/oauth2/authorize?client_id=157730590492196864&scope=applications.commands"
                   "&integration_type=1", "profile": "reader", "client_id": "157730590492196864",
            "scope": "applications.commands", "permissions": None, "permission_names": [], "guild_id": None,
            "disable_guild_select": False, "integration_type": 1})

    def test_wrong_usage(self):
        no_bot = ("without scope 'bot' no permissions are asked for and no guild is selected; leave out --permissions, "
                  "--guild and --disable-guild-select")
        for option in (["-p", "8"], ["-g", "7"], ["--disable-guild-select"]):
            self.refused(64, no_bot, "--integration-type", "user", *option)
            self.refused(64, no_bot, *option, profile='scope = "applications.commands";')
        self.refused(64, "option '--disable-guild-select' needs a guild; give --guild ID, or set guild_id in the profile",
                     "--disable-guild-select")
        self.refused(64, "option '--integration-type': 'both' is neither guild nor user; see --help",
                     "--integration-type", "both")
        for text in ("", "0", "-1", "x", "07", str(2**64)):
            self.refused(64, "option '--guild': '%s' is not an id; see --help" % text, "--guild=" + text)
        self.home.profile("reader", PROFILE)
        self.fails(64, "  VIEW\n  ^~~~\ndiscred-perms: option '--permissions': column 1: unknown permission 'VIEW'; did "
                   "you mean 'VIEW_AUDIT_LOG'?\n", "invite", "-p", "VIEW")

    def test_no_profile(self):
        self.assertEqual(self.perms("invite", "none").status, 66)


class Open(permscase.PermsCase):
    def setUp(self):
        super().setUp()
        self.home.profile("reader", PROFILE + 'client_secret = { env = "READER_SECRET" };\n')
        self.home.plant("s3cret")

    def opener(self, name, status):
        """A program that notes its arguments and the secret's variable, and ends with the status."""
        return self.home.write("bin/" + name, '#!/bin/sh\necho "%s $* ${READER_SECRET-unset}" >>%s/log\nexit %d\n'
                               % (name, self.home.path, status), 0o700)

    def log(self):
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                with open(self.home.path + "/log", encoding="utf-8") as log:
                    return log.read()
            except FileNotFoundError:
                time.sleep(0.02)
        raise AssertionError("no browser was started")

    def test_open(self):
        self.prints(START + "\n", "invite", "--open", DISCRED_BROWSER=self.opener("browser", 0), READER_SECRET="s3cret")
        self.assertEqual(self.log(), "browser %s unset\n" % START)

    def test_the_next_one_is_tried(self):
        candidates = "%s:%s" % (self.opener("second", 0), self.opener("third", 0))
        done = self.perms("invite", "-o", "--json", DISCRED_BROWSER=self.opener("first", 3), BROWSER=candidates)
        self.assertEqual((done.status, json.loads(done.stdout)["url"]), (0, START))
        self.assertEqual(self.log(), "first %s unset\nsecond %s unset\n" % (START, START))

    def test_no_browser(self):
        done = self.perms("invite", "--open", DISCRED_BROWSER=self.opener("first", 1), PATH="/nowhere")
        self.assertEqual((done.status, done.stdout), (66, START + "\n"))
        self.assertIn("no browser could be started", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
