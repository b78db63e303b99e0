/* How far a reply goes: its lines put together on one.
 *
 * SPDX-License-Identifier: MIT */

#include "reply.h"

#include <string.h>

enum {
	LINES_MAX = 40, /* of a reply */
};

/* "550-5.7.26 …": the same code again, at the start of LINE.  Returns what is to be skipped. */
static size_t continuation(struct ma_text line, const struct ma_reply *reply)
{
	struct ma_reply again = { 0 };
	size_t length = reply->code != 0 ? ma_reply_read_codes(line, 0, &again) : 0;

	if (length == 0 || again.code != reply->code)
		return 0;
	if (again.enhanced[0] != 0 &&
	    memcmp(again.enhanced, reply->enhanced, sizeof(again.enhanced)) != 0)
		return 0;
	while (ma_byte_at(line, length) == ' ' || ma_byte_at(line, length) == '-')
		length++;
	return length;
}

/* Whether a quote that opened before the reply is still open after LINE. */
static bool is_open(struct ma_text line, unsigned char quote)
{
	for (size_t i = 1; quote != 0 && i < line.length; i++)
		if (line.data[i] == quote && !ma_is_alnum(ma_byte_at(line, i + 1)))
			return false;
	return quote != 0;
}

/* A line that begins something else: a header, a rule, another reply, another recipient.  INDENTED
 * lines continue, unless they are replies themselves. */
static bool begins_other(struct ma_text line, bool indented)
{
	struct ma_reply other = { 0 };
	size_t at = 0;

	if (line.length == 0 || ma_line_begins_original(line) || line.data[0] == '>' ||
	    ma_reply_read_codes(line, 0, &other) > 0)
		return true;
	if (indented)
		return ma_line_is_address(line);
	if (ma_text_starts(line, "--") || ma_text_starts(line, "==") || ma_text_starts(line, "<"))
		return true;
	while (at < line.length && (ma_is_alnum(line.data[at]) || line.data[at] == '-'))
		at++;
	return at > 2 && ma_byte_at(line, at) == ':' && at < 40;
}

struct gathering {
	struct ma_arena *arena;
	struct ma_text text;
	struct ma_reply *reply;
	struct ma_buffer sure;	/* lines that are the reply's for certain */
	struct ma_buffer loose; /* and those that follow */
	unsigned char quote;
	bool continued;	     /* the last line said that another follows */
	struct ma_text lead; /* what is before the code in the first line */
	size_t last_length;
};

static void add_line(struct ma_buffer *buffer, struct ma_text line)
{
	if (buffer->length > 0)
		ma_buffer_byte(buffer, ' ');
	ma_buffer_text(buffer, line);
}

/* What is before FROM in its line: a transcript has it in each ("<<< "). */
static struct ma_text lead_of(struct ma_text text, size_t from)
{
	size_t line = from;

	while (line > 0 && text.data[line - 1] != '\n')
		line--;
	return ma_text_slice(text, line, from);
}

static struct ma_text without_lead(const struct gathering *gathering, struct ma_text raw)
{
	struct ma_text lead = gathering->lead;

	return ma_line_trim(lead).length > 0 && raw.length > lead.length &&
			       memcmp(raw.data, lead.data, lead.length) == 0
		       ? ma_text_slice(raw, lead.length, raw.length)
		       : raw;
}

/* Adds a line after the first.  False if it does not belong to the reply. */
static bool gather_line(struct gathering *gathering, struct ma_text raw, bool *loose)
{
	struct ma_text own = without_lead(gathering, raw);
	struct ma_text line = ma_line_trim(own);
	size_t skip = continuation(line, gathering->reply);
	bool indented = own.length > 0 && (own.data[0] == ' ' || own.data[0] == '\t');

	if (skip > 0 && !gathering->continued)
		return false;
	if (skip == 0 && begins_other(line, indented))
		return false;
	gathering->continued = skip > 0 && ma_byte_at(line, 3) == '-';
	if (!*loose && skip == 0 && !indented && gathering->quote == 0)
		*loose = true;
	line = ma_text_slice(line, skip, line.length);
	add_line(&gathering->loose, line);
	if (!*loose)
		add_line(&gathering->sure, line);
	if (gathering->quote != 0 && !is_open(line, gathering->quote))
		return false;
	return true;
}

/* Cuts what follows the closing quote, and Postfix's remark about the command. */
static struct ma_text finish_line(struct ma_arena *arena, struct ma_buffer *buffer,
				  unsigned char quote)
{
	struct ma_text line;

	if (buffer->failed)
		arena->failed = true;
	line = ma_reply_unfold(arena,
			       (struct ma_text){ (const unsigned char *)buffer->data,
						 buffer->failed ? 0 : buffer->length },
			       MA_REPLY_MAX);
	ma_buffer_finish(buffer);
	for (size_t i = 1; quote != 0 && i < line.length; i++)
		if (line.data[i] == quote && !ma_is_alnum(ma_byte_at(line, i + 1)))
			line.length = i;
	return line;
}

static struct ma_text cut_remark(struct ma_arena *arena, struct ma_text line,
				 struct ma_reply *reply)
{
	const char *remark = strstr((const char *)line.data, "(in reply to ");

	if (remark == NULL || (size_t)(remark - (const char *)line.data) >= line.length)
		return ma_arena_copy(arena, line);
	if (strncmp(remark + 13, "RCPT TO", 7) == 0)
		reply->stage = MA_AT_RCPT;
	else if (strncmp(remark + 13, "end of DATA", 11) == 0)
		reply->stage = MA_AT_DATA;
	reply->relayed = true;
	line.length = (size_t)(remark - (const char *)line.data);
	return ma_arena_copy(arena, ma_line_trim(line));
}

/* "550-5.7.26 …" on one line holds the codes of its other lines: they go. */
static void drop_repeated(struct ma_text *line, const struct ma_reply *reply)
{
	unsigned char *bytes = (unsigned char *)(uintptr_t)line->data;
	size_t to = 0;

	if (reply->code == 0 || reply->enhanced[0] == 0 || line->length == 0)
		return;
	for (size_t at = 0; at < line->length;) {
		struct ma_reply again = { 0 };
		size_t codes = at > 0 && bytes[at] == bytes[0]
				       ? ma_reply_read_codes(*line, at, &again)
				       : 0;

		if (codes > 3 && again.code == reply->code &&
		    memcmp(again.enhanced, reply->enhanced, sizeof(again.enhanced)) == 0) {
			at += codes;
			at += ma_byte_at(*line, at) == ' ';
		} else {
			bytes[to++] = bytes[at++];
		}
	}
	bytes[to] = '\0';
	line->length = to;
}

/* "450 name 4.7.1 …": the first enhanced code of the reply's own class, wherever it is. */
static void find_enhanced(struct ma_reply *reply)
{
	unsigned enhanced[3];

	for (size_t at = 3; reply->code != 0 && reply->enhanced[0] == 0 && at < reply->line.length;
	     at++)
		if (reply->line.data[at] == '0' + reply->code / 100 &&
		    ma_enhanced_at(reply->line, at, enhanced) > 0 &&
		    enhanced[0] == reply->code / 100)
			memcpy(reply->enhanced, enhanced, sizeof(enhanced));
}

/* The first LINE, whose code is at FROM.  Returns whether the reply ends with it. */
static bool gather_first(struct gathering *gathering, struct ma_text line, size_t from)
{
	const struct ma_reply *reply = gathering->reply;
	size_t printed = reply->code != 0 ? ma_reply_printed_quote(gathering->text, from) : 0;
	struct ma_text rest = line;

	if (printed > 0)
		gathering->quote = gathering->text.data[printed];
	else if (from > 0 &&
		 (gathering->text.data[from - 1] == '\'' || gathering->text.data[from - 1] == '"'))
		gathering->quote = gathering->text.data[from - 1];
	gathering->continued = reply->code != 0 && ma_byte_at(line, 3) == '-';
	/* "550-5.7.26": the same as "550 5.7.26" */
	if (reply->code != 0) {
		unsigned char after = ma_byte_at(line, 3);
		bool apart = after == '-' || after == ' ' || after == ':';

		rest = ma_text_slice(line, printed > 0 ? printed + 1 - from : 3u + apart,
				     line.length);
		add_line(&gathering->sure, ma_text_slice(line, 0, 3));
		if (line.length > 3)
			ma_buffer_byte(&gathering->sure, ' ');
	}
	ma_buffer_text(&gathering->sure, ma_line_trim(rest));
	ma_buffer_add(&gathering->loose, gathering->sure.data, gathering->sure.length);
	gathering->loose.failed = gathering->loose.failed || gathering->sure.failed;
	return gathering->quote != 0 && !is_open(printed > 0 ? rest : line, gathering->quote);
}

void ma_reply_gather(struct ma_arena *arena, struct ma_text text, size_t from,
		     struct ma_reply *reply)
{
	struct gathering gathering = { .arena = arena, .text = text, .reply = reply };
	size_t at = from;
	struct ma_text line;
	bool loose;

	gathering.lead = lead_of(text, from);
	ma_line_next(text, &at, &line);
	reply->to = at;
	loose = gather_first(&gathering, ma_line_trim(line), from);
	for (unsigned i = 0; i < LINES_MAX && !(loose && gathering.quote != 0); i++) {
		size_t before = at;

		if (!ma_line_next(text, &at, &line) || !gather_line(&gathering, line, &loose)) {
			at = gathering.quote != 0 ? at : before;
			break;
		}
		if (!loose)
			reply->to = at;
		if (gathering.loose.length > 2 * MA_REPLY_MAX)
			break;
	}
	reply->line =
		cut_remark(arena, finish_line(arena, &gathering.sure, gathering.quote), reply);
	reply->paragraph =
		cut_remark(arena, finish_line(arena, &gathering.loose, gathering.quote), reply);
	drop_repeated(&reply->line, reply);
	drop_repeated(&reply->paragraph, reply);
	find_enhanced(reply);
}
