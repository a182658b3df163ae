"""What the tests of a fleet stand on: the cluster does what it is told, and what the store relies on holds in etcd."""

import os
import subprocess
import unittest

import cluster
import proxy


class ClusterTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.nodes = cluster.Cluster()
        cls.addClassCleanup(cls.nodes.stop)

    def setUp(self):
        self.addCleanup(self.nodes.delete)
        self.addCleanup(self.nodes.restore)

    def test_a_dead_or_paused_node_takes_nothing_with_it(self):
        self.nodes.put("/discred/a", "1")
        leader = self.nodes.leader()
        leader.kill()
        self.nodes.wait_ready()
        self.assertIsNot(self.nodes.leader(), leader)
        self.nodes.put("/discred/b", "2")
        self.nodes.restore()
        self.nodes.leader().pause()
        self.nodes.wait_ready()
        self.assertEqual(self.nodes.keys(), {"a": b"1", "b": b"2"})

    def test_without_quorum_only_a_serializable_read_is_answered(self):
        self.nodes.put("/discred/a", "1")
        token = self.nodes.token
        self.nodes[1].kill()
        self.nodes[2].kill()
        key = {"key": cluster.encoded("/discred/a")}
        with self.assertRaises(cluster.Refused) as refused:
            self.nodes.ask("/v3/kv/range", key, token=token, timeout=20)
        self.assertEqual(refused.exception.status, 503)
        answer = self.nodes.ask("/v3/kv/range", {**key, "serializable": True}, token=token)
        self.assertEqual(answer["kvs"][0]["value"], cluster.encoded("1"))

    def test_the_user_may_do_nothing_outside_the_prefix(self):
        token = self.nodes.authenticate(cluster.USER, cluster.PASSWORD)
        self.nodes.ask("/v3/kv/range", {"key": cluster.encoded("/discred/a")}, token=token)
        with self.assertRaises(cluster.Refused) as refused:
            self.nodes.ask("/v3/kv/range", {"key": cluster.encoded("/other")}, token=token)
        self.assertEqual(refused.exception.status, 403)

    def test_a_certificate_with_a_common_name_is_refused(self):
        with self.assertRaises(cluster.Refused) as refused:
            self.nodes.authenticate(certificate="named")
        self.assertEqual(refused.exception.status, 400)

    def test_the_proxy_loses_the_answer_to_what_was_done(self):
        gate = proxy.Proxy(self.nodes)
        self.addCleanup(gate.stop)
        gate.script("lock", proxy.cuts())
        put = {"success": [{"request_put": {"key": cluster.encoded("/discred/reader/lock"), "value": "eA=="}}]}
        at = self.nodes.certificates.path
        done = subprocess.run(
            ["curl", "-s", "--cacert", at("ca.pem"), "--cert", at("client.pem"), "--key", at("client.key"),
             "-H", "Authorization: " + self.nodes.token, "-d", str(put).replace("'", '"'), gate.url + "/v3/kv/txn"],
            capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"]})
        self.assertEqual((done.returncode, done.stdout), (52, ""), done.stderr)
        self.assertEqual(self.nodes.keys(), {"reader/lock": b"x"})
        self.assertEqual(gate.count("lock"), 1)


class FullClusterTest(unittest.TestCase):
    def test_no_space(self):
        with cluster.Cluster(quota=16 << 20) as nodes:
            nodes.fill()
            with self.assertRaises(cluster.Refused) as refused:
                nodes.ask("/v3/lease/grant", {"TTL": 30})
            self.assertEqual((refused.exception.status, refused.exception.code), (429, 8))
            nodes.make_space()
            nodes.put("/discred/a", "1")


if __name__ == "__main__":
    unittest.main(verbosity=2)
