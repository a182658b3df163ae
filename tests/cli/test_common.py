"""The options that every command has: quiet, verbose, trace, colour and no-input."""

import re
import time
import unittest

import authcase
import harness
import terminal

HELPS = (
    ["discred", "--help"], ["discred", "help", "--help"], ["discred-token", "--help"], ["discred-run", "--help"],
    ["discred-api", "--help"], ["discred-sandbox", "--help"])


def verbs(program):
    """The verbs that a program's help shows."""
    done = harness.subprocess.run([harness.program(program), "--help"], capture_output=True, text=True, check=True)
    return re.findall(r"^  ([a-z][a-z-]*) ", done.stdout.split(harness.COMMON_OPTIONS)[0], re.MULTILINE)


class Help(harness.Case):
    def helps(self):
        yield from HELPS
        for program in ("discred-auth", "discred-perms", "discred-profile"):
            yield [program, "--help"]
            for verb in verbs(program):
                yield [program, verb, "--help"]

    def test_every_help_has_them_once(self):
        seen = 0
        for words in self.helps():
            with self.subTest(words=words):
                # The sandbox shows its well-known secrets there.
                done = self.home.run(*words, prints=True)
                self.assertEqual((done.status, done.stderr), (0, ""))
                self.assertEqual(done.stdout.count(harness.COMMON_OPTIONS), 1)
                rows = re.findall(r"^  (?:-(\w), |    )?--([\w-]+)", done.stdout, re.MULTILINE)
                for taken in ([letter for letter, _ in rows if letter], [name for _, name in rows]):
                    self.assertEqual(len(taken), len(set(taken)), taken)
                self.assertLess(max(map(len, done.stdout.split("\n"))), 80)
                seen += 1
        self.assertGreater(seen, 20)


class Login(authcase.AuthCase):
    SETTINGS = {"bot_token": '"%s"' % harness.BOT_TOKEN, "guild_id": '"%s"' % harness.GUILD_ID,
                "channel_id": '"%s"' % harness.CHANNEL_ID, "scope": '"identify"'}

    def detail(self, program, *lines):
        return "".join("%s: %s\n" % (program, line) for line in lines)


class Levels(Login):
    def test_verbose(self):
        self.logged_in()
        profile = self.home.path + "/config/discred/profiles/reader.cfg"
        done = self.home.run("discred", "token", "-v", prints=True)
        self.assertEqual(done.status, 0)
        self.assertRegex(done.stderr, r"\A" + self.detail(
            "discred-token", "profile 'reader': the only one there is",
            "profile 'reader': read from '%s'" % re.escape(profile), r"source 'cache': ok, \d+ ms") + r"\Z")
        done = self.home.run("discred", "-v", "token", DISCRED_PROFILE="reader", prints=True)
        self.assertIn("discred-token: profile 'reader': from DISCRED_PROFILE\n", done.stderr)

    def test_verbose_goes_on_in_a_child(self):
        self.logged_in()
        self.change("token", expires=int(time.time()) - 5)
        done = self.home.run("discred", "token", "-v", "reader", prints=True)
        self.home.plant_tokens()
        self.assertEqual(done.status, 0)
        self.assertRegex(done.stderr, "(?s)" + ".*".join((
            r"discred-token: source 'cache': skip: the stored token has expired, \d+ ms\n",
            r"discred-token: running discred-auth refresh\n",
            r"discred-auth: profile 'reader': renewing, for the token has -\d s left and 60 are wanted\n",
            r"discred-auth: POST 127\.0\.0\.1:\d+/api/v10/oauth2/token -> 200 in \d+ ms\n",
            r"discred-token: source 'refresh': ok, \d+ ms\n")))

    def test_quiet(self):
        note = "1115136 only reads"
        self.assertIn(note, self.home.run("discred", "perms", "explain", "1115136").stderr)
        for words in (["-q", "perms", "explain"], ["perms", "-q", "explain"], ["perms", "explain", "--quiet"]):
            self.assertEqual(self.home.run("discred", *words, "1115136").stderr, "")
        done = self.home.run("discred", "-q", "token")
        self.assertEqual((done.status, done.stderr.count("\n")), (66, 1))

    def test_they_change_no_answer(self):
        self.logged_in()
        plain = self.home.run("discred", "token", "-o", "json", "reader", prints=True).stdout
        for option in ("-q", "-v", "--trace", "--color=always", "--no-input"):
            self.assertEqual(self.home.run("discred", "token", "-o", "json", option, "reader", prints=True).stdout, plain)


class Trace(Login):
    """What is shown of an exchange, and that nothing secret is: every output is searched for what was planted."""

    def token_request(self, *fields):
        return (r"> POST http://127\.0\.0\.1:\d+/api/v10/oauth2/token\n"
                r"> User-Agent: DiscordBot \(.*\)\n"
                r"> Accept: application/json\n"
                r"> Authorization: Basic \[\d+ bytes\]\n"
                r"> Content-Type: application/x-www-form-urlencoded\n"
                r"> Content-Length: \d+\n"
                r">\n" + "".join("> %s\n" % field for field in fields))

    TOKEN_REPLY = (r"< 200 in \d+ ms\n"
                   r"(?:< [\w-]+: .*\n)*< Date: .* GMT\n"
                   r"(?:< [\w-]+: .*\n)*"
                   r"<\n"
                   r"< {\n"
                   r'<   "token_type": "Bearer",\n'
                   r'<   "access_token": \[40 bytes\],\n'
                   r'<   "expires_in": 604800,\n'
                   r'<   "scope": "identify",\n'
                   r'<   "refresh_token": \[40 bytes\]\n'
                   r"< }\n")

    def test_login(self):
        done = self.login("reader", "--trace")
        self.assertEqual(done.status, 0, done.stderr)
        self.assertRegex(done.stderr, self.token_request(
            "grant_type=authorization_code", r"code=\[\d+ bytes\]", "redirect_uri=" + re.escape(self.redirect),
            r"code_verifier=\[86 bytes\]") + self.TOKEN_REPLY)
        self.assertRegex(done.stderr, r"> GET http://127\.0\.0\.1:\d+/api/v10/oauth2/@me\n> User-Agent: .*\n"
                         r"> Accept: application/json\n> Authorization: Bearer \[40 bytes\]\n< 200 in \d+ ms\n")
        for name in ("access_token", "refresh_token"):
            for slot in ("token", "grant"):
                value = (self.stored(slot) or {}).get(name)
                self.assertTrue(value is None or value not in done.stderr)

    def test_refresh(self):
        self.logged_in()
        done = self.home.run("discred", "auth", "refresh", "--force", "--trace", "reader")
        self.home.plant_tokens()
        self.assertEqual(done.status, 0)
        self.assertRegex(done.stderr, r"\A" + self.token_request(
            "grant_type=refresh_token", r"refresh_token=\[40 bytes\]") + self.TOKEN_REPLY + r"\Z")

    def test_the_child_of_token(self):
        self.logged_in()
        self.change("token", expires=int(time.time()) - 5)
        done = self.home.run("discred", "token", "--trace", "reader", prints=True)
        self.home.plant_tokens()
        self.assertEqual(done.status, 0)
        self.assertRegex(done.stderr, r"\A" + self.token_request(
            "grant_type=refresh_token", r"refresh_token=\[40 bytes\]") + self.TOKEN_REPLY + r"\Z")

    def test_a_fresh_token_asks_nobody(self):
        self.logged_in()
        self.assertEqual(self.home.run("discred", "token", "--trace", "reader", prints=True).stderr, "")

    def test_refusal(self):
        self.logged_in()
        self.box.end_grants()
        done = self.home.run("discred", "auth", "refresh", "--force", "--trace", "reader")
        self.assertEqual(done.status, 77)
        self.assertRegex(done.stderr, r'\n< 400 in \d+ ms\n(?:< .*\n)*<\n< {\n<   "error": "invalid_grant",\n')

    def test_nothing_came_back(self):
        self.logged_in()
        self.box.fault("token:*=refuse")
        done = self.home.run("discred", "auth", "refresh", "--force", "--trace", "-v", "reader")
        self.assertEqual(done.status, 75)
        self.assertRegex(done.stderr, r"\n< nothing in \d+ ms: no answer from '127\.0\.0\.1:\d+': .*\n"
                         r"discred-auth: POST 127\.0\.0\.1:\d+/api/v10/oauth2/token -> nothing in \d+ ms\n")

    def test_api(self):
        self.home.plant("dear diary", "tell nobody")
        done = self.home.run("discred", "api", "reader", "/channels/{channel_id}/messages", "--trace", "-f",
                             "content=dear diary", "-H", "X-Audit-Log-Reason: tell nobody", prints=True)
        self.assertRegex(done.stderr, r"\A> POST http://127\.0\.0\.1:\d+/api/v10/channels/%s/messages\n"
                         r"> User-Agent: .*\n> X-Audit-Log-Reason: \[11 bytes\]\n> Accept: application/json\n"
                         r"> Authorization: Bot \[28 bytes\]\n> Content-Type: application/json\n> Content-Length: 24\n"
                         r'>\n> {\n>   "content": \[10 bytes\]\n> }\n< 403 in \d+ ms\n(?:< .*\n)*<\n< {\n'
                         r'<   "message": "Missing Permissions",\n<   "code": 50013\n< }\n'
                         r"discred-api: .*\n\Z" % harness.CHANNEL_ID)
        self.home.plant("Message 12 in general", "Sandbox User")
        done = self.home.run("discred", "api", "reader", "/channels/{channel_id}/messages?limit=5", "--trace",
                             prints=True)
        self.assertEqual(done.status, 0)
        self.assertIn('/messages?limit=5\n', done.stderr)
        self.assertIn('\n<     "content": [21 bytes],\n', done.stderr)
        self.assertIn("\n<   (2 more)\n< ]\n", done.stderr)
        done = self.home.run("discred", "api", "reader", "--trace", "/webhooks/%s/very-secret" % harness.CHANNEL_ID,
                             prints=True)
        self.assertIn("/webhooks/%s/[11 bytes]\n" % harness.CHANNEL_ID, done.stderr)
        self.home.plant("very-secret")

    def test_check_and_revoke(self):
        self.logged_in()
        done = self.home.run("discred", "auth", "check", "--trace", "reader")
        self.assertRegex(done.stderr, r"> Authorization: Bearer \[40 bytes\]\n")
        self.assertRegex(done.stderr, r"> Authorization: Bot \[28 bytes\]\n")
        done = self.home.run("discred", "auth", "revoke", "--trace", "reader")
        self.assertEqual(done.status, 0)
        self.assertRegex(done.stderr, r"\n> token=\[40 bytes\]\n(?:> .*\n)*< 200 in \d+ ms\n")

    def test_git_helper(self):
        self.change_profile(hosts='[ "127.0.0.1:%s" ]' % self.box.api.split(":")[2].split("/")[0],
                            git_password="true")
        self.logged_in()
        self.change("token", expires=int(time.time()) - 5)
        request = "protocol=http\nhost=%s\n\n" % self.box.api.split("/")[2]
        done = self.home.run("git-credential-discred", "--trace", "--profile", "reader", "get", input=request,
                             prints=True)
        self.home.plant_tokens()
        self.assertIn("password=", done.stdout)
        self.assertRegex(done.stderr, r"\A> POST .*/oauth2/token\n")


class NoInput(Login):
    def at_terminal(self, *argv, **more):
        screen = terminal.Terminal(self.home, *argv, **more)
        self.addCleanup(screen.stop)
        return screen

    def test_login_reads_nothing(self):
        screen = self.at_terminal("discred", "auth", "login", "--no-input", "reader", DISCRED_BROWSER="false")
        screen.wait_for(r"waiting for the browser, \d:\d\d left")
        self.assertTrue(screen.echoes())
        self.assertNotIn("paste", screen.text())
        screen.type("\x03")
        self.assertEqual(screen.finish(), 130)

    def test_the_browser_may_still_answer(self):
        screen = self.at_terminal("discred", "auth", "login", "--no-input", "reader",
                                  DISCRED_BROWSER=self.home.browser())
        self.assertEqual(screen.finish(), 0)
        self.home.plant_tokens()
        self.assertIn("logged in to profile 'reader'", screen.out + screen.text())

    def test_a_redirect_that_has_to_be_pasted(self):
        self.change_profile(redirect_uri='"https://example.com/cb"')
        screen = self.at_terminal("discred", "auth", "login", "--no-input", "reader")
        self.assertEqual(screen.finish(), 64)
        self.assertIn("redirect_uri 'https://example.com/cb' needs a person, to paste the address, and nobody may be "
                      "asked; ", screen.text())

    def test_the_gate(self):
        self.change_profile(stack='( { control = "requisite"; source = "tty"; }, '
                            '{ control = "sufficient"; source = "bot"; } )')
        screen = self.at_terminal("discred", "token", "reader")
        self.assertEqual(screen.finish(prints=True), 0)
        for words in (["token", "--no-input"], ["--no-input", "token"]):
            screen = self.at_terminal("discred", *words, "reader")
            self.assertEqual(screen.finish(), 77)
            self.assertIn("tty: nobody may be asked); run this without --no-input\n", screen.text())

    def test_every_command_that_wants_a_token(self):
        self.change_profile(stack='( { control = "required"; source = "login"; } )')
        for words in (["token", "reader"], ["run", "reader", "--", "true"], ["api", "reader", "/users/@me"]):
            screen = self.at_terminal("discred", "--no-input", *words)
            self.assertEqual(screen.finish(), 66)
            self.assertIn("login: nobody may be asked); run 'discred auth login reader'\n", screen.text())

    def test_commands_get_no_terminal(self):
        ask = self.home.write("bin/ask", "#!/bin/sh\nif (: </dev/tty) 2>/dev/null; then echo there; else echo none; fi\n",
                              0o700)
        self.change_profile(stack='( { control = "required"; source = "command"; argv = [ "%s" ]; type = "Bot"; } )' % ask)
        for option, answer in (("--quiet", "there"), ("--no-input", "none")):
            screen = self.at_terminal("discred", "token", option, "reader")
            self.assertEqual((screen.finish(), screen.out), (0, answer + "\n"))
        self.change_profile(stack='( { control = "required"; source = "bot"; } )',
                            bot_token='{ command = [ "%s" ]; }' % ask)
        for option, answer in (("--quiet", "there"), ("--no-input", "none")):
            screen = self.at_terminal("discred", "token", option, "reader")
            self.assertEqual((screen.finish(), screen.out), (0, answer + "\n"))


# As Terminal's own, with the program's stdout on the terminal.
SHOWN = 'trap : INT QUIT; : >"$0"; stty -g; "$@"; echo "status $?"; stty -g'


class Colour(Login):
    def shown(self, *argv, **more):
        screen = terminal.Terminal(self.home, *argv, shell=SHOWN, **more)
        self.addCleanup(screen.stop)
        screen.finish()
        return screen.text()

    def test_where(self):
        status = ("discred", "auth", "status", "reader")
        self.assertIn("\x1b[1mreader\x1b[0m\n  token     \x1b[2mnone\x1b[0m\n", self.shown(*status, TERM="xterm"))
        for more in ({"TERM": "dumb"}, {"TERM": None}, {"TERM": "xterm", "NO_COLOR": "1"}):
            self.assertNotIn("\x1b", self.shown(*status, **more), more)
        self.assertIn("\x1b", self.shown(*status, TERM="xterm", NO_COLOR=""))
        self.assertIn("\x1b", self.shown(*status, "--color", "always", TERM="dumb", NO_COLOR="1"))
        self.assertNotIn("\x1b", self.shown(*status, "--color=never", TERM="xterm"))
        self.assertNotIn("\x1b", self.home.run(*status, TERM="xterm").stdout)
        self.assertIn("\x1b", self.home.run(*status, "--color=always").stdout)

    def test_states(self):
        self.logged_in()
        done = self.home.run("discred", "auth", "status", "--color=always", "reader")
        self.assertIn("token     \x1b[32mvalid\x1b[0m, until", done.stdout)
        self.assertIn("grant     \x1b[32mstored\x1b[0m, login", done.stdout)
        done = self.home.run("discred", "auth", "check", "--color=always", "reader")
        self.assertIn("  user        \x1b[32mok     \x1b[0m sandbox_user", done.stdout)


class Order(harness.Case):
    def test_stderr_stands_between_the_lines_of_stdout_in_one_pipe(self):
        self.home.profile("broken", "x")
        done = harness.subprocess.run([harness.program("discred"), "profile", "list"], env=self.home.env(), text=True,
                                      stdout=harness.subprocess.PIPE, stderr=harness.subprocess.STDOUT, check=True)
        self.assertEqual([line.split()[0] for line in done.stdout.splitlines()], ["NAME", "*", "discred-profile:"])
        with open("/dev/full", "wb") as full:
            done = harness.subprocess.run([harness.program("discred"), "profile", "list"], env=self.home.env(),
                                          stdout=full, stderr=harness.subprocess.PIPE, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr.splitlines()[-1]),
                         (71, "discred-profile: cannot write to stdout: No space left on device"))


class Width(harness.Case):
    def shown(self, columns, *argv, **more):
        """Each line that appears on a terminal of that width."""
        screen = terminal.Terminal(self.home, "sh", "-c", 'stty cols "$0"; exec "$@"', str(columns), *argv, shell=SHOWN,
                                   **more)
        self.addCleanup(screen.stop)
        self.assertEqual(screen.finish(), 0)
        lines = screen.text().split("\n")
        modes = [i for i, line in enumerate(lines) if line in screen.modes]
        return lines[modes[0] + 1:modes[1] - 1]

    def test_a_table_fits(self):
        rows = self.home.run("discred", "perms", "list", "send").stdout.split("\n", 1)[1]
        for columns in (40, 60, 80, 100, 120, 200):
            with self.subTest(columns=columns):
                lines = self.shown(columns, "discred", "perms", "list", "send")
                self.assertEqual([line for line in lines if len(line) > columns], [])
                self.assertLessEqual(set(rows.split()), set(" ".join(lines).split()))

    def test_narrower_than_a_word(self):
        self.assertIn("SEND_MESSAGES_IN_THREADS", self.shown(20, "discred", "perms", "list", "send"))

    def test_wide_enough_it_is_as_in_a_pipe(self):
        lines = self.shown(200, "discred", "perms", "list")
        self.assertEqual("\n".join(lines) + "\n", self.home.run("discred", "perms", "list").stdout)

    def test_a_pipe_does_not_care(self):
        usual = self.home.run("discred", "perms", "list").stdout
        for more in ({"LANG": "C"}, {"LC_ALL": "POSIX"}, {"COLUMNS": "20"}, {"LC_ALL": "xx_YY"}):
            self.assertEqual(self.home.run("discred", "perms", "list", **more).stdout, usual)


if __name__ == "__main__":
    harness.main()
