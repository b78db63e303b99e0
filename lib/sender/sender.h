/* Senders: which identity is judged, and what check_host() means for it.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_SENDER_H
#define MA_SENDER_H

#include "../dmarc/dmarc.h"
#include "../message/message.h"
#include "../spf/spf.h"

/* What a sender's result would be if one record of several were the only one. */
struct ma_without_others {
	const struct mailauth_sender *sender;
	const struct ma_spf_record *record;
	struct ma_record txt; /* that holds it */
	enum mailauth_spf_result result;
};

struct mailauth_sender {
	struct ma_sender_input input;
	struct ma_text ip_text;
	struct ma_text domain_text; /* the domain judged, in A-labels where it has them */
	const struct ma_name *name; /* the same; NULL: SPF knows no such domain */
	struct ma_spf_outcome outcome;
	const struct mailauth_finding *finding; /* the result */
	const struct mailauth_finding
		*too_late; /* it is listed after the term that decides; or NULL */
	const struct mailauth_finding
		*excused; /* why nothing has to be done about the result; or NULL */
	const struct mailauth_finding *findings; /* all that its evaluation found, by ->next */
	bool named;				 /* by the term that decides, not by an "all" */
	bool refused;				 /* by a term that names it */
	bool unsure;				 /* what names it has could not be looked up */
	struct ma_without_others *records;	 /* of the domain judged, if there are several */
	size_t record_count;
};

/* Reads an envelope sender (RFC 7208 2.4, 4.3).  MAIL_FROM and HELO may be NULL. */
void ma_sender_read(struct ma_arena *arena, const struct ma_settings *settings,
		    const char *mail_from, const char *helo, struct ma_sender_input *input);
/* How grave a sender's result is, all things considered. */
enum mailauth_severity ma_sender_severity(const struct mailauth_sender *sender);
/* Makes SENDER the one of INPUT, about whom nothing is known yet. */
void ma_sender_set(struct ma_arena *arena, const struct ma_sender_input *input,
		   struct mailauth_sender *sender);
void ma_sender_evaluate(struct ma_pass *pass, struct mailauth_sender *sender);
/* The same where one record of several is the only one. */
void ma_sender_evaluate_without_others(struct ma_pass *pass, struct ma_without_others *without);
/* Whether what comes after the term that decided, which is all that is published now, permits
 * SENDER. */
void ma_sender_evaluate_rest(struct ma_pass *pass, struct mailauth_sender *sender);
/* Its subject is a struct mailauth_sender; that of the second a struct
 * ma_without_others. */
extern const struct ma_kind ma_sender_kind;
extern const struct ma_kind ma_sender_without_others_kind;
extern const struct ma_kind ma_sender_rest_kind;

/* Adds findings about the senders together. */
void ma_senders_compare(struct ma_findings *findings, struct mailauth_sender *const *senders,
			size_t count);

/* --- Other envelope senders that DMARC takes for the domain ---------------------- */

struct ma_envelopes {
	enum ma_spf_width width;	   /* of the widest of their records */
	struct ma_spf_platforms platforms; /* that their records permit */
};

/* Its subject is a struct ma_envelopes. */
extern const struct ma_kind ma_envelopes_kind;

/* --- DMARC of the mail that was given ------------------------------------------- */

/* The names that SPF and DKIM proved, or did not. */
struct ma_identifiers {
	const struct ma_dmarc *author;
	struct ma_dmarc_identifier **items;
	size_t count;
	bool spf_given; /* by the caller */
	bool dkim_given;
};

/* Its subject is a struct ma_identifiers; that of the second one of its items. */
extern const struct ma_kind ma_identifiers_kind;
extern const struct ma_kind ma_alignment_kind;

/* Judges the mail of each sender, and adds what has to be said of it; WORST is what DMARC says of
 * the one that fares worst. */
void ma_senders_judge(const struct ma_inquiries *inquiries, struct ma_findings *findings,
		      struct ma_dmarc_message *worst);

#endif
