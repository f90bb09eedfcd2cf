# SPDX-License-Identifier: ISC
"""200 renames and moves, on a server and on its twin.

A model says what the trees must be.  Each run of the first is cut off between a
modrdn and its modify before it is let go on; the twin gets the LDIF of the dry run.
DIRWIRE_SEED=N runs one history again.
"""
import collections
import os
import random
import re
import signal
import subprocess
import ldap3

import wire
from places import ELSEWHERE, Model, Phonebook, place_of
from slapdtest import SERVICE, wait_for
from tap import DIRWIRE, LONG, equal, holds, main, say, test, true

MODDN = 0x6c
RUNS = 11
LEAST = {"renamed": 40, "moved": 40, "renamed and moved": 40,
         "renamed or moved": 200, "disabled": 15, "back": 15,
         "with changed attributes": 220, "moved by hand": 15,
         "value of another that moved along": 200, "killed": 6, "cut off": 6}


class Between(wire.Proxy):
    """Ends dirwire, or its connection, before the modify that follows the
    n-th modrdn; `id` is then whose entry it was."""

    def __init__(self, port, number, is_kill):
        self.number, self.is_kill = number, is_kill
        self.process = self.id = self.renamed = None
        super().__init__(port, self.look)

    def look(self, tag, count):
        if tag not in (MODDN, wire.MODIFY) or self.id:
            return True
        id = re.findall(rb"uid=rc-([0-9]+)", self.received)[-1].decode()
        if tag == MODDN:
            self.renamed = id
            return True
        if id != self.renamed or self.tags.count(MODDN) < self.number:
            return True
        self.id = id
        if self.is_kill:
            wait_for(lambda: self.process, "the process")
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait(30)
            return False
        raise OSError("cut off")


def cut(server, events, number, is_kill):
    """Whose rename was cut off from its modify."""
    path = server.write("events.json", events)
    with Between(server.port, number, is_kill) as proxy:
        config = server.config(
            map_text=server.map, name="proxy.conf", ldap="uri = %s\n"
            "bind-dn = %s\npassword-file = password\n"
            "allow-plaintext = yes\ntimeout = 1s\nwindow = 1\n"
            "retry-for = 0s\n"
            % (proxy.ldap, SERVICE))
        process = subprocess.Popen(
            [DIRWIRE, "apply", "-q", "-c", config, "--max-removes", "all",
             path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        proxy.process = process
        _, err = process.communicate(timeout=60)
    if proxy.id is not None:
        equal(process.returncode, -signal.SIGKILL if is_kill else 75, err)
    return proxy.id


def same(server, model, what):
    wrong = []
    found = server.entries()
    for id in sorted(set(found) | set(model.entries)):
        dn, got = found.get(id, ("", {}))
        wanted = {name: sorted(value.encode() for value in values)
                  for name, values in model.entries.get(id, {}).items()}
        if place_of(dn) != model.places.get(id):
            wrong.append("%s: at %s, wanted %r"
                         % (id, dn, model.places.get(id)))
        wrong += ["%s: %s: got %r, wanted %r"
                  % (dn, name, got.get(name), wanted.get(name))
                  for name in sorted(set(got) | set(wanted))
                  if got.get(name) != wanted.get(name)]
    true(not wrong, "%s: %d things differ:\n  %s"
         % (what, len(wrong), "\n  ".join(wrong[:8])))


def administer(servers, model):
    changes, moves = list(model.administer()), list(model.move_by_hand())
    for server in servers:
        places = {id: dn for id, (dn, _) in server.entries().items()}
        connection = server.connect()
        for id, name, value in changes:
            connection.modify(places[id], {name: [
                (ldap3.MODIFY_ADD, [value])]})
        for id, is_renamed in moves:
            rdn = re.match(r"(?:[^\\,]|\\.)+", places[id])[0]
            connection.modify_dn(places[id], "uid=rc-" + id if is_renamed
                                 else rdn, new_superior=ELSEWHERE)
        connection.unbind()
        same(server, model, "after the others")


def cut_off(server, model, events, what):
    """Twice ended between modrdn and modify, as the entries show."""
    for is_kill in (True, False):
        id = cut(server, events, model.random.randrange(1, 8), is_kill)
        if id is None:
            continue
        dn, entry = server.entries()[id]
        wanted = model.entries[id]
        equal(place_of(dn), model.places[id], what + ": the modrdn is done")
        true(entry.get("telephoneNumber", []) != sorted(
            value.encode() for value in wanted.get("telephoneNumber", ())),
            what + ": the modify is done, too")
        model.of["killed" if is_kill else "cut off"] += 1


def one_run(first, twin, model, day, what):
    before = first.uuids()
    count = collections.Counter(model.of)
    for id in model.contacts:
        model.update(id)
    count = model.of - count
    events = model.events(day)
    path = first.path("plan.ldif")
    dry = first.apply(events, "-n", "--report", "text", "--report",
                      "ldif=" + path)
    holds(dry.out, "\n0 to add, %d to modify, %d to remove, %d to rename, "
          "0 rejected, " % (count["modified"], count["disabled"],
                            count["renamed or moved"]), what)
    with open(path, newline="") as f:
        copied = twin.ldapmodify(f.read())
    equal(copied.code, 0, copied)
    same(twin, model, what + ", the LDIF of the dry run")
    if day % 3:
        cut_off(first, model, events, what)
    first.apply(events)
    same(first, model, what)
    equal(first.uuids(), before, what + ": entryUUID")
    writes = first.writes()
    holds(first.apply(events).out, "\n0 added, 0 modified, 0 removed, "
          "0 renamed, 0 rejected, ")
    equal(first.writes(), writes, what + ": writes when applied again")


def one_history(seed):
    model = Model(seed)
    with Phonebook() as first, Phonebook() as twin:
        for id in model.contacts:
            model.update(id)
        for server in first, twin:
            server.apply(model.events(1))
            same(server, model, "seed %d, the first run" % seed)
        for number in range(1, RUNS + 1):
            what = "seed %d, run %d" % (seed, number)
            administer((first, twin), model)
            model.next_contacts()
            one_run(first, twin, model, 1 + number, what)
    say("seed %d: %s" % (seed, ", ".join(
        "%d %s" % (model.of[name], name) for name in LEAST)))
    for name, least in LEAST.items():
        true(model.of[name] >= least, "seed %d: only %d %s, %d are wanted"
             % (seed, model.of[name], name, least))


def seeds():
    if "DIRWIRE_SEED" in os.environ:
        return [int(os.environ["DIRWIRE_SEED"])]
    return list(range(1, 6 if LONG else 2)) + [
        random.SystemRandom().randrange(10 ** 9)]


@test
def renames():
    """200 renames and moves, some cut off before their modify, make the right tree"""
    for seed in seeds():
        try:
            one_history(seed)
        except Exception:
            say("failed with DIRWIRE_SEED=%d" % seed)
            raise


if __name__ == "__main__":
    main()
