"""discred profile default: what is meant when nothing is named, and the one value of config.cfg that changes."""

import os
import stat
import unittest

import harness

PROFILE = 'client_id = "157730590492196864";\n'
CONFIG = "# mine\naliases = { whoami = \"auth status\"; };   # keep\ndefault_profile = \"reader\"; // this\n"


class DefaultCase(harness.Case):
    def setUp(self):
        super().setUp()
        self.home.profile("reader", PROFILE)
        self.home.profile("other", PROFILE)
        self.config = os.path.join(self.home.config, "discred", "config.cfg")

    def default(self, *argv, **more):
        return self.home.run("discred", "profile", "default", *argv, **more)

    def text(self):
        with open(self.config, encoding="utf-8") as file:
            return file.read()

    def names(self):
        return sorted(os.listdir(os.path.dirname(self.config)))


class Printed(DefaultCase):
    def expect(self, name, stderr, **more):
        done = self.default("--verbose", **more)
        self.assertEqual((done.status, done.stdout, done.stderr), (0, name + "\n", "discred-profile: %s\n" % stderr))
        done = self.default(**more)
        self.assertEqual((done.status, done.stdout, done.stderr), (0, name + "\n", ""))

    def test_of_config(self):
        self.home.write("config/discred/config.cfg", CONFIG)
        self.expect("reader", "profile 'reader': from %s:3" % self.config)

    def test_of_the_environment(self):
        self.home.write("config/discred/config.cfg", CONFIG)
        self.expect("other", "profile 'other': from DISCRED_PROFILE", DISCRED_PROFILE="other")

    def test_the_only_one(self):
        os.unlink(os.path.join(self.home.config, "discred", "profiles", "other.cfg"))
        self.expect("reader", "profile 'reader': the only one there is")

    def test_several(self):
        done = self.default()
        self.assertEqual((done.status, done.stdout, done.stderr),
                         (64, "", "discred-profile: there are several profiles: other, reader; choose one with "
                                  "'discred profile default NAME'\n"))

    def test_one_that_is_gone(self):
        self.home.write("config/discred/config.cfg", 'default_profile = "gone";\n')
        done = self.default()
        self.assertEqual((done.status, done.stdout, done.stderr),
                         (0, "gone\n", "discred-profile: warning: there is no profile 'gone'\n"))

    def test_with_mistakes(self):
        self.home.write("config/discred/config.cfg", "default_profile = 5;\n")
        for verb in ("default", "path", "check"):
            done = self.home.run("discred", "profile", verb)
            self.assertEqual((done.status, done.stdout), (78, ""))
            self.assertEqual(done.stderr, "%s:1:19: 'default_profile' must be a string, not a number\n"
                                          "    1 | default_profile = 5;\n"
                                          "      |                   ^\n"
                                          "discred-profile: '%s' has 1 error and was not used; correct the file\n"
                             % (self.config, self.config))


class Set(DefaultCase):
    def set(self, name="other"):
        done = self.default(name)
        self.assertEqual((done.status, done.stdout, done.stderr), (0, "the default profile is '%s'\n" % name, ""))

    def test_the_file_is_made(self):
        self.set()
        self.assertEqual(self.text(), 'default_profile = "other";\n')
        self.assertEqual(stat.S_IMODE(os.stat(self.config).st_mode), 0o600)
        self.assertEqual(self.home.run("discred", "profile", "default").stdout, "other\n")

    def test_one_value_changes(self):
        self.home.write("config/discred/config.cfg", CONFIG, 0o640)
        self.set()
        self.assertEqual(self.text(), CONFIG.replace('"reader"', '"other"'))
        self.assertEqual(stat.S_IMODE(os.stat(self.config).st_mode), 0o640)
        self.assertEqual(self.names(), ["config.cfg", "profiles"])
        self.set()

    def test_a_symbolic_link_stays(self):
        target = self.home.write("dotfiles/config.cfg", "# default_profile = \"x\";\n", 0o644)
        os.symlink("../../dotfiles/config.cfg", self.config)
        self.set()
        self.assertTrue(os.path.islink(self.config))
        with open(target, encoding="utf-8") as file:
            self.assertEqual(file.read(), '# default_profile = "x";\ndefault_profile = "other";\n')
        self.assertEqual(os.listdir(os.path.dirname(target)), ["config.cfg"])

    def test_as_shipped(self):
        with open(os.path.join(harness.SOURCE, "etc", "config.cfg"), encoding="utf-8") as file:
            shipped = file.read()
        self.home.write("config/discred/config.cfg", shipped)
        self.set()
        line = '#default_profile = "reader";\n'
        self.assertEqual(self.text(), shipped.replace(line, line + 'default_profile = "other";\n'))

    def refuse(self, status, stderr, *argv):
        done = self.default(*argv)
        self.assertEqual((done.status, done.stdout, done.stderr), (status, "", stderr))

    def test_one_that_is_not_there(self):
        done = self.default("othre")
        self.assertEqual((done.status, done.stderr),
                         (66, "discred-profile: no profile 'othre'; did you mean 'other'?\n"))
        self.assertEqual(self.default("../x").status, 64)
        self.assertEqual(self.default("other", "reader").status, 64)
        self.assertFalse(os.path.exists(self.config))

    def test_a_file_with_mistakes_is_left_alone(self):
        text = "default_profile = \"reader\"\naliases = {\n"
        self.home.write("config/discred/config.cfg", text)
        self.refuse(78, "%s:2:11: this '{' is never closed: a '}' is missing\n"
                        "    2 | aliases = {\n"
                        "      |           ^\n"
                        "discred-profile: '%s' has 1 error and was not changed; correct the file\n"
                    % (self.config, self.config), "other")
        self.assertEqual(self.text(), text)

    def test_a_file_that_others_can_write(self):
        self.home.write("config/discred/config.cfg", CONFIG, 0o666)
        self.refuse(78, "discred-profile: '%s' can be written by others (mode 0666); run 'chmod go-w %s'\n"
                    % (self.config, self.config), "other")

    def test_a_link_to_nothing(self):
        os.symlink("nowhere", self.config)
        self.refuse(78, "discred-profile: '%s' is a symbolic link to nothing\n" % self.config, "other")

    def test_the_environment_goes_before(self):
        done = self.default("other", DISCRED_PROFILE="reader")
        self.assertEqual((done.status, done.stdout, done.stderr),
                         (0, "the default profile is 'other'\n",
                          "discred-profile: warning: DISCRED_PROFILE is set, and names 'reader'\n"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
