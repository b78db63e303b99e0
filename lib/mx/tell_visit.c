/* Findings about mail servers that were greeted.
 *
 * SPDX-License-Identifier: MIT */

#include "mx.h"

static enum ma_finding_id id_of(const struct ma_visit *visit)
{
	static const enum ma_finding_id ids[] = {
		[MA_VISIT_NOT_ASKED] = MA_MX_PROBE_NOT_ASKED,
		[MA_VISIT_UNREACHABLE] = MA_MX_PROBE_UNREACHABLE,
		[MA_VISIT_SILENT] = MA_MX_PROBE_SILENT,
		[MA_VISIT_STRANGE] = MA_MX_PROBE_STRANGE,
		[MA_VISIT_REFUSED] = MA_MX_PROBE_REFUSED,
		[MA_VISIT_NO_EHLO] = MA_MX_PROBE_NO_EHLO,
		[MA_VISIT_TAKEN] = MA_MX_PROBE_NO_TLS,
	};

	return visit->starttls ? MA_MX_PROBE_TLS : ids[visit->state];
}

void ma_visit_tell(struct ma_pass *pass, const struct ma_visit *visit)
{
	struct mailauth_finding *finding =
		ma_findings_add(&pass->findings, id_of(visit), pass->settings->domain_text);

	ma_finding_name(finding, "host", visit->server);
	ma_finding_name(finding, "ip", visit->ip_text);
	if (visit->state == MA_VISIT_UNREACHABLE)
		ma_finding_failure(finding, visit->failure);
	if (visit->state == MA_VISIT_STRANGE || visit->state == MA_VISIT_REFUSED)
		ma_finding_name(finding, "said", visit->said);
}
