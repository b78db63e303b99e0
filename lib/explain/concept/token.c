/* Tokens: what is a name or an address, not a word of the server's.
 *
 * SPDX-License-Identifier: MIT */

#include "concept.h"

#include <string.h>

/* "192.0.2.1" */
static bool is_ip(struct ma_text token)
{
	unsigned dots = 0;

	for (size_t i = 0; i < token.length; i++) {
		if (token.data[i] == '.')
			dots++;
		else if (!ma_is_digit(token.data[i]))
			return dots == 3 && (token.data[i] == ':' || token.data[i] == '/');
	}
	return dots >= 3 && token.length >= 7;
}

/* A URL's host; TOKEN itself if it is none. */
static struct ma_text host_of(struct ma_text token)
{
	size_t from = ma_text_starts(token, "http://")	  ? 7
		      : ma_text_starts(token, "https://") ? 8
							  : 0;
	size_t to = from;

	while (to < token.length && !ma_is_one_of(token.data[to], "/?:"))
		to++;
	return from > 0 ? ma_text_slice(token, from, to) : token;
}

/* "blocked.For assistance": the space after the full stop is missing. */
static bool begins_sentence(struct ma_text label)
{
	return label.data[0] >= 'A' && label.data[0] <= 'Z' && label.data[1] >= 'a' &&
	       label.data[1] <= 'z';
}

/* "mx1.example.com", "list.pdf": labels of letters, the last of two at least. */
static bool is_name(struct ma_text token)
{
	size_t label = 0, dots = 0;

	for (size_t i = 0; i < token.length; i++) {
		unsigned char byte = token.data[i];

		if (byte == '.' && label == 0)
			return false;
		if (byte != '.' && !ma_is_alnum(byte) && byte != '-' && byte != '_')
			return false;
		dots += byte == '.';
		label = byte == '.' ? 0 : label + 1;
	}
	return dots > 0 && label >= 2 && label <= 12 &&
	       !ma_is_digit(token.data[token.length - 1]) &&
	       !begins_sentence(ma_text_slice(token, token.length - label, token.length));
}

/* Whether a label of HOST is that of a list: "zen.spamhaus.org" is who lists. */
static bool is_list(struct ma_text host)
{
	static const char *const labels[] = {
		"spamhaus",
		"spamcop",
		"sorbs",
		"ordb",
		"barracudacentral",
		"uceprotect",
		"uceprotect-network",
		"abuseat",
		"mailspike",
		"nixspam",
		"manitu",
		"senderscore",
		"senderbase",
		"abusix",
		"talosintelligence",
		"cloudmark",
		"invaluement",
		"hostkarma",
		"surriel",
		"spamrats",
		"psbl",
		"mail-abuse",
		"dnsbl",
		"rbl",
		"rr",
		"ipcheck",
		"rbls",
		"bl",
		"cbl",
		"sbl",
	};

	for (size_t at = 0; at < host.length; at++) {
		size_t from = at;
		struct ma_text label;

		while (at < host.length && host.data[at] != '.')
			at++;
		label = ma_text_slice(host, from, at);
		for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
			if (ma_text_equal_fold(label, ma_text(labels[i])))
				return true;
	}
	return false;
}

/* TOKEN without the full stop that ends the sentence. */
static struct ma_text trim_stop(struct ma_text token)
{
	while (token.length > 1 && ma_is_one_of(token.data[token.length - 1], ".!?:"))
		token.length--;
	return token;
}

/* Whether an address is the one that a server says to ask: "forward this to abuse@example.com". */
static bool is_contact(struct ma_text address)
{
	static const char *const names[] = { "abuse",  "postmaster@", "blacklist", "unblock",
					     "delist", "blocklist",   "antispam" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (ma_text_starts(address, names[i]))
			return true;
	return false;
}

unsigned char ma_token_symbol(struct ma_text token)
{
	size_t at = ma_text_last(token, '@');
	struct ma_text host;

	if (at < token.length && at > 0 && at + 1 < token.length)
		return is_contact(token) ? ' ' : '@';
	if (is_ip(token))
		return '#';
	token = trim_stop(token);
	host = host_of(token);
	if (host.data == token.data && !is_name(host))
		return 0;
	return is_list(host) ? 0 : ' ';
}

size_t ma_field_name_at(struct ma_text token)
{
	static const char *const names[] = { "relay",  "to",   "from", "orig_to", "client", "helo",
					     "mailer", "host", "user", "proto",	  "sender" };
	size_t length = 0;

	while (length < token.length && token.data[length] != '=')
		length++;
	if (length == 0 || length == token.length)
		return 0;
	if (length + 1 == token.length)
		return token.length;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (ma_text_equal_fold(ma_text_slice(token, 0, length), ma_text(names[i])))
			return length + 1;
	return 0;
}

size_t ma_boilerplate_at(struct ma_text text, size_t at)
{
	static const char *const headings[] = {
		"delivery has failed to these recipients or groups",
		"delivery has failed to these recipients or distribution lists",
		"次の受信者またはグループへの配信に失敗しました",
		"次の受信者またはグループへの配信ができませんでした",
		"以下の受信者またはグループへの配信に失敗しました",
		"次の受信者または配布リストへの配信に失敗しました",
	};
	struct ma_text rest = ma_text_slice(text, at, text.length);

	for (size_t i = 0; i < sizeof(headings) / sizeof(*headings); i++)
		if (ma_text_starts(rest, headings[i]))
			return strlen(headings[i]);
	return 0;
}
