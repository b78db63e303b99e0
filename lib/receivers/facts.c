/* Which demands are met, by what a report knows.
 *
 * SPDX-License-Identifier: MIT
 *
 * A demand is met or unmet only by what was seen: what was not given, or not answered, leaves it
 * unknown. */

#include "states.h"

enum {
	RSA_LEAST = 1024, /* bits: RFC 8301 3.2, and what receivers ask for */
};

/* The keys of selectors that were named, which come first: the shortest counts.  A message says itself
 * whether there is one. */
static struct ma_demand_state state_of_key_sizes(const struct mailauth_report *report)
{
	struct ma_demand_state state = ma_state_unknown(MAILAUTH_DEMAND_NEEDS_SIGNATURE);
	bool measured = false;

	for (size_t i = 0; i < report->key_count && i < report->settings.named_count; i++) {
		const struct mailauth_key *key = report->keys[i];
		struct ma_demand_state own;

		if (!ma_key_is_rsa(key) && key->type.data != NULL && !measured)
			state = ma_state_unknown(MAILAUTH_DEMAND_AMBIGUOUS);
		if (!ma_key_is_rsa(key) || key->bits == 0)
			continue;
		own = key->bits < RSA_LEAST ? ma_state_unmet() : ma_state_met();
		state = measured ? ma_state_both(state, own) : own;
		measured = true;
	}
	if (!measured && report->settings.message != NULL)
		return ma_state_of_dkim(report);
	return state;
}

/* Receivers follow RFC 9989 or RFC 7489 with the Public Suffix List; a record whose p is not valid
 * is a record to some of them (RFC 9989 4.7). */
static struct ma_demand_state state_of_dmarc(const struct mailauth_report *report)
{
	const struct ma_dmarc *dmarc = report->dmarc;
	enum mailauth_policy policy = dmarc->policy.policy;
	enum mailauth_policy old = dmarc->old.known ? dmarc->old.policy : policy;

	if (dmarc->domain == NULL) /* a visible From without a domain (RFC 9989 5.3.1) */
		return ma_state_unmet();
	/* Which of its tags applies may be unknown, but there is a record. */
	if (policy == MAILAUTH_POLICY_UNKNOWN && dmarc->policy.record != NULL)
		policy = MAILAUTH_POLICY_NONE;
	if (policy == MAILAUTH_POLICY_UNKNOWN || old == MAILAUTH_POLICY_UNKNOWN)
		return ma_state_unknown(MAILAUTH_DEMAND_NOT_ANSWERED);
	if ((policy == MAILAUTH_POLICY_ABSENT) != (old == MAILAUTH_POLICY_ABSENT) ||
	    dmarc->policy.assumed)
		return ma_state_unknown(MAILAUTH_DEMAND_AMBIGUOUS);
	return policy == MAILAUTH_POLICY_ABSENT ? ma_state_unmet() : ma_state_met();
}

static struct ma_demand_state state_of_existence(const struct mailauth_report *report)
{
	if (report->dmarc->domain == NULL)
		return ma_state_unmet();
	switch (report->dmarc->exists) {
	case MA_EXISTS:
		return ma_state_met();
	case MA_MISSING:
		return ma_state_unmet();
	default:
		return ma_state_unknown(MAILAUTH_DEMAND_NOT_ANSWERED);
	}
}

/* RFC 7505 4.2. */
static struct ma_demand_state state_of_replies(const struct mailauth_report *report)
{
	if (report->mx.unknown)
		return ma_state_unknown(MAILAUTH_DEMAND_NOT_ANSWERED);
	return report->mx.null && report->mx.count == 1 ? ma_state_unmet() : ma_state_met();
}

/* "v=spf1 -all": the domain itself says that it sends nothing. */
static struct ma_demand_state state_of_permission(const struct mailauth_report *report)
{
	const struct ma_spf_published *spf = &report->spf;

	if (spf->unknown)
		return ma_state_unknown(MAILAUTH_DEMAND_NOT_ANSWERED);
	/* An alias may be no name that mail is sent from. */
	if (spf->elsewhere && !spf->walked)
		return ma_state_unknown(MAILAUTH_DEMAND_NEEDS_SENDER);
	return spf->walked && spf->tree.refuses_all ? ma_state_unmet() : ma_state_met();
}

/* Of the hosts that send, the worst counts. */
static struct ma_demand_state state_of_names(const struct mailauth_report *report)
{
	struct ma_demand_state state = ma_state_unknown(MAILAUTH_DEMAND_NOT_SHOWN);
	bool seen = false;

	for (size_t i = 0; i < report->hosts.count; i++) {
		const struct ma_host *host = &report->hosts.items[i];
		struct ma_demand_state own = ma_state_unmet();

		if (!host->sends || host->state == MA_HOST_NOT_ASKED)
			continue;
		if (host->state == MA_HOST_CONFIRMED)
			own = ma_state_met();
		else if (host->state == MA_HOST_UNKNOWN)
			own = ma_state_unknown(MAILAUTH_DEMAND_NOT_ANSWERED);
		state = seen ? ma_state_both(state, own) : own;
		seen = true;
	}
	return state;
}

void ma_receivers_find_states(const struct mailauth_report *report, struct ma_demand_state *states)
{
	struct ma_demand_state spf = ma_state_of_spf(report);
	struct ma_demand_state dkim = ma_state_of_dkim(report);
	struct ma_demand_state alignment = ma_state_of_alignment(report);

	for (size_t i = 0; i < MA_DEMAND_COUNT; i++)
		states[i] = ma_state_unknown(MAILAUTH_DEMAND_NOT_SHOWN);
	states[MA_DEMAND_SPF] = spf;
	states[MA_DEMAND_DKIM] = dkim;
	states[MA_DEMAND_SPF_OR_DKIM] = ma_state_either(spf, dkim);
	states[MA_DEMAND_ANY_RESULT] = ma_state_either(ma_state_either(spf, dkim), alignment);
	states[MA_DEMAND_DKIM_KEY] = state_of_key_sizes(report);
	states[MA_DEMAND_DMARC] = state_of_dmarc(report);
	states[MA_DEMAND_ALIGNMENT] = alignment;
	states[MA_DEMAND_NO_DMARC_FAIL] = ma_state_of_no_fail(report);
	states[MA_DEMAND_DOMAIN_EXISTS] = state_of_existence(report);
	states[MA_DEMAND_NO_NULL_MX] = state_of_replies(report);
	states[MA_DEMAND_SPF_PERMITS] = state_of_permission(report);
	states[MA_DEMAND_PTR] = state_of_names(report);
}

/* --- Whether there is anything to judge --------------------------------------------- */

static bool is_mail_given(const struct mailauth_report *report)
{
	return report->sender_count > 0 || report->settings.result_count > 0;
}

/* Whether the domain sends mail, as far as is known: not one that says that it sends none, where
 * the mail that was given is not proven to be its own; nor one that publishes nothing for mail. */
static bool sends_mail(const struct mailauth_report *report)
{
	if (report->spf.walked && report->spf.tree.refuses_all)
		return report->message.result == MAILAUTH_DMARC_PASS;
	return is_mail_given(report) || ma_report_find(report, MA_DMARC_IF_NO_MAIL) == NULL;
}

void ma_receivers_judge(struct mailauth_report *report, struct ma_arena *arena)
{
	struct mailauth_receiver *receivers;
	struct ma_demand_state *states;

	if (report->settings.domain == NULL || report->settings.scope != MAILAUTH_SCOPE_FULL ||
	    report->missing || !sends_mail(report))
		return;
	receivers = ma_arena_array(arena, MA_RECEIVER_COUNT, sizeof(*receivers));
	states = ma_arena_array(arena, MA_DEMAND_COUNT, sizeof(*states));
	if (receivers == NULL || states == NULL)
		return;
	ma_receivers_find_states(report, states);
	for (size_t i = 0; i < MA_RECEIVER_COUNT; i++)
		receivers[i] = (struct mailauth_receiver){ (enum ma_receiver_id)i, states };
	report->receivers = receivers;
	report->receiver_count = MA_RECEIVER_COUNT;
}
