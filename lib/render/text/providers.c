/* Companies as text: those whose names the domain uses, in a sentence for each role.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "../render.h"

static const struct {
	enum mailauth_provider_role role;
	enum ma_phrase_id phrase;
} roles[] = {
	{ MAILAUTH_PROVIDER_DNS, MA_PHRASE_PROVIDERS_DNS },
	{ MAILAUTH_PROVIDER_MX, MA_PHRASE_PROVIDERS_MX },
	{ MAILAUTH_PROVIDER_GATEWAY, MA_PHRASE_PROVIDERS_GATEWAY },
	{ MAILAUTH_PROVIDER_SENDS, MA_PHRASE_PROVIDERS_SENDS },
	{ MAILAUTH_PROVIDER_SIGNS, MA_PHRASE_PROVIDERS_SIGNS },
};

/* The names of those that have ROLE. */
static void add_names(const struct ma_writer *writer, struct ma_buffer *names,
		      enum mailauth_provider_role role)
{
	const struct mailauth_report *report = writer->report;

	for (size_t i = 0; i < report->provider_count; i++) {
		if (report->providers[i].role != role)
			continue;
		if (names->length > 0)
			ma_buffer_string(names, ", ");
		ma_buffer_string(names,
				 ma_provider_name(report->providers[i].provider, writer->language));
	}
}

/* A record that receivers do not use permits no one. */
static enum ma_phrase_id phrase_of(const struct mailauth_report *report, size_t index)
{
	const struct ma_spf_published *spf = &report->spf;

	if (roles[index].role == MAILAUTH_PROVIDER_SENDS && (!spf->walked || spf->tree.errors))
		return MA_PHRASE_PROVIDERS_NAMED;
	return roles[index].phrase;
}

static void add_role(const struct ma_writer *writer, struct ma_buffer *words, size_t index)
{
	struct ma_buffer names = { 0 };
	struct ma_buffer listed = { 0 };

	add_names(writer, &names, roles[index].role);
	if (names.length > 0 && !names.failed)
		ma_words_list(&listed, ma_buffer_view(&names), writer->language);
	if (listed.length > 0 && !listed.failed) {
		const struct ma_argument argument = { "names", ma_buffer_view(&listed),
						      MA_VALUE_SAFE };

		if (words->length > 0)
			ma_words_between_sentences(words, writer->language);
		ma_words_add(words, ma_phrase(phrase_of(writer->report, index), writer->language),
			     &argument, 1);
	}
	words->failed = words->failed || names.failed || listed.failed;
	ma_buffer_finish(&names);
	ma_buffer_finish(&listed);
}

void ma_text_providers(struct ma_writer *writer)
{
	struct ma_buffer words = { 0 };

	if (writer->report->provider_count == 0)
		return;
	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
		add_role(writer, &words, i);
	ma_write_words(writer, 0, 0, &words);
}
