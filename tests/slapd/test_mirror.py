# SPDX-License-Identifier: ISC
"""Two servers in mirror mode: the first is killed under load and comes back.

dirwire knows both; what it writes is told by the lines to them.  In the end both must
hold the right tree.  DIRWIRE_SEED=N has the same moments again.
"""
import os
import random
import signal
import time

from crowd import MAP, Crowd, doubles
from line import WRITES, Line
from mirror import Mirror
from slapdtest import PEOPLE, SERVICE, dirwire, same_tree
from tap import LONG, equal, main, say, test, true

PEOPLE_COUNT, ROUNDS = (600, 5) if LONG else (120, 1)
GAP_MAX = 20  # seconds without a write
SEED = int(os.environ.get("DIRWIRE_SEED",
                          random.SystemRandom().randrange(10 ** 9)))


class Ways:
    """The lines to both servers, and what happens on them."""

    def __init__(self, mirror, faults):
        self.mirror = mirror
        self.faults = faults  # told of each request and answer
        self.done = [0, 0]    # writes that a server did
        self.times = []       # of these
        self.lines = [Line(server.port, self.asked(n), self.answered(n))
                      for n, server in enumerate(mirror.servers)]

    def asked(self, n):
        return lambda request: self.faults.asked(self, n, request)

    def answered(self, n):
        def answered(reply, request):
            if reply.op in WRITES and reply.code == 0:
                self.done[n] += 1
                self.times.append(time.monotonic())
            return self.faults.answered(self, n, reply, request)
        return answered

    def config(self):
        return self.mirror.servers[0].config(
            MAP, "uri = %s\nbind-dn = %s\npassword-file = password\n"
            "allow-plaintext = yes\n" % (
                " ".join(line.ldap for line in self.lines), SERVICE))

    def gap(self, begun):
        times = [begun] + self.times
        return max(later - earlier
                   for earlier, later in zip(times, times[1:]))

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        for line in self.lines:
            line.__exit__()


class Death:
    """killed at one of its writes, back at one of the second's"""

    def __init__(self, chance, writes):
        self.chance = chance
        self.dies_at = chance.randrange(6, writes // 2)
        self.way = chance.choice(("asked", "sent", "answered"))
        self.back_at = chance.randrange(1, writes // 3)
        self.is_dead = self.is_back = False

    def is_due(self, ways, n):
        """Is the first to die now?"""
        return not self.is_dead and n == 0 and ways.done[0] >= self.dies_at

    def asked(self, ways, n, request):
        if request.op not in WRITES or not self.is_due(ways, n) or \
                self.way == "answered":
            return True
        if self.way == "sent":
            request.passage.send(request)
        self.kill(ways)
        return False

    def answered(self, ways, n, reply, request):
        if n == 1 and ways.done[1] >= self.back_at:
            self.bring_back(ways)
        if reply.op in WRITES and self.is_due(ways, n):
            self.kill(ways)
            return False
        return True

    def kill(self, ways):
        self.is_dead = True
        ways.mirror.servers[0].stop(signal.SIGKILL)

    def bring_back(self, ways):
        if not self.is_back:
            self.is_back = True
            ways.mirror.bring_back(0)


class Lag(Death):
    """the second is behind, and hears of the rest after a while"""
    looks = 3  # at what the second knows, until it hears of it

    def __init__(self, chance, writes):
        super().__init__(chance, writes)
        self.lags_at = chance.randrange(self.dies_at - 4)
        self.is_held = False
        self.early = 0  # writes that came before it had heard

    def asked(self, ways, n, request):
        if not self.is_dead and not self.is_held and \
                ways.done[0] >= self.lags_at:
            self.is_held = True
            ways.mirror.links[0].hold()
        if n == 1 and self.is_held:
            self.early += request.op in WRITES
            self.looks -= b"contextCSN" in request.data
            if self.looks == 0:
                self.let_hear(ways)
        return super().asked(ways, n, request)

    def let_hear(self, ways):
        self.is_held = False
        ways.mirror.links[0].hold(False)

    def bring_back(self, ways):
        super().bring_back(ways)
        self.let_hear(ways)


class LongLag(Lag):
    """the second is behind until the first is back"""
    looks = -1


class Loss(LongLag):
    """the second never hears of the rest, for the first is lost"""

    def kill(self, ways):
        super().kill(ways)
        ways.mirror.links[0].cut()
        self.let_hear(ways)

    def bring_back(self, ways):
        pass


def people(server):
    tree = server.tree(PEOPLE)
    del tree[PEOPLE]
    return tree


def one_round(mirror, crowd, death):
    """Change the crowd while the first server dies; the longest gap and the writes on
    each."""
    path = mirror.servers[0].write("events.json", crowd.change())
    with Ways(mirror, death) as ways:
        config = ways.config()
        begun = time.monotonic()
        run = dirwire("apply", "-c", config, "--max-removes", "all", path)
        true(run.code in (0, 3), run)
        true(death.is_dead, "the first was not killed")
        death.bring_back(ways)
        mirror.agree()
        if run.code == 3:  # removes wait for what both know
            run = dirwire("apply", "-c", config, "--max-removes", "all", path)
            mirror.agree()
        equal(run.code, 0, run)
    return ways.gap(begun), ways.done


def rounds(make_death, number):
    crowd = Crowd(SEED + number, PEOPLE_COUNT)
    with Mirror() as mirror:
        run = dirwire("apply", "-c", mirror.servers[0].config(MAP),
                      stdin=crowd.come())
        equal(run.code, 0, run)
        mirror.agree()
        for number in range(ROUNDS):
            what = "seed %d, round %d" % (SEED, number + 1)
            death = make_death(crowd.random, PEOPLE_COUNT // 2)
            gap, done = one_round(mirror, crowd, death)
            say("%s: %s; %d and %d writes, %.1f s without a write"
                % (what, death.__doc__, *done, gap))
            for server in mirror.servers:
                same_tree(people(server), crowd.tree(), what)
                equal(doubles(server), [], what)
            if type(death) is Lag:
                equal(death.early, 0, what + ": writes to who was behind")
            true(gap <= GAP_MAX, "%s: %.1f s without a write" % (what, gap))


@test
def first_dies():
    """the first of two is killed and comes back: both end in the right tree"""
    rounds(Death, 0)


@test
def second_is_behind():
    """so they do when the second is behind as the first dies"""
    rounds(Lag, 1)


@test
def first_is_lost():
    """what the second never heard of is written there again, by the same run"""
    crowd = Crowd(SEED, PEOPLE_COUNT)
    with Mirror() as mirror:
        server = mirror.servers[1]
        run = dirwire("apply", "-c", server.config(MAP), stdin=crowd.come())
        equal(run.code, 0, run)
        mirror.agree()
        loss = Loss(crowd.random, PEOPLE_COUNT // 2)
        events = crowd.change(deletes=False)
        with Ways(mirror, loss) as ways:
            run = dirwire("apply", "-c", ways.config(), stdin=events)
        true(loss.is_dead, "the first was not killed")
        say("%s: %d and %d writes" % (loss.__doc__, *ways.done))
        same_tree(people(server), crowd.tree(), "seed %d" % SEED)
        equal(run.code, 0, run)


@test
def second_stays_behind():
    """and when it hears of the rest only when the first is back"""
    rounds(LongLag, 2)


if __name__ == "__main__":
    main()
