/* DKIM (RFC 6376): the signing keys of a domain.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DKIM_H
#define MA_DKIM_H

#include "../inquiry/inquiry.h"

/* The public half of a key that somebody has in a file. */
struct ma_key_file {
	enum {
		MA_FILE_KEY,
		MA_FILE_UNREADABLE,
		MA_FILE_ENCRYPTED,
		MA_FILE_OTHER, /* a key of a kind that DKIM does not have */
	} state;
	bool private;
	bool readable;			  /* by others, as the caller says */
	struct ma_text modulus, exponent; /* of an RSA key */
	struct ma_text octets;		  /* of an Ed25519 key */
};

struct ma_selector {
	struct ma_text text;	     /* as it stands in names; as it was given if it cannot */
	const struct ma_name *owner; /* TEXT._domainkey.DOMAIN; NULL if the DNS cannot hold it */
	bool named;		     /* by the caller; else it is only likely */
	const struct ma_key_file *file;
};

struct mailauth_key {
	struct ma_text selector;
	struct ma_text name; /* presentation format */
	struct ma_text type; /* as published; data is NULL where it is not known */
	unsigned bits;
	enum mailauth_key_status status;
	struct ma_text record; /* raw; data is NULL where there is none, or more than one */
	struct ma_text *aliases;
	size_t alias_count;
	bool shown;		       /* part of the report: it was named, or something is there */
	bool found;		       /* there is a key record, and no wildcard's */
	bool wildcard;		       /* a wildcard answers */
	bool covered;		       /* with something that is meant for a key */
	bool denied;		       /* really absent */
	enum mailauth_failure failure; /* why nobody knows; or 0 */
};

/* Reads a key in PEM or DER; nothing of a private half stays behind. */
const struct ma_key_file *ma_key_file_read(struct ma_arena *arena, struct ma_text file,
					   bool readable);
/* Reads a selector as people give it: "s1", or the whole name "s1._domainkey.example.jp". */
void ma_selector_read(struct ma_arena *arena, const struct ma_settings *settings,
		      struct ma_text given, struct ma_selector *selector);
void ma_key_evaluate(struct ma_pass *pass, const struct ma_selector *selector,
		     struct mailauth_key *key);
/* What all keys together say, once each is settled.  KEYS[i] belongs to SELECTORS[i]. */
void ma_keys_evaluate(struct ma_pass *pass, const struct ma_selector *selectors,
		      struct mailauth_key *const *keys, size_t count);

#endif
