"""The examples of the manual pages do what they are there for: the commands run, against the sandbox, and the profiles,
stacks and helpers in them work."""

import os
import re
import shutil
import subprocess
import unittest

import authcase
import harness
import manual

COMMAND = re.compile(r"(?:(?:\w+=)?\$\()?\bdiscred [a-z]")
# What waits for a person or for ever: only its options are looked at.
ENDLESS = re.compile(r"discred (sandbox\b|profile (new|edit|set-secret|import)\b|doctor\b|auth login --no-browser)")


def blocks(section):
    """(page, text) of the literal blocks in the examples of the pages of a section."""
    found = [(page, block) for page in map(manual.Page, manual.pages()) if page.section == section
             for block in page.examples()]
    return [(page.name, block) for page, block in found]


def lines(block):
    """The lines of a block, those that go on joined."""
    return re.sub(r"(\\|(?<=\|))\n\s*", " ", block).splitlines()


def scripts():
    """(page, script) of the blocks that are commands to run."""
    return [(name, block) for name, block in blocks("1")
            if re.match(r"(curl|\w+=\$\(|discred) ?", block) and not ENDLESS.search(block)]


def calls():
    """Each call of discred in an example, without what its output goes to."""
    words = re.compile(r"\bdiscred [a-z](?:'[^']*'|\"[^\"]*\"|[^|;<>'\")])*")
    return [(name, re.sub(r" 2$", "", call.strip())) for name, block in blocks("1") for line in lines(block)
            if COMMAND.search(line) for call in words.findall(line)]


class Calls(harness.Case):
    """The words of every call can be parsed: --help behind them is answered, and not with status 64."""

    def test_they_parse(self):
        self.assertGreater(len(calls()), 30)
        for name, call in calls():
            with self.subTest(page=name, call=call):
                own, dashes, rest = call.partition(" -- ")
                done = self.home.run("sh", "-c", own + " --help" + dashes + rest, prints="sandbox" in own)
                self.assertEqual(done.status, 0, done.stderr)
                self.assertTrue(done.stdout.startswith("usage: discred "), done.stdout)


class Scripts(authcase.AuthCase):
    OPTIONS = ("--approve", "--rate-limit", "1000/1")
    SETTINGS = {
        "scope": '"identify guilds bot webhook.incoming"',
        "permissions": '"68608"',
        "guild_id": '"%s"' % harness.GUILD_ID,
        "channel_id": '"%s"' % harness.CHANNEL_ID,
        "bot_token": '"%s"' % harness.BOT_TOKEN,
    }

    def setUp(self):
        super().setUp()
        shutil.copytree(os.path.join(harness.SOURCE, "etc", "stacks"), self.home.path + "/etc/discred/stacks")
        self.change_profile("try")
        self.change_profile("bot", stack='"bot"')
        for name in ("reader", "try"):
            self.assertEqual(self.login(name, DISCRED_BROWSER=self.browser()).status, 0)
        for name in ("whoami.py", "whoami.sh", "bridge"):
            self.home.write(name, "#!/bin/sh\n" if name != "whoami.py" else "", 0o700)
        self.home.write("message.json", '{"content": "hello"}')
        self.home.write("photo.png", "not really")

    def browser(self):
        return self.home.browser(channel=harness.CHANNEL_ID)

    def here(self, script):
        """The sandbox is where Discord is."""
        script = script.replace("https://discord.com/api/v10", self.box.api)
        return script.replace("http://127.0.0.1:8377", self.box.url)

    @unittest.skipUnless(shutil.which("bash") and shutil.which("curl") and shutil.which("jq"), "needs bash, curl, jq")
    def test_they_run(self):
        self.assertGreater(len(scripts()), 12)
        for name, script in scripts():
            with self.subTest(page=name, script=script):
                done = self.home.run("bash", "-e", "-o", "pipefail", "-c", self.here(script), prints=True,
                                     DISCRED_BROWSER=self.browser())
                self.assertEqual(done.status, 0, done.stderr)
            if "revoke" in script:
                self.logged_in()


class Files(harness.Case):
    def setUp(self):
        super().setUp()
        shutil.copytree(os.path.join(harness.SOURCE, "etc", "stacks"), self.home.path + "/etc/discred/stacks")

    def test_profiles_and_stacks_can_be_loaded(self):
        # The walk of discred-store(5) is commands, and needs etcd.
        found = [block for name, block in blocks("5") if name != "discred-store"]
        found += [manual.unescape(block) for name in ("discred-profile", "discred-stack") for block in
                  re.findall(r"^\.Bd -literal\n(.*?)^\.Ed", manual.page(name, 5).part("SYNOPSIS"), re.M | re.S)]
        self.assertGreater(len(found), 6)
        for block in found:
            for text in block.split("\n\n"):
                with self.subTest(text=text):
                    self.home.profile("reader", text if "client_id" in text else 'client_id = "1";\n' + text)
                    done = self.home.run("discred", "perms", "explain", "--profile", "reader")
                    self.assertEqual(done.status, 0, done.stderr)

    def test_config_cfg(self):
        text = manual.page("discred").subpart("config.cfg")
        self.home.write("config/discred/config.cfg", re.search(r"^\.Bd -literal\n(.*?)^\.Ed", text, re.M | re.S)[1])
        self.assertTrue(self.home.run("discred", "whoami", "--help").stdout.startswith("usage: discred auth status "))
        self.assertTrue(self.home.run("discred", "header", "--help").stdout.startswith("usage: discred token "))


def helper():
    """The script of discred-helper(7), as a reader sees it."""
    return next(block for block in manual.page("discred-helper", 7).examples() if block.startswith("#!"))


class Helper(harness.Case):
    def test_the_example_works(self):
        self.home.plant("token-of-pass")
        self.home.write("bin/discred-source-pass", helper(), 0o700)
        self.home.write("bin/pass", '#!/bin/sh\n[ "$*" = "show discord/reader" ] && echo token-of-pass\n', 0o700)
        for item, want in (("discord/reader", (0, "token-of-pass\n")), ("discord/other", (66, ""))):
            self.home.profile("reader", 'client_id = "1";\nscope = "identify";\nstack = ({ control = "required"; '
                              'source = "helper"; name = "pass"; item = "%s"; });\n' % item)
            done = self.home.run("discred", "token", "reader", prints=True, PATH=self.home.path + "/bin:/usr/bin:/bin")
            self.assertEqual((done.status, done.stdout), want, done.stderr)

    def test_it_is_ten_lines_and_in_the_guide(self):
        self.assertEqual(len(helper().splitlines()), 10)
        self.assertIn(helper(), manual.read("docs/stacks.md"))


@unittest.skipUnless(shutil.which("man"), "needs man")
class Installed(harness.Case):
    """Installed, the pages are found by the names that people type."""

    def test_help_opens_the_pages(self):
        prefix = os.path.join(self.home.path, "usr")
        subprocess.run(["cmake", "--install", harness.BUILD, "--prefix", prefix], capture_output=True, check=True)
        own = {manual.Page(file).name for file in manual.pages()}
        self.assertGreater(len(own), 11)
        names = own | {name.removeprefix("discred-") for name in own} | {"profile.1", "profile.5"}
        for name in sorted(names):
            done = self.home.run(prefix + "/bin/discred", "help", name, MANPATH=prefix + "/share/man", MANPAGER="cat",
                                 DISCRED_EXEC_PATH=prefix + "/libexec/discred", MANWIDTH="80", LC_ALL="C.UTF-8")
            self.assertEqual(done.status, 0, (name, done.stderr))
            page, _, section = name.partition(".")
            page = page if page in own else "discred-" + page
            self.assertRegex(done.stdout, r"NAME\n +%s +— " % re.escape(page))
            self.assertIn("(%s)" % section if section else "", done.stdout.partition("\n")[0])
            with self.subTest(page=name):
                self.assertEqual([line for line in done.stdout.splitlines() if len(line) > 80], [])

    def test_examples_leave_room_for_the_margin(self):
        """13 columns of 80, as groff 1.23 indents them; older ones and mandoc indent less."""
        for page in map(manual.Page, manual.pages()):
            for line in "".join(page.examples()).splitlines():
                self.assertLessEqual(len(line.expandtabs()), 67, (page.name, line))

    def test_examples_are_shown_as_they_are_typed(self):
        for page in map(manual.Page, manual.pages()):
            for words in (["man", "-l"], ["mandoc", "-T", "utf8"]):
                if not shutil.which(words[0]):
                    continue
                done = self.home.run(*words, "%s/%s.%s" % (manual.FOLDER, page.name, page.section), LC_ALL="C.UTF-8",
                                     MANPAGER="cat", MANWIDTH="80")
                shown = re.sub("_\b|.\b", "", done.stdout)
                for line in "".join(page.examples()).splitlines():
                    self.assertIn(line.expandtabs().strip(), shown.expandtabs())


if __name__ == "__main__":
    harness.main()
