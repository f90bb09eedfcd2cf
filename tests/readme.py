# SPDX-License-Identifier: ISC
"""Runs every command that the README shows, in a clean clone, as a reader would.

    tests/readme.py

What stands in a block ```sh is run, in order; ```ini is the file that its first line
names.  Commands of man in the text are run, too.  A private slapd stands for the
reader's own.  `./autogen.sh check` is left to
.ci/run, which calls it just before.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

SRC = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
sys.path[:0] = [os.path.join(SRC, "tests/slapd"), os.path.join(SRC, "tests")]
from slapdtest import SECRET, Slapd

LEFT_OUT = {"./autogen.sh check"}
# Exit statuses that the text around a command announces.
EXPECTED = {"dirwire apply": (0, 4), "dirwire explain": (0, 4)}


def blocks(text):
    """(kind, body) in the order of the text."""
    return [(kind or "sh", body or man + "\n") for kind, body, man in
            re.findall(r"^```(sh|ini)\n(.*?)^```|`(man [^`]+)`", text,
                       re.M | re.S)]


def commands(text):
    return [line for kind, body in blocks(text) if kind == "sh"
            for line in body.splitlines() if line and line[0] != "#"]


def write_file(folder, body, server):
    """The file of an ```ini block, with the reader's own server in it."""
    path = os.path.join(folder, body.split("\n")[0].lstrip("# "))
    body, count = re.subn(r"^(uri +=).*$", r"\1 " + server.ldapi, body,
                          flags=re.M)
    assert count == 1, "no uri in the configuration of the README"
    with open(path, "w") as f:
        f.write(body)
    with open(os.path.join(os.path.dirname(path), "password"), "w") as f:
        f.write(SECRET)


def run(command, folder):
    print("$ " + command, flush=True)
    environ = dict(os.environ, DESTDIR=folder + "-installed")
    done = subprocess.run(["bash", "-c", command], cwd=folder, text=True,
                          env=environ,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL)
    good = (0,)
    for part, statuses in EXPECTED.items():
        if part in command:
            good = statuses
    if done.returncode not in good:
        print(done.stdout)
        sys.exit("the README's command ended with %d" % done.returncode)
    return done.stdout


def main():
    with open(os.path.join(SRC, "README.md"), encoding="utf-8") as f:
        text = f.read()
    found = commands(text)
    missing = LEFT_OUT - set(found)
    assert not missing, "the README does not show %s" % missing
    assert len(found) > 8, "only %d commands found" % len(found)
    work = tempfile.mkdtemp(prefix="dirwire-readme-")
    folder = os.path.join(work, "dirwire")
    subprocess.run(["git", "clone", "-q", SRC, folder], check=True)
    last = ""
    try:
        with Slapd() as server:
            for kind, body in blocks(text):
                if kind == "ini":
                    write_file(folder, body, server)
                    continue
                for command in body.splitlines():
                    if command in LEFT_OUT:
                        continue
                    out = run(command, folder)
                    if "dirwire apply -c" in command:
                        last = out
        installed = os.path.join(folder + "-installed", "usr/local")
        for name in ("bin/dirwire", "share/man/man5/dirwire.map.5",
                     "share/doc/dirwire/examples/contact-events.ndjson"):
            assert os.path.exists(os.path.join(installed, name)), name
        assert "\n0 added, 0 modified, 0 removed" in last, last
    finally:
        shutil.rmtree(work)
    print("%d commands of the README ran" % (len(found) - len(LEFT_OUT)))


main()
