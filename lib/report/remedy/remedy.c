/* Remedies: who can act on a finding, and at which name; where, place.c finds.
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

/* --- At which name ---------------------------------------------------------- */

/* The domain that the verdict is about. */
static struct ma_text subject(const struct mailauth_report *report)
{
	return report->verdict.sender != NULL ? report->verdict.sender->domain_text
					      : report->settings.domain_text;
}

/* The record of NAME in the tree of the SPF record; NULL if it takes in none. */
static const struct ma_spf_branch *find_branch(const struct mailauth_report *report,
					       struct ma_text name)
{
	const struct ma_spf_tree *tree = &report->spf.tree;

	for (size_t i = 0; i < tree->branch_count; i++)
		if (tree->branches[i]->state == MA_BRANCH_RECORD &&
		    ma_text_equal(tree->branches[i]->domain, name))
			return tree->branches[i];
	return NULL;
}

static bool is_found_by(const struct mailauth_sender *sender,
			const struct mailauth_finding *finding)
{
	const struct mailauth_finding *found = sender->findings;

	while (found != NULL && !ma_finding_equal(found, finding))
		found = found->next;
	return found != NULL;
}

/* The domain whose evaluation passes a limit at a term of FINDING's record: the audited one, if its
 * tree holds that record, or else a sender's. */
static struct ma_text root_of(const struct mailauth_report *report,
			      const struct mailauth_finding *finding)
{
	if (find_branch(report, finding->name) != NULL)
		return report->settings.domain_text;
	for (size_t i = 0; i < report->sender_count; i++)
		if (is_found_by(report->senders[i], finding))
			return report->senders[i]->domain_text;
	return report->settings.domain_text;
}

/* Whether a limit is passed, by a tree as a whole: its root is where terms can be taken out. */
static bool is_limit(const struct mailauth_finding *finding)
{
	switch (finding->id) {
	case MA_SPF_TOO_MANY_LOOKUPS:
	case MA_SPF_TOO_MANY_VOIDS:
	case MA_SPF_TOO_MANY_VOIDS_FAMILY:
	case MA_SPF_TOO_MANY_VOIDS_UNUSED:
	case MA_SPF_TOO_MANY_VOIDS_SENDER:
		return true;
	default:
		return false;
	}
}

/* Whether a sender is turned down by what a redirect leads to: it is added to the record that it
 * starts from, and not to the other. */
static bool is_of_sender(const struct mailauth_finding *finding)
{
	return finding->id == MA_SPF_SENDER_NEUTRAL || finding->id == MA_SPF_SENDER_NEUTRAL_TERM ||
	       finding->id == MA_SPF_SENDER_REFUSED;
}

/* The name whose records have to change. */
static struct ma_text name_to_change(const struct mailauth_report *report,
				     const struct mailauth_finding *finding)
{
	if (is_of_sender(finding))
		return ma_finding_argument(finding, "domain");
	/* Those who are to receive the reports have to agree (RFC 9990 4). */
	if (finding->id == MA_DMARC_REPORT_NOT_AUTHORISED)
		return ma_finding_argument(finding, "other");
	return is_limit(finding) ? root_of(report, finding) : finding->name;
}

/* The record at NAME is a part of this domain's, but only someone else can change it. */
static void leave_to_manager(struct ma_remedy *remedy, struct ma_text name)
{
	remedy->at = name;
	remedy->holder = (struct ma_holder){ .name = name };
	remedy->manager = true;
	remedy->who = MAILAUTH_WHO_HOSTING_PROVIDER;
}

/* --- Of each finding ---------------------------------------------------------- */

/* The domain's own record is its own also where the zone is that of a registry. */
static bool is_of_domain(const struct mailauth_report *report, struct ma_text name)
{
	return ma_text_equal(name, report->settings.domain_text);
}

/* Whether FINDING is about a record that a domain of others publishes, which this one takes in. */
static bool is_of_others(const struct mailauth_report *report,
			 const struct mailauth_finding *finding)
{
	return finding->record.data != NULL && !ma_holder_is_in_zone(report, finding->name) &&
	       !is_of_domain(report, finding->name) && find_branch(report, finding->name) != NULL;
}

/* Whether FINDING is about a text as it is published, and so for its holder to change: not about a
 * name where there is none, a sender's result or a key file. */
static bool is_about_text(const struct mailauth_report *report,
			  const struct mailauth_finding *finding)
{
	switch (finding->id) {
	case MA_SPF_NO_RECORD: /* that of another's envelope is as little one's own to publish */
	case MA_SPF_MULTIPLE_RECORDS:
	case MA_SPF_MORE_FAULTS:
	case MA_DKIM_SEVERAL_RECORDS:
	case MA_DKIM_KEY_SPREAD:
	case MA_DKIM_MORE_FAULTS:
	case MA_DMARC_SEVERAL_RECORDS:
	case MA_DMARC_POLICY_NONE:
	case MA_DMARC_POLICY_QUARANTINE:
	case MA_DMARC_POLICY_INHERITED:
	case MA_DMARC_SUBDOMAINS_WEAKER:
	case MA_DMARC_NP_ABSENT:
	case MA_DMARC_TESTING:
	case MA_DMARC_RUA_MISSING:
	case MA_DMARC_ENFORCED_WITHOUT_REPORTS:
		return true;
	case MA_DKIM_NOT_COMPARED:
	case MA_DKIM_KEY_MISMATCH:
	case MA_DKIM_KEY_MATCHES_ONE:
	case MA_DMARC_REPORT_NOT_AUTHORISED:
		return false;
	default:
		return finding->record.data != NULL && !is_limit(finding) &&
		       !ma_remedy_is_of_message(report, finding);
	}
}

/* RFC 1034 3.6.2: a name that is an alias cannot have a record of its own, to which a sender could
 * be added. */
static bool is_sender_of_alias(const struct ma_remedy *remedy,
			       const struct mailauth_finding *finding)
{
	switch (finding->id) {
	case MA_SPF_SENDER_FAIL:
	case MA_SPF_SENDER_SOFTFAIL:
	case MA_SPF_SENDER_NEUTRAL:
	case MA_SPF_SENDER_NEUTRAL_TERM:
	case MA_SPF_SENDER_REFUSED:
	case MA_SPF_LISTED_TOO_LATE:
		return !ma_text_equal(remedy->holder.name, remedy->at);
	default:
		return false;
	}
}

static void leave_to_holder(struct ma_remedy *remedy)
{
	leave_to_manager(remedy, remedy->holder.name);
	remedy->keeper = remedy->at;
}

static void judge_finding(const struct mailauth_report *report, struct ma_arena *arena,
			  const struct mailauth_finding *finding, struct ma_remedy *remedy)
{
	remedy->who = ma_catalogue(finding->id)->who;
	if (finding->name.length == 0 || ma_remedy_is_of_host(report, finding, remedy))
		return;
	if (is_of_others(report, finding) && !is_limit(finding)) {
		bool asked = remedy->who != 0;

		leave_to_manager(remedy, finding->name);
		remedy->who = asked ? remedy->who : 0;
		if (!ma_domain_is_within(finding->name, report->settings.domain_text))
			remedy->keeper = finding->name;
		return;
	}
	remedy->at = name_to_change(report, finding);
	remedy->holder = ma_holder_of(report, arena, remedy->at, finding);
	if (remedy->holder.own && is_sender_of_alias(remedy, finding))
		remedy->keeper = remedy->at = remedy->holder.name;
	if (remedy->holder.own)
		ma_remedy_find_place(report, arena, remedy, finding);
	else if (finding->id == MA_DMARC_REPORT_NOT_AUTHORISED)
		leave_to_manager(remedy, remedy->at);
	else if (remedy->who != 0 &&
		 (is_about_text(report, finding) || is_sender_of_alias(remedy, finding)))
		leave_to_holder(remedy);
}

/* --- Of the verdict ------------------------------------------------------------- */

/* What has to change, if anything: the first fault, or what the sender's result says. */
static const struct mailauth_finding *find_fault(const struct mailauth_report *report)
{
	const struct mailauth_finding *finding = report->verdict.fault;

	if (finding == NULL && report->verdict.sender != NULL &&
	    report->verdict.sender->excused == NULL)
		finding = report->verdict.sender->finding;
	if (finding == NULL || mailauth_finding_severity(finding) < MAILAUTH_SEVERITY_WARNING)
		return NULL;
	return finding;
}

/* Of the records for DMARC, the domain's takes in only what others publish for reports; the visible
 * From may be another's altogether. */
static bool is_of_from(const struct mailauth_finding *finding)
{
	return mailauth_finding_section(finding) == MAILAUTH_SECTION_DMARC &&
	       finding->id != MA_DMARC_REPORT_NOT_AUTHORISED;
}

/* The record of a name above or below, which DMARC takes for the same organization: no term of the
 * domain's own record leads to it. */
static bool is_beside(const struct mailauth_finding *finding)
{
	return finding->id == MA_SPF_PARENT_OPEN || finding->id == MA_SPF_WILDCARD_OPEN ||
	       finding->id == MA_SPF_WILDCARD_ALIAS_OPEN;
}

/* Whether the text to change is one that the domain's record takes in.  Names of keys are the
 * domain's own, whatever is known of its zone. */
static bool is_included(const struct mailauth_report *report, struct ma_text name,
			const struct mailauth_finding *finding)
{
	return !ma_holder_is_in_zone(report, name) && !is_of_domain(report, name) &&
	       !is_beside(finding) && !ma_text_equal(name, subject(report)) &&
	       mailauth_finding_section(finding) != MAILAUTH_SECTION_DKIM && !is_of_from(finding) &&
	       !ma_remedy_is_of_message(report, finding);
}

/* Who probably changed a message that fails, of those whose signature would have proved it: they
 * can set it right, and not the domain. */
static unsigned who_of(const struct mailauth_report *report, const struct mailauth_finding *finding)
{
	for (size_t i = 0;
	     ma_remedy_is_of_message(report, finding) && i < report->verdict.cause_count; i++) {
		const struct mailauth_finding *cause = report->verdict.causes[i].finding;

		if (cause != NULL &&
		    (ma_finding_is_handler(cause) || cause->id == MA_MAIL_FREE_FROM))
			return ma_catalogue(cause->id)->who;
	}
	return ma_catalogue(finding->id)->who;
}

static void judge_verdict(struct mailauth_report *report, struct ma_arena *arena)
{
	struct ma_remedy *remedy = &report->verdict.remedy;
	const struct mailauth_finding *finding = find_fault(report);
	enum mailauth_section section;

	if (finding == NULL || finding->name.length == 0 ||
	    ma_remedy_is_of_host(report, finding, remedy))
		return;
	section = mailauth_finding_section(finding);
	remedy->at = is_limit(finding) && report->verdict.sender != NULL &&
				     is_found_by(report->verdict.sender, finding)
			     ? report->verdict.sender->domain_text
			     : name_to_change(report, finding);
	remedy->who = who_of(report, finding);
	/* What permits everyone has to go from here. */
	if (finding->id == MA_SPF_PASSES_EVERYONE || finding->id == MA_SPF_WILDCARD_PASSES_EVERYONE)
		remedy->at = subject(report);
	if (remedy->who != 0 && is_included(report, remedy->at, finding)) {
		leave_to_manager(remedy, remedy->at);
		return;
	}
	remedy->holder = ma_holder_of(report, arena, remedy->at, finding);
	if (is_sender_of_alias(remedy, finding))
		remedy->at = remedy->holder.name;
	if (remedy->holder.own)
		ma_remedy_find_place(report, arena, remedy, finding);
	else if (remedy->who != 0 && (section == MAILAUTH_SECTION_DKIM || is_of_from(finding)) &&
		 is_about_text(report, finding))
		leave_to_manager(remedy, remedy->holder.name);
}

/* Keys are made where mail is sent, which is often not where the DNS is edited. */
static void name_holder(const struct mailauth_report *report, struct ma_remedy *remedy,
			const struct mailauth_finding *finding)
{
	const struct ma_provider *mailer;

	remedy->at = ma_domain_of_wildcard(remedy->at);
	remedy->keeper = ma_domain_of_wildcard(remedy->keeper);
	remedy->holder.name = ma_domain_of_wildcard(remedy->holder.name);
	remedy->holder.company = ma_report_company_of(report, remedy);
	remedy->signing = finding != NULL && remedy->holder.own &&
			  mailauth_finding_section(finding) == MAILAUTH_SECTION_DKIM;
	mailer = remedy->signing ? ma_report_find_mailer(report) : NULL;
	remedy->helper = mailer != NULL ? mailer : remedy->holder.company;
}

void ma_remedy_judge(struct mailauth_report *report, struct ma_arena *arena)
{
	for (size_t i = 0; i < report->finding_count + report->overruled_count; i++) {
		judge_finding(report, arena, report->findings[i], &report->remedies[i]);
		name_holder(report, &report->remedies[i], report->findings[i]);
	}
	judge_verdict(report, arena);
	name_holder(report, &report->verdict.remedy, find_fault(report));
}
