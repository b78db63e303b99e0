/* What the public may read of name servers that were asked themselves.
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

#include <mailauth/published.h>

static const struct ma_server_address *at(const struct mailauth_report *report, size_t index,
					  size_t which)
{
	const struct ma_servers *servers = &report->servers;

	return index < servers->count && which < servers->items[index].count
		       ? &servers->items[index].addresses[which]
		       : NULL;
}

const char *mailauth_report_server_address(const struct mailauth_report *report, size_t index,
					   size_t which)
{
	const struct ma_server_address *address = at(report, index, which);

	return address != NULL ? (const char *)address->text.data : NULL;
}

enum mailauth_server_status mailauth_report_server_status(const struct mailauth_report *report,
							  size_t index, size_t which)
{
	static const enum mailauth_server_status statuses[] = {
		[MA_SERVER_NOT_ASKED] = MAILAUTH_SERVER_NOT_ASKED,
		[MA_SERVER_SILENT] = MAILAUTH_SERVER_SILENT,
		[MA_SERVER_LAME] = MAILAUTH_SERVER_LAME,
		[MA_SERVER_ANSWERS] = MAILAUTH_SERVER_ANSWERS,
	};
	const struct ma_server_address *address = at(report, index, which);

	return address != NULL ? statuses[address->state] : MAILAUTH_SERVER_NOT_ASKED;
}

const char *mailauth_server_status_word(int status)
{
	static const char *const words[] = {
		[MAILAUTH_SERVER_NOT_ASKED] = "not-asked",
		[MAILAUTH_SERVER_SILENT] = "silent",
		[MAILAUTH_SERVER_LAME] = "lame",
		[MAILAUTH_SERVER_ANSWERS] = "answers",
	};

	return status >= 0 && (size_t)status < sizeof(words) / sizeof(*words) ? words[status]
									      : NULL;
}

bool mailauth_report_server_serial(const struct mailauth_report *report, size_t index, size_t which,
				   uint32_t *serial)
{
	const struct ma_server_address *address = at(report, index, which);

	if (address == NULL || address->state != MA_SERVER_ANSWERS)
		return false;
	*serial = address->serial;
	return true;
}

/* --- The zone above, and a zone file ----------------------------------------------- */

bool mailauth_report_knows_delegation(const struct mailauth_report *report)
{
	return report->servers.delegation.server.data != NULL;
}

const char *mailauth_report_delegated(const struct mailauth_report *report, size_t index)
{
	const struct ma_delegation *delegation = &report->servers.delegation;

	return index < delegation->count ? (const char *)delegation->names[index].data : NULL;
}

static const struct ma_compared *compared(const struct mailauth_report *report, size_t index)
{
	const struct ma_servers *servers = &report->servers;

	return index < servers->compared_count ? &servers->compared[index] : NULL;
}

const char *mailauth_report_compared_name(const struct mailauth_report *report, size_t index)
{
	const struct ma_compared *set = compared(report, index);

	return set != NULL ? (const char *)set->name.data : NULL;
}

uint16_t mailauth_report_compared_type(const struct mailauth_report *report, size_t index)
{
	const struct ma_compared *set = compared(report, index);

	return set != NULL ? set->type : 0;
}

bool mailauth_report_compared_is_same(const struct mailauth_report *report, size_t index)
{
	const struct ma_compared *set = compared(report, index);

	return set != NULL && set->same;
}

const char *mailauth_report_compared_server(const struct mailauth_report *report, size_t index)
{
	const struct ma_compared *set = compared(report, index);

	return set != NULL ? (const char *)set->server.data : NULL;
}

static const unsigned char *value_at(const struct ma_text *values, size_t count, size_t which,
				     size_t *length)
{
	if (which >= count)
		return NULL;
	*length = values[which].length;
	return values[which].data;
}

const unsigned char *mailauth_report_compared_file(const struct mailauth_report *report,
						   size_t index, size_t which, size_t *length)
{
	const struct ma_compared *set = compared(report, index);

	return set != NULL ? value_at(set->file, set->file_count, which, length) : NULL;
}

const unsigned char *mailauth_report_compared_published(const struct mailauth_report *report,
							size_t index, size_t which, size_t *length)
{
	const struct ma_compared *set = compared(report, index);

	return set != NULL ? value_at(set->published, set->published_count, which, length) : NULL;
}
