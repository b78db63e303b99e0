"""Whom a record lets pass, by python3-spf with what it does against RFC 7208 set right.

SPDX-License-Identifier: MIT
"""

import contextlib
import os
import sys

import spf

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pyspf"))

import repairs  # noqa: E402

ALL = frozenset(repairs.REASONS)
HELO = "mail.d.example"


class Judge:
    """A DNS in which DOMAIN holds VALUES as its TXT records."""

    def __init__(self, names, domain, values):
        self.names = dict(names)
        self.names[domain] = {**names[domain], "txt": values}
        self.domain = domain
        self.ip, self.sender, self.helo = None, None, HELO
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

    def evaluate(self, ip, user):
        """The result, lookups and void lookups."""
        key = (ip, user)
        if key not in self.known:
            self.ip, self.sender = ip, f"{user}@{self.domain}"
            spf.DNSLookup = self.look_up
            query = repairs.Query(self, ALL)
            try:
                result = query.check()[0]
            except AssertionError:  # includes in a circle, with nothing to limit them
                result = "permerror"
            self.known[key] = (result, query.lookups, query.void_lookups)
        return self.known[key]

    def passes(self, ip, user):
        return self.evaluate(ip, user)[0] == "pass"


@contextlib.contextmanager
def no_limits():
    """As if a receiver looked up whatever there is: what a record was written for."""
    kept = spf.MAX_LOOKUP, spf.MAX_VOID_LOOKUPS
    spf.MAX_LOOKUP = spf.MAX_VOID_LOOKUPS = 300
    try:
        yield
    finally:
        spf.MAX_LOOKUP, spf.MAX_VOID_LOOKUPS = kept
