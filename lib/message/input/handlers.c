/* Who handled a message on its way, as its header says: mailing lists, forwarders, gateways,
 * relays.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "reader.h"

enum {
	RECEIVED_MAX = 50, /* that are read */
	SEALS_MAX = 20,
};

static const struct {
	enum mailauth_handler kind;
	const char *field;
	const char *name;
} marks[] = {
#define HANDLER(kind, field, name) { MAILAUTH_HANDLER_##kind, field, name },
#include "handler.def"
#undef HANDLER
};

static bool has_kind(const struct mailauth_message *message, enum mailauth_handler kind)
{
	for (size_t i = 0; i < message->handler_count; i++)
		if (message->handlers[i].kind == kind)
			return true;
	return false;
}

static void add(struct mailauth_message *message, enum mailauth_handler kind,
		const struct ma_field *field, struct ma_text name)
{
	if (message->handler_count == MA_HANDLERS_MAX || name.length == 0)
		return;
	for (size_t i = 0; i < message->handler_count; i++)
		if (message->handlers[i].kind == kind &&
		    ma_text_equal_fold(message->handlers[i].name, name))
			return;
	message->handlers[message->handler_count++] = (struct ma_handler){
		.kind = kind,
		.name = ma_arena_copy(&message->arena, name),
		.field = ma_arena_copy(&message->arena, field->name),
		.place = (size_t)(field - message->fields.items),
	};
}

/* --- Names --------------------------------------------------------------------------------- */

static size_t find(struct ma_text text, const char *word)
{
	for (size_t i = 0; i < text.length; i++)
		if (ma_text_starts(ma_text_slice(text, i, text.length), word))
			return i;
	return text.length;
}

static struct ma_text word_at(struct ma_text text, size_t from)
{
	size_t to = from;

	while (to < text.length && text.data[to] > ' ' && text.data[to] != ';' &&
	       text.data[to] != ',')
		to++;
	return ma_text_slice(text, from, to);
}

/* What is in angle brackets, without "mailto:"; else the first word. */
static struct ma_text name_in(struct ma_text value)
{
	size_t from = find(value, "<"), to;
	struct ma_text name;

	if (from == value.length)
		return word_at(value, 0);
	name = ma_text_slice(value, from + 1, value.length);
	to = find(name, ">");
	name = ma_text_slice(name, 0, to);
	return ma_text_starts(name, "mailto:") ? ma_text_slice(name, 7, name.length) : name;
}

/* The host of "by HOST" (RFC 5321 4.4; of sendmail's note on what it recoded, too). */
static struct ma_text host_in(struct ma_text value)
{
	size_t at = ma_text_starts(value, "by ") ? 0 : find(value, " by ") + 1;

	return at < value.length ? word_at(value, at + 3) : MA_TEXT("");
}

/* --- Who -------------------------------------------------------------------------------------- */

static void read_mark(struct mailauth_message *message, size_t mark)
{
	const struct ma_field *field = ma_field_find(&message->fields, marks[mark].field, 0);
	enum mailauth_handler kind = marks[mark].kind;
	struct ma_text value;

	if (field == NULL || has_kind(message, kind))
		return;
	value = ma_field_unfold(&message->arena, field->value);
	if (marks[mark].name != NULL)
		add(message, kind, field, ma_text(marks[mark].name));
	else if (kind == MAILAUTH_HANDLER_RELAY)
		add(message, kind, field, host_in(value));
	else
		add(message, kind, field, name_in(value));
}

static void read_companies(struct mailauth_message *message)
{
	const struct ma_field *field;

	for (size_t i = 0;
	     i < RECEIVED_MAX && (field = ma_field_find(&message->fields, "Received", i)) != NULL;
	     i++) {
		struct ma_text host = host_in(ma_field_unfold(&message->arena, field->value));
		const struct ma_provider *company =
			ma_provider_find(host, MA_PROVIDER_HOST | MA_PROVIDER_MX);

		if (company == NULL)
			continue;
		if (company->kind == MA_PROVIDER_KIND_FORWARDER)
			add(message, MAILAUTH_HANDLER_FORWARDER, field, host);
		if (company->kind == MA_PROVIDER_KIND_GATEWAY_IN ||
		    company->kind == MA_PROVIDER_KIND_GATEWAY_OUT)
			add(message, MAILAUTH_HANDLER_GATEWAY, field, host);
	}
}

/* The value of the tag NAME, such as "d=". */
static struct ma_text tag_in(struct ma_text value, const char *name)
{
	for (size_t i = 0; i < value.length; i++) {
		bool begins = i == 0 || value.data[i - 1] == ' ' || value.data[i - 1] == ';';
		struct ma_text rest = ma_text_slice(value, i, value.length);

		if (begins && ma_text_starts(rest, name))
			return word_at(rest, 2);
	}
	return MA_TEXT("");
}

/* RFC 8617: who sealed it before it came in.  Microsoft seals what its own customers send. */
static void read_seals(struct mailauth_message *message)
{
	const struct ma_field *field;

	for (size_t i = 0;
	     i < SEALS_MAX && (field = ma_field_find(&message->fields, "ARC-Seal", i)) != NULL;
	     i++) {
		struct ma_text value = ma_field_unfold(&message->arena, field->value);
		struct ma_text domain = tag_in(value, "d=");
		bool sender =
			ma_text_is(tag_in(value, "i="), "1") && ma_text_is(domain, "microsoft.com");

		if (message->border_known && field > &message->fields.items[message->border] &&
		    !sender)
			add(message, MAILAUTH_HANDLER_FORWARDER, field, domain);
	}
}

/* The Sender Rewriting Scheme: "SRS0=hash=time=example.jp=info@forwarder.example". */
static void read_path(struct mailauth_message *message)
{
	const struct ma_field *field = ma_field_find(&message->fields, "Return-Path", 0);
	struct ma_text path;

	if (field == NULL || message->return_path == NULL)
		return;
	path = ma_text(message->return_path);
	if (ma_text_starts(path, "SRS0=") || ma_text_starts(path, "SRS1=") ||
	    ma_text_starts(path, "SRS0+") || ma_text_starts(path, "SRS1+"))
		add(message, MAILAUTH_HANDLER_FORWARDER, field, ma_mailbox_domain(path));
}

void ma_handlers_read(struct mailauth_message *message)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		read_mark(message, i);
	read_path(message);
	read_companies(message);
	read_seals(message);
}
