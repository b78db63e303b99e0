#!/usr/bin/python3
"""Fixes of SPF records, held against python3-spf: whom they let pass, and whom no longer.

SPDX-License-Identifier: MIT

usage: compare.py DNSAUDIT [SEED | FIRST-LAST]

Random set-ups (setups.py), most of them good ones that were broken (slips.py), are audited; the fix
of the SPF record is applied to them here, and then held against what it promises:

- the values that go are there, nothing else at the name is touched, and one SPF record is there;
- a sender that passes by a record that was there, or by what it was made from, each read alone,
  passes;
- no one else does, others get a result that one of these records gives them, and no receiver meets
  a limit of RFC 7208 4.6.4;
- the findings that it removes are gone in a second audit, which has nothing worse, and no fix of
  SPF;
- each zone line is read back as the value.

A good set-up has no fix, an audit that is not complete neither.  SHARE_FIXED of the set-ups that
were broken get a fix, SHARE_SAME one that lets pass exactly whom the good record did.

MAILAUTH_SCALE=full tries FULL set-ups instead of ORDINARY; SEED tries that one alone, and prints
it; FIRST-LAST tries those from FIRST on, up to and without LAST.  The test is skipped (exit status
77) without Debian's packages python3-spf and python3-dns.
"""

import collections
import multiprocessing
import os
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing of ours next to the sources

try:
    import spf  # noqa: F401
except ImportError:
    print("compare.py: skipped: python3-spf is not installed")
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

ORDINARY = 2000
FULL = 20000
DOUBTED = 50  # of so many set-ups one is evaluated once more by a receiver that keeps nothing
STEP = 50  # set-ups, one after the other in a process
SHARE_FIXED = 95
SHARE_SAME = 90
SHOWN = 40  # set-ups with faults that are printed
SHOWN_OF_ONE = 4  # faults of each
DOMAIN = setups.DOMAIN
RANKS = ["na", "ok", "notice", "unknown", "warning", "error"]


class Case:
    """A set-up, its audit, and what is wrong with the fix."""

    def __init__(self, seed, folder, program):
        self.seed = seed
        self.setup = setups.Setup(seed)
        self.audit = audits.Audit(program, folder, self.setup.names)
        self.fixes = self.audit.spf_fixes()
        self.wrong = []
        self.edited = None
        self.same = False

    def demand(self, good, what):
        if not good:
            self.wrong.append(what)

    # --- What is published then

    def apply(self, fix):
        values = list(self.setup.names[DOMAIN]["txt"])
        for old in fix["old"]:
            there = [value for value in values if b"".join(value) == old]
            self.demand(there, f"a value that goes is not there: {old}")
            for value in there[:1]:
                values.remove(value)
        rest = list(values)
        self.demand(fix["kept"] == len(rest), f"kept is {fix['kept']}")
        self.demand(fix["publish"] == fix["new"], "publish differs from new")
        self.demand(all(value in rest for value in self.setup.others), "another TXT is touched")
        values += [setups.cut((new,)) for new in fix["new"]]
        records = [value for value in values if spf.RE_SPF.match(b"".join(value))]
        self.demand(len(records) == 1, f"{len(records)} SPF records")
        self.demand([audits.read_line(line) for line in fix["zone_lines"]] ==
                    [(DOMAIN, new) for new in fix["new"]], f"zone line: {fix['zone_lines']}")
        return values

    # --- Checks

    def check_quiet(self):
        """What must not be proposed."""
        if self.setup.kind == "healthy":
            self.demand(not self.audit.fixes, "a healthy domain has a fix")
        if self.seed % 20 == 0:
            self.demand(not self.audit.without("p.example").fixes,
                        "an audit that is not complete has a fix")

    def check_fix(self):
        fix = self.fixes[0]
        self.demand(len(self.fixes) == 1, "two fixes of SPF")
        self.edited = self.apply(fix)
        wrong, self.same, judges = probes.compare(self.setup, self.edited, fix)
        self.wrong += wrong
        for one in judges if self.seed % DOUBTED == 0 else []:
            self.demand(not one.find_doubts(), f"judged in two ways: {one.find_doubts()[:2]}")
        self.check_again(fix)

    def says_no_mail(self):
        """Whether one of several records says that no mail is sent: keys are not missed until it is gone."""
        return b"v=spf1 -all" in [b"".join(text).strip().lower() for text in self.setup.texts]

    def check_again(self, fix):
        names = {**self.setup.names, DOMAIN: {**self.setup.names[DOMAIN], "txt": self.edited}}
        after = audits.Audit(self.audit.program, self.audit.folder, names)
        for name in fix["removes"]:
            self.demand(after.count(name) < self.audit.count(name), f"{name} is not gone")
        for section, severity in after.sections.items():
            before = self.audit.sections[section]
            if section == "dkim" and self.says_no_mail():
                continue
            self.demand(RANKS.index(severity) <= max(RANKS.index(before), RANKS.index("notice")),
                        f"{section} was {before}, is {severity}")
        self.demand(not after.spf_fixes(), f"a fix of the fix: {after.spf_fixes()}")

    def check(self):
        # A name that was glued to the next term, or to bytes that cannot be part of a name, may be in a zone that
        # is not here.
        odd = any(byte in b"".join(text) for text in self.setup.texts for byte in b";\\")
        self.demand(self.audit.complete or odd or "strings" in self.setup.faults,
                    "the audit is not complete")
        self.demand(self.audit.complete or not self.fixes, "a fix without a complete audit")
        self.check_quiet()
        if self.fixes:
            self.check_fix()
        return self

    # --- Telling

    def describe(self):
        lines = [f"set-up {self.seed}: {self.setup.kind} {self.setup.faults}",
                 f"  meant  {self.setup.target}"]
        lines += [f"  there  {b'|'.join(value)}" for value in self.setup.texts]
        lines += [f"  fix    {fix['new']}" for fix in self.fixes]
        return "\n".join(lines + [f"  WRONG  {what}" for what in self.wrong[:SHOWN_OF_ONE]])


def try_seeds(task):
    """The shares and the faults of some seeds."""
    program, seeds = task
    judge.forget()
    shares, wrong, lines = collections.Counter(), [], []
    with tempfile.TemporaryDirectory(dir=audits.FOLDER) as folder:
        for seed in seeds:
            case = Case(seed, folder, program).check()
            for key in [case.setup.kind, *case.setup.faults]:
                shares[key, "all"] += 1
                shares[key, "fixed"] += bool(case.fixes)
                shares[key, "same"] += bool(case.fixes) and case.same
            lines += [(line, new) for fix in case.fixes
                      for line, new in zip(fix["zone_lines"], fix["new"])]
            if case.wrong:
                wrong.append(case.describe())
        wrong += audits.check_zone(folder, lines)
    return shares, wrong, runner.close()


def show(shares, key):
    count, fixed, same = (shares[key, what] for what in ("all", "fixed", "same"))
    print(f"  {key:16} {count:6} set-ups, {100 * fixed / count:5.1f} % get a fix, "
          f"{100 * same / count:5.1f} % as good")


def judge_shares(shares):
    """Whether enough of what can be repaired is."""
    slip = [key for key, what in shares if what == "all" and key in
            {slip.__name__ for slip in slips.SLIPS} - slips.NOT_REPAIRABLE]
    count, fixed, same = (sum(shares[key, what] for key in slip)
                          for what in ("all", "fixed", "same"))
    for key in sorted({key for key, _ in shares}):
        show(shares, key)
    print(f"  of {count} that can be repaired, {100 * fixed / count:.1f} % get a fix, "
          f"{100 * same / count:.1f} % one as good as the original")
    return 100 * fixed >= SHARE_FIXED * count and 100 * same >= SHARE_SAME * count


def show_one(program, seed):
    with tempfile.TemporaryDirectory(dir=audits.FOLDER) as folder:
        case = Case(seed, folder, program).check()
        print(case.describe())
        for finding in case.audit.findings:
            print(f"  {finding['severity']} {finding['id']} {finding['text']}")
        for name, held in case.setup.names.items():
            print(f"  {name} {held}")
    return 1 if runner.close() + len(case.wrong) else 0


def main():
    program = sys.argv[1]
    chosen = sys.argv[2] if len(sys.argv) > 2 else ""
    if chosen.isdigit():
        return show_one(program, int(chosen))
    count = FULL if os.environ.get("MAILAUTH_SCALE") == "full" else ORDINARY
    first, end = map(int, chosen.split("-")) if chosen else (0, count)
    tasks = [(program, range(at, min(at + STEP, end))) for at in range(first, end, STEP)]
    shares, wrong, faults = collections.Counter(), [], 0
    with multiprocessing.Pool(2) as pool:
        for some, some_wrong, some_faults in pool.imap(try_seeds, tasks):
            shares += some
            wrong += some_wrong
            faults += some_faults
    for text in wrong[:SHOWN]:
        print(text)
    print(f"fixes: {end - first} set-ups, {sum(shares[key, 'fixed'] for key in KINDS)} fixes, "
          f"{len(wrong)} set-ups with faults")
    enough = judge_shares(shares)
    return 1 if wrong or faults or not enough else 0


KINDS = ["healthy", "broken", "wild"]
if __name__ == "__main__":
    sys.exit(main())
