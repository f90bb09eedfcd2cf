# SPDX-License-Identifier: ISC
"""What a json report must be, whatever the run was, and what it says was done."""
import base64
import hashlib
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                ".."))
import jsonschema
from hostile import RAW
from tap import SRC, equal, true

with open(os.path.join(SRC, "docs/report.schema.json"),
          encoding="utf-8") as schema_file:
    SCHEMA = json.load(schema_file)
jsonschema.Draft202012Validator.check_schema(SCHEMA)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

REMOVES = ("delete", "strip", "disable")


def value_of(value):
    """The bytes that the report tells as text or as {base64}."""
    if isinstance(value, str):
        return value.encode()
    return base64.b64decode(value["base64"], validate=True)


def netstring(text):
    data = text if isinstance(text, bytes) else str(text).encode()
    return b"%d:%s," % (len(data), data)


def netstrings(values):
    return netstring(len(values)) + b"".join(
        netstring(value_of(v)) for v in values)


def plan_of(changes):
    """The hash as the schema defines it."""
    digest = hashlib.sha256()
    for change in changes:
        digest.update(netstring(change["op"]) + netstring(change["dn"])
                      + netstring(change.get("newdn", ""))
                      + netstring(change["contact"])
                      + netstring(len(change["attributes"])))
        for attribute in change["attributes"]:
            digest.update(netstring(attribute["name"])
                          + netstring(attribute["op"])
                          + netstrings(attribute["old"])
                          + netstrings(attribute["new"]))
        digest.update(netstrings(change["foreign"]))
    return digest.hexdigest()


def unique(pairs):
    found = dict(pairs)
    equal(len(found), len(pairs), "keys twice in %r" % pairs)
    return found


def count(changes, *ops):
    return len([c for c in changes if c["op"] in ops])


def document(text):
    """The report, when it is all that it must be."""
    raw = RAW.search(text)
    true(raw is None, "%r stands in the report" % raw)
    found = json.loads(text, object_pairs_hook=unique)
    faults = ["/".join(map(str, e.absolute_path)) + ": " + e.message[:500]
              for e in VALIDATOR.iter_errors(found)]
    equal(faults, [], "by docs/report.schema.json")
    done = [c for c in found["changes"] if "held" not in c]
    held = [c for c in found["changes"] if "held" in c]
    summary = found["summary"]
    equal({"add": count(done, "add"), "modify": count(done, "modify"),
           "rename": count(done, "rename", "move"),
           "remove": count(done, *REMOVES), "none": summary["none"],
           "reject": len(found["rejected"])}, summary, "the summary")
    equal(found["held"]["removes"], count(held, *REMOVES), "held")
    equal(found["plan"], plan_of(found["changes"]), "the plan's hash")
    equal("incomplete" in found, found["status"] == "incomplete")
    if found["status"] != "incomplete":
        equal(found["status"], "held" if held else
              "dry-run" if found["dryRun"] else "done")
        contacts = {n["contact"] for n in found["rejected"] if n["contact"]}
        equal(found["input"]["contacts"],
              len(found["changes"]) + summary["none"] + len(contacts),
              "each contact comes to one end")
    return found


def unescaped(value):
    """The value in a DN (RFC 4514), which ldap3 does not always take."""
    data = re.sub(rb"\\([0-9A-Fa-f]{2}|.)", lambda m: m[1] if len(m[1]) == 1
                  else bytes.fromhex(m[1].decode()), value.encode(), flags=re.S)
    return data.lower()


def same_dn(dn):
    """What two ways to write one DN have in common."""
    rdns = re.findall(r"((?:\\.|[^\\,])+)", dn)
    return tuple(tuple(sorted(
        (pair.partition("=")[0].strip().lower(),
         unescaped(pair.partition("=")[2]))
        for pair in re.findall(r"((?:\\.|[^\\+])+)", rdn))) for rdn in rdns)


def plain(tree):
    """A tree as Slapd.tree() gives it, with names that can be compared."""
    return {same_dn(dn): {name.lower(): sorted(values)
                          for name, values in entry.items()}
            for dn, entry in tree.items()}


def replay(before, report):
    """The tree that the report says came of `before`, both as Slapd.tree()."""
    tree = plain(before)
    for change in report["changes"]:
        if "held" in change:
            continue
        dn = same_dn(change["dn"])
        if change["op"] == "add":
            true(dn not in tree, "%s is there already" % change["dn"])
            tree[dn] = {}
        entry = tree.pop(dn)
        if change["op"] == "delete":
            continue
        for attribute in change["attributes"]:
            name = attribute["name"].lower()
            values = list(entry.pop(name, []))
            for old in attribute["old"]:
                values.remove(value_of(old))
            values += [value_of(new) for new in attribute["new"]]
            if values:
                entry[name] = sorted(values)
        tree[same_dn(change.get("newdn", change["dn"]))] = entry
    return tree
