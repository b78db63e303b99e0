/* What a text says next to its reply.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_EXTRACT_H
#define MA_EXTRACT_H

#include "../explain.h"

enum {
	MA_EXTRACT_MAX = 16 * 1024, /* bytes of a text that are looked through */
	MA_EXTRACT_MATCHES_MAX = 20,
};

/* A text that is looked through. */
struct ma_source {
	struct ma_text text;
	const char *folded;
};

/* Whether VALUE may be a domain, by its characters. */
bool ma_extract_is_domain(struct ma_text value);
/* Adds what the receiver said of SPF, DKIM and DMARC in FOLDED. */
void ma_stated_results_find(struct mailauth_explanation *explanation, const char *folded);

/* Takes whose key verifies the message RETURNED, if nothing has said so. */
void ma_signature_extract(struct mailauth_explanation *explanation, struct ma_text returned);

#endif
