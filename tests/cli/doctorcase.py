"""What the tests of discred doctor share: a profile, and its answer as a dict."""

import json
import os

import harness

OWN = "discred-doctor: "
PROXY_SECRET = "planted-password-of-the-proxy"


class DoctorCase(harness.Case):
    """Most of what can go wrong needs no server: "reader" names one that nobody asks."""

    OFFLINE = ("--offline",)

    def setUp(self):
        super().setUp()
        self.home.plant("a-planted-secret", PROXY_SECRET)
        self.redirect = harness.redirect_uri()
        self.profile()

    def profile(self, name="reader", **settings):
        values = {"client_id": '"157730590492196864"', "client_secret": '"a-planted-secret"', "scope": '"identify"',
                  "redirect_uri": '"%s"' % self.redirect}
        values.update(settings)
        self.home.profile(name, "".join("%s = %s;\n" % item for item in values.items() if item[1] is not None))

    def run_doctor(self, *words, argv=(), **more):
        more.setdefault("BROWSER", "/bin/true")
        return self.home.run(*argv, harness.program("discred-doctor"), *words, *self.OFFLINE, **more)

    def doctor(self, *words, status=0, argv=(), **more):
        """The checks by name, each (result, text, hint), after a look at the whole answer."""
        done = self.run_doctor("--json", *words, argv=argv, **more)
        self.assertEqual(done.status, status, done.stdout + done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(sorted(answer), ["checks", "ok", "profile", "version"])
        self.assertEqual(answer["ok"], status == 0)
        failed = [check for check in answer["checks"] if check["result"] == "failed"]
        self.assertEqual(bool(failed), status != 0)
        if failed:
            names = list(dict.fromkeys(check["name"] for check in failed))
            self.assertEqual(done.stderr, "%sfailed: %s; %s\n" % (OWN, ", ".join(names),
                                                                   failed[0].get("hint", "see the list")))
        else:
            self.assertEqual(done.stderr, "")
        self.answer = answer
        checks = {}
        for check in answer["checks"]:
            checks.setdefault(check["name"], []).append((check["result"], check["text"], check.get("hint", "")))
        return {name: found[0] if len(found) == 1 else found for name, found in checks.items()}

    def expect(self, name, result, text, hint="", status=None, **more):
        if status is None:
            status = {"failed": 78}.get(result, 0)
        checks = self.doctor(status=status, **more)
        self.assertEqual(checks[name], (result, text, hint))
        return checks

    def state(self, *names):
        return os.path.join(self.home.state, "discred", *names)

    def runtime(self, *names):
        return os.path.join(self.home.runtime, "discred", *names)
