"""discred auth login refused: before the browser opens, by the person in it, and by Discord after it."""

import os
import socket
import unittest

import authcase
import harness

REASON = "The resource owner or authorization server denied the request"


class BeforeTheBrowser(authcase.AuthCase):
    """What would fail after the person has clicked is said before."""

    def refused(self, status, message, **settings):
        self.change_profile(**settings)
        done = self.login()
        self.assertEqual((done.status, done.stdout, done.stderr),
                         (status, "", "discred-auth: profile 'reader': %s\n" % message))
        self.assertFalse(os.path.exists(self.home.visits_path))
        self.assertEqual(self.home.files(), [])

    def test_neither_secret_nor_public(self):
        self.refused(78, "scope 'bot identify' needs a client_secret; set client_secret (the "
                     "portal's OAuth2 page), or public_client = true", scope='"bot identify"', client_secret=None)

    def test_role_connections_of_a_public_client(self):
        self.PUBLIC = True
        self.refused(78, "Discord refuses scope 'role_connections.write' to public clients; set client_secret and "
                     "public_client = false", scope='"identify role_connections.write"')

    def test_a_secret_file_that_is_missing(self):
        path = os.path.join(self.home.path, "none")
        self.refused(78, "client_secret: '%s' does not exist" % path,
                     client_secret='{ file = "%s"; }' % path)

    def test_an_empty_secret_file(self):
        path = self.home.write("secret", "\n")
        self.refused(78, "client_secret: the value is empty", client_secret='{ file = "%s"; }' % path)

    def test_a_command_that_is_not_there(self):
        self.refused(78, "client_secret: no program 'no-such-vault' on the PATH",
                     client_secret='{ command = [ "no-such-vault" ]; }')

    def test_a_variable_that_is_not_set(self):
        self.refused(78, "client_secret: the environment variable 'READER_SECRET' is not set",
                     client_secret='{ env = "READER_SECRET"; }')

    def test_a_stored_value_that_is_not_there(self):
        self.refused(78, "client_secret: no value is stored for it; run 'discred profile set-secret reader "
                     "client_secret'", client_secret='{ stored = true; }')


class Command(authcase.AuthCase):
    """A command that gives the secret is run when the browser has come back, and not before: it may ask for something."""

    def script(self, end):
        return self.home.write("bin/vault", "#!/bin/sh\ntest ! -e '%s' && echo early >>'%s/runs' || echo run >>'%s/runs'\n%s\n"
                               % (self.home.visits_path, self.home.path, self.home.path, end), 0o700)

    def test_it_fails(self):
        self.home.plant("planted-command-secret")
        script = self.script("echo planted-command-secret\nexit 3")
        self.change_profile(client_secret='{ command = [ "%s" ]; }' % script)
        done = self.login()
        self.assertEqual((done.status, self.complaints(done)), (
            78, "discred-auth: profile 'reader': client_secret: command '%s' ended with status 3; run it by hand to see "
            "why\n" % script))
        visit = self.home.visits()[0]
        self.assertEqual(visit["status"], 502)
        self.assertIn("ended with status 3</p>\n<p>run it by hand to see why</p>", visit["page"])
        self.assertEqual((self.box.count("token"), self.home.files()), (0, []))

    def test_it_runs_once_and_late(self):
        script = self.script("echo " + harness.CLIENT_SECRET)
        self.change_profile(client_secret='{ command = [ "%s" ]; }' % script)
        process = self.home.start("discred", "auth", "login", "--no-browser", "reader")
        address = process.stderr.readline().split()[3]
        self.assertFalse(os.path.exists(self.home.path + "/runs"))
        while 300 <= (reply := harness.http("GET", address)).status < 400:
            address = reply.headers["Location"]
        process.terminate()
        self.home.finish(process)
        self.logged_in()
        with open(self.home.path + "/runs", encoding="utf-8") as file:
            self.assertEqual(len(file.readlines()), 1)


class PortInUse(authcase.AuthCase):
    """Somebody else listens where the redirect should arrive."""

    def occupy(self, uri=None):
        taken = socket.create_server(("127.0.0.1", int((uri or self.redirect).split(":")[2].split("/")[0])))
        self.addCleanup(taken.close)
        return taken.getsockname()[1]

    def test_the_error_names_the_port_and_the_fix(self):
        port = self.occupy()
        done = self.login()
        self.assertEqual((done.status, done.stdout), (75, ""))
        self.assertRegex(done.stderr, r"^discred-auth: profile 'reader': port %d is in use by 'python3' \(process %d\); stop "
                         "that program, or register a redirect_uri with another port in the portal and put it into the "
                         "profile\n$" % (port, os.getpid()))
        self.assertFalse(os.path.exists(self.home.visits_path))

    def test_another_login_that_waits(self):
        waiting = self.home.start("discred", "auth", "login", "--no-browser", "reader")
        self.assertIn("To authorize", waiting.stderr.readline())
        done = self.login()
        self.assertEqual(done.status, 75)
        # To a user who is not root no process shows its sockets: with other logins about, nobody can say which it is.
        named = "finish that login, or end it with 'kill %d'" % waiting.pid
        unnamed = "" if os.geteuid() == 0 else "|finish or end that login"
        self.assertRegex(done.stderr, r"port \d+ is in use by another login of yours, which waits; (%s%s)\n$" %
                         (named, unnamed))
        waiting.terminate()
        self.home.finish(waiting)

    def test_the_next_of_a_list_is_taken(self):
        other = harness.redirect_uri("/second")
        self.box.stop()
        self.box = self.sandbox("--redirect-uri", self.redirect, "--redirect-uri", other)
        self.change_profile(redirect_uri='[ "%s", "%s" ]' % (self.redirect, other))
        self.occupy()
        self.logged_in()
        self.assertEqual(self.stored("grant")["redirect_uri"], other)
        self.assertTrue(self.home.visits()[0]["urls"][-1].startswith(other + "?"))

    def test_all_of_a_list_are_taken(self):
        other = harness.redirect_uri()
        self.change_profile(redirect_uri='[ "%s", "%s" ]' % (self.redirect, other))
        self.occupy()
        port = self.occupy(other)
        done = self.login()
        self.assertEqual(done.status, 75)
        self.assertIn("port %d is in use by 'python3' (process %d); stop" % (port, os.getpid()), done.stderr)

    def test_a_port_that_was_used_a_moment_ago_is_free(self):
        self.logged_in()
        self.logged_in()


class Denied(authcase.AuthCase):
    def test_by_the_person(self):
        self.logged_in()
        before = self.stored("grant")
        done = self.login(DISCRED_BROWSER=self.home.browser("cancel"))
        self.assertEqual((done.status, done.stdout), (77, ""))
        self.assertEqual(self.complaints(done), "discred-auth: profile 'reader': Discord did not authorize: '%s'; run "
                         "'discred auth login reader' to try again\n" % REASON)
        visit = self.home.visits(count=2)[1]
        self.assertEqual(visit["status"], 403)
        self.assertIn("<h1>Not authorized</h1>\n<p>Profile &#39;reader&#39; was not logged in. Discord says: \u201c%s\u201d</p>\n"
                      "<p>To try again, run &#39;discred auth login reader&#39; in the terminal.</p>" % REASON, visit["page"])
        self.assertEqual(self.stored("grant"), before)
        self.assertEqual(self.box.count("token"), 1)

    def test_by_discord_for_a_scope(self):
        self.change_profile(scope='"identify rpc"')
        done = self.login()
        self.assertEqual(done.status, 77)
        self.assertEqual(self.complaints(done), "discred-auth: profile 'reader': Discord did not authorize: 'The "
                         "requested scope is only available to approved partners'\n")

    def test_a_redirect_that_is_not_registered_never_comes_back(self):
        self.change_profile(redirect_uri='"%s"' % harness.redirect_uri("/unregistered"))
        self.assertIn("This redirect_uri is not registered", self.abandoned()["page"])
        self.assertIsNone(self.stored("grant"))


class InvalidClient(authcase.AuthCase):
    def test_the_wrong_secret(self):
        self.logged_in()
        before = self.stored("grant"), self.stored("token")
        self.change_profile(client_secret='"a-wrong-client-secret"')
        self.home.plant("a-wrong-client-secret")
        done = self.login()
        self.assertEqual((done.status, done.stdout), (78, ""))
        self.assertEqual(self.complaints(done), "discred-auth: profile 'reader': '127.0.0.1:%d' answered 401 "
                         "invalid_client; fix client_id and client_secret in the profile, or set public_client if the "
                         "application is one\n" % self.box.port)
        visit = self.home.visits(count=2)[1]
        self.assertEqual(visit["status"], 502)
        self.assertIn("<h1>The login failed</h1>\n<p>profile &#39;reader&#39;: &#39;127.0.0.1:%d&#39; answered 401 "
                      "invalid_client</p>" % self.box.port, visit["page"])
        self.assertEqual((self.stored("grant"), self.stored("token")), before)
        self.assertEqual(self.state_files(), ["reader.grant", "reader.lock"])

    def test_a_wrong_secret_that_is_stored(self):
        self.home.plant("a-wrong-client-secret")
        self.change_profile(client_secret="{ stored = true; }")
        self.home.run("discred", "profile", "set-secret", "reader", "client_secret", input="a-wrong-client-secret\n")
        done = self.login()
        self.assertEqual(done.status, 78)
        self.assertIn("answered 401 invalid_client; store the right one with 'discred profile set-secret reader "
                      "client_secret'\n", done.stderr)

    def test_a_client_that_does_not_exist(self):
        self.change_profile(client_id='"1190000000000000099"')
        self.assertIn("There is no application with this client_id.", self.abandoned()["page"])
        self.assertIsNone(self.stored("grant"))

    def test_a_confidential_client_without_its_secret(self):
        self.change_profile(client_secret=None, public_client="true")
        done = self.login()
        self.assertEqual(done.status, 78)
        self.assertIn("invalid_client", done.stderr)


class CommandLine(authcase.AuthCase):
    def fails(self, status, stderr, *argv):
        done = self.home.run("discred", "auth", "login", *argv)
        self.assertEqual((done.status, done.stdout, done.stderr), (status, "", "discred-auth: %s\n" % stderr))

    def test_each_mistake(self):
        self.fails(64, "unexpected argument 'writer'; see --help", "reader", "writer")
        self.fails(64, "option '--browser' is not known; did you mean '--no-browser'?", "--browser", "reader")
        self.fails(64, "option '--timeout': '0' is not a number from 1 to 86400; see --help",
                   "--timeout", "0", "reader")
        self.fails(66, "no profile 'raeder'; did you mean 'reader'?", "raeder")

    def test_help(self):
        done = self.home.run("discred", "auth", "login", "--help")
        self.assertEqual((done.status, done.stderr), (0, ""))
        self.assertIn("--no-browser", done.stdout)
        self.assertIn("--timeout SECONDS", done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
