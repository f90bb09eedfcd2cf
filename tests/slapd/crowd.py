# SPDX-License-Identifier: ISC
"""Many contacts that come, change their names and values, and go.

    crowd = Crowd(seed, 100)
    first = crowd.come()         events, a line each
    second = crowd.change()
    crowd.tree()                 what ou=people must hold when all was applied

The name is part of the RDN, so half of the changes are renames, and a contact could
have two entries if a writer lost its way.
"""
import random
import re

from slapdtest import PEOPLE, event, person

MAP = """\
base = dc=example,dc=com
key = uid: rc-{id}
[entry all]
dn = cn={lastName}+uid=rc-{id},ou=people,{base}
objectClass = inetOrgPerson
cn = {lastName}
sn = {lastName}
mail = {email}
telephoneNumber = {phoneNumbers.phoneNumber}
description += Synchronised by dirwire ({department})
"""


class Crowd:
    def __init__(self, seed, count):
        self.random = random.Random(seed)
        self.count = count
        self.people = {}  # number -> what is known of the contact
        self.day = 0
        self.fresh = 0

    def text(self):
        self.fresh += 1
        return "n%d" % self.fresh

    def someone(self):
        return {"lastName": "Name " + self.text(), "email": self.text() + "@x",
                "department": self.text(), "phoneNumbers": [
                    {"phoneNumber": "+1202%07d" % self.random.randrange(10 ** 7)}
                    for _ in range(self.random.randrange(3))]}

    def events(self, contacts):
        self.day += 1
        self.random.shuffle(contacts)
        return "\n".join(
            event(contact, "2026-05-%02dT09:00:00.000Z" % self.day)
            for contact in contacts)

    def come(self, count=None):
        """New contacts."""
        first = len(self.people) + 1
        numbers = range(first, first + (count or self.count))
        for number in numbers:
            self.people[number] = self.someone()
        return self.events([person(n, **self.known(n)) for n in numbers])

    def known(self, number):
        return {"last" if name == "lastName" else name: value
                for name, value in self.people[number].items()}

    def change(self, deletes=True):
        """Each but some gets another name, other values, both, or goes; a quarter
        as many are new."""
        contacts = []
        for number, known in self.people.items():
            deed = self.random.choice(("rename", "modify", "both", "stay",
                                       "delete" if deletes else "rename"))
            other = self.someone()
            if known is None or deed == "delete":
                self.people[number] = None
                contacts.append({"eventType": "Delete", "id": str(number)})
                continue
            if deed == "rename":
                known = dict(known, lastName=other["lastName"])
            elif deed == "modify":
                known = dict(other, lastName=known["lastName"])
            elif deed == "both":
                known = other
            self.people[number] = known
            contacts.append(person(number, **self.known(number)))
        first = len(self.people) + 1
        for number in range(first, first + self.count // 4):
            self.people[number] = self.someone()
            contacts.append(person(number, **self.known(number)))
        return self.events(contacts)

    def tree(self):
        """As Slapd.tree() has it."""
        entries = {}
        for number, known in self.people.items():
            if known is None:
                continue
            values = {"objectClass": ["inetOrgPerson"],
                      "uid": ["rc-%d" % number], "cn": [known["lastName"]],
                      "sn": [known["lastName"]], "mail": [known["email"]],
                      "telephoneNumber": [phone["phoneNumber"] for phone in
                                          known["phoneNumbers"]],
                      "description": ["Synchronised by dirwire (%s)"
                                      % known["department"]]}
            dn = "cn=%s+uid=rc-%d,%s" % (known["lastName"], number, PEOPLE)
            entries[dn] = {name: sorted(value.encode() for value in of)
                           for name, of in values.items() if of}
        return entries


def doubles(server):
    """The keys that more than one entry has."""
    connection = server.connect()
    connection.search(PEOPLE, "(uid=rc-*)", attributes=["uid"])
    keys = [value for entry in connection.response
            for value in entry["attributes"]["uid"]
            if re.fullmatch("rc-[0-9]+", value)]
    connection.unbind()
    return sorted(key for key in set(keys) if keys.count(key) > 1)
