/* Notices: automatic messages, and what they say in words alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_NOTICE_H
#define MA_NOTICE_H

#include "../explain.h"

/* What kind of automatic message TEXT is. */
enum ma_notice_id ma_notice_of(struct ma_arena *arena, struct ma_text text);
/* Whether such a message is not a refusal. */
bool ma_notice_is_final(enum ma_notice_id notice);
/* Whether the notice TEXT is about a message that someone else sent with the reader's address; the
 * address from which that came goes to *IP. */
bool ma_backscatter_find(struct ma_arena *arena, struct ma_text text, struct ma_text *ip);
/* What follows the headers with which TEXT begins; all of it where there are none. */
struct ma_text ma_notice_body(struct ma_text text);

/* What lines without a code say; NOTICE: what kind of message they are in. */
struct ma_candidate ma_candidate_without_code(struct ma_scratch *scratch, struct ma_arena *arena,
					      struct ma_text text, const char *host,
					      enum ma_notice_id notice);
/* What TEXT says if it is a provider's own code and nothing else, as "S3150" is. */
struct ma_candidate ma_candidate_of_own_code(struct ma_scratch *scratch, struct ma_arena *arena,
					     struct ma_text text);

#endif
