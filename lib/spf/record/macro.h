/* Macro-strings (RFC 7208 7) as text: their pieces and their faults.  Shared by the files of this
 * folder alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_SPF_MACRO_H
#define MA_SPF_MACRO_H

#include "../spf.h"

/* A piece of a macro-string (RFC 7208 7.1). */
struct ma_spf_piece {
	enum {
		MA_PIECE_END,
		MA_PIECE_LITERAL, /* one byte */
		MA_PIECE_ESCAPE,  /* %% %_ %- */
		MA_PIECE_MACRO,
		MA_PIECE_BAD,
	} kind;
	unsigned char byte; /* the literal, the escape's second byte, or the letter */
	unsigned keep;	    /* right-hand parts to keep; 0: all */
	bool reverse;
	struct ma_text delimiters;
	size_t from;
	size_t to;
};

struct ma_spf_piece ma_spf_next_piece(struct ma_cursor *cursor);

/* Where a domain-spec goes wrong, if it does. */
struct ma_spf_spec_fault {
	enum {
		MA_SPEC_OK,
		MA_SPEC_BAD_MACRO,
		MA_SPEC_EXPLANATION_MACRO,
		MA_SPEC_BAD_END, /* no top-level name, and no macro, at the end */
	} kind;
	size_t from;
	size_t to;
};

struct ma_spf_spec_fault ma_spf_check_macro_string(struct ma_text text, bool in_term);
struct ma_spf_spec_fault ma_spf_check_domain_spec(struct ma_text text);
/* Whether a name depends on the sender, so that nothing can be asked without one. */
bool ma_spf_depends_on_sender(struct ma_text spec);

/* Whether TEXT can be shown as an explanation (RFC 7208 6.2). */
bool ma_spf_is_printable(struct ma_text text);
/* What a name that is too long is cut to (RFC 7208 7.3), without a dot at its end. */
struct ma_text ma_spf_cut_name(struct ma_text text);

#endif
