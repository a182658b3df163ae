"""Each source of the stack, as a program that wants a token sees it."""

import fcntl
import json
import os
import re
import signal
import time
import unittest

import harness

TOKEN = "found.access-token_1"
PROFILE = 'client_id = "157730590492196864";\nscope = "identify";\n'


def entry(source, control="required", **options):
    """One group of a stack; options are libconfig source."""
    return '{ control = "%s"; source = "%s"; %s}' % (control, source,
                                                   "".join("%s = %s; " % item for item in options.items()))


def stack(*entries):
    return "stack = (%s);\n" % ", ".join(entries)


def wait_until(condition, timeout=30):
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("it did not come to that")
        time.sleep(0.02)


class SourceCase(harness.Case):
    def setUp(self):
        super().setUp()
        self.home.plant(TOKEN)

    def profile(self, *entries, text=PROFILE):
        self.home.profile("reader", text + stack(*entries))

    def token(self, *options, **more):
        return self.home.run("discred", "token", *options, "reader", prints=True, **more)

    def refused(self, status, reason, hint=None, **more):
        """The one source of the stack gives this reason."""
        done = self.home.run("discred", "token", "reader", **more)
        self.assertEqual((done.status, done.stdout), (status, ""), done.stderr)
        self.assertTrue(done.stderr.startswith("discred-token: profile 'reader': no token (%s)" % reason), done.stderr)
        if hint is not None:
            self.assertTrue(done.stderr.endswith("; %s\n" % hint), done.stderr)

    def explained(self, *options, **more):
        """The entries of --explain=json, as (source, result, reason)."""
        done = self.token("--explain=json", *options, **more)
        report = json.loads(done.stderr.split("\n")[0])
        return [(step["source"], step["result"], step["reason"]) for step in report["entries"]]


class Env(SourceCase):
    def setUp(self):
        super().setUp()
        self.profile(entry("env", variable='"DISCRED_ACCESS_TOKEN"', type='"bearer"'))

    def test_its_value(self):
        done = self.token("-o", "header", DISCRED_ACCESS_TOKEN=TOKEN)
        self.assertEqual(done, (0, "Authorization: Bearer %s\n" % TOKEN, ""))

    def test_of_a_file_from_windows(self):
        for end in ("\n", "\r\n", "\r"):
            self.assertEqual(self.token(DISCRED_ACCESS_TOKEN=TOKEN + end), (0, TOKEN + "\n", ""))

    def test_unset_or_empty(self):
        reason = "env: 'DISCRED_ACCESS_TOKEN' is not set"
        hint = "set 'DISCRED_ACCESS_TOKEN' in the environment"
        self.refused(66, reason, hint)
        self.refused(66, reason, hint, DISCRED_ACCESS_TOKEN="")

    def test_what_is_no_token(self):
        reason = "env: the first line of variable 'DISCRED_ACCESS_TOKEN' is no token: it has 'Bearer' before the " \
                 "token"
        self.refused(78, reason, DISCRED_ACCESS_TOKEN="Bearer " + TOKEN)
        self.refused(78, "env: variable 'DISCRED_ACCESS_TOKEN' is more than one line", DISCRED_ACCESS_TOKEN="a\nb")

    def test_a_bots(self):
        self.profile(entry("env", variable='"DISCORD_TOKEN"', type='"Bot"'))
        self.assertEqual(self.token("-o", "header", DISCORD_TOKEN=TOKEN).stdout, "Authorization: Bot %s\n" % TOKEN)

    def test_its_type_must_be_said(self):
        self.profile(entry("env", variable='"DISCORD_TOKEN"'))
        done = self.token(DISCORD_TOKEN=TOKEN)
        self.assertEqual(done.status, 78)
        self.assertIn("source 'env' needs 'type'", done.stderr)


class File(SourceCase):
    def setUp(self):
        super().setUp()
        self.path = self.home.write("kept/token", TOKEN + "\nmore\n")
        self.profile(entry("file", path='"%s"' % self.path, type='"Bearer"'))

    def test_its_first_line(self):
        self.assertEqual(self.token(), (0, TOKEN + "\n", ""))

    def test_in_the_home_directory(self):
        self.profile(entry("file", path='"~/kept/token"', type='"Bearer"'))
        self.assertEqual(self.token().stdout, TOKEN + "\n")

    def test_of_systemd(self):
        self.profile(entry("file", path='"$CREDENTIALS_DIRECTORY/token"', type='"Bot"'))
        done = self.token("-o", "header", CREDENTIALS_DIRECTORY=os.path.dirname(self.path))
        self.assertEqual(done.stdout, "Authorization: Bot %s\n" % TOKEN)
        self.refused(66, "file: 'CREDENTIALS_DIRECTORY' is not set")

    def test_absent_or_empty(self):
        os.truncate(self.path, 0)
        self.refused(66, "file: file '%s' is empty" % self.path)
        os.unlink(self.path)
        self.refused(66, "file: '%s' does not exist" % self.path)

    def test_what_is_no_token(self):
        self.home.write("kept/token", "Bot " + TOKEN + "\n")
        self.refused(78, "file: the first line of file '%s' is no token: it has 'Bot' before the token"
                     % self.path, "write the token alone")

    def test_line_ends_of_windows(self):
        self.home.write("kept/token", TOKEN + "\r\nmore\r\n")
        self.assertEqual(self.token(), (0, TOKEN + "\n", ""))

    @unittest.skipIf(os.geteuid() == 0, "what is root's may be read by others")
    def test_open_to_others_ends_the_stack(self):
        os.chmod(self.path, 0o640)
        self.profile(entry("file", "optional", path='"%s"' % self.path, type='"Bearer"'),
                     entry("env", variable='"A"', type='"Bearer"'))
        self.refused(78, "file: '%s' is open to others (mode 0640)" % self.path, "run 'chmod 600 %s'" % self.path, A="x")

    @unittest.skipIf(os.geteuid() == 0, "nothing is closed to root")
    def test_closed_to_us_is_only_a_failure(self):
        os.chmod(self.path, 0)
        self.profile(entry("file", "sufficient", path='"%s"' % self.path, type='"Bearer"'),
                     entry("env", variable='"A"', type='"Bearer"'))
        self.assertEqual(self.token(A=TOKEN).stdout, TOKEN + "\n")


class Command(SourceCase):
    def command(self, script, *words, control="required", **options):
        path = self.home.write("bin/give", "#!/bin/sh\n" + script, 0o700)
        argv = "[ %s ]" % ", ".join('"%s"' % word for word in (path, *words))
        options.setdefault("type", '"Bearer"')
        self.path = path
        return entry("command", control, argv=argv, **options)

    def test_its_first_line(self):
        self.profile(self.command('echo "noise" >&2; echo "%s-$1-$2"; echo more' % TOKEN, "a", "b"))
        self.assertEqual(self.token(), (0, TOKEN + "-a-b\n", ""))

    def test_no_shell_reads_the_words(self):
        self.profile(self.command("test \"$1\" = '$(id);x' && echo same", "$(id);x"))
        self.assertEqual(self.token().stdout, "same\n")

    def test_nothing(self):
        self.profile(self.command("exit 66"))
        self.refused(66, "command: command '%s' has nothing" % self.path)
        self.profile(self.command("exit 0"))
        self.refused(66, "command: the output of command '%s' is empty" % self.path)

    def test_later(self):
        self.profile(self.command("echo 'vault is sealed' >&2; exit 75"))
        self.refused(75, "command: command '%s' ended with status 75: vault is sealed" % self.path)

    def test_failure_shows_its_last_words_without_control_bytes(self):
        self.profile(self.command(r"printf 'one\ntwo\nthree\n\n\033[31mfour\n' >&2; exit 3"))
        self.refused(77, "command: command '%s' ended with status 3: two / three / ?[31mfour" % self.path,
                     "run it by hand to see why")

    def test_not_there(self):
        self.profile(entry("command", argv='[ "no-such-program" ]', type='"Bearer"'))
        self.refused(78, "command: no program 'no-such-program' on the PATH")

    def test_a_timeout(self):
        self.profile(self.command("exec sleep 60", timeout="1"))
        begun = time.monotonic()
        self.refused(75, "command: command '%s' took longer than 1 s" % self.path)
        self.assertLess(time.monotonic() - begun, 30)

    def test_interrupted_ends_the_stack(self):
        self.profile(self.command("kill -INT $$", control="optional"), entry("env", variable='"A"', type='"Bearer"'))
        self.refused(75, "command: command '%s' was interrupted" % self.path, A="x")

    def test_does_not_see_secrets(self):
        self.home.profile("reader", 'client_secret = { env = "APP_SECRET" };\n' + PROFILE + stack(
            entry("env", "sufficient", variable='"OTHER_TOKEN"', type='"Bot"'),
            self.command('echo "a$APP_SECRET.b$OTHER_TOKEN.c$KEPT"')))
        done = self.token("--type", "bearer", APP_SECRET="1", OTHER_TOKEN="2", KEPT="3")
        self.assertEqual(done.stdout, "a.b.c3\n")

    def test_what_is_no_token(self):
        self.profile(self.command("echo two words"))
        self.refused(78, "command: the first line of the output of command '%s' is no token: it has a blank "
                     "in it" % self.path)

    def test_is_run_each_time(self):
        self.profile(self.command("date +%N"))
        self.assertNotEqual(self.token().stdout, self.token().stdout)

    def test_kept_for_as_long_as_it_is_good(self):
        self.profile(self.command("date +%N", expires_in="3600"))
        first = self.token("-o", "json")
        self.assertEqual(self.token("-o", "json"), first)
        path = os.path.join(self.home.runtime, "discred", "reader.token-command")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        with open(path, "w", encoding="utf-8") as file:
            file.write(re.sub("(?m)^expires=.*$", "expires=%d" % (time.time() - 1), text))
        self.assertNotEqual(self.token("-o", "json").stdout, first.stdout)

    def test_of_many_cold_callers_one_runs_it(self):
        self.home.plant("a-token-of-a-command")
        self.profile(self.command("echo run >>%s/runs; sleep 1; echo a-token-of-a-command" % self.home.path,
                                  expires_in="600"))
        processes = [self.home.start("discred", "token", "reader") for _ in range(10)]
        for process in processes:
            self.assertEqual(process.communicate()[0], "a-token-of-a-command\n")
        with open(os.path.join(self.home.path, "runs"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "run\n")

    def test_a_profile_removed_meanwhile_keeps_nothing(self):
        go = os.path.join(self.home.path, "go")
        self.profile(self.command(': >"$1.begun"; until [ -e "$1" ]; do sleep 0.02; done; echo %s' % TOKEN, go,
                                  expires_in="3600"))
        process = self.home.start("discred", "token", "reader")
        wait_until(lambda: os.path.exists(go + ".begun"))
        self.assertEqual(self.home.run("discred", "profile", "remove", "--yes", "reader").status, 0)
        self.home.write("go", "")
        done = self.home.finish(process, prints=True)
        self.assertEqual(done, (0, TOKEN + "\n",
                                "discred-token: warning: the profile was removed or renamed meanwhile\n"))
        self.assertEqual([path for path in self.home.files() if not path.endswith(".lock")], [])

    def test_what_is_demanded(self):
        self.profile(self.command("date +%N", expires_in="3600"))
        first = self.token().stdout
        self.assertEqual(self.token("--min-valid", "3000").stdout, first)
        done = self.token("--min-valid", "7200")
        self.assertEqual((done.status, done.stdout), (66, ""))
        self.assertIn("command: its token does not last long enough", done.stderr)

    def test_other_options_make_it_stale(self):
        self.profile(self.command("date +%N", "a", expires_in="3600"))
        first = self.token().stdout
        self.profile(self.command("date +%N", "b", expires_in="3600"))
        self.assertNotEqual(self.token().stdout, first)

    def test_two_entries_do_not_serve_each_others(self):
        script = 'echo "token-$1"'
        self.profile(self.command(script, "one", expires_in="3600"),
                     self.command(script, "two", control="sufficient", expires_in="3600"))
        for _ in range(3):
            self.assertEqual(self.token().stdout, "token-two\n")
        self.profile(self.command(script, "one", expires_in="3600"))
        self.assertEqual(self.token().stdout, "token-one\n")

    def test_logout_removes_it(self):
        self.profile(self.command("date +%N", expires_in="3600"))
        first = self.token().stdout
        self.assertEqual(self.home.run("discred", "auth", "logout", "reader").status, 0)
        self.assertNotEqual(self.token().stdout, first)


class Helper(SourceCase):
    def helper(self, script, where="bin", **options):
        self.home.write(where + "/discred-source-vault", "#!/bin/sh\n" + script, 0o700)
        self.profile(entry("helper", name='"vault"', **options))
        return {"PATH": "%s/bin:/usr/bin:/bin" % self.home.path}

    ASKED = 'request=$(cat)\n'

    def test_the_request(self):
        self.home.write("answer", "discred-record 1\nresult=skip\nend\n")
        more = self.helper("cat >$HOME/request\ncat $HOME/answer\n", item='"discord/reader"', retries="3", deep="true")
        self.refused(66, "helper: helper 'vault' has nothing", **more)
        with open(os.path.join(self.home.path, "request"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "discred-record 1\nverb=get\nprofile=reader\nclient_id=157730590492196864\n"
                             "api_base=https://discord.com/api/v10\nscope=identify\nmin_valid=60\nno_input=no\n"
                             "option-item=discord/reader\noption-retries=3\noption-deep=true\nend\n")

    def answer(self, *lines, **more):
        return self.helper("cat >/dev/null\ncat <<'END'\ndiscred-record 1\n%s\nend\nEND\n" % "\n".join(lines), **more)

    def test_a_token(self):
        more = self.answer("result=ok", "access_token=" + TOKEN, "token_type=Bot")
        done = self.token("-o", "json", **more)
        self.assertEqual(json.loads(done.stdout), {
            "version": 1, "profile": "reader", "token": TOKEN, "token_type": "Bot", "scope": "", "expires_at": None,
            "source": "helper"})

    def test_a_token_with_an_end(self):
        more = self.answer("result=ok", "access_token=" + TOKEN, "token_type=Bearer", "expires=4102444800", "novel=x")
        self.assertEqual(json.loads(self.token("-o", "json", **more).stdout)["expires_at"], "2100-01-01T00:00:00Z")
        more = self.answer("result=ok", "access_token=" + TOKEN, "token_type=Bearer", "expires=1000")
        self.refused(66, "helper: the token of helper 'vault' does not last long enough", **more)

    def test_pass_skip_and_fail(self):
        more = self.answer("result=pass")
        self.assertEqual(self.explained(**more), [("helper", "pass", "")])
        more = self.answer("result=skip", "text=no such item")
        self.refused(66, "helper: no such item", **more)
        more = self.answer("result=fail", "code=temp", "text=sealed", "hint=unseal it")
        self.refused(75, "helper: sealed", "unseal it", **more)
        self.refused(77, "helper: helper 'vault' refused", **self.answer("result=fail"))

    def test_no_other_answer(self):
        self.refused(78, "helper: helper 'vault' answered 'abort', which is not for a helper",
                     **self.answer("result=abort"))
        self.refused(78, "helper: helper 'vault' gave no usable answer (record: it does not begin with "
                     "'discred-record 1')", **self.helper("cat >/dev/null; echo hello\n"))
        self.refused(78, "helper: helper 'vault' gave no usable answer (record: there is no usable 'access_token')",
                     **self.answer("result=ok", "access_token=two words", "token_type=Bot"))

    def test_failure_shows_its_last_words(self):
        self.refused(77, "helper: helper 'vault' ended with status 4: cannot open the vault",
                     **self.helper("echo 'cannot open the vault' >&2; exit 4\n"))

    def test_the_exec_path_comes_first(self):
        self.home.write("exec/discred-source-vault", "#!/bin/sh\necho 'from the exec path' >&2; exit 9\n", 0o700)
        more = self.helper("echo 'from the PATH' >&2; exit 9\n")
        self.assertIn("from the PATH", self.home.run("discred-token", "reader", **more).stderr)
        more["DISCRED_EXEC_PATH"] = self.home.path + "/exec"
        self.assertIn("from the exec path", self.home.run("discred-token", "reader", **more).stderr)

    def test_not_there(self):
        self.profile(entry("helper", name='"vault"'))
        self.refused(66, "helper: no program 'discred-source-vault' in the exec path or on the PATH",
                     "install 'discred-source-vault'")

    def test_a_name_that_is_none(self):
        self.profile(entry("helper", name='"../vault"'))
        done = self.token()
        self.assertEqual(done.status, 78)
        self.assertIn("'name' must be a name: letters, digits, '.', '_' and '-', 64 at most", done.stderr)

    def test_nobody_may_be_asked(self):
        more = self.helper('cat >$HOME/request; exit 66\n')
        self.token("--no-input", **more)
        with open(os.path.join(self.home.path, "request"), encoding="utf-8") as file:
            self.assertIn("\nno_input=yes\n", file.read())


class Bot(SourceCase):
    def bot(self, reference):
        self.home.profile("reader", PROFILE + "bot_token = %s;\n" % reference + stack(entry("bot")))

    def test_by_any_reference(self):
        path = self.home.write("kept/bot", TOKEN + "\n")
        for reference in ('{ file = "%s" }' % path, '{ command = [ "cat", "%s" ] }' % path, '{ env = "BOT" }',
                          '"%s"' % TOKEN):
            self.bot(reference)
            done = self.token("-o", "header", BOT=TOKEN)
            self.assertEqual(done, (0, "Authorization: Bot %s\n" % TOKEN, ""), reference)

    def test_a_stored_one(self):
        self.bot("{ stored = true }")
        os.makedirs(os.path.join(self.home.state, "discred"), 0o700)
        self.home.write("state/discred/reader.secret", "discred-record 1\nbot_token=%s\nend\n" % TOKEN)
        done = self.token("-o", "json")
        self.assertEqual((json.loads(done.stdout)["token"], json.loads(done.stdout)["token_type"]), (TOKEN, "Bot"))
        self.home.write("state/discred/reader.secret", "discred-record 1\nend\n")
        self.refused(78, "bot: bot_token: no value is stored for it")

    def test_none(self):
        self.profile(entry("bot"))
        self.refused(66, "bot: the profile has no bot_token", "set bot_token in the profile")

    def test_what_is_no_token(self):
        self.bot('{ env = "A_BOT" }')
        self.refused(78, "bot: bot_token: the value is no token: it has 'Bot' before the token", "write the token alone",
                     A_BOT="Bot " + TOKEN)


class ClientCredentials(harness.Case):
    def setUp(self):
        super().setUp()
        self.box = self.sandbox()
        self.profile()

    def profile(self, *entries, **settings):
        entries = entries or (entry("client_credentials", scope='"identify"'),)
        settings.setdefault("scope", '"identify guilds bot"')
        self.home.profile("reader", self.box.profile_text(**settings) + stack(*entries))

    def token(self, *options, **more):
        done = self.home.run("discred", "token", *options, "reader", prints=True, **more)
        self.home.plant_tokens()
        return done

    def asked(self):
        return self.box.requests()["grants"]["client_credentials"]

    def age(self):
        """The kept token is an hour old, and has less left than min_valid."""
        path = os.path.join(self.home.runtime, "discred", "reader.token-client_credentials")
        with open(path, encoding="utf-8") as file:
            text = re.sub("(?m)^expires=.*$", "expires=%d" % (time.time() + 30), file.read())
        with open(path, "w", encoding="utf-8") as file:
            file.write(re.sub("(?m)^issued=.*$", "issued=%d" % (time.time() - 3600), text))

    def slots(self):
        return sorted(os.listdir(os.path.join(self.home.runtime, "discred")))

    def test_a_token_of_the_owners_is_kept_apart(self):
        first = self.token("-o", "json")
        self.assertEqual((first.status, first.stderr), (0, ""))
        answer = json.loads(first.stdout)
        self.assertEqual((answer["source"], answer["scope"], answer["token_type"]),
                         ("client_credentials", "identify", "Bearer"))
        self.assertEqual(self.token("-o", "json"), first)
        self.assertEqual(self.asked(), 1)
        self.assertEqual(self.slots(), ["reader.token-client_credentials"])

    def test_it_is_never_the_users(self):
        self.assertEqual(self.token().status, 0)
        self.profile(entry("cache"))
        self.assertEqual(self.token().status, 66)

    def test_renewed_by_asking_again(self):
        first = self.token().stdout
        self.age()
        self.assertNotEqual(self.token().stdout, first)
        self.assertEqual(self.asked(), 2)

    def left(self):
        return [path for path in self.home.files() if not path.endswith(".lock")]

    @unittest.skipIf(os.geteuid(), "discred lets only root see which descriptors it has open")
    def test_a_profile_removed_before_the_request_keeps_nothing(self):
        with open(self.home.write("state/discred/reader.lock", ""), "r+", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            process = self.home.start("discred", "auth", "login", "--client-credentials", "reader")
            fds = "/proc/%d/fd" % process.pid
            wait_until(lambda: lock.name in (os.path.realpath(os.path.join(fds, fd)) for fd in os.listdir(fds)))
            os.unlink(os.path.join(self.home.config, "discred", "profiles", "reader.cfg"))
        self.assertEqual(self.home.finish(process), (
            66, "", "discred-auth: profile 'reader': the profile was removed or renamed meanwhile\n"))
        self.assertEqual((self.left(), self.asked()), ([], 0))

    def test_a_profile_removed_during_the_request_keeps_nothing(self):
        self.box.fault("token:+1=delay:1500")
        process = self.home.start("discred", "token", "reader")
        wait_until(lambda: self.asked() == 1)
        removed = self.home.run("discred", "profile", "remove", "--yes", "reader")
        done = self.home.finish(process, prints=True)
        self.home.plant_tokens()
        self.assertEqual((done.status, removed.status), (0, 0), done.stderr + removed.stderr)
        self.assertEqual(self.left(), [])

    def test_the_kept_one_outlives_an_outage(self):
        first = self.token().stdout
        self.age()
        self.box.fault("token:+*=503")
        for _ in range(2):
            done = self.token()
            self.assertEqual((done.status, done.stdout), (0, first))
        self.assertEqual(self.token("--min-valid", "60").status, 75)

    def test_another_scope_another_token(self):
        first = self.token().stdout
        self.profile(entry("client_credentials", scope='( "identify", "guilds" )'))
        done = self.token("-o", "json")
        self.assertEqual(json.loads(done.stdout)["scope"], "identify guilds")
        self.assertNotEqual(json.loads(done.stdout)["token"] + "\n", first)

    def test_the_profiles_scopes_without_those_of_users(self):
        self.profile(entry("client_credentials"))
        self.assertEqual(json.loads(self.token("-o", "json").stdout)["scope"], "identify guilds")
        self.profile(entry("client_credentials"), scope='"bot"')
        done = self.token()
        self.assertEqual(done.status, 78)
        self.assertIn("none of the profile's scopes is for the application's owner; set scope in the stack's entry",
                      done.stderr.replace(")", ""))

    def test_needs_a_secret(self):
        self.profile(entry("client_credentials"), public=True, scope='"identify"')
        done = self.token()
        self.assertEqual(done.status, 78)
        self.assertIn("a token for the application's owner needs a client_secret", done.stderr)
        self.assertEqual(self.box.count("token"), 0)

    def test_many_callers_one_request(self):
        running = [self.home.start("discred", "token", "reader") for _ in range(12)]
        done = [self.home.finish(process, prints=True) for process in running]
        self.assertEqual({(one.status, one.stdout) for one in done}, {(0, done[0].stdout)})
        self.assertEqual(self.asked(), 1)

    def test_auth_login_uses_the_same(self):
        done = self.home.run("discred", "auth", "login", "--client-credentials", "reader")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"^profile 'reader': a token for the application's owner with scope 'identify', "
                         r"expires in [67] days\n$")
        self.assertEqual(self.token().status, 0)
        self.assertEqual(self.asked(), 1)
        self.assertEqual(self.slots(), ["reader.token-client_credentials"])
        self.profile(entry("cache"))
        done = self.home.run("discred", "auth", "login", "--client-credentials", "reader")
        self.assertEqual((done.status, done.stderr), (
            0, "discred-auth: 'discred token reader' goes on giving the user's token: its stack has no source "
            "client_credentials\n"))
        self.assertEqual(self.home.run("discred", "auth", "logout", "reader").status, 0)
        self.assertEqual(self.slots(), [])


class Type(SourceCase):
    def test_one_kind_is_wanted(self):
        self.profile(entry("env", "sufficient", variable='"A"', type='"Bearer"'),
                     entry("env", "sufficient", variable='"B"', type='"Bot"'))
        self.assertEqual(self.token(A="a", B="b").stdout, "a\n")
        self.assertEqual(self.token("--type", "bearer", A="a", B="b").stdout, "a\n")
        done = self.token("--type=BOT", "--explain", A="a", B="b")
        self.assertEqual(done.stdout, "b\n")
        self.assertRegex(done.stderr, r"^sufficient env        skip  +\d+ ms  it gives a Bearer token, and a Bot token "
                         r"is wanted\nsufficient env        ok    +\d+ ms  \(ended the stack\)\n$")

    def test_another_word(self):
        self.profile(entry("env", variable='"A"', type='"Bearer"'))
        done = self.token("--type", "user")
        self.assertEqual((done.status, done.stderr), (64, "discred-token: no type of token 'user'; use one of bot, "
                                                      "bearer\n"))


class Explain(SourceCase):
    def setUp(self):
        super().setUp()
        self.profile(entry("env", "optional", variable='"A"', type='"Bearer"'),
                     entry("env", "sufficient", variable='"B"', type='"Bearer"'),
                     entry("cache"))

    def test_one_object_on_stderr(self):
        done = self.token("--explain=json", B=TOKEN)
        self.assertEqual((done.status, done.stdout), (0, TOKEN + "\n"))
        report = json.loads(done.stderr)
        for step in report["entries"]:
            self.assertIsInstance(step.pop("ms"), int)
        self.assertEqual(report, {"verdict": "success", "ended_by": "env", "entries": [
            {"control": "optional", "source": "env", "result": "skip", "reason": "'A' is not set"},
            {"control": "sufficient", "source": "env", "result": "ok", "reason": ""}]})

    def test_a_failure(self):
        done = self.token("--explain=json")
        first, rest = done.stderr.split("\n", 1)
        report = json.loads(first)
        self.assertEqual((done.status, report["verdict"], report["ended_by"], len(report["entries"])),
                         (66, "failure", None, 3))
        self.assertTrue(rest.startswith("discred-token: profile 'reader': no token ("), rest)

    def test_another_word(self):
        done = self.token("--explain=xml")
        self.assertEqual((done.status, done.stderr),
                         (64, "discred-token: the walk cannot be explained as 'xml'; use one of text, json\n"))


class Interrupted(SourceCase):
    def test_by_the_keyboard(self):
        path = self.home.write("bin/slow", "#!/bin/sh\necho started >$HOME/started\nexec sleep 5\n", 0o700)
        self.profile(entry("command", "optional", argv='[ "%s" ]' % path, type='"Bearer"'),
                     entry("env", variable='"A"', type='"Bearer"'))
        process = self.home.start("discred-token", "reader", A=TOKEN)
        while not os.path.exists(os.path.join(self.home.path, "started")):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        done = self.home.finish(process)
        self.assertEqual((done.status, done.stdout), (-signal.SIGINT, ""))


class Shared(SourceCase):
    """The stacks that are installed."""

    NAMES = ("bot", "ci", "desktop", "headless")

    def setUp(self):
        super().setUp()
        self.folder = os.path.join(harness.SOURCE, "etc", "stacks")
        for name in self.NAMES:
            with open(os.path.join(self.folder, name + ".cfg"), encoding="utf-8") as file:
                self.home.write("etc/discred/stacks/%s.cfg" % name, file.read(), 0o644)

    def use(self, name, text=PROFILE):
        self.home.profile("reader", text + 'stack = "%s";\n' % name)

    def sources(self, **more):
        return [step[0] for step in self.explained(**more)]

    def test_there_are_no_others(self):
        self.assertEqual(sorted(os.listdir(self.folder)), [name + ".cfg" for name in self.NAMES])

    def test_desktop(self):
        self.use("desktop")
        self.assertEqual(self.sources(), ["env", "cache", "refresh", "login"])
        self.assertEqual(self.token(DISCRED_ACCESS_TOKEN=TOKEN).stdout, TOKEN + "\n")

    def test_headless(self):
        self.use("headless")
        self.assertEqual(self.sources(), ["env", "cache", "refresh"])
        self.assertEqual(self.token(DISCRED_ACCESS_TOKEN=TOKEN).stdout, TOKEN + "\n")

    def test_ci(self):
        self.use("ci")
        self.assertEqual(self.sources(), ["env", "file", "file", "client_credentials"])
        self.home.write("credentials/discred-token", TOKEN)
        done = self.token(CREDENTIALS_DIRECTORY=self.home.path + "/credentials")
        self.assertEqual(done.stdout, TOKEN + "\n")

    def test_bot(self):
        self.use("bot", PROFILE + 'bot_token = "%s";\n' % TOKEN)
        self.assertEqual(self.sources(), ["env", "file", "file", "bot"])
        self.assertEqual(self.token("-o", "header").stdout, "Authorization: Bot %s\n" % TOKEN)
        self.assertEqual(self.token("-o", "header", DISCORD_TOKEN="other").stdout, "Authorization: Bot other\n")

    def test_what_to_do_next_is_said(self):
        for name, status, hint in (("desktop", 66, "run 'discred auth login reader'"),
                                   ("headless", 66, "run 'discred auth login reader'"),
                                   ("ci", 78, "set client_secret (the portal's OAuth2 page)"),
                                   ("bot", 66, "set bot_token in the profile")):
            self.use(name)
            done = self.token()
            self.assertEqual(done.status, status, name)
            self.assertTrue(done.stderr.endswith("; %s\n" % hint), done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
