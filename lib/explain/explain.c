/* An explanation: the reply that tells most, the row for it, and what else the text says.
 *
 * SPDX-License-Identifier: MIT */

#include "reply.h"

#include <stdlib.h>
#include <string.h>

enum {
	UNIT_MAX = 40,	   /* lines without a code that are looked at */
	UNIT_LENGTH = 600, /* bytes of such a line */
	TELLING = 20,	   /* a literal as long as this is no accident */
};

/* What is known of one reply. */
struct answer {
	const struct ma_reply *reply;
	struct ma_match match;
	struct ma_text host;
	enum ma_system_id provider;
	bool expired; /* the text says, too, that the server has stopped trying */
};

/* --- One reply ------------------------------------------------------------ */

/* Whether a row that only the code led to may stand: the number may be no reply at all. */
static bool is_plausible(struct ma_arena *arena, const struct ma_reply *reply)
{
	size_t skip = 0;
	struct ma_text rest;

	if (reply->sure)
		return true; /* its own words say so */
	while (skip < reply->line.length && (ma_is_digit(reply->line.data[skip]) ||
					     strchr(" .-#", reply->line.data[skip]) != NULL))
		skip++;
	if (reply->code == 0) /* "5.7.1" alone is one; "5.7.1 Installation" is a heading */
		return skip == reply->line.length;
	rest = ma_text_slice(reply->line, reply->enhanced[0] != 0 ? skip : 3, reply->line.length);
	return ma_speaks_of_mail(ma_text_folded(arena, rest));
}

static struct answer judge(struct ma_scratch *scratch, struct ma_arena *arena, struct ma_text text,
			   const char *host, const struct ma_reply *reply)
{
	struct answer answer = { .reply = reply };

	answer.host = host != NULL ? ma_text(host) : ma_host_find(scratch, text, reply);
	answer.provider = ma_system_of_host(scratch, answer.host);
	answer.match = ma_match_reply(scratch, arena, reply, reply->line, answer.provider);
	/* What stands in the lines behind it may be the rest of it. */
	if (!answer.match.by_text && reply->paragraph.length > reply->line.length) {
		struct ma_match loose =
			ma_match_reply(scratch, arena, reply, reply->paragraph, answer.provider);

		if (loose.by_text)
			answer.match = loose;
	}
	if (!answer.match.by_text && host == NULL && !is_plausible(arena, reply))
		answer.reply = NULL;
	return answer;
}

/* How much an answer tells: a text before a code, the cause before what quotes it. */
static int rank(const struct answer *answer)
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

static bool is_better(const struct answer *a, const struct answer *b)
{
	if (rank(a) != rank(b))
		return rank(a) > rank(b);
	return a->match.score > b->match.score;
}

/* Whether ANSWER says that the server has stopped trying. */
static bool is_expiry(const struct answer *answer)
{
	const struct ma_rejection *row = answer->reply != NULL ? answer->match.row : NULL;

	return row != NULL && (row->conditions & MA_WRAPPER) != 0 &&
	       row->class == MA_CLASS_TEMP_SERVER &&
	       row->permanence == MAILAUTH_PERMANENCE_PERMANENT;
}

static void keep_better(struct answer *best, const struct answer *answer)
{
	bool expired = best->expired || is_expiry(answer);

	if (rank(answer) >= 0 && (best->reply == NULL || is_better(answer, best)))
		*best = *answer;
	best->expired = expired;
}

static struct answer choose(struct ma_scratch *scratch, struct ma_arena *arena, struct ma_text text,
			    const char *host)
{
	struct ma_reply *replies = ma_arena_array(arena, MA_REPLIES_MAX + 1, sizeof(*replies));
	struct answer best = { 0 };
	size_t count;

	if (replies == NULL)
		return best;
	count = ma_replies_find(arena, text, replies, MA_REPLIES_MAX);
	for (size_t i = 0; i < count; i++) {
		struct answer answer = judge(scratch, arena, text, host, &replies[i]);

		keep_better(&best, &answer);
	}
	return best;
}

/* --- No code at all --------------------------------------------------------- */

/* Whether LINE says that a program speaks: "Error:", "said:", "reason". */
static bool is_report(const char *folded)
{
	static const char *const words[] = { "error",	   "status=",  "reason",  "fail",
					     "diagnostic", "deferred", "bounced", "said:",
					     "エラー",	   "0x800" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(folded, words[i]) != NULL)
			return true;
	return false;
}

/* Whether MATCH in a line of prose could be an accident. */
static bool is_telling(struct ma_arena *arena, const struct ma_match *match, struct ma_text line)
{
	if (match->row == NULL || !match->by_text)
		return false;
	if (match->words.length >= TELLING || match->words.length * 5 >= line.length * 2)
		return true;
	/* "procmail: …: Disk quota exceeded" */
	if (match->words.data > line.data + 1 && match->words.data[-2] == ':')
		return true;
	return is_report(ma_text_folded(arena, line));
}

/* The row for LINE, which a server or a program may have written without a code. */
static struct answer judge_line(struct ma_scratch *scratch, struct ma_arena *arena,
				struct ma_text text, const char *host, struct ma_text line)
{
	struct ma_reply *reply = ma_arena_alloc(arena, sizeof(*reply));
	struct answer answer = { 0 };

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
static struct answer choose_without_code(struct ma_scratch *scratch, struct ma_arena *arena,
					 struct ma_text text, const char *host)
{
	struct answer best = { 0 };
	size_t paragraph = 0;
	size_t lines = 0;
	size_t at = 0;

	for (unsigned i = 0; i < UNIT_MAX; i++) {
		struct ma_text line = { 0 };
		size_t from = at;
		bool more = ma_line_next(text, &at, &line);
		struct ma_text trimmed = ma_line_trim(line);
		struct answer answer;

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

/* --- The explanation -------------------------------------------------------- */

static enum mailauth_permanence permanence_of(const struct ma_rejection *row,
					      const struct mailauth_explanation *explanation)
{
	unsigned class =
		explanation->code != 0 ? explanation->code / 100 : explanation->enhanced[0];

	/* It would have passed, but the server has stopped trying. */
	if (explanation->given_up)
		return MAILAUTH_PERMANENCE_PERMANENT;
	if (row != NULL && row->permanence != MAILAUTH_PERMANENCE_UNKNOWN)
		return row->permanence;
	if (class == 4)
		return MAILAUTH_PERMANENCE_TEMPORARY;
	return class == 5 || row != NULL ? MAILAUTH_PERMANENCE_PERMANENT
					 : MAILAUTH_PERMANENCE_UNKNOWN;
}

static void add_evidence(struct mailauth_explanation *explanation, struct ma_text words)
{
	if (words.length > 0 && explanation->evidence_count < MA_EVIDENCE_MAX)
		explanation->evidence[explanation->evidence_count++] =
			ma_arena_copy(&explanation->arena, words);
}

/* "550 5.7.1", as the reply has it. */
static void add_codes(struct mailauth_explanation *explanation)
{
	struct ma_buffer codes = { 0 };

	if (explanation->code != 0)
		ma_buffer_number(&codes, explanation->code);
	for (unsigned i = 0; i < 3 && explanation->enhanced[0] != 0; i++) {
		if (i > 0 || explanation->code != 0)
			ma_buffer_byte(&codes, i > 0 ? '.' : ' ');
		ma_buffer_number(&codes, explanation->enhanced[i]);
	}
	add_evidence(explanation, ma_buffer_keep(&codes, &explanation->arena));
}

static void explain_reply(struct ma_scratch *scratch, struct mailauth_explanation *explanation,
			  const struct answer *answer)
{
	const struct ma_rejection *row = answer->match.row;

	explanation->kind =
		row != NULL ? MAILAUTH_EXPLANATION_REJECTION : MAILAUTH_EXPLANATION_UNKNOWN;
	explanation->row = row;
	explanation->reply = answer->reply->line;
	explanation->code = answer->reply->code;
	explanation->given_up = answer->reply->given_up || (answer->expired && row != NULL);
	memcpy(explanation->enhanced, answer->reply->enhanced, sizeof(explanation->enhanced));
	explanation->permanence = permanence_of(row, explanation);
	explanation->provider = answer->provider;
	if (answer->host.length > 0)
		explanation->extracted[MAILAUTH_EXTRACTED_HOST] =
			ma_arena_copy(&explanation->arena, answer->host);
	add_codes(explanation);
	add_evidence(explanation, answer->match.words);
	if (row != NULL && row->class == MA_CLASS_IP_BLOCKLIST) {
		explanation->list = ma_match_list(scratch, &explanation->arena, answer->reply);
		if (explanation->list == row)
			explanation->list = NULL;
	}
}

/* Classes where the writing of an address may be the cause. */
static bool is_about_addresses(const struct mailauth_explanation *explanation)
{
	if (explanation->row == NULL)
		return true;
	switch (explanation->row->class) {
	case MA_CLASS_ADDRESS_SYNTAX:
	case MA_CLASS_USER_UNKNOWN:
	case MA_CLASS_HOST_UNKNOWN:
	case MA_CLASS_SENDER_DOMAIN:
	case MA_CLASS_HEADER_FORMAT:
	case MA_CLASS_PROTOCOL:
		return true;
	default:
		return false;
	}
}

static void explain_symptom(struct mailauth_explanation *explanation,
			    const struct ma_rejection *row, const struct ma_text *words,
			    size_t count)
{
	explanation->kind = MAILAUTH_EXPLANATION_SYMPTOM;
	explanation->row = row;
	explanation->permanence = permanence_of(row, explanation);
	for (size_t i = 0; i < count; i++)
		add_evidence(explanation, words[i]);
}

static void explain(struct ma_scratch *scratch, struct mailauth_explanation *explanation,
		    const char *host)
{
	struct ma_arena *arena = &explanation->arena;
	struct ma_text words[MA_EVIDENCE_MAX];
	const struct ma_rejection *row;
	struct ma_text whole = ma_text_unquoted(arena, explanation->text);
	struct ma_text text = ma_text_before_original(whole);
	struct answer answer = choose(scratch, arena, text, host);
	size_t count;

	if (answer.reply == NULL)
		answer = choose_without_code(scratch, arena, text, host);
	if (answer.reply != NULL)
		explain_reply(scratch, explanation, &answer);
	ma_fields_extract(scratch, explanation, whole, answer.reply);
	if (is_about_addresses(explanation))
		explanation->address_faults = ma_address_faults(arena, text);
	if (answer.reply != NULL)
		return;
	row = ma_symptom_find(arena, text, words, &count);
	if (explanation->address_faults != NULL)
		explanation->kind = MAILAUTH_EXPLANATION_ADDRESS;
	else if (row != NULL)
		explain_symptom(explanation, row, words, count);
}

static struct mailauth_explanation *new_explanation(const struct mailauth_explainer *explainer,
						    struct ma_text text)
{
	struct mailauth_explanation *made = calloc(1, sizeof(*made));

	if (made == NULL)
		return NULL;
	made->provider = MA_SYSTEM_COUNT;
	made->text = ma_arena_copy(&made->arena, ma_text_slice(text, 0, MA_EXPLAIN_TEXT_MAX));
	memcpy(made->rules, explainer->rules, sizeof(made->rules));
	return made;
}

static int hand_over(struct mailauth_explanation *made, bool failed,
		     struct mailauth_explanation **explanation)
{
	if (failed || made->arena.failed) {
		mailauth_explanation_free(made);
		return MAILAUTH_ENOMEM;
	}
	*explanation = made;
	return 0;
}

int mailauth_explain(const struct mailauth_explainer *explainer, const void *text, size_t length,
		     const char *host, struct mailauth_explanation **explanation)
{
	struct mailauth_explanation *made =
		new_explanation(explainer, (struct ma_text){ text, length });
	struct ma_scratch scratch;

	if (made == NULL || !ma_scratch_begin(&scratch, explainer)) {
		mailauth_explanation_free(made);
		return MAILAUTH_ENOMEM;
	}
	explain(&scratch, made, host);
	ma_scratch_finish(&scratch);
	return hand_over(made, scratch.failed, explanation);
}

int mailauth_explain_symptom(const struct mailauth_explainer *explainer, const char *word,
			     struct mailauth_explanation **explanation)
{
	struct mailauth_explanation *made = new_explanation(explainer, ma_text(word));
	struct ma_text words[MA_EVIDENCE_MAX];
	const struct ma_rejection *row;
	size_t count;

	if (made == NULL)
		return MAILAUTH_ENOMEM;
	row = ma_symptom_named(&made->arena, made->text, words, &count);
	if (row != NULL)
		explain_symptom(made, row, words, count);
	return hand_over(made, false, explanation);
}

void mailauth_explanation_free(struct mailauth_explanation *explanation)
{
	if (explanation == NULL)
		return;
	ma_arena_finish(&explanation->arena);
	free(explanation);
}
