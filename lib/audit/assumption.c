/* An assumption as text: NAME [TTL] [IN] TYPE [DATA], as a line of a zone file has it.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

#include <string.h>

static bool is_blank(unsigned char byte)
{
	return byte == ' ' || byte == '\t';
}

/* Takes the next word off TEXT; empty at the end.  A blank after a backslash is part of it. */
static struct ma_text next_word(struct ma_text *text)
{
	struct ma_text word;
	size_t from = 0, to;

	while (from < text->length && is_blank(text->data[from]))
		from++;
	for (to = from; to < text->length && !is_blank(text->data[to]); to++)
		if (text->data[to] == '\\' && to + 1 < text->length)
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

/* --- Names -------------------------------------------------------------------- */

/* Whether NAME is one below the domain, written without it: "_dmarc", "s1._domainkey", "www". */
static bool is_relative(struct ma_text name)
{
	size_t dot = ma_text_last(name, '.');

	return dot == name.length || (dot + 1 < name.length && name.data[dot + 1] == '_');
}

/* What no name that is written as it is holds: they are written as escapes (RFC 1035 5.1). */
static bool is_plain_name(struct ma_text name)
{
	for (size_t i = 0; i < name.length; i++)
		if (name.data[i] <= ' ' || name.data[i] == 0x7f ||
		    strchr("\"();", name.data[i]) != NULL)
			return false;
	return name.length > 0;
}

static const struct ma_name *read_name(struct mailauth_audit *audit, struct ma_text name)
{
	const struct ma_name *domain = audit->settings.domain;
	struct ma_text ascii;

	if (ma_text_is(name, "@"))
		return domain;
	if (ma_text_is(name, ".") || ma_text_last(name, '\\') < name.length)
		return ma_name_unescape(&audit->store, name);
	if (!is_plain_name(name) || !ma_idn_to_ascii(&audit->store, name, &ascii))
		return NULL;
	if (is_relative(ascii))
		return domain != NULL ? ma_name_join(&audit->store, ascii, domain) : NULL;
	return ma_name_parse(&audit->store, ascii);
}

/* --- TTL, class, type --------------------------------------------------------- */

static bool read_ttl(struct ma_text word, int64_t *ttl)
{
	int64_t value = 0;

	for (size_t i = 0; i < word.length; i++) {
		if (!ma_is_digit(word.data[i]))
			return false;
		value = 10 * value + (word.data[i] - '0');
		if (value > INT32_MAX) /* RFC 2181 8 */
			return false;
	}
	*ttl = value;
	return word.length > 0;
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

static bool read_head(struct mailauth_audit *audit, struct ma_assumption *assumption,
		      struct ma_text *rest)
{
	struct ma_text name = next_word(rest);
	struct ma_text word = next_word(rest);

	assumption->ttl = MA_TTL_REPLACED;
	if (read_ttl(word, &assumption->ttl))
		word = next_word(rest);
	if (ma_text_is(word, "IN"))
		word = next_word(rest);
	if (!read_type(word, &assumption->type))
		return false;
	assumption->name = read_name(audit, name);
	return assumption->name != NULL;
}

/* --- Data ---------------------------------------------------------------------- */

/* The words of DATA that are names: COUNT of them from the word FIRST on. */
static void find_names(uint16_t type, unsigned *first, unsigned *count)
{
	*first = type == MA_TYPE_MX;
	*count = type == MA_TYPE_A || type == MA_TYPE_AAAA || type == MA_TYPE_TXT ? 0
		 : type == MA_TYPE_SOA						  ? 2
										  : 1;
}

/* DATA with each name in it made whole, by the rules for NAME; data is NULL if one is none. */
static struct ma_text with_whole_names(struct mailauth_audit *audit, uint16_t type,
				       struct ma_text data)
{
	struct ma_buffer out = { 0 };
	unsigned first, count;
	const struct ma_name *name;

	find_names(type, &first, &count);
	for (unsigned i = 0; i < first + count; i++) {
		struct ma_text word = next_word(&data);

		if (i < first) {
			ma_buffer_text(&out, word);
			ma_buffer_byte(&out, ' ');
			continue;
		}
		name = read_name(audit, word);
		if (name == NULL) {
			ma_buffer_finish(&out);
			return (struct ma_text){ 0 };
		}
		ma_buffer_text(&out, ma_name_present(&audit->store, name));
		ma_buffer_string(&out, name->length > 1 ? ". " : " ");
	}
	ma_buffer_text(&out, data);
	return trim(ma_buffer_keep(&out, &audit->store));
}

/* A text that does not begin with a quotation mark is the text itself. */
static bool read_data(struct mailauth_audit *audit, struct ma_assumption *assumption,
		      struct ma_text data)
{
	assumption->none = data.length == 0;
	if (assumption->none)
		return true;
	if (assumption->type == MA_TYPE_TXT && data.data[0] != '"')
		return ma_record_of_text(&audit->store, data, &assumption->record);
	data = with_whole_names(audit, assumption->type, data);
	return data.data != NULL &&
	       ma_record_parse(&audit->store, assumption->type, data, &assumption->record);
}

bool ma_assumption_read(struct mailauth_audit *audit, struct ma_text text,
			struct ma_assumption *assumption)
{
	return read_head(audit, assumption, &text) && read_data(audit, assumption, trim(text));
}
