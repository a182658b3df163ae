"""An authorization server of its own, with the strict rules of RFC 9700 section 4.14, and faults by script.

A code is good once. A refresh token rotates: the answer to it ends it, and one that comes twice ends its whole family,
access tokens too. The server counts what it is asked, and fails as a test wants it to:

    server.script("token", status(503, carried_out=True), cuts())      the next two requests
    server.always("token", hangs())                                  all others, until server.well()

Each of these is a step: a function that is given the Exchange, and answers it in its own way. `carried_out` says whether
the server did what it was asked before it failed: whoever sends the same refresh token again then loses the family.

Endpoints: token, revoke, authorize, me (/oauth2/@me), user (/users/@me), gateway, connect (the server as a proxy), other.
"""

import contextlib
import email.utils
import gzip
import json
import socket
import ssl
import threading
import typing
import urllib.parse

import authcase
import certificates
import harness

CLIENT_ID = "157730590492196864"
CLIENT_SECRET = "a-secret-of-the-client"
USER = {"id": "1", "username": "somebody"}
UNAUTHORIZED = {"message": "401: Unauthorized", "code": 0}
PAGE = b"<!doctype html><title>Sign in to the network</title>"

ENDPOINTS = {
    "/authorize": "authorize",
    "/api/oauth2/token": "token",
    "/api/oauth2/token/revoke": "revoke",
    "/api/oauth2/@me": "me",
    "/api/users/@me": "user",
    "/api/gateway": "gateway",
}


class Request(typing.NamedTuple):
    endpoint: str
    method: str
    path: str
    headers: dict  # names in lower case
    form: dict  # of the body, or of the query


class Answer(typing.NamedTuple):
    status: int
    body: bytes
    headers: dict


def answer(status, body=b"", **headers):
    """A body that is neither bytes nor text becomes JSON. In a header's name '_' stands for '-'."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if not isinstance(body, (bytes, str)):
        named.setdefault("Content-Type", "application/json")
        body = json.dumps(body)
    return Answer(status, body if isinstance(body, bytes) else body.encode(), named)


class Family:
    """What began with one login: one refresh token at a time, and the access tokens that came of it."""

    def __init__(self):
        self.alive = True
        self.refresh = None
        self.access = set()


class Exchange:
    """One request under way."""

    def __init__(self, server, connection, request):
        self.server = server
        self.connection = connection
        self.request = request

    def carry_out(self):
        """Does what was asked, and returns the answer."""
        return self.server.carry_out(self.request)

    def send(self, data):
        # A client that has gone is no concern of the server's.
        with contextlib.suppress(OSError):
            self.connection.sendall(data)

    def reply(self, reply, length=None):
        """The whole answer; `length` is said instead of the true one."""
        headers = {"Date": email.utils.formatdate(usegmt=True), "Connection": "close",
                   "Content-Length": str(len(reply.body) if length is None else length), **reply.headers}
        self.send(head(reply.status, headers) + reply.body)

    def wait_for_the_client(self):
        """Until the client has hung up, or the server is stopped or well again."""
        self.server.released.wait_or(self.connection)


def head(status, headers):
    lines = ["HTTP/1.1 %d Scripted" % status, *("%s: %s" % item for item in headers.items() if item[1] is not None)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


# Steps.

def well():
    return lambda exchange: exchange.reply(exchange.carry_out())


def status(number, body=b"", carried_out=False, **headers):
    """Answers with that status, after the work was done or without doing it."""
    def step(exchange):
        if carried_out:
            exchange.carry_out()
        exchange.reply(answer(number, body, **headers))
    return step


def cuts(after=0, carried_out=True):
    """Sends so many bytes of the body, or with 0 nothing at all, and hangs up."""
    def step(exchange):
        reply = exchange.carry_out() if carried_out else answer(200, b" " * (after + 1))
        if after:
            exchange.send(head(reply.status, {"Content-Length": str(len(reply.body)), **reply.headers}))
            exchange.send(reply.body[:after])
    return step


def hangs(after=0, carried_out=True):
    """As cuts(), but the connection stays open."""
    cut = cuts(after, carried_out)

    def step(exchange):
        cut(exchange)
        exchange.wait_for_the_client()
    return step


def changed(change, **headers):
    """Carries it out; the body becomes what `change` makes of its bytes."""
    def step(exchange):
        reply = exchange.carry_out()
        exchange.reply(Answer(reply.status, change(reply.body), {**reply.headers, **headers}))
    return step


def with_members(text):
    """A whole answer with more members, given as the bytes that stand before its last brace."""
    return changed(lambda body: body.rstrip()[:-1] + b", " + text + b"}")


def tokens(**changes):
    """A whole answer with other members; a value of None leaves one out."""
    def change(body):
        members = {**json.loads(body), **changes}
        return json.dumps({name: value for name, value in members.items() if value is not None}).encode()
    return changed(change)


def gzipped(cut=None):
    return changed(lambda body: gzip.compress(body)[:cut], **{"Content-Encoding": "gzip"})


def longer(more=100, keep_open=False):
    """A Content-Length that is larger than the body."""
    def step(exchange):
        reply = exchange.carry_out()
        exchange.reply(reply, len(reply.body) + more)
        if keep_open:
            exchange.wait_for_the_client()
    return step


def without_length():
    """The body ends with the connection, which is kept open."""
    def step(exchange):
        reply = exchange.carry_out()
        exchange.send(head(reply.status, reply.headers) + reply.body)
        exchange.wait_for_the_client()
    return step


def chunked(end=b"0\r\n\r\n", keep_open=False):
    """In chunks, the last of which is `end`."""
    def step(exchange):
        reply = exchange.carry_out()
        half = len(reply.body) // 2
        exchange.send(head(reply.status, {"Transfer-Encoding": "chunked", **reply.headers}))
        for part in (reply.body[:half], reply.body[half:]):
            exchange.send(b"%x\r\n%s\r\n" % (len(part), part))
        exchange.send(end)
        if keep_open:
            exchange.wait_for_the_client()
    return step


def raw(data):
    """These bytes, whatever was asked; None: nothing, ever."""
    def step(exchange):
        if data is None:
            exchange.wait_for_the_client()
        else:
            exchange.send(data)
    return step


class Release:
    """Lets go of those who wait."""

    def __init__(self):
        self.event = threading.Event()

    def wait_or(self, connection):
        connection.settimeout(0.05)
        while not self.event.is_set():
            try:
                if not connection.recv(4096):
                    return
            except TimeoutError:
                continue
            except OSError:
                return


class TokenServer:
    """Runs in threads of the test. With a certificate (certificates.py) it speaks TLS, and `ca` is the file to trust.
    `blindly` is a step for every connection, whatever comes, even if it is no HTTP."""

    def __init__(self, home=None, certificate=None, blindly=None):
        self.lock = threading.Lock()
        self.requests = []
        self.families = []
        self.codes = {}  # code: its family, None when it was used
        self.used = {}  # refresh token: its family
        self.issued = []  # every secret that left the server
        self.redirect = {}  # added to the redirect; None leaves a parameter out
        self.user = USER
        self.members = {}  # of each token answer besides or instead of its own; None leaves one out
        self.lifetime = 604800
        self.released = Release()
        self.steps = {}
        self.otherwise = {}
        self.arrived = threading.Condition(self.lock)
        self.blindly = blindly
        self.context = None
        if certificate:
            self.ca, key = certificates.write(home, certificate)
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(self.ca, key)
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = self.listener.getsockname()[1]
        self.host = "127.0.0.1:%d" % self.port
        self.url = "%s://%s" % ("https" if certificate else "http", self.host)
        self.api = self.url + "/api"
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self):
        self.released.event.set()
        # close() alone would leave a thread in accept().
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def script(self, endpoint, *steps):
        with self.lock:
            self.steps.setdefault(endpoint, []).extend(steps)

    def always(self, endpoint, step):
        with self.lock:
            self.otherwise[endpoint] = step

    def well(self):
        """Forgets the script, and lets go of what hangs."""
        with self.lock:
            self.steps.clear()
            self.otherwise.clear()
            released, self.released = self.released, Release()
        released.event.set()

    @contextlib.contextmanager
    def held(self, endpoint="token"):
        """The next request is answered when this ends; `with` gives a function that returns when it has come."""
        before = self.count(endpoint)
        go_on = threading.Event()

        def step(exchange):
            go_on.wait(120)
            exchange.reply(exchange.carry_out())
        self.script(endpoint, step)
        try:
            yield lambda: self.wait_for(endpoint, before + 1)
        finally:
            go_on.set()

    def count(self, endpoint="token", **form):
        """How many requests came, of those with these fields of the form."""
        with self.lock:
            return self._count(endpoint, form)

    def _count(self, endpoint, form):
        return sum(one.endpoint == endpoint and form.items() <= one.form.items() for one in self.requests)

    def asked(self, endpoint="token"):
        with self.lock:
            return [one for one in self.requests if one.endpoint == endpoint]

    def wait_for(self, endpoint, count, timeout=60):
        with self.lock:
            if not self.arrived.wait_for(lambda: self._count(endpoint, {}) >= count, timeout):
                raise AssertionError("%d requests of '%s' instead of %d" % (self._count(endpoint, {}), endpoint, count))

    def end(self, access=True, refresh=True):
        """The user removes the application, or with access=False only the refresh tokens end."""
        with self.lock:
            for family in self.families:
                family.alive = family.alive and not refresh
                if access:
                    family.access.clear()

    # The rules.

    def carry_out(self, request):
        with self.lock:
            return getattr(self, "_" + request.endpoint)(request)

    def _secret(self, kind):
        value = "a%s-%s-token-%d" % ("n" if kind == "access" else "", kind, len(self.issued) + 1)
        self.issued.append(value)
        return value

    def _authorize(self, request):
        code = "a-code-%d" % (len(self.codes) + 1)
        self.codes[code] = Family()
        self.issued.append(code)
        back = {"code": code, "state": request.form["state"], **self.redirect}
        back = {name: value for name, value in back.items() if value is not None}
        return answer(302, Location=request.form["redirect_uri"] + "?" + urllib.parse.urlencode(back))

    def _token(self, request):
        form = request.form
        if form.get("grant_type") == "client_credentials":
            return self._issue(Family(), False, form.get("scope", ""))
        if form.get("grant_type") == "authorization_code":
            return self._exchange(form)
        family = self.used.get(form.get("refresh_token"))
        if family and family.alive and family.refresh == form["refresh_token"]:
            return self._issue(family)
        if family and family.refresh != form["refresh_token"]:
            family.alive = False
            family.access.clear()
        return answer(400, {"error": "invalid_grant"})

    def _exchange(self, form):
        family = self.codes.get(form.get("code"))
        if not family or family in self.families:
            if family:
                family.alive = False
                family.access.clear()
            return answer(400, {"error": "invalid_grant"})
        self.families.append(family)
        return self._issue(family)

    def _issue(self, family, renewable=True, scope="identify"):
        reply = {"token_type": "Bearer", "access_token": self._secret("access"), "expires_in": self.lifetime,
                 "scope": scope}
        if renewable:
            reply["refresh_token"] = self._secret("refresh")
        elif family not in self.families:
            self.families.append(family)
        reply.update(self.members)
        reply = {name: value for name, value in reply.items() if value is not None}
        family.access.add(reply.get("access_token"))
        family.refresh = reply.get("refresh_token", family.refresh)
        self.used[family.refresh] = family
        return answer(200, reply)

    def _revoke(self, request):
        for family in self.families:
            if request.form.get("token") in (family.refresh, *family.access):
                family.alive = False
                family.access.clear()
        return answer(200, {})

    def _bearer(self, request):
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return scheme == "Bearer" and any(token in family.access for family in self.families)

    def _me(self, request):
        return answer(200, {"scopes": ["identify"], "user": self.user}) if self._bearer(request) else answer(
            401, UNAUTHORIZED)

    def _user(self, request):
        return answer(200, self.user) if self._bearer(request) else answer(401, UNAUTHORIZED)

    def _gateway(self, request):
        return answer(200, {"url": "wss://gateway.example"})

    def _connect(self, request):
        return answer(502)

    def _other(self, request):
        return answer(404, {"message": "404: Not Found", "code": 0})

    # The connections.

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        # One that breaks off, as a client does who trusts nobody, holds up no other.
        with contextlib.suppress(OSError, ValueError), connection:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            with connection:
                if self.blindly:
                    connection.recv(65536)
                    self.blindly(Exchange(self, connection, None))
                    return
                request = self._read(connection)
                if request:
                    self._step(request.endpoint)(Exchange(self, connection, request))

    def _step(self, endpoint):
        with self.lock:
            steps = self.steps.get(endpoint)
            return steps.pop(0) if steps else self.otherwise.get(endpoint, well())

    def _read(self, connection):
        with connection.makefile("rb") as stream:
            line = stream.readline().decode("latin-1").split()
            if len(line) < 2:
                return None
            headers = {}
            while (header := stream.readline().decode("latin-1").rstrip("\r\n")):
                name, _, value = header.partition(":")
                headers[name.lower()] = value.strip()
            body = stream.read(int(headers.get("content-length", 0))).decode()
        method, path = line[:2]
        place, _, query = path.partition("?")
        endpoint = "connect" if method == "CONNECT" else ENDPOINTS.get(place, "other")
        request = Request(endpoint, method, path, headers, dict(urllib.parse.parse_qsl(body or query)))
        with self.lock:
            self.requests.append(request)
            self.arrived.notify_all()
        return request


class TokenCase(authcase.AuthCase):
    """self.server is the server and "reader" its profile."""

    def setUp(self):
        harness.Case.setUp(self)
        self.server = TokenServer()
        self.addCleanup(lambda: self.home.plant(*self.server.issued))
        self.addCleanup(self.server.stop)
        self.home.plant(CLIENT_SECRET)
        self.redirect = harness.redirect_uri()
        self.change_profile()

    def change_profile(self, profile="reader", **settings):
        """Writes it; a value of None leaves a key out."""
        values = {
            "client_id": '"%s"' % CLIENT_ID,
            "client_secret": '"%s"' % CLIENT_SECRET,
            "scope": '"identify"',
            "redirect_uri": '"%s"' % self.redirect,
            "api_base": '"%s"' % self.server.api,
            "authorize_url": '"%s/authorize"' % self.server.url,
            **self.SETTINGS, **settings}
        self.home.profile(profile, "".join("%s = %s;\n" % item for item in values.items() if item[1] is not None))

    def sent(self):
        """The refresh tokens that came, in order."""
        return [one.form["refresh_token"] for one in self.server.asked() if "refresh_token" in one.form]

    def refresh_requests(self):
        return len(self.sent())
