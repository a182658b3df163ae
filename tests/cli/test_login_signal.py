"""discred auth login ended by a signal."""

import os
import signal
import unittest

import harness
import waitcase


class Waiting(waitcase.WaitCase):
    def interrupted(self, number):
        """It ends by that very signal, and nothing is left of it."""
        self.wait()
        self.process.send_signal(number)
        done = self.home.finish(self.process)
        self.assertEqual((done.status, done.stdout, self.complaints(done)), (-number, "", ""))
        self.assertEqual(self.home.files(), [])

    def test_interrupt(self):
        self.interrupted(signal.SIGINT)

    def test_terminate(self):
        self.interrupted(signal.SIGTERM)

    def test_hangup(self):
        self.interrupted(signal.SIGHUP)

    def test_quit(self):
        self.interrupted(signal.SIGQUIT)

    def test_one_that_is_ignored_stays_so(self):
        catcher = self.home.write("bin/catcher", waitcase.CATCHER, 0o700)
        self.process = self.home.start("sh", "-c", "trap '' HUP INT; exec discred auth login reader",
                                       DISCRED_BROWSER=catcher)
        self.addCleanup(self.end)
        self.start_url = self.given(catcher + ".given")
        self.process.send_signal(signal.SIGHUP)
        self.process.send_signal(signal.SIGINT)
        self.logs_in()

    def test_the_port_is_free_again(self):
        self.interrupted(signal.SIGINT)
        self.wait()
        self.logs_in()


class Gone(waitcase.WaitCase):
    """What a login brings is not stored under a name that is nobody's any more."""

    def gone(self, *verb):
        self.wait()
        self.assertEqual(self.home.run("discred", "profile", *verb).status, 0)
        page = harness.http("GET", self.authorize_url())
        reply = harness.http("GET", page.headers["Location"])
        done = self.home.finish(self.process)
        self.assertEqual((done.status, done.stdout, self.complaints(done)), (
            66, "", "discred-auth: profile 'reader': the profile was removed or renamed meanwhile\n"))
        self.assertIn("<h1>The login failed</h1>", reply.text())
        self.assertEqual([path for path in self.home.files() if not path.endswith(".lock")], [])
        self.assertEqual(self.box.count("token"), 0)

    def test_removed_while_it_waited(self):
        self.gone("remove", "--yes", "reader")

    def test_renamed_while_it_waited(self):
        self.gone("rename", "reader", "writer")


class Exchanging(waitcase.WaitCase):
    """While the code is exchanged a signal waits: what Discord has issued is stored."""

    def held(self, number):
        self.wait()
        with self.exchanges() as page:
            self.process.send_signal(number)
        done = self.home.finish(self.process)
        self.assertEqual(done.status, -number)
        self.assertIn("<h1>Logged in</h1>", page.result().text())
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock"])
        self.assertEqual(self.token().status, 0)

    def test_interrupt(self):
        self.held(signal.SIGINT)

    def test_terminate(self):
        self.held(signal.SIGTERM)

    def test_hangup(self):
        self.held(signal.SIGHUP)

    def test_nothing_saves_it_from_being_killed_but_the_older_grant_stays(self):
        self.logged_in()
        before = self.stored("grant")
        self.wait()
        with self.exchanges() as page:
            self.process.kill()
            self.home.finish(self.process)
        self.assertIsNotNone(page.exception())
        self.assertEqual(self.stored("grant"), before)
        self.assertTrue(os.path.exists(os.path.join(self.home.state, "discred", ".reader.grant.next")))
        self.logged_in()
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
