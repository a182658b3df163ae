"""discred perms channel PROFILE: the objects are fetched with the profile's bot token."""

import unittest

import authcase
import harness

QUIET_CHANNEL_ID = "1190000000000000104"
BOT_ID = "1190000000000000011"


class Fetch(authcase.AuthCase):
    SETTINGS = {"scope": '"identify"', "bot_token": '"%s"' % harness.BOT_TOKEN, "channel_id": '"%s"' % QUIET_CHANNEL_ID}

    def channel(self, *args):
        return self.home.run("discred", "perms", "channel", *args)

    def test_the_bots_own(self):
        done = self.channel("reader", "--needs", "VIEW_CHANNEL READ_MESSAGE_HISTORY")
        self.assertEqual((done.status, done.stderr), (1, ""))
        self.assertTrue(done.stdout.startswith("member %s in channel %s 'quiet' of guild %s 'Sandbox Server'\n"
                                               % (BOT_ID, QUIET_CHANNEL_ID, harness.GUILD_ID)), done.stdout)
        self.assertTrue(done.stdout.endswith("READ_MESSAGE_HISTORY                  denied by the overwrite of @everyone\n"),
                        done.stdout)

    def test_the_only_profile_is_meant(self):
        self.assertEqual(self.channel("--needs", "VIEW_CHANNEL").status, 0)

    def test_another_member(self):
        done = self.channel("--user", harness.USER_ID, "--needs", "ADMINISTRATOR", "reader")
        self.assertEqual((done.status, done.stderr), (0, ""), "the sandbox's user owns its servers")
        self.assertTrue(done.stdout.startswith("member %s in channel " % harness.USER_ID), done.stdout)
        done = self.channel("-u", "1190000000000000999", "reader")
        self.assertEqual((done.status, done.stdout), (66, ""))
        self.assertEqual(done.stderr, "discred-perms: profile 'reader': member 1190000000000000999: '127.0.0.1:%d' answered 404: "
                         "Unknown Member (code 10007)\n" % self.box.port)

    def test_what_the_profile_lacks(self):
        self.change_profile(channel_id=None)
        self.assertEqual(self.channel("reader"), (
            78, "", "discred-perms: profile 'reader' names no channel_id; set channel_id, or give the objects with --guild, "
            "--member and --channel\n"))
        self.change_profile(bot_token=None)
        self.assertEqual(self.channel("reader"), (
            78, "", "discred-perms: profile 'reader': no bot_token is set, and Discord serves channels to bots alone; "
            "set bot_token, or give the objects with --guild, --member and --channel\n"))

    def test_what_discord_refuses(self):
        self.box.fault("channel:*=403")
        done = self.channel("reader")
        self.assertEqual((done.status, done.stdout), (77, ""))
        self.assertTrue(done.stderr.startswith("discred-perms: profile 'reader': channel %s: '127.0.0.1:%d' answered 403"
                                               % (QUIET_CHANNEL_ID, self.box.port)), done.stderr)
        self.assertTrue(done.stderr.endswith("; add the bot to the server, and give it VIEW_CHANNEL there\n"), done.stderr)
        self.box.clear_faults()
        self.box.fault("channel:+1=401")
        done = self.channel("reader")
        self.assertEqual(done.status, 77)
        self.assertNotIn("VIEW_CHANNEL", done.stderr)

    def test_either_a_profile_or_files(self):
        path = self.home.write("guild.json", "{}")
        self.assertEqual(self.channel("reader", "--guild", path), (
            64, "", "discred-perms: a profile goes without files: its objects are fetched; see --help\n"))
        self.assertEqual(self.channel("--user", "1", "--guild", path), (
            64, "", "discred-perms: option '--user' goes with a profile; of files it is '--member'; see --help\n"))
        self.assertEqual(self.channel("--user", "ada", "reader"), (
            64, "", "discred-perms: option '--user': 'ada' is no id of a user; see --help\n"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
