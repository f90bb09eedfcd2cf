# SPDX-License-Identifier: ISC
"""Every result code on every operation, once and for ever, against a scripted server.

What must come of a code is written here from the manual, not from bridge/directory/
result.c.  Each trial is a run of seven contacts, one of which has the answer.
"""
import concurrent.futures
import os
import re
import shutil
import tempfile

import wire
from scripted import END, GARBAGE, NOTICE, SILENCE, Scripted
from slapdtest import (BASE, BASE_LDIF, SECRET, SERVICE, SIMPLE_MAP, dirwire,
                       dn_of, event, person)
from tap import FAST, equal, holds, main, test, true

# Does the writer wait and try again when a server can't now?
WAITS = True

OTHER = "ou=other," + BASE
AWAY = "uid=rc-3," + OTHER
# whose entry it is, and its DN before and after
TARGETS = {"bind": None, "search": None, "add": (1, None, dn_of(1)),
           "modify": (2, dn_of(2), dn_of(2)), "rename": (3, AWAY, dn_of(3)),
           "delete": (4, dn_of(4), None)}
WRITES = ("add", "modify", "rename", "delete")
CODES = {
    1: "operationsError", 2: "protocolError", 3: "timeLimitExceeded",
    4: "sizeLimitExceeded", 5: "compareFalse", 6: "compareTrue",
    7: "authMethodNotSupported", 8: "strongerAuthRequired", 10: "referral",
    11: "adminLimitExceeded", 12: "unavailableCriticalExtension",
    13: "confidentialityRequired", 14: "saslBindInProgress",
    16: "noSuchAttribute", 17: "undefinedAttributeType",
    18: "inappropriateMatching", 19: "constraintViolation",
    20: "attributeOrValueExists", 21: "invalidAttributeSyntax",
    32: "noSuchObject", 33: "aliasProblem", 34: "invalidDNSyntax",
    36: "aliasDereferencingProblem", 48: "inappropriateAuthentication",
    49: "invalidCredentials", 50: "insufficientAccessRights", 51: "busy",
    52: "unavailable", 53: "unwillingToPerform", 54: "loopDetect",
    64: "namingViolation", 65: "objectClassViolation",
    66: "notAllowedOnNonLeaf", 67: "notAllowedOnRDN",
    68: "entryAlreadyExists", 69: "objectClassModsProhibited",
    71: "affectsMultipleDSAs", 80: "other", 122: "assertionFailed"}
UNKNOWN = 99  # is in no table

AGAIN = (16, 20, 68, 122)
PAUSE = (3, 10, 11, 51, 52, 80)
STOP = (7, 8, 13, 48, 49)
CONTROLS = 12
CONSTRAINT = 19
GONE = 32


def old(number):
    return {"objectClass": ["inetOrgPerson"], "uid": ["rc-%d" % number],
            "cn": ["Ada Old"], "sn": ["Old"]}


def new(number):
    return dict(old(number), cn=["Ada New"], sn=["New"])


def encoded(entry):
    return {name: [v.encode() for v in values]
            for name, values in entry.items()}


def ldif(dn, entry):
    return "\n\ndn: %s\n" % dn + "\n".join(
        "%s: %s" % (name, value) for name, values in entry.items()
        for value in values)


# 1 and 5 are added, 2 and 6 modified, 3 is moved and modified, 4 and 7 deleted.
BEFORE = {dn_of(2): old(2), AWAY: old(3), dn_of(4): old(4), dn_of(6): old(6),
          dn_of(7): old(7)}
AFTER = {dn_of(1): new(1), dn_of(2): new(2), dn_of(3): new(3),
         dn_of(5): new(5), dn_of(6): new(6)}
CONTENT = BASE_LDIF.rstrip() + ldif(OTHER, {
    "objectClass": ["organizationalUnit"], "ou": ["other"]}) + "".join(
        ldif(dn, entry) for dn, entry in BEFORE.items())
EVENTS = event([person(n, last="New") if n not in (4, 7) else
                {"eventType": "Delete", "id": str(n)} for n in range(1, 8)])


# What comes of a code on the write of one contact: exit status, is it written in
# the end, how often is it sent at least and at most.
ENDS = {
    "again": {"once": (0, True, 2, 2), "ever": (4, False, 2, 6)},
    "reject": {"once": (4, False, 1, 1), "ever": (4, False, 1, 1)},
    "stop": {"once": (77, False, 1, 1), "ever": (77, False, 1, 1)},
    "controls": {"once": (0, True, 2, 2), "ever": (1, False, 2, 2)},
    "done": {"once": (0, False, 1, 1), "ever": (0, False, 1, 1)},
    "pause": {"once": (0, True, 2, 2), "ever": (75, False, 2, 10)},
    "other": {"once": (0, True, 2, 2), "ever": (4, False, 3, 3)},
}
if not WAITS:
    ENDS["pause"] = ENDS["other"] = {"once": (75, False, 1, 1),
                                     "ever": (75, False, 1, 1)}


def write_verdict(op, code):
    if code == GONE and op in ("modify", "rename"):
        return "again"
    if code == GONE and op == "delete":
        return "done"
    if code == 80:
        return "other"
    return ("again" if code in AGAIN else "stop" if code in STOP else
            "pause" if code in PAUSE else
            "controls" if code == CONTROLS else "reject")


class Folder:
    """Configurations for servers that are no slapd."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="dirwire-codes-")
        with open(os.path.join(self.path, "password"), "w") as f:
            os.fchmod(f.fileno(), 0o600)
            f.write(SECRET)
        return self

    def __exit__(self, *ignored):
        shutil.rmtree(self.path)

    def config(self, server, more=""):
        path = os.path.join(self.path, "%d.conf" % server.port)
        with open(path, "w") as f:
            f.write("[ldap]\nuri = %s\nbind-dn = %s\nallow-plaintext = yes\n"
                    "password-file = password\nretry-for = 20s\n%s\n[map]\n%s"
                    % (server.ldap, SERVICE, more, SIMPLE_MAP))
        return path

    def apply(self, server, events=EVENTS, more=""):
        # libldap 2.5 itself leaks the notice of disconnection
        return dirwire("apply", "-c", self.config(server, more),
                       "--max-removes", "all", stdin=events, program=FAST,
                       timeout=60,
                       env={"DIRWIRE_TEST_CLOCK": "20",
                            "ASAN_OPTIONS": "detect_leaks=0"})


def people(server):
    return {dn: entry for dn, entry in server.tree(BASE).items()
            if dn.startswith("uid=")}


def same(server, which, what, numbers=range(1, 8)):
    """The contact's own entry is that one, or there is none."""
    for number in numbers:
        got = {dn: entry for dn, entry in people(server).items()
               if dn.startswith("uid=rc-%d," % number)}
        wanted = {dn: encoded(entry) for dn, entry in which(number).items()
                  if dn.startswith("uid=rc-%d," % number)}
        equal(got, wanted, "%s: contact %d" % (what, number))


def named(run, code, what):
    """The reader is told the code and what the server said."""
    text = run.out + run.err
    holds(text, "(%d): as the script says" % code, what)
    if code in CODES and " on bind" not in what:
        holds(text, "%s (%d)" % (CODES[code], code), what)


def write_trial(folder, trap, op, code, times):
    what = "%d on %s %s" % (code, op, times)
    status, is_written, least, most = ENDS[write_verdict(op, code)][times]
    target, before, after = TARGETS[op]
    with Scripted(CONTENT, trap.ldap) as server:
        server.answer(op, code, 1 if times == "once" else None,
                      before or after)
        run = folder.apply(server)
        # perhaps an earlier contact under way was the reason
        if code == CONSTRAINT and most == 1:
            most = 2
            if times == "once" and run.code == 0:
                status, is_written = 0, True
        equal(run.code, status, "%s: %r" % (what, run))
        if status != 0:
            named(run, code, what)
        if status in (0, 4):  # no other was held up
            same(server, lambda n: AFTER if n != target or is_written
                 else BEFORE, what)
        elif status == 75 and WAITS:  # removes come last
            same(server, lambda n: AFTER if n != target else BEFORE, what,
                 (1, 2, 3, 5, 6, target))
        sent = len([dn for _, dn, _ in server.asked(op)
                    if dn == (before or after)])
        true(least <= sent <= most, "%s: sent %d times" % (what, sent))
        equal(len(server.asked("bind")), 1, what + ": binds")
        once_each(server, what)


def once_each(server, what):
    """No write that was done is sent again, and no contact has two entries."""
    done = [(op, dn) for op, dn, code in server.asked("add", "rename", "delete")
            if code == 0]
    equal(len(done), len(set(done)), what + ": %r" % done)
    keys = [dn.split(",")[0] for dn in people(server)]
    equal(len(keys), len(set(keys)), what + ": %r" % keys)


def search_status(code, times):
    """Exit status, and may others be written?"""
    if code in STOP or code == CONTROLS:
        return 77 if code in STOP else 1, False
    if code in PAUSE:
        is_over = WAITS and times == "once"
        return 0 if is_over else 75, is_over
    if code in AGAIN:
        return (0, True) if times == "once" else (4, False)
    if code in (50, 53) and times == "ever":  # from the 4th in a row on
        return 77 if code == 50 else 75, False
    # when the answer was about several contacts, each is read by itself
    return (0 if WAITS and times == "once" else 4), times == "once"


def search_trial(folder, trap, op, code, times):
    what = "%d on search %s" % (code, times)
    status, is_written = search_status(code, times)
    with Scripted(CONTENT, trap.ldap) as server:
        # what is read in the beginning is read at its base
        server.answer("search", code, 1 if times == "once" else None,
                      when=lambda r: wire.parts(r.body)[1][1] == b"\2")
        run = folder.apply(server)
        equal(run.code, status, "%s: %r" % (what, run))
        if status != 0:
            named(run, code, what)
        bad = set(re.findall(r"^! (\d)", run.out, re.M))
        true(bad or status != 4, what + ": nobody is rejected")
        if is_written:
            same(server, lambda n: BEFORE if str(n) in bad else AFTER, what)
        else:  # nothing is known, so nothing is done
            equal(server.asked(*WRITES), [], what)
        once_each(server, what)


def bind_trial(folder, trap, op, code, times):
    what = "%d on bind %s" % (code, times)
    with Scripted(CONTENT, trap.ldap) as server:
        server.answer("bind", code, 1 if times == "once" else None)
        run = folder.apply(server)
        binds = len(server.asked("bind"))
        if run.code == 0:  # it may wait, or leave that to who started it
            true(WAITS and code in PAUSE and times == "once", what)
            equal(binds, 2, what)
            same(server, lambda n: AFTER, what)
            return
        equal(run.code, 75 if code in PAUSE else 77, "%s: %r" % (what, run))
        named(run, code, what)
        most = 10 if WAITS and code in PAUSE else 1
        true(1 <= binds <= most, "%s: %d binds" % (what, binds))
        equal(server.asked("search", *WRITES), [], what)


def trials(op, function):
    """All codes on that operation, some at a time."""
    rows = [(code, times) for code in list(CODES) + [UNKNOWN]
            for times in ("once", "ever")]
    equal(len(rows), 80)
    with Folder() as folder, wire.Listener(lambda peer: None) as trap:
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            runs = [pool.submit(function, folder, trap, op, *row)
                    for row in rows]
        equal(trap.connections, 0, "referrals that were chased")
        for done in runs:
            done.result()


@test
def on_bind():
    """every code on bind: nobody is asked again who said no"""
    trials("bind", bind_trial)


@test
def on_search():
    """every code on search: what can't be read is not taken for absent"""
    trials("search", search_trial)


@test
def on_add():
    """every code on add"""
    trials("add", write_trial)


@test
def on_modify():
    """every code on modify"""
    trials("modify", write_trial)


@test
def on_rename():
    """every code on rename"""
    trials("rename", write_trial)


@test
def on_delete():
    """every code on delete"""
    trials("delete", write_trial)


@test
def refused_in_a_row():
    """50 and 53 reject three contacts; from the fourth on they are about all"""
    events = event([person(n, last="New") for n in range(11, 311)])
    with Folder() as folder:
        for code, status in (50, 77), (53, 75):
            with Scripted(CONTENT) as server:
                server.answer("add", code)
                run = folder.apply(server, events, "window = 4\n")
                equal(run.code, status, run)
                named(run, code, "%d on every add" % code)
                equal(len(re.findall("^! ", run.out, re.M)), 3, run)
                asked = {dn for _, dn, _ in server.asked("add")}
                true(4 <= len(asked) <= 40, "%d contacts" % len(asked))
            with Scripted(CONTENT) as server:  # some are written between them
                for n in range(11, 308, 3):
                    server.answer("add", code, dn=dn_of(n))
                run = folder.apply(server, events)
                equal(run.code, 4, run)
                equal(len(re.findall("^! ", run.out, re.M)), 99, run)


@test
def stopped():
    """a stop is one: of 300 contacts no more are sent than were in flight"""
    events = event([person(n, last="New") for n in range(11, 311)])
    with Folder() as folder:
        for code, status in (8, 77), (49, 77):
            with Scripted(CONTENT) as server:
                server.answer("add", code, 1, dn_of(15))
                run = folder.apply(server, events, "window = 4\n")
                equal(run.code, status, run)
                writes = [code for _, _, code in server.asked("add")]
                at = writes.index(code)
                true(len(writes) - at <= 8, "%d more" % (len(writes) - at))


def unknown_trial(folder, op, answer, is_done):
    what = "%s on %s, %s" % (answer, op, "done" if is_done else "not done")
    target, before, after = TARGETS[op] or (None, None, None)
    when = (lambda r: wire.parts(r.body)[1][1] == b"\2") \
        if op == "search" else None
    with Scripted(CONTENT) as server:
        server.answer(op, answer, 1, before or after, is_done, when)
        run = folder.apply(server, EVENTS, "timeout = %s\n" % (
            "10s" if WAITS else "1s"))
        if op != "bind":
            equal(run.code, 0 if WAITS else 75, "%s: %r" % (what, run))
        else:
            true(run.code in (69, 75) or WAITS and run.code == 0,
                 "%s: %r" % (what, run))
        once_each(server, what)
        if run.code != 0:
            run = folder.apply(server)
            equal(run.code, 0, "%s: %r" % (what, run))
            once_each(server, what)
        same(server, lambda n: AFTER, what)


@test
def no_answer():
    """silence, garbage, a notice and the end: done or not, the tree is right"""
    rows = [(op, answer, is_done) for op in TARGETS
            for answer in (SILENCE, GARBAGE, NOTICE, END)
            for is_done in (False, True)
            if op in WRITES or not is_done]
    with Folder() as folder, \
            concurrent.futures.ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(unknown_trial, folder, *row)
                     for row in rows]:
            done.result()


if __name__ == "__main__":
    main()
