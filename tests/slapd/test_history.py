# SPDX-License-Identifier: ISC
"""Long made-up histories on real servers: run, dry run and model agree.

One server gets `apply`, its twin the LDIF of the dry run; model.py says what
the tree must be.  DIRWIRE_SEED=N runs one history again.
"""
import collections
import os
import random
import re

import ldap3

import history
import model
from slapdtest import Slapd, dirwire, same_tree
from tap import LONG, equal, holds, main, say, test, true

SEEDS = range(1, 11) if LONG else (1, 2)
MINIMUMS = {"event": 1000, "contact with 5 events": 100, "add": 50,
            "modify": 50, "delete": 50, "section change": 50,
            "re-create after delete": 50, "older after newer": 50,
            "equal by rule only": 50, "two fax numbers": 50, "reject": 20, "strip": 2}
FOREIGN_AT_THE_END = 20
FAST = "dbnosync"  # what is lost with the machine is not of interest here
WRITES = ("added", "modified", "removed")
FAX = "facsimileTelephoneNumber"
KIND = "businessCategory"


def seeds():
    if "DIRWIRE_SEED" in os.environ:
        return [int(os.environ["DIRWIRE_SEED"])]
    return list(SEEDS) + [random.SystemRandom().randrange(10 ** 9)]


def decoded(entry):
    return {name: [value.decode(errors="surrogateescape") for value in values]
            for name, values in entry.items()}


def without_comments(ldif):
    return [line for line in ldif.split("\n") if line[:1] != "#"]


class Counts:
    """What happened, as the trees and the reports show it."""

    def __init__(self):
        self.of = collections.Counter()
        self.deleted = set()

    def take_trees(self, before, after):
        for dn in set(before) | set(after):
            old, new = before.get(dn), after.get(dn)
            if old == new:
                continue
            if new is None:
                self.of["delete"] += 1
                self.deleted.add(dn)
            elif old is None:
                self.of["add"] += 1
                self.of["re-create after delete"] += dn in self.deleted
            else:
                self.take_modify(old, new)
            faxes = new.get(FAX, []) if new else []
            self.of["two fax numbers"] += (
                len(faxes) > 1 and (old or {}).get(FAX) != faxes)

    def take_modify(self, old, new):
        self.of["modify"] += 1
        self.of["strip"] += KIND in old and KIND not in new
        self.of["section change"] += (KIND in old and KIND in new and
                                      old[KIND] != new[KIND])
        self.of["equal by rule only"] += model.is_equal_by_rule(
            decoded(old), decoded(new))


class Pair:
    """Two servers with one content: `apply` writes to the first, the LDIF of
    the dry run goes to its twin."""

    def __init__(self, first, twin):
        self.first, self.twin = first, twin
        self.configs = [server.config(map_text=model.MAP)
                        for server in (first, twin)]
        self.path = first.path("events.json")

    def trees(self):
        people = [server.tree(model.PEOPLE)
                  for server in (self.first, self.twin)]
        for tree in people:
            del tree[model.PEOPLE]
        return people

    def both(self, write):
        for server in (self.first, self.twin):
            connection = server.connect()
            write(connection)
            connection.unbind()

    def apply(self, config, *options):
        return dirwire("apply", "-c", config, "--max-removes", "all",
                       *options, self.path)

    def dry_run(self, config):
        """Its text report and its LDIF."""
        run = self.apply(config, "-n", "--report", "text", "--report",
                         "ldif=" + self.first.path("dry.ldif"))
        equal(run.code, 4, run)
        with open(self.first.path("dry.ldif"), newline="") as f:
            return run.out, f.read()


def sum_of(summary, is_dry_run):
    verbs = ("to add", "to modify", "to remove", "to rename")
    if not is_dry_run:
        verbs = ("added", "modified", "removed", "renamed")
    numbers = [summary[name] for name in WRITES] + [0]
    return "\n%s, %d rejected, %d unchanged; %d events, %d superseded, " % (
        ", ".join("%d %s" % pair for pair in zip(numbers, verbs)),
        summary["rejected"], summary["unchanged"], summary["events"],
        summary["superseded"]) + "%d of other filters\n" % summary["other"]


def rejected(report):
    return set(re.findall(r"^! ([0-9]+) +rejected: ", report, re.M))


def one_file(pair, made_up, counts, what):
    text = made_up.write_events()
    with open(pair.path, "w") as f:
        f.write(text)
    before = pair.trees()[0]
    writes = pair.first.writes()
    report, ldif = pair.dry_run(pair.configs[0])
    holds(report, sum_of(made_up.summary, True), what)
    equal(without_comments(pair.dry_run(pair.configs[1])[1]),
          without_comments(ldif), what + ": the dry run against the twin")
    equal(pair.first.writes(), writes, what + ": writes in the dry run")

    run = pair.apply(pair.configs[0])
    equal(run.code, 4, run)
    holds(run.out, sum_of(made_up.summary, False), what)
    equal(rejected(run.out), made_up.rejected, what + ": rejected contacts")
    equal(pair.first.writes() - writes,
          sum(made_up.summary[name] for name in WRITES), what + ": writes")
    copied = pair.twin.ldapmodify(ldif)
    equal(copied.code, 0, copied)
    after, twin = pair.trees()
    same_tree(after, model.encoded(made_up.tree), what + ": apply and the model")
    same_tree(twin, after, what + ": the LDIF of the dry run and apply")

    writes = pair.first.writes()
    again = pair.apply(pair.configs[0])
    equal(again.code, 4, again)
    holds(again.out, "\n0 added, 0 modified, 0 removed,", what)
    equal(pair.first.writes(), writes, what + ": writes when applied again")

    counts.take_trees(before, after)
    counts.of["reject"] += len(rejected(run.out))
    counts.of["older after newer"] += made_up.late


def administer(pair, made_up):
    operations = {"add": ldap3.MODIFY_ADD, "replace": ldap3.MODIFY_REPLACE}
    changes = list(made_up.administer())

    def write(connection):
        for dn, name, op, values in changes:
            connection.modify(dn, {name: [(operations[op], values)]})
    pair.both(write)


def untouched(pair, made_up, what):
    """What others wrote is there as they left it."""
    tree = pair.trees()[0]
    for dn, name, value in made_up.foreign:
        value = value if isinstance(value, bytes) else value.encode()
        true(value in tree[dn].get(name, []),
             "%s: %s has lost %s %r" % (what, dn, name, value))
    for rdn in history.STRANGERS:
        dn = "%s,%s" % (rdn, model.PEOPLE)
        equal(tree[dn], model.encoded(made_up.tree)[dn], what)
    of_ours = [dn for dn, _, _ in made_up.foreign
               if model.id_of(made_up.tree[dn])]
    true(len(of_ours) >= FOREIGN_AT_THE_END,
         "%s: only %d foreign values are left" % (what, len(of_ours)))


def one_history(seed):
    made_up, counts = history.History(seed), Counts()
    with Slapd(accesslog=True, extra=FAST) as first, Slapd(extra=FAST) as twin:
        pair = Pair(first, twin)
        strangers = list(made_up.strangers())
        pair.both(lambda connection: [
            connection.add(dn, attributes=attributes)
            for dn, attributes in strangers])
        for number in range(history.FILES):
            what = "seed %d, file %d" % (seed, number + 1)
            administer(pair, made_up)
            one_file(pair, made_up, counts, what)
        untouched(pair, made_up, "seed %d" % seed)
    enough(seed, made_up.events_of, counts.of)


def enough(seed, events_of, of):
    of["contact with 5 events"] = sum(n >= 5 for n in events_of.values())
    of["event"] = sum(events_of.values())
    say("seed %d, %d contacts: %s" % (seed, len(events_of), ", ".join(
        "%d %s" % (of[name], name) for name in MINIMUMS)))
    for name, least in MINIMUMS.items():
        true(of[name] >= least, "seed %d: only %d of %s, %d are wanted"
             % (seed, of[name], name, least))


@test
def histories():
    """1,000 events in five files: apply, its dry run and the model make one tree"""
    for seed in seeds():
        try:
            one_history(seed)
        except Exception:
            say("failed with DIRWIRE_SEED=%d" % seed)
            raise


if __name__ == "__main__":
    main()
