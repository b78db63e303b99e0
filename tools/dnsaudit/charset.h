/* Character sets of mail, made UTF-8.
 *
 * SPDX-License-Identifier: MIT */

#ifndef DNSAUDIT_CHARSET_H
#define DNSAUDIT_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

/* Makes *TEXT, which is to be freed, UTF-8 where it is in another character set of Japanese mail.
 */
void charset_to_utf8(char **text, size_t *length);
/* TEXT, which is in CHARSET, in memory of its own; NULL if it is not, unless LENIENT, or where
 * there is no such conversion. */
char *charset_convert(const char *text, size_t length, const char *charset, bool lenient,
		      size_t *made);

#endif
