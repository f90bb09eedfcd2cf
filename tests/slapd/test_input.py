# SPDX-License-Identifier: ISC
"""Bad input: a sentence and an exit code, never half an entry."""
import json
import os
import re
import subprocess

from slapdtest import (PEOPLE, SIMPLE_MAP, Slapd, dirwire, dn_of, empty, event,
                       ids, person, rejects)
from tap import DIRWIRE, equal, holds, main, test, true

LATER = "2026-05-13T09:00:00.000Z"


@test
def not_json():
    """what is not JSON: 65, position and what was expected, what came before is done"""
    rows = (
        ('{"body": {"contacts": [{"id": "2"§', "ends inside a record"),
        ('{"a": §NaN}', "a value"), ('{"a": §Infinity}', "a value"),
        ('{"a": -§Infinity}', "expected a value"),
        ('§// no', "expected a value"),
        ('{"a": 1 §/* no */}', "expected , or }"),
        ('{"a": 1, §}', "expected a key in quotes"),
        ('{"a": [1, §]}', "expected a value"),
        ('{§\'a\': 1}', "expected a key in quotes"),
        ('{§a: 1}', "expected a key in quotes or }"),
        ('{"a": "\\§x"}', "expected an escape"),
        ('{"a": "\\u12§g4"}', "four hex digits"),
        ('{"a": "§\t"}', "the string to end in a quote"),
        ('{"a": "b§\n"}', "the string to end in a quote"),
        ('{"a": 0§1}', "expected , or }"), ('{"a": §+1}', "expected a value"),
        ('{"a": §.5}', "expected a value"), ('{"a": 1.§}', "expected a digit"),
        ('{"a": 1e§}', "expected a digit"), ('{"a" §1}', "expected :"),
        ('{"a": 1 §"b": 2}', "expected , or }"),
        ('{"a": [1§}', "expected , or ]"),
        ('§}', "expected a value"), ('{} §]', "expected a value"),
        ('{} §nul', "expected null"), ('{} §\0', "expected a value"),
        ('[{} §{}]', "expected , or ]"), ('[{}, §]', "expected a value"),
        ('[{}\n§', "expected , or ]"))
    with Slapd() as server:
        config = server.config(map_text=SIMPLE_MAP)
        for text, expected in rows:
            before, after = text.split("§")
            bad = before + after
            lines = ("\n" + before).split("\n")
            place = "line %d, column %d: " % (len(lines), len(lines[-1]) + 1)
            good = event(person(1)) + "\n"
            behind = "" if after == "" else "\n" + event(person(3))
            run = dirwire("apply", "-c", config, stdin=good + bad + behind)
            equal(run.code, 65, "%s: %r" % (text, run))
            for out in (run.err, run.out):
                found = [line for line in out.splitlines()
                         if "standard input: line" in line]
                equal(len(found), 1, run)
                if "nul" not in text:
                    holds(found[0], place, text)
                holds(found[0], expected, text)
                holds(found[0], "nothing behind it is read")
            equal(ids(server), [1], text)
            empty(server)


def nested(depth):
    """An event that is `depth` deep all in all."""
    inner = json.loads(event(person(2)))
    inner["extra"] = 1
    for _ in range(depth - 1):
        inner["extra"] = [inner["extra"]]
    return json.dumps(inner)


def tokens(count):
    """An event of so many keys and values."""
    whole = json.loads(event(person(2)))

    def number_of(node):
        if isinstance(node, dict):
            return 1 + sum(1 + number_of(v) for v in node.values())
        return 1 + sum(map(number_of, node)) if isinstance(node, list) else 1

    whole["extra"] = [0] * (count - number_of(whole) - 2)
    return json.dumps(whole)


def sized(size):
    whole = json.loads(event(person(2)))
    whole["extra"] = ""
    whole["extra"] = "x" * (size - len(json.dumps(whole)))
    return json.dumps(whole)


def crowd(count):
    return event([person(2 + (n > 0) * (10 + n)) for n in range(count)])


def with_name(raw):
    """Contact 2 with these bytes in its name."""
    return event(person(2, first="@")).encode().replace(b"@", raw)


@test
def limits():
    """a record over a limit is rejected by its line and the next one is read"""
    good = (nested(16), tokens(20000), sized(1 << 20), crowd(500),
            event(person(9223372036854775807)),
            with_name("😀".encode()), with_name(b"\\ud83d\\ude00"))
    bad = [(nested(17), "nested more than 16 deep"),
           (nested(40), "nested more than 16 deep"),
           (tokens(20001), "more than 20000 values"),
           (sized((1 << 20) + 1), "larger than 1048576 bytes"),
           (sized(5 << 20), "larger than 1048576 bytes"),
           (crowd(501), "501 contacts, and 500 are the most"),
           (event(person("#")).replace('"#"', "18446744073709551617"),
            "too large to be exact"),
           (event(person("#")).replace('"#"', "18446744073709551616"),
            "too large to be exact"),
           ('{"a\\u0000b": 1}', "a NUL in a key"), ("17", "is a number"),
           ('"x"', "is a string"), ("null", "is null"), ("true", "a boolean"),
           ("{}", "has no body"), ('{"body": []}', "has no body"),
           ('{"body": {"contacts": 1}}', "contacts is not an array"),
           (event([7]), "contact 1 of 1 is not an object"),
           (event({"eventType": "Update"}), "contact 1 of 1 has no id"),
           (event(person("a b")), "which is not 1 to 64 of"),
           (event(person("x" * 65)), "which is not 1 to 64 of"),
           (event({"id": "2"}), "neither a known eventType nor a record")]
    bad += [(with_name(raw), "half a surrogate pair") for raw in (
        b"\\ud83d", b"\\ude00", b"\\ud83d\\n", b"\\ud83dx",
        b"\\ud83d\\ud83d", b"\\ude00\\ud83d")]
    bad += [(with_name(raw), "not UTF-8") for raw in (
        b"\xff", b"\xc0\x80", b"\xc1\xbf", b"\xe0\x80\x80", b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xc3", b"\xe2\x82",
        b"\x80", b"a\xc3(", b"\xf0\x9f\x98")]
    with Slapd() as server:
        config = server.config(map_text=SIMPLE_MAP)
        for text in good:
            run = dirwire("apply", "-n", "-c", config, stdin=text)
            equal((run.code, rejects(run)), (0, []), run.err)
        for text, reason in bad:
            raw = text if isinstance(text, bytes) else text.encode()
            run = dirwire("apply", "-c", config, stdin=b"\n".join(
                [event(person(1)).encode(), raw, event(person(3)).encode()]))
            equal(run.code, 4, "%r\n%s" % (raw[-200:], run.err))
            equal(len(rejects(run)), 1, run)
            holds(rejects(run)[0], "! standard input:2  ")
            holds(rejects(run)[0], reason)
            equal(ids(server), [1, 3], reason)
            empty(server)


@test
def forms():
    """arrays, lines, pretty printed, BOM, pipe, file and - all make the same tree"""
    events = [event(person(n)) for n in (1, 2, 3)]
    parsed = [json.loads(e) for e in events]
    whole = "\n".join(events)
    pretty = json.dumps(parsed, indent=4)
    with Slapd() as server:
        config = server.config(map_text=SIMPLE_MAP)
        one = server.write("one.json", events[0])
        two = server.write("two.json", "\n".join(events[1:]))
        dirwire("apply", "-c", config, stdin=whole)
        tree = server.tree(PEOPLE)
        equal(len(tree), 4)
        for text in ("\ufeff" + whole, whole + "\n\n", "".join(events),
                     whole.replace("\n", "\r\n"), json.dumps(parsed), pretty,
                     "\ufeff\n" + pretty, pretty.replace("\n", "\r\n\t"),
                     "".join(json.dumps(e, indent=2) for e in parsed),
                     "[%s]\n[%s]\n[]%s" % tuple(events)):
            empty(server)
            run = dirwire("apply", "-c", config, stdin=text)
            equal(run.code, 0, run)
            equal(server.tree(PEOPLE), tree, text[:40])
        for files, stdin in (([one, two], ""), ([two, one], ""),
                             ([one, "-"], events[1] + events[2]),
                             (["-", two], events[0]), (["-"], whole)):
            empty(server)
            run = dirwire("apply", "-c", config, *files, stdin=stdin)
            equal(run.code, 0, run)
            equal(server.tree(PEOPLE), tree, files)
        with open(two) as standard:
            empty(server)
            subprocess.run([DIRWIRE, "apply", "-c", config, one, "-"],
                           stdin=standard, stdout=subprocess.DEVNULL)
        equal(server.tree(PEOPLE), tree, "a file as standard input")
        for text in ("", " \r\n\t\n", "\ufeff", "[]", "\ufeff[ ]\n"):
            run = dirwire("apply", "-c", config, stdin=text)
            equal(run.code, 0, run)
            holds(run.out, "0 added, 0 modified, 0 removed")
        equal(server.tree(PEOPLE), tree, "nothing is no reason to remove")


@test
def usage():
    """files that are none, unknown words: 64 or 66, and what was meant"""
    with Slapd() as server:
        config = server.config(map_text=SIMPLE_MAP)
        good = server.write("good.json", event(person(1)))
        for code, part, *args in (
                (66, "nowhere.json: No such file", "apply", good,
                 "nowhere.json"),
                (66, "is a folder", "apply", good, server.folder),
                (64, "named twice", "apply", "-", "-"),
                (64, "did you mean apply?", "aply"),
                (64, "did you mean apply?", "help", "appply"),
                (64, "did you mean --dry-run?", "apply", "--dry-rnu"),
                (64, "did you mean --max-removes?", "apply",
                 "--maxremoves=3", good),
                (64, "no option -x", "apply", "-x"),
                (64, "-c needs an argument", "apply", "-c"),
                (64, "--report needs an argument", "apply", "--report"),
                (64, "no report format xml; dirwire knows text, ldif, ldif-content, json and coverage",
                 "apply", "--report", "xml", good),
                (64, "two reports on standard output", "apply", "--report",
                 "ldif", "--report", "text", good),
                (64, "a number or all", "apply", "--max-removes", "x"),
                (64, "a number or all", "apply", "--max-removes", "10%"),
                (64, "auto, always or never", "apply", "--color", "pink"),
                (66, "No such file", "apply", "-c", "/nowhere", good)):
            chosen = ["-c", config] if args[0] == "apply" else []
            run = dirwire(*chosen, *args, cwd=server.folder)
            equal(run.code, code, "%s: %r" % (args, run))
            holds(run.err, part)
            equal(len(run.err.splitlines()), 1, run)
        equal(dirwire().code, 64)
        keyboard, terminal = os.openpty()
        done = subprocess.run([DIRWIRE, "apply", "-c", config],
                              stdin=terminal, stderr=subprocess.PIPE)
        equal(done.returncode, 64)
        holds(done.stderr, b"no events: name files")
        os.close(keyboard)
        os.close(terminal)
        equal(ids(server), [], "something was written")


BROKEN = """\
[ldap]
uri = ldap://127.0.0.1:1
§binddn = cn=x
timeout = §soon
§sasl = external
bind-dn = cn=x
§[mpa]
x = 1
[map]
base = dc=example,dc=com
key = uid: rc-{id}
§base = dc=example,dc=org
[entry one]
dn = uid=rc-{id},{base}
objectClass = §inetOrgPersn
§telefoneNumber = {name}
cn = {name | §uper}
sn = {lastName§
title = {jobTitle} else§
mail = {email} when type §~ User
[entry one when type = User]
§userPassword = {name}
§[entry two]
dn = uid=rc-{id},{base}
objectClass = inetOrgPerson
cn = {name} else x
"""


@test
def configuration():
    """a broken configuration and map: every error at once, with place and caret"""
    lines, wanted = [], set()
    for number, line in enumerate(BROKEN.splitlines(), 1):
        if "§" in line:
            wanted.add((number, line.index("§") + 1))
        lines.append(line.replace("§", ""))
    with Slapd() as server:
        path = server.write("broken.conf", "\n".join(lines) + "\n")
        run = dirwire("apply", "-c", path, stdin=event(person(1)))
        equal(run.code, 78, run)
        equal(run.out, "")
        said = run.err.splitlines()
        found = set()
        for at, line in enumerate(said):
            match = re.match(re.escape(path) + r":(\d+):(\d+): error: .", line)
            if match:
                row, column = map(int, match.groups())
                found.add((row, column))
                equal(said[at + 1], "    " + lines[row - 1])
                equal(said[at + 2], "    " + " " * (column - 1) + "^")
        equal(sorted(wanted - found), [], "places that are not told:\n%s"
              % run.err)
        for part in ("did you mean bind-dn?", "did you mean map?",
                     "did you mean inetOrgPerson?", "did you mean upper?",
                     "did you mean telephoneNumber?", "no line for sn",
                     "errors in configuration and map; nothing was done"):
            holds(run.err, part)


@test
def accounts():
    """two accounts in one input: 78 and nothing written, unless one is chosen"""
    both = "\n".join([event(person(1), account="1"), event(person(2), LATER,
                                                           account="2")])
    with Slapd() as server:
        config = server.config(map_text=SIMPLE_MAP)
        run = dirwire("apply", "-c", config, stdin=both)
        equal(run.code, 78, run)
        holds(run.err, "contacts of two accounts, 1 and 2, in one input")
        equal(ids(server), [])
        own = event([person(1, account={"id": "7"}),
                     person(2, account={"id": "8"})])
        equal(dirwire("apply", "-c", config, stdin=own).code, 78)
        config = server.config(map_text=SIMPLE_MAP,
                               extra="[source]\naccount = 2")
        run = dirwire("apply", "-c", config, stdin=both + event(
            person(3, account={"id": "1"}), account="2"))
        equal(run.code, 0, run)
        equal(ids(server), [2])
        holds(run.out, ", 2 contacts of other accounts")
        config = server.config(map_text=SIMPLE_MAP.replace("rc-{id}",
                                                    "rc-{account}-{id}"))
        run = dirwire("apply", "-c", config, stdin=both + event(
            person(1), account="2"))
        equal(run.code, 0, run)
        tree = server.tree(PEOPLE)
        for name in ("1-1", "2-2", "2-1"):
            true("uid=rc-%s,%s" % (name, PEOPLE) in tree, name)


@test
def order():
    """the newest event of a contact counts, then the last, in whatever order they come"""
    def named(number, last, time=LATER, verb="Update"):
        return event(person(number, last=last, verb=verb), time)

    older = "2026-05-12T09:00:00.000Z"
    with Slapd() as server:
        config = server.config(map_text=SIMPLE_MAP)
        a = server.write("a", "\n".join([
            named(1, "new"), named(2, "old", older), named(3, "first"),
            named(4, "zone", "2026-05-13T12:00:00.000+0300"),
            named(5, "gone", older)]))
        b = server.write("b", "\n".join([
            named(1, "old", older), named(2, "new"), named(3, "last"),
            named(4, "later", "2026-05-13T09:00:00.001Z"),
            event({"eventType": "Delete", "id": "5"}, LATER),
            event({"eventType": "Delete", "id": "6"}, LATER)]))
        for files, third in (([a, b], b"last"), ([b, a], b"first")):
            empty(server)
            run = dirwire("apply", "-c", config, *files)
            equal(run.code, 0, run)
            holds(run.out, "4 added, 0 modified, 0 removed")
            holds(run.out, "11 events, 5 superseded")
            tree = server.tree(PEOPLE)
            equal([tree[dn_of(n)]["sn"] for n in range(1, 5)],
                  [[b"new"], [b"new"], [third], [b"later"]])
        run = dirwire("apply", "-n", "--detailed-exitcode", "-c", config, b, a)
        equal(run.code, 0, run)
        run = dirwire("apply", "-n", "--detailed-exitcode", "-c", config,
                      stdin=named(9, "x"))
        equal(run.code, 2, run)
        equal(dirwire("apply", "--detailed-exitcode", "-c", config,
                      stdin=named(9, "x")).code, 0)


@test
def ids_of_one_key():
    """ids that the rule of the key takes as equal are one contact"""
    with Slapd(accesslog=True) as server:
        config = server.config(SIMPLE_MAP.replace(
            "[entry", "key-id = any\n[entry", 1))
        events = "\n".join([event(person("Ab")),
                            event(person("aB", "Bob"), LATER)])
        dry = dirwire("apply", "-n", "-c", config, stdin=events)
        holds(dry.out, "1 to add, 0 to modify")
        run = dirwire("apply", "-c", config, stdin=events)
        holds(run.out, "1 added, 0 modified")
        writes = server.writes()
        run = dirwire("apply", "-c", config, stdin=events)
        equal(run.code, 0, run)
        equal(server.writes(), writes, "writes of a second run")


if __name__ == "__main__":
    main()
