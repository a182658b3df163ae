"""`./dev trust`: what discred is trusted with, tried at every point where it could be lost.

    DISCRED_BUILD=build/programs trust.py [--quick] [SECTION...]

A section is a few commands, each a row of the table at the end: what was tried, how often, what was lost and what went
wrong. Anybody can run a row's command alone. The output of a row that failed is printed, and the status is 1 then.
"""

import argparse
import concurrent.futures
import os
import re
import subprocess
import sys
import time

SOURCE = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else "python3"
# A line that a command prints for each row.
ROW = re.compile(r"(?:^|\.\.\. )([^.\n]*?): (\d+) (points|runs|reports), (\d+) lost in the window, (\d+) lost elsewhere, "
                 r"(\d+) faults(?:; (.*))?$", re.MULTILINE)

# (section, command). Sections of the same name run after each other, in this order; `herd` is measured, and runs alone.
COMMANDS = [
    ("refresh", "tests/cli/test_sweep.py Refresh"),
    ("login", "tests/cli/test_sweep.py Login"),
    ("token", "tests/cli/test_sweep.py Token"),
    ("seal", "tests/cli/test_seal_faults.py"),
    ("rename", "tests/cli/test_profile_sweep.py Rename"),
    ("remove", "tests/cli/test_profile_sweep.py Remove"),
    ("new", "tests/cli/test_profile_sweep.py New"),
    ("killer", "tests/trust/killer.py"),
    ("valgrind", "tests/trust/verbs.py"),
    ("analyzers", "tests/trust/analyzers.py gcc"),
    ("analyzers", "tests/trust/analyzers.py scan-build"),
    ("analyzers", "tests/trust/analyzers.py cppcheck"),
    ("herd", "tests/trust/herd.py"),
]
SECTIONS = list(dict.fromkeys(section for section, _ in COMMANDS))
ALONE = "herd"


class Result:
    def __init__(self, command, quick):
        """Runs it apart from the machine, as the tests are."""
        self.command = command
        build = os.environ["DISCRED_BUILD_DYNAMIC" if command.endswith("verbs.py") else "DISCRED_BUILD"]
        env = {**os.environ, "DISCRED_BUILD": build, "DISCRED_SOURCE": SOURCE, "DISCRED_SWEEP": "" if quick else "all"}
        apart = [] if "analyzers" in command else ["tests/isolated"]
        begin = time.monotonic()
        done = subprocess.run([*apart, PYTHON, "-B", *command.split()], cwd=SOURCE, env=env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
        self.seconds = time.monotonic() - begin
        self.output = done.stdout
        self.rows = ROW.findall(done.stdout)
        self.failed = done.returncode != 0 or not self.rows

    def lines(self):
        """Of the table; the first tells the command and its time."""
        rows = self.rows or [("it did not come to an end", "", "", "", "", "", "")]
        for place, (what, count, unit, window, lost, faults, more) in enumerate(rows):
            yield [what + (" (%s)" % more if more else ""), "%s %s" % (count, unit), window, lost, faults,
                   "%.0f" % self.seconds if place == 0 else "", "`%s`%s" % (self.command, ", failed" if self.failed else "")
                   if place == 0 else ""]


def run(section, quick):
    results = []
    for name, command in COMMANDS:
        if name == section:
            result = Result(command, quick)
            print("%s: %s, %.0f s" % (command, "failed" if result.failed else "passed", result.seconds), flush=True)
            if result.failed:
                print(result.output, flush=True)
            results.append(result)
    return results


def table(results):
    lines = [["what", "tried", "lost in the window", "lost elsewhere", "faults", "s", "command"]]
    lines += [line for result in results for line in result.lines()]
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    lines.insert(1, ["-" * width for width in widths])
    for line in lines:
        print("| %s |" % " | ".join(cell.ljust(width) for cell, width in zip(line, widths)))


def arguments():
    parser = argparse.ArgumentParser(prog="./dev trust")
    parser.add_argument("--quick", action="store_true", help="every tenth point")
    parser.add_argument("--check", action="store_true", help=argparse.SUPPRESS)  # the arguments, and no more
    parser.add_argument("section", nargs="*", help="%s; all, if none is named" % ", ".join(SECTIONS))
    options = parser.parse_args()
    for name in options.section:
        if name not in SECTIONS:
            parser.error("no section '%s'; use one of %s" % (name, ", ".join(SECTIONS)))
    return options


def main():
    options = arguments()
    if options.check:
        return
    sections = [name for name in SECTIONS if name in (options.section or SECTIONS)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        futures = [pool.submit(run, name, options.quick) for name in sections if name != ALONE]
        results = [result for future in futures for result in future.result()]
    if ALONE in sections:
        results += run(ALONE, options.quick)
    print("\n%s, %d cores, load %.1f\n" % (time.strftime("%Y-%m-%d %H:%M"), os.cpu_count(), os.getloadavg()[0]))
    table(results)
    print("\nThe window is from the last byte of a request to its answer on the disk: the server has ended the old grant.\n"
          "Each command is run as 'DISCRED_SWEEP=all DISCRED_BUILD=... python3 COMMAND'%s." % (
              ", here without DISCRED_SWEEP" if options.quick else ""))
    sys.exit(any(result.failed for result in results))


if __name__ == "__main__":
    main()
