"""discred profile check: mistakes with their places, and what will fail although the file is right."""

import os
import unittest

import harness

CLIENT = 'client_id = "157730590492196864";\n'
SECRET = "hunter2-the-secret"


class Check(harness.Case):
    def setUp(self):
        super().setUp()
        self.home.plant(SECRET, "hunter2")
        self.path = os.path.join(self.home.config, "discred", "profiles", "reader.cfg")

    def check(self, *argv, **more):
        return self.home.run("discred", "profile", "check", *argv, **more)

    def expect(self, text, *warnings, mode=0o644, **more):
        """What is warned of in line 2 and below: (line, column, text)."""
        self.home.profile("reader", CLIENT + text, mode)
        done = self.check("reader", **more)
        self.assertEqual(done.stderr, "".join("%s:%d:%d: warning: %s\n" % (self.path, *one) for one in warnings))
        count = len(warnings)
        self.assertEqual((done.status, done.stdout), (0, "profile 'reader': ok%s\n" % (
            ", with %d warning%s" % (count, "" if count == 1 else "s") if count else "")))

    def test_a_good_one(self):
        self.expect("")
        self.expect('client_secret = "%s";\nscope = "identify guilds";\n' % SECRET, mode=0o600)

    def test_a_scope_without_a_secret(self):
        self.expect('scope = "identify guilds";\n',
                    (2, 9, "scope 'identify guilds' needs client_secret, or public_client = true"))
        self.expect('scope = "identify";\npublic_client = true;\n')
        self.expect('scope = "identify";\nstack = ( { control = "required"; source = "env"; variable = "A"; '
                    'type = "Bearer"; } );\n')

    def test_scopes(self):
        self.expect('public_client = true;\nscope = "identfy rpc weird.thing role_connections.write";\n',
                    (3, 9, "Discord refuses scope 'role_connections.write' to public clients"),
                    (3, 9, "scope 'identfy' is not documented: did you mean 'identify'?"),
                    (3, 9, "scope 'rpc' is for those that Discord approved"),
                    (3, 9, "scope 'weird.thing' is not documented"))

    def test_secrets(self):
        missing = os.path.join(self.home.path, "missing")
        self.expect('client_secret = { file = "%s" };\n' % missing,
                    (2, 17, "client_secret: '%s' does not exist" % missing))
        open_file = self.home.write("open", SECRET + "\n", 0o644)
        if os.geteuid() != 0:
            self.expect('bot_token = { file = "%s" };\n' % open_file,
                        (2, 13, "bot_token: '%s' is open to others (mode 0644); run 'chmod 600 %s'"
                         % (open_file, open_file)))
        self.expect('client_secret = { env = "READER_SECRET" };\n',
                    (2, 17, "client_secret: the environment variable 'READER_SECRET' is not set here"))
        self.expect('client_secret = { env = "READER_SECRET" };\n', READER_SECRET=SECRET)
        self.expect('client_secret = { command = [ "no-such-program", "%s" ] };\n' % SECRET,
                    (2, 17, "client_secret: there is no program 'no-such-program' that could be run"))
        self.expect('client_secret = { command = [ "/bin/cat", "%s" ] };\nbot_token = { command = [ "cat" ] };\n'
                    % missing)
        self.expect("client_secret = { stored = true };\n",
                    (2, 17, "client_secret: no secret is stored: run 'discred profile set-secret reader "
                            "client_secret'"))
        self.home.write("state/discred/reader.secret", "\0 not read")
        self.expect("client_secret = { stored = true };\n")
        self.expect('client_secret = "%s";\npublic_client = true;\n' % SECRET,
                    (2, 17, "client_secret is not used, since public_client is true"), mode=0o600)

    def test_commands_are_not_run(self):
        marker = os.path.join(self.home.path, "ran")
        self.expect('client_secret = { command = [ "touch", "%s" ] };\n' % marker)
        self.assertFalse(os.path.exists(marker))

    def test_stacks_and_certificates(self):
        self.expect('stack = ( { control = "required"; source = "bot"; } );\nca_file = "/no/such/file";\n',
                    (2, 9, "source 'bot' needs bot_token"), (3, 11, "ca_file: '/no/such/file' does not exist"))
        self.expect('stack = ( { control = "required"; source = "client_credentials"; scope = "identify"; } );\n',
                    (2, 9, "source 'client_credentials' needs client_secret"))

    def test_mistakes(self):
        self.home.profile("reader", 'client_id = 5;\nscpoe = "identify";\nclient_secret = "%s"; x' % SECRET)
        done = self.check()
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertTrue(done.stderr.startswith("%s:1:13: 'client_id' must be" % self.path) or
                        done.stderr.startswith("%s:3:" % self.path), done.stderr)
        self.home.profile("reader", 'client_id = 5;\nscpoe = "identify";\nstack = "dekstop";\n')
        self.home.write("etc/discred/stacks/desktop.cfg", "stack = ( );\n", 0o644)
        done = self.check()
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertEqual([line for line in done.stderr.splitlines() if not line.startswith(" ")], [
            "%s:1:13: 'client_id' must be a string of digits: write \"5\"" % self.path,
            "%s:2:1: unknown key 'scpoe': did you mean 'scope'?" % self.path,
            "%s:3:9: no shared stack 'dekstop': did you mean 'desktop'?" % self.path,
            "discred-profile: profile 'reader' has 3 errors; correct '%s'" % self.path])

    def test_a_file_that_others_can_write(self):
        self.home.profile("reader", CLIENT, 0o666)
        done = self.check("reader")
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertEqual(done.stderr, "discred-profile: '%s' can be written by others (mode 0666); run 'chmod go-w "
                                      "%s'\n" % (self.path, self.path))

    def test_all(self):
        self.home.profile("a", CLIENT)
        self.home.profile("b", "client_id = 5;\n")
        self.home.profile("c", CLIENT)
        config = self.home.write("config/discred/config.cfg", 'default_profile = "gone";\n')
        done = self.check("--all")
        self.assertEqual((done.status, done.stdout), (78, "profile 'a': ok\nprofile 'c': ok\n"))
        path = os.path.join(self.home.config, "discred", "profiles", "b.cfg")
        self.assertEqual(done.stderr, "%s:1:19: warning: there is no profile 'gone'\n"
                                      "%s:1:13: 'client_id' must be a string of digits: write \"5\"\n"
                                      "    1 | client_id = 5;\n"
                                      "      |             ^\n"
                                      "discred-profile: profile 'b' has 1 error; correct '%s'\n"
                                      "discred-profile: 1 of 3 profiles has errors\n" % (config, path, path))
        self.home.write("config/discred/config.cfg", "nonsense {")
        os.unlink(path)
        done = self.check("--all")
        self.assertEqual((done.status, done.stdout), (78, "profile 'a': ok\nprofile 'c': ok\n"))
        self.assertTrue(done.stderr.endswith("discred-profile: config.cfg has errors\n"))
        os.unlink(config)
        self.assertEqual(self.check("--all"), (0, "profile 'a': ok\nprofile 'c': ok\n", ""))
        self.assertEqual(self.check("--all", "a").status, 64)

    def test_none(self):
        self.assertEqual(self.check("--all"), (0, "", "discred-profile: there is no profile yet\n"))
        self.assertEqual(self.check("reader").status, 66)


if __name__ == "__main__":
    unittest.main(verbosity=2)
