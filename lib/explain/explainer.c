/* The explainer: the rules, read and compiled once.
 *
 * SPDX-License-Identifier: MIT */

#define PCRE2_CODE_UNIT_WIDTH 8

#include "explain.h"
#include "concept/concept.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* Work of one match, in PCRE2's units: ordinary replies need some hundred. */
	MATCH_LIMIT = 20000,
	DEPTH_LIMIT = 2000,
	HEAP_LIMIT = 1024, /* KiB */
};

static const char *const host_patterns[] = {
#define HOST(word, pattern) pattern,
#include "host.def"
#undef HOST
};

static const char *const field_patterns[] = {
#define FIELD(field, place, word, pattern) pattern,
#include "field.def"
#undef FIELD
};

/* --- Codes ---------------------------------------------------------------- */

/* A number, or -1 for "x". */
static short read_part(const char **at)
{
	short value = 0;

	if (**at == 'x') {
		(*at)++;
		return -1;
	}
	while (ma_is_digit((unsigned char)**at))
		value = (short)(value * 10 + (*(*at)++ - '0'));
	return value;
}

static void read_code(const char **at, struct ma_codes *codes)
{
	struct ma_code *code = &codes->items[codes->count++];

	code->class = read_part(at);
	(*at)++;
	code->subject = read_part(at);
	(*at)++;
	code->from = code->to = read_part(at);
	if (**at == '-') {
		(*at)++;
		code->to = read_part(at);
	}
}

/* "550", "55x", "5xx". */
static void read_reply(const char **at, struct ma_codes *codes)
{
	struct ma_code *code = &codes->items[codes->count++];

	code->class = 0;
	code->subject = 0;
	for (unsigned i = 0; i < 3; i++, (*at)++) {
		if (**at == 'x')
			code->subject++;
		else
			code->class = (short)(code->class * 10 + (**at - '0'));
	}
}

static void read_codes(const char *text, bool reply, struct ma_codes *codes)
{
	const size_t max = sizeof(codes->items) / sizeof(*codes->items);

	while (*text != '\0' && *text != '*' && codes->count < max) {
		if (*text == '-') {
			codes->none = true;
			text++;
		} else if (reply) {
			read_reply(&text, codes);
		} else {
			read_code(&text, codes);
		}
		if (*text == '|')
			text++;
	}
}

/* --- Patterns ------------------------------------------------------------- */

static bool compile(const char *pattern, void **regex)
{
	bool wrong;

	if (pattern[0] == '\0')
		return true;
	*regex = ma_regex_new(pattern, &wrong);
	return *regex != NULL || wrong; /* tests/test_rejections.c: none is wrong */
}

/* "a|b|c" into its alternatives. */
static void read_words(struct ma_arena *arena, const char *words, struct ma_matcher *matcher)
{
	const size_t max = sizeof(matcher->words) / sizeof(*matcher->words) - 1;

	for (size_t i = 0; i < max && *words != '\0'; i++) {
		size_t length = strcspn(words, "|");

		matcher->words[i] = ma_text_folded(
			arena, (struct ma_text){ (const unsigned char *)words, length });
		words += length + (words[length] == '|');
	}
}

static bool read_row(struct mailauth_explainer *explainer, size_t index)
{
	const struct ma_rejection *row = &ma_rejections[index];
	struct ma_matcher *matcher = &explainer->matchers[index];

	read_codes(row->reply, true, &matcher->reply);
	read_codes(row->code, false, &matcher->code);
	if (row->kind == MA_REJECTION_LITERAL)
		matcher->literal = ma_text_folded(&explainer->arena, ma_text(row->pattern));
	if (row->kind == MA_REJECTION_WORDS)
		ma_asked_read(row->pattern, &matcher->asked); /* tests/explain: none is wrong */
	if (row->kind != MA_REJECTION_REGEX)
		return true;
	if (row->word != NULL)
		read_words(&explainer->arena, row->word, matcher);
	return compile(row->pattern, &matcher->regex);
}

static bool compile_all(const char *const *patterns, size_t count, void **regexes)
{
	for (size_t i = 0; i < count; i++)
		if (!compile(patterns[i], &regexes[i]))
			return false;
	return true;
}

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

static bool read_rules(struct mailauth_explainer *explainer)
{
	struct ma_arena *arena = &explainer->arena;

	explainer->matchers =
		ma_arena_array(arena, ma_rejection_count, sizeof(*explainer->matchers));
	explainer->hosts = ma_arena_array(arena, COUNT_OF(host_patterns), sizeof(void *));
	explainer->fields = ma_arena_array(arena, COUNT_OF(field_patterns), sizeof(void *));
	explainer->vocabulary = ma_vocabulary_new(arena);
	if (arena->failed)
		return false;
	for (size_t i = 0; i < ma_rejection_count; i++)
		if (!read_row(explainer, i))
			return false;
	for (size_t i = 0; i < MA_SYSTEM_COUNT; i++) {
		const struct ma_system *system = ma_system((enum ma_system_id)i);

		if (!compile(system->host, &explainer->system_host[i]) ||
		    !compile(system->text, &explainer->system_text[i]))
			return false;
	}
	return compile_all(host_patterns, COUNT_OF(host_patterns), explainer->hosts) &&
	       compile_all(field_patterns, COUNT_OF(field_patterns), explainer->fields) &&
	       !arena->failed;
}

/* --- Life ----------------------------------------------------------------- */

int mailauth_explainer_new(struct mailauth_explainer **explainer)
{
	struct mailauth_explainer *made = calloc(1, sizeof(*made));

	if (made == NULL)
		return MAILAUTH_ENOMEM;
	made->limits = pcre2_match_context_create(NULL);
	if (made->limits == NULL || !read_rules(made)) {
		mailauth_explainer_free(made);
		return MAILAUTH_ENOMEM;
	}
	pcre2_set_match_limit(made->limits, MATCH_LIMIT);
	pcre2_set_depth_limit(made->limits, DEPTH_LIMIT);
	pcre2_set_heap_limit(made->limits, HEAP_LIMIT);
	mailauth_rules_version(made->rules);
	*explainer = made;
	return 0;
}

static void free_all(void **regexes, size_t count)
{
	for (size_t i = 0; regexes != NULL && i < count; i++)
		ma_regex_free(regexes[i]);
}

void mailauth_explainer_free(struct mailauth_explainer *explainer)
{
	if (explainer == NULL)
		return;
	for (size_t i = 0; explainer->matchers != NULL && i < ma_rejection_count; i++)
		ma_regex_free(explainer->matchers[i].regex);
	free_all(explainer->system_host, MA_SYSTEM_COUNT);
	free_all(explainer->system_text, MA_SYSTEM_COUNT);
	free_all(explainer->hosts, COUNT_OF(host_patterns));
	free_all(explainer->fields, COUNT_OF(field_patterns));
	pcre2_match_context_free(explainer->limits);
	ma_arena_finish(&explainer->arena);
	free(explainer);
}
