# SPDX-License-Identifier: ISC
"""Reports that can't be written or are cut short, and never a raw byte of what
was sent on a terminal."""
import json
import os
import signal
import subprocess

import wire
from hostile import HOSTILE, escaped, is_calm
from slapdtest import (PEOPLE, SERVICE, SIMPLE_MAP, Slapd, dirwire, dn_of,
                       empty, event, ids, person, rejects)
from tap import DIRWIRE, equal, holds, main, test, true


@test
def reports():
    """reports: two at once, one that can't be written, a reader that goes away"""
    many = event([person(n) for n in range(1, 401)])
    with Slapd() as server, Slapd() as copy:
        config = server.config(map_text=SIMPLE_MAP)
        run = dirwire("apply", "-c", config, "--report", "text", "--report",
                      "ldif=" + server.path("out"), stdin=many)
        equal(run.code, 0, run)
        holds(run.out, "400 added")
        with open(server.path("out")) as f:
            equal(copy.ldapmodify(f.read()).code, 0)
        equal(copy.tree(PEOPLE), server.tree(PEOPLE))
        empty(server)
        run = dirwire("apply", "-c", config, "--report",
                      "ldif=" + server.path("no/out"), stdin=many)
        equal(run.code, 1, run)
        holds(run.err, "no/out: No such file or directory")
        equal(ids(server), [], "written without its report")
        run = dirwire("apply", "-c", config, "--report", "ldif=/dev/full",
                      "--report", "text", stdin=many)
        equal(run.code, 1, run)
        holds(run.err, "the report /dev/full is not whole: No space left")
        equal(len(ids(server)), 400)
        for stdout in ("/dev/full", "a pipe that is closed"):
            empty(server)
            if stdout == "/dev/full":
                out = os.open(stdout, os.O_WRONLY)
            else:
                end, out = os.pipe()
                os.close(end)
            done = subprocess.run([DIRWIRE, "apply", "-c", config],
                                  input=many.encode(), stdout=out,
                                  stderr=subprocess.PIPE)
            os.close(out)
            equal(done.returncode, 1, done.stderr)
            holds(done.stderr, b"report on standard output is not whole")
            equal(len(ids(server)), 400, stdout)


@test
def stopped():
    """SIGTERM and SIGINT in the middle: a whole LDIF report of what was done, 75"""
    stdin = event([person(n) for n in range(1, 31)])
    for number in (signal.SIGTERM, signal.SIGINT):
        with Slapd() as server, Slapd() as copy:
            def seen(tag, count):
                if tag == wire.ADD and count == 7:
                    process.send_signal(number)

            with wire.Proxy(server.port, seen) as proxy:
                config = server.config(
                    map_text=SIMPLE_MAP, ldap="uri = %s\nbind-dn = %s\n"
                    "password-file = password\nallow-plaintext = yes\n"
                    % (proxy.ldap, SERVICE))
                process = subprocess.Popen(
                    [DIRWIRE, "apply", "-c", config, "--report", "ldif",
                     server.write("in", stdin)], stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE, text=True)
                out, err = process.communicate(timeout=60)
            equal(process.returncode, 75, err)
            holds(err, "stopped by a signal")
            holds(out, "# incomplete: stopped by a signal")
            equal(out.splitlines()[-1], "# end")
            equal(copy.ldapmodify(out).code, 0)
            equal(ids(server), list(range(1, 8)), "what was begun is ended")
            equal(copy.tree(PEOPLE), server.tree(PEOPLE))
            run = dirwire("apply", "-c", server.config(map_text=SIMPLE_MAP),
                          stdin=stdin)
            holds(run.out, "23 added, 0 modified, 0 removed")


def hostile_events(number, bad):
    """Wherever a notification has text: a contact that is taken, one whose id
    is refused, one without a record."""
    base = json.loads(event(person(number)))
    contact = base["body"]["contacts"][0]
    contact.update(name=bad, firstName="x" + bad + "y", type=bad, status=bad,
                   site={"id": bad, "name": bad}, eventType="Up" + bad,
                   phoneNumbers=[{"phoneNumber": "#" + bad}])
    base.update(uuid="u" + bad, event="/account/1" + bad +
                "/directory/entries")
    other = dict(base, body={"contacts": [dict(contact, id=bad)]})
    third = dict(base, timestamp=bad, body={"contacts": [
        {"id": "99", "eventType": bad}]})
    return "\n".join(json.dumps(e) for e in (base, other, third))


@test
def hostile_input():
    """control characters of the input come out escaped, in reports and on stderr"""
    with Slapd() as server:
        config = server.config(map_text=SIMPLE_MAP)
        for n, bad in enumerate(HOSTILE):
            name = "in" + bad.replace("\0", "")
            server.write(name, hostile_events(n, bad))
            for args in (["-v"], ["-n", "--report", "ldif"], ["-n", "-v"]):
                run = dirwire("apply", "-c", config, name, *args,
                              cwd=server.folder)
                equal(run.code, 4, run)
                is_calm(run, "%a %s" % (bad, args))
                holds(run.out, "an id with a NUL" if "\0" in bad
                      else 'has the id "%s"' % escaped(bad))
                if args == ["-v"]:
                    equal(len(rejects(run)), 2, run)
                    # what could be taken for a field of ours is left out
                    forged = set(bad) & set("\0 \t\"=")
                    holds(run.err, "event= contact" if forged
                          else "event=u" + escaped(bad))
            run = dirwire("apply", "-c", config, stdin='{"a": ' + bad)
            equal(run.code, 65, run)
            is_calm(run, "JSON %a" % bad)
        long = event(person(200, first="\x1b" * 100 + "L" * 900000))
        run = dirwire("apply", "-c", config, stdin=long)
        equal(run.code, 0, run.err[-2000:])
        is_calm(run, "a long value")
        equal(server.tree(PEOPLE)[dn_of(200)]["cn"],
              [b"L" * 900000 + b" Lovelace"])


@test
def hostile_others():
    """so do those of the directory, of the configuration and of the command line"""
    with Slapd() as server:
        config = server.config(map_text=SIMPLE_MAP)
        dirwire("apply", "-c", config, stdin=event(person(1)))
        for bad in HOSTILE:
            server.modify(dn_of(1), {
                "sn": [("MODIFY_REPLACE", ["Lovelace", "z" + bad])]})
            run = dirwire("apply", "-n", "-c", config, stdin=event(person(1)))
            equal(run.code, 0, run)
            is_calm(run, "old value %a" % bad)
            old = [line for line in run.out.splitlines()
                   if line.startswith("    - sn ")]
            equal(len(old), 1, run)
            holds(old[0], " (5 bytes) " if "\0" in bad
                  else " z%s " % escaped(bad))
            line = bad.replace("\n", "").replace("\r", "")
            broken = server.config(map_text=SIMPLE_MAP + "cn = %s {nam\n"
                                   % line, name="broken.conf")
            run = dirwire("apply", "-c", broken, stdin="")
            equal(run.code, 78, run)
            is_calm(run, "map with %a" % bad)
            for args in (["apply", "-c", config, "no" + bad], ["a" + bad],
                         ["apply", "--x" + bad], ["apply", "-c", "no" + bad],
                         ["apply", "-c", config, "--report=" + bad],
                         ["apply", "--max-removes", bad]):
                if "\0" in bad:
                    continue
                run = dirwire(*args)
                true(run.code in (64, 66), run)
                is_calm(run, "%a" % args)
                holds(run.err, escaped(bad))


if __name__ == "__main__":
    main()
