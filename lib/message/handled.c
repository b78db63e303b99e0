/* Who handled a message: for the public, and who of them probably damaged it.
 *
 * SPDX-License-Identifier: MIT */

#include "judge.h"

#include "input/reader.h"

const struct ma_handler *ma_message_handler(const struct mailauth_message *message, size_t index)
{
	return index < message->handler_count ? &message->handlers[index] : NULL;
}

const char *mailauth_handler_word(int handler)
{
	static const char *const words[] = { "list", "forwarder", "gateway", "relay" };

	return handler >= 0 && (size_t)handler < sizeof(words) / sizeof(*words) ? words[handler]
										: NULL;
}

size_t mailauth_message_handler_count(const struct mailauth_message *message)
{
	return message->handler_count;
}

int mailauth_message_handler(const struct mailauth_message *message, size_t index)
{
	return index < message->handler_count ? (int)message->handlers[index].kind : -1;
}

const char *mailauth_message_handler_name(const struct mailauth_message *message, size_t index)
{
	return index < message->handler_count ? (const char *)message->handlers[index].name.data
					      : NULL;
}

const char *mailauth_message_handler_field(const struct mailauth_message *message, size_t index)
{
	return index < message->handler_count ? (const char *)message->handlers[index].field.data
					      : NULL;
}

/* --- Who damaged it -------------------------------------------------------------------------- */

/* Who does a damage, the most likely first. */
static const enum mailauth_handler *likely(const struct mailauth_signature *signature)
{
	static const enum mailauth_handler lists[] = { MAILAUTH_HANDLER_LIST,
						       MAILAUTH_HANDLER_GATEWAY,
						       MAILAUTH_HANDLER_FORWARDER,
						       MAILAUTH_HANDLER_RELAY };
	static const enum mailauth_handler gateways[] = { MAILAUTH_HANDLER_GATEWAY,
							  MAILAUTH_HANDLER_LIST,
							  MAILAUTH_HANDLER_FORWARDER,
							  MAILAUTH_HANDLER_RELAY };
	static const enum mailauth_handler relays[] = { MAILAUTH_HANDLER_RELAY,
							MAILAUTH_HANDLER_LIST,
							MAILAUTH_HANDLER_GATEWAY,
							MAILAUTH_HANDLER_FORWARDER };

	if (signature->damage_count == 0)
		return lists;
	switch (signature->damages[0].kind) {
	case MAILAUTH_DAMAGE_RECODED:
	case MAILAUTH_DAMAGE_SPACE:
	case MAILAUTH_DAMAGE_LINE_ENDS:
	case MAILAUTH_DAMAGE_LONG_LINE:
	case MAILAUTH_DAMAGE_DOTS:
		return relays;
	case MAILAUTH_DAMAGE_BANNER:
		return gateways;
	default:
		return lists;
	}
}

/* A field that h= names was there when the message was signed, unless a damage is that it was not:
 * the sender is who wrote it. */
static bool came_later(const struct mailauth_signature *signature, const struct ma_handler *handler)
{
	for (size_t i = 0; i < signature->damage_count; i++)
		if (signature->damages[i].kind == MAILAUTH_DAMAGE_ADDED &&
		    ma_text_equal_fold(signature->damages[i].text, handler->field))
			return true;
	return ma_text_is(handler->field, "Received") ||
	       !ma_signature_lists(signature->written->headers, (const char *)handler->field.data);
}

const struct ma_handler *ma_handler_of(const struct mailauth_signature *signature)
{
	const struct mailauth_message *message = signature->message;
	const enum mailauth_handler *kinds = likely(signature);

	for (size_t i = 0; i <= MAILAUTH_HANDLER_RELAY; i++)
		for (size_t j = 0; j < message->handler_count; j++)
			if (message->handlers[j].kind == kinds[i] &&
			    came_later(signature, &message->handlers[j]))
				return &message->handlers[j];
	return NULL;
}

/* What was added above the border is the receiving side's. */
bool ma_handler_is_receiving(const struct mailauth_message *message,
			     const struct ma_handler *handler)
{
	return message->border_known && handler->place < message->border;
}
