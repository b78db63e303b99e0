#!/usr/bin/env python3
"""Makes the manual page of all findings: mailauth-findings(7).

SPDX-License-Identifier: MIT

usage: page.py LIB VERSION PAGE
           LIB is the folder that holds finding/*.def and words/finding_*.txt
"""

import glob
import os
import re
import sys

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import words  # noqa: E402

FINDING = re.compile(r'FINDING\((\w+), "([^"]+)", (\w+), (\w+), ([^,]+),\s*"([^"]*)"\)')
PEOPLE = {
    "ADMIN": "sender-admin", "USER": "sender-user", "HOST": "hosting-provider", "WAIT": "wait",
    "GROUP": "group-owner", "READER": "recipient-user", "POSTMASTER": "recipient-admin",
}
SECTIONS = ["DNS", "SPF", "DKIM", "DMARC", "MX", "HOST"]
MEANING = {
    "ok": "nothing is wrong", "notice": "worth knowing", "warning": "works, but could be improved",
    "error": "mail is affected", "unknown": "the DNS did not answer",
}
HEAD = """.\\" Made by page.py from lib/words; SPDX-License-Identifier: MIT
.TH MAILAUTH-FINDINGS 7 "" "libmailauth {version}" "libmailauth"
.ad l
.nh
.SH NAME
mailauth\\-findings \\- everything that dnsaudit and libmailauth can find about a mail domain
.SH DESCRIPTION
Each finding of a report has an id, which keeps its meaning for ever, a severity, a section of the
report, the rule that it rests on, who can act, what it means and what to do.
Words in braces are arguments: {{name}} is the name that the finding is about, {{faulty}} the bytes
that it points at.
.PP
Severities:
"""


def roff(text):
    """Plain text for roff: nothing of it is a request or an escape, and Japanese may be broken where
    Hiragana ends, which is mostly the end of a phrase."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = re.sub(r"([\u3041-\u309f、。])(?=[\u30a1-\u30fa\u4e00-\u9fff「A-Za-z{])", r"\1\\:", text)
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.MULTILINE)


def findings(lib):
    """(id, severity, section, who, source) in the order of the catalogue."""
    with open(os.path.join(lib, "finding", "catalogue.def"), encoding="utf-8") as source:
        names = re.findall(r'#include "(\w+\.def)"', source.read())
    for name in names:
        with open(os.path.join(lib, "finding", name), encoding="utf-8") as source:
            for _, word, severity, section, who, rule in FINDING.findall(source.read()):
                people = [PEOPLE[p] for p in who.split(" | ") if p != "NOBODY"]
                yield word, severity.lower(), section, people, rule


def entry_lines(finding, entry):
    word, severity, _, people, rule = finding
    yield f".SS {roff(word)}"
    yield roff(", ".join([severity, *([rule] if rule else []), *people]))
    for language in ("en", "ja"):
        yield f".PP\n{roff(entry.text[language])}"
        if entry.advice.get(language):
            yield f".br\n\\(-> {roff(entry.advice[language])}"


def page(lib, version):
    entries, _ = words.load(sorted(glob.glob(os.path.join(lib, "words", "finding_*.txt"))))
    by_id = {entry.name: entry for entry in entries}
    known = list(findings(lib))
    missing = {finding[0] for finding in known} ^ set(by_id)
    if missing:
        raise words.Fault(f"not in both catalogue and words: {', '.join(sorted(missing))}")
    yield HEAD.format(version=version).rstrip("\n")
    for severity, meaning in MEANING.items():
        yield f".TP\n.B {severity}\n{meaning}"
    for section in SECTIONS:
        here = [finding for finding in known if finding[2] == section]
        if here:
            yield f".SH {section}"
        for finding in here:
            yield from entry_lines(finding, by_id[finding[0]])
    yield ".SH SEE ALSO\n.BR dnsaudit (1)"


def main():
    lib, version, path = sys.argv[1:]
    try:
        lines = list(page(lib, version))
    except words.Fault as fault:
        sys.exit(f"page.py: {fault}")
    with open(path, "w", encoding="utf-8") as target:
        target.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
