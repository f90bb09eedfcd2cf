# SPDX-License-Identifier: ISC
"""Little servers for faults on the wire: scripted ones, a proxy before slapd."""
import select
import socket
import threading

BIND, UNBIND, SEARCH, EXTENDED = 0x60, 0x42, 0x63, 0x77
ADD, MODIFY, RENAME, DELETE = 0x68, 0x66, 0x6c, 0x4a
ENTRY, DISCONNECTION = 0x64, "1.3.6.1.4.1.1466.20036"
# of the answer to each request
ANSWERS = {BIND: 0x61, SEARCH: 0x65, MODIFY: 0x67, ADD: 0x69, DELETE: 0x6b,
           RENAME: 0x6d, EXTENDED: 0x78}


def part(tag, *contents):
    """A BER element of bytes and texts."""
    content = b"".join(c.encode() if isinstance(c, str) else c
                       for c in contents)
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    if len(content) < 128:
        return bytes([tag, len(content)]) + content
    return bytes([tag, 0x80 | len(length)]) + length + content


def number(value, tag=2):
    return part(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def parts(data):
    """(tag, content) of the BER elements that stand in the bytes."""
    found, at = [], 0
    while at < len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length & 0x80:
            size = length & 0x7f
            length = int.from_bytes(data[at:at + size], "big")
            at += size
        found.append((tag, data[at:at + length]))
        at += length
    return found


def reply(id, operation, *controls):
    """A whole LDAPMessage."""
    return part(0x30, number(id), operation,
                part(0xa0, *controls) if controls else b"")


def bind(dn, password):
    return part(BIND, number(3), part(4, dn), part(0x80, password))


def result(tag, code=0, text="", more=b""):
    return part(tag, number(code, 10), part(4), part(4, text), more)


def found(dn, attributes, tag=ENTRY):
    """A search result entry: name -> values."""
    return part(tag, part(4, dn), part(0x30, *(
        part(0x30, part(4, name), part(0x31, *(part(4, v) for v in values)))
        for name, values in attributes.items())))


def notice(code):
    """of disconnection (RFC 4511 section 4.4.1)"""
    return reply(0, result(0x78, code, more=part(0x8a, DISCONNECTION)))


class Listener:
    """Accepts on a free loopback port; `talk(socket)` has each connection."""

    def __init__(self, talk):
        self.talk = talk
        self.connections = 0
        self.received = b""
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.ldap = "ldap://127.0.0.1:%d" % self.port
        self.ldaps = "ldaps://127.0.0.1:%d" % self.port
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.run, args=(peer,),
                             daemon=True).start()

    def run(self, peer):
        with peer:
            try:
                self.talk(peer)
            except OSError:
                pass

    def read(self, peer):
        """Some bytes, b"" at the end; they are kept."""
        data = peer.recv(65536)
        self.received += data
        return data

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


def mute(peer):
    """Takes all and says nothing."""
    while peer.recv(65536):
        pass


def exactly(peer, count):
    data = b""
    while len(data) < count:
        more = peer.recv(count - len(data))
        if not more:
            raise OSError("closed")
        data += more
    return data


class TooLarge(Exception):
    """A message of more bytes than are to be read."""


def message(peer, most=1 << 30):
    """One whole LDAPMessage and the tag of its operation."""
    head = exactly(peer, 2)
    if head[0] != 0x30:
        raise OSError("not LDAP")
    length = head[1]
    if length & 0x80:
        more = exactly(peer, length & 0x7f)
        head += more
        length = int.from_bytes(more, "big")
    if length > most:
        raise TooLarge
    body = exactly(peer, length)
    return head + body, body[2 + body[1]]


def answer(request, tag, code):
    """A result of that code for the request, without text."""
    id = parts(parts(request)[0][1])[0][1]
    return reply(int.from_bytes(id, "big"), result(tag, code))


class Client:
    """Says LDAP to a port as it is told to; messages are numbered from 1."""

    def __init__(self, port, timeout=20):
        self.socket = socket.create_connection(
            ("127.0.0.1", port), timeout)
        self.count = 0

    def send(self, *operations):
        data = b""
        for operation in operations:
            self.count += 1
            data += reply(self.count, operation)
        self.socket.sendall(data)
        return data

    def answer(self):
        """(message id, tag, result code) of the next one."""
        (_, id), (tag, body) = parts(parts(message(
            self.socket)[0])[0][1])[:2]
        return int.from_bytes(id, "big"), tag, parts(body)[0][1][0]

    def ask(self, operation):
        self.send(operation)
        return self.answer()

    def bind(self, dn, password):
        code = self.ask(bind(dn, password))[2]
        if code != 0:
            raise OSError("bind: %d" % code)

    def rest(self):
        """What comes up to the end, and how that is: fin, rst or stall."""
        data = b""
        while select.select([self.socket], [], [], 0.3)[0]:
            try:
                more = self.socket.recv(65536)
            except ConnectionResetError:
                return data, "rst"
            if not more:
                return data, "fin"
            data += more
        return data, "stall"

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.socket.close()


class Proxy(Listener):
    """Before a port of slapd.  `seen(tag, count)` is called for each operation
    before it goes on, with how many of its kind there were; False keeps it
    back.  Without `seen` bytes go through as they are.  `answers(data)` may
    change what the server says.  A message of more than `most` bytes is not
    read, nor anything behind it."""

    def __init__(self, port, seen=None, answers=None, most=1 << 30):
        self.target = port
        self.seen = seen
        self.answers = answers or (lambda data: data)
        self.most = most
        self.end = threading.Event()
        self.tags = []
        super().__init__(self.between)

    def between(self, peer):
        with socket.create_connection(("127.0.0.1", self.target)) as server:
            back = threading.Thread(target=self.back, args=(server, peer),
                                    daemon=True)
            back.start()
            try:
                self.forth(peer, server)
            finally:
                server.shutdown(socket.SHUT_RDWR)
                back.join(10)

    def forth(self, peer, server):
        while self.seen is None:
            data = self.read(peer)
            if not data:
                return
            server.sendall(data)
        while True:
            try:
                data, tag = message(peer, self.most)
            except TooLarge:
                self.end.wait(120)
                return
            self.received += data
            self.tags.append(tag)
            if self.seen(tag, self.tags.count(tag)) is not False:
                server.sendall(data)

    def __exit__(self, *ignored):
        self.end.set()
        super().__exit__()

    def back(self, server, peer):
        try:
            while True:
                data = server.recv(65536)
                if not data:
                    break
                peer.sendall(self.answers(data))
            peer.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
