/* The selectors that the caller of an audit names, and the keys that he has in files.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

static bool grow(struct mailauth_audit *audit)
{
	size_t size = audit->selector_size > 0 ? 2 * audit->selector_size : 32;
	struct ma_selector *selectors =
		ma_arena_array(&audit->store, size, sizeof(*audit->selectors));

	if (selectors == NULL)
		return false;
	for (size_t i = 0; i < audit->selector_count; i++)
		selectors[i] = audit->selectors[i];
	audit->selectors = selectors;
	audit->selector_size = size;
	return true;
}

/* The selector GIVEN, added if it is new; NULL once memory failed. */
static struct ma_selector *add(struct mailauth_audit *audit, struct ma_text given)
{
	struct ma_selector selector = { .named = true };

	ma_selector_read(&audit->store, &audit->settings, given, &selector);
	for (size_t i = 0; i < audit->selector_count; i++)
		if (ma_text_equal_fold(selector.text, audit->selectors[i].text))
			return &audit->selectors[i];
	if (audit->selector_count == MA_SELECTORS_MAX ||
	    (audit->selector_count == audit->selector_size && !grow(audit)))
		return NULL;
	audit->selectors[audit->selector_count] = selector;
	return &audit->selectors[audit->selector_count++];
}

void ma_audit_name_selector(struct mailauth_audit *audit, const struct ma_auth_result *result)
{
	if (result->method == MA_AUTH_DKIM && result->selector.length > 0 &&
	    result->domain != NULL && audit->settings.domain != NULL &&
	    ma_name_equal(result->domain, audit->settings.domain))
		add(audit, result->selector);
}

int ma_audit_take_signature(struct mailauth_audit *audit, struct ma_text domain,
			    struct ma_text selector)
{
	if (selector.length > 0 && ma_text_equal_fold(domain, audit->settings.domain_text))
		add(audit, ma_arena_copy(&audit->store, selector));
	return ma_audit_status(audit);
}

/* Whether a signature with SELECTOR is known whose d= is another domain, and none whose d= is the
 * audited one: its key belongs to the other domain (RFC 6376 3.6.2.1). */
static bool is_elsewhere(const struct mailauth_audit *audit, const struct ma_selector *selector)
{
	bool found = false;

	for (size_t i = 0; i < audit->dmarc.auth_count; i++) {
		const struct ma_dmarc_identifier *result = audit->dmarc.identifiers[i];

		if (result->method != MA_BY_DKIM || result->domain == NULL ||
		    !ma_text_equal_fold(result->selector, selector->text))
			continue;
		if (audit->settings.domain == NULL ||
		    ma_name_equal(result->domain, audit->settings.domain))
			return false;
		found = true;
	}
	return found;
}

void ma_audit_place_selectors(struct mailauth_audit *audit)
{
	for (size_t i = 0; i < audit->selector_count; i++)
		audit->selectors[i].elsewhere = is_elsewhere(audit, &audit->selectors[i]);
}

int mailauth_audit_add_selector(struct mailauth_audit *audit, const char *selector)
{
	if (audit->stepped || selector == NULL || selector[0] == '\0')
		return MAILAUTH_EINVAL;
	if (add(audit, ma_text(selector)) == NULL && audit->selector_count == MA_SELECTORS_MAX)
		return MAILAUTH_EINVAL;
	return ma_audit_status(audit);
}

int mailauth_audit_set_selectors(struct mailauth_audit *audit, enum mailauth_selectors selectors)
{
	if (audit->stepped || selectors < MAILAUTH_SELECTORS_NAMED ||
	    selectors > MAILAUTH_SELECTORS_ALL)
		return MAILAUTH_EINVAL;
	audit->settings.selectors = selectors;
	return 0;
}

int mailauth_audit_add_key(struct mailauth_audit *audit, const char *selector, const void *data,
			   size_t length, unsigned flags)
{
	struct ma_selector *place;

	if (audit->stepped || selector == NULL || selector[0] == '\0' || data == NULL ||
	    length > MAILAUTH_KEY_SIZE_MAX || (flags & ~(unsigned)MAILAUTH_KEY_READABLE) != 0)
		return MAILAUTH_EINVAL;
	place = add(audit, ma_text(selector));
	if (place == NULL)
		return audit->selector_count == MA_SELECTORS_MAX ? MAILAUTH_EINVAL
								 : MAILAUTH_ENOMEM;
	if (place->file != NULL)
		return MAILAUTH_EINVAL;
	place->file = ma_key_file_read(&audit->store, (struct ma_text){ data, length },
				       (flags & MAILAUTH_KEY_READABLE) != 0);
	return ma_audit_status(audit);
}
