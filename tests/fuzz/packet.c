/* Fuzz target: any bytes as the DNS answer to a question.
 *
 * SPDX-License-Identifier: MIT
 *
 * The question is the one that the packet itself holds, so that what follows is read. */

#include "fuzz.h"

#include "../../lib/dns/dns.h"

#include <stdlib.h>

enum { HEADER = 12, BUDGET = 100 };

/* The packet's own question; false if it holds none. */
static bool read_question(const uint8_t *data, size_t size, struct ma_arena *arena,
			  const struct ma_name **name, uint16_t *type)
{
	size_t at = HEADER;

	while (at < size && data[at] != 0 && data[at] <= MA_LABEL_MAX)
		at += 1u + data[at];
	if (at + 4 >= size || data[at] != 0 || at + 1 - HEADER > MA_NAME_MAX)
		return false;
	*name = ma_name_from_wire(arena, data + HEADER, at + 1 - HEADER);
	*type = (uint16_t)(data[at + 1] << 8 | data[at + 2]);
	return *name != NULL;
}

/* Looks at all that an evaluator would; records are sorted, and no two are alike. */
static void look_at(struct ma_arena *arena, const struct ma_answer *answer)
{
	struct ma_ip ip;

	for (size_t i = 0; i < answer->count; i++) {
		const struct ma_record *record = &answer->records[i];

		if (i > 0 && ma_text_compare(answer->records[i - 1].rdata, record->rdata) >= 0)
			abort();
		ma_record_ip(record, &ip);
		ma_record_name(arena, record, 0);
		ma_record_name(arena, record, 2);
		ma_record_txt(arena, record);
	}
	if (answer->alias != NULL)
		ma_name_present(arena, answer->alias);
	if (answer->apex != NULL)
		ma_name_present(arena, answer->apex);
	if (answer->status == MA_ANSWER_RECORDS && answer->count == 0)
		abort();
}

static void take(struct ma_arena *arena, struct ma_buffer *met, const uint8_t *data, size_t size)
{
	struct ma_answers *answers = ma_answers_new(arena);
	struct mailauth_question *question;
	const struct ma_name *name;
	struct ma_view view;
	uint16_t type;
	int r;

	if (!read_question(data, size, arena, &name, &type))
		return;
	ma_view_begin(&view, answers, arena, met, true, BUDGET);
	ma_ask(&view, name, type);
	question = ma_answers_next(answers);
	r = ma_answers_take(answers, question, data, size);
	if (r < 0 || (r == 0) != (ma_answers_open(answers) == 0))
		abort();
	ma_view_begin(&view, answers, arena, met, true, BUDGET);
	look_at(arena, ma_ask(&view, name, type));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_arena arena = { 0 };
	struct ma_buffer met = { 0 };

	take(&arena, &met, data, size);
	ma_buffer_finish(&met);
	ma_arena_finish(&arena);
	return 0;
}
