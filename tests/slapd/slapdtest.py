# SPDX-License-Identifier: ISC
"""A private slapd for a test: own temporary folder, ldapi and a free loopback port.

    with Slapd() as server:
        run = dirwire("apply", "-c", server.config(), stdin=events)
        tree = server.tree()
"""
import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                ".."))
import ldap3
from tap import BUILD, DIRWIRE, SRC, true

SLAPD = "/usr/sbin/slapd"
SCHEMAS = "/etc/ldap/schema"
MODULES = "/usr/lib/ldap"
BASE = "dc=example,dc=com"
ADMIN = "cn=admin," + BASE
SERVICE = "cn=dirwire,ou=services," + BASE
PEOPLE = "ou=people," + BASE
SECRET = "a secret of the test"

BASE_LDIF = """\
dn: dc=example,dc=com
objectClass: domain
dc: example

dn: ou=people,dc=example,dc=com
objectClass: organizationalUnit
ou: people

dn: ou=services,dc=example,dc=com
objectClass: organizationalUnit
ou: services

dn: cn=dirwire,ou=services,dc=example,dc=com
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: dirwire
userPassword: a secret of the test
"""

# for tests that are not about maps
SIMPLE_MAP = """base = dc=example,dc=com
key = uid: rc-{id}
[entry all]
dn = uid=rc-{id},ou=people,{base}
objectClass = inetOrgPerson
cn = {firstName} {lastName} else {name} else x
sn = {lastName} else x
mail = {email}
telephoneNumber = {phoneNumbers.phoneNumber}
"""

# what no server knows by itself, for slapd.conf, and a map that names it
LOCAL_SCHEMA = """\
attributetype ( 1.3.6.1.4.1.55555.1 NAME 'dirwireExtension' SUP name )
attributetype ( 1.3.6.1.4.1.55555.3 NAME 'dirwireStamp'
  EQUALITY generalizedTimeMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 )
objectclass ( 1.3.6.1.4.1.55555.2 NAME 'dirwireLocal' SUP top AUXILIARY
  MAY ( dirwireExtension $ dirwireStamp ) )
"""
LOCAL_MAP = SIMPLE_MAP.replace(
    "inetOrgPerson", "inetOrgPerson also posixAccount also dirwireLocal") + """\
uidNumber = {extensionNumber} else 0
gidNumber = 100
homeDirectory = /nonexistent
dirwireExtension = {extensionNumber}
dirwireStamp = 20260513090000Z also 20260514090000Z
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(condition, what, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("waited %d s for %s" % (seconds, what))
        time.sleep(0.02)


class Run:
    """What a program said and how it ended."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def __repr__(self):
        return "exit %s\n%s\n%s" % (self.code, self.out, self.err)


def dirwire(*args, stdin=b"", env=None, cwd=None, timeout=300,
            program=DIRWIRE):
    if isinstance(stdin, str):
        stdin = stdin.encode()
    done = subprocess.run([program] + list(args), input=stdin, cwd=cwd,
                          env=dict(os.environ, **(env or {})),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=timeout)
    return Run(done.returncode, done.stdout.decode(errors="replace"),
               done.stderr.decode(errors="replace"))


class Slapd:
    def __init__(self, accesslog=False, tls=False, extra="", acl=None,
                 debug="0", content=BASE_LDIF, quick=False,
                 schemas=("core", "cosine", "inetorgperson", "nis"),
                 first="", index="objectClass,uid,entryCSN,entryUUID"):
        self.folder = tempfile.mkdtemp(prefix="dirwire-slapd-")
        self.process = None
        self.accesslog = accesslog
        self.tls = tls
        self.debug = debug
        self.first = first  # of slapd.conf, behind the schemas
        self.index = index
        self.socket = os.path.join(self.folder, "ldapi")
        self.ldapi = "ldapi://" + urllib.parse.quote(self.socket, safe="")
        if tls:
            self.make_certificates()
        self.write("slapd.conf", self.slapd_conf(extra, acl, schemas))
        os.mkdir(self.path("db"))
        os.mkdir(self.path("log"))
        self.write("password", SECRET)
        os.chmod(self.path("password"), 0o600)
        self.write("base.ldif", content)
        subprocess.run(["/usr/sbin/slapadd", "-f", self.path("slapd.conf"),
                        "-b", BASE, "-l", self.path("base.ldif")]
                       + (["-q"] if quick else []),
                       check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.PIPE)
        self.start_somewhere()

    def start_somewhere(self, tries=3):
        """On ports that were free when they were looked for."""
        self.port = free_port()
        self.tls_port = free_port() if self.tls else None
        self.ldap = "ldap://127.0.0.1:%d" % self.port
        self.ldaps = "ldaps://127.0.0.1:%s" % self.tls_port
        try:
            self.start()
        except AssertionError:
            if tries == 1 or self.process.poll() is None:
                raise
            self.start_somewhere(tries - 1)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        mode = "wb" if isinstance(text, bytes) else "w"
        with open(self.path(name), mode) as f:
            f.write(text)
        return self.path(name)

    def slapd_conf(self, extra, acl, schemas):
        lines = ["include %s/%s.schema" % (SCHEMAS, s) for s in schemas]
        lines += [self.first, "modulepath " + MODULES, "moduleload back_mdb",
                  "moduleload accesslog",
                  "pidfile " + self.path("pid"),
                  "authz-regexp gidNumber=%d[+]uidNumber=%d,cn=peercred,"
                  "cn=external,cn=auth %s" % (os.getgid(), os.getuid(),
                                              SERVICE)]
        if self.tls:
            lines += ["TLSCACertificateFile " + self.path("ca.pem"),
                      "TLSCertificateFile " + self.path("server.pem"),
                      "TLSCertificateKeyFile " + self.path("server.key"),
                      "TLSVerifyClient try",
                      "authz-regexp cn=dirwire-client " + SERVICE]
        if self.accesslog:
            lines += ["database mdb", "suffix cn=accesslog",
                      "directory " + self.path("log"),
                      "rootdn " + ADMIN, "index reqStart eq",
                      "maxsize 1073741824"]
        lines += ["database mdb", "suffix " + BASE, "rootdn " + ADMIN,
                  "rootpw \"%s\"" % SECRET, "directory " + self.path("db"),
                  "maxsize 4294967296",
                  "index %s eq" % self.index]
        if self.accesslog:
            lines += ["overlay accesslog", "logdb cn=accesslog",
                      "logops writes", "logsuccess FALSE"]
        lines += acl or ['access to attrs=userPassword by anonymous auth '
                         'by * none',
                         'access to dn.subtree="ou=people,%s" by dn="%s" '
                         'write by * read' % (BASE, SERVICE),
                         'access to * by * read']
        lines += [extra]
        return "\n".join(lines) + "\n"

    def make_certificates(self):
        def openssl(*args):
            subprocess.run(["openssl"] + list(args), check=True,
                           cwd=self.folder, stdout=subprocess.DEVNULL,
                           stderr=subprocess.PIPE)
        for ca in ("ca", "other"):
            openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes",
                    "-keyout", ca + ".key", "-out", ca + ".pem", "-days", "2",
                    "-subj", "/CN=test " + ca)
        for name, subject in (("server", "/CN=127.0.0.1"),
                              ("client", "/CN=dirwire-client")):
            self.write("san", "subjectAltName=IP:127.0.0.1\n")
            openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout",
                    name + ".key", "-out", name + ".csr", "-subj", subject)
            openssl("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem",
                    "-CAkey", "ca.key", "-CAcreateserial", "-out",
                    name + ".pem", "-days", "2", "-extfile", "san")

    def sign(self, *dates):
        """The server's certificate anew, by the old key; slapd begins again."""
        subprocess.run(["openssl", "x509", "-req", "-in", "server.csr", "-CA",
                        "ca.pem", "-CAkey", "ca.key", "-out", "server.pem",
                        "-extfile", "san"] + list(dates), check=True,
                       cwd=self.folder, stderr=subprocess.DEVNULL)
        self.stop()
        self.start()

    def start(self):
        urls = [self.ldapi, self.ldap] + ([self.ldaps] if self.tls else [])
        self.log = open(self.path("slapd.log"), "ab")
        self.process = subprocess.Popen(
            [SLAPD, "-f", self.path("slapd.conf"), "-h", " ".join(urls),
             "-d", self.debug], stdout=self.log, stderr=self.log,
            stdin=subprocess.DEVNULL)
        wait_for(self.answers, "slapd to answer")

    def answers(self):
        if self.process.poll() is not None:
            with open(self.path("slapd.log"), errors="replace") as f:
                raise AssertionError("slapd ended: " + f.read()[-2000:])
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1):
                return True
        except OSError:
            return False

    def stop(self, how=signal.SIGTERM):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(how)
            self.process.wait(30)

    def pause(self):
        """Stopped with all its threads when this returns."""
        self.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.stop()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def said(self):
        """What slapd wrote: with debug="stats" a line for each operation."""
        with open(self.path("slapd.log"), errors="replace") as f:
            return f.read()

    def connect(self, user=ADMIN, password=SECRET):
        server = ldap3.Server(self.ldap, get_info=ldap3.NONE)
        return ldap3.Connection(server, user, password, auto_bind=True,
                                raise_exceptions=True,
                                check_names=False)

    def tree(self, base=BASE, operational=()):
        """dn -> {attribute: sorted values}, all as bytes, independently read."""
        connection = self.connect()
        connection.search(base, "(objectClass=*)",
                          attributes=["*"] + list(operational))
        entries = {}
        for entry in connection.response:
            if entry["type"] != "searchResEntry":
                continue
            entries[entry["dn"]] = {
                name: sorted(bytes(v) for v in values)
                for name, values in entry["raw_attributes"].items()}
        connection.unbind()
        return entries

    def add(self, dn, **attributes):
        connection = self.connect()
        connection.add(dn, attributes={
            k: v for k, v in attributes.items()})
        connection.unbind()

    def modify(self, dn, changes):
        connection = self.connect()
        connection.modify(dn, changes)
        connection.unbind()

    def ldapmodify(self, ldif):
        done = subprocess.run(
            ["ldapmodify", "-x", "-H", self.ldapi, "-D", ADMIN, "-w", SECRET],
            input=ldif.encode(), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        return Run(done.returncode, done.stdout.decode(errors="replace"),
                   done.stderr.decode(errors="replace"))

    def writes(self, who=SERVICE):
        """How many writes the accesslog saw by that bind DN."""
        connection = self.connect()
        connection.search("cn=accesslog", "(reqAuthzID=%s)" % who,
                          attributes=["reqType"])
        count = len([e for e in connection.response
                     if e["type"] == "searchResEntry"])
        connection.unbind()
        return count

    def config(self, map_text=None, ldap=None, name="dirwire.conf", extra=""):
        """A configuration for this server; its path."""
        if map_text is None:
            map_text = "file = %s\n" % os.path.join(
                SRC, "mapping/inetorgperson.map")
        if ldap is None:
            ldap = ("uri = %s\nbind-dn = %s\npassword-file = password\n"
                    % (self.ldapi, SERVICE))
        return self.write(name, "[ldap]\n%s\n[map]\n%s\n%s\n"
                          % (ldap, map_text, extra))


def dn_of(number):
    return "uid=rc-%s,%s" % (number, PEOPLE)


def event(contact, time="2026-05-12T09:00:00.000Z", account="400386146004"):
    return json.dumps({
        "uuid": "u", "timestamp": time,
        "event": "/restapi/v1.0/account/%s/directory/entries" % account,
        "body": {"contacts": contact if isinstance(contact, list)
                 else [contact]}})


def person(number, first="Ada", last="Lovelace", verb="Create", **more):
    contact = {"eventType": verb, "id": str(number), "type": "User",
               "status": "Enabled", "firstName": first, "lastName": last}
    contact.update(more)
    return contact


def ids(server):
    """Whose entries there are."""
    return sorted(int(dn[len("uid=rc-"):dn.index(",")])
                  for dn in server.tree(PEOPLE) if dn.startswith("uid=rc-"))


def empty(server):
    """Take all entries of ours away again."""
    connection = server.connect()
    for number in ids(server):
        connection.delete(dn_of(number))
    connection.unbind()


def rejects(run):
    return [line for line in run.out.splitlines() if line[:1] == "!"]


def same_tree(got, wanted, what):
    """Value by value; the first entries that differ are shown."""
    wrong = ["%s: got %r, wanted %r" % (dn, got.get(dn), wanted.get(dn))
             for dn in sorted(set(got) | set(wanted))
             if got.get(dn) != wanted.get(dn)]
    true(not wrong, "%s: %d entries differ:\n  %s"
         % (what, len(wrong), "\n  ".join(wrong[:5])))


def decoded(values):
    return [v.decode() for v in values]


def ldif_value(name, value):
    return "%s:: %s" % (name, base64.b64encode(value).decode())
