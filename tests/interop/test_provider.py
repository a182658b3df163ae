"""Interop with an authorization server that is not ours: PKCE required, rotation on, both kinds of client.

What it needs and where it comes from: foreign.py.
"""

import base64
import json
import os
import re
import shutil
import subprocess
import unittest
import urllib.parse

import foreign  # puts the harness on the path

import authcase
import harness


class ProviderCase(authcase.AuthCase):
    """self.provider is the server, and "reader" a profile of its confidential or public client."""

    PUBLIC = False
    LIFETIME = 3600

    def setUp(self):
        harness.Case.setUp(self)
        self.home.plant(foreign.CLIENT_SECRET)
        self.redirect = harness.redirect_uri()
        self.provider = foreign.Provider(self.home, self.redirect, self.LIFETIME)
        self.addCleanup(self.provider.stop)
        self.home.profile("reader", self.provider.profile_text(self.PUBLIC, **self.SETTINGS))

    def client_id(self):
        return foreign.PUBLIC_CLIENT_ID if self.PUBLIC else foreign.CLIENT_ID

    def login(self, profile="reader", **more):
        if "DISCRED_BROWSER" in more:
            return super().login(profile, timeout=150, **more)
        curl = foreign.Curl(self.home)
        done = super().login(profile, timeout=150, DISCRED_BROWSER=curl.opener, **more)
        curl.page()
        return done

    def discred(self, *argv):
        done = self.home.run("discred", *argv)
        self.home.plant_tokens()
        return done

    def post(self, url, **form):
        """A request of this client, made without discred."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if self.PUBLIC:
            form["client_id"] = foreign.PUBLIC_CLIENT_ID
        else:
            pair = "%s:%s" % (foreign.CLIENT_ID, urllib.parse.quote_plus(foreign.CLIENT_SECRET))
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        return harness.http("POST", url, form, headers)

    def refresh_outside(self, refresh_token):
        return self.post(self.provider.token_url, grant_type="refresh_token", refresh_token=refresh_token)

    def active(self, token):
        """What the server says of a token."""
        return self.post(self.provider.url + "/introspect", token=token).json()["active"]

    def user(self, token):
        return harness.http("GET", self.provider.api + "/users/@me", headers={"Authorization": "Bearer " + token})

    def grants(self, kind):
        return [one for one in self.provider.requests("token") if one["grant_type"] == kind]


class Server(ProviderCase):
    """The server does what these tests count on."""

    def test_it_requires_pkce(self):
        query = {"client_id": foreign.CLIENT_ID, "redirect_uri": self.redirect, "response_type": "code",
                 "scope": "openid", "state": "s"}
        reply = harness.http("GET", self.provider.url + "/authorize?" + urllib.parse.urlencode(query))
        sent = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(reply.headers["Location"]).query))
        self.assertEqual((sent["error"], sent["error_description"]),
                         ("invalid_request", "Authorization Server policy requires PKCE to be used for this request"))


class Clients:
    """What holds for both kinds of client."""

    def assert_logged_in(self, done):
        self.assertEqual((done.status, done.stderr.splitlines()[1:]), (0, []), done.stderr)
        self.assertEqual(done.stdout,
                         "logged in to profile 'reader' as %s (%s)\n" % (foreign.USER_NAME, foreign.USER_ID))

    def assert_asked_properly(self):
        """One authorization with PKCE, one exchange with the client's own kind of authentication."""
        asked = self.provider.requests("authorization")
        self.assertEqual([(one["client_id"], one["code_challenge_method"]) for one in asked],
                         [(self.client_id(), "S256")])
        parameters = ["code", "code_verifier", "grant_type", "redirect_uri"]
        self.assertEqual([(one["status"], one["basic"], one["parameters"]) for one in self.provider.requests("token")],
                         [(200, not self.PUBLIC, sorted(parameters + ["client_id"] * self.PUBLIC))])

    def test_login_by_curl(self):
        curl = foreign.Curl(self.home)
        self.assert_logged_in(self.login(DISCRED_BROWSER=curl.opener))
        self.assertIn("<h1>Logged in</h1>", curl.page())
        self.assert_asked_properly()
        redirect = urllib.parse.urlsplit(curl.locations()[-1])
        sent = dict(urllib.parse.parse_qsl(redirect.query))
        self.assertEqual(redirect._replace(query="").geturl(), self.redirect)
        self.assertEqual((sorted(sent), sent["iss"]), (["code", "iss", "state"], self.provider.url))

    def test_login_by_chromium(self):
        chromium = foreign.Chromium(self.home, "provider-%s" % ("public" if self.PUBLIC else "confidential"))
        self.assert_logged_in(self.login(DISCRED_BROWSER=chromium.opener))
        report = chromium.report()
        self.assertEqual((report["status"], report["title"], report["heading"], report["text"]),
                         (200, "Logged in - discred", "Logged in",
                          "Profile 'reader' is logged in as %s (%s)." % (foreign.USER_NAME, foreign.USER_ID)))
        self.assertTrue(report["url"].startswith(self.redirect + "?"), report["url"])
        self.assertIn("iss=", report["url"])
        self.assertEqual(report["console"], [])
        self.assert_asked_properly()

    def test_the_token_is_accepted(self):
        self.logged_in()
        done = self.token()
        token = done.stdout.rstrip("\n")
        self.assertEqual((done.status, done.stderr, token), (0, "", self.stored("token")["access_token"]))
        self.assertEqual(self.user(token).json()["username"], foreign.USER_NAME)
        self.assertTrue(self.active(token))
        self.assertEqual(self.status()["scope_granted"], "openid identify")

    def test_refresh_rotates(self):
        self.logged_in()
        before, old = self.stored("grant"), self.stored("token")
        done = self.discred("auth", "refresh", "--force", "reader")
        self.assertEqual((done.status, done.stderr), (0, ""))
        after, new = self.stored("grant"), self.stored("token")
        self.assertNotEqual(after["refresh_token"], before["refresh_token"])
        self.assertNotEqual(new["access_token"], old["access_token"])
        self.assertEqual((after["counter"], after["obtained"]), ("1", before["obtained"]))
        self.assertTrue(self.active(new["access_token"]))
        self.assertEqual(self.user(self.token().stdout.strip()).status, 200)
        parameters = ["grant_type", "refresh_token"] + ["client_id"] * self.PUBLIC
        self.assertEqual([(one["status"], one["basic"], one["parameters"]) for one in self.grants("refresh_token")],
                         [(200, not self.PUBLIC, sorted(parameters))])

    def test_an_expired_token_is_renewed(self):
        self.logged_in()
        old = self.stored("token")["access_token"]
        self.expire()
        done = self.token()
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertNotEqual(done.stdout.strip(), old)
        self.assertEqual(self.user(done.stdout.strip()).status, 200)
        self.assertEqual(self.token().stdout, done.stdout)
        self.assertEqual(len(self.grants("refresh_token")), 1)

    def test_many_renewals(self):
        self.logged_in()
        seen = {self.stored("grant")["refresh_token"]}
        for _ in range(5):
            self.assertEqual(self.discred("auth", "refresh", "--force", "reader").status, 0)
            seen.add(self.stored("grant")["refresh_token"])
        self.assertEqual((len(seen), self.stored("grant")["counter"]), (6, "5"))
        self.assertTrue(self.active(self.token().stdout.strip()))

    def test_concurrent_callers_rotate_once(self):
        self.logged_in()
        self.expire()
        callers = [self.home.start("discred", "token", "reader") for _ in range(10)]
        done = [self.home.finish(caller, prints=True) for caller in callers]
        self.home.plant_tokens()
        self.assertEqual({(one.status, one.stderr) for one in done}, {(0, "")})
        self.assertEqual({one.stdout for one in done}, {self.stored("token")["access_token"] + "\n"})
        self.assertEqual(len(self.grants("refresh_token")), 1)

    def test_the_old_refresh_token_is_refused(self):
        """Who uses it ends the grant, at this server, and discred says how to go on."""
        self.logged_in()
        old = self.stored("grant")["refresh_token"]
        self.assertEqual(self.discred("auth", "refresh", "--force", "reader").status, 0)
        token = self.stored("token")["access_token"]
        self.assertTrue(self.active(token))

        reply = self.refresh_outside(old)
        self.assertEqual((reply.status, reply.json()["error"]), (400, "invalid_grant"))
        self.assertFalse(self.active(token))
        self.assertFalse(self.active(self.stored("grant")["refresh_token"]))
        self.assertEqual(self.user(token).status, 401)

        self.assert_refused()
        self.logged_in()
        self.assertTrue(self.active(self.token().stdout.strip()))

    def test_a_copy_of_the_store_is_refused(self):
        """The reuse is discred's own: two machines with one grant."""
        self.logged_in()
        shutil.copy2(self.path("grant"), self.home.path)
        self.assertEqual(self.discred("auth", "refresh", "--force", "reader").status, 0)
        os.replace(os.path.join(self.home.path, "reader.grant"), self.path("grant"))
        self.assert_refused()
        self.assertFalse(self.active(self.stored("token")["access_token"]))

    def assert_refused(self):
        """invalid_grant: 77 and what to do, once asked and never again, and the grant kept with its reason."""
        asked = len(self.grants("refresh_token"))
        kept = self.stored("grant")["refresh_token"]
        done = self.discred("auth", "refresh", "--force", "reader")
        self.assertEqual((done.status, done.stdout), (77, ""))
        self.assertRegex(done.stderr, r"^discred-auth: profile 'reader': .*invalid_grant.*; "
                                      r"run 'discred auth login reader'\n$")
        self.expire()
        for _ in range(2):
            done = self.token()
            self.assertEqual((done.status, done.stdout), (77, ""))
            self.assertIn("run 'discred auth login reader'", done.stderr)
        self.assertEqual(len(self.grants("refresh_token")), asked + 1)
        self.assertEqual(self.stored("grant")["refresh_token"], kept)
        status = self.home.run("discred", "auth", "status", "--json", "reader")
        self.assertEqual((status.status, json.loads(status.stdout)["grant"]["state"]), (77, "refused"))

    def test_revoke(self):
        self.logged_in()
        grant, token = self.stored("grant")["refresh_token"], self.stored("token")["access_token"]
        done = self.discred("auth", "revoke", "reader")
        self.assertEqual((done.status, done.stdout), (0, "revoked the authorization of profile 'reader'\n"))
        self.assertFalse(self.active(grant))
        self.assertFalse(self.active(token))
        self.assertEqual(self.user(token).status, 401)
        self.assertEqual(self.refresh_outside(grant).json()["error"], "invalid_grant")
        self.assertEqual((self.stored("grant"), self.stored("token")), (None, None))
        asked = self.provider.requests("revocation")
        self.assertEqual([(one["status"], one["basic"], one["token_type_hint"]) for one in asked],
                         [(200, not self.PUBLIC, "refresh_token")])
        done = self.token()
        self.assertEqual((done.status, done.stdout), (66, ""))
        self.assertIn("run 'discred auth login reader'", done.stderr)

    def test_a_denial(self):
        curl = foreign.Curl(self.home)
        self.provider.deny()
        done = self.login(DISCRED_BROWSER=curl.opener)
        self.assertEqual((done.status, done.stdout), (77, ""))
        self.assertIn("the foreigner said <no>", done.stderr)
        self.assertIn("Discord says: \u201cthe foreigner said &lt;no&gt;\u201d</p>", curl.page())
        self.assertIsNone(self.stored("grant"))
        self.assertEqual(self.provider.requests("token"), [])

    def test_a_scope_that_is_not_granted(self):
        """oidc-provider leaves offline_access out where it is asked for without prompt=consent."""
        self.home.profile("reader", self.provider.profile_text(self.PUBLIC, scope='"openid identify offline_access"'))
        done = self.login()
        self.assertEqual(done.status, 0, done.stderr)
        self.assertIn("did not grant scope 'offline_access'", done.stderr)
        self.assertEqual(self.status()["scope_missing"], "offline_access")
        self.expire()
        self.assertEqual(self.token().status, 0)


class ConfidentialClient(Clients, ProviderCase):
    WRONG = {"client_secret": '"not the secret"'}

    def test_login_with_a_wrong_secret(self):
        self.home.profile("reader", self.provider.profile_text(self.PUBLIC, **self.WRONG))
        curl = foreign.Curl(self.home)
        done = self.login(DISCRED_BROWSER=curl.opener)
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertIn("invalid_client", done.stderr)
        self.assertIn("fix client_id and client_secret in the profile", done.stderr)
        self.assertIn("<h1>The login failed</h1>", curl.page())
        self.assertEqual((self.stored("grant"), self.stored("token")), (None, None))

    def test_a_secret_that_became_wrong(self):
        """Nothing is lost by it: with the right one all goes on."""
        self.logged_in()
        grant = self.stored("grant")
        self.home.profile("reader", self.provider.profile_text(self.PUBLIC, **self.WRONG))
        done = self.discred("auth", "refresh", "--force", "reader")
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertIn("fix client_id and client_secret in the profile", done.stderr)
        self.assertEqual(self.discred("auth", "revoke", "reader").status, 78)
        self.assertEqual(self.stored("grant"), grant)
        self.home.profile("reader", self.provider.profile_text(self.PUBLIC))
        self.assertEqual(self.discred("auth", "refresh", "--force", "reader").status, 0)

    def test_a_confidential_client_called_public(self):
        self.home.profile("reader", self.provider.profile_text(True, client_id='"%s"' % foreign.CLIENT_ID))
        done = self.login()
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertIn("set public_client", done.stderr)


class PublicClient(Clients, ProviderCase):
    PUBLIC = True


class ShortLived(ProviderCase):
    """Tokens that live for less than min_valid are renewed when half of their life is over."""

    LIFETIME = 30

    def age(self):
        """More than half of its life later."""
        path = os.path.join(self.home.runtime, "discred", "reader.token")
        with open(path, encoding="utf-8") as file:
            text = re.sub("(?m)^issued=([0-9]+)$", lambda issued: "issued=%d" % (int(issued[1]) - 20), file.read())
            text = re.sub("(?m)^expires=([0-9]+)$", lambda expires: "expires=%d" % (int(expires[1]) - 20), text)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def test_each_is_renewed_in_time(self):
        self.logged_in()
        tokens = set()
        for _ in range(3):
            self.age()
            tokens.add(self.token().stdout)
            self.assertIn(self.token().stdout, tokens)
        self.assertEqual((len(tokens), len(self.grants("refresh_token"))), (3, 3))
        for token in tokens:
            self.assertEqual(self.user(token.strip()).status, 200)


class Packages(unittest.TestCase):
    """The committed lock file: whoever installs from it gets the same bytes from wherever the registry is."""

    def setUp(self):
        with open(os.path.join(foreign.HERE, "package-lock.json"), encoding="utf-8") as file:
            self.lock = json.load(file)["packages"]

    def test_no_addresses(self):
        self.assertEqual([name for name, package in self.lock.items() if "resolved" in package], [])

    def test_every_package_has_its_digest(self):
        self.assertEqual([name for name, package in self.lock.items() if name and "integrity" not in package], [])

    def test_nothing_runs_at_installation(self):
        self.assertEqual([name for name, package in self.lock.items() if package.get("hasInstallScript")], [])


class Missing(harness.Case):
    """Without the packages these tests fail, and say why."""

    def test_the_provider_says_so(self):
        done = subprocess.run([foreign.needed("node"), os.path.join(foreign.HERE, "provider.mjs")], input="{}\n",
                              env=self.home.env(), text=True, capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn("DISCRED_NODE_MODULES must be the absolute path of the installed packages", done.stderr)


if __name__ == "__main__":
    harness.main()
