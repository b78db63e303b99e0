/* The settings of an audit, by name: for recordings, and for programs that show them.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

enum {
	SIZE_FIRST = 8,
};

static bool grow(struct mailauth_audit *audit)
{
	struct ma_options *options = &audit->options;
	size_t size = options->size > 0 ? 2 * options->size : SIZE_FIRST;
	struct ma_option *items = ma_arena_array(&audit->store, size, sizeof(*items));

	if (items == NULL)
		return false;
	for (size_t i = 0; i < options->count; i++)
		items[i] = options->items[i];
	options->items = items;
	options->size = size;
	return true;
}

int ma_audit_note_option(struct mailauth_audit *audit, const char *name, const char *value)
{
	struct ma_options *options = &audit->options;

	if (options->count == options->size && !grow(audit))
		return MAILAUTH_ENOMEM;
	options->items[options->count++] = (struct ma_option){
		name, (const char *)ma_arena_copy(&audit->store, ma_text(value)).data
	};
	return ma_audit_status(audit);
}

const char *mailauth_audit_option_name(const struct mailauth_audit *audit, size_t index)
{
	return index < audit->options.count ? audit->options.items[index].name : NULL;
}

const char *mailauth_audit_option_value(const struct mailauth_audit *audit, size_t index)
{
	return index < audit->options.count ? audit->options.items[index].value : NULL;
}
