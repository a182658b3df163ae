"""A machine with thousands of profiles: every one of them is in what a program reads."""

import json

import harness

COUNT = 4100
PROFILE = 'client_id = "%s";\npublic_client = true;\nscope = "identify";\n' % harness.CLIENT_ID
GRANT = ("discred-record 1\nrefresh_token=refresh-of-%05d\nclient_id=" + harness.CLIENT_ID + "\napi_base="
         "https://discord.com/api/v10\nscope_asked=identify\nscope=identify\nobtained=1000\ncounter=0\nredirect_uri=\nend\n")


class ManyProfiles(harness.Case):
    def setUp(self):
        super().setUp()
        self.names = ["profile-%05d" % number for number in range(COUNT)]
        for number, name in enumerate(self.names):
            self.home.profile(name, PROFILE)
            self.home.write("state/discred/%s.grant" % name, GRANT % number)
            self.home.plant("refresh-of-%05d" % number)

    def run_all(self, *words):
        done = self.home.run("discred", *words, timeout=300)
        self.assertEqual((done.status, done.stderr), (0, ""))
        return done.stdout

    def test_every_profile_is_listed(self):
        listed = json.loads(self.run_all("profile", "list", "--json"))
        self.assertEqual([one["name"] for one in listed], self.names)

    def test_every_grant_has_its_status(self):
        found = json.loads(self.run_all("auth", "status", "--all", "--json"))
        self.assertEqual([one["profile"] for one in found], self.names)
        self.assertEqual({one["grant"]["state"] for one in found}, {"stored"})

    def test_every_profile_completes(self):
        answer = self.run_all("--complete", "words", "token", "profile-").splitlines()
        self.assertEqual([line.split("\t")[0] for line in answer if line.startswith("profile-0")], self.names)


if __name__ == "__main__":
    harness.main()
