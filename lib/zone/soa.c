/* The SOA record: whom it names, and how long an answer that there is nothing is kept.
 *
 * SPDX-License-Identifier: MIT */

#include "zone.h"

#include <string.h>

enum {
	HOUR = 3600,
	NEGATIVE_MOST = 24 * HOUR, /* RFC 2308 5: "Values exceeding one day" are a problem */
};

/* RFC 1035 3.3.13: the first label is what comes before the "@" of the address. */
static bool is_mailbox(const struct ma_name *name)
{
	return ma_name_labels(name) > 1 && memchr(name->wire, '@', name->length) == NULL;
}

static void note_mailbox(struct ma_pass *pass, struct ma_text apex, const struct ma_record *soa)
{
	const struct ma_name *server = ma_record_name(pass->arena, soa, 0);
	const struct ma_name *mailbox =
		server != NULL ? ma_record_name(pass->arena, soa, server->length) : NULL;

	if (mailbox != NULL && !is_mailbox(mailbox))
		ma_finding_text(ma_findings_add(&pass->findings, MA_DNS_SOA_MAILBOX, apex),
				"mailbox", ma_name_text(pass->arena, mailbox));
}

/* Whether SERVER ends in the zone's name twice, as a name without the dot at its end does in a zone
 * file (RFC 1035 5.1). */
static bool is_doubled(const struct ma_name *server, const struct ma_name *apex)
{
	size_t labels = ma_name_labels(apex);
	struct ma_name inner;

	if (!ma_name_is_within(server, apex) || ma_name_labels(server) < 2 * labels)
		return false;
	inner = ma_name_tail(server, 2 * (unsigned)labels);
	return inner.length == 2 * apex->length - 1 &&
	       memcmp(inner.wire, apex->wire, apex->length - 1) == 0;
}

static void note_server(struct ma_pass *pass, const struct ma_name *apex,
			const struct ma_record *soa)
{
	const struct ma_name *server = ma_record_name(pass->arena, soa, 0);

	if (server != NULL && (ma_name_labels(server) < 2 || is_doubled(server, apex)))
		ma_finding_name(ma_findings_add(&pass->findings, MA_DNS_SOA_SERVER,
						ma_name_present(pass->arena, apex)),
				"server", ma_name_present(pass->arena, server));
}

void ma_zone_note_soa(struct ma_pass *pass, const struct ma_name *apex, const struct ma_answer *soa)
{
	struct ma_text name = ma_name_present(pass->arena, apex);
	uint32_t kept = ma_record_soa_number(&soa->records[0], MA_SOA_MINIMUM);

	note_server(pass, apex, &soa->records[0]);
	note_mailbox(pass, name, &soa->records[0]);
	/* RFC 2308 5: the lesser of the two. */
	if (kept > soa->ttl)
		kept = soa->ttl;
	if (kept > NEGATIVE_MOST)
		ma_finding_name(ma_findings_add(&pass->findings, MA_DNS_NEGATIVE_TTL, name),
				"hours", ma_arena_number(pass->arena, (kept + HOUR - 1) / HOUR));
}
