#!/usr/bin/env python3
"""Audits over real DNS, on the loopback.

SPDX-License-Identifier: MIT

usage: wire.py suite DNSAUDIT SUITE.json
           the RFC 7208 test suite, each scenario's zone on a server of its own (responder.py)
       wire.py worlds DNSAUDIT EPOLL AUDIT WORLD...
           one report, whichever server answers: of each world the zone files themselves, nsd with the same
           files, what was recorded from it, and the two example programs.  A world is a folder of
           zone files, APEX.zone each, or a scenario file (scenario.py); one more, of large
           answers, is made here.  Exit status 77 without nsd.
"""

import concurrent.futures
import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import responder  # noqa: E402
import runner  # noqa: E402

NOW = "1767225600"
PATIENCE = 120  # seconds that a command may take; it only ends what hangs
PARALLEL = 4
RESULTS, EXPLANATIONS = 203, 22


def run(words, folder=None):
    words = [word.encode("latin-1") if isinstance(word, str) and not os.path.isabs(word) else word
             for word in words]
    return runner.run(words, folder, PATIENCE)


# --- The test suite ----------------------------------------------------------


def audit_sender(program, port, test, recording):
    return run([program, "audit-probe.example", "--server", f"127.0.0.1:{port}", "--format",
                "json", "--timeout", "4", "--receiver", "receiver.example",
                "--ip", test["host"], "--helo", test["helo"] or "unknown.example",
                "--mail-from", test["mailfrom"] or "<>", "--record", recording])


def judge(process):
    """The result of the envelope sender, and its explanation."""
    try:
        senders = json.loads(process.stdout)["spf"]["senders"]
    except ValueError:
        return f"status {process.returncode}: {process.stderr.decode(errors='replace')}", None
    sender = next(sender for sender in senders if sender["identity"] == "mailfrom")
    return sender["result"], sender.get("explanation")


def explains(test, explanation):
    wanted = test["explanation"]
    if wanted == "DEFAULT":
        return explanation is None
    # The suite spells the hexadecimal digits of %{i} in one case, the RFC in none.
    return explanation is not None and explanation.lower() == wanted.lower()


def check_test(program, port, test, recording):
    """Faults, and whether there was an explanation to compare."""
    process = audit_sender(program, port, test, recording)
    result, explanation = judge(process)
    if result == "temperror" and result not in test["results"]:
        # Four seconds may be too few on a machine that is busy: once more.
        process = audit_sender(program, port, test, recording)
        result, explanation = judge(process)
    if result not in test["results"]:
        return [f"{test['name']}: {result}, not {' or '.join(test['results'])}"], 0
    if run([program, "--replay", recording, "--format", "json"]).stdout != process.stdout:
        return [f"{test['name']}: the recording gives another report"], 0
    if test["explanation"] is None:
        return [], 0
    if not explains(test, explanation):
        return [f"{test['name']}: explanation {explanation!r}, not {test['explanation']!r}"], 0
    return [], 1


def run_suite(program, path):
    with open(path, encoding="utf-8") as file:
        scenarios = json.load(file)["scenarios"]
    faults, results, explanations, servers = [], 0, 0, []
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="wire-"))
        pool = stack.enter_context(concurrent.futures.ThreadPoolExecutor(PARALLEL))
        futures = []
        for scenario in scenarios:
            server = stack.enter_context(responder.Responder(responder.Zone(scenario["zone"])))
            servers.append(server)
            for test in scenario["tests"]:
                recording = os.path.join(folder, str(len(futures)))
                futures.append(pool.submit(check_test, program, server.port, test, recording))
        for future in futures:
            wrong, explained = future.result()
            faults += wrong
            results += not wrong
            explanations += explained
    for server in servers:
        faults += server.faults()
    for line in faults:
        print(line)
    print(f"rfc7208 over the wire, and replayed: {results}/{RESULTS} results, "
          f"{explanations}/{EXPLANATIONS} explanations")
    return not faults and (results, explanations) == (RESULTS, EXPLANATIONS)


# --- Worlds ------------------------------------------------------------------

# What no other zone holds does not exist.  Without it those who have zone files would say
# "offline", and nsd "refused".
ROOT = """$TTL 3600
. SOA ns.root.invalid. hostmaster.root.invalid. 1 3600 900 1209600 600
. NS ns.root.invalid.
. TXT "{name}"
ns.root.invalid. A 192.0.2.53
"""

# Answers that EDNS allows in one packet, that need TCP, and that are near to the largest message.
LARGE = """$ORIGIN large.example.
$TTL 3600
@ SOA ns hostmaster 1 3600 900 1209600 600
@ NS ns
@ MX 10 mail
ns A 192.0.2.53
*.wild TXT "v=spf1 include:alias.large.example -all"
alias CNAME third
mail A 192.0.2.10
"""
LARGE_COMMANDS = """large.example
medium.large.example --ip 203.0.113.40
large.example --ip 203.0.113.40
third.large.example --ip 203.0.113.40 --mail-from info@any.wild.large.example
"""


class World:
    """Zones by their apex, and the commands that are run with them: without dnsaudit itself."""

    def __init__(self, name):
        self.name, self.zones, self.commands = name, {".": ROOT.format(name=name)}, []


def large_world():
    world = World("large")
    text = LARGE
    for owner, count in (("medium", 4), ("@", 40), ("third", 250)):
        text += f'{owner} TXT "v=spf1 ip4:203.0.113.{count} -all"\n'
        text += "".join(f'{owner} TXT "{number:03} {200 * "x"}"\n' for number in range(count))
    world.zones["large.example"] = text
    world.commands = [shlex.split(line) for line in LARGE_COMMANDS.splitlines()]
    return world


def read_folder(path):
    world = World(os.path.basename(path))
    for file in sorted(os.listdir(path)):
        if file.endswith(".zone"):
            with open(os.path.join(path, file), encoding="utf-8") as source:
                world.zones[file[:-len(".zone")]] = source.read()
    for apex in sorted(set(world.zones) - {"."}):
        world.commands += [
            [apex],
            [apex, "--ip", "198.51.100.25"],
            [apex, "--ip", "203.0.113.9", "--mail-from", f"info@mail.{apex}"],
            [apex, "--ip", "2001:db8:5::25", "--mail-from", "<>", "--helo", f"mail.{apex}"],
        ]
    return world


def without_zones(words):
    taken = iter(words)
    return [word for word in taken if word != "--zone" or next(taken) is None]


def read_scenarios(path):
    world = World(os.path.basename(path))
    with open(path, encoding="utf-8") as file:
        sections = re.split(r"^--- (.*)\n", file.read(), flags=re.MULTILINE)
    for name, body in zip(sections[1::2], sections[2::2]):
        if name.endswith(".zone"):
            world.zones[name[:-len(".zone")]] = body
        elif name == "run":
            world.commands.append(without_zones(shlex.split(body)[1:]))
    return world


def write_zones(world, folder):
    """Returns what gives the zones to dnsaudit."""
    options = []
    for apex, text in world.zones.items():
        file = "root.zone" if apex == "." else f"{apex}.zone"
        with open(os.path.join(folder, file), "w", encoding="utf-8") as target:
            target.write(text)
        options += ["--zone", file]
    return options


# --- nsd ---------------------------------------------------------------------

CONFIGURATION = """server:
    ip-address: 127.0.0.1@{port}
    do-ip6: no
    server-count: 1
    username: ""
    chroot: ""
    database: ""
    zonesdir: "{folder}"
    pidfile: "{folder}/nsd.pid"
    xfrdfile: "{folder}/nsd.xfrd"
    zonelistfile: "{folder}/nsd.zones"
    xfrdir: "{folder}"
    logfile: "{folder}/nsd.log"
    rrl-ratelimit: 0
    round-robin: no
remote-control:
    control-enable: no
"""


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as stream:
        stream.bind(("127.0.0.1", 0))
        return stream.getsockname()[1]


def is_answering(world, port):
    """Whether a server of this world is there."""
    question = struct.pack(">6HBHH", 1, 0, 1, 0, 0, 0, 0, 16, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.settimeout(0.2)
        try:
            datagrams.connect(("127.0.0.1", port))
            datagrams.send(question)
            return world.name.encode() in datagrams.recv(4096)
        except OSError:
            time.sleep(0.05)
            return False


def configure(world, folder, port):
    path = os.path.join(folder, "nsd.conf")
    with open(path, "w", encoding="utf-8") as target:
        target.write(CONFIGURATION.format(port=port, folder=folder))
        for apex in world.zones:
            file = "root.zone" if apex == "." else f"{apex}.zone"
            target.write(f'zone:\n    name: "{apex}"\n    zonefile: "{file}"\n')
    return path


@contextlib.contextmanager
def nsd(program, world, folder):
    """A server of the world's zones; gives its port."""
    for _ in range(5):  # someone may have taken the port since it was free
        port = free_port()
        process = subprocess.Popen([program, "-d", "-c", configure(world, folder, port)],
                                   cwd=folder, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 20
            while process.poll() is None and time.monotonic() < deadline:
                if is_answering(world, port):
                    yield port
                    return
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    with contextlib.suppress(OSError), open(os.path.join(folder, "nsd.log"),
                                            encoding="utf-8") as log:
        sys.stdout.write(log.read())
    raise OSError(f"nsd does not serve {world.name}")


# --- One report, whichever server answers ---------------------------------------------

TRIES = 5
FORMS = [(language, form) for language in ("ja", "en") for form in
         (["--format", "json", "--queries"], ["--format", "json"], ["--format", "text"], ["--long"])]
COMMAND_ALONE = {"--queries", "--long"}  # the examples do not have them


class Comparison:
    def __init__(self):
        self.faults, self.reports = [], 0

    def expect(self, what, expected, process):
        """EXPECTED and PROCESS are finished commands that have to say the same."""
        self.reports += process is not expected
        if not process.stdout or process.stderr:
            self.faults.append(f"{what}: {process.stderr.decode(errors='replace')!r}")
        elif process.stdout != expected.stdout:
            self.faults.append(f"{what}: another report")
            print(f"--- {what}")
            sys.stdout.flush()
            sys.stdout.buffer.write(b"expected: " + expected.stdout + b"\nreceived: " +
                                    process.stdout + b"\n")


def epoll_arguments(command):
    """The arguments of the example, which takes no options for a sender; None if it cannot."""
    values = dict(zip(command[1::2], command[2::2]))
    order = ["--ip", "--mail-from", "--helo"]
    given = [name for name in order if name in values]
    if set(values) - set(order) or given != order[:len(given)] or len(command) % 2 == 0:
        return None
    return command[:1] + [values[name] for name in given]


def compare_command(comparison, programs, place, command):
    """Each form of the report of COMMAND, from each source."""
    folder, port, zones, title = place
    server, recording = f"127.0.0.1:{port}", os.path.join(folder, "recording")
    dnsaudit, epoll, _ = programs
    recorded = run([dnsaudit, *command, "--server", server, "--now", NOW, "--record", recording],
                   folder)
    if recorded.stderr:
        comparison.faults.append(f"{title}: {recorded.stderr.decode(errors='replace')!r}")
    for language, form in FORMS:
        how = ["--lang", language, *form]
        what = f"{title} [{' '.join(how)}]"
        expected = run([dnsaudit, *command, *how, *zones, "--now", NOW], folder)
        comparison.expect(f"{what}: zone files", expected, expected)
        comparison.expect(f"{what}: nsd", expected,
                          run([dnsaudit, *command, *how, "--server", server, "--now", NOW], folder))
        comparison.expect(f"{what}: recording", expected,
                          run([dnsaudit, "--replay", recording, *how], folder))
        arguments = epoll_arguments(command)
        if arguments is not None and COMMAND_ALONE.isdisjoint(form):
            comparison.expect(f"{what}: epoll", expected,
                              run([epoll, *how, "--now", NOW, server, *arguments], folder))


def compare_recordings(comparison, dnsaudit, place, command):
    """The same run gives the same file."""
    folder, port, _, title = place
    files = [os.path.join(folder, name) for name in ("recording", "again")]
    for file in files:
        run([dnsaudit, *command, "--server", f"127.0.0.1:{port}", "--now", NOW, "--record", file],
            folder)
    contents = []
    for file in files:
        with open(file, "rb") as source:
            contents.append(source.read())
    if contents[0] != contents[1]:
        comparison.faults.append(f"{title}: two recordings of the same differ")


def compare_audit(comparison, programs, place, command):
    """examples/audit.c knows a domain and where to ask, and no options."""
    folder, port, zones, title = place
    dnsaudit, _, audit = programs
    expected = run([dnsaudit, command[0], "--lang", "en", *zones], folder)
    for name, sources in (("zone files", zones[1::2]), ("nsd", [f"127.0.0.1:{port}"])):
        comparison.expect(f"{title}: audit with {name}", expected,
                          run([audit, command[0], *sources], folder))


def compare_nobody(comparison, programs):
    """Where no one listens, the report says so: the same, and soon."""
    dnsaudit, epoll, _ = programs
    server = f"127.0.0.1:{free_port()}"
    for language, form in FORMS:
        how = ["--lang", language, *form, "--now", NOW]
        if not COMMAND_ALONE.isdisjoint(form):
            continue
        # The kernel sends some 50 refusals at once and then no more for a while (icmp(7),
        # icmp_msgs_burst), no matter whom they are for: a question whose refusal is lost times out.
        for _ in range(TRIES):
            time.sleep(0.3)
            expected = run([dnsaudit, "example.jp", "--ip", "192.0.2.1", *how, "--server", server])
            time.sleep(0.3)
            found = run([epoll, *how, server, "example.jp", "192.0.2.1"])
            if found.stdout == expected.stdout:
                break
        comparison.expect(f"nobody [{' '.join(how)}]: epoll", expected, found)


def compare_world(comparison, server, programs, world):
    with tempfile.TemporaryDirectory(prefix="wire-") as folder:
        zones = write_zones(world, folder)
        with nsd(server, world, folder) as port:
            for command in world.commands:
                place = (folder, port, zones, f"{world.name}: {' '.join(command)}")
                compare_command(comparison, programs, place, command)
                if len(command) == 1:
                    compare_recordings(comparison, programs[0], place, command)
                    compare_audit(comparison, programs, place, command)
    return len(world.commands)


def run_worlds(programs, paths):
    server = shutil.which("nsd", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if server is None:
        print("nsd is not installed: what it would answer is not compared")
        return None
    worlds = [read_folder(path) if os.path.isdir(path) else read_scenarios(path) for path in paths]
    worlds.append(large_world())
    comparison, commands = Comparison(), 0
    for world in worlds:
        commands += compare_world(comparison, server, programs, world)
    compare_nobody(comparison, programs)
    for line in comparison.faults:
        print(line)
    print(f"worlds: {len(worlds)}, {commands} commands, {comparison.reports} reports compared, "
          f"{len(comparison.faults)} faults")
    return commands > 0 and not comparison.faults


def main():
    # A signal that ends this program ends its server, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    part, *arguments = sys.argv[1:]
    arguments = [os.path.abspath(argument) for argument in arguments]
    if part == "suite":
        good = run_suite(*arguments)
    else:
        good = run_worlds(arguments[:3], arguments[3:])
    sys.exit(77 if good is None else runner.close() > 0 or not good)


if __name__ == "__main__":
    main()
