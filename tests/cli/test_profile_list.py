"""discred profile list: every profile in every state, without a word to anybody."""

import json
import os
import time
import unittest

import authcase
import harness


class List(authcase.AuthCase):
    def rows(self, *options, **more):
        """{name: [mark, description, scopes, token]}, cut at the titles' columns."""
        before = self.box.requests()
        done = self.home.run("discred", "profile", "list", *options, **more)
        self.assertEqual(done.status, 0, done.stderr)
        self.assertEqual(self.box.requests(), before)
        self.stderr = done.stderr
        lines = done.stdout.splitlines()
        starts = [lines[0].index(title) for title in ("NAME", "DESCRIPTION", "SCOPES", "TOKEN")]
        found = {}
        for line in lines[1:]:
            cells = [line[a:b].strip() for a, b in zip([0, *starts], [*starts, None])]
            found[cells[1]] = [cells[0], *cells[2:]]
        return found

    def objects(self, **more):
        done = self.home.run("discred", "profile", "list", "--json", **more)
        self.assertEqual(done.status, 0, done.stderr)
        return {one["profile"]: one for one in json.loads(done.stdout)}

    def token(self):
        return self.rows()["reader"][3]

    def test_not_logged_in(self):
        self.assertEqual(self.rows(), {"reader": ["*", "", "identify", "none"]})
        self.assertEqual(self.objects()["reader"], {
            "profile": "reader", "default": True, "name": "reader", "description": "",
            "path": os.path.join(self.home.config, "discred", "profiles", "reader.cfg"), "scopes": ["identify"],
            "token": {"state": "none", "source": None, "expires_at": None, "expires_in": 0, "renewable": False,
                      "reason": None},
            "error": None})

    def test_logged_in(self):
        self.logged_in()
        self.assertRegex(self.token(), r"^valid, 7 days left$")
        token = self.objects()["reader"]["token"]
        expires = int(self.stored("token")["expires"])
        self.assertEqual(token["expires_at"], time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(expires)))
        self.assertTrue(expires - time.time() - 5 < token["expires_in"] <= expires - time.time() + 5)
        self.assertEqual((token["state"], token["source"], token["renewable"]), ("valid", "cache", True))

    def test_expired(self):
        self.logged_in()
        self.expire()
        self.assertEqual(self.token(), "expired, renewable")
        os.unlink(self.path("grant"))
        self.assertEqual(self.token(), "expired")

    def test_a_grant_alone(self):
        self.logged_in()
        os.unlink(self.path("token"))
        self.assertEqual(self.token(), "none, renewable")

    def test_a_grant_is_not_read(self):
        self.logged_in()
        self.expire()
        self.home.write("state/discred/reader.grant", "\0 damaged", 0o000)
        self.assertEqual(self.token(), "expired, renewable")

    def test_a_token_that_does_not_serve(self):
        self.logged_in()
        self.change_profile(scope='"identify guilds"')
        self.assertEqual(self.token(), "stale: scope 'guilds' was added")
        self.assertEqual(self.objects()["reader"]["token"]["reason"], "scope 'guilds' was added")
        self.change_profile()
        self.change("token", issued=int(time.time()) + 4000)
        self.assertEqual(self.token(), "from the future: the clock is wrong")

    def test_a_damaged_token(self):
        self.logged_in()
        self.home.write("runtime/discred/reader.token", "half a rec")
        self.assertEqual(self.token(), "none, renewable")

    def test_a_token_that_others_could_touch(self):
        self.logged_in()
        os.chmod(self.path("token"), 0o644)
        self.assertEqual(self.token(), "unsafe: 'reader.token' is open to others (mode 0644)")

    def test_a_bot(self):
        self.change_profile(bot_token='"%s"' % harness.BOT_TOKEN, scope='"bot"', client_secret=None, stack='"bot"')
        self.home.write("etc/discred/stacks/bot.cfg",
                        'stack = ( { control = "sufficient"; source = "bot"; } );\n')
        self.assertEqual(self.rows()["reader"], ["*", "", "bot", "bot token"])
        self.change_profile(bot_token='"%s"' % harness.BOT_TOKEN, scope='"bot"', client_secret=None)
        self.assertEqual(self.token(), "bot token")
        self.change_profile(scope='"bot"', client_secret=None)
        self.assertEqual(self.token(), "invitation")

    def test_tokens_of_other_sources(self):
        self.change_profile(stack='( { control = "sufficient"; source = "client_credentials"; } )')
        self.assertEqual(self.token(), "on demand")
        done = self.home.run("discred", "auth", "login", "--client-credentials", "reader")
        self.assertEqual(done.status, 0, done.stderr)
        self.home.plant_tokens()
        self.assertRegex(self.token(), r"^valid, 7 days left$")
        self.assertEqual(self.objects()["reader"]["token"]["source"], "client_credentials")
        self.change_profile(stack='( { control = "sufficient"; source = "client_credentials"; scope = "guilds"; } )')
        self.assertEqual(self.token(), "on demand")
        command = '( { control = "sufficient"; source = "command"; argv = [ "echo", "x" ]; type = "Bearer"; ' \
                  'expires_in = 7200; } )'
        self.change_profile(stack=command)
        self.assertEqual(self.token(), "on demand")
        self.assertEqual(self.home.run("discred", "token", "reader").status, 0)
        self.assertRegex(self.token(), r"^valid, (1 hour|2 hours) left$")

    def test_several_and_their_default(self):
        self.change_profile(description='"reads things"')
        self.home.profile("other", 'client_id = "5"; name = "The other one";\n')
        self.assertEqual(self.rows(), {"other": ["", "The other one", "bot", "invitation"],
                                       "reader": ["", "reads things", "identify", "none"]})
        self.assertEqual(self.rows(DISCRED_PROFILE="other")["other"][0], "*")
        self.home.write("config/discred/config.cfg", 'default_profile = "reader";\n')
        self.assertEqual({name: row[0] for name, row in self.rows().items()}, {"other": "", "reader": "*"})

    def test_one_with_mistakes_is_a_row_too(self):
        path = self.home.profile("broken", "client_id = 157730590492196864;\nclient_secret = \"hunter2\"\nx")
        self.home.profile("open", 'client_id = "5";\n', 0o666)
        self.home.plant("hunter2")
        rows = self.rows()
        self.assertEqual(sorted(rows), ["broken", "open", "reader"])
        message = ("'157730590492196864' does not fit into 32 bits: write it as a string, \"157730590492196864\"")
        self.assertEqual(rows["broken"], ["", "broken.cfg:1:13: " + message, "", "has errors"])
        self.assertEqual(self.stderr, "discred-profile: 2 profiles have errors: 'discred profile check --all' shows "
                                      "them\n")
        broken = self.objects()["broken"]
        self.assertEqual((broken["error"], broken["token"], broken["path"]),
                         ("%s:1:13: %s" % (path, message), None, path))

    def test_a_broken_configuration_hides_nothing(self):
        self.home.write("config/discred/config.cfg", "default_profile = 5;\n")
        self.assertEqual(self.rows()["reader"][0], "")
        self.assertIn("config.cfg:1:19: 'default_profile' must be a string, not a number", self.stderr)

    def test_none_at_all(self):
        os.unlink(os.path.join(self.home.config, "discred", "profiles", "reader.cfg"))
        done = self.home.run("discred", "profile", "list")
        self.assertEqual((done.status, done.stdout, done.stderr), (0, "", "discred-profile: there is no profile yet\n"))
        self.assertEqual(self.objects(), {})

    def test_control_bytes_do_not_reach_the_terminal(self):
        self.change_profile(description='"a\u009bb"')
        for options in ((), ("--json",)):
            self.assertNotIn("\u009b", self.home.run("discred", "profile", "list", *options).stdout)
        self.assertEqual(self.objects()["reader"]["description"], "a\u009bb")


if __name__ == "__main__":
    unittest.main(verbosity=2)
