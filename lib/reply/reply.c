/* Replies: where in a text a mail server speaks, and what it says, on one line.
 *
 * SPDX-License-Identifier: MIT
 *
 * A reply begins with a code (RFC 5321 4.2), often followed by an enhanced code (RFC 3463).
 * The same digits are found in telephone numbers, versions and prose: a code counts only at the
 * start of a line, after words like "said:", or with an enhanced code of its own class. */

#include "reply.h"

#include <string.h>

enum {
	BRIEF = 80, /* bytes of a text that holds nothing but a code */
};

struct search {
	struct ma_arena *arena;
	struct ma_text text;
	struct ma_reply *replies;
	size_t count;
	size_t max;
};

/* "code 5.7.708", 「エラー 5.7.1」; not "MySQL error 5.7.26", which is a version. */
static bool is_named_alone(struct ma_text text)
{
	static const char *const words[] = { "error",  "smtp",	     "code",   "status",
					     "エラー", "ステータス", "コード", "返答" };
	struct ma_text line = ma_line_trim(text);

	for (size_t i = 0; line.length < BRIEF && i < sizeof(words) / sizeof(*words); i++)
		if (ma_text_starts(line, words[i]))
			return true;
	return false;
}

/* Whether CODES bytes at AT, after LEAD, are a reply's. */
static bool is_reply(struct search *search, size_t at, size_t codes, enum ma_lead lead, bool named,
		     struct ma_reply *reply)
{
	unsigned char after = ma_byte_at(search->text, at + codes);
	bool agreed = reply->code != 0 && reply->enhanced[0] == reply->code / 100;

	if (lead == MA_LEAD_COUNTER)
		return false;
	reply->sure = lead == MA_LEAD_STRONG || agreed || named;
	reply->first = lead == MA_LEAD_LINE;
	if (reply->enhanced[0] != 0 && reply->code != 0)
		return agreed || lead >= MA_LEAD_LINE;
	if (reply->code == 0) /* an enhanced code alone */
		return lead >= MA_LEAD_WEAK || (named && is_named_alone(search->text));
	/* 「553エラー」, but not 「553人」 */
	if (after >= 0x80 || named)
		return named ||
		       ma_text_starts(ma_text_slice(search->text, at + codes, search->text.length),
				      "エラー");
	/* A telephone number continues with digits. */
	if (after == '-' && ma_is_digit(ma_byte_at(search->text, at + codes + 1)))
		return false;
	return lead >= MA_LEAD_WEAK;
}

/* "500 Internal Server Error" (RFC 9110 15). */
bool ma_is_http_status(struct ma_text text, size_t at, unsigned code)
{
	static const struct {
		unsigned code;
		const char *text;
	} statuses[] = {
		{ 400, " bad request" },
		{ 401, " unauthorized" },
		{ 403, " forbidden" },
		{ 404, " not found" },
		{ 429, " too many requests" },
		{ 500, " internal server error" },
		{ 502, " bad gateway" },
		{ 503, " service unavailable" },
		{ 503, " service temporarily unavailable" },
		{ 504, " gateway time" },
	};

	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++)
		if (code == statuses[i].code &&
		    ma_text_starts(ma_text_slice(text, at + 3, text.length), statuses[i].text))
			return true;
	return false;
}

/* Whether what is before AT shows one server quoting another. */
static bool is_quoting(struct ma_text text, size_t at)
{
	static const char *const leads[] = { "said: ", "smtp; ", "<<< " };

	for (size_t i = 0; i < sizeof(leads) / sizeof(*leads); i++) {
		size_t length = strlen(leads[i]);

		if (at >= length && ma_text_starts(ma_text_slice(text, at - length, at), leads[i]))
			return true;
	}
	return false;
}

/* sendmail's log: "dsn=5.1.1, stat=User unknown". */
static bool is_stat(struct ma_text text, size_t at, size_t codes)
{
	return at >= 4 && ma_text_starts(ma_text_slice(text, at - 4, at), "dsn=") &&
	       ma_text_starts(ma_text_slice(text, at + codes, text.length), ", stat=");
}

static size_t try_at(struct search *search, size_t line, size_t at)
{
	struct ma_reply *reply = &search->replies[search->count];
	struct ma_reply found = { .from = at, .relayed = is_quoting(search->text, at) };
	size_t codes = ma_reply_read_codes(search->text, at, &found);
	enum ma_lead lead;
	bool named;

	if (codes == 0)
		return 0;
	if (search->count > 0 && at < reply[-1].to) {
		/* The next line of 550-…; anything else is a reply within the reply. */
		found.within = true;
		found.given_up = reply[-1].code / 100 == 5 || reply[-1].given_up;
		if (found.code == reply[-1].code &&
		    (ma_lead_at(search->text, line, at, &named) == MA_LEAD_LINE ||
		     memcmp(found.enhanced, reply[-1].enhanced, sizeof(found.enhanced)) == 0))
			return codes;
	}
	lead = ma_lead_at(search->text, line, at, &named);
	if (is_stat(search->text, at, codes))
		lead = MA_LEAD_STRONG;
	if (lead != MA_LEAD_STRONG && ma_is_http_status(search->text, at, found.code))
		return codes;
	if (!is_reply(search, at, codes, lead, named, &found))
		return 3;
	ma_reply_gather(search->arena, search->text, at, &found);
	if (found.code / 100 == 4 || found.code / 100 == 5 ||
	    (found.code == 0 && found.enhanced[0] != 2)) {
		*reply = found;
		search->count++;
	}
	return codes;
}

static void search_line(struct search *search, size_t from, size_t to)
{
	size_t at = from;

	while (at < to && search->count < search->max) {
		size_t taken = 0;

		if (search->text.data[at] >= '2' && search->text.data[at] <= '5')
			taken = try_at(search, from, at);
		at += taken > 0 ? taken : 1;
	}
}

size_t ma_replies_find(struct ma_arena *arena, struct ma_text text, size_t *at,
		       struct ma_reply *replies, size_t max)
{
	struct search search = { .arena = arena, .text = text, .replies = replies, .max = max };
	struct ma_text line;
	size_t from = *at;

	while (search.count < max && ma_line_next(text, at, &line)) {
		struct ma_text trimmed = ma_line_trim(line);

		if (trimmed.length > 0 && trimmed.data[0] != '>')
			search_line(&search, from, *at);
		from = *at;
	}
	return search.count;
}
