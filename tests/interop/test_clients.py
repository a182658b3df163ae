"""Programs that are not ours get the token in the ways that the README shows, and nothing but their answer is printed.

The commands and programs are the README's, but for Discord's address.
"""

import json
import os
import re
import sys

import foreign
import harness

sys.path.insert(0, os.path.join(foreign.HERE, "..", "cli"))
import authcase  # noqa: E402
from registry import Registry  # noqa: E402

DISCORD = "https://discord.com/api/v10"

NODE = """
const answer = await fetch(process.env.API + "/users/@me",
    { headers: { Authorization: `Bearer ${process.env.DISCORD_ACCESS_TOKEN}` } });
console.log((await answer.json()).username);
"""



def readme(language, mark):
    """The one block of the README in that language that has the mark in it."""
    with open(os.path.join(harness.SOURCE, "README.md"), encoding="utf-8") as file:
        blocks = re.findall("^```%s\n(.*?)^```" % language, file.read(), re.MULTILINE | re.DOTALL)
    found = [block for block in blocks if mark in block]
    if len(found) != 1:
        raise AssertionError("the README has %d blocks with '%s'" % (len(found), mark))
    return found[0]


class Clients(authcase.AuthCase):
    def setUp(self):
        super().setUp()
        self.logged_in()

    def here(self, text):
        """Discord's address becomes the sandbox's."""
        self.assertIn(DISCORD, text)
        return text.replace(DISCORD, self.box.api)

    def expect_user(self, done):
        self.assertEqual(done.status, 0, done.stderr)
        self.assertIn('"id":"%s"' % harness.USER_ID, done.stdout)


class Curl(Clients):
    """curl's own arguments are in nobody's reach: the token is on its stdin, or in a descriptor."""

    def test_every_line(self):
        lines = self.here(readme("sh", "--config -")).splitlines()
        self.assertEqual(len(lines), 3)
        for line in lines:
            with self.subTest(line):
                self.expect_user(self.home.run("bash", "-c", line))
                if "<(" not in line:
                    self.expect_user(self.home.run("sh", "-c", line))


class Shell(Clients):
    def test_env(self):
        script = readme("sh", "eval") + (
            'printf "header = \\"Authorization: Bearer %%s\\"\\n" "$DISCORD_ACCESS_TOKEN" |\n'
            'curl -sS --config - %s/users/@me' % self.box.api)
        self.expect_user(self.home.run("sh", "-c", script))

    def test_a_failure_is_seen(self):
        self.home.run("discred", "auth", "logout", "reader")
        done = self.home.run("sh", "-c", readme("sh", "eval") + "echo not reached")
        self.assertEqual((done.status, done.stdout), (66, ""))


class Python(Clients):
    def test_under_run(self):
        program = self.here(readme("python", "urllib"))
        self.expect_user(self.home.run("discred", "run", "reader", "--", "/usr/bin/python3", "-c", program,
                                       DISCRED_PROFILE="none"))

    def test_asking_by_itself(self):
        self.expect_user(self.home.run("/usr/bin/python3", "-c", self.here(readme("python", "urllib"))))


class Node(Clients):
    def test_run(self):
        done = self.home.run("discred", "run", "reader", "--", foreign.needed("node"), "--no-warnings",
                             "--input-type=module", "-e", NODE, API=self.box.api)
        self.assertEqual((done.status, done.stdout, done.stderr), (0, "sandbox_user\n", ""))


class Skopeo(Clients):
    """skopeo with credHelpers: what docker, podman and buildah do too."""

    def inspect(self, registry, **settings):
        place = "127.0.0.1:%d" % registry.port
        self.home.profile("reader", self.box.profile_text(self.redirect, **settings))
        self.home.write(".docker/config.json", json.dumps({"credHelpers": {place: "discred"}}))
        return self.home.run(foreign.needed("skopeo"), "inspect", "--tls-verify=false", "docker://%s/x" % place)

    def test_inspect(self):
        with Registry("discred", self.stored("token")["access_token"]) as registry:
            done = self.inspect(registry, hosts='"127.0.0.1:%d"' % registry.port)
            self.assertEqual((done.status, done.stderr), (0, ""))
            self.assertEqual(json.loads(done.stdout)["RepoTags"], ["latest"])
            self.assertEqual([given for given in registry.refused if given], [])

    def test_a_registry_that_is_not_on_the_list(self):
        with Registry("discred", self.stored("token")["access_token"]) as registry:
            done = self.inspect(registry)
            self.assertNotEqual(done.status, 0)
            self.assertIn("unauthorized", done.stderr.lower())
            # Nothing, and the empty name and password.
            self.assertEqual(set(registry.refused), {None, "Basic Og=="})


if __name__ == "__main__":
    harness.main()
