/* The DKIM-Signature of a message that a bounce returns: whose key it needs (RFC 6376 3.5).
 *
 * SPDX-License-Identifier: MIT */

#include "extract.h"

enum {
	SIGNATURES_MAX = 10, /* that are read */
};

struct signature {
	struct ma_text domain;
	struct ma_text selector;
};

static bool is_blank(unsigned char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static struct ma_text trim(struct ma_text text)
{
	while (text.length > 0 && is_blank(text.data[0]))
		text = ma_text_slice(text, 1, text.length);
	while (text.length > 0 && is_blank(text.data[text.length - 1]))
		text.length--;
	return text;
}

static void read_tags(struct ma_text value, struct signature *signature)
{
	size_t from = 0;

	*signature = (struct signature){ 0 };
	for (size_t i = 0; i <= value.length; i++) {
		struct ma_text tag;

		if (i < value.length && value.data[i] != ';')
			continue;
		tag = trim(ma_text_slice(value, from, i));
		from = i + 1;
		if (ma_text_starts(tag, "d="))
			signature->domain = trim(ma_text_slice(tag, 2, tag.length));
		if (ma_text_starts(tag, "s="))
			signature->selector = trim(ma_text_slice(tag, 2, tag.length));
	}
}

/* The next DKIM-Signature of TEXT from *AT on, with the lines that continue it. */
static bool next_field(struct ma_text text, size_t *at, struct ma_text *value)
{
	struct ma_text line;

	while (ma_line_next(text, at, &line)) {
		size_t from = (size_t)(line.data - text.data) + 15;

		if (!ma_text_starts(line, "DKIM-Signature:"))
			continue;
		while (*at < text.length && (text.data[*at] == ' ' || text.data[*at] == '\t') &&
		       ma_line_next(text, at, &line))
			;
		*value = ma_text_slice(text, from, *at);
		return true;
	}
	return false;
}

/* Whether it is the author's own, or that of a domain above. */
static bool is_of(struct ma_text author, struct ma_text domain)
{
	size_t from = author.length - domain.length;

	if (author.length < domain.length ||
	    !ma_text_equal_fold(ma_text_slice(author, from, author.length), domain))
		return false;
	return from == 0 || author.data[from - 1] == '.';
}

void ma_signature_extract(struct mailauth_explanation *explanation, struct ma_text returned)
{
	struct ma_text *domain = &explanation->extracted[MAILAUTH_EXTRACTED_DKIM_DOMAIN];
	struct ma_text *selector = &explanation->extracted[MAILAUTH_EXTRACTED_SELECTOR];
	struct ma_text author = explanation->extracted[MAILAUTH_EXTRACTED_FROM_DOMAIN];
	struct signature one, found = { 0 };
	struct ma_text value;
	size_t at = 0;

	if (domain->data != NULL || selector->data != NULL)
		return;
	for (size_t i = 0; i < SIGNATURES_MAX && next_field(returned, &at, &value); i++) {
		read_tags(value, &one);
		if (!ma_extract_is_domain(one.domain) || !ma_text_is_plain(one.selector) ||
		    one.selector.length == 0 || one.selector.length > 255)
			continue;
		if (found.domain.length == 0 ||
		    (is_of(author, one.domain) && !is_of(author, found.domain)))
			found = one;
	}
	if (found.domain.length == 0)
		return;
	*domain = ma_arena_copy(&explanation->arena, found.domain);
	*selector = ma_arena_copy(&explanation->arena, found.selector);
}
