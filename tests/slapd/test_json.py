# SPDX-License-Identifier: ISC
"""The json report: by its schema, and what it says is what the directory holds."""
import json
import os
import re
import signal
import subprocess

import wire
from jsonreport import SCHEMA, count, document, plain, replay
from slapdtest import (PEOPLE, SERVICE, SIMPLE_MAP, Slapd, dirwire, dn_of,
                       event, ids, person)
from tap import DIRWIRE, SRC, equal, holds, main, test, true

SAMPLES = os.path.join(SRC, "examples/contact-events.ndjson")

# renames by the first name, moves by the department
MOVING_MAP = """base = dc=example,dc=com
key = uid: rc-{id}
on-delete = %s
[entry all when type = User]
dn = cn={firstName}+uid=rc-{id},ou={department},ou=people,{base}
objectClass = inetOrgPerson
cn = {firstName}
sn = {lastName}
mail = {email}
title = {email}
[disabled]
dn = uid=rc-{id},ou=gone,ou=people,{base}
title = gone
"""


def told(server, config, *args, **more):
    """A json report on standard output, and the tree that it makes."""
    before = server.tree(PEOPLE)
    run = dirwire("apply", "-c", config, "--report", "json", *args, **more)
    report = document(run.out)
    equal(plain(server.tree(PEOPLE)), plain(before) if report["dryRun"]
          else replay(before, report), "what the report says was done")
    return run, report


def is_like(got, wanted):
    """Every member that is wanted, as it is wanted."""
    equal({key: got.get(key) for key in wanted}, wanted)


def properties(schema):
    """(name, what is said of it), of every object."""
    if isinstance(schema, list):
        for part in schema:
            yield from properties(part)
    elif isinstance(schema, dict):
        for name, value in schema.get("properties", {}).items():
            where = value.get("$ref", "#/$defs/-").rsplit("/", 1)[1]
            yield name, value.get("description") or SCHEMA["$defs"].get(
                where, {}).get("description")
        for part in schema.values():
            yield from properties(part)


def objects(schema):
    """Every schema of an object."""
    if isinstance(schema, list):
        for part in schema:
            yield from objects(part)
    elif isinstance(schema, dict):
        if "properties" in schema and "properties" not in schema["properties"]:
            yield schema
        for part in schema.values():
            yield from objects(part)


@test
def described():
    """the schema describes every key and allows no other; dirwire(1) names each"""
    found = list(properties(SCHEMA))
    true(len(found) > 50, found)
    equal([name for name, told in found if not told], [])
    equal([o["properties"].keys() for o in objects(SCHEMA)
           if o.get("additionalProperties") is not False], [])
    with open(os.path.join(SRC, "docs/dirwire.1.scd"), encoding="utf-8") as f:
        block = f.read().split("\n## JSON\n")[1].split("```\n")[1]
    named = set(re.findall(r"\w+", block))
    equal([name for name, _ in found if name not in named
           and name != "base64"], [])


@test
def samples():
    """json of the samples: dry run and run have one plan, a second run none"""
    with Slapd() as server:
        config = server.config()
        run, dry = told(server, config, "-n", SAMPLES)
        equal(run.code, 4, run)
        equal(dry["status"], "dry-run")
        run, done = told(server, config, SAMPLES)
        equal(run.code, 4, run)
        is_like(done, {"status": "done", "dryRun": False, "account": None,
                       "target": server.ldapi, "identity": SERVICE,
                       "base": "dc=example,dc=com"})
        for key in ("plan", "changes", "summary", "input", "map", "rejected",
                    "warnings"):
            equal(done[key], dry[key], key)
        true(done["summary"]["add"] > 10, done["summary"])
        with open(SAMPLES) as f:
            equal(done["input"]["events"], len(f.read().splitlines()))
            f.seek(0)
            uuids = {json.loads(line)["uuid"] for line in f}
        true({c["event"] for c in done["changes"]} <= uuids, "event")
        equal(done["map"]["file"],
              os.path.join(SRC, "mapping/inetorgperson.map"))
        holds(done["changes"][0]["attributes"][0]["line"],
              "inetorgperson.map:")
        run, again = told(server, config, SAMPLES)
        equal(again["changes"], [])
        equal(again["plan"], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934c"
              "a495991b7852b855", "SHA-256 of nothing")
        equal(again["summary"]["none"], again["input"]["contacts"])
        equal([n["reason"] for n in again["rejected"]],
              ["contact 1 of 2 has no id"])


@test
def plan():
    """the plan's hash: another value is another, another map line is not"""
    with Slapd() as server:
        def plan_of(map_text, *contacts):
            config = server.config(map_text=map_text)
            return told(server, config, "-n", stdin=event(list(contacts)))[1]

        first = plan_of(SIMPLE_MAP, person(1), person(2))
        moved = plan_of(SIMPLE_MAP.replace("[entry", "# a comment\n\n[entry"),
                        person(1), person(2))
        true(first["changes"] != moved["changes"], "the lines have moved")
        equal(moved["plan"], first["plan"])
        for others in ((person(1), person(2, last="Lovelacf")),
                       (person(2), person(1)), (person(1),),
                       (person(1), person(2, email="a@b"))):
            true(plan_of(SIMPLE_MAP, *others)["plan"] != first["plan"],
                 "%r" % (others,))


@test
def every_op():
    """json tells add, modify, rename, move, disable, delete and strip, each whole"""
    def contact(number, first="Ada", department="north", **more):
        return person(number, first=first, department=department, **more)

    with Slapd() as server:
        for name in ("north", "south", "gone"):
            server.add("ou=%s,%s" % (name, PEOPLE),
                       objectClass="organizationalUnit", ou=name)
        config = server.config(map_text=MOVING_MAP % "disable")
        _, report = told(server, config, stdin=event(
            [contact(n, email="a@b") for n in range(1, 7)]))
        equal(count(report["changes"], "add"), 6)
        server.modify("cn=Ada+uid=rc-2,ou=north," + PEOPLE, {
            "title": [("MODIFY_REPLACE", ["Teacher"])],
            "roomNumber": [("MODIFY_ADD", ["4"])]})
        _, report = told(server, config, stdin=event(
            [contact(1), contact(2, email="a@b"),
             contact(3, first="Eve", email="c@d"),
             contact(4, department="south"),
             contact(5, first="Eve", department="south", email="a@b"),
             {"eventType": "Delete", "id": "6"}]))
        equal([c["op"] for c in report["changes"]],
              ["modify", "modify", "rename", "move", "move", "disable"])
        equal(report["summary"], {"add": 0, "modify": 2, "rename": 3,
                                  "remove": 1, "none": 0, "reject": 0})
        is_like(report["changes"][1]["attributes"][0], {
            "name": "title", "op": "replace", "new": ["a@b"],
            "old": ["Teacher"]})
        is_like(report["changes"][2], {
            "dn": "cn=Ada+uid=rc-3,ou=north," + PEOPLE,
            "newdn": "cn=Eve+uid=rc-3,ou=north," + PEOPLE,
            "name": "Eve Lovelace", "section": "all"})
        is_like(report["changes"][5], {
            "newdn": "uid=rc-6,ou=gone," + PEOPLE, "section": "disabled",
            "name": None})
        server.modify("cn=Eve+uid=rc-3,ou=north," + PEOPLE, {
            "objectClass": [("MODIFY_ADD", ["labeledURIObject"])]})
        server.add("cn=Own," + PEOPLE, objectClass="inetOrgPerson", sn="Own",
                   uid="rc-7", mail="e@f", title="boss")
        config = server.config(map_text=MOVING_MAP % "delete")
        gone = [{"eventType": "Delete", "id": str(n)} for n in (2, 3, 7)]
        run, report = told(server, config, stdin=event(gone))
        equal([c["op"] for c in report["changes"]],
              ["delete", "strip", "strip"])
        is_like(report["changes"][0], {"foreign": ["roomNumber"],
                                       "attributes": [], "section": None})
        holds(report["changes"][2]["reason"], "not made by dirwire")


@test
def not_text():
    """json of a value that is not UTF-8: base64"""
    with Slapd() as server, wire.Proxy(
            server.port, answers=lambda data: data.replace(
                b"Teacher", b"T\xc3\xff\0\xfe\x80r")) as proxy:
        config = server.config(map_text=SIMPLE_MAP, ldap="uri = %s\n"
                               "bind-dn = %s\npassword-file = password\n"
                               "allow-plaintext = yes\n"
                               % (proxy.ldap, SERVICE))
        stdin = event(person(1))
        told(server, config, stdin=stdin)
        server.modify(dn_of(1), {"sn": [("MODIFY_REPLACE", ["Teacher"])]})
        _, report = told(server, config, "-n", stdin=stdin)
        equal(report["changes"][0]["attributes"], [
            {"name": "sn", "op": "replace", "old": [{"base64": "VMP/AP6Acg=="}],
             "new": ["Lovelace"], "line": "dirwire.conf:14"}])


@test
def held_and_rejected():
    """json of held removes, of rejects and of warnings"""
    with Slapd() as server:
        config = server.config(map_text=SIMPLE_MAP)
        told(server, config, stdin=event([person(n) for n in range(6)]))
        gone = [person(n, verb="Delete") for n in range(6)]
        stdin = event(gone + [
            person(9, email="zo\u00eb@x"), {"eventType": "Create"},
            {"id": "no id", "eventType": "Create"}]) + json.dumps(
                {"uuid": "u", "event": "/restapi/v1.0/other", "body": {}})
        plans = []
        for args, status in ((["-n"], "held"), ([], "held"), (
                ["-n", "--max-removes", "6"], "dry-run")):
            run, report = told(server, config, *args, stdin=stdin)
            equal(report["status"], status)
            plans.append(report["plan"])
        equal(plans[0], plans[1])
        run, report = told(server, config, stdin=stdin)
        equal(run.code, 3, run)
        equal(report["held"], {"adds": 0, "changes": 0, "removes": 6,
                               "adopts": 0})
        equal([c.get("held") for c in report["changes"]], [True] * 6)
        equal([n["contact"] for n in report["rejected"]], [None, None])
        holds(report["rejected"][0]["input"], "standard input:1")
        holds(report["rejected"][1]["reason"], "no id")
        equal(report["warnings"], [{
            "contact": "9", "attribute": "mail", "line":
            "dirwire.conf:14", "value": "zo\u00eb@x", "reason":
            "holds a character that is not ASCII"}])
        equal(report["input"], {"events": 2, "contacts": 7, "superseded": 0,
                                "skipped": {"filter": 1, "empty": 0,
                                            "account": 0}})


@test
def inputs():
    """json of an empty input, of one that breaks off, of two accounts"""
    with Slapd() as server:
        config = server.config(map_text=SIMPLE_MAP)
        run, report = told(server, config, stdin="")
        equal((run.code, report["status"], report["changes"]), (0, "done", []))
        run, report = told(server, config, stdin=event(person(1)) + "\n{x")
        equal((run.code, report["status"]), (65, "incomplete"), run)
        holds(report["incomplete"], "nothing behind it is read")
        equal(count(report["changes"], "add"), 1)
        run, report = told(server, config, stdin=event(person(2))
                           + event(person(3), account="7"))
        equal((run.code, report["status"], report["changes"]),
              (78, "incomplete", []), run)
        holds(report["incomplete"], "two accounts")


@test
def cut_short():
    """json of a run that a signal ends, and of one whose server is killed"""
    stdin = event([person(n) for n in range(1, 31)])
    for how in ("SIGTERM", "SIGINT", "the server is killed"):
        with Slapd() as server:
            def seen(tag, number):
                if tag != wire.ADD or number != 7:
                    return True
                if how[:3] == "SIG":
                    process.send_signal(getattr(signal, how))
                else:
                    server.stop(signal.SIGKILL)
                return True

            with wire.Proxy(server.port, seen) as proxy:
                config = server.config(
                    map_text=SIMPLE_MAP, ldap="uri = %s\nbind-dn = %s\n"
                    "password-file = password\nallow-plaintext = yes\n"
                    "window = 1\nretry-for = 0s\n"
                    % (proxy.ldap, SERVICE))
                process = subprocess.Popen(
                    [DIRWIRE, "apply", "-c", config, "--report", "json",
                     "--report", "text=" + server.path("text"), "--report",
                     "ldif=" + server.path("ldif"), "--report",
                     "ldif-content=" + server.path("content"),
                     server.write("in", stdin)], stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE, text=True)
                out, err = process.communicate(timeout=60)
            true(process.returncode in (69, 75), err)
            report = document(out)
            equal(report["status"], "incomplete")
            if how[:3] == "SIG":
                holds(report["incomplete"], "stopped by a signal")
                equal(count(report["changes"], "add"), 7)
                equal(ids(server), list(range(1, 8)))
            else:
                holds(report["incomplete"], "contact 7")
                equal(count(report["changes"], "add"), 6)
            added = len(report["changes"])
            ends = {"text": "%d added, " % added, "ldif": "# end\n",
                    "content": "# end\n"}
            for name, end in ends.items():
                with open(server.path(name)) as f:
                    said = f.read()
                holds(said.lower(), "incomplete: ", name)
                holds(said.splitlines(True)[-1], end, name)
                equal(said.count("\ndn: "), 0 if name == "text" else added)


@test
def not_opened():
    """a report that can't be opened leaves those before it whole"""
    with Slapd() as server:
        config = server.config(map_text=SIMPLE_MAP)
        run = dirwire("apply", "-c", config, "--report", "json", "--report",
                      "ldif=" + server.path("no/such"), stdin=event(person(1)))
        equal(run.code, 1, run)
        report = document(run.out)
        equal((report["status"], report["changes"]), ("incomplete", []))
        holds(report["incomplete"], "no/such: No such file")
        equal(ids(server), [])
        run = dirwire("apply", "-c", config, "--report", "json",
                      stdin=event(person(1)),
                      env={"TMPDIR": server.path("nowhere")})
        equal((run.code, run.out), (1, ""), run)
        holds(run.err, "set TMPDIR to a folder with room")
        equal(ids(server), [])


if __name__ == "__main__":
    main()
