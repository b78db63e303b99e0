/* Files that hold a message.
 *
 * SPDX-License-Identifier: MIT */

#ifndef DNSAUDIT_UNWRAP_H
#define DNSAUDIT_UNWRAP_H

#include <stddef.h>

/* Where in DATA, the beginning of a file, the message begins; *MOST is how many bytes it has at
 * most. */
size_t unwrap(const char *data, size_t length, unsigned long long *most);

#endif
