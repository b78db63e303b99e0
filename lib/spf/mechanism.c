/* Mechanisms: does the connecting address match a term (RFC 7208 5)?
 *
 * SPDX-License-Identifier: MIT */

#include "expand.h"

static const char *address_type_word(const struct ma_spf_check *check)
{
	return check->input->ip.length == 4 ? "A" : "AAAA";
}

static bool addresses_match(const struct ma_spf_check *check, const struct ma_answer *answer,
			    const struct ma_spf_term *term)
{
	const struct ma_ip *ip = &check->input->ip;
	unsigned bits = ma_spf_bits(term, ip);

	for (size_t i = 0; i < answer->count; i++) {
		struct ma_ip address;

		if (ma_record_ip(&answer->records[i], &address) &&
		    ma_ip_in_prefix(ip, &address, bits))
			return true;
	}
	return false;
}

/* Asks for the addresses of NAME and compares. */
static enum ma_spf_match match_addresses(struct ma_spf_check *check,
					 const struct ma_spf_frame *frame,
					 const struct ma_spf_term *term, const struct ma_name *name)
{
	const struct ma_answer *answer =
		ma_ask(&check->pass->view, name, ma_spf_address_type(check));

	if (answer->status == MA_ANSWER_FAILED) { /* RFC 7208 5 */
		ma_spf_note_failure(check->pass, name, address_type_word(check), answer);
		return MA_TEMPERROR;
	}
	if (!ma_spf_count_void(check, frame, term, answer))
		return MA_PERMERROR;
	return addresses_match(check, answer, term) ? MA_MATCH : MA_NO_MATCH;
}

/* RFC 7208 5.4.  No implicit MX: without MX records there is nothing to match. */
static enum ma_spf_match match_mx(struct ma_spf_check *check, const struct ma_spf_frame *frame,
				  const struct ma_spf_term *term, const struct ma_name *target)
{
	const struct ma_answer *answer = ma_ask(&check->pass->view, target, MA_TYPE_MX);
	const struct ma_name *hosts[MA_SPF_MX_MAX];
	size_t count;

	if (answer->status == MA_ANSWER_FAILED) {
		ma_spf_note_failure(check->pass, target, "MX", answer);
		return MA_TEMPERROR;
	}
	if (!ma_spf_count_void(check, frame, term, answer))
		return MA_PERMERROR;
	/* RFC 7208 4.6.4: more than 10 are a permerror, whichever of them would match: the order
	 * among equal preferences is nobody's to choose. */
	if (answer->count > MA_SPF_MX_MAX) {
		ma_spf_note_mx(check->pass, frame, term, answer->count);
		return MA_PERMERROR;
	}
	count = ma_spf_mail_hosts(check->pass->arena, answer, hosts);
	for (size_t i = 0; i < count; i++) {
		enum ma_spf_match match = match_addresses(check, frame, term, hosts[i]);

		if (match != MA_NO_MATCH)
			return match;
	}
	return MA_NO_MATCH;
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
	if (answer != NULL && !ma_spf_count_void(check, frame, term, answer))
		return MA_PERMERROR;
	for (size_t i = 0; i < count; i++)
		if (ma_name_is_within(names[i], target))
			return MA_MATCH;
	return MA_NO_MATCH;
}

/* RFC 7208 5.7: "even when the connection type is IPv6" */
static enum ma_spf_match match_exists(struct ma_spf_check *check, const struct ma_spf_frame *frame,
				      const struct ma_spf_term *term, const struct ma_name *target)
{
	const struct ma_answer *answer = ma_ask(&check->pass->view, target, MA_TYPE_A);

	if (answer->status == MA_ANSWER_FAILED) {
		ma_spf_note_failure(check->pass, target, "A", answer);
		return MA_TEMPERROR;
	}
	if (!ma_spf_count_void(check, frame, term, answer))
		return MA_PERMERROR;
	return answer->count > 0 ? MA_MATCH : MA_NO_MATCH;
}

enum ma_spf_match ma_spf_match(struct ma_spf_check *check, const struct ma_spf_frame *frame,
			       const struct ma_spf_term *term, const struct ma_name *target)
{
	switch (term->kind) {
	case MA_SPF_A:
		return match_addresses(check, frame, term, target);
	case MA_SPF_MX:
		return match_mx(check, frame, term, target);
	case MA_SPF_PTR:
		return match_ptr(check, frame, term, target);
	case MA_SPF_EXISTS:
		return match_exists(check, frame, term, target);
	default:
		return MA_NO_MATCH;
	}
}
