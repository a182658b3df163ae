"""What programs may link and files may call, as functions that return what breaks the rules. The tests beside this file
run them over the project, and over samples that break each."""
import os
import re
import subprocess

import rooms

LAYERS = ("base", "core", "net")

# The libraries that each layer adds. A sanitizer brings its own.
LIBRARIES = {
    "base": (r"libc\.so\.6", r"ld-linux[\w.-]*\.so\.\d+"),
    "core": (r"libconfig\.so\.\d+", r"libjansson\.so\.\d+", r"libsmartcols\.so\.\d+"),
    "net": (r"libcurl(-gnutls|-nss)?\.so\.\d+", r"libgnutls\.so\.\d+", r"libmicrohttpd\.so\.\d+"),
}
# What one program needs besides, and no other of its layer.
PROGRAM_LIBRARIES = {
    "discred-api": (r"libjq\.so\.\d+",),
    "discred-auth": (r"libbsd\.so\.\d+",),
    "discred-profile": (r"libbsd\.so\.\d+", r"libedit\.so\.\d+"),
}
SANITIZER_LIBRARIES = (r"lib(asan|ubsan)\.so\.\d+", r"lib(m|dl|rt|pthread|gcc_s|resolv)\.so\.\d+")

SYSTEM_HEADERS = set("""
    alloca.h assert.h ctype.h dirent.h endian.h errno.h fcntl.h fnmatch.h ftw.h getopt.h grp.h ifaddrs.h inttypes.h langinfo.h
    limits.h locale.h malloc.h math.h netdb.h poll.h pthread.h pwd.h sched.h signal.h spawn.h stdarg.h stdbool.h stddef.h
    stdint.h stdio.h stdlib.h string.h strings.h termios.h time.h unistd.h wchar.h wctype.h
""".split())
SYSTEM_FOLDERS = ("sys", "linux", "netinet", "arpa", "net")

# What only commands do, and the files of the base layer that do it for them.
CALLS = {
    "getenv": (r"\b(?:secure_)?getenv\s*\(", r"src/base/environ\.c"),
    "environ": (r"\bextern\b[^;]*\benviron\b", r"src/base/environ\.c"),
    "print": (r"\b(?:v?printf|puts|putchar|perror|warnx?|errx)\s*\(|\bstd(?:out|err)\b",
              r"src/cmd/.*|src/base/(?:main|opt|verb|log)\.c"),
    "exit": (r"\b(?:_?exit|_Exit|quick_exit|abort|errx)\s*\(", r"src/cmd/.*|src/base/memory\.c"),
    "clock": (r"\b(?:clock_now|time|gettimeofday)\s*\(",
              r"src/(?:cmd|net|source|base)/.*"),
    "process": (r"\b(?:v?fork|clone|posix_spawnp?|exec[lv]\w*)\s*\(",
                # A process for each profile is no other program.
                r"src/base/(?:proc_start|command_exec|main)\.c|src/cmd/auth/refresh_all\.c"),
}


def needed(program):
    """The libraries that a program names, None for one without a dynamic section."""
    shown = subprocess.run(["readelf", "-d", program], capture_output=True, text=True, check=True,
                           env=os.environ | {"LC_ALL": "C"}).stdout
    if "Dynamic section" not in shown:
        return None
    return re.findall(r"\(NEEDED\)\s+Shared library: \[(.*)\]", shown)


def check_program(program, layer, sanitized=False):
    libraries = needed(program)
    name = os.path.basename(program)
    if libraries is None:
        return [f"{name}: no dynamic section: what it links can't be seen"]
    allowed = [pattern for below in LAYERS[:LAYERS.index(layer) + 1] for pattern in LIBRARIES[below]]
    allowed += PROGRAM_LIBRARIES.get(name, ())
    if sanitized:
        allowed += SANITIZER_LIBRARIES
    return [f"{name}: {library} is not for the layer {layer}" for library in libraries
            if not any(re.fullmatch(pattern, library) for pattern in allowed)]


def check_exports(program):
    """A function that a program exports would be called by a library that has its own of the same name."""
    shown = subprocess.run(["nm", "-D", "--defined-only", program], capture_output=True, text=True, check=True).stdout
    return [f"{os.path.basename(program)}: exports {name}" for name in re.findall(r" [TtWw] (\S+)$", shown, re.M)]


def read_includers(root):
    """The pairs (header, file) of includers.txt."""
    with open(os.path.join(root, "tests/layer/includers.txt"), encoding="utf-8") as file:
        return {tuple(line.split()) for line in file if line.strip() and not line.startswith("#")}


def read_code(root, path):
    """A file without its comments, strings and character constants; includes keep their names."""
    with open(os.path.join(root, path), encoding="utf-8") as file:
        text = file.read()
    token = r'^[ \t]*#[ \t]*include[^\n]*|/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    return re.sub(token, lambda m: m[0] if m[0].lstrip().startswith("#") else " ", text, flags=re.S | re.M)


def is_system_header(header):
    return header in SYSTEM_HEADERS or header.split("/")[0] in SYSTEM_FOLDERS and "/" in header


def check_foreign_includes(root):
    """Headers of other projects are included by the files of includers.txt alone."""
    complaints = []
    includers = read_includers(root)
    seen = set()
    for path in rooms.sources(root):
        for mark, header in rooms.included(root, path):
            if (header, path) in includers:
                seen.add((header, path))
            elif mark == "<" and not is_system_header(header):
                complaints.append(f"{path}: {header} is not in tests/layer/includers.txt for it")
    complaints += [f"tests/layer/includers.txt: {path} does not include {header}"
                   for header, path in sorted(includers - seen)]
    return complaints


def check_calls(root):
    complaints = []
    for path in rooms.sources(root):
        code = read_code(root, path)
        for name, (pattern, exempt) in CALLS.items():
            if re.fullmatch(exempt, path):
                continue
            for match in re.finditer(pattern, code):
                complaints.append(f"{path}: {match[0].rstrip(' (')} ({name}) is for other files")
    return complaints
