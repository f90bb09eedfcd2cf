# SPDX-License-Identifier: ISC
"""The bench itself: its arithmetic, its refusals, and a small run of all of it."""
import bench
from server import Failed, Job, Server
from table import Line, Target, write
from tap import equal, holds, main, test, true
from workload import load, mixed

COUNT = 200


def line_of(dirwire, raw, tool, target):
    line = Line("it")
    for a, b, c in zip(dirwire, raw, tool):
        line.add("dirwire", a, a / 4)
        line.add("raw", b, 0)
        line.add("tool", c, 0)
    line.compare("speed", "tool", "dirwire", target)
    return line


def judged(*arguments):
    """Is the target met, and what the table says."""
    said = []
    missed = write([line_of(*arguments)], said.append)
    return missed == 0, "\n".join(said)


@test
def arithmetic():
    """ratios are made round by round, and their median is judged"""
    met, said = judged((1, 2, 4), (1, 1, 1), (2, 2, 12), Target(least=2))
    holds(said, "    1.00     2.00     3.00  at least 2.00: holds")
    holds(said, "it: dirwire" + 57 * " " + "1.000    2.000    4.000    0.500")
    true(met, said)
    met, said = judged((1, 2, 4), (1, 1, 1), (2, 2, 12), Target(least=2.01))
    holds(said, "at least 2.01: MISSED")
    true(not met, said)
    true(judged([3], [1], [2], Target(most=0.67))[0], "most")
    true(not judged([3], [1], [2], Target(most=0.66))[0], "most")


@test
def what_the_server_allows():
    """a factor that no client reaches there is judged by the bare loop's"""
    far = Target(least=5, share=0.9)
    true(judged([2], [1], [10], far)[0], "5 of 5, though raw reaches 10")
    true(judged([2.1], [1.9], [10], far)[0], "4.8 where raw reaches 5.3")
    true(not judged([2.1], [1.7], [10], far)[0], "4.8 where raw reaches 5.9")
    true(judged([1.1], [1], [3], far)[0], "2.7 where raw reaches 3")
    true(not judged([1.2], [1], [3], far)[0], "2.5 where raw reaches 3")


@test
def another_tree():
    """a run that fails, or leaves another tree than the others, is no figure"""
    with Server() as server:
        job = Job(server, load(20))
        job.run("raw", server.ldap)
        job.run("dirwire", server.ldap)
        with open(job.changes, encoding="utf-8") as f:
            changes = f.read()
        for wrong in (changes.replace("mail: person.7@", "mail: person.8@"),
                      changes[:changes.rindex("\ndn: ")],
                      changes + changes[changes.index("\ndn: "):]):
            true(wrong != changes, "nothing was spoilt")
            server.write(job.changes, wrong)
            try:
                job.run("raw", server.ldap)
            except Failed:
                continue
            raise AssertionError("a wrong tree was taken")


@test
def other_changes():
    """LDIF that holds other changes than the workload says is refused"""
    with Server() as server:
        work = mixed(20)
        equal(Job(server, work).workload.records,
              {"add": 4, "modify": 8, "modrdn": 4, "delete": 4})
        work.records["add"] = 5
        try:
            Job(server, work)
        except Failed as failed:
            holds(str(failed), "the LDIF holds")
        else:
            raise AssertionError("a missing add was taken")


@test
def small():
    """every line of the bench runs, at a small count and unjudged"""
    said = []
    equal(bench.main(["--count", str(COUNT), "--rounds", "1", "--unjudged"],
                     said.append), 0, said)
    text = "\n".join(said)
    holds(text, "fdatasync of 4 KiB: min ")
    for title in ("load of 200", "modify of 200", "delete of 200",
                  "mixed of 200", "load of 40 over 2 ms",
                  "modify of 40 over 2 ms", "delete of 40 over 2 ms",
                  "load of 80, dbnosync, over 2 ms",
                  "modify of 80, dbnosync, over 2 ms",
                  "delete of 80, dbnosync, over 2 ms"):
        holds(text, "\n%s: dirwire " % title)
        holds(text, "\n%s: raw " % title)
        holds(text, "\n%s: speed against raw " % title)
        holds(text, "\n%s: speed against ldap" % title)
    holds(text, "\nload of 200: A/A, raw against raw ")
    for title in ("refused values", "hidden entries"):
        holds(text, "\nisolation, %s: time with one in three rejected "
              % title)


if __name__ == "__main__":
    main()
