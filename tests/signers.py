#!/usr/bin/python3
"""Messages signed by others: libopendkim, python3-dkim, Mail::DKIM; dnsaudit verifies them all.

SPDX-License-Identifier: MIT

What is not installed is skipped, and that is said.

usage: signers.py DNSAUDIT SIGN
           DNSAUDIT may be the program that runs many commands (runner.py), SIGN is built from
           message/sign.c
"""

import base64
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import runner  # noqa: E402

HEAD = (b"From: Shop <info@example.jp>\r\nTo: you@example.net,\r\n\tthem@example.net\r\nSubject:  A  dinner \r\n"
        b"Date: Thu, 01 Jan 2026 00:00:00 +0000\r\nMessage-ID: <1@example.jp>\r\n")
MESSAGES = {
    "plain": HEAD + b"\r\nHello.\r\n\r\nIs dinner ready?  \r\n \t\r\n\r\n\r\n",
    "empty body": HEAD + b"\r\n",
    "no end of the last line": HEAD + b"\r\nHello",
    "8 bits": HEAD + "\r\nごはんですよ \u00fc\r\n".encode(),
    "long lines": HEAD + b"\r\n" + b"x" * 20000 + b" y" * 2000 + b"\r\n",
    "many fields": HEAD + b"".join(b"X-Field-%d: %s\r\n" % (i, b"v" * i) for i in range(300)) + b"\r\nHi\r\n",
    "fields twice": b"Received: a\r\nReceived: b\r\n" + HEAD + b"Comments: 1\r\nComments: 2\r\n\r\nHi\r\n",
    "blanks": HEAD + b"X:\r\n \r\n\ta\r\n\r\n  \t a \t b\r\n\t\r\n.\r\n\r\n",
}
CANONICAL = ["simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed"]


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=True).stdout


class Keys:
    def __init__(self, folder):
        self.rsa = os.path.join(folder, "rsa.pem")
        self.ed = os.path.join(folder, "ed.pem")
        openssl("genrsa", "-traditional", "-out", self.rsa, "2048")
        openssl("genpkey", "-algorithm", "ed25519", "-out", self.ed)

    def zone(self):
        rsa = base64.b64encode(openssl("rsa", "-in", self.rsa, "-pubout", "-outform", "DER")).decode()
        octets = openssl("pkey", "-in", self.ed, "-pubout", "-outform", "DER")[-32:]
        texts = {"rsa": f"v=DKIM1; k=rsa; p={rsa}",
                 "ed": f"v=DKIM1; k=ed25519; p={base64.b64encode(octets).decode()}"}
        yield "$ORIGIN example.jp.\n$TTL 300\n@ IN SOA ns h 1 2 3 4 5\n@ IN NS ns\nns IN A 192.0.2.53\n"
        for selector, text in texts.items():
            parts = " ".join(f'"{text[i:i + 250]}"' for i in range(0, len(text), 250))
            yield f"{selector}._domainkey IN TXT {parts}\n"

    def seed(self):
        """Of the Ed25519 key, as python3-dkim takes it."""
        return base64.b64encode(openssl("pkey", "-in", self.ed, "-outform", "DER")[-32:])


# --- Signers: each yields what it did, and the signed message -----------------------


def by_python(keys):
    import dkim  # pylint: disable=import-outside-toplevel

    with open(keys.rsa, "rb") as source:
        rsa = source.read()
    ways = [(b"rsa", rsa, b"rsa-sha256"), (b"ed", keys.seed(), b"ed25519-sha256")]
    for name, message in MESSAGES.items():
        for form in CANONICAL:
            for selector, key, algorithm in ways:
                for length in (False, True):
                    signature = dkim.sign(message, selector, b"example.jp", key, length=length,
                                          canonicalize=tuple(p.encode() for p in form.split("/")),
                                          signature_algorithm=algorithm)
                    yield f"python3-dkim, {name}, {form}, {algorithm.decode()}, l= {length}", signature + message


def complete(message):
    """As it goes over SMTP: its last line has an end."""
    return message if message.endswith(b"\n") else message + b"\r\n"


def by_libopendkim(keys, program):
    for name, message in MESSAGES.items():
        for form in CANONICAL:
            for selector, key in (("rsa", keys.rsa), ("ed", keys.ed)):
                letters = "".join(part[0] for part in form.split("/"))
                process = subprocess.run([program, selector, key, letters, "rsa" if selector == "rsa" else "ed25519"],
                                         input=complete(message), capture_output=True, check=False)
                # It takes no Ed25519 key as OpenSSL writes them in some versions.
                if process.returncode == 0:
                    yield f"libopendkim, {name}, {form}, {selector}", process.stdout


PERL = r"""
use Mail::DKIM::Signer;
my ($method, $algorithm, $selector, $key) = @ARGV;
binmode STDIN; binmode STDOUT;
my $signer = Mail::DKIM::Signer->new(Algorithm => $algorithm, Method => $method, Domain => "example.jp",
    Selector => $selector, Key => Mail::DKIM::PrivateKey->load(File => $key));
local $/; my $text = <STDIN>;
$signer->PRINT($text); $signer->CLOSE;
print $signer->signature->as_string, "\r\n", $text;
"""


def by_perl(keys):
    for name, message in MESSAGES.items():
        for form in CANONICAL:
            process = subprocess.run(["perl", "-e", PERL, form, "rsa-sha256", "rsa", keys.rsa],
                                     input=complete(message), capture_output=True, check=True)
            yield f"Mail::DKIM, {name}, {form}", process.stdout


def is_there(signer):
    command = {by_python: ["/usr/bin/python3", "-c", "import dkim"],
               by_perl: ["perl", "-MMail::DKIM::Signer", "-e1"]}.get(signer, ["true"])
    return shutil.which(command[0]) is not None and subprocess.run(
        command, capture_output=True, check=False).returncode == 0


def check(program, folder, what, message):
    with open(os.path.join(folder, "message.eml"), "wb") as target:
        target.write(message)
    process = runner.run([program, "verify", "message.eml", "--zone", "zone", "--scope", "sender", "--format",
                          "json", "--now", str(int(time.time()) + 5)], folder)
    signatures = json.loads(process.stdout or "{}").get("dkim", {}).get("signatures", [])
    if [s["result"] for s in signatures] == ["pass"]:
        return True
    print(f"{what}: {signatures} {process.stderr}")
    return False


def main():
    program = os.path.abspath(sys.argv[1])
    good = bad = 0
    with tempfile.TemporaryDirectory() as folder:
        keys = Keys(folder)
        with open(os.path.join(folder, "zone"), "w", encoding="ascii") as target:
            target.writelines(keys.zone())
        for signer in (by_python, by_perl, functools.partial(by_libopendkim, program=sys.argv[2])):
            if not is_there(signer):
                print(f"{signer}: not installed, skipped")
                continue
            for what, message in signer(keys):
                passed = check(program, folder, what, message)
                good += passed
                bad += not passed
    print(f"signers: {good} messages pass, {bad} do not")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
