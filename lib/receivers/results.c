/* Whether mail of the domain passes SPF, DKIM and DMARC: the mail that was given, as far as any
 * was.
 *
 * SPDX-License-Identifier: MIT
 *
 * What is published decides only where it shows that no mail can pass. */

#include "states.h"

#include <mailauth/spf.h>

struct ma_demand_state ma_state_both(struct ma_demand_state a, struct ma_demand_state b)
{
	if (a.result == MAILAUTH_DEMAND_UNMET || b.result == MAILAUTH_DEMAND_UNMET)
		return ma_state_unmet();
	return a.result == MAILAUTH_DEMAND_UNKNOWN ? a : b;
}

struct ma_demand_state ma_state_either(struct ma_demand_state a, struct ma_demand_state b)
{
	if (a.result == MAILAUTH_DEMAND_MET || b.result == MAILAUTH_DEMAND_MET)
		return ma_state_met();
	return a.result == MAILAUTH_DEMAND_UNKNOWN ? a : b;
}

/* --- Results that the caller has ---------------------------------------------------- */

static bool is_result_of(const struct ma_dmarc_identifier *result, bool spf)
{
	return spf ? result->method == MA_BY_SPF && !result->greeting
		   : result->method == MA_BY_DKIM;
}

static struct ma_demand_state state_of_word(struct ma_text word)
{
	if (ma_text_is(word, "pass"))
		return ma_state_met();
	return ma_text_is(word, "temperror") ? ma_state_unknown(MAILAUTH_DEMAND_NOT_ANSWERED)
					     : ma_state_unmet();
}

/* The best of the results of SPF, or of DKIM: one signature that passes is enough.  False if there
 * is none. */
static bool find_given(const struct mailauth_report *report, bool spf,
		       struct ma_demand_state *state)
{
	bool given = false;

	for (size_t i = 0; i < report->settings.result_count; i++) {
		const struct ma_dmarc_identifier *result = report->settings.results[i];

		if (!is_result_of(result, spf))
			continue;
		*state = given ? ma_state_either(*state, state_of_word(result->result))
			       : state_of_word(result->result);
		given = true;
	}
	return given;
}

/* --- SPF ------------------------------------------------------------------------------ */

static struct ma_demand_state state_of_sender(const struct mailauth_sender *sender)
{
	if (sender->outcome.result == MAILAUTH_SPF_PASS)
		return ma_state_met();
	return sender->unsure || sender->outcome.result == MAILAUTH_SPF_TEMPERROR
		       ? ma_state_unknown(MAILAUTH_DEMAND_NOT_ANSWERED)
		       : ma_state_unmet();
}

/* The worst of the envelope senders; false if there is none. */
static bool find_senders(const struct mailauth_report *report, struct ma_demand_state *state)
{
	bool given = false;

	for (size_t i = 0; i < report->sender_count; i++) {
		const struct mailauth_sender *sender = report->senders[i];

		if (sender->input.identity != MAILAUTH_IDENTITY_MAILFROM ||
		    sender->input.domain.length == 0)
			continue;
		*state = given ? ma_state_both(*state, state_of_sender(sender))
			       : state_of_sender(sender);
		given = true;
	}
	return given;
}

/* RFC 7208 2.6: without exactly one record that can be evaluated no one passes. */
static struct ma_demand_state state_of_record(const struct mailauth_report *report)
{
	const struct ma_spf_published *spf = &report->spf;

	switch (mailauth_spf_status(report)) {
	case MAILAUTH_SPF_STATUS_VALID:
		return ma_spf_permits_none(&spf->tree)
			       ? ma_state_unmet()
			       : ma_state_unknown(MAILAUTH_DEMAND_NEEDS_SENDER);
	case MAILAUTH_SPF_STATUS_NONE:
		return spf->elsewhere ? ma_state_unknown(MAILAUTH_DEMAND_NEEDS_SENDER)
				      : ma_state_unmet();
	case MAILAUTH_SPF_STATUS_INVALID:
		return ma_state_unmet();
	default:
		return ma_state_unknown(MAILAUTH_DEMAND_NOT_ANSWERED);
	}
}

struct ma_demand_state ma_state_of_spf(const struct mailauth_report *report)
{
	struct ma_demand_state state;

	if (find_senders(report, &state) || find_given(report, true, &state))
		return state;
	return state_of_record(report);
}

/* --- DKIM ----------------------------------------------------------------------------- */

bool ma_key_is_rsa(const struct mailauth_key *key)
{
	return key->type.data != NULL && ma_text_is(key->type, "rsa");
}

static struct ma_demand_state state_of_key(const struct mailauth_key *key)
{
	switch (key->status) {
	case MAILAUTH_KEY_OK:
	case MAILAUTH_KEY_WEAK:
		/* RFC 8463: not all receivers verify other keys. */
		return ma_key_is_rsa(key) ? ma_state_met()
					  : ma_state_unknown(MAILAUTH_DEMAND_AMBIGUOUS);
	case MAILAUTH_KEY_TESTING: /* RFC 6376 3.6.1: what t=y means is for receivers to say */
		return ma_state_unknown(MAILAUTH_DEMAND_AMBIGUOUS);
	case MAILAUTH_KEY_UNKNOWN:
		return ma_state_unknown(MAILAUTH_DEMAND_NOT_ANSWERED);
	default:
		return ma_state_unmet();
	}
}

/* Of selectors that were guessed no one knows whether mail is signed with them; those that were
 * named come first. */
static struct ma_demand_state state_of_keys(const struct mailauth_report *report)
{
	struct ma_demand_state state = ma_state_unmet();

	for (size_t i = 0; i < report->key_count && i < report->settings.named_count; i++)
		state = ma_state_either(state, state_of_key(report->keys[i]));
	if (state.result == MAILAUTH_DEMAND_UNMET &&
	    (report->settings.named_count == 0 || report->keys_seen == MA_SEEN_YES))
		return ma_state_unknown(MAILAUTH_DEMAND_NEEDS_SIGNATURE);
	return state;
}

static struct ma_demand_state state_of_signature(const struct mailauth_signature *signature)
{
	switch (signature->result) {
	case MAILAUTH_SIGNATURE_PASS:
		/* RFC 8463: not all receivers verify others. */
		return ma_text_starts(signature->algorithm, "rsa")
			       ? ma_state_met()
			       : ma_state_unknown(MAILAUTH_DEMAND_AMBIGUOUS);
	case MAILAUTH_SIGNATURE_TEMPERROR:
		return ma_state_unknown(MAILAUTH_DEMAND_NOT_ANSWERED);
	default:
		return ma_state_unmet();
	}
}

/* Of a message that is there. */
static struct ma_demand_state state_of_signatures(const struct mailauth_report *report)
{
	struct ma_demand_state state = ma_state_unmet();

	for (size_t i = 0; i < report->signature_count; i++)
		state = ma_state_either(state, state_of_signature(report->signatures[i]));
	return state;
}

struct ma_demand_state ma_state_of_dkim(const struct mailauth_report *report)
{
	struct ma_demand_state state;

	if (report->settings.message != NULL)
		return state_of_signatures(report);
	return find_given(report, false, &state) ? state : state_of_keys(report);
}

/* --- DMARC ---------------------------------------------------------------------------- */

/* What would have to be given for the result to be known; MAILAUTH_DEMAND_DECIDED: nothing. */
static enum mailauth_demand_reason find_missing(const struct mailauth_report *report)
{
	struct ma_demand_state given;

	if (!find_senders(report, &given) && !find_given(report, true, &given))
		return MAILAUTH_DEMAND_NEEDS_SENDER;
	return report->settings.message != NULL || find_given(report, false, &given)
		       ? MAILAUTH_DEMAND_DECIDED
		       : MAILAUTH_DEMAND_NEEDS_SIGNATURE;
}

/* Whether no mail of the domain can pass, by what is published. */
static bool nothing_passes(const struct mailauth_report *report)
{
	return report->message.spf != MA_ALIGNED_YES && report->message.dkim != MA_ALIGNED_YES &&
	       report->dmarc == report->dmarc_domain &&
	       ma_report_find(report, MA_DMARC_OWN_MAIL_REFUSED) != NULL;
}

/* RFC 9989 4.4: of what passes, one is enough, whatever the policy is. */
struct ma_demand_state ma_state_of_alignment(const struct mailauth_report *report)
{
	const struct ma_dmarc_message *message = &report->message;
	enum mailauth_demand_reason missing = find_missing(report);

	if (nothing_passes(report))
		return ma_state_unmet();
	if (message->result == MAILAUTH_DMARC_NOT_ASKED)
		return ma_state_unknown(MAILAUTH_DEMAND_NEEDS_SENDER);
	if (message->result == MAILAUTH_DMARC_PERMERROR) /* the visible From has no domain */
		return ma_state_unmet();
	if (message->spf == MA_ALIGNED_YES || message->dkim == MA_ALIGNED_YES)
		return ma_state_met();
	if (message->spf == MA_ALIGNED_UNKNOWN || message->dkim == MA_ALIGNED_UNKNOWN)
		return ma_state_unknown(MAILAUTH_DEMAND_NOT_ANSWERED);
	return missing == MAILAUTH_DEMAND_DECIDED ? ma_state_unmet() : ma_state_unknown(missing);
}

/* A domain without a policy cannot fail (RFC 9989 5.3). */
struct ma_demand_state ma_state_of_no_fail(const struct mailauth_report *report)
{
	enum mailauth_demand_reason missing = find_missing(report);

	if (report->dmarc->policy.policy == MAILAUTH_POLICY_ABSENT)
		return ma_state_met();
	if (nothing_passes(report))
		return ma_state_unmet();
	switch (report->message.result) {
	case MAILAUTH_DMARC_PASS:
		return ma_state_met();
	case MAILAUTH_DMARC_FAIL:
		return ma_state_unmet();
	default:
		return ma_state_unknown(missing == MAILAUTH_DEMAND_DECIDED
						? MAILAUTH_DEMAND_NOT_ANSWERED
						: missing);
	}
}
