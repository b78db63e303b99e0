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
static void combine(const struct ma_world *world, struct mailauth_report *report,
		    struct ma_findings *findings)
{
	ma_senders_judge(&world->inquiries, findings, &report->message);
	ma_verdict_combine(report, findings);
	ma_senders_compare(findings, report->senders, report->sender_count);
}

/* What is to be said of the name itself. */
static void find_domain_faults(const struct ma_settings *settings, struct ma_findings *findings)
{
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

static void collect_findings(const struct ma_world *world, struct mailauth_report *report)
{
	struct ma_findings own = { .arena = world->inquiries.arena };
	struct ma_findings combined = { .arena = world->inquiries.arena };
	size_t count;

	find_domain_faults(world->inquiries.settings, &own);
	combine(world, report, &combined);
	count = count_findings(&own) + count_findings(&combined);
	for (const struct ma_inquiry *i = world->inquiries.first; i != NULL; i = i->next)
		count += count_findings(&i->findings);
	report->findings =
		ma_arena_array(world->inquiries.arena, count + 1, sizeof(*report->findings));
	if (report->findings == NULL)
		return;
	for (const struct mailauth_finding *f = own.first; f != NULL; f = f->next)
		add_finding(report, f);
	for (const struct ma_inquiry *i = world->inquiries.first; i != NULL; i = i->next)
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

static enum ma_seen judge_keys(const struct ma_inquiries *inquiries)
{
	const struct ma_dkim_subject *subject;
	enum ma_seen seen = MA_SEEN_UNKNOWN;

	for (size_t i = 0;
	     (subject = ma_inquiries_subject(inquiries, &ma_dkim_key_kind, i)) != NULL; i++) {
		if (is_usable(&subject->key))
			return MA_SEEN_YES;
		if (i == 0)
			seen = MA_SEEN_NO;
		if (!subject->selector.named || subject->key.status == MAILAUTH_KEY_UNKNOWN ||
		    subject->key.status == MAILAUTH_KEY_TESTING)
			seen = MA_SEEN_UNKNOWN;
	}
	return seen;
}

static void collect_keys(const struct ma_world *world, struct mailauth_report *report)
{
	const struct ma_inquiries *inquiries = &world->inquiries;
	size_t count = ma_inquiries_count(inquiries, &ma_dkim_key_kind);

	report->keys = ma_arena_array(world->inquiries.arena, count + 1, sizeof(*report->keys));
	report->keys_asked = count > 0;
	for (size_t i = 0; report->keys != NULL && i < count; i++) {
		const struct ma_dkim_subject *subject =
			ma_inquiries_subject(inquiries, &ma_dkim_key_kind, i);

		if (subject->key.shown)
			report->keys[report->key_count++] = &subject->key;
	}
	report->keys_seen = judge_keys(inquiries);
}

static void collect_senders(const struct ma_world *world, struct mailauth_report *report)
{
	const struct ma_inquiries *inquiries = &world->inquiries;
	size_t count = ma_inquiries_count(inquiries, &ma_sender_kind);

	report->senders =
		ma_arena_array(world->inquiries.arena, count + 1, sizeof(*report->senders));
	for (size_t i = 0; report->senders != NULL && i < count; i++)
		report->senders[report->sender_count++] =
			ma_inquiries_subject(inquiries, &ma_sender_kind, i);
}

/* What the inquiries of the domain came to; what was not inquired is empty. */
static void collect_results(const struct ma_inquiries *inquiries, struct mailauth_report *report)
{
	const struct ma_spf_published *spf =
		ma_inquiries_subject(inquiries, &ma_spf_record_kind, 0);
	const struct ma_zone *zone = ma_inquiries_subject(inquiries, &ma_zone_kind, 0);
	const struct ma_mx *mx = ma_inquiries_subject(inquiries, &ma_mx_kind, 0);

	if (spf != NULL)
		report->spf = *spf;
	if (zone != NULL)
		report->zone = *zone;
	if (mx != NULL)
		report->mx = *mx;
	report->dmarc = ma_inquiries_subject(inquiries, &ma_dmarc_kind, ma_dmarc_author(inquiries));
	report->dmarc_domain = ma_inquiries_subject(inquiries, &ma_dmarc_kind, MA_DMARC_AUDITED);
	report->complete = true;
	for (const struct ma_inquiry *i = inquiries->first; i != NULL; i = i->next)
		if (i->failed && !i->kind->shows_nothing)
			report->complete = false;
}

struct mailauth_report *ma_audit_report(struct mailauth_audit *audit, const struct ma_world *world)
{
	struct mailauth_report *report = ma_arena_alloc(&audit->report, sizeof(*report));

	if (report == NULL)
		return NULL;
	report->settings = audit->settings;
	report->from_given = audit->settings.from_given || audit->settings.result_count > 0;
	collect_results(&world->inquiries, report);
	collect_senders(world, report);
	collect_keys(world, report);
	if (audit->report.failed)
		return NULL;
	collect_findings(world, report);
	report->queries = ma_answers_queries(audit->answers, &audit->report, &report->query_count);
	if (audit->report.failed)
		return NULL;
	ma_verdict_judge(report);
	return report;
}
