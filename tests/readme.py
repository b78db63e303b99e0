#!/usr/bin/python3
"""The reports in README.md are what the command prints, and its list of packages is that of the scripts.

SPDX-License-Identifier: MIT

A block that begins with "$ dnsaudit" is run with the example zones; a last line "…" says that the report
continues there.  Japanese, unless --lang is given.

usage: readme.py DNSAUDIT ROOT [--update]

With --update the reports are written instead of compared: read them before you commit them.
"""

import difflib
import glob
import os
import re
import shlex
import subprocess
import sys

BLOCK = re.compile(r"^```\n\$ dnsaudit (.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def report(program, command, root):
    arguments = shlex.split(command)
    if "--lang" not in arguments:
        arguments += ["--lang", "ja"]
    if arguments[0] != "explain":
        for zone in sorted(glob.glob(os.path.join(root, "examples", "zones", "*.zone"))):
            arguments += ["--zone", zone]
    process = subprocess.run([program, *arguments], capture_output=True, check=False)
    if process.returncode > 2 or process.stderr:
        sys.exit(f"dnsaudit {command}: status {process.returncode}: {process.stderr.decode()}")
    return process.stdout.decode().splitlines()


def first_part(text, lines):
    """As many paragraphs of the report LINES as the block TEXT shows."""
    if not text.endswith("…\n"):
        return lines
    paragraphs = "\n".join(lines).split("\n\n")
    return "\n\n".join(paragraphs[:len(text.split("\n\n"))]).splitlines() + ["…"]


def packages(text, pattern):
    return set(re.search(pattern, text, re.DOTALL)[1].replace("\\", " ").split())


def main():
    program, root = os.path.abspath(sys.argv[1]), sys.argv[2]
    path = os.path.join(root, "README.md")
    with open(path, encoding="utf-8") as source:
        text = source.read()
    shown = {match[1]: match[2] for match in BLOCK.finditer(text)}
    failed = 0
    for command, block in shown.items():
        lines = first_part(block, report(program, command, root))
        if "--update" in sys.argv[3:]:
            text = text.replace(f"{command}\n{block}", "\n".join([command, *lines, ""]))
        elif lines != block.splitlines():
            print("\n".join(difflib.unified_diff(block.splitlines(), lines, path, command, lineterm="")))
            failed += 1
    if "--update" in sys.argv[3:]:
        with open(path, "w", encoding="utf-8") as target:
            target.write(text)
    with open(os.path.join(root, "tools", "packages.sh"), encoding="utf-8") as source:
        needed = packages(source.read(), r'build_packages="(.*?)"')
    named = packages(text, r"\napt-get install (.*?[^\\])\n")
    if needed != named:
        print(f"{path}: packages differ from tools/packages.sh: {sorted(needed ^ named)}")
        failed += 1
    print(f"readme: {len(shown)} reports, {failed} faults")
    sys.exit(bool(failed) or len(shown) < 3)


main()
