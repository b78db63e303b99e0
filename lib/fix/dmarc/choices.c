/* DMARC records that contradict each other: which one is meant is for their owner to say.
 *
 * SPDX-License-Identifier: MIT */

#include "../fix.h"

static bool is_fixed(const struct mailauth_report *report)
{
	for (size_t i = 0; i < report->fix_count; i++)
		for (size_t k = 0; k < report->fixes[i]->remove_count; k++)
			if (report->fixes[i]->removes[k]->id == MA_DMARC_SEVERAL_RECORDS)
				return true;
	return false;
}

static void add_texts(const struct ma_answer *answer, struct ma_choices *choices)
{
	for (size_t i = 0; i < answer->count && choices->count < MA_FIX_CHOICES_MAX; i++) {
		struct ma_text text = ma_record_text(&answer->records[i]);

		if (ma_dmarc_is_record(text))
			choices->texts[choices->count++] = text;
	}
}

void ma_fix_find_choices(const struct mailauth_report *report, struct ma_arena *arena,
			 struct ma_choices *choices)
{
	const struct ma_dmarc_walk *walk;

	*choices = (struct ma_choices){ .count = 0 };
	if (report->dmarc_domain == NULL || is_fixed(report) ||
	    ma_report_find(report, MA_DMARC_SEVERAL_RECORDS) == NULL)
		return;
	walk = &report->dmarc_domain->walk;
	for (size_t i = 0; i < walk->count && choices->count == 0; i++) {
		const struct ma_dmarc_step *step = &walk->steps[i];
		const struct ma_name *name = ma_name_join(arena, MA_TEXT("_dmarc"), step->name);

		if (step->status != MA_WALK_SEVERAL || step->answer == NULL || name == NULL)
			continue;
		choices->name = ma_name_present(arena, name);
		add_texts(step->answer, choices);
	}
}
