# SPDX-License-Identifier: ISC
"""What the bench has done: events for dirwire, and the tree they are applied to.

A workload is a tree before, events, and how many records of LDIF, of which kind, the
same changes are.
"""
import json

FIRST_ID = 8798000000
FIRST = ("Ada", "Grace", "Zoë", "Jürgen", "Łucja", "John", "Mary", "Anselm")
LAST = ("Lovelace", "Hopper", "Müller", "García", "Smith", "O'Neill", "Nowak")
HIDDEN = "hidden"  # an employeeType that the server may not show
REFUSED = "not one of them"  # a department that the server may refuse


def contact(n, verb="Create", **other):
    """One of the size that RingCentral sends."""
    first, last = FIRST[n % len(FIRST)], "%s-%d" % (LAST[n % len(LAST)], n)
    record = {
        "id": str(FIRST_ID + n), "eventType": verb, "type": "User",
        "status": "Enabled", "firstName": first, "lastName": last,
        "name": first + " " + last, "department": "Department %d" % (n % 97),
        "email": "person.%d@example.com" % n, "extensionNumber": str(n),
        "account": {"id": "400386146004"},
        "phoneNumbers": [
            {"phoneNumber": "+1202%07d" % n, "usageType": "DirectNumber",
             "type": "VoiceFax"},
            {"phoneNumber": "+1303%07d" % n, "usageType": "DirectNumber",
             "type": "FaxOnly"},
            {"phoneNumber": "+1404%07d" % n, "usageType": "MobileNumber",
             "hidden": True}],
        "site": {"id": str(n % 7), "name": "Branch %d" % (n % 7)},
        "profileImage": {"etag": "%032x" % n}}
    record.update(other)
    return record


def moved(n):
    return contact(n, "Update", department="Department of %d" % n)


def married(n):
    return contact(n, "Update", lastName="Married-%d" % n,
                   name="%s Married-%d" % (FIRST[n % len(FIRST)], n))


def gone(n):
    return {"id": str(FIRST_ID + n), "eventType": "Delete"}


def unchanged(n):
    return contact(n, "Update")


class Workload:
    """`before` and `events` are lists of contacts; `tool` does the same one by one;
    `records` is what the LDIF of the changes must hold, {changetype: count}."""

    def __init__(self, name, tool, before, events, records, map_name="stock"):
        self.name, self.tool, self.map_name = name, tool, map_name
        self.before, self.events, self.records = before, events, records
        self.count = len(events)
        self.left = len(before) + records.get("add", 0) \
            - records.get("delete", 0)  # entries in the end
        self.code = 0                   # how dirwire ends
        self.is_hidden = False          # what was there before: HIDDEN


def load(count):
    return Workload("load", "ldapadd", [],
                    [contact(n) for n in range(count)], {"add": count})


def modify(count):
    return Workload("modify", "ldapmodify",
                    [contact(n) for n in range(count)],
                    [moved(n) for n in range(count)], {"modify": count})


def delete(count):
    return Workload("delete", "ldapdelete",
                    [contact(n) for n in range(count)],
                    [gone(n) for n in range(count)], {"delete": count})


def mixed(count):
    """A fifth each of adds, modifies, renames (each with a modify behind it),
    deletes and contacts that stay as they are."""
    kinds = (contact, moved, married, gone, unchanged)
    fifth = count // 5
    return Workload(
        "mixed", "ldapmodify",
        [contact(n) for n in range(5 * fifth) if n % 5 != 0],
        [kinds[n % 5](n) for n in range(5 * fifth)],
        {"add": fifth, "modify": 2 * fifth, "modrdn": fifth,
         "delete": fifth}, "renaming")


def isolation(count, is_hidden):
    """Two workloads that end in the same tree: two good contacts of three alone, and
    all, of which one in three is rejected; no map can know that.  The server refuses
    a value of it, or an entry that nobody may see stands in its place."""
    bad = [contact(n) for n in range(2, count, 3)]
    good = [contact(n) for n in range(count) if n % 3 != 2]
    every = [contact(n) if is_hidden or n % 3 != 2
             else contact(n, department=REFUSED) for n in range(count)]
    before = bad if is_hidden else []
    alone = Workload("alone", None, before, good, {"add": len(good)})
    among = Workload("among", None, before, every, {"add": count})
    alone.is_hidden = among.is_hidden = is_hidden
    among.left = alone.left
    among.code = 4
    return alone, among


def write_events(path, contacts):
    """One event a line, one contact in each."""
    with open(path, "w", encoding="utf-8") as out:
        for n, record in enumerate(contacts):
            json.dump({
                "uuid": "%036d" % n,
                "event": "/restapi/v1.0/account/400386146004/directory/entries",
                "timestamp": "2026-05-12T09:%02d:%02d.%03dZ"
                             % (n // 60000 % 60, n // 1000 % 60, n % 1000),
                "body": {"contacts": [record]}}, out, ensure_ascii=False)
            out.write("\n")
    return path
