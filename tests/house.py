# SPDX-License-Identifier: ISC
"""The house holds to its own rules: who includes whom, sizes, names that are not used."""
import os
import re
import subprocess

from tap import SRC, equal, main, test, true

FOLDERS = ("base", "event", "schema", "mapping", "bridge")

# Which folders of ours, and which libraries, a folder may include.  design:
# includes go from right to left, json-c stays in event and the reports, libldap
# in schema and bridge/directory.
MAY = {
    "base": (("base",), ("uni", "nettle/")),
    "event": (("base", "event"), ("json-c/",)),
    "schema": (("base", "schema"), ("ldap", "ldif.h", "uni")),
    "mapping": (("base", "event", "schema", "mapping"), ("pcre2.h",)),
    "bridge": (FOLDERS, ()),
    "bridge/directory": (FOLDERS, ("ldap.h",)),
    "bridge/source": (FOLDERS, ("curl/", "microhttpd.h")),
    "bridge/journal": (FOLDERS, ("sqlite3.h",)),
    "bridge/report": (FOLDERS, ("json-c/", "uni")),
}
# Files that need more than their folder, and why.
EXCEPT = {
    "bridge/config_type.c": ("curl/",),  # reads URLs with libcurl's parser
    "bridge/verb_help.c": ("curl/", "json-c/", "ldap.h", "pcre2.h",
                           "unistring/"),  # tells their versions
    "bridge/loop.c": ("event2/",),
}
SYSTEM = {"arpa/inet.h", "ctype.h", "dirent.h", "errno.h", "fcntl.h",
          "getopt.h", "inttypes.h", "limits.h", "poll.h", "pthread.h",
          "search.h", "signal.h", "stdarg.h",
          "stdbool.h", "stddef.h", "stdint.h", "stdio.h", "stdlib.h",
          "string.h", "strings.h", "sys/file.h", "sys/ioctl.h",
          "sys/random.h", "sys/resource.h",
          "sys/stat.h", "sys/time.h", "sys/types.h", "time.h", "unistd.h"}

# No I/O, no clock, no environment, no logging.
PURE = ("event/", "schema/", "mapping/", "bridge/change.c", "bridge/change_place.c",
        "bridge/difference.c", "bridge/ownership.c", "bridge/plan.c",
        "bridge/removal.c",
        "bridge/guard.c", "bridge/probe_entry.c")
IMPURE = re.compile(
    r"(?<!->)\b(clock_wall_ms|clock_steady_ms|clock_steady_us|clock_sleep|clock_wait_fd|getenv|setenv|fopen|open|read|write|"
    r"printf|fprintf|puts|fputs|log_(?:error|warning|info|debug)|time|"
    r"gettimeofday|clock_gettime|sleep|usleep|nanosleep|poll|rand|random)\(")
BANNED = re.compile(
    r"\b(strcpy|strcat|sprintf|vsprintf|strtok|strtok_r|atoi|atol|strncpy|"
    r"gets|localtime|gmtime|alloca)\(")
CLOCKS = re.compile(
    r"\b(clock_gettime|clock_nanosleep|gettimeofday|time|sleep|usleep|nanosleep|"
    r"poll|ppoll|select|pselect)\(")

LINES_MAX, FUNCTION_MAX, PARAMETERS_MAX = 500, 60, 6


def sources(*folders):
    found = []
    for folder in folders or FOLDERS:
        for path, _, names in os.walk(os.path.join(SRC, folder)):
            found += [os.path.relpath(os.path.join(path, n), SRC)
                      for n in names if n.endswith((".c", ".h"))]
    return sorted(found)


def text(path):
    with open(os.path.join(SRC, path), encoding="utf-8") as f:
        return f.read()


def code(path):
    """The text without comments, strings and characters."""
    return re.sub(
        r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'',
        lambda m: re.sub(r"[^\n]", " ", m.group()), text(path), flags=re.S)


def none(found, what):
    true(not found, "%s:\n  %s" % (what, "\n  ".join(found)))


def room(path):
    """The folder whose rule holds for the file."""
    parts = path.split("/")
    return "/".join(parts[:2]) if len(parts) > 2 else parts[0]


def may_include(path, included, is_ours):
    ours, libraries = MAY[room(path)]
    if is_ours:
        return included.split("/")[0] in ours
    return (included in SYSTEM or included.startswith(
        tuple(libraries) + EXCEPT.get(path, ())))


@test
def includes():
    """includes go from right to left, and libraries stay in their rooms"""
    wrong, seen = [], 0
    for path in sources():
        for mark, name in re.findall(r'^#include ([<"])([^>"]+)[>"]',
                                     text(path), re.M):
            seen += 1
            if not may_include(path, name, mark == '"'):
                wrong.append("%s includes %s" % (path, name))
    true(seen > 400, "only %d #include lines seen" % seen)
    none(wrong, "breaches of the house")


@test
def rule_bites():
    """the rule about includes tells right from wrong"""
    true(not may_include("base/text.c", "mapping/map.h", True), "base -> mapping")
    true(not may_include("mapping/map.c", "json-c/json.h", False),
         "json-c in mapping")
    true(not may_include("event/cut.c", "schema/dn.h", True),
         "event -> schema")
    true(not may_include("bridge/plan.c", "ldap.h", False), "ldap in plan")
    true(may_include("bridge/directory/ldap.h", "ldap.h", False), "directory")


@test
def purity():
    """what is pure reads no clock, no file, no environment, and logs nothing"""
    wrong = []
    for path in sources():
        if path.startswith(PURE):
            for found in IMPURE.finditer(code(path)):
                wrong.append("%s calls %s" % (path, found.group(1)))
    none(wrong, "not pure")


@test
def clocks():
    """clocks and waits go through base/clock"""
    none(["%s calls %s" % (path, found.group(1)) for path in sources()
          if path != "base/clock_system.c" for found in CLOCKS.finditer(code(path))],
         "clocks elsewhere")


@test
def banned():
    """functions that are not used are not used"""
    none(["%s calls %s" % (path, found.group(1))
          for path in sources(*FOLDERS, "tests")
          for found in BANNED.finditer(code(path))], "banned")


def functions(path):
    """(name, parameters, lines) of each function defined in the file."""
    lines = code(path).split("\n")
    for start, line in enumerate(lines):
        if line != "{" or start == 0:
            continue
        head = start
        while head > 0 and lines[head - 1].strip() and \
                not lines[head - 1].endswith((";", "}")):
            head -= 1
        title = " ".join(lines[head:start])
        found = re.search(r"(\w+)\((.*)\)$", title)
        if found is None:
            continue
        end = lines.index("}", start)
        inner = re.sub(r"\([^()]*\)", "", found.group(2))
        yield found.group(1), inner.count(",") + 1, end - start + 1


@test
def sizes():
    """files, functions and parameter lists keep their sizes"""
    wrong, seen = [], 0
    for path in sources(*FOLDERS, "tests"):
        lines = text(path).count("\n")
        if lines > LINES_MAX:
            wrong.append("%s: %d lines" % (path, lines))
        if not path.endswith(".c"):
            continue
        for name, parameters, length in functions(path):
            seen += 1
            if length > FUNCTION_MAX:
                wrong.append("%s: %s has %d lines" % (path, name, length))
            if parameters > PARAMETERS_MAX and path.startswith(FOLDERS):
                wrong.append("%s: %s has %d parameters"
                             % (path, name, parameters))
    true(seen > 600, "only %d functions seen" % seen)
    none(wrong, "too large")


@test
def heads():
    """every file says its licence, every header its story and its guard"""
    wrong = []
    for path in sources(*FOLDERS, "tests"):
        body = text(path)
        if not body.startswith("/* SPDX-License-Identifier: ISC */\n"):
            wrong.append(path + ": no SPDX line")
        if path.endswith(".h"):
            guard = "DIRWIRE_" + re.sub(r"\W", "_", path).upper()
            if "#ifndef %s\n" % guard not in body:
                wrong.append("%s: its guard is not %s" % (path, guard))
            if "\n/* %s - " % path not in body:
                wrong.append(path + ": no story of use")
        if re.search(r"\b(TODO|FIXME|XXX)\b", body):
            wrong.append(path + ": something is left to do")
        if re.search(r"^\s*\*[A-Za-z]", body, re.M) and \
                re.search(r"^ ?\*[A-Za-z]", body, re.M):
            wrong.append(path + ": a comment line without its blank")
    none(wrong, "heads")


@test
def made_of_what_is_there():
    """Makefile.am names every source, and only sources that are there"""
    named = set(re.findall(r"\b(?:%s)/[\w/]+\.[ch]\b" % "|".join(FOLDERS),
                           text("Makefile.am")))
    equal(sorted(named), sources(), "sources in Makefile.am")


@test
def nothing_of_one_machine():
    """no file of the project names a path of one machine"""
    try:
        names = subprocess.run(
            ["git", "-C", SRC, "ls-files"], check=True, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        names = sources(*FOLDERS, "tests", "docs", "examples")
    wrong = []
    for name in names:
        path = os.path.join(SRC, name)
        if os.path.isfile(path):
            with open(path, "rb") as f:
                if re.search(rb"(?<![\w.])/(?:work|home|root)/\w", f.read()):
                    wrong.append(name)
    none(wrong, "paths of a machine")


if __name__ == "__main__":
    main()
