/* Candidates: which of two answers says more.
 *
 * SPDX-License-Identifier: MIT */

#include "match.h"

bool ma_row_is_weak(const struct ma_rejection *row)
{
	return row->kind == MA_REJECTION_WORDS && (row->conditions & MA_TELLING_WORDS) == 0 &&
	       (row->class == MA_CLASS_POLICY || row->class == MA_CLASS_TEMP_SERVER);
}

enum mailauth_confidence ma_candidate_confidence(const struct ma_candidate *answer)
{
	enum mailauth_confidence confidence = ma_match_confidence(&answer->match, answer->reply);

	return answer->doubted && confidence == MAILAUTH_CONFIDENCE_CERTAIN
		       ? MAILAUTH_CONFIDENCE_LIKELY
		       : confidence;
}

/* How much an answer says: a known reply before words, words before a code, the cause before what
 * quotes it. */
int ma_candidate_rank(const struct ma_candidate *answer)
{
	const struct ma_rejection *row = answer->match.row;
	bool said = answer->match.by_text || answer->match.by_words;
	int value = 0;

	if (answer->reply == NULL)
		return -1;
	if (row == NULL)
		return 0;
	if ((row->conditions & MA_WRAPPER) != 0)
		value = said ? 2 : 1;
	else if (answer->match.by_words)
		value = ma_row_is_weak(row) ? 4 : 5;
	else
		value = 2 + (int)ma_match_confidence(&answer->match, answer->reply);
	value += value >= 5 && !answer->match.by_words;
	/* The inner reply is the cause. */
	return value * 2 + (answer->reply->within ? 1 : 0);
}

static bool is_better(const struct ma_candidate *a, const struct ma_candidate *b)
{
	if (ma_candidate_rank(a) != ma_candidate_rank(b))
		return ma_candidate_rank(a) > ma_candidate_rank(b);
	return a->match.score > b->match.score;
}

/* Whether ANSWER says that the server has stopped trying. */
static bool is_expiry(const struct ma_candidate *answer)
{
	const struct ma_rejection *row = answer->reply != NULL ? answer->match.row : NULL;

	/* RFC 3463 3.5, X.4.7: delivery time expired.  ma_delivery_state_of() may know better. */
	if (answer->reply != NULL && answer->reply->enhanced[1] == 4 &&
	    answer->reply->enhanced[2] == 7 && answer->match.row != NULL)
		return true;
	return row != NULL && (row->conditions & MA_WRAPPER) != 0 &&
	       row->class == MA_CLASS_TEMP_SERVER &&
	       row->permanence == MAILAUTH_PERMANENCE_PERMANENT;
}

void ma_candidate_keep_better(struct ma_candidate *best, const struct ma_candidate *answer)
{
	bool expired = best->expired || is_expiry(answer);

	if (ma_candidate_rank(answer) >= 0 && (best->reply == NULL || is_better(answer, best)))
		*best = *answer;
	best->expired = expired;
}
