"""The user's systemd units, as they are installed: sound, closed enough, and doing what they are for."""

import os
import re
import shlex
import shutil
import subprocess
import time
import unittest

import authcase
import harness
import usermanager

UNITS = ("discred-refresh.service", "discred-refresh.timer")
SERVICES = ("discred-refresh.service", "discred-token@.service")
DAY = 86400


class Installed(authcase.AuthCase):
    """self.units is the folder with the units, below a prefix of its own that means something in a unit."""

    def setUp(self):
        super().setUp()
        self.prefix = os.path.join(self.home.path, "a prefix of 100%")
        done = subprocess.run(["cmake", "--install", harness.BUILD, "--prefix", self.prefix], check=False,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.units = os.path.join(self.prefix, "lib/systemd/user")

    def setting(self, unit, name):
        """The value of a setting that is there once."""
        with open(os.path.join(self.units, unit), encoding="utf-8") as file:
            value, = re.findall(r"^%s=(.*)$" % name, file.read(), re.MULTILINE)
        return value

    def command(self):
        """The words of ExecStart, as systemd takes them."""
        words = shlex.split(self.setting(UNITS[0], "ExecStart").replace(r"\x20", "' '"))
        return [word.replace("%%", "%") for word in words]


@unittest.skipUnless(shutil.which("systemd-analyze"), "systemd is not installed here")
class Analysed(Installed):
    def analyze(self, *words):
        return self.home.run("systemd-analyze", *words)

    def test_they_are_sound(self):
        for unit in sorted(os.listdir(self.units)):
            done = self.analyze("--user", "verify", os.path.join(self.units, unit))
            self.assertEqual(done, (0, "", ""))

    def test_the_services_are_closed(self):
        for unit in SERVICES:
            done = self.analyze("security", "--offline=yes", "--threshold=30", "--no-pager",
                                os.path.join(self.units, unit))
            self.assertEqual(done.status, 0, done.stdout)


class Command(Installed):
    def runs(self, status=0):
        argv = self.command()
        self.assertEqual(argv[0], os.path.join(self.prefix, "bin/discred"))
        # The user's systemd gives no more than this.
        done = self.home.run(*argv, DISCRED_EXEC_PATH=None, PATH="/usr/local/bin:/usr/bin:/bin")
        self.assertEqual(done.status, status, done.stderr)
        self.home.plant_tokens()
        return done

    def test_nobody_has_logged_in(self):
        self.assertEqual(self.runs(), (0, "nothing to renew: no profile has been logged in to\n", ""))
        self.assertEqual(self.home.files(), [])

    def test_each_token_has_days_left_after_it(self):
        self.home.profile("second", self.box.profile_text(self.redirect))
        self.home.profile("bot", self.box.profile_text(scope='"bot"', client_secret=None))
        self.logged_in()
        self.assertEqual(self.login("second").status, 0)
        self.ageing(4 * DAY - 60)
        self.assertRegex("".join(sorted(self.runs().stdout.splitlines(True))), r"^profile 'reader': renewed, expires in [67] days\n"
                         r"profile 'second': still fresh, expires in [67] days\n$")
        self.assertEqual(self.refresh_requests(), 1)

    def test_a_day_without_discord_is_none_that_a_program_notices(self):
        """The service tries again by itself, and the token lasts until long after the next day."""
        self.logged_in()
        self.ageing(4 * DAY - 60)
        self.box.fault("token:+*=503")
        self.runs(75)
        self.assertGreater(int(self.stored("token")["expires"]), time.time() + 2 * DAY)

    def test_what_needs_a_person_is_told(self):
        self.logged_in()
        self.change_profile(scope='"identify guilds"')
        self.assertIn("scope 'guilds' was added; run 'discred auth login reader'\n", self.runs(66).stderr)

    def test_the_timer_tries_again(self):
        self.assertEqual(self.setting(UNITS[1], "OnCalendar"), "hourly")
        with open(os.path.join(self.units, UNITS[0]), encoding="utf-8") as file:
            self.assertNotIn("\nRestart", file.read())


class Refresh(usermanager.ManagerCase):
    """The service, started, stopped and restarted by a person."""

    SHOW = "systemctl --user show -p Result,ActiveState,SubState discred-refresh.service\n"

    def setUp(self):
        super().setUp()
        self.logged_in()
        self.ageing(3 * DAY)

    def left(self):
        return int(self.stored("token")["expires"]) - time.time()

    def test_start(self):
        done = self.manage("systemctl --user start discred-refresh.service; echo $?\n" + self.SHOW)
        self.home.plant_tokens()
        self.assertEqual((done.stdout, done.stderr), ("0\nResult=success\nActiveState=inactive\nSubState=dead\n", ""))
        self.assertGreater(self.left(), 6 * DAY)

    def test_start_of_a_store_that_is_sealed(self):
        """With a key file, and with a command; both are read in the unit, which is closed to the rest."""
        self.home.write("key", "A" * 42 + "E\n")
        for words in ("file /home/key", "command cat /home/key"):
            self.ageing(3 * DAY)
            done = self.manage("discred auth seal --with %s && systemctl --user start discred-refresh.service && discred auth seal"
                               "; discred auth unseal" % words, DISCRED_EXEC_PATH="/opt/discred/libexec/discred")
            self.home.plant_tokens()
            self.assertEqual(done.status, 0, done.stderr)
            self.assertIn("sealed: 1 slot, none in clear\n", done.stdout)
            self.assertGreater(self.left(), 6 * DAY)

    def test_start_without_discord_says_so_and_can_be_said_again(self):
        self.box.fault("token:+*=503")
        start = "systemctl --user start discred-refresh.service 2>/dev/null; echo $?\n"
        done = self.manage(start + start + self.SHOW)
        self.assertEqual(done.stdout, "1\n1\nResult=exit-code\nActiveState=failed\nSubState=failed\n")

    def begun_and(self, verb):
        self.box.fault("token:+1=delay:2000")
        return self.manage("systemctl --user start --no-block discred-refresh.service\n"
                           "until grep -q 'refresh_token.:1' ~/requests 2>/dev/null; do curl -so ~/requests %s/sandbox/requests; "
                           "done\nsystemctl --user %s discred-refresh.service; echo $?\n" % (self.box.url, verb) + self.SHOW)

    def test_stop_and_restart_lose_no_renewal_and_are_no_failure(self):
        for verb in ("stop", "restart"):
            with self.subTest(verb):
                self.ageing(3 * DAY)
                done = self.begun_and(verb)
                self.home.plant_tokens()
                self.assertEqual((done.stdout, done.stderr),
                                 ("0\nResult=success\nActiveState=inactive\nSubState=dead\n", ""))
                self.assertGreater(self.left(), 6 * DAY)
                self.box.stop()
                self.box = self.sandbox("--redirect-uri", self.redirect)
                self.change_profile()
                self.logged_in()


class Credential(usermanager.ManagerCase):
    """Units that load the token from discred's socket."""

    START = "systemctl --user --quiet enable --now discred-token@reader.socket || exit 99\n"

    def setUp(self):
        super().setUp()
        self.write("app.service", "[Service]\nType=oneshot\nLoadCredential=discord-token:%t/discred-reader.sock\n"
                   "ExecStart=sh -c 'cat $CREDENTIALS_DIRECTORY/discord-token >%h/got'\n")
        self.write("discred-token@.service.d/log.conf", "[Service]\nStandardError=append:/home/log\n")
        self.logged_in()

    def write(self, unit, text):
        path = os.path.join(self.units, unit)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, name):
        with open(os.path.join(self.home.path, name), encoding="utf-8") as file:
            return file.read()

    def token_now(self):
        return self.stored("token")["access_token"]

    def test_a_unit_gets_the_token(self):
        done = self.manage(self.START + "stat -c %a $XDG_RUNTIME_DIR/discred-reader.sock\n"
                           "systemctl --user start app.service || exit 97\n"
                           "systemctl --user --no-legend list-units --all 'discred-token@*.service'\n"
                           "systemctl --user --quiet disable --now discred-token@reader.socket\n"
                           "ls $XDG_RUNTIME_DIR/discred-reader.sock 2>/dev/null\n")
        self.assertEqual((done.stdout, done.stderr), ("600\n", ""))
        self.assertEqual(self.read("got"), self.token_now())
        self.assertEqual(self.read("log"), "discred-token: profile 'reader': asked for by unit 'app.service', "
                         "credential 'discord-token'\n")

    def test_it_is_renewed_for_the_unit(self):
        self.expire()
        before = self.token_now()
        self.assertEqual(self.manage(self.START + "systemctl --user start app.service").status, 0)
        self.home.plant_tokens()
        self.assertNotEqual(self.token_now(), before)
        self.assertEqual(self.read("got"), self.token_now())

    def test_without_a_token_the_credential_is_empty(self):
        """The unit starts all the same: it has to look for itself, as the manual says."""
        self.home.run("discred", "auth", "logout", "reader")
        self.write("app.service.d/check.conf", "[Service]\nExecStartPre=sh -c "
                   "'test -s $CREDENTIALS_DIRECTORY/discord-token'\n")
        done = self.manage(self.START + "systemctl --user start app.service 2>/dev/null; echo $?\n"
                           "rm -r ~/config/systemd/user/app.service.d; systemctl --user daemon-reload\n"
                           "systemctl --user start app.service; echo $?\n"
                           "systemctl --user --no-legend list-units --all 'discred-token@*.service'\n")
        self.assertEqual((done.stdout, done.stderr), ("1\n0\n", ""))
        self.assertEqual(self.read("got"), "")
        self.assertEqual(self.read("log").splitlines()[-1],
                         "discred-token: profile 'reader': no token (cache: no token is stored, refresh: no grant is "
                         "stored); run 'discred auth login reader'")

    def test_a_program_without_network_and_store(self):
        """As in a container into which only the socket is mounted."""
        self.home.write("ask.py", "import socket\nend = socket.socket(socket.AF_UNIX)\nend.connect('/mnt/token.sock')\n"
                        "open('/mnt/got', 'wb').write(end.makefile('rb').read())\n")
        done = self.manage(self.START + "mkdir /run/box && touch /run/box/token.sock && cp ~/ask.py /run/box/\n"
                           "unshare --net --mount sh -ec 'mount --bind $XDG_RUNTIME_DIR/discred-reader.sock "
                           "/run/box/token.sock; mount --rbind /run/box /mnt; mount -t tmpfs none /home; "
                           "mount -t tmpfs none $XDG_RUNTIME_DIR; /usr/bin/python3 /mnt/ask.py' || exit 97\n"
                           "cp /run/box/got ~/got")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertEqual(self.read("got"), self.token_now())
        self.assertRegex(self.read("log"), r"^discred-token: profile 'reader': asked for by process \d+\n$")


class Prefix(Installed):
    def test_the_configured_one_is_known_to_the_programs(self):
        done = subprocess.run(["cmake", "--install", harness.BUILD], env=os.environ | {"DESTDIR": self.home.path},
                              check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        with open(os.path.join(harness.BUILD, "CMakeCache.txt"), encoding="utf-8") as cache:
            prefix, = re.findall(r"^CMAKE_INSTALL_PREFIX:PATH=(.*)$", cache.read(), re.MULTILINE)
        self.units = self.home.path + prefix + "/lib/systemd/user"
        self.assertEqual(self.command()[:2], [prefix + "/bin/discred", "auth"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
