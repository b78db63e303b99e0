/* Remedies: who can act on a finding, at which name, where, and how long it takes.
 *
 * SPDX-License-Identifier: MIT */

#include "report.h"

/* --- Whose text it is ------------------------------------------------------- */

/* Whether NAME is in the domain's zone; where that is not known, in its organization.  A registry's
 * zone holds the names of everybody: it is what the DNS tells of where a domain is not registered.
 */
static bool is_in_zone(const struct mailauth_report *report, struct ma_text name)
{
	struct ma_text apex = report->zone.apex_text;
	const struct ma_dmarc *dmarc = report->dmarc_domain;

	if (apex.data == NULL)
		return ma_domain_is_within(name, dmarc->old.known ? dmarc->old_org_shown
								  : report->settings.domain_text);
	return ma_domain_is_within(name, apex) &&
	       (!dmarc->old.known || ma_domain_is_within(apex, dmarc->old_org_shown) ||
		ma_domain_is_within(apex, report->settings.domain_text));
}

/* Where the names of others begin: NAME is in the zone, or below the domain or its organization. */
static bool is_own(const struct mailauth_report *report, struct ma_text name)
{
	const struct ma_dmarc *dmarc = report->dmarc_domain;

	return is_in_zone(report, name) ||
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

/* What a message lacks is set right where it is sent, and not in a zone. */
static bool is_of_message(const struct mailauth_report *report,
			  const struct mailauth_finding *finding)
{
	return finding == report->message.finding;
}

/* Whether what FINDING is about is an alias, and not what it leads to: RFC 1034 3.6.2, the CNAME
 * record is published at the name itself. */
static bool is_of_alias(const struct mailauth_finding *finding)
{
	switch (finding->id) {
	case MA_DKIM_ALIAS_DANGLING:
	case MA_DKIM_ALIAS_CIRCLE:
	case MA_DNS_ALIAS:
		return true;
	default:
		return false;
	}
}

/* Who holds the DMARC record of NAME, which is published below the name that people know. */
static struct ma_holder policy_holder(const struct mailauth_report *report, struct ma_arena *arena,
				      struct ma_text name)
{
	struct ma_buffer owner = { 0 };
	struct ma_text asked;
	struct ma_holder holder;

	ma_buffer_string(&owner, "_dmarc.");
	ma_buffer_text(&owner, name);
	asked = ma_buffer_keep(&owner, arena);
	holder = ma_holder_find(report, arena, asked, MA_TYPE_TXT);
	/* An alias may lead to another company's _dmarc. */
	if (ma_text_equal(holder.name, asked))
		holder.name = name;
	return holder;
}

/* Who holds the text at NAME that FINDING is about. */
static struct ma_holder holder_of(const struct mailauth_report *report, struct ma_arena *arena,
				  struct ma_text name, const struct mailauth_finding *finding)
{
	enum mailauth_section section = mailauth_finding_section(finding);

	if (is_of_alias(finding) || is_of_message(report, finding))
		return (struct ma_holder){ name, is_own(report, name) };
	if (section == MAILAUTH_SECTION_DMARC && !ma_text_starts(name, "_dmarc."))
		return policy_holder(report, arena, name);
	return ma_holder_find(report, arena, name,
			      section == MAILAUTH_SECTION_MX ? MA_TYPE_MX : MA_TYPE_TXT);
}

/* --- Who, and where --------------------------------------------------------- */

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
		return true;
	default:
		return false;
	}
}

/* The name whose records have to change. */
static struct ma_text mender(const struct mailauth_report *report,
			     const struct mailauth_finding *finding)
{
	return is_limit(finding) ? root_of(report, finding) : finding->name;
}

/* How long receivers may remember the SPF record of NAME; 0 where that is not known. */
static uint32_t ttl_of(const struct mailauth_report *report, struct ma_text name)
{
	const struct ma_spf_branch *branch = find_branch(report, name);

	if (ma_text_equal(name, report->settings.domain_text))
		return report->spf.ttl;
	return branch != NULL ? branch->ttl : 0;
}

/* The same of the DMARC record, or of the answer that there is none: the audited domain's, or the
 * Author Domain's. */
static uint32_t ttl_of_policy(const struct mailauth_report *report, struct ma_text name)
{
	const struct ma_dmarc *dmarc = ma_text_equal(name, report->settings.domain_text)
					       ? report->dmarc_domain
					       : report->dmarc;
	const struct ma_answer *answer = dmarc->walk.steps[0].answer;

	for (size_t i = 0; i < dmarc->walk.count; i++)
		if (ma_dmarc_applies(dmarc, &dmarc->walk.steps[i]))
			answer = dmarc->walk.steps[i].answer;
	return answer != NULL ? answer->ttl : 0;
}

/* Whether the text at NAME can be changed at the name servers that the report knows. */
static bool is_here(const struct mailauth_report *report, struct ma_text name,
		    const struct mailauth_finding *finding)
{
	return report->zone.apex_text.data != NULL && is_in_zone(report, name) &&
	       !report->spf.elsewhere &&
	       mailauth_finding_severity(finding) != MAILAUTH_SEVERITY_UNKNOWN &&
	       !is_of_message(report, finding);
}

/* The record at NAME is a part of this domain's, but managed by somebody else: nobody here can
 * change it. */
static void leave_to_manager(struct ma_remedy *remedy, struct ma_text name)
{
	remedy->at = name;
	remedy->holder = (struct ma_holder){ .name = name };
	remedy->manager = true;
	remedy->who = MAILAUTH_WHO_HOSTING_PROVIDER;
}

static void add_place(const struct mailauth_report *report, struct ma_remedy *remedy,
		      const struct mailauth_finding *finding)
{
	if (remedy->who == 0 || !is_here(report, remedy->at, finding))
		return;
	remedy->where = report->zone.servers;
	remedy->where_count = report->zone.server_count;
	remedy->wait = mailauth_finding_section(finding) == MAILAUTH_SECTION_DMARC
			       ? ttl_of_policy(report, remedy->at)
			       : ttl_of(report, remedy->at);
}

/* --- Of each finding ---------------------------------------------------------- */

/* Whether FINDING is about a record that a domain of others publishes, which this one takes in. */
static bool is_of_others(const struct mailauth_report *report,
			 const struct mailauth_finding *finding)
{
	return finding->record.data != NULL && !is_in_zone(report, finding->name) &&
	       find_branch(report, finding->name) != NULL;
}

static void judge_finding(const struct mailauth_report *report, struct ma_arena *arena,
			  const struct mailauth_finding *finding, struct ma_remedy *remedy)
{
	remedy->who = ma_catalogue(finding->id)->who;
	if (finding->name.length == 0)
		return;
	if (is_of_others(report, finding) && !is_limit(finding)) {
		bool asked = remedy->who != 0;

		leave_to_manager(remedy, finding->name);
		remedy->who = asked ? remedy->who : 0;
		return;
	}
	remedy->at = mender(report, finding);
	remedy->holder = holder_of(report, arena, remedy->at, finding);
	if (remedy->holder.own)
		add_place(report, remedy, finding);
}

/* --- Of the verdict ------------------------------------------------------------- */

/* What has to change, if anything: the first fault, or what the sender's result says. */
static const struct mailauth_finding *find_fault(const struct mailauth_report *report)
{
	const struct mailauth_finding *finding = report->verdict.fault;

	if (finding == NULL && report->verdict.sender != NULL)
		finding = report->verdict.sender->finding;
	if (finding == NULL || mailauth_finding_severity(finding) < MAILAUTH_SEVERITY_WARNING)
		return NULL;
	return finding;
}

/* Whether the text to change is one that the domain's record takes in.  Names of keys are the
 * domain's own, whatever is known of its zone. */
static bool is_included(const struct mailauth_report *report, struct ma_text name,
			const struct mailauth_finding *finding)
{
	return !is_in_zone(report, name) && !ma_text_equal(name, subject(report)) &&
	       mailauth_finding_section(finding) != MAILAUTH_SECTION_DKIM &&
	       !is_of_message(report, finding);
}

static void judge_verdict(struct mailauth_report *report, struct ma_arena *arena)
{
	struct ma_remedy *remedy = &report->verdict.remedy;
	const struct mailauth_finding *finding = find_fault(report);

	if (finding == NULL || finding->name.length == 0)
		return;
	remedy->at = is_limit(finding) && report->verdict.sender != NULL &&
				     is_found_by(report->verdict.sender, finding)
			     ? report->verdict.sender->domain_text
			     : mender(report, finding);
	remedy->who = ma_catalogue(finding->id)->who;
	if (remedy->who != 0 && is_included(report, remedy->at, finding)) {
		leave_to_manager(remedy, remedy->at);
		return;
	}
	remedy->holder = holder_of(report, arena, remedy->at, finding);
	if (remedy->holder.own)
		add_place(report, remedy, finding);
}

void ma_remedy_judge(struct mailauth_report *report, struct ma_arena *arena)
{
	for (size_t i = 0; i < report->finding_count + report->overruled_count; i++)
		judge_finding(report, arena, report->findings[i], &report->remedies[i]);
	judge_verdict(report, arena);
}
