/* The inside of an audit, shared by audit.c, audit_keys.c and audit_report.c alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_AUDIT_H
#define MA_AUDIT_H

#include "../report/report.h"

/* An inquiry: one evaluation that is run until a pass meets no gap.  The kinds stand in the
 * order of the report. */
struct inquiry {
	enum inquiry_kind {
		INQUIRE_RECORD,
		INQUIRE_SENDER,
		INQUIRE_ALONE,
		INQUIRE_BEHIND,
		INQUIRE_KEY,
		INQUIRE_KEYS, /* what all of them say together; begun when each is settled */
		INQUIRE_DMARC,
		INQUIRE_ALIGN,
		INQUIRE_REPORTS,
		INQUIRE_MX,
		INQUIRE_ZONE,
	} kind;
	size_t sender; /* which one, of INQUIRE_SENDER, INQUIRE_ALONE and INQUIRE_BEHIND */
	size_t record; /* which one, of INQUIRE_ALONE; of INQUIRE_KEY the selector; which domain, of
			* INQUIRE_DMARC and INQUIRE_REPORTS; which identifier, of INQUIRE_ALIGN */
	struct inquiry *next;
	bool begun;
	bool settled;
	bool failed;	      /* a question failed that the result rests on */
	struct ma_buffer met; /* the open questions that its last pass met */
	struct ma_findings findings;
};

/* What DMARC is about: the audited domain, and the one of the visible From, if that is another. */
struct ma_dmarc_audit {
	struct ma_text from; /* the address of the visible From; data is NULL where there is none */
	bool from_given;
	struct ma_dmarc domains[2];
	size_t author;				  /* which of them is the Author Domain */
	struct ma_dmarc_identifier **identifiers; /* those that were handed in, then the senders' */
	size_t identifier_count;
	size_t auth_count; /* how many were handed in */
	bool spf_given;
	bool dkim_given;
	bool identified; /* the senders' are there */
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
	struct ma_selector *selectors;
	struct mailauth_key **keys; /* of each selector */
	size_t selector_count;
	size_t selector_size;
	struct ma_zone zone;
	struct ma_spf_published spf;
	struct ma_mx mx;
	struct ma_dmarc_audit dmarc;
	struct mailauth_report *result;
	bool stepped;
};

/* Adds an inquiry at its place, which time has no say in. */
void ma_audit_inquire(struct mailauth_audit *audit, enum inquiry_kind kind, size_t sender,
		      size_t record);

/* Adds the inquiries about the selectors that are to be tried. */
void ma_audit_begin_keys(struct mailauth_audit *audit);
/* What a settled inquiry means for those about keys. */
void ma_audit_follow_keys(struct mailauth_audit *audit, const struct inquiry *inquiry);

/* Begins what DMARC asks. */
void ma_audit_begin_dmarc(struct mailauth_audit *audit);
/* What a settled INQUIRY means for DMARC. */
void ma_audit_follow_dmarc(struct mailauth_audit *audit, const struct inquiry *inquiry);
/* Judges the mail that was given, and adds what has to be said of it. */
void ma_audit_judge_dmarc(const struct mailauth_audit *audit, struct mailauth_report *report,
			  struct ma_findings *findings);

/* Makes the report of an audit whose inquiries are settled. */
void ma_audit_report(struct mailauth_audit *audit);

#endif
