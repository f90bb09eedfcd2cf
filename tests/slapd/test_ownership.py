# SPDX-License-Identifier: ISC
"""A second writer works in our entries before, between and after 1,000 updates.

He has a bind DN of his own and does every kind of thing to every kind of line; the
model, written from the manual, says what must stay, what must go and what is set
right.  DIRWIRE_SEED=N runs one history again.
"""
import collections
import json
import os
import random
import re
import ldap3

from slapdtest import (BASE, BASE_LDIF, PEOPLE, SECRET, SERVICE, Slapd, dirwire,
                       rejects)
from tap import LONG, equal, holds, main, say, test, true

HR = "cn=hr,ou=services," + BASE
CONTENT = BASE_LDIF + """
dn: %s
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: hr
userPassword: %s
""" % (HR, SECRET)
ACL = ["access to attrs=userPassword by anonymous auth by * none",
       'access to dn.subtree="%s" by dn="%s" write by dn="%s" write by * read'
       % (PEOPLE, SERVICE, HR), "access to * by * read"]

MAP = """base = dc=example,dc=com
key = uid: rc-{id}

[entry person when type = User]
dn = uid=rc-{id},ou=people,{base}
objectClass = inetOrgPerson
cn = {name}
sn = {lastName}
mail = {email}
telephoneNumber = {phoneNumbers.phoneNumber}
title = {department} else keep
l = {site.name} else keep
employeeType ?= phone system
preferredLanguage ?= en
physicalDeliveryOfficeName ?= Desk of {lastName}
description += Synchronised by dirwire ({type})
description += Extension {extensionNumber}
businessCategory += Team {department}
labeledURI += tel:{phoneNumbers.phoneNumber}

[entry queue when type = Department]
dn = uid=rc-{id},ou=people,{base}
objectClass = inetOrgPerson
cn = {name}
sn = {name}
employeeType ?= queue
description += Queue {extensionNumber}, open
"""
OWNED = ("cn", "sn", "mail", "telephoneNumber", "title", "l")
SEEDS = ("employeeType", "preferredLanguage", "physicalDeliveryOfficeName")
SHARED = ("description", "businessCategory", "labeledURI")
KEPT = ("title", "l")
UNNAMED = ("roomNumber", "carLicense", "cn;lang-de", "description;lang-fr")

CONTACTS = 50
ADOPTED = 10  # of them, in entries that were there before us
RUNS = 20
LEAST = {"update": 1000, "update that changes the entry": 900,
         "value of another that stays in an entry we write": 2000,
         "value of ours that goes": 1000,
         "value of ours that goes beside others": 200,
         "value that looks like ours and goes": 60, "seed sown again": 60,
         "kept value that stays": 100, "kept value that gives way": 30,
         "owned value set right": 100}
EACH_ACT = 30  # of every kind of act of the second writer


def fold(attribute, value):
    """labeledURI is of caseExactMatch."""
    text = " ".join(value.split())
    return text if attribute == "labeledURI" else text.lower()


def is_ours(attribute, value):
    """Can a += line of the map make it?"""
    forms = {"description": r"synchronised by dirwire \(.*\)|extension .*|"
                            r"queue .*, open",
             "businessCategory": "team .*", "labeledURI": "tel:.*"}
    return re.fullmatch(forms[attribute], fold(attribute, value)) is not None


class Wanted:
    """What the lines of the map make of a contact."""

    def __init__(self, contact):
        def some(template, *fields):
            return {template % fields} if all(fields) else set()
        name, extension = contact["name"], contact["extensionNumber"]
        if contact["type"] == "User":
            last, department = contact["lastName"], contact["department"]
            phones = [phone["phoneNumber"]
                      for phone in contact["phoneNumbers"]]
            self.owned = {"cn": {name}, "sn": {last},
                          "mail": some("%s", contact["email"]),
                          "telephoneNumber": set(phones),
                          "title": some("%s", department),
                          "l": some("%s", (contact["site"] or {}).get("name"))}
            self.keep = {a for a in KEPT if not self.owned[a]}
            self.seeds = {"employeeType": "phone system",
                          "preferredLanguage": "en",
                          "physicalDeliveryOfficeName": "Desk of " + last}
            self.shared = {
                "description": {"Synchronised by dirwire (User)"} |
                some("Extension %s", extension),
                "businessCategory": some("Team %s", department),
                "labeledURI": {"tel:" + phone for phone in phones}}
        else:
            self.owned = {"cn": {name}, "sn": {name}}
            self.keep = set()
            self.seeds = {"employeeType": "queue"}
            self.shared = {"description": some("Queue %s, open", extension)}


class Model:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.tree = {}      # dn -> attribute -> values
        self.others = set() # (dn, attribute, value) the second writer put
        self.of = collections.Counter()
        self.acts = collections.Counter()
        self.number = 0
        self.contacts = {}
        self.dns = {}       # id -> where its entry stands

    def fresh(self):
        self.number += 1
        return self.number

    # Contacts

    def make_contact(self, id):
        last = "Family %d" % self.fresh()
        kind = "User" if self.random.random() < .8 else "Department"
        return {"eventType": "Update", "id": id, "type": kind,
                "name": "Given " + last, "lastName": last,
                "email": self.maybe("%d@example.com"),
                "department": self.maybe("Area %d"),
                "site": self.random.choice(
                    [None, {"name": "Site %d" % self.fresh()}]),
                "extensionNumber": self.maybe("%d", .9),
                "phoneNumbers": [
                    {"phoneNumber": "+1202%07d" % self.fresh()}
                    for _ in range(self.random.randrange(4))]}

    def maybe(self, template, chance=.6):
        return template % self.fresh() \
            if self.random.random() < chance else None

    def next_contacts(self):
        for id in self.dns:
            other = self.make_contact(id)
            now = self.contacts.setdefault(id, other)
            for field in self.random.sample(sorted(other), 5):
                now[field] = other[field]

    def events(self, day):
        return "\n".join(json.dumps({
            "uuid": "u", "event": "/restapi/v1.0/account/1/directory/entries",
            "timestamp": "2026-05-%02dT09:00:00.000Z" % day,
            "body": {"contacts": [contact]}})
            for contact in self.contacts.values())

    # What a run must do

    def update(self, id):
        """Whether the entry is changed."""
        wanted, dn = Wanted(self.contacts[id]), self.dns[id]
        before = self.tree.get(dn)
        entry = dict(before or {"objectClass": {"inetOrgPerson"},
                                "uid": {"rc-" + id}})
        for name in OWNED:
            if name not in wanted.keep or name not in entry:
                self.own(dn, entry, name, wanted.owned.get(name, set()))
            else:
                self.of["kept value that stays"] += 1
        for name in SHARED:
            self.share(dn, entry, name, wanted.shared.get(name, set()))
        for name, value in wanted.seeds.items():
            self.of["seed sown again"] += before is not None and \
                name not in entry
            entry.setdefault(name, {value})
        self.tree[dn] = entry
        self.of["update"] += before is not None
        if entry == before:
            return False
        self.of["update that changes the entry"] += before is not None
        self.of["value of another that stays in an entry we write"] += sum(
            (dn, name, value) in self.others
            for name, values in entry.items() for value in values)
        return True

    def own(self, dn, entry, name, values):
        if name == "cn" and dn.startswith("cn="):
            values = values | {dn[len("cn="):].split(",")[0]}
        for value in entry.get(name, set()) - values:
            is_others = (dn, name, value) in self.others
            self.of["kept value that gives way" if name in KEPT
                    else "owned value set right"] += is_others
            self.others.discard((dn, name, value))
        put(entry, name, values)

    def share(self, dn, entry, name, wanted):
        present = entry.get(name, set())
        forms = {fold(name, value) for value in wanted}
        stay = {value for value in present
                if not is_ours(name, value) or fold(name, value) in forms}
        for value in present - stay:
            is_others = (dn, name, value) in self.others
            self.others.discard((dn, name, value))
            self.of["value that looks like ours and goes"] += is_others
            self.of["value of ours that goes"] += not is_others
            self.of["value of ours that goes beside others"] += \
                not is_others and any(
                    (dn, name, other) in self.others for other in stay)
        there = {fold(name, value) for value in stay}
        put(entry, name, stay | {value for value in wanted
                                 if fold(name, value) not in there})

    # What the second writer does: (attribute, values that go, that come)

    def acts_on(self, dn):
        """All that can be done to this entry now."""
        entry, n = self.tree[dn], self.fresh()
        for name in SEEDS:
            yield "seed set", name, set(entry.get(name, ())), {"Mine %d" % n}
            yield "seed removed", name, set(entry.get(name, ())), set()
        for name in KEPT:
            yield "kept set", name, set(entry.get(name, ())), {"Mine %d" % n}
            yield "kept removed", name, set(entry.get(name, ())), set()
        for name in ("mail", "telephoneNumber", "sn"):
            value = "+1999%07d" % n if name == "telephoneNumber" else \
                "by.hand.%d@example.com" % n
            yield "owned added", name, set(), {value}
            yield "owned set", name, set(entry.get(name, ())), {value}
            if name != "sn":
                yield "owned removed", name, set(entry.get(name, ())), set()
        for name in SHARED:
            yield from self.acts_on_shared(dn, entry, name, n)
        for name in UNNAMED:
            yield "unnamed added", name, set(), {"Extension %d" % n}
            yield from self.acts_on_his(
                dn, entry, name, "unnamed ", "Team %d" % n)

    def acts_on_shared(self, dn, entry, name, n):
        foreign = {"description": ("VIP %d", "An extension %d", "Queue %d",
                                   "Queue %d, open ended"),
                   "businessCategory": ("My Team %d", "Teams %d"),
                   "labeledURI": ("TEL:+%d", "https://example.com/%d")}[name]
        like = {"description": ("Extension ghost %d", "QUEUE %d, Open"),
                "businessCategory": ("Team ghost %d", "team %d"),
                "labeledURI": ("tel:%d",)}[name]
        yield "beside added", name, set(), {self.random.choice(foreign) % n}
        yield "alike added", name, set(), {self.random.choice(like) % n}
        yield from self.acts_on_his(dn, entry, name, "beside ",
                                    self.random.choice(foreign) % n)
        ours = sorted(value for value in entry.get(name, ())
                      if (dn, name, value) not in self.others)
        if ours:
            yield "ours removed", name, {ours[0]}, set()
            if name != "labeledURI":
                yield "ours respelt", name, {ours[-1]}, {ours[-1].upper()}

    def acts_on_his(self, dn, entry, name, kind, new):
        his = sorted(value for value in entry.get(name, ())
                     if (dn, name, value) in self.others)
        if his:
            yield kind + "changed", name, {his[0]}, {new}
            yield kind + "removed", name, {his[-1]}, set()

    def work(self, connection):
        """One round of the second writer: each kind of act some times, in one
        entry or another."""
        ways = collections.defaultdict(list)
        for dn in sorted(self.dns.values()):
            for kind, name, old, new in self.acts_on(dn):
                if old or new:
                    ways[kind].append((dn, name, old, new))
        often, taken = {"beside added": 18, "unnamed added": 18}, set()
        for kind in sorted(ways):
            self.random.shuffle(ways[kind])
            free = [way for way in ways[kind] if way[:2] not in taken
                    and way[2] | way[3]]
            for dn, name, old, new in free[:often.get(kind, 6)]:
                if (dn, name) not in taken:
                    taken.add((dn, name))
                    self.act(connection, kind, dn, name, old, new)
        self.work_elsewhere(connection)

    def act(self, connection, kind, dn, name, old, new):
        changes = [(ldap3.MODIFY_DELETE, sorted(old))] if old else []
        changes += [(ldap3.MODIFY_ADD, sorted(new))] if new else []
        connection.modify(dn, {name: changes})
        entry = self.tree[dn]
        put(entry, name, entry.get(name, set()) - old | new)
        self.others -= {(dn, name, value) for value in old}
        # what he only spells otherwise is still not his
        if kind != "ours respelt":
            self.others |= {(dn, name, value) for value in new}
        self.acts[kind] += 1

    def work_elsewhere(self, connection):
        """Entries without our key, some of which look much like ours."""
        theirs = sorted(set(self.tree) - set(self.dns.values()))
        for _ in range(3):
            n = self.fresh()
            uid = self.random.choice(("user%d", "rc-%dx", "xrc-%d", "rc- %d",
                                      "RC%d")) % n
            entry = {"objectClass": {"inetOrgPerson"}, "uid": {uid},
                     "cn": {"Extension %d" % n}, "sn": {"x"},
                     "description": {"Extension %d" % n,
                                     "Synchronised by dirwire (User)"},
                     "title": {"Mine %d" % n}}
            dn = "cn=Extension %d,%s" % (n, PEOPLE)
            connection.add(dn, attributes={
                name: sorted(values) for name, values in entry.items()})
            self.tree[dn] = entry
            self.acts["entry of his added"] += 1
        for dn in self.random.sample(theirs, min(2, len(theirs))):
            self.act(connection, "entry of his changed", dn, "title",
                     self.tree[dn]["title"], {"Other %d" % self.fresh()})
        for dn in self.random.sample(theirs, 2 if len(theirs) > 4 else 0):
            connection.delete(dn)
            del self.tree[dn]
            self.others = {other for other in self.others if other[0] != dn}
            self.acts["entry of his removed"] += 1

    def begin(self, connection):
        for n in range(CONTACTS):
            id = str(8000 + n)
            self.dns[id] = "uid=rc-%s,%s" % (id, PEOPLE)
            if n < ADOPTED:
                self.adopt(connection, id)

    def adopt(self, connection, id):
        dn = self.dns[id] = "cn=Was here %s,%s" % (id, PEOPLE)
        entry = {"objectClass": {"inetOrgPerson"}, "sn": {"x"},
                 "cn": {"Was here " + id}, "uid": {"login" + id, "rc-" + id},
                 "description": {"VIP"}, "roomNumber": {"1"}}
        connection.add(dn, attributes={
            name: sorted(values) for name, values in entry.items()})
        self.tree[dn] = entry
        self.others |= {(dn, "uid", "login" + id), (dn, "roomNumber", "1"),
                        (dn, "description", "VIP")}


def put(entry, name, values):
    entry.pop(name, None)
    if values:
        entry[name] = set(values)


def same(got, wanted, what):
    wanted = {dn: {name: sorted(value.encode() for value in values)
                   for name, values in entry.items()}
              for dn, entry in wanted.items()}
    wrong = []
    for dn in sorted(set(got) | set(wanted)):
        one, other = got.get(dn, {}), wanted.get(dn, {})
        wrong += ["%s: %s: got %r, wanted %r"
                  % (dn, name, one.get(name), other.get(name))
                  for name in sorted(set(one) | set(other))
                  if one.get(name) != other.get(name)]
    true(not wrong, "%s: %d attributes differ:\n  %s"
         % (what, len(wrong), "\n  ".join(wrong[:8])))


def people(server, *operational):
    tree = server.tree(PEOPLE, operational)
    del tree[PEOPLE]
    return tree


def one_run(server, config, model, day, what):
    theirs = set(model.tree) - set(model.dns.values())
    before = people(server, "entryCSN")
    writes = server.writes()
    created = set(model.dns.values()) - set(model.tree)
    changed = sum(model.update(id) for id in model.dns)
    run = dirwire("apply", "-c", config, stdin=model.events(day))
    same(people(server), model.tree, what)
    equal((run.code, rejects(run)), (0, []), what)
    after = people(server, "entryCSN")
    for dn in theirs:
        equal(after[dn], before[dn], what + ": an entry without our key")
    holds(run.out, "\n%d added, %d modified, 0 removed, 0 renamed, 0 rejected"
          % (len(created), changed - len(created)), what)
    equal(server.writes() - writes, changed, what + ": writes")


def one_history(seed):
    model = Model(seed)
    with Slapd(accesslog=True, extra="dbnosync", acl=ACL,
               content=CONTENT) as server:
        config = server.config(map_text=MAP)
        hr = server.connect(HR)
        model.begin(hr)
        model.next_contacts()
        one_run(server, config, model, 1, "seed %d, the first run" % seed)
        for number in range(1, RUNS + 1):
            model.work(hr)
            model.next_contacts()
            one_run(server, config, model, 1 + number,
                    "seed %d, run %d" % (seed, number))
        model.work(hr)
        one_run(server, config, model, 2 + RUNS,
                "seed %d, the same again" % seed)
        hr.unbind()
    enough(seed, model)


def enough(seed, model):
    say("seed %d: %s" % (seed, ", ".join(
        "%d %s" % (model.of[name], name) for name in LEAST)))
    say("the second writer: " + ", ".join(
        "%d %s" % (model.acts[kind], kind) for kind in sorted(model.acts)))
    equal(len(model.acts), 19, "kinds of acts")
    for name, least in LEAST.items():
        true(model.of[name] >= least, "seed %d: only %d of %s, %d are wanted"
             % (seed, model.of[name], name, least))
    for kind, count in model.acts.items():
        true(count >= EACH_ACT, "seed %d: only %d of %s" % (seed, count, kind))


def seeds():
    if "DIRWIRE_SEED" in os.environ:
        return [int(os.environ["DIRWIRE_SEED"])]
    return list(range(1, 6 if LONG else 2)) + [
        random.SystemRandom().randrange(10 ** 9)]


@test
def second_writer():
    """a second writer's values stay through 1,000 updates, ours go when they should"""
    for seed in seeds():
        try:
            one_history(seed)
        except Exception:
            say("failed with DIRWIRE_SEED=%d" % seed)
            raise


if __name__ == "__main__":
    main()
