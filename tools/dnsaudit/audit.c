/* The verb "audit": one domain, its report, and the exit status that it makes.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include <string.h>
#include <time.h>

static int fail(const struct options *options, int r)
{
	complain(options->language, r == MAILAUTH_ENOMEM ? MESSAGE_NO_MEMORY : MESSAGE_INTERNAL,
		 NULL);
	return STATUS_INTERNAL;
}

static int print(const struct mailauth_report *report, const struct options *options)
{
	char *text;
	int r;

	if (options->json)
		r = mailauth_report_json(report, options->language,
					 options->queries ? MAILAUTH_JSON_QUERIES : 0, &text, NULL);
	else
		r = mailauth_report_text(report, options->language, output_width(),
					 output_flags(options), &text, NULL);
	if (r < 0)
		return fail(options, r);
	return output_write(text, options);
}

static bool found_something(const struct mailauth_report *report, const struct options *options)
{
	for (size_t i = 0; i < mailauth_report_finding_count(report); i++) {
		enum mailauth_severity severity =
			mailauth_finding_severity(mailauth_report_finding(report, i));

		/* Unknown is not found. */
		if (severity >= options->fail_on && severity != MAILAUTH_SEVERITY_UNKNOWN)
			return true;
	}
	return false;
}

static int status_of(const struct mailauth_report *report, const struct options *options)
{
	if (!mailauth_report_is_domain(report))
		return STATUS_USAGE;
	if (found_something(report, options))
		return STATUS_FOUND;
	return mailauth_report_is_complete(report) ? STATUS_CLEAN : STATUS_INCOMPLETE;
}

static int set_up_dmarc(struct mailauth_audit *audit, const struct options *options,
			const char **value)
{
	int r = 0;

	if (options->from != NULL)
		r = mailauth_audit_set_from(audit, options->from);
	for (size_t i = 0; i < options->auth_count && r == 0; i++) {
		*value = options->auths[i];
		r = mailauth_audit_add_auth(audit, *value);
	}
	return r;
}

/* *IP is the address at which it stopped. */
static int set_up(struct mailauth_audit *audit, const struct options *options, const char **ip)
{
	int r = 0;

	for (size_t i = 0; i < options->ip_count && r == 0; i++) {
		*ip = options->ips[i];
		r = mailauth_audit_add_sender(audit, *ip, options->mail_from, options->helo);
		if (r == 0 && options->from != NULL)
			r = mailauth_audit_add_from(audit, *ip, options->from);
	}
	if (r == 0 && options->receiver != NULL)
		r = mailauth_audit_set_receiver(audit, options->receiver);
	return r;
}

static int audit_with(const struct options *options, const struct sources *sources)
{
	struct mailauth_audit *audit = NULL;
	enum message fault = MESSAGE_BAD_ADDRESS;
	const char *value = "";
	int status;
	int r;

	r = mailauth_audit_new(&audit, options->domain, options->now);
	if (r == 0)
		r = set_up(audit, options, &value);
	if (r == 0) {
		fault = MESSAGE_BAD_RESULT;
		r = set_up_dmarc(audit, options, &value);
	}
	if (r == MAILAUTH_EINVAL) {
		complain(options->language, fault, value, NULL);
		status = options->replay != NULL ? STATUS_DATA : STATUS_USAGE;
		goto out;
	}
	if (r == 0 && (status = keys_set_up(audit, options)) != 0)
		goto out;
	if (r == 0)
		r = mailauth_loop_run(sources->loop, audit);
	if (r < 0) {
		status = fail(options, r);
		goto out;
	}
	/* First what cannot be had again. */
	status = sources_save(sources, options);
	if (status == 0)
		status = print(mailauth_audit_report(audit), options);
	if (status == 0)
		status = status_of(mailauth_audit_report(audit), options);
out:
	mailauth_audit_free(audit);
	return status;
}

int audit_run(struct options *options)
{
	struct sources sources;
	int status;

	/* One moment for the audit and for its recording. */
	if (!options->now_given && options->replay == NULL) {
		options->now = (int64_t)time(NULL);
		options->now_given = true;
	}
	status = sources_open(&sources, options);
	if (status == 0)
		status = audit_with(options, &sources);
	sources_close(&sources);
	return status;
}
