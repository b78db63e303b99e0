/* An explanation as text: what happened, what it means, who does what, what to send to support.
 *
 * SPDX-License-Identifier: MIT */

#include "explanation.h"

/* --- Lines ------------------------------------------------------------------ */

/* Adds PHRASE with one value. */
static void add_phrase(struct ma_buffer *words, const struct ma_writer *writer,
		       enum ma_phrase_id phrase, const char *key, struct ma_text value,
		       enum ma_value_kind kind)
{
	const struct ma_argument argument = { key, value, kind };

	ma_words_add(words, ma_phrase(phrase, writer->language), &argument, 1);
}

/* --- What happened ------------------------------------------------------------ */

static enum ma_phrase_id phrase_of_notice(enum ma_notice_id notice)
{
	switch (notice) {
	case MA_NOTICE_SUCCESS:
		return MA_PHRASE_EXPLAIN_NOTICE_SUCCESS;
	case MA_NOTICE_CHALLENGE:
		return MA_PHRASE_EXPLAIN_NOTICE_CHALLENGE;
	case MA_NOTICE_COMPLAINT:
		return MA_PHRASE_EXPLAIN_NOTICE_COMPLAINT;
	case MA_NOTICE_DMARC_REPORT:
		return MA_PHRASE_EXPLAIN_NOTICE_DMARC_REPORT;
	case MA_NOTICE_BACKSCATTER:
		return MA_PHRASE_EXPLAIN_NOTICE_BACKSCATTER;
	default:
		return MA_PHRASE_EXPLAIN_NOTICE_AUTO_REPLY;
	}
}

const char *ma_explanation_headline(const struct ma_writer *writer,
				    const struct mailauth_explanation *explanation)
{
	enum ma_class_id class;

	switch (explanation->kind) {
	case MAILAUTH_EXPLANATION_NOTHING:
		return ma_phrase(MA_PHRASE_EXPLAIN_NOTHING, writer->language);
	case MAILAUTH_EXPLANATION_UNKNOWN:
		return ma_phrase(MA_PHRASE_EXPLAIN_UNKNOWN, writer->language);
	case MAILAUTH_EXPLANATION_ADDRESS:
		return ma_phrase(MA_PHRASE_EXPLAIN_ADDRESS, writer->language);
	case MAILAUTH_EXPLANATION_NOTICE:
		return ma_phrase(phrase_of_notice(explanation->notice), writer->language);
	case MAILAUTH_EXPLANATION_SYMPTOM:
		return ma_phrase(explanation->row->phrase, writer->language);
	default:
		if ((explanation->row->conditions & MA_BY_STATED_RESULT) != 0)
			return ma_phrase(MA_PHRASE_EXPLAIN_STATED_RESULT, writer->language);
		if (ma_explanation_is_guess(explanation))
			return ma_phrase(MA_PHRASE_EXPLAIN_CODE_ALONE, writer->language);
		if (explanation->situation != MA_SITUATION_NONE)
			return ma_situation_headline(explanation->situation, writer->language);
		return ma_explanation_class(explanation, &class)
			       ? ma_class_headline(class, writer->language)
			       : "";
	}
}

/* Whether the next attempt ends as this one did, until someone fixes what is wrong. */
static bool is_lasting(const struct mailauth_explanation *explanation)
{
	if (explanation->row == NULL)
		return false;
	switch (explanation->row->class) {
	case MA_CLASS_NO_PTR:
	case MA_CLASS_HELO:
	case MA_CLASS_SENDER_DOMAIN:
	case MA_CLASS_RELAY_DENIED:
		return true;
	default:
		return false;
	}
}

/* Whether a limit, which time resets, was exceeded. */
static bool is_limit(const struct mailauth_explanation *explanation)
{
	enum ma_class_id class;

	return ma_explanation_class(explanation, &class) &&
	       (class == MA_CLASS_QUOTA || class == MA_CLASS_RATE_LIMIT);
}

/* Whether waiting helps, where there is something to wait for. */
static const char *whether_to_wait(const struct ma_writer *writer,
				   const struct mailauth_explanation *explanation)
{
	enum ma_phrase_id phrase = MA_PHRASE_EXPLAIN_PERMANENT;

	if (explanation->permanence == MAILAUTH_PERMANENCE_UNKNOWN)
		return NULL;
	if (explanation->kind == MAILAUTH_EXPLANATION_SYMPTOM &&
	    explanation->permanence == MAILAUTH_PERMANENCE_PERMANENT)
		return NULL; /* a complaint, or a question */
	if (explanation->given_up)
		phrase = MA_PHRASE_EXPLAIN_GIVEN_UP;
	else if (explanation->permanence == MAILAUTH_PERMANENCE_PERMANENT && is_limit(explanation))
		phrase = MA_PHRASE_EXPLAIN_PERMANENT_LIMIT;
	else if (explanation->permanence == MAILAUTH_PERMANENCE_TEMPORARY)
		phrase = is_lasting(explanation) ? MA_PHRASE_EXPLAIN_TEMPORARY_MEND
						 : MA_PHRASE_EXPLAIN_TEMPORARY;
	return ma_phrase(phrase, writer->language);
}

static void write_first_line(struct ma_writer *writer,
			     const struct mailauth_explanation *explanation)
{
	const char *second = whether_to_wait(writer, explanation);
	struct ma_buffer words = { 0 };

	ma_write_style(writer, MA_STYLE_STRONG);
	ma_buffer_string(&words, ma_explanation_headline(writer, explanation));
	if (second != NULL && writer->language == MAILAUTH_ENGLISH)
		ma_buffer_byte(&words, ' ');
	if (second != NULL)
		ma_buffer_string(&words, second);
	ma_write_words(writer, 0, 0, &words);
	ma_write_style(writer, MA_STYLE_PLAIN);
	ma_buffer_byte(&writer->out, '\n');
}

/* --- What it means -------------------------------------------------------------- */

/* Who answered, if a host is known; else whose wording it is, without a claim. */
static void add_answerer(struct ma_buffer *words, const struct ma_writer *writer,
			 const struct mailauth_explanation *explanation)
{
	struct ma_text host = explanation->extracted[MAILAUTH_EXTRACTED_HOST];
	const char *provider = mailauth_explanation_provider(explanation);
	const struct ma_system *system;
	struct ma_argument arguments[] = { { "system", MA_TEXT(""), MA_VALUE_SAFE },
					   { "host", host, MA_VALUE_RAW } };

	if (provider != NULL && host.data != NULL) {
		arguments[0].value = ma_text(provider);
		ma_words_add(words, ma_phrase(MA_PHRASE_EXPLAIN_PROVIDER, writer->language),
			     arguments, 2);
		return;
	}
	if (host.data != NULL) {
		ma_words_add(words, ma_phrase(MA_PHRASE_EXPLAIN_HOST, writer->language), arguments,
			     2);
		return;
	}
	if (explanation->row == NULL || explanation->kind == MAILAUTH_EXPLANATION_SYMPTOM)
		return;
	system = ma_system(explanation->row->system);
	if (system->kind == MA_SYSTEM_KIND_PROVIDER &&
	    (explanation->row->conditions & MA_COMMON_WORDING) == 0)
		add_phrase(words, writer, MA_PHRASE_EXPLAIN_KNOWN_FROM, "system",
			   ma_text(system->name), MA_VALUE_SAFE);
}

static void add_sentence(struct ma_buffer *words, const struct ma_writer *writer,
			 const char *sentence)
{
	if (words->length > 0 && writer->language == MAILAUTH_ENGLISH)
		ma_buffer_byte(words, ' ');
	ma_buffer_string(words, sentence);
}

static void add_unknown(struct ma_buffer *words, const struct ma_writer *writer,
			const struct mailauth_explanation *explanation)
{
	unsigned class =
		explanation->code != 0 ? explanation->code / 100 : explanation->enhanced[0];
	enum ma_phrase_id phrase =
		class == 4 ? MA_PHRASE_EXPLAIN_DIGIT_4 : MA_PHRASE_EXPLAIN_DIGIT_5;
	struct ma_argument arguments[] = {
		{ "digit", class == 4 ? MA_TEXT("4") : MA_TEXT("5"), MA_VALUE_SAFE },
		{ "permanence", ma_text(ma_phrase(phrase, writer->language)), MA_VALUE_SAFE },
	};

	ma_words_add(words, ma_phrase(MA_PHRASE_EXPLAIN_UNKNOWN_MEANING, writer->language),
		     arguments, 2);
}

/* That not all was read. */
static void add_cut(struct ma_buffer *words, const struct ma_writer *writer,
		    const struct mailauth_explanation *explanation)
{
	if (explanation->partial)
		add_sentence(words, writer, ma_phrase(MA_PHRASE_EXPLAIN_PARTIAL, writer->language));
	else if (explanation->cut)
		add_sentence(words, writer, ma_phrase(MA_PHRASE_EXPLAIN_CUT, writer->language));
}

/* Where the first line has said what it is. */
static void write_rest(struct ma_writer *writer, const struct mailauth_explanation *explanation)
{
	struct ma_buffer words = { 0 };

	if (explanation->notice == MA_NOTICE_BACKSCATTER)
		add_phrase(&words, writer, MA_PHRASE_EXPLAIN_BACKSCATTER, "ip",
			   explanation->extracted[MAILAUTH_EXTRACTED_IP], MA_VALUE_RAW);
	add_cut(&words, writer, explanation);
	if (words.length > 0 || words.failed)
		ma_write_labelled(writer, MA_PHRASE_EXPLAIN_LABEL_MEANING, &words);
}

static void write_meaning(struct ma_writer *writer, const struct mailauth_explanation *explanation)
{
	enum ma_phrase_id label = MA_PHRASE_EXPLAIN_LABEL_MEANING;
	struct ma_buffer words = { 0 };

	if (explanation->kind == MAILAUTH_EXPLANATION_ADDRESS ||
	    explanation->kind == MAILAUTH_EXPLANATION_SYMPTOM ||
	    explanation->kind == MAILAUTH_EXPLANATION_NOTICE) {
		write_rest(writer, explanation);
		return;
	}
	if (explanation->kind == MAILAUTH_EXPLANATION_NOTHING) {
		label = MA_PHRASE_EXPLAIN_LABEL_REMEDY;
		ma_buffer_string(&words,
				 ma_phrase(MA_PHRASE_EXPLAIN_NOTHING_ADVICE, writer->language));
	} else if (explanation->row == NULL)
		add_unknown(&words, writer, explanation);
	else
		ma_buffer_string(&words,
				 mailauth_explanation_meaning(explanation, writer->language));
	if (words.length > 0 && !words.failed) {
		struct ma_buffer answerer = { 0 };

		add_answerer(&answerer, writer, explanation);
		if (answerer.length > 0)
			add_sentence(&words, writer, answerer.data);
		words.failed = words.failed || answerer.failed;
		ma_buffer_finish(&answerer);
	}
	if (explanation->row != NULL && (explanation->row->conditions & MA_WRAPPER) != 0)
		add_sentence(&words, writer,
			     ma_phrase(MA_PHRASE_EXPLAIN_ANOTHER, writer->language));
	if (explanation->second != NULL) {
		struct ma_buffer second = { 0 };

		add_phrase(&second, writer, MA_PHRASE_EXPLAIN_SECOND, "meaning",
			   ma_text(ma_phrase(explanation->second->phrase, writer->language)),
			   MA_VALUE_SAFE);
		if (!second.failed)
			add_sentence(&words, writer, second.data);
		words.failed = words.failed || second.failed;
		ma_buffer_finish(&second);
	}
	add_cut(&words, writer, explanation);
	ma_write_labelled(writer, label, &words);
}

/* The block list's own row, and the remedy, where they say more. */
static void write_more(struct ma_writer *writer, const struct mailauth_explanation *explanation)
{
	struct ma_buffer words = { 0 };

	if (explanation->list != NULL) {
		ma_buffer_string(&words, ma_phrase(explanation->list->phrase, writer->language));
		add_sentence(&words, writer,
			     ma_remedy(explanation->list->remedy, writer->language));
		ma_write_labelled(writer, MA_PHRASE_EXPLAIN_LABEL_LIST, &words);
	}
	for (const struct ma_mailbox_fault *fault = explanation->address_faults; fault != NULL;
	     fault = fault->next) {
		words = (struct ma_buffer){ 0 };
		ma_mailbox_words(&words, fault, writer->language);
		ma_write_labelled(writer, MA_PHRASE_EXPLAIN_LABEL_ADDRESS, &words);
	}
	if (explanation->row == NULL || explanation->at_receiver != NULL ||
	    !ma_remedy_is_special(explanation->row))
		return;
	words = (struct ma_buffer){ 0 };
	ma_buffer_string(&words, ma_remedy(explanation->row->remedy, writer->language));
	ma_write_labelled(writer, MA_PHRASE_EXPLAIN_LABEL_REMEDY, &words);
}

/* Each cause with its recipients, where there is more than one. */
static void write_answers(struct ma_writer *writer, const struct mailauth_explanation *explanation)
{
	const struct ma_deliveries *answers = &explanation->answers;
	const size_t indent = 2 * MA_TEXT_MARGIN;

	if (answers->groups < 2)
		return;
	ma_write_part(writer, MA_PHRASE_EXPLAIN_HEADING_ANSWERS);
	for (size_t i = 0; i < answers->count;) {
		const struct ma_delivery *first = &answers->items[i];
		struct ma_buffer words = { 0 };

		for (; i < answers->count && answers->items[i].group == first->group; i++) {
			if (words.length > 0)
				ma_buffer_string(&words, ma_phrase(MA_PHRASE_SERVER_SEPARATOR,
								   writer->language));
			ma_buffer_visible(&words, answers->items[i].recipient);
		}
		ma_buffer_string(&words, ": ");
		ma_buffer_string(&words, ma_phrase(first->row->phrase, writer->language));
		ma_buffer_fill(&writer->out, ' ', indent);
		ma_write_words(writer, indent, indent + MA_TEXT_MARGIN, &words);
	}
	if (answers->cut)
		ma_write_phrase(writer, indent, MA_PHRASE_EXPLAIN_ANSWERS_CUT, NULL, 0);
}

/* The command, whole, on a line of its own. */
static void write_next(struct ma_writer *writer, const struct mailauth_explanation *explanation)
{
	struct ma_buffer command = { 0 };

	ma_explanation_next_command(&command, explanation);
	if (command.length > 0) {
		ma_write_intro(writer, MA_PHRASE_EXPLAIN_HEADING_NEXT, NULL, 0);
		if (writer->page != NULL)
			ma_page_value(writer, ma_buffer_view(&command));
		else
			ma_write_line(writer, 2 * MA_TEXT_MARGIN, ma_buffer_view(&command));
	}
	writer->out.failed = writer->out.failed || command.failed;
	ma_buffer_finish(&command);
}

/* --- The whole ------------------------------------------------------------------------ */

void ma_write_explanation(struct ma_writer *writer, const struct mailauth_explanation *explanation)
{
	write_first_line(writer, explanation);
	write_meaning(writer, explanation);
	write_more(writer, explanation);
	ma_write_who(writer, explanation);
	ma_write_companies(writer, explanation);
	if (explanation->row != NULL || explanation->address_faults != NULL)
		ma_write_actions(writer, explanation);
	if (!ma_explanation_is_guess(explanation))
		ma_write_programs(writer, explanation);
	write_answers(writer, explanation);
	if (writer->report != NULL)
		ma_write_agreement(writer, explanation);
	else
		write_next(writer, explanation);
	if (explanation->kind == MAILAUTH_EXPLANATION_REJECTION ||
	    explanation->kind == MAILAUTH_EXPLANATION_UNKNOWN)
		ma_write_support(writer, explanation);
	if (explanation->kind != MAILAUTH_EXPLANATION_NOTHING)
		ma_buffer_byte(&writer->out, '\n');
	ma_write_evidence(writer, explanation);
	ma_write_extracted(writer, explanation);
	ma_write_named(writer, explanation);
	ma_write_rule(writer, explanation);
}

int mailauth_explanation_text(const struct mailauth_explanation *explanation,
			      const struct mailauth_report *report, enum mailauth_language language,
			      unsigned width, unsigned flags, char **text, size_t *length)
{
	struct ma_writer writer;
	int r = ma_writer_begin(&writer, report, language, width, flags);

	if (r != 0)
		return r;
	ma_write_explanation(&writer, explanation);
	return ma_writer_take(&writer, text, length);
}
