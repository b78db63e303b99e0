/* DMARC as RFC 7489 had it, which many receivers still do: two questions and the Public Suffix List
 * in place of the walk; pct; and neither np nor t nor psd.
 *
 * SPDX-License-Identifier: MIT */

#include "policy.h"

/* RFC 7489 6.4: p comes second; 6.6.3: without a valid p, or with an invalid sp, a record with
 * reports is "p=none", and one without is nothing. */
static enum mailauth_policy apply(const struct ma_dmarc_record *record,
				  const struct ma_dmarc_request *request)
{
	bool broken = record->p.state != MA_REQUEST_VALID || !record->p_second ||
		      record->sp.state == MA_REQUEST_INVALID;

	if (broken)
		return record->reports ? MAILAUTH_POLICY_NONE : MAILAUTH_POLICY_ABSENT;
	return request->policy;
}

enum mailauth_policy ma_dmarc_7489_effect(const struct ma_dmarc_record *record)
{
	return apply(record, &record->p);
}

static const struct ma_dmarc_request *request_below(const struct ma_dmarc_record *record)
{
	return record->sp.state == MA_REQUEST_VALID ? &record->sp : &record->p;
}

/* The record at NAME, and how many there are. */
struct found {
	const struct ma_name *name;
	const struct ma_dmarc_record *record; /* if there is one */
	size_t count;
	bool failed; /* the DNS did not say */
	const struct ma_answer *answer;
};

static void look_up(struct ma_pass *pass, const struct ma_name *name, struct found *found)
{
	const struct ma_answer *answer = ma_dmarc_ask(pass, name);
	const struct ma_dmarc_record **records;

	*found = (struct found){ .name = name };
	if (answer == NULL)
		return;
	found->answer = answer;
	found->failed = answer->status == MA_ANSWER_FAILED;
	records = ma_dmarc_select(pass->arena, answer, &found->count);
	if (records == NULL || found->count != 1)
		return;
	found->record = ma_dmarc_read_exactly(pass->arena, records[0]);
	found->count = found->record != NULL;
}

/* What names below the Organizational Domain fall under that have no record of their own. */
static enum mailauth_policy policy_below(const struct found *org)
{
	if (org->failed)
		return MAILAUTH_POLICY_UNKNOWN;
	return org->record != NULL ? apply(org->record, request_below(org->record))
				   : MAILAUTH_POLICY_ABSENT;
}

/* RFC 7489 6.6.3: the domain's own record, then that of its Organizational Domain; several records
 * end the search. */
static void find_policy(struct ma_pass *pass, const struct found *own, const struct found *org,
			struct ma_dmarc_7489 *old)
{
	const struct found *found = own->count == 0 && !own->failed ? org : own;

	old->below = policy_below(org);
	old->record = found->record;
	old->domain = found->record != NULL ? found->name : NULL;
	if (found->record != NULL)
		old->percent_text = ma_arena_number(pass->arena, found->record->percent);
	if (found == org && org != own)
		old->policy = old->below;
	else if (own->record != NULL)
		old->policy = ma_dmarc_7489_effect(own->record);
	else
		old->policy = own->failed ? MAILAUTH_POLICY_UNKNOWN : MAILAUTH_POLICY_ABSENT;
	/* Either way a value is not known that is shown. */
	if (own->failed || org->failed) {
		found = own->failed ? own : org;
		pass->view.failed = true;
		old->unanswered = found->name;
		old->failure = found->answer;
	}
}

void ma_dmarc_7489_evaluate(struct ma_pass *pass, const struct ma_name *start,
			    struct ma_dmarc_7489 *old)
{
	const struct ma_name *name;
	struct found own, org;

	*old = (struct ma_dmarc_7489){ 0 };
	old->known = ma_psl_org(pass->arena, start, &old->org);
	if (!old->known)
		return;
	old->suffix = ma_psl_is_suffix(pass->arena, start);
	look_up(pass, start, &own);
	name = ma_name_from_wire(pass->arena, old->org.wire, old->org.length);
	if (name == NULL)
		return;
	if (ma_name_equal(name, start)) {
		find_policy(pass, &own, &own, old);
		/* RFC 7489 3.2: names below a public suffix are organizations of their own. */
		if (old->suffix)
			old->below = MAILAUTH_POLICY_ABSENT;
		return;
	}
	look_up(pass, name, &org);
	find_policy(pass, &own, &org, old);
}
