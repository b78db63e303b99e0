#!/usr/bin/python3
"""Holds the tables of checks (checks*.tsv) against the scenarios and the catalogue of findings.

SPDX-License-Identifier: MIT

Each line names a run that raises its finding and one that does not.  What the runs say is proved
by scenario.py; here it is proved that they exist, and that no finding is without.

usage: checks.py TESTS CATALOGUE...
           TESTS is the folder of the tables, CATALOGUE are the files lib/finding/*.def
"""

import functools
import glob
import os
import re
import shlex
import sys

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import scenario  # noqa: E402

FINDING = re.compile(r'^FINDING\(\w+,\s*"([^"]+)",\s*(\w+),', re.MULTILINE)
ROW = re.compile(r"[A-Z]+-[0-9]+[a-z]?")
REFERENCE = re.compile(r"([\w-]+\.txt): (\S+)")


def read_catalogue(paths):
    """The severity of each id."""
    severities = {}
    for path in paths:
        with open(path, encoding="utf-8") as source:
            severities.update(FINDING.findall(source.read()))
    return severities


def subject_of(words):
    """The domain of a command, or the file of one about a message."""
    return words[2:3] if words[1:2] == ["verify"] else words[1:2]


class Proofs:
    """What the scenario files and the test programs of a folder show."""

    def __init__(self, folder):
        self.folder = folder

    @functools.lru_cache(None)
    def runs(self, file):
        """The lines of "finds" of all runs of a scenario, by the domain of their commands."""
        path = os.path.join(self.folder, "scenarios", file)
        if not os.path.exists(path):
            return None
        found = {}
        for run in scenario.read(path)[1]:
            words = shlex.split(run.command)
            for word in subject_of(words):
                found.setdefault(word, set()).update(run.finds)
        return found

    @functools.lru_cache(None)
    def program(self, file):
        path = next(iter(glob.glob(os.path.join(self.folder, "*", file))), file)
        if not os.path.exists(path):
            return ""
        with open(path, encoding="utf-8") as source:
            return source.read()

    def lacks(self, place, line):
        """Why PLACE does not show LINE, or None."""
        file, _, what = place.partition(": ")
        if file.endswith(".c"):
            known = re.search(rf"START_TEST\({re.escape(what)}\)", self.program(file))
            return None if known else f"no {what} in {file}"
        runs = self.runs(file)
        if runs is None:
            return f"no scenario {file}"
        if what not in runs:
            return f"no run for {what} in {file}"
        return None if line in runs[what] else f"no run for {what} in {file} lists \"{line}\""

    def lacks_any(self, reason):
        """A reason that points at a run has to point at one that exists."""
        for file, domain in REFERENCE.findall(reason.replace(")", " ")):
            if domain not in (self.runs(file) or {}):
                return f"no run for {domain} in {file}"
        return None


def check_line(proofs, severities, fields):
    """The id that the line covers goes to the caller; yields what is wrong with it."""
    if len(fields) == 3 and "-" in fields[:2] and fields[0] != fields[1]:
        lack = proofs.lacks_any(fields[2])
    elif len(fields) == 4 and ROW.fullmatch(fields[0]):
        lack = proofs.lacks(fields[2], fields[1]) or proofs.lacks(fields[3], f"not {fields[1]}")
    else:
        lack = "neither a row with both halves nor a reason"
    if lack:
        yield lack
    if not all(field.strip() for field in fields):
        yield "an empty field"
    if fields[0] != "-" and not ROW.fullmatch(fields[0]):
        yield f"{fields[0]} is no row"
    if len(fields) > 1 and fields[1] != "-" and fields[1] not in severities:
        yield f"there is no finding {fields[1]}"


def check_table(proofs, severities, path, covered):
    rows = set()
    with open(path, encoding="utf-8") as source:
        for number, line in enumerate(source, 1):
            if line.startswith("#") or not line.strip():
                continue
            fields = line.rstrip("\n").split("\t")
            for fault in check_line(proofs, severities, fields):
                yield f"{path}:{number}: {fault}"
            rows.add(fields[0])
            covered.update(fields[1:2])
    print(f"{os.path.basename(path)}: {len(rows - {'-'})} rows")


def main():
    folder, *catalogue = sys.argv[1:]
    severities, covered, faults = read_catalogue(catalogue), set(), []
    tables = sorted(glob.glob(os.path.join(folder, "checks*.tsv")))
    proofs = Proofs(folder)
    for path in tables:
        faults += check_table(proofs, severities, path, covered)
    for word, severity in sorted(severities.items()):
        if severity != "OK" and word not in covered:
            faults.append(f"{word} ({severity}) is in no row, and no reason is given")
    for fault in faults:
        print(fault)
    print(f"checks: {len(tables)} tables, {len(covered & set(severities))} of {len(severities)} findings, "
          f"{len(faults)} faults")
    sys.exit(bool(faults) or not severities or not tables)


if __name__ == "__main__":
    main()
