"""Hosts that share one store: each has directories of its own, as harness.Home makes them.

self.nodes is a cluster of etcd, self.server the token server, self.hosts three hosts with the profile "reader". Host
number 0 goes through self.gate, a proxy that can hold and lose answers; the others talk to etcd itself.
"""

import contextlib
import os
import shutil
import signal
import sys
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "cli"))

import harness  # noqa: E402
import cluster  # noqa: E402
import proxy  # noqa: E402
import tokenserver  # noqa: E402

SHORT = 2
LONG = 604800


class Host(harness.Home):
    """One machine: what it has is below its own path."""

    def __init__(self, store_text):
        super().__init__()
        self.write("config/discred/stores/fleet.cfg", store_text)

    def copy_holders(self, other):
        """Who sets up another host copies what names the holders of the seal."""
        with open(os.path.join(other.config, "discred", "config.cfg"), encoding="utf-8") as file:
            self.write("config/discred/config.cfg", file.read())

    def runs(self, *argv, status=0, **more):
        done = self.run(*argv, prints=True, timeout=200, **more)
        if done.status != status:
            raise AssertionError("%s ended with %d instead of %d: %s" % (argv, done.status, status, done.stderr))
        return done

    def token(self, *options, profile="reader", status=0, **more):
        return self.runs("discred", "token", *options, profile, status=status, **more).stdout.strip()

    def start_token(self, *options, **more):
        return self.start("discred", "token", *options, "reader", **more)

    def finish_token(self, process):
        done = self.finish(process, timeout=200, prints=True)
        if done.status != 0:
            raise AssertionError("it ended with %d: %s" % (done.status, done.stderr))
        return done.stdout.strip()

    def stored_token(self, profile="reader"):
        """This host's copy, whose times are by its own clock."""
        with open(os.path.join(self.runtime, "discred", profile + ".token"), encoding="utf-8") as file:
            return dict(line.split("=", 1) for line in file.read().splitlines() if "=" in line)

    def forget_token(self, profile="reader"):
        """As after a start of the machine: what was in memory is gone."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(self.runtime, "discred", profile + ".token"))

    def processes(self):
        """The pids of what runs on this host, which its environment tells."""
        mark = ("XDG_STATE_HOME=%s" % self.state).encode()
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError), open("/proc/%s/environ" % pid, "rb") as environ:
                if mark in environ.read().split(b"\0"):
                    found.append(int(pid))
        return found

    def signal(self, number):
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def power_off(self):
        """Every process of this host ends at once. What was in memory is lost with them."""
        while self.processes():
            self.signal(signal.SIGKILL)
            time.sleep(0.01)
        shutil.rmtree(os.path.join(self.runtime, "discred"), ignore_errors=True)

    def pause(self):
        self.signal(signal.SIGSTOP)

    def resume(self):
        self.signal(signal.SIGCONT)


class FleetCase(unittest.TestCase):
    maxDiff = None
    QUOTA = 0
    HOSTS = 3

    @classmethod
    def setUpClass(cls):
        cls.nodes = cluster.Cluster(quota=cls.QUOTA)
        cls.addClassCleanup(cls.nodes.stop)

    def setUp(self):
        self.addCleanup(self.nodes.delete)
        self.addCleanup(self.nodes.restore)
        self.server = tokenserver.TokenServer()
        self.addCleanup(self.server.stop)
        self.gate = proxy.Proxy(self.nodes)
        self.addCleanup(self.gate.stop)
        self.hosts = []
        self.addCleanup(self._end_hosts)
        for number in range(self.HOSTS):
            host = Host(self.nodes.store_text(endpoints=[self.gate.url] if number == 0 else None))
            self.hosts.append(host)
            self.write_profile(host)
        first = self.hosts[0]
        first.runs("discred", "auth", "seal", "--with", "file", self.key_path(), "--store", "fleet")
        for host in self.hosts[1:]:
            host.copy_holders(first)

    def key_path(self):
        return os.path.join(self.hosts[0].path, "key")

    def write_profile(self, host, name="reader"):
        redirect = harness.redirect_uri()
        values = {
            "store": '"fleet"',
            "client_id": '"%s"' % tokenserver.CLIENT_ID,
            "client_secret": '"%s"' % tokenserver.CLIENT_SECRET,
            "scope": '"identify"',
            "redirect_uri": '"%s"' % redirect,
            "api_base": '"%s"' % self.server.api,
            "authorize_url": '"%s/authorize"' % self.server.url,
        }
        host.profile(name, "".join("%s = %s;\n" % item for item in values.items()))

    def _end_hosts(self):
        secrets = {tokenserver.CLIENT_SECRET, *self.server.issued}
        try:
            for host in self.hosts:
                host.plant(*(secret for secret in secrets if "refresh" in secret))
                self.assertEqual(host.leaks(), [])
        finally:
            for host in self.hosts:
                host.power_off()
                host.remove()

    def login(self, host=None, lifetime=SHORT):
        """By this host. A SHORT token has ended on return, so that it has to be renewed; all that follow are LONG."""
        host = host or self.hosts[1]
        self.server.lifetime = lifetime
        host.runs("discred", "auth", "login", "reader", DISCRED_BROWSER=host.browser())
        self.server.lifetime = LONG
        if lifetime == SHORT:
            time.sleep(max(0, int(host.stored_token()["expires"]) + 1 - time.time()))

    def renewals(self):
        """How often a refresh token was sent, and how often each."""
        return [one.form["refresh_token"] for one in self.server.asked() if "refresh_token" in one.form]

    def newest(self):
        return [one for one in self.server.issued if "-access-" in one][-1]

    def family(self):
        self.assertEqual(len(self.server.families), 1)
        return self.server.families[0]

    def expect_shared(self, requests=1):
        """No grant was lost, no refresh token sent twice, and every host hands out what the server issued last."""
        sent = self.renewals()
        self.assertEqual(len(sent), requests)
        self.assertEqual(len(set(sent)), len(sent), "a refresh token was sent twice")
        self.assertTrue(self.family().alive)
        self.expect_newest()
        self.assertEqual(len(self.renewals()), requests, "a host renewed what was fresh")
        self.expect_settled()
        self.expect_sealed()

    def expect_newest(self):
        """From the store, not from the copy that each host has."""
        for host in self.hosts:
            host.forget_token()
        self.assertEqual([host.token() for host in self.hosts], [self.newest()] * len(self.hosts))

    def expect_settled(self):
        """What a renewal notes in the store is gone after it."""
        left = {key.rsplit("/", 1)[1] for key in self.nodes.keys() if "/" in key}
        self.assertEqual(left & {"lock", "sent", "marker"}, set())

    def expect_sealed(self):
        """etcd has seen no secret of anybody's."""
        secrets = [tokenserver.CLIENT_SECRET, *self.server.issued]
        for key, value in self.nodes.keys().items():
            self.assertEqual([one for one in secrets if one.encode() in value], [], key)
