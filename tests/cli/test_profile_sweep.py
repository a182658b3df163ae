"""profile new, rename and remove when they are killed, or the system refuses, at each point: nothing that is stored is lost,
no profile is there without its secret, and the same command does the rest."""

import json
import os
import shutil

import harness
import sweepcase

PROFILE = 'client_id = "%s";\nclient_secret = { stored = true };\nscope = "identify";\n' % harness.CLIENT_ID
GRANT = ("discred-record 1\nrefresh_token=refresh-of-%s\nclient_id=" + harness.CLIENT_ID + "\napi_base="
         "https://discord.com/api/v10\nscope_asked=identify\nscope=identify\nobtained=1000\ncounter=0\nredirect_uri=\nend\n")
SECRET = "discred-record 1\nclient_secret=secret-of-%s\nend\n"


class ProfileSweep(sweepcase.SweepCase, harness.Case):
    PROFILES = ("one", "two")
    HARMLESS = None

    def before(self):
        """The profile `two` stands by; nothing may happen to it."""
        for top in (self.home.config, self.home.state, self.home.runtime):
            shutil.rmtree(top)
            os.mkdir(top, 0o700)
        for name in self.PROFILES:
            self.home.profile(name, PROFILE)
            self.home.write("state/discred/%s.grant" % name, GRANT % name)
            self.home.write("state/discred/%s.secret" % name, SECRET % name)

    def path(self, name):
        return os.path.join(self.home.config, "discred/profiles", name + ".cfg")

    def read(self, name):
        path = os.path.join(self.home.state, "discred", name)
        if not os.path.exists(path):
            return None
        with open(path, encoding="utf-8") as file:
            return file.read()

    def has(self, name, owner):
        """Whether all that was stored for the profile `owner` is there under the name."""
        return (self.read(name + ".grant"), self.read(name + ".secret")) == (GRANT % owner, SECRET % owner)

    def finish(self, *words, status=0, **more):
        done = self.home.run("discred", "profile", *words, **more)
        self.assertIn(done.status, (0, status), done.stderr)
        return done

    def stray(self):
        """What no profile has any use for."""
        there = os.listdir(os.path.dirname(self.path("x"))) + os.listdir(os.path.join(self.home.state, "discred"))
        return [name for name in there if name.endswith((".new", ".next")) and name != self.HARMLESS]

    def loss(self, place, run):
        self.lost.append(place)


class Rename(ProfileSweep):
    def check(self, run):
        for slot, text in (("grant", GRANT % "one"), ("secret", SECRET % "one")):
            if text not in (self.read("one." + slot), self.read("three." + slot)):
                return True
        if run.done.status == 0:
            self.assertFalse(os.path.exists(self.path("one")), "it says that it has succeeded")
        self.finish("rename", "one", "three", status=66)
        self.assertEqual(os.listdir(os.path.dirname(self.path("x"))).count("one.cfg"), 0)
        self.assertEqual(self.stray(), [])
        self.assertEqual((self.read("one.grant"), self.read("one.secret")), (None, None))
        return not (self.has("three", "one") and self.has("two", "two"))

    def test_rename(self):
        self.sweep("rename", ["discred-profile", "rename", "one", "three"], self.before, self.check)

    def test_a_file_that_cannot_be_looked_at_is_not_taken_for_renamed(self):
        argv = ["discred-profile", "rename", "one", "three"]
        self.before()
        looks = [call for call, fault in self.trace(argv).points() if call[0] == "newfstatat" and "KILL" in fault]
        for name, number in looks:
            with self.subTest(number=number):
                self.before()
                run = self.trace(argv, "%s:error=EIO:when=%d" % (name, number))
                if run.done.status == 0:
                    self.assertFalse(os.path.exists(self.path("one")))

    def test_move(self):
        self.sweep("rename's move", ["discred-profile", "rename", "one", "three"], self.before, self.check, "discred-auth")


class Remove(ProfileSweep):
    def check(self, run):
        """The profile is there as long as anything is stored for it, so that the same command finds it."""
        gone = not os.path.exists(self.path("one"))
        if run.done.status == 0:
            self.assertTrue(gone, "it says that it has succeeded")
        if gone:
            self.assertEqual((self.read("one.grant"), self.read("one.secret")), (None, None), "it is nobody's now")
        self.finish("remove", "--yes", "one", status=66)
        self.assertFalse(os.path.exists(self.path("one")))
        self.assertEqual((self.read("one.grant"), self.read("one.secret")), (None, None))
        self.assertEqual(self.stray(), [])
        return not self.has("two", "two")

    def test_remove(self):
        self.sweep("remove", ["discred-profile", "remove", "--yes", "one"], self.before, self.check)


class New(ProfileSweep):
    PROFILES = ("two",)
    HARMLESS = ".one.cfg.new"  # a second name of the new file, which the next writer removes
    WORDS = ("new", "one", "--client-id", harness.CLIENT_ID, "--scope", "identify", "--client-secret-stdin", "--yes")

    def check(self, run):
        there = os.path.exists(self.path("one"))
        if run.done.status == 0:
            self.assertTrue(there, "it says that it has succeeded")
        if there:
            self.assertEqual(self.read("one.secret"), SECRET % "one", "it is there without its secret")
        done = self.finish(*self.WORDS, status=78, input="secret-of-one\n")
        self.assertEqual(done.status == 0, not there, done.stderr)
        self.assertEqual(self.read("one.secret"), SECRET % "one")
        listed = json.loads(self.home.run("discred", "profile", "list", "--json").stdout)
        self.assertEqual([one["name"] for one in listed], ["one", "two"])
        self.assertEqual(self.stray(), [])
        return not self.has("two", "two")

    def test_new(self):
        self.sweep("new", ["discred-profile", *self.WORDS], self.before, self.check, input="secret-of-one\n")

    def test_a_profile_that_cannot_be_synced_is_not_there(self):
        argv = ["discred-profile", *self.WORDS]
        for number in (1, 2, 3):
            with self.subTest(number=number):
                self.before()
                run = self.trace(argv, "fsync:error=EIO:when=%d" % number, input="secret-of-one\n")
                self.assertEqual(run.done.status, 71 if run.hit else 0, run.done.stderr)
                self.assertEqual((os.path.exists(self.path("one")), self.read("one.secret") is not None), (not run.hit,) * 2)

    def test_secret(self):
        self.sweep("new's secret", ["discred-profile", *self.WORDS], self.before, self.check, "discred-auth",
                   input="secret-of-one\n")


if __name__ == "__main__":
    harness.main()
