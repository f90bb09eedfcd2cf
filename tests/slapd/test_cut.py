# SPDX-License-Identifier: ISC
"""A connection that is cut at any byte, of a session that binds, reads, adds,
modifies, moves and deletes: the tree is right in the end, and never is there a
second entry of a contact.

Slots work side by side, each with a base and a proxy of its own.  What one session
does the next undoes, so that nothing has to be put back between them; a trial is
the session of the slot's turn.  DIRWIRE_CUT="down 311 rst last" runs one trial in
both turns.
"""
import collections
import concurrent.futures
import os
import queue
import re

import wire
from proxy import Proxy
from slapdtest import (BASE, SERVICE, Slapd, dirwire, event, person)
from tap import FAST, LONG, equal, main, say, test, true

# Does the writer connect again and go on?
WAITS = True

STEP = 1 if LONG else 37
KINDS = ("fin", "rst", "stall", "half")
# of the session: it must hold all of these
TAGS = (wire.BIND, wire.SEARCH, wire.ADD, wire.MODIFY, wire.RENAME, wire.DELETE)
PLACES = ("ou=here", "ou=there")
MAP = """base = %s
key = uid: rc-{id}
[entry all]
dn = uid=rc-{id},ou={department},{base} else uid=rc-{id},ou=here,{base}
objectClass = inetOrgPerson
cn = {firstName} {lastName} else x
sn = {lastName} else x
mail = {email}
"""
# by turns: contact -> (department, last name); who is not there is deleted
TURNS = ({1: ("here", "A"), 2: ("here", "A"), 3: ("here", "A"),
          5: ("here", "A")},
         {2: ("here", "Bee"), 3: ("there", "Bee"), 4: ("there", "Bee"),
          5: ("here", "A")})


def events_of(turn):
    people = TURNS[turn]
    return event([
        person(n, last=people[n][1], department=people[n][0], verb="Update",
               email="rc-%d@%s.example" % (n, people[n][1].lower()))
        if n in people else {"eventType": "Delete", "id": str(n)}
        for n in range(1, 6)])


class Slot:
    """A base, a proxy, and whose turn it is."""

    def __init__(self, server, number):
        self.server = server
        self.base = "ou=slot%d,%s" % (number, BASE)
        self.turn = 1
        self.link = server.connect()
        for dn in [self.base] + [p + "," + self.base for p in PLACES]:
            self.link.add(dn, "organizationalUnit")
        self.proxy = Proxy(server.port, "quiet yes")
        # at 20 times the speed, where the writer waits at all
        more = ("allow-plaintext = yes\nbind-dn = %s\n"
                "password-file = password\n" % SERVICE) + (
            "timeout = 10s\nconnect-timeout = 10s\nretry-for = 15s\n"
            if WAITS else "timeout = 1s\n")
        self.through, self.direct = [server.config(
            MAP % self.base, "uri = %s\n%s" % (uri, more),
            "%s%d.conf" % (name, number)) for name, uri in (
                ("through", self.proxy.ldap), ("direct", server.ldap))]

    def apply(self, config):
        return dirwire("apply", "-c", config, stdin=events_of(self.turn),
                       program=FAST, timeout=120,
                       env={"DIRWIRE_TEST_CLOCK": "20"})

    def entries(self):
        """What is there of contacts: contact -> [(place, last name, mail)]"""
        self.link.search(self.base, "(uid=*)", attributes=["*"])
        found = collections.defaultdict(list)
        for entry in self.link.response:
            values = entry["raw_attributes"]
            number, place = re.fullmatch("uid=rc-(.),ou=([a-z]+),.*",
                                         entry["dn"]).groups()
            found[int(number)].append((place,) + tuple(
                b",".join(sorted(values[name])).decode()
                for name in ("sn", "cn", "mail", "uid")))
        return dict(found)

    def wanted(self):
        return {n: [(place, last, "Ada " + last, "rc-%d@%s.example" % (
            n, last.lower()), "rc-%d" % n)]
                for n, (place, last) in TURNS[self.turn].items()}

    def session(self):
        """Without a fault; how many bytes went up and down."""
        self.turn = 1 - self.turn
        run = self.apply(self.through)
        equal(run.code, 0, run)
        equal(self.entries(), self.wanted())
        words = self.proxy.wait("closed")
        return int(words[2]), int(words[3])

    def trial(self, direction, offset, kind, last):
        """The exit status of the run, and whether it was cut."""
        what = "DIRWIRE_CUT=\"%s %d %s%s\", turn %d" % (
            direction, offset, kind, " last" if last else "", 1 - self.turn)
        self.turn = 1 - self.turn
        before = self.proxy.count("cut")
        self.proxy.tell("cut %s 1 %d %s%s" % (
            direction, offset, kind, " last" if last else ""))
        run = self.apply(self.through)
        self.proxy.tell("end * rst")
        is_cut = self.proxy.count("cut") > before
        self.proxy.tell("clear")
        self.proxy.tell("listen yes")
        # a run that did not begin has told nothing
        may = (0,) if not is_cut or (WAITS and not last and run.out) else (
            0, 69, 75)
        true(run.code in may, "%s: %r" % (what, run))
        if run.code != 0:
            twice = {n: e for n, e in self.entries().items() if len(e) > 1}
            equal(twice, {}, what + ": two entries")
            again = self.apply(self.direct)
            equal(again.code, 0, "%s, the next run: %r" % (what, again))
        equal(self.entries(), self.wanted(), "%s: %r" % (what, run))
        return run.code, is_cut

    def work(self, trials, told):
        """Trials from the queue, until there are no more."""
        while True:
            try:
                trial = trials.get_nowait()
            except queue.Empty:
                return
            told.append(self.trial(*trial))

    def close(self):
        self.link.unbind()
        self.proxy.__exit__()


class Slots:
    """A server with so many slots, each of which did a session."""

    def __init__(self, count):
        # the schema would be nine bytes in ten that go down
        self.server = Slapd(
            extra="dbnosync", acl=[
                "access to attrs=userPassword by anonymous auth by * none",
                'access to dn.subtree="%s" by dn="%s" write by * read'
                % (BASE, SERVICE)],
            first='access to dn.subtree="cn=Subschema" by * none\n'
            "access to * by * read")
        self.count, self.slots = count, []

    def __enter__(self):
        return self

    def begin(self):
        """How long a session is in each direction."""
        for number in range(self.count):
            self.slots.append(Slot(self.server, number))
        slot = self.slots[0]
        slot.proxy.tell("quiet no")
        sizes = [slot.session(), slot.session(), slot.session()]
        tags = {m.tag for m in slot.proxy.messages()}
        true(tags >= set(TAGS), "a session of %r" % tags)
        slot.proxy.tell("quiet yes")
        for other in self.slots[1:]:
            other.session()
        return tuple(map(max, zip(*sizes[1:])))

    def run(self, rows):
        """How often each exit status was had by a trial that was cut."""
        trials, told = queue.Queue(), []
        for row in rows:
            trials.put(row)
        with concurrent.futures.ThreadPoolExecutor(len(self.slots)) as pool:
            for done in [pool.submit(slot.work, trials, told)
                         for slot in self.slots]:
                done.result()
        equal(len(told), len(rows), "trials")
        return collections.Counter(code for code, is_cut in told if is_cut)

    def __exit__(self, *ignored):
        for slot in self.slots:
            slot.close()
        self.server.__exit__()


def cut(kind):
    """At every byte, in both directions; every second time for good."""
    # who waits most of the time leaves the machine to others
    with Slots(16 if WAITS or kind == "stall" else 3) as slots:
        first = KINDS.index(kind) * STEP // len(KINDS)
        up, down = slots.begin()
        rows = [(direction, offset, kind, number % 2 == 1)
                for direction, size in (("up", up), ("down", down))
                for number, offset in enumerate(range(first, size + 1, STEP))]
        got = slots.run(rows)
        say("%s: %d cuts in %d bytes up and %d down, exit %s" % (
            kind, sum(got.values()), up, down, ", ".join(
                "%d %d times" % row for row in sorted(got.items()))))
        # one session is shorter than the other
        true(sum(got.values()) >= len(rows) * 0.9, "few were cut: %r" % got)
        true(got[69] + got[75] > len(rows) * (0.3 if WAITS else 0.8),
             "few were felt: %r" % got)


@test
def fin():
    """cut by FIN at every byte: the tree is right in the end"""
    cut("fin")


@test
def rst():
    """cut by RST at every byte: the tree is right in the end"""
    cut("rst")


@test
def stall():
    """silent from any byte on: the tree is right in the end"""
    cut("stall")


@test
def half():
    """closed in one direction at every byte: the tree is right in the end"""
    cut("half")


def one():
    """the one of DIRWIRE_CUT"""
    words = os.environ["DIRWIRE_CUT"].split()
    with Slots(1) as slots:
        slots.begin()
        for _ in range(2):
            say(str(slots.slots[0].trial(words[0], int(words[1]), words[2],
                                         "last" in words)))


if __name__ == "__main__":
    if "DIRWIRE_CUT" in os.environ:
        test(one)
        main(["one"])
    main()
