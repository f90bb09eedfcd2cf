# SPDX-License-Identifier: ISC
"""Answers a real server seldom gives: byte for byte from a script."""
import socket
import threading

from wire import found, notice, reply, result
from slapdtest import BASE, SERVICE, Slapd, dirwire, event, person
from tap import equal, holds, main, test


def scripted(*answers):
    """A server that answers the n-th request with the n-th bytes, then closes.
    dirwire asks for the root DSE, for the schema at base and at the root DSE,
    which is not to be seen here, and for base; then it works."""
    server = socket.create_server(("127.0.0.1", 0))
    opening = [reply(n, result(0x65)) for n in (1, 2, 3)] + [
        reply(4, found(BASE, {"dc": ["example"]})) + reply(4, result(0x65))]

    def serve():
        connection, _ = server.accept()
        for answer in opening + list(answers):
            if not connection.recv(65536):
                break
            connection.sendall(answer)
        connection.close()
    threading.Thread(target=serve, daemon=True).start()
    return server


@test
def a_busy_server():
    """a server that answers and can't now is not one that was not reached"""
    with Slapd() as real, socket.create_server(("127.0.0.1", 0)) as busy:
        def serve():
            connection, _ = busy.accept()
            connection.recv(65536)
            connection.sendall(reply(1, result(0x61, 51)))
            connection.recv(65536)
            connection.close()
        threading.Thread(target=serve, daemon=True).start()
        config = real.config(
            ldap="uri = ldap://127.0.0.1:%d\nbind-dn = %s\n"
            "password-file = password\nallow-plaintext = yes\n"
            % (busy.getsockname()[1], SERVICE))
        run = dirwire("apply", "-c", config, stdin=event(person(1)))
        equal(run.code, 75, run)
        holds(run.err, "busy (51)")


NO_MAP = """base = dc=example,dc=com
key = uid: rc-{id}
[entry all]
dn = uid=rc-{id},{base}
objectClass = inetOrgPerson
cn = {lastName} else x
sn = {lastName} else x
"""


@test
def notice_of_disconnection():
    """a notice of disconnection is no answer: what was sent may have happened"""
    entry = found("uid=rc-1," + BASE, {
        "objectClass": ["inetOrgPerson"], "uid": ["rc-1"], "cn": ["x"],
        "sn": ["x"]})
    ours = reply(5, entry) + reply(5, result(0x65))
    again = reply(6, entry) + reply(6, result(0x65))
    add, gone = event(person(1)), event({"eventType": "Delete", "id": "1"})
    rows = [("add", 52, add, [reply(5, result(0x65))]),
            ("modify", 2, add, [ours]),
            ("delete", 32, gone, [ours, again])]
    with Slapd() as real:
        for name, code, events, answers in rows:
            with scripted(*answers, notice(code)) as server:
                config = real.config(
                    map_text=NO_MAP, ldap="uri = ldap://127.0.0.1:%d\n"
                    "retry-for = 0s\n" % server.getsockname()[1])
                # libldap 2.5 itself leaks the notice
                run = dirwire("apply", "-c", config, stdin=events,
                              env={"ASAN_OPTIONS": "detect_leaks=0"})
            equal(run.code, 75, run)
            holds(run.err, "contact 1: %s: no answer, so it may have" % name)


@test
def answer_to_another():
    """the answer to a modify does not tell that an add was done"""
    with Slapd() as real:
        with scripted(reply(5, result(0x65)),
                      reply(6, result(0x67))) as server:
            config = real.config(
                map_text=NO_MAP, ldap="uri = ldap://127.0.0.1:%d\n"
                "retry-for = 0s\n" % server.getsockname()[1])
            run = dirwire("apply", "-c", config, stdin=event(person(1)))
        equal(run.code, 75, run)
        holds(run.err, "contact 1: add: no answer, so it may have")


@test
def explained_all_the_same():
    """explain tells all of a contact when the server has stopped answering"""
    with Slapd() as real, scripted(reply(5, result(0x65, 51))) as busy:
        config = real.config(NO_MAP, "uri = ldap://127.0.0.1:%d"
                             % busy.getsockname()[1])
        run = dirwire("explain", "-c", config,
                      stdin=event([person(1), person(2)]))
        equal(run.code, 75, run)
        holds(run.out, "contact 2  Ada Lovelace")
        equal(run.out.count("as a new entry\ndn: uid=rc-"), 2, run)
        equal(run.out.count("change: can't be shown, as the directory does"
                            " not answer as it should"), 2, run)
        holds(run.out, "\nIncomplete: contact 1: search: busy (51)")
        equal(run.err.count("error: "), 1, run)  # it is not asked again


if __name__ == "__main__":
    main()
