/* What the caller expects to be covered.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

/* "203.0.113.9" or "203.0.113.0/24". */
static bool read_range(struct ma_text text, struct ma_expected_ip *expected)
{
	size_t slash = ma_text_last(text, '/');
	struct ma_cursor bits = { .text = ma_text_slice(text, slash, text.length), .position = 1 };

	if (!ma_ip_parse(ma_text_slice(text, 0, slash), &expected->ip))
		return false;
	expected->text = text;
	expected->bits = 8 * expected->ip.length;
	if (slash == text.length) {
		ma_ip_unmap(&expected->ip);
		expected->bits = 8 * expected->ip.length;
		return true;
	}
	return ma_cursor_number(&bits, expected->bits, &expected->bits) &&
	       ma_cursor_at_end(&bits) && expected->bits <= 8 * expected->ip.length;
}

/* NULL once memory failed. */
static struct ma_expected *expected_of(struct mailauth_audit *audit)
{
	if (audit->expected == NULL)
		audit->expected = ma_arena_alloc(&audit->store, sizeof(*audit->expected));
	return audit->expected;
}

int ma_audit_expect_ip(struct mailauth_audit *audit, const char *value)
{
	struct ma_expected *expected = expected_of(audit);

	if (expected == NULL || expected->ip_count == MA_EXPECTED_MAX ||
	    !read_range(ma_arena_copy(&audit->store, ma_text(value)),
			&expected->ips[expected->ip_count]))
		return ma_audit_status(audit) < 0 ? MAILAUTH_ENOMEM : MAILAUTH_EINVAL;
	expected->ip_count++;
	return 0;
}

/* Adds VALUE to NAMES, which is NULL once memory failed. */
static int expect_name(struct mailauth_audit *audit, struct ma_expected_names *names,
		       const char *value)
{
	const struct ma_name *name;
	struct ma_text ascii;

	if (names == NULL || names->count == MA_EXPECTED_MAX ||
	    !ma_domain_read(&audit->store, ma_text(value), &ascii, &name) || name == NULL)
		return ma_audit_status(audit) < 0 ? MAILAUTH_ENOMEM : MAILAUTH_EINVAL;
	names->items[names->count++] = name;
	return 0;
}

int ma_audit_expect_include(struct mailauth_audit *audit, const char *value)
{
	struct ma_expected *expected = expected_of(audit);

	return expect_name(audit, expected != NULL ? &expected->includes : NULL, value);
}

int ma_audit_expect_helo(struct mailauth_audit *audit, const char *value)
{
	struct ma_expected *expected = expected_of(audit);

	return expect_name(audit, expected != NULL ? &expected->helos : NULL, value);
}

int ma_audit_expect_ns(struct mailauth_audit *audit, const char *value)
{
	struct ma_expected *expected = expected_of(audit);

	return expect_name(audit, expected != NULL ? &expected->servers : NULL, value);
}

void ma_audit_use_expected(struct mailauth_audit *audit)
{
	struct ma_settings *settings = &audit->settings;
	const struct ma_expected *expected = audit->expected;

	if (expected == NULL)
		return;
	settings->expected_ips = expected->ips;
	settings->expected_ip_count = expected->ip_count;
	settings->expected_includes = expected->includes.items;
	settings->expected_include_count = expected->includes.count;
	settings->expected_helos = expected->helos.items;
	settings->expected_helo_count = expected->helos.count;
	settings->expected_servers = expected->servers.items;
	settings->expected_server_count = expected->servers.count;
}
