"""DMARC (RFC 9989, and RFC 7489 next to it) as a few plain functions over a dictionary.

SPDX-License-Identifier: MIT

Written from the standard, to be compared with the library: no code and no data are shared.  A DNS
is a dictionary from a name to the list of its TXT records, or to None if asking for it fails.
"""

WORDS = ("none", "quarantine", "reject")


class Unknown(Exception):
    """A question failed that the result rests on."""


# --- Records (4.7, 4.8)

def tags(text):
    """The tags of a record as a dictionary; None if it is not a DMARC record."""
    pairs = [part.partition("=") for part in text.split(";")]
    pairs = [(name.strip(" \t"), sign, value.strip(" \t")) for name, sign, value in pairs]
    if pairs[0] != ("v", "=", "DMARC1"):
        return None
    found = {"order": [name for name, _, _ in pairs if name]}
    for name, sign, value in pairs[1:]:
        if sign:
            found.setdefault(name, value)
    return found


def uris(record):
    """The valid URIs of rua: those with a scheme; a mail address has something at both sides."""
    for uri in record.get("rua", "").split(","):
        scheme, colon, rest = uri.strip().partition(":")
        rest = rest.partition("!")[0]
        if not colon or not scheme.isalpha() or not rest or " " in rest:
            continue
        if scheme != "mailto" or (0 < rest.find("@") < len(rest) - 1):
            yield uri


def flag(record, name, wanted):
    return record.get(name, "").lower() == wanted


def asked_for(record, names):
    """What the first of the tags NAMES says that is there."""
    for name in names:
        if name in record:
            return record[name].lower()
    return None


def broken(record):
    """Without a valid p, or with an invalid sp or np."""
    present = [record[name].lower() for name in ("p", "sp", "np") if name in record]
    return "p" not in record or any(value not in WORDS for value in present)


def effect(record, names):
    """What a record comes to by the first of NAMES: a policy, or "absent"."""
    if broken(record):
        return "none" if any(uris(record)) else "absent"
    value = asked_for(record, names)
    if flag(record, "t", "y"):
        value = WORDS[max(0, WORDS.index(value) - 1)]
    return value


# --- The walk (4.10)

def route(name):
    """The names that a walk may ask about, in order."""
    labels = name.split(".")
    yield name
    labels = labels[1:] if len(labels) < 8 else labels[-7:]
    while labels:
        yield ".".join(labels)
        labels = labels[1:]


def at(dns, name):
    """The one DMARC record at a name, or None."""
    texts = dns.get("_dmarc." + name, [])
    if texts is None:
        raise Unknown(name)
    records = [record for record in map(tags, texts) if record is not None]
    return records[0] if len(records) == 1 else None


def walk(dns, name):
    """The names with a record, from the longest to the shortest."""
    found = []
    for place in route(name):
        record = at(dns, place)
        if record is None:
            continue
        found.append((place, record))
        if flag(record, "psd", "y") or flag(record, "psd", "n"):
            break
    return found


def organization(dns, name):
    """The Organizational Domain (4.10.2)."""
    found = walk(dns, name)
    for place, record in found:
        if flag(record, "psd", "n"):
            return place
        if flag(record, "psd", "y") and place != name:
            depth = len(place.split(".")) + 1
            return ".".join(name.split(".")[-depth:])
    return found[-1][0] if found else name


# --- The policy (4.10.1)

def policy(dns, name, exists):
    """The policy of mail from a name, and where its record is."""
    own = at(dns, name)
    if own is not None:
        return effect(own, ["p"]), name
    names = ["sp", "p"] if exists else ["np", "sp", "p"]
    found = dict(walk(dns, name))
    owner = organization(dns, name)
    if owner in found:
        return effect(found[owner], names), owner
    for place, record in found.items():
        if flag(record, "psd", "y") and owner.endswith("." + place):
            return effect(record, names), place
    return "absent", None


# --- Alignment and the result (4.4, 5.3)

def related(dns, author, name, strict):
    """Whether NAME could be aligned, as far as that is seen without a question about it."""
    if name == author or strict:
        return name == author
    # An Organizational Domain is the name itself or one above it: what does not end in that of the
    # author is not aligned, even where a lookup of its own fails.
    if name.split(".")[-1] != author.split(".")[-1]:
        return False
    return ("." + name).endswith("." + organization(dns, author))


def aligned(dns, author, name, strict):
    return related(dns, author, name, strict) and (
        name == author or organization(dns, name) == organization(dns, author))


def result(dns, author, exists, identifiers):
    """The result for identifiers (method, result, name)."""
    try:
        value, place = policy(dns, author, exists)
    except Unknown:
        return "temperror"
    if value == "absent":
        return "none"
    record = at(dns, place)
    missing = False
    for method, outcome, name in identifiers:
        strict = flag(record, "aspf" if method == "spf" else "adkim", "s")
        if outcome not in ("pass", "temperror"):
            continue
        try:
            counts = (aligned if outcome == "pass" else related)(dns, author, name, strict)
        except Unknown:
            counts = outcome = "unknown"
        if counts and outcome == "pass":
            return "pass"
        # What failed for now might have passed, but would not have counted elsewhere.
        missing = missing or bool(counts)
    return "temperror" if missing else "fail"


# --- RFC 7489

SUFFIXES = ("co.jp",)  # next to every top-level name; of the names that the worlds use


def registrable(name):
    labels = name.split(".")
    depth = 3 if ".".join(labels[-2:]) in SUFFIXES else 2
    return ".".join(labels[-depth:])


def old_effect(record, names):
    """p has to come after v; np, t and psd are not known."""
    wrong = record["order"][1:2] != ["p"] or record["p"].lower() not in WORDS
    if wrong or ("sp" in record and record["sp"].lower() not in WORDS):
        return "none" if any(uris(record)) else "absent"
    return asked_for(record, names)


def old_at(dns, name):
    """All DMARC records at a name."""
    texts = dns.get("_dmarc." + name, [])
    if texts is None:
        raise Unknown(name)
    return [record for record in map(tags, texts) if record is not None]


def old_policy(dns, name):
    """The policy of a name, and where the record is."""
    records = old_at(dns, name)
    place, names = name, ["p"]
    if not records and registrable(name) != name:
        place, names = registrable(name), ["sp", "p"]
        records = old_at(dns, place)
    if len(records) != 1:
        return "absent", None
    return old_effect(records[0], names), place


def old_below(dns, name):
    """The policy of what lies below a name and has no record of its own."""
    owner = registrable(name)
    if "." not in name or name in SUFFIXES:
        return "absent"  # each is an organization of its own
    if name == owner:
        records = old_at(dns, owner)
        return old_effect(records[0], ["sp", "p"]) if len(records) == 1 else "absent"
    return old_policy(dns, "nothing-is-here." + name)[0]
