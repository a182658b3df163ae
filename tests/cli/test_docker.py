"""docker-credential-discred: exact transcripts of docker's credential helper protocol."""

import json

import authcase
import harness

HELPER = "docker-credential-discred"
NOT_FOUND = "credentials not found in native keychain\n"
USAGE = "Usage: docker-credential-discred <store|get|erase|list|version>\n"


class DockerCase(authcase.AuthCase):
    SETTINGS = {"hosts": '( "discord.com", "registry.example.com:5000" )'}

    def setUp(self):
        super().setUp()
        self.logged_in()

    def helper(self, *words, input="", prints=False, **more):
        return self.home.run(HELPER, *words, input=input, prints=prints, **more)

    def get(self, server, **more):
        return self.helper("get", input=server, prints=True, **more)

    def answer(self, server, profile="reader"):
        return '{"ServerURL":"%s","Username":"discred","Secret":"%s"}\n' % (
            server, self.stored("token", profile)["access_token"])

    def not_found(self, server, stderr="", **more):
        self.assertEqual(self.helper("get", input=server, **more), (1, NOT_FOUND, stderr), server)


class Get(DockerCase):
    def test_servers(self):
        for server in ("https://discord.com", "discred://reader", "discord.com", "https://discord.com:443",
                       "registry.example.com:5000", "https://Registry.example.com:5000", "https://discord.com/",
                       "https://registry.example.com:5000/v2/", "registry.example.com:5000/v1/"):
            self.assertEqual(self.get(server), (0, self.answer(server), ""))
        self.assertEqual(self.get(" discred://reader\r\n"), (0, self.answer("discred://reader"), ""))

    def test_other_servers(self):
        for server in ("https://index.docker.io/v1/", "registry.example.com", "http://discord.com", "example.com",
                       "https://discord.com/v2", "https://discord.com/api/", "reader", "discord.com.example.com", "user@discord.com"):
            self.not_found(server)

    def test_no_server(self):
        for blank in ("", "\n", "  "):
            self.assertEqual(self.helper("get", input=blank), (1, "no credentials server URL\n", ""))

    def test_a_name_that_is_no_profile(self):
        done = self.helper("get", input="discred://raeder")
        self.assertEqual((done.status, done.stdout), (1, NOT_FOUND))
        self.assertEqual(done.stderr, HELPER + ": no profile 'raeder'; did you mean 'reader'?\n")
        done = self.helper("get", input="discred://../reader")
        self.assertEqual((done.status, done.stderr), (1, ""))
        self.assertIn("'../reader' cannot be the name of a profile", done.stdout)

    def test_the_default_profile(self):
        self.home.profile("other", self.box.profile_text(self.redirect, hosts='( "other.example.com", "discord.com" )'))
        self.assertEqual(self.login("other").status, 0)
        self.assertEqual(self.get("discred://other").stdout, self.answer("discred://other", "other"))
        for server in ("discord.com", "https://discord.com"):
            self.not_found(server)
            self.assertEqual(self.get(server, DISCRED_PROFILE="other").stdout, self.answer(server, "other"))
        self.assertEqual(self.get("other.example.com").stdout, self.answer("other.example.com", "other"))

    def test_discord_is_a_server_like_any(self):
        """Only who has it in `hosts` answers for it, by the profile's name too."""
        self.home.profile("other", self.box.profile_text(self.redirect, hosts='"other.example.com"'))
        self.assertEqual(self.login("other").status, 0)
        self.not_found("discred://other")
        self.assertEqual(self.get("https://discord.com", DISCRED_PROFILE="other").stdout,
                         self.answer("https://discord.com"))
        self.assertEqual(json.loads(self.helper("list", input="unused").stdout),
                         {"https://discord.com": "discred", "discred://reader": "discred"})

    def test_a_host_of_two_others_is_nobodys(self):
        self.home.profile("other", self.box.profile_text(self.redirect, hosts='"registry.example.com:5000"'))
        self.not_found("registry.example.com:5000")

    def test_without_a_token_the_reason_is_on_stderr(self):
        self.home.run("discred", "auth", "logout", "reader")
        self.not_found("discred://reader", HELPER + ": profile 'reader': no token (cache: no token is stored, refresh: "
                       "no grant is stored); run 'discred auth login reader'\n")

    def test_other_failures_are_told_on_stdout(self):
        self.expire()
        self.box.end_grants()
        done = self.helper("get", input="discred://reader")
        self.assertEqual((done.status, done.stderr), (1, ""))
        self.assertIn("run 'discred auth login reader'\n", done.stdout)

    def test_renewed_if_need_be(self):
        self.expire()
        done = self.get("discred://reader")
        self.home.plant_tokens()
        self.assertEqual(done.stdout, self.answer("discred://reader"))
        self.assertEqual(self.refresh_requests(), 1)
        self.assertNotIn(self.stored("grant")["refresh_token"], done.stdout)


class Others(DockerCase):
    def test_list(self):
        done = self.helper("list", input="unused")
        self.assertEqual(done, (0, '{"https://discord.com":"discred","discred://reader":"discred"}\n', ""))
        self.home.profile("other", self.box.profile_text(self.redirect))
        self.home.profile("broken", "client_id = 5;\n")
        done = self.helper("list", input="unused")
        self.assertEqual((done.status, json.loads(done.stdout), done.stderr),
                         (0, {"discred://other": "discred", "discred://reader": "discred"}, ""))

    def test_erase_removes_nothing(self):
        before = self.stored("token")
        for server in ("discord.com", "http://discord.com", "https://discord.com", "nobody.example.com"):
            self.assertEqual(self.helper("erase", input=server), (0, "", ""))
        self.assertEqual(self.stored("token"), before)
        self.assertEqual(self.helper("erase"), (1, "no credentials server URL\n", ""))

    def test_store(self):
        text = json.dumps({"ServerURL": "https://discord.com", "Username": "me", "Secret": "mine"})
        self.assertEqual(self.helper("store", input=text), (
            1, HELPER + ": store is not supported: log in with 'discred auth login'\n", ""))

    def test_version_and_usage(self):
        self.assertEqual(self.helper("version"), (0, HELPER + " (discred) 0.2.0\n", ""))
        self.assertEqual(self.helper("--help"), (0, USAGE, ""))
        self.assertEqual(self.helper(), (1, USAGE, ""))
        self.assertEqual(self.helper("get", "more"), (1, USAGE, ""))
        self.assertEqual(self.helper("\x1b[31m"), (1, HELPER + ": unknown action: ?[31m\n", ""))
        self.assertEqual(self.helper("frob"), (1, HELPER + ": unknown action: frob\n", ""))


if __name__ == "__main__":
    harness.main()
