/* Results of others in the words of an Authentication-Results header (RFC 8601).
 *
 * SPDX-License-Identifier: MIT */

#include "syntax.h"

/* White space and comments (RFC 8601 2.2); false if a comment has no end. */
static bool skip_space(struct ma_cursor *cursor)
{
	unsigned depth = 0;

	for (; !ma_cursor_at_end(cursor); ma_cursor_next(cursor)) {
		int byte = ma_cursor_peek(cursor);

		if (byte == '(')
			depth++;
		else if (byte == ')' && depth > 0)
			depth--;
		else if (depth == 0 && byte != ' ' && byte != '\t')
			break;
	}
	return depth == 0;
}

static bool is_in_word(int byte)
{
	return byte != ' ' && byte != '\t' && byte != '(' && byte != ';';
}

static struct ma_text next_word(struct ma_cursor *cursor)
{
	size_t from = cursor->position;

	while (!ma_cursor_at_end(cursor) && is_in_word(ma_cursor_peek(cursor)))
		ma_cursor_next(cursor);
	return ma_text_slice(cursor->text, from, cursor->position);
}

/* A semicolon ends a result; another one would be its own. */
static bool is_at_end(struct ma_cursor *cursor)
{
	if (ma_cursor_peek(cursor) == ';') {
		ma_cursor_next(cursor);
		skip_space(cursor);
	}
	return ma_cursor_at_end(cursor);
}

/* Divides WORD at its "="; false if it has none, or nothing on a side of it. */
static bool divide(struct ma_text word, struct ma_text *key, struct ma_text *value)
{
	size_t at = 0;

	while (at < word.length && word.data[at] != '=')
		at++;
	*key = ma_text_slice(word, 0, at);
	*value = ma_text_slice(word, at + 1, word.length);
	return at > 0 && at + 1 < word.length;
}

static bool is_one_of(struct ma_text word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (ma_text_is(word, *words))
			return true;
	return false;
}

/* RFC 8601 2.7.1, 2.7.2 */
static bool read_result(struct ma_text key, struct ma_text value, struct ma_auth_result *result)
{
	static const char *const spf[] = { "none",	"neutral",   "pass",   "fail", "softfail",
					   "temperror", "permerror", "policy", NULL };
	static const char *const dkim[] = { "none",    "pass",	    "fail",	 "policy",
					    "neutral", "temperror", "permerror", NULL };

	result->word = value;
	result->method = ma_text_is(key, "spf") ? MA_AUTH_SPF : MA_AUTH_DKIM;
	if (ma_text_is(key, "spf"))
		return is_one_of(value, spf);
	return ma_text_is(key, "dkim") && is_one_of(value, dkim);
}

/* The name of "user@NAME", "<user@NAME>", "@NAME" or "NAME". */
static struct ma_text domain_of(struct ma_text value)
{
	size_t at;

	if (value.length > 2 && value.data[0] == '<' && value.data[value.length - 1] == '>')
		value = ma_text_slice(value, 1, value.length - 1);
	at = ma_text_last(value, '@');
	return at < value.length ? ma_text_slice(value, at + 1, value.length) : value;
}

/* What a result is about: the best name has .data, the other is taken where there is no best. */
struct properties {
	struct ma_text best;  /* smtp.mailfrom, header.d */
	struct ma_text other; /* smtp.helo, header.i */
	bool null_sender;
};

static bool read_properties(struct ma_cursor *cursor, struct ma_auth_result *result,
			    struct properties *properties)
{
	bool by_spf = result->method == MA_AUTH_SPF;
	struct ma_text key, value;

	for (;;) {
		if (!skip_space(cursor))
			return false;
		if (ma_cursor_at_end(cursor) || ma_cursor_peek(cursor) == ';')
			return is_at_end(cursor);
		if (!divide(next_word(cursor), &key, &value))
			return false;
		if (by_spf && ma_text_is(key, "smtp.mailfrom") && ma_text_is(value, "<>"))
			properties->null_sender = true;
		else if (ma_text_is(key, by_spf ? "smtp.mailfrom" : "header.d"))
			properties->best = value;
		else if (ma_text_is(key, by_spf ? "smtp.helo" : "header.i"))
			properties->other = value;
		else if (!by_spf && ma_text_is(key, "header.s"))
			result->selector = value;
	}
}

bool ma_auth_result_read(struct ma_arena *arena, struct ma_text text, struct ma_auth_result *result)
{
	struct ma_cursor cursor = { .text = text };
	struct properties properties = { 0 };
	struct ma_text key, value, domain;

	*result = (struct ma_auth_result){ 0 };
	if (!skip_space(&cursor) || !divide(next_word(&cursor), &key, &value) ||
	    !read_result(key, value, result) || !read_properties(&cursor, result, &properties))
		return false;
	domain = properties.best.data != NULL ? properties.best : properties.other;
	result->helo_alone = result->method == MA_AUTH_SPF && properties.best.data == NULL &&
			     properties.other.data != NULL && !properties.null_sender;
	/* A pass is one of a name. */
	if (domain.data == NULL)
		return !ma_text_is(result->word, "pass");
	return ma_domain_read(arena, domain_of(domain), &result->domain_text, &result->domain);
}
