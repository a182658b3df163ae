"""discred doctor: where a profile's secrets and its stack's tokens come from."""

import glob
import os
import shutil

import harness
from doctorcase import DoctorCase

UNPRIVILEGED = os.geteuid() != 0


class Secrets(DoctorCase):
    def secret(self, result, text, hint="", status=None, source=None, key="client_secret", **more):
        self.profile(**{key: source})
        return self.expect(key, result, text, hint, status, **more)

    def test_file(self):
        path = os.path.join(self.home.path, "secret")
        source = '{ file = "%s"; }' % path
        self.secret("failed", "'%s' does not exist" % path, source=source)
        self.home.write("secret", "")
        self.secret("failed", "file '%s' is empty" % path, source=source)
        self.home.write("secret", "a-planted-secret\n", 0o644)
        if UNPRIVILEGED:
            self.secret("failed", "'%s' is open to others (mode 0644)" % path, "run 'chmod 600 %s'" % path,
                        source=source)
            os.chmod(path, 0)
            self.secret("failed", "cannot open '%s': Permission denied" % path, source=source, status=71)
        os.chmod(path, 0o666)
        self.assertEqual(self.doctor(status=78)["client_secret"][0], "failed")
        os.chmod(path, 0o600)
        self.secret("ok", "file '%s' (mode 0600)" % path, source=source)
        self.secret("ok", "file '%s' (mode 0600)" % path, source='{ file = "~/secret"; }', key="bot_token")
        shutil.rmtree(path, ignore_errors=True)

    def test_command(self):
        self.secret("failed", "there is no program 'no-such-program' on the PATH",
                    "install it, or correct the profile", source='{ command = [ "no-such-program", "x" ]; }')
        path = self.home.write("bin/tell", "#!/bin/sh\ntouch '%s/was-run'\n" % self.home.path, 0o644)
        self.secret("failed", "'%s' is no program that can be run" % path, "install it, or correct the profile",
                    source='{ command = [ "%s" ]; }' % path)
        os.chmod(path, 0o755)
        self.secret("ok", "program '%s' (not run)" % path, source='{ command = [ "%s" ]; }' % path)
        script = self.home.write("bin/script", "#!/no/such/interpreter\n", 0o700)
        self.secret("failed", "'%s' cannot be run: its interpreter '/no/such/interpreter' does not exist" % script,
                    "install it, or correct the first line of the script", source='{ command = [ "%s" ]; }' % script)
        self.secret("ok", "program '%s' (not run)" % path, source='{ command = [ "tell" ]; }',
                    PATH="%s/bin:%s" % (self.home.path, harness.BUILD))
        self.assertFalse(os.path.exists(os.path.join(self.home.path, "was-run")))

    def test_variable(self):
        source = '{ env = "THE_SECRET"; }'
        self.secret("failed", "variable 'THE_SECRET' is not set", "set it where discred is run", source=source)
        self.secret("failed", "variable 'THE_SECRET' is empty", "set it where discred is run", source=source, THE_SECRET="")
        self.secret("ok", "variable 'THE_SECRET' is set", source=source, THE_SECRET="a-planted-secret")

    def test_stored(self):
        source = "{ stored = true; }"
        self.secret("failed", "nothing is stored for it", "run 'discred profile set-secret reader client_secret'",
                    source=source)
        self.home.write("state/discred/reader.secret", "discred-record 1\nclient_secret=a-planted-secret\nend\n")
        self.secret("ok", "something is stored for it (not read)", source=source)


class Stack(DoctorCase):
    def stack(self, options, control="sufficient"):
        self.profile(stack='( { control = "%s"; %s } )' % (control, options))

    def entry(self, name, result, text, hint="", options="", control="sufficient", status=None, **more):
        self.stack(options, control)
        self.expect("source " + name, result, text, hint, status, **more)

    def test_variable(self):
        options = 'source = "env"; variable = "THE_TOKEN"; type = "Bearer";'
        self.entry("env", "skipped", "variable 'THE_TOKEN' is not set", options=options)
        self.entry("env", "failed", "variable 'THE_TOKEN' is not set", "set it where discred is run", options=options,
                   control="required", status=66)
        self.entry("env", "ok", "variable 'THE_TOKEN' is set", options=options, THE_TOKEN="a-planted-secret")

    def test_file(self):
        options = 'source = "file"; path = "~/token"; type = "Bearer";'
        path = os.path.join(self.home.path, "token")
        self.entry("file", "skipped", "'%s' does not exist" % path, options=options)
        self.entry("file", "failed", "'%s' does not exist" % path, options=options, control="requisite", status=66)
        self.home.write("token", "a-planted-secret", 0o666)
        # Root's may be read by others, but not written.
        checks = self.doctor(status=78)
        self.assertEqual(checks["source file"][0], "failed")
        os.chmod(path, 0o600)
        self.entry("file", "ok", "file '%s' (mode 0600)" % path, options=options)
        if UNPRIVILEGED:
            os.chmod(path, 0)
            self.entry("file", "warning", "cannot open '%s': Permission denied" % path, options=options)

    def test_credential(self):
        options = 'source = "file"; path = "$CREDENTIALS_DIRECTORY/t"; type = "Bot";'
        self.entry("file", "skipped", "variable 'CREDENTIALS_DIRECTORY' is not set", options=options)
        self.home.write("credentials/t", "a-planted-secret", 0o400)
        directory = os.path.join(self.home.path, "credentials")
        self.entry("file", "ok", "file '%s/t' (mode 0400)" % directory, options=options, CREDENTIALS_DIRECTORY=directory)

    def test_command(self):
        options = 'source = "command"; argv = [ "no-such-program" ]; type = "Bearer";'
        text = "there is no program 'no-such-program' on the PATH"
        self.entry("command", "warning", text, "install it, or correct the profile", options=options)
        self.entry("command", "failed", text, "install it, or correct the profile", options=options, control="required")

    def test_helper(self):
        options = 'source = "helper"; name = "pass"; item = "x";'
        text = "there is no program 'discred-source-pass' on the PATH"
        self.entry("helper", "warning", text, "install it, or correct the profile", options=options)
        self.entry("helper", "failed", text, "install it, or correct the profile", options=options, control="required",
                   status=66)
        path = self.home.write("bin/discred-source-pass", "#!/bin/sh\n", 0o755)
        self.entry("helper", "ok", "program '%s' (not run)" % path, options=options,
                   PATH="%s/bin:%s" % (self.home.path, harness.BUILD))

    def test_a_shared_stack(self):
        shutil.copytree(os.path.join(harness.SOURCE, "etc/stacks"), os.path.join(self.home.config, "discred/stacks"))
        for path in glob.glob(os.path.join(self.home.config, "discred/stacks/*")):
            os.chmod(path, 0o644)
        self.profile(stack='"ci"')
        checks = self.doctor()
        self.assertEqual(checks["source env"][0], "skipped")
        self.assertEqual({found[0] for found in checks["source file"]}, {"skipped"})


if __name__ == "__main__":
    harness.main()
