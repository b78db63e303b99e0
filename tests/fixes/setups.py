"""Random set-ups of SPF: a domain with the senders that it was made for, and ways to break it.

SPDX-License-Identifier: MIT

The DNS is a dictionary, in which a name has a dictionary of values by type; a value of TXT is a
tuple of strings, which are bytes.
"""

import ipaddress
import random

import judge
import slips

DOMAIN = "d.example"
ZONES = [DOMAIN, "p.example", "q.example"]
STRANGERS = ["8.8.4.4", "2620:fe::9"]
USERS = ["info", "news"]
HOSTILE = [b"x-q=\"$(id)\"", b"x-b=a\\;b\\\\", b"x-s=;--", b"x-d=${a}`b`", b"x-e=\\010\\\"",
           b"x-p=()@#'"]
EXPLANATION = (b"mail from %{i} is not from us",)


class Setup:
    """What a seed makes.

    .names: the DNS; .texts: the values at the domain that are, or were meant as, its SPF record;
    .others: the other TXT values; .intent: what these texts were made from, each of them good;
    .target: the record that does it all, None where no one knows what was meant; .faults: what was
    done to them; .kind: healthy, broken or wild.
    """

    def __init__(self, seed):
        self.seed = seed
        self.dice = random.Random(seed)
        self.names = {}
        self.networks = []  # of all terms, good or bad
        self.faults = []
        self.intent = []
        self.kind = self.dice.choice(["healthy"] + ["broken"] * 7 + ["wild"] * 2)
        self.make_hosts()
        self.add(DOMAIN, "txt")
        while True:
            self.end = self.make_end()
            self.terms = self.make_terms()
            self.target = " ".join(["v=spf1", *self.flat, *self.end]).encode()
            # A term that is there twice is reported, and fixed.
            if len(set(self.flat)) == len(self.flat) and self.is_valid(self.target):
                break
        self.put_together()

    def is_valid(self, record):
        """Whether every receiver evaluates it to its end."""
        check = judge.Judge(self.names, DOMAIN, [(record,)])
        return all(check.evaluate(ip, user)[0] in ("pass", "fail", "softfail", "neutral")
                   for ip in STRANGERS for user in USERS)

    # --- Dice

    def chance(self, percent):
        return self.dice.random() * 100 < percent

    def network(self, version=None):
        """A new network, public, of one address or more."""
        if (version or self.dice.choice([4, 4, 6])) == 4:
            bits = self.dice.choice([32, 32, 32, 30, 29, 28, 26, 24, 24, 22])
            first = self.dice.choice([5, 31, 45, 62, 80, 91, 133, 150, 202, 210])
            number = first << 24 | self.dice.getrandbits(24)
            net = ipaddress.ip_network((number >> 32 - bits << 32 - bits, bits))
        else:
            bits = self.dice.choice([128, 128, 64, 64, 56, 48, 120])
            number = self.dice.choice([0x2a01, 0x2a02, 0x2400]) << 112 | self.dice.getrandbits(96)
            net = ipaddress.ip_network((number >> 128 - bits << 128 - bits, bits))
        self.networks.append(net)
        return net

    # --- The DNS

    def add(self, name, kind, *values):
        self.names.setdefault(name, {}).setdefault(kind, []).extend(values)

    def add_record(self, name, terms):
        self.add(name, "txt", (" ".join(["v=spf1"] + terms).encode(),))

    def add_host(self, name, families=None):
        families = families or self.dice.choice([[4], [4], [4, 6], [6], [4, 4]])
        for version in families:
            net = self.network(version)
            self.add(name, "a" if version == 4 else "aaaa", str(net[0]))
            self.networks.append(ipaddress.ip_network(net[0]))

    def make_hosts(self):
        for zone in ZONES:
            self.add_host(f"ns1.{zone}", [4, 6])
            self.add_host(f"ns2.{zone}", [4, 6])
        self.add_host(DOMAIN, self.dice.choice([[4], [4, 6]]))
        for name in ["mail", "mx2"]:
            self.add_host(f"{name}.{DOMAIN}", self.dice.choice([[4], [4, 6]]))
        for name in [f"www.{DOMAIN}", f"app.{DOMAIN}", "relay.q.example", "out.p.example"]:
            self.add_host(name)
        self.add(DOMAIN, "mx", f"10 mail.{DOMAIN}", f"20 mx2.{DOMAIN}")
        self.add("q.example", "mx", "10 relay.q.example")
        self.add(f"_dmarc.{DOMAIN}", "txt", (f"v=DMARC1; p=none; rua=mailto:r@{DOMAIN}".encode(),))
        self.add(f"why.{DOMAIN}", "txt", EXPLANATION)
        self.add_record("spf.p.example", [*self.addresses(), f"include:spf2.p.example", "~all"])
        self.add_record("spf2.p.example", [*self.addresses(), "~all"])
        self.add_record("spf.q.example", [*self.refusals(), *self.addresses(),
                                          self.dice.choice(["-all", "?all", "~all"])])
        self.add_record(f"_spf.{DOMAIN}", [*self.addresses(), f"a:www.{DOMAIN}", "-all"])
        self.add_record(f"_u.{DOMAIN}", [*self.addresses(), "-all"])
        self.add_record(f"_r.{DOMAIN}", [*self.addresses(), "include:spf2.p.example",
                                         self.dice.choice(["-all", "~all"])])
        for _ in range(3):
            self.add(f"{self.network(4)[0]}._x.{DOMAIN}", "a", "127.0.0.2")
        self.add(f"news._l.{DOMAIN}", "a", "127.0.0.2")
        self.add_host(f"news._h.{DOMAIN}", [4])

    def addresses(self):
        return [self.of_network(self.network()) for _ in range(self.dice.randint(1, 3))]

    def refusals(self):
        """A part of a network that is refused, and the network."""
        if self.chance(60):
            return []
        net = self.network(4)
        if net.num_addresses < 4:
            return [self.of_network(net)]
        part = ipaddress.ip_network(net[self.dice.randrange(net.num_addresses)])
        self.networks.append(part)
        return [self.dice.choice("-?~") + self.of_network(part), self.of_network(net)]

    @staticmethod
    def of_network(net):
        address = str(net) if net.num_addresses > 1 else str(net[0])
        return f"ip{net.version}:{address}"

    # --- The good record

    def make_terms(self):
        """Each unit is a list of terms that stay together."""
        units = [[term] for term in self.addresses()]
        pool = [["a"], ["mx"], [f"a:www.{DOMAIN}"], [f"a:app.{DOMAIN}/28"], ["mx/29"],
                [f"a:app.{DOMAIN}/28//64"], ["mx:q.example"], ["a:out.p.example"],
                ["include:spf.p.example"], ["include:spf.p.example"], ["include:spf.q.example"],
                [f"include:_spf.{DOMAIN}"], [f"include:_spf.{DOMAIN}"], ["include:_u.%{d}"],
                [f"exists:%{{i}}._x.{DOMAIN}"], [f"exists:%{{l}}._l.{DOMAIN}"],
                ["a:%{l}._h.%{d}"], self.refusals(), self.refusals(),
                [self.dice.choice("-~?") + f"include:_u.{DOMAIN}"],
                [self.dice.choice("-~?") + f"a:www.{DOMAIN}"]]
        units += self.dice.sample(pool, self.dice.choice([0, 1, 2, 2, 3, 3, 4, 5]))
        units = [list(unit) for unit in dict.fromkeys(map(tuple, units)) if unit]
        self.dice.shuffle(units)
        if self.chance(10):  # after what it would exclude: it has no effect
            units.append(["-" + units[0][-1].lstrip("-~?")])
        if self.chance(10):
            units.insert(self.dice.randrange(len(units) + 1), [self.dice.choice(
                ["x-a=1", "ra=%{d}", *[text.decode() for text in HOSTILE]])])
        if self.chance(8):
            self.end = self.end + [f"exp=why.{DOMAIN}"]
        return units

    def make_end(self):
        return [self.dice.choice(["-all"] * 8 + ["~all"] * 8 + ["?all"] * 2 +
                                 [f"redirect=_r.{DOMAIN}"] * 2 + ["redirect=spf.p.example"])]

    @property
    def flat(self):
        return [term for unit in self.terms for term in unit]

    # --- What is published

    def put_together(self):
        self.texts = [(self.target,)]
        self.intent = [self.target]
        if self.kind == "wild":
            slips.go_wild(self)
            self.target = None
        elif self.kind == "broken":
            slips.break_up(self)
        self.others = [(b"site-verification=0123",), (b"MS=ms1234 \"quoted; \\text\"", b"more")]
        self.publish([cut(value) for value in self.texts] + self.others)

    def publish(self, values):
        # No RRset holds a record twice (RFC 2181 5).
        self.names[DOMAIN]["txt"] = list(dict.fromkeys(values))


def cut(value):
    """The strings of a text, of at most 255 octets each."""
    return tuple(string[i:i + 255] for string in value
                 for i in range(0, max(1, len(string)), 255))
