/* The selectors of an audit: those that the caller names, those that are likely, those of providers
 * that the SPF record takes in; and when the inquiries about them begin.
 *
 * SPDX-License-Identifier: MIT */

#include "../known/known.h"
#include "audit.h"

#include <string.h>

static int status(const struct mailauth_audit *audit)
{
	return audit->store.failed ? MAILAUTH_ENOMEM : 0;
}

static bool grow(struct mailauth_audit *audit)
{
	size_t size = audit->selector_size > 0 ? 2 * audit->selector_size : 32;
	struct ma_selector *selectors =
		ma_arena_array(&audit->store, size, sizeof(*audit->selectors));
	struct mailauth_key **keys = ma_arena_array(&audit->store, size, sizeof(*audit->keys));

	if (selectors == NULL || keys == NULL)
		return false;
	for (size_t i = 0; i < audit->selector_count; i++) {
		selectors[i] = audit->selectors[i];
		keys[i] = audit->keys[i];
	}
	audit->selectors = selectors;
	audit->keys = keys;
	audit->selector_size = size;
	return true;
}

/* The selector GIVEN, added if it is new; NULL once memory failed. */
static struct ma_selector *add(struct mailauth_audit *audit, struct ma_text given, bool named)
{
	struct ma_selector selector = { .named = named };
	struct mailauth_key *key;

	ma_selector_read(&audit->store, &audit->settings, given, &selector);
	for (size_t i = 0; i < audit->selector_count; i++)
		if (ma_text_is(selector.text, (const char *)audit->selectors[i].text.data) &&
		    audit->selectors[i].text.length == strlen((const char *)selector.text.data))
			return &audit->selectors[i];
	if (audit->selector_count == audit->selector_size && !grow(audit))
		return NULL;
	key = ma_arena_alloc(&audit->store, sizeof(*key));
	if (key == NULL)
		return NULL;
	audit->keys[audit->selector_count] = key;
	audit->selectors[audit->selector_count] = selector;
	return &audit->selectors[audit->selector_count++];
}

int mailauth_audit_add_selector(struct mailauth_audit *audit, const char *selector)
{
	if (audit->stepped || selector == NULL || selector[0] == '\0')
		return MAILAUTH_EINVAL;
	add(audit, ma_text(selector), true);
	return status(audit);
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
	place = add(audit, ma_text(selector), true);
	if (place == NULL)
		return MAILAUTH_ENOMEM;
	if (place->file != NULL)
		return MAILAUTH_EINVAL;
	place->file = ma_key_file_read(&audit->store, (struct ma_text){ data, length },
				       (flags & MAILAUTH_KEY_READABLE) != 0);
	return status(audit);
}

/* --- Inquiries -------------------------------------------------------------- */

/* Adds a selector with its inquiry, unless it is known already. */
static void add_likely(struct mailauth_audit *audit, const char *selector)
{
	size_t count = audit->selector_count;

	add(audit, ma_text(selector), false);
	if (audit->selector_count > count)
		ma_audit_inquire(audit, INQUIRE_KEY, 0, count);
}

void ma_audit_begin_keys(struct mailauth_audit *audit)
{
	enum mailauth_selectors which = audit->settings.selectors;
	const char *selector;

	for (size_t i = 0; i < audit->selector_count; i++)
		ma_audit_inquire(audit, INQUIRE_KEY, 0, i);
	if (which == MAILAUTH_SELECTORS_NAMED)
		return;
	for (size_t i = 0;
	     (selector = ma_selector_known(i, which == MAILAUTH_SELECTORS_ALL)) != NULL; i++)
		add_likely(audit, selector);
}

/* Those of the services that the SPF record takes in. */
static void add_of_providers(struct mailauth_audit *audit)
{
	const struct ma_spf_branch *branch = audit->spf.tree.branches;
	const char *selector;

	for (; branch != NULL; branch = branch->next) {
		struct ma_text term = branch->text;

		if (term.length > 0 && strchr("+-~?", term.data[0]) != NULL)
			term = ma_text_slice(term, 1, term.length);
		if (branch->state == MA_BRANCH_RECORD || !ma_text_starts(term, "include:"))
			continue;
		term = ma_text_slice(term, strlen("include:"), term.length);
		for (size_t i = 0; (selector = ma_selector_of_provider(i, term)) != NULL; i++)
			add_likely(audit, selector);
	}
}

static bool is_about_keys(const struct inquiry *inquiry)
{
	return inquiry->kind == INQUIRE_RECORD || inquiry->kind == INQUIRE_KEY;
}

void ma_audit_follow_keys(struct mailauth_audit *audit, const struct inquiry *inquiry)
{
	if (audit->selector_count == 0 || !is_about_keys(inquiry))
		return;
	if (inquiry->kind == INQUIRE_RECORD &&
	    audit->settings.selectors == MAILAUTH_SELECTORS_LIKELY)
		add_of_providers(audit);
	for (const struct inquiry *i = audit->inquiries; i != NULL; i = i->next)
		if (is_about_keys(i) && !i->settled)
			return;
	ma_audit_inquire(audit, INQUIRE_KEYS, 0, 0);
}
