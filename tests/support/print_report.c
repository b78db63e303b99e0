/* Everything that a report says, as one text: what tests compare.
 *
 * SPDX-License-Identifier: MIT */

#include "print_report.h"

#include <stdio.h>
#include <stdlib.h>

static const char *shown(const char *text)
{
	return text != NULL ? text : "-";
}

static void print_bytes(FILE *stream, const unsigned char *data, size_t length)
{
	char *text;

	if (data == NULL) {
		fputs("-", stream);
	} else if (mailauth_visible(data, length, &text) == 0) {
		fputs(text, stream);
		free(text);
	}
}

static void print_sender(FILE *stream, const struct mailauth_sender *sender)
{
	fprintf(stream, "sender %s %s %s: %s, matched %s of %s, %u lookups, %u voids, \"%s\"\n",
		mailauth_sender_ip(sender),
		mailauth_identity_word((int)mailauth_sender_identity(sender)),
		mailauth_sender_domain(sender),
		mailauth_spf_result_word((int)mailauth_sender_result(sender)),
		shown(mailauth_sender_matched(sender)),
		shown(mailauth_sender_matched_domain(sender)), mailauth_sender_lookups(sender),
		mailauth_sender_voids(sender), shown(mailauth_sender_explanation(sender)));
}

static void print_key(FILE *stream, const struct mailauth_key *key)
{
	size_t length = 0;
	const unsigned char *record = mailauth_key_record(key, &length);

	fprintf(stream, "key %s at %s: %s, %u bits, %s, ", mailauth_key_selector(key),
		mailauth_key_name(key), shown(mailauth_key_type(key)), mailauth_key_bits(key),
		mailauth_key_status_word((int)mailauth_key_status(key)));
	print_bytes(stream, record, length);
	for (size_t i = 0; i < mailauth_key_alias_count(key); i++)
		fprintf(stream, " > %s", mailauth_key_alias(key, i));
	putc('\n', stream);
}

static void print_finding(FILE *stream, const struct mailauth_finding *finding)
{
	static const char *const keys[] = {
		"bits",	    "character", "count",  "domain",   "failure", "family", "host",
		"identity", "ip",	 "kind",   "limit",    "matched", "meant",  "mechanism",
		"modifier", "place",	 "result", "selector", "tag",	  "target", "term",
		"type",	    "typed",	 "wanted", "word",
	};
	size_t length = 0, from, to;
	const unsigned char *record = mailauth_finding_record(finding, &length);

	mailauth_finding_span(finding, &from, &to);
	fprintf(stream, "finding %s %s %s %u %s \"%s\" [%zu, %zu] of ",
		mailauth_finding_id(finding),
		mailauth_severity_word((int)mailauth_finding_severity(finding)),
		mailauth_section_word((int)mailauth_finding_section(finding)),
		mailauth_finding_who(finding), mailauth_finding_source(finding),
		mailauth_finding_name(finding), from, to);
	print_bytes(stream, record, length);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (mailauth_finding_argument(finding, keys[i]) != NULL)
			fprintf(stream, ", %s=%s", keys[i],
				mailauth_finding_argument(finding, keys[i]));
	putc('\n', stream);
}

static void print_zone(FILE *stream, const struct mailauth_report *report)
{
	for (size_t i = 0; i < mailauth_report_spf_record_count(report); i++) {
		size_t length;
		const unsigned char *record = mailauth_report_spf_record(report, i, &length);

		fputs("record ", stream);
		print_bytes(stream, record, length);
		putc('\n', stream);
	}
	fprintf(stream, "apex %s\n", shown(mailauth_report_apex(report)));
	for (size_t i = 0; i < mailauth_report_name_server_count(report); i++)
		fprintf(stream, "server %s\n", mailauth_report_name_server(report, i));
}

static void print_texts(FILE *stream, const struct mailauth_report *report)
{
	for (int language = MAILAUTH_ENGLISH; language <= MAILAUTH_JAPANESE; language++) {
		char *text;

		if (mailauth_report_text(report, (enum mailauth_language)language, 0,
					 MAILAUTH_TEXT_LONG, &text, NULL) != 0)
			abort();
		fputs(text, stream);
		free(text);
	}
}

char *print_report(const struct mailauth_report *report)
{
	char *text;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	fprintf(stream, "domain %s (%s), %s, %s, severity %s\n", mailauth_report_domain(report),
		mailauth_report_domain_unicode(report),
		mailauth_report_is_domain(report) ? "a domain" : "no domain",
		mailauth_report_is_complete(report) ? "complete" : "not complete",
		mailauth_severity_word((int)mailauth_report_severity(report)));
	for (int section = MAILAUTH_SECTION_SPF; section <= MAILAUTH_SECTION_DNS; section++)
		fprintf(stream, "%s %s\n", mailauth_section_word(section),
			mailauth_severity_word((int)mailauth_report_section_severity(
				report, (enum mailauth_section)section)));
	print_zone(stream, report);
	for (size_t i = 0; i < mailauth_report_sender_count(report); i++)
		print_sender(stream, mailauth_report_sender(report, i));
	for (size_t i = 0; i < mailauth_report_key_count(report); i++)
		print_key(stream, mailauth_report_key(report, i));
	for (size_t i = 0; i < mailauth_report_finding_count(report); i++)
		print_finding(stream, mailauth_report_finding(report, i));
	print_texts(stream, report);
	fclose(stream);
	return text;
}
