"""The simulation of tests/fleet/simulate.py in short: no grant is lost."""

import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


class Simulation(unittest.TestCase):
    def test_four_profiles_on_four_hosts(self):
        done = subprocess.run(
            [sys.executable, "-B", os.path.join(HERE, "simulate.py"), "--hosts", "4", "--profiles", "4", "--seconds", "20"],
            capture_output=True, text=True, timeout=600, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("| grants that were lost | 0 |", done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
