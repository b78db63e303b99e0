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

/* What follows a method's name: "=", ":" or "check", with blanks around them.  NULL: nothing that
 * gives a result. */
static const char *skip_sign(const char *place)
{
	const char *from = place;

	while (*place == ' ')
		place++;
	if (*place != '=' && *place != ':')
		return NULL;
	place++;
	while (*place == ' ' && place < from + 6)
		place++;
	return place;
}

static void add_result(struct mailauth_explanation *explanation, const char *method,
		       const char *result)
{
	struct ma_buffer verdict = { 0 };

	ma_buffer_string(&verdict, method);
	ma_buffer_byte(&verdict, '=');
	ma_buffer_string(&verdict, result);
	add_verdict(explanation, ma_buffer_keep(&verdict, &explanation->arena));
}

/* The result at PLACE in the words of RFC 8601; NULL if there is none. */
static const char *result_at(const char *place)
{
	static const struct {
		const char *said;
		const char *result;
	} results[] = {
		{ "pass", "pass" },	      { "passed", "pass" },
		{ "fail", "fail" },	      { "failed", "fail" },
		{ "failure", "fail" },	      { "did not pass", "fail" },
		{ "softfail", "softfail" },   { "soft fail", "softfail" },
		{ "neutral", "neutral" },     { "none", "none" },
		{ "policy", "policy" },	      { "permerror", "permerror" },
		{ "temperror", "temperror" }, { "hardfail", "hardfail" },
		{ "hard fail", "hardfail" },
	};

	for (size_t i = 0; i < sizeof(results) / sizeof(*results); i++) {
		size_t length = strlen(results[i].said);

		if (strncmp(place, results[i].said, length) == 0 &&
		    !ma_is_alnum((unsigned char)place[length]))
			return results[i].result;
	}
	return NULL;
}

/* "spf=fail" (RFC 8601 2.7), "Spf= Fail , Dkim= Pass", "DKIM = did not pass". */
static void find_results(struct mailauth_explanation *explanation, const char *folded)
{
	static const char *const methods[] = { "spf", "dkim", "dmarc", "arc" };

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		const char *place = folded;

		while ((place = strstr(place, methods[i])) != NULL) {
			const char *from = place;
			const char *sign = skip_sign(place + strlen(methods[i]));
			const char *result = sign != NULL ? result_at(sign) : NULL;

			place += strlen(methods[i]);
			if (result == NULL ||
			    (from > folded && ma_is_alnum((unsigned char)from[-1])))
				continue;
			add_result(explanation, methods[i], result);
			break;
		}
	}
}

/* Whether PHRASE is in FOLDED, and not as the end of another word: "arc fail" of "dmarc fail". */
static bool has_words(const char *folded, const char *phrase)
{
	for (const char *place = folded; (place = strstr(place, phrase)) != NULL; place++)
		if (place == folded || !ma_is_alnum((unsigned char)*phrase) ||
		    !ma_is_alnum((unsigned char)place[-1]))
			return true;
	return false;
}

static bool has_phrase(const char *folded, const char *phrases)
{
	char phrase[80];

	while (*phrases != '\0') {
		size_t length = strcspn(phrases, "|");

		if (length < sizeof(phrase)) {
			memcpy(phrase, phrases, length);
			phrase[length] = '\0';
			if (has_words(folded, phrase))
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
