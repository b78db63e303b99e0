/* Syntax that several protocols share: domains as people write them, tag lists, characters.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_SYNTAX_H
#define MA_SYNTAX_H

#include "../dns/dns.h"
#include "../words/words.h"

/* --- Domains ---------------------------------------------------------------- */

/* Reads a domain as people write it.  False if it cannot be one; the texts are then the
 * bytes as they were. */
bool ma_domain_read(struct ma_arena *arena, struct ma_text typed, struct ma_text *ascii,
		    const struct ma_name **name);
/* Whether NAME is APEX or lies below it, both in presentation format; false if APEX is not known.
 */
bool ma_domain_is_within(struct ma_text name, struct ma_text apex);

/* --- Samples ------------------------------------------------------------------- */

/* What a text that was copied from a sample holds where a value has to be filled in. */
enum ma_placeholder {
	MA_PLACEHOLDER_NONE,
	MA_PLACEHOLDER_EXAMPLE, /* a name of RFC 2606 3 */
	MA_PLACEHOLDER_WORD,	/* "xxx", "your-domain": it may be a name */
	MA_PLACEHOLDER_SIGN,	/* "***", "<...>": it is none */
};

/* The surest that TEXT holds. */
enum ma_placeholder ma_find_placeholder(struct ma_text text);

/* --- Spelling ------------------------------------------------------------------ */

enum {
	MA_SPELLING_MAX = 12, /* octets of the words that are compared */
};

/* How many letters of TYPED are wrong, missing, too many, or swapped with the next, if WORD was
 * meant.  Neither may be longer than MA_SPELLING_MAX. */
size_t ma_spelling_slips(struct ma_text typed, const char *word);

enum {
	MA_SPELLING_SLIPS_MAX = 2, /* what more are apart is another word */
};

/* The slips between two names in presentation format, label by label; more than
 * MA_SPELLING_SLIPS_MAX if they are another's. */
size_t ma_spelling_slips_of_names(struct ma_text typed, struct ma_text name);
/* The label of NAME at *AT, which then moves past it and its dot; empty at the end. */
struct ma_text ma_domain_next_label(struct ma_text name, size_t *at);

/* --- Mail addresses ----------------------------------------------------------- */

/* The address in "Name <info@example.jp>" or "info@example.jp (Name)". */
struct ma_text ma_from_address(struct ma_text from);
/* "info@example.jp" of "<info@example.jp>"; other paths as they are. */
struct ma_text ma_mailbox_path(struct ma_text path);
/* What follows the last "@" of PATH; all of it where there is no "@", or nothing after it. */
struct ma_text ma_mailbox_domain(struct ma_text path);

/* --- Results of others (RFC 8601) ----------------------------------------------- */

struct ma_auth_result {
	enum {
		MA_AUTH_SPF,
		MA_AUTH_DKIM,
	} method;
	struct ma_text word; /* "pass" */
	struct ma_text domain_text;
	struct ma_text selector;
	const struct ma_name *domain; /* NULL: it is none, or none was named */
	bool helo_alone; /* of SPF: the HELO was judged, and no envelope sender named */
};

/* Reads "spf=pass smtp.mailfrom=NAME" or "dkim=pass header.d=NAME header.s=S".  False if it is
 * neither. */
bool ma_auth_result_read(struct ma_arena *arena, struct ma_text text,
			 struct ma_auth_result *result);

/* --- Tag lists (RFC 6376 3.2) ------------------------------------------------- */

/* What is between two semicolons.  Offsets are those in the list. */
struct ma_tag {
	enum {
		MA_TAG_SOUND,
		MA_TAG_EMPTY,	/* nothing but white space */
		MA_TAG_NO_SIGN, /* there is no "="; .name is all that there is */
		MA_TAG_BAD_NAME,
	} state;
	struct ma_text name;  /* without the white space around it */
	struct ma_text value; /* likewise; it may be empty */
	size_t from;	      /* without the white space around all of it */
	size_t to;
	size_t value_from;
	size_t value_to;
	const struct ma_tag *first; /* the first of the same name, if that is another; or NULL */
};

struct ma_tags {
	struct ma_text text;
	struct ma_tag *tags; /* in their order */
	size_t count;
};

/* Reads TEXT into *TAGS.  One semicolon at the end, with white space after it, ends the list and
 * makes no empty tag; semicolons in a row make one.  With FOLD, names that differ in ASCII case are
 * the same. */
void ma_tags_read(struct ma_arena *arena, struct ma_text text, bool fold, struct ma_tags *tags);

/* The length of the white space at AT: 1 for a blank or a tab, 2 for a line break that is folded
 * (CRLF followed by a blank or a tab, RFC 6376 2.8), 0 for anything else. */
size_t ma_tags_space(struct ma_text text, size_t at);

/* Finds the next run of bytes, from *TO on, that are neither white space nor visible ASCII: no
 * value may hold them (RFC 6376 3.2).  False if there is none.  Begin with *TO = 0. */
bool ma_tags_bad_bytes(struct ma_text text, size_t *from, size_t *to);

/* --- Characters ------------------------------------------------------------ */

/* A character that people paste by mistake, or a range of them. */
struct ma_character {
	uint32_t first;
	uint32_t last;
	const char *plain; /* ASCII; "": it can go; NULL: what it stands for is not known */
	enum ma_phrase_id name;
};

enum {
	MA_WIDE_FIRST = 0xff01, /* full-width forms of "!" to "~" */
	MA_WIDE_LAST = 0xff5e,
};

static inline bool ma_character_is_wide(uint32_t code)
{
	return code >= MA_WIDE_FIRST && code <= MA_WIDE_LAST;
}

/* The first line that fits: those of one character come before the ranges; or NULL. */
const struct ma_character *ma_character_find(uint32_t code);
/* The lines of characters.def in turn; NULL after the last. */
const struct ma_character *ma_character(size_t index);
/* The different characters of TEXT as an argument's value: "U+FF1A", "U+FF1A U+3000", "0xFF" for a
 * byte that is not UTF-8; "+" stands for those after the first three.  Texts show each character
 * of an argument {character} with its name. */
struct ma_text ma_characters_word(struct ma_arena *arena, struct ma_text text);
/* What the character at TEXT's start, which must not be empty, stands for in plain ASCII, or
 * itself; returns its length. */
size_t ma_character_fold(struct ma_text text, struct ma_text *plain);
/* TEXT with every character that stands for plain ASCII, or for nothing, replaced by that. */
struct ma_text ma_characters_fold(struct ma_arena *arena, struct ma_text text);

#endif
