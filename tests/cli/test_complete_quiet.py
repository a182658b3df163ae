"""What a Tab does not do: talk to anybody, look at a secret or at the state, run what is not ours."""

import os
import re
import subprocess
import unittest

import completecase
import harness


@unittest.skipIf(os.geteuid(), "only root's strace can read the strings of a process that is not dumpable")
class Quiet(completecase.Case):
    WORDS = [[""], ["-"], ["token", ""], ["token", "--"], ["token", "secretive", "--"], ["auth", ""],
             ["auth", "login", ""], ["auth", "refresh", "--"], ["auth", "status", "secretive", "-"], ["api", ""],
             ["api", "secretive", "GET", ""], ["run", "secretive", "--", ""], ["run", "secretive", "-"],
             ["sandbox", "--"], ["perms", "calc", "A+"], ["perms", "explain", "-p", ""], ["profile", ""],
             ["profile", "path", ""], ["whoami", ""], ["outside", ""], ["help", ""], ["help", "-"]]

    def setUp(self):
        super().setUp()
        self.secret = self.home.write("secret", "file-secret-0123456789\n")
        self.home.plant("file-secret-0123456789", "variable-secret-0123456789", "stored-0123456789")
        command = self.home.write("tell", "#!/bin/sh\ntouch '%s/was-run'\n" % self.home.path, 0o755)
        self.home.profile("secretive", """
client_id = "%s";
description = "has secrets";
client_secret = { file = "%s" };
bot_token = { command = [ "%s" ] };
stack = ( { control = "sufficient"; source = "command"; argv = [ "%s" ]; type = "Bearer"; },
          { control = "sufficient"; source = "env"; variable = "A_SECRET"; type = "Bearer"; },
          { control = "sufficient"; source = "cache"; } );
""" % (completecase.CLIENT_ID, self.secret, command, command))
        for name in ("secretive.token", "secretive.grant", "secretive.secret"):
            self.home.write("runtime/discred/" + name, "stored-0123456789")
            self.home.write("state/discred/" + name, "stored-0123456789")

    def trace(self, words):
        path = os.path.join(self.home.path, "trace")
        env = self.env(ASAN_OPTIONS="detect_leaks=0", A_SECRET="variable-secret-0123456789")
        with open(path + ".out", "w", encoding="utf-8") as out:
            subprocess.run(["strace", "-f", "-s", "300", "-e", "trace=network,file,process", "-o", path,
                            harness.program("discred"), "--complete", "words", *words], env=env, stdout=out,
                           check=True)
        with open(path + ".out", encoding="utf-8") as out:
            self.home.note("the answer", out.read())
        with open(path, encoding="utf-8") as lines:
            return lines.read()

    def test_nothing_is_touched(self):
        runs = set()
        for words in self.WORDS:
            trace = self.trace(words)
            with self.subTest(words=words):
                self.assertNotRegex(trace, r"\b(?:connect|sendto|bind)\(|AF_INET")
                for place in (self.home.state, self.home.runtime, self.secret):
                    self.assertNotIn(place, trace)
                executed = re.findall(r'execve\("([^"]*)", \[([^\]]*)\]', trace)
                runs.update(executed)
                for path, argv in executed[2:]:
                    self.assertEqual(os.path.dirname(path), harness.BUILD)
                    self.assertRegex(argv, r'^"[^"]*"(?:, "[a-z-]+")?, "--help"$')
                self.assertEqual([os.path.basename(path) for path, _ in executed[:2]], ["discred", "discred-complete"])
        self.assertGreater(len(runs), 10)

    def test_the_description_was_there_for_the_taking(self):
        self.assertIn(("secretive", "has secrets"), self.words("token", "").candidates)


if __name__ == "__main__":
    harness.main()
