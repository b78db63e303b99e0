/* What is said of the message as a whole.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_MESSAGE_SAID_H
#define MA_MESSAGE_SAID_H

#include "input/reader.h"

/* Adds what receivers noted in the message (Authentication-Results and its relatives), and who
 * handled it on its way. */
void ma_message_tell_said(struct ma_pass *pass, const struct mailauth_message *message);
/* Adds what receivers ask of the form of a message. */
void ma_message_tell_form(struct ma_pass *pass, const struct mailauth_message *message);

#endif
