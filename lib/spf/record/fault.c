/* The faults of an SPF record, kept with their places while it is read.
 *
 * SPDX-License-Identifier: MIT */

#include "reader.h"

void ma_spf_keep_fault(struct ma_spf_reader *reader, struct ma_spf_fault kept)
{
	struct ma_spf_fault *fault = ma_arena_alloc(reader->arena, sizeof(*fault));

	if (fault == NULL)
		return;
	*fault = kept;
	fault->term = reader->term;
	if (reader->last_fault != NULL)
		reader->last_fault->next = fault;
	else
		reader->record->first_fault = fault;
	reader->last_fault = fault;
}

void ma_spf_add_fault_about(struct ma_spf_reader *reader, enum ma_finding_id id, size_t from,
			    size_t to, struct ma_text value)
{
	reader->term->kind = MA_SPF_OTHER;
	reader->term->faulty = true;
	if (reader->record->faults++ < MA_SPF_FAULTS_KEPT)
		ma_spf_keep_fault(
			reader,
			(struct ma_spf_fault){ .id = id, .from = from, .to = to, .value = value });
}

void ma_spf_add_fault(struct ma_spf_reader *reader, enum ma_finding_id id, size_t from, size_t to)
{
	ma_spf_add_fault_about(reader, id, from, to, (struct ma_text){ 0 });
}
