/* The first sentence about a domain: the worst that is known of it, whichever section it is of.
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

static enum mailauth_severity severity_of(const struct mailauth_report *report,
					  enum mailauth_section section)
{
	return mailauth_report_section_severity(report, section);
}

/* --- The DNS ----------------------------------------------------------------------- */

/* Where receivers get no answer, it does not matter what is published. */
static bool say_bogus(struct mailauth_report *report)
{
	const struct mailauth_finding *finding = ma_report_find(report, MA_DNS_BOGUS);

	if (finding == NULL)
		return false;
	report->verdict.summary.phrase = MA_PHRASE_SUMMARY_BOGUS;
	report->verdict.told = report->verdict.fault = finding;
	return true;
}

/* --- Own mail ----------------------------------------------------------------------- */

/* That own mail is stopped, if it is; the reason is what SPF lacks. */
static bool say_refused(struct mailauth_report *report)
{
	static const enum ma_finding_id ids[] = { MA_DMARC_OWN_MAIL_REFUSED,
						  MA_DMARC_UNSIGNED_REFUSED,
						  MA_DMARC_LATE_SERVERS_REFUSED,
						  MA_DMARC_PROVIDER_MAIL_REFUSED };
	static const enum ma_phrase_id rejected[] = { MA_PHRASE_SUMMARY_OWN_REFUSED,
						      MA_PHRASE_SUMMARY_UNSIGNED_REFUSED,
						      MA_PHRASE_SUMMARY_LATE_REFUSED,
						      MA_PHRASE_SUMMARY_PROVIDER_REFUSED };
	static const enum ma_phrase_id quarantined[] = { MA_PHRASE_SUMMARY_OWN_QUARANTINED,
							 MA_PHRASE_SUMMARY_UNSIGNED_REFUSED,
							 MA_PHRASE_SUMMARY_LATE_REFUSED,
							 MA_PHRASE_SUMMARY_PROVIDER_QUARANTINED };
	struct ma_verdict *verdict = &report->verdict;
	struct ma_lacking lacking;

	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		const struct mailauth_finding *finding = ma_report_find(report, ids[i]);

		if (finding == NULL)
			continue;
		verdict->summary.phrase =
			report->dmarc_domain->policy.policy == MAILAUTH_POLICY_REJECT
				? rejected[i]
				: quarantined[i];
		if (ma_finding_argument(finding, "unsigned").data != NULL)
			verdict->summary.phrase =
				report->dmarc_domain->policy.policy == MAILAUTH_POLICY_REJECT
					? MA_PHRASE_SUMMARY_PROVIDER_UNSIGNED_REFUSED
					: MA_PHRASE_SUMMARY_PROVIDER_UNSIGNED_QUARANTINED;
		ma_cause_add(verdict, MA_PHRASE_CAUSE_MORE, finding);
		verdict->reason = verdict->fault = finding;
		if (severity_of(report, MAILAUTH_SECTION_SPF) >= MAILAUTH_SEVERITY_WARNING)
			ma_cause_add_section(report, MAILAUTH_SECTION_SPF,
					     severity_of(report, MAILAUTH_SECTION_SPF));
		ma_sentence_add(&verdict->summary, "policy",
				ma_finding_argument(finding, "policy"));
		if (ma_report_find_lacking(report, &lacking))
			ma_sentence_add_company(&verdict->summary, lacking.company);
		return true;
	}
	return false;
}

/* --- Errors ------------------------------------------------------------------------- */

/* Whether the record does not cover what the user called his own. */
static bool lacks_expected(const struct mailauth_report *report)
{
	return ma_report_find(report, MA_SPF_EXPECTED_IP_MISSING) != NULL ||
	       ma_report_find(report, MA_SPF_EXPECTED_INCLUDE_MISSING) != NULL ||
	       ma_report_find(report, MA_SPF_EXPECTED_INCLUDE_UNREACHED) != NULL;
}

static enum ma_phrase_id phrase_of_spf_error(const struct mailauth_report *report)
{
	const struct ma_spf_published *spf = &report->spf;

	if (spf->count == 0)
		return ma_report_has_unread_spf(report) ? MA_PHRASE_SUMMARY_RECORD_UNREAD
							: MA_PHRASE_SUMMARY_RECORD_NONE;
	if (spf->count > 1 || spf->tree.root_faults > 0)
		return MA_PHRASE_SUMMARY_RECORD_VOID;
	if (ma_report_is_open(report))
		return MA_PHRASE_SUMMARY_RECORD_OPEN;
	if (spf->tree.errors)
		return MA_PHRASE_SUMMARY_RECORD_FAILS;
	return lacks_expected(report) ? MA_PHRASE_SUMMARY_EXPECTED : MA_PHRASE_SUMMARY_AROUND_OPEN;
}

/* A section, and what is said of it first if it has an error; where the SPF record is correct, the
 * report says that, too. */
static const struct {
	enum mailauth_section section;
	enum ma_phrase_id beside;
	enum ma_phrase_id error;
	enum ma_phrase_id warning;
} others[] = {
	{ MAILAUTH_SECTION_DMARC, MA_PHRASE_SUMMARY_DMARC, MA_PHRASE_SUMMARY_DMARC_TOO,
	  MA_PHRASE_SUMMARY_DMARC_WEAK },
	{ MAILAUTH_SECTION_DKIM, MA_PHRASE_SUMMARY_DKIM, MA_PHRASE_SUMMARY_DKIM_TOO,
	  MA_PHRASE_SUMMARY_DKIM_WEAK },
	{ MAILAUTH_SECTION_MX, MA_PHRASE_SUMMARY_MX, MA_PHRASE_SUMMARY_MX_TOO,
	  MA_PHRASE_SUMMARY_MX_WEAK },
};

enum {
	OTHERS = sizeof(others) / sizeof(*others),
};

static bool say(struct mailauth_report *report, enum ma_phrase_id phrase,
		enum mailauth_section section)
{
	report->verdict.summary.phrase = phrase;
	ma_cause_add_section(report, section, severity_of(report, section));
	return true;
}

/* What is neither of the four: the name servers, and the hosts that were named. */
static bool say_around(struct mailauth_report *report, enum mailauth_severity severity)
{
	if (severity_of(report, MAILAUTH_SECTION_DNS) == severity)
		return say(report,
			   ma_report_find(report, MA_DNS_NOT_PUBLISHED) != NULL
				   ? MA_PHRASE_SUMMARY_UNPUBLISHED
				   : MA_PHRASE_SUMMARY_AROUND,
			   MAILAUTH_SECTION_DNS);
	if (severity_of(report, MAILAUTH_SECTION_HOST) == severity)
		return say(report, MA_PHRASE_SUMMARY_AROUND, MAILAUTH_SECTION_HOST);
	return false;
}

/* Whether no mail can come in: mail servers are named, and none of them has an address. */
static bool is_unreachable(const struct mailauth_report *report)
{
	const struct ma_mx *mx = &report->mx;

	if (mx->null || mx->implicit || mx->count == 0 || mx->unasked ||
	    ma_report_find(report, MA_MX_LOOKUP_FAILED) != NULL ||
	    severity_of(report, MAILAUTH_SECTION_MX) != MAILAUTH_SEVERITY_ERROR)
		return false;
	for (size_t i = 0; i < mx->count; i++)
		if (mx->hosts[i].address_count > 0)
			return false;
	return true;
}

static bool say_error(struct mailauth_report *report)
{
	enum mailauth_severity spf = severity_of(report, MAILAUTH_SECTION_SPF);
	bool sound =
		spf != MAILAUTH_SEVERITY_WARNING && report->spf.count == 1 && !report->spf.pasted;

	if (is_unreachable(report))
		return say(report, MA_PHRASE_SUMMARY_MX_UNREACHABLE, MAILAUTH_SECTION_MX);
	if (spf == MAILAUTH_SEVERITY_ERROR)
		return say(report, phrase_of_spf_error(report), MAILAUTH_SECTION_SPF);
	for (size_t i = 0; i < OTHERS; i++)
		if (severity_of(report, others[i].section) == MAILAUTH_SEVERITY_ERROR)
			return say(report, sound ? others[i].beside : others[i].error,
				   others[i].section);
	return say_around(report, MAILAUTH_SEVERITY_ERROR);
}

/* --- What is not there -------------------------------------------------------------- */

/* Nothing for mail at all, or no way for mail to come back. */
static bool say_absence(struct mailauth_report *report)
{
	bool unknown = severity_of(report, MAILAUTH_SECTION_SPF) == MAILAUTH_SEVERITY_UNKNOWN;

	if (report->spf.unknown || (unknown && report->spf.tree.unanswered))
		return say(report, MA_PHRASE_SUMMARY_RECORD_UNKNOWN, MAILAUTH_SECTION_SPF);
	if (report->spf.count == 0) {
		report->verdict.told = ma_report_find(report, MA_DMARC_IF_NO_MAIL);
		return say(report,
			   report->verdict.told != NULL ? MA_PHRASE_SUMMARY_NOTHING
							: MA_PHRASE_SUMMARY_RECORD_NONE,
			   MAILAUTH_SECTION_SPF);
	}
	if (report->spf.pasted)
		return say(report, MA_PHRASE_SUMMARY_RECORD_PASTED, MAILAUTH_SECTION_SPF);
	if (ma_report_find(report, MA_MX_NONE) != NULL)
		return say(report, MA_PHRASE_SUMMARY_MX_NONE, MAILAUTH_SECTION_MX);
	if (ma_report_find(report, MA_MX_IMPLICIT) != NULL)
		return say(report, MA_PHRASE_SUMMARY_MX_MISSING, MAILAUTH_SECTION_MX);
	return false;
}

/* Mail comes in, and none is to go out. */
static bool say_receiving(struct mailauth_report *report)
{
	const struct mailauth_finding *finding = ma_report_find(report, MA_DMARC_RECEIVES_ONLY);

	if (finding == NULL)
		return false;
	report->verdict.summary.phrase = MA_PHRASE_SUMMARY_RECEIVES_ONLY;
	report->verdict.told = finding;
	ma_sentence_add(&report->verdict.summary, "policy", ma_finding_argument(finding, "policy"));
	return true;
}

/* --- What could be better ----------------------------------------------------------- */

/* What a policy that stops nothing is followed by. */
static const struct mailauth_finding *find_monitoring(const struct mailauth_report *report)
{
	static const enum ma_finding_id ids[] = { MA_DMARC_POLICY_NONE, MA_DMARC_POLICY_INHERITED,
						  MA_DMARC_PUBLIC_SUFFIX_UNMARKED,
						  MA_DMARC_PUBLIC_SUFFIX_MONITORS };
	const struct mailauth_finding *finding = NULL;

	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids) && finding == NULL; i++)
		finding = ma_report_find(report, ids[i]);
	return finding;
}

static bool say_open(struct mailauth_report *report)
{
	struct ma_verdict *verdict = &report->verdict;

	if (verdict->spoofable != MAILAUTH_SPOOFABLE_YES)
		return false;
	if (severity_of(report, MAILAUTH_SECTION_DMARC) < MAILAUTH_SEVERITY_WARNING) {
		verdict->summary.phrase = verdict->spoof.phrase;
		verdict->told = find_monitoring(report);
	} else {
		say(report, verdict->spoof.phrase, MAILAUTH_SECTION_DMARC);
	}
	return true;
}

/* Whether SECTION has a warning of more than lost reports, which stop no mail. */
static bool has_warning(const struct mailauth_report *report, enum mailauth_section section)
{
	if (severity_of(report, section) != MAILAUTH_SEVERITY_WARNING)
		return false;
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct mailauth_finding *finding = report->findings[i];

		if (mailauth_finding_section(finding) == section &&
		    mailauth_finding_severity(finding) == MAILAUTH_SEVERITY_WARNING &&
		    !ma_finding_is_of_reports(finding))
			return true;
	}
	return false;
}

/* What could not be looked up, and so what to do about that. */
static bool say_incomplete(struct mailauth_report *report)
{
	static const enum mailauth_section sections[] = {
		MAILAUTH_SECTION_SPF, MAILAUTH_SECTION_DMARC, MAILAUTH_SECTION_DKIM,
		MAILAUTH_SECTION_MX,  MAILAUTH_SECTION_DNS,   MAILAUTH_SECTION_HOST,
	};

	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		if (severity_of(report, sections[i]) == MAILAUTH_SEVERITY_UNKNOWN)
			return say(report, MA_PHRASE_SUMMARY_INCOMPLETE, sections[i]);
	report->verdict.summary.phrase = MA_PHRASE_SUMMARY_INCOMPLETE;
	return true;
}

static bool say_warning(struct mailauth_report *report)
{
	if (severity_of(report, MAILAUTH_SECTION_SPF) == MAILAUTH_SEVERITY_WARNING)
		return say(report, MA_PHRASE_SUMMARY_RECORD_WEAK, MAILAUTH_SECTION_SPF);
	for (size_t i = 0; i < OTHERS; i++)
		if (has_warning(report, others[i].section))
			return say(report, others[i].warning, others[i].section);
	if (say_around(report, MAILAUTH_SEVERITY_WARNING))
		return true;
	if (severity_of(report, MAILAUTH_SECTION_DMARC) == MAILAUTH_SEVERITY_WARNING)
		return say(report, MA_PHRASE_SUMMARY_DMARC_WEAK, MAILAUTH_SECTION_DMARC);
	if (mailauth_report_severity(report) < MAILAUTH_SEVERITY_WARNING)
		return false;
	return say_incomplete(report);
}

/* --- The first that fits ------------------------------------------------------------- */

void ma_headline_judge(struct mailauth_report *report)
{
	struct ma_verdict *verdict = &report->verdict;

	if (report->settings.domain == NULL) {
		verdict->summary.phrase = MA_PHRASE_SUMMARY_MALFORMED;
		verdict->told = report->findings[0];
	} else if (!say_bogus(report) && !say_refused(report) && !say_error(report) &&
		   !say_absence(report) && !say_open(report) && !say_warning(report) &&
		   !say_receiving(report)) {
		verdict->summary.phrase = ma_report_find(report, MA_MX_NOT_NEEDED) != NULL
						  ? MA_PHRASE_SUMMARY_PARKED
						  : MA_PHRASE_SUMMARY_GOOD;
	}
	ma_sentence_add(&verdict->summary, "domain", report->settings.domain_shown);
}

bool ma_headline_judge_missing(struct mailauth_report *report)
{
	static const struct {
		enum ma_finding_id id;
		enum ma_phrase_id phrase;
	} kinds[] = { { MA_DNS_NO_DOMAIN, MA_PHRASE_SUMMARY_NO_DOMAIN },
		      { MA_DNS_NO_NAME, MA_PHRASE_SUMMARY_NO_NAME } };
	struct ma_verdict *verdict = &report->verdict;

	for (size_t i = 0; report->missing && i < sizeof(kinds) / sizeof(*kinds); i++) {
		if ((verdict->told = ma_report_find(report, kinds[i].id)) == NULL)
			continue;
		verdict->fault = verdict->told;
		verdict->summary.phrase = kinds[i].phrase;
		ma_sentence_add(&verdict->summary, "zone", report->zone.apex_text);
		ma_sentence_add(&verdict->summary, "domain", report->settings.domain_shown);
		return true;
	}
	return false;
}
