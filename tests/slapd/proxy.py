# SPDX-License-Identifier: ISC
"""The proxy of tests/sim/proxy.c, which says what it can be told, from a test:

    with Proxy(server.port, "cut down 1 300 rst") as proxy:
        run = dirwire("apply", "-c", settings(server, proxy.ldap), …)
        proxy.wait("cut", "1")
        proxy.tell("clear")
"""
import collections
import os
import re
import subprocess
import threading
import time

from slapdtest import BUILD
from tap import equal

PROXY = os.path.join(BUILD, "tests/sim/proxy")

# A line about a message; `dn` is "" when the message begins with none.
Message = collections.namedtuple(
    "Message", "word connection direction number tag id offset size dn")


def message_of(line):
    """The words of a message's line; None when it is about something else."""
    words = line.split(" ")
    if words[0] not in ("message", "eaten", "held"):
        return None
    dn = re.sub(r"\\([0-9a-f]{2})", lambda m: chr(int(m[1], 16)),
                words[8] if len(words) > 8 else "")
    return Message(words[0], int(words[1]), words[2], int(words[3]),
                   int(words[4], 0), int(words[5]), int(words[6]),
                   int(words[7]), dn.encode("latin-1").decode(errors="replace"))


class Proxy:
    def __init__(self, target, *commands, listen=0):
        self.lines = []
        self.answers = []
        self.read = 0  # lines that wait() went by
        self.more = threading.Condition()
        self.process = subprocess.Popen(
            [PROXY, str(listen), str(target)] + list(commands),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.listen, daemon=True).start()
        self.here = self.wait("ready")[1]
        self.port = int(self.here) if self.here.isdigit() else None
        self.ldap = "ldap://127.0.0.1:" + self.here

    def listen(self):
        """What it says, to its end."""
        with self.process.stdout as lines:
            for line in lines:
                with self.more:
                    line = line.rstrip("\n")
                    if line == "ok" or line.startswith("error "):
                        self.answers.append(line)
                    else:
                        self.lines.append(line)
                    self.more.notify_all()
        with self.more:
            self.process.wait()
            self.more.notify_all()

    def until(self, condition, what, seconds):
        end = time.monotonic() + seconds
        with self.more:
            while True:
                found = condition()
                if found is not None:
                    return found
                left = end - time.monotonic()
                if left <= 0 or self.process.returncode is not None:
                    raise AssertionError("%s from the proxy in %d s, but:\n%s" % (
                        "no " + what, seconds, "\n".join(self.lines[-20:])))
                self.more.wait(left)

    def tell(self, command, seconds=20):
        """It does so when this returns."""
        count = len(self.answers)
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        equal(self.until(lambda: self.answers[count:] or None, "answer",
                         seconds), ["ok"], command)

    def next(self, is_wanted, what, seconds):
        """The next line that is_wanted; what stood before it is gone by."""
        def look():
            while self.read < len(self.lines):
                self.read += 1
                if is_wanted(self.lines[self.read - 1]):
                    return self.lines[self.read - 1]
            return None
        return self.until(look, what, seconds)

    def wait(self, *words, seconds=20):
        """The words of the next line that begins with these."""
        return self.next(lambda line: line.split(" ")[:len(words)] ==
                         list(words), " ".join(words), seconds).split(" ")

    def message(self, tag, word="message", seconds=20, **wanted):
        """The next message with the tag that went on, or was eaten, or held."""
        def is_wanted(line):
            found = message_of(line)
            return (found is not None and (found.word, found.tag) ==
                    (word, tag) and all(getattr(found, name) == value
                                        for name, value in wanted.items()))
        return message_of(self.next(is_wanted, "%s of tag 0x%02x" % (
            word, tag), seconds))

    def messages(self):
        """All that were told of so far."""
        with self.more:
            return [m for m in map(message_of, self.lines) if m is not None]

    def count(self, *words):
        """How many lines there were that begin with these."""
        with self.more:
            return sum(line.split(" ")[:len(words)] == list(words)
                       for line in self.lines)

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.process.stdin.close()
        self.process.wait(20)
