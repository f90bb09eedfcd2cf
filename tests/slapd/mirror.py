# SPDX-License-Identifier: ISC
"""Two slapds in mirror mode, and the lines between them.

    with Mirror() as mirror:
        mirror.servers        two Slapd
        mirror.links[0]       the line on which the second hears of the first
        mirror.agree()        waits until both know the same (contextCSN)
"""
import contextlib

from line import Line
from slapdtest import (ADMIN, BASE, BASE_LDIF, MODULES, SECRET, Slapd,
                       wait_for)


def same_content():
    """Two servers begin with one content, down to the entryUUID."""
    entries = []
    for number, entry in enumerate(BASE_LDIF.strip().split("\n\n")):
        csn = "20260101000000.000000Z#000000#000#000000"
        entries.append("%s\nentryUUID: 00000000-0000-4000-8000-%012d\n"
                       "entryCSN: %s\n%s" % (
                           entry, number, csn,
                           "" if number else "contextCSN: %s\n" % csn))
    return "\n".join(entries)


class Mirror:
    def __init__(self, extra="dbnosync"):
        self.stack = contextlib.ExitStack()
        self.extra = extra

    def provider(self, number):
        """A server that hears of the other on a line."""
        other = self.links[1 - number]
        return Slapd(
            content=same_content(), first="serverID %d\n"
            "moduleload %s/syncprov" % (number + 1, MODULES),
            extra="%s\n"
            'syncrepl rid=001 provider=%s searchbase="%s" bindmethod=simple\n'
            '  binddn="%s" credentials="%s" type=refreshAndPersist\n'
            '  retry="1 +" network-timeout=2\n'
            "mirrormode on\noverlay syncprov\nsyncprov-checkpoint 1 1\n" % (
                self.extra, other.ldap, BASE, ADMIN, SECRET))

    def __enter__(self):
        with self.stack as stack:
            self.links = [stack.enter_context(Line(0)) for _ in range(2)]
            self.servers = [stack.enter_context(self.provider(n))
                            for n in range(2)]
            for link, server in zip(self.links, self.servers):
                link.target = server.port
            self.prove()
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *ignored):
        for link in self.links:
            link.hold(False)
        self.stack.close()

    def prove(self):
        """What is written to one comes to the other, both ways."""
        for number, server in enumerate(self.servers):
            dn = "cn=probe%d,ou=services,%s" % (number, BASE)
            server.add(dn, objectClass=["organizationalRole"])
            wait_for(lambda: dn in self.servers[1 - number].tree(),
                     "replication from %d" % number)
        self.agree()

    def bring_back(self, number):
        """Start a server that was killed.  What it knew of itself may be older than
        what the other heard of it, and then the other is refused until it has
        written again: so it writes."""
        self.servers[number].start()
        self.servers[number].modify(
            "cn=probe%d,ou=services,%s" % (number, BASE),
            {"description": [("MODIFY_REPLACE", ["back"])]})

    def agree(self):
        wait_for(lambda: context(self.servers[0]) == context(self.servers[1]),
                 "both to know the same", 60)


def context(server):
    """The newest CSN that it knows of each server."""
    connection = server.connect()
    connection.search(BASE, "(objectClass=*)", "BASE",
                      attributes=["contextCSN"])
    csns = connection.response[0]["raw_attributes"].get("contextCSN", [])
    connection.unbind()
    return sorted(csns)
