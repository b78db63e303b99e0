/* The proof: the report with a change in place, compared with the one without.
 *
 * SPDX-License-Identifier: MIT */

#include "fix.h"

const struct ma_assumed *ma_fix_assume(struct ma_arena *arena, const struct ma_assumed *overlay,
				       const struct mailauth_fix *fix,
				       const struct ma_fix_form *form)
{
	size_t count = fix->kept_count + form->added_count;
	struct ma_record *records = ma_arena_array(arena, count + 1, sizeof(*records));

	if (records == NULL)
		return NULL;
	for (size_t i = 0; i < fix->kept_count; i++)
		records[i] = fix->kept[i];
	for (size_t i = 0; i < form->added_count; i++)
		records[fix->kept_count + i] = form->added[i];
	if (fix->kept_count + fix->removed_count > 0 || fix->alias != NULL)
		return ma_overlay_replace(arena, overlay, fix->name, fix->type, records, count);
	return ma_overlay_add(arena, overlay, fix->name, fix->type, records, count,
			      MA_TTL_REPLACED);
}

/* --- No worse ----------------------------------------------------------------------- */

/* Whether FINDING is what SPF or DMARC says of mail that is judged: that is compared by results. */
static bool is_of_mail(const struct mailauth_report *report, const struct mailauth_finding *finding)
{
	if (finding == report->message.finding)
		return true;
	for (size_t i = 0; i < report->sender_count; i++)
		if (finding == report->senders[i]->finding)
			return true;
	return false;
}

bool ma_fix_has_finding(const struct mailauth_report *report,
			const struct mailauth_finding *finding)
{
	for (size_t i = 0; i < report->finding_count; i++)
		if (report->findings[i]->id == finding->id &&
		    ma_text_equal(report->findings[i]->name, finding->name))
			return true;
	return false;
}

static bool follows(struct ma_proposal *const *proposals, size_t count, enum ma_finding_id id)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < proposals[i]->follow_count; k++)
			if (proposals[i]->follows[k] == id)
				return true;
	return false;
}

/* Whether FINDING, which BEFORE has not, may be there afterwards.  What an error kept receivers
 * from seeing is not new; and no record of the domain changes what its hosts are called, which
 * counts only once the domain permits them. */
static bool may_appear(const struct mailauth_report *before, const struct mailauth_finding *finding)
{
	enum mailauth_severity severity = mailauth_finding_severity(finding);
	enum mailauth_section section = mailauth_finding_section(finding);

	return severity <= MAILAUTH_SEVERITY_NOTICE || section == MAILAUTH_SECTION_HOST ||
	       (severity == MAILAUTH_SEVERITY_WARNING &&
		mailauth_report_section_severity(before, section) == MAILAUTH_SEVERITY_ERROR);
}

/* The first that is new, from the one at *AT on, which then moves past it; NULL if there is none.
 */
static const struct mailauth_finding *find_new(const struct mailauth_report *before,
					       const struct mailauth_report *after, size_t *at)
{
	while (*at < after->finding_count) {
		const struct mailauth_finding *finding = after->findings[(*at)++];

		if (!is_of_mail(after, finding) && !ma_fix_has_finding(before, finding) &&
		    !may_appear(before, finding))
			return finding;
	}
	return NULL;
}

static bool has_new_finding(const struct mailauth_report *before,
			    const struct mailauth_report *after,
			    struct ma_proposal *const *proposals, size_t count)
{
	const struct mailauth_finding *finding;
	size_t at = 0;

	while ((finding = find_new(before, after, &at)) != NULL)
		if (!follows(proposals, count, finding->id))
			return true;
	return false;
}

static int rank_of_result(enum mailauth_spf_result result)
{
	switch (result) {
	case MAILAUTH_SPF_PASS:
		return 0;
	case MAILAUTH_SPF_NONE:
	case MAILAUTH_SPF_NEUTRAL:
		return 1;
	case MAILAUTH_SPF_SOFTFAIL:
		return 2;
	default:
		return 3;
	}
}

static bool is_worse_for_senders(const struct mailauth_report *before,
				 const struct mailauth_report *after)
{
	enum mailauth_dmarc_result then = mailauth_report_dmarc_result(after);

	for (size_t i = 0; i < before->sender_count && i < after->sender_count; i++) {
		enum mailauth_spf_result was = before->senders[i]->outcome.result;
		enum mailauth_spf_result is = after->senders[i]->outcome.result;

		/* Without a record, or with a void one, there is nothing that a sender could fail:
		 * only who passes is lost. */
		if (was == MAILAUTH_SPF_PASS && is != was)
			return true;
		if (before->spf.count == 1 && rank_of_result(is) > rank_of_result(was))
			return true;
	}
	return mailauth_report_dmarc_result(before) == MAILAUTH_DMARC_PASS &&
	       then != MAILAUTH_DMARC_PASS;
}

static int rank_of_spoofable(enum mailauth_spoofable spoofable)
{
	static const int ranks[] = {
		[MAILAUTH_SPOOFABLE_NO] = 0,
		[MAILAUTH_SPOOFABLE_PARTLY] = 1,
		[MAILAUTH_SPOOFABLE_UNKNOWN] = 2,
		[MAILAUTH_SPOOFABLE_YES] = 3,
	};

	return ranks[spoofable];
}

/* --- Whether what the caller assumes is worse ------------------------------------------ */

/* What is not known is not worse: the report says that it is not complete. */
static bool has_new_fault(const struct mailauth_report *before, const struct mailauth_report *after)
{
	const struct mailauth_finding *finding;
	size_t at = 0;

	while ((finding = find_new(before, after, &at)) != NULL)
		if (mailauth_finding_severity(finding) != MAILAUTH_SEVERITY_UNKNOWN)
			return true;
	return false;
}

bool mailauth_report_is_worse(const struct mailauth_report *report)
{
	const struct mailauth_report *before = report->before;

	if (before == NULL)
		return false;
	return is_worse_for_senders(before, report) || has_new_fault(before, report) ||
	       (report->verdict.spoofable != MAILAUTH_SPOOFABLE_UNKNOWN &&
		rank_of_spoofable(report->verdict.by_strangers) >
			rank_of_spoofable(before->verdict.by_strangers));
}

/* --- Policies ---------------------------------------------------------------------------- */

/* Whether IS, a policy, asks for more than WAS. */
static bool is_stronger(enum mailauth_policy is, enum mailauth_policy was)
{
	return is > was && is > MAILAUTH_POLICY_NONE;
}

/* Whether IS asks for more than WAS of any mail, in the reading of RFC 9989 or in that of RFC 7489.
 */
static bool asks_for_more(const struct ma_dmarc *is, const struct ma_dmarc *was)
{
	return is_stronger(is->policy.policy, was->policy.policy) ||
	       is_stronger(is->existing.policy, was->existing.policy) ||
	       is_stronger(is->missing.policy, was->missing.policy) ||
	       is_stronger(is->old.policy, was->old.policy) ||
	       is_stronger(is->old.below, was->old.below) ||
	       is_stronger(is->old.made, was->old.made);
}

/* The audited domain, and that of the visible From: a record may be above both. */
static bool refuses_more(const struct mailauth_report *is, const struct mailauth_report *was)
{
	return asks_for_more(is->dmarc_domain, was->dmarc_domain) ||
	       asks_for_more(is->dmarc, was->dmarc);
}

bool ma_fix_is_no_worse(const struct ma_proposals *proposals, const struct mailauth_report *after,
			struct ma_proposal *const *proven, size_t count)
{
	const struct mailauth_report *before = proposals->report;
	bool may_refuse = false;

	for (size_t i = 0; i < count; i++) {
		may_refuse = may_refuse || proven[i]->may_refuse;
		for (size_t k = 0; k < proven[i]->fix.remove_count; k++)
			if (ma_fix_has_finding(after, proven[i]->fix.removes[k]))
				return false;
	}
	return after->complete && !is_worse_for_senders(before, after) &&
	       rank_of_spoofable(after->verdict.by_strangers) <=
		       rank_of_spoofable(before->verdict.by_strangers) &&
	       (may_refuse || !refuses_more(after, before)) && !refuses_more(before, after) &&
	       !has_new_finding(before, after, proven, count);
}
