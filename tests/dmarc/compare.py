#!/usr/bin/python3
"""Compares the library's DMARC with an independent reading of the standard, on random worlds.

SPDX-License-Identifier: MIT

usage: compare.py PROBE [SEED]

3,000 worlds; with MAILAUTH_SCALE=full 50,000; SEED tries that one alone, and prints it.
"""

import collections
import json
import os
import random
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import reading  # noqa: E402

TOPS = ["com", "example", "co.jp", "jp", "bank"]
LABELS = ["a", "b", "c", "mail", "shop", "org", "x"]


class World:
    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.rates = {name: self.dice.choice(choices) for name, choices in (
            ("record", [15, 30, 30, 60]), ("several", [0, 0, 5, 20]), ("fail", [0, 0, 0, 4, 15]),
            ("psd", [0, 10, 30]), ("broken", [0, 0, 10, 30]), ("other", [0, 10]))}
        depth = self.dice.choice([1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 11])
        self.author = self.name(depth) if self.chance(96) else self.dice.choice(TOPS)
        self.dns = {}
        places = set(reading.route(self.author)) | {self.name(self.dice.randint(1, 3))}
        labels = self.author.split(".")
        places |= {".".join(labels[i:]) for i in range(len(labels))}
        self.identifiers = [self.identifier(method) for method in
                            ["spf"] + ["dkim"] * self.dice.randint(1, 3)]
        for _, _, name in self.identifiers:
            places |= set(reading.route(name))
        for place in sorted(places):
            self.fill(place)
        # Something next to _dmarc makes the name exist; without it only what is below does.
        self.host = self.chance(60)
        self.exists = self.host or any(
            name == self.author or name.endswith("." + self.author) for name in self.dns)

    def chance(self, percent):
        return self.dice.random() * 100 < percent

    def name(self, depth):
        return ".".join([self.dice.choice(LABELS) for _ in range(depth)]
                        + [self.dice.choice(TOPS)])

    def fill(self, place):
        if self.chance(self.rates["fail"]):
            self.dns["_dmarc." + place] = None
            return
        texts = []
        if self.chance(self.rates["record"]):
            texts.append(self.record())
            if self.chance(self.rates["several"]):
                texts.append(self.record())
        if self.chance(self.rates["other"]):
            texts.append(self.dice.choice(["v=spf1 -all", "verification=1", "p=none; v=DMARC1",
                                           "v=dmarc1; p=reject", "v=DMARC1 p=reject", "v=DMARC10;p=none"]))
        if texts:
            # No RRset holds a record twice (RFC 2181 5).
            self.dns["_dmarc." + place] = sorted(set(texts))

    def word(self):
        if self.chance(self.rates["broken"]):
            return self.dice.choice(["rejct", "", "no", "none reject"])
        return self.dice.choice(["none", "quarantine", "reject", "Reject", "NONE"])

    def record(self):
        parts = []
        if not self.chance(self.rates["broken"] / 2):
            parts.append("p=" + self.word())
        for name, percent in (("sp", 35), ("np", 30)):
            if self.chance(percent):
                parts.append(f"{name}={self.word()}")
        if self.chance(self.rates["psd"]):
            parts.append("psd=" + self.dice.choice(["y", "n", "u", "Y", "x"]))
        if self.chance(15):
            parts.append("t=" + self.dice.choice(["y", "n", "Y", "1"]))
        for name in ("adkim", "aspf"):
            if self.chance(25):
                parts.append(f"{name}=" + self.dice.choice(["s", "r", "S", "q"]))
        if self.chance(50):
            parts.append("rua=" + self.dice.choice(
                ["mailto:a@reports.example", "mailto:a@reports.example!10m", "a@reports.example",
                 "mailto:", "https://reports.example/x", "bad uri,mailto:b@reports.example", ""]))
        if self.chance(15):
            parts.append(self.dice.choice(["pct=50", "ri=3600", "rf=afrf", "x=y", "fo=1", "junk"]))
        if self.chance(25):
            self.dice.shuffle(parts)
        sign = self.dice.choice(["; ", ";", " ; ", ";\t"])
        return sign.join(["v=DMARC1"] + parts) + self.dice.choice(["", "", ";", " ", "; "])

    def identifier(self, method):
        outcome = self.dice.choice(["pass"] * 6 + ["fail", "none", "temperror"])
        labels = self.author.split(".")
        kind = self.dice.randrange(5)
        if kind == 0:
            name = self.author
        elif kind == 1:
            name = ".".join(labels[self.dice.randrange(len(labels)):])
        elif kind == 2:
            name = self.dice.choice(LABELS) + "." + self.author
        elif kind == 3:
            name = self.dice.choice(LABELS) + "." + ".".join(
                labels[self.dice.randrange(len(labels)):])
        else:
            name = self.name(self.dice.randint(1, 4))
        return method, outcome, name

    def text(self):
        lines = [f"author {self.author}"]
        for method, outcome, name in self.identifiers:
            key = "smtp.mailfrom" if method == "spf" else "header.d"
            lines.append(f"auth {method}={outcome} {key}={name}")
        if self.host:
            lines.append(f"a {self.author}")
        for name, texts in self.dns.items():
            if texts is None:
                lines.append(f"fail {name}")
            for value in texts or ():
                lines.append(f"txt {name} {value.encode().hex()}")
        return "\n".join(lines + ["end", ""])

    def describe(self):
        lines = [f"  From {self.author} ({'exists' if self.exists else 'NXDOMAIN'})"]
        lines += [f"  {identifier}" for identifier in self.identifiers]
        lines += [f"  {name} {texts}" for name, texts in self.dns.items()]
        return "\n".join(lines)


def known(function, *arguments):
    try:
        return function(*arguments)
    except reading.Unknown:
        return None


def expected(world):
    dns, author = world.dns, world.author
    own = known(reading.policy, dns, author, world.exists)
    # Whatever is below has no record of its own.
    below = [known(reading.policy, dns, "nothing-is-here." + author, exists)
             for exists in (True, False)]
    old = known(reading.old_policy, dns, author)
    outcome = reading.result(dns, author, world.exists, world.identifiers)
    value = own and own[0]
    return {
        "policy": value,
        "policy_domain": own and own[1],
        "org_domain": known(reading.organization, dns, author),
        "existing_subdomain": below[0] and below[0][0],
        "missing_subdomain": below[1] and below[1][0],
        "old": old,
        "old_below": known(reading.old_below, dns, author),
        "old_org": reading.registrable(author),
        "result": outcome,
        "disposition": {"pass": "none", "fail": value, "none": "absent"}.get(outcome),
    }


def found(report):
    dmarc = report["dmarc"]
    old = dmarc["rfc7489"]
    return {
        "policy": dmarc["policy"],
        "policy_domain": dmarc["policy_domain"],
        "org_domain": dmarc["org_domain"],
        "existing_subdomain": dmarc["effective"]["existing_subdomain"],
        "missing_subdomain": dmarc["effective"]["missing_subdomain"],
        "old": (old["policy"], old["policy_domain"]) if old["policy"] is not None else None,
        "old_below": old["subdomain_policy"],
        "old_org": old["org_domain"],
        "result": dmarc["result"],
        "disposition": dmarc["disposition"],
    }


def check_questions(world, report, asked):
    """At most eight a walk, in the standard's order, and none twice."""
    if len(set(asked)) != len(asked):
        yield "a question was asked twice"
    names = [question.split(" ")[0] for question in asked if question.endswith(" 16")]
    names = [name[len("_dmarc."):] for name in names if name.startswith("_dmarc.")]
    route = list(reading.route(world.author))
    if names[:len(route)] != route:
        yield f"asked {names[:len(route)]}, not {route}"
    steps = report["dmarc"]["walk"]
    if [step["name"] for step in steps] != route or len(route) > 8:
        yield "the walk is another"
    # What comes after the record that ends the walk is not part of it.
    ends = [i for i, step in enumerate(steps) if step["status"] == "record" and any(
        reading.flag(reading.at(world.dns, step["name"]), "psd", value) for value in "yn")]
    for i, step in enumerate(steps):
        if (step["status"] == "not-asked") != bool(ends and i > ends[0]):
            yield f"{step['name']} is {step['status']}"


def try_world(probe, seed, shares, verbose):
    world = World(seed)
    probe.stdin.write(world.text())
    probe.stdin.flush()
    report = json.loads(probe.stdout.readline())
    asked = json.loads(probe.stdout.readline())
    wanted, got = expected(world), found(report)
    faults = [f"{key}: {got[key]}, not {wanted[key]}" for key in wanted if got[key] != wanted[key]]
    faults += check_questions(world, report, asked)
    shares[f"result {got['result']}"] += 1
    shares[f"policy {got['policy']}"] += 1
    shares["readings differ"] += any(
        finding["id"].startswith("dmarc.readings-differ") for finding in report["findings"])
    shares["org is not the PSL's"] += got["org_domain"] not in (None, got["old_org"])
    if faults or verbose:
        print(f"world {seed}\n{world.describe()}")
        for fault in faults:
            print(f"    {fault}")
    return not faults


def main():
    full = os.environ.get("MAILAUTH_SCALE") == "full"
    seeds = [int(sys.argv[2])] if len(sys.argv) > 2 else range(50000 if full else 3000)
    shares = collections.Counter()
    with subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as probe:
        failed = sum(not try_world(probe, seed, shares, len(sys.argv) > 2) for seed in seeds)
        probe.stdin.close()
    print(f"dmarc: {len(seeds)} worlds, {failed} different;",
          ", ".join(f"{name} {100 * count / len(seeds):.1f} %"
                    for name, count in sorted(shares.items())))
    # A comparison of nothing but "none" would prove little.
    rare = [name for name in ("result pass", "result fail", "result none", "result temperror",
                              "policy none", "policy quarantine", "policy reject",
                              "readings differ", "org is not the PSL's")
            if len(seeds) > 1 and 100 * shares[name] < 3 * len(seeds)]
    for name in rare:
        print(f"{name} is too rare")
    return 1 if failed or rare else 0


sys.exit(main())
