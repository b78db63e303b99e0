/* The explainer: the rules, read once; their patterns are compiled when first needed (regex.c).
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

static void read_row(struct mailauth_explainer *explainer, size_t index)
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
		return;
	if (row->word != NULL)
		read_words(&explainer->arena, row->word, matcher);
	matcher->regex.text = row->pattern;
}

static struct ma_pattern *read_patterns(struct ma_arena *arena, const char *const *texts,
					size_t count)
{
	struct ma_pattern *patterns = ma_arena_array(arena, count, sizeof(*patterns));

	for (size_t i = 0; patterns != NULL && i < count; i++)
		patterns[i].text = texts[i];
	return patterns;
}

static void read_systems(struct mailauth_explainer *explainer)
{
	const char *hosts[MA_SYSTEM_COUNT];
	const char *texts[MA_SYSTEM_COUNT];

	for (size_t i = 0; i < MA_SYSTEM_COUNT; i++) {
		hosts[i] = ma_system((enum ma_system_id)i)->host;
		texts[i] = ma_system((enum ma_system_id)i)->text;
	}
	explainer->system_host = read_patterns(&explainer->arena, hosts, MA_SYSTEM_COUNT);
	explainer->system_text = read_patterns(&explainer->arena, texts, MA_SYSTEM_COUNT);
}

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

static bool read_rules(struct mailauth_explainer *explainer)
{
	struct ma_arena *arena = &explainer->arena;

	explainer->matchers =
		ma_arena_array(arena, ma_rejection_count, sizeof(*explainer->matchers));
	explainer->hosts = read_patterns(arena, host_patterns, COUNT_OF(host_patterns));
	explainer->fields = read_patterns(arena, field_patterns, COUNT_OF(field_patterns));
	explainer->vocabulary = ma_vocabulary_new(arena);
	read_systems(explainer);
	for (size_t i = 0; !arena->failed && i < ma_rejection_count; i++)
		read_row(explainer, i);
	return !arena->failed;
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

static void free_all(struct ma_pattern *patterns, size_t count)
{
	for (size_t i = 0; patterns != NULL && i < count; i++)
		ma_regex_free(patterns[i].code);
}

void mailauth_explainer_free(struct mailauth_explainer *explainer)
{
	if (explainer == NULL)
		return;
	for (size_t i = 0; explainer->matchers != NULL && i < ma_rejection_count; i++)
		ma_regex_free(explainer->matchers[i].regex.code);
	free_all(explainer->system_host, MA_SYSTEM_COUNT);
	free_all(explainer->system_text, MA_SYSTEM_COUNT);
	free_all(explainer->hosts, COUNT_OF(host_patterns));
	free_all(explainer->fields, COUNT_OF(field_patterns));
	pcre2_match_context_free(explainer->limits);
	ma_arena_finish(&explainer->arena);
	free(explainer);
}
