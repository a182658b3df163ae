"""The sandbox's faults: when they strike, what they do, and what is carried out."""

import concurrent.futures
import http.client
import socket
import time

import harness
from harness import http as ask
from sandboxcase import BOT, INVALID_REFRESH, SandboxCase


class Faults(SandboxCase):
    def me(self):
        return self.get("/users/@me", BOT)

    def lost(self, call, *args):
        with self.assertRaises((OSError, http.client.HTTPException)):
            call(*args)

    def test_a_status_at_one_count(self):
        self.server.fault("users:2=503")
        self.assertEqual(self.me().status, 200)
        self.assert_error(self.me(), 503, {"message": "503: Service Unavailable", "code": 0})
        self.assertEqual(self.me().status, 200)

    def test_ranges(self):
        self.server.fault("users:2-3=500", "users:+5=502")
        self.assertEqual([self.me().status for _ in range(6)], [200, 500, 500, 200, 502, 200])
        self.server.fault("users:+2-3=404")
        self.assertEqual([self.me().status for _ in range(4)], [200, 404, 404, 200])
        self.server.fault("users:+*=418")
        self.assertEqual([self.me().status for _ in range(3)], [418, 418, 418])
        self.server.clear_faults()
        self.assertEqual(self.me().status, 200)

    def test_on_the_command_line(self):
        self.server = self.sandbox("--fault", "users:1=500", "--fault", "users:2=502", "--fault", "me:*=429:7")
        self.assertEqual([self.me().status for _ in range(3)], [500, 502, 200])
        self.assertEqual(self.get("/oauth2/@me").headers["Retry-After"], "7")

    def test_the_first_that_fits_counts(self):
        self.server.fault("users:1=503", "users:*=500")
        self.assertEqual([self.me().status for _ in range(2)], [503, 500])

    def test_every_endpoint(self):
        api = self.server.api
        requests = {
            "authorize": ("GET", self.server.authorize_url),
            "consent": ("POST", self.server.authorize_url),
            "token": ("POST", api + "/oauth2/token"),
            "revoke": ("POST", api + "/oauth2/token/revoke"),
            "me": ("GET", api + "/oauth2/@me"),
            "users": ("GET", api + "/users/@me"),
            "channel": ("GET", api + "/channels/1"),
            "messages": ("GET", api + "/channels/1/messages"),
            "post": ("POST", api + "/channels/1/messages"),
            "guilds": ("GET", api + "/users/@me/guilds"),
            "guild": ("GET", api + "/guilds/1"),
            "roles": ("GET", api + "/guilds/1/roles"),
            "member": ("GET", api + "/guilds/1/members/2"),
            "channels": ("GET", api + "/guilds/1/channels"),
            "application": ("GET", api + "/applications/@me"),
            "change": ("PATCH", api + "/applications/@me"),
            "webhook": ("GET", api + "/webhooks/1/x"),
            "gateway": ("GET", api + "/gateway"),
            "trap": ("POST", self.server.url + "/sandbox/trap"),
        }
        for endpoint, (method, url) in requests.items():
            self.server.fault(endpoint + ":1=599")
            self.assertEqual(ask(method, url, b"" if method == "POST" else None).status, 599, endpoint)
        self.assertEqual(self.server.requests()["requests"], dict.fromkeys(requests, 1))

    def test_a_refused_request_is_not_carried_out(self):
        token = self.login()["refresh_token"]
        self.server.fault("token:+1=503", "token:+2=refuse", "token:+3=garbage", "token:+4=html", "token:+5=huge",
                          "token:+6=429:1", "token:+7=redirect")
        self.refresh(token)
        self.lost(self.refresh, token)
        for _ in range(5):
            self.refresh(token)
        self.assertEqual(self.refresh(token).status, 200)

    def test_cut_and_half_are_carried_out(self):
        for kind in ("cut", "half"):
            token = self.login()["refresh_token"]
            self.server.fault("token:+1=" + kind)
            self.lost(self.refresh, token)
            self.assert_error(self.refresh(token), 400, INVALID_REFRESH)

    def test_half_is_a_half(self):
        self.server.fault("users:1=half")
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        connection.request("GET", "/api/v10/users/@me", headers=BOT)
        reply = connection.getresponse()
        with self.assertRaises(http.client.IncompleteRead) as caught:
            reply.read()
        connection.close()
        self.assertEqual(len(caught.exception.partial), int(reply.headers["Content-Length"]) // 2)

    def test_cut_and_refuse_send_nothing(self):
        self.server.fault("users:1=cut", "users:2=refuse")
        request = ("GET /api/v10/users/@me HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % self.server.port).encode()
        for _ in range(2):
            self.assertEqual(self.raw(request), b"")

    def test_delay_holds_only_its_own_answer(self):
        self.server.fault("users:1=delay:600000")
        with concurrent.futures.ThreadPoolExecutor() as pool:
            held = pool.submit(self.me)
            while not self.server.count("users"):
                time.sleep(0.01)
            self.assertEqual(self.me().status, 200)
            self.assertFalse(held.done())
            self.server.clear_faults()
            self.assertEqual(held.result(60).status, 200)

    def test_a_delay_lasts_as_long_as_it_says(self):
        self.server.fault("users:1=delay:300")
        begun = time.monotonic()
        self.assertEqual(self.me().status, 200)
        self.assertGreaterEqual(time.monotonic() - begun, 0.3)

    def test_a_delayed_request_is_carried_out_at_once(self):
        token = self.login()["refresh_token"]
        self.server.fault("token:+1=delay:600000")
        with concurrent.futures.ThreadPoolExecutor() as pool:
            held = pool.submit(self.refresh, token)
            while self.server.requests()["grants"]["refresh_token"] < 1:
                time.sleep(0.01)
            self.assert_error(self.refresh(token), 400, INVALID_REFRESH)
            self.assertFalse(held.done())
            self.server.clear_faults()
            self.assertEqual(held.result(60).status, 200)

    def test_delay_works_beside_another(self):
        self.server.fault("users:1-2=delay:200", "users:1=503", "users:2=cut")
        begun = time.monotonic()
        self.assertEqual(self.me().status, 503)
        self.lost(self.me)
        self.assertGreaterEqual(time.monotonic() - begun, 0.4)

    def test_whoever_does_not_wait_does_no_harm(self):
        self.server.fault("users:1=delay:600000")
        with socket.create_connection(("127.0.0.1", self.server.port)) as impatient:
            impatient.sendall(("GET /api/v10/users/@me HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n"
                               % self.server.port).encode())
            while not self.server.count("users"):
                time.sleep(0.01)
        self.server.clear_faults()
        self.assertEqual(self.me().status, 200)

    def test_429(self):
        self.server.fault("messages:*=429:1.25")
        reply = self.get("/channels/%s/messages" % harness.CHANNEL_ID, BOT)
        self.assert_error(reply, 429, {"message": "You are being rate limited.", "code": 0, "retry_after": 1.25,
                                       "global": False})
        self.assertEqual(reply.headers["Retry-After"], "2")
        self.assertEqual(reply.headers["X-RateLimit-Remaining"], "0")
        self.assertEqual(reply.headers["X-RateLimit-Reset-After"], "1.250")
        self.assertEqual(reply.headers["X-RateLimit-Scope"], "user")

    def test_a_bare_429_has_no_retry_after(self):
        self.server.fault("users:1=429")
        reply = self.me()
        self.assert_error(reply, 429, {"message": "429: Too Many Requests", "code": 0})
        self.assertIsNone(reply.headers["Retry-After"])

    def test_spoilt_answers(self):
        self.server.fault("users:1=garbage", "users:2=html", "users:3=huge")
        reply = self.me()
        self.assertEqual(reply.status, 200)
        self.assertRaises(ValueError, reply.json)
        reply = self.me()
        self.assertEqual((reply.status, reply.headers["Content-Type"]), (502, "text/html; charset=UTF-8"))
        self.assertTrue(reply.body.startswith(b"<!DOCTYPE html>"))
        reply = self.me()
        self.assertEqual(reply.status, 200)
        self.assertGreater(len(reply.body), 1024 * 1024)
        self.assertEqual(list(reply.json()), ["access_token"])

    def test_redirect_leads_into_the_trap(self):
        self.server.fault("token:1=redirect")
        reply = self.token(grant_type="refresh_token", refresh_token="x")
        self.assertEqual((reply.status, reply.headers["Location"]), (307, "/sandbox/trap"))
        self.assertEqual(self.server.count("trap"), 0)
        ask("POST", self.server.url + "/sandbox/trap", b"x")
        self.assertEqual(self.server.count("trap"), 1)

    def test_a_bad_spec_is_refused(self):
        reply = ask("POST", self.server.url + "/sandbox/fault", "token:0=503")
        self.assert_error(reply, 400, {"message": "fault 'token:0=503': '0' names no requests", "code": 0})
        self.assertEqual(ask("POST", self.server.url + "/sandbox/fault", "token:1=503\0").status, 400)
        self.assertEqual(ask("POST", self.server.url + "/sandbox/fault", b"").status, 400)


if __name__ == "__main__":
    harness.main()
