"""discred auth login ended by a signal."""

import os
import signal
import unittest

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


class Exchanging(waitcase.WaitCase):
    """While the code is exchanged a signal waits: what Discord has issued is stored."""

    def held(self, number):
        self.wait()
        page = self.exchanges()
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
        page = self.exchanges()
        self.process.kill()
        self.home.finish(self.process)
        self.assertIsNotNone(page.exception())
        self.assertEqual(self.stored("grant"), before)
        self.assertTrue(os.path.exists(os.path.join(self.home.state, "discred", ".reader.grant.next")))
        self.logged_in()
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
