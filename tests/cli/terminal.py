"""A person's terminal: a pseudo-terminal that is the controlling one of the program under test."""

import contextlib
import fcntl
import os
import pty
import subprocess
import termios
import threading
import time

import harness


class Terminal:
    """Runs one program; its stdout is a pipe, as in TOKEN=$(discred token). What it shows the person is in shown()."""

    def __init__(self, home, *argv, **more):
        self.home = home
        self.master, slave = pty.openpty()
        self.bytes = b""

        def take():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen([harness.program(argv[0]), *argv[1:]], env=home.env(**more), cwd=home.path,
                                        stdin=slave, stdout=subprocess.PIPE, stderr=slave, preexec_fn=take)
        os.close(slave)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        # When the last program has closed the terminal, reading is an error.
        with contextlib.suppress(OSError):
            while chunk := os.read(self.master, 65536):
                self.bytes += chunk

    def shown(self):
        return self.bytes.decode("utf-8", "replace").replace("\r\n", "\n")

    def wait_for(self, text, timeout=30):
        deadline = time.monotonic() + timeout
        while text not in self.shown():
            if time.monotonic() > deadline:
                raise AssertionError("the terminal did not show %r: %r" % (text, self.shown()))
            time.sleep(0.02)

    def type(self, text):
        os.write(self.master, text.encode())

    def finish(self, timeout=60):
        """Its status, its stdout, and what was shown."""
        stdout, _ = self.process.communicate(timeout=timeout)
        self.reader.join(10)
        os.close(self.master)
        self.home.note("the terminal of %s" % self.process.args, self.shown())
        return harness.Done(self.process.returncode, stdout.decode(), self.shown())
