# SPDX-License-Identifier: ISC
"""Memory: it may grow with the contacts, a little, and never with the input.

Every run is a dry run against an empty directory, so nothing of it is held by
slapd, and what is measured is the program's own peak.
"""
import os
import shlex
import subprocess
import threading

from slapdtest import Slapd
from tap import DIRWIRE, LONG, Skip, equal, holds, main, say, test, true

CONTACTS = 1000000 if LONG else 100000
FEW = 1000
MIB = 1024
BASE_KIB = 64 * MIB
BYTES_A_CONTACT = 48
SLACK_KIB = 1 * MIB  # blocks that are not full yet
FIRST_ID = 8798000000

# Spawns a program and writes its exit code and peak in KiB to a file.  A program
# that is spawned counts the peak of the one that did it as its own; this one's
# is some 10 MiB, below that of every run here.
LAUNCHER = """
import os, sys
pid = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(pid, 0)
with open(sys.argv[1], "w") as out:
    print(os.waitstatus_to_exitcode(status), usage.ru_maxrss, file=out)
"""

CONTACT = (
    '{"id":"%(id)d","eventType":"Update","type":"User","status":"Enabled",'
    '"firstName":"Ada%(n)d","lastName":"Lovelace-%(n)d",'
    '"name":"Ada%(n)d Lovelace-%(n)d","department":"Department %(part)d",'
    '"email":"ada.lovelace.%(n)d@example.com","extensionNumber":"%(n)d",'
    '"account":{"id":"400386146004"},"phoneNumbers":['
    '{"phoneNumber":"+1202%(n)07d","usageType":"DirectNumber",'
    '"type":"VoiceFax"},'
    '{"phoneNumber":"+1303%(n)07d","usageType":"DirectNumber",'
    '"type":"FaxOnly"},'
    '{"phoneNumber":"+1404%(n)07d","usageType":"MobileNumber",'
    '"hidden":true}],'
    '"site":{"id":"%(part)d","name":"Branch %(part)d"},'
    '"profileImage":{"etag":"%(n)032x"},"filler":"' + 200 * "x" + '"}')
EVENT = (
    '{"uuid":"%(n)036d","event":'
    '"/restapi/v1.0/account/400386146004/directory/entries",'
    '"timestamp":"2026-05-%(day)02dT%(hour)02d:%(minute)02d:%(second)02dZ",'
    '"subscriptionId":"9d3a8b1e-5a1f-4d86-8f5c-7c2f0e0d1b11",'
    '"ownerId":"400130141020","body":{"contacts":[%(contacts)s]}}\n')


def lines(events, contacts):
    """`events` records on `contacts` people, about 1 kB each; now and then ten
    stand in one event."""
    waiting = []
    for n in range(events):
        who = n % contacts
        waiting.append(CONTACT % {"id": FIRST_ID + who, "n": who,
                                  "part": who % 97})
        if 500 <= n % 1000 < 509:
            continue
        # not in the order of time, so that there is something to sort
        time = n * 7919 % 2419200
        yield (EVENT % {
            "n": n, "day": 1 + time // 86400, "hour": time // 3600 % 24,
            "minute": time // 60 % 60, "second": time % 60,
            "contacts": ",".join(waiting)}).encode()
        waiting = []


def write(out, events, contacts):
    size = 0
    with out:
        for line in lines(events, contacts):
            out.write(line)
            size += len(line)
    return size


class Measured:
    """A program's exit code, messages, last line and peak in KiB."""

    def __init__(self, server, command, feed=None):
        result = server.path("peak")
        messages = open(server.path("messages"), "w+")
        run = subprocess.Popen(
            ["/usr/bin/python3", "-I", "-S", "-c", LAUNCHER, result] + command,
            env=dict(os.environ, TMPDIR=server.folder),
            stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=messages)
        # a report of 1,000,000 adds is held by nobody
        tail = subprocess.Popen(["tail", "-n", "1"], stdin=run.stdout,
                                stdout=subprocess.PIPE)
        run.stdout.close()
        feeder = threading.Thread(target=feed, args=(run.stdin,))
        if feed:
            feeder.start()
        self.last = tail.communicate()[0].decode()
        if feed:
            feeder.join()
        run.wait()
        with messages:
            messages.seek(0)
            self.messages = messages.read()
        equal(run.returncode, 0, self.messages)
        with open(result) as f:
            self.code, self.peak = [int(word) for word in f.read().split()]


def dry_run(server, events, contacts, is_piped=False, report="text"):
    """Its peak in KiB; the directory stays empty and the count is right."""
    command = [DIRWIRE, "apply", "-n", "-c", server.config(), "--report",
               report]
    if is_piped:
        run = Measured(server, command,
                       lambda out: write(out, events, contacts))
    else:
        path = server.path("events.ndjson")
        size = write(open(path, "wb"), events, contacts)
        true(size >= 1000 * events, "%d bytes are too few" % size)
        run = Measured(server, command + [path])
        os.unlink(path)
    equal(run.code, 0, run.messages)
    if report == "text":
        holds(run.last, "%d to add, 0 to modify, 0 to remove, 0 to rename, "
              "0 rejected, 0 unchanged;" % contacts)
        holds(run.last, " %d superseded" % (events - contacts))
    else:
        holds(run.last.split(), str(contacts))
    say("%d records on %d contacts %s: peak %.1f MiB"
        % (events, contacts, "through a pipe" if is_piped else "from a file",
           run.peak / MIB))
    return run.peak


def limit(contacts):
    return BASE_KIB + BYTES_A_CONTACT * contacts // 1024


def skip_sanitizers():
    with open(DIRWIRE, "rb") as f:
        if b"__asan_init" in f.read():
            raise Skip("sanitizers keep shadow memory of their own")


@test
def the_measure():
    """the measure sees what a program takes and not what its parent has"""
    with Slapd() as server:
        ballast = bytearray(200 * 1024 * 1024)
        small = Measured(server, ["/bin/true"])
        large = Measured(server, shlex.split(
            "/usr/bin/python3 -I -S -c 'bytearray(100 * 1024 * 1024)'"))
        del ballast
        true(small.peak < 16 * MIB, "/bin/true took %d KiB" % small.peak)
        true(100 * MIB < large.peak < 116 * MIB,
             "100 MiB measured as %d KiB" % large.peak)


@test
def distinct_contacts():
    """the peak is under 64 MiB and 48 bytes a contact, from file and pipe alike"""
    skip_sanitizers()
    with Slapd() as server:
        few = least(server, CONTACTS // 4)
        for is_piped in (False, True):
            peak = least(server, CONTACTS, is_piped)
            say("that is %.1f bytes more for each contact"
                % (1024 * (peak - few) / (CONTACTS - CONTACTS // 4)))
            # the 64 MiB must not hide what each contact takes
            grown = BYTES_A_CONTACT * (CONTACTS - CONTACTS // 4) // 1024 \
                + SLACK_KIB
            true(peak - few < grown, "grown by %d KiB, %d KiB at the most"
                 % (peak - few, grown))


def least(server, contacts, is_piped=False):
    """How many contacts are under way at once, and so the peak, is a matter of how
    fast the server happens to be; the least of three has the least of that.  None
    of them may be over the limit."""
    peaks = [dry_run(server, contacts, contacts, is_piped) for _ in range(3)]
    true(max(peaks) < limit(contacts), "peak %d KiB, limit %d KiB"
         % (max(peaks), limit(contacts)))
    return min(peaks)


@test
def many_events():
    """the peak does not grow with the events of the same contacts"""
    skip_sanitizers()
    with Slapd() as server:
        few = dry_run(server, FEW, FEW)
        many = dry_run(server, CONTACTS, FEW)
        true(many - few < SLACK_KIB,
             "%d KiB for %d events, %d KiB for %d" % (few, FEW, many,
                                                      CONTACTS))


@test
def coverage():
    """nor does what the coverage report holds of values that all differ"""
    skip_sanitizers()
    with Slapd() as server:
        text = dry_run(server, CONTACTS, CONTACTS)
        coverage = dry_run(server, CONTACTS, CONTACTS, report="coverage")
        # eight lines have other values for each contact; each takes a MiB at the
        # most, and half of that once more while it grows
        true(coverage - text < 8 * MIB * 3 // 2,
             "%d KiB, without it %d KiB" % (coverage, text))
        true(coverage < limit(CONTACTS), "peak %d KiB, limit %d KiB"
             % (coverage, limit(CONTACTS)))


@test
def many_rejects():
    """the peak does not grow with the rejects and warnings of a json report"""
    skip_sanitizers()
    with Slapd() as server:
        config, peaks = server.config(), []
        for events in (FEW, CONTACTS):
            bad = b'{"event":"/restapi/v1.0/account/1/directory/entries",' \
                b'"body":{"id":"%s"}}\n' % (b"no id " + 200 * b"x")
            with open(server.path("events.ndjson"), "wb") as out:
                for _ in range(events):
                    out.write(bad)
            run = Measured(server, [
                DIRWIRE, "apply", "-n", "-c", config, "--report", "json",
                server.path("events.ndjson")])
            equal(run.code, 4, run.messages)
            holds(run.last, '"reject": %d}' % events)
            peaks.append(run.peak)
        true(peaks[1] - peaks[0] < SLACK_KIB, "%d KiB for %d rejects, "
             "%d KiB for %d" % (peaks[0], FEW, peaks[1], CONTACTS))


if __name__ == "__main__":
    main()
