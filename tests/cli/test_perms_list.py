"""discred perms list and explain: what is shown of the table, and of a value."""

import unittest

import harness
import permscase

HEADING = "NAME                  BIT    VALUE  CHANNELS          2FA  WHAT IT ALLOWS\n"
EXPLAINED = (
    "1115136 = 0x110400, 3 permissions\n\n" + HEADING +
    "VIEW_CHANNEL           10     1024  text,voice,stage       "
    "see the channel at all: needed for reading text and joining voice\n"
    "READ_MESSAGE_HISTORY   16    65536  text,voice,stage       "
    "read messages sent earlier; without it a channel's history comes back empty\n"
    "CONNECT                20  1048576  voice,stage            "
    "join voice and stage channels; also needed to read their text chat\n")
NOTE = ("discred-perms: 1115136 only reads, although it is often said to let a bot post; reading, posting and the "
        "history together are 68608\n")
CHANNELS = {"T": "text", "V": "voice", "S": "stage"}


class List(permscase.PermsCase):
    def names(self, *args):
        """The first words of the rows."""
        done = self.perms("list", *args)
        self.assertEqual((done.status, done.stderr), (0, ""))
        return [line.split()[0] for line in done.stdout.splitlines()[1:]]

    def test_all_of_the_table(self):
        rows = permscase.table()
        shown = self.json("list")
        self.assertEqual(len(shown), 52)
        for row, want in zip(shown, rows, strict=True):
            channels = [CHANNELS[letter] for letter in want["channel_types"].split(",") if letter]
            self.assertEqual(list(row), ["name", "bit", "value", "documented", "channels", "two_factor", "aliases",
                                         "label", "help"])
            self.assertEqual((row["name"], row["bit"], row["value"]), (want["name"], int(want["bit"]), want["decimal"]))
            self.assertEqual((row["documented"], row["channels"]), (True, channels))
            self.assertEqual(row["two_factor"], want["requires_2fa"] == "yes")
            self.assertEqual(row["aliases"], [name for name in want["aliases"].split(",") if name])
            self.assertEqual(row["label"], want["labels"][0] if want["labels"] else None)
            self.assertTrue(row["help"])

    def test_one_line_each(self):
        lines = self.perms("list").stdout.splitlines()
        self.assertEqual(len(lines), 53)
        self.assertRegex(lines[0], r"^NAME +BIT +VALUE +CHANNELS +2FA +WHAT IT ALLOWS$")
        for line, row in zip(lines[1:], permscase.table(), strict=True):
            kinds = ",".join(CHANNELS[letter] for letter in row["channel_types"].split(",") if letter) or "guild"
            mark = "2FA" if row["requires_2fa"] == "yes" else ""
            self.assertEqual(line.split()[:4 + bool(mark)],
                             [row["name"], row["bit"], row["decimal"], kinds] + ([mark] if mark else []))

    def test_patterns(self):
        self.assertEqual(self.names("threads"), ["MANAGE_THREADS", "CREATE_PUBLIC_THREADS", "CREATE_PRIVATE_THREADS",
                                                 "SEND_MESSAGES_IN_THREADS"])
        self.assertEqual(self.names("send*"), ["SEND_MESSAGES", "SEND_TTS_MESSAGES", "SEND_MESSAGES_IN_THREADS",
                                               "SEND_VOICE_MESSAGES", "SEND_POLLS"])
        for pattern in ("timeout members", "TimeoutMembers", "MODERATE_MEMBERS", "moderate*s", "*timeout*"):
            self.assertEqual(self.names(pattern), ["MODERATE_MEMBERS"], pattern)
        self.assertEqual(self.names("read messages"), ["VIEW_CHANNEL"])
        self.assertEqual(self.names("emojis"), ["USE_EXTERNAL_EMOJIS", "MANAGE_GUILD_EXPRESSIONS"])

    def test_filters(self):
        rows = permscase.table()
        for kind, letter in (("text", "T"), ("voice", "V"), ("stage", "S")):
            self.assertEqual(self.names("--channel", kind),
                             [row["name"] for row in rows if letter in row["channel_types"]])
        two_factor = [row["name"] for row in rows if row["requires_2fa"] == "yes"]
        self.assertEqual((self.names("--two-factor"), len(two_factor)), (two_factor, 11))
        self.assertEqual(self.names("--two-factor", "--channel", "stage", "man"),
                         ["MANAGE_CHANNELS", "MANAGE_MESSAGES", "MANAGE_ROLES", "MANAGE_WEBHOOKS"])
        self.assertEqual(self.names("-c", "voice", "-c", "stage"),
                         [row["name"] for row in rows if "V" in row["channel_types"] or "S" in row["channel_types"]])

    def test_nothing_found(self):
        self.fails(66, "discred-perms: no permission matches 'sned_messages'; did you mean 'SEND_MESSAGES'?\n",
                   "list", "sned_messages")
        self.fails(66, "discred-perms: no permission matches 'kick' and the options\n", "list", "kick", "-c", "text")
        self.fails(66, "discred-perms: no permission matches 'qqqqqqqqqqqqqqqqqqq'\n", "list", "qqqqqqqqqqqqqqqqqqq")

    def test_wrong_usage(self):
        self.fails(64, "discred-perms: there are no permissions for 'forum' channels; use text (announcement, forum and "
                   "media channels too), voice or stage\n", "list", "--channel", "forum")
        self.fails(64, "discred-perms: unexpected argument 'b'; see --help\n", "list", "a", "b")


class Explain(permscase.PermsCase):
    def test_the_default_reads_and_does_not_send(self):
        for value in ("1115136", "0x110400", "0X110400", "0b100010000010000000000"):
            with self.subTest(value=value):
                done = self.perms("explain", value)
                self.assertEqual(done, (0, EXPLAINED, NOTE))
                self.assertIn("CONNECT", done.stdout)
                self.assertNotIn("SEND_MESSAGES", done.stdout + done.stderr)

    def test_others_need_no_note(self):
        done = self.perms("explain", "68608")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertIn("SEND_MESSAGES", done.stdout)

    def test_unknown_bits_are_kept_and_named_by_number(self):
        done = self.perms("explain", "9223512774343135240")
        self.assertEqual(done, (0, (
            "9223512774343135240 = 0x8000800000001008, 4 permissions\n\n"
            "NAME               BIT                VALUE  CHANNELS          2FA  WHAT IT ALLOWS\n"
            "ADMINISTRATOR        3                    8  guild             2FA  "
            "every permission, whatever a channel's overwrites or a timeout say\n"
            "SEND_TTS_MESSAGES   12                 4096  text,voice,stage       post text-to-speech messages\n"
            "UNKNOWN_BIT_47      47      140737488355328                         not documented; kept as it is\n"
            "UNKNOWN_BIT_63      63  9223372036854775808                         not documented; kept as it is\n"), ""))

    def test_nothing(self):
        self.prints("0 = 0x0, no permissions\n", "explain", "0")

    def test_several_values(self):
        done = self.perms("explain", "0", "CONNECT + SPEAK", "1")
        self.assertEqual(done.status, 0)
        self.assertEqual([line for line in done.stdout.splitlines() if "=" in line],
                         ["0 = 0x0, no permissions", "3145728 = 0x300000, 2 permissions", "1 = 0x1, 1 permission"])

    def test_json(self):
        one = self.json("explain", "140737488356352")
        self.assertEqual(list(one), ["value", "hex", "names", "permissions"])
        self.assertEqual((one["value"], one["hex"]), ("140737488356352", "0x800000000400"))
        self.assertEqual(one["names"], ["VIEW_CHANNEL", "UNKNOWN_BIT_47"])
        self.assertEqual([row["bit"] for row in one["permissions"]], [10, 47])
        self.assertEqual(one["permissions"][1], {
            "name": "UNKNOWN_BIT_47", "bit": 47, "value": "140737488355328", "documented": False, "channels": [],
            "two_factor": False, "aliases": [], "label": None, "help": None})
        self.assertEqual([each["value"] for each in self.json("explain", "1", "0x2", "0b100")], ["1", "2", "4"])

    def test_decode_vectors(self):
        for vector in permscase.vectors()["decode_vectors"]:
            for text in (vector["value"], vector["hex"]):
                one = self.json("explain", text)
                self.assertEqual((one["value"], one["hex"], one["names"]),
                                 (vector["value"], vector["hex"], vector["names"]))
                self.assertEqual(sorted(row["bit"] for row in one["permissions"]), vector["bits"])

    def test_the_profile(self):
        self.home.profile("reader", 'client_id = "1";\npermissions = ( "VIEW_CHANNEL", "bit 47" );\n')
        self.home.profile("other", 'client_id = "1";\n')
        done = self.perms("explain", "--profile", "reader")
        self.assertEqual(done.status, 0, done.stderr)
        self.assertTrue(done.stdout.startswith("profile 'reader': 140737488356352 = 0x800000000400, 2 permissions\n"))
        done = self.perms("explain", DISCRED_PROFILE="other")
        self.assertEqual(done, (0, "profile 'other': " + EXPLAINED, NOTE))
        self.assertEqual(self.json("explain", "-p", "other")["profile"], "other")
        self.fails(64, "discred-perms: there are several profiles: other, reader; name one, or set DISCRED_PROFILE, or "
                   "default_profile in config.cfg\n", "explain")
        self.fails(64, "discred-perms: option '--profile' goes without a value; see --help\n", "explain", "-p", "other",
                   "1")

    def test_no_profile(self):
        self.assertEqual(self.perms("explain").status, 66)

    def test_a_wrong_value_prints_nothing(self):
        self.fails(64, "  1e5\n  ^~~\ndiscred-perms: column 1: '1e5' is not a permission number; give a decimal number "
                   "from 0 to 18446744073709551615\n", "explain", "1", "1e5")


class Command(permscase.PermsCase):
    def test_help(self):
        self.assertEqual(self.perms("--help").stdout.splitlines()[:2],
                         ["usage: discred perms VERB [OPTIONS]",
                          "Lists, explains, computes and checks Discord's permissions."])
        for verb in ("list", "explain", "calc", "check", "diff", "channel", "invite"):
            done = self.perms(verb, "--help")
            self.assertEqual((done.status, done.stderr), (0, ""))
            self.assertTrue(done.stdout.startswith("usage: discred perms %s " % verb))
            self.assertIn("--json", done.stdout)

    def test_verbs(self):
        done = self.perms()
        self.assertEqual((done.status, done.stdout), (64, ""))
        self.assertTrue(done.stderr.endswith("\ndiscred-perms: no verb was given; choose one of these\n"), done.stderr)
        self.fails(64, "discred-perms: no verb 'explian'; did you mean 'explain'?\n", "explian")

    def test_output_that_cannot_be_written(self):
        for verb in (["list"], ["calc", "1"], ["check", "0", "--needs", "1"], ["explain", "0"]):
            with self.subTest(verb=verb):
                done = self.home.run("sh", "-c", '"$@" >/dev/full', "sh", harness.program("discred-perms"), *verb)
                self.assertEqual((done.status, done.stderr),
                                 (71, "discred-perms: cannot write to stdout: No space left on device\n"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
