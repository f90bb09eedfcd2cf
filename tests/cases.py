# SPDX-License-Identifier: ISC
"""Folders of tests/cases: events, a map and a directory; a plan and a report.

    events.ndjson   what comes in
    map             the map, with [map]
    current.ldif    what the directory holds below dc=example,dc=com
    args            more arguments of dirwire apply, one line (may be missing)
    plan.ldif       what the dry run plans        } stored, compared, and
    report          report, messages, exit status } written by WRITE=1

Each is run on a real slapd: the dry run gives the stored plan and report; the run
makes the tree that ldapmodify makes of the plan, and that its json report, which is
what its schema says, tells; a second run has nothing to do.
"""
import difflib
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "slapd"))
from jsonreport import document, plain, replay
from slapdtest import ADMIN, BASE, SECRET, Slapd, dirwire
from tap import SRC, equal, main, test, true

CASES = os.path.join(SRC, "tests/cases")


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


class Case:
    def __init__(self, name):
        self.name = name
        self.folder = os.path.join(CASES, name)
        self.events = self.path("events.ndjson")
        self.arguments = []
        if os.path.exists(self.path("args")):
            self.arguments = read(self.path("args")).split()

    def path(self, name):
        return os.path.join(self.folder, name)

    def plain(self, text):
        """Without what differs from run to run."""
        text = text.replace(self.folder + "/", "")
        text = re.sub(r"ldapi://\S+", "SERVER", text)
        text = re.sub(r"map \([0-9a-f]{12}\)$", "map (HASH)", text, flags=re.M)
        text = re.sub(r"map [0-9a-f]{64}$", "map HASH", text, flags=re.M)
        return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", "NOW", text,
                      flags=re.M)

    def compare(self, name, got):
        if os.environ.get("WRITE"):
            with open(self.path(name), "w", encoding="utf-8") as f:
                f.write(got)
        wanted = read(self.path(name))
        true(got == wanted, "".join(difflib.unified_diff(
            wanted.splitlines(True), got.splitlines(True),
            "%s of %s" % (name, self.name), "what came out")))

    def reset(self, server):
        """The directory as current.ldif says."""
        connection = server.connect()
        connection.search(BASE, "(objectClass=*)", attributes=["1.1"])
        found = [e["dn"] for e in connection.response
                 if e["type"] == "searchResEntry"]
        for dn in sorted(found, key=len, reverse=True):
            if dn != BASE and "ou=services" not in dn:
                connection.delete(dn)
        connection.unbind()
        done = subprocess.run(
            ["ldapadd", "-x", "-H", server.ldapi, "-D", ADMIN, "-w", SECRET,
             "-f", self.path("current.ldif")], stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        equal(done.returncode, 0, done.stdout)

    def run(self, server):
        config = server.config(map_text="file = " + self.path("map"))
        arguments = ["-c", config] + self.arguments
        plan, told = server.path("plan.ldif"), server.path("plan.json")
        self.reset(server)
        before = server.tree()
        dry = dirwire("apply", "-n", "--report", "text", "--report",
                      "ldif=" + plan, "--report", "json=" + told, *arguments,
                      self.events)
        equal(server.tree(), before, "the tree after the dry run")
        self.compare("report", self.plain(
            "%s--- messages\n%s--- exit %s\n" % (dry.out, dry.err, dry.code)))
        planned = read(plan)
        self.compare("plan.ldif", self.plain(planned))
        planned_json = document(read(told))
        run = dirwire("apply", "--report", "json", *arguments, self.events)
        equal(run.code, dry.code, run)
        done = document(run.out)
        equal(done["plan"], planned_json["plan"], "the plan of the run")
        after = server.tree()
        equal(plain(after), replay(before, done), "what the json report says")
        again = dirwire("apply", "-n", *arguments, self.events)
        true(re.search(r"^0 to add, 0 to modify, 0 to remove, 0 to rename",
                       again.out, re.M), again)
        self.reset(server)
        if re.search(r"^changetype:", planned, re.M):
            done = server.ldapmodify(planned)
            equal(done.code, 0, done)
        equal(server.tree(), after, "what ldapmodify makes of the plan")


def make_test(server, case):
    def run():
        case.run(server)
    run.__doc__ = case.name.replace("-", " ")
    test(run)


names = sorted(os.listdir(CASES))
with Slapd() as server:
    for name in names:
        make_test(server, Case(name))
    main(sys.argv[1:] and {"run"})
