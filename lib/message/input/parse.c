/* The header is complete: its fields, its signatures, its trace.
 *
 * SPDX-License-Identifier: MIT */

#include "reader.h"

static void read_signatures(struct mailauth_message *message)
{
	const struct ma_field *field;

	message->signatures = ma_arena_array(&message->arena, MA_SIGNATURES_MAX + 1,
					     sizeof(*message->signatures));
	while (message->signatures != NULL && message->signature_count < MA_SIGNATURES_MAX &&
	       (field = ma_field_find(&message->fields, "DKIM-Signature",
				      message->signature_count)) != NULL)
		ma_signature_read(&message->arena, field,
				  &message->signatures[message->signature_count++]);
}

/* The smallest t=, as libopendkim has to believe that none is in the future.  One from before DKIM
 * was made is none to go by. */
static uint64_t earliest(const struct mailauth_message *message)
{
	static const int64_t dkim_began = 1000000000;
	uint64_t found = 0;

	for (size_t i = 0; i < message->signature_count; i++) {
		int64_t at = message->signatures[i].signed_at;

		if (at >= dkim_began && (found == 0 || (uint64_t)at < found))
			found = (uint64_t)at;
	}
	return found;
}

void ma_header_end(struct mailauth_message *message)
{
	struct ma_text header = { (const unsigned char *)message->header.data, message->line_from };

	message->state = MA_IN_BODY;
	if (header.length > 0)
		header = ma_arena_copy(&message->arena, header);
	ma_fields_read(&message->arena, header, &message->fields);
	read_signatures(message);
	ma_trace_read(message);
	ma_handlers_read(message);
	ma_notes_read(message);
	if (message->arena.failed)
		return;
	message->hasher =
		ma_hasher_new(&message->fields, ma_fields_count(&message->fields, "DKIM-Signature"),
			      earliest(message));
	message->arena.failed = message->hasher == NULL;
}
