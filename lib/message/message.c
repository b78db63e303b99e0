/* A message that comes in by pieces.
 *
 * SPDX-License-Identifier: MIT */

#include "input/reader.h"

#include <stdlib.h>

int mailauth_message_new(struct mailauth_message **result, unsigned flags)
{
	struct mailauth_message *message;

	if (result == NULL || (flags & ~(unsigned)MAILAUTH_MESSAGE_KEEP) != 0)
		return MAILAUTH_EINVAL;
	if (!ma_hasher_exists())
		return MAILAUTH_NOT_BUILT;
	message = calloc(1, sizeof(*message));
	if (message == NULL)
		return MAILAUTH_ENOMEM;
	message->keep = (flags & MAILAUTH_MESSAGE_KEEP) != 0;
	*result = message;
	return 0;
}

void mailauth_message_free(struct mailauth_message *message)
{
	if (message == NULL)
		return;
	ma_hasher_free(message->hasher);
	ma_buffer_finish(&message->header);
	ma_buffer_finish(&message->body);
	ma_arena_finish(&message->arena);
	free(message);
}

/* --- Bytes ------------------------------------------------------------------------ */

static int status_of(const struct mailauth_message *message)
{
	return message->arena.failed || message->header.failed || message->body.failed
		       ? MAILAUTH_ENOMEM
		       : 0;
}

int mailauth_message_add(struct mailauth_message *message, const void *data, size_t length)
{
	if (message->state == MA_ENDED || (data == NULL && length > 0))
		return MAILAUTH_EINVAL;
	if (status_of(message) == 0)
		ma_lines_take(message, data, length);
	return status_of(message);
}

static void take_hashes(struct mailauth_message *message)
{
	size_t count = ma_fields_count(&message->fields, "DKIM-Signature");
	struct ma_hash *hashes = ma_arena_array(&message->arena, count + 1, sizeof(*hashes));

	if (hashes == NULL || !ma_hasher_end(message->hasher, hashes)) {
		message->arena.failed = true;
		return;
	}
	for (size_t i = 0; i < message->signature_count; i++) {
		struct ma_signature *signature = &message->signatures[i];

		signature->hash = hashes[i];
		/* libopendkim cuts a longer word without a word. */
		if (message->lines.longest > MA_LINE_READ_MAX && !signature->simple_body)
			signature->hash.known = false;
	}
	ma_hasher_free(message->hasher);
	message->hasher = NULL;
}

int mailauth_message_end(struct mailauth_message *message)
{
	if (message->state == MA_ENDED)
		return MAILAUTH_EINVAL;
	if (status_of(message) == 0)
		ma_lines_end(message);
	if (status_of(message) == 0 && message->state == MA_IN_HEADER) {
		message->line_from = message->header.length;
		ma_header_end(message);
	}
	if (status_of(message) == 0)
		take_hashes(message);
	message->state = MA_ENDED;
	return status_of(message);
}

/* --- What is known of it ------------------------------------------------------------ */

const struct ma_fields *ma_message_fields(const struct mailauth_message *message)
{
	return &message->fields;
}

const struct ma_line_facts *ma_message_lines(const struct mailauth_message *message)
{
	return &message->lines;
}

size_t ma_message_signatures(const struct mailauth_message *message)
{
	return message->signature_count;
}

struct ma_text ma_message_domain(const struct mailauth_message *message, size_t signature)
{
	return message->signatures[signature].domain;
}

struct ma_text ma_message_selector(const struct mailauth_message *message, size_t signature)
{
	return message->signatures[signature].selector;
}

bool ma_message_is_ended(const struct mailauth_message *message)
{
	return message->state == MA_ENDED && status_of(message) == 0;
}

const char *mailauth_message_from(const struct mailauth_message *message)
{
	return message->from;
}

const char *mailauth_message_from_domain(const struct mailauth_message *message)
{
	return message->from_domain;
}

const char *mailauth_message_return_path(const struct mailauth_message *message)
{
	return message->return_path;
}

const char *mailauth_message_received_ip(const struct mailauth_message *message)
{
	return message->received_ip;
}

const char *mailauth_message_received_helo(const struct mailauth_message *message)
{
	return message->received_helo;
}
