# SPDX-License-Identifier: ISC
"""dirwire check: one fault after another, each named with its way out."""
import os
import re
import subprocess

import wire
from slapdtest import (BASE, BASE_LDIF, LOCAL_MAP, LOCAL_SCHEMA, PEOPLE,
                       SERVICE, SIMPLE_MAP, Slapd, dirwire, dn_of, event,
                       free_port, person)
from tap import DIRWIRE, SRC, equal, holds, main, test, true

PROBE = "uid=rc-0000000000000000," + PEOPLE
PROBE_RENAMED = "uid=rc-00000000000000000," + PEOPLE
BIND = "bind-dn = %s\npassword-file = password\n" % SERVICE
READ = ["access to attrs=userPassword by anonymous auth",
        'access to dn.subtree="%s" by dn="%s" write by * read'
        % (PEOPLE, SERVICE), "access to * by * read"]


def entries(count):
    return "".join(
        "\ndn: uid=rc-%d,ou=people,dc=example,dc=com\n"
        "objectClass: inetOrgPerson\ncn: Ada %d\nsn: L\nuid: rc-%d\n"
        % (n, n, n) for n in range(1, count + 1))


def plain(server, text):
    """Without what differs from run to run."""
    text = text.replace(server.ldapi, "ldapi://SOCKET")
    text = text.replace(server.folder, "FOLDER").replace(SRC, "SRC")
    for uri, name in ((server.ldaps, "ldaps://SERVER"),
                      (server.ldap, "ldap://SERVER")):
        text = text.replace(uri, name)
    text = re.sub(r"\b\d+ attribute types, \d+ classes",
                  "N attribute types, N classes", text)
    text = re.sub(r"\([0-9a-f]{12}\)", "(HASH)", text)
    text = re.sub(r"\d+\.\d ms", "N ms", text)
    return re.sub(r"20\d\d-\d\d-\d\d(T[\d:]+Z)?", "DATE", text)


def check(server, *options, ldap=None, map_text=SIMPLE_MAP, **more):
    return dirwire("check", "-c", server.config(map_text=map_text, ldap=ldap),
                   *options, timeout=120, **more)


def items(run):
    """[(result, what, text, [ways out])] of what it printed."""
    found = []
    for line in run.out.splitlines():
        item = re.match(r"  (ok|warning|failed|not proven) +(\S.*?)  +(.*)",
                        line)
        if item and not line.startswith(" " * 30):
            found.append(item.groups() + ([],))
        elif line.startswith(" " * 30):
            found[-1][3].append(line.strip())
    return found


def named(run, result, what, *parts):
    """There is that item, with all parts in it or in its way out."""
    for item in items(run):
        text = item[2] + "\n" + "\n".join(item[3])
        if item[:2] == (result, what) and all(p in text for p in parts):
            return
    raise AssertionError("no %s %s with %r in %r" % (result, what, parts, run))


def only(run, code, result, what, *parts):
    """That item, that exit status, and nothing else that is not ok; but what
    can't be told of a small directory without the probe."""
    equal(run.code, code, run)
    named(run, result, what, *parts)
    others = [item for item in items(run)
              if item[0] in ("warning", "failed") and item[1] != what]
    equal(others, [], run)


ALL_WELL = """\
configuration
  ok          configuration   FOLDER/dirwire.conf
  ok          map             FOLDER/dirwire.conf (HASH)
ldapi://SOCKET
  ok          connection      the local socket
  ok          bind            as cn=dirwire,ou=services,dc=example,dc=com
  ok          controls        assertion and post-read
  ok          schema          N attribute types, N classes: it has all that the map names
  ok          base            dc=example,dc=com
  ok          reading         entryCSN, entryUUID, structuralObjectClass and hasSubordinates of dc=example,dc=com
  ok          key             20000 entries of ours by (uid=rc-*)
  ok          our entries     entryCSN, entryUUID, structuralObjectClass and hasSubordinates of uid=rc-1,ou=people,dc=example,dc=com
  ok          our entries     all that every inetOrgPerson must have can be read in uid=rc-1,ou=people,dc=example,dc=com
  ok          index           (uid=rc-0000000000000000) takes N ms, going through all entries N ms
  ok          parent          ou=people,dc=example,dc=com
  ok          writing         uid=rc-0000000000000000,ou=people,dc=example,dc=com was added, modified, renamed and deleted
14 ok, 0 warnings, 0 failed, 0 not proven
"""


@test
def all_well():
    """all well: every item is ok, status 0, the text as stored; a probe leaves nothing"""
    limits = 'limits dn.exact="%s" size=unlimited' % SERVICE
    with Slapd(content=BASE_LDIF + entries(20000), extra=limits,
               accesslog=True, quick=True) as server:
        before = server.tree(operational=["entryCSN"])
        run = check(server, "--write-probe")
        equal(plain(server, run.out), ALL_WELL, run)
        equal((run.code, run.err), (0, ""), run)
        equal(server.tree(operational=["entryCSN"]), before, "the tree")
        written = server.writes()
        true(written >= 4, "the probe wrote %d times" % written)
        run = check(server)
        equal(server.writes(), written, "check without the probe wrote")
        named(run, "not proven", "writing", "--write-probe")
        equal(plain(server, check(server, "-q").out),
              "ldapi://SOCKET\n  not proven  writing         nothing was "
              "written; --write-probe adds an entry and takes it away again\n"
              "13 ok, 0 warnings, 0 failed, 1 not proven\n")


@test
def no_index():
    """20,000 entries and no index on the key: a warning that names the index"""
    with Slapd(content=BASE_LDIF + entries(20000), quick=True,
               extra='limits dn.exact="%s" size=unlimited' % SERVICE,
               index="objectClass,entryCSN,entryUUID") as server:
        only(check(server), 0, "warning", "index", "(uid=rc-0000000000000000)",
             "slapd.conf: index uid eq", "cn=config: olcDbIndex: uid eq")


@test
def size_limit():
    """600 entries of ours and a limit of 500: failed, and the limit is named"""
    with Slapd(content=BASE_LDIF + entries(600), quick=True) as server:
        only(check(server), 1, "failed", "size limit", "after 500 entries",
             "sizeLimitExceeded (4)",
             'limits dn.exact="%s" size=unlimited' % SERVICE,
             'olcLimits: dn.exact="%s" size=unlimited' % SERVICE)


@test
def servers():
    """each uri is asked: one of two is down, or one has a wrong certificate"""
    with Slapd(tls=True) as server:
        down = "ldap://127.0.0.1:%d" % free_port()
        for uris in ("%s %s" % (down, server.ldaps),
                     "%s %s" % (server.ldaps, down)):
            run = check(server, ldap="uri = %s\n%sca-file = ca.pem\n"
                        "allow-plaintext = yes\n" % (uris, BIND))
            equal(run.code, 69, run)
            holds(run.out, "\n%s\n  failed      connection" % down)
            named(run, "failed", "connection", "(-1)", "does a server listen")
            named(run, "ok", "connection", "TLS1.")
            named(run, "ok", "parent", PEOPLE)
        run = check(server, ldap="uri = ldapi://%%2Fnowhere\n%s" % BIND)
        only(run, 69, "failed", "connection", "may this user use its socket?")
        run = check(server, ldap="uri = %s\n%sallow-plaintext = yes\n"
                    % (server.ldap, BIND))
        only(run, 0, "warning", "connection", "not encrypted", "ldaps://")
        named(run, "ok", "bind", SERVICE)


@test
def certificates():
    """certificates: how long, by whom; expired, soon to expire, wrong CA, wrong name"""
    with Slapd(tls=True) as server:
        keys = "uri = %s\n" + BIND + "ca-file = %s\n%s"
        ways = ((server.ldaps, ""), (server.ldap, "starttls = yes\n"))
        by_name = server.ldaps.replace("127.0.0.1", "localhost")
        run = check(server, ldap=keys % (by_name, "ca.pem", ""))
        only(run, 69, "failed", "certificate", "cn=127.0.0.1",
             "(127.0.0.1) until", "the name in uri be one of its names")
        for uri, more in ways:
            run = check(server, ldap=keys % (uri, "other.pem", more))
            only(run, 69, "failed", "certificate", "issued by cn=test ca",
                 "ca-file in [ldap] must hold the certificate of its issuer")
        for days, code, result, parts in (
                ("-1", 69, "failed", ["refused: cn=127.0.0.1", "it ran out on"]),
                ("10", 0, "warning", ["9 days are left", "a new one"]),
                ("31", 0, "ok", ["cn=127.0.0.1 (127.0.0.1) until 20",
                                  "by cn=test ca"])):
            server.sign("-days", days)
            for uri, more in ways:
                run = check(server, ldap=keys % (uri, "ca.pem", more))
                only(run, code, result, "certificate", *parts)


@test
def credentials():
    """a wrong password, a secret others can read, nobody: named with the way out"""
    with Slapd() as server:
        os.chmod(server.write("wrong", "wrong"), 0o600)
        ldap = "uri = %s\nbind-dn = %s\npassword-file = wrong\n" % (
            server.ldapi, SERVICE)
        only(check(server, ldap=ldap), 77, "failed", "bind",
             "Invalid credentials (49)", SERVICE, "hold its password")
        os.chmod(server.path("wrong"), 0o644)
        run = check(server, ldap=ldap)
        only(run, 78, "failed", "configuration", "1 error", "no server is")
        holds(run.err, "chmod")
        only(check(server, ldap="uri = %s\n" % server.ldapi), 0, "warning",
             "bind", "as nobody", "set bind-dn")
        only(check(server, ldap="uri = %s\nsasl = external\n"
                   % server.ldap), 77, "failed", "bind", "(7)",
             "works over ldapi://")


@test
def base():
    """a base that is not there, or that may not be seen"""
    with Slapd() as server:
        only(check(server, map_text=SIMPLE_MAP.replace(
            BASE, "dc=elsewhere,dc=com", 1)), 78, "failed", "base",
            "dc=elsewhere,dc=com is not there", "correct base in [map]")
    for rights, code, part in (("search", 78, "the right to read"),
                               ("none", 78, "or " + SERVICE + " may not see"),
                               ("disclose", 77, "let %s read it" % SERVICE)):
        hidden = ['access to dn.base="%s" by dn="%s" %s by * read'
                  % (BASE, SERVICE, rights)] + READ
        with Slapd(acl=hidden) as server:
            only(check(server), code, "failed", "base", part)


@test
def rights_to_read():
    """entryCSN, a MUST, the key or all of our entries hidden by ACLs, each named"""
    def acl(what, rights):
        return ['access to %s by dn="%s" %s by * read'
                % (what, SERVICE, rights)] + READ
    entry = 'dn.children="%s"' % PEOPLE
    for what, rights, code, result, item, parts in (
            ("attrs=entryCSN", "none", 0, "warning", "reading",
             ["entryCSN of " + BASE, "old values", "access to attrs=entryCSN"]),
            (entry + " attrs=sn", "none", 77, "failed", "our entries",
             ["sn of " + dn_of(1), "access to attrs=sn"]),
            (entry + " attrs=uid", "read break", None, None, None, None),
            (entry + " attrs=uid", "none", 77, "failed", "key",
             [dn_of(1), "(uid=rc-1) does not find it", "attrs=entry,uid"])):
        with Slapd(acl=acl(what, rights),
                   content=BASE_LDIF + entries(2)) as server:
            run = check(server)
            if item is None:
                only(run, 0, "ok", "key", "2 entries of ours")
                continue
            equal(run.code, code, run)
            named(run, result, item, *parts)
            for part in ("base", "parent"):
                named(run, "ok", part)


@test
def controls():
    """a root DSE without the assertion control: what follows is said"""
    with Slapd() as server:
        def without(data):
            return data.replace(b"1.3.6.1.1.12", b"1.3.6.1.1.99")
        with wire.Proxy(server.port, answers=without) as proxy:
            run = check(server, ldap="uri = %s\n%sallow-plaintext = yes\n"
                        % (proxy.ldap, BIND))
        equal(run.code, 0, run)
        named(run, "warning", "controls", "assertion (RFC 4528)",
              "by their old values")


@test
def parents():
    """a parent that is missing is named, with the LDIF that makes it"""
    text = SIMPLE_MAP.replace("dn = uid=rc-{id},ou=people,{base}", "dn = "
                              "uid=rc-{id},ou=staff,o=x,{base} when type = User"
                              " else uid=rc-{id},ou={department},{base} else "
                              "uid=rc-{id},ou=people,{base}")
    with Slapd() as server:
        run = check(server, map_text=text)
        only(run, 78, "failed", "parent", "ou=staff,o=x,dc=example,dc=com",
             "dn: ou=staff,o=x,dc=example,dc=com",
             "objectClass: organizationalUnit", "ou: staff")
        named(run, "ok", "parent", PEOPLE)
        named(run, "not proven", "parent", "depends on the contact",
              "dirwire.conf:10")
        ldif = [line for item in items(run) if item[0] == "failed"
                for line in item[3]]
        above = ("dn: o=x,dc=example,dc=com\nchangetype: add\n"
                 "objectClass: organization\no: x\n\n")
        made = server.ldapmodify(above + "\n".join(
            ldif[ldif.index("with ldapadd:") + 1:]).replace(
                "\n", "\nchangetype: add\n", 1) + "\n")
        equal(made.code, 0, made)
        only(check(server, map_text=text), 0, "ok", "parent", "ou=staff,o=x")


@test
def disabled_parent():
    """the place of [disabled] is looked at and written to, too"""
    text = SIMPLE_MAP.replace("[entry", "on-delete = disable\n[entry") + (
        "[disabled]\ndn = uid=rc-{id},ou=left,{base}\ntitle = left\n")
    with Slapd() as server:
        only(check(server, map_text=text), 78, "failed", "parent",
             "ou=left,dc=example,dc=com is not there", "[disabled]")
        server.add("ou=left," + BASE, objectClass=["organizationalUnit"])
        only(check(server, "--write-probe", map_text=text), 77, "failed",
             "writing", "add uid=rc-0000000000000000,ou=left,", "(50)")


@test
def probe_refused():
    """no right to write, to one attribute, or to delete: named; what stays, too"""
    def acl(*rules):
        return READ[:1] + list(rules) + READ[1:]
    nothing = acl('access to dn.subtree="%s" by * read' % PEOPLE)
    with Slapd(acl=nothing) as server:
        only(check(server, "--write-probe"), 77, "failed", "writing",
             "add " + PROBE, "insufficientAccessRights (50)",
             'by dn.exact="%s" write' % SERVICE)
    mail = acl('access to dn.subtree="%s" attrs=mail by * read' % PEOPLE)
    with Slapd(acl=mail) as server:
        before = server.tree()
        run = check(server, "--write-probe")
        only(run, 77, "failed", "writing", "modify mail of " + PROBE, "(50)")
        equal(len([i for i in items(run) if i[0] == "failed"]), 1, run)
        equal(server.tree(), before)
    stays = acl('access to dn.base="%s" attrs=children by dn="%s" add '
                'by * read' % (PEOPLE, SERVICE))
    with Slapd(acl=stays) as server:
        run = check(server, "--write-probe")
        equal(run.code, 77, run)
        named(run, "failed", "writing", "rename " + PROBE)
        named(run, "failed", "writing", "delete " + PROBE, "by hand")
        equal(list(server.tree(PEOPLE)), [PEOPLE, PROBE])


@test
def probe_places():
    """what a killed probe left is removed, what somebody else put there never"""
    mine = {"objectClass": ["inetOrgPerson"], "cn": "dirwire write probe",
            "sn": "dirwire write probe", "uid": "rc-0000000000000000"}
    with Slapd() as server:
        before = server.tree()
        for dn, uid in ((PROBE, mine["uid"]), (PROBE_RENAMED,
                                               mine["uid"] + "0")):
            server.add(dn, **dict(mine, uid=uid))
            run = check(server, "--write-probe")
            only(run, 0, "warning", "writing", dn, "left over")
            named(run, "ok", "writing", "was added, modified")
            equal(server.tree(), before)
        for dn, uid in ((PROBE, mine["uid"]), (PROBE_RENAMED,
                                               mine["uid"] + "0")):
            for other in ({"sn": "Smith"}, {"roomNumber": "7"}):
                server.add(dn, **dict(mine, uid=uid, **other))
                kept = server.tree(operational=["entryCSN"])
                run = check(server, "--write-probe")
                equal(run.code, 0, run)
                named(run, "not proven", "writing", dn, "not touched")
                equal(server.tree(operational=["entryCSN"]), kept)
                connection = server.connect()
                connection.delete(dn)
                connection.unbind()


@test
def probe_cut_short():
    """the connection lost behind any of its writes: nothing stays"""
    with Slapd() as server:
        before = server.tree()
        for tag in (wire.ADD, wire.MODIFY, wire.RENAME, wire.DELETE):
            done = []

            def seen(got, count):
                if got == tag and not done:
                    done.append(got)
                    raise OSError("cut")
                return True
            with wire.Proxy(server.port, seen) as proxy:
                run = check(server, "--write-probe", ldap="uri = %s\n%s"
                            "allow-plaintext = yes\n" % (proxy.ldap, BIND))
            equal(done, [tag])
            true(run.code in (75, 1), run)
            named(run, "failed", "writing", "server down (-1)")
            equal(server.tree(), before, "the tree behind %x" % tag)
        started = []

        def asked_to_end(got, count):
            if got == wire.MODIFY and count == 1:
                started[0].terminate()
            return True
        with wire.Proxy(server.port, asked_to_end) as proxy:
            config = server.config(map_text=SIMPLE_MAP, ldap="uri = %s\n%s"
                                   "allow-plaintext = yes\n"
                                   % (proxy.ldap, BIND))
            started.append(subprocess.Popen(
                [DIRWIRE, "check", "--write-probe", "-c", config],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE))
            said = started[0].communicate(timeout=60)
        equal(started[0].returncode, 0, said)
        holds(said[0].decode(), "was added, modified, renamed and deleted")
        equal(server.tree(), before, "the tree behind SIGTERM")


@test
def probe_stays():
    """what may have stayed of a probe is told once, with all names it may have"""
    with Slapd() as server:
        for first, names in ((wire.ADD, "%s or %s" % (PROBE, PROBE_RENAMED)),
                             (wire.DELETE, PROBE_RENAMED)):
            cut = []

            def seen(got, count):
                if got == first or (cut and first == wire.ADD):
                    cut.append(got)
                    raise OSError("cut")
                return True
            with wire.Proxy(server.port, seen) as proxy:
                run = check(server, "--write-probe", ldap="uri = %s\n%s"
                            "allow-plaintext = yes\n" % (proxy.ldap, BIND))
            true(len(cut) > 1, cut)
            told = [line for item in items(run) for line in item[3]
                    if "stayed" in line]
            equal(len(told), 1, run)
            holds(told[0], "delete %s by hand" % names)


@test
def advice():
    """what may be as it should is told by check and explain, not with every run"""
    with Slapd() as server:
        config = server.config()  # the map that is shipped
        events = server.write("events", event(person(1)))
        said = [dirwire(*line, "-c", config).err for line in (
            ("apply", "-n", events), ("apply", events), ("explain", events),
            ("check",))]
        equal(said[:2], ["", ""])
        for text in said[2:]:
            equal(text.count("warning: "), 1, text)
            holds(text, "notifications do not carry hidden")
            holds(text, "exclude-file")


@test
def names_of_the_server():
    """a map may name what only the server knows; each server is asked for itself"""
    with Slapd() as stock, Slapd(first=LOCAL_SCHEMA) as server:
        only(check(server, "--write-probe", map_text=LOCAL_MAP), 0, "ok",
             "schema", "all that the map names")
        run = check(stock, map_text=LOCAL_MAP)
        only(run, 78, "failed", "map", "load into the server the schema")
        unknown = ("no attribute dirwireExtension; take one of the schema, "
                   "like description (by the schema of %s)")
        equal(run.err.count(unknown % stock.ldapi), 1, run)
        for first, second in ((server, stock), (stock, server)):
            run = check(stock, map_text=LOCAL_MAP, ldap="uri = %s %s\n%s" % (
                first.ldapi, second.ldapi, BIND))
            only(run, 78, "failed", "map")
            named(run, "ok", "schema")
            equal(run.err.count(unknown % stock.ldapi), 1, run)
            equal(run.err.count("no attribute dirwireExtension"), 1, run)
        run = check(stock, map_text=LOCAL_MAP,
                    ldap="uri = ldapi://%2Fnowhere\n")
        only(run, 69, "failed", "connection")
        named(run, "not proven", "map", "names that the built-in schema lacks")
        holds(run.err, "like description (by the built-in schema)")


@test
def wrong_map():
    """errors of the map stand on stderr; the servers are looked at all the same"""
    with Slapd() as server:
        run = check(server, map_text=SIMPLE_MAP + "title = {jobTitle | lowr}\n")
        only(run, 78, "failed", "map", "1 error, told above")
        holds(run.err, "there is no function lowr; did you mean lower?")
        named(run, "ok", "base", BASE)
        named(run, "not proven", "entries", "a map without errors")
        run = check(server, map_text=SIMPLE_MAP + "[table x]\na = b\n")
        only(run, 0, "warning", "map", "1 warning, told above")
        run = check(server, ldap="url = %s\n" % server.ldapi)
        only(run, 78, "failed", "configuration", "errors, told above",
             "no server is asked")


@test
def no_schema():
    """a subschema that may not be read: the built-in one is used, and it is said"""
    hidden = ('access to dn.subtree="cn=Subschema" by * none\n'
              "access to * by * read")
    with Slapd(first=hidden) as server:
        only(check(server), 0, "warning", "schema", "built-in schema",
             "let %s read the subschema" % SERVICE)
        # what the first server knows is not taken for known by the second
        with Slapd(first=LOCAL_SCHEMA) as other:
            run = check(server, map_text=LOCAL_MAP, ldap="uri = %s %s\n%s" % (
                other.ldapi, server.ldapi, BIND))
        equal(run.code, 78, run)
        named(run, "failed", "map", "load into the server the schema")
        holds(run.err, "like description (by the built-in schema)")


@test
def hostile():
    """what a server or certificate says can't drive a terminal"""
    def serve(peer):
        peer.recv(65536)
        text = b"\x1b]0;evil\x07 \xe2\x80\xae mean"
        body = bytes([0x0a, 1, 49, 4, 0, 4, len(text)]) + text
        body = bytes([0x61, len(body)]) + body
        peer.sendall(bytes([0x30, len(body) + 3, 2, 1, 1]) + body)
        peer.recv(65536)
    with Slapd() as server, wire.Listener(serve) as evil:
        run = check(server, ldap="uri = %s\n%sallow-plaintext = yes\n"
                    % (evil.ldap, BIND))
        only(run, 77, "failed", "bind", r"\x1b]0;evil\x07 \u{202e} mean")
        for text in (run.out, run.err):
            true(not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text),
                 repr(text))
    with Slapd(tls=True) as server:
        subprocess.run(["openssl", "req", "-newkey", "rsa:2048", "-nodes",
                        "-keyout", "server.key", "-out", "server.csr",
                        "-utf8", "-subj", "/CN=\x1b[31m\u202eevil"],
                       check=True, cwd=server.folder,
                       stderr=subprocess.DEVNULL)
        server.sign("-days", "40")
        run = check(server, ldap="uri = %s\n%sca-file = ca.pem\n"
                    % (server.ldaps, BIND))
        named(run, "ok", "certificate", "evil")
        true(not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", run.out),
             repr(run.out))


@test
def colours():
    """colours stand around the result alone, and only when asked for"""
    with Slapd() as server:
        run = check(server, "--color", "always")
        holds(run.out, "  \x1b[32mok        \x1b[0m  bind ")
        true("\x1b" not in check(server).out, "colours in a pipe")


@test
def strangers():
    """entries of others are not taken for ours where there are none of ours"""
    with Slapd() as server:
        for n in range(3):
            server.add("cn=f%d,%s" % (n, PEOPLE), cn="f%d" % n, sn="F",
                       objectClass=["inetOrgPerson"], uid=["f%d" % n])
        run = check(server)
        equal(run.code, 0, run)
        equal([item for item in items(run) if item[1] == "our entries" or
               "entries of ours by" in item[2]], [])
        named(run, "not proven", "key", "no entry of ours is there yet")


@test
def nothing_to_probe():
    """a map in which all sections say leave has no entry to probe with"""
    with Slapd() as server:
        run = check(server, "--write-probe", map_text="""\
base = dc=example,dc=com
key = uid: rc-{id}
on-delete = disable
[entry all]
leave
[disabled]
dn = uid=rc-{id},ou=people,{base}
title = gone
""")
        equal(run.code, 0, run)
        named(run, "not proven", "writing", "says leave")


@test
def sample_of_two():
    """a sample is tried by the schema of a server that answers, not of the last"""
    with Slapd(first=LOCAL_SCHEMA) as server:
        sample = server.write("sample", event(person(1)))
        run = check(server, sample, map_text=LOCAL_MAP, ldap="uri = %s "
                    "ldapi://%%2Fnope\nsasl = external\n" % server.ldapi)
        equal(run.code, 69, run)
        named(run, "ok", "contacts", "1")


if __name__ == "__main__":
    main()
