/* Whether a bounce is the last word: "Action: failed" means that nothing is sent again, whatever
 * the reply's code was.
 *
 * SPDX-License-Identifier: MIT */

#include "reply.h"

#include <string.h>

enum {
	DELIVERY_MAX = 16 * 1024, /* bytes of a text that are looked through */
};

static bool is_empty(struct ma_text line)
{
	return ma_line_trim(line).length == 0;
}

struct ma_text ma_block_around(struct ma_text text, size_t at)
{
	struct ma_text line;
	size_t from = 0;
	size_t before = 0;

	for (size_t next = 0; ma_line_next(text, &next, &line); before = next) {
		if (is_empty(line) && before >= at)
			return ma_text_slice(text, from, before);
		if (is_empty(line))
			from = next;
	}
	return ma_text_slice(text, from, text.length);
}

static bool has_one(const char *folded, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strstr(folded, *words) != NULL)
			return true;
	return false;
}

/* RFC 3464 2.3.3: what became of it. */
static enum ma_delivery_state action_in(const char *folded)
{
	static const char *const failed[] = { "action: failed", NULL };
	static const char *const delayed[] = { "action: delayed", NULL };
	bool is_failed = has_one(folded, failed);
	bool is_delayed = has_one(folded, delayed);

	if (is_failed == is_delayed)
		return MA_DELIVERY_UNKNOWN; /* or different ones, for several recipients */
	return is_failed ? MA_DELIVERY_GIVEN_UP : MA_DELIVERY_DELAYED;
}

/* The same in the words of Postfix, Exim, qmail, Sendmail. */
static enum ma_delivery_state words_in(const char *folded)
{
	static const char *const failed[] = {
		"could not be delivered to",
		"couldn't be delivered to",
		"undelivered mail returned to sender",
		"delivery status notification (failure)",
		"i've given up",
		"giving up on this message",
		"this is a permanent error",
		NULL,
	};
	static const char *const delayed[] = {
		"will be retried",
		"will retry",
		"will continue",
		"still trying",
		"warning message only",
		"do not need to resend",
		"delivery status notification (delay)",
		"delayed mail (still being retried)",
		"warning: could not send",
		"has not yet been delivered",
		"delivery is delayed",
		"message delayed",
		NULL,
	};

	if (has_one(folded, delayed))
		return MA_DELIVERY_DELAYED;
	return has_one(folded, failed) ? MA_DELIVERY_GIVEN_UP : MA_DELIVERY_UNKNOWN;
}

/* The same in a line of Postfix's log. */
static enum ma_delivery_state logged_in(const char *folded)
{
	static const char *const failed[] = { "status=bounced", NULL };
	static const char *const delayed[] = { "status=deferred", NULL };

	if (has_one(folded, failed))
		return MA_DELIVERY_GIVEN_UP;
	return has_one(folded, delayed) ? MA_DELIVERY_DELAYED : MA_DELIVERY_UNKNOWN;
}

/* Notices are wrapped where it suits them. */
static const char *on_one_line(struct ma_arena *arena, struct ma_text text)
{
	return ma_text_folded(arena, ma_reply_unfold(arena, text, DELIVERY_MAX));
}

enum ma_delivery_state ma_delivery_state_of(struct ma_arena *arena, struct ma_text text,
					    const struct ma_reply *reply)
{
	struct ma_text block = ma_block_around(text, reply->from);
	const char *whole = on_one_line(arena, text);
	enum ma_delivery_state fate =
		logged_in(on_one_line(arena, ma_lines_around(text, reply->from, reply->from)));

	if (fate == MA_DELIVERY_UNKNOWN)
		fate = action_in(on_one_line(arena, block));

	if (fate == MA_DELIVERY_UNKNOWN)
		fate = action_in(whole);
	return fate != MA_DELIVERY_UNKNOWN ? fate : words_in(whole);
}
