/* What the public may read of a message's way: what receivers noted in it.
 *
 * SPDX-License-Identifier: MIT */

#include "input/reader.h"

const struct ma_note *ma_message_note(const struct mailauth_message *message, size_t index)
{
	return index < message->note_count ? message->notes[index] : NULL;
}

size_t mailauth_message_note_count(const struct mailauth_message *message)
{
	return message->note_count;
}

static const char *string(struct ma_text text)
{
	return text.length > 0 ? (const char *)text.data : NULL;
}

const char *mailauth_message_note_field(const struct mailauth_message *message, size_t note)
{
	const struct ma_note *found = ma_message_note(message, note);

	return found != NULL ? string(found->field) : NULL;
}

const char *mailauth_message_note_receiver(const struct mailauth_message *message, size_t note)
{
	const struct ma_note *found = ma_message_note(message, note);

	return found != NULL ? string(found->receiver) : NULL;
}

int mailauth_message_note_is_trusted(const struct mailauth_message *message, size_t note)
{
	const struct ma_note *found = ma_message_note(message, note);

	return found != NULL && found->trusted;
}

size_t mailauth_message_note_result_count(const struct mailauth_message *message, size_t note)
{
	const struct ma_note *found = ma_message_note(message, note);

	return found != NULL ? found->result_count : 0;
}

/* --- One result --------------------------------------------------------------------------- */

static const struct ma_note_result *find_result(const struct mailauth_message *message, size_t note,
						size_t result)
{
	const struct ma_note *found = ma_message_note(message, note);

	return found != NULL && result < found->result_count ? &found->results[result] : NULL;
}

const char *mailauth_message_note_method(const struct mailauth_message *message, size_t note,
					 size_t result)
{
	const struct ma_note_result *found = find_result(message, note, result);

	return found != NULL ? string(found->method) : NULL;
}

const char *mailauth_message_note_result(const struct mailauth_message *message, size_t note,
					 size_t result)
{
	const struct ma_note_result *found = find_result(message, note, result);

	return found != NULL ? string(found->result) : NULL;
}

const char *mailauth_message_note_comment(const struct mailauth_message *message, size_t note,
					  size_t result)
{
	const struct ma_note_result *found = find_result(message, note, result);

	return found != NULL ? string(found->comment) : NULL;
}

size_t mailauth_message_note_property_count(const struct mailauth_message *message, size_t note,
					    size_t result)
{
	const struct ma_note_result *found = find_result(message, note, result);

	return found != NULL ? found->property_count : 0;
}

const char *mailauth_message_note_property(const struct mailauth_message *message, size_t note,
					   size_t result, size_t property, const char **value)
{
	const struct ma_note_result *found = find_result(message, note, result);

	if (found == NULL || property >= found->property_count)
		return NULL;
	*value = string(found->properties[property].value);
	return string(found->properties[property].name);
}
