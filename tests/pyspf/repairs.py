"""pyspf, and the points in which it does not do what RFC 7208 says, each with a repair.

SPDX-License-Identifier: MIT
"""

import collections
import re

import spf

Outcome = collections.namedtuple("Outcome", "result lookups voids explanation")

# Name of the repair, and why it is one.
REASONS = {
    "redirect-counts-when-followed":
        "pyspf counts a redirect when it reads the record; RFC 7208 4.6.4 counts the terms that "
        "cause queries \"during SPF evaluation\", and 6.1 follows it only if nothing matched.",
    "first-lookup-is-no-term":
        "pyspf counts a void lookup of the sender's own record; RFC 7208 4.6.4 counts \"terms\" "
        "for which queries return nothing.",
    "mx-stops-at-match":
        "pyspf looks up all hosts of an mx first, so that a later void or failing host undoes a "
        "match; RFC 7208 5.4: \"If any address matches, the mechanism matches\", 4.6.2: \"If it "
        "matches, processing ends\".",
    "self-include-is-no-syntax-error":
        "pyspf refuses a record that includes itself before it evaluates a term; RFC 7208 4.6 "
        "does so for syntax errors only, and 5.2 forbids no target: what ends it is 4.6.4.",
    "unknown-modifiers-repeat":
        "pyspf refuses an unknown modifier that stands twice; RFC 7208 6: \"Unrecognized "
        "modifiers MUST be ignored no matter where, or how often, they appear\".",
    "macro-grammar":
        "pyspf lets pass what is no macro-string, or refuses what is one; RFC 7208 7.1 has the "
        "grammar, and 4.6 makes a fault in it a permerror.",
    "macro-digit-zero":
        "pyspf takes %{d0}; RFC 7208 7.3: \"If a DIGIT is specified, the value MUST be nonzero\".",
    "macro-parts-rejoin-with-dots":
        "pyspf joins the parts of d, h, i, o, p with the delimiter that split them; RFC 7208 "
        "7.3: \"the parts are rejoined using \".\" and not the original splitting characters\".",
    "p-is-unknown-on-errors":
        "pyspf makes a DNS error met for %{p} a temperror; RFC 7208 7.3: \"if a DNS error occurs, "
        "the string \"unknown\" is used\".",
    "p-is-no-void-term":
        "pyspf expands the macros of all terms when it reads the record, and counts what %{p} "
        "does not find, in terms that are never evaluated and in exp, too; RFC 7208 4.6.4 "
        "counts \"terms\" that cause queries \"at the time of evaluation\", and keeps limits out "
        "of the hands of \"the owner of the IP address\".",
    "ptr-skips-errors":
        "pyspf makes a DNS error met for ptr a temperror; RFC 7208 5.5: the mechanism \"fails to "
        "match\", and a name whose addresses fail \"is skipped\".",
    "ptr-names-are-no-void-terms":
        "pyspf counts void address lookups of the connecting host's names; RFC 7208 4.6.4 "
        "counts \"terms\", and says why the limits of ptr must not be in the hands of \"the "
        "owner of the IP address\".",
    "mx-is-one-void-term":
        "pyspf counts each host of an mx that has no address; RFC 7208 4.6.4 counts \"terms\" for "
        "which queries return nothing, and an mx is one.",
    "alias-void-once":
        "pyspf counts a void lookup once for each alias on the way, even of exp; RFC 7208 4.6.4 "
        "counts the query of the term, and following aliases is its answer (RFC 1034 3.6.2).",
    "alias-circle-is-an-error":
        "pyspf takes aliases in a circle for no records, and too many of them for a permerror; "
        "RFC 1034 3.6.2: \"CNAME loops … should be signalled as an error\", and an error in the "
        "DNS is a temperror (RFC 7208 2.6.6, 5).",
    "no-record-twice":
        "pyspf keeps a record twice that comes once by its name and once through an alias, and "
        "then sees two SPF records; RFC 2181 5: an RRset holds no duplicates (RFC 7208 4.5).",
    "single-label-is-none":
        "pyspf asks for the record of a single label; RFC 7208 4.3: for a <domain> that \"is not a "
        "multi-label domain name\" check_host() \"immediately returns the result \"none\"\".",
    "explanation-grammar":
        "pyspf hands on control bytes in explanations; RFC 7208 7.1: explain-string consists of "
        "visible characters and SP, and 6.2 drops one with syntax errors.",
}

MACRO = r"%\{[slodiphcrtv][0-9]*r?[-.+,/_=]*\}|%%|%_|%-"
MACRO_STRING = re.compile(rf"(?:{MACRO}|[!-$&-~])*\Z", re.IGNORECASE)
EXPLAIN_STRING = re.compile(rf"(?:{MACRO}|[ -$&-~])*\Z", re.IGNORECASE)
ZERO = re.compile(r"%\{[a-z]0+(?![0-9])", re.IGNORECASE)
LINKS_MAX = 10


class Query(spf.query):
    """A query with some repairs."""

    def __init__(self, world, chosen):
        super().__init__(world.ip, world.sender, world.helo, receiver="receiver.example",
                         timeout=0)
        self.world = world
        self.chosen = chosen
        self.touched = set()
        self.started = False
        self.counted = False
        self.waiting = [False]
        self.quiet = 0
        self.ignoring = False

    def repaired(self, name):
        """Whether NAME is to be repaired; called only where it makes a difference."""
        self.touched.add(name)
        return name in self.chosen

    # --- Counting

    def check0(self, record, recursion):
        # The first lookup that check0() counts is its redirect, if it has one.
        has_redirect = record and any(term.startswith("redirect=") for term in record.split(" "))
        self.waiting.append(bool(has_redirect))
        try:
            return super().check0(record, recursion)
        finally:
            self.waiting.pop()

    def check_lookups(self):
        if self.waiting[-1]:
            self.waiting[-1] = False
            if self.repaired("redirect-counts-when-followed"):
                return
        self.counted = True
        super().check_lookups()

    def dns_spf(self, domain):
        first, self.started = not self.started, True
        if not first and not self.counted and "redirect-counts-when-followed" in self.chosen:
            super().check_lookups()
        self.counted = False
        if not first:
            single = "." not in domain.strip(".")
            if single and self.repaired("single-label-is-none"):
                return None
            return super().dns_spf(domain)
        voids = self.void_lookups
        found = super().dns_spf(domain)
        if self.void_lookups > voids and self.repaired("first-lookup-is-no-term"):
            self.void_lookups = voids
        return found

    # --- Reading

    def note_error(self, *message):
        if message[0].endswith("MUST appear at most once") and not message[0].startswith("exp="):
            if self.repaired("unknown-modifiers-repeat"):
                return None
        return super().note_error(*message)

    def validate_mechanism(self, mech):
        try:
            return super().validate_mechanism(mech)
        except spf.PermError as error:
            if error.msg != "include has trivial recursion" or ":" not in mech:
                raise  # one without a name is an error of syntax
            if not self.repaired("self-include-is-no-syntax-error"):
                raise
        domain = self.expand_domain(mech.split(":", 1)[1])
        return mech, "include", domain, self.cidrmax, spf.RESULTS.get(mech[0], "pass")

    def expand(self, s, stripdot=True):
        if stripdot and not MACRO_STRING.match(s) and self.repaired("macro-grammar"):
            raise spf.PermError("no macro-string", s)
        if not stripdot and not EXPLAIN_STRING.match(s) and self.repaired("explanation-grammar"):
            raise spf.PermError("no explain-string", s)
        if ZERO.search(s) and self.repaired("macro-digit-zero"):
            raise spf.PermError("zero parts", s)
        plain = spf.JOINERS
        if re.search(r"%\{[dhiopcrv][0-9]*r?\.*[-+,/_=]", s, re.IGNORECASE):
            if self.repaired("macro-parts-rejoin-with-dots"):
                spf.JOINERS = dict.fromkeys("slodiphcrtv", ".")
        try:
            expanded = super().expand(s, stripdot)
        finally:
            spf.JOINERS = plain
        return expanded

    # --- Names of the connecting host

    def getp(self):
        voids = self.void_lookups
        self.quiet += 1
        try:
            found = super().getp()
        except spf.TempError:
            if not self.repaired("p-is-unknown-on-errors"):
                raise
            found = self.p = "unknown"
        finally:
            self.quiet -= 1
            if "p-is-no-void-term" in self.chosen:
                self.void_lookups = voids
        return found

    def names_of_host(self):
        try:
            names = self.dns_ptr(self.i)
        except spf.TempError:
            if self.quiet or not self.repaired("ptr-skips-errors"):
                raise
            return []
        return names[:spf.MAX_PTR]

    def validated_ptrs(self):
        validated = []
        self.counted = False
        # The limit would be exceeded inside of dns(): so its counting is switched off beforehand.
        ignore = "ptr-names-are-no-void-terms" in self.chosen
        for name in self.names_of_host():
            try:
                addresses = self.dns(name, self.A, ignore_void=ignore)
            except spf.TempError:
                reason = "p-is-unknown-on-errors" if self.quiet else "ptr-skips-errors"
                if not self.repaired(reason):
                    raise
                continue
            finally:
                self.touched.add("ptr-names-are-no-void-terms")
            if self.cidrmatch(addresses, self.cidrmax):
                validated.append(name)
        return validated

    # --- Addresses

    def dns_mx(self, domain):
        self.counted = False
        hosts = self.dns(domain, "MX")
        if len(hosts) > spf.MAX_MX:
            raise spf.PermError("too many MX")
        voids = self.void_lookups
        addresses = (address for host in sorted(hosts)
                     for address in self.addresses_of_host(host[1], voids))
        if len(hosts) > 1 and self.repaired("mx-stops-at-match"):
            return addresses
        return list(addresses)

    def addresses_of_host(self, host, voids):
        """Those of a host of an mx, before which there were so many VOIDS."""
        if self.void_lookups > voids:
            self.ignoring = self.repaired("mx-is-one-void-term")
        try:
            return self.dns_a(host, self.A)
        finally:
            self.ignoring = False

    def dns_a(self, domain, A="A"):
        self.counted = False
        return super().dns_a(domain, A)

    def cidrmatch(self, addresses, bits):
        return any(super(Query, self).cidrmatch([address], bits) for address in addresses)

    # --- The DNS

    def is_circle(self, name):
        seen = []
        while (self.world.find(name) or {}).get("cname"):
            seen.append(name)
            name = self.world.find(name)["cname"][0]
            if name in seen or len(seen) > LINKS_MAX:
                return True
        return False

    def dns(self, name, qtype, cnames=None, ignore_void=False):
        name = str(name).rstrip(".").lower()
        if cnames is None and self.is_circle(name) and self.repaired("alias-circle-is-an-error"):
            raise spf.TempError("aliases in a circle")
        voids = self.void_lookups
        is_alias = cnames is None and "cname" in (self.world.find(name) or {})
        try:
            found = self.look_up(name, qtype, cnames, ignore_void or self.ignoring or bool(
                cnames is not None and "alias-void-once" in self.chosen))
            if len(set(map(str, found))) < len(found) and self.repaired("no-record-twice"):
                found = [value for i, value in enumerate(found) if value not in found[:i]]
            return found
        finally:
            if is_alias and self.void_lookups > voids:
                self.touched.add("alias-void-once")

    def look_up(self, name, qtype, cnames, ignore_void):
        if not self.quiet:
            return super().dns(name, qtype, cnames, ignore_void)
        voids = self.void_lookups
        ignore = "p-is-no-void-term" in self.chosen
        found = super().dns(name, qtype, cnames, ignore_void or ignore)
        if not found:
            self.touched.add("p-is-no-void-term")
        if ignore:
            self.void_lookups = voids
        return found


def look_up(world):
    """The DNS, in the shape in which pyspf wants it."""
    def dns_lookup(name, qtype, strict=True, timeout=0):
        found = []
        for _ in range(LINKS_MAX + 6):
            held = world.find(name.lower())
            if held is None:
                raise spf.TempError("DNS failure")
            if "cname" not in held:
                break
            found.append(((name, "CNAME"), held["cname"][0]))
            name = held["cname"][0]
        for value in held.get(qtype.lower(), []):
            if qtype == "TXT":
                value = (value.encode(),)
            elif qtype == "MX":
                preference, host = value.split(" ")
                value = (int(preference), host)
            found.append(((name, qtype), value))
        return found
    return dns_lookup


def run(world, chosen):
    spf.DNSLookup = look_up(world)
    query = Query(world, chosen)
    result, _, explanation = query.check()
    if result != "fail" or explanation == spf.EXPLANATIONS["fail"]:
        explanation = "-"
    return query, Outcome(result, query.lookups, query.void_lookups, explanation)


class CaseOutcome(Outcome):
    """RFC 7208 7.3 leaves the case of the digits of %{i} open."""

    def __eq__(self, other):
        return self[:3] == other[:3] and self[3].lower() == other[3].lower()

    def __ne__(self, other):
        return not self == other


def evaluate(world, chosen):
    return CaseOutcome(*run(world, chosen)[1])


def is_touched(world, name):
    """Whether the repair does anything: alone, or next to all others."""
    everything = frozenset(REASONS)
    for chosen in (frozenset(), frozenset([name]), everything, everything - {name}):
        if name in run(world, chosen)[0].touched:
            return True
    return False
