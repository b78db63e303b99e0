/* What the public may read of a report and of its senders.
 *
 * SPDX-License-Identifier: MIT */

#include "report.h"

const char *mailauth_report_domain(const struct mailauth_report *report)
{
	return (const char *)report->settings.domain_text.data;
}

const char *mailauth_report_domain_unicode(const struct mailauth_report *report)
{
	return (const char *)report->settings.domain_unicode.data;
}

int64_t mailauth_report_now(const struct mailauth_report *report)
{
	return report->settings.now;
}

bool mailauth_report_is_domain(const struct mailauth_report *report)
{
	return report->settings.domain != NULL;
}

enum mailauth_scope mailauth_report_scope(const struct mailauth_report *report)
{
	return report->settings.scope;
}

bool mailauth_report_is_complete(const struct mailauth_report *report)
{
	return report->complete;
}

enum mailauth_severity mailauth_report_severity(const struct mailauth_report *report)
{
	enum mailauth_severity gravest = MAILAUTH_SEVERITY_NONE;

	for (int section = MAILAUTH_SECTION_SPF; section <= MAILAUTH_SECTION_DNS; section++) {
		enum mailauth_severity severity =
			mailauth_report_section_severity(report, (enum mailauth_section)section);

		if (severity > gravest)
			gravest = severity;
	}
	return gravest;
}

enum mailauth_severity mailauth_report_section_severity(const struct mailauth_report *report,
							enum mailauth_section section)
{
	enum mailauth_severity gravest = MAILAUTH_SEVERITY_NONE;

	for (size_t i = 0; i < report->finding_count; i++)
		if (mailauth_finding_section(report->findings[i]) == section &&
		    mailauth_finding_severity(report->findings[i]) > gravest)
			gravest = mailauth_finding_severity(report->findings[i]);
	return gravest;
}

size_t mailauth_report_spf_record_count(const struct mailauth_report *report)
{
	return report->spf.count;
}

const unsigned char *mailauth_report_spf_record(const struct mailauth_report *report, size_t index,
						size_t *length)
{
	return index < report->spf.count ? ma_text_bytes(report->spf.records[index]->text, length)
					 : NULL;
}

const char *mailauth_report_apex(const struct mailauth_report *report)
{
	return (const char *)report->zone.apex_text.data;
}

size_t mailauth_report_name_server_count(const struct mailauth_report *report)
{
	return report->zone.server_count;
}

const char *mailauth_report_name_server(const struct mailauth_report *report, size_t index)
{
	if (index >= report->zone.server_count)
		return NULL;
	return (const char *)report->zone.servers[index].data;
}

size_t mailauth_report_sender_count(const struct mailauth_report *report)
{
	return report->sender_count;
}

const struct mailauth_sender *mailauth_report_sender(const struct mailauth_report *report,
						     size_t index)
{
	return index < report->sender_count ? report->senders[index] : NULL;
}

const char *mailauth_sender_ip(const struct mailauth_sender *sender)
{
	return (const char *)sender->ip_text.data;
}

enum mailauth_identity mailauth_sender_identity(const struct mailauth_sender *sender)
{
	return sender->input.identity;
}

const char *mailauth_sender_domain(const struct mailauth_sender *sender)
{
	return (const char *)sender->domain_text.data;
}

enum mailauth_spf_result mailauth_sender_result(const struct mailauth_sender *sender)
{
	return sender->outcome.result;
}

const char *mailauth_sender_matched(const struct mailauth_sender *sender)
{
	return (const char *)sender->outcome.matched.data;
}

const char *mailauth_sender_matched_domain(const struct mailauth_sender *sender)
{
	return (const char *)sender->outcome.matched_domain.data;
}

unsigned mailauth_sender_lookups(const struct mailauth_sender *sender)
{
	return sender->outcome.lookups;
}

unsigned mailauth_sender_voids(const struct mailauth_sender *sender)
{
	return sender->outcome.voids;
}

const char *mailauth_sender_explanation(const struct mailauth_sender *sender)
{
	return (const char *)sender->outcome.explanation.data;
}

size_t mailauth_report_finding_count(const struct mailauth_report *report)
{
	return report->finding_count + report->overruled_count;
}

const struct mailauth_finding *mailauth_report_finding(const struct mailauth_report *report,
						       size_t index)
{
	return index < mailauth_report_finding_count(report) ? report->findings[index] : NULL;
}

bool mailauth_report_spf_addresses(const struct mailauth_report *report, uint64_t *count)
{
	if (!report->spf.tree.counted)
		return false;
	*count = report->spf.tree.reach.ipv4;
	return true;
}
