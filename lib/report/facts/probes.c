/* What the public may read of mail servers that were greeted.
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

#include <mailauth/mx.h>

static const struct ma_visit *visit_at(const struct mailauth_report *report, size_t index)
{
	return index < report->visits.count ? &report->visits.items[index] : NULL;
}

size_t mailauth_probe_count(const struct mailauth_report *report)
{
	return report->visits.count;
}

const char *mailauth_probe_server(const struct mailauth_report *report, size_t index)
{
	const struct ma_visit *visit = visit_at(report, index);

	return visit != NULL ? (const char *)visit->server.data : NULL;
}

const char *mailauth_probe_ip(const struct mailauth_report *report, size_t index)
{
	const struct ma_visit *visit = visit_at(report, index);

	return visit != NULL ? (const char *)visit->ip_text.data : NULL;
}

enum mailauth_probe_state mailauth_probe_state(const struct mailauth_report *report, size_t index)
{
	const struct ma_visit *visit = visit_at(report, index);

	return visit != NULL ? (enum mailauth_probe_state)visit->state : MAILAUTH_PROBE_NOT_ASKED;
}

const char *mailauth_probe_said(const struct mailauth_report *report, size_t index)
{
	const struct ma_visit *visit = visit_at(report, index);

	return visit != NULL && visit->said.length > 0 ? (const char *)visit->said.data : NULL;
}

bool mailauth_probe_starttls(const struct mailauth_report *report, size_t index)
{
	const struct ma_visit *visit = visit_at(report, index);

	return visit != NULL && visit->starttls;
}

/* In the order of enum ma_visit_state, too. */
const char *mailauth_probe_state_word(int state)
{
	static const char *const words[] = {
		[MAILAUTH_PROBE_NOT_ASKED] = "not-asked",
		[MAILAUTH_PROBE_UNREACHABLE] = "unreachable",
		[MAILAUTH_PROBE_SILENT] = "silent",
		[MAILAUTH_PROBE_STRANGE] = "strange",
		[MAILAUTH_PROBE_REFUSED] = "refused",
		[MAILAUTH_PROBE_NO_EHLO] = "no-ehlo",
		[MAILAUTH_PROBE_TAKEN] = "taken",
	};

	return state >= 0 && (size_t)state < sizeof(words) / sizeof(*words) ? words[state] : NULL;
}
