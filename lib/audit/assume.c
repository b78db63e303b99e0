/* Assumptions: what would be, if this record set were published instead.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

static bool is_blank(unsigned char byte)
{
	return byte == ' ' || byte == '\t';
}

/* Takes the next word off TEXT; empty at the end. */
static struct ma_text next_word(struct ma_text *text)
{
	struct ma_text word;
	size_t from = 0, to;

	while (from < text->length && is_blank(text->data[from]))
		from++;
	for (to = from; to < text->length && !is_blank(text->data[to]);)
		to++;
	word = ma_text_slice(*text, from, to);
	*text = ma_text_slice(*text, to, text->length);
	return word;
}

static struct ma_text trim(struct ma_text text)
{
	while (text.length > 0 && is_blank(text.data[0]))
		text = ma_text_slice(text, 1, text.length);
	while (text.length > 0 && is_blank(text.data[text.length - 1]))
		text.length--;
	return text;
}

/* Whether NAME is one below the domain, written without it: "_dmarc", "s1._domainkey", "www". */
static bool is_relative(struct ma_text name)
{
	size_t dot = ma_text_last(name, '.');

	return dot == name.length || (dot + 1 < name.length && name.data[dot + 1] == '_');
}

static const struct ma_name *read_name(struct mailauth_audit *audit, struct ma_text name)
{
	const struct ma_name *domain = audit->settings.domain;

	if (ma_text_is(name, "@"))
		return domain;
	if (ma_text_last(name, '\\') < name.length)
		return ma_name_unescape(&audit->store, name);
	if (is_relative(name))
		return domain != NULL ? ma_name_join(&audit->store, name, domain) : NULL;
	return ma_name_parse(&audit->store, name);
}

static bool read_type(struct ma_text word, uint16_t *type)
{
	static const struct {
		const char *word;
		uint16_t type;
	} types[] = {
		{ "A", MA_TYPE_A },	{ "AAAA", MA_TYPE_AAAA }, { "CNAME", MA_TYPE_CNAME },
		{ "MX", MA_TYPE_MX },	{ "NS", MA_TYPE_NS },	  { "PTR", MA_TYPE_PTR },
		{ "SOA", MA_TYPE_SOA }, { "TXT", MA_TYPE_TXT },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		*type = types[i].type;
		if (ma_text_is(word, types[i].word))
			return true;
	}
	return false;
}

/* A text that does not begin with a quotation mark is the text itself. */
static bool read_data(struct mailauth_audit *audit, struct ma_assumption *assumption,
		      struct ma_text data)
{
	assumption->none = data.length == 0;
	if (assumption->none)
		return true;
	if (assumption->type == MA_TYPE_TXT && data.data[0] != '"') {
		assumption->record = ma_record_of_text(&audit->store, data);
		return true;
	}
	return ma_record_parse(&audit->store, assumption->type, data, audit->settings.domain,
			       &assumption->record);
}

int ma_audit_assume(struct mailauth_audit *audit, struct ma_text text)
{
	struct ma_assumption *assumption = ma_arena_alloc(&audit->store, sizeof(*assumption));
	struct ma_text rest = ma_arena_copy(&audit->store, text);
	struct ma_text name, type;

	if (assumption == NULL || rest.data == NULL)
		return MAILAUTH_ENOMEM;
	name = next_word(&rest);
	type = next_word(&rest);
	if (name.length == 0 || !read_type(type, &assumption->type) ||
	    audit->assumption_count == MA_ASSUMPTIONS_MAX)
		return MAILAUTH_EINVAL;
	assumption->name = read_name(audit, name);
	if (assumption->name == NULL || !read_data(audit, assumption, trim(rest)))
		return ma_audit_status(audit) < 0 ? MAILAUTH_ENOMEM : MAILAUTH_EINVAL;
	assumption->next = audit->assumptions;
	audit->assumptions = assumption;
	audit->assumption_count++;
	return ma_audit_status(audit);
}

static bool is_same_set(const struct ma_assumption *a, const struct ma_assumption *b)
{
	return a->type == b->type && ma_name_equal(a->name, b->name);
}

/* Whether one before it in the list is of the same set, which is made already. */
static bool is_made(const struct ma_assumption *first, const struct ma_assumption *assumption)
{
	for (; first != assumption; first = first->next)
		if (is_same_set(first, assumption))
			return true;
	return false;
}

/* All records of the set that FIRST is part of. */
static struct ma_record *collect(struct mailauth_audit *audit, const struct ma_assumption *first,
				 size_t *count)
{
	struct ma_record *records =
		ma_arena_array(&audit->store, audit->assumption_count, sizeof(*records));

	*count = 0;
	for (const struct ma_assumption *a = first; records != NULL && a != NULL; a = a->next)
		if (!a->none && is_same_set(a, first))
			records[(*count)++] = a->record;
	return records;
}

const struct ma_assumed *ma_audit_overlay(struct mailauth_audit *audit)
{
	const struct ma_assumed *overlay = NULL;

	for (const struct ma_assumption *a = audit->assumptions; a != NULL; a = a->next) {
		size_t count;
		struct ma_record *records;

		if (is_made(audit->assumptions, a))
			continue;
		records = collect(audit, a, &count);
		overlay = ma_overlay_add(&audit->store, overlay, a->name, a->type, records, count);
	}
	return overlay;
}
