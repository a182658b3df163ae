"""Whatever happens to nodes of etcd: one request for all hosts, and no grant is lost."""

import unittest

import proxy
from fleetcase import LONG, FleetCase


class Nodes(FleetCase):
    def setUp(self):
        super().setUp()
        self.login()

    def test_a_hundred_and_twenty_callers_on_three_hosts_make_one_request(self):
        callers = [(host, host.start_token()) for host in self.hosts for _ in range(40)]
        self.assertEqual({host.finish_token(one) for host, one in callers}, {self.newest()})
        self.expect_shared()

    def test_the_leader_dies_before_the_request(self):
        self.nodes.leader().kill()
        self.assertEqual(self.hosts[1].token(), self.newest())
        self.expect_shared()

    def test_the_leader_dies_during_the_request(self):
        with self.server.held() as come:
            caller = self.hosts[1].start_token()
            come()
            self.nodes.leader().kill()
        self.assertEqual(self.hosts[1].finish_token(caller), self.newest())
        self.expect_shared()

    def test_the_leader_dies_between_the_answer_and_its_publication(self):
        with self.gate.held("publish", after=False) as come:
            caller = self.hosts[0].start_token()
            come()
            self.nodes.leader().kill()
        self.assertEqual(self.hosts[0].finish_token(caller), self.newest())
        self.nodes.restore()
        self.expect_shared()

    def test_the_leader_dies_after_the_publication(self):
        with self.gate.held("publish", after=True) as come:
            caller = self.hosts[0].start_token()
            come()
            self.nodes.leader().kill()
        self.assertEqual(self.hosts[0].finish_token(caller), self.newest())
        self.nodes.restore()
        self.expect_shared()

    def test_each_node_in_turn_is_paused(self):
        for number, node in enumerate(self.nodes.nodes):
            with self.subTest(node=node.name):
                node.pause()
                self.nodes.wait_ready()
                self.hosts[1].runs("discred", "auth", "refresh", "--force", "reader")
                node.resume()
                self.nodes.wait_ready()
                self.expect_shared(number + 1)

    def test_without_quorum_nothing_is_sent(self):
        self.nodes[0].kill()
        self.nodes[1].kill()
        self.assertIn("etcd", self.hosts[1].runs("discred", "token", "reader", status=75).stderr)
        self.assertEqual(self.renewals(), [])
        self.nodes.restore()
        self.assertEqual(self.hosts[1].token(), self.newest())
        self.expect_shared()

    def test_without_quorum_what_lives_is_handed_out(self):
        self.login(lifetime=LONG)
        self.nodes[0].kill()
        self.nodes[1].kill()
        self.hosts[1].runs("discred", "auth", "refresh", "--force", "reader", status=75)
        self.assertEqual(self.hosts[1].token(), self.newest())
        self.assertEqual(self.renewals(), [])

    def test_quorum_is_lost_during_the_request_and_comes_back(self):
        with self.server.held() as come:
            caller = self.hosts[1].start_token()
            come()
            self.nodes[1].kill()
            self.nodes[2].kill()
        self.assertEqual(self.hosts[1].finish_token(caller), self.newest())
        self.assertEqual(len(self.renewals()), 1)
        self.nodes.restore()
        self.assertEqual(self.hosts[1].runs("discred", "auth", "refresh", "reader").status, 0)
        self.expect_shared()

    def test_an_answer_is_lost_although_the_change_was_made(self):
        self.lose(carried_out=True, certain=("lock", "publish"))

    def test_a_change_is_lost_on_its_way(self):
        self.lose(carried_out=False, certain=())

    def lose(self, carried_out, certain):
        """At the first loss the host either goes on or gives up for now; then the next call does it."""
        for number, kind in enumerate(("lease", "lock", "sent", "publish")):
            with self.subTest(kind=kind):
                asked = self.gate.count(kind)
                self.gate.script(kind, proxy.cuts(carried_out))
                done = self.hosts[0].run("discred", "auth", "refresh", "--force", "reader", timeout=200)
                self.assertIn(done.status, (0,) if kind in certain else (0, 75), done.stderr)
                self.assertGreater(self.gate.count(kind), asked)
                if len(self.renewals()) == number:
                    self.hosts[0].runs("discred", "auth", "refresh", "--force", "reader")
                self.expect_shared(number + 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
