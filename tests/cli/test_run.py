"""discred run: what the command gets, and what is refused."""

import json
import os
import signal
import stat
import subprocess
import unittest

import authcase
import harness

SHOW = "import json, os; print(json.dumps(dict(os.environ)))"
DISCRED_RUN = "discred-run: "


class RunCase(authcase.AuthCase):
    SETTINGS = {"client_secret": '{ env = "READER_SECRET" }', "bot_token": '{ env = "READER_BOT" }'}
    SECRETS = {"READER_SECRET": harness.CLIENT_SECRET, "READER_BOT": harness.BOT_TOKEN}

    def setUp(self):
        super().setUp()
        self.assertEqual(self.login(**self.SECRETS).status, 0)

    def discred_run(self, *words, prints=False, **more):
        return self.home.run("discred", "run", *words, prints=prints, **self.SECRETS, **more)

    def variables(self, *options, **more):
        done = self.discred_run(*options, "--", "/usr/bin/python3", "-c", SHOW, prints=True, **more)
        self.assertEqual((done.status, done.stderr), (0, ""))
        return json.loads(done.stdout)

    def access_token(self):
        return self.stored("token")["access_token"]

    def fails(self, status, stderr, *words, **more):
        self.assertEqual(self.discred_run(*words, **more), (status, "", DISCRED_RUN + stderr))


class Gets(RunCase):
    def test_the_token(self):
        variables = self.variables("reader")
        self.assertEqual(variables["DISCORD_ACCESS_TOKEN"], self.access_token())
        self.assertEqual(variables["DISCRED_RUN"], "DISCORD_ACCESS_TOKEN")
        self.assertNotIn("DISCORD_TOKEN", variables)

    def test_under_another_name(self):
        variables = self.variables("reader", "--name", "MY_TOKEN")
        self.assertEqual((variables["MY_TOKEN"], variables["DISCRED_RUN"]), (self.access_token(), "MY_TOKEN"))
        self.assertNotIn("DISCORD_ACCESS_TOKEN", variables)

    def test_in_place_of_one_that_was_there(self):
        variables = self.variables("reader", DISCORD_ACCESS_TOKEN="old")
        self.assertEqual(variables["DISCORD_ACCESS_TOKEN"], self.access_token())

    def test_the_only_profile_needs_no_name(self):
        self.assertEqual(self.variables()["DISCORD_ACCESS_TOKEN"], self.access_token())

    def test_no_secrets_of_the_profile(self):
        variables = self.variables("reader", OTHER="stays")
        self.assertEqual([name for name in variables if name.startswith("READER_")], [])
        self.assertEqual(variables["OTHER"], "stays")
        grant = self.stored("grant")["refresh_token"]
        for secret in (harness.CLIENT_SECRET, harness.BOT_TOKEN, grant):
            self.assertNotIn(secret, json.dumps(variables))

    def test_its_arguments_and_its_streams(self):
        done = self.home.run("discred", "run", "reader", "--", "sh", "-c", 'cat; echo "$0|$*" >&2', "--name", "--", "a b",
                             input="in", **self.SECRETS)
        self.assertEqual(done, (0, "in", "--name|-- a b\n"))

    def test_the_callers_path(self):
        """What discred sets for its own programs is not for the command."""
        variables = self.variables("reader", PATH="/usr/bin:/bin", DISCRED_EXEC_PATH=harness.BUILD)
        self.assertEqual((variables["PATH"], variables["DISCRED_EXEC_PATH"]), ("/usr/bin:/bin", harness.BUILD))
        done = self.home.run(harness.program("discred"), "--exec-path=" + harness.BUILD, "run", "reader", "--",
                             "/usr/bin/python3", "-c", SHOW, prints=True, DISCRED_EXEC_PATH=None, PATH="/usr/bin:/bin",
                             **self.SECRETS)
        variables = json.loads(done.stdout)
        self.assertEqual((variables["PATH"], variables.get("DISCRED_EXEC_PATH")), ("/usr/bin:/bin", None))

    def test_its_own_status(self):
        for status in (0, 1, 7, 66, 126, 127, 255):
            self.assertEqual(self.discred_run("reader", "--", "sh", "-c", "exit %d" % status).status, status)
        self.assertEqual(self.discred_run("reader", "--", "sh", "-c", "kill -TERM $$").status, -15)

    def test_it_is_the_same_process(self):
        process = self.home.start("discred-run", "reader", "--", "sh", "-c", "echo $$", **self.SECRETS)
        self.assertEqual(int(self.home.finish(process).stdout), process.pid)

    def test_the_token_is_in_no_argument(self):
        done = self.discred_run("reader", "--", "cat", "/proc/self/cmdline")
        self.assertEqual(done.stdout, "cat\0/proc/self/cmdline\0")

    def test_signals_are_as_they_were_found(self):
        """systemd starts services with SIGPIPE ignored."""
        show = ["grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"]
        for number in (signal.SIGPIPE, signal.SIGCHLD, signal.SIGUSR1):
            start = "import os, signal, sys; signal.signal(%d, signal.SIG_IGN); os.execvp(sys.argv[1], sys.argv[1:])"
            words = ["/usr/bin/python3", "-c", start % number]
            plain = self.home.run(*words, *show)
            done = self.home.run(*words, harness.program("discred"), "run", "reader", "--", *show, **self.SECRETS)
            self.assertEqual((done.status, done.stdout), (0, plain.stdout))
            self.assertTrue(int(done.stdout.split()[3], 16) & 1 << number - 1)

    def test_no_descriptor_is_left_open(self):
        done = self.discred_run("reader", "--", "ls", "/proc/self/fd")
        self.assertEqual(done.stdout.split(), ["0", "1", "2", "3"])

    def test_renewed_if_need_be(self):
        self.expire()
        token = self.variables("reader")["DISCORD_ACCESS_TOKEN"]
        self.home.plant_tokens()
        self.assertEqual(token, self.access_token())
        self.assertEqual(self.refresh_requests(), 1)
        self.variables("--min-valid", "604000", "reader")

    def test_a_token_of_kilobytes(self):
        self.change("token", access_token="x" * 30000)
        self.home.plant("x" * 30000)
        self.assertEqual(self.variables("reader")["DISCORD_ACCESS_TOKEN"], "x" * 30000)


class Nested(RunCase):
    def nested(self, *options):
        return self.discred_run("reader", "--", "discred", "run", *options, "--", "/usr/bin/python3", "-c", SHOW,
                                prints=True)

    def test_the_same_name_is_refused(self):
        self.home.profile("reader", self.box.profile_text(self.redirect))
        done = self.nested("reader")
        self.assertEqual(done, (64, "", DISCRED_RUN + "'DISCORD_ACCESS_TOKEN' holds a token of an outer 'discred run' "
                                "already; give this one another name with --name\n"))

    def test_another_name_is_fine(self):
        self.home.profile("reader", self.box.profile_text(self.redirect))
        variables = json.loads(self.nested("reader", "--name", "SECOND").stdout)
        self.assertEqual(variables["DISCRED_RUN"], "DISCORD_ACCESS_TOKEN,SECOND")
        self.assertEqual(variables["SECOND"], variables["DISCORD_ACCESS_TOKEN"])

    def test_a_variable_that_was_unset_is_free(self):
        self.home.profile("reader", self.box.profile_text(self.redirect))
        done = self.discred_run("reader", "--", "env", "-u", "DISCORD_ACCESS_TOKEN", "discred", "run", "reader", "--",
                                "/usr/bin/python3", "-c", SHOW, prints=True)
        self.assertEqual(json.loads(done.stdout)["DISCRED_RUN"], "DISCORD_ACCESS_TOKEN")


class Foreign(RunCase):
    def test_a_command_that_is_not_ours_sees_no_secrets(self):
        self.home.write("bin/discred-hello", "#!/bin/sh\nenv\n", 0o700)
        self.home.write("config/discred/config.cfg", 'aliases = { hi = "hello"; };\n')
        for name in ("hello", "hi"):
            done = self.home.run("discred", name, OTHER="stays", PATH="%s/bin:/usr/bin:/bin" % self.home.path,
                                 **self.SECRETS)
            self.assertEqual((done.status, done.stderr), (0, ""))
            names = [line.partition("=")[0] for line in done.stdout.splitlines()]
            self.assertIn("OTHER", names)
            self.assertEqual([name for name in names if name.startswith("READER_")], [])

    def test_nor_those_of_a_profile_with_mistakes(self):
        self.home.write("bin/discred-hello", "#!/bin/sh\nenv\n", 0o700)
        self.home.profile("reader", self.box.profile_text(self.redirect, **self.SETTINGS) + "nonsense = 1;\nscope = 7;\n")
        done = self.home.run("discred", "hello", PATH="%s/bin:/usr/bin:/bin" % self.home.path, **self.SECRETS)
        self.assertEqual(done.status, 0)
        self.assertNotIn("READER_", done.stdout)


class Refuses(RunCase):
    def test_no_command(self):
        for words in ((), ("reader",), ("reader", "--"), ("reader", "--name", "A", "--")):
            self.fails(64, "no command was given; put it behind two dashes: discred run PROFILE -- COMMAND\n", *words)

    def test_names(self):
        for name in ("", "1A", "A B", "A=B", "A-B"):
            self.fails(64, "'%s' cannot be the name of a variable; see --help\n" % name, "--name", name, "--", "true")

    def test_names_that_loaders_and_shells_obey(self):
        for name in ("LD_PRELOAD", "LD_LIBRARY_PATH", "BASH_ENV", "ENV", "IFS", "PATH", "GCONV_PATH", "LC_ALL"):
            message = "'%s' means something to shells or the program loader; choose another name\n" % name
            self.fails(64, message, "--name", name, "--", "true")
            done = self.home.run("discred-token", "-o", "env", "--name", name)
            self.assertEqual(done, (64, "", "discred-token: " + message))

    def test_arguments(self):
        self.fails(64, "unexpected argument 'true'; see --help\n", "reader", "true", "--", "true")
        self.fails(64, "option '--frob' is not known; see --help\n", "--frob", "--", "true")

    def test_a_program_that_is_not_there(self):
        self.fails(127, "no program 'no-such-program' on the PATH; see what is on it with 'echo \"$PATH\"'\n",
                   "reader", "--", "no-such-program")
        self.fails(127, "cannot run '/no/such': No such file or directory\n", "reader", "--", "/no/such")

    def test_a_program_that_cannot_be_run(self):
        path = self.home.write("bin/tool", "#!/bin/sh\n", 0o600)
        self.fails(126, "cannot run '%s': Permission denied\n" % path, "reader", "--", path)
        self.fails(126, "'%s' is no program that you can run\n" % path, "reader", "--", "tool",
                   PATH=os.path.dirname(path) + ":/usr/bin:/bin")
        os.chmod(path, stat.S_IRWXU)
        self.assertEqual(self.discred_run("reader", "--", path), (0, "", ""))
        self.home.write("bin/tool", "#!/no/such/shell\n", 0o700)
        self.fails(126, "cannot run '%s': its interpreter '/no/such/shell' does not exist\n" % path, "reader", "--", path)
        self.home.write("bin/tool", "exit 0\n", 0o700)
        self.fails(126, "cannot run '%s': it is no program of this machine; a script begins with '#!' and its "
                   "interpreter\n" % path, "reader", "--", path)

    def test_no_token(self):
        self.home.run("discred", "auth", "logout", "reader", **self.SECRETS)
        self.fails(66, "profile 'reader': no token (cache: no token is stored, refresh: no grant is stored); run 'discred "
                   "auth login reader'\n", "reader", "--", "true")

    def test_no_profile(self):
        done = self.discred_run("raeder", "--", "true")
        self.assertEqual((done.status, done.stdout), (66, ""))

    def test_help(self):
        done = self.discred_run("--help")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertTrue(done.stdout.startswith("usage: discred run [OPTIONS] [PROFILE] -- COMMAND [ARGUMENT...]\n"))


class Trace(RunCase):
    @unittest.skipIf(os.geteuid(), "only root's strace can look at a process that is not dumpable")
    def test_it_never_forks(self):
        path = os.path.join(self.home.path, "trace")
        env = self.home.env(ASAN_OPTIONS="detect_leaks=0", **self.SECRETS)
        subprocess.run(["strace", "-f", "-e", "trace=process", "-o", path, harness.program("discred"), "run", "reader",
                        "--", "/bin/true"], env=env, check=True)
        with open(path, encoding="utf-8") as file:
            trace = file.read()
        self.assertNotRegex(trace, r"\b(?:fork|vfork|clone|clone3)\(")
        self.assertEqual(trace.count("execve("), 2)


if __name__ == "__main__":
    harness.main()
