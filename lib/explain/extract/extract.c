/* Extraction: what a text says of sender, recipient and receiver.
 *
 * SPDX-License-Identifier: MIT */

#include "extract.h"

#include "../notice/notice.h"

#include "../../dns/dns.h"

#include <string.h>

enum {
	VALUE_MAX = 320,
};

enum place {
	PLACE_REPLY,
	PLACE_FIRST,
	PLACE_LAST,
};

static const struct {
	enum mailauth_extracted field;
	enum place place;
	const char *word;
} fields[] = {
#define FIELD(field, place, word, pattern) { MAILAUTH_EXTRACTED_##field, PLACE_##place, word },
#include "../field.def"
#undef FIELD
};

/* --- Values --------------------------------------------------------------- */

static struct ma_text domain_of(struct ma_text value)
{
	size_t at = ma_text_last(value, '@');

	return at < value.length ? ma_text_slice(value, at + 1, value.length) : value;
}

/* Whose mail it never is: those who write bounces. */
static bool is_daemon(struct ma_text value)
{
	return ma_text_starts(value, "mailer-daemon") || ma_text_starts(value, "postmaster@") ||
	       ma_text_starts(value, "microsoftexchange") || value.length == 0;
}

/* "info%40example.jp", as addresses of pages have it (RFC 3986 2.1). */
static struct ma_text unescape_at(struct ma_arena *arena, struct ma_text value)
{
	struct ma_buffer buffer = { 0 };

	for (size_t i = 0; i < value.length; i++) {
		bool at = ma_text_starts(ma_text_slice(value, i, value.length), "%40");

		ma_buffer_byte(&buffer, at ? '@' : value.data[i]);
		i += at ? 2 : 0;
	}
	return ma_buffer_keep(&buffer, arena);
}

static bool is_right(struct ma_arena *arena, enum mailauth_extracted field, struct ma_text *value)
{
	struct ma_ip ip;

	while (value->length > 0 && ma_is_one_of(value->data[value->length - 1], ".,;:'\""))
		value->length--;
	while (value->length > 0 && ma_is_one_of(value->data[0], "'\""))
		*value = ma_text_slice(*value, 1, value->length);
	if (value->length == 0 || value->length > VALUE_MAX)
		return false;
	switch (field) {
	case MAILAUTH_EXTRACTED_IP:
		return ma_ip_parse(*value, &ip);
	case MAILAUTH_EXTRACTED_FROM:
	case MAILAUTH_EXTRACTED_ENVELOPE:
		*value = unescape_at(arena, *value);
		return !is_daemon(*value) && ma_extract_is_domain(domain_of(*value));
	case MAILAUTH_EXTRACTED_RECIPIENT:
		return ma_text_last(*value, '@') < value->length;
	case MAILAUTH_EXTRACTED_DKIM_DOMAIN:
		return ma_extract_is_domain(*value);
	case MAILAUTH_EXTRACTED_DATE:
	case MAILAUTH_EXTRACTED_PROGRAM:
		*value = ma_reply_unfold(arena, *value, VALUE_MAX);
		return value->length > 0;
	default:
		return true;
	}
}

/* Whether the IP address VALUE in TEXT may be that of the host that sends: not a network, not one
 * of a local network (RFC 6890), not "RFC2821 4.1.1.1" nor "Exim 4.97.1.2". */
static bool is_sending(struct ma_text text, struct ma_text value)
{
	static const char *const before[] = { "rfc",	  "exim",    "version", "postfix",
					      "sendmail", "section", "release" };
	size_t from = (size_t)(value.data - text.data);
	size_t to = from + value.length;
	struct ma_text word;
	struct ma_ip ip;

	if (ma_byte_at(text, to) == '/' && ma_is_digit(ma_byte_at(text, to + 1)))
		return false;
	if (ma_ip_parse(value, &ip) && ma_ip_scope(&ip, ip.length * 8) == MA_IP_LOCAL)
		return false;
	for (to = from; to > 0 && text.data[to - 1] == ' ';)
		to--;
	for (from = to; from > 0 && ma_is_alnum(text.data[from - 1]);)
		from--;
	word = ma_text_slice(text, from, to);
	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++)
		if (ma_text_starts(word, before[i]))
			return false;
	return true;
}

/* --- Fields --------------------------------------------------------------- */

/* The first or last match that is of the right form. */
static bool find_field(struct ma_scratch *scratch, struct ma_arena *arena, size_t index,
		       struct ma_source source, struct ma_text *found)
{
	struct ma_pattern *pattern = &scratch->explainer->fields[index];
	struct ma_text rest = source.text;
	struct ma_text value;
	bool any = false;

	if (fields[index].word[0] != '\0' && strstr(source.folded, fields[index].word) == NULL)
		return false;
	for (unsigned i = 0;
	     i < MA_EXTRACT_MATCHES_MAX && ma_regex_match(scratch, pattern, rest, &value); i++) {
		size_t behind = (size_t)(value.data - rest.data) + value.length;

		if ((fields[index].field != MAILAUTH_EXTRACTED_IP || is_sending(rest, value)) &&
		    is_right(arena, fields[index].field, &value)) {
			*found = value;
			any = true;
			if (fields[index].place != PLACE_LAST)
				return true;
		}
		if (behind == 0 || behind >= rest.length)
			break;
		rest = ma_text_slice(rest, behind, rest.length);
	}
	return any;
}

static void take(struct mailauth_explanation *explanation, enum mailauth_extracted field,
		 struct ma_text value)
{
	explanation->extracted[field] = ma_arena_copy(&explanation->arena, value);
}

/* The domains after addresses, where the value is not the domain alone. */
static void take_domains(struct mailauth_explanation *explanation)
{
	static const enum mailauth_extracted pairs[][2] = {
		{ MAILAUTH_EXTRACTED_FROM, MAILAUTH_EXTRACTED_FROM_DOMAIN },
		{ MAILAUTH_EXTRACTED_ENVELOPE, MAILAUTH_EXTRACTED_ENVELOPE_DOMAIN },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		struct ma_text *value = &explanation->extracted[pairs[i][0]];

		if (value->data == NULL)
			continue;
		take(explanation, pairs[i][1], domain_of(*value));
		if (ma_text_last(*value, '@') == value->length)
			*value = (struct ma_text){ 0 };
	}
}

static struct ma_source source_of(struct ma_arena *arena, struct ma_text text)
{
	struct ma_source source = { .text = ma_text_slice(text, 0, MA_EXTRACT_MAX) };

	source.folded = ma_text_folded(arena, source.text);
	return source;
}

/* The message that the notice TEXT returns. */
static struct ma_source source_after_notice(struct ma_arena *arena, struct ma_text text)
{
	return source_of(arena,
			 ma_text_slice(text, ma_text_before_original(text).length, text.length));
}

/* Whether TEXT begins with the header of a message that was on its way (RFC 5321 4.4). */
static bool is_message(struct ma_arena *arena, struct ma_text text)
{
	struct ma_text header =
		ma_text_slice(text, 0, (size_t)(ma_notice_body(text).data - text.data));
	const char *folded = ma_text_folded(arena, header);

	return strstr(folded, "received: ") != NULL || strstr(folded, "message-id: ") != NULL;
}

/* Takes what SAID and TEXT give and nothing else has given.  ALL: TEXT is all that there is, so
 * that it has the last of something. */
static void find_fields(struct ma_scratch *scratch, struct mailauth_explanation *explanation,
			struct ma_source said, struct ma_source text, bool all)
{
	/* A notice is itself sent to who sent what it is about. */
	struct ma_source returned = all && (explanation->notice != MA_NOTICE_NONE ||
					    is_message(&explanation->arena, text.text))
					    ? source_after_notice(&explanation->arena, text.text)
					    : text;

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		struct ma_text value;
		struct ma_source source = fields[i].place == PLACE_REPLY ? said : text;

		if (fields[i].place == PLACE_LAST &&
		    fields[i].field == MAILAUTH_EXTRACTED_RECIPIENT)
			source = returned;

		if (explanation->extracted[fields[i].field].data != NULL ||
		    (fields[i].place == PLACE_LAST && !all))
			continue;
		if (find_field(scratch, &explanation->arena, i, source, &value))
			take(explanation, fields[i].field, value);
	}
}

void ma_fields_extract(struct ma_scratch *scratch, struct mailauth_explanation *explanation,
		       struct ma_text text, const struct ma_reply *reply)
{
	struct ma_arena *arena = &explanation->arena;
	struct ma_source whole = source_of(arena, text);
	struct ma_source said = source_of(arena, MA_TEXT(""));

	if (reply != NULL) {
		struct ma_text line = ma_lines_around(text, reply->from, reply->to);
		struct ma_text identifier;

		said = source_of(arena, reply->paragraph);
		find_fields(scratch, explanation, said, source_of(arena, line), false);
		if (ma_log_identifier(line, &identifier))
			whole = source_of(arena, ma_log_lines(arena, text, identifier));
		else
			find_fields(scratch, explanation, said,
				    source_of(arena, ma_block_around(text, reply->from)), false);
	}
	find_fields(scratch, explanation, said, whole, true);
	take_domains(explanation);
	if (explanation->notice != MA_NOTICE_NONE)
		ma_signature_extract(explanation, source_after_notice(arena, whole.text).text);
	ma_stated_results_find(explanation, reply != NULL ? said.folded : whole.folded);
}
