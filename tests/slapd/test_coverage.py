# SPDX-License-Identifier: ISC
"""The coverage report: against stored text, against counts made another way, with
hostile values, and cut short.

tests/slapd/coverage.txt is what comes of the examples; WRITE=1 stores what comes
out: read it before you commit it.
"""
import json
import os
import random
import re
import signal
import subprocess

import wire
from hostile import HOSTILE, escaped, is_calm
from slapdtest import SERVICE, Slapd, dirwire, event, ids, person
from tap import DIRWIRE, SRC, equal, holds, main, say, test, true

CONTACTS = 10000
STORED = os.path.join(SRC, "tests/slapd/coverage.txt")
COUNTS = ("filled", "empty", "kept", "values")

MAP = """base = dc=example,dc=com
key = uid: rc-{id}
[entry hidden when hidden = true]
leave
[entry person when type in User, Limited and status = Enabled]
dn = uid=rc-{id},ou=people,{base}
objectClass = inetOrgPerson
cn = {name} else rc-{id}
sn = {lastName} else x
mail = {email}
mobile = {phoneNumbers[usageType=MobileNumber, hidden!=true].phoneNumber | e164}
departmentNumber = {department} when site.id != main-site
title = {jobTitle}
l = {site.name} else keep
employeeType ?= {type}
[entry queue when type = Department]
dn = uid=rc-{id},ou=people,{base}
objectClass = inetOrgPerson
cn = {name}
sn = x
pager = {phoneNumbers[type=FaxOnly].phoneNumber}
"""


def plain(text):
    text = re.sub(r"^(  map +)\S+ \([0-9a-f]{12}\)$", r"\1MAP (HASH)", text,
                  flags=re.M)
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", "NOW", text, flags=re.M)


@test
def samples():
    """the examples with the map that is shipped, as stored; dry run and run alike"""
    with Slapd() as server:
        config = server.config()
        got = []
        for args in (["-n"], [], ["-n"]):
            run = dirwire("apply", "-c", config, "--report", "coverage", *args,
                          os.path.join(SRC, "examples/contact-events.ndjson"))
            equal(run.code, 4, run)
            got.append(plain(run.out))
        equal(got[1], got[0], "the run")
        equal(got[2], got[0], "a dry run with nothing to do")
        if os.environ.get("WRITE"):
            with open(STORED, "w", encoding="utf-8") as f:
                f.write(got[0])
        with open(STORED, encoding="utf-8") as f:
            equal(got[0].splitlines(), f.read().splitlines())


def make(rng, number):
    """A contact, with every field there only now and then."""
    contact = {"id": str(number), "eventType": "Update",
               "type": rng.choice(["User", "User", "Limited", "Department",
                                   "Room"]),
               "status": rng.choice(["Enabled", "Enabled", "Disabled"])}
    if rng.random() < 0.02:
        contact["eventType"] = "Delete"
    fields = {"name": "Name %d" % rng.randrange(4000), "lastName": "Last",
              "email": rng.choice(["m%d@example.com" % rng.randrange(3000),
                                   "\u00f6%d@example.com" % number, " "]),
              "department": "D%d" % rng.randrange(40),
              "jobTitle": rng.choice(["Boss", "Clerk", ""]),
              "hidden": rng.random() < 0.1,
              "extensionNumber": str(rng.randrange(500))}
    contact.update((k, v) for k, v in fields.items() if rng.random() < 0.6)
    if rng.random() < 0.7:
        contact["site"] = {"id": rng.choice(["main-site", "1"])}
        if rng.random() < 0.5:
            contact["site"]["name"] = "S%d" % rng.randrange(9)
    phones = [{"usageType": rng.choice(["MobileNumber", "DirectNumber"]),
               "type": rng.choice(["VoiceOnly", "FaxOnly"]),
               "phoneNumber": rng.choice(
                   ["+1202555%04d" % rng.randrange(10000), "12#3"])}
              for _ in range(rng.randrange(3))]
    for phone in phones:
        if rng.random() < 0.3:
            phone["hidden"] = True
    if phones:
        contact["phoneNumbers"] = phones
    return contact


class Line:
    def __init__(self):
        self.counts = dict.fromkeys(COUNTS[:3], 0)
        self.values = set()
        self.dropped = 0

    def add(self, values, is_kept=False):
        self.values.update(values)
        self.counts["kept" if is_kept else "filled" if values else "empty"] += 1

    def row(self):
        return tuple(self.counts[c] for c in COUNTS[:3]) + (len(self.values),)


class Model:
    """What MAP makes, said once more in python."""

    def __init__(self, contacts):
        self.deleted = self.untaken = 0
        self.taken = {"hidden": 0, "person": 0, "queue": 0}
        self.lines, self.fields = {}, {}
        self.picks = {"person": 0, "queue": 0}
        self.rejected = 0
        for contact in contacts:
            self.add(contact)

    def line(self, name):
        return self.lines.setdefault(name, Line())

    def add(self, contact):
        if contact["eventType"] == "Delete":
            self.deleted += 1
            return
        self.add_fields(contact)
        if contact.get("hidden") is True:
            self.taken["hidden"] += 1
        elif contact["type"] in ("User", "Limited") and \
                contact["status"] == "Enabled":
            self.add_person(contact)
        elif contact["type"] == "Department":
            self.add_queue(contact)
        else:
            self.untaken += 1

    def add_fields(self, contact):
        seen = {k for k, v in contact.items()
                if not isinstance(v, (list, dict)) and str(v).strip()}
        seen |= {"site." + k for k in contact.get("site", {})}
        seen |= {"phoneNumbers[]." + k
                 for p in contact.get("phoneNumbers", []) for k in p}
        for name in seen:
            self.fields[name] = self.fields.get(name, 0) + 1

    def add_person(self, contact):
        def one(value):
            return [value] if value else []

        self.taken["person"] += 1
        self.line("dn").add(["dn" + contact["id"]])
        self.line("cn").add([contact.get("name", "rc-" + contact["id"])])
        self.line("sn").add([contact.get("lastName", "x")])
        mail = contact.get("email", "").strip()
        if not mail.isascii():
            self.line("mail").dropped += 1
            mail = ""
        self.line("mail").add(one(mail))
        picked = [p["phoneNumber"] for p in contact.get("phoneNumbers", [])
                  if p["usageType"] == "MobileNumber" and "hidden" not in p]
        self.picks["person"] += bool(picked)
        numbers = {n for n in picked if n.startswith("+")}
        self.line("mobile").dropped += len([n for n in picked if "#" in n])
        self.line("mobile").add(numbers)
        site = contact.get("site", {})
        self.line("departmentNumber").add(
            one(contact.get("department"))
            if site.get("id") != "main-site" else [])
        self.line("title").add(one(contact.get("jobTitle")),
                               "jobTitle" not in contact)
        self.line("l").add(one(site.get("name")), "name" not in site)
        self.line("employeeType ?=").add([contact["type"]])

    def add_queue(self, contact):
        self.taken["queue"] += 1
        self.line("queue dn").add(["dn" + contact["id"]])
        self.line("queue cn").add([contact["name"]]
                                  if "name" in contact else [])
        self.line("queue sn").add(["x"])
        faxes = [p["phoneNumber"] for p in contact.get("phoneNumbers", [])
                 if p["type"] == "FaxOnly"]
        self.picks["queue"] += bool(faxes)
        self.line("queue pager").add(
            {n for n in faxes if n.startswith("+")})
        self.line("queue pager").dropped += len([n for n in faxes if "#" in n])


def parse(out):
    """Sections, lines, drops, picks and unused fields of a report."""
    found = {"sections": {}, "lines": {}, "dropped": {}, "picks": {},
             "fields": {}}
    prefix = name = None
    for line in out.splitlines():
        section = re.match(r"\[entry (\w+)\] takes (\d+)", line)
        row = re.match(r"  (\S+(?: \S=)?) +(\d+) +(\d+) +(\d+) [ >] *(\d+)  ",
                       line)
        dropped = re.match(r"    (\d+) left out: ", line)
        pick = re.match(r"    \S+ matches in (\d+) of (\d+)  ", line)
        field = re.match(r"  (\S+) +(\d+)  ", line)
        if section:
            prefix = "" if section[1] == "person" else section[1] + " "
            found["sections"][section[1]] = int(section[2])
        elif line.startswith("fields that no line uses"):
            prefix = None
        elif row and prefix is not None:
            name = prefix + row[1]
            found["lines"][name] = tuple(int(n) for n in row.groups()[1:])
        elif dropped:
            found["dropped"][name] = (found["dropped"].get(name, 0) +
                                      int(dropped[1]))
        elif pick:
            found["picks"][name] = (int(pick[1]), int(pick[2]))
        elif field and prefix is None:
            found["fields"][field[1]] = int(field[2])
    return found


@test
def generated():
    """10,000 contacts: every count is what another program makes of them"""
    rng = random.Random(20260512)
    contacts = [make(rng, 5000000 + n) for n in range(CONTACTS)]
    model = Model(contacts)
    with Slapd() as server:
        config = server.config(map_text=MAP)
        run = dirwire("apply", "-n", "-c", config, "--report", "coverage",
                      stdin="\n".join(
                          event(contacts[n:n + 50])
                          for n in range(0, CONTACTS, 50)))
    true(run.code in (0, 3, 4), run.err)
    found = parse(run.out)
    holds(run.out, "  contacts   %d of %d, of which %d to be deleted, %d in no "
          "section, 0 with an id" % (CONTACTS, CONTACTS, model.deleted,
                                     model.untaken))
    equal(found["sections"], model.taken)
    equal(found["lines"], {k: v.row() for k, v in model.lines.items()})
    equal(found["dropped"], {k: v.dropped for k, v in model.lines.items()
                             if v.dropped})
    equal(found["picks"], {
        "mobile": (model.picks["person"], model.taken["person"]),
        "queue pager": (model.picks["queue"], model.taken["queue"])})
    equal(found["fields"], {"extensionNumber": model.fields["extensionNumber"]})
    say("%d lines, the least filled %d times" % (
        len(found["lines"]), min(r[0] for r in found["lines"].values())))


@test
def hostile():
    """control characters in values, in reasons and in names of fields are escaped"""
    with Slapd() as server:
        config = server.config(
            map_text=MAP.replace("l = {site.name}", "l = {site.name | prefix(a)}"))
        for bad in HOSTILE:
            contact = dict(person(1), type="User", status="Enabled",
                           name="n" + bad, department="d" + bad,
                           email="m" + bad, site={"id": bad, "name": bad},
                           phoneNumbers=[{"usageType": "MobileNumber",
                                          "phoneNumber": "#" + bad}],
                           **{"x" + bad.replace("\0", ""): "y" + bad + "z"})
            run = dirwire("apply", "-n", "-c", config, "--report", "coverage",
                          stdin=event(contact))
            is_calm(run, "%a" % bad)
            holds(run.out, "  y%sz\n" % escaped(bad))
            holds(run.out, "  x" + escaped(bad.replace("\0", "")))


@test
def cut_short():
    """stopped in the middle: whole, and it says for how many contacts it holds"""
    stdin = event([person(n) for n in range(1, 31)])
    with Slapd() as server:
        def seen(tag, count):
            if tag == wire.ADD and count == 7:
                process.send_signal(signal.SIGTERM)

        with wire.Proxy(server.port, seen) as proxy:
            config = server.config(
                map_text=MAP, ldap="uri = %s\nbind-dn = %s\n"
                "password-file = password\nallow-plaintext = yes\n"
                "window = 1\n" % (proxy.ldap, SERVICE))
            process = subprocess.Popen(
                [DIRWIRE, "apply", "-c", config, "--report", "coverage",
                 server.write("in", stdin)], stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, text=True)
            out, err = process.communicate(timeout=60)
        equal(process.returncode, 75, err)
        equal(ids(server), list(range(1, 8)))
        holds(out, "  contacts   7 of 30, ")
        holds(out, "[entry person] takes 7 ")
        holds(out, "Incomplete: stopped by a signal")
        equal(parse(out)["lines"]["cn"][:2], (7, 0))


@test
def once():
    """removes, which are planned twice, and who is excluded are counted once"""
    with Slapd() as server:
        config = server.config(
            map_text=MAP.replace("[entry hidden", "exclude-file = %s\n"
                                 "[entry hidden" % server.write("none", "3\n"),
                                 1))
        equal(dirwire("apply", "-c", server.config(map_text=MAP, name="all"),
                      stdin=event([person(n) for n in (1, 2, 3)])).code, 0)
        left = event([person(1, verb="Delete"), person(2, type="Room"),
                      person(3), person(4)])
        for args in (["-n"], []):
            run = dirwire("apply", "-c", config, "--report", "coverage",
                          "--report", "text=" + server.path("text"), *args,
                          stdin=left)
            equal(run.code, 0, run)
            with open(server.path("text"), encoding="utf-8") as f:
                true(re.search("^1 (to add|added), .* 2 (to remove|removed)",
                               f.read(), re.M), run)
            holds(run.out, "  contacts   4 of 4, of which 1 to be deleted, 1 "
                  "in no section, ")
            holds(run.out, "[entry person] takes 2  ")
            equal(parse(run.out)["lines"]["cn"], (2, 0, 0, 2))
            equal(parse(run.out)["fields"]["firstName"], 3)


def check(server, contacts, map_text=MAP, *args):
    return dirwire("check", "-c", server.config(map_text=map_text), "-",
                   *args, stdin=event(contacts), timeout=60)


@test
def check_contacts():
    """check with events: what matches nothing is warned of, and what is there told"""
    people = [dict(person(n), phoneNumbers=[
        {"usageType": "DirectNumber", "type": "VoiceFax",
         "phoneNumber": "+12025550101"}]) for n in range(3)]
    queue = dict(person(9), type="Department", name="Q", phoneNumbers=[
        {"type": "FaxOnly", "phoneNumber": "+12025550102"}])
    with Slapd() as server:
        run = check(server, people + [queue])
        equal(run.code, 0, run)
        for said in (
                "dirwire.conf:9:1: warning: [entry hidden] takes none of the 4 "
                "contacts of the sample: hidden=\"true\" holds for none: "
                "hidden is in none of them; ",
                "dirwire.conf:17:24: warning: the pick "
                "[usageType=\"MobileNumber\",hidden!=\"true\"] matches "
                "nothing in 3 contacts: usageType=\"MobileNumber\" holds for "
                "none: phoneNumbers.usageType is DirectNumber 3\n",
                "dirwire.conf:17:1: warning: mobile is never filled in 3 "
                "contacts of [entry person]: the pick in ",
                "dirwire.conf:19:1: warning: title is never filled in 3 "
                "contacts of [entry person]: jobTitle is in none of them\n"):
            holds(run.err, said)
        holds(run.out, "\nsample\n  ok          contacts        4\n"
              "  warning     coverage        ")
        quiet = check(server, people + [queue], MAP, "-q")
        equal(quiet.err, "")
        holds(quiet.out, "  warning     coverage ")
        fits = MAP.replace("[entry hidden when hidden = true]\nleave\n", "")
        for name in ("mobile", "departmentNumber", "title", "l", "mail"):
            fits = re.sub(r"(?m)^%s = .*\n" % name, "", fits)
        run = check(server, people + [queue], fits)
        true("never filled" not in run.err, run.err)
        holds(run.out, "  ok          coverage        every section takes ")
        true("sample" not in dirwire(
            "check", "-c", server.config(map_text=MAP)).out, "no files")
        run = check(server, [dict(person(1), site={"name": {"a": "b"}})])
        holds(run.out, "  warning     contacts        1 of 1 would be rejected")
        run = check(server, [person(1, verb="Delete")])
        holds(run.out, "  not proven  coverage        no contact")
        run = dirwire("check", "-c", server.config(map_text=MAP), "-",
                      stdin="{")
        equal(run.code, 65, run)
        holds(run.out, "  failed      input ")
        run = dirwire("check", "-c", server.config(map_text=MAP), "none")
        equal(run.code, 66, run)


@test
def check_hostile():
    """what check tells of values is escaped, too"""
    text = MAP.replace("{jobTitle}", "x when department = x")
    with Slapd() as server:
        for bad in HOSTILE:
            run = check(server, [dict(
                person(1), department="d" + bad + "e", type="T" + bad + "t",
                email="\u00f6" + bad), dict(
                    person(2), department="d" + bad + "e")], text)
            is_calm(run, "%a" % bad)
            holds(run.err, "department is d")


if __name__ == "__main__":
    main()
