# SPDX-License-Identifier: ISC
"""The proxy of tests/sim does as it is told, before a real slapd."""
import socket
import threading
import time

import wire
from proxy import Proxy
from slapdtest import (ADMIN, BASE, PEOPLE, SECRET, Slapd, dn_of, wait_for)
from tap import equal, holds, main, test, true

ADDED, MODIFIED = wire.ANSWERS[wire.ADD], wire.ANSWERS[wire.MODIFY]


def add(number):
    return wire.found(dn_of(number), {
        "objectClass": ["inetOrgPerson"], "cn": ["x"], "sn": ["x"],
        "uid": ["rc-%d" % number]}, wire.ADD)


def describe(number, value):
    """A modify."""
    change = wire.part(0x30, wire.number(2, 10), wire.part(
        0x30, wire.part(4, "description"), wire.part(0x31, wire.part(
            4, value))))
    return wire.part(wire.MODIFY, wire.part(4, dn_of(number)),
                     wire.part(0x30, change))


def look(dn=BASE):
    """A read of the entry, without attributes."""
    return wire.part(wire.SEARCH, wire.part(4, dn), wire.number(0, 10),
                     wire.number(0, 10), wire.number(0), wire.number(0),
                     wire.part(1, b"\0"), wire.part(0x87, "objectClass"),
                     wire.part(0x30, wire.part(4, "1.1")))


@test
def tells():
    """every message is told of, with its place, its name and its size"""
    with Slapd() as server:
        server.add("ou=a b\u00fc," + PEOPLE, objectClass="organizationalUnit",
                   ou="a b\u00fc")
        for here, target in ((0, server.port),
                             (server.path("front"), server.socket)):
            with Proxy(target, listen=here) as proxy:
                client = socket.socket(socket.AF_UNIX if here else
                                       socket.AF_INET)
                client.connect(here or ("127.0.0.1", proxy.port))
                sent = [wire.reply(1, wire.bind(ADMIN, SECRET)), wire.reply(
                    2, look("ou=a b\u00fc," + PEOPLE))]
                for data in sent:
                    client.sendall(data)
                    wire.message(client)
                wire.message(client)
                client.close()
                closed = proxy.wait("closed", "1")
                got = proxy.messages()
            equal(closed[2], str(sum(map(len, sent))), "bytes up")
            equal([tuple(m) for m in got if m.direction == "up"], [
                ("message", 1, "up", 1, wire.BIND, 1, 0, len(sent[0]), ""),
                ("message", 1, "up", 2, wire.SEARCH, 2, len(sent[0]),
                 len(sent[1]), "ou=a b\u00fc," + PEOPLE)])
            equal([(m.tag, m.id) for m in got if m.direction == "down"],
                  [(0x61, 1), (wire.ENTRY, 2), (0x65, 2)])
            equal(str(got[-1].offset + got[-1].size), closed[3], "bytes down")


@test
def delays():
    """a delay is that of the line, not of each operation behind the other"""
    with Slapd() as server, Proxy(server.port, "delay 100") as proxy:
        with wire.Client(proxy.port) as client:
            begun = time.monotonic()
            client.bind(ADMIN, SECRET)
            took = time.monotonic() - begun
            true(0.2 <= took < 0.9, "a round trip takes %.3f s" % took)
            begun = time.monotonic()
            client.send(*[look() for _ in range(500)])
            for _ in range(1000):
                client.answer()
            took = time.monotonic() - begun
            true(0.2 <= took < 2, "500 round trips take %.3f s" % took)


@test
def order():
    """what is sent when the delay is less does not overtake"""
    with wire.Listener(lambda peer: list(iter(
            lambda: end.read(peer), b""))) as end, \
            Proxy(end.port, "delay 200") as proxy, wire.Client(proxy.port) as client:
        proxy.wait("opened", "1")
        for operation in look(), add(1):
            client.send(operation)
            proxy.wait("message", "1", "up", str(client.count))
            proxy.tell("delay 0")
        both = wire.reply(1, look()) + wire.reply(2, add(1))
        wait_for(lambda: len(end.received) == len(both), "both")
        equal(end.received, both)


def cut_of(kind, direction, offset):
    """What client and server have of a stream that is cut, and how it ends."""
    sent, told = b"0\x84\0\0\x40\0" + b"x" * 600, b"y" * 300
    got, ends, over = [b""], [], threading.Event()
    connected = threading.Event()  # a reset may overtake the end of connect()

    def talk(peer):
        if end.connections == 1:
            return
        connected.wait(20)
        peer.settimeout(0.3)
        end_of = "fin"
        try:
            peer.sendall(told)
        except (BrokenPipeError, ConnectionResetError):
            end_of = "rst"  # what came before it can be read
        try:
            for more in iter(lambda: peer.recv(65536), b""):
                got[0] += more
        except ConnectionResetError:
            end_of = "rst"
        except socket.timeout:
            end_of = "stall"
        ends.append(end_of)
        peer.settimeout(20)
        if kind == "half" and direction == "up":  # the other way is open
            peer.sendall(b"more")
        while kind == "half" and direction == "down" and \
                not got[0].endswith(b"more"):
            got[0] += peer.recv(65536)
        over.wait(20)

    with wire.Listener(talk) as end, Proxy(
            end.port, "cut %s 2 %d %s" % (direction, offset, kind)) as proxy:
        with wire.Client(proxy.port):
            proxy.wait("opened", "1")
        proxy.wait("closed", "1")
        with wire.Client(proxy.port) as client:
            connected.set()
            client.socket.sendall(sent)
            proxy.wait("cut", "2", direction, str(offset), kind)
            data, how = client.rest()
            wait_for(lambda: ends, "the end at the server")
            if kind == "half" and direction == "down":
                client.socket.sendall(b"more")
                wait_for(lambda: got[0].endswith(b"more"), "more")
            over.set()
        return (data, how, told), (got[0], ends[0], sent)


@test
def cuts():
    """a cut leaves the bytes before it, in both directions, and ends as was said"""
    for kind in "fin", "rst", "stall":
        for offset in 1, 7, 300:
            for direction in "up", "down":
                what = "%s %s at %d" % (kind, direction, offset)
                sides = cut_of(kind, direction, offset)
                for data, how, whole in sides:
                    equal(how, kind, what)
                    true(whole.startswith(data), what + ": %r" % data)
                equal(len(sides[direction == "up"][0]), offset, what)
    client, server = cut_of("half", "up", 9)
    equal(client[:2], (client[2] + b"more", "stall"), "half up, client")
    equal(server[:2], (server[2][:9], "fin"), "half up, server")
    client, server = cut_of("half", "down", 9)
    equal(client[:2], (client[2][:9], "fin"), "half down, client")
    equal(server[:2], (server[2] + b"more", "stall"), "half down, server")


@test
def eats_and_holds():
    """one message of many is eaten, or held while those behind it go on"""
    with Slapd() as server, Proxy(server.port) as proxy, \
            wire.Client(proxy.port) as client:
        client.bind(ADMIN, SECRET)
        proxy.tell("eat 0x69 2")
        client.send(add(1), add(2), add(3))
        equal(sorted(client.answer()[1] for _ in range(2)), [ADDED] * 2)
        eaten = proxy.message(ADDED, "eaten")
        equal(len(server.tree(PEOPLE)), 1 + 3, "added")
        equal(client.ask(look())[1], wire.ENTRY)
        equal(client.answer(), (5, 0x65, 0), "the answer of %d" % eaten.id)
        proxy.tell("hold 0x66 1")
        client.send(describe(1, "late"), describe(2, "early"))
        equal(client.answer(), (7, MODIFIED, 0))
        held = proxy.message(wire.MODIFY, "held")
        equal((held.id, held.dn), (6, dn_of(1)))
        server.modify(dn_of(1), {"description": [("MODIFY_ADD", ["first"])]})
        proxy.tell("release %d up %d" % (held.connection, held.number))
        equal(client.answer(), (6, MODIFIED, 0))
        equal(server.tree(dn_of(1))[dn_of(1)]["description"], [b"late"])
        proxy.tell("hold 0x67 *")
        client.send(describe(1, "x"), describe(2, "y"))
        for _ in range(2):
            proxy.message(MODIFIED, "held")
        equal(client.rest(), (b"", "stall"))
        equal(server.tree(dn_of(2))[dn_of(2)]["description"], [b"y"])
        proxy.tell("release")
        equal(sorted(client.answer()[0] for _ in range(2)), [8, 9])


@test
def held_and_left():
    """what is held goes on when released, though its sender has gone"""
    with Slapd() as server, Proxy(server.port, "hold 0x68 1") as proxy:
        with wire.Client(proxy.port) as client:
            client.bind(ADMIN, SECRET)
            client.send(add(1), wire.part(wire.UNBIND))
            proxy.message(wire.ADD, "held")
        proxy.message(wire.UNBIND, "eaten")
        equal(len(server.tree(PEOPLE)), 1)
        proxy.tell("release")
        proxy.wait("closed", "1")
        wait_for(lambda: len(server.tree(PEOPLE)) == 2, "the late add")


def pages(pid):
    with open("/proc/%d/statm" % pid) as f:
        return int(f.read().split()[1])


@test
def memory():
    """a receiver that does not read holds up the sender, and loses nothing"""
    go, got = threading.Event(), []

    def talk(peer):
        go.wait(20)
        got.append(0)
        while True:
            more = len(peer.recv(1 << 20))
            got[0] += more
            if more == 0:
                return
    with wire.Listener(talk) as end, Proxy(end.port) as proxy, \
            wire.Client(proxy.port, 1) as client:
        sent, before = 0, pages(proxy.process.pid)
        try:
            while sent < 64 << 20:
                sent += client.socket.send(b"x" * 65536)
        except socket.timeout:
            pass
        true(1 << 20 < sent < 64 << 20, "took %d bytes" % sent)
        more = pages(proxy.process.pid) - before
        true(more < 4096, "%d pages more" % more)  # 64 MiB are 16384
        go.set()
        client.socket.close()
        proxy.wait("closed", "1", str(sent))
        wait_for(lambda: got == [sent], "the rest")


@test
def gone():
    """behind a last cut there is no server, until it is told to be there"""
    with Slapd() as server, Proxy(
            server.port, "cut down * 1 rst last") as proxy:
        with wire.Client(proxy.port) as client:
            client.send(look())
            equal(len(client.rest()[0]), 1)
        try:
            wire.Client(proxy.port)
            raise AssertionError("connected")
        except ConnectionRefusedError:
            pass
        proxy.tell("clear")
        proxy.tell("listen yes")
        with wire.Client(proxy.port) as client:
            client.bind(ADMIN, SECRET)
            proxy.tell("end * rst")
            equal(client.rest(), (b"", "rst"))
        for wrong in "cut up 0 1 fin", "eat 0x69", "delay -1", "dealy 1", "":
            try:
                proxy.tell(wrong)
                raise Exception("took " + wrong)
            except AssertionError as error:
                holds(str(error), "error ")


if __name__ == "__main__":
    main()
