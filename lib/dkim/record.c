/* The judge of DKIM key records: reads one to its end, whatever it holds, names every fault with
 * its place, and says what the record should be where that is plain (RFC 6376 3.6.1).
 *
 * SPDX-License-Identifier: MIT */

#include "inside.h"

#include <string.h>

/* --- Findings --------------------------------------------------------------- */

/* The place in the record as published of a place in the text without junk. */
static void find_place(const struct ma_dkim_reading *reading, size_t *from, size_t *to)
{
	if (reading->places == NULL)
		return;
	*to = *to > *from ? reading->places[*to - 1] + 1 : reading->places[*from];
	*from = reading->places[*from];
}

static struct mailauth_finding *tell(struct ma_dkim_reading *reading, enum ma_finding_id id,
				     size_t from, size_t to)
{
	struct mailauth_finding *finding;

	if (reading->told++ >= MA_DKIM_FAULTS_TOLD)
		return NULL;
	finding = ma_findings_add(reading->findings, id, reading->name);
	ma_finding_record(finding, reading->raw, from, to);
	return ma_finding_text(finding, "selector", reading->selector);
}

struct mailauth_finding *ma_dkim_note(struct ma_dkim_reading *reading, enum ma_finding_id id,
				      size_t from, size_t to)
{
	find_place(reading, &from, &to);
	return tell(reading, id, from, to);
}

struct mailauth_finding *ma_dkim_fault(struct ma_dkim_reading *reading, enum ma_finding_id id,
				       size_t from, size_t to)
{
	reading->record->faults++;
	reading->mendable = true;
	return ma_dkim_note(reading, id, from, to);
}

static void note_untold(struct ma_dkim_reading *reading)
{
	if (reading->told > MA_DKIM_FAULTS_TOLD)
		ma_finding_text(
			ma_findings_add(reading->findings, MA_DKIM_MORE_FAULTS, reading->name),
			"count",
			ma_arena_number(reading->arena, reading->told - MA_DKIM_FAULTS_TOLD));
}

/* --- Junk ------------------------------------------------------------------- */

/* One finding for each run of the same kind, blanks between them aside. */
static void note_junk(struct ma_dkim_reading *reading, const unsigned char *junk)
{
	static const enum ma_finding_id ids[] = {
		[MA_JUNK_STRAY] = MA_DKIM_STRAY_CHARACTER,
		[MA_JUNK_HTML] = MA_DKIM_HTML,
		[MA_JUNK_PEM] = MA_DKIM_PEM_HEADER,
	};
	struct ma_text raw = reading->raw;

	for (size_t at = 0; at < raw.length;) {
		size_t to = at;

		for (size_t i = at;
		     i < raw.length && junk[at] != MA_JUNK_NONE && junk[at] != MA_JUNK_BREAK; i++) {
			if (junk[i] == junk[at])
				to = i + 1;
			else if (ma_tags_space(raw, i) == 0)
				break;
		}
		if (to > at) {
			reading->record->faults++;
			reading->mendable = true;
			tell(reading, ids[junk[at]], at, to);
		}
		at = to > at ? to : at + 1;
	}
}

/* One finding for all line breaks, at the first. */
static void note_breaks(struct ma_dkim_reading *reading, const unsigned char *junk)
{
	struct ma_text raw = reading->raw;
	size_t count = 0, from = 0, to = 0;

	for (size_t at = 0; at < raw.length; at++) {
		if (junk[at] != MA_JUNK_BREAK)
			continue;
		if (count++ == 0)
			from = at;
		/* CRLF is one. */
		if (raw.data[at] == '\r' && at + 1 < raw.length && junk[at + 1] == MA_JUNK_BREAK &&
		    raw.data[at + 1] == '\n')
			at++;
		if (count == 1)
			to = at + 1;
	}
	if (count == 0)
		return;
	reading->record->faults++;
	reading->mendable = true;
	ma_finding_text(tell(reading, MA_DKIM_LINE_BREAK, from, to), "count",
			ma_arena_number(reading->arena, count));
}

/* Takes the junk out, and notes where the rest stood.  A blank is left where it was, as that
 * divides words. */
static void take_out(struct ma_dkim_reading *reading, const unsigned char *junk)
{
	size_t length = reading->raw.length;
	unsigned char *text = ma_arena_alloc(reading->arena, length + 1);
	size_t *places = ma_arena_array(reading->arena, length + 1, sizeof(*places));
	size_t count = 0;

	if (text == NULL || places == NULL)
		return;
	for (size_t i = 0; i < length; i++) {
		if (junk[i] != MA_JUNK_NONE && i > 0 && junk[i - 1] != MA_JUNK_NONE)
			continue;
		places[count] = i;
		text[count++] = junk[i] != MA_JUNK_NONE ? ' ' : reading->raw.data[i];
	}
	places[count] = length;
	reading->text = (struct ma_text){ text, count };
	reading->places = places;
}

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

/* Reads the tags of .raw. */
static void read_tags(struct ma_dkim_reading *reading)
{
	reading->junk = ma_dkim_find_junk(reading->arena, reading->raw);
	if (reading->junk != NULL)
		take_out(reading, reading->junk);
	reading->marks = ma_dkim_separate(reading->arena, &reading->text);
	ma_tags_read(reading->arena, reading->text, false, &reading->tags);
}

bool ma_dkim_is_meant(struct ma_arena *arena, struct ma_text text)
{
	struct ma_arena scratch = { 0 };
	struct ma_dkim_reading reading = { .arena = &scratch, .raw = text, .text = text };
	bool meant;

	read_tags(&reading);
	meant = is_meant(&reading.tags);
	arena->failed = arena->failed || scratch.failed;
	ma_arena_finish(&scratch);
	return meant;
}

/* --- Two records in one ----------------------------------------------------- */

/* "v=DKIM1" in a value, where somebody joined two records; value.length if there is none. */
static size_t find_version(struct ma_text value)
{
	for (size_t i = 0; i + 7 <= value.length; i++)
		if ((value.data[i] == 'v' || value.data[i] == 'V') &&
		    ma_text_starts(ma_text_slice(value, i, value.length), "v=DKIM1"))
			return i;
	return value.length;
}

/* Where a second record begins behind a p=; the length of the text if there is none. */
static size_t find_second(const struct ma_dkim_reading *reading)
{
	bool key = false;

	for (size_t i = 0; i < reading->tags.count; i++) {
		const struct ma_tag *tag = &reading->tags.tags[i];
		size_t at;

		if (tag->state != MA_TAG_SOUND)
			continue;
		if (key && ma_text_is(tag->name, "v") && ma_text_is(tag->value, "DKIM1"))
			return tag->from;
		if (!ma_text_is(tag->name, "p"))
			continue;
		key = true;
		at = find_version(tag->value);
		if (at < tag->value.length)
			return tag->value_from + at;
	}
	return reading->text.length;
}

/* Whether what stands before SECOND stands behind it again, and nothing else. */
static bool is_repeated(struct ma_text text, size_t second)
{
	size_t from = 0, first = second, end = text.length;

	while (from < second && ma_tags_space(text, from) > 0)
		from += ma_tags_space(text, from);
	while (first > from && (text.data[first - 1] <= ' ' || text.data[first - 1] == ';'))
		first--;
	while (end > second && (text.data[end - 1] <= ' ' || text.data[end - 1] == ';'))
		end--;
	return ma_text_equal(ma_text_slice(text, from, first), ma_text_slice(text, second, end));
}

/* --- Tags ------------------------------------------------------------------- */

/* The names, or the signs of full width, where semicolons were put. */
static void note_separators(struct ma_dkim_reading *reading)
{
	struct ma_text text = reading->text;

	for (size_t at = 0; reading->marks != NULL && at < text.length; at++) {
		size_t to = at + 1;

		if (reading->marks[at] == 0)
			continue;
		while (reading->marks[at] == MA_MARK_NAME && text.data[to - 1] != '=')
			to++;
		ma_dkim_fault(reading, MA_DKIM_SEMICOLON_MISSING, at,
			      reading->marks[at] == MA_MARK_WIDE ? at + 3 : to);
	}
}

/* Whether what was pasted along is all that the value of TAG is in .raw. */
bool ma_dkim_was_emptied(const struct ma_dkim_reading *reading, const struct ma_tag *tag)
{
	size_t to;

	if (tag->value.length > 0 || reading->junk == NULL || reading->places == NULL)
		return false;
	for (to = tag->value_from; to < reading->text.length && reading->text.data[to] != ';';)
		to++;
	for (size_t i = reading->places[tag->from]; i < reading->places[to]; i++)
		if (reading->junk[i] != MA_JUNK_NONE)
			return true;
	return false;
}

static void look_at_bytes(struct ma_dkim_reading *reading, const struct ma_tag *tag)
{
	size_t from, to = 0;

	if (ma_dkim_known_tag(tag->name) == MA_DKIM_TAG_P)
		return; /* base64 has its own */
	while (ma_tags_bad_bytes(tag->value, &from, &to))
		ma_dkim_fault(reading, MA_DKIM_BAD_CHARACTER, tag->value_from + from,
			      tag->value_from + to);
}

const struct ma_tag *ma_dkim_exact(const struct ma_dkim_reading *reading, size_t index)
{
	const struct ma_tag *tag = reading->known[index];

	return tag != NULL && tag->name.data[0] == ma_fold(tag->name.data[0]) ? tag : NULL;
}

static bool has_key(const struct ma_dkim_reading *reading)
{
	for (size_t i = 0; i < reading->tags.count; i++)
		if (reading->tags.tags[i].state == MA_TAG_SOUND &&
		    ma_text_equal(reading->tags.tags[i].name, MA_TEXT("p")))
			return true;
	return false;
}

/* RFC 6376 3.2: "Unrecognized tags MUST be ignored": what it says has no effect, and the rest of
 * the record has. */
static void note_capital(struct ma_dkim_reading *reading, const struct ma_tag *tag, size_t index)
{
	struct mailauth_finding *finding;

	if (index == MA_DKIM_TAG_P && !has_key(reading)) {
		finding = ma_dkim_fault(reading, MA_DKIM_TAG_CASE, tag->from, tag->from + 1);
	} else {
		finding = ma_dkim_note(reading,
				       index == MA_DKIM_TAG_T || index == MA_DKIM_TAG_H ||
						       index == MA_DKIM_TAG_S
					       ? MA_DKIM_CAPITAL_RESTRICTION
					       : MA_DKIM_CAPITAL_TAG,
				       tag->from, tag->from + 1);
		reading->mendable = true;
	}
	ma_finding_text(finding, "tag", tag->name);
}

/* RFC 6376 3.2: names are case-sensitive, and none may stand there twice. */
static void look_at_name(struct ma_dkim_reading *reading, const struct ma_tag *tag)
{
	size_t index = ma_dkim_known_tag(tag->name);
	bool known = index < MA_DKIM_TAGS;
	bool exact = known && tag->name.data[0] == ma_fold(tag->name.data[0]);

	if (tag->first != NULL) {
		ma_finding_text(ma_dkim_fault(reading, MA_DKIM_DUPLICATE_TAG, tag->from, tag->to),
				"tag", tag->name);
		reading->unsure = reading->unsure || !ma_text_equal(tag->value, tag->first->value);
	} else if (!known) {
		ma_finding_text(ma_dkim_note(reading, MA_DKIM_UNKNOWN_TAG, tag->from, tag->to),
				"tag", tag->name);
	} else if (!exact) {
		note_capital(reading, tag, index);
	}
	/* One of two that differ is lost, whichever was meant. */
	if (known && reading->known[index] != NULL &&
	    !ma_text_equal(reading->known[index]->value, tag->value))
		reading->unsure = true;
	if (known && (reading->known[index] == NULL ||
		      (exact && reading->known[index]->name.data[0] != tag->name.data[0])))
		reading->known[index] = tag;
}

static void look_at_tag(struct ma_dkim_reading *reading, const struct ma_tag *tag)
{
	switch (tag->state) {
	case MA_TAG_EMPTY:
		ma_dkim_fault(reading, MA_DKIM_EMPTY_TAG, tag->from, tag->to);
		break;
	case MA_TAG_NO_SIGN:
		ma_dkim_fault(reading, MA_DKIM_TAG_WITHOUT_SIGN, tag->from, tag->to);
		reading->unsure = true;
		break;
	case MA_TAG_BAD_NAME:
		ma_dkim_fault(reading, MA_DKIM_BAD_TAG_NAME, tag->from,
			      tag->name.length > 0 ? tag->from + tag->name.length : tag->to);
		reading->unsure = true;
		break;
	case MA_TAG_SOUND:
		look_at_bytes(reading, tag);
		look_at_name(reading, tag);
		reading->unsure = reading->unsure || ma_dkim_was_emptied(reading, tag);
		break;
	}
}

static void look_at_tags(struct ma_dkim_reading *reading)
{
	const struct ma_tag *tags = reading->tags.tags;

	for (size_t i = 0; i < reading->tags.count; i++)
		look_at_tag(reading, &tags[i]);
	ma_dkim_judge_tags(reading);
	ma_dkim_judge_key(reading);
}

/* --- The record ------------------------------------------------------------- */

static void read_text(struct ma_dkim_reading *reading)
{
	size_t second;

	read_tags(reading);
	if (!is_meant(&reading->tags)) {
		ma_dkim_fault(reading, MA_DKIM_NOT_A_KEY, 0, reading->text.length);
		reading->unsure = true;
		return;
	}
	if (reading->junk != NULL) {
		note_junk(reading, reading->junk);
		note_breaks(reading, reading->junk);
	}
	second = find_second(reading);
	if (second < reading->text.length) {
		ma_dkim_fault(reading, MA_DKIM_TWO_KEYS, second, reading->text.length);
		reading->unsure = reading->unsure || !is_repeated(reading->text, second);
		reading->text.length = second;
		ma_tags_read(reading->arena, reading->text, false, &reading->tags);
	}
	note_separators(reading);
	look_at_tags(reading);
}

static bool has(const struct mailauth_finding *finding, enum ma_finding_id id)
{
	while (finding != NULL && finding->id != id)
		finding = finding->next;
	return finding != NULL;
}

/* What is wrong with this record, and would not be with the corrected one. */
static void add_correction(const struct ma_dkim_reading *reading, struct mailauth_finding *first)
{
	for (struct mailauth_finding *f = first; f != NULL; f = f->next)
		if (mailauth_finding_severity(f) >= MAILAUTH_SEVERITY_WARNING &&
		    !has(reading->again.first, f->id))
			ma_finding_text(f, "corrected", reading->corrected);
}

static void copy_out(struct ma_dkim_reading *reading, struct ma_arena *arena)
{
	struct ma_dkim_record *record = reading->record;

	if (record->type.data != NULL)
		record->type = ma_arena_copy(arena, record->type);
	record->modulus = ma_arena_copy(arena, record->modulus);
	record->exponent = ma_arena_copy(arena, record->exponent);
	record->octets = ma_arena_copy(arena, record->octets);
	record->seed = ma_arena_copy(arena, record->seed);
	arena->failed = arena->failed || reading->arena->failed;
}

static void judge(struct ma_dkim_reading *reading)
{
	struct ma_dkim_record *record = reading->record;

	*record = (struct ma_dkim_record){ .status = MAILAUTH_KEY_OK };
	reading->text = reading->raw;
	read_text(reading);
	note_untold(reading);
	if (record->faults > 0)
		record->status = MAILAUTH_KEY_INVALID;
}

/* The rest of a record that nobody needs is not read: each finding would carry it. */
static void note_length(struct ma_dkim_reading *reading)
{
	struct mailauth_finding *finding =
		ma_findings_add(reading->findings, MA_DKIM_RECORD_TOO_LONG, reading->name);

	ma_finding_text(finding, "selector", reading->selector);
	reading->unsure = true;
	reading->record->faults++;
	reading->record->status = MAILAUTH_KEY_INVALID;
}

bool ma_dkim_read_again(struct ma_dkim_reading *reading, struct ma_text text)
{
	struct ma_dkim_record record;
	struct ma_dkim_reading again = { .arena = reading->arena,
					 .findings = &reading->again,
					 .name = reading->name,
					 .selector = reading->selector,
					 .raw = text,
					 .record = &record };

	reading->again.arena = reading->arena;
	judge(&again);
	return record.faults == 0 && !again.mendable &&
	       ma_text_equal(record.modulus, reading->record->modulus) &&
	       ma_text_equal(record.exponent, reading->record->exponent) &&
	       ma_text_equal(record.octets, reading->record->octets) &&
	       ma_dkim_permits_same(reading, &again);
}

void ma_dkim_judge(struct ma_arena *arena, struct ma_findings *findings, struct ma_text name,
		   struct ma_text selector, struct ma_text text, bool named,
		   struct ma_dkim_record *record)
{
	/* A hostile record makes much of what is not needed afterwards. */
	struct ma_arena scratch = { 0 };
	struct mailauth_finding *last = findings->last;
	struct ma_dkim_reading reading = { .arena = &scratch,
					   .findings = findings,
					   .name = name,
					   .selector = selector,
					   .raw = text,
					   .record = record,
					   .named = named };

	if (text.length > MA_DKIM_RECORD_MOST)
		reading.raw = ma_text_slice(text, 0, MA_DKIM_RECORD_MOST);
	judge(&reading);
	if (text.length > MA_DKIM_RECORD_MOST)
		note_length(&reading);
	ma_dkim_correct(&reading);
	if (reading.corrected.data != NULL)
		add_correction(&reading, last != NULL ? last->next : findings->first);
	copy_out(&reading, arena);
	ma_arena_finish(&scratch);
}
