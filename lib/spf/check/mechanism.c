/* Mechanisms: does the connecting address match a term (RFC 7208 5)?
 *
 * SPDX-License-Identifier: MIT */

#include "expand.h"

/* RFC 7208 5.3, 5.4. */
static enum ma_spf_match match_addresses(struct ma_spf_check *check,
					 const struct ma_spf_frame *frame,
					 const struct ma_spf_term *term,
					 const struct ma_name *target)
{
	struct ma_spf_addresses addresses;
	struct ma_ip ip;
	unsigned bits;

	ma_spf_addresses_begin(&addresses, &check->lookups, frame, term, target);
	while (ma_spf_addresses_next(&addresses, &ip, &bits))
		if (ma_ip_in_prefix(&check->input->ip, &ip, bits))
			return MA_MATCH;
	if (addresses.failed) /* RFC 7208 5 */
		return MA_TEMPERROR;
	return addresses.over ? MA_PERMERROR : MA_NO_MATCH;
}

/* RFC 7208 4.6.4: which of them are the first 10 is a matter of chance. */
static void note_many_names(struct ma_spf_check *check, const struct ma_spf_frame *frame,
			    const struct ma_spf_term *term, size_t count)
{
	struct ma_pass *pass = check->pass;
	struct mailauth_finding *finding =
		ma_spf_note_limit(pass, frame, term, MA_SPF_MANY_PTR_NAMES, MA_SPF_PTR_MAX);

	ma_finding_text(finding, "ip", ma_ip_text(pass->arena, &check->input->ip));
	ma_finding_text(finding, "count", ma_arena_number(pass->arena, count));
}

/* RFC 7208 5.5.  DNS errors make the mechanism not match; a temperror never comes of it. */
static enum ma_spf_match match_ptr(struct ma_spf_check *check, const struct ma_spf_frame *frame,
				   const struct ma_spf_term *term, const struct ma_name *target)
{
	const struct ma_name *names[MA_SPF_PTR_MAX];
	const struct ma_answer *answer;
	bool pending;
	size_t count = ma_spf_validated_names(check, names, &answer, &pending);

	/* The lookup of the host's name is the term's own and may be void.  Those of the names that
	 * it leads to are not counted: they belong to the host that connects, not to the domain,
	 * for the reason that RFC 7208 4.6.4 gives for ignoring the eleventh name. */
	if (answer != NULL && !ma_spf_count_void(&check->lookups, frame, term, answer))
		return MA_PERMERROR;
	if (answer != NULL && answer->count > MA_SPF_PTR_MAX)
		note_many_names(check, frame, term, answer->count);
	for (size_t i = 0; i < count; i++)
		if (ma_name_is_within(names[i], target))
			return MA_MATCH;
	return MA_NO_MATCH;
}

/* RFC 7208 5.7: "even when the connection type is IPv6" */
static enum ma_spf_match match_exists(struct ma_spf_check *check, const struct ma_spf_frame *frame,
				      const struct ma_spf_term *term, const struct ma_name *target)
{
	const struct ma_answer *answer = ma_spf_ask(&check->lookups, target, MA_TYPE_A);

	if (answer->status == MA_ANSWER_FAILED)
		return MA_TEMPERROR;
	if (!ma_spf_count_void(&check->lookups, frame, term, answer))
		return MA_PERMERROR;
	return answer->count > 0 ? MA_MATCH : MA_NO_MATCH;
}

enum ma_spf_match ma_spf_match(struct ma_spf_check *check, const struct ma_spf_frame *frame,
			       const struct ma_spf_term *term, const struct ma_name *target)
{
	switch (term->kind) {
	case MA_SPF_A:
	case MA_SPF_MX:
		return match_addresses(check, frame, term, target);
	case MA_SPF_PTR:
		return match_ptr(check, frame, term, target);
	case MA_SPF_EXISTS:
		return match_exists(check, frame, term, target);
	default:
		return MA_NO_MATCH;
	}
}
