/* Parts: what a notice says of each of its recipients.
 *
 * SPDX-License-Identifier: MIT */

#include "explain.h"

#include "notice/notice.h"

enum {
	PARTS_MAX = 200, /* that are looked at; more recipients are not named */
};

/* What is said within PART, by a code or in words. */
static struct ma_candidate judge_part(struct ma_scratch *scratch, struct ma_arena *arena,
				      struct ma_text text, const char *host,
				      enum ma_notice_id notice, const struct ma_recipient *part)
{
	struct ma_text until = ma_text_slice(text, 0, part->to);
	struct ma_candidate answer = ma_candidate_within(scratch, arena, until, part->from, host);
	struct ma_candidate words;

	if (part->is_fields ||
	    (answer.reply != NULL && answer.match.row != NULL && ma_reply_has_words(answer.reply) &&
	     (answer.match.row->conditions & MA_WRAPPER) == 0))
		return answer;
	words = ma_candidate_without_code(scratch, arena, ma_text_slice(text, part->from, part->to),
					  host, notice);
	return ma_candidate_rank(&words) > ma_candidate_rank(&answer) ? words : answer;
}

size_t ma_parts_note(struct ma_scratch *scratch, struct ma_arena *arena, struct ma_text text,
		     const char *host, enum ma_notice_id notice, struct ma_deliveries *answers)
{
	struct ma_recipient part = { 0 };
	size_t count = 0;
	size_t at = 0;

	while (ma_recipient_next(text, &at, &part)) {
		struct ma_candidate answer;

		if (count++ == PARTS_MAX) {
			answers->cut = true;
			break;
		}
		answer = judge_part(scratch, arena, text, host, notice, &part);
		ma_deliveries_take(answers, arena, part.address, &answer);
	}
	return count;
}

struct ma_text ma_part_recipient(struct ma_text text, size_t place)
{
	struct ma_recipient part = { 0 };
	size_t at = 0;

	while (ma_recipient_next(text, &at, &part) && part.from <= place)
		if (place < part.to)
			return part.address;
	return (struct ma_text){ 0 };
}
