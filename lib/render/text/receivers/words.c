/* Lists of receivers and demands.
 *
 * SPDX-License-Identifier: MIT */

#include "receivers.h"

void ma_words_listed(const struct ma_writer *writer, struct ma_buffer *list,
		     enum ma_phrase_id phrase)
{
	if (list->length > 0)
		ma_buffer_string(list, ma_phrase(MA_PHRASE_RECEIVERS_SEPARATOR, writer->language));
	ma_buffer_string(list, ma_phrase(phrase, writer->language));
}

bool ma_is_unmet(const struct mailauth_receiver *receiver, const struct ma_requirement *requirement)
{
	return ma_receiver_state(receiver, requirement).result == MAILAUTH_DEMAND_UNMET;
}
