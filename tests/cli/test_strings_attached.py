"""What outlives a call does not hold it up: children that keep a pipe open, ^C, and a stdout that is closed."""

import fcntl
import os
import signal
import socket
import unittest

import tokenserver
import waitcase
from tokenserver import hangs


class Attached(tokenserver.TokenCase):
    def setUp(self):
        super().setUp()
        self.logged_in()

    def test_a_caller_that_is_ended_leaves_no_stderr_open(self):
        """x=$(timeout 1 discred token reader 2>&1)"""
        self.expire()
        self.server.always("token", hangs())
        process = self.home.start("timeout", "1", "discred", "token", "reader")
        self.addCleanup(self.server.well)
        self.server.wait_for("token", 2)
        self.assertEqual(self.home.finish(process).status, 124)
        # The renewal goes on: the streams have ended before it.
        with open(self.path("lock"), encoding="utf-8") as lock:
            with self.assertRaises(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.server.well()
            fcntl.flock(lock, fcntl.LOCK_EX)

    def test_what_the_renewal_says_is_relayed(self):
        self.expire()
        done = self.token("--verbose")
        self.assertEqual(done.status, 0)
        self.assertIn("discred-auth: profile 'reader': renewing, ", done.stderr)

    def keeps_open(self, word):
        """A program that prints the word and leaves a child behind that keeps its streams."""
        return self.home.write("bin/leaves", "#!/bin/sh\necho %s\necho $$ >'%s/leader'\nsleep 600 &\necho $! >'%s/left'\n"
                               % (word, self.home.path, self.home.path), 0o700)

    def end_what_is_left(self):
        with open(os.path.join(self.home.path, "left"), encoding="utf-8") as file:
            os.kill(int(file.read()), signal.SIGKILL)

    def test_a_command_that_has_ended_is_done(self):
        program = self.keeps_open("a-token-of-a-command")
        self.change_profile(stack='({ control = "sufficient"; source = "command"; argv = [ "%s" ]; type = "Bearer"; })'
                            % program)
        done = self.token()
        self.end_what_is_left()
        self.assertEqual((done.status, done.stdout), (0, "a-token-of-a-command\n"))

    def test_a_secret_command_that_has_ended_is_done(self):
        program = self.keeps_open(tokenserver.CLIENT_SECRET)
        self.change_profile(client_secret='{ command = [ "%s" ] }' % program)
        self.expire()
        done = self.token()
        self.end_what_is_left()
        self.assertEqual(done.status, 0, done.stderr)

    def test_a_closed_stdout_is_an_error(self):
        for words in (("token", "reader"), ("token", "-o", "json", "reader"), ("auth", "status", "reader")):
            done = self.home.run("sh", "-c", 'exec "$@" >&-', "sh", "discred", *words)
            self.assertEqual((done.status, done.stdout), (71, ""), words)
            self.assertIn("cannot write", done.stderr)


class Interrupted(waitcase.WaitCase):
    def test_a_login_that_has_sent_nothing_ends_at_once(self):
        """The code is there, and the server is a black hole: it takes the connection, and TLS never begins."""
        with socket.create_server(("127.0.0.1", 0)) as hole:
            self.change_profile(api_base='"https://127.0.0.1:%d/api"' % hole.getsockname()[1])
            self.wait()
            page = self.arrives(self.approved())
            connection, _ = hole.accept()
            with connection:
                self.process.send_signal(signal.SIGINT)
                self.assertEqual(self.home.finish(self.process).status, -signal.SIGINT)
        self.assertIsNotNone(page.exception(30), "nobody answered the browser")


if __name__ == "__main__":
    unittest.main(verbosity=2)
