/* The queries of a report: every question that it rests on, with the answer as it came.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

#include <mailauth/queries.h>

static void write_name(struct ma_json *json, struct ma_arena *arena, const char *key,
		       const struct ma_name *name)
{
	if (name != NULL)
		ma_json_text(json, key, ma_name_present(arena, name));
	else
		ma_json_null(json, key);
}

static void write_mx(struct ma_json *json, struct ma_arena *arena, const struct ma_record *record)
{
	ma_json_open(json, NULL, '{');
	ma_json_number(json, "preference", ma_record_preference(record));
	write_name(json, arena, "host", ma_record_name(arena, record, 2));
	ma_json_close(json, '}');
}

/* A record in the form that fits its type; of SOA the primary server, which is its first name. */
static void write_record(struct ma_json *json, struct ma_arena *arena, uint16_t type,
			 const struct ma_record *record)
{
	struct ma_ip ip;

	if ((type == MA_TYPE_A || type == MA_TYPE_AAAA) && ma_record_ip(record, &ip))
		ma_json_text(json, NULL, ma_ip_text(arena, &ip));
	else if (type == MA_TYPE_TXT)
		ma_json_bytes(json, NULL, ma_record_txt(arena, record));
	else if (type == MA_TYPE_MX && record->rdata.length > 2)
		write_mx(json, arena, record);
	else
		write_name(json, arena, NULL, ma_record_name(arena, record, 0));
}

static void write_records(struct ma_json *json, struct ma_arena *arena, uint16_t type,
			  const struct ma_answer *answer)
{
	ma_json_open(json, "records", '[');
	for (size_t i = 0; i < answer->count; i++)
		write_record(json, arena, type, &answer->records[i]);
	ma_json_close(json, ']');
}

static void write_query(struct ma_json *json, const struct mailauth_query *query)
{
	const struct ma_answer *answer = query->answer;
	struct ma_arena arena = { 0 };

	ma_json_open(json, NULL, '{');
	ma_json_text(json, "name", ma_text(query->name));
	ma_json_text(json, "type", ma_text(mailauth_type_word(query->type)));
	if (query->server != NULL)
		ma_json_text(json, "server", ma_text(query->server));
	if (query->server != NULL)
		ma_json_bool(json, "tcp", query->way != MA_WAY_DNS);
	ma_json_text(json, "status", ma_text(mailauth_query_word(query)));
	if (answer->status != MA_ANSWER_FAILED && query->way != MA_WAY_SMTP) {
		ma_json_number(json, "rcode", answer->rcode);
		ma_json_number(json, "ttl", ma_answer_ttl(answer));
		if (query->alias != NULL)
			ma_json_text(json, "alias", ma_text(query->alias));
		write_records(json, &arena, query->type, answer);
	}
	ma_json_close(json, '}');
	json->out->failed = json->out->failed || arena.failed;
	ma_arena_finish(&arena);
}

void ma_json_queries(struct ma_json *json, const struct mailauth_report *report)
{
	ma_json_open(json, "queries", '[');
	for (size_t i = 0; i < report->query_count; i++)
		write_query(json, &report->queries[i]);
	ma_json_close(json, ']');
}

void ma_json_assumed(struct ma_json *json, const struct mailauth_report *report)
{
	struct ma_arena arena = { 0 };

	if (report->overlay == NULL)
		return;
	ma_json_open(json, "assumed", '[');
	for (const struct ma_assumed *at = report->overlay; at != NULL; at = at->next) {
		ma_json_open(json, NULL, '{');
		write_name(json, &arena, "name", at->name);
		ma_json_text(json, "type", ma_text(ma_type_word(at->type)));
		write_records(json, &arena, at->type, &at->answer);
		ma_json_close(json, '}');
	}
	ma_json_close(json, ']');
	json->out->failed = json->out->failed || arena.failed;
	ma_arena_finish(&arena);
}
