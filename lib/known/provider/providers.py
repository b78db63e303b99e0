#!/usr/bin/env python3
"""Makes a C table of the providers in a text file.

SPDX-License-Identifier: MIT

A file holds entries, with blank lines between them:

    # A comment.

    xserver
    en: Xserver
    ja: エックスサーバー
    kind: hosting
    dns: ns#.xserver.jp
    host: *.xserver.jp
    spf: spf.sender.xserver.jp
    screen en: server panel, "DNSレコード設定"
    screen ja: サーバーパネルの「DNSレコード設定」
    source: www.xserver.ne.jp/manual/man_domain_dns_setting.php; public zones
    seen: 2026-11-28

The first line is the id.  "en" and "ja" are what people call it, "kind" is one of KINDS.  Names that
belong to it, by what they are found as; each key may occur several times:

    dns     name servers
    mx      mail servers that take mail in
    host    any host: mail servers, hosts in SPF terms, names of addresses
    server  those of them that take mail in and also send that of the same customers
    spf     what SPF records include or redirect to
    dkim    what the names of DKIM keys are aliases of
    word    what people call it in a text, next to its names

In these, "*" is anything within a label, "*." at the beginning any number of labels, at least one, and
"#" one or more digits.  The label that anyone could register has no "*".  Further keys: "wants" is the name that the SPF record of a domain includes
whose mail it sends; "same as" is another entry whose platform it is; "screen" is where its customers
edit the DNS, "signing" where they turn on DKIM, or what they have to do instead.  "senders" is one of SENDERS, where it is known whether it lets a customer send from the
domain of another: "confirmed" where it does not, and "lock: NAME" where a record at NAME below the
domain keeps others out.
"""

import datetime
import re
import sys

KINDS = ["hosting", "registrar", "isp", "mailbox", "gateway-in", "gateway-out", "forwarder", "sender", "flattener",
         "cloud", "parking"]
ROLES = ["dns", "mx", "host", "server", "spf", "dkim"]
HASHES = 1024  # octets of a table with a bit for each suffix
ONCE = ["en", "ja", "kind", "source", "seen"]
OPTIONAL = ["wants", "same as", "screen en", "screen ja", "signing en", "signing ja", "senders"]
SENDERS = re.compile(r"confirmed|lock: _[a-z]+")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PATTERN = re.compile(r"(\*\.)?([a-z0-9_*#-]+\.)*[a-z0-9#-]+\.[a-z0-9-]+")


class Fault(Exception):
    """What is wrong with the file, and where."""


def read(path):
    """The entries of a file: (place, id, {key: [values]})."""
    entries = []
    entry = None
    with open(path, encoding="utf-8") as source:
        for number, line in enumerate(source, 1):
            line = line.rstrip("\n")
            place = f"{path}:{number}"
            if line.startswith("#"):
                continue
            if not line:
                entry = None
            elif entry is None:
                entry = {}
                entries.append((place, line, entry))
            else:
                key, colon, value = line.partition(": ")
                if not colon or not value.strip():
                    raise Fault(f"{place}: not a key with a value: {line}")
                entry.setdefault(key, []).append(value)
    return entries


def check_keys(place, entry):
    for key in ONCE:
        if key not in entry:
            raise Fault(f"{place}: no {key}")
    for key, values in entry.items():
        if key not in ONCE + OPTIONAL + ROLES + ["word"]:
            raise Fault(f"{place}: unknown key {key}")
        if key not in ROLES + ["word"] and len(values) > 1:
            raise Fault(f"{place}: {key} twice")
    for key in ["screen", "signing"]:
        if (f"{key} en" in entry) != (f"{key} ja" in entry):
            raise Fault(f"{place}: a {key} in one language")
    if not SENDERS.fullmatch(entry.get("senders", ["confirmed"])[0]):
        raise Fault(f"{place}: not known of senders: {entry['senders'][0]}")


def check(entries):
    ids = [name for _, name, _ in entries]
    patterns = {}
    for place, name, entry in entries:
        if not ID.fullmatch(name) or ids.count(name) > 1:
            raise Fault(f"{place}: not an id of its own: {name}")
        check_keys(place, entry)
        if entry["kind"][0] not in KINDS:
            raise Fault(f"{place}: unknown kind {entry['kind'][0]}")
        datetime.date.fromisoformat(entry["seen"][0])
        if entry.get("same as", ids)[0] not in ids:
            raise Fault(f"{place}: {entry['same as'][0]} is not an id")
        for role in ROLES:
            for pattern in entry.get(role, []):
                if not PATTERN.fullmatch(pattern):
                    raise Fault(f"{place}: not a pattern: {pattern}")
                if patterns.setdefault((role, pattern), name) != name:
                    raise Fault(f"{place}: {pattern} is that of {patterns[role, pattern]}, too")
        if not any(role in entry for role in ROLES):
            raise Fault(f"{place}: no name that it is recognized by")


def suffix_of(pattern):
    """The labels at its end that are the same in all names."""
    labels = pattern.split(".")
    keep = len(labels)
    while keep > 0 and not set("*#") & set(labels[keep - 1]):
        keep -= 1
    return ".".join(labels[keep:])


def hash_of(suffix):
    """As in provider.c: from the end to the beginning."""
    value = 0
    for byte in reversed(suffix.encode()):
        value = (value * 31 + byte) & 0xFFFFFFFF
    return value % (8 * HASHES)


def hashes_of(suffixes):
    """A bit for the hash of each."""
    table = bytearray(HASHES)
    for suffix in suffixes:
        table[hash_of(suffix) // 8] |= 1 << hash_of(suffix) % 8
    return table


def quoted(text):
    return "NULL" if text is None else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def word(text):
    return text.upper().replace("-", "_")


def rows(entries):
    """One for each role and pattern; those of one suffix together, the more exact ones first."""
    found = []
    for index, (_, _, entry) in enumerate(entries):
        for role in ROLES:
            found += [(suffix_of(pattern), pattern.startswith("*."), pattern, role, index)
                      for pattern in entry.get(role, [])]
    return sorted(found)


def words(entries):
    """What those are called in texts of whom it is known where the DNS is edited; the longest first."""
    found = {(called, index)
             for index, (_, _, entry) in enumerate(entries) if "screen en" in entry
             for called in entry["en"] + entry["ja"] + entry.get("word", [])}
    return sorted(found, key=lambda one: (-len(one[0].encode()), one))


def write(entries, out):
    ids = [name for _, name, _ in entries]
    print("static const struct ma_provider providers[] = {", file=out)
    for _, name, entry in entries:
        def one(key):
            return entry.get(key, [None])[0]

        same = f"&providers[{ids.index(one('same as'))}]" if one("same as") else "NULL"
        senders = one("senders") or ""
        lock = senders[6:] if senders.startswith("lock: ") else None
        print(f"\t{{ {quoted(name)}, MA_PROVIDER_KIND_{word(one('kind'))}, {{ {quoted(one('en'))}, {quoted(one('ja'))} }},\n"
              f"\t  {{ {quoted(one('screen en'))}, {quoted(one('screen ja'))} }},\n"
              f"\t  {{ {quoted(one('signing en'))}, {quoted(one('signing ja'))} }}, {quoted(one('wants'))}, {same},"
              f" {'true' if senders == 'confirmed' else 'false'}, {quoted(lock)}, {quoted(one('seen'))} }},", file=out)
    print("};\n\nstatic const struct pattern patterns[] = {", file=out)
    for suffix, _, pattern, role, index in rows(entries):
        front = pattern[:len(pattern) - len(suffix)]
        print(f"\t{{ {quoted(suffix)}, {quoted(front)}, MA_PROVIDER_{word(role)}, &providers[{index}] }},", file=out)
    print("};\n\nstatic const unsigned char hashes[] = {", file=out)
    table = hashes_of(suffix for suffix, *_ in rows(entries))
    for at in range(0, HASHES, 16):
        print("\t" + ", ".join(str(byte) for byte in table[at:at + 16]) + ",", file=out)
    print("};\n\nstatic const struct called called[] = {", file=out)
    for called, index in words(entries):
        print(f"\t{{ {quoted(called)}, &providers[{index}] }},", file=out)
    latest = max(entry["seen"][0] for _, _, entry in entries)
    print(f"}};\n\nstatic const char latest[] = {quoted(latest)};", file=out)


def main():
    source, target = sys.argv[1:]
    try:
        entries = read(source)
        check(entries)
    except (Fault, ValueError) as fault:
        sys.exit(f"providers.py: {fault}")
    with open(target, "w", encoding="utf-8") as out:
        write(entries, out)


main()
