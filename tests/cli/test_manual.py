"""Every manual page is whole, refers to what there is, and says of statuses, variables and files what is so."""

import re
import shutil
import subprocess
import unittest

import manual

# Statuses that are none of error.h: a permission is missing; what shells say of a program that can't be run.
OTHER_STATUSES = {"discred-perms.1": {1}, "docker-credential-discred.1": {1}, "discred-run.1": {126, 127}}


def statuses():
    """{number: name} of error.h."""
    return {int(number): name for name, number in re.findall(r"^\tERROR_(\w+) = (\d+),",
                                                             manual.read("include/discred/error.h"), re.M)}


def pages():
    return [manual.Page(file) for file in manual.pages()]


def file_of(page):
    return "%s.%s" % (page.name, page.section)


class Pages(unittest.TestCase):
    def test_every_command_has_one(self):
        there = set(manual.pages())
        wanted = {"discred-%s.1" % name for name in manual.programs()}
        wanted |= {"discred.1", "discred-profile.5", "discred-stack.5", "discred-store.5", "discred-helper.7",
                   "discred-seal.7"}
        wanted |= {name + ".1" for name in re.findall(r"\.argv0 = \"([\w-]+)\"", "".join(
            manual.read("src/protocol/%s.c" % name) for name in ("git", "docker", "bazel")))}
        self.assertEqual(there, wanted)

    def test_its_sections(self):
        for page in pages():
            wanted = ["NAME", "DESCRIPTION", "EXAMPLES", "SEE ALSO"]
            wanted += ["SYNOPSIS", "EXIT STATUS"] if page.section == "1" else []
            self.assertEqual([title for title in wanted if not (page.part(title) or "").strip()], [], file_of(page))

    def test_its_name(self):
        for page in pages():
            head = page.text.splitlines()[:6]
            self.assertRegex(head[0], r"^\.Dd [A-Z][a-z]+ \d{1,2}, 20\d\d$")
            self.assertEqual(head[1:5], [".Dt %s %s" % (page.name.upper(), page.section), ".Os discred", ".Sh NAME",
                                         ".Nm " + page.name])

    def test_what_it_refers_to(self):
        own = {(page.name, page.section) for page in pages()}
        for page in pages():
            ours = {(name, section) for name, section in page.references() if "discred" in name}
            self.assertEqual(ours - own, set(), file_of(page))
            self.assertNotIn((page.name, page.section), ours)

    def test_see_also_is_in_order_and_whole(self):
        for page in pages():
            listed = re.findall(r"^\.Xr (\S+) (\d)", page.part("SEE ALSO"), re.M)
            self.assertEqual(listed, sorted(set(listed), key=lambda entry: (entry[1], entry[0])), file_of(page))
            elsewhere = {entry for entry in page.references() if "discred" in entry[0]}
            self.assertEqual(elsewhere - set(listed), set(), file_of(page))

    @unittest.skipUnless(shutil.which("mandoc"), "needs mandoc")
    def test_mandoc_has_nothing_to_say(self):
        paths = ["%s/%s" % (manual.FOLDER, name) for name in manual.pages()]
        done = subprocess.run(["mandoc", "-T", "lint", "-W", "style", *paths], capture_output=True, text=True,
                              check=False)
        # Which other pages there are is another machine's matter.
        said = [line for line in done.stdout.splitlines() if "referenced manual not found" not in line]
        self.assertEqual(said, [])


class Statuses(unittest.TestCase):
    def test_each_is_one_of_ours(self):
        self.assertEqual(statuses()[64], "USAGE")
        for page in pages():
            told = [tag for tag in manual.items(page.part("EXIT STATUS")) if tag.isdecimal()]
            other = OTHER_STATUSES.get(file_of(page), set())
            self.assertEqual({int(tag) for tag in told} - set(statuses()), other, file_of(page))
            self.assertEqual([int(tag) for tag in told], sorted(int(tag) for tag in told))

    def test_discred_has_them_all(self):
        told = manual.items(manual.page("discred").part("EXIT STATUS"))
        self.assertEqual({int(tag) for tag in told}, set(statuses()))

    def test_a_page_without_them_all_says_where_the_others_are(self):
        for page in pages():
            part = page.part("EXIT STATUS") or ""
            told = {int(tag) for tag in manual.items(part) if tag.isdecimal()}
            if page.section == "1" and page.name != "docker-credential-discred" and not set(statuses()) <= told:
                self.assertRegex(part, r"The others are those of\n\.Xr discred(-token)? 1 \.\n", file_of(page))


class Environment(unittest.TestCase):
    def test_every_variable_that_is_read_is_in_discred_1(self):
        code = manual.read("src/base/environ.c")
        read = set(re.findall(r"\b(?:variable|directory|getenv|environ_value)\((?:env, )?\"(\w+)\"", code))
        self.assertLessEqual({"HOME", "DISCRED_PROFILE", "WAYLAND_DISPLAY"}, read)
        told = re.findall(r"^\.It Ev (.*)$", manual.page("discred").part("ENVIRONMENT"), re.M)
        self.assertEqual(read - set(re.split(r" , | ", " ".join(told))), set())

    def test_every_variable_of_ours_in_a_page_is_one_of_the_code(self):
        code = subprocess.run(["grep", "-rhoE", r"DISCRED_[A-Z_]+", manual.harness.SOURCE + "/src", "--include=*.c",
                               "--include=*.cfg", manual.harness.SOURCE + "/etc"], capture_output=True, text=True,
                              check=True).stdout.split()
        for page in pages():
            self.assertEqual(set(re.findall(r"\bDISCRED_[A-Z_]+", page.text)) - set(code), set(), file_of(page))


if __name__ == "__main__":
    unittest.main(verbosity=2)
