/* DKIM (RFC 6376): the signing keys of a domain.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DKIM_H
#define MA_DKIM_H

#include "../inquiry/inquiry.h"

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
	bool several;		       /* records, of which a receiver takes one */
	enum mailauth_failure failure; /* why no one knows; or 0 */
};

/* Reads a key in PEM or DER; no part of a private half is kept. */
const struct ma_key_file *ma_key_file_read(struct ma_arena *arena, struct ma_text file,
					   bool readable);
/* The record that publishes the key of FILE, which has one. */
struct ma_text ma_key_file_record(struct ma_arena *arena, const struct ma_key_file *file);
/* Whether a TXT record is meant for a key, whatever its faults. */
bool ma_dkim_is_meant(const struct ma_record *txt);

/* A key record as the verifier of a signature reads it. */
struct ma_public_key {
	enum {
		MA_KEY_ABSENT, /* it is not a key record */
		MA_KEY_UNUSABLE,
		MA_KEY_REVOKED,
		MA_KEY_USABLE,
	} state;
	struct ma_text type;		  /* "rsa", "ed25519" */
	struct ma_text modulus, exponent; /* of an RSA key */
	struct ma_text octets;		  /* of an Ed25519 key */
	unsigned bits;
	struct ma_text hashes;	 /* h=; data is NULL where there is none */
	struct ma_text services; /* s= */
	struct ma_text flags;	 /* t= */
};

void ma_public_key_read(const struct ma_record *txt, struct ma_public_key *key);
/* Reads a selector as people give it: "s1", or the whole name "s1._domainkey.example.jp". */
void ma_selector_read(struct ma_arena *arena, const struct ma_settings *settings,
		      struct ma_text given, struct ma_selector *selector);

/* A selector, and what is published there. */
struct ma_dkim_subject {
	struct ma_selector selector;
	struct mailauth_key key;
};

/* One selector: its subject is a struct ma_dkim_subject. */
extern const struct ma_kind ma_dkim_key_kind;
/* Which selectors the services of the SPF record use. */
extern const struct ma_kind ma_dkim_selectors_kind;
/* What all keys together say. */
extern const struct ma_kind ma_dkim_domain_kind;

#endif
