# SPDX-License-Identifier: ISC
"""What a map means, written once more: from the manual, not from the program.

It knows one map, and of it only what the events of history.py can bring about,
so that it can be read at once and be right.  An entry is a dictionary from
attributes to sets of values.
"""
import re
import unicodedata

PEOPLE = "ou=people,dc=example,dc=com"
MAP = """\
base = dc=example,dc=com
key = uid: rc-{id}
on-delete = delete

[table areas]
Sales = Sales and marketing
Support = Customer care
"Werk Süd" = Plant, south
* = Elsewhere

[entry parked when type = ParkLocation]
leave

[entry person when type in User, Limited and status = Enabled and not hidden = true]
dn = uid=rc-{id},ou=people,{base}
objectClass = inetOrgPerson
cn = {firstName} {lastName} else {lastName} also {name}
sn = {lastName} else {name}
givenName = {firstName}
displayName = {lastName}, {firstName} else {name}
mail = {email}
telephoneNumber = {phoneNumbers[usageType=DirectNumber, type!=FaxOnly]
    .phoneNumber} also {extensionNumber | prefix("ext ")}
facsimileTelephoneNumber = {phoneNumbers[type=FaxOnly].phoneNumber | e164}
departmentNumber = {department | table(areas)} else keep
l = {site.name} when site.id != main-site
title = {jobTitle} else Staff
businessCategory = person
employeeType ?= phone system
description += Synchronised by dirwire ({type})
    also Desk {extensionNumber} when type = User

[entry service when type in Department, SharedLinesGroup and status = Enabled]
dn = uid=rc-{id},ou=people,{base}
objectClass = inetOrgPerson
cn = {name}
sn = {name}
telephoneNumber = {phoneNumbers[type!=FaxOnly].phoneNumber | sort | first}
l = {site.name}
businessCategory = service
description += Queue of {department}
"""

OWNED = ("cn", "sn", "givenName", "displayName", "mail", "telephoneNumber",
         "facsimileTelephoneNumber", "departmentNumber", "l", "title",
         "businessCategory")
AREAS = {"Sales": "Sales and marketing", "Support": "Customer care",
         "Werk Süd": "Plant, south"}


class Rejected(Exception):
    """The contact is named, and its entry stays as it is."""


def is_service(contact):
    return contact["type"] in ("Department", "SharedLinesGroup")


def id_of(entry):
    """The contact of an entry of ours."""
    keys = [value for value in entry.get("uid", ())
            if re.fullmatch("rc-[0-9]+", value)]
    return keys[0][len("rc-"):] if len(keys) == 1 else None


def normal(attribute, value):
    """Values of one normal form are equal by the attribute's matching rule."""
    if attribute == "telephoneNumber":
        return re.sub("[ -]", "", value)
    if attribute == "facsimileTelephoneNumber" or isinstance(value, bytes):
        return value
    folded = [c.lower() if len(c.lower()) == 1 else c
              for c in unicodedata.normalize("NFKC", value)]
    return " ".join("".join(folded).split())


def is_equal_by_rule(one, other):
    return set(one) == set(other) and all(
        {normal(name, value) for value in one[name]} ==
        {normal(name, value) for value in other[name]} for name in one)


def is_shared(value):
    """Could a += line have made it?"""
    return not isinstance(value, bytes) and re.fullmatch(
        r"synchronised by dirwire \(.*\)|desk .*|queue of .*",
        normal("description", value)) is not None


def text_of(contact, field):
    value = contact.get(field)
    if isinstance(value, dict):
        raise Rejected
    return unicodedata.normalize("NFC", value or "").strip()


def fill(template, *texts):
    """A template with an empty hole is empty."""
    return [template % texts] if all(texts) else []


def numbers_of(contact, usage=None, fax=False):
    return [phone["phoneNumber"] for phone in contact.get("phoneNumbers", ())
            if (phone["type"] == "FaxOnly") == fax
            and usage in (None, phone["usageType"])]


def dialable(numbers):
    return [number for number in numbers if "#" not in number]


def e164(numbers):
    bare = [re.sub("[ -]", "", number) for number in numbers]
    return [text for text in bare if re.fullmatch("[+][0-9]{7,15}", text)]


def person(contact):
    """Owned values, shared values and the attributes that stay as they are."""
    first, last, name, email, extension, department, title = [
        text_of(contact, field) for field in (
            "firstName", "lastName", "name", "email", "extensionNumber",
            "department", "jobTitle")]
    site = contact.get("site") or {}
    is_main = site.get("id") == "main-site"
    owned = {
        "cn": (fill("%s %s", first, last) or fill("%s", last)) +
              fill("%s", name),
        "sn": fill("%s", last) or fill("%s", name),
        "givenName": fill("%s", first),
        "displayName": fill("%s, %s", last, first) or fill("%s", name),
        "mail": fill("%s", email) if email.isascii() else [],
        "telephoneNumber": dialable(numbers_of(contact, "DirectNumber")) +
                           fill("ext %s", extension),
        "facsimileTelephoneNumber": e164(numbers_of(contact, fax=True)),
        "departmentNumber": fill("%s", department and AREAS.get(
            department, "Elsewhere")),
        "l": [] if is_main else fill("%s", site.get("name")),
        "title": fill("%s", title) or ["Staff"],
        "businessCategory": ["person"]}
    shared = fill("Synchronised by dirwire (%s)", contact["type"])
    if contact["type"] == "User":
        shared += fill("Desk %s", extension)
    keep = set() if department else {"departmentNumber"}
    if "jobTitle" not in contact:
        keep.add("title")
    return owned, shared, keep


def service(contact):
    name = text_of(contact, "name")
    site = contact.get("site") or {}
    owned = {
        "cn": fill("%s", name),
        "sn": fill("%s", name),
        "telephoneNumber": dialable(sorted(numbers_of(contact))[:1]),
        "l": fill("%s", site.get("name")),
        "businessCategory": ["service"]}
    shared = fill("Queue of %s", text_of(contact, "department"))
    return owned, shared, set()


def section_of(contact):
    """The function that makes the entry; "leave", or None for no section."""
    if contact.get("eventType") == "Delete":
        return None
    if contact.get("type") == "ParkLocation":
        return "leave"
    if contact.get("status") != "Enabled":
        return None
    if is_service(contact):
        return service
    if contact["type"] in ("User", "Limited") and not contact.get("hidden"):
        return person
    return None


def makes_entry(contact):
    return section_of(contact) in (person, service)


def changed(dn, before, contact):
    """The entry after the contact; None: no entry."""
    section = section_of(contact)
    if section == "leave":
        return before
    if section is None:
        if before and (before["objectClass"] != {"inetOrgPerson"} or
                       not dn.startswith("uid=rc-")):
            return stripped(dn, before, contact)
        return None
    owned, shared, keep = section(contact)
    after = dict(before or {"objectClass": {"inetOrgPerson"},
                            "uid": {"rc-" + contact["id"]}})
    for name in OWNED:
        if name in keep and before:
            continue
        values = unique(name, owned.get(name, []))
        if name == "cn" and dn and dn.startswith("cn="):
            values.add(dn[len("cn="):].split(",")[0])
        set_values(after, name, values)
    if not after.get("cn") or not after.get("sn"):
        raise Rejected
    set_values(after, "description",
               share(after.get("description", ()), shared))
    if section is person:
        after.setdefault("employeeType", {"phone system"})
    return after


def stripped(dn, before, contact):
    """Without what is ours; MUST and what the name holds stays."""
    after = dict(before)
    attribute, value = dn.split(",")[0].split("=", 1)
    for name in set(OWNED) - {"sn"}:
        stays = {value} if name == attribute else set()
        if stays or name != "cn":
            set_values(after, name, stays & before.get(name, set()))
    set_values(after, "description", share(before.get("description", ()), []))
    if attribute != "uid":
        set_values(after, "uid", before["uid"] - {"rc-" + contact["id"]})
    return after


def set_values(entry, name, values):
    entry.pop(name, None)
    if values:
        entry[name] = values


def unique(name, values):
    """The first of those that are equal by rule."""
    forms = {}
    for value in values:
        forms.setdefault(normal(name, value), value)
    return set(forms.values())


def share(present, wanted):
    """Values of others stay, ours are those that are wanted."""
    forms = {normal("description", value) for value in wanted}
    stay = [value for value in present
            if not is_shared(value) or normal("description", value) in forms]
    return unique("description", stay + wanted)


def encoded(tree):
    """A tree of such entries as Slapd.tree() has it."""
    return {dn: {name: sorted(value if isinstance(value, bytes)
                              else value.encode() for value in values)
                 for name, values in entry.items()}
            for dn, entry in tree.items()}
