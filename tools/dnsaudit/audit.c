/* The verb "audit": one domain, its report, and the exit status that it makes.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include <mailauth/changes.h>
#include <mailauth/fixes.h>

#include <string.h>
#include <time.h>

static int fail(const struct options *options, int r)
{
	complain(options->language, r == MAILAUTH_ENOMEM ? MESSAGE_NO_MEMORY : MESSAGE_INTERNAL);
	return STATUS_INTERNAL;
}

/* Who says so in an Authentication-Results field. */
static const char *host_of(const struct options *options)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789.-_";
	const char *name = options->receiver;

	return name != NULL && name[0] != '\0' && name[strspn(name, allowed)] == '\0' ? name
										      : "dnsaudit";
}

static int write_report(const struct mailauth_report *report, const struct options *options,
			char **text)
{
	switch (options->format) {
	case FORMAT_JSON:
		return mailauth_report_json(report, options->language,
					    options->queries ? MAILAUTH_JSON_QUERIES : 0, text,
					    NULL);
	case FORMAT_ZONE:
		return mailauth_report_zone_lines(report, text, NULL);
	case FORMAT_RESULTS:
		return mailauth_report_authentication_results(report, host_of(options), text, NULL);
	case FORMAT_NSUPDATE:
		return mailauth_report_nsupdate(report, text, NULL);
	case FORMAT_HTML:
	case FORMAT_FRAGMENT:
		return mailauth_report_html(report, options->language, html_flags(options), text,
					    NULL);
	default:
		return mailauth_report_text(report, options->language, output_width(),
					    output_flags(options), text, NULL);
	}
}

static int print(const struct mailauth_report *report, const struct options *options)
{
	char *text = NULL;
	int r;

	if (options->nagios)
		return compat_print(report, options);
	r = write_report(report, options, &text);
	if (r < 0)
		return fail(options, r);
	return output_write(text, options);
}

static bool found_something(const struct mailauth_report *report, const struct options *options)
{
	for (size_t i = 0; i < mailauth_report_finding_count(report); i++) {
		const struct mailauth_finding *finding = mailauth_report_finding(report, i);
		enum mailauth_severity severity = mailauth_finding_severity(finding);

		/* Unknown is not found. */
		if (mailauth_finding_counts(finding) && severity >= options->fail_on &&
		    severity != MAILAUTH_SEVERITY_UNKNOWN)
			return true;
	}
	return false;
}

static int status_of(const struct mailauth_report *report, const struct options *options)
{
	if (options->verb == VERB_VERIFY)
		return verify_status(report);
	if (options->nagios)
		return compat_status(report);
	if (!mailauth_report_is_domain(report))
		return STATUS_USAGE;
	if (found_something(report, options) || mailauth_report_is_worse(report))
		return STATUS_FOUND;
	return mailauth_report_is_complete(report) ? STATUS_CLEAN : STATUS_INCOMPLETE;
}

static int set(struct mailauth_audit *audit, const char *name, const char *value,
	       enum message_id message, struct refused *refused)
{
	if (value == NULL)
		return 0;
	*refused = (struct refused){ message, value };
	return mailauth_audit_set(audit, name, value);
}

static int set_each(struct mailauth_audit *audit, const char *name, const char *const *values,
		    size_t count, struct refused *refused)
{
	enum message_id message = strcmp(name, "ip") == 0	     ? MESSAGE_BAD_ADDRESS
				  : strcmp(name, "auth") == 0	     ? MESSAGE_BAD_RESULT
				  : strcmp(name, "expect-ip") == 0   ? MESSAGE_BAD_RANGE
				  : strncmp(name, "expect-", 7) == 0 ? MESSAGE_BAD_NAME
								     : MESSAGE_BAD_ASSUMPTION;
	int r = 0;

	for (size_t i = 0; i < count && r == 0; i++)
		r = set(audit, name, values[i], message, refused);
	return r;
}

static int set_expected(struct mailauth_audit *audit, const struct options *options,
			struct refused *refused)
{
	static const char *const names[EXPECTED_KINDS] = {
		[EXPECTED_IP] = "expect-ip",
		[EXPECTED_INCLUDE] = "expect-include",
		[EXPECTED_HELO] = "expect-helo",
		[EXPECTED_NS] = "expect-ns",
	};
	int r = 0;

	for (size_t i = 0; i < EXPECTED_KINDS && r == 0; i++)
		r = set_each(audit, names[i], options->expected[i], options->expected_count[i],
			     refused);
	return r;
}

int audit_set_up(struct mailauth_audit *audit, const struct options *options,
		 struct refused *refused)
{
	const struct {
		const char *name;
		const char *value;
	} texts[] = {
		{ "mail-from", options->mail_from },
		{ "helo", options->helo },
		{ "from", options->from },
		{ "receiver", options->receiver },
		{ "scope", options->scope },
		{ "dnsbl", options->dnsbl },
		{ "servers", !options->each_server	  ? NULL
			     : options->allowed_count > 0 ? "any"
							  : "yes" },
		{ "probe", !options->probe		? NULL
			   : options->allowed_count > 0 ? "any"
							: "yes" },
		/* What no server is asked for is in the file. */
		{ "compare", options->each_server && options->zone_count > 0 ? "yes" : NULL },
	};
	int r = set_each(audit, "ip", options->ips, options->ip_count, refused);

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts) && r == 0; i++)
		r = set(audit, texts[i].name, texts[i].value, MESSAGE_INTERNAL, refused);
	if (r == 0)
		r = set_each(audit, "auth", options->auths, options->auth_count, refused);
	if (r == 0)
		r = set_expected(audit, options, refused);
	if (r == 0 && options->no_mail)
		r = set(audit, "no-mail", "yes", MESSAGE_INTERNAL, refused);
	if (r == 0)
		r = set(audit, "spf-all", options->spf_all, MESSAGE_BAD_SPF_ALL, refused);
	if (r == 0)
		r = set_each(audit, "assume", options->assumed, options->assumed_count, refused);
	if (r == 0)
		r = set_each(audit, "assume", (const char *const *)options->assumed_records,
			     options->assumed_record_count, refused);
	return r;
}

/* Makes the audit that the command line describes.  Returns 0, or an exit status. */
static int make(const struct options *options, struct mailauth_audit **audit)
{
	struct refused refused = { MESSAGE_INTERNAL, "" };
	int r = mailauth_audit_new(audit, options->domain, options->now);

	if (r == 0)
		r = audit_set_up(*audit, options, &refused);
	if (r == 0)
		return 0;
	if (r != MAILAUTH_EINVAL)
		return fail(options, r);
	complain(options->language, refused.message, refused.value);
	return STATUS_USAGE;
}

static int audit_with(const struct options *options, const struct sources *sources)
{
	struct mailauth_audit *audit = NULL;
	int status = options->replay != NULL ? sources_audit(sources, options, &audit)
					     : make(options, &audit);
	int r;

	if (status == 0 && options->message != NULL &&
	    (r = mailauth_audit_set_message(audit, options->message)) < 0)
		status = fail(options, r);
	if (status == 0)
		status = keys_set_up(audit, options);
	if (status == 0 && (r = mailauth_loop_run(sources->loop, audit)) < 0)
		status = fail(options, r);
	/* First what cannot be had again. */
	if (status == 0)
		status = sources_save(sources, audit, options);
	if (status == 0)
		status = print(mailauth_audit_report(audit), options);
	if (status == 0)
		status = status_of(mailauth_audit_report(audit), options);
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
	status = zones_assume(options);
	if (status != 0)
		return status;
	status = sources_open(&sources, options);
	if (status == 0)
		status = audit_with(options, &sources);
	sources_close(&sources);
	return status;
}
