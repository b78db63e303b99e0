/* Mailboxes that anyone can have.
 *
 * SPDX-License-Identifier: MIT */

#include "known.h"

static const char *const domains[] = {
#define FREEMAIL(domain) domain,
#include "freemail.def"
#undef FREEMAIL
};

bool ma_freemail_is(struct ma_text domain)
{
	for (size_t i = 0; i < sizeof(domains) / sizeof(*domains); i++)
		if (ma_text_is(domain, domains[i]))
			return true;
	return false;
}
