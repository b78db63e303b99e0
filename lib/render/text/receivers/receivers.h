/* What receivers ask for, as text: what the line and the table share.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_RENDER_RECEIVERS_H
#define MA_RENDER_RECEIVERS_H

#include "../../render.h"

#include "../../../receivers/receivers.h"

/* Adds what PHRASE says to a list of such words, after a comma if there are any. */
void ma_words_listed(const struct ma_writer *writer, struct ma_buffer *list,
		     enum ma_phrase_id phrase);
/* Whether a requirement of RECEIVER is unmet. */
bool ma_is_unmet(const struct mailauth_receiver *receiver,
		 const struct ma_requirement *requirement);

#endif
