"""git-credential-discred: exact transcripts of git's credential protocol, and the installed git itself."""

import os
import subprocess
import time

import authcase
import harness

HELPER = "git-credential-discred"
DISCORD = "protocol=https\nhost=discord.com\n"
AUTHTYPE = "capability[]=authtype\ncapability[]=state\n"


class GitCase(authcase.AuthCase):
    SETTINGS = {"hosts": '( "discord.com", "git.example.com:8443" )'}

    def setUp(self):
        super().setUp()
        self.logged_in()

    def helper(self, action, request, *options, prints=False, **more):
        return self.home.run(HELPER, *options, action, input=request, prints=prints, **more)

    def get(self, request, *options, **more):
        return self.helper("get", request, *options, prints=True, **more)

    def answer(self):
        token = self.stored("token")
        return ("capability[]=authtype\nauthtype=Bearer\ncredential=%s\nephemeral=1\npassword_expiry_utc=%s\n"
                % (token["access_token"], token["expires"]))

    def nothing(self, action, request, *options, **more):
        """Quiet, and exit 0: git goes on to its next helper."""
        self.assertEqual(self.helper(action, request, *options, **more), (0, "", ""), request)


class Transcripts(GitCase):
    """What git 2.46 and later send and read."""

    def test_get(self):
        self.assertEqual(self.get(AUTHTYPE + DISCORD + "\n"), (0, self.answer(), ""))
        self.assertEqual(self.get(AUTHTYPE + "protocol=https\nhost=DISCORD.com:443\npath=a.git\nwwwauth[]=Bearer\n"),
                         (0, self.answer(), ""))
        self.assertEqual(self.get(AUTHTYPE + "protocol=https\nhost=git.example.com:8443\n"), (0, self.answer(), ""))

    def test_the_refresh_token_is_never_in_it(self):
        self.expire()
        before = self.stored("grant")["refresh_token"]
        done = self.get(AUTHTYPE + DISCORD + "oauth_refresh_token=x\n")
        self.home.plant_tokens()
        self.assertEqual(done, (0, self.answer(), ""))
        self.assertNotIn(before, done.stdout)
        self.assertNotIn(self.stored("grant")["refresh_token"], done.stdout)

    def test_capability(self):
        self.assertEqual(self.helper("capability", ""), (0, "version 0\ncapability authtype\n", ""))

    def test_an_older_git_gets_nothing(self):
        for request in (DISCORD, "capability[]=state\n" + DISCORD, AUTHTYPE + "capability[]=\n" + DISCORD):
            self.nothing("get", request)

    def test_servers_that_are_not_on_the_list(self):
        for server in ("protocol=https\nhost=github.com\n", "protocol=http\nhost=discord.com\n",
                       "protocol=https\nhost=discord.com:8443\n", "protocol=https\nhost=git.example.com\n",
                       "protocol=https\nhost=\n", "protocol=https\n", "host=discord.com\n", "",
                       "protocol=https\nhost=discord.com.example.com\n", "protocol=https\r\nhost=discord.com\r\n",
                       "protocol=cert\nhost=\npath=/key.pem\n", "protocol=ssh\nhost=discord.com\n"):
            self.nothing("get", AUTHTYPE + server)

    def test_hostile_requests(self):
        for request, message in (
                (DISCORD + "path=a\0b\n", "line 3 of the request holds a NUL"),
                (DISCORD + "path\n", "line 3 of the request is not 'key=value'"),
                (DISCORD + "path=%s\n" % ("x" * 65531), "line 3 of the request is longer than 65535 bytes"),
                (DISCORD + "path=x\n" * 200000, "the request is larger than 1048576 bytes")):
            with self.subTest(message):
                done = self.get(request)
                self.assertEqual(done, (64, "", HELPER + ": %s; see --help\n" % message))

    def test_by_username(self):
        self.assertEqual(self.get(AUTHTYPE + DISCORD + "username=reader\n"), (0, self.answer(), ""))
        self.nothing("get", AUTHTYPE + DISCORD + "username=nobody\n")
        self.nothing("get", AUTHTYPE + DISCORD + "username=../reader\n")

    def test_by_option(self):
        self.home.profile("other", self.box.profile_text(self.redirect))
        self.assertEqual(self.get(AUTHTYPE + DISCORD, "--profile", "reader"), (0, self.answer(), ""))
        self.nothing("get", AUTHTYPE + DISCORD + "username=other\n", "--profile=reader")
        done = self.get(AUTHTYPE + DISCORD, "--profile", "raeder")
        self.assertEqual((done.status, done.stdout), (66, ""))
        self.assertIn("did you mean 'reader'?", done.stderr)

    def test_by_host(self):
        self.home.profile("other", self.box.profile_text(self.redirect))
        self.nothing("get", AUTHTYPE + DISCORD)
        self.assertEqual(self.get(AUTHTYPE + "protocol=https\nhost=git.example.com:8443\n").stdout, self.answer())
        self.assertEqual(self.get(AUTHTYPE + DISCORD, DISCRED_PROFILE="reader").stdout, self.answer())

    def test_loopback_without_tls(self):
        self.home.profile("reader", self.box.profile_text(self.redirect, hosts='"127.0.0.1:%d"' % self.box.port))
        self.assertEqual(self.get(AUTHTYPE + "protocol=http\nhost=127.0.0.1:%d\n" % self.box.port),
                         (0, self.answer(), ""))
        self.nothing("get", AUTHTYPE + "protocol=http\nhost=127.0.0.1:1\n")

    def test_what_is_wrong_is_said_on_stderr(self):
        self.home.run("discred", "auth", "logout", "reader")
        done = self.get(AUTHTYPE + DISCORD)
        self.assertEqual(done, (66, "", HELPER + ": profile 'reader': no token (cache: no token is stored, refresh: no "
                                "grant is stored); run 'discred auth login reader'\n"))

    def test_a_profile_with_a_mistake(self):
        self.home.profile("reader", "client_id = 5;\n")
        done = self.get(AUTHTYPE + DISCORD + "username=reader\n")
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertIn("reader.cfg:1:13: 'client_id' must be a string of digits", done.stderr)

    def test_help_and_usage(self):
        self.assertTrue(self.helper("--help", "").stdout.startswith("usage: %s [--profile NAME] get" % HELPER))
        done = self.home.run(HELPER)
        self.assertEqual((done.status, done.stdout), (64, ""))


class Erase(GitCase):
    def refused(self, credential, extra=""):
        self.nothing("erase", AUTHTYPE + DISCORD + extra + "authtype=Bearer\ncredential=%s\n" % credential)

    def test_the_next_get_renews(self):
        first = self.stored("token")["access_token"]
        self.refused(first)
        self.assertEqual(self.refresh_requests(), 0)
        done = self.get(AUTHTYPE + DISCORD)
        self.home.plant_tokens()
        self.assertEqual(done, (0, self.answer(), ""))
        self.assertNotIn(first, done.stdout)
        self.assertEqual(self.refresh_requests(), 1)

    def test_not_more_than_once_an_hour(self):
        self.refused(self.stored("token")["access_token"])
        self.token()
        second = self.stored("token")["access_token"]
        self.refused(second)
        self.assertNotIn("refused", self.stored("token"))
        self.change("refused", token=int(time.time()) - 3600)
        self.refused(second)
        self.assertIn("refused", self.stored("token"))

    def test_only_what_is_stored(self):
        before = self.stored("token")
        token = before["access_token"]
        for credential in ("x", token[:-1], token + "x", ""):
            self.refused(credential)
        self.refused(token, "username=nobody\n")
        self.nothing("erase", AUTHTYPE + DISCORD)
        self.nothing("erase", AUTHTYPE + "protocol=https\nhost=github.com\nauthtype=Bearer\ncredential=%s\n" % token)
        self.nothing("erase", DISCORD + "username=reader\npassword=%s\n" % token)
        self.assertEqual(self.stored("token"), before)
        self.assertIsNone(self.stored("refused"))

    def test_logout_forgets_the_time_too(self):
        self.refused(self.stored("token")["access_token"])
        self.assertIsNotNone(self.stored("refused"))
        self.home.run("discred", "auth", "logout", "reader")
        self.assertIsNone(self.stored("refused"))

    def test_when_nothing_is_stored(self):
        self.home.run("discred", "auth", "logout", "reader")
        self.refused("x")


class Store(GitCase):
    def test_nothing_is_kept(self):
        before = {path: os.stat(path).st_mtime_ns for path in self.home.files()}
        self.nothing("store", AUTHTYPE + DISCORD + "authtype=Bearer\ncredential=mine\n")
        self.nothing("store", "what is this?\0" * 100000)
        self.nothing("frobnicate", DISCORD)
        self.assertEqual({path: os.stat(path).st_mtime_ns for path in self.home.files()}, before)


class Password(GitCase):
    SETTINGS = {"git_password": "true"}

    def test_an_older_git(self):
        token = self.stored("token")
        self.assertEqual(self.get(DISCORD), (0, "username=reader\npassword=%s\npassword_expiry_utc=%s\n"
                                             % (token["access_token"], token["expires"]), ""))

    def test_a_newer_git_still_gets_a_header(self):
        self.assertEqual(self.get(AUTHTYPE + DISCORD).stdout, self.answer())

    def test_erase(self):
        self.nothing("erase", DISCORD + "username=reader\npassword=%s\n" % self.stored("token")["access_token"])
        self.assertIn("refused", self.stored("token"))


class Git(GitCase):
    """The installed git, with the helper given by its absolute path."""

    SETTINGS = {"git_password": "true"}

    def setUp(self):
        super().setUp()
        self.home.write("askpass", "#!/bin/sh\necho asked >> '%s/asked'\necho typed\n" % self.home.path, 0o700)
        self.configure(harness.program(HELPER))

    def configure(self, helper):
        self.home.write(".gitconfig", '[credential]\n\thelper =\n\thelper = "%s"\n' % helper)

    def git(self, action, request, **more):
        return self.home.run("git", "credential", action, input=request, prints=True, GIT_CONFIG_NOSYSTEM="1",
                             GIT_TERMINAL_PROMPT="0", GIT_ASKPASS=os.path.join(self.home.path, "askpass"), **more)

    def asked(self):
        return os.path.exists(os.path.join(self.home.path, "asked"))

    def fields(self, text):
        return dict(line.split("=", 1) for line in text.splitlines())

    def test_fill(self):
        done = self.git("fill", DISCORD + "\n")
        self.assertEqual((done.status, done.stderr), (0, ""))
        values = self.fields(done.stdout)
        self.assertEqual((values["protocol"], values["host"], values["username"], values["password"]),
                         ("https", "discord.com", "reader", self.stored("token")["access_token"]))
        self.assertFalse(self.asked())

    def test_fill_from_an_address_with_a_username(self):
        done = self.git("fill", "url=https://reader@discord.com/a/b.git\n\n")
        self.assertEqual(self.fields(done.stdout)["password"], self.stored("token")["access_token"])
        done = self.git("fill", "url=https://nobody@discord.com/a/b.git\n\n")
        self.assertEqual(self.fields(done.stdout)["password"], "typed")

    def test_another_server_is_asked_for_elsewhere(self):
        done = self.git("fill", "protocol=https\nhost=github.com\n\n")
        values = self.fields(done.stdout)
        self.assertEqual((done.stderr, values["username"], values["password"]), ("", "typed", "typed"))

    def test_with_options(self):
        self.home.profile("other", self.box.profile_text(self.redirect))
        self.configure(harness.program(HELPER) + " --profile reader")
        self.assertEqual(self.fields(self.git("fill", DISCORD + "\n").stdout)["username"], "reader")

    def test_by_its_short_name(self):
        self.configure("discred")
        self.assertEqual(self.fields(self.git("fill", DISCORD + "\n").stdout)["username"], "reader")

    def test_approve(self):
        filled = self.git("fill", DISCORD + "\n").stdout
        before = self.stored("token")
        self.assertEqual(self.git("approve", filled), (0, "", ""))
        self.assertEqual(self.stored("token"), before)

    def test_reject(self):
        filled = self.git("fill", DISCORD + "\n").stdout
        self.assertEqual(self.git("reject", filled), (0, "", ""))
        self.assertIn("refused", self.stored("token"))
        again = self.git("fill", DISCORD + "\n").stdout
        self.home.plant_tokens()
        self.assertNotEqual(self.fields(again)["password"], self.fields(filled)["password"])
        self.assertEqual(self.refresh_requests(), 1)

    def test_reject_of_another_password(self):
        before = self.stored("token")
        self.assertEqual(self.git("reject", DISCORD + "username=reader\npassword=other\n\n"), (0, "", ""))
        self.assertEqual(self.stored("token"), before)

    def test_no_password_without_leave(self):
        self.home.profile("reader", self.box.profile_text(self.redirect))
        done = self.git("fill", DISCORD + "\n")
        self.assertEqual(self.fields(done.stdout)["password"], "typed")
        self.assertEqual(done.stderr, "")

    def test_a_newer_git_shows_the_credential(self):
        """`git credential fill` of 2.46 and later passes on what its caller offers."""
        version = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
        if tuple(int(part) for part in version.split(".")[:2]) < (2, 46):
            self.skipTest("git %s knows no authtype" % version)
        values = self.fields(self.git("fill", "capability[]=authtype\n" + DISCORD + "\n").stdout)
        self.assertEqual((values["authtype"], values["credential"]),
                         ("Bearer", self.stored("token")["access_token"]))


if __name__ == "__main__":
    harness.main()
