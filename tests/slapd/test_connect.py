# SPDX-License-Identifier: ISC
"""Connection and credentials: what is refused before a secret leaves the house,
and servers that fall silent."""
import os
import subprocess
import threading
import time

import wire
from slapdtest import (BASE, BASE_LDIF, SECRET, SERVICE, SIMPLE_MAP, Run,
                       Slapd, dirwire, dn_of, event, person, wait_for)
from tap import DIRWIRE, equal, holds, main, say, test, true

QUICK = "connect-timeout = 1s\ntimeout = 1s\n"


def settings(server, uri, more="", password="password"):
    """A configuration that binds with the password at `uri`."""
    return server.config(map_text=SIMPLE_MAP, ldap="uri = %s\nbind-dn = %s\n"
                         "password-file = %s\n%s" % (uri, SERVICE, password,
                                                     more))


def look(config, **more):
    """A dry run without events: connect, bind, see the base."""
    return dirwire("apply", "-n", "-c", config, timeout=60, **more)


def refused(run, code, *parts):
    """Ended with `code`, wrote no report, and says each of `parts`."""
    equal(run.code, code, run)
    equal(run.out, "", "a report")
    for part in parts:
        holds(run.err, part)


def write_private(server, name, text):
    os.chmod(server.write(name, text), 0o600)
    return name


@test
def tls():
    """ldaps and StartTLS work with the right CA, no other certificate is taken"""
    with Slapd(tls=True, debug="stats") as server:
        right = "ca-file = ca.pem\n"
        for uri, more in ((server.ldaps, right),
                          (server.ldap, right + "starttls = yes\n")):
            run = look(settings(server, uri, more))
            equal(run.code, 0, run)
            holds(run.out, "directory  %s as %s\n" % (uri, SERVICE))
        binds = server.said().count("BIND dn=\"" + SERVICE + "\" method=128")
        equal(binds, 2, "binds")
        other = "ca-file = other.pem\n"
        by_name = server.ldaps.replace("127.0.0.1", "localhost")
        for uri, more in ((server.ldaps, other), (by_name, right),
                          (server.ldap, other + "starttls = yes\n"),
                          (server.ldaps, "")):
            run = look(settings(server, uri, more))
            refused(run, 69, "no LDAP server reached: " + uri,
                    "certificate must be signed")
        server.sign("-days", "-1")
        run = look(settings(server, server.ldaps, right))
        refused(run, 69, "no LDAP server reached: " + server.ldaps, "in date")
        server.sign("-days", "2")
        equal(look(settings(server, server.ldaps, right)).code, 0)
        wait_for(lambda: server.said().count("BIND dn=") >= 3, "a bind")
        equal(server.said().count("BIND dn=\"" + SERVICE +
                                  "\" method=128"), 3, "binds at the end")
        refused(look(settings(server, server.ldaps, "ca-file = nowhere\n")),
                78, "can't read", "nowhere: No such file")


@test
def environment():
    """LDAPTLS_REQCERT and ldaprc in cwd and HOME, which sway others, do not"""
    with Slapd(tls=True) as server:
        home = os.path.join(server.folder, "home")
        os.mkdir(home)
        plain = {"HOME": home, "LDAPTLS_CACERT": server.path("other.pem")}

        def others(env, cwd):
            try:
                return subprocess.run(
                    ["ldapwhoami", "-x", "-H", server.ldaps], cwd=cwd,
                    env=dict(os.environ, **env), stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL, timeout=2).returncode
            except subprocess.TimeoutExpired:
                return "waits"

        true(others(plain, server.folder) != 0, "the control is no control")
        never = "TLS_REQCERT never\n"
        os.mkdir(server.path("held"))
        os.mkfifo(server.path("held/ldaprc"))  # whoever reads it waits
        equal(others(plain, server.path("held")), "waits")
        right = settings(server, server.ldaps, "ca-file = ca.pem\n")
        equal(look(right, cwd=server.path("held")).code, 0)
        config = settings(server, server.ldaps, "ca-file = other.pem\n")
        for env, path in (({"LDAPTLS_REQCERT": "never"}, None),
                          ({}, "ldaprc"), ({}, "home/ldaprc"),
                          ({}, "home/.ldaprc"),
                          ({"LDAPCONF": server.path("my")}, "my")):
            env = dict(plain, **env)
            if path:
                server.write(path, never)
            equal(others(env, server.folder), 0, "others with %s" % path)
            refused(look(config, env=env, cwd=server.folder), 69,
                    "certificate must be signed")
            if path:
                os.remove(server.path(path))


@test
def external():
    """SASL EXTERNAL: a client certificate over TLS, our user over ldapi"""
    with Slapd(tls=True) as server:
        cert = "cert-file = client.pem\nkey-file = %s\n"
        # libldap 2.5 over GnuTLS itself leaks certificate and key of a handle
        env = {"ASAN_OPTIONS": "detect_leaks=0"}
        for uri, more, code, part in (
                (server.ldapi, "", 0, "as " + SERVICE),
                (server.ldaps, cert % "client.key", 0, "as " + SERVICE),
                (server.ldap, cert % "client.key" + "starttls = yes\n", 0,
                 "as " + SERVICE),
                (server.ldaps, cert % "server.key", 78, "certificate's"),
                (server.ldaps, cert % "nowhere", 78, "No such file"),
                (server.ldaps, "", 77, "(7)"),
                (server.ldap, "", 77, "(7)")):
            run = look(server.config(map_text=SIMPLE_MAP, ldap="uri = %s\n"
                                     "sasl = external\nca-file = ca.pem\n%s"
                                     % (uri, more)), env=env)
            equal(run.code, code, run)
            holds(run.out + run.err, part)
        config = server.config(map_text=SIMPLE_MAP, ldap="uri = %s\n"
                               "sasl = external\n" % server.ldapi)
        run = dirwire("apply", "-c", config, stdin=event(person(1)))
        equal(run.code, 0, run)
        true(dn_of(1) in server.tree(), "not added")


@test
def starttls_or_nothing():
    """StartTLS refused, stripped or faked: no bind is sent"""
    def strip(code, then):
        def talk(peer):
            request, tag = wire.message(peer)
            tags.append(tag)
            peer.sendall(wire.answer(request, 0x78, code))
            then(peer)
        return talk

    def note(peer):
        while True:
            tags.append(wire.message(peer)[1])

    def accept_all(peer):
        request, tag = wire.message(peer)
        tags.append(tag)
        peer.sendall(wire.answer(request, 0x61, 0))
        note(peer)

    more = "starttls = yes\nca-file = /dev/null\n" + QUICK
    with Slapd() as server:
        with wire.Proxy(server.port, lambda tag, count: True) as proxy:
            run = look(settings(server, proxy.ldap, "starttls = yes\n"))
            refused(run, 69, proxy.ldap, "(2)")
            equal([t for t in proxy.tags if t != wire.UNBIND],
                  [wire.EXTENDED])
        for code, then in ((2, note), (52, note), (2, accept_all),
                           (0, accept_all), (0, lambda peer: None)):
            tags = []
            with wire.Listener(strip(code, then)) as fake:
                refused(look(settings(server, fake.ldap, more)), 69,
                        fake.ldap)
                equal(fake.connections, 1)
            equal([t for t in tags if t != wire.UNBIND], [wire.EXTENDED])


@test
def plaintext():
    """a password goes nowhere in the clear without allow-plaintext"""
    with Slapd() as server, wire.Proxy(server.port) as proxy:
        for uri in (proxy.ldap, server.ldapi + " " + proxy.ldap.upper()):
            run = look(settings(server, uri))
            refused(run, 78, "in the clear", "allow-plaintext", ":2:")
        equal((proxy.connections, proxy.received), (0, b""))
        run = look(settings(server, proxy.ldap, "allow-plaintext = yes\n"))
        equal(run.code, 0, run)
        holds(proxy.received, SECRET.encode())


@test
def wrong_password():
    """a wrong password: 77, at once, and the message has no password"""
    with Slapd(debug="stats") as server:
        write_private(server, "wrong", "Canary-8151")
        uris = server.ldapi + " ldap://127.0.0.1:1"
        run = look(settings(server, uris, "allow-plaintext = yes\n", "wrong"))
        refused(run, 77, "(49)", SERVICE)
        true("Canary" not in run.err, run.err)
        equal(server.said().count("BIND dn="), 1, "tries")


@test
def no_server():
    """no server: 69 names every uri and why; the second is taken when one is down"""
    with Slapd(tls=True) as server:
        with wire.Listener(wire.mute) as silent:
            uris = ["ldaps://127.0.0.1:1", silent.ldaps, server.ldaps]
            more = "ca-file = other.pem\n" + QUICK
            run = look(settings(server, " ".join(uris), more))
            refused(run, 69)
            line = run.err.splitlines()[-1]
            places = [line.index(uri) for uri in uris]
            equal(places, sorted(places), "in their order")
            parts = line[places[0]:].split("; ldaps://")
            for part, why in zip(parts, ("Can't contact", "timed out",
                                         "certificate must")):
                holds(part, why)
            for first in (uris[0], silent.ldaps):
                run = look(settings(server, first + " " + server.ldapi, more))
                equal(run.code, 0, run)
                holds(run.out, server.ldapi)


def half_record(peer):
    """The head of a TLS record and then nothing."""
    peer.recv(65536)
    peer.sendall(b"\x16\x03\x03\x20\x00ab")
    wire.mute(peer)


def half_message(peer):
    peer.recv(65536)
    peer.sendall(b"\x30\x84\x00\x00\x00\x7f\x02\x01\x01\x61")
    wire.mute(peer)


def drip(peer):
    """One byte at a time, for ever."""
    peer.recv(65536)
    for byte in b"\x16\x03\x03\x10\x00" + b"a" * 4096:
        peer.sendall(bytes([byte]))
        threading.Event().wait(0.2)


def accept_starttls(then):
    def talk(peer):
        peer.sendall(wire.answer(wire.message(peer)[0], 0x78, 0))
        then(peer)
    return talk


@test
def silent():
    """a server that takes the connection and says nothing costs seconds, not more"""
    clear, start = "allow-plaintext = yes\n", "starttls = yes\n"
    with Slapd() as server:
        for name, talk, scheme, more in (
                ("connect", wire.mute, "ldap", clear),
                ("half a message", half_message, "ldap", clear),
                ("StartTLS", wire.mute, "ldap", start),
                ("StartTLS, then nothing", accept_starttls(wire.mute), "ldap",
                 start),
                ("StartTLS, half a record", accept_starttls(half_record),
                 "ldap", start),
                ("TLS", wire.mute, "ldaps", ""),
                ("TLS, half a record", half_record, "ldaps", ""),
                ("TLS, drop by drop", drip, "ldaps", "")):
            with wire.Listener(talk) as fake:
                uri = getattr(fake, scheme)
                config = settings(server, uri, more + QUICK)
                begun = time.monotonic()
                run = ended(config, 20)
                refused(run, 69, "no LDAP server reached: " + uri)
                true("imed out" in run.err, "%s: %s" % (name, run.err))
                true(time.monotonic() - begun < 8, "too long: " + name)


def ended(config, seconds):
    """Like look(), but one that does not end is a result, too."""
    try:
        return dirwire("apply", "-n", "-c", config, timeout=seconds)
    except subprocess.TimeoutExpired:
        return Run("no end after %d s" % seconds, "", "")


@test
def silent_later():
    """silence after the bind, also inside a TLS record, ends in time with 75"""
    with Slapd(tls=True) as server:
        with wire.Proxy(server.port, lambda tag, count:
                        tag != wire.SEARCH) as proxy:
            run = ended(settings(server, proxy.ldap,
                                 "allow-plaintext = yes\n" + QUICK), 20)
            refused(run, 75, "imed out")
        passed = []

        def run_until(most):
            """Of the server's bytes only so many get through."""
            def answers(data):
                data = data[:max(0, most - sum(passed))]
                passed.append(len(data))
                return data

            del passed[:]
            with wire.Proxy(server.tls_port, answers=answers) as proxy:
                return ended(settings(
                    server, proxy.ldaps, "ca-file = ca.pem\n"
                    "connect-timeout = 3s\ntimeout = 2s\n"), 30)

        equal(run_until(1 << 20).code, 0)
        whole = sum(passed)
        # in the handshake, in the schema, in base
        for most, code, part in ((3, 69, "server"), (700, 69, "server"),
                                 (whole // 2, 75, "cn=Subschema "),
                                 (whole - 200, 75, "base "),
                                 (whole - 100, 75, "base ")):
            refused(run_until(most), code, part)


@test
def password_file():
    """a secret file that others can read or change, or is none: 78 and a way out"""
    def file(name, mode, text=SECRET, owner=None):
        os.chmod(server.write(name, text), mode)
        if owner:
            os.chown(server.path(name), *owner)

    with Slapd() as server:
        for n, (mode, text) in enumerate((
                (0o600, SECRET), (0o400, SECRET + "\n"),
                (0o640, SECRET + "\r\n"))):
            file("good%d" % n, mode, text)
            run = look(settings(server, server.ldapi, password="good%d" % n))
            equal(run.code, 0, run)
        file("world", 0o604)
        file("executable", 0o601)
        file("writable", 0o620)
        os.symlink(server.path("password"), server.path("link"))
        os.mkdir(server.path("folder"))
        os.mkfifo(server.path("pipe"), 0o600)
        file("empty", 0o600, "")
        file("blank", 0o600, "\n")
        file("lines", 0o600, SECRET + "\nsecond\n")
        file("nul", 0o600, SECRET + "\0")
        file("large", 0o600, SECRET + "x" * 5000)
        rows = [("world", "chmod 0640"), ("executable", "chmod 0640"),
                ("writable", "chmod 0640"), ("link", "name the file itself"),
                ("folder", "name a file"), ("pipe", "name a file"),
                ("empty", "write the password"), ("nul", "secret alone"),
                ("blank", "write the password"), ("lines", "secret alone"),
                ("large", "secret alone"), ("nowhere", "write the password")]
        if os.geteuid() == 0:
            file("stranger", 0o600, owner=(65534, -1))
            file("group", 0o640, owner=(-1, 65534))
            rows += [("stranger", "belongs to root"), ("group", "chmod 0600")]
        else:
            say("not root: files of other users are not tried")
        for name, way_out in rows:
            run = look(settings(server, server.ldapi, password=name))
            refused(run, 78, server.path(name), way_out)
            true(SECRET not in run.err, run.err)


@test
def canary():
    """the password shows up in no output, log, command line or environment"""
    secret = "Canary-Zq8151-\u00e4"
    with Slapd(content=BASE_LDIF.replace(SECRET, secret)) as server:
        write_private(server, "password", secret)
        at_bind, looked = threading.Event(), threading.Event()

        def seen(tag, count):
            if tag == wire.BIND:
                at_bind.set()
                looked.wait(20)

        with wire.Proxy(server.port, seen) as proxy:
            config = settings(server, proxy.ldap, "allow-plaintext = yes\n")
            process = subprocess.Popen(
                [DIRWIRE, "apply", "-v", "-c", config, "--report",
                 "ldif=" + server.path("report")], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            process.stdin.write(event([person(1), person(2)]).encode())
            process.stdin.close()
            process.stdin = None
            true(at_bind.wait(20), "no bind")
            shown = b""
            for name in ("cmdline", "environ"):
                with open("/proc/%d/%s" % (process.pid, name), "rb") as f:
                    shown += f.read()
            looked.set()
            out, err = process.communicate(timeout=60)
        equal(process.returncode, 0, err)
        holds(proxy.received, secret.encode(), "the control is no control")
        holds(err, b"op=add")
        with open(server.path("report"), "rb") as f:
            shown += out + err + f.read()
        true(b"Zq8151" not in shown, "the password shows")


@test
def base():
    """a base that is not there or can't be seen: 78 with a sentence"""
    with Slapd() as server:
        config = server.config(map_text=SIMPLE_MAP.replace(
            "dc=example", "ou=nowhere,dc=example"))
        refused(look(config), 78, "ou=nowhere,dc=example,dc=com is not in",
                "correct base in [map]", "the nearest entry there is: " + BASE)
    for acl in ('access to * by dn="%s" none by * read' % SERVICE,
                'access to attrs=entry by dn="%s" none by * read' % SERVICE):
        with Slapd(acl=["access to attrs=userPassword by anonymous auth",
                        acl, "access to * by * read"]) as server:
            refused(look(server.config(map_text=SIMPLE_MAP)), 78, BASE,
                    SERVICE + " may not see it")


if __name__ == "__main__":
    main()
