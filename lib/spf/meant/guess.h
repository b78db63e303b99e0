/* A guess in the making: shared by guess.c, token.c and add.c alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_SPF_GUESS_H
#define MA_SPF_GUESS_H

#include "meant.h"

enum {
	MA_SPF_GUESSED_MAX = 512, /* octets of a term; what is longer is not a slip of the hand */
};

/* A text of terms on its way, in ASCII as far as that goes. */
struct ma_spf_guessing {
	struct ma_arena *arena;
	struct ma_text text;
	size_t position;
	bool cut;     /* the text continues */
	bool has_all; /* as a term of its own */
	bool changed;
	bool unclear; /* the last token has two readings */
	bool include; /* the last term is one, without a sign */
	bool divided; /* a comma, or the like, comes after it */
	bool has_bare;
	size_t bare; /* in OUT: the last address without a name and a sign of its own */
	struct ma_buffer out;
};

/* The token at the position, which ends at *END; empty at the end of the text. */
struct ma_text ma_spf_peek_token(const struct ma_spf_guessing *guess, size_t *end);
/* The next token, joined with what was torn from it. */
struct ma_text ma_spf_take_token(struct ma_spf_guessing *guess);
/* Adds the terms that TOKEN was meant as; false if that is not clear. */
bool ma_spf_add_token(struct ma_spf_guessing *guess, struct ma_text token);
/* What people end a word with, and no term ends with. */
bool ma_spf_is_end_mark(unsigned char byte);

#endif
