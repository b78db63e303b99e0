/* The library's version, and the end of what it hands out.
 *
 * SPDX-License-Identifier: MIT */

#include <mailauth/mailauth.h>

#include <stdlib.h>

const char *mailauth_version(void)
{
	return MAILAUTH_VERSION;
}

void mailauth_free(void *memory)
{
	free(memory);
}
