#!/usr/bin/python3
"""Shows that compare.py notices a proof or a repair that is wrong.

SPDX-License-Identifier: MIT

usage: mutants.py SOURCES [COUNT]

Each mutant is a copy of the sources with one change; it is built, and compare.py has to find faults
in COUNT set-ups (600 if none is given).  This takes a build for each: it is run by hand, after
changes to lib/fix, lib/spf/passing or lib/spf/repair.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

# What is changed, in which file, and to what.
MUTANTS = {
    "lost senders do not count":
        ("lib/fix/spf/senders.c", "return lost.count == 0;", "return true;"),
    "forgotten senders do not count":
        ("lib/fix/spf/senders.c", "return forgotten.count == 0 &&", "return"),
    "gained senders do not count":
        ("lib/fix/spf/senders.c", "&& strangers.count == 0;", ";"),
    "limits do not count":
        ("lib/fix/spf/senders.c", re.compile(r"tree->lookups <= .*?;", re.DOTALL), "true;"),
    "void lookups of some senders do not count":
        ("lib/fix/spf/senders.c", "voids_of(proposals, tree, passing) + passing->unknowns <=",
         "voids_of(proposals, tree, passing) <="),
    "the last term is dropped":
        ("lib/spf/repair/compose.c", "for (size_t i = 0; i < parts->count; i++) {\n"
         "\t\t\tconst struct ma_spf_part *part = &parts->items[i];\n\t\t\tbool early",
         "for (size_t i = 0; i + 1 < parts->count; i++) {\n"
         "\t\t\tconst struct ma_spf_part *part = &parts->items[i];\n\t\t\tbool early"),
    "a refusal is left out":
        ("lib/spf/repair/compose.c", "if (part->left_out)\n\t\treturn;",
         "if (part->left_out || (part->share != NULL && part->share->term->qualifier == '-'))\n"
         "\t\treturn;"),
    "a redirect becomes an include without its all":
        ("lib/spf/repair/parts.c", "\tadd_all(parts, share->end);\n", ""),
    "other TXT records go":
        ("lib/fix/proposal.c", "if (!is_same(&fix->kept[i], value))", "if (false)"),
    "a zone line escapes nothing":
        ("lib/fix/write.c", "if (byte == '\"' || byte == '\\\\')", "if (false)"),
}
# Which of them are tried together.  A wrong repair is held back by the proof, and then too few
# set-ups get a fix; a proof that does not look at what is gained meets nothing that gains, unless
# the repair is wrong, too.
RUNS = [
    ["lost senders do not count", "forgotten senders do not count", "the last term is dropped"],
    ["gained senders do not count", "a refusal is left out"],
    ["limits do not count"],
    ["void lookups of some senders do not count"],
    ["the last term is dropped"],
    ["a redirect becomes an include without its all"],
    ["other TXT records go"],
    ["a zone line escapes nothing"],
]


def change(folder, name):
    path, old, new = MUTANTS[name]
    path = os.path.join(folder, path)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    changed = old.sub(new, text, 1) if hasattr(old, "sub") else text.replace(old, new, 1)
    if changed == text:
        sys.exit(f"mutants.py: {name}: there is nothing to change in {path}")
    with open(path, "w", encoding="utf-8") as file:
        file.write(changed)


def build(sources, build_folder):
    done = subprocess.run(["ninja", "-C", build_folder, "tests/dnsaudit-worker"],
                          capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"mutants.py: {sources} does not build:\n{done.stdout.decode()}")


def try_mutant(folder, names, count):
    sources, build_folder = os.path.join(folder, "sources"), os.path.join(folder, "build")
    kept = {}
    for name in names:
        path = os.path.join(sources, MUTANTS[name][0])
        if path not in kept:
            with open(path, encoding="utf-8") as file:
                kept[path] = file.read()
        change(sources, name)
    build(sources, build_folder)
    done = subprocess.run(
        [sys.executable, os.path.join(sources, "tests", "fixes", "compare.py"),
         os.path.join(build_folder, "tests", "dnsaudit-worker"), f"0-{count}"],
        capture_output=True, check=False)
    for path, text in kept.items():
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    lines = done.stdout.decode().splitlines()
    print(f"{' + '.join(names)}: {'caught' if done.returncode else 'NOT CAUGHT'}")
    for line in lines:
        if line.startswith("fixes:") or " that can be repaired" in line:
            print(f"  {line.strip()}", flush=True)
    return done.returncode != 0


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 600
    caught = True
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(sys.argv[1], os.path.join(folder, "sources"),
                        ignore=shutil.ignore_patterns(".git"))
        subprocess.run(["meson", "setup", os.path.join(folder, "build"),
                        os.path.join(folder, "sources")], stdout=subprocess.DEVNULL, check=True)
        for names in RUNS:
            caught &= try_mutant(folder, names, count)
    return 0 if caught else 1


if __name__ == "__main__":
    sys.exit(main())
