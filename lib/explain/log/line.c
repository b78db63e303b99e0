/* Lines of a mail log: what became of a delivery.
 *
 * SPDX-License-Identifier: MIT
 *
 * Postfix:  "Jan  3 10:00:00 host postfix/smtp[1]: 4XyZ1: to=<…>, relay=…, dsn=5.1.1,
 *           status=bounced (host … said: 550 …)"
 * sendmail: "… sm-mta[1]: 5AKABC: to=<…>, …, dsn=5.1.1, stat=User unknown"
 * Exim:     "2024-01-03 10:00:00 1tDabc-0001Ab-2x ** user@example.jp R=… T=…: SMTP error …" */

#include "log.h"

#include <string.h>

enum {
	SYSLOG_DATE = 15,
	EXIM_WORDS = 8, /* of a line, among which its mark is */
};

/* Where WORD begins in TEXT, a part of which is "="; TEXT.length if nowhere. */
static size_t find_field(struct ma_text text, const char *word)
{
	size_t length = strlen(word);

	for (size_t at = 0; at < text.length;) {
		const unsigned char *sign = memchr(text.data + at, '=', text.length - at);
		size_t end;

		if (sign == NULL)
			break;
		end = (size_t)(sign - text.data) + 1;
		if (end >= length && memcmp(text.data + end - length, word, length) == 0)
			return end - length;
		at = end;
	}
	return text.length;
}

static struct ma_text rest_of(struct ma_text line, size_t at)
{
	return ma_text_slice(line, at < line.length ? at : line.length, line.length);
}

static struct ma_text date_of(struct ma_text line)
{
	size_t at = 0;

	if (!ma_is_digit(ma_byte_at(line, 0)))
		return ma_text_slice(line, 0, SYSLOG_DATE);
	while (at < line.length && line.data[at] != ' ')
		at++;
	/* "2024-01-03 10:00:00", "2024-01-03T10:00:00+09:00" */
	if (ma_is_digit(ma_byte_at(line, at + 1)) && ma_byte_at(line, at + 3) == ':')
		for (at++; at < line.length && line.data[at] != ' ';)
			at++;
	return ma_text_slice(line, 0, at);
}

/* The first address of "to=<…>,<…>" (the others are in lines of their own, or share its fate). */
static struct ma_text recipient_of(struct ma_text line)
{
	size_t from = find_field(line, " to=") + 4;
	size_t to;

	if (from > line.length)
		return (struct ma_text){ 0 };
	from += ma_byte_at(line, from) == '<';
	to = from;
	while (to < line.length && !ma_is_one_of(line.data[to], ">, "))
		to++;
	return ma_text_slice(line, from, to);
}

static void read_postfix(struct ma_text line, size_t status, struct ma_log_line *read)
{
	struct ma_text word = rest_of(line, status + 8); /* after " status=" */

	if (ma_text_starts(word, "sent"))
		read->state = MA_LOG_SENT;
	else if (ma_text_starts(word, "bounced") || ma_text_starts(word, "expired"))
		read->state = MA_LOG_GAVE_UP;
	else if (ma_text_starts(word, "deferred"))
		read->state = MA_LOG_WAITS;
	read->recipient = recipient_of(line);
	/* relay= shows whose answer it is. */
	read->reason = rest_of(
		line, find_field(line, " relay=") < status ? find_field(line, " relay=") : status);
	/* Torn in its middle. */
	if (read->reason.length > 0 && read->reason.data[read->reason.length - 1] != ')')
		read->reason.length = 0;
}

static void read_sendmail(struct ma_text line, size_t stat, struct ma_log_line *read)
{
	struct ma_text word = rest_of(line, stat + 6); /* after " stat=" */
	size_t dsn = find_field(line, " dsn=");

	if (ma_text_starts(word, "sent"))
		read->state = MA_LOG_SENT;
	else if (ma_text_starts(word, "deferred") ||
		 (dsn < line.length && ma_byte_at(line, dsn + 5) == '4'))
		read->state = MA_LOG_WAITS;
	else
		read->state = MA_LOG_GAVE_UP;
	read->recipient = recipient_of(line);
	read->reason = rest_of(line, dsn < stat ? dsn + 5 : stat + 6);
}

/* Exim's marks (spec.txt, 53.4); false where LINE has none. */
static bool read_exim(struct ma_text line, struct ma_log_line *read)
{
	static const struct {
		const char *mark;
		enum ma_log_state state;
	} marks[] = { { "** ", MA_LOG_GAVE_UP },
		      { "== ", MA_LOG_WAITS },
		      { "=> ", MA_LOG_SENT },
		      { "-> ", MA_LOG_SENT } };
	size_t at = 0;

	for (unsigned i = 0; i < EXIM_WORDS; i++) {
		const unsigned char *space = memchr(line.data + at, ' ', line.length - at);

		if (space == NULL)
			return false;
		at = (size_t)(space - line.data) + 1;
		for (size_t j = 0; j < sizeof(marks) / sizeof(*marks); j++) {
			size_t to = at + 3;

			if (!ma_text_starts(rest_of(line, at), marks[j].mark))
				continue;
			while (to < line.length && line.data[to] != ' ' && line.data[to] != ':')
				to++;
			read->state = marks[j].state;
			read->recipient = ma_text_slice(line, at + 3, to);
			read->reason = rest_of(line, to);
			return true;
		}
	}
	return false;
}

struct ma_log_line ma_log_read(struct ma_text line)
{
	struct ma_log_line read = { 0 };
	size_t status = find_field(line, " status=");
	size_t stat;

	if (line.length == 0)
		return read;
	stat = status < line.length ? line.length : find_field(line, " stat=");
	if (status < line.length)
		read_postfix(line, status, &read);
	else if (stat < line.length && find_field(line, " to=") < stat)
		read_sendmail(line, stat, &read);
	else if (!ma_is_digit(line.data[0]) || !read_exim(line, &read))
		read.state = find_field(line, " proto=") < line.length &&
					     memchr(line.data, '<', line.length) != NULL &&
					     find_field(line, " helo=") < line.length
				     ? MA_LOG_REFUSES
				     : MA_LOG_OTHER;
	if (read.state == MA_LOG_GAVE_UP || read.state == MA_LOG_WAITS) {
		read.date = date_of(line);
		ma_log_identifier(line, &read.queue_id);
	}
	return read;
}
