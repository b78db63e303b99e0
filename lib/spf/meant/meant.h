/* What was meant by what is wrong in an SPF record.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_SPF_MEANT_H
#define MA_SPF_MEANT_H

#include "../record/macro.h"
#include "../record/record.h"

/* What was meant by a record or a term that receivers treat as invalid, or that is legal and looks
 * pasted: the one sane reading, which our parser reads without a fault, or .data NULL.  A guess
 * never invents an address, and never permits everyone. */
struct ma_text ma_spf_guess_record(struct ma_arena *arena, struct ma_text record);
/* Where a DMARC or DKIM record begins that was pasted into TEXT; its length if there is none. */
size_t ma_spf_find_other_kind(struct ma_text text);
/* The same for the term [FROM, TO) of RECORD; it may take in what comes after it. */
struct ma_text ma_spf_guess_term(struct ma_arena *arena, struct ma_text record, size_t from,
				 size_t to);
/* The length of what begins TEXT like a version, junk before it included; 0 if nothing does.
 * "v=spf1" in full-width letters and with spaces within counts; with a slip of the hand it does if
 * terms of SPF follow.  [*FROM, *TO) is where it differs from "v=spf1", empty if nowhere. */
size_t ma_spf_find_version(struct ma_text text, size_t *from, size_t *to);
/* Whether TEXT begins with the type of a record, perhaps after what a zone file has before it:
 * "example.jp. IN TXT". */
bool ma_spf_is_labelled(struct ma_text text);

/* What people set around a text that they copy: blanks, quotes, backslashes. */
bool ma_spf_is_junk(unsigned char byte);

/* What a word before the sign means. */
enum ma_spf_word_meaning {
	MA_WORD_NONE,
	MA_WORD_ALL,
	MA_WORD_HOST,	  /* a, mx: may be alone */
	MA_WORD_NAME,	  /* include, exists, ptr: lead to a name */
	MA_WORD_IP,	  /* ip4, ip6 and what people write for them: the address says the family */
	MA_WORD_MODIFIER, /* redirect, exp */
};

struct ma_spf_word {
	enum ma_spf_word_meaning meaning;
	enum ma_spf_kind kind;
};

/* What TYPED was meant as, slips forgiven. */
struct ma_spf_word ma_spf_spell(struct ma_text typed);
/* Whether WORD, a qualifier before it or not, is a name that cannot be without a value; is "all".
 */
bool ma_spf_word_needs_value(struct ma_text word);
bool ma_spf_word_is_all(struct ma_text word);
/* Whether TERM is an include without a qualifier. */
bool ma_spf_is_plain_include(struct ma_text term);
/* Whether TEXT begins with a name and a sign that nothing but a term holds. */
bool ma_spf_begins_term(struct ma_text text);

/* How a single term reads. */
enum ma_spf_reading {
	MA_TERM_FAULTY,
	MA_TERM_ODD,   /* legal, but with characters that no host name has */
	MA_TERM_GLUED, /* legal, but with an "all" at the end of its name */
	MA_TERM_SOUND,
};

enum ma_spf_reading ma_spf_reading_of(const struct ma_spf_term *term);
/* Whether a record has no fault, and each of its terms is sound: then nothing is to be guessed. */
bool ma_spf_is_sound(const struct ma_spf_record *record);
/* The same for a term without blanks, by itself. */
enum ma_spf_reading ma_spf_read_term(struct ma_arena *arena, struct ma_text term);
/* Where the first character is that no name of a host or an SPF record has, ignoring macros; the
 * length if there is none. */
size_t ma_spf_find_odd(struct ma_text spec);
/* Where the next term begins that hangs at the first of TEXT without a blank, as no more can belong
 * to that one: an address, a prefix length, an "all".  0 if none does. */
size_t ma_spf_find_glued_term(struct ma_text text);
/* Whether the term of RECORD from FROM to TO, which is faulty and of which no one reading is the
 * likelier, may have been meant as *ONE or as *OTHER. */
bool ma_spf_find_readings(struct ma_arena *arena, struct ma_text record, size_t from, size_t to,
			  struct ma_text *one, struct ma_text *other);
/* Where an "all" with its sign hangs at the end of TERM; its length if none does. */
size_t ma_spf_find_glued_all(struct ma_text term);
/* Adds what TERM, without blanks, was meant as; false, and then OUT is as before, if that is not
 * clear. */
bool ma_spf_correct_term(struct ma_arena *arena, struct ma_text term, struct ma_buffer *out);
/* Whether TERM has neither a sign nor the name of a mechanism: if it can be corrected, it is an
 * address. */
bool ma_spf_is_bare_address(struct ma_text term);

/* A guess, and what is around it. */
struct ma_spf_guess {
	struct ma_text text;
	bool has_bare;
	size_t bare;	       /* in TEXT: the last address that had no name and no sign */
	struct ma_text before; /* folded; both are empty for a whole record */
	struct ma_text after;
	bool cut; /* there is more before or after it */
};

/* Whether a guess may be shown to someone who is going to publish it. */
bool ma_spf_is_fit(struct ma_arena *arena, const struct ma_spf_guess *guess);

#endif
