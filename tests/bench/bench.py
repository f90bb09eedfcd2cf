# SPDX-License-Identifier: ISC
"""dirwire against ldapadd, ldapmodify, ldapdelete and a bare libldap loop.

    bench.py [--count N] [--rounds N] [--only WORD] [--unjudged]

Every line has its contenders run one after another, round by round, on the same slapd
and from the same tree, which is put back before each run; who begins rotates.  A run
whose tree differs from that of the others is an error.  Seconds are those of a whole
process; CPU is the median of how long it kept one busy.  A ratio is made of two runs
of one round, and judged by its median.
Exit status: 0 all targets hold, 1 one is missed, 2 a run failed.
"""
import argparse
import os
import sys
import time

import workload
from server import CONSTRAINT, Failed, Job, Server, WINDOW
from delay import Delay
from table import Line, Target, spread, write

RAW = Target(least=0.90)
TOOL = Target(least=0.95)
FAR = Target(least=5, share=0.90)
FAR_NOSYNC = Target(least=20, share=0.90)
ISOLATION = Target(most=1.5)
ROUND_TRIP_MS = 2


class Bench:
    def __init__(self, options, out):
        self.options, self.out = options, out
        self.lines = []

    def is_wanted(self, title):
        return self.options.only in title

    def rounds(self, line, contenders):
        """`contenders` is a list of (name, run); run() gives what timed() does."""
        print("… " + line.title, file=sys.stderr)
        for n in range(self.options.rounds):
            first = n % len(contenders)
            for name, run in contenders[first:] + contenders[:first]:
                line.add(name, *run())
        self.lines.append(line)

    def line(self, title, server, work, uri, targets):
        """One workload by dirwire, raw and the tool that does it one by one;
        raw twice, to see what a ratio of equals is."""
        if not self.is_wanted(title):
            return
        line, job = Line(title), Job(server, work)
        tool = work.tool
        names = ["dirwire", "raw", tool]
        if targets.get("same"):
            names.append("raw again")
        self.rounds(line, [(name, lambda name=name: job.run(name, uri))
                           for name in names])
        line.compare("speed against raw", "raw", "dirwire",
                     targets.get("raw"))
        line.compare("speed against " + tool, tool, "dirwire",
                     targets.get("tool"))
        line.compare("raw against " + tool, tool, "raw")
        if targets.get("same"):
            line.compare("A/A, raw against raw", "raw", "raw again")

    def near(self, server):
        judged = {"raw": RAW, "tool": TOOL}
        for make, targets in (
                (workload.load, dict(judged, same=True)),
                (workload.modify, judged), (workload.delete, judged),
                (workload.mixed, {})):
            work = make(self.options.count)
            self.line("%s of %d" % (work.name, work.count), server, work,
                      server.ldap, targets)

    def far(self, server, what, count, target):
        with Delay(server.port, ROUND_TRIP_MS) as delay:
            for make in (workload.load, workload.modify, workload.delete):
                work = make(count)
                self.line("%s of %d%s over %d ms" % (
                    work.name, work.count, what, ROUND_TRIP_MS),
                    server, work, delay.ldap,
                    {"tool": target, "same": work.name == "load"})

    def isolation(self, server, title, is_hidden):
        """One in three rejected, or left out: the same changes."""
        line = Line(title)
        if not self.is_wanted(title):
            return
        count = self.options.count * 3 // 10 // 3 * 3
        alone, among = workload.isolation(count, is_hidden)
        alone = Job(server, alone)
        among = Job(server, among, alone)
        names = ("%d good" % (2 * count // 3),
                 "the same and %d rejected" % (count // 3))
        self.rounds(line, [
            (name, lambda job=job: job.run("dirwire", server.ldap))
            for name, job in zip(names, (alone, among))])
        line.compare("time with one in three rejected", names[1], names[0],
                     ISOLATION)

    def flush(self, server):
        self.out("fdatasync of 4 KiB: min %.2f, median %.2f, max %.2f ms"
                 % tuple(1000 * s for s in spread(server.flush_latency())))

    def run(self):
        count = self.options.count
        with Server() as server:
            self.flush(server)
            self.near(server)
            self.far(server, "", count // 5, FAR)
        with Server(extra="dbnosync") as server:
            self.far(server, ", dbnosync,", count * 2 // 5, FAR_NOSYNC)
        with Server(**CONSTRAINT) as server:
            self.isolation(server, "isolation, refused values", False)
            self.isolation(server, "isolation, hidden entries", True)
        self.out("%d CPUs; %d rounds; seconds of whole processes, windows of %d"
                 % (os.cpu_count(), self.options.rounds, WINDOW))
        return write(self.lines, self.out)


def options_of(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="",
                        help="lines whose title holds this word")
    parser.add_argument("--unjudged", action="store_true",
                        help="end with 0 though targets are missed")
    return parser.parse_args(arguments)


def main(arguments, out=print):
    """The exit status."""
    options = options_of(arguments)
    begun = time.monotonic()
    try:
        missed = Bench(options, out).run()
    except Failed as failed:
        out("a run failed: %s" % failed)
        return 2
    out("\n%d targets missed%s; it took %d s" % (
        missed, " (not judged)" if options.unjudged else "",
        time.monotonic() - begun))
    return 1 if missed and not options.unjudged else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
