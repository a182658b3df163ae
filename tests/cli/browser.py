"""A scripted browser: a user who opens an address, answers the consent page, and follows the way back.

It knows of pages only what it needs: redirects, and the one form of the consent page. Of each run a line of JSON goes
to the file of --visits: the address given, all addresses visited, and the last page's status and text. With --watch it
notes besides what all programs of the machine have as arguments, at each step and while it waits for an answer.
"""

import argparse
import contextlib
import glob
import html.parser
import json
import os
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request

REDIRECTS = (301, 302, 303, 307, 308)
HOPS = 20


class Form(html.parser.HTMLParser):
    """The first form's action, hidden fields, and preselected options (the first one where none is)."""

    def __init__(self, text):
        super().__init__()
        self.action = None
        self.fields = {}
        self.select = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form" and self.action is None:
            self.action = attrs.get("action", "")
        elif tag == "input" and attrs.get("type") == "hidden":
            self.fields[attrs["name"]] = attrs.get("value", "")
        elif tag == "select":
            # A disabled control is not sent.
            self.select = None if "disabled" in attrs else attrs.get("name")
        elif tag == "option" and self.select and ("selected" in attrs or self.select not in self.fields):
            self.fields[self.select] = attrs.get("value", "")

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def fetch(url, form=None):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect())
    body = urllib.parse.urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(url, data=body, headers={"User-Agent": "Mozilla/5.0 (scripted)"})
    try:
        with opener.open(request, timeout=60) as reply:
            return reply.status, reply.headers, reply.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode("utf-8", "replace")


class Watch:
    """Every command line that is seen from now to the end of the block."""

    def __init__(self, path):
        self.path = path
        self.seen = set()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def look(self):
        for name in glob.glob("/proc/[0-9]*/cmdline"):
            with contextlib.suppress(OSError), open(name, "rb") as cmdline:
                self.seen.add(cmdline.read().decode("utf-8", "replace"))

    def run(self):
        while not self.over.wait(0.05):
            self.look()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.over.set()
        self.thread.join()
        self.look()
        with open(self.path, "w", encoding="utf-8") as out:
            json.dump(sorted(self.seen), out)


def visit(url, options, watch=None):
    visited = {"given": url, "urls": [], "status": None, "page": None}
    form = None
    for _ in range(HOPS):
        visited["urls"].append(url)
        if watch:
            watch.look()
        status, headers, page = fetch(url, form)
        if watch:
            watch.look()
        form = None
        if status in REDIRECTS and headers["Location"]:
            url = urllib.parse.urljoin(url, headers["Location"])
            continue
        found = Form(page)
        if found.action is None or options.action == "look":
            break
        form = dict(found.fields, action=options.action)
        form.update({"guild_id": options.guild} if options.guild else {})
        form.update({"channel_id": options.channel} if options.channel else {})
        url = urllib.parse.urljoin(url, found.action)
    visited.update(status=status, page=page)
    return visited


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--action", choices=("authorize", "cancel", "look"), default="authorize")
    parser.add_argument("--guild", help="server to choose instead of the preselected one")
    parser.add_argument("--channel", help="channel to choose for a webhook")
    parser.add_argument("--visits", help="file to append to")
    parser.add_argument("--watch", help="file for the command lines seen")
    parser.add_argument("--status", type=int, default=0, help="exit status")
    parser.add_argument("url")
    options = parser.parse_args()
    if options.watch:
        with Watch(options.watch) as watch:
            visited = visit(options.url, options, watch)
    else:
        visited = visit(options.url, options)
    if options.visits:
        # One write to a file opened for appending: runs at the same time do not mix their lines.
        descriptor = os.open(options.visits, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(descriptor, (json.dumps(visited) + "\n").encode())
        os.close(descriptor)
    sys.exit(options.status)


if __name__ == "__main__":
    main()
