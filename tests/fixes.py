#!/usr/bin/python3
"""Holds the list of fixes (fixes.tsv) against the catalogue of findings and the scenarios.

SPDX-License-Identifier: MIT

Each finding that is a warning or worse is on the list: with a run that proposes a fix which removes
it, or with the reason why none is proposed.  The runs are made, and have to remove what the list
says.

usage: fixes.py DNSAUDIT TABLE CATALOGUE...
           DNSAUDIT may be the program that runs many commands (runner.py), TABLE is fixes.tsv,
           CATALOGUE are the files lib/finding/*.def
"""

import collections
import contextlib
import json
import os
import shlex
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import checks  # noqa: E402
import runner  # noqa: E402
import scenario  # noqa: E402

GRAVE = {"WARNING", "ERROR", "UNKNOWN"}


def read_table(path):
    """The rows: an id, where it is fixed (a file and a domain) or None, and a reason."""
    with open(path, encoding="utf-8") as source:
        for line in source:
            if line.startswith("#") or not line.strip():
                continue
            word, place, *reason = line.rstrip("\n").split("\t")
            yield word, None if place == "-" else tuple(place.split(": ")), " ".join(reason)


def removed_by(program, run, folder, server):
    """The ids that the fixes of a run remove."""
    process = scenario.execute(program, run, folder, server, "en", "--format", "json")
    report = json.loads(process.stdout or "{}")
    return {word for fix in report.get("fixes", []) for word in fix["removes"]}


def removed_in(program, path, domains):
    """The same of the runs about DOMAINS, by domain."""
    removed = collections.defaultdict(set)
    files, runs = scenario.read(path)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        server = scenario.serve(stack, files)
        scenario.write_files(files, folder)
        for run in runs:
            domain = next(iter(checks.subject_of(shlex.split(run.command))), "")
            if domain in domains:
                removed[domain] |= removed_by(program, run, folder, server)
    return removed


def check_list(rows, severities):
    listed = collections.Counter(word for word, _, _ in rows)
    for word, severity in severities.items():
        if severity in GRAVE and listed[word] != 1:
            yield f"{word} ({severity}) is listed {listed[word]} times"
    for word, place, reason in rows:
        if word not in severities:
            yield f"there is no finding {word}"
        if place is None and not reason:
            yield f"{word} has neither a run nor a reason"


def check_runs(program, folder, rows):
    wanted = collections.defaultdict(dict)
    for word, place, _ in rows:
        if place is not None:
            file, domain = place
            wanted[file].setdefault(domain, set()).add(word)
    for file, domains in wanted.items():
        removed = removed_in(program, os.path.join(folder, "scenarios", file), domains)
        for domain, words in domains.items():
            for word in sorted(words - removed[domain]):
                yield f"no fix for {domain} in {file} removes {word}"


def main():
    program, table, *catalogue = sys.argv[1:]
    rows = list(read_table(table))
    severities = checks.read_catalogue(catalogue)
    faults = [*check_list(rows, severities),
              *check_runs(os.path.abspath(program), os.path.dirname(table), rows)]
    for fault in faults:
        print(fault)
    fixed = sum(place is not None for _, place, _ in rows)
    print(f"fixes: {fixed} findings with a fix, {len(rows) - fixed} without, {len(faults)} faults")
    sys.exit(runner.close() > 0 or bool(faults) or not fixed)


if __name__ == "__main__":
    main()
