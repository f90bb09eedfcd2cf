# SPDX-License-Identifier: ISC
"""Texts that would drive a terminal or fake a line, and how they are to come out."""
import re

HOSTILE = ("\x1b[2J\x1b]0;x\x07", "\u202e\u2066", "a\r\n! 9 rejected: fake\n",
           "\0nul", "\u2028\u2029\x85", "\x7f\x9b31m", "\u200b\ufeff\u00ad")
RAW = re.compile("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029"
                 "\\u202a-\\u202e\\u2066-\\u2069\\u200b\\u200e\\u200f"
                 "\\ufeff\\u00ad]")


def escaped(text):
    return "".join(
        "\\x%02x" % ord(c) if c < " " or c == "\x7f" else
        "\\u{%04x}" % ord(c) if RAW.match(c) else c for c in text)


def is_calm(run, what):
    """Nothing that drives a terminal, and no line begun by the input."""
    for text in (run.out, run.err):
        found = RAW.search(text)
        if found:
            raise AssertionError("%s: %r" % (what, text[
                max(0, found.start() - 80):found.end() + 40]))
        if "\n! 9 rejected" in text:
            raise AssertionError("%s: a faked line" % what)
