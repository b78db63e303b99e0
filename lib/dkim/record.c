/* The reader of key records (RFC 6376 3.6.1): reads one to its end, whatever it holds, and keeps
 * every fault with its place.
 *
 * SPDX-License-Identifier: MIT */

#include "reading/reading.h"

/* --- Is it a key record at all? --------------------------------------------- */

/* It has a p= or a k= that keys have, or says that it is one; and does not say that it is another
 * kind of record. */
static bool is_meant(const struct ma_tags *tags)
{
	bool version = false, other_version = false, key = false;

	for (size_t i = 0; i < tags->count; i++) {
		const struct ma_tag *tag = &tags->tags[i];

		if (tag->state != MA_TAG_SOUND)
			continue;
		if (ma_text_is(tag->name, "v") && tag->value.length > 0) {
			version = version || ma_text_starts(tag->value, "DKIM");
			other_version = other_version || !ma_text_starts(tag->value, "DKIM");
		}
		key = key || ma_text_is(tag->name, "p") ||
		      (ma_text_is(tag->name, "k") &&
		       (ma_text_is(tag->value, "rsa") || ma_text_is(tag->value, "ed25519")));
	}
	return version || (key && !other_version);
}

/* --- The record ------------------------------------------------------------- */

static void read_text(struct ma_dkim_reading *reading)
{
	struct ma_dkim_record *record = reading->record;
	size_t second;

	if (!record->is_key) {
		ma_dkim_note_fatal(reading, MA_DKIM_NOT_A_KEY, 0, reading->text.length);
		record->ambiguous = true;
		return;
	}
	ma_dkim_note_junk(reading);
	second = ma_dkim_find_second(reading);
	if (second < reading->text.length) {
		ma_dkim_note_fatal(reading, MA_DKIM_TWO_KEYS, second, reading->text.length);
		record->ambiguous =
			record->ambiguous || !ma_dkim_is_repeated(reading->text, second);
		reading->text.length = second;
		ma_tags_read(reading->scratch, reading->text, false, &reading->tags);
	}
	ma_dkim_note_separators(reading);
	ma_dkim_read_list(reading);
}

/* What was taken out or put in made another text; without either it is the record's own, which
 * lives as long as is needed. */
static void keep_text(struct ma_dkim_reading *reading)
{
	struct ma_text raw = reading->record->raw;

	if (reading->places == NULL && ma_text_equal(reading->text, raw))
		reading->text = raw;
	else
		reading->text = ma_arena_copy(reading->arena, reading->text);
}

static void prepare(struct ma_dkim_reading *reading)
{
	reading->text = reading->record->raw;
	ma_dkim_take_out_junk(reading);
	ma_dkim_separate(reading);
	keep_text(reading);
	ma_tags_read(reading->scratch, reading->text, false, &reading->tags);
	reading->record->is_key = is_meant(&reading->tags);
}

/* The first of each name, as the record has them. */
static void keep_tags(struct ma_dkim_reading *reading)
{
	struct ma_dkim_record *record = reading->record;

	record->tags =
		ma_arena_array(reading->arena, reading->tags.count + 1, sizeof(*record->tags));
	for (size_t i = 0; record->tags != NULL && i < reading->tags.count; i++) {
		const struct ma_tag *tag = &reading->tags.tags[i];

		if (tag->state == MA_TAG_SOUND && tag->first == NULL)
			record->tags[record->tag_count++] =
				(struct ma_dkim_tag){ tag->name, tag->value };
	}
	for (size_t i = 0; i < MA_DKIM_TAGS; i++)
		if (reading->known[i] != NULL)
			record->known[i] = (struct ma_dkim_tag){ reading->known[i]->name,
								 reading->known[i]->value };
}

static void keep_key(struct ma_dkim_reading *reading)
{
	struct ma_dkim_record *record = reading->record;

	record->modulus = ma_arena_copy(reading->arena, record->modulus);
	record->exponent = ma_arena_copy(reading->arena, record->exponent);
	record->octets = ma_arena_copy(reading->arena, record->octets);
	record->seed = ma_arena_copy(reading->arena, record->seed);
}

static void read_whole(struct ma_dkim_reading *reading, size_t length)
{
	struct ma_dkim_record *record = reading->record;

	prepare(reading);
	read_text(reading);
	if (length > record->raw.length) {
		record->too_long = record->ambiguous = true;
		record->fatal_count++;
	}
	if (record->fatal_count > 0)
		record->status = MAILAUTH_KEY_INVALID;
	keep_tags(reading);
	keep_key(reading);
	record->hides_restriction =
		record->flawed && !record->ambiguous && ma_dkim_hides_restriction(reading);
}

const struct ma_dkim_record *ma_dkim_record_read(struct ma_arena *arena, struct ma_text text)
{
	static const struct ma_dkim_record nothing = { .status = MAILAUTH_KEY_INVALID };
	/* A hostile record makes much of what is not needed afterwards. */
	struct ma_arena scratch = { 0 };
	struct ma_dkim_record *record = ma_arena_alloc(arena, sizeof(*record));
	struct ma_dkim_reading reading = { .arena = arena, .scratch = &scratch, .record = record };

	if (record == NULL)
		return &nothing;
	*record = (struct ma_dkim_record){ .status = MAILAUTH_KEY_OK };
	record->raw = ma_text_slice(
		text, 0, text.length < MA_DKIM_RECORD_MOST ? text.length : MA_DKIM_RECORD_MOST);
	read_whole(&reading, text.length);
	arena->failed = arena->failed || scratch.failed;
	ma_arena_finish(&scratch);
	return record;
}

static const void *read_record(struct ma_arena *arena, struct ma_text text)
{
	return ma_dkim_record_read(arena, text);
}

const struct ma_dkim_record *ma_dkim_record_of(const struct ma_record *record)
{
	static const struct ma_dkim_record nothing = { .status = MAILAUTH_KEY_INVALID };
	const struct ma_dkim_record *read = ma_record_read(record, read_record);

	return read != NULL ? read : &nothing;
}

const struct ma_dkim_fault *ma_dkim_record_fault(const struct ma_dkim_record *record,
						 enum ma_finding_id id)
{
	const struct ma_dkim_fault *fault = record->first;

	while (fault != NULL && fault->id != id)
		fault = fault->next;
	return fault;
}

bool ma_dkim_record_has_key(const struct ma_dkim_record *record)
{
	return !record->leaked && (record->modulus.length > 0 || record->octets.length > 0);
}

bool ma_dkim_record_same_key(const struct ma_dkim_record *a, const struct ma_dkim_record *b)
{
	return ma_text_equal(a->modulus, b->modulus) && ma_text_equal(a->exponent, b->exponent) &&
	       ma_text_equal(a->octets, b->octets);
}
