# SPDX-License-Identifier: ISC
"""The scripted server is one as good as slapd, until it is told otherwise."""
import ldap3

import wire
from scripted import END, GARBAGE, NOTICE, SILENCE, Scripted
from slapdtest import (ADMIN, BASE, PEOPLE, SECRET, SERVICE, SIMPLE_MAP, Slapd,
                       dirwire, dn_of, event, person)
from tap import equal, holds, main, test, true


def session(server):
    """What a client of another house is told, and the tree in the end."""
    told = []
    connection = ldap3.Connection(
        ldap3.Server(server.ldap, get_info=ldap3.NONE), ADMIN, SECRET,
        auto_bind=True, check_names=False, receive_timeout=20)

    def note(_):
        told.append((connection.result["type"], connection.result["result"]))
    for number in 1, 2:
        note(connection.add(dn_of(number), "inetOrgPerson", {
            "cn": "x", "sn": "x", "uid": "rc-%d" % number}))
    note(connection.add(dn_of(1), "inetOrgPerson", {"cn": "x", "sn": "x"}))
    note(connection.add("uid=x,ou=nowhere," + BASE, "inetOrgPerson",
                        {"cn": "x", "sn": "x"}))
    for op, value in ((ldap3.MODIFY_ADD, ["a@x", "b@x"]),
                      (ldap3.MODIFY_ADD, ["A@x"]),
                      (ldap3.MODIFY_DELETE, ["b@X"]),
                      (ldap3.MODIFY_DELETE, ["c@x"]),
                      (ldap3.MODIFY_REPLACE, ["d@x"])):
        note(connection.modify(dn_of(1), {"mail": [(op, value)]}))
    note(connection.modify(dn_of(9), {"mail": [(ldap3.MODIFY_DELETE, [])]}))
    note(connection.modify_dn(dn_of(1), "uid=rc-2"))
    note(connection.modify_dn(dn_of(1), "uid=rc-3", delete_old_dn=True))
    note(connection.modify_dn(dn_of(3), "cn=y", delete_old_dn=False,
                              new_superior=BASE))
    note(connection.delete(dn_of(1)))
    note(connection.delete(PEOPLE))
    note(connection.delete(dn_of(2)))
    for base, scope, what in ((BASE, ldap3.SUBTREE, "(uid=RC-3)"),
                              (BASE, ldap3.LEVEL, "(objectClass=*)"),
                              (PEOPLE, ldap3.SUBTREE, "(|(uid=rc-3)(cn=y))"),
                              ("cn=y," + BASE, ldap3.BASE,
                               "(&(!(mail=a@x))(mail=d@x))")):
        note(connection.search(base, what, scope, attributes=["uid"]))
        told.append(sorted((e["dn"], e["attributes"].get("uid"))
                           for e in connection.response))
    connection.unbind()
    return told, server.tree(BASE)


@test
def as_slapd():
    """the same session has the same answers and the same tree in the end"""
    with Slapd() as real, Scripted() as server:
        wanted, got = session(real), session(server)
        for entry in wanted[1].values():
            entry.pop("userPassword", None)
        for entry in got[1].values():
            entry.pop("userPassword", None)
        equal(got, wanted)
        true(len(wanted[0]) > 20, "a session")


def settings(real, uri):
    return real.config(map_text=SIMPLE_MAP, ldap="uri = %s\nbind-dn = %s\n"
                       "password-file = password\nallow-plaintext = yes\n"
                       "timeout = 1s\n" % (uri, SERVICE))


@test
def applied():
    """dirwire makes the same of both, and asserts and reads as it does there"""
    runs = [event([person(n, email="a%d@x" % n) for n in range(1, 6)]),
            event([person(n, last="King", verb="Update")
                   for n in range(1, 4)] + [{"eventType": "Delete", "id": "4"}],
                  "2026-05-13T09:00:00Z")]
    with Slapd() as real, Scripted() as server:
        for events in runs:
            told = []
            for uri in real.ldap, server.ldap:
                run = dirwire("apply", "-c", settings(real, uri), stdin=events)
                equal((run.code, run.err), (0, ""), run)
                told.append([line for line in run.out.splitlines()
                             if not line.strip().startswith(("directory", "time"))])
            equal(told[1], told[0])
        equal(server.tree(), real.tree(PEOPLE))
        for op, control in (("add", "post-read"), ("modify", "post-read"),
                            ("modify", "assertion"), ("delete", "assertion")):
            oid = {"post-read": "1.3.6.1.1.13.2",
                   "assertion": "1.3.6.1.1.12"}[control]
            true(all(oid in r.controls for r, _ in server.requests
                     if r.op == op), "%s without %s" % (op, control))


def add(number):
    return wire.found(dn_of(number), {
        "objectClass": ["inetOrgPerson"], "cn": ["x"], "sn": ["x"]}, wire.ADD)


@test
def assertions():
    """an assertion on a CSN that is not so any more ends in 122"""
    with Scripted() as server, wire.Client(server.port) as client:
        equal(client.ask(add(1))[2], 0)
        for csn, code in ("x", 122), (server.directory.at(dn_of(1)).csn, 0):
            assertion = wire.part(0xa3, wire.part(4, "entryCSN"),
                                  wire.part(4, csn))
            client.socket.sendall(wire.reply(7, wire.part(
                wire.DELETE, dn_of(1)), wire.part(0x30, wire.part(
                    4, "1.3.6.1.1.12"), wire.part(4, assertion))))
            equal(client.answer(), (7, wire.ANSWERS[wire.DELETE], code))


@test
def scripts():
    """answers once and for ever, by DN, done all the same, and none"""
    with Scripted() as server:
        server.answer("add", 51, times=1)
        server.answer("add", 80, dn=dn_of(1))
        server.answer("add", 4, dn=dn_of(3), is_done=True)
        with wire.Client(server.port) as client:
            client.send(*map(add, (1, 1, 2, 1, 3)))  # all in flight
            equal([client.answer() for _ in range(5)], [
                (n, 0x69, code) for n, code in enumerate((51, 80, 0, 80, 4),
                                                         1)])
            equal(sorted(server.tree()), [PEOPLE, dn_of(2), dn_of(3)])
            server.answer("add", 10, times=1)
            client.send(add(4))
            holds(wire.message(client.socket)[0], b"ldap://127.0.0.1:1")
            server.answer("add", SILENCE, times=1, is_done=True)
            client.send(add(5), add(5))
            equal(client.answer(), (8, 0x69, 68))
            server.answer("add", GARBAGE, times=1)
            client.send(add(6))
            equal(client.socket.recv(99), b"\x30\5junk!")
        for code, said in (NOTICE, wire.notice(52)), (END, b""):
            server.answer("add", code, times=1)
            with wire.Client(server.port) as client:
                client.send(add(7))
                equal(client.rest(), (said, "fin"))
        equal(server.asked("add")[5:], [("add", dn_of(n), code) for n, code in (
            (4, 10), (5, SILENCE), (5, 68), (6, GARBAGE), (7, NOTICE),
            (7, END))])


if __name__ == "__main__":
    main()
