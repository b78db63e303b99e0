/* Fields that a signature covers and that the message does not have (RFC 6376 5.4.2).  A signer names
 * one that is not there to keep others from adding it; or it was taken out.
 *
 * SPDX-License-Identifier: MIT */

#include "input/reader.h"
#include "judge.h"

enum {
	NAMES_MAX = 20,	   /* that are named */
	LOOKED_MAX = 100,  /* names that are looked for */
	FIELDS_MAX = 5000, /* among which they are */
	NAME_MAX = 100,	   /* octets */
};

static bool is_missing(const struct mailauth_message *message, struct ma_text name)
{
	if (name.length == 0 || name.length > NAME_MAX)
		return false;
	for (size_t i = 0; i < message->fields.count; i++)
		if (ma_text_equal_fold(message->fields.items[i].name, name))
			return false;
	return true;
}

static struct ma_text trim(struct ma_text text)
{
	while (text.length > 0 && text.data[0] <= ' ')
		text = ma_text_slice(text, 1, text.length);
	while (text.length > 0 && text.data[text.length - 1] <= ' ')
		text.length--;
	return text;
}

/* Whether NAME, which begins at FROM in LIST, is in LIST before that, too. */
static bool is_repeated(struct ma_arena *arena, struct ma_text list, size_t from,
			struct ma_text name)
{
	return ma_signature_lists(ma_text_slice(list, 0, from),
				  (const char *)ma_arena_copy(arena, name).data);
}

static bool is_of_interest(const struct mailauth_signature *signature)
{
	for (size_t i = 0; i < signature->damage_count; i++) {
		enum mailauth_damage kind = signature->damages[i].kind;

		if (kind == MAILAUTH_DAMAGE_SUBJECT || kind == MAILAUTH_DAMAGE_ADDED ||
		    kind == MAILAUTH_DAMAGE_REPLACED)
			return false;
	}
	return (signature->reason == MAILAUTH_SIGNATURE_HEADER_CHANGED &&
		signature->damage_count == 0) ||
	       (signature->reason == MAILAUTH_SIGNATURE_BOTH_CHANGED &&
		signature->damage_count < 2);
}

struct ma_text ma_signature_absent(struct ma_pass *pass, const struct mailauth_signature *signature)
{
	struct ma_text list = signature->written->headers;
	struct ma_buffer out = { 0 };
	size_t from = 0, count = 0, looked = 0;

	if (!is_of_interest(signature) || signature->message->fields.count > FIELDS_MAX)
		return MA_TEXT("");
	for (size_t i = 0; i <= list.length && count < NAMES_MAX && looked < LOOKED_MAX; i++) {
		struct ma_text name;

		if (i < list.length && list.data[i] != ':')
			continue;
		looked++;
		name = trim(ma_text_slice(list, from, i));
		if (is_missing(signature->message, name) &&
		    (from == 0 || !is_repeated(pass->arena, list, from - 1, name))) {
			ma_buffer_string(&out, count++ > 0 ? ", " : "");
			ma_buffer_text(&out, name);
		}
		from = i + 1;
	}
	ma_buffer_string(&out, "");
	return ma_buffer_keep(&out, pass->arena);
}
