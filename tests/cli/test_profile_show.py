"""discred profile show: effective values, where they come from, and never a secret."""

import json
import os
import re
import unittest

import harness

SECRET = "hunter2-the-secret"
CLIENT = 'client_id = "157730590492196864";\n'


class Show(harness.Case):
    def setUp(self):
        super().setUp()
        self.home.plant(SECRET, "hunter2")
        self.path = os.path.join(self.home.config, "discred", "profiles", "reader.cfg")

    def shown(self, *options, **more):
        done = self.home.run("discred", "profile", "show", *options, "reader", **more)
        self.assertEqual((done.status, done.stderr), (0, ""))
        return done.stdout

    def rows(self):
        """{key: (from, [lines of the value])}"""
        head, _, table = self.shown().partition("\n\n")
        self.head = head
        lines = table.splitlines()
        at, value = lines[0].index("FROM"), lines[0].index("VALUE")
        found = {}
        for line in lines[1:]:
            key = line[:at].strip()
            if key:
                found[key] = (line[at:value].strip(), [])
                last = key
            found[last][1].append(line[value:].strip())
        return found

    def keys(self):
        return json.loads(self.shown("--json"))["keys"]

    def test_where_values_come_from(self):
        self.home.profile("reader", CLIENT + 'scope = "identify guilds";\nmin_valid = 300;\n'
                                             'permissions = ( "VIEW_CHANNEL", "SEND_MESSAGES" );\n')
        rows = self.rows()
        self.assertEqual(self.head, "reader (default): " + self.path)
        self.assertEqual(rows["client_id"], ("reader.cfg:1", ["157730590492196864"]))
        self.assertEqual(rows["scope"], ("reader.cfg:2", ["identify guilds"]))
        self.assertEqual(rows["min_valid"], ("reader.cfg:3", ["300"]))
        self.assertEqual(rows["permissions"], ("reader.cfg:4", ["3072 (VIEW_CHANNEL + SEND_MESSAGES)"]))
        self.assertEqual(rows["name"], ("derived", ["reader", "(from the file's name)"]))
        self.assertEqual(rows["bot_version"], ("default", ["1.0"]))
        self.assertEqual(rows["guild_id"], ("not set", [""]))
        self.assertEqual(rows["stack"], ("default", ['{ control = "sufficient"; source = "cache"; }',
                                                     '{ control = "sufficient"; source = "refresh"; timeout = 60; }']))
        self.assertEqual(rows["bot_url"][0], "derived")
        self.assertEqual(rows["bot_url"][1][1], "(from authorize_url, client_id, scope, permissions, guild_id)")

    def test_every_key_of_the_table_is_there(self):
        with open(os.path.join(harness.SOURCE, "src", "core", "profile", "fields.c"), encoding="utf-8") as file:
            keys = re.findall(r'\{"(\w+)", FIELD_', file.read())
        self.home.profile("reader", CLIENT)
        self.assertEqual(list(self.rows()), keys)
        self.assertEqual(list(self.keys()), keys)

    def test_json(self):
        self.home.profile("reader", CLIENT + 'redirect_uri = ( "http://127.0.0.1:1/a", "http://127.0.0.1:2/b" );\n')
        whole = json.loads(self.shown("--json"))
        self.assertEqual((whole["profile"], whole["path"], whole["default"]), ("reader", self.path, True))
        keys = whole["keys"]
        self.assertEqual(keys["client_id"], {"value": "157730590492196864", "origin": "given", "from": None,
                                             "line": 1, "column": 13})
        self.assertEqual(keys["redirect_uri"]["value"], ["http://127.0.0.1:1/a", "http://127.0.0.1:2/b"])
        self.assertEqual(keys["permissions"]["value"], "1115136")
        self.assertEqual(keys["public_client"], {"value": False, "origin": "default", "from": None})
        self.assertEqual(keys["ca_file"], {"value": None, "origin": "unset", "from": None})
        self.assertEqual((keys["name"]["origin"], keys["name"]["from"]), ("derived", "the file's name"))

    def expect_secret(self, written, words, value, mode=0o644):
        """As client_secret and as bot_token."""
        self.home.profile("reader", CLIENT + "client_secret = %s;\nbot_token = %s;\n" % (written, written), mode)
        rows, keys = self.rows(), self.keys()
        for line, key in ((2, "client_secret"), (3, "bot_token")):
            self.assertEqual(rows[key], ("reader.cfg:%d" % line, [words]))
            self.assertEqual(keys[key]["value"], value)

    def test_each_kind_of_secret(self):
        path = self.home.write("secret", SECRET + "\n")
        self.expect_secret('{ file = "%s" }' % path, '{ file = "%s" }' % path, {"file": path})
        self.expect_secret('{ env = "READER_SECRET" }', '{ env = "READER_SECRET" }', {"env": "READER_SECRET"})
        self.expect_secret("{ stored = true }", "{ stored = true }", {"stored": True})
        self.expect_secret('"%s"' % SECRET, "(hidden)", "(hidden)", 0o600)

    def test_the_arguments_of_a_command_are_hidden(self):
        marker = os.path.join(self.home.path, "ran")
        self.expect_secret('{ command = [ "sh", "-c", "touch %s; echo %s" ] }' % (marker, SECRET),
                           '{ command = [ "sh" ] }', {"command": ["sh"]})
        self.assertFalse(os.path.exists(marker))

    def test_the_variable_of_a_secret_is_not_read(self):
        self.home.profile("reader", CLIENT + 'client_secret = { env = "READER_SECRET" };\n')
        self.assertIn('{ env = "READER_SECRET" }', self.shown(READER_SECRET=SECRET))

    def test_what_is_stored_is_not_read(self):
        self.home.write("state/discred/reader.secret", "discred-record 1\nclient_secret=%s\nend\n" % SECRET)
        self.home.profile("reader", CLIENT + "client_secret = { stored = true };\n")
        self.assertIn("{ stored = true }", self.shown())

    def test_a_shared_stack(self):
        path = self.home.write("etc/discred/stacks/desk.cfg",
                               'stack = ( { control = "required"; source = "env"; variable = "AB"; '
                               'type = "bot"; } );\n', 0o644)
        self.home.profile("reader", CLIENT + 'stack = "desk";\n')
        self.assertEqual(self.rows()["stack"], (
            "reader.cfg:2", ['{ control = "required"; source = "env"; variable = "AB"; type = "Bot"; }',
                             "(from %s)" % path]))
        self.assertEqual(self.keys()["stack"], {
            "value": [{"control": "required", "source": "env", "variable": "AB", "type": "Bot"}], "origin": "given",
            "from": path, "line": 2, "column": 9})

    def test_text_that_is_not_utf8_or_steers_a_terminal(self):
        self.home.profile("reader", CLIENT)
        with open(self.path, "ab") as file:
            file.write(b'description = "a\xc2\x9bb\xff";\n')
        self.assertEqual(self.keys()["description"]["value"], "a??b?")
        done = self.home.run("sh", "-c", "discred profile show reader | LC_ALL=C grep -c \"$(printf '\\302\\233')\"")
        self.assertEqual(done.stdout, "0\n")

    def test_one_with_mistakes(self):
        self.home.profile("reader", 'client_id = 5;\nclient_secret = "%s";\n' % SECRET)
        done = self.home.run("discred", "profile", "show", "reader")
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertEqual(done.stderr, "%s:1:13: 'client_id' must be a string of digits: write \"5\"\n"
                                      "    1 | client_id = 5;\n"
                                      "      |             ^\n"
                                      "discred-profile: '%s' has 1 error and was not used; correct the file\n"
                         % (self.path, self.path))

    def test_one_that_is_not_there(self):
        done = self.home.run("discred", "profile", "show", "reader")
        self.assertEqual((done.status, done.stdout), (66, ""))


if __name__ == "__main__":
    unittest.main(verbosity=2)
