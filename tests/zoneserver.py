"""What a DNS server on the loopback says: zone files, and names for which it misbehaves.

SPDX-License-Identifier: MIT

Each line of the rules is NAME TYPE HOW; TYPE may be *.  HOW is one of:

    servfail, refused, formerr, nxdomain    the response code
    bogus                                   SERVFAIL, as the signatures do not verify (RFC 8914 4.7)
    silence                                 no answer, ever
    truncated                               TC over UDP; no one listens at TCP

Names that no zone holds are refused.
"""

import sys

import dns.name
import dns.rdatatype
import dns.zone

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import responder  # noqa: E402

CODES = {"noerror": 0, "formerr": 1, "servfail": 2, "nxdomain": 3, "refused": 5}
HOWS = set(CODES) - {"noerror"} | {"bogus", "silence", "truncated"}
LINKS_MAX = 20


class ZoneFiles:
    """Answers like a name server that has these zone files: aliases, wildcards, empty non-terminals."""

    def __init__(self, texts, rules=()):
        self.rules = [self.rule(line) for line in rules]
        zones = [dns.zone.from_text(text, relativize=False, check_origin=False) for text in texts]
        self.zones = {zone.origin: zone for zone in zones}
        self.nodes = {zone.origin: {ancestor for name in zone for ancestor in ancestors(name, zone)}
                      for zone in zones}
        self.streams = not any(how == "truncated" for _, _, how in self.rules)

    @staticmethod
    def rule(line):
        name, kind, how = line.split()
        if how not in HOWS:
            raise ValueError(f"no behaviour of a server: {line}")
        return (dns.name.from_text(name),
                None if kind == "*" else dns.rdatatype.from_text(kind), how)

    def answer(self, question):
        owner, _ = dns.name.from_wire(question.name, 0)
        answers = []
        for _ in range(LINKS_MAX):
            code = self.misbehave(owner, question.type)
            if code is not None:
                return code, answers, []
            code, records, authority = self.look_up(owner, question.type)
            answers += records
            if code != CODES["noerror"] or not records or records[0][1] == question.type:
                return code, answers, authority
            owner, _ = dns.name.from_wire(records[0][2], 0)
        return CODES["servfail"], answers, []

    def misbehave(self, owner, kind):
        for name, wanted, how in self.rules:
            if name == owner and wanted in (None, kind):
                if how == "silence":
                    raise responder.Silence
                if how == "bogus":
                    raise responder.Bogus
                if how == "truncated":
                    raise responder.Truncated
                return CODES[how]
        return None

    def look_up(self, owner, kind):
        zone = next((self.zones[name] for name in ancestry(owner) if name in self.zones), None)
        if zone is None:
            return CODES["refused"], [], []
        node, exists = self.node(zone, owner)
        for wanted in (kind, dns.rdatatype.CNAME):
            rdataset = node.get_rdataset(dns.rdataclass.IN, wanted) if node else None
            if rdataset:
                return CODES["noerror"], [wire(owner, wanted, rdata) for rdata in rdataset], []
        soa = zone.find_node(zone.origin).get_rdataset(dns.rdataclass.IN, dns.rdatatype.SOA)
        return (CODES["noerror" if exists else "nxdomain"], [],
                [wire(zone.origin, dns.rdatatype.SOA, rdata) for rdata in soa])

    def node(self, zone, owner):
        """The node at a name or, where the name does not exist, the wildcard for it (RFC 4592)."""
        if owner in self.nodes[zone.origin]:
            return zone.get_node(owner), True
        closest = next(name for name in ancestry(owner) if name in self.nodes[zone.origin])
        node = zone.get_node(dns.name.Name((b"*",) + closest.labels))
        return node, node is not None


def ancestry(name):
    """The name, and all above it."""
    while True:
        yield name
        if name == dns.name.root:
            return
        name = name.parent()


def ancestors(name, zone):
    return (above for above in ancestry(name) if above.is_subdomain(zone.origin))


def wire(owner, kind, rdata):
    return owner.to_wire(), int(kind), rdata.to_wire()


def serve(texts, rules):
    zone = ZoneFiles(texts, rules)
    return responder.Responder(zone, zone.streams)
