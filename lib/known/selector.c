/* Selectors that are known to be in use somewhere.
 *
 * SPDX-License-Identifier: MIT */

#include "known.h"

#include <string.h>

static const struct {
	const char *name;
	bool likely;
	const char *provider; /* a domain that SPF records take in; "" if none */
} selectors[] = {
#define SELECTOR(name, likely, provider) { name, likely, provider },
#include "selector.def"
#undef SELECTOR
};

const char *ma_selector_known(size_t index, bool all)
{
	for (size_t i = 0; i < sizeof(selectors) / sizeof(*selectors); i++)
		if ((all || selectors[i].likely) && index-- == 0)
			return selectors[i].name;
	return NULL;
}

/* Whether NAME is ANCESTOR or ends in it, after a dot. */
static bool is_below(struct ma_text name, const char *ancestor)
{
	size_t length = strlen(ancestor);
	size_t from = name.length - length;

	if (name.length < length || !ma_text_is(ma_text_slice(name, from, name.length), ancestor))
		return false;
	return from == 0 || name.data[from - 1] == '.';
}

const char *ma_selector_of_provider(size_t index, struct ma_text included)
{
	for (size_t i = 0; i < sizeof(selectors) / sizeof(*selectors); i++)
		if (selectors[i].provider[0] != '\0' && is_below(included, selectors[i].provider) &&
		    index-- == 0)
			return selectors[i].name;
	return NULL;
}
