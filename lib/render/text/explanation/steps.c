/* Who does what about a rejection, step by step, and where to click.
 *
 * SPDX-License-Identifier: MIT */

#include "explanation.h"

#include "../../../known/known.h"

static const struct {
	enum mailauth_who who;
	enum ma_phrase_id name;
	enum ma_phrase_id label;
} audiences[] = {
	{ MAILAUTH_WHO_SENDER_USER, MA_PHRASE_EXPLAIN_WHO_SENDER, MA_PHRASE_EXPLAIN_YOU },
	{ MAILAUTH_WHO_SENDER_ADMIN, MA_PHRASE_EXPLAIN_WHO_ADMIN, MA_PHRASE_EXPLAIN_SENDER_ADMIN },
	{ MAILAUTH_WHO_HOSTING_PROVIDER, MA_PHRASE_EXPLAIN_WHO_HOST, MA_PHRASE_EXPLAIN_HOSTING },
	{ MAILAUTH_WHO_RECIPIENT_USER, MA_PHRASE_EXPLAIN_WHO_RECIPIENT,
	  MA_PHRASE_EXPLAIN_RECIPIENT },
	{ MAILAUTH_WHO_RECIPIENT_ADMIN, MA_PHRASE_EXPLAIN_WHO_POSTMASTER,
	  MA_PHRASE_EXPLAIN_RECIPIENT_ADMIN },
	{ MAILAUTH_WHO_GROUP_OWNER, MA_PHRASE_EXPLAIN_WHO_OWNER, MA_PHRASE_EXPLAIN_OWNER },
	{ MAILAUTH_WHO_WAIT, MA_PHRASE_EXPLAIN_WHO_WAIT, MA_PHRASE_EXPLAIN_WHO_WAIT },
};

static size_t audience_of(enum mailauth_who who)
{
	size_t i = 0;

	while (i + 1 < sizeof(audiences) / sizeof(*audiences) && audiences[i].who != who)
		i++;
	return i;
}

static void add_company(struct ma_buffer *words, const struct ma_writer *writer,
			enum ma_phrase_id phrase, const struct ma_provider *provider)
{
	const struct ma_argument company = { "company",
					     ma_text(ma_provider_name(provider, writer->language)),
					     MA_VALUE_SAFE };

	ma_words_add(words, ma_phrase(phrase, writer->language), &company, 1);
}

void ma_write_who(struct ma_writer *writer, const struct mailauth_explanation *explanation)
{
	struct ma_buffer words = { 0 };
	enum mailauth_who who;

	for (size_t i = 0; (who = mailauth_explanation_who(explanation, i)) != 0; i++) {
		if (i > 0)
			ma_words_between_names(&words, writer->language);
		if (who == MAILAUTH_WHO_HOSTING_PROVIDER && explanation->sends != NULL)
			add_company(&words, writer, MA_PHRASE_EXPLAIN_WHO_COMPANY,
				    explanation->sends);
		else
			ma_buffer_string(&words, ma_phrase(audiences[audience_of(who)].name,
							   writer->language));
	}
	if (words.length > 0 || words.failed)
		ma_write_labelled(writer, MA_PHRASE_EXPLAIN_LABEL_WHO, &words);
}

static void break_line(struct ma_writer *writer, size_t indent)
{
	while (writer->out.length > 0 && writer->out.data[writer->out.length - 1] == ' ')
		writer->out.length--;
	ma_buffer_byte(&writer->out, '\n');
	ma_buffer_fill(&writer->out, ' ', indent);
}

/* The label of the steps of WHO; the company that sent by its name. */
static size_t write_audience(struct ma_writer *writer,
			     const struct mailauth_explanation *explanation, enum mailauth_who who)
{
	struct ma_buffer words = { 0 };
	size_t column;

	if (who != MAILAUTH_WHO_HOSTING_PROVIDER || explanation->sends == NULL)
		return ma_write_label(writer, audiences[audience_of(who)].label);
	add_company(&words, writer, MA_PHRASE_EXPLAIN_COMPANY_DOES, explanation->sends);
	column = ma_write_label_text(writer, ma_buffer_view(&words));
	writer->out.failed = writer->out.failed || words.failed;
	ma_buffer_finish(&words);
	return column;
}

/* The numbered steps of one audience. */
static void write_steps(struct ma_writer *writer, const struct mailauth_explanation *explanation,
			enum mailauth_who who)
{
	const size_t indent = ma_label_column(writer);
	const struct ma_step *step;

	for (size_t i = 0; (step = ma_explanation_step(explanation, who, i)) != NULL; i++) {
		struct ma_buffer words = { 0 };

		if (i > 0)
			ma_buffer_fill(&writer->out, ' ', indent);
		else if (write_audience(writer, explanation, who) > indent)
			break_line(writer, indent);
		ma_buffer_number(&words, i + 1);
		ma_buffer_string(&words, ". ");
		ma_explanation_words(&words, explanation,
				     ma_explanation_sends(explanation, writer->report),
				     ma_phrase(step->phrase, writer->language), writer->language);
		ma_write_words(writer, indent, indent + 3, &words);
	}
}

void ma_write_actions(struct ma_writer *writer, const struct mailauth_explanation *explanation)
{
	enum mailauth_who who;

	ma_buffer_byte(&writer->out, '\n');
	write_steps(writer, explanation, MAILAUTH_WHO_SENDER_USER);
	for (size_t i = 0; (who = mailauth_explanation_who(explanation, i)) != 0; i++)
		if (who != MAILAUTH_WHO_SENDER_USER)
			write_steps(writer, explanation, who);
}

void ma_write_programs(struct ma_writer *writer, const struct mailauth_explanation *explanation)
{
	const size_t indent = 2 * MA_TEXT_MARGIN;
	enum ma_class_id class;
	bool first = true;

	/* No setting of a mail program matters then. */
	if (!ma_explanation_class(explanation, &class) ||
	    explanation->situation != MA_SITUATION_NONE)
		return;
	for (size_t i = 0; i < ma_program_step_count; i++) {
		struct ma_buffer words = { 0 };

		if (ma_program_steps[i].class != class)
			continue;
		if (first)
			ma_write_part(writer, MA_PHRASE_EXPLAIN_HEADING_PROGRAM);
		first = false;
		ma_buffer_string(&words, ma_phrase(ma_program_steps[i].program, writer->language));
		ma_buffer_string(&words, ": ");
		ma_buffer_string(&words, ma_phrase(ma_program_steps[i].phrase, writer->language));
		ma_buffer_fill(&writer->out, ' ', indent);
		ma_write_words(writer, indent, indent + MA_TEXT_MARGIN, &words);
	}
}
