"""discred auth refresh --all: many profiles at once, and what is done about servers that can't be reached."""

import os
import re
import signal
import socket
import time
import unittest

import terminal
import tokenserver
from tokenserver import hangs


class AllCase(tokenserver.TokenCase):
    def setUp(self):
        super().setUp()
        self.logged_in()
        with open(self.path("grant"), encoding="utf-8") as file:
            self.grant = file.read()
        self.home.run("discred", "profile", "remove", "--yes", "reader")

    def many(self, *names, **settings):
        """Profiles that were logged in to, and have no token left."""
        for name in names:
            family = tokenserver.Family()
            family.refresh = "a-refresh-token-of-" + name
            self.server.used[family.refresh] = family
            self.server.families.append(family)
            self.server.issued.append(family.refresh)
            self.change_profile(name, **settings)
            base = settings.get("api_base", '"%s"' % self.server.api).strip('"')
            text = re.sub("(?m)^refresh_token=.*", "refresh_token=" + family.refresh, self.grant)
            self.home.write("state/discred/%s.grant" % name, re.sub("(?m)^api_base=.*", "api_base=" + base, text), 0o600)

    def refresh(self, *options, **more):
        done = self.home.run("discred", "auth", "refresh", "--all", *options, **more)
        for name in os.listdir(os.path.join(self.home.state, "discred")):
            if name.endswith(".grant"):
                self.home.plant(self.stored("grant", name[:-len(".grant")])["refresh_token"])
                token = self.stored("token", name[:-len(".grant")])
                if token:
                    self.home.plant(token["access_token"])
        return done


class All(AllCase):
    def test_several_at_a_time(self):
        """As many as were asked for are under way at once, and all are renewed."""
        names = ["p%02d" % number for number in range(12)]
        self.many(*names)
        busy = []

        def step(exchange):
            busy.append(1)
            most.append(len(busy))
            time.sleep(0.3)
            busy.pop()
            exchange.reply(exchange.carry_out())
        most = []
        self.server.always("token", step)
        done = self.refresh("--jobs", "4")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertEqual(sorted(re.findall(r"(?m)^profile '(p\d\d)': renewed, expires in [67] days$", done.stdout)), names)
        self.assertEqual(max(most), 4)

    def test_one_that_hangs_delays_nobody(self):
        self.many("a", "b", "c", "d")
        self.server.script("token", hangs(), hangs())
        process = self.home.start("discred", "auth", "refresh", "--all")
        lines = sorted(process.stdout.readline() for _ in range(2))
        self.assertRegex("".join(lines), r"^profile '[a-d]': renewed, .*\nprofile '[a-d]': renewed, .*\n$")
        self.server.well()
        done = self.home.finish(process)
        self.assertEqual(done.status, 75)
        self.assertEqual(done.stderr.count("the grant is uncertain: "), 2)
        self.assertIn("discred-auth: could not renew 2 of 4 profiles; see above\n", done.stderr)

    def test_a_server_that_refuses_connections_is_asked_once(self):
        with socket.create_server(("127.0.0.1", 0)) as hole:
            port = hole.getsockname()[1]
            self.many("a", "b", "c", "d", "e", api_base='"https://127.0.0.1:%d/api"' % port)
            self.many("z")
            process = self.home.start("discred", "auth", "refresh", "--all")
            self.assertIn("profile 'z': renewed", process.stdout.readline())
            count = 0
            hole.settimeout(30)
            while process.poll() is None:
                # Closed before TLS begins.
                try:
                    hole.accept()[0].close()
                    count += 1
                except TimeoutError:
                    break
                if count == 3:
                    break
        done = self.home.finish(process)
        self.assertEqual(done.status, 75)
        self.assertEqual(done.stderr.count(": skipped, for 'https://127.0.0.1:%d/api' cannot be reached; nothing was lost" % port), 4,
                         done.stderr)
        self.assertIn("discred-auth: could not renew 5 of 6 profiles; see above\n", done.stderr)

    def test_a_terminal_shows_which_and_how_long(self):
        self.many("a", "b", "c")
        self.server.script("token", hangs())
        shown = terminal.Terminal(self.home, "discred", "auth", "refresh", "--all", "--jobs", "1")
        shown.wait_for(r"\r0 of 3: a 1 s")
        self.server.well()
        shown.wait_for(r"could not renew 1 of 3 profiles")
        shown.finish()
        self.refresh()

    def test_an_interrupt_lets_go_what_was_sent(self):
        self.many("a", "b", "c")
        with self.server.held() as asked_for:
            process = self.home.start("discred", "auth", "refresh", "--all", "--jobs", "1")
            asked_for()
            process.send_signal(signal.SIGINT)
            time.sleep(0.2)
            self.assertIsNone(process.poll())
        done = self.home.finish(process)
        self.assertEqual(done.status, -signal.SIGINT)
        self.assertEqual(len(self.sent()), 1, "no other was begun")
        self.assertEqual(self.stored("grant", "a")["counter"], "1")

    def test_jobs(self):
        for words, text in ((("--jobs", "0"), "option '--jobs': '0' is not a number from 1 to 64"), (("--jobs", "x"), "option '--jobs'")):
            done = self.home.run("discred", "auth", "refresh", "--all", *words)
            self.assertEqual(done.status, 64)
            self.assertIn(text, done.stderr)
        done = self.home.run("discred", "auth", "refresh", "--jobs", "2", "reader")
        self.assertEqual((done.status, done.stderr), (64, "discred-auth: option '--jobs' goes with '--all'; see --help\n"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
