# SPDX-License-Identifier: ISC
"""slapd is killed and comes back, again and again, while one run of dirwire writes.

The moments are random, and are counted in entries that are written, not in seconds.  DIRWIRE_SEED=N
runs the same ones again.
"""
import os
import random
import signal

import crowd
import history
import model
from line import WRITES, Line
from slapdtest import PEOPLE, Slapd, dirwire, rejects, same_tree
from tap import LONG, equal, main, say, test, true

EVENTS, KILLS = (2000, 100) if LONG else (400, 10)
FAST = "dbnosync"  # a killed process loses nothing that the machine has
SEED = int(os.environ.get("DIRWIRE_SEED",
                          random.SystemRandom().randrange(10 ** 9)))


class Killer:
    """Kills slapd at moments of its choice, and starts it again.

    Before a write reaches it, when it has just been sent, when it is answered (the
    answer is lost), or this and once more while dirwire begins again.  Between two
    moments some write is answered, so that there is no end for want of success."""

    def __init__(self, server, seed, writes, kills):
        self.server = server
        self.random = random.Random(seed)
        self.moments = sorted(self.random.sample(range(writes * 3 // 4),
                                                 kills))
        self.written = set()  # DNs; what is sent again does not count
        self.kills = 0
        self.requests = 0   # since the last connection
        self.answers = 1    # to writes, since the last kill
        self.way = None     # the next kill is due: how
        self.at_request = None
        self.ways = {}

    def is_due(self):
        if self.way is None and self.moments and self.answers and \
                len(self.written) > self.moments[0]:
            self.moments.pop(0)
            self.way = self.random.choice(("asked", "sent", "answered",
                                           "twice"))
        return self.way is not None

    def asked(self, request):
        self.requests = 1 if request.op == "bind" else self.requests + 1
        if self.requests == self.at_request:
            self.at_request = None
            self.kill()
            return False
        if request.op not in WRITES:
            return True
        self.written.add(request.dn)
        if not self.is_due() or self.way == "answered":
            return True
        if self.way != "asked":
            request.passage.send(request)
        self.kill()
        return False

    def answered(self, reply, request):
        if reply.op not in WRITES or self.way != "answered":
            self.answers += reply.op in WRITES
            return True
        self.kill()
        return False

    def kill(self):
        if self.way is not None:
            self.ways[self.way] = self.ways.get(self.way, 0) + 1
            if self.way == "twice":
                self.at_request = self.random.randrange(1, 9)
            self.way = None
        self.kills += 1
        self.answers = 0
        self.server.stop(signal.SIGKILL)
        self.server.start()
        equal(crowd.doubles(self.server), [], "keys of more than one entry")


def under_fire(server, map_text, events, kills, writes):
    """Apply the events while slapd is killed, in one run; its report."""
    killer = Killer(server, SEED, writes, kills)
    path = server.write("events.json", events)
    with Line(server.port, killer.asked, killer.answered) as line:
        config = line.config(server, map_text=map_text)
        run = dirwire("apply", "-c", config, "--max-removes", "all", path,
                      timeout=900)
    true(run.code in (0, 4), run)
    equal((killer.moments, killer.way), ([], None), "kills that are left")
    say("seed %d: %d entries, %d kills (%s)" % (
        SEED, len(killer.written), killer.kills, ", ".join(
            "%s %d" % pair for pair in sorted(killer.ways.items()))))
    again = dirwire("apply", "-c", server.config(map_text=map_text),
                    "--max-removes", "all", path)
    true("\n0 added, 0 modified, 0 removed, 0 renamed" in again.out, again)
    return run


def people(server):
    tree = server.tree(PEOPLE)
    del tree[PEOPLE]
    return tree


def made_up_history():
    """Half of the contacts exist when the run with the kills begins."""
    history.EVENTS = EVENTS
    history.CONTACTS = EVENTS * 3 // 4
    history.ACTIVE = EVENTS // 3
    return history.History(SEED)


@test
def history_under_fire():
    """a long history on a slapd that is killed at random moments ends in the right tree"""
    made_up = made_up_history()
    with Slapd(extra=FAST) as server:
        connection = server.connect()
        for dn, attributes in made_up.strangers():
            connection.add(dn, attributes=attributes)
        connection.unbind()
        config = server.config(map_text=model.MAP)
        path = server.write("before.json", made_up.write_events())
        equal(dirwire("apply", "-c", config, "--max-removes", "all",
                      path).code, 4)
        same_tree(people(server), model.encoded(made_up.tree), "without kills")
        history.ACTIVE = EVENTS * 2 // 3
        events = made_up.write_events()
        writes = sum(made_up.summary[name]
                     for name in ("added", "modified", "removed"))
        run = under_fire(server, model.MAP, events, KILLS, writes)
        equal({line.split()[1] for line in rejects(run)
               if line.split()[1].isdigit()} & set(made_up.ids),
              made_up.rejected, "rejected")
        same_tree(people(server), model.encoded(made_up.tree),
                  "seed %d" % SEED)


@test
def renames_under_fire():
    """so do renames, with never two entries for one contact"""
    made_up = crowd.Crowd(SEED, EVENTS // 4)
    with Slapd(extra=FAST) as server:
        run = dirwire("apply", "-c", server.config(map_text=crowd.MAP),
                      stdin=made_up.come())
        equal(run.code, 0, run)
        events = made_up.change()
        run = under_fire(server, crowd.MAP, events, KILLS // 2,
                         EVENTS // 5)
        equal(run.code, 0, run)
        same_tree(people(server), made_up.tree(), "seed %d" % SEED)


if __name__ == "__main__":
    main()
