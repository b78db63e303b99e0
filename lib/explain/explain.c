/* An explanation: the reply that says most, the row for it, and what else the text says.
 *
 * SPDX-License-Identifier: MIT */

#include "explain.h"

#include "notice/notice.h"

#include <stdlib.h>
#include <string.h>

/* --- The explanation -------------------------------------------------------- */

static enum mailauth_permanence permanence_of(const struct ma_rejection *row,
					      const struct mailauth_explanation *explanation)
{
	unsigned class =
		explanation->code != 0 ? explanation->code / 100 : explanation->enhanced[0];

	if (row != NULL && row->permanence != MAILAUTH_PERMANENCE_UNKNOWN)
		return row->permanence;
	/* "temporary failure", without a number */
	if (class == 0 && row != NULL &&
	    (row->class == MA_CLASS_TEMP_SERVER || row->class == MA_CLASS_GREYLIST))
		return MAILAUTH_PERMANENCE_TEMPORARY;
	if (class == 4)
		return MAILAUTH_PERMANENCE_TEMPORARY;
	return class == 5 || row != NULL ? MAILAUTH_PERMANENCE_PERMANENT
					 : MAILAUTH_PERMANENCE_UNKNOWN;
}

static void add_evidence(struct mailauth_explanation *explanation, struct ma_text words)
{
	if (words.length > 0 && explanation->evidence_count < MA_EVIDENCE_MAX)
		explanation->evidence[explanation->evidence_count++] =
			ma_reply_unfold(&explanation->arena, words, words.length);
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

/* Whether nothing is sent again, although the reply would have let it. */
static bool is_given_up(struct ma_arena *arena, struct ma_text text,
			const struct ma_candidate *answer)
{
	enum ma_delivery_state fate = ma_delivery_state_of(arena, text, answer->reply);

	if (answer->reply->given_up)
		return true;
	if (fate == MA_DELIVERY_DELAYED)
		return false;
	return answer->match.row != NULL && (answer->expired || fate == MA_DELIVERY_GIVEN_UP);
}

static void explain_reply(struct ma_scratch *scratch, struct mailauth_explanation *explanation,
			  struct ma_text text, const struct ma_candidate *answer)
{
	const struct ma_rejection *row = answer->match.row;

	explanation->kind =
		row != NULL ? MAILAUTH_EXPLANATION_REJECTION : MAILAUTH_EXPLANATION_UNKNOWN;
	explanation->row = row;
	explanation->second = answer->second;
	ma_explanation_judge_situation(explanation, answer->reply->relayed);
	explanation->confidence = ma_candidate_confidence(answer);
	explanation->reply = answer->reply->line;
	explanation->code = answer->reply->code;
	memcpy(explanation->enhanced, answer->reply->enhanced, sizeof(explanation->enhanced));
	explanation->permanence = permanence_of(row, explanation);
	if (is_given_up(&explanation->arena, text, answer)) {
		/* It would have passed, but the server has stopped trying. */
		explanation->given_up = answer->expired || answer->reply->given_up ||
					explanation->permanence != MAILAUTH_PERMANENCE_PERMANENT;
		explanation->permanence = MAILAUTH_PERMANENCE_PERMANENT;
	}
	explanation->provider = answer->provider;
	if (answer->host.length > 0)
		explanation->extracted[MAILAUTH_EXTRACTED_HOST] =
			ma_arena_copy(&explanation->arena, answer->host);
	add_codes(explanation);
	add_evidence(explanation, answer->match.words);
	if (explanation->second == NULL && answer->match.by_words) {
		explanation->second =
			ma_match_words(scratch, &explanation->arena, answer->reply->line, row).row;
		if (explanation->second != NULL && ma_row_is_weak(explanation->second))
			explanation->second = NULL;
	}
	/* Where the receiver asked the list in a wrong way, no one is listed. */
	if (row != NULL && row->class == MA_CLASS_IP_BLOCKLIST &&
	    row->who[0] != MAILAUTH_WHO_RECIPIENT_ADMIN) {
		explanation->list = ma_match_list(scratch, &explanation->arena, answer->reply);
		if (explanation->list == row)
			explanation->list = NULL;
	}
}

/* Whether ROW is about the receiver's own rules, or about authentication as a whole. */
static bool is_vague(const struct ma_rejection *row)
{
	if (row->kind == MA_REJECTION_WORDS)
		return row->class == MA_CLASS_POLICY || row->class == MA_CLASS_AUTH_SPF ||
		       row->class == MA_CLASS_AUTH_DKIM || row->class == MA_CLASS_AUTH_DMARC;
	return ma_system(row->system)->kind == MA_SYSTEM_KIND_GENERIC &&
	       row->class == MA_CLASS_POLICY;
}

/* Where a reply is explained by a generic row of the receiver's own rules, or by its number alone,
 * what it says of SPF, DKIM or DMARC says more. */
static void prefer_stated_result(struct mailauth_explanation *explanation)
{
	static const struct {
		const char *verdict;
		const char *rule;
	} better[] = {
		{ "dmarc=fail", "VERDICT-DMARC" },  { "spf=fail", "VERDICT-SPF" },
		{ "spf=softfail", "VERDICT-SPF" },  { "spf=none", "VERDICT-SPF" },
		{ "spf=permerror", "VERDICT-SPF" }, { "dkim=fail", "VERDICT-DKIM" },
		{ "dkim=none", "VERDICT-DKIM" },    { "dkim=permerror", "VERDICT-DKIM" },
	};

	if (explanation->row != NULL && !is_vague(explanation->row))
		return;
	for (size_t i = 0; i < sizeof(better) / sizeof(*better); i++)
		for (size_t j = 0; j < explanation->stated_result_count; j++)
			if (ma_text_is(explanation->stated_results[j], better[i].verdict)) {
				explanation->row = ma_rejection_called(better[i].rule);
				ma_explanation_judge_situation(explanation, true);
				explanation->kind = MAILAUTH_EXPLANATION_REJECTION;
				explanation->confidence = MAILAUTH_CONFIDENCE_LIKELY;
				return;
			}
}

static void explain_symptom(struct mailauth_explanation *explanation,
			    const struct ma_rejection *row, const struct ma_text *words,
			    size_t count)
{
	explanation->kind = MAILAUTH_EXPLANATION_SYMPTOM;
	explanation->confidence = MAILAUTH_CONFIDENCE_LIKELY;
	explanation->row = row;
	explanation->permanence = permanence_of(row, explanation);
	for (size_t i = 0; i < count; i++)
		add_evidence(explanation, words[i]);
}

/* Where no reply says what it is about, or only by a number: what is said without one. */
static void prefer_words(struct ma_scratch *scratch, struct ma_arena *arena, struct ma_text text,
			 const char *host, enum ma_notice_id notice, struct ma_candidate *answer)
{
	struct ma_candidate words;

	if (answer->reply != NULL && answer->match.row != NULL &&
	    (answer->match.row->conditions & MA_WRAPPER) == 0 && ma_reply_has_words(answer->reply))
		return;
	if (answer->reply != NULL &&
	    (ma_match_confidence(&answer->match, answer->reply) == MAILAUTH_CONFIDENCE_CERTAIN ||
	     (answer->match.row != NULL && (answer->match.row->conditions & MA_WRAPPER) == 0 &&
	      ma_match_confidence(&answer->match, answer->reply) == MAILAUTH_CONFIDENCE_LIKELY &&
	      !ma_row_is_weak(answer->match.row))))
		return;
	words = ma_candidate_without_code(scratch, arena, text, host, notice);
	if (ma_candidate_rank(&words) <= ma_candidate_rank(answer) ||
	    (answer->reply != NULL && (words.match.row->conditions & MA_WRAPPER) != 0))
		return;
	words.expired = words.expired || answer->expired;
	if (answer->reply != NULL) {
		/* The number is still the reply's. */
		answer->match = words.match;
		answer->expired = words.expired;
	} else {
		*answer = words;
	}
}

/* What a support desk has to see of TEXT: of a message not its header, but what is around PLACE. */
static void note_quote(struct mailauth_explanation *explanation, struct ma_text text, size_t place)
{
	explanation->quote =
		ma_notice_body(text).data == text.data
			? explanation->text
			: ma_arena_copy(&explanation->arena, ma_block_around(text, place));
}

/* The recipient is whom the reply's own part of the notice is about, or the reply itself. */
static void note_recipient(struct mailauth_explanation *explanation, struct ma_text text,
			   const struct ma_reply *reply, bool parts)
{
	struct ma_text recipient =
		parts ? ma_part_recipient(text, reply->from) : ma_reply_recipient(reply);

	if (recipient.length > 0)
		explanation->extracted[MAILAUTH_EXTRACTED_RECIPIENT] =
			ma_arena_copy(&explanation->arena, recipient);
}

/* A message that the reader has not sent was not refused to him. */
static void find_backscatter(struct mailauth_explanation *explanation, struct ma_text text)
{
	struct ma_text ip;

	if (!ma_backscatter_find(&explanation->arena, text, &ip))
		return;
	explanation->notice = MA_NOTICE_BACKSCATTER;
	explanation->confidence = MAILAUTH_CONFIDENCE_LIKELY;
	explanation->extracted[MAILAUTH_EXTRACTED_IP] = ma_arena_copy(&explanation->arena, ip);
	add_evidence(explanation, ip);
}

/* What TEXT, which holds no reply, is about: an address that is not written correctly, or a
 * complaint. */
static void explain_complaint(struct mailauth_explanation *explanation, struct ma_text text)
{
	struct ma_text words[MA_EVIDENCE_MAX];
	size_t count;
	const struct ma_rejection *row = ma_symptom_find(&explanation->arena, text, words, &count);

	if (explanation->address_faults != NULL && !ma_addresses_are_told(explanation, text))
		explanation->address_faults = NULL;
	if (explanation->address_faults != NULL)
		explanation->kind = MAILAUTH_EXPLANATION_ADDRESS;
	else if (row != NULL)
		explain_symptom(explanation, row, words, count);
}

static void explain(struct ma_scratch *scratch, struct mailauth_explanation *explanation,
		    const char *host)
{
	struct ma_arena *arena = &explanation->arena;
	struct ma_text decoded = ma_text_decoded(arena, explanation->text);
	struct ma_text whole = ma_text_unquoted(arena, ma_text_unshifted(arena, decoded));
	struct ma_text text = ma_text_before_original(whole);
	struct ma_candidate answer;
	size_t parts;

	explanation->notice = ma_notice_of(arena, whole);
	if (explanation->notice == MA_NOTICE_BOUNCE || explanation->notice == MA_NOTICE_DELAY)
		find_backscatter(explanation, whole);
	if (ma_notice_is_final(explanation->notice)) {
		explanation->kind = MAILAUTH_EXPLANATION_NOTICE;
		ma_fields_extract(scratch, explanation, whole, NULL);
		return;
	}
	parts = ma_parts_note(scratch, arena, text, host, explanation->notice,
			      &explanation->answers);
	answer = ma_candidate_choose(scratch, arena, text, host, &explanation->cut,
				     parts > 0 ? NULL : &explanation->answers);
	if (answer.reply == NULL) {
		struct ma_text quotation = ma_text_quotation(arena, whole);

		/* Words of one's own, and the reply quoted after them. */
		answer = ma_candidate_choose(scratch, arena, quotation, host, &explanation->cut,
					     &explanation->answers);
		if (answer.reply != NULL)
			text = whole = quotation;
	}
	prefer_words(scratch, arena, text, host, explanation->notice, &answer);
	if (answer.reply == NULL)
		answer = ma_candidate_of_own_code(scratch, arena, ma_line_trim(text));
	if (answer.reply != NULL) {
		explain_reply(scratch, explanation, text, &answer);
		note_quote(explanation, text, answer.reply->from);
		note_recipient(explanation, text, answer.reply, parts > 0);
	}
	ma_fields_extract(scratch, explanation, whole, answer.reply);
	ma_companies_find(explanation, whole);
	if (answer.reply != NULL)
		prefer_stated_result(explanation);
	ma_answers_sort(&explanation->answers);
	ma_addresses_judge(explanation, text);
	if (answer.reply == NULL)
		explain_complaint(explanation, text);
}

static struct mailauth_explanation *new_explanation(const struct mailauth_explainer *explainer,
						    struct ma_text text)
{
	struct mailauth_explanation *made = calloc(1, sizeof(*made));

	if (made == NULL)
		return NULL;
	made->provider = MA_SYSTEM_COUNT;
	made->text = ma_arena_copy(&made->arena, ma_text_slice(text, 0, MA_EXPLAIN_TEXT_MAX));
	made->cut = text.length > MA_EXPLAIN_TEXT_MAX;
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

void mailauth_explanation_set_partial(struct mailauth_explanation *explanation)
{
	explanation->partial = true;
}

void mailauth_explanation_free(struct mailauth_explanation *explanation)
{
	if (explanation == NULL)
		return;
	ma_arena_finish(&explanation->arena);
	free(explanation);
}
