/* The key "fixes": what to publish, and the proof.
 *
 * SPDX-License-Identifier: MIT */

#include "../../fix/fix.h"
#include "../render.h"

static void write_values(struct ma_json *json, const char *key, const struct ma_text *values,
			 size_t count)
{
	ma_json_open(json, key, '[');
	for (size_t i = 0; i < count; i++)
		ma_json_bytes(json, NULL, values[i]);
	ma_json_close(json, ']');
}

/* What is to be pasted is written as it is, if all of it can be. */
static void write_publish(struct ma_json *json, const struct ma_text *values, size_t count)
{
	ma_json_open(json, "publish", '[');
	for (size_t i = 0; i < count; i++)
		if (ma_text_is_plain(values[i]))
			ma_json_text(json, NULL, values[i]);
		else
			ma_json_bytes(json, NULL, values[i]);
	ma_json_close(json, ']');
}

/* Lines of a zone file are printable, and have escapes of their own. */
static void write_lines(struct ma_json *json, const struct ma_text *lines, size_t count)
{
	ma_json_open(json, "zone_lines", '[');
	for (size_t i = 0; i < count; i++)
		ma_json_text(json, NULL, lines[i]);
	ma_json_close(json, ']');
}

static void write_removes(struct ma_json *json, const struct mailauth_fix *fix)
{
	ma_json_open(json, "removes", '[');
	for (size_t i = 0; i < fix->remove_count; i++) {
		const char *id = mailauth_finding_id(fix->removes[i]);
		size_t same = 0;

		while (same < i && fix->removes[same]->id != fix->removes[i]->id)
			same++;
		if (same == i)
			ma_json_text(json, NULL, ma_text(id));
	}
	ma_json_close(json, ']');
}

static void write_count(struct ma_json *json, const char *key, bool known, unsigned count)
{
	if (known)
		ma_json_number(json, key, count);
	else
		ma_json_null(json, key);
}

static void write_confirm(struct ma_json *json, const struct mailauth_fix *fix,
			  enum mailauth_language language)
{
	struct ma_buffer words = { 0 };

	if (fix->form.confirm_count == 0) {
		ma_json_null(json, "confirm");
		return;
	}
	ma_fix_write_confirm(&words, fix, language, false);
	if (!words.failed)
		ma_json_text(json, "confirm", ma_buffer_view(&words));
	json->out->failed = json->out->failed || words.failed;
	ma_buffer_finish(&words);
}

static void write_fix(struct ma_json *json, const struct mailauth_fix *fix,
		      enum mailauth_language language)
{
	const struct ma_fix_texts *texts = &fix->texts;
	size_t count = fix->form.added_count;

	ma_json_open(json, NULL, '{');
	ma_json_text(json, "name", fix->shown);
	ma_json_text(json, "relative_name", texts->relative);
	ma_json_text(json, "type", ma_text(ma_type_word(fix->type)));
	write_values(json, "old", texts->removed, fix->removed_count);
	write_values(json, "new", texts->added, count);
	write_publish(json, texts->added, count);
	write_lines(json, texts->lines, count);
	ma_json_number(json, "kept", (int64_t)fix->kept_count);
	write_removes(json, fix);
	ma_json_bool(json, "verified", true);
	ma_json_open(json, "lost", '[');
	ma_json_close(json, ']');
	write_values(json, "gained", texts->gained, fix->gained.count);
	write_count(json, "lookups", fix->counted, fix->lookups);
	write_count(json, "voids", fix->counted, fix->voids);
	write_confirm(json, fix, language);
	ma_json_remedy(json, &fix->remedy, language);
	ma_json_close(json, '}');
}

void ma_json_fixes(struct ma_json *json, const struct mailauth_report *report,
		   enum mailauth_language language)
{
	if (report->settings.domain == NULL || report->settings.scope != MAILAUTH_SCOPE_FULL)
		return;
	ma_json_open(json, "fixes", '[');
	for (size_t i = 0; i < report->fix_count; i++)
		write_fix(json, report->fixes[i], language);
	ma_json_close(json, ']');
}
