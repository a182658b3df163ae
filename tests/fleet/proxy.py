"""A stand-in for a node of etcd, through which a host reaches the real ones: it knows what it passes on.

    gate = proxy.Proxy(nodes)
    gate.url                                        for `endpoints`
    gate.script("sent", proxy.cuts())               the next transaction that puts `sent`: done, its answer lost
    with gate.held("publish", after=True) as come:  the answer to the next one waits until this ends

What is asked is known by what it puts: "lock" takes the lock, "sent" notes that a refresh token is about to be sent,
"publish" stores a grant, "lease" asks for a lease; all else is "other". Like the token server's, a step is a function
that is given the Exchange and answers in its own way.
"""

import base64
import contextlib
import http.client
import json
import socket
import threading


def kind_of(path, body):
    """By the last part of the keys that a transaction puts if it succeeds."""
    if path == "/v3/lease/grant":
        return "lease"
    if path != "/v3/kv/txn":
        return "other"
    # A compare tells the transactions that change something from those that only read.
    puts = {base64.b64decode(one["request_put"]["key"]).decode().rsplit("/", 1)[-1]
            for one in json.loads(body).get("success", ()) if "request_put" in one}
    for slot, kind in (("grant", "publish"), ("sent", "sent"), ("lock", "lock")):
        if slot in puts:
            return kind
    return "other"


class Exchange:
    def __init__(self, proxy, stream, path, headers, body):
        self.proxy = proxy
        self.stream = stream
        self.path = path
        self.headers = headers
        self.body = body

    def carry_out(self):
        """Asks a real node; (status, headers, body), or None when none answers."""
        return self.proxy.forward(self)

    def reply(self, answer):
        """None: hangs up."""
        if answer is None:
            raise ConnectionError
        status, headers, body = answer
        if self.proxy.shift_date:
            headers = {**headers, "Date": self.proxy.shift_date(headers["Date"])}
        lines = ["HTTP/1.1 %d Passed on" % status, *("%s: %s" % item for item in headers.items())]
        self.stream.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
        self.stream.flush()


# Steps.

def well():
    return lambda exchange: exchange.reply(exchange.carry_out())


def cuts(carried_out=True):
    """Hangs up instead of answering."""
    def step(exchange):
        if carried_out:
            exchange.carry_out()
        exchange.reply(None)
    return step


class Proxy:
    """Passes on to the first node of the cluster that runs."""

    def __init__(self, nodes):
        self.nodes = nodes
        self.context = nodes.certificates.server_context()
        self.lock = threading.Lock()
        self.arrived = threading.Condition(self.lock)
        self.steps = {}
        self.asked = []
        self.shift_date = None
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.url = "https://127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def script(self, kind, *steps):
        with self.lock:
            self.steps.setdefault(kind, []).extend(steps)

    def count(self, kind):
        with self.lock:
            return self.asked.count(kind)

    def wait_for(self, kind, count, timeout=60):
        with self.lock:
            if not self.arrived.wait_for(lambda: self.asked.count(kind) >= count, timeout):
                raise AssertionError("%d requests of '%s' instead of %d: %s" % (
                    self.asked.count(kind), kind, count, self.asked))

    @contextlib.contextmanager
    def held(self, kind, after):
        """The next one of a kind waits until this ends: before it is passed on, or after it was carried out. `with`
        gives a function that returns when it waits."""
        waits, go_on = threading.Event(), threading.Event()

        def step(exchange):
            answer = exchange.carry_out() if after else None
            waits.set()
            go_on.wait(300)
            exchange.reply(answer if after else exchange.carry_out())

        def come(timeout=60):
            if not waits.wait(timeout):
                raise AssertionError("no request of '%s' came: %s" % (kind, self.asked))
        self.script(kind, step)
        try:
            yield come
        finally:
            go_on.set()

    def forward(self, exchange):
        for node in self.nodes.nodes:
            if not node.running:
                continue
            connection = http.client.HTTPSConnection("127.0.0.1", node.port, timeout=30,
                                                     context=self.nodes.certificates.client_context())
            with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
                headers = {name: value for name, value in exchange.headers.items() if name == "authorization"}
                connection.request("POST", exchange.path, exchange.body,
                                   {"Content-Type": "application/json", **headers})
                reply = connection.getresponse()
                body = reply.read()
                return reply.status, {"Content-Type": reply.headers.get("Content-Type", "application/json"),
                                      "Date": reply.headers["Date"], "Content-Length": str(len(body))}, body
        return None

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        # A client may hang up whenever it likes.
        with contextlib.suppress(OSError, ValueError), connection:
            with self.context.wrap_socket(connection, server_side=True) as wrapped, wrapped.makefile("rwb") as stream:
                while self._serve_one(stream):
                    pass

    def _serve_one(self, stream):
        line = stream.readline().decode("latin-1").split()
        if len(line) < 2:
            return False
        headers = {}
        while (header := stream.readline().decode("latin-1").rstrip("\r\n")):
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", 0)))
        kind = kind_of(line[1], body)
        with self.lock:
            self.asked.append(kind)
            steps = self.steps.get(kind)
            step = steps.pop(0) if steps else well()
            self.arrived.notify_all()
        step(Exchange(self, stream, line[1], headers, body))
        return True
