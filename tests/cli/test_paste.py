"""discred auth login on a terminal: the address that a person pastes, the countdown, and the terminal afterwards."""

import os
import re
import signal
import socket
import unittest
import urllib.parse

import authcase
import harness
import terminal
import waitcase

USER = "logged in to profile 'reader' as sandbox_user (%s)\n" % harness.USER_ID
# A shell with job control, which puts what was stopped back into the foreground when it is told to.
JOBS = ('set -m; stty -g; "$@" >"$0"; echo "stopped $?"; stty -g; read go; fg >/dev/null; echo "status $?"; stty -g')
FAR = "https://example.org/cb"


class PasteCase(authcase.AuthCase):
    OPTIONS = ("--approve", "--redirect-uri", FAR)

    def start(self, *options, **more):
        """A login on a terminal; returns when it waits."""
        more.setdefault("DISCRED_BROWSER", "/no/such/browser")
        self.terminal = terminal.Terminal(self.home, "discred", "auth", "login", *options, "reader", **more)
        self.addCleanup(self.terminal.stop)
        self.url = self.terminal.wait_for(r"To authorize, open\n\n    (\S+)\n\n").group(1)
        self.terminal.wait_for(r"waiting for the \w+, \d+:\d\d left")

    def approved(self):
        """The address that the browser ends on."""
        return harness.http("GET", self.url).headers["Location"]

    def ends(self, status, stdout=""):
        self.assertEqual((self.terminal.finish(), self.terminal.out), (status, stdout), self.terminal.text())
        self.home.plant_tokens()
        before, after = self.terminal.modes
        self.assertEqual(before, after)

    def line_after_countdown(self):
        """What stands on the last lines, before the shell's word."""
        return self.terminal.text().split("left")[-1].split("status")[0].strip("\r\n")


class Pastes(PasteCase):
    def logs_in(self, typed):
        self.terminal.type(typed)
        self.ends(0, USER)
        self.assertEqual(self.box.count("token"), 1)

    def test_the_address(self):
        self.start("--no-browser")
        self.assertTrue(self.url.startswith(self.box.authorize_url + "?"))
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.url).query))
        self.assertEqual((asked["redirect_uri"], asked["response_type"]), (self.redirect, "code"))
        address = self.approved()
        self.logs_in(address + "\n")
        self.assertEqual(self.line_after_countdown(), "")

    def test_what_is_pasted_does_not_appear(self):
        self.start("--no-browser")
        address = self.approved()
        self.assertFalse(self.terminal.echoes())
        self.logs_in(address + "\n")
        code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))["code"]
        self.assertNotIn(code, self.terminal.text())
        self.assertNotIn("/start/", self.terminal.text())

    def test_white_space_around_it(self):
        self.start("--no-browser")
        self.logs_in("  \t %s  \r\n" % self.approved())

    def test_in_the_brackets_of_a_terminal(self):
        self.start("--no-browser")
        self.logs_in("\x1b[200~%s\x1b[201~\n" % self.approved())

    def test_with_keys_that_have_no_character(self):
        self.start("--no-browser")
        self.logs_in("\x1b[A\x1b[1;5C%s\x1b[D\n" % self.approved())

    def test_without_its_scheme(self):
        self.start("--no-browser")
        self.logs_in(self.approved()[len("http://"):] + "\n")

    def test_in_pieces(self):
        self.start("--no-browser")
        address = self.approved()
        for piece in (address[:10], address[10:50], address[50:], "\n"):
            self.terminal.type(piece)
        self.ends(0, USER)

    def test_corrected(self):
        self.start("--no-browser")
        self.terminal.type("some nonsense \x15httx\x7f")
        self.logs_in(self.approved()[3:] + "\n")

    def test_more_than_a_terminal_line(self):
        self.start("--no-browser")
        self.logs_in("%s&long=%s\n" % (self.approved(), "x" * 6000))

    def test_a_denial(self):
        self.start("--no-browser")
        state = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.url).query))["state"]
        self.terminal.type("%s?error=access_denied&error_description=No%%20thanks&state=%s\n" % (self.redirect, state))
        self.ends(77)
        self.assertIn("discred-auth: profile 'reader': Discord did not authorize: 'No thanks'; run 'discred auth login "
                      "reader' to try again\n", self.terminal.text())

    def test_while_a_browser_works_on_it(self):
        catcher = self.home.write("bin/catcher", waitcase.CATCHER, 0o700)
        self.start(DISCRED_BROWSER=catcher)
        self.assertRegex(waitcase.WaitCase.given(catcher + ".given"), r"^http://127\.0\.0\.1:\d+/start/")
        self.logs_in(self.approved() + "\n")

    def test_the_browser_may_come_first(self):
        self.start(DISCRED_BROWSER=self.home.browser())
        self.ends(0, USER)
        self.assertEqual(self.home.visits()[0]["status"], 200)


class Refused(PasteCase):
    def setUp(self):
        super().setUp()
        self.start("--no-browser")

    def refused(self, typed, reason):
        """It says so, and goes on waiting."""
        self.terminal.type(typed + "\n")
        self.terminal.wait_for(r"\rthat is not it: %s\n\rwaiting for the browser, \d" % reason)

    def test_and_the_right_one_after_all(self):
        address = self.approved()
        query = address.partition("?")[2]
        code = dict(urllib.parse.parse_qsl(query))["code"]
        self.refused("what?", "the URL does not begin with 'https://' or 'http://'")
        self.refused("%s?code=%s&state=wrong" % (self.redirect, code),
                     r"the address belongs to another login \(its 'state' is not this one's\)")
        self.refused(self.redirect, "the address has no 'state'")
        for other in (self.redirect + "2", self.redirect.replace("127.0.0.1", "localhost"), FAR,
                      self.redirect.replace("http:", "https:")):
            self.refused("%s?%s" % (other, query), "the address does not begin with '%s'" % self.redirect)
        self.terminal.type("\n\n%s\n" % address)
        self.ends(0, USER)
        self.assertNotIn(code, self.terminal.text())
        self.assertEqual(self.box.count("token"), 1)


class NotLoopback(PasteCase):
    """A redirect_uri that nobody here can listen for."""

    def setUp(self):
        super().setUp()
        self.change_profile(redirect_uri='"%s"' % FAR)

    def test_is_pasted(self):
        self.start(DISCRED_BROWSER=self.home.browser())
        self.assertIn("in a browser, and paste the address that it ends at here.\n", self.terminal.text())
        self.assertIn("waiting for the address, ", self.terminal.text())
        address = self.approved()
        self.assertTrue(address.startswith(FAR + "?"))
        self.terminal.type(address + "\n")
        self.ends(0, USER)
        self.assertEqual(self.stored("grant")["redirect_uri"], FAR)

    def test_without_a_terminal_it_is_refused(self):
        done = self.login()
        self.assertEqual((done.status, done.stdout, done.stderr),
                         (64, "", "discred-auth: profile 'reader': redirect_uri '%s' needs a person at a terminal, to "
                          "paste the address; log in there, or register one that can be listened on: "
                          "http://127.0.0.1:23472/callback\n" % FAR))

    def test_the_first_of_a_list_that_can_be_had_is_taken(self):
        self.change_profile(redirect_uri='[ "%s", "%s" ]' % (self.redirect, FAR))
        self.start("--no-browser")
        self.assertIn("waiting for the browser, ", self.terminal.text())
        self.terminal.type(self.approved() + "\n")
        self.ends(0, USER)


class PortTaken(PasteCase):
    """Pasting needs no port."""

    def setUp(self):
        super().setUp()
        self.taken = socket.create_server(("127.0.0.1", int(self.redirect.split(":")[2].split("/")[0])))
        self.addCleanup(self.taken.close)

    def test_the_login_goes_on(self):
        self.start("--no-browser")
        self.assertRegex(self.terminal.text(), r"discred-auth: port \d+ is in use by 'python3' \(process \d+\): the browser "
                         r"will end at a page that does not load, or is that program's\n")
        self.assertIn("waiting for the address, ", self.terminal.text())
        self.terminal.type(self.approved() + "\n")
        self.ends(0, USER)
        self.assertEqual(self.stored("grant")["redirect_uri"], self.redirect)

    def test_but_not_where_nobody_may_be_asked(self):
        self.terminal = terminal.Terminal(self.home, "discred", "auth", "login", "--no-input", "reader",
                                          DISCRED_BROWSER="/no/such/browser")
        self.addCleanup(self.terminal.stop)
        self.ends(75)
        self.assertIn("is in use by 'python3'", self.terminal.text())


class Advice(PasteCase):
    """What usually is wrong, when nothing has come back for a while."""

    SAYS = "discred-auth: nothing has come back yet; the login goes on waiting\n"
    PASTE = "discred-auth: if the browser ends at a page that does not load: paste the address of that page here\n"

    def advised(self, **settings):
        self.change_profile(**settings)
        self.start("--no-browser")
        self.terminal.wait_for(re.escape(self.PASTE), timeout=60)
        advice = self.terminal.text().partition(self.SAYS)[2].partition(self.PASTE)[0]
        self.terminal.type("\x03")
        self.ends(128 + signal.SIGINT)
        return advice

    def test_without_a_bot_token(self):
        self.assertEqual(self.advised(), (
            "discred-auth: if Discord shows an error about redirect_uri: register '%s', exactly so, at the server that '%s' "
            "is of\n" % (self.redirect, self.box.authorize_url)))

    def test_what_is_registered(self):
        other = harness.redirect_uri("/other")
        self.assertEqual(self.advised(redirect_uri='"%s"' % other, bot_token='"%s"' % harness.BOT_TOKEN), (
            "discred-auth: redirect_uri '%s' is not registered (only '%s', '%s' is): register it, exactly so, at the server "
            "that '%s' is of\n" % (other, self.redirect, FAR, self.box.authorize_url)))


class Ends(PasteCase):
    """However it ends, the terminal is as it was, and the countdown gone."""

    def test_the_time_is_over(self):
        self.start("--no-browser", "--timeout", "1")
        self.ends(75)
        self.assertEqual(self.line_after_countdown(), "discred-auth: profile 'reader': nobody authorized in time: nothing came "
                         "back from a browser; run 'discred auth login reader' again")

    def test_control_c(self):
        self.start("--no-browser")
        self.terminal.type("\x03")
        self.ends(128 + signal.SIGINT)

    def test_control_backslash(self):
        self.start("--no-browser")
        self.terminal.type("\x1c")
        self.ends(128 + signal.SIGQUIT)

    def test_control_z(self):
        self.start("--no-browser", shell=JOBS)
        address = self.approved()
        self.terminal.type("\x1a")
        self.terminal.wait_for("stopped 148\n[0-9a-f:]+\n")
        self.assertTrue(self.terminal.echoes())
        self.terminal.type("go\n")
        self.terminal.wait_for("\ngo\n\rwaiting for the browser, ")
        self.assertFalse(self.terminal.echoes())
        self.terminal.type(address + "\n")
        self.assertEqual((self.terminal.finish(), self.terminal.out), (0, USER), self.terminal.text())
        self.home.plant_tokens()
        self.assertEqual(len(set(self.terminal.modes)), 1)

    def test_control_z_where_nobody_could_put_it_back(self):
        self.start("--no-browser")
        self.terminal.type("\x1a")
        self.terminal.type(self.approved() + "\n")
        self.ends(0, USER)

    def test_a_browser_survives_control_c(self):
        pid_path = self.home.path + "/pid"
        script = self.home.write("bin/endless", "#!/bin/sh\necho $$ >'%s.part'; mv '%s.part' '%s'; exec sleep 600\n"
                                 % (pid_path, pid_path, pid_path), 0o700)
        self.start(DISCRED_BROWSER=script)
        pid = int(waitcase.WaitCase.given(pid_path))
        self.terminal.type("\x03")
        self.ends(128 + signal.SIGINT)
        with open("/proc/%d/stat" % pid, encoding="utf-8") as file:
            self.assertIn("sleep", file.read())
        os.kill(pid, signal.SIGKILL)

    def test_no_browser_could_be_started(self):
        self.start("--timeout", "1")
        self.ends(75)
        self.assertIn("paste that\naddress here.\n"
                      "discred-auth: browser '/no/such/browser': cannot run '/no/such/browser': No such file or directory\n"
                      "discred-auth: no browser could be started (tried '/no/such/browser', 'wslview'): open the address "
                      "yourself, or set BROWSER to the one to use\n", self.terminal.text())


class Countdown(PasteCase):
    def test_counts(self):
        self.start("--no-browser", "--timeout", "63")
        self.terminal.wait_for(r"\rwaiting for the browser, 1:03 left")
        self.terminal.wait_for(r"\rwaiting for the browser, 1:02 left")
        self.terminal.type("\x03")
        self.ends(128 + signal.SIGINT)

    def test_nothing_of_it_in_a_pipe(self):
        done = self.home.run("discred", "auth", "login", "--no-browser", "--timeout", "1", "reader")
        self.assertNotIn("left", done.stderr)
        self.assertNotIn("\r", done.stderr)
        self.assertNotIn("\x1b", done.stderr)
        self.assertEqual(self.complaints(done), "discred-auth: profile 'reader': nobody authorized in time: nothing came "
                         "back from a browser; run 'discred auth login reader' again\n")


if __name__ == "__main__":
    unittest.main(verbosity=2)
