/* An assumption as text: NAME [TTL] [IN] TYPE [DATA], as a line of a zone file has it.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

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
		    ma_is_one_of(name.data[i], "\"();"))
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
	if (count == 0)
		return data;
	for (unsigned i = 0; i < first + count; i++) {
		struct ma_text word = ma_record_line_word(&data);

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
	return ma_buffer_keep(&out, &audit->store);
}

bool ma_assumption_read(struct mailauth_audit *audit, struct ma_text text,
			struct ma_assumption *assumption)
{
	struct ma_text name = ma_record_line_word(&text);

	assumption->ttl = MA_TTL_REPLACED;
	if (!ma_record_line_head(&text, &assumption->ttl, &assumption->type))
		return false;
	assumption->name = read_name(audit, name);
	assumption->none = text.length == 0;
	if (assumption->name == NULL || assumption->none)
		return assumption->name != NULL;
	text = with_whole_names(audit, assumption->type, text);
	return text.data != NULL &&
	       ma_record_line_data(&audit->store, assumption->type, text, &assumption->record);
}
