# SPDX-License-Identifier: ISC
"""Values: slapd gives back what cleaning made, and equal is what slapd says.

The model below is written from the words of the design alone and knows nothing
of the C code.  DIRWIRE_SEED repeats a run.  Characters are those that Unicode 3.2
had (Python's ucd_3_2_0), for slapd's tables are as old: it folds the case of no
newer letter, which dirwire does.
"""
import json
import os
import random
import re
import unicodedata

from ldap3.core.exceptions import LDAPAttributeOrValueExistsResult
from ldap3.utils.dn import parse_dn

from slapdtest import BASE, Slapd, dirwire
from tap import LONG, equal, holds, main, say, test, true

SEED = int(os.environ.get("DIRWIRE_SEED") or random.randrange(2 ** 32))
PEOPLE = "ou=people," + BASE
CONTACTS = 10000 if LONG else 1000
PAIRS = 20000 if LONG else 2000

TEXT = ("description", "title", "employeeNumber", "carLicense", "labeledURI")
PHONE = "".join(map(chr, range(48, 58))) + "+()-./ ,':?="
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
PRINTABLE = PHONE + LETTERS


# The model: section 3 of the design

BIDI = ("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
        "\u2066\u2067\u2068\u2069")
LINE_ENDS = "\t\n\v\f\r\x85\u2028\u2029"


def is_blank(c):
    return unicodedata.category(c)[0] == "Z" or c in LINE_ENDS


def clean(text):
    """NFC without controls, bidi controls and BOM, trimmed."""
    text = "".join(" " if c in LINE_ENDS else c for c in text)
    text = "".join(c for c in text if unicodedata.category(c) != "Cc"
                   and c not in BIDI and c != "\ufeff")
    text = unicodedata.normalize("NFC", text)
    while text and is_blank(text[0]):
        text = text[1:]
    while text and is_blank(text[-1]):
        text = text[:-1]
    return text


def made_of(letters):
    return lambda v: v if all(c in letters for c in v) else None


def phone(v):
    return v if made_of(PRINTABLE)(v) and v.strip(" -") else None


def fax(v):
    parts = v.split("$")
    return v if all(p and made_of(PRINTABLE)(p) for p in parts) else None


def mail(v):
    return v if v.isascii() else None


def postal(v):
    v = re.sub(r"\\(?!24|5C|5c)", r"\\5C", v)
    return v if clean(v) == v else None


SYNTAX = {"mail": mail, "telephoneNumber": phone, "postalAddress": postal,
          "facsimileTelephoneNumber": fax,
          "destinationIndicator": made_of(PRINTABLE),
          "x121Address": made_of("0123456789 ")}


def model(name, text):
    """The value of the attribute, or None."""
    value = clean(text)
    return (SYNTAX.get(name, lambda v: v)(value) or None) if value else None


# What is put in

def is_old(text):
    return all(unicodedata.ucd_3_2_0.category(c) not in ("Cn", "Co", "Cs")
               for c in text)


def script(*ranges):
    return [chr(c) for first, last in ranges for c in range(first, last + 1)
            if is_old(chr(c))]


SCRIPTS = [script(*ranges) for ranges in (
    [(0x41, 0x7a)], [(0xa0, 0x233)], [(0x370, 0x3ce)], [(0x400, 0x4bf)],
    [(0x531, 0x587)], [(0x5d0, 0x5ea), (0x5b0, 0x5c4)],
    [(0x621, 0x652), (0xfe80, 0xfefc)], [(0x905, 0x94d)], [(0xe01, 0xe3a)],
    [(0x10d0, 0x10f0)], [(0x1100, 0x1112), (0x1161, 0x1175),
                         (0x11a8, 0x11c2), (0xac00, 0xad00)],
    [(0x1e00, 0x1eff), (0x1f00, 0x1ffc)], [(0x3041, 0x30ff)],
    [(0x4e00, 0x4eff)], [(0xff01, 0xffee)], [(0x10400, 0x1044d)],
    [(0x2070, 0x20ab), (0x2460, 0x2487), (0xfb00, 0xfb17)])]
MARKS = script((0x300, 0x338)) + ["\u05b0", "\u0651", "\u3099", "\u0327"]
SPECIAL = list(",+\"\\<>;=#/*()&|$_%!~^@{}[]'-.:? ")
HIDDEN = list("\0\x01\x1b\r\n\t\v\x7f\x85\x9b\u2028\u2029\ufeff\u200b\u00ad"
              "\u00a0\u2003\u3000") + list(BIDI)


def some(r, letters, most):
    return "".join(r.choice(letters) for _ in range(r.randint(1, most)))


def random_text(r, most=24):
    kind = r.randrange(8)
    if kind == 0:
        text = some(r, SPECIAL, most)
    elif kind == 1:
        text = some(r, SPECIAL + list(LETTERS), most)
    elif kind == 2:
        text = some(r, [c for s in SCRIPTS for c in s[:40]], most)
    elif kind == 3:
        text = some(r, HIDDEN + list("ab #,"), most)
    elif kind == 4:
        text = "".join(r.choice("aeiouAn sz") + some(r, MARKS, 3)
                       for _ in range(r.randint(1, most // 3)))
    else:
        text = some(r, r.choice(SCRIPTS), most)
    if r.random() < 0.3:
        text = r.choice((" ", "#", "\t ", "\u00a0", "\u202e")) + text
    if r.random() < 0.3:
        text += r.choice((" ", "  ", "\\", "\r\n", "\u3000", "\u0301"))
    return text


def random_value(r, name):
    if r.random() < 0.1 or name in TEXT or name in ("cn", "sn"):
        return random_text(r, 400 if name in TEXT and r.random() < 0.1 else 24)
    if name == "mail":
        return some(r, list(LETTERS + "@.+-_'\"\\,;") + ["\u037e"], 24)
    if name == "x121Address":
        return some(r, "0123456789 ", 15)
    if name == "postalAddress":
        return "$".join(random_text(r, 12) for _ in range(r.randint(1, 4)))
    return some(r, (PHONE, PRINTABLE + "$", PRINTABLE, "- 12$")[
        r.randrange(4)], 20)


TYPES = {"cn": "cn", "CN": "cn", "commonName": "cn", "2.5.4.3": "cn",
         "OU": "ou", "description": "description"}


def random_dn(r):
    """A DN in one of its spellings, and what the model makes of it: RDNs."""
    text, parts = [], []
    for _ in range(r.randint(1, 3)):
        names = r.sample(list(TYPES), r.randint(1, 2))
        values = [random_text(r, 8) for _ in names]
        text.append(" + ".join("%s = %s" % (n, "".join(
            "\\%02x" % b for b in v.encode())) for n, v in zip(names, values)))
        parts.append(sorted((TYPES[n], clean(v).encode())
                            for n, v in zip(names, values)))
    whole = all(v for rdn in parts for _, v in rdn) and all(
        len({n for n, _ in rdn}) == len(rdn) for rdn in parts)
    return ", ".join(text), parts if whole else None


def spelled(r, text):
    """`text` as JSON, with escapes or without."""
    return json.dumps(text, ensure_ascii=r.random() < 0.5)


MULTI = ["facsimileTelephoneNumber"]
NAMES = list(TEXT) + list(SYNTAX)
MAP = """base = dc=example,dc=com
key = uid: rc-{id}
[entry all]
dn = cn={name}+uid=rc-{id},ou=people,{base}
objectClass = inetOrgPerson
sn = {lastName}
""" + "".join("%s = {customFields[id=%s].value}\n" % (n, n)
              for n in NAMES if n != "title") + """\
title = A{customFields[id=title].value}
seeAlso = {customFields[id=seeAlso].value}
"""


def event_of(r, number, name, last, fields):
    """One event; `fields` are pairs of attribute and text."""
    custom = ", ".join('{"id": "%s", "value": %s}' % (n, spelled(r, v))
                       for n, v in fields)
    return ('{"uuid": "u", "timestamp": "2026-05-12T09:00:00Z", "event": '
            '"/restapi/v1.0/account/1/directory/entries", "body": '
            '{"contacts": [{"eventType": "Create", "id": "%d", "name": %s, '
            '"lastName": %s, "customFields": [%s]}]}}\n'
            % (number, spelled(r, name), spelled(r, last), custom))


def expected_entry(number, name, last, fields):
    """The entry the model makes, or None for a contact that is rejected."""
    cn, sn = model("cn", name), model("sn", last)
    if cn is None or sn is None:
        return None
    entry = {"objectClass": {"inetOrgPerson"}, "uid": {"rc-%d" % number},
             "cn": {cn}, "sn": {sn}}
    for attribute, text in fields:
        if attribute == "title":
            text = "A" + clean(text) if clean(text) else ""
        value = model(attribute, text)
        if value is not None:
            entry.setdefault(attribute, set()).add(value)
    return {n: {v.encode() for v in vs} for n, vs in entry.items()}


def rdns(dn):
    """RFC 4514 section 3, read by hand: [[(type, bytes)]]."""
    parts, at, text = [[]], 0, ""
    while True:
        end = dn.index("=", at)
        name, at, value = dn[at:end], end + 1, b""
        while at < len(dn) and dn[at] not in ",+":
            if dn[at] == "\\" and re.match("[0-9A-Fa-f]{2}", dn[at + 1:]):
                value += bytes.fromhex(dn[at + 1:at + 3])
                at += 3
                continue
            at += dn[at] == "\\"
            value += dn[at].encode()
            at += 1
        parts[-1].append((name.lower(), value))
        if at == len(dn):
            return parts
        text = dn[at]
        at += 1
        if text == ",":
            parts.append([])


def by_ldap3(dn):
    """The same by python3-ldap3's own parser, which wants # escaped everywhere;
    RFC 4514 does at the head of a value only."""
    parts = [[]]
    dn = re.sub(r"(\\.)|#", lambda m: m.group(1) or "\\#", dn)
    for name, value, separator in parse_dn(dn, escape=False, strip=False):
        plain = re.sub(rb"\\([0-9A-Fa-f]{2})|\\(.)", lambda m: bytes.fromhex(
            m.group(1).decode()) if m.group(1) else m.group(2),
            value.encode())
        parts[-1].append((name.lower(), plain))
        if separator == ",":
            parts.append([])
    return parts


@test
def values_come_back():
    """random values come back byte for byte as cleaning made them, in DNs, too"""
    r = random.Random(SEED)
    say("values: DIRWIRE_SEED=%d" % SEED)
    events, wanted, rejected, names = [], {}, set(), {}
    for number in range(1, CONTACTS + 1):
        name, last = random_value(r, "cn"), random_value(r, "sn")
        fields = [(n, random_value(r, n)) for n in NAMES + MULTI]
        dn, names[b"rc-%d" % number] = random_dn(r)
        events.append(event_of(r, number, name, last,
                               fields + [("seeAlso", dn)]))
        entry = expected_entry(number, name, last, fields)
        if entry is None:
            rejected.add(str(number))
        else:
            wanted[b"rc-%d" % number] = entry
    with Slapd(accesslog=True) as server:
        config = server.config(map_text=MAP)
        run = dirwire("apply", "-c", config, stdin="".join(events))
        equal(run.code, 4 if rejected else 0, run.err)
        bad = {line.split()[1]: line for line in run.out.splitlines()
               if line[:1] == "!"}
        equal({n: bad.get(n) for n in rejected ^ set(bad)}, {}, "rejected")
        tree = server.tree(PEOPLE)
        del tree[PEOPLE]
        equal(len(tree), len(wanted), "entries")
        count = 0
        for dn, entry in tree.items():
            want = wanted[entry["uid"][0]]
            other = names[entry["uid"][0]]
            equal([rdns(v.decode()) for v in entry.pop("seeAlso", [])],
                  [other] if other else [], "seeAlso of " + dn)
            equal({n: set(v) for n, v in entry.items()}, want, dn)
            count += sum(map(len, entry.values())) - 2
            first = [("cn", entry["cn"][0]), ("uid", entry["uid"][0])]
            rest = [[("ou", b"people")], [("dc", b"example")],
                    [("dc", b"com")]]
            equal(rdns(dn), [first] + rest, "the DN by hand")
            equal(by_ldap3(dn), [first] + rest, "the DN by ldap3")
        true(count >= 10 * CONTACTS, "only %d values" % count)
        say("values: %d came back, %d contacts rejected as the model says"
            % (count, len(rejected)))
        writes = server.writes()
        again = dirwire("apply", "-c", config, stdin="".join(events))
        equal(server.writes(), writes, "writes of a second run")
        holds(again.out, "0 added, 0 modified, 0 removed")


@test
def long_names():
    """a name longer than a server's RDN can be rejects its contact alone"""
    names = ["x" * 232, "x" * 234, "\u00e9" * 116, "\u00e9" * 118, "," * 77,
             "," * 79, "\ufdfa" * 12, "\ufdfa" * 30, "y" * 5000, "z"]
    r = random.Random(SEED)
    events = [event_of(r, n, name, "x", []) for n, name in enumerate(names)]
    with Slapd() as server:
        run = dirwire("apply", "-c", server.config(map_text=MAP),
                      stdin="".join(events))
        equal(run.code, 4, run.err)
        equal([line.split()[1] for line in run.out.splitlines()
               if "244 are the most a server keeps" in line],
              ["1", "3", "5", "7", "8"])
        tree = server.tree(PEOPLE)
        equal(sorted(e["cn"][0].decode() for e in tree.values() if "cn" in e),
              sorted(names[n] for n in (0, 2, 4, 6, 9)))


# Equal by rule

PLAIN = ["Zoë", "Straße", "STRASSE", "İstanbul", "ısı", "Σίσυφος", "ΣΑΣ",
         "ﬁn", "office", "Ångström", "한글", "각", "ガギグ", "Việt Nam",
         "№ 5", "tm", "x²", "ĳ", "Ǆ", "đ", "Ё ж", "µ", "ª", "½", "K k",
         "Ⅳ", "①", "™", "ẛ̣", "ǖ", "i̇", "J̌", "ΐ", "שָׁ", "لا", "प़"]


def wide(text):
    return "".join(chr(ord(c) + 0xfee0) if "!" <= c <= "~" else c
                   for c in text)


def shuffled_marks(r, text):
    apart = unicodedata.normalize("NFD", text)
    return re.sub("[%s]{2,}" % "".join(MARKS), lambda m: "".join(
        r.sample(m.group(), len(m.group()))), apart)


VARIANTS = [
    lambda r, t: t.upper(), lambda r, t: t.lower(), lambda r, t: t.swapcase(),
    lambda r, t: t.casefold(), lambda r, t: t.title(), shuffled_marks,
    lambda r, t: unicodedata.normalize("NFD", t),
    lambda r, t: unicodedata.normalize("NFKC", t),
    lambda r, t: unicodedata.normalize("NFKD", t), lambda r, t: wide(t),
    lambda r, t: t.replace(" ", "  "), lambda r, t: " ".join(t),
    lambda r, t: t.replace(" ", "\u00a0 "), lambda r, t: "-".join(t),
    lambda r, t: t.replace("-", ""), lambda r, t: t.replace("$", " $ "),
    lambda r, t: t + r.choice(MARKS), lambda r, t: t[:-1],
    lambda r, t: t.translate(str.maketrans("ıİσςkKµſ", "iiςσ\u212a\u212aμs")),
    lambda r, t: t.replace("ß", "ss").replace("ﬁ", "fi").replace("™", "tm"),
]
RULES = ["description", "labeledURI", "mail", "telephoneNumber",
         "postalAddress", "x121Address", "destinationIndicator"]


def random_pair(r, name):
    """Two cleaned values of the attribute that are near each other."""
    while True:
        one = random_value(r, name)
        if name in ("description", "labeledURI", "postalAddress"):
            one = " ".join(r.choice(PLAIN) if r.random() < 0.7 else
                           some(r, r.choice(SCRIPTS), 3) +
                           some(r, MARKS, 2) for _ in range(r.randint(1, 2)))
            if name == "postalAddress":
                one = one.replace(" ", "$")
        two = one
        for _ in range(r.randint(1, 2)):
            two = r.choice(VARIANTS)(r, two)
        one, two = model(name, one), model(name, two)
        if one and two and one != two and is_old(two) and len(one) < 100:
            return one, two


def asked(connection, dn, name, values):
    """Does slapd take the two for one?"""
    try:
        connection.modify(dn, {name: [("MODIFY_REPLACE",
                                       [v.encode() for v in values])]})
        return False
    except LDAPAttributeOrValueExistsResult:
        return True


PAIR_MAP = MAP.replace("title = A{", "title = {").replace(
    "cn={name}+", "") + "cn = {name}\n"


@test
def equal_as_slapd():
    """two values are one exactly when slapd says so, for values near each other"""
    r = random.Random(SEED)
    say("pairs: DIRWIRE_SEED=%d" % SEED)
    pairs = []
    for number in range(1, PAIRS + 1):
        name = r.choice(RULES[:2] + RULES)
        pairs.append((number, name) + random_pair(r, name))
    with Slapd(accesslog=True) as server:
        server.add("cn=scratch," + BASE, objectClass=["inetOrgPerson"],
                   cn="scratch", sn="x")
        connection = server.connect()
        same = {number: asked(connection, "cn=scratch," + BASE, name, two)
                for number, name, *two in pairs}
        events = "".join(event_of(r, number, "n", "n",
                                  [(name, a), (name, b)])
                         for number, name, a, b in pairs)
        config = server.config(map_text=PAIR_MAP)
        run = dirwire("apply", "-c", config, stdin=events)
        tree = server.tree(PEOPLE)
        wrong = []
        for number, name, a, b in pairs:
            entry = tree.get("uid=rc-%d,%s" % (number, PEOPLE), {})
            want = [a] if same[number] else [a, b]
            if entry.get(name) != sorted(v.encode() for v in want):
                wrong.append("%s %a %a: slapd says %s, the entry has %r"
                             % (name, a, b, "equal" if same[number] else
                                "different", entry.get(name)))
        equal(wrong, [], "pairs")
        equal(run.code, 0, run.err)
        count = sum(same.values())
        true(count >= PAIRS // 10 and PAIRS - count >= PAIRS // 10,
             "%d of %d equal: pairs are not near each other" % (count, PAIRS))
        say("pairs: %d, of which slapd takes %d as equal" % (PAIRS, count))
        other_forms(server, connection, config, pairs, r)


def other_forms(server, connection, config, pairs, r):
    """The entries have one value of each pair, by another's hand, not cleaned;
    the other is wanted: it must stand there after one run, byte for byte."""
    for number, name, a, _ in pairs:
        text = unicodedata.normalize(r.choice(("NFC", "NFD")), a)
        if name in ("description", "labeledURI", "mail"):
            text = r.choice(("", " ")) + text.replace(" ", "  ")
        connection.modify("uid=rc-%d,%s" % (number, PEOPLE), {
            name: [("MODIFY_REPLACE", [text.encode()])]})
    events = "".join(event_of(r, number, "n", "n", [(name, b)])
                     for number, name, _, b in pairs)
    run = dirwire("apply", "-c", config, stdin=events)
    equal(run.code, 0, run.err)
    tree = server.tree(PEOPLE)
    for number, name, a, b in pairs:
        equal(tree["uid=rc-%d,%s" % (number, PEOPLE)][name], [b.encode()],
              "%s was %a" % (name, a))
    writes = server.writes()
    run = dirwire("apply", "-c", config, stdin=events)
    equal(server.writes(), writes, "writes of a second run")


@test
def newer_letters():
    """letters newer than slapd's tables: a value by another's hand still goes"""
    r = random.Random(SEED)
    with Slapd(accesslog=True) as server:
        config = server.config(map_text=PAIR_MAP)
        events = event_of(r, 1, "n", "n", [("description", "\u019a")])
        dirwire("apply", "-c", config, stdin=events)
        server.modify("uid=rc-1," + PEOPLE, {
            "description": [("MODIFY_ADD", ["\u023d".encode()])]})
        run = dirwire("apply", "-c", config, stdin=events)
        equal(run.code, 0, run.err)
        equal(server.tree(PEOPLE)["uid=rc-1," + PEOPLE]["description"],
              ["\u019a".encode()])
        writes = server.writes()
        dirwire("apply", "-c", config, stdin=events)
        equal(server.writes(), writes, "writes of a second run")


if __name__ == "__main__":
    main()
