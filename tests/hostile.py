#!/usr/bin/python3
"""Hostile text, wherever a text gets into a report: nothing raw may come out of it.

SPDX-License-Identifier: MIT

Each payload is put into each place from which published or typed text gets into a report; then
the text in both languages and the JSON are held against what scenario.py demands of all reports,
and the lines of the text against their width.

usage: hostile.py DNSAUDIT
"""

import concurrent.futures
import contextlib
import json
import os
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import responder  # noqa: E402
import runner  # noqa: E402
import scenario  # noqa: E402

PARALLEL = 4
TYPE_TXT = 16
LANGUAGES = [b"ja", b"en"]
PATIENCE = 120  # seconds; it only ends what hangs
NOW = b"1767225600"

SMALL = {
    "ESC, colours": b"\x1b[31mred\x1b[0m",
    "ESC, clear": b"\x1b[2J\x1b[H",
    "ESC, title": b"\x1b]0;title\x07",
    "OSC 8": b"\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "DCS": b"\x1bP+q544e\x1b\\",
    "BEL": b"a\x07b",
    "BS": b"good\x08\x08\x08\x08evil",
    "CR LF": b"a\r\nX-Evil: 1\r\n\r\nb",
    "LF": b"a\nb",
    "VT, FF": b"a\x0b\x0cb",
    "tab": b"a\tb",
    "NUL": b"a\x00b",
    "DEL": b"a\x7fb",
    "C1, CSI": "a\u009b31mb".encode(),
    "C1, NEL": "a\u0085b".encode(),
    "C1, raw": b"a\x9b31mb",
    "bidi, override": "a\u202eb\u202c".encode(),
    "bidi, embedding": "a\u202ab\u202b\u202d".encode(),
    "bidi, isolates": "a\u2066b\u2067c\u2068d\u2069".encode(),
    "bidi, marks": "a\u200eb\u200f\u061c".encode(),
    "zero width": "a\u200bb\u200c\u200d\u2060\ufeff".encode(),
    "soft hyphen": "a\u00adb".encode(),
    "line separator": "a\u2028b\u2029".encode(),
    "spaces": "a\u00a0b\u2003c\u3000d".encode(),
    "Hangul filler": "a\u3164b\u115f".encode(),
    "combining": ("a" + 40 * "\u0300").encode(),
    "private use": "a\ue000b\U000f0000\U0010fffd".encode(),
    "no characters": "a\ufffeb\uffff\U0001ffff\ufdd0".encode(),
    "tags": "a\U000e0041\U000e007f\U000e0001".encode(),
    "variation selectors": "a\ufe0f\U000e0100".encode(),
    "interlinear": "a\ufff9b\ufffac\ufffb".encode(),
    "beyond the planes": b"a\xf4\x90\x80\x80b",
    "five and six bytes": b"a\xf8\x88\x80\x80\x80b\xfc\x84\x80\x80\x80\x80",
    "overlong": b"a\xc0\xafb\xe0\x80\xaf\xf0\x80\x80\xaf\xc1\xbf",
    "overlong NUL": b"a\xc0\x80b",
    "surrogate": b"a\xed\xa0\x80b",
    "surrogates": b"a\xed\xa0\xbd\xed\xb8\x80b",
    "lone bytes": b"a\x80b\xbf\xfe\xff",
    "cut short": b"a\xe3\x81 b\xf0\x9f\x98",
    "cut at the end": b"abc\xe3",
    "Shift_JIS": "日本語表示".encode("shift_jis"),
    "ISO-2022-JP": "日本語".encode("iso2022_jp"),
    "quotes": b"a\"b'c`d\\e\\\"f\\\\",
    "escapes": b"\\u0000\\n\\x1b\\033\\027[31m",
    "markup": b"</script><script>alert(1)</script><!--&lt;",
    "braces": b"{name}{faulty}{}%s%n%{d}%%{x}",
    "emoji": "a👨‍👩‍👧😀b".encode(),
}
LARGE = {
    "64 KiB of letters": 65000 * b"x",
    "64 KiB of ESC": 65000 * b"\x1b",
    "64 KiB of no UTF-8": 65000 * b"\xff",
    "64 KiB of full-width letters": 21000 * "ａ".encode(),
    "64 KiB of zero width": 21000 * "\u200b".encode(),
    "64 KiB of combining marks": 32000 * "\u0300".encode(),
    "64 KiB of spaces": 65000 * b" ",
    "64 KiB of backslashes": 65000 * b"\\",
    "10,000 terms": b" ".join([b"a"] * 10000),
    "10,000 unknown terms": b" ".join([b"x:y"] * 10000),
    "10,000 modifiers": b" ".join([b"a=b"] * 10000),
    "4,000 ranges": b" ".join([b"ip4:192.0.2.1/24"] * 3800),
    "2,000 includes": b" ".join([b"include:x.example.jp"] * 3000),
    "one long name": b"include:" + b".".join([b"x" * 60] * 1000),
    "macros": b"exists:" + 13000 * b"%{s}.",
}

ZONE = rb"""$ORIGIN example.jp.
$TTL 3600
@ IN SOA %(label)b hostmaster 1 3600 900 1209600 600
@ IN NS %(label)b
@ IN NS ns1
ns1 IN A 192.0.2.53
term IN TXT %(term)b
%(label)b IN A 192.0.2.10
value IN TXT %(value)b
inside IN TXT "v=spf1 include:term.example.jp include:%(macro)b -all"
handed IN TXT "v=spf1 redirect=value.example.jp"
almost IN TXT %(after)b
almost IN TXT %(before)b
why IN TXT %(payload)b
expl IN TXT "v=spf1 -all exp=why.example.jp"
told IN TXT "v=spf1 -all exp=said.example.jp"
said IN TXT "%%{s} %%{l} %%{h} %%{r} %%{o}"
inside IN MX 10 %(label)b
inside IN MX 20 %(label)b.nowhere
away IN CNAME %(label)b.here
%(label)b.here IN A 192.0.2.80
"""
# What is audited in it, and which of the payload's places the command line has.
AUDITS = [
    ("inside", ["--ip", "192.0.2.1", "--helo", "{}", "--mail-from", "{}@term.example.jp",
                "--receiver", "{}"]),
    ("handed", ["--ip", "192.0.2.1", "--mail-from", "info@{}.example.jp"]),
    ("almost", []),
    ("expl", ["--ip", "192.0.2.1"]),
    ("told", ["--ip", "192.0.2.1", "--helo", "{}.example", "--mail-from", "{}@told.example.jp",
              "--receiver", "{}"]),
    ("away", []),
    ("{}", []),
]
# A zone file cannot hold the large ones: a server of ours publishes them.
LARGE_AUDITS = [(name, ["--ip", "192.0.2.1"] if name == "expl" else [])
                for name in ("inside", "handed", "almost", "expl")]


def escaped(data):
    """Any bytes, as a zone file holds them."""
    return b"".join(b"\\%03d" % byte for byte in data)


def parts(data):
    """Strings of 255 octets, as far as a message can hold them."""
    return [data[at:at + 255] for at in range(0, min(len(data), 65000), 255)] or [b""]


def strings(data):
    return b" ".join(b'"' + escaped(part) + b'"' for part in parts(data))


class Published:
    """The TXT records of names in example.jp, which has nothing else."""

    def __init__(self, payload):
        self.texts = {
            b"term": b"v=spf1 " + payload + b" -all",
            b"inside": b"v=spf1 include:term.example.jp -all",
            b"handed": b"v=spf1 redirect=term.example.jp",
            b"almost": b"v=spf1;" + payload,
            b"expl": b"v=spf1 -all exp=why.example.jp",
            b"why": payload,
        }

    def answer(self, question):
        label = question.name[1:1 + question.name[0]].lower()
        if question.type != TYPE_TXT or label not in self.texts:
            return 0, [], []
        data = b"".join(bytes([len(part)]) + part for part in parts(self.texts[label]))
        return 0, [(question.name, TYPE_TXT, data)], []


def zone_of(payload):
    label = escaped(payload[:60]) or b"empty"
    return ZONE % {
        b"label": label,
        b"macro": escaped(payload[:60].replace(b"%", b"")),
        b"term": strings(b"v=spf1 " + payload + b" -all"),
        b"value": strings(b"v=spf1 a:" + payload + b".example.jp ip4:" + payload + b" -all"),
        b"after": strings(b"v=spf1;" + payload),
        b"before": strings(b"\"" + payload + b" v=spf1 -all"),
        b"payload": strings(payload),
    }


def run(program, folder, words):
    return runner.run([program, b"--now", NOW, *words], folder, PATIENCE)


def words_of(audit, typed, source):
    domain, arguments = audit
    return [word.encode().replace(b"{}", typed)
            for word in (f"{domain}.example.jp", *arguments)] + source


def check_text(program, folder, language, words):
    """What is wrong, in short or in full, and the exit status."""
    faults = []
    for depth in ([], [b"--long"]):
        process = run(program, folder, [b"--lang", language, *depth, *words])
        faults += [*scenario.check_safety(process.stdout), *scenario.check_safety(process.stderr),
                   *scenario.check_lines(process.stdout)]
    if process.returncode not in (0, 1, 2, 64):
        faults.append(f"status {process.returncode}: {process.stderr[:300]!r}")
    if not process.stdout and not process.stderr:
        faults.append("says nothing")
    return faults, process.returncode


def check_json(program, folder, language, words, status):
    process = run(program, folder, [b"--lang", language, b"--format", b"json", b"--queries",
                                    *words])
    if process.returncode != status:
        yield f"status {process.returncode} with JSON, {status} without"
    yield from scenario.check_safety(process.stdout)
    yield from scenario.check_safety(process.stderr)
    if process.stdout:
        yield from scenario.check_report(json.loads(process.stdout))


def check_messages(program, folder, number, payload):
    """What is wrong with files, their names and their contents; and with options.  The words around
    them are the same in both languages but for themselves: one is enough."""
    name = payload[:60].replace(b"\0", b"").replace(b"/", b"_")
    broken = os.path.join(os.fsencode(folder), b"broken" + name)
    with open(broken, "wb") as target:
        target.write(b"$ORIGIN example.jp.\n@ 60 IN SOA ns h 1 1 1 1 1\n@ 60 IN " + payload
                     + b"\n" + escaped(payload[:60]) + b" 60 IN A 1.2\n")
    typed = payload.replace(b"\0", b"")
    for words in ([b"example.jp", b"--zone", b"broken" + name],
                  [b"example.jp", b"--replay", b"broken" + name],
                  [b"example.jp", b"--zone", b"missing" + name],
                  [b"example.jp", b"--zone", b"zone", b"--ip", typed],
                  [b"example.jp", b"--zone", b"zone", b"--now", typed],
                  [b"example.jp", b"--zone", b"zone", b"--" + typed],
                  [b"example.jp", b"--server", typed], [b"example.jp", typed], [typed]):
        process = run(program, folder, [b"--lang", LANGUAGES[number % 2], *words])
        yield from scenario.check_safety(process.stdout)
        yield from scenario.check_safety(process.stderr)
        if not 64 <= process.returncode <= 66 and words[-1] != typed:
            yield f"status {process.returncode} for {words[-1]!r}"


def check_small(program, folder, number, payload):
    """Each audit as text in both languages, and as JSON in one of them."""
    os.mkdir(folder)
    with open(os.path.join(folder, "zone"), "wb") as target:
        target.write(zone_of(payload))
    for audit in AUDITS:
        words = words_of(audit, payload.replace(b"\0", b""), [b"--zone", b"zone"])
        for language in LANGUAGES:
            faults, status = check_text(program, folder, language, words)
            faults += check_json(program, folder, language, words, status) \
                if language == LANGUAGES[number % 2] else []
            yield from (f"{audit[0]}: {fault}" for fault in faults)
    for fault in check_messages(program, folder, number, payload):
        yield f"messages: {fault}"


def check_large(program, folder, number, payload):
    """The languages take turns, and one audit is asked for its JSON."""
    os.mkdir(folder)
    with responder.Responder(Published(payload)) as server:
        for turn, audit in enumerate(LARGE_AUDITS, number):
            language = LANGUAGES[turn % 2]
            words = words_of(audit, b"", [b"--server", b"127.0.0.1:%d" % server.port])
            faults, status = check_text(program, folder, language, words)
            if turn % len(LARGE_AUDITS) == 0:
                faults += check_json(program, folder, language, words, status)
            yield from (f"{audit[0]}: {fault}" for fault in faults)
        yield from server.faults()


def main():
    program = os.path.abspath(sys.argv[1])
    payloads = [(name, data, check_small) for name, data in SMALL.items()]
    payloads += [(name, data, check_large) for name, data in LARGE.items()]
    faults = 0
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hostile-"))
        pool = stack.enter_context(concurrent.futures.ThreadPoolExecutor(PARALLEL))
        jobs = [(name, pool.submit(lambda check, *job: list(check(*job)), check, program,
                                   os.path.join(folder, str(number)), number, data))
                for number, (name, data, check) in enumerate(payloads)]
        for name, job in jobs:
            for fault in job.result():
                print(f"{name}: {fault}")
                faults += 1
    print(f"hostile: {len(SMALL)} small payloads in {len(AUDITS)} audits, {len(LARGE)} large in "
          f"{len(LARGE_AUDITS)}, {faults} faults")
    sys.exit(runner.close() > 0 or faults > 0)


if __name__ == "__main__":
    main()
