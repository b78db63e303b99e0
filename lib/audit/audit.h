/* The inside of an audit.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_AUDIT_H
#define MA_AUDIT_H

#include "../report/report.h"

/* What the caller has of a mail beside its senders. */
struct ma_dmarc_input {
	struct ma_text from; /* the address of the visible From; data is NULL where there is none */
	bool from_given;
	struct ma_dmarc_identifier **identifiers; /* results that were handed in */
	size_t auth_count;
};

/* All inquiries over one view of the DNS. */
struct ma_world {
	struct ma_inquiries inquiries;
	struct ma_answers *answers;
};

struct mailauth_audit {
	struct ma_arena store;	/* settings, questions, answers */
	struct ma_arena report; /* inquiries, and what settled passes made */
	struct ma_settings settings;
	struct ma_answers *answers;
	const struct ma_kind *const *plan;
	struct ma_sender_input *inputs;
	size_t sender_count;
	size_t sender_size;
	struct ma_selector *selectors;
	size_t selector_count;
	size_t selector_size;
	struct ma_dmarc_input dmarc;
	const struct ma_assumed *overlay; /* what the caller assumes; or NULL */
	struct ma_world worlds[2];	  /* as it is; and, with assumptions, as it would be */
	size_t world_count;
	const struct mailauth_report *result;
	bool stepped;
};

/* The kinds of inquiries, in the order of the report; NULL ends them. */
extern const struct ma_kind *const ma_plan[];
/* Begins what is inquired from the start. */
void ma_plan_begin(struct ma_inquiries *inquiries);

/* Runs what is awake; true if everything is settled. */
bool ma_world_step(struct ma_world *world);

#endif
