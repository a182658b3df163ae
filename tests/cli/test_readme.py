"""The README and docs/ show what the programs do: the dialogue at a terminal, examples against the sandbox, every command."""

import json
import os
import re
import shlex
import socket
import unittest

import authcase
import harness
import manual
import terminal

GUIDES = manual.guides()
README = "\n".join(GUIDES.values())
# The addresses that the guides show.
URL = "http://127.0.0.1:8377"
REDIRECT = "http://127.0.0.1:23472/callback"
CONFIG = "/home/ada/.config/"
# Of the sandbox: its history is denied to the bot.
QUIET_CHANNEL_ID = "1190000000000000104"


def blocks(language):
    return re.findall(r"^```%s\n(.*?)^```$" % language, README, re.DOTALL | re.MULTILINE)


def examples():
    """{command: output} of the console blocks."""
    found = {}
    for block in blocks("console"):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = example.partition("\n")
            found[command] = output
    return found


def settled(text):
    """Without what is another at each run."""
    text = re.sub(r"(?m)^[\w-]{40}$", "TOKEN", text)
    text = re.sub(r"\b(state|code_challenge)=[\w-]{43}", r"\1=RANDOM", text)
    text = re.sub(r"(Content-Length:) \d+", r"\1 N", text)
    text = re.sub(r"(< Date:) .*", r"\1 NOW", text)
    return re.sub(r"in \d+ ms", "in N ms", text)


class Dialogue(harness.Case):
    """From `discred profile new` to `discred token`."""

    # A question, and what was answered to it.
    QUESTION = re.compile(r"^([A-Z][A-Za-z ]*(?: \[[^\]\n]*\])?):(?: (.*))?$", re.MULTILINE)

    @staticmethod
    def here(command, box, redirect):
        """With this sandbox, and a port for the answer that is free here."""
        return command.replace(URL, box.url).replace("profile new", "profile new --redirect-uri " + redirect)

    def at_a_terminal(self, commands, box, block, redirect):
        """What the screen shows when the block's commands are run one after the other, with its answers."""
        script = ": >\"$0\"; trap : INT QUIT; stty -g; echo BEGIN\n" + "".join(
            "echo %s\n%s\n" % (shlex.quote("$ " + command), self.here(command, box, redirect)) for command in commands)
        screen = terminal.Terminal(self.home, shell=script + 'status=$?; echo END; echo "status $status"; stty -g',
                                   DISCRED_BROWSER=self.home.browser())
        self.addCleanup(screen.stop)
        seen = 0
        for question, answer in self.QUESTION.findall(block):
            screen.wait_for(r"(?s)\A.{%d}.*?\n%s: \Z" % (seen, re.escape(question)))
            seen = len(screen.text())
            if question == "Client secret":
                answer = harness.CLIENT_SECRET
            screen.type(answer + "\n")
        self.assertEqual(screen.finish(), 0, screen.text())
        # A line that was written over is what it was at last.
        text = re.sub(r"[^\n]*\r", "", screen.text())
        return text.partition("BEGIN\n")[2].partition("END\n")[0]

    def test_to_a_token(self):
        block = next(block for block in blocks("console") if block.startswith("$ discred profile new"))
        commands = re.findall(r"(?m)^\$ (.*)$", block)
        self.assertEqual(commands[-1], "discred token reader")
        redirect = harness.redirect_uri()
        box = self.sandbox("--redirect-uri", redirect)
        shown = self.at_a_terminal(commands, box, block, redirect)
        encoded = [text.replace(":", "%3A").replace("/", "%2F") for text in (redirect, REDIRECT)]
        for here, there in ((": %s\n" % redirect, ":\n"), (redirect, REDIRECT), encoded, (box.url, URL),
                            (self.home.config + "/", CONFIG), (": \n", ":\n")):
            shown = shown.replace(here, there)
        # The default address needs no line in the file.
        shown = re.sub(r"(?m)^  # where the browser.*\n(  #.*\n)*  redirect_uri = .*\n\n", "", shown)
        self.assertEqual(settled(shown), settled(block))


class Examples(authcase.AuthCase):
    """What the guides show of the sandbox's profile 'try'."""

    def setUp(self):
        super().setUp()
        self.shown = examples()
        self.change_profile("try", scope='"identify bot"', permissions='"1115136"',
                            bot_token='"%s"' % harness.BOT_TOKEN, channel_id='"%s"' % harness.CHANNEL_ID)
        self.assertEqual(self.login("try").status, 0)

    def here(self, text):
        """A guide's text, with the address of this sandbox."""
        return text.replace(URL[7:], self.box.url[7:])

    def test_api(self):
        command = "discred api try '/channels/{channel_id}'"
        shown = json.loads(self.home.run(*shlex.split(command)).stdout)
        self.assertEqual(dict(shown, last_message_id="X"), dict(json.loads(self.shown[command]), last_message_id="X"))

    def test_api_refused(self):
        command = "discred api try '/channels/{channel_id}/messages' -f content=hello"
        answer, _, error = self.shown[command + " | jq -c"].partition("\n")
        done = self.home.run(*shlex.split(command))
        self.assertEqual((json.loads(done.stdout), done.stderr), (json.loads(answer), self.here(error)))

    def test_trace(self):
        command = "discred auth refresh --force --trace try"
        self.change_profile("try", bot_url='"https://example.com/reader"')
        self.login("try")
        shown = settled(self.home.run(*shlex.split(command)).stderr)
        self.assertEqual(shown, settled(self.here(self.shown[command])))

    def test_auth_check(self):
        command = "discred auth check try"
        self.change_profile("try", scope='"identify bot"', permissions='"1115136"',
                            bot_token='"%s"' % harness.BOT_TOKEN, channel_id='"%s"' % QUIET_CHANNEL_ID)
        done = self.home.run(*shlex.split(command))
        told = self.shown[command].replace(CONFIG, self.home.config + "/")
        told = told.replace("http://127.0.0.1:23472/callback", self.redirect)
        self.assertEqual(*(re.sub(r"(expiry +ok) .*", r"\1", text) for text in (done.stdout + done.stderr, told)))

    def test_token_explain(self):
        command = "discred token --explain reader >/dev/null"
        self.logged_in()
        self.expire()
        done = self.token("--explain")
        self.assertEqual(*(re.sub(r" +\d+ ms", " N ms", text) for text in (done.stderr, self.shown[command])))

    def test_doctor(self):
        command = "discred doctor try"
        self.change_profile("try", bot_token='"%s"' % harness.BOT_TOKEN)
        os.chmod(self.path("grant", "try"), 0o644)
        os.chmod(os.path.join(self.home.config, "discred"), 0o700)
        port = int(re.search(r":(\d+)/", self.redirect).group(1))
        opener = self.home.write("bin/xdg-open", "#!/bin/sh\n", 0o755)
        bin_path = "%s:%s:/usr/bin:/bin" % (harness.BUILD, os.path.dirname(opener))
        with socket.create_server(("127.0.0.1", port)):
            done = self.home.run(*command.split(), BROWSER=None, DISPLAY=":0", PATH=bin_path)
        shown = done.stdout + done.stderr
        for here, there in ((self.box.url[7:], URL[7:]), ("port %d" % port, "port 23472"),
                            ("by 'python3' (process %d)" % os.getpid(), "by 'node' (process 4711)"), (opener, "/usr/bin/xdg-open"),
                            (harness.BUILD + "/", "/usr/local/bin/"), (harness.BUILD, "/usr/local/libexec/discred"),
                            (self.home.config + "/", CONFIG), (self.home.state, "/home/ada/.local/state"),
                            (self.home.runtime, "/run/user/1000"), (self.home.path, "/home/ada"),
                            # Set here, and in a home as it usually is not.
                            ("XDG_CONFIG_HOME, XDG_STATE_HOME, ", ""), ("DISCRED_EXEC_PATH, XDG_CONFIG_DIRS, ", "")):
            shown = shown.replace(here, there)
        shown = re.sub(r"by 'python3' \(process \d+\)", "by another program", shown)
        told = re.sub(r"\n {24} +", " ", self.shown[command].replace("\n" + 24 * " " + "-> ", "; "))
        self.assertEqual(shown, re.sub(r"\n {24}", " ", told))


class Mistake(harness.Case):
    def test_a_profile_with_one(self):
        shown = next(block for block in blocks("console") if "does not fit into 32 bits" in block)
        command, _, told = shown.partition("\n")
        path = self.home.profile("reader", "# a comment\nclient_id     = 157730590492196864;\n")
        done = self.home.run(*command.split()[1:])
        self.assertEqual(done.stderr.replace(path, CONFIG + "discred/profiles/reader.cfg"), told)


def commands():
    """The words of every command of discred in blocks of commands and dialogues."""
    for line in [*examples(), *"".join(blocks("sh")).splitlines()]:
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        words = list(lexer)
        for i, word in enumerate(words):
            if word == "discred" and (i == 0 or set(words[i - 1]) <= set("|&;()<")):
                rest = words[i:]
                ends = [j for j, other in enumerate(rest) if other == "--" or set(other) <= set("|&;()<>")]
                yield rest[:min(ends, default=len(rest))]


class Commands(harness.Case):
    def test_each_is_understood(self):
        found = list(commands())
        self.assertGreater(len(found), 35)
        for words in found:
            with self.subTest(" ".join(words)):
                done = self.home.run(*words, "--help", prints=True)  # the sandbox's help has its secrets
                self.assertEqual((done.status, done.stderr), (0, ""))
                self.assertTrue(done.stdout.startswith("usage: discred"), done.stdout)

    def test_the_table_has_all(self):
        table = GUIDES["docs/commands.md"].partition("\n## Commands\n")[2].partition("\n\n`--help`")[0]
        rows = dict(re.findall(r"(?m)^\| `discred (\S+)` \| (.*) \|$", table))
        self.assertEqual(set(rows), {name for name, layer, _ in manual.commands() if not layer.startswith("(")})
        for name in ("auth", "profile", "perms"):
            done = self.home.run("discred", name, "--help")
            for verb in re.findall(r"`([a-z-]+)`", rows[name]):
                self.assertRegex(done.stdout, r"(?m)^  +%s\b" % verb)

class Links(unittest.TestCase):
    def test_lead_somewhere(self):
        for path, text in GUIDES.items():
            for link in re.findall(r"\]\(([^)\s]+)\)", text):
                if link.startswith("https://"):
                    continue
                file, _, anchor = link.partition("#")
                target = os.path.normpath(os.path.join(os.path.dirname(path), file)) if file else path
                with self.subTest(page=path, link=link):
                    self.assertTrue(os.path.exists(os.path.join(harness.SOURCE, target)), target)
                    if anchor:
                        titles = re.findall(r"(?m)^##* (.*)$", manual.read(target))
                        self.assertIn(anchor, [re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
                                               for title in titles])

    def test_the_readme_names_each_guide(self):
        linked = set(re.findall(r"\]\((docs/[a-z-]+\.md|SECURITY\.md)", GUIDES["README.md"]))
        self.assertEqual(linked, set(GUIDES) - {"README.md"})

    def test_the_readme_is_short(self):
        self.assertLessEqual(len(GUIDES["README.md"].splitlines()), 200)


class Threats(unittest.TestCase):
    """SECURITY.md names tests that there are."""

    def test_each_exists(self):
        named = re.findall(r"`(tests/[\w/.]+): ([\w., ]+)`", GUIDES["SECURITY.md"])
        self.assertGreater(len(named), 15)
        for path, names in named:
            text = manual.read(path)
            for name in names.split(", "):
                case, _, method = name.rpartition(".")
                with self.subTest(path=path, name=name):
                    if path.endswith(".c"):
                        self.assertRegex(text, r"(?s)\bTest\(%s, %s\b" % (case, method))
                    else:
                        own = re.search(r"(?ms)^class %s\(.*?(?=^class |\Z)" % case, text)
                        self.assertIn("def %s(" % method, own[0] if own else "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
