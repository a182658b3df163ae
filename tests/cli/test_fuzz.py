"""`./dev fuzz`: its runner fails where a target has found something, has not run, or has nothing to begin with."""
import glob
import os
import re
import subprocess
import sys
import tempfile
import unittest

SOURCE = os.environ["DISCRED_SOURCE"]
FUZZ = os.path.join(SOURCE, "tests", "fuzz")
TARGETS = sorted(os.path.basename(path)[:-2] for path in glob.glob(os.path.join(FUZZ, "*.c")))

FINE = "echo 'stat::number_of_executed_units: 42'"


class Fuzz(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="discred-fuzz.")
        self.addCleanup(scratch.cleanup)
        self.build = scratch.name

    def run_target(self, script, name="url"):
        """Runs a program that is this script in place of the target."""
        path = os.path.join(self.build, f"fuzz-{name}")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\n{script}\n")
        os.chmod(path, 0o755)
        return subprocess.run([sys.executable, "-B", os.path.join(FUZZ, "fuzz.py"), self.build, "1", name],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)

    def test_table(self):
        done = self.run_target(FINE)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertRegex(done.stdout, r"\A\| target \| runs \| lines of its parsers \| faults \|\n.*\n"
                                      r"\| url    \| 42   \| -                    \| 0      \|\n\Z")

    def test_target_that_ran_nothing(self):
        for script in ("echo 'stat::number_of_executed_units: 0'", "true"):
            done = self.run_target(script)
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn("url: no input was run", done.stdout)

    def test_fault(self):
        script = ('for word; do case $word in -artifact_prefix=*) file=${word#*=}crash-1 ;; esac; done; echo x >"$file"\n'
                  "echo '#7\tINITED'; echo 'url.c:5: does not hold: x'\n"
                  'echo "artifact_prefix=\'x-\'; Test unit written to $file"; exit 77')
        for _ in range(2):  # the same input is found again, under the same name
            done = self.run_target(script)
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertRegex(done.stdout, r"\| url    \| 7    \| -                    \| 1      \|\n")
            self.assertIn(f"again: {self.build}/fuzz-url {self.build}/faults/url-crash-1\nurl.c:5: does not hold: x",
                          done.stdout)

    def test_fault_without_an_input(self):
        for script in (f"{FINE}; exit 1", f"{FINE}; echo 'x.c:1:2: runtime error: overflow'"):
            done = self.run_target(script)
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertRegex(done.stdout, r"\| url    \| 42   \| -                    \| 1      \|\n")


class Targets(unittest.TestCase):
    """Each target has inputs to begin with, and names files that are there."""

    def test_there_are_targets(self):
        self.assertGreater(len(TARGETS), 20)

    def test_inputs(self):
        self.assertEqual(sorted(os.listdir(os.path.join(FUZZ, "corpus"))), TARGETS)
        for target in TARGETS:
            self.assertTrue(os.listdir(os.path.join(FUZZ, "corpus", target)), target)

    def test_files(self):
        for target in TARGETS:
            with open(os.path.join(FUZZ, f"{target}.c"), encoding="utf-8") as file:
                names = [name for line in re.findall(r"Parses: (.*)", file.read()) for name in line.split()]
            self.assertTrue(names, target)
            for name in names:
                self.assertTrue(os.path.isfile(os.path.join(SOURCE, name)), f"{target}: {name}")


if __name__ == "__main__":
    unittest.main()
