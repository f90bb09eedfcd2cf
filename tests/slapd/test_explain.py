# SPDX-License-Identifier: ISC
"""dirwire explain with a server: the changes are those of the dry run."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                ".."))
from slapdtest import (SIMPLE_MAP, Slapd, dirwire, dn_of, event, free_port,
                       person)
from tap import SRC, equal, holds, main, test, true

CASES = os.path.join(SRC, "tests/cases")


def changes(text):
    """The changes and rejects in a report: whole blocks, in order of their text."""
    found, contact = [], None
    for line in text.splitlines():
        if line.startswith("contact "):
            contact = line.split()[1]
        rejected = re.match(r"(?:! (\S+) +|  ! )rejected: (.*)", line)
        if rejected:
            found.append([rejected.group(1) or contact, rejected.group(2)])
        elif re.match(r"[-+~] ", line):
            found.append([re.sub("   held, not done$", "", line)])
        elif re.match(r"    [-+~] \S+ ", line) and found:
            found[-1].append(line)
        else:
            found.append([])
    return sorted(block for block in found if block)


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def load(server, path):
    """The directory as the LDIF says, and nothing else below it."""
    connection = server.connect()
    connection.search("dc=example,dc=com", "(objectClass=*)",
                      attributes=["1.1"])
    found = [e["dn"] for e in connection.response
             if e["type"] == "searchResEntry"]
    for dn in sorted(found, key=len, reverse=True):
        if dn != "dc=example,dc=com" and "ou=services" not in dn:
            connection.delete(dn)
    connection.unbind()
    records = re.split(r"\n\n+", read(path).strip())
    done = server.ldapmodify("\n\n".join(
        re.sub(r"^(dn:.*(?:\n .*)*)", r"\1\nchangetype: add", record, 1, re.M)
        for record in records if re.search("^dn:", record, re.M)) + "\n")
    equal(done.code, 0, done)


@test
def same_as_dry_run():
    """for every case, the changes are those of the dry run, from server and from file"""
    shown = 0
    with Slapd() as server:
        for name in sorted(os.listdir(CASES)):
            path = os.path.join(CASES, name)
            current = os.path.join(path, "current.ldif")
            load(server, current)
            config = server.config(map_text="file = %s/map" % path)
            events = os.path.join(path, "events.ndjson")
            dry = dirwire("apply", "-n", "-c", config, events)
            before = server.tree()
            asked = dirwire("explain", "-c", config, events)
            equal(changes(asked.out), changes(dry.out), name)
            equal(server.tree(), before, name + ": the tree")
            read_from = dirwire("explain", "-c", config, "--against", current,
                                events)
            # a file need not hold the parents
            if "which is not there; create that entry" not in dry.out:
                equal(changes(read_from.out), changes(dry.out),
                      name + ", file")
            shown += len(changes(asked.out))
    true(shown > 40, "only %d changes were found" % shown)


@test
def offline():
    """--offline asks no server, and without a uri there is none"""
    port = free_port()
    with Slapd() as server:
        config = server.config(SIMPLE_MAP, "uri = ldap://127.0.0.1:%d" % port)
        run = dirwire("explain", "--offline", "-c", config,
                      stdin=event(person(1)))
        equal((run.code, run.err), (0, ""), run)
        holds(run.out, "directory  none: offline, so no change is shown")
        holds(run.out, "contact 1  Ada Lovelace")
        bare = server.write("bare.conf", "[map]\n" + SIMPLE_MAP)
        run = dirwire("explain", "-c", bare, stdin=event(person(1)))
        equal((run.code, run.err), (0, ""), run)
        holds(run.out, "directory  none: [ldap] names no uri")
        run = dirwire("apply", "-n", "-c", bare, stdin=event(person(1)))
        equal(run.code, 78, run)
        holds(run.err, "uri is missing in [ldap]")


@test
def no_answer():
    """without an answer of the server the rest is told all the same"""
    with Slapd() as server:
        nobody = "uri = ldap://127.0.0.1:%d" % free_port()
        wrong = ("uri = %s\nbind-dn = cn=nobody,dc=example,dc=com\n"
                 "password-file = password\n" % server.ldapi)
        elsewhere = SIMPLE_MAP.replace("dc=example,dc=com",
                                       "dc=elsewhere,dc=example,dc=com")
        for map_text, ldap, code in ((SIMPLE_MAP, nobody, 69),
                                     (SIMPLE_MAP, wrong, 77),
                                     (elsewhere, None, 78)):
            run = dirwire("explain", "-c", server.config(map_text, ldap),
                          stdin=event(person(1)))
            equal(run.code, code, run)
            holds(run.err, "dirwire: error: ")
            holds(run.out, "as a new entry\ndn: uid=rc-1,")
            holds(run.out, "change: can't be shown, as the directory can't be"
                           " asked")


@test
def only():
    """--only looks for these contacts alone"""
    with Slapd(debug="stats") as server:
        run = dirwire("explain", "--only", "2", "-c",
                      server.config(SIMPLE_MAP),
                      stdin=event([person(n) for n in (1, 2, 3)]))
        equal(run.code, 0, run)
        equal(re.findall(r"^contact (\d+)", run.out, re.M), ["2"], run)
        equal(set(re.findall(r"uid=rc-(\d+)", server.said())), {"2"}, "asked")
        holds(run.out, "+ %s" % dn_of(2))


@test
def excluded():
    """a contact that is excluded is told as apply does, though the map rejects it"""
    with Slapd() as server:
        server.write("ids", "9\n")
        config = server.config(map_text=SIMPLE_MAP.replace(
            "key = uid", "exclude-file = ids\nkey = uid") +
            "employeeNumber = {phoneNumbers.phoneNumber}\n")
        events = event([person(9, phoneNumbers=[
            {"phoneNumber": "1"}, {"phoneNumber": "2"}])])
        for arguments in (["apply", "-n"], ["explain"],
                          ["explain", "--offline"]):
            run = dirwire(*arguments, "-c", config, stdin=events)
            equal(run.code, 0, run)


if __name__ == "__main__":
    main(sys.argv[1:])
