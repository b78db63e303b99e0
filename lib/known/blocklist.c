/* Block lists: what is known of them.
 *
 * SPDX-License-Identifier: MIT */

#include "known.h"

static const struct ma_blocklist lists[] = {
#define BLOCKLIST(id, word, name, zone, of, listed, unlisted, page, terms, source, date)           \
	{ MA_BLOCKLIST_##id, word, name, zone, MA_BLOCKLIST_OF_##of, listed, unlisted, page, date },
#define CODE(list, from, to, meaning)
#include "blocklist.def"
#undef BLOCKLIST
#undef CODE
};

static const struct {
	enum ma_blocklist_id list;
	unsigned from;
	unsigned to;
	enum ma_blocklist_meaning meaning;
} codes[] = {
#define BLOCKLIST(id, word, name, zone, of, listed, unlisted, page, terms, source, date)
#define CODE(list, from, to, meaning) { MA_BLOCKLIST_##list, from, to, MA_BLOCKLIST_##meaning },
#include "blocklist.def"
#undef BLOCKLIST
#undef CODE
};

const struct ma_blocklist *ma_blocklist(size_t index)
{
	return index < sizeof(lists) / sizeof(*lists) ? &lists[index] : NULL;
}

enum ma_blocklist_meaning ma_blocklist_meaning(const struct ma_blocklist *list,
					       const unsigned char octets[4])
{
	unsigned code = (unsigned)octets[1] << 16 | (unsigned)octets[2] << 8 | octets[3];

	/* RFC 5782 2.1: what is not in 127.0.0.0/8, a list does not answer. */
	if (octets[0] != 127)
		return MA_BLOCKLIST_NONSENSE;
	if (octets[1] == 255 && octets[2] == 255)
		return MA_BLOCKLIST_REFUSED;
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (codes[i].list == list->id && code >= codes[i].from && code <= codes[i].to)
			return codes[i].meaning;
	return MA_BLOCKLIST_LISTED;
}
