/* Codes that providers number their refusals with, pasted alone: "S3150", "TSS04", "CS01".
 *
 * SPDX-License-Identifier: MIT */

#include "notice.h"

enum {
	OWN_CODE_MAX = 16, /* bytes */
};

static bool is_own_code(struct ma_text text)
{
	bool digit = false;
	bool letter = false;

	for (size_t i = 0; i < text.length; i++) {
		if (!ma_is_alnum(text.data[i]) && !ma_is_one_of(text.data[i], "_:-"))
			return false;
		digit = digit || ma_is_digit(text.data[i]);
		letter = letter || ma_is_alpha(text.data[i]);
	}
	return digit && letter && text.length <= OWN_CODE_MAX;
}

/* "[CS01]", "(S3150)": as they are in replies. */
static struct ma_text in_brackets(struct ma_arena *arena, struct ma_text code, const char *brackets)
{
	struct ma_buffer written = { 0 };

	ma_buffer_byte(&written, brackets[0]);
	ma_buffer_text(&written, code);
	ma_buffer_byte(&written, brackets[1]);
	return ma_buffer_keep(&written, arena);
}

struct ma_candidate ma_candidate_of_own_code(struct ma_scratch *scratch, struct ma_arena *arena,
					     struct ma_text text)
{
	static const char *const brackets[] = { "[]", "()" };

	for (size_t i = 0; is_own_code(text) && i < sizeof(brackets) / sizeof(*brackets); i++) {
		struct ma_reply *reply = ma_arena_alloc(arena, sizeof(*reply));
		struct ma_candidate answer = ma_candidate_without_code(
			scratch, arena, in_brackets(arena, text, brackets[i]), NULL,
			MA_NOTICE_NONE);

		if (reply == NULL || answer.reply == NULL || !answer.match.by_text)
			continue;
		*reply = *answer.reply;
		reply->line = reply->paragraph = ma_arena_copy(arena, text);
		reply->from = reply->to = 0;
		answer.reply = reply;
		answer.match.words = text;
		answer.doubted = true; /* whose code it is, is not said */
		return answer;
	}
	return (struct ma_candidate){ 0 };
}
