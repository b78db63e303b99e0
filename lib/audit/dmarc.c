/* What the caller of an audit has of the mail: the visible From, and results.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

enum {
	AUTH_MAX = 100,
};

static int status(const struct mailauth_audit *audit)
{
	return audit->store.failed ? MAILAUTH_ENOMEM : 0;
}

int mailauth_audit_set_from(struct mailauth_audit *audit, const char *from)
{
	if (audit->stepped || from == NULL)
		return MAILAUTH_EINVAL;
	audit->dmarc.from = ma_arena_copy(&audit->store, ma_from_address(ma_text(from)));
	audit->dmarc.from_given = true;
	return status(audit);
}

int mailauth_audit_add_auth(struct mailauth_audit *audit, const char *auth)
{
	struct ma_dmarc_input *dmarc = &audit->dmarc;
	struct ma_dmarc_identifier *identifier;

	if (audit->stepped || auth == NULL || dmarc->auth_count == AUTH_MAX)
		return MAILAUTH_EINVAL;
	if (dmarc->identifiers == NULL)
		dmarc->identifiers =
			ma_arena_array(&audit->store, AUTH_MAX, sizeof(*dmarc->identifiers));
	identifier = ma_arena_alloc(&audit->store, sizeof(*identifier));
	if (identifier == NULL || dmarc->identifiers == NULL)
		return MAILAUTH_ENOMEM;
	if (!ma_dmarc_read_auth(&audit->store, ma_arena_copy(&audit->store, ma_text(auth)),
				identifier))
		return status(audit) < 0 ? MAILAUTH_ENOMEM : MAILAUTH_EINVAL;
	dmarc->identifiers[dmarc->auth_count++] = identifier;
	return status(audit);
}
