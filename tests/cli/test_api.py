"""discred api: which token goes where, what may be asked, and how the answer is handed on."""

import email
import email.policy
import http.server
import json
import os
import pty
import re
import subprocess
import threading

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


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.got.append((self.headers, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args):
        pass


class Forms(ApiCase):
    """Files, as a server reads them."""

    def setUp(self):
        super().setUp()
        self.server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
        self.server.got = []
        thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.home.profile("reader", self.box.profile_text(
            api_base='"http://127.0.0.1:%d/api"' % self.server.server_port, bot_token=BOT))

    def parts(self, *words, **more):
        done = self.api(*words, "/channels/1/messages", **more)
        self.assertEqual((done.status, done.stdout, done.stderr), (0, "{}", ""))
        (headers, body), = self.server.got
        self.assertTrue(headers["Content-Type"].startswith("multipart/form-data; boundary="))
        text = b"Content-Type: " + headers["Content-Type"].encode() + b"\r\n\r\n" + body
        message = email.message_from_bytes(text, policy=email.policy.HTTP)
        return [(part.get_param("name", header="content-disposition"), part.get_filename(), part.get_content_type(),
                 part.get_payload(decode=True)) for part in message.iter_parts()]

    def test_a_file_and_its_message(self):
        content = bytes(range(256)) * 1000
        path = os.path.join(self.home.path, "a cat.png")
        with open(path, "wb") as file:
            file.write(content)
        self.assertEqual(self.parts("-F", "files[0]=@" + path, "-f", "content=look", "-F", "kind=x=y"), [
            ("files[0]", "a cat.png", "image/png", content),
            ("kind", None, "text/plain", b"x=y"),
            ("payload_json", None, "application/json", b'{"content":"look"}')])

    def test_stdin(self):
        (name, filename, _, content), = self.parts("-F", "files[0]=@-", input="from stdin")
        self.assertEqual((name, filename, content), ("files[0]", "stdin", b"from stdin"))

    def test_what_cannot_be_sent(self):
        for words, status, text in (
                (("-F", "x"), 64, "option '--form' takes NAME=@FILE or NAME=VALUE; see --help"),
                (("-F", "=@x"), 64, "option '--form' takes NAME=@FILE or NAME=VALUE; see --help"),
                (("-F", "x=@/nowhere"), 66, "option '--form': '/nowhere' does not exist"),
                (("-F", "x=y", "--input", "z"), 64, "options '--input' and '--form' exclude each other; see --help")):
            self.fails(status, text, *words, "/channels/1/messages")
        self.assertEqual(self.server.got, [])

    def test_a_trace_shows_no_content(self):
        path = self.home.write("secret.txt", "planted-content-0123456789")
        self.home.plant("planted-content-0123456789")
        done = self.api("--trace", "-F", "file=@" + path, "/channels/1/messages")
        self.assertIn("> Content-Type: multipart/form-data\n> file (file): [26 bytes]\n", done.stderr)


class Filters(ApiCase):
    def test_what_jq_prints(self):
        for text, result in ((".name", "general\n"), (".position, .nsfw, .topic", "0\nfalse\nWhere everybody says hello\n"),
                             ("{id, name}", '{"id":"%s","name":"general"}\n' % harness.CHANNEL_ID), ("empty", "")):
            self.assertEqual(self.api("--jq", text, "/channels/{channel_id}"), (0, result, ""))

    def test_a_filter_that_is_none_costs_no_request(self):
        done = self.api("--jq", ".name[", "/channels/{channel_id}")
        self.assertEqual((done.status, done.stdout), (64, ""))
        # jq 1.6 and 1.7 have words of their own for the end.
        self.assertRegex(done.stderr, r"\Adiscred-api: option '--jq': syntax error, unexpected (\$end|end of file) "
                         r"\(Unix shell quoting issues\?\) at <top-level>, line 1; see jq\(1\)\n\Z")
        self.fails(64, "option '--jq': module not found: a; see jq(1)", "--jq", 'import "a" as a; .', "/channels/{channel_id}")
        self.assertEqual(self.requests(), 0)

    def test_a_filter_that_fails(self):
        self.fails(64, "option '--jq': Cannot index string with string \"x\"; see jq(1)", "--jq", ".id, .name.x",
                   "/channels/{channel_id}", stdout=harness.CHANNEL_ID + "\n")
        self.fails(64, "option '--jq': the filter halted; see --help", "--jq", "halt", "/channels/{channel_id}")

    def test_an_answer_without_success_is_not_filtered(self):
        done = self.api("--jq", ".name", "/channels/1")
        self.assertEqual((done.status, json.loads(done.stdout)["code"]), (66, 10003))

    def test_with_other_options(self):
        self.fails(64, "options '--jq' and '--include' exclude each other; see --help", "--jq", ".", "-i", "/x")
        self.fails(64, "options '--ndjson' and '--include' exclude each other; see --help", "--ndjson", "-i", "/x")


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
                ("redirect", 75, "'%s' answered 307; redirects are not followed: check the URLs in the profile, and any proxy in between" % host)):
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

    def test_a_failure_on_the_way_says_where_to_go_on(self):
        self.box.fault("messages:2=403")
        done = self.api("--paginate", self.LOG)
        first = json.loads(done.stdout)
        self.assertEqual((done.status, done.stderr), (
            77, "discred-api: after 100 items: '%s' answered 403: Forbidden; 'discred auth check reader' says what is "
                "granted; go on with '--before %s'\n" % (self.host(), first[-1]["id"])))
        self.assertEqual(self.numbers(first), list(range(250, 150, -1)))
        rest = self.got("--paginate", "--before", first[-1]["id"], self.LOG)
        self.assertEqual((len(rest), self.numbers(rest)[:100]), (150, list(range(150, 50, -1))))

    def test_between_two_ids_or_times(self):
        log = self.got("--paginate", self.LOG)
        by_number = dict(zip(self.numbers(log), log))
        ids = ["--after", by_number[10]["id"], "--before", by_number[120]["id"]]
        self.assertEqual(self.numbers(self.got("--paginate", *ids, self.LOG)), list(range(119, 10, -1)))
        times = ["--after", by_number[10]["timestamp"], "--before", by_number[120]["timestamp"]]
        self.assertEqual(self.numbers(self.got("--paginate", *times, self.LOG)), list(range(119, 9, -1)))
        self.assertEqual(self.numbers(self.got("--before", by_number[60]["id"], self.LOG + "?limit=3")), [59, 58, 57])
        self.assertEqual(self.got("--paginate", "--before", "2014-12-31", self.LOG), [])
        self.logged_in()
        guilds = [guild["id"] for guild in self.got("--paginate", "/users/@me/guilds")]
        self.assertEqual([guild["id"] for guild in self.got("--paginate", "--after", guilds[9], "--before", guilds[300],
                                                           "/users/@me/guilds")], guilds[10:300])

    def test_ndjson(self):
        lines = self.api("--paginate", "--ndjson", "--limit", "101", self.LOG).stdout.splitlines()
        self.assertEqual(self.numbers([json.loads(line) for line in lines]), list(range(250, 149, -1)))
        self.assertEqual(self.api("--paginate", "--ndjson", "--limit", "101", "--jq", ".content", self.LOG).stdout,
                         "".join("Message %d in log\n" % number for number in range(250, 149, -1)))
        self.assertEqual(len(self.api("--ndjson", self.LOG + "?limit=7").stdout.splitlines()), 7)
        self.assertEqual(json.loads(self.api("--ndjson", "/channels/{channel_id}").stdout)["name"], "general")

    def test_a_filter_sees_each_page(self):
        self.assertEqual(self.api("--paginate", "--jq", "length", self.LOG).stdout, "100\n100\n50\n")

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
            75, "discred-api: after 100 items: '%s' answered 429: You are being rate limited; try again in 600 s; go on with "
                "'--before %s'\n" % (self.host(), json.loads(done.stdout)[-1]["id"])))
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
