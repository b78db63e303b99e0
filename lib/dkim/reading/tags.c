/* The tags of a key record next to the key: v=, k=, h=, s=, t= and g= (RFC 6376 3.6.1).
 *
 * SPDX-License-Identifier: MIT */

#include "reading.h"

enum {
	TYPE_MAX = 20,
	SHOWN_MAX = 40, /* octets of a value that is not a kind of key */
};

/* A word of a value, with its place; false at the end.  Words are divided by colons. */
static bool next_word(const struct ma_tag *tag, size_t *at, struct ma_text *word, size_t *from)
{
	struct ma_text value = tag->value;
	size_t to;

	if (*at > value.length)
		return false;
	for (to = *at; to < value.length && value.data[to] != ':';)
		to++;
	*from = *at;
	*at = to + 1;
	while (*from < to && ma_tags_space(ma_text_slice(value, 0, to), *from) > 0)
		*from += ma_tags_space(value, *from);
	while (to > *from && (value.data[to - 1] <= ' '))
		to--;
	*word = ma_text_slice(value, *from, to);
	*from += tag->value_from;
	return true;
}

/* Whether WORD is WANTED; in other letters it is, too, with the warning ID (RFC 6376 3.2: values
 * are case-sensitive; many verifiers are not). */
static bool is_word_or(struct ma_dkim_reading *reading, struct ma_text word, size_t from,
		       const char *wanted, enum ma_finding_id id)
{
	struct ma_dkim_fault *fault;

	if (!ma_text_is(word, wanted))
		return false;
	if (!ma_text_equal(word, ma_text(wanted))) {
		fault = ma_dkim_note_fault(reading, id, from, from + word.length);
		ma_dkim_fault_value(fault, "wanted", ma_text(wanted));
		reading->record->flawed = true;
	}
	return true;
}

/* Of k, h and s, without which the key cannot be used. */
static bool is_word(struct ma_dkim_reading *reading, struct ma_text word, size_t from,
		    const char *wanted)
{
	return is_word_or(reading, word, from, wanted, MA_DKIM_KEY_VALUE_CASE);
}

/* Of t, which only adds something. */
static bool is_flag(struct ma_dkim_reading *reading, struct ma_text word, size_t from,
		    const char *wanted)
{
	return is_word_or(reading, word, from, wanted, MA_DKIM_VALUE_CASE);
}

/* RFC 6376 3.6.1: "If specified, this tag MUST be set to "DKIM1" […] This tag MUST be the first
 * tag in the record." */
static void read_version(struct ma_dkim_reading *reading, const struct ma_tag *tag)
{
	const struct ma_tag *first = NULL;

	if (tag == NULL)
		return;
	for (size_t i = 0; i < reading->tags.count && first == NULL; i++)
		if (reading->tags.tags[i].state == MA_TAG_SOUND)
			first = &reading->tags.tags[i];
	if (!ma_text_equal(tag->value, MA_TEXT("DKIM1"))) {
		ma_dkim_note_fatal(reading, MA_DKIM_BAD_VERSION, tag->from, tag->to);
		/* "DKIM1" in other letters, or with one more after, can mean nothing else. */
		reading->record->ambiguous = reading->record->ambiguous ||
					     !ma_text_starts(tag->value, "DKIM") ||
					     tag->value.length > 6;
	}
	if (first != tag)
		ma_dkim_note_fatal(reading, MA_DKIM_VERSION_NOT_FIRST, tag->from, tag->to);
}

/* Whether VALUE might be the name of a kind of key: "x-hyphenated-word" (RFC 6376 3.6.1). */
static bool is_type(struct ma_text value)
{
	for (size_t i = 0; i < value.length; i++)
		if (!ma_is_alnum(value.data[i]) && value.data[i] != '-')
			return false;
	return value.length > 0 && value.length <= TYPE_MAX;
}

static void read_type(struct ma_dkim_reading *reading, const struct ma_tag *tag)
{
	struct ma_dkim_record *record = reading->record;

	record->type = MA_TEXT("rsa"); /* the default */
	if (tag == NULL || is_word(reading, tag->value, tag->value_from, "rsa"))
		return;
	record->type = MA_TEXT("ed25519"); /* RFC 8463 4.2 */
	if (is_word(reading, tag->value, tag->value_from, "ed25519"))
		return;
	record->type = is_type(tag->value) ? tag->value : (struct ma_text){ 0 };
	ma_dkim_note_fatal(reading, MA_DKIM_UNKNOWN_KEY_TYPE, tag->from,
			   tag->value.length > SHOWN_MAX ? tag->value_from + SHOWN_MAX : tag->to);
	reading->record->ambiguous = true;
}

/* RFC 6376 3.6.1: hashes that may be used; RFC 8301 3.1: of those that there are, sha256 alone. */
static void read_hashes(struct ma_dkim_reading *reading, const struct ma_tag *tag)
{
	size_t at = 0, from;
	struct ma_text word;

	if (tag == NULL)
		return;
	while (next_word(tag, &at, &word, &from))
		if (is_word(reading, word, from, "sha256"))
			return;
	ma_dkim_note_fatal(reading, MA_DKIM_NO_SHA256, tag->from, tag->to);
	reading->record->no_hash = true;
}

/* Those next to mail; where mail is not among them, that says it all. */
static void note_unknown_services(struct ma_dkim_reading *reading, const struct ma_tag *tag)
{
	size_t at = 0, from;
	struct ma_text word;

	while (next_word(tag, &at, &word, &from))
		if (word.length > 0 && !ma_text_is(word, "*") && !ma_text_is(word, "email") &&
		    !ma_text_is(word, "tlsrpt")) /* RFC 8460 3 */
			ma_dkim_fault_value(ma_dkim_note_fault(reading, MA_DKIM_UNKNOWN_SERVICE,
							       from, from + word.length),
					    "word", word);
}

static void read_services(struct ma_dkim_reading *reading, const struct ma_tag *tag)
{
	size_t at = 0, from;
	struct ma_text word;
	bool mail = false;

	if (tag == NULL)
		return;
	while (next_word(tag, &at, &word, &from))
		mail = mail || ma_text_is(word, "*") || is_word(reading, word, from, "email");
	if (mail) {
		note_unknown_services(reading, tag);
		return;
	}
	ma_dkim_note_fatal(reading, MA_DKIM_NOT_FOR_MAIL, tag->from, tag->to);
	reading->record->ambiguous = true; /* who published it may mean it */
}

static void read_flags(struct ma_dkim_reading *reading, const struct ma_tag *tag)
{
	size_t at = 0, from;
	struct ma_text word;

	if (tag == NULL)
		return;
	while (next_word(tag, &at, &word, &from)) {
		if (is_flag(reading, word, from, "y")) {
			ma_dkim_note_fault(reading, MA_DKIM_TESTING, from, from + word.length);
			reading->record->status = MAILAUTH_KEY_TESTING;
		} else if (is_flag(reading, word, from, "s")) {
			ma_dkim_note_fault(reading, MA_DKIM_STRICT, from, from + word.length);
		} else if (word.length == 0) {
			ma_dkim_note_fault(reading, MA_DKIM_EMPTY_FLAG, tag->from, tag->to);
		} else {
			ma_dkim_fault_value(ma_dkim_note_fault(reading, MA_DKIM_UNKNOWN_FLAG, from,
							       from + word.length),
					    "word", word);
		}
	}
}

/* RFC 4871 3.6.1; RFC 6376 C.2 took it back.  An empty one matches no one. */
static void read_granularity(struct ma_dkim_reading *reading, const struct ma_tag *tag)
{
	if (tag == NULL)
		return;
	if (ma_text_is(tag->value, "*")) {
		ma_dkim_note_fault(reading, MA_DKIM_GRANULARITY, tag->from, tag->to);
	} else {
		ma_dkim_note_fault(reading, MA_DKIM_GRANULARITY_RESTRICTS, tag->from, tag->to);
		reading->record->flawed = true;
	}
}

void ma_dkim_read_tags(struct ma_dkim_reading *reading)
{
	read_version(reading, ma_dkim_exact(reading, MA_DKIM_TAG_V));
	read_type(reading, ma_dkim_exact(reading, MA_DKIM_TAG_K));
	read_hashes(reading, ma_dkim_exact(reading, MA_DKIM_TAG_H));
	read_services(reading, ma_dkim_exact(reading, MA_DKIM_TAG_S));
	read_flags(reading, ma_dkim_exact(reading, MA_DKIM_TAG_T));
	read_granularity(reading, ma_dkim_exact(reading, MA_DKIM_TAG_G));
}
