/* Places: at which name servers a text is changed, and how long it takes until everyone sees it.
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

/* Whether the text of FINDING is one that someone looks up at the name it is about. */
static bool is_published(const struct mailauth_report *report, struct ma_text name,
			 const struct mailauth_finding *finding)
{
	switch (mailauth_finding_section(finding)) {
	case MAILAUTH_SECTION_DKIM: /* of all keys together, there is no one answer */
		return !ma_text_equal(name, report->settings.domain_text);
	case MAILAUTH_SECTION_DNS:
		return finding->id == MA_DNS_ALIAS;
	default:
		return true;
	}
}

static uint32_t ttl_of(const struct mailauth_report *report, struct ma_arena *arena,
		       struct ma_text name, const struct mailauth_finding *finding)
{
	const struct ma_name *wire = ma_name_unescape(arena, ma_holder_asked(arena, name, finding));
	const struct ma_answer *answer;

	if (wire == NULL)
		return 0;
	answer = ma_recall(report->answers, report->overlay, arena, wire, ma_holder_type(finding));
	/* What an alias leads to is kept for itself (RFC 2181 5.2). */
	return ma_holder_is_of_alias(finding) && answer->link_count > 0 ? answer->links[0].ttl
									: answer->ttl;
}

/* Where the DMARC record is published that applies to NAME, if NAME has none of its own. */
static struct ma_text find_policy(const struct mailauth_report *report, struct ma_text name)
{
	const struct ma_dmarc *asked[] = { report->dmarc_domain, report->dmarc };

	for (size_t i = 0; i < 2; i++)
		if (ma_text_equal(asked[i]->shown, name) && asked[i]->record_at.data != NULL &&
		    asked[i]->walk.steps[0].status == MA_WALK_NONE &&
		    asked[i]->walk.steps[0].invalid == NULL)
			return asked[i]->record_at;
	return name;
}

/* How long receivers may remember the answer that FINDING is about, also if it says that there is
 * nothing (RFC 2308 5); 0 where it is not known. */
static uint32_t find_wait(const struct mailauth_report *report, struct ma_arena *arena,
			  struct ma_text name, const struct mailauth_finding *finding)
{
	if (!is_published(report, name, finding))
		return 0;
	if (mailauth_finding_section(finding) == MAILAUTH_SECTION_DMARC)
		name = find_policy(report, name);
	return ttl_of(report, arena, name, finding);
}

bool ma_remedy_is_of_message(const struct mailauth_report *report,
			     const struct mailauth_finding *finding)
{
	return finding == report->message.finding;
}

/* Whether the text at NAME can be changed at the name servers that the report knows. */
static bool is_here(const struct mailauth_report *report, struct ma_text name,
		    const struct mailauth_finding *finding)
{
	return report->zone.apex_text.data != NULL && ma_holder_is_in_zone(report, name) &&
	       !report->spf.elsewhere &&
	       mailauth_finding_severity(finding) != MAILAUTH_SEVERITY_UNKNOWN &&
	       !ma_remedy_is_of_message(report, finding);
}

/* Whether FINDING is about the record at _dmarc, which has a zone of its own. */
static bool is_of_policy_zone(const struct mailauth_report *report, struct ma_arena *arena,
			      struct ma_text name, const struct mailauth_finding *finding)
{
	return report->zone.policy_apex.data != NULL &&
	       ma_text_equal(ma_holder_asked(arena, name, finding), report->zone.policy_apex);
}

void ma_remedy_place(struct ma_remedy *remedy, const struct mailauth_report *report)
{
	/* The zone file may name others, which no one asks. */
	bool above = report->settings.compare && report->servers.delegation.count > 0;

	remedy->where = above ? report->servers.delegation.names : report->zone.servers;
	remedy->where_count = above ? report->servers.delegation.count : report->zone.server_count;
}

void ma_remedy_find_place(const struct mailauth_report *report, struct ma_arena *arena,
			  struct ma_remedy *remedy, const struct mailauth_finding *finding)
{
	if (remedy->who == 0 || !is_here(report, remedy->at, finding))
		return;
	if (is_of_policy_zone(report, arena, remedy->at, finding)) {
		remedy->zone = remedy->holder.name = report->zone.policy_apex;
		remedy->where = report->zone.policy_servers;
		remedy->where_count = report->zone.policy_server_count;
	} else {
		ma_remedy_place(remedy, report);
	}
	remedy->wait = find_wait(report, arena, remedy->at, finding);
}
