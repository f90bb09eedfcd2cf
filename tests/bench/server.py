# SPDX-License-Identifier: ISC
"""The bench's slapd: put back to a known tree between runs, read after each."""
import hashlib
import os
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "../slapd"))
from slapdtest import (ADMIN, BASE, BASE_LDIF, MODULES, PEOPLE, SERVICE, Slapd,
                       dirwire)
from tap import BUILD, DIRWIRE, SRC
from workload import HIDDEN, write_events

INDEX = "objectClass,uid,cn,sn,mail,telephoneNumber,entryCSN,entryUUID"
WINDOW = 32
LONGEST_RUN = 300  # seconds; then something hangs
FLUSHES, FLUSH_BYTES = 200, 4096

# what the server of isolation() does not take, and does not show
CONSTRAINT = {"first": "modulepath %s\nmoduleload constraint" % MODULES,
              "extra": "overlay constraint\n"
                       "constraint_attribute departmentNumber regex ^Dep",
              "acl": ['access to filter="(employeeType=%s)" by * none' % HIDDEN,
                      'access to * by dn="%s" write by anonymous auth'
                      % SERVICE]}


class Failed(Exception):
    """A run did something else than it should: no figure of it counts."""


def timed(command, out, stdin=os.devnull, code=0):
    """Seconds from the start of the program to its end, and those of them that it
    kept a CPU busy; it must end with `code`."""
    with open(stdin, "rb") as events, open(out, "wb") as said:
        begun = time.monotonic()
        process = subprocess.Popen(
            command, stdin=events, stdout=said, stderr=said,
            env=dict(os.environ, LDAPNOINIT="1"))
        # wait(timeout) would look only now and then
        watch = threading.Timer(LONGEST_RUN, process.kill)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begun
        watch.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != code:
        with open(out, errors="replace") as said:
            raise Failed("%s ended with %s: %s" % (
                " ".join(command), process.returncode, said.read()[-2000:]))
    return seconds, usage.ru_utime + usage.ru_stime


def copy_data(source, target):
    """Without the hole of gigabytes that slapadd -q leaves behind the data."""
    with open(source, "rb") as data, open(target, "wb") as copy:
        end = 0
        while os.stat(source).st_size > end:
            try:
                end = os.lseek(data.fileno(), end, os.SEEK_DATA)
            except OSError:
                break  # there is no more
            end = os.lseek(data.fileno(), end, os.SEEK_HOLE)
        data.seek(0)
        copy.write(data.read(end))
        copy.flush()
        os.fsync(copy.fileno())
    return target


class Server(Slapd):
    def __init__(self, **options):
        Slapd.__init__(self, index=INDEX, **options)
        self.snapshots = {}
        self.snapshot("empty", "")

    def snapshot(self, name, content):
        """Keep a database of the entries in `content` (LDIF) under that name."""
        self.stop()
        self.clear()
        self.write("content.ldif", BASE_LDIF + content)
        subprocess.run(["/usr/sbin/slapadd", "-q", "-f",
                        self.path("slapd.conf"), "-b", BASE, "-l",
                        self.path("content.ldif")], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.snapshots[name] = copy_data(
            self.path("db/data.mdb"), self.path(name + ".mdb"))
        self.start()

    def clear(self):
        for name in os.listdir(self.path("db")):
            os.unlink(self.path(os.path.join("db", name)))

    def reset(self, name):
        """The tree of a snapshot, on disk to the last byte."""
        self.stop()
        self.log.close()
        self.clear()
        copy_data(self.snapshots[name], self.path("db/data.mdb"))
        self.start()

    def digest(self):
        """How many entries of ours there are, and a digest of all they hold."""
        said = subprocess.run(
            ["ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-x", "-H",
             self.ldapi, "-D", ADMIN, "-y", self.path("password"), "-b",
             PEOPLE, "(uid=rc-*)"], check=True, stdout=subprocess.PIPE).stdout
        entries = sorted(b"\n".join(sorted(entry.split(b"\n")))
                         for entry in said.split(b"\n\n") if entry)
        return len(entries), hashlib.sha256(b"\n\n".join(entries)).hexdigest()

    def flush_latency(self):
        """Seconds that fdatasync takes for 4 KiB where the database is."""
        seconds = []
        with open(self.path("flush"), "wb", buffering=0) as out:
            for _ in range(FLUSHES):
                out.seek(0)
                out.write(os.urandom(FLUSH_BYTES))
                begun = time.monotonic()
                os.fdatasync(out.fileno())
                seconds.append(time.monotonic() - begun)
        return seconds


def bench_map(name):
    """The shipped map; the renaming one has the name in the RDN, too."""
    with open(os.path.join(SRC, "mapping/inetorgperson.map")) as f:
        text = f.read()
    if name == "stock":
        return text
    line = "dn              = uid=rc-{id},"
    if line not in text:
        raise Failed("the shipped map has no line %r any more" % line)
    return text.replace(line, "dn = uid=rc-{id}+sn={lastName},", 1)


class Job:
    """A workload on a server: its files, its tree before, its tree after."""

    def __init__(self, server, workload, like=None):
        """`like` is another that ends in the same tree."""
        self.server, self.workload = server, workload
        self.ends = like.ends if like else []  # the tree of the first run
        self.events = write_events(self.path("events"), workload.events)
        self.before = "empty"
        if workload.before:
            self.before = "%s-%d%s" % (
                workload.map_name, len(workload.before),
                "-" + HIDDEN if workload.is_hidden else "")
            self.keep_before()
        server.reset(self.before)
        self.changes = self.dry_run(self.events, "ldif")
        self.check_records()

    def path(self, what):
        return self.server.path("%s-%d.%s" % (
            self.workload.name, self.workload.count, what))

    def config(self, uri):
        """For that address, with no limits but the window's."""
        ldap = ("uri = %s\nbind-dn = %s\npassword-file = password\n"
                "allow-plaintext = yes\nwindow = %d\n" % (uri, SERVICE, WINDOW))
        return self.server.config(
            bench_map(self.workload.map_name).replace("[map]\n", "", 1), ldap,
            self.path("conf"),
            "[guard]\nmax-removes = all\nmax-adds = all\nmax-changes = all\n")

    def dry_run(self, events, report):
        """The path of that report of it."""
        path = self.path(report)
        run = dirwire("apply", "-n", "-c", self.config(self.server.ldap),
                      "--max-removes", "all", "--report",
                      "%s=%s" % (report, path), events)
        if run.code != 0:
            raise Failed("dry run: %s" % run)
        return path

    def keep_before(self):
        if self.before in self.server.snapshots:
            return
        self.server.reset("empty")
        events = write_events(self.path("before"), self.workload.before)
        with open(self.dry_run(events, "ldif-content")) as f:
            content = f.read()
        if self.workload.is_hidden:
            content = content.replace("employeeType: phone system",
                                      "employeeType: " + HIDDEN)
        self.server.snapshot(self.before, content)

    def check_records(self):
        """The LDIF holds the changes that the workload says, and no others."""
        found, names = {}, []
        with open(self.changes, encoding="utf-8") as f:
            for line in f:
                if line.startswith("changetype: "):
                    kind = line[len("changetype: "):-1]
                    found[kind] = found.get(kind, 0) + 1
                elif line.startswith("dn: "):
                    names.append(line[len("dn: "):])
        if found != self.workload.records:
            raise Failed("%s: the LDIF holds %s, not %s" % (
                self.workload.name, found, self.workload.records))
        with open(self.path("names"), "w", encoding="utf-8") as out:
            out.writelines(names)

    def command(self, contender, uri):
        """argv, and what is its standard input."""
        bind = ["-x", "-H", uri, "-D", SERVICE, "-y",
                self.server.path("password")]
        if contender.startswith("dirwire"):
            return [DIRWIRE, "apply", "-c", self.config(uri),
                    "--max-removes", "all", self.events], os.devnull
        if contender.startswith("raw"):
            return [os.path.join(BUILD, "tests/bench/raw"), uri, SERVICE,
                    self.server.path("password"), BASE, "uid",
                    str(WINDOW)], self.changes
        file = self.path("names") if contender == "ldapdelete" \
            else self.changes
        return [contender] + bind + ["-f", file], os.devnull

    def run(self, contender, uri):
        """What timed() gives; the tree must end as it did every time before."""
        command, stdin = self.command(contender, uri)
        self.server.reset(self.before)
        taken = timed(command, self.path("said"), stdin, self.workload.code)
        self.check_after(contender, self.server.digest())
        return taken

    def check_after(self, contender, after):
        """The right number of entries, and the same ones every time."""
        name = "%s by %s" % (self.workload.name, contender)
        if after[0] != self.workload.left:
            raise Failed("%s left %d entries, not %d" % (
                name, after[0], self.workload.left))
        self.ends.append(after)
        if after != self.ends[0]:
            raise Failed(name + " left another tree than the others")
