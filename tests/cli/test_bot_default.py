"""A profile with a bot token and no way to a user's: the bot's token is what it gives, without a stack."""

import json

import harness

TOKEN = "MTE5.bot.token"
CLIENT = 'client_id = "1190000000000000010";\n'
GIT = "protocol=https\nhost=discord.com\n\n"


class BotDefault(harness.Case):
    def setUp(self):
        super().setUp()
        self.home.plant(TOKEN)

    def profile(self, text, name="bot"):
        self.home.profile(name, CLIENT + text)

    def discred(self, *words, **more):
        return self.home.run("discred", *words, **more)

    def expect(self, status, out, err, *words, **more):
        done = self.discred(*words, prints=True, **more)
        self.assertEqual((done.status, done.stdout, done.stderr), (status, out, err))

    def test_is_printed_and_handed_to_a_program(self):
        self.profile('bot_token = "%s";\n' % TOKEN)
        self.expect(0, TOKEN + "\n", "", "token")
        self.expect(0, "Authorization: Bot %s\n" % TOKEN, "", "token", "-o", "header")
        self.expect(0, TOKEN + "\n", "", "run", "bot", "--", "printenv", "DISCORD_TOKEN")

    def test_a_written_stack_wins(self):
        self.profile('bot_token = "%s";\nstack = ( { control = "sufficient"; source = "cache"; } );\n' % TOKEN)
        self.expect(78, "", "discred-token: profile 'bot' only invites a bot: scope 'bot' without client_secret gives no "
                    "token; take 'stack' out of the profile, or ask source 'bot' in it, for the bot's token\n", "token")

    def test_a_secret_that_cannot_be_followed_is_set(self):
        self.profile('bot_token = "%s";\nclient_secret = { file = "/nowhere" };\n' % TOKEN)
        self.assertEqual(self.discred("token").status, 66)

    def test_of_both_the_users_and_by_type_the_bots(self):
        self.profile('bot_token = "%s";\nclient_secret = "s3cret-of-the-client";\nscope = "identify";\n' % TOKEN)
        self.assertEqual(self.discred("token").status, 66)
        self.expect(0, TOKEN + "\n", "", "token", "--type", "bot")
        self.profile('bot_token = "%s";\n' % TOKEN)
        self.expect(78, "", "discred-token: profile 'bot' has the bot's token, and no way to a user's; 'discred token bot' "
                    "prints the bot's; for a user's set client_secret\n", "token", "--type", "bearer")

    def test_show_says_which(self):
        self.profile('bot_token = { env = "A" };\n')
        stack = json.loads(self.discred("profile", "show", "--json").stdout)["keys"]["stack"]
        self.assertEqual((stack["origin"], stack["from"], [entry["source"] for entry in stack["value"]]),
                         ("derived", "bot_token, without client_secret", ["bot"]))
        self.profile("")
        stack = json.loads(self.discred("profile", "show", "--json").stdout)["keys"]["stack"]
        self.assertEqual((stack["origin"], [entry["source"] for entry in stack["value"]]),
                         ("default", ["cache", "refresh"]))

    def test_git_and_docker_get_it_from_a_written_stack_alone(self):
        for stack, git, docker in (("", "", 1), ('stack = ( { control = "required"; source = "bot"; } );\n', TOKEN, 0)):
            self.profile('bot_token = "%s";\n%s' % (TOKEN, stack))
            done = self.home.run("git-credential-discred", "get", input="capability[]=authtype\n" + GIT, prints=True)
            self.assertEqual((done.status, git in done.stdout, TOKEN in done.stdout), (0, True, bool(git)))
            done = self.home.run("docker-credential-discred", "get", input="https://discord.com", prints=True)
            self.assertEqual((done.status, TOKEN in done.stdout), (docker, not docker))
            done = self.home.run("docker-credential-discred", "list")
            self.assertEqual((done.status, len(json.loads(done.stdout)) > 0), (0, not docker))

    def test_status_and_login(self):
        self.profile('bot_token = "%s";\n' % TOKEN)
        done = self.discred("auth", "status", "bot")
        self.assertEqual((done.status, done.stdout.splitlines()[:2], done.stderr),
                         (0, ["bot", "  token     bot token, which needs no login"], ""))
        self.assertEqual(json.loads(self.discred("auth", "status", "--json", "bot").stdout)["token"]["state"], "bot")
        done = self.discred("auth", "login", "bot", "--no-browser")
        self.assertEqual((done.status, done.stderr),
                         (0, "discred-auth: open the address above in a browser\ndiscred-auth: this invites the bot; its "
                          "token needs no login: 'discred token bot'\n"))
        self.assertIn("/oauth2/authorize?client_id=1190000000000000010&scope=bot", done.stdout)


class Api(harness.Case):
    def test_the_bot_is_who_asks(self):
        with self.sandbox() as box:
            self.home.profile("bot", box.profile_text(client_secret=None, bot_token='"%s"' % harness.BOT_TOKEN))
            done = self.home.run("discred", "api", "bot", "/users/@me")
            self.assertEqual((done.status, json.loads(done.stdout)["bot"]), (0, True), done.stderr)


if __name__ == "__main__":
    harness.main()
