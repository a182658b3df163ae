"""Key holders that are other programs: the real ones, started here."""

import os
import shutil
import subprocess
import time

import harness
import sealcase
from terminal import Terminal

KEY = "A" * 42 + "E"
BUS = """<busconfig><type>session</type><listen>unix:dir=%s</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
"""


def needed(name):
    path = shutil.which(name)
    if not path:
        raise AssertionError("'%s' is not installed: run './dev deps test'" % name)
    return path


class HolderCase(sealcase.SealCase):
    def setUp(self):
        super().setUp()
        self.logged_in()

    def expect_works(self, **more):
        self.auth("refresh", "--force", "reader", **more)
        self.home.plant_tokens()
        self.assertTrue(self.sealed())

    def expect_refused(self, status, text, *words, **more):
        before = (self.state(), self.refresh_requests())
        done = self.auth(*(words or ("refresh", "--force", "reader")), status=status, **more)
        self.assertIn(text, done.stderr)
        self.assertEqual((self.state(), self.refresh_requests()), before)


class Command(HolderCase):
    def program(self, text):
        return self.home.write("bin/holder", "#!/bin/sh\n" + text, 0o700)

    def test_what_it_prints(self):
        path = self.program("echo %s" % KEY)
        self.seal("command", "--", path, "--of", "a b")
        self.assertEqual(self.read_config(), 'holders = {\n  command = [ "command", "%s", "--of", "a b" ];\n};\n' % path)
        self.expect_works()
        for text, status, said in (("echo locked >&2; exit 1", 75, "%s: locked" % path),
                                   ("exit 3", 75, "'%s' ended with status 3" % path),
                                   ("echo rubbish", 78, "what it keeps is no key"),
                                   ("head -c 100000 /dev/zero", 78, "'%s' printed too much" % path),
                                   ("exit 0", 78, "'%s' printed nothing" % path),
                                   ("echo %sF" % KEY[:-1], 78, "what it keeps is no key"),
                                   ("echo %s" % KEY.replace("A", "B"), 78, "the key of key holder 'command' does not open the seal")):
            with self.subTest(text):
                self.program(text)
                self.expect_refused(status, said)
        os.unlink(path)
        self.expect_refused(78, "cannot run '%s': No such file or directory; look at it, and at the group 'holders'" % path)

    def test_is_asked_once_for_many_callers(self):
        count = os.path.join(self.home.path, "count")
        self.seal("command", self.program("echo asked >>%s; echo %s" % (count, KEY)))
        os.unlink(count)
        self.expire()
        runs = [self.home.start("discred", "token", "reader") for _ in range(12)]
        for run in runs:
            done = self.home.finish(run, prints=True)
            self.assertEqual(done.status, 0, done.stderr)
        self.home.plant_tokens()
        with open(count, encoding="utf-8") as file:
            self.assertEqual(file.read(), "asked\n")

    def test_does_not_see_the_secrets_of_profiles(self):
        self.change_profile(client_secret='{ env = "READER_SECRET"; }')
        seen = os.path.join(self.home.path, "seen")
        self.seal("command", self.program("env >>%s; echo %s" % (seen, KEY)))
        self.auth("refresh", "--force", "reader", READER_SECRET=harness.CLIENT_SECRET)
        with open(seen, encoding="utf-8") as file:
            self.assertNotIn("READER_SECRET", file.read())

    def read_config(self):
        with open(os.path.join(self.home.config, "discred/config.cfg"), encoding="utf-8") as file:
            return file.read()

    def test_a_seal_is_not_made_with_one_that_does_not_answer(self):
        self.expect_refused(75, "ended with status 1", "seal", "--with", "command", "false")
        self.assertFalse(os.path.exists(os.path.join(self.home.config, "discred/config.cfg")))

    def test_one_that_is_not_in_the_configuration(self):
        self.seal("command", self.program("echo %s" % KEY))
        os.unlink(os.path.join(self.home.config, "discred/config.cfg"))
        self.expect_refused(78, "key holder 'command' is not in config.cfg")


class Pass(HolderCase):
    """With a gpg key made here, and its passphrase in the agent or not."""

    def setUp(self):
        super().setUp()
        needed("pass")
        self.gnupg = os.path.join(self.home.path, "gnupg")
        os.mkdir(self.gnupg, 0o700)
        self.home.write("gnupg/gpg-agent.conf", "allow-preset-passphrase\npinentry-program /bin/false\n")
        self.more = {"GNUPGHOME": self.gnupg, "PASSWORD_STORE_DIR": os.path.join(self.home.path, "store")}
        self.addCleanup(self.gpg, "gpgconf", "--kill", "gpg-agent")
        self.gpg("gpg", "--batch", "--pinentry-mode", "loopback", "--passphrase", "secret", "--quick-gen-key", "ada@example.org",
                 "default", "default", "never")
        self.gpg("pass", "init", "ada@example.org")

    def gpg(self, *argv):
        return subprocess.run([needed(argv[0]), *argv[1:]], env=self.home.env(**self.more), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True).stdout

    def lock(self):
        self.gpg("gpgconf", "--kill", "gpg-agent")

    def unlock(self):
        self.gpg("gpg", "--batch", "--pinentry-mode", "loopback", "--passphrase", "secret", "-o", os.devnull, "--yes", "-d",
                 os.path.join(self.more["PASSWORD_STORE_DIR"], "discred/key.gpg"))

    def test_locked_and_unlocked(self):
        # It is put there, but can't be read back: the same command goes on.
        self.expect_refused(75, "unlock gpg ('pass show discred/key' by hand)", "seal", "--with", "pass", "discred/key", **self.more)
        self.unlock()
        self.auth("seal", "--with", "pass", "discred/key", **self.more)
        self.expect_works(**self.more)
        self.lock()
        self.expect_refused(75, "unlock gpg ('pass show discred/key' by hand)", **self.more)
        self.unlock()
        self.expect_works(**self.more)
        shutil.rmtree(self.more["PASSWORD_STORE_DIR"])
        self.expect_refused(78, "discred/key is not in the password store", **self.more)


def systemd_version():
    output = subprocess.run(["systemd-creds", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout
    return int(output.split()[1])


class SystemdCreds(HolderCase):
    def test_a_file_that_this_host_decrypts(self):
        path = os.path.join(self.home.path, "key.cred")
        if os.geteuid() and systemd_version() < 256:
            self.expect_refused(78, "lets only root use systemd-creds", "seal", "--with", "systemd-creds", path)
            return
        if os.geteuid() and not os.path.exists("/run/systemd/io.systemd.Credentials"):
            self.expect_refused(78, "systemd-creds: ", "seal", "--with", "systemd-creds", path)
            return
        self.seal("systemd-creds", path)
        self.expect_works()
        with open(path, "rb") as file:
            whole = file.read()
        with open(path, "wb") as file:
            file.write(whole[:-8])
        self.expect_refused(78, "systemd-creds: ")
        os.unlink(path)
        self.expect_refused(75, "there is no file '%s'" % path)


class SecretService(HolderCase):
    """GNOME Keyring on a bus of its own."""

    def setUp(self):
        super().setUp()
        needed("secret-tool")
        # It starts nothing by itself: a second keyring would be in the way of this one.
        config = self.home.write("bus.conf", BUS % self.home.path)
        bus = subprocess.Popen([needed("dbus-daemon"), "--config-file=" + config, "--nofork", "--print-address=1"],
                               env=self.home.env(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(self.end, bus)
        self.bus = bus.stdout.readline().strip()
        bus.stdout.close()
        self.more = {"DBUS_SESSION_BUS_ADDRESS": self.bus}
        self.start_keyring()

    def start_keyring(self):
        """Unlocked, as by a login to the desktop."""
        keyring = subprocess.Popen([needed("gnome-keyring-daemon"), "--foreground", "--unlock", "--components=secrets"],
                                   env=self.home.env(**self.more), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        self.addCleanup(self.end, keyring)
        keyring.stdin.write(b"password")
        keyring.stdin.close()
        self.wait_for_keyring()
        self.keyring = keyring

    def wait_for_keyring(self):
        """It takes a while until its collection is there."""
        deadline = time.monotonic() + 60
        while subprocess.run([needed("secret-tool"), "store", "--label=probe", "probe", "1"], input=b"x", check=False,
                             env=self.home.env(**self.more), stderr=subprocess.DEVNULL).returncode:
            self.assertLess(time.monotonic(), deadline, "the keyring does not answer")
            time.sleep(0.05)

    def end(self, process):
        process.terminate()
        process.wait()

    def call(self, service, path, *words):
        subprocess.run([needed("dbus-send"), "--session", "--print-reply", "--dest=" + service, path, *words],
                       env=self.home.env(**self.more), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)

    def lock(self):
        self.call("org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock",
                  "array:objpath:/org/freedesktop/secrets/collection/login")

    def test_locked_and_absent(self):
        self.auth("seal", "--with", "secret-service", **self.more)
        self.expect_works(**self.more)
        self.assertEqual(self.find_secrets(self.home.state, self.home.config), [])
        subprocess.run([needed("secret-tool"), "clear", "application", "discred"], env=self.home.env(**self.more), check=True)
        self.expect_refused(78, "the keyring has no such key", **self.more)

    def test_locked(self):
        self.auth("seal", "--with", "secret-service", **self.more)
        self.lock()
        self.expect_refused(75, "key holder 'secret-service': the keyring is locked; unlock it", **self.more)
        self.assertEqual(self.token(**self.more).status, 0)
        self.expire()
        self.assertEqual(self.token(**self.more).status, 75)
        self.end(self.keyring)
        self.start_keyring()
        self.assertEqual(self.token(**self.more).status, 0)

    def test_a_seal_is_not_made_while_it_is_locked(self):
        self.lock()
        self.expect_refused(75, "key holder 'secret-service': ", "seal", "--with", "secret-service", **self.more)

    NOTE = "'discred auth seal --with secret-service' encrypts what is stored, with a key in your keyring\n"

    def at_a_terminal(self, *words, **more):
        """What a program shows there when it ends."""
        terminal = Terminal(self.home, *words, **more)
        self.addCleanup(terminal.stop)
        self.assertEqual(terminal.finish(), 0, terminal.text())
        return terminal.text()

    def test_the_first_login_mentions_it(self):
        """To a person, where the keyring answers: not after a second login, and not without a bus."""
        self.change_profile(client_secret='"%s"' % harness.CLIENT_SECRET)
        os.unlink(os.path.join(self.home.state, "discred", "reader.secret"))
        for more, first in ((self.more, True), (self.more, False), ({}, True)):
            if first:
                self.auth("logout", "reader")
            shown = self.at_a_terminal("discred", "auth", "login", "reader", DISCRED_BROWSER=self.home.browser(), **more)
            self.home.plant_tokens()
            self.assertEqual(self.NOTE in shown, first and bool(more), shown)

    def test_the_first_stored_secret_mentions_it(self):
        """A bot's profile has no login that would. A secret from a pipe is no less stored, and the next says nothing."""
        self.auth("logout", "reader")
        os.unlink(os.path.join(self.home.state, "discred", "reader.secret"))
        new = """printf '%%s\\n' %s | discred profile new %s --client-id %s --bot-token-stdin"""
        for more, name, first in (({}, "dark", False), (self.more, "second", False), (self.more, "first", True)):
            if first:
                self.assertEqual(self.home.run("discred", "profile", "remove", "--yes", "dark").status, 0)
                self.assertEqual(self.home.run("discred", "profile", "remove", "--yes", "second").status, 0)
            shown = self.at_a_terminal("sh", "-c", new % (harness.BOT_TOKEN, name, harness.CLIENT_ID), **more)
            self.assertEqual(shown.count(self.NOTE), int(first), shown)
        self.change_profile(client_secret='"%s"' % harness.CLIENT_SECRET)
        shown = self.at_a_terminal("discred", "auth", "login", "reader", DISCRED_BROWSER=self.home.browser(), **self.more)
        self.home.plant_tokens()
        self.assertNotIn(self.NOTE, shown)

    def test_without_a_bus(self):
        self.auth("seal", "--with", "secret-service", **self.more)
        self.expect_refused(75, "key holder 'secret-service': secret-tool: ", DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent")


if __name__ == "__main__":
    harness.main()
