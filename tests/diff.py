#!/usr/bin/python3
"""dnsaudit diff: what has changed between two runs, and what is not a change.

SPDX-License-Identifier: MIT

usage: diff.py DNSAUDIT
"""

import json
import os
import resource
import subprocess
import sys
import tempfile

HEAD = "$ORIGIN {}.\n$TTL 300\n@ SOA ns1 admin 1 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.53\n"
GOOD = """@ MX 10 mail
mail A 192.0.2.10
@ TXT "v=spf1 ip4:192.0.2.10 -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:r@{}"
s1._domainkey TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
"""
OPEN = GOOD.replace("p=reject", "p=none")
WIDE = GOOD.replace("ip4:192.0.2.10", "ip4:192.0.2.10 ip4:192.0.2.11")
TURNED = GOOD.replace("11qYAYKxCrfVS", "PUAXw+hDiVqSt")
PROGRAM = os.path.abspath(sys.argv[1])


class Work:
    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def reports(self, name, worlds, lines=None, **more):
        """The file NAME of the reports on LINES, by WORLDS: zones by their apexes, None for silence."""
        words = [PROGRAM, "batch", "--lang", "en", "--selector", "s1", "--now", "1767225600"]
        for apex, text in worlds.items():
            if text is not None:
                with open(self.path(apex), "w", encoding="utf-8") as zone:
                    zone.write(HEAD.format(apex) + text.format(apex))
                words += ["--zone", self.path(apex)]
        with open(self.path(name), "wb") as target:
            subprocess.run(words, input="\n".join(lines or worlds).encode() + b"\n", stdout=target, check=False, timeout=300,
                           **more)
        return self.path(name)

    def diff(self, *words, **more):
        process = subprocess.run([PROGRAM, "diff", *words], capture_output=True, text=True, timeout=300, check=False, **more)
        return process.returncode, process.stdout, process.stderr


def changes(output):
    """The changes by domain, and the summary."""
    lines = [json.loads(line) for line in output.splitlines()]
    return {line.get("domain", ""): line for line in lines[:-1]}, lines[-1]["summary"]


def faults_of_changes(work):
    names = ["same", "worse", "better", "wide", "turned", "lost", "found"]
    old = {f"{name}.example": OPEN if name == "better" else GOOD for name in names}
    new = {**old, "worse.example": OPEN, "better.example": GOOD, "wide.example": WIDE, "turned.example": TURNED,
           "lost.example": None}
    old["found.example"] = None
    old["gone.example"] = new["come.example"] = GOOD
    # A zone has to be there for the others to be unknown.
    paths = work.reports("old", old), work.reports("new", new)
    status, output, errors = work.diff(*paths, "--format", "json")
    found, summary = changes(output)
    if status != 1 or errors:
        yield f"status {status}: {errors}"
    for name, change in (("worse", "worse"), ("better", "better"), ("wide", "changed"), ("turned", "changed"),
                         ("lost", "unknown"), ("found", "unknown"), ("gone", "removed"), ("come", "added")):
        if found.get(f"{name}.example", {}).get("change") != change:
            yield f"{name}.example is not {change}: {found.get(f'{name}.example')}"
    if "same.example" in found or summary != {"same": 1, "worse": 1, "better": 1, "changed": 2, "unknown": 2, "added": 1,
                                              "removed": 1}:
        yield f"{sorted(found)}, {summary}"
    worse = found["worse.example"]
    if worse.get("policy") != ["reject", "none"] or not worse.get("spoofable") or worse["spoofable"][0] != "no":
        yield f"worse.example: {worse}"
    if found["wide.example"].get("spf") != ["v=spf1 ip4:192.0.2.10 -all", "v=spf1 ip4:192.0.2.10 ip4:192.0.2.11 -all"]:
        yield f"wide.example: {found['wide.example']}"
    if [key["selector"] for key in found["turned.example"].get("keys", [])] != ["s1"]:
        yield f"turned.example: {found['turned.example']}"
    # What was not answered takes nothing away and adds nothing.
    for name in ("lost.example", "found.example"):
        if set(found[name]) - {"change", "domain"}:
            yield f"{name}: {found[name]}"
    # The other way round, better is worse.
    back, _ = changes(work.diff(*reversed(paths), "--format", "json")[1])
    if (back["worse.example"]["change"], back["better.example"]["change"]) != ("better", "worse"):
        yield "the other way round is not the opposite"
    yield from faults_of_texts(work, paths, summary)


def faults_of_texts(work, paths, summary):
    for language, wanted in (("en", ["worse: worse.example", "DMARC policy before: reject", "DMARC policy now: none",
                                     "DKIM key s1 before: v=DKIM1", "not known: lost.example", "added: come.example",
                                     "1 worse, 1 better, 2 changed"]),
                             ("ja", ["悪化: worse.example", "以前のDMARCのポリシー: reject", "不明: lost.example",
                                     "悪化 1、改善 1、変更 2"])):
        output = work.diff(*paths, "--lang", language)[1]
        for part in wanted:
            if part not in output:
                yield f"{language}: no {part!r} in {output[:3000]}"
        if output.count("\n    ") == 0 or summary["worse"] != 1:
            yield "no details"


def faults_of_ids(work):
    """Requests for one domain are known by their ids, in any order."""
    lines = [json.dumps({"id": number, "domain": "a.example", "ip": f"192.0.2.{number}"}) for number in (10, 11)]
    old = work.reports("ids-old", {"a.example": GOOD}, lines)
    new = work.reports("ids-new", {"a.example": GOOD}, lines[::-1])
    status, output, _ = work.diff(old, new, "--format", "json")
    if status != 0 or changes(output)[1]["same"] != 2:
        yield f"ids: status {status}: {output}"
    double = work.reports("double", {"a.example": GOOD}, ["a.example", "a.example"])
    once = work.reports("once", {"a.example": GOOD}, ["a.example"])
    if changes(work.diff(double, once, "--format", "json")[1])[1]["removed"] != 1:
        yield "of two lines alike, one is gone"


def faults_of_single(work):
    """Single reports, over several lines of a file as well; and what is not a report."""
    one = work.reports("one", {"a.example": GOOD}, ["a.example"])
    with open(one, encoding="utf-8") as source:
        report = json.load(source)
    with open(work.path("pretty"), "w", encoding="utf-8") as target:
        json.dump(report, target, indent=2)
    if work.diff(one, work.path("pretty"))[0] != 0:
        yield "a report over several lines"
    with open(work.path("torn"), "w", encoding="utf-8") as target:
        target.write(json.dumps(report) + "\n" + json.dumps(report)[:300])
    status, _, errors = work.diff(one, work.path("torn"), "--lang", "en")
    if status != 65 or "report 2" not in errors:
        yield f"a torn report: {status}, {errors}"
    for words, wanted in (([one, work.path("missing")], 66), ([one], 64), ([one, one, one], 64),
                          ([one, one, "--zone", "x"], 64), ([one, one, "--format", "zone"], 64), (["/dev/null", "/dev/null"], 0)):
        status = work.diff(*words)[0]
        if status != wanted:
            yield f"{words}: status {status}, not {wanted}"
    bad = work.reports("bad", {"a.example": GOOD}, ["{", "a.example"])
    if work.diff(bad, bad)[0] != 2:
        yield "a line with an error is not known"


def faults_of_memory(work):
    """Long files in one order take no more memory than short ones."""
    one = work.reports("one", {"a.example": GOOD}, ["a.example"])
    with open(one, encoding="utf-8") as source:
        report = source.read()
    with open(work.path("long"), "w", encoding="utf-8") as target:
        for number in range(3000):
            target.write(report.replace("a.example", f"a{number}.example"))

    def bound():
        resource.setrlimit(resource.RLIMIT_AS, (100 << 20, 100 << 20))

    status, output, errors = work.diff(work.path("long"), work.path("long"), "--format", "json", preexec_fn=bound)
    if "AddressSanitizer failed to allocate" in errors:
        return  # it needs room for itself
    if status != 0 or changes(output)[1]["same"] != 3000:
        yield f"long files: status {status}: {output[:200]} {errors[:200]}"


def main():
    failed = 0
    for check in (faults_of_changes, faults_of_ids, faults_of_single, faults_of_memory):
        with tempfile.TemporaryDirectory() as folder:
            found = list(check(Work(folder)))
        for fault in found[:6]:
            print(f"{check.__name__}: {fault}"[:1500])
        failed += bool(found)
    print(f"diff: {failed} checks failed")
    sys.exit(bool(failed))


main()
