/* The names of who connects (RFC 7208 5.5).
 *
 * SPDX-License-Identifier: MIT */

#include "check.h"

/* A DNS error makes ptr and %{p} see no name (RFC 7208 5.5), which a receiver need not meet. */
static void note_unknown_ptr(struct ma_spf_check *check, const struct ma_answer *answer)
{
	struct ma_pass *pass = check->pass;
	struct mailauth_finding *finding;

	if (answer->status != MA_ANSWER_FAILED)
		return;
	finding = ma_findings_add(&pass->findings, MA_SPF_PTR_UNKNOWN, MA_TEXT(""));
	ma_finding_text(finding, "ip", ma_ip_text(pass->arena, &check->input->ip));
	ma_finding_failure(finding, answer->failure);
}

static bool leads_back(struct ma_spf_check *check, const struct ma_name *name, bool *pending)
{
	const struct ma_ip *ip = &check->input->ip;
	const struct ma_answer *answer =
		ma_ask(&check->pass->view, name, ip->length == 4 ? MA_TYPE_A : MA_TYPE_AAAA);

	*pending = *pending || ma_answer_is_gap(answer);
	note_unknown_ptr(check, answer);
	/* RFC 7208 5.5: "If a DNS error occurs while doing an A RR lookup, then that domain name is
	 * skipped and the search continues." */
	for (size_t i = 0; i < answer->count; i++) {
		struct ma_ip address;

		if (ma_record_ip(&answer->records[i], &address) &&
		    ma_ip_in_prefix(ip, &address, 8 * ip->length))
			return true;
	}
	return false;
}

size_t ma_spf_validated_names(struct ma_spf_check *check,
			      const struct ma_name *names[MA_SPF_PTR_MAX],
			      const struct ma_answer **answer, bool *pending)
{
	struct ma_arena *arena = check->pass->arena;
	const struct ma_name *reverse = ma_ip_reverse_name(arena, &check->input->ip);
	size_t count = 0;

	if (reverse == NULL) { /* memory failed */
		*answer = NULL;
		*pending = false;
		return 0;
	}
	*answer = ma_ask(&check->pass->view, reverse, MA_TYPE_PTR);
	*pending = ma_answer_is_gap(*answer);
	note_unknown_ptr(check, *answer);
	/* RFC 7208 4.6.4: "all records other than the first 10 MUST be ignored" */
	for (size_t i = 0; i < (*answer)->count && i < MA_SPF_PTR_MAX; i++) {
		const struct ma_name *name = ma_record_name(arena, &(*answer)->records[i], 0);

		if (name != NULL && leads_back(check, name, pending))
			names[count++] = name;
	}
	return count;
}
