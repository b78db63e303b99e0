/* Answers: which of a text's replies says most, and the row for it.
 *
 * SPDX-License-Identifier: MIT */

#include "explain.h"

#include <string.h>

enum {
	MA_PROSE_MAX = 4096, /* bytes that show what a text is */
	UNIQUE_DETAIL = 100, /* of an enhanced code that almost nothing else looks like */
	FEW_WORDS = 20,	     /* bytes */
};

/* --- One reply ------------------------------------------------------------ */

/* Whether a number that no row knows is a reply: it has to begin the text, or to be said. */
static bool is_meant(struct ma_text text, const struct ma_reply *reply)
{
	return reply->sure || ma_line_trim(ma_text_slice(text, 0, reply->from)).length == 0;
}

static bool is_newsletter(struct ma_arena *arena, struct ma_text text)
{
	static const char *const words[] = { "unsubscribe", "newsletter", "配信停止", "配信解除",
					     "メルマガ" };
	const char *folded = ma_text_folded(arena, ma_text_slice(text, 0, MA_PROSE_MAX));

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(folded, words[i]) != NULL)
			return true;
	return false;
}

/* Whether REPLY is in a sentence about codes: a newsletter or a manual explains them. */
static bool is_explained(struct ma_arena *arena, struct ma_text text, const struct ma_reply *reply)
{
	size_t line = (size_t)(ma_lines_around(text, reply->from, reply->from).data - text.data);
	bool named;

	return !reply->first && !reply->within &&
	       ma_lead_at(text, line, reply->from, &named) == MA_LEAD_NONE && !named &&
	       is_newsletter(arena, text);
}

/* Whether REPLY is what a program quotes: {"message": ["5.7.1 Message rejected …"]}. */
static bool is_quoted(struct ma_text text, const struct ma_reply *reply)
{
	return reply->from > 0 &&
	       (text.data[reply->from - 1] == '"' || text.data[reply->from - 1] == '\'');
}

/* Whether a row that only the code led to may be used: the number may be no reply at all. */
static bool is_plausible(struct ma_arena *arena, struct ma_text text,
			 const struct ma_candidate *answer)
{
	const struct ma_reply *reply = answer->reply;
	size_t skip = 0;
	struct ma_text rest;

	if (reply->sure)
		return true; /* its own words say so */
	while (skip < reply->line.length && (ma_is_digit(reply->line.data[skip]) ||
					     ma_is_one_of(reply->line.data[skip], " .-#")))
		skip++;
	/* "5.7.1" alone is one, and so is "5.7.708 …"; "5.7.1 Installation" is a heading. */
	if (reply->code == 0 && !(answer->match.by_words && is_quoted(text, reply)))
		return (reply->first && skip == reply->line.length) ||
		       reply->enhanced[2] >= UNIQUE_DETAIL;
	rest = ma_text_slice(reply->line, reply->enhanced[0] != 0 ? skip : 3, reply->line.length);
	/* A bare number is one on a line of its own. */
	if (rest.length == 0)
		return reply->first;
	if (answer->match.by_words && reply->first &&
	    (is_meant(text, reply) || !ma_row_is_weak(answer->match.row)))
		return !ma_is_counted(ma_text_folded(arena, rest));
	return ma_speaks_of_mail(ma_text_folded(arena, rest));
}

/* Whether WORDS, which say only that it was refused or not now, may say more than ROW, to which the
 * code led: no number that means something else, and none that contradicts. */
static bool may_be_weak(const struct ma_rejection *row, const struct ma_rejection *words,
			const struct ma_reply *reply)
{
	if (words->class == MA_CLASS_TEMP_SERVER && reply->code / 100 == 5)
		return false;
	/* "501 Connection rejected by policy" */
	if (row->class == MA_CLASS_PROTOCOL && reply->enhanced[0] == 0)
		return words->class == MA_CLASS_POLICY;
	return row->class == MA_CLASS_POLICY || row->class == MA_CLASS_TEMP_SERVER;
}

/* Whether a short text of ANSWER has yielded to a cause in the same reply: "mailbox unavailable:
 * blocked by policy". */
static bool yields(struct ma_scratch *scratch, struct ma_arena *arena, struct ma_candidate *answer)
{
	const struct ma_rejection *row = answer->match.row;
	struct ma_text line = answer->reply->line;
	struct ma_match words;
	struct ma_text rest;
	size_t from;

	if (row == NULL || !answer->match.by_text || (row->conditions & MA_VAGUE_WORDING) == 0 ||
	    answer->match.words.data < line.data ||
	    answer->match.words.data >= line.data + line.length)
		return false;
	rest = ma_arena_copy(arena, line);
	from = (size_t)(answer->match.words.data - line.data);
	if (rest.data == NULL)
		return false;
	memset((unsigned char *)(uintptr_t)rest.data + from, ' ', answer->match.words.length);
	words = ma_match_words(scratch, arena, rest, NULL);
	if (words.row == NULL || words.row->class == row->class ||
	    (ma_row_is_weak(words.row) &&
	     (words.row->class != MA_CLASS_POLICY || row->class != MA_CLASS_USER_UNKNOWN)))
		return false;
	words.words = ma_text_slice(line, (size_t)(words.words.data - rest.data),
				    (size_t)(words.words.data - rest.data) + words.words.length);
	answer->second = row;
	answer->match = words;
	return true;
}

/* Whether anyone may have written what MATCH found: a row of no system, or a program's few words.
 */
static bool is_common(const struct ma_match *match)
{
	return ma_row_is_anybodys(match->row) ||
	       (ma_system(match->row->system)->kind == MA_SYSTEM_KIND_SOFTWARE &&
		match->words.length < FEW_WORDS);
}

/* Whether the words of ANSWER's reply, apart from those that a row that is not of one system
 * matched, mean something else. */
static void doubt(struct ma_scratch *scratch, struct ma_arena *arena, struct ma_candidate *answer)
{
	const struct ma_rejection *row = answer->match.row;
	struct ma_text line = answer->reply->line;
	struct ma_text rest = ma_arena_copy(arena, line);
	struct ma_match words;

	if (!answer->match.by_text || !is_common(&answer->match) || rest.data == NULL ||
	    answer->match.words.data < line.data ||
	    answer->match.words.data >= line.data + line.length)
		return;
	memset((unsigned char *)(uintptr_t)rest.data + (answer->match.words.data - line.data), ' ',
	       answer->match.words.length);
	words = ma_match_words(scratch, arena, rest, row);
	if (words.row == NULL || ma_row_is_weak(words.row) || words.row->class == row->class)
		return;
	answer->doubted = true;
	if (answer->second == NULL)
		answer->second = words.row;
}

/* Whether ROW is about who sends, or through which server: "relay rejected for policy reasons",
 * "policy violation: not aligned". */
static bool is_about_sending(const struct ma_rejection *row)
{
	return row->class == MA_CLASS_SENDER_NOT_OWNED ||
	       row->class == MA_CLASS_SMTP_AUTH_MISSING || row->class == MA_CLASS_RELAY_DENIED ||
	       row->class == MA_CLASS_AUTH_SPF || row->class == MA_CLASS_AUTH_DKIM ||
	       row->class == MA_CLASS_AUTH_DMARC;
}

/* The words of the server count where no row knows them as a whole: before a code of the standards,
 * and before a text that is used for many reasons. */
static void weigh_words(struct ma_scratch *scratch, struct ma_arena *arena,
			struct ma_candidate *answer)
{
	const struct ma_rejection *row = answer->match.row;
	enum mailauth_confidence confidence = ma_match_confidence(&answer->match, answer->reply);
	struct ma_match words;

	if (yields(scratch, arena, answer))
		return;
	if (confidence == MAILAUTH_CONFIDENCE_CERTAIN)
		doubt(scratch, arena, answer);
	if (confidence == MAILAUTH_CONFIDENCE_CERTAIN ||
	    (answer->match.by_text && confidence == MAILAUTH_CONFIDENCE_LIKELY &&
	     row->class != MA_CLASS_POLICY && (row->conditions & MA_WRAPPER) == 0))
		return;
	words = ma_match_words(scratch, arena, answer->reply->line, NULL);
	if (words.row == NULL && answer->reply->paragraph.length > answer->reply->line.length)
		words = ma_match_words(scratch, arena, answer->reply->paragraph, NULL);
	if (words.row == NULL)
		return;
	/* They agree: then it is more than a guess. */
	if (row != NULL && words.row->class == row->class) {
		if (confidence == MAILAUTH_CONFIDENCE_GUESS && !answer->match.by_text)
			answer->match.by_words = true;
		return;
	}
	if (answer->match.by_text && confidence == MAILAUTH_CONFIDENCE_LIKELY &&
	    (row->conditions & MA_WRAPPER) == 0 && !is_about_sending(words.row))
		return;
	if (ma_row_is_weak(words.row) && row != NULL && (row->conditions & MA_WRAPPER) == 0 &&
	    (answer->match.by_text || !may_be_weak(row, words.row, answer->reply)))
		return;
	if (ma_row_is_weak(words.row) && confidence == MAILAUTH_CONFIDENCE_LIKELY) {
		answer->second = words.row;
		return;
	}
	answer->second = confidence == MAILAUTH_CONFIDENCE_LIKELY ? row : NULL;
	answer->match = words;
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
	weigh_words(scratch, arena, &answer);
	if (host == NULL && is_explained(arena, text, reply))
		answer.reply = NULL;
	if (answer.reply != NULL && !answer.match.by_text && host == NULL &&
	    (!is_plausible(arena, text, &answer) ||
	     (answer.match.row == NULL && !is_meant(text, reply))))
		answer.reply = NULL;
	return answer;
}

static struct ma_candidate choose_from(struct ma_scratch *scratch, struct ma_arena *arena,
				       struct ma_text text, size_t at, const char *host, bool *cut,
				       struct ma_deliveries *answers)
{
	struct ma_candidate best = { 0 };
	size_t judged = 0;
	size_t count;

	for (; at < text.length && judged < MA_JUDGED_MAX; judged += count) {
		struct ma_reply *replies =
			ma_arena_array(arena, MA_REPLIES_MAX + 1, sizeof(*replies));

		if (replies == NULL)
			return best;
		count = ma_replies_find(arena, text, &at, replies, MA_REPLIES_MAX);
		for (size_t i = 0; i < count; i++) {
			struct ma_candidate answer = judge(scratch, arena, text, host, &replies[i]);

			ma_candidate_keep_better(&best, &answer);
			if (answers != NULL)
				ma_answers_note(answers, arena, text, &answer);
		}
		*cut = *cut || (judged + count >= MA_JUDGED_MAX && at < text.length);
	}
	return best;
}

struct ma_candidate ma_candidate_choose(struct ma_scratch *scratch, struct ma_arena *arena,
					struct ma_text text, const char *host, bool *cut,
					struct ma_deliveries *answers)
{
	return choose_from(scratch, arena, text, 0, host, cut, answers);
}

struct ma_candidate ma_candidate_within(struct ma_scratch *scratch, struct ma_arena *arena,
					struct ma_text text, size_t from, const char *host)
{
	bool cut = false;

	return choose_from(scratch, arena, text, from, host, &cut, NULL);
}
