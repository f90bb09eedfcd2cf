# SPDX-License-Identifier: ISC
"""Names and places that change: refused, undone by hand, adopted, spelt otherwise."""
from places import (ELSEWHERE, FORMER, MAP, PLACES, Phonebook, place_of)
from slapdtest import BASE, PEOPLE, SERVICE, event, person, rejects
from tap import equal, holds, main, test, true


def ada(number=1, name="Ada King", site="main", **more):
    return person(number, verb="Update", name=name, site={"id": site}, **more)


def days(*contacts):
    return [event(contact, "2026-05-%02dT09:00:00Z" % day)
            for day, contact in enumerate(contacts, 1)]


def at(name, number, parent=PEOPLE):
    return "cn=%s+uid=rc-%d,%s" % (name, number, parent)


def placed(server, number=1):
    return place_of(server.entries()[str(number)][0])


@test
def missing_parent():
    """a place whose parent is not there is rejected by the parent's name"""
    map_text = MAP.replace("ou=west,", "ou={department},")
    with Phonebook(map_text) as server:
        server.apply(event([ada(1), ada(2)]))
        before = server.entries("entryCSN", "entryUUID")
        run = server.dry_then_run(event([
            ada(1, site="west", department="north", last="King"),
            ada(2, site="east")], "2026-05-13T09:00:00Z"), code=4)
        equal([line.split()[1] for line in rejects(run)], ["1"], run)
        holds(rejects(run)[0], "ou=north,ou=people,dc=example,dc=com")
        equal(server.entries("entryCSN", "entryUUID")["1"], before["1"])
        equal(placed(server, 2), place_of(at("Ada King", 2,
                                             PLACES["east"])))
        connection = server.connect()
        connection.delete(FORMER)
        run = server.dry_then_run(event(
            ada(1, status="Disabled"), "2026-05-14T09:00:00Z"), code=4)
        holds(rejects(run)[0], FORMER)
        equal(server.entries("entryCSN", "entryUUID")["1"], before["1"])


@test
def foreign_holder():
    """a place held by an entry that we can't search is rejected by its name"""
    held = "uid=rc-1,ou=west," + PEOPLE
    acl = ['access to attrs=userPassword by anonymous auth by * none',
           'access to dn.base="%s" attrs=uid by dn="%s" none by * read'
           % (held, SERVICE),
           'access to dn.subtree="ou=people,%s" by dn="%s" write by * read'
           % (BASE, SERVICE), 'access to * by * read']
    with Phonebook(MAP.replace("cn={name}+", ""), acl=acl) as server:
        server.apply(event([ada(1), ada(2)]))
        server.add(held, objectClass=["inetOrgPerson"], uid="rc-1", cn="x",
                   sn="x")
        before = server.tree(PEOPLE, ("entryCSN",))
        run = server.dry_then_run(event(
            [ada(1, site="west", last="King"), ada(2, site="west")],
            "2026-05-13T09:00:00Z"), code=4)
        equal([line.split()[1] for line in rejects(run)], ["1"], run)
        holds(rejects(run)[0], held)
        after = server.tree(PEOPLE, ("entryCSN",))
        for dn in held, "uid=rc-1," + PEOPLE:
            equal(after[dn], before[dn])
        true("uid=rc-2,ou=west," + PEOPLE in after, "the next is moved")


@test
def moved_by_hand():
    """an entry moved by hand stays with dn ?=, and goes back with dn ="""
    for sign in "=", "?=":
        with Phonebook(MAP.replace("\ndn = cn", "\ndn %s cn" % sign)) \
                as server:
            first, second, third = days(ada(), ada(last="Byron"), ada(
                name="Ada Byron", site="west", last="Byron"))
            server.apply(first)
            uuid = server.uuids()
            connection = server.connect()
            connection.modify_dn(at("Ada King", 1), "cn=Ada King+uid=rc-1",
                                 new_superior=ELSEWHERE)
            for events, there in ((second, at("Ada King", 1)),
                                  (third, at("Ada Byron", 1,
                                             PLACES["west"]))):
                server.dry_then_run(events)
                equal(placed(server), place_of(
                    there if sign == "=" else
                    at("Ada King", 1, ELSEWHERE)))
                equal(server.entries()["1"][1]["sn"], [b"Byron"])
                equal(server.uuids(), uuid)
            # the value of its RDN can't go
            equal(server.entries()["1"][1]["cn"], sorted(
                [b"Ada Byron"] + ([] if sign == "=" else [b"Ada King"])))


@test
def adopted():
    """an adopted entry is changed where it stands, under its name"""
    with Phonebook() as server:
        dn = "cn=Ada," + PEOPLE
        server.add(dn, objectClass=["inetOrgPerson"], cn="Ada", sn="x",
                   uid=["ada", "rc-1"])
        run = server.dry_then_run(event(ada(site="west")))
        holds(run.out, "\n0 added, 1 modified, 0 removed, 0 renamed, ")
        there, entry = server.entries()["1"]
        equal((there, entry["sn"]), (dn, [b"Lovelace"]))


@test
def others_below():
    """an entry with others below it is not renamed, and changed where it stands"""
    with Phonebook() as server:
        first, second, third = days(ada(), ada(site="west", last="King"),
                                    ada(last="King"))
        server.apply(first)
        dn = server.entries()["1"][0]
        server.add("ou=below," + dn, objectClass=["organizationalUnit"],
                   ou="below")
        before = server.tree(PEOPLE, ("entryCSN",))
        run = server.dry_then_run(second, code=4)
        holds(rejects(run)[0], "other entries stand below")
        equal(server.tree(PEOPLE, ("entryCSN",)), before)
        server.dry_then_run(third)
        equal(server.entries()["1"][1]["sn"], [b"King"])


@test
def spelt_otherwise():
    """a name that only is spelt otherwise is written, once"""
    with Phonebook() as server:
        first, second = days(ada(), ada(name="ADA  KING"))
        server.apply(first)
        uuid = server.uuids()
        server.dry_then_run(second)
        true(b"ADA  KING" in server.entries()["1"][1]["cn"], "not written")
        equal(server.uuids(), uuid)
        writes = server.writes()
        server.dry_then_run(second)
        equal(server.writes(), writes, "writes with nothing to do")


@test
def values_of_old_names():
    """the value of the old RDN goes if it is owned, and stays if it is another's"""
    map_text = MAP.replace("cn={name}+", "cn={name}+roomNumber={department}+")
    with Phonebook(map_text) as server:
        first, second = days(ada(department="1"),
                             ada(name="Ada Byron", department="2"))
        server.apply(first)
        server.modify(server.entries()["1"][0], {
            "roomNumber": [("MODIFY_ADD", ["4.11"])],
            "cn": [("MODIFY_ADD", ["By hand"])]})
        server.dry_then_run(second)
        dn, entry = server.entries()["1"]
        equal(place_of(dn)[0], frozenset([
            ("cn", "ada byron"), ("roomnumber", "2"), ("uid", "rc-1")]))
        equal(entry["cn"], [b"Ada Byron", b"Ada Lovelace"])
        true(b"4.11" in entry["roomNumber"], "another's value has gone")


if __name__ == "__main__":
    main()
