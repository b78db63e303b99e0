#!/usr/bin/python3
"""Runs scenario files: zones, a command, and what it must find, say and return.

A file begins with a comment that says what it shows.  Then come sections, each under a line
"--- NAME":

    --- NAME.zone       a file of that name, next to which the command runs ("--- FILE" as well)
    --- run             the command; it is run in Japanese and in English unless it says --lang, and with
                        --long
    --- run short       the same without --long
    --- lines           the most lines that the text may have
    --- alone           what is to be pasted: each on a line of its own, whole, and nowhere else
    --- status          its exit status
    --- finds           ids of findings that count, one a line; "not ID" must not be found; "overruled ID" is
                        overruled altogether; "rule ID" is an explanation's, and so are "confidence WORD",
                        "recipient ADDRESS" and "answer ADDRESS, … ID"; "cause ID COUNT RECEIVERS QUEUE-ID"
                        is a log's
    --- says ja         lines that the Japanese output must hold, "not …" that it must not;
    --- says en         likewise
    --- says            in both languages
    --- holder          in JSON, whose text it is: ID NAME own|other, or verdict NAME own|other,
                        and - for NAME where no text is
    --- companies       in JSON, whose names the domain uses: ROLE ID, one a line: these and no others, or "none";
                        "holder ID COMPANY" or "holder verdict COMPANY", - for none
    --- wait            in JSON, how many seconds a change takes: ID SECONDS, or ID NAME SECONDS where several
                        findings have that id, or verdict SECONDS; - where it is not known
    --- receivers       in JSON, "ID RESULT UNMET…" (all that is unmet; "dmarc/bulk" for bulk senders only),
                        or "ID unchecked DEMAND REASON", or "none" where there are no receivers
    --- fixes           in JSON, what is proposed: "publishes NAME TYPE VALUE", "withdraws NAME TYPE VALUE",
                        "line LINE" of a zone file, "solves ID", "confirms ja|en WORDS" (part of what it
                        says), "holder NAME own|other";
                        "not …" that it is not; "proposes nothing"
    --- asks            the questions that its report rests on, NAME TYPE, one a line: these and no
                        others
    --- server          how a DNS server behaves for some names (zoneserver.py); all others are
                        answered from the zone files.  In a command, {server} asks this server,
                        and {silent-server} does where it keeps silent about something

There may be several "run" sections; the sections after one belong to it.

usage: scenario.py DNSAUDIT [--update] FILE...
           DNSAUDIT may be the program that runs many commands (runner.py)
           --update writes what was asked into the "asks" sections: read the difference
"""

import concurrent.futures
import contextlib
import functools
import json
import os
import re
import shlex
import sys
import tempfile
import unicodedata

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import runner  # noqa: E402
import schema  # noqa: E402
import who  # noqa: E402
import zoneserver  # noqa: E402

PARALLEL = 8  # most of them wait
# Each command once, as text: for machines that are emulated.
SMALL = os.environ.get("MAILAUTH_SCALE") == "small"
# Seconds that an audit may take.  Where everything is answered, it only ends what hangs; where
# something is not, the audit takes them, and all else has to be answered by then.
TIMEOUTS = {"{server}": "120", "{silent-server}": "20" if runner.WRAPPER else "5"}
# How often all of them together say who is to act, which their texts and their JSON agree on, at least.
MANY_FILES, LEAST_AGREEMENTS = 50, 1000
AGREEMENT = who.Agreement()
PROVIDERS = os.path.join(os.path.dirname(__file__), "..", "lib", "known", "provider", "providers.txt")
ABOUT_COMMAND = {"help", "-h", "--help", "version", "-V", "--version"}
WIDTH = 80  # where the output is not a terminal
# The longest value is a name of 255 octets, or as much of a term as a sentence shows, each octet
# written as four characters; and the words around it.
LONGEST_LINE = 4 * 300 + WIDTH
# From the least to the gravest.
SEVERITIES = ["ok", "notice", "warning", "unknown", "error"]


class Run:
    def __init__(self, command, short=False):
        self.command = command
        self.short = short  # without --long
        self.lines = None  # the most of the text
        self.alone = []
        self.status = 0
        self.finds = []
        self.says = []  # (language or None, line)
        self.companies = []
        self.holders = []  # "ID NAME own" or "verdict NAME other"
        self.waits = []  # "ID SECONDS" or "ID NAME SECONDS"
        self.receivers = []
        self.fixes = []
        self.asks = None  # lines of its own file
        self.asked = None


class Lines(list):
    """The body of a section, and where in the file it begins."""

    def __init__(self, start):
        super().__init__()
        self.start = start


def read(path):
    files, runs, body = {}, [], None
    with open(path, encoding="utf-8", newline="\n") as source:
        for number, line in enumerate(source):
            if line.startswith("--- "):
                name, body = line[4:].strip(), Lines(number + 1)
                section(files, runs, name, body)
            elif body is not None:
                body.append(line)
            elif not line.startswith("#") and line.strip():
                raise ValueError(f"{path}: text before the first section")
    return files, [finish(*r) for r in runs]


def section(files, runs, name, body):
    word = name.split()[0]
    if word == "run":
        runs.append((body, "short" in name.split(), []))
    elif word in ("status", "finds", "fixes", "holder", "companies", "receivers", "wait", "says", "asks", "lines", "alone"):
        runs[-1][2].append((name.split(), body))
    else:
        files[name] = body


def finish(command, short, sections):
    run = Run(" ".join(part.strip() for part in command).strip(), short)
    for (word, *language), body in sections:
        lines = [line.strip() for line in body if line.strip()]
        if word == "status":
            run.status = int(lines[0])
        elif word == "lines":
            run.lines = int(lines[0])
        elif word == "alone":
            run.alone += lines
        elif word == "finds":
            run.finds += lines
        elif word == "holder":
            run.holders += lines
        elif word == "companies":
            run.companies += lines
        elif word == "receivers":
            run.receivers += lines
        elif word == "wait":
            run.waits += lines
        elif word == "fixes":
            run.fixes += lines
        elif word == "asks":
            run.asks = body
        else:
            run.says += [(language[0] if language else None, line) for line in lines]
    return run


@functools.lru_cache(maxsize=None)
def words_of(command):
    return tuple(shlex.split(command))


def command_words(run, server):
    words = []
    for word in words_of(run.command):
        if word in TIMEOUTS:
            words += ["--server", f"127.0.0.1:{server.port}", "--timeout", TIMEOUTS[word]]
        else:
            words.append(word)
    return words


def execute(program, run, folder, server, language, *options):
    words = command_words(run, server)
    if words[0] != "dnsaudit":
        raise ValueError(f"not a command of ours: {run.command}")
    if "--lang" not in words:
        words[1:1] = ["--lang", language]
    if takes_long(run):
        words.insert(1, "--long")
    words[1:1] = options
    return runner.run([program, *words[1:]], folder)


def takes_long(run):
    """Whether it is an audit whose text is to be whole."""
    words = words_of(run.command)
    return len(words) > 1 and not run.short and "explain" not in words[:3] and not is_about_command(run)


def squeeze(text):
    """Line breaks and indents are the renderer's; what is said is not.  In Japanese text a break
    stands for nothing, in English for a space, and in a mixture that depends on what it divides."""
    mixed = re.sub(r"(?<=[!-~])\s*\n\s*(?=[!-~])", " ", text)
    return [re.sub(r"\s*\n\s*", "", text), re.sub(r"\s+", " ", text),
            re.sub(r"\s*\n\s*", "", mixed)]


class Widths(dict):
    """By character, the columns that it takes."""

    def __missing__(self, character):
        wide = unicodedata.east_asian_width(character) in "WF"
        self[character] = 2 if wide else 0 if unicodedata.combining(character) else 1
        return self[character]


WIDTHS = Widths()


# Most lines are in many outputs.
@functools.lru_cache(maxsize=100000)
def columns(line):
    return len(line) if line.isascii() else sum(map(WIDTHS.__getitem__, line))


def longest_value(line):
    """What is to be pasted is whole, on a line of its own; other values are words."""
    if re.fullmatch(r" {6}[!-~]*[=:][!-~]*( [!-~]+)*", line):
        return len(line)
    return max(map(len, re.findall("[!-~]+", line)), default=0)


WORDS = re.compile(
    "[\u30a1-\u30fa\u30fc]\n *[\u30a1-\u30fa\u30fc]|[\u3041-\u309f\u30a1-\u30fa\u30fc\u4e00-\u9fff]\n *[\u3041-\u309f]")
SHORT = 24  # columns; a line that is broken inside a word may hold no more


def check_breaks(output):
    """No line of Japanese is broken inside Katakana, nor before Hiragana: inside a word, or between it
    and its particle.  Where a word alone is too long for a line, it has to be."""
    text = output.decode("utf-8", "replace")
    for found in WORDS.finditer(text):
        line = text[text.rfind("\n", 0, found.start()) + 1:found.start() + 1]
        if columns(line.split(" ")[-1]) < SHORT:
            yield f"breaks a word: {found[0][0]} / {found[0][-1]} after {line}"


def check_lines(output):
    """Lines keep to the width, but for a value that is not broken, so that it can be copied."""
    yield from check_breaks(output)
    for line in output.decode("utf-8", "replace").split("\n"):
        width = columns(line) if 2 * len(line) > WIDTH else 0
        if width > LONGEST_LINE or width - longest_value(line) > WIDTH:
            yield f"a line of {width} columns: {line[:100]}"


def check_safety(output):
    """Nothing raw reaches a terminal."""
    text = output.decode("utf-8")  # or it fails
    for character in sorted(set(text)):
        if character != "\n" and unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Co", "Cn"):
            yield f"prints U+{ord(character):04X}"


def check_findings(run, process):
    """The same command with --format json: one object, and in it the ids."""
    if process.returncode != run.status:
        yield f"status {process.returncode} with --format json, not {run.status}"
    yield from check_safety(process.stdout)
    if not process.stdout:
        if run.finds or run.asks is not None:
            yield "prints no JSON"
        return
    report = json.loads(process.stdout)
    yield from check_report(report)
    yield from check_questions(run, report)
    yield from check_holders(run, report)
    yield from check_names(report)
    yield from check_companies(run, report)
    yield from check_receivers(run, report)
    yield from check_waits(run, report)
    yield from check_fixes(run, report)
    found = {finding["id"] if finding["counts"] else f"overruled {finding['id']}"
             for finding in report.get("findings", [])}
    found.add(f"rule {report.get('explanation', {}).get('rule')}")
    found.update(f"cause {cause['rule']} {cause['count']} {cause['receiver_count']} {cause['queue_id']}"
                 for cause in report.get("log", {}).get("causes", []))
    found.update(f"answer {', '.join(answer['recipients'])} {answer['rule']}"
                 for answer in report.get("explanation", {}).get("answers", []))
    found.add(f"ip {report.get('explanation', {}).get('extracted', {}).get('ip')}")
    found.add(f"class {report.get('explanation', {}).get('class')}")
    found.add(f"recipient {report.get('explanation', {}).get('extracted', {}).get('recipient')}")
    found.add(f"confidence {report.get('explanation', {}).get('confidence')}")
    for line in run.finds:
        if line.startswith("not "):
            if line[4:] in found:
                yield f"finds {line[4:]}"
        elif line not in found:
            yield f"does not find {line} (but {', '.join(sorted(found)) or 'nothing'})"


def check_report(report):
    yield from schema.faults(report)
    if "verdict" not in report:
        return  # an explanation alone
    gravest = max((finding["severity"] for finding in report["findings"] if finding["counts"]), key=SEVERITIES.index)
    if report["verdict"]["severity"] != gravest:
        yield f"verdict {report['verdict']['severity']}, though a finding is {gravest}"
    if report["verdict"].get("spoofable") == "yes" and report["sections"]["dmarc"] == "ok":
        yield "others can send as the domain, and DMARC is said to be ok"


def check_questions(run, report):
    run.asked = sorted(f"{query['name']} {query['type']}" for query in report.get("queries", []))
    if run.asks is None:
        return
    wanted = sorted(line.strip() for line in run.asks if line.strip())
    for line in sorted(set(wanted) - set(run.asked)):
        yield f"does not ask: {line}"
    for line in sorted(set(run.asked) - set(wanted)):
        yield f"asks: {line}"
    if len(set(wanted)) < len(wanted):
        yield "a question is listed twice"


def check_holders(run, report):
    said = set()
    for name, judged in [("verdict", report.get("verdict", {})),
                         *((finding["id"], finding) for finding in report.get("findings", []))]:
        holder = judged.get("holder")
        said.add(f"{name} {holder['name']} {'own' if holder['own'] else 'other'}" if holder
                 else f"{name} -")
        if holder and not holder["own"] and (judged["where"] or judged["wait_seconds"]):
            yield f"{name} is {holder['name']}'s, but says where or how long"
    for line in run.holders:
        if line not in said:
            yield f"does not say in JSON: {line} (but {', '.join(sorted(said))})"


@functools.lru_cache(maxsize=None)
def names_of_companies():
    """By id, what the names of a company look like: read apart from what the library makes of the table."""
    patterns, company = {}, None
    with open(PROVIDERS, encoding="utf-8") as source:
        for line in source:
            key, colon, value = line.strip().partition(": ")
            if key in ("dns", "mx", "host", "spf", "dkim") and colon:
                labels = value.removeprefix("*.")
                end = re.escape(labels).replace(r"\*", "[^.]+").replace(r"\#", "[0-9]+")
                end = r"(.+\.)" + end if labels != value else end
                patterns[company].append(end)
            elif not colon and key and not key.startswith("#"):
                company = key
                patterns[company] = []
    return {name: re.compile("|".join(ends), re.IGNORECASE) for name, ends in patterns.items()}


def check_names(report):
    """No company is named for a name that is not its own."""
    for provider in report.get("providers", []):
        if not names_of_companies()[provider["id"]].fullmatch(provider["evidence"]):
            yield f"{provider['id']} is named for {provider['evidence']}"


def check_companies(run, report):
    recognized = [f"{provider['role']} {provider['id']}" for provider in report.get("providers", [])] or ["none"]
    wanted = [line for line in run.companies if not line.startswith("holder ")]
    if wanted and sorted(wanted) != sorted(recognized):
        yield f"recognizes {', '.join(recognized)}, not {', '.join(wanted)}"
    holders = {f"holder {name} {(judged.get('holder') or {}).get('company') or '-'}"
               for name, judged in [("verdict", report.get("verdict", {})),
                                    *((finding["id"], finding) for finding in report.get("findings", []))]}
    for line in run.companies:
        if line.startswith("holder ") and line not in holders:
            yield f"does not say in JSON: {line} (but {', '.join(sorted(holders))})"


def lines_of_receivers(report):
    """What a report says of receivers, as lines of a scenario."""
    receivers = report.get("receivers", [])
    lines = set() if receivers else {"none"}
    for receiver in receivers:
        unmet = [demand["demand"] + ("/bulk" if demand["of"] == "bulk" else "") for demand in receiver["unmet"]]
        lines.add(" ".join([receiver["id"], receiver["result"], *unmet]))
        lines |= {f"{receiver['id']} unchecked {demand['demand']} {demand['reason']}"
                  for demand in receiver["unchecked"]}
    return lines


def check_receivers(run, report):
    said = lines_of_receivers(report)
    for line in run.receivers:
        if line not in said:
            yield f"does not say of receivers: {line} (but {'; '.join(sorted(said))})"
    for receiver in report.get("receivers", []):
        if (receiver["result"] in ("unmet", "partly")) != bool(receiver["unmet"]):
            yield f"{receiver['id']} is {receiver['result']}, with {len(receiver['unmet'])} unmet"


def check_waits(run, report):
    said = set()
    for name, judged in [("verdict", report.get("verdict", {})),
                         *((finding["id"], finding) for finding in report.get("findings", []))]:
        seconds = judged.get("wait_seconds") or "-"
        said |= {f"{name} {seconds}", f"{name} {judged.get('name')} {seconds}"}
    for line in run.waits:
        if line not in said:
            yield f"does not say in JSON: {line} (but {', '.join(sorted(said))})"


def lines_of_fixes(report):
    """What the fixes of a report come to, as lines of a scenario."""
    fixes = report.get("fixes", [])
    lines = set() if fixes else {"proposes nothing"}
    for fix in fixes:
        place = f"{fix['name']} {fix['type']}"
        lines |= {f"publishes {place} {value}" for value in fix["publish"]}
        lines |= {f"withdraws {place} {value}" for value in fix["old"]}
        lines |= {f"line {line}" for line in fix["zone_lines"]}
        lines |= {f"solves {word}" for word in fix["removes"]}
        lines.add(f"holder {fix['name']} {'own' if fix['holder']['own'] else 'other'}")
    return lines


def check_fixes(run, report):
    lines = lines_of_fixes(report)
    confirmed = " ".join(fix["confirm"] or "" for fix in report.get("fixes", []))
    language = report.get("lang")
    for line in run.fixes:
        wanted = not line.startswith("not ")
        what = line if wanted else line[4:]
        if what.startswith("confirms "):
            word = what.split(" ", 2)
            holds = word[2] in confirmed if word[1] == language else wanted
        else:
            holds = what in lines
        if holds != wanted:
            yield f"{'lacks' if wanted else 'has'} a fix: {what} (but {'; '.join(sorted(lines))}; {confirmed})"
    ids = {finding["id"] for finding in report.get("findings", [])}
    for line in sorted(lines):
        if line.startswith("solves ") and line[7:] not in ids:
            yield f"a fix solves what is not found: {line[7:]}"


def check_summary(text, report):
    """The text begins with the verdict's sentence, unless it is an explanation or about a log."""
    if "explanation" in report or "log" in report:
        return
    first = text.decode("utf-8").split("\n\n", 1)[0]
    if not "".join(first.split()).startswith("".join(report["verdict"]["summary"].split())):
        yield f"begins otherwise than with {report['verdict']['summary']}"


def check_layout(run, text):
    lines = [line.strip() for line in text.splitlines()]
    if run.lines is not None and len(lines) > run.lines:
        yield f"{len(lines)} lines, more than {run.lines}"
    for value in run.alone:
        if lines.count(value) != 1 or text.count(value) != 1:
            yield f"{lines.count(value)} lines and {text.count(value)} places with: {value}"


def check(run, language, process):
    if process.returncode != run.status:
        yield f"status {process.returncode}, not {run.status}"
    yield from check_safety(process.stdout)
    yield from check_safety(process.stderr)
    if not is_about_command(run):
        yield from check_lines(process.stdout)
    yield from check_layout(run, process.stdout.decode("utf-8", "replace"))
    text = process.stdout.decode("utf-8", "replace") + process.stderr.decode("utf-8", "replace")
    squeezed = squeeze(text)
    for wanted, line in run.says:
        if wanted not in (None, language):
            continue
        says = not line.startswith("not ")
        line = line if says else line[4:]
        if any(line in text for text in squeezed) != says:
            yield f"{'does not say' if says else 'says'}: {line}"


def is_about_command(run):
    """Help and version, which are not reports: text alone, of any width."""
    return not ABOUT_COMMAND.isdisjoint(words_of(run.command))


def run_one(program, run, folder, server, language):
    process = execute(program, run, folder, server, language)
    if SMALL or is_about_command(run):
        return list(check(run, language, process)), process
    report = execute(program, run, folder, server, language, "--format", "json", "--queries")
    wrong = list(check(run, language, process)) + list(check_findings(run, report))
    if process.stdout and report.stdout:
        wrong += check_summary(process.stdout, json.loads(report.stdout))
    wrong += AGREEMENT.check(process.stdout.decode("utf-8", "replace"), report.stdout, language,
                             short=not (takes_long(run) or "--long" in words_of(run.command)))
    return wrong, process


def write_files(files, folder):
    for name, body in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8", newline="\n") as target:
            target.writelines(body)


def languages_of(run):
    languages = [language for language in ("ja", "en")
                 if "--lang" not in run.command or f"--lang {language}" in run.command]
    return languages[:1] if SMALL else languages


def serve(stack, files):
    """The server of a file that has one, until STACK ends."""
    rules = files.pop("server", None)
    if rules is None:
        return None
    zones = ["".join(body) for name, body in files.items() if name.endswith(".zone")]
    return stack.enter_context(zoneserver.serve(zones, [r for r in rules if r.strip()]))


def play_all(program, files, runs):
    """Each run in each of its languages: (run, language, what is wrong, the process)."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        # What one run writes, another reads: those go one after the other, in their order.
        writes = any("--record" in run.command for run in runs)
        pool = stack.enter_context(concurrent.futures.ThreadPoolExecutor(1 if writes else PARALLEL))
        server = serve(stack, files)
        write_files(files, folder)
        jobs = [(run, language, pool.submit(run_one, program, run, folder, server, language))
                for run in runs for language in languages_of(run)]
        results = [(run, language, *job.result()) for run, language, job in jobs]
        if server:
            results[0][2].extend(server.faults())
        return results


def play(program, path):
    """What is wrong, and how many commands there are."""
    files, runs = read(path)
    results = play_all(program, files, runs)
    faults = []
    for run, language, wrong, process in results:
        if wrong:
            faults += [f"{path}: {run.command} [{language}]\n", *(f"    {line}\n" for line in wrong),
                       process.stdout.decode("utf-8", "backslashreplace"),
                       process.stderr.decode("utf-8", "backslashreplace")]
    return "".join(faults), len(runs)


def update(program, path):
    """From the last section to the first, so that those before stay where they are."""
    files, runs = read(path)
    play_all(program, files, runs)
    with open(path, encoding="utf-8", newline="\n") as source:
        lines = source.readlines()
    for run in reversed(runs):
        if run.asks is not None and run.asked is not None:
            start = run.asks.start
            lines[start:start + len(run.asks)] = [line + "\n" for line in run.asked]
    with open(path, "w", encoding="utf-8", newline="\n") as target:
        target.writelines(lines)


def main():
    program, paths = os.path.abspath(sys.argv[1]), sys.argv[2:]
    if paths[:1] == ["--update"]:
        for path in paths[1:]:
            update(program, path)
        return
    passed = failed = commands = 0
    # Two, so that no processor waits for the last command of a file; but with a server, which has to
    # answer in time, one alone.
    paths = sorted(paths)
    served = [path for path in paths if "server" in read(path)[0]]
    for count, part in ((2, [path for path in paths if path not in served]), (1, served)):
        with concurrent.futures.ThreadPoolExecutor(count) as pool:
            for faults, number in pool.map(lambda path: play(program, path), part):
                sys.stdout.write(faults)
                commands += number
                passed += not faults
                failed += bool(faults)
    print(f"scenarios: {len(paths)} files, {commands} commands")
    print(f"{passed} passed, {failed} failed")
    print(f"{AGREEMENT.compared} findings for the same people in the text and in JSON")
    few = not SMALL and len(paths) >= MANY_FILES and AGREEMENT.compared < LEAST_AGREEMENTS
    sys.exit(runner.close() > 0 or failed > 0 or passed == 0 or few)


if __name__ == "__main__":
    main()
