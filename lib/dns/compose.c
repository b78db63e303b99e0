/* The writer of answers: records that a caller has in text, as a message without compression.
 *
 * SPDX-License-Identifier: MIT */

#include "dns.h"
#include "store.h"

enum {
	RESPONSE = 0x8180,	/* QR, RD, RA (RFC 1035 4.1.1): as from a resolver */
	AUTHORITATIVE = 0x0400, /* AA, of a server that was asked itself */
	CLASS_IN = 1,
	RCODE_NXDOMAIN = 3,
	RCODE_MAX = 15,
	MESSAGE_MAX = 65535,
	FIXED = 10, /* octets of a record: type, class, TTL, length (RFC 1035 4.1.3) */
};

struct composed {
	const struct ma_name *owner;
	uint16_t type;
	uint32_t ttl;
	struct ma_record record;
	bool in_authority;
};

struct composer {
	struct ma_arena arena;
	const struct mailauth_question *question;
	struct composed *records;
	size_t count;
	size_t size; /* of the records read, in octets */
	const struct ma_name **names;
	size_t name_count;
};

/* --- Reading ---------------------------------------------------------------- */

/* "OWNER TTL [IN] TYPE DATA"; names are whole, with or without a dot at their end. */
static bool read_record(struct composer *composer, const char *text, struct composed *composed)
{
	struct ma_text rest = ma_text(text);
	struct ma_text owner = ma_record_line_word(&rest);
	int64_t ttl = -1;

	if (owner.length == 0 || !ma_record_line_head(&rest, &ttl, &composed->type) || ttl < 0)
		return false;
	composed->ttl = (uint32_t)ttl;
	composed->owner = ma_name_unescape(&composer->arena, owner);
	if (composed->owner == NULL || rest.length == 0 ||
	    !ma_record_line_data(&composer->arena, composed->type, rest, &composed->record))
		return false;
	composer->size += composed->owner->length + FIXED + composed->record.rdata.length;
	return composer->size <= MESSAGE_MAX;
}

/* --- Judging ---------------------------------------------------------------- */

/* The alias at NAME; NULL if there is none. */
static const struct ma_name *find_target(struct composer *composer, const struct ma_name *name)
{
	for (size_t i = 0; i < composer->count; i++)
		if (composer->records[i].type == MA_TYPE_CNAME &&
		    ma_name_equal(composer->records[i].owner, name))
			return ma_record_name(&composer->arena, &composer->records[i].record, 0);
	return NULL;
}

/* Lists the name asked for, and what aliases lead to from there. */
static void find_names(struct composer *composer)
{
	const struct ma_name *name = composer->question->name;

	while (name != NULL && composer->name_count <= composer->count) {
		composer->names[composer->name_count++] = name;
		name = find_target(composer, name);
	}
}

static bool is_answered(const struct composer *composer, const struct ma_name *owner)
{
	for (size_t i = 0; i < composer->name_count; i++)
		if (ma_name_equal(composer->names[i], owner))
			return true;
	return false;
}

/* Whether a zone at APEX can say that one of the names has no such record. */
static bool can_deny(const struct composer *composer, const struct ma_name *apex)
{
	for (size_t i = 0; i < composer->name_count; i++)
		if (ma_name_is_within(composer->names[i], apex))
			return true;
	return false;
}

/* What does not belong to the answer would get lost without a word. */
static bool place(const struct composer *composer, struct composed *composed, unsigned rcode)
{
	bool answered = is_answered(composer, composed->owner);
	bool asked = composed->type == composer->question->type;

	if (composed->type == MA_TYPE_SOA && !(asked && answered)) {
		composed->in_authority = true;
		return can_deny(composer, composed->owner);
	}
	if (asked && rcode == RCODE_NXDOMAIN)
		return false;
	return answered && (asked || composed->type == MA_TYPE_CNAME);
}

static bool read_all(struct composer *composer, unsigned rcode, const char *const *records,
		     size_t count)
{
	composer->records = ma_arena_array(&composer->arena, count + 1, sizeof(*composer->records));
	composer->names =
		ma_arena_array(&composer->arena, count + 1, sizeof(const struct ma_name *));
	if (composer->records == NULL || composer->names == NULL)
		return false;
	for (; composer->count < count; composer->count++)
		if (records[composer->count] == NULL ||
		    !read_record(composer, records[composer->count],
				 &composer->records[composer->count]))
			return false;
	find_names(composer);
	for (size_t i = 0; i < count; i++)
		if (!place(composer, &composer->records[i], rcode))
			return false;
	return true;
}

/* --- Writing ---------------------------------------------------------------- */

static void put16(struct ma_buffer *out, unsigned number)
{
	ma_buffer_byte(out, (unsigned char)(number >> 8));
	ma_buffer_byte(out, (unsigned char)number);
}

static void write_section(const struct composer *composer, bool authority, struct ma_buffer *out)
{
	for (size_t i = 0; i < composer->count; i++) {
		const struct composed *composed = &composer->records[i];

		if (composed->in_authority != authority)
			continue;
		ma_buffer_add(out, composed->owner->wire, composed->owner->length);
		put16(out, composed->type);
		put16(out, CLASS_IN);
		put16(out, composed->ttl >> 16);
		put16(out, composed->ttl);
		put16(out, (unsigned)composed->record.rdata.length);
		ma_buffer_text(out, composed->record.rdata);
	}
}

static void write_message(const struct composer *composer, unsigned rcode, struct ma_buffer *out)
{
	static const unsigned char opt[] = { 0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0 };
	const struct mailauth_question *question = composer->question;
	unsigned authority = 0;

	for (size_t i = 0; i < composer->count; i++)
		authority += composer->records[i].in_authority;
	put16(out, 0);
	put16(out, RESPONSE | rcode | (question->target.server != NULL ? AUTHORITATIVE : 0));
	put16(out, 1);
	put16(out, (unsigned)composer->count - authority);
	put16(out, authority);
	put16(out, question->target.server != NULL);
	ma_buffer_add(out, question->name->wire, question->name->length);
	put16(out, question->type);
	put16(out, CLASS_IN);
	write_section(composer, false, out);
	write_section(composer, true, out);
	/* It is not known what the server itself said: no fault is made of that. */
	if (question->target.server != NULL)
		ma_buffer_add(out, opt, sizeof(opt));
}

int ma_answer_compose(const struct mailauth_question *question, unsigned rcode,
		      const char *const *records, size_t count, struct ma_buffer *out)
{
	struct composer composer = { .question = question };
	int status = 0;

	if (rcode > RCODE_MAX || count > MESSAGE_MAX ||
	    (count > 0 && (records == NULL || (rcode != 0 && rcode != RCODE_NXDOMAIN))))
		return MAILAUTH_EINVAL;
	if (!read_all(&composer, rcode, records, count))
		status = MAILAUTH_EINVAL;
	else
		write_message(&composer, rcode, out);
	if (composer.arena.failed || out->failed)
		status = MAILAUTH_ENOMEM;
	else if (out->length > MESSAGE_MAX)
		status = MAILAUTH_EINVAL;
	ma_arena_finish(&composer.arena);
	return status;
}
