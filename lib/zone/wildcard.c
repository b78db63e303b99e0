/* What a wildcard gives to the audited domain, or would give if the name were not there: the first
 * record at a name, or below it, ends all of it (RFC 4592 2.2.1).
 *
 * SPDX-License-Identifier: MIT */

#include "zone.h"

static const uint16_t types[] = { MA_TYPE_TXT, MA_TYPE_MX, MA_TYPE_A, MA_TYPE_AAAA };

enum {
	TYPES = sizeof(types) / sizeof(*types),
};

static const struct ma_name *wildcard_above(struct ma_pass *pass, const struct ma_name *name)
{
	struct ma_name parent = ma_name_parent(name);

	return ma_name_join(pass->arena, MA_TEXT("*"), &parent);
}

static bool is_alike(struct ma_pass *pass, const struct ma_name *a, const struct ma_name *b)
{
	for (size_t i = 0; i < TYPES; i++) {
		const struct ma_answer *left = ma_probe(&pass->view, a, types[i]);
		const struct ma_answer *right = ma_probe(&pass->view, b, types[i]);

		if (left->status == MA_ANSWER_FAILED || left->status != right->status ||
		    (left->alias == NULL) != (right->alias == NULL) ||
		    (left->alias != NULL && !ma_name_equal(left->alias, right->alias)) ||
		    !ma_answer_is_same(left, right))
			return false;
	}
	return true;
}

/* Whether NAME holds no record that mail needs. */
static bool is_empty(struct ma_pass *pass, const struct ma_name *name)
{
	for (size_t i = 0; i < TYPES; i++) {
		const struct ma_answer *answer = ma_probe(&pass->view, name, types[i]);

		if (answer->status != MA_ANSWER_NODATA || answer->link_count > 0)
			return false;
	}
	return true;
}

/* The wildcard of the closest name that exists: above it, the same is answered to its own name. */
static const struct ma_name *find_highest(struct ma_pass *pass, const struct ma_name *wildcard)
{
	while (wildcard != NULL && ma_name_labels(wildcard) > 2) {
		struct ma_name parent = ma_name_parent(wildcard);
		const struct ma_name *higher = wildcard_above(pass, &parent);

		if (higher == NULL || !is_alike(pass, wildcard, higher))
			break;
		wildcard = higher;
	}
	return wildcard;
}

static void note(struct ma_pass *pass, enum ma_finding_id id, const struct ma_name *wildcard)
{
	ma_finding_name(ma_findings_add(&pass->findings, id,
					ma_name_present(pass->arena, pass->settings->domain)),
			"wildcard", ma_name_present(pass->arena, wildcard));
}

/* Below a name that the zone has, nothing is answered from the wildcard next to that name. */
static bool is_made(struct ma_pass *pass, const struct ma_name *name,
		    const struct ma_name *wildcard)
{
	const struct ma_name *below =
		ma_name_join(pass->arena, MA_TEXT("mailauth-no-such-name"), name);

	return below != NULL &&
	       ma_probe(&pass->view, below, MA_TYPE_TXT)->status != MA_ANSWER_NXDOMAIN &&
	       is_alike(pass, name, wildcard) && is_alike(pass, below, wildcard);
}

void ma_zone_note_wildcard(struct ma_pass *pass)
{
	const struct ma_name *domain = pass->settings->domain;
	const struct ma_answer *soa = ma_probe(&pass->view, domain, MA_TYPE_SOA);
	const struct ma_name *wildcard;
	const struct ma_answer *answer;

	/* An apex exists, and so does no name below one that does not (RFC 8020 2). */
	if (soa->status == MA_ANSWER_RECORDS || soa->status == MA_ANSWER_FAILED ||
	    (soa->status == MA_ANSWER_NXDOMAIN && soa->alias == NULL) || ma_name_labels(domain) < 2)
		return;
	wildcard = wildcard_above(pass, domain);
	answer = wildcard != NULL ? ma_probe(&pass->view, wildcard, MA_TYPE_TXT) : NULL;
	if (answer == NULL || answer->status == MA_ANSWER_FAILED ||
	    (answer->status == MA_ANSWER_NXDOMAIN && answer->alias == NULL))
		return;
	if (is_made(pass, domain, wildcard))
		note(pass, MA_DNS_FROM_WILDCARD, find_highest(pass, wildcard));
	else if (is_empty(pass, domain) && !is_empty(pass, wildcard))
		note(pass, MA_DNS_WILDCARD_HIDDEN, wildcard);
}
