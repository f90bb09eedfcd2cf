# SPDX-License-Identifier: ISC
"""A made-up history of a phonebook: files of events, what others do to the
directory between them, and what the tree must be after each.

    made_up = History(seed)
    for dn, attributes in made_up.strangers(): ...
    for number in range(FILES):
        for dn, attribute, op, values in made_up.administer(): ...
        text = made_up.write_events()
        made_up.tree, made_up.summary    what must come of it
"""
import collections
import copy
import json
import random
import re
import unicodedata
from datetime import datetime, timedelta, timezone

from model import (PEOPLE, Rejected, changed, id_of, is_equal_by_rule,
                   is_service, is_shared, makes_entry, section_of)

FILES = 5
EVENTS = 200  # in each file
CONTACTS = 150
ACTIVE = 134  # of them, in each file
ADOPTED = 4   # of them, whose entries were there before us
PATH = "/restapi/v1.0/account/400386146004/directory/entries"
BEGIN = datetime(2026, 5, 4, tzinfo=timezone.utc)

FIRST_NAMES = ["Ada", "Zoë", "José María", "Łukasz", "Ольга", "民俊", "D'Arcy",
               "Anne-Sophie", " Kim ", "Jean, Luc", "Νίκος", "Þóra"]
LAST_NAMES = ["Lovelace", "Müller", "van der Berg", "Çelik", "Иванова", "#1",
              "Smith; Jones", "Kim = Co", '"Q" Public', "Ba\\ck", "<none>",
              "Ångström", "Ng+Ng"]
QUEUES = ["Front desk", "Hotline", "Büro Nord", "Returns + repairs", "Kasse"]
DEPARTMENTS = ["Sales", "Support", "Werk Süd", "Legal", "sales", "", None]
SITES = [{"id": "main-site", "name": "Main Site"}, {"id": "2", "name": "West"},
         {"id": "3", "name": "Zürich"}, {"name": "Adrift"}, {}, None]
STRANGERS = {
    "uid=jsmith": {"uid": ["jsmith"], "cn": ["John Smith"], "sn": ["Smith"]},
    "uid=rc-7x": {"uid": ["rc-7x"], "cn": ["Not a key"], "sn": ["x"]},
    "uid=xrc-12": {"uid": ["xrc-12", "rc-"], "cn": ["Nor this"], "sn": ["x"],
                   "description": ["Synchronised by dirwire (User)"]},
    "cn=rc-12": {"cn": ["rc-12"], "sn": ["x"]},
}
# What is refused before it is a contact, or that no key can be made for.
JUNK = [
    {"id": "77 7", "eventType": "Update", "type": "User", "lastName": "x"},
    {"id": "seven", "eventType": "Update", "type": "User", "lastName": "x"},
    {"id": "12", "eventType": "Renamed"},
    {"eventType": "Update", "type": "User", "lastName": "x"},
]


class History:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.files = 0
        self.ids = ["87%08d" % n for n in self.random.sample(
            range(10 ** 8), CONTACTS)]
        self.records = {}  # id -> the record of its entry
        self.tree = {}     # dn -> attribute -> values; ou=people
        self.foreign = []  # (dn, attribute, value) written by others
        self.events_of = collections.Counter()  # by id
        self.summary = collections.Counter()
        self.rejected = set()
        self.late = 0      # older after newer, that would have made another
        self.counter = 0

    def one_of(self, *things):
        return self.random.choice(things)

    def chance(self, of):
        return self.random.random() < of

    def fresh(self):
        """A number that no value held before."""
        self.counter += 1
        return self.counter

    # Contacts

    def number(self, kind, usage="DirectNumber"):
        text = "+1202%07d" % self.fresh()
        if self.chance(.2):
            text = "%s %s %s" % (text[:2], text[2:5], text[5:])
        return {"phoneNumber": text, "usageType": usage, "type": kind}

    def numbers(self, faxes):
        numbers = [self.number("FaxOnly") for _ in range(faxes)]
        numbers += [self.number(self.one_of("VoiceFax", "VoiceOnly"))
                    for _ in range(self.one_of(0, 1, 1, 2))]
        if self.chance(.3):
            numbers.append(self.number("VoiceOnly", "MobileNumber"))
        if numbers and self.chance(.2):  # one number, written in two ways
            twice = self.random.choice(numbers)
            numbers.append(dict(twice, phoneNumber=self.spell_number(
                twice["phoneNumber"])))
        if self.chance(.1):  # not a number: both are dropped
            numbers += [{"phoneNumber": "ask # Kim", "type": kind,
                         "usageType": "DirectNumber"}
                        for kind in ("FaxOnly", "VoiceOnly")]
        self.random.shuffle(numbers)
        return numbers

    def person(self, id, faxes=None):
        last = "%s %d" % (self.random.choice(LAST_NAMES), self.fresh())
        if faxes is None:
            faxes = self.one_of(0, 0, 1, 2)
        record = {"id": id, "type": self.one_of("User", "User", "Limited"),
                  "status": "Enabled", "lastName": last,
                  "extensionNumber": str(1000 + self.fresh()),
                  "phoneNumbers": self.numbers(faxes),
                  "department": self.random.choice(DEPARTMENTS),
                  "site": self.random.choice(SITES)}
        name = last
        if self.chance(.85):
            record["firstName"] = self.random.choice(FIRST_NAMES)
            name = "%s %s" % (record["firstName"].strip(), last)
        if self.chance(.6):
            record["name"] = self.one_of(name, self.spell_name(name),
                                         name + " (home)", name + " und Söhne")
        if self.chance(.8):
            record["email"] = "%s.%d@Example.com" % (
                self.one_of("Ada", "kim", "kim", "zoë"), self.fresh())
        if self.chance(.3):
            record["jobTitle"] = self.one_of("Engineer", "Réviseur", None)
        return record

    def service(self, id):
        kind = self.one_of("Department", "SharedLinesGroup")
        return {"id": id, "type": kind, "status": "Enabled",
                "phoneNumbers": self.numbers(1),
                "name": "%s %d" % (self.random.choice(QUEUES), self.fresh()),
                "department": self.random.choice(DEPARTMENTS),
                "site": self.random.choice(SITES)}

    # What happens to a contact: its next record

    def create(self, id):
        return self.person(id) if self.chance(.75) else self.service(id)

    def change(self, id):
        record = copy.deepcopy(self.records[id])
        other = (self.service if is_service(record) else self.person)(id)
        for field in self.random.sample(sorted(other), 4):
            record[field] = other[field]
        return record

    def change_section(self, id):
        is_person = not is_service(self.records[id])
        return self.service(id) if is_person else self.person(id)

    def two_faxes(self, id):
        return self.person(id, faxes=2)

    def say_again(self, id):
        """The same, written otherwise: nothing is to be done."""
        record = copy.deepcopy(self.records[id])
        for field in {"firstName", "lastName", "name"} & set(record):
            text = unicodedata.normalize("NFD", record[field])
            record[field] = " %s\t" % text
        return record

    def respell(self, id):
        """Values that are equal by their rule and not in their bytes."""
        before = self.tree[self.find(id)]
        for _ in range(50):
            record = copy.deepcopy(self.records[id])
            for field in ("firstName", "lastName", "name", "email"):
                if record.get(field) and self.chance(.5):
                    record[field] = self.spell_name(record[field])
            for phone in record["phoneNumbers"]:
                if self.chance(.5):
                    phone["phoneNumber"] = self.spell_number(
                        phone["phoneNumber"])
            after = changed(self.find(id), before, record)
            if after != before and is_equal_by_rule(before, after):
                break
        return record

    def spell_name(self, text):
        """The same by caseIgnoreMatch."""
        wide = text.replace("K", "\uff2b").replace("1", "\uff11")
        return self.one_of(text.upper(), text.lower(), text.title(), wide,
                           text.strip().replace(" ", "   "))

    def spell_number(self, text):
        """The same by telephoneNumberMatch."""
        return re.sub("[ -]?([0-9]{7})$", self.one_of("", " ", "-") + r"\1",
                      text)

    def delete(self, id):
        if self.chance(.5):
            return {"eventType": "Delete", "id": id}
        return dict(self.create(id), **self.one_of(
            {"eventType": "Delete"}, {"status": "Disabled"},
            {"status": "NotActivated"}, {"type": "Announcement"},
            {"type": "User", "hidden": True}))

    def spoil(self, id):
        if self.chance(.5):
            return dict(self.create(id), department={"name": "Sales"})
        return dict(self.create(id), firstName="", lastName="  ", name=None)

    def park(self, id):
        return dict(self.create(id), type="ParkLocation")

    def plan(self):
        """id -> the newest record of each contact in the next file."""
        deeds = ([self.delete] * 26 + [self.change_section] * 17 +
                 [self.two_faxes] * 18 + [self.respell] * 20 +
                 [self.spoil] * 7 + [self.park] * 3 + [self.say_again] * 7)
        # who was deleted comes first, to come back
        ids = sorted(self.ids, key=lambda id: (
            id not in self.records or self.find(id) is not None,
            self.random.random()))[:ACTIVE]
        self.random.shuffle(ids)
        plan = {}
        for id in ids:
            if id not in self.records or not self.find(id):
                deed = self.random.choices(
                    [self.create, self.delete, self.spoil, self.park],
                    [94, 2, 2, 2])[0]
            else:
                deed = deeds.pop(0) if deeds else self.change
            plan[id] = deed(id)
        return plan

    # A file of events

    def events(self):
        """Notifications: time in ms since BEGIN, and contacts."""
        day = 86400000
        begin = self.files * day
        plan = self.plan()
        events = [{"time": begin + self.random.randrange(day // 2, day),
                   "contacts": [record]} for record in plan.values()]
        events.sort(key=lambda event: event["time"])
        newest = {event["contacts"][0]["id"]: event for event in events}
        while len(events) < EVENTS - len(JUNK) - 1:
            self.add_older(events, newest)
        for record in JUNK:
            self.insert(events, {"time": begin, "contacts": [dict(record)]})
        self.insert(events, {"time": begin, "path": "/account/1/presence",
                             "contacts": [dict(JUNK[0])]})
        for event in events:
            for contact in event["contacts"]:
                if "eventType" not in contact and self.chance(.95):
                    contact["eventType"] = self.one_of(
                        "Create", "Update", "update", "Changed")
        return events

    def add_older(self, events, newest):
        """One more of a contact, that must not count, wherever it stands."""
        id = self.random.choice(sorted(newest))
        time = newest[id]["time"]
        record = self.one_of(self.create, self.create, self.create,
                             self.delete, self.spoil, self.park)(id)
        place = events.index(newest[id])
        way = self.random.random()
        others = [event for event in events if event["time"] < time]
        if way < .2 and others:  # in another's notification
            self.random.choice(others)["contacts"].insert(
                self.one_of(0, 1), record)
        elif way < .7:
            older = time - self.one_of(1, self.random.randrange(1, 10 ** 7))
            events.insert(self.random.randint(place + 1, len(events)),
                          {"time": older, "contacts": [record]})
        else:  # before it, and perhaps at the same time
            older = time - self.one_of(0, self.random.randrange(10 ** 7))
            events.insert(self.random.randint(0, place),
                          {"time": older, "contacts": [record]})

    def insert(self, events, event):
        events.insert(self.random.randint(0, len(events)), event)

    def write_events(self):
        """The text of the next file; tree, summary and late are then what it
        must bring about."""
        events = self.events()
        self.apply(events)
        self.files += 1
        written = [json.dumps({
            "uuid": "u%d" % self.fresh(), "event": event.get("path", PATH),
            "timestamp": self.write_time(event["time"]),
            "body": {"contacts": [self.write_contact(contact)
                                  for contact in event["contacts"]]}},
            ensure_ascii=self.chance(.5)) for event in events]
        if self.files % 2:
            return "\n".join(written)
        return "[\n%s\n]\n" % ",\n".join(written)

    def write_time(self, ms):
        time = BEGIN + timedelta(milliseconds=ms)
        hours, end = self.one_of((0, "Z"), (0, "+0000"), (2, "+0200"),
                                 (-7, "-07:00"))
        time += timedelta(hours=hours)
        return "%s.%03d%s" % (time.strftime("%Y-%m-%dT%H:%M:%S"),
                              time.microsecond // 1000, end)

    def write_contact(self, contact):
        if contact.get("id", "").isdigit() and self.chance(.3):
            return dict(contact, id=int(contact["id"]))
        return contact

    # Others who write to the directory

    def strangers(self):
        """(dn, attributes) of what is there before the first file."""
        for rdn, attributes in STRANGERS.items():
            yield self.add("%s,%s" % (rdn, PEOPLE), attributes)
        for id in self.ids[:ADOPTED]:
            name = "Adopted %d" % self.fresh()
            yield self.add("cn=%s,%s" % (name, PEOPLE), {
                "uid": ["login%s" % id, "rc-" + id], "cn": [name],
                "sn": ["was here"], "roomNumber": ["1"]})

    def add(self, dn, attributes):
        attributes = dict(attributes, objectClass=["inetOrgPerson"])
        self.tree[dn] = {name: set(values)
                         for name, values in attributes.items()}
        return dn, attributes

    def administer(self):
        """(dn, attribute, "add" or "replace", values), one after the other."""
        n = self.fresh
        # no line names it, or no += line makes it: must stay
        foreign = [lambda: ("roomNumber", "4.%d" % n()),
                   lambda: ("description", "VIP %d" % n()),
                   lambda: ("description", "Desk-side chair %d" % n()),
                   lambda: ("cn;lang-de", "Frau %d" % n()),
                   lambda: ("description;lang-fr", "Desk %d" % n()),
                   lambda: ("uid", "rc-login%d" % n()),
                   lambda: ("audio", b"\0\xff\xfe%d" % n())]
        for make in foreign * 2:
            name, value = make()
            # of audio a server can't tell two values apart
            without = name if name == "audio" else None
            yield self.modify(self.any_dn(without), name, "add", {value})
        for rdn in STRANGERS:
            yield self.modify("%s,%s" % (rdn, PEOPLE), "description", "add",
                              {"Desk %d" % n()})
        # ours, or a seed: put back, made ours again or left
        for _ in range(3):
            yield self.modify(self.any_dn(), "employeeType", "replace",
                              self.one_of(set(), {"contractor"}))
            yield self.modify(self.any_dn(), "mail", "replace",
                              {"by-hand-%d@example.org" % n()})
            yield self.modify(self.any_dn(), "description", "add",
                              {"Queue of ghosts %d" % n()})
        # what is also something else is not deleted
        for _ in range(5 if self.files in (1, 2) else 0):
            yield self.modify(self.any_dn(), "objectClass", "add",
                              {"labeledURIObject"})

    def any_dn(self, without=None):
        return self.random.choice([
            dn for dn, entry in sorted(self.tree.items())
            if id_of(entry) and without not in entry
            and "labeledURIObject" not in entry["objectClass"]])

    def modify(self, dn, name, op, values):
        entry = self.tree[dn]
        if op == "add":
            entry[name] = entry.get(name, set()) | values
            self.foreign += [(dn, name, value) for value in values
                             if not is_shared(value)]
        else:
            entry.pop(name, None)
            entry.update({name: set(values)} if values else {})
        return dn, name, op, sorted(values)

    # The model

    def find(self, id):
        for dn, entry in self.tree.items():
            if id_of(entry) == id:
                return dn
        return None

    def apply(self, events):
        """Bring tree, summary and late to where they are after the file."""
        self.summary = collections.Counter(events=len(events))
        newest, last = {}, {}
        for event in events:
            if "path" in event:
                self.summary["other"] += 1
                continue
            for contact in event["contacts"]:
                if contact in JUNK:
                    self.summary["rejected"] += 1
                    continue
                id = contact["id"]
                self.events_of[id] += 1
                last[id] = contact
                if id in newest:
                    self.summary["superseded"] += 1
                if id not in newest or event["time"] >= newest[id][0]:
                    newest[id] = event["time"], contact
        self.late, self.rejected = 0, set()
        for id, (_, contact) in newest.items():
            self.late += (last[id] is not contact and
                          self.outcome(last[id]) != self.outcome(contact))
            self.apply_contact(contact)

    def outcome(self, contact):
        dn = self.find(contact["id"])
        try:
            return changed(dn, self.tree.get(dn), contact)
        except Rejected:
            return self.tree.get(dn)

    def apply_contact(self, contact):
        id = contact["id"]
        dn = self.find(id)
        before = self.tree.get(dn)
        try:
            after = changed(dn, before, contact)
        except Rejected:
            self.summary["rejected"] += 1
            self.rejected.add(id)
            return
        if after == before:
            self.summary["unchanged"] += 1
        elif after is not None and section_of(contact) is None:
            self.summary["removed"] += 1
            self.tree[dn] = after
        elif after is None:
            self.summary["removed"] += 1
            del self.tree[dn]
            self.foreign = [f for f in self.foreign if f[0] != dn]
        else:
            self.summary["added" if before is None else "modified"] += 1
            self.tree[dn or "uid=rc-%s,%s" % (id, PEOPLE)] = after
        if makes_entry(contact):
            self.records[id] = contact
