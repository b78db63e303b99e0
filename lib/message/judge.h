/* What a signature comes to, and what is said of it.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_MESSAGE_JUDGE_H
#define MA_MESSAGE_JUDGE_H

#include "signature/signature.h"

/* Judges SIGNATURE by its key, if it needs one (RFC 6376 6.1). */
void ma_signature_judge(struct ma_pass *pass, struct mailauth_signature *signature);
/* Adds what it comes to. */
void ma_signature_tell(struct ma_pass *pass, const struct mailauth_signature *signature);

/* The fields that SIGNATURE names and that the message does not have, "reply-to, cc", if its header
 * differs and no repair of that was found. */
struct ma_text ma_signature_absent(struct ma_pass *pass,
				   const struct mailauth_signature *signature);

/* Who probably changed the message after SIGNATURE, which fails, was made; NULL: its header names
 * no one. */
const struct ma_handler *ma_handler_of(const struct mailauth_signature *signature);
/* Whether the receiving side is who. */
bool ma_handler_is_receiving(const struct mailauth_message *message,
			     const struct ma_handler *handler);

#endif
