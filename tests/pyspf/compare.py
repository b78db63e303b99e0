#!/usr/bin/python3
"""Compares libmailauth's check_host() with pyspf's on random worlds.

SPDX-License-Identifier: MIT

usage: compare.py PROBE [SEED]

Every difference must have a reason that is in RFC 7208.  A reason is a repair: a few lines
that make pyspf do what the RFC says in one point (repairs.py).  A difference belongs to a
repair if pyspf with that repair, and as few others as possible, agrees with us in everything:
result, lookups, void lookups, explanation.  A difference that no repair removes fails.

MAILAUTH_SCALE=full tries 2,000 worlds instead of 200; SEED tries that one alone, and prints it.
The test is skipped (exit status 77) without Debian's packages python3-spf and python3-dns.
"""

import collections
import itertools
import os
import subprocess
import sys

try:
    import spf  # noqa: F401
except ImportError:
    print("compare.py: skipped: python3-spf is not installed")
    sys.exit(77)

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import repairs  # noqa: E402
import worlds  # noqa: E402

RESULTS = ["none", "neutral", "pass", "fail", "softfail", "temperror", "permerror"]


def ask_probe(probe, world):
    """What libmailauth says."""
    probe.stdin.write(world.text())
    probe.stdin.flush()
    result, lookups, voids, explanation = probe.stdout.readline().split()
    if explanation != "-":
        explanation = bytes.fromhex(explanation).decode("ascii")
    return repairs.Outcome(result, int(lookups), int(voids), explanation)


def find_reasons(world, ours):
    """The fewest repairs with which pyspf agrees; None if there are none."""
    # Only what does something in this world is tried.
    touched = [name for name in repairs.REASONS if repairs.is_touched(world, name)]
    for count in range(1, len(touched) + 1):
        for chosen in itertools.combinations(touched, count):
            if repairs.evaluate(world, frozenset(chosen)) == ours:
                return chosen
    return None


def show(seed, world, ours, theirs):
    print(f"world {seed}\n{world.describe()}")
    print(f"  ours   {ours}\n  pyspf  {theirs}")
    print(f"  repaired {repairs.evaluate(world, frozenset(repairs.REASONS))}")


def main():
    full = os.environ.get("MAILAUTH_SCALE") == "full"
    seeds = [int(sys.argv[2])] if len(sys.argv) > 2 else range(2000 if full else 200)
    shares, classes = collections.Counter(), collections.Counter()
    agreed, unexplained = 0, 0
    with subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as probe:
        for seed in seeds:
            world = worlds.World(seed)
            ours = ask_probe(probe, world)
            theirs = repairs.evaluate(world, frozenset())
            shares[ours.result] += 1
            reasons = () if ours == theirs else find_reasons(world, ours)
            if ours == theirs:
                agreed += 1
            elif reasons is None:
                unexplained += 1
            for reason in reasons or ():
                classes[reason] += 1
            if reasons is None or len(sys.argv) > 2:
                show(seed, world, ours, theirs)
                print(f"  reasons {reasons}")
        probe.stdin.close()
    print(f"pyspf: {len(seeds)} worlds, {agreed} the same, "
          f"{len(seeds) - agreed - unexplained} different with a reason, "
          f"{unexplained} without;",
          ", ".join(f"{result} {100 * shares[result] / len(seeds):.1f} %" for result in RESULTS))
    for reason, count in sorted(classes.items(), key=lambda item: -item[1]):
        print(f"  {count:5} {reason}: {repairs.REASONS[reason]}")
    return 1 if unexplained else 0


sys.exit(main())
