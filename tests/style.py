#!/usr/bin/python3
"""The sentences keep to plain words: none of those in style/avoid_en.tsv, and one spelling of each Japanese
word (style/spelling_ja.tsv).

SPDX-License-Identifier: MIT

What a mail program shows on its screen, within 「」 and "", is as that program spells it; what a sentence
quotes is not ours.

usage: style.py WORDS FILE...
           WORDS is the folder lib/words; more files of sentences
"""

import glob
import os
import re
import sys

sys.dont_write_bytecode = True  # nothing of ours next to the sources

HERE = os.path.dirname(os.path.abspath(__file__))
QUOTED = re.compile("「[^」]*」|\"[^\"]*\"")


def patterns(name):
    with open(os.path.join(HERE, "style", name), encoding="utf-8") as source:
        rows = [line.rstrip("\n").split("\t") for line in source if line.strip() and line[0] != "#"]
    return [(re.compile(pattern, re.IGNORECASE), instead) for pattern, instead in rows]


def faults(entries, avoided):
    for entry in entries:
        for part in entry.parts():
            for language, text in part.items():
                for pattern, instead in avoided.get(language, []):
                    for found in pattern.finditer(QUOTED.sub("", text)):
                        yield f"{entry.place}: {entry.name} [{language}]: \"{found[0]}\"; write: {instead}"


def main():
    folder, *others = sys.argv[1:]
    sys.path.append(folder)
    import words  # pylint: disable=import-outside-toplevel
    avoided = {"en": patterns("avoid_en.tsv"), "ja": patterns("spelling_ja.tsv")}
    entries = words.load(sorted(glob.glob(os.path.join(folder, "*.txt"))))[0]
    for path in others:
        entries += words.load([path])[0]
    planted = words.Entry("phrase", "planted", "nowhere")
    planted.text = {"en": "This stands behind it.", "ja": "綴りを直して下さい。"}
    assert len(list(faults([planted], avoided))) == 4, "planted words are not found"
    found = list(faults(entries, avoided))
    for fault in found:
        print(fault)
    print(f"style: {len(entries)} sentences, {len(found)} faults")
    sys.exit(bool(found))


main()
