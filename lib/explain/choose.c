/* Answers: which of a text's replies says most, and the row for it.
 *
 * SPDX-License-Identifier: MIT */

#include "explain.h"

#include <string.h>

enum {
	UNIT_MAX = 40,	     /* lines without a code that are looked at */
	UNIT_LENGTH = 600,   /* bytes of such a line */
	UNIQUE_DETAIL = 100, /* of an enhanced code that almost nothing else looks like */
	TELLING = 17,	     /* a literal as long as this is not an accident */
};

/* --- One reply ------------------------------------------------------------ */

/* Whether a row that only the code led to may be used: the number may be no reply at all. */
static bool is_plausible(struct ma_arena *arena, const struct ma_reply *reply)
{
	size_t skip = 0;
	struct ma_text rest;

	if (reply->sure)
		return true; /* its own words say so */
	while (skip < reply->line.length && (ma_is_digit(reply->line.data[skip]) ||
					     strchr(" .-#", reply->line.data[skip]) != NULL))
		skip++;
	/* "5.7.1" alone is one, and so is "5.7.708 …"; "5.7.1 Installation" is a heading. */
	if (reply->code == 0)
		return (reply->first && skip == reply->line.length) ||
		       reply->enhanced[2] >= UNIQUE_DETAIL;
	rest = ma_text_slice(reply->line, reply->enhanced[0] != 0 ? skip : 3, reply->line.length);
	/* A bare number is one on a line of its own. */
	if (rest.length == 0)
		return reply->first;
	return ma_speaks_of_mail(ma_text_folded(arena, rest));
}

/* Whether a number that no row knows is a reply: it has to begin the text, or to be said. */
static bool is_meant(struct ma_text text, const struct ma_reply *reply)
{
	return reply->sure || ma_line_trim(ma_text_slice(text, 0, reply->from)).length == 0;
}

static struct ma_candidate judge(struct ma_scratch *scratch, struct ma_arena *arena,
				 struct ma_text text, const char *host,
				 const struct ma_reply *reply)
{
	struct ma_candidate answer = { .reply = reply };

	answer.host = host != NULL ? ma_text(host) : ma_host_find(scratch, text, reply);
	answer.provider = ma_system_of_host(scratch, answer.host);
	answer.match = ma_match_reply(scratch, arena, reply, reply->line, answer.provider);
	/* What is in the lines after it may be the rest of it. */
	if (!answer.match.by_text && reply->paragraph.length > reply->line.length) {
		struct ma_match loose =
			ma_match_reply(scratch, arena, reply, reply->paragraph, answer.provider);

		if (loose.by_text)
			answer.match = loose;
	}
	if (!answer.match.by_text && host == NULL &&
	    (!is_plausible(arena, reply) || (answer.match.row == NULL && !is_meant(text, reply))))
		answer.reply = NULL;
	return answer;
}

/* How much an answer says: a text before a code, the cause before what quotes it. */
static int rank(const struct ma_candidate *answer)
{
	const struct ma_rejection *row = answer->match.row;
	int value = 0;

	if (answer->reply == NULL)
		return -1;
	if (row == NULL)
		return 0;
	if (answer->match.by_text)
		value = (row->conditions & MA_WRAPPER) != 0 ? 2 : 4;
	else
		value = (row->conditions & MA_WRAPPER) != 0 ? 1 : 3;
	/* The inner reply is the cause. */
	return value * 2 + (answer->reply->within ? 1 : 0);
}

static bool is_better(const struct ma_candidate *a, const struct ma_candidate *b)
{
	if (rank(a) != rank(b))
		return rank(a) > rank(b);
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

static void keep_better(struct ma_candidate *best, const struct ma_candidate *answer)
{
	bool expired = best->expired || is_expiry(answer);

	if (rank(answer) >= 0 && (best->reply == NULL || is_better(answer, best)))
		*best = *answer;
	best->expired = expired;
}

struct ma_candidate ma_candidate_choose(struct ma_scratch *scratch, struct ma_arena *arena,
					struct ma_text text, const char *host, bool *cut)
{
	struct ma_candidate best = { 0 };
	size_t judged = 0;
	size_t count;

	for (size_t at = 0; at < text.length && judged < MA_JUDGED_MAX; judged += count) {
		struct ma_reply *replies =
			ma_arena_array(arena, MA_REPLIES_MAX + 1, sizeof(*replies));

		if (replies == NULL)
			return best;
		count = ma_replies_find(arena, text, &at, replies, MA_REPLIES_MAX);
		for (size_t i = 0; i < count; i++) {
			struct ma_candidate answer = judge(scratch, arena, text, host, &replies[i]);

			keep_better(&best, &answer);
		}
		*cut = *cut || (judged + count >= MA_JUDGED_MAX && at < text.length);
	}
	return best;
}

/* --- No code at all --------------------------------------------------------- */

/* Whether LINE says that a program speaks: "Error:", "said:", "reason". */
static bool is_report(const char *folded)
{
	static const char *const words[] = {
		"error",	 "status=",	  "reason",
		"fail",		 "diagnostic",	  "deferred",
		"bounced",	 "said:",	  "not be delivered",
		"n't delivered", "not delivered", "undeliver",
		"エラー",	 "届けられ",	  "配信できません",
		"0x800",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(folded, words[i]) != NULL)
			return true;
	return false;
}

static bool is_digits(struct ma_text line, size_t at, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!ma_is_digit(ma_byte_at(line, at + i)))
			return false;
	return true;
}

/* "Ticket #550": what follows is a heading. */
static bool has_ticket(struct ma_text line)
{
	for (size_t i = 0; i + 1 < line.length; i++)
		if (line.data[i] == '#' && is_digits(line, i + 1, 1) &&
		    ma_byte_at(line, i + 2) != '.')
			return true;
	return false;
}

/* "HTTP 503 Service Unavailable" */
static bool has_http_status(struct ma_text line)
{
	for (size_t i = 0; i + 3 < line.length; i++)
		if (is_digits(line, i, 3) &&
		    ma_is_http_status(line, i,
				      (line.data[i] - '0') * 100u + (line.data[i + 1] - '0') * 10u +
					      (line.data[i + 2] - '0')))
			return true;
	return false;
}

/* Whether MATCH in a line of prose could be an accident. */
static bool is_telling(struct ma_arena *arena, const struct ma_match *match, struct ma_text line)
{
	if (match->row == NULL || !match->by_text)
		return false;
	if (has_http_status(line) || (match->words.length < TELLING && has_ticket(line)))
		return false;
	if (match->words.length >= TELLING || match->words.length * 5 >= line.length * 2)
		return true;
	/* "procmail: …: Disk quota exceeded" */
	if (match->words.data > line.data + 1 && match->words.data[-2] == ':')
		return true;
	/* A row that has a code, but comes without it. */
	if (match->row->reply[0] != '*')
		return false;
	return is_report(ma_text_folded(arena, line));
}

/* The row for LINE, which a server or a program may have written without a code. */
static struct ma_candidate judge_line(struct ma_scratch *scratch, struct ma_arena *arena,
				      struct ma_text text, const char *host, struct ma_text line)
{
	struct ma_reply *reply = ma_arena_alloc(arena, sizeof(*reply));
	struct ma_candidate answer = { 0 };

	if (reply == NULL)
		return answer;
	reply->line = reply->paragraph = ma_reply_unfold(arena, line, UNIT_LENGTH);
	reply->from = reply->to = (size_t)(line.data - text.data);
	answer.host = host != NULL ? ma_text(host) : ma_host_find(scratch, text, reply);
	answer.provider = ma_system_of_host(scratch, answer.host);
	answer.match = ma_match_reply(scratch, arena, reply, reply->line, answer.provider);
	if (is_telling(arena, &answer.match, reply->line))
		answer.reply = reply;
	return answer;
}

/* The lines of TEXT one by one, and as paragraphs, since lines are wrapped. */
struct ma_candidate ma_candidate_without_code(struct ma_scratch *scratch, struct ma_arena *arena,
					      struct ma_text text, const char *host)
{
	struct ma_candidate best = { 0 };
	size_t paragraph = 0;
	size_t lines = 0;
	size_t at = 0;

	for (unsigned i = 0; i < UNIT_MAX; i++) {
		struct ma_text line = { 0 };
		size_t from = at;
		bool more = ma_line_next(text, &at, &line);
		struct ma_text trimmed = ma_line_trim(line);
		struct ma_candidate answer;

		if (more && trimmed.length > 0 && trimmed.data[0] != '>') {
			answer = judge_line(scratch, arena, text, host, trimmed);
			keep_better(&best, &answer);
			lines++;
			continue;
		}
		if (lines > 1) {
			answer = judge_line(scratch, arena, text, host,
					    ma_text_slice(text, paragraph, from));
			keep_better(&best, &answer);
		}
		if (!more)
			break;
		paragraph = at;
		lines = 0;
	}
	return best;
}
