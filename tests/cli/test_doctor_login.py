"""discred doctor: the way back from the browser, and the browser."""

import json
import os
import os
import shutil
import socket
import subprocess
import unittest

import harness
from doctorcase import DoctorCase

UNPRIVILEGED = os.geteuid() != 0


class Login(DoctorCase):
    def taken(self):
        """A URI whose port somebody else listens on."""
        other = socket.socket()
        self.addCleanup(other.close)
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        return other.getsockname()[1], "http://127.0.0.1:%d/callback" % other.getsockname()[1]

    HINT = "stop that program, or register a redirect_uri with another port in the portal and put it into the profile"

    def test_a_port_that_is_taken(self):
        port, uri = self.taken()
        self.profile(redirect_uri='"%s"' % uri)
        self.expect("redirect", "failed", "port %d is in use by 'python3' (process %d)" % (port, os.getpid()), self.HINT, status=75)

    def test_one_of_two_ports(self):
        port, uri = self.taken()
        self.profile(redirect_uri='[ "%s", "%s" ]' % (uri, self.redirect))
        self.assertEqual(self.doctor()["redirect"], [
            ("warning", "port %d is in use by 'python3' (process %d)" % (port, os.getpid()), self.HINT),
            ("ok", "'%s': listened, connected and was answered" % self.redirect, "")])

    def test_what_is_pasted(self):
        self.profile(redirect_uri='"https://example.com/callback"')
        self.expect("redirect", "skipped", "'https://example.com/callback': what the browser ends at is pasted, nothing "
                    "listens for it")

    def test_an_invitation(self):
        self.profile(scope='"bot"', client_secret=None)
        self.expect("redirect", "skipped", "no login of this profile needs one")

    @unittest.skipUnless(UNPRIVILEGED, "root may listen anywhere")
    def test_a_port_that_is_not_for_us(self):
        with open("/proc/sys/net/ipv4/ip_unprivileged_port_start", encoding="ascii") as file:
            if int(file.read()) <= 1:
                self.skipTest("everybody may listen anywhere here")
        self.profile(redirect_uri='"http://127.0.0.1:1/callback"')
        self.expect("redirect", "failed", "cannot listen on port 1: Permission denied",
                    "register a redirect_uri with a higher port in the portal and put it into the profile", status=71)

    @unittest.skipUnless(shutil.which("unshare"), "needs unshare")
    def test_the_tables_are_not_needed_where_the_kernel_answers(self):
        argv = ["unshare", "--mount", "--map-root-user", "sh", "-c",
                'mount -t tmpfs none /proc/$$/net && exec "$@"', "sh"]
        if subprocess.run([*argv, "true"], capture_output=True, check=False).returncode != 0:
            self.skipTest("the tables can't be hidden here")
        done = self.run_doctor("--json", argv=argv)
        checks = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
        self.assertEqual((checks["redirect"]["result"], done.status), ("ok", 0), checks["redirect"])

    def test_browser(self):
        self.expect("browser", "ok", "'/bin/true', from DISCRED_BROWSER", DISCRED_BROWSER="/bin/true -x")
        path = self.home.write("bin/xdg-open", "#!/bin/sh\ntouch '%s/was-run'\n" % self.home.path, 0o755)
        bin_path = "%s/bin" % self.home.path
        self.expect("browser", "ok", "'%s'" % path, BROWSER=None, DISPLAY=":0", PATH=bin_path)
        self.expect("browser", "warning", "no browser was found: BROWSER names none, and no known opener is there",
                    "set BROWSER to the one to use, or open the address that a login prints yourself", BROWSER=None, PATH=bin_path)
        self.expect("browser", "skipped", "SSH without a display: at a login, open the printed address where you sit, and "
                    "paste the one that it ends at", BROWSER=None, PATH=bin_path, SSH_CONNECTION="192.0.2.1 1 192.0.2.2 22")
        self.assertFalse(os.path.exists(os.path.join(self.home.path, "was-run")))


if __name__ == "__main__":
    harness.main()
