"""Aliases of config.cfg, and what is suggested for a name that is neither command nor alias."""
import os
import unittest

import harness

PATH = "/usr/bin:/bin"


class Alias(harness.Case):
    def setUp(self):
        super().setUp()
        self.exec_path = os.path.join(self.home.path, "exec")
        os.mkdir(self.exec_path)
        os.symlink(os.path.join(harness.BUILD, "discred-alias"), os.path.join(self.exec_path, "discred-alias"))
        for name in ("token", "auth"):
            self.command(name)

    def command(self, name, directory="exec"):
        """A command that shows its arguments, each in brackets."""
        self.home.write(f"{directory}/discred-{name}",
                        f'#!/bin/sh\nprintf "{name}"; for word; do printf " [%s]" "$word"; done; echo\n', 0o755)

    def aliases(self, **values):
        rows = "".join(f'  {name} = "{value}";\n' for name, value in values.items())
        self.home.write("config/discred/config.cfg", f"aliases = {{\n{rows}}};\n")

    def run_discred(self, *args, **env):
        return tuple(self.home.run("discred", *args, **({"DISCRED_EXEC_PATH": self.exec_path, "PATH": PATH} | env)))

    def expect(self, args, status, out="", err="", **env):
        self.assertEqual(self.run_discred(*args, **env), (status, out, err))


class Expansion(Alias):
    def test_alias(self):
        self.aliases(t="token")
        self.expect(["t"], 0, "token\n")

    def test_words_come_before_the_arguments(self):
        self.aliases(t="token --min-valid 60")
        self.expect(["t", "reader", "a b"], 0, "token [--min-valid] [60] [reader] [a b]\n")

    def test_words_that_need_no_alias(self):
        for word, result in (("login", "auth [login]"), ("logout", "auth [logout]"), ("status", "auth [status]")):
            self.expect([word, "reader"], 0, result + " [reader]\n")
        self.command("profile")
        self.expect(["rm", "reader"], 0, "profile [remove] [reader]\n")
        self.expect(["help", "login"], 0, "auth [login] [--help]\n")
        self.aliases(login="token")
        self.expect(["login", "reader"], 0, "token [reader]\n")
        self.command("status", "bin")
        self.expect(["status"], 0, "status\n", PATH=f"{self.home.path}/bin:{PATH}")

    def test_alias_of_an_alias(self):
        self.aliases(a="b 1", b="c 2", c="token 3")
        self.expect(["a", "0"], 0, "token [3] [2] [1] [0]\n")

    def test_alias_of_an_external_command(self):
        self.command("hello", "bin")
        self.aliases(h="hello there")
        self.expect(["h"], 0, "hello [there]\n", PATH=f"{self.home.path}/bin:{PATH}")

    def test_commands_are_found_first(self):
        self.command("hello", "bin")
        self.aliases(token="auth", hello="auth", help="auth", x="hello")
        path = f"{self.home.path}/bin:{PATH}"
        self.expect(["token"], 0, "token\n", PATH=path)
        self.expect(["hello"], 0, "hello\n", PATH=path)
        self.expect(["x"], 0, "hello\n", PATH=path)
        self.assertTrue(self.run_discred("help", PATH=path)[1].startswith("usage: discred "))

    def test_name_of_an_inner_program(self):
        self.aliases(alias="token")
        self.expect(["alias", "x"], 0, "token [x]\n")

    def test_alias_of_help(self):
        self.aliases(h="help", a="h -a")
        usual = self.run_discred("help")
        self.assertEqual(self.run_discred("h"), usual)
        self.assertEqual(self.run_discred("a"), self.run_discred("help", "-a"))

    def test_help_of_an_alias(self):
        self.aliases(t="token reader")
        self.expect(["help", "t"], 0, "token [reader] [--help]\n")
        self.expect(["t", "--help"], 0, "token [reader] [--help]\n")

    def test_common_options_before_an_alias(self):
        self.command("hello", "bin")
        self.command("run")
        self.aliases(t="token reader", h="hello", n="run -- env", a="help -a")
        self.expect(["-v", "t", "x"], 0, "token [--verbose] [reader] [x]\n")
        self.expect(["--no-input", "--color=never", "n"], 0, "run [--color=never] [--no-input] [--] [env]\n")
        self.expect(["-q", "h"], 64, err="discred: option '--quiet' before 'hello', which is not discred's own command; "
                    "put it behind 'hello' if that knows it\n", PATH=f"{self.home.path}/bin:{PATH}")
        self.assertEqual(self.run_discred("-q", "a"), self.run_discred("help", "-a"))

    def test_status_is_the_childs(self):
        self.home.write("exec/discred-auth", "#!/bin/sh\nexit 9\n", 0o755)
        self.aliases(x="auth")
        self.expect(["x"], 9)

    def test_it_execs_and_does_not_fork(self):
        self.home.write("exec/discred-auth", '#!/bin/sh\necho "$$"\n', 0o755)
        self.aliases(x="y", y="auth")
        process = self.home.start("discred", "x", DISCRED_EXEC_PATH=self.exec_path, PATH=PATH)
        self.assertEqual(self.home.finish(process).stdout, f"{process.pid}\n")

    def test_child_environment(self):
        self.home.write("exec/discred-auth", '#!/bin/sh\necho "$0 $DISCRED_EXEC_PATH $PATH"\n', 0o755)
        self.aliases(x="auth")
        self.expect(["x"], 0, f"{self.exec_path}/discred-auth {self.exec_path} {self.exec_path}:{PATH}\n")

    def test_name_that_the_child_sees(self):
        os.symlink("/bin/sh", os.path.join(self.exec_path, "discred-hello"))
        self.aliases(x="hello -c 'echo $0'")
        self.expect(["x"], 0, "discred-hello\n")

    def test_command_that_cannot_be_run(self):
        self.home.write("exec/discred-plain", "", 0o644)
        self.aliases(x="plain")
        path = f"{self.exec_path}/discred-plain"
        self.expect(["x"], 71, err=f"discred: '{path}' is not executable; run 'chmod +x {path}'\n")
        os.remove(os.path.join(self.exec_path, "discred-auth"))
        self.aliases(x="auth")
        self.expect(["x"], 71, err=f"discred: discred's own program 'discred-auth' is missing from "
                                   f"'{self.exec_path}'; install discred again, or name the directory of its programs "
                                   "in DISCRED_EXEC_PATH\n")


class Words(Alias):
    """The values are libconfig strings, where a backslash and a double quote have a backslash before them."""

    def expect_words(self, value, shown):
        self.aliases(x=value)
        self.expect(["x"], 0, f"token{shown}\n")

    def test_blanks(self):
        self.expect_words(r"  token \t a\n  b  ", " [a] [b]")

    def test_single_quotes(self):
        self.expect_words(r"token 'a  b' c'd e'f '' '\"' '\\x'", r""" [a  b] [cd ef] [] ["] [\x]""")

    def test_double_quotes(self):
        self.expect_words(r"token \"a  b\" \"\" \"'\" \"\\\"\" \"\\\\\"", r""" [a  b] [] ['] ["] [\]""")

    def test_backslash(self):
        self.expect_words(r"token a\\ b \\' \\\" \\\\", r""" [a b] ['] ["] [\]""")

    def test_nothing_else_is_special(self):
        self.expect_words("token $HOME ~ * `id` a;b # | > &", " [$HOME] [~] [*] [`id`] [a;b] [#] [|] [>] [&]")

    def expect_refused(self, value, message):
        self.aliases(x=value)
        self.expect(["x"], 78, err=f"discred: alias 'x': {message}\n")

    def test_quote_that_is_not_closed(self):
        self.expect_refused("token 'a b", "it has a ' without its pair")
        self.expect_refused(r"token \"a b", 'it has a " without its pair')

    def test_backslash_at_the_end(self):
        self.expect_refused(r"token a\\", "it ends in a backslash")
        self.expect_refused(r"token \"a\\", "it ends in a backslash")

    def test_no_command(self):
        self.expect_refused(r"\n", "it does not begin with a command")
        self.expect_refused("--exec-path=/tmp token", "it does not begin with a command")

    def test_shell(self):
        self.expect_refused("!rm -rf /", "it asks for a shell, which discred never runs; "
                                         "make it a script called 'discred-x' on the PATH")


class Loops(Alias):
    def test_loop_is_drawn(self):
        self.aliases(a="b 1", b="c", c="a")
        self.expect(["a"], 78, err="discred: alias 'a' never ends: a -> b -> c -> a; "
                                   "change one of them in config.cfg\n")

    def test_loop_that_is_entered_from_outside(self):
        self.aliases(start="b", b="c", c="b")
        self.expect(["start"], 78, err="discred: alias 'start' never ends: start -> b -> c -> b; "
                                       "change one of them in config.cfg\n")

    def test_alias_of_itself(self):
        self.aliases(a="a --more")
        self.expect(["a"], 78, err="discred: alias 'a' never ends: a -> a; change one of them in config.cfg\n")


class Suggestions(Alias):
    def expect_hint(self, word, hint, **env):
        self.expect([word], 64, err=f"discred: '{word}' is not a discred command; {hint}\n", **env)

    def test_command(self):
        self.expect_hint("tokne", "did you mean 'token'?")
        self.expect_hint("uath", "did you mean 'auth'?")

    def test_beginning_of_a_command(self):
        self.expect_hint("sand", "did you mean 'sandbox'?")
        self.expect_hint("t", "did you mean 'token'?")

    def test_external_command(self):
        self.command("zebra", "bin")
        self.expect_hint("zerba", "did you mean 'zebra'?", PATH=f"{self.home.path}/bin:{PATH}")

    def test_alias(self):
        self.aliases(quickly="token")
        self.expect_hint("quikcly", "did you mean 'quickly'?")

    def test_all_that_are_equally_near(self):
        self.aliases(quicklx="token", quickly="token", quicker="token")
        self.expect_hint("quickla", "did you mean 'quicklx' or 'quickly'?")

    def test_alias_that_hides_behind_a_command_is_named_once(self):
        self.aliases(token="auth")
        self.expect_hint("tokne", "did you mean 'token'?")

    def test_nothing_near(self):
        self.expect_hint("frobnicate", "see 'discred help -a'")

    def test_inner_programs_are_not_suggested(self):
        self.expect_hint("alias", "see 'discred help -a'")

    def test_alias_of_nothing(self):
        self.aliases(x="tokne --a")
        self.expect(["x"], 78, err="discred: alias 'x': 'tokne' is not a discred command; did you mean 'token'?\n")
        self.aliases(x="../y")
        self.expect(["x"], 78, err="discred: alias 'x': '../y' is not a discred command; see 'discred help -a'\n")


class Configuration(Alias):
    def test_system_aliases(self):
        self.home.write("etc/discred/config.cfg", 'aliases = { t = "token system"; };\n')
        self.expect(["t"], 0, "token [system]\n")

    def test_errors_are_shown_with_their_place(self):
        path = self.home.write("config/discred/config.cfg", "aliases = { t = 5; };\n")
        status, out, err = self.run_discred("t")
        self.assertEqual((status, out), (78, ""))
        self.assertIn(f"{path}:1:", err)
        self.assertTrue(err.endswith(f"discred: '{path}' has 1 error and was not used; correct the file\n"), err)

    def test_broken_configuration_does_not_stop_commands(self):
        self.home.write("config/discred/config.cfg", "aliases = {\n")
        self.expect(["token"], 0, "token\n")

    def test_file_that_others_may_write(self):
        path = self.home.write("config/discred/config.cfg", "", 0o666)
        self.expect(["t"], 78, err=f"discred: '{path}' can be written by others (mode 0666); "
                                   f"run 'chmod go-w {path}'\n")

    def test_program_is_not_for_people(self):
        done = self.home.run("discred-alias", "t")
        self.assertEqual(tuple(done), (64, "", "discred-alias: discred runs this program itself, for aliases; "
                                               "write them into config.cfg\n"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
