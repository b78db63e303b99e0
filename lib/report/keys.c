/* What the public may read of a report's signing keys.
 *
 * SPDX-License-Identifier: MIT */

#include "report.h"

size_t mailauth_report_key_count(const struct mailauth_report *report)
{
	return report->key_count;
}

const struct mailauth_key *mailauth_report_key(const struct mailauth_report *report, size_t index)
{
	return index < report->key_count ? report->keys[index] : NULL;
}

const char *mailauth_key_selector(const struct mailauth_key *key)
{
	return (const char *)key->selector.data;
}

const char *mailauth_key_name(const struct mailauth_key *key)
{
	return (const char *)key->name.data;
}

enum mailauth_key_status mailauth_key_status(const struct mailauth_key *key)
{
	return key->status;
}

const char *mailauth_key_type(const struct mailauth_key *key)
{
	return (const char *)key->type.data;
}

unsigned mailauth_key_bits(const struct mailauth_key *key)
{
	return key->bits;
}

const unsigned char *mailauth_key_record(const struct mailauth_key *key, size_t *length)
{
	*length = key->record.length;
	return key->record.data;
}

size_t mailauth_key_alias_count(const struct mailauth_key *key)
{
	return key->alias_count;
}

const char *mailauth_key_alias(const struct mailauth_key *key, size_t index)
{
	return index < key->alias_count ? (const char *)key->aliases[index].data : NULL;
}
