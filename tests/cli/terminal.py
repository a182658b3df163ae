"""A terminal of one's own (a pseudo-terminal), and a program in its foreground."""

import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import threading
import time

# The shell lives on after the program, so that the terminal does; it says how the program ended, and how it left the
# terminal's modes.
SHELL = 'trap : INT QUIT; stty -g; "$@" >"$0"; echo "status $?"; stty -g'


class Terminal:
    """Runs a program of the home's. What appears is in self.text(); finish() returns its status.

    The program's stdout is a file of its own, as in `program >file`."""

    def __init__(self, home, *argv, shell=SHELL, columns=80, **more):
        self.home = home
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.out_path = os.path.join(home.path, "terminal.out")
        self.process = subprocess.Popen(
            ["sh", "-c", shell, self.out_path, *argv], env=home.env(**more), cwd=home.path, stdin=slave, stdout=slave,
            stderr=slave, start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)
        self.shown = b""
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        # The end of the last program that has the terminal open is an error of its master.
        with contextlib.suppress(OSError):
            while chunk := os.read(self.master, 65536):
                self.shown += chunk

    def text(self):
        """All that has appeared, without what moves the cursor."""
        return re.sub(r"\x1b\[K", "", self.shown.decode("utf-8", "replace")).replace("\r\n", "\n")

    def wait_for(self, pattern, timeout=30):
        """The match, as soon as it has appeared."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            found = re.search(pattern, self.text())
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError("%r did not appear: %r" % (pattern, self.text()))

    def type(self, text):
        os.write(self.master, text.encode())

    def echoes(self):
        """Whether the terminal shows now what is typed."""
        return bool(termios.tcgetattr(self.master)[3] & termios.ECHO)

    def finish(self, timeout=60, prints=False):
        """The program's status. Its stdout is self.out, which with `prints` may hold secrets, and the terminal's modes
        before and after are self.modes."""
        self.process.wait(timeout)
        self.reader.join(timeout)
        os.close(self.master)
        with open(self.out_path, encoding="utf-8") as out:
            self.out = out.read()
        self.home.note("the terminal", self.text())
        if not prints:
            self.home.note("stdout of the program in the terminal", self.out)
        self.modes = re.findall(r"(?m)^(?:\r)?([0-9a-f]+(?::[0-9a-f]+)+)$", self.text())
        return int(re.findall(r"(?m)status (\d+)$", self.text())[-1])

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
