/* What several results come to together: each is right or wrong by itself, and means more with the
 * others.
 *
 * SPDX-License-Identifier: MIT */

#include "../known/known.h"
#include "report.h"

static bool is_enforced(const struct mailauth_report *report)
{
	return report->dmarc_domain->policy.policy >= MAILAUTH_POLICY_QUARANTINE;
}

static struct mailauth_finding *note(const struct mailauth_report *report,
				     struct ma_findings *findings, enum ma_finding_id id)
{
	return ma_findings_add(findings, id,
			       ma_name_present(findings->arena, report->settings.domain));
}

static bool takes_mail(const struct ma_mx *mx)
{
	return !mx->unknown && mx->count > 0 && !mx->null;
}

/* Receives no mail at all, by its own word or for want of an address. */
static bool is_deaf(const struct ma_mx *mx)
{
	return !mx->unknown && (mx->null ? mx->count == 1 : mx->count == 0);
}

/* A domain that sends nothing and receives nothing loses nothing by p=reject. */
static bool is_parked(const struct mailauth_report *report)
{
	return is_deaf(&report->mx) && report->spf.walked && report->spf.tree.refuses_all;
}

static void look_at_spf(const struct mailauth_report *report, struct ma_findings *findings)
{
	const struct ma_spf_published *spf = &report->spf;

	if (spf->walked && spf->tree.refuses_others && spf->tree.errors)
		note(report, findings, MA_SPF_REFUSAL_NOT_REACHED);
}

/* What comes after "all" is never used, whatever its sign: that has a finding of its own. */
static bool goes_on_after_all(const struct ma_spf_record *record)
{
	const struct ma_spf_term *term = record->all != NULL ? record->all->next : NULL;

	while (term != NULL && !ma_spf_is_mechanism(term))
		term = term->next;
	return term != NULL;
}

/* A record that permits no one, and does not say "-all" alone: a slip of the signs, or nothing was
 * entered.  Terms that permit and find nothing have findings of their own; a website that says so
 * much has no mail. */
static void look_at_nobody(const struct mailauth_report *report, struct ma_findings *findings)
{
	const struct ma_spf_published *spf = &report->spf;

	if (spf->walked && !spf->elsewhere && !spf->pasted && !spf->tree.tried &&
	    !spf->tree.refuses_all && !goes_on_after_all(spf->records[0]) &&
	    ma_spf_permits_none(&spf->tree) && !is_deaf(&report->mx) &&
	    ((takes_mail(&report->mx) && !report->mx.implicit) ||
	     ma_spf_names_servers(spf->records[0])))
		note(report, findings, MA_SPF_PERMITS_NOBODY);
}

/* The audited domain sends the mail that is judged: what did not pass may be a stranger's. */
static bool is_sending(const struct mailauth_report *report)
{
	for (size_t i = 0; i < report->sender_count; i++)
		if (report->senders[i]->outcome.result == MAILAUTH_SPF_PASS &&
		    ma_text_equal(report->senders[i]->domain_text, report->settings.domain_text))
			return true;
	return false;
}

/* Under a public suffix p is the policy of its customers, too. */
static bool is_registry(const struct mailauth_report *report, const struct ma_findings *findings)
{
	return report->settings.domain != NULL &&
	       ma_psl_is_suffix(findings->arena, report->settings.domain);
}

static void look_at_mail(const struct mailauth_report *report, struct ma_findings *findings)
{
	const struct ma_mx *mx = &report->mx;

	if (is_parked(report) && !is_registry(report, findings) &&
	    report->dmarc_domain->policy.policy != MAILAUTH_POLICY_UNKNOWN &&
	    report->dmarc_domain->policy.policy != MAILAUTH_POLICY_REJECT)
		ma_finding_text(note(report, findings, MA_DMARC_PARKED), "record",
				report->dmarc_domain->record_at);
	/* Where a domain says that it sends nothing, the mail is a forger's. */
	if (!is_sending(report) || !is_deaf(mx) || is_parked(report))
		return;
	/* RFC 7505 4.2: receivers may refuse mail from where none can go back to. */
	note(report, findings, mx->null ? MA_MX_NULL_BUT_SENDS : MA_MX_NO_WAY_BACK);
}

void ma_verdict_combine_keys(const struct mailauth_report *report, enum ma_seen keys,
			     struct ma_findings *findings)
{
	/* A signature that was verified had a key, wherever it is. */
	if (keys != MA_SEEN_NO || report->message.dkim == MA_ALIGNED_YES || is_parked(report))
		return;
	if (is_enforced(report))
		note(report, findings, MA_DMARC_NO_KEY_SEEN);
	if (!report->spf.unknown && report->spf.count == 0 && takes_mail(&report->mx))
		note(report, findings, MA_DMARC_NOTHING_PROVES);
}

/* Whether mail can go back, and whether the domain says that it sends none. */
static void look_at_replies(const struct mailauth_report *report, struct ma_findings *findings)
{
	const struct ma_spf_published *spf = &report->spf;

	/* A domain that sends nothing needs no replies; of one that does, MX_NO_WAY_BACK said it.
	 */
	if (is_parked(report))
		note(report, findings, MA_MX_NOT_NEEDED);
	else if (report->mx.none && !is_sending(report))
		note(report, findings, MA_MX_NONE);
	/* RFC 7208 10.1.2; where there is no record at all, that finding says the same. */
	if (is_deaf(&report->mx) && spf->walked && !spf->tree.refuses_all && !is_sending(report))
		note(report, findings, MA_SPF_PARKED);
}

/* A website without a single record for mail: perhaps there is no mail, which is for its owner to
 * say. */
static void look_at_nothing(const struct mailauth_report *report, struct ma_findings *findings)
{
	const struct ma_dmarc *dmarc = report->dmarc_domain;
	const struct ma_answer *there = dmarc->walk.steps[0].answer;

	if (!report->spf.unknown && !report->spf.elsewhere && report->spf.count == 0 &&
	    (report->mx.implicit || report->mx.none) && report->keys_seen != MA_SEEN_YES &&
	    report->key_count == 0 && dmarc->policy.policy == MAILAUTH_POLICY_ABSENT &&
	    (there == NULL || there->count == 0) && !is_registry(report, findings))
		note(report, findings, MA_DMARC_IF_NO_MAIL);
}

/* Whether a signature of DOMAIN was made, and does not hold: the mail came from there, and was
 * changed on its way. */
static bool has_signature_of(const struct mailauth_report *report, struct ma_text domain)
{
	for (size_t i = 0; i < report->signature_count; i++)
		if (ma_text_equal_fold(report->signatures[i]->domain, domain))
			return true;
	return false;
}

/* A visible sender at a provider of mailboxes, whose own servers did not send the mail. */
static void look_at_author(const struct mailauth_report *report, struct ma_findings *findings)
{
	struct mailauth_finding *finding;

	if (report->dmarc == NULL || report->message.result != MAILAUTH_DMARC_FAIL ||
	    !ma_freemail_is(report->dmarc->shown) || has_signature_of(report, report->dmarc->shown))
		return;
	finding = note(report, findings, MA_MAIL_FREE_FROM);
	ma_finding_text(finding, "domain", report->dmarc->shown);
}

void ma_verdict_combine(const struct mailauth_report *report, struct ma_findings *findings)
{
	if (report->settings.domain == NULL)
		return;
	look_at_spf(report, findings);
	look_at_nobody(report, findings);
	ma_domain_note_ipv6(report, findings);
	look_at_mail(report, findings);
	if (!ma_domain_note_refused(report, findings))
		ma_verdict_combine_keys(report, report->keys_seen, findings);
	look_at_replies(report, findings);
	look_at_author(report, findings);
	look_at_nothing(report, findings);
	ma_verdict_combine_companies(report, findings);
	/* Rests on what was just noted of companies. */
	ma_domain_note_unpermitted(report, findings);
}
