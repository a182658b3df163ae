"""A command with a fault at each point of its run: a point is a system call, by its name and its number of that name.

At each point the program is killed, and at each the system refuses, with every error of ERRORS. strace puts the fault at
the very call: no time is measured and nothing is left to chance. Every tenth point is tried; all of them with
DISCRED_SWEEP=all in the environment, as `./dev trust` has it.
"""

import contextlib
import os
import re
import shutil
import signal
import stat
import subprocess
import unittest

import harness

EVERY = 1 if os.environ.get("DISCRED_SWEEP") == "all" else 10

# What the system may say to a call; ANY is what it may say to every other.
ERRORS = {
    "openat": ("EMFILE", "ENOSPC", "EINTR"), "open": ("EMFILE",), "mmap": ("ENOMEM",),
    "mprotect": ("ENOMEM",), "mremap": ("ENOMEM",), "clone3": ("EAGAIN",), "vfork": ("EAGAIN",), "pipe2": ("EMFILE",),
    "socket": ("EMFILE",), "read": ("EIO", "EINTR"), "write": ("ENOSPC", "EIO", "EINTR"), "pwrite64": ("ENOSPC", "EIO"),
    "fallocate": ("ENOSPC", "EOPNOTSUPP"), "ftruncate": ("EIO",), "fsync": ("EIO",), "fdatasync": ("EIO", "ENOSPC"),
    "renameat": ("ENOSPC", "EIO"), "unlinkat": ("EIO",), "flock": ("ENOLCK", "EINTR"), "connect": ("ECONNREFUSED", "EINTR"),
    "sendto": ("ECONNRESET",), "sendmsg": ("ECONNRESET",), "recvfrom": ("ECONNRESET", "EINTR"), "poll": ("EINTR", "ENOMEM"),
    "mkdirat": ("ENOSPC",), "getdents64": ("EIO",), "wait4": ("EINTR",),
}
ANY = ("EIO",)
# They do not come back, or have no way to fail that a program could meet: brk returns the old break, close releases the
# descriptor whatever it says, which strace would keep it from, and epoll_ctl fails for wrong arguments only.
INFALLIBLE = ("exit_group", "geteuid", "getuid", "getegid", "getgid", "getpid", "getppid", "gettid", "execve", "futex", "brk",
              "close", "epoll_ctl")
# A sanitizer, which is at work before the program too, aborts where one of these fails.
OF_SANITIZER = ("mmap", "munmap", "mprotect", "mremap", "madvise", "rt_sigaction", "rt_sigprocmask", "sigaltstack")

# Ended by a signal, or by sysexits' EX_SOFTWARE: a defect of the program's own.
DEFECT = 70
PATIENCE = 30  # seconds


def numbered(names):
    """(name, which of that name it is), in order."""
    seen = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name, seen[name]


class Run:
    """One run of the command: how it ended, and its trace."""

    def __init__(self, done, traces):
        self.done = done
        self.traces = traces
        text = "\n".join(traces)
        self.killed = "+++ killed by SIGKILL +++" in text
        self.hit = self.killed or "(INJECTED)" in text

    def points(self):
        """(call, fault) of the longest trace. Of the dynamic linker, which ends with munmap and copes with nothing, only the
        kills."""
        trace = max(self.traces, key=len, default="")
        calls = list(numbered(re.findall(r"^([a-z0-9_]+)\(", trace, re.MULTILINE)))
        start = calls.index(("munmap", 1)) if "/etc/ld.so.cache" in trace else 0
        infallible = INFALLIBLE
        if "libasan.so" in trace:
            infallible += OF_SANITIZER
            start = calls.index(("flock", 1)) if ("flock", 1) in calls else len(calls)
        for place, call in enumerate(calls):
            errors = () if call[0] in infallible or place < start else ERRORS.get(call[0], ANY)
            yield from ((call, fault) for fault in ("signal=SIGKILL", *("error=" + error for error in errors)))

    def saved(self):
        """Whether a file was synced after something was sent, and before the fault: what was received is on the disk then."""
        received = re.compile(r"^sendto\(.*^f(?:data)?sync\([^\n]*\) += 0$", re.MULTILINE | re.DOTALL)
        return any(received.search(trace.partition("(INJECTED)")[0].rpartition("\n")[0]) for trace in self.traces)


@unittest.skipUnless(harness.can_trace(), "strace is not allowed to trace here")
class SweepCase(unittest.TestCase):
    """Beside a harness.Case. `window` are the losses that can't be prevented: of a grant that the server had ended already,
    by an answer that was not on the disk yet. `lost` are all others."""

    def setUp(self):
        super().setUp()
        self.points = self.window = 0
        self.lost = []
        self.faults = []

    def trace(self, argv, fault=None, within=None, **more):
        """Runs it under strace, with a fault. `within` is a program of the build that it starts: then that is traced."""
        folder = os.path.join(self.home.path, "trace")
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
        strace = ["strace", "-q", *(["-e", "inject=" + fault] if fault else [])]
        # The leak checker can't work in a process that is traced.
        more.setdefault("ASAN_OPTIONS", "abort_on_error=1:detect_leaks=0")
        if within:
            words = " ".join("'%s'" % word for word in [*strace, "-o"])
            self.stand_in(within, '#!/bin/sh\nexec %s "%s/$$" \'%s\' "$@"\n' % (words, folder, harness.program(within)))
            more["DISCRED_EXEC_PATH"] = os.path.join(self.home.path, "programs")
        else:
            argv = [*strace, "-o", os.path.join(folder, "0"), harness.program(argv[0]), *argv[1:]]
        done = self.run_group(argv, **more)
        # A child may outlive its parent, and its tracer's last line comes after its lock.
        self.home.wait_for_renewals()
        traces = []
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as lines:
                traces.append(lines.read())
        return Run(done, traces)

    def run_group(self, argv, input=None, **more):
        """As Home.run, but where it hangs all that it has started is ended too: it has a tracer between."""
        process = subprocess.Popen([harness.program(argv[0]), *argv[1:]], env=self.home.env(**more), cwd=self.home.path,
                                   text=True, stdin=subprocess.DEVNULL if input is None else subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        try:
            stdout, stderr = process.communicate(input, PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise AssertionError("it did not end within %d s" % PATIENCE) from None
        self.home.note("stderr of %s" % argv, stderr)
        return harness.Done(process.returncode, stdout, stderr)

    def stand_in(self, name, script):
        """Programs of the build, where this script takes the place of one."""
        folder = os.path.join(self.home.path, "programs")
        if not os.path.isdir(folder):
            os.mkdir(folder)
            for other in os.listdir(harness.BUILD):
                path = os.path.join(harness.BUILD, other)
                if "discred" in other and os.path.isfile(path) and os.stat(path).st_mode & stat.S_IXUSR:
                    os.symlink(path, os.path.join(folder, other))
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(folder, name))
        self.home.write("programs/" + name, script, 0o700)

    def sweep(self, what, argv, before, check, within=None, **more):
        """before() makes what the command needs, and check(run) sees what is left of it; both as often as there are points.
        check() returns whether a grant was lost, and may add to `faults`."""
        before()
        run = self.trace(argv, within=within, **more)
        self.assertEqual(run.done.status, 0, run.done.stderr)
        self.assertFalse(check(run))
        points = list(run.points())[::EVERY]
        self.assertGreater(len(points), 20)
        for call, fault in points:
            place = "%s %d, %s" % (*call, fault)
            before()
            try:
                run = self.trace(argv, "%s:%s:when=%d" % (call[0], fault, call[1]), within, **more)
                self.points += run.hit
                self.judge(place, run)
                if check(run):
                    self.loss(place, run)
            except AssertionError as error:
                self.faults.append("%s: %s" % (place, str(error).partition("\n")[0]))
        print("%s: %d points, %d lost in the window, %d lost elsewhere, %d faults" % (
            what, self.points, self.window, len(self.lost), len(self.faults)), flush=True)
        self.assertFalse(self.lost + self.faults, "\n".join(self.lost + self.faults))

    def judge(self, place, run):
        """No program may crash, or fail without a word; but for the dynamic linker's own words, 127."""
        status, stderr = run.done.status, run.done.stderr
        if (status < 0 and not run.killed) or status == DEFECT:
            self.faults.append("%s: ended with %d: %s" % (place, status, stderr))
        elif status > 0 and not stderr and not run.killed and "write" not in place:
            self.faults.append("%s: status %d without a word" % (place, status))

    def loss(self, place, run):
        raise NotImplementedError
