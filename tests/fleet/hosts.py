"""A host that is killed or paused in the middle of a renewal: no grant is lost, and no refresh token is sent twice."""

import contextlib
import threading
import time
import unittest

from fleetcase import FleetCase

# Where host number 0 is when it happens, in the order of a renewal.
BEFORE_THE_REQUEST = (("lock", False), ("lock", True), ("sent", False))
AFTER_THE_ANSWER = (("publish", False), ("publish", True))
EVERYWHERE = (*BEFORE_THE_REQUEST, ("sent", True), ("token", False), ("token", True), *AFTER_THE_ANSWER)


def at(*points):
    """A test that is run for each point, with hosts and a login of its own."""
    def decorate(test):
        def run(self):
            for number, (kind, after) in enumerate(points):
                with self.subTest(at="%s %s" % ("after" if after else "before", kind)):
                    if number:
                        self.doCleanups()
                        self.setUp()
                    self.login()
                    test(self, kind, after)
        run.__doc__ = test.__doc__
        return run
    return decorate


class Hosts(FleetCase):
    @contextlib.contextmanager
    def stuck(self, kind, after):
        """Host number 0 waits for the answer to what it has asked etcd or the token server for; `with` gives its caller.
        Later the answer comes, or what it asked is done after all."""
        with self.token_held(after) if kind == "token" else self.gate.held(kind, after) as come:
            caller = self.hosts[0].start_token()
            try:
                come()
                yield caller
            except BaseException:
                self.hosts[0].power_off()
                raise

    @contextlib.contextmanager
    def token_held(self, after):
        if not after:
            with self.server.held() as come:
                yield come
            return
        done, go_on = threading.Event(), threading.Event()

        def step(exchange):
            reply = exchange.carry_out()
            done.set()
            go_on.wait(300)
            exchange.reply(reply)
        self.server.script("token", step)
        try:
            yield lambda: self.assertTrue(done.wait(60))
        finally:
            go_on.set()

    def kill(self, caller):
        self.hosts[0].power_off()
        self.hosts[0].finish(caller, prints=True)

    def come_back(self):
        """What the timer does after a start of the machine."""
        return self.hosts[0].run("discred", "auth", "refresh", "--all", timeout=200)

    def expect_uncertain(self):
        """Nobody sends what may have been sent."""
        before = len(self.renewals())
        for host in self.hosts:
            done = host.run("discred", "token", "reader", prints=True, timeout=200)
            self.assertNotEqual(done.status, 0)
        self.assertEqual(len(self.renewals()), before)


class Killed(Hosts):
    @at(*BEFORE_THE_REQUEST)
    def test_before_the_request_and_comes_back(self, kind, after):
        with self.stuck(kind, after) as caller:
            self.kill(caller)
            self.assertEqual(self.hosts[0].token(), self.newest())
        self.expect_shared()

    @at(*BEFORE_THE_REQUEST)
    def test_before_the_request_and_another_goes_on(self, kind, after):
        with self.stuck(kind, after) as caller:
            self.kill(caller)
            self.nodes.end_leases()
            self.assertEqual(self.hosts[1].token(), self.newest())
        self.expect_shared()

    @at(("sent", True))
    def test_after_it_was_noted_that_the_request_leaves(self, kind, after):
        with self.stuck(kind, after) as caller:
            self.kill(caller)
            self.assertNotEqual(self.come_back().status, 0)
        self.expect_uncertain()
        self.assertEqual(self.renewals(), [])
        self.hosts[2].runs("discred", "auth", "refresh", "--force", "reader")
        self.expect_shared()

    @at(("sent", True))
    def test_after_it_was_noted_and_does_not_come_back(self, kind, after):
        with self.stuck(kind, after) as caller:
            self.kill(caller)
            self.nodes.end_leases()
            done = self.hosts[1].run("discred", "token", "reader", prints=True, timeout=200)
            self.assertNotEqual(done.status, 0)
            self.assertEqual(self.renewals(), [])
            self.hosts[1].runs("discred", "auth", "refresh", "--force", "reader")
        self.expect_shared()

    @at(("token", False), ("token", True))
    def test_during_the_request(self, kind, after):
        with self.stuck(kind, after) as caller:
            self.kill(caller)
            self.assertNotEqual(self.come_back().status, 0)
        self.expect_uncertain()
        self.assertEqual(len(self.renewals()), 1)
        self.login(self.hosts[2])
        self.expect_newest()
        self.expect_settled()

    @at(*AFTER_THE_ANSWER)
    def test_after_the_answer_and_comes_back(self, kind, after):
        with self.stuck(kind, after) as caller:
            self.kill(caller)
            self.assertEqual(self.come_back().status, 0)
        # A draft has the grant alone: the access token was lost with the memory, and the new grant gives another.
        self.expect_shared(1 if after else 2)

    @at(("publish", False))
    def test_after_the_answer_and_comes_back_late(self, kind, after):
        """Its answer was given up by the others, but it is what counts."""
        with self.stuck(kind, after) as caller:
            self.kill(caller)
            self.nodes.end_leases()
            done = self.hosts[1].run("discred", "token", "reader", prints=True, timeout=200)
            self.assertNotEqual(done.status, 0)
            self.assertEqual(self.come_back().status, 0)
        # A draft has the grant alone: the access token was lost with the memory, and the new grant gives another.
        self.expect_shared(1 if after else 2)


class Paused(Hosts):
    @at(*EVERYWHERE)
    def test_until_others_have_given_it_up(self, kind, after):
        with self.stuck(kind, after) as caller:
            self.hosts[0].pause()
            self.nodes.end_leases()
            done = self.hosts[1].run("discred", "token", "reader", prints=True, timeout=200)
            if (kind, after) in (*BEFORE_THE_REQUEST, ("publish", True)):
                self.assertEqual(done.status, 0, done.stderr)
            else:
                self.assertNotEqual(done.status, 0)
            self.hosts[0].resume()
        # It goes on, or gives up for now; what counts is what it has sent.
        self.assertIn(self.hosts[0].finish(caller, timeout=200, prints=True).status, (0, 75))
        self.expect_shared()

    @at(("sent", True))
    def test_for_longer_than_a_request_may_wait_to_leave(self, kind, after):
        """Somebody else has sent the token meanwhile, because a person insisted."""
        with self.stuck(kind, after) as caller:
            self.hosts[0].pause()
            paused = time.monotonic()
            self.nodes.end_leases()
            self.hosts[1].runs("discred", "auth", "refresh", "--force", "reader")
            time.sleep(max(0, paused + 61 - time.monotonic()))
        self.hosts[0].resume()
        self.assertEqual(self.hosts[0].finish_token(caller), self.newest())
        self.expect_shared()


if __name__ == "__main__":
    unittest.main(verbosity=2)
