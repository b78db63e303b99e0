/* Messages with parts, or encoded, as a text.
 *
 * SPDX-License-Identifier: MIT */

#ifndef DNSAUDIT_MIME_H
#define DNSAUDIT_MIME_H

#include "input.h"

/* Replaces *TEXT, which is to be freed and begins INPUT, by its parts one after the other, decoded,
 * if it is a message that needs it and dnsaudit-mime is there.  *PARTIAL: not all of it was read.
 */
void mime_decode(const struct options *options, struct input *input, char **text, size_t *length,
		 bool *partial);

#endif
