/* What a text at _dmarc was meant to be: the one DMARC record that its tags make when everything
 * around them is put right.
 *
 * SPDX-License-Identifier: MIT */

#include "../record/record.h"
#include "meant.h"

#include <string.h>

enum {
	LONG_WORD = 6, /* letters; from here on two slips are forgiven */
};

/* Bytes that people put between tags, or around all of them. */
static bool is_rubble(unsigned char byte)
{
	return byte <= ' ' || ma_is_one_of(byte, ";,:|\"'\\`");
}

static bool is_boundary(struct ma_text text, size_t at)
{
	return at == 0 || is_rubble(text.data[at - 1]);
}

/* Whether what comes before AT is a value that ends there: "p=nonerua=mailto:d@a.example". */
static bool is_glued(struct ma_text text, size_t at)
{
	static const char *const values[] = { "=dmarc1", "=none", "=quarantine", "=reject" };
	struct ma_text rest = ma_text_slice(text, at, text.length);

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		size_t length = strlen(values[i]);

		if (at >= length && ma_text_starts(ma_text_slice(text, at - length, at), values[i]))
			return true;
	}
	return ma_text_starts(rest, "rua=mailto:") || ma_text_starts(rest, "ruf=mailto:");
}

/* A tag name with "=" or ":" after it; its length, or 0. */
static size_t name_at(struct ma_text text, size_t at)
{
	struct ma_text rest = ma_text_slice(text, at, text.length);
	size_t length;
	unsigned char bytes[8];

	length = ma_dmarc_tag_at(rest);
	if (!is_boundary(text, at))
		return length > 0 && is_glued(text, at) ? length : 0;
	if (length > 0)
		return length;
	/* "p:none" */
	for (length = 0; length < rest.length && length < 6 && ma_is_alpha(rest.data[length]);)
		length++;
	if (length == 0 || length >= 6 || length == rest.length || rest.data[length] != ':')
		return 0;
	memcpy(bytes, rest.data, length);
	bytes[length] = '=';
	return ma_dmarc_tag_at((struct ma_text){ bytes, length + 1 }) == length ? length : 0;
}

/* Where the tag ends that begins before AT: at a semicolon, or at the next name. */
static size_t tag_end(struct ma_text text, size_t at)
{
	while (at < text.length && text.data[at] != ';' && name_at(text, at) == 0)
		at++;
	return at;
}

/* Where the address begins that follows at AT, after what people put between tags; 0 if none does.
 */
static size_t find_address(struct ma_text text, size_t at)
{
	while (at < text.length && is_rubble(text.data[at]))
		at++;
	return ma_text_starts(ma_text_slice(text, at, text.length), "mailto:") ? at : 0;
}

static bool is_of_reports(struct ma_text name)
{
	return ma_text_is(name, "rua") || ma_text_is(name, "ruf");
}

/* Where the value of NAME ends that begins at AT.  "rua=mailto:A; mailto:B": no tag has such a
 * name, and addresses belong to reports. */
static size_t value_end(struct ma_text text, size_t at, struct ma_text name)
{
	size_t address;

	at = tag_end(text, at);
	while (is_of_reports(name) && (address = find_address(text, at)) > 0)
		at = tag_end(text, address);
	return at;
}

static struct ma_text trim(struct ma_text text)
{
	size_t from = 0;

	while (from < text.length && is_rubble(text.data[from]))
		from++;
	while (text.length > from && is_rubble(text.data[text.length - 1]))
		text.length--;
	return ma_text_slice(text, from, text.length);
}

static void add_folded(struct ma_buffer *out, struct ma_text text)
{
	for (size_t i = 0; i < text.length; i++)
		ma_buffer_byte(out, ma_fold(text.data[i]));
}

/* The addresses of rua or ruf, each with its scheme. */
static void add_uris(struct ma_buffer *out, struct ma_text value)
{
	bool first = true;

	for (size_t at = 0; at <= value.length;) {
		size_t end = at;
		struct ma_text uri;

		while (end < value.length && !ma_is_one_of(value.data[end], ",;"))
			end++;
		uri = trim(ma_text_slice(value, at, end));
		at = end + 1;
		if (uri.length == 0)
			continue;
		if (!first)
			ma_buffer_byte(out, ',');
		if (memchr(uri.data, ':', uri.length) == NULL)
			ma_buffer_string(out, "mailto:");
		ma_buffer_text(out, uri);
		first = false;
	}
}

/* The one policy that VALUE is nearly spelt like; VALUE in small letters if there is none. */
static void add_policy(struct ma_buffer *out, struct ma_text value)
{
	static const char *const policies[] = { "none", "quarantine", "reject" };

	for (size_t i = 0; i < sizeof(policies) / sizeof(*policies); i++) {
		const char *policy = policies[i];

		if (value.length > MA_SPELLING_MAX ||
		    ma_spelling_slips(value, policy) > (strlen(policy) < LONG_WORD ? 1u : 2u))
			continue;
		ma_buffer_string(out, policy);
		return;
	}
	add_folded(out, value);
}

static bool is_policy(struct ma_text name)
{
	return ma_text_is(name, "p") || ma_text_is(name, "sp") || ma_text_is(name, "np");
}

static void add_tag(struct ma_arena *arena, struct ma_buffer *out, struct ma_text name,
		    struct ma_text value)
{
	struct ma_buffer folded = { 0 };
	struct ma_buffer words = { 0 };

	add_folded(&folded, name);
	if (is_of_reports(name))
		add_uris(&words, value);
	else if (is_policy(name))
		add_policy(&words, value);
	else
		add_folded(&words, value);
	ma_dmarc_write_tag(out, ma_buffer_keep(&folded, arena), ma_buffer_keep(&words, arena));
}

/* Whether a version was meant: "DMARC1" in any case, or nearly so.  Another number may be meant as
 * it is. */
static bool is_version(struct ma_text value)
{
	if (ma_text_is(value, "dmarc 1") || ma_text_is(value, "dmarc"))
		return true;
	return value.length > 0 && value.data[value.length - 1] == '1' &&
	       value.length <= MA_SPELLING_MAX && ma_spelling_slips(value, "dmarc1") <= 2;
}

/* The tags of TEXT, which holds plain ASCII, as a record; false if some of it is not clear. */
static bool rebuild(struct ma_arena *arena, struct ma_buffer *out, struct ma_text text)
{
	/* "DMARC1; p=none": the version without its name */
	size_t at = ma_text_starts(text, "dmarc1") ? strlen("dmarc1") : 0;
	bool has_policy = false;

	ma_dmarc_write_version(out);
	while (at < text.length) {
		size_t length = name_at(text, at);
		size_t sign = at + length;
		size_t end;
		struct ma_text name = ma_text_slice(text, at, at + length);
		struct ma_text value;

		if (length == 0 && !is_rubble(text.data[at]))
			return false;
		if (length == 0) {
			at++;
			continue;
		}
		while (text.data[sign] != '=' && text.data[sign] != ':')
			sign++;
		end = value_end(text, sign + 1, name);
		value = trim(ma_text_slice(text, sign + 1, end));
		at = end;
		if (ma_text_is(name, "v") && is_version(value))
			continue;
		if (ma_text_is(name, "v") || value.length == 0)
			return false;
		has_policy = has_policy || ma_text_is(name, "p");
		add_tag(arena, out, name, value);
	}
	return has_policy;
}

/* Whether reports go to names that a host can have (RFC 1123 2.1): what else is in one was glued to
 * it, and the name that is proposed may be a stranger's. */
static bool has_hosts(const struct ma_dmarc_uri *uri)
{
	for (; uri != NULL; uri = uri->next) {
		if (uri->mail && (!uri->valid || uri->host.length == 0))
			return false;
		for (size_t i = 0; i < uri->host.length; i++)
			if (!ma_is_alnum(uri->host.data[i]) &&
			    !ma_is_one_of(uri->host.data[i], "-."))
				return false;
	}
	return true;
}

/* The value of a line of a zone file, which was pasted whole: "_dmarc IN TXT ( ... )".  TEXT itself
 * if it is none. */
static struct ma_text value_of_line(struct ma_text text)
{
	size_t at = 0;

	while (at < text.length && text.data[at] != '=' &&
	       !(is_boundary(text, at) &&
		 ma_text_starts(ma_text_slice(text, at, text.length), "txt")))
		at++;
	at += strlen("txt");
	if (at >= text.length || !is_rubble(text.data[at]))
		return text;
	text = trim(ma_text_slice(text, at, text.length));
	if (text.length > 0 && text.data[0] == '(') {
		text = ma_text_slice(text, 1, text.length);
		while (text.length > 0 && text.data[text.length - 1] == ')')
			text.length--;
	}
	return text;
}

const struct ma_dmarc_record *ma_dmarc_guess(struct ma_arena *arena, struct ma_text text)
{
	struct ma_text plain = ma_characters_fold(arena, text);
	struct ma_buffer out = { 0 };
	bool clear = rebuild(arena, &out, value_of_line(plain));
	struct ma_text guess = ma_buffer_keep(&out, arena);
	const struct ma_dmarc_record *record;

	if (!clear || ma_text_equal(guess, text) || !ma_dmarc_is_record(guess))
		return NULL;
	record = ma_dmarc_read(arena, guess);
	if (record == NULL || record->faults > 0 || ma_dmarc_is_broken(record) ||
	    !has_hosts(record->rua) || !has_hosts(record->ruf))
		return NULL;
	return record;
}
