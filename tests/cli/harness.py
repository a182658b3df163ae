"""What the command-line tests share: a home of their own, the sandbox, a scripted browser, and a search for secrets.

    class LoginTest(harness.Case):
        def test_login(self):
            sandbox = self.sandbox("--redirect-uri", redirect)
            self.home.profile("reader", sandbox.profile_text(redirect_uri=redirect))
            done = self.home.run("discred", "auth", "login", "reader", DISCRED_BROWSER=self.home.browser())
            self.assertEqual(done.status, 0, done.stderr)

A Case looks, when it ends, through everything that its programs printed: a planted secret must not be in it, unless the
run was told that it may print one, and no sanitizer may have spoken.
"""

import contextlib
import errno
import fcntl
import glob
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import typing
import unittest
import urllib.error
import urllib.parse
import urllib.request

BUILD = os.path.abspath(os.environ.get("DISCRED_BUILD", "build"))
SOURCE = os.path.abspath(os.environ.get("DISCRED_SOURCE", os.path.join(os.path.dirname(__file__), "..", "..")))

SANITIZER_WORDS = ("AddressSanitizer", "LeakSanitizer", "runtime error:", "UndefinedBehaviorSanitizer")
PASSED_ON = ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")

# The sandbox's world (discred sandbox --help).
CLIENT_ID = "1190000000000000010"
CLIENT_SECRET = "sandbox-client-secret-0123456789"
BOT_TOKEN = "sandbox-bot-token-0123456789"
PUBLIC_CLIENT_ID = "1190000000000000020"
PUBLIC_BOT_TOKEN = "sandbox-public-bot-token-0123456789"
USER_ID = "1190000000000000001"
GUILD_ID = "1190000000000000100"
SECOND_GUILD_ID = "1190000000000000200"
CHANNEL_ID = "1190000000000000101"
LOG_CHANNEL_ID = "1190000000000000102"
VOICE_CHANNEL_ID = "1190000000000000103"
SECOND_CHANNEL_ID = "1190000000000000201"


# How every help ends.
COMMON_OPTIONS = (
    "common options:\n"
    "  -q, --quiet                  leave out notes; warnings and errors stay\n"
    "  -v, --verbose                say on stderr what is being done\n"
    "      --trace                  show HTTP exchanges on stderr, without secrets\n"
    "      --color WHEN             use colour: auto|always|never\n"
    "      --no-input               ask nobody, even at a terminal\n")


def joined(text):
    """A help with every option on one line again."""
    return re.sub(r"\n {20,}", " ", text)


def can_trace():
    return subprocess.run(["strace", "-o", os.devnull, "true"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, check=False).returncode == 0


def program(name):
    """The path of one of the build's programs; any other name is left as it is."""
    path = os.path.join(BUILD, name)
    return path if os.path.exists(path) else name


def free_port():
    """A loopback port that nobody has just now, and that the kernel gives to no outgoing connection meanwhile."""
    for port in random.SystemRandom().sample(range(10000, 30000), 100):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("a hundred ports are taken")


def redirect_uri(path="/callback"):
    return "http://127.0.0.1:%d%s" % (free_port(), path)


class Done(typing.NamedTuple):
    status: int
    stdout: str
    stderr: str


class Home:
    """Directories and an environment of one's own, and a record of what was printed there."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="discred-")
        self.config = os.path.join(self.path, "config")
        self.state = os.path.join(self.path, "state")
        self.runtime = os.path.join(self.path, "runtime")
        for directory in (self.config, self.state, self.runtime):
            os.mkdir(directory, 0o700)
        self.secrets = set()
        self.printed = []  # (what, text)

    def wait_for_renewals(self):
        """A renewal may outlive its caller, until it has stored what came of it: it holds the profile's lock."""
        folder = os.path.join(self.state, "discred")
        for name in os.listdir(folder) if os.path.isdir(folder) else ():
            if name.endswith(".lock") and not name.startswith("."):
                with contextlib.suppress(OSError), open(os.path.join(folder, name), "rb") as lock:
                    for _ in range(200):
                        with contextlib.suppress(BlockingIOError):
                            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                            break
                        time.sleep(0.05)

    def remove(self):
        self.wait_for_renewals()
        for directory, names, _ in os.walk(self.path):
            for path in (os.path.join(directory, name) for name in names):
                if not os.path.islink(path):
                    os.chmod(path, 0o700)
        # A browser may be noting its visit still: the login does not wait for its end.
        for _ in range(100):
            try:
                shutil.rmtree(self.path)
                return
            except OSError as error:
                if error.errno != errno.ENOTEMPTY:
                    raise
                time.sleep(0.05)
        shutil.rmtree(self.path)

    def env(self, **more):
        """The whole environment of a program; a value of None leaves a variable out."""
        env = {
            "PATH": BUILD + ":/usr/local/bin:/usr/bin:/bin",
            "HOME": self.path,
            "LANG": "C.UTF-8",
            "XDG_CONFIG_HOME": self.config,
            "XDG_CONFIG_DIRS": os.path.join(self.path, "etc"),
            "XDG_STATE_HOME": self.state,
            "XDG_RUNTIME_DIR": self.runtime,
            "DISCRED_EXEC_PATH": BUILD,
        }
        env.update((name, os.environ[name]) for name in PASSED_ON if name in os.environ)
        env.update(more)
        return {name: value for name, value in env.items() if value is not None}

    def write(self, path, text, mode=0o600):
        """A file below this home, and the directories to it."""
        full = os.path.join(self.path, path)
        os.makedirs(os.path.dirname(full), 0o700, exist_ok=True)
        with open(full, "w", encoding="utf-8") as out:
            os.fchmod(out.fileno(), mode)
            out.write(text)
        return full

    def profile(self, name, text, mode=0o600):
        return self.write("config/discred/profiles/%s.cfg" % name, text, mode)

    def files(self):
        """Every regular file in the state and runtime directories."""
        found = []
        for top in (self.state, self.runtime):
            for directory, _, names in os.walk(top):
                found += [os.path.join(directory, name) for name in names]
        return sorted(path for path in found if os.path.isfile(path))

    def plant(self, *secrets):
        """From now to the end (and back to the beginning) these must not be printed."""
        self.secrets.update(secret for secret in secrets if secret)

    def plant_tokens(self):
        """Plants every token that lies in the store now."""
        for path in self.files():
            with open(path, encoding="utf-8", errors="replace") as record:
                self.plant(*re.findall(r"^(?:access_token|refresh_token)=(.+)$", record.read(), re.MULTILINE))

    def note(self, what, text):
        self.printed.append((what, text))

    def leaks(self):
        """What was printed and should not have been."""
        found = []
        for what, text in self.printed:
            found += ["%s holds a planted secret" % what for secret in self.secrets if secret in text]
            found += ["%s: %s" % (what, text) for word in SANITIZER_WORDS if word in text]
        return found

    def start(self, *argv, cwd=None, input=False, **more):
        """The program, started; finish() ends it. Keyword arguments are environment variables."""
        argv = [program(argv[0]), *argv[1:]]
        return subprocess.Popen(argv, env=self.env(**more), cwd=cwd or self.path, text=True,
                                stdin=subprocess.PIPE if input else subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def finish(self, process, input=None, timeout=60, prints=False):
        """Waits for it. With `prints` its stdout may hold secrets."""
        try:
            stdout, stderr = process.communicate(input, timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            stdout, stderr = process.communicate()
            self.note("stderr of %s" % process.args, stderr)
            raise AssertionError("%s did not end within %s s: %s" % (process.args, timeout, stderr)) from None
        if not prints:
            self.note("stdout of %s" % process.args, stdout)
        self.note("stderr of %s" % process.args, stderr)
        return Done(process.returncode, stdout, stderr)

    def run(self, *argv, input=None, timeout=60, prints=False, cwd=None, **more):
        process = self.start(*argv, cwd=cwd, input=input is not None, **more)
        return self.finish(process, input, timeout, prints)

    def browser(self, action="authorize", guild=None, channel=None, status=0, watch=None):
        """The path of a program that does what a user with a browser does: follows the address it is given to the
        consent page, chooses, presses `authorize` or `cancel`, follows on, and ends with `status`. What it saw is in
        visits(), and the arguments of all programs that ran meanwhile in the file `watch`."""
        options = ["--action", action, "--visits", self.visits_path, "--status", str(status)]
        options += ["--guild", guild] if guild else []
        options += ["--channel", channel] if channel else []
        options += ["--watch", watch] if watch else []
        script = os.path.join(SOURCE, "tests", "cli", "browser.py")
        words = " ".join("'%s'" % word for word in [sys.executable, "-B", script, *options])
        name = "browser-%d" % len(glob.glob(os.path.join(self.path, "bin", "browser-*")))
        return self.write("bin/" + name, '#!/bin/sh\nexec %s "$@"\n' % words, 0o700)

    @property
    def visits_path(self):
        return os.path.join(self.path, "visits.json")

    def visits(self, timeout=60, count=1):
        """The scripted browser's visits, each {"given", "urls", "status", "page"}; waits for so many."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            with contextlib.suppress(FileNotFoundError):
                with open(self.visits_path, encoding="utf-8") as lines:
                    visits = [json.loads(line) for line in lines]
                if len(visits) >= count:
                    return visits
            time.sleep(0.02)
        raise AssertionError("the browser did not end %d visits within %s s" % (count, timeout))


class Reply(typing.NamedTuple):
    status: int
    headers: typing.Any
    body: bytes

    def json(self):
        return json.loads(self.body)

    def text(self):
        return self.body.decode()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def http(method, url, body=None, headers=None, timeout=30):
    """One request, no proxy, no redirect followed. A dict as body is a form."""
    if isinstance(body, dict):
        body = urllib.parse.urlencode(body)
    if isinstance(body, str):
        body = body.encode()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    try:
        with opener.open(request, timeout=timeout) as reply:
            return Reply(reply.status, reply.headers, reply.read())
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.headers, error.read())


class Sandbox:
    """A running sandbox; a context manager. It has to end well on SIGTERM."""

    def __init__(self, home, *options):
        self.home = home
        self.process = subprocess.Popen([program("discred-sandbox"), "--port", "0", *options], env=home.env(),
                                        text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        self.stderr = []
        self.reader = threading.Thread(target=self._read_stderr, daemon=True)
        self.reader.start()
        line = self.process.stdout.readline()
        if not line.startswith("sandbox: http://127.0.0.1:"):
            self.process.kill()
            self._close()
            raise AssertionError("the sandbox did not start: %r %s" % (line, "".join(self.stderr)))
        self.url = line.split()[1]
        self.port = int(self.url.rsplit(":", 1)[1])
        self.api = self.url + "/api/v10"
        self.authorize_url = self.url + "/oauth2/authorize"

    def _read_stderr(self):
        for line in self.process.stderr:
            self.stderr.append(line)

    def _close(self):
        """Waits for its end; what was still on stdout."""
        self.process.wait(20)
        rest = self.process.stdout.read()
        self.reader.join(10)
        self.process.stdout.close()
        self.process.stderr.close()
        return rest

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.stop()

    def stop(self, number=signal.SIGTERM):
        if self.process.returncode is not None:
            return
        self.process.send_signal(number)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        rest = self._close()
        stderr = "".join(self.stderr)
        self.home.note("output of the sandbox", rest + stderr)
        if self.process.returncode != 0:
            raise AssertionError("the sandbox ended with %d: %s" % (self.process.returncode, stderr))

    def _control(self, method, name, body=b""):
        reply = http(method, "%s/sandbox/%s" % (self.url, name), body)
        if reply.status not in (200, 204):
            raise AssertionError("%s: %r" % (name, reply))
        return reply

    def requests(self):
        """{"requests": {endpoint: count}, "grants": {grant type: count}, "user_agent": text or None}"""
        return self._control("GET", "requests", None).json()

    def count(self, endpoint):
        return self.requests()["requests"][endpoint]

    def fault(self, *specs):
        for spec in specs:
            self._control("POST", "fault", spec)

    def clear_faults(self):
        """Lets go what a delay holds back, too."""
        self._control("DELETE", "fault")

    @contextlib.contextmanager
    def held(self):
        """The answer to the next request for a token is held back until the end of this; `with` gives a function that
        returns when that request has come."""
        asked = self.count("token")

        def asked_for():
            deadline = time.monotonic() + 60
            while self.count("token") == asked:
                if time.monotonic() > deadline:
                    raise AssertionError("no token was asked for")
                time.sleep(0.02)

        self.fault("token:+1=delay:600000")
        try:
            yield asked_for
        finally:
            self.clear_faults()

    def expire(self):
        self._control("POST", "expire")

    def end_grants(self):
        self._control("POST", "end-grants")

    def advance(self, seconds):
        self._control("POST", "advance", str(seconds))

    def profile_text(self, redirect_uri=None, public=False, **settings):
        """A profile for this sandbox. Settings are libconfig source; None leaves a key out."""
        values = {
            "api_base": '"%s"' % self.api,
            "authorize_url": '"%s"' % self.authorize_url,
            "client_id": '"%s"' % (PUBLIC_CLIENT_ID if public else CLIENT_ID),
            "scope": '"identify"',
        }
        if public:
            values["public_client"] = "true"
        else:
            values["client_secret"] = '"%s"' % CLIENT_SECRET
        if redirect_uri:
            values["redirect_uri"] = '"%s"' % redirect_uri
        values.update(settings)
        return "".join("%s = %s;\n" % item for item in values.items() if item[1] is not None)


class Case(unittest.TestCase):
    """A test with a home. The well-known client secret and bot tokens are planted."""

    maxDiff = None

    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.remove)
        self.addCleanup(self._check_printed)
        self.home.plant(CLIENT_SECRET, BOT_TOKEN, PUBLIC_BOT_TOKEN)

    def _check_printed(self):
        leaks = self.home.leaks()
        self.assertFalse(leaks, "\n".join(leaks))

    def sandbox(self, *options):
        sandbox = Sandbox(self.home, *options)
        self.addCleanup(sandbox.stop)
        return sandbox


def main():
    unittest.main(verbosity=2)
