# SPDX-License-Identifier: ISC
"""Every report of the samples, what `dirwire check` says of them, and what --record
keeps, against stored text.

    map             something of everything that a map can say
    current.ldif    entries that are renamed, moved, disabled, made as before
    empty, filled   what comes of the samples (examples/) with the map that is
                    shipped and nothing there, and with map and current.ldif:
                    a file for each format, check, before and undo
    hostile         the same of values that would drive a terminal

WRITE=1 stores what comes out: read it before you commit it.
"""
import difflib
import os
import re
import subprocess
import sys
import unicodedata

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "slapd"))
from hostile import HOSTILE
from slapdtest import ADMIN, BASE, PEOPLE, Slapd, dirwire, event, person
from tap import SRC, equal, main, test, true

STORED = os.path.join(SRC, "tests/reports")
SAMPLES = os.path.join(SRC, "examples/contact-events.ndjson")
MAP = "file = %s\n" % os.path.join(STORED, "map")
RECORDED = {"before": "before.ldif", "undo": "undo.ldif"}


def formats():
    """All that the program knows, but for those that change nothing here."""
    said = dirwire("apply", "--report", "none").err
    names = re.findall(r"[a-z-]+(?=,| and|$)", said.split("knows", 1)[-1],
                       re.M)
    true({"text", "ldif", "json", "coverage"} <= set(names), said)
    return names


def plain(server, text):
    """Without what differs from run to run."""
    text = text.replace(os.path.join(SRC, "examples") + "/", "")
    text = text.replace(os.path.join(SRC, "mapping") + "/", "")
    text = text.replace(STORED + "/", "")
    text = re.sub(r"ldapi://[^ \",;:]+", "SERVER", text.replace(
        server.ldapi, "SERVER"))
    text = text.replace(server.folder, "FOLDER")
    text = re.sub(r"\b[0-9a-f]{64}\b", "HASH", text)
    text = re.sub(r"\([0-9a-f]{12}\)$", "(HASH)", text, flags=re.M)
    text = re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "UUID",
                  text)
    text = re.sub(r"(takes|entries) [0-9.]+ ms", r"\1 N ms", text)
    text = re.sub(r"\d+ (attribute types|classes)", r"N \1", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(?=$|\")", "NOW", text,
                  flags=re.M)
    return text


def compare(server, name, got):
    """Calm, and as it is stored."""
    wild = {char for char in got if char != "\n" and
            unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")}
    equal(sorted(wild), [], name + ": not escaped")
    got = plain(server, got)
    path = os.path.join(STORED, name)
    if os.environ.get("WRITE"):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(got)
    with open(path, encoding="utf-8") as f:
        wanted = f.read()
    true(got == wanted, "".join(difflib.unified_diff(
        wanted.splitlines(True), got.splitlines(True), name,
        "what came out")))


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def reports(server, folder, config, events):
    for name in formats():
        run = dirwire("apply", "-n", "-c", config, "--report",
                      "%s=%s" % (name, server.path("out")), events)
        compare(server, "%s/%s" % (folder, name), "%s--- exit %s\n" % (
            read(server.path("out")), run.code))
        os.remove(server.path("out"))
    run = dirwire("check", "-c", config, events)
    compare(server, folder + "/check", "%s--- messages\n%s--- exit %s\n" % (
        run.out, run.err, run.code))


def record(server, folder, config, events):
    run = dirwire("apply", "-c", config, "--max-removes", "all", "--record",
                  server.path("record"), events)
    true(run.code in (0, 4), run)
    for name, path in RECORDED.items():
        compare(server, "%s/%s" % (folder, name), read(os.path.join(
            server.path("record"), path)))


def fill(server):
    done = subprocess.run(
        ["ldapmodify", "-x", "-c", "-a", "-H", server.ldapi, "-D", ADMIN,
         "-w", "a secret of the test", "-f",
         os.path.join(STORED, "current.ldif")], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    true(done.returncode in (0, 68), done.stdout)


def as_admin(server, text):
    return server.config(map_text=text, ldap="uri = %s\nbind-dn = %s\n"
                         "password-file = password\n" % (server.ldapi, ADMIN))


@test
def empty():
    """the samples with the map that is shipped and nothing there"""
    with Slapd() as server:
        reports(server, "empty", server.config(), SAMPLES)


@test
def filled():
    """the samples with entries that are renamed, moved, disabled and back"""
    with Slapd() as server:
        fill(server)
        config = as_admin(server, MAP)
        reports(server, "filled", config, SAMPLES)
        record(server, "filled", config, SAMPLES)


@test
def hostile():
    """values that would drive a terminal come out escaped everywhere"""
    with Slapd() as server:
        fill(server)
        config = as_admin(server, MAP)
        contacts = [person(n, name="Name %d %s" % (n, text), last=text + "x",
                           email=text + "@x", department=text,
                           verb="Up" + text, status="Enabled",
                           phoneNumbers=[{"phoneNumber": text, "label": text,
                                          "usageType": "DirectNumber"}])
                    for n, text in enumerate(HOSTILE, 1)]
        contacts.append(person("9 " + HOSTILE[0]))
        server.add("cn=x\\1b[2J+uid=rc-1,%s" % PEOPLE,
                   objectClass=["inetOrgPerson"], uid="rc-1",
                   cn="x\x1b[2J", sn="\u202ex",
                   description=["VIP \x1b[31m", "Synchronised by dirwire \x07"],
                   mail="a\x07@example.com")
        events = server.write("hostile.ndjson", event(contacts))
        reports(server, "hostile", config, events)
        record(server, "hostile", config, events)


main(sys.argv[1:])
