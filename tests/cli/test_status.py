"""discred auth status: what is stored, in words and as JSON, and what the exit status makes of it."""

import json
import os
import time
import unittest

import authcase
import harness


def utc(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(seconds)))


class StatusCase(authcase.AuthCase):
    def asked(self, *options, **more):
        return self.home.run("discred", "auth", "status", *options, **more)

    def check(self, status, stdout, stderr=""):
        """`stdout` is a pattern. Nobody is asked."""
        before = self.box.requests()
        done = self.asked("reader")
        self.assertEqual((done.status, done.stderr), (status, stderr))
        self.assertRegex(done.stdout, "^%s$" % stdout)
        self.assertEqual(self.box.requests(), before)

    def lines(self, token, grant, *more):
        """The pattern for the whole of it."""
        tail = "".join("  %s\n" % line for line in more)
        return "reader\n  token     %s\n  grant     %s\n%s" % (token, grant, tail)

    def about(self, granted="identify", missing="nothing", client=harness.CLIENT_ID):
        return ["from      " + self.box.api.replace(".", r"\."), "client    " + client, "granted   " + granted,
                "missing   " + missing]

    def valid(self, slot="token"):
        return r"valid, until %s \(in [67] days\)" % utc(self.stored(slot)["expires"])

    def login_of(self, renewed="0 times"):
        return (r"stored, login of %s \((now|\d+ seconds? ago)\), renewed %s"
                % (utc(self.stored("grant")["obtained"]), renewed))


class Text(StatusCase):
    def test_logged_in(self):
        self.logged_in()
        self.check(0, self.lines(self.valid(), self.login_of(), *self.about()))

    def test_not_logged_in(self):
        self.check(66, self.lines("none", "none"),
                   "discred-auth: profile 'reader': not logged in; run 'discred auth login reader'\n")

    def test_an_expired_token(self):
        self.logged_in()
        ended = int(time.time()) - 7200
        self.change("token", expires=ended)
        self.check(0, self.lines(r"expired, since %s \(2 hours ago\)" % utc(ended), self.login_of(), *self.about()))

    def test_a_token_of_a_wrong_clock(self):
        self.logged_in()
        self.change("token", issued=int(time.time()) + 4000)
        self.check(0, self.lines(self.valid().replace("valid", "from the future"), self.login_of(), *self.about()))

    def test_a_grant_without_a_token(self):
        self.logged_in()
        os.unlink(self.path("token"))
        self.check(0, self.lines("none", self.login_of(), *self.about()))

    def test_renewed(self):
        self.logged_in()
        for renewed in ("1 time", "2 times"):
            self.assertEqual(self.home.run("discred", "auth", "refresh", "--force", "reader").status, 0)
            self.check(0, self.lines(self.valid(), self.login_of(renewed), *self.about()))

    def test_a_token_without_a_grant(self):
        self.logged_in()
        os.unlink(self.path("grant"))
        self.check(0, self.lines(self.valid(), "none", *self.about()))
        self.expire()
        done = self.asked("reader")
        self.assertEqual((done.status, done.stderr), (66, "discred-auth: profile 'reader': the stored token has "
                                                      "expired; run 'discred auth login reader'\n"))

    def test_refused(self):
        self.logged_in()
        self.expire()
        self.box.end_grants()
        self.assertEqual(self.home.run("discred", "token", "reader").status, 77)
        reason = ("reason    the grant was refused: '127.0.0.1:%d' answered 400 invalid_grant: Invalid \"refresh_token\" in request"
                  % self.box.port)
        self.check(77, self.lines(r"expired, since \S+ \(\d+ seconds ago\)",
                                  self.login_of().replace("stored", "refused"), reason, *self.about()),
                   "discred-auth: profile 'reader': the grant was refused; run 'discred auth login reader'\n")

    def test_a_scope_that_was_added(self):
        self.logged_in()
        self.change_profile(scope='"identify guilds email"')
        self.check(66, self.lines(self.valid(), self.login_of(), *self.about(missing="guilds email")),
                   "discred-auth: profile 'reader': scope 'guilds email' was added; run 'discred auth login reader'\n")

    def test_commands_come_with_a_bot(self):
        self.change_profile(scope='"bot"')
        self.logged_in()
        self.change_profile(scope='"bot applications.commands"')
        self.check(0, self.lines(self.valid(), self.login_of(), *self.about("bot"), "guild     " + harness.GUILD_ID))

    def test_guild_and_webhook(self):
        self.change_profile(scope='"bot webhook.incoming"')
        self.login(DISCRED_BROWSER=self.home.browser(guild=harness.SECOND_GUILD_ID))
        self.check(0, self.lines(self.valid(), self.login_of(), *self.about("bot webhook.incoming"),
                                 "guild     " + harness.SECOND_GUILD_ID, r"webhook   \d{19}"))

    def test_what_belongs_to_another_client(self):
        self.logged_in()
        self.home.profile("reader", self.box.profile_text(self.redirect, True))
        self.check(78, self.lines(self.valid(), self.login_of(), *self.about()),
                   "discred-auth: profile 'reader': the stored grant is for client_id '%s' at '%s', the profile says "
                   "'%s' at '%s'; correct the profile, or run 'discred auth login reader'\n"
                   % (harness.CLIENT_ID, self.box.api, harness.PUBLIC_CLIENT_ID, self.box.api))

    def test_the_secret_is_not_asked_for(self):
        self.logged_in()
        self.change_profile(client_secret='{ command = [ "false" ]; }')
        self.check(0, self.lines(self.valid(), self.login_of(), *self.about()))


class Kept(StatusCase):
    """Tokens that other sources keep."""

    def setUp(self):
        super().setUp()
        self.change_profile(stack="""({ control = "sufficient"; source = "client_credentials"; },
            { control = "sufficient"; source = "command"; argv = ["echo", "a-token-of-a-command"]; type = "Bearer";
              expires_in = 3600; })""")
        self.home.plant("a-token-of-a-command")

    def owner(self):
        self.assertEqual(self.login("reader", "--client-credentials").status, 0)

    def test_of_the_owner(self):
        self.owner()
        self.check(0, self.lines("none", "none",
                                 "kept      client_credentials, " + self.valid("token-client_credentials")))
        found = json.loads(self.asked("--json", "reader").stdout)
        self.assertEqual((found["token"]["state"], len(found["kept"])), ("none", 1))
        kept = found["kept"][0]
        self.assertTrue(604700 <= kept.pop("expires_in") <= 604800)
        self.assertEqual(kept, {"source": "client_credentials", "state": "valid", "type": "Bearer",
                                "scope": "identify",
                                "expires_at": utc(self.stored("token-client_credentials")["expires"])})

    def test_of_a_command_beside_the_users(self):
        self.logged_in()
        self.owner()
        self.change("token-client_credentials", expires=1)
        done = self.home.run("discred", "token", "reader", prints=True, DISCRED_EXEC_PATH=self.without_auth())
        self.assertEqual(done.stdout, "a-token-of-a-command\n", done.stderr)
        self.check(0, self.lines(self.valid(), self.login_of(), *self.about(),
                                 r"kept      client_credentials, expired, since 1970-01-01T00:00:01Z \(\d+ days ago\)",
                                 r"kept      command, valid, until \S+ \(in (59 minutes|1 hour)\)"))

    def without_auth(self):
        """An exec path whose discred-auth answers nothing, so that the next source has its turn."""
        self.home.write("broken/discred-auth", "#!/bin/sh\nexit 3\n", 0o700)
        path = os.path.join(self.home.path, "broken")
        os.symlink(harness.program("discred-token"), os.path.join(path, "discred-token"))
        return path

    def test_that_have_expired(self):
        self.owner()
        self.change("token-client_credentials", expires=int(time.time()) - 10)
        self.check(66, self.lines("none", "none",
                                  r"kept      client_credentials, expired, since \S+ \(\d+ seconds ago\)"),
                   "discred-auth: profile 'reader': the kept token has ended; 'discred token reader' gets a new "
                   "one\n")

    def test_that_the_stack_does_not_ask_for(self):
        self.owner()
        self.change_profile()
        self.check(66, self.lines("none", "none",
                                  "kept      client_credentials, "
                                  + self.valid("token-client_credentials").replace("valid", "not used")),
                   "discred-auth: profile 'reader': not logged in; run 'discred auth login reader'\n")

    def test_a_damaged_one_is_none(self):
        self.home.write("runtime/discred/reader.token-command", "nonsense\n")
        self.check(66, self.lines("none", "none"),
                   "discred-auth: profile 'reader': not logged in; run 'discred auth login reader'\n")

    def test_one_that_others_can_read(self):
        self.owner()
        os.chmod(self.path("token-client_credentials"), 0o644)
        done = self.asked("reader")
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertIn("is open to others (mode 0644)", done.stderr)


class Unreadable(StatusCase):
    def test_a_damaged_token_is_none(self):
        self.logged_in()
        self.home.write("runtime/discred/reader.token", "discred-record 1\n")
        self.check(0, self.lines("none", self.login_of(), *self.about()))

    def test_a_damaged_grant_is_an_error(self):
        self.logged_in()
        self.home.write("state/discred/reader.grant", "discred-record 1\n")
        done = self.asked("reader")
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertTrue(done.stderr.startswith("discred-auth: profile 'reader': the stored grant is damaged: "))
        self.assertTrue(done.stderr.endswith("; run 'discred auth login reader'\n"))

    def test_a_grant_that_others_can_read(self):
        self.logged_in()
        os.chmod(self.path("grant"), 0o640)
        done = self.asked("reader")
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertIn("is open to others (mode 0640); run 'chmod 600 ", done.stderr)


class Json(StatusCase):
    def json(self, *options, status=0):
        done = self.asked("--json", *options)
        self.assertEqual(done.status, status, done.stderr)
        return json.loads(done.stdout)

    def test_logged_in(self):
        self.change_profile(scope='"identify bot webhook.incoming"')
        self.logged_in()
        found = self.json("reader")
        self.assertRegex(found.pop("webhook_id"), r"^\d{19}$")
        self.assertTrue(604700 <= found["token"].pop("expires_in") <= 604800)
        self.assertEqual(found, {
            "profile": "reader",
            "token": {"state": "valid", "expires_at": utc(self.stored("token")["expires"])},
            "grant": {"state": "stored", "obtained_at": utc(self.stored("grant")["obtained"]), "renewals": 0,
                      "reason": None},
            "scope_granted": "identify bot webhook.incoming", "scope_missing": "",
            "client_id": harness.CLIENT_ID, "api_base": self.box.api, "guild_id": harness.GUILD_ID, "sealed_by": [],
            "kept": []})

    NOTHING = {"token": {"state": "none", "expires_at": None, "expires_in": 0},
               "grant": {"state": "none", "obtained_at": None, "renewals": 0, "reason": None},
               "scope_granted": "", "scope_missing": "identify", "client_id": None, "api_base": None,
               "guild_id": None, "webhook_id": None, "sealed_by": [], "kept": []}

    def test_not_logged_in(self):
        self.assertEqual(self.json("reader", status=66), {"profile": "reader", **self.NOTHING})

    def test_a_token_without_a_grant(self):
        self.logged_in()
        os.unlink(self.path("grant"))
        found = self.json("reader")
        self.assertEqual((found["client_id"], found["api_base"], found["scope_granted"]),
                         (harness.CLIENT_ID, self.box.api, "identify"))
        self.assertEqual((found["token"]["state"], found["grant"]["state"]), ("valid", "none"))

    def test_refused_and_expired(self):
        self.logged_in()
        self.expire()
        self.box.end_grants()
        self.home.run("discred", "token", "reader")
        found = self.json("reader", status=77)
        self.assertEqual(found["token"], {"state": "expired", "expires_at": utc(self.stored("token")["expires"]),
                                          "expires_in": 0})
        self.assertEqual(found["grant"]["state"], "refused")
        self.assertIn("invalid_grant", found["grant"]["reason"])

    def test_all(self):
        self.home.profile("writer", self.box.profile_text(self.redirect))
        self.logged_in()
        found = self.json("--all")
        self.assertEqual([one["profile"] for one in found], ["reader", "writer"])
        self.assertEqual(found[1], {"profile": "writer", **self.NOTHING})

    def test_all_of_none(self):
        os.unlink(os.path.join(self.home.config, "discred", "profiles", "reader.cfg"))
        self.assertEqual(self.json("--all"), [])


class All(StatusCase):
    def test_text(self):
        self.home.profile("writer", self.box.profile_text(self.redirect))
        self.logged_in()
        done = self.asked("--all")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertRegex(done.stdout, "^%swriter\n  token     none\n  grant     none\n$"
                         % self.lines(self.valid(), self.login_of(), *self.about()))

    def test_a_broken_profile_hides_no_other(self):
        broken = self.home.profile("broken", "client_id = 1;\n")
        self.logged_in()
        done = self.asked("--all")
        self.assertEqual(done.status, 78)
        self.assertTrue(done.stdout.startswith("reader\n  token     valid"), done.stdout)
        self.assertIn(broken + ":1:", done.stderr)
        self.assertTrue(done.stderr.endswith("discred-auth: '%s' has 1 error and was not used; correct the file\n"
                                             "discred-auth: something is wrong with 1 of 2 profiles; see above\n"
                                             % broken))

    def test_the_reason_of_each(self):
        for name in ("added", "ended", "never"):
            self.home.profile(name, self.box.profile_text(self.redirect))
        for name in ("added", "ended", "reader"):
            self.assertEqual(self.login(name).status, 0)
        self.change_profile("added", scope='"identify guilds"')
        os.unlink(self.path("grant", "ended"))
        self.change("token", "ended", expires=int(time.time()) - 10)
        for options in ((), ("--json",)):
            done = self.asked("--all", *options)
            self.assertEqual((done.status, done.stderr), (66, (
                "discred-auth: profile 'added': scope 'guilds' was added; run 'discred auth login added'\n"
                "discred-auth: profile 'ended': the stored token has expired; run 'discred auth login ended'\n"
                "discred-auth: something is wrong with 2 of 4 profiles; see above\n")))

    def test_goes_without_a_name(self):
        done = self.asked("--all", "reader")
        self.assertEqual((done.status, done.stdout, done.stderr),
                         (64, "", "discred-auth: option '--all' goes without a profile; see --help\n"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
