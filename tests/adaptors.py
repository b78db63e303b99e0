#!/usr/bin/python3
"""Examples for panels that are not in Debian: the module of Webmin and the feature of Virtualmin with stubs of the calls that
they use (webmin/WebminCore.pm), and the check of HestiaCP, whose answers have the form of its own.

SPDX-License-Identifier: MIT

usage: adaptors.py DNSAUDIT EXAMPLES
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile

PATIENCE = 120  # seconds; it only ends what hangs
HERE = os.path.dirname(os.path.abspath(__file__))
NOW = 1767225600
LINES_MAX = 40  # of an adaptor
# The record, its type, preference and name; what the answer contains, None where the record is valid.
RECORDS = [
    ("v=spf1 mx -all", "TXT", "", "@", None),
    ("v=spf1 ipv4:192.0.2.1 -all", "TXT", "", "@", "ipv4:192.0.2.1"),
    ("v=spf1 ipv4:192.0.2.1 -all", "TXT", "", "", "ipv4:192.0.2.1"),
    ("google-site-verification=x", "TXT", "", "@", None),
    ("v=DMARC1; p=rejct", "TXT", "", "_dmarc", "rejct"),
    ("v=DMARC1; p=none", "TXT", "", "_dmarc", None),
    ("v=DKIM1; p=xyz!", "TXT", "", "s9._domainkey", "s9"),
    ("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "TXT", "", "s9._domainkey", None),
    ("v=DMARC1; p=none", "TXT", "", "_dmarc.example.jp.", None),
    ("192.0.2.7", "MX", "10", "@", "192.0.2.7"),
    ("mail.example.jp.", "MX", "10", "@", None),
    ("192.0.2.7", "A", "", "@", None),
    ("$(touch broken)", "TXT", "", "';touch broken;'", "cannot be used"),
]
# A zone that says what is hostile, in a record of each kind.
PUBLISHED = """$ORIGIN hostile.example.
$TTL 300
@ SOA ns1 hostmaster 1 7200 900 604800 300
@ NS ns1
ns1 A 192.0.2.53
@ MX 10 mail
mail A 192.0.2.10
@ TXT "v=spf1 ip4:192.0.2.10 include:<script>alert(1)</script>'; touch broken; $(touch broken) -all"
_dmarc TXT "v=DMARC1; p=<script>alert(1)</script>; rua=mailto:a@hostile.example"
"""
HOSTILE = "'; touch broken; $(touch broken) <script>alert(1)</script> 日本語"


def zones_of(examples, folder):
    hostile = os.path.join(folder, "hostile.zone")
    with open(hostile, "w", encoding="ascii") as file:
        file.write(PUBLISHED)
    return [hostile, *(os.path.join(examples, "zones", f"{name}.zone") for name in ("example.jp", "good.example", "hosting.example"))]


def check_hestia(program, examples, zones):
    script = os.path.join(examples, "hestia", "record-check.php")
    with open(script, encoding="utf-8") as source:
        if len(source.readlines()) > LINES_MAX:
            yield f"hestia: more than {LINES_MAX} lines"
    for record, kind, priority, name, wanted in RECORDS if os.environ.get("MAILAUTH_SCALE") == "full" else RECORDS[::2]:
        words = [record, kind, priority, "example.jp", name, f"zone={zones[1]}", f"now={NOW}", "lang=en"]
        process = subprocess.run(["php", script, *words], capture_output=True, text=True, timeout=PATIENCE, check=False,
                                 env={**os.environ, "DNSAUDIT": program})
        try:
            answer = json.loads(process.stdout)
        except ValueError:
            yield f"hestia: {words}: {process.stdout!r} {process.stderr!r}"
            continue
        if wanted is None and answer != {"valid": True}:
            yield f"hestia: {words}: {answer}"
        elif wanted is not None and (set(answer) != {"valid", "error_message"} or answer["valid"] or wanted not in answer["error_message"]):
            yield f"hestia: {words}: {answer}"


class Webmin:
    """The module in a folder of its own, as Webmin has it."""

    def __init__(self, program, examples, folder, zones):
        self.folder = os.path.join(folder, "dnsaudit")
        shutil.copytree(os.path.join(examples, "webmin"), self.folder)
        options = [f"--zone={zone}" for zone in zones] + [f"--now={NOW}"]
        self.config = {"program": program, "options": "\t".join(options)}

    def run(self, *words, language="en", domains="example.jp good.example", query=None, **config):
        environment = {**os.environ, "PERL5LIB": os.path.join(HERE, "webmin"), "LANGUAGE": language, "LIST_DOMAINS": domains,
                       "CONFIG": json.dumps({**self.config, **config}), "QUERY": json.dumps(query or {})}
        process = subprocess.run(["perl", *words], capture_output=True, timeout=PATIENCE, check=False, cwd=self.folder, env=environment)
        return process.stdout.decode(), process.stderr.decode()

    def page(self, **options):
        return self.run("index.cgi", **options)

    def validate(self, domain, **options):
        """What feature_validate() returns: a text, or None."""
        code = ('require "./virtual_feature.pl"; my $error = feature_validate({ dom => $ARGV[0] }); '
                'print defined $error ? "wrong: $error" : "right"; '
                'die "links" if (feature_links({ dom => "a&b" }))[0]{page} ne "index.cgi?dom=a%26b"; die feature_check() if feature_check();')
        return self.run("-we", code, "--", domain, **options)


def check_pages(webmin):
    wanted = [
        ({}, ["example.jp", "good.example", "Problem", "OK", "class='ma-error'"], []),
        ({"language": "ja"}, ["メールの DNS", "問題なし", "貼り付けて"], []),
        ({"query": {"dom": "example.jp"}}, ['<article class="ma-report" lang="en">', "ma-fix", "mailauth.css"], []),
        ({"query": {"dom": "example.jp", "record": "@ TXT v=spf1 mx -all"}, "language": "ja"}, ['lang="ja"', "ma-report"], []),
        ({"query": {"dom": "example.jp", "record": HOSTILE}}, ["did not succeed", "&lt;script&gt;"], ["<script>"]),
        ({"query": {"dom": "other.example"}}, ["<table>"], ["ma-report"]),
        ({"query": {"text": f"550 5.7.26 {HOSTILE}"}}, ["ma-explanation"], ["<script>"]),
        ({"domains": "<script>alert(1)</script>.example hostile.example"}, ["&lt;script&gt;", "class='ma-error'"], ["<script>"]),
        ({"domains": "hostile.example", "query": {"dom": "hostile.example"}}, ["ma-report", "&lt;script&gt;"], ["<script>"]),
        ({"domains": "", "query": {}}, ["No mail domains"], ["<table>"]),
        ({"program": "/nowhere"}, ["Unknown", "did not succeed"], []),
    ]
    for options, parts, unwanted in wanted:
        page, error = webmin.page(**options)
        yield from (f"webmin: {options}: lacks {part}" for part in parts if part not in page)
        yield from (f"webmin: {options}: has {part}" for part in unwanted if part in page)
        if error:
            yield f"webmin: {options}: {error}"


def check_feature(webmin):
    for options, domain, wanted in (({}, "good.example", "right"), ({}, "example.jp", "wrong: "),
                                    ({"language": "ja"}, "example.jp", "公開するレコード"), ({}, "unknown.example", "could not be checked"),
                                    ({}, f"-{HOSTILE}", "wrong: "),
                                    ({}, "hostile.example", "wrong: ")):
        said, error = webmin.validate(domain, **options)
        if wanted not in said or "<script" in said or error:
            yield f"virtualmin: {domain}: {said!r} {error!r}"
        if domain == "example.jp" and "v&#61;spf1 " not in said:
            yield f"virtualmin: nothing to publish: {said!r}"


def main():
    program, examples = map(os.path.abspath, sys.argv[1:])
    faults, done = [], []
    with tempfile.TemporaryDirectory(prefix="adaptors-") as folder:
        os.chdir(folder)
        zones = zones_of(examples, folder)
        if shutil.which("php"):
            done.append("hestia")
            faults += check_hestia(program, examples, zones)
        if shutil.which("perl") and subprocess.run(["perl", "-MJSON::PP", "-e1"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            done.append("webmin, virtualmin")
            webmin = Webmin(program, examples, folder, zones)
            faults += [*check_pages(webmin), *check_feature(webmin)]
        faults += [f"a shell saw a text: {where}" for where in (folder, os.path.join(folder, "dnsaudit"))
                   if os.path.exists(os.path.join(where, "broken"))]
        os.chdir("/")
    print("\n".join(faults) or f"adaptors: {', '.join(done) or 'skipped, neither php nor perl is installed'}")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
