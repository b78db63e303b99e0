"""Random worlds for the comparison with pyspf: senders, and a DNS that is a dictionary.

SPDX-License-Identifier: MIT
"""

import ipaddress
import random

IP4 = ["192.0.2.1", "192.0.2.2", "198.51.100.7", "203.0.113.9", "10.1.2.3"]
IP6 = ["2001:db8::1", "2001:db8::2", "2001:db8:1::25", "fd00::1"]
NETWORKS = ["ip4:192.0.2.0/24", "ip4:198.51.100.0/25", "ip4:203.0.113.8/30", "ip4:172.16.0.0/12",
            "ip6:2001:db8::/32", "ip6:2001:db8:1::/48", "ip6:fd00::1", "ip4:10.1.2.3", "ip6:::/0"]
MACROS = ["%{i}", "%{ir}.%{v}", "%{p}", "%{d2}", "%{l}", "%{L}", "%{l1r-}", "%{lr-}", "%{s}",
          "%{o}", "%{h}", "%{d}", "%{p2}", "%{i2r}", "%{dr}", "%{d1r.-}", "%{h-}", "%{S}",
          "%{l}.%{l}.%{l}.%{l}.%{l}.%{l}.%{l}.%{l}.%{l}", "a%%b", "a%-b", "_spf"]
FAULTS = ["ip4:192.0.2", "ip6:z", "ip4:1.2.3.4/33", "include", "include:", "a:host", "frob",
          "all:x", "exists", "a/33", "mx//129", "a:%{z}.example", "a:%{d0}.example",
          "a:100%.example", "include:%{c}.example", "ptr/24", "redirect=", "1x=y", "a:%{d",
          "exp=e0.example exp=e1.example", "x=1 x=2", "x=%{", "a:%{dx}.example", "+", "a/08",
          "-x=y", "a:..example", "ip4:192.0.2.1/", "ip4"]
EXPLANATIONS = ["no mail from %{i}", "%{c} %{r} %{p} %{s}", "100%% sure%_of%-it %{S}", "%{z}",
                "100%", "", "tab\there", "%{d2} %{h-}"]


class World:
    """What a seed makes: .ip, .helo, .sender and .names, which maps a name to its records, a
    dictionary by type; to None if it fails."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.size = self.dice.randint(2, 7)
        self.faults = self.dice.choice([0, 0, 0, 3, 10])
        self.failing = self.dice.choice([0, 0, 2, 8, 20])
        self.missing = self.dice.choice([0, 2, 8, 20])
        self.aliases = self.dice.choice([0, 0, 3, 15])
        self.length = self.dice.randint(1, 6)
        self.ip = self.dice.choice(IP4 if self.chance(70) else IP6)
        self.helo = self.dice.choice(["s1.example", "s1.example", "mail-1.example"])
        self.sender = self.dice.choice(["info@s0.example", "strong-bad@s0.example", "",
                                        "a.b.c@s0.example", "x" * 30 + "@s0.example"])
        self.names = {}
        for letter in "shmex":
            for number in range(self.size):
                name = f"{letter}{number}.example"
                self.names[name] = self.records(letter, name)
                if letter == "x":
                    self.names[f"*.{name}"] = self.records(letter, "")
                # The sender's: without a record there is little to compare.
                while name == "s0.example" and not self.names[name] and self.chance(90):
                    self.names[name] = self.records(letter, name)
        for ip in IP4 + IP6:
            self.names[reverse(ip)] = self.records("r", "")
        self.names = {name: held for name, held in self.names.items() if held != {}}

    def find(self, name):
        """What NAME holds: its own, or what a wildcard gives it.  {}: it does not exist."""
        labels = name.split(".")
        wildcards = ["*." + ".".join(labels[i:]) for i in range(1, len(labels))]
        for candidate in [name] + wildcards:
            if candidate in self.names:
                return self.names[candidate]
        return {}

    def chance(self, percent):
        return self.dice.random() * 100 < percent

    def pick(self, letter):
        return f"{letter}{self.dice.randrange(self.size)}.example"

    # --- Names

    def records(self, letter, name):
        if self.chance(self.failing):
            return None
        if self.chance(self.missing):
            return {}
        if letter in "shmex" and self.chance(self.aliases):
            return {"cname": [name if self.chance(10) else self.pick(letter)]}
        held = {}
        if letter == "s":
            held["txt"] = [self.record() for _ in range(self.dice.choice([0] + [1] * 30 + [2]))]
            if self.chance(20):
                held["txt"].append("google-site-verification=x")
        if letter == "e":
            held["txt"] = [self.dice.choice(EXPLANATIONS)
                           for _ in range(self.dice.choice([1, 1, 1, 2]))]
        if letter in "shx" or self.chance(30):
            # Their own chances: exists asks for A, whatever the sender's family is.
            held["a"] = self.some(IP4, [0, 1, 1, 1, 2])
            held["aaaa"] = self.some(IP6, [0, 0, 1, 1, 2])
        if letter in "sm":
            count = self.dice.choice([0, 1, 1, 2, 3, 11])
            held["mx"] = sorted({f"{self.dice.randrange(3)} {self.mx_host(i, count)}"
                                 for i in range(count)})
        if letter == "r":
            count = self.dice.choice([0, 1, 1, 2, 3, 12])
            held["ptr"] = sorted({self.mx_host(i, count) for i in range(count)})
        # No RRset holds a record twice (RFC 2181 5).
        return {kind: sorted(set(values)) for kind, values in held.items() if values}

    def mx_host(self, index, count):
        if count > 10:
            return f"h{index}.example"
        return self.pick("h") if self.chance(97) else "nowhere.example"

    def some(self, values, counts):
        return sorted({self.dice.choice(values) for _ in range(self.dice.choice(counts))})

    # --- Records

    def target(self, letter):
        kind = self.dice.random() * 100
        if kind < 12:
            return self.dice.choice(MACROS) + "." + self.pick("x")
        if kind < 18:
            return self.dice.choice(["%{d}", "%{o}", "%{d2}", "%{h}", "%{p}"])
        return self.pick(letter) + ("." if kind < 20 else "")

    def term(self):
        if self.chance(self.faults):
            return self.dice.choice(FAULTS)
        kind = self.dice.random() * 100
        if kind < 4:
            return "ra=%{d}"
        qualifier = self.dice.choice(["", "", "", "+", "-", "~", "?"])
        if kind < 28:
            return f"{qualifier}include:{self.target('s')}"
        if kind < 63:
            mechanism, letter = self.dice.choice([("a", "h"), ("a", "h"), ("mx", "m")])
            spec = "" if self.chance(25) else f":{self.target(letter)}"
            prefix = self.dice.choice(["", "", "", "", "/24", "//64", "/31//127"])
            return f"{qualifier}{mechanism}{spec}{prefix}"
        if kind < 67:
            return qualifier + self.dice.choice(["ptr", f"ptr:{self.target('h')}"])
        if kind < 77:
            return f"{qualifier}exists:{self.dice.choice(MACROS)}.{self.pick('x')}"
        return qualifier + self.dice.choice(NETWORKS)

    def record(self):
        terms = [self.term() for _ in range(self.dice.randint(0, self.length))]
        if self.chance(5):
            terms += [self.term() for _ in range(9)]
        end = self.dice.random() * 100
        if end < 65:
            terms.append(self.dice.choice(["-all", "-all", "~all", "?all", "+all"]))
        elif end < 82:
            terms.append(f"redirect={self.target('s')}")
        if self.chance(40):
            terms.append(f"exp={self.target('e')}")
        return " ".join(["v=spf1"] + terms)

    # --- Writing

    def text(self):
        """The world for the probe."""
        lines = [f"ip {self.ip}", f"helo {self.helo}", f"from {self.sender}"]
        for name, held in self.names.items():
            if held is None:
                lines.append(f"fail {name}")
            for kind, values in (held or {}).items():
                for value in values:
                    value = value.encode().hex() if kind == "txt" else value
                    lines.append(f"{kind} {name} {value}")
        return "\n".join(lines + ["end", ""])

    def describe(self):
        lines = [f"  {self.ip} helo {self.helo} from <{self.sender}>"]
        for name, held in self.names.items():
            lines.append(f"  {name} {'fails' if held is None else held}")
        return "\n".join(lines)


def reverse(ip):
    return ipaddress.ip_address(ip).reverse_pointer
