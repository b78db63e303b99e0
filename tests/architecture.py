#!/usr/bin/python3
"""The architecture as a test: what the pure folders call, what they keep, who includes whom, and
that no files depend on each other in a circle.

SPDX-License-Identifier: MIT

Below the public face nothing does I/O, reads a clock, a locale or the environment, starts a thread
or keeps state.  Whatever the objects call is therefore on a list; what is not on it fails.  A
function that is pure may be added to the list; any other must not be called.

Folders are floors: includes and calls point down only.  A folder is entered by its door, the header
that is named after it; the folders below a protocol's (advice, meant) are parts of its room.

usage: architecture.py SOURCE-ROOT PURE-ARCHIVE RESOLVER-ARCHIVE
       architecture.py --self-test        planted faults have to be found
"""

import collections
import os
import re
import subprocess
import sys
import tempfile

# Whole symbols.  Of libcrypto: numbers, base64 and PEM in memory, which need no provider, no
# settings and no file; and, for the public half of an Ed25519 private key alone, EVP_PKEY in a
# library context of our own (..._ex).  That is where OpenSSL, on the first use in a process, reads
# its openssl.cnf, which <mailauth/mailauth.h> says; so nothing else that takes a provider
# (EVP_PKEY_fromdata, d2i_PUBKEY, EVP_Digest...) is listed.
PERMITTED = re.compile("|".join(r"""
(ma|mailauth)_[a-z0-9_]+
mem(chr|cmp|cpy|move|set|mem|rchr)
bcmp
str(chr|cmp|ncmp|len|nlen|rchr|spn|cspn|str|pbrk|ncat|cat|cpy|ncpy)
(malloc|calloc|realloc|free)
(qsort|bsearch)
inet_(pton|ntop)
ldns_[a-z0-9_]+
idn2_[a-z0-9_]+
pcre2_(compile|code_free|match|get_ovector_pointer)_8
pcre2_match_(data|context)_(create|free)_8
pcre2_set_(match|depth|heap)_limit_8
psl_(builtin|builtin_sha1sum|is_public_suffix2?|registrable_domain)
(u8|u32|uc)_[a-z0-9_]+
(UC|uc)_[A-Z_]+
BN_(bin2bn|cmp|free|is_odd|is_one|mod_word|num_bits)
EVP_(DecodeBlock|EncodeBlock)
ERR_(set_mark|pop_to_mark|peek_last_error|get_error)
OPENSSL_cleanse
OSSL_LIB_CTX_(new|free)
EVP_PKEY_(new_raw_private_key_ex|get_raw_public_key|free)
dkim_(init|options|set_final|verify|header|eoh|body|eom|free|close|[gs]et_user_context)
dkim_sig_(geterror|gethashes)
EVP_PKEY_(fromdata|fromdata_init|verify_recover|verify_recover_init|new_raw_public_key_ex)
EVP_PKEY_CTX_(new_from_name|new_from_pkey|free|set_rsa_padding)
EVP_MD_CTX_(new|free)
EVP_DigestVerify(Init)?
OSSL_PARAM_(free|BLD_new|BLD_free|BLD_push_BN|BLD_to_param)
_GLOBAL_OFFSET_TABLE_
__(mem|str)[a-z]+_chk
__stack_chk_fail
__(u|s)?(div|mod|mul)[a-z0-9]+
""".split()))
# What looks permitted above and does I/O, or aborts.
FORBIDDEN = re.compile("|".join(r"""
ldns_(resolver|send|tcp|udp|axfr|fget|read|bget)[a-z0-9_]*
ldns_[a-z0-9_]*(_fp|_fp_l|_file|_frm_fp|_print|print)[a-z0-9_]*
ldns_(get_random|init_random)
idn2_(lookup|register)_ul
idn2_to_(ascii|unicode)_[a-z0-9]*l[a-z0-9]*
""".split()))

# From the ground up; what is on one line knows nothing of each other.
FLOORS = [
    ["base"],
    ["dns", "words"],
    ["syntax", "reply"],
    ["known"],
    ["finding"],
    ["inquiry"],
    ["spf"],
    ["dkim", "dmarc", "mx", "zone"],
    ["message", "servers"],
    ["sender", "expected"],
    ["host"],
    ["report"],
    ["fix", "receivers"],
    ["explain"],
    ["render"],
    ["audit"],
]
RESOLVER_FLOORS = [["timers"], ["network", "zone", "recording"], ["loop"], ["check"]]
MOST_FILES = 15  # headers too, but not the door


def floor_of(floors, room):
    return next((i for i, rooms in enumerate(floors) if room in rooms), None)


# --- Calls and state --------------------------------------------------------------


def symbols(archive):
    """(object, kind, symbol) of each symbol of an archive; kind as nm has it.  Objects are named by
    their source files."""
    output = subprocess.run(["nm", "-A", archive], capture_output=True, text=True, check=True).stdout
    for line in output.splitlines():
        found = re.fullmatch(r".*?:([^:]+):\s*[0-9a-f]*\s+([A-Za-z]) (\S+)", line)
        if found:
            yield found[1].split("/")[-1], found[2], found[3].split("@")[0]


# Of ldns; each was read for what it does without memory.
OF_ONE_FIELD = re.compile(r"ldns_(str2rdf_[a-z0-9_]+|rdf_(clone|data|deep_free|get_type|new_frm_data|size)|rdf2str|"
                          r"rr_descript|rr_descriptor_[a-z_]+|dname_(cat|str_absolute)|"
                          r"get_(errorstr_by_id|rr_class_by_name|rr_type_by_name))")


def check_calls(entries):
    for name, symbol in sorted({(e[0], e[2]) for e in entries if e[1] == "U"}):
        if FORBIDDEN.fullmatch(symbol):
            yield (f"{name} calls {symbol}(), which the pure folders must not: it does I/O or "
                   "depends on the environment.")
        elif not PERMITTED.fullmatch(symbol):
            yield (f"{name} calls {symbol}(), which is not on the list of what the pure folders may "
                   "call (tests/architecture.py).")


def check_ldns(entries):
    """Readers of whole records and packets end the process when memory runs out, or drop what they had no memory for."""
    for name, symbol in sorted({(e[0], e[2]) for e in entries if e[1] == "U"}):
        if symbol.startswith("ldns_") and not OF_ONE_FIELD.fullmatch(symbol):
            yield f"{name} calls {symbol}(), which is not known to report that memory ran out."


def check_state(archive):
    """Read-only after relocation (.data.rel.ro) is not state."""
    output = subprocess.run(["objdump", "-t", archive], capture_output=True, text=True,
                            check=True).stdout
    name = ""
    for line in output.splitlines():
        if ": " in line and line.endswith(" " + line.split()[-1]) and "file format" in line:
            name = line.split(":")[0].split("/")[-1]
        found = re.search(r" (\.data|\.bss|\.tdata|\.tbss|\*COM\*)([^\t ]*)\t", line)
        if found and not found[2].startswith(".rel.ro"):
            variable = line.split()[-1]
            if variable != found[1] + found[2]:
                yield (f"{name} keeps the writable variable {variable} ({found[1]}); the pure "
                       "folders keep no state.")


# --- Circles ----------------------------------------------------------------------


def graph_of(entries):
    """Which object needs which others."""
    home = {symbol: name for name, kind, symbol in entries if kind in "TDRBV"}
    graph = collections.defaultdict(set)
    for name, kind, symbol in entries:
        if kind == "U" and home.get(symbol, name) != name:
            graph[name].add(home[symbol])
    return graph


def circles(graph):
    """The sets of more than one object that all need each other (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(graph.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    sys.setrecursionlimit(10000)
    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


def room_of(name):
    """The folder of an object: Meson calls that of spf/meant/term.c "spf_meant_term.c.o"."""
    return name.split("_", 1)[0]


def check_arrows(graph, floors):
    for circle in circles(graph):
        yield f"a circle: {', '.join(circle)}"
    for name in sorted(graph):
        here = floor_of(floors, room_of(name))
        for other in sorted(graph[name]):
            there = floor_of(floors, room_of(other))
            if room_of(name) != room_of(other) and (here is None or there is None or there >= here):
                yield f"{name} needs {other}, which is not on a lower floor."


# --- Includes ---------------------------------------------------------------------


def includes_of(path):
    with open(path, encoding="utf-8") as source:
        for line in source:
            found = re.match(r'\s*#\s*include\s*(["<])([^">]*)', line)
            if found:
                yield found[1], found[2]


def check_include(path, header, floors):
    """PATH, below lib, includes "HEADER"."""
    target = os.path.normpath(os.path.join(os.path.dirname(path), header))
    if target.endswith(".def") and os.path.dirname(target) == os.path.dirname(path):
        return
    room, other = path.split("/")[0], target.split("/")[0]
    if room == other:
        return
    here, there = floor_of(floors, room), floor_of(floors, other)
    if here is None or there is None or there >= here:
        yield f'{path} includes "{header}", which is not on a lower floor.'
    elif target != f"{other}/{other}.h":
        yield f'{path} includes "{header}": the door of {other} is {other}/{other}.h.'


def check_includes(lib):
    for folder, _, names in sorted(os.walk(lib)):
        for name in sorted(names):
            path = os.path.relpath(os.path.join(folder, name), lib)
            if not name.endswith((".c", ".h")):
                continue
            above = path.startswith("resolver/")
            for kind, header in includes_of(os.path.join(folder, name)):
                if kind == "<":
                    if header == "mailauth/resolver.h" and not above:
                        yield f"{path} includes <{header}>: what stands above the public face."
                elif above:
                    yield from (f"resolver/{fault}" for fault in check_include(
                        path[len("resolver/"):], header, RESOLVER_FLOORS))
                else:
                    yield from check_include(path, header, FLOORS)


def check_sizes(lib):
    for folder, _, names in sorted(os.walk(lib)):
        room = os.path.relpath(folder, lib)
        door = os.path.basename(folder) + ".h"
        count = sum(name.endswith((".c", ".h")) and name != door for name in names)
        if count > MOST_FILES:
            yield f"{room} holds {count} files beside its door; a room has {MOST_FILES} at most."


# --- Sets of bytes ----------------------------------------------------------------

# strchr() finds the NUL that ends a set; ma_is_one_of() does not.


def check_sets(lib):
    for folder, _, names in sorted(os.walk(lib)):
        room = os.path.relpath(folder, lib)
        for name in sorted(names):
            if not name.endswith(".c") or room.startswith("resolver"):
                continue
            with open(os.path.join(folder, name), encoding="utf-8") as source:
                for found in re.finditer(r'strchr\("(?:[^"\\]|\\.)*"', source.read()):
                    yield f"{room}/{name} calls {found[0]}, …); ma_is_one_of() is for sets of bytes."


# --- Planted faults ---------------------------------------------------------------


def self_test():
    ring = [("a_x.c.o", "T", "f"), ("a_x.c.o", "U", "g"), ("a_y.c.o", "T", "g"), ("a_y.c.o", "U", "h"),
            ("b_z.c.o", "T", "h"), ("b_z.c.o", "U", "f"), ("b_z.c.o", "U", "time")]
    faults = list(check_arrows(graph_of(ring), [["b"], ["a"]])) + list(check_calls(ring))
    assert any("a circle: a_x.c.o, a_y.c.o, b_z.c.o" in f for f in faults), faults
    assert any("b_z.c.o needs a_x.c.o" in f for f in faults), faults
    assert any("calls time()" in f for f in faults), faults
    assert len(list(check_ldns([("a_x.c.o", "U", "ldns_rr_new_frm_str"), ("a_x.c.o", "U", "ldns_str2rdf_a")]))) == 1
    straight = [e for e in ring if e[2] not in ("time", "f")]
    assert not list(check_arrows(graph_of(straight), [["b"], ["a"]]))
    with tempfile.TemporaryDirectory() as lib:
        for path, text in {"spf/spf.h": "", "spf/inside.h": "", "dmarc/x.c": '#include "../spf/inside.h"',
                           "spf/y.c": '#include "../dmarc/dmarc.h"', "spf/meant/z.c": '#include "../inside.h"',
                           "base/b.c": "#include <mailauth/resolver.h>"}.items():
            os.makedirs(os.path.join(lib, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(lib, path), "w", encoding="utf-8") as target:
                target.write(text + "\n")
        faults = sorted(check_includes(lib))
        assert len(faults) == 3, faults
        assert not list(check_sizes(lib))
        assert not list(check_sets(lib))
        with open(os.path.join(lib, "spf", "y.c"), "a", encoding="utf-8") as target:
            target.write("strchr(\"-_.\", byte)\n")
        assert len(list(check_sets(lib))) == 1
        for number in range(MOST_FILES):
            open(os.path.join(lib, "spf", f"{number}.h"), "w", encoding="utf-8").close()
        assert len(list(check_sizes(lib))) == 1


def main():
    self_test()
    if sys.argv[1:] == ["--self-test"]:
        return
    root, pure, resolver = sys.argv[1:]
    lib = os.path.join(root, "lib")
    entries, above = list(symbols(pure)), list(symbols(resolver))
    faults = [*check_calls(entries), *check_ldns(entries + above), *check_state(pure), *check_arrows(graph_of(entries), FLOORS),
              *check_includes(lib), *check_sizes(lib), *check_sets(lib)]
    strip = [(name.removeprefix("resolver_"), kind, symbol) for name, kind, symbol in above]
    faults += check_arrows(graph_of(strip), RESOLVER_FLOORS)
    if not entries or not above:
        faults.append("an archive holds no objects")
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        sys.exit(f"architecture: {len(faults)} fault(s)")
    print(f"architecture: {len({e[0] for e in entries})} objects; nothing is called that is not on the "
          "list, no state is kept, no circle, and all arrows lead down")


if __name__ == "__main__":
    main()
