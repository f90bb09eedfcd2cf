# SPDX-License-Identifier: ISC
"""Somebody else writes an entry between our read and our write of it.

A trial is a contact of the one run: the line holds each write of its entry until the
other's change has landed.  What the other did must be there in the end, beside
what the map makes, and dirwire must have seen that it was late (122).
"""
import re

import ldap3

from line import WRITES, Line
from slapdtest import (BASE_LDIF, PEOPLE, SIMPLE_MAP, Slapd, dirwire, dn_of,
                       event, person)
from tap import LONG, equal, main, say, test, true

TRIALS = 1000 if LONG else 100
STRIKES = 4  # in a row, at most: the fifth try of ours is the last
FAST = "dbnosync"  # what is lost with the machine is not of interest here
MAP = SIMPLE_MAP + """\
facsimileTelephoneNumber += +1202555{extensionNumber}
employeeType ?= phone system
description += Synchronised by dirwire ({name})
"""
AFTER = "2026-05-13T09:00:00.000Z"


class Trial:
    """A contact whose entry another writes, again and again."""

    def __init__(self, number):
        self.number = number
        self.strikes_left = 1 if number % 10 else STRIKES
        self.strikes = 0
        self.before = {"objectClass": ["inetOrgPerson"],
                       "uid": ["rc-%d" % number], "cn": ["Ada Byron"],
                       "sn": ["Byron"], "description": ["VIP"]}
        self.after = {"cn": ["Ada Lovelace"], "sn": ["Lovelace"],
                      "facsimileTelephoneNumber": ["+12025552"],
                      "description": ["Synchronised by dirwire (b)", "VIP"],
                      "employeeType": ["phone system"]}
        self.contact = person(number, name="b", extensionNumber="2")
        self.prepare()

    def strike(self):
        """What the other changes now, for ldap3."""
        self.strikes_left -= 1
        self.strikes += 1
        return self.change()

    def prepare(self):
        pass

    def wanted(self):
        """The entry in the end."""
        return dict(self.before, **self.after)


class Foreign(Trial):
    """no line names the attribute"""

    def change(self):
        value = "room %d" % self.strikes
        self.after.setdefault("roomNumber", []).append(value)
        return {"roomNumber": [(ldap3.MODIFY_ADD, [value])]}


class Shared(Trial):
    """beside our values, of which one goes and one comes"""

    def prepare(self):
        self.before["description"] = ["Synchronised by dirwire (a)", "VIP"]

    def change(self):
        value = "by hand %d" % self.strikes
        self.after["description"].append(value)
        return {"description": [(ldap3.MODIFY_ADD, [value])]}


class Fax(Trial):
    """of these a server can't tell two values apart: all are replaced"""

    def prepare(self):
        self.before["facsimileTelephoneNumber"] = ["+12025551"]

    def change(self):
        values = ["+4930%d" % n for n in range(self.strikes)]
        self.after["facsimileTelephoneNumber"] = ["+12025552"] + values
        return {"facsimileTelephoneNumber": [
            (ldap3.MODIFY_REPLACE, ["+12025551"] + values)]}


class Taken(Trial):
    """values of the other's that he takes away again"""

    def prepare(self):
        self.faxes = ["+4930%d" % n for n in range(STRIKES + 1)]
        self.before["facsimileTelephoneNumber"] = ["+12025551"] + self.faxes

    def change(self):
        self.faxes.pop()
        self.after["facsimileTelephoneNumber"] = ["+12025552"] + self.faxes
        return {"facsimileTelephoneNumber": [
            (ldap3.MODIFY_REPLACE, ["+12025551"] + self.faxes)]}


class Seed(Trial):
    """it was empty when we read it, and is not any more"""

    def change(self):
        value = "contractor %d" % self.strikes
        self.after["employeeType"] = [value]
        return {"employeeType": [(ldap3.MODIFY_REPLACE, [value])]}


class Login(Trial):
    """it is to be deleted, and becomes a login: only our values go"""

    def prepare(self):
        self.before["mail"] = ["b@x"]
        self.contact = {"eventType": "Delete", "id": str(self.number)}
        self.strikes_left = 1

    def change(self):
        login = {"uidNumber": ["7"], "gidNumber": ["7"],
                 "homeDirectory": ["/nonexistent"]}
        del self.before["mail"]
        self.after = dict(login, objectClass=["inetOrgPerson",
                                              "posixAccount"])
        return {"objectClass": [(ldap3.MODIFY_ADD, ["posixAccount"])],
                **{name: [(ldap3.MODIFY_ADD, values)]
                   for name, values in login.items()}}


KINDS = (Foreign, Shared, Fax, Taken, Seed, Login)


def ldif(trial):
    return "dn: %s\n%s\n" % (dn_of(trial.number), "".join(
        "%s: %s\n" % (name, value) for name, values in trial.before.items()
        for value in values))


class Competitor:
    """Strikes while the line holds our write."""

    def __init__(self, server, trials):
        self.trials = {dn_of(trial.number): trial for trial in trials}
        self.connection = server.connect()
        self.late = set()  # whose write was answered by a 122
        self.codes = {}

    def asked(self, request):
        trial = self.trials.get(request.dn)
        if trial is not None and trial.strikes_left > 0:
            self.connection.modify(request.dn, trial.strike())

    def answered(self, reply, request):
        if reply.op in WRITES:
            self.codes[reply.code] = self.codes.get(reply.code, 0) + 1
        if reply.code == 122:
            self.late.add(request.dn)


def same_end(server, trials):
    tree = server.tree(PEOPLE)
    wrong = []
    for trial in trials:
        got = {name: sorted(value.decode() for value in values)
               for name, values in tree.get(dn_of(trial.number), {}).items()}
        wanted = {name: sorted(values)
                  for name, values in trial.wanted().items()}
        if got != wanted:
            wrong.append("%s: got %r, wanted %r" % (trial.__doc__, got,
                                                    wanted))
    true(not wrong, "the other's values are not in the end state of %d of %d "
         "trials:\n  %s" % (len(wrong), len(trials), "\n  ".join(wrong[:5])))
    equal(len(tree), 1 + len(trials), "entries below ou=people")


@test
def competing():
    """what another writes between our read and our write is in the end state"""
    trials = [KINDS[n % len(KINDS)](n) for n in range(1, TRIALS + 1)]
    content = BASE_LDIF + "\n" + "\n".join(ldif(trial) for trial in trials)
    with Slapd(extra=FAST, content=content, quick=True) as server:
        other = Competitor(server, trials)
        with Line(server.port, other.asked, other.answered) as line:
            run = dirwire(
                "apply", "-c", line.config(server, map_text=MAP),
                "--max-removes", "all",
                stdin="\n".join(event(trial.contact, AFTER)
                                for trial in trials))
        other.connection.unbind()
        equal(run.code, 0, run)
        same_end(server, trials)
    equal([trial.number for trial in trials if trial.strikes_left], [],
          "trials without all changes of the other")
    say("%d trials, %d saw a 122; results of our writes: %s" % (
        len(trials), len(other.late), ", ".join(
            "%d %d times" % pair for pair in sorted(other.codes.items()))))
    true(len(other.late) >= .9 * len(trials),
         "only %d of %d trials saw a 122" % (len(other.late), len(trials)))


@test
def without_end():
    """who is written by another at each of our tries is rejected, the others are not"""
    trials = [Foreign(n) for n in range(1, 8)]
    trials[3].strikes_left = 1000
    content = BASE_LDIF + "\n" + "\n".join(ldif(trial) for trial in trials)
    with Slapd(extra=FAST, content=content, quick=True) as server:
        other = Competitor(server, trials)
        with Line(server.port, other.asked, other.answered) as line:
            run = dirwire(
                "apply", "-c", line.config(server, map_text=MAP),
                stdin="\n".join(event(trial.contact, AFTER)
                                for trial in trials))
        other.connection.unbind()
        equal(run.code, 4, run)
        equal(trials[3].strikes, 5, "tries of the one that is rejected")
        rejected = re.findall("^! ([0-9]+) +rejected: .*somebody else writes",
                              run.out, re.M)
        equal(rejected, ["4"], run)
        trials[3].after = {"roomNumber": trials[3].after["roomNumber"]}
        same_end(server, trials)


if __name__ == "__main__":
    main()
