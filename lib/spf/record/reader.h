/* An SPF record while it is read: shared by record.c, value.c and fault.c alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_SPF_READER_H
#define MA_SPF_READER_H

#include "record.h"

/* A record on its way; `term` is the one being read. */
struct ma_spf_reader {
	struct ma_arena *arena;
	struct ma_spf_record *record;
	struct ma_spf_term *term;
	struct ma_spf_fault *last_fault;
};

/* Keeps a fault of the term, or a note about it. */
void ma_spf_keep_fault(struct ma_spf_reader *reader, struct ma_spf_fault kept);
/* Each of these adds a fault, which makes the record void; VALUE is what it is about, next to its
 * place. */
void ma_spf_add_fault(struct ma_spf_reader *reader, enum ma_finding_id id, size_t from, size_t to);
void ma_spf_add_fault_about(struct ma_spf_reader *reader, enum ma_finding_id id, size_t from,
			    size_t to, struct ma_text value);

/* Each of these reads the value of the term, which begins at FROM; NAME is what comes before it. */
void ma_spf_read_mechanism(struct ma_spf_reader *reader, struct ma_text name, size_t from);
void ma_spf_read_modifier(struct ma_spf_reader *reader, struct ma_text name, size_t from);

#endif
