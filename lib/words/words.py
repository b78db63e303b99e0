#!/usr/bin/env python3
"""Makes C of the sentences in text files.

SPDX-License-Identifier: MIT

A file holds entries:

    # A comment; so is all of a line after a # at its start.

    dkim.bad-selector (selector)
    en: {selector} cannot be a selector.
    en advice: Give the value of s= in the DKIM-Signature header of a message: parts of at most
        63 characters, separated by single dots.
    ja: {selector} はセレクタとして使えません。
    ja advice: …

The first line has the id and, in parentheses, the arguments: each {name} that the sentences hold.
"en short" and "en short advice" say the same in fewer words, for reports that leave out the rest.
A line that begins with spaces continues the one before, with a space between them in languages that
put spaces between words.  A sentence that begins or ends with a space is written in quotation
marks.  After "en: |" the lines below are taken as they are, without their indent.

An entry may be spread over several files, so that a language can be added by a file of its own.
Every entry needs every language that occurs.  The table of an entry is its file's name up to "_" or
".": the id "bad-host" of "message.txt" becomes PREFIX_BAD_HOST where "message" is the table named
by --plain, else PREFIX_MESSAGE_BAD_HOST.

usage: words.py --prefix PREFIX [--plain TABLE] [--sources FOLDER] --header FILE --table FILE
                [--version] [--positional] --words FILE...

--sources     the C below it has to use each id
--version     a hash of all words and facts (the .def and .txt files among the sources) becomes RULES_VERSION
--positional  {name} becomes {0} for the first argument, and the table says how many there are
"""

import argparse
import hashlib
import os
import re
import sys

FIRST = ["en", "ja"]  # by enum mailauth_language; others follow in the order of their codes
UNSPACED = {"ja", "zh", "th"}
HEAD = re.compile(r"([A-Za-z0-9][A-Za-z0-9.-]*)(?: \(([a-z_0-9]+(?:, [a-z_0-9]+)*)\))?")
LINE = re.compile(r"([a-z]{2,3})( short)?( advice)?:(?: (.*))?")
KEY = re.compile(r"(?<!%)\{([a-z_0-9]+)\}")


class Fault(Exception):
    """What is wrong with the words, and where."""


class Entry:
    def __init__(self, table, name, place):
        self.table, self.name, self.place = table, name, place
        self.arguments = []
        self.text, self.advice, self.short, self.short_advice = {}, {}, {}, {}

    def parts(self):
        return [self.text, self.advice, self.short, self.short_advice]

    def words(self):
        return [text for part in self.parts() for text in part.values()]


def table_of(path):
    return re.split(r"[_.]", os.path.basename(path))[0]


class Reader:
    """One file after the other into entries, by (table, id)."""

    def __init__(self):
        self.entries = {}

    def fault(self, message):
        raise Fault(f"{self.path}:{self.number}: {message}")

    def read(self, path):
        self.path, self.table, self.entry, self.open = path, table_of(path), None, None
        with open(path, encoding="utf-8") as source:
            for self.number, line in enumerate(source, 1):
                self.line(line.rstrip("\n"))

    def line(self, line):
        if line.startswith("#"):
            return
        if self.open and line.startswith("    "):
            self.continued(line)
        elif not line.strip():
            if self.open and not self.verbatim:
                self.open = None
        elif (found := LINE.fullmatch(line)) and self.entry:
            self.sentence(*found.groups())
        elif found := HEAD.fullmatch(line):
            self.head(*found.groups())
        else:
            self.fault(f"neither an id nor a sentence: {line}")

    def head(self, name, arguments):
        key = (self.table, name)
        known = self.entries.get(key)
        self.entry = known or Entry(self.table, name, f"{self.path}:{self.number}")
        self.open = None
        arguments = arguments.split(", ") if arguments else []
        if len(set(arguments)) < len(arguments):
            self.fault(f"{name} declares an argument twice")
        if known and known.arguments != arguments:
            self.fault(f"{name} has other arguments at {known.place}")
        self.entry.arguments = arguments
        self.entries[key] = self.entry

    def sentence(self, language, short, advice, text):
        self.open = self.entry.parts()[2 * bool(short) + bool(advice)]
        self.language = language
        if language in self.open:
            self.fault(f"{self.entry.name} has this line twice in {language}")
        self.verbatim = text == "|"
        self.open[language] = "" if self.verbatim else (text or "").strip()

    def continued(self, line):
        if self.verbatim:
            self.open[self.language] += line[4:] + "\n"
        else:
            space = "" if self.language in UNSPACED else " "
            self.open[self.language] += space + line.strip()


def sources_below(folder):
    return sorted(os.path.join(place, name) for place, _, names in os.walk(folder) for name in names
                  if name.endswith((".c", ".h", ".def")) or (name.endswith(".txt") and "words" not in place))


def unquote(text):
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def languages_of(entries):
    found = {language for entry in entries for language in entry.text}
    return FIRST + sorted(found - set(FIRST))


def check_entry(entry, languages):
    """What is wrong with an entry, if anything."""
    for language in languages:
        if not entry.text.get(language):
            yield f"{entry.name} has no sentence in {language}"
    for called, part in zip(("advice", "short words", "short advice"), entry.parts()[1:], strict=True):
        if part and set(part) != set(languages):
            yield f"{entry.name} has {called} in {', '.join(sorted(part))} alone"
    for whole, short in ((entry.text, entry.short), (entry.advice, entry.short_advice)):
        for language, text in short.items():
            if len(text) >= len(whole.get(language, "")):
                yield f"{entry.name} is not shorter in short in {language}"
    for part in entry.parts():
        used = {language: set(KEY.findall(text)) for language, text in part.items()}
        if len({frozenset(keys) for keys in used.values()}) > 1:
            yield f"{entry.name} does not use the same arguments in all languages"
    used = {key for text in entry.words() for key in KEY.findall(text)}
    for key in sorted(used - set(entry.arguments)):
        yield f"{entry.name} uses {{{key}}}, which it does not declare"
    for key in sorted(set(entry.arguments) - used):
        yield f"{entry.name} declares {key}, and does not use it"


def token_of(entry, plain):
    name = re.sub(r"[^A-Z0-9]", "_", entry.name.upper())
    return name if entry.table == plain else f"{entry.table.upper()}_{name}"


def check_use(entries, prefix, plain, sources):
    """Each id has to be used: as a whole, or by a row of a .def file, which does not name its table
    and may name the parts of the id one after the other."""
    used = set()
    for path in sources:
        with open(path, encoding="utf-8") as source:
            text = source.read()
        used.update(re.findall(r"[A-Za-z0-9_]+", text))
        if path.endswith(".def"):
            used.update(row.replace(", ", "_") for row in re.findall(r"^[A-Z]+\(([A-Z0-9_, ]+)\)$", text, re.MULTILINE))
    for entry in entries:
        token = token_of(entry, plain)
        row = token.removeprefix(entry.table.upper() + "_")
        if not {f"{prefix}_{token}", row} & used:
            yield f"{entry.place}: nothing uses {entry.name}"


def load(paths, prefix="", plain="", sources=()):
    """The entries of all files, as they have to be: or Fault with all that is wrong."""
    reader = Reader()
    for path in paths:
        reader.read(path)
    entries = list(reader.entries.values())
    for entry in entries:
        for part in entry.parts():
            part.update({language: unquote(text) for language, text in part.items()})
    languages = languages_of(entries)
    faults = [f"{entry.place}: {fault}" for entry in entries for fault in check_entry(entry, languages)]
    tokens = [token_of(entry, plain) for entry in entries]
    faults += [f"two ids become {token}" for token in sorted({t for t in tokens if tokens.count(t) > 1})] \
        if len(set(tokens)) < len(tokens) else []
    faults += check_use(entries, prefix, plain, sources) if sources else []
    if faults:
        raise Fault("\n".join(faults))
    return entries, languages


def rules_version(entries, languages, sources):
    """Changes with any word and any fact, not with a comment."""
    digest = hashlib.sha256()
    for entry in entries:
        words = [part.get(language, "") for part in entry.parts() for language in languages]
        digest.update("\0".join([entry.table, entry.name, *words, ""]).encode())
    for path in sorted(sources, key=os.path.basename):
        if path.endswith(".def"):
            with open(path, encoding="utf-8") as source:
                text = re.sub(r"/\*.*?\*/", "", source.read(), flags=re.DOTALL)
            digest.update(" ".join(text.split()).encode())
        elif path.endswith(".txt"):
            with open(path, encoding="utf-8") as source:
                digest.update("".join(line for line in source if not line.startswith("#")).encode())
    return digest.hexdigest()[:16]


def quoted(text):
    """A C string; each line of it on a line of its own."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("??", "?\\?")
    lines = escaped.split("\n")
    return "\n\t".join(f'"{line}\\n"' for line in lines[:-1]) + (
        "\n\t" if len(lines) > 1 and lines[-1] else "") + (f'"{lines[-1]}"' if lines[-1] or len(lines) == 1 else "")


def positional(entry, text):
    return KEY.sub(lambda found: "{%d}" % entry.arguments.index(found[1]), text)


def header(options, entries, languages):
    guard = f"{options.prefix}_WORDS_H"
    yield f"/* Made by words.py: the ids of all sentences. */\n#ifndef {guard}\n#define {guard}\n"
    yield "enum {\n\t%s_LANGUAGES = %d, /* %s */\n};\n" % (options.prefix, len(languages), ", ".join(languages))
    yield f"#define {options.prefix}_LANGUAGE_CODES " + ", ".join(f'"{code}"' for code in languages) + "\n"
    spaced = ", ".join("false" if code in UNSPACED else "true" for code in languages)
    yield f"#define {options.prefix}_LANGUAGE_SPACED {spaced}\n"
    if options.version:
        version = rules_version(entries, languages, options.sources)
        yield f"#define {options.prefix}_RULES_VERSION 0x{version}u\n"
    name = options.prefix.lower()
    ids = "".join(f"\t{options.prefix}_{token_of(entry, options.plain)},\n" for entry in entries)
    yield f"enum {name}_id {{\n{ids}\t{options.prefix}_COUNT,\n}};\n\n#endif\n"


def table(options, entries, languages):
    yield "/* Made by words.py: the initialisers of the table of sentences. */\n"
    short = any(entry.short or entry.short_advice for entry in entries)
    for entry in entries:
        words = [entry.text[language] for language in languages]
        if options.positional:
            words = [positional(entry, text) for text in words]
        last = str(len(entry.arguments)) if options.positional else ", ".join(
            "{ %s }" % ", ".join(quoted(part.get(language, "")) for language in languages)
            for part in entry.parts()[1:None if short else 2])
        yield "[%s_%s] = { { %s }, %s },\n" % (options.prefix, token_of(entry, options.plain),
                                            ",\n\t".join(map(quoted, words)), last)


def arguments():
    parser = argparse.ArgumentParser(description="Makes C of the sentences in text files.")
    parser.add_argument("--prefix", required=True)
    parser.add_argument("--plain", default="")
    parser.add_argument("--header", required=True)
    parser.add_argument("--table", required=True)
    parser.add_argument("--version", action="store_true")
    parser.add_argument("--positional", action="store_true")
    parser.add_argument("--sources")
    parser.add_argument("--words", nargs="+", required=True)
    return parser.parse_args()


def main():
    options = arguments()
    options.sources = sources_below(options.sources) if options.sources else []
    try:
        entries, languages = load(options.words, options.prefix, options.plain, options.sources)
    except Fault as fault:
        sys.exit(f"words.py: {fault}")
    with open(options.header, "w", encoding="utf-8") as target:
        target.writelines(header(options, entries, languages))
    with open(options.table, "w", encoding="utf-8") as target:
        target.writelines(table(options, entries, languages))


if __name__ == "__main__":
    main()
