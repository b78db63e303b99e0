/* What the public may read of the questions that a report rests on.
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

#include <mailauth/queries.h>

size_t mailauth_report_query_count(const struct mailauth_report *report)
{
	return report->query_count;
}

const struct mailauth_query *mailauth_report_query(const struct mailauth_report *report,
						   size_t index)
{
	return index < report->query_count ? &report->queries[index] : NULL;
}

const char *mailauth_query_name(const struct mailauth_query *query)
{
	return query->name;
}

bool mailauth_query_needs_tcp(const struct mailauth_query *query)
{
	return query->way != MA_WAY_DNS;
}

const char *mailauth_query_server(const struct mailauth_query *query)
{
	return query->server;
}

uint16_t mailauth_query_type(const struct mailauth_query *query)
{
	return query->type;
}

const char *mailauth_type_word(int type)
{
	if (type == 0)
		return "SMTP"; /* a mail server was greeted */
	return type >= 0 && type <= UINT16_MAX ? ma_type_word((uint16_t)type) : NULL;
}

/* --- How it ended ---------------------------------------------------------------- */

enum mailauth_query_status mailauth_query_status(const struct mailauth_query *query)
{
	switch (query->answer->status) {
	case MA_ANSWER_RECORDS:
		return MAILAUTH_QUERY_ANSWERED;
	case MA_ANSWER_NXDOMAIN:
		return MAILAUTH_QUERY_NXDOMAIN;
	case MA_ANSWER_NODATA:
		return MAILAUTH_QUERY_NODATA;
	case MA_ANSWER_ALIAS:
		return MAILAUTH_QUERY_ALIAS;
	default:
		return MAILAUTH_QUERY_FAILED;
	}
}

int mailauth_query_failure(const struct mailauth_query *query)
{
	return query->answer->status == MA_ANSWER_FAILED ? (int)query->answer->failure : 0;
}

const char *mailauth_query_word(const struct mailauth_query *query)
{
	static const char *const words[] = {
		[MAILAUTH_QUERY_ANSWERED] = "answered",
		[MAILAUTH_QUERY_NXDOMAIN] = "nxdomain",
		[MAILAUTH_QUERY_NODATA] = "nodata",
		[MAILAUTH_QUERY_ALIAS] = "alias",
	};
	enum mailauth_query_status status = mailauth_query_status(query);

	return status != MAILAUTH_QUERY_FAILED
		       ? words[status]
		       : (const char *)ma_failure_word(query->answer->failure).data;
}

/* --- The answer ------------------------------------------------------------------ */

unsigned mailauth_query_rcode(const struct mailauth_query *query)
{
	return query->answer->rcode;
}

uint32_t mailauth_query_ttl(const struct mailauth_query *query)
{
	return ma_answer_ttl(query->answer);
}

const char *mailauth_query_alias(const struct mailauth_query *query)
{
	return query->alias;
}

size_t mailauth_query_record_count(const struct mailauth_query *query)
{
	return query->answer->count;
}

static bool add_name(struct ma_buffer *out, struct ma_arena *arena, const struct ma_record *record,
		     size_t offset)
{
	const struct ma_name *name = ma_record_name(arena, record, offset);

	if (name != NULL)
		ma_buffer_text(out, ma_name_present(arena, name));
	return name != NULL;
}

/* False if it cannot be read. */
static bool add_record(struct ma_buffer *out, struct ma_arena *arena, uint16_t type,
		       const struct ma_record *record)
{
	struct ma_ip ip;

	switch (type) {
	case MA_TYPE_A:
	case MA_TYPE_AAAA:
		if (!ma_record_ip(record, &ip))
			return false;
		ma_buffer_text(out, ma_ip_text(arena, &ip));
		return true;
	case MA_TYPE_TXT:
		ma_buffer_visible(out, ma_record_txt(arena, record));
		return true;
	case MA_TYPE_MX:
		if (record->rdata.length <= 2)
			return false;
		ma_buffer_number(out, ma_record_preference(record));
		ma_buffer_byte(out, ' ');
		return add_name(out, arena, record, 2);
	default:
		return add_name(out, arena, record, 0);
	}
}

int mailauth_query_record(const struct mailauth_query *query, size_t index, char **text)
{
	struct ma_buffer out = { 0 };
	struct ma_arena arena = { 0 };
	bool read;

	if (index >= query->answer->count)
		return MAILAUTH_EINVAL;
	read = add_record(&out, &arena, query->type, &query->answer->records[index]);
	out.failed = out.failed || arena.failed;
	ma_arena_finish(&arena);
	if (read || out.failed)
		return ma_buffer_take(&out, text, NULL) ? 0 : MAILAUTH_ENOMEM;
	ma_buffer_finish(&out);
	return MAILAUTH_FAULTY;
}
