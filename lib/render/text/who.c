/* Who can act, in words: the one table of phrases.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "../render.h"

/* Of each enum mailauth_who, the phrases of a form. */
static const struct {
	enum mailauth_who who;
	enum ma_phrase_id phrases[MA_WHO_FORMS];
} rows[] = {
	{ MAILAUTH_WHO_SENDER_USER,
	  { MA_PHRASE_FOR_SENDER_USER, MA_PHRASE_WHO_SENDER_USER, MA_PHRASE_EXPLAIN_WHO_SENDER,
	    MA_PHRASE_EXPLAIN_YOU } },
	{ MAILAUTH_WHO_SENDER_ADMIN,
	  { MA_PHRASE_FOR_SENDER_ADMIN, MA_PHRASE_WHO_SENDER_ADMIN, MA_PHRASE_EXPLAIN_WHO_ADMIN,
	    MA_PHRASE_EXPLAIN_SENDER_ADMIN } },
	{ MAILAUTH_WHO_RECIPIENT_USER,
	  { MA_PHRASE_FOR_RECIPIENT_USER, MA_PHRASE_WHO_RECIPIENT_USER,
	    MA_PHRASE_EXPLAIN_WHO_RECIPIENT, MA_PHRASE_EXPLAIN_RECIPIENT } },
	{ MAILAUTH_WHO_RECIPIENT_ADMIN,
	  { MA_PHRASE_FOR_RECIPIENT_ADMIN, MA_PHRASE_WHO_RECIPIENT_ADMIN,
	    MA_PHRASE_EXPLAIN_WHO_POSTMASTER, MA_PHRASE_EXPLAIN_RECIPIENT_ADMIN } },
	{ MAILAUTH_WHO_HOSTING_PROVIDER,
	  { MA_PHRASE_FOR_HOSTING_PROVIDER, MA_PHRASE_WHO_HOSTING_PROVIDER,
	    MA_PHRASE_EXPLAIN_WHO_HOST, MA_PHRASE_EXPLAIN_HOSTING } },
	{ MAILAUTH_WHO_WAIT,
	  { MA_PHRASE_FOR_WAIT, MA_PHRASE_WHO_WAIT, MA_PHRASE_EXPLAIN_WHO_WAIT,
	    MA_PHRASE_EXPLAIN_WHO_WAIT } },
	{ MAILAUTH_WHO_GROUP_OWNER,
	  { MA_PHRASE_FOR_GROUP_OWNER, MA_PHRASE_WHO_GROUP_OWNER, MA_PHRASE_EXPLAIN_WHO_OWNER,
	    MA_PHRASE_EXPLAIN_OWNER } },
};

enum ma_phrase_id ma_who_phrase(enum mailauth_who who, enum ma_who_form form)
{
	size_t i = 0;

	while (i + 1 < sizeof(rows) / sizeof(*rows) && rows[i].who != who)
		i++;
	return rows[i].phrases[form];
}

/* The domain that NAME is for: who manages the DNS of s1._domainkey.example.jp is better known as
 * who manages that of example.jp. */
static struct ma_text domain_of(struct ma_text name)
{
	size_t from = ma_text_starts(name, "*.") ? 2 : 0;
	bool below = false;

	for (size_t i = from; i < name.length; i++) {
		bool first = i == from || name.data[i - 1] == '.';

		if (first && below)
			from = i;
		if (first)
			below = name.data[i] == '_';
	}
	return ma_text_slice(name, from, name.length);
}

void ma_words_company(const struct ma_writer *writer, struct ma_buffer *words, struct ma_text name,
		      const struct ma_provider *company)
{
	const char *called = company != NULL ? ma_provider_name(company, writer->language) : "";
	const struct ma_argument arguments[] = {
		{ "name", name, MA_VALUE_SAFE },
		{ "company", ma_text(called), MA_VALUE_SAFE },
	};

	if (company == NULL)
		ma_buffer_text(words, name);
	else
		ma_words_add(words, ma_phrase(MA_PHRASE_NAME_OF_COMPANY, writer->language),
			     arguments, 2);
}

/* The company whose support can help. */
static void add_company(const struct ma_writer *writer, struct ma_buffer *words,
			const struct ma_provider *provider, enum ma_who_form form)
{
	const struct ma_argument company = { "company",
					     ma_text(ma_provider_name(provider, writer->language)),
					     MA_VALUE_SAFE };
	enum ma_phrase_id phrase =
		form == MA_WHO_LONG ? MA_PHRASE_WHO_COMPANY : MA_PHRASE_FOR_COMPANY;

	ma_words_add(words, ma_depth_phrase(writer, phrase), &company, 1);
}

/* The person who manages the name where a text is published, with the company, if it is known. */
static void add_manager(const struct ma_writer *writer, struct ma_buffer *words,
			const struct ma_remedy *remedy, enum ma_who_form form)
{
	enum ma_phrase_id phrase =
		form == MA_WHO_LONG ? MA_PHRASE_WHO_INCLUDED : MA_PHRASE_FOR_INCLUDED;
	struct ma_buffer shown = { 0 };

	ma_words_company(writer, &shown, domain_of(remedy->at), remedy->holder.company);
	if (!shown.failed) {
		const struct ma_argument name = { "name", ma_buffer_view(&shown), MA_VALUE_SAFE };

		ma_words_add(words, ma_depth_phrase(writer, phrase), &name, 1);
	}
	words->failed = words->failed || shown.failed;
	ma_buffer_finish(&shown);
}

/* The one who runs a host, and the company that its names show. */
static void add_host(const struct ma_writer *writer, struct ma_buffer *words,
		     const struct ma_remedy *remedy, enum ma_who_form form)
{
	bool is_long = form == MA_WHO_LONG;

	ma_buffer_string(words, ma_phrase(is_long ? MA_PHRASE_WHO_HOST : MA_PHRASE_FOR_HOST,
					  writer->language));
	if (remedy->helper == NULL)
		return;
	ma_buffer_string(words,
			 ma_phrase(is_long ? MA_PHRASE_LIST_SEPARATOR : MA_PHRASE_SERVER_SEPARATOR,
				   writer->language));
	add_company(writer, words, remedy->helper, form);
}

const struct ma_provider *ma_helper(const struct ma_remedy *remedy)
{
	return remedy->helper != NULL ? remedy->helper : remedy->holder.company;
}

void ma_words_who(const struct ma_writer *writer, struct ma_buffer *words,
		  const struct ma_remedy *remedy, enum ma_who_form form)
{
	/* A zone of its own may have a manager of its own. */
	const struct ma_argument name = { "name",
					  remedy->zone.data != NULL ? remedy->zone
								    : domain_of(remedy->at),
					  MA_VALUE_SAFE };
	const struct ma_provider *helper = ma_helper(remedy);
	enum ma_phrase_id separator =
		form == MA_WHO_LONG ? MA_PHRASE_LIST_SEPARATOR : MA_PHRASE_SERVER_SEPARATOR;

	if (remedy->manager) {
		add_manager(writer, words, remedy, form);
		return;
	}
	if (remedy->host != NULL && (remedy->who & MAILAUTH_WHO_SENDER_ADMIN) != 0) {
		add_host(writer, words, remedy, form);
		return;
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if ((remedy->who & (unsigned)rows[i].who) == 0)
			continue;
		if (words->length > 0)
			ma_buffer_string(words, ma_phrase(separator, writer->language));
		if (rows[i].who == MAILAUTH_WHO_HOSTING_PROVIDER && helper != NULL)
			add_company(writer, words, helper, form);
		else
			ma_words_add(words, ma_depth_phrase(writer, rows[i].phrases[form]), &name,
				     1);
	}
}
