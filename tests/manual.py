# SPDX-License-Identifier: ISC
"""The manuals tell of what the program has: all of it, nothing else, and truly."""
import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from tap import BUILD, SRC, Skip, equal, holds, main, test, true

sys.path.insert(0, os.path.join(SRC, "tests/slapd"))
from slapdtest import BASE_LDIF, SERVICE, Slapd, dirwire

NAMES = ("dirwire.1", "dirwire.conf.5", "dirwire.map.5")
PEOPLE = "ou=people,dc=example,dc=com"
# A map's hash as the manuals show it; unit tests say what goes into it.
HASH = "40cd1e7e3a7a114fee6b26f9d3a9cadceb36cac91a08b3668a734062c15e367b"
ATTRIBUTE = r"([A-Za-z][\w-]*) *[?+]?="


def tables():
    """name -> rows, as tests/tables.c prints them from the program's own tables."""
    done = subprocess.run([os.path.join(BUILD, "tests/tables")], check=True,
                          stdout=subprocess.PIPE)
    found = {}
    for line in done.stdout.decode().splitlines():
        name, *cells = line.split("\t")
        found.setdefault(name, []).append(cells)
    return found


class Manual:
    """The source of a manual, cut at its headings.

    parts: heading -> text; a subsection has a part of its own.  In place of a
    literal block stands ```NUMBER```."""

    def __init__(self, name):
        with open(os.path.join(SRC, "docs", name + ".scd"),
                  encoding="utf-8") as f:
            self.text = f.read()
        self.literals = []
        rest = re.sub(r"^```\n(.*?)^```$", self.put_by, self.text,
                      flags=re.M | re.S)
        pieces = re.split(r"^##? (.+)\n", rest, flags=re.M)
        self.parts = dict(zip(pieces[1::2], pieces[2::2]))
        equal(2 * len(self.parts) + 1, len(pieces), name + ": headings twice")
        self.subsections = {
            heading: re.findall(r"^## (.+)$", body, re.M) for heading, body in
            re.findall(r"^# ([^\n]+)\n(.*?)(?=^# |\Z)", rest, re.M | re.S)}

    def put_by(self, found):
        self.literals.append(re.sub(r"\\(.)", r"\1", found.group(1)))
        return "```%d```" % (len(self.literals) - 1)

    def blocks(self, heading):
        """The literal blocks, as they are shown."""
        return [self.literals[int(number)] for number in
                re.findall(r"^```(\d+)```$", self.parts[heading], re.M)]

    def entries(self, heading):
        """head -> what is told of it: a line with indented text below."""
        found = re.findall(r"^(\S.*)\n((?:\t.*\n?)+)", self.parts[heading],
                           re.M)
        equal(len(dict(found)), len(found), heading + ": entries twice")
        return {head: " ".join(body.split()) for head, body in found}


def manual(name, cache={}):
    if name not in cache:
        cache[name] = Manual(name)
    return cache[name]


def marked(argument):
    """FORMAT[=FILE] as the manuals print it: _FORMAT_[=_FILE_]."""
    return re.sub(r"([A-Z]+)", r"_\1_", argument)


def bold(*names):
    return ["*%s*" % name for name in names]


@test
def command_line():
    """dirwire(1) has every verb, option, exit status and report, and no others"""
    page, found = manual("dirwire.1"), tables()
    verbs = ["*%s* %s" % (name, marked(operands)) if operands else
             "*%s*" % name for name, operands in found["verb"]]
    equal(list(page.entries("VERBS")), verbs, "VERBS")
    options = []
    for letter, name, argument in found["option"]:
        head = ("*-%s*, " % letter if letter else "") + "*--%s*" % name
        options.append(head + (" " + marked(argument) if argument else ""))
    equal(list(page.entries("OPTIONS")), options, "OPTIONS")
    equal(list(page.entries("EXIT STATUS")),
          bold(*[status for status, in found["status"]]), "EXIT STATUS")
    equal(list(page.entries("REPORTS")),
          bold(*[name for name, in found["report"]]), "REPORTS")
    equal(list(page.entries("CHECK")),
          bold(*[word for word, in found["result"]]), "CHECK")
    for name, _ in found["verb"]:
        holds(page.parts["SYNOPSIS"], "*dirwire %s*" % name)


@test
def options_in_passing():
    """an option that a manual names somewhere exists"""
    known = set()
    for letter, name, _ in tables()["option"]:
        known |= {"--" + name, "-" + letter}
    for name in NAMES:
        text = manual(name).text
        named = re.findall(r"(?<![\w-])--[a-z][a-z-]*|(?<=\*)-[A-Za-z]\b", text)
        for line in re.findall(r"\bdirwire apply ([^|\n]*)", text):
            named += re.findall(r"(?<!\S)-[A-Za-z](?!\S)", line)
        equal(sorted(set(named) - known), [], name)


@test
def help_texts():
    """dirwire help has every verb, option, exit status and report"""
    found = tables()
    overview = dirwire("help").out
    for name, _ in found["verb"]:
        true(re.search(r"^  %s\b" % name, overview, re.M), "verb " + name)
    for _, name, argument in found["option"]:
        holds(overview, "--%s%s" % (name, " " + argument if argument else ""))
    for status, in found["status"]:
        true(re.search(r"^ +%s  \S" % status, overview, re.M),
             "status " + status)
    apply = dirwire("help", "apply").out
    for name, in found["report"]:
        true(re.search(r"^  %s\b" % name, apply, re.M), "report " + name)
    equal(dirwire("apply", "-h", "nothing").out, apply, "apply -h")


@test
def options_of_verbs():
    """a verb takes its own options, refuses the others, and says so in its help"""
    found, entries = tables(), manual("dirwire.1").entries("OPTIONS")
    taken = {(verb, option) for verb, option in found["takes"]}
    heads = dict(zip((name for _, name, _ in found["option"]), entries))
    for verb, _ in found["verb"]:
        told = dirwire("help", verb).out
        for letter, name, argument in found["option"]:
            takes = (verb, name) in taken
            if "options:" in told:
                equal("--%s " % name in told.partition("options:")[2], takes,
                      "help %s, --%s" % (verb, name))
            if takes:
                continue
            value = {"report": "text", "color": "never"}.get(name, "1")
            run = dirwire(verb, "--" + name, *[value] * bool(argument))
            equal(run.code, 64, run)
            holds(run.err, "%s takes no --%s;" % (verb, name))
    for name, head in heads.items():
        verbs = [verb for verb, option in taken if option == name]
        if len(verbs) < len(found["verb"]):
            said = re.match(r"Of (.*?):", entries[head])
            true(said, "--%s: whose it is" % name)
            equal(sorted(re.findall(r"\*(\w+)\*", said.group(1))),
                  sorted(verbs), "--" + name)


def duration(milliseconds):
    for unit, size in (("d", 86400000), ("h", 3600000), ("m", 60000)):
        if milliseconds > 0 and milliseconds % size == 0:
            return "%d%s" % (milliseconds // size, unit)
    return "%ds" % -(-milliseconds // 1000)


def key_head(name, kind, choices, least, most, standard):
    """The line that begins what dirwire.conf(5) tells of a key."""
    if choices:
        kind = "_ | _".join(choices.split())
    span = ""
    if int(most) > 0 and int(most) < 2 ** 62:
        ends = [duration(int(n)) if kind == "duration" else
                n + ("/s" if kind == "rate" else "") for n in (least, most)]
        span = ", %s to %s" % tuple(ends)
    return "*%s* = _%s_%s (%s)" % (
        name, kind, span,
        "default *%s*" % standard if standard else "no default")


@test
def configuration():
    """dirwire.conf(5) has every key with type, limits and default, and no others"""
    page, heads, kinds = manual("dirwire.conf.5"), {}, set()
    for section, *cells in tables()["key"]:
        title = "[dialplan NAME]" if section == "dialplan" else \
            "[%s]" % section
        heads.setdefault(title, []).append(key_head(*cells))
        if not cells[2]:
            kinds.add(cells[1])
    equal(page.subsections["SECTIONS AND KEYS"], list(heads), "sections")
    for title, wanted in heads.items():
        equal(list(page.entries(title)), wanted, title)
    told = set(re.findall(r"_([^_]+)_", " ".join(page.entries("Types"))))
    equal(sorted(told), sorted(kinds), "Types")


@test
def language():
    """dirwire.map(5) has every function, field and known value, and no others"""
    page, found = manual("dirwire.map.5"), tables()
    equal(list(page.entries("FUNCTIONS")),
          bold(*[usage for usage, in found["function"]]), "FUNCTIONS")
    rows = [row.split(None, 2) for block in page.blocks("FIELDS")
            for row in block.splitlines() if row]
    equal(sorted(rows), sorted(row[:3] for row in found["field"]), "FIELDS")
    told = {}
    for head, values in page.entries("FIELDS").items():
        for path in re.findall(r"\*(.+?)\*", head):
            told[path] = values.replace(",", "")
    equal(told, {path: values for path, _, _, values in found["field"]
                 if values}, "known values")


def judge(folder, text):
    """What the program says of a configuration, without asking any server."""
    path = os.path.join(folder, "dirwire.conf")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    run = dirwire("apply", "-n", "-c", path, os.path.join(folder, "nothing"),
                  env={"CREDENTIALS_DIRECTORY": folder})
    if run.code != 66 or "warning: " in run.err:
        raise AssertionError("%s\nis not taken: %r" % (text, run))


@test
def configurations_shown():
    """every configuration that dirwire.conf(5) shows is taken"""
    page, count = manual("dirwire.conf.5"), 0
    with tempfile.TemporaryDirectory(prefix="dirwire-manual-") as folder:
        shutil.copy(os.path.join(SRC, "mapping/inetorgperson.map"), folder)
        for heading in page.parts:
            for block in page.blocks(heading):
                if block.startswith("["):
                    judge(folder, block)
                    count += 1
    true(count >= 5, "only %d were found" % count)


def whole_map(page, lines):
    """Lines that the manual shows, with the map of EXAMPLES around them."""
    if "[map]" in lines:
        return lines
    frame = page.blocks("EXAMPLES")[0]
    if "[entry" in lines:
        return frame[:frame.index("[entry")] + lines
    if "[disabled]" in lines:
        return frame.replace("[entry", "on-delete = disable\n[entry", 1) + lines
    own = set(re.findall("^" + ATTRIBUTE, lines, re.M))
    kept = [line for line in frame.splitlines(True)
            if (re.match(ATTRIBUTE, line) or [None, None])[1] not in own]
    return "".join(kept) + lines


@test
def maps_shown():
    """every map, and every line of one, that dirwire.map(5) shows is taken"""
    page, count = manual("dirwire.map.5"), 0
    with tempfile.TemporaryDirectory(prefix="dirwire-manual-") as folder:
        for heading in page.parts:
            if heading in ("GRAMMAR", "FIELDS"):
                continue
            for block in page.blocks(heading):
                if re.match(r"\[|" + ATTRIBUTE, block):
                    judge(folder, "[ldap]\nuri = ldapi:///\n"
                          + whole_map(page, block))
                    count += 1
    true(count >= 14, "only %d were found" % count)


def entry_of(ldif):
    """attribute -> values of the one record in it, {} when there is none."""
    found = {}
    for line in ldif.replace("\n ", "").splitlines():
        name, colon, value = line.partition(":")
        if line.startswith(("#", "version:")) or not colon:
            continue
        value = base64.b64decode(value[1:]).decode() \
            if value.startswith(":") else value.strip()
        found.setdefault(name, []).append(value)
    return found


def event(contacts):
    return json.dumps({
        "uuid": "u", "timestamp": "2026-05-12T09:00:00.000Z",
        "event": "/restapi/v1.0/account/700100200300/directory/entries",
        "body": {"contacts": contacts}})


def ldap_keys(server):
    return "[ldap]\nuri = %s\nbind-dn = %s\npassword-file = password\n" % (
        server.ldapi, SERVICE)


def follow(server, page, title):
    """Do what an example does: lines, then contacts and what comes of them."""
    lines, *rest = page.blocks(title)
    server.write("phonebook.map", whole_map(page, lines))
    config = server.write("dirwire.conf", ldap_keys(server)
                          + "[map]\nfile = phonebook.map\n")
    own = [] if "[entry" in lines else re.findall("^" + ATTRIBUTE, lines,
                                                  re.M)
    for number, block in enumerate(rest):
        if not block.startswith("{"):
            continue
        contact = dict(json.loads(block), eventType="Create")
        run = dirwire("apply", "-n", "--report", "ldif", "-c", config,
                      stdin=event([contact]))
        equal(run.code, 0, "%s: %r" % (title, run))
        shown = "".join(rest[number + 1:number + 2])
        wanted = {} if shown.startswith("{") else entry_of(shown)
        got = entry_of(run.out)
        if wanted:
            got = {name: values for name, values in got.items()
                   if name in wanted or name in own}
        equal(got, wanted, title)


@test
def examples():
    """every example of dirwire.map(5) makes what is shown"""
    page = manual("dirwire.map.5")
    titles = page.subsections["EXAMPLES"]
    true(len(titles) >= 8, "only %d examples were found" % len(titles))
    with Slapd() as server:
        for title in titles:
            follow(server, page, title)


def as_shown(server, text):
    """With the names and the time that the manuals show."""
    text = text.replace(server.ldapi, "ldaps://ldap1.example.com")
    text = text.replace(server.folder, "/etc/dirwire")
    text = re.sub(r"\bms=\d+", "ms=1", text)
    text = re.sub(r"\.map \([0-9a-f]{12}\)$", ".map (%s)" % HASH[:12], text,
                  flags=re.M)
    text = re.sub(r"map [0-9a-f]{64}$", "map " + HASH, text, flags=re.M)
    return re.sub(r"(?<=time       )20\S+Z|(?<=, )20\S+Z$",
                  "2026-05-13T09:00:05Z", text, flags=re.M)


@test
def samples():
    """the reports and messages that dirwire(1) shows are the program's"""
    shown = manual("dirwire.1").blocks
    first_map = manual("dirwire.map.5").blocks("DESCRIPTION")[0]
    told, = shown("EVENTS")
    with Slapd() as server:
        server.write("phonebook.map", first_map)
        config = server.write("dirwire.conf", ldap_keys(server)
                              + "[map]\nfile = phonebook.map\n")
        before = dirwire("apply", "-c", config, stdin=event([
            {"eventType": "Create", "id": number, "type": "User",
             "status": "Enabled", "firstName": first, "lastName": last,
             "department": "Sales", "extensionNumber": "202"}
            for number, first, last in (("102", "Zoë", "Müller"),
                                        ("103", "Ada", "King"))]))
        equal(before.code, 0, before)
        server.modify("uid=rc-103," + PEOPLE,
                      {"roomNumber": [("MODIFY_ADD", ["4.11"])]})
        text, ldif = shown("REPORTS")
        dry = dirwire("apply", "-n", "-c", config, stdin=told)
        equal(as_shown(server, dry.out), text, "text report")
        dry = dirwire("apply", "-n", "--report", "ldif", "-c", config,
                      stdin=told)
        equal(as_shown(server, dry.out), ldif, "ldif report")
        offline = dirwire("explain", "--offline", "--only", "102", "-c",
                          config, stdin=told)
        equal(as_shown(server, offline.out), shown("EXPLAIN")[0], "explain")
        wrong, line = shown("DIAGNOSTICS")
        run = dirwire("apply", "-v", "-c", config, stdin=told)
        holds(as_shown(server, run.err), line)
        server.write("phonebook.map", first_map.replace("lower", "lowr"))
        run = dirwire("apply", "-c", "dirwire.conf", cwd=server.folder,
                      stdin=told)
        holds(run.err, wrong)
        server.write("dirwire.conf",
                     "# a comment\n[ldap]\nuri = ldapi:///\nsasl = GSSAPI\n")
        run = dirwire("apply", "-c", "dirwire.conf", cwd=server.folder,
                      stdin=told)
        holds(run.err, [block for block in
                        manual("dirwire.conf.5").blocks("SYNTAX")
                        if "error:" in block][0])


@test
def check_shown():
    """the list that dirwire(1) shows under CHECK is the program's"""
    shown, = manual("dirwire.1").blocks("CHECK")
    home = BASE_LDIF.replace("ou=people", "ou=folk").replace(
        "ou: people", "ou: folk")
    with Slapd(tls=True, content=home) as server:
        server.sign("-days", "19")
        server.write("phonebook.map", manual("dirwire.map.5").blocks(
            "DESCRIPTION")[0])
        config = server.write(
            "dirwire.conf", "[ldap]\nuri = %s\nbind-dn = %s\npassword-file ="
            " password\nca-file = ca.pem\n[map]\nfile = phonebook.map\n"
            % (server.ldaps, SERVICE))
        run = dirwire("check", "-c", config)
    equal(run.code, 78, run)
    text = run.out.replace(server.ldaps, "ldaps://ldap1.example.com")
    text = as_shown(server, text.replace("127.0.0.1", "ldap1.example.com"))
    text = text.replace("cn=test ca", "cn=example ca")
    text = re.sub(r"until 20\d\d-\d\d-\d\d", "until 2026-06-01", text)
    text = re.sub(r"\d+ attribute types, \d+ classes",
                  "329 attribute types, 89 classes", text)
    equal(re.sub(r"\d+\.\d ms", "0.1 ms", text), shown)


def rendered(name, folder):
    """The manual as scdoc makes it; its path."""
    if shutil.which("scdoc") is None:
        raise Skip("scdoc is not installed")
    done = subprocess.run(["scdoc"], input=manual(name).text.encode(),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    equal((done.returncode, done.stderr), (0, b""), "scdoc on " + name)
    path = os.path.join(folder, name)
    with open(path, "wb") as f:
        f.write(done.stdout)
    return path


@test
def rendering():
    """scdoc makes every manual, and man shows it without a warning"""
    if shutil.which("man") is not None:
        command = ["man", "--warnings", "-E", "UTF-8", "-Tutf8", "-Z", "-l"]
    elif shutil.which("mandoc") is not None:
        command = ["mandoc", "-T", "lint", "-W", "warning"]
    else:
        raise Skip("neither man nor mandoc is installed")
    with tempfile.TemporaryDirectory(prefix="dirwire-manual-") as folder:
        for name in NAMES:
            done = subprocess.run(
                command + [rendered(name, folder)],
                env=dict(os.environ, LC_ALL="C.UTF-8", MANWIDTH="80"),
                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            equal((done.returncode, done.stderr.decode()), (0, ""), name)


if __name__ == "__main__":
    main()
