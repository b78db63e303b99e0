/* The report of an audit: the findings of its inquiries in their order, each once, and the verdict.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

static void add_finding(struct mailauth_report *report, const struct mailauth_finding *finding)
{
	for (size_t i = 0; i < report->finding_count; i++)
		if (ma_finding_equal(report->findings[i], finding))
			return; /* several inquiries saw the same */
	report->findings[report->finding_count++] = finding;
}

/* What no inquiry sees alone. */
static void combine(const struct mailauth_audit *audit, struct mailauth_report *report,
		    struct ma_findings *findings)
{
	ma_audit_judge_dmarc(audit, report, findings);
	ma_verdict_combine(report, findings);
	ma_senders_compare(findings, report->senders, report->sender_count);
}

/* What is to be said of the name itself. */
static void find_domain_faults(const struct mailauth_audit *audit, struct ma_findings *findings)
{
	const struct ma_settings *settings = &audit->settings;
	struct mailauth_finding *finding;

	if (settings->domain == NULL) {
		finding = ma_findings_add(findings, MA_DNS_MALFORMED_DOMAIN, MA_TEXT(""));
		ma_finding_text(finding, "domain", settings->typed);
		return;
	}
	/* 日本語.jp is as good as xn--…; only a name that was mapped to another is worth a word. */
	if (!ma_domain_is_as_typed(settings)) {
		finding = ma_findings_add(findings, MA_DNS_CONVERTED_DOMAIN, settings->domain_text);
		ma_finding_text(finding, "typed", settings->typed);
	}
}

static size_t count_findings(const struct ma_findings *findings)
{
	size_t count = 0;

	for (const struct mailauth_finding *f = findings->first; f != NULL; f = f->next)
		count++;
	return count;
}

/* Whether advice to go slowly is about a domain that is told to close at once, as it has no mail.
 */
static bool is_overruled(const struct ma_findings *combined, const struct mailauth_finding *finding)
{
	if (finding->id != MA_DMARC_NO_RECORD && finding->id != MA_DMARC_POLICY_NONE &&
	    finding->id != MA_DMARC_POLICY_QUARANTINE)
		return false;
	for (const struct mailauth_finding *f = combined->first; f != NULL; f = f->next)
		if (f->id == MA_DMARC_PARKED && ma_text_equal(f->name, finding->name))
			return true;
	return false;
}

static void collect_findings(struct mailauth_audit *audit, struct mailauth_report *report)
{
	struct ma_findings own = { .arena = &audit->report };
	struct ma_findings combined = { .arena = &audit->report };
	size_t count;

	find_domain_faults(audit, &own);
	combine(audit, report, &combined);
	count = count_findings(&own) + count_findings(&combined);
	for (struct inquiry *i = audit->inquiries; i != NULL; i = i->next)
		count += count_findings(&i->findings);
	report->findings = ma_arena_array(&audit->report, count + 1, sizeof(*report->findings));
	if (report->findings == NULL)
		return;
	for (const struct mailauth_finding *f = own.first; f != NULL; f = f->next)
		add_finding(report, f);
	for (struct inquiry *i = audit->inquiries; i != NULL; i = i->next)
		for (const struct mailauth_finding *f = i->findings.first; f != NULL; f = f->next)
			if (!is_overruled(&combined, f))
				add_finding(report, f);
	for (const struct mailauth_finding *f = combined.first; f != NULL; f = f->next)
		add_finding(report, f);
}

static bool is_usable(const struct mailauth_key *key)
{
	return key->status == MAILAUTH_KEY_OK || key->status == MAILAUTH_KEY_WEAK;
}

static enum ma_seen judge_keys(const struct mailauth_audit *audit)
{
	enum ma_seen seen = audit->selector_count > 0 ? MA_SEEN_NO : MA_SEEN_UNKNOWN;

	for (size_t i = 0; i < audit->selector_count; i++) {
		if (is_usable(audit->keys[i]))
			return MA_SEEN_YES;
		if (!audit->selectors[i].named || audit->keys[i]->status == MAILAUTH_KEY_UNKNOWN ||
		    audit->keys[i]->status == MAILAUTH_KEY_TESTING)
			seen = MA_SEEN_UNKNOWN;
	}
	return seen;
}

static void collect_keys(struct mailauth_audit *audit, struct mailauth_report *report)
{
	report->keys =
		ma_arena_array(&audit->report, audit->selector_count + 1, sizeof(*report->keys));
	report->keys_asked = audit->selector_count > 0 && audit->settings.domain != NULL;
	for (size_t i = 0; report->keys != NULL && i < audit->selector_count; i++)
		if (audit->keys[i]->shown)
			report->keys[report->key_count++] = audit->keys[i];
	report->keys_seen = judge_keys(audit);
}

void ma_audit_report(struct mailauth_audit *audit)
{
	struct mailauth_report *report = ma_arena_alloc(&audit->report, sizeof(*report));

	if (report == NULL)
		return;
	report->settings = audit->settings;
	report->zone = audit->zone;
	report->spf = audit->spf;
	report->mx = audit->mx;
	report->dmarc = &audit->dmarc.domains[audit->dmarc.author];
	report->dmarc_domain = &audit->dmarc.domains[0];
	report->from_given = audit->dmarc.from_given || audit->dmarc.auth_count > 0;
	report->senders = audit->senders;
	report->sender_count = audit->sender_count;
	report->complete = true;
	for (struct inquiry *i = audit->inquiries; i != NULL; i = i->next)
		if (i->failed && i->kind != INQUIRE_ZONE) /* which shows no result */
			report->complete = false;
	collect_keys(audit, report);
	collect_findings(audit, report);
	report->queries = ma_answers_queries(audit->answers, &audit->report, &report->query_count);
	if (audit->report.failed)
		return;
	ma_verdict_judge(report);
	audit->result = report;
}
