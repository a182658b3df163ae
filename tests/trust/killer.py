"""Callers, renewals and logins at the same time, of which some are killed at any moment: chance instead of a list of points.

A grant is lost in the window when the server had ended it, and the one who asked was killed before its answer was on the
disk. One that is lost though no request came since it was seen to be good, or though none who asked was killed, is lost
elsewhere.
"""

import os
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))

import harness  # noqa: E402
import tokenserver  # noqa: E402

SECONDS = 240 if os.environ.get("DISCRED_SWEEP") == "all" else 10
LONGEST = 0.08  # seconds from the start to the kill: longer than a renewal takes
WORDS = (("discred-token", "reader"), ("discred-token", "reader"), ("discred-token", "reader"),
         ("discred-auth", "refresh", "--force", "reader"), ("discred-auth", "login", "--timeout", "5", "reader"))


def children(pid):
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as file:
            below = [int(word) for word in file.read().split()]
    except OSError:
        return []
    return [pid for one in below for pid in (one, *children(one))]


class Killer(tokenserver.TokenCase):
    def setUp(self):
        super().setUp()
        self.browser = self.home.write("bin/browser", '#!/bin/sh\nexec curl -sL -o /dev/null "$1"\n', 0o700)
        seed = int.from_bytes(os.urandom(4), "big")
        self.random = random.Random(seed)
        print("seed %d" % seed)

    def start(self, words):
        return subprocess.Popen([harness.program(words[0]), *words[1:]], env=self.home.env(DISCRED_BROWSER=self.browser),
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def round(self):
        """Starts some and kills one of them, or what it has started. Whether one was killed."""
        callers = [self.start(self.random.choice(WORDS)) for _ in range(self.random.randint(1, 6))]
        time.sleep(self.random.uniform(0, LONGEST))
        victim = self.random.choice(callers)
        victims = [victim.pid, *children(victim.pid)] if victim.poll() is None else []
        for pid in victims[:1] if self.random.random() < 0.5 else victims:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                victims = []
        for caller in callers:
            status = caller.wait(60)
            if status < 0 and (caller is not victim or status != -signal.SIGKILL):
                self.faults.append("a signal ended it: %d" % status)
            elif status == 70:
                self.faults.append("status 70")
        self.home.wait_for_renewals()
        return bool(victims)

    def test(self):
        self.faults, self.lost, window, kills, rounds = [], [], 0, 0, 0
        self.login(DISCRED_BROWSER=self.browser)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            if rounds % 2 and os.path.exists(self.path("token")):
                self.expire()
            asked = self.server.count()
            killed = self.round()
            rounds += 1
            kills += killed
            came = self.server.count() - asked
            done = self.home.run("discred", "auth", "refresh", "--force", "reader")
            if done.status == 77:
                window += bool(killed and came)
                if not (killed and came):
                    self.lost.append("round %d: %s" % (rounds, done.stderr))
                self.assertEqual(self.login(DISCRED_BROWSER=self.browser).status, 0)
            elif done.status:
                self.faults.append("round %d: %d: %s" % (rounds, done.status, done.stderr))
            left = [name for name in self.state_files() if name not in ("reader.grant", "reader.lock", "reader.extra")]
            if left:
                self.faults.append("round %d: left behind: %s" % (rounds, left))
        print("random killer: %d points, %d lost in the window, %d lost elsewhere, %d faults; %d rounds" % (
            kills, window, len(self.lost), len(self.faults), rounds))
        self.assertFalse(self.lost + self.faults, "\n".join(self.lost + self.faults))


if __name__ == "__main__":
    harness.main()
