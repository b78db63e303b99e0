/* How well a row fits a reply, and which of two is chosen.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_MATCH_H
#define MA_MATCH_H

#include "../explain.h"

enum {
	MA_NO_MATCH = -10000,
};

struct ma_match_question {
	const struct ma_reply *reply;
	const char *folded;
	struct ma_text line;
	enum ma_system_id hint; /* from host or text; or MA_SYSTEM_COUNT */
};

/* What is asked of every row about REPLY, read as LINE, from HOST. */
struct ma_match_question ma_match_ask(struct ma_scratch *scratch, struct ma_arena *arena,
				      const struct ma_reply *reply, struct ma_text line,
				      enum ma_system_id host);
/* Whether FOLDED says of METHOD ("spf") only that it passed or is not the cause. */
bool ma_result_is_pass(const char *folded, const char *method);
/* Whether WORDS, a part of LINE, are within an address or a name. */
bool ma_is_in_name(struct ma_text line, struct ma_text words);
/* How well the row INDEX fits: its score is MA_NO_MATCH if it does not. */
struct ma_match ma_match_score(struct ma_scratch *scratch, size_t index,
			       const struct ma_match_question *question);
/* Whether A is the one to choose, whichever was found first. */
bool ma_match_is_better(const struct ma_match *a, const struct ma_match *b);

#endif
