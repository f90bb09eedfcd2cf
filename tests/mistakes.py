# SPDX-License-Identifier: ISC
"""Mistakes of tests/mistakes: what a tired administrator does, and what is said.

    == what was done
    @ phonebook.map             good/phonebook.map is changed, as a diff would say:
     sn = {lastName}            a line that is there (the mistake stands behind it)
    -mail = {email}             a line taken out
    +mail : {email}             a line put in; \\xe2 is a byte
    ! mode 0644 secret          what is done to files; see ACTS
    at: : {email}               the text at which the caret must point; $ at the end
                                of the line, - when the file as a whole is meant
    way: write name = value     the way out, in the words of the message
    > phonebook.map:11:6: …     all messages; stored, compared, written by WRITE=1

There is an at and a way for each message, so one that only follows from another
is found.  Nothing is asked of a server: an error ends the program before, unless it
is a name that the server may know, and the server of good/dirwire.conf does not
exist.
"""
import difflib
import os
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "slapd"))
from slapdtest import dirwire
from tap import SRC, equal, holds, main, test, true

FOLDER = os.path.join(SRC, "tests/mistakes")
CONFIGURATION, NO_SERVER = 78, 69
HEAD = re.compile(r"(?P<file>[^:\n]+)(:(?P<line>\d+):(?P<column>\d+))?: "
                  r"(?P<kind>error|warning): (?P<text>.*)")
SUM = re.compile(r"dirwire: error: (\d+) errors? in configuration and map; "
                 r"nothing was done")


def recode(path, encoding):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    with open(path, "w", encoding=encoding) as f:
        f.write(text)


def empty(path):
    with open(path, "w", encoding="utf-8"):
        pass


def folder(path):
    os.remove(path)
    os.mkdir(path)


ACTS = {
    "mode": lambda path, mode: os.chmod(path, int(mode, 8)),
    "recode": recode,
    "remove": os.remove,
    "empty": empty,
    "folder": folder,
    "copy": shutil.copyfile,
}


class Mistake:
    def __init__(self, title):
        self.title = title
        self.steps = []     # (file, "@") and (file, sign, line); (act, …)
        self.expected = []  # [at, way]
        self.stored = []

    def add(self, line):
        if line.startswith(("@ ", "! ")):
            self.steps.append((line[0], line[2:]))
        elif line[:1] in (" ", "-", "+"):
            self.steps.append((line[0], line[1:]))
        elif line.startswith("at: "):
            self.expected.append([line[4:], None])
        elif line.startswith("way: "):
            self.expected[-1][1] = line[5:]
        elif line.startswith("> "):
            self.stored.append(line[2:])
        else:
            raise ValueError("%s: what is %r?" % (self.title, line))

    def make(self, place):
        """The good files, with the mistake."""
        good = os.path.join(FOLDER, "good")
        os.mkdir(place)
        for name in os.listdir(good):
            shutil.copyfile(os.path.join(good, name),
                            os.path.join(place, name))
        os.chmod(os.path.join(place, "secret"), 0o600)
        edited = None
        for sign, text in self.steps:
            if sign == "!":
                act, *words = text.split()
                names = [os.path.join(place, w)
                         if os.path.exists(os.path.join(place, w)) else w
                         for w in words]
                ACTS[act](*sorted(names, key=lambda n: not n.startswith(place)))
            elif sign == "@":
                edited = os.path.join(place, text)
                at = 0
                lines = []
                if os.path.exists(edited):
                    with open(edited, "rb") as f:
                        lines = f.read().split(b"\n")
            else:
                at = self.edit(lines, at, sign, text)
                with open(edited, "wb") as f:
                    f.write(b"\n".join(lines))

    def edit(self, lines, at, sign, text):
        line = re.sub(rb"\\x([0-9a-f]{2})",
                      lambda m: bytes([int(m.group(1), 16)]), text.encode())
        if sign == "+":
            lines.insert(at, line)
            return at + 1
        true(line in lines[at:], "%s: there is no line %r" % (self.title, line))
        at = lines.index(line, at)
        if sign == " ":
            return at + 1
        del lines[at]
        return at


def read_mistakes(path):
    found = []
    with open(path, encoding="utf-8") as f:
        for line in f.read().splitlines():
            if line.startswith("== "):
                found.append(Mistake(line[3:]))
            elif line:
                found[-1].add(line)
    return found


class Message:
    """`FILE:LINE:COLUMN: error: text`, and with a place the line and a caret."""

    def __init__(self, lines):
        head = HEAD.fullmatch(lines.pop(0))
        true(head, "this is no message: %r" % lines)
        self.kind, self.text = head["kind"], head["text"]
        self.at = "-"
        self.place = "%s:%s" % (head["file"], head["line"])
        if not lines or not lines[0].startswith("    "):
            return
        shown, caret = lines.pop(0), lines.pop(0)
        equal(caret.strip(" \t"), "^", "the line of the caret")
        self.at = shown[caret.index("^"):] or "$"


def messages_of(run):
    lines = run.err.splitlines()
    errors = SUM.fullmatch(lines[-1])
    del lines[-1]
    found = []
    while lines:
        found.append(Message(lines))
    told = [m.text for m in found if m.kind == "error"]
    if not errors:  # what the server's schema could lift waits for the server
        told = [t for t in told if not t.endswith(" (by the built-in schema)")]
    equal(len(told), int(errors[1]) if errors else 0, "the count")
    equal(run.code, CONFIGURATION if errors else NO_SERVER, "the exit status")
    return found


def check(mistake):
    with tempfile.TemporaryDirectory(prefix="dirwire-mistakes-") as place:
        place = os.path.join(place, "etc")
        mistake.make(place)
        run = dirwire("apply", "-n", "-c", "dirwire.conf", cwd=place)
    equal(run.out, "", "the report")
    got = run.err.splitlines()
    if os.environ.get("WRITE"):
        mistake.stored = got
    true(got == mistake.stored, "\n".join(difflib.unified_diff(
        mistake.stored, got, "stored", "what came out", lineterm="")))
    found = messages_of(run)
    equal(len(found), len(mistake.expected), "messages: %s" % run.err)
    for message, (at, way) in zip(found, mistake.expected):
        true(message.at.startswith(at), "the caret points at %r, not at %r"
             % (message.at, at))
        holds(message.text, way, "the way out")


def write(path, mistakes):
    with open(path, encoding="utf-8") as f:
        lines = [line for line in f.read().split("\n")
                 if not line.startswith("> ")]
    out = []
    mistakes = list(mistakes)
    for line in lines[:-1] + ["== "]:
        if line.startswith("== "):
            while out and not out[-1]:
                out.pop()
            if out:
                out += ["> " + text for text in mistakes.pop(0).stored] + [""]
        out.append(line)
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(out[:-2]) + "\n")


def make_test(mistake):
    def run():
        check(mistake)
    run.__doc__ = mistake.title
    test(run)


files = {}
for name in sorted(os.listdir(FOLDER)):
    if name != "good":
        path = os.path.join(FOLDER, name)
        files[path] = read_mistakes(path)
        for mistake in files[path]:
            make_test(mistake)


@test
def good_files():
    """without a mistake nothing is said but that no server answers"""
    good = Mistake("none")
    with tempfile.TemporaryDirectory(prefix="dirwire-mistakes-") as place:
        place = os.path.join(place, "etc")
        good.make(place)
        run = dirwire("apply", "-n", "-c", "dirwire.conf", cwd=place)
    equal((run.code, len(run.err.splitlines())), (NO_SERVER, 1), run.err)


@test
def enough():
    """they are as many as were asked for, and no two are one"""
    titles = [m.title for mistakes in files.values() for m in mistakes]
    true(len(titles) >= 50, len(titles))
    equal(len(set(titles)), len(titles), "titles")


try:
    main()
finally:
    if os.environ.get("WRITE"):
        for path, mistakes in files.items():
            write(path, mistakes)
