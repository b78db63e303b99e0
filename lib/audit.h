/* The inside of an audit, shared by audit.c and audit_report.c alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_AUDIT_H
#define MA_AUDIT_H

#include "auth/auth.h"

/* An inquiry: one evaluation that is run until a pass meets no gap.  The kinds stand in the
 * order of the report. */
struct inquiry {
	enum inquiry_kind {
		INQUIRE_RECORD,
		INQUIRE_SENDER,
		INQUIRE_ALONE,
		INQUIRE_BEHIND,
		INQUIRE_MX,
		INQUIRE_ZONE,
	} kind;
	size_t sender; /* which one, of INQUIRE_SENDER, INQUIRE_ALONE and INQUIRE_BEHIND */
	size_t record; /* which one, of INQUIRE_ALONE */
	struct inquiry *next;
	bool begun;
	bool settled;
	bool failed;	      /* a question failed that the result rests on */
	struct ma_buffer met; /* the open questions that its last pass met */
	struct ma_findings findings;
};

struct mailauth_audit {
	struct ma_arena store;	/* settings, questions, answers */
	struct ma_arena report; /* what settled passes made */
	struct ma_settings settings;
	struct ma_answers *answers;
	struct inquiry *inquiries;
	struct ma_sender_input *inputs;
	struct mailauth_sender **senders;
	size_t sender_count;
	size_t sender_size;
	struct ma_zone zone;
	struct ma_spf_published spf;
	struct ma_mx mx;
	struct mailauth_report *result;
	bool stepped;
};

/* Makes the report of an audit whose inquiries are settled. */
void ma_audit_report(struct mailauth_audit *audit);

#endif
