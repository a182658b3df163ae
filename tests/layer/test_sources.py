"""Each file includes and calls what its layer allows."""
import os
import tempfile
import unittest

import checks

SOURCE = os.environ["DISCRED_SOURCE"]


class Sources(unittest.TestCase):
    maxDiff = None

    def test_includes(self):
        self.assertEqual(checks.check_includes(SOURCE), [])

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
        self.write("tests/layer/includers.txt", "# HEADER FILE\njansson.h include/discred/json.h\n")
        for name in ("base/buf", "core/json", "core/token", "net/http_try"):
            self.write(f"src/{name}.c", "#include <string.h>\n#include <sys/stat.h>\n")
        self.write("src/cmd/discred.c", "int main(void) { return puts(\"x\"); }\n")
        self.write("include/discred/json.h", "#include <jansson.h>\n#include \"discred/buf.h\"\n")
        for name in ("buf", "token", "http", "store"):
            self.write(f"include/discred/{name}.h", "")

    def write(self, path, text):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def expect_include(self, path, text, *complaints):
        self.write(path, text)
        self.assertEqual(checks.check_includes(self.root), list(complaints))

    def expect_call(self, path, text, *complaints):
        self.write(path, text)
        self.assertEqual(checks.check_calls(self.root), list(complaints))

    def test_good(self):
        self.assertEqual(checks.check_includes(self.root), [])
        self.assertEqual(checks.check_calls(self.root), [])

    def test_foreign_header_that_is_not_listed(self):
        self.expect_include("src/core/token.c", "#include <jansson.h>\n",
                            "src/core/token.c: jansson.h is not in tests/layer/includers.txt for it")

    def test_foreign_header_that_nobody_may_include(self):
        self.expect_include("src/net/http_try.c", "  #  include <openssl/ssl.h>\n",
                            "src/net/http_try.c: openssl/ssl.h is not in tests/layer/includers.txt for it")

    def test_row_without_use(self):
        self.expect_include("include/discred/json.h", "/* #include <jansson.h> */\n",
                            "tests/layer/includers.txt: include/discred/json.h does not include jansson.h")

    def test_base_includes_core(self):
        self.expect_include("src/base/buf.c", '#include "discred/token.h"\n',
                            "src/base/buf.c: discred/token.h is of the layer core, above base")

    def test_core_includes_net(self):
        self.expect_include("src/core/token.c", '#include "discred/http.h"\n',
                            "src/core/token.c: discred/http.h is of the layer net, above core")

    def test_source_includes_net(self):
        self.expect_include("src/source/cache.c", '#include "discred/http.h"\n',
                            "src/source/cache.c: discred/http.h is of the layer net, above core")

    def test_header_includes_a_higher_one(self):
        self.expect_include("include/discred/buf.h", '#include "discred/store.h"\n',
                            "include/discred/buf.h: discred/store.h is of the layer core, above base")

    def test_command_includes_above_its_layer(self):
        self.expect_include("src/cmd/token_print.c", '#include "discred/http.h"\n',
                            "src/cmd/token_print.c: discred/http.h is of the layer net, above core")
        self.expect_include("src/cmd/token_print.c", '#include "discred/token.h"\n')
        self.expect_include("src/cmd/auth.c", '#include "discred/http.h"\n')

    def test_inner_command_has_a_layer(self):
        self.expect_include("src/cmd/alias.c", '#include "discred/http.h"\n',
                            "src/cmd/alias.c: discred/http.h is of the layer net, above core")

    def test_command_without_a_row(self):
        self.expect_include("src/cmd/stray.c", "", "src/cmd/stray.c: belongs to no layer")

    def test_header_without_an_implementation(self):
        self.expect_include("include/discred/ghost.h", "", "include/discred/ghost.h: belongs to no layer")
        self.expect_include("src/core/token.c", '#include "discred/ghost.h"\n',
                            "include/discred/ghost.h: belongs to no layer",
                            "discred/ghost.h: nothing in src/base, src/core or src/net implements it")

    def test_header_that_does_not_exist(self):
        self.expect_include("src/core/token.c", '#include "discred/none.h"\n',
                            "src/core/token.c: discred/none.h does not exist")

    def test_private_header(self):
        self.write("src/store/file_store.h", "")
        self.expect_include("src/store/file.c", '#include "file_store.h"\n')
        self.expect_include("src/core/token.c", '#include "../store/file_store.h"\n',
                            "src/core/token.c: ../store/file_store.h is no header of this folder")

    def test_private_header_of_a_command(self):
        self.write("src/auth/page.h", "")
        self.expect_include("src/cmd/auth_login.c", '#include "../auth/page.h"\n')
        self.expect_include("src/cmd/token.c", '#include "../auth/page.h"\n',
                            "src/cmd/token.c: ../auth/page.h is no header of this folder")

    def test_environment(self):
        self.expect_call("src/core/token.c", 'x = getenv("A"); y = secure_getenv ("B");\n',
                         "src/core/token.c: getenv (getenv) is for other files",
                         "src/core/token.c: secure_getenv (getenv) is for other files")
        self.expect_call("src/core/token.c", "extern char **environ;\n",
                         "src/core/token.c: extern char **environ (environ) is for other files")
        self.expect_call("src/core/token.c", "")
        self.expect_call("src/base/environ.c", 'x = getenv("A");\n')
        self.expect_call("src/cmd/discred.c", 'x = getenv("A");\n',
                         "src/cmd/discred.c: getenv (getenv) is for other files")

    def test_printing(self):
        self.expect_call("src/net/http_try.c", 'printf("x"); fputs("y", stderr); snprintf(a, b, "z");\n',
                         "src/net/http_try.c: printf (print) is for other files",
                         "src/net/http_try.c: stderr (print) is for other files")

    def test_exiting(self):
        self.expect_call("src/store/file.c", "_exit(1); exit(0); abort();\n",
                         "src/store/file.c: _exit (exit) is for other files",
                         "src/store/file.c: exit (exit) is for other files",
                         "src/store/file.c: abort (exit) is for other files")

    def test_asking_the_clock(self):
        self.expect_call("src/core/token.c", "now = clock_now(); then = time(NULL);\n",
                         "src/core/token.c: clock_now (clock) is for other files",
                         "src/core/token.c: time (clock) is for other files")

    def test_starting_processes(self):
        self.expect_call("src/source/cache.c", "fork(); posix_spawn(a); execvp(b, c);\n",
                         "src/source/cache.c: fork (process) is for other files",
                         "src/source/cache.c: posix_spawn (process) is for other files",
                         "src/source/cache.c: execvp (process) is for other files")

    def test_comments_and_strings_are_no_calls(self):
        self.expect_call("src/core/token.c", '/* getenv(\n exit() */ // printf\nx = "abort() \\" stderr"; y = \'"\';\n')


if __name__ == "__main__":
    unittest.main(verbosity=2)
