"""What the administrators of a shared store meet: refusals, new keys, a wrong certificate, a full disk, a wrong clock."""

import contextlib
import os
import time
import unittest

from fleetcase import LONG, FleetCase, tokenserver


class Store(FleetCase):
    def setUp(self):
        super().setUp()
        self.login()

    @contextlib.contextmanager
    def killed_with_an_answer(self):
        """Host number 0 has an answer that it could not publish."""
        with self.gate.held("publish", after=False) as come:
            caller = self.hosts[0].start_token()
            come()
            self.hosts[0].power_off()
            self.hosts[0].finish(caller, prints=True)
            yield

    def test_a_late_answer_wins_over_a_refusal(self):
        with self.killed_with_an_answer():
            self.nodes.end_leases()
            self.server.script("token", tokenserver.status(400, {"error": "invalid_grant"}))
            self.hosts[1].run("discred", "auth", "refresh", "--force", "reader", timeout=200)
            self.assertEqual(len(self.renewals()), 2)
            done = self.hosts[2].run("discred", "token", "reader", prints=True, timeout=200)
            self.assertNotEqual(done.status, 0)
            self.assertEqual(len(self.renewals()), 2, "a refusal binds every host")
            self.hosts[0].runs("discred", "auth", "refresh", "reader")
        self.expect_newest()
        self.expect_settled()

    def test_rekey_keeps_what_opens_a_draft(self):
        """The lease is over, but a host has the answer, sealed with the old key."""
        refresh = ("discred", "auth", "refresh", "--force", "reader")
        with self.killed_with_an_answer():
            self.nodes.end_leases()
            self.hosts[1].runs("discred", "auth", "rekey", "--store", "fleet", status=75)
            self.hosts[0].runs(*refresh)
        self.hosts[1].runs("discred", "auth", "rekey", "--store", "fleet")
        for host in self.hosts:
            host.runs(*refresh)
        sent = self.renewals()
        self.assertEqual(len(set(sent)), len(sent), "a refresh token was sent twice")

    def test_a_certificate_with_a_common_name_is_explained(self):
        before = self.nodes.keys()
        self.hosts[2].write("config/discred/stores/fleet.cfg", self.nodes.store_text(certificate="named"))
        self.hosts[2].forget_token()
        done = self.hosts[2].run("discred", "token", "reader", timeout=200)
        self.assertEqual(done.status, 78, done.stderr)
        self.assertIn("CommonName", done.stderr)
        self.assertEqual(self.nodes.keys(), before)
        self.assertEqual(self.renewals(), [])

    def test_a_host_without_a_key_writes_nothing(self):
        before = self.nodes.keys()
        os.rename(self.key_path(), self.key_path() + ".away")
        self.hosts[2].runs("discred", "token", "reader", status=75)
        self.assertEqual(self.nodes.keys(), before)
        self.assertEqual(self.renewals(), [])
        os.rename(self.key_path() + ".away", self.key_path())
        self.assertEqual(self.hosts[2].token(), self.newest())
        self.expect_shared()

    def test_one_hosts_clock_is_an_hour_off(self):
        """discred itself is linked statically, so a library lies to discred-auth alone: it is asked directly."""
        library = "/usr/lib/%s-linux-gnu/faketime/libfaketime.so.1" % os.uname().machine
        self.assertTrue(os.path.exists(library), "install libfaketime")
        host = self.hosts[2]
        for number, offset in enumerate((3600, -3600)):
            with self.subTest(offset=offset):
                lie = {"LD_PRELOAD": library, "FAKETIME": "%+d" % offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                       "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}
                host.forget_token()
                host.runs("discred-auth", "refresh", "--force", "reader", **lie)
                ends = int(host.stored_token()["expires"])
                self.assertLess(abs(ends - (time.time() + offset + LONG)), 60)
                # The others read times of their own clocks.
                for other in self.hosts[:2]:
                    other.forget_token()
                    other.token()
                    self.assertLess(abs(int(other.stored_token()["expires"]) - (time.time() + LONG)), 60)
                self.expect_shared(number + 1)


class Full(FleetCase):
    QUOTA = 16 << 20

    def test_no_space(self):
        self.login()
        self.nodes.fill()
        done = self.hosts[1].runs("discred", "token", "reader", status=75)
        self.assertIn("full", done.stderr)
        self.assertEqual(self.renewals(), [])
        self.nodes.make_space()
        self.assertEqual(self.hosts[1].token(), self.newest())
        self.expect_shared()

    def test_no_space_for_the_answer(self):
        self.login()
        with self.gate.held("publish", after=False) as come:
            caller = self.hosts[0].start_token()
            come()
            self.nodes.fill()
        self.assertEqual(self.hosts[0].finish_token(caller), self.newest())
        self.nodes.make_space()
        self.hosts[0].runs("discred", "auth", "refresh", "reader")
        self.expect_shared()


if __name__ == "__main__":
    unittest.main(verbosity=2)
