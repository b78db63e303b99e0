/* What the answers show of the DNS itself: signatures that do not verify, and how long records are
 * kept.
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

#include <string.h>

enum {
	HOUR = 3600,
	TTL_MOST = 24 * HOUR, /* RFC 1912 2.2: one day is usual, more is for what never changes */
};

/* Whether any result of this report rests on QUERY: others may be those of what is assumed away, or
 * of a record that is only proposed. */
static bool counts(const struct mailauth_report *report, const struct mailauth_query *query)
{
	for (const struct ma_inquiry *i = report->inquiries->first; i != NULL; i = i->next) {
		const uint32_t *ids = (const uint32_t *)(const void *)i->met.data;

		for (size_t k = 0; k < i->met.length / sizeof(*ids); k++)
			if (ids[k] == query->id)
				return true;
	}
	return false;
}

/* Names that were asked for to see what a wildcard does are of no one's mail. */
static bool is_trial(struct ma_text name)
{
	return ma_text_starts(name, "*.") || ma_text_starts(name, "mailauth-no-such-name.");
}

/* As it would be where something is assumed. */
static const struct ma_answer *answer_to(const struct mailauth_report *report,
					 struct ma_arena *arena, const struct mailauth_query *query)
{
	const struct ma_name *name = ma_name_unescape(arena, ma_text(query->name));

	return name != NULL ? ma_recall(report->answers, report->overlay, arena, name, query->type)
			    : query->answer;
}

/* RFC 4035 5.5: a resolver that checks signatures gives no answer.  What others publish is theirs.
 */
static bool is_bogus(const struct mailauth_report *report, struct ma_arena *arena,
		     const struct mailauth_query *query)
{
	const struct ma_answer *answer = query->answer;

	if (answer->status != MA_ANSWER_FAILED || answer->failure != MAILAUTH_BOGUS ||
	    is_trial(ma_text(query->name)) || !ma_holder_is_in_zone(report, ma_text(query->name)))
		return false;
	answer = answer_to(report, arena, query);
	return answer->status == MA_ANSWER_FAILED && answer->failure == MAILAUTH_BOGUS &&
	       counts(report, query);
}

static void note_bogus(const struct mailauth_report *report, struct ma_findings *findings)
{
	struct ma_text apex = report->zone.apex_text;

	for (size_t i = 0; i < report->query_count; i++) {
		if (!is_bogus(report, findings->arena, &report->queries[i]))
			continue;
		ma_findings_add(findings, MA_DNS_BOGUS,
				apex.data != NULL ? apex : report->settings.domain_text);
		return;
	}
}

static void note_difference(struct ma_findings *findings, const struct mailauth_query *query,
			    const struct ma_answer *answer)
{
	struct mailauth_finding *finding =
		ma_findings_add(findings, MA_DNS_TTL_DIFFERS, ma_text(query->name));

	ma_finding_name(finding, "type", ma_text(ma_type_word(query->type)));
	ma_finding_name(finding, "least", ma_arena_number(findings->arena, answer->ttl));
	ma_finding_name(finding, "most", ma_arena_number(findings->arena, answer->ttl_most));
}

/* Whether QUERY asked for one of the records that say how mail is sent and received. */
static bool is_of_mail(const struct mailauth_report *report, const struct mailauth_query *query)
{
	struct ma_text domain = report->settings.domain_text;
	struct ma_text name = ma_text(query->name);
	bool policy = ma_text_starts(name, "_dmarc.");

	if (policy)
		name = ma_text_slice(name, strlen("_dmarc."), name.length);
	return ma_text_equal(name, domain) &&
	       (query->type == MA_TYPE_TXT || (query->type == MA_TYPE_MX && !policy));
}

static void note_length(struct ma_findings *findings, const struct mailauth_query *query,
			uint32_t ttl)
{
	struct mailauth_finding *finding =
		ma_findings_add(findings, MA_DNS_TTL_LONG, ma_text(query->name));

	ma_finding_name(finding, "type", ma_text(ma_type_word(query->type)));
	ma_finding_name(finding, "hours",
			ma_arena_number(findings->arena, (ttl + HOUR - 1) / HOUR));
}

static void note_ttl(const struct mailauth_report *report, struct ma_findings *findings,
		     const struct mailauth_query *query)
{
	const struct ma_answer *answer;

	if (query->answer->status != MA_ANSWER_RECORDS || query->alias != NULL ||
	    query->server != NULL || is_trial(ma_text(query->name)) ||
	    !ma_holder_is_in_zone(report, ma_text(query->name)))
		return;
	answer = answer_to(report, findings->arena, query);
	if (answer->status != MA_ANSWER_RECORDS || answer->alias != NULL || !counts(report, query))
		return;
	if (answer->ttl_most > answer->ttl)
		note_difference(findings, query, answer);
	else if (answer->ttl > TTL_MOST && is_of_mail(report, query))
		note_length(findings, query, answer->ttl);
}

void ma_domain_note_dns(const struct mailauth_report *report, struct ma_findings *findings)
{
	if (report->settings.domain == NULL || report->settings.scope != MAILAUTH_SCOPE_FULL)
		return;
	note_bogus(report, findings);
	for (size_t i = 0; i < report->query_count; i++)
		note_ttl(report, findings, &report->queries[i]);
}

void ma_cause_add_bogus(struct mailauth_report *report)
{
	const struct mailauth_finding *finding = ma_report_find(report, MA_DNS_BOGUS);

	if (finding == NULL || report->verdict.sender->outcome.result != MAILAUTH_SPF_TEMPERROR)
		return;
	ma_cause_add(&report->verdict, MA_PHRASE_CAUSE_MORE, finding);
	report->verdict.fault = finding;
}
