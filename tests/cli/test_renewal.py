"""Renewal against a strict server (tokenserver.py): what is sent once, what counts as received, what is remembered."""

import fcntl
import gzip
import json
import os
import re
import signal
import unittest

import harness
import tokenserver
from tokenserver import PAGE, changed, chunked, cuts, gzipped, longer, status, tokens, with_members, without_length

HELD = "it is sent again when the token in use has expired; 'discred auth refresh --force reader' sends it now"


def grant_first(body):
    """The answer with its refresh token before everything else."""
    return b'{"refresh_token": "%s", %s' % (json.loads(body)["refresh_token"].encode(), body[1:])


class RenewalCase(tokenserver.TokenCase):
    def setUp(self):
        super().setUp()
        self.logged_in()
        self.first = self.stored("grant")["refresh_token"]

    def refresh(self, *options, **more):
        done = self.home.run("discred", "auth", "refresh", *options, "reader", **more)
        self.home.plant_tokens()
        return done

    def backoff(self):
        """What is remembered of the grant's last failure."""
        return {key[len("grant-"):]: value for key, value in (self.stored("lock") or {}).items()
                if key.startswith("grant-")}

    def later(self, seconds=3600):
        """The last failure was that long ago."""
        for key in ("when", "not_before"):
            self.change("lock", **{"grant-" + key: int(self.backoff()[key]) - seconds})


class SentOnce(RenewalCase):
    """A refresh token whose answer was lost is not sent again while there is something to lose."""

    LOST = {
        "500": status(500, carried_out=True),
        "503 that says invalid_grant": status(503, {"error": "invalid_grant"}, carried_out=True),
        "504 page": status(504, PAGE, carried_out=True),
        "cut": cuts(),
        "cut in its first bytes": cuts(10),
        "no answer of the API": status(200, PAGE, carried_out=True),
    }

    def test_while_a_token_lives(self):
        for name, step in self.LOST.items():
            with self.subTest(name):
                self.logged_in()
                before = len(self.sent())
                self.ageing()
                old = self.stored("token")["access_token"]
                self.server.script("token", step)
                done = self.refresh()
                self.assertEqual((done.status, done.stdout), (75, ""))
                self.assertRegex(done.stderr, r"^discred-auth: profile 'reader': the grant is uncertain: .*; %s\n$"
                                 % re.escape(HELD))
                for options in ((), ("--all",)):
                    again = self.home.run("discred", "auth", "refresh", *(options or ("reader",)))
                    self.assertEqual(again.status, 75)
                    self.assertIn("the grant is uncertain: ", again.stderr)
                self.later()
                self.assertEqual(self.token().stdout, old + "\n")
                self.assertEqual(len(self.sent()), before + 1)
                state = self.status()
                self.assertEqual((state["token"]["state"], state["grant"]["state"]), ("valid", "uncertain"))

    def test_force_sends_it(self):
        self.ageing()
        self.server.script("token", status(502))
        self.assertEqual(self.refresh().status, 75)
        done = self.refresh("--force")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertEqual(self.sent(), [self.first] * 2)
        self.assertEqual(self.backoff(), {})

    def test_when_the_token_has_ended_it_is_sent_until_there_is_an_answer(self):
        self.expire()
        self.server.script("token", status(502), status(429, Retry_After="600"))
        self.assertEqual(self.token().status, 75)
        self.assertEqual(self.token().status, 75)
        self.assertEqual(len(self.sent()), 1, "there is a pause")
        self.later(100)
        self.assertEqual(self.token().status, 75)
        self.assertEqual(self.status()["grant"]["state"], "uncertain")
        self.later(1000)
        self.assertEqual(self.token().status, 0)
        self.assertEqual(self.sent(), [self.first] * 3)

    def test_a_refusal_after_a_lost_answer(self):
        self.expire()
        self.server.script("token", cuts())
        self.assertEqual(self.token().status, 75)
        done = self.refresh()
        self.assertEqual((done.status, done.stdout), (77, ""))
        self.assertIn("the answer to an earlier renewal was lost, and now the grant was refused: ", done.stderr)
        self.assertTrue(done.stderr.endswith("; run 'discred auth login reader'\n"), done.stderr)
        self.assertEqual(self.status()["grant"]["state"], "refused")

    def test_who_is_killed_while_the_answer_is_under_way(self):
        self.ageing()
        with self.server.held() as asked_for:
            process = self.home.start("discred-auth", "refresh", "reader")
            asked_for()
            process.kill()
            self.home.finish(process)
        done = self.refresh()
        self.assertEqual(done.status, 75)
        self.assertIn("the grant is uncertain: it was sent, and discred was ended before the answer came", done.stderr)
        self.assertEqual(self.sent(), [self.first])

    def test_a_login_ends_it(self):
        self.ageing()
        self.server.script("token", cuts())
        self.assertEqual(self.refresh().status, 75)
        self.logged_in()
        self.assertEqual(self.status()["grant"]["state"], "stored")
        self.assertEqual(self.refresh("--force").status, 0)

    def test_what_never_reached_the_server_is_certain(self):
        self.ageing()
        self.server.stop()
        done = self.refresh()
        self.assertEqual(done.status, 75)
        self.assertIn("cannot reach '%s': connection refused" % self.server.host, done.stderr)
        self.assertEqual(self.status()["grant"]["state"], "stored")
        self.assertNotIn("uncertain", self.backoff())


class Received(RenewalCase):
    """What came of an answer counts, whatever is wrong with the rest."""

    WHOLE = {
        "a NUL in the guild's name": with_members(b'"guild": {"name": "\\u0000"}'),
        "a lone surrogate": with_members(b'"guild": {"name": "\\ud800"}'),
        "a name that is there twice": with_members(b'"x": 1, "x": 2'),
        "a number that is too large": with_members(b'"x": 1e999'),
        "a byte that is no UTF-8": with_members(b'"x": "\xff"'),
        "gzip": gzipped(),
        "a length that is too large": longer(),
        "a length that is too large, and kept open": longer(keep_open=True),
        "no length, and kept open": without_length(),
        "chunks": chunked(),
        "chunks without the last": chunked(b""),
        "chunks without the last, and kept open": chunked(b"", keep_open=True),
        "chunks that end as garbage": chunked(b"zz\r\n"),
    }

    def test_a_whole_answer(self):
        for name, step in self.WHOLE.items():
            with self.subTest(name):
                self.server.script("token", step)
                done = self.refresh("--force")
                self.assertEqual((done.status, done.stderr), (0, ""))
                self.assertEqual(self.server.issued[-2:],
                                 [self.stored("token")["access_token"], self.stored("grant")["refresh_token"]])
        self.assertEqual(self.refresh("--force").status, 0)
        self.assertEqual(self.server.asked()[-1].headers["accept-encoding"], "identity")

    GRANT_ALONE = {
        "cut off": changed(lambda body: grant_first(body)[:60], **{"Content-Length": "9999"}),
        "an end that is missing": changed(lambda body: grant_first(body)[:-1]),
        "gzip that is cut off": changed(lambda body: gzip.compress(grant_first(body))[:-12],
                                        **{"Content-Encoding": "gzip"}),
        "no access token": tokens(access_token=None),
        "a lifetime that is none": tokens(expires_in="soon"),
    }

    def test_a_grant_alone(self):
        """It is stored, and a token is got with it next."""
        for name, step in self.GRANT_ALONE.items():
            with self.subTest(name):
                old = self.stored("grant")["refresh_token"]
                self.server.script("token", step)
                done = self.refresh("--force")
                self.assertEqual((done.status, done.stdout), (75, ""))
                self.assertTrue(done.stderr.endswith("; the new grant was stored all the same, try again later\n"), done.stderr)
                self.assertNotEqual(self.stored("grant")["refresh_token"], old)
                self.assertEqual(self.status()["grant"]["state"], "stored")
                self.assertEqual(self.refresh("--force").status, 0)

    def test_between_the_answer_and_its_writing_there_is_one_call(self):
        trace = os.path.join(self.home.path, "trace")
        done = self.home.run("strace", "-qq", "-o", trace, harness.program("discred-auth"), "refresh", "--force", "reader",
                             ASAN_OPTIONS="detect_leaks=0")
        if done.status and "strace" in done.stderr:
            self.skipTest("strace is not allowed to trace here")
        with open(trace, encoding="utf-8", errors="replace") as lines:
            calls = re.findall(r"^([a-z0-9_]+)\(", lines.read(), re.MULTILINE)
        last = len(calls) - 1 - calls[::-1].index("recvfrom")
        self.assertEqual(calls[last + 1], "pwrite64")


class Waiting(RenewalCase):
    """Who changes what is stored waits for a renewal, and says so; ^C ends the waiting."""

    VERBS = {
        "login": ("discred", "auth", "login", "reader"),
        "logout": ("discred", "auth", "logout", "reader"),
        "revoke": ("discred", "auth", "revoke", "reader"),
        "set-secret": ("discred", "profile", "set-secret", "reader", "client_secret"),
        "rename": ("discred", "profile", "rename", "reader", "writer"),
        "remove": ("discred", "profile", "remove", "--yes", "reader"),
    }

    def test_each(self):
        for name, argv in self.VERBS.items():
            with self.subTest(name), open(self.path("lock"), encoding="utf-8") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                process = self.home.start("setsid", *argv, input=name == "set-secret", DISCRED_BROWSER=self.home.browser())
                if name == "set-secret":
                    process.stdin.write("a-value-0123456789\n")
                    process.stdin.close()
                    process.stdin = None
                said = ""
                while "waiting: " not in said:
                    line = process.stderr.readline()
                    self.assertTrue(line, said)
                    said += line
                self.assertIn(": waiting: another process is changing what is stored for 'reader'\n", said)
                os.killpg(process.pid, signal.SIGINT)  # as a terminal does
                self.assertNotEqual(self.home.finish(process).status, 0)
        self.assertEqual(self.stored("grant")["refresh_token"], self.first)


class Space(RenewalCase):
    """Space that is really there: what can't be stored is not asked for."""

    def limited(self, blocks):
        return self.home.run("sh", "-c", 'ulimit -f %d; exec discred auth refresh --force reader' % blocks)

    def test_a_limit_on_the_size_of_files(self):
        for blocks in (0, 1, 100):
            done = self.limited(blocks)
            self.assertEqual((done.status, done.stdout), (71, ""), done.stderr)
            self.assertRegex(done.stderr, r"^discred-auth: profile 'reader': cannot reserve \d+ bytes in '.*': File too large; "
                             r"raise the limit on the size of files \(ulimit -f\), then try again\n$")
        self.assertEqual(self.sent(), [])
        self.assertEqual(self.limited(1024).status, 0)
        self.assertEqual(self.refresh("--force").status, 0)

    def test_signals_from_outside_wait(self):
        for number in (signal.SIGABRT, signal.SIGTRAP, signal.SIGSYS, signal.SIGBUS, signal.SIGXFSZ):
            with self.subTest(number):
                old = self.stored("grant")["refresh_token"]
                with self.server.held() as asked_for:
                    process = self.home.start("discred-auth", "refresh", "--force", "reader")
                    asked_for()
                    process.send_signal(number)
                self.assertIn(self.home.finish(process).status, (-number, 0))
                self.assertNotEqual(self.stored("grant")["refresh_token"], old)
                self.assertEqual(self.refresh("--force").status, 0)

    def test_newlines_after_the_end_of_a_record_are_no_damage(self):
        with open(self.path("grant"), "a", encoding="utf-8") as grant:
            grant.write("\n" * 5000)
        self.assertEqual(self.refresh("--force").status, 0)


class Code(tokenserver.TokenCase):
    def test_is_never_sent_twice(self):
        for step in (status(503, carried_out=True), status(500), cuts()):
            self.server.script("token", step)
            asked = self.server.count()
            done = self.login()
            self.assertEqual((done.status, done.stdout), (75, ""))
            self.assertTrue(done.stderr.endswith("; a code is sent only once: run 'discred auth login reader' again\n"),
                            done.stderr)
            self.assertEqual(self.server.count() - asked, 1)
        self.logged_in()


class Repeated(RenewalCase):
    """What ends nothing is sent again."""

    def test_a_revocation(self):
        self.server.script("revoke", status(503), cuts())
        done = self.home.run("discred", "auth", "revoke", "reader")
        self.assertEqual(done.status, 0, done.stderr)
        self.assertEqual(self.server.count("revoke"), 3)

    def test_the_request_of_the_applications_owner(self):
        self.change_profile(stack='({ control = "sufficient"; source = "client_credentials"; })')
        self.server.script("token", status(503), cuts())
        self.assertEqual(self.token().status, 0)
        self.assertEqual(self.server.count(grant_type="client_credentials"), 3)


if __name__ == "__main__":
    unittest.main(verbosity=2)
