"""discred api: which token goes where, what may be asked, and how the answer is handed on."""

import json
import os
import pty
import re
import subprocess

import harness
from authcase import AuthCase

BOT = '"%s"' % harness.BOT_TOKEN
DENIED = '{"message":"401: Unauthorized","code":0}'


class ApiCase(AuthCase):
    SETTINGS = {"scope": '"identify guilds bot"', "bot_token": BOT, "permissions": '"1117184"',
                "channel_id": '"%s"' % harness.CHANNEL_ID}

    def api(self, *words, profile="reader", **more):
        return self.home.run("discred", "api", *words[:-1], *([profile] if profile else []), words[-1], **more)

    def logged_in(self):
        """The bot gets what the profile asks for, in the first server."""
        done = self.login(DISCRED_BROWSER=self.home.browser(guild=harness.GUILD_ID))
        self.assertEqual(done.status, 0, done.stderr)

    def got(self, *words, **more):
        done = self.api(*words, **more)
        self.assertEqual((done.status, done.stderr), (0, ""))
        return json.loads(done.stdout) if done.stdout else None

    def fails(self, status, stderr, *words, stdout="", **more):
        self.assertEqual(self.api(*words, **more), (status, stdout, "discred-api: %s\n" % stderr))

    def requests(self):
        return sum(self.box.requests()["requests"].values())

    def host(self):
        return "127.0.0.1:%d" % self.box.port

    @staticmethod
    def drain(master):
        """What a terminal was sent, up to the end of the last program that has it open."""
        seen = b""
        try:
            while chunk := os.read(master, 65536):
                seen += chunk
        except OSError:
            pass
        os.close(master)
        return seen

    def terminal(self, *words, **more):
        """(status, what a terminal was sent)"""
        master, slave = pty.openpty()
        process = subprocess.Popen([harness.program("discred"), "api", *words], env=self.home.env(**more),
                                   stdin=subprocess.DEVNULL, stdout=slave, stderr=subprocess.PIPE)
        os.close(slave)
        seen = self.drain(master)
        stderr = process.stderr.read().decode()
        process.stderr.close()
        process.wait(60)
        self.home.note("terminal", seen.decode() + stderr)
        return process.returncode, seen.decode().replace("\r\n", "\n")


class Tokens(ApiCase):
    def test_the_users_routes_get_the_users_token(self):
        self.logged_in()
        self.assertEqual(self.got("/users/@me")["id"], harness.USER_ID)
        self.assertEqual(self.got("/oauth2/@me")["application"]["id"], harness.CLIENT_ID)
        self.assertEqual([guild["owner"] for guild in self.got("/users/@me/guilds")], [True, True])

    def test_other_routes_get_the_bots(self):
        self.assertEqual(self.got("/channels/{channel_id}")["name"], "general")
        self.assertEqual(len(self.got("/channels/{channel_id}/messages")), 12)
        self.assertEqual(self.got("/guilds/%s" % harness.GUILD_ID)["name"], "Sandbox Server")
        self.assertEqual(self.box.count("token"), 0)

    def test_the_stack_renews(self):
        self.logged_in()
        self.expire()
        self.assertEqual(self.got("/users/@me")["id"], harness.USER_ID)
        self.assertEqual(self.refresh_requests(), 1)
        self.home.plant_tokens()

    def test_the_type_can_be_demanded(self):
        self.logged_in()
        self.assertTrue(self.got("--type", "bot", "/users/@me")["bot"])
        self.fails(77, "'%s' answered 401: Unauthorized; the token is good: this route is not for a user's token, "
                   "try '--type bot'" % self.host(), "--type", "Bearer", "/channels/{channel_id}", stdout=DENIED)
        self.fails(77, "'%s' answered 401: Unauthorized; leave '--type none' out" % self.host(), "--type=none",
                   "/users/@me", stdout=DENIED)
        self.fails(64, "no type 'user'; use one of bearer, bot, none", "--type", "user", "/users/@me")

    def test_a_bot_has_no_user(self):
        self.home.profile("bot", self.box.profile_text(scope='"bot"', client_secret=None, bot_token=BOT))
        self.assertTrue(self.got("/users/@me", profile="bot")["bot"])

    def test_a_stack_of_bots(self):
        """Its token goes wherever one is wanted; a user's token it has none."""
        stack = '( { control = "required"; source = "env"; variable = "A_BOT"; type = "Bot"; } )'
        self.home.profile("reader", self.box.profile_text(stack=stack))
        for path in ("/users/@me", "/channels/%s" % harness.CHANNEL_ID):
            self.assertIn("id", self.got(path, A_BOT=harness.BOT_TOKEN))
        done = self.api("--type", "bearer", "/users/@me", A_BOT=harness.BOT_TOKEN)
        self.assertEqual((done.status, done.stdout), (66, ""))
        self.fails(78, "profile 'reader' has no bot_token, and Discord serves this route to bots alone; "
                   "set bot_token in the profile", "/channels/1")

    def test_without_a_login(self):
        self.fails(66, "profile 'reader': no token (cache: no token is stored, refresh: no grant is stored); "
                   "run 'discred auth login reader'", "/users/@me")
        self.assertEqual(self.requests(), 0)

    def test_without_a_bot_token(self):
        self.home.profile("reader", self.box.profile_text())
        self.fails(78, "profile 'reader' has no bot_token, and Discord serves this route to bots alone; "
                   "set bot_token in the profile", "/channels/1")
        self.assertEqual(self.requests(), 0)

    def test_a_bot_token_that_cannot_be_had(self):
        self.home.profile("reader", self.box.profile_text(bot_token='{ env = "NOT_THERE" }'))
        self.fails(78, "profile 'reader': bot_token: the environment variable 'NOT_THERE' is not set", "/channels/1")

    def test_a_refused_token_is_sent_once(self):
        self.home.profile("reader", self.box.profile_text(bot_token='"wrong"'))
        self.fails(77, "'%s' answered 401: Unauthorized; fix bot_token in profile 'reader'" % self.host(), "/channels/1",
                   stdout=DENIED)
        self.assertEqual(self.box.count("channel"), 1)

    def test_code_40001_is_a_refused_token(self):
        self.box.fault("channel:*=unauthorized")
        self.fails(77, "'%s' answered 400: Unauthorized (code 40001); fix bot_token in profile 'reader'" % self.host(),
                   "/channels/1", stdout='{"message":"Unauthorized","code":40001}')
        self.assertEqual(self.box.count("channel"), 1)


class Paths(ApiCase):
    """All of it is refused before a token is fetched: nobody is logged in here."""

    def refused(self, stderr, *words, status=64, **more):
        self.fails(status, stderr, *words, **more)
        self.assertEqual(self.requests(), 0)

    def test_where_a_path_may_lead(self):
        elsewhere = ("PATH must begin with '/', or be a URL below '%s'; a token is sent nowhere else" % self.box.api)
        for path in ("https://discord.com/api/v10/users/@me", self.box.api + "@evil.example/x", self.box.url + "/sandbox",
                     self.box.api + "0/x", "users/@me", ""):
            self.refused(elsewhere, path)
        for path in ("/../../sandbox/requests", "/channels/%2e%2E/x", self.box.api + "/../x"):
            self.refused("PATH holds '.' or '..' as a segment; see --help", path)
        self.refused("PATH holds a control byte; see --help", "/users/@me\r\nX: y")
        self.refused("PATH holds a ' '; write it as %20", "/users/@me x")

    def test_a_url_below_api_base(self):
        self.assertEqual(self.got(self.box.api + "/channels/{channel_id}")["name"], "general")

    def test_placeholders(self):
        self.refused("profile 'reader' has no guild_id; set it in the profile, or write the id into PATH",
                     "/guilds/{guild_id}", status=78)
        self.refused("PATH holds '{user_id}', which is no placeholder; there are {channel_id}, {guild_id} and "
                     "{client_id}", "/users/{user_id}")

    def test_headers(self):
        cannot = "header '%s' cannot be given; %s"
        for name in ("Authorization", "AUTHORIZATION", "authorization"):
            self.home.plant("planted-in-a-header")
            done = self.api("-H", name + ": Bot planted-in-a-header", "/channels/1")
            self.assertEqual(done, (64, "", "discred-api: header 'Authorization' cannot be given; it is sent by itself; "
                                            "--type chooses which\n"))
        self.refused(cannot % ("User-Agent", "set bot_url, bot_version and bot_name in the profile"), "-H",
                     "user-agent:x", "/channels/1")
        for name in ("Host", "Cookie", "Content-Length", "Transfer-Encoding", "Expect", "Connection"):
            self.assertEqual(self.api("-H", name + ": x", "/channels/1").status, 64, name)
        for value in ("x\r\nAuthorization: Bot y", "x\n", "x\x1b"):
            self.refused("header 'X-A' holds a control byte; see --help", "-H", "X-A: " + value, "/channels/1")
        for text in ("", "X-A", ": x", "X A: x", "X-A\n: x"):
            self.refused("option '--header' takes NAME:VALUE; for example 'X-Audit-Log-Reason: spring cleaning'", "-H",
                         text, "/channels/1")
        self.refused("header 'X-A' has no value; see --help", "-H", "X-A:", "/channels/1")
        self.refused("header 'Content-Type' goes with '--input' only; see --help", "-H", "Content-Type: text/plain", "/channels/1")

    def test_words(self):
        for words, text in (
                ((), "PATH is missing; see --help"),
                (("reader", "get", "/x"), "no method 'get'; use one of GET, POST, PUT, PATCH, DELETE"),
                (("a", "GET", "/x", "y"), "unexpected argument 'y'; see --help"),
                (("-f", "x", "/x"), "option '--field' takes KEY=VALUE; for other JSON than strings use --input"),
                (("-f", "=x", "/x"), "option '--field' takes KEY=VALUE; for other JSON than strings use --input"),
                (("-f", "a=1", "-f", "a=2", "/x"), "field 'a' is there twice; see --help"),
                (("-f", "a=1", "--input", "-", "/x"), "options '--input' and '--field' exclude each other; see --help"),
                (("--input", "-", "GET", "/x"), "option '--input': a GET has no body; see --help"),
                (("--paginate", "POST", "/x"), "option '--paginate' goes with GET only; see --help"),
                (("--paginate", "-i", "/x"), "options '--paginate' and '--include' exclude each other; see --help"),
                (("--limit", "5", "/x"), "option '--limit' goes with '--paginate' only; one page takes its length in PATH: "
                                         "'?limit=N'"),
                (("--limit", "0", "--paginate", "/x"), "option '--limit': '0' is not a number from 1 to 1000000000; "
                                                       "see --help")):
            done = self.home.run("discred", "api", *words)
            self.assertEqual(done, (64, "", "discred-api: %s\n" % text))
        self.refused("this path has no pages that --paginate knows; it knows /channels/ID/messages and /users/@me/guilds",
                     "--paginate", "/users/@me")
        self.assertEqual(self.home.run("discred", "api", "--help").status, 0)

    def test_input_that_is_not_there(self):
        done = self.api("--input", "/nowhere/at/all", "POST", "/channels/1/messages", profile=None)
        self.assertEqual((done.status, done.stdout), (66, ""))
        self.assertIn("option '--input': ", done.stderr)


class Bodies(ApiCase):
    def setUp(self):
        super().setUp()
        self.logged_in()

    def last(self):
        return self.got("/channels/{channel_id}/messages?limit=1")[0]["content"]

    def test_fields_are_a_json_object(self):
        self.assertEqual(self.got("-f", "content=a=b \"q\" \u00e9", "/channels/{channel_id}/messages")["content"],
                         "a=b \"q\" \u00e9")
        self.assertEqual(self.last(), "a=b \"q\" \u00e9")

    def test_fields_of_a_get_are_its_query(self):
        path = "/channels/{channel_id}/messages"
        done = self.home.run("discred", "api", "reader", "GET", path, "-f", "limit=2")
        self.assertEqual(len(json.loads(done.stdout)), 2)
        done = self.home.run("discred", "api", "reader", "GET", path + "?limit=3", "-f", "before=1&x")
        self.assertEqual((done.status, json.loads(done.stdout)["errors"]["before"]["_errors"][0]["code"]),
                         (64, "NUMBER_TYPE_COERCE"))

    def test_input(self):
        body = json.dumps({"content": "from a file"})
        path = self.home.write("body.json", body)
        self.got("--input", path, "/channels/{channel_id}/messages")
        self.assertEqual(self.last(), "from a file")
        self.got("--input", "-", "/channels/{channel_id}/messages", input=json.dumps({"content": "from stdin"}))
        self.assertEqual(self.last(), "from stdin")
        done = self.api("--input", "-", "-H", "Content-Type: text/plain", "/channels/{channel_id}/messages", input=body)
        self.assertEqual((done.status, json.loads(done.stdout)["code"]), (64, 50109))

    def test_a_post_is_made_once(self):
        for kind, status in (("503", 75), ("cut", 75), ("html", 75)):
            before = self.box.count("post")
            self.box.fault("post:+1=" + kind)
            done = self.api("-f", "content=once", "/channels/{channel_id}/messages")
            self.assertEqual(done.status, status, kind)
            self.assertIn("may have been carried out", done.stderr)
            self.assertEqual(self.box.count("post"), before + 1, kind)

    def test_a_post_waits_for_its_limit(self):
        self.box.fault("post:+1=429:0.2")
        self.got("-f", "content=late", "/channels/{channel_id}/messages")
        self.assertEqual(self.box.count("post"), 2)
        self.assertEqual(self.last(), "late")

    def test_other_methods(self):
        for method in ("PUT", "PATCH", "DELETE"):
            done = self.home.run("discred", "api", "reader", method, "/users/@me")
            self.assertEqual(done, (64, '{"message":"405: Method Not Allowed","code":0}',
                                    "discred-api: '%s' answered 405: Method Not Allowed; the answer on stdout says what is "
                                    "wrong with the request\n" % self.host()))


class Answers(ApiCase):
    def test_what_comes_is_handed_on(self):
        url = self.box.api + "/channels/" + harness.CHANNEL_ID
        direct = harness.http("GET", url, headers={"Authorization": "Bot " + harness.BOT_TOKEN})
        self.assertEqual(self.api("/channels/{channel_id}").stdout, direct.text())

    def test_by_class(self):
        host = self.host()
        for fault, status, stderr in (
                ("404", 66, "'%s' answered 404: Not Found" % host),
                ("403", 77, "'%s' answered 403: Forbidden; 'discred auth check reader' says what is granted" % host),
                ("400", 64, "'%s' answered 400: Bad Request; the answer on stdout says what is wrong with the request" % host),
                ("redirect", 78, "'%s' answered 307; check the URLs in the profile: redirects are not followed" % host)):
            self.box.fault("channel:+1=" + fault)
            done = self.api("/channels/{channel_id}")
            self.assertEqual((done.status, done.stderr), (status, "discred-api: %s\n" % stderr))
            self.assertEqual(done.stdout != "", fault != "redirect")
        self.assertEqual(self.box.count("trap"), 0)

    def test_what_is_no_json_is_handed_on(self):
        self.box.fault("channel:+1=html")
        done = self.api("/channels/{channel_id}")
        self.assertEqual(done.status, 0, "a GET is tried again")
        self.box.fault("channel:+*=html")
        done = self.api("/channels/{channel_id}")
        self.assertEqual((done.status, done.stdout[:15]), (75, "<!DOCTYPE html>"))
        self.assertEqual(done.stderr.count("\n"), 1)

    def test_a_larger_answer_than_a_tokens(self):
        self.box.fault("channel:*=huge")
        done = self.api("/channels/{channel_id}")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertGreater(len(done.stdout), 1024 * 1024)

    def test_include(self):
        done = self.api("-i", "/channels/{channel_id}")
        head, body = done.stdout.split("\n\n")
        self.assertEqual(head.split("\n")[0], "HTTP/1.1 200")
        self.assertIn("X-RateLimit-Bucket: sandbox-channel", head.split("\n"))
        self.assertEqual(json.loads(body)["id"], harness.CHANNEL_ID)

    def test_nobody_listens(self):
        self.box.stop()
        done = self.api("/channels/{channel_id}")
        self.assertEqual((done.status, done.stdout), (75, ""))

    def test_the_user_agent(self):
        self.got("/channels/{channel_id}")
        self.assertRegex(self.box.requests()["user_agent"], r"\ADiscordBot \(http.*, 1\.0\)\Z")


class Terminal(ApiCase):
    def test_it_is_laid_out(self):
        status, seen = self.terminal("reader", "/channels/{channel_id}")
        self.assertEqual(status, 0)
        self.assertEqual(seen, json.dumps(json.loads(seen), indent=2) + "\n")

    def test_messages_cannot_steer_it(self):
        self.logged_in()
        content = "\u001b[31mred\u001b[0m \u009b31m \u007f \u202eesrever \u00e9\u20ac"
        self.got("-f", "content=x", "/channels/{channel_id}/messages")
        body = json.dumps({"content": content}, ensure_ascii=False)
        self.got("--input", "-", "/channels/{channel_id}/messages", input=body)
        for words in (("reader", "/channels/{channel_id}/messages?limit=2"),
                      ("reader", "--paginate", "--limit", "2", "/channels/{channel_id}/messages")):
            status, seen = self.terminal(*words)
            self.assertEqual(status, 0)
            self.assertEqual(json.loads(seen)[0]["content"], content)
            self.assertFalse(re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", seen), repr(seen))
            self.assertIn("\u00e9\u20ac", seen)
        self.assertIn("\u009b", self.api("/channels/{channel_id}/messages?limit=1").stdout)

    def test_garbage_cannot_steer_it(self):
        self.box.fault("channel:*=garbage")
        master, slave = pty.openpty()
        process = subprocess.Popen([harness.program("discred"), "api", "reader", "/channels/{channel_id}"],
                                   env=self.home.env(), stdin=subprocess.DEVNULL, stdout=slave)
        os.close(slave)
        seen = self.drain(master)
        self.assertEqual(process.wait(60), 0)
        self.assertFalse(re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", seen), seen)

    def test_the_head_too(self):
        status, seen = self.terminal("reader", "-i", "/channels/{channel_id}")
        self.assertEqual((status, seen.split("\n")[0]), (0, "HTTP/1.1 200"))


class Pages(ApiCase):
    OPTIONS = ("--guilds", "450")
    LOG = "/channels/%s/messages" % harness.LOG_CHANNEL_ID

    def numbers(self, messages):
        return [int(message["content"].split()[1]) if message["content"].startswith("Message ") else 0
                for message in messages]

    def test_messages_from_newest_to_oldest(self):
        messages = self.got("--paginate", self.LOG)
        self.assertEqual(self.numbers(messages)[:244], list(range(250, 6, -1)))
        self.assertEqual((len(messages), self.box.count("messages")), (250, 3))

    def test_limit(self):
        self.assertEqual(self.numbers(self.got("--paginate", "--limit", "101", self.LOG)), list(range(250, 149, -1)))
        self.assertEqual(self.box.count("messages"), 2)
        self.assertEqual(len(self.got("--paginate", "--limit", "1", self.LOG)), 1)

    def test_from_somewhere_on(self):
        start = self.got("--paginate", "--limit", "150", self.LOG)[-1]["id"]
        self.assertEqual(self.numbers(self.got("--paginate", "--limit", "2", self.LOG + "?before=" + start)), [100, 99])

    def test_guilds(self):
        self.logged_in()
        guilds = [int(guild["id"]) for guild in self.got("--paginate", "/users/@me/guilds")]
        self.assertEqual((len(guilds), guilds, self.box.count("guilds")), (450, sorted(set(guilds)), 3))

    def test_an_empty_list(self):
        self.logged_in()
        done = self.api("--paginate", "/users/@me/guilds?after=18446744073709551615")
        self.assertEqual(done, (0, "[]\n", ""))

    def test_one_item_a_line(self):
        lines = self.api("--paginate", "--limit", "3", self.LOG).stdout.split("\n")
        self.assertEqual((len(lines), lines[0][:2], lines[2][-2:], lines[3]), (4, "[{", "}]", ""))

    def test_a_failure_on_the_way_leaves_the_list_open(self):
        self.box.fault("messages:2=403")
        done = self.api("--paginate", self.LOG)
        self.assertEqual((done.status, done.stderr), (
            77, "discred-api: after 100 items: '%s' answered 403: Forbidden; 'discred auth check reader' says what is "
                "granted\n" % self.host()))
        self.assertEqual(len(json.loads(done.stdout + "]")), 100)

    def test_a_failure_at_once_is_handed_on(self):
        self.box.fault("messages:1=403")
        done = self.api("--paginate", self.LOG)
        self.assertEqual((done.status, done.stdout), (77, '{"message":"403: Forbidden","code":0}'))

    def test_what_is_no_list(self):
        self.box.fault("messages:1=garbage")
        self.fails(75, "the answer is not a list; nothing was lost, try again later", "--paginate", self.LOG)

    def test_429_is_waited_for(self):
        self.box.fault("messages:2=429:0.3", "messages:4=429-global:0.3")
        self.assertEqual(len(self.got("--paginate", self.LOG)), 250)
        self.assertEqual(self.box.count("messages"), 5)

    def test_a_long_429_is_not(self):
        self.box.fault("messages:2=429:600")
        done = self.api("--paginate", self.LOG)
        self.assertEqual((done.status, done.stderr), (
            75, "discred-api: after 100 items: '%s' answered 429: You are being rate limited; try again in 600 s\n"
                % self.host()))
        self.assertEqual(self.box.count("messages"), 2)


class Buckets(ApiCase):
    OPTIONS = ("--rate-limit", "1/1")

    def test_a_used_up_bucket_is_not_asked(self):
        messages = self.got("--paginate", Pages.LOG)
        self.assertEqual((len(messages), self.box.count("messages")), (250, 3))


class Progress(ApiCase):
    def test_only_on_a_terminal(self):
        master, slave = pty.openpty()
        process = subprocess.Popen([harness.program("discred"), "api", "reader", "--paginate", Pages.LOG],
                                   env=self.home.env(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=slave)
        os.close(slave)
        stdout = process.communicate(timeout=60)[0].decode()
        seen = self.drain(master).decode()
        self.assertEqual((process.returncode, len(json.loads(stdout))), (0, 250))
        self.assertEqual(seen, "\r\x1b[K0 items\r\x1b[K100 items\r\x1b[K200 items\r\x1b[K")


if __name__ == "__main__":
    harness.main()
