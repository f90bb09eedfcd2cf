# SPDX-License-Identifier: ISC
"""The main job on a real slapd: the samples, dry run and run, guards, strangers."""
import json
import os

from slapdtest import (ADMIN, BASE, LOCAL_MAP, LOCAL_SCHEMA, PEOPLE, SERVICE,
                       SIMPLE_MAP, Slapd, dirwire, dn_of, event, person)
from tap import SRC, equal, holds, main, test, true

SAMPLES = os.path.join(SRC, "examples/contact-events.ndjson")


@test
def samples():
    """the samples end in the right tree; a dry run and a second run write nothing"""
    with Slapd(accesslog=True) as server:
        config = server.config()
        dry = dirwire("apply", "-n", "-c", config, SAMPLES)
        equal(dry.code, 4, dry)
        equal(server.writes(), 0, "writes in the dry run")
        first = dirwire("apply", "-c", config, SAMPLES)
        equal(first.code, 4, first)
        true(server.writes() > 0, "the run wrote nothing")
        after_first = server.writes()
        tree = server.tree(PEOPLE)
        second = dirwire("apply", "-c", config, SAMPLES)
        equal(server.writes(), after_first, "writes in the second run")
        equal(server.tree(PEOPLE), tree, "the tree after the second run")
        holds(second.out, "0 added, 0 modified, 0 removed")
        expected = json.load(open(os.path.join(
            SRC, "tests/slapd/samples.json")))
        got = {dn: {k: [v.decode() for v in vs] for k, vs in attrs.items()}
               for dn, attrs in tree.items()}
        equal(got, expected, "the tree of the samples")


@test
def dry_run_is_the_run():
    """the dry run's lines are those of the run"""
    with Slapd() as server:
        config = server.config()
        dry = dirwire("apply", "-n", "-c", config, SAMPLES)
        run = dirwire("apply", "-c", config, SAMPLES)

        def changes(text):
            return [line for line in text.splitlines()
                    if line[:1] in "+~-!?" or line.startswith("    ")]
        equal(changes(dry.out), changes(run.out))


@test
def strangers():
    """entries without our key and attributes no line names are left alone"""
    with Slapd(accesslog=True) as server:
        server.add("uid=jsmith," + PEOPLE, objectClass=["inetOrgPerson"],
                   cn="John", sn="Smith", uid="jsmith")
        config = server.config()
        run = dirwire("apply", "-c", config, stdin=event(person(1)))
        equal(run.code, 0, run)
        server.modify(dn_of(1), {"roomNumber": [("MODIFY_ADD", ["4.11"])],
                                 "description": [("MODIFY_ADD", ["VIP"])]})
        before = server.tree(PEOPLE)["uid=jsmith," + PEOPLE]
        run = dirwire("apply", "-c", config, stdin=event(
            person(1, last="King", verb="Update"), "2026-05-13T09:00:00Z"))
        equal(run.code, 0, run)
        tree = server.tree(PEOPLE)
        equal(tree["uid=jsmith," + PEOPLE], before)
        mine = tree[dn_of(1)]
        equal(mine["sn"], [b"King"])
        equal(mine["roomNumber"], [b"4.11"])
        equal(mine["description"],
              [b"Synchronised by dirwire (User)", b"VIP"])
        run = dirwire("apply", "-n", "-c", config, stdin=event(
            {"eventType": "Delete", "id": "1"}, "2026-05-14T09:00:00Z"))
        holds(run.out, "with 1 attribute that is not ours: roomNumber")


@test
def removes_are_held():
    """more than 5 removes are held, the rest is done; a flag lets them pass"""
    with Slapd() as server:
        config = server.config()
        run = dirwire("apply", "-c", config,
                      stdin=event([person(n) for n in range(1, 9)]))
        equal(run.code, 0, run)
        gone = event([{"eventType": "Delete", "id": str(n)}
                      for n in range(1, 7)] + [person(9)],
                     "2026-05-13T09:00:00Z")
        run = dirwire("apply", "-c", config, stdin=gone)
        equal(run.code, 3, run)
        holds(run.out, "6 removes, and 5 may pass")
        holds(run.out, "--max-removes 6")
        quiet = dirwire("apply", "-q", "-n", "-c", config, stdin=gone)
        equal((quiet.code, quiet.out), (3, ""), quiet)
        holds(quiet.err, "6 removes are held")
        strict = server.config(extra="[guard]\nmax-removes = 0\n",
                               name="strict.conf")
        one = event({"eventType": "Delete", "id": "1"}, "2026-05-13T09:00:00Z")
        equal(dirwire("apply", "-c", strict, stdin=one).code, 3, "0 may pass")
        equal(len(server.tree(PEOPLE)), 1 + 9, "held, and the add is done")
        run = dirwire("apply", "-c", config, "--max-removes", "5", stdin=gone)
        equal(run.code, 3, run)
        run = dirwire("apply", "-c", config, "--max-removes", "6", stdin=gone)
        equal(run.code, 0, run)
        equal(len(server.tree(PEOPLE)), 1 + 3)
        run = dirwire("apply", "-c", config, "--max-removes", "all",
                      stdin=event([{"eventType": "Delete", "id": str(n)}
                                   for n in range(1, 10)],
                                  "2026-05-14T09:00:00Z"))
        equal(len(server.tree(PEOPLE)), 1)


@test
def never_deleted():
    """what is not wholly ours is stripped, not deleted"""
    with Slapd() as server:
        config = server.config()
        dirwire("apply", "-c", config,
                stdin=event([person(n) for n in (1, 2, 3)]))
        server.modify(dn_of(1), {"userPassword": [("MODIFY_ADD", ["x"])]})
        server.modify(dn_of(2), {
            "objectClass": [("MODIFY_ADD", ["posixAccount"])],
            "uidNumber": [("MODIFY_ADD", ["7"])],
            "gidNumber": [("MODIFY_ADD", ["7"])],
            "homeDirectory": [("MODIFY_ADD", ["/"])]})
        server.add("uid=adopted," + PEOPLE, objectClass=["inetOrgPerson"],
                   cn="x", sn="x", uid=["adopted", "rc-4"])
        before = server.tree(PEOPLE)
        run = dirwire("apply", "-c", config, stdin=event(
            [{"eventType": "Delete", "id": str(n)} for n in (1, 2, 4)],
            "2026-05-13T09:00:00Z"))
        equal(run.code, 0, run)
        holds(run.out, "posixAccount")
        holds(run.out, "not made by dirwire")
        # the service may not see passwords: only what it sees can protect
        after = server.tree(PEOPLE)
        for name in ("givenName", "displayName", "description"):
            del before[dn_of(2)][name]
        equal(after[dn_of(2)], before[dn_of(2)])
        before["uid=adopted," + PEOPLE]["uid"] = [b"adopted"]
        equal(after["uid=adopted," + PEOPLE], before["uid=adopted," + PEOPLE])
        config = server.config(ldap="uri = %s\nbind-dn = %s\n"
                               "password-file = password\n"
                               % (server.ldapi, ADMIN), name="admin.conf")
        server.add("uid=rc-5," + PEOPLE, objectClass=["inetOrgPerson"],
                   cn="x", sn="x", uid="rc-5", userPassword="x")
        run = dirwire("apply", "-c", config, stdin=event(
            {"eventType": "Delete", "id": "5"}))
        holds(run.out, "userPassword")
        true(dn_of(5) in server.tree(PEOPLE), "deleted with its password")
        config = server.config(map_text="file = %s\ndelete-foreign = yes\n"
                               % os.path.join(SRC,
                                              "mapping/inetorgperson.map"))
        run = dirwire("apply", "-c", config, stdin=event(
            {"eventType": "Delete", "id": "2"}))
        equal(run.code, 0, run)
        true(dn_of(2) not in server.tree(PEOPLE), "delete-foreign")


@test
def entries_below():
    """an entry with others below it is not deleted, as the dry run says"""
    with Slapd() as server:
        config = server.config()
        dirwire("apply", "-c", config, stdin=event(person(1)))
        server.add("ou=below," + dn_of(1), objectClass=["organizationalUnit"],
                   ou="below")
        gone = event({"eventType": "Delete", "id": "1"},
                     "2026-05-13T09:00:00Z")
        for more in ["-n"], []:
            run = dirwire("apply", "-c", config, *more, stdin=gone)
            equal(run.code, 4, run)
            holds(run.out, "other entries stand below its entry")
        true(dn_of(1) in server.tree(PEOPLE), "deleted")


@test
def key_of_another():
    """a key in an option of another contact's entry does not make it ours"""
    with Slapd() as server:
        config = server.config()
        dirwire("apply", "-c", config, stdin=event(person(1)))
        server.modify(dn_of(1), {"uid;lang-de": [("MODIFY_ADD", ["rc-2"])]})
        before = server.tree(PEOPLE)
        run = dirwire("apply", "-c", config,
                      stdin=event(person(2, last="Other")))
        equal(run.code, 4, run)
        holds(run.out, "was found by uid=rc-2 and does not show")
        equal(server.tree(PEOPLE), before)


@test
def ambiguous_and_occupied():
    """two entries with one key, and a stranger at our DN, are named, not written"""
    with Slapd() as server:
        config = server.config()
        for name in ("a", "b"):
            server.add("cn=%s,%s" % (name, PEOPLE), cn=name, sn="x",
                       objectClass=["inetOrgPerson"], uid="rc-1")
        server.add("cn=c," + PEOPLE, cn="c", sn="x", uid=["rc-2", "rc-3"],
                   objectClass=["inetOrgPerson"])
        server.add("uid=rc-4," + PEOPLE, objectClass=["account"], uid="rc-4")
        before = server.tree(PEOPLE)
        run = dirwire("apply", "-c", config,
                      stdin=event([person(n) for n in (1, 2, 4)]))
        equal(run.code, 4, run)
        holds(run.out, "ambiguous: 2 entries bear its key")
        holds(run.out, "keys of several contacts")
        holds(run.out, "structural class account")
        equal(server.tree(PEOPLE), before)


@test
def missing_parent():
    """a dry run knows as the run does that a parent is missing, and asks once"""
    map_text = """base = dc=example,dc=com
key = uid: rc-{id}
[entry all]
dn = uid=rc-{id},ou={department},ou=people,{base}
objectClass = inetOrgPerson
cn = {name}
sn = {name}
"""
    with Slapd() as server:
        server.add("ou=Sales," + PEOPLE, objectClass=["organizationalUnit"],
                   ou="Sales")
        config = server.config(map_text=map_text)
        events = event([person(n, name="N", department=d) for n, d in
                        ((1, "Sales"), (2, "Ops, IT"), (3, "sales"))])
        dry = dirwire("apply", "-n", "-c", config, stdin=events)
        run = dirwire("apply", "-c", config, stdin=events)
        for told in dry, run:
            equal(told.code, 4, told)
            holds(told.out, "its entry would stand below ou=Ops\\\\2C IT,"
                  "ou=people,dc=example,dc=com, which is not there")
            holds(told.out, "(dirwire.conf:")
        equal(len(server.tree(PEOPLE)), 2 + 2)


@test
def occupied_and_not_found():
    """what stands at our DN and is not found by its key is known to the dry run"""
    acl = ['access to attrs=userPassword by anonymous auth by * none',
           'access to dn.base="%s" attrs=uid by dn="%s" none by * read'
           % (dn_of(1), SERVICE),
           'access to dn.subtree="ou=people,%s" by dn="%s" write by * read'
           % (BASE, SERVICE),
           'access to * by * read']
    with Slapd(acl=acl) as server:
        config = server.config()
        server.add(dn_of(1), objectClass=["inetOrgPerson"], uid="rc-1",
                   cn="x", sn="x")
        connection = server.connect()
        connection.add(dn_of(2), ["referral", "extensibleObject"],
                       {"uid": "rc-2", "ref": "ldap://127.0.0.1:1/dc=x"},
                       controls=[("2.16.840.1.113730.3.4.2", False, None)])
        for number in 1, 2:
            for more in ["-n"], []:
                run = dirwire("apply", "-c", config, *more,
                              stdin=event(person(number)))
                equal(run.code, 4, run)
                holds(run.out, "rejected: an entry that is not ours, or whose "
                      "key can't be searched, stands at " + dn_of(number))


@test
def unreadable_values():
    """a value the identity may write and not read ends in what the server says"""
    acl = ['access to attrs=userPassword by anonymous auth by * none',
           'access to attrs=mail by dn="%s" =w by * read' % SERVICE,
           'access to dn.subtree="ou=people,%s" by dn="%s" write by * read'
           % (BASE, SERVICE),
           'access to * by * read']
    with Slapd(acl=acl) as server:
        config = server.config()
        ada = event(person(1, email="ada@example.com"))
        equal(dirwire("apply", "-c", config, stdin=ada).code, 0)
        run = dirwire("apply", "-c", config, stdin=ada)
        equal(run.code, 4, run)
        holds(run.out, "attributeOrValueExists (20): modify/add: mail:")


@test
def another_place():
    """an entry of ours that was moved by hand goes back, in one change"""
    with Slapd() as server:
        config = server.config()
        dirwire("apply", "-c", config, stdin=event(person(1)))
        connection = server.connect()
        connection.add("ou=moved," + BASE, "organizationalUnit")
        connection.modify_dn(dn_of(1), "uid=rc-1",
                             new_superior="ou=moved," + BASE)
        # the service account writes below ou=people alone
        admin = server.config(ldap="uri = %s\nbind-dn = %s\n"
                              "password-file = password\n"
                              % (server.ldapi, ADMIN), name="admin.conf")
        run = dirwire("apply", "-c", admin, stdin=event(
            person(1, last="Byron"), "2026-05-13T09:00:00Z"))
        equal(run.code, 0, run)
        tree = server.tree()
        equal(tree[dn_of(1)]["sn"], [b"Byron"])
        true("uid=rc-1,ou=moved," + BASE not in tree, "made twice")
        holds(run.out, "0 added, 0 modified, 0 removed, 1 renamed")


@test
def one_bad_among_a_thousand():
    """a bad contact is rejected by name with map line, the rest are applied"""
    map_text = """base = dc=example,dc=com
key = uid: rc-{id}
[entry all]
dn = uid=rc-{id},ou=people,{base}
objectClass = inetOrgPerson
cn = {name}
sn = {lastName}
"""
    with Slapd() as server:
        config = server.config(map_text=map_text)
        lines = [event(person(n, name="N")) for n in range(1, 1001)]
        lines[500] = event({"eventType": "Create", "id": "501", "name": "x",
                            "type": "User"})
        run = dirwire("apply", "-c", config, stdin="\n".join(lines))
        equal(run.code, 4, run.err)
        equal(len(server.tree(PEOPLE)), 1 + 999)
        bad = [line for line in run.out.splitlines() if line[:1] == "!"]
        equal(len(bad), 1)
        holds(bad[0], "501")
        holds(bad[0], "rejected: sn is empty (dirwire.conf:")
        quiet = dirwire("apply", "-q", "-c", config, stdin="\n".join(lines))
        equal((quiet.code, quiet.out), (4, ""), quiet)
        holds(quiet.err, "501 rejected: sn is empty (dirwire.conf:")
        run = dirwire("apply", "-n", "--report", "ldif", "-c", config,
                      stdin=lines[500])
        holds(run.out, "# 501 rejected: sn is empty (dirwire.conf:")


@test
def sections_change():
    """a person who becomes a department keeps no stale value, and goes when disabled"""
    with Slapd() as server:
        config = server.config()
        numbers = [{"phoneNumber": "+12025550103", "usageType":
                    "DirectNumber", "type": "VoiceFax"},
                   {"phoneNumber": "+12025550104", "usageType":
                    "DirectNumber", "type": "FaxOnly"},
                   {"phoneNumber": "+12025550105", "usageType":
                    "DirectNumber", "type": "FaxOnly"}]
        dirwire("apply", "-c", config, stdin=event(
            person(1, email="ada@example.com", phoneNumbers=numbers)))
        entry = server.tree(PEOPLE)[dn_of(1)]
        equal(entry["facsimileTelephoneNumber"],
              [b"+12025550104", b"+12025550105"])
        run = dirwire("apply", "-c", config, stdin=event(
            {"eventType": "Update", "id": "1", "type": "Department",
             "status": "Enabled", "name": "Sales",
             "phoneNumbers": numbers[:1]}, "2026-05-13T09:00:00Z"))
        equal(run.code, 0, run)
        entry = server.tree(PEOPLE)[dn_of(1)]
        true("facsimileTelephoneNumber" not in entry and "mail" not in entry
             and "givenName" not in entry, "stale values: %r" % entry)
        equal(entry["employeeType"], [b"phone system"], "?= stays")
        true("description" not in entry, "our += value goes: %r" % entry)
        dirwire("apply", "-c", config, stdin=event(
            {"eventType": "Update", "id": "1", "type": "Department",
             "status": "Disabled"}, "2026-05-14T09:00:00Z"))
        true(dn_of(1) not in server.tree(PEOPLE), "disabled and still there")


@test
def on_delete_keep():
    """on-delete = keep writes nothing"""
    with Slapd(accesslog=True) as server:
        config = server.config(map_text="file = %s\non-delete = keep\n"
                               % os.path.join(SRC,
                                              "mapping/inetorgperson.map"))
        dirwire("apply", "-c", config, stdin=event(person(1)))
        writes = server.writes()
        run = dirwire("apply", "-c", config, stdin=event(
            {"eventType": "Delete", "id": "1"}, "2026-05-13T09:00:00Z"))
        equal(run.code, 0, run)
        equal(server.writes(), writes)


@test
def unknown_fields():
    """jobTitle that a notification lacks leaves title alone, null empties it"""
    with Slapd() as server:
        config = server.config()
        dirwire("apply", "-c", config, stdin=event(
            person(1, jobTitle="Countess")))
        dirwire("apply", "-c", config, stdin=event(
            person(1, last="King"), "2026-05-13T09:00:00Z"))
        entry = server.tree(PEOPLE)[dn_of(1)]
        equal(entry["title"], [b"Countess"])
        dirwire("apply", "-c", config, stdin=event(
            person(1, jobTitle=None), "2026-05-14T09:00:00Z"))
        true("title" not in server.tree(PEOPLE)[dn_of(1)], "null is empty")


@test
def schema_of_the_server():
    """a map may name what only the server knows; without a server it is said"""
    events = event(person(1, extensionNumber="201"))
    with Slapd() as stock, Slapd(first=LOCAL_SCHEMA) as server:
        config = server.config(map_text=LOCAL_MAP)
        run = dirwire("apply", "-c", config, stdin=events)
        equal((run.code, run.err), (0, ""), run)
        made = server.tree(PEOPLE)[dn_of(1)]
        equal([made[name] for name in ("dirwireExtension", "uidNumber")],
              [[b"201"], [b"201"]])
        again = dirwire("apply", "-c", config, stdin=events)
        holds(again.out, "0 added, 0 modified, 0 removed")
        # equal by a rule that dirwire does not know
        server.modify(dn_of(1), {"dirwireStamp": [("MODIFY_REPLACE", [
            "20260513090000.0Z", "20260515090000Z"])]})
        again = dirwire("apply", "-c", config, stdin=events)
        equal((again.code, again.err), (0, ""), again)
        equal(server.tree(PEOPLE)[dn_of(1)], made)
        unknown = ("error: there is no attribute dirwireExtension; take one "
                   "of the schema, like description (by %s)")
        run = dirwire("apply", "-c", stock.config(map_text=LOCAL_MAP),
                      stdin=events)
        equal((run.code, run.out), (78, ""), run)
        holds(run.err, unknown % ("the schema of " + stock.ldapi))
        nowhere = "uri = ldapi://%2Fnowhere\n"
        run = dirwire("apply", "-c", stock.config(
            map_text=LOCAL_MAP, ldap=nowhere), stdin=events)
        equal(run.code, 69, run)
        holds(run.err, unknown % "the built-in schema")
        run = dirwire("apply", "-c", stock.config(
            map_text=LOCAL_MAP + "mail = {email | lowr}\n", ldap=nowhere),
            stdin=events)
        equal(run.code, 78, run)
        holds(run.err, unknown % "the built-in schema")
        holds(run.err, "no function lowr")
        true("reached" not in run.err, run)


@test
def schema_out_of_reach():
    """a subschema that may not be read: the built-in one, and a warning; a class
    that the server lacks: 78"""
    hidden = ('access to dn.subtree="cn=Subschema" by * none\n'
              "access to * by * read")
    with Slapd(first=hidden) as server:
        run = dirwire("apply", "-c", server.config(map_text=SIMPLE_MAP),
                      stdin=event(person(1)))
        equal(run.code, 0, run)
        holds(run.err, "the map is checked against the built-in schema")
    with Slapd(schemas=("core", "cosine")) as server:
        run = dirwire("apply", "-c", server.config(map_text=SIMPLE_MAP),
                      stdin=event(person(1)))
        equal(run.code, 78, run)
        holds(run.err, "there is no object class inetOrgPerson")


if __name__ == "__main__":
    main()
