#!/usr/bin/python3
"""Fixes on a real server: BIND takes the scripts, once, and the audit afterwards is clean of what they
remove; the checkers of BIND and NSD read the zone lines.

SPDX-License-Identifier: MIT

usage: servers.py DNSAUDIT

Exit status 77 without named and nsupdate.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import dns.message
import dns.name
import dns.query
import dns.rdatatype

PATH = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
HEAD = """$ORIGIN {zone}.
$TTL 1800
@ SOA ns1 hostmaster 1 7200 900 604800 600
  NS ns1
ns1 A 127.0.0.1
"""
# Each zone, and the options of its audit.  What they include is served here, too.
ZONES = {
    "two.example": ("""
@ MX 10 mail
  TXT "v=spf1 ip4:198.51.100.10 mx ~all"
  TXT "v=spf1 include:spf.service.example -all"
  TXT "google-site-verification=abc\\"def\\\\;x"
mail A 198.51.100.11
""", []),
    "three.example": ("""
@ MX 10 mail
  TXT "v=spf1 mx -all"
  TXT "v=spf1 include:spf.service.example ~all"
  TXT "v=spf1 ip6:2001:db8:9::/48 ?all"
  TXT "MS=ms12345678"
mail A 198.51.100.12
_dmarc TXT "v=DMARC1; p=none; rua=mailto:postmaster@three.example"
""", []),
    "pasted.example": ("""
@ MX 10 mail
  TXT "\\"v=spf1 ip4:198.51.100.13 include:spf.service.example ~all\\""
  TXT "atlassian-domain-verification=x y; z"
mail A 198.51.100.13
""", []),
    "dead.example": ("""
@ MX 10 mail
  TXT "v=spf1 mx include:spf.gone.service.example include:spf.service.example ~all"
mail A 198.51.100.14
""", []),
    "late.example": ("""
@ MX 10 mail
  TXT "v=spf1 mx -all include:spf.service.example"
mail A 198.51.100.15
""", []),
    "long.example": ("""
@ MX 10 mail
  TXT "v=spf1 a mx a:w1.long.example a:w2.long.example a:w3.long.example a:w4.long.example a:w5.long.example " "a:w6.long.example a:w7.long.example a:w8.long.example a:w9.long.example include:spf.service.example ~all"
  A 198.51.100.16
mail A 198.51.100.16
w1 A 198.51.100.17
w2 A 198.51.100.18
w3 A 198.51.100.19
w4 A 198.51.100.20
w5 A 198.51.100.21
w6 A 198.51.100.22
w7 A 198.51.100.23
w8 A 198.51.100.24
w9 A 198.51.100.25
""", []),
    "own.example": ("""
@ MX 10 mail
  TXT "v=spf1 mx ~all"
mail A 198.51.100.26
""", ["--expect-ip", "198.51.100.99", "--expect-include", "spf.service.example"]),
    "none.example": ("""
@ MX 10 mail
  TXT "v=spf1 mx ~all"
mail A 198.51.100.27
""", []),
    "both.example": ("""
@ MX 10 mail
  TXT "v=spf1 redirect=spf.service.example"
  TXT "v=spf1 a:mail.both.example ~all"
mail A 198.51.100.28
""", []),
    "comma.example": ("""
@ MX 10 mail
  TXT "v=spf1, mx, include:spf.service.example, ~all"
mail A 198.51.100.29
""", []),
    "alias.example": ("""
@ MX 10 old
  TXT "v=spf1 ip4:198.51.100.30 -all"
old CNAME mail
mail A 198.51.100.30
_dmarc CNAME policy.service.example.
""", []),
}
OTHERS = {
    "example": "",
    "service.example": """
spf TXT "v=spf1 ip4:192.0.2.0/28 -all"
gone A 192.0.2.1
""",
}


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def query(port, name, kind):
    message = dns.message.make_query(name, kind)
    return dns.query.tcp(message, "127.0.0.1", port=port, timeout=20)


def write_zones(folder, port):
    with open(os.path.join(folder, "named.conf"), "w", encoding="utf-8") as conf:
        conf.write(f'options {{ directory "{folder}"; pid-file none; session-keyfile none; '
                   f"listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; "
                   "recursion no; notify no; dnssec-validation no; };\ncontrols { };\n")
        for zone in [*ZONES, *OTHERS]:
            body = ZONES[zone][0] if zone in ZONES else OTHERS[zone]
            with open(os.path.join(folder, zone), "w", encoding="utf-8") as file:
                file.write(HEAD.format(zone=zone) + body)
            conf.write(f'zone "{zone}" {{ type master; file "{zone}"; '
                       "allow-update { 127.0.0.1; }; };\n")


def answers(port, server):
    for _ in range(300):
        with contextlib.suppress(OSError, dns.exception.DNSException):
            query(port, "two.example", "SOA")
            return True
        if server.poll() is not None:
            return False
        time.sleep(0.1)
    return False


@contextlib.contextmanager
def bind(folder):
    """Another program may take the port before the server does, which then runs on without one."""
    for _ in range(4):
        port = free_port()
        write_zones(folder, port)
        with open(os.path.join(folder, "named.log"), "w", encoding="utf-8") as log:
            server = subprocess.Popen(["named", "-g", "-n", "1", "-c", os.path.join(folder, "named.conf")],
                                      stdout=log, stderr=log, env={**os.environ, "PATH": PATH})
        try:
            if answers(port, server):
                yield port
                return
        finally:
            server.terminate()
            server.wait()
    raise OSError("named does not answer")


class Faults(list):
    def expect(self, right, *what):
        if not right:
            self.append(" ".join(str(w) for w in what))


def run_audit(program, port, zone, *options):
    done = subprocess.run([program, zone, "--server", f"127.0.0.1:{port}", "--lang", "en", "--timeout",
                           "120", *ZONES[zone][1], *options], capture_output=True, text=True)
    return done.stdout


def values(port, fix):
    """What is at the name itself, as JSON has it."""
    found = set()
    for rrset in query(port, fix["name"], fix["type"]).answer:
        if rrset.name == dns.name.from_text(fix["name"]) and dns.rdatatype.to_text(rrset.rdtype) == fix["type"]:
            found |= {b"".join(rdata.strings).decode() if fix["type"] == "TXT" else rdata.to_text()
                      for rdata in rrset}
    return found


def update(port, script):
    return subprocess.run(["nsupdate", "-v", "-t", "120"], input=f"server 127.0.0.1 {port}\n{script}", text=True,
                          capture_output=True, env={**os.environ, "PATH": PATH})


def check_zone_lines(zone, lines, folder, faults):
    path = os.path.join(folder, "lines")
    with open(path, "w", encoding="utf-8") as file:
        file.write(HEAD.format(zone=zone) + lines)
    for checker in ("named-checkzone", "nsd-checkzone"):
        if shutil.which(checker, path=PATH):
            done = subprocess.run([checker, zone, path], capture_output=True, text=True,
                                  env={**os.environ, "PATH": PATH})
            faults.expect(done.returncode == 0, zone, checker, done.stdout, done.stderr)


def check(program, port, zone, folder, faults):
    before = json.loads(run_audit(program, port, zone, "--format", "json"))
    fixes = before["fixes"]
    script = run_audit(program, port, zone, "--format", "nsupdate")
    faults.expect(fixes, zone, "nothing is proposed")
    check_zone_lines(zone, run_audit(program, port, zone, "--format", "zone"), folder, faults)
    there = [values(port, fix) for fix in fixes]
    done = update(port, script)
    faults.expect(done.returncode == 0, zone, "nsupdate:", done.stdout, done.stderr, script)
    for fix, held in zip(fixes, there):
        expected = held - set(fix["old"]) | set(fix["new"])
        faults.expect(values(port, fix) == expected, zone, values(port, fix), expected)
    again = update(port, script)
    faults.expect(again.returncode != 0, zone, "the script was taken a second time")
    after = json.loads(run_audit(program, port, zone, "--format", "json"))
    removed = {finding for fix in fixes for finding in fix["removes"]}
    left = removed & {finding["id"] for finding in after["findings"]}
    faults.expect(not left, zone, "still there:", left)
    faults.expect(not after["fixes"], zone, "proposed again:", after["fixes"])
    return len(fixes)


def main():
    program = os.path.abspath(sys.argv[1])
    if not all(shutil.which(tool, path=PATH) for tool in ("named", "nsupdate")):
        print("named or nsupdate is not installed")
        return 77
    faults = Faults()
    with tempfile.TemporaryDirectory() as folder, bind(folder) as port:
        count = sum(check(program, port, zone, folder, faults) for zone in ZONES)
    print("\n".join(faults))
    print(f"servers: {len(ZONES)} scripts, {count} fixes, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
