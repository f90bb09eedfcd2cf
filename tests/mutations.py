# SPDX-License-Identifier: ISC
"""Every "never" has a mutation: with the guard switched off a test turns red.

A row names the source, the text that stands in it once, what is put in its place,
the test that must fail then, and what it must say.  `make mutant` links a program
with the changed source before the library, so that little is compiled.
"""
import os
import re
import shutil
import subprocess
import tempfile

from tap import BUILD, SRC, equal, main, test, true

MUTATIONS = [
    ("+= never removes its own old value", "bridge/change.c",
     "!map_shares(work->map, type, value, work->arena)", "true",
     "test_ownership.py", "second_writer", "attributes differ"),
    ("+= removes values of others", "bridge/change.c",
     "!map_shares(work->map, type, value, work->arena)", "false",
     "test_ownership.py", "second_writer", "attributes differ"),
    ("?= is written beside what others set", "bridge/change.c",
     "if (target.count == 0)\n\t\tmatch_add_missing(type, &target, "
     "&desired->seed", "\t\tmatch_add_missing(type, &target, &desired->seed",
     "test_ownership.py", "second_writer", "attributes differ"),
    ("else keep empties", "bridge/change.c", "if (desired->is_kept)",
     "if (false)", "test_ownership.py", "second_writer",
     "attributes differ"),
    ("what was found without its key is changed", "bridge/plan.c",
     "if (!entry_has_value(&current->entry, map->key.type, key, arena))",
     "if (false)", "test_apply.py", "key_of_another", "exit 0"),
    ("a strip takes += values of others", "bridge/removal.c",
     "if (!map_shares(\n\t\t\twork->map, type, current->items[i], "
     "work->arena) &&", "if (false &&",
     "test_leavers.py", "stripped", "b'VIP'"),
    ("a strip takes the login beside the key", "bridge/removal.c",
     "if (!match_is_equal(\n\t\t\ttype, others.items[i], "
     "work->desired->key, work->arena))", "if (false)",
     "test_leavers.py", "adopted", "after a Delete"),
    ("a strip leaves the key", "bridge/removal.c",
     "\tstrip_key(&work);\n", "\t(void)strip_key;\n",
     "test_leavers.py", "adopted", "after a Delete"),
    ("a login is deleted", "bridge/plan.c",
     "hold != NULL && !rules->is_delete_foreign", "false",
     "test_leavers.py", "stripped", "an entry is gone"),
    ("an adopted entry is deleted", "bridge/plan.c", "!how->is_placed",
     "false", "test_leavers.py", "delete_foreign", "uid=jsmith"),
    ("an adopted entry is renamed", "bridge/plan.c",
     "if (!ownership_is_made(rules->map, current, desired->key, arena))",
     "if (false)", "test_place.py", "adopted", "0 renamed"),
    ("no modify follows a rename", "bridge/job.c",
     "change->new_dn != NULL && change->mod_count == 0",
     "change->new_dn != NULL",
     "test_rename.py", "renames", "things differ"),
    ("a value of others goes with the old name", "bridge/change_place.c",
     "\t\trestore(work);\n", "\t\t(void)restore;\n",
     "test_record.py", "names_of_one_value", "'roomNumber': [b'4.11', b'5']"),
    ("entries below go along", "bridge/change_place.c",
     "if (work->current->has_children)", "if (false)",
     "test_place.py", "others_below", "exit 0"),
    ("values of [disabled] are kept", "bridge/change.c",
     "if (desired->left.count == 0)", "if (true)",
     "test_rename.py", "renames", "things differ"),
    ("removes are never held", "bridge/apply.c",
     "apply->remove_count > most", "false",
     "test_leavers.py", "removes_are_one_kind", "exit 0"),
    ("what was not answered is taken for done", "bridge/directory/result.c",
     "\tif (row == NULL && code < 0)", "\tif (code < 0 && is_write)\n"
     "\t\treturn VERDICT_DONE;\n\tif (row == NULL && code < 0)",
     "test_cut.py", "half", "exit 0"),
    ("referrals are chased", "bridge/directory/ldap_connect.c",
     "\"referrals off\", err) < 0 ||", "\"off\", err) < 0 ||\n"
     "\t    set_option(handle, LDAP_OPT_REFERRALS, LDAP_OPT_ON, \"on\", err) "
     "< 0 ||", "test_codes.py", "on_modify", "referrals that were chased"),
    ("a write asserts nothing", "bridge/directory/ldap_write.c",
     "if (csn != NULL && ldap->directory.has_assertion)", "if (false)",
     "test_compete.py", "competing", "are not in the end state"),
    ("a write that lands late asserts nothing", "bridge/directory/ldap_write.c",
     "if (csn != NULL && ldap->directory.has_assertion)", "if (false)",
     "test_late.py", "late", "trials end in older values"),
]


def changed_source(folder, source, old, new):
    with open(os.path.join(SRC, source)) as f:
        text = f.read()
    equal(text.count(old), 1, "how often %s holds %r" % (source, old))
    path = os.path.join(folder, os.path.basename(source))
    with open(path, "w") as f:
        f.write(text.replace(old, new))
    return path


def build(folder, source):
    """A program in a folder that a test can take for the build folder."""
    environ = {name: value for name, value in os.environ.items()
               if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    done = subprocess.run(
        [os.environ.get("MAKE", "make"), "-s", "-C", BUILD, "mutant",
         "MUTANT=" + os.path.join(folder, "dirwire"),
         "MUTANT_SOURCE=" + source], env=environ,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    equal(done.returncode, 0, done.stdout.decode(errors="replace"))
    os.makedirs(os.path.join(folder, "tests/sim"))
    for name, target in (("dirwire", os.path.join(folder, "dirwire")),
                         ("proxy", os.path.join(BUILD, "tests/sim/proxy"))):
        os.symlink(target, os.path.join(folder, "tests/sim", name))


def is_red(folder, script, name, wanted):
    environ = dict(os.environ, srcdir=SRC, builddir=folder)
    done = subprocess.run(
        ["/usr/bin/python3", "-B", os.path.join(SRC, "tests/slapd", script),
         name], env=environ, cwd=folder, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    said = done.stdout.decode(errors="replace")
    told = said if len(said) < 4000 else said[:1000] + "…" + said[-3000:]
    true(re.search("^1\\.\\.1$", said, re.M), "no single test: " + told)
    true(re.search("^not ok 1 ", said, re.M), "not red: " + told)
    true(re.search("^# AssertionError: .*" + re.escape(wanted), said,
                   re.M | re.S),
         "red, and not for %r: %s" % (wanted, told))


def make_test(title, source, old, new, script, name, wanted):
    def run():
        folder = tempfile.mkdtemp(prefix="dirwire-mutant-")
        try:
            build(folder, changed_source(folder, source, old, new))
            is_red(folder, script, name, wanted)
        finally:
            shutil.rmtree(folder)
    run.__doc__ = "%s: %s %s turns red" % (title, script, name)
    run.__name__ = title
    test(run)


for row in MUTATIONS:
    make_test(*row)

if __name__ == "__main__":
    main()
