/* The key "dmarc": the policy by RFC 9989, next to it the reading of RFC 7489, and what it says of
 * the mail that was given.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

#include <mailauth/dmarc.h>

/* A word; null where there is none. */
static void write_word(struct ma_json *json, const char *key, const char *word)
{
	if (word != NULL)
		ma_json_text(json, key, ma_text(word));
	else
		ma_json_null(json, key);
}

/* A name that was made safe; null where there is none. */
static void write_name(struct ma_json *json, const char *key, struct ma_text name)
{
	if (name.data != NULL)
		ma_json_text(json, key, name);
	else
		ma_json_null(json, key);
}

static void write_policy(struct ma_json *json, const char *key, enum mailauth_policy policy)
{
	write_word(json, key, mailauth_policy_word((int)policy));
}

static void write_aligned(struct ma_json *json, const char *key, enum ma_aligned aligned)
{
	if (aligned == MA_ALIGNED_UNKNOWN)
		ma_json_null(json, key);
	else
		ma_json_bool(json, key, aligned == MA_ALIGNED_YES);
}

static void write_message(struct ma_json *json, const struct ma_dmarc_message *message)
{
	if (message->result == MAILAUTH_DMARC_NOT_ASKED)
		return;
	write_word(json, "result", mailauth_dmarc_result_word((int)message->result));
	ma_json_open(json, "aligned", '{');
	write_aligned(json, "spf", message->spf);
	write_aligned(json, "dkim",
		      message->result == MAILAUTH_DMARC_UNKNOWN ? MA_ALIGNED_UNKNOWN
								: message->dkim);
	ma_json_close(json, '}');
	write_policy(json, "disposition", message->disposition);
}

static void write_walk(struct ma_json *json, const struct ma_dmarc_walk *walk)
{
	struct ma_arena arena = { 0 };

	ma_json_open(json, "walk", '[');
	for (size_t i = 0; i < walk->count; i++) {
		struct ma_text name = ma_name_present(&arena, walk->steps[i].name);

		ma_json_open(json, NULL, '{');
		if (name.data != NULL)
			ma_json_text(json, "name", name);
		ma_json_text(json, "status",
			     ma_text(mailauth_dmarc_step_word((int)walk->steps[i].status)));
		ma_json_close(json, '}');
	}
	ma_json_close(json, ']');
	json->out->failed = json->out->failed || arena.failed;
	ma_arena_finish(&arena);
}

static void write_effective(struct ma_json *json, const struct ma_dmarc *dmarc)
{
	ma_json_open(json, "effective", '{');
	write_policy(json, "domain", dmarc->policy.policy);
	write_policy(json, "existing_subdomain", dmarc->existing.policy);
	write_policy(json, "missing_subdomain", dmarc->missing.policy);
	ma_json_close(json, '}');
}

static void write_7489(struct ma_json *json, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_7489 *old = &dmarc->old;

	ma_json_open(json, "rfc7489", '{');
	write_name(json, "org_domain", dmarc->old_org_shown);
	write_name(json, "policy_domain", dmarc->old_record_at);
	write_policy(json, "policy", old->policy);
	write_policy(json, "subdomain_policy", old->below);
	if (old->record != NULL)
		ma_json_number(json, "percent", old->record->percent);
	else
		ma_json_null(json, "percent");
	ma_json_close(json, '}');
}

void ma_json_dmarc(struct ma_json *json, const struct mailauth_report *report)
{
	const struct ma_dmarc *dmarc = report->dmarc;
	bool asked = report->message.result != MAILAUTH_DMARC_NOT_ASKED;

	if (dmarc->domain == NULL && !asked)
		return;
	ma_json_open(json, "dmarc", '{');
	write_message(json, &report->message);
	if (dmarc->domain != NULL) {
		ma_json_text(json, "domain", dmarc->shown);
		write_policy(json, "published", dmarc->policy.published);
		write_policy(json, "policy", dmarc->policy.policy);
		write_name(json, "policy_domain", dmarc->record_at);
		write_name(json, "org_domain", dmarc->org_shown);
		if (dmarc->policy.record != NULL)
			ma_json_bytes(json, "record", dmarc->policy.record->text);
		else
			ma_json_null(json, "record");
		write_effective(json, dmarc);
		write_walk(json, &dmarc->walk);
		write_7489(json, dmarc);
	}
	ma_json_close(json, '}');
}

void ma_json_spoofable(struct ma_json *json, const struct mailauth_report *report)
{
	write_word(json, "spoofable", mailauth_spoofable_word((int)report->verdict.spoofable));
}
