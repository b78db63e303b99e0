#!/usr/bin/python3
"""Whole commands whose process runs out of memory: one malloc fails, or all from one on, or
some now and then.

Each run prints the report that there is without, with the same status; or it fails, says that memory
lacks and nothing else, with the status for it.  A crash, another report, and half a file are faults.

SPDX-License-Identifier: MIT

usage: commands.py DNSAUDIT LACKING.SO SCENARIOS… [--seed N] [--runs N] [--all WORD]
           commands are drawn from the scenarios; with --all, those whose command holds WORD, and each of
           their mallocs fails
MAILAUTH_SCALE=full runs 5,000, and lets each malloc fail of a command that verifies a bad signature of Ed25519;
otherwise there are 150.
"""

import argparse
import collections
import concurrent.futures
import contextlib
import itertools
import os
import random
import shlex
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))

import dns.exception  # noqa: E402
import scenario  # noqa: E402
import wire  # noqa: E402
import zoneserver  # noqa: E402

LACKS = {"dnsaudit: out of memory\n", "dnsaudit: メモリが足りません\n"}
STATUS_INTERNAL = 70
NO_MEMORY = ("memory is short", "メモリが足りません")
PATIENCE = 120  # seconds; it only ends what hangs
RECORDING = "memory.recording"
# OpenSSL sets part of itself up when a signature is bad; what failed in that may stay away for good.
EACH_AT_FULL_SCALE = "verify edhead.eml"
FORMS = [[], ["--long"], ["--format", "json"], ["--format", "json", "--queries"], ["--format", "zone"],
         ["--format", "nsupdate"]]


class Command:
    """A command in a folder of its own with its files, and what it does with all the memory it asks for."""

    def __init__(self, program, lacking, path, run, form, folder, server):
        self.program, self.lacking, self.folder, self.path = program, lacking, folder, path
        self.words = scenario.command_words(run, server)[1:]
        self.asks = server is not None
        if server and "--server" not in self.words:
            self.words = wire.without_zones(self.words) + ["--server", f"127.0.0.1:{server.port}"]
        if "--lang" not in self.words:
            self.words += ["--lang", random.Random(run.command).choice(["ja", "en"])]
        about = scenario.is_about_command(run)
        if not about and "--format" not in self.words and "--long" not in self.words:
            self.words += form if "verify" not in self.words or "json" in form else []
        if not about and "explain" not in self.words and "--now" not in self.words and "--replay" not in self.words:
            self.words += ["--now", "1767225600"]
        self.records = not about and not {"explain", "verify", "--record", "--replay"} & set(self.words)
        self.usual = self.run(None)
        self.count = self.counted

    def run(self, numbers):
        """(status, standard output, errors, recording)."""
        with tempfile.TemporaryDirectory() as place:
            recording = os.path.join(place, RECORDING)
            words = self.words + (["--record", recording] if self.records else [])
            counted, end = os.pipe()
            environment = {"PATH": os.environ["PATH"], "LD_PRELOAD": self.lacking,
                           "MAILAUTH_COUNTED": str(end)}
            if "LD_LIBRARY_PATH" in os.environ:
                environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
            if numbers:
                environment["MAILAUTH_LACKING"] = " ".join(str(number) for number in numbers)
            with open(counted, "rb") as counts:
                with open(end, "wb"):
                    process = subprocess.run([self.program, *words], cwd=self.folder, env=environment, pass_fds=[end],
                                             stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
                self.counted = int(counts.read() or 0)
            left = os.listdir(place)
            kept = None
            if os.path.exists(recording):
                kept = self.kept(recording)
            return (process.returncode, process.stdout.decode("utf-8", "replace"),
                    process.stderr.decode("utf-8", "replace"), kept if left in ([], [RECORDING]) else left)

    def kept(self, recording):
        """The recording's bytes; or what it gives, as which answers came before the end is left to chance."""
        if self.asks:
            looks = [word for at, word in enumerate(self.words)
                     if word in ("--long", "--format", "--queries", "--lang") or
                     at > 0 and self.words[at - 1] in ("--format", "--lang")]
            return subprocess.run([self.program, "--replay", recording, *looks], capture_output=True,
                                  stdin=subprocess.DEVNULL, timeout=PATIENCE, env={"PATH": os.environ["PATH"]}).stdout
        with open(recording, "rb") as source:
            return source.read()

    def judge(self, result):
        """What became of it, and whether that is as it should be."""
        status, output, errors, kept = result
        if result == self.usual:
            return "the same report", True
        if status < 0:
            return f"signal {-status}", False
        if kept not in (None, self.usual[3]):
            return "another recording", False
        said = [errors.removesuffix(lack) for lack in LACKS if errors.endswith(lack)]
        if output == "" and status == STATUS_INTERNAL and said and self.usual[2].startswith(said[0]):
            return "a status", True
        # A file that could not be opened or written for want of memory: true, too.
        if status in (66, 74) and any(words in errors for words in NO_MEMORY) and output in ("", self.usual[1]):
            return "a status of a file", True
        return "something else", False


def show(command, numbers, result):
    usual, place = command.usual, command.folder
    print(f"MAILAUTH_LACKING={shlex.quote(' '.join(map(str, numbers)))} (in {command.path})")
    print(f"    dnsaudit {shlex.join(command.words)}".replace(place, ""))
    print(f"    status {usual[0]} -> {result[0]}")
    for name, before, after in zip(("output", "errors", "recording"), usual[1:], result[1:]):
        if before == after:
            continue
        if not isinstance(before, str) or not isinstance(after, str):
            print(f"    another {name}")
            continue
        lines, others = before.split("\n"), after.split("\n")
        for line in [f"- {line}" for line in lines if line not in others][:6] + \
                    [f"+ {line}" for line in others if line not in lines][:6]:
            print(f"    {name} {line[:200]}")


def numbers_of(draw, count):
    """The first malloc that fails, how many do in a row, and how many do not before the next."""
    first = draw.randint(1, max(count, 1))
    way = draw.random()
    if way < 0.4:
        return first, 1, 0
    if way < 0.6:
        return first, draw.randint(2, 20), 0
    if way < 0.8:
        return first, 1 << 40, 0
    return first, 1, draw.randint(1, 200)


def may_be_asked(files, run):
    """Whether a server can have the zones of the command, which need to be sound for that."""
    try:
        zoneserver.ZoneFiles(["".join(body) for name, body in files.items() if name.endswith(".zone")])
    except (ValueError, KeyError, dns.exception.DNSException):
        return False
    return "--zone" in run.command and "--assume-zone" not in run.command


def commands_of(arguments, draw):
    """Commands of all scenarios, in a drawn order, each while its files and its server are there."""
    drawn = []
    for path in arguments.scenarios:
        files, runs = scenario.read(path)
        drawn += [(path, files, run) for run in runs if arguments.all is None or arguments.all in run.command]
    draw.shuffle(drawn)
    for path, files, run in drawn:
        files = dict(files)
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            # Some over the loopback.
            if "server" not in files and draw.random() < 0.25 and may_be_asked(files, run):
                files["server"] = []
            server = scenario.serve(stack, files)
            scenario.write_files(files, folder)
            if server is None and any(word in run.command for word in scenario.TIMEOUTS):
                continue
            yield Command(arguments.program, arguments.lacking, os.path.basename(path), run, draw.choice(FORMS),
                          folder, server)


def try_one(command, numbers):
    """The result, what became of it, and whether that is good.  What a busy host answers too late is unknown, and no
    fault of memory: over the loopback, what is bad is tried again."""
    for _ in range(3 if command.asks else 1):
        try:
            result = command.run(numbers)
        except subprocess.TimeoutExpired:
            return numbers, (None, "", "", None), "without an end", False
        outcome, good = command.judge(result)
        if good:
            return numbers, result, outcome, True
    if command.asks and command.run(None) != command.usual:
        return numbers, result, "on a host that was too busy", True
    return numbers, result, outcome, False


def play(arguments, pool, draw):
    """(command, numbers, result, outcome, whether it is good), as many as wanted."""
    each, made = max(5, arguments.runs // 250), 0
    for command in commands_of(arguments, draw):
        if arguments.all:
            wanted = [(number, 1, 0) for number in range(1, command.count + 1)]
        else:
            wanted = [numbers_of(draw, command.count) for _ in range(each)]
        for job in [pool.submit(try_one, command, numbers) for numbers in wanted]:
            yield command, *job.result()
        made += len(wanted)
        if made >= arguments.runs and not arguments.all:
            return


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=os.path.abspath)
    parser.add_argument("lacking", type=os.path.abspath)
    parser.add_argument("scenarios", nargs="+")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=5000 if os.environ.get("MAILAUTH_SCALE") == "full" else 150)
    parser.add_argument("--all")
    arguments = parser.parse_args()
    outcomes, faults = collections.Counter(), 0
    parts = [arguments]
    if os.environ.get("MAILAUTH_SCALE") == "full" and not arguments.all:
        parts.append(argparse.Namespace(**{**vars(arguments), "all": EACH_AT_FULL_SCALE}))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for command, numbers, result, outcome, good in itertools.chain.from_iterable(
                play(part, pool, random.Random(arguments.seed)) for part in parts):
            outcomes[outcome] += 1
            if not good:
                faults += 1
                print(outcome, end=": ")
                show(command, numbers, result)
    print(f"memory: {sum(outcomes.values())} runs; " + ", ".join(f"{outcomes[o]} {o}" for o in sorted(outcomes)))
    sys.exit(faults > 0)


if __name__ == "__main__":
    main()
