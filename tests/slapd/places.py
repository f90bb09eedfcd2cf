# SPDX-License-Identifier: ISC
"""Places of entries: a map in which name and site make them, and a made-up history
with a model of what must come of it.

    model = Model(seed)
    for id in model.contacts: model.update(id)
    text = model.events(day)
    model.places, model.entries    where the entries must be, and what they hold
"""
import collections
import random
import re

from slapdtest import PEOPLE, Slapd, dirwire, event
from tap import equal, true

MAP = """base = dc=example,dc=com
key = uid: rc-{id}
on-delete = disable

[entry person when type = User and status = Enabled]
dn = cn={name}+uid=rc-{id},ou=west,ou=people,{base} when site.id = west
    else cn={name}+uid=rc-{id},ou=east,ou=people,{base} when site.id = east
    else cn={name}+uid=rc-{id},ou=people,{base}
objectClass = inetOrgPerson
cn = {name} also {firstName} {lastName}
sn = {lastName}
mail = {email}
telephoneNumber = {phoneNumbers.phoneNumber}
title = {department} else keep
employeeType ?= phone system
description += Synchronised by dirwire, site {site.id}

[disabled]
dn = uid=rc-{id},ou=former,ou=people,{base}
title = Has left
"""
PLACES = {"west": "ou=west," + PEOPLE, "east": "ou=east," + PEOPLE}
FORMER, ELSEWHERE = "ou=former," + PEOPLE, "ou=elsewhere," + PEOPLE
NAMES = ["Ada %d", "King, Ada %d", "#%d first", "Zoë & Co %d", "a+b=%d",
         'The "%d"', "back\\slash %d", "<%d>; x", "Иванова %d", " Kim  %d "]
CONTACTS = 30


def unescaped(text):
    return re.sub(rb"\\([0-9A-Fa-f]{2}|.)",
                  lambda found: bytes.fromhex(found[1].decode())
                  if len(found[1]) == 2 else found[1],
                  text.encode()).decode()


def place_of(dn):
    """A DN so that two ways to write it are one."""
    rdns = [set()]
    for text, sign in re.findall(r"((?:[^\\,+]|\\.)+)([,+]?)", dn):
        name, value = text.split("=", 1)
        rdns[-1].add((name.lower(), unescaped(value).lower()))
        if sign == ",":
            rdns.append(set())
    return tuple(frozenset(rdn) for rdn in rdns)


def put(entry, name, values):
    entry.pop(name, None)
    if values:
        entry[name] = set(values)


class Model:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.of = collections.Counter()
        self.number = 0
        self.contacts = {}
        self.places = {}    # id -> place of its entry
        self.entries = {}   # id -> attribute -> values
        self.others = set() # (id, attribute, value)
        for n in range(CONTACTS):
            self.contacts["%d" % (8000 + n)] = self.contact(str(8000 + n))

    def fresh(self):
        self.number += 1
        return self.number

    def contact(self, id):
        n = self.fresh()
        return {"eventType": "Update", "id": id, "type": "User",
                "status": "Enabled", "firstName": "Given",
                "lastName": "Family %d" % n,
                "name": self.random.choice(NAMES) % n,
                "email": "%d@example.com" % n if n % 3 else None,
                "phoneNumbers": [{"phoneNumber": "+1202%07d" % n}],
                "department": "Area %d" % n if n % 4 else None,
                "site": {"id": self.random.choice(("west", "east", "main"))}}

    def next_contacts(self):
        for id, now in self.contacts.items():
            other = self.contact(id)
            while other["site"] == now["site"]:
                other = self.contact(id)
            fields = ["email", "phoneNumbers", "lastName", "department"]
            fields += self.random.choice((
                ["name"], ["site"], ["name"], ["site"], ["name", "site"],
                ["name", "site"], []))
            now.update({field: other[field] for field in fields})
            is_there = now["status"] == "Enabled"
            if self.random.random() < (.1 if is_there else .6):
                now["status"] = "Disabled" if is_there else "Enabled"

    def events(self, day):
        contacts = list(self.contacts.values())
        self.random.shuffle(contacts)
        return "\n".join(
            event(dict(contact), "2026-05-%02dT09:00:00.000Z" % day)
            for contact in contacts)

    # What a run must do

    def wanted_place(self, contact):
        key = ("uid", "rc-" + contact["id"])
        if contact["status"] != "Enabled":
            return (frozenset([key]),) + place_of(FORMER)
        name = contact["name"].strip()
        return (frozenset([("cn", name.lower()), key]),) + place_of(
            PLACES.get(contact["site"]["id"], PEOPLE))

    def update(self, id):
        contact = self.contacts[id]
        before = self.entries.get(id)
        if before is None and contact["status"] != "Enabled":
            return
        entry = dict(before or {"objectClass": {"inetOrgPerson"},
                                "uid": {"rc-" + id}})
        if contact["status"] == "Enabled":
            self.enable(contact, entry)
        else:
            self.disable(entry)
        if before is not None:
            self.count(id, contact, before, entry)
        self.places[id] = self.wanted_place(contact)
        self.entries[id] = entry

    def enable(self, contact, entry):
        put(entry, "cn", {contact["name"].strip(),
                          "Given " + contact["lastName"]})
        put(entry, "sn", {contact["lastName"]})
        put(entry, "mail", {contact["email"]} - {None})
        put(entry, "telephoneNumber",
            {phone["phoneNumber"] for phone in contact["phoneNumbers"]})
        if contact["department"]:
            put(entry, "title", {contact["department"]})
        else:  # else keep, but for what he had as a leaver
            put(entry, "title", entry.get("title", set()) - {"Has left"})
        entry.setdefault("employeeType", {"phone system"})
        self.describe(entry, {"Synchronised by dirwire, site " +
                              contact["site"]["id"]})

    def disable(self, entry):
        """cn and sn must be there; the other owned ones go."""
        put(entry, "mail", set())
        put(entry, "telephoneNumber", set())
        put(entry, "title", {"Has left"})
        self.describe(entry, set())

    def describe(self, entry, ours):
        put(entry, "description", ours | {
            value for value in entry.get("description", ())
            if not value.startswith("Synchronised by dirwire, site ")})

    def count(self, id, contact, before, entry):
        old, new = self.places[id], self.wanted_place(contact)
        is_former = old[1:] == place_of(FORMER)
        if contact["status"] != "Enabled":
            what = None if is_former else "disabled"
        elif is_former:
            what = "back"
        else:
            what = (None, "renamed", "moved", "renamed and moved")[
                (old[0] != new[0]) + 2 * (old[1:] != new[1:])]
        self.of["modified"] += what is None and before != entry
        if what is None:
            return
        self.of[what] += 1
        self.of["with changed attributes"] += before != entry
        self.of["renamed or moved"] += what != "disabled"
        self.of["value of another that moved along"] += sum(
            (id, name, value) in self.others
            for name, values in entry.items() for value in values)

    # What others do

    def administer(self):
        """(id, attribute, values) to be added."""
        for id in self.random.sample(sorted(self.entries), 8):
            n = self.fresh()
            name, value = self.random.choice((
                ("roomNumber", "%d"), ("description", "VIP %d"),
                ("cn;lang-de", "Frau %d"), ("carLicense", "cn=%d")))
            yield self.add(id, name, value % n, True)
            # owned: goes again
            yield self.add(id, "cn", "By hand %d" % n, False)

    def add(self, id, name, value, is_to_stay):
        entry = self.entries[id]
        entry[name] = entry.get(name, set()) | {value}
        # a leaver keeps his names
        if is_to_stay:
            self.others.add((id, name, value))
        return id, name, value

    def move_by_hand(self):
        """(id, whether its name is changed, too)"""
        for number, id in enumerate(self.random.sample(
                sorted(self.entries), 3)):
            self.of["moved by hand"] += 1
            rdn = self.places[id][0]
            is_renamed = number == 0 and len(rdn) == 2
            if is_renamed:
                self.entries[id]["cn"] = {
                    value for value in self.entries[id]["cn"]
                    if ("cn", value.lower()) not in rdn}
                rdn = frozenset([("uid", "rc-" + id)])
            self.places[id] = (rdn,) + place_of(ELSEWHERE)
            yield id, is_renamed


def told(run):
    """What a dry run and the run tell alike."""
    return [line for line in run.out.splitlines()
            if line[:1] in "+~-!?>" or line.startswith("    ")]


class Phonebook(Slapd):
    def __init__(self, map_text=MAP, **options):
        super().__init__(accesslog=True, extra="dbnosync", **options)
        for dn in list(PLACES.values()) + [FORMER, ELSEWHERE]:
            self.add(dn, objectClass=["organizationalUnit"],
                     ou=dn[len("ou="):].split(",")[0])
        self.file = self.config(map_text=map_text)
        self.map = map_text

    def entries(self, *operational):
        """id -> (dn, its entry)"""
        found = {}
        for dn, entry in self.tree(PEOPLE, operational).items():
            keys = [uid.decode()[3:] for uid in entry.get("uid", ())
                    if re.fullmatch(b"rc-[0-9]+", uid)]
            if keys:
                true(keys[0] not in found, "two entries of " + keys[0])
                found[keys[0]] = dn, entry
        return found

    def uuids(self):
        return {id: entry["entryUUID"]
                for id, (_, entry) in self.entries("entryUUID").items()}

    def apply(self, events, *options, code=0):
        run = dirwire("apply", "-c", self.file, "--max-removes", "all",
                      *options, stdin=events)
        equal(run.code, code, run)
        return run

    def dry_then_run(self, events, code=0):
        before = self.tree(operational=("entryCSN",))
        dry = self.apply(events, "-n", code=code)
        equal(self.tree(operational=("entryCSN",)), before, "the dry run")
        run = self.apply(events, code=code)
        equal(told(dry), told(run), "the dry run and the run")
        return run
