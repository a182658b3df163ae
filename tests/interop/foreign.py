"""What these tests stand on: tests/cli/harness.py, the authorization server of provider.mjs, and the browsers.

Their npm packages are those of package-lock.json, installed outside the source tree:

    mkdir build/interop && cp tests/interop/package*.json build/interop && (cd build/interop && npm ci --ignore-scripts)
    DISCRED_NODE_MODULES=$PWD/build/interop/node_modules DISCRED_BUILD=... python3 -B tests/interop/test_provider.py

`./dev test` does that. Where DISCRED_NODE_MODULES is not set the tests fail: what was not tried has not passed.
Pictures of the pages go to DISCRED_BUILD/screenshots.
"""

import contextlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "cli"))

import harness  # noqa: E402

# Printable ASCII with everything that the form encoding of HTTP Basic (RFC 6749 section 2.3.1) has to get right.
CLIENT_SECRET = "foreign secret: 100%+more/&=?~"
CLIENT_ID = "1290000000000000010"
PUBLIC_CLIENT_ID = "1290000000000000020"
USER_ID = "1290000000000000001"
USER_NAME = "foreigner"


def node_modules():
    path = os.environ.get("DISCRED_NODE_MODULES", "")
    if not all(os.path.isdir(os.path.join(path, name)) for name in ("oidc-provider", "puppeteer-core", "@stoplight", "jose")):
        raise AssertionError("DISCRED_NODE_MODULES ('%s') does not name the npm packages of tests/interop: "
                             "run './dev test'" % path)
    return os.path.abspath(path)


def needed(name):
    """The path of a program that these tests can't do without."""
    path = shutil.which(name)
    if not path:
        raise AssertionError("'%s' is not installed: run './dev deps test'" % name)
    return path


class Provider:
    """The running server. Ended by stop()."""

    def __init__(self, home, redirect_uri, token_lifetime=3600):
        clients = [
            {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "redirect_uris": [redirect_uri],
             "token_endpoint_auth_method": "client_secret_basic"},
            {"client_id": PUBLIC_CLIENT_ID, "redirect_uris": [redirect_uri], "token_endpoint_auth_method": "none"},
        ]
        self.redirect_uri = redirect_uri
        self.process = subprocess.Popen([needed("node"), os.path.join(HERE, "provider.mjs")], text=True,
                                        env=home.env(DISCRED_NODE_MODULES=node_modules()), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.stderr = []
        self.reader = threading.Thread(target=self._read_stderr, daemon=True)
        self.reader.start()
        self.process.stdin.write(json.dumps({"clients": clients, "token_lifetime": token_lifetime}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line.startswith("provider: http://127.0.0.1:"):
            self.stop()
            raise AssertionError("the provider did not start: %r %s" % (line, "".join(self.stderr)))
        self.url = line.split()[1]
        self.api = self.url + "/api/v10"
        self.token_url = self.api + "/oauth2/token"

    def _read_stderr(self):
        for line in self.process.stderr:
            self.stderr.append(line)

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.reader.join(10)
        self.process.stdout.close()
        self.process.stderr.close()

    def requests(self, route=None):
        """What came to its OAuth2 endpoints so far (provider.mjs), of one of them or all."""
        return [one for one in harness.http("GET", self.url + "/test/requests").json() if route in (None, one["route"])]

    def deny(self):
        """From now on the person says no."""
        harness.http("POST", self.url + "/test/deny")

    def profile_text(self, public, **settings):
        """A profile for one of its two clients. Settings are libconfig source; None leaves a key out."""
        values = {
            "api_base": '"%s"' % self.api,
            "authorize_url": '"%s/authorize"' % self.url,
            "client_id": '"%s"' % (PUBLIC_CLIENT_ID if public else CLIENT_ID),
            "client_secret": None if public else '"%s"' % CLIENT_SECRET,
            "public_client": "true" if public else None,
            "redirect_uri": '"%s"' % self.redirect_uri,
            "scope": '"openid identify"',
        }
        values.update(settings)
        return "".join("%s = %s;\n" % item for item in values.items() if item[1] is not None)


class Curl:
    """curl as the browser: `opener` goes into $DISCRED_BROWSER."""

    def __init__(self, home):
        self.page_path = os.path.join(home.path, "curl-page.html")
        self.headers_path = os.path.join(home.path, "curl-headers")
        self.opener = "%s --silent --location --cookie-jar %s --dump-header %s --output %s" % (
            needed("curl"), os.path.join(home.path, "curl-cookies"), self.headers_path, self.page_path)

    def locations(self):
        """Where it was sent, in order; the last is the redirect with the code."""
        with open(self.headers_path, encoding="utf-8") as lines:
            return [line.split(":", 1)[1].strip() for line in lines if line.lower().startswith("location:")]

    def page(self, timeout=10):
        """The last page. curl writes it when discred may have ended already."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            with contextlib.suppress(FileNotFoundError):
                with open(self.page_path, encoding="utf-8") as page:
                    text = page.read()
                if "</html>" in text:
                    return text
            time.sleep(0.02)
        raise AssertionError("curl saw no page within %s s" % timeout)


class Chromium:
    """Chromium as the browser (chromium.mjs): `opener` goes into $DISCRED_BROWSER, report() is what it saw."""

    def __init__(self, home, picture, action=None, guild=None, scheme="light", width=900,
                 intrude=False):
        pictures = os.path.join(harness.BUILD, "screenshots")
        os.makedirs(pictures, exist_ok=True)
        self.report_path = os.path.join(home.path, "chromium-report.json")
        settings = home.write("chromium-settings.json", json.dumps({
            "report": self.report_path, "chromium": needed("chromium"), "data": os.path.join(home.path, "chromium"),
            "picture": os.path.join(pictures, picture), "action": action, "guild": guild, "scheme": scheme,
            "width": width, "intrude": intrude}))
        words = [needed("node"), os.path.join(HERE, "chromium.mjs"), settings]
        self.opener = home.write("bin/chromium", "#!/bin/sh\nDISCRED_NODE_MODULES=%s exec %s \"$@\"\n" % (
            shlex.quote(node_modules()), " ".join(map(shlex.quote, words))), 0o700)

    def report(self, timeout=90):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            with contextlib.suppress(FileNotFoundError):
                with open(self.report_path, encoding="utf-8") as file:
                    report = json.load(file)
                if "error" in report:
                    raise AssertionError("Chromium: %s" % report["error"])
                return report
            time.sleep(0.05)
        raise AssertionError("Chromium did not end within %s s" % timeout)
