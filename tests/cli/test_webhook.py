"""discred auth webhook: the URL of the webhook that came with the login, which is a secret."""

import json
import os
import unittest

import authcase
import harness
import tokenserver

NONE = ("discred-auth: profile 'reader': no webhook came with the login; ask for scope 'webhook.incoming' and log in "
        "again\n")


class Webhook(authcase.AuthCase):
    def webhook(self):
        return self.home.run("discred", "auth", "webhook", "reader", prints=True)

    def test_is_printed(self):
        self.change_profile(scope='"webhook.incoming identify"')
        self.login(DISCRED_BROWSER=self.home.browser(channel=harness.LOG_CHANNEL_ID))
        stored = json.loads(self.stored("extra")["webhook"])
        done = self.webhook()
        self.assertEqual((done.status, done.stdout, done.stderr), (0, stored["url"] + "\n", ""))
        self.assertRegex(stored["url"], r"^%s/api/webhooks/\d{19}/[\w-]{68}$" % self.box.url)
        self.assertEqual(stored["channel_id"], harness.LOG_CHANNEL_ID)
        reply = harness.http("GET", done.stdout.strip())
        self.assertEqual((reply.status, reply.json()["id"]), (200, stored["id"]))
        self.home.plant(stored["token"])
        self.home.run("discred", "auth", "status", "reader")
        status = self.home.run("discred", "auth", "status", "--json", "reader")
        self.assertEqual(json.loads(status.stdout)["webhook_id"], stored["id"])

    def test_none(self):
        self.assertEqual(self.webhook(), (66, "", NONE))
        self.logged_in()
        self.assertEqual(self.webhook(), (66, "", NONE))
        self.change_profile(scope='"bot"')
        self.logged_in()
        self.assertEqual(self.webhook(), (66, "", NONE))

    def test_a_record_that_others_can_read(self):
        self.change_profile(scope='"webhook.incoming"')
        self.logged_in()
        os.chmod(self.path("extra"), 0o644)
        done = self.webhook()
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertTrue(done.stderr.startswith("discred-auth: profile 'reader': "), done.stderr)
        self.assertIn("is open to others (mode 0644)", done.stderr)

    def test_a_full_disk(self):
        self.change_profile(scope='"webhook.incoming"')
        self.logged_in()
        done = self.home.run("sh", "-c", "exec discred auth webhook reader >/dev/full")
        self.assertEqual((done.status, done.stderr),
                         (71, "discred-auth: profile 'reader': cannot write 'stdout': No space left on device\n"))


class Odd(tokenserver.TokenCase):
    def gets(self, webhook, status, stdout, stderr=""):
        self.server.script("token", tokenserver.tokens(webhook=webhook))
        self.assertEqual(self.login().status, 0)
        self.assertEqual(self.home.run("discred", "auth", "webhook", "reader", prints=True), (status, stdout, stderr))

    def test_each(self):
        url = "https://discord.com/api/webhooks/1/x"
        self.gets({"id": "1", "url": url}, 0, url + "\n")
        for webhook in ({"id": "1"}, {"url": 5}, {"url": ""}, {"url": "https://x\x1b[2J"}, {"url": "https://x\ny"},
                        {"url": "https://x/é"}, [], "https://x", None):
            self.gets(webhook, 66, "", NONE)


if __name__ == "__main__":
    unittest.main(verbosity=2)
