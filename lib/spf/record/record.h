/* The SPF record: its words, reading it, and writing it.  Shared by the files of SPF's room alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_SPF_RECORD_H
#define MA_SPF_RECORD_H

#include "../spf.h"

/* --- Words and signs ------------------------------------------------------- */

/* + - ~ ? */
bool ma_spf_is_qualifier(unsigned char byte);
const char *ma_spf_kind_word(enum ma_spf_kind kind);
/* MA_SPF_OTHER if NAME is not a mechanism, and neither redirect nor exp. */
enum ma_spf_kind ma_spf_kind_of(struct ma_text name);
bool ma_spf_is_mechanism_kind(enum ma_spf_kind kind);
/* Whether a term of this kind cannot be without a value. */
bool ma_spf_needs_value(enum ma_spf_kind kind);
/* Whether a term is the version of a second record, which RFC 7208 6 takes for a modifier. */
bool ma_spf_is_version(const struct ma_spf_term *term);

/* --- Reading --------------------------------------------------------------- */

/* Reads a record whole, whatever it holds.  NULL once memory failed. */
const struct ma_spf_record *ma_spf_read(struct ma_arena *arena, struct ma_text text);
/* Reads TEXT as if it had a version; NULL if it holds an unknown modifier, which may be anything:
 * other services publish name=value. */
const struct ma_spf_record *ma_spf_read_terms(struct ma_arena *arena, struct ma_text text);

/* --- Writing --------------------------------------------------------------- */

/* The text of RECORD.  Read again, it is the same record: a term that was read keeps its text, one
 * that was made has the shortest there is. */
void ma_spf_write(struct ma_buffer *buffer, const struct ma_spf_record *record);
void ma_spf_write_term(struct ma_buffer *buffer, const struct ma_spf_term *term);
/* What a term begins with: its qualifier, unless that is 0, and its name. */
void ma_spf_write_head(struct ma_buffer *buffer, unsigned char qualifier, enum ma_spf_kind kind);

#endif
