/* What is overruled altogether, as the domain has no mail, or DMARC makes it of no account.
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

/* What a domain without mail hears instead of FINDING: to close at once, not slowly; and not to
 * care for mail that it neither sends nor receives. */
static bool find_overruling_id(const struct mailauth_finding *finding, enum ma_finding_id *id)
{
	switch (finding->id) {
	case MA_DMARC_NO_RECORD:
	case MA_DMARC_POLICY_NONE:
	case MA_DMARC_POLICY_QUARANTINE:
		*id = MA_DMARC_PARKED;
		return true;
	case MA_MX_NULL:
	case MA_DKIM_NONE_FOUND:
	case MA_DKIM_NO_DOMAINKEY:
	case MA_DKIM_SELECTOR_REVOKED:
	case MA_DMARC_RUA_MISSING:
	case MA_DMARC_ENFORCED_WITHOUT_REPORTS:
		*id = MA_MX_NOT_NEEDED;
		return true;
	default:
		return false;
	}
}

/* The name of the domain that FINDING is about: keys are at names of their own. */
static bool is_about(const struct mailauth_finding *finding, struct ma_text domain)
{
	return mailauth_finding_section(finding) == MAILAUTH_SECTION_DKIM ||
	       ma_text_equal(finding->name, domain);
}

/* The finding ID about the domain of FINDING. */
static const struct mailauth_finding *find_about(const struct ma_findings *combined,
						 enum ma_finding_id id,
						 const struct mailauth_finding *finding)
{
	const struct mailauth_finding *found = combined->first;

	while (found != NULL && (found->id != id || !is_about(finding, found->name)))
		found = found->next;
	return found;
}

static const struct mailauth_finding *find_parked(const struct ma_findings *combined,
						  const struct mailauth_finding *finding)
{
	enum ma_finding_id id;

	/* No mail of its own can fail, so reports have nothing to say. */
	if (finding->id == MA_DMARC_ENFORCED_WITHOUT_REPORTS &&
	    find_about(combined, MA_DMARC_RECEIVES_ONLY, finding) != NULL)
		return find_about(combined, MA_DMARC_RECEIVES_ONLY, finding);
	if (!find_overruling_id(finding, &id))
		return NULL;
	return find_about(combined, id, finding);
}

/* A signature of another name of the organization was verified: a key of the domain's own is not
 * needed for this mail. */
static const struct mailauth_finding *find_signature(const struct mailauth_report *report,
						     const struct mailauth_finding *finding)
{
	const struct ma_dmarc_message *message = &report->message;

	if ((finding->id != MA_DKIM_NO_DOMAINKEY && finding->id != MA_DKIM_NONE_FOUND) ||
	    message->dkim != MA_ALIGNED_YES || message->proof == NULL ||
	    message->proof->method != MA_BY_DKIM ||
	    ma_name_equal(message->proof->domain, report->settings.domain))
		return NULL;
	return message->finding;
}

/* The domain above has keys, and its signatures count for mail from here (RFC 9989 4.4.1): a key of
 * its own is not needed.  What says so comes before FINDING. */
static const struct mailauth_finding *find_keys_above(const struct mailauth_report *report,
						      const struct mailauth_finding *finding)
{
	const struct ma_dmarc *dmarc = report->dmarc_domain;

	if (finding->id != MA_DKIM_NO_DOMAINKEY ||
	    dmarc->policy.policy == MAILAUTH_POLICY_UNKNOWN ||
	    (dmarc->policy.record != NULL && dmarc->policy.record->strict_dkim) ||
	    (dmarc->old.record != NULL && dmarc->old.record->strict_dkim))
		return NULL;
	return ma_report_find(report, MA_DKIM_KEYS_ABOVE);
}

/* Whether a record at NAME, where there is none, would be of no use for DMARC: a pass there does
 * not count for the visible sender's organization (RFC 9989 4.4). */
static bool is_of_no_use(const struct mailauth_report *report, struct ma_text name)
{
	const struct mailauth_finding *of_mail = report->message.finding;
	const struct ma_dmarc *dmarc = report->dmarc;

	if (of_mail == NULL || ma_text_equal(name, report->settings.domain_text))
		return false;
	if (of_mail->id == MA_DMARC_ENVELOPE_UNALIGNED)
		return ma_text_equal(name, ma_finding_argument(of_mail, "domain"));
	if (of_mail->id != MA_DMARC_PASSES_UNALIGNED &&
	    of_mail->id != MA_DMARC_PASSES_UNALIGNED_STRICT)
		return false;
	return dmarc != NULL && dmarc->org_known && dmarc->old.known &&
	       !ma_domain_is_within(name, dmarc->org_shown) &&
	       !ma_domain_is_within(name, dmarc->old_org_shown);
}

/* What a sender's evaluation found, and DMARC makes of no account: its result; and that there is no
 * record at an envelope's domain that is another's. */
static const struct mailauth_finding *find_excuse(const struct mailauth_report *report,
						  const struct mailauth_finding *finding)
{
	for (size_t i = 0; i < report->sender_count; i++)
		if (report->senders[i]->excused != NULL &&
		    ma_finding_equal(report->senders[i]->finding, finding))
			return report->senders[i]->excused;
	return finding->id == MA_SPF_NO_RECORD && is_of_no_use(report, finding->name)
		       ? report->message.finding
		       : NULL;
}

const struct mailauth_finding *ma_report_find_overruling(const struct mailauth_report *report,
							 const struct ma_findings *combined,
							 const struct mailauth_finding *finding)
{
	const struct mailauth_finding *overruling = find_parked(combined, finding);

	if (overruling == NULL)
		overruling = find_signature(report, finding);
	if (overruling == NULL)
		overruling = find_keys_above(report, finding);
	return overruling != NULL ? overruling : find_excuse(report, finding);
}
