#!/usr/bin/python3
"""Real name servers on loopback addresses, each with a zone of its own: one that is right, one that has an old zone, one
that does not have the zone, one that is silent, and one where nothing listens; each is named in the report, and
without permission none of them is asked.

SPDX-License-Identifier: MIT

usage: name_servers.py DNSAUDIT

Exit status 77 without nsd, or where port 53 of 127.0.0.31 to 127.0.0.35 cannot be used.
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
import dns.query

PATH = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
NSD = shutil.which("nsd", path=PATH)
GOOD, OLD, LAME, SILENT, ABSENT = (f"127.0.0.{number}" for number in range(31, 36))
QUESTIONS_MAX = 8  # to one server
HEAD = """$ORIGIN firm.example.
$TTL 300
@ SOA ns1 hostmaster {serial} 7200 900 604800 300
mail A 198.51.100.10
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@firm.example"
"""
NEW_RECORDS = '@ MX 10 mail\n@ TXT "v=spf1 mx -all"\n'
OLD_RECORDS = '@ MX 10 mail.old.example.\n@ TXT "v=spf1 include:spf.old.example ~all"\n'


def zone(serial, records, servers):
    lines = [f"@ NS ns{number + 1}\nns{number + 1} A {address}\n" for number, address in enumerate(servers)]
    return HEAD.format(serial=serial) + records + "".join(lines)


class Nsd:
    """A name server with one zone, at one address."""

    def __init__(self, folder, address, name, text):
        here = os.path.join(folder, address)
        os.makedirs(here)
        with open(os.path.join(here, "zone"), "w", encoding="utf-8") as file:
            file.write(text)
        with open(os.path.join(here, "nsd.conf"), "w", encoding="utf-8") as conf:
            conf.write(f'server:\n ip-address: {address}\n zonesdir: "{here}"\n pidfile: "{here}/pid"\n'
                       f' username: ""\n xfrdfile: "{here}/xfrd"\n zonelistfile: "{here}/list"\n'
                       f' logfile: "{here}/log"\n server-count: 1\nremote-control:\n control-enable: no\n'
                       f'zone:\n name: {name}\n zonefile: "zone"\n')
        self.command = [NSD, "-d", "-c", os.path.join(here, "nsd.conf")]
        self.address = address
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def wait(self):
        for _ in range(200):
            with contextlib.suppress(OSError, dns.exception.DNSException):
                dns.query.udp(dns.message.make_query("firm.example", "SOA"), self.address, timeout=1)
                return
            time.sleep(0.1)
            if self.process.poll() is not None:  # one that ended may still have the address
                self.start()
        raise OSError(f"nsd does not answer at {self.address}")

    def stop(self):
        self.process.terminate()
        self.process.wait()


@contextlib.contextmanager
def running(folder, *configured):
    servers = [Nsd(folder, *each) for each in configured]
    try:
        for server in servers:
            server.wait()
        yield
    finally:
        for server in servers:
            server.stop()


def audit(program, *options):
    done = subprocess.run([program, "firm.example", "--server", GOOD, "--format", "json", "--queries", "--lang", "en",
                           "--timeout", "30", *options], capture_output=True, text=True, check=False)
    return json.loads(done.stdout)


def ids(report):
    return {finding["id"] for finding in report["findings"]}


def check_counts(report, faults):
    asked = [query["server"] for query in report["queries"] if "server" in query]
    faults += [f"{server} is asked {asked.count(server)} questions" for server in set(asked)
               if asked.count(server) > QUESTIONS_MAX]


def expect(report, wanted, unwanted, faults, place):
    faults += [f"{place}: no {word}" for word in sorted(wanted - ids(report))]
    faults += [f"{place}: {word}" for word in sorted(unwanted & ids(report))]
    check_counts(report, faults)


def check_sides(report, faults):
    """Both answers are next to each other."""
    texts = [finding["text"] for finding in report["findings"] if finding["id"] == "dns.servers-differ"]
    if not any("v=spf1 mx -all" in text and "v=spf1 include:spf.old.example ~all" in text for text in texts):
        faults.append(f"the SPF records are not side by side: {texts}")


def check_panel(program, folder, servers, faults):
    """The zone in a panel is right, and the name servers have another: what differs, and where it has to be published."""
    panel = os.path.join(folder, "panel.zone")
    with open(panel, "w", encoding="utf-8") as file:
        file.write(zone(9, '@ MX 10 mail\n@ TXT "v=spf1 mx ip4:198.51.100.9 -all"\n', servers[:1]))
    report = audit(program, "--zone", panel, "--servers", "--allow", "127.0.0.0/8")
    expect(report, {"dns.not-published"}, {"dns.servers-differ"}, faults, "panel")
    texts = [finding["text"] for finding in report["findings"] if finding["id"] == "dns.not-published"]
    if not any("ip4:198.51.100.9" in text and "ns1.firm.example" in text for text in texts):
        faults.append(f"what is not published is not shown: {texts}")


def check_faulty(program, folder, faults):
    servers = [GOOD, OLD, LAME, SILENT, ABSENT]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent, \
            running(folder, (GOOD, "firm.example", zone(2, NEW_RECORDS, servers)),
                    (OLD, "firm.example", zone(1, OLD_RECORDS, servers)),
                    (LAME, "other.example", "$ORIGIN other.example.\n$TTL 300\n@ SOA ns1 h 1 2 3 4 5\n@ NS ns1\nns1 A "
                     + LAME + "\n")):
        silent.bind((SILENT, 53))
        started = time.monotonic()
        report = audit(program, "--servers", "--allow", "127.0.0.0/8")
        expect(report, {"dns.servers-differ", "dns.serials-differ", "dns.server-lame", "dns.server-silent"},
               {"dns.servers-agree", "dns.server-not-asked"}, faults, "faulty")
        print(f"name-servers: the report took {time.monotonic() - started:.1f} s, with a silent server")
        status = {server["name"]: server["addresses"][0]["status"] for server in report["dns"]["servers"]}
        wanted = dict(zip((f"ns{n}.firm.example" for n in range(1, 6)),
                          ("answers", "answers", "lame", "silent", "silent"), strict=True))
        if status != wanted:
            faults.append(f"the servers are {status}")
        check_sides(report, faults)
        check_panel(program, folder, servers, faults)
        expect(audit(program, "--servers"), {"dns.server-not-asked"},
               {"dns.servers-differ", "dns.server-silent", "dns.server-lame"}, faults, "without permission")
        expect(audit(program), set(), {"dns.server-not-asked", "dns.servers-differ"}, faults, "unasked")


def check_sound(program, folder, faults):
    text = zone(3, NEW_RECORDS, [GOOD, OLD])
    with running(folder, (GOOD, "firm.example", text), (OLD, "firm.example", text)):
        expect(audit(program, "--servers", "--allow", "127.0.0.0/8"), {"dns.servers-agree"},
               {"dns.servers-differ", "dns.serials-differ", "dns.server-lame", "dns.server-silent",
                "dns.server-not-asked"}, faults, "sound")


def can_listen():
    try:
        for address in (GOOD, OLD, LAME, SILENT, ABSENT):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                probe.bind((address, 53))
    except OSError:
        return False
    return True


def main():
    faults = []
    if NSD is None or not can_listen():
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        check_faulty(sys.argv[1], os.path.join(folder, "faulty"), faults)
        check_sound(sys.argv[1], os.path.join(folder, "sound"), faults)
    print("\n".join(faults) or "name-servers: each fault is named, and none where there is none")
    sys.exit(bool(faults))


main()
