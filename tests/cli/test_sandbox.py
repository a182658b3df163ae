"""The sandbox as a program and a server: options, the profile it writes, HTTP, control."""

import concurrent.futures
import contextlib
import http.client
import os
import re
import signal
import socket
import stat
import time

import harness
from harness import http as ask
from sandboxcase import BOT, INVALID_CODE, REDIRECT, SandboxCase, bearer


class Start(harness.Case):
    def usage(self, text, *options):
        done = self.home.run("discred-sandbox", *options)
        self.assertEqual((done.status, done.stdout), (64, ""))
        self.assertEqual(done.stderr, "discred-sandbox: %s\n" % text)

    def test_help_documents_the_world_the_faults_and_the_control(self):
        done = self.home.run("discred-sandbox", "--help", prints=True)
        self.assertEqual((done.status, done.stderr), (0, ""))
        for text in (harness.CLIENT_ID, harness.CLIENT_SECRET, harness.BOT_TOKEN, harness.PUBLIC_CLIENT_ID,
                     harness.GUILD_ID, harness.CHANNEL_ID, "ENDPOINT:WHICH=KIND", "429:SECONDS", "delay:MS", "cut",
                     "half", "refuse", "garbage", "huge", "html", "redirect", "/sandbox/requests",
                     "/sandbox/end-grants"):
            self.assertIn(text, done.stdout)
        # As the error for a wrong one names them.
        endpoints = self.home.run("discred-sandbox", "--fault", "x:1=cut").stderr.split("endpoints are ")[1]
        listed = re.search(r"(?s)ENDPOINT is (.*?)\nWHICH", done.stdout)[1]
        for endpoint in re.findall(r"[a-z]+", endpoints.replace(" and ", " ")):
            self.assertRegex(listed, r"\b%s\b" % endpoint)

    def test_bad_options_are_usage_errors(self):
        number = "option '--%s': '%s' is not a number from %s"
        for options in (["--port", "65536"], ["--port", "x"]):
            self.usage((number % ("port", options[1], "0 to 65535")) + "; see --help", *options)
        for options in (["--nonsense"], ["argument"], ["--token-lifetime", "-1"], ["--token-length", "8"],
                        ["--redirect-uri", "not a url"], ["--redirect-uri", "http://a/"] * 11):
            self.assertEqual(self.home.run("discred-sandbox", *options).status, 64, options)

    def test_bad_fault_specs_are_usage_errors(self):
        form = "fault '%s' is not of the form ENDPOINT:WHICH=KIND; for example token:2=503"
        which = ("fault '%s': '%s' names no requests; write a number, a range such as 2-5, or *; '+' before it counts "
                 "from now on")
        for spec in ("", "token", "token:1", "token=503"):
            self.usage(form % spec, "--fault", spec)
        self.usage("fault 'tokens:1=503': no endpoint 'tokens'; endpoints are authorize, consent, token, revoke, me, "
                   "users, channel, messages, post, guilds, guild, roles, member, channels, application, "
                   "change, webhook, gateway and trap", "--fault",
                   "tokens:1=503")
        for text in ("", "0", "x", "-1", "2-1", "1-", "01", "**", "1 ", "99999999999999999999999"):
            spec = "token:%s=503" % text
            self.usage(which % (spec, text), "--fault", spec)
        for kind, usage in (("399", "STATUS"), ("600", "STATUS"), ("99999999999999999999", "STATUS"),
                            ("delay", "delay:MS"), ("delay:x", "delay:MS"), ("delay:600001", "delay:MS"),
                            ("429:", "429:SECONDS"), ("429:1.", "429:SECONDS"), ("429:1.2345", "429:SECONDS"),
                            ("429:-1", "429:SECONDS"), ("cut:1", "cut")):
            spec = "token:1=" + kind
            self.usage("fault '%s': '%s' is not of the form %s; see --help" % (spec, kind, usage),
                       "--fault", spec)
        self.usage("fault 'token:1=explode': no kind 'explode'; 'discred sandbox --help' lists the kinds",
                   "--fault", "token:1=explode")

    def test_one_line_on_stdout_says_where_it_is(self):
        process = self.home.start("discred-sandbox", "--port", "0")
        line = process.stdout.readline()
        self.assertRegex(line, r"\Asandbox: http://127\.0\.0\.1:[0-9]+\n\Z")
        process.terminate()
        self.assertEqual(self.home.finish(process), (0, "", ""))

    def test_a_fixed_port_and_a_port_in_use(self):
        port = harness.free_port()
        with harness.Sandbox(self.home, "--port", str(port)) as server:
            self.assertEqual(server.port, port)
            done = self.home.run("discred-sandbox", "--port", str(port))
        self.assertEqual((done.status, done.stdout), (75, ""))
        self.assertEqual(done.stderr, "discred-sandbox: cannot listen on '127.0.0.1:%d': Address already in use; "
                         "another program has this port: choose one with --port, or let --port 0 pick one\n" % port)

    def test_only_the_loopback_address_is_served(self):
        server = self.sandbox()
        with open("/proc/net/tcp", encoding="ascii") as table:
            listening = [line.split()[1] for line in table if " 0A " in line and ":%04X " % server.port in line]
        self.assertEqual(listening, ["0100007F:%04X" % server.port])

    def test_sigint_and_sigterm_end_it_well(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            server = self.sandbox()
            ask("GET", server.url + "/")
            server.stop(number)
            self.assertEqual(server.process.returncode, 0)

    def test_it_ends_while_an_answer_is_held_back(self):
        server = self.sandbox("--fault", "me:*=delay:60000")
        with concurrent.futures.ThreadPoolExecutor() as pool:
            held = pool.submit(ask, "GET", server.api + "/oauth2/@me")
            while not server.count("me"):
                time.sleep(0.01)
            server.stop()
            with self.assertRaises((OSError, http.client.HTTPException)):
                held.result(10)


class WriteProfile(harness.Case):
    def path(self, name):
        return os.path.join(self.home.config, "discred", "profiles", name + ".cfg")

    def test_a_profile_for_this_sandbox(self):
        server = self.sandbox("--write-profile", "box", "--redirect-uri", "http://127.0.0.1:1/a",
                              "--redirect-uri", 'http://localhost:2/"b"')
        with open(self.path("box"), encoding="utf-8") as profile:
            text = profile.read()
        settings = [line for line in text.splitlines() if line and not line.startswith("#")]
        self.assertEqual(settings, [
            'description = "The local sandbox";',
            'api_base = "%s/api/v10";' % server.url,
            'authorize_url = "%s/oauth2/authorize";' % server.url,
            'hosts = "127.0.0.1:%d";' % server.port,
            'client_id = "%s";' % harness.CLIENT_ID,
            'client_secret = "%s";' % harness.CLIENT_SECRET,
            'scope = [ "identify", "bot" ];',
            'permissions = "1115136";',
            'guild_id = "%s";' % harness.GUILD_ID,
            'channel_id = "%s";' % harness.CHANNEL_ID,
            'bot_token = "%s";' % harness.BOT_TOKEN,
            'redirect_uri = [ "http://127.0.0.1:1/a", "http://localhost:2/\\"b\\"" ];',
        ])
        self.assertIn("#public_client = true;\n", text)
        mode = os.stat(self.path("box"))
        self.assertEqual(stat.S_IMODE(mode.st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(os.path.dirname(self.path("box"))).st_mode), 0o700)

    def test_a_note_says_where_it_was_written(self):
        server = self.sandbox("--write-profile", "box")
        server.stop()
        self.assertEqual("".join(server.stderr), "discred-sandbox: profile 'box' written to '%s'\n" % self.path("box"))

    def test_given_again_it_goes_on(self):
        server = self.sandbox("--write-profile", "box")
        port = str(server.port)
        server.stop()
        before = os.stat(self.path("box"))
        again = self.sandbox("--port", port, "--write-profile", "box")
        again.stop()
        self.assertEqual("".join(again.stderr),
                         "discred-sandbox: profile 'box' is there already: '%s'\n" % self.path("box"))
        self.assertEqual(os.stat(self.path("box")).st_ino, before.st_ino)

    def test_what_says_the_same_but_cannot_be_trusted(self):
        server = self.sandbox("--write-profile", "box")
        server.stop()
        os.chmod(self.path("box"), 0o644)
        done = self.home.run("discred-sandbox", "--port", str(server.port), "--write-profile", "box")
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertIn("exists already, and is left as it is", done.stderr)

    def test_a_file_that_exists_is_left_alone(self):
        self.home.profile("box", "mine\n")
        done = self.home.run("discred-sandbox", "--port", "0", "--write-profile", "box")
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertEqual(done.stderr, "discred-sandbox: '%s' exists already, and is left as it is; start without "
                         "--write-profile, give another name, or remove the file first\n" % self.path("box"))
        with open(self.path("box"), encoding="utf-8") as profile:
            self.assertEqual(profile.read(), "mine\n")

    def test_a_symbolic_link_is_not_followed(self):
        os.makedirs(os.path.dirname(self.path("box")), 0o700)
        target = os.path.join(self.home.path, "target")
        os.symlink(target, self.path("box"))
        self.assertEqual(self.home.run("discred-sandbox", "--port", "0", "--write-profile", "box").status, 78)
        self.assertFalse(os.path.exists(target))

    def test_a_bad_name_is_refused(self):
        for name in ("../box", "", ".box", "a/b", "x" * 65):
            done = self.home.run("discred-sandbox", "--port", "0", "--write-profile", name)
            self.assertEqual((done.status, done.stdout), (64, ""), name)
            self.assertIn("'%s' cannot be the name of a profile" % name, done.stderr)

    def test_without_a_home_there_is_no_place(self):
        done = self.home.run("discred-sandbox", "--port", "0", "--write-profile", "box", XDG_CONFIG_HOME="/dev/null/x")
        self.assertEqual((done.status, done.stdout), (71, ""))


class Transport(SandboxCase):
    def test_a_strange_host_is_refused(self):
        get = "GET /sandbox/requests HTTP/1.1\r\nConnection: close\r\n%s\r\n"
        for host in ("evil.example", "127.0.0.1", "127.0.0.1:1", "127.0.0.1:%d.evil.example" % self.server.port, ""):
            reply = self.raw((get % ("Host: %s\r\n" % host)).encode())
            self.assertTrue(reply.startswith(b"HTTP/1.1 421 "), (host, reply))
            self.assertTrue(reply.endswith(b'{"message":"this Host is not the sandbox\'s","code":0}'), reply)
        twice = "Host: 127.0.0.1:%d\r\n" % self.server.port * 2
        self.assertTrue(self.raw((get % twice).encode()).startswith(b"HTTP/1.1 421 "))
        self.assertIn(b" 421 ", self.raw(b"GET / HTTP/1.0\r\n\r\n").splitlines()[0])
        for host in ("127.0.0.1", "localhost", "LocalHost"):
            right = "Host: %s:%d\r\n" % (host, self.server.port)
            self.assertTrue(self.raw((get % right).encode()).startswith(b"HTTP/1.1 200 "))

    def test_a_body_above_64_kib_is_not_taken(self):
        form = "grant_type=refresh_token&x=" + "y" * (64 * 1024)
        with self.assertRaises((OSError, http.client.HTTPException)):
            ask("POST", self.server.api + "/oauth2/token", form)
        self.assertEqual(self.server.count("token"), 0)
        form = form[:64 * 1024]
        self.assertEqual(ask("POST", self.server.api + "/oauth2/token", form).status, 401)

    def test_nonsense_does_not_disturb(self):
        for request in (b"\r\n\r\n", b"GET\r\n\r\n", b"\0" * 100, b"GET /%00%zz?%=&=%00 HTTP/1.1\r\n\r\n",
                        b"POST /api/v10/oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nshort",
                        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 60000 + b"\r\n"):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.server.port)) as stranger:
                stranger.sendall(request)
        self.assertEqual(ask("GET", self.server.url + "/").status, 200)

    def test_unknown_paths_and_methods(self):
        self.assert_error(self.get("/nowhere"), 404, {"message": "404: Not Found", "code": 0})
        self.assert_error(ask("GET", self.server.url + "/nowhere"), 404, {"message": "404: Not Found", "code": 0})
        for path in ("/oauth2/token", "/oauth2/token/revoke"):
            self.assert_error(self.get(path), 405, {"message": "405: Method Not Allowed", "code": 0})
        self.assertEqual(ask("POST", self.server.api + "/users/@me", b"").status, 405)
        self.assertEqual(self.server.requests()["requests"],
                         dict.fromkeys(("authorize", "consent", "token", "revoke", "me", "users", "channel", "messages",
                                        "post", "guilds", "guild", "roles", "member", "channels",
                                        "application", "change", "webhook", "gateway", "trap"), 0))

    def test_versions(self):
        for version in ("", "/v6", "/v7", "/v8", "/v9", "/v10"):
            self.assertEqual(ask("GET", self.server.url + "/api" + version + "/users/@me", headers=BOT).status, 200)
        for version in ("/v5", "/v11", "/v1"):
            self.assert_error(ask("GET", self.server.url + "/api" + version + "/users/@me", headers=BOT), 400,
                              {"message": "Invalid API version provided", "code": 50041})
        for version in ("/v100", "/v10x", "/vx", "/v", "/v0", "/v06", "/v+9"):
            self.assertEqual(ask("GET", self.server.url + "/api" + version + "/users/@me", headers=BOT).status, 404)

    def test_fifty_connections_at_once(self):
        self.server.fault("users:*=delay:600000")
        with concurrent.futures.ThreadPoolExecutor(50) as pool:
            replies = [pool.submit(self.get, "/users/@me", BOT) for _ in range(50)]
            while self.server.count("users") < 50:
                time.sleep(0.02)
            self.server.clear_faults()
            self.assertEqual([reply.result(60).status for reply in replies], [200] * 50)

    def test_an_idle_connection_disturbs_nobody(self):
        with socket.create_connection(("127.0.0.1", self.server.port)) as idle:
            idle.sendall(b"POST /api/v10/oauth2/token HTTP/1.1\r\nHost: ")
            self.assertEqual(self.get("/users/@me", BOT).status, 200)

    def test_a_connection_is_kept(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        for _ in range(3):
            connection.request("GET", "/api/v10/users/@me", headers=BOT)
            reply = connection.getresponse()
            self.assertEqual((reply.status, reply.read()[:1]), (200, b"{"))
        connection.close()

    def test_verbose_prints_no_secret(self):
        server = self.sandbox("--verbose")
        ask("GET", server.authorize_url + "?client_id=1&state=planted-state")
        ask("GET", server.api + "/users/@me", headers=BOT)
        self.home.plant("planted-state")
        server.stop()
        self.assertEqual("".join(server.stderr),
                         "discred-sandbox: GET /oauth2/authorize: 400\ndiscred-sandbox: GET /api/v10/users/@me: 200\n")


class Control(SandboxCase):
    def test_counts(self):
        token = self.login()
        self.refresh(token["refresh_token"])
        self.refresh("x")
        self.token(grant_type="client_credentials", scope="identify")
        self.token(grant_type="password")
        self.get("/oauth2/@me", {**bearer("x"), "User-Agent": "DiscordBot (https://example.org, 1.0)"})
        self.assertEqual(self.server.requests(), {
            "requests": {"authorize": 1, "consent": 1, "token": 5, "revoke": 0, "me": 1, "users": 0, "channel": 0,
                         "messages": 0, "post": 0, "guilds": 0, "guild": 0, "roles": 0, "member": 0, "channels": 0,
                         "application": 0, "change": 0, "webhook": 0, "gateway": 0,
                         "trap": 0},
            "grants": {"authorization_code": 1, "refresh_token": 2, "client_credentials": 1, "other": 1},
            "user_agent": "DiscordBot (https://example.org, 1.0)",
        })

    def test_the_user_agent_is_of_api_requests_only(self):
        self.assertIsNone(self.server.requests()["user_agent"])
        ask("GET", self.server.url + "/")
        self.assertIsNone(self.server.requests()["user_agent"])

    def test_requests_that_fail_are_counted(self):
        self.server.fault("token:*=503")
        self.refresh("x")
        self.assertEqual(self.server.requests()["grants"]["refresh_token"], 1)
        self.assertEqual(self.server.count("token"), 1)

    def test_advance_takes_a_number(self):
        for body in ("", "x", "-1", "1.5", "99999999999", "1 "):
            reply = ask("POST", self.server.url + "/sandbox/advance", body)
            self.assert_error(reply, 400, {"message": "the body is not a number of seconds up to a year", "code": 0})

    def test_the_home_page(self):
        page = ask("GET", self.server.url + "/").text()
        for text in (harness.CLIENT_ID, harness.PUBLIC_CLIENT_ID, harness.CHANNEL_ID, REDIRECT):
            self.assertIn(text, page)
        self.assertNotIn(harness.CLIENT_SECRET, page)
        self.assertNotIn(harness.BOT_TOKEN, page)

    def test_the_last_256_codes_are_remembered(self):
        self.server = self.sandbox("--approve")
        codes = [self.location(self.authorize())["code"] for _ in range(257)]
        self.assert_error(self.exchange(codes[0]), 400, INVALID_CODE)
        self.assertEqual([self.exchange(code).status for code in (codes[1], codes[256])], [200, 200])


if __name__ == "__main__":
    harness.main()
