/* Faults of a key record, as they are noticed.
 *
 * SPDX-License-Identifier: MIT */

#include "reading.h"

static struct ma_dkim_fault *add(struct ma_dkim_reading *reading, enum ma_finding_id id,
				 size_t from, size_t to)
{
	struct ma_dkim_record *record = reading->record;
	struct ma_dkim_fault *fault;

	if (record->fault_count++ >= MA_DKIM_FAULTS_MOST)
		return NULL;
	fault = ma_arena_alloc(reading->arena, sizeof(*fault));
	if (fault == NULL)
		return NULL;
	fault->id = id;
	fault->from = from;
	fault->to = to;
	if (record->last != NULL)
		record->last->next = fault;
	else
		record->first = fault;
	record->last = fault;
	return fault;
}

struct ma_dkim_fault *ma_dkim_note_fault(struct ma_dkim_reading *reading, enum ma_finding_id id,
					 size_t from, size_t to)
{
	/* The place in the record as published of a place in the text without junk. */
	if (reading->places != NULL) {
		to = to > from ? reading->places[to - 1] + 1 : reading->places[from];
		from = reading->places[from];
	}
	return add(reading, id, from, to);
}

static void count_fatal(struct ma_dkim_reading *reading, struct ma_dkim_fault *fault)
{
	reading->record->fatal_count++;
	reading->record->flawed = true;
	if (fault != NULL)
		fault->fatal = true;
}

struct ma_dkim_fault *ma_dkim_note_fatal(struct ma_dkim_reading *reading, enum ma_finding_id id,
					 size_t from, size_t to)
{
	struct ma_dkim_fault *fault = ma_dkim_note_fault(reading, id, from, to);

	count_fatal(reading, fault);
	return fault;
}

struct ma_dkim_fault *ma_dkim_note_fatal_raw(struct ma_dkim_reading *reading, enum ma_finding_id id,
					     size_t from, size_t to)
{
	struct ma_dkim_fault *fault = add(reading, id, from, to);

	count_fatal(reading, fault);
	return fault;
}

struct ma_dkim_fault *ma_dkim_fault_value(struct ma_dkim_fault *fault, const char *key,
					  struct ma_text value)
{
	if (fault != NULL && fault->value_count < sizeof(fault->values) / sizeof(*fault->values))
		fault->values[fault->value_count++] = (struct ma_argument){ key, value, false };
	return fault;
}

const struct ma_tag *ma_dkim_exact(const struct ma_dkim_reading *reading, size_t index)
{
	const struct ma_tag *tag = reading->known[index];

	return tag != NULL && ma_dkim_is_exact(tag->name) ? tag : NULL;
}

/* Whether what was pasted along is all that the value of TAG is in the record as published. */
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
