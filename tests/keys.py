#!/usr/bin/python3
"""Keys as people make them, next to records as they publish them: do they match?

SPDX-License-Identifier: MIT

Every tool's key, private and public, in each form that it writes, is held against a record with that
key and against one with another.  Keys of opendkim-genkey come with its own record.

usage: keys.py DNSAUDIT
"""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import runner  # noqa: E402

ZONE = """$ORIGIN example.jp.
$TTL 3600
@ IN SOA ns1 hostmaster 1 3600 900 1209600 600
@ IN NS ns1
ns1 IN A 192.0.2.53
@ IN TXT "v=spf1 -all"
"""


def run(*words, cwd):
    process = subprocess.run(words, cwd=cwd, capture_output=True, check=False)
    if process.returncode != 0:
        sys.exit(f"{' '.join(words)}: {process.stderr.decode()}")
    return process.stdout


def strings(text):
    return " ".join(f'"{text[i:i + 255]}"' for i in range(0, len(text), 255))


def record(folder, public, kind, form):
    """The p= of the key in the file PUBLIC."""
    if kind == "ed25519":
        der = run("openssl", "pkey", "-pubin", "-in", public, "-outform", "DER", cwd=folder)[-32:]
    elif form == "pkcs1":
        der = run("openssl", "rsa", "-pubin", "-in", public, "-RSAPublicKey_out", "-outform", "DER", cwd=folder)
    else:
        der = run("openssl", "pkey", "-pubin", "-in", public, "-outform", "DER", cwd=folder)
    return f"v=DKIM1; k={kind}; p={base64.b64encode(der).decode()}"


def make(folder):
    """Yields (name, kind, bits, key files); the first file is PEM of the public key."""
    for bits in (512, 1024, 2048, 4096):
        name = f"genpkey{bits}"
        run("openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}", "-out", name, cwd=folder)
        run("openssl", "rsa", "-in", name, "-traditional", "-out", name + ".pkcs1", cwd=folder)
        run("openssl", "rsa", "-in", name, "-pubout", "-out", name + ".pub", cwd=folder)
        run("openssl", "rsa", "-in", name, "-RSAPublicKey_out", "-out", name + ".rsapub", cwd=folder)
        run("openssl", "pkey", "-in", name, "-outform", "DER", "-out", name + ".der", cwd=folder)
        yield name, "rsa", bits, [name + e for e in (".pub", "", ".pkcs1", ".rsapub", ".der")]
    run("openssl", "genpkey", "-algorithm", "ed25519", "-out", "ed25519", cwd=folder)
    run("openssl", "pkey", "-in", "ed25519", "-pubout", "-out", "ed25519.pub", cwd=folder)
    yield "ed25519", "ed25519", 256, ["ed25519.pub", "ed25519"]
    for name, form in (("sshpem", ["-m", "PEM"]), ("sshpkcs8", ["-m", "PKCS8"]), ("sshown", [])):
        run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", *form, "-N", "", "-f", name, cwd=folder)
        # ssh-keygen's .pub is of its own form
        for form in ("PEM", "PKCS8"):
            with open(os.path.join(folder, f"{name}.{form}"), "wb") as public:
                public.write(run("ssh-keygen", "-e", "-m", form, "-f", name + ".pub", cwd=folder))
        yield name, "rsa", 2048, [name + e for e in (".PKCS8", "", ".PEM")]
    # which it writes in its own form, whatever -m says
    run("ssh-keygen", "-q", "-t", "ed25519", "-m", "PEM", "-N", "", "-f", "ssh25519", cwd=folder)
    with open(os.path.join(folder, "ssh25519.pub"), encoding="ascii") as public:
        raw = base64.b64decode(public.read().split()[1])[-32:]
    der = bytes.fromhex("302a300506032b6570032100") + raw
    with open(os.path.join(folder, "ssh25519.pem"), "w", encoding="ascii") as pem:
        pem.write(f"-----BEGIN PUBLIC KEY-----\n{base64.b64encode(der).decode()}\n-----END PUBLIC KEY-----\n")
    yield "ssh25519", "ed25519", 256, ["ssh25519.pem", "ssh25519"]


def opendkim(folder):
    """The same of opendkim-genkey, with the record that it wrote."""
    if shutil.which("opendkim-genkey") is None:
        print("opendkim-genkey is not installed: its keys are not tried")
        return
    for bits in (1024, 2048):
        name = f"genkey{bits}"
        run("opendkim-genkey", "-b", str(bits), "-d", "example.jp", "-s", name, cwd=folder)
        with open(os.path.join(folder, name + ".txt"), encoding="ascii") as text:
            value = "".join(re.findall(r'"([^"]*)"', text.read()))
        run("openssl", "rsa", "-in", name + ".private", "-pubout", "-out", name + ".pub", cwd=folder)
        yield name, bits, [name + ".private", name + ".pub"], value


def audit(program, folder, selector, file):
    words = [program, "example.jp", "--zone", "example.jp.zone", "--key", f"{selector}={file}", "--format", "json"]
    report = json.loads(runner.run(words, folder).stdout)
    return report["dkim"]["keys"][0], {finding["id"] for finding in report["findings"]}


def expect(faults, what, found, *wanted):
    for word in wanted:
        if (word[4:] in found) if word.startswith("not ") else (word not in found):
            faults.append(f"{what}: {word}, but found {', '.join(sorted(found))}")


def is_exposed(folder, file):
    """Whether FILE is a private key that others may read."""
    path = os.path.join(folder, file)
    with open(path, "rb") as source:
        private = b"PRIVATE" in source.read() or file.endswith(".der")
    return private and os.stat(path).st_mode & 0o006 != 0


def judge(program, folder, keys, published):
    faults, count = [], 0
    for name, kind, bits, files in keys:
        for form in ("spki", "pkcs1") if kind == "rsa" else ("raw",):
            for file in files:
                key, found = audit(program, folder, f"{name}-{form}", file)
                what = f"{file} beside {name}-{form}"
                expect(faults, what, found, "dkim.key-matches", "not dkim.key-mismatch",
                       "dkim.file-readable" if is_exposed(folder, file) else "not dkim.file-readable",
                       "dkim.pkcs1" if form == "pkcs1" else "not dkim.pkcs1",
                       "dkim.rsa-too-short" if bits < 1024 and kind == "rsa" else "not dkim.rsa-too-short")
                if (key["type"], key["bits"]) != (kind, bits):
                    faults.append(f"{what}: {key['type']} of {key['bits']} bits")
                for other in published:
                    if other.split("-")[0] == name:
                        continue
                    _, found = audit(program, folder, other, file)
                    expect(faults, f"{file} beside {other}", found, "dkim.key-mismatch", "not dkim.key-matches")
                    count += 1
                count += 1
    return faults, count


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        keys, records = list(make(folder)), {}
        for name, kind, _, files in keys:
            for form in ("spki", "pkcs1") if kind == "rsa" else ("raw",):
                records[f"{name}-{form}"] = record(folder, files[0], kind, form)
        for name, bits, files, value in opendkim(folder):
            keys.append((name, "rsa", bits, files))
            records[f"{name}-spki"] = value
            records[f"{name}-pkcs1"] = record(folder, files[1], "rsa", "pkcs1")
        os.chmod(os.path.join(folder, "ed25519"), 0o644)
        with open(os.path.join(folder, "example.jp.zone"), "w", encoding="ascii") as zone:
            zone.write(ZONE)
            zone.writelines(f"{name}._domainkey IN TXT {strings(value)}\n" for name, value in records.items())
        # each against its own records, and against a few others'
        faults, count = judge(program, folder, keys, ["genpkey2048-spki", "sshpem-pkcs1", "ed25519-raw"])
    for fault in faults:
        print(fault)
    print(f"keys: {len(keys)} keys, {count} comparisons, {len(faults)} wrong")
    sys.exit(runner.close() > 0 or bool(faults) or count < 100)


main()
