#!/usr/bin/python3
"""Comments and manuals keep to plain words: none of those in style/avoid_docs.tsv.

SPDX-License-Identifier: MIT

Of C the comments are read, of Python the comments and the docstrings, of other files the lines that begin
with "#"; of .md files and manual pages, all but code.  What is within "" or `` is quoted.

usage: style_docs.py ROOT
"""

import glob
import io
import os
import re
import sys
import tokenize

FOLDERS = ("include", "lib", "tools", "tests", "examples")
QUOTED = re.compile(r'"[^"\n]*"|`[^`\n]*`|「[^」]*」')
C_TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
CODE = re.compile(r"^```.*?^```$|^    .*?$", re.DOTALL | re.MULTILINE)


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def c_comments(text):
    """TEXT with everything but its comments blank, so that lines keep their numbers."""
    kept, end = [], 0
    for token in C_TOKEN.finditer(text):
        kept.append(blank(text[end:token.start()]))
        kept.append(token[0] if token[0].startswith("/") else blank(token[0]))
        end = token.end()
    return "".join(kept) + blank(text[end:])


def python_comments(text):
    lines = [""] * (text.count("\n") + 2)
    previous = tokenize.NEWLINE
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        docstring = token.type == tokenize.STRING and previous in (tokenize.NEWLINE, tokenize.INDENT,
                                                                   tokenize.NL, tokenize.COMMENT)
        if token.type == tokenize.COMMENT or docstring and token.string.startswith('"""'):
            for place, line in enumerate(token.string.split("\n"), token.start[0] - 1):
                lines[place] += line.strip('"')
        previous = token.type
    return "\n".join(lines)


def prose(path, text):
    if path.endswith((".c", ".h", ".cc", ".def")):
        return c_comments(text)
    if path.endswith(".py"):
        return python_comments(text)
    if path.endswith(".md"):
        return CODE.sub(lambda found: blank(found[0]), text)
    if path.endswith(".1"):
        return text
    return re.sub(r"^(?!\s*#).*$", "", text, flags=re.MULTILINE)


def patterns():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "style", "avoid_docs.tsv"),
              encoding="utf-8") as source:
        rows = [line.rstrip("\n").split("\t") for line in source if line.strip() and line[0] != "#"]
    return [(re.compile(pattern.replace(" ", r"[\s*#]+"), re.IGNORECASE), instead) for pattern, instead in rows]


def faults(path, text, avoided):
    text = QUOTED.sub(lambda found: blank(found[0]), prose(path, text))
    for pattern, instead in avoided:
        for found in pattern.finditer(text):
            yield f"{path}:{text.count(chr(10), 0, found.start()) + 1}: \"{' '.join(found[0].split())}\"; " \
                  f"write: {instead}"


def main():
    root = sys.argv[1]
    files = [os.path.join(root, name) for name in ("README.md", "CHANGELOG.md", "meson.build")]
    for folder in FOLDERS:
        for end in ("c", "h", "cc", "def", "py", "sh", "build", "md", "1"):
            files += glob.glob(os.path.join(root, folder, "**", f"*.{end}"), recursive=True)
    avoided = patterns()
    assert len(list(faults("planted.c", 'f("hardly"); /* Stands\n * behind, "mend". */', avoided))) == 2
    assert len(list(faults("planted.py", 'x = "hardly"  # is no\n# bean\n"""beside"""\n', avoided))) == 2
    found = []
    for path in sorted(files):
        with open(path, encoding="utf-8") as source:
            found += faults(path, source.read(), avoided)
    for fault in found:
        print(fault)
    print(f"style: {len(files)} files, {len(found)} faults")
    sys.exit(bool(found))


main()
