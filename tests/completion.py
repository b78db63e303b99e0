#!/usr/bin/python3
"""The completions for bash and zsh, and the manual page, know exactly the options of --help; and each
completion proposes them for the commands that take them.

SPDX-License-Identifier: MIT

usage: completion.py DNSAUDIT FOLDER    that of the command's sources
"""

import os
import re
import shutil
import subprocess
import sys

OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
SWITCHES = {"--allow-servers", "--allow-zones", "--ascii", "--audit", "--compare", "--deep", "--dnsbl", "--long", "--no-mail",
            "--probe", "--queries", "--servers", "--symptom", "--text", "--unordered"}
VALUES = {"--auth": "spf=pass", "--compat": "nagios", "--connections": "1",
          "--fail-on": "error", "--format": "text", "--inflight": "1", "--jobs": "1",
          "--key": "s=file", "--lang": "en", "--now": "1", "--rate": "1", "--scope": "full", "--server-rate": "1",
          "--socket": "/nowhere/socket", "--spf-all": "fail", "--timeout": "1"}
# What bash does at the last of some words.
BASH = r"""
compopt() { :; }
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_dnsaudit dnsaudit "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
"""


def output(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=60).stdout


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as source:
        return source.read()


def refuses(program, words, option):
    """Whether the command says that OPTION belongs to another verb.  An empty zone file ends all else."""
    words = [program, "--lang", "en", *words, "--zone", "/dev/null", option]
    if option not in SWITCHES:
        words.append(VALUES.get(option, "x"))
    process = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    return process.returncode == 64 and re.search(r"explain|batch|diff|\bserve\b", process.stderr) is not None


def faults_of_lists(options, files):
    for name, found in files.items():
        for option in sorted(options ^ found):
            yield f"{name} {'has' if option in found else 'lacks'} {option}"


def faults_of_bash(program, path, options):
    """Each option is proposed where the command takes it, and nowhere else."""
    for words in (["example.jp"], ["explain", "550"], ["batch", "/dev/null"], ["serve", "--socket", "/nowhere/socket"]):
        proposed = set(output("bash", "-c", BASH, "bash", path, "dnsaudit", *words, "--").split())
        for option in sorted(options - {"--help", "--version"}):
            if (option in proposed) == refuses(program, words, option):
                yield f"bash: {' '.join(words)} {option}: proposed {option in proposed}"
    for word, wanted in (("exp", "explain"), ("--sym", ""), ("--zo", "--zone")):
        found = output("bash", "-c", BASH, "bash", path, "dnsaudit", word).strip()
        if found != wanted:
            yield f"bash: dnsaudit {word} becomes {found}, not {wanted}"


def main():
    program, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    bash, zsh = (os.path.join(folder, "completion", name) for name in ("dnsaudit.bash", "_dnsaudit"))
    options = set(OPTION.findall(output(program, "--help", "--lang", "en")))
    page = read(folder, "dnsaudit.1").replace("\\", "")
    faults = list(faults_of_lists(options, {
        "the Japanese help": set(OPTION.findall(output(program, "--help", "--lang", "ja"))),
        "bash": set(OPTION.findall(read(bash))),
        "zsh": set(OPTION.findall(read(zsh))),
        "the manual page": {"-" + option for option in re.findall(r"(?:Fl|,) (-[a-z][a-z-]*)", page)},
    }))
    faults += faults_of_bash(program, bash, options)
    if shutil.which("zsh"):
        faults += [f"zsh: {line}" for line in subprocess.run(
            ["zsh", "-n", zsh], capture_output=True, text=True, timeout=60, check=False).stderr.splitlines()]
    print("\n".join(faults) or f"completion: {len(options)} options")
    sys.exit(bool(faults) or len(options) < 10)


if __name__ == "__main__":
    main()
