"""discred profile edit: the question, two at once, signals, and a system that refuses."""

import os
import re
import signal
import time
import unittest

import editcase
import harness
from editcase import BREAK, CHANGE, CHANGED, KEPT, MISTAKE, TEXT

QUESTION = r"What now\? \(e\)dit again, or \(d\)iscard the changes: $"
OTHERS = r"What now\? \(e\)dit again, \(d\)iscard your changes, or \(o\)verwrite those of the other: $"
# The first run breaks the file, the second one mends it.
BREAK_AND_MEND = ('if [ -e "$0.ran" ]; then sed -i "s/scop /scope /; s/before/after/" "$1"; fi', 'touch "$0.ran"',
                  'if grep -q before "$1"; then %s; fi' % BREAK)


class Asked(editcase.EditCase):
    def ends(self, status, out):
        self.assertEqual(self.terminal.finish(), status, self.terminal.text())
        self.assertEqual(self.terminal.out, out)
        self.assertEqual(self.terminal.modes[0], self.terminal.modes[1])

    def test_to_edit_again(self):
        asked = self.at_terminal(*BREAK_AND_MEND)
        asked.wait_for(QUESTION)
        self.assertIn(MISTAKE % self.path, asked.text())
        asked.type("e\n")
        self.ends(0, "profile 'reader' was changed\n")
        self.assertEqual(self.read(), CHANGED)
        self.assert_clean()

    def test_to_discard(self):
        asked = self.at_terminal(BREAK)
        asked.wait_for(QUESTION)
        asked.type("D\n")
        self.ends(0, "the changes were discarded: profile 'reader' is as it was\n")
        self.assert_unchanged()

    def test_until_the_answer_is_one(self):
        asked = self.at_terminal(BREAK)
        for count, answer in enumerate(("\n", "x\n", "what? e or d\n", "o\n"), 2):
            asked.type(answer)
            asked.wait_for(r"(?:What now\?[^?]*(?:what\?[^?]*)?){%d}: $" % count)
        asked.type("  discard\n")
        self.ends(0, "the changes were discarded: profile 'reader' is as it was\n")
        self.assert_unchanged()

    def kept_after(self, keys, status):
        asked = self.at_terminal(BREAK)
        asked.wait_for(QUESTION)
        asked.type(keys)
        self.ends(status, "")
        self.assertIn(KEPT % self.kept(), asked.text())
        self.assertEqual((self.read(), self.read(self.kept())), (TEXT, TEXT.replace("scope", "scop")))

    def test_and_there_is_no_answer(self):
        self.kept_after("\x04", 78)

    def test_and_interrupted(self):
        self.kept_after("\x03", 130)

    def test_whether_to_overwrite(self):
        for answer, out, text in (("o", "profile 'reader' was changed\n", CHANGED),
                                  ("d", "the changes were discarded: profile 'reader' is as it was\n",
                                   TEXT + "\n# more\n")):
            self.home.profile("reader", TEXT)
            asked = self.at_terminal(CHANGE, "printf '\\n# more\\n' >>'%s'" % self.path)
            asked.wait_for(OTHERS)
            self.assertIn("'%s' was changed by somebody else meanwhile; your copy is '%s'\n"
                          % (self.path, self.kept()), asked.text())
            asked.type(answer + "\n")
            self.ends(0, out)
            self.assertEqual(self.read(), text)
            self.assert_clean()

    def test_whether_to_overwrite_and_nothing_is_the_answer(self):
        asked = self.at_terminal(CHANGE, "printf '\\n# more\\n' >>'%s'" % self.path)
        asked.wait_for(OTHERS)
        asked.type("\n")
        asked.wait_for(r"(?:What now\?[^?]*){2}: $")
        asked.type("\x04")
        self.ends(75, "")
        self.assertEqual(self.read(), TEXT + "\n# more\n")
        self.assertEqual(self.read(self.kept()), CHANGED)

    def test_after_an_editor_that_crashed_with_the_terminal_in_its_hands(self):
        self.at_terminal("stty raw -echo", "kill -KILL $$")
        self.ends(71, "")
        self.assert_unchanged()

    def test_keys_of_the_editor_are_no_answer(self):
        """^C in the editor is the editor's."""
        asked = self.at_terminal("trap 'touch \"$0.int\"' INT", "echo ready >&2",
                                 'while [ ! -e "$0.int" ]; do sleep 0.05; done', BREAK)
        asked.wait_for("ready\n")
        asked.type("\x03")
        asked.wait_for(QUESTION)
        asked.type("d\n")
        self.ends(0, "the changes were discarded: profile 'reader' is as it was\n")

    def test_an_editor_that_ends_by_it(self):
        """So does discred: a loop around it ends too."""
        asked = self.at_terminal(CHANGE, "echo ready >&2", "exec sleep 60")
        asked.wait_for("ready\n")
        asked.type("\x03")
        self.ends(128 + signal.SIGINT, "")
        self.assertEqual(self.read(self.kept()), CHANGED)


class Running(editcase.EditCase):
    """An editor that stays until it is told to go on."""

    def begin(self, *lines, **more):
        script = self.editor(*lines, 'echo $$ >"$0.pid.part" && mv "$0.pid.part" "$0.pid"',
                             'while [ ! -e "$0.on" ]; do sleep 0.05; done', CHANGE)
        self.script = script
        # discred becomes discred-profile: this is its process.
        self.process = self.home.start("discred", "profile", "edit", "reader", VISUAL=script, **more)
        self.addCleanup(self.end)
        deadline = time.monotonic() + 30
        while not os.path.exists(script + ".pid"):
            self.assertLess(time.monotonic(), deadline, "no editor was started")
            time.sleep(0.02)

    def end(self):
        self.go_on()
        if self.process.returncode is None:
            self.process.kill()
            self.home.finish(self.process)

    def go_on(self):
        with open(self.script + ".on", "w", encoding="utf-8"):
            pass

    def editor_is_gone(self):
        with open(self.script + ".pid", encoding="utf-8") as file:
            pid = int(file.read())
        try:
            with open("/proc/%d/cmdline" % pid, encoding="utf-8") as file:
                return self.script not in file.read()
        except FileNotFoundError:
            return True

    def test_a_second_one_is_told_who_is_first(self):
        self.begin()
        done = self.edit("exit 9", VISUAL="false")
        self.assertEqual(done, (75, "", "discred-profile: profile 'reader' is being edited by process %d; finish that "
                                "edit first\n" % self.process.pid))
        self.go_on()
        self.assert_changed(self.home.finish(self.process))

    def test_another_profile_is_another_matter(self):
        self.begin()
        other = self.home.profile("writer", TEXT)
        self.assertEqual(self.home.run("discred", "profile", "edit", "writer", EDITOR="sed -i s/before/after/").status, 0)
        self.assertEqual(self.read(other), CHANGED)

    def test_the_lock_ends_with_its_holder(self):
        self.begin()
        self.process.kill()
        self.process.wait()
        old = os.path.dirname(self.kept())
        # The editor goes on by itself: what it saves goes nowhere.
        self.go_on()
        self.home.finish(self.process)
        self.assertEqual(self.read(), TEXT)
        done = self.home.run("discred", "profile", "edit", "reader", EDITOR="sed -i s/before/after/")
        self.assertEqual((done.status, done.stdout), (0, "profile 'reader' was changed\n"))
        self.assertIn("an earlier edit is still kept in '%s'" % old, done.stderr)
        self.assertEqual([name for name in os.listdir(self.state) if "lock" in name], [])

    def ended_by(self, number, *lines):
        self.begin(*lines)
        self.process.send_signal(number)
        done = self.home.finish(self.process)
        self.assertEqual((done.status, done.stdout), (-number, ""))
        self.assertTrue(self.editor_is_gone())
        self.assertEqual(self.read(), TEXT)
        self.assertFalse(os.path.exists(os.path.join(self.state, ".edit-reader.lock")))
        return done

    def test_terminated(self):
        self.assertEqual(self.ended_by(signal.SIGTERM).stderr, "")
        self.assert_unchanged()

    def test_terminated_with_work_in_it(self):
        done = self.ended_by(signal.SIGTERM, CHANGE)
        self.assertEqual(done.stderr, KEPT % self.kept())
        self.assertEqual(self.read(self.kept()), CHANGED)

    def test_terminated_with_a_swap_file(self):
        done = self.ended_by(signal.SIGTERM, 'echo work >"${1%/*}/.reader.cfg.swp"')
        self.assertEqual(done.stderr, KEPT % os.path.dirname(self.kept()))

    def test_hung_up(self):
        self.assertEqual(self.ended_by(signal.SIGHUP).stderr, "")
        self.assert_unchanged()

    def test_an_editor_that_saves_when_it_is_ended(self):
        self.ended_by(signal.SIGTERM, "save() { %s; exit 1; }" % CHANGE.replace("$1", "$file"), 'file=$1',
                      "trap save TERM")
        self.assertEqual(self.read(self.kept()), CHANGED)

    def test_interrupts_are_the_editors(self):
        self.begin()
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGINT):
            self.process.send_signal(number)
        self.go_on()
        self.assert_changed(self.home.finish(self.process))

    def test_a_hangup_that_is_ignored_stays_so(self):
        script = self.editor('trap "" HUP; kill -HUP $PPID', CHANGE)
        done = self.home.run("sh", "-c", "trap '' HUP; exec discred profile edit reader", VISUAL=script)
        self.assert_changed(done)


@unittest.skipUnless(harness.can_trace(), "strace is not allowed to trace here")
class Faults(editcase.EditCase):
    """The system refuses, or ends the program, at each step: the file is the old one or the new one, as a whole."""

    STEPS = ("mkdir", "openat", "write", "fsync", "fchmod", "renameat", "ftruncate", "flock", "signalfd4", "unlink",
             "unlinkat", "rmdir")

    def traced(self, *faults):
        path = os.path.join(self.home.path, "trace")
        options = [word for fault in faults for word in ("-e", "inject=" + fault)]
        # The leak checker can't work in a process that is traced.
        done = self.home.run("strace", "-qq", "-o", path, *options, harness.program("discred-profile"), "edit",
                             "reader", EDITOR="sed -i s/before/after/",
                             ASAN_OPTIONS="abort_on_error=1:detect_leaks=0")
        with open(path, encoding="utf-8", errors="replace") as lines:
            calls = re.findall(r"^([a-z0-9_]+)\((.*)", lines.read(), re.MULTILINE)
        names = [name for name, _ in calls]
        return done, [(name, names[:place + 1].count(name)) for place, name in enumerate(names)]

    def steps(self):
        """Of an edit that finds its directories made."""
        self.traced()
        self.begin_again()
        done, calls = self.traced()
        self.assertEqual((done.status, self.read()), (0, CHANGED), done.stderr)
        calls = calls[calls.index(("signalfd4", 1)):]
        self.assertIn(("renameat", 2), calls)  # of the copy, and of the file
        return [call for call in calls if call[0] in self.STEPS]

    def begin_again(self):
        self.home.profile("reader", TEXT, 0o640)
        for path in self.copies():
            for name in os.listdir(path):
                os.unlink(os.path.join(path, name))
            os.rmdir(path)

    def check(self):
        """Nothing of it is half done, no other profile has appeared, and the next edit succeeds and sweeps up."""
        self.assertIn(self.read(), (TEXT, CHANGED))
        self.assertEqual(os.stat(self.path).st_mode & 0o777, 0o640)
        listed = [name for name in os.listdir(os.path.dirname(self.path)) if not name.startswith(".")]
        self.assertEqual(listed, ["reader.cfg"])
        if self.read() == TEXT:
            done = self.home.run("discred", "profile", "edit", "reader", EDITOR="sed -i s/before/after/")
            self.assertEqual((done.status, self.read()), (0, CHANGED), done.stderr)
            self.assertEqual(os.listdir(os.path.dirname(self.path)), ["reader.cfg"])

    def test_refused_at_each_step(self):
        for call in self.steps():
            with self.subTest(call=call):
                self.begin_again()
                error = "EIO" if call[0] == "fsync" else "ENOSPC"
                done, _ = self.traced("%s:error=%s:when=%d" % (call[0], error, call[1]))
                self.assertIn(done.status, (0, 71), done.stderr)
                if done.status == 0:
                    self.assertEqual(self.read(), CHANGED)
                elif self.copies():
                    self.assertIn(KEPT % self.kept(), done.stderr)
                    self.assertEqual(self.read(self.kept()), CHANGED)
                self.check()

    def test_killed_at_each_step(self):
        for call in self.steps():
            with self.subTest(call=call):
                self.begin_again()
                done, _ = self.traced("%s:signal=SIGKILL:when=%d" % call)
                self.assertEqual(done.status, -9, done.stderr)
                self.check()

    def test_the_disk_is_full_when_it_is_written_back(self):
        """The work is not lost."""
        write = [call for call in self.steps() if call[0] == "write"]
        self.begin_again()
        done, _ = self.traced("write:error=ENOSPC:when=%d" % write[-2][1])
        self.assertEqual((done.status, done.stdout, done.stderr),
                         (71, "", KEPT % self.kept() + "discred-profile: cannot write '%s': No space left on "
                          "device\n" % self.path))
        self.assertEqual((self.read(), self.read(self.kept())), (TEXT, CHANGED))


if __name__ == "__main__":
    unittest.main(verbosity=2)
