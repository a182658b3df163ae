"""What the tests of `discred perms` share."""

import csv
import json
import os

import harness

FIXTURES = os.path.join(harness.SOURCE, "tests", "fixtures")


def table():
    """The rows of permissions.tsv, as dictionaries; `labels` are those of client-labels.tsv, newest first."""
    with open(os.path.join(FIXTURES, "permissions.tsv"), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    with open(os.path.join(FIXTURES, "client-labels.tsv"), encoding="utf-8") as file:
        labels = dict(line.rstrip("\n").split("\t") for line in file)
    return [row | {"labels": [label for label in labels[row["name"]].split("|") if label]} for row in rows]


def vectors():
    with open(os.path.join(FIXTURES, "permission-vectors.json"), encoding="utf-8") as file:
        return json.load(file)


class PermsCase(harness.Case):
    def perms(self, *args, **more):
        return self.home.run("discred", "perms", *args, **more)

    def prints(self, stdout, *args, **more):
        """Exactly this on stdout, nothing on stderr, status 0."""
        self.assertEqual(self.perms(*args, **more), (0, stdout, ""), args)

    def fails(self, status, stderr, *args, stdout="", **more):
        self.assertEqual(self.perms(*args, **more), (status, stdout, stderr), args)

    def json(self, *args, status=0, **more):
        done = self.perms(*args, "--json", **more)
        self.assertEqual(done.status, status, done.stderr)
        return json.loads(done.stdout)

    def file(self, name, value):
        """A file with the value as JSON (or a text as it is); its path."""
        return self.home.write(name, value if isinstance(value, str) else json.dumps(value))
