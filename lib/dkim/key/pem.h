/* PEM.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DKIM_PEM_H
#define MA_DKIM_PEM_H

#include "../../base/base.h"

/* The blocks of a text (RFC 7468 2), one after the other. */
struct ma_pem {
	struct ma_text text; /* what is not read yet */
	struct ma_text label;
	bool encrypted; /* the headers say so (RFC 1421 4.6.1.1) */
	/* What is in the block; nothing if its letters or its end are wrong. */
	struct ma_text octets;
	unsigned char *room; /* for the octets, and for the letters before they are decoded */
	size_t size;
};

/* TEXT outlives PEM.  False: there is no memory. */
bool ma_pem_open(struct ma_pem *pem, struct ma_text text);
/* Takes the next block; false: there is none. */
bool ma_pem_next(struct ma_pem *pem);
/* Forgets what was in the blocks, too. */
void ma_pem_close(struct ma_pem *pem);

#endif
