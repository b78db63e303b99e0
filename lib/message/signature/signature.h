/* A DKIM-Signature as it is written (RFC 6376 3.5).
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_MESSAGE_SIGNATURE_H
#define MA_MESSAGE_SIGNATURE_H

#include "hasher.h"

enum ma_algorithm {
	MA_ALGORITHM_OTHER,
	MA_ALGORITHM_RSA_SHA1,
	MA_ALGORITHM_RSA_SHA256,
	MA_ALGORITHM_ED25519, /* RFC 8463 */
};

struct ma_signature {
	const struct ma_field *field;
	struct ma_text algorithm; /* a=; texts are without white space */
	struct ma_text domain;
	struct ma_text selector;
	struct ma_text identity_domain; /* of i=; d= where there is none */
	struct ma_text headers;		/* h= */
	struct ma_text letters;		/* b= */
	struct ma_text octets;		/* b=, decoded */
	struct ma_text body_hash;	/* bh=, decoded */
	struct ma_text copied;		/* z= */
	enum ma_algorithm kind;
	bool simple_header;
	bool simple_body;
	bool has_length;
	int64_t signed_at; /* -1: it does not say */
	int64_t expires;   /* likewise */
	const struct ma_name *domain_name;
	const struct ma_name *owner; /* of its key; NULL: the DNS cannot hold it */
	/* What is wrong with it before anything is asked; MAILAUTH_SIGNATURE_VERIFIED: nothing. */
	enum mailauth_signature_reason fault;
	struct ma_text fault_tag;
	struct ma_hash hash;
};

void ma_signature_read(struct ma_arena *arena, const struct ma_field *field,
		       struct ma_signature *signature);
/* Whether the list LIST, colons between, has WORD (RFC 6376 3.5, 3.6.1). */
bool ma_signature_lists(struct ma_text list, const char *word);

#endif
