/* Where addresses stand in a text.
 *
 * SPDX-License-Identifier: MIT */

#include "address.h"
#include "reply.h"

#include <string.h>
#include <unictype.h>

enum {
	LOOK_MAX = 8 * 1024, /* bytes of a text that are looked through */
	FAULTS_MAX = 6,
	LINE_MAX = 80, /* of an address on a line of its own */
	SPACES_MAX = 2,
	WIDE_FIRST = 0xff01, /* the full-width forms of ASCII */
	WIDE_LAST = 0xff5e,
	WIDE_OFFSET = 0xfee0,
	WIDE_SPACE = 0x3000,
};

bool ma_is_wide(uint32_t code)
{
	return code >= WIDE_FIRST && code <= WIDE_LAST;
}

uint32_t ma_narrow(uint32_t code)
{
	return ma_is_wide(code) ? code - WIDE_OFFSET : code == WIDE_SPACE ? ' ' : code;
}

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
	if (ma_is_wide(code))
		return strchr("()<>[]:;,\"'", (int)ma_narrow(code)) == NULL;
	if (code >= 0x80)
		return false;
	return ma_is_alnum((unsigned char)code) || code == '.' || code == '-' || code == '_' ||
	       (!domain && strchr("!#$%&*+/=?^`{|}~", (int)code) != NULL && code != 0);
}

/* The word around the @ whose LENGTH bytes stand at AT. */
static struct ma_text word_around(struct ma_text text, size_t at, size_t length)
{
	size_t from = at;
	size_t to = at + length;
	bool label = true; /* at the start of a label, where a name of other letters may begin */
	uint32_t code;
	size_t step;

	while (at - from < MA_ADDRESS_MAX && (step = code_before(text, from, &code)) > 0 &&
	       may_stand(code, false))
		from -= step;
	while (to - at < MA_ADDRESS_MAX &&
	       (step = ma_utf8_decode(ma_text_slice(text, to, text.length), &code)) > 0) {
		bool other = code >= 0x80 && !ma_is_wide(code) && uc_is_alpha(code);

		if (!may_stand(code, true) && !(other && label))
			break;
		label = code == '.' || other;
		to += step;
	}
	/* The sentence's own full stop. */
	while (to > at + length && text.data[to - 1] == '.')
		to--;
	return ma_text_slice(text, from, to);
}

/* What stands between < and > around AT, if anything does. */
static struct ma_text bracket_around(struct ma_text text, size_t at)
{
	size_t from = at;
	size_t to = at;

	while (from > 0 && at - from < MA_ADDRESS_MAX && text.data[from - 1] != '<' &&
	       text.data[from - 1] != '>' && text.data[from - 1] != '\n')
		from--;
	while (to < text.length && to - at < MA_ADDRESS_MAX && text.data[to] != '>' &&
	       text.data[to] != '<' && text.data[to] != '\n')
		to++;
	if (from == 0 || text.data[from - 1] != '<' || to >= text.length || text.data[to] != '>')
		return MA_TEXT("");
	return ma_text_slice(text, from, to);
}

/* Whether the space at AT in LINE stands beside an @ or a dot, where it slipped in: others stand
 * between words. */
static bool slipped_in(struct ma_text line, size_t at)
{
	unsigned char before = at > 0 ? line.data[at - 1] : ' ';
	unsigned char after = at + 1 < line.length ? line.data[at + 1] : ' ';

	return before == '@' || before == '.' || after == '@' || after == '.';
}

/* A line that is nothing but an address with spaces in it. */
static struct ma_text line_around(struct ma_text text, size_t at)
{
	size_t from = at;
	size_t to = at;
	size_t spaces = 0;
	struct ma_text line;

	while (from > 0 && text.data[from - 1] != '\n' && at - from < MA_ADDRESS_MAX)
		from--;
	while (to < text.length && text.data[to] != '\n' && to - at < MA_ADDRESS_MAX)
		to++;
	line = ma_line_trim(ma_text_slice(text, from, to));
	if (line.length > LINE_MAX || memchr(line.data, ':', line.length) != NULL)
		return MA_TEXT("");
	for (size_t i = 0; i < line.length; i++) {
		if (line.data[i] == ' ' && !slipped_in(line, i))
			return MA_TEXT("");
		spaces += line.data[i] == ' ' ||
			  ma_text_starts(ma_text_slice(line, i, line.length), "　");
	}
	return spaces > 0 && spaces <= SPACES_MAX ? line : MA_TEXT("");
}

static struct ma_text address_around(struct ma_text text, size_t at, size_t length)
{
	struct ma_text address = bracket_around(text, at);

	if (address.length == 0)
		address = line_around(text, at);
	return address.length > 0 ? address : word_around(text, at, length);
}

/* Whether what stands at AT identifies a message: that looks like an address, and is none. */
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

static bool is_known(const struct ma_address_fault *faults, const struct ma_address_fault *fault)
{
	for (; faults != NULL; faults = faults->next)
		if (ma_text_equal(faults->address, fault->address))
			return true;
	return false;
}

struct ma_address_fault *ma_address_faults(struct ma_arena *arena, struct ma_text text)
{
	struct ma_address_fault *first = NULL;
	struct ma_address_fault **last = &first;
	size_t count = 0;

	text = ma_text_slice(text, 0, LOOK_MAX);
	for (size_t i = 0; i < text.length && count < FAULTS_MAX; i++) {
		struct ma_address_fault *fault;
		struct ma_text address;
		uint32_t code = 0;

		if (text.data[i] != '@' &&
		    (ma_utf8_decode(ma_text_slice(text, i, text.length), &code) == 0 ||
		     code != MA_WIDE_AT))
			continue;
		if (is_identifier(text, i))
			continue;
		address = address_around(text, i, code == MA_WIDE_AT ? 3 : 1);
		fault = ma_address_judge(arena, address);
		if (fault != NULL && !is_known(first, fault)) {
			*last = fault;
			last = &fault->next;
			count++;
		}
	}
	return first;
}
