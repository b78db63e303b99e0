/* Own mail that is refused: a policy that stops what fails, and nothing with which own mail could
 * pass.
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

#include <string.h>

enum {
	LOOKUPS_MAX = 10, /* RFC 7208 4.6.4 */
};

/* --- Whether SPF can pass for anyone ---------------------------------------------- */

static bool is_error(const struct ma_spf_branch *branch)
{
	/* RFC 7208 4.6.4: who comes to a circle uses up the lookups. */
	return branch->state == MA_BRANCH_NONE || branch->state == MA_BRANCH_SEVERAL ||
	       branch->state == MA_BRANCH_FAULTY || branch->state == MA_BRANCH_LOOP;
}

/* Whether someone may pass by the term.  Whether it finds an address is not checked. */
static bool may_pass(const struct ma_spf_branch *branch)
{
	return branch->state != MA_BRANCH_RECORD && branch->state != MA_BRANCH_UNREACHED &&
	       branch->term != NULL && branch->term->qualifier == '+' &&
	       ma_spf_is_mechanism(branch->term) && !ma_spf_leads_on(branch->term);
}

/* Whether the evaluation of the one record ends in permerror before anyone may pass. */
static bool fails_first(const struct ma_spf_tree *tree)
{
	if (tree->root_faults > 0) /* RFC 7208 4.6: syntax comes before all */
		return true;
	for (size_t i = 0; i < tree->branch_count; i++) {
		if (is_error(tree->branches[i]))
			return true;
		if (may_pass(tree->branches[i]))
			return false;
	}
	return false;
}

static bool passes_nobody(const struct ma_spf_published *spf)
{
	if (spf->unknown)
		return false;
	return spf->count != 1 ||
	       (spf->walked && (fails_first(&spf->tree) || ma_spf_permits_none(&spf->tree)));
}

/* RFC 7208 10.1.2: it says itself that it sends none. */
static bool sends_none(const struct ma_spf_published *spf)
{
	return spf->walked && spf->tree.refuses_all;
}

/* Whether servers that are found by the last terms get permerror for those before.  A circle uses
 * lookups up for strangers alone. */
static bool passes_some(const struct ma_spf_published *spf)
{
	if (!spf->walked || spf->tree.lookups <= LOOKUPS_MAX)
		return false;
	for (size_t i = 0; i < spf->tree.branch_count; i++)
		if (spf->tree.branches[i]->state == MA_BRANCH_LOOP)
			return false;
	return true;
}

/* --- Whether there is own mail ------------------------------------------------------ */

/* Whether some record says that servers send; "~all" alone names none. */
static bool sends(const struct ma_spf_published *spf)
{
	for (size_t i = 0; i < spf->count; i++)
		if (spf->records[i]->faults > 0 || ma_spf_names_servers(spf->records[i]))
			return true;
	return false;
}

static bool has_mail(const struct mailauth_report *report)
{
	const struct ma_mx *mx = &report->mx;

	/* An alias, such as www, has the mail servers of what it leads to, and sends nothing. */
	if (report->spf.elsewhere && report->spf.count == 0)
		return false;
	return (!mx->unknown && !mx->implicit && !mx->null && mx->count > 0) || sends(&report->spf);
}

/* --- Keys --------------------------------------------------------------------------- */

/* RFC 8020 2: below a name that does not exist there is no key, whatever its selector. */
static bool has_no_key(const struct mailauth_report *report, struct ma_arena *arena)
{
	const struct ma_name *parent =
		ma_name_join(arena, MA_TEXT("_domainkey"), report->settings.domain);
	const struct ma_answer *answer;

	if (parent == NULL || report->keys_seen == MA_SEEN_YES)
		return false;
	answer = ma_recall(report->answers, report->overlay, arena, parent, MA_TYPE_TXT);
	return answer->status == MA_ANSWER_NXDOMAIN && answer->alias == NULL;
}

/* How names have to agree, for each way to read the records. */
static void add_alignment(const struct ma_dmarc *dmarc, struct mailauth_finding *finding)
{
	const struct ma_dmarc_record *record = dmarc->policy.record;
	const struct ma_dmarc_record *old = dmarc->old.record;

	if (record == NULL)
		return;
	if (record->strict_spf && (old == NULL || old->strict_spf))
		ma_finding_text(finding, "aspf", MA_TEXT("s"));
	if (record->strict_dkim && (old == NULL || old->strict_dkim))
		ma_finding_text(finding, "adkim", MA_TEXT("s"));
}

/* --- The finding --------------------------------------------------------------------- */

bool ma_domain_note_refused(const struct mailauth_report *report, struct ma_findings *findings)
{
	enum mailauth_policy policy = report->dmarc_domain->policy.policy;
	const struct ma_dmarc_record *record = report->dmarc_domain->policy.record;
	enum ma_finding_id id = MA_DMARC_UNSIGNED_REFUSED;
	struct mailauth_finding *finding;
	bool receives = !report->mx.unknown && !report->mx.implicit && !report->mx.null &&
			report->mx.count > 0;
	struct ma_text name;

	if (policy < MAILAUTH_POLICY_QUARANTINE || report->keys_seen == MA_SEEN_YES ||
	    report->message.dkim == MA_ALIGNED_YES || !report->keys_asked || !has_mail(report))
		return false;
	if (sends_none(&report->spf)) {
		if (!receives)
			return false;
		id = MA_DMARC_RECEIVES_ONLY;
	} else if (!passes_nobody(&report->spf)) {
		if (!passes_some(&report->spf))
			return false;
		id = MA_DMARC_LATE_SERVERS_REFUSED;
	} else if (has_no_key(report, findings->arena)) {
		id = MA_DMARC_OWN_MAIL_REFUSED;
	}
	name = ma_name_present(findings->arena, report->settings.domain);
	finding = ma_findings_add(findings, id, name);
	ma_finding_text(finding, "policy", ma_text(mailauth_policy_word((int)policy)));
	if (id == MA_DMARC_OWN_MAIL_REFUSED)
		ma_finding_text(finding, "record", report->dmarc_domain->record_at);
	if (id == MA_DMARC_OWN_MAIL_REFUSED || id == MA_DMARC_UNSIGNED_REFUSED)
		add_alignment(report->dmarc_domain, finding);
	if (id == MA_DMARC_RECEIVES_ONLY && record != NULL && record->rua != NULL)
		ma_finding_text(finding, "rua", MA_TEXT("y"));
	return true;
}

/* --- Mail from a provider ------------------------------------------------------------- */

static bool is_noted(const struct ma_findings *findings, enum ma_finding_id id)
{
	const struct mailauth_finding *finding = findings->first;

	while (finding != NULL && finding->id != id)
		finding = finding->next;
	return finding != NULL;
}

/* Whether Microsoft 365 signs nothing as the domain: of its two selectors, neither has a key. */
static bool is_unsigned(const struct mailauth_report *report, const struct ma_provider *company)
{
	const struct ma_dkim_subject *subject;
	bool first = false, second = false;

	if (strcmp(company->id, "microsoft-365") != 0)
		return false;
	for (size_t i = 0;
	     (subject = ma_inquiries_subject(report->inquiries, &ma_dkim_key_kind, i)) != NULL;
	     i++) {
		if (!subject->key.denied || subject->selector.elsewhere)
			continue;
		first = first || ma_text_is(subject->key.selector, "selector1");
		second = second || ma_text_is(subject->key.selector, "selector2");
	}
	return first && second;
}

void ma_domain_note_unpermitted(const struct mailauth_report *report, struct ma_findings *findings)
{
	enum mailauth_policy policy = report->dmarc_domain->policy.policy;
	struct ma_lacking lacking;
	struct mailauth_finding *finding;

	if (policy < MAILAUTH_POLICY_QUARANTINE || !report->keys_asked ||
	    report->keys_seen == MA_SEEN_YES || report->message.dkim == MA_ALIGNED_YES ||
	    !is_noted(findings, MA_SPF_PROVIDER_NOT_PERMITTED) ||
	    !ma_report_find_lacking(report, &lacking))
		return;
	finding = ma_findings_add(findings, MA_DMARC_PROVIDER_MAIL_REFUSED,
				  ma_name_present(findings->arena, report->settings.domain));
	ma_finding_company(finding, lacking.company);
	ma_finding_text(finding, "policy", ma_text(mailauth_policy_word((int)policy)));
	if (is_unsigned(report, lacking.company))
		ma_finding_text(finding, "unsigned", MA_TEXT("y"));
}

/* --- A sender ------------------------------------------------------------------------- */

enum ma_phrase_id ma_domain_phrase_of_refusal(const struct mailauth_report *report,
					      const struct mailauth_sender *sender)
{
	bool rejects = report->dmarc_domain->policy.policy == MAILAUTH_POLICY_REJECT;

	if (sender->outcome.result == MAILAUTH_SPF_PASS ||
	    sender->outcome.result == MAILAUTH_SPF_TEMPERROR ||
	    !ma_text_equal(sender->domain_text, report->settings.domain_text))
		return 0;
	if (ma_report_find(report, MA_DMARC_OWN_MAIL_REFUSED) != NULL)
		return rejects ? MA_PHRASE_SUMMARY_SENDER_REFUSED
			       : MA_PHRASE_SUMMARY_SENDER_QUARANTINED;
	if (ma_report_find(report, MA_DMARC_UNSIGNED_REFUSED) != NULL)
		return rejects ? MA_PHRASE_SUMMARY_SENDER_UNSIGNED_REFUSED
			       : MA_PHRASE_SUMMARY_SENDER_UNSIGNED_QUARANTINED;
	return 0;
}
