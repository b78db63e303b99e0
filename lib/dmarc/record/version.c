/* What counts as a DMARC record (RFC 9989 4.7), what a record counts for, and words in it.
 *
 * SPDX-License-Identifier: MIT */

#include "record.h"

#include <string.h>

bool ma_dmarc_is_broken(const struct ma_dmarc_record *record)
{
	return record->p.state != MA_REQUEST_VALID || record->sp.state == MA_REQUEST_INVALID ||
	       record->np.state == MA_REQUEST_INVALID;
}

bool ma_dmarc_is_record(struct ma_text text)
{
	static const char version[] = "DMARC1";
	size_t at = 1;

	/* RFC 9989 4.8: "v" comes first, in either case (RFC 5234 2.3), and its value is compared
	 * with its case. */
	if (text.length < sizeof(version) || ma_fold(text.data[0]) != 'v')
		return false;
	for (unsigned sign = 0; sign < 2; at += sign++ == 0) {
		while (ma_tags_space(text, at) > 0)
			at += ma_tags_space(text, at);
		if (sign == 0 && (at == text.length || text.data[at] != '='))
			return false;
	}
	if (!ma_text_equal(ma_text_slice(text, at, at + sizeof(version) - 1), MA_TEXT(version)))
		return false;
	at += sizeof(version) - 1;
	while (ma_tags_space(text, at) > 0)
		at += ma_tags_space(text, at);
	return at == text.length || text.data[at] == ';';
}

/* RFC 9989 4.8: "0" / "1" / "d" / "s", colons between; not 0 with 1, and each once. */
bool ma_dmarc_is_failure_option(struct ma_text value)
{
	unsigned seen[4] = { 0 };
	static const char letters[] = "01ds";

	for (size_t i = 0; i < value.length; i++) {
		const char *letter;

		if (ma_tags_space(value, i) > 0)
			continue;
		letter = memchr(letters, ma_fold(value.data[i]), 4);
		if (letter == NULL || seen[letter - letters]++ > 0)
			return false;
		while (i + 1 < value.length && ma_tags_space(value, i + 1) > 0)
			i++;
		if (i + 1 == value.length)
			break;
		if (value.data[++i] != ':' || i + 1 == value.length)
			return false;
	}
	return value.length > 0 && !(seen[0] > 0 && seen[1] > 0);
}
