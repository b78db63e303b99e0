/* What receivers ask for, in full: of each what is met, what is not, and what is not known.
 *
 * SPDX-License-Identifier: MIT */

#include "receivers.h"

/* Which demands a line lists, and what it says of them. */
struct line {
	enum mailauth_demand_result result;
	enum mailauth_demand_reason reason;
	bool bulk; /* of those that are unmet: which */
	enum ma_phrase_id phrase;
};

static const struct line lines[] = {
	{ MAILAUTH_DEMAND_UNMET, MAILAUTH_DEMAND_DECIDED, false, MA_PHRASE_RECEIVERS_MISSING },
	{ MAILAUTH_DEMAND_UNMET, MAILAUTH_DEMAND_DECIDED, true, MA_PHRASE_RECEIVERS_MISSING_BULK },
	{ MAILAUTH_DEMAND_UNKNOWN, MAILAUTH_DEMAND_NEEDS_SENDER, false,
	  MA_PHRASE_RECEIVERS_NEEDS_SENDER },
	{ MAILAUTH_DEMAND_UNKNOWN, MAILAUTH_DEMAND_NEEDS_SIGNATURE, false,
	  MA_PHRASE_RECEIVERS_NEEDS_SIGNATURE },
	{ MAILAUTH_DEMAND_UNKNOWN, MAILAUTH_DEMAND_NOT_ANSWERED, false,
	  MA_PHRASE_RECEIVERS_NOT_ANSWERED },
	{ MAILAUTH_DEMAND_UNKNOWN, MAILAUTH_DEMAND_AMBIGUOUS, false,
	  MA_PHRASE_RECEIVERS_AMBIGUOUS },
};

static bool is_of(const struct mailauth_receiver *receiver,
		  const struct ma_requirement *requirement, const struct line *line)
{
	struct ma_demand_state state = ma_receiver_state(receiver, requirement);

	return state.result == line->result && state.reason == line->reason &&
	       (state.result != MAILAUTH_DEMAND_UNMET || requirement->bulk == line->bulk);
}

/* PHRASE with its DEMANDS, if there are any; finishes them. */
static void write_demands(struct ma_writer *writer, size_t column, enum ma_phrase_id phrase,
			  struct ma_buffer *demands)
{
	if (demands->length > 0 && !demands->failed) {
		const struct ma_argument list = { "demands", ma_buffer_view(demands),
						  MA_VALUE_SAFE };

		ma_write_phrase(writer, column, phrase, &list, 1);
	}
	writer->out.failed = writer->out.failed || demands->failed;
	ma_buffer_finish(demands);
}

static void write_line(struct ma_writer *writer, const struct mailauth_receiver *receiver,
		       const struct line *line, size_t column)
{
	const struct ma_requirement *requirement;
	struct ma_buffer demands = { 0 };

	for (size_t i = 0; (requirement = ma_requirement(receiver->id, i)) != NULL; i++)
		if (is_of(receiver, requirement, line))
			ma_words_listed(writer, &demands, ma_demand_phrase(requirement->demand));
	write_demands(writer, column, line->phrase, &demands);
}

/* What is the same for all receivers that ask for it: it cannot be seen. */
static void write_not_shown(struct ma_writer *writer)
{
	const struct ma_demand_state *states = writer->report->receivers[0].states;
	struct ma_buffer demands = { 0 };

	for (size_t i = 0; i < MA_DEMAND_COUNT; i++)
		if (states[i].reason == MAILAUTH_DEMAND_NOT_SHOWN)
			ma_words_listed(writer, &demands, ma_demand_phrase((enum ma_demand_id)i));
	write_demands(writer, MA_TEXT_MARGIN, MA_PHRASE_RECEIVERS_NOT_SHOWN, &demands);
}

/* The column after the longest name. */
static size_t result_column(const struct ma_writer *writer)
{
	const struct mailauth_report *report = writer->report;
	size_t widest = 0;

	for (size_t i = 0; i < report->receiver_count; i++) {
		const char *name = mailauth_receiver_name(&report->receivers[i], writer->language);
		size_t columns = ma_columns(ma_text(name));

		widest = columns > widest ? columns : widest;
	}
	return MA_TEXT_MARGIN + widest + 2;
}

static void write_result(struct ma_writer *writer, const struct mailauth_receiver *receiver,
			 size_t column)
{
	static const enum ma_phrase_id results[] = {
		[MAILAUTH_RECEIVER_UNKNOWN] = MA_PHRASE_RECEIVERS_UNKNOWN,
		[MAILAUTH_RECEIVER_MET] = MA_PHRASE_RECEIVERS_MET,
		[MAILAUTH_RECEIVER_PARTLY] = MA_PHRASE_RECEIVERS_PARTLY,
		[MAILAUTH_RECEIVER_UNMET] = MA_PHRASE_RECEIVERS_UNMET,
	};
	const char *name = mailauth_receiver_name(receiver, writer->language);
	const struct ma_argument date = { "date", ma_text(mailauth_receiver_date(receiver)),
					  MA_VALUE_SAFE };
	struct ma_buffer words = { 0 };

	if (writer->page != NULL)
		ma_page_row(writer, name);
	ma_buffer_fill(&writer->out, ' ', MA_TEXT_MARGIN);
	ma_buffer_string(&writer->out, name);
	ma_buffer_fill(&writer->out, ' ', column - MA_TEXT_MARGIN - ma_columns(ma_text(name)));
	ma_words_add(&words,
		     ma_phrase(results[mailauth_receiver_result(receiver)], writer->language),
		     &date, 1);
	ma_write_words(writer, column, column, &words);
}

static void write_receiver(struct ma_writer *writer, const struct mailauth_receiver *receiver,
			   size_t column)
{
	enum mailauth_receiver_result result = mailauth_receiver_result(receiver);

	write_result(writer, receiver, column);
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		write_line(writer, receiver, &lines[i], column);
		/* What it does about it, after what is not met. */
		if (lines[i].bulk &&
		    (result == MAILAUTH_RECEIVER_PARTLY || result == MAILAUTH_RECEIVER_UNMET))
			ma_write_phrase(writer, column, ma_receiver_effect(receiver->id), NULL, 0);
	}
}

void ma_text_receivers(struct ma_writer *writer)
{
	const struct mailauth_report *report = writer->report;

	if (report->receiver_count == 0)
		return;
	ma_write_heading(writer, MA_PHRASE_RECEIVERS_SECTION, MA_PHRASE_RECEIVERS_NOTE);
	for (size_t i = 0; i < report->receiver_count; i++)
		write_receiver(writer, &report->receivers[i], result_column(writer));
	ma_write_end(writer);
	write_not_shown(writer);
}
