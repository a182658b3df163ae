"""discred perms calc, check and diff: values from expressions, and what is said of wrong ones."""

import random
import unittest

import permscase

MAX = 2**64 - 1


class Calc(permscase.PermsCase):
    def expect(self, value, *words):
        self.prints("%d\n" % value, "calc", *words)

    def test_expressions(self):
        self.expect(3072, "VIEW_CHANNEL + SEND_MESSAGES")
        self.expect(66560, "1115136 - CONNECT")
        self.expect(1024, "VIEW_CHANNEL | SEND_MESSAGES & ~SEND_MESSAGES")
        self.expect(0, "(VIEW_CHANNEL | SEND_MESSAGES) & ~3072")
        self.expect(3072, "view-channel, SendMessages")
        self.expect(268435456, "Manage Permissions")
        self.expect(MAX, "~0")
        self.expect(2**53 + 1, str(2**53 + 1))

    def test_words_of_their_own_are_one_expression(self):
        self.expect(3072, "VIEW_CHANNEL", "+", "SEND_MESSAGES")
        self.expect(66560, "1115136", "-", "CONNECT")
        self.expect(3072, "VIEW_CHANNEL", "SEND_MESSAGES")
        self.expect(66560, "--", "1115136", "-CONNECT")

    def test_sets(self):
        meta = permscase.vectors()["meta"]
        self.expect(int(meta["all_documented"]), "all")
        self.expect(int(meta["channel_applicable_mask"]), "all-text, all-voice, all-stage")
        for kind, letter in (("text", "T"), ("voice", "V"), ("stage", "S")):
            self.expect(sum(int(row["decimal"]) for row in permscase.table() if letter in row["channel_types"]),
                        "all-" + kind)

    def test_every_name(self):
        for row in permscase.table():
            names = [row["name"], row["name"].lower(), row["api_types_name"], *row["aliases"].split(","),
                     *row["labels"], *(label.lower() for label in row["labels"])]
            text = ", ".join(name for name in names if name)
            self.expect(int(row["decimal"]), text)

    def test_forms(self):
        self.prints("0x10c00\n", "calc", "--hex", "68608")
        self.prints("VIEW_CHANNEL\nSEND_MESSAGES\nREAD_MESSAGE_HISTORY\n", "calc", "--names", "68608")
        self.prints("", "calc", "--names", "0")
        self.assertEqual(self.json("calc", "68608 + bit 47"), {
            "value": "140737488423936", "hex": "0x800000010c00",
            "names": ["VIEW_CHANNEL", "SEND_MESSAGES", "READ_MESSAGE_HISTORY", "UNKNOWN_BIT_47"]})
        self.fails(64, "discred-perms: options '--hex', '--names' and '--json' exclude each other; see --help\n",
                   "calc", "--hex", "--names", "1")

    def test_round_trips(self):
        source = random.Random(4)
        for _ in range(40):
            value = source.getrandbits(64) & source.getrandbits(64)
            names = self.perms("calc", "--names", str(value)).stdout
            self.expect(value, names)
            self.expect(value, *names.split())
            self.expect(value, self.perms("calc", "--hex", str(value)).stdout.strip())
            self.expect(value, bin(value))
            other = source.getrandbits(64)
            self.expect((value | other) & ~(value & other) & MAX, f"{value} + {other} - ({value} & {other})")


class Wrong(permscase.PermsCase):
    """Each with the expression, a caret, and the column."""

    def wrong(self, expression, place, column, message):
        shown = "  %s\n  %s\n" % (expression, place) if place else ""
        where = "column %d: " % column if column else ""
        self.fails(64, "%sdiscred-perms: %s%s\n" % (shown, where, message), "calc", "--", expression)

    def test_unknown_name(self):
        self.wrong("VIEW_CHANEL + 1", "^~~~~~~~~~~", 1,
                   "unknown permission 'VIEW_CHANEL'; did you mean 'VIEW_CHANNEL'?")
        self.wrong("1 + sned messages", "    ^~~~~~~~~~~~~", 5,
                   "unknown permission 'sned messages'; did you mean 'SEND_MESSAGES'?")
        self.wrong("qqqqqqqqqqqqqqqqqqq", "^~~~~~~~~~~~~~~~~~~", 1,
                   "unknown permission 'qqqqqqqqqqqqqqqqqqq'; see --help")

    def test_empty(self):
        self.wrong("", "", 0, "the expression is empty; see --help")
        self.wrong("   ", "", 0, "the expression is empty; see --help")
        self.fails(64, "discred-perms: an expression is needed; see --help\n", "calc")

    def test_signs(self):
        self.wrong("-1", "^", 1, "a permission should stand before '-'; permissions have no sign")
        self.wrong("+1", "^", 1, "a permission should stand before '+'; permissions have no sign")

    def test_spaces_and_commas_in_numbers(self):
        for text in ("1 115 136", "1,115,136"):
            self.wrong(text, "  ^", 3, "there is no operator between two numbers; write '+' between them, and a number "
                       "without blanks and commas")

    def test_leading_zeros(self):
        self.wrong("1 + 0010", "    ^~~~", 5, "permission number '0010' has a leading zero; see --help")

    def test_more_than_64_bits(self):
        self.wrong(str(2**64), "^~~~~~~~~~~~~~~~~~~~", 1,
                   "permission number '18446744073709551616' is larger than 18446744073709551615; see --help")
        self.wrong(hex(2**64), "^" + "~" * 18, 1,
                   "permission number '0x10000000000000000' is larger than 18446744073709551615; see --help")
        self.wrong("9" * 40, "^" + "~" * 39, 1,
                   "permission number '%s' is larger than 18446744073709551615; see --help" % ("9" * 40))

    def test_unbalanced_parentheses(self):
        self.wrong("1 + (2", "    ^", 5, "'(' is not closed; see --help")
        self.wrong("1)", " ^", 2, "')' closes nothing; see --help")
        self.wrong("1 +", "   ^", 4, "the expression ends where a permission should stand; see --help")

    def test_columns_count_characters(self):
        self.wrong("\u00e9", "^", 1, "'\u00e9' is not a permission; see --help")
        self.wrong("CONNECT + \u00fc + \u00fc", "          ^", 11, "'\u00fc' is not a permission; see --help")

    def test_control_bytes_are_not_shown(self):
        self.fails(64, "  1 + ?[2J\n      ^\ndiscred-perms: column 5: '?' is not a permission; see --help\n", "calc",
                   "1 + \x1b[2J")
        self.fails(64, "  1 +   x\n        ^\ndiscred-perms: column 7: unknown permission 'x'; see --help\n", "calc",
                   "1 +\n\t x")

    def test_a_long_expression_is_cut_around_the_place(self):
        text = "1 + " * 100 + "x" + " + 1" * 100
        done = self.perms("calc", text)
        self.assertEqual(done.status, 64)
        lines = done.stderr.splitlines()
        self.assertEqual(lines[0], "  " + "1 + " * 15 + "x" + (" + 1" * 15)[:59])
        self.assertEqual(lines[1], "  " + " " * 60 + "^")
        self.assertEqual(lines[2], "discred-perms: column 401: unknown permission 'x'; see --help")


class Check(permscase.PermsCase):
    def test_held(self):
        self.prints("", "check", "68608", "--needs", "VIEW_CHANNEL, SEND_MESSAGES")
        self.prints("", "check", "0", "--needs", "0")
        self.prints("", "check", "ADMINISTRATOR", "--needs", "all")
        self.prints("", "check", "8", "--needs", str(MAX))

    def test_missing(self):
        self.fails(1, "", "check", "1115136", "--needs", "68608", stdout="SEND_MESSAGES\n")
        self.fails(1, "", "check", "1115136", "--needs", "SEND_MESSAGES", "--needs", "bit 47 EMBED_LINKS",
                   stdout="SEND_MESSAGES\nEMBED_LINKS\nUNKNOWN_BIT_47\n")
        self.fails(1, "", "check", "all - ADMINISTRATOR", "--needs", "ADMINISTRATOR", stdout="ADMINISTRATOR\n")

    def test_json(self):
        self.assertEqual(self.json("check", "1115136", "--needs", "68608", status=1), {
            "have": "1115136", "needs": "68608", "missing": "2048", "missing_names": ["SEND_MESSAGES"], "holds": False})
        self.assertEqual(self.json("check", "8", "--needs", "68608"), {
            "have": "8", "needs": "68608", "missing": "0", "missing_names": [], "holds": True})

    def test_wrong_usage(self):
        self.fails(64, "discred-perms: option '--needs' is missing; see --help\n", "check", "1")
        self.fails(64, "discred-perms: a value to check is missing; see --help\n", "check", "--needs", "1")
        self.fails(64, "discred-perms: unexpected argument '2'; see --help\n", "check", "1", "2", "--needs", "1")
        self.fails(64, "  x\n  ^\ndiscred-perms: option '--needs': column 1: unknown permission 'x'; see --help\n",
                   "check", "1", "--needs", "x")
        self.fails(64, "  x\n  ^\ndiscred-perms: column 1: unknown permission 'x'; see --help\n", "check", "x",
                   "--needs", "1")


class Diff(permscase.PermsCase):
    def test_words(self):
        self.prints("gained SEND_MESSAGES\nlost   CONNECT\nkept   VIEW_CHANNEL\nkept   READ_MESSAGE_HISTORY\n",
                    "diff", "1115136", "68608")
        self.prints("", "diff", "0", "0x0")
        self.prints("gained UNKNOWN_BIT_63\n", "diff", "0", "bit 63")

    def test_json(self):
        self.assertEqual(self.json("diff", "1115136", "68608"), {
            "a": "1115136", "b": "68608", "gained": "2048", "gained_names": ["SEND_MESSAGES"], "lost": "1048576",
            "lost_names": ["CONNECT"], "kept": "66560", "kept_names": ["VIEW_CHANNEL", "READ_MESSAGE_HISTORY"]})

    def test_wrong_usage(self):
        self.fails(64, "discred-perms: two values are needed; see --help\n", "diff", "1")
        self.fails(64, "discred-perms: unexpected argument '3'; see --help\n", "diff", "1", "2", "3")
        self.fails(64, "  (1\n  ^\ndiscred-perms: column 1: '(' is not closed; see --help\n", "diff", "1", "(1")


if __name__ == "__main__":
    unittest.main(verbosity=2)
