"""Another user of the machine connects to the listener of discred auth login."""

import subprocess
import unittest
import urllib.parse

import waitcase

OTHER = 65534
AS_OTHER = ["setpriv", "--reuid=%d" % OTHER, "--regid=%d" % OTHER, "--clear-groups"]

# Sends what is on its stdin, and prints what comes back until the end; a connection that is reset has brought nothing.
CLIENT = """
import socket, sys
connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 30)
try:
    connection.sendall(sys.stdin.buffer.read())
    while chunk := connection.recv(65536):
        sys.stdout.buffer.write(chunk)
except (ConnectionResetError, BrokenPipeError):
    pass
"""


def can_become_another_user():
    # -I: the directory of this file may be out of that user's reach.
    command = [*AS_OTHER, "/usr/bin/python3", "-I", "-c", ""]
    try:
        return subprocess.run(command, check=False, cwd="/", stderr=subprocess.DEVNULL).returncode == 0
    except FileNotFoundError:
        return False


@unittest.skipUnless(can_become_another_user(), "needs the right to become another user")
class Peer(waitcase.WaitCase):
    def ask(self, target, who):
        request = "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % (target, self.port)
        done = subprocess.run([*who, "/usr/bin/python3", "-I", "-c", CLIENT, str(self.port)], input=request.encode(),
                              capture_output=True, cwd="/", timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return done.stdout.decode()

    def test_is_refused_whatever_it_brings(self):
        self.wait()
        start = urllib.parse.urlsplit(self.start_url).path
        redirect = urllib.parse.urlsplit(self.approved())
        right = "%s?%s" % (redirect.path, redirect.query)
        for target in (start, "/callback?code=stolen&state=x", right, "/favicon.ico"):
            self.assertEqual(self.ask(target, AS_OTHER), "")
        self.assertIn("HTTP/1.1 302", self.ask(start, []))
        self.logs_in()
        self.assertEqual(self.box.count("token"), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
