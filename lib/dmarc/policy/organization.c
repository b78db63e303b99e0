/* The Organizational Domain: by the tree walk (RFC 9989 4.10.2), and by the Public Suffix List
 * (RFC 7489 3.2).
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "../dmarc.h"

unsigned ma_dmarc_org_labels(const struct ma_dmarc_step *steps, size_t count, unsigned start)
{
	unsigned fewest = start; /* without any record, the name itself */

	for (size_t i = 0; i < count; i++) {
		const struct ma_dmarc_step *step = &steps[i];

		if (step->status == MA_WALK_FAILED ||
		    (step->status == MA_WALK_NOT_ASKED && !step->assumed))
			return 0;
		if (step->record == NULL)
			continue;
		if (step->record->psd == MA_PSD_NO)
			return step->labels;
		/* The label below is the name's own: the walk may not have asked for it. */
		if (step->record->psd == MA_PSD_YES && step->labels != start)
			return step->labels + 1;
		fewest = step->labels;
		if (step->record->psd == MA_PSD_YES)
			break;
	}
	return fewest;
}

bool ma_dmarc_org(const struct ma_dmarc_walk *walk, struct ma_name *org)
{
	unsigned labels = ma_dmarc_org_labels(walk->steps, walk->count,
					      (unsigned)ma_name_labels(walk->start));

	if (labels > 0)
		*org = ma_name_tail(walk->start, labels);
	return labels > 0;
}

/* --- The list ---------------------------------------------------------------- */

bool ma_psl_is_suffix(struct ma_arena *arena, const struct ma_name *name)
{
	return ma_name_labels(name) == 1 ||
	       ma_suffix_is_public((const char *)ma_name_text(arena, name).data, false);
}

bool ma_psl_is_registry(struct ma_arena *arena, const struct ma_name *name)
{
	return ma_name_labels(name) == 1 ||
	       ma_suffix_is_public((const char *)ma_name_text(arena, name).data, true);
}

bool ma_psl_org(struct ma_arena *arena, const struct ma_name *name, struct ma_name *org)
{
	const char *found = ma_suffix_registered((const char *)ma_name_text(arena, name).data);
	unsigned labels = 1;

	if (found == NULL)
		return false;
	*org = *name;
	for (const char *at = found; *at != '\0'; at++)
		labels += *at == '.';
	if (labels < ma_name_labels(name))
		*org = ma_name_tail(name, labels);
	return true;
}
