"""What the compiler and the linker put into every program against mistakes with memory."""

import os
import re
import subprocess
import unittest

BUILD = os.environ["DISCRED_BUILD"]
SOURCE = os.environ["DISCRED_SOURCE"]


def cache(name):
    with open(os.path.join(BUILD, "CMakeCache.txt"), encoding="utf-8") as file:
        return dict(re.findall(r"^(\w+):\w+=(.*)$", file.read(), re.M)).get(name)


def programs():
    """Every program that is installed, by its path; those that are links to another one are that one."""
    with open(os.path.join(SOURCE, "src/commands.txt"), encoding="utf-8") as file:
        rows = [line.split() for line in file if line.strip() and not line.startswith("#")]
    names = ["discred", *("discred-" + row[0] for row in rows if row[1] != "builtin")]
    return sorted({os.path.realpath(os.path.join(BUILD, name)) for name in names})


def tell(*argv):
    return subprocess.run(argv, check=True, capture_output=True, text=True, env={"PATH": os.environ["PATH"],
                                                                                "LC_ALL": "C"}).stdout


@unittest.skipUnless(cache("DISCRED_STATIC_WARM") == "ON", "it is linked dynamically here")
class Static(unittest.TestCase):
    """discred itself: what a static program holds is shown by its symbols only."""

    PROGRAM = os.path.join(BUILD, "discred")

    def test_no_loader_and_no_libraries(self):
        self.assertNotIn("INTERP", tell("readelf", "-lW", self.PROGRAM))
        self.assertNotIn("NEEDED", tell("readelf", "-dW", self.PROGRAM))

    def test_no_network_no_tables_and_no_name_services(self):
        """The files of users and groups are read as text: NSS would load another C library into the program.

        fgetpwent(3) and fgetgrent(3) of glibc parse their file with four functions of NSS, which load nothing: those, and
        no others of it, are there."""
        symbols = re.findall(r"^(?:[0-9a-f]+| +) \w (\w+)$", tell("nm", self.PROGRAM), re.M)
        self.assertIn("discred_dispatch", symbols)
        text_of_files = r"__nss_(fgetent_r|readline|readline_seek|parse_line_result)"
        found = [name for name in symbols if re.match(
            r"(curl|gnutls|MHD|scols|jq)_|_*getpw|_*getgr(?!oups)|getaddrinfo|__nss_", name)
            and not re.fullmatch(text_of_files, name)]
        self.assertEqual(found, [])

    def test_the_warm_commands_are_names_of_it(self):
        for name in ("discred-token", "discred-run", "git-credential-discred"):
            self.assertTrue(os.path.samefile(os.path.join(BUILD, name), self.PROGRAM))


@unittest.skipIf(cache("DISCRED_SANITIZE") == "ON", "the sanitizers take their place")
class Hardening(unittest.TestCase):
    def setUp(self):
        self.assertGreater(len(programs()), 5)

    def test_position_independent_with_read_only_tables(self):
        for path in programs():
            with self.subTest(os.path.basename(path)):
                self.assertRegex(tell("readelf", "-hW", path), r"Type: +DYN ")
                dynamic = tell("readelf", "-dW", path)
                self.assertRegex(dynamic, r"\(FLAGS_1\) .*\bNOW\b")
                self.assertRegex(dynamic, r"\(FLAGS_1\) .*\bPIE\b")
                self.assertRegex(tell("readelf", "-lW", path), r"GNU_RELRO")
                self.assertNotRegex(tell("readelf", "-lW", path), r"GNU_STACK.* RWE ")

    def test_checked_stack_and_library_calls(self):
        for path in programs():
            with self.subTest(os.path.basename(path)):
                symbols = tell("nm", "-a", path)
                self.assertIn("__stack_chk_fail", symbols)
                self.assertRegex(symbols, r"__\w+_chk\b")

    @unittest.skipUnless(os.uname().machine == "x86_64" and cache("has_fcf_protection") == "1", "not on this machine")
    def test_marked_entries(self):
        """The note that tells the loader is dropped where the C library's start files have none."""
        for path in programs():
            with self.subTest(os.path.basename(path)):
                code = tell("objdump", "-d", "--no-show-raw-insn", "--disassemble=main", path)
                self.assertRegex(code, r"<main>:\n *[0-9a-f]+:\tendbr64")


if __name__ == "__main__":
    unittest.main(verbosity=2)
