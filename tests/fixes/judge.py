"""Whom a record lets pass, by python3-spf with what it does against RFC 7208 set right.

SPDX-License-Identifier: MIT

A record is evaluated as if a receiver looked up whatever there is, and then held against the limits of RFC
7208 4.6.4: the counters only grow, so a receiver stops exactly where they end above a limit.  What is read
again and again is kept; plain() does without all that, for who wants to know whether it is the same.
"""

import functools
import ipaddress
import os
import sys

import spf

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pyspf"))

import repairs  # noqa: E402

ALL = frozenset(repairs.REASONS)
HELO = "mail.d.example"
LOOKUPS_MAX, VOIDS_MAX = spf.MAX_LOOKUP, spf.MAX_VOID_LOOKUPS
FAR = 300  # more than any record here needs


@functools.lru_cache(None)
def read_address(address):
    """What a query keeps of its address."""
    query = spf.query(address, "info@d.example", HELO)
    return {name: getattr(query, name) for name in ("iplist", "ipaddr", "c", "A", "v", "i", "cidrmax")}


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
    read_network.cache_clear()


class Query(repairs.Query):
    """A query that reads nothing twice."""

    terms = {}

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
            if version == self.ipaddr.version and number >> rest == net:
                return True
        return False

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

    def check(self, kind, ip, user):
        self.ip, self.sender = ip, f"{user}@{self.domain}"
        spf.DNSLookup = self.look_up
        query = kind(self, ALL)
        try:
            result = query.check()[0]
        except AssertionError:  # includes in a circle, with nothing to limit them
            result = "permerror"
        return result, query.lookups, query.void_lookups

    def explore(self, ip, user):
        """The result where nothing is limited, lookups and void lookups: what a record was written for."""
        key = (ip, user)
        if key not in self.known:
            spf.MAX_LOOKUP = spf.MAX_VOID_LOOKUPS = FAR
            try:
                self.known[key] = self.check(Query, ip, user)
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
                for plain in [self.check(repairs.Query, *sender)[0]]
                if self.evaluate(*sender)[0] != plain]
