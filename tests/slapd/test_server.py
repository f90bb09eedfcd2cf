# SPDX-License-Identifier: ISC
"""A server that dies, sleeps, refuses, or is written by others meanwhile."""
import wire
from slapdtest import (BASE, MODULES, PEOPLE, SERVICE, SIMPLE_MAP, Slapd, dirwire,
                       dn_of, event, person)
from tap import equal, holds, main, test, true


LATER = "2026-05-13T09:00:00.000Z"


def four(last="Lovelace", time="2026-05-12T09:00:00.000Z"):
    return event([person(n, last=last) for n in range(1, 5)], time)


def through(server, seen):
    proxy = wire.Proxy(server.port, seen)
    return proxy, server.config(
        map_text=SIMPLE_MAP, ldap="uri = %s\nbind-dn = %s\npassword-file = "
        "password\nallow-plaintext = yes\ntimeout = 1s\nwindow = 1\n"
        "retry-for = 2s\n"
        % (proxy.ldap, SERVICE), name="proxy.conf")


def alone(server, text=SIMPLE_MAP):
    """One operation at a time, and no second try."""
    return server.config(
        map_text=text, ldap="uri = %s\nbind-dn = %s\npassword-file = "
        "password\nwindow = 1\nretry-for = 0s\n" % (server.ldapi, SERVICE))


@test
def paused_or_killed():
    """slapd stopped or killed in the middle: 75 names the contact, then all is done"""
    for what in ("pause", "kill"):
        for tag, stdin in ((wire.ADD, four()), (wire.MODIFY, four(
                "Byron", LATER))):
            with Slapd() as server:
                straight = server.config(map_text=SIMPLE_MAP)
                if tag == wire.MODIFY:
                    dirwire("apply", "-c", straight, stdin=four())

                def seen(got, count):
                    if got == tag and count == 3 and what == "pause":
                        server.pause()
                    elif got == tag and count == 3:
                        server.process.kill()
                        return False
                    return True

                proxy, config = through(server, seen)
                with proxy:
                    run = dirwire("apply", "-c", config, stdin=stdin)
                equal(run.code, 75, run)
                holds(run.err, "contact 3: ")
                holds(run.err, "it may have happened")
                holds(run.out, "Incomplete: contact 3: ")
                if what == "pause":
                    server.go_on()
                else:
                    server.process.wait(30)
                    server.start()
                again = dirwire("apply", "-c", straight, stdin=stdin)
                equal(again.code, 0, again)
                tree = server.tree(PEOPLE)
                equal([tree[dn_of(n)]["sn"] for n in range(1, 5)],
                      [[b"Byron" if tag == wire.MODIFY else b"Lovelace"]] * 4)


@test
def deaf():
    """a server that does not read on costs seconds, not more, and 75"""
    wide = SIMPLE_MAP + "".join("%s = {firstName}\n" % name for name in (
        "description", "title", "givenName", "initials", "l", "st", "street",
        "o", "ou", "roomNumber", "carLicense", "departmentNumber"))
    with Slapd() as server:
        with wire.Proxy(server.port, lambda tag, count: True,
                        most=1 << 20) as proxy:
            config = server.config(
                map_text=wide, ldap="uri = %s\nbind-dn = %s\npassword-file = "
                "password\nallow-plaintext = yes\ntimeout = 1s\n"
                "retry-for = 2s\n"
                % (proxy.ldap, SERVICE))
            run = dirwire("apply", "-c", config, timeout=30, stdin=event(
                [person(1, first="x" * 900000), person(2)]))
        equal(run.code, 75, run.err[-500:])
        holds(run.err, "contact 1: add: no answer, so it may have happened")


@test
def somebody_writes_too():
    """what others write between our read and our write is seen, CSN or not"""
    hidden = ["access to attrs=userPassword by anonymous auth",
              'access to attrs=entryCSN by dn="%s" none by * read' % SERVICE,
              'access to dn.subtree="%s" by dn="%s" write by * read'
              % (PEOPLE, SERVICE), "access to * by * read"]
    for acl in (None, hidden):
        with Slapd(acl=acl) as server:
            def meddle(tag, count):
                if tag == wire.MODIFY and count == 1:
                    server.modify(dn_of(1), {
                        "mail": [("MODIFY_REPLACE", ["b@x", "c@x"])],
                        "roomNumber": [("MODIFY_ADD", ["7"])]})

            proxy, config = through(server, meddle)
            with proxy:
                run = dirwire("apply", "-c", config, stdin=event(
                    [person(1, email="a@x"), person(2)]))
                equal(run.code, 0, run)
                equal(run.err.count("entryCSN"), 1 if acl else 0, run.err)
                run = dirwire("apply", "-c", config, stdin=event(
                    [person(1, last="King", email="A@x"),
                     {"eventType": "Delete", "id": "2"}], LATER))
                equal(run.code, 0, run)
                equal(run.err.count("entryCSN"), 1 if acl else 0, run.err)
                equal(proxy.tags.count(wire.MODIFY), 2, "tries")
            tree = server.tree(PEOPLE)
            equal([tree[dn_of(1)][n] for n in ("sn", "mail", "roomNumber")],
                  [[b"King"], [b"A@x"], [b"7"]])
            true(dn_of(2) not in tree, "not deleted")


@test
def unique():
    """slapd fails our assertions where its overlay unique looks; it is written then"""
    overlay = "overlay unique\nunique_uri ldap:///%s?mail,cn?sub" % PEOPLE
    renamed = SIMPLE_MAP.replace("dn = uid", "dn = cn={firstName}+uid")
    with Slapd(first="moduleload %s/unique" % MODULES, extra=overlay) as server:
        for text in SIMPLE_MAP, renamed:
            config = alone(server, text)
            for first, mail in (("Ada", "a@x"), ("Ada", "A@x"), ("Bea", "b@x"),
                                ("Bea", None)):
                run = dirwire("apply", "-c", config, stdin=event(
                    person(1, first=first, email=mail)))
                equal(run.code, 0, run)
                entry, = [entry for dn, entry in server.tree(PEOPLE).items()
                          if dn != PEOPLE]
                equal(entry.get("mail"), mail and [mail.encode()])
                equal(entry["cn"], sorted({
                    b"%s Lovelace" % first.encode(),
                    *([first.encode()] if text is renamed else [])}))
        # what is another's is seen all the same
        run = dirwire("apply", "-c", alone(server), stdin=event(
            [person(2, email="c@x"), person(3, first="Eve", email="c@x")]))
        equal(run.code, 4, run)
        holds(run.out, "non-unique attributes")


@test
def grown_before_delete():
    """an entry that became somebody's login after we read it is not deleted"""
    with Slapd() as server:
        def meddle(tag, count):
            if tag == wire.DELETE and count == 1:
                server.modify(dn_of(1), {
                    "objectClass": [("MODIFY_ADD", ["posixAccount"])],
                    "uidNumber": [("MODIFY_ADD", ["7"])],
                    "gidNumber": [("MODIFY_ADD", ["7"])],
                    "homeDirectory": [("MODIFY_ADD", ["/"])]})

        proxy, config = through(server, meddle)
        with proxy:
            dirwire("apply", "-c", config, stdin=event(person(1)))
            run = dirwire("apply", "-c", config, stdin=event(
                {"eventType": "Delete", "id": "1"}, LATER))
        equal(run.code, 0, run)
        holds(run.out, "stays, for it is also of the object class posixAccount")
        true(dn_of(1) in server.tree(PEOPLE), "deleted")


def rejected(run, number, reason):
    equal([line.split()[1] for line in run.out.splitlines()
           if line[:1] == "!"], number, run)
    equal(run.out.count("rejected: add: " + reason), len(number), run)


def people(count):
    return event([person(n) for n in range(1, count + 1)])


@test
def refusals():
    """53 and 50 reject up to 3 contacts in a row, the 4th ends the run: 75, 77"""
    acls = ["access to attrs=userPassword by anonymous auth",
            "access to * by * read"]
    for more, code, reason in (({"extra": "readonly on"}, 75,
                                "unwillingToPerform (53)"),
                               ({"acl": acls}, 77,
                                "insufficientAccessRights (50)")):
        with Slapd(**more) as server:
            config = alone(server)
            run = dirwire("apply", "-c", config, stdin=people(3))
            equal(run.code, 4, run)
            rejected(run, ["1", "2", "3"], reason)
            run = dirwire("apply", "-c", config, stdin=people(6))
            equal(run.code, code, run)
            rejected(run, ["1", "2", "3"], reason)
            holds(run.out, "Incomplete: contact 4: add: " + reason)
    odd = ['access to dn.regex="^uid=rc-[0-9]*[02468]," by * read',
           'access to * by dn="%s" write by * read' % SERVICE]
    with Slapd(acl=acls[:1] + odd) as server:
        run = dirwire("apply", "-c", server.config(map_text=SIMPLE_MAP),
                      stdin=people(10))
        equal(run.code, 4, run)
        rejected(run, ["2", "4", "6", "8", "10"], reason)
        equal(len(server.tree(PEOPLE)), 1 + 5)


@test
def consumer():
    """a consumer's referral is not chased: 75"""
    with wire.Listener(wire.mute) as provider:
        extra = ("syncrepl rid=1 provider=ldap://127.0.0.1:1 searchbase=%s "
                 "bindmethod=simple type=refreshOnly interval=01:00:00:00 "
                 'retry="3600 +"\nupdateref %s' % (BASE, provider.ldap))
        with Slapd(extra=extra) as server:
            run = dirwire("apply", "-c", alone(server), stdin=people(2))
            equal(run.code, 75, run)
            holds(run.err, "contact 1: add: referral (10)")
        equal(provider.connections, 0, "chased")


@test
def overlays():
    """what constraint and unique refuse rejects that contact alone"""
    extra = ("moduleload constraint\noverlay constraint\n"
             "constraint_attribute mail regex ^[^@]+@example[.]com$\n"
             "moduleload unique\noverlay unique\n"
             "unique_uri ldap:///?mail?sub?")
    with Slapd(extra=extra) as server:
        # without a window: slapd looks for others before it begins to write, so
        # of two adds at once neither sees the other
        run = dirwire("apply", "-c", alone(server),
                      stdin=event([person(n, email=m) for n, m in enumerate((
                          "a@example.com", "b@elsewhere.com", "c@example.com",
                          "a@example.com", "d@example.com", "e@",
                          "f@example.com"))]))
        equal(run.code, 4, run)
        rejected(run, ["1", "3", "5"], "constraintViolation (19)")
        equal(sorted(server.tree(PEOPLE)), sorted(
            [PEOPLE] + [dn_of(n) for n in (0, 2, 4, 6)]))


if __name__ == "__main__":
    main()
