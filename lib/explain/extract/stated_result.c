/* Stated results: what the receiver says that SPF, DKIM and DMARC came to.
 *
 * SPDX-License-Identifier: MIT */

#include "extract.h"

#include <string.h>

static void add_verdict(struct mailauth_explanation *explanation, struct ma_text verdict)
{
	size_t method = 0;

	while (method < verdict.length && verdict.data[method] != '=')
		method++;
	for (size_t i = 0; i < explanation->stated_result_count; i++)
		if (explanation->stated_results[i].length > method &&
		    memcmp(explanation->stated_results[i].data, verdict.data, method + 1) == 0)
			return; /* the first of a method counts */
	if (explanation->stated_result_count < MA_STATED_RESULTS_MAX)
		explanation->stated_results[explanation->stated_result_count++] =
			ma_arena_copy(&explanation->arena, verdict);
}

/* "spf=fail" as it is (RFC 8601 2.7). */
static void find_results(struct mailauth_explanation *explanation, const char *folded)
{
	static const char *const methods[] = { "spf=", "dkim=", "dmarc=", "arc=" };
	static const char *const results[] = { "pass",	    "fail",	 "softfail",
					       "neutral",   "none",	 "policy",
					       "permerror", "temperror", "hardfail" };

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		const char *place = strstr(folded, methods[i]);
		size_t length = strlen(methods[i]);

		if (place == NULL || (place > folded && ma_is_alnum((unsigned char)place[-1])))
			continue;
		for (size_t j = 0; j < sizeof(results) / sizeof(*results); j++)
			if (strncmp(place + length, results[j], strlen(results[j])) == 0 &&
			    !ma_is_alnum((unsigned char)place[length + strlen(results[j])]))
				add_verdict(explanation,
					    (struct ma_text){ (const unsigned char *)place,
							      length + strlen(results[j]) });
	}
}

static bool has_phrase(const char *folded, const char *phrases)
{
	char phrase[80];

	while (*phrases != '\0') {
		size_t length = strcspn(phrases, "|");

		if (length < sizeof(phrase)) {
			memcpy(phrase, phrases, length);
			phrase[length] = '\0';
			if (strstr(folded, phrase) != NULL)
				return true;
		}
		phrases += length + (phrases[length] == '|');
	}
	return false;
}

void ma_stated_results_find(struct mailauth_explanation *explanation, const char *folded)
{
	static const struct {
		const char *name;
		const char *phrases;
	} verdicts[] = {
#define STATED_RESULT(name, phrases) { name, phrases },
#include "../stated_result.def"
#undef STATED_RESULT
	};

	if (strstr(folded, "spf") == NULL && strstr(folded, "dkim") == NULL &&
	    strstr(folded, "dmarc") == NULL && strstr(folded, "arc") == NULL &&
	    strstr(folded, "policy framework") == NULL)
		return;
	find_results(explanation, folded);
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(*verdicts); i++)
		if (has_phrase(folded, verdicts[i].phrases))
			add_verdict(explanation, ma_text(verdicts[i].name));
}
