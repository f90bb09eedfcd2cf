# SPDX-License-Identifier: ISC
"""How far a run is: a line on a terminal, messages elsewhere."""
import fcntl
import itertools
import json
import os
import pty
import re
import struct
import subprocess
import termios
import time

from slapdtest import SERVICE, SIMPLE_MAP, Slapd, event, person
from tap import BUILD, equal, holds, main, test, true

FAST = os.path.join(BUILD, "tests/sim/dirwire")
COUNT = 400
FASTER = 10000  # ten seconds are a millisecond
CLEAR = "\r\033[K"
LINE = re.compile(r"(\d+) of %d contacts( planned)?(, [\d.]+/s(, "
                  r"\d+ (s|min|h \d+ min) left)?)?" % COUNT)


def events(server, first="Ada"):
    return server.write("events", "\n".join(
        event(person(n, first)) for n in range(1, COUNT + 1)))


def patient(server):
    """A configuration for times that are over at once by the fast clock."""
    return server.config(
        SIMPLE_MAP, "uri = %s\nbind-dn = %s\npassword-file = password\n"
        "timeout = 10m\nconnect-timeout = 10m\n" % (server.ldapi, SERVICE))


def environment(speed, term):
    return dict(os.environ, DIRWIRE_TEST_CLOCK=str(speed), TERM=term)


def on_terminal(*args, speed=1000, term="xterm", width=80, is_screen=False):
    """What a terminal got of stderr, or of stdout, too, and for how long."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("4H", 24, width, 0, 0))
    begun = time.monotonic()
    process = subprocess.Popen(
        [FAST] + list(args), stdin=subprocess.DEVNULL, stderr=slave,
        stdout=slave if is_screen else subprocess.DEVNULL,
        env=environment(speed, term))
    os.close(slave)
    got = []
    while True:
        try:
            got.append(os.read(master, 65536))
        except OSError:  # EIO: nobody has the other end any more
            break
        if not got[-1]:
            break
    os.close(master)
    equal(process.wait(60), 0, b"".join(got)[-2000:])
    return (b"".join(got).decode().replace("\r\n", "\n"),
            time.monotonic() - begun)


def shown(text):
    """What is left to see, and every text that CLEAR made room for."""
    seen = []
    lines = []
    for line in text.split("\n"):
        parts = line.split(CLEAR)
        seen += parts[1:]
        true("\r" not in parts[-1] and "\033" not in parts[-1], repr(line))
        lines.append(parts[-1])
    return lines, [part for part in seen if LINE.match(part)]


def check_lines(seen, width):
    done = []
    for text in seen:
        found = LINE.fullmatch(text)
        true(found, "not a line of progress: %r" % text)
        true(len(text) < width, "too wide for %d: %r" % (width, text))
        done.append(int(found.group(1)))
    equal(done, sorted(done), "it goes back")
    return done


@test
def line_below_the_log():
    """on a terminal one line stands below the messages, and is gone at the end"""
    with Slapd(quick=True) as server:
        text, seconds = on_terminal("apply", "-c", patient(server), "-v",
                                    "--report", "json=/dev/null",
                                    events(server), speed=20)
        lines, seen = shown(text)
        equal(lines.pop(), "", "the last line")
        equal(len(lines), COUNT, "messages")
        for line in lines:
            true(re.fullmatch(r"dirwire: event=u contact=\d+ dn=\"[^\"]*\" "
                              r"op=add attrs=[\w,]+ result=ok ms=\d+", line),
                 "torn: %r" % line)
        done = check_lines(seen, 80)
        true(len(set(done)) > 1 and "left" in seen[0], seen)
        # a message in its place, and it is there again
        messages = re.findall(r"\r\033\[Kdirwire: .*\n(.*?)\r", text)
        true(len(messages) > 3, text)
        check_lines(messages, 80)
        # made anew at most five times a second, by the clock of the program
        true(len(set(seen)) <= seconds * 20 * 5 + 1,
             "%d in %.3f s" % (len(set(seen)), seconds * 20))


@test
def report_on_the_same_terminal():
    """a report on the same terminal is whole, as text and as JSON"""
    with Slapd(quick=True) as server:
        args = ("apply", "-n", "-c", patient(server), "--color", "never",
                events(server))
        plain = subprocess.run([FAST] + list(args), stdout=subprocess.PIPE,
                               text=True).stdout
        lines, seen = shown(on_terminal(*args, is_screen=True)[0])
        for got, wanted in itertools.zip_longest(lines, plain.split("\n")):
            true(got == wanted or "  time   " in got,
                 "got    %r\nwanted %r" % (got, wanted))
        true(len(set(check_lines(seen, 80))) > 3, seen)
        text, _ = on_terminal(*args, "--report", "json", is_screen=True)
        equal(len(json.loads(text)["changes"]), COUNT)


@test
def narrow():
    """what does not fit into the terminal is left out"""
    with Slapd(quick=True) as server:
        config, path = patient(server), events(server)
        for width, most in ((31, ", "), (24, "contacts"), (12, None)):
            text, _ = on_terminal("apply", "-n", "-c", config, path,
                                  width=width)
            _, seen = shown(text)
            check_lines(seen, width)
            true(bool(seen) == (most is not None), seen)
            true(most is None or most in seen[0], seen)


@test
def messages_elsewhere():
    """without a terminal, or on a dumb one, it is a message every ten seconds"""
    with Slapd(quick=True) as server:
        config, path = patient(server), events(server)
        text, seconds = on_terminal("apply", "-n", "-v", "-c", config, path,
                                    speed=FASTER, term="dumb")
        true("\033" not in text and "\r" not in text, repr(text))
        check_messages(text, seconds * FASTER)
        for speed, level in ((FASTER, "-v"), (FASTER, None), (1, "-v")):
            begun = time.monotonic()
            done = subprocess.run(
                [FAST, "apply", "-n", "-c", config, path] +
                ([level] if level else []), stderr=subprocess.PIPE,
                stdout=subprocess.DEVNULL, text=True,
                env=environment(speed, "xterm"))
            seconds = (time.monotonic() - begun) * speed
            true("\033" not in done.stderr, done.stderr)
            if speed == FASTER and level:
                check_messages(done.stderr, seconds)
            elif seconds < 10 or not level:
                equal(done.stderr, "", "-v %s at %d" % (level, speed))


def check_messages(text, seconds):
    lines = text.splitlines()
    check_lines([line[len("dirwire: "):] for line in lines], 1000)
    true(1 <= len(lines) <= seconds / 10, (seconds, lines))


@test
def quiet():
    """with -q there is none"""
    with Slapd(quick=True) as server:
        text, _ = on_terminal("apply", "-q", "-c", patient(server),
                              events(server))
        equal(text, "")


@test
def recorded():
    """with --record the plan has a progress of its own"""
    with Slapd(quick=True) as server:
        text, _ = on_terminal("apply", "-c", patient(server), "--record",
                              server.path("record"), events(server))
        _, seen = shown(text)
        planned = [" planned" in line for line in seen]
        equal(planned, sorted(planned, reverse=True), "first the plan")
        true(any(planned) and not all(planned), seen)
        holds(seen[-1], "contacts, ")


if __name__ == "__main__":
    main()
