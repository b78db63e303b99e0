/* Slips in the domain of a recipient: "gmial.com".
 *
 * SPDX-License-Identifier: MIT */

#include "mailbox.h"

#include "../../syntax/syntax.h"

#include <string.h>

/* Domains of mailboxes that many people write to. */
static const char *const common[] = {
	"gmail.com",	  "yahoo.co.jp",   "ymail.ne.jp",    "docomo.ne.jp", "ezweb.ne.jp",
	"softbank.ne.jp", "i.softbank.jp", "icloud.com",     "outlook.com",  "outlook.jp",
	"hotmail.com",	  "hotmail.co.jp", "live.jp",	     "nifty.com",    "biglobe.ne.jp",
	"ocn.ne.jp",	  "plala.or.jp",   "so-net.ne.jp",   "yahoo.com",    "rakuten.jp",
	"uqmobile.jp",	  "rakumail.jp",   "vodafone.ne.jp", "au.com",
};

/* Names that others really have, although they look like one of those. */
static const char *const others[] = {
	"mail.com", "email.com", "ymail.com", "gmx.com",   "rmail.com",
	"live.com", "fmail.com", "qmail.com", "zmail.com", "ocn.or.jp",
};

enum {
	LEAST = 8, /* of a shorter name one byte is too much */
};

static bool is_among(struct ma_text domain, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (ma_text_equal_fold(domain, ma_text(names[i])))
			return true;
	return false;
}

/* The domain that was meant by DOMAIN; NULL for itself. */
static const char *meant_by(struct ma_text domain)
{
	if (domain.length < LEAST || is_among(domain, common, sizeof(common) / sizeof(*common)) ||
	    is_among(domain, others, sizeof(others) / sizeof(*others)))
		return NULL;
	for (size_t i = 0; i < sizeof(common) / sizeof(*common); i++)
		if (strlen(common[i]) >= LEAST &&
		    ma_spelling_slips_of_names(domain, ma_text(common[i])) == 1)
			return common[i];
	return NULL;
}

struct ma_mailbox_fault *ma_mailbox_slip(struct ma_arena *arena, struct ma_text address)
{
	size_t at = ma_text_last(address, '@');
	struct ma_text domain = ma_text_slice(address, at + 1, address.length);
	const char *meant = at < address.length ? meant_by(domain) : NULL;
	struct ma_mailbox_fault *fault;
	struct ma_buffer instead = { 0 };

	if (meant == NULL)
		return NULL;
	fault = ma_arena_alloc(arena, sizeof(*fault));
	if (fault == NULL)
		return NULL;
	ma_buffer_text(&instead, ma_text_slice(address, 0, at + 1));
	ma_buffer_string(&instead, meant);
	*fault = (struct ma_mailbox_fault){
		.kind = MA_MAILBOX_SLIP,
		.address = ma_arena_copy(arena, address),
		.position = at + 2,
		.instead = ma_buffer_keep(&instead, arena),
	};
	fault->character = ma_text_slice(fault->address, at + 1, address.length);
	return fault;
}
