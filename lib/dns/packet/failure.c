/* Failures: what a server says next to its response code.
 *
 * SPDX-License-Identifier: MIT */

#include "message.h"

enum {
	OPTION_EDE = 15, /* RFC 8914 2 */
};

static bool has_broken_dnssec(const ldns_rr *opt)
{
	const ldns_rdf *rdf = ldns_rr_rd_count(opt) > 0 ? ldns_rr_rdf(opt, 0) : NULL;
	const unsigned char *data = rdf != NULL ? ldns_rdf_data(rdf) : NULL;
	size_t size = rdf != NULL ? ldns_rdf_size(rdf) : 0;

	for (size_t at = 0; size - at >= 4;) {
		unsigned code = ma_message_get16(data + at);
		unsigned length = ma_message_get16(data + at + 2);

		if (length > size - at - 4)
			return false;
		/* RFC 8914 4.7 to 4.13 */
		if (code == OPTION_EDE && length >= 2 && ma_message_get16(data + at + 4) >= 6 &&
		    ma_message_get16(data + at + 4) <= 12)
			return true;
		at += 4 + length;
	}
	return false;
}

enum mailauth_failure ma_message_failure(struct ma_message *m)
{
	size_t before = (size_t)LDNS_ANCOUNT(m->packet) + LDNS_NSCOUNT(m->packet);
	size_t count = before + LDNS_ARCOUNT(m->packet);
	enum mailauth_failure failure = MAILAUTH_SERVER_FAILURE;

	if (m->answer->rcode == LDNS_RCODE_REFUSED)
		failure = MAILAUTH_REFUSED;
	ma_message_rewind(m);
	if (LDNS_QDCOUNT(m->packet) == 0)
		return failure;
	for (size_t i = 0; i < count; i++) {
		ldns_rr *record;

		if (!ma_message_read_record(m, LDNS_SECTION_ADDITIONAL, &record))
			break;
		if (record == NULL)
			continue;
		if (i >= before && ldns_rr_get_type(record) == LDNS_RR_TYPE_OPT &&
		    has_broken_dnssec(record))
			failure = MAILAUTH_BOGUS;
		ldns_rr_free(record);
	}
	return failure;
}
