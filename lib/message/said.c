/* What receivers noted in a message (RFC 8601, RFC 8617 4.1.1, RFC 7208 9.1), read leniently: some
 * name no host, some put a semicolon where none belongs.
 *
 * SPDX-License-Identifier: MIT */

#include "said.h"

enum {
	FIELDS_MAX = 20,  /* that are shown */
	RESULTS_MAX = 12, /* of one */
	WORD_MAX = 40,	  /* octets */
};

static bool is_in_word(unsigned char byte)
{
	return ma_is_alnum(byte) || byte == '-' || byte == '.' || byte == '_';
}

static bool is_word(struct ma_text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!is_in_word(text.data[i]))
			return false;
	return text.length > 0 && text.length <= WORD_MAX;
}

/* TEXT without its comments, which nest, and of which each becomes a blank. */
static struct ma_text without_comments(struct ma_arena *arena, struct ma_text text)
{
	struct ma_buffer out = { 0 };
	unsigned depth = 0;

	for (size_t i = 0; i < text.length; i++) {
		unsigned char byte = text.data[i];

		if (byte == '(' && depth++ == 0)
			ma_buffer_byte(&out, ' ');
		else if (byte == ')' && depth > 0)
			depth--;
		else if (depth == 0)
			ma_buffer_byte(&out, byte);
	}
	ma_buffer_string(&out, "");
	return ma_buffer_keep(&out, arena);
}

/* Takes the next word off TEXT: blanks and semicolons divide words. */
static struct ma_text next_word(struct ma_text *text)
{
	size_t from = 0, to;
	struct ma_text word;

	while (from < text->length && (text->data[from] <= ' ' || text->data[from] == ';'))
		from++;
	for (to = from; to < text->length && text->data[to] > ' ' && text->data[to] != ';';)
		to++;
	word = ma_text_slice(*text, from, to);
	*text = ma_text_slice(*text, to, text->length);
	return word;
}

/* "spf=pass"; methods that are not known are kept (RFC 8601 2.7.7), properties are not. */
static bool is_result(struct ma_text word)
{
	static const char *const methods[] = { "spf",	     "dkim",	 "dmarc",	"arc",
					       "domainkeys", "compauth", "sender-id",	"auth",
					       "dkim2",	     "dara",	 "dkim-atps",	"iprev",
					       "bimi",	     "vbr",	 "x-spamstatus" };
	size_t at = 0;

	while (at < word.length && word.data[at] != '=' && word.data[at] != '/')
		at++;
	if (at == word.length || !is_word(ma_text_slice(word, at + 1, word.length)))
		return false;
	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		if (ma_text_is(ma_text_slice(word, 0, at), methods[i]))
			return true;
	return false;
}

struct said {
	struct ma_text receiver;
	struct ma_text results;
};

static void read_results(struct ma_arena *arena, struct ma_text value, struct said *said)
{
	struct ma_text rest = without_comments(arena, value), word;
	struct ma_buffer results = { 0 };
	unsigned count = 0;
	bool first = true;

	while ((word = next_word(&rest)).length > 0) {
		/* Of ARC, the instance is first: "i=1;" */
		if (ma_text_starts(word, "i="))
			continue;
		if (first && is_word(word))
			said->receiver = word;
		first = false;
		if (!is_result(word) || count++ == RESULTS_MAX)
			continue;
		ma_buffer_string(&results, results.length > 0 ? ", " : "");
		ma_buffer_text(&results, word);
	}
	ma_buffer_string(&results, "");
	said->results = ma_buffer_keep(&results, arena);
}

/* "pass (mx.example.jp: …) client-ip=…": the host is in the comment. */
static void read_spf(struct ma_arena *arena, struct ma_text value, struct said *said)
{
	struct ma_text rest = ma_field_unfold(arena, value);
	struct ma_text word = next_word(&rest);
	struct ma_buffer result = { 0 };
	size_t from = 0, to;

	if (!is_word(word))
		return;
	while (from < rest.length && rest.data[from] != '(')
		from++;
	for (to = from + 1; to < rest.length && is_in_word(rest.data[to]);)
		to++;
	if (to < rest.length && rest.data[to] == ':')
		said->receiver = ma_text_slice(rest, from + 1, to);
	ma_buffer_string(&result, "spf=");
	ma_buffer_text(&result, word);
	said->results = ma_buffer_keep(&result, arena);
}

static bool read_field(struct ma_arena *arena, const struct ma_field *field, struct said *said)
{
	*said = (struct said){ .receiver = field->name };
	if (ma_text_is(field->name, "Received-SPF"))
		read_spf(arena, field->value, said);
	else if (ma_text_is(field->name, "Authentication-Results") ||
		 ma_text_is(field->name, "X-MS-Exchange-Authentication-Results") ||
		 ma_text_is(field->name, "ARC-Authentication-Results"))
		read_results(arena, field->value, said);
	return said->results.length > 0;
}

/* RFC 8601 5: what is above the Received field of the border was added after it. */
void ma_message_tell_said(struct ma_pass *pass, const struct mailauth_message *message)
{
	unsigned count = 0;

	for (size_t i = 0; i < message->fields.count && count < FIELDS_MAX; i++) {
		const struct ma_field *field = &message->fields.items[i];
		struct mailauth_finding *finding;
		struct said said;

		if (!read_field(pass->arena, field, &said))
			continue;
		count++;
		finding = ma_findings_add(&pass->findings,
					  i < message->border ? MA_MAIL_RECEIVER_SAID
							      : MA_MAIL_OTHERS_SAID,
					  pass->settings->domain_text);
		ma_finding_text(finding, "receiver", said.receiver);
		ma_finding_text(finding, "results", said.results);
	}
}
