# SPDX-License-Identifier: ISC
"""Folders of tests/explain: contacts and a map; what `dirwire explain` says.

    events.ndjson   what comes in (or the samples of examples/)
    map             the map, with [map] (or the one we ship)
    against.ldif    entries to compare with (may be missing)
    args            more arguments, one line (may be missing)
    report          what is said, messages, exit status; written by WRITE=1

No server is there, and none is asked.
"""
import difflib
import os
import re
import subprocess
import sys
import tempfile
import unicodedata

from tap import DIRWIRE, SRC, equal, main, test, true

CASES = os.path.join(SRC, "tests/explain")


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def explain(*arguments, cwd=None):
    return subprocess.run([DIRWIRE, "explain"] + list(arguments), cwd=cwd,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=300)


class Case:
    def __init__(self, name):
        self.name = name
        self.folder = os.path.join(CASES, name)

    def path(self, name, otherwise=None):
        path = os.path.join(self.folder, name)
        if otherwise is None or os.path.exists(path):
            return path
        return os.path.join(SRC, otherwise)

    def plain(self, text):
        """Without what differs from run to run."""
        for folder in (self.folder, os.path.join(SRC, "examples"),
                       os.path.join(SRC, "mapping")):
            text = text.replace(folder + "/", "")
        return re.sub(r" \([0-9a-f]{12}\)$", " (HASH)", text, flags=re.M)

    def arguments(self, config):
        arguments = ["-c", config]
        if os.path.exists(self.path("against.ldif")):
            arguments += ["--against", self.path("against.ldif")]
        if os.path.exists(self.path("args")):
            arguments += read(self.path("args")).split()
        return arguments + [self.path("events.ndjson",
                                      "examples/contact-events.ndjson")]

    def run(self):
        with tempfile.TemporaryDirectory(prefix="dirwire-explain-") as folder:
            config = os.path.join(folder, "dirwire.conf")
            with open(config, "w", encoding="utf-8") as f:
                f.write("[map]\nfile = %s\n" % self.path(
                    "map", "mapping/inetorgperson.map"))
            done = explain(*self.arguments(config), cwd=self.folder)
        said = done.stdout.decode()
        equal(sorted({char for char in said + done.stderr.decode()
                      if is_hostile(char)}), [], "not escaped")
        got = self.plain("%s--- messages\n%s--- exit %s\n" % (
            said, done.stderr.decode(), done.returncode))
        if os.environ.get("WRITE"):
            with open(self.path("report"), "w", encoding="utf-8") as f:
                f.write(got)
        wanted = read(self.path("report"))
        true(got == wanted, "".join(difflib.unified_diff(
            wanted.splitlines(True), got.splitlines(True), self.name,
            "what came out")))


def is_hostile(char):
    """What drives a terminal, or turns the text round."""
    return char != "\n" and (unicodedata.category(char) in ("Cc", "Cf")
                             or char in "\u2028\u2029")


def make_test(case):
    def run():
        case.run()
    run.__doc__ = case.name.replace("-", " ")
    test(run)


for name in sorted(os.listdir(CASES)):
    make_test(Case(name))
if __name__ == "__main__":
    main(sys.argv[1:] and {"run"})
