/* Strings of one TXT record that lack the space between them.
 *
 * SPDX-License-Identifier: MIT */

#include "../meant/meant.h"
#include "advice.h"

#include <string.h>

enum {
	STRINGS_MAX = 200, /* that are looked at */
	RECORD_MAX = 4096, /* octets */
	TERM_MAX = 512,
};

/* The strings of a TXT record on their way into one text. */
struct strings {
	struct ma_arena *arena;
	struct ma_buffer spaced; /* with the spaces that are missing */
	size_t joined;		 /* octets without them */
	size_t from;		 /* of JOINED: the first terms that the strings glue together */
	size_t to;
	bool missing;
};

static struct ma_text last_word(const struct ma_buffer *buffer)
{
	struct ma_text text = { (unsigned char *)buffer->data, buffer->length };
	size_t space = ma_text_last(text, ' ');

	return space == text.length ? text : ma_text_slice(text, space + 1, text.length);
}

static struct ma_text first_word(struct ma_text text)
{
	size_t end = 0;

	while (end < text.length && text.data[end] != ' ')
		end++;
	return ma_text_slice(text, 0, end);
}

/* Whether two strings meet in what are two terms, and no term together: a split at 255 octets
 * may go through one. */
static bool lacks_space(struct strings *strings, struct ma_text left, struct ma_text right)
{
	struct ma_buffer joined = { 0 };
	struct ma_text term;

	if (left.length == 0 || right.length == 0 || left.length > TERM_MAX ||
	    right.length > TERM_MAX || ma_spf_read_term(strings->arena, right) != MA_TERM_SOUND)
		return false;
	if (left.length == strings->spaced.length) /* nothing before: the version */
		return ma_text_is(left, MA_SPF_VERSION);
	if (ma_spf_read_term(strings->arena, left) != MA_TERM_SOUND)
		return false;
	ma_buffer_text(&joined, left);
	ma_buffer_text(&joined, right);
	term = ma_buffer_keep(&joined, strings->arena);
	return ma_spf_read_term(strings->arena, term) != MA_TERM_SOUND;
}

static void add_string(struct strings *strings, struct ma_text string)
{
	struct ma_text left = last_word(&strings->spaced);
	struct ma_text right = first_word(string);

	if (strings->joined > 0 && lacks_space(strings, left, right)) {
		if (!strings->missing) {
			strings->from = strings->joined - left.length;
			strings->to = strings->joined + right.length;
		}
		strings->missing = true;
		ma_buffer_byte(&strings->spaced, ' ');
	}
	ma_buffer_text(&strings->spaced, string);
	strings->joined += string.length;
}

static bool add_strings(struct strings *strings, const struct ma_record *txt)
{
	struct ma_text string;
	size_t count = 0;

	for (size_t at = 0; ma_record_txt_string(txt, &at, &string) && count < STRINGS_MAX; count++)
		add_string(strings, string);
	return strings->missing && count < STRINGS_MAX;
}

struct ma_text ma_spf_find_spaced(struct ma_arena *arena, const struct ma_record *txt)
{
	struct strings strings = { .arena = arena };
	struct ma_text joined = ma_record_text(txt);
	bool missing;
	struct ma_text spaced;

	if (!ma_text_starts(joined, MA_SPF_VERSION) || joined.length > RECORD_MAX)
		return joined;
	missing = add_strings(&strings, txt);
	spaced = ma_buffer_keep(&strings.spaced, arena);
	return missing && ma_spf_is_record(spaced) ? spaced : joined;
}

bool ma_spf_find_unspaced(struct ma_pass *pass, struct ma_text name, const struct ma_record *txt)
{
	struct ma_text joined = ma_record_text(txt);
	struct strings strings = { .arena = pass->arena };
	struct ma_text spaced;
	struct mailauth_finding *finding;
	bool missing;

	if (!ma_text_starts(joined, MA_SPF_VERSION) || joined.length > RECORD_MAX)
		return false;
	missing = add_strings(&strings, txt);
	spaced = ma_buffer_keep(&strings.spaced, pass->arena);
	if (!missing || !ma_spf_is_record(spaced))
		return false;
	finding = ma_findings_add(&pass->findings, MA_SPF_STRINGS_UNSPACED, name);
	ma_finding_record(finding, joined, strings.from, strings.to);
	if (!ma_spf_is_fit(pass->arena, &(struct ma_spf_guess){ .text = spaced }))
		spaced = ma_spf_guess_record(pass->arena, spaced);
	if (spaced.data != NULL)
		ma_finding_meant(finding, spaced);
	return true;
}
