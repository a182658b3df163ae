"""The sandbox's token and revocation endpoints."""

import base64
import concurrent.futures

import harness
from harness import http as ask
from sandboxcase import (CHALLENGE, INVALID_CODE, INVALID_REFRESH, REDIRECT, UNAUTHORIZED, VERIFIER, SandboxCase, basic,
                         bearer)


class Code(SandboxCase):
    def test_the_answer(self):
        code = self.consent(scope="identify guilds")["code"]
        reply = self.exchange(code)
        token = reply.json()
        self.assertEqual(reply.status, 200)
        self.assertEqual(reply.headers["Content-Type"], "application/json")
        self.assertEqual(reply.headers["Cache-Control"], "no-store")
        self.assertIsNone(reply.headers["X-RateLimit-Limit"])
        for name in ("access_token", "refresh_token"):
            self.assertRegex(token.pop(name), r"\A[A-Za-z0-9_-]{40}\Z")
        self.assertEqual(token, {"token_type": "Bearer", "expires_in": 604800, "scope": "identify guilds"})

    def test_a_code_works_once(self):
        code = self.consent()["code"]
        self.assertEqual(self.exchange(code).status, 200)
        self.assert_error(self.exchange(code), 400, INVALID_CODE)

    def test_a_code_lives_for_100_seconds(self):
        early, late = self.consent()["code"], self.consent()["code"]
        self.server.advance(98)
        self.assertEqual(self.exchange(early).status, 200)
        self.server.advance(2)
        self.assert_error(self.exchange(late), 400, INVALID_CODE)

    def test_an_unknown_or_missing_code(self):
        self.assert_error(self.exchange("x" * 32), 400, INVALID_CODE)
        self.assert_error(self.exchange(None), 400,
                          {"error": "invalid_request", "error_description": 'Missing "code" in request'})

    def test_the_redirect_must_match(self):
        wrong = {"error": "invalid_grant", "error_description": 'Invalid "redirect_uri" in request'}
        for uri in (REDIRECT + "/", "http://localhost:23472/callback", None):
            self.assert_error(self.exchange(self.consent()["code"], redirect_uri=uri), 400, wrong)

    def test_a_wrong_try_uses_the_code_up(self):
        code = self.consent()["code"]
        self.exchange(code, redirect_uri="http://127.0.0.1:23472/")
        self.assert_error(self.exchange(code), 400, INVALID_CODE)

    def test_another_client_cannot_use_it(self):
        code = self.consent()["code"]
        reply = self.exchange(code, {}, client_id=harness.PUBLIC_CLIENT_ID)
        self.assert_error(reply, 400, INVALID_CODE)
        self.assertEqual(self.exchange(code).status, 200)

    def test_pkce(self):
        pkce = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
        code = self.consent(**pkce)["code"]
        self.assert_error(self.exchange(code), 400,
                          {"error": "invalid_request", "error_description": 'Missing "code_verifier"'})
        for verifier in ("v" * 42, "v" * 129, "v" * 42 + "!"):
            self.assert_error(self.exchange(code, code_verifier=verifier), 400,
                              {"error": "invalid_request", "error_description": 'Invalid "code_verifier"'})
        self.assertEqual(self.exchange(code, code_verifier=VERIFIER).status, 200)
        code = self.consent(**pkce)["code"]
        wrong = {"error": "invalid_grant", "error_description": 'Invalid "code_verifier"'}
        self.assert_error(self.exchange(code, code_verifier="w" * 43), 400, wrong)
        self.assert_error(self.exchange(code, code_verifier=VERIFIER), 400, INVALID_CODE)
        self.assert_error(self.exchange(self.consent()["code"], code_verifier=VERIFIER), 400, wrong)

    def test_lifetime_and_length_can_be_set(self):
        self.server = self.sandbox("--token-lifetime", "2", "--token-length", "5000", "--approve")
        token = self.exchange(self.location(self.authorize())["code"]).json()
        self.assertEqual(token["expires_in"], 2)
        self.assertEqual((len(token["access_token"]), len(token["refresh_token"])), (5000, 5000))
        self.assertEqual(self.get("/oauth2/@me", bearer(token["access_token"])).status, 200)
        self.server.advance(2)
        self.assert_error(self.get("/oauth2/@me", bearer(token["access_token"])), 401, UNAUTHORIZED)


class Client(SandboxCase):
    REFUSED = {"error": "invalid_client"}

    def try_client(self, headers, **form):
        return self.token(headers, grant_type="client_credentials", scope="identify", **form)

    def test_basic_and_body_are_equal(self):
        self.assertEqual(self.try_client(basic()).status, 200)
        self.assertEqual(self.try_client(basic(), client_id=harness.CLIENT_ID).status, 200)
        body = {"client_id": harness.CLIENT_ID, "client_secret": harness.CLIENT_SECRET}
        self.assertEqual(self.try_client({}, **body).status, 200)

    def test_basic_is_form_encoded(self):
        encoded = "".join("%%%02x" % ord(c) for c in harness.CLIENT_SECRET)
        self.assertEqual(self.try_client(basic(password=encoded)).status, 200)

    def test_wrong_credentials(self):
        wrong = base64.b64encode(b"no colon").decode()
        for headers in (basic(password="x"), basic(password=""), basic(password=harness.CLIENT_SECRET + "x"),
                        basic(user="1"), basic(password="%zz"), {"Authorization": "Basic !"},
                        {"Authorization": "Basic "}, {"Authorization": "Basic " + wrong}, bearer("x")):
            self.assert_error(self.try_client(headers), 401, self.REFUSED)
        for form in ({}, {"client_id": harness.CLIENT_ID}, {"client_id": "1", "client_secret": harness.CLIENT_SECRET},
                     {"client_id": harness.CLIENT_ID, "client_secret": "x"}, {"client_secret": harness.CLIENT_SECRET}):
            self.assert_error(self.try_client({}, **form), 401, self.REFUSED)

    def test_two_ways_at_once(self):
        body = {"error": "invalid_request", "error_description": "Two ways of client authentication at once"}
        self.assert_error(self.try_client(basic(), client_secret=harness.CLIENT_SECRET), 400, body)
        self.assert_error(self.try_client(basic(), client_id=harness.PUBLIC_CLIENT_ID), 400, body)

    def test_a_public_client_has_no_secret(self):
        token = self.public_login()
        self.assertEqual(token["scope"], "identify")
        client = {"client_id": harness.PUBLIC_CLIENT_ID}
        self.assert_error(self.refresh(token["refresh_token"], {}, client_secret="x", **client), 401, self.REFUSED)
        self.assert_error(self.refresh(token["refresh_token"], basic(harness.PUBLIC_CLIENT_ID, ""), **client), 401,
                          self.REFUSED)
        self.assertEqual(self.refresh(token["refresh_token"], {}, **client).status, 200)

    def test_only_forms(self):
        body = {"error": "unsupported_grant_type"}
        url = self.server.api + "/oauth2/token"
        json = '{"grant_type": "client_credentials", "scope": "identify"}'
        self.assert_error(ask("POST", url, json, {**basic(), "Content-Type": "application/json"}), 400, body)
        form = "grant_type=client_credentials&scope=identify"
        for kind in ("text/plain", "application/x-www-form-urlencodedx", ""):
            self.assert_error(ask("POST", url, form, {**basic(), "Content-Type": kind}), 400, body)
        self.assert_error(ask("POST", url, form + "\0"), 400, body)
        kind = {"Content-Type": "Application/X-WWW-Form-Urlencoded; charset=utf-8"}
        self.assertEqual(ask("POST", url, form, {**basic(), **kind}).status, 200)

    def test_grant_types(self):
        for form in ({}, {"grant_type": ""}, {"grant_type": "password"}):
            self.assert_error(self.token(**form), 400, {"error": "unsupported_grant_type"})

    def test_a_parameter_twice(self):
        url = self.server.api + "/oauth2/token"
        body = {"error": "invalid_request", "error_description": "A parameter is malformed, or there twice"}
        for form in ("grant_type=refresh_token&refresh_token=a&refresh_token=b",
                     "grant_type=authorization_code&code=%zz"):
            self.assert_error(ask("POST", url, form, basic()), 400, body)


class Refresh(SandboxCase):
    def test_rotation(self):
        first = self.login(scope="identify guilds")
        second = self.refresh(first["refresh_token"]).json()
        self.assertEqual(sorted(second), ["access_token", "expires_in", "refresh_token", "scope", "token_type"])
        self.assertEqual(second["scope"], "identify guilds")
        self.assertNotEqual(second["refresh_token"], first["refresh_token"])
        self.assertNotEqual(second["access_token"], first["access_token"])
        self.assert_error(self.refresh(first["refresh_token"]), 400, INVALID_REFRESH)
        # Reuse does not harm the rest.
        self.assertEqual(self.refresh(second["refresh_token"]).status, 200)

    def test_what_is_no_refresh_token(self):
        token = self.login()
        for value in ("x", token["access_token"], token["refresh_token"] + "x"):
            self.assert_error(self.refresh(value), 400, INVALID_REFRESH)
        self.assert_error(self.refresh(""), 400,
                          {"error": "invalid_request", "error_description": 'Missing "refresh_token" in request'})

    def test_another_clients_token(self):
        token = self.login()
        self.assert_error(self.refresh(token["refresh_token"], {}, client_id=harness.PUBLIC_CLIENT_ID), 400,
                          INVALID_REFRESH)
        self.assertEqual(self.refresh(token["refresh_token"]).status, 200)

    def test_a_refresh_token_has_no_end(self):
        token = self.login()
        self.server.advance(365 * 86400)
        self.assertEqual(self.refresh(token["refresh_token"]).status, 200)

    def test_expire_ends_access_tokens_only(self):
        token = self.login()
        self.server.expire()
        self.assert_error(self.get("/oauth2/@me", bearer(token["access_token"])), 401, UNAUTHORIZED)
        token = self.refresh(token["refresh_token"]).json()
        self.assertEqual(self.get("/oauth2/@me", bearer(token["access_token"])).status, 200)

    def test_end_grants_ends_all(self):
        token = self.login()
        self.server.end_grants()
        self.assert_error(self.get("/oauth2/@me", bearer(token["access_token"])), 401, UNAUTHORIZED)
        self.assert_error(self.refresh(token["refresh_token"]), 400, INVALID_REFRESH)

    def test_of_many_only_one_wins(self):
        token = self.login()["refresh_token"]
        with concurrent.futures.ThreadPoolExecutor(10) as pool:
            statuses = sorted(pool.map(lambda _: self.refresh(token).status, range(10)))
        self.assertEqual(statuses, [200] + [400] * 9)


class ReuseEndsGrant(SandboxCase):
    options = ("--reuse-ends-grant",)

    def test_the_whole_grant_ends(self):
        first, other = self.login(), self.login()
        second = self.refresh(first["refresh_token"]).json()
        self.assert_error(self.refresh(first["refresh_token"]), 400, INVALID_REFRESH)
        self.assert_error(self.refresh(second["refresh_token"]), 400, INVALID_REFRESH)
        for token in (first, second):
            self.assert_error(self.get("/oauth2/@me", bearer(token["access_token"])), 401, UNAUTHORIZED)
        self.assertEqual(self.refresh(other["refresh_token"]).status, 200)


class ClientCredentials(SandboxCase):
    def credentials(self, scope="identify connections", **form):
        return self.token(grant_type="client_credentials", scope=scope, **form)

    def test_a_token_without_a_refresh_token(self):
        token = self.credentials().json()
        access = token.pop("access_token")
        self.assertEqual(token, {"token_type": "Bearer", "expires_in": 604800, "scope": "identify connections"})
        self.assertEqual(self.get("/users/@me", bearer(access)).json()["id"], harness.USER_ID)

    def test_the_scope_is_needed_and_judged(self):
        self.assert_error(self.credentials(scope=""), 400,
                          {"error": "invalid_request", "error_description": 'Missing "scope" in request'})
        for scope in ("nonsense", "bot", "identify webhook.incoming", "role_connections.write", "rpc"):
            self.assert_error(self.credentials(scope=scope), 400,
                              {"error": "invalid_scope",
                               "error_description": "The requested scope is invalid, unknown, or malformed"})

    def test_a_public_client_has_none(self):
        reply = self.token({}, grant_type="client_credentials", scope="identify", client_id=harness.PUBLIC_CLIENT_ID)
        self.assert_error(reply, 400, {"error": "unauthorized_client",
                                       "error_description": "A public client has no credentials of its own"})


class Revoke(SandboxCase):
    def revoke(self, headers=None, **form):
        return ask("POST", self.server.api + "/oauth2/token/revoke", form, basic() if headers is None else headers)

    def test_one_token_takes_all_of_the_application(self):
        for name in ("access_token", "refresh_token"):
            tokens = [self.login(), self.login()]
            other = self.public_login()
            self.assert_error(self.revoke(token=tokens[0][name], token_type_hint="refresh_token"), 200, {})
            for token in tokens:
                self.assert_error(self.get("/oauth2/@me", bearer(token["access_token"])), 401, UNAUTHORIZED)
                self.assert_error(self.refresh(token["refresh_token"]), 400, INVALID_REFRESH)
            self.assertEqual(self.get("/oauth2/@me", bearer(other["access_token"])).status, 200)

    def test_a_public_client(self):
        token = self.public_login()
        self.assertEqual(self.revoke({}, token=token["access_token"], client_id=harness.PUBLIC_CLIENT_ID).status, 200)
        self.assertEqual(self.get("/oauth2/@me", bearer(token["access_token"])).status, 401)

    def test_an_unknown_or_foreign_token_counts_as_revoked(self):
        token = self.login()
        self.assert_error(self.revoke(token="x"), 200, {})
        self.assert_error(self.revoke({}, token=token["access_token"], client_id=harness.PUBLIC_CLIENT_ID), 200, {})
        self.assertEqual(self.get("/oauth2/@me", bearer(token["access_token"])).status, 200)

    def test_errors(self):
        token = self.login()["access_token"]
        self.assert_error(self.revoke({}, token=token), 401, {"error": "invalid_client"})
        self.assert_error(self.revoke(basic(password="x"), token=token), 401, {"error": "invalid_client"})
        self.assert_error(self.revoke(), 400,
                          {"error": "invalid_request", "error_description": 'Missing "token" in request'})
        headers = {**basic(), "Content-Type": "application/json"}
        reply = ask("POST", self.server.api + "/oauth2/token/revoke", "{}", headers)
        self.assert_error(reply, 400, {"error": "invalid_request", "error_description": "The body is not a form"})
        self.assertEqual(self.get("/oauth2/@me", bearer(token)).status, 200)


if __name__ == "__main__":
    harness.main()
