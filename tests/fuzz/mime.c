/* Fuzz target: any bytes as a message that the helper for MIME takes apart.
 *
 * SPDX-License-Identifier: MIT */

#include "fuzz.h"

#include "mime/flat.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>

/* What must hold of every text: never more than is read, and what is left out is said. */
static void check(const struct flat *flat)
{
	if (flat->out->len > MIME_TEXT_MAX || flat->texts > flat->parts + 2 * MIME_DEPTH_MAX)
		abort();
	if (flat->parts > MIME_PARTS_MAX && (flat->limits & MIME_LIMIT_PARTS) == 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool begun;
	struct flat flat = { .out = g_string_new(NULL) };

	if (!begun)
		g_mime_init();
	begun = true;
	flatten(&flat, (const char *)data, size, 0);
	check(&flat);
	g_string_free(flat.out, TRUE);
	return 0;
}
