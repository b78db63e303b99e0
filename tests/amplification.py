#!/usr/bin/python3
"""How many packets a hostile domain can make an audit send, with all options on: the domain answers every question with
as much as leads on, by aliases, with failures, or not at all; its name servers and mail servers are silent, or its name
servers answer one question each and no other.  Questions to the resolver
are counted once each, since it is the user's own; to name servers and mail servers every packet and connection is.

SPDX-License-Identifier: MIT

usage: amplification.py DNSAUDIT

Exit status 77 where port 53 or 25 of addresses of the loopback cannot be used.
"""

import contextlib
import os
import selectors
import socket
import struct
import subprocess
import sys
import threading
import zlib

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import responder  # noqa: E402

NETWORK = f"127.{100 + os.getpid() // 256 % 128}.{os.getpid() % 256}"
PACKETS_MAX = 600
ONE_SERVER_MAX = 8  # questions
A, NS, CNAME, SOA, PTR, MX, TXT, AAAA = 1, 2, 5, 6, 12, 15, 16, 28
SERVERS = [f"{NETWORK}.{number}" for number in range(101, 114)]
OPTIONS = ["--deep", "--dnsbl", "--servers", "--probe", "--allow", "127.0.0.0/8", "--helo", "mail.evil.example", "--mail-from",
           "a@x.evil.example", "--from", "b@evil.example", "--receiver", "mx.example.net", "--expect-ip", "11.22.33.44",
           "--expect-include", "spf.evil.example", "--expect-helo", "helo.evil.example", "--expect-ns", "ns.evil.example",
           "--ip", "11.22.33.1", "--selector", "s1"]


def wire(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) + b"\0"


def texts(text):
    """Strings of 255 octets (RFC 1035 3.3.14)."""
    data = text.encode()
    return b"".join(bytes([len(data[i:i + 255])]) + data[i:i + 255] for i in range(0, len(data), 255))


def first_label(name):
    return name[1:1 + name[0]].decode("ascii", "replace").lower() if name[0] else ""


class Hostile:
    """Answers of which each leads on to names that were not asked for before."""

    def __init__(self, way):
        self.way = way
        self.asked = set()
        self.lock = threading.Lock()

    def answer(self, question):
        with self.lock:
            self.asked.add((question.name, question.type))
        if question.type == SOA:
            apex = question.name.lower() == wire("evil.example")
            return responder.NOERROR, [(question.name, SOA, self.soa())] if apex else [], []
        if self.way == "half" and question.type in (TXT, MX, PTR) and question.name.lower() != wire("evil.example"):
            return responder.NXDOMAIN, [], [(wire("evil.example"), SOA, self.soa())]
        if self.way == "half" and question.type == TXT:
            return responder.NOERROR, [(question.name, TXT, texts("v=spf1 mx -all"))], []
        if self.way == "silent" and first_label(question.name) not in ("evil", "ns0"):
            raise responder.Silence
        if self.way == "failing" and b"_" in question.name:
            return responder.SERVFAIL, [], []
        if self.way == "aliases" and question.type == TXT and first_label(question.name) not in ("evil", "_dmarc"):
            return responder.NOERROR, [(question.name, CNAME, self.other(question.name, "alias"))], []
        return responder.NOERROR, [(question.name, question.type, data) for data in self.records(question)], []

    @staticmethod
    def soa():
        return wire("ns0.evil.example") + wire("h.evil.example") + struct.pack(">5I", 1, 2, 3, 4, 5)

    @staticmethod
    def other(name, word):
        return wire(f"{word}{zlib.crc32(name + word.encode()):08x}.evil.example")

    def records(self, question):
        name, label = question.name, first_label(question.name)
        if question.type == TXT:
            return [texts(text) for text in self.texts(name, label)]
        if question.type == NS:
            return [wire(f"ns{number}.evil.example") for number in range(len(SERVERS))]
        if question.type == MX:
            return [struct.pack(">H", number) + self.other(name, f"m{number}") for number in range(12)]
        if question.type == PTR:
            return [self.other(name, f"p{number}") for number in range(10)]
        if question.type == A and label.startswith("ns") and label[2:].isdigit():
            return [socket.inet_aton(SERVERS[int(label[2:]) % len(SERVERS)])]
        if question.type == A:
            return [socket.inet_aton(SERVERS[zlib.crc32(name) % len(SERVERS)])]
        return []

    def texts(self, name, label):
        if label == "_dmarc":
            return ["v=DMARC1; p=reject; rua=" + ",".join(f"mailto:r@d{number}.example" for number in range(40))]
        if b"_domainkey" in name:
            return [f"v=DKIM1; p=AAAA{number}" for number in range(3)]
        terms = [f"include:{word}{zlib.crc32(name + word.encode()):08x}.evil.example" for word in "abcdefghijkl"]
        terms += [f"mx:{word}{zlib.crc32(name):08x}.evil.example" for word in "uv"]
        return ["v=spf1 " + " ".join(terms) + " a:w.evil.example ptr exists:%{i}.%{h}.evil.example -all"]


class Silent:
    """Name servers and mail servers that take everything and say nothing, but for what they are if ANSWERED."""

    def __init__(self, answered=False):
        self.answered = answered
        self.counts = {}
        self.asked = {}
        self.calls = 0
        self.ended = False
        self.selector = selectors.DefaultSelector()
        for address in SERVERS:
            datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            datagrams.bind((address, 53))
            self.selector.register(datagrams, selectors.EVENT_READ, address)
            for port in (53, 25):
                self.selector.register(socket.create_server((address, port)), selectors.EVENT_READ, address)
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        with contextlib.suppress(OSError, ValueError):
            while not self.ended:
                for key, _ in self.selector.select(0.1):
                    self.take(key.fileobj, key.data)

    def take(self, own, address):
        if own.type == socket.SOCK_DGRAM:
            message, asker = own.recvfrom(4096)
            self.counts[address] = self.counts.get(address, 0) + 1
            question = responder.Question(message)
            self.asked.setdefault(address, set()).add((question.name, question.type))
            if self.answered and question.type == SOA:
                own.sendto(responder.write(question, 0, [(question.name, SOA, Hostile.soa())], []), asker)
        else:
            own.accept()[0].detach()  # stays open
            self.calls += 1

    def stop(self):
        self.ended = True
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()


def check(program, way, faults):
    silent = Silent(way == "half")
    zone = Hostile(way)
    with responder.Responder(zone) as server:
        done = subprocess.run([program, "evil.example", "--server", f"127.0.0.1:{server.port}", "--format", "json", "--lang",
                               "en", "--queries", "--timeout", "20", *OPTIONS], capture_output=True, text=True, check=False,
                              timeout=120)
        faults += server.faults()
    silent.stop()
    packets = len(zone.asked) + sum(silent.counts.values()) + silent.calls
    print(f"amplification: {way}: {packets} packets, {len(zone.asked)} of them to the resolver, "
          f"{sum(silent.counts.values())} to name servers, {silent.calls} connections")
    if done.returncode not in (0, 1, 2, 3) or len(done.stdout) < 1000:
        faults.append(f"{way}: there is no report: {done.returncode} {done.stderr}")
    if packets > PACKETS_MAX:
        faults.append(f"{way}: {packets} packets")
    faults += [f"{way}: {len(asked)} questions to {address}" for address, asked in silent.asked.items()
               if len(asked) > ONE_SERVER_MAX]
    if way == "half" and max(len(asked) for asked in silent.asked.values()) < ONE_SERVER_MAX - 3:
        faults.append("the name servers are not asked")


def main():
    faults = []
    try:
        Silent().stop()
    except OSError:
        sys.exit(77)
    for way in ("wide", "aliases", "failing", "silent", "half"):
        check(sys.argv[1], way, faults)
    print("\n".join(faults) or f"amplification: no hostile domain gets more than {PACKETS_MAX} packets")
    sys.exit(bool(faults))


main()
