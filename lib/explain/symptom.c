/* Symptoms: complaints without a code, known by the words that people use.
 *
 * SPDX-License-Identifier: MIT */

#include "explain.h"

#include <string.h>

enum {
	COMPLAINT_MAX = 1000, /* bytes: who complains is brief; more is about something else */
	WORD_MAX = 80,
	SENTENCE = 70, /* bytes that hold nothing but the complaint */
	ENDING = 90,   /* bytes in which a newsletter says how to end it */
};

/* A text ready for the search: folded, and without the spaces that people set as they like between
 * Japanese and other letters. */
struct complaint {
	struct ma_text line;
	const char *folded;
};

static struct complaint read_complaint(struct ma_arena *arena, struct ma_text text)
{
	struct complaint complaint;

	complaint.line = ma_reply_unfold(arena, text, COMPLAINT_MAX);
	complaint.folded = ma_text_folded(arena, complaint.line);
	return complaint;
}

/* Short words of ASCII letters count as words only: "au" is not a part of "because". */
static const char *find_word(const char *text, const char *word)
{
	size_t length = strlen(word);
	const char *place = text;

	while ((place = strstr(place, word)) != NULL) {
		bool begins = place == text || !ma_is_alnum((unsigned char)place[-1]);
		bool ends = !ma_is_alnum((unsigned char)place[length]);

		if ((unsigned char)word[0] >= 0x80 || length > 4 ||
		    (begins && (ends || length == 4)))
			return place;
		place++;
	}
	return NULL;
}

/* The longest alternative of GROUP that TEXT holds; its length goes to *LENGTH. */
static const char *find_group(const char *text, const char *group, size_t group_length,
			      size_t *length)
{
	const char *best = NULL;

	*length = 0;
	while (group_length > 0) {
		size_t span = 0;
		char word[WORD_MAX];
		const char *place;

		while (span < group_length && group[span] != '|')
			span++;
		if (span > *length && span < WORD_MAX) {
			memcpy(word, group, span);
			word[span] = '\0';
			place = find_word(text, word);
			if (place != NULL) {
				best = place;
				*length = span;
			}
		}
		span += span < group_length;
		group += span;
		group_length -= span;
	}
	return best;
}

static size_t count_characters(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += (text[i] & 0xc0) != 0x80;
	return count;
}

/* How much of WORDS' groups the text holds: 0 if one is missing.  At most MAX words go to
 * EVIDENCE. */
static size_t score_words(const struct complaint *complaint, const char *words,
			  struct ma_text *evidence, size_t *count)
{
	size_t score = 0;

	*count = 0;
	while (*words != '\0') {
		const char *next = strstr(words, " & ");
		size_t length = next != NULL ? (size_t)(next - words) : strlen(words);
		size_t found;
		const char *place = find_group(complaint->folded, words, length, &found);

		if (place == NULL)
			return 0;
		if (*count < MA_EVIDENCE_MAX)
			evidence[(*count)++] =
				ma_text_slice(complaint->line, (size_t)(place - complaint->folded),
					      (size_t)(place - complaint->folded) + found);
		/* A group more outweighs a longer word. */
		score += 10 + count_characters(place, found);
		words += length + (next != NULL ? 3 : 0);
	}
	return score;
}

static const struct ma_rejection *find_by_words(const struct complaint *complaint,
						struct ma_text *evidence, size_t *count)
{
	const struct ma_rejection *best = NULL;
	size_t best_score = 0;

	*count = 0;
	for (size_t i = 0; i < ma_rejection_count; i++) {
		struct ma_text words[MA_EVIDENCE_MAX];
		size_t word_count;
		size_t score;

		if (ma_rejections[i].kind != MA_REJECTION_SYMPTOM)
			continue;
		score = score_words(complaint, ma_rejections[i].word, words, &word_count);
		if (score <= best_score)
			continue;
		best = &ma_rejections[i];
		best_score = score;
		*count = word_count;
		memcpy(evidence, words, word_count * sizeof(*words));
	}
	return best;
}

/* Whether someone complains or asks: an ordinary mail has the same words. */
static bool is_complaint(const char *folded)
{
	static const char *const words[] = {
		"ない",	    "ません", "エラー", "拒否",	      "戻っ",	      "戻り",
		"戻る",	    "失敗",   "ですか", "ますか",     "なくな",	      "しまう",
		"おかし",   "困",     "弾かれ", "ブロック",   "警告",	      "消え",
		"求められ", "要求",   "できず", "cannot",     "can't",	      "can not",
		"fail",	    "error",  "bounc",	"refus",      "reject",	      "not ",
		"n't",	    "unable", "block",	"returned",   "problem",      "why",
		"never",    "wrong",  "lost",	"missing",    "disappear",    "keeps asking",
		"warning",  "stuck",  "only ",	"turned off", "switched off", "is off",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(folded, words[i]) != NULL)
			return true;
	return false;
}

/* Whether FOLDED ends as a newsletter does. */
static bool ends_as_newsletter(const char *folded)
{
	static const char *const ends[] = { "unsubscribe", "配信停止", "配信解除" };
	size_t length = strlen(folded);
	const char *end = folded + (length > ENDING ? length - ENDING : 0);

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (strstr(end, ends[i]) != NULL)
			return true;
	return false;
}

bool ma_symptom_is_complaint(struct ma_arena *arena, struct ma_text text)
{
	struct complaint complaint = read_complaint(arena, text);

	return ma_is_about_mail(complaint.folded) && is_complaint(complaint.folded);
}

const struct ma_rejection *ma_symptom_find(struct ma_arena *arena, struct ma_text text,
					   struct ma_text *evidence, size_t *count)
{
	struct complaint complaint = read_complaint(arena, text);

	*count = 0;
	if (text.length > COMPLAINT_MAX || ends_as_newsletter(complaint.folded) ||
	    !ma_is_about_mail(complaint.folded) ||
	    (text.length > SENTENCE && !is_complaint(complaint.folded)))
		return NULL;
	return find_by_words(&complaint, evidence, count);
}

/* The symptom with most of its words begun by one given word: "VPN", 「添付」. */
static const struct ma_rejection *find_by_any(const struct complaint *complaint,
					      struct ma_text *evidence, size_t *count)
{
	const struct ma_rejection *best = NULL;
	size_t best_length = 0;

	for (size_t i = 0; i < ma_rejection_count; i++) {
		const char *words = ma_rejections[i].word;

		while (ma_rejections[i].kind == MA_REJECTION_SYMPTOM && *words != '\0') {
			const char *next = strstr(words, " & ");
			size_t length = next != NULL ? (size_t)(next - words) : strlen(words);
			size_t found;
			const char *place = find_group(complaint->folded, words, length, &found);

			if (place != NULL && found > best_length) {
				best = &ma_rejections[i];
				best_length = found;
				evidence[0] = ma_text_slice(
					complaint->line, (size_t)(place - complaint->folded),
					(size_t)(place - complaint->folded) + found);
				*count = 1;
			}
			words += length + (next != NULL ? 3 : 0);
		}
	}
	return best;
}

const struct ma_rejection *ma_symptom_named(struct ma_arena *arena, struct ma_text name,
					    struct ma_text *evidence, size_t *count)
{
	struct complaint complaint = read_complaint(arena, name);
	const struct ma_rejection *found;

	*count = 0;
	for (size_t i = 0; i < ma_rejection_count; i++)
		if (ma_rejections[i].kind == MA_REJECTION_SYMPTOM &&
		    (ma_text_is(complaint.line, ma_rejections[i].pattern) ||
		     ma_text_is(complaint.line, ma_rejections[i].id)))
			return &ma_rejections[i];
	found = find_by_words(&complaint, evidence, count);
	return found != NULL ? found : find_by_any(&complaint, evidence, count);
}

/* --- The list ------------------------------------------------------------- */

static const struct ma_rejection *symptom_at(size_t index)
{
	for (size_t i = 0; i < ma_rejection_count; i++)
		if (ma_rejections[i].kind == MA_REJECTION_SYMPTOM && index-- == 0)
			return &ma_rejections[i];
	return NULL;
}

const char *mailauth_symptom_slug(size_t index)
{
	const struct ma_rejection *row = symptom_at(index);

	return row != NULL ? row->pattern : NULL;
}

const char *mailauth_symptom_text(size_t index, enum mailauth_language language)
{
	const struct ma_rejection *row = symptom_at(index);

	return row != NULL && (unsigned)language < MA_LANGUAGES ? ma_phrase(row->phrase, language)
								: NULL;
}
