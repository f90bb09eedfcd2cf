# SPDX-License-Identifier: ISC
"""TAP for tests in Python: functions marked @test are run in their order."""
import os
import sys
import traceback

SRC = os.path.abspath(os.environ.get(
    "srcdir", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")))
BUILD = os.path.abspath(os.environ.get("builddir", "."))
LONG = bool(os.environ.get("DIRWIRE_LONG"))
DIRWIRE = os.path.join(BUILD, "dirwire")
# whose time passes DIRWIRE_TEST_CLOCK times as fast
FAST = os.path.join(BUILD, "tests/sim/dirwire")

_tests = []


class Skip(Exception):
    """Raised with the reason why a test can't be run here."""


def test(function):
    _tests.append(function)
    return function


def equal(got, wanted, what=""):
    if got != wanted:
        raise AssertionError("%s:\n  got    %r\n  wanted %r"
                             % (what or "differs", got, wanted))


def true(condition, what):
    if not condition:
        raise AssertionError(what)


def holds(text, part, what=""):
    if part not in text:
        raise AssertionError("%s: %r is not in\n%s" % (what, part, text))


def say(text):
    """A line for the reader of the sum, also when all went well."""
    print("# say: " + text)
    sys.stdout.flush()


def main(only=None):
    """Run all, or those named: by the caller, or behind the script."""
    only = only or sys.argv[1:]
    chosen = [t for t in _tests if not only or t.__name__ in only]
    print("1..%d" % len(chosen))
    failed = 0
    for number, function in enumerate(chosen, 1):
        name = (function.__doc__ or function.__name__).strip().split("\n")[0]
        try:
            function()
            print("ok %d - %s" % (number, name))
        except Skip as reason:
            print("ok %d - %s # SKIP %s" % (number, name, reason))
        except Exception:
            failed += 1
            print("not ok %d - %s" % (number, name))
            for line in traceback.format_exc().splitlines():
                print("# " + line)
        sys.stdout.flush()
    sys.exit(1 if failed else 0)
