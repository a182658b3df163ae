"""discred perms channel: its words, its files, and what it refuses."""

import json
import os
import unittest

import permscase

GUILD = {
    "id": "197038439483310086", "name": "Testers", "owner_id": "73193882359173120",
    "roles": [{"id": "197038439483310086", "name": "@everyone", "permissions": "1117184"},
              {"id": "41771983423143936", "name": "Writers", "permissions": "49152"},
              {"id": "41771983423143937", "name": "Muted", "permissions": "0"}],
}
MEMBER = {"user": {"id": "80351110224678912"}, "roles": ["41771983423143936", "41771983423143937"]}
CHANNEL = {
    "id": "41771983423143990", "type": 0, "name": "news", "guild_id": "197038439483310086",
    "permission_overwrites": [{"id": "41771983423143937", "type": 0, "allow": "0", "deny": "2048"}],
}
THREAD = {"id": "41771983423143991", "type": 11, "name": "t", "parent_id": "41771983423143990"}
TEXT = """\
member 80351110224678912 in channel 41771983423143990 'news' of guild 197038439483310086 'Testers'

STAGE                 VALUE                 PERMISSIONS
base                  1166336               VIEW_CHANNEL SEND_MESSAGES EMBED_LINKS ATTACH_FILES
                                            READ_MESSAGE_HISTORY CONNECT
@everyone overwrite   1166336               no change
role overwrites       1164288               -SEND_MESSAGES
member overwrite      1164288               no change
timeout               1164288               no change
implicit rules        1115136               -EMBED_LINKS -ATTACH_FILES
effective             1115136               VIEW_CHANNEL READ_MESSAGE_HISTORY CONNECT

MISSING                               WHY
SEND_MESSAGES                         denied by the overwrite of role 41771983423143937 'Muted'
EMBED_LINKS                           has no effect without SEND_MESSAGES
ATTACH_FILES                          has no effect without SEND_MESSAGES

granted by no role:
"""


class ChannelCase(permscase.PermsCase):
    def options(self, guild=GUILD, member=MEMBER, channel=None, parent=None):
        objects = {"guild": guild, "member": member, "channel": channel, "parent": parent}
        return [word for name, value in objects.items() if value is not None
                for word in ("--" + name, os.path.basename(self.file(name + ".json", value)))]

    def channel(self, *args, **objects):
        return self.perms("channel", *self.options(**objects), *args)

    def refused(self, status, message, *args, **objects):
        self.assertEqual(self.channel(*args, **objects), (status, "", "discred-perms: %s\n" % message))


class Words(ChannelCase):
    def test_every_stage_and_every_reason(self):
        done = self.channel(channel=CHANNEL)
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertTrue(done.stdout.startswith(TEXT), done.stdout)
        rest = done.stdout[len(TEXT):]
        held_or_denied = ("VIEW_CHANNEL", "SEND_MESSAGES", "EMBED_LINKS", "ATTACH_FILES", "READ_MESSAGE_HISTORY",
                          "CONNECT")
        self.assertEqual(rest.split(), [row["name"] for row in permscase.table() if row["name"] not in held_or_denied])
        self.assertTrue(all(line.startswith("  ") and len(line) <= 110 for line in rest.splitlines()))

    def test_json(self):
        done = self.channel("--json", channel=CHANNEL)
        found = json.loads(done.stdout)
        self.assertEqual(list(found), ["base", "channel", "after_timeout", "effective", "effective_names", "missing"])
        missing = {one["name"]: one for one in found["missing"]}
        self.assertEqual(missing["SEND_MESSAGES"], {"name": "SEND_MESSAGES", "value": "2048", "reasons": [
            {"reason": "overwrite", "type": "role", "id": "41771983423143937", "name": "Muted"}]})
        self.assertEqual(missing["EMBED_LINKS"]["reasons"], [{"reason": "needs", "permission": "SEND_MESSAGES"}])
        self.assertEqual(missing["SPEAK"]["reasons"], [{"reason": "not_granted"}])

    def test_needs(self):
        done = self.channel("--needs", "VIEW_CHANNEL, SEND_MESSAGES", "--needs", "PIN_MESSAGES", channel=CHANNEL)
        self.assertEqual((done.status, done.stderr), (1, ""))
        self.assertTrue(done.stdout.endswith(
            "\nMISSING                               WHY\n"
            "SEND_MESSAGES                         denied by the overwrite of role 41771983423143937 'Muted'\n"
            "\ngranted by no role:\n  PIN_MESSAGES\n"), done.stdout)
        done = self.channel("--needs", "VIEW_CHANNEL", channel=CHANNEL)
        self.assertEqual(done.status, 0)
        self.assertTrue(done.stdout.endswith("\nnothing that is needed is missing\n"))
        self.assertEqual(json.loads(self.channel("--needs", "1024", "--json", channel=CHANNEL).stdout)["missing"], [])

    def test_in_the_guild(self):
        done = self.channel("--needs", "bit 60")
        self.assertEqual((done.status, done.stdout), (1, (
            "member 80351110224678912 in guild 197038439483310086 'Testers'\n\n"
            "STAGE                 VALUE                 PERMISSIONS\n"
            "base                  1166336               VIEW_CHANNEL SEND_MESSAGES EMBED_LINKS ATTACH_FILES\n"
            "                                            READ_MESSAGE_HISTORY CONNECT\n"
            "timeout               1166336               no change\n"
            "effective             1166336               VIEW_CHANNEL SEND_MESSAGES EMBED_LINKS ATTACH_FILES\n"
            "                                            READ_MESSAGE_HISTORY CONNECT\n"
            "\ngranted by no role:\n  UNKNOWN_BIT_60\n")))
        self.assertIsNone(json.loads(self.channel("--json").stdout)["channel"])

    def test_the_owner_and_administrators(self):
        owner = self.channel(member=MEMBER | {"user": {"id": GUILD["owner_id"]}}, channel=CHANNEL).stdout
        self.assertIn("the owner of the guild has all permissions, whatever roles, overwrites and timeouts say\n", owner)
        self.assertTrue(owner.endswith("\nnothing is missing\n"))
        self.assertNotIn("overwrite  ", owner)
        roles = [GUILD["roles"][0] | {"permissions": "8"}]
        administrator = self.channel(guild=GUILD | {"roles": roles}, member=MEMBER | {"roles": []}).stdout
        self.assertIn("ADMINISTRATOR gives all permissions, whatever overwrites and timeouts say\n", administrator)

    def test_several_reasons(self):
        overwrites = [{"id": "197038439483310086", "type": 0, "allow": "0", "deny": "4096"},
                      {"id": "80351110224678912", "type": 1, "allow": "0", "deny": "4096"}]
        done = self.channel("-n", "SEND_TTS_MESSAGES", channel=CHANNEL | {"permission_overwrites": overwrites})
        self.assertIn("SEND_TTS_MESSAGES                     denied by the overwrite of the member, denied by the "
                      "overwrite of @everyone, granted by no role\n", done.stdout)

    def test_nothing_is_left(self):
        overwrites = [{"id": "197038439483310086", "type": 0, "allow": "0", "deny": "18446744073709551615"}]
        done = self.channel(channel=CHANNEL | {"permission_overwrites": overwrites})
        self.assertIn("\neffective             0                     nothing\n", done.stdout)


class Times(ChannelCase):
    MEMBER = MEMBER | {"communication_disabled_until": "2026-05-01T12:00:00.500000+00:00"}

    def base_and_rest(self, *args):
        found = json.loads(self.channel("--json", *args, member=self.MEMBER).stdout)
        return found["base"], found["after_timeout"]

    def test_at(self):
        for at in ("2026-05-01T12:00:00Z", "2026-05-01T14:00:00.499999+02:00", "1777636800", "0"):
            self.assertEqual(self.base_and_rest("--at", at), ("1166336", "66560"), at)
        for at in ("2026-05-01T12:00:00.5Z", "2026-05-01T12:00:01Z", "1777636801", "999999999999"):
            self.assertEqual(self.base_and_rest("--at", at), ("1166336", "1166336"), at)

    def test_now(self):
        self.MEMBER = MEMBER | {"communication_disabled_until": "2020-01-01T00:00:00+00:00"}
        self.assertEqual(self.base_and_rest(), ("1166336", "1166336"))
        self.MEMBER = MEMBER | {"communication_disabled_until": "9999-01-01T00:00:00+00:00"}
        self.assertEqual(self.base_and_rest(), ("1166336", "66560"))

    def test_words(self):
        done = self.channel("--at", "1777636800", "--needs", "SEND_MESSAGES", member=self.MEMBER)
        self.assertEqual(done.status, 1)
        self.assertIn("\ntimed out until 2026-05-01T12:00:00Z\n", done.stdout)
        self.assertTrue(done.stdout.endswith(
            "SEND_MESSAGES                         timed out until 2026-05-01T12:00:00Z\n"))
        found = json.loads(self.channel("--json", "--at", "0", "-n", "2048", member=self.MEMBER).stdout)
        self.assertEqual(found["missing"][0]["reasons"], [{"reason": "timeout", "until": "2026-05-01T12:00:00Z"}])

    def test_wrong_times(self):
        for text in ("now", "2026-05-01", "-5", "1e9", "9999999999999", ""):
            self.refused(64, "option '--at': '%s' is not a time; write it like 2026-05-01T12:00:00Z" % text,
                         "--at=" + text)


class Threads(ChannelCase):
    def test_the_parent_counts(self):
        done = self.channel("-n", "SEND_MESSAGES EMBED_LINKS", channel=THREAD,
                            parent=CHANNEL | {"permission_overwrites": []})
        self.assertEqual((done.status, done.stderr), (1, ""))
        self.assertIn("in thread 41771983423143991 't' of guild", done.stdout)
        self.assertIn("\nthread                1164288               -SEND_MESSAGES\n", done.stdout)
        self.assertTrue(done.stdout.endswith(
            "SEND_MESSAGES                         has no effect in threads: SEND_MESSAGES_IN_THREADS decides\n"
            "EMBED_LINKS                           has no effect without SEND_MESSAGES_IN_THREADS\n"))

    def test_what_does_not_belong_together(self):
        self.refused(64, "'channel.json' is a thread: its overwrites are those of its parent; give --parent FILE, the "
                     "channel that it is in", channel=THREAD)
        self.refused(64, "'channel.json' is no thread: nothing is inherited from a parent; leave out --parent; a "
                     "category's permissions are copied, not inherited", channel=CHANNEL, parent=CHANNEL)
        self.refused(78, "'channel.json' is not in 'parent.json', but in the channel 41771983423143990", channel=THREAD,
                     parent=CHANNEL | {"id": "5"})
        self.refused(78, "'parent.json' is no channel that has threads", channel=THREAD, parent=CHANNEL | {"type": 4})
        self.refused(78, "'channel.json' is of another guild, 5", channel=CHANNEL | {"guild_id": "5"})
        self.refused(78, "'parent.json' is of another guild, 5", channel=THREAD, parent=CHANNEL | {"guild_id": "5"})
        self.refused(64, "option '--parent' goes with '--channel', for a thread; see --help", parent=CHANNEL)

    def test_private_threads(self):
        note = ("discred-perms: a private thread is seen only by those who were added to it and by holders of "
                "MANAGE_THREADS\n")
        private = THREAD | {"type": 12}
        self.assertEqual(self.channel(channel=private, parent=CHANNEL).stderr, note)
        joined = private | {"member": {"user_id": MEMBER["user"]["id"]}}
        self.assertEqual(self.channel(channel=joined, parent=CHANNEL).stderr, "")
        allowed = CHANNEL | {"permission_overwrites": [
            {"id": MEMBER["user"]["id"], "type": 1, "allow": "17179869184", "deny": "0"}]}
        self.assertEqual(self.channel(channel=private, parent=allowed).stderr, "")


class Files(ChannelCase):
    def test_stdin(self):
        for name, value in (("guild", GUILD), ("member", MEMBER), ("channel", CHANNEL)):
            options = self.options(channel=CHANNEL)
            options[options.index("--" + name) + 1] = "-"
            done = self.perms("channel", *options, input=json.dumps(value))
            self.assertTrue(done.stdout.startswith(TEXT), done.stderr)
        done = self.perms("channel", "--guild", "-", "--member", "-", input="{}")
        self.assertEqual(done, (64, "", "discred-perms: only one object can be read from stdin; see --help\n"))
        done = self.perms("channel", "--guild", "-", "--member", "member.json", input="[]")
        self.assertEqual(done, (78, "", "discred-perms: 'stdin' is not one JSON object\n"))

    def test_a_pipe(self):
        self.options(channel=CHANNEL)
        script = ("discred perms channel --guild <(cat guild.json) --member <(cat member.json) "
                  "--channel <(cat channel.json)")
        self.assertTrue(self.home.run("bash", "-c", script).stdout.startswith(TEXT))

    def test_missing_options(self):
        self.assertEqual(self.perms("channel", "-m", "x"),
                         (64, "", "discred-perms: option '--guild' is missing; see --help\n"))
        self.assertEqual(self.perms("channel", "-g", "x"),
                         (64, "", "discred-perms: option '--member' is missing; see --help\n"))
        self.refused(64, "unexpected argument 'y'; see --help", "x", "y")

    def test_files_that_cannot_be_read(self):
        self.file("member.json", MEMBER)
        for path, status, message in (("none.json", 66, "cannot open 'none.json': No such file or directory"),
                                      (".", 71, "cannot read '.': Is a directory")):
            done = self.perms("channel", "-g", path, "-m", "member.json")
            self.assertEqual(done, (status, "", "discred-perms: %s\n" % message))

    def test_files_that_are_no_objects(self):
        for text in ("", "[]", "null", "{", "{} {}", '{"id": "1", "id": "1"}', "\x00", '{"a": "\\ud800"}'):
            self.refused(78, "'guild.json' is not one JSON object", guild=text)
        self.refused(78, "'guild.json' is not one JSON object", guild='{"a":' * 5000 + "1" + "}" * 5000)

    def test_what_discord_answered_instead(self):
        self.refused(78, "'member.json' is an error of Discord's: Missing Access",
                     member={"message": "Missing Access", "code": 50001})
        self.refused(78, "'guild.json' is an error of Discord's: 401: ?Unauthorized",
                     guild={"message": "401: \x1bUnauthorized", "code": 0})

    def test_objects_that_are_wrong(self):
        self.refused(78, "'guild.json': 'id' is missing", guild={})
        self.refused(78, "'guild.json': 'roles' is without @everyone, the role that has the guild's id",
                     guild=GUILD | {"roles": []})
        self.refused(78, "'guild.json': roles[0]: 'permissions' must be a decimal string, as in API v8 and later, not a "
                     "number", guild=GUILD | {"roles": [{"id": "1", "permissions": 8}]})
        self.refused(78, "'guild.json': roles[0]: 'permissions': permission number '%d' is larger than %d"
                     % (2**64, 2**64 - 1), guild=GUILD | {"roles": [{"id": "1", "permissions": str(2**64)}]})
        self.refused(78, "'member.json': 'user' is missing: it says whose membership it is", member={"roles": []})
        self.refused(78, "'member.json': 'communication_disabled_until': 'x' is not a time; write it like "
                     "2026-05-01T12:00:00Z", member=MEMBER | {"communication_disabled_until": "x"})
        self.refused(78, "'channel.json': 'type' is 1: a conversation outside of guilds has no permissions",
                     channel={"id": "1", "type": 1})

    def test_values_beyond_a_double(self):
        value = 2**63 + 2**53 + 1
        roles = [GUILD["roles"][0] | {"permissions": str(value)}]
        found = json.loads(self.channel("--json", guild=GUILD | {"roles": roles}, member=MEMBER | {"roles": []}).stdout)
        self.assertEqual((found["base"], found["effective"]), (str(value), str(value)))

    def test_remarks(self):
        done = self.channel(member=MEMBER | {"roles": ["5"]}, channel=CHANNEL | {"type": 77})
        self.assertEqual((done.status, done.stderr), (0, (
            "discred-perms: warning: the guild has no role 5, which the member holds: it counts for nothing\n"
            "discred-perms: warning: channels of type 77 are not known: taken for a text channel\n")))

    def test_names_do_not_reach_the_terminal_as_they_are(self):
        roles = [*GUILD["roles"][:2], GUILD["roles"][2] | {"name": "M\x1b[2J\nuted"}]
        done = self.channel(guild=GUILD | {"roles": roles, "name": "\x9bx"}, channel=CHANNEL | {"name": "\x07"})
        self.assertIn("in channel 41771983423143990 '?' of guild 197038439483310086 '?x'\n", done.stdout)
        self.assertIn("role 41771983423143937 'M?[2J?uted'\n", done.stdout)
        self.assertFalse([c for c in done.stdout if ord(c) < 32 and c != "\n"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
