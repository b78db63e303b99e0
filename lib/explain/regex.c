/* Regular expressions: PCRE2 with bounds, over bytes.
 *
 * SPDX-License-Identifier: MIT
 *
 * No JIT (it maps memory), no UTF (any bytes may come), no locale (PCRE2's own tables). */

#define PCRE2_CODE_UNIT_WIDTH 8

#include "explain.h"

#include <pcre2.h>
#include <stdatomic.h>

void *ma_regex_new(const char *pattern, bool *wrong)
{
	PCRE2_SIZE where;
	int error;
	void *regex = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
				    PCRE2_CASELESS | PCRE2_DOTALL | PCRE2_NEVER_UTF |
					    PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY,
				    &error, &where, NULL);

	*wrong = regex == NULL && error != PCRE2_ERROR_HEAP_FAILED;
	return regex;
}

void ma_regex_free(void *regex)
{
	pcre2_code_free(regex);
}

static const void *code_of(struct ma_scratch *scratch, struct ma_pattern *pattern)
{
	void *code = atomic_load_explicit(&pattern->code, memory_order_acquire);
	void *first = NULL;
	bool wrong;

	if (code != NULL || pattern->text == NULL || pattern->text[0] == '\0' ||
	    atomic_load_explicit(&pattern->wrong, memory_order_relaxed))
		return code;
	code = ma_regex_new(pattern->text, &wrong);
	scratch->failed = scratch->failed || (code == NULL && !wrong);
	if (wrong)
		atomic_store_explicit(&pattern->wrong, true, memory_order_relaxed);
	/* Another thread may have been faster. */
	if (code != NULL && !atomic_compare_exchange_strong(&pattern->code, &first, code)) {
		ma_regex_free(code);
		code = first;
	}
	return code;
}

bool ma_regex_match(struct ma_scratch *scratch, struct ma_pattern *pattern, struct ma_text text,
		    struct ma_text *group)
{
	const PCRE2_SIZE *places;
	const void *regex;
	int count;

	if (scratch->match == NULL || scratch->failed)
		return false;
	regex = code_of(scratch, pattern);
	if (regex == NULL)
		return false;
	count = pcre2_match(regex, text.data, text.length, 0, 0, scratch->match,
			    scratch->explainer->limits);
	if (count == PCRE2_ERROR_NOMEMORY)
		scratch->failed = true;
	if (count < 0)
		return false;
	places = pcre2_get_ovector_pointer(scratch->match);
	if (count > 1 && places[2] != PCRE2_UNSET)
		places += 2;
	if (group != NULL)
		*group = ma_text_slice(text, places[0], places[1]);
	return true;
}

struct ma_text ma_regex_whole(struct ma_scratch *scratch, struct ma_text text)
{
	const PCRE2_SIZE *places = pcre2_get_ovector_pointer(scratch->match);

	return ma_text_slice(text, places[0], places[1]);
}

bool ma_scratch_begin(struct ma_scratch *scratch, const struct mailauth_explainer *explainer)
{
	*scratch = (struct ma_scratch){ .explainer = explainer };
	scratch->match = pcre2_match_data_create(4, NULL);
	return scratch->match != NULL;
}

void ma_scratch_finish(struct ma_scratch *scratch)
{
	pcre2_match_data_free(scratch->match);
}
