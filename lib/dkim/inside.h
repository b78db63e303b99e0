/* The inside of DKIM: key records, keys in files, and what the two have in common.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DKIM_INSIDE_H
#define MA_DKIM_INSIDE_H

#include "dkim.h"

enum {
	MA_DKIM_FAULTS_TOLD = 20,   /* of a record; the others are counted */
	MA_DKIM_RECORD_MOST = 8192, /* octets that are judged: four times the longest key */
	MA_DKIM_RECORDS_JUDGED = 5, /* of several at one selector */
	MA_DKIM_ED25519_OCTETS = 32,
	/* RFC 8301 3.2 */
	MA_DKIM_RSA_LEAST = 1024,
	MA_DKIM_RSA_USUAL = 2048,
	MA_DKIM_RSA_MOST = 4096,
	MA_DKIM_RSA_LIMIT = 16384, /* what OpenSSL takes (OPENSSL_RSA_MAX_MODULUS_BITS) */
};

/* --- Keys in DER ------------------------------------------------------------ */

/* What a run of octets is. */
enum ma_key_form {
	MA_KEY_UNREADABLE,
	MA_KEY_CUT,	     /* it says that it is longer than it is */
	MA_KEY_OTHER,	     /* a key of another algorithm, or something else with one inside */
	MA_KEY_RSA,	     /* SubjectPublicKeyInfo (RFC 5280 4.1) */
	MA_KEY_RSA_PKCS1,    /* RSAPublicKey (RFC 8017 A.1.1) */
	MA_KEY_RSA_PRIVATE,  /* RSAPrivateKey, alone or in PKCS#8 */
	MA_KEY_ED25519,	     /* SubjectPublicKeyInfo (RFC 8410 4) */
	MA_KEY_ED25519_SEED, /* a private key (RFC 8410 7) */
};

struct ma_der_key {
	enum ma_key_form form;
	struct ma_text modulus; /* unsigned, the highest octet first, without zeros before it */
	struct ma_text exponent;
	struct ma_text octets; /* of an Ed25519 key */
	bool odd_rsa;	       /* of MA_KEY_OTHER: RSA under another identifier, as RSASSA-PSS */
	size_t used;	       /* what is behind does not belong to the key */
};

/* Reads the key that DER begins with.  Slices of DER. */
struct ma_der_key ma_der_read(struct ma_text der);
/* The SubjectPublicKeyInfo of an RSA key. */
struct ma_text ma_der_write_rsa(struct ma_arena *arena, struct ma_text modulus,
				struct ma_text exponent);

/* --- Base64 ----------------------------------------------------------------- */

/* Decodes letters of the alphabet alone; what is behind the last whole octet is dropped. */
struct ma_text ma_base64_decode(struct ma_arena *arena, struct ma_text letters);
struct ma_text ma_base64_encode(struct ma_arena *arena, struct ma_text octets);
bool ma_base64_is_letter(unsigned char byte);

/* --- What makes an RSA key weak --------------------------------------------- */

struct ma_rsa_strength {
	unsigned bits;
	bool even;	    /* the modulus has the factor 2: no such key */
	bool small_factor;  /* it has another small one: anybody has the private key */
	bool roca;	    /* made by the faulty generator of CVE-2017-15361 */
	bool bad_exponent;  /* even, 1, or not below the modulus: no such key */
	bool tiny_exponent; /* below 65,537 */
	bool long_exponent; /* over 64 bits, which many programs refuse */
};

/* False once memory failed. */
bool ma_rsa_measure(struct ma_text modulus, struct ma_text exponent,
		    struct ma_rsa_strength *strength);

/* --- Key records ------------------------------------------------------------ */

/* What a record holds. */
struct ma_dkim_record {
	enum mailauth_key_status status;
	struct ma_text type; /* the k= value, or what stands for it; .data is NULL if unknown */
	unsigned bits;	     /* 0: not known */
	struct ma_text modulus, exponent; /* of an RSA key */
	struct ma_text octets;		  /* of an Ed25519 key */
	struct ma_text seed;		  /* of a private Ed25519 key that was published */
	bool leaked;			  /* the key is a private one */
	unsigned faults;		  /* that make it useless */
};

/* Whether TEXT is meant for a key record, whatever its faults. */
bool ma_dkim_is_meant(struct ma_arena *arena, struct ma_text text);
/* Judges the record TEXT at NAME (of SELECTOR, which is shown): everything that is to be said goes
 * to FINDINGS.  NAMED: the selector is one that is known to be used. */
void ma_dkim_judge(struct ma_arena *arena, struct ma_findings *findings, struct ma_text name,
		   struct ma_text selector, struct ma_text text, bool named,
		   struct ma_dkim_record *record);

/* The tags that have a meaning (RFC 6376 3.6.1; g= is of RFC 4871). */
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
/* Which of them NAME is, ASCII case aside; MA_DKIM_TAGS if it is none. */
size_t ma_dkim_known_tag(struct ma_text name);

/* What was pasted into a record beside its text, by byte: one of these, or 0. */
enum {
	MA_JUNK_NONE = 0,
	MA_JUNK_STRAY, /* quotes, backslashes, parentheses, characters that do not show */
	MA_JUNK_HTML,
	MA_JUNK_PEM,   /* -----BEGIN PUBLIC KEY----- */
	MA_JUNK_BREAK, /* line breaks that are not folds (RFC 6376 2.8) */
};

/* NULL if there is none. */
unsigned char *ma_dkim_find_junk(struct ma_arena *arena, struct ma_text text);

/* Where a semicolon was put, by byte: one of these, or 0. */
enum {
	MA_MARK_NAME = 1, /* it was put before the tag that begins here */
	MA_MARK_WIDE,	  /* it was put here, for one of full width */
};

/* Puts semicolons to where they are missing between tags, which makes *TEXT another one of the
 * same length.  The marks; NULL once memory failed. */
unsigned char *ma_dkim_separate(struct ma_arena *arena, struct ma_text *text);

/* A record on its way to being judged. */
struct ma_dkim_reading {
	struct ma_arena *arena; /* what is thrown away afterwards */
	struct ma_findings *findings;
	struct ma_text name;
	struct ma_text selector;
	struct ma_text raw;
	struct ma_text text;	    /* raw without junk, and with all semicolons */
	const size_t *places;	    /* where its bytes stand in raw; NULL: at the same offset */
	const unsigned char *junk;  /* of raw; or NULL */
	const unsigned char *marks; /* of the text */
	struct ma_tags tags;
	const struct ma_tag *known[MA_DKIM_TAGS]; /* the first of each, be its name a capital */
	struct ma_dkim_record *record;
	struct ma_text key; /* the p= value that the record should have; or empty */
	bool named;
	bool unsure;   /* there is no single sane reading */
	bool mendable; /* there is something that a corrected record would lack */
	bool no_hash;  /* h= names nothing that may be used */
	unsigned told;
	struct ma_text corrected; /* the record as it should be; .data is NULL if there is none */
	struct ma_findings again; /* what is to be said of that */
};

/* Adds a finding at [FROM, TO) of the text without junk.  A fault makes the record useless, and
 * NULL is returned for those that are not told any more. */
struct mailauth_finding *ma_dkim_note(struct ma_dkim_reading *reading, enum ma_finding_id id,
				      size_t from, size_t to);
struct mailauth_finding *ma_dkim_fault(struct ma_dkim_reading *reading, enum ma_finding_id id,
				       size_t from, size_t to);
/* Whether the value of TAG is empty, but was not before junk was taken out. */
bool ma_dkim_was_emptied(const struct ma_dkim_reading *reading, const struct ma_tag *tag);
/* Judge v=, k=, h=, s=, t= and g=; and p=. */
void ma_dkim_judge_tags(struct ma_dkim_reading *reading);
void ma_dkim_judge_key(struct ma_dkim_reading *reading);
/* Sets .corrected where there is a single sane reading. */
void ma_dkim_correct(struct ma_dkim_reading *reading);
/* Whether a tag stands there as receivers know it: its name is a small letter.  NULL if not. */
const struct ma_tag *ma_dkim_exact(const struct ma_dkim_reading *reading, size_t index);
/* Whether what the tags of AGAIN permit is what any reading of READING's text permits. */
bool ma_dkim_permits_same(const struct ma_dkim_reading *reading,
			  const struct ma_dkim_reading *again);
/* Whether TEXT is without a fault, holds the same key and permits the same; what else is to be said
 * goes to .again. */
bool ma_dkim_read_again(struct ma_dkim_reading *reading, struct ma_text text);

/* --- Evaluation ------------------------------------------------------------- */

void ma_key_evaluate(struct ma_pass *pass, const struct ma_selector *selector,
		     struct mailauth_key *key);
/* What all keys together say, once each is settled. */
void ma_keys_evaluate(struct ma_pass *pass, const struct ma_dkim_subject *const *subjects,
		      size_t count);

/* --- Lookups ---------------------------------------------------------------- */

/* FIRST, THEN and LAST with dots between, empty ones left out; NULL if the DNS cannot hold it. */
const struct ma_name *ma_dkim_name(struct ma_arena *arena, struct ma_text first, const char *then,
				   struct ma_text last);
/* The first record of ANSWER that is meant for a key, joined; .data is NULL if there is none. */
struct ma_text ma_dkim_find_meant(struct ma_arena *arena, const struct ma_answer *answer);
/* Where names go that somebody wrote in full into a field that adds the zone (ANSWER: that there
 * is nothing at the right place). */
struct ma_text ma_dkim_zone_of(struct ma_pass *pass, const struct ma_answer *answer);
/* Notes ID if a record was put to NAME by mistake; false if none was. */
bool ma_dkim_look_elsewhere(struct ma_pass *pass, const struct mailauth_key *key,
			    const struct ma_name *name, enum ma_finding_id id);
void ma_dkim_note_failure(struct ma_pass *pass, struct ma_text name, struct ma_text selector,
			  const struct ma_answer *answer);
/* Judges the records of one selector that has more than one. */
void ma_dkim_judge_several(struct ma_pass *pass, const struct ma_selector *selector,
			   struct mailauth_key *key, const struct ma_answer *answer);
/* Whether the key of the record is that of the file. */
bool ma_dkim_is_same(const struct ma_key_file *file, const struct ma_dkim_record *record);
/* The key of a file beside that of the record. */
void ma_dkim_compare(struct ma_pass *pass, const struct ma_selector *selector,
		     const struct ma_dkim_record *record, const struct mailauth_key *key);

#endif
