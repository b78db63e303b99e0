/* Readings: what is made of a record's text, kept next to the answer.
 *
 * SPDX-License-Identifier: MIT
 *
 * Answers are write-once, so what a reader makes of one is, too: however many inquiries and passes
 * ask for it, a record is read once by each reader. */

#include "dns.h"

struct ma_reading {
	const void *(*read)(struct ma_arena *arena, struct ma_text text);
	const void *result;
	struct ma_reading *next;
};

struct ma_readings {
	struct ma_arena *arena;
	struct ma_text text;
	struct ma_reading *first;
};

void ma_record_prepare(struct ma_arena *arena, struct ma_record *record)
{
	if (record->readings != NULL)
		return;
	record->readings = ma_arena_alloc(arena, sizeof(*record->readings));
	if (record->readings != NULL)
		record->readings->arena = arena;
}

struct ma_text ma_record_text(const struct ma_record *record)
{
	struct ma_readings *readings = record->readings;

	if (readings == NULL)
		return (struct ma_text){ 0 };
	if (readings->text.data == NULL)
		readings->text = ma_record_txt(readings->arena, record);
	return readings->text;
}

const void *ma_record_read(const struct ma_record *record,
			   const void *(*read)(struct ma_arena *arena, struct ma_text text))
{
	struct ma_text text = ma_record_text(record);
	struct ma_reading *reading;

	if (text.data == NULL)
		return NULL;
	for (reading = record->readings->first; reading != NULL; reading = reading->next)
		if (reading->read == read)
			return reading->result;
	reading = ma_arena_alloc(record->readings->arena, sizeof(*reading));
	if (reading == NULL)
		return NULL;
	*reading = (struct ma_reading){ read, read(record->readings->arena, text),
					record->readings->first };
	record->readings->first = reading;
	return reading->result;
}
