/* DMARC as text: the record, what it comes to, where it was looked for, and what older receivers
 * make of it where that is something else.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

static struct ma_text policy_phrase(const struct ma_writer *writer, enum mailauth_policy policy)
{
	static const enum ma_phrase_id phrases[] = {
		[MAILAUTH_POLICY_UNKNOWN] = MA_PHRASE_POLICY_UNKNOWN,
		[MAILAUTH_POLICY_ABSENT] = MA_PHRASE_POLICY_ABSENT,
		[MAILAUTH_POLICY_NONE] = MA_PHRASE_POLICY_NONE,
		[MAILAUTH_POLICY_QUARANTINE] = MA_PHRASE_POLICY_QUARANTINE,
		[MAILAUTH_POLICY_REJECT] = MA_PHRASE_POLICY_REJECT,
	};

	return ma_text(ma_phrase(phrases[policy], writer->language));
}

static void write_policy(struct ma_writer *writer, enum ma_phrase_id phrase,
			 enum mailauth_policy policy)
{
	const struct ma_argument arguments[] = {
		{ "domain", writer->report->dmarc->shown, MA_VALUE_SAFE },
		{ "policy", policy_phrase(writer, policy), MA_VALUE_SAFE },
	};

	ma_write_phrase(writer, MA_TEXT_MARGIN, phrase, arguments, 2);
}

/* Whether there is a TXT record, and no valid one. */
static bool holds_other(const struct ma_dmarc_step *step)
{
	return step->status == MA_WALK_NONE && step->answer != NULL && step->answer->count > 0;
}

/* The names that were looked at, each with what was there. */
static void write_walk(struct ma_writer *writer, const struct ma_dmarc_walk *walk)
{
	static const enum ma_phrase_id phrases[] = {
		[MA_WALK_RECORD] = MA_PHRASE_WALK_RECORD,
		[MA_WALK_NONE] = MA_PHRASE_WALK_NONE,
		[MA_WALK_SEVERAL] = MA_PHRASE_WALK_SEVERAL,
		[MA_WALK_FAILED] = MA_PHRASE_WALK_FAILED,
		[MA_WALK_NOT_ASKED] = MA_PHRASE_WALK_NOT_ASKED,
	};
	struct ma_arena arena = { 0 };
	struct ma_buffer names = { 0 };
	struct ma_argument argument = { "names", { 0 }, MA_VALUE_SAFE };

	for (size_t i = 0; i < walk->count; i++) {
		if (i > 0)
			ma_buffer_string(&names,
					 ma_phrase(MA_PHRASE_SERVER_SEPARATOR, writer->language));
		ma_buffer_string(&names, "_dmarc.");
		ma_buffer_text(&names, ma_name_present(&arena, walk->steps[i].name));
		ma_buffer_string(&names, " (");
		ma_buffer_string(&names, ma_phrase(holds_other(&walk->steps[i])
							   ? MA_PHRASE_WALK_UNREAD
							   : phrases[walk->steps[i].status],
						   writer->language));
		ma_buffer_byte(&names, ')');
	}
	writer->out.failed = writer->out.failed || arena.failed || names.failed;
	if (!names.failed) {
		argument.value = ma_buffer_view(&names);
		ma_write_phrase(writer, MA_TEXT_MARGIN, MA_PHRASE_DMARC_WALK, &argument, 1);
	}
	ma_buffer_finish(&names);
	ma_arena_finish(&arena);
}

/* The reading of RFC 7489, where it is another. */
static void write_7489(struct ma_writer *writer, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_7489 *old = &dmarc->old;
	const struct ma_argument arguments[] = {
		{ "policy", policy_phrase(writer, old->policy), MA_VALUE_SAFE },
		{ "below", policy_phrase(writer, old->below), MA_VALUE_SAFE },
		{ "org", dmarc->old_org_shown, MA_VALUE_SAFE },
		{ "percent", old->percent_text, MA_VALUE_SAFE },
	};
	bool partial = old->known && old->record != NULL && old->record->percent < 100 &&
		       old->policy > MAILAUTH_POLICY_NONE;
	bool same_org = dmarc->org_known && ma_name_equal(&dmarc->org, &old->org);

	if (!old->known ||
	    (!partial && old->policy == dmarc->policy.policy &&
	     old->below == dmarc->existing.policy && old->made == dmarc->missing.policy &&
	     (same_org || dmarc->policy.record == NULL)))
		return;
	ma_write_phrase(writer, MA_TEXT_MARGIN,
			partial ? MA_PHRASE_DMARC_OLD_PERCENT : MA_PHRASE_DMARC_OLD, arguments,
			partial ? 4 : 3);
}

static void write_result(struct ma_writer *writer, enum mailauth_dmarc_result result)
{
	static const enum ma_phrase_id phrases[] = {
		[MAILAUTH_DMARC_UNKNOWN] = MA_PHRASE_DMARC_RESULT_UNKNOWN,
		[MAILAUTH_DMARC_NONE] = MA_PHRASE_DMARC_RESULT_NONE,
		[MAILAUTH_DMARC_PASS] = MA_PHRASE_DMARC_RESULT_PASS,
		[MAILAUTH_DMARC_FAIL] = MA_PHRASE_DMARC_RESULT_FAIL,
		[MAILAUTH_DMARC_TEMPERROR] = MA_PHRASE_DMARC_RESULT_TEMPERROR,
		[MAILAUTH_DMARC_PERMERROR] = MA_PHRASE_DMARC_RESULT_PERMERROR,
	};
	struct ma_argument argument = { "result", { 0 }, MA_VALUE_SAFE };

	if (result == MAILAUTH_DMARC_NOT_ASKED)
		return;
	argument.value = ma_text(ma_phrase(phrases[result], writer->language));
	ma_write_phrase(writer, MA_TEXT_MARGIN, MA_PHRASE_DMARC_RESULT, &argument, 1);
}

void ma_text_dmarc(struct ma_writer *writer)
{
	const struct ma_dmarc *dmarc = writer->report->dmarc;
	const struct ma_argument org = { "org", dmarc->org_shown, MA_VALUE_SAFE };

	if (dmarc->domain != NULL) {
		if (dmarc->policy.record != NULL)
			ma_write_record(
				writer, MA_TEXT_MARGIN,
				ma_text(ma_phrase(MA_PHRASE_LABEL_RECORD, writer->language)),
				dmarc->record_at, dmarc->policy.record->text);
		write_policy(writer, MA_PHRASE_DMARC_APPLIES, dmarc->policy.policy);
		if (dmarc->existing.policy != MAILAUTH_POLICY_ABSENT ||
		    dmarc->missing.policy != MAILAUTH_POLICY_ABSENT) {
			write_policy(writer, MA_PHRASE_DMARC_EXISTING, dmarc->existing.policy);
			write_policy(writer, MA_PHRASE_DMARC_MISSING, dmarc->missing.policy);
		}
		write_7489(writer, dmarc);
		if (dmarc->org_known && dmarc->policy.record != NULL)
			ma_write_phrase(writer, MA_TEXT_MARGIN, MA_PHRASE_DMARC_ORG, &org, 1);
		write_walk(writer, &dmarc->walk);
	}
	write_result(writer, writer->report->message.result);
}
