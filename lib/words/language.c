/* The languages that sentences are written in: their codes, and what is between words of each.
 *
 * SPDX-License-Identifier: MIT */

#include "words.h"

#include <string.h>

static const char *const codes[MA_LANGUAGES] = { MA_PHRASE_LANGUAGE_CODES };
static const bool spaced[MA_LANGUAGES] = { MA_PHRASE_LANGUAGE_SPACED };

const char *mailauth_language_code(int language)
{
	return language >= 0 && language < MA_LANGUAGES ? codes[language] : NULL;
}

int mailauth_language_find(enum mailauth_language *language, const char *code)
{
	if (language == NULL || code == NULL)
		return MAILAUTH_EINVAL;
	for (int i = 0; i < MA_LANGUAGES; i++) {
		if (strcmp(code, codes[i]) == 0) {
			*language = (enum mailauth_language)i;
			return 0;
		}
	}
	return MAILAUTH_EINVAL;
}

bool ma_language_is_spaced(enum mailauth_language language)
{
	return spaced[language];
}

void ma_words_between_sentences(struct ma_buffer *buffer, enum mailauth_language language)
{
	if (spaced[language])
		ma_buffer_byte(buffer, ' ');
}

void ma_words_between_names(struct ma_buffer *buffer, enum mailauth_language language)
{
	ma_buffer_string(buffer, spaced[language] ? "; " : "、");
}
