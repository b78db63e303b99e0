/* Subjects without what was added to them: "[list 12]", "[EXTERNAL]", "***SPAM***".
 *
 * SPDX-License-Identifier: MIT */

#include "repair.h"

enum {
	TAG_MAX = 500, /* octets of a subject in which its tag is */
	TAGS_MAX = 4,  /* in brackets */
	WORDS_MAX = 6, /* at either end */
};

static bool is_blank(unsigned char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Finds "[tag] " or "(tag) " in SUBJECT, from *FROM on. */
static bool find_tag(struct ma_text subject, size_t *from, size_t *to)
{
	for (size_t i = *from; i < subject.length; i++) {
		unsigned char close = subject.data[i] == '[' ? ']' : ')';

		if (subject.data[i] != '[' && subject.data[i] != '(')
			continue;
		for (size_t j = i + 1; j < subject.length; j++) {
			if (subject.data[j] != close)
				continue;
			*from = i;
			*to = j + 1;
			return true;
		}
	}
	return false;
}

static struct ma_text cut(struct ma_arena *arena, struct ma_text text, size_t from, size_t to)
{
	struct ma_buffer out = { 0 };

	ma_buffer_text(&out, ma_text_slice(text, 0, from));
	ma_buffer_text(&out, ma_text_slice(text, to, text.length));
	ma_buffer_string(&out, "");
	return ma_buffer_keep(&out, arena);
}

static bool is_without(const struct ma_patient *patient, struct ma_text value, size_t from,
		       size_t to)
{
	struct ma_fields fields;

	if (!ma_repair_copy(patient, &fields))
		return false;
	for (size_t i = 0; i < fields.count; i++) {
		if (!ma_text_is(fields.items[i].name, "Subject"))
			continue;
		ma_repair_set(patient, &fields.items[i],
			      cut(patient->pass->arena, value, from, to));
		break;
	}
	return ma_repair_is_header(patient, &fields);
}

static size_t after_blanks(struct ma_text value, size_t at)
{
	while (at < value.length && is_blank(value.data[at]))
		at++;
	return at;
}

/* In brackets, with the blanks after it, or without. */
static bool without_brackets(const struct ma_patient *patient, struct ma_text value,
			     struct ma_text *tag)
{
	struct ma_text beginning = ma_text_slice(value, 0, TAG_MAX);
	size_t from = 0, to;

	for (unsigned i = 0; i < TAGS_MAX && find_tag(beginning, &from, &to); i++, from++) {
		size_t blanks = after_blanks(value, to);

		*tag = ma_text_slice(value, from, to);
		if (is_without(patient, value, from, to) ||
		    (blanks > to && is_without(patient, value, from, blanks)))
			return true;
	}
	return false;
}

/* The end of the word at AT: before a blank, or after a lenticular bracket, U+3011. */
static size_t end_of_word(struct ma_text value, size_t at)
{
	for (; at < value.length && !is_blank(value.data[at]); at++)
		if (ma_text_starts(ma_text_slice(value, at, value.length), "\xe3\x80\x91"))
			return at + 3;
	return at;
}

static bool without_first_words(const struct ma_patient *patient, struct ma_text value,
				struct ma_text *tag)
{
	size_t from = after_blanks(value, 0), to = from;

	for (unsigned i = 0; i < WORDS_MAX && to < value.length && to < TAG_MAX; i++) {
		to = end_of_word(value, to);
		*tag = ma_text_slice(value, from, to);
		to = after_blanks(value, to);
		if (is_without(patient, value, from, to))
			return true;
	}
	return false;
}

static bool without_last_words(const struct ma_patient *patient, struct ma_text value,
			       struct ma_text *tag)
{
	size_t at = value.length;

	for (unsigned i = 0; i < WORDS_MAX && at > 0; i++) {
		while (at > 0 && !is_blank(value.data[at - 1]))
			at--;
		*tag = ma_text_slice(value, at, value.length);
		while (at > 0 && is_blank(value.data[at - 1]))
			at--;
		if (at == 0 || value.length - at > TAG_MAX)
			return false;
		if (is_without(patient, value, at, value.length))
			return true;
	}
	return false;
}

bool ma_repair_subject(const struct ma_patient *patient, struct ma_damage *damage)
{
	static bool (*const ways[])(const struct ma_patient *, struct ma_text, struct ma_text *) = {
		without_brackets,
		without_first_words,
		without_last_words,
	};
	const struct ma_field *subject = ma_field_find(&patient->message->fields, "Subject", 0);

	if (subject == NULL || !ma_signature_lists(patient->written->headers, "subject"))
		return false;
	*damage = (struct ma_damage){ .kind = MAILAUTH_DAMAGE_SUBJECT };
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (ways[i](patient, subject->value, &damage->text)) {
			damage->text = ma_repair_word(
				patient->pass->arena,
				ma_field_unfold(patient->pass->arena, damage->text));
			return true;
		}
	return false;
}
