/* The reader of DKIM-Signature (RFC 6376 3.5): its tags, and what is wrong with them.
 *
 * SPDX-License-Identifier: MIT */

#include "signature.h"

#include "octets.h"

enum {
	NUMBER_MAX = 18, /* digits that an int64_t takes; RFC 6376 3.5 asks for 12 */
	LIST_MAX = 4000, /* octets of h= that libopendkim reads */
};

struct reading {
	struct ma_arena *arena;
	struct ma_tags tags;
	struct ma_signature *signature;
};

static void fail(struct reading *reading, enum mailauth_signature_reason fault, const char *tag)
{
	if (reading->signature->fault != MAILAUTH_SIGNATURE_VERIFIED)
		return;
	reading->signature->fault = fault;
	reading->signature->fault_tag = ma_text(tag);
}

/* TEXT without white space, where it may be folded (RFC 6376 3.2). */
static struct ma_text squeeze(struct ma_arena *arena, struct ma_text text)
{
	struct ma_buffer out = { 0 };

	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] > ' ')
			ma_buffer_byte(&out, text.data[i]);
	ma_buffer_string(&out, "");
	return ma_buffer_keep(&out, arena);
}

/* The value of the tag NAME; .data is NULL where there is none. */
static struct ma_text value_of(const struct reading *reading, const char *name)
{
	for (size_t i = 0; i < reading->tags.count; i++) {
		const struct ma_tag *tag = &reading->tags.tags[i];

		/* Names of tags are case-sensitive (RFC 6376 3.2). */
		if (tag->state == MA_TAG_SOUND && ma_text_equal(tag->name, ma_text(name)))
			return squeeze(reading->arena, tag->value);
	}
	return (struct ma_text){ 0 };
}

static struct ma_text required(struct reading *reading, const char *name)
{
	struct ma_text value = value_of(reading, name);

	if (value.length == 0)
		fail(reading, MAILAUTH_SIGNATURE_TAG_MISSING, name);
	return value;
}

/* --- The list ----------------------------------------------------------------------- */

/* RFC 8616 5: d=, s= and i= may be internationalized; elsewhere no tag can be read that is. */
static bool has_control(struct ma_text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] < ' ' || text.data[i] == 0x7f)
			return true;
	return false;
}

static void check_list(struct reading *reading)
{
	size_t from, to = 0;

	for (size_t i = 0; i < reading->tags.count; i++) {
		const struct ma_tag *tag = &reading->tags.tags[i];

		if (tag->state == MA_TAG_NO_SIGN || tag->state == MA_TAG_BAD_NAME)
			fail(reading, MAILAUTH_SIGNATURE_SYNTAX, "");
		/* RFC 6376 3.2: "Tags with duplicate names MUST NOT occur" */
		else if (tag->state == MA_TAG_SOUND && tag->first != NULL)
			fail(reading, MAILAUTH_SIGNATURE_SYNTAX,
			     (const char *)ma_arena_copy(reading->arena, tag->name).data);
	}
	while (ma_tags_bad_bytes(reading->tags.text, &from, &to))
		if (has_control(ma_text_slice(reading->tags.text, from, to)))
			fail(reading, MAILAUTH_SIGNATURE_SYNTAX, "");
}

static int64_t read_number(struct reading *reading, const char *name, size_t most)
{
	struct ma_text value = value_of(reading, name);
	int64_t number = 0;

	if (value.data == NULL)
		return -1;
	for (size_t i = 0; i < value.length; i++) {
		if (!ma_is_digit(value.data[i]))
			fail(reading, MAILAUTH_SIGNATURE_SYNTAX, name);
		number = number < INT64_MAX / 10 - 10 ? number * 10 + (value.data[i] - '0')
						      : INT64_MAX / 10;
	}
	if (value.length == 0 || value.length > most)
		fail(reading, MAILAUTH_SIGNATURE_SYNTAX, name);
	return number;
}

/* --- Algorithms --------------------------------------------------------------------- */

static void read_algorithm(struct reading *reading)
{
	struct ma_signature *signature = reading->signature;

	signature->algorithm = required(reading, "a");
	if (ma_text_is(signature->algorithm, "rsa-sha256"))
		signature->kind = MA_ALGORITHM_RSA_SHA256;
	else if (ma_text_is(signature->algorithm, "rsa-sha1"))
		signature->kind = MA_ALGORITHM_RSA_SHA1;
	else if (ma_text_is(signature->algorithm, "ed25519-sha256"))
		signature->kind = MA_ALGORITHM_ED25519;
	else
		fail(reading, MAILAUTH_SIGNATURE_UNSUPPORTED, "a");
}

/* RFC 6376 3.5: c=HEADER[/BODY], both "simple" where they are not named. */
static void read_canonical_forms(struct reading *reading)
{
	struct ma_text value = value_of(reading, "c");
	struct ma_text header = value, body = MA_TEXT("simple");

	for (size_t i = 0; i < value.length; i++) {
		if (value.data[i] != '/')
			continue;
		header = ma_text_slice(value, 0, i);
		body = ma_text_slice(value, i + 1, value.length);
		break;
	}
	reading->signature->simple_header = value.data == NULL || ma_text_is(header, "simple");
	reading->signature->simple_body = ma_text_is(body, "simple");
	if ((!reading->signature->simple_header && !ma_text_is(header, "relaxed")) ||
	    (!reading->signature->simple_body && !ma_text_is(body, "relaxed")))
		fail(reading, MAILAUTH_SIGNATURE_UNSUPPORTED, "c");
}

/* q= names at least one way to get the key that is known: dns/txt. */
static void check_query(struct reading *reading)
{
	struct ma_text value = value_of(reading, "q");

	if (value.data != NULL && !ma_signature_lists(value, "dns/txt") &&
	    !ma_signature_lists(value, "dns"))
		fail(reading, MAILAUTH_SIGNATURE_UNSUPPORTED, "q");
}

/* --- Names ---------------------------------------------------------------------------- */

static void read_names(struct reading *reading)
{
	struct ma_signature *signature = reading->signature;
	struct ma_text ascii = { 0 };
	struct ma_buffer below = { 0 };

	signature->domain = required(reading, "d");
	signature->selector = required(reading, "s");
	if (signature->domain.length == 0 || signature->selector.length == 0)
		return;
	if (!ma_domain_read(reading->arena, signature->domain, &ascii, &signature->domain_name) ||
	    ma_name_labels(signature->domain_name) < 2) {
		signature->domain_name = NULL;
		fail(reading, MAILAUTH_SIGNATURE_SYNTAX, "d");
		return;
	}
	ma_buffer_text(&below, signature->selector);
	ma_buffer_string(&below, "._domainkey.");
	ma_buffer_text(&below, ascii);
	signature->owner = ma_name_parse(reading->arena, ma_buffer_keep(&below, reading->arena));
	if (signature->owner == NULL)
		fail(reading, MAILAUTH_SIGNATURE_SYNTAX, "s");
}

/* RFC 6376 3.5: the domain of i= is that of d= or below it. */
static void read_identity(struct reading *reading)
{
	struct ma_signature *signature = reading->signature;
	struct ma_text value = value_of(reading, "i");
	const struct ma_name *name = NULL;
	struct ma_text ascii;
	size_t at = ma_text_last(value, '@');

	signature->identity_domain = signature->domain;
	if (value.data == NULL || signature->domain_name == NULL)
		return;
	if (at == value.length) {
		fail(reading, MAILAUTH_SIGNATURE_SYNTAX, "i");
		return;
	}
	signature->identity_domain = ma_text_slice(value, at + 1, value.length);
	if (!ma_domain_read(reading->arena, signature->identity_domain, &ascii, &name) ||
	    !ma_name_is_within(name, signature->domain_name))
		fail(reading, MAILAUTH_SIGNATURE_IDENTITY, "i");
}

/* --- All of it --------------------------------------------------------------------------- */

bool ma_signature_lists(struct ma_text list, const char *word)
{
	size_t from = 0;

	for (size_t i = 0; i <= list.length; i++) {
		struct ma_text item;

		if (i < list.length && list.data[i] != ':')
			continue;
		item = ma_text_slice(list, from, i);
		while (item.length > 0 && item.data[0] <= ' ')
			item = ma_text_slice(item, 1, item.length);
		while (item.length > 0 && item.data[item.length - 1] <= ' ')
			item.length--;
		if (ma_text_is(item, word))
			return true;
		from = i + 1;
	}
	return false;
}

static void read_octets(struct reading *reading)
{
	struct ma_signature *signature = reading->signature;
	struct ma_text body_hash = required(reading, "bh");

	signature->letters = required(reading, "b");
	if (!ma_octets_read(reading->arena, signature->letters, &signature->octets))
		fail(reading, MAILAUTH_SIGNATURE_SYNTAX, "b");
	if (!ma_octets_read(reading->arena, body_hash, &signature->body_hash))
		fail(reading, MAILAUTH_SIGNATURE_SYNTAX, "bh");
}

static void read_headers(struct reading *reading)
{
	struct ma_signature *signature = reading->signature;

	signature->headers = required(reading, "h");
	if (signature->headers.length > LIST_MAX)
		fail(reading, MAILAUTH_SIGNATURE_UNSUPPORTED, "h");
	/* RFC 6376 5.4: "The From header field MUST be signed" */
	else if (signature->headers.length > 0 && !ma_signature_lists(signature->headers, "from"))
		fail(reading, MAILAUTH_SIGNATURE_FROM_UNSIGNED, "h");
}

static void read_times(struct reading *reading)
{
	struct ma_signature *signature = reading->signature;

	signature->signed_at = read_number(reading, "t", NUMBER_MAX);
	signature->expires = read_number(reading, "x", NUMBER_MAX);
	/* RFC 6376 3.5: x= "MUST be greater than the value of the t= tag if both are present" */
	if (signature->expires >= 0 && signature->expires <= signature->signed_at)
		fail(reading, MAILAUTH_SIGNATURE_SYNTAX, "x");
}

void ma_signature_read(struct ma_arena *arena, const struct ma_field *field,
		       struct ma_signature *signature)
{
	struct reading reading = { .arena = arena, .signature = signature };
	struct ma_text version;

	*signature = (struct ma_signature){ .field = field, .signed_at = -1, .expires = -1 };
	ma_tags_read(arena, field->value, false, &reading.tags);
	check_list(&reading);
	version = required(&reading, "v");
	if (version.length > 0 && !ma_text_equal(version, MA_TEXT("1")))
		fail(&reading, MAILAUTH_SIGNATURE_VERSION, "v");
	read_names(&reading);
	read_algorithm(&reading);
	read_canonical_forms(&reading);
	read_headers(&reading);
	read_octets(&reading);
	read_identity(&reading);
	read_times(&reading);
	check_query(&reading);
	signature->has_length = read_number(&reading, "l", 76) >= 0;
	signature->copied = value_of(&reading, "z");
}
