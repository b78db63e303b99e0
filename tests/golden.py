#!/usr/bin/python3
"""Whole reports, byte for byte, as a person and a program read them.

SPDX-License-Identifier: MIT

A folder holds zone files, "command" (one line, run next to them, as after $ but without --lang,
--format and --now), and what comes of it: ja.txt, en.txt, ja.json, en.json, and "status".

Without --long, a report fits on a screen, and what a record above sets right is said on one line.

The rules_version in JSON is written as zeros: it is a hash over all words and changes with any of
them, in every report, while the words that changed show themselves where they are used.

usage: golden.py DNSAUDIT [--update] FOLDER...
           --update writes what comes of the commands: read the difference before you keep it
"""

import concurrent.futures
import difflib
import json
import os
import re
import shlex
import sys

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import runner  # noqa: E402
import scenario  # noqa: E402

NOW = "1767225600"  # 2026-01-01
PARALLEL = 4
RULES_VERSION = re.compile(rb'("rules_version":")[0-9a-f]{16}"')
LINES, RECORDS, LINES_OF_RECORD = 30, 2, 6  # for more records than these, so many lines each
FIXED = re.compile(r"\((?:the *record|record *\d+) *above\)|\(上のレコード(?: *\d+)?\)")
MARK = re.compile("[✗!・]")
FORMS = [("ja", "txt"), ("en", "txt"), ("ja", "json"), ("en", "json")]


def read(path):
    try:
        with open(path, "rb") as source:
            return source.read()
    except FileNotFoundError:
        return b""


def check_short(text, report):
    """One screen; of a finding that a record sets right, one line."""
    most = LINES + LINES_OF_RECORD * max(0, len(report.get("fixes", [])) - RECORDS)
    lines = text.splitlines()
    if len(lines) > most:
        yield f"{len(lines)} lines without --long, not {most} at most"
    if len(FIXED.findall(re.sub(r"\n\s*", " ", text))) > sum(
            bool(MARK.search(line)) for line in lines if FIXED.search(line)):
        yield "what a record sets right takes two lines"


def short_text(program, command, folder, language):
    run = scenario.Run(command.replace(" --long", ""), short=True)
    return scenario.execute(program, run, folder, None, language, "--now", NOW).stdout.decode("utf-8")


def play(program, folder):
    """What comes of the command, by the name of the file that holds it; and what no report may do."""
    with open(os.path.join(folder, "command"), encoding="utf-8") as source:
        lines = source.read().splitlines()
    if len(lines) != 1:
        return {}, ["the command is not one line"]
    run = scenario.Run(lines[0])
    outputs, statuses, faults = {}, set(), []
    for language, form in FORMS:
        options = ["--format", "json"] if form == "json" else []
        process = scenario.execute(program, run, folder, None, language, "--now", NOW, *options)
        outputs[f"{language}.{form}"] = RULES_VERSION.sub(rb'\g<1>' + 16 * b"0" + b'"',
                                                          process.stdout)
        statuses.add(process.returncode)
        faults += scenario.check_safety(process.stdout)
        faults += scenario.check_lines(process.stdout) if form == "txt" else []
        if process.stderr:
            faults.append(f"says on stderr: {process.stderr.decode('utf-8', 'backslashreplace')}")
    outputs["status"] = "".join(f"{status}\n" for status in sorted(statuses)).encode()
    for name in ("ja.json", "en.json"):
        report = json.loads(outputs[name])
        faults += scenario.check_report(report)
        faults += check_short(short_text(program, lines[0], folder, name[:2]), report)
    return outputs, faults


def lines_of(name, content):
    """Of JSON, a key on each line, so that a difference can be read."""
    if name.endswith(".json") and content:
        text = json.dumps(json.loads(content), indent=1, ensure_ascii=False) + "\n"
    else:
        text = content.decode("utf-8", "backslashreplace")
    return text.splitlines(keepends=True)


def compare(folder, outputs):
    for name, content in outputs.items():
        wanted = read(os.path.join(folder, name))
        if content == wanted:
            continue
        path = f"{os.path.basename(folder)}/{name}"
        difference = difflib.unified_diff(lines_of(name, wanted), lines_of(name, content),
                                          f"kept/{path}", f"now/{path}")
        yield "".join(difference) or f"{path}: other bytes of the same JSON\n"


def write(folder, outputs):
    for name, content in outputs.items():
        if content != read(os.path.join(folder, name)):
            with open(os.path.join(folder, name), "wb") as target:
                target.write(content)


def main():
    program, *folders = sys.argv[1:]
    update = folders[:1] == ["--update"]
    folders = sorted(os.path.abspath(folder) for folder in folders[update:])
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        results = list(pool.map(lambda folder: play(os.path.abspath(program), folder), folders))
    for folder, (outputs, faults) in zip(folders, results):
        if update:
            write(folder, outputs)
        else:
            faults += compare(folder, outputs)
        for fault in faults:
            print(f"{os.path.basename(folder)}: {fault}" if "\n" not in fault else fault)
        failed += bool(faults)
    print(f"golden: {len(folders)} reports in two languages and two forms, "
          f"{failed} with a difference or a fault")
    sys.exit(runner.close() > 0 or failed > 0 or not folders)


if __name__ == "__main__":
    main()
