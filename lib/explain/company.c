/* Companies that a text names, or whose servers it does: where their customers edit the DNS.
 *
 * SPDX-License-Identifier: MIT */

#include "explain.h"

#include <string.h>

enum {
	LOOKED_AT_MAX = 16384, /* octets */
};

static void add(struct mailauth_explanation *explanation, const struct ma_provider *provider)
{
	if (provider == NULL || ma_provider_screen(provider, MAILAUTH_ENGLISH) == NULL)
		return;
	for (size_t i = 0; i < explanation->company_count; i++)
		if (explanation->companies[i] == provider)
			return;
	if (explanation->company_count < MA_COMPANIES_MAX)
		explanation->companies[explanation->company_count++] = provider;
}

static bool is_of_host(unsigned char byte)
{
	return byte < 128 && (ma_is_alnum(byte) || strchr(".-_", byte) != NULL);
}

/* The word at AT, which may be the name of a host. */
static struct ma_text word_at(struct ma_text text, size_t at)
{
	size_t end = at;

	while (end < text.length && is_of_host(text.data[end]))
		end++;
	while (end > at && text.data[end - 1] == '.')
		end--;
	return ma_text_slice(text, at, end);
}

/* Name servers are those of whoever holds the domain; other hosts may be the receiver's, but for
 * the one that greeted it. */
void ma_companies_find(struct mailauth_explanation *explanation, struct ma_text text)
{
	struct ma_text helo = explanation->extracted[MAILAUTH_EXTRACTED_HELO];
	size_t length;

	text = ma_text_slice(text, 0, text.length < LOOKED_AT_MAX ? text.length : LOOKED_AT_MAX);
	for (size_t at = 0; at < text.length; at += length) {
		struct ma_text word = word_at(text, at);
		const struct ma_provider *provider = ma_provider_called_at(text, at, &length);

		if (provider == NULL) {
			length = word.length > 0 ? word.length : 1;
			provider = word.length > 0 ? ma_provider_find(word, MA_PROVIDER_DNS) : NULL;
		}
		add(explanation, provider);
	}
	if (helo.length > 0)
		add(explanation, ma_provider_find(helo, MA_PROVIDER_HOST));
}

const char *mailauth_explanation_company(const struct mailauth_explanation *explanation,
					 size_t index, enum mailauth_language language)
{
	if (index >= explanation->company_count || (unsigned)language >= MA_LANGUAGES)
		return NULL;
	return ma_provider_name(explanation->companies[index], language);
}

const char *mailauth_explanation_screen(const struct mailauth_explanation *explanation,
					size_t index, enum mailauth_language language)
{
	if (index >= explanation->company_count || (unsigned)language >= MA_LANGUAGES)
		return NULL;
	return ma_provider_screen(explanation->companies[index], language);
}
