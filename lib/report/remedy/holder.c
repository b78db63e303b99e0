/* Holders: whose text a finding is about, that of the domain's own zone or of someone else.
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

bool ma_holder_is_delegated(const struct mailauth_report *report, struct ma_text name)
{
	struct ma_text apex = report->zone.apex_text;

	return apex.data != NULL && ma_domain_is_within(name, apex) &&
	       ma_answers_show_cut(report->answers, apex, name);
}

/* A registry's zone holds the names of everyone: it is what the DNS says of where a domain is not
 * registered. */
bool ma_holder_is_in_zone(const struct mailauth_report *report, struct ma_text name)
{
	struct ma_text apex = report->zone.apex_text;
	const struct ma_dmarc *dmarc = report->dmarc_domain;

	if (apex.data == NULL)
		return ma_domain_is_within(name, dmarc->old.known ? dmarc->old_org_shown
								  : report->settings.domain_text);
	return ma_domain_is_within(name, apex) && !ma_holder_is_delegated(report, name) &&
	       (!dmarc->old.known || ma_domain_is_within(apex, dmarc->old_org_shown) ||
		ma_domain_is_within(apex, report->settings.domain_text));
}

/* RFC 4592 2.1.1: a wildcard is a name in the zone of its domain, and no domain of its own. */
struct ma_text ma_domain_of_wildcard(struct ma_text name)
{
	return ma_text_starts(name, "*.") ? ma_text_slice(name, 2, name.length) : name;
}

/* Where the names of others begin: NAME is in the zone, or below the domain or its organization. */
static bool is_own(const struct mailauth_report *report, struct ma_text name)
{
	const struct ma_dmarc *dmarc = report->dmarc_domain;

	return ma_holder_is_in_zone(report, name) ||
	       ma_domain_is_within(name, report->settings.domain_text) ||
	       (dmarc->org_known && !dmarc->strangers &&
		ma_domain_is_within(name, dmarc->org_shown));
}

/* The last name that aliases lead to from NAME; .data is NULL where there are none. */
static struct ma_text find_alias(const struct mailauth_report *report, struct ma_arena *arena,
				 struct ma_text name, uint16_t type)
{
	const struct ma_name *wire = ma_name_unescape(arena, name);
	const struct ma_answer *answer;

	if (wire == NULL)
		return (struct ma_text){ 0 };
	answer = ma_recall(report->answers, report->overlay, arena, wire, type);
	return answer->alias != NULL ? ma_name_present(arena, answer->alias)
				     : (struct ma_text){ 0 };
}

struct ma_holder ma_holder_find(const struct mailauth_report *report, struct ma_arena *arena,
				struct ma_text name, uint16_t type)
{
	struct ma_text alias = find_alias(report, arena, name, type);
	struct ma_holder holder = { .name = alias.data != NULL ? alias : name };

	holder.own = is_own(report, holder.name);
	return holder;
}

/* RFC 1034 3.6.2: the CNAME record is published at the name itself. */
bool ma_holder_is_of_alias(const struct mailauth_finding *finding)
{
	switch (finding->id) {
	case MA_DKIM_ALIAS_DANGLING:
	case MA_DKIM_TARGET_NO_DOMAIN:
	case MA_DKIM_ALIAS_RESERVED:
	case MA_DKIM_SIGNING_OFF:
	case MA_SPF_ALIAS_AWAY:
	case MA_SPF_ALIAS_DANGLING:
	case MA_MX_THROUGH_ALIAS:
	case MA_DMARC_ALIAS_NO_RECORD:
	case MA_DMARC_ALIAS_NO_DOMAIN:
	case MA_DKIM_ALIAS_CIRCLE:
	case MA_DKIM_SELECTOR_WILDCARD: /* an alias of "*" ends where a record is published */
	case MA_DMARC_NO_RECORD:
	case MA_DNS_ALIAS:
		return true;
	case MA_DKIM_TARGET_MISSING: /* the zone was appended to the alias */
		return ma_finding_argument(finding, "other").data != NULL;
	default:
		return false;
	}
}

struct ma_text ma_holder_asked(struct ma_arena *arena, struct ma_text name,
			       const struct mailauth_finding *finding)
{
	struct ma_buffer owner = { 0 };

	/* The name that people know is not where the record is published. */
	if (mailauth_finding_section(finding) != MAILAUTH_SECTION_DMARC ||
	    ma_text_starts(name, "_dmarc.") || finding->id == MA_DMARC_WILDCARD_POLICY ||
	    finding->id == MA_DMARC_WILDCARD_ALIAS || finding->id == MA_DMARC_PSD_ON_WILDCARD)
		return name;
	ma_buffer_string(&owner, "_dmarc.");
	ma_buffer_text(&owner, name);
	return ma_buffer_keep(&owner, arena);
}

uint16_t ma_holder_type(const struct mailauth_finding *finding)
{
	return mailauth_finding_section(finding) == MAILAUTH_SECTION_MX ? MA_TYPE_MX : MA_TYPE_TXT;
}

struct ma_holder ma_holder_of(const struct mailauth_report *report, struct ma_arena *arena,
			      struct ma_text name, const struct mailauth_finding *finding)
{
	struct ma_text asked;
	struct ma_holder holder;

	if (ma_holder_is_of_alias(finding) || finding == report->message.finding)
		return (struct ma_holder){ .name = name, .own = is_own(report, name) };
	asked = ma_holder_asked(arena, name, finding);
	holder = ma_holder_find(report, arena, asked, ma_holder_type(finding));
	/* An alias may lead to another company's _dmarc. */
	if (ma_text_equal(holder.name, asked))
		holder.name = name;
	return holder;
}
