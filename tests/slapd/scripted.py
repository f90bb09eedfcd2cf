# SPDX-License-Identifier: ISC
"""An LDAP server in memory that answers what it is told to, as often as told:

    with Scripted() as server:
        server.answer("add", 51, times=1)
        server.answer("modify", SILENCE, dn=dn_of(3), is_done=True)
        run = dirwire("apply", "-c", settings(server.ldap), …)
        server.tree(), server.asked("add", "modify")

What no row says is done: bind, search, add, modify, rename, delete, with assertion,
post-read, entryCSN and contextCSN, of which it knows what dirwire needs.
"""
import collections
import threading

import wire
from slapdtest import BASE, BASE_LDIF, PEOPLE

OPS = {wire.BIND: "bind", wire.SEARCH: "search", wire.ADD: "add",
       wire.MODIFY: "modify", wire.RENAME: "rename", wire.DELETE: "delete"}

# Instead of a result code: nothing; bytes that are no LDAP; a notice of
# disconnection, or none, and the end.
SILENCE, GARBAGE, NOTICE, END = "silence", "garbage", "notice", "end"

ASSERTION, POST_READ = "1.3.6.1.1.12", "1.3.6.1.1.13.2"
ABANDON = 0x50
TEXT = "1.3.6.1.4.1.1466.115.121.1.15"
IA5 = "1.3.6.1.4.1.1466.115.121.1.26"
NUMBER = "1.3.6.1.4.1.1466.115.121.1.50"
OID = "1.3.6.1.4.1.1466.115.121.1.38"
TYPES = ["( %s NAME '%s' EQUALITY %s SYNTAX %s )" % row for row in (
    ("2.5.4.0", "objectClass", "objectIdentifierMatch", OID),
    ("2.5.4.3", "cn", "caseIgnoreMatch", TEXT),
    ("2.5.4.4", "sn", "caseIgnoreMatch", TEXT),
    ("2.5.4.11", "ou", "caseIgnoreMatch", TEXT),
    ("2.5.4.13", "description", "caseIgnoreMatch", TEXT),
    ("2.5.4.20", "telephoneNumber", "telephoneNumberMatch", NUMBER),
    ("0.9.2342.19200300.100.1.1", "uid", "caseIgnoreMatch", TEXT),
    ("0.9.2342.19200300.100.1.3", "mail", "caseIgnoreIA5Match", IA5),
    ("0.9.2342.19200300.100.1.25", "dc", "caseIgnoreIA5Match", IA5))]
CLASSES = [
    "( 2.5.6.0 NAME 'top' ABSTRACT MUST objectClass )",
    "( 0.9.2342.19200300.100.4.13 NAME 'domain' SUP top STRUCTURAL MUST dc )",
    "( 2.5.6.5 NAME 'organizationalUnit' SUP top STRUCTURAL MUST ou )",
    "( 2.5.6.6 NAME 'person' SUP top STRUCTURAL MUST ( sn $ cn ) MAY "
    "( telephoneNumber $ description ) )",
    "( 2.5.6.7 NAME 'organizationalPerson' SUP person STRUCTURAL MAY ou )",
    "( 2.16.840.1.113730.3.2.2 NAME 'inetOrgPerson' SUP organizationalPerson "
    "STRUCTURAL MAY ( uid $ mail ) )"]
ROOT = {"objectClass": [b"top"], "supportedLDAPVersion": [b"3"],
        "namingContexts": [BASE.encode()],
        "subschemaSubentry": [b"cn=Subschema"],
        "supportedControl": [ASSERTION.encode(), POST_READ.encode()]}
SCHEMA = {"objectClass": [b"top", b"subschema"], "cn": [b"Subschema"],
          "attributeTypes": [t.encode() for t in TYPES],
          "objectClasses": [c.encode() for c in CLASSES]}
STRUCTURAL = (b"inetOrgPerson", b"organizationalUnit", b"domain",
              b"organizationalRole", b"subschema", b"top")

Request = collections.namedtuple(
    "Request", "connection id op dn body controls")


class Refused(Exception):
    """With the result code."""


def text(content):
    return content.decode(errors="surrogateescape")


def integer(content):
    return int.from_bytes(content, "big")


def parent_of(dn):
    return dn.partition(",")[2]


def own_name(attributes, name):
    """As the entry spells it; the name itself when it has none."""
    return next((own for own in attributes if own.lower() == name.lower()),
                name)


def read_values(content):
    """The attribute and its values (RFC 4511 section 4.1.7)."""
    (_, name), (_, values) = wire.parts(content)
    return text(name), [value for _, value in wire.parts(values)]


def request_of(connection, data, tag):
    (_, id), (_, body), *rest = wire.parts(wire.parts(data)[0][1])
    dn = body
    if tag != wire.DELETE:
        dn = wire.parts(body)[tag == wire.BIND][1]
    controls = {}
    for _, control in wire.parts(rest[0][1]) if rest else ():
        fields = wire.parts(control)
        controls[text(fields[0][1])] = fields[-1][1]
    return Request(connection, integer(id), OPS.get(tag, "extended"),
                   text(dn), body, controls)


class Entry:
    def __init__(self, dn, attributes):
        self.dn, self.attributes = dn, attributes
        self.csn = self.uuid = b""

    def values(self, name):
        return self.attributes.get(own_name(self.attributes, name), [])

    def has(self, name, value):
        return value.lower() in [v.lower() for v in self.values(name)] or (
            name.lower() == "entrycsn" and value == self.csn)

    def matches(self, tag, content):
        """The filter of that tag (RFC 4511 section 4.5.1.7)."""
        if tag == 0x87:
            return bool(self.values(text(content)))
        if tag == 0xa3:
            (_, name), (_, value) = wire.parts(content)
            return self.has(text(name), value)
        found = [self.matches(*inner) for inner in wire.parts(content)]
        return {0xa0: all, 0xa1: any, 0xa2: lambda f: not f[0]}[tag](found)

    def change(self, op, name, values):
        own = own_name(self.attributes, name)
        old = self.attributes.get(own, [])
        equal = [v.lower() for v in old]
        if op == 0:
            if any(v.lower() in equal for v in values):
                raise Refused(20)
            new = old + values
        elif op == 1 and values:
            if any(v.lower() not in equal for v in values):
                raise Refused(16)
            gone = [v.lower() for v in values]
            new = [v for v in old if v.lower() not in gone]
        else:
            if op == 1 and not old:
                raise Refused(16)
            new = values if op == 2 else []
        self.attributes.pop(own, None)
        if new:
            self.attributes[own] = new


class Tree:
    """The entries, by their DN in lower case."""

    def __init__(self, content):
        self.entries = {}
        self.count = 0
        for record in content.strip().split("\n\n"):
            (_, dn), *lines = [line.split(": ", 1)
                              for line in record.splitlines()]
            attributes = {}
            for name, value in lines:
                attributes.setdefault(name, []).append(value.encode())
            self.put(Entry(dn, attributes))

    def put(self, entry):
        """It was written."""
        self.count += 1
        entry.csn = b"20260512090000.%06dZ#000000#000#000000" % self.count
        entry.uuid = entry.uuid or (b"00000000-0000-4000-8000-%012d"
                                    % self.count)
        self.entries[entry.dn.lower()] = entry

    def at(self, dn):
        if dn == "":
            return Entry("", ROOT)
        if dn.lower() == "cn=subschema":
            return Entry("cn=Subschema", SCHEMA)
        if dn.lower() not in self.entries:
            raise Refused(32)
        return self.entries[dn.lower()]

    def below(self, dn, scope):
        """The entries of the scope: base, one, all."""
        base = self.at(dn)
        if scope == 0:
            return [base]
        if scope == 1:
            return [e for e in self.entries.values()
                    if parent_of(e.dn).lower() == dn.lower()]
        return [e for e in self.entries.values() if e is base or
                e.dn.lower().endswith("," + dn.lower())]

    def operational(self, entry):
        if entry.dn.lower() not in self.entries:
            return {}
        children = self.below(entry.dn, 1)
        known = {"entryCSN": [entry.csn], "entryUUID": [entry.uuid],
                 "subschemaSubentry": [b"cn=Subschema"],
                 "hasSubordinates": [b"TRUE" if children else b"FALSE"],
                 "structuralObjectClass": [next(
                     c for c in STRUCTURAL
                     if c in entry.values("objectClass"))]}
        if entry.dn == BASE:
            known["contextCSN"] = [max(e.csn for e in self.entries.values())]
        return known

    def add(self, entry):
        if entry.dn.lower() in self.entries:
            raise Refused(68)
        self.at(parent_of(entry.dn))
        self.put(entry)
        return entry

    def modify(self, entry, changes):
        new = Entry(entry.dn, dict(entry.attributes))
        new.uuid = entry.uuid
        for change in changes:
            new.change(*change)
        self.put(new)
        return new

    def rename(self, entry, rdn, is_old_deleted, parent):
        dn = rdn + "," + (parent or parent_of(entry.dn))
        if dn.lower() != entry.dn.lower() and dn.lower() in self.entries:
            raise Refused(68)
        self.at(parent_of(dn))
        if self.below(entry.dn, 1):
            raise Refused(66)
        del self.entries[entry.dn.lower()]
        new = Entry(dn, dict(entry.attributes))
        new.uuid = entry.uuid
        for one in entry.dn.partition(",")[0].split("+"):
            name, _, value = one.partition("=")
            if is_old_deleted and new.has(name, value.encode()):
                new.change(1, name, [value.encode()])
        for one in rdn.split("+"):
            name, _, value = one.partition("=")
            if not new.has(name, value.encode()):
                new.change(0, name, [value.encode()])
        self.put(new)
        return new

    def delete(self, entry):
        if self.below(entry.dn, 1):
            raise Refused(66)
        del self.entries[entry.dn.lower()]


class Row:
    """What is answered, how often yet (None: for ever), and to which."""

    def __init__(self, op, code, times, is_wanted, is_done):
        self.op, self.code, self.left = op, code, times
        self.is_wanted, self.is_done = is_wanted, is_done


class Scripted(wire.Listener):
    def __init__(self, content=BASE_LDIF, referral="ldap://127.0.0.1:1"):
        self.directory = Tree(content)
        self.referral = referral
        self.rows = []
        self.requests = []  # (request, what was answered), as they came
        self.lock = threading.RLock()
        super().__init__(self.talk)

    def answer(self, op, code, times=None, dn=None, is_done=False, when=None):
        """The next `times` requests, or all, of that kind and DN are answered
        so; `is_done` carries them out all the same.  when(request) chooses."""
        def is_wanted(request):
            return (dn is None or request.dn.lower() == dn.lower()) and (
                when is None or when(request))
        with self.lock:
            self.rows.append(Row(op, code, times, is_wanted, is_done))

    def tree(self, base=PEOPLE):
        """As that of Slapd."""
        with self.lock:
            return {e.dn: {name: sorted(values)
                           for name, values in e.attributes.items()}
                    for e in self.directory.below(base, 2)}

    def asked(self, *ops):
        """[(operation, DN, what was answered)], in order."""
        with self.lock:
            return [(r.op, r.dn, code) for r, code in self.requests
                    if r.op in ops]

    def talk(self, peer):
        number, is_end = self.connections, False
        while not is_end:
            data, tag = wire.message(peer)
            if tag == wire.UNBIND:
                return
            if tag == ABANDON:
                continue
            out, is_end = self.perform(request_of(number, data, tag), tag)
            peer.sendall(out)

    def perform(self, request, tag):
        """The bytes of the answer, and whether the connection then ends."""
        with self.lock:
            row = next((r for r in self.rows if r.op == request.op and
                        r.left != 0 and r.is_wanted(request)), None)
            code, out, controls = 0, b"", []
            try:
                if row is None or row.is_done:
                    out, controls = self.carry_out(request)
            except Refused as refused:
                code = refused.args[0]
            if row is not None:
                row.left = row.left and row.left - 1
                code, out, controls = row.code, b"", []
            self.requests.append((request, code))
        if not isinstance(code, int):
            return {SILENCE: (b"", False), GARBAGE: (b"\x30\5junk!", False),
                    NOTICE: (wire.notice(52), True), END: (b"", True)}[code]
        more = wire.part(0xa3, wire.part(4, self.referral))
        said = "as the script says" if row is not None else ""
        return out + wire.reply(request.id, wire.result(
            wire.ANSWERS[tag], code, said, more if code == 10 else b""),
            *controls), False

    def carry_out(self, request):
        """What comes before the result, and the controls of that."""
        if request.op == "bind":
            return b"", []
        if request.op == "extended":
            raise Refused(2)
        fields = wire.parts(request.body)
        if request.op == "search":
            return self.search(request, fields), []
        entry = None
        if request.op != "add":
            entry = self.directory.at(request.dn)
            if ASSERTION in request.controls and not entry.matches(
                    *wire.parts(request.controls[ASSERTION])[0]):
                raise Refused(122)
        return b"", self.post_read(request, self.write(
            request, entry, fields))

    def write(self, request, entry, fields):
        """The entry as it is then."""
        if request.op == "add":
            return self.directory.add(Entry(request.dn, dict(
                read_values(row) for _, row in wire.parts(fields[1][1]))))
        if request.op == "delete":
            return self.directory.delete(entry)
        if request.op == "rename":
            return self.directory.rename(
                entry, text(fields[1][1]), fields[2][1] != b"\0",
                text(fields[3][1]) if len(fields) > 3 else None)
        changes = []
        for _, change in wire.parts(fields[1][1]):
            (_, op), (_, what) = wire.parts(change)
            changes.append((integer(op),) + read_values(what))
        return self.directory.modify(entry, changes)

    def post_read(self, request, entry):
        if POST_READ not in request.controls or entry is None:
            return []
        names = [text(name).lower() for _, name in wire.parts(
            wire.parts(request.controls[POST_READ])[0][1])]
        known = {name: values for name, values in
                 self.directory.operational(entry).items()
                 if name.lower() in names}
        return [wire.part(0x30, wire.part(4, POST_READ), wire.part(
            4, wire.found(entry.dn, known)))]

    def search(self, request, fields):
        wanted = [text(name).lower() for _, name in wire.parts(fields[7][1])]
        out = b""
        for entry in self.directory.below(request.dn, integer(fields[1][1])):
            if not entry.matches(*fields[6]):
                continue
            shown = {name: values for name, values in entry.attributes.items()
                     if not wanted or "*" in wanted or name.lower() in wanted}
            shown.update((name, values) for name, values in
                         self.directory.operational(entry).items()
                         if "+" in wanted or name.lower() in wanted)
            out += wire.reply(request.id, wire.found(entry.dn, shown))
        return out
