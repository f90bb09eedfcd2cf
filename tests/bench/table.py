# SPDX-License-Identifier: ISC
"""The bench's figures: seconds of each round, ratios of a round, targets."""
import statistics


class Target:
    """What the median of a ratio must be: at least, or at most.  With `share` a
    server that does not allow so much is not blamed on dirwire: then that share of
    what the bare loop reaches there is enough."""

    def __init__(self, least=None, most=None, share=None):
        self.least, self.most, self.share = least, most, share

    def is_met(self, ratio, allowed=None):
        if self.most is not None:
            return ratio <= self.most
        if self.share is not None and allowed is not None:
            return ratio >= min(self.least, self.share * allowed)
        return ratio >= self.least

    def __str__(self):
        if self.most is not None:
            return "at most %.2f" % self.most
        return "at least %.2f" % self.least + (
            "" if self.share is None else " or %.2f of raw" % self.share)


class Line:
    """The seconds that each contender took, round by round."""

    def __init__(self, title):
        self.title = title
        self.seconds = {}
        self.busy = {}  # of a CPU
        self.ratios = []

    def add(self, contender, seconds, busy):
        self.seconds.setdefault(contender, []).append(seconds)
        self.busy.setdefault(contender, []).append(busy)

    def compare(self, what, above, below, target=None):
        """seconds of `above` / seconds of `below`, each round by itself."""
        self.ratios.append((what, above, below, target))

    def rounds(self, above, below):
        return [a / b for a, b in zip(self.seconds[above],
                                      self.seconds[below])]

    def judge(self, above, below, target):
        """The median, and the one of the bare loop in the same place."""
        allowed = None
        if "raw" in self.seconds:
            allowed = statistics.median(self.rounds(above, "raw"))
        return target.is_met(statistics.median(self.rounds(above, below)),
                             allowed)


def spread(values):
    return min(values), statistics.median(values), max(values)


def write(lines, out):
    """The table of all lines; how many targets are missed."""
    missed = 0
    out("%-64s %8s %8s %8s %8s" % ("seconds", "min", "median", "max",
                                   "CPU"))
    for line in lines:
        for contender, seconds in line.seconds.items():
            out("%-64s %8.3f %8.3f %8.3f %8.3f" % (
                (line.title + ": " + contender,) + spread(seconds)
                + (statistics.median(line.busy[contender]),)))
    out("")
    out("%-64s %8s %8s %8s  %s" % ("ratio, round by round", "min", "median",
                                   "max", "target of the median"))
    for line in lines:
        for what, above, below, target in line.ratios:
            verdict = ""
            if target is not None:
                is_met = line.judge(above, below, target)
                verdict = "%s: %s" % (target, "holds" if is_met else "MISSED")
                missed += not is_met
            out(("%-64s %8.2f %8.2f %8.2f  %s" % (
                (line.title + ": " + what,)
                + spread(line.rounds(above, below))
                + (verdict,))).rstrip())
    return missed
