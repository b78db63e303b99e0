/* The inside of the reader: a key record on its way to being read.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DKIM_READING_H
#define MA_DKIM_READING_H

#include "../record.h"

struct ma_dkim_reading {
	struct ma_arena *arena;	  /* holds what the record keeps */
	struct ma_arena *scratch; /* is thrown away afterwards: a hostile record needs much */
	struct ma_dkim_record *record;
	struct ma_text text;	    /* the record without junk, and with all semicolons */
	const size_t *places;	    /* of its bytes in the record; NULL: at the same offset */
	const unsigned char *junk;  /* of the record as published; or NULL */
	const unsigned char *marks; /* of the text; or NULL */
	struct ma_tags tags;
	const struct ma_tag *known[MA_DKIM_TAGS]; /* as those of the record */
};

/* --- Faults ----------------------------------------------------------------- */

/* Adds a fault at [FROM, TO) of the text.  NULL for those over MA_DKIM_FAULTS_MOST. */
struct ma_dkim_fault *ma_dkim_note_fault(struct ma_dkim_reading *reading, enum ma_finding_id id,
					 size_t from, size_t to);
/* The same for one that makes the record useless. */
struct ma_dkim_fault *ma_dkim_note_fatal(struct ma_dkim_reading *reading, enum ma_finding_id id,
					 size_t from, size_t to);
/* The same at [FROM, TO) of the record as published. */
struct ma_dkim_fault *ma_dkim_note_fatal_raw(struct ma_dkim_reading *reading, enum ma_finding_id id,
					     size_t from, size_t to);
/* Adds a value, which has to live as long as the record; KEY must be static.  FAULT, which may be
 * NULL. */
struct ma_dkim_fault *ma_dkim_fault_value(struct ma_dkim_fault *fault, const char *key,
					  struct ma_text value);

/* --- Tags ------------------------------------------------------------------- */

/* The known tag INDEX as receivers see it: its name is a small letter.  NULL if there is none. */
const struct ma_tag *ma_dkim_exact(const struct ma_dkim_reading *reading, size_t index);
/* Whether the value of TAG is empty, but was not before junk was taken out. */
bool ma_dkim_was_emptied(const struct ma_dkim_reading *reading, const struct ma_tag *tag);
/* Reads all tags: their names, then v=, k=, h=, s=, t= and g=, then p=. */
void ma_dkim_read_list(struct ma_dkim_reading *reading);
/* Read v=, k=, h=, s=, t= and g=; and p=. */
void ma_dkim_read_tags(struct ma_dkim_reading *reading);
void ma_dkim_read_key(struct ma_dkim_reading *reading);
/* Whether "t=", "s=" or "h=" occurs where no tag was read: in a value, or in what was taken out. */
bool ma_dkim_hides_restriction(const struct ma_dkim_reading *reading);

/* --- Two records in one ----------------------------------------------------- */

/* Where a second record begins after a p=; the length of the text if there is none. */
size_t ma_dkim_find_second(const struct ma_dkim_reading *reading);
/* Whether all that comes after SECOND repeats what comes before it. */
bool ma_dkim_is_repeated(struct ma_text text, size_t second);

/* --- The letters of p= -------------------------------------------------------- */

/* Without white space and padding. */
struct ma_dkim_letters {
	struct ma_text text;
	size_t padding;	     /* signs "=" after them */
	size_t padding_from; /* where the first is in the value */
	size_t behind;	     /* where letters continue after padding; or the value's length */
	bool bad;
};

/* Takes the letters of the value of TAG, and notes each run of bytes that do not belong there. */
void ma_dkim_take_letters(struct ma_dkim_reading *reading, const struct ma_tag *tag,
			  struct ma_dkim_letters *letters);
/* Notes padding that is not that of the letters before it (RFC 4648 4). */
void ma_dkim_note_padding(struct ma_dkim_reading *reading, const struct ma_tag *tag,
			  const struct ma_dkim_letters *letters);
/* Where the letter COUNT of a value is. */
size_t ma_dkim_place_of_letter(struct ma_text value, size_t count);
/* The octets of the letters of VALUE from FROM on, whatever is between them. */
struct ma_text ma_dkim_decode_rest(struct ma_dkim_reading *reading, struct ma_text value,
				   size_t from);
/* The octets of VALUE with a "+" for each blank; the first blank is at *FROM, which is the value's
 * length if there is none. */
struct ma_text ma_dkim_decode_with_plus(struct ma_dkim_reading *reading, struct ma_text value,
					size_t *from);

/* --- What was pasted along --------------------------------------------------- */

/* By byte: one of these, or 0. */
enum {
	MA_JUNK_NONE = 0,
	MA_JUNK_STRAY, /* quotes, backslashes, parentheses, characters that do not show */
	MA_JUNK_HTML,
	MA_JUNK_PEM,   /* -----BEGIN PUBLIC KEY----- */
	MA_JUNK_BREAK, /* line breaks that are not folds (RFC 6376 2.8) */
	MA_JUNK_LINE,  /* what a line of a zone file has around the record */
};

/* How much of TEXT comes before a record that was pasted with its line, or its label; 0 if nothing.
 */
size_t ma_dkim_measure_before(struct ma_text text);
/* Where the comment of such a line begins; the length of TEXT if there is none. */
size_t ma_dkim_find_comment(struct ma_text text);

/* Takes junk out of .text, which is then another one. */
void ma_dkim_take_out_junk(struct ma_dkim_reading *reading);
/* Notes one fault for each run of junk of the same kind, and one for all line breaks. */
void ma_dkim_note_junk(struct ma_dkim_reading *reading);

/* --- Missing semicolons ------------------------------------------------------ */

/* Puts semicolons where they are missing between tags, which makes .text another one of the same
 * length. */
void ma_dkim_separate(struct ma_dkim_reading *reading);
/* Notes a fault for each. */
void ma_dkim_note_separators(struct ma_dkim_reading *reading);

#endif
