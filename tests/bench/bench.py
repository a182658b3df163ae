"""`./dev bench`: how long discred's commands take, beside bare programs and others that print a credential.

    DISCRED_BUILD=build/programs DISCRED_BENCH=build/bench bench.py [--quick] [SECTION...]

Each section prints tables in Markdown. It works in directories of its own, against the sandbox, and leaves nothing
behind. Nothing passes or fails by its time; but a program that fails, or prints another token, ends the run.
"""

import argparse
import contextlib
import os
import platform
import re
import shutil
import signal
import sys
import time

import counting
import peers
from world import DISCRED, Row, World, file_system, harness, places, token_path, tool

SERVER_MS = 100  # what a distant server takes


def digits(value):
    """Three of them, or all of a whole number."""
    return "{:,.{}f}".format(value, 2 if value < 10 else 1 if value < 100 else 0)


def counted(number, one, more):
    return "{:,} {}".format(number, one if number == 1 else more)


def title(text, rounds=None):
    print("\n### %s%s\n" % (text, ": n = %d" % rounds if rounds else ""), flush=True)


def table(columns, lines):
    """In Markdown; all columns but the first are numbers."""
    lines = [columns] + [[str(cell) for cell in line] for line in lines]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    lines.insert(1, ["-" * widths[0]] + ["-" * (width - 1) + ":" for width in widths[1:]])
    for line in lines:
        cells = [line[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(line[1:], widths[1:])]
        print("| %s |" % " | ".join(cells))


def time_table(what, results, first=None, more=None):
    """A line for each result; the ratio is that of its median to `first`, or to that of the first line."""
    first = first or next(iter(results.values())).median
    column, value = more or (None, None)
    lines = [[name, digits(result.minimum), digits(result.p25), digits(result.median), digits(result.median / first)] +
             ([value(result)] if more else []) + [result.peak] for name, result in results.items()]
    table([what, "min ms", "p25 ms", "median ms", "ratio"] + ([column] if more else []) + ["peak KiB"], lines)


def token_row(world, **changes):
    return Row("discred token", [DISCRED, "token", "reader"], world.token)._replace(**changes)


def bare(world, kind):
    return [tool("bare-" + kind), world.home.write("token", world.token + "\n")]


def warm_rows(world):
    world.new_profile("bot", bot_token="{ stored = true; }", stack='( { control = "required"; source = "bot"; } )')
    done = world.home.run("discred", "profile", "set-secret", "bot", "bot_token", input=harness.BOT_TOKEN)
    if done.status != 0:
        raise AssertionError("the bot's token was not stored: %s" % done.stderr)
    request = world.home.write("git-request", "capability[]=authtype\nprotocol=https\nhost=discord.com\n\n")
    static, dynamic, token = bare(world, "static"), bare(world, "dynamic"), world.token
    return [
        Row("a bare static program", static, token),
        Row("a bare dynamic program", dynamic, token),
        Row("one that execs it, static", [tool("exec-static")] + static, token),
        Row("one that execs it, dynamic", [tool("exec-dynamic")] + dynamic, token),
        token_row(world),
        Row("discred-token", [harness.program("discred-token"), "reader"], token),
        Row("discred token, a stored bot token", [DISCRED, "token", "bot"], harness.BOT_TOKEN),
        Row("git-credential-discred get", [harness.program("git-credential-discred"), "--profile", "reader", "get"],
            token, input=request),
        Row("discred run (the bare static program)", [DISCRED, "run", "reader", "--"] + static, token),
    ]


def warm(world):
    """cached and stored tokens, beside bare programs that read a file and print it"""
    rounds = 30 if world.quick else 300
    title("Warm calls", rounds)
    time_table("call", world.measure(warm_rows(world), rounds))


def others(world):
    """other programs that print a credential, where they are installed"""
    rounds = 10 if world.quick else 100
    title("Beside other programs", rounds)
    found = peers.find(world)
    time_table("call", world.measure([token_row(world)] + found.rows, rounds))
    if found.missing:
        print("\nNot measured: %s." % "; ".join(found.missing))


def counts(world):
    """instructions and system calls of the rows of both"""
    title("Instructions in user space (callgrind) and system calls (strace) of one call, children included")
    lines = []
    for row in warm_rows(world) + peers.find(world).rows:
        world.run_once(row)  # what is kept for the next call is there
        lines.append([row.name, counting.instructions(world, row), counting.system_calls(world, row)])
    table(["call", "instructions", "system calls"], lines)
    print("\nUnder callgrind `discred token` starts discred-token, since it can't see that it is that file itself.")
    if any(counting.UNKNOWN in line for line in lines):
        print("%s: not counted; callgrind or strace is missing, or can't follow this program." % counting.UNKNOWN)


def herd(world):
    """many callers at once"""
    callers, rounds = (100, 3) if world.quick else (1000, 10)
    title("{:,} callers at once".format(callers), rounds)
    rows = [Row("a bare %s program" % kind, bare(world, kind), world.token, at_once=callers)
            for kind in ("static", "dynamic")]
    results = world.measure(rows + [token_row(world, at_once=callers)], rounds)
    time_table("callers", results, more=("calls a second", lambda result: digits(callers / result.median * 1000)))


def growth(world):
    """with more profiles, and with more entries in the stack"""
    rounds = 10 if world.quick else 100
    title("With more profiles", rounds)
    rows = []
    for number in (1, 100, 1000 if world.quick else 10000):
        rows.append(token_row(world, name="discred token, " + counted(number, "profile", "profiles"),
                              env=places(world.crowd(number))))
    time_table("call", world.measure(rows, rounds))

    title("With a longer stack", rounds)
    rows = []
    for number in (1, 10, 100):
        name = "stack-%d" % number
        entries = ['{ control = "sufficient"; source = "env"; variable = "DISCRED_BENCH_UNSET"; type = "Bearer"; }']
        entries = entries * (number - 1) + ['{ control = "sufficient"; source = "cache"; }']
        world.new_profile(name, stack="( %s )" % ",\n".join(entries))
        shutil.copy(token_path(world.home, "reader"), token_path(world.home, name))
        rows.append(Row("discred token, " + counted(number, "entry", "entries"), [DISCRED, "token", name], world.token))
    time_table("call", world.measure(rows, rounds))


@contextlib.contextmanager
def server_time(world, milliseconds):
    """The sandbox takes as long to answer a request for a token."""
    if milliseconds:
        world.box.fault("token:*=delay:%d" % milliseconds)
    try:
        yield
    finally:
        world.box.clear_faults()


def server_rows(world):
    """Programs that ask the sandbox for a token, and no more."""
    body = "grant_type=client_credentials&scope=identify&client_id=%s&client_secret=%s" % (
        harness.CLIENT_ID, harness.CLIENT_SECRET)
    lines = ["POST /api/v10/oauth2/token HTTP/1.1", "Host: 127.0.0.1:%d" % world.box.port, "Connection: close",
             "Content-Type: application/x-www-form-urlencoded", "Content-Length: %d" % len(body), "", body]
    request, form = world.home.write("request", "\r\n".join(lines)), world.home.write("form", body)
    words = [[tool("post"), str(world.box.port), request]]
    if shutil.which("curl"):
        words.append([shutil.which("curl"), "-s", "--fail", "--data", "@" + form, world.box.api + "/oauth2/token"])
    return [Row("the server itself, asked by " + who, argv, "access_token")
            for who, argv in zip(("a bare program", "curl"), words)]


def renewal(world):
    """a renewal, and a herd with a token that has ended, beside the server's own time"""
    rounds = 5 if world.quick else 50
    servers = server_rows(world)
    stale = token_row(world, name="discred token, which renews it", before=world.staling(), prints="")
    forced = Row("discred auth refresh --force", [DISCRED, "auth", "refresh", "--force", "reader"])
    for milliseconds in (0, SERVER_MS):
        title("A renewal, of a server that waits for %d ms" % milliseconds, rounds)
        with server_time(world, milliseconds):
            time_table("call", world.measure([*servers, stale, forced], rounds))

    callers, rounds = (100, 3) if world.quick else (1000, 10)
    herds = "{:,} callers".format(callers)
    title("%s at once, whose token has ended, of a server that waits for %d ms" % (herds, SERVER_MS), rounds)
    server, fresh, ended = servers[0].name, herds + ", a token that lives", herds + ", a token that has ended"
    with server_time(world, SERVER_MS):
        before = world.renewals()
        results = world.measure([servers[0], token_row(world, name=fresh, prints="", at_once=callers),
                                 stale._replace(name=ended, at_once=callers)], rounds)
        asked = world.renewals() - before
    time_table("callers; the ratio is to the first two together", results,
               first=results[server].median + results[fresh].median)
    print("\nRequests for a renewal: %d, by %d herds." % (asked, rounds + 2))


def many(world):
    """commands that look at many profiles"""
    rounds = 5 if world.quick else 50
    env = places(world.crowd(100))
    title("Completion and lists, 100 profiles", rounds)
    time_table("call", world.measure([
        token_row(world, env=env),
        Row("completion of a command", [DISCRED, "--complete", "line", "discred to"], "token", env=env),
        Row("completion of a profile", [DISCRED, "--complete", "line", "discred token profile-0009"], "profile-00099",
            env=env),
        Row("discred profile list", [DISCRED, "profile", "list"], "profile-00099", env=env),
    ], rounds))

    rounds = 3 if world.quick else 20
    home = world.new_home()
    for place in range(10):
        world.new_profile("profile-%d" % place, home)
        world.login("profile-%d" % place, home)
    refresh = Row("discred auth refresh --force, 1 profile",
                  [DISCRED, "auth", "refresh", "--force", "profile-0"], env=places(home))
    everything = refresh._replace(name="discred auth refresh --force --all, 10 profiles",
                                  argv=refresh.argv[:-1] + ["--all"])
    for milliseconds in (0, SERVER_MS):
        title("Renewal of all, of a server that waits for %d ms" % milliseconds, rounds)
        with server_time(world, milliseconds):
            time_table("call", world.measure([refresh, everything], rounds))


def sealed_home(world, kind, *words):
    """A home that is logged in and sealed with this key holder; what `token` and `auth refresh` need to be called there."""
    home = world.new_home()
    world.new_profile("reader", home)
    world.login("reader", home)
    done = home.run("discred", "auth", "seal", "--with", kind, *words)
    if done.status != 0:
        raise AssertionError("nothing was sealed: %s" % done.stderr)
    with open(token_path(home, "reader"), encoding="utf-8") as record:
        return places(home), re.search(r"(?m)^access_token=(.*)$", record.read())[1]


def seal(world):
    """warm calls and renewals of a store that is sealed, beside one that is not"""
    key = world.home.write("holder", "A" * 42 + "E\n")
    holders = (("a key file", sealed_home(world, "file", os.path.join(world.home.path, "seal-key"))),
               ("a command (cat)", sealed_home(world, "command", shutil.which("cat"), key)))
    rounds = 30 if world.quick else 300
    title("Warm calls, of a store that is sealed", rounds)
    rows = [token_row(world, name="discred token, not sealed")]
    rows += [token_row(world, name="discred token, sealed with " + name, env=env, prints=token) for name, (env, token) in holders]
    time_table("call", world.measure(rows, rounds))

    rounds = 5 if world.quick else 50
    forced = Row("discred auth refresh --force, not sealed", [DISCRED, "auth", "refresh", "--force", "reader"])
    rows = [forced]
    rows += [forced._replace(name="the same, sealed with " + name, env=env) for name, (env, _) in holders]
    for milliseconds in (0, SERVER_MS):
        title("A renewal of a sealed grant, of a server that waits for %d ms" % milliseconds, rounds)
        with server_time(world, milliseconds):
            time_table("call", world.measure(rows, rounds))


SECTIONS = {"warm": warm, "peers": others, "counts": counts, "herd": herd, "growth": growth, "renewal": renewal,
            "many": many, "seal": seal}


def processor():
    with contextlib.suppress(OSError), open("/proc/cpuinfo", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def header(world):
    print(world.home.run("discred", "--version").stdout, end="")
    print(", ".join((
        processor(), "%d cores" % os.cpu_count(), "Linux " + platform.release(),
        "files on %s, tokens on %s" % (file_system(world.home.path), file_system(world.home.runtime)),
        "load %.1f" % os.getloadavg()[0], time.strftime("%Y-%m-%d"))))
    print("\nIn each of n rounds every row of a table ran once. The ratio is that of the medians, to the first row.\n"
          "The peak is that of the largest process.", flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="./dev bench")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and callers")
    parser.add_argument("--peers", action="store_true", help="install the other programs first (Debian)")
    parser.add_argument("--check", action="store_true", help=argparse.SUPPRESS)  # the arguments, and no more
    parser.add_argument("section", nargs="*", help="%s; all, if none is named" % ", ".join(SECTIONS))
    options = parser.parse_args()
    for name in options.section:
        if name not in SECTIONS:
            parser.error("no section '%s'; use one of %s" % (name, ", ".join(SECTIONS)))
    return options


def main():
    options = arguments()
    if options.check:
        return
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        with contextlib.ExitStack() as cleanup:
            world = World(options.quick, cleanup)
            header(world)
            for name in options.section or SECTIONS:
                SECTIONS[name](world)
    except AssertionError as error:
        sys.exit("bench: %s" % error)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
