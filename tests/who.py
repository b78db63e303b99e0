#!/usr/bin/python3
"""The text and the JSON of a report name the same people: in every scenario, who is asked to act on a
finding, and on the whole, is the same in both; and no {key} of a sentence is printed.

SPDX-License-Identifier: MIT

usage: who.py DNSAUDIT PHRASES.DEF SCENARIO...
"""

import concurrent.futures
import json
import os
import re
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing of ours beside the sources

import scenario  # noqa: E402

PARALLEL = 4
PHRASE = re.compile(r'PHRASE\((\w+),\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"\)')
KEY = re.compile(r"(?<![%\w])\{[a-z_]+\}")
LEAST = 1000  # of names in texts that are compared


def phrases_of(path):
    with open(path, encoding="utf-8") as source:
        return {name: {"en": en, "ja": ja} for name, en, ja in PHRASE.findall(source.read())}


def words_of(phrases, remedy, language, form, separator):
    """What the text has to say of a remedy of the JSON."""
    name = (remedy["holder"] or {}).get("name", "")
    if remedy["holder"] and not remedy["holder"]["own"] and remedy["who"] == ["hosting-provider"]:
        return phrases[f"{form}_INCLUDED"][language].replace("{name}", name)
    words = [phrases[f"{form}_{who.upper().replace('-', '_')}"][language] for who in remedy["who"]]
    return phrases[separator][language].join(words)


def check_findings(phrases, text, report, language):
    """Each line that ends a finding's advice: its id, its source, and whom it is for."""
    label = phrases["LABEL_FOR"][language]
    wanted = {}
    for finding in report["findings"]:
        wanted.setdefault(finding["id"], set()).add(
            squeeze(words_of(phrases, finding, language, "FOR", "SERVER_SEPARATOR")))
    for block in re.split(r"\n(?=\S|\n)|\n {2}(?=\S)", text):
        lines = [line.strip() for line in block.split("\n")]
        for at, line in enumerate(lines):
            found = re.match(r"([a-z]+\.[a-z0-9-]+)  (?:RFC [^ ]+ [^ ]+  |.*?  )?" + re.escape(label) + "(.*)",
                             line)
            if found and found[1] in wanted:
                said = squeeze("".join([found[2], *lines[at + 1:]]))
                yield found[1], said, wanted[found[1]]


def squeeze(text):
    return re.sub(r"\s+", "", text)


def check_one(program, phrases, run, folder, language):
    process = scenario.execute(program, run, folder, None, language)
    written = scenario.execute(program, run, folder, None, language, "--format", "json").stdout
    text = process.stdout.decode("utf-8", "replace")
    faults, count = [], 0
    for key in set(KEY.findall(text)) & {"{%s}" % name for name in KEYS}:
        faults.append(f"prints {key}")
    if not written or "explain" in run.command.split()[:3]:
        return faults, count
    report = json.loads(written)
    for finding in report.get("findings", []):
        for field in ("text", "advice"):
            if set(KEY.findall(finding[field])) & {"{%s}" % name for name in KEYS}:
                faults.append(f"JSON prints a key: {finding[field]}")
    for name, said, wanted in check_findings(phrases, text, report, language):
        count += 1
        if not any(said.startswith(words) for words in wanted):
            faults.append(f"{name} is for {said} in the text, for {wanted} in the JSON")
    return faults, count


KEYS = set()


def keys_of(folder):
    for name in os.listdir(folder):
        if name.endswith(".def"):
            with open(os.path.join(folder, name), encoding="utf-8") as source:
                KEYS.update(re.findall(r"\{([a-z_]+)\}", source.read()))


def main():
    program, definitions, paths = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3:]
    phrases = phrases_of(definitions)
    keys_of(os.path.dirname(definitions))
    faults, count, commands = 0, 0, 0
    for path in paths:
        files, runs = scenario.read(path)
        if "server" in files or any("--record" in run.command for run in runs):
            continue
        with tempfile.TemporaryDirectory() as folder, \
                concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
            scenario.write_files(files, folder)
            jobs = [(run, pool.submit(check_one, program, phrases, run, folder, language))
                    for run in runs for language in scenario.languages_of(run)]
            for run, job in jobs:
                wrong, compared = job.result()
                commands += 1
                count += compared
                for fault in wrong:
                    print(f"{os.path.basename(path)}: {run.command}: {fault}")
                    faults += 1
    print(f"who: {commands} runs, {count} findings compared, {faults} faults")
    sys.exit(faults > 0 or count < LEAST)


if __name__ == "__main__":
    main()
