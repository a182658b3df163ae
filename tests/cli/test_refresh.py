"""Renewal: when Discord is asked, what is stored then, and what happens when it fails."""

import os
import signal
import subprocess
import time
import unittest

import authcase
import harness


class Renews(authcase.AuthCase):
    def test_an_expired_token(self):
        self.logged_in()
        before = self.stored("grant")
        old = self.stored("token")["access_token"]
        self.expire()
        done = self.token()
        after = self.stored("grant")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertEqual(done.stdout, self.stored("token")["access_token"] + "\n")
        self.assertNotEqual(done.stdout.strip(), old)
        self.assertNotEqual(after["refresh_token"], before["refresh_token"])
        self.assertEqual((after["counter"], after["obtained"]), ("1", before["obtained"]))
        self.assertEqual(self.refresh_requests(), 1)
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock"])

    def test_a_token_with_less_left_than_min_valid(self):
        self.logged_in()
        self.ageing(59)
        self.assertEqual(self.token().status, 0)
        self.assertEqual(self.refresh_requests(), 1)

    def test_nothing_while_the_token_is_fresh(self):
        self.logged_in()
        self.ageing(3600)
        self.assertEqual(self.token().status, 0)
        done = self.home.run("discred", "auth", "refresh", "reader")
        self.assertRegex(done.stdout, r"^profile 'reader': still fresh, expires in (59 minutes|1 hour)\n$")
        self.assertEqual(self.refresh_requests(), 0)

    def test_with_force(self):
        self.logged_in()
        done = self.home.run("discred", "auth", "refresh", "--force", "reader")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"^profile 'reader': renewed, expires in [67] days\n$")
        self.assertEqual(self.refresh_requests(), 1)

    def test_what_is_demanded(self):
        self.logged_in()
        self.ageing(3600)
        self.assertEqual(self.token("--min-valid", "7200").status, 0)
        self.assertEqual(self.refresh_requests(), 1)

    def test_a_token_that_is_gone(self):
        self.logged_in()
        os.unlink(self.path("token"))
        self.assertEqual(self.token().status, 0)
        self.assertEqual(self.refresh_requests(), 1)

    def test_many_times(self):
        self.logged_in()
        for _ in range(5):
            self.expire()
            self.assertEqual(self.token().status, 0)
        self.assertEqual(self.stored("grant")["counter"], "5")

    def test_all(self):
        self.home.profile("second", self.box.profile_text(self.redirect))
        self.home.profile("never", self.box.profile_text(self.redirect))
        self.logged_in()
        self.assertEqual(self.login("second").status, 0)
        self.expire()
        done = self.home.run("discred", "auth", "refresh", "--all")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertRegex("".join(sorted(done.stdout.splitlines(True))), r"^profile 'reader': renewed, expires in [67] days\n"
                         r"profile 'second': still fresh, expires in [67] days\n$")
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock", "second.grant", "second.lock"])

    def test_all_of_none(self):
        done = self.home.run("discred", "auth", "refresh", "--all")
        self.assertEqual((done.status, done.stdout, done.stderr),
                         (0, "nothing to renew: no profile has been logged in to\n", ""))
        self.assertFalse(os.path.exists(os.path.join(self.home.state, "discred")))

    def test_all_demands_what_is_left(self):
        self.logged_in()
        self.ageing(345600 - 60)
        done = self.home.run("discred", "auth", "refresh", "--all", "--min-valid", "345600")
        self.assertRegex(done.stdout, r"^profile 'reader': renewed, expires in [67] days\n$")
        done = self.home.run("discred", "auth", "refresh", "--all", "--min-valid", "345600")
        self.assertRegex(done.stdout, r"^profile 'reader': still fresh, expires in [67] days\n$")
        self.assertEqual(self.refresh_requests(), 1)

    def test_all_tells_of_each_failure(self):
        for name in ("added", "ended", "never"):
            self.home.profile(name, self.box.profile_text(self.redirect))
        broken = self.home.profile("broken", "client_id = 1;\n")
        for name in ("added", "ended"):
            self.assertEqual(self.login(name).status, 0)
        self.change_profile("added", scope='"identify guilds"')
        self.box.end_grants()
        self.logged_in()
        self.change("token", "ended", expires=int(time.time()) - 10)
        done = self.home.run("discred", "auth", "refresh", "--all")
        self.assertRegex(done.stdout, r"^profile 'reader': still fresh, expires in [67] days\n$")
        self.assertEqual(done.status, 66)
        self.assertIn("discred-auth: profile 'added': scope 'guilds' was added; run 'discred auth login added'\n",
                      done.stderr)
        self.assertIn(broken + ":1:", done.stderr)
        self.assertIn("discred-auth: '%s' has 1 error and was not used; correct the file\n" % broken, done.stderr)
        self.assertIn("discred-auth: profile 'ended': the grant was refused: ", done.stderr)
        self.assertTrue(done.stderr.endswith("discred-auth: could not renew 3 of 5 profiles; see above\n"), done.stderr)

    def test_all_finishes_what_a_killed_login_left(self):
        self.logged_in()
        os.unlink(self.path("token"))
        os.rename(self.path("grant"), os.path.join(self.home.state, "discred", ".reader.grant.next"))
        done = self.home.run("discred", "auth", "refresh", "--all")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"^profile 'reader': renewed, ")

    def test_a_relay_of_secrets_is_never_printed(self):
        self.logged_in()
        refresh = self.stored("grant")["refresh_token"]
        self.expire()
        done = self.home.run("discred", "token", "--explain", "-o", "json", "reader", prints=True)
        record = self.home.run("discred-auth", "refresh", "--record", "reader", prints=True)
        for secret in (refresh, self.stored("grant")["refresh_token"], harness.CLIENT_SECRET):
            self.assertNotIn(secret, done.stdout + done.stderr + record.stdout + record.stderr)


class RenewsPublic(authcase.AuthCase):
    PUBLIC = True

    def test_a_public_client(self):
        self.logged_in()
        self.expire()
        self.assertEqual(self.token().status, 0)
        self.assertEqual(self.refresh_requests(), 1)


class LongTokens(authcase.AuthCase):
    OPTIONS = ("--token-length", "30000")

    def test_tokens_of_kilobytes(self):
        self.logged_in()
        self.expire()
        done = self.token()
        self.assertEqual((done.status, len(done.stdout)), (0, 30001))
        self.assertEqual(len(self.stored("grant")["refresh_token"]), 30000)


class Scopes(authcase.AuthCase):
    def test_an_added_scope_needs_a_login_and_no_request(self):
        self.logged_in()
        self.home.profile("reader", self.box.profile_text(self.redirect, scope='"identify guilds"'))
        done = self.home.run("discred", "token", "reader")
        self.assertEqual((done.status, done.stdout), (66, ""))
        self.assertEqual(done.stderr, "discred-token: profile 'reader': no token (cache: scope 'guilds' was added, "
                         "refresh: scope 'guilds' was added); run 'discred auth login reader'\n")
        self.assertEqual(self.refresh_requests(), 0)

    def test_fewer_scopes_are_fine(self):
        self.home.profile("reader", self.box.profile_text(self.redirect, scope='"identify guilds"'))
        self.logged_in()
        self.home.profile("reader", self.box.profile_text(self.redirect, scope='"guilds"'))
        self.assertEqual(self.token().status, 0)


class OtherClient(authcase.AuthCase):
    def test_a_grant_of_another_client_is_never_sent(self):
        self.logged_in()
        self.expire()
        self.home.profile("reader", self.box.profile_text(self.redirect, True))
        before = self.stored("grant")
        done = self.home.run("discred", "auth", "refresh", "reader")
        self.assertEqual(done.status, 78)
        self.assertEqual(done.stderr, "discred-auth: profile 'reader': the stored grant is for client_id '%s' at '%s', "
                         "the profile says '%s' at '%s'; correct the profile, or run 'discred auth login reader'\n"
                         % (harness.CLIENT_ID, self.box.api, harness.PUBLIC_CLIENT_ID, self.box.api))
        self.assertEqual(self.box.count("token"), 1)
        self.assertEqual(self.stored("grant"), before)


class Refused(authcase.AuthCase):
    def test_invalid_grant_is_marked_and_not_asked_again(self):
        self.logged_in()
        before = self.stored("grant")
        self.expire()
        self.box.end_grants()
        first = self.home.run("discred", "token", "reader")
        self.assertEqual((first.status, first.stdout), (77, ""))
        self.assertTrue(first.stderr.endswith("; run 'discred auth login reader'\n"), first.stderr)
        self.assertIn("the grant was refused", first.stderr)
        self.assertEqual(self.stored("grant"), before)
        state = self.status()["grant"]
        self.assertEqual(state["state"], "refused")
        self.assertIn("invalid_grant", state["reason"])
        for _ in range(3):
            again = self.home.run("discred", "token", "reader")
            self.assertEqual(again.status, 77)
            self.assertIn("the grant was refused", again.stderr)
        self.assertEqual(self.refresh_requests(), 1)

    def test_a_login_mends_it(self):
        self.logged_in()
        self.expire()
        self.box.end_grants()
        self.home.run("discred", "token", "reader")
        self.logged_in()
        self.assertEqual(self.status()["grant"]["state"], "stored")
        self.assertEqual(self.token().status, 0)

    def test_the_wrong_secret_is_the_profiles_fault(self):
        self.logged_in()
        self.expire()
        self.home.profile("reader", self.box.profile_text(self.redirect, client_secret='"wrong-secret-1"'))
        self.home.plant("wrong-secret-1")
        before = self.stored("grant")
        done = self.home.run("discred", "token", "reader")
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertIn("client_secret", done.stderr)
        self.assertEqual(self.stored("grant"), before)
        self.assertEqual(self.home.run("discred", "token", "reader").status, 78)
        self.assertEqual(self.box.count("token"), 2)
        self.change_profile()
        self.assertEqual(self.token().status, 0)


class Outage(authcase.AuthCase):
    """Trouble that will pass: nothing is touched, the token that is alive is handed out."""

    FAULTS = ("503", "html", "refuse", "garbage", "429:61", "huge")

    def test_nothing_is_touched(self):
        for fault in self.FAULTS:
            with self.subTest(fault):
                self.logged_in()
                before = self.stored("grant")
                self.expire()
                self.box.fault("token:+*=" + fault)
                done = self.home.run("discred", "token", "reader")
                self.assertEqual((done.status, done.stdout), (75, ""), done.stderr)
                self.assertEqual(self.stored("grant"), before)
                self.assertEqual(self.state_files(), ["reader.grant", "reader.lock"])
                self.box.clear_faults()

    def test_the_token_that_is_alive_is_handed_out(self):
        self.logged_in()
        old = self.stored("token")["access_token"]
        self.ageing()
        self.box.fault("token:+*=503")
        done = self.token()
        self.assertEqual((done.status, done.stdout), (0, old + "\n"))
        self.assertIn("the token in use is still good", done.stderr)

    def test_unless_more_is_demanded(self):
        self.logged_in()
        self.ageing()
        self.box.fault("token:+*=503")
        done = self.home.run("discred", "token", "--min-valid", "60", "reader")
        self.assertEqual((done.status, done.stdout), (75, ""))

    def test_the_failure_is_remembered(self):
        self.logged_in()
        self.expire()
        self.box.fault("token:+*=503")
        asked = self.box.count("token")
        for _ in range(5):
            self.assertEqual(self.home.run("discred", "token", "reader").status, 75)
        self.assertEqual(self.box.count("token") - asked, 1)

    def test_who_asks_for_a_renewal_is_told_that_there_was_none(self):
        self.logged_in()
        self.ageing()
        self.box.fault("token:+*=503")
        for options in ((), ("--force",)):
            done = self.home.run("discred", "auth", "refresh", *options, "reader")
            self.assertEqual((done.status, done.stdout), (75, ""))
            self.assertEqual(done.stderr, "discred-auth: profile 'reader': the grant is uncertain: '127.0.0.1:%d' answered "
                             "503: Service Unavailable; it is sent again when the token in use has expired; 'discred auth "
                             "refresh --force reader' sends it now\n" % self.box.port)

    def test_and_forgotten_after_success(self):
        self.logged_in()
        self.expire()
        self.box.fault("token:+*=503")
        self.assertEqual(self.home.run("discred", "token", "reader").status, 75)
        self.box.clear_faults()
        self.assertEqual(self.home.run("discred", "token", "reader").status, 75)
        self.assertEqual(self.home.run("discred", "auth", "refresh", "--force", "reader").status, 0)
        self.expire()
        self.assertEqual(self.token().status, 0)

    def test_two_rate_limits_are_waited_for(self):
        self.logged_in()
        self.expire()
        self.box.fault("token:+1-2=429:0.2")
        self.assertEqual(self.token().status, 0)

    def test_a_lost_answer_is_not_asked_for_again(self):
        self.logged_in()
        self.expire()
        asked = self.box.count("token")
        self.box.fault("token:+1=cut")
        self.assertEqual(self.home.run("discred", "token", "reader").status, 75)
        self.assertEqual(self.box.count("token") - asked, 1)

    def test_nobody_listens(self):
        self.logged_in()
        self.expire()
        self.box.stop()
        before = self.stored("grant")
        done = self.home.run("discred", "token", "reader")
        self.assertEqual((done.status, done.stdout), (75, ""))
        self.assertIn("127.0.0.1:%d" % self.box.port, done.stderr)
        self.assertEqual(self.stored("grant"), before)


class Signals(authcase.AuthCase):
    def held(self, number):
        """The signal arrives while the answer is on its way; the new grant is stored all the same."""
        self.logged_in()
        before = self.stored("grant")["refresh_token"]
        self.expire()
        renewals = self.refresh_requests()
        with self.box.held() as asked_for:
            process = self.home.start("discred-auth", "refresh", "reader")
            asked_for()
            process.send_signal(number)
        done = self.home.finish(process)
        self.assertEqual(done.status, -number)
        after = self.stored("grant")
        self.assertNotEqual(after["refresh_token"], before)
        self.assertEqual(after["counter"], "1")
        self.assertEqual(self.token().status, 0)
        self.assertEqual(self.refresh_requests() - renewals, 1)

    def test_interrupt(self):
        self.held(signal.SIGINT)

    def test_terminate(self):
        self.held(signal.SIGTERM)

    def test_hangup(self):
        self.held(signal.SIGHUP)

    def test_any_other(self):
        for number in (signal.SIGUSR1, signal.SIGALRM, signal.SIGXCPU):
            with self.subTest(number):
                self.held(number)

    def test_the_reader_that_goes_away_costs_nothing(self):
        self.logged_in()
        self.expire()
        with self.box.held() as asked_for:
            process = self.home.start("discred", "token", "reader")
            asked_for()
            process.send_signal(signal.SIGINT)
        self.home.finish(process)
        with subprocess.Popen(["flock", self.path("lock"), "true"]) as lock:
            self.assertEqual(lock.wait(60), 0)
        self.assertEqual(self.stored("grant")["counter"], "1")

    def test_the_timeout_does_not_leave_a_request_alone_that_was_sent(self):
        self.home.profile("reader", self.box.profile_text(
            self.redirect, stack='({ control = "sufficient"; source = "cache"; },'
            ' { control = "sufficient"; source = "refresh"; timeout = 1; })'))
        self.logged_in()
        self.expire()
        with self.box.held() as asked_for:
            process = self.home.start("discred", "token", "reader")
            asked_for()
            with self.assertRaises(subprocess.TimeoutExpired):
                process.wait(3)
        done = self.home.finish(process, prints=True)
        self.home.plant_tokens()
        self.assertEqual((done.status, done.stdout), (0, self.stored("token")["access_token"] + "\n"))


class Invitation(authcase.AuthCase):
    """Nobody can log in to a profile that only invites a bot, so nothing tells them to."""

    SENTENCE = ("profile 'reader' only invites a bot: scope 'bot' without client_secret gives no token; %s\n")

    def test_one_sentence_for_all(self):
        for more, hint in (({}, "set bot_token for the bot's token, or client_secret for a user's"),
                           ({"bot_token": '"%s"' % harness.BOT_TOKEN,
                             "stack": '( { control = "sufficient"; source = "cache"; } )'},
                            "take 'stack' out of the profile, or ask source 'bot' in it, for the bot's token")):
            self.change_profile(scope='"bot"', client_secret=None, **more)
            for program, *argv in (("token",), ("auth", "refresh"), ("auth", "status")):
                done = self.home.run("discred", program, *argv, "reader")
                self.assertEqual((done.status, done.stderr), (78, "discred-%s: " % program + self.SENTENCE % hint))


class Adoption(authcase.AuthCase):
    """A run was killed between writing the new grant and renaming it."""

    def leave_draft(self, replaces):
        grant = self.stored("grant")
        grant.update(refresh_token="from-the-draft", counter="1", replaces=replaces)
        lines = "".join("%s=%s\n" % item for item in grant.items())
        return self.home.write("state/discred/.reader.grant.next", "discred-record 1\n%send\n" % lines)

    def test_the_draft_of_the_grant_in_place_is_adopted(self):
        self.logged_in()
        grant = self.stored("grant")
        path = self.leave_draft("%(client_id)s/%(obtained)s/%(counter)s" % grant)
        self.home.run("discred", "auth", "refresh", "reader")
        self.assertEqual(self.stored("grant")["refresh_token"], "from-the-draft")
        self.assertFalse(os.path.exists(path))

    def test_that_of_an_earlier_login_is_deleted(self):
        self.logged_in()
        before = self.stored("grant")
        path = self.leave_draft("%s/%d/0" % (before["client_id"], int(before["obtained"]) - 5))
        self.home.run("discred", "auth", "refresh", "reader")
        self.assertEqual(self.stored("grant"), before)
        self.assertFalse(os.path.exists(path))

    def test_after_a_logout_it_is_gone(self):
        self.logged_in()
        path = self.leave_draft("none")
        self.assertEqual(self.home.run("discred", "auth", "logout", "reader").status, 0)
        self.assertFalse(os.path.exists(path))


if __name__ == "__main__":
    unittest.main(verbosity=2)
