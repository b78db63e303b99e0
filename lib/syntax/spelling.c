/* Spelling: how far what was typed is from a word.
 *
 * SPDX-License-Identifier: MIT */

#include "syntax.h"

#include <string.h>

size_t ma_spelling_slips(struct ma_text typed, const char *name)
{
	size_t rows[MA_SPELLING_MAX + 1][MA_SPELLING_MAX + 1];
	size_t length = strlen(name);

	for (size_t i = 0; i <= typed.length; i++) {
		for (size_t j = 0; j <= length; j++) {
			size_t least = i + j;

			if (i > 0 && j > 0) {
				unsigned char byte = ma_fold(typed.data[i - 1]);

				least = rows[i - 1][j - 1] + (byte != (unsigned char)name[j - 1]);
				if (rows[i - 1][j] + 1 < least)
					least = rows[i - 1][j] + 1;
				if (rows[i][j - 1] + 1 < least)
					least = rows[i][j - 1] + 1;
				if (i > 1 && j > 1 && byte == (unsigned char)name[j - 2] &&
				    ma_fold(typed.data[i - 2]) == (unsigned char)name[j - 1] &&
				    rows[i - 2][j - 2] + 1 < least)
					least = rows[i - 2][j - 2] + 1;
			}
			rows[i][j] = least;
		}
	}
	return rows[typed.length][length];
}

enum {
	LONG_LABEL = 4, /* of a shorter one, too little is left after two slips */
	FAR = MA_SPELLING_SLIPS_MAX + 1,
};

static size_t slips_of_labels(struct ma_text typed, struct ma_text label)
{
	char word[MA_SPELLING_MAX + 1] = "";
	size_t slips;

	if (ma_text_equal_fold(typed, label))
		return 0;
	if (typed.length > MA_SPELLING_MAX || label.length > MA_SPELLING_MAX || label.length == 0)
		return FAR;
	memcpy(word, label.data, label.length);
	slips = ma_spelling_slips(typed, word);
	return slips == MA_SPELLING_SLIPS_MAX && label.length < LONG_LABEL ? FAR : slips;
}

size_t ma_spelling_slips_of_names(struct ma_text typed, struct ma_text name)
{
	size_t slips = 0;
	size_t i = 0;
	size_t k = 0;

	while (slips < FAR && (i < typed.length || k < name.length))
		slips += slips_of_labels(ma_domain_next_label(typed, &i),
					 ma_domain_next_label(name, &k));
	return slips;
}
