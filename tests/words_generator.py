#!/usr/bin/python3
"""The generator of sentences refuses what is not whole, and takes a third language.

SPDX-License-Identifier: MIT

usage: words_generator.py LIB
"""

import glob
import os
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing of ours next to the sources

LIB = sys.argv[1]
sys.path.insert(0, os.path.join(LIB, "words"))
import words  # noqa: E402

WHOLE = """# A comment.

a-b (name)
en: {name} is
    here.
en advice: Move {name}.
en short: {name}.
ja: {name} は
    ここです。
ja advice: {name} を移します。
ja short: {name}。
"""
# What is planted, and a part of what has to be said about it.
PLANTED = {
    "a missing language": ("ja: {name} は\n    ここです。\n", "", "no sentence in ja"),
    "advice in one language": ("ja advice: {name} を移します。\n", "", "advice in en alone"),
    "short words in one language": ("ja short: {name}。\n", "", "short words in en alone"),
    "short advice without advice": ("en short: {name}.\n", "en short advice: Go.\n", "short advice in en alone"),
    "short words that are long": ("short: {name}.", "short: Now {name} is here.", "not shorter in short in en"),
    "other arguments in short": ("short: {name}。", "short: 。", "same arguments"),
    "an undeclared argument": ("a-b (name)", "a-b", "uses {name}, which it does not declare"),
    "an unused argument": ("(name)", "(name, count)", "declares count, and does not use it"),
    "other arguments in one language": ("{name} は", "それは", "same arguments"),
    "an argument twice": ("(name)", "(name, name)", "declares an argument twice"),
    "a sentence twice": ("ja:", "en:", "twice in en"),
    "no entry": ("a-b (name)\n", "", "neither an id nor a sentence"),
    "an unknown line": ("en advice", "advice", "neither an id nor a sentence"),
    "an id that nothing uses": ("a-b", "a-c", "nothing uses a-c"),
    "two ids of one name": ("a-b (name)", "a.b\nen: x\nja: x\n\na-b (name)", "two ids become A_B"),
}


def load(folder, *texts):
    """The entries of texts in files of their own, next to C that uses MA_A_B."""
    paths = []
    for number, text in enumerate(texts):
        paths.append(os.path.join(folder, f"phrase_{number}.txt"))
        with open(paths[-1], "w", encoding="utf-8") as target:
            target.write(text)
    source = os.path.join(folder, "x.c")
    with open(source, "w", encoding="utf-8") as target:
        target.write("use(MA_A_B);\n")
    return words.load(paths, "MA", "phrase", [source])


def check_whole(folder):
    entries, languages = load(folder, WHOLE)
    assert languages == ["en", "ja"], languages
    assert entries[0].text == {"en": "{name} is here.", "ja": "{name} はここです。"}, entries[0].text
    third = "a-b (name)\nde: {name} ist hier.\nde advice: {name} verschieben.\nde short: {name}.\n"
    entries, languages = load(folder, WHOLE, third)
    assert languages == ["en", "ja", "de"], languages
    assert entries[0].advice["de"] == "{name} verschieben."
    assert entries[0].short == {"en": "{name}.", "ja": "{name}。", "de": "{name}."}, entries[0].short
    version = words.rules_version(*load(folder, WHOLE), [])
    assert version != words.rules_version(*load(folder, WHOLE.replace("here", "there")), [])
    assert version == words.rules_version(*load(folder, WHOLE.replace("comment", "remark")), [])


def check_planted(folder):
    for name, (old, new, said) in PLANTED.items():
        assert old in WHOLE, name
        try:
            load(folder, WHOLE.replace(old, new, 1))
        except words.Fault as fault:
            assert said in str(fault), f"{name}: {fault}"
        else:
            raise AssertionError(f"{name} is taken")


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_whole(folder)
        check_planted(folder)
    entries, languages = words.load(sorted(glob.glob(os.path.join(LIB, "words", "*.txt"))))
    print(f"words: {len(entries)} sentences in {len(languages)} languages; {len(PLANTED)} planted faults found")


main()
