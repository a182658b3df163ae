"""discred doctor: the way to the server, stage by stage."""

import json
import os
import re
import subprocess
import time

import certificates
import harness
import tokenserver
from doctorcase import PROXY_SECRET, DoctorCase

NEEDS_ANSWER = "needs an answer of the server"
SET_CLOCK = "set it ('timedatectl set-ntp true'): tokens and certificates are judged by it"


class NetworkCase(DoctorCase):
    OFFLINE = ()
    START = "start the server that api_base in profile 'reader' names"
    BETWEEN = "check api_base in profile 'reader', and any proxy in between"

    def server(self, **settings):
        """A sandbox that is the profile's."""
        self.box = self.sandbox()
        self.profile(api_base='"%s"' % self.box.api, authorize_url='"%s"' % self.box.authorize_url, **settings)
        self.host = "127.0.0.1:%d" % self.box.port
        return self.box

    def stages(self, checks, **expected):
        """Each stage is as told, and those after a failure are skipped."""
        for name, result in expected.items():
            self.assertEqual(checks[name][0], result, (name, checks[name]))

    def answer_with(self, reply):
        """The port of a server that answers each request with these bytes; None: with nothing, ever."""
        server = tokenserver.TokenServer(blindly=tokenserver.raw(reply))
        self.addCleanup(server.stop)
        return server.port


class Network(NetworkCase):
    def test_nobody_listens(self):
        port = harness.free_port()
        self.profile(api_base='"http://127.0.0.1:%d/api"' % port)
        checks = self.expect("connect", "failed", "cannot reach '127.0.0.1:%d': connection refused" % port, self.START,
                             status=75)
        for name in ("tls", "api", "clock"):
            self.assertEqual(checks[name], ("skipped", NEEDS_ANSWER, ""))

    def test_no_such_name(self):
        self.profile(api_base='"https://discred-test.invalid/api"')
        done = self.run_doctor("--json")
        checks = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
        dns = checks["dns"]
        # Without a network there is nobody who could say that there is no such name.
        self.assertIn((done.status, dns["result"], dns["text"], dns["hint"]), [
            (78, "failed", "there is no host 'discred-test.invalid'", "correct api_base in profile 'reader', or see whether other names can be looked up here"),
            (75, "failed", "no name server answered about 'discred-test.invalid'",
             "see whether this machine is on the network, and its name servers in /etc/resolv.conf"),
            (75, "failed", "no name server answered about 'discred-test.invalid' within 4 s",
             "see whether this machine is on the network, and its name servers in /etc/resolv.conf")])
        for name in ("connect", "tls", "api", "clock"):
            self.assertEqual((checks[name]["result"], checks[name]["text"]),
                             ("skipped", "needs the address of the host"))

    def test_answers_that_are_none_of_the_api(self):
        self.server()
        self.box.fault("gateway:1=html", "gateway:2=garbage", "gateway:3=404", "gateway:4=429:30", "gateway:5=cut",
                       "gateway:6=redirect", "gateway:7=403", "gateway:8=huge")
        strange = ("'%s' answered something that is not from the API" % self.host)
        for status, text, hint in (
                (75, None, None),
                (75, strange, "check api_base, and any proxy in between"),
                (66, "'%s' answered 404: Not Found" % self.host, "correct api_base in profile 'reader'"),
                (75, None, None),
                (75, "no answer from '%s': the connection was closed" % self.host, self.BETWEEN),
                (75, None, None),
                (77, "'%s' answered 403: Forbidden" % self.host, None),
                (75, None, None)):
            checks = self.doctor(status=status)
            self.stages(checks, dns="skipped", connect="ok", tls="skipped", api="failed")
            if text:
                self.assertEqual(checks["api"][1], text)
            if hint:
                self.assertEqual(checks["api"][2], hint)
            self.assertIn(self.host, checks["api"][1])
        self.assertEqual((self.box.count("gateway"), self.box.count("trap")), (8, 0))
        self.stages(self.doctor(), api="ok", clock="ok")

    def behind(self, seconds, status=0):
        """A server's second may have begun before the request did, and the answer may take its time."""
        begun = time.monotonic()
        checks = self.doctor(status=status)
        found = re.fullmatch(r"this machine's clock is (\d+) s behind that of '(.*)'", checks["clock"][1])
        self.assertEqual(found[2], self.host)
        self.assertTrue(seconds - 1 - (time.monotonic() - begun) <= int(found[1]) <= seconds + 1, found[0])
        return checks

    def test_a_clock_that_is_off(self):
        self.server()
        self.box.advance(150)
        checks = self.behind(150)
        self.assertEqual(checks["clock"][::2], ("warning", SET_CLOCK))
        self.box.advance(3600)
        checks = self.behind(3750, 71)
        self.assertEqual(checks["clock"][::2], ("failed", SET_CLOCK))

    def test_a_clock_of_the_past(self):
        """A server that is another one than the sandbox, and one that has no Date."""
        for headers, state, text in (
                ({"Date": "Fri, 01 May 2020 12:00:00 GMT"}, "failed",
                 r"this machine's clock is \d{9} s ahead of that of '127\.0\.0\.1:\d+'"),
                ({}, "skipped", r"the answer of '127\.0\.0\.1:\d+' has no Date")):
            port = self.answer_with(b"".join([b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n",
                                              *[("%s: %s\r\n" % item).encode() for item in headers.items()],
                                              b'\r\n{"url":""}']))
            self.profile(api_base='"http://127.0.0.1:%d/api"' % port)
            checks = self.doctor(status=71 if state == "failed" else 0)
            self.assertEqual(checks["clock"][0], state)
            self.assertRegex(checks["clock"][1], r"\A%s\Z" % text)


class Tls(NetworkCase):
    def tls(self, certificate=certificates.GOOD, ca=True):
        server = tokenserver.TokenServer(self.home, certificate)
        self.addCleanup(server.stop)
        self.profile(api_base='"%s/api"' % server.url, ca_file='"%s"' % server.ca if ca else None)
        self.host = server.host
        return server

    def gnutls(self):
        """Other TLS libraries tell less."""
        shown = subprocess.run(["ldd", harness.program("discred-doctor")], capture_output=True, text=True, check=True)
        return "libcurl-gnutls" in shown.stdout

    def refused(self, reason, hint, certificate=certificates.GOOD, ca=True, status=75):
        server = self.tls(certificate, ca)
        checks = self.doctor(status=status)
        self.stages(checks, connect="ok", tls="failed", api="skipped", clock="skipped")
        text = "the certificate of '%s' cannot be verified" % self.host
        self.assertEqual(checks["tls"][1], text + (": " + reason if self.gnutls() else ""))
        self.assertEqual(checks["tls"][2], hint % {"ca": server.ca})

    def test_no_variable_makes_it_log_keys(self):
        log = os.path.join(self.home.path, "keys")
        self.tls()
        checks = self.doctor(SSLKEYLOGFILE=log, GNUTLS_KEYLOGFILE=log)
        self.stages(checks, connect="ok", tls="ok", api="ok")
        self.assertFalse(os.path.exists(log))
        done = self.run_doctor(GNUTLS_DEBUG_LEVEL="9")
        self.assertEqual(done.status, 0)
        self.assertNotRegex(done.stderr, "HSK|REC|[Kk]ey")

    OF_FILE = "it must be for this name, in date, and signed by an authority in ca_file '%(ca)s'"

    def test_good(self):
        self.tls()
        checks = self.doctor()
        self.stages(checks, proxy="ok", dns="skipped", connect="ok", tls="ok", api="ok", clock="ok")
        self.assertEqual(checks["tls"][1], ("TLS1.3, " if self.gnutls() else "") + "the certificate is good")

    def test_certificates(self):
        self.refused("it is for another name", self.OF_FILE, certificates.OTHER_NAME)
        clock = "check this machine's clock ('date'); if it is right, the server has to renew it"
        for reason, certificate in (("it has expired by this machine's clock", certificates.EXPIRED),
                                    ("it is not valid yet by this machine's clock", certificates.NOT_YET)):
            self.refused(reason, clock if self.gnutls() else self.OF_FILE, certificate)
        self.refused("nobody known has signed it", "it must be for this name, in date, and signed by an authority that the "
                     "system knows; ca_file names one of your own", ca=False)

    def test_a_ca_file_that_is_not_there(self):
        server = self.tls()
        os.unlink(server.ca)
        self.expect("tls", "failed", "ca_file '%s' cannot be used" % server.ca,
                    "it must be readable and hold certificates in PEM form")

    def test_a_server_without_tls(self):
        port = self.answer_with(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        self.profile(api_base='"https://127.0.0.1:%d/api"' % port)
        checks = self.expect("tls", "failed", "cannot reach '127.0.0.1:%d': the TLS handshake failed" % port, self.BETWEEN,
                             status=75)
        self.stages(checks, connect="ok", api="skipped")

    def test_a_server_that_says_nothing(self):
        port = self.answer_with(None)
        self.profile(api_base='"https://127.0.0.1:%d/api"' % port)
        checks = self.expect("tls", "failed", "cannot reach '127.0.0.1:%d': timed out" % port, self.BETWEEN, status=75)
        self.stages(checks, connect="ok", api="skipped")


class Proxy(NetworkCase):
    def setUp(self):
        super().setUp()
        self.profile(api_base='"https://api.example/v10"')

    def url(self, port):
        return "http://user:%s@127.0.0.1:%d" % (PROXY_SECRET, port)

    def through(self, status, connect, hint, **more):
        checks = self.doctor(status=status, **more)
        self.assertEqual(checks["connect"], ("failed", connect, hint))
        self.stages(checks, proxy="ok", dns="skipped", tls="skipped", api="skipped", clock="skipped")
        return checks

    def test_one_that_is_not_there(self):
        port = harness.free_port()
        checks = self.through(75, "cannot reach the proxy '127.0.0.1:%d': connection refused" % port,
                              "see whether the proxy that https_proxy names works", https_proxy=self.url(port))
        self.assertEqual(checks["proxy"][1], "https_proxy: '127.0.0.1:%d'" % port)
        self.assertEqual(checks["dns"][1], "'127.0.0.1' is an address")

    def test_one_that_refuses(self):
        port = self.answer_with(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        self.through(75, "the proxy '127.0.0.1:%d' does not connect us to 'api.example': it answered 407" % port,
                     "check the user name and the password in ALL_PROXY", ALL_PROXY=self.url(port))

    def test_one_that_says_nothing(self):
        port = self.answer_with(None)
        self.through(75, "cannot reach the proxy '127.0.0.1:%d': timed out" % port,
                     "see whether the proxy that HTTPS_PROXY names works",
                     HTTPS_PROXY=self.url(port))

    def test_one_that_makes_no_sense(self):
        checks = self.expect("proxy", "failed", "https_proxy is set to something that is no address of a proxy",
                             "write http://HOST:PORT, or unset it", https_proxy="%s://user@127.0.0.1:1" % PROXY_SECRET)
        self.assertEqual(checks["dns"], ("skipped", "needs the proxy's address", ""))

    def test_a_name_of_one_that_there_is_not(self):
        checks = {check["name"]: check for check in json.loads(
            self.run_doctor("--json", https_proxy="http://user:%s@proxy.invalid:3128" % PROXY_SECRET).stdout)["checks"]}
        self.assertEqual(checks["proxy"]["text"], "https_proxy: 'proxy.invalid:3128'")
        self.assertEqual(checks["dns"]["result"], "failed")
        if checks["dns"]["code"] == "config":
            self.assertEqual((checks["dns"]["text"], checks["dns"]["hint"]),
                             ("there is no host 'proxy.invalid'", "check the proxy's name in https_proxy"))
        else:
            self.assertIn("no name server answered about 'proxy.invalid'", checks["dns"]["text"])

    def test_exceptions(self):
        done = self.run_doctor("--json", https_proxy=self.url(1), no_proxy="localhost,.example")
        self.assertIn("none: no_proxy excepts 'api.example' from https_proxy", done.stdout)
        box = self.server()
        checks = self.doctor(https_proxy=self.url(1), all_proxy=self.url(1), http_proxy=self.url(1))
        self.assertEqual(checks["proxy"], ("ok", "none: a loopback host is always reached directly", ""))
        self.assertEqual(box.count("gateway"), 1)


if __name__ == "__main__":
    harness.main()
