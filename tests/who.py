"""The text and the JSON of a report name the same people: in every scenario, who is asked to act on a
finding, and on the whole, where and how long it takes, is the same in both; and no {key} of a sentence is printed.

SPDX-License-Identifier: MIT

Part of scenario.py, which has both.
"""

import glob
import json
import os
import re
import sys

WORDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib", "words")
sys.path.append(WORDS)
import words  # noqa: E402

KEY = re.compile(r"(?<![%\w])\{[a-z_]+\}")


def words_below(folder):
    return words.load(sorted(glob.glob(os.path.join(folder, "*.txt"))))[0]


def phrases_of(entries, short=False):
    """By id: the words of a report in full, or those of one that is short."""
    return {entry.name.upper().replace("-", "_"): short and entry.short or entry.text
            for entry in entries if entry.table == "phrase"}


def domain_of(name):
    """The domain that NAME is for: text names it instead of a record's name, such as s1._domainkey.example.jp."""
    labels = name.split(".")
    below = [at for at, label in enumerate(labels[:-1]) if label.startswith("_")]
    return ".".join(labels[below[-1] + 1:] if below else labels)


def words_of(phrases, remedy, language, form, separator):
    """What the text has to say of a remedy of the JSON; {name} stays, where it says whose DNS."""
    name = domain_of((remedy["holder"] or {}).get("name", ""))
    company = (remedy["holder"] or {}).get("company")
    if remedy["holder"] and not remedy["holder"]["own"] and remedy["who"] == ["hosting-provider"]:
        called = phrases["NAME_OF_COMPANY"][language].replace("{name}", name).replace("{company}", company or "")
        return phrases[f"{form}_INCLUDED"][language].replace("{name}", called if company else name)
    if name.endswith((".in-addr.arpa", ".ip6.arpa")) and "sender-admin" in remedy["who"]:
        people = [phrases[f"{form}_HOST"][language]]
        if remedy["helper"]:
            people.append(phrases[f"{form}_COMPANY"][language].replace("{company}", remedy["helper"]))
        return phrases[separator][language].join(people)
    people = [phrases[f"{form}_{who.upper().replace('-', '_')}"][language] for who in remedy["who"]]
    if remedy["helper"]:
        of_company = phrases[f"{form}_COMPANY"][language].replace("{company}", remedy["helper"])
        people = [of_company if who == "hosting-provider" else said
                  for who, said in zip(remedy["who"], people, strict=True)]
    return phrases[separator][language].join(people)


def is_shown(finding, block):
    """Whether BLOCK of the text is of that finding, and not of another with its id."""
    return squeeze(finding["text"]) in block or (
        finding["advice"] and squeeze(finding["advice"])[:40] in block)


def check_findings(phrases, text, report, language):
    """Each line that ends a finding's advice: its id, its source, and whom it is for."""
    label = phrases["LABEL_FOR"][language]
    for block in re.split(r"\n(?=\S|\n)|\n {2}(?=\S)", text):
        lines = [line.strip() for line in block.split("\n")]
        for at, line in enumerate(lines):
            found = re.match(r"([a-z]+\.[a-z0-9-]+)  (?:RFC [^ ]+ [^ ]+  |.*?  )?" + re.escape(label) + "(.*)",
                             line)
            if not found:
                continue
            called = [f for f in report["findings"] if f["id"] == found[1] and f["counts"]]
            shown = [f for f in called if is_shown(f, squeeze(block))] or called
            said = squeeze("".join([found[2], *lines[at + 1:]]))
            yield found[1], said, {squeeze(words_of(phrases, f, language, "FOR", "SERVER_SEPARATOR"))
                                   for f in shown}


def squeeze(text):
    return re.sub(r"\s+", "", text)


def labelled(phrases, text, language, label):
    """What the verdict says after a label, squeezed; None where it has none."""
    head = re.split(r"\n\n(?=\S)", text, maxsplit=1)[0]
    found = re.search(r"^ {2}" + re.escape(phrases[label][language]) + r" +(\S.*(?:\n {5,}\S.*)*)",
                      head, re.MULTILINE)
    return squeeze(found[1]) if found else None


def check_verdict(phrases, text, report, language):
    """Who, where and how long, as the JSON has them; and none where it has none."""
    verdict = report["verdict"]
    said = labelled(phrases, text, language, "LABEL_WHO")
    wanted = squeeze(words_of(phrases, verdict, language, "WHO", "LIST_SEPARATOR"))
    zone = (verdict["holder"] or {}).get("name", "")
    # Of an alias, the text names who published it, and the JSON where it leads.
    names = {finding["name"] for finding in report["findings"]}
    names |= {sender["domain"] for sender in report["spf"].get("senders", [])}
    names |= {(verdict["holder"] or {}).get("name", "")}
    people = {wanted.replace("{name}", domain_of(name)) for name in names}
    if zone.startswith("_dmarc."):  # a zone of its own
        people.add(wanted.replace("{name}", zone))
    if (said or "") not in people:
        yield f"the verdict is for {said} in the text, for {wanted} in the JSON"
    if verdict["holder"] and not verdict["holder"]["own"] and (verdict["where"] or verdict["wait_seconds"]):
        yield "the verdict is another's, but says where, or how long"
    said = labelled(phrases, text, language, "LABEL_WHERE")
    servers = phrases["SERVER_SEPARATOR"][language].join(verdict["where"])
    apex = report.get("dns", {}).get("apex") or ""
    company = (verdict["holder"] or {}).get("company")
    places = set()
    for name in {apex, zone} if zone.startswith("_dmarc.") else {apex}:
        form = ("WHERE_OWN_" if name == report["domain"] else "WHERE_") + ("COMPANY" if company else "SERVERS")
        places.add(squeeze(phrases[form][language].replace("{servers}", servers).replace("{apex}", name)
                           .replace("{company}", company or "")))
    if said not in (places if verdict["where"] else {None}):
        yield f"the place is {said} in the text, {verdict['where']} in the JSON"
    if labelled(phrases, text, language, "LABEL_PANEL") != (squeeze(verdict["screen"]) if verdict["screen"] else None):
        yield f"the screen is not {verdict['screen']} of the JSON"
    said = labelled(phrases, text, language, "LABEL_WAIT")
    if (said is None) != (verdict["wait_seconds"] is None) or (
            said is not None and str(verdict["wait_seconds"]) not in said):
        yield f"the wait is {said} in the text, {verdict['wait_seconds']} in the JSON"


def texts_of(report):
    """All sentences of the JSON."""
    yield from (report["verdict"].get(field) or "" for field in ("summary", "spoofable_text"))
    yield from report["verdict"]["causes"]
    for finding in report["findings"]:
        yield from (finding["text"], finding["advice"])


class Agreement:
    """Compares texts with their JSON, and counts what it has compared."""

    def __init__(self):
        entries = words_below(WORDS)
        self.phrases = {short: phrases_of(entries, short) for short in (False, True)}
        self.keys = {"{%s}" % key for entry in entries for key in entry.arguments}
        self.compared = 0

    def keys_in(self, text):
        return set(KEY.findall(text)) & self.keys

    def check(self, text, written, language, short):
        """What is wrong between TEXT and the JSON that was WRITTEN; of an explanation, {key}s alone."""
        yield from (f"prints {key}" for key in self.keys_in(text))
        report = json.loads(written) if written else {}
        if "verdict" not in report or "explanation" in report:
            return
        yield from (f"JSON prints a key: {sentence}" for sentence in texts_of(report) if self.keys_in(sentence))
        if text.startswith("{"):
            return
        phrases = self.phrases[short]
        yield from check_verdict(phrases, text, report, language)
        for name, said, wanted in check_findings(phrases, text, report, language):
            self.compared += 1
            if not any(said.startswith(start) for start in wanted):
                yield f"{name} is for {said} in the text, for {wanted} in the JSON"
