/* The score: how well a row fits a reply.
 *
 * SPDX-License-Identifier: MIT
 *
 * A text weighs more than a code, a longer text more than a shorter one, a code that is written out
 * more than a range; a row of the host's own system more, of another's less. */

#include "match.h"

#include <string.h>

enum {
	LITERAL_BASE = 500,
	REGEX_BASE = 450,
	REGEX_GENERIC = 250,
	LENGTH_MAX = 60, /* characters of a pattern that count */
	/* Providers give meanings of their own to details from 20 on; below, IANA's hold. */
	OWN_DETAIL = 20,
	OWN_CODE = 250,
	SHARED_CODE = -200,
	/* Microsoft alone uses details of three digits. */
	UNIQUE_DETAIL = 100,
	CODE_EXACT = 300,
	CODE_NARROW = 150,
	CODE_ANY_CLASS = 100,
	CODE_NONE = 20,
	NARROW_MAX = 200,
	REPLY_EXACT = 30,
	REPLY_WIDE = 10,
	STAGE_KNOWN = 400,
	CODE_MISSING = -250,
	SAME_SYSTEM = 120,
	OTHER_SYSTEM = -80,
};

/* --- Systems -------------------------------------------------------------- */

static bool is_named(const struct ma_rejection *row)
{
	return ma_system(row->system)->kind >= MA_SYSTEM_KIND_SOFTWARE;
}

static bool is_related(const struct ma_rejection *row, enum ma_system_id hint)
{
	return row->system == hint || (ma_system(row->system)->family != 0 &&
				       ma_system(row->system)->family == ma_system(hint)->family);
}

/* --- Codes ---------------------------------------------------------------- */

static int score_reply(const struct ma_rejection *row, const struct ma_codes *codes,
		       const struct ma_reply *reply)
{
	static const short powers[] = { 1, 10, 100, 1000 };

	if (codes->count == 0)
		return 0;
	/* A text that is given without its code. */
	if (reply->code == 0 && reply->enhanced[0] == 0)
		return row->kind == MA_REJECTION_LITERAL ? CODE_MISSING : MA_NO_MATCH;
	for (size_t i = 0; i < codes->count; i++) {
		const struct ma_code *code = &codes->items[i];
		short wide = powers[code->subject];

		if (reply->code == 0) {
			/* Only the class is known, from the enhanced code. */
			if (code->class * wide / 100 == (short)reply->enhanced[0])
				return 0;
		} else if ((short)reply->code / wide == code->class) {
			return wide == 1 ? REPLY_EXACT : REPLY_WIDE;
		}
	}
	return MA_NO_MATCH;
}

static int score_enhanced(const struct ma_codes *codes, const struct ma_codes *replies,
			  const struct ma_reply *reply)
{
	/* Neither of the codes is known to agree. */
	if (codes->count == 0 && !codes->none)
		return reply->code == 0 && reply->enhanced[0] != 0 && replies->count > 0
			       ? CODE_MISSING
			       : 0;
	if (reply->enhanced[0] == 0)
		return codes->none ? CODE_NONE : reply->code == 0 ? 0 : MA_NO_MATCH;
	for (size_t i = 0; i < codes->count; i++) {
		const struct ma_code *code = &codes->items[i];

		if ((code->class >= 0 && code->class != (short)reply->enhanced[0]) ||
		    code->subject != (short)reply->enhanced[1] ||
		    code->from > (short)reply->enhanced[2] || code->to < (short)reply->enhanced[2])
			continue;
		if (code->class < 0)
			return CODE_ANY_CLASS;
		if (code->from == code->to)
			return CODE_EXACT;
		return code->to - code->from <= NARROW_MAX ? CODE_NARROW : CODE_NONE;
	}
	return MA_NO_MATCH;
}

static int score_codes(const struct ma_rejection *row, const struct ma_matcher *matcher,
		       const struct ma_reply *reply)
{
	int code;
	int enhanced;

	/* "5.9.9" is not more of a 551 than of a 553. */
	if (row->kind == MA_REJECTION_ANY && reply->code == 0 && matcher->reply.count > 0 &&
	    matcher->code.count == 0)
		return MA_NO_MATCH;
	code = score_reply(row, &matcher->reply, reply);
	enhanced = code == MA_NO_MATCH ? MA_NO_MATCH
				       : score_enhanced(&matcher->code, &matcher->reply, reply);

	return enhanced == MA_NO_MATCH ? MA_NO_MATCH : code + enhanced;
}

/* --- Patterns ------------------------------------------------------------- */

/* The length of a pattern, without repetitions. */
static int length_of(const char *pattern)
{
	int length = 0;

	while (*pattern != '\0') {
		size_t skip = *pattern == '{' ? strcspn(pattern, "}") + 1 : 1;

		pattern += skip;
		length += skip == 1;
	}
	return length < LENGTH_MAX ? length : LENGTH_MAX;
}

static bool has_word(const struct ma_matcher *matcher, const char *folded)
{
	for (size_t i = 0; matcher->words[i] != NULL; i++)
		if (strstr(folded, matcher->words[i]) != NULL)
			return true;
	return matcher->words[0] == NULL;
}

/* Whether a reply says more than a number: words (in ASCII, others are the person's who pasted it),
 * or an enhanced code that is not about addresses (RFC 3463 3.2). */
static bool says_more(const struct ma_reply *reply)
{
	size_t at = 0;

	while (at < reply->line.length && (ma_is_digit(reply->line.data[at]) ||
					   ma_is_one_of(reply->line.data[at], " .-#:,;\"'")))
		at++;
	if (at < reply->line.length && reply->line.data[at] < 0x80)
		return true;
	return reply->enhanced[0] != 0 && reply->enhanced[1] != 1;
}

static int score_code_alone(const struct ma_rejection *row,
			    const struct ma_match_question *question)
{
	unsigned detail = question->reply->enhanced[2];

	if ((row->conditions & MA_BARE) != 0 && says_more(question->reply))
		return MA_NO_MATCH;
	if (!is_named(row))
		return 0;
	if (question->hint == MA_SYSTEM_COUNT || !is_related(row, question->hint))
		if (detail < UNIQUE_DETAIL)
			return MA_NO_MATCH;
	return detail >= OWN_DETAIL ? OWN_CODE : SHARED_CODE;
}

static int score_pattern(struct ma_scratch *scratch, size_t index,
			 const struct ma_match_question *question, struct ma_text *words)
{
	struct ma_matcher *matcher = &scratch->explainer->matchers[index];
	const struct ma_rejection *row = &ma_rejections[index];
	const char *place;

	switch (row->kind) {
	case MA_REJECTION_ANY:
		return score_code_alone(row, question);
	case MA_REJECTION_LITERAL:
		place = strstr(question->folded, matcher->literal);
		if (place == NULL)
			return MA_NO_MATCH;
		*words = ma_text_slice(question->line, (size_t)(place - question->folded),
				       (size_t)(place - question->folded) +
					       strlen(matcher->literal));
		return LITERAL_BASE +
		       5 * (int)(words->length < LENGTH_MAX ? words->length : LENGTH_MAX);
	case MA_REJECTION_REGEX:
		if (!has_word(matcher, question->folded) ||
		    !ma_regex_match(scratch, &matcher->regex, question->line, NULL))
			return MA_NO_MATCH;
		*words = ma_regex_whole(scratch, question->line);
		return ma_system(row->system)->kind != MA_SYSTEM_KIND_GENERIC
			       ? REGEX_BASE + 5 * length_of(row->pattern)
			       : REGEX_GENERIC + 2 * length_of(row->pattern);
	case MA_REJECTION_SYMPTOM:
	case MA_REJECTION_WORDS:
		break;
	}
	return MA_NO_MATCH;
}

static int score_conditions(const struct ma_rejection *row,
			    const struct ma_match_question *question)
{
	const unsigned stages = MA_AT_RCPT | MA_AT_DATA;
	int score = 0;

	if ((row->conditions & MA_BY_STATED_RESULT) != 0)
		return MA_NO_MATCH;
	if ((row->conditions & MA_AT_SUBMISSION) != 0 && question->reply->relayed)
		return MA_NO_MATCH;
	if ((row->conditions & MA_FROM_HOST) != 0 && row->system != question->hint)
		return MA_NO_MATCH;
	if ((row->conditions & stages) != 0) {
		if ((row->conditions & stages) != question->reply->stage)
			return MA_NO_MATCH;
		score += STAGE_KNOWN;
	}
	if (question->hint == MA_SYSTEM_COUNT)
		return score;
	if (is_related(row, question->hint))
		return score + SAME_SYSTEM;
	return is_named(row) ? score + OTHER_SYSTEM : score;
}

/* Whether what ROW is about is said to have passed, or is not the cause; or what it found is part
 * of an address, a host's or a file's name. */
static bool is_denied(const struct ma_rejection *row, const struct ma_match_question *question,
		      struct ma_text words)
{
	if (row->class == MA_CLASS_AUTH_SPF || row->class == MA_CLASS_AUTH_DKIM ||
	    row->class == MA_CLASS_AUTH_DMARC)
		return ma_result_is_pass(question->folded, row->class == MA_CLASS_AUTH_SPF ? "spf"
							   : row->class == MA_CLASS_AUTH_DKIM
								   ? "dkim"
								   : "dmarc");
	return ma_system(row->system)->kind == MA_SYSTEM_KIND_GENERIC &&
	       ma_is_in_name(question->line, words);
}

/* --- All together ---------------------------------------------------------- */

struct ma_match ma_match_score(struct ma_scratch *scratch, size_t index,
			       const struct ma_match_question *question)
{
	const struct ma_rejection *row = &ma_rejections[index];
	const struct ma_matcher *matcher = &scratch->explainer->matchers[index];
	struct ma_match match = { .row = row, .by_text = row->kind != MA_REJECTION_ANY };
	int codes = score_codes(row, matcher, question->reply);
	int conditions = codes == MA_NO_MATCH ? MA_NO_MATCH : score_conditions(row, question);
	int pattern = conditions == MA_NO_MATCH
			      ? MA_NO_MATCH
			      : score_pattern(scratch, index, question, &match.words);

	if (match.by_text && pattern != MA_NO_MATCH && is_denied(row, question, match.words))
		pattern = MA_NO_MATCH;
	match.score = pattern == MA_NO_MATCH ? MA_NO_MATCH : codes + conditions + pattern;
	return match;
}
