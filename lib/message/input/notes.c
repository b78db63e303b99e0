/* What receivers noted in a message (RFC 8601, RFC 8617 4.1.1, RFC 7208 9.1), read leniently: some
 * name no host, some put a semicolon where none belongs, some say what matters in a comment.
 *
 * SPDX-License-Identifier: MIT */

#include "reader.h"

enum {
	WORD_MAX = 40,	/* octets */
	HOST_MAX = 255, /* octets of a name (RFC 1035 2.3.4) */
};

static bool is_in_word(unsigned char byte)
{
	return ma_is_alnum(byte) || byte == '-' || byte == '.' || byte == '_';
}

static bool is_word_of(struct ma_text text, size_t most)
{
	for (size_t i = 0; i < text.length; i++)
		if (!is_in_word(text.data[i]))
			return false;
	return text.length > 0 && text.length <= most;
}

static bool is_word(struct ma_text text)
{
	return is_word_of(text, WORD_MAX);
}

/* A value may be in quotation marks (RFC 8601 2.2). */
static struct ma_text unquoted(struct ma_text text)
{
	bool quoted = text.length >= 2 && text.data[0] == '"' && text.data[text.length - 1] == '"';

	return quoted ? ma_text_slice(text, 1, text.length - 1) : text;
}

/* --- Parts --------------------------------------------------------------------------------- */

/* What a note consists of: words such as "spf=pass", and comments. */
struct part {
	struct ma_text text;
	bool comment;
	bool begins; /* after a semicolon, or first */
};

static size_t end_of_comment(struct ma_text text)
{
	size_t depth = 0;

	for (size_t i = 0; i < text.length; i++) {
		depth += text.data[i] == '(';
		if (text.data[i] == ')' && --depth == 0)
			return i + 1;
	}
	return text.length;
}

/* A word ends at a blank, a semicolon or a comment that are not in quotation marks. */
static size_t end_of_word(struct ma_text text)
{
	bool quoted = false;
	size_t i;

	for (i = 0; i < text.length; i++) {
		unsigned char byte = text.data[i];

		quoted = quoted != (byte == '"');
		if (!quoted && (byte <= ' ' || byte == ';' || byte == '('))
			break;
	}
	return i;
}

/* Takes the next part off *REST.  False at the end. */
static bool next_part(struct ma_text *rest, struct part *part, bool first)
{
	struct ma_text text = *rest;
	size_t from = 0, length;

	part->begins = first;
	while (from < text.length && (text.data[from] <= ' ' || text.data[from] == ';'))
		part->begins = text.data[from++] == ';' || part->begins;
	text = ma_text_slice(text, from, text.length);
	part->comment = text.length > 0 && text.data[0] == '(';
	length = part->comment ? end_of_comment(text) : end_of_word(text);
	part->text = ma_text_slice(text, 0, length);
	if (part->comment)
		part->text = ma_text_slice(text, 1,
					   length - (length > 1 && text.data[length - 1] == ')'));
	*rest = ma_text_slice(text, length, text.length);
	return length > 0;
}

/* --- Results -----------------------------------------------------------------------------------
 */

static struct ma_text lower(struct ma_arena *arena, struct ma_text text)
{
	struct ma_buffer out = { 0 };

	for (size_t i = 0; i < text.length; i++)
		ma_buffer_byte(&out, ma_fold(text.data[i]));
	ma_buffer_string(&out, "");
	return ma_buffer_keep(&out, arena);
}

/* RFC 8601 2.7, and what else is met. */
static bool is_known(struct ma_text method)
{
	static const char *const methods[] = { "spf",	     "dkim",	 "dmarc",     "arc",
					       "domainkeys", "compauth", "sender-id", "auth",
					       "dkim2",	     "dara",	 "dkim-atps", "iprev",
					       "bimi",	     "vbr" };

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		if (ma_text_is(method, methods[i]))
			return true;
	return false;
}

/* Methods that are not known are kept (RFC 8601 2.7.7): they follow a semicolon and have no ptype.
 */
static bool is_result(const struct part *part, struct ma_text key, struct ma_text value)
{
	if (!is_word(key) || !is_word(value))
		return false;
	return is_known(key) || (part->begins && ma_text_last(key, '.') == key.length &&
				 !ma_text_is(key, "from") && !ma_text_is(key, "i"));
}

static void take_word(struct ma_arena *arena, struct ma_note *note, const struct part *part)
{
	size_t at = 0;
	struct ma_text key, method, value;
	struct ma_note_result *last =
		note->result_count > 0 ? &note->results[note->result_count - 1] : NULL;

	while (at < part->text.length && part->text.data[at] != '=')
		at++;
	if (at == part->text.length)
		return; /* Microsoft: the domain of the recipient */
	key = ma_text_slice(part->text, 0, at);
	value = ma_text_slice(part->text, at + 1, part->text.length);
	for (at = 0; at < key.length && key.data[at] != '/';)
		at++;
	method = ma_text_slice(key, 0, at);
	if (is_result(part, method, value)) {
		if (note->result_count == MA_NOTE_RESULTS_MAX)
			return;
		last = &note->results[note->result_count++];
		*last = (struct ma_note_result){ .method = lower(arena, method),
						 .result = lower(arena, value) };
	} else if (last != NULL && last->property_count < MA_NOTE_PROPERTIES_MAX) {
		last->properties[last->property_count++] =
			(struct ma_note_property){ ma_arena_copy(arena, key),
						   ma_arena_copy(arena, unquoted(value)) };
	}
}

static void take_part(struct ma_arena *arena, struct ma_note *note, const struct part *part)
{
	struct ma_note_result *last =
		note->result_count > 0 ? &note->results[note->result_count - 1] : NULL;

	if (!part->comment)
		take_word(arena, note, part);
	else if (last != NULL && last->comment.length == 0)
		last->comment = ma_arena_copy(arena, part->text);
}

static void read_results(struct ma_arena *arena, struct ma_text value, struct ma_note *note)
{
	struct ma_text rest = ma_field_unfold(arena, value);
	struct part part;
	bool first = true;

	while (next_part(&rest, &part, first)) {
		/* Of ARC, the instance is first: "i=1;" */
		if (first && ma_text_starts(part.text, "i="))
			continue;
		if (first && !part.comment && is_word_of(unquoted(part.text), HOST_MAX))
			note->receiver = ma_arena_copy(arena, unquoted(part.text));
		else
			take_part(arena, note, &part);
		first = first && part.comment;
	}
}

/* "pass (mx.example.jp: domain of ...) client-ip=...": the host is in the comment. */
static void read_spf(struct ma_arena *arena, struct ma_text value, struct ma_note *note)
{
	struct ma_text rest = ma_field_unfold(arena, value);
	struct part part;
	size_t to = 0;

	if (!next_part(&rest, &part, true) || !is_word(part.text))
		return;
	note->results[0] = (struct ma_note_result){ .method = MA_TEXT("spf"),
						    .result = lower(arena, part.text) };
	note->result_count = 1;
	while (next_part(&rest, &part, false)) {
		part.begins = false;
		take_part(arena, note, &part);
	}
	part.text = note->results[0].comment;
	while (to < part.text.length && is_in_word(part.text.data[to]))
		to++;
	if (to < part.text.length && part.text.data[to] == ':')
		note->receiver = ma_arena_copy(arena, ma_text_slice(part.text, 0, to));
}

static bool is_note(const struct ma_field *field)
{
	return ma_text_is(field->name, "Authentication-Results") ||
	       ma_text_is(field->name, "ARC-Authentication-Results") ||
	       ma_text_is(field->name, "X-MS-Exchange-Authentication-Results") ||
	       ma_text_is(field->name, "Received-SPF");
}

static void read_field(struct ma_arena *arena, const struct ma_field *field, struct ma_note *note)
{
	*note = (struct ma_note){ .field = ma_arena_copy(arena, field->name) };
	if (ma_text_is(field->name, "Received-SPF"))
		read_spf(arena, field->value, note);
	else
		read_results(arena, field->value, note);
}

void ma_notes_read(struct mailauth_message *message)
{
	for (size_t i = 0; i < message->fields.count && message->note_count < MA_NOTES_MAX; i++) {
		struct ma_note *note;

		if (!is_note(&message->fields.items[i]))
			continue;
		note = ma_arena_array(&message->arena, 1, sizeof(*note));
		if (note == NULL)
			return;
		read_field(&message->arena, &message->fields.items[i], note);
		/* RFC 8601 5: what is above the Received field of the border was added after it. */
		note->trusted = message->border_known && i < message->border;
		if (note->result_count > 0)
			message->notes[message->note_count++] = note;
	}
}
