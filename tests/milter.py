#!/usr/bin/python3
"""The example of a milter, asked as a mail server asks it.

SPDX-License-Identifier: MIT

usage: milter.py MILTER SCENARIO-FILE     the file holds the message pass.eml and the zone that it needs
"""

import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import zoneserver  # noqa: E402

HOST = "mx.example.net"
SKIPPED = 77
FORGED = " MX.example.net; spf=pass smtp.mailfrom=evil.example"
FOREIGN = " other.example; spf=fail smtp.mailfrom=example.jp"


def part(path, name):
    with open(path, encoding="utf-8") as file:
        return re.search(rf"^--- {re.escape(name)}\n(.*?)^--- ", file.read(), re.S | re.M)[1]


def fields_of(head):
    fields = []
    for line in head.split("\n"):
        if line[0] in " \t":
            fields[-1][1] += "\n" + line
        else:
            fields.append(line.split(":", 1))
    return fields


def script(port, message, sender):
    """What a mail server says; it prints the fields that the milter adds, and whether it takes one away."""
    head, body = message.split("\n\n", 1)
    fields = [["Authentication-Results", FOREIGN], ["Authentication-Results", FORGED]] + fields_of(head)
    return "\n".join(
        [f'conn = mt.connect("inet:{port}@127.0.0.1")', "mt.negotiate(conn, nil, nil, nil)",
         'mt.conninfo(conn, "localhost", "192.0.2.25")', 'mt.helo(conn, "mx.example.jp")',
         f'mt.mailfrom(conn, "{sender}")']
        + [f"mt.header(conn, [[{name}]], [[{value.lstrip(' ')}]])" for name, value in fields]
        + ["mt.eoh(conn)", 'mt.bodystring(conn, "%s")' % body.replace("\n", "\\r\\n"), "mt.eom(conn)",
           "print(mt.getreply(conn) == SMFIR_CONTINUE or mt.getreply(conn) == SMFIR_ACCEPT)",
           'print(mt.eom_check(conn, MT_HDRDELETE, "Authentication-Results"))',
           'print(mt.getheader(conn, "Authentication-Results", 0))',
           'print(mt.getheader(conn, "Authentication-Results", 1))', "mt.disconnect(conn)"])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("milter: it does not listen")


def answer(port, message, sender):
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script(port, message, sender))
        file.flush()
        process = subprocess.run(["miltertest", "-s", file.name], capture_output=True, text=True, timeout=60)
    return process.stdout + process.stderr


def check(given, *wanted):
    missing = [words for words in ("true\ntrue\n " + HOST + ";", *wanted) if words not in given]
    for words in missing:
        print(f"milter: lacks {words!r}:\n{given}")
    lines = given.split("\n")
    if len(set(lines)) < len(lines) - 1:  # "true" comes twice
        print(f"milter: says something twice:\n{given}")
        return False
    return not missing


def main():
    if shutil.which("miltertest") is None:
        print("milter: there is no miltertest")
        sys.exit(SKIPPED)
    program, path = sys.argv[1:]
    message = part(path, "pass.eml")
    with zoneserver.serve([part(path, "example.jp.zone")], ["gone.example * servfail"]) as server:
        port = free_port()
        with subprocess.Popen([program, f"inet:{port}@127.0.0.1", HOST, f"127.0.0.1:{server.port}"]) as milter:
            wait_for(port)
            good = [
                check(answer(port, message, "<bounce@example.jp>"), "spf=pass smtp.mailfrom=example.jp",
                      "dkim=pass header.d=example.jp", "dmarc=pass (p=reject) header.from=example.jp", "\nnil\n"),
                check(answer(port, message.replace("Hello", "Hallo"), "<>"), "dkim=fail", "smtp.helo=mx.example.jp",
                      "dmarc=fail (p=reject)"),
                check(answer(port, message, "<a@gone.example>"), "spf=temperror", "dmarc=pass"),
            ]
            milter.terminate()
    print(f"milter: {len(good)} messages, {good.count(False)} faults")
    sys.exit(good.count(False) > 0)


if __name__ == "__main__":
    main()
