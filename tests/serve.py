#!/usr/bin/python3
"""dnsaudit serve: requests over a Unix socket, with clients that leave, are slow, flood, or may not connect.

SPDX-License-Identifier: MIT

usage: serve.py DNSAUDIT FOLDER    of example zones
"""

import concurrent.futures
import contextlib
import json
import os
import pwd
import re
import socket
import subprocess
import sys
import tempfile
import time

CONNECTIONS, REQUESTS = 50, 20  # a thousand in all
PATIENCE = 120  # seconds; it only ends what hangs
NOW = 1767225600


class Server:
    def __init__(self, program, folder, *words):
        self.path = os.path.join(folder, f"socket{len(os.listdir(folder))}")
        self.process = subprocess.Popen([program, "serve", "--lang", "en", "--socket", self.path, *words])
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:  # the socket is there before anyone listens at it
            with contextlib.suppress(OSError), self.connect():
                return
            time.sleep(0.01)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        assert self.process.wait(PATIENCE) == 0
        assert not os.path.exists(self.path), "the socket is left over"

    def connect(self):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(PATIENCE)
        connection.connect(self.path)
        return connection

    def memory(self):
        """KiB of the process that accepts."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmRSS:\s*(\d+)", status.read())[1])


def ask(connection, *requests):
    """The answers to REQUESTS, which are sent at once.  Who is refused may be so before anything is sent."""
    with contextlib.suppress(BrokenPipeError):
        connection.sendall(b"".join((r if isinstance(r, bytes) else json.dumps(r).encode()) + b"\n" for r in requests))
    lines = connection.makefile("rb")
    return [json.loads(lines.readline() or b"null") for _ in requests]


def code_of(answer):
    return answer and answer.get("error", {}).get("code")


def check_answers(program, server, folder):
    """Reports are those of the command, byte for byte; what may not be named is refused."""
    path = os.path.join(folder, "example.jp.zone")
    with open(path, encoding="utf-8") as source:
        zone = source.read()
    request = {"domain": "example.jp", "ip": ["203.0.113.9", "192.0.2.1"], "mail_from": "info@example.jp",
               "zone_text": zone, "now": NOW, "lang": "ja"}
    command = subprocess.run(
        [program, "example.jp", "--ip", "203.0.113.9", "--ip", "192.0.2.1", "--mail-from", "info@example.jp", "--zone", path,
         "--now", str(NOW), "--lang", "ja", "--format", "json"], capture_output=True, check=False).stdout
    with server.connect() as connection:
        connection.sendall(json.dumps(request).encode() + b"\n")
        line = connection.makefile("rb").readline()
        if line != command:
            yield "the report is not the one of the command"
        if ask(connection, {**request, "receiver": None, "expect_ip": [], "deep": False})[0] != json.loads(line):
            yield "what is null, or an empty list, is not as if it were not there"
        answers = ask(
            connection, {"id": 1, **request}, {"id": {"a": [None]}, **request, "format": "fragment"},
            {"id": 2, "domain": "example.jp", "zone_file": "/etc/passwd"}, {"domain": "example.jp", "zone": path},
            {"domain": "example.jp", "server": "127.0.0.1"}, {"domain": "example.jp", "key": "s=/etc/shadow"},
            {"domain": "example.jp", "probe": "yes"},
            {"domain": "example.jp", "assume_zone": path}, {"domain": "example.jp", "record": path},
            {"domain": "example.jp", "zone_text": "@ IN TXT", "now": NOW}, b"nonsense", b"[]", b"{\"domain\": 1}",
            b"{\"domain\":\"a.jp\",\"domain\":\"b.jp\"}", b"{\"domain\":\"a\\u0000.jp\"}", {"domain": "example.jp", "frob": "x"},
            {"domain": "example.jp", "timeout": 3601}, {"domain": "example.jp", "zone_text": zone, "ip": [[]]},
            {"explain": "550 5.7.26 Unauthenticated email", "lang": "ja"},
            {"id": "e", "explain": "550 <script>", "format": "fragment"}, {"zone_text": zone})
    if json.dumps({k: v for k, v in answers[0].items() if k != "id"}) != json.dumps(json.loads(line)) or answers[0]["id"] != 1:
        yield "an id changes the report"
    if answers[1]["id"] != {"a": [None]} or not answers[1]["html"].startswith("<article class=\"ma-report\""):
        yield f"no HTML: {answers[1]}"
    codes = [code_of(answer) for answer in answers[2:18]]
    if codes != 7 * ["not-allowed"] + ["bad-zone", "bad-json", "bad-json", "bad-value", "bad-json", "bad-json",
                                       "unknown-option", "bad-value", "bad-value"]:
        yield f"the codes are {codes}"
    if "explanation" not in answers[18] or "<script" in answers[19]["html"] or code_of(answers[20]) != "no-domain":
        yield "explanations, or a request without a domain"


def talk(server, number, zone):
    """One connection; every tenth client leaves, is slow, or sends what is none."""
    request = {"domain": "example.jp", "zone_text": zone, "now": NOW}
    with server.connect() as connection:
        if number % 10 == 3:
            kind = number // 10 % 5
            if kind == 0:
                connection.sendall(json.dumps(request).encode()[:50])  # and leaves
            elif kind == 1:
                connection.sendall((json.dumps(request) + "\n").encode() * REQUESTS)  # and does not read
            elif kind == 2:
                connection.sendall(b"\xff\x00" * 1000 + b"\n")
            elif kind == 3:
                connection.sendall(b"{\"domain\":")
                time.sleep(2)
            else:
                connection.shutdown(socket.SHUT_WR)
            return 0
        good = 0
        for turn in range(REQUESTS):
            answer, = ask(connection, {"id": [number, turn], **request})
            good += bool(answer) and answer.get("id") == [number, turn] and answer["domain"] == "example.jp"
        return good


def check_crowd(server, folder):
    with open(os.path.join(folder, "example.jp.zone"), encoding="utf-8") as source:
        zone = source.read()
    broken = len([n for n in range(CONNECTIONS) if n % 10 == 3])
    memory = []
    for _ in range(2):
        with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as pool:
            good = sum(pool.map(lambda number: talk(server, number, zone), range(CONNECTIONS)))
        memory.append(server.memory())
        if good != (CONNECTIONS - broken) * REQUESTS:
            yield f"{good} good answers of {(CONNECTIONS - broken) * REQUESTS}"
    if memory[1] > memory[0] + 1024:
        yield f"memory grows from {memory[0]} to {memory[1]} KiB"


def check_bounds(program, folder):
    """What is too long, too many, too slow."""
    with Server(program, folder, "--connections", "4") as server, contextlib.ExitStack() as stack:
        with server.connect() as connection:
            with contextlib.suppress(OSError):
                connection.sendall(b"x" * (3 * 1024 * 1024) + b"\n")
            if code_of(json.loads(connection.makefile("rb").readline())) != "too-long":
                yield "3 MiB are not too long"
        time.sleep(0.2)
        idle = [stack.enter_context(server.connect()) for _ in range(4)]
        time.sleep(0.2)
        with server.connect() as connection:
            if code_of(ask(connection, {"domain": "x"})[0]) != "busy":
                yield "a fifth connection is not refused"
        start = time.monotonic()
        if idle[0].recv(1) != b"" or time.monotonic() - start > 30:
            yield "who says nothing stays"
        time.sleep(0.2)
        with server.connect() as connection:
            if code_of(ask(connection, {"domain": ""})[0]) != "no-domain":
                yield "after a flood no one is served"


def run_as(user, path, request):
    """What USER is answered."""
    child = subprocess.run(
        [sys.executable, "-c", "import os,pwd,socket,sys; u=pwd.getpwnam(sys.argv[1]); os.setgroups([]); os.setgid(u.pw_gid); "
         "os.setuid(u.pw_uid); s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[2])\n"
         "try: s.sendall(sys.argv[3].encode()+b'\\n')\nexcept BrokenPipeError: pass\n"
         "print(s.makefile().readline())", user, path, json.dumps(request)],
        capture_output=True, text=True, timeout=PATIENCE, check=False)
    return json.loads(child.stdout) if child.returncode == 0 else None


def check_users(program, folder):
    """Another user is refused, unless allowed; one user does not take all connections."""
    if os.getuid() != 0:
        return
    os.chmod(folder, 0o755)
    request, other = {"domain": ""}, "nobody"
    with Server(program, folder) as server:
        if run_as(other, server.path, request) is not None:
            yield "another user can connect"
    with Server(program, folder, "--allow-user", "daemon") as server:
        if code_of(run_as(other, server.path, request)) != "stranger":
            yield "a user that is not allowed is served"
    group = pwd.getpwnam(other).pw_gid
    for words in (["--allow-user", other], ["--allow-group", str(group)]):
        with Server(program, folder, "--connections", "8", *words) as server, contextlib.ExitStack() as stack:
            for _ in range(8):
                stack.enter_context(server.connect())
            time.sleep(0.2)
            if code_of(run_as(other, server.path, request)) != "no-domain":
                yield f"{words}: a flood of another user keeps this one out"


def check_allowed(program, folder, zones):
    path = os.path.join(zones, "example.jp.zone")
    with Server(program, folder, "--allow-zones", "--allow-servers") as server, server.connect() as connection:
        answers = ask(connection, {"domain": "example.jp", "zone": path}, {"domain": "example.jp", "zone": "/nowhere"},
                      {"domain": "example.jp", "server": "127.0.0.1:1", "timeout": 1})
        if "verdict" not in answers[0] or code_of(answers[1]) != "cannot-read" or answers[2].get("complete") is not False:
            yield "what is allowed is refused"
    with Server(program, folder, "--zone", path) as server, server.connect() as connection:
        if "verdict" not in ask(connection, {"domain": "example.jp"})[0]:
            yield "the server's own zone is not used"


def check_usage(program):
    wanted = [
        (["--ip", "192.0.2.1"], 64, "--ip cannot be used with serve"),
        ([], 64, "give the path of the socket: dnsaudit serve --socket PATH"),
        (["--socket", "/nowhere/socket"], 74, "cannot listen at /nowhere/socket: the file or folder does not exist"),
        (["--socket", "/" + 200 * "x"], 74, "the path is too long"),
        (["--socket", "/nowhere/socket", "example.jp"], 64, "not example.jp from the command line"),
        (["--socket", "/nowhere/socket", "--connections", "0"], 64, "a number from 1 to 1024, not 0"),
        (65 * ["--allow-user=x"], 64, "at most 64 users"),
    ]
    for words, status, text in wanted:
        process = subprocess.run([program, "serve", "--lang", "en", *words], capture_output=True, text=True, timeout=PATIENCE,
                                 check=False)
        if process.returncode != status or text not in process.stderr:
            yield f"serve {words[:3]}: {process.returncode}, {process.stderr!r}"


def check_passed(program, folder):
    """A socket of a service manager (sd_listen_fds(3)); a path that is left over, or in use."""
    path = os.path.join(folder, "passed")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        process = subprocess.Popen(
            ["sh", "-c", f'exec 3<&{listener.fileno()}; LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" serve', program],
            pass_fds=[listener.fileno()])
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(path)
            if code_of(ask(connection, {"domain": ""})[0]) != "no-domain":
                yield "a socket that is passed is not used"
    finally:
        process.terminate()
        process.wait(PATIENCE)
    if not os.path.exists(path):
        yield "a socket that was passed is removed"
    with Server(program, folder) as server:
        second = subprocess.run([program, "serve", "--lang", "en", "--socket", server.path], capture_output=True, text=True,
                                timeout=PATIENCE, check=False)
        if second.returncode != 74 or "another program uses it" not in second.stderr:
            yield f"a socket that is in use: {second.returncode}, {second.stderr!r}"
        with server.connect() as connection:
            if code_of(ask(connection, {"domain": ""})[0]) != "no-domain":
                yield "a second server takes the socket away"
    left = os.path.join(folder, "left")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(left)
    process = subprocess.Popen([program, "serve", "--socket", left])
    deadline = time.monotonic() + PATIENCE
    with socket.socket(socket.AF_UNIX) as connection:
        while connection.connect_ex(left) != 0 and time.monotonic() < deadline:
            time.sleep(0.01)
        if code_of(ask(connection, {"domain": ""})[0]) != "no-domain":
            yield "a socket that is left over keeps the server from its path"
    process.terminate()
    process.wait(PATIENCE)


def main():
    program, zones = map(os.path.abspath, sys.argv[1:])
    faults = list(check_usage(program))
    with tempfile.TemporaryDirectory(prefix="serve-") as folder:
        with Server(program, folder) as server:
            faults += check_answers(program, server, zones)
            faults += check_crowd(server, zones)
        faults += check_bounds(program, folder)
        faults += check_users(program, folder)
        faults += check_allowed(program, folder, zones)
        faults += check_passed(program, folder)
    print("\n".join(faults) or f"serve: {CONNECTIONS * REQUESTS} requests twice, over {CONNECTIONS} connections")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
