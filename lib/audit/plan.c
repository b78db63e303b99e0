/* The plan: which kinds of inquiries there are, and in which order a report has them.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

#include "../expected/expected.h"
#include "../host/host.h"
#include "../message/message.h"
#include "../servers/servers.h"

const struct ma_kind *const ma_plan[] = {
	&ma_spf_record_kind,
	&ma_sender_kind,
	&ma_sender_without_others_kind,
	&ma_sender_rest_kind,
	&ma_dkim_key_kind,
	&ma_dkim_selectors_kind,
	&ma_dkim_domain_kind,
	&ma_signature_kind,
	&ma_message_kind,
	&ma_dmarc_kind,
	&ma_envelopes_kind,
	&ma_identifiers_kind,
	&ma_alignment_kind,
	&ma_dmarc_reports_kind,
	&ma_expected_senders_kind,
	&ma_expected_hosts_kind,
	&ma_mx_kind,
	&ma_visits_kind,
	&ma_hosts_kind,
	&ma_lists_kind,
	&ma_zone_kind,
	&ma_servers_kind,
	NULL,
};

void ma_plan_begin(struct ma_inquiries *inquiries)
{
	for (size_t i = 0; inquiries->plan[i] != NULL; i++)
		if (inquiries->plan[i]->begin != NULL)
			inquiries->plan[i]->begin(inquiries);
}
