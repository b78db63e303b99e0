#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets "spf", "audit" and "explain".

SPDX-License-Identifier: MIT

usage: make_seeds.py FOLDER     (tests/fuzz/seeds)
"""

import os
import sys

SPF = {
    "plain": b"v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all",
    "empty": b"v=spf1",
    "no-record": b"google-site-verification=x",
    "include": b"v=spf1 include:spf.example include:more.example ~all",
    "redirect": b"v=spf1 redirect=spf.example",
    "redirect-none": b"v=spf1 redirect=nothing.example",
    "exp": b"v=spf1 -all exp=exp.example",
    "exp-macro": b"v=spf1 -all exp=%{l1r-}.exp.example",
    "hosts": b"v=spf1 a mx ptr a:a.example/24 mx:a.example//64 ptr:example.jp -all",
    "dual": b"v=spf1 a/24//64 mx:mx.example/16//48 ?all",
    "exists": b"v=spf1 exists:%{ir}.%{v}.rbl.example exists:%{i}.%{l}.%{s}.%{o}.x.example -all",
    "macros": b"v=spf1 exists:%{L}.%{S}.%{D2r}.%{h1r.-+,/_=}.%{p}.%%%_%-.x.example -all",
    "bad-macros": b"v=spf1 a:%{z}.example a:%{d0}.example a:%{d a:% a:%a.example include:%{c}.example",
    "long-name": b"v=spf1 exists:%{s}.%{s}.%{s}.%{s}.%{s}.%{s}.%{s}.%{s}.%{s}.%{s}.%{s}.x.example",
    "loop": b"v=spf1 include:example.jp -all",
    "deep": b"v=spf1 include:more.example redirect=more.example",
    "eleven": b"v=spf1" + b" a" * 11 + b" -all",
    "voids": b"v=spf1 a:1.example a:2.example a:3.example -all",
    "failing": b"v=spf1 a:fail.example -all",
    "aliases": b"v=spf1 a:alias.example mx:ring.example -all",
    "bad-addresses": b"v=spf1 ip4:192.0.2 ip4:1.2.3.4/33 ip6:::1/129 ip6:z ip4:2001:db8::1 ip6:192.0.2.1",
    "bad-terms": b"v=spf1 frob all:x a/ mx/33 ptr/24 include exists: =x 1x=y -x=y + ip4",
    "twice": b"v=spf1 redirect=spf.example redirect=spf.example exp=exp.example exp=exp.example",
    "modifiers": b"v=spf1 ra=postmaster x-y_z.1=%{c}%{r}%{t} op= -all",
    "wide": "v=spf1 ip4:１９２.0.2.1 ａll -all\u3000include:spf.example".encode(),
    "control": b"v=spf1 \x1b[2Ja \x00 \x7f \xff\xfe \xe2\x80\xaemoc.live -all",
    "paste": "v\uff1dspf1\u3000include\uff1a spf.example\u3001a:192.0.2.1 \u2013all;".encode(),
    "paste-glued": b"v=spf1;ip4:192.0.2.1ip4:192.0.2.*,192.0.2.0/255.255.255.0 mx~all",
    "paste-apart": b'"v=spf1 include : spf.example" "inlcude=[more.example]:25 - all\\"',
    "paste-legal": b"v=spf1 include:a.example,include:b.example-all",
    "spaces": b"v=spf1   a    -all   ",
    "tab": b"v=spf1\ta -all",
    "case": b"V=SPF1 INCLUDE:SPF.Example A:A.EXAMPLE. ~ALL",
    "malformed-names": b"v=spf1 a:a..example include:.example mx:" + b"a" * 64 + b".example -all",
}

# The audit target reads a program; see audit.c for what each byte means.
STEP, TAKE, ANSWER, GIVE_UP = 0, 1, 3, 0xF7


def string(data):
    return bytes([len(data)]) + data


def reply(*records, shape=0):
    """ANSWER with a packet that holds up to three records."""
    shape |= (len(records) - 1) << 4 if records else 0x80
    return bytes([ANSWER, 2, shape]) + b"".join(records)


def data(rdata, choice=0):
    return bytes([choice]) + string(rdata)


def name(text):
    return b"".join(string(label) for label in text.split(b"."))


def denied(rcode=3):
    return bytes([ANSWER, 2, 0x80 | rcode])


def failed(failure):
    return bytes([ANSWER, 1 | failure << 2])


def raw(packet):
    return bytes([ANSWER, 0]) + string(packet)


ONE = bytes([0x10, 0, 0])  # settings: one sender; now; IPv4, no more
SIX = bytes([0x10, 0, 1])
EAGER = bytes([0x18, 0, 0])
START = bytes([STEP]) + bytes([TAKE] * 6)
MORE = START
FULL = bytes([0x13]) + string(b"xn--wgv71a.jp") + string(b"mx.example") + bytes([9, 12]) + \
    string(b"<a@b.example>") + string(b"h.example")


def txt(text):
    return reply(data(text))


AUDIT = {
    "give-up-first": ONE + bytes([GIVE_UP, 1, STEP]),
    "nothing": ONE,
    "no-sender": bytes([0, 0]) + START + txt(b"v=spf1 -all") + denied() + MORE,
    "pass": ONE + START + txt(b"v=spf1 ip4:192.0.2.0/24 -all") + denied() + MORE,
    "fail": ONE + START + txt(b"v=spf1 -all") + denied() + MORE,
    "explained": ONE + START + txt(b"v=spf1 -all exp=e.example") + denied() + MORE +
        txt(b"%{i} is not %{d}'s, %{p}") + MORE + denied() + MORE,
    "several": ONE + START + reply(data(b"v=spf1 a -all"), data(b"v=spf1 mx -all")) + denied() +
        MORE + reply(data(b"\xc0\x00\x02\x01")) + MORE + denied() + MORE,
    "mx": ONE + START + txt(b"v=spf1 mx -all") + MORE + reply(data(b"\0\x0a" + name(b"m.example"))) +
        denied() + MORE + reply(data(b"\xc0\0\2\1", 0x80)) + MORE,
    "mx-six": SIX + START + txt(b"v=spf1 mx ptr -all") + MORE + denied(2) + denied() + MORE,
    "ptr": ONE + START + txt(b"v=spf1 ptr -all") + MORE + denied() + reply(data(name(b"example.jp"))) +
        MORE + reply(data(b"\xc0\0\2\1", 0x80)) + MORE,
    "include": EAGER + START + txt(b"v=spf1 include:a.example include:b.example -all") + MORE +
        txt(b"v=spf1 a -all") + txt(b"v=spf1 redirect=example.jp") + MORE + denied() * 4 + MORE,
    "alias": ONE + START + reply(data(name(b"www.example"), 1)) + denied() + MORE +
        txt(b"v=spf1 ?all") + MORE,
    "alias-ring": ONE + START + reply(data(name(b"example.jp"), 1)) + denied() + MORE,
    "apex": ONE + START + denied() + bytes([ANSWER, 2, 0x93]) +
        data(name(b"ns.jp") + b"\0" + name(b"h.jp") + b"\0" + b"\0\0\1\0" * 5, 0x42) + MORE +
        reply(data(name(b"ns1.example")), data(name(b"ns2.example"))) + MORE,
    "refused": ONE + START + denied(5) + denied(2) + MORE,
    "truncated": ONE + START + bytes([ANSWER, 2, 0xC0]) + txt(b"v=spf1 ~all") + denied() + MORE,
    "timed-out": ONE + START + failed(1) + failed(2) + MORE,
    "all-failures": ONE + START + b"".join(failed(i) for i in range(12)) + MORE,
    "garbage": ONE + START + raw(b"") + raw(b"\0" * 12) + raw(bytes(range(40))) + denied() * 2,
    "again": ONE + START + txt(b"v=spf1 a -all") + bytes([6, 1 | 3 << 2, 6, 1 | 4 << 2]) + MORE +
        denied() * 3 + MORE,
    "unasked": ONE + bytes([7, 1 | 1 << 2]) + START + bytes([0x77, 1 | 1 << 2]) + denied() * 2,
    "give-up-late": ONE + START + txt(b"v=spf1 a mx -all") + MORE + bytes([GIVE_UP, 8, STEP, STEP]),
    "hostile": FULL + START + txt(b"v=spf1 a:\x1b[2J -all \xe2\x80\xae") + denied() * 2 + MORE,
    "empty-txt": ONE + START + bytes([ANSWER, 2, 0x10]) + data(b"", 0x80) + data(b"v=spf1 -all") +
        denied() + MORE,
    "four-senders": bytes([0x30, 0, 0, 1, 2]) + START + txt(b"v=spf1 exists:%{ir}.x.example -all") +
        denied() + MORE + denied() * 3 + MORE,
    "keys": bytes([0xC0, 0]) + START * 4 + txt(b"v=spf1 -all") + txt(b"v=DKIM1; k=rsa; p=AAAA") +
        txt(b"v=DKIM1; p=") + reply(data(name(b"k.example"), 1)) + denied() * 30 + MORE * 2 +
        denied() * 30,
    "key-failures": bytes([0x40, 0]) + START * 4 + failed(1) * 12 + denied() * 12 + MORE * 2 +
        failed(9) * 12,
    "bad-sender": bytes([0x1B]) + string(b"") + string(b"") + bytes([0, 7]) + string(b"nonsense") +
        string(b"@@") + START + denied() * 3,
}


EXPLAIN = {
    "empty": b"t",
    "nul": b"t550 5.7.1 \0 \x1b[2J <a@\xff> \xe2\x80\xae Relaying denied",
    "host": b"g550-5.7.26 a\r\n550 5.7.26 b - gsmtp",
    "symptom": b"sVPN",
    "slug": b"sop25b",
    "inner": b"t550 5.1.351 Remote server returned x -> 550 <a@ezweb.ne.jp>: User unknown -> 421 4.4.2 x",
    "quotes": b"t'550 '550 \"550 ''550 5.1.1 don't 'User unknown'' x",
    "codes": b"t550-550-5.7.1-5.7.1 #5.7.1 4.7.999.1 559 5.7.1000 5.7.1 250 2.0.0",
    "addresses": "t501 <a＠ｂ．jp> <a..b@docomo.ne.jp> <.a@b> <'a@b.c'> <a b@c。d> \"x y\"@é.jp @ ＠".encode(),
    "spf": b"t550 SPF SPF fail spf=softfail smtp.mailfrom=a@b.jp client-ip=2001:db8::1 helo=x header.s=s1 header.d=b.jp",
    "headers": b"t550 x\n\nFrom: <a@b.jp>\nTo: c@d.jp\nDate: today at noon\nX-Mailer: x\x1b[31m\nFinal-Recipient: rfc822; <e@f>",
    "jis": b"t550 \x1b$B08@h\x1b(B User unknown \x88\xb6\x90\xe6",
}


def stories():
    folder = os.path.join(os.path.dirname(__file__), "..", "stories")
    for story in sorted(os.listdir(folder)):
        if story.endswith(".txt"):
            with open(os.path.join(folder, story), "rb") as file:
                yield "story-" + story[:-4], b"t" + file.read()


def main():
    EXPLAIN.update(stories())
    for target, seeds in (("spf", SPF), ("audit", AUDIT), ("explain", EXPLAIN)):
        folder = os.path.join(sys.argv[1], target)
        os.makedirs(folder, exist_ok=True)
        for seed, content in seeds.items():
            with open(os.path.join(folder, seed), "wb") as file:
                file.write(content)


main()
