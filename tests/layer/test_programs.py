"""Each program links its layer's libraries and no others."""
import os
import re
import subprocess
import tempfile
import unittest

import checks
import rooms

BUILD = os.environ["DISCRED_BUILD"]
SOURCE = os.environ["DISCRED_SOURCE"]


def is_sanitized():
    with open(os.path.join(BUILD, "CMakeCache.txt"), encoding="utf-8") as cache:
        return bool(re.search(r"^DISCRED_SANITIZE:BOOL=(ON|TRUE|1)$", cache.read(), re.M))


class Programs(unittest.TestCase):
    def test_every_program(self):
        for name, layer in rooms.read_commands(SOURCE).items():
            with self.subTest(program=name):
                self.assertEqual(checks.check_program(os.path.join(BUILD, name), layer, is_sanitized()), [])

    def test_the_warm_path_lays_out_no_tables(self):
        """Each library costs time at every start; those that print one token, or only pass it on, need none for it."""
        self.assertNotIn("libsmartcols", " ".join(checks.needed(os.path.join(BUILD, "discred"))))

    @unittest.skipIf(is_sanitized(), "sanitizers export functions")
    def test_exports(self):
        for name in rooms.read_commands(SOURCE):
            with self.subTest(program=name):
                self.assertEqual(checks.check_exports(os.path.join(BUILD, name)), [])

    def test_there_are_no_others(self):
        programs = {name for name in os.listdir(BUILD) if re.fullmatch(r"discred(-[a-z-]+)?", name)}
        self.assertEqual(programs - {"discred-credential-helper"}, set(rooms.read_commands(SOURCE)))


class Samples(unittest.TestCase):
    """Programs that break the rule."""

    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="discred-layer.")
        self.addCleanup(self.scratch.cleanup)

    def build(self, *flags, code=""):
        program = os.path.join(self.scratch.name, "sample")
        subprocess.run(["cc", "-x", "c", "-", "-o", program, *flags], input=code + "int main(void) { return 0; }",
                       text=True, check=True)
        return program

    def test_good(self):
        self.assertEqual(checks.check_program(self.build(), "base"), [])

    def test_core_library_in_base(self):
        program = self.build("-Wl,--no-as-needed", "-ljansson")
        self.assertEqual(checks.check_program(program, "base"),
                         ["sample: libjansson.so.4 is not for the layer base"])
        self.assertEqual(checks.check_program(program, "core"), [])

    def test_net_library_in_core(self):
        program = self.build("-Wl,--no-as-needed", "-lgnutls", "-lmicrohttpd")
        self.assertEqual(checks.check_program(program, "core"),
                         ["sample: libgnutls.so.30 is not for the layer core",
                          "sample: libmicrohttpd.so.12 is not for the layer core"])
        self.assertEqual(checks.check_program(program, "net"), [])

    def test_curl_in_core(self):
        program = self.build("-Wl,--no-as-needed", "-lcurl")
        self.assertRegex("\n".join(checks.check_program(program, "core")),
                         r"\Asample: libcurl(-gnutls|-nss)?\.so\.4 is not for the layer core\Z")
        self.assertEqual(checks.check_program(program, "net"), [])

    def test_library_of_no_layer(self):
        self.assertEqual(checks.check_program(self.build("-Wl,--no-as-needed", "-lm"), "net"),
                         ["sample: libm.so.6 is not for the layer net"])

    def test_function_that_a_library_has_too(self):
        program = self.build("-Wl,--no-as-needed", "-ljansson", code="void json_delete(void) {}\n")
        self.assertEqual(checks.check_exports(program), ["sample: exports json_delete"])
        program = self.build("-Wl,--no-as-needed", "-ljansson", "-fvisibility=hidden",
                             code="void json_delete(void) {}\n")
        self.assertEqual(checks.check_exports(program), [])

    def test_static(self):
        self.assertEqual(checks.check_program(self.build("-static"), "base"),
                         ["sample: no dynamic section: what it links can't be seen"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
