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
import sys

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import runner  # noqa: E402
import schema  # noqa: E402



def answer(program, path, language, *options):
    process = runner.run([program, "explain", "--lang", language, *options, path])
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
            for fault in schema.faults(json.loads(answer(program, story, language, "--format", "json"))):
                print(f"{story}: {fault}")
                failed += 1
    print(f"stories: {len(stories)}, {failed} answers differ")
    sys.exit(runner.close() > 0 or failed > 0 or len(stories) < 15)


main()
