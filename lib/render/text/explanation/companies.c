/* The companies of an explanation: where the DNS is edited, and whose names the text gives.
 *
 * SPDX-License-Identifier: MIT */

#include "explanation.h"

#include "../../../known/known.h"

/* Where the DNS is edited: at the company that answers for the zone, else at those that are named.
 */
void ma_write_companies(struct ma_writer *writer, const struct mailauth_explanation *explanation)
{
	const unsigned in_zone = MA_CHECKS_SPF | MA_CHECKS_DKIM | MA_CHECKS_DMARC | MA_CHECKS_MX;
	const struct ma_provider *answering =
		writer->report != NULL ? writer->report->dns_company : NULL;
	bool known = answering != NULL && ma_provider_screen(answering, writer->language) != NULL;
	size_t count = known ? 1 : explanation->company_count;

	/* A full mailbox is nothing that a record sets right, nor is a PTR record one of the
	 * domain's zone. */
	if (explanation->row != NULL && (explanation->row->checks & in_zone) == 0)
		return;
	for (size_t i = 0; i < count; i++) {
		const struct ma_provider *company = known ? answering : explanation->companies[i];
		const struct ma_argument arguments[] = {
			{ "company", ma_text(ma_provider_name(company, writer->language)),
			  MA_VALUE_SAFE },
			{ "screen", ma_text(ma_provider_screen(company, writer->language)),
			  MA_VALUE_SAFE },
		};
		struct ma_buffer words = { 0 };

		ma_words_add(&words, ma_phrase(MA_PHRASE_EXPLAIN_COMPANY, writer->language),
			     arguments, 2);
		ma_write_labelled(writer, MA_PHRASE_LABEL_PANEL, &words);
	}
}

/* Whose the names are that the text gives to the sending side. */
void ma_write_named(struct ma_writer *writer, const struct mailauth_explanation *explanation)
{
	struct ma_buffer names = { 0 };
	struct ma_buffer words = { 0 };

	for (size_t i = 0; i < explanation->named_count; i++) {
		const struct ma_named *named = &explanation->named[i];

		if (i > 0)
			ma_words_between_names(&names, writer->language);
		ma_words_company(writer, &names, named->name, named->company);
	}
	if (names.length > 0 && !names.failed) {
		const struct ma_argument argument = { "names", ma_buffer_view(&names),
						      MA_VALUE_SAFE };

		ma_words_add(&words, ma_phrase(MA_PHRASE_EXPLAIN_NAMED, writer->language),
			     &argument, 1);
		ma_write_labelled(writer, MA_PHRASE_EXPLAIN_LABEL_NAMED, &words);
	}
	writer->out.failed = writer->out.failed || names.failed;
	ma_buffer_finish(&names);
}
