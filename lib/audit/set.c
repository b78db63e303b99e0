/* One setter for everything, by the names of the command's options.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

#include <string.h>

static int keep(struct mailauth_audit *audit, const char **place, const char *value)
{
	*place = (const char *)ma_arena_copy(&audit->store, ma_text(value)).data;
	return ma_audit_status(audit);
}

static int set_ip(struct mailauth_audit *audit, const char *value)
{
	struct ma_given *given = &audit->given;
	struct ma_ip ip;

	if (!ma_ip_parse(ma_text(value), &ip) || given->ip_count == MA_IPS_MAX)
		return MAILAUTH_EINVAL;
	return keep(audit, &given->ips[given->ip_count++], value);
}

static int set_mail_from(struct mailauth_audit *audit, const char *value)
{
	return keep(audit, &audit->given.mail_from, value);
}

static int set_helo(struct mailauth_audit *audit, const char *value)
{
	return keep(audit, &audit->given.helo, value);
}

static int set_from(struct mailauth_audit *audit, const char *value)
{
	int r = mailauth_audit_set_from(audit, value);

	return r == 0 ? keep(audit, &audit->given.from, value) : r;
}

/* One, or several with commas between. */
static int set_selector(struct mailauth_audit *audit, const char *value)
{
	size_t last = strlen(value);
	int r = 0;

	/* All or none: nothing is added before an empty one is found. */
	if (last == 0 || value[0] == ',' || value[last - 1] == ',' || strstr(value, ",,") != NULL)
		return MAILAUTH_EINVAL;

	while (r == 0) {
		size_t length = strcspn(value, ",");
		struct ma_text one = { (const unsigned char *)value, length };

		one = ma_arena_copy(&audit->store, one);
		r = one.data != NULL ? mailauth_audit_add_selector(audit, (const char *)one.data)
				     : MAILAUTH_ENOMEM;
		if (value[length] == '\0')
			break;
		value += length + 1;
	}
	return r;
}

/* The index of VALUE in COUNT WORDS, or an error. */
static int find_word(const char *value, const char *const *words, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(value, words[i]) == 0)
			return i;
	return MAILAUTH_EINVAL;
}

static int set_selectors(struct mailauth_audit *audit, const char *value)
{
	static const char *const words[] = { "named", "likely", "all" };
	int which = find_word(value, words, 3);

	return which < 0 ? which
			 : mailauth_audit_set_selectors(audit, (enum mailauth_selectors)which);
}

static int set_scope(struct mailauth_audit *audit, const char *value)
{
	static const char *const words[] = { "full", "sender" };
	int scope = find_word(value, words, 2);

	return scope < 0 ? scope : mailauth_audit_set_scope(audit, (enum mailauth_scope)scope);
}

/* What a proposed SPF record says of all other servers: as a result (RFC 7208 2.6) or as a term. */
static int set_spf_all(struct mailauth_audit *audit, const char *value)
{
	static const char *const words[][2] = { { "fail", "-all" },
						{ "softfail", "~all" },
						{ "neutral", "?all" } };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(value, words[i][0]) == 0 || strcmp(value, words[i][1]) == 0) {
			audit->settings.spf_all = (unsigned char)words[i][1][0];
			return 0;
		}
	return MAILAUTH_EINVAL;
}

/* In the order of enum mailauth_servers. */
static const char *const switches[] = { "no", "yes", "any" };

static int set_switch(bool *setting, const char *value)
{
	int on = find_word(value, switches, 2);

	if (on < 0)
		return on;
	*setting = on == 1;
	return 0;
}

static int set_no_mail(struct mailauth_audit *audit, const char *value)
{
	return set_switch(&audit->settings.no_mail, value);
}

static int set_dnsbl(struct mailauth_audit *audit, const char *value)
{
	int on = find_word(value, switches, 2);

	return on < 0 ? on : mailauth_audit_set_blocklists(audit, on == 1);
}

static int set_servers(struct mailauth_audit *audit, const char *value)
{
	int which = find_word(value, switches, 3);

	return which < 0 ? which : mailauth_audit_set_servers(audit, (enum mailauth_servers)which);
}

static int set_probe(struct mailauth_audit *audit, const char *value)
{
	int which = find_word(value, switches, 3);

	return which < 0 ? which : mailauth_audit_set_probe(audit, (enum mailauth_servers)which);
}

static int set_compare(struct mailauth_audit *audit, const char *value)
{
	return set_switch(&audit->settings.compare, value);
}

static int set_assume(struct mailauth_audit *audit, const char *value)
{
	return ma_audit_assume(audit, ma_text(value));
}

static const struct {
	const char *name;
	int (*set)(struct mailauth_audit *audit, const char *value);
} setters[] = {
	{ "assume", set_assume },
	{ "auth", mailauth_audit_add_auth },
	{ "compare", set_compare },
	{ "dnsbl", set_dnsbl },
	{ "expect-helo", ma_audit_expect_helo },
	{ "expect-include", ma_audit_expect_include },
	{ "expect-ip", ma_audit_expect_ip },
	{ "expect-ns", ma_audit_expect_ns },
	{ "from", set_from },
	{ "helo", set_helo },
	{ "ip", set_ip },
	{ "mail-from", set_mail_from },
	{ "no-mail", set_no_mail },
	{ "probe", set_probe },
	{ "receiver", mailauth_audit_set_receiver },
	{ "scope", set_scope },
	{ "selector", set_selector },
	{ "selectors", set_selectors },
	{ "servers", set_servers },
	{ "spf-all", set_spf_all },
};

int mailauth_audit_set(struct mailauth_audit *audit, const char *name, const char *value)
{
	if (audit->stepped || name == NULL)
		return MAILAUTH_EINVAL;
	for (size_t i = 0; i < sizeof(setters) / sizeof(*setters); i++) {
		int r;

		if (strcmp(name, setters[i].name) != 0)
			continue;
		r = value != NULL ? setters[i].set(audit, value) : MAILAUTH_EINVAL;
		return r == 0 ? ma_audit_note_option(audit, setters[i].name, value) : r;
	}
	return MAILAUTH_UNKNOWN_NAME;
}

/* Each address with the one envelope sender, greeting and visible From. */
int ma_audit_combine(struct mailauth_audit *audit)
{
	const struct ma_given *given = &audit->given;
	int r = 0;

	for (size_t i = 0; i < given->ip_count && r == 0; i++) {
		r = mailauth_audit_add_sender(audit, given->ips[i], given->mail_from, given->helo);
		if (r == 0 && given->from != NULL)
			r = mailauth_audit_add_from(audit, given->ips[i], given->from);
	}
	return r < 0 ? MAILAUTH_ENOMEM : 0;
}
