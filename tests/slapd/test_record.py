# SPDX-License-Identifier: ISC
"""apply --record DIR: what was, what is planned, and the way back."""
import json
import os
import re
import stat
import subprocess

import wire
from jsonreport import document, plain, replay
from slapdtest import (ADMIN, BASE, MODULES, PEOPLE, SECRET, SERVICE, Slapd,
                       dirwire, dn_of, event, person, wait_for)
from tap import DIRWIRE, SRC, equal, holds, main, test, true

MAP = """base = dc=example,dc=com
key = uid: rc-{id}
on-delete = %s

[entry person when type = User and status = Enabled]
dn = cn={name}+uid=rc-{id},ou=%%s,ou=people,{base}
objectClass = inetOrgPerson
cn = {name} also {firstName} {lastName}
sn = {lastName}
mail = {email}
telephoneNumber = {phoneNumbers.phoneNumber}
facsimileTelephoneNumber = {faxNumber}
title = {department} else keep
employeeType ?= phone system
description += Synchronised by dirwire {type}
%s"""
DISABLED = """[disabled]
dn = uid=rc-{id},ou=former,ou=people,{base}
title = gone
"""
FILES = ["before.ldif", "plan.json", "undo.ldif"]
LATER = "2026-05-13T09:00:00Z"
NAMES = ["Name %d", "King, Ada %d", "#%d first", "Zoë & Co %d", "a+b=%d",
         'The "%d"', "back\\\\slash %d", "<%d>; x", "Иванова %d", "x %d #"]
PHOTO = b"\xff\xd8\xff\xe0 not text \0"


def name_of(number):
    return NAMES[number % len(NAMES)] % number


def entry_of(server, number):
    """The DN of its entry, as the server writes it."""
    return next(dn for dn, entry in server.tree(PEOPLE).items()
                if b"rc-%d" % number in entry.get("uid", ()))


def people(numbers, **more):
    return [person(n, name=name_of(n), last="Family %d" % n,
                   email="Mail.%d@example.com" % n, faxNumber="+4912345%d" % n,
                   phoneNumbers=[{"phoneNumber": "+1 202 555 %04d" % n}],
                   **more) for n in numbers]


def fill(server, config):
    """Entries of every kind that a change can meet."""
    for ou in ("west", "east", "former"):
        server.add("ou=%s,%s" % (ou, PEOPLE), objectClass="organizationalUnit",
                   ou=ou)
    equal(dirwire("apply", "-c", config,
                  stdin=event(people(range(1, 20)))).code, 0)
    server.modify(entry_of(server, 3), {
        "roomNumber": [("MODIFY_ADD", ["4.11"])],
        "jpegPhoto": [("MODIFY_ADD", [PHOTO])],
        "cn;lang-de": [("MODIFY_ADD", ["Frau Drei"])],
        "description": [("MODIFY_ADD", ["VIP"])]})
    server.modify(entry_of(server, 4), {
        "objectClass": [("MODIFY_ADD", ["posixAccount"])],
        "uidNumber": [("MODIFY_ADD", ["7"])],
        "gidNumber": [("MODIFY_ADD", ["7"])],
        "homeDirectory": [("MODIFY_ADD", ["/"])]})
    server.add("uid=jsmith," + PEOPLE, objectClass=["inetOrgPerson"],
               uid=["jsmith", "rc-5000"], cn="John", sn="Smith",
               mail="j@example.com", description=[
                   "VIP", "Synchronised by dirwire User"])


def changes():
    """Adds, modifies, renames and moves, leavers of every kind."""
    changed = people(range(6, 12))
    for n, contact in enumerate(changed):
        contact["email"] = contact["email"].lower() if n % 2 else None
        contact["faxNumber"] = None if n % 3 else "+49999"
        contact["department"] = "Area" if n % 2 else None
        contact["name"] = contact["name"] + (" new" if n > 2 else "")
    gone = [{"eventType": "Delete", "id": str(n)} for n in
            (1, 2, 3, 4, 5000)]
    return event(changed + people((30, 31)) + gone +
                 [{"eventType": "Update", "id": "31 x"}], LATER)


def moved(text):
    """The same map, with entries in another place."""
    return text.replace("ou=west", "ou=east")


def without(tree, *names):
    return {dn: {name: values for name, values in entry.items()
                 if name not in names} for dn, entry in tree.items()}


def apply_and_undo(server, on_delete, disabled):
    text = MAP % (on_delete, disabled) % "west"
    config = server.config(map_text=text)
    fill(server, config)
    config = server.config(map_text=moved(text), name="moved.conf")
    before = server.tree(operational=["entryUUID"])
    record = server.path("record")
    run = dirwire("apply", "-c", config, "--max-removes", "all", "--record",
                  record, stdin=changes())
    equal(run.code, 4, run)
    holds(run.out, "2 added")
    true(re.search(r" 5 removed, 6 renamed, 1 rejected", run.out), run)
    true(server.tree() != before, "nothing was done")
    with open(os.path.join(record, "undo.ldif"), encoding="utf-8") as f:
        undo = f.read()
    done = server.ldapmodify(undo)
    equal(done.code, 0, done)
    after = server.tree(operational=["entryUUID"])
    equal(without(after, "entryUUID"), without(before, "entryUUID"))
    other = [dn for dn in after
             if after[dn]["entryUUID"] != before[dn]["entryUUID"]]
    return undo, record, other


@test
def there_and_back():
    """undo.ldif brings the tree back, but for what its head names"""
    with Slapd() as server:
        undo, record, other = apply_and_undo(server, "delete", "")
        head = undo[:undo.index("version: 1")]
        for what in ("entryUUID", "operational", "userPassword"):
            holds(head, what)
        # deleted and added again; stripped entries are still themselves
        equal(sorted(other), sorted(entry_of(server, n) for n in (1, 2, 3)))


@test
def there_and_back_disabled():
    """entries that were disabled and moved come back as they were, entryUUID too"""
    with Slapd() as server:
        equal(apply_and_undo(server, "disable", DISABLED)[2], [])


@test
def last_first():
    """the last change is taken back first: a value goes back to whom it came from"""
    unique = "overlay unique\nunique_uri ldap:///%s?mail?sub" % PEOPLE
    with Slapd(first="moduleload %s/unique" % MODULES, extra=unique) as server:
        config = server.config()
        equal(dirwire("apply", "-c", config, stdin=event(
            [person(1, email="desk@example.com"), person(2)])).code, 0)
        before = server.tree(operational=["entryUUID"])
        record = server.path("record")
        run = dirwire("apply", "-c", config, "--record", record, stdin=event(
            [person(1), person(2, email="desk@example.com")], LATER))
        equal(run.code, 0, run)
        true(server.tree(operational=["entryUUID"]) != before, "not done")
        with open(os.path.join(record, "undo.ldif"), encoding="utf-8") as f:
            done = server.ldapmodify(f.read())
        equal(done.code, 0, done)
        equal(server.tree(operational=["entryUUID"]), before)


@test
def names_of_one_value():
    """values that leave or come with a name, and the way back of that"""
    case = os.path.join(SRC, "tests/cases/rename-out-of-a-name")
    with Slapd() as server:
        with open(os.path.join(case, "current.ldif")) as f:
            people = f.read().split("\n\n", 1)[1]
        done = server.ldapmodify(re.sub("^(dn: .*)", r"\1\nchangetype: add",
                                        people, flags=re.M))
        equal(done.code, 0, done)
        with open(os.path.join(case, "map")) as f:
            config = server.config(map_text=f.read().replace("[map]\n", ""))

        def by_uuid():
            return {bytes(entry["entryUUID"][0]):
                    (sorted(dn.split(",")[0].split("+")), entry)
                    for dn, entry in server.tree(
                        PEOPLE, ["entryUUID"]).items()}
        before = by_uuid()
        record = server.path("record")
        run = dirwire("apply", "-c", config, "--record", record,
                      os.path.join(case, "events.ndjson"))
        equal(run.code, 0, run)
        now = by_uuid()
        equal(sum(now[uuid][0] != before[uuid][0] for uuid in before), 8)
        with open(os.path.join(record, "undo.ldif")) as f:
            done = server.ldapmodify(f.read())
        equal(done.code, 0, done)
        equal(by_uuid(), before)


@test
def files():
    """the files are ours alone, before.ldif is what was, plan.json what is done"""
    with Slapd() as server:
        text = MAP % ("delete", "") % "west"
        config = server.config(map_text=text)
        fill(server, config)
        config = server.config(map_text=moved(text), name="moved.conf")
        before = server.tree()
        record, report = server.path("record"), server.path("report.json")
        run = dirwire("apply", "-c", config, "--max-removes", "all",
                      "--record", record, "--report", "json=" + report,
                      stdin=changes())
        equal(sorted(os.listdir(record)), FILES)
        equal(stat.S_IMODE(os.stat(record).st_mode), 0o700)
        for name in FILES:
            equal(stat.S_IMODE(os.stat(os.path.join(record, name)).st_mode),
                  0o600, name)
        with open(os.path.join(record, "plan.json")) as f:
            plan = document(f.read())
        with open(report) as f:
            done = document(f.read())
        equal(plan["changes"], done["changes"])
        equal(plan["plan"], done["plan"])
        equal((plan["status"], done["status"]), ("dry-run", "done"))
        equal(plain(server.tree()), replay(before, plan))
        equal(plan["rejected"], done["rejected"])
        equal(len(plan["rejected"]), 1)
        read_back(server, record, before, plan)


def read_back(server, record, before, plan):
    """before.ldif, loaded into another server, is the part of the tree that
    the plan touches."""
    touched = {change["dn"] for change in plan["changes"]
               if change["op"] != "add"}
    true(len(touched) == 11, touched)
    with Slapd() as other:
        for ou in ("west", "east"):
            other.add("ou=%s,%s" % (ou, PEOPLE),
                      objectClass="organizationalUnit", ou=ou)
        done = subprocess.run(
            ["ldapadd", "-x", "-H", other.ldapi, "-D", ADMIN, "-w",
             "a secret of the test", "-f",
             os.path.join(record, "before.ldif")],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        equal(done.returncode, 0, done.stdout)
        equal({dn: entry for dn, entry in other.tree().items()
               if "uid" in entry},
              {dn: before[dn] for dn in touched})


@test
def never_over_another():
    """a record is not written over, nor kept of a dry run; nothing is done then"""
    with Slapd() as server:
        config = server.config()
        record = server.path("record")
        run = dirwire("apply", "-c", config, "--record", record, "-n",
                      stdin=event(person(1)))
        equal(run.code, 64, run)
        true(not os.path.exists(record), "made in a dry run")
        os.mkdir(record)
        server.write("record/undo.ldif", "precious")
        run = dirwire("apply", "-c", config, "--record", record,
                      stdin=event(person(1)))
        equal(run.code, 64, run)
        holds(run.err, "never written over")
        equal(os.listdir(record), ["undo.ldif"])
        equal(server.tree(PEOPLE).keys(), {PEOPLE})
        run = dirwire("apply", "-c", config, "--record",
                      server.path("password/x"), stdin=event(person(1)))
        equal(run.code, 1, run)
        equal(server.tree(PEOPLE).keys(), {PEOPLE})


@test
def before_the_first_operation():
    """the record is whole before the first write reaches the server"""
    with Slapd() as server:
        seen = []
        record = server.path("record")

        def look(tag, count):
            if tag == wire.ADD and count == 1:
                for name in FILES:
                    with open(os.path.join(record, name)) as f:
                        seen.append(f.read())
        with wire.Proxy(server.port, look) as proxy:
            config = server.config(
                ldap="uri = %s\nbind-dn = %s\npassword-file = password\n"
                "allow-plaintext = yes\n" % (proxy.ldap, SERVICE))
            run = dirwire("apply", "-c", config, "--record", record,
                          stdin=event([person(1), person(2)]))
        equal(run.code, 0, run)
        equal(len(seen), 3)
        true(re.search("^dn: %s\ncontrol: .*\nchangetype: delete$"
                       % dn_of(2), seen[2], re.M), seen[2])
        holds(seen[2], "# end")
        equal(len(json.loads(seen[1])["changes"]), 2)


@test
def not_as_recorded():
    """what somebody changes between the record and the write is not written"""
    with Slapd() as server:
        record = server.path("record")
        equal(dirwire("apply", "-c", server.config(),
                      stdin=event([person(1), person(2)])).code, 0)

        def meddle(tag, count):
            # the plan is recorded, and contact 1 is written
            if tag == wire.MODIFY and count == 1:
                server.modify(dn_of(2), {
                    "givenName": [("MODIFY_REPLACE", ["By hand"])]})
        with wire.Proxy(server.port, meddle) as proxy:
            config = server.config(
                ldap="uri = %s\nbind-dn = %s\npassword-file = password\n"
                "allow-plaintext = yes\n" % (proxy.ldap, SERVICE))
            run = dirwire("apply", "-c", config, "--record", record,
                          stdin=event([person(1, last="Byron"),
                                       person(2, last="Byron")], LATER))
        equal(run.code, 4, run)
        holds(run.out, "not as it was recorded")
        tree = server.tree(PEOPLE)
        equal(tree[dn_of(1)]["sn"], [b"Byron"])
        equal(tree[dn_of(2)]["sn"], [b"Lovelace"])


def through(server, seen):
    """A proxy before the server, and the configuration that names it."""
    proxy = wire.Proxy(server.port, seen)
    return proxy, server.config(
        ldap="uri = %s\nbind-dn = %s\npassword-file = password\n"
        "allow-plaintext = yes\nwindow = 1\nretry-for = 0s\n"
        % (proxy.ldap, SERVICE))


@test
def cut_short():
    """a plan that can't be recorded whole changes nothing, and leaves no record"""
    with Slapd() as server:
        there, missing = server.path("there"), server.path("missing")
        os.mkdir(there)
        server.write("there/other", "precious")
        events = event([person(n) for n in range(1, 30)])
        for record in (there, missing):
            def stop(tag, count):
                if tag == wire.SEARCH and count == 7:
                    server.stop()
            proxy, config = through(server, stop)
            with proxy:
                run = dirwire("apply", "-c", config, "--record", record,
                              stdin=events)
            equal(run.code, 75, run)
            holds(run.err, "nothing was done")
            server.start()
            equal(server.tree(PEOPLE).keys(), {PEOPLE})
            equal(os.listdir(there), ["other"])
            true(not os.path.exists(missing), "a directory was made")
        for record in (there, missing):
            run = dirwire("apply", "-c", server.config(), "--record", record,
                          stdin=events)
            equal(run.code, 0, run)
            equal([name for name in sorted(os.listdir(record))
                   if name != "other"], FILES)
        holds(open(os.path.join(there, "undo.ldif")).read(), "changetype: delete")


@test
def killed():
    """what a killed run left of a record goes; what one at work has does not"""
    with Slapd() as server:
        record = server.path("record")
        events = server.write("events", event(
            [person(n) for n in range(1, 30)]))
        runs, others = [], []

        def seen(tag, count):
            if tag == wire.SEARCH and count == 7:
                wait_for(lambda: runs, "the first run")
                others.append(dirwire("apply", "-c", server.config(),
                                      "--record", record, events))
                runs[0].kill()
                runs[0].wait()
        proxy, config = through(server, seen)
        with proxy:
            runs.append(subprocess.Popen(
                [DIRWIRE, "apply", "-c", config, "--record", record, events],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            runs[0].wait(60)
        wait_for(lambda: others, "the second run")
        equal(others[0].code, 64, others[0])
        holds(others[0].err, "another run writes its record")
        equal(server.tree(PEOPLE).keys(), {PEOPLE})
        equal([name for name in os.listdir(record) if name in FILES], [])
        run = dirwire("apply", "-c", server.config(), "--record", record,
                      events)
        equal(run.code, 0, run)
        equal(sorted(os.listdir(record)), FILES)


@test
def not_of_the_run():
    """undo deletes no entry that the run did not make, nor writes over others"""
    hidden = dn_of(5)
    acl = ['access to attrs=userPassword by anonymous auth by * none',
           'access to dn.exact="%s" by dn="%s" none by * read'
           % (hidden, SERVICE),
           'access to dn.subtree="%s" by dn="%s" write by * read'
           % (PEOPLE, SERVICE), 'access to * by * read']
    with Slapd(acl=acl) as server:
        config = server.config()
        equal(dirwire("apply", "-c", config, stdin=event(
            person(7, email="x@example.com"))).code, 0)
        server.modify(dn_of(7), {"mail": [("MODIFY_REPLACE",
                                           ["X@Example.com"])]})
        server.add(hidden, objectClass=["inetOrgPerson"], uid=["rc-5"],
                   cn="Foreign", sn="F", roomNumber="own")
        before = server.tree(PEOPLE)
        record = server.path("record")
        run = dirwire("apply", "-c", config, "--record", record,
                      stdin=event([person(5), person(6), person(
                          7, email="x@example.com")], LATER))
        equal(run.code, 4, run)
        by_hand = {"mail": [b"by hand@example.com"]}
        server.modify(dn_of(7), {"mail": [("MODIFY_REPLACE", by_hand["mail"])]})
        done = subprocess.run(
            ["ldapmodify", "-x", "-c", "-H", server.ldapi, "-D", ADMIN, "-w",
             SECRET, "-f", os.path.join(record, "undo.ldif")],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        true(done.returncode != 0, "all of it was taken back")
        before[dn_of(7)].update(by_hand)
        equal(server.tree(PEOPLE), before)


@test
def no_room():
    """a record that could not be held whole: nothing is done"""
    with Slapd() as server:
        config = server.config()
        bad = [dict(person(n), id="bad id %d" % n) for n in range(1, 200)]
        events = server.write("events", event([person(1)] + bad))
        done = subprocess.run(
            ["bash", "-c", "trap '' XFSZ; ulimit -f 3; exec %s apply -q -c %s "
             "--record %s %s 2>&1 | tail -3" % (DIRWIRE, config, server.path(
                 "record"), events)], stdout=subprocess.PIPE)
        holds(done.stdout.decode(), "nothing was done")
        true(not os.path.exists(server.path("record")), "a record was left")
        equal(server.tree(PEOPLE).keys(), {PEOPLE})


main()
