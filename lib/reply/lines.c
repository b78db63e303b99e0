/* Lines of a text, and where the message that it quotes begins.
 *
 * SPDX-License-Identifier: MIT */

#include "reply.h"

#include <string.h>

enum {
	HEADER_LINES = 12, /* of a quoted message, in which its sender is looked for */
};

/* What begins the message that a notice quotes, or the mail that is replied to. */
static const char *const originals[] = {
	"--- below this line is a copy", "------ this is a copy of",
	"-----original message",	 "----- original message",
	"original message headers:",	 "--- original message",
	"----- 元のメッセージ",		 "-----元のメッセージ",
	"元のメッセージ ヘッダ",	 "--- 元のメール",
	"content-type: message/rfc822",	 "content-type: text/rfc822-headers",
	"here are the headers of",	 "--- undelivered message follows",
	"----- message header follows",	 "--- the following is the original",
};

bool ma_line_begins_original(struct ma_text line)
{
	for (size_t i = 0; i < sizeof(originals) / sizeof(*originals); i++)
		if (ma_text_starts(line, originals[i]))
			return true;
	return false;
}

/* Whether the message that begins at AT is itself a notice, which someone passed on: its sender
 * is one of those that write them. */
static bool is_notice(struct ma_text text, size_t at)
{
	static const char *const daemons[] = { "mailer-daemon",	    "postmaster",
					       "mail delivery",	    "microsoft outlook",
					       "microsoftexchange", "mail administrator" };
	struct ma_text line;

	for (unsigned i = 0; i < HEADER_LINES && ma_line_next(text, &at, &line); i++) {
		line = ma_line_trim(line);
		if (!ma_text_starts(line, "from:") && !ma_text_starts(line, "差出人"))
			continue;
		for (size_t j = 0; j < line.length; j++)
			for (size_t k = 0; k < sizeof(daemons) / sizeof(*daemons); k++)
				if (ma_text_starts(ma_text_slice(line, j, line.length), daemons[k]))
					return true;
		return false;
	}
	return false;
}

struct ma_text ma_text_before_original(struct ma_text text)
{
	struct ma_text line;
	size_t from = 0;

	for (size_t at = 0; ma_line_next(text, &at, &line); from = at)
		if (ma_line_begins_original(ma_line_trim(line)) && !is_notice(text, at))
			return ma_text_slice(text, 0, from);
	return text;
}

struct ma_text ma_line_trim(struct ma_text line)
{
	while (line.length > 0 && (line.data[0] == ' ' || line.data[0] == '\t'))
		line = ma_text_slice(line, 1, line.length);
	while (line.length > 0 && line.data[line.length - 1] <= ' ')
		line.length--;
	return line;
}

bool ma_line_next(struct ma_text text, size_t *at, struct ma_text *line)
{
	const unsigned char *end;
	size_t from = *at;

	if (from >= text.length)
		return false;
	end = memchr(text.data + from, '\n', text.length - from);
	*at = end != NULL ? (size_t)(end - text.data) + 1 : text.length;
	*line = ma_text_slice(text, from, *at);
	return true;
}

/* Whether every line that is not empty is quoted: then the quote is what is meant. */
static bool is_quoted(struct ma_text text)
{
	struct ma_text line;
	bool quoted = false;

	for (size_t at = 0; ma_line_next(text, &at, &line);) {
		line = ma_line_trim(line);
		if (line.length > 0 && line.data[0] != '>')
			return false;
		quoted = quoted || line.length > 0;
	}
	return quoted;
}

/* Whether LINE says who wrote what follows: then that is what is answered, not what is asked. */
static bool is_attribution(struct ma_text line)
{
	static const char *const words[] = { "wrote:",	    "writes:",	    "wrote",
					     "書きました:", "書きました：", "書きました",
					     "のメール:",   "のメッセージ:" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t length = strlen(words[i]);

		if (line.length >= length &&
		    ma_text_is(ma_text_slice(line, line.length - length, line.length), words[i]))
			return true;
	}
	return false;
}

struct ma_text ma_text_quotation(struct ma_arena *arena, struct ma_text text)
{
	struct ma_buffer quoted = { 0 };
	struct ma_text before = { 0 };
	struct ma_text line;

	for (size_t at = 0; ma_line_next(text, &at, &line);) {
		struct ma_text trimmed = ma_line_trim(line);

		if (trimmed.length > 0 && trimmed.data[0] == '>') {
			if (is_attribution(before))
				break;
			while (line.length > 0 && (line.data[0] == '>' || line.data[0] == ' '))
				line = ma_text_slice(line, 1, line.length);
			ma_buffer_text(&quoted, line);
		}
		if (trimmed.length > 0)
			before = trimmed;
	}
	return ma_buffer_keep(&quoted, arena);
}

struct ma_text ma_text_unquoted(struct ma_arena *arena, struct ma_text text)
{
	struct ma_text copy;
	unsigned char *bytes;
	size_t length = 0;
	struct ma_text line;

	if (!is_quoted(text))
		return text;
	copy = ma_arena_copy(arena, text);
	if (arena->failed)
		return text;
	bytes = (unsigned char *)(uintptr_t)copy.data;
	for (size_t at = 0; ma_line_next(text, &at, &line);) {
		/* Up to the last mark at most: what is after it is the text's own. */
		size_t last = ma_text_last(line, '>');
		size_t from = 0;

		while (last < line.length && from <= last &&
		       (line.data[from] == '>' || line.data[from] == ' '))
			from++;
		line = ma_text_slice(line, from, line.length);
		memcpy(bytes + length, line.data, line.length);
		length += line.length;
	}
	bytes[length] = '\0';
	return (struct ma_text){ bytes, length };
}
