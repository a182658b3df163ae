"""One profile, unchanged, in every situation that a caller may be in: the right source answers, and --explain says so."""

import json
import os
import signal
import unittest

import authcase
import harness
import terminal

STACK = """(
  { control = "sufficient"; source = "env"; variable = "DISCRED_ACCESS_TOKEN"; type = "Bearer"; },
  { control = "sufficient"; source = "helper"; name = "vault"; item = "reader"; },
  { control = "sufficient"; source = "cache"; },
  { control = "sufficient"; source = "refresh"; },
  { control = "required"; source = "login"; timeout = 60; }
)"""

HELPER = """#!/bin/sh
cat >/dev/null
cat <<END
discred-record 1
result=ok
access_token=token-of-the-vault
token_type=Bearer
end
END
"""


class PersonCase(authcase.AuthCase):
    SETTINGS = {"stack": STACK}

    def at_terminal(self, *options, type=None, **more):
        """discred token, run by a person; once the browser is waited for, they type that. Its stderr is what the
        terminal showed."""
        shell = terminal.Terminal(self.home, "discred", "token", *options, "reader", **more)
        self.addCleanup(shell.stop)
        if type:
            shell.wait_for("waiting for the browser")
            shell.type(type)
        return harness.Done(shell.finish(prints=True), shell.out, shell.text())


class Situations(PersonCase):

    def explained(self, done, status, *steps):
        """The walk's entries are these (source, result)."""
        report = json.loads([line for line in done.stderr.split("\n") if line.startswith('{"verdict"')][0])
        self.assertEqual(done.status, status, done.stderr)
        self.assertEqual([(step["source"], step["result"]) for step in report["entries"]], list(steps))
        self.assertEqual(report["verdict"], "success" if status == 0 else "failure")
        return report

    def ask(self, **more):
        return self.token("--explain=json", **more)

    NOTHING = (("env", "skip"), ("helper", "skip"), ("cache", "skip"), ("refresh", "skip"))

    def test_a_the_variable_is_set(self):
        self.home.plant("token-of-the-shell")
        done = self.ask(DISCRED_ACCESS_TOKEN="token-of-the-shell")
        self.assertEqual(done.stdout, "token-of-the-shell\n")
        self.explained(done, 0, ("env", "ok"))

    def test_b_a_fresh_cache(self):
        self.logged_in()
        done = self.ask()
        self.assertEqual(done.stdout, self.stored("token")["access_token"] + "\n")
        self.explained(done, 0, ("env", "skip"), ("helper", "skip"), ("cache", "ok"))
        self.assertEqual(self.refresh_requests(), 0)

    def test_c_an_expired_cache(self):
        self.logged_in()
        self.expire()
        done = self.ask()
        self.assertEqual(done.stdout, self.stored("token")["access_token"] + "\n")
        report = self.explained(done, 0, ("env", "skip"), ("helper", "skip"), ("cache", "skip"), ("refresh", "ok"))
        self.assertEqual((report["ended_by"], report["entries"][-1]["reason"]), ("refresh", ""))
        self.assertEqual(report["entries"][2]["reason"], "the stored token has expired")
        self.assertEqual(self.refresh_requests(), 1)

    def test_d_nothing_and_nobody(self):
        done = self.ask()
        self.assertEqual(done.stdout, "")
        report = self.explained(done, 66, *self.NOTHING, ("login", "skip"))
        self.assertEqual(report["entries"][-1]["reason"], "nobody is at a terminal")
        self.assertTrue(done.stderr.endswith("; run 'discred auth login reader'\n"), done.stderr)
        self.assertEqual(self.box.count("token"), 0)

    def test_e_nothing_and_a_person(self):
        done = self.at_terminal("--explain=json", DISCRED_BROWSER=self.home.browser())
        self.home.plant_tokens()
        self.assertEqual(done.stdout, self.stored("token")["access_token"] + "\n")
        self.explained(done, 0, *self.NOTHING, ("login", "ok"))
        self.assertIn("To authorize, open\n", done.stderr)
        self.assertIn("logged in to profile 'reader' as ", done.stderr)
        # From now on nobody is asked.
        self.explained(self.ask(), 0, ("env", "skip"), ("helper", "skip"), ("cache", "ok"))

    def test_f_an_outside_source(self):
        self.home.write("bin/discred-source-vault", HELPER, 0o700)
        self.home.plant("token-of-the-vault")
        done = self.ask(PATH="%s/bin:%s" % (self.home.path, os.environ["PATH"]))
        self.assertEqual(done.stdout, "token-of-the-vault\n")
        self.explained(done, 0, ("env", "skip"), ("helper", "ok"))


class AtTheTerminal(PersonCase):
    def test_no_input(self):
        done = self.at_terminal("--no-input")
        self.assertEqual((done.status, done.stdout), (66, ""))
        self.assertIn("login: nobody may be asked); run 'discred auth login reader'\n", done.stderr)

    def test_the_interrupt_key_ends_it_all(self):
        browser = self.home.write("bin/slow", "#!/bin/sh\nexec sleep 5\n", 0o700)
        done = self.at_terminal(type="\x03", DISCRED_BROWSER=browser)
        self.assertEqual((done.status, done.stdout), (128 + signal.SIGINT, ""))

    def test_a_login_that_is_ended_ends_the_stack(self):
        browser = self.home.write("bin/slow", "#!/bin/sh\nexec sleep 5\n", 0o700)
        shell = terminal.Terminal(self.home, "discred-token", "reader", DISCRED_BROWSER=browser)
        self.addCleanup(shell.stop)
        shell.wait_for("waiting for the browser")
        # The shell's child is discred-token, and its child the login.
        os.kill(self.child(self.child(shell.process.pid)), signal.SIGTERM)
        self.assertEqual((shell.finish(), shell.out), (75, ""))
        self.assertIn("login: the login was cancelled); run 'discred auth login reader'\n", shell.text())

    def child(self, pid):
        with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as children:
            return int(children.read().split()[0])

    def test_a_refusal_by_the_person(self):
        done = self.at_terminal(DISCRED_BROWSER=self.home.browser(action="cancel"))
        self.assertEqual((done.status, done.stdout), (77, ""))
        self.assertIn("Discord did not authorize", done.stderr)
        self.assertIn("login: the login failed (status 77)", done.stderr)


class Gate(PersonCase):
    SETTINGS = {"stack": '({ control = "requisite"; source = "tty"; }, { control = "required"; source = "cache"; })'}

    def test_a_person_passes(self):
        self.logged_in()
        done = self.at_terminal()
        self.assertEqual((done.status, done.stdout), (0, self.stored("token")["access_token"] + "\n"))

    def test_nobody_else_does(self):
        self.logged_in()
        done = self.token("--explain")
        self.assertEqual((done.status, done.stdout), (77, ""))
        lines = done.stderr.split("\n")
        self.assertRegex(lines[0], r"^requisite  tty        fail  +\d+ ms  nobody is at a terminal \(ended the stack\)$")
        self.assertEqual(lines[1], "discred-token: profile 'reader': no token (tty: nobody is at a terminal); run this at "
                         "a terminal")

    def test_it_does_not_suffice(self):
        self.home.profile("reader", self.box.profile_text(
            self.redirect, stack='({ control = "sufficient"; source = "tty"; })'))
        done = self.token()
        self.assertEqual(done.status, 78)
        self.assertIn("source 'tty' gives no token, so 'sufficient' would end the stack without one", done.stderr)


class WhatToDoNext(authcase.AuthCase):
    def test_offline(self):
        self.logged_in()
        self.expire()
        self.box.stop()
        done = self.token()
        self.assertEqual(done.status, 75)
        self.assertRegex(done.stderr, r"refresh: cannot reach '127\.0\.0\.1:\d+': .*\); nothing was lost, try again later\n$")

    def test_refused(self):
        self.logged_in()
        self.expire()
        self.box.end_grants()
        done = self.token()
        self.assertEqual(done.status, 77)
        self.assertRegex(done.stderr, r"the grant was refused: .*invalid_grant.*; run 'discred auth login reader'\n$")

    def test_invalid_client(self):
        self.logged_in()
        self.expire()
        self.home.plant("wrong-secret-1")
        self.home.profile("reader", self.box.profile_text(self.redirect, client_secret='"wrong-secret-1"'))
        done = self.token()
        self.assertEqual(done.status, 78)
        self.assertTrue(done.stderr.endswith("; fix client_id and client_secret in the profile, or set public_client if "
                                             "the application is one\n"), done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
