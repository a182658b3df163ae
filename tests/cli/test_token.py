"""discred token with a stored token: what it prints, what it refuses, and what it costs."""

import json
import os
import re
import subprocess
import time
import unittest

import harness

TOKEN = "stored.access-token_1"
PROFILE = 'client_id = "157730590492196864";\nclient_secret = { env = "READER_SECRET" };\nscope = "identify guilds";\n'


def record(**changes):
    values = {
        "access_token": TOKEN,
        "token_type": "Bearer",
        "scope_asked": "identify guilds",
        "scope": "identify guilds",
        "issued": int(time.time()) - 100,
        "expires": int(time.time()) + 600000,
        "client_id": "157730590492196864",
        "api_base": "https://discord.com/api/v10",
    }
    values.update(changes)
    lines = "".join("%s=%s\n" % item for item in values.items() if item[1] is not None)
    return "discred-record 1\n%send\n" % lines


class TokenCase(harness.Case):
    def setUp(self):
        super().setUp()
        self.home.profile("reader", PROFILE)
        self.home.plant(TOKEN)

    def store(self, text, mode=0o600):
        os.makedirs(os.path.join(self.home.runtime, "discred"), 0o700, exist_ok=True)
        return self.home.write("runtime/discred/reader.token", text, mode)

    def token(self, *options, **more):
        return self.home.run("discred", "token", *options, prints=True, **more)

    def fails(self, status, stderr, *options, **more):
        done = self.home.run("discred", "token", *options, **more)
        self.assertEqual((done.status, done.stdout, done.stderr), (status, "", stderr))


class Answers(TokenCase):
    def test_plain(self):
        self.store(record())
        self.assertEqual(self.token("reader"), (0, TOKEN + "\n", ""))

    def test_the_only_profile_needs_no_name(self):
        self.store(record())
        self.assertEqual(self.token(), (0, TOKEN + "\n", ""))

    def test_the_profile_as_an_option(self):
        self.store(record())
        self.home.profile("other", PROFILE)
        self.assertEqual(self.token("--profile", "reader"), (0, TOKEN + "\n", ""))
        self.assertEqual(self.token("--profile=reader", "reader"), (0, TOKEN + "\n", ""))
        self.fails(64, "discred-token: the profiles 'other' and 'reader' are both named; see --help\n", "--profile=other",
                   "reader")

    def test_profile_from_the_environment(self):
        self.home.profile("other", PROFILE)
        self.store(record())
        self.assertEqual(self.token(DISCRED_PROFILE="reader"), (0, TOKEN + "\n", ""))

    def test_header(self):
        self.store(record())
        self.assertEqual(self.token("-o", "header", "reader"), (0, "Authorization: Bearer %s\n" % TOKEN, ""))

    def test_json(self):
        self.store(record(expires=4102444800))
        done = self.token("--output=json", "reader")
        self.assertEqual(json.loads(done.stdout), {
            "version": 1, "profile": "reader", "token": TOKEN, "token_type": "Bearer", "scope": "identify guilds",
            "expires_at": "2100-01-01T00:00:00Z", "source": "cache"})
        self.assertEqual(done.stdout.count("\n"), 1)

    def test_env(self):
        self.store(record(access_token="it's$(x)"))
        self.home.plant("it's$(x)")
        self.assertEqual(self.token("-o", "env", "reader"),
                         (0, "export DISCORD_ACCESS_TOKEN='it'\\''s$(x)'\n", ""))
        done = self.token("-o", "env", "--name", "MINE", "reader")
        self.assertTrue(done.stdout.startswith("export MINE='"))
        for shell in ("sh", "bash"):
            shown = self.home.run(shell, "-c", 'eval "$(discred token -o env reader)"; printf %s "$DISCORD_ACCESS_TOKEN"',
                                  prints=True)
            self.assertEqual(shown, (0, "it's$(x)", ""))

    def test_env_of_a_bot(self):
        self.store(record(token_type="Bot"))
        self.assertEqual(self.token("-o", "env", "reader").stdout, "export DISCORD_TOKEN='%s'\n" % TOKEN)

    def test_curl(self):
        self.store(record(access_token='a"b\\c'))
        self.home.plant('a"b\\c')
        self.assertEqual(self.token("-o", "curl", "reader"),
                         (0, 'header = "Authorization: Bearer a\\"b\\\\c"\n', ""))

    def test_record(self):
        self.store(record(issued=1700000000, expires=4102444800))
        self.assertEqual(self.token("-o", "record", "reader"), (
            0, "discred-record 1\nresult=ok\naccess_token=%s\ntoken_type=Bearer\nscope_asked=identify guilds\n"
            "scope=identify guilds\nissued=1700000000\nexpires=4102444800\nclient_id=157730590492196864\n"
            "api_base=https://discord.com/api/v10\nend\n" % TOKEN, ""))

    def test_explain_goes_to_stderr(self):
        self.store(record())
        done = self.token("--explain", "reader")
        self.assertEqual(done.stdout, TOKEN + "\n")
        self.assertRegex(done.stderr, r"^sufficient cache      ok    +\d+ ms  \(ended the stack\)\n$")

    def test_a_token_of_kilobytes(self):
        long = "x" * 20000
        self.store(record(access_token=long))
        self.home.plant(long)
        self.assertEqual(self.token("reader"), (0, long + "\n", ""))

    def test_min_valid_zero_takes_a_token_that_is_about_to_end(self):
        self.store(record(expires=int(time.time()) + 45))
        self.assertEqual(self.token("--min-valid", "0", "reader").stdout, TOKEN + "\n")


class NoToken(TokenCase):
    LOGIN = "; run 'discred auth login reader'\n"

    def refused(self, reason):
        self.fails(66, "discred-token: profile 'reader': no token (cache: %s, refresh: no grant is stored)%s"
                   % (reason, self.LOGIN), "reader")

    def test_nothing_stored(self):
        self.refused("no token is stored")

    def test_expired(self):
        self.store(record(expires=int(time.time()) - 1))
        self.refused("the stored token has expired")

    def test_from_the_future(self):
        self.store(record(issued=int(time.time()) + 400))
        self.refused("the stored token was issued in the future: the clock is wrong")

    def test_of_another_client(self):
        self.store(record(client_id="1"))
        self.refused("what is stored belongs to client_id '1'")

    def test_of_another_server(self):
        self.store(record(api_base="http://127.0.0.1:1"))
        self.refused("what is stored belongs to api_base 'http://127.0.0.1:1'")

    def test_of_fewer_scopes(self):
        self.store(record(scope_asked="identify"))
        self.refused("scope 'guilds' was added")

    def test_not_whole(self):
        self.store(record()[:-4])
        self.refused("record: it is not whole")

    def test_not_a_record(self):
        self.store("\0\0\0\0")
        self.refused("record: it does not begin with 'discred-record 1'")

    def test_what_is_demanded_must_be_there(self):
        self.store(record(expires=int(time.time()) + 3600))
        done = self.home.run("discred", "token", "--min-valid", "7200", "reader")
        self.assertEqual((done.status, done.stdout), (75, ""))

    def test_an_invitation_is_no_login(self):
        self.home.profile("bot", 'client_id = "1";\n')
        done = self.home.run("discred", "token", "bot")
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertEqual(done.stderr, "discred-token: profile 'bot' only invites a bot: scope 'bot' without client_secret "
                         "gives no token; set bot_token for the bot's token, or client_secret for a user's\n")


class Unsafe(TokenCase):
    def test_a_file_open_to_others_ends_the_stack(self):
        self.store(record(), 0o640)
        done = self.home.run("discred", "token", "reader")
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertEqual(done.stderr, "discred-token: profile 'reader': no token (cache: 'reader.token' is open to "
                         "others (mode 0640)); run 'chmod 600 %s/discred/reader.token'\n" % self.home.runtime)

    def test_a_symbolic_link_ends_the_stack(self):
        path = self.store(record())
        os.rename(path, path + ".real")
        os.symlink(path + ".real", path)
        self.assertEqual(self.home.run("discred", "token", "reader").status, 78)


class Usage(TokenCase):
    def test_unknown_profile(self):
        done = self.home.run("discred", "token", "raeder")
        self.assertEqual((done.status, done.stdout), (66, ""))
        self.assertIn("'raeder'", done.stderr)

    def test_bad_name(self):
        self.assertEqual(self.home.run("discred", "token", "../reader").status, 64)

    def test_output_format(self):
        self.fails(64, "discred-token: no output format 'yaml'; use one of plain, header, json, env, curl, record\n", "-o", "yaml")

    def test_name(self):
        self.fails(64, "discred-token: option '--name' goes with '-o env'; see --help\n", "--name", "A")
        self.fails(64, "discred-token: '1A' cannot be the name of a variable; see --help\n", "-o", "env", "--name=1A")
        self.fails(64, "discred-token: no output format 'git'; use one of plain, header, json, env, curl, record\n",
                   "-o", "git")

    def test_option(self):
        self.fails(64, "discred-token: option '--frobnicate' is not known; see --help\n", "--frobnicate")

    def test_number(self):
        self.fails(64, "discred-token: option '--min-valid': 'soon' is not a number from 0 to 604800; see --help\n",
                   "--min-valid=soon")

    def test_too_many_arguments(self):
        self.fails(64, "discred-token: unexpected argument 'more'; see --help\n", "reader", "more")

    def test_help(self):
        done = self.home.run("discred", "token", "--help")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertTrue(done.stdout.startswith("usage: discred token [OPTIONS] [PROFILE]\n"))

    def test_full_disk(self):
        self.store(record())
        with open("/dev/full", "w", encoding="utf-8") as full:
            process = subprocess.run([harness.program("discred-token"), "reader"], env=self.home.env(), stdout=full,
                                     stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual((process.returncode, process.stderr),
                         (71, "discred-token: cannot write 'stdout': No space left on device\n"))


class WarmPath(TokenCase):
    """The warm path is the product: no fork, no network library, and of our files only those it needs."""

    def trace(self):
        self.store(record())
        path = os.path.join(self.home.path, "trace")
        # The leak checker of a sanitizer build is a thread of its own, which is not what is measured here.
        env = self.home.env(ASAN_OPTIONS="detect_leaks=0")
        subprocess.run(["strace", "-f", "-o", path, harness.program("discred"), "token", "reader"], env=env, check=True,
                       stdout=subprocess.DEVNULL)
        with open(path, encoding="utf-8") as lines:
            return lines.read()

    @unittest.skipIf(os.geteuid(), "only root can become somebody else")
    def test_a_user_that_nobody_knows(self):
        """Neither the file nor, were it asked, a name service has this one."""
        hidden = ["unshare", "--mount", "sh", "-c", "mount --bind %s /etc/nsswitch.conf && exec setpriv --reuid=4711 "
                  "--clear-groups \"$@\"" % self.home.write("nsswitch.conf", "passwd: files systemd\n", 0o644), "sh"]
        settings = {"HOME": None, "XDG_CONFIG_HOME": None, "XDG_STATE_HOME": None, "XDG_RUNTIME_DIR": None,
                    "XDG_CONFIG_DIRS": "/nowhere"}
        if self.home.run(*hidden, harness.program("discred"), "--version", **settings).status:
            self.skipTest("no namespace is to be had here, or nobody else can run the programs")
        done = self.home.run(*hidden, harness.program("discred-token"), "reader", **settings)
        self.assertEqual((done.status, done.stdout), (66, ""))
        self.assertIn("no profile 'reader'", done.stderr)

    def test_no_fork(self):
        trace = self.trace()
        self.assertEqual(re.findall(r"\b(?:fork|vfork|clone|clone3)\(", trace), [])
        self.assertEqual(len(re.findall(r"execve\(.* = 0$", trace, re.MULTILINE)), 1)

    def test_no_network_library_and_no_socket(self):
        trace = self.trace()
        self.assertEqual(re.findall(r"libcurl|libgnutls|libmicrohttpd|\bsocket\(", trace), [])

    @unittest.skipIf(os.geteuid(), "only root's strace can read the strings of a process that is not dumpable")
    def test_opens_the_profile_and_the_token_only(self):
        opened = re.findall(r'open(?:at)?\([^"]*"([^"]*)"[^=]*\) = \d', self.trace())
        ours = [path for path in opened if path.startswith(self.home.path) or not path.startswith("/")]
        runtime = os.path.join(self.home.runtime, "discred")
        profile = os.path.join(self.home.config, "discred", "profiles", "reader.cfg")
        self.assertEqual(ours, [profile, runtime, "reader.token"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
