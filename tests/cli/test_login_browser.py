"""discred auth login: which browser is started, with what, and what becomes of what it says."""

import os
import signal
import sys
import unittest
import urllib.parse

import authcase
import harness
import waitcase

NONE = ("discred-auth: no browser could be started (tried '%s'): open the address yourself, or set BROWSER to the one to "
        "use\n")


class BrowserCase(authcase.AuthCase):
    """The PATH holds nothing but what a test puts there."""

    def setUp(self):
        super().setUp()
        self.bin = os.path.join(self.home.path, "path")
        os.mkdir(self.bin)

    def script(self, name, lines):
        """A program on the PATH that notes its name and arguments in self.calls(), and then does `lines`."""
        text = "#!/bin/sh\necho \"%s $*\" >>'%s/calls'\n%s\n" % (name, self.home.path, lines)
        return self.home.write("path/" + name, text, 0o700)

    def good(self, name):
        """One that works; the address is its last argument."""
        return self.script(name, "for last; do :; done\nexec '%s' \"$last\"" % self.home.browser())

    def calls(self):
        """The scripts that ran, with the start address as URL."""
        with open(os.path.join(self.home.path, "calls"), encoding="utf-8") as calls:
            text = calls.read()
        start = "http://%s/start/" % urllib.parse.urlsplit(self.redirect).netloc
        return [" ".join("URL" if word.startswith(start) else word for word in line.split(" "))
                for line in text.splitlines()]

    def logs_in(self, *calls, notes="", **more):
        more.setdefault("DISCRED_BROWSER", None)
        done = self.login(PATH=self.bin, **more)
        self.assertEqual((done.status, self.complaints(done)), (0, notes))
        self.assertEqual(self.calls(), list(calls))


class Candidates(BrowserCase):
    def test_discred_browser_comes_first(self):
        self.good("first")
        self.good("second")
        self.logs_in("first URL", DISCRED_BROWSER="first", BROWSER="second")

    def test_then_browser(self):
        self.good("second")
        self.good("xdg-open")
        self.logs_in("second URL", BROWSER="second", DISPLAY=":0")

    def test_browser_is_a_list(self):
        self.script("broken", "exit 3")
        self.good("second")
        self.logs_in("broken URL", "second URL", BROWSER="/no/such/browser:missing:broken:second", notes=(
            "discred-auth: browser '/no/such/browser': cannot run '/no/such/browser': No such file or directory\n"
            "discred-auth: browser 'missing': no program 'missing' on the PATH\n"
            "discred-auth: browser 'broken' failed with status 3\n"))

    def test_words_and_the_place_of_the_url(self):
        self.good("placed")
        self.script("reorder", "placed \"$2\"")
        self.logs_in("reorder --rate=5% URL --last", "placed URL", BROWSER="reorder --rate=5%% %s  --last")

    def test_quotes_as_in_a_shell(self):
        self.good("the browser")
        self.logs_in("the browser --title=a b URL", BROWSER="'the browser' --title=\"a b\"")

    def test_a_quote_without_its_pair(self):
        self.good("second")
        self.logs_in("second URL", BROWSER="'first:second",
                     notes="discred-auth: browser ''first': it has a ' without its pair\n")

    def test_a_file_that_cannot_be_run(self):
        self.home.write("path/first", "not a program", 0o700)
        self.home.write("path/second", "#!/no/such/interpreter\n", 0o700)
        self.home.write("path/third", "#!/bin/sh\n", 0o600)
        self.good("fourth")
        self.logs_in("fourth URL", BROWSER="first:second:third:fourth", notes=(
            "discred-auth: browser 'first': cannot run 'first': it is no program of this machine\n"
            "discred-auth: browser 'second': cannot run 'second': its interpreter '/no/such/interpreter' does not exist\n"
            "discred-auth: browser 'third': no program 'third' on the PATH\n"))

    def test_no_shell_is_asked(self):
        self.good("plain")
        self.script("evil", "exit 0")
        self.logs_in("plain ;evil $(evil) URL", BROWSER="plain ;evil $(evil)")

    def test_xdg_open_with_a_display(self):
        for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
            with self.subTest(variable):
                self.good("xdg-open")
                self.logs_in("xdg-open URL", **{variable: "any"})
                os.unlink(os.path.join(self.home.path, "calls"))

    def test_not_without_one(self):
        self.good("xdg-open")
        self.good("wslview")
        self.logs_in("wslview URL")

    def test_a_browser_is_tried_without_a_display_too(self):
        self.good("lynx")
        self.logs_in("lynx URL", BROWSER="lynx")

    def test_none(self):
        done = self.login("reader", "--timeout", "1", PATH=self.bin, DISCRED_BROWSER=None)
        self.assertEqual((done.status, done.stdout), (75, ""))
        self.assertEqual(self.complaints(done), NONE % "wslview" + "discred-auth: profile 'reader': nobody authorized in "
                         "time: nothing came back from a browser; run 'discred auth login reader' again\n")

    def test_all_fail(self):
        self.script("first", "exit 1")
        self.script("second", "kill -9 $$")
        process = self.home.start("discred", "auth", "login", "reader", PATH=self.bin, DISCRED_BROWSER="first",
                                  BROWSER="second")
        self.assertIn(" open http://127.0.0.1:", process.stderr.readline())
        self.assertEqual([process.stderr.readline() for _ in range(3)],
                         ["discred-auth: browser 'first' failed with status 1\n",
                          "discred-auth: browser 'second' failed with status 137\n",
                          NONE % "first', 'second', 'wslview"])
        self.assertEqual(self.calls(), ["first URL", "second URL"])
        process.terminate()
        self.assertEqual(self.home.finish(process).status, -signal.SIGTERM)


class Opener(BrowserCase):
    def test_what_it_says_is_kept_out(self):
        self.script("loud", "echo to stdout; echo to stderr >&2; exec '%s' \"$@\"" % self.home.browser())
        self.logs_in("loud URL", BROWSER="loud")

    def test_it_reads_nothing_of_ours(self):
        self.script("reader", "cat >'%s/read'; exec '%s' \"$@\"" % (self.home.path, self.home.browser()))
        process = self.home.start("discred", "auth", "login", "reader", input=True, BROWSER="reader",
                                  PATH=self.bin + ":/usr/bin:/bin")
        done = self.home.finish(process, "for the login only\n")
        self.assertEqual(done.status, 0, done.stderr)
        self.assertEqual(os.path.getsize(os.path.join(self.home.path, "read")), 0)

    def test_one_that_never_ends_is_not_waited_for(self):
        self.script("endless", "'%s' \"$@\" &\necho $$ >'%s/pid'\nexec sleep 600"
                    % (self.home.browser(), self.home.path))
        done = self.login(BROWSER="endless", DISCRED_BROWSER=None, PATH=self.bin + ":/usr/bin:/bin")
        with open(os.path.join(self.home.path, "pid"), encoding="utf-8") as file:
            pid = int(file.read())
        os.kill(pid, signal.SIGKILL)
        self.assertEqual(done.status, 0, done.stderr)

    def test_it_is_in_a_session_of_its_own(self):
        self.home.write("path/session", "#!%s\nimport os, sys\nwith open('%s/session', 'w') as file:\n"
                        "    print(os.getsid(0) == os.getpid(), file=file)\nos.execv('%s', ['browser', sys.argv[1]])\n"
                        % (sys.executable, self.home.path, self.home.browser()), 0o700)
        done = self.login(BROWSER="session", DISCRED_BROWSER=None, PATH=self.bin)
        self.assertEqual(done.status, 0, done.stderr)
        with open(os.path.join(self.home.path, "session"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "True\n")

    def test_variables_of_secrets_are_kept_from_it(self):
        self.change_profile(client_secret='{ env = "READER_SECRET"; }', bot_token='{ env = "READER_BOT"; }')
        self.script("curious", "/usr/bin/env >'%s/environment'; exec '%s' \"$@\""
                    % (self.home.path, self.home.browser()))
        done = self.login(BROWSER="curious", DISCRED_BROWSER=None, PATH=self.bin, READER_SECRET=harness.CLIENT_SECRET,
                          READER_BOT=harness.BOT_TOKEN, READER_OTHER="stays")
        self.assertEqual(done.status, 0, done.stderr)
        with open(os.path.join(self.home.path, "environment"), encoding="utf-8") as file:
            environment = file.read()
        self.assertIn("READER_OTHER=stays\n", environment)
        for text in ("READER_SECRET", "READER_BOT", harness.CLIENT_SECRET, harness.BOT_TOKEN):
            self.assertNotIn(text, environment)


class NoBrowser(waitcase.WaitCase):
    def test_only_the_address_is_printed(self):
        browser = self.home.browser()
        self.process = self.home.start("discred", "auth", "login", "--no-browser", "reader", DISCRED_BROWSER=browser)
        self.addCleanup(self.end)
        line = self.process.stderr.readline()
        self.assertRegex(line, r"^To authorize, open http://127\.0\.0\.1:\d+/start/[\w-]{43} on this machine\n$")
        self.start_url = line.split()[3]
        self.assertEqual(self.logs_in().stdout,
                         "logged in to profile 'reader' as sandbox_user (%s)\n" % harness.USER_ID)
        self.assertFalse(os.path.exists(self.home.visits_path))


class Invitation(authcase.AuthCase):
    """A bot alone, of a client without secret: there is nothing to wait for."""

    NOTE = ("discred-auth: profile 'reader' only invites a bot: no token results; set bot_token for the bot's "
            "token, or client_secret for a user's\n")

    def setUp(self):
        super().setUp()
        self.change_profile(scope='"bot"', client_secret=None)
        self.url = "%s?client_id=%s&scope=bot&permissions=1115136" % (self.box.authorize_url, harness.CLIENT_ID)

    def test_is_printed_and_opened(self):
        done = self.login()
        self.assertEqual((done.status, done.stdout, done.stderr), (0, self.url + "\n", self.NOTE))
        visit = self.home.visits()[0]
        self.assertEqual(visit["given"], self.url)
        self.assertIn("The bot was added", visit["page"])
        self.assertEqual(self.home.files(), [])

    def test_without_a_browser(self):
        done = self.login("reader", "--no-browser")
        self.assertEqual((done.status, done.stdout, done.stderr),
                         (0, self.url + "\n", "discred-auth: open the address above in a browser\n" + self.NOTE))
        self.assertFalse(os.path.exists(self.home.visits_path))

    def test_when_none_can_be_started(self):
        done = self.login(DISCRED_BROWSER="/no/such/browser", PATH="/nowhere")
        self.assertEqual((done.status, done.stdout, done.stderr),
                         (0, self.url + "\n", "discred-auth: browser '/no/such/browser': cannot run '/no/such/browser': "
                          "No such file or directory\ndiscred-auth: open the address above in a browser\n" + self.NOTE))

    def test_when_the_first_fails(self):
        broken = self.home.write("bin/broken", "#!/bin/sh\nexit 3\n", 0o700)
        done = self.login(DISCRED_BROWSER=broken, BROWSER=self.home.browser())
        self.assertEqual((done.status, done.stdout, done.stderr), (
            0, self.url + "\n", "discred-auth: browser '%s' failed with status 3\n" % broken + self.NOTE))
        self.assertEqual(self.home.visits()[0]["given"], self.url)

    def test_when_all_fail(self):
        broken = self.home.write("bin/broken", "#!/bin/sh\nexit 3\n", 0o700)
        done = self.login(DISCRED_BROWSER=broken, PATH="/nowhere")
        self.assertEqual((done.status, done.stdout, done.stderr),
                         (0, self.url + "\n", "discred-auth: browser '%s' failed with status 3\n" % broken + "discred-auth: open the address above in a browser\n" + self.NOTE))

    def test_with_commands_and_a_server(self):
        self.change_profile(scope='"bot applications.commands"', client_secret=None, permissions='"8"',
                            guild_id='"%s"' % harness.GUILD_ID)
        done = self.login("reader", "--no-browser")
        self.assertEqual(done.stdout, "%s?client_id=%s&scope=bot%%20applications.commands&permissions=8&guild_id=%s\n"
                         % (self.box.authorize_url, harness.CLIENT_ID, harness.GUILD_ID))


if __name__ == "__main__":
    unittest.main(verbosity=2)
