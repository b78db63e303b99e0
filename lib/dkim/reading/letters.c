/* The letters of a key: base64 (RFC 4648), with whatever else is among them.
 *
 * SPDX-License-Identifier: MIT */

#include "../key/numbers.h"
#include "reading.h"

/* '-' and '_' stand for '+' and '/' in addresses of the web (RFC 4648 5). */
static unsigned char plain(unsigned char byte)
{
	return byte == '-' ? '+' : byte == '_' ? '/' : byte;
}

static bool is_sign(struct ma_text value, size_t at)
{
	return ma_base64_is_letter(value.data[at]) || value.data[at] == '=' ||
	       ma_tags_space(value, at) > 0;
}

static void note_bad(struct ma_dkim_reading *reading, const struct ma_tag *tag, size_t from,
		     size_t to)
{
	ma_dkim_note_fatal(reading, MA_DKIM_BAD_BASE64, tag->value_from + from,
			   tag->value_from + to);
}

/* After the run of bytes at AT that base64 does not have. */
static size_t skip_bad(struct ma_dkim_reading *reading, struct ma_text value, size_t at,
		       struct ma_dkim_letters *letters, unsigned char *data)
{
	for (; at < value.length && !is_sign(value, at); at++) {
		letters->bad = true;
		/* Only these can still be read. */
		if (plain(value.data[at]) != value.data[at])
			data[letters->text.length++] = plain(value.data[at]);
		else
			reading->record->ambiguous = true;
	}
	return at;
}

/* After signs before the key: "p==MII…", "p=p=MII…". */
static size_t skip_lead(struct ma_dkim_reading *reading, const struct ma_tag *tag)
{
	struct ma_text value = tag->value;
	size_t end = 0;
	size_t at = 0;

	while (at < value.length) {
		size_t sign = at + (ma_fold(value.data[at]) == 'p');

		if (sign >= value.length || value.data[sign] != '=')
			break;
		at = end = sign + 1;
		while (ma_tags_space(value, at) > 0)
			at += ma_tags_space(value, at);
	}
	if (end == 0 || at == value.length)
		return 0;
	note_bad(reading, tag, 0, end);
	return at;
}

/* One fault for each run of bytes that do not belong there. */
void ma_dkim_take_letters(struct ma_dkim_reading *reading, const struct ma_tag *tag,
			  struct ma_dkim_letters *letters)
{
	struct ma_text value = tag->value;
	unsigned char *data = ma_arena_alloc(reading->scratch, value.length + 1);

	*letters = (struct ma_dkim_letters){ .behind = value.length };
	letters->text.data = data;
	for (size_t at = skip_lead(reading, tag); data != NULL && at < value.length;) {
		size_t space = ma_tags_space(value, at);
		size_t end = skip_bad(reading, value, at, letters, data);

		if (space > 0) {
			at += space;
		} else if (end > at) {
			note_bad(reading, tag, at, end);
			at = end;
		} else if (value.data[at] == '=') {
			letters->padding_from =
				letters->padding++ == 0 ? at : letters->padding_from;
			at++;
		} else if (letters->padding > 0) {
			letters->behind = at;
			return;
		} else {
			data[letters->text.length++] = value.data[at++];
		}
	}
}

/* The octets of the letters of VALUE from FROM on, whatever is between them. */
struct ma_text ma_dkim_decode_rest(struct ma_dkim_reading *reading, struct ma_text value,
				   size_t from)
{
	unsigned char *data = ma_arena_alloc(reading->scratch, value.length + 1);
	size_t count = 0;

	for (size_t at = from; data != NULL && at < value.length; at++)
		if (ma_base64_is_letter(plain(value.data[at])))
			data[count++] = plain(value.data[at]);
	return ma_base64_decode(reading->scratch, (struct ma_text){ data, count });
}

/* Where the letter COUNT of a value is. */
size_t ma_dkim_place_of_letter(struct ma_text value, size_t count)
{
	size_t at = 0;

	for (; at < value.length; at++)
		if (ma_base64_is_letter(plain(value.data[at])) && count-- == 0)
			break;
	return at;
}

struct ma_text ma_dkim_decode_with_plus(struct ma_dkim_reading *reading, struct ma_text value,
					size_t *from)
{
	unsigned char *data = ma_arena_alloc(reading->scratch, value.length + 1);
	size_t count = 0;

	*from = value.length;
	for (size_t at = 0; data != NULL && at < value.length; at++) {
		unsigned char byte = value.data[at];

		if (byte == ' ' && *from == value.length)
			*from = at;
		if (byte == ' ' || ma_base64_is_letter(plain(byte)))
			data[count++] = byte == ' ' ? '+' : plain(byte);
	}
	return ma_base64_decode(reading->scratch, (struct ma_text){ data, count });
}

/* Padding is that of the letters before it (RFC 4648 4). */
void ma_dkim_note_padding(struct ma_dkim_reading *reading, const struct ma_tag *tag,
			  const struct ma_dkim_letters *letters)
{
	size_t wanted = (4 - letters->text.length % 4) % 4;
	struct ma_dkim_fault *fault;

	if (letters->padding == wanted || reading->record->fatal_count > 0)
		return;
	if (wanted == 3) { /* a letter too many, or one lost */
		note_bad(reading, tag, 0, tag->value.length);
		reading->record->ambiguous = true;
	} else if (letters->padding > wanted) {
		ma_dkim_note_fatal(reading, MA_DKIM_BAD_BASE64,
				   tag->value_from + letters->padding_from, tag->value_to);
	} else {
		fault = ma_dkim_note_fault(reading, MA_DKIM_NO_PADDING,
					   tag->value_to > tag->value_from ? tag->value_to - 1 : 0,
					   tag->value_to);
		ma_dkim_fault_value(fault, "count",
				    ma_arena_number(reading->arena, wanted - letters->padding));
		reading->record->flawed = true;
	}
}
