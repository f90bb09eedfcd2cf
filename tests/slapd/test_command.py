# SPDX-License-Identifier: ISC
"""The command line: its files, its help, many inputs, reports in the wrong place."""
import os
import re
import resource
import shutil
import subprocess

from slapdtest import PEOPLE, Slapd, dirwire, event, person
from tap import DIRWIRE, SRC, equal, holds, main, test, true


@test
def closed_standard_files():
    """without stdout or stderr the report goes nowhere, least of all to the server"""
    with Slapd() as server:
        config = server.config()
        events = server.write("events", "\n".join(
            event(person(n)) for n in range(1, 31)))
        done = subprocess.run(
            ["sh", "-c", '"$0" apply -c "$1" - < "$2" >&-', DIRWIRE, config,
             events], stderr=subprocess.PIPE)
        equal(done.returncode, 1, done.stderr)
        holds(done.stderr.decode(), "the report on standard output is not")
        equal(len(server.tree(PEOPLE)), 1 + 30)
        gone = server.write("gone", event([
            {"eventType": "Delete", "id": str(n)} for n in range(1, 6)],
            "2026-05-13T09:00:00Z"))
        done = subprocess.run(
            ["sh", "-c", '"$0" apply -v -c "$1" - < "$2" 2>&-', DIRWIRE,
             config, gone], stdout=subprocess.PIPE)
        equal(done.returncode, 0, done.stdout)
        equal(len(server.tree(PEOPLE)), 1 + 25)


@test
def command_line():
    """help is of the verb it is asked for with; an unknown letter is named"""
    for args in (["help", "apply"], ["apply", "--help"],
                 ["apply", "-h", "events.ndjson"]):
        run = dirwire(*args)
        equal(run.code, 0, run)
        true(run.out.startswith("usage: dirwire apply "), run)
    true(dirwire("--help").out.startswith("dirwire keeps"), "the overview")
    for args, name in ((["apply", "-qx"], "-x"), (["apply", "-xq"], "-x"),
                       (["apply", "--dry-rum"], "--dry-rum; did you mean "
                        "--dry-run?")):
        run = dirwire(*args)
        equal(run.code, 64, run)
        holds(run.err, "there is no option " + name)


@test
def log_line():
    """the line of a change holds no field that the input made up"""
    with Slapd() as server:
        for uuid, told in (("a-1", "event=a-1 contact=1"),
                           ("x result=ok dn=\\\"y", "event= contact=2")):
            number = told[-1]
            run = dirwire("apply", "-v", "-c", server.config(),
                          stdin=event(person(number)).replace(
                              '"uuid": "u"', '"uuid": "%s"' % uuid))
            equal(run.code, 0, run)
            holds(run.err, told + ' dn="uid=rc-' + number)


@test
def shipped_configuration():
    """the configuration of the examples works with the reader's own server"""
    with Slapd() as server:
        with open(os.path.join(SRC, "examples/dirwire.conf")) as f:
            text, count = re.subn(r"^(uri +=) \S.*$", r"\1 " + server.ldapi,
                                  f.read(), flags=re.M)
        equal(count, 1, text)
        os.mkdir(server.path("secrets"), 0o700)
        shutil.copy(server.path("password"), server.path("secrets/ldap"))
        shutil.copy(os.path.join(SRC, "mapping/inetorgperson.map"),
                    server.folder)
        run = dirwire("apply", "-c", server.write("shipped.conf", text),
                      os.path.join(SRC, "examples/contact-events.ndjson"))
        equal(run.code, 4, run)
        holds(run.out, "16 added")


@test
def many_files():
    """more input files than a process may usually have open"""
    def few():
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, most))
    with Slapd() as server:
        config = server.config()
        paths = [server.write("events-%d" % n, event(person(n)))
                 for n in range(1, 101)]
        done = subprocess.run([DIRWIRE, "apply", "-n", "-c", config] + paths,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              preexec_fn=few)
        equal(done.returncode, 0, done.stderr)
        holds(done.stdout.decode(), "100 to add")


@test
def reports_over_files():
    """a report is not written over the input, the configuration or another report"""
    with Slapd() as server:
        config = server.config()
        events = server.write("events", event(person(1)))
        os.symlink(events, server.path("link"))
        other = server.path("report")
        included = server.write("included", "[log]\nlevel = info\n")
        with open(config, "a") as file:
            file.write("include included\n")
        for reports in ([events], [server.path("link")], [config],
                        [included], [server.path("password")],
                        [other, other]):
            flags = ["--report=ldif=" + path for path in reports]
            files = (events, config, included, server.path("password"))
            before = [open(path).read() for path in files]
            run = dirwire("apply", "-n", "-c", config, *flags, events)
            equal(run.code, 64, run)
            equal([open(path).read() for path in files], before)
        true(not os.path.exists(other), "begun")
        with open(events) as stdin:
            done = subprocess.run([DIRWIRE, "apply", "-n", "-c", config,
                                   "--report", "ldif=" + events],
                                  stdin=stdin, stderr=subprocess.PIPE)
        equal(done.returncode, 64, done.stderr)
        nowhere = server.config(ldap="uri = ldap://127.0.0.1:1\n",
                                name="nowhere.conf")
        equal(dirwire("apply", "-c", nowhere, "--report", "jason").code, 64)


if __name__ == "__main__":
    main()
