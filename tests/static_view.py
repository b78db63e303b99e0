#!/usr/bin/python3
"""The records of the RFC 7208 test suite as a plain audit sees them, which knows no sender.

SPDX-License-Identifier: MIT

A record that a case calls permerror has to be an error to it, and a record that no case calls so
must not be one.  Where the two differ, one of the rules below has to say why and to hold.  What is
temperror has to be unknown.

usage: static_view.py DNSAUDIT SUITE.json
"""

import concurrent.futures
import contextlib
import json
import sys

sys.dont_write_bytecode = True  # nothing of ours next to the sources

import responder  # noqa: E402
import runner  # noqa: E402

PARALLEL = 4
PATIENCE = 120  # seconds; it only ends what hangs
POLICIES, CASES, PERMERRORS, TEMPERRORS = 180, 203, 74, 5
LOOKUPS_MAX = 10  # RFC 7208 4.6.4
STRANGERS = ("198.51.100.77", "2001:db8:ffff::77")  # no record of the suite means them


class Zone(responder.Zone):
    """What is never answered fails at once: to an audit that is the same."""

    def answer(self, question):
        try:
            return super().answer(question)
        except responder.Silence:
            return responder.SERVFAIL, [], []


def judged_domain(test):
    """The domain that check_host() gets: of MAIL FROM or, where that is empty, of HELO."""
    return test["mailfrom"].rpartition("@")[2] or test["helo"]


def audit(program, port, domain, *sender):
    # The dot after a name without one: otherwise it would be a command.
    process = runner.run([program, domain if "." in domain else f"{domain}.", "--server",
                           f"127.0.0.1:{port}", "--format", "json", *sender], patience=PATIENCE)
    return json.loads(process.stdout)


class Policy:
    """A domain of a scenario, what it publishes, and the cases that judge it."""

    def __init__(self, domain):
        self.domain, self.tests, self.report, self.ask = domain, [], None, None

    def has(self, result):
        """Some case allows nothing else."""
        return any(test["results"] == [result] for test in self.tests)

    def is_open(self):
        """The standard allows both."""
        return any("permerror" in test["results"] for test in self.tests)

    def errors(self):
        return {finding["id"] for finding in self.report["findings"]
                if finding["counts"] and finding["section"] == "spf" and finding["severity"] == "error"}

    def sender_lookups(self):
        """What the cases' own senders needed, until something matched."""
        for test in self.tests:
            report = self.ask("--ip", test["host"], "--mail-from", test["mailfrom"] or "<>",
                              "--helo", test["helo"] or "unknown.example")
            yield report["spf"]["senders"][0]["lookups"]


def is_no_record(policy):
    """A text that is nearly a record: receivers see none (RFC 7208 4.5), and that is the error."""
    return (policy.errors() <= {"spf.almost-record", "spf.strings-unspaced"} and
            all(test["results"] == ["none"] for test in policy.tests))


def is_no_name(policy):
    """The name does not exist: receivers say "none", its owner has to know (RFC 7208 4.3)."""
    return (policy.errors() == {"spf.no-domain"} and
            all(test["results"] == ["none"] for test in policy.tests))


def is_open_to_everyone(policy):
    """The record works as written; that it lets a stranger pass is the error (RFC 7208 5.1)."""
    return (policy.errors() == {"spf.passes-everyone"} and
            any(policy.ask("--ip", stranger)["spf"]["senders"][0]["result"] == "pass"
                for stranger in STRANGERS))


def is_beyond_the_senders(policy):
    """Their senders match before the limit; senders that match later, or never, get permerror."""
    return (policy.errors() - {"spf.refusal-not-reached"} == {"spf.too-many-lookups"} and
            policy.report["spf"]["lookups"] > LOOKUPS_MAX and
            all(lookups <= LOOKUPS_MAX for lookups in policy.sender_lookups()))


RULES = [is_no_record, is_no_name, is_open_to_everyone, is_beyond_the_senders]


def judge(policy):
    """What is wrong, or None; and the rule that a difference rests on, or None."""
    severity = policy.report["sections"]["spf"]
    error = severity == "error"
    names = ", ".join(test["name"] for test in policy.tests)
    if policy.has("temperror") and (severity != "unknown" or policy.report["complete"]):
        return f"{names}: temperror, but {policy.domain} is {severity} to an audit", None
    if policy.has("permerror") and not error:
        return f"{names}: permerror, but {policy.domain} is no error to an audit", None
    if policy.is_open() or not error:
        return None, None
    for rule in RULES:
        if rule(policy):
            return None, f"{names} ({policy.domain}): {rule.__doc__}"
    return (f"{names}: {policy.domain} is an error to an audit "
            f"({', '.join(sorted(policy.errors()))}), but no case calls it permerror"), None


def policies_of(scenario):
    policies = {}
    for test in scenario["tests"]:
        domain = judged_domain(test)
        policies.setdefault(domain, Policy(domain)).tests.append(test)
    return policies.values()


def look_at(program, port, policy):
    policy.ask = lambda *sender: audit(program, port, policy.domain, *sender)
    policy.report = policy.ask()
    return judge(policy)


def main():
    program, path = sys.argv[1:]
    with open(path, encoding="utf-8") as source:
        scenarios = json.load(source)["scenarios"]
    jobs, faults, reasons = [], [], []
    with contextlib.ExitStack() as stack:
        pool = stack.enter_context(concurrent.futures.ThreadPoolExecutor(PARALLEL))
        for scenario in scenarios:
            server = stack.enter_context(responder.Responder(Zone(scenario["zone"])))
            jobs += [(policy, pool.submit(look_at, program, server.port, policy))
                     for policy in policies_of(scenario)]
        for _, job in jobs:
            fault, reason = job.result()
            faults += [fault] if fault else []
            reasons += [reason] if reason else []
    for line in faults + reasons:
        print(line)
    policies = [policy for policy, _ in jobs]
    cases = sum(len(policy.tests) for policy in policies)
    bad = sum(policy.has("permerror") for policy in policies)
    either = sum(policy.is_open() and not policy.has("permerror") for policy in policies)
    unknown = sum(policy.has("temperror") for policy in policies)
    print(f"static view: {len(policies) - len(faults)} of {len(policies)} records ({cases} cases): "
          f"{bad} that have to be errors, {either} that may be, {len(reasons)} that are by a rule, "
          f"{unknown} unknown")
    sys.exit(runner.close() > 0 or bool(faults) or
             (len(policies), cases, bad, unknown) != (POLICIES, CASES, PERMERRORS, TEMPERRORS))


if __name__ == "__main__":
    main()
