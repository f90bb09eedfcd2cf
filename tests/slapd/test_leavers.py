# SPDX-License-Identifier: ISC
"""Who leaves, comes back or is something else now; and whose entry is not only ours."""
from slapdtest import (PEOPLE, SECRET, SERVICE, Slapd, dirwire, dn_of, event,
                       person, rejects)
from tap import equal, holds, main, test, true

MAP = """base = dc=example,dc=com
key = uid: rc-{id}
%s

[entry person when type = User and status = Enabled]
dn = uid=rc-{id},ou=people,{base}
objectClass = inetOrgPerson
cn = {firstName} {lastName}
sn = {lastName}
givenName = {firstName}
mail = {email}
mobile = {phoneNumbers[usageType=MobileNumber].phoneNumber}
telephoneNumber = {phoneNumbers[usageType=DirectNumber].phoneNumber}
title = {department}
l = {site.name} else keep
employeeType ?= phone system
description += Synchronised by dirwire ({type})

[entry queue when type = Department and status = Enabled]
dn = uid=rc-{id},ou=people,{base}
objectClass = inetOrgPerson
cn = {name}
sn = {name}
telephoneNumber = {phoneNumbers[usageType=DirectNumber].phoneNumber}
"""
DISABLED = """
[disabled]
title = Has left
businessCategory = former contact {id}
"""
FORMER = "ou=former," + PEOPLE
MOVED = "[disabled]\ndn = uid=rc-{id},ou=former,ou=people,{base}\n" + \
    DISABLED.replace("[disabled]\n", "")
NUMBERS = [{"phoneNumber": "+12025550103", "usageType": "DirectNumber"},
           {"phoneNumber": "+12025550104", "usageType": "MobileNumber"},
           {"phoneNumber": "+12025550105", "usageType": "MobileNumber"}]
GONE = ("givenName", "mail", "mobile", "telephoneNumber", "l")
# its own identity may see passwords, and not write them
ACL = ['access to attrs=userPassword by dn="%s" read by anonymous auth '
       "by * none" % SERVICE,
       'access to dn.subtree="%s" by dn="%s" write by * read'
       % (PEOPLE, SERVICE), "access to * by * read"]


def ada(number=1, **more):
    return person(number, **dict({
        "email": "ada@example.com", "phoneNumbers": NUMBERS,
        "department": "Engines", "site": {"id": "1", "name": "London"},
        "verb": "Update"}, **more))


def gone(number=1):
    return {"eventType": "Delete", "id": str(number)}


def left(number=1):
    return ada(number, status="Disabled")


def told(run):
    """What a dry run and the run tell alike."""
    return [line for line in run.out.splitlines()
            if line[:1] in "+~-!?>" or line.startswith("    ")]


class Phonebook(Slapd):
    """A server, a map for it, and a day that goes on with every event."""

    def __init__(self, settings="", more="", entries=MAP, **options):
        super().__init__(accesslog=True, acl=ACL, **options)
        self.use(settings, more, entries)
        self.day = 0
        self.add(FORMER, objectClass=["organizationalUnit"], ou="former")

    def use(self, settings="", more="", entries=MAP):
        self.file = self.config(map_text=entries % settings + more)

    def tell(self, *contacts, code=0, options=()):
        """An event a contact; the run, that ended with `code`."""
        self.day += 1
        events = event(list(contacts), "2026-05-%02dT09:00:00Z" % self.day)
        before, arguments = self.writes(), ["-c", self.file] + list(options)
        dry = dirwire("apply", "-n", *arguments, stdin=events)
        equal(self.writes(), before, "writes in the dry run")
        run = dirwire("apply", *arguments, stdin=events)
        equal(run.code, code, run)
        equal((dry.code, told(dry)), (code, told(run)), "the dry run")
        return run

    def people(self, *operational):
        return self.tree(PEOPLE, operational or ("entryUUID",))

    def quiet(self, *contacts):
        """What was done is not done again."""
        writes = self.writes()
        run = self.tell(*contacts)
        equal(self.writes(), writes, "writes with nothing to do: %r" % run)
        holds(run.out, "\n0 added, 0 modified, 0 removed, 0 renamed, "
              "0 rejected, ")

    def work_of_others(self, dn):
        self.modify(dn, {"roomNumber": [("MODIFY_ADD", ["4.11"])],
                         "description": [("MODIFY_ADD", ["VIP"])],
                         "cn;lang-de": [("MODIFY_ADD", ["Frau Ada"])],
                         "employeeType": [("MODIFY_REPLACE", ["guest"])]})


OTHERS = {"roomNumber": [b"4.11"], "cn;lang-de": [b"Frau Ada"],
          "employeeType": [b"guest"]}


def has(entry, **wanted):
    equal({name: entry.get(name) for name in wanted}, wanted)


def is_disabled(entry, number=1):
    """`entry` is what [disabled] makes of ada() and of the work of others."""
    rest = {name: values for name, values in entry.items()
            if name != "entryUUID"}
    equal(rest, dict(
        OTHERS, objectClass=[b"inetOrgPerson"], uid=[b"rc-%d" % number],
        cn=[b"Ada Lovelace"], sn=[b"Lovelace"], title=[b"Has left"],
        businessCategory=[b"former contact %d" % number],
        description=[b"VIP"]))


@test
def becomes_a_department():
    """a User who becomes a Department keeps no mobile, and gets it back as a User"""
    with Phonebook() as server:
        server.tell(ada(), ada(2))
        server.work_of_others(dn_of(1))
        before = server.people()
        has(before[dn_of(1)], mobile=[b"+12025550104", b"+12025550105"])
        queue = {"eventType": "Update", "id": "1", "type": "Department",
                 "status": "Enabled", "name": "Sales",
                 "phoneNumbers": NUMBERS}
        server.tell(queue)
        after = server.people()
        equal(after[dn_of(1)], dict(
            OTHERS, objectClass=[b"inetOrgPerson"], uid=[b"rc-1"],
            cn=[b"Sales"], sn=[b"Sales"], telephoneNumber=[b"+12025550103"],
            description=[b"VIP"], entryUUID=before[dn_of(1)]["entryUUID"]))
        equal(after[dn_of(2)], before[dn_of(2)], "the entry of another")
        server.quiet(queue)
        server.tell(ada())
        equal(server.people(), before, "a User again")


def there_and_back(server, place, where_new=None):
    """Disabled by a status and by a Delete, each time back as before."""
    server.tell(ada(), ada(2))
    server.work_of_others(dn_of(1))
    before = server.people()
    for leaving in left(), gone():
        run = server.tell(leaving)
        holds(run.out, "\n0 added, 0 modified, 1 removed, 0 renamed, "
              "0 rejected, 0 unchanged")
        after = server.people()
        equal(set(after), set(before) - {dn_of(1)} | {place})
        is_disabled(after[place])
        equal(after[place]["entryUUID"], before[dn_of(1)]["entryUUID"])
        equal(after[dn_of(2)], before[dn_of(2)], "the entry of another")
        server.quiet(leaving)
        server.tell(ada())
        equal(server.people(), before, "back again")
        server.quiet(ada())


@test
def disabled_and_back():
    """who was disabled where he stands is back as before, with entryUUID"""
    with Phonebook("on-delete = disable", DISABLED) as server:
        there_and_back(server, dn_of(1))


@test
def moved_and_back():
    """who was disabled at another place is moved back, with dn = and with dn ?="""
    for entries in MAP, MAP.replace("\ndn = ", "\ndn ?= "):
        with Phonebook("on-delete = disable", MOVED, entries) as server:
            there_and_back(server, "uid=rc-1," + FORMER)


@test
def moved_by_hand_and_disabled():
    """with dn ?= a leaver goes from where he stood, and back to where new ones go"""
    elsewhere = "ou=elsewhere," + PEOPLE
    by_hand = "uid=rc-1," + elsewhere
    with Phonebook("on-delete = disable", MOVED,
                   MAP.replace("\ndn = ", "\ndn ?= ")) as server:
        server.tell(ada())
        server.add(elsewhere, objectClass=["organizationalUnit"],
                   ou="elsewhere")
        server.work_of_others(dn_of(1))
        before = server.people()[dn_of(1)]
        connection = server.connect()
        connection.modify_dn(dn_of(1), "uid=rc-1", new_superior=elsewhere)
        server.quiet(ada())
        server.tell(ada(last="Byron"))
        has(server.people()[by_hand], sn=[b"Byron"])
        server.tell(ada())
        server.tell(left())
        is_disabled(server.people()["uid=rc-1," + FORMER])
        server.tell(ada())
        people = server.people()
        equal(people[dn_of(1)], before)
        true(by_hand not in people, "two entries")


@test
def keep():
    """on-delete = keep writes nothing, whoever leaves"""
    with Phonebook("on-delete = keep") as server:
        server.tell(ada(), ada(2))
        server.add("uid=jsmith," + PEOPLE, objectClass=["inetOrgPerson"],
                   uid=["jsmith", "rc-3"], cn="J", sn="S")
        before = server.people("entryCSN")
        server.quiet(gone(), left(2), gone(3))
        equal(server.people("entryCSN"), before)


def add_jsmith(server):
    dn = "uid=jsmith," + PEOPLE
    server.add(dn, objectClass=["inetOrgPerson", "posixAccount"],
               uid=["jsmith", "john"], cn="John Smith", sn="Smith",
               userPassword=SECRET, uidNumber="1001",
               gidNumber="100", homeDirectory="/",
               loginShell="/bin/zsh", gecos="John", roomNumber="4.11",
               description="VIP", employeeType="guest", mail="old@example.com")
    before = server.people()[dn]
    server.modify(dn, {"uid": [("MODIFY_ADD", ["rc-4711"])]})
    return dn, before


@test
def adopted():
    """an adopted login survives Update, rename and Delete: our values and key go"""
    by_name = MAP.replace("dn = ", "dn = cn={firstName} {lastName}+", 1)
    for entries in MAP, by_name:
        with Phonebook("on-delete = delete", entries=entries) as server:
            server.tell(ada(2))
            dn, alone = add_jsmith(server)
            ours = dict(alone, uid=[b"john", b"jsmith", b"rc-4711"],
                        cn=[b"Ada Lovelace"], sn=[b"Lovelace"],
                        givenName=[b"Ada"], mail=[b"ada@example.com"],
                        mobile=[b"+12025550104", b"+12025550105"],
                        telephoneNumber=[b"+12025550103"],
                        title=[b"Engines"], l=[b"London"],
                        description=[b"Synchronised by dirwire (User)",
                                     b"VIP"])
            run = server.tell(ada(4711))
            holds(run.out, "\n0 added, 1 modified, 0 removed, 0 renamed, ")
            equal(server.people()[dn], ours, "after an Update")
            run = server.tell(ada(4711, last="King", first="Augusta"))
            holds(run.out, "\n0 added, 1 modified, 0 removed, 0 renamed, ")
            equal(server.people()[dn], dict(
                ours, cn=[b"Augusta King"], sn=[b"King"],
                givenName=[b"Augusta"]), "after a rename in the source")
            others = {name: entry for name, entry in server.people().items()
                      if name != dn}
            run = server.tell(gone(4711))
            holds(run.out, "\n0 added, 0 modified, 1 removed, 0 renamed, "
                  "0 rejected, ")
            after = server.people()
            # mail was owned; cn and sn a person must have
            wanted = dict(alone, cn=[b"Augusta King"], sn=[b"King"])
            del wanted["mail"]
            equal(after.pop(dn), wanted, "after a Delete")
            equal(after, others)
            server.quiet(gone(4711))
            server.connect(dn, SECRET).unbind()


@test
def adopted_and_disabled():
    """on-delete = disable gives an adopted entry values, key and place stay"""
    with Phonebook("on-delete = disable", MOVED) as server:
        dn, alone = add_jsmith(server)
        server.tell(ada(4711))
        before = server.people()
        run = server.tell(gone(4711))
        holds(run.out, "\n0 added, 0 modified, 1 removed, 0 renamed, ")
        after = server.people()
        wanted = dict(alone, uid=[b"john", b"jsmith", b"rc-4711"], title=[b"Has left"],
                      cn=[b"Ada Lovelace"], sn=[b"Lovelace"],
                      businessCategory=[b"former contact 4711"])
        del wanted["mail"]
        equal(after[dn], wanted)
        server.quiet(gone(4711))
        server.tell(ada(4711))
        equal(server.people(), before, "back again")


def spoil(server):
    """Entries made by us that became more than that."""
    server.tell(ada(1), ada(2), ada(3))
    for number in 1, 2, 3:
        server.work_of_others(dn_of(number))
    server.modify(dn_of(1), {"userPassword": [("MODIFY_ADD", [SECRET])]})
    server.modify(dn_of(2), {
        "objectClass": [("MODIFY_ADD", ["posixAccount"])],
        "uidNumber": [("MODIFY_ADD", ["7"])],
        "gidNumber": [("MODIFY_ADD", ["7"])],
        "homeDirectory": [("MODIFY_ADD", ["/"])]})
    server.modify(dn_of(3), {
        "objectClass": [("MODIFY_ADD", ["labeledURIObject"])]})
    return server.people()


@test
def stripped():
    """a made entry with a password or a class of others is stripped, once"""
    with Phonebook("on-delete = delete") as server:
        before = spoil(server)
        run = server.tell(gone(1), gone(2), left(3))
        holds(run.out, "\n0 added, 0 modified, 3 removed, 0 renamed, "
              "0 rejected, ")
        after = server.people()
        equal(set(after), set(before), "an entry is gone")
        for number in 1, 2, 3:
            dn = dn_of(number)
            wanted = dict(before[dn], description=[b"VIP"])
            for name in GONE + ("title",):
                del wanted[name]
            equal(after[dn], wanted)
        server.quiet(gone(1), gone(2), left(3))
        server.tell(ada(1), ada(2), ada(3))
        equal(server.people(), before, "back again")


@test
def delete_foreign():
    """delete-foreign = yes deletes what we made, and never what was adopted"""
    with Phonebook("on-delete = delete\ndelete-foreign = yes") as server:
        spoil(server)
        dn, _ = add_jsmith(server)
        run = server.tell(gone(1), gone(2), left(3), gone(4711))
        holds(run.out, "\n0 added, 0 modified, 4 removed, 0 renamed, ")
        equal(set(server.people()), {PEOPLE, FORMER, dn})
        equal(server.people()[dn]["uid"], [b"john", b"jsmith"])


@test
def removes_are_one_kind():
    """deletes and strips together, and disables, are held above 5"""
    with Phonebook("on-delete = delete") as server:
        server.tell(*[ada(number) for number in range(1, 8)])
        spoil(server)
        dn, _ = add_jsmith(server)
        before = server.people()
        leavers = [gone(number) for number in (1, 2, 4, 5, 6, 4711)]
        run = server.tell(*leavers, ada(8), code=3)
        holds(run.out, "6 removes")
        after = server.people()
        equal(after.pop(dn_of(8))["uid"], [b"rc-8"], "the add is done")
        equal(after, before, "removed though held")
        server.tell(*leavers, options=["--max-removes", "6"])
        equal(set(server.people()), {PEOPLE, FORMER, dn} | {
            dn_of(number) for number in (1, 2, 3, 7, 8)})
    with Phonebook("on-delete = disable", MOVED) as server:
        server.tell(*[ada(number) for number in range(1, 8)])
        before = server.people()
        leavers = [left(number) for number in range(1, 7)]
        server.tell(*leavers, code=3)
        equal(server.people(), before, "disabled though held")
        server.tell(*leavers[:5])
        # what is disabled already is no remove
        server.tell(*leavers, gone(7))
        true("uid=rc-7," + FORMER in server.people(), "not disabled")


@test
def excluded():
    """entries of ids in the exclude-file are left as they are"""
    with Phonebook("on-delete = delete\nexclude-file = exclude") as server:
        server.write("exclude", "")
        server.tell(ada(1), ada(2), ada(3), ada(4))
        before = server.people("entryCSN")
        server.write("exclude", "# who is looked after by hand\n\n1\n"
                     "  2  \r\n3 # the porter\n\n9")
        server.quiet(ada(1, last="Byron"), left(2), gone(3), ada(9))
        equal(server.people("entryCSN"), before)
        server.tell(ada(1, last="Byron"), gone(2), gone(4))
        del before[dn_of(4)]
        equal(server.people("entryCSN"), before)
        server.write("exclude", "")
        server.tell(ada(1, last="Byron"), gone(2), gone(3))
        equal(set(server.people()), {PEOPLE, FORMER, dn_of(1)})


@test
def exclude_file_missing():
    """an exclude-file that is not there is an error of the configuration: 78"""
    with Phonebook("on-delete = delete\nexclude-file = exclude") as server:
        run = server.tell(ada(1), code=78)
        holds(run.err, server.path("exclude"))
        equal(set(server.people()), {PEOPLE, FORMER})


@test
def structural_class():
    """an entry of another structural class is rejected with that sentence"""
    with Phonebook("on-delete = delete") as server:
        dn = "uid=jsmith," + PEOPLE
        server.add(dn, objectClass=["account"], uid=["jsmith", "rc-1"])
        before = server.people()
        run = server.tell(ada(1), ada(2), code=4)
        equal(len(rejects(run)), 1, run)
        holds(rejects(run)[0], "structural class account")
        equal(server.people()[dn], before[dn])


@test
def auxiliary_classes():
    """auxiliary classes are added when missing and never removed"""
    with Phonebook("on-delete = delete") as server:
        server.tell(ada(1))
        server.modify(dn_of(1), {"objectClass": [("MODIFY_ADD",
                                                  ["pkiUser"])]})
        entries = MAP.replace("= inetOrgPerson",
                              "= inetOrgPerson also uidObject", 1)
        entries = entries.replace("= inetOrgPerson\ncn = {name}",
                                  "= inetOrgPerson also labeledURIObject\n"
                                  "cn = {name}")
        equal(entries.count("also"), 2, "the map")
        server.use("on-delete = delete", entries=entries)
        server.tell(ada(1), ada(2))
        equal(server.people()[dn_of(1)]["objectClass"],
              [b"inetOrgPerson", b"pkiUser", b"uidObject"])
        equal(server.people()[dn_of(2)]["objectClass"],
              [b"inetOrgPerson", b"uidObject"])
        server.quiet(ada(1), ada(2))
        queues = [dict(ada(number), type="Department", name="Sales")
                  for number in (1, 2)]
        server.tell(*queues)
        classes = [b"inetOrgPerson", b"labeledURIObject", b"uidObject"]
        equal(server.people()[dn_of(1)]["objectClass"],
              sorted(classes + [b"pkiUser"]))
        equal(server.people()[dn_of(2)]["objectClass"], classes)
        # all its classes are the map's, though no one section names them
        server.tell(gone(2))
        true(dn_of(2) not in server.people(), "stripped, not deleted")
        server.tell(gone(1))
        has(server.people()[dn_of(1)], title=None,
            objectClass=sorted(classes + [b"pkiUser"]))


if __name__ == "__main__":
    main()
