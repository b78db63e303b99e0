#!/usr/bin/python3
"""Fixes of hostile records, as lines of a zone file and as a script for nsupdate: nothing that anyone has
published leaves its string.

SPDX-License-Identifier: MIT

usage: scripts.py DNSAUDIT [SEED | FIRST-LAST]

Random DNS whose records have faults that are set right, with quotation marks, semicolons, backslashes, line
breaks, control characters, 8-bit bytes and strings of all lengths in what is kept, removed and written again.
Each line of what comes out is read by the grammar here, and held against the JSON of the same audit:

- a zone has comments and single records of the names and types of the fixes, in strings of 255 octets at most,
  which are read back as the new values; what goes is in a comment of one line;
- a script has a zone, prerequisites, updates, "send" and "answer" and nothing else; what it deletes and adds
  is what goes and comes, and its prerequisites are what is there, whole.

MAILAUTH_SCALE=full tries FULL set-ups instead of ORDINARY.
"""

import json
import os
import random
import re
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing of ours next to the sources

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(1, os.path.dirname(HERE))

import audits  # noqa: E402
import runner  # noqa: E402

ORDINARY, FULL = 300, 2000
DOMAIN = "d.example"
POLICIES = f"_dmarc.{DOMAIN}"
NOISE = [b'"', b";", b"\\", b"\n", b"\r\n", b"\t", b"\0", b"\x7f", b"\xff", b"\xc3\xa9", b"(", b")", b"@", b"$(id)",
         b"`id`", b"\\010", b'" "', b'"\nupdate delete d.example.\n', b"\n; ", b" IN TXT ", b"%", b"'", b"\\\"",
         b"\x1b[2J", "\u202e".encode(), b"send\n", b"$ORIGIN x.\n", b"\\", b"x" * 255, b"y" * 300]
RECORD = re.compile(r'(\S+)\. (\d+) IN (TXT|MX|CNAME) (.+)', re.DOTALL)
DELETION = re.compile(r'update delete (\S+)\. IN (TXT|MX|CNAME) (.+)', re.DOTALL)
DEMAND = re.compile(r'prereq yxrrset (\S+)\. IN (TXT|MX|CNAME) (.+)', re.DOTALL)
ABSENCE = re.compile(r'prereq nxrrset (\S+)\. IN (TXT|MX|CNAME)')
HOST = r'(?:[!-~]|\\\d\d\d)+'
DATA = {"MX": re.compile(r"\d+ " + HOST), "CNAME": re.compile(HOST)}


class Fault(Exception):
    pass


def demand(good, what):
    if not good:
        raise Fault(what)


# --- Making

class Setup:
    """What a seed makes: the texts by name, and mail servers."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.texts = {DOMAIN: [], POLICIES: []}
        self.make_spf()
        self.make_dmarc()
        for name in self.texts:
            self.texts[name] += [self.cut(self.noise(1, 6)) for _ in range(self.dice.randrange(3))]
            self.dice.shuffle(self.texts[name])

    def noise(self, least, most):
        pieces = [self.dice.choice(NOISE) for _ in range(self.dice.randint(least, most))]
        return b"".join(piece + self.dice.choice([b"", b"a", b" "]) for piece in pieces)

    def cut(self, text):
        """Strings of any length, empty ones among them."""
        strings, at = [], 0
        while at < len(text):
            length = self.dice.choice([0, 1, 7, 100, 254, 255])
            strings.append(text[at:at + length])
            at += length
        return strings or [b""]

    def make_spf(self):
        hidden = b"" if self.dice.random() < 0.4 else b" x-note=" + self.visible(self.noise(1, 4))
        kinds = [[b"v=spf1 mx" + hidden + b" -all", b"v=spf1 ip4:192.0.2.7 ~all"],
                 [b'"v=spf1 mx ip4:192.0.2.7' + hidden + b' -all"'],
                 [b"v=spf1; mx ip4:192.0.2.7 -all"],
                 [b"spf1 mx ip4:192.0.2.7 -all"],
                 [b"v=spf1 mx a:gone.d.example" + hidden + b" -all"],
                 [b"v=spf1 mx -all" + self.noise(0, 2)]]
        self.texts[DOMAIN] += [self.cut(text) for text in self.dice.choice(kinds)]

    def visible(self, text):
        return bytes(byte for byte in text if 33 <= byte < 127 and byte != ord("%"))[:self.dice.choice([9, 90, 400])]

    def make_dmarc(self):
        noise = self.noise(0, 3).replace(b";", b"")
        kinds = [[], [b"v=DMARC1; p=rejct; rua=mailto:d@d.example"],
                 [b"v=DMARC1; p=reject; rua=d@d.example; x=" + noise],
                 [b"v=DMARC1; p=none; rua=mailto:a@d.example; note=" + noise, b"v=DMARC1; p=none"],
                 [b'"v=DMARC1; p=none; rua=mailto:d@d.example"'], [noise + b"v=DMARC1; p=none"],
                 [b"v=spf1 mx -all" + noise]]
        self.texts[POLICIES] += [self.cut(text) for text in self.dice.choice(kinds)]

    def zone(self):
        lines = [f"{DOMAIN}. 600 IN SOA ns1.{DOMAIN}. h.{DOMAIN}. 1 3600 900 1209600 600",
                 f"{DOMAIN}. 600 IN NS ns1.{DOMAIN}.", f"mail.{DOMAIN}. 600 IN A 192.0.2.10"]
        alias = r'a\"\;\\\010\255.' + DOMAIN
        if self.dice.random() < 0.4:
            lines += [f"{DOMAIN}. 600 IN MX 10 {alias}.", f"{alias}. 600 IN CNAME m\\;\\\"\\032x.{DOMAIN}.",
                      f"m\\;\\\"\\032x.{DOMAIN}. 600 IN A 192.0.2.11"]
        lines += [f"{DOMAIN}. 600 IN MX 20 mail.{DOMAIN}."]
        for name, values in self.texts.items():
            lines += [f"{name}. 600 IN TXT " + " ".join(map(audits.write_string, value)) for value in values]
        return "\n".join(lines) + "\n"


# --- Reading

def read_data(kind, data):
    """What the data of a record are: the bytes of a text, strings joined; else the data themselves."""
    demand(data.isascii() and data.isprintable(), f"not printable: {data!r}")
    if kind != "TXT":
        demand(DATA[kind].fullmatch(data), f"no data of {kind}: {data!r}")
        return data.encode()
    read = audits.read_line(f"n. 1 IN TXT {data}")
    demand(read is not None, f"no strings: {data!r}")
    return read[1]


def match(pattern, line, what):
    found = pattern.fullmatch(line)
    demand(found is not None, f"no {what}: {line!r}")
    return found


def lines_of(text):
    demand(text == "" or text.endswith("\n"), "the last line does not end")
    return text.split("\n")[:-1]  # not splitlines(), which knows more ends than nsupdate


class Read:
    """What lines say: (name, type, data) that go, come, and have to be there."""

    def __init__(self):
        self.old, self.new, self.there, self.absent = [], [], [], []
        self.said = []  # what a person has to know before

    def is_comment(self, line):
        """Whether it says what to know before: in ASCII, on a line that no one reads as a record."""
        if not line.startswith("; ") or line.startswith("; instead of: "):
            return False
        demand(re.fullmatch(r"[ -~]*", line), f"not ASCII: {line!r}")
        self.said.append(line.removeprefix("; "))
        return True

    def zone_line(self, line):
        if self.is_comment(line):
            return
        if line.startswith("; instead of: "):
            found = match(RECORD, line.removeprefix("; instead of: "), "record")
            self.old.append((found[1], found[3], read_data(found[3], found[4])))
        else:
            found = match(RECORD, line, "record")
            self.new.append((found[1], found[3], read_data(found[3], found[4])))

    def script_line(self, line):
        if self.is_comment(line):
            return
        if line.startswith("prereq nxrrset"):
            found = match(ABSENCE, line, "prerequisite")
            self.absent.append((found[1], found[2]))
        elif line.startswith("prereq "):
            found = match(DEMAND, line, "prerequisite")
            self.there.append((found[1], found[2], read_data(found[2], found[3])))
        elif line.startswith("update delete "):
            found = match(DELETION, line, "deletion")
            self.old.append((found[1], found[2], read_data(found[2], found[3])))
        else:
            demand(line.startswith("update add "), f"no command: {line!r}")
            found = match(RECORD, line.removeprefix("update add "), "record")
            self.new.append((found[1], found[3], read_data(found[3], found[4])))


# --- Comparing

def values_of(report, key):
    """(name, type, data) of what goes or comes, by the report."""
    return sorted(((fix["name"], fix["type"], audits.bytes_of(value))
                   for fix in report["fixes"] for value in fix[key]))


def check_said(read, report):
    """Each fix's "confirm" is in the comments."""
    said = " ".join(read.said)
    for fix in report["fixes"]:
        words = re.sub(rb"[^ -~]", b"?", (fix["confirm"] or "").encode("utf-8")).decode("ascii")
        demand(words in said, f"does not say: {words}")


def check_zone(text, report):
    read = Read()
    for line in lines_of(text):
        read.zone_line(line)
    demand(sorted(read.new) == values_of(report, "new"), f"the zone has {read.new}")
    demand(sorted(read.old) == values_of(report, "old"), f"the zone replaces {read.old}")
    check_said(read, report)


def check_script(text, report, setup):
    lines = lines_of(text)
    read = Read()
    if not report["fixes"]:
        demand(not lines, "a script without a fix")
        return
    demand(lines[0] == f"zone {DOMAIN}." and lines[-2:] == ["send", "answer"], f"no frame: {lines}")
    for line in lines[1:-2]:
        read.script_line(line)
    demand(sorted(read.new) == values_of(report, "new"), f"the script adds {read.new}")
    demand(sorted(read.old) == values_of(report, "old"), f"the script deletes {read.old}")
    check_said(read, report)
    for fix in report["fixes"]:
        if fix["type"] == "TXT":
            there = sorted(b"".join(value) for value in setup.texts.get(fix["name"], []))
            wanted = sorted(data for name, kind, data in read.there if (name, kind) == (fix["name"], "TXT"))
            demand(sorted(set(wanted)) == sorted(set(there)), f"{fix['name']} is to hold {wanted}")


def audit(program, folder, form):
    words = [program, DOMAIN, "--zone", "zone", "--format", form, "--lang", "en", "--now", "1767225600"]
    return runner.run(words, folder).stdout


def try_one(program, seed):
    """How many fixes there are."""
    setup = Setup(seed)
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "zone"), "w", encoding="ascii") as file:
            file.write(setup.zone())
        report = json.loads(audit(program, folder, "json"))
        check_zone(audit(program, folder, "zone").decode("utf-8"), report)
        check_script(audit(program, folder, "nsupdate").decode("utf-8"), report, setup)
    return len(report["fixes"])


def seeds_of(words):
    if not words:
        return range(FULL if os.environ.get("MAILAUTH_SCALE") == "full" else ORDINARY)
    first, _, last = words[0].partition("-")
    return range(int(first), int(last) if last else int(first) + 1)


def main():
    program, *words = sys.argv[1:]
    seeds = seeds_of(words)
    fixes, faults = 0, 0
    for seed in seeds:
        try:
            fixes += try_one(os.path.abspath(program), seed)
        except Fault as fault:
            faults += 1
            print(f"set-up {seed}: {fault}")
    print(f"scripts: {len(seeds)} set-ups, {fixes} fixes, {faults} faults")
    few = len(seeds) > 100 and fixes < len(seeds)
    sys.exit(runner.close() > 0 or faults > 0 or few)


if __name__ == "__main__":
    main()
