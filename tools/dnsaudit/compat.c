/* The report as programs of others want it: --compat nagios is one line and the exit statuses of a
 * plugin of Nagios, which Icinga and others run, too.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include <mailauth/spf.h>

#include <stdio.h>
#include <stdlib.h>

static const char *const words[] = {
	[NAGIOS_OK] = "OK",
	[NAGIOS_WARNING] = "WARNING",
	[NAGIOS_CRITICAL] = "CRITICAL",
	[NAGIOS_UNKNOWN] = "UNKNOWN",
};

/* What is not a domain, and what the DNS did not say, is neither right nor wrong. */
int compat_status(const struct mailauth_report *report)
{
	if (!mailauth_report_is_domain(report))
		return NAGIOS_UNKNOWN;
	switch (mailauth_report_severity(report)) {
	case MAILAUTH_SEVERITY_ERROR:
		return NAGIOS_CRITICAL;
	case MAILAUTH_SEVERITY_WARNING:
		return NAGIOS_WARNING;
	case MAILAUTH_SEVERITY_UNKNOWN:
		return NAGIOS_UNKNOWN;
	default:
		return mailauth_report_is_complete(report) ? NAGIOS_OK : NAGIOS_UNKNOWN;
	}
}

static unsigned count(const struct mailauth_report *report, enum mailauth_severity severity)
{
	unsigned number = 0;

	for (size_t i = 0; i < mailauth_report_finding_count(report); i++) {
		const struct mailauth_finding *finding = mailauth_report_finding(report, i);

		number += mailauth_finding_counts(finding) &&
			  mailauth_finding_severity(finding) == severity;
	}
	return number;
}

/* After the bar come numbers: it is in no text before. */
static void print_plain(const char *text)
{
	for (; *text != '\0'; text++)
		putchar(*text == '|' || *text == '\n' ? ' ' : *text);
}

static void print_numbers(const struct mailauth_report *report)
{
	unsigned lookups, voids;

	printf(" | errors=%u;;0;0 warnings=%u;0;;0", count(report, MAILAUTH_SEVERITY_ERROR),
	       count(report, MAILAUTH_SEVERITY_WARNING));
	if (mailauth_spf_tree_costs(report, &lookups, &voids))
		printf(" spf_lookups=%u;;10;0", lookups); /* RFC 7208 4.6.4 */
	putchar('\n');
}

int compat_print(const struct mailauth_report *report, const struct options *options)
{
	char *summary;

	if (mailauth_verdict_summary(report, options->language, &summary) < 0) {
		complain(options->language, MESSAGE_NO_MEMORY);
		return STATUS_INTERNAL;
	}
	printf("DNSAUDIT %s: ", words[compat_status(report)]);
	print_plain(summary);
	print_numbers(report);
	free(summary);
	return fflush(stdout) == 0 ? 0 : STATUS_OUTPUT;
}

int compat_fail(void)
{
	puts("DNSAUDIT UNKNOWN: no audit was made");
	fflush(stdout);
	return NAGIOS_UNKNOWN;
}
