#!/usr/bin/python3
"""Shows that a proof or a repair that is wrong is noticed.

SPDX-License-Identifier: MIT

usage: mutants.py SOURCES [COUNT [WORD]]

Each mutant is a copy of the sources with one change; it is built, and compare.py has to find faults
in COUNT set-ups (600 if none is given), or nested.py in as many, or the scenarios of fixes, or a unit test.  This
takes a build for each: it is run by hand, after changes to lib/fix, lib/audit/prove, lib/spf/passing or
lib/spf/repair.  With WORD only those are tried whose names hold it.
"""

import glob
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
    "records below are not proven":
        ("lib/audit/prove/joint.c", "||\n\t    !are_proven_below(audit, after))", ")"),
    "the record above is not proven":
        ("lib/audit/prove/joint.c",
         "!ma_fix_is_proven(proposals, joint->main, after, joint->trial.passing) ||", ""),
    "records below are not assumed":
        ("lib/audit/prove/joint.c", "&audit->store, joint->overlay, &joint->main->fix,",
         "&audit->store, audit->overlay, &joint->main->fix,"),
    "new findings do not count":
        ("lib/fix/compare.c", "&&\n\t       !has_new_finding(before, after, proven, count);", ";"),
    "senders that fare worse do not count":
        ("lib/fix/compare.c", "after->complete && !is_worse_for_senders(before, after) &&",
         "after->complete &&"),
    "a stronger policy does not count":
        ("lib/fix/compare.c", "(may_refuse || !refuses_more(after, before)) &&",
         "(may_refuse || true) &&"),
    "a weaker policy does not count":
        ("lib/fix/compare.c", "&& !refuses_more(before, after) &&", "&&"),
    "strangers that pass do not count":
        ("lib/fix/compare.c", "rank_of_spoofable(after->verdict.by_strangers) <=\n\t\t       "
         "rank_of_spoofable(before->verdict.by_strangers) &&", ""),
    "a form that leaves the next fault is taken":
        ("lib/fix/proof.c", "if (proposal->may_be_crowded ||", "if (true ||"),
    "unreached terms name no one":
        ("lib/fix/spf/senders.c", "return forgotten.count == 0 &&", "return"),
    "a record that is not walked is sound":
        ("lib/fix/spf/senders.c", "return after->spf.walked && !tree", "return !tree"),
    "everyone may pass":
        ("lib/fix/spf/senders.c", "!tree->reach.everyone &&", ""),
    "what has no answer is sound":
        ("lib/fix/spf/senders.c", "&& !tree->unanswered &&", "&&"),
    "a record below that is not walked is sound":
        ("lib/fix/spf/senders.c", "return after->spf.walked && !is->", "return !is->"),
    "what has moved is gone":
        ("lib/fix/proof.c", " &&\n\t       count_of(after, finding->id) < count_of(before, finding->id);",
         " && count_of(before, finding->id) > 0;"),
    "what made way for a graver one is gone":
        ("lib/fix/proof.c", " || is_replaced(before, after, finding))",
         " || (is_replaced(before, after, finding), false))"),
    "what was right is removed":
        ("lib/fix/proof.c", "mailauth_finding_severity(finding) <= MAILAUTH_SEVERITY_OK ||\n", ""),
    "the other values are not assumed":
        ("lib/fix/compare.c", "records[i] = fix->kept[i];", "records[i] = form->added[0];"),
    "an alias is nothing":
        ("lib/fix/compare.c", "if (fix->kept_count + fix->removed_count > 0 || fix->alias != NULL)",
         "if (fix->kept_count + fix->removed_count > 0)"),
    "no answer changes":
        ("lib/dns/view/touched.c", "if (one != shared && touches_way(one, &asked))", "if (false)"),
    "only an answer of the very name changes":
        ("lib/dns/view/touched.c", "if (ma_name_is_within(assumed->name, name))\n\t\treturn",
         "if (ma_name_is_within(assumed->name, name))\n\t\treturn false &&"),
    "what an alias leads to does not change":
        ("lib/dns/view/touched.c", "if (touches(assumed, answer->links[i].name, asked))", "if (false)"),
    "no other type of a name changes":
        ("lib/dns/view/touched.c", "return assumed->type != question->type && assumed",
         "return assumed->type != question->type || assumed"),
    "together each is as it is alone":
        ("lib/dns/view/touched.c", "if (one != shared && touches_way(one, &asked))",
         "if (shared == NULL && touches_way(one, &asked))"),
}
# Which of them are tried together.  A wrong repair is held back by the proof, and then too few
# set-ups get a fix; a proof that does not look at what is gained meets nothing that gains, unless
# the repair is wrong, too.
RUNS = [
    ("compare", ["lost senders do not count", "forgotten senders do not count",
                 "the last term is dropped"]),
    ("compare", ["gained senders do not count", "a refusal is left out"]),
    ("compare", ["limits do not count"]),
    ("compare", ["void lookups of some senders do not count"]),
    ("compare", ["the last term is dropped"]),
    ("compare", ["a redirect becomes an include without its all"]),
    ("compare", ["other TXT records go"]),
    ("compare", ["a zone line escapes nothing"]),
    ("nested", ["records below are not proven"]),
    ("nested", ["the record above is not proven"]),
    ("scenarios", ["records below are not assumed"]),
    ("scenarios", ["new findings do not count"]),
    ("scenarios", ["senders that fare worse do not count"]),
    ("scenarios", ["a stronger policy does not count"]),
    ("scenarios", ["a weaker policy does not count"]),
    ("scenarios", ["strangers that pass do not count"]),
    ("scenarios", ["a form that leaves the next fault is taken"]),
    ("unit", ["unreached terms name no one"]),
    ("unit", ["a record that is not walked is sound"]),
    ("unit", ["everyone may pass"]),
    ("unit", ["what has no answer is sound"]),
    ("unit", ["a record below that is not walked is sound"]),
    ("unit", ["what has moved is gone"]),
    ("unit", ["what made way for a graver one is gone"]),
    ("unit", ["what was right is removed"]),
    ("unit", ["the other values are not assumed"]),
    ("unit", ["an alias is nothing"]),
    ("scenarios", ["no answer changes"]),
    ("scenarios", ["only an answer of the very name changes"]),
    ("scenarios", ["what an alias leads to does not change"]),
    ("scenarios", ["no other type of a name changes"]),
    ("scenarios", ["together each is as it is alone"]),
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
    done = subprocess.run(["ninja", "-C", build_folder, "tests/dnsaudit-worker", "tests/test_senders"],
                          capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"mutants.py: {sources} does not build:\n{done.stdout.decode()}")


def command(check, sources, worker, count):
    tests = os.path.join(sources, "tests")
    if check == "unit":
        return ["-c", "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))",
                os.path.join(os.path.dirname(worker), "test_senders")]
    if check == "scenarios":
        return [os.path.join(tests, "scenario.py"), worker,
                *sorted(glob.glob(os.path.join(tests, "scenarios", "fixes*.txt"))),
                os.path.join(tests, "scenarios", "proof-rules.txt")]
    return [os.path.join(tests, "fixes", f"{check}.py"), worker, f"0-{count}"]


def try_mutant(folder, check, names, count):
    sources, build_folder = os.path.join(folder, "sources"), os.path.join(folder, "build")
    kept = {}
    for name in names:
        path = os.path.join(sources, MUTANTS[name][0])
        if path not in kept:
            with open(path, encoding="utf-8") as file:
                kept[path] = file.read()
        change(sources, name)
    build(sources, build_folder)
    worker = os.path.join(build_folder, "tests", "dnsaudit-worker")
    done = subprocess.run([sys.executable, *command(check, sources, worker, count)],
                          capture_output=True, check=False)
    for path, text in kept.items():
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    print(f"{' + '.join(names)}: {'caught' if done.returncode else 'NOT CAUGHT'}", flush=True)
    for line in done.stdout.decode().splitlines():
        if line.startswith(("fixes:", "nested:")) or " that can be repaired" in line:
            print(f"  {line.strip()}", flush=True)
    return done.returncode != 0


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 600
    word = sys.argv[3] if len(sys.argv) > 3 else ""
    caught = True
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(sys.argv[1], os.path.join(folder, "sources"),
                        ignore=shutil.ignore_patterns(".git"))
        subprocess.run(["meson", "setup", os.path.join(folder, "build"),
                        os.path.join(folder, "sources")], stdout=subprocess.DEVNULL, check=True)
        for check, names in RUNS:
            if word in " + ".join(names):
                caught &= try_mutant(folder, check, names, count)
    return 0 if caught else 1


if __name__ == "__main__":
    sys.exit(main())
