"""What the programs print as JSON is in their pages: every member, and the name of every check."""

import json
import re
import unittest

import authcase
import harness
import manual

GUILD = {"id": "1", "name": "Testers", "owner_id": "9", "roles": [{"id": "1", "permissions": "3072"}]}
MEMBER = {"user": {"id": "2"}, "roles": [], "communication_disabled_until": "2030-01-01T00:00:00+00:00"}
CHANNEL = {"id": "3", "type": 0, "guild_id": "1", "name": "news",
           "permission_overwrites": [{"id": "1", "type": 0, "allow": "0", "deny": "2048"}]}


def members(value):
    """The names of all members, however deep; what is below names that are data is taken apart all the same."""
    if isinstance(value, dict):
        return set(value).union(*map(members, value.values()))
    return set().union(*map(members, value)) if isinstance(value, list) else set()


class Members(authcase.AuthCase):
    SETTINGS = {"scope": '"identify bot"', "bot_token": '"%s"' % harness.BOT_TOKEN,
                "guild_id": '"%s"' % harness.GUILD_ID, "channel_id": '"%s"' % harness.CHANNEL_ID}

    def setUp(self):
        super().setUp()
        self.logged_in()
        self.home.profile("broken", "client_id = 1;\n")
        for name, value in (("guild", GUILD), ("member", MEMBER), ("channel", CHANNEL)):
            self.home.write(name + ".json", json.dumps(value))

    def answer(self, command, *args, **more):
        done = self.home.run("discred", command, *args, prints=True, **more)
        self.assertTrue(done.stdout, done.stderr)
        return json.loads(done.stdout)

    def expect(self, command, *args):
        page = manual.page("discred-" + command)
        words = set(re.findall(r"\w+", page.part("DESCRIPTION")))
        found = members(self.answer(command, *args))
        self.assertGreater(len(found), 2)
        self.assertEqual(found - words, set(), (command, args))

    def test_auth(self):
        self.expect("auth", "status", "--json", "reader")
        self.expect("auth", "status", "--json", "--all")
        self.expect("auth", "check", "--json", "reader")

    def test_perms(self):
        files = ("-g", "guild.json", "-m", "member.json", "-c", "channel.json")
        self.expect("perms", "list", "--json")
        self.expect("perms", "explain", "--json", "--profile", "reader")
        self.expect("perms", "calc", "--json", "1115136")
        self.expect("perms", "check", "--json", "1", "--needs", "3")
        self.expect("perms", "diff", "--json", "1", "2")
        self.expect("perms", "invite", "--json", "reader")
        for at in ("0", "1900000000"):
            self.expect("perms", "channel", "--json", "--at", at, *files)

    def test_token(self):
        self.expect("token", "-o", "json", "reader")

    @unittest.skipUnless("list" in manual.verbs("profile"), "no such verb")
    def test_profile(self):
        self.expect("profile", "list", "--json")
        shown = self.answer("profile", "show", "--json", "reader")
        keys = set(manual.items(manual.page("discred-profile", 5).subpart("Keys")))
        self.assertEqual(set(shown["keys"]), keys)
        told = set(re.findall(r"\w+", manual.page("discred-profile").subpart("show")))
        self.assertEqual((members(shown) - keys - members(shown["keys"]["stack"]["value"])) - told, set())


class Checks(authcase.AuthCase):
    """The names of checks are the tags of a list."""

    def names(self, text):
        return {name for tag in manual.items(text) if not tag.startswith("-") for name in tag.split(", ")}

    def test_auth_check(self):
        done = self.home.run("discred", "auth", "check", "--json", "reader")
        told = self.names(manual.page("discred-auth").subpart("check"))
        self.assertEqual({check["name"] for check in json.loads(done.stdout)["checks"]}, told)

    @unittest.skipUnless("doctor" in manual.programs(), "no such command")
    def test_doctor(self):
        answer = json.loads(self.home.run("discred", "doctor", "--json", "reader").stdout)
        page = manual.page("discred-doctor").part("DESCRIPTION")
        told = self.names(page) - {"source NAME"}
        there = {check["name"] for check in answer["checks"] if not check["name"].startswith("source ")}
        self.assertEqual(there - told, set())
        # Where there is nothing to look at, nothing is said: no secrets, no seal, no shared store, no file with a wrong name.
        self.assertLessEqual(told - there, {"client_secret", "bot_token", "profiles", "seal", "shared store"})
        self.assertEqual(members(answer) - set(re.findall(r"\w+", page)), set())


if __name__ == "__main__":
    harness.main()
