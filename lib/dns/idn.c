/* International names: between what people read and what the DNS holds.
 *
 * SPDX-License-Identifier: MIT */

#include "dns.h"

#include <idn2.h>
#include <string.h>

static bool is_ascii(struct ma_text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] >= 0x80)
			return false;
	return true;
}

bool ma_idn_to_ascii(struct ma_arena *arena, struct ma_text text, struct ma_text *ascii)
{
	struct ma_text copy = ma_arena_copy(arena, text);
	char *output = NULL;
	int r;

	*ascii = copy;
	if (is_ascii(text))
		return true;
	if (memchr(text.data, 0, text.length) != NULL)
		return false;
	r = idn2_to_ascii_8z((const char *)copy.data, &output,
			     IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
	if (r == IDN2_MALLOC)
		arena->failed = true;
	if (r != IDN2_OK)
		return false;
	*ascii = ma_arena_copy(arena, ma_text(output));
	idn2_free(output);
	return true;
}

/* Whether a label is an encoded one (RFC 5890 2.3.2.1). */
static bool has_encoded(struct ma_text ascii)
{
	for (size_t i = 0; i + 4 <= ascii.length; i++)
		if (ascii.data[i + 2] == '-' && ascii.data[i + 3] == '-' &&
		    ma_text_starts(ma_text_slice(ascii, i, ascii.length), "xn--"))
			return true;
	return false;
}

struct ma_text ma_idn_to_unicode(struct ma_arena *arena, struct ma_text ascii)
{
	struct ma_text copy = ma_arena_copy(arena, ascii);
	char *output = NULL;
	int r;

	if ((is_ascii(copy) && !has_encoded(copy)) || memchr(copy.data, 0, copy.length) != NULL)
		return copy;
	r = idn2_to_unicode_8z8z((const char *)copy.data, &output, 0);
	if (r == IDN2_MALLOC)
		arena->failed = true;
	if (r != IDN2_OK)
		return copy;
	copy = ma_arena_copy(arena, ma_text(output));
	idn2_free(output);
	return copy;
}
