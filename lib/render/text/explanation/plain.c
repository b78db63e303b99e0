/* Values of a summary that is to be pasted: which of them are what their names say.
 *
 * SPDX-License-Identifier: MIT */

#include "explanation.h"

/* Words of dates (RFC 5322 3.3), and zones that mail programs add. */
static const char *const date_words[] = {
	"mon", "tue", "wed", "thu", "fri", "sat", "sun", "jan", "feb", "mar", "apr", "may", "jun",
	"jul", "aug", "sep", "oct", "nov", "dec", "gmt", "utc", "ut",  "z",   "t",   "am",  "pm",
	"jst", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "cet", "bst",
};

static bool is_date_word(struct ma_text word)
{
	for (size_t i = 0; i < sizeof(date_words) / sizeof(*date_words); i++)
		if (ma_text_is(word, date_words[i]))
			return true;
	return false;
}

bool ma_is_plain_date(struct ma_text text)
{
	for (size_t from = 0, to = 0; from < text.length; from = to) {
		if (!ma_is_alpha(text.data[from])) {
			if (text.data[from] == '\0' ||
			    !ma_is_one_of(text.data[from], "0123456789 ,:+-/.()"))
				return false;
			to = from + 1;
			continue;
		}
		while (to < text.length && ma_is_alpha(text.data[to]))
			to++;
		if (!is_date_word(ma_text_slice(text, from, to)))
			return false;
	}
	return true;
}

void ma_write_free_text(struct ma_buffer *out, struct ma_text text)
{
	ma_buffer_byte(out, '"');
	for (size_t from = 0, to = 0; from < text.length; from = to + 1) {
		for (to = from; to < text.length && text.data[to] != '"';)
			to++;
		ma_buffer_visible(out, ma_text_slice(text, from, to));
		if (to < text.length)
			ma_buffer_byte(out, '\'');
	}
	ma_buffer_byte(out, '"');
}
