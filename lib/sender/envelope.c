/* Envelope senders besides the domain's own that DMARC treats as the domain: names below it that no
 * one created, which a wildcard answers for, and the names of its organization above it.  An SPF
 * pass counts as much there as at the domain itself, unless alignment is strict (RFC 9989 4.4).
 *
 * SPDX-License-Identifier: MIT */

#include "sender.h"

static void begin(struct ma_inquiries *inquiries)
{
	if (inquiries->settings->domain != NULL)
		ma_inquiries_add_new(inquiries, &ma_envelopes_kind, 0, sizeof(struct ma_envelopes));
}

static void note_open(struct ma_pass *pass, const struct ma_dmarc *dmarc,
		      const struct ma_name *name)
{
	bool wildcard = name == dmarc->wildcard.name;
	const struct ma_name *alias = wildcard ? dmarc->wildcard.answer->alias : NULL;
	enum ma_finding_id id = !wildcard	? MA_SPF_PARENT_OPEN
				: alias != NULL ? MA_SPF_WILDCARD_ALIAS_OPEN
						: MA_SPF_WILDCARD_OPEN;
	struct mailauth_finding *finding =
		ma_findings_add(&pass->findings, id, ma_name_present(pass->arena, name));

	ma_finding_text(finding, "domain", dmarc->shown);
	if (alias != NULL)
		ma_finding_name(finding, "target", ma_name_present(pass->arena, alias));
}

/* Whom the record of NAME lets pass. */
static struct ma_spf_reach look_at(struct ma_pass *pass, const struct ma_dmarc *dmarc,
				   const struct ma_name *name)
{
	struct ma_spf_reach reach;

	ma_spf_find_reach(pass, name, &reach);
	if (ma_spf_width(&reach) == MA_SPF_OPEN)
		note_open(pass, dmarc, name);
	return reach;
}

static void widen(struct ma_envelopes *envelopes, const struct ma_spf_reach *reach)
{
	enum ma_spf_width width = ma_spf_width(reach);

	if (width > envelopes->width)
		envelopes->width = width;
	ma_spf_platforms_add(&envelopes->platforms, &reach->platforms);
}

/* The names from the domain's parent up to that with LABELS labels, and what is below each. */
static void look_above(struct ma_pass *pass, const struct ma_dmarc *dmarc, unsigned labels,
		       struct ma_envelopes *envelopes)
{
	for (; labels < ma_name_labels(dmarc->domain); labels++) {
		struct ma_name tail = ma_name_tail(dmarc->domain, labels);
		const struct ma_name *names[] = {
			ma_name_from_wire(pass->arena, tail.wire, tail.length),
			ma_name_join(pass->arena, MA_TEXT("*"), &tail),
		};

		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
			struct ma_spf_reach reach = { 0 };

			if (names[i] != NULL)
				reach = look_at(pass, dmarc, names[i]);
			widen(envelopes, &reach);
		}
	}
}

/* Whether receivers that follow RFC 7489 3.1.2 take other names of its organization for the domain;
 * psd and the walk mean nothing to them. */
static bool is_relaxed_in_7489(const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_7489 *old = &dmarc->old;

	return old->known && old->record != NULL && !old->record->strict_spf;
}

/* How many labels the highest name has that some receivers treat as the domain. */
static unsigned find_highest(const struct ma_dmarc *dmarc)
{
	unsigned highest = (unsigned)ma_name_labels(dmarc->domain);

	if (!dmarc->org_known)
		return highest;
	if (!dmarc->policy.record->strict_spf)
		highest = (unsigned)ma_name_labels(&dmarc->org);
	if (is_relaxed_in_7489(dmarc) && ma_name_labels(&dmarc->old.org) < highest)
		highest = (unsigned)ma_name_labels(&dmarc->old.org);
	return highest;
}

/* Whether some receivers take names that the wildcard makes for the domain: by the list, those
 * below a public suffix are organizations of their own. */
static bool is_wildcard_taken(const struct ma_dmarc *dmarc)
{
	return (!dmarc->policy.record->strict_spf && dmarc->wildcard.aligned) ||
	       (is_relaxed_in_7489(dmarc) && !dmarc->old.suffix);
}

/* Below the domain, all that no one created is as the owner of the alias's target wants it. */
static void find_free(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_answer *answer = dmarc->wildcard.answer;
	struct mailauth_finding *finding;

	if (answer == NULL || answer->alias == NULL ||
	    !ma_name_may_be_free(pass, dmarc->wildcard.name, MA_TYPE_TXT))
		return;
	finding = ma_findings_add(&pass->findings, MA_DNS_WILDCARD_ALIAS_FREE,
				  ma_name_present(pass->arena, dmarc->wildcard.name));
	ma_finding_name(finding, "target", ma_name_present(pass->arena, answer->alias));
	ma_finding_text(finding, "domain", dmarc->shown);
}

/* Without a policy that stops anything it does not matter who passes. */
static bool is_enforced(const struct ma_dmarc *dmarc)
{
	return dmarc->policy.record != NULL &&
	       (dmarc->policy.policy >= MAILAUTH_POLICY_QUARANTINE ||
		dmarc->missing.policy >= MAILAUTH_POLICY_QUARANTINE);
}

static void evaluate(struct ma_pass *pass, void *subject)
{
	const struct ma_dmarc *dmarc = ma_inquiry_read(pass, &ma_dmarc_kind, MA_DMARC_AUDITED);
	struct ma_envelopes *envelopes = subject;
	struct ma_spf_reach made = { 0 };

	*envelopes = (struct ma_envelopes){ 0 };
	if (dmarc == NULL || dmarc->domain == NULL)
		return;
	find_free(pass, dmarc);
	if (!is_enforced(dmarc))
		return;
	if (dmarc->wildcard.exists)
		made = look_at(pass, dmarc, dmarc->wildcard.name);
	if (is_wildcard_taken(dmarc))
		widen(envelopes, &made);
	look_above(pass, dmarc, find_highest(dmarc), envelopes);
}

const struct ma_kind ma_envelopes_kind = {
	.name = "envelopes",
	.budget = 250,
	.begin = begin,
	.evaluate = evaluate,
};
