"""Other programs that print a credential, each set up as its manual says, in the home of the benchmark. Each hands out
what it has at hand: none asks a server. One that is not installed is left out."""

import functools
import os
import re
import shutil
import subprocess
import sys
import time

from world import DISCRED, HERE, Row

sys.path.insert(0, os.path.join(HERE, "..", "interop"))

import foreign  # noqa: E402

SECRET = "a-secret-that-the-others-keep"


class Missing(Exception):
    pass


@functools.lru_cache(maxsize=1)
def find(world):
    return Peers(world)


class Peers:
    """`rows`, and in `missing` why others are not among them."""

    def __init__(self, world):
        self.home = world.home
        self.redirect = world.redirect
        self.cleanup = world.cleanup
        self.rows = []
        self.missing = []
        for peer in (self.oidc_token, self.git_credential_cache, self.secret_tool, self.password_store, self.gh):
            try:
                self.rows.append(peer())
            except Missing as missing:
                self.missing.append(str(missing))

    def needed(self, *names):
        """The path of the first; all have to be there."""
        paths = [shutil.which(name, path=self.home.env()["PATH"]) for name in names]
        if None in paths:
            raise Missing("'%s' is not installed" % names[paths.index(None)])
        return paths[0]

    def run(self, *argv, input="", env=None):
        """What a command prints, which has to succeed."""
        done = subprocess.run(argv, env=self.home.env(**(env or {})), input=input, text=True, capture_output=True,
                              timeout=60, check=False)
        if done.returncode != 0:
            raise Missing("'%s' ended with status %d: %s" % (argv[0], done.returncode, done.stderr.strip()))
        return done.stdout

    def daemon(self, *argv, input="", env=None):
        """A program that stays in the foreground, until the end."""
        process = subprocess.Popen(argv, env=self.home.env(**(env or {})), text=True, stdin=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.cleanup.callback(self.end, process)
        process.stdin.write(input)
        process.stdin.close()

    @staticmethod
    def end(process):
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def run_soon(self, *argv, seconds=10, **more):
        """The same for a command whose daemon has only just been started."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                return self.run(*argv, **more)
            except Missing:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def version(self, *argv):
        return re.search(r"[0-9]+(\.[0-9]+)+", self.run(*argv))[0]

    def oidc_token(self):
        """oidc-agent keeps the token, which it got with a refresh token of a login by discred."""
        program = self.needed("oidc-token", "oidc-gen", "oidc-agent", "node", "curl")
        foreign.CLIENT_SECRET = SECRET  # oidc-agent does not encode it as RFC 6749 section 2.3.1 demands
        try:
            provider = foreign.Provider(self.home, self.redirect)
        except AssertionError as error:
            raise Missing("oidc-token's server, which --peers installs, did not start: %s" % error) from None
        self.cleanup.callback(provider.stop)
        # It insists on the scope offline_access, which this server grants only to who was asked.
        self.home.profile("oidc", provider.profile_text(
            False, scope='"openid offline_access"', authorize_url='"%s/authorize?prompt=consent"' % provider.url))
        self.run(DISCRED, "auth", "login", "oidc", env={"DISCRED_BROWSER": foreign.Curl(self.home).opener})
        with open(os.path.join(self.home.state, "discred", "oidc.grant"), encoding="utf-8") as grant:
            refresh_token = re.search("(?m)^refresh_token=(.*)$", grant.read())[1]

        directory = os.path.join(self.home.path, "oidc-agent")
        os.mkdir(directory, 0o700)
        env = {"OIDC_SOCK": os.path.join(directory, "socket"), "OIDC_CONFIG_DIR": directory}
        self.daemon("oidc-agent", "--console", "--socket-path=" + env["OIDC_SOCK"], env=env)
        secrets = {"OIDC_REFRESH_TOKEN": refresh_token, "OIDC_ENCRYPTION_PW": SECRET}
        self.run_soon(
            "oidc-gen", "bench", "--manual", "--issuer=" + provider.url, "--client-id=" + foreign.CLIENT_ID,
            "--client-secret=" + SECRET, "--scope=openid", "--redirect-uri=http://localhost:4242", "--rt-env",
            "--pw-env", "--prompt=none", "--confirm-default", "--no-url-call", "--no-save", env={**env, **secrets})
        token = self.run("oidc-token", "bench", env=env).strip()
        return Row("oidc-token %s" % self.version("oidc-token", "--version"), [program, "bench"], token, env=env)

    def git_credential_cache(self):
        git = self.needed("git")
        # git itself would run this one: the shortest way.
        program = os.path.join(self.run(git, "--exec-path").strip(), "git-credential-cache")
        if not os.path.exists(program):
            raise Missing("'%s' is not installed" % program)
        options = ["--timeout=86400", "--socket=" + os.path.join(self.home.path, "git-cache")]
        host = "protocol=https\nhost=discord.com\n"
        self.run(program, *options, "store", input=host + "username=bench\npassword=%s\n" % SECRET)
        self.cleanup.callback(self.run, program, *options, "exit")
        return Row("git-credential-cache %s" % self.version(git, "--version"), [program, *options, "get"], SECRET,
                   input=self.home.write("git-cache-request", host))

    def secret_tool(self):
        program = self.needed("secret-tool", "gnome-keyring-daemon", "dbus-daemon")
        socket = os.path.join(self.home.path, "bus")
        env = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=" + socket}
        # No service directory: nothing is started on demand, and so nothing is left.
        config = self.home.write("bus.conf", (
            '<busconfig><type>session</type><listen>unix:path=%s</listen><policy context="default"><allow own="*"/>'
            '<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/></policy></busconfig>') % socket)
        self.daemon("dbus-daemon", "--nofork", "--config-file=" + config)
        self.run_soon("test", "-S", socket)
        self.daemon("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets", input=SECRET, env=env)
        self.run_soon(program, "store", "--label=bench", "service", "bench", input=SECRET, env=env)
        return Row("secret-tool (gnome-keyring)", [program, "lookup", "service", "bench"], SECRET, env=env)

    def password_store(self):
        program = self.needed("pass", "gpg", "gpgconf")
        env = {"GNUPGHOME": os.path.join(self.home.path, "gnupg"),
               "PASSWORD_STORE_DIR": os.path.join(self.home.path, "pass")}
        os.mkdir(env["GNUPGHOME"], 0o700)
        self.cleanup.callback(self.run, "gpgconf", "--remove-socketdir", env=env)
        self.cleanup.callback(self.run, "gpgconf", "--kill", "all", env=env)
        self.run("gpg", "--batch", "--passphrase", "", "--quick-generate-key", "bench", env=env)
        self.run(program, "init", "bench", env=env)
        self.run(program, "insert", "--multiline", "bench", input=SECRET + "\n", env=env)
        return Row("pass %s" % self.version(program, "version"), [program, "show", "bench"], SECRET, env=env)

    def gh(self):
        program = self.needed("gh")
        self.home.write("gh/hosts.yml", "github.com:\n    user: bench\n    oauth_token: %s\n" % SECRET)
        return Row("gh auth token %s" % self.version(program, "--version"), [program, "auth", "token"], SECRET,
                   env={"GH_CONFIG_DIR": os.path.join(self.home.path, "gh")})
