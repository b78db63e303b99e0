/* Character sets of Japanese mail, made UTF-8: ISO-2022-JP, Shift_JIS, EUC-JP.
 *
 * SPDX-License-Identifier: MIT */

#include "charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
	GROWTH = 3, /* bytes of UTF-8 for one of those sets */
};

/* Whether TEXT is UTF-8 (RFC 3629), but for a character that the end cuts. */
static bool is_utf8(const unsigned char *text, size_t length)
{
	for (size_t at = 0; at < length;) {
		size_t more = text[at] < 0x80	? 0
			      : text[at] < 0xc2 ? 4
			      : text[at] < 0xe0 ? 1
			      : text[at] < 0xf0 ? 2
			      : text[at] < 0xf5 ? 3
						: 4;

		if (more == 4)
			return false;
		for (at++; more > 0 && at < length; more--, at++)
			if ((text[at] & 0xc0) != 0x80)
				return false;
	}
	return true;
}

/* "ESC $ B", with which ISO-2022-JP begins (RFC 1468). */
static bool has_escape(const char *text, size_t length)
{
	for (size_t i = 0; i + 2 < length; i++)
		if (text[i] == 0x1b && text[i + 1] == '$' &&
		    (text[i + 2] == 'B' || text[i + 2] == '@'))
			return true;
	return false;
}

char *charset_convert(const char *text, size_t length, const char *charset, bool lenient,
		      size_t *made)
{
	iconv_t state = iconv_open("UTF-8", charset);
	size_t room = length * GROWTH;
	char *result = state != (iconv_t)-1 ? malloc(room + 1) : NULL;
	char *from = (char *)(uintptr_t)text;
	char *to = result;
	bool right = result != NULL;

	while (right && length > 0 && iconv(state, &from, &length, &to, &room) == (size_t)-1) {
		if (errno == EINVAL) /* the end cuts a character */
			break;
		right = lenient && errno == EILSEQ && room > 0;
		if (right) {
			*to++ = '?';
			room--;
			from++;
			length--;
		}
	}
	if (state != (iconv_t)-1)
		iconv_close(state);
	if (!right) {
		free(result);
		return NULL;
	}
	*made = (size_t)(to - result);
	return result;
}

void charset_to_utf8(char **text, size_t *length)
{
	static const char *const others[] = { "CP932", "EUC-JP" };
	char *made = NULL;
	size_t size = 0;

	if (has_escape(*text, *length))
		made = charset_convert(*text, *length, "ISO-2022-JP", true, &size);
	else if (!is_utf8((const unsigned char *)*text, *length))
		for (size_t i = 0; made == NULL && i < sizeof(others) / sizeof(*others); i++)
			made = charset_convert(*text, *length, others[i], false, &size);
	if (made == NULL)
		return;
	free(*text);
	*text = made;
	*length = size;
}
