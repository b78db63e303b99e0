#!/usr/bin/python3
"""The bindings of examples: each is asked the same, and its answers are those of the command, byte for byte.  What
needs an interpreter that is missing is skipped with a word.

SPDX-License-Identifier: MIT

usage: bindings.py DNSAUDIT LIBRARY EXAMPLES
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import responder  # noqa: E402
import serve  # noqa: E402

PATIENCE = 120  # seconds; it only ends what hangs
LINES_MAX = 120
NOW = 1767225600
RCODE_NXDOMAIN = 3
TYPE_TXT = 16


class Published:
    """A live server, on the loopback."""

    def answer(self, question):
        texts = {b"\x04live\x07example\x00": b"v=spf1 ip4:192.0.2.1 -all",
                 b"\x06_dmarc\x04live\x07example\x00": b"v=DMARC1; p=reject"}
        if question.type != TYPE_TXT or question.name.lower() not in texts:
            return (0 if question.name.lower() in texts else RCODE_NXDOMAIN), [], []
        text = texts[question.name.lower()]
        return 0, [(question.name, TYPE_TXT, bytes([len(text)]) + text)], []


def requests_of(zones, port):
    """Ten of them."""
    path = os.path.join(zones, "example.jp.zone")
    hosting = os.path.join(zones, "hosting.example.zone")
    with open(path, encoding="utf-8") as source:
        text = source.read()
    return [
        {"domain": "example.jp", "zone": path, "now": NOW, "lang": "en"},
        {"domain": "example.jp", "zone": [path, hosting], "ip": ["203.0.113.9", "192.0.2.1"],
         "mail_from": "info@example.jp", "now": NOW, "lang": "en"},
        {"domain": "example.jp", "zone": path, "now": NOW, "lang": "ja", "format": "fragment"},
        {"domain": "example.jp", "zone_text": text, "now": NOW, "lang": "ja"},
        {"domain": "example.jp", "zone": path, "assume": ["@ TXT v=spf1 mx -all", "_dmarc TXT v=DMARC1; p=none"],
         "now": NOW, "lang": "en"},
        {"domain": "example.jp", "zone": path, "selector": "s1,s2", "expect_ip": "198.51.100.0/24", "now": NOW, "lang": "en"},
        {"domain": "live.example", "server": f"127.0.0.1:{port}", "ip": "192.0.2.1", "now": NOW, "lang": "en", "timeout": 20},
        {"domain": "example.jp", "zone": path, "ip": "192.0.2.1", "helo": "$(touch broken)'`\"; 日本語\\",
         "mail_from": "a b\t<x>@example.jp", "now": NOW, "lang": "ja"},
        {"domain": "-x .jp", "zone": path, "now": NOW, "lang": "en"},
        {"domain": "example.jp", "zone": path, "ip": "192.0.2.999", "now": NOW, "lang": "en"},
    ]


def wanted_of(program, request):
    """What the command prints; None where it makes no audit."""
    options = {name: value for name, value in request.items() if name not in ("domain", "format", "zone_text")}
    words = [f"--{name.replace('_', '-')}={value}" for name, values in options.items()
             for value in (values if isinstance(values, list) else [values])]
    words += ["--zone=/dev/stdin"] if "zone_text" in request else []
    process = subprocess.run([program, "audit", f"--format={request.get('format', 'json')}", *words, "--", request["domain"]],
                             input=request.get("zone_text", ""), capture_output=True, text=True, timeout=PATIENCE, check=False)
    return process.stdout or None


def bindings_of(program, library, examples, socket):
    """Each with its interpreter and words; one that needs a module that may be missing says how that shows."""
    php = os.path.join(examples, "php", "Mailauth.php")
    perl = os.path.join(examples, "perl", "Mailauth.pm")
    return [
        ("python, ctypes", ["python3", os.path.join(examples, "python", "mailauth.py")], None),
        ("php, process", ["php", php, "process", program], None),
        ("php, socket", ["php", php, "socket", socket], None),
        ("php, FFI", ["php", php, "ffi", library], ["php", "-r", "exit(extension_loaded('ffi') ? 0 : 1);"]),
        ("perl, process", ["perl", perl, "process", program], None),
        ("perl, FFI", ["perl", perl, "ffi", library], ["perl", "-MFFI::Platypus", "-e", "0"]),
        ("node, process", ["node", os.path.join(examples, "node", "mailauth.js"), program], None),
    ]


def is_there(words, probe):
    if shutil.which(words[0]) is None:
        return False
    return probe is None or subprocess.run(probe, capture_output=True, timeout=PATIENCE, check=False).returncode == 0


def check(words, environment, requests, wanted):
    lines = "".join(json.dumps(request, ensure_ascii=False) + "\n" for request in requests)
    process = subprocess.run(words, input=lines, capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment)
    answers = process.stdout.split("\0")[:-1]
    if len(answers) != len(requests):
        yield f"{len(answers)} answers, {process.stderr[:400]}"
        return
    for number, (answer, expected) in enumerate(zip(answers, wanted), 1):
        if expected is None and not answer.startswith('{"error":'):
            yield f"check {number}: no error, but {answer[:200]!r}"
        elif expected is not None and answer != expected:
            yield f"check {number}: {answer[:200]!r} instead of {expected[:200]!r}"


class Buffer:
    """What checks of Mail-in-a-Box write to."""

    def __init__(self):
        self.lines = []

    def __getattr__(self, name):
        assert name in ("print_ok", "print_warning", "print_error", "print_line", "print_block"), name
        return lambda message, monospace=False: self.lines.append((name, message, monospace))


def check_mailinabox(library, examples):
    """In one line what is right; of what is wrong why, and what to publish."""
    os.environ["MAILAUTH_LIBRARY"] = library
    sys.path[:0] = [os.path.join(examples, "python"), os.path.join(examples, "mailinabox")]
    import mail_records
    zones = [os.path.join(examples, "zones", f"{name}.zone") for name in ("good.example", "example.jp", "hosting.example")]
    for domain, wanted in (("good.example", ["print_ok"]), ("example.jp", ["print_error", "print_line"])):
        buffer = Buffer()
        mail_records.check_mail_records(domain, {}, buffer, zone=zones, now=NOW, selector="default")
        if [line[0] for line in buffer.lines][:len(wanted)] != wanted:
            yield f"mailinabox: {buffer.lines}"
        if domain == "example.jp" and not any(line[2] and line[1].startswith("v=spf1 ") for line in buffer.lines):
            yield "mailinabox: there is nothing to publish"


def main():
    program, library, examples = map(os.path.abspath, sys.argv[1:])
    environment = {**os.environ, "MAILAUTH_LIBRARY": library, "LC_ALL": "C.UTF-8"}
    faults, done = [], []
    with tempfile.TemporaryDirectory(prefix="bindings-") as folder, responder.Responder(Published()) as live, \
            serve.Server(program, folder, "--allow-zones", "--allow-servers") as server:
        os.chdir(folder)
        requests = requests_of(os.path.join(examples, "zones"), live.port)
        wanted = [wanted_of(program, request) for request in requests]
        for name, words, probe in bindings_of(program, library, examples, server.path):
            source = next(word for word in words if word.startswith(examples))
            with open(source, encoding="utf-8") as lines:
                if len(lines.readlines()) > LINES_MAX:
                    faults.append(f"{name}: more than {LINES_MAX} lines")
            if is_there(words, probe):
                done.append(name)
                faults += [f"{name}: {fault}" for fault in check(words, environment, requests, wanted)]
            else:
                print(f"{name}: skipped, it is not installed")
        faults += check_mailinabox(library, os.path.abspath(examples))
        faults += ["a shell saw an option"] if os.path.exists("broken") else []
        os.chdir("/")
    print("\n".join(faults) or f"bindings: {len(requests)} checks each: {'; '.join(done)}")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
