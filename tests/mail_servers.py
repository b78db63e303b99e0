#!/usr/bin/python3
"""Mail servers on loopback addresses that are greeted (--probe): good ones, and such as never end, never begin, speak
in bytes, in drops or in refusals.  Each is named in the report within bounds, nothing but EHLO and QUIT is sent, a
recording holds what was said, and without permission no one is connected to.

SPDX-License-Identifier: MIT

usage: mail_servers.py DNSAUDIT

Exit status 77 where port 25 of addresses of the loopback cannot be used.
"""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import schema  # noqa: E402

# Of this process alone, so that other tests may run at the same time: the port of a mail server is 25.
NETWORK = f"127.{100 + os.getpid() // 256 % 128}.{os.getpid() % 256}"
ALLOWED = ("--allow", "127.0.0.0/8")
LONGEST = 16  # seconds: eight to speak, where nothing else is slow
SENT = re.compile(rb"(EHLO \[127\.[0-9.]+\]\r\n)?(QUIT\r\n)?")
NOBODY = f"{NETWORK}.99"  # nothing listens there
EHLO = b"250-mx.firm.example\r\n250-SIZE 1000\r\n"

# What each says at once, and what after EHLO; what its state is, and whether it offers encryption.
SERVERS = {
    "good": (b"220 good ESMTP\r\n", EHLO + b"250-STARTTLS\r\n250 HELP\r\n", "taken", True),
    "lines": (b"220-good\r\n220-more\r\n220 good\r\n", EHLO + b"250 starttls\r\n", "taken", True),
    "plain": (b"220 plain\n", EHLO + b"250 XSTARTTLS\n", "taken", False),
    "old": (b"220 old\r\n", b"502 what?\r\n", "no-ehlo", None),
    "busy": (b"421 too busy\r\n", b"", "refused", None),
    "closed": (b"554-no\r\n554 mail here\r\n", b"", "refused", None),
    "web": (b"HTTP/1.1 400 Bad\x1b[31m Request\r\n\r\n", b"", "strange", None),
    "binary": (bytes(range(256)) * 40, b"", "strange", None),
}
HOSTILE = {
    "endless": (b"220-more\r\n", "strange"),  # again and again
    "unbroken": (b"220 aaaaaaaaaaaaaaaa", "strange"),
    "drip": (b"2", "strange"),
    "silent": (b"", "silent"),
}


def spoken(connection, first, second):
    """Says FIRST, and SECOND after EHLO; returns what came."""
    heard = b""
    connection.sendall(first)
    with contextlib.suppress(OSError):
        while b"QUIT" not in heard:
            more = connection.recv(1000)
            if not more:
                break
            heard += more
            if heard.endswith(b"\r\n") and heard.count(b"\r\n") == 1 and b"EHLO" in heard:
                connection.sendall(second)
    return heard


def repeated(connection, word, ended):
    """Says WORD until no one listens any more: drops slowly, all else as fast as possible."""
    with contextlib.suppress(OSError):
        while not ended.is_set():
            if word:
                connection.sendall(word)
            if len(word) <= 1:
                ended.wait(0.2)


class Servers:
    """All servers, each at an address of its own."""

    def __init__(self, names):
        self.ended = threading.Event()
        self.heard = {}
        self.count = 0
        self.sockets = []
        self.addresses = {}
        for number, name in enumerate(names):
            self.addresses[name] = f"{NETWORK}.{number + 41}"
            own = socket.create_server((self.addresses[name], 25))
            self.sockets.append(own)
            threading.Thread(target=self.serve, args=(own, name), daemon=True).start()

    def serve(self, own, name):
        with contextlib.suppress(OSError):
            while True:
                connection = own.accept()[0]
                self.count += 1
                threading.Thread(target=self.talk, args=(connection, name), daemon=True).start()

    def talk(self, connection, name):
        with connection:
            if name in HOSTILE:
                repeated(connection, HOSTILE[name][0], self.ended)
            else:
                self.heard[name] = spoken(connection, *SERVERS[name][:2])

    def stop(self):
        self.ended.set()
        for own in self.sockets:
            own.shutdown(socket.SHUT_RDWR)  # accept() returns
            own.close()


def write_zone(folder, addresses):
    path = os.path.join(folder, "zone")
    lines = ["$ORIGIN example.\n$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\nfirm TXT \"v=spf1 mx -all\"\n"]
    lines += [f"firm MX {number} {name}\n{name} A {address}\n" for number, (name, address) in enumerate(addresses.items())]
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines)
    return path


def run(program, *words):
    return subprocess.run([program, *words], capture_output=True, text=True, check=False, timeout=60)


def audit(program, zone, *options):
    done = run(program, "firm.example", "--zone", zone, "--server", NOBODY, "--format", "json", "--queries", "--lang", "en",
               "--now", "1790000000", *options)
    return json.loads(done.stdout)


def states(report):
    return {each["server"].split(".")[0]: (each["state"], each["starttls"]) for each in report.get("probes", [])}


def check_servers(program, zone, servers, faults):
    report = audit(program, zone, "--probe", *ALLOWED)
    faults += schema.faults(report)
    for name, (state, starttls) in states(report).items():
        wanted = SERVERS.get(name, ("", "", "unreachable", None))[2:]
        if (state, starttls) != wanted:
            faults.append(f"{name} is {state}, {starttls}; expected {wanted}")
    if len(states(report)) != len(SERVERS) + 1:
        faults.append(f"not all are greeted: {states(report)}")
    if servers.count != len(SERVERS):
        faults.append(f"{servers.count} connections")
    time.sleep(0.2)
    faults += [f"{name} heard {heard}" for name, heard in servers.heard.items() if not SENT.fullmatch(heard)]
    if not servers.heard.get("good", b"").endswith(b"QUIT\r\n"):
        faults.append("QUIT is not said")
    if report["complete"] is not True:
        faults.append("a server that cannot be reached makes the report incomplete")
    ids = [finding["id"] for finding in report["findings"] if finding["id"].startswith("mx.probe")]
    wanted = ["mx.probe-no-ehlo", "mx.probe-no-tls", "mx.probe-refused", "mx.probe-refused", "mx.probe-strange",
              "mx.probe-strange", "mx.probe-tls", "mx.probe-tls", "mx.probe-unreachable"]
    if sorted(ids) != wanted:
        faults.append(f"the findings are {sorted(ids)}")


def check_text(program, zone, faults):
    """What a stranger says is escaped, and that a line may block the port is said."""
    for language, words in (("en", "many Internet lines block port 25"), ("ja", "遮断している回線は多い")):
        text = run(program, "firm.example", "--zone", zone, "--server", NOBODY, "--probe", "--long", "--lang", language,
                   *ALLOWED).stdout
        if words not in text.replace("\n", "").replace("    ", "") and words not in re.sub(r"\s+", " ", text):
            faults.append(f"{language}: that lines block the port is not said")
        if "\x1b" in text or "\x00" in text:
            faults.append(f"{language}: bytes of a server reach the terminal")


def check_replay(program, folder, zone, faults):
    recording = os.path.join(folder, "recording")
    asked = audit(program, zone, "--probe", "--record", recording, *ALLOWED)
    done = run(program, "--replay", recording, "--format", "json", "--queries", "--lang", "en")
    if not done.stdout or json.loads(done.stdout) != asked:
        faults.append(f"a replay differs from what was recorded: {done.stderr}")
    greeted = [query["server"] for query in asked["queries"] if query["type"] == "SMTP"]
    if len(greeted) != len(SERVERS) + 1:
        faults.append(f"the queries have {greeted}")


def check_permission(program, zone, servers, faults):
    before = servers.count
    refused = states(audit(program, zone, "--probe"))
    if set(refused.values()) != {("not-asked", None)}:
        faults.append(f"without permission: {refused}")
    if states(audit(program, zone)):
        faults.append("mail servers are greeted without a word")
    # Asking a resolver there permits nothing else.
    audit(program, zone, "--probe", "--server", servers.addresses["good"])
    if servers.count != before:
        faults.append("without permission a server is connected to")
    for words in (["batch", "--probe"], ["serve", "--probe", "--socket", "/nowhere/socket"]):
        if run(program, *words).returncode != 64:
            faults.append(f"{words} is not refused")


def check_hostile(program, folder, faults):
    servers = Servers(HOSTILE)
    zone = write_zone(folder, servers.addresses)
    started = time.monotonic()
    report = audit(program, zone, "--probe", *ALLOWED)
    took = time.monotonic() - started
    found = {name: state for name, (state, _) in states(report).items()}
    if found != {name: state for name, (_, state) in HOSTILE.items()}:
        faults.append(f"hostile: {found}")
    if took > LONGEST or len(json.dumps(report)) > 100000:
        faults.append(f"hostile: {took:.1f} s, {len(json.dumps(report))} bytes")
    started = time.monotonic()
    report = audit(program, zone, "--probe", "--timeout", "2", *ALLOWED)
    short = time.monotonic() - started
    if short > 6:
        faults.append(f"a deadline of 2 s is kept after {short:.1f} s")
    print(f"mail-servers: {took:.1f} s with servers that never end, {short:.1f} s with a deadline of 2 s")
    servers.stop()


def can_listen():
    try:
        socket.create_server((f"{NETWORK}.41", 25)).close()
    except OSError:
        return False
    return True


def main():
    faults = []
    if not can_listen():
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        check_hostile(sys.argv[1], folder, faults)
        servers = Servers(SERVERS)
        zone = write_zone(folder, {**servers.addresses, "nobody": NOBODY})
        check_servers(sys.argv[1], zone, servers, faults)
        check_text(sys.argv[1], zone, faults)
        check_replay(sys.argv[1], folder, zone, faults)
        check_permission(sys.argv[1], zone, servers, faults)
        servers.stop()
    print("\n".join(faults) or "mail-servers: each is named as it is, and hears nothing but EHLO and QUIT")
    sys.exit(bool(faults))


main()
