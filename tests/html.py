#!/usr/bin/python3
"""Reports as HTML, read by a parser that is not ours (Debian: python3-html5lib); skipped where it is missing.

SPDX-License-Identifier: MIT

Of every golden report and of hostile ones: the parser finds nothing wrong; elements, attributes and classes
are those of a list, so that nothing published becomes one; what JSON has to be copied is there to be copied,
whole; every id is there; and what means something in HTML changes no element.

MAILAUTH_SCALE=full reads the answers to all commands of scenarios instead of each third.

usage: html.py DNSAUDIT GOLDEN-FOLDER... SCENARIO-FILE...
"""

import concurrent.futures
import contextlib
import json
import os
import re
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import golden  # noqa: E402
import hostile  # noqa: E402
import runner  # noqa: E402
import scenario  # noqa: E402

try:
    import html5lib
except ImportError:
    print("python3-html5lib is not installed")
    sys.exit(77)

PARALLEL = 4
FULL = os.environ.get("MAILAUTH_SCALE") == "full"
ORDINARY_MAX = 40 * 1024  # octets of a report of a domain like most
ORDINARY = {"healthy-shop", "sakura", "two-records", "dkim-sound", "almost-full", "dmarc-watching", "idn"}
ELEMENTS = {
    "article": {"class", "lang"}, "button": {"class", "data-ma-copied", "hidden", "type"}, "br": set(), "code": set(),
    "dd": {"class"}, "details": {"class", "open"}, "div": {"class"}, "dl": {"class"}, "dt": set(),
    "figcaption": set(), "figure": {"class"}, "footer": {"class"}, "h1": set(), "h2": set(), "h3": set(), "h4": set(),
    "header": {"class"}, "label": {"class"}, "li": {"class"}, "main": set(), "mark": set(),
    "meter": {"high", "low", "max", "min", "optimum", "value"}, "ol": set(), "p": {"class"}, "pre": {"dir"},
    "section": {"class"}, "small": set(), "strong": {"class"}, "summary": set(), "table": {"class"}, "tbody": set(),
    "td": {"class"}, "th": {"scope"}, "thead": set(), "time": set(), "tr": set(), "ul": {"class"},
}
AROUND = {"html": {"lang"}, "head": set(), "meta": {"charset", "content", "name"}, "title": set(),
          "link": {"href", "rel"}, "script": {"defer", "src"}, "body": {"class"}}
HEAD = ['<meta charset="utf-8">', '<link rel="stylesheet" href="mailauth.css">', '<script src="mailauth.js" defer>']
PAYLOADS = {
    "script": b"<script>alert(1)</script>",
    "end of style": b"</style></title></pre></code><script>x</script>",
    "handler": b"<img src=x onerror=alert(1)>",
    "attribute": b"\" onclick=\"alert(1)\" x=\"",
    "single quotes": b"' onmouseover='alert(1)",
    "scheme": b"javascript:alert(1)",
    "comment": b"<!--", "end of comment": b"-->", "CDATA": b"<![CDATA[", "reference": b"&lt;&#60;&quot;&amp",
    "table": b"</td></tr></table></section></article>", "bidi": "a\u202eb\u2066c".encode(),
    "right to left": "שלום".encode(), "svg": b"<svg/onload=alert(1)>",
    "math": b"<math><mtext></mtext><mglyph><style></math>",
    "NUL": b"<\x00script>", "line": b"a\r\n<b>",
}
INERT = bytes.maketrans(b"<>&", b"[]^")
TEXTS = [
    b"550 5.7.26 <script>alert(1)</script> Unauthenticated email from \"example.jp\" is not accepted "
    b"due to domain's DMARC policy. gmail.com",
    b"From: <b>\"x\" <info@example.jp>\nTo: </pre><script>y</script>@example.com\n\n"
    b"451 4.7.1 Greylisted </code></pre><img src=x onerror=alert(1)>",
    b"hello <script>", b"552 5.2.2 Mailbox full \xff\xfe <a href=javascript:alert(1)>",
    b"".join(b"Jan  3 10:0%d:00 mx postfix/smtp[7]: 4AAAAA%d: to=<b@\"><script>%d</script>.example>, relay=mx<b>.foo.example[192.0.2.3]:25, "
             b"delay=1, dsn=5.7.26, status=bounced (host mx.foo.example[192.0.2.3] said: 550 5.7.26 Unauthenticated email from example.jp "
             b"</code></pre><img src=x onerror=alert(1)> is not accepted (in reply to end of DATA command))\n" % (n, n, n) for n in range(9)),
]


# Parts of pages that have to be among those that were seen.
PARTS = {"ma-alignment", "ma-badges", "ma-budget", "ma-faint", "ma-fix", "ma-labels", "ma-old", "ma-pair", "ma-record",
         "ma-split", "ma-table", "ma-terms", "ma-tree", "ma-explanation"}
seen = set()


def local(node):
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else "#comment"


def check_elements(tree, page):
    allowed = {**ELEMENTS, **(AROUND if page else {})}
    for node in tree.iter():
        name = local(node)
        if name in ("DOCUMENT_FRAGMENT", "DOCUMENT_ROOT"):
            continue
        if name not in allowed:
            yield f"an element <{name}>"
            continue
        for attribute, value in node.attrib.items():
            if attribute not in allowed[name]:
                yield f"an attribute {attribute} of <{name}>"
            seen.update(value.split() if attribute == "class" else ())
            if attribute == "class" and not re.fullmatch(r"ma-[a-z0-9-]+( ma-[a-z0-9-]+)*", value):
                yield f"the class {value!r}"


def structure(tree):
    return [(local(node), sorted((k, v) for k, v in node.attrib.items())) for node in tree.iter()]


def text_of(tree):
    return "".join(tree.itertext())


def parse(output, page):
    """The tree, and what is wrong with it."""
    parser = html5lib.HTMLParser(strict=True)
    text = output.decode("utf-8")
    try:
        tree = parser.parse(text) if page else parser.parseFragment(text)
    except html5lib.html5parser.ParseError as error:
        return None, [f"cannot be parsed: {error}"]
    faults = list(check_elements(tree, page))
    if page:
        faults += [f"lacks {part}" for part in HEAD if part not in text]
        faults += [] if text.startswith("<!DOCTYPE html>") else ["no document type"]
    elif re.search(r"(?i)<(script|style|link|meta|html|body)\b", text):
        faults.append("a fragment with what belongs to a page")
    return tree, faults


def all_copied(tree):
    """What can be copied: the code before each button."""
    return [text_of(next(n for n in parent if local(n) in ("code", "pre")))
            for parent in tree.iter() if any(local(n) == "button" for n in parent)]


def check_content(tree, report):
    """JSON and HTML agree."""
    values, text = set(all_copied(tree)), text_of(tree)
    for fix in report.get("fixes", []):
        for value in [fix["name"], *fix["publish"]]:
            if value not in values and "\\" not in value:
                yield f"cannot be copied: {value}"
    if report["verdict"]["summary"] not in text:
        yield "the verdict is missing"
    # A notice is not a problem.
    state = "ma-" + report["verdict"]["severity"].replace("notice", "ok")
    if not any(local(node) == "header" and state in node.get("class", "").split() for node in tree.iter()):
        yield f"the verdict is not {state}"
    # One that comes for several is next to one of them: it is not to be published twice.
    proposed = [value for node in tree.iter() if local(node) == "figure" for value in all_copied(node)]
    for fix in report.get("fixes", []):
        if len(fix["publish"]) == 1 and proposed.count(fix["publish"][0]) > 1:
            yield f"is proposed twice: {fix['publish'][0]}"
    for section, state in report["sections"].items():
        if state == "error" and "ma-error" not in str(structure(tree)):
            yield f"{section} is an error that no class shows"
    for name in ("{key}", "{name}", "{domain}", "{ip}"):
        if name in text:
            yield f"holds {name}"


def run(program, folder, words):
    return runner.run([program, *words], folder, hostile.PATIENCE)


def check_golden(program, folder):
    with open(os.path.join(folder, "command"), encoding="utf-8") as source:
        wanted = scenario.Run(source.read().splitlines()[0])
    name = os.path.basename(os.path.normpath(folder))
    for language in ("ja", "en"):
        outputs = {form: scenario.execute(program, wanted, folder, None, language, "--now", golden.NOW,
                                          "--format", form).stdout for form in ("json", "html", "fragment")}
        if outputs["html"] == b"":
            continue
        for form in ("html", "fragment"):
            tree, faults = parse(outputs[form], form == "html")
            yield from (f"{language} {form}: {fault}" for fault in [*faults, *scenario.check_safety(outputs[form])])
            report = json.loads(outputs["json"])
            if tree is not None and "verdict" in report:
                yield from (f"{language} {form}: {fault}" for fault in check_content(tree, report))
        if name in ORDINARY and len(outputs["html"]) > ORDINARY_MAX:
            yield f"{language}: {len(outputs['html'])} octets"


def check_scenario(program, path):
    """Every command of a file, or each third: messages, explanations with and without a report, what is assumed."""
    files, runs = scenario.read(path)
    with tempfile.TemporaryDirectory(prefix="html-") as folder:
        scenario.write_files(files, folder)
        for number, wanted in enumerate(runs):
            if number % 3 > 0 and not FULL:
                continue
            if "--format" in wanted.command or "{" in wanted.command or "--record" in wanted.command:
                continue
            output = scenario.execute(program, wanted, folder, None, ("ja", "en")[number % 2], "--format", "fragment").stdout
            # Help, and a list of symptoms, are text; what is refused says nothing.
            if not output.startswith(b"<"):
                continue
            _, faults = parse(output, False)
            yield from (f"{wanted.command}: {fault}" for fault in [*faults, *scenario.check_safety(output)])


def audit_trees(program, folder, payload, language):
    with open(os.path.join(folder, "zone"), "wb") as target:
        target.write(hostile.zone_of(payload))
    for audit in hostile.AUDITS:
        words = hostile.words_of(audit, payload.replace(b"\0", b""), [b"--zone", b"zone"])
        words = [b"--now", hostile.NOW, b"--lang", language, *words]
        output = run(program, folder, [*words, b"--format", b"fragment"]).stdout
        tree, faults = parse(output, False) if output else (None, [])
        yield audit[0], tree, [*faults, *scenario.check_safety(output)], run(program, folder, [*words, b"--format", b"json"]).stdout


def outline(output):
    """What decides which elements there are: findings, and what to publish."""
    report = json.loads(output)
    return [finding["id"] for finding in report["findings"]], len(report.get("fixes", []))


def check_hostile(program, folder, number, payload):
    os.mkdir(folder)
    language = hostile.LANGUAGES[number % 2]
    found = list(audit_trees(program, folder, payload, language))
    for name, _, faults, _ in found:
        yield from (f"{name}: {fault}" for fault in faults)
    if payload.translate(INERT) == payload:
        return
    for (name, tree, _, of), (_, harmless, _, other) in zip(
            found, audit_trees(program, folder, payload.translate(INERT), language)):
        # "<name>" is a sample that was not filled in, "[name]" is not.
        if tree is not None and harmless is not None and outline(of) == outline(other) and structure(tree) != structure(harmless):
            yield f"{name}: other elements than with brackets"


def check_explanation(program, folder, number, text):
    os.mkdir(folder)
    words = [b"--text", text]
    if text.count(b"\n") > 4:  # a log
        words = [b"log"]
        with open(os.path.join(folder, "log"), "wb") as log:
            log.write(text)
    for form in ("html", "fragment"):
        process = run(program, folder, [b"explain", b"--lang", hostile.LANGUAGES[number % 2], b"--format", form.encode(), *words])
        _, faults = parse(process.stdout, form == "html")
        yield from [*faults, *scenario.check_safety(process.stdout)]
        if not process.stdout:
            yield "says nothing"


def main():
    program = os.path.abspath(sys.argv[1])
    faults = 0
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="html-"))
        pool = stack.enter_context(concurrent.futures.ThreadPoolExecutor(PARALLEL))
        payloads = {**PAYLOADS, **hostile.SMALL}
        paths = [os.path.abspath(path) for path in sys.argv[2:]]
        jobs = [(path, pool.submit(lambda *job: list((check_golden if os.path.isdir(job[1]) else check_scenario)(*job)),
                                   program, path)) for path in paths]
        jobs += [(name, pool.submit(lambda *job: list(check_hostile(*job)), program, os.path.join(folder, str(number)),
                                    number, payload)) for number, (name, payload) in enumerate(payloads.items())]
        jobs += [(f"text {number}", pool.submit(lambda *job: list(check_explanation(*job)), program,
                                                os.path.join(folder, f"text{number}"), number, text))
                 for number, text in enumerate(TEXTS)]
        for name, job in jobs:
            for fault in job.result():
                print(f"{name}: {fault}")
                faults += 1
    for part in sorted(PARTS - seen):
        print(f"no page has {part}")
        faults += 1
    print(f"html: {len(paths)} reports and files, {len(payloads)} payloads, {len(TEXTS)} texts, {faults} faults")
    sys.exit(runner.close() > 0 or faults > 0)


if __name__ == "__main__":
    main()
