"""Three nodes of etcd on loopback: TLS for clients and between the nodes, client certificates, etcd's users on.

    with cluster.Cluster() as nodes:
        host.write("config/discred/stores/fleet.cfg", nodes.store_text())
        nodes[0].kill()

Each node is a child of this process and ends with it. Everything lies in one temporary directory, which goes too. By
hand, until a line comes on stdin or it ends:

    python3 -B tests/fleet/cluster.py --hold

It needs etcd (3.4 or later) and GnuTLS' certtool. The roles: `root`, and `discred`, which may read and write below
PREFIX and nothing else.
"""

import base64
import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "cli"))

import harness  # noqa: E402

PREFIX = "/discred/"
USER = "discred"
PASSWORD = "a-password-of-the-store"
ROOT_PASSWORD = "a-password-of-root"

TEMPLATES = {
    "ca": 'cn = "an authority of the tests"\nca\ncert_signing_key\n',
    # The gateway of a node is itself a client of the node, with the certificate of the server.
    "server": 'organization = "discred"\nip_address = 127.0.0.1\ntls_www_server\ntls_www_client\nsigning_key\n',
    "client": 'organization = "discred"\ntls_www_client\nsigning_key\n',
    "named": 'cn = "discred"\ntls_www_client\nsigning_key\n',
    # Without clientAuth.
    "server-only": 'organization = "discred"\nip_address = 127.0.0.1\ntls_www_server\nsigning_key\n',
}


class Certificates:
    """NAME.pem and NAME.key for each of TEMPLATES in a directory, all signed by ca.pem."""

    def __init__(self, directory):
        self.directory = directory
        for name, template in TEMPLATES.items():
            self._make(name, template)

    def path(self, name):
        return os.path.join(self.directory, name)

    def _make(self, name, template):
        with open(self.path(name + ".template"), "w", encoding="utf-8") as out:
            # Good for a host whose clock is behind, too.
            out.write(template + 'activation_date = "2020-01-01 00:00:00"\nexpiration_date = "2100-01-01 00:00:00"\n')
        self._certtool("--generate-privkey", "--key-type", "ecdsa", "--outfile", self.path(name + ".key"))
        how = ["--generate-self-signed"] if name == "ca" else [
            "--generate-certificate", "--load-ca-certificate", self.path("ca.pem"), "--load-ca-privkey",
            self.path("ca.key")]
        self._certtool(*how, "--load-privkey", self.path(name + ".key"), "--template", self.path(name + ".template"),
                       "--outfile", self.path(name + ".pem"))

    @staticmethod
    def _certtool(*words):
        done = subprocess.run(["certtool", *words], capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError("certtool: %s" % done.stderr)

    def client_context(self, name="client"):
        context = ssl.create_default_context(cafile=self.path("ca.pem"))
        if name:
            context.load_cert_chain(self.path(name + ".pem"), self.path(name + ".key"))
        return context

    def server_context(self):
        """As the nodes have it: a client needs a certificate of this authority."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path("server.pem"), self.path("server.key"))
        context.load_verify_locations(self.path("ca.pem"))
        context.verify_mode = ssl.CERT_REQUIRED
        return context


class Refused(AssertionError):
    """What etcd answered instead of doing it."""

    def __init__(self, status, body):
        super().__init__("%d: %s" % (status, body))
        self.status = status
        with contextlib.suppress(ValueError):
            self.code = json.loads(body).get("code")


def encoded(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def decoded(text):
    return base64.b64decode(text)


def prefix_end(prefix):
    """The first key after all that begin with the prefix."""
    raw = bytearray(prefix.encode())
    raw[-1] += 1
    return bytes(raw)


class Node:
    """One process of etcd, which can be killed, paused and started again with what it had stored."""

    def __init__(self, cluster, name):
        self.cluster = cluster
        self.name = name
        self.port = harness.free_port()
        self.peer_port = harness.free_port()
        self.url = "https://127.0.0.1:%d" % self.port
        self.peer_url = "https://127.0.0.1:%d" % self.peer_port
        self.process = None
        self.paused = False

    def start(self):
        assert self.process is None
        at = self.cluster.certificates.path
        words = [
            "etcd", "--name", self.name, "--data-dir", os.path.join(self.cluster.directory, self.name),
            "--listen-client-urls", self.url, "--advertise-client-urls", self.url,
            "--listen-peer-urls", self.peer_url, "--initial-advertise-peer-urls", self.peer_url,
            "--initial-cluster", ",".join("%s=%s" % (node.name, node.peer_url) for node in self.cluster.nodes),
            "--initial-cluster-state", "new", "--initial-cluster-token", os.path.basename(self.cluster.directory),
            "--client-cert-auth", "--trusted-ca-file", at("ca.pem"),
            "--cert-file", at(self.cluster.server + ".pem"), "--key-file", at(self.cluster.server + ".key"),
            "--peer-client-cert-auth", "--peer-trusted-ca-file", at("ca.pem"),
            "--peer-cert-file", at("server.pem"), "--peer-key-file", at("server.key"),
            "--logger", "zap", "--log-level", "warn"]
        if self.cluster.quota:
            words += ["--quota-backend-bytes", str(self.cluster.quota)]
        with open(self.log_path, "ab") as log:
            # It ends with this process however that ends, also while it is stopped.
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={"PATH": os.environ["PATH"], "HOME": self.cluster.directory, "GOMAXPROCS": "1"})

    @property
    def log_path(self):
        return os.path.join(self.cluster.directory, self.name + ".log")

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as lines:
            return lines.read()

    @property
    def running(self):
        return self.process is not None and not self.paused

    def kill(self):
        """At once, as by a power cut; what it has promised is on its disk."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None
            self.paused = False

    def pause(self):
        """Connections to it are accepted by the kernel, and never answered."""
        self.process.send_signal(signal.SIGSTOP)
        self.paused = True

    def resume(self):
        self.process.send_signal(signal.SIGCONT)
        self.paused = False

    def restore(self):
        """Whatever was done to it, it runs again."""
        if self.paused:
            self.resume()
        if self.process is None:
            self.start()


class Cluster:
    """A context manager. Nodes are numbered from 0; `quota` is the size in bytes of the store, `server` the
    certificate of the nodes."""

    def __init__(self, quota=0, server="server", count=3):
        self.quota = quota
        self.server = server
        self.token = None
        self.directory = tempfile.mkdtemp(prefix="discred-etcd-")
        self.nodes = []
        try:
            self.certificates = Certificates(self.directory)
            with open(os.path.join(self.directory, "password"), "w", encoding="utf-8") as out:
                os.fchmod(out.fileno(), 0o600)
                out.write(PASSWORD + "\n")
            self.nodes += [Node(self, "node%d" % (number + 1)) for number in range(count)]
            for node in self.nodes:
                node.start()
            self.wait_ready(authenticate=False)
            if server == "server":
                self._make_users()
        except BaseException:
            self.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.stop()

    def __getitem__(self, number):
        return self.nodes[number]

    def stop(self):
        for node in self.nodes:
            node.kill()
        shutil.rmtree(self.directory)

    # What is asked of it over the gateway, as root.

    def ask(self, path, body, node=None, token=None, certificate="client", timeout=10):
        """The answer of one node: the given one, or the first that runs. Refused when it is no success."""
        node = node or next(node for node in self.nodes if node.running)
        connection = http.client.HTTPSConnection("127.0.0.1", node.port, timeout=timeout,
                                                 context=self.certificates.client_context(certificate))
        with contextlib.closing(connection):
            headers = {"Content-Type": "application/json"}
            if token or self.token:
                headers["Authorization"] = token or self.token
            connection.request("POST", path, json.dumps(body), headers)
            reply = connection.getresponse()
            text = reply.read().decode()
        if reply.status != 200:
            raise Refused(reply.status, text)
        return json.loads(text)

    def authenticate(self, name="root", password=ROOT_PASSWORD, **more):
        return self.ask("/v3/auth/authenticate", {"name": name, "password": password}, **more)["token"]

    def wait_ready(self, timeout=60, authenticate=True):
        """Until every node that runs knows one leader and answers for the whole cluster."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                if authenticate:
                    self.token = None
                    self.token = self.authenticate()
                leaders = {self.ask("/v3/maintenance/status", {}, node=node, timeout=2).get("leader")
                           for node in self.nodes if node.running}
                if len(leaders) == 1 and None not in leaders:
                    for node in self.nodes:
                        if node.running:
                            self.ask("/v3/kv/range", {"key": encoded(PREFIX)}, node=node, timeout=5)
                    return
            except (OSError, http.client.HTTPException, Refused) as error:
                problem = error
            else:
                problem = "leaders %s" % leaders
            for node in self.nodes:
                if node.process and node.process.poll() is not None:
                    raise AssertionError("etcd has ended: %s" % node.log()[-2000:])
            if time.monotonic() > deadline:
                raise AssertionError("etcd is not ready after %s s: %s" % (timeout, problem))
            time.sleep(0.05)

    def _make_users(self):
        for name, password in (("root", ROOT_PASSWORD), (USER, PASSWORD)):
            self.ask("/v3/auth/user/add", {"name": name, "password": password})
        self.ask("/v3/auth/role/add", {"name": "root"})
        self.ask("/v3/auth/user/grant", {"user": "root", "role": "root"})
        self.ask("/v3/auth/role/add", {"name": USER})
        self.ask("/v3/auth/role/grant", {"name": USER, "perm": {
            "permType": "READWRITE", "key": encoded(PREFIX), "range_end": encoded(prefix_end(PREFIX))}})
        self.ask("/v3/auth/user/grant", {"user": USER, "role": USER})
        self.ask("/v3/auth/enable", {})
        self.wait_ready()

    def restore(self):
        """All nodes run and agree."""
        for node in self.nodes:
            node.restore()
        self.wait_ready()

    def leader(self):
        status = [(node, self.ask("/v3/maintenance/status", {}, node=node)) for node in self.nodes if node.running]
        leader = status[0][1]["leader"]
        return next(node for node, answer in status if answer["header"]["member_id"] == leader)

    def keys(self, prefix=PREFIX):
        """{key without the prefix: value as bytes}"""
        answer = self.ask("/v3/kv/range", {"key": encoded(prefix), "range_end": encoded(prefix_end(prefix))})
        return {decoded(one["key"]).decode()[len(prefix):]: decoded(one.get("value", ""))
                for one in answer.get("kvs", ())}

    def put(self, key, value):
        self.ask("/v3/kv/put", {"key": encoded(key), "value": encoded(value)})

    def delete(self, prefix=PREFIX):
        self.ask("/v3/kv/deleterange", {"key": encoded(prefix), "range_end": encoded(prefix_end(prefix))})

    def leases(self):
        return [one["ID"] for one in self.ask("/v3/lease/leases", {}).get("leases", ())]

    def end_leases(self):
        """As time would: what hangs on a lease goes."""
        for lease in self.leases():
            with contextlib.suppress(Refused):
                self.ask("/v3/lease/revoke", {"ID": lease})

    def alarms(self):
        return self.ask("/v3/maintenance/alarm", {"action": "GET"}).get("alarms", [])

    def fill(self):
        """Writes until etcd takes no more (NOSPACE)."""
        while True:
            try:
                self.put("/filled/%f" % time.monotonic(), b"x" * 500000)
            except Refused as refused:
                assert refused.code == 8, refused
                return

    def make_space(self):
        """What an administrator does about NOSPACE: delete, compact, defragment, disarm."""
        self.delete("/filled/")
        revision = self.ask("/v3/kv/range", {"key": encoded(PREFIX)})["header"]["revision"]
        self.ask("/v3/kv/compaction", {"revision": revision, "physical": True})
        for node in self.nodes:
            self.ask("/v3/maintenance/defragment", {}, node=node)
        for alarm in self.alarms():
            self.ask("/v3/maintenance/alarm", {"action": "DEACTIVATE", "memberID": alarm.get("memberID", "0"),
                                               "alarm": alarm["alarm"]})

    def store_text(self, endpoints=None, certificate="client", prefix=PREFIX, password_file=None):
        """A stores/NAME.cfg for it."""
        at = self.certificates.path
        return (
            'kind = "etcd";\n'
            "endpoints = [ %s ];\n"
            'prefix = "%s";\n'
            'ca_file = "%s"; cert_file = "%s"; key_file = "%s";\n'
            'user = "%s"; password = { file = "%s" };\n' % (
                ", ".join('"%s"' % url for url in endpoints or [node.url for node in self.nodes]), prefix, at("ca.pem"),
                at(certificate + ".pem"), at(certificate + ".key"), USER, password_file or at("password")))


def version():
    """(3, 4) of Debian 12's."""
    text = subprocess.run(["etcd", "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in re.search(r"(\d+)\.(\d+)", text).groups())


def hold(quota):
    with Cluster(quota=quota) as nodes:
        at = nodes.certificates.path
        print("/* stores/NAME.cfg */\n" + nodes.store_text())
        print("# pids: %s; logs and data: %s" % (
            " ".join("%s %d" % (node.name, node.process.pid) for node in nodes.nodes), nodes.directory))
        print("# etcdctl: ETCDCTL_API=3 etcdctl --endpoints %s --cacert %s --cert %s --key %s --user root:%s "
              "get --prefix --keys-only %s" % (",".join(node.url for node in nodes.nodes), at("ca.pem"),
                                               at("client.pem"), at("client.key"), ROOT_PASSWORD, PREFIX))
        print("# a certificate that is refused: %s\n# a line on stdin or SIGTERM ends it" % at("named.pem"), flush=True)
        if not sys.stdin.readline():
            signal.pause()


if __name__ == "__main__":
    def terminate(*_):
        sys.exit(0)

    signal.signal(signal.SIGTERM, terminate)
    with contextlib.suppress(KeyboardInterrupt):
        if sys.argv[1:2] != ["--hold"]:
            sys.exit("usage: cluster.py --hold [QUOTA]")
        hold(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
