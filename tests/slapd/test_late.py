# SPDX-License-Identifier: ISC
"""A write that nobody waits for any more lands behind a newer one.

slapd is stopped when the older run's write is on its way; that run gives up (75).
Then a newer run with newer values takes another connection, and slapd goes on.  The
older write lands at one of four moments:

    waiting   it lay in slapd, and runs as slapd goes on, while the newer run begins
    between   behind the newer run's read and before its write
    beside    sent just behind the newer write, so that they run side by side
    behind    when the newer run has ended

The entry must be what the newer contact makes of it, at each.  That holds when the
newer run had something to write, or when the entry's name alone decides (an add
of what is there, a modify of what is gone).  What a second run can't know:
- An entry that is already as it should be is not written, so a delete of an older run
  that is still on its way then is not fenced off by anything.
- A newer delete finds nothing to delete, and then the older add lands.  No
  assertion can be made of an entry that is not there.  Promised is only that the
  same newer events, applied once more, take it away (`AddDelete`).
- Two adds under two names: where the name is part of the RDN, two entries.
A run by itself knows what it has sent, and is held to more (`in_one_run`).
"""
import collections
import subprocess
import threading

from crowd import MAP as MAP_OF_CROWD, Crowd
from line import WRITES, Line
from slapdtest import (BASE_LDIF, PEOPLE, SIMPLE_MAP, Slapd, dirwire, event,
                       person, same_tree, wait_for)
from tap import DIRWIRE, LONG, equal, main, say, test, true

TRIALS, AT_ONCE = (300, 30) if LONG else (30, 30)
MOMENTS = ("waiting", "between", "beside", "behind")
FAX = "facsimileTelephoneNumber"  # always replaced, whatever it was
MAP = SIMPLE_MAP + FAX + " = {extensionNumber}\n"
MAPS = {"uid": MAP, "name": MAP.replace("dn = uid", "dn = cn={lastName}+uid")}
OLDER, NEWER = ["2026-05-%02dT09:00:00.000Z" % day for day in (12, 13)]


class Trial:
    """Two runs about one contact."""
    names = "uid"         # which map
    was_there = True
    moments = MOMENTS
    is_repeated = False   # the newer run, when all has landed

    def __init__(self, number, moment):
        self.number, self.moment = number, moment
        self.held = []     # writes of the older run
        self.results = {}  # of them
        self.is_sent = False
        self.landed = threading.Event()

    def contact(self, value, **more):
        """With a number in the older one only, that must not come in late."""
        return person(self.number, first=value, email=value + "@x",
                      phoneNumbers=[{"phoneNumber": "+12025550100"}]
                      if value == "older" else [], **more)

    def delete(self):
        return {"eventType": "Delete", "id": str(self.number)}

    def older(self):
        return self.contact("older")

    def newer(self):
        return self.contact("newer")

    def wanted(self):
        return self.entry("newer", "Lovelace")

    def entry(self, first, last):
        """(RDN, entry) as the map makes it of these names."""
        rdn, names = "uid=rc-%d" % self.number, {"%s %s" % (first, last)}
        if self.names == "name":
            rdn = "cn=%s+%s" % (last, rdn)
            names.add(last)
        return rdn, {
            "objectClass": ["inetOrgPerson"], "uid": ["rc-%d" % self.number],
            "cn": sorted(names), "sn": [last], "mail": [first + "@x"]}

    def ldif(self):
        rdn, entry = self.entry("first", "Lovelace")
        return "dn: %s,%s\n%s\n" % (rdn, PEOPLE, "".join(
            "%s: %s\n" % (name, value) for name in entry
            for value in entry[name])) if self.was_there else ""

    def send(self):
        """What was held."""
        self.is_sent = True
        for request in self.held:
            request.passage.send(request)

    def land(self):
        """Send it, and wait until slapd has answered."""
        self.send()
        true(self.landed.wait(20), "%s: the older write was not answered"
             % self.__doc__)


class ModifyModify(Trial):
    """modify, then modify"""


class ReplaceReplace(Trial):
    """replace, then replace"""

    def contact(self, value, **more):
        return person(self.number, first="first", email="first@x",
                      extensionNumber=value)

    def entry(self, first, last):
        rdn, entry = super().entry("first", last)
        return rdn, dict(entry, **{FAX: [first]})


class RenameModify(Trial):
    """rename, then a modify that keeps the name"""
    names = "name"

    def older(self):
        return self.contact("older", last="Byron")


class RenameRename(RenameModify):
    """rename, then another rename"""

    def newer(self):
        return self.contact("newer", last="King")

    def wanted(self):
        return self.entry("newer", "King")


class AddModify(Trial):
    """add, then newer values"""
    was_there = False


class DeleteModify(Trial):
    """delete, then newer values"""

    def older(self):
        return self.delete()


class ModifyDelete(Trial):
    """modify, then delete"""

    def newer(self):
        return self.delete()

    def wanted(self):
        return None


class AddDelete(ModifyDelete):
    """add, then delete, and once more when the add has landed"""
    was_there = False
    moments = ("behind",)
    is_repeated = True


KINDS = (ModifyModify, ReplaceReplace, RenameModify, RenameRename, AddModify,
         DeleteModify, ModifyDelete, AddDelete)


def trials():
    """All kinds at all their moments, in turn."""
    rows = [(kind, moment) for kind in KINDS for moment in kind.moments]
    return [kind(n, moment) for n, (kind, moment) in enumerate(
        (rows * (1 + TRIALS // len(rows)))[:TRIALS], 1)]


class Batch:
    """Some trials at once, each with runs of its own."""

    def __init__(self, server, some):
        self.server = server
        self.trials = some
        self.is_stopped = False
        self.waiting = [trial for trial in some if trial.moment == "waiting"]
        self.binds = 0

    def of(self, request):
        for trial in self.trials:
            # its contact is in the DN, whatever its name
            if "uid=rc-%d," % trial.number in request.dn:
                return trial
        raise AssertionError("a write of %s" % request.dn)

    # The way of the older runs: their writes are held

    def older_asked(self, request):
        if request.op not in WRITES:
            return True
        trial = self.of(request)
        request.passage.keep()
        trial.held.append(request)
        if not self.is_stopped and all(t.held for t in self.trials):
            self.server.pause()
            self.is_stopped = True
            for trial in self.waiting:
                trial.send()
        return False

    def older_answered(self, reply, request):
        if reply.op in WRITES:
            trial = self.of(request)
            trial.results[id(request)] = reply.code
            if len(trial.results) == len(trial.held):
                trial.landed.set()

    # The way of the newer ones: a write may wait for an older to land

    def newer_asked(self, request):
        self.binds += request.op == "bind"
        if request.op not in WRITES:
            return True
        trial = self.of(request)
        if trial.moment == "between" and not trial.is_sent:
            trial.land()
        if trial.moment == "beside" and not trial.is_sent:
            request.passage.send(request)
            trial.send()
            return False
        return True

    def start(self, trial, line, contact, time):
        events = self.server.write("%d.json" % trial.number,
                                   event(contact(), time))
        said = open(self.server.path("%d.said" % trial.number), "w+")
        process = subprocess.Popen(
            [DIRWIRE, "apply", "-c", self.configs[line, trial.names],
             "--max-removes", "all", events], stdout=said, stderr=said)
        return trial, process, said

    def end(self, started, code):
        trial, process, said = started
        process.wait(60)
        said.seek(0)
        equal(process.returncode, code, "%s, %s: %s" % (
            trial.__doc__, trial.moment, said.read()))
        said.close()

    def run(self):
        with Line(self.server.port, self.older_asked,
                  self.older_answered) as older, \
                Line(self.server.port, self.newer_asked) as newer:
            self.configs = {}
            for names, text in MAPS.items():
                for line, more in ((older, "timeout = 1s\nretry-for = 1s\n"
                                    "connect-timeout = 1s\n"), (newer, "")):
                    self.configs[line, names] = line.config(
                        self.server, more, text, "%s-%d.conf" % (
                            names, line.port))
            self.run_older(older)
            self.run_newer(newer)
        return collections.Counter(
            code for trial in self.trials for code in trial.results.values())

    def run_older(self, line):
        for started in [self.start(trial, line, trial.older, OLDER)
                        for trial in self.trials]:
            self.end(started, 75)
        true(self.is_stopped, "slapd was not stopped")

    def run_newer(self, line):
        runs = [self.start(trial, line, trial.newer, NEWER)
                for trial in self.trials]
        wait_for(lambda: self.binds >= len(runs), "the newer runs to bind")
        self.server.go_on()
        for started in runs:
            self.end(started, 0)
        for trial in self.trials:
            if trial.moment == "behind":
                trial.land()
            true(trial.landed.wait(20), "%s, %s: it did not land"
                 % (trial.__doc__, trial.moment))
        for started in [self.start(trial, line, trial.newer, NEWER)
                        for trial in self.trials if trial.is_repeated]:
            self.end(started, 0)


def endings(server, some):
    """What is not as the newer contact wants it."""
    tree, wrong = server.tree(PEOPLE), []
    for trial in some:
        got = [(dn[:dn.index(",")], {
            name: sorted(value.decode() for value in values)
            for name, values in entry.items()})
            for dn, entry in tree.items()
            if b"rc-%d" % trial.number in entry.get("uid", ())]
        wanted = [trial.wanted()] if trial.wanted() else []
        if got != wanted:
            wrong.append("%s, %s: got %r, wanted %r" % (
                trial.__doc__, trial.moment, got, wanted))
    return wrong


@test
def late():
    """a write that lands late, behind a newer run's, changes nothing"""
    some = trials()
    content = BASE_LDIF + "\n" + "\n".join(trial.ldif() for trial in some)
    codes = collections.Counter()
    with Slapd(content=content, quick=True) as server:
        for begin in range(0, TRIALS, AT_ONCE):
            codes += Batch(server, some[begin:begin + AT_ONCE]).run()
        wrong = endings(server, some)
    say("%d trials; results of the late writes: %s" % (len(some), ", ".join(
        "%d %d times" % pair for pair in sorted(codes.items()))))
    true(not wrong, "%d of %d trials end in older values:\n  %s" % (
        len(wrong), len(some), "\n  ".join(wrong[:9])))


class Holder:
    """Holds some writes of a run.  One half of them goes on when the run has done
    the same again, the other when it has ended."""

    def __init__(self, each):
        self.left = dict.fromkeys(WRITES, each)
        self.held = {}     # DN -> its write
        self.waiting = {}  # those that were not sent yet
        self.codes = collections.Counter()
        self.count = 0

    def asked(self, request):
        if request.op not in WRITES or request.dn in self.held:
            return True
        self.count += 1
        if self.count % 3 or not self.left[request.op]:
            return True
        self.left[request.op] -= 1
        self.held[request.dn] = self.waiting[request.dn] = request
        request.passage.keep()
        return False

    def answered(self, reply, request):
        if reply.op not in WRITES or request.dn not in self.held:
            return
        if self.held[request.dn] is request:
            self.codes[request.op, reply.code] += 1
        elif self.left[request.op] % 2:
            self.send(request.dn)

    def send(self, dn):
        request = self.waiting.pop(dn, None)
        if request is not None:
            request.passage.send(request)


@test
def in_one_run():
    """nor does a write that lands behind the one which the same run sent in its place"""
    crowd = Crowd(1, 200 if LONG else 80)
    with Slapd() as server:
        config = server.config(map_text=MAP_OF_CROWD)
        equal(dirwire("apply", "-c", config, stdin=crowd.come()).code, 0)
        path = server.write("events.json", crowd.change())
        holder = Holder(5 if LONG else 2)
        with Line(server.port, holder.asked, holder.answered) as line:
            config = line.config(server, "timeout = 1s\n", MAP_OF_CROWD)
            run = dirwire("apply", "-c", config, "--max-removes", "all", path)
            equal(run.code, 0, run)
            for dn in list(holder.waiting):
                holder.send(dn)
            wait_for(lambda: sum(holder.codes.values()) == len(holder.held),
                     "all to land")
        tree = server.tree(PEOPLE)
        del tree[PEOPLE]
        same_tree(tree, crowd.tree(), "in one run")
    equal(set(holder.left.values()), {0}, "kinds that are left")
    say("late writes of one run: %s" % ", ".join(
        "%s %d %d times" % (*what, times)
        for what, times in sorted(holder.codes.items())))
    true(not any(code == 0 for _, code in holder.codes), holder.codes)


if __name__ == "__main__":
    main()
