"""What gcc -fanalyzer, clang's scan-build and cppcheck say about src, besides what known.txt explains.

    analyzers.py gcc | scan-build | cppcheck

Each builds, or reads, the whole tree in build/trust. A report counts once for each file, checker and text; known.txt names
those that are wrong, and why. One that no tool reports any more fails too: the list stays true.
"""

import os
import re
import subprocess
import sys

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
BUILD = os.path.join("build", "trust")
KNOWN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "known.txt")
JOBS = str(os.cpu_count())
# gcc's and clang's form; a checker stands in the last brackets.
REPORT = re.compile(r"^(?:\S*/)?(src/\S+?):\d+:\d+: warning: (.*?)(?: \[CWE-\d+\])? \[([\w.,-]+)\]$", re.MULTILINE)


def run(*argv):
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", cwd=SOURCE, env={**os.environ, "LC_ALL": "C.UTF-8"}, check=False)
    if done.returncode:
        sys.exit("%s\n%s: status %d" % (done.stdout[-4000:], " ".join(argv), done.returncode))
    return done.stdout


def configure(name, *options, before=()):
    """A build of its own, from scratch: what was compiled already would say nothing."""
    path = os.path.join(BUILD, name)
    run(*before, "cmake", "--fresh", "--preset", "programs", "-B", path, "-DDISCRED_STATIC_WARM=OFF",
        "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_C_COMPILER_LAUNCHER=", *options)
    return path


def build(path, before=()):
    return run(*before, "cmake", "--build", path, "--clean-first", "--parallel", JOBS)


def gcc():
    path = configure("gcc", "-DCMAKE_C_COMPILER=gcc", "-DCMAKE_C_FLAGS=-fanalyzer")
    return set(REPORT.findall(build(path)))


def scan_build():
    before = ("scan-build", "--use-cc=clang")
    return set(REPORT.findall(build(configure("scan-build", before=before), before)))


def cppcheck():
    path = configure("cppcheck")
    # It knows the options of each file from there, and reads what the build has generated.
    run("cmake", "--build", path, "--parallel", JOBS)
    said = run("cppcheck", "--project=" + os.path.join(path, "compile_commands.json"), "-q", "-j", JOBS,
               "--enable=warning,performance,portability", "--template={file}\t{message}\t{id}")
    found = (line.split("\t") for line in said.splitlines() if line.count("\t") == 2)
    return {(os.path.relpath(file, SOURCE) if os.path.isabs(file) else file, text, checker) for file, text, checker in found}


TOOLS = {"gcc": gcc, "scan-build": scan_build, "cppcheck": cppcheck}


def known(tool):
    """{(file, text, checker): reason}. A line is one report, tab between tool, file, checker and text; the reason follows,
    indented."""
    found, key = {}, None
    with open(KNOWN, encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            if line.startswith(" "):
                if key:
                    found[key] = line.strip()
                continue
            name, file, checker, text = line.split("\t")
            key = (file, text, checker) if name == tool else None
            if key:
                found[key] = None
    return found


def main():
    tool = sys.argv[1] if len(sys.argv) == 2 else None
    if tool not in TOOLS:
        sys.exit("usage: analyzers.py %s" % " | ".join(TOOLS))
    expected = known(tool)
    found = TOOLS[tool]()
    new, gone = sorted(found - set(expected)), sorted(set(expected) - found)
    unexplained = [key for key, reason in expected.items() if not reason]
    for words, keys in (("new", new), ("not reported any more", gone), ("without a reason in known.txt", unexplained)):
        for file, text, checker in keys:
            print("%s: %s\t%s\t%s\t%s" % (words, tool, file, checker, text))
    print("%s: %d reports, 0 lost in the window, 0 lost elsewhere, %d faults; %d known to be false" % (
        tool, len(found), len(new) + len(gone) + len(unexplained), len(expected)))
    sys.exit(bool(new or gone or unexplained))


if __name__ == "__main__":
    main()
