"""The listener of discred auth login through real sockets: what comes astray is answered, and never ends the login."""

import unittest
import urllib.parse

import harness
import waitcase

UNAFFECTED = "The login in the terminal is not affected."
STRAY = "This is not the login that is waiting"
ODD = "This request is not understood"


class ListenerCase(waitcase.WaitCase):
    def setUp(self):
        super().setUp()
        self.wait()
        self.host = "Host: 127.0.0.1:%d" % self.port

    def tearDown(self):
        """After whatever a test did, the login is there and succeeds."""
        self.logs_in()
        super().tearDown()

    def get(self, target, *headers):
        return self.send("GET %s HTTP/1.1" % target, self.host, *headers)

    def check(self, answer, status, title, *text):
        self.assertIsNotNone(answer)
        self.assertEqual((answer.status, answer.title(), answer.text()), (status, title, [*text]))
        self.check_headers(answer.headers)

    def check_headers(self, headers):
        self.assertTrue(headers["content-security-policy"].startswith("default-src 'none'; "))
        self.assertEqual((headers["cache-control"], headers["referrer-policy"], headers["x-content-type-options"]),
                         ("no-store", "no-referrer", "nosniff"))
        self.assertEqual(headers["content-type"], "text/html; charset=utf-8")


class State(ListenerCase):
    def refused(self, query, reason):
        self.check(self.get("/callback?" + query), 400, STRAY, "Refused: %s." % reason, UNAFFECTED)

    def test_another_logins(self):
        other = "the address belongs to another login (its &#39;state&#39; is not this one&#39;s)"
        state = self.parameters()["state"]
        for wrong in ("wrong", "", state[:-1], state + "x", state.swapcase()):
            self.refused("code=abc&state=" + wrong, other)
        for wrong in (state + "%00", "%00" + state):
            self.refused("code=abc&state=" + wrong, "the address: &#39;state&#39; holds a NUL byte")

    def test_none(self):
        self.refused("code=abc", "the address has no &#39;state&#39;")
        self.check(self.get("/callback"), 400, STRAY, "Refused: the address has no &#39;state&#39;.", UNAFFECTED)

    def test_twice(self):
        state = self.parameters()["state"]
        self.refused("code=abc&state=%s&state=%s" % (state, state), "the address has &#39;state&#39; more than once")

    def test_right_but_with_nonsense(self):
        right = "state=" + self.parameters()["state"]
        self.refused(right, "the address has neither &#39;code&#39; nor &#39;error&#39;")
        self.refused(right + "&code=", "the address has an empty &#39;code&#39;")
        self.refused(right + "&error=", "the address has an empty &#39;error&#39;")
        self.refused(right + "&code=a&code=b", "the address has &#39;code&#39; more than once")
        self.refused(right + "&error=a&error=b", "the address has &#39;error&#39; more than once")
        self.refused(right + "&code=a&error=b", "the address has both &#39;code&#39; and &#39;error&#39;")


class Stale(waitcase.WaitCase):
    def test_the_redirect_of_an_earlier_login(self):
        self.wait()
        old = self.approved()
        self.assertEqual(self.arrive(old).status, 200)
        self.home.finish(self.process)
        self.wait()
        page = self.arrive(old)
        self.assertEqual(page.status, 400)
        self.assertIn("the address belongs to another login", page.text())
        self.logs_in()


class Astray(ListenerCase):
    def test_the_icon(self):
        self.check(self.get("/favicon.ico"), 404, "There is nothing here", UNAFFECTED)

    def test_other_paths(self):
        for path in ("/", "/callback/", "/callback%20", "//callback", "/%63allback", "/Callback", "/callback;x"):
            self.check(self.get(path + "?code=a"), 404, "There is nothing here", UNAFFECTED)

    def test_the_wrong_nonce(self):
        path = urllib.parse.urlsplit(self.start_url).path
        for wrong in ("/start/WRONG", "/start/", "/start", path[:-1], path + "x", path + "/"):
            answer = self.get(wrong)
            self.check(answer, 404, "There is nothing here", UNAFFECTED)
            self.assertNotIn("location", answer.headers)

    def test_prefetch(self):
        path = urllib.parse.urlsplit(self.start_url).path
        for header in ("Sec-Purpose: prefetch;prerender", "Purpose: prefetch", "X-Moz: prefetch", "X-Purpose: preview"):
            for target in (path, "/callback?code=a&state=" + self.parameters()["state"]):
                self.check(self.get(target, header), 503, "Not ahead of time",
                           "This page is made when it is really opened. " + UNAFFECTED)

    def test_idle_connections(self):
        idle = [self.connect() for _ in range(6)]
        # One of them closes, and one is dropped in the middle of a request.
        idle[0].close()
        idle[1].sendall(b"GET /callback?code=")
        idle[1].close()
        self.assertEqual(harness.http("GET", self.start_url).status, 302)

    def test_an_idle_connection_is_ended(self):
        idle = self.connect()
        slow = self.connect()
        slow.sendall(b"GET /callback HTTP/1.1\r\n")
        self.assertIsNone(self.receive(idle))
        self.receive(slow)

    def test_the_start_address_again_and_again(self):
        first = self.authorize_url()
        self.assertEqual([self.authorize_url() for _ in range(3)], [first] * 3)
        self.check_headers(dict(self.get(urllib.parse.urlsplit(self.start_url).path).headers))


class Requests(ListenerCase):
    def test_other_methods(self):
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            answer = self.send("%s /callback?code=a HTTP/1.1" % method, self.host)
            self.check(answer, 405, "Only GET is answered here", UNAFFECTED)
            self.assertEqual(answer.headers["allow"], "GET")

    def test_head(self):
        answer = self.send("HEAD /callback HTTP/1.1", self.host)
        self.assertEqual((answer.status, answer.body), (405, ""))

    def test_a_form(self):
        answer = self.send("POST /callback HTTP/1.1", self.host, "Content-Type: application/x-www-form-urlencoded",
                           "Content-Length: 6", "", "code=a")
        self.assertEqual(answer.status, 405)

    def test_the_wrong_host(self):
        for host in ("localhost:%d" % self.port, "127.0.0.1", "127.0.0.1:%d" % (self.port + 1), "evil.example",
                     "127.0.0.1:%d." % self.port, "127.0.0.1:0%d" % self.port, ""):
            answer = self.send("GET /callback?code=a HTTP/1.1", "Host: " + host)
            self.check(answer, 400, "This is not the address that was asked for",
                       "The request names another host than the login&#39;s redirect address. " + UNAFFECTED)

    def test_two_hosts(self):
        answer = self.get("/callback?code=a", self.host)
        self.assertEqual((answer.status, answer.title()), (400, "This is not the address that was asked for"))

    def test_no_host(self):
        self.assertEqual(self.send("GET /callback?code=a HTTP/1.0").status, 400)
        self.assertEqual(self.send("GET /callback?code=a HTTP/1.1").status, 400)

    def test_a_body(self):
        body = "A request here has no body. " + UNAFFECTED
        self.check(self.get("/callback?code=a", "Content-Length: 0"), 400, ODD, body)
        self.check(self.get("/callback?code=a", "Transfer-Encoding: chunked", "", "0", ""), 400, ODD, body)
        self.check(self.get("/callback?code=a", "Content-Length: 3", "", "abc"), 400, ODD, body)

    def test_the_start_address_is_judged_alike(self):
        path = urllib.parse.urlsplit(self.start_url).path
        for answer in (self.send("GET %s HTTP/1.1" % path, "Host: evil.example"),
                       self.get(path, "Content-Length: 0"), self.send("POST %s HTTP/1.1" % path, self.host)):
            self.assertGreaterEqual(answer.status, 400)
            self.assertNotIn("location", answer.headers)

    def test_room_for_headers_and_no_more(self):
        fits, too_much = "x" * 60 * 1024, "x" * 70 * 1024
        self.check(self.get("/callback", "X-Long: " + fits), 400, STRAY, "Refused: the address has no &#39;state&#39;.", UNAFFECTED)
        self.assertEqual(self.get("/callback", "X-Long: " + too_much).status, 431)
        self.assertEqual(self.get("/elsewhere", "Cookie: " + fits).status, 404)

    def test_not_a_path(self):
        state = self.parameters()["state"]
        for target in ("http://127.0.0.1:%d/callback?code=a&state=%s" % (self.port, state), "callback?code=a", "*"):
            self.check(self.get(target), 400, ODD, "Its target is not a path. " + UNAFFECTED)

    def test_bytes_that_do_not_belong_there(self):
        state = self.parameters()["state"]
        answer = self.get("/callback?code=a&state=%s\0&more=1" % state)
        self.assertTrue(answer is None or answer.status == 400, answer)
        answer = self.get("/callback?code=a", "Host : evil.example")
        self.assertTrue(answer is None or answer.status == 400, answer)

    def test_not_http_at_all(self):
        tls = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"
        for bytes_ in (tls, b"\r\n\r\n", b"GET\r\n\r\n", b"\0" * 64):
            connection = self.connect()
            connection.sendall(bytes_)
            connection.close()


class Held(waitcase.WaitCase):
    """The connection that brought the right state, while the code is exchanged."""

    def test_the_page_is_asked_for_twice(self):
        self.wait()
        url = self.approved()
        target = urllib.parse.urlsplit(url)
        with self.exchanges(url) as first:
            second = self.begin("GET %s?%s HTTP/1.1" % (target.path, target.query), "Host: " + target.netloc)
        self.assertEqual(first.result().status, 200)
        self.assertIn("<h1>Logged in</h1>", first.result().text())
        answer = self.receive(second)
        self.assertEqual((answer.status, answer.title()), (200, "Logged in"))
        self.assertEqual(self.home.finish(self.process).status, 0)
        self.assertEqual(self.box.count("token"), 1)

    def test_it_goes_away(self):
        self.wait()
        target = urllib.parse.urlsplit(self.approved())
        connection = self.connect()
        with self.box.held() as asked_for:
            connection.sendall(("GET %s?%s HTTP/1.1\r\nHost: %s\r\n\r\n"
                                % (target.path, target.query, target.netloc)).encode())
            asked_for()
            connection.close()
        done = self.home.finish(self.process)
        self.assertEqual(done.status, 0, done.stderr)
        self.assertIsNotNone(self.stored("grant"))


class Localhost(waitcase.WaitCase):
    def test_both_families(self):
        port = harness.free_port()
        self.redirect = "http://localhost:%d/callback" % port
        self.box.stop()
        self.box = self.sandbox("--redirect-uri", self.redirect, "--approve")
        self.change_profile()
        self.wait()
        self.assertRegex(self.start_url, r"^http://localhost:%d/start/" % port)
        path = urllib.parse.urlsplit(self.start_url).path
        for host in ("127.0.0.1", "::1"):
            try:
                answer = self.send("GET %s HTTP/1.1" % path, "Host: localhost:%d" % port, host=host)
            except OSError:
                self.skipTest("no IPv6 here")
            self.assertEqual(answer.status, 302)
        self.assertEqual(self.send("GET %s HTTP/1.1" % path, "Host: 127.0.0.1:%d" % port).status, 400)
        self.logs_in()


if __name__ == "__main__":
    unittest.main(verbosity=2)
