"""Renewal against a strict server (tokenserver.py): what is sent once, what counts as received, what is remembered."""

import fcntl
import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import time
import unittest

import certificates
import harness
import terminal
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
        for done in (self.token(), self.token()):
            self.assertEqual(done.status, 75)
            self.assertRegex(done.stderr, r"refresh: the grant is uncertain: .* answered 502\); it is sent again later; if it "
                             r"is refused then, run 'discred auth login reader'\n$")
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

    def file_calls(self):
        """How often a renewal names a file or reads a directory."""
        trace = os.path.join(self.home.path, "trace")
        done = self.home.run("strace", "-qq", "-f", "-e", "trace=%file,getdents64", "-o", trace,
                             harness.program("discred-auth"), "refresh", "--force", "reader",
                             ASAN_OPTIONS="detect_leaks=0")
        if done.status and "strace" in done.stderr:
            self.skipTest("strace is not allowed to trace here")
        self.assertEqual(done.status, 0, done.stderr)
        with open(trace, encoding="utf-8", errors="replace") as lines:
            return len(re.findall(r"^[0-9]+ +[a-z0-9_]+\(", lines.read(), re.MULTILINE))

    def test_the_grants_of_others_cost_nothing(self):
        self.file_calls()
        alone = self.file_calls()
        for number in range(2000):
            self.home.write("state/discred/other%d.grant" % number, "another's\n")
        self.assertEqual(self.file_calls(), alone)


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


class Limited(RenewalCase):
    """A rate limit is waited for as long as whoever asked waits, told at a terminal, and no longer than ^C."""

    def interrupted(self, seconds, *argv):
        """Presses ^C in the wait for a rate limit, as soon as it is told."""
        self.server.script("token", status(429, Retry_After=str(seconds - 0.5)))
        person = terminal.Terminal(self.home, *argv)
        self.addCleanup(person.stop)
        person.wait_for("waiting %d s for the rate limit\n" % seconds)
        person.type("\x03")
        self.assertEqual(person.finish(), 128 + signal.SIGINT)
        self.assertEqual(person.text().count("waiting "), 1)

    def test_a_renewal(self):
        self.interrupted(60, "discred", "auth", "refresh", "--force", "reader")
        self.assertEqual(self.status()["grant"]["state"], "stored", "nothing of it is uncertain")
        self.assertEqual(self.sent(), [self.first])
        self.assertEqual(self.refresh("--force").status, 0)

    def test_a_caller(self):
        self.expire()
        self.change_profile(stack='( { control = "required"; source = "refresh"; } )')
        self.interrupted(4, "discred", "token", "reader")
        self.home.wait_for_renewals()
        self.home.plant_tokens()
        self.assertEqual(len(self.sent()), 2, "it goes on by itself")

    def test_nothing_is_told_elsewhere(self):
        self.server.script("token", status(429, Retry_After="0.1"))
        done = self.refresh("--force")
        self.assertEqual((done.status, done.stderr), (0, ""))

    def test_one_that_takes_longer_than_the_caller_waits(self):
        self.expire()
        self.change_profile(stack='( { control = "required"; source = "refresh"; timeout = 20; } )')
        self.server.script("token", status(429, Retry_After="21"))
        done = self.token()
        self.assertEqual(done.status, 75)
        self.assertRegex(done.stderr, r"answered 429.*; try again in 21 s\n$")

    def test_one_that_takes_longer_than_the_holder_of_a_token_waits(self):
        self.ageing()
        old = self.stored("token")["access_token"]
        self.server.script("token", status(429, Retry_After="3"))
        done = self.token()
        self.assertEqual((done.status, done.stdout), (0, old + "\n"))
        self.assertEqual(len(self.sent()), 1)


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
                    process = self.home.start("discred-auth", "refresh", "--force", "reader",
                                              ASAN_OPTIONS="detect_leaks=0:handle_sigbus=0")
                    asked_for()
                    process.send_signal(number)
                self.assertIn(self.home.finish(process).status, (-number, 0))
                self.assertNotEqual(self.stored("grant")["refresh_token"], old)
                self.assertEqual(self.refresh("--force").status, 0)

    def test_newlines_after_the_end_of_a_record_are_no_damage(self):
        with open(self.path("grant"), "a", encoding="utf-8") as grant:
            grant.write("\n" * 5000)
        self.assertEqual(self.refresh("--force").status, 0)


class Alive(RenewalCase):
    """A token that lives is an answer, whatever kept its renewal from happening."""

    GOOD = "; the token in use is still good"

    def setUp(self):
        super().setUp()
        self.old = self.stored("token")["access_token"]

    def handed_out(self, warns=True, **more):
        """This caller gets the token, and one line if the renewal was its own; the next gets it in silence."""
        done = self.token(**more)
        self.assertEqual((done.status, done.stdout), (0, self.old + "\n"), done.stderr)
        if warns:
            self.assertRegex(done.stderr, r"\Adiscred-token: warning: [^\n]*%s[^\n]*\n\Z" % self.GOOD)
        again = self.token(**more)
        self.assertEqual((again.status, again.stdout), (0, self.old + "\n"), again.stderr)
        return done

    ANSWERS = {
        "a redirect of a portal": status(302, PAGE, Location="https://portal.example/"),
        "a page of a portal": status(200, PAGE),
        "not found by a proxy": status(404, PAGE),
        "refused by a firewall": status(403, b"error code: 1010"),
        "a page with 401": status(401, PAGE),
        "nothing but 401": status(401),
        "invalid_client": status(401, {"error": "invalid_client"}),
        "429": status(429, Retry_After="3600"),
        "503": status(503),
    }

    def test_after_any_answer(self):
        for name, step in self.ANSWERS.items():
            with self.subTest(name):
                self.logged_in()
                self.ageing()
                self.old = self.stored("token")["access_token"]
                before = len(self.sent())
                self.server.script("token", step)
                self.handed_out()
                self.assertEqual(len(self.sent()), before + 1)

    def test_without_an_answer(self):
        for name, settings in (("command", {"client_secret": '{ command = [ "false" ]; }'}),
                               ("variable", {"client_secret": '{ env = "NOT_SET"; }'}),
                               ("port", {"authorize_url": None})):
            with self.subTest(name):
                self.ageing()
                self.change_profile(**settings)
                if name == "port":
                    self.server.stop()
                self.handed_out()
        self.assertEqual(self.sent(), [])

    def test_a_certificate_that_nobody_trusts(self):
        self.tls = tokenserver.TokenServer(self.home, certificates.EXPIRED)
        self.addCleanup(self.tls.stop)
        self.ageing()
        self.change_profile(api_base='"%s"' % self.tls.api, ca_file='"%s"' % self.tls.ca)
        for slot in ("token", "grant"):
            self.change(slot, api_base=self.tls.api)
        self.assertIn("the certificate of ", self.handed_out().stderr)

    def test_a_grant_that_has_ended(self):
        self.ageing()
        self.server.end(access=False)
        asked = self.server.count("me")
        done = self.handed_out()
        self.assertIn("the grant was refused: ", done.stderr)
        self.assertTrue(done.stderr.endswith("; run 'discred auth login reader'\n"), done.stderr)
        self.later()
        self.handed_out()
        self.assertEqual((len(self.sent()), self.server.count("me") - asked), (2, 1))
        self.assertEqual(self.status()["token"]["state"], "valid")

    def test_an_application_that_was_removed(self):
        self.ageing()
        self.server.end()
        asked = self.server.count("me")
        for _ in range(3):
            done = self.token()
            self.assertEqual((done.status, done.stdout), (77, ""))
        self.assertEqual((len(self.sent()), self.server.count("me") - asked), (1, 1))
        state = self.status()
        self.assertEqual((state["token"]["state"], state["grant"]["state"]), ("refused", "refused"))
        listed = self.home.run("discred", "profile", "list")
        self.assertIn("refused: ", listed.stdout)

    def test_only_the_word_of_the_api_ends_a_token(self):
        for step in (status(401, PAGE), status(401), status(503), status(403, {"message": "no", "code": 1}), cuts()):
            self.logged_in()
            self.ageing()
            self.old = self.stored("token")["access_token"]
            self.server.end(access=False)
            self.server.script("me", step, step, step)
            self.handed_out()

    def test_less_than_is_demanded(self):
        self.ageing()
        self.server.script("token", status(503))
        done = self.home.run("discred", "token", "--min-valid", "60", "reader")
        self.assertEqual((done.status, done.stdout), (75, ""))


class Fresh(RenewalCase):
    """How much a token must have left: a wish, a demand, and what `auth refresh` renews."""

    def test_half_of_a_life_is_enough(self):
        self.change_profile(min_valid="604800")
        for _ in range(3):
            self.assertEqual(self.token().status, 0)
        self.assertEqual(self.sent(), [])
        self.ageing(302400 - 10)
        self.assertEqual(self.token().status, 0)
        self.assertEqual(len(self.sent()), 1)
        done = self.home.run("discred", "profile", "check", "reader")
        self.assertIn("warning: min_valid is more than half of the 7 days that Discord's tokens live: half counts\n",
                      done.stdout + done.stderr)

    def test_tokens_of_eight_seconds(self):
        self.server.lifetime = 8
        self.assertEqual(self.refresh("--force").status, 0)
        before = len(self.sent())
        for _ in range(3):
            self.assertEqual(self.token().status, 0)
        self.assertEqual(len(self.sent()), before)

    def test_a_demand_beyond_a_life_asks_nobody(self):
        self.server.lifetime = 3600
        self.assertEqual(self.refresh("--force").status, 0)
        before = len(self.sent())
        for _ in range(2):
            done = self.home.run("discred", "token", "--min-valid", "7200", "reader")
            self.assertEqual((done.status, done.stdout), (75, ""))
            self.assertIn("its tokens live for 3600 s, and 7200 s are demanded", done.stderr)
        self.assertEqual(len(self.sent()), before)
        self.expire()
        self.assertEqual(self.home.run("discred", "token", "--min-valid", "7200", "reader").status, 75)
        self.assertEqual(len(self.sent()), before + 1)

    def test_what_a_person_has_renewed_is_a_success(self):
        self.server.lifetime = 3600
        for _ in range(2):
            self.assertEqual(self.refresh("--min-valid", "7200").status, 0)


class Patience(RenewalCase):
    """Callers wait little, and nobody leaves a request alone that was sent."""

    def setUp(self):
        super().setUp()
        self.old = self.stored("token")["access_token"]

    def test_who_waits_for_the_lock_leaves_with_a_token_that_lives(self):
        self.ageing()
        with open(self.path("lock"), encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = self.token()
        self.assertEqual((done.status, done.stdout, done.stderr), (0, self.old + "\n", ""))

    def test_who_could_not_send_anything_leaves(self):
        """A server that accepts connections and never begins with TLS."""
        self.hole = tokenserver.TokenServer(blindly=tokenserver.raw(None))
        self.addCleanup(self.hole.stop)
        api = "https://%s/api" % self.hole.host
        self.ageing()
        self.change_profile(api_base='"%s"' % api)
        for slot in ("token", "grant"):
            self.change(slot, api_base=api)
        done = self.token()
        self.assertEqual((done.status, done.stdout), (0, self.old + "\n"))
        self.assertEqual(done.stderr, "discred-token: warning: the renewal took longer than 2 s; the token in use is still "
                         "good\n")

    def test_who_has_sent_it_stays(self):
        self.ageing()
        with self.server.held() as asked_for:
            process = self.home.start("discred", "token", "reader")
            asked_for()
            with self.assertRaises(subprocess.TimeoutExpired):
                process.wait(4)
        done = self.home.finish(process, prints=True)
        self.home.plant_tokens()
        self.assertEqual((done.status, done.stdout, done.stderr), (0, self.stored("token")["access_token"] + "\n", ""))
        self.assertNotEqual(done.stdout, self.old + "\n")

    def test_a_byte_that_was_taken_back_is_not_followed_by_a_request(self):
        self.ageing()
        reader, writer = os.pipe()
        os.close(writer)
        done = subprocess.run([harness.program("discred-auth"), "refresh", "--record", "--go-ahead", "reader"], stdin=reader,
                              env=self.home.env(), capture_output=True, text=True, timeout=60, check=False)
        os.close(reader)
        self.assertIn("\ntext=the server could not be reached before the caller had to leave: nothing was sent\n", done.stdout)
        self.assertEqual(self.server.asked()[1:], [])
        self.assertNotIn("uncertain", self.backoff())
        self.assertEqual(self.backoff()["kind"], "pause")

    def test_a_pause_is_longer_than_the_attempt(self):
        self.expire()
        self.server.script("token", status(503))
        self.assertEqual(self.refresh().status, 75)
        self.assertGreaterEqual(int(self.backoff()["not_before"]) - int(self.backoff()["when"]), 60)

    def test_waiters_sleep(self):
        self.expire()
        with open(self.path("lock"), encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            process = self.home.start("strace", "-f", "-qq", "-o", self.home.path + "/trace", "discred", "token", "reader",
                                      ASAN_OPTIONS="detect_leaks=0")
            time.sleep(1.5)
        done = self.home.finish(process, prints=True)
        self.home.plant_tokens()
        if "strace" in done.stderr:
            self.skipTest("strace is not allowed to trace here")
        self.assertEqual(done.status, 0, done.stderr)
        with open(self.home.path + "/trace", encoding="utf-8", errors="replace") as trace:
            self.assertLess(len(re.findall(r"flock\(", trace.read())), 20)


class BackOff(RenewalCase):
    """What is remembered, for how long, and for whom."""

    def setUp(self):
        super().setUp()
        self.expire()

    def asks(self, *argv, **more):
        """How many requests a call makes."""
        before = self.server.count()
        done = self.home.run("discred", *(argv or ("token", "reader")), prints=True, **more)
        self.home.plant_tokens()
        self.assertNotIn(done.status, (70, -11), done.stderr)
        return self.server.count() - before

    def test_what_is_no_word_of_the_api_is_asked_again_after_a_pause(self):
        for step in (status(401, PAGE), status(401), status(403, b"error code: 1010"), status(404, PAGE)):
            self.server.script("token", step)
            self.assertEqual((self.asks(), self.asks()), (1, 0))
            self.assertEqual(self.backoff()["kind"], "pause")
            self.later(60)
            self.assertEqual(self.asks(), 1)
            self.expire()

    def test_a_refusal_is_probed_once_an_hour(self):
        refused = status(401, {"error": "invalid_client"})
        self.server.script("token", refused, refused)
        self.assertEqual((self.asks(), self.asks(), self.asks("auth", "refresh", "reader")), (1, 0, 0))
        self.later(3500)
        self.assertEqual(self.asks(), 0)
        self.later(100)
        self.assertEqual((self.asks("auth", "refresh", "--all"), self.asks(), self.asks()), (0, 1, 0))
        self.later(3600)
        self.assertEqual(self.asks(), 1)
        self.assertEqual(self.backoff(), {})

    def test_all_asks_again_after_a_day(self):
        self.server.script("token", status(401, {"error": "invalid_client"}))
        self.assertEqual(self.asks(), 1)
        self.later(86390)
        self.assertEqual(self.asks("auth", "refresh", "--all"), 0)
        self.later(10)
        self.assertEqual(self.asks("auth", "refresh", "--all"), 1)

    def test_a_person_who_asks_is_not_kept_waiting(self):
        self.server.script("token", status(429, Retry_After="600"))
        self.assertEqual((self.asks(), self.asks(), self.asks("auth", "refresh", "reader")), (1, 0, 1))

    def test_what_this_machine_could_not_do_is_not_remembered(self):
        self.change_profile(client_secret='{ env = "APP_SECRET"; }')
        self.assertEqual(self.asks(), 0)
        self.assertEqual(self.asks(APP_SECRET=tokenserver.CLIENT_SECRET), 1)
        self.expire()
        self.change_profile()
        failed = 0
        for descriptors in range(5, 12):
            done = self.home.run("sh", "-c", "ulimit -n %d; exec discred-auth refresh --force reader" % descriptors)
            failed += done.status != 0
            self.assertEqual(self.backoff(), {}, (descriptors, done.stderr))
        self.assertGreater(failed, 0)

    def test_a_proxy_that_fails_binds_only_those_who_use_it(self):
        self.change_profile(api_base='"https://api.example/v10"')
        for slot in ("token", "grant"):
            self.change(slot, api_base="https://api.example/v10")
        proxy = "http://user:a-proxy-password@127.0.0.1:%d" % self.server.port
        self.home.plant("a-proxy-password")
        self.server.always("connect", status(407))
        done = self.home.run("discred", "token", "reader", https_proxy=proxy)
        self.assertEqual(done.status, 75, done.stderr)
        self.assertEqual(self.backoff()["proxy"], "http://127.0.0.1:%d" % self.server.port)
        asked = self.server.count("connect")
        done = self.home.run("discred", "token", "reader", https_proxy=proxy)
        self.assertIn("the proxy '127.0.0.1:%d' does not connect us to 'api.example': it answered 407); check the user name "
                      "and the password in https_proxy" % self.server.port, done.stderr)
        self.assertEqual(self.server.count("connect"), asked)
        self.home.run("discred", "token", "reader", https_proxy=proxy.replace("127.0.0.1", "localhost"))
        self.assertEqual(self.server.count("connect"), asked + 1)

    def test_a_command_that_fails_is_run_once_for_those_who_wait(self):
        runs = os.path.join(self.home.path, "runs")
        command = self.home.write("bin/secret", "#!/bin/sh\necho >>'%s'\nsleep 1\nexit 1\n" % runs, 0o700)
        self.change_profile(client_secret='{ command = [ "%s" ]; }' % command)
        with open(self.path("lock"), encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            callers = [self.home.start("discred", "token", "reader") for _ in range(10)]
            time.sleep(1)
        self.assertEqual({self.home.finish(caller).status for caller in callers}, {78})
        self.assertEqual(self.asks(), 0)
        self.assertEqual(os.path.getsize(runs), 1)
        self.later(5)
        self.assertEqual(self.asks(), 0)
        self.assertEqual(os.path.getsize(runs), 2)

    def test_a_server_that_refuses_fifty_is_left_alone(self):
        for number in range(53):
            name = "p%02d" % number
            self.change_profile(name)
            for slot in ("grant", "token"):
                shutil.copy2(self.path(slot), self.path(slot, name))
        os.unlink(os.path.join(self.home.config, "discred", "profiles", "reader.cfg"))
        self.server.always("token", status(401, {"error": "invalid_client"}))
        before = self.server.count()
        done = self.home.run("discred", "auth", "refresh", "--all", timeout=120)
        self.assertEqual(self.server.count() - before, 50)
        self.assertEqual(done.stderr.count(": skipped, for '%s' has answered 401 to 50 others" % self.server.api), 3)
        self.assertEqual(done.status, 78)


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
