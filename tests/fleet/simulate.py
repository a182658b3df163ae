"""A fleet with short-lived tokens, in which hosts and nodes of etcd die all the time; prints what became of it.

    DISCRED_BUILD=build/release python3 -B tests/fleet/simulate.py [--hosts 20] [--profiles 100] [--seconds 180]
        [--lifetime 5] [--seed 1]

Each profile is asked for on a host chosen at random, over and over. A host is killed in the middle of what it does and
comes back with an empty memory, as after a power cut; of the nodes one at a time is killed or paused. What the server
counts: requests, refresh tokens that came twice, families that ended. A refresh token whose answer was lost with the
host that waited for it is nobody's fault, and counted apart: a person logs in again then.
"""

import argparse
import os
import random
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "cli"))

import cluster  # noqa: E402
import fleetcase  # noqa: E402
import tokenserver  # noqa: E402


class Fleet:
    def __init__(self, wish, nodes):
        self.wish = wish
        self.nodes = nodes
        self.random = random.Random(wish.seed)
        self.server = tokenserver.TokenServer()
        self.server.lifetime = 604800
        self.hosts = [fleetcase.Host(nodes.store_text()) for _ in range(wish.hosts)]
        self.names = ["profile%d" % number for number in range(wish.profiles)]
        self.family = {}
        self.busy = [threading.Lock() for _ in self.hosts]  # held while a host is down
        self.lock = threading.Lock()
        self.ended = time.monotonic()
        self.calls = 0
        self.failures = 0
        self.host_kills = 0
        self.node_faults = 0
        self.last = {}
        self.longest = 0.0

    def set_up(self):
        first = self.hosts[0]
        case = fleetcase.FleetCase()
        case.server = self.server
        for host in self.hosts:
            for name in self.names:
                case.write_profile(host, name)
        first.runs("discred", "auth", "seal", "--with", "file", os.path.join(first.path, "key"), "--store", "fleet")
        for host in self.hosts[1:]:
            host.copy_holders(first)
        for name in self.names:
            first.runs("discred", "auth", "login", name, DISCRED_BROWSER=first.browser())
            self.family[name] = self.server.families[-1]
            first.forget_token(name)
            self.last[name] = time.monotonic()
        self.server.lifetime = self.wish.lifetime
        # The logins' tokens would last for the whole time.
        for name in self.names:
            first.runs("discred", "auth", "refresh", "--force", name)
            first.forget_token(name)

    def call(self, host, name):
        done = host.run("discred", "token", name, prints=True, timeout=200)
        now = time.monotonic()
        with self.lock:
            self.calls += 1
            if done.status == 0:
                self.longest = max(self.longest, now - self.last[name])
                self.last[name] = now
            else:
                self.failures += 1

    def callers(self, seed):
        mine = random.Random(seed)
        while time.monotonic() < self.ended:
            number = mine.randrange(len(self.hosts))
            if self.busy[number].acquire(blocking=False):
                self.busy[number].release()
                self.call(self.hosts[number], mine.choice(self.names))

    def trouble(self):
        """A host every 2 s, a node every 10 s."""
        turn = 0
        while time.monotonic() < self.ended - 2:
            turn += 1
            time.sleep(2)
            number = self.random.randrange(len(self.hosts))
            with self.busy[number]:
                self.hosts[number].power_off()
                self.host_kills += 1
            if turn % 5 == 0:
                node = self.random.choice(self.nodes.nodes)
                self.random.choice((node.kill, node.pause))()
                self.node_faults += 1
                time.sleep(3)
                self.nodes.restore()

    def run(self):
        self.ended = time.monotonic() + self.wish.seconds
        for name in self.names:
            self.last[name] = time.monotonic()
        self.before = len(self.sent())
        threads = [threading.Thread(target=self.callers, args=(self.wish.seed * 100 + number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        self.trouble()
        for thread in threads:
            thread.join()

    def sent(self):
        return [one.form["refresh_token"] for one in self.server.asked() if "refresh_token" in one.form]

    def lost(self):
        """The profiles whose grant in the store no host can use any more."""
        self.nodes.restore()
        self.server.lifetime = 604800
        lost = []
        for name in self.names:
            for host in self.hosts:
                # Each takes up what it had begun.
                host.run("discred", "auth", "refresh", name, prints=True, timeout=200)
                if host.run("discred", "token", name, prints=True, timeout=200).status == 0:
                    break
            else:
                lost.append(name)
        return lost

    def table(self):
        sent = self.sent()
        during = len(sent) - self.before
        expiries = self.wish.profiles * self.wish.seconds / self.wish.lifetime
        lost = self.lost()
        rows = [
            ("hosts, profiles, seconds, life of a token", "%d, %d, %d, %d s" % (
                self.wish.hosts, self.wish.profiles, self.wish.seconds, self.wish.lifetime)),
            ("hosts killed, nodes killed or paused", "%d, %d" % (self.host_kills, self.node_faults)),
            ("calls, of which without a token", "%d, %d" % (self.calls, self.failures)),
            ("requests, per expiry that was possible", "%d, %.2f" % (during, during / expiries)),
            ("refresh tokens that were sent twice", str(len(sent) - len(set(sent)))),
            ("grants that were lost", str(len(lost))),
            ("longest time without a token", "%.1f s" % self.longest),
        ]
        print("| | |\n|---|---|")
        for row in rows:
            print("| %s | %s |" % row)
        return len(lost)

    def end(self):
        self.server.stop()
        for host in self.hosts:
            host.power_off()
            host.remove()


def main():
    parser = argparse.ArgumentParser()
    for name, default in (("hosts", 20), ("profiles", 100), ("seconds", 180), ("lifetime", 5), ("seed", 1)):
        parser.add_argument("--" + name, type=int, default=default)
    with cluster.Cluster() as nodes:
        fleet = Fleet(parser.parse_args(), nodes)
        try:
            fleet.set_up()
            fleet.run()
            return 1 if fleet.table() else 0
        finally:
            fleet.end()


if __name__ == "__main__":
    sys.exit(main())
