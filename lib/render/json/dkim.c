/* Signing keys as JSON.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

static void write_key(struct ma_json *json, const struct mailauth_key *key)
{
	ma_json_open(json, NULL, '{');
	ma_json_bytes(json, "selector", key->selector);
	ma_json_text(json, "name", key->name);
	ma_json_bytes(json, "type", key->type);
	if (key->bits > 0)
		ma_json_number(json, "bits", key->bits);
	else
		ma_json_null(json, "bits");
	ma_json_text(json, "status", ma_text(mailauth_key_status_word((int)key->status)));
	ma_json_bytes(json, "record", key->record);
	ma_json_open(json, "cname", '[');
	for (size_t i = 0; i < key->alias_count; i++)
		ma_json_text(json, NULL, key->aliases[i]);
	ma_json_close(json, ']');
	ma_json_close(json, '}');
}

/* What makes the signature pass if it is undone. */
static void write_damage(struct ma_json *json, const struct ma_damage *damage)
{
	ma_json_open(json, NULL, '{');
	ma_json_text(json, "passes_if_undone", ma_text(mailauth_damage_word((int)damage->kind)));
	if (damage->lines > 0)
		ma_json_number(json, "lines", (int64_t)damage->lines);
	if (damage->text.length > 0)
		ma_json_bytes(json, "detail", damage->text);
	ma_json_close(json, '}');
}

static void write_signature(struct ma_json *json, const struct mailauth_signature *signature)
{
	ma_json_open(json, NULL, '{');
	ma_json_bytes(json, "domain", signature->domain);
	ma_json_bytes(json, "selector", signature->selector);
	ma_json_bytes(json, "algorithm", signature->algorithm);
	ma_json_text(json, "result",
		     ma_text(mailauth_signature_result_word((int)signature->result)));
	ma_json_text(json, "reason",
		     ma_text(mailauth_signature_reason_word((int)signature->reason)));
	ma_json_open(json, "damage", '[');
	for (size_t i = 0; i < signature->damage_count; i++)
		write_damage(json, &signature->damages[i]);
	ma_json_close(json, ']');
	ma_json_close(json, '}');
}

static void write_signatures(struct ma_json *json, const struct mailauth_report *report)
{
	if (report->settings.message == NULL)
		return;
	ma_json_open(json, "signatures", '[');
	for (size_t i = 0; i < report->signature_count; i++)
		write_signature(json, report->signatures[i]);
	ma_json_close(json, ']');
}

void ma_json_dkim(struct ma_json *json, const struct mailauth_report *report)
{
	if (!report->keys_asked && report->settings.message == NULL)
		return;
	ma_json_open(json, "dkim", '{');
	ma_json_open(json, "keys", '[');
	for (size_t i = 0; i < report->key_count; i++)
		write_key(json, report->keys[i]);
	ma_json_close(json, ']');
	write_signatures(json, report);
	ma_json_close(json, '}');
}
