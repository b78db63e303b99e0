"""What people do to a good SPF record, and what no one knows what it was meant for.

SPDX-License-Identifier: MIT
"""

import re

DOMAIN = "d.example"


def record(terms):
    return " ".join(["v=spf1", *terms])


def one(setup, text):
    setup.texts = [(text if isinstance(text, bytes) else text.encode(),)]


def good(setup):
    return record([*setup.flat, *setup.end])


# --- Several records

def some_end(setup):
    if setup.end[0].startswith("redirect"):
        return list(setup.end)
    other = setup.dice.choice(["-all", "~all", "?all"])
    return [setup.dice.choice([setup.end[0], setup.end[0], other]), *setup.end[1:]]


def split(setup):
    """Two records, or three, each with some of the terms."""
    units = list(setup.terms)
    if len(units) < 2:
        return False
    cuts = sorted(setup.dice.sample(range(1, len(units)), min(len(units) - 1,
                                                              setup.dice.choice([1, 1, 2]))))
    parts = [units[i:j] for i, j in zip([0, *cuts], [*cuts, len(units)])]
    setup.texts = [(record([term for unit in part for term in unit] +
                           (setup.end if i == 0 else some_end(setup))).encode(),)
                   for i, part in enumerate(parts)]
    setup.dice.shuffle(setup.texts)
    return True


def older(setup):
    """The record, and what it was before."""
    units = [unit for unit in setup.terms if setup.chance(60)]
    old = record([term for unit in units for term in unit] + setup.end)
    if old == good(setup):
        return False
    setup.texts = [(text.encode(),) for text in [good(setup), old]]
    setup.dice.shuffle(setup.texts)
    return True


def other_service(setup):
    """What a service says is to be published, next to what is there."""
    setup.texts.append((b"v=spf1 include:spf.p.example ~all",))
    setup.intent.append(b"v=spf1 include:spf.p.example ~all")
    terms = setup.flat
    if "include:spf.p.example" not in terms:
        terms.append("include:spf.p.example")
    setup.target = record([*terms, *setup.end]).encode()
    return "redirect" not in good(setup) and setup.is_valid(setup.target)


def rest_elsewhere(setup):
    """The end of the record in a TXT record of its own."""
    units = setup.flat
    at = setup.dice.randrange(1, len(units) + 1)
    setup.texts = [(record(units[:at]).encode(),),
                   (" ".join([*units[at:], *setup.end]).encode(),)]
    return True


# --- Pasted

def quotes(setup):
    text = good(setup)
    left, right = setup.dice.choice(['""', "''", "\u201c\u201d", ['\\"', '\\"'], ['"', ""]])
    one(setup, left + text + right)
    return True


def quotes_within(setup):
    terms = good(setup).split(" ")
    at = setup.dice.randrange(1, len(terms))
    one(setup, '"' + " ".join(terms[:at]) + '" "' + " ".join(terms[at:]) + '"')
    return True


def strings(setup):
    """Cut into strings, the space between them lost."""
    terms = good(setup).split(" ")
    at = setup.dice.randrange(2, len(terms)) if len(terms) > 2 else 1
    setup.texts = [(" ".join(terms[:at]).encode(), " ".join(terms[at:]).encode())]
    return True


def blanks(setup):
    one(setup, good(setup).replace(" ", setup.dice.choice(["\u00a0", "\u3000", "\t"])))
    return True


def commas(setup):
    """A sign before the first of a list may hold for all of it: then no one knows what is meant."""
    if any(term[0] in "-~?" for term in setup.flat):
        return False
    one(setup, "v=spf1 " + good(setup)[7:].replace(" ", setup.dice.choice([", ", ",", "; "])))
    return True


def backslashes(setup):
    text = good(setup)
    one(setup, setup.dice.choice([re.sub("([~-])all", r"\\\1all", text), text + "\\",
                                  text.replace(" ", " \\")]))
    return setup.texts[0][0] != text.encode()


def colons(setup):
    text = good(setup)
    one(setup, text.replace(":", setup.dice.choice([": ", " : ", "\uff1a", "="]), 1))
    return setup.texts[0][0] != text.encode()


# --- Typed

def missing_space(setup):
    terms = good(setup).split(" ")
    joins = [i for i in range(1, len(terms) - 1)
             if terms[i].startswith(("ip4:", "ip6:")) and "=" not in terms[i + 1]]
    if not joins:
        return False
    at = setup.dice.choice(joins)
    one(setup, " ".join([*terms[:at], terms[at] + terms[at + 1], *terms[at + 2:]]))
    return True


# What may be glued to the term before it without a doubt where that ends: a single "a" may be a letter too many.
CLEAR = re.compile(r"[-~?]?(include:|exists:|ip[46]:|mx\b|a:)|[-~?]a\b")


def glued(setup):
    """Two terms without the space between them, the first of which ends by what it is; or the end before others."""
    terms = good(setup).split(" ")
    ends = re.compile(r"ip4:[0-9.]+(/[0-9]+)?$|ip6:[0-9a-f:]+/[0-9]+$|(a|mx)(/[0-9]+)+(//[0-9]+)?$|[-~?]all$")
    places = [i for i in range(1, len(terms) - 1)
              if ends.match(terms[i]) and CLEAR.match(terms[i + 1])]
    signed = any(term[0] in "-~?" for term in setup.flat)
    if setup.chance(30) and len(terms) == 3 and not signed and CLEAR.match(terms[1]):
        one(setup, f"v=spf1 {terms[2]}{terms[1]}")
        return terms[2].endswith("all")
    if not places:
        return False
    at = setup.dice.choice(places)
    one(setup, " ".join([*terms[:at], terms[at] + terms[at + 1], *terms[at + 2:]]))
    return True


def glued_end(setup):
    """The end without the space before it.  With "-all" a name is another name, in a zone that is not here."""
    last = setup.flat[-1]
    if not setup.end[0].endswith("all") or "%" in last or (setup.end[0] == "-all" and last[-1].isalpha()):
        return False
    terms = good(setup).split(" ")
    at = terms.index(setup.end[0])
    one(setup, " ".join([*terms[:at - 1], terms[at - 1] + terms[at], *terms[at + 1:]]))
    return True


def unclear(setup):
    """What can be read in two ways: then no one knows what was meant."""
    terms = good(setup).split(" ")
    if setup.end[0].startswith("redirect="):
        one(setup, " ".join([*terms[:-1], f"{terms[-1]}~all"]))
    else:
        one(setup, " ".join(["v=spf1", setup.dice.choice(["mxa", "amx", "ip4:5.6.7.8a", "ip4:5.6.7.8/31a"]),
                             *terms[1:]]))
    return True


def misspelt(setup):
    wrong = {"ip4:": ["ipv4:", "ip:", "ip4=", "IP4;"], "ip6:": ["ipv6:", "ip6="],
             "include:": ["inlcude:", "includes:", "include=", "inculde:", "includ:"],
             "mx": ["mx:"], "redirect=": ["redirect:", "redircet="],
             "exists:": ["exist:"]}
    places = [i for i, term in enumerate(good(setup).split(" "))
              if any(term.startswith(key) for key in wrong)]
    if not places:
        return False
    terms = good(setup).split(" ")
    at = setup.dice.choice(places)
    key = next(key for key in wrong if terms[at].startswith(key))
    if key == "mx" and terms[at] != "mx":
        return False
    terms[at] = setup.dice.choice(wrong[key]) + terms[at][len(key):]
    one(setup, " ".join(terms))
    return True


def version_twice(setup):
    terms = good(setup).split(" ")
    terms.insert(setup.dice.randrange(1, len(terms)), "v=spf1")
    one(setup, " ".join(terms))
    return True


def version(setup):
    one(setup, setup.dice.choice(["v=spf 1", "v = spf1", "v=spf1:", " v=spf1", "v:spf1",
                                  "V=SPF1;"]) + good(setup)[6:])
    return True


# --- Put together wrongly

def dead_include(setup):
    dead = setup.dice.choice(["include:gone.p.example", f"include:old.{DOMAIN}"])
    terms = list(setup.flat)
    terms.insert(setup.dice.randrange(len(terms) + 1), dead)
    one(setup, record([*terms, *setup.end]))
    return True


def voids(setup):
    terms = list(setup.flat)
    for number in range(3):
        terms.insert(setup.dice.randrange(len(terms) + 1), f"a:gone{number}.{DOMAIN}")
    one(setup, record([*terms, *setup.end]))
    return True


def duplicates(setup):
    """Terms again and again, until there are too many lookups."""
    dear = [term for term in setup.flat
            if re.match(r"(include:|a\b|mx\b)", term) and "%" not in term]
    if not dear:
        return False
    terms = list(setup.flat)
    terms += [setup.dice.choice(["", "", "+"]) + setup.dice.choice(dear) for _ in range(12)]
    one(setup, record([*terms, *setup.end]))
    return True


def own_hosts(setup):
    """A name for each host, of which others hold the addresses."""
    if not any(term.startswith("include:_spf.") for term in setup.flat):
        return False
    for number in range(9):
        name = f"h{number}.{DOMAIN}"
        setup.names[name] = {kind: list(values) for kind, values in
                             setup.names[f"www.{DOMAIN}"].items()}
    terms = setup.flat + [f"a:h{number}.{DOMAIN}" for number in range(9)]
    one(setup, record([*terms, *setup.end]))
    return True


def after_all(setup):
    """Terms that were put after the end."""
    if len(setup.terms) < 2 or not setup.end[0].endswith("all"):
        return False
    at = setup.dice.randrange(1, len(setup.terms))
    first, last = ([term for unit in part for term in unit]
                   for part in (setup.terms[:at], setup.terms[at:]))
    one(setup, record([*first, setup.end[0], *last, *setup.end[1:]]))
    return True


def circle(setup):
    terms = list(setup.flat)
    terms.insert(setup.dice.randrange(len(terms) + 1), f"include:{DOMAIN}")
    one(setup, record([*terms, *setup.end]))
    return True


SLIPS = [split, older, other_service, rest_elsewhere, quotes, quotes_within, strings, blanks,
         commas, backslashes, colons, missing_space, glued, glued_end, unclear, misspelt, version_twice, version,
         dead_include, voids, duplicates, own_hosts, after_all, circle]
OFTEN = [split] * 6 + [older, other_service] * 2
# What a person has to be asked about.
NOT_REPAIRABLE = {"rest_elsewhere", "unclear"}


def break_up(setup):
    while True:
        slip = setup.dice.choice(SLIPS + OFTEN)
        before = list(setup.texts), list(setup.intent), setup.target
        if slip(setup):
            setup.faults.append(slip.__name__)
            return
        setup.texts, setup.intent, setup.target = before


# --- What no one knows the meaning of

# Terms that let no one pass, and keep others from it.
DEAD = [f"include:{DOMAIN}", "include:gone.p.example", f"include:loop.{DOMAIN}", "frob:x",
        "ip4:1.2.3"]


def wild_term(setup):
    dice = setup.dice
    kind = dice.randrange(14)
    terms = [f"include:{DOMAIN}", "include:gone.p.example", f"a:gone.{DOMAIN}", f"mx:www.{DOMAIN}",
             dice.choice(setup.flat), "-" + dice.choice(setup.flat).lstrip("-~?"), "ptr", "+all",
             f"include:loop.{DOMAIN}", dice.choice(["-all", "~all", "?all"]), "frob:x", "ip4:1.2.3",
             f"exists:%{{h}}._x.{DOMAIN}", f"redirect=_r.{DOMAIN}"]
    return terms[kind]


def go_wild(setup):
    dice = setup.dice
    setup.faults.append("wild")
    setup.intent = []
    setup.names[f"loop.{DOMAIN}"] = {"txt": [(f"v=spf1 include:loop.{DOMAIN} a -all".encode(),)]}
    setup.texts = []
    for _ in range(dice.choice([1, 2, 2, 3])):
        terms = [term for unit in setup.terms if setup.chance(60) for term in unit]
        for _ in range(dice.choice([0, 1, 1, 2, 3])):
            terms.insert(dice.randrange(len(terms) + 1), wild_term(setup))
        if setup.chance(10):
            terms += [f"include:spf.p.example", f"include:_spf.{DOMAIN}"] * 4
        if setup.chance(80):
            terms += some_end(setup)
        alive = [term for term in terms if term not in DEAD]
        setup.intent.append(record(alive).encode())
        # What comes after all was meant, too.
        setup.intent.append(record([term for term in alive if not term.endswith("all") and
                                    not term.startswith("redirect=")]).encode())
        text = record(terms).encode()
        if setup.chance(6):
            at = dice.randrange(6, len(text) + 1)
            text = text[:at] + dice.choice([b"\"", b"\\", b"\n", b"\x00", b"\xff", b"$", b";",
                                            b"\x7f", b"\r\n"]) + text[at:]
        setup.texts.append((text,))
