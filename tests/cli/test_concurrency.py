"""Many callers at once: one request, one answer for all."""

import fcntl
import os
import re
import time
import unittest

import authcase
import harness


class Concurrency(authcase.AuthCase):
    def start_many(self, count):
        return [self.home.start("discred", "token", "reader") for _ in range(count)]

    def wait_until_asleep(self, process):
        """A caller that sleeps has begun, and waits for its renewal: whoever begins later may ask again. It is discred
        itself where that has discred-token in it."""
        state = (None, None)
        while state[0] not in ("discred", "discred-token") or state[1] != "S":
            time.sleep(0.01)
            with open("/proc/%d/stat" % process.pid, encoding="utf-8") as stat:
                state = re.match(r"\d+ \((.*)\) (\S)", stat.read()).groups()
            self.assertNotEqual(state[1], "Z", "it has ended")

    def finish_many(self, processes):
        return [self.home.finish(process, timeout=240, prints=True) for process in processes]

    def test_fifty_callers_make_one_request_and_get_one_token(self):
        self.logged_in()
        self.expire()
        done = self.finish_many(self.start_many(50))
        self.assertEqual([one.status for one in done], [0] * 50, [one.stderr for one in done if one.status])
        self.assertEqual({one.stdout for one in done}, {self.stored("token")["access_token"] + "\n"})
        self.assertEqual(self.refresh_requests(), 1)
        self.assertEqual(self.stored("grant")["counter"], "1")

    def test_two_hundred_waiters_of_an_outage_make_at_most_three_requests(self):
        self.logged_in()
        self.expire()
        asked = self.box.count("token")
        self.box.fault("token:+*=503")
        with open(self.path("lock"), encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            callers = self.start_many(200)
            for caller in callers:
                self.wait_until_asleep(caller)
        done = self.finish_many(callers)
        self.assertEqual({one.status for one in done}, {75}, [one.stderr for one in done if one.status != 75][:3])
        self.assertLessEqual(self.box.count("token") - asked, 3)
        self.assertGreaterEqual(self.box.count("token") - asked, 1)

    def test_a_caller_without_a_runtime_directory_shares_the_grant(self):
        self.logged_in()
        done = self.home.run("discred", "token", "reader", prints=True, XDG_RUNTIME_DIR=None)
        if os.path.isdir("/run/user/%d/discred" % os.geteuid()):
            self.skipTest("this user has a runtime directory of its own")
        self.assertEqual(done.status, 0, done.stderr)
        self.assertTrue(os.path.exists(os.path.join(self.home.state, "discred", "reader.token")))
        self.assertEqual(self.home.run("discred", "auth", "logout", "reader").status, 0)
        self.assertEqual([name for name in self.state_files() if name != "reader.lock"], [])

    def test_login_and_refresh_take_turns(self):
        self.logged_in()
        self.expire()
        with self.box.held() as asked_for:
            renewal = self.home.start("discred", "token", "reader")
            asked_for()
            login = self.home.start("discred", "auth", "login", "reader", DISCRED_BROWSER=self.home.browser())
        self.assertEqual(self.home.finish(login).status, 0)
        self.home.plant_tokens()
        self.assertEqual(self.home.finish(renewal, prints=True).status, 0)
        self.assertEqual(self.stored("grant")["counter"], "0")
        self.expire()
        self.assertEqual(self.token().status, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
