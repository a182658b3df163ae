"""Each room of the tree uses those that its rule allows, and joins what belongs together."""
import os
import tempfile
import unittest

import rooms

BUILD = os.environ["DISCRED_BUILD"]
SOURCE = os.environ["DISCRED_SOURCE"]

# The share of functions that are seams, in thousandths: it may fall.
SEAMS = 316


class Tree(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.objects = rooms.read_symbols(BUILD, SOURCE)

    def test_includes(self):
        self.assertEqual(rooms.check_includes(SOURCE), [])

    def test_every_file_was_built(self):
        self.assertEqual(sorted({item.path for item in self.objects}),
                         [path for path in rooms.sources(SOURCE) if path.endswith(".c")])

    def test_symbols(self):
        self.assertEqual(rooms.check_symbols(SOURCE, self.objects), [])

    def test_circles(self):
        """No files of one folder need each other."""
        self.assertEqual(rooms.circles(self.objects), [])

    def test_seams(self):
        """A function that one other file of its folder alone calls may be a seam that nobody needs."""
        functions, seams = rooms.seams(self.objects)
        share = 1000 * len(seams) / len(functions)
        print(f"{len(seams)} of {len(functions)} functions are called by one other file of their folder alone "
              f"({share / 10:.1f} %)")
        self.assertLessEqual(share, SEAMS, "join files, or make functions static:\n" +
                             "\n".join(f"{path}: {name}, called by {caller}" for path, name, caller in seams))


class Samples(unittest.TestCase):
    """A small project that keeps the rules, and each way to break one of them."""

    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="discred-rooms.")
        self.addCleanup(scratch.cleanup)
        self.root = scratch.name
        self.write("src/commands.txt", "# NAME LAYER SUMMARY\ntoken core a\nauth net b\nhelp builtin c\nalias (core) d\n")
        for path in ("base/memory", "core/stack/token", "core/profile/scan", "net/http/http", "net/oauth/oauth",
                     "source/cache", "cmd/token/main", "cmd/auth/main", "cmd/alias/main", "cmd/discred/main"):
            self.write(f"src/{path}.c", "#include <string.h>\n")
            self.write(f"src/{path}.h", "")
        for noun in ("token", "store"):
            self.write(f"include/discred/{noun}.h", "")

    def write(self, path, text):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def expect(self, path, header, *complaints):
        self.write(path, f'/* "x" */ // y\n#include "{header}"\n')
        self.assertEqual(rooms.check_includes(self.root), [f"{path}: {text}" for text in complaints])

    def test_good(self):
        self.assertEqual(rooms.check_includes(self.root), [])

    def test_what_may_be_used(self):
        self.expect("src/core/profile/scan.c", "discred/token.h")
        self.expect("src/source/cache.c", "core/profile/scan.h")
        self.expect("src/net/oauth/oauth.c", "net/http/http.h")
        self.expect("src/cmd/auth/main.c", "net/oauth/oauth.h")
        self.expect("src/cmd/alias/main.c", "core/profile/scan.h")

    def test_base_uses_nothing(self):
        self.expect("src/base/memory.c", "discred/token.h", "discred/token.h is in stack, which base may not use")

    def test_a_room_of_core_above(self):
        self.expect("src/core/stack/token.c", "core/profile/scan.h",
                    "core/profile/scan.h is in profile, which stack may not use")

    def test_core_uses_net(self):
        self.expect("src/source/cache.c", "net/http/http.h", "net/http/http.h is in net/http, which source may not use")

    def test_a_noun_is_in_the_room_of_its_code(self):
        self.expect("include/discred/token.h", "core/profile/scan.h",
                    "core/profile/scan.h is in profile, which stack may not use")

    def test_a_noun_that_is_a_table(self):
        self.expect("include/discred/store.h", "discred/token.h", "discred/token.h is in stack, which store may not use")

    def test_a_program_above_its_layer(self):
        self.expect("src/cmd/token/main.c", "net/http/http.h",
                    "net/http/http.h is in net/http, which cmd/token may not use")

    def test_the_dispatcher_is_of_the_core_layer(self):
        self.expect("src/cmd/discred/main.c", "net/http/http.h",
                    "net/http/http.h is in net/http, which cmd/discred may not use")

    def test_another_program(self):
        self.expect("src/cmd/auth/main.c", "cmd/token/main.h",
                    "cmd/token/main.h is in cmd/token, which cmd/auth may not use")

    def test_a_name_without_its_path(self):
        self.expect("src/core/profile/scan.c", "scan.h", "scan.h is no path from src or include")

    def test_a_room_without_a_rule(self):
        self.write("src/core/misc/thing.c", "")
        self.write("src/stray.c", "")
        self.write("include/discred/ghost.h", "")
        self.assertEqual(rooms.check_includes(self.root),
                         [f"{path}: is in no room that has a rule"
                          for path in ("include/discred/ghost.h", "src/core/misc/thing.c", "src/stray.c")])

    def object(self, path, defined="", wanted=""):
        return rooms.Object(path, rooms.room_of(self.root, path), {name: "T" for name in defined.split()},
                            set(wanted.split()))

    def test_symbols(self):
        objects = [self.object("src/base/memory.c", "xmalloc", "token_release"),
                   self.object("src/core/stack/token.c", "token_release", "xmalloc"),
                   self.object("src/base/main.c", "main", "cmd_main"),
                   self.object("src/cmd/token/main.c", "cmd_main parse", "token_release"),
                   self.object("src/cmd/auth/main.c", "cmd_main", "parse")]
        self.assertEqual(rooms.check_symbols(self.root, objects),
                         ["src/base/memory.c: token_release is in src/core/stack/token.c, which base may not use"])

    def test_circles(self):
        objects = [self.object("src/core/stack/token.c", "token", "walk"),
                   self.object("src/core/stack/walk.c", "walk", "step"),
                   self.object("src/core/stack/step.c", "step", "token"),
                   self.object("src/core/stack/end.c", "end", "token walk"),
                   self.object("src/core/profile/scan.c", "scan", "token")]
        self.assertEqual(rooms.circles(objects),
                         [["src/core/stack/step.c", "src/core/stack/token.c", "src/core/stack/walk.c"]])

    def test_seams(self):
        objects = [self.object("src/core/stack/token.c", "shared seam called", ""),
                   self.object("src/core/stack/walk.c", "walk", "shared seam"),
                   self.object("src/core/profile/scan.c", "scan", "shared walk"),
                   self.object("src/cmd/token/part.c", "part", "scan"),
                   self.object("src/cmd/token/main.c", "cmd_main", "part called")]
        functions, seams = rooms.seams(objects)
        self.assertEqual(len(functions), 7)
        self.assertEqual(seams, [("src/core/stack/token.c", "seam", "src/core/stack/walk.c")])


if __name__ == "__main__":
    unittest.main(verbosity=2)
