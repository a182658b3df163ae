"""discred --complete: exactly what it answers to which words."""

import os
import signal

import completecase
import harness

PROFILES = [("broken", ""), ("plain", ""), ("poster", "Posts things"), ("reader", "reads: the news")]
PROFILE_NAMES = [name for name, _ in PROFILES]
OUTPUTS = ["plain", "header", "json", "env", "curl", "record"]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
ROUTES = ["/users/@me", "/users/@me/guilds", "/oauth2/@me", "/applications/@me", "/channels/{channel_id}",
          "/channels/{channel_id}/messages", "/guilds/{guild_id}", "/guilds/{guild_id}/channels"]
SETS = ["all", "all-text", "all-voice", "all-stage"]


def commands():
    """The rows of commands.txt that are commands: (name, summary)."""
    with open(os.path.join(harness.SOURCE, "src/commands.txt"), encoding="utf-8") as file:
        rows = [line.rstrip("\n").split(None, 2) for line in file if not line.startswith("#")]
    return [(name, summary) for name, layer, summary in rows if not layer.startswith("(")]


def permissions():
    with open(os.path.join(harness.SOURCE, "tests/fixtures/permissions.tsv"), encoding="utf-8") as file:
        return [line.split("\t")[0] for line in file if line[0].isupper()]


class Commands(completecase.Case):
    ALIASES = [("whoami", "alias for 'auth status'"), ("within", "alias for 'run reader --'"),
               ("hdr", "alias for '-o header'")]

    def test_all(self):
        expected = commands() + [("outside", "external command")] + self.ALIASES
        for words in ([], [""], ["to"], ["--exec-path=/x", ""]):
            with self.subTest(words=words):
                answer = self.words(*words)
                self.assertEqual(answer, (words[-1] if words else "", [], expected))

    def test_help_takes_no_alias(self):
        self.assertEqual(self.words("help", ""), ("", [], commands() + [("outside", "external command")]))
        self.assertEqual(self.names("help", "token", ""), [])
        self.assertEqual(self.names("help", "-")[:4], ["-a", "--all", "-h", "--help"])

    def test_own_options(self):
        self.assertEqual(self.names("-")[:5],
                         ["--exec-path", "--exec-path=", "--list-commands", "--version", "--help"])
        self.assertNotIn("--version", self.names("--version", "-"))
        self.assertEqual(self.words("--exec-path=/us"), ("/us", ["directories"], []))

    def test_programs_of_an_exec_path_that_is_being_typed_are_not_run(self):
        evil = os.path.join(self.home.path, "evil")
        self.home.write("evil/discred-token", "#!/bin/sh\ntouch '%s/was-run'\n" % self.home.path, 0o755)
        self.assertEqual(self.names("--exec-path=" + evil, "token", ""), PROFILE_NAMES)

    def test_inner_programs_are_no_commands(self):
        for name in ("alias", "complete"):
            self.assertEqual(self.words(name, ""), ("", [], []))

    def test_external(self):
        self.assertEqual(self.words("outside", "--x"), ("--x", ["files"], []))

    def test_unknown(self):
        for word in ("nothing", "../x", "/bin/sh", "a b", "", "*"):
            with self.subTest(word=word):
                self.assertEqual(self.words(word, ""), ("", [], []))

    def test_config_with_a_mistake(self):
        self.home.write("config/discred/config.cfg", "aliases = ;")
        self.assertEqual(self.words(""), ("", [], commands() + [("outside", "external command")]))
        self.assertEqual(self.words("whoami", ""), ("", [], []))

    def test_a_description_is_one_line_without_control_bytes(self):
        self.home.write("config/discred/config.cfg", 'aliases = { a = "auth\\tstatus \\x1b[31m\\nreader"; };')
        self.assertEqual(self.words("").candidates[-1], ("a", "alias for 'auth?status ?[31m"))

    def test_what_stands_behind_an_alias(self):
        self.assertEqual(self.words("whoami", ""), ("", [], PROFILES))
        self.assertEqual(self.names("whoami", "--"), self.names("auth", "status", "--"))
        self.assertEqual(self.words("hdr", ""), ("", [], []))
        self.assertEqual(self.words("within", "ls", "-"), ("-", ["command 2"], []))
        self.assertEqual(self.words("--exec-path=/x", "within", "-"), ("-", ["command 3"], []))


class Arguments(completecase.Case):
    TABLE = [
        (["token", ""], PROFILE_NAMES),
        (["token", "x", ""], []),
        (["token", "-o", ""], OUTPUTS),
        (["token", "-o", "json", ""], PROFILE_NAMES),
        (["token", "-ojson", ""], PROFILE_NAMES),
        (["token", "--output", ""], OUTPUTS),
        (["token", "--outp", ""], OUTPUTS),
        (["token", "--output=json", ""], PROFILE_NAMES),
        (["token", "--name", ""], []),
        (["token", "--name", "--", ""], PROFILE_NAMES),
        (["token", "--type", ""], ["bot", "bearer"]),
        (["token", "-t", ""], ["bot", "bearer"]),
        (["token", "--explain", ""], PROFILE_NAMES),
        (["token", "--nothing", ""], PROFILE_NAMES),
        (["token", "-Z", ""], PROFILE_NAMES),
        (["token", "--", ""], PROFILE_NAMES),
        (["token", "--", "-"], PROFILE_NAMES),
        (["profile", ""], None),
        (["auth", "nothing", ""], []),
        (["auth", "login", ""], PROFILE_NAMES),
        (["auth", "refresh", "--all", ""], []),
        (["auth", "refresh", "-a", ""], []),
        (["auth", "refresh", "-f", ""], PROFILE_NAMES),
        (["auth", "answer", ""], []),
        (["perms", "list", "-c", ""], ["text", "voice", "stage"]),
        (["perms", "list", ""], permissions()),
        (["perms", "calc", ""], permissions() + SETS),
        (["perms", "calc", "X", ""], []),
        (["perms", "explain", "X", "Y", ""], permissions() + SETS),
        (["perms", "diff", "X", ""], permissions() + SETS),
        (["perms", "diff", "X", "Y", ""], []),
        (["perms", "check", ""], permissions() + SETS),
        (["perms", "check", "X", ""], []),
        (["perms", "check", "X", "-n", ""], permissions() + SETS),
        (["perms", "explain", "--profile", ""], PROFILE_NAMES),
        (["perms", "invite", "--integration-type", ""], ["guild", "user"]),
        (["perms", "channel", ""], PROFILE_NAMES),
        (["api", ""], PROFILE_NAMES + METHODS + ROUTES),
        (["api", "reader", ""], METHODS + ROUTES),
        (["api", "unknown", ""], METHODS + ROUTES),
        (["api", "POST", ""], ROUTES),
        (["api", "reader", "POST", ""], ROUTES),
        (["api", "/users/@me", ""], []),
        (["api", "POST", "/users/@me", ""], []),
        (["api", "-f", "a=b", ""], PROFILE_NAMES + METHODS + ROUTES),
        (["api", "-f", ""], []),
        (["api", "--type", ""], ["bearer", "bot", "none"]),
        (["run", ""], PROFILE_NAMES + ["--"]),
        (["run", "reader", ""], ["--"]),
        (["sandbox", ""], []),
        (["sandbox", "-w", ""], []),
    ]

    def test_table(self):
        for words, expected in self.TABLE:
            if expected is not None:
                with self.subTest(words=words):
                    self.assertEqual(self.names(*words), expected)

    def test_verbs(self):
        self.assertEqual(self.words("auth", "lo"), ("lo", [], [
            ("login", "authorize in the browser and store the tokens"),
            ("refresh", "renew the access token"),
            ("status", "show what is stored, without asking Discord"),
            ("check", "ask Discord whether token, bot and channel are as they should be"),
            ("logout", "remove what is stored here"),
            ("revoke", "end the authorization at Discord, then remove it here"),
            ("webhook", "print the URL of the webhook made at login"),
            ("seal", "encrypt what is stored, and show or change who can open it"),
            ("unseal", "decrypt what is stored"),
            ("rekey", "encrypt what is stored with a new key")]))

    def test_files(self):
        self.assertEqual(self.words("perms", "channel", "--guild", "x"), ("x", ["files"], []))
        self.assertEqual(self.words("perms", "channel", "--guild=x"), ("x", ["files"], []))
        self.assertEqual(self.words("perms", "channel", "-gx"), ("x", ["files"], []))
        self.assertEqual(self.words("api", "--input", ""), ("", ["files"], []))
        self.assertEqual(self.words("api", "-F", "files[0]=@x/"), ("x/", ["files"], []))
        self.assertEqual(self.words("api", "--form=name"), ("name", [], []))

    def test_command(self):
        for words, place in ((["run", "--", ""], 3), (["run", "reader", "--", "ls"], 4),
                             (["run", "--name", "x", "--", "ls", "-", "--"], 5)):
            with self.subTest(words=words):
                self.assertEqual(self.words(*words), (words[-1], ["command %d" % place], []))

    def test_words_that_cannot_be_typed(self):
        for word in ("a\tb", "a\nb", "\x1b[31m"):
            with self.subTest(word=word):
                self.assertEqual(self.words("token", word), (None, [], []))
                self.assertEqual(self.names("token", word, ""), [])

    def test_long_and_many_words(self):
        self.assertEqual(self.names("token", "-o", "x" * 100000, ""), PROFILE_NAMES)
        self.assertEqual(self.names("token", *["-o", "json"] * 2000, ""), PROFILE_NAMES)


class HelpCase(completecase.Case):
    """Programs of one's own in place of ours."""

    def exec_path(self, name, text, status=0):
        """One with a program that prints this help."""
        path = os.path.join(self.home.path, "exec", "discred-complete")
        if not os.path.lexists(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.symlink(os.path.join(harness.BUILD, "discred-complete"), path)
        self.home.write("exec/help", text)
        self.home.write("exec/discred-" + name, "#!/bin/sh\ncat '%s/exec/help'\nexit %d\n" % (self.home.path, status), 0o755)
        return os.path.dirname(path)

    def read(self, text, *words):
        return self.words("token", *words, DISCRED_EXEC_PATH=self.exec_path("token", text))


class Options(HelpCase):
    HELP = """usage: discred token [OPTIONS]
Does it.

  -o, --output FORMAT          how
      --name NAME              who
      --explain[=text|json]    why
  -x, --hex                    as what
  -n, --needs EXPR             for what; may be repeated
      --record                 which (for discred itself)
  -h, --help                   print this help
"""
    ALL = ["-o", "--output=", "--name=", "--explain", "--explain=", "-x", "--hex", "-n", "--needs=", "-h", "--help"]

    def test_both_forms(self):
        self.assertEqual(self.read(self.HELP, "-").names, self.ALL)
        self.assertEqual(self.read(self.HELP, "--").names, [name for name in self.ALL if name.startswith("--")])

    def test_a_given_one_is_not_offered_again(self):
        for given in (["-o", "json"], ["-ojson"], ["--output", "json"], ["--output=json"], ["--out=json"]):
            with self.subTest(given=given):
                self.assertEqual(self.read(self.HELP, *given, "-").names, self.ALL[2:])
        self.assertEqual(self.read(self.HELP, "--explain", "-").names, self.ALL[:3] + self.ALL[5:])
        self.assertEqual(self.read(self.HELP, "-xojson", "-").names, self.ALL[2:5] + self.ALL[7:])

    def test_the_value_of_one_is_none(self):
        self.assertEqual(self.read(self.HELP, "--name", "--explain", "-").names, self.ALL[:2] + self.ALL[3:])

    def test_but_one_that_may_be_repeated_is(self):
        self.assertEqual(self.read(self.HELP, "-n", "X", "--needs=Y", "-").names, self.ALL)
        for words, option in ((["api", "-f", "a=b"], "--field="), (["api", "-H", "a:b"], "--header="),
                              (["perms", "list", "-c", "text"], "--channel="),
                              (["perms", "check", "-n", "X"], "--needs="),
                              (["sandbox", "--fault", "x"], "--fault="),
                              (["sandbox", "-r", "x"], "--redirect-uri=")):
            with self.subTest(option=option):
                self.assertIn(option, self.names(*words, "--"))

    def test_values(self):
        self.assertEqual(self.words("token", "--output=j").part, "j")
        self.assertEqual(self.names("token", "--output=j"), OUTPUTS)
        self.assertEqual(self.words("token", "-oj").part, "j")
        self.assertEqual(self.names("token", "-oj"), OUTPUTS)
        self.assertEqual(self.names("token", "--explain="), ["text", "json"])
        self.assertEqual(self.words("token", "--min-valid="), ("", [], []))
        self.assertEqual(self.words("token", "--nothing="), ("", [], []))
        self.assertEqual(self.words("token", "--no-input="), ("", [], []))
        self.assertEqual(self.words("token", "-Zo"), ("-Zo", [], self.words("token", "-").candidates))

    def test_before_a_verb(self):
        text = """usage: discred token VERB [OPTIONS]
Does it.

  one [A]     the first
  two         the other

      --color WHEN   as it likes
  -q, --quiet        or not at all
  -x, --hex          which is (for discred
                     itself)
"""
        for words, names in (([""], ["one", "two"]), (["-q", ""], ["one", "two"]), (["-"], ["--color=", "-q", "--quiet"]),
                             (["--color", ""], ["auto", "always", "never"]), (["-q", "--"], ["--color="]),
                             (["--color=never", "-q", ""], ["one", "two"]), (["--color", "two", "o"], ["one", "two"]),
                             (["-q", "three", ""], [])):
            with self.subTest(words=words):
                self.assertEqual(self.read(text, *words).names, names)

    def test_what_is_for_discred_itself_is_not_offered(self):
        self.assertNotIn("--record", self.names("auth", "refresh", "--"))
        self.assertNotIn("answer", self.names("auth", ""))


class Lists(HelpCase):
    """Several values in one word."""

    def expect(self, text, part, names, words=("perms", "calc")):
        answer = self.words(*words, text)
        self.assertEqual((answer.part, answer.directives), (part, ["more"]))
        self.assertEqual(answer.names, names)

    def test_permissions(self):
        names = permissions() + SETS
        for text, part in (("", ""), ("SEND", "SEND"), ("A+SEND", "SEND"), ("A|B&~(C, D-SEND", "SEND"), ("A -", ""),
                           ("A+B-ALL-T", "ALL-T"), ("A-", ""), ("ALL-", "ALL-"), ("68608+", "")):
            with self.subTest(text=text):
                self.expect(text, part, names)

    def test_in_small_letters(self):
        names = [name.lower() for name in permissions()] + SETS
        for text, part in (("send", "send"), ("SEND_MESSAGES+con", "con"), ("a-b", "b"), ("A+B-all-t", "all-t"), ("all-t", "all-t")):
            with self.subTest(text=text):
                self.expect(text, part, names)
        self.expect("Send", "Send", permissions() + SETS)

    def test_joined_to_an_option(self):
        self.expect("--needs=A+B", "B", permissions() + SETS, ("perms", "check", "X"))
        self.expect("-nA+B", "B", permissions() + SETS, ("perms", "check", "X"))

    def test_scopes(self):
        with open(os.path.join(harness.SOURCE, "tests/fixtures/scopes.tsv"), encoding="utf-8") as file:
            rows = [line.split("\t")[0] for line in file][1:]
        text = "usage: discred token\nx\n\n      --scope SCOPE   the scopes\n"
        answer = self.read(text, "--scope", "")
        self.assertEqual(sorted(answer.names), sorted(rows))
        self.assertEqual((answer.part, answer.directives), ("", ["more"]))
        for value, part in (("identify,gui", "gui"), ("identify gui", "gui"), ("identify+", "")):
            with self.subTest(value=value):
                answer = self.read(text, "--scope=" + value)
                self.assertEqual((answer.part, answer.directives), (part, ["more"]))
                self.assertEqual(sorted(answer.names), sorted(row for row in rows if row != "identify"))


class Help(HelpCase):
    """How the help of a program is read."""

    def usage(self, usage, *words, options=""):
        return self.read("usage: %s\nDoes it.\n\n%s" % (usage, options), *words)

    def test_options(self):
        options = ("  -a, --alpha   first\n      --beta X|y   second\n      --gamma[=DIR]  third; may be repeated\n"
                   "      --a-very-long-name-with-its-text the fourth\n  --narrow  fifth\n   text - in --between\n"
                   "      --hidden  sixth (for discred itself)\n  -x\n  --\n  -\n")
        self.assertEqual(self.usage("discred token", "-", options=options).candidates, [
            ("-a", "first"), ("--alpha", "first"), ("--beta=", "second"), ("--gamma", "third; may be repeated"),
            ("--gamma=", "third; may be repeated"), ("--a-very-long-name-with-its-text", "the fourth"),
            ("--narrow", "fifth")])
        self.assertEqual(self.usage("discred token", "--beta=", options=options).names, ["y"])
        self.assertEqual(self.usage("discred token", "--gamma=", options=options).directives, ["directories"])

    def test_usage(self):
        options = "  -a, --all   all\n  -n, --number N   a number\n"
        for usage, words, names in (
                ("[PROFILE | --all]", ["--all", ""], []),
                ("[PROFILE | --all]", [""], PROFILE_NAMES),
                ("[-n N] one|two", [""], ["one", "two"]),
                ("--number N one|two", [""], ["one", "two"]),
                ("--number=N one|two", [""], ["one", "two"]),
                ("[PROFILE] one|two", ["one", ""], []),
                ("[PROFILE] one|two", ["reader", ""], ["one", "two"]),
                ("[PROFILE] one|two", ["", ""], ["one", "two"]),
                ("ONE | two [three|four]...", [""], ["two"]),
                ("ONE [three|four...]", ["x", "three", "x", ""], ["three", "four"]),
                ("[[PROFILE] ...", [""], PROFILE_NAMES),
                ("]]] [", [""], []),
                ("SOURCE", [""], ["env", "file", "command", "cache", "refresh", "client_credentials", "bot", "login",
                                  "helper", "tty"]),
                ("", [""], [])):
            with self.subTest(usage=usage, words=words):
                self.assertEqual(self.usage("discred token " + usage, *words, options=options).names, names)

    def test_what_is_no_help(self):
        for text in ("", "\n", "usage", "usage: ", "usage: discred token VERB\n", "usage: discred token VERB\n  x",
                     "nonsense\n  --x  y\n"):
            with self.subTest(text=text[:40]):
                self.assertEqual(self.read(text, "-").names, [])

    def test_verbs(self):
        text = "usage: discred token VERB [OPTIONS]\nx\n\n  one [A]   the first\n  two\n  Three   no\n  x-y -z A B  fourth\n"
        self.assertEqual(self.read(text, "").candidates, [("one", "the first"), ("two", ""), ("x-y", "fourth")])

    def test_one_that_fails(self):
        exec_path = self.exec_path("token", "usage: discred token PROFILE\n", status=3)
        self.assertEqual(self.words("token", "", DISCRED_EXEC_PATH=exec_path), ("", [], []))

    def test_one_that_is_missing(self):
        exec_path = self.exec_path("perms", "")
        self.assertEqual(self.words("token", "", DISCRED_EXEC_PATH=exec_path), ("", [], []))

    def test_one_that_prints_without_end(self):
        exec_path = self.exec_path("perms", "")
        self.home.write("exec/discred-token", "#!/bin/sh\nexec yes\n", 0o755)
        self.assertEqual(self.words("token", "", DISCRED_EXEC_PATH=exec_path), ("", [], []))

    def test_one_that_hangs(self):
        exec_path = self.exec_path("perms", "")
        self.home.write("exec/discred-token", "#!/bin/sh\nexec cat /dev/zero | sleep 20\n", 0o755)
        done = self.home.run("discred", "--complete", "words", "token", "", DISCRED_EXEC_PATH=exec_path)
        self.assertEqual(done, (-signal.SIGALRM, "", ""))


class Profiles(completecase.Case):
    def test_descriptions(self):
        self.assertEqual(self.words("token", "").candidates, PROFILES)

    def test_files_that_are_no_profiles(self):
        self.home.write("config/discred/profiles/a b.cfg", "")
        self.home.write("config/discred/profiles/$(x).cfg", "")
        self.home.write("config/discred/profiles/-x.cfg", "")
        self.home.write("config/discred/profiles/notes.txt", "")
        self.assertEqual(self.names("token", ""), PROFILE_NAMES)

    def test_one_that_cannot_be_trusted(self):
        os.chmod(os.path.join(self.home.config, "discred/profiles/reader.cfg"), 0o666)
        os.mkfifo(os.path.join(self.home.config, "discred/profiles/pipe.cfg"))
        self.assertEqual(self.words("token", "").candidates, PROFILES[:3] + [("reader", "")])

    def test_many_have_no_descriptions(self):
        for number in range(40):
            self.home.profile("many%02d" % number, completecase.PROFILES["reader"])
        self.assertEqual({text for _, text in self.words("token", "").candidates}, {""})

    def test_no_home(self):
        for env in ({"XDG_CONFIG_HOME": "/nowhere"}, {"XDG_CONFIG_HOME": None, "HOME": "/dev/null"}):
            self.assertEqual(self.names("token", "", **env), [])


class Lines(completecase.Case):
    """A line as bash hands it over."""

    TABLE = [
        ("discred token ", ""),
        ("discred token rea", "rea"),
        ("discred  token\trea", "rea"),
        ("discred to\\ken rea", "rea"),
        ("discred 'token' re\"ad\"", "read"),
        ("discred token 're", "re"),
        ('discred token "re', "re"),
        ("discred token r\\e", "re"),
        ("discred token re\\", "re"),
        ("discred tok\\\nen rea", "rea"),
        ("discred $'token' rea", "rea"),
        ("discred $'to\\ken' rea", "rea"),
        ("discred $\"token\" rea", "rea"),
        ("discred token '$(x)", "$(x)"),
        ("discred token \"a\\\"b\\c", 'a"b\\c'),
        ("discred token >file rea", "rea"),
        ("discred token 2>file rea", "rea"),
        ("discred token 2>&1 rea", "rea"),
        ("discred token >>file rea", "rea"),
        ("discred token &>file rea", "rea"),
        ("discred token < file rea", "rea"),
        ("discred token a#b", "a#b"),
        ("/some/where/discred token ", ""),
    ]

    def test_table(self):
        for text, part in self.TABLE:
            with self.subTest(text=text):
                self.assertEqual(self.line(text), (part, [], PROFILES))

    def test_empty_words_count(self):
        self.assertEqual(self.line("discred token '' "), ("", [], []))
        self.assertEqual(self.line("discred token x''2>file "), ("", [], []))

    def test_redirection(self):
        for text, part in (("discred token >", ""), ("discred token > fi", "fi"), ("discred token 2>fi", "fi"),
                           ("discred token <'fi le", "fi le"), ("discred token >|fi", "fi")):
            with self.subTest(text=text):
                self.assertEqual(self.line(text), (part, ["files"], []))

    def test_another_command(self):
        for text in ("discred token; ls ", "discred token | ls ", "discred token & ", "discred `ls ", "discred (ls ",
                     "discred $(ls ", "discred <(ls ", "discred token # rea", "discred", "disc", "", "  "):
            with self.subTest(text=text):
                self.assertEqual(self.line(text), (None, [], []))


class Misuse(completecase.Case):
    MESSAGE = ("discred: discred runs this program itself, for the completion of command lines; "
               "the shells' scripts for that are called 'discred', '_discred' and 'discred.fish'\n")

    def test_arguments(self):
        for words in ([], ["line"], ["line", "a", "b"], ["other", "x"]):
            with self.subTest(words=words):
                self.assertEqual(self.home.run("discred", "--complete", *words), (64, "", self.MESSAGE))

    def test_by_hand(self):
        self.assertEqual(self.home.run("discred", "complete", "words"),
                         (64, "", "discred: 'complete' is not a discred command; see 'discred help -a'\n"))

    def test_missing(self):
        self.assertEqual(self.home.run("discred", "--complete", "words", "", DISCRED_EXEC_PATH="/nowhere"),
                         (71, "", "discred: cannot run '/nowhere/discred-complete': No such file or directory\n"))

    def test_full_disk(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            process = self.home.start("sh", "-c", 'discred --complete words "" >/dev/full')
            del full
            done = self.home.finish(process)
        self.assertEqual((done.status, done.stderr), (71, "discred: cannot write to stdout: No space left on device\n"))


if __name__ == "__main__":
    harness.main()
