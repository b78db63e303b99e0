/* explain --symptom: the list of complaints without a code, and a word that is none of them.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"
#include "suggest.h"

#include <mailauth/explain.h>

#include <stdio.h>
#include <string.h>

enum {
	NAMES_MAX = 256, /* the longest names fit */
};

int symptoms_list(const struct options *options)
{
	const char *slug;

	puts(message(MESSAGE_SYMPTOMS, options->language));
	for (size_t i = 0; (slug = mailauth_symptom_slug(i)) != NULL; i++)
		printf("\n  %s\n    %s\n", slug, mailauth_symptom_text(i, options->language));
	return fflush(stdout) == 0 ? 0 : STATUS_OUTPUT;
}

/* "553", "5.7.1": a reply has its code first (RFC 5321 4.2, RFC 3463 2). */
static bool is_code(const char *word)
{
	size_t digits = strspn(word, "0123456789");

	return word[0] >= '2' && word[0] <= '5' && (digits == 3 || (digits == 1 && word[1] == '.'));
}

/* A name of the list, as far as its form goes: "vpn-blocks-smtp". */
static bool is_name(const char *word)
{
	return strchr(word, '-') != NULL &&
	       word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static bool is_listed(const char *word)
{
	const char *slug;

	for (size_t i = 0; (slug = mailauth_symptom_slug(i)) != NULL; i++)
		if (strcmp(slug, word) == 0)
			return true;
	return false;
}

const char *symptom_searched(const char *word)
{
	const char *nearest;
	bool misspelt = is_name(word) && !is_listed(word) &&
			suggest(word, mailauth_symptom_slug, &nearest, 1) > 0;

	return misspelt ? "" : word;
}

void symptom_unknown(const struct options *options)
{
	const char *word = options->operand;
	const char *nearest[SUGGESTIONS_MAX];
	char names[NAMES_MAX] = "";
	size_t length = 0;
	size_t count = suggest(word, mailauth_symptom_slug, nearest, SUGGESTIONS_MAX);

	if (is_code(word)) {
		complain(options->language, MESSAGE_CODE_AS_SYMPTOM, word);
		return;
	}
	for (size_t i = 0; i < count && length < sizeof(names); i++)
		length += (size_t)snprintf(names + length, sizeof(names) - length, "%s%s",
					   i > 0 ? ", " : "", nearest[i]);
	if (count > 0)
		complain(options->language, MESSAGE_NEAR_SYMPTOM, word, names);
	else
		complain(options->language, MESSAGE_NO_SYMPTOM, word);
}
