# SPDX-License-Identifier: ISC
"""The line to slapd, message by message: what was asked, what was answered.

    def asked(request): ...              False keeps it back, an Event for so long
    def answered(reply, request): ...    False keeps it back

    with Line(server.port, asked, answered) as line:
        dirwire("apply", "-c", line.config(server), stdin=events)

One callback runs at a time, and what it is told of waits for it.  A request that
was kept back can go on later, `request.passage.send(request)`, also when the
client has gone away if the passage was `keep()`ed.  While a line is on `hold()`
nothing comes through; what has been sent comes later, also from a server that is
gone by then.
"""
import socket
import threading

import wire
from slapdtest import SERVICE, SIMPLE_MAP

RESULTS = {0x61: "bind", 0x65: "search", 0x67: "modify", 0x69: "add",
           0x6b: "delete", 0x6d: "rename", 0x78: "extended"}
REQUESTS = {wire.BIND: "bind", wire.SEARCH: "search", wire.ADD: "add",
            wire.MODIFY: "modify", wire.RENAME: "rename",
            wire.DELETE: "delete", wire.UNBIND: "unbind",
            wire.EXTENDED: "extended"}
WRITES = ("add", "modify", "rename", "delete")


def part(data, at):
    """Where the content of the element at `at` begins and where it ends."""
    length, begin = data[at + 1], at + 2
    if length & 0x80:
        end = begin + (length & 0x7f)
        length, begin = int.from_bytes(data[begin:end], "big"), end
    return begin, begin + length


class Message:
    """An LDAPMessage: number, op (a word), dn (of a write), code (of a result)."""

    def __init__(self, data, passage):
        self.data, self.passage = data, passage
        self.dn, self.code = None, None
        begin, end = part(data, part(data, 0)[0])
        self.number = int.from_bytes(data[begin:end], "big")
        tag = data[end]
        self.is_result = tag in RESULTS
        self.op = RESULTS.get(tag) or REQUESTS.get(tag)
        begin, last = part(data, end)
        if self.op in WRITES and not self.is_result:
            if self.op != "delete":
                begin, last = part(data, begin)
            self.dn = data[begin:last].decode()
        elif self.is_result:
            begin, last = part(data, begin)
            self.code = data[begin]


def message(stream):
    """The bytes of the next message, b"" at the end."""
    head = stream.read(2)
    if len(head) < 2:
        return b""
    if head[1] & 0x80:
        head += stream.read(head[1] & 0x7f)
    begin, end = part(head, 0)
    body = stream.read(end - begin)
    return head + body if len(body) == end - begin else b""


class Passage:
    """One connection of a client, and ours to the server for it."""

    def __init__(self, line, client, server):
        self.line, self.client, self.server = line, client, server
        self.is_kept = False
        self.ended = threading.Event()  # the server has closed it
        self.open = {}  # number -> the request that waits for its answer

    def keep(self):
        """The connection to the server stays when the client goes."""
        self.is_kept = True

    def send(self, request):
        """It is lost when the server has gone."""
        self.open[request.number] = request
        try:
            self.server.sendall(request.data)
        except OSError:
            pass

    def forth(self):
        stream = self.client.makefile("rb")
        while True:
            data = message(stream)
            if not data or (self.ended.is_set() and not self.is_kept):
                return
            self.line.is_open.wait()
            request = Message(data, self)
            verdict = self.line.tell(self.line.asked, request)
            if isinstance(verdict, threading.Event):
                verdict.wait()
            if verdict is False or (self.is_kept and request.op == "unbind"):
                continue
            self.send(request)

    def back(self):
        stream = self.server.makefile("rb")
        try:
            while True:
                data = message(stream)
                if not data:
                    return
                self.line.is_open.wait()
                reply = Message(data, self)
                request = self.open.get(reply.number)
                if reply.is_result:
                    self.open.pop(reply.number, None)
                if reply.is_result and self.line.tell(
                        self.line.answered, reply, request) is False:
                    continue
                self.reply(data)
        except OSError:
            pass
        finally:
            self.ended.set()
            shut(self.client)

    def reply(self, data):
        try:
            self.client.sendall(data)
        except OSError:
            if not self.is_kept:
                raise


def shut(end):
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


class Line(wire.Listener):
    def __init__(self, target, asked=None, answered=None):
        self.target = target  # a port; may change
        self.asked = asked or (lambda request: True)
        self.answered = answered or (lambda reply, request: True)
        self.lock = threading.Lock()
        self.passages = []
        self.fault = None  # the first error of a callback
        self.is_open = threading.Event()
        self.is_open.set()
        super().__init__(self.between)

    def tell(self, callback, *what):
        with self.lock:
            try:
                return callback(*what)
            except Exception as error:
                self.fault = self.fault or error
                raise OSError("the callback failed") from error

    def between(self, client):
        for end in (client, server := socket.create_connection(
                ("127.0.0.1", self.target), 10)):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server.settimeout(None)
        passage = Passage(self, client, server)
        self.passages.append(passage)
        back = threading.Thread(target=passage.back, daemon=True)
        back.start()
        try:
            passage.forth()
        finally:
            if not passage.is_kept:
                shut(server)
                back.join(10)
                server.close()

    def hold(self, is_held=True):
        if is_held:
            self.is_open.clear()
        else:
            self.is_open.set()

    def cut(self):
        """End all connections."""
        for passage in list(self.passages):
            shut(passage.client)
            shut(passage.server)

    def config(self, server, ldap="", map_text=SIMPLE_MAP, name="line.conf"):
        """A configuration of dirwire at this line; its path."""
        return server.config(
            map_text=map_text, name=name,
            ldap="uri = %s\nbind-dn = %s\npassword-file = password\n"
            "allow-plaintext = yes\n%s" % (self.ldap, SERVICE, ldap))

    def __exit__(self, *ignored):
        super().__exit__()
        self.hold(False)
        self.cut()
        if self.fault is not None:
            raise self.fault
