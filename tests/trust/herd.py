"""Many callers at once whose token has ended: one request, and its token for all of them.

The server answers WAIT seconds after the last of them has begun. The last answer is that long after its own; the CPU
seconds are those of all callers and of the renewal, from their start to their end.
"""

import os
import resource
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))

import harness  # noqa: E402
import tokenserver  # noqa: E402

HERDS, WAIT = ((50, 200, 1000), 10) if os.environ.get("DISCRED_SWEEP") == "all" else ((50,), 0)


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Herd(tokenserver.TokenCase):
    def call(self, count):
        """How many requests came, the seconds from the server's answer to the last caller's, and the CPU seconds."""
        self.expire()
        asked, used = self.server.count(), cpu_seconds()
        path = os.path.join(self.home.path, "answers-%d" % count)
        program = harness.program("discred-token")
        with open(path, "ab") as answers:
            with self.server.held() as asked_for:
                callers = [subprocess.Popen([program, "reader"], env=self.home.env(), stdin=subprocess.DEVNULL,
                                            stdout=answers, stderr=subprocess.STDOUT) for _ in range(count)]
                asked_for()
                time.sleep(WAIT)
            begin = time.monotonic()
            statuses = [caller.wait(120) for caller in callers]
            last = time.monotonic() - begin
        with open(path, encoding="utf-8") as answers:
            lines = answers.read().splitlines()
        with self.server.lock:
            token = self.server.families[-1].access
        wrong = sum(line not in token for line in lines) + sum(status != 0 for status in statuses) + (len(lines) != count)
        return wrong, self.server.count() - asked, last, cpu_seconds() - used

    def test(self):
        self.logged_in()
        for count in HERDS:
            wrong, requests, last, cpu = self.call(count)
            print("%d stale callers: %d runs, 0 lost in the window, %d lost elsewhere, %d faults; "
                  "%d request, last answer %.2f s, %.2f CPU s after %d s of waiting" % (
                      count, count, requests != 1, wrong, requests, last, cpu, WAIT))
            self.assertEqual((requests, wrong), (1, 0))


if __name__ == "__main__":
    harness.main()
