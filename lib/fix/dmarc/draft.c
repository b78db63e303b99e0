/* A DMARC record as tags that can be changed: what receivers understand of one that is there, with
 * no more policy than today.
 *
 * SPDX-License-Identifier: MIT */

#include "dmarc.h"

#include <string.h>

/* --- Tags ----------------------------------------------------------------------------- */

size_t ma_draft_find(const struct ma_dmarc_draft *draft, struct ma_text name)
{
	size_t i = 0;

	while (i < draft->count && !ma_text_equal_fold(draft->tags[i].name, name))
		i++;
	return i;
}

struct ma_text ma_draft_value(const struct ma_dmarc_draft *draft, const char *name)
{
	size_t at = ma_draft_find(draft, ma_text(name));

	return at < draft->count ? draft->tags[at].value : (struct ma_text){ 0 };
}

static void add(struct ma_dmarc_draft *draft, struct ma_text name, struct ma_text value)
{
	if (draft->count == MA_DRAFT_TAGS_MAX)
		draft->unclear = true;
	else
		draft->tags[draft->count++] = (struct ma_dmarc_tag){ name, value };
}

void ma_draft_set(struct ma_dmarc_draft *draft, const char *name, struct ma_text value)
{
	size_t at = ma_draft_find(draft, ma_text(name));

	if (at < draft->count)
		draft->tags[at].value = value;
	else
		add(draft, ma_text(name), value);
}

void ma_draft_drop(struct ma_dmarc_draft *draft, const char *name)
{
	size_t at = ma_draft_find(draft, ma_text(name));

	if (at == draft->count)
		return;
	draft->count--;
	memmove(&draft->tags[at], &draft->tags[at + 1], (draft->count - at) * sizeof(*draft->tags));
}

/* p comes right after the version (RFC 7489 6.4). */
struct ma_text ma_draft_text(const struct ma_dmarc_draft *draft)
{
	size_t p = ma_draft_find(draft, MA_TEXT("p"));
	struct ma_buffer out = { 0 };

	ma_dmarc_write_version(&out);
	if (p < draft->count)
		ma_dmarc_write_tag(&out, draft->tags[p].name, draft->tags[p].value);
	for (size_t i = 0; i < draft->count; i++)
		if (i != p)
			ma_dmarc_write_tag(&out, draft->tags[i].name, draft->tags[i].value);
	return ma_buffer_keep(&out, draft->arena);
}

void ma_draft_begin(struct ma_arena *arena, struct ma_dmarc_draft *draft)
{
	*draft = (struct ma_dmarc_draft){ .arena = arena };
	ma_draft_set(draft, "p", MA_TEXT("none"));
}

/* --- Reading --------------------------------------------------------------------------- */

/* Whether FAULT makes receivers pass over the tag in which it is. */
static bool is_grave(const struct ma_dmarc_fault *fault)
{
	return fault->id == MA_DMARC_POLICY_INVALID || fault->id == MA_DMARC_POLICY_INVALID_VOID ||
	       (fault->counts && fault->id != MA_DMARC_DUPLICATE_TAG);
}

static bool is_understood(const struct ma_dmarc_record *record, const struct ma_tag *tag)
{
	for (const struct ma_dmarc_fault *f = record->first_fault; f != NULL; f = f->next)
		if (is_grave(f) && f->from < tag->to && f->to > tag->from)
			return false;
	return true;
}

static void leave_out(struct ma_dmarc_draft *draft, struct ma_text text)
{
	struct ma_buffer out = { 0 };

	ma_buffer_text(&out, draft->left_out);
	if (draft->left_out.length > 0)
		ma_buffer_string(&out, "; ");
	ma_buffer_text(&out, text);
	draft->left_out = ma_buffer_keep(&out, draft->arena);
}

/* The addresses among URIS that are valid, as they are written. */
static void read_uris(struct ma_dmarc_draft *draft, const struct ma_dmarc_record *record,
		      const struct ma_dmarc_uri *uri, const char *name)
{
	struct ma_buffer value = { 0 };

	for (; uri != NULL; uri = uri->next) {
		struct ma_text text = ma_text_slice(record->text, uri->from, uri->to);

		if (!uri->valid) {
			leave_out(draft, text);
			continue;
		}
		if (value.length > 0)
			ma_buffer_byte(&value, ',');
		ma_buffer_text(&value, text);
	}
	/* A buffer that failed at its first byte has no length either: keeping it makes the arena
	 * fail. */
	if (value.length > 0 || value.failed)
		ma_draft_set(draft, name, ma_buffer_keep(&value, draft->arena));
}

static void read_tag(struct ma_dmarc_draft *draft, const struct ma_dmarc_record *record,
		     const struct ma_tag *tag)
{
	size_t at;

	if (tag->state != MA_TAG_SOUND) {
		if (tag->state != MA_TAG_EMPTY)
			leave_out(draft, ma_text_slice(record->text, tag->from, tag->to));
		return;
	}
	at = ma_draft_find(draft, tag->name);
	if (at < draft->count) {
		draft->unclear =
			draft->unclear || !ma_text_equal(draft->tags[at].value, tag->value);
		return;
	}
	if (ma_text_equal_fold(tag->name, MA_TEXT("rua")))
		read_uris(draft, record, record->rua, "rua");
	else if (ma_text_equal_fold(tag->name, MA_TEXT("ruf")))
		read_uris(draft, record, record->ruf, "ruf");
	else if (!is_understood(record, tag))
		leave_out(draft, ma_text_slice(record->text, tag->from, tag->to));
	else
		add(draft, tag->name, tag->value);
}

/* RFC 7489 6.3, 6.6.4: what cannot be read has its default, and no policy can be lowered. */
static void drop_idle_percentage(struct ma_dmarc_draft *draft, const struct ma_dmarc_record *record)
{
	struct ma_text below = ma_draft_value(draft, "sp");
	bool lowers = !ma_text_is(ma_draft_value(draft, "p"), "none") ||
		      (below.length > 0 && !ma_text_is(below, "none"));

	if (!lowers || (record->percent == 100 && !ma_text_is(ma_draft_value(draft, "pct"), "100")))
		ma_draft_drop(draft, "pct");
}

void ma_draft_read(struct ma_arena *arena, const struct ma_dmarc_record *record,
		   struct ma_dmarc_draft *draft)
{
	*draft = (struct ma_dmarc_draft){ .arena = arena };
	for (size_t i = 1; i < record->tags.count; i++)
		read_tag(draft, record, &record->tags.tags[i]);
	/* What is asked without a valid p (RFC 9989 4.7). */
	if (ma_draft_value(draft, "p").data == NULL)
		ma_draft_set(draft, "p", MA_TEXT("none"));
	drop_idle_percentage(draft, record);
}

/* --- Policies ---------------------------------------------------------------------------- */

enum mailauth_policy ma_draft_effect(const struct ma_dmarc_draft *draft, unsigned of)
{
	const struct ma_dmarc_record *record = ma_dmarc_read(draft->arena, ma_draft_text(draft));

	return record != NULL ? ma_dmarc_effect(record, of) : MAILAUTH_POLICY_UNKNOWN;
}

static struct ma_text write_tag(struct ma_arena *arena, const char *name, struct ma_text value)
{
	struct ma_buffer tag = { 0 };

	ma_buffer_string(&tag, name);
	ma_buffer_byte(&tag, '=');
	ma_buffer_text(&tag, value);
	return ma_buffer_keep(&tag, arena);
}

/* A policy without the signs next to it: reject" is written by who meant reject. */
static struct ma_text trim_signs(struct ma_text value)
{
	while (value.length > 0 && !ma_is_alpha((unsigned char)value.data[value.length - 1]))
		value.length--;
	while (value.length > 0 && !ma_is_alpha((unsigned char)value.data[0]))
		value = ma_text_slice(value, 1, value.length);
	return value;
}

/* Tag NAME as it is published, with its slips; if it is not there, as ASKED. */
static struct ma_text quote_tag(const struct ma_dmarc_draft *draft, const char *name,
				enum mailauth_policy asked)
{
	const struct ma_dmarc_record *record = ma_dmarc_read(draft->arena, draft->published);
	struct ma_text value;

	for (size_t i = 0; record != NULL && i < record->tags.count; i++) {
		const struct ma_tag *tag = &record->tags.tags[i];

		if (!ma_text_equal_fold(tag->name, ma_text(name)))
			continue;
		value = ma_text_slice(record->text, tag->value_from, tag->value_to);
		if (ma_text_equal_fold(trim_signs(value),
				       ma_text(mailauth_policy_word((int)asked))))
			value = trim_signs(value);
		return write_tag(draft->arena, name, value);
	}
	return write_tag(draft->arena, name, ma_text(mailauth_policy_word((int)asked)));
}

void ma_draft_lower(struct ma_dmarc_draft *draft,
		    const enum mailauth_policy today[MA_DMARC_OF_COUNT])
{
	static const char *const names[MA_DMARC_OF_COUNT] = { "p", "sp", "np" };

	for (unsigned of = 0; of < MA_DMARC_OF_COUNT; of++) {
		enum mailauth_policy most =
			today[of] > MAILAUTH_POLICY_NONE ? today[of] : MAILAUTH_POLICY_NONE;
		enum mailauth_policy asked = ma_draft_effect(draft, of);

		if (asked <= most)
			continue;
		if (draft->lowered.length == 0) {
			draft->lowered = quote_tag(draft, names[of], asked);
			draft->misspelt = !ma_text_equal_fold(
				draft->lowered,
				write_tag(draft->arena, names[of],
					  ma_text(mailauth_policy_word((int)asked))));
			draft->now = write_tag(draft->arena, names[of],
					       ma_text(mailauth_policy_word((int)most)));
		}
		ma_draft_set(draft, names[of], ma_text(mailauth_policy_word((int)most)));
		/* They would lower that once more. */
		ma_draft_drop(draft, "t");
		ma_draft_drop(draft, "pct");
	}
}
