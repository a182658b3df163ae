"""The seal's files are JSON Web Encryption: npm's jose opens what discred wrote, and discred what jose wrote."""

import base64
import json
import os
import subprocess

import foreign
import harness

GRANT = ("discred-record 1\nrefresh_token=%s\nclient_id=1290000000000000010\napi_base=https://discord.com/api/v10\n"
         "scope_asked=identify\nscope=identify\nobtained=1000\ncounter=0\nredirect_uri=\nend\n")
PROFILE = 'client_id = "1290000000000000010";\nclient_secret = { stored = true };\nscope = "identify";\n'
KEYS = ["A" * 42 + "E", "B" * 42 + "I", "C" * 42 + "M"]


class Jose(harness.Case):
    def setUp(self):
        super().setUp()
        for name in ("reader", "writer"):
            self.home.profile(name, PROFILE)
            self.home.plant(name + "-refresh-token")
            self.home.write("state/discred/%s.grant" % name, GRANT % (name + "-refresh-token"))

    def path(self, name):
        return os.path.join(self.home.state, "discred", name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def jose(self, **request):
        done = subprocess.run([foreign.needed("node"), os.path.join(foreign.HERE, "jose.mjs")],
                              env=self.home.env(DISCRED_NODE_MODULES=foreign.node_modules()), input=json.dumps(request),
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def auth(self, *words, status=0):
        done = self.home.run("discred", "auth", *words)
        self.assertEqual(done.status, status, done.stderr)
        return done

    def key(self, name="key"):
        return os.path.join(self.home.path, name)

    def seal(self):
        self.auth("seal", "--with", "file", self.key())
        self.auth("seal", "--add", "file", self.key("second"), "--label", "second")

    def make(self, *holders):
        """Files by jose, with these holders of KEYS."""
        words = "".join('%s = [ "file", "%s" ]; ' % (label, self.key(label)) for label, _ in holders)
        self.home.write("config/discred/config.cfg", "holders = { %s};\n" % words)
        slots = [[name, "grant", GRANT % (name + "-refresh-token")] for name in ("reader", "writer")]
        made = self.jose(holders=holders, slots=slots, dataKey=KEYS[2])
        self.home.write("state/discred/seal", made["seal"])
        for name, text in made["slots"].items():
            self.home.write("state/discred/" + name, text)

    def test_jose_opens_what_discred_wrote(self):
        self.seal()
        for name in ("key", "second"):
            with open(self.key(name), encoding="utf-8") as file:
                key = file.read().strip()
            opened = self.jose(key=key, seal=self.read("seal"), slots={"reader": self.read("reader.grant")})
            header = opened["reader"]["header"]
            self.assertEqual(opened["reader"]["text"], GRANT % "reader-refresh-token")
            self.assertEqual({name: header[name] for name in header if name != "kid"},
                             {"alg": "dir", "enc": "A256GCM", "profile": "reader", "slot": "grant"})

    def test_discred_opens_what_jose_wrote(self):
        """Of one recipient jose writes all headers protected, of several each one's own."""
        for holders in ([["one", KEYS[0]]], [["one", KEYS[0]], ["two", KEYS[1]]]):
            with self.subTest(count=len(holders)):
                self.make(*holders)
                label, key = holders[-1]
                self.home.write(label, key + "\n")
                self.assertIn("grant     stored", self.auth("status", "reader").stdout)
                os.unlink(self.key(label))

    def test_discred_goes_on_with_what_jose_wrote(self):
        self.make(["one", KEYS[0]])
        self.home.write("one", KEYS[0] + "\n")
        self.auth("seal", "--add", "file", self.key("second"), "--label", "second")
        self.auth("rekey")
        self.auth("seal", "--remove", "one")
        os.unlink(self.key("one"))
        self.assertIn("grant     stored", self.auth("status", "reader").stdout)

    def altered(self, text):
        """The text with one part of it changed, and what was changed."""
        parts = text.strip().split(".")
        header = json.loads(base64.urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4)))
        for name in ("kid", "profile", "slot"):
            other = base64.urlsafe_b64encode(json.dumps({**header, name: header[name] + "x"}, separators=(",", ":")).encode())
            yield name, ".".join([other.decode().rstrip("=")] + parts[1:]) + "\n"
        for place, name in ((2, "iv"), (3, "ciphertext"), (4, "tag")):
            part = parts[place]
            yield name, ".".join(parts[:place] + [("B" if part[0] != "B" else "C") + part[1:]] + parts[place + 1:]) + "\n"

    def test_what_was_altered_is_refused_and_left(self):
        self.seal()
        for slot in ("reader.grant", "seal"):
            before = self.read(slot)
            if slot == "seal":
                seal = json.loads(before)
                texts = [(name, json.dumps({**seal, name: ("B" if seal[name][0] != "B" else "C") + seal[name][1:]}))
                         for name in ("protected", "iv", "ciphertext", "tag")]
            else:
                texts = list(self.altered(before))
            for what, text in texts:
                with self.subTest(slot=slot, what=what):
                    self.home.write("state/discred/" + slot, text)
                    files = self.home.files()
                    for words in (("status", "reader"), ("refresh", "--force", "reader")):
                        self.auth(*words, status=78)
                    self.assertEqual(self.home.files(), files)
            self.home.write("state/discred/" + slot, before)
        self.auth("status", "reader")

    def test_files_in_each_others_place_are_refused(self):
        self.seal()
        grants = [self.read("reader.grant"), self.read("writer.grant")]
        self.home.write("state/discred/reader.grant", grants[1])
        self.home.write("state/discred/writer.grant", grants[0])
        for name, other in (("reader", "writer"), ("writer", "reader")):
            done = self.auth("refresh", "--force", name, status=78)
            self.assertIn("it was sealed as slot 'grant' of profile '%s'" % other, done.stderr)


if __name__ == "__main__":
    harness.main()
