/* Companies that a text names, or whose servers it does: where their customers edit the DNS.
 *
 * SPDX-License-Identifier: MIT */

#include "../report/report.h"
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
	return byte < 128 && (ma_is_alnum(byte) || ma_is_one_of(byte, ".-_"));
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

/* --- Names of the sending side --------------------------------------------------------- */

/* Whether the LENGTH octets of TEXT before AT end in WORD, which begins there. */
static bool comes_after(struct ma_text text, size_t at, const char *word)
{
	struct ma_text before = ma_text_slice(text, 0, at);
	size_t length = strlen(word);

	if (length > at ||
	    !ma_text_equal_fold(ma_text_slice(before, at - length, at), ma_text(word)))
		return false;
	return length == at || !is_of_host(text.data[at - length - 1]) ||
	       text.data[at - length - 1] == '-';
}

/* "MX 10 mail.example", "mx=mail.example". */
static bool comes_after_mx(struct ma_text text, size_t at)
{
	while (at > 0 && (ma_is_digit(text.data[at - 1]) || text.data[at - 1] == ' ' ||
			  text.data[at - 1] == '='))
		at--;
	return comes_after(text, at, "mx");
}

/* Whether the address that sent comes after the host that ends at END: "mail.example[192.0.2.1]".
 */
static bool is_of_sender(const struct mailauth_explanation *explanation, struct ma_text text,
			 size_t end)
{
	struct ma_text ip = explanation->extracted[MAILAUTH_EXTRACTED_IP];

	for (unsigned i = 0; i < 3 && end < text.length && ma_is_one_of(text.data[end], " (["); i++)
		end++;
	return ip.length > 0 && end > 0 && text.data[end - 1] != ' ' &&
	       ma_text_equal_fold(ma_text_slice(text, end, end + ip.length), ip) &&
	       (end + ip.length == text.length || !ma_is_alnum(text.data[end + ip.length]));
}

static void add_named(struct mailauth_explanation *explanation, struct ma_text name,
		      const struct ma_provider *company)
{
	if (company == NULL)
		return;
	for (size_t i = 0; i < explanation->named_count; i++)
		if (ma_text_equal_fold(explanation->named[i].name, name))
			return;
	if (explanation->named_count < MA_NAMED_MAX)
		explanation->named[explanation->named_count++] = (struct ma_named){ name, company };
}

/* The company whose host sent. */
static void add_sending(struct mailauth_explanation *explanation, struct ma_text name)
{
	const struct ma_provider *company = ma_provider_find(name, MA_PROVIDER_HOST);

	add_named(explanation, name, company);
	if (explanation->sends == NULL)
		explanation->sends = company;
}

/* The word NAME at AT, if what is around it says that it is of the sending side. */
static void look_at_name(struct mailauth_explanation *explanation, struct ma_text text, size_t at,
			 struct ma_text name)
{
	size_t end = at + name.length;

	if (comes_after(text, at, "include:") || comes_after(text, at, "redirect="))
		add_named(explanation, name, ma_provider_find(name, MA_PROVIDER_SPF));
	else if (comes_after(text, at, "a:") || comes_after(text, at, "mx:"))
		add_named(explanation, name,
			  ma_provider_find(name, MA_PROVIDER_HOST | MA_PROVIDER_SPF));
	else if (comes_after_mx(text, at))
		add_named(explanation, name,
			  ma_provider_find(name, MA_PROVIDER_MX | MA_PROVIDER_HOST));
	else if (is_of_sender(explanation, text, end))
		add_sending(explanation, name);
}

/* --- The whole ------------------------------------------------------------------------- */

/* Name servers are those of the sender's domain; other hosts may be the receiver's, but for the one
 * that greeted it, and those that the text calls the sender's. */
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
			if (word.length > 0)
				look_at_name(explanation, text, at, word);
		}
		add(explanation, provider);
	}
	if (helo.length > 0 && word_at(helo, 0).length == helo.length) {
		add(explanation, ma_provider_find(helo, MA_PROVIDER_HOST));
		add_sending(explanation, helo);
	}
}

const struct ma_provider *ma_explanation_sends(const struct mailauth_explanation *explanation,
					       const struct mailauth_report *report)
{
	if (explanation->sends != NULL || report == NULL)
		return explanation->sends;
	return ma_report_find_mailer(report);
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

const char *mailauth_explanation_named(const struct mailauth_explanation *explanation, size_t index,
				       size_t *length)
{
	if (index >= explanation->named_count)
		return NULL;
	*length = explanation->named[index].name.length;
	return (const char *)explanation->named[index].name.data;
}

const char *mailauth_explanation_named_company(const struct mailauth_explanation *explanation,
					       size_t index, enum mailauth_language language)
{
	if (index >= explanation->named_count || (unsigned)language >= MA_LANGUAGES)
		return NULL;
	return ma_provider_name(explanation->named[index].company, language);
}
