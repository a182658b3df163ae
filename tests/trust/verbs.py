"""Every command under valgrind: no error, no leak that nothing points to, and the status that it has without.

The programs are those of a build without -static, which valgrind can look into: DISCRED_BUILD.
"""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))

import authcase  # noqa: E402
import harness  # noqa: E402

QUICK = os.environ.get("DISCRED_SWEEP") != "all"

# (status, command, standard input), one after the other; the profile is `reader`. KEY is a file's path.
VERBS = [
    (0, "discred auth login reader", None),
    (0, "discred token reader", None),
    (0, "discred token -o json reader", None),
    (0, "discred token --explain reader", None),
    (66, "discred token nobody", None),
    (64, "discred token --no-such-option", None),
    (0, "discred auth refresh --force reader", None),
    (0, "discred auth refresh --all", None),
    (0, "discred auth status reader", None),
    (0, "discred auth status --all --json", None),
    (0, "discred auth check reader", None),
    (64, "discred auth stat", None),
    (0, "discred profile new other --client-id 1290000000000000010 --scope identify --client-secret-stdin --yes", "secret\n"),
    (78, "discred profile new other --client-id 1 --no-input", None),
    (0, "discred profile import --name sent -", "CLIENT_ID=1290000000000000011\nDISCORD_TOKEN=not-a-token\n"),
    (0, "discred profile list", None),
    (0, "discred profile list --json", None),
    (0, "discred profile show reader", None),
    (0, "discred profile path reader", None),
    (0, "discred profile check --all", None),
    (0, "discred profile edit reader", None),
    (0, "discred profile default reader", None),
    (0, "discred profile set-secret other client_secret", "another-secret\n"),
    (0, "discred profile rename other third", None),
    (0, "discred auth seal --with file KEY", None),
    (0, "discred auth seal", None),
    (0, "discred token reader", None),
    (0, "discred auth refresh --force reader", None),
    (0, "discred auth rekey", None),
    (0, "discred auth unseal", None),
    (0, "discred profile remove --yes third", None),
    (0, "discred perms list", None),
    (0, "discred perms explain 1115136", None),
    (0, "discred perms calc view-channel|send-messages", None),
    (0, "discred perms check 3072 --needs view-channel", None),
    (0, "discred perms diff 1024 3072", None),
    (0, "discred perms invite reader", None),
    (0, "discred api reader /users/@me", None),
    (0, "discred run reader -- true", None),
    (0, "discred doctor --offline reader", None),
    (0, "discred help", None),
    (0, "discred --complete words token ", None),
    (0, "discred --complete words auth st", None),
    (0, "git-credential-discred --profile reader get", "protocol=https\nhost=discord.com\n\n"),
    (0, "docker-credential-discred list", None),
    (0, "discred-credential-helper get", '{"uri": "https://discord.com/api"}\n'),
    (0, "discred auth revoke --yes reader", None),
    (0, "discred auth logout reader", None),
]


class Verbs(authcase.AuthCase):
    def setUp(self):
        super().setUp()
        self.change_profile(scope='"identify bot"')
        self.programs = os.path.join(self.home.path, "programs")
        self.logs = os.path.join(self.home.path, "logs")
        os.mkdir(self.logs)
        for name in sorted(os.listdir(harness.BUILD)):
            path = os.path.join(harness.BUILD, name)
            if "discred" in name and os.path.isfile(path) and os.access(path, os.X_OK):
                self.home.write("programs/" + name, "#!/bin/sh\nexec valgrind -q --leak-check=full "
                                "--show-leak-kinds=definite --errors-for-leak-kinds=definite --child-silent-after-fork=no "
                                "--log-file='%s/%s.%%p' '%s' \"$@\"\n" % (self.logs, name, path), 0o700)

    def complaints(self):
        """What valgrind said of the programs that ran since the last time. It makes a log for each."""
        found = []
        self.assertTrue(os.listdir(self.logs))
        for name in sorted(os.listdir(self.logs)):
            path = os.path.join(self.logs, name)
            with open(path, encoding="utf-8", errors="replace") as log:
                text = log.read()
            os.unlink(path)
            if re.search(r"^==\d+== \S", text, re.MULTILINE):
                found.append(name + ": " + text)
        return found

    def test(self):
        faults = []
        env = {"DISCRED_EXEC_PATH": self.programs, "DISCRED_BROWSER": self.home.browser(),
               "PATH": self.programs + ":/usr/bin:/bin", "VISUAL": "true"}
        verbs = VERBS[:8] if QUICK else VERBS
        for status, words, text in verbs:
            name, *argv = [os.path.join(self.home.path, "key") if word == "KEY" else word for word in words.split(" ")]
            done = self.home.run(os.path.join(self.programs, name), *argv, input=text, prints=True, timeout=120, **env)
            self.home.plant_tokens()
            found = self.complaints()
            if done.status != status:
                found.append("status %d, not %d: %s" % (done.status, status, done.stderr))
            faults += ["%s: %s" % (words, one) for one in found]
        print("verbs under valgrind: %d runs, 0 lost in the window, 0 lost elsewhere, %d faults" % (len(verbs), len(faults)))
        self.assertFalse(faults, "\n".join(faults))


if __name__ == "__main__":
    harness.main()
