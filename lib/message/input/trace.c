/* Where a message says that it came in, and from whom: Return-Path, Received, From.
 *
 * SPDX-License-Identifier: MIT */

#include "reader.h"

enum {
	RECEIVED_MAX = 50, /* that are read */
};

static const char *keep(struct mailauth_message *message, struct ma_text text)
{
	return (const char *)ma_arena_copy(&message->arena, text).data;
}

/* --- From -------------------------------------------------------------------------------- */

/* RFC 9989 5.3.1: of several fields none counts; together they are not an address. */
static void read_from(struct mailauth_message *message)
{
	const struct ma_field *field;
	struct ma_buffer all = { 0 };
	struct ma_text address, domain, ascii;
	const struct ma_name *name;

	for (size_t i = 0; i < 10 && (field = ma_field_find(&message->fields, "From", i)) != NULL;
	     i++) {
		ma_buffer_string(&all, i > 0 ? ", " : "");
		ma_buffer_text(&all, ma_field_unfold(&message->arena, field->value));
	}
	if (all.length == 0 && !all.failed) {
		ma_buffer_finish(&all);
		return;
	}
	message->from = (const char *)ma_buffer_keep(&all, &message->arena).data;
	if (message->from == NULL)
		return;
	address = ma_from_address(ma_text(message->from));
	address = ma_mailbox_path(address);
	domain = ma_mailbox_domain(address);
	if (domain.length > 0 && domain.length < address.length &&
	    ma_domain_read(&message->arena, domain, &ascii, &name))
		message->from_domain = keep(message, domain);
}

/* --- Received (RFC 5321 4.4) ---------------------------------------------------------------- */

static bool is_in_name(unsigned char byte)
{
	return ma_is_alnum(byte) || byte == '-' || byte == '.' || byte == '_' || byte == ':';
}

static size_t end_of_from(struct ma_text value)
{
	for (size_t i = 0; i + 4 < value.length; i++)
		if (ma_text_starts(ma_text_slice(value, i, value.length), " by "))
			return i;
	return value.length;
}

/* Where WORD ends in VALUE; 0 if it is not there. */
static size_t after(struct ma_text value, const char *word)
{
	for (size_t i = 0; i < value.length; i++)
		if (ma_text_starts(ma_text_slice(value, i, value.length), word))
			return i + ma_text(word).length;
	return 0;
}

/* The name of the greeting: "from NAME (", as most mail servers write it; where they write the name
 * of the address there, the greeting is after "HELO", of qmail, or "helo=", of Exim. */
static struct ma_text greeting_of(struct ma_text value)
{
	struct ma_text before = ma_text_slice(value, 0, end_of_from(value));
	size_t from = after(before, "(HELO "), to;

	from = from > 0 ? from : after(before, "helo=");
	if (!ma_text_starts(value, "from "))
		return MA_TEXT("");
	from = from > 0 ? from : 5;
	while (from < value.length && (value.data[from] == ' ' || value.data[from] == '['))
		from++;
	for (to = from; to < value.length && is_in_name(value.data[to]);)
		to++;
	return ma_text_slice(value, from, to);
}

/* An address in brackets, "[192.0.2.1]" or "[IPv6:2001:db8::1]", or one that is a word of its own
 * in parentheses, as Exim and Exchange have it; before the word "by". */
static bool address_at(struct ma_text value, size_t from, struct ma_ip *ip)
{
	struct ma_text rest = ma_text_slice(value, from, value.length);
	size_t to = 0;

	if (ma_text_starts(rest, "IPv6:"))
		rest = ma_text_slice(rest, 5, rest.length);
	while (to < rest.length &&
	       (ma_is_alnum(rest.data[to]) || rest.data[to] == '.' || rest.data[to] == ':'))
		to++;
	return ma_ip_parse(ma_text_slice(rest, 0, to), ip);
}

/* The last address there: what the host that took the mail saw comes after what the other said. */
static bool read_received(struct ma_text value, struct ma_ip *ip)
{
	struct ma_text from = ma_text_slice(value, 0, end_of_from(value));
	bool found = false;

	if (!ma_text_starts(value, "from "))
		return false;
	for (size_t i = 0; i < from.length; i++) {
		struct ma_ip one;

		if (from.data[i] != '[' && from.data[i] != '(')
			continue;
		if (address_at(from, i + 1, &one)) {
			*ip = one;
			found = true;
		}
	}
	return found;
}

/* Microsoft passes mail on between its own hosts by addresses of the public internet,
 * 2603:1000::/24. */
static bool is_within_microsoft(struct ma_text value, const struct ma_ip *ip)
{
	size_t by = end_of_from(value) + 4, to = by;
	struct ma_text host;

	while (to < value.length && is_in_name(value.data[to]))
		to++;
	host = ma_text_slice(value, by, to);
	return ip->length == 16 && ip->octets[0] == 0x26 && ip->octets[1] == 0x03 &&
	       ip->octets[2] == 0x10 && host.length > 12 &&
	       (ma_text_is(ma_text_slice(host, host.length - 12, host.length), ".outlook.com") ||
		(host.length > 14 &&
		 ma_text_is(ma_text_slice(host, host.length - 14, host.length), ".office365.com")));
}

/* Mail that a program fetched from a mailbox came in elsewhere. */
static bool is_fetched(struct ma_text value)
{
	return after(value, " with POP3") > 0 || after(value, " with IMAP") > 0;
}

/* RFC 3848: ESMTPA and ESMTPSA, by which the sender's own user hands mail in.  SPF is not about
 * that. */
static bool is_submission(struct ma_text value)
{
	return after(value, " with ESMTPA ") > 0 || after(value, " with ESMTPSA ") > 0;
}

/* Exim and sendmail write it, where there is no Return-Path yet. */
static void read_envelope(struct mailauth_message *message, struct ma_text value)
{
	size_t at = after(value, "(envelope-from ");
	struct ma_text path = ma_text_slice(value, at, value.length);
	size_t to = 0;

	while (to < path.length && path.data[to] > ' ' && path.data[to] != ')')
		to++;
	if (at > 0 && to > 0)
		message->return_path = keep(message, ma_mailbox_path(ma_text_slice(path, 0, to)));
}

static void read_border(struct mailauth_message *message)
{
	const struct ma_field *field;
	struct ma_ip ip;

	for (size_t i = 0;
	     i < RECEIVED_MAX && (field = ma_field_find(&message->fields, "Received", i)) != NULL;
	     i++) {
		struct ma_text value = ma_field_unfold(&message->arena, field->value);

		if (!read_received(value, &ip) || is_fetched(value))
			continue;
		ma_ip_unmap(&ip);
		if (ma_ip_scope(&ip, ip.length * 8) == MA_IP_LOCAL ||
		    is_within_microsoft(value, &ip))
			continue;
		if (is_submission(value))
			return;
		read_envelope(message, value);
		message->received_ip = keep(message, ma_ip_text(&message->arena, &ip));
		if (greeting_of(value).length > 0)
			message->received_helo = keep(message, greeting_of(value));
		message->border = (size_t)(field - message->fields.items);
		message->border_known = true;
		return;
	}
}

void ma_trace_read(struct mailauth_message *message)
{
	const struct ma_field *path = ma_field_find(&message->fields, "Return-Path", 0);

	read_from(message);
	read_border(message);
	if (path != NULL)
		message->return_path = keep(
			message, ma_mailbox_path(ma_field_unfold(&message->arena, path->value)));
}
