/* DMARC of a message (RFC 9989 5.3): the result, from what SPF and DKIM proved.
 *
 * SPDX-License-Identifier: MIT */

#include "advice/advice.h"

/* --- What the caller knows ----------------------------------------------------------- */

void ma_dmarc_identify(const struct ma_auth_result *result, struct ma_dmarc_identifier *identifier)
{
	*identifier = (struct ma_dmarc_identifier){
		.method = result->method == MA_AUTH_SPF ? MA_BY_SPF : MA_BY_DKIM,
		/* RFC 9989 4.3: of SPF, the MAIL FROM; for the null sender that is made of the HELO
		 * (RFC 7208 2.4). */
		.greeting = result->helo_alone,
		.result = result->word,
		.domain_text = result->domain_text,
		.selector = result->selector,
		.domain = result->domain,
	};
}

/* --- The result ---------------------------------------------------------------------- */

static bool is_of(const struct ma_dmarc_identifier *identifier,
		  const struct mailauth_sender *sender)
{
	return !identifier->greeting &&
	       (identifier->sender == NULL || identifier->sender == sender);
}

/* An identifier's part in the result: whether it proves that the mail is the Author Domain's. */
static enum ma_aligned proves(const struct ma_dmarc_identifier *identifier)
{
	if (ma_text_is(identifier->result, "pass"))
		return identifier->aligned;
	/* RFC 9989 5.3.6: what failed for now might have passed; it would not have counted where it
	 * cannot be aligned. */
	return ma_text_is(identifier->result, "temperror") && identifier->aligned != MA_ALIGNED_NO
		       ? MA_ALIGNED_UNKNOWN
		       : MA_ALIGNED_NO;
}

static void add_proof(struct ma_dmarc_message *message,
		      const struct ma_dmarc_identifier *identifier)
{
	enum ma_aligned *part = identifier->method == MA_BY_SPF ? &message->spf : &message->dkim;
	enum ma_aligned proof = proves(identifier);

	if (proof == MA_ALIGNED_YES && message->proof == NULL)
		message->proof = identifier;
	if (proof == MA_ALIGNED_YES || *part == MA_ALIGNED_NO)
		*part = proof;
}

static enum mailauth_dmarc_result result_of(const struct ma_dmarc *dmarc,
					    const struct ma_dmarc_message *message, bool complete)
{
	if (dmarc->domain == NULL)
		return MAILAUTH_DMARC_PERMERROR;
	if (dmarc->policy.policy == MAILAUTH_POLICY_UNKNOWN && dmarc->policy.record == NULL)
		return MAILAUTH_DMARC_TEMPERROR;
	if (dmarc->policy.policy == MAILAUTH_POLICY_ABSENT)
		return MAILAUTH_DMARC_NONE;
	/* RFC 9989 5.3.5: one is enough. */
	if (message->proof != NULL)
		return MAILAUTH_DMARC_PASS;
	if (message->spf == MA_ALIGNED_UNKNOWN || message->dkim == MA_ALIGNED_UNKNOWN)
		return MAILAUTH_DMARC_TEMPERROR;
	return complete ? MAILAUTH_DMARC_FAIL : MAILAUTH_DMARC_UNKNOWN;
}

static enum mailauth_policy disposition_of(const struct ma_dmarc *dmarc,
					   enum mailauth_dmarc_result result)
{
	switch (result) {
	case MAILAUTH_DMARC_PASS:
		return MAILAUTH_POLICY_NONE;
	case MAILAUTH_DMARC_FAIL:
		return dmarc->policy.policy;
	case MAILAUTH_DMARC_NONE:
		return MAILAUTH_POLICY_ABSENT;
	default:
		return MAILAUTH_POLICY_UNKNOWN;
	}
}

/* --- What is said of it ----------------------------------------------------------------- */

/* Whether the identifier at INDEX passed, if it is the mail's at all. */
static bool has_passed(const struct ma_dmarc_evidence *evidence, size_t index)
{
	const struct ma_dmarc_identifier *identifier = evidence->identifiers[index];

	return is_of(identifier, evidence->sender) && ma_text_is(identifier->result, "pass");
}

static void add_names(const struct ma_dmarc_evidence *evidence, struct ma_arena *arena,
		      struct mailauth_finding *finding)
{
	struct ma_buffer names = { 0 };

	for (size_t i = 0; i < evidence->count; i++) {
		const struct ma_dmarc_identifier *identifier = evidence->identifiers[i];

		if (!has_passed(evidence, i))
			continue;
		ma_buffer_string(&names, names.length > 0 ? ", " : "");
		ma_buffer_string(&names, identifier->method == MA_BY_SPF ? "SPF " : "DKIM ");
		ma_buffer_text(&names, identifier->domain_text);
	}
	ma_finding_list(finding, "names", ma_buffer_keep(&names, arena));
}

/* Whether only adkim=s or aspf=s turns the name at INDEX away. */
static bool is_turned_away(const struct ma_dmarc_evidence *evidence, size_t index)
{
	const struct ma_dmarc_identifier *identifier = evidence->identifiers[index];

	return is_of(identifier, evidence->sender) && identifier->aligned == MA_ALIGNED_NO &&
	       identifier->relaxed == MA_ALIGNED_YES;
}

/* Whether what passed belongs to someone else (RFC 9989 4.4), and not strict alignment alone is in
 * its way. */
static bool passes_for_others(const struct ma_dmarc_evidence *evidence)
{
	bool passed = false;

	for (size_t i = 0; i < evidence->count; i++) {
		if (is_turned_away(evidence, i))
			return false;
		passed = passed || has_passed(evidence, i);
	}
	return passed;
}

/* The envelope's identifier, where it is outside the Author Domain's organization, whatever SPF
 * says of it; or NULL. */
static const struct ma_dmarc_identifier *find_stranger(const struct ma_dmarc *dmarc,
						       const struct ma_dmarc_evidence *evidence)
{
	for (size_t i = 0; dmarc->org_known && evidence->sender != NULL && i < evidence->count;
	     i++) {
		const struct ma_dmarc_identifier *identifier = evidence->identifiers[i];

		if (identifier->method == MA_BY_SPF && is_of(identifier, evidence->sender) &&
		    identifier->domain != NULL &&
		    !ma_name_is_within(identifier->domain, &dmarc->org))
			return identifier;
	}
	return NULL;
}

/* A signature of the Author Domain's organization that is there and does not verify; or NULL. */
static const struct ma_dmarc_identifier *find_broken(const struct ma_dmarc *dmarc,
						     const struct ma_dmarc_evidence *evidence)
{
	for (size_t i = 0; dmarc->org_known && i < evidence->count; i++) {
		const struct ma_dmarc_identifier *identifier = evidence->identifiers[i];

		if (identifier->method == MA_BY_DKIM && ma_text_is(identifier->result, "fail") &&
		    identifier->domain != NULL &&
		    ma_name_is_within(identifier->domain, &dmarc->org))
			return identifier;
	}
	return NULL;
}

/* Notes each name that strict alignment turns away; the first, or NULL. */
static struct mailauth_finding *note_strict(const struct ma_dmarc *dmarc,
					    const struct ma_dmarc_evidence *evidence,
					    struct ma_findings *findings)
{
	struct mailauth_finding *first = NULL;

	for (size_t i = 0; i < evidence->count; i++) {
		const struct ma_dmarc_identifier *identifier = evidence->identifiers[i];
		struct mailauth_finding *finding;

		if (!is_turned_away(evidence, i))
			continue;
		finding = ma_findings_add(findings, MA_DMARC_STRICT_NOT_ALIGNED, dmarc->shown);
		first = first != NULL ? first : finding;
		ma_finding_text(finding, "domain", identifier->domain_text);
		ma_finding_text(finding, "tag",
				identifier->method == MA_BY_SPF ? MA_TEXT("aspf=s")
								: MA_TEXT("adkim=s"));
	}
	return first;
}

static void note_result(const struct ma_dmarc *dmarc, const struct ma_dmarc_evidence *evidence,
			struct ma_findings *findings, struct ma_dmarc_message *message)
{
	static const enum ma_finding_id ids[] = {
		[MAILAUTH_DMARC_UNKNOWN] = MA_DMARC_SENDER_NOT_PROVEN,
		[MAILAUTH_DMARC_NONE] = MA_DMARC_SENDER_NONE,
		[MAILAUTH_DMARC_PASS] = MA_DMARC_SENDER_PASS,
		[MAILAUTH_DMARC_FAIL] = MA_DMARC_SENDER_FAIL,
		[MAILAUTH_DMARC_TEMPERROR] = MA_DMARC_SENDER_TEMPERROR,
		[MAILAUTH_DMARC_PERMERROR] = MA_DMARC_FROM_MALFORMED,
	};
	enum ma_finding_id id = ids[message->result];
	const struct ma_dmarc_identifier *stranger = find_stranger(dmarc, evidence);
	const struct ma_dmarc_identifier *broken = find_broken(dmarc, evidence);
	struct mailauth_finding *finding;

	/* Its signatures are all known. */
	if (id == MA_DMARC_SENDER_NOT_PROVEN && evidence->of_message)
		id = MA_DMARC_MESSAGE_NOT_PROVEN;
	if (id == MA_DMARC_SENDER_NOT_PROVEN && stranger != NULL)
		id = MA_DMARC_ENVELOPE_UNALIGNED;
	if (id == MA_DMARC_SENDER_FAIL && passes_for_others(evidence))
		id = dmarc->policy.record != NULL && dmarc->policy.record->strict_spf
			     ? MA_DMARC_PASSES_UNALIGNED_STRICT
			     : MA_DMARC_PASSES_UNALIGNED;
	if (message->result == MAILAUTH_DMARC_FAIL && broken != NULL)
		id = MA_DMARC_SIGNATURE_BROKEN;
	message->finding = finding = ma_findings_add(findings, id, dmarc->shown);
	ma_finding_text(finding, "policy", ma_dmarc_policy_word(dmarc->policy.policy));
	if (message->proof != NULL) {
		ma_finding_text(finding, "method",
				message->proof->method == MA_BY_SPF ? MA_TEXT("SPF")
								    : MA_TEXT("DKIM"));
		ma_finding_text(finding, "domain", message->proof->domain_text);
	}
	if (id == MA_DMARC_SIGNATURE_BROKEN)
		ma_finding_text(finding, "domain", broken->domain_text);
	if (id == MA_DMARC_ENVELOPE_UNALIGNED)
		ma_finding_text(finding, "domain", stranger->domain_text);
	if (id == MA_DMARC_PASSES_UNALIGNED || id == MA_DMARC_PASSES_UNALIGNED_STRICT)
		add_names(evidence, findings->arena, finding);
}

void ma_dmarc_judge(const struct ma_dmarc *dmarc, const struct ma_dmarc_evidence *evidence,
		    struct ma_findings *findings, struct ma_dmarc_message *message)
{
	const struct mailauth_finding *strict;

	*message = (struct ma_dmarc_message){ .sender = evidence->sender };
	for (size_t i = 0; i < evidence->count; i++) {
		if (!is_of(evidence->identifiers[i], evidence->sender))
			continue;
		ma_dmarc_align(dmarc, evidence->identifiers[i]);
		add_proof(message, evidence->identifiers[i]);
	}
	message->result = result_of(dmarc, message, evidence->complete);
	message->disposition = disposition_of(dmarc, message->result);
	note_result(dmarc, evidence, findings, message);
	if (message->result == MAILAUTH_DMARC_PASS)
		return;
	strict = note_strict(dmarc, evidence, findings);
	if (message->result == MAILAUTH_DMARC_FAIL && strict != NULL)
		message->finding = strict;
}
