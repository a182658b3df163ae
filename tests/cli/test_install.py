"""What `cmake --install` puts where, and that it works from there."""
import os
import re
import shutil
import stat
import subprocess
import tempfile
import unittest

BUILD = os.environ["DISCRED_BUILD"]
SOURCE = os.environ["DISCRED_SOURCE"]


def cache():
    with open(os.path.join(BUILD, "CMakeCache.txt"), encoding="utf-8") as file:
        return dict(re.findall(r"^(\w+):\w+=(.*)$", file.read(), re.M))


def commands():
    with open(os.path.join(SOURCE, "src/commands.txt"), encoding="utf-8") as file:
        rows = [line.split() for line in file if not line.startswith("#")]
    return {row[0]: row[1] for row in rows if row[1] != "builtin"}


def source_files(folder, pattern):
    path = os.path.join(SOURCE, folder)
    return sorted(name for name in os.listdir(path) if re.fullmatch(pattern, name)) if os.path.isdir(path) else []


def expected(config="etc"):
    """Every file below the prefix with its mode."""
    files = {"bin/discred": 0o755}
    files |= {f"bin/{name}": 0o777 for name in ("docker-credential-discred", "git-credential-discred",
                                                "discred-credential-helper")}
    files |= {f"libexec/discred/discred-{name}": 0o777 if layer == "warm" else 0o755
              for name, layer in commands().items()}
    files |= {f"{config}/xdg/discred/{name}": 0o644 for name in source_files("etc", r"config\.cfg")}
    files |= {f"{config}/xdg/discred/stacks/{name}": 0o644 for name in source_files("etc/stacks", r".*\.cfg")}
    files |= {f"share/doc/discred/examples/{name}": 0o644 for name in source_files("etc/profiles", r".*\.cfg")}
    completions = {"discred.bash": "bash-completion/completions/discred", "_discred": "zsh/site-functions/_discred",
                   "discred.fish": "fish/vendor_completions.d/discred.fish"}
    files |= {f"share/{completions[name]}": 0o644 for name in source_files("completions", r".*discred.*")}
    files |= {f"lib/systemd/user/{name}": 0o644 for name in source_files("etc/systemd/user", r".*")}
    if shutil.which("mandoc"):
        files |= {f"share/doc/discred/manual/{name}": 0o644 for name in source_files("src/man", r".*")}
    for section in "157":
        files |= {f"share/man/man{section}/{name}": 0o644 for name in source_files("src/man", rf".*\.{section}")}
    return files


def found(top):
    files = {}
    for directory, _, names in os.walk(top):
        for name in names:
            path = os.path.join(directory, name)
            files[os.path.relpath(path, top)] = stat.S_IMODE(os.lstat(path).st_mode)
    return files


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="discred-install.")
        self.addCleanup(scratch.cleanup)
        self.scratch = scratch.name

    def cmake(self, *args, umask=0o022, **env):
        done = subprocess.run(["cmake", *args], env=os.environ | env, capture_output=True, text=True, check=False,
                              umask=umask)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def run_program(self, *args, **env):
        keep = {name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
        done = subprocess.run(args, env=keep | {"PATH": "/usr/bin:/bin", "HOME": self.scratch} | env, text=True,
                              capture_output=True, check=False, timeout=60)
        return done.returncode, done.stdout, done.stderr


class Install(Case):
    def test_destdir(self):
        self.cmake("--install", BUILD, DESTDIR=self.scratch)
        top = self.scratch + cache()["CMAKE_INSTALL_PREFIX"]
        self.assertEqual(found(top), expected())
        modes = {stat.S_IMODE(os.stat(directory).st_mode) for directory, _, _ in os.walk(top)}
        self.assertEqual(modes, {0o755})

    def test_what_discred_reads_can_be_written_by_nobody_else(self):
        self.cmake("--install", BUILD, "--prefix", self.scratch, umask=0)
        modes = {stat.S_IMODE(os.stat(directory).st_mode) for directory, _, _ in os.walk(self.scratch + "/etc")}
        self.assertEqual(modes, {0o755})

    def test_other_prefix(self):
        self.cmake("--install", BUILD, "--prefix", self.scratch)
        self.assertEqual(found(self.scratch), expected())
        discred = os.path.join(self.scratch, "bin/discred")
        self.assertEqual(self.run_program(discred, "--version")[1].split()[:2], ["discred", "0.2.0"])
        status, out, err = self.run_program(discred, f"--exec-path={self.scratch}/libexec/discred", "token", "--help")
        self.assertEqual((status, err), (0, ""))
        self.assertRegex(out, r"\Ausage: discred token\b")

    def test_config_that_is_there_is_kept(self):
        kept = "etc/xdg/discred/config.cfg"
        path = os.path.join(self.scratch, kept)
        os.makedirs(os.path.dirname(path))
        with open(path, "w", encoding="utf-8") as file:
            file.write("# mine\n")
        out = self.cmake("--install", BUILD, "--prefix", self.scratch)
        self.assertIn(f"-- Kept: {path}\n", out)
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read(), "# mine\n")


@unittest.skipIf(cache().get("DISCRED_SANITIZE") == "ON", "the paths are the same in every build")
class Prefix(Case):
    """A build for a prefix of its own knows where its programs and its configuration are."""

    def build(self, prefix, *targets):
        build = os.path.join(self.scratch, "build")
        self.cmake("-S", SOURCE, "-B", build, f"-DCMAKE_INSTALL_PREFIX={prefix}", "-DBUILD_TESTING=OFF",
                   f"-DCMAKE_C_COMPILER={cache()['CMAKE_C_COMPILER']}", "-DCMAKE_C_FLAGS_RELEASE=-O0")
        if targets:
            self.cmake("--build", build, "--parallel", "2", "--target", *targets)
        return build

    def test_paths_of_the_prefix(self):
        prefix = os.path.join(self.scratch, "opt")
        build = self.build(prefix, "discred", "discred-alias")
        for name, folder in (("discred", "bin"), ("discred-alias", "libexec/discred")):
            os.makedirs(os.path.join(prefix, folder))
            shutil.copy(os.path.join(build, name), os.path.join(prefix, folder))
        discred = os.path.join(prefix, "bin/discred")
        self.assertEqual(self.run_program(discred, "--exec-path"), (0, f"{prefix}/libexec/discred\n", ""))
        os.makedirs(os.path.join(prefix, "etc/xdg/discred"))
        with open(os.path.join(prefix, "etc/xdg/discred/config.cfg"), "w", encoding="utf-8") as file:
            file.write('aliases = { where = "hello --from config"; };\n')
        hello = os.path.join(prefix, "libexec/discred/discred-hello")
        with open(hello, "w", encoding="utf-8") as file:
            file.write('#!/bin/sh\necho "$*"\n')
        os.chmod(hello, 0o755)
        self.assertEqual(self.run_program(discred, "where", "it"), (0, "--from config it\n", ""))

    def test_configuration_of_usr_is_in_etc(self):
        build = self.build("/usr")
        with open(os.path.join(build, "cmake_install.cmake"), encoding="utf-8") as file:
            script = file.read()
        if source_files("etc", r"config\.cfg"):
            self.assertIn('DESTINATION "/etc/xdg/discred"', script)
        self.assertNotIn("/usr/etc", script)

    @unittest.skipUnless(os.path.exists("/etc/debian_version"), "this is no Debian")
    def test_zsh_functions_of_usr_are_where_debian_looks(self):
        build = self.build("/usr")
        with open(os.path.join(build, "cmake_install.cmake"), encoding="utf-8") as file:
            self.assertIn('"${CMAKE_INSTALL_PREFIX}/share/zsh/vendor-completions" TYPE FILE', file.read())


if __name__ == "__main__":
    unittest.main(verbosity=2)
