"""Instructions and system calls of one call: what does not change with the load of the machine."""

import glob
import os
import re
import shutil
import subprocess
import tempfile

UNKNOWN = "-"


def _run(world, row, words):
    """The command below `words`, run as the row says; what it wrote on stderr, or None if it failed."""
    with open(row.input, "rb") as stdin:
        try:
            done = subprocess.run(words + row.argv, env=world.home.env(**row.env), stdin=stdin,
                                  capture_output=True, timeout=120)
        except subprocess.TimeoutExpired:
            return None
    if done.returncode != 0 or row.prints.encode() not in done.stdout:
        return None
    return done.stderr.decode(errors="replace")


def instructions(world, row):
    """In user space. Callgrind forgets a program that execs another, but for what it dumps before."""
    if not shutil.which("valgrind"):
        return UNKNOWN
    with tempfile.TemporaryDirectory(dir=world.home.path) as directory:
        log = _run(world, row, ["valgrind", "--tool=callgrind", "--trace-children=yes", "--dump-before=execve",
                                "--callgrind-out-file=" + os.path.join(directory, "out.%p")])
        # Each program of a process writes its dumps under the same names: of three in a row one would be lost.
        programs = re.findall(r"(?m)^==([0-9]+)== Command: ", log or "")
        if log is None or any(programs.count(pid) > 2 for pid in programs):
            return UNKNOWN
        total = 0
        for path in glob.glob(os.path.join(directory, "out.*")):
            with open(path, encoding="utf-8", errors="replace") as lines:
                total += sum(int(found[1]) for found in map(re.compile("summary: ([0-9]+)").match, lines) if found)
        return "{:,}".format(total)


def system_calls(world, row):
    if not shutil.which("strace"):
        return UNKNOWN
    path = os.path.join(world.home.path, "strace")
    if _run(world, row, ["strace", "-f", "-c", "-U", "calls,name", "-o", path]) is None:
        return UNKNOWN
    with open(path, encoding="utf-8") as lines:
        return "{:,}".format(int(re.search(r"(?m)^\s*([0-9]+) total$", lines.read())[1]))
