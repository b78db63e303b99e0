/* Answers: what was said about each of several recipients.
 *
 * SPDX-License-Identifier: MIT */

#include "explain.h"

enum {
	BEFORE = 300, /* bytes before a reply in which its recipient is named */
	TELLING = 8,  /* a rank from which a reply says what it is about */
};

static bool is_local(unsigned char byte)
{
	return ma_is_alnum(byte) || ma_is_one_of(byte, ".!#$%&'*+-/=?^_`{|}~");
}

/* The address around the "@" at AT in TEXT; empty if it is none. */
static struct ma_text address_at(struct ma_text text, size_t at)
{
	size_t from = at, to = at + 1;

	while (from > 0 && text.data[from - 1] != 0 && is_local(text.data[from - 1]))
		from--;
	while (to < text.length &&
	       (ma_is_alnum(text.data[to]) || text.data[to] == '.' || text.data[to] == '-'))
		to++;
	while (to > at + 1 && text.data[to - 1] == '.')
		to--;
	/* "to=<…>", "RCPT TO:<…>" */
	if (from == at || to == at + 1)
		return (struct ma_text){ 0 };
	return ma_text_slice(text, from, to);
}

/* "<info@example.jp>: Sender address rejected" */
static bool names_sender(struct ma_text words)
{
	size_t at = 0;

	while (at < words.length && words.data[at] != ' ')
		at++;
	while (ma_byte_at(words, at) == ' ')
		at++;
	return ma_text_starts(ma_text_slice(words, at, words.length), "sender");
}

struct ma_text ma_reply_recipient(const struct ma_reply *reply)
{
	struct ma_reply codes = { 0 };
	size_t from = ma_reply_read_codes(reply->line, 0, &codes);
	struct ma_text words = ma_line_trim(ma_text_slice(reply->line, from, reply->line.length));
	size_t at = 0;
	struct ma_text found;

	while (at < words.length && words.data[at] != ' ' && words.data[at] != '@')
		at++;
	if (from == 0 || ma_byte_at(words, at) != '@')
		return (struct ma_text){ 0 };
	found = address_at(words, at);
	return names_sender(words) ? (struct ma_text){ 0 } : found;
}

/* The recipient of REPLY: whom it begins with, the last address before it, the first in it. */
static struct ma_text recipient_of(struct ma_text text, const struct ma_reply *reply)
{
	size_t from = reply->from > BEFORE ? reply->from - BEFORE : 0;
	struct ma_text found = ma_reply_recipient(reply);

	for (size_t i = reply->from; i > from && found.length == 0; i--)
		if (text.data[i - 1] == '@')
			found = address_at(text, i - 1);
	for (size_t i = 0; i < reply->line.length && found.length == 0; i++)
		if (reply->line.data[i] == '@')
			found = address_at(reply->line, i);
	return found;
}

static struct ma_delivery *answer_for(struct ma_deliveries *answers, struct ma_text recipient)
{
	for (size_t i = 0; i < answers->count; i++)
		if (ma_text_equal_fold(answers->items[i].recipient, recipient))
			return &answers->items[i];
	if (answers->count == MA_ANSWERS_MAX) {
		answers->cut = true;
		return NULL;
	}
	return &answers->items[answers->count++];
}

static enum mailauth_permanence permanence_of(const struct ma_candidate *answer)
{
	unsigned class =
		answer->reply->code != 0 ? answer->reply->code / 100 : answer->reply->enhanced[0];

	if (answer->match.row->permanence != MAILAUTH_PERMANENCE_UNKNOWN)
		return answer->match.row->permanence;
	return class == 4 ? MAILAUTH_PERMANENCE_TEMPORARY : MAILAUTH_PERMANENCE_PERMANENT;
}

void ma_deliveries_take(struct ma_deliveries *answers, struct ma_arena *arena,
			struct ma_text recipient, const struct ma_candidate *answer)
{
	int rank = ma_candidate_rank(answer);
	struct ma_delivery *item;

	if (rank <= 0 || recipient.length == 0)
		return;
	item = answer_for(answers, recipient);
	if (item == NULL || rank <= item->rank)
		return;
	*item = (struct ma_delivery){
		.recipient = ma_arena_copy(arena, recipient),
		.reply = answer->reply->line,
		.row = answer->match.row,
		.confidence = ma_candidate_confidence(answer),
		.permanence = permanence_of(answer),
		.rank = rank,
	};
}

void ma_answers_note(struct ma_deliveries *answers, struct ma_arena *arena, struct ma_text text,
		     const struct ma_candidate *answer)
{
	if (ma_candidate_rank(answer) >= TELLING)
		ma_deliveries_take(answers, arena, recipient_of(text, answer->reply), answer);
}

/* Whether A is worse than B. */
static bool is_worse(const struct ma_delivery *a, const struct ma_delivery *b)
{
	if (a->permanence != b->permanence)
		return a->permanence == MAILAUTH_PERMANENCE_PERMANENT;
	return a->rank > b->rank;
}

void ma_answers_sort(struct ma_deliveries *answers)
{
	struct ma_deliveries sorted = { .count = answers->count, .cut = answers->cut };
	bool taken[MA_ANSWERS_MAX] = { false };
	size_t count = 0;

	while (count < answers->count) {
		size_t worst = MA_ANSWERS_MAX;

		for (size_t i = 0; i < answers->count; i++)
			if (!taken[i] && (worst == MA_ANSWERS_MAX ||
					  is_worse(&answers->items[i], &answers->items[worst])))
				worst = i;
		for (size_t i = 0; i < answers->count; i++) {
			if (taken[i] || answers->items[i].row != answers->items[worst].row)
				continue;
			taken[i] = true;
			sorted.items[count] = answers->items[i];
			sorted.items[count++].group = sorted.groups;
		}
		sorted.groups++;
	}
	*answers = sorted;
}
