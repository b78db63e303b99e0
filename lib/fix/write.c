/* A fix as text: values as a panel's field takes them, names relative to the zone, lines of a zone
 * file.
 *
 * SPDX-License-Identifier: MIT */

#include "fix.h"

enum {
	TTL_DEFAULT = 3600, /* of a set that is not there yet */
};

/* --- Values ----------------------------------------------------------------------- */

static void write_host(struct ma_buffer *out, struct ma_arena *arena,
		       const struct ma_record *record, size_t offset)
{
	const struct ma_name *name = ma_record_name(arena, record, offset);

	if (name == NULL)
		return;
	ma_buffer_text(out, ma_name_present(arena, name));
	if (name->length > 1)
		ma_buffer_byte(out, '.');
}

static void write_data(struct ma_buffer *out, struct ma_arena *arena, uint16_t type,
		       const struct ma_record *record)
{
	struct ma_ip ip;

	switch (type) {
	case MA_TYPE_TXT:
		ma_buffer_text(out, ma_record_txt(arena, record));
		break;
	case MA_TYPE_MX:
		ma_buffer_number(out, ma_record_preference(record));
		ma_buffer_byte(out, ' ');
		write_host(out, arena, record, 2);
		break;
	case MA_TYPE_A:
	case MA_TYPE_AAAA:
		if (ma_record_ip(record, &ip))
			ma_buffer_text(out, ma_ip_text(arena, &ip));
		break;
	default:
		write_host(out, arena, record, 0);
		break;
	}
}

/* RECORD as one plain value, as the field of a panel takes it. */
static struct ma_text value_of(struct ma_arena *arena, uint16_t type,
			       const struct ma_record *record)
{
	struct ma_buffer out = { 0 };

	ma_buffer_add(&out, "", 0);
	write_data(&out, arena, type, record);
	return ma_buffer_keep(&out, arena);
}

/* --- Names -------------------------------------------------------------------------- */

/* The name as a panel takes it, within the zone APEX: "@", "_dmarc". */
static struct ma_text relative_name(struct ma_arena *arena, const struct mailauth_fix *fix,
				    const struct ma_name *apex)
{
	struct ma_name head;
	struct ma_buffer wire = { 0 };
	struct ma_text copy;

	if (apex == NULL || !ma_name_is_within(fix->name, apex))
		return fix->shown;
	if (ma_name_equal(fix->name, apex))
		return MA_TEXT("@");
	/* The labels before the zone's, and the root after them. */
	ma_buffer_add(&wire, fix->name->wire, fix->name->length - apex->length);
	ma_buffer_byte(&wire, 0);
	copy = ma_buffer_keep(&wire, arena);
	head = (struct ma_name){ copy.length, copy.data };
	return ma_name_present(arena, &head);
}

/* --- Zone files ---------------------------------------------------------------------- */

static void write_string(struct ma_buffer *out, struct ma_text text)
{
	ma_buffer_byte(out, '"');
	for (size_t i = 0; i < text.length; i++) {
		unsigned char byte = text.data[i];

		if (byte == '"' || byte == '\\') {
			ma_buffer_byte(out, '\\');
			ma_buffer_byte(out, byte);
		} else if (byte == ' ' || ma_is_visible(byte)) {
			ma_buffer_byte(out, byte);
		} else { /* RFC 1035 5.1 */
			ma_buffer_byte(out, '\\');
			ma_buffer_byte(out, (unsigned char)('0' + byte / 100));
			ma_buffer_byte(out, (unsigned char)('0' + byte / 10 % 10));
			ma_buffer_byte(out, (unsigned char)('0' + byte % 10));
		}
	}
	ma_buffer_byte(out, '"');
}

/* The strings as they are published: so the record that goes is the one that is there. */
static void write_strings(struct ma_buffer *out, const struct ma_record *record)
{
	struct ma_text string;
	size_t at = 0;

	for (bool first = true; ma_record_txt_string(record, &at, &string); first = false) {
		if (!first)
			ma_buffer_byte(out, ' ');
		write_string(out, string);
	}
}

void ma_fix_write_data(struct ma_buffer *out, uint16_t type, const struct ma_record *record)
{
	struct ma_arena arena = { 0 };

	if (type == MA_TYPE_TXT)
		write_strings(out, record);
	else
		write_data(out, &arena, type, record);
	out->failed = out->failed || arena.failed;
	ma_arena_finish(&arena);
}

void ma_fix_write_line(struct ma_buffer *out, const struct mailauth_fix *fix,
		       const struct ma_record *record, uint32_t ttl)
{
	ma_buffer_text(out, fix->shown);
	ma_buffer_string(out, fix->name->length > 1 ? ". " : " ");
	ma_buffer_number(out, ttl);
	ma_buffer_string(out, " IN ");
	ma_buffer_string(out, ma_type_word(fix->type));
	ma_buffer_byte(out, ' ');
	ma_fix_write_data(out, fix->type, record);
}

/* --- All of a fix ---------------------------------------------------------------------- */

static struct ma_text *values_of(struct ma_arena *arena, uint16_t type,
				 const struct ma_record *records, size_t count)
{
	struct ma_text *values = ma_arena_array(arena, count + 1, sizeof(*values));

	for (size_t i = 0; values != NULL && i < count; i++)
		values[i] = value_of(arena, type, &records[i]);
	return values;
}

uint32_t ma_fix_ttl(const struct mailauth_fix *fix)
{
	return fix->ttl > 0 ? fix->ttl : TTL_DEFAULT;
}

static struct ma_text line_of(struct ma_arena *arena, const struct mailauth_fix *fix,
			      const struct ma_record *record)
{
	struct ma_buffer line = { 0 };

	ma_fix_write_line(&line, fix, record, ma_fix_ttl(fix));
	return ma_buffer_keep(&line, arena);
}

void ma_fix_write_texts(struct ma_arena *arena, struct mailauth_fix *fix,
			const struct ma_name *apex)
{
	struct ma_fix_texts *texts = &fix->texts;
	size_t count = fix->form.added_count;

	texts->relative = relative_name(arena, fix, apex);
	texts->removed = values_of(arena, fix->type, fix->removed, fix->removed_count);
	texts->added = values_of(arena, fix->type, fix->form.added, count);
	texts->lines = ma_arena_array(arena, count + 1, sizeof(*texts->lines));
	for (size_t i = 0; texts->lines != NULL && i < count; i++)
		texts->lines[i] = line_of(arena, fix, &fix->form.added[i]);
	texts->gained = ma_arena_array(arena, fix->gained.count + 1, sizeof(*texts->gained));
	for (size_t i = 0; texts->gained != NULL && i < fix->gained.count; i++)
		texts->gained[i] = ma_range_text(arena, &fix->gained.items[i]);
}

void ma_fix_write_confirm(struct ma_buffer *out, const struct mailauth_fix *fix,
			  enum mailauth_language language, bool brief)
{
	for (size_t i = 0; i < fix->form.confirm_count; i++) {
		if (i > 0)
			ma_words_between_sentences(out, language);
		(brief ? ma_sentence_in_short : ma_sentence_words)(out, &fix->form.confirm[i],
								   language);
	}
}
