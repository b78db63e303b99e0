/* The faults and remarks of a DMARC record, kept with their places while it is read.
 *
 * SPDX-License-Identifier: MIT */

#include "reader.h"

struct ma_dmarc_fault *ma_dmarc_add_remark(struct ma_dmarc_reader *reader, enum ma_finding_id id,
					   size_t from, size_t to)
{
	struct ma_dmarc_fault *fault;

	if (reader->record->seen++ >= MA_DMARC_FAULTS_KEPT)
		return NULL;
	fault = ma_arena_alloc(reader->arena, sizeof(*fault));
	if (fault == NULL)
		return NULL;
	fault->id = id;
	fault->from = from;
	fault->to = to;
	*reader->end = fault;
	reader->end = &fault->next;
	return fault;
}

struct ma_dmarc_fault *ma_dmarc_add_fault(struct ma_dmarc_reader *reader, enum ma_finding_id id,
					  size_t from, size_t to)
{
	struct ma_dmarc_fault *fault = ma_dmarc_add_remark(reader, id, from, to);

	reader->record->faults++;
	if (fault != NULL)
		fault->counts = fault->unclear = true;
	return fault;
}

struct ma_dmarc_fault *ma_dmarc_remark_tag(struct ma_dmarc_reader *reader, enum ma_finding_id id,
					   const struct ma_tag *tag)
{
	struct ma_dmarc_fault *fault = ma_dmarc_add_remark(reader, id, tag->from, tag->to);

	if (fault != NULL)
		fault->tag = tag;
	return fault;
}

void ma_dmarc_fault_tag(struct ma_dmarc_reader *reader, enum ma_finding_id id,
			const struct ma_tag *tag)
{
	struct ma_dmarc_fault *fault = ma_dmarc_add_fault(reader, id, tag->from, tag->to);

	if (fault != NULL)
		fault->tag = tag;
}
