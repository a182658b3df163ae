"""A store that is sealed with a key file, which can be taken away."""

import base64
import contextlib
import os

import authcase
import harness


class SealCase(authcase.AuthCase):
    SETTINGS = {"client_secret": "{ stored = true }"}

    def setUp(self):
        super().setUp()
        done = self.home.run("discred", "profile", "set-secret", "reader", "client_secret", input=harness.CLIENT_SECRET)
        self.assertEqual(done.status, 0, done.stderr)
        self.key = os.path.join(self.home.path, "key")

    def auth(self, *words, status=0, **more):
        done = self.home.run("discred", "auth", *words, **more)
        self.assertEqual(done.status, status, done.stderr)
        return done

    def seal(self, *words):
        return self.auth("seal", "--with", *(words or ("file", self.key)))

    def sealed(self, slot="grant", profile="reader"):
        return self.raw("%s.%s" % (profile, slot)).startswith("eyJ")

    def raw(self, name):
        with open(os.path.join(self.home.state, "discred", name), encoding="utf-8") as file:
            return file.read()

    @contextlib.contextmanager
    def locked(self):
        """The key holder is out of reach."""
        os.rename(self.key, self.key + ".away")
        try:
            yield
        finally:
            os.rename(self.key + ".away", self.key)

    def state(self):
        """What is in each file of the state directory, but for locks."""
        found = {}
        for directory, _, names in os.walk(self.home.state):
            for name in names:
                with open(os.path.join(directory, name), "rb") as file:
                    found[name] = file.read()
        return {name: text for name, text in found.items() if not name.endswith(".lock")}

    def find_secrets(self, *tops):
        """The planted secrets that the files of these directories hold: as they are, in base64, in hex."""
        found = []
        for top in tops:
            for directory, _, names in os.walk(top):
                for name in names:
                    with open(os.path.join(directory, name), "rb") as file:
                        text = file.read()
                    found += [(name, secret) for secret in self.home.secrets
                              if any(form in text for form in forms(secret))]
        return found


def forms(secret):
    """What a secret may look like in a file. In base64 it depends on where it begins."""
    raw = secret.encode()
    encoded = [base64.b64encode(b"x" * shift + raw)[4 if shift else 0:].rstrip(b"=")[:-1] for shift in (0, 1, 2)]
    both = encoded + [text.replace(b"+", b"-").replace(b"/", b"_") for text in encoded]
    return [raw, raw.hex().encode(), raw.hex().upper().encode(), *both]
