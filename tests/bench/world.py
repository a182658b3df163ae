"""What is measured, and where: a home that is logged in to a sandbox, rows of a table, and bench-spawn (spawn.c)."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import typing

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
os.environ.setdefault("DISCRED_BUILD", os.path.join(SOURCE, "build", "programs"))
TOOLS = os.path.abspath(os.environ.get("DISCRED_BENCH", os.path.join(SOURCE, "build", "bench")))
sys.path.insert(0, os.path.join(HERE, "..", "cli"))

import harness  # noqa: E402

DISCRED = harness.program("discred")
MEMORY = "/dev/shm"


class Row(typing.NamedTuple):
    name: str
    argv: list
    prints: str = ""  # must be in its output
    input: str = os.devnull
    before: list = []  # a command that is not timed
    env: dict = {}
    at_once: int = 1


class Result(typing.NamedTuple):
    """Times in milliseconds, memory in KiB; "<= N" is less than the spawner has itself."""
    minimum: float
    p25: float
    median: float
    maximum: float
    peak: str


def tool(name):
    """The path of one of the programs in this directory."""
    return os.path.join(TOOLS, "bench-" + name)


def places(home):
    """The variables by which programs find this home instead of the first."""
    return {name: home.env()[name] for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")}


def token_path(home, profile):
    return os.path.join(home.runtime, "discred", profile + ".token")


def write_token(path, record):
    os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.write(record)


def file_system(path):
    return subprocess.run(["stat", "-f", "-c", "%T", path], capture_output=True, text=True, check=False).stdout.strip()


class World:
    """`home`, in which the profile "reader" is logged in to `box`, the sandbox. Ends with `cleanup`, an ExitStack."""

    def __init__(self, quick, cleanup):
        self.quick = quick
        self.cleanup = cleanup
        self.home = self.new_home()
        self.redirect = harness.redirect_uri()
        self.box = harness.Sandbox(self.home, "--redirect-uri", self.redirect, "--approve", "--rate-limit", "900000/1")
        cleanup.callback(self.box.stop)
        self.new_profile("reader", hosts='( "discord.com" )')
        self.login("reader")

    def new_home(self):
        """Its runtime directory is in memory, as a user's is: a copy of a bot's token is kept nowhere else."""
        home = harness.Home()
        self.cleanup.callback(home.remove)
        if file_system(MEMORY) == "tmpfs":
            home.runtime = tempfile.mkdtemp(prefix="discred-", dir=MEMORY)
            self.cleanup.callback(shutil.rmtree, home.runtime)
        return home

    def new_profile(self, name, home=None, **settings):
        (home or self.home).profile(name, self.box.profile_text(self.redirect, **settings))

    def login(self, name, home=None):
        home = home or self.home
        done = home.run("discred", "auth", "login", name, DISCRED_BROWSER=home.browser())
        if done.status != 0:
            raise AssertionError("the login failed: %s" % done.stderr)

    def crowd(self, number):
        """A home with so many profiles, each with a token that lives. The reader is one of them."""
        home = self.new_home()
        with open(token_path(self.home, "reader"), encoding="utf-8") as record:
            token = record.read()
        text = self.box.profile_text(self.redirect)
        for place in range(number):
            name = "profile-%05d" % place if place else "reader"
            home.profile(name, text)
            write_token(token_path(home, name), token)
        return home

    @property
    def token(self):
        with open(token_path(self.home, "reader"), encoding="utf-8") as record:
            return re.search(r"(?m)^access_token=(.*)$", record.read())[1]

    def staling(self):
        """The command that makes the reader's token one that has ended."""
        path = token_path(self.home, "reader")
        with open(path, encoding="utf-8") as record:
            text = record.read()
        now = int(time.time())
        for key, value in (("issued", now - 604800), ("expires", now - 10)):
            text = re.sub("(?m)^%s=.*$" % key, "%s=%d" % (key, value), text)
        return [shutil.which("cp"), self.home.write("stale", text), path]

    def renewals(self):
        """How many the sandbox has answered."""
        return self.box.requests()["grants"]["refresh_token"]

    def run_once(self, row):
        """Runs it as the spawner does; what it prints has to be right."""
        env = self.home.env(**row.env)
        if row.before:
            subprocess.run(row.before, env=env, check=True)
        with open(row.input, "rb") as stdin:
            done = subprocess.run(row.argv, env=env, stdin=stdin, capture_output=True, timeout=120)
        if done.returncode != 0 or row.prints.encode() not in done.stdout:
            raise AssertionError("'%s' ended with status %d, or did not print what it should: %s" % (
                row.name, done.returncode, done.stderr.decode(errors="replace")))

    def measure(self, rows, rounds):
        """{name: Result}, in the order of the rows. Each runs once more before, to be checked, and once to warm up."""
        plan = ""
        for row in rows:
            self.run_once(row)
            lines = [["row", row.name], ["input", row.input], ["at_once", str(row.at_once)], ["run"] + row.argv]
            lines += [["env", "%s=%s" % variable] for variable in row.env.items()]
            lines += [["before"] + row.before] if row.before else []
            plan += "".join("\t".join(line) + "\n" for line in lines)
        done = subprocess.run([tool("spawn"), str(rounds)], input=plan, env=self.home.env(), stdout=subprocess.PIPE,
                              text=True)
        if done.returncode != 0:
            raise AssertionError("bench-spawn ended with status %d" % done.returncode)
        own, *lines = [line.split("\t") for line in done.stdout.splitlines()]
        floor = int(own[1])
        results = {}
        for name, *times, peak in lines:
            shown = "{:,}".format(int(peak)) if int(peak) > floor else "<= {:,}".format(floor)
            results[name] = Result(*(float(one) / 1000 for one in times), shown)
        return results
