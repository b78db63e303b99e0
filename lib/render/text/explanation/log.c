/* A mail log as text: what was delivered and what was not, then each cause.
 *
 * SPDX-License-Identifier: MIT */

#include "explanation.h"

#include <mailauth/log.h>

enum {
	NAMES_SHOWN = 8,
	DIGITS = 24,
};

/* A number as an argument; ROOM is where its digits are. */
static struct ma_argument number(const char *key, uint64_t value, char room[DIGITS])
{
	size_t at = DIGITS;

	do {
		room[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	return (struct ma_argument){ key,
				     { (const unsigned char *)room + at, DIGITS - at },
				     MA_VALUE_SAFE };
}

static void write_count(struct ma_writer *writer, enum ma_phrase_id phrase, uint64_t count)
{
	char room[DIGITS];
	struct ma_argument argument = number("count", count, room);

	if (count > 0)
		ma_write_phrase(writer, 0, phrase, &argument, 1);
}

static void write_summary(struct ma_writer *writer, const struct mailauth_log *log)
{
	char rooms[4][DIGITS];
	struct ma_argument arguments[] = {
		number("lines", mailauth_log_count(log, MAILAUTH_LOG_LINES), rooms[0]),
		number("delivered", mailauth_log_count(log, MAILAUTH_LOG_DELIVERED), rooms[1]),
		number("given_up", mailauth_log_count(log, MAILAUTH_LOG_GIVEN_UP), rooms[2]),
		number("deferred", mailauth_log_count(log, MAILAUTH_LOG_DEFERRED), rooms[3]),
	};

	ma_write_style(writer, MA_STYLE_STRONG);
	ma_write_phrase(writer, 0, MA_PHRASE_LOG_SUMMARY, arguments, 4);
	ma_write_style(writer, MA_STYLE_PLAIN);
	if (mailauth_log_cause(log, 0) == NULL)
		ma_write_phrase(writer, 0, MA_PHRASE_LOG_NO_CAUSE, NULL, 0);
	write_count(writer, MA_PHRASE_LOG_REFUSED, mailauth_log_count(log, MAILAUTH_LOG_REFUSED));
	write_count(writer, MA_PHRASE_LOG_CUT, mailauth_log_count(log, MAILAUTH_LOG_CUT));
}

static void write_receivers(struct ma_writer *writer, const struct mailauth_log *log, size_t index)
{
	size_t all = mailauth_log_cause_receiver_count(log, index);
	struct ma_buffer words = { 0 };
	const char *name;
	uint64_t count;
	size_t shown = 0;

	for (; shown < NAMES_SHOWN &&
	       (name = mailauth_log_cause_receiver(log, index, shown, &count)) != NULL;
	     shown++) {
		if (shown > 0)
			ma_buffer_string(&words,
					 ma_phrase(MA_PHRASE_SERVER_SEPARATOR, writer->language));
		ma_buffer_visible(&words, ma_text(name));
		ma_buffer_string(&words, " (");
		ma_buffer_number(&words, count);
		ma_buffer_byte(&words, ')');
	}
	if (all > shown) {
		char room[DIGITS];
		struct ma_argument argument = number("count", all - shown, room);

		ma_words_add(&words,
			     ma_phrase(all == MAILAUTH_LOG_RECEIVERS_MAX ? MA_PHRASE_LOG_MANY_MORE
									 : MA_PHRASE_LOG_MORE,
				       writer->language),
			     &argument, 1);
	}
	ma_write_labelled(writer, MA_PHRASE_LOG_LABEL_RECEIVERS, &words);
}

/* WORD, which comes from the log, after LABEL; nothing where there is none. */
static void write_word(struct ma_writer *writer, enum ma_phrase_id label, struct ma_text word)
{
	struct ma_buffer words = { 0 };

	ma_buffer_visible(&words, word);
	if (word.length > 0 || words.failed)
		ma_write_labelled(writer, label, &words);
}

static void write_time(struct ma_writer *writer, const struct mailauth_log *log, size_t index)
{
	struct ma_buffer words = { 0 };

	ma_buffer_visible(&words, ma_text(mailauth_log_cause_first(log, index)));
	ma_buffer_string(&words, " - ");
	ma_buffer_visible(&words, ma_text(mailauth_log_cause_last(log, index)));
	ma_write_labelled(writer, MA_PHRASE_LOG_LABEL_WHEN, &words);
}

static void write_headline(struct ma_writer *writer, struct ma_buffer *words)
{
	if (writer->page != NULL) {
		ma_page_part(writer, words);
		return;
	}
	ma_write_style(writer, MA_STYLE_STRONG);
	ma_write_words(writer, 0, 3, words);
	ma_write_style(writer, MA_STYLE_PLAIN);
}

static void write_cause(struct ma_writer *writer, const struct mailauth_log *log, size_t index,
			const struct mailauth_explanation *newest)
{
	const char *remedy = mailauth_explanation_remedy(newest, writer->language);
	struct ma_buffer words = { 0 };

	ma_buffer_byte(&writer->out, '\n');
	ma_buffer_number(&words, index + 1);
	ma_buffer_string(&words, ". ");
	ma_buffer_string(&words, ma_explanation_headline(writer, newest));
	write_headline(writer, &words);
	words = (struct ma_buffer){ 0 };
	ma_buffer_number(&words, mailauth_log_cause_count(log, index));
	ma_write_labelled(writer, MA_PHRASE_LOG_LABEL_COUNT, &words);
	write_receivers(writer, log, index);
	if (mailauth_log_cause_first(log, index) != NULL)
		write_time(writer, log, index);
	if (mailauth_log_cause_queue_id(log, index) != NULL)
		write_word(writer, MA_PHRASE_LOG_LABEL_QUEUE_ID,
			   ma_text(mailauth_log_cause_queue_id(log, index)));
	write_word(writer, MA_PHRASE_LOG_LABEL_REPLY, newest->reply);
	ma_write_who(writer, newest);
	words = (struct ma_buffer){ 0 };
	if (remedy != NULL) {
		ma_buffer_string(&words, remedy);
		ma_write_labelled(writer, MA_PHRASE_LOG_LABEL_REMEDY, &words);
	}
}

/* The commands that look at the DNS, each once. */
static void write_next(struct ma_writer *writer, const struct mailauth_log *log)
{
	const struct mailauth_explanation *newest;
	bool any = false;

	for (size_t i = 0; (newest = mailauth_log_cause(log, i)) != NULL; i++) {
		struct ma_buffer command = { 0 };

		ma_explanation_next_command(&command, newest);
		if (command.length > 0 && !any)
			ma_write_part(writer, MA_PHRASE_EXPLAIN_HEADING_NEXT);
		any = any || command.length > 0;
		if (command.length > 0)
			ma_write_value(writer, ma_buffer_view(&command));
		writer->out.failed = writer->out.failed || command.failed;
		ma_buffer_finish(&command);
	}
}

void ma_write_log(struct ma_writer *writer, const struct mailauth_log *log)
{
	const struct mailauth_explanation *newest;

	write_summary(writer, log);
	for (size_t i = 0; (newest = mailauth_log_cause(log, i)) != NULL; i++)
		write_cause(writer, log, i, newest);
	write_next(writer, log);
}

int mailauth_log_text(const struct mailauth_log *log, enum mailauth_language language,
		      unsigned width, unsigned flags, char **text, size_t *length)
{
	struct ma_writer writer;
	int r = ma_writer_begin(&writer, NULL, language, width, flags);

	if (r != 0)
		return r;
	ma_write_log(&writer, log);
	return ma_writer_take(&writer, text, length);
}
