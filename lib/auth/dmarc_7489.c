/* DMARC as RFC 7489 had it, which many receivers still do: two questions and the Public Suffix List
 * in place of the walk; pct; and neither np nor t nor psd.
 *
 * SPDX-License-Identifier: MIT */

#include "auth.h"

/* RFC 7489 6.4: p stands second; 6.6.3: without a valid p, or with an invalid sp, a record with
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

static const struct ma_dmarc_request *request_below(const struct ma_dmarc_record *record)
{
	return record->sp.state == MA_REQUEST_VALID ? &record->sp : &record->p;
}

/* The record at NAME.  False if the DNS did not say; *COUNT is how many there are. */
static bool look_up(struct ma_pass *pass, const struct ma_name *name,
		    const struct ma_dmarc_record **record, size_t *count)
{
	const struct ma_answer *answer = ma_dmarc_ask(pass, name);
	struct ma_text *records;

	*count = 0;
	if (answer == NULL)
		return true;
	/* What failed of the walk was counted there. */
	if (answer->status == MA_ANSWER_FAILED)
		return false;
	records = ma_dmarc_select(pass->arena, answer, count);
	if (*count == 1)
		*record = ma_dmarc_parse(pass->arena, MA_TEXT(""), records[0], NULL);
	return true;
}

static void take(struct ma_dmarc_7489 *old, const struct ma_name *start, const struct ma_name *name)
{
	old->domain = name;
	old->below = apply(old->record, request_below(old->record));
	old->policy = ma_name_equal(name, start) ? apply(old->record, &old->record->p) : old->below;
}

void ma_dmarc_7489_evaluate(struct ma_pass *pass, const struct ma_name *start,
			    struct ma_dmarc_7489 *old)
{
	const struct ma_name *org;
	size_t count = 0;
	bool answered;

	*old = (struct ma_dmarc_7489){ 0 };
	old->known = ma_psl_org(pass->arena, start, &old->org);
	if (!old->known)
		return;
	/* RFC 7489 6.6.3: the domain itself, then its Organizational Domain; several end it. */
	answered = look_up(pass, start, &old->record, &count);
	if (answered && count == 0 && !ma_name_equal(start, &old->org)) {
		org = ma_name_from_wire(pass->arena, old->org.wire, old->org.length);
		answered = org != NULL && look_up(pass, org, &old->record, &count);
		if (old->record != NULL)
			take(old, start, org);
	} else if (old->record != NULL) {
		take(old, start, start);
	}
	if (answered && old->record == NULL)
		old->policy = old->below = MAILAUTH_POLICY_ABSENT;
}
