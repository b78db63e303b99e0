#!/usr/bin/python3
"""Real name servers on loopback addresses, each with a zone of its own: one that is right, one that has an old zone, one
that does not have the zone, one that is silent, one where nothing listens, and one that takes no TCP; each is named in
the report, and without permission none of them is asked.  A server of the zone above says who is asked: a zone file
that is right and not published there is shown with its place, and nothing is left to say once it is published.

SPDX-License-Identifier: MIT

usage: name_servers.py DNSAUDIT

One server is Knot where that is installed (Debian: knot), and NSD as the others where it is not.  Exit status 77 without nsd, or where port 53 of addresses of
the loopback cannot be used.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

import dns.message
import dns.query
import dns.rcode

PATH = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
NSD = shutil.which("nsd", path=PATH)
KNOT = shutil.which("knotd", path=PATH)
# Of this process alone, so that other tests may run at the same time: the port of a name server is 53.
NETWORK = f"127.{100 + os.getpid() // 256 % 128}.{os.getpid() % 256}"
GOOD, OLD, LAME, SILENT, ABSENT, NO_TCP, ABOVE = (f"{NETWORK}.{number}" for number in range(31, 38))
ALLOWED = ("--allow", "127.0.0.0/8")
DELAY = 0.3  # seconds that a distant server takes
LONGEST = 8  # seconds, where servers are silent: they are asked twice, all at the same time
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


def above(servers):
    """The zone above, which delegates firm.example to these addresses."""
    lines = [f"firm NS ns{number + 1}.firm\nns{number + 1}.firm A {address}\n" for number, address in enumerate(servers)]
    return f"$ORIGIN example.\n$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A {ABOVE}\n" + "".join(lines)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


class Server:
    """A name server with its zones, at one address."""

    def __init__(self, folder, address, zones, knot=False):
        here = os.path.join(folder, address)
        os.makedirs(here)
        for name, text in zones.items():
            write(os.path.join(here, name), text)
        if knot:
            write(os.path.join(here, "conf"),
                  f"server:\n  rundir: {here}\n  listen: {address}@53\n  background-workers: 1\n  udp-workers: 1\n"
                  f"  tcp-workers: 1\ndatabase:\n  storage: {here}\ntemplate:\n  - id: default\n    storage: {here}\n"
                  "    file: \"%s\"\n    zonefile-sync: -1\nzone:\n" + "".join(f"  - domain: {name}\n" for name in zones))
            self.command = [KNOT, "-c", os.path.join(here, "conf")]
        else:
            write(os.path.join(here, "conf"),
                  f'server:\n ip-address: {address}\n zonesdir: "{here}"\n pidfile: "{here}/pid"\n'
                  f' username: ""\n xfrdfile: "{here}/xfrd"\n zonelistfile: "{here}/list"\n'
                  f' logfile: "{here}/log"\n server-count: 1\nremote-control:\n control-enable: no\n'
                  + "".join(f"zone:\n name: {name}\n zonefile: {name}\n" for name in zones))
            self.command = [NSD, "-d", "-c", os.path.join(here, "conf")]
        self.address = address
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def wait(self):
        for _ in range(200):
            with contextlib.suppress(OSError, dns.exception.DNSException):
                reply = dns.query.udp(dns.message.make_query("firm.example", "SOA"), self.address, timeout=1)
                if reply.rcode() != dns.rcode.SERVFAIL:  # Knot is still loading its zones
                    return
            time.sleep(0.1)
            if self.process.poll() is not None:  # one that ended may still have the address
                self.start()
        raise OSError(f"the server does not answer at {self.address}")

    def stop(self):
        self.process.terminate()
        self.process.wait()


@contextlib.contextmanager
def running(folder, *configured):
    servers = [Server(folder, *each) for each in configured]
    try:
        for server in servers:
            server.wait()
        yield
    finally:
        for server in servers:
            server.stop()


@contextlib.contextmanager
def relaying(address, delay=0, origin=None, port=53):
    """What the good server says, over UDP alone, DELAY seconds later."""
    ended = threading.Event()

    def answer(own, question, asker):
        time.sleep(delay)
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as good:
            good.settimeout(1)
            good.connect((origin or GOOD, 53))
            good.send(question)
            own.sendto(good.recv(4096), asker)

    def relay(own):
        while not ended.is_set():
            with contextlib.suppress(TimeoutError):
                threading.Thread(target=answer, args=(own, *own.recvfrom(4096)), daemon=True).start()

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
        own.settimeout(0.1)
        own.bind((address, port))
        thread = threading.Thread(target=relay, args=(own,))
        thread.start()
        yield
        ended.set()
        thread.join()


def audit(program, *options):
    done = subprocess.run([program, "firm.example", *(() if "--server" in options else ("--server", GOOD)), "--format", "json", "--queries", "--lang", "en",
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


def check_panel(program, folder, faults):
    """The zone in a panel is right, and the registered name servers have another: what differs, and where it has to be
    published."""
    panel = os.path.join(folder, "panel.zone")
    write(panel, zone(9, '@ MX 10 mail\n@ TXT "v=spf1 mx ip4:198.51.100.9 -all"\n', [GOOD]).replace("ns1", "ns9"))
    report = audit(program, "--zone", panel, "--compare", *ALLOWED)
    expect(report, {"dns.not-published", "dns.delegation-elsewhere"}, {"dns.servers-differ"}, faults, "panel")
    sets = {(each["name"], each["type"]): each for each in report["dns"]["comparison"]}
    spf = sets["firm.example", "TXT"]
    if spf["same"] or spf["file"] != ["v=spf1 mx ip4:198.51.100.9 -all"] or spf["published"] != ["v=spf1 mx -all"]:
        faults.append(f"panel: the file and the servers are not side by side: {spf}")
    if not sets["firm.example", "MX"]["same"]:
        faults.append("panel: the MX records are not the same")
    for finding in report["findings"]:
        if finding["id"] == "dns.not-published" and finding["where"] != report["dns"]["delegation"]:
            faults.append(f"panel: it is to be published at {finding['where']}")


def check_story(program, folder, faults):
    """A customer whose panel is right and whose name servers are not: red with place and reason, the three sets that
    differ, and no promise about what receivers do not see; green as soon as they have what the panel has."""
    servers = [GOOD, OLD]
    right = zone(9, NEW_RECORDS, servers)
    old = zone(3, OLD_RECORDS, servers).replace("v=DMARC1; p=reject; rua=mailto:d@firm.example", "v=DMARC1; p=none")
    parent = above(servers)
    os.makedirs(folder)
    panel = os.path.join(folder, "panel.zone")
    write(panel, right)
    for place, text in (("red", old), ("green", right)):
        with running(os.path.join(folder, place), (GOOD, {"firm.example": text, "example": parent}),
                     (OLD, {"firm.example": text}, KNOT is not None), (ABOVE, {"example": parent})):
            for way in (["--compare"], ["--servers"]):
                report = audit(program, "--zone", panel, *way, *ALLOWED)
                different = {(each["name"], each["type"]) for each in report["dns"]["comparison"] if not each["same"]}
                wanted = {("firm.example", "TXT"), ("firm.example", "MX"), ("_dmarc.firm.example", "TXT")}
                if different != (wanted if place == "red" else set()):
                    faults.append(f"{place} {way}: different are {different}")
                verdict = report["verdict"]
                told = (verdict["reason"], verdict["spoofable"], report["sections"]["dns"])
                if place == "red" and (told != ("dns.not-published", "unknown", "error") or
                                       verdict["where"] != ["ns1.firm.example", "ns2.firm.example"]):
                    faults.append(f"red {way}: {told} at {verdict['where']}")
                if place == "green" and told[1:] != ("no", "ok"):
                    faults.append(f"green {way}: {told}")


def check_latency(program, folder, faults):
    """All servers are asked at once: two that are far away, and the zone above, add no more than their own chain."""
    servers = [OLD, NO_TCP]
    text = zone(3, NEW_RECORDS, servers)
    parent = above(servers)
    with running(folder, (GOOD, {"firm.example": text, "example": parent})), relaying(OLD, DELAY), \
            relaying(NO_TCP, DELAY), relaying(ABOVE, DELAY), relaying(LAME, DELAY):
        took = []
        for options in ([], ["--servers", *ALLOWED]):
            started = time.monotonic()
            report = audit(program, "--server", LAME, *options)
            took.append((time.monotonic() - started) / DELAY)
    print(f"name-servers: {took[0]:.1f} waits for answers without --servers, {took[1]:.1f} with it")
    if took[1] > took[0] + 0.7:
        faults.append(f"servers that are far away add {took[1] - took[0]:.1f} waits")
    expect(report, {"dns.servers-agree"}, {"dns.server-silent", "dns.delegation-differs"}, faults, "latency")


def check_replay(program, folder, faults, *options):
    """What was asked over TCP, and what the zone above said, is in a recording, too."""
    recording = os.path.join(folder, "recording")
    asked = audit(program, *options, "--now", "1790000000", "--record", recording, *ALLOWED)
    done = subprocess.run([program, "--replay", recording, "--format", "json", "--queries", "--lang", "en"],
                          capture_output=True, text=True, check=False)
    if not done.stdout or json.loads(done.stdout) != asked:
        faults.append(f"{options[0]}: a replay differs from what was recorded: {done.stderr}")
    if not any(query.get("tcp") for query in asked["queries"]):
        faults.append("nothing is asked over TCP")


def check_faulty(program, folder, faults):
    servers = [GOOD, OLD, LAME, SILENT, ABSENT, NO_TCP]
    right = {"firm.example": zone(2, NEW_RECORDS, servers), "example": above(servers[:-1])}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent, \
            running(folder, (GOOD, right), (ABOVE, {"example": right["example"]}),
                    (OLD, {"firm.example": zone(1, OLD_RECORDS, servers)}, KNOT is not None),
                    (LAME, {"other.example": "$ORIGIN other.example.\n$TTL 300\n@ SOA ns1 h 1 2 3 4 5\n@ NS ns1\nns1 A "
                            + LAME + "\n"})), relaying(NO_TCP):
        silent.bind((SILENT, 53))
        started = time.monotonic()
        report = audit(program, "--servers", *ALLOWED)
        took = time.monotonic() - started
        expect(report, {"dns.servers-differ", "dns.serials-differ", "dns.server-lame", "dns.server-silent",
                        "dns.server-no-tcp", "dns.delegation-differs"},
               {"dns.servers-agree", "dns.server-not-asked", "dns.glue-differs", "dns.server-no-edns"}, faults, "faulty")
        print(f"name-servers: the report took {took:.1f} s, with a silent server")
        if took > LONGEST:
            faults.append("a silent server holds the report")
        status = {server["name"]: server["addresses"][0]["status"] for server in report["dns"]["servers"]}
        wanted = dict(zip((f"ns{n}.firm.example" for n in range(1, 7)),
                          ("answers", "answers", "lame", "silent", "silent", "answers"), strict=True))
        if status != wanted:
            faults.append(f"the servers are {status}")
        without = [finding["name"] for finding in report["findings"] if finding["id"] == "dns.server-no-tcp"]
        if without != ["ns6.firm.example"]:
            faults.append(f"without TCP: {without}")
        check_sides(report, faults)
        expect(audit(program, "--servers"), {"dns.server-not-asked"},
               {"dns.servers-differ", "dns.server-silent", "dns.server-lame"}, faults, "without permission")
        expect(audit(program), set(), {"dns.server-not-asked", "dns.servers-differ"}, faults, "unasked")


def check_sound(program, folder, faults):
    text = zone(3, NEW_RECORDS, [GOOD, OLD])
    parent = above([GOOD, OLD])
    with running(folder, (GOOD, {"firm.example": text, "example": parent}),
                 (OLD, {"firm.example": text}, KNOT is not None), (ABOVE, {"example": parent})):
        report = audit(program, "--servers", *ALLOWED)
        expect(report, {"dns.servers-agree"},
               {"dns.servers-differ", "dns.serials-differ", "dns.server-lame", "dns.server-silent", "dns.server-no-tcp",
                "dns.server-not-asked", "dns.delegation-differs", "dns.glue-differs", "dns.glue-missing"}, faults, "sound")
        if report["dns"]["delegation"] != ["ns1.firm.example", "ns2.firm.example"]:
            faults.append(f"sound: the delegation is {report['dns']['delegation']}")
        check_panel(program, folder, faults)
        check_replay(program, folder, faults, "--servers")
        published = os.path.join(folder, "published.zone")
        write(published, text)
        check_replay(program, folder, faults, "--compare", "--zone", published)
        report = audit(program, "--zone", published, "--compare", *ALLOWED)
        expect(report, {"dns.servers-agree"}, {"dns.not-published", "dns.delegation-elsewhere"}, faults, "published")
        if not all(each["same"] for each in report["dns"]["comparison"]) or report["sections"]["dns"] == "error":
            faults.append("published: what is the same is said to differ")


def can_listen():
    try:
        for address in (GOOD, OLD, LAME, SILENT, ABSENT, NO_TCP, ABOVE):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                probe.bind((address, 53))
    except OSError:
        return False
    return True


def main():
    faults = []
    if NSD is None or not can_listen():
        sys.exit(77)
    if KNOT is None:
        print("name-servers: Knot is not installed, so that NSD serves all zones")
    with tempfile.TemporaryDirectory() as folder:
        check_faulty(sys.argv[1], os.path.join(folder, "faulty"), faults)
        check_sound(sys.argv[1], os.path.join(folder, "sound"), faults)
        check_latency(sys.argv[1], os.path.join(folder, "latency"), faults)
        check_story(sys.argv[1], os.path.join(folder, "story"), faults)
    print("\n".join(faults) or "name-servers: each fault is named, and none where there is none")
    sys.exit(bool(faults))


main()
