/* The names of the tags of key records that have a meaning.
 *
 * SPDX-License-Identifier: MIT */

#include "record.h"

#include <string.h>

static const char known[] = "vkphstgn"; /* as MA_DKIM_TAG_V and those after it */

size_t ma_dkim_known_tag(struct ma_text name)
{
	const char *at = name.length == 1 ? strchr(known, ma_fold(name.data[0])) : NULL;

	return at != NULL && *at != '\0' ? (size_t)(at - known) : MA_DKIM_TAGS;
}

bool ma_dkim_is_exact(struct ma_text name)
{
	return name.length > 0 && name.data[0] == ma_fold(name.data[0]);
}
