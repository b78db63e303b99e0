/* Failures: what a server says next to its response code.
 *
 * SPDX-License-Identifier: MIT */

#include "message.h"

enum {
	OPTION_EDE = 15, /* RFC 8914 2 */
};

static bool has_broken_dnssec(struct ma_text options)
{
	const unsigned char *data = options.data;

	for (size_t at = 0; options.length - at >= 4;) {
		unsigned code = ma_wire_get16(data + at);
		unsigned length = ma_wire_get16(data + at + 2);

		if (length > options.length - at - 4)
			return false;
		/* RFC 8914 4.7 to 4.13 */
		if (code == OPTION_EDE && length >= 2 && ma_wire_get16(data + at + 4) >= 6 &&
		    ma_wire_get16(data + at + 4) <= 12)
			return true;
		at += 4 + length;
	}
	return false;
}

enum mailauth_failure ma_message_failure(struct ma_message *m)
{
	size_t before =
		ma_message_count(m, MA_SECTION_ANSWER) + ma_message_count(m, MA_SECTION_AUTHORITY);
	size_t count = before + ma_message_count(m, MA_SECTION_ADDITIONAL);
	enum mailauth_failure failure = MAILAUTH_SERVER_FAILURE;
	struct ma_wire_record record;

	if (m->answer->rcode == MA_RCODE_REFUSED)
		failure = MAILAUTH_REFUSED;
	if (ma_message_count(m, MA_SECTION_QUESTION) == 0)
		return failure;
	ma_message_rewind(m);
	for (size_t i = 0; i < count && ma_message_read_record(m, &record); i++)
		if (i >= before && record.type == MA_TYPE_OPT &&
		    has_broken_dnssec(ma_text_slice(m->cursor.text, record.data, record.end)))
			failure = MAILAUTH_BOGUS;
	return failure;
}
