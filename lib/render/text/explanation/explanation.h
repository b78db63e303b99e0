/* Renderings of an explanation: what their files share.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_RENDER_EXPLANATION_H
#define MA_RENDER_EXPLANATION_H

#include "../../render.h"

#include "../../../explain/explain.h"

struct mailauth_log;

/* What happened, as the first sentence of an answer. */
const char *ma_explanation_headline(const struct ma_writer *writer,
				    const struct mailauth_explanation *explanation);
/* All of it. */
void ma_write_explanation(struct ma_writer *writer, const struct mailauth_explanation *explanation);
/* A mail log: what was delivered and what was not, then each cause. */
void ma_write_log(struct ma_writer *writer, const struct mailauth_log *log);
void ma_write_who(struct ma_writer *writer, const struct mailauth_explanation *explanation);
/* The steps of the sender, then of all who can fix it. */
void ma_write_actions(struct ma_writer *writer, const struct mailauth_explanation *explanation);
void ma_write_programs(struct ma_writer *writer, const struct mailauth_explanation *explanation);
/* Where the DNS is edited: at the company that answers for the zone, else at those that are named.
 */
void ma_write_companies(struct ma_writer *writer, const struct mailauth_explanation *explanation);
/* What the explanation rests on: words of the text, values read out of it, the rule and its source.
 */
void ma_write_evidence(struct ma_writer *writer, const struct mailauth_explanation *explanation);
void ma_write_extracted(struct ma_writer *writer, const struct mailauth_explanation *explanation);
void ma_write_rule(struct ma_writer *writer, const struct mailauth_explanation *explanation);
/* Whose the names are that the text gives to the sending side. */
void ma_write_named(struct ma_writer *writer, const struct mailauth_explanation *explanation);
/* What the DNS says today, and whether that agrees with the receiver. */
void ma_write_agreement(struct ma_writer *writer, const struct mailauth_explanation *explanation);
/* Whether TEXT is nothing but words and numbers of a date. */
bool ma_is_plain_date(struct ma_text text);
/* TEXT in quotation marks, which it does not end: what strangers wrote is not a line of ours. */
void ma_write_free_text(struct ma_buffer *out, struct ma_text text);
/* A summary to paste into a message to a support desk. */
void ma_write_support(struct ma_writer *writer, const struct mailauth_explanation *explanation);

#endif
