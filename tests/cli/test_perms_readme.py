"""docs/permissions.md shows what the program prints."""

import os
import re
import unittest

import harness
import manual
import permscase
import test_perms_channel


class Guide(permscase.PermsCase):
    def examples(self):
        """(command, output) of every console block of the guide."""
        chapter = manual.read("docs/permissions.md")
        for block in re.findall(r"^```console\n(.*?)^```$", chapter, re.DOTALL | re.MULTILINE):
            for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = example.partition("\n")
                yield command, output

    def test_every_example(self):
        self.file("guild.json", test_perms_channel.GUILD)
        self.file("member.json", test_perms_channel.MEMBER)
        self.file("channel.json", test_perms_channel.CHANNEL)
        self.home.profile("reader", 'client_id = "157730590492196864";\npermissions = "68608";\n')
        # jq is not there everywhere, and its part is not what is tested.
        self.home.write("bin/jq", '#!/bin/sh\nexec python3 -c \'import json, sys\n'
                        'print(*json.load(sys.stdin)["effective_names"], sep="\\n")\'\n', 0o700)
        path = "%s/bin:%s:/usr/bin:/bin" % (self.home.path, harness.BUILD)
        seen = 0
        for command, output in self.examples():
            with self.subTest(command=command):
                done = self.home.run("sh", "-c", "{ %s; } 2>&1" % command, PATH=path)
                self.assertEqual(done.stdout, output)
                seen += 1
        self.assertEqual(seen, 8)


if __name__ == "__main__":
    unittest.main(verbosity=2)
