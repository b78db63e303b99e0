#!/usr/bin/python3
"""Fixes of records that the domain's own leads to, held against python3-spf.

SPDX-License-Identifier: MIT

usage: nested.py DNSAUDIT [SEED | FIRST-LAST]

The random set-ups of compare.py, each moved below the domain: there the domain includes the name that holds
the broken texts.  Their fix is at that name, and is held against what it promises as in compare.py; the
domain's own record stays as it is.  With an odd seed the domain has a second record, too, so that neither fix is
sound without the other: published together they let pass whom both records were written for, and no one else.

MAILAUTH_SCALE=full tries FULL set-ups instead of ORDINARY.  The test is skipped (exit status 77) without
Debian's packages python3-spf and python3-dns.
"""

import os
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing of ours next to the sources

try:
    import spf  # noqa: F401
except ImportError:
    print("nested.py: skipped: python3-spf is not installed")
    sys.exit(77)

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(1, os.path.dirname(HERE))

import audits  # noqa: E402
import judge  # noqa: E402
import probes  # noqa: E402
import runner  # noqa: E402
import setups  # noqa: E402
import slips  # noqa: E402

ORDINARY, FULL = 150, 2000
SHARE_FIXED = 75  # percent; what costs ten lookups by itself, or permits everyone, is not set right here
DOMAIN = setups.DOMAIN
BELOW = f"_n.{DOMAIN}"
OTHER = "62.4.6.8"  # whom the second record permits


def move(setup):
    """The names of SETUP with its texts at BELOW; None where a text means another thing there, or a person has
    to be asked."""
    texts = {b"".join(text) for text in setup.texts}
    if any(b"%{" in text for text in texts) or slips.NOT_REPAIRABLE & set(setup.faults):
        return None
    names = {name: dict(held) for name, held in setup.names.items()}
    held = names[DOMAIN]["txt"]
    names[BELOW] = {**names[DOMAIN], "txt": [value for value in held if b"".join(value) in texts]}
    names[DOMAIN]["txt"] = [value for value in held if b"".join(value) not in texts]
    names[DOMAIN]["txt"].append((f"v=spf1 include:{BELOW} -all".encode(),))
    if setup.seed % 2 == 1:
        names[DOMAIN]["txt"].append((f"v=spf1 ip4:{OTHER} -all".encode(),))
    return names


def edit(values, fix):
    """VALUES with the change that FIX is."""
    rest = list(values)
    for old in fix["old"]:
        rest.remove(next(value for value in rest if b"".join(value) == old))
    return rest + [setups.cut((new,)) for new in fix["new"]]


def compare_domain(setup, names, fixes):
    """What is wrong with FIXES, published together, for whom the domain lets pass."""
    names = {name: dict(held) for name, held in names.items()}
    for fix in fixes:
        names[fix["name"]]["txt"] = edit(names[fix["name"]]["txt"], fix)
    sources = probes.find_sources(setup, probes.Judges(setup))
    after = judge.Judge(names, DOMAIN, names[DOMAIN]["txt"])
    wrong = []
    for sender in [(OTHER, "info"), *probes.find_senders(setup)]:
        passes = after.passes(*sender)
        meant = sender[0] == OTHER or any(source.explore(*sender)[0] == "pass" for source in sources)
        if passes and not meant:
            wrong.append(f"{sender} is gained")
        if len(fixes) == 2 and meant and not passes:
            wrong.append(f"{sender} is lost: {after.evaluate(*sender)}")
    return wrong


def try_both(audit, setup, names):
    """The same where the domain's own record is broken, too."""
    fixes = [fix for fix in audit.fixes if fix["type"] == "TXT" and fix["name"] in (DOMAIN, BELOW)]
    return len(fixes) == 2, compare_domain(setup, names, fixes)


def try_one(program, setup, names):
    """Whether there is a fix, and what is wrong with it."""
    with tempfile.TemporaryDirectory(dir=audits.FOLDER) as folder:
        audit = audits.Audit(program, folder, names)
    if setup.seed % 2 == 1:
        return try_both(audit, setup, names)
    fixes = [fix for fix in audit.fixes if fix["type"] == "TXT" and fix["name"] == BELOW]
    wrong = ["the domain's own record is changed" for fix in audit.spf_fixes()]
    if fixes:
        fix = fixes[0]
        # For the name itself there is one lookup less: that which leads to it.
        more, _, _ = probes.compare(setup, edit(names[BELOW]["txt"], fix), fix)
        wrong += more
    return bool(fixes), wrong


def seeds_of(words):
    if not words:
        return range(FULL if os.environ.get("MAILAUTH_SCALE") == "full" else ORDINARY)
    first, _, last = words[0].partition("-")
    return range(int(first), int(last) if last else int(first) + 1)


def main():
    program, *words = sys.argv[1:]
    broken, fixed, faults = 0, 0, 0
    for seed in seeds_of(words):
        setup = setups.Setup(seed)
        names = move(setup) if setup.kind == "broken" else None
        if names is None:
            continue
        found, wrong = try_one(os.path.abspath(program), setup, names)
        broken, fixed, faults = broken + 1, fixed + found, faults + bool(wrong)
        if wrong:
            print(f"set-up {seed}: {setup.faults} {names[BELOW]['txt']}: {wrong[:3]}")
    share = 100 * fixed / max(broken, 1)
    print(f"nested: {broken} set-ups, {share:.1f} % get a fix, {faults} with faults")
    sys.exit(runner.close() > 0 or faults > 0 or (broken > 50 and share < SHARE_FIXED))


if __name__ == "__main__":
    main()
