"""Runs the targets of tests/fuzz and prints a table: what `./dev fuzz` does once they are built.

usage: fuzz.py BUILD SECONDS [TARGET...]

BUILD has the programs fuzz-TARGET. New inputs are kept in BUILD/corpus/TARGET, where the next run begins; an input that
shows a fault in BUILD/faults. Exit status 1: a fault, or a target that ran nothing.
"""
import concurrent.futures
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
FAULT = re.compile(r"^.*(?:does not hold|ERROR: \w*Sanitizer|ERROR: libFuzzer|runtime error:)", re.MULTILINE)


def targets():
    return sorted(os.path.splitext(os.path.basename(path))[0] for path in glob.glob(os.path.join(HERE, "*.c")))


def parses(target):
    """The files that the target's comment names."""
    with open(os.path.join(HERE, f"{target}.c"), encoding="utf-8") as file:
        lines = re.findall(r"^ \* Parses: (.*)$", file.read(), re.MULTILINE)
    return [os.path.join(SOURCE, name) for line in lines for name in line.split()]


def seeds(target):
    return os.path.join(HERE, "corpus", target)


class Run:
    """One target that has run for some seconds."""

    def __init__(self, build, target, seconds):
        self.target = target
        self.build = build
        self.program = os.path.join(build, f"fuzz-{target}")
        self.runs = 0
        self.faults = []
        self.log = ""
        self.profile = os.path.join(build, "coverage", target)
        with tempfile.TemporaryDirectory(prefix="discred-fuzz.") as scratch:
            self.run(seconds, scratch)

    def run(self, seconds, scratch):
        known = os.path.join(self.build, "corpus", self.target)
        faults = os.path.join(self.build, "faults", self.target)
        for directory in (known, os.path.dirname(faults), os.path.dirname(self.profile)):
            os.makedirs(directory, exist_ok=True)
        options = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=1024", "-max_len=4096",
                   "-print_final_stats=1", f"-artifact_prefix={faults}-"]
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": scratch, "TMPDIR": scratch,
                       "LLVM_PROFILE_FILE": f"{self.profile}.raw", "ASAN_OPTIONS": "detect_leaks=1",
                       "UBSAN_OPTIONS": "print_stacktrace=1"}
        done = subprocess.run([self.program, *options, known, seeds(self.target)], cwd=scratch, env=environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.log = done.stdout.decode("utf-8", "replace")
        # What libFuzzer counts at its end; where it did not get there, what it said last.
        counts = re.findall(r"^stat::number_of_executed_units: (\d+)|^#(\d+)\t", self.log, re.MULTILINE)
        self.runs = max((int(count) for pair in counts for count in pair if count), default=0)
        # Not what is new among the files: an input that was found before is written under the same name.
        self.faults = sorted(set(re.findall(r"Test unit written to (.+)$", self.log, re.MULTILINE)))
        if (done.returncode or FAULT.search(self.log)) and not self.faults:
            self.faults = [f"exit status {done.returncode}"]

    @property
    def failed(self):
        return bool(self.faults) or not self.runs

    def coverage(self):
        """"LINES of ALL (PERCENT)" of the files that the target is about; '-' where it is not known."""
        if not os.path.exists(f"{self.profile}.raw"):
            return "-"
        subprocess.run([llvm("llvm-profdata"), "merge", "-sparse", f"{self.profile}.raw", "-o", self.profile],
                       check=True)
        os.remove(f"{self.profile}.raw")
        text = subprocess.run([llvm("llvm-cov"), "export", "-summary-only", f"-instr-profile={self.profile}",
                               self.program], stdout=subprocess.PIPE, check=True).stdout
        lines = {os.path.realpath(file["filename"]): file["summary"]["lines"]
                 for file in json.loads(text)["data"][0]["files"]}
        lines = [lines[os.path.realpath(name)] for name in parses(self.target)]
        covered, count = sum(line["covered"] for line in lines), sum(line["count"] for line in lines)
        return f"{covered} of {count} ({100 * covered // count} %)"

    def tell(self):
        """What whoever mends it needs."""
        if not self.runs:
            print(f"\n{self.target}: no input was run")
        for fault in self.faults:
            print(f"\n{self.target}: {fault}")
            if os.path.exists(fault):
                print(f"again: {self.program} {fault}")
        if self.failed:
            found = FAULT.search(self.log)
            print(self.log[found.start():][:4000] if found else self.log[-2000:])


def llvm(name):
    """llvm-cov and llvm-profdata must be of the version of the clang that has built the targets."""
    version = subprocess.run(["clang", "-dumpversion"], stdout=subprocess.PIPE, check=True).stdout.decode()
    return shutil.which(f"{name}-{version.split('.')[0]}") or name


def table(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    rows.insert(1, ["-" * width for width in widths])
    for row in rows:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")


def main():
    build, seconds, names = os.path.abspath(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] or targets()
    empty = [name for name in names if not glob.glob(os.path.join(seeds(name), "*"))]
    if empty:
        sys.exit(f"fuzz: no first inputs in tests/fuzz/corpus for {', '.join(empty)}")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = list(pool.map(lambda name: Run(build, name, seconds), names))
    rows = [["target", "runs", "lines of its parsers", "faults"]]
    rows += [[run.target, str(run.runs), run.coverage(), str(len(run.faults))] for run in runs]
    table(rows)
    for run in runs:
        run.tell()
    sys.exit(1 if not runs or any(run.failed for run in runs) else 0)


if __name__ == "__main__":
    main()
