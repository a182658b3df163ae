"""discred-credential-helper: the protocol of build tools, held against the schemas of its specification (the fixtures are
those of EngFlow/credential-helper-spec without their descriptions)."""

import datetime
import json
import os

import authcase
import harness
import jsonschema

HELPER = "discred-credential-helper"


def schema(name):
    path = os.path.join(harness.SOURCE, "tests/fixtures/credential-helper/get-credentials-%s.schema.json" % name)
    with open(path, encoding="utf-8") as file:
        return json.load(file)


class BazelCase(authcase.AuthCase):
    SETTINGS = {"hosts": '( "discord.com", "git.example.com:8443", "127.0.0.1:9000" )'}

    def setUp(self):
        super().setUp()
        self.logged_in()

    def get(self, uri, **more):
        request = {"uri": uri}
        jsonschema.validate(request, schema("request"))
        return self.home.run(HELPER, "get", input=json.dumps(request), prints=True, **more)

    def answered(self, uri, profile="reader", **more):
        done = self.get(uri, **more)
        self.assertEqual((done.status, done.stderr), (0, ""), uri)
        answer = json.loads(done.stdout)
        jsonschema.validate(answer, schema("response"))
        self.assertEqual(answer["headers"],
                         {"Authorization": ["Bearer " + self.stored("token", profile)["access_token"]]})
        return answer

    def refused(self, uri, status, stderr):
        self.assertEqual(self.get(uri), (status, "", "%s: %s\n" % (HELPER, stderr)), uri)


class Get(BazelCase):
    def test_a_server_of_the_profile(self):
        for uri in ("https://discord.com", "https://discord.com:443/api/v10/users/@me?x=y", "https://Discord.com/",
                    "https://git.example.com:8443/repository", "http://127.0.0.1:9000/"):
            self.answered(uri)

    def test_its_end(self):
        expires = self.answered("https://discord.com")["expires"]
        self.assertRegex(expires, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(int(datetime.datetime.fromisoformat(expires.replace("Z", "+00:00")).timestamp()),
                         int(self.stored("token")["expires"]))

    def test_other_servers_are_an_error(self):
        for host in ("git.example.com", "example.com", "discord.com.example.com"):
            self.refused("https://%s/path" % host, 66, "no profile answers for '%s'; put it into hosts of the default "
                         "profile, or of one profile alone" % host)
        self.refused("http://discord.com", 66, "no profile answers for 'discord.com'; put it into hosts of the default "
                     "profile, or of one profile alone")
        self.refused("grpcs://discord.com/Service", 64,
                     "the request's 'uri': the URL does not begin with 'https://' or 'http://'; see "
                     "--help")

    def test_whose_token_it_is(self):
        self.home.profile("other", self.box.profile_text(self.redirect))
        self.assertEqual(self.login("other").status, 0)
        self.answered("https://git.example.com:8443")
        self.assertEqual(self.get("https://discord.com").status, 66)
        self.answered("https://discord.com", "other", DISCRED_PROFILE="other")

    def test_renewed_if_need_be(self):
        self.expire()
        done = self.get("https://discord.com")
        self.home.plant_tokens()
        self.assertEqual(done.status, 0, done.stderr)
        self.assertIn(self.stored("token")["access_token"], done.stdout)
        self.assertEqual(self.refresh_requests(), 1)
        self.assertNotIn(self.stored("grant")["refresh_token"], done.stdout)

    def test_without_a_token(self):
        self.home.run("discred", "auth", "logout", "reader")
        self.refused("https://discord.com", 66, "profile 'reader': no token (cache: no token is stored, refresh: no "
                     "grant is stored); run 'discred auth login reader'")


class Others(BazelCase):
    def test_no_request(self):
        for text in ("", "{}", "https://discord.com", '{"uri": 5}'):
            self.assertEqual(self.home.run(HELPER, "get", input=text), (
                64, "", HELPER + ": the request is not a JSON object with a string 'uri'; see "
                "--help\n"))

    def test_commands(self):
        self.assertEqual(self.home.run(HELPER), (
            64, "", HELPER + ": no command was given; a build tool runs 'discred-credential-helper get'\n"))
        self.assertEqual(self.home.run(HELPER, "get-more"), (
            64, "", HELPER + ": no command 'get-more'; there is 'get' only\n"))

    def test_it_is_listed_nowhere_as_a_command(self):
        self.assertNotIn("credential-helper", self.home.run("discred", "help", "-a").stdout)


if __name__ == "__main__":
    harness.main()
