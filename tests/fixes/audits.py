"""Audits of a DNS that is a dictionary, and zone files written and read.

SPDX-License-Identifier: MIT
"""

import functools
import json
import os
import re
import shutil
import subprocess

import runner
import setups

# Where zone files are written: in memory, where there is such a place.
FOLDER = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
HEAD = """{zone}. 3600 IN SOA ns1.{zone}. hostmaster.{zone}. 1 3600 900 1209600 600
{zone}. 3600 IN NS ns1.{zone}.
{zone}. 3600 IN NS ns2.{zone}.
"""


# --- Zone files

@functools.lru_cache(10000)
def write_string(string):
    return '"' + "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else f"\\{byte:03d}"
                         for byte in string) + '"'


def write_value(kind, value):
    if kind == "txt":
        return " ".join(map(write_string, value))
    return value + "." if kind in ("mx", "cname") else value


def write_zone(path, zone, names):
    with open(path, "w", encoding="ascii") as file:
        file.write(HEAD.format(zone=zone))
        for name, held in names.items():
            if name == zone or name.endswith("." + zone):
                for kind, values in held.items():
                    for value in values:
                        file.write(f"{name}. 3600 IN {kind.upper()} {write_value(kind, value)}\n")


STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"(?= |\Z)')
ESCAPE = re.compile(rb"\\(?:(\d\d\d)|(.))", re.DOTALL)


def unescape(match):
    return bytes([int(match[1])]) if match[1] else match[2]


def read_line(line):
    """The name and the joined text of a line of a zone file (RFC 1035 5.1); None if it is none."""
    match = re.fullmatch(r"(\S+)\. \d+ IN TXT (.+)", line, re.DOTALL)
    if match is None:
        return None
    strings, at = [], 0
    while at <= len(match[2]):
        string = STRING.match(match[2], at)
        if string is None or not match[2].isascii() or not match[2].isprintable():
            return None
        strings.append(ESCAPE.sub(unescape, string[1].encode()))
        at = string.end() + 1
    if any(len(string) > 255 for string in strings):
        return None
    return match[1], b"".join(strings)


def check_zone(folder, lines):
    """What is wrong with the lines when nsd reads them, where it is installed."""
    program = shutil.which("nsd-checkzone", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if program is None or not lines:
        return []
    path = os.path.join(folder, "lines.zone")
    with open(path, "w", encoding="utf-8") as file:
        file.write(HEAD.format(zone=setups.DOMAIN))
        file.writelines(f"n{number}.{line}\n" for number, (line, _) in enumerate(lines))
    done = subprocess.run([program, "-p", setups.DOMAIN, path], capture_output=True, check=False)
    if done.returncode != 0:
        return [f"nsd-checkzone: {done.stdout} {done.stderr}"]
    read = dict(map(read_line, find_texts(done.stdout.decode("ascii"))))
    return [f"nsd reads {read.get(name)} of {line}" for number, (line, new) in enumerate(lines)
            for name in [f"n{number}.{setups.DOMAIN}"] if read.get(name) != new]


def find_texts(zone):
    """The TXT records that nsd-checkzone prints, each as one whole line."""
    origin = ""
    for line in zone.splitlines():
        name, _, rest = line.partition("\t")
        if line.startswith("$ORIGIN "):
            origin = line.split(" ")[1]
        elif re.match(r"\d+\tIN\tTXT\t", rest):
            yield f"{name}.{origin} " + rest.replace("\t", " ", 3)


# --- Audits

def bytes_of(text):
    """What JSON shows of bytes that anyone has published: \\DDD of what is not UTF-8, and of the
    backslash."""
    return re.sub(rb"\\(\d\d\d)", lambda match: bytes([int(match[1])]), text.encode())


def pasted(value, new):
    """The bytes of a value that is to be pasted: as it is where all of NEW can be typed."""
    plain = all(32 <= byte < 127 for byte in new)
    return value.encode() if plain else bytes_of(value)


class Audit:
    """What the command says of a DNS."""

    def __init__(self, program, folder, names, zones=tuple(setups.ZONES)):
        self.program, self.folder, self.names = program, folder, names
        words = [program, setups.DOMAIN, "--format", "json", "--lang", "en", "--now", "1767225600"]
        for zone in zones:
            write_zone(os.path.join(folder, zone), zone, names)
            words += ["--zone", zone]
        done = runner.run(words, folder)
        report = json.loads(done.stdout)
        self.complete, self.sections = report["complete"], report["sections"]
        self.findings, self.fixes = report["findings"], report["fixes"]
        for fix in self.fixes:
            for key in ("old", "new"):
                fix[key] = [bytes_of(value) for value in fix[key]]
            fix["publish"] = [pasted(value, new)
                              for value, new in zip(fix["publish"], fix["new"], strict=True)]

    def without(self, zone):
        """The audit of the same names where those of ZONE cannot be asked about."""
        zones = [other for other in setups.ZONES if other != zone]
        audit = Audit(self.program, self.folder, self.names, zones)
        if audit.complete:
            audit.fixes = []
        return audit

    def spf_fixes(self):
        return [fix for fix in self.fixes if (fix["name"], fix["type"]) == (setups.DOMAIN, "TXT")]

    def count(self, name):
        return sum(finding["id"] == name for finding in self.findings)
