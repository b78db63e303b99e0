/* A report from settled inquiries: their findings in their order, each once, and the verdict.
 *
 * SPDX-License-Identifier: MIT */

#include "report.h"

static size_t count_findings(const struct ma_findings *findings)
{
	size_t count = 0;

	for (const struct mailauth_finding *f = findings->first; f != NULL; f = f->next)
		count++;
	return count;
}

/* How a signature has to agree with the visible sender for all receivers. */
static const char *adkim_of(const struct mailauth_report *report)
{
	const struct ma_dmarc *dmarc = report->dmarc_domain;
	const struct ma_dmarc_record *record = dmarc != NULL ? dmarc->policy.record : NULL;
	const struct ma_dmarc_record *old = dmarc != NULL ? dmarc->old.record : NULL;

	if (dmarc == NULL || dmarc->policy.policy == MAILAUTH_POLICY_UNKNOWN)
		return NULL;
	return (record != NULL && record->strict_dkim) || (old != NULL && old->strict_dkim) ? "s"
											    : "r";
}

/* Adds FINDING, unless another inquiry saw the same. */
static void add_finding(struct mailauth_report *report, struct mailauth_finding *finding)
{
	struct ma_remedy *remedy = &report->remedies[report->finding_count];

	for (size_t i = 0; i < report->finding_count; i++)
		if (ma_finding_equal(report->findings[i], finding))
			return;
	remedy->counts = true;
	finding->remedy = remedy;
	finding->keeper = &remedy->keeper;
	finding->solved = &remedy->solved;
	finding->adkim = adkim_of(report);
	report->findings[report->finding_count++] = finding;
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

/* --- Overruled altogether ------------------------------------------------------- */

/* Adds FINDING after those that count. */
static void add_overruled(struct mailauth_report *report, struct mailauth_finding *finding,
			  const struct mailauth_finding *by)
{
	size_t place = report->finding_count + report->overruled_count;

	for (size_t i = report->finding_count; i < place; i++)
		if (ma_finding_equal(report->findings[i], finding))
			return;
	report->findings[place] = finding;
	report->remedies[place].overruled_by = by;
	finding->remedy = &report->remedies[place];
	finding->keeper = &report->remedies[place].keeper;
	finding->solved = &report->remedies[place].solved;
	report->overruled_count++;
}

/* --- Findings --------------------------------------------------------------------- */

static void add_list(struct mailauth_report *report, const struct ma_findings *list,
		     const struct ma_findings *combined)
{
	for (struct mailauth_finding *f = list->first; f != NULL; f = f->next)
		if (ma_domain_leaves_room(report, f) &&
		    ma_report_find_overruling(report, combined, f) == NULL)
			add_finding(report, f);
}

static void add_overruled_of(struct mailauth_report *report, const struct ma_findings *list,
			     const struct ma_findings *combined)
{
	for (struct mailauth_finding *f = list->first; f != NULL; f = f->next)
		if (ma_report_find_overruling(report, combined, f) != NULL)
			add_overruled(report, f, ma_report_find_overruling(report, combined, f));
}

static bool allocate(struct mailauth_report *report, struct ma_arena *arena, size_t count)
{
	report->findings = ma_arena_array(arena, count + 1, sizeof(*report->findings));
	report->remedies = ma_arena_array(arena, count + 1, sizeof(*report->remedies));
	return report->findings != NULL && report->remedies != NULL;
}

/* What the inquiries found each for itself, in the order of the plan. */
static size_t count_all(const struct ma_inquiries *inquiries)
{
	size_t count = 0;

	for (const struct ma_inquiry *i = inquiries->first; i != NULL; i = i->next)
		count += count_findings(&i->findings);
	return count;
}

/* What is seen of several inquiries together. */
static void combine(const struct ma_inquiries *inquiries, struct mailauth_report *report,
		    struct ma_findings *combined)
{
	ma_senders_judge(inquiries, combined, &report->message);
	if (report->settings.scope == MAILAUTH_SCOPE_FULL)
		ma_verdict_combine(report, combined);
	ma_domain_note_dns(report, combined);
	ma_senders_compare(combined, report->senders, report->sender_count);
}

static void collect_findings(const struct ma_inquiries *inquiries, struct mailauth_report *report)
{
	struct ma_findings own = { .arena = inquiries->arena };
	struct ma_findings combined = { .arena = inquiries->arena };
	struct ma_findings late = { .arena = inquiries->arena };

	find_domain_faults(&report->settings, &own);
	if (report->missing)
		ma_domain_note_missing(report, &own);
	else
		combine(inquiries, report, &combined);
	if (!allocate(report, inquiries->arena,
		      count_findings(&own) + count_findings(&combined) + count_all(inquiries) + 1))
		return;
	add_list(report, &own, &combined);
	for (const struct ma_inquiry *i = inquiries->first; i != NULL; i = i->next)
		add_list(report, &i->findings, &combined);
	for (struct mailauth_finding *f = combined.first; f != NULL; f = f->next)
		add_finding(report, f);
	ma_verdict_judge_spoofable(report);
	ma_verdict_note_undone(report, &late);
	add_list(report, &late, &combined);
	for (const struct ma_inquiry *i = inquiries->first; i != NULL; i = i->next)
		add_overruled_of(report, &i->findings, &combined);
}

/* --- Results ------------------------------------------------------------------------- */

static bool is_usable(const struct mailauth_key *key)
{
	return key->status == MAILAUTH_KEY_OK || key->status == MAILAUTH_KEY_WEAK;
}

static enum ma_seen judge_keys(const struct ma_inquiries *inquiries)
{
	const struct ma_dkim_subject *subject;
	enum ma_seen seen = MA_SEEN_UNKNOWN;
	size_t seen_none = 0;

	for (size_t i = 0;
	     (subject = ma_inquiries_subject(inquiries, &ma_dkim_key_kind, i)) != NULL; i++) {
		if (is_usable(&subject->key))
			return MA_SEEN_YES;
		if (subject->selector.elsewhere) /* it says nothing of this domain's keys */
			continue;
		if (seen_none++ == 0)
			seen = MA_SEEN_NO;
		if (!subject->selector.named || subject->key.several ||
		    subject->key.status == MAILAUTH_KEY_UNKNOWN ||
		    subject->key.status == MAILAUTH_KEY_TESTING)
			seen = MA_SEEN_UNKNOWN;
	}
	return seen;
}

static void collect_keys(const struct ma_inquiries *inquiries, struct mailauth_report *report)
{
	size_t count = ma_inquiries_count(inquiries, &ma_dkim_key_kind);

	report->keys = ma_arena_array(inquiries->arena, count + 1, sizeof(*report->keys));
	report->keys_asked = count > 0;
	for (size_t i = 0; report->keys != NULL && i < count; i++) {
		const struct ma_dkim_subject *subject =
			ma_inquiries_subject(inquiries, &ma_dkim_key_kind, i);

		if (subject->key.shown)
			report->keys[report->key_count++] = &subject->key;
	}
	report->keys_seen = judge_keys(inquiries);
}

static void collect_signatures(const struct ma_inquiries *inquiries, struct mailauth_report *report)
{
	size_t count = ma_inquiries_count(inquiries, &ma_signature_kind);

	report->signatures =
		ma_arena_array(inquiries->arena, count + 1, sizeof(*report->signatures));
	for (size_t i = 0; report->signatures != NULL && i < count; i++)
		report->signatures[report->signature_count++] =
			ma_inquiries_subject(inquiries, &ma_signature_kind, i);
}

static void collect_senders(const struct ma_inquiries *inquiries, struct mailauth_report *report)
{
	size_t count = ma_inquiries_count(inquiries, &ma_sender_kind);

	report->senders = ma_arena_array(inquiries->arena, count + 1, sizeof(*report->senders));
	for (size_t i = 0; report->senders != NULL && i < count; i++)
		report->senders[report->sender_count++] =
			ma_inquiries_subject(inquiries, &ma_sender_kind, i);
}

/* What the inquiries about the domain came to; what was not inquired is empty. */
static void collect_results(const struct ma_inquiries *inquiries, struct mailauth_report *report)
{
	const struct ma_spf_published *spf =
		ma_inquiries_subject(inquiries, &ma_spf_record_kind, 0);
	const struct ma_envelopes *envelopes =
		ma_inquiries_subject(inquiries, &ma_envelopes_kind, 0);
	const struct ma_zone *zone = ma_inquiries_subject(inquiries, &ma_zone_kind, 0);
	const struct ma_servers *servers = ma_inquiries_subject(inquiries, &ma_servers_kind, 0);
	const struct ma_mx *mx = ma_inquiries_subject(inquiries, &ma_mx_kind, 0);
	const struct ma_visits *visits = ma_inquiries_subject(inquiries, &ma_visits_kind, 0);
	const struct ma_hosts *hosts = ma_inquiries_subject(inquiries, &ma_hosts_kind, 0);
	const struct ma_lists *lists = ma_inquiries_subject(inquiries, &ma_lists_kind, 0);

	if (spf != NULL)
		report->spf = *spf;
	if (envelopes != NULL)
		report->envelopes = *envelopes;
	if (zone != NULL)
		report->zone = *zone;
	if (servers != NULL)
		report->servers = *servers;
	if (mx != NULL)
		report->mx = *mx;
	if (visits != NULL)
		report->visits = *visits;
	if (hosts != NULL)
		report->hosts = *hosts;
	if (lists != NULL)
		report->lists = *lists;
	report->dmarc = ma_inquiries_subject(inquiries, &ma_dmarc_kind, ma_dmarc_author(inquiries));
	report->dmarc_domain = ma_inquiries_subject(inquiries, &ma_dmarc_kind, MA_DMARC_AUDITED);
	report->complete = true;
	for (const struct ma_inquiry *i = inquiries->first; i != NULL; i = i->next)
		if (i->failed && !i->kind->shows_nothing)
			report->complete = false;
}

/* --- The whole ------------------------------------------------------------------------ */

struct mailauth_report *ma_report_collect(const struct ma_inquiries *inquiries,
					  struct ma_answers *answers)
{
	struct ma_arena *arena = inquiries->arena;
	struct mailauth_report *report = ma_arena_alloc(arena, sizeof(*report));

	if (report == NULL)
		return NULL;
	report->settings = *inquiries->settings;
	report->from_given = report->settings.from_given || report->settings.result_count > 0 ||
			     report->settings.message != NULL;
	collect_results(inquiries, report);
	collect_senders(inquiries, report);
	collect_keys(inquiries, report);
	collect_signatures(inquiries, report);
	report->answers = answers;
	report->overlay = inquiries->overlay;
	report->inquiries = inquiries;
	if (arena->failed)
		return NULL;
	if ((report->missing = ma_domain_is_missing(report, arena)))
		report->key_count = 0;
	ma_report_find_providers(report, arena);
	report->queries = ma_answers_queries(answers, arena, &report->query_count);
	collect_findings(inquiries, report);
	return arena->failed ? NULL : report;
}

struct mailauth_report *ma_report_make(const struct ma_inquiries *inquiries,
				       struct ma_answers *answers)
{
	struct ma_arena *arena = inquiries->arena;
	struct mailauth_report *report = ma_report_collect(inquiries, answers);

	if (report == NULL)
		return NULL;
	ma_verdict_judge(report);
	ma_report_mark_said(report);
	ma_remedy_judge(report, arena);
	return arena->failed ? NULL : report;
}
