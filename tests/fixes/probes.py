"""Senders, known and unknown, before and after a fix.

SPDX-License-Identifier: MIT
"""

import ipaddress
import random
import re

import spf

import judge
import setups

MEMBERS = 40
BORDERS = 20
STRANGERS = 50
LOOKUPS_MAX = 10
VOIDS_MAX = 2


def find_members(dice, networks):
    """Addresses of networks: both ends, and one within."""
    found = []
    for net in networks:
        found += [net[0], net[-1], net[dice.randrange(net.num_addresses)]]
    found = list(dict.fromkeys(map(str, found)))
    return found if len(found) <= MEMBERS else dice.sample(found, MEMBERS)


def find_strangers(dice, networks):
    """Addresses next to networks, and anywhere."""
    found = []
    for net in dice.sample(networks, min(BORDERS, len(networks))):
        found += [str(net[0] - 1), str(net[-1] + 1)]
    while len(found) < STRANGERS:
        number = (dice.randrange(1 << 24, 224 << 24) if dice.random() < 0.6 else
                  0x2 << 124 | dice.getrandbits(124))
        found.append(str(ipaddress.ip_address(number)))
    return found[-STRANGERS:]


def find_senders(setup):
    dice = random.Random(f"probes {setup.networks}")
    members = find_members(dice, setup.networks)
    for ip in members + find_strangers(dice, setup.networks):
        yield ip, "info"
        if dice.random() < 0.15:
            yield ip, "news"


def is_spf(value):
    return spf.RE_SPF.match(b"".join(value))


class Judges:
    """Those of the records of a set-up: one for all values that are the same SPF records."""

    def __init__(self, setup):
        self.setup = setup
        self.items = {}

    def find(self, values):
        key = tuple(value for value in values if is_spf(value)), bool(values)
        if key not in self.items:
            self.items[key] = judge.Judge(self.setup.names, setups.DOMAIN, values)
        return self.items[key]


def find_sources(setup, judges):
    """What was there, and what it was made from, each alone."""
    values = [(text,) for text in setup.intent] + [text for text in setup.texts if is_spf(text)]
    return [judges.find([value]) for value in dict.fromkeys(values)]


def find_drafted(setup):
    """The addresses that a draft permits: those of its MX hosts.  None if what is there is more than an empty
    record."""
    if [b"".join(text).strip().lower() for text in setup.texts] != [b"v=spf1"]:
        return None
    hosts = [value.split(" ")[1] for value in setup.names[setups.DOMAIN].get("mx", [])]
    return {str(ipaddress.ip_address(value)) for host in hosts for kind in ("a", "aaaa")
            for value in setup.names.get(host, {}).get(kind, [])}


def judge_draft(own, sender, result):
    """What is wrong with what a draft says of a sender: a record without terms names no one, so that a person has
    to complete the draft; until then no one is refused."""
    wanted = "pass" if sender[0] in own else "softfail"
    return [f"{sender}: {result} by a draft, which is to say {wanted}"] if result != wanted else []


def compare(setup, edited, fix):
    """What is wrong with the fix, after which the domain has the TXT records EDITED; whether it
    lets pass exactly whom the good record did; and the judges."""
    judges = Judges(setup)
    after, good = judges.find(edited), judges.find([(setup.target or b"",)])
    sources = find_sources(setup, judges)
    # What depends on who sends may find nothing; an audit without a sender does not count it.
    unknown = len(re.findall(rb"[a-z]:[^ ]*%{[^d]|ptr", fix["new"][0]))
    wrong, same = [], True
    found = list(find_senders(setup))
    own = find_drafted(setup)
    if own is not None:
        found += [(ip, "info") for ip in sorted(own)]
        if "This is a draft" not in (fix["confirm"] or ""):
            wrong.append("a draft that does not say so")
    # Where no one sends by IPv6, nothing is lost if a receiver stops at void lookups by IPv6.
    six = any(":" in sender[0] and after.evaluate(*sender)[0] == "pass" for sender in found)
    for sender in found:
        result, lookups, voids = after.evaluate(*sender)
        stopped = not six and ":" in sender[0] and voids > VOIDS_MAX
        before = {source.explore(*sender)[0] for source in sources}
        passed = "pass" in before
        if passed and result != "pass":
            wrong.append(f"{sender} is lost: {result}")
        if own is not None:
            wrong += judge_draft(own, sender, result)
        elif not passed and result == "pass":
            wrong.append(f"{sender} is gained")
        elif not passed and result not in before and not stopped:
            wrong.append(f"{sender}: {result}, which no record said, but {sorted(before)}")
        if not stopped and (result.endswith("error") or lookups > LOOKUPS_MAX or voids > VOIDS_MAX):
            wrong.append(f"{sender}: {result}, {lookups} lookups, {voids} voids")
        if not stopped and (lookups > fix["lookups"] or voids > fix["voids"] + unknown):
            wrong.append(f"{sender}: {lookups} lookups of {fix['lookups']}, "
                         f"{voids} voids of {fix['voids']}")
        if setup.target is not None:
            same = same and good.passes(*sender) == (result == "pass")
    if len(found) < STRANGERS:
        wrong.append(f"only {len(found)} senders were compared")
    return wrong, same, list(judges.items.values())
