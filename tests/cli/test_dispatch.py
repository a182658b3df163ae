"""discred itself: how a subcommand is found and become, its own options, and help."""
import os
import re
import signal
import stat
import subprocess
import textwrap

import harness
from harness import BUILD, SOURCE

DISCRED = os.path.join(BUILD, "discred")
SYSTEM_PATH = "/usr/bin:/bin"


def table():
    """The rows of commands.txt: (name, layer, summary)."""
    with open(os.path.join(SOURCE, "src/commands.txt"), encoding="utf-8") as file:
        return [line.rstrip("\n").split(None, 2) for line in file if not line.startswith("#")]


def commands():
    return [name for name, layer, _ in table() if not layer.startswith("(")]


def inner_commands():
    return [name for name, layer, _ in table() if layer.startswith("(")]


def compiled_in_exec_path():
    with open(os.path.join(BUILD, "CMakeCache.txt"), encoding="utf-8") as file:
        cache = dict(re.findall(r"^(\w+):\w+=(.*)$", file.read(), re.M))
    return os.path.join(cache["CMAKE_INSTALL_PREFIX"], cache["CMAKE_INSTALL_LIBEXECDIR"], "discred")


class Dispatch(harness.Case):
    def setUp(self):
        super().setUp()
        self.exec_path = self.make_dir("exec")
        self.bin = self.make_dir("bin")
        self.path = f"{self.bin}:{SYSTEM_PATH}"

    def make_dir(self, name):
        path = os.path.join(self.home.path, name)
        os.makedirs(path)
        return path

    def script(self, directory, name, text="", mode=0o755, interpreter="/bin/sh"):
        return self.home.write(os.path.join(directory, name), f"#!{interpreter}\n{text}\n" if interpreter else text, mode)

    def real(self, name):
        """One of discred's own programs, put into the exec path of this test."""
        os.symlink(os.path.join(BUILD, name), os.path.join(self.exec_path, name))

    def run_discred(self, *args, env=None, **more):
        settings = {"PATH": self.path, "DISCRED_EXEC_PATH": self.exec_path} | (env or {})
        return tuple(self.home.run("discred", *args, **more, **settings))

    def expect(self, args, status, out="", err="", env=None):
        self.assertEqual(self.run_discred(*args, env=env), (status, out, err))


class Options(Dispatch):
    def test_version(self):
        for words in (["--version"], ["-V"], ["version"]):
            status, stdout, stderr = self.run_discred(*words)
            self.assertEqual((status, stderr), (0, ""))
            self.assertRegex(stdout, r"^discred 0\.2\.0( \([0-9a-f]{10}\))?\nbuilt with libcurl \d[\d.]*, GnuTLS \d.*\n$")

    def test_exec_path_is_printed(self):
        self.expect(["--exec-path"], 0, self.exec_path + "\n")

    def test_exec_path_option_wins_over_the_variable(self):
        self.expect(["--exec-path=/a/b", "--exec-path"], 0, "/a/b\n")

    def test_exec_path_is_compiled_in(self):
        for value in ("", "relative/dir"):
            with self.subTest(value=value):
                self.expect(["--exec-path"], 0, compiled_in_exec_path() + "\n", env={"DISCRED_EXEC_PATH": value})

    def test_exec_path_must_be_absolute(self):
        self.expect(["--exec-path=bin", "token"], 64,
                    err="discred: the exec path 'bin' is not absolute; see --help\n")
        self.expect(["--exec-path=", "token"], 64, err="discred: the exec path '' is not absolute; see --help\n")

    def test_exec_path_must_fit_into_path(self):
        self.expect(["--exec-path=/a:b", "token"], 64,
                    err="discred: the exec path '/a:b' has a colon, which PATH cannot hold; see --help\n")

    def test_unknown_option(self):
        self.expect(["--frobnicate-everything"], 64,
                    err="discred: option '--frobnicate-everything' is not known; see --help\n")
        self.expect(["--versio"], 64,
                    err="discred: option '--versio' is not known; did you mean '--version'?\n")
        self.expect(["--exec-paht=/x"], 64,
                    err="discred: option '--exec-paht' is not known; did you mean '--exec-path'?\n")
        self.expect(["-x"], 64, err="discred: option '-x' is not known; see --help\n")
        self.expect(["-qx"], 64, err="discred: option '-qx' is not known; see --help\n")
        self.expect(["--", "token"], 64, err="discred: option '--' is not known; see --help\n")

    def test_options_after_the_command_are_its_own(self):
        self.script(self.exec_path, "discred-token", 'echo "$*"')
        self.expect(["token", "--version", "--exec-path=/x", "-h"], 0, "--version --exec-path=/x -h\n")

    def test_common_options_are_handed_to_the_command(self):
        self.script(self.exec_path, "discred-token", 'echo "$*"')
        self.expect(["-q", "token", "a", "-v"], 0, "--quiet a -v\n")
        self.expect(["--trace", "--color", "never", f"--exec-path={self.exec_path}", "--no-input", "token"], 0,
                    "--trace --color=never --no-input\n")
        self.expect(["-qv", "--color=auto", "token", "--", "x"], 0, "--verbose -- x\n")
        self.expect(["-v", "help"], 0, self.run_discred("help")[1])

    def test_common_options_before_another_command(self):
        self.script(self.bin, "discred-hello", 'echo "$*"')
        self.expect(["-v", "hello"], 64, err="discred: option '--verbose' before 'hello', which is not discred's own "
                    "command; put it behind 'hello' if that knows it\n")
        self.expect(["hello", "-v"], 0, "-v\n")

    def test_wrong_common_options(self):
        self.expect(["--color=blue", "token"], 64,
                    err="discred: option '--color' cannot be 'blue'; use one of auto, always, never\n")
        self.expect(["--color"], 64, err="discred: option '--color' needs a value; see --help\n")
        self.expect(["--trace=1", "token"], 64, err="discred: option '--trace' takes no value; see --help\n")

    def test_list_commands(self):
        self.script(self.bin, "discred-zebra")
        self.script(self.exec_path, "discred-apple")
        self.script(self.bin, "discred-apple")
        self.expect(["--list-commands"], 0, "".join(name + "\n" for name in commands() + ["apple", "zebra"]))

    def test_output_that_cannot_be_written(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([DISCRED, "--list-commands"], env=self.home.env(), stdout=full,
                                  stderr=subprocess.PIPE, text=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr),
                         (71, "discred: cannot write to stdout: No space left on device\n"))


class Finding(Dispatch):
    def test_exec_path_comes_before_path(self):
        self.script(self.exec_path, "discred-hello", "echo exec path")
        self.script(self.bin, "discred-hello", "echo PATH")
        self.expect(["hello"], 0, "exec path\n")

    def test_option_comes_before_the_variable(self):
        other = self.make_dir("other")
        self.script(self.exec_path, "discred-hello", "echo variable")
        self.script(other, "discred-hello", "echo option")
        self.expect([f"--exec-path={other}", "hello"], 0, "option\n")

    def test_anybody_adds_a_command(self):
        self.script(self.bin, "discred-hello", 'echo "hello $1|$2"')
        self.expect(["hello", "a b", "*"], 0, "hello a b|*\n")

    def test_only_absolute_entries_of_path(self):
        self.script(self.home.path, "discred-workplace", "echo the working directory")
        self.script(self.make_dir("sub"), "discred-workplace", "echo a relative directory")
        self.real("discred-alias")
        for path in (f":{SYSTEM_PATH}", f"{SYSTEM_PATH}:", f"{SYSTEM_PATH}::/nowhere", f".:sub:{SYSTEM_PATH}"):
            with self.subTest(path=path):
                self.expect(["workplace"], 64, err="discred: 'workplace' is not a discred command; see 'discred help -a'\n",
                            env={"PATH": path})

    def test_our_own_are_taken_from_the_exec_path_alone(self):
        for name in commands():
            if name == "help":
                continue
            self.script(self.bin, f"discred-{name}", "echo impostor")
            self.expect([name], 71,
                        err=f"discred: discred's own program 'discred-{name}' is missing from '{self.exec_path}'; "
                            "install discred again, or name the directory of its programs in DISCRED_EXEC_PATH\n")

    def test_inner_programs_are_no_commands(self):
        for name in inner_commands():
            self.script(self.exec_path, f"discred-{name}", 'echo "run as $0 $2"')
            self.script(self.bin, f"discred-{name}", "echo impostor")
        status, out, err = self.run_discred("alias")
        self.assertEqual((status, out, err), (0, f"run as {self.exec_path}/discred-alias alias\n", ""))

    def test_inner_programs_are_never_taken_from_path(self):
        self.script(self.bin, "discred-alias", "echo impostor")
        self.expect(["nothing"], 64,
                    err="discred: 'nothing' is not a discred command; "
                        f"no alias was looked up, for '{self.exec_path}/discred-alias' is missing\n")

    def test_names_never_leave_the_directory(self):
        self.script(self.home.path, "hello", "echo outside")
        os.mkdir(os.path.join(self.exec_path, "discred-x"))
        for name in ("x/../../hello", "../hello", "/bin/true", "", "a b", "-", "x" * 65):
            with self.subTest(name=name):
                shown = f"option '{name}' is not known; see --help" if name == "-" else \
                    f"'{name}' is not a discred command; see 'discred help -a'"
                self.expect([name], 64, err=f"discred: {shown}\n")

    def test_control_bytes_are_not_shown(self):
        self.expect(["\x1b[31m"], 64, err="discred: '?[31m' is not a discred command; see 'discred help -a'\n")

    def test_directory_is_no_command(self):
        self.real("discred-alias")
        os.mkdir(os.path.join(self.bin, "discred-folder"))
        self.expect(["folder"], 64, err="discred: 'folder' is not a discred command; see 'discred help -a'\n")

    def test_a_file_without_the_x_bit_does_not_hide_a_program(self):
        later = self.make_dir("later")
        self.script(self.bin, "discred-hello", mode=0o644)
        self.script(later, "discred-hello", "echo later")
        self.expect(["hello"], 0, "later\n", env={"PATH": f"{self.bin}:{later}"})

    def test_usual_directories_without_path(self):
        self.script(self.exec_path, "discred-hello", 'echo "$PATH"')
        self.expect(["hello"], 0, f"{self.exec_path}:/usr/local/bin:/usr/bin:/bin\n", env={"PATH": None})


class Becoming(Dispatch):
    def test_it_execs_and_does_not_fork(self):
        self.script(self.exec_path, "discred-hello", 'echo "$$"')
        process = self.home.start("discred", "hello", DISCRED_EXEC_PATH=self.exec_path)
        self.assertEqual(self.home.finish(process).stdout, f"{process.pid}\n")

    def test_name_that_the_child_sees(self):
        os.symlink("/bin/sh", os.path.join(self.exec_path, "discred-hello"))
        self.expect(["hello", "-c", 'echo "$0"'], 0, "discred-hello\n")

    def test_status_is_the_childs(self):
        self.script(self.bin, "discred-seven", "exit 7")
        self.expect(["seven"], 7)

    def test_signal_is_the_childs(self):
        self.script(self.bin, "discred-killed", "kill -TERM $$")
        self.assertEqual(self.run_discred("killed")[0], -signal.SIGTERM)

    def test_stdin_reaches_the_child(self):
        self.script(self.bin, "discred-cat", "cat")
        self.assertEqual(self.run_discred("cat", input="one\ntwo\n"), (0, "one\ntwo\n", ""))

    def test_exec_path_is_exported(self):
        other = self.make_dir("other")
        self.script(other, "discred-hello", 'echo "$DISCRED_EXEC_PATH"; echo "$PATH"; command -v discred-hello')
        self.expect([f"--exec-path={other}", "hello"], 0,
                    f"{other}\n{other}:{self.path}\n{other}/discred-hello\n")

    def test_exec_path_is_put_in_front_once(self):
        self.script(self.bin, "discred-outer", f'"{DISCRED}" inner')
        self.script(self.bin, "discred-inner", 'echo "$PATH"')
        self.expect(["outer"], 0, f"{self.exec_path}:{self.path}\n")

    def test_the_rest_of_the_environment_is_kept(self):
        self.script(self.bin, "discred-hello", 'echo "$WORD"')
        self.expect(["hello"], 0, "a word\n", env={"WORD": "a word"})

    def test_not_executable(self):
        path = self.script(self.bin, "discred-hello", mode=0o644)
        self.expect(["hello"], 71, err=f"discred: '{path}' is not executable; run 'chmod +x {path}'\n")
        path = self.script(self.exec_path, "discred-token", mode=0o600)
        self.expect(["token"], 71, err=f"discred: '{path}' is not executable; run 'chmod +x {path}'\n")

    def test_missing_interpreter(self):
        path = self.script(self.bin, "discred-hello", interpreter=" /no/such/shell -e")
        self.expect(["hello"], 71,
                    err=f"discred: cannot run '{path}': its interpreter '/no/such/shell' does not exist\n")

    def test_interpreter_of_another_system(self):
        path = self.script(self.bin, "discred-hello", interpreter="/bin/sh\r")
        self.expect(["hello"], 71, err=f"discred: cannot run '{path}': its interpreter '/bin/sh?' does not exist\n")

    def test_interpreter_that_cannot_be_run(self):
        path = self.script(self.bin, "discred-hello", interpreter="/etc/passwd")
        self.expect(["hello"], 71, err=f"discred: cannot run '{path}': Permission denied\n")

    def test_neither_program_nor_script(self):
        path = self.script(self.bin, "discred-hello", "echo hello\n", interpreter=None)
        self.expect(["hello"], 71, err=f"discred: cannot run '{path}': it is no program of this machine; "
                                       "a script begins with '#!' and its interpreter\n")

    def test_missing_loader(self):
        with open(os.path.join(BUILD, "discred-alias"), "rb") as file:
            program = file.read()
        loader = re.search(rb"/lib[\w/.-]*/ld-[\w.-]+\0", program).group()
        path = os.path.join(self.bin, "discred-hello")
        with open(path, "wb") as file:
            file.write(program.replace(loader, b"/no" + loader[3:], 1))
        os.chmod(path, 0o755)
        self.expect(["hello"], 71, err=f"discred: cannot run '{path}': its program loader does not exist\n")

    def test_alias_program_that_cannot_be_run(self):
        path = self.script(self.exec_path, "discred-alias", mode=0o644)
        self.expect(["hello"], 71, err=f"discred: cannot run '{path}': Permission denied\n")


class Help(Dispatch):
    def text(self):
        rows = "".join(textwrap.fill(summary, 79, initial_indent=f"  {name:18} ", subsequent_indent=21 * " ") + "\n"
                       for name, layer, summary in table() if not layer.startswith("("))
        return ("usage: discred [OPTIONS] COMMAND [ARGUMENTS]\n"
                "Keeps the credentials of Discord applications, and hands a current token to the\n"
                "programs that ask.\n\n"
                f"{rows}\n"
                "  --exec-path[=DIR]  print where discred's programs are, or take them from DIR\n"
                "  --list-commands    print the names of all commands\n"
                "  --version          print the version\n"
                "  --help             print this help\n\n"
                f"{harness.COMMON_OPTIONS}\n"
                "see 'discred help COMMAND' for one of them, 'discred help -a' for all of them\n")

    def test_short_help(self):
        for args in (["help"], ["--help"], ["-h"], ["help", "help"], ["--help", "help"]):
            with self.subTest(args=args):
                self.expect(args, 0, self.text())

    def test_no_command(self):
        self.expect([], 64, err=self.text() + "discred: no command was given; choose one of these\n")

    def test_all(self):
        later = self.make_dir("later")
        zebra = self.script(self.bin, "discred-zebra")
        apple = self.script(self.exec_path, "discred-apple")
        self.script(self.bin, "discred-apple")
        self.script(later, "discred-zebra")
        self.script(self.bin, "discred-token")
        self.script(self.bin, "discred-alias")
        self.script(self.bin, "discred-plain", mode=0o644)
        self.script(self.bin, "discred-bad name")
        self.script(self.bin, "discredit")
        self.script(self.home.path, "discred-here")
        os.mkdir(os.path.join(self.bin, "discred-folder"))
        path = f"{self.bin}:.::{later}:/nowhere:{SYSTEM_PATH}"
        for args in (["help", "-a"], ["help", "--all"], ["--help", "-a"]):
            with self.subTest(args=args):
                self.expect(args, 0,
                            f"{self.text()}\nexternal commands:\n  apple              {apple}\n  zebra              {zebra}\n",
                            env={"PATH": path})

    def test_all_when_there_are_none(self):
        self.expect(["help", "-a"], 0, self.text() + "\nthere are no external commands on the PATH\n")

    def test_of_help(self):
        self.expect(["help", "--help"], 0,
                    "usage: discred help [-a] [COMMAND [VERB]]\n"
                    "Shows the commands, opens the manual of one, or shows the options of a verb.\n\n"
                    "  -a, --all                    list the external commands too\n"
                    "  -h, --help                   print this help\n\n" + harness.COMMON_OPTIONS)

    def test_a_verb(self):
        self.script(self.exec_path, "discred-profile", "echo $*")
        self.expect(["help", "profile", "new"], 0, "new --help\n")

    def test_a_page_without_man(self):
        """It is installed as text, where the prefix has its documentation."""
        text = self.home.write("share/doc/discred/manual/discred-profile.5", "the page\n", 0o644)
        os.makedirs(os.path.join(self.home.path, "libexec"))
        self.exec_path = os.path.join(self.home.path, "libexec/discred")
        os.mkdir(self.exec_path)
        for name in ("profile.5", "discred-profile.5"):
            self.expect(["help", name], 0, "the page\n", env={"PATH": self.bin})
        os.rename(text, text[:-2] + ".1")
        self.expect(["help", "profile"], 0, "the page\n", env={"PATH": self.bin})

    def test_wrong_arguments(self):
        self.expect(["help", "--nothing"], 64, err="discred: option '--nothing' is not known; see --help\n")
        self.expect(["help", "token", "auth", "x"], 64, err="discred: unexpected argument 'x'; see --help\n")
        self.expect(["help", "-a", "token"], 64, err="discred: unexpected argument 'token'; see --help\n")

    def fake_man(self, *pages):
        known = "|".join(pages) or "none"
        return self.script(self.bin, "man",
                           f'case "$1 $2" in "-w "*) case $2 in {known}) exit 0;; esac; echo no >&2; exit 16;; esac\n'
                           'echo "man shows $*"')

    def test_manual_page(self):
        self.fake_man("discred-token")
        self.script(self.exec_path, "discred-token", "echo not asked")
        self.expect(["help", "token"], 0, "man shows discred-token\n")
        self.expect(["--help", "token"], 0, "man shows discred-token\n")

    def test_pages_of_what_is_no_command(self):
        self.fake_man("discred", "discred-token", "git-credential-discred")
        self.real("discred-alias")
        for name in ("discred", "discred-token", "git-credential-discred"):
            self.expect(["help", name], 0, f"man shows {name}\n")
        self.expect(["help", "docker-credential-discred"], 64,
                    err="discred: 'docker-credential-discred' is not a discred command; see 'discred help -a'\n")

    def test_help_of_discred_without_a_page(self):
        self.fake_man()
        self.expect(["help", "discred"], 0, self.text())

    def test_help_of_the_program_without_a_page(self):
        self.fake_man()
        self.script(self.exec_path, "discred-token", 'echo "token $*"')
        self.script(self.bin, "discred-hello", 'echo "hello $*"')
        self.expect(["help", "token"], 0, "token --help\n")
        self.expect(["help", "hello"], 0, "hello --help\n")

    def test_help_of_the_program_without_man(self):
        self.script(self.exec_path, "discred-token", 'echo "token $*"')
        self.expect(["help", "token"], 0, "token --help\n", env={"PATH": self.bin})

    def test_help_of_the_program_by_its_option(self):
        self.fake_man("discred-token")
        self.script(self.exec_path, "discred-token", 'echo "token $*"')
        self.expect(["token", "--help"], 0, "token --help\n")

    def test_unknown(self):
        self.fake_man()
        self.real("discred-alias")
        self.expect(["help", "tokne"], 64, err="discred: 'tokne' is not a discred command; did you mean 'token'?\n")
        self.expect(["help", "../x"], 64, err="discred: '../x' is not a discred command; see 'discred help -a'\n")
        self.expect(["help", "alias"], 64, err="discred: 'alias' is not a discred command; see 'discred help -a'\n")

    def test_name_of_a_page_is_checked(self):
        self.fake_man("*")
        self.expect(["help", "x/../y"], 64,
                    err="discred: 'x/../y' is not a discred command; see 'discred help -a'\n")


class RealPrograms(Dispatch):
    def test_every_program_is_there_and_helps(self):
        for name, layer, _ in table():
            path = os.path.join(BUILD, f"discred-{name}")
            if layer == "builtin":
                self.assertFalse(os.path.exists(path))
                continue
            self.assertTrue(os.stat(path).st_mode & stat.S_IXUSR, path)
            if layer.startswith("("):
                continue
            with self.subTest(name=name):
                status, out, err = self.run_discred(name, "--help", env={"DISCRED_EXEC_PATH": BUILD}, prints=True)
                self.assertEqual((status, err), (0, ""))
                self.assertRegex(out, rf"\Ausage: discred {name}\b")


if __name__ == "__main__":
    harness.main()
