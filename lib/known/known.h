/* What is known of others: selectors that are in use, and systems that answer.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_KNOWN_H
#define MA_KNOWN_H

#include "../base/base.h"

/* --- Selectors -------------------------------------------------------------- */

/* The selectors that are likely; with ALL, every one that is known.  By INDEX from 0; NULL after
 * the last. */
const char *ma_selector_known(size_t index, bool all);
/* One that is used where the SPF record of the domain takes in INCLUDED; likewise. */
const char *ma_selector_of_provider(size_t index, struct ma_text included);

/* --- Systems that answer ------------------------------------------------------ */

enum ma_system_id {
#define SYSTEM(id, kind, family, name, host, text) MA_SYSTEM_##id,
#include "system.def"
#undef SYSTEM
	MA_SYSTEM_COUNT,
};

enum ma_system_kind {
	MA_SYSTEM_KIND_GENERIC,
	MA_SYSTEM_KIND_LIST,
	MA_SYSTEM_KIND_SOFTWARE,
	MA_SYSTEM_KIND_PROVIDER,
};

struct ma_system {
	enum ma_system_kind kind;
	unsigned family;
	const char *name;
	const char *host; /* a regular expression; "" for none */
	const char *text;
};

const struct ma_system *ma_system(enum ma_system_id id);

#endif
