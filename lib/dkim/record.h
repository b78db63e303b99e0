/* Key records (RFC 6376 3.6.1) as data: what one holds, and what is wrong with it.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DKIM_RECORD_H
#define MA_DKIM_RECORD_H

#include "dkim.h"

enum {
	MA_DKIM_FAULTS_MOST = 20,   /* of a record; the others are counted */
	MA_DKIM_RECORD_MOST = 8192, /* octets that are read: four times the longest key */
	MA_DKIM_ED25519_OCTETS = 32,
	/* RFC 8301 3.2 */
	MA_DKIM_RSA_LEAST = 1024,
	MA_DKIM_RSA_USUAL = 2048,
	MA_DKIM_RSA_MOST = 4096,
	MA_DKIM_RSA_LIMIT = 16384, /* what OpenSSL takes (OPENSSL_RSA_MAX_MODULUS_BITS) */
};

/* The tags that have a meaning (g= is of RFC 4871). */
enum {
	MA_DKIM_TAG_V,
	MA_DKIM_TAG_K,
	MA_DKIM_TAG_P,
	MA_DKIM_TAG_H,
	MA_DKIM_TAG_S,
	MA_DKIM_TAG_T,
	MA_DKIM_TAG_G,
	MA_DKIM_TAG_N,
	MA_DKIM_TAGS,
};

/* Which of them NAME is, in either ASCII case; MA_DKIM_TAGS if it is none. */
size_t ma_dkim_known_tag(struct ma_text name);
/* Whether receivers know a tag by NAME: theirs are small letters. */
bool ma_dkim_is_exact(struct ma_text name);

struct ma_dkim_tag {
	struct ma_text name;
	struct ma_text value;
};

/* What the reader noticed, at [FROM, TO) of the record as published. */
struct ma_dkim_fault {
	enum ma_finding_id id;
	bool fatal; /* it makes the record useless */
	size_t from;
	size_t to;
	struct ma_argument values[2];
	size_t value_count;
	struct ma_dkim_fault *next;
};

struct ma_dkim_record {
	struct ma_text raw; /* as published: as much of it as is read */
	bool is_key;	    /* it is meant for a key record, whatever its faults */
	enum mailauth_key_status status;
	struct ma_text type; /* the k= value, or what stands for it; .data is NULL if unknown */
	unsigned bits;	     /* 0: not known */
	struct ma_text modulus, exponent; /* of an RSA key */
	struct ma_text octets;		  /* of an Ed25519 key */
	struct ma_text seed;		  /* of a private Ed25519 key that was published */
	bool leaked;			  /* the key is a private one */

	struct ma_dkim_tag *tags; /* the first of each name, in their order */
	size_t tag_count;
	/* The first of each, in small letters or, where there is none, in capitals. */
	struct ma_dkim_tag known[MA_DKIM_TAGS]; /* .name is empty where there is none */

	struct ma_dkim_fault *first; /* of the faults, in the order in which they were noticed */
	struct ma_dkim_fault *last;
	unsigned fault_count; /* those over MA_DKIM_FAULTS_MOST included */
	unsigned fatal_count;
	bool flawed;	/* a fault is fatal, or could be corrected */
	bool ambiguous; /* there is no single sane reading */
	bool too_long;	/* the rest was not read */
	bool no_hash;	/* h= names nothing that may be used */
	/* Of a flawed record: "t=", "s=" or "h=" occurs where no tag was read. */
	bool hides_restriction;
};

/* Reads TEXT, which has to live as long as ARENA, to its end, whatever it holds.  Never NULL; a
 * record without anything once memory failed.
 *
 * What was pasted along (quotes, HTML, PEM lines, line breaks) is taken out and noted, and so are
 * missing semicolons: without that there would be nothing to read. */
const struct ma_dkim_record *ma_dkim_record_read(struct ma_arena *arena, struct ma_text text);
/* The same of a TXT record, which is read once and kept next to its answer. */
const struct ma_dkim_record *ma_dkim_record_of(const struct ma_record *record);
/* NULL if the record has no fault ID. */
const struct ma_dkim_fault *ma_dkim_record_fault(const struct ma_dkim_record *record,
						 enum ma_finding_id id);
/* Whether a key that can be used was read. */
bool ma_dkim_record_has_key(const struct ma_dkim_record *record);
bool ma_dkim_record_same_key(const struct ma_dkim_record *a, const struct ma_dkim_record *b);

#endif
