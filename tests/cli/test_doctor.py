"""discred doctor: what it says where all is well, its programs, variables, and profiles."""

import glob
import json
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import unittest

import harness
import terminal
from authcase import AuthCase
from doctorcase import OWN, DoctorCase

UNKNOWN_USER = 54321
INSTALL = "install discred again, or name the directory of its programs in DISCRED_EXEC_PATH"


class Good(AuthCase):
    NAMES = ["programs", "git", "docker", "bazel", "home", "variables", "config", "config.cfg", "profile", "state", "runtime",
             "files", "store", "client_secret", "redirect", "browser", "proxy", "dns", "connect", "tls", "api", "clock"]

    def tree(self):
        found = {}
        for top in (self.home.config, self.home.state, self.home.runtime):
            for directory, _, names in os.walk(top):
                for name in [".", *names]:
                    path = os.path.join(directory, name)
                    found[path] = (stat.S_IMODE(os.lstat(path).st_mode), os.lstat(path).st_ino)
        return found

    def test_everything(self):
        self.logged_in()
        os.chmod(os.path.join(self.home.config, "discred"), 0o700)
        before = self.tree()
        asked = self.box.requests()["requests"]
        done = self.home.run("discred", "doctor", "--json", "reader", BROWSER="/bin/true")
        self.assertEqual((done.status, done.stderr), (0, ""), done.stdout)
        self.assertEqual(self.tree(), before)
        answer = json.loads(done.stdout)
        self.assertEqual((answer["profile"], answer["ok"]), ("reader", True))
        self.assertEqual([check["name"] for check in answer["checks"]], self.NAMES)
        checks = {check["name"]: (check["result"], check["text"]) for check in answer["checks"]}
        host = "127.0.0.1:%d" % self.box.port
        with open(os.path.join(harness.SOURCE, "src/commands.txt"), encoding="utf-8") as file:
            count = sum(1 for line in file if not line.startswith("#") and line.split()[1] != "builtin")
        for name in ("git", "docker", "bazel"):
            checks.pop(name)
        self.assertEqual(checks, {
            "programs": ("ok", "%d in '%s', all of version %s" % (count, harness.BUILD, answer["version"])),
            "home": ("ok", "'%s'" % self.home.path),
            "variables": ("ok", "absolute paths in XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_RUNTIME_DIR, "
                                "DISCRED_EXEC_PATH, XDG_CONFIG_DIRS, PATH"),
            "config": ("ok", "'%s/discred' (mode 0700)" % self.home.config),
            "config.cfg": ("ok", "default_profile: none, aliases: 0"),
            "profile": ("ok", "'%s/discred/profiles/reader.cfg'" % self.home.config),
            "state": ("ok", "'%s/discred' (mode 0700)" % self.home.state),
            "runtime": ("ok", "'%s/discred' (mode 0700)" % self.home.runtime),
            "files": ("ok", "3 in these directories, none of them open to others"),
            "store": ("ok", "locked, written, read and removed"),
            "client_secret": ("ok", "in the profile, which only you can read"),
            "redirect": ("ok", "'%s': listened, connected and was answered" % self.redirect),
            "browser": ("ok", "'/bin/true', from BROWSER"),
            "proxy": ("ok", "none: a loopback host is always reached directly"),
            "dns": ("skipped", "'127.0.0.1' is an address"),
            "connect": ("ok", "'%s'" % host),
            "tls": ("skipped", "api_base is plain http, to a loopback host"),
            "api": ("ok", "'%s' answered" % self.box.api),
            "clock": ("ok", "the same as that of '%s'" % host),
        })
        counts = self.box.requests()["requests"]
        self.assertEqual((counts["gateway"] - asked["gateway"], counts["me"] - asked["me"]), (1, 0))

    def test_as_text(self):
        done = self.home.run("discred", "doctor", "reader", BROWSER="/bin/true")
        self.assertEqual((done.status, done.stderr), (0, ""), done.stdout)
        lines = done.stdout.split("\n")
        self.assertRegex(lines[0], r"\Adiscred \d+\.\d+\.\d+\Z")
        self.assertEqual([line.split()[0] for line in lines[1:-2]], self.NAMES)
        self.assertIn("  home          ok      '%s'" % self.home.path, lines)
        self.assertIn("  tls           skipped api_base is plain http, to a loopback host", lines)
        self.assertEqual(lines[-2:], ["nothing failed", ""])

    def test_at_a_terminal_texts_are_wrapped(self):
        # stdout of terminal.Terminal is a file: this one's is the terminal.
        shown = terminal.Terminal(self.home, "discred", "doctor", "reader", BROWSER="/no/such/browser",
                                  PATH=harness.BUILD + ":/usr/bin:/bin", shell=': >"$0"; stty cols 60; "$@"; echo "status $?"')
        self.assertEqual(shown.finish(), 0)
        self.assertIn("  browser       warning no browser was found (tried\n"
                      "                        '/no/such/browser', 'wslview')\n"
                      "                        -> set BROWSER to the one to use\n", shown.text())
        self.assertIn("nothing failed, 1 warning\n", shown.text())
        for line in shown.text().split("\n"):
            self.assertTrue(len(line) <= 60 or "/" in line, line)

    def test_a_profile_by_no_name(self):
        """It is told where profiles are looked for by a person, and nowhere else."""
        path = self.home.profile("my prof", 'client_id = "1";\n')
        said = ("'%s' is skipped: names are letters, digits, '.', '_' and '-', 64 at most, with a letter or digit first" % path)
        self.assertIn("  profiles      warning %s; rename it, or move it elsewhere\n" % said,
                      self.home.run("discred", "doctor", "--offline", "reader").stdout)
        for argv in (("list",), ("check", "--all")):
            done = self.home.run("discred", "profile", *argv)
            self.assertEqual((done.status, done.stderr), (0, "discred-profile: warning: %s\n" % said))
        done = self.home.run("discred", "--complete", "words", "token", "")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertNotIn("my prof", done.stdout)
        os.unlink(self.home.profile("reader", ""))
        done = self.home.run("discred", "token")
        self.assertEqual((done.status, done.stderr), (
            66, "discred-token: there is no profile yet; %s; run 'discred profile new'\n" % said))

    def test_offline(self):
        self.box.stop()
        done = self.home.run("discred", "doctor", "--offline", "reader")
        self.assertEqual(done.status, 0, done.stdout)
        for name in ("proxy", "dns", "connect", "tls", "api", "clock"):
            self.assertIn("  %-13s skipped network checks were switched off\n" % name, done.stdout)


class Programs(DoctorCase):
    def setUp(self):
        super().setUp()
        self.exec_path = os.path.join(self.home.path, "libexec")
        os.mkdir(self.exec_path)
        for path in glob.glob(os.path.join(harness.BUILD, "discred-*")):
            if not path.endswith("/discred-credential-helper"):  # which is installed beside discred itself
                os.symlink(path, os.path.join(self.exec_path, os.path.basename(path)))
        self.more = {"DISCRED_EXEC_PATH": self.exec_path, "PATH": self.exec_path + ":/usr/bin:/bin"}

    def replace(self, name, text, mode):
        path = os.path.join(self.exec_path, name)
        os.unlink(path)
        if text is not None:
            self.home.write("libexec/" + name, text, mode)

    def test_missing(self):
        self.replace("discred-token", None, 0)
        self.replace("discred-run", "#!/bin/sh\n", 0o644)
        self.expect("programs", "failed", "'discred-token', 'discred-run' cannot be run, or is not in '%s'"
                    % self.exec_path, INSTALL, status=71, **self.more)

    def test_of_another_version(self):
        self.replace("discred-api", "#!/bin/sh\necho discred-api 0.0.9\n", 0o755)
        self.replace("discred-auth", "#!/bin/sh\nexit 64\n", 0o755)
        version = json.loads(self.run_doctor("--json").stdout)["version"]
        self.expect("programs", "failed", "'discred-auth', 'discred-api' in '%s' is not of version %s"
                    % (self.exec_path, version), INSTALL, status=71, **self.more)

    def test_every_program_tells_its_version(self):
        version = json.loads(self.run_doctor("--json").stdout)["version"]
        for path in sorted(glob.glob(os.path.join(self.exec_path, "discred-*"))):
            done = self.home.run(path, "--version")
            self.assertEqual(done, (0, "%s %s\n" % (os.path.basename(path), version), ""))
        self.assertEqual(self.home.run("discred", "--version").stdout.split()[:2], ["discred", version])

    def test_helpers(self):
        checks = self.doctor(**self.more)
        for name, program in (("git", "git-credential-discred"), ("docker", "docker-credential-discred"),
                              ("bazel", "discred-credential-helper")):
            self.assertEqual(checks[name], (
                "skipped", "there is no '%s' on the PATH, for %s to find" % (program, name), ""))
        os.symlink("discred-token", os.path.join(self.exec_path, "git-credential-discred"))
        self.home.write("libexec/docker-credential-discred", "#!/bin/sh\n", 0o755)
        checks = self.doctor(**self.more)
        self.assertEqual(checks["git"], ("ok", "'%s/git-credential-discred'" % self.exec_path, ""))
        self.assertEqual(checks["docker"], (
            "warning", "'%s/docker-credential-discred' is of another installation of discred" % self.exec_path,
            "remove it, or put the directory of the right one before it on the PATH"))


class Variables(DoctorCase):
    def password_home(self):
        return pwd.getpwuid(os.getuid()).pw_dir

    def test_home(self):
        self.expect("home", "ok", "'%s', from the password database, since HOME is not set" % self.password_home(),
                    HOME=None)
        self.expect("home", "warning", "HOME is no absolute path: '%s' of the password database is taken"
                    % self.password_home(), "set HOME to an absolute path", HOME="here")

    @unittest.skipUnless(os.getuid() == 0, "needs the right to become another user")
    def test_no_home_at_all(self):
        argv = ["setpriv", "--reuid=%d" % UNKNOWN_USER, "--regid=%d" % UNKNOWN_USER, "--clear-groups", "--"]
        # Where nobody is known, nothing below a directory of root's can be read.
        with tempfile.TemporaryDirectory() as top:
            os.chmod(top, 0o755)
            programs = os.path.join(top, "bin")
            os.mkdir(programs)
            for path in glob.glob(os.path.join(harness.BUILD, "discred-*")):
                shutil.copy(path, programs)
            done = subprocess.run([*argv, os.path.join(programs, "discred-doctor"), "--offline"], capture_output=True,
                                  text=True, check=False, cwd="/", env={
                                      "PATH": "/usr/bin:/bin", "DISCRED_EXEC_PATH": programs,
                                      **{name: os.environ[name] for name in harness.PASSED_ON if name in os.environ}})
        self.home.note("doctor without a home", done.stdout + done.stderr)
        self.assertEqual(done.returncode, 71, done.stdout + done.stderr)
        for line in (
                "  home       failed  there is no home directory: neither HOME nor the password database name one; set "
                "HOME to an absolute path",
                "  config     skipped without a home directory there is none of your own",
                "  state      failed  no home directory; set HOME or XDG_STATE_HOME",
                "  store      failed  no home directory; set HOME or XDG_STATE_HOME"):
            self.assertIn(line + "\n", done.stdout)
        self.assertEqual(done.stderr, OWN + "failed: home, state, store; set HOME to an absolute path\n")

    def test_paths_that_are_not_absolute(self):
        self.expect("variables", "warning", "what is no absolute path is ignored in XDG_RUNTIME_DIR, XDG_CONFIG_DIRS, PATH",
                    "write absolute paths there, or unset them", XDG_RUNTIME_DIR="run",
                    XDG_CONFIG_DIRS="/etc/xdg:etc", PATH=harness.BUILD + ":.:/usr/bin")

    def test_none(self):
        checks = self.doctor(status=0, XDG_RUNTIME_DIR=None, XDG_CONFIG_DIRS=None)
        self.assertEqual(checks["variables"], (
            "ok", "absolute paths in XDG_CONFIG_HOME, XDG_STATE_HOME, DISCRED_EXEC_PATH, PATH", ""))

    def test_the_exec_path_that_the_dispatcher_sets(self):
        """Only who set another is told of it."""
        own = subprocess.run([harness.program("discred"), "--exec-path"], capture_output=True, text=True, check=True,
                             env={}).stdout.strip()
        checks = self.doctor(status=71, XDG_RUNTIME_DIR=None, XDG_CONFIG_DIRS=None, DISCRED_EXEC_PATH=own)
        self.assertEqual(checks["variables"], ("ok", "absolute paths in XDG_CONFIG_HOME, XDG_STATE_HOME, PATH", ""))


class Profiles(DoctorCase):
    def remove(self):
        shutil.rmtree(os.path.join(self.home.config, "discred"))

    def test_none(self):
        self.remove()
        checks = self.expect("profile", "warning", "there is no profile yet", "run 'discred profile new'")
        self.assertIsNone(self.answer["profile"])
        for name in ("redirect", "proxy", "dns", "connect", "tls", "api", "clock"):
            self.assertEqual(checks[name][0], "skipped")
        self.assertEqual(checks["redirect"][1], "needs a profile")
        self.assertNotIn("client_secret", checks)

    def test_several(self):
        self.profile("writer")
        self.expect("profile", "skipped", "there are several profiles: reader, writer",
                    "name the one to look at: 'discred doctor reader'")
        self.assertEqual(self.doctor("writer")["profile"],
                         ("ok", "'%s/discred/profiles/writer.cfg'" % self.home.config, ""))

    def test_the_default(self):
        self.profile("writer")
        self.home.write("config/discred/config.cfg", 'default_profile = "writer";\naliases = { t = "token"; };\n')
        checks = self.expect("config.cfg", "ok", "default_profile: writer, aliases: 1")
        self.assertEqual(checks["profile"][1], "'%s/discred/profiles/writer.cfg'" % self.home.config)
        self.home.write("config/discred/config.cfg", 'default_profile = "readr";\n')
        checks = self.doctor(status=66)
        self.assertEqual(checks["config.cfg"], ("warning", "there is no profile 'readr', which default_profile names",
                                                "correct default_profile in config.cfg"))
        self.assertEqual(checks["profile"], ("failed", "no profile 'readr'", "did you mean 'reader'?"))

    def test_config_with_mistakes(self):
        path = self.home.write("config/discred/config.cfg", "default_profile = 5;\n\nunknown = 1;\n")
        checks = self.doctor(status=78)
        self.assertEqual(checks["config.cfg"], (
            "failed", "%s:1:19: 'default_profile' must be a string, not a number (and 1 more)" % path, "correct the file"))
        self.assertEqual(checks["profile"], ("skipped", "which one is meant stands in config.cfg", ""))

    def test_config_that_others_can_write(self):
        path = self.home.write("config/discred/config.cfg", "", 0o666)
        self.expect("config.cfg", "failed", "'%s' can be written by others (mode 0666)" % path,
                    "run 'chmod go-w %s'" % path)

    def test_a_profile_with_mistakes(self):
        self.profile(client_id="157730590492196864", scop='"bot"')
        path = os.path.join(self.home.config, "discred/profiles/reader.cfg")
        checks = self.expect(
            "profile", "failed", "%s:1:13: '157730590492196864' does not fit into 32 bits: write it as a string, "
            "\"157730590492196864\" (and 1 more)" % path,
            "correct the file; 'discred profile check reader' shows all of it")
        self.assertEqual(checks["redirect"], ("skipped", "needs a profile", ""))

    def test_a_profile_with_an_open_secret(self):
        self.home.profile("reader", 'client_id = "5";\nclient_secret = "a-planted-secret";\n', 0o644)
        path = os.path.join(self.home.config, "discred/profiles/reader.cfg")
        checks = self.doctor(status=78)
        self.assertEqual(checks["profile"][:2], (
            "failed", "%s:2:17: a secret may stand in a file of your own with mode 0600 only, but '%s' is open to others "
            "(mode 0644): run 'chmod 600 %s'" % (path, path, path)))

    def test_one_that_there_is_not(self):
        self.assertEqual(self.doctor("redaer", status=66)["profile"],
                         ("failed", "no profile 'redaer'", "did you mean 'reader'?"))
        self.assertEqual(self.doctor("../x", status=64)["profile"][:2],
                         ("failed", "'../x' cannot be the name of a profile"))


class Words(DoctorCase):
    def test_help(self):
        done = self.home.run("discred", "doctor", "--help")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertEqual(done.stdout, (
            "usage: discred doctor [OPTIONS] [PROFILE]\n"
            "Looks whether all that discred needs on this machine is there and works, and\nsays what to do.\n\n"
            "      --json                   one JSON object\n"
            "      --offline                leave the network alone\n"
            "  -h, --help                   print this help\n\n" + harness.COMMON_OPTIONS))

    def test_wrong(self):
        self.assertEqual(self.home.run("discred", "doctor", "a", "b"),
                         (64, "", OWN + "unexpected argument 'b'; see --help\n"))
        self.assertEqual(self.home.run("discred", "doctor", "--nonsense").status, 64)

    def test_a_full_disk(self):
        done = self.home.run("sh", "-c", '"$0" --offline >/dev/full', harness.program("discred-doctor"))
        self.assertEqual((done.status, done.stderr), (71, OWN + "cannot write to stdout: No space left on device\n"))

    def test_nothing_of_the_environment_is_shown(self):
        variables = {"THE_SECRET": "a-planted-secret", "DISCORD_TOKEN": "a-planted-secret", "LS_COLORS": "a-planted-secret",
                     "https_proxy": "http://a-planted-secret@h:1", "SSH_CONNECTION": "a-planted-secret"}
        self.assertEqual(self.run_doctor("--json", BROWSER=None, **variables).status, 0)
        self.assertEqual(self.run_doctor(BROWSER=None, **variables).status, 0)


if __name__ == "__main__":
    harness.main()
