#!/usr/bin/python3
"""The table of companies is whole: the generator refuses what lacks a source, a date or a language, and names that
anyone could register.

SPDX-License-Identifier: MIT

usage: providers.py LIB
"""

import io
import os
import subprocess
import sys
import tempfile

LIB = sys.argv[1]
GENERATOR = os.path.join(LIB, "known", "provider", "providers.py")
WHOLE = """# A comment.

alpha
en: Alpha
ja: アルファ
kind: hosting
dns: ns#.alpha.example
screen en: panel
screen ja: パネル
source: its help pages
seen: 2026-11-28
"""
# What is changed in it, and a part of what has to be said.
FAULTS = [
    ("source: its help pages\n", "", "no source"),
    ("seen: 2026-11-28\n", "", "no seen"),
    ("2026-11-28", "2026-13-28", "month must be in"),
    ("ja: アルファ\n", "", "no ja"),
    ("screen ja: パネル\n", "", "a screen in one language"),
    ("screen en: panel\n", "signing en: panel\nscreen en: panel\n", "a signing in one language"),
    ("kind: hosting", "kind: baker", "unknown kind"),
    ("dns: ns#.alpha.example\n", "", "no name that it is recognized by"),
    ("ns#.alpha.example", "*alpha.example", "not a pattern"),
    ("ns#.alpha.example", "*.example", "not a pattern"),
    ("ns#.alpha.example", "ns1.*.example", "not a pattern"),
    ("ns#.alpha.example", "NS1.alpha.example", "not a pattern"),
    ("dns:", "nds:", "unknown key nds"),
    ("seen: 2026-11-28\n", "seen: 2026-11-28\nseen: 2026-11-28\n", "seen twice"),
    ("seen: 2026-11-28\n", "seen: 2026-11-28\nsame as: beta\n", "not an id"),
    ("seen: 2026-11-28\n", "senders: whoever\nseen: 2026-11-28\n", "not known of senders"),
    ("seen: 2026-11-28\n", "seen: 2026-11-28\nfreely\n", "not a key with a value"),
    ("alpha\n", "Alpha Ltd\n", "not an id of its own"),
    ("# A comment.\n", WHOLE.replace("# A comment.", ""), "not an id of its own"),
    ("# A comment.\n", WHOLE.replace("# A comment.", "").replace("alpha\n", "beta\n"), "is that of"),
]


def generate(text):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "providers.txt")
        with io.open(path, "w", encoding="utf-8") as out:
            out.write(text)
        return subprocess.run([sys.executable, GENERATOR, path, os.path.join(folder, "providers.inc")],
                              capture_output=True, text=True, check=False)


def main():
    faults = []
    if generate(WHOLE).returncode != 0:
        faults.append(f"refuses what is whole: {generate(WHOLE).stderr}")
    for old, new, said in FAULTS:
        done = generate(WHOLE.replace(old, new, 1))
        if done.returncode == 0 or said not in done.stderr:
            faults.append(f"{old!r} as {new!r}: {done.returncode} {done.stderr.strip()}")
    for fault in faults:
        print(fault)
    print(f"providers: {len(FAULTS)} faults planted, {len(faults)} not found")
    sys.exit(1 if faults else 0)


main()
