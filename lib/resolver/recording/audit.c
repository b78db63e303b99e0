/* The settings of an audit, into a recording and back: a replay is the library's own.
 *
 * SPDX-License-Identifier: MIT */

#include "recording.h"

#include <mailauth/report.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char domain_name[] = "domain";
static const char now_name[] = "now";
static const char rules_name[] = "rules_version";

int mailauth_recording_add_audit(struct mailauth_recording *recording,
				 const struct mailauth_audit *audit)
{
	char rules[MAILAUTH_RULES_VERSION_SIZE];
	const char *name;
	int r;

	if (recording == NULL || audit == NULL)
		return MAILAUTH_EINVAL;
	mailauth_rules_version(rules);
	r = mailauth_recording_add_option(recording, rules_name, rules);
	for (size_t i = 0; r == 0 && (name = mailauth_audit_option_name(audit, i)) != NULL; i++)
		r = mailauth_recording_add_option(recording, name,
						  mailauth_audit_option_value(audit, i));
	return r;
}

/* The index of the option NAME; the count of all if there is none. */
static size_t find(const struct mailauth_recording *recording, const char *name)
{
	size_t count = mailauth_recording_option_count(recording);
	size_t i = 0;

	while (i < count && strcmp(mailauth_recording_option_name(recording, i), name) != 0)
		i++;
	return i;
}

bool ma_recording_read_time(const char *value, int64_t *now)
{
	char *end;
	long long number;

	if (value == NULL || *value <= ' ')
		return false;
	errno = 0;
	number = strtoll(value, &end, 10);
	*now = number;
	return errno == 0 && *end == '\0';
}

/* Whether the option is about the audit as a whole, which is made with it. */
static bool is_made_with(const char *name)
{
	return strcmp(name, domain_name) == 0 || strcmp(name, now_name) == 0 ||
	       strcmp(name, rules_name) == 0;
}

/* 0; MAILAUTH_FAULTY with the option that is refused in *INDEX. */
static int set_all(const struct mailauth_recording *recording, struct mailauth_audit *audit,
		   size_t *index)
{
	size_t count = mailauth_recording_option_count(recording);
	int r = 0;

	for (size_t i = 0; i < count && r == 0; i++) {
		const char *name = mailauth_recording_option_name(recording, i);

		*index = i;
		if (!is_made_with(name))
			r = mailauth_audit_set(audit, name,
					       mailauth_recording_option_value(recording, i));
	}
	return r == 0 || r == MAILAUTH_ENOMEM ? r : MAILAUTH_FAULTY;
}

int mailauth_recording_audit(const struct mailauth_recording *recording,
			     struct mailauth_audit **audit, size_t *index)
{
	struct mailauth_audit *made = NULL;
	const char *domain;
	size_t refused;
	int64_t now;
	int r;

	if (recording == NULL || audit == NULL)
		return MAILAUTH_EINVAL;
	domain = mailauth_recording_option_value(recording, refused = find(recording, domain_name));
	r = domain != NULL ? 0 : MAILAUTH_FAULTY;
	if (r == 0 &&
	    !ma_recording_read_time(
		    mailauth_recording_option_value(recording, refused = find(recording, now_name)),
		    &now))
		r = MAILAUTH_FAULTY;
	if (r == 0)
		r = mailauth_audit_new(&made, domain, now);
	if (r == 0)
		r = set_all(recording, made, &refused);
	if (r == 0) {
		*audit = made;
		return 0;
	}
	if (r == MAILAUTH_FAULTY && index != NULL)
		*index = refused;
	mailauth_audit_free(made);
	return r;
}
