# SPDX-License-Identifier: ISC
"""Reports that can't be written or are cut short, and never a raw byte of what
was sent on a terminal."""
import json
import os
import signal
import subprocess

import wire
from hostile import HOSTILE, escaped, is_calm
from jsonreport import document
from slapdtest import (PEOPLE, SERVICE, SIMPLE_MAP, Slapd, dirwire, dn_of,
                       empty, event, ids, person, rejects)
from tap import DIRWIRE, SRC, equal, holds, main, test, true


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


def content(server, config, *args, **more):
    """An ldif-content report in a file."""
    run = dirwire("apply", "-c", config, "--report", "ldif-content="
                  + server.path("content"), *args, **more)
    with open(server.path("content")) as f:
        return run, f.read()


@test
def contents():
    """ldif-content of the samples: slapadd makes the tree that the run makes"""
    samples = os.path.join(SRC, "examples/contact-events.ndjson")
    with Slapd() as server, Slapd() as copy:
        config = server.config()
        run, ldif = content(server, config, "-n", samples)
        equal(run.code, 4, run)
        equal(ids(server), [])
        copy.stop()
        done = subprocess.run(
            ["/usr/sbin/slapadd", "-q", "-f", copy.path("slapd.conf"), "-b",
             "dc=example,dc=com"], input=ldif.encode(), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        equal(done.returncode, 0, done.stdout)
        copy.start()
        run = dirwire("apply", "-c", config, samples)
        equal(run.code, 4, run)
        true(len(ids(server)) > 10, ids(server))
        equal(copy.tree(PEOPLE), server.tree(PEOPLE))


@test
def no_contents():
    """ldif-content with anything but adds is refused: no entry, 1, and the rest
    of the run is done"""
    others = {"modify": person(1, first="Eve"),
              "delete": person(1, verb="Delete")}
    for op, contact in others.items():
        for args in (["-n"], []):
            with Slapd() as server:
                config = server.config(map_text=SIMPLE_MAP)
                dirwire("apply", "-c", config, stdin=event(person(1)))
                run, said = content(server, config, "--report", "text", *args,
                                    stdin=event([person(2), contact,
                                                 person(3)]))
                equal(run.code, 1, run)
                holds(run.err, "content is refused: ldif-content tells entries "
                      "alone, and the plan holds more than adds (%s %s, "
                      "contact 1); use ldif" % (op, dn_of(1)))
                holds(said, "# refused, no entries: ")
                equal([line for line in said.splitlines()
                       if line[:1] not in ("#", " ")], [])
                holds(run.out, "2 to add" if args else "2 added")
                run = dirwire("apply", "-c", config, *args, "--report",
                              "ldif-content", stdin=event([contact]))
                if args:
                    equal((run.code, "dn:" in run.out), (1, False), run)
    with Slapd() as server:
        config = server.config(map_text=SIMPLE_MAP)
        dirwire("apply", "-c", config,
                stdin=event([person(n) for n in range(6)]))
        run, said = content(server, config, stdin=event(
            [person(n, verb="Delete") for n in range(6)]))
        equal(run.code, 1, run)
        holds(said, "refused, no entries")


@test
def all_formats():
    """a report of each format in one run tells the same changes"""
    with Slapd() as server:
        config = server.config(map_text=SIMPLE_MAP)
        run, ldif_content = content(
            server, config, "--report", "text", "--report",
            "json=" + server.path("json"), "--report",
            "ldif=" + server.path("ldif"),
            stdin=event([person(1), person(2)]))
        equal(run.code, 0, run)
        with open(server.path("json")) as f:
            names = [c["dn"] for c in document(f.read())["changes"]]
        with open(server.path("ldif")) as f:
            ldif = f.read()
        equal(names, [dn_of(1), dn_of(2)])
        for text, lead in ((run.out, "\n+ "), (ldif, "\ndn: "),
                           (ldif_content, "\ndn: ")):
            for name in names:
                holds(text, lead + name)
            equal(text.count(lead), 2)


@test
def one_file():
    """two reports are not written to one file, whatever its names; a folder is none"""
    with Slapd() as server:
        config = server.config(map_text=SIMPLE_MAP)
        os.symlink("there", server.path("link"))
        os.symlink("not-there", server.path("dangling"))
        server.write("there", "kept")
        for a, b, code in (("there", "there", 64), ("there", "./there", 64),
                           ("there", "link", 64), ("link", "there", 64),
                           ("not-there", "./not-there", 64),
                           ("dangling", "not-there", 64), ("db", "x", 1)):
            run = dirwire("apply", "-c", config, "--report", "json=" + a,
                          "--report", "ldif=" + b, stdin=event(person(1)),
                          cwd=server.folder)
            equal(run.code, code, run)
            holds(run.err, "db: Is a directory" if code == 1 else
                  "one file; give each its own" if a != b else
                  "give each a file of its own")
            equal(ids(server), [])
            with open(server.path("there")) as f:
                equal(f.read(), "kept")
        with open(server.path("there"), "r+") as out:
            done = subprocess.run(
                [DIRWIRE, "apply", "-c", config, "--report", "text",
                 "--report", "json=" + server.path("link")], stdout=out,
                stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        equal(done.returncode, 64, done.stderr)
        holds(done.stderr, b"standard output are one file")
        os.umask(0o027)
        run = dirwire("apply", "-c", config, "--report", "json=link",
                      "--report", "ldif=fresh", stdin="", cwd=server.folder)
        equal(run.code, 0, run)
        with open(server.path("there")) as f:
            document(f.read())
        equal(os.stat(server.path("fresh")).st_mode & 0o777, 0o640)


@test
def to_a_pipe():
    """a report to a FIFO, and a json report that there is no room for"""
    with Slapd() as server:
        config = server.config(map_text=SIMPLE_MAP)
        os.mkfifo(server.path("fifo"))
        with subprocess.Popen(["cat", server.path("fifo")], text=True,
                              stdout=subprocess.PIPE) as reader:
            run = dirwire("apply", "-c", config, "--report",
                          "json=" + server.path("fifo"),
                          stdin=event(person(1)))
            equal(run.code, 0, run)
            equal(len(document(reader.stdout.read())["changes"]), 1)
        for name in ("json", "ldif-content"):
            run = dirwire("apply", "-c", config, "--report",
                          name + "=/dev/full", stdin=event(person(2)))
            equal(run.code, 1, run)
            holds(run.err, "/dev/full is not whole: No space left")
            empty(server)


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
                    "window = 1\n" % (proxy.ldap, SERVICE))
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
            run = dirwire("apply", "-n", "-c", config, name, "--report", "json",
                          "--report", "ldif-content=content",
                          cwd=server.folder)
            is_calm(run, "json %a" % bad)
            report = document(run.out)
            told = "".join(n["reason"] for n in report["rejected"])
            holds(told, "an id with a NUL" if "\0" in bad
                  else 'has the id "%s"' % bad)
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
            json_run = dirwire("apply", "-n", "-c", config, "--report", "json",
                               stdin=event(person(1)))
            is_calm(json_run, "json of the old value %a" % bad)
            equal(document(json_run.out)["changes"][0]["attributes"][0]["old"],
                  ["z" + bad])
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


@test
def no_room_in_tmpdir():
    """what could not be held back is missed: exit 1, and json says incomplete"""
    adds = event([person(n) for n in range(1, 60)])
    bad = event([dict(person(n), id="bad id %d" % n) for n in range(1, 200)])
    with Slapd() as server:
        config = server.config(map_text=SIMPLE_MAP)
        for name, text in (("ldif-content", adds), ("json", bad)):
            done = subprocess.run(
                ["sh", "-c", "trap '' XFSZ; ulimit -f 2; { %s apply -n -c %s "
                 "--report %s %s; echo exit $? >&2; } | cat" % (
                     DIRWIRE, config, name, server.write("in", text))],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            said = done.stderr.decode()
            holds(said, "not whole: a part of it could not be held")
            holds(said, "exit 1\n")
            if name == "json":
                equal(json.loads(done.stdout)["status"], "incomplete")
            else:
                true(b"\ndn:" not in done.stdout, done.stdout)


if __name__ == "__main__":
    main()
