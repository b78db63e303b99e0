/* What a mail server says: its greeting, and what it answers to EHLO.
 *
 * SPDX-License-Identifier: MIT */

#include "mx.h"

enum {
	SHOWN_MAX = 120, /* bytes of its first line */
	CODE = 3,	 /* digits */
};

/* One reply, of which there are lines "250-…" before "250 …" (RFC 5321 4.2.1). */
struct reply {
	unsigned kind; /* the first digit */
	bool starttls;
};

/* Takes a line off SAID, without its end; false if it does not end. */
static bool take_line(struct ma_text *said, struct ma_text *line)
{
	size_t end = 0;

	while (end < said->length && said->data[end] != '\n')
		end++;
	if (end == said->length)
		return false;
	*line = ma_text_slice(*said, 0, end);
	*said = ma_text_slice(*said, end + 1, said->length);
	if (line->length > 0 && line->data[line->length - 1] == '\r')
		line->length--;
	return true;
}

/* RFC 5321 4.2: a code from 200 to 559, then a space, a hyphen, or nothing. */
static bool is_reply_line(struct ma_text line)
{
	return line.length >= CODE && line.data[0] >= '2' && line.data[0] <= '5' &&
	       line.data[1] >= '0' && line.data[1] <= '5' && ma_is_digit(line.data[2]) &&
	       (line.length == CODE || line.data[CODE] == ' ' || line.data[CODE] == '-');
}

/* RFC 5321 4.1.1.1, RFC 3207 4: a keyword, in any case, alone. */
static bool offers_starttls(struct ma_text line)
{
	struct ma_text word =
		ma_text_slice(line, line.length > CODE ? CODE + 1 : CODE, line.length);

	while (word.length > 0 && word.data[word.length - 1] == ' ')
		word.length--;
	return ma_text_is(word, "STARTTLS");
}

/* Takes a whole reply off SAID.  False if there is none. */
static bool take_reply(struct ma_text *said, struct reply *reply)
{
	struct ma_text line;

	*reply = (struct reply){ 0 };
	for (bool first = true; take_line(said, &line) && is_reply_line(line); first = false) {
		if (first)
			reply->kind = line.data[0] - '0';
		reply->starttls = reply->starttls || (!first && offers_starttls(line));
		if (line.length == CODE || line.data[CODE] == ' ')
			return true;
	}
	return false;
}

/* A stranger chose these bytes. */
static struct ma_text show_first_line(struct ma_arena *arena, struct ma_text said)
{
	struct ma_buffer shown = { 0 };
	struct ma_text line;

	if (!take_line(&said, &line))
		line = said;
	ma_buffer_visible(
		&shown, ma_text_slice(line, 0, line.length < SHOWN_MAX ? line.length : SHOWN_MAX));
	if (line.length > SHOWN_MAX)
		ma_buffer_string(&shown, "...");
	return ma_buffer_keep(&shown, arena);
}

void ma_visit_read(struct ma_arena *arena, struct ma_text said, struct ma_visit *visit)
{
	struct reply greeting;
	struct reply ehlo;

	visit->said = show_first_line(arena, said);
	if (said.length == 0) {
		visit->state = MA_VISIT_SILENT;
		return;
	}
	visit->state = MA_VISIT_STRANGE;
	if (!take_reply(&said, &greeting))
		return;
	/* RFC 5321 3.1: 220, or 554 where it takes no mail; others defer with 4yz. */
	if (greeting.kind != 2) {
		visit->state = greeting.kind >= 4 ? MA_VISIT_REFUSED : MA_VISIT_STRANGE;
		return;
	}
	visit->state = MA_VISIT_NO_EHLO;
	if (!take_reply(&said, &ehlo) || ehlo.kind != 2)
		return;
	visit->state = MA_VISIT_TAKEN;
	visit->starttls = ehlo.starttls;
}
