# SPDX-License-Identifier: ISC
"""A server that is not well: it closes what is idle, is read-only, is full, or has
become a consumer.  When it is well again everything is done, and nothing twice."""
import collections

import wire
from line import WRITES, Line
from slapdtest import BASE, Slapd, dirwire, event, ids, person, rejects
from tap import equal, holds, main, test, true

IMPATIENT = "timeout = 5s\nretry-for = 2s\n"


def people(numbers, **more):
    return event([person(n, **more) for n in numbers])


class Codes:
    """What was answered to the writes."""

    def __init__(self):
        self.of = collections.Counter()

    def answered(self, reply, request):
        if reply.op in WRITES:
            self.of[reply.code] += 1


class Mended(Codes):
    """The server begins anew, without what ails it, at the n-th answer of a code."""

    def __init__(self, server, code, count, ailment, better=""):
        super().__init__()
        self.server, self.code, self.count = server, code, count
        self.ailment, self.better = ailment, better

    def answered(self, reply, request):
        super().answered(reply, request)
        if reply.code == self.code and self.of[self.code] == self.count:
            mend(self.server, self.ailment, self.better)


def mend(server, ailment, better):
    with open(server.path("slapd.conf")) as f:
        text = f.read()
    equal(text.count(ailment), 1, "the ailment")
    server.stop()
    server.write("slapd.conf", text.replace(ailment, better))
    server.start()


def apply(line, server, events, ldap=""):
    return dirwire("apply", "-c", line.config(server, ldap), stdin=events)


@test
def idle():
    """a connection that the server closed for being idle is made anew, and no word of it"""
    with Slapd(first="idletimeout 1") as server:
        held = []

        def asked(request):
            # as if nothing had been to do for so long
            if request.op == "add" and len(held) < 3 and \
                    request.dn not in held:
                held.append(request.dn)
                return request.passage.ended
            return True

        codes = Codes()
        with Line(server.port, asked, codes.answered) as line:
            run = apply(line, server, people(range(1, 9)))
        equal((run.code, rejects(run)), (0, []), run)
        for word in ("error", "reject"):
            true("dirwire: " + word not in run.err, run.err)
        equal(len(held), 3, "how often it was closed")
        equal(ids(server), list(range(1, 9)))
        equal(codes.of, {0: 8}, "answers to writes")


@test
def read_only():
    """a read-only server rejects three, then it is waited for: 75 when that was in vain"""
    with Slapd(extra="readonly on") as server:
        codes = Codes()
        with Line(server.port, answered=codes.answered) as line:
            run = apply(line, server, people(range(1, 9)), IMPATIENT)
        equal(run.code, 75, run)
        equal(len(rejects(run)), 3, run)
        holds(run.err, "unwillingToPerform (53)")
        equal(list(codes.of), [53], "answers to writes")
        true(codes.of[53] >= 4, codes.of)
        equal(ids(server), [])


@test
def read_only_for_a_while():
    """when it takes writes again the rest is done"""
    with Slapd(extra="readonly on") as server:
        codes = Mended(server, 53, 5, "readonly on")
        with Line(server.port, answered=codes.answered) as line:
            run = apply(line, server, people(range(1, 41)))
            equal((run.code, len(rejects(run))), (4, 3), run)
            equal(len(ids(server)), 37, "entries")
            run = apply(line, server, people(range(1, 41)))
        equal(run.code, 0, run)
        equal(ids(server), list(range(1, 41)))
        equal(codes.of[0], 40, "adds that were done")


FULL = "maxsize 700000"


def many():
    return "\n".join(people([number], phoneNumbers=[
        {"phoneNumber": "+1202555%04d" % n} for n in range(20)])
        for number in range(1, 401))


@test
def full():
    """a full database is waited for; when it has room again all is done"""
    with Slapd(extra=FULL) as server:
        codes = Codes()
        with Line(server.port, answered=codes.answered) as line:
            run = apply(line, server, many(), IMPATIENT)
        equal(run.code, 75, run)
        holds(run.err, "other (80)")
        equal(set(codes.of), {0, 80}, "answers to writes")
        equal(len(ids(server)), codes.of[0], "what was done")
        codes = Mended(server, 80, 2, FULL)
        with Line(server.port, answered=codes.answered) as line:
            run = apply(line, server, many())
        equal((run.code, rejects(run)), (0, []), run)
        equal(ids(server), list(range(1, 401)))


@test
def one_too_large():
    """one entry for which there is no room is rejected, and holds up no other"""
    with Slapd(extra=FULL) as server:
        large = person(3, last="x" * 400000)
        others = [person(n) for n in range(1, 61) if n != 3]
        codes = Codes()
        with Line(server.port, answered=codes.answered) as line:
            run = apply(line, server, event(others[:2] + [large] + others[2:]))
        equal(run.code, 4, run)
        equal([line.split()[1] for line in rejects(run)], ["3"], run)
        holds(run.out, "other (80)")
        equal(codes.of, {0: 59, 80: 3}, "answers to writes")
        equal(ids(server), [n for n in range(1, 61) if n != 3])


@test
def consumer():
    """a consumer's referral is waited out, not chased"""
    with wire.Listener(wire.mute) as provider:
        role = ("syncrepl rid=1 provider=ldap://127.0.0.1:1 searchbase=%s "
                "bindmethod=simple type=refreshOnly interval=01:00:00:00 "
                'retry="3600 +"\nupdateref %s' % (BASE, provider.ldap))
        with Slapd(extra=role) as server:
            codes = Codes()
            with Line(server.port, answered=codes.answered) as line:
                run = apply(line, server, people(range(1, 9)), IMPATIENT)
                equal(run.code, 75, run)
                equal(rejects(run), [], run)
                holds(run.err, "referral (10)")
            equal(list(codes.of), [10], "answers to writes")
            codes = Mended(server, 10, 2, role)
            with Line(server.port, answered=codes.answered) as line:
                run = apply(line, server, people(range(1, 9)))
            equal((run.code, rejects(run)), (0, []), run)
            equal(ids(server), list(range(1, 9)))
        equal(provider.connections, 0, "chased")


if __name__ == "__main__":
    main()
