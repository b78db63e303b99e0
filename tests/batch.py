#!/usr/bin/python3
"""dnsaudit batch: every line in has one line out, whatever happens on the way.

SPDX-License-Identifier: MIT

usage: batch.py DNSAUDIT [NAME...]       runs the checks of these names, or all of them

A server of responder.py answers for domains dN.example.  MAILAUTH_SCALE=full makes the list as long as
20,000 lines, of which one in fifty is bad.
"""

import collections
import contextlib
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import responder  # noqa: E402
import schema  # noqa: E402

FULL = os.environ.get("MAILAUTH_SCALE") == "full"
LINES = 20000 if FULL else 400
PATIENCE = 1800 if FULL else 300
TYPE_A, TYPE_NS, TYPE_SOA, TYPE_MX, TYPE_TXT = 1, 2, 6, 15, 16
# What one line in fifty is, and the code of its error.
BAD = [
    (b'{"domain": "x.example"', "bad-json"),
    (b'{"id": 1}', "no-domain"),
    (b"", "no-domain"),
    (b'{"domain": "x.example", "id": {"a": [1, "\xe3\x81\x82"]}, "colour": "red"}', "unknown-option"),
    (b'{"domain": "x.example", "zone": "/etc/passwd"}', "unknown-option"),
    (b'{"domain": "x.example", "ip": "192.0.2.300"}', "bad-value"),
    (b'{"domain": "x.example", "mail_from": "a@x.example"}', "needs-address"),
    (b'["x.example"]\xff\x00\x01', "bad-value"),
    (b'{"domain": "x.example", "deep": "yes"}', "unknown-option"),
    (b"x" * 70000, "too-long"),
    (b'{"domain": "x.example", "lang": "xx"}', "bad-value"),
    (b'{"domain": "x.example", "domain": "y.example"}', "bad-json"),
]


def wire(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) + b"\0"


def text(value):
    return bytes([len(value)]) + value.encode()


class Domains:
    """Domains dN.example, each with a record of its own; and what the server is made to do."""

    def __init__(self):
        self.silent = False
        self.delay = 0
        self.asked = collections.Counter()
        self.times = []

    def answer(self, question):
        self.times.append(time.monotonic())
        self.asked[question.name, question.type] += 1
        if self.silent:
            raise responder.Silence
        if self.delay:
            time.sleep(self.delay)
        labels, rest = [], question.name
        while rest[0]:
            labels.append(rest[1:1 + rest[0]])
            rest = rest[1 + rest[0]:]
        name = b".".join(labels).decode("latin-1")
        soa = [(wire("example"), TYPE_SOA, wire("ns.example") + wire("admin.example") + struct.pack(">5I", 1, 2, 3, 4, 60))]
        records = self.records(name, labels)
        if records is None:
            return responder.NXDOMAIN, [], soa
        found = [(question.name, kind, data) for kind, data in records if kind == question.type]
        return responder.NOERROR, found, [] if found else soa

    @staticmethod
    def records(name, labels):
        if name in ("example", "silent.example"):
            return []
        number = labels[-2][1:].decode("latin-1") if len(labels) > 1 and labels[-2][:1] == b"d" else ""
        if not number.isdigit():
            return None
        if len(labels) == 2:
            return [(TYPE_TXT, text(f"v=spf1 ip4:192.0.2.{int(number) % 250} -all")),
                    (TYPE_MX, struct.pack(">H", 10) + wire("mail." + name))]
        if labels[0] == b"_dmarc":
            return [(TYPE_TXT, text("v=DMARC1; p=reject"))]
        return [(TYPE_A, bytes([192, 0, 2, int(number) % 250]))] if labels[0] == b"mail" else None


def lines_of(count):
    """The lines, and what each has to come to: a domain or a code."""
    lines, wanted = [], []
    for i in range(count):
        if i % 50 == 7:
            line, code = BAD[i // 50 % len(BAD)]
            lines.append(line)
            wanted.append(code)
        elif i % 3:
            lines.append(b"d%d.example" % i)
            wanted.append(f"d{i}.example")
        else:
            lines.append(json.dumps({"id": i, "domain": f"d{i}.example", "scope": "sender", "ip": "192.0.2.9"}).encode())
            wanted.append(f"d{i}.example")
    return lines, wanted


def faults_of_output(output, wanted, ordered=True, known=True):
    """What is wrong with OUTPUT, in which each line has to be there once."""
    seen, unknown = [], []
    for text_line in output.splitlines():
        report = json.loads(text_line)
        number = report["line"]
        seen.append(number)
        if "error" in report:
            if report["error"]["code"] != wanted[number - 1]:
                yield f"line {number}: {report['error']}, not {wanted[number - 1]}"
        elif report["domain"] != wanted[number - 1]:
            yield f"line {number}: {report['domain']}, not {wanted[number - 1]}"
        elif not report["complete"]:
            unknown.append(number)
        elif "id" in report and report["id"] != number - 1:
            yield f"line {number}: id {report['id']}"
        elif report["complete"] and report["scope"] == "full" and report["dmarc"]["policy"] != "reject":
            yield f"line {number}: another policy"
        if number % 40 == 1 or "error" in report:
            yield from schema.faults(report)
    if output and not output.endswith(b"\n"):
        yield "the last line is torn"
    # The server is slow for so many, and may lose questions.
    if known and len(unknown) > len(wanted) // 50 * FULL:
        yield f"not known: {len(unknown)} lines, {unknown[:9]}"
    if sorted(seen) != list(range(1, len(wanted) + 1)):
        missing = sorted(set(range(1, len(wanted) + 1)) - set(seen))
        twice = [number for number, count in collections.Counter(seen).items() if count > 1]
        yield f"{len(seen)} lines, not {len(wanted)}; missing {missing[:9]}, twice {twice[:9]}"
    if ordered and seen != sorted(seen):
        yield "not in order"


class Check:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.domains = Domains()

    def words(self, server, *options):
        return [self.program, "batch", "--server", f"127.0.0.1:{server.port}", "--lang", "en", "--selector", "s1",
                *options]

    def file(self, lines):
        path = os.path.join(self.folder, "lines")
        with open(path, "wb") as target:
            target.write(b"\n".join(lines) + b"\n")
        return path

    def run(self, server, lines, *options, status=None, **more):
        process = subprocess.run(self.words(server, *options), input=b"\n".join(lines) + b"\n",
                                 capture_output=True, timeout=PATIENCE, check=False, **more)
        if status is not None and process.returncode != status:
            yield f"status {process.returncode}, not {status}: {process.stderr[:300]}"
        self.output = process.stdout

    # --- The checks ------------------------------------------------------------------

    def many(self, server):
        """Good lines and bad ones, in order and not, by one process and by three."""
        for options, count in (([], LINES), (["--unordered", "--inflight", "50"], LINES // 2), (["--jobs", "3"], LINES // 2)):
            lines, wanted = lines_of(count)
            yield from self.run(server, lines, *options, status=1)
            yield from faults_of_output(self.output, wanted, "--unordered" not in options)

    def same(self, server):
        """The report of a line is that of the command alone."""
        yield from self.run(server, [b"d5.example"], "--now", "1767225600", status=0)
        alone = subprocess.run([self.program, "d5.example", "--server", f"127.0.0.1:{server.port}", "--lang", "en",
                                "--format", "json", "--now", "1767225600", "--selector", "s1"], capture_output=True, timeout=PATIENCE,
                               check=False).stdout
        if self.output.replace(b'"line":1,', b"") != alone:
            yield "the report differs from that of the command alone"

    def last_line(self, server):
        """A last line without an end, one with CR LF, a mark at the beginning, and no line at all."""
        process = subprocess.run(self.words(server), input=b"\xef\xbb\xbfd1.example\r\nhttps://d2.example/",
                                 capture_output=True, timeout=PATIENCE, check=False)
        yield from faults_of_output(process.stdout, ["d1.example", "d2.example"])
        if subprocess.run(self.words(server), stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE,
                          check=False).stdout:
            yield "nothing in, something out"

    def shared(self, server):
        """Equal questions of lines that are under way are asked once."""
        self.domains.delay = 0.05
        yield from self.run(server, [b"d1.example"] * 40, status=0)
        self.domains.delay = 0
        most = max(self.domains.asked.values())
        if most > 20:
            yield f"one question was asked {most} times"

    def resume(self, server):
        """SIGTERM in the middle, a torn line, and the rest."""
        lines, wanted = lines_of(LINES)
        path, out = self.file(lines), os.path.join(self.folder, "out")
        self.domains.delay = 0.02
        with subprocess.Popen(self.words(server, path, "--resume", out, "--inflight", "20"),
                              stderr=subprocess.PIPE) as process:
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline and (not os.path.exists(out) or os.path.getsize(out) < 100000):
                time.sleep(0.01)
            process.send_signal(signal.SIGTERM)
            if process.wait(PATIENCE) != 128 + signal.SIGTERM:
                yield f"status {process.returncode} after SIGTERM"
        self.domains.delay = 0
        with open(out, "rb") as source:
            before = source.read()
        done = before.count(b"\n")
        if not 0 < done < len(lines) or not before.endswith(b"\n"):
            yield f"{done} lines were done"
        with open(out, "ab") as target:
            target.write(b'{"line":%d,"schema_ver' % (done + 1))
        for options in ([], []):  # the second has nothing to do
            process = subprocess.run(self.words(server, path, "--resume", out, *options), timeout=PATIENCE,
                                     capture_output=True, check=False)
            if process.returncode not in (0, 1) or process.stdout:
                yield f"status {process.returncode}: {process.stderr[:200]}"
        with open(out, "rb") as source:
            output = source.read()
        if not output.startswith(before):
            yield "what was done is not kept"
        yield from faults_of_output(output, wanted)

    def resume_foreign(self, server):
        """A file of something else is left alone."""
        out = os.path.join(self.folder, "foreign")
        with open(out, "wb") as target:
            target.write(b"dear diary\nsecond")
        yield from self.run(server, [b"d1.example"], "--resume", out, status=65)
        with open(out, "rb") as source:
            if source.read() != b"dear diary\nsecond":
                yield "a foreign file was changed"

    def kill(self, server):
        """SIGKILL in the middle, twice."""
        lines, wanted = lines_of(LINES)
        path, out = self.file(lines), os.path.join(self.folder, "killed")
        self.domains.delay = 0.02
        for _ in range(2):
            size = os.path.getsize(out) if os.path.exists(out) else 0
            with subprocess.Popen(self.words(server, path, "--resume", out, "--unordered", "--inflight", "20")) as process:
                deadline = time.monotonic() + PATIENCE
                while time.monotonic() < deadline and (not os.path.exists(out) or os.path.getsize(out) < size + 30000):
                    time.sleep(0.01)
                process.kill()
        self.domains.delay = 0
        subprocess.run(self.words(server, path, "--resume", out, "--unordered"), timeout=PATIENCE, check=False)
        with open(out, "rb") as source:
            yield from faults_of_output(source.read(), wanted, ordered=False)

    def worker(self, server):
        """A process of --jobs is killed: another one takes its lines."""
        lines, wanted = lines_of(200)
        self.domains.delay = 0.02
        with subprocess.Popen(self.words(server, self.file(lines), "--jobs", "2", "--inflight", "20"),
                              stdout=subprocess.PIPE) as process:
            output = os.read(process.stdout.fileno(), 4096)
            with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as source:
                os.kill(int(source.read().split()[0]), signal.SIGKILL)
            self.domains.delay = 0
            while more := os.read(process.stdout.fileno(), 65536):
                output += more
        yield from faults_of_output(output, wanted)

    def full_disk(self, server):
        """No room: status 74; a regular file ends with a whole line, and --resume continues it."""
        lines, wanted = lines_of(60)
        path, out = self.file(lines), os.path.join(self.folder, "small")
        with open("/dev/full", "wb") as target:
            process = subprocess.run(self.words(server, path), stdout=target, stderr=subprocess.PIPE, timeout=PATIENCE,
                                     check=False)
        if process.returncode != 74:
            yield f"status {process.returncode} on /dev/full"
        with open(out, "wb") as target:
            process = subprocess.run(["sh", "-c", 'trap "" XFSZ; ulimit -f 50; exec "$@"', "sh", *self.words(server, path)],
                                     stdout=target, stderr=subprocess.PIPE, timeout=PATIENCE, check=False)
        with open(out, "rb") as source:
            output = source.read()
        if process.returncode != 74 or not output or not output.endswith(b"\n"):
            yield f"status {process.returncode}, {len(output)} bytes, ends in {output[-20:]}"
        subprocess.run(self.words(server, path, "--resume", out), timeout=PATIENCE, check=False)
        with open(out, "rb") as source:
            yield from faults_of_output(source.read(), wanted)

    def reader_gone(self, server):
        """The reader of the output goes."""
        lines, _ = lines_of(200)
        with subprocess.Popen(self.words(server, self.file(lines)), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            process.stdout.read(100)
            process.stdout.close()
            if process.wait(PATIENCE) != 74:
                yield f"status {process.returncode} without a reader"

    def slow_reader(self, server):
        """A reader that waits costs no line its answers.  Few lines at a time: on a busy machine, too, the server is in
        time."""
        lines, wanted = lines_of(300)
        words = self.words(server, self.file(lines), "--timeout", "2", "--inflight", "8")
        with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
            time.sleep(4)
            yield from faults_of_output(process.stdout.read(), wanted)

    def trickle(self, server):
        """Lines that come one at a time are answered one at a time."""
        with subprocess.Popen(self.words(server), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            for number in range(3):
                process.stdin.write(b"d%d.example\n" % number)
                process.stdin.flush()
                if not select.select([process.stdout], [], [], 60)[0]:
                    yield "no answer while the input is open"
                elif json.loads(process.stdout.readline())["domain"] != f"d{number}.example":
                    yield "another answer"
            process.stdin.close()
            if process.wait(PATIENCE) != 0:
                yield f"status {process.returncode}"

    def outage(self, server):
        """The server says nothing for a while: lines are unknown, never wrong, and none is lost."""
        lines, wanted = lines_of(LINES // 2)
        self.domains.delay = 0.005
        timers = [threading.Timer(0.3, setattr, (self.domains, "silent", True)),
                  threading.Timer(3, setattr, (self.domains, "silent", False))]
        for timer in timers:
            timer.start()
        yield from self.run(server, lines, "--timeout", "1", "--inflight", "30", status=1)
        for timer in timers:
            timer.join()
        self.domains.silent, self.domains.delay = False, 0
        yield from faults_of_output(self.output, wanted, known=False)
        reports = [json.loads(line) for line in self.output.splitlines()]
        if all(report.get("complete", True) for report in reports):
            yield "the outage was not noticed"
        if not reports[-1].get("complete", True):
            yield "the server was not noticed to be back"

    def rate(self, server):
        """No more questions a second than were allowed."""
        lines = [b"d%d.example" % i for i in range(8)]
        for options in (["--rate", "50"], ["--server-rate", "50"], ["--rate", "50", "--jobs", "2"]):
            self.domains.times = []
            yield from self.run(server, lines, *options, status=0)
            times = self.domains.times
            if (len(times) - 5) / (times[-1] - times[0]) > 60:
                yield f"{' '.join(options)}: {len(times)} questions in {times[-1] - times[0]:.2f} s"

    def crowd(self, server):
        """1,000 lines under way, and each has its answers."""
        lines = [b"d%d.example" % i for i in range(2000 if FULL else 1000)]
        yield from self.run(server, lines, "--inflight", "1000", "--timeout", "60", status=0)
        yield from faults_of_output(self.output, [line.decode() for line in lines])

    def replay(self, server):
        """A recording answers, as it does for one audit."""
        recording = os.path.join(self.folder, "recording")
        subprocess.run([self.program, "d3.example", "--server", f"127.0.0.1:{server.port}", "--record", recording,
                        "--now", "1767225600", "--lang", "en", "--selector", "s1"], capture_output=True, timeout=PATIENCE,
                       check=False)
        process = subprocess.run([self.program, "batch", "--replay", recording, "--lang", "en", "--selector", "s1"], input=b"d3.example\n",
                                 capture_output=True, timeout=PATIENCE, check=False)
        yield from faults_of_output(process.stdout, ["d3.example"])
        if b'"now":1767225600' not in process.stdout:
            yield "another time than the recording's"

    def terminal(self, server):
        """A person sees how far it is."""
        lines, wanted = lines_of(100)
        self.domains.delay = 0.05
        master, other = pty.openpty()
        with subprocess.Popen(self.words(server, self.file(lines), "--inflight", "4"), stdout=subprocess.PIPE,
                              stderr=other) as process:
            os.close(other)
            output = process.stdout.read()
        shown = b""
        with contextlib.suppress(OSError):  # once all is read: no one has the other end open
            while more := os.read(master, 65536):
                shown += more
        os.close(master)
        self.domains.delay = 0
        yield from faults_of_output(output, wanted)
        if b"100 lines" not in shown or b"a second" not in shown or b"2 errors" not in shown:
            yield f"the terminal shows {shown[-200:]}"


NAMES = [name for name, value in vars(Check).items()
         if callable(value) and not name.startswith("_") and name not in ("words", "file", "run")]


def main():
    program, names = os.path.abspath(sys.argv[1]), sys.argv[2:] or NAMES
    failed = 0
    for name in names:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            check = Check(program, folder)
            with responder.Responder(check.domains) as server:
                found = list(getattr(check, name)(server))
                found += server.faults()
        for fault in found[:5]:
            print(f"{name}: {fault}")
        print(f"batch {name}: {len(found)} faults, {time.monotonic() - began:.1f} s", flush=True)
        failed += bool(found)
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
