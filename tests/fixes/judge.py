"""Whom a record lets pass, by python3-spf with what it does against RFC 7208 set right.

SPDX-License-Identifier: MIT

A record is evaluated as if a receiver looked up whatever there is, and then held against the limits of RFC
7208 4.6.4: the counters only grow, so a receiver stops exactly where they end above a limit.  What is read
again and again is kept, and so is the way through a record: an address that is in the same networks, of those
that are looked at one after the other, comes to the same, unless a macro or ptr looks at the address itself.
find_doubts() does without all that, for who wants to know whether it is the same.
"""

import functools
import ipaddress
import os
import re
import socket
import sys

import spf

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pyspf"))

import repairs  # noqa: E402

ALL = frozenset(repairs.REASONS)
HELO = "mail.d.example"
LOOKUPS_MAX, VOIDS_MAX = spf.MAX_LOOKUP, spf.MAX_VOID_LOOKUPS
FAR = 300  # more than any record here needs
OF_ADDRESS = re.compile(r"%\{[ipcv]", re.IGNORECASE)  # macros (RFC 7208 7.2)


@functools.lru_cache(None)
def read_address(address):
    """What a query keeps of its address."""
    query = object.__new__(spf.query)
    query.set_ip(address)
    return {name: getattr(query, name) for name in ("iplist", "ipaddr", "c", "A", "v", "i", "cidrmax")}


@functools.lru_cache(None)
def number_of(address):
    """Its family and its number."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return family, int.from_bytes(socket.inet_pton(family, address), "big")


@functools.lru_cache(None)
def read_network(address, bits):
    """The version of a network, its number, and how many bits of an address do not count."""
    net = ipaddress.ip_network(address)
    rest = net.max_prefixlen - bits
    return net.version, int(net.network_address) >> rest, rest


def forget():
    """What was read, so that it does not pile up."""
    Query.terms.clear()
    read_address.cache_clear()
    number_of.cache_clear()
    read_network.cache_clear()


class Way:
    """Networks that are looked at one after the other, and what that comes to."""

    def __init__(self):
        self.net, self.next, self.result = None, None, None

    def follow(self, number):
        """The last place on the way of an address that is known."""
        way = self
        while way.net is not None:
            net, rest = way.net
            way = way.next[number >> rest == net]
        return way

    def keep(self, trace, result):
        way = self
        for net, hit in trace:
            if way.net is None:
                way.net, way.next = net, (Way(), Way())
            way = way.next[hit]
        way.result = result


class Query(repairs.Query):
    """A query that reads nothing twice."""

    terms = {}

    def __init__(self, world, chosen):
        self.trace, self.looks_at_address = [], False
        super().__init__(world, chosen)

    def set_ip(self, i):
        self.__dict__.update(read_address(i))

    def validate_mechanism(self, mech):
        if "%" in mech:
            return super().validate_mechanism(mech)
        key = mech, self.d, self.v
        if key not in self.terms:
            self.terms[key] = super().validate_mechanism(mech)
        return self.terms[key]

    def cidrmatch(self, addresses, bits):
        number = int(self.ipaddr)
        for address in addresses:
            try:
                version, net, rest = read_network(address, bits)
            except ValueError as error:
                raise spf.PermError(str(error)) from error
            if version != self.ipaddr.version:
                continue
            self.trace.append(((net, rest), number >> rest == net))
            if self.trace[-1][1]:
                return True
        return False

    def expand(self, s, stripdot=True):
        self.looks_at_address = self.looks_at_address or OF_ADDRESS.search(s) is not None
        return super().expand(s, stripdot)

    def validated_ptrs(self):
        self.looks_at_address = True
        return super().validated_ptrs()

    def dns(self, name, qtype, cnames=None, ignore_void=False):
        if self.world.has_aliases or self.quiet:
            return super().dns(name, qtype, cnames, ignore_void)
        key = str(name), qtype
        if key not in self.world.answers:
            self.world.answers[key] = super().dns(name, qtype, cnames, True)
        found = self.world.answers[key]
        if not found and not ignore_void and not self.ignoring:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError("void lookups")
        return list(found)


class Judge:
    """A DNS in which DOMAIN holds VALUES as its TXT records."""

    def __init__(self, names, domain, values):
        self.names = dict(names)
        self.names[domain] = {**names[domain], "txt": values}
        self.domain = domain
        self.has_aliases = any("cname" in held for held in self.names.values())
        self.ip, self.sender, self.helo = None, None, HELO
        self.answers = {}
        self.known = {}
        self.ways = {}

    def find(self, name):
        return self.names.get(name, {})

    def look_up(self, name, qtype, strict=True, timeout=0):
        found = []
        for value in self.find(name.lower()).get(qtype.lower(), []):
            if qtype == "MX":
                preference, host = value.split(" ")
                value = (int(preference), host)
            found.append(((name, qtype), value))
        return found

    def begin(self, kind, ip, user):
        self.ip, self.sender = ip, f"{user}@{self.domain}"
        spf.DNSLookup = self.look_up
        return kind(self, ALL)

    @staticmethod
    def check(query):
        try:
            result = query.check()[0]
        except AssertionError:  # includes in a circle, with nothing to limit them
            result = "permerror"
        return result, query.lookups, query.void_lookups

    def find_way(self, ip, user):
        """What IP comes to, as one before it did or by an evaluation of its own."""
        family, number = number_of(ip)
        ways = self.ways.setdefault((user, family), Way())
        found = ways.follow(number).result
        if found is None:
            query = self.begin(Query, ip, user)
            found = self.check(query)
            if not query.looks_at_address:
                ways.keep(query.trace, found)
        return found

    def explore(self, ip, user):
        """The result where nothing is limited, lookups and void lookups: what a record was written for."""
        key = (ip, user)
        if key not in self.known:
            spf.MAX_LOOKUP = spf.MAX_VOID_LOOKUPS = FAR
            try:
                self.known[key] = self.find_way(ip, user)
            finally:
                spf.MAX_LOOKUP, spf.MAX_VOID_LOOKUPS = LOOKUPS_MAX, VOIDS_MAX
        return self.known[key]

    def evaluate(self, ip, user):
        """The result, lookups and void lookups."""
        result, lookups, voids = self.explore(ip, user)
        if lookups > LOOKUPS_MAX or voids > VOIDS_MAX:
            result = "permerror"
        return result, lookups, voids

    def passes(self, ip, user):
        return self.evaluate(ip, user)[0] == "pass"

    def find_doubts(self):
        """Senders of those that were evaluated for which a receiver that keeps nothing comes to another result."""
        return [(sender, self.evaluate(*sender)[0], plain) for sender in list(self.known)
                for plain in [self.check(self.begin(repairs.Query, *sender))[0]]
                if self.evaluate(*sender)[0] != plain]
