/* Systems: whose answers are known.
 *
 * SPDX-License-Identifier: MIT */

#include "known.h"

/* Families. */
enum {
	MICROSOFT = 1,
};

const struct ma_system *ma_system(enum ma_system_id id)
{
	static const struct ma_system systems[] = {
#define SYSTEM(id, kind, family, name, host, text)                                                 \
	{ MA_SYSTEM_KIND_##kind, family, name, host, text },
#include "system.def"
#undef SYSTEM
	};

	return &systems[id];
}
