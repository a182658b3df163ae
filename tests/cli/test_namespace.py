"""In a user namespace with nobody but the user in it, as systemd's PrivateUsers= makes one: root's files seem to be
somebody else's, and outside the home they are used all the same."""

import os
import unittest

import harness

USER = "4711"
PROFILE = ('client_id = "157730590492196864";\nstack = ({ control = "sufficient"; source = "env"; variable = "TOKEN"; '
           'type = "Bearer"; });\n')

# $1: a profile. It is put into an /etc and an /opt of root's that nobody else sees.
PREPARE = """
for dir in /etc /opt; do
	mount -t tmpfs -o mode=755 none $dir && mkdir -p $dir/xdg/discred/profiles || exit 99
	install -m 644 "$1" $dir/xdg/discred/profiles/of$(basename $dir).cfg || exit 99
done
shift
exec setpriv --reuid=%s --regid=%s --clear-groups "$@"
""" % (USER, USER)


@unittest.skipUnless(os.geteuid() == 0, "only root can be hidden from somebody")
class Namespace(harness.Case):
    def setUp(self):
        super().setUp()
        os.chmod(self.home.path, 0o755)
        self.source = self.home.write("profile.cfg", PROFILE, 0o644)

    def inside(self, *argv, **more):
        """As a user, and as the same one in a namespace of his own."""
        hidden = ["unshare", "--user", "--map-user=" + USER, "--map-group=" + USER]
        settings = {"XDG_CONFIG_HOME": "/nowhere", "XDG_CONFIG_DIRS": "/etc/xdg:/opt/xdg", **more}
        for options in ([], hidden):
            outer = ["unshare", "--mount", "sh", "-c", PREPARE, "sh", self.source, *options]
            if self.home.run(*outer, harness.program("discred"), "--version", **settings).status:
                self.skipTest("no namespace is to be had here, or nobody else can run the programs")
            yield self.home.run(*outer, *argv, prints=True, **settings)

    def test_a_profile_in_etc(self):
        for done in self.inside(harness.program("discred-token"), "ofetc", TOKEN="a-token"):
            self.assertEqual((done.status, done.stdout, done.stderr), (0, "a-token\n", ""))

    def test_one_elsewhere_outside_the_home(self):
        for done in self.inside(harness.program("discred-token"), "ofopt", TOKEN="a-token"):
            self.assertEqual((done.status, done.stdout, done.stderr), (0, "a-token\n", ""))

    def test_one_in_the_home_could_be_anybodys(self):
        outside, inside = self.inside(harness.program("discred-token"), "ofopt", TOKEN="a-token", HOME="/opt")
        self.assertEqual(outside.status, 0, outside.stderr)
        self.assertEqual((inside.status, inside.stdout), (78, ""))
        self.assertIn("'/opt/xdg/discred/profiles/ofopt.cfg' belongs to another user", inside.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
