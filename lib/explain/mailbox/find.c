/* Where addresses are in a text.
 *
 * SPDX-License-Identifier: MIT */

#include "mailbox.h"
#include "../explain.h"

#include <string.h>
#include <unictype.h>

enum {
	LOOK_MAX = 8 * 1024, /* bytes of a text that are looked through */
	FAULTS_MAX = 6,
	LINE_MAX = 80, /* of an address on a line of its own */
	SPACES_MAX = 2,
	ALPHABETS_END = 0x2e80, /* after them are the letters of China, Japan, Korea */
};

/* The length of the character that ends before END, and its code. */
static size_t code_before(struct ma_text text, size_t end, uint32_t *code)
{
	size_t from = end;

	while (from > 0 && end - from < 4) {
		from--;
		if ((text.data[from] & 0xc0) != 0x80)
			break;
	}
	return ma_utf8_decode(ma_text_slice(text, from, end), code) == end - from ? end - from : 0;
}

static bool may_stand(uint32_t code, bool domain)
{
	if (ma_is_invisible(code) || code == '@')
		return true;
	if (ma_is_wide(code))
		return !ma_is_one_of((unsigned char)ma_narrow(code), "()<>[]:;,\"'");
	if (code >= 0x80)
		return false;
	return ma_is_alnum((unsigned char)code) || code == '.' || code == '-' || code == '_' ||
	       (!domain && ma_is_one_of((unsigned char)code, "!#$%&*+/=?^`{|}~"));
}

/* Whether the comma or the Japanese full stop at AT stands for the dot of the name that begins at
 * FROM: no dot is before it, and only an ending like "jp" after. */
static bool is_meant_as_dot(struct ma_text text, size_t from, size_t at, size_t length)
{
	size_t end = at + length;

	if (at == from || memchr(text.data + from, '.', at - from) != NULL)
		return false;
	while (end < text.length && ma_is_alnum(text.data[end]) && !ma_is_digit(text.data[end]))
		end++;
	return end - at - length >= 2 && end - at - length <= 10 && ma_byte_at(text, end) != '@' &&
	       ma_byte_at(text, end) != '.' && ma_byte_at(text, end) != '-';
}

/* Where the domain that begins at FROM ends. */
static size_t domain_end(struct ma_text text, size_t from)
{
	bool label = true; /* at the start of a label, where a name of other letters may begin */
	size_t to = from;
	uint32_t code;
	size_t step;

	while (to - from < MA_MAILBOX_MAX &&
	       (step = ma_utf8_decode(ma_text_slice(text, to, text.length), &code)) > 0) {
		bool other = code >= 0x80 && !ma_is_wide(code) && uc_is_alpha(code);
		bool dot = code == ',' || code == MA_WIDE_DOT || code == MA_NARROW_DOT;

		/* Alphabets mix within a label; Japanese words follow addresses without a space. */
		if (!may_stand(code, true) && !(other && (label || code < ALPHABETS_END)) &&
		    !(dot && is_meant_as_dot(text, from, to, step)))
			break;
		label = code == '.' || (other && label);
		to += step;
	}
	return to;
}

/* The word around the @ whose LENGTH bytes are at AT. */
static struct ma_text word_around(struct ma_text text, size_t at, size_t length)
{
	size_t from = at;
	size_t to = domain_end(text, at + length);
	uint32_t code;
	size_t step;

	while (at - from < MA_MAILBOX_MAX && (step = code_before(text, from, &code)) > 0 &&
	       may_stand(code, false))
		from -= step;
	/* The sentence's own full stop; and a name with two @, but not "@somebody@example.jp". */
	while (to > at + length && text.data[to - 1] == '.')
		to--;
	if (ma_byte_at(text, from) == '@')
		return MA_TEXT("");
	return ma_text_slice(text, from, to);
}

/* What is between < and > around AT, if anything does. */
static struct ma_text bracket_around(struct ma_text text, size_t at)
{
	size_t from = at;
	size_t to = at;

	while (from > 0 && at - from < MA_MAILBOX_MAX && text.data[from - 1] != '<' &&
	       text.data[from - 1] != '>' && text.data[from - 1] != '\n')
		from--;
	while (to < text.length && to - at < MA_MAILBOX_MAX && text.data[to] != '>' &&
	       text.data[to] != '<' && text.data[to] != '\n')
		to++;
	if (from == 0 || text.data[from - 1] != '<' || to >= text.length || text.data[to] != '>')
		return MA_TEXT("");
	return ma_text_slice(text, from, to);
}

/* Whether LINE reads "name.jp" to its end. */
static bool is_rest_of_name(struct ma_text line)
{
	size_t dot = ma_text_last(line, '.');

	for (size_t i = 0; i < line.length; i++)
		if (!ma_is_alnum(line.data[i]) && line.data[i] != '.' && line.data[i] != '-')
			return false;
	return dot > 0 && dot + 2 < line.length;
}

/* "to info@example.jp" */
static bool is_small_word(struct ma_text word)
{
	static const char *const words[] = { "to",    "from",	 "cc",	  "bcc",     "mail",
					     "email", "e-mail",	 "at",	  "by",	     "for",
					     "and",   "or",	 "write", "contact", "send",
					     "see",   "address", "via",	  "with" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (ma_text_is(word, words[i]))
			return true;
	return false;
}

/* Whether the space at AT in LINE slipped in: next to an @ or a dot, in the middle of a name after
 * the @, or before it where nothing ELSE is said.  Others are between words. */
static bool slipped_in(struct ma_text line, size_t at, bool else_said)
{
	unsigned char before = at > 0 ? line.data[at - 1] : ' ';
	unsigned char after = at + 1 < line.length ? line.data[at + 1] : ' ';
	size_t sign = ma_text_last(line, '@');

	if (before == '@' || before == '.' || after == '@' || after == '.')
		return true;
	if (at > sign)
		return memchr(line.data + sign, '.', at - sign) == NULL &&
		       is_rest_of_name(ma_text_slice(line, at + 1, line.length));
	return !else_said && at < sign && ma_is_alnum(before) && ma_is_alnum(after) &&
	       !is_small_word(ma_text_slice(line, 0, at));
}

/* Whether nothing is before the @ but letters that an address cannot have. */
static bool is_written_in_letters(struct ma_text line)
{
	size_t sign = ma_text_last(line, '@');

	for (size_t i = 0; i < sign; i++)
		if (line.data[i] < 0x80)
			return false;
	return sign > 0 && is_rest_of_name(ma_text_slice(line, sign + 1, line.length));
}

static bool is_in_quotes(struct ma_text line)
{
	return line.length > 2 && (line.data[0] == '"' || line.data[0] == '\'') &&
	       line.data[line.length - 1] == line.data[0];
}

/* A line that is nothing but an address: with spaces in it, in quotes, or in other letters. */
static struct ma_text line_around(struct ma_text text, size_t at)
{
	size_t from = at > MA_MAILBOX_MAX ? at - MA_MAILBOX_MAX : 0;
	struct ma_text near = ma_text_slice(text, from, at + MA_MAILBOX_MAX);
	struct ma_text line = ma_line_trim(ma_lines_around(near, at - from, at - from));
	bool else_said = line.length != ma_line_trim(text).length;
	size_t spaces = 0;

	if (line.length > LINE_MAX || memchr(line.data, ':', line.length) != NULL)
		return MA_TEXT("");
	for (size_t i = 0; i < line.length; i++) {
		if (line.data[i] == ' ' && !slipped_in(line, i, else_said))
			return MA_TEXT("");
		spaces += line.data[i] == ' ' ||
			  ma_text_starts(ma_text_slice(line, i, line.length), "　");
	}
	if (spaces == 0 && (is_in_quotes(line) || is_written_in_letters(line)))
		return line;
	return spaces > 0 && spaces <= SPACES_MAX ? line : MA_TEXT("");
}

static struct ma_text address_around(struct ma_text text, size_t at, size_t length)
{
	struct ma_text address = bracket_around(text, at);

	if (address.length == 0)
		address = line_around(text, at);
	return address.length > 0 ? address : word_around(text, at, length);
}

/* Whether what is at AT identifies a message: that looks like an address, and is none. */
static bool is_identifier(struct ma_text text, size_t at)
{
	static const char *const headers[] = { "message-id:", "references:", "in-reply-to:",
					       "content-id:", "x-" };
	size_t from = at;

	while (from > 0 && text.data[from - 1] != '\n')
		from--;
	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++)
		if (ma_text_starts(ma_text_slice(text, from, at), headers[i]))
			return true;
	return false;
}

static bool is_known(const struct ma_mailbox_fault *faults, const struct ma_mailbox_fault *fault)
{
	for (; faults != NULL; faults = faults->next)
		if (ma_text_equal(faults->address, fault->address))
			return true;
	return false;
}

struct ma_mailbox_fault *ma_mailbox_faults(struct ma_arena *arena, struct ma_text text)
{
	struct ma_mailbox_fault *first = NULL;
	struct ma_mailbox_fault **last = &first;
	size_t count = 0;

	text = ma_text_slice(text, 0, LOOK_MAX);
	for (size_t i = 0; i < text.length && count < FAULTS_MAX; i++) {
		struct ma_mailbox_fault *fault;
		struct ma_text address;
		uint32_t code = 0;

		if (text.data[i] != '@' &&
		    (ma_utf8_decode(ma_text_slice(text, i, text.length), &code) == 0 ||
		     code != MA_WIDE_AT))
			continue;
		if (is_identifier(text, i))
			continue;
		address = address_around(text, i, code == MA_WIDE_AT ? 3 : 1);
		if (address.length == 0)
			continue;
		fault = ma_mailbox_judge(arena, address);
		if (fault != NULL && !is_known(first, fault)) {
			*last = fault;
			last = &fault->next;
			count++;
		}
		/* Each @ in it has been looked at. */
		if (address.data + address.length > text.data + i)
			i = (size_t)(address.data - text.data) + address.length - 1;
	}
	return first;
}
