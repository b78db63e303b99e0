/* A domain that does not exist: nothing else is to be said of it.
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

/* RFC 8020 2: NXDOMAIN.  Of an alias it is said of what the alias leads to (RFC 6604 3).  Of mail
 * with a visible From it is the mail that is judged. */
bool ma_domain_is_missing(const struct mailauth_report *report, struct ma_arena *arena)
{
	const struct ma_settings *settings = &report->settings;
	const struct ma_answer *answer;

	if (settings->domain == NULL || settings->scope != MAILAUTH_SCOPE_FULL ||
	    report->from_given)
		return false;
	answer = ma_recall(report->answers, report->overlay, arena, settings->domain, MA_TYPE_TXT);
	return answer->status == MA_ANSWER_NXDOMAIN && answer->alias == NULL;
}

/* Whether the zone in which the name would be is the domain's own, and not a registry's. */
static bool has_zone(const struct mailauth_report *report)
{
	const struct ma_dmarc_7489 *old = &report->dmarc_domain->old;
	struct ma_text apex = report->zone.apex_text;

	return apex.data != NULL && old->known &&
	       ma_domain_is_within(apex, report->dmarc_domain->old_org_shown);
}

/* Whether it is about a record that is there, and was meant for the name that is not. */
static bool is_elsewhere(const struct mailauth_finding *finding)
{
	return finding->id == MA_SPF_DOUBLED_NAME || finding->id == MA_DMARC_DOUBLED_NAME;
}

bool ma_domain_leaves_room(const struct mailauth_report *report,
			   const struct mailauth_finding *finding)
{
	return !report->missing || is_elsewhere(finding) ||
	       mailauth_finding_section(finding) == MAILAUTH_SECTION_DNS;
}

void ma_domain_note_missing(const struct mailauth_report *report, struct ma_findings *findings)
{
	struct ma_text name = ma_name_present(findings->arena, report->settings.domain);

	if (has_zone(report))
		ma_finding_text(ma_findings_add(findings, MA_DNS_NO_NAME, name), "zone",
				report->zone.apex_text);
	else
		ma_findings_add(findings, MA_DNS_NO_DOMAIN, name);
}
