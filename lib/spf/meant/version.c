/* What begins a text like the version of an SPF record, however it was typed.
 *
 * SPDX-License-Identifier: MIT */

#include "meant.h"

#include <string.h>

bool ma_spf_is_junk(unsigned char byte)
{
	return byte != 0 && strchr(" \"'`\\", byte) != NULL;
}

/* Whether BYTE continues with a version of which COUNT octets are there; there may be spaces
 * within. */
static bool goes_on(unsigned char byte, size_t count)
{
	return ma_fold(byte) == (unsigned char)MA_SPF_VERSION[count] || (count == 1 && byte == ':');
}

size_t ma_spf_find_version(struct ma_text text, size_t *from, size_t *to)
{
	size_t count = 0;
	size_t at = 0;

	*from = *to = 0;
	while (at < text.length && count < strlen(MA_SPF_VERSION)) {
		struct ma_text plain;
		size_t length = ma_character_fold(ma_text_slice(text, at, text.length), &plain);
		unsigned char byte = plain.length > 0 ? plain.data[0] : ' ';
		bool part = goes_on(byte, count);

		if (!part && !(count == 0 ? ma_spf_is_junk(byte) : byte == ' '))
			return 0;
		if (!part || length > 1 || (count == 1 && byte == ':')) {
			*from = *to > 0 ? *from : at;
			*to = at + length;
		}
		count += part;
		at += length;
	}
	return count == strlen(MA_SPF_VERSION) ? at : 0;
}
