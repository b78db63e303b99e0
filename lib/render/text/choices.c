/* What a person has to choose: which terms of a record with too many lookups go, and which of the
 * records stays that contradict each other.
 *
 * SPDX-License-Identifier: MIT */

#include "../../fix/fix.h"
#include "../../known/known.h"
#include "../render.h"

enum {
	COSTS_SHOWN = 12,
	NOTE_COLUMN = 44,
};

/* --- Terms that cost ------------------------------------------------------------- */

static void write_cost(struct ma_writer *writer, const struct ma_cost *cost)
{
	struct ma_arena arena = { 0 };
	struct ma_buffer note = { 0 };
	const struct ma_provider *company = cost->holder.company;
	const struct ma_argument arguments[] = {
		{ "lookups", ma_arena_number(&arena, cost->branch->lookups), MA_VALUE_SAFE },
		{ "holder",
		  company != NULL ? ma_text(ma_provider_name(company, writer->language))
				  : cost->org,
		  MA_VALUE_RAW },
	};

	enum ma_phrase_id phrase = cost->holder.own ? MA_PHRASE_COST_OWN
				   : cost->receives ? MA_PHRASE_COST_RECEIVES
						    : MA_PHRASE_COST_OTHER;

	ma_words_add(&note, ma_phrase(phrase, writer->language), arguments, 2);
	if (!note.failed)
		ma_write_term(writer, (2 + cost->level) * MA_TEXT_MARGIN, cost->branch->text,
			      NOTE_COLUMN, note.data, MA_STYLE_PLAIN);
	writer->out.failed = writer->out.failed || note.failed || arena.failed;
	ma_buffer_finish(&note);
	ma_arena_finish(&arena);
}

void ma_write_costs(struct ma_writer *writer)
{
	struct ma_arena arena = { 0 };
	unsigned lookups = writer->report->spf.tree.lookups;
	struct ma_cost *costs;
	size_t count = ma_fix_find_costs(writer->report, &arena, &costs);
	const struct ma_argument arguments[] = {
		{ "lookups", ma_arena_number(&arena, lookups), MA_VALUE_SAFE },
		{ "over", ma_arena_number(&arena, lookups - MA_SPF_LOOKUPS_MAX), MA_VALUE_SAFE },
	};

	if (count > 0) {
		ma_buffer_byte(&writer->out, '\n');
		ma_write_phrase(writer, MA_TEXT_MARGIN, MA_PHRASE_COSTS, arguments, 2);
	}
	for (size_t i = 0; i < count && i < COSTS_SHOWN; i++)
		write_cost(writer, &costs[i]);
	if (count > COSTS_SHOWN) {
		const struct ma_argument more = { "count",
						  ma_arena_number(&arena, count - COSTS_SHOWN),
						  MA_VALUE_SAFE };

		ma_write_phrase(writer, 2 * MA_TEXT_MARGIN, MA_PHRASE_COSTS_MORE, &more, 1);
	}
	writer->out.failed = writer->out.failed || arena.failed;
	ma_arena_finish(&arena);
}

/* --- Records that contradict each other ------------------------------------------- */

void ma_write_choices(struct ma_writer *writer)
{
	struct ma_arena arena = { 0 };
	struct ma_choices choices;
	struct ma_argument name;

	ma_fix_find_choices(writer->report, &arena, &choices);
	name = (struct ma_argument){ "name", choices.name, MA_VALUE_SAFE };
	if (choices.count > 0) {
		ma_buffer_byte(&writer->out, '\n');
		ma_write_phrase(writer, MA_TEXT_MARGIN, MA_PHRASE_CHOICES, &name, 1);
	}
	for (size_t i = 0; i < choices.count; i++)
		ma_write_value(writer, choices.texts[i]);
	writer->out.failed = writer->out.failed || arena.failed;
	ma_arena_finish(&arena);
}
