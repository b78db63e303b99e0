/* A DMARC record while it is read: shared by those files of this folder that read one.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DMARC_READER_H
#define MA_DMARC_READER_H

#include "record.h"

/* A record on its way. */
struct ma_dmarc_reader {
	struct ma_arena *arena;
	struct ma_dmarc_record *record;
	const struct ma_dmarc_fault **end; /* of the list of faults */
	const struct ma_tag *fo;	   /* the first of the name; or NULL */
	const struct ma_tag *ruf;
	bool dirty; /* some tag holds bytes that none may hold */
	bool exact; /* the names of tags are small letters */
};

/* What is legal, but worth a word; and a fault.  NULL if it is one too many. */
struct ma_dmarc_fault *ma_dmarc_add_remark(struct ma_dmarc_reader *reader, enum ma_finding_id id,
					   size_t from, size_t to);
struct ma_dmarc_fault *ma_dmarc_add_fault(struct ma_dmarc_reader *reader, enum ma_finding_id id,
					  size_t from, size_t to);
/* The same of a whole tag, whose name is said. */
struct ma_dmarc_fault *ma_dmarc_remark_tag(struct ma_dmarc_reader *reader, enum ma_finding_id id,
					   const struct ma_tag *tag);
void ma_dmarc_fault_tag(struct ma_dmarc_reader *reader, enum ma_finding_id id,
			const struct ma_tag *tag);
/* Each of these reads the value of a tag about reports. */
void ma_dmarc_read_rua(struct ma_dmarc_reader *reader, const struct ma_tag *tag);
void ma_dmarc_read_ruf(struct ma_dmarc_reader *reader, const struct ma_tag *tag);
void ma_dmarc_read_fo(struct ma_dmarc_reader *reader, const struct ma_tag *tag);
/* Reads the value of a tag that is known; false if it is not. */
bool ma_dmarc_read_value(struct ma_dmarc_reader *reader, const struct ma_tag *tag);
/* The same of a tag with bytes that none may hold: a policy that cannot be read is not an absent
 * one (RFC 9989 4.10.1). */
void ma_dmarc_read_unreadable(struct ma_dmarc_reader *reader, const struct ma_tag *tag);

#endif
