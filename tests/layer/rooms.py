"""The rooms of the tree and what each may use: on include paths, and on the symbols of the objects that were built."""
import collections
import glob
import os
import re
import subprocess

# Who may use whom. A room may always use itself. The rooms of core are named without their folder.
CORE = ("output", "store", "discord", "stack", "profile", "alias", "slot", "source", "protocol")
RULES = {
    "base": (),
    "output": ("base",),
    "store": ("base",),
    "discord": ("base", "output"),
    "stack": ("base", "output", "store"),
    "profile": ("base", "output", "stack", "discord", "store"),
    "alias": ("base", "profile"),
    "slot": ("base", "discord", "stack", "profile", "store"),
    "source": ("base", "stack", "profile", "slot", "store"),
    "protocol": ("base", "output", "stack"),
    "net": ("base",),
    "net/http": ("base", "output", "stack", "net"),
    "net/loopback": ("base", "net"),
    "net/oauth": ("base", *CORE, "net", "net/http"),
    "net/seal": ("base", "output", "stack", "store", "net"),
    # profile: the grammar of stores/NAME.cfg. stack: records, tokens and the names of grants. net/seal: what leaves the
    # host is sealed, the access token too, which the wrapper passes through.
    "net/etcd": ("base", "output", "store", "stack", "profile", "net", "net/http", "net/seal"),
}
# What a program of each layer may use; never another program.
LAYERS = {
    "base": ("base",),
    "core": ("base", *CORE),
    "net": ("base", *CORE, "net", "net/http", "net/loopback", "net/oauth", "net/seal", "net/etcd"),
}
# The nouns whose implementation is a table of rows, or has another name.
NOUNS = {"store": "store", "protocol": "protocol", "main": "base"}


def read_commands(root):
    """The program of each row of commands.txt, and of discred itself, with its layer. What is warm is part of discred."""
    layers = {"discred": "core"}
    with open(os.path.join(root, "src/commands.txt"), encoding="utf-8") as file:
        for line in file:
            words = line.split()
            if words and not line.startswith("#") and words[1] != "builtin":
                layers[f"discred-{words[0]}"] = "core" if words[1] == "warm" else words[1].strip("()")
    return layers


def program_of(folder):
    """The program of a folder of src/cmd."""
    return "discred" if folder == "discred" else f"discred-{folder}"


def sources(root):
    """Every C file of the project besides its tests, as a path below root."""
    found = []
    for top in ("include", "src"):
        for directory, _, names in os.walk(os.path.join(root, top)):
            found += [os.path.relpath(os.path.join(directory, name), root) for name in names
                      if name.endswith((".c", ".h"))]
    return sorted(found)


def room_of(root, path):
    """The room of a file below root, None when nothing says so. A noun's header is in the room of its .c."""
    parts = path.split("/")
    if parts[0] == "include":
        noun = parts[-1][:-len(".h")]
        found = glob.glob(os.path.join(glob.escape(root), f"src/core/*/{noun}.c"))
        found += glob.glob(os.path.join(glob.escape(root), f"src/base/{noun}.c"))
        if noun in NOUNS or not found:
            return NOUNS.get(noun)
        return room_of(root, os.path.relpath(found[0], root))
    folder = parts[1:-1]
    if folder[:1] == ["cmd"] and len(folder) == 2:
        return "cmd/" + folder[1]
    if folder[:1] == ["core"] and len(folder) == 2:
        return folder[1] if folder[1] in CORE else None
    return "/".join(folder) if "/".join(folder) in RULES else None


def may_use(commands, user, used):
    """Whether a file of the room `user` may use what the room `used` has."""
    if user == used:
        return True
    if user.startswith("cmd/"):
        layer = commands.get(program_of(user[len("cmd/"):]))
        return layer is not None and used in LAYERS[layer]
    return used in RULES[user]


# Includes

def included(root, path):
    """The pairs (mark, header) of a file."""
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return re.findall(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', without_comments(file.read()), re.M)


def without_comments(text):
    """C without its comments; strings stay."""
    token = r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    return re.sub(token, lambda m: m[0] if m[0][0] in "\"'" else " ", text, flags=re.S)


def check_includes(root):
    """Own headers are included by their path, from a room that may use theirs."""
    complaints = []
    commands = read_commands(root)
    home = {path: room_of(root, path) for path in sources(root)}
    for path, room in home.items():
        if room is None:
            complaints.append(f"{path}: is in no room that has a rule")
            continue
        for mark, header in included(root, path):
            found = next((place for place in ("include/" + header, "src/" + header) if place in home), None)
            if mark == "<":
                continue
            if found is None:
                complaints.append(f"{path}: {header} is no path from src or include")
            elif home[found] is None:
                complaints.append(f"{path}: {header} is in no room that has a rule")
            elif not may_use(commands, room, home[found]):
                complaints.append(f"{path}: {header} is in {home[found]}, which {room} may not use")
    return complaints


# Symbols

Object = collections.namedtuple("Object", "path room defined wanted")


def read_symbols(build, root):
    """The objects of the programs in a build folder: what each defines for others, and what it wants of them."""
    files = sorted(glob.glob(os.path.join(glob.escape(build), "CMakeFiles/**/src/**/*.o"), recursive=True))
    shown = subprocess.run(["nm", "-A", *files], capture_output=True, text=True, check=True).stdout
    lines = collections.defaultdict(list)
    for file, line in re.findall(r"^(.*?\.o):(.*)$", shown, re.M):
        lines[file].append(line)
    objects = []
    for file in files:
        path = "src/" + file.rpartition("/src/")[2][:-len(".o")]
        if os.path.exists(os.path.join(root, path)):
            symbols = [line.split()[-2:] for line in lines[file]]
            objects.append(Object(path, room_of(root, path),
                                  {name: kind for kind, name in symbols if kind.isupper() and kind != "U"},
                                  {name for kind, name in symbols if kind == "U"}))
    return objects


def same_program(user, used):
    """Whether two objects can be in one program: another program's folder has names of its own."""
    return not used.room.startswith("cmd/") or user.room == used.room or user.path == "src/base/main.c"


def uses(objects):
    """Each (user, used, name): an object that wants a name that another one defines."""
    home = collections.defaultdict(list)
    for item in objects:
        for name in item.defined:
            home[name].append(item)
    return [(user, used, name) for user in objects for name in sorted(user.wanted) for used in home[name]
            if same_program(user, used)]


def check_symbols(root, objects):
    """Every name comes from a room that may be used. main() alone calls what each program defines, cmd_main."""
    commands = read_commands(root)
    return [f"{user.path}: {name} is in {used.path}, which {user.room} may not use"
            for user, used, name in uses(objects)
            if not may_use(commands, user.room, used.room) and name != "cmd_main"]


def circles(objects):
    """The sets of files of one folder that need each other, each as a sorted list."""
    needs = collections.defaultdict(set)
    for user, used, _ in uses(objects):
        if user.path != used.path and os.path.dirname(user.path) == os.path.dirname(used.path):
            needs[user.path].add(used.path)

    def reachable(path):
        found, left = set(), [path]
        while left:
            new = needs[left.pop()] - found
            found |= new
            left += new
        return found

    reach = {path: reachable(path) for path in list(needs)}
    found = {tuple(sorted(other for other in reach[path] if path in reach.get(other, ()))) for path in reach}
    return sorted(list(circle) for circle in found if circle)


def seams(objects):
    """The functions that one other file alone calls, one of the same folder: each may be a seam that nobody needs. A
    main.c has parts, and calls them."""
    callers = collections.defaultdict(set)
    for user, used, name in uses(objects):
        callers[used.path, name].add(user.path)
    functions = {(item.path, name) for item in objects for name, kind in item.defined.items() if kind == "T"}
    alone = {(path, name): next(iter(callers[path, name])) for path, name in functions if len(callers[path, name]) == 1}
    return functions, sorted(
        (path, name, caller) for (path, name), caller in alone.items()
        if os.path.dirname(path) == os.path.dirname(caller) and os.path.basename(caller) != "main.c")
