"""Files include the headers of other projects, and call what only some may call, as the rules say."""
import os
import tempfile
import unittest

import checks

SOURCE = os.environ["DISCRED_SOURCE"]


class Sources(unittest.TestCase):
    maxDiff = None

    def test_includes(self):
        self.assertEqual(checks.check_foreign_includes(SOURCE), [])

    def test_calls(self):
        self.assertEqual(checks.check_calls(SOURCE), [])


class Samples(unittest.TestCase):
    """A small project that keeps the rules, and each way to break one of them."""

    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="discred-layer.")
        self.addCleanup(scratch.cleanup)
        self.root = scratch.name
        self.write("src/commands.txt", "# NAME LAYER SUMMARY\ntoken core a\nauth net b\nhelp builtin c\nalias (core) d\n")
        self.write("tests/layer/includers.txt", "# HEADER FILE\njansson.h src/core/output/json.h\n")
        for name in ("base/buf", "core/output/json", "core/stack/token", "net/http/http_try"):
            self.write(f"src/{name}.c", "#include <string.h>\n#include <sys/stat.h>\n")
        self.write("src/cmd/discred/main.c", "int main(void) { return puts(\"x\"); }\n")
        self.write("src/core/output/json.h", "#include <jansson.h>\n#include \"discred/buf.h\"\n")

    def write(self, path, text):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def expect_include(self, path, text, *complaints):
        self.write(path, text)
        self.assertEqual(checks.check_foreign_includes(self.root), list(complaints))

    def expect_call(self, path, text, *complaints):
        self.write(path, text)
        self.assertEqual(checks.check_calls(self.root), list(complaints))

    def test_good(self):
        self.assertEqual(checks.check_foreign_includes(self.root), [])
        self.assertEqual(checks.check_calls(self.root), [])

    def test_foreign_header_that_is_not_listed(self):
        self.expect_include("src/core/stack/token.c", "#include <jansson.h>\n",
                            "src/core/stack/token.c: jansson.h is not in tests/layer/includers.txt for it")

    def test_foreign_header_that_nobody_may_include(self):
        self.expect_include("src/net/http/http_try.c", "  #  include <openssl/ssl.h>\n",
                            "src/net/http/http_try.c: openssl/ssl.h is not in tests/layer/includers.txt for it")

    def test_row_without_use(self):
        self.expect_include("src/core/output/json.h", "/* #include <jansson.h> */\n",
                            "tests/layer/includers.txt: src/core/output/json.h does not include jansson.h")

    def test_environment(self):
        self.expect_call("src/core/stack/token.c", 'x = getenv("A"); y = secure_getenv ("B");\n',
                         "src/core/stack/token.c: getenv (getenv) is for other files",
                         "src/core/stack/token.c: secure_getenv (getenv) is for other files")
        self.expect_call("src/core/stack/token.c", "extern char **environ;\n",
                         "src/core/stack/token.c: extern char **environ (environ) is for other files")
        self.expect_call("src/core/stack/token.c", "")
        self.expect_call("src/base/environ.c", 'x = getenv("A");\n')
        self.expect_call("src/cmd/discred/main.c", 'x = getenv("A");\n',
                         "src/cmd/discred/main.c: getenv (getenv) is for other files")

    def test_printing(self):
        self.expect_call("src/net/http/http_try.c", 'printf("x"); fputs("y", stderr); snprintf(a, b, "z");\n',
                         "src/net/http/http_try.c: printf (print) is for other files",
                         "src/net/http/http_try.c: stderr (print) is for other files")

    def test_exiting(self):
        self.expect_call("src/store/file.c", "_exit(1); exit(0); abort();\n",
                         "src/store/file.c: _exit (exit) is for other files",
                         "src/store/file.c: exit (exit) is for other files",
                         "src/store/file.c: abort (exit) is for other files")

    def test_asking_the_clock(self):
        self.expect_call("src/core/stack/token.c", "now = clock_now(); then = time(NULL);\n",
                         "src/core/stack/token.c: clock_now (clock) is for other files",
                         "src/core/stack/token.c: time (clock) is for other files")

    def test_starting_processes(self):
        self.expect_call("src/source/cache.c", "fork(); posix_spawn(a); execvp(b, c);\n",
                         "src/source/cache.c: fork (process) is for other files",
                         "src/source/cache.c: posix_spawn (process) is for other files",
                         "src/source/cache.c: execvp (process) is for other files")

    def test_comments_and_strings_are_no_calls(self):
        self.expect_call("src/core/stack/token.c", '/* getenv(\n exit() */ // printf\nx = "abort() \\" stderr"; y = \'"\';\n')


if __name__ == "__main__":
    unittest.main(verbosity=2)
