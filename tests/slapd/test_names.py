# SPDX-License-Identifier: ISC
"""Names and parents that come from fields, at random: contacts that trade names,
parents that are entries of ours, that come, move and go in the same input, or that
are missing, names that others hold, leavers with a place of their own.

Of every input the dry run is the same twice and with any window; the run tells the
same, and the tree is what it tells; no contact has two entries, none loses its
entryUUID; and what was done is not done again.  DIRWIRE_SEED=N runs one again.
"""
import collections
import os
import random
import re
import threading

import jsonreport
from places import place_of
from proxy import Proxy, message_of
from slapdtest import (BASE, PEOPLE, SERVICE, Slapd, dirwire, event, same_tree)
from tap import DIRWIRE, FAST, LONG, equal, main, say, test, true

SEEDS = range(1, 21 if LONG else 2)
DAYS = 4
NAMES = ["Ada", "Kim", "Zoë", "Grace, Adm."]
MAP = """[entry site when type = Site and status = Enabled]
dn = %s
objectClass = inetOrgPerson
cn = {name}
sn = {name}

[entry person when type = User and status = Enabled]
dn = cn={name}+uid=rc-{id},uid=rc-{site.id},%s when site.id present
    else cn={name}+uid=rc-{id},ou={department},ou=people,{base} when department present
    else cn={name}+uid=rc-{id},ou=people,{base}
objectClass = inetOrgPerson
cn = {name}
sn = {name}
mail = {email}
"""
# where sites stand, and where people think that they do
SITES = (("uid=rc-{id},ou=people,{base}", "ou=people,{base}"),
         ("uid=rc-{id},ou={department},ou=people,{base}",
          "ou={site.name},ou=people,{base}"),
         ("uid=rc-{id},uid=rc-{site.id},ou=people,{base} when site.id present "
          "else uid=rc-{id},ou=people,{base}", "ou=people,{base}"))
DISABLED = """
[disabled]
dn = uid=rc-{id},ou=former,ou=people,{base}
sn = Has left
"""
# a holder whose key can't be searched is nobody's
ACL = ['access to attrs=userPassword by anonymous auth by * none',
       'access to dn.subtree="%s" filter=(employeeType=foreign) attrs=uid '
       'by dn="%s" none by * read' % (PEOPLE, SERVICE),
       'access to dn.subtree="%s" by dn="%s" write by * read'
       % (PEOPLE, SERVICE), "access to * by * read"]
PLAIN = "allow-plaintext = yes\ntimeout = 10s\nretry-for = 60s\n"
MISSING = "which is not there; create that entry"
BELOW = "other entries stand below"
FOREIGN = "an entry that is not ours, or whose key can't be searched, stands at"
# behind which an operation is over: search, modify, add, delete, rename
ANSWERS = (0x65, 0x67, 0x69, 0x6b, 0x6d)


class Input:
    """Contacts, and what becomes of them from day to day."""

    def __init__(self, seed, sites, people=40):
        self.random = random.Random(seed)
        self.sites = ["%d" % n for n in range(10, 10 + sites)]
        self.people = ["%d" % n for n in range(100, 100 + people)]
        self.contacts = {}
        self.day = 0

    def site(self, id):
        site = {"type": "Site", "id": id, "name": "Site " + id,
                "department": self.random.choice(("a", "b"))}
        if self.random.random() < .4:  # below another, or below itself
            site["site"] = {"id": self.random.choice(self.sites)}
        return site

    def person(self, id):
        contact = {"type": "User", "id": id,
                   "name": self.random.choice(NAMES),
                   "email": "%d@example.com" % self.random.randrange(3)}
        way = self.random.random()
        if self.sites and way < .5:
            site = self.random.choice(self.sites)
            contact["site"] = {"id": site, "name": self.contacts.get(
                site, {"department": "a"})["department"]}
        elif way < .9:
            contact["department"] = self.random.choice(
                ("a", "b", "a", "b", "a", "b", "missing"))
        return contact

    def next(self):
        """The text of the next input."""
        self.day += 1
        for id in self.sites + self.people:
            old = self.contacts.get(id)
            if old is not None and self.random.random() < .4:
                continue
            make = self.site if id in self.sites else self.person
            self.contacts[id] = make(id)
            is_there = self.random.random() < (.85 if id in self.people
                                               else .7)
            self.contacts[id]["status"] = "Enabled" if is_there else \
                self.random.choice(("Disabled", "NotActivated"))
            self.contacts[id]["eventType"] = "Update"
        contacts = list(self.contacts.values())
        self.random.shuffle(contacts)
        return event(contacts, "2026-05-%02dT09:00:00Z" % self.day)


def is_foreign(entry):
    return entry.get("employeeType") == [b"foreign"]


class Phonebook(Slapd):
    def __init__(self, way, sites):
        super().__init__(accesslog=True, extra="dbnosync", acl=ACL)
        self.write("names.map", MAP % sites + (
            DISABLED if way == "disable" else ""))
        self.way = way
        for name in ("a", "b", "former"):
            self.add("ou=%s,%s" % (name, PEOPLE), ou=name,
                     objectClass=["organizationalUnit"])
        self.files = {window: self.file(window) for window in (1, 2, 32)}

    def file(self, window, uri=None, name="window", more=""):
        return self.config("file = names.map\nbase = %s\nkey = uid: rc-{id}\n"
                           "on-delete = %s" % (BASE, self.way), "uri = %s\nbind-dn = %s\n"
                           "password-file = password\nwindow = %d\n%s" % (
                               uri or self.ldapi, SERVICE, window, more),
                           name="%s%d.conf" % (name, window))

    def hold(self, made):
        """Others take names that contacts want now, and leave older ones."""
        connection = self.connect()
        tree = self.tree(PEOPLE)
        for dn, entry in tree.items():
            if is_foreign(entry) and made.random.random() < .5:
                connection.delete(dn)
        wanted = [c for c in made.contacts.values() if "site" not in c
                  and c.get("department") in ("a", "b", None)
                  and c["type"] == "User"]
        for contact in made.random.sample(wanted, 2):
            unit = contact.get("department")
            dn = "cn=%s+uid=rc-%s,%s%s" % (
                contact["name"].replace(",", "\\,"), contact["id"],
                "ou=%s," % unit if unit else "", PEOPLE)
            if place_of(dn) not in map(place_of, tree):
                connection.add(dn, attributes={
                    "objectClass": ["inetOrgPerson"], "cn": contact["name"],
                    "sn": "x", "uid": "rc-" + contact["id"],
                    "employeeType": "foreign"})
        connection.unbind()

    def ours(self, *operational):
        """id -> [(dn, entry)]"""
        found = collections.defaultdict(list)
        for dn, entry in self.tree(PEOPLE, operational).items():
            for uid in entry.get("uid", ()):
                if not is_foreign(entry):
                    found[uid.decode()[3:]].append((dn, entry))
        return found

    def uuids(self):
        return {id: entry["entryUUID"] for id, found in
                self.ours("entryUUID").items() for _, entry in found}

    def apply(self, config, text, *options, is_fast=False):
        run = dirwire("apply", "-q", "-c", config, "--report", "json",
                      *options, stdin=text, timeout=120,
                      program=FAST if is_fast else DIRWIRE,
                      env={"DIRWIRE_TEST_CLOCK": "20"})
        true(run.code in (0, 3, 4, 75), run)
        return run


def phonebook(made):
    return Phonebook(made.random.choice(("delete", "disable")),
                     made.random.choice(SITES))


def without_time(run):
    return re.sub(r'"time": *"[^"]*"', "", run.out)


def same_told(dry, run, what):
    for name in "changes", "rejected":
        for n, (a, b) in enumerate(zip(dry[name], run[name])):
            equal(b, a, "%s: %s %d of the run" % (what, name, n))
        equal(len(run[name]), len(dry[name]), "%s: %s" % (what, name))


def one_each(server, what):
    twice = {id: [dn for dn, _ in found]
             for id, found in server.ours().items() if len(found) > 1}
    equal(twice, {}, what + ": two entries")


def dry_runs(server, text, options, what):
    runs = [server.apply(server.files[window], text, "-n", *options)
            for window in (1, 1, 32, 32, 2)]
    for run in runs[1:]:
        if without_time(run) != without_time(runs[0]):
            same_told(jsonreport.document(runs[0].out),
                      jsonreport.document(run.out), what + ": dry runs")
        equal(without_time(run), without_time(runs[0]), what + ": dry runs")
    return jsonreport.document(runs[0].out)


def same_uuids(before, server, report, what):
    """Of all that were not deleted."""
    gone = {change["contact"] for change in report["changes"]
            if change["op"] == "delete" and "held" not in change}
    after = server.uuids()
    for id in set(before) - gone:
        equal(after.get(id), before[id], "%s: entryUUID of %s" % (what, id))


def again(server, text, options, first, what):
    """Nothing is done that was done; who was rejected may be rejected again, or
    find what was missing."""
    rejected = {note["contact"]: note for note in first["rejected"]}
    for number in range(6):
        report = jsonreport.document(server.apply(
            server.files[32], text, *options).out)
        done = [c for c in report["changes"] if "held" not in c]
        others = [c for c in done if c["contact"] not in rejected]
        equal(others, [], "%s: done in run %d" % (what, number + 2))
        for note in report["rejected"]:
            true(note["contact"] in rejected,
                 "%s: rejected now: %r" % (what, note))
        if not done:
            return
    raise AssertionError(what + ": it never ends")


def one_day(server, made, counts, what):
    text = made.next()
    server.hold(made)
    options = made.random.choice(((), ("--max-removes", "all")))
    tree, uuids = server.tree(), server.uuids()
    dry = dry_runs(server, text, options, what)
    equal(server.tree(), tree, what + ": the dry run")
    run = jsonreport.document(
        server.apply(server.files[made.random.choice((1, 2, 32))], text,
                     *options).out)
    same_told(dry, run, what)
    same_tree(jsonreport.plain(server.tree()), jsonreport.replay(tree, run),
              what)
    one_each(server, what)
    same_uuids(uuids, server, run, what)
    count(counts, run)
    again(server, text, options, run, what)


def cut(server, made, text, options):
    """The run, each of whose first connections is cut somewhere."""
    with Proxy(server.port, "quiet yes") as proxy:
        server.apply(server.file(32, proxy.ldap, "cut", PLAIN), "", "-n")
        _, _, *begun = proxy.wait("closed", "1")
        for number in range(1, 5):
            way = made.random.randrange(2)
            least = int(begun[way]) if number == 1 else 0
            proxy.tell("cut %s %d %d %s" % (
                ("up", "down")[way], number,
                least + made.random.randrange(10, 6000),
                made.random.choice(("fin", "rst", "half"))))
        run = server.apply(
            server.file(32, proxy.ldap, "cut", PLAIN), text, *options, is_fast=True)
        proxy.tell("end * rst")
        return run, proxy.count("cut")


class Shuffler(Proxy):
    """Holds answers back and lets them go on in another order."""

    def __init__(self, server, random):
        super().__init__(server.port, *["hold 0x%02x *" % tag for tag in ANSWERS])
        self.random, self.is_over, self.released = random, False, 0
        self.worker = threading.Thread(target=self.shuffle)
        self.worker.start()

    def shuffle(self):
        looked = 0
        while not self.is_over:
            with self.more:
                self.more.wait(0.005)  # what comes in between is shuffled
                held = [m for m in map(message_of, self.lines[looked:])
                        if m is not None and m.word == "held"]
                looked = len(self.lines)
            self.random.shuffle(held)
            for message in held:
                self.tell("release %d down %d" % (message.connection,
                                                  message.number))
            self.released += len(held)

    def __exit__(self, *ignored):
        self.is_over = True
        self.worker.join(20)
        super().__exit__()


def shuffled(server, made, text, options):
    """The run, whose answers come in another order."""
    with Shuffler(server, random.Random(made.day)) as proxy:
        run = server.apply(server.file(32, proxy.ldap, "shuffled", PLAIN),
                           text, *options)
        return run, proxy.released


def faulty_day(server, made, counts, what, fault):
    """What is done in spite of the fault is what the dry run told."""
    text = made.next()
    server.hold(made)
    options = made.random.choice(((), ("--max-removes", "all")))
    tree, uuids = server.tree(), server.uuids()
    dry = dry_runs(server, text, options, what)
    wanted = jsonreport.replay(tree, dry)
    run, count_of = fault(server, made, text, options)
    counts["of the fault"] += count_of
    true(run.code != 75, "%s: %r" % (what, run))
    report = jsonreport.document(run.out)
    one_each(server, what)
    same_uuids(uuids, server, dry, what)
    after = jsonreport.plain(server.tree())
    same_tree(after, jsonreport.replay(tree, report),
              what + ": the tree and what is told")
    same_tree(after, wanted, what + ": the tree and the dry run")
    same_told(dry, report, what)
    count(counts, report)
    again(server, text, options, report, what)


def faults(seed, fault):
    counts = collections.Counter()
    made = Input(seed, seed % 2 * 6)
    with phonebook(made) as server:
        for day in range(DAYS):
            faulty_day(server, made, counts, "seed %d, day %d" % (
                seed, day + 1), fault)
    true(counts["of the fault"] > 0, "seed %d: no fault" % seed)
    tell(seed, counts)


def tell(seed, counts):
    say("seed %d: %s" % (seed, ", ".join(
        "%d %s" % (counts[name], name) for name in sorted(counts))))


def count(counts, report):
    for change in report["changes"]:
        counts["held" if "held" in change else change["op"]] += 1
    for note in report["rejected"]:
        for name, part in (("missing", MISSING), ("foreign", FOREIGN)):
            counts[name] += part in note["reason"]


def one_history(seed, sites=0, people=40):
    counts = collections.Counter()
    made = Input(seed, sites, people)
    with phonebook(made) as server:
        for day in range(DAYS):
            one_day(server, made, counts, "seed %d, day %d" % (seed, day + 1))
    tell(seed, counts)


def histories(one, seeds=SEEDS):
    """Of the seeds, and of another one."""
    seeds = list(seeds) + [random.SystemRandom().randrange(10 ** 9)]
    if "DIRWIRE_SEED" in os.environ:
        seeds = [int(os.environ["DIRWIRE_SEED"])]
    for seed in seeds:
        try:
            one(seed)
        except Exception:
            say("failed with DIRWIRE_SEED=%d" % seed)
            raise


@test
def names():
    """names that are traded, held by others or missing their parent: run as dry run"""
    histories(one_history)


@test
def parents():
    """parents that are entries of ours: run as dry run"""
    histories(lambda seed: one_history(seed, 6))


def known(id, status="Enabled", **more):
    return dict({"eventType": "Update", "id": id, "type": "Site",
                 "status": status, "name": "Ada"}, **more)


def ends(server, what, *contacts):
    """How each contact ends, in a dry run and in the run."""
    text = event(list(contacts), "2026-05-12T09:00:00Z")
    dry, run = [jsonreport.document(server.apply(
        server.files[32], text, *options).out) for options in (("-n",), ())]
    same_told(dry, run, what)
    found = {change["contact"]: change["op"] for change in run["changes"]}
    for note in run["rejected"]:
        true(BELOW in note["reason"], note)
        found[note["contact"]] = "rejected"
    return found


@test
def below():
    """who leaves and has others below stays, also when these come or go before"""
    below, beside = [known("100", type="User", email="a@example.com", **more)
                     for more in ({"site": {"id": "10"}}, {})]
    with Phonebook("delete", SITES[0]) as server:
        ends(server, "first", known("10"))
        gone = known("10", "Disabled")
        equal(ends(server, "comes", below, gone),
              {"100": "add", "10": "rejected"})
        equal(ends(server, "goes", beside, gone),
              {"100": "move", "10": "rejected"})
        equal(ends(server, "went", beside, gone), {"10": "delete"})
        equal(ends(server, "both", known("10"), below),
              {"10": "add", "100": "move"})


@test
def crowd():
    """parents that are entries of ours, of more contacts than one search reads"""
    histories(lambda seed: one_history(seed, 12, 250),
              SEEDS if LONG else [4])


@test
def cuts():
    """connections that are cut at any byte: all is done as the dry run told"""
    histories(lambda seed: faults(seed, cut))


@test
def order_of_answers():
    """answers that come in another order: all is done as the dry run told"""
    histories(lambda seed: faults(seed, shuffled))


if __name__ == "__main__":
    main()
