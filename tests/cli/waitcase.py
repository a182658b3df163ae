"""A login that waits for its browser, and requests of one's own to its listener."""

import concurrent.futures
import contextlib
import os
import re
import socket
import time
import typing
import urllib.parse

import authcase
import harness

# Notes the address that it is given. The rename makes the whole of it appear at once.
CATCHER = """#!/bin/sh
printf '%s' "$1" >"$0.part" && mv "$0.part" "$0.given"
"""


class Answer(typing.NamedTuple):
    status: int
    headers: dict
    body: str

    def title(self):
        return re.search("<h1>(.*)</h1>", self.body).group(1)

    def text(self):
        return re.findall("<p>(.*?)</p>", self.body)


class WaitCase(authcase.AuthCase):
    """The sandbox authorizes at once: whoever follows the start address to its end has logged in."""

    OPTIONS = ("--approve",)

    def wait(self, *options, **more):
        """Starts a login and returns when its listener is open."""
        catcher = self.home.write("bin/catcher", CATCHER, 0o700)
        more.setdefault("DISCRED_BROWSER", catcher)
        self.process = self.home.start("discred", "auth", "login", *options, "reader", **more)
        self.addCleanup(self.end)
        self.start_url = self.given(catcher + ".given")
        self.port = urllib.parse.urlsplit(self.start_url).port

    def end(self):
        if self.process.returncode is None:
            self.process.kill()
            self.home.finish(self.process)

    @staticmethod
    def given(path, timeout=20):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    given = file.read()
                os.unlink(path)
                return given
            time.sleep(0.02)
        raise AssertionError("no browser was started")

    def authorize_url(self):
        """Where the start address leads."""
        reply = harness.http("GET", self.start_url)
        self.assertEqual(reply.status, 302)
        return reply.headers["Location"]

    def parameters(self):
        """Those of the authorize URL."""
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.authorize_url()).query, strict_parsing=True))

    def approved(self):
        """The redirect address, with a code that is good."""
        reply = harness.http("GET", self.authorize_url())
        self.assertEqual(reply.status, 302)
        return reply.headers["Location"]

    def arrive(self, url=None):
        """The browser comes back; the page that it is shown."""
        return harness.http("GET", url or self.approved())

    def arrives(self, url):
        """The same, while the test goes on: a future of the page."""
        pool = concurrent.futures.ThreadPoolExecutor(1)
        self.addCleanup(pool.shutdown)
        return pool.submit(harness.http, "GET", url)

    @contextlib.contextmanager
    def exchanges(self, url=None):
        """The browser comes back, and the exchange of the code lasts as long as this; `with` gives a future of the page
        when it has begun."""
        url = url or self.approved()
        with self.box.held() as asked_for:
            page = self.arrives(url)
            asked_for()
            yield page

    def logs_in(self):
        """The rest of the login goes well."""
        page = self.arrive()
        self.assertEqual(page.status, 200)
        self.assertIn("<h1>Logged in</h1>", page.text())
        done = self.home.finish(self.process)
        self.home.plant_tokens()
        self.assertEqual(done.status, 0, done.stderr)
        return done

    def connect(self, host="127.0.0.1"):
        connection = socket.create_connection((host, self.port), 30)
        self.addCleanup(connection.close)
        return connection

    def begin(self, *lines, host="127.0.0.1"):
        """The connection of one request of these lines."""
        connection = self.connect(host)
        connection.sendall("".join(line + "\r\n" for line in (*lines, "")).encode("latin-1"))
        return connection

    def send(self, *lines, host="127.0.0.1"):
        """One request of these lines; the answer, or None when the connection was closed without one."""
        return self.receive(self.begin(*lines, host=host))

    @staticmethod
    def receive(connection):
        bytes_ = b""
        try:
            while chunk := connection.recv(65536):
                bytes_ += chunk
        except ConnectionResetError:
            pass
        if not bytes_:
            return None
        head, _, body = bytes_.decode("utf-8").partition("\r\n\r\n")
        status, *headers = head.split("\r\n")
        pairs = (line.split(": ", 1) for line in headers)
        return Answer(int(status.split()[1]), {name.lower(): value for name, value in pairs}, body)
