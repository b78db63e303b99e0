#!/usr/bin/python3
"""Stories: what a person pastes, and the whole answer that a support desk could send on.

stories/NAME.txt is the text, stories/NAME.ja and NAME.en are the answers.

usage: stories.py DNSAUDIT FOLDER [--update]

With --update the answers are written instead of compared: read them before you commit them.
"""

import difflib
import glob
import json
import os
import subprocess
import sys

import jsonschema

SCHEMA = os.path.join(os.path.dirname(__file__), "..", "lib", "render", "json", "report.schema.json")
with open(SCHEMA, encoding="utf-8") as schema:
    VALIDATOR = jsonschema.Draft7Validator(json.load(schema))


def answer(program, path, language, *options):
    environment = {"PATH": os.environ["PATH"], "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", "")}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
        if name in os.environ:
            environment[name] = os.environ[name]
    process = subprocess.run([program, "explain", "--lang", language, *options, path], env=environment,
                             capture_output=True, timeout=300, check=False)
    if process.returncode not in (0, 2) or process.stderr:
        sys.exit(f"{path}: status {process.returncode}: {process.stderr.decode('utf-8', 'replace')}")
    return process.stdout.decode("utf-8")


def compare(path, given):
    with open(path, encoding="utf-8", newline="\n") as golden:
        expected = golden.read()
    difference = list(difflib.unified_diff(expected.splitlines(), given.splitlines(), path, "given",
                                           lineterm=""))
    print("\n".join(difference), end="\n" if difference else "")
    return not difference


def main():
    program, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    stories = sorted(glob.glob(os.path.join(folder, "*.txt")))
    failed = 0
    for story in stories:
        for language in ("ja", "en"):
            golden = f"{story[:-4]}.{language}"
            given = answer(program, story, language)
            if "--update" in sys.argv[3:]:
                with open(golden, "w", encoding="utf-8", newline="\n") as target:
                    target.write(given)
            elif not compare(golden, given):
                failed += 1
            for fault in VALIDATOR.iter_errors(json.loads(answer(program, story, language, "--format", "json"))):
                print(f"{story}: not as the schema says: {fault.json_path}: {fault.message[:200]}")
                failed += 1
    print(f"stories: {len(stories)}, {failed} answers differ")
    sys.exit(failed > 0 or len(stories) < 15)


main()
