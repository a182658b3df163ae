"""The table of permissions against another project's: npm's discord-api-types, which discord.js is built on."""

import json
import os
import subprocess

import foreign
import harness

GUILD = {"id": "1", "owner_id": "2", "roles": [{"id": "1", "permissions": "1024"}]}
MEMBER = {"user": {"id": "3"}, "roles": []}


class Permissions(harness.Case):
    def setUp(self):
        super().setUp()
        modules = foreign.node_modules()
        done = subprocess.run([foreign.needed("node"), os.path.join(foreign.HERE, "permissions.mjs")], text=True,
                              env=self.home.env(DISCRED_NODE_MODULES=modules), capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.theirs = json.loads(done.stdout)

    def perms(self, *args):
        done = self.home.run("discred", "perms", *args)
        self.assertEqual((done.status, done.stderr), (0, ""), args)
        return done.stdout

    def test_every_name_of_theirs_is_the_same_bit(self):
        self.assertGreaterEqual(len(self.theirs["permissions"]), 53)
        for name, value in self.theirs["permissions"].items():
            with self.subTest(name=name):
                self.assertEqual(self.perms("calc", name), value + "\n")

    def test_there_are_no_others(self):
        ours = {row["value"]: row["name"] for row in json.loads(self.perms("list", "--json"))}
        self.assertEqual(set(ours), set(self.theirs["permissions"].values()))
        every = sum(int(value) for value in set(self.theirs["permissions"].values()))
        self.assertEqual(self.perms("calc", "all"), "%d\n" % every)

    def test_names_differ_in_their_case_alone(self):
        camel = {name.lower() for name in self.theirs["permissions"]}
        for row in json.loads(self.perms("list", "--json")):
            self.assertIn(row["name"].replace("_", "").lower(), camel)

    def test_channel_and_overwrite_types(self):
        self.home.write("guild.json", json.dumps(GUILD))
        self.home.write("member.json", json.dumps(MEMBER))
        overwrites = [{"id": "1", "type": self.theirs["overwrites"]["Role"], "allow": "2048", "deny": "1024"},
                      {"id": "3", "type": self.theirs["overwrites"]["Member"], "allow": "1024", "deny": "0"}]
        for name, number in self.theirs["channels"].items():
            with self.subTest(channel=name):
                channel = {"id": "4", "type": number, "permission_overwrites": overwrites}
                self.home.write("channel.json", json.dumps(channel))
                self.home.write("parent.json", json.dumps(channel | {"type": self.theirs["channels"]["GuildText"]}))
                parent = ["--parent", "parent.json"] if "Thread" in name else []
                done = self.home.run("discred", "perms", "channel", "--guild", "guild.json", "--member", "member.json",
                                     "--channel", "channel.json", *parent, "--json")
                if name in ("DM", "GroupDM"):
                    self.assertEqual(done.status, 78)
                    continue
                self.assertEqual(done.status, 0, done.stderr)
                self.assertEqual(json.loads(done.stdout)["channel"], "3072")


if __name__ == "__main__":
    harness.main()
