"""./dev bench: its table has every row, its spawner runs what the plan says, and nothing is left behind. No time is
looked at."""

import os
import subprocess
import sys

import harness

TOOLS = os.path.join(harness.BUILD, "tests", "bench")
SPAWN = os.path.join(TOOLS, "bench-spawn")


class Bench(harness.Case):
    def bench(self, *words):
        temporary = os.path.join(self.home.path, "tmp")
        os.mkdir(temporary, 0o700)
        script = os.path.join(harness.SOURCE, "tests", "bench", "bench.py")
        done = self.home.run(sys.executable, "-B", script, *words, timeout=300, DISCRED_BUILD=harness.BUILD,
                             DISCRED_BENCH=TOOLS, TMPDIR=temporary)
        self.assertEqual(os.listdir(temporary), [])
        return done

    def test_the_table_of_warm_calls(self):
        done = self.bench("--quick", "warm")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertIn("\n### Warm calls: n = 30\n", done.stdout)
        lines = [[cell.strip() for cell in line.strip("|").split("|")]
                 for line in done.stdout.splitlines() if line.startswith("|")]
        self.assertEqual(lines[0], ["call", "min ms", "p25 ms", "median ms", "ratio", "peak KiB"])
        self.assertEqual([line[0] for line in lines[2:]], [
            "a bare static program", "a bare dynamic program", "one that execs it, static",
            "one that execs it, dynamic", "discred token", "discred-token", "discred token, a stored bot token",
            "git-credential-discred get", "discred run (the bare static program)"])
        for line in lines[2:]:
            for cell in line[1:]:
                self.assertRegex(cell, r"^(<= )?[0-9,]+(\.[0-9]+)?$")
        self.assertEqual(lines[2][4], "1.00")

    def test_an_unknown_section(self):
        done = self.bench("warm", "cold")
        self.assertEqual((done.status, done.stdout), (2, ""))
        self.assertIn("no section 'cold'; use one of warm, peers, counts, herd, growth, renewal, many, seal", done.stderr)


class Spawn(harness.Case):
    def setUp(self):
        super().setUp()
        self.log = self.home.write("log", "")
        self.note = self.home.write("note", "#!/bin/sh\nread -r line\necho \"$1 $NAMED $line\" >>'%s'\nexit ${2:-0}\n"
                                    % self.log, 0o700)

    def spawn(self, rounds, *plan, **more):
        text = "".join("\t".join(line) + "\n" for line in plan)
        return subprocess.run([SPAWN, str(rounds)], input=text, env=self.home.env(**more), text=True,
                              capture_output=True, timeout=60, check=False)

    def logged(self):
        with open(self.log, encoding="utf-8") as lines:
            return [line.strip() for line in lines]

    def test_rows_take_turns(self):
        done = self.spawn(2, ["row", "first"], ["run", self.note, "a"], ["row", "second"], ["run", self.note, "b"])
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.logged(), ["a", "b"] * 3)
        lines = [line.split("\t") for line in done.stdout.splitlines()]
        self.assertEqual([line[0] for line in lines], ["spawn", "first", "second"])
        for line in lines[1:]:
            times = [float(time) for time in line[1:5]]
            self.assertEqual(times, sorted(times))
            self.assertGreater(times[0], 0)
            self.assertGreater(int(line[5]), 0)

    def test_what_a_row_is_given(self):
        words = self.home.write("words", "from a file\n")
        done = self.spawn(1, ["row", "one"], ["input", words], ["env", "NAMED=mine"], ["before", self.note, "before"],
                          ["at_once", "3"], ["run", self.note, "run"], NAMED="outer")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.logged(), (["before mine from a file"] + ["run mine from a file"] * 3) * 2)

    def test_a_failure_ends_it(self):
        for plan, message in (
                ([["run", self.note, "a", "3"]], "row 'one': '%s' ended with status 3" % self.note),
                ([["run", "/bin/sh", "-c", "kill -9 $$"]], "row 'one': '/bin/sh' was ended by signal 9"),
                ([["before", self.note, "b", "4"], ["run", self.note, "a"]],
                 "row 'one': '%s' ended with status 4" % self.note),
                ([["run", "/nowhere"]], "row 'one': '/nowhere' was not started: No such file or directory"),
                ([["input", "/nowhere"], ["run", self.note]], "row 'one': '%s' was not started: "
                                                              "No such file or directory" % self.note),
                ([], "row 'one' runs nothing"),
                ([["walk", self.note]], "no line begins with 'walk'"),
                ([["at_once", "0"]], "'0' is no number from 1 to 100000")):
            done = self.spawn(1, ["row", "one"], *plan)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (1, "", "bench-spawn: %s\n" % message))


if __name__ == "__main__":
    harness.main()
