#!/usr/bin/python3
"""How many replies and bounces `explain` reads as people labelled them.

data/replies.tsv holds replies from public pages, data/bounces/labels.tsv one row a recipient of a
bounce message; both name the classes that count as right (any one of them).  Labels of bounces that the
message itself contradicts are overruled by data/bounces-overruled.tsv, which says why.

SPDX-License-Identifier: MIT

usage: explain_score.py DNSAUDIT [--replies FILE] [--bounces FILE] [--as-labelled] [--misses] [--at-least PERCENT…]

--as-labelled leaves the labels of bounces as their makers have them; --bounces NONE reads no bounces.
--misses prints each that is not right.  --at-least takes seven numbers: class, permanence, who, ip
and domain of the replies, the class of the bounces, and the class of what is called certain; fewer
than one of them is a failure.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import subprocess
import sys

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
RATES = ("class", "permanence", "who", "ip", "domain", "bounces", "certain")


def rows_of(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        lines = file.read().split("\n")
    names = lines[0].split("\t")
    return [dict(zip(names, line.split("\t"))) for line in lines[1:] if line]


def overrule(bounces):
    """Puts the classes that the message itself shows in the place of those of its label."""
    reasons = {(row["file"], row["recipient"]): row
               for row in rows_of(os.path.join(HERE, "bounces-overruled.tsv"))}
    for row in bounces:
        better = reasons.pop((row["file"], row["recipient"]), None)
        if better is not None:
            assert better["reason"] and better["classes"] not in row["classes"].split("|"), better
            row["classes"] = better["classes"]
    assert not reasons, reasons


def explain(program, text):
    process = subprocess.run([program, "explain", "--format", "json", "--lang", "en", "-"], input=text,
                             stdout=subprocess.PIPE, check=False)
    return json.loads(process.stdout)["explanation"]


def class_of(answer):
    """Its class; what the labels call an answer without one."""
    if answer["kind"] in ("notice", "nothing") and answer["class"] is None:
        return "not-a-bounce" if answer["kind"] == "notice" else "unknown"
    return answer["class"] or "unknown"


class Score:
    """Counts what is right, and of what is certain."""

    def __init__(self, misses):
        self.right = collections.Counter()
        self.all = collections.Counter()
        self.misses = misses

    def count(self, rate, right, *said):
        self.all[rate] += 1
        self.right[rate] += right
        if not right and self.misses:
            print(rate, *said, sep=" | ")

    def percent(self, rate):
        return 100 * self.right[rate] / self.all[rate] if self.all[rate] else 100.0


def score_reply(score, row, answer):
    text = row["text"][:300]
    found = class_of(answer)
    right = found in row["classes"].split("|")
    score.count("class", right, row["n"], row["classes"], found, answer["rule"],
                answer.get("confidence"), text)
    if answer.get("confidence") == "certain":
        score.count("certain", right, row["n"], answer["rule"], text)
    if row["permanence"] != "any":
        permanence = {True: "permanent", False: "temporary", None: "unknown"}[answer["permanent"]]
        score.count("permanence", permanence == row["permanence"], row["n"], permanence,
                    answer["rule"], text)
    if row["who"]:
        who = (answer["who"] or ["nobody"])[0]
        score.count("who", who in row["who"].split("|"), row["n"], row["who"], who, answer["rule"], text)
    extracted = answer["extracted"]
    if row["ip"]:
        score.count("ip", extracted.get("ip", "").lower() == row["ip"].lower(), row["n"], row["ip"],
                    extracted.get("ip"), text)
    if row["domain"]:
        found = {extracted.get(name, "").lower().rstrip(".")
                 for name in ("domain", "from_domain", "envelope_domain", "dkim_domain", "helo")}
        score.count("domain", row["domain"].lower() in found, row["n"], row["domain"], found - {""}, text)


def score_bounce(score, row, answer):
    """One recipient: the whole's answer, or one of those for single recipients."""
    found = [class_of(answer)] + [part["class"] or "unknown" for part in answer.get("answers", ())]
    right = any(name in row["classes"].split("|") for name in found)
    score.count("bounces", right, row["file"], row["recipient"], row["classes"], found, answer["rule"],
                answer.get("confidence"), row["reason"], (answer.get("reply") or {}).get("text", "")[:200])
    if answer.get("confidence") == "certain":
        score.count("certain", right, row["file"], answer["rule"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--replies", default=os.path.join(HERE, "replies.tsv"))
    parser.add_argument("--bounces", default=os.path.join(HERE, "bounces", "labels.tsv"))
    parser.add_argument("--as-labelled", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--at-least", type=float, nargs=len(RATES), default=[0] * len(RATES))
    arguments = parser.parse_args()
    score = Score(arguments.misses)

    def explain_bounce(row):
        with open(os.path.join(HERE, "bounces", row["file"]), "rb") as file:
            return explain(arguments.program, file.read())

    def explain_reply(row):
        return explain(arguments.program, row["text"].replace("\\n", "\n").encode("utf-8"))

    replies = rows_of(arguments.replies)
    bounces = rows_of(arguments.bounces) if arguments.bounces != "NONE" else []
    if bounces and not arguments.as_labelled:
        overrule(bounces)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for row, answer in zip(replies, pool.map(explain_reply, replies)):
            score_reply(score, row, answer)
        for row, answer in zip(bounces, pool.map(explain_bounce, bounces)):
            score_bounce(score, row, answer)
    print(", ".join(f"{rate} {score.right[rate]}/{score.all[rate]} ({score.percent(rate):.1f} %)"
                    for rate in RATES))
    sys.exit(any(score.percent(rate) < wanted for rate, wanted in zip(RATES, arguments.at_least)))


if __name__ == "__main__":
    main()
