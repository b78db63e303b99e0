/* What the public may read of a report's signing keys.
 *
 * SPDX-License-Identifier: MIT */

#include "report.h"

bool ma_finding_is_about(const struct mailauth_finding *finding, const struct mailauth_key *key)
{
	return mailauth_finding_section(finding) == MAILAUTH_SECTION_DKIM &&
	       ma_text_equal(finding->name, key->name) &&
	       ma_text_equal(ma_finding_argument(finding, "selector"), key->selector);
}

/* About a key file, and not about what is published. */
static bool is_of_file(const struct mailauth_finding *finding)
{
	switch (finding->id) {
	case MA_DKIM_KEY_MATCHES:
	case MA_DKIM_KEY_MATCHES_ONE:
	case MA_DKIM_KEY_MISMATCH:
	case MA_DKIM_KEY_LEAKED:
	case MA_DKIM_NOT_COMPARED:
	case MA_DKIM_FILE_UNREADABLE:
	case MA_DKIM_FILE_ENCRYPTED:
	case MA_DKIM_FILE_OTHER:
	case MA_DKIM_FILE_READABLE:
		return true;
	default:
		return false;
	}
}

enum mailauth_severity ma_key_severity(const struct mailauth_report *report,
				       const struct mailauth_key *key)
{
	enum mailauth_severity gravest = MAILAUTH_SEVERITY_OK;

	for (size_t i = 0; i < report->finding_count; i++)
		if (ma_finding_is_about(report->findings[i], key) &&
		    !is_of_file(report->findings[i]) &&
		    mailauth_finding_severity(report->findings[i]) > gravest)
			gravest = mailauth_finding_severity(report->findings[i]);
	return gravest;
}

bool mailauth_report_keys_were_asked(const struct mailauth_report *report)
{
	return report->keys_asked;
}

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
	return ma_text_bytes(key->record, length);
}

size_t mailauth_key_alias_count(const struct mailauth_key *key)
{
	return key->alias_count;
}

const char *mailauth_key_alias(const struct mailauth_key *key, size_t index)
{
	return index < key->alias_count ? (const char *)key->aliases[index].data : NULL;
}
