#!/usr/bin/python3
"""Runs scenario files: zones, a command, and what it must find, say and return.

A file begins with a comment that says what it shows.  Then come sections, each under a line
"--- NAME":

    --- NAME.zone       a file of that name, beside which the command runs ("--- FILE" as well)
    --- run             the command; it is run in Japanese and in English unless it says --lang
    --- status          its exit status
    --- finds           ids of findings, one a line; "not ID" must not be found; "rule ID" is an explanation's
    --- says ja         lines that the Japanese output must hold, "not …" that it must not;
    --- says en         likewise
    --- says            in both languages

There may be several "run" sections; the sections behind one belong to it.

usage: scenario.py DNSAUDIT FILE...
"""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import unicodedata

import jsonschema

SCHEMA = os.path.join(os.path.dirname(__file__), "..", "lib", "render", "report.schema.json")
with open(SCHEMA, encoding="utf-8") as schema:
    VALIDATOR = jsonschema.Draft7Validator(json.load(schema))
VALIDATOR.check_schema(VALIDATOR.schema)


class Run:
    def __init__(self, command):
        self.command = command
        self.status = 0
        self.finds = []
        self.says = []  # (language or None, line)


def read(path):
    files, runs, body = {}, [], None
    with open(path, encoding="utf-8", newline="\n") as source:
        for line in source:
            if line.startswith("--- "):
                name, body = line[4:].strip(), []
                section(files, runs, name, body)
            elif body is not None:
                body.append(line)
            elif not line.startswith("#") and line.strip():
                raise ValueError(f"{path}: text before the first section")
    return files, [finish(*r) for r in runs]


def section(files, runs, name, body):
    word = name.split()[0]
    if word == "run":
        runs.append((body, []))
    elif word in ("status", "finds", "says"):
        runs[-1][1].append((name.split(), body))
    else:
        files[name] = body


def finish(command, sections):
    run = Run(" ".join(part.strip() for part in command).strip())
    for (word, *language), body in sections:
        lines = [line.strip() for line in body if line.strip()]
        if word == "status":
            run.status = int(lines[0])
        elif word == "finds":
            run.finds += lines
        else:
            run.says += [(language[0] if language else None, line) for line in lines]
    return run


def execute(program, run, folder, language, *options):
    words = shlex.split(run.command)
    if words[0] != "dnsaudit":
        raise ValueError(f"not a command of ours: {run.command}")
    words[0] = program
    if "--lang" not in words:
        words[1:1] = ["--lang", language]
    words[1:1] = options
    environment = {"PATH": os.environ["PATH"], "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", "")}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
        if name in os.environ:
            environment[name] = os.environ[name]
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, timeout=300,
                          check=False)


def squeeze(text):
    """Line breaks and indents are the renderer's; what is said is not."""
    return re.sub(r"\s*\n\s*", "", text), re.sub(r"\s+", " ", text)


def columns(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1
               for c in line)


def check_safety(output):
    """Nothing raw reaches a terminal."""
    text = output.decode("utf-8")  # or it fails
    for character in text:
        if character != "\n" and unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Co", "Cn"):
            yield f"prints U+{ord(character):04X}"


def check_findings(run, process):
    """The same command with --format json: one object, and in it the ids."""
    if process.returncode != run.status:
        yield f"status {process.returncode} with --format json, not {run.status}"
    yield from check_safety(process.stdout)
    if not process.stdout:
        if run.finds:
            yield "prints no JSON"
        return
    report = json.loads(process.stdout)
    for fault in VALIDATOR.iter_errors(report):
        yield f"not as the schema says: {fault.json_path}: {fault.message[:200]}"
    found = {finding["id"] for finding in report.get("findings", [])}
    found.add(f"rule {report.get('explanation', {}).get('rule')}")
    for line in run.finds:
        if line.startswith("not "):
            if line[4:] in found:
                yield f"finds {line[4:]}"
        elif line not in found:
            yield f"does not find {line} (but {', '.join(sorted(found)) or 'nothing'})"


def check(run, language, process):
    if process.returncode != run.status:
        yield f"status {process.returncode}, not {run.status}"
    yield from check_safety(process.stdout)
    yield from check_safety(process.stderr)
    text = process.stdout.decode("utf-8", "replace") + process.stderr.decode("utf-8", "replace")
    joined, spaced = squeeze(text)
    for wanted, line in run.says:
        if wanted not in (None, language):
            continue
        says = not line.startswith("not ")
        line = line if says else line[4:]
        if (line in joined or line in spaced) != says:
            yield f"{'does not say' if says else 'says'}: {line}"


def play(program, path):
    files, runs = read(path)
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for name, body in files.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8", newline="\n") as target:
                target.writelines(body)
        for run in runs:
            for language in ("ja", "en"):
                if "--lang" in run.command and f"--lang {language}" not in run.command:
                    continue
                process = execute(program, run, folder, language)
                wrong = list(check(run, language, process))
                wrong += check_findings(run, execute(program, run, folder, language, "--format",
                                                     "json", "--queries"))
                if wrong:
                    faults.append((run, language, wrong, process))
    for run, language, wrong, process in faults:
        print(f"{path}: {run.command} [{language}]")
        for line in wrong:
            print(f"    {line}")
        sys.stdout.write(process.stdout.decode("utf-8", "backslashreplace"))
        sys.stdout.write(process.stderr.decode("utf-8", "backslashreplace"))
    return not faults, len(runs)


def main():
    program, paths = os.path.abspath(sys.argv[1]), sys.argv[2:]
    passed = failed = commands = 0
    for path in sorted(paths):
        good, count = play(program, path)
        commands += count
        passed += good
        failed += not good
    print(f"scenarios: {len(paths)} files, {commands} commands")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0 or passed == 0)


main()
