"""Makes the pictures of the README: docs/demo.svg, a recording of tests/demo/demo.sh, and docs/consent.png, the sandbox's
consent page in Chromium. Everything is from a real run; nothing of yours is read.

usage: pictures.py BUILD_DIRECTORY [demo|consent]
"""

import html
import os
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
DOCS = os.path.join(HERE, "..", "..", "docs")

COLUMNS, ROWS = 110, 30
LINE, WIDTH, MARGIN = 18, 7.83, 14  # pixels; WIDTH is that of a character of 13 pixels
# Seconds. The run's own pauses are shortened to LONGEST, and output is slowed down so that it can be read.
LONGEST, SHORTEST, AT_TITLE, AT_END, AT_POSTER = 2.0, 0.12, 1.2, 6.0, 3.0
# The screen that ends with this line is shown first, and alone where nothing moves.
POSTER = "refreshes that the sandbox saw: 1"


def record(build):
    """[(seconds, line)] of the demo."""
    lines = []
    with subprocess.Popen(["sh", os.path.join(HERE, "demo.sh"), build], stdout=subprocess.PIPE, text=True,
                          env=dict(os.environ, LC_ALL="C.UTF-8")) as demo:
        for line in demo.stdout:
            lines.append((time.monotonic(), line.rstrip("\n")))
    if demo.returncode:
        sys.exit("pictures: the demo failed with status %d" % demo.returncode)
    return lines


def wrapped(line):
    return [line[i:i + COLUMNS] for i in range(0, len(line), COLUMNS)] or [""]


def neutral(line, build):
    """Without the directories of this machine."""
    return re.sub(r"/tmp/tmp\.\w+", "/tmp/demo", line.replace(build, "build/programs")).expandtabs(4)


def screen(lines, build):
    """([(seconds, rows shown)], rows) as the recording plays them."""
    rows, steps, at, last = [], [], AT_POSTER, lines[0][0]
    for when, line in lines:
        title = line.startswith("== ")
        at += max(min(when - last, LONGEST), AT_TITLE if title else SHORTEST)
        last = when
        rows += wrapped(neutral(line, build))
        steps.append((at, len(rows)))
    return steps, rows


def style(row):
    return "title" if row.startswith("== ") else "command" if row.startswith("$ ") else "output"


def svg(steps, rows):
    total = steps[-1][0] + AT_END
    poster = rows.index(POSTER) + 1
    width, height = COLUMNS * WIDTH + 2 * MARGIN, ROWS * LINE + 2 * MARGIN
    frames = "".join("%.3f%%{transform:translateY(%dpx)}" % (100 * at / total, (ROWS - shown) * LINE)
                     for at, shown in [(0, poster), *steps, (total, len(rows))])
    text = "\n".join('<text class="%s" x="0" y="%d" xml:space="preserve">%s</text>' %
                     (style(row), i * LINE + 13, html.escape(row)) for i, row in enumerate(rows) if row)
    return """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
<title>A recording of ./dev demo</title>
<style>
text{font:13px "DejaVu Sans Mono","Liberation Mono",Menlo,Consolas,monospace;fill:#d0d4dc}
.title{fill:#e8c268;font-weight:bold}
.command{fill:#8fc7ff}
#run{transform:translateY(%dpx);animation:run %.1fs step-end infinite}
@keyframes run{%s}
@media (prefers-reduced-motion:reduce){#run{animation:none}}
</style>
<rect width="100%%" height="100%%" rx="8" fill="#16181d"/>
<svg x="%d" y="%d" width="%d" height="%d"><g id="run">
%s
</g></svg>
</svg>
""" % (width, height, width, height, (ROWS - poster) * LINE, total, frames, MARGIN, MARGIN, COLUMNS * WIDTH,
       ROWS * LINE, text)


def demo(build):
    picture = svg(*screen(record(build), build))
    with open(os.path.join(DOCS, "demo.svg"), "w", encoding="utf-8") as out:
        out.write(picture)


def wait_for(path, process):
    for _ in range(200):
        if os.path.exists(path) and os.path.getsize(path):
            with open(path, encoding="utf-8") as file:
                return file.read().strip()
        if process.poll() is not None:
            break
        time.sleep(0.05)
    sys.exit("pictures: '%s' did not start" % " ".join(process.args[:3]))


def consent(build):
    with tempfile.TemporaryDirectory() as home:
        place = {"HOME": home, "PATH": build + ":/usr/bin:/bin", "DISCRED_EXEC_PATH": build, "LC_ALL": "C.UTF-8",
                 "XDG_RUNTIME_DIR": os.path.join(home, "run"), "DISCRED_BROWSER": os.path.join(home, "browser")}
        os.mkdir(place["XDG_RUNTIME_DIR"], 0o700)
        with open(place["DISCRED_BROWSER"], "w", encoding="utf-8") as file:
            file.write('#!/bin/sh\nprintf %s "$1" >"$HOME/new" && mv "$HOME/new" "$HOME/url"\n')
        os.chmod(place["DISCRED_BROWSER"], 0o700)
        running = []

        def start(*words):
            # One process after the other is ended, in the order of `running`.
            with open(os.path.join(home, words[1]), "w", encoding="utf-8") as out:
                running.append(subprocess.Popen(words, env=place, cwd=home, stdin=subprocess.DEVNULL, stdout=out))
            return running[-1]

        try:
            wait_for(os.path.join(home, "sandbox"), start("discred", "sandbox", "--write-profile", "try"))
            url = wait_for(os.path.join(home, "url"), start("discred", "auth", "login", "try"))
            subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                            "--user-data-dir=" + os.path.join(home, "chromium"), "--window-size=720,1100",
                            "--screenshot=" + os.path.join(home, "consent.png"), url], env=dict(place, DISPLAY=""),
                           check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
        finally:
            for process in reversed(running):
                process.terminate()
                process.wait()
        with open(os.path.join(home, "consent.png"), "rb") as made, open(os.path.join(DOCS, "consent.png"), "wb") as out:
            out.write(made.read())


def main():
    if len(sys.argv) not in (2, 3) or (len(sys.argv) == 3 and sys.argv[2] not in ("demo", "consent")):
        sys.exit(__doc__.strip().splitlines()[-1])
    build = os.path.abspath(sys.argv[1])
    chosen = sys.argv[2:] or ["demo", "consent"]
    if "demo" in chosen:
        demo(build)
    if "consent" in chosen:
        consent(build)


if __name__ == "__main__":
    main()
