/* One call for bindings: a domain and options in, JSON or HTML out.
 *
 * SPDX-License-Identifier: MIT */

#include "check.h"

#include "../recording/recording.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	SECONDS_MAX = 3600,
};

/* --- Options that are not the audit's ----------------------------------------- */

static int set_language(struct ma_check *check, const char *value)
{
	return mailauth_language_find(&check->language, value);
}

static int set_server(struct ma_check *check, const char *value)
{
	int r = check->network == NULL ? mailauth_network_new(&check->network) : 0;

	return r == 0 ? mailauth_network_add_server(check->network, value) : r;
}

static int set_timeout(struct ma_check *check, const char *value)
{
	char *end;
	unsigned long seconds;

	if (*value < '0' || *value > '9')
		return MAILAUTH_EINVAL;
	seconds = strtoul(value, &end, 10);
	if (*end != '\0' || seconds == 0 || seconds > SECONDS_MAX)
		return MAILAUTH_EINVAL;
	return mailauth_loop_set_timeout(check->loop, (unsigned)seconds * 1000);
}

static int set_zone(struct ma_check *check, const char *value)
{
	return mailauth_zones_load(check->zones, value, NULL);
}

static int set_zone_text(struct ma_check *check, const char *value)
{
	return mailauth_zones_load_text(check->zones, "zone-text", value, strlen(value), NULL);
}

/* The audit is made with it. */
static int skip(struct ma_check *check, const char *value)
{
	(void)check;
	(void)value;
	return 0;
}

static const struct {
	const char *name;
	int (*set)(struct ma_check *check, const char *value);
} setters[] = {
	{ "lang", skip },	    { "now", skip },	  { "server", set_server },
	{ "timeout", set_timeout }, { "zone", set_zone }, { "zone-text", set_zone_text },
};

static int set(struct ma_check *check, const char *name, const char *value)
{
	for (size_t i = 0; i < sizeof(setters) / sizeof(*setters); i++)
		if (strcmp(name, setters[i].name) == 0)
			return setters[i].set(check, value);
	return mailauth_audit_set(check->audit, name, value);
}

/* --- Errors ------------------------------------------------------------------- */

static enum ma_check_error error_of(int r)
{
	switch (r) {
	case 0:
		return MA_CHECK_OK;
	case MAILAUTH_ENOMEM:
		return MA_CHECK_NO_MEMORY;
	case MAILAUTH_EIO:
		return MA_CHECK_CANNOT_READ;
	case MAILAUTH_FAULTY:
		return MA_CHECK_BAD_ZONE;
	case MAILAUTH_UNKNOWN_NAME:
		return MA_CHECK_UNKNOWN_OPTION;
	default:
		return MA_CHECK_BAD_VALUE;
	}
}

static bool fail(struct ma_check *check, enum ma_check_error error, const char *name,
		 const char *value)
{
	check->error = error;
	check->name = name;
	check->value = value;
	return error == MA_CHECK_OK;
}

/* --- The check ------------------------------------------------------------------ */

/* The last value of NAME; NULL if it is not set. */
static const char *find(const char *const *options, const char *name)
{
	const char *value = NULL;

	for (; options != NULL && options[0] != NULL && options[1] != NULL; options += 2)
		if (strcmp(options[0], name) == 0)
			value = options[1];
	return value;
}

/* What the audit is made with, and in which language errors are written. */
static bool make(struct ma_check *check, const char *domain, const char *const *options)
{
	const char *language = find(options, "lang");
	const char *now = find(options, "now");
	int64_t seconds = time(NULL);
	int r;

	if (language != NULL && set_language(check, language) < 0)
		return fail(check, MA_CHECK_BAD_VALUE, "lang", language);
	if (now != NULL && !ma_recording_read_time(now, &seconds))
		return fail(check, MA_CHECK_BAD_VALUE, "now", now);
	if (domain == NULL || domain[0] == '\0')
		return fail(check, MA_CHECK_NO_DOMAIN, NULL, "");
	if ((r = mailauth_audit_new(&check->audit, domain, seconds)) == 0 &&
	    (r = mailauth_zones_new(&check->zones)) == 0)
		r = mailauth_loop_new(&check->loop);
	return fail(check, error_of(r), NULL, NULL);
}

static bool set_all(struct ma_check *check, const char *const *options)
{
	for (; options != NULL && options[0] != NULL; options += 2) {
		if (options[1] == NULL)
			return fail(check, MA_CHECK_NO_VALUE, NULL, options[0]);
		if (!fail(check, error_of(set(check, options[0], options[1])), options[0],
			  options[1]))
			return false;
	}
	return true;
}

/* Where nothing says what the DNS is, the servers of this host are asked. */
static bool connect_sources(struct ma_check *check)
{
	int r = 0;

	if (check->network == NULL && mailauth_zones_count(check->zones) == 0 &&
	    !fail(check, error_of(set_server(check, "system")), "server", "system"))
		return false;
	if ((r = mailauth_loop_set_zones(check->loop, check->zones)) == 0)
		r = mailauth_loop_set_network(check->loop, check->network);
	return fail(check, error_of(r), NULL, NULL);
}

static bool run(struct ma_check *check)
{
	int r = mailauth_loop_run(check->loop, check->audit);

	return fail(check, r == MAILAUTH_EIO ? MA_CHECK_SYSTEM : error_of(r), NULL, "");
}

static int check_as(const char *domain, const char *const *options, bool html, char **text)
{
	struct ma_check check = { .language = MAILAUTH_ENGLISH };
	const struct mailauth_report *report;
	int r;

	if (text == NULL)
		return MAILAUTH_EINVAL;
	*text = NULL;
	if (make(&check, domain, options) && set_all(&check, options) && connect_sources(&check) &&
	    run(&check)) {
		report = mailauth_audit_report(check.audit);
		r = html ? mailauth_report_html(report, check.language, 0, text, NULL)
			 : mailauth_report_json(report, check.language, 0, text, NULL);
	} else if (check.error == MA_CHECK_NO_MEMORY) {
		r = MAILAUTH_ENOMEM;
	} else {
		r = ma_check_write_error(&check, text) < 0 ? MAILAUTH_ENOMEM : MAILAUTH_FAULTY;
	}
	mailauth_loop_free(check.loop);
	mailauth_audit_free(check.audit);
	mailauth_zones_free(check.zones);
	mailauth_network_free(check.network);
	return r;
}

int mailauth_check_json(const char *domain, const char *const *options, char **json)
{
	return check_as(domain, options, false, json);
}

int mailauth_check_html(const char *domain, const char *const *options, char **html)
{
	return check_as(domain, options, true, html);
}
