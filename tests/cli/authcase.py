"""A profile for a sandbox, logged in to and ready to be renewed."""

import json
import os
import re
import signal
import time

import harness


class AuthCase(harness.Case):
    """self.box is a sandbox and "reader" its profile."""

    OPTIONS = ()
    SETTINGS = {}
    PUBLIC = False

    def setUp(self):
        super().setUp()
        self.redirect = harness.redirect_uri()
        self.box = self.sandbox("--redirect-uri", self.redirect, *self.OPTIONS)
        self.home.profile("reader", self.box.profile_text(self.redirect, self.PUBLIC, **self.SETTINGS))

    def change_profile(self, profile="reader", **settings):
        """Writes it again, with these settings beside the ones it began with."""
        settings = {**self.SETTINGS, **settings}
        redirect = None if "redirect_uri" in settings else self.redirect
        extra = settings.pop("redirect_uri", None)
        text = self.box.profile_text(redirect, self.PUBLIC, **settings)
        self.home.profile(profile, text + ("redirect_uri = %s;\n" % extra if extra else ""))

    def login(self, profile="reader", *options, **more):
        more.setdefault("DISCRED_BROWSER", self.home.browser())
        done = self.home.run("discred", "auth", "login", *options, profile, **more)
        self.home.plant_tokens()
        return done

    def abandoned(self, **more):
        """A login that comes to nothing is given up once the browser has been to the end; its visit, the first of this home."""
        process = self.home.start("discred", "auth", "login", "reader", DISCRED_BROWSER=self.home.browser(), **more)
        try:
            return self.home.visits(timeout=60, count=1)[-1]
        finally:
            process.terminate()
            self.assertEqual(self.home.finish(process).status, -signal.SIGTERM)

    def logged_in(self):
        done = self.login()
        self.assertEqual(done.status, 0, done.stderr)

    def complaints(self, done):
        """What a login without a terminal says besides the address to open."""
        first, _, rest = done.stderr.partition("\n")
        self.assertRegex(first, r"^To authorize, open http://127\.0\.0\.1:\d+/start/[\w-]{43} on this machine$")
        return rest

    def path(self, slot, profile="reader"):
        top = self.home.runtime if slot.startswith("token") else self.home.state
        return os.path.join(top, "discred", "%s.%s" % (profile, slot))

    def stored(self, slot, profile="reader"):
        """The record in a slot as a dict; None when the slot is empty, or the lock has no record."""
        try:
            with open(self.path(slot, profile), encoding="utf-8") as file:
                lines = file.read().split("\n")
        except FileNotFoundError:
            return None
        if lines == [""]:
            return None
        self.assertEqual((lines[0], lines[-2:]), ("discred-record 1", ["end", ""]))
        return dict(line.split("=", 1) for line in lines[1:-2])

    def change(self, slot, profile="reader", **values):
        """Sets keys of a stored record, as time would."""
        with open(self.path(slot, profile), encoding="utf-8") as file:
            text = file.read()
        for key, value in values.items():
            text, count = re.subn("(?m)^%s=.*$" % key, "%s=%s" % (key, value), text)
            self.assertEqual(count, 1, key)
        with open(self.path(slot, profile), "w", encoding="utf-8") as file:
            file.write(text)

    def expire(self):
        """The stored access token has ended."""
        self.change("token", expires=int(time.time()) - 10)

    def ageing(self, left=30):
        """The stored access token has less left than min_valid, but is alive."""
        now = int(time.time())
        self.change("token", issued=now - 604800 + left, expires=now + left)

    def token(self, *options, **more):
        done = self.home.run("discred", "token", *options, "reader", prints=True, **more)
        self.home.plant_tokens()
        return done

    def refresh_requests(self):
        return self.box.requests()["grants"]["refresh_token"]

    def status(self, profile="reader"):
        return json.loads(self.home.run("discred", "auth", "status", "--json", profile).stdout)

    def state_files(self):
        """The names in the state directory, hidden ones too."""
        return sorted(os.listdir(os.path.join(self.home.state, "discred")))
