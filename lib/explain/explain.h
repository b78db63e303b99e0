/* Explanations: from what a mail server answered to what it means.
 *
 * SPDX-License-Identifier: MIT
 *
 * text -> replies (../reply) -> the row (rows/) that fits best (match/) -> what else the text says
 * (extract/, mailbox/); complaints without a reply (symptom.c).  The facts are in the .def
 * files, the sentences in ../words. */

#ifndef MA_EXPLAIN_H
#define MA_EXPLAIN_H

#include "candidate.h"

enum {
	MA_EXPLAIN_TEXT_MAX = 1024 * 1024, /* bytes of a text that are read */
	MA_REPLIES_MAX = 12,		   /* replies that are looked for at a time */
	MA_JUDGED_MAX = 1000,		   /* replies of a text that are looked at */
	MA_EVIDENCE_MAX = 4,
	MA_STATED_RESULTS_MAX = 8,
};

/* --- What else the text says ---------------------------------------------- */

/* An address with a character that should not be there. */
struct ma_mailbox_fault {
	enum ma_mailbox_kind {
#define MAILBOX(id, word) MA_MAILBOX_##id,
#include "mailbox.def"
#undef MAILBOX
		MA_MAILBOX_COUNT,
	} kind;
	struct ma_text address;	  /* as written */
	struct ma_text character; /* the faulty bytes in it */
	size_t position;	  /* which character it is, from 1 */
	struct ma_text instead;	  /* what was probably meant; or empty */
	struct ma_mailbox_fault *next;
};

const char *ma_mailbox_word(enum ma_mailbox_kind kind);
const char *ma_mailbox_text(enum ma_mailbox_kind kind, enum mailauth_language language);
struct ma_mailbox_fault *ma_mailbox_faults(struct ma_arena *arena, struct ma_text text);
/* A slip in the domain of ADDRESS; NULL for none. */
struct ma_mailbox_fault *ma_mailbox_slip(struct ma_arena *arena, struct ma_text address);

/* Notes the addresses in TEXT that are not written correctly, where that may be the cause. */
void ma_addresses_judge(struct mailauth_explanation *explanation, struct ma_text text);
/* Whether one that was noted is what TEXT, which holds no reply, is about: in a longer text there
 * is much with an @ that is not an address. */
bool ma_addresses_are_told(struct mailauth_explanation *explanation, struct ma_text text);

enum {
	MA_ANSWERS_MAX = 32, /* recipients of a text, each with an answer of its own */
};

/* What was answered about one recipient. */
struct ma_delivery {
	struct ma_text recipient; /* or empty */
	struct ma_text reply;
	const struct ma_rejection *row; /* or NULL */
	enum mailauth_confidence confidence;
	enum mailauth_permanence permanence;
	int rank;
	size_t group; /* answers with the same row have the same */
};

struct ma_deliveries {
	struct ma_delivery items[MA_ANSWERS_MAX];
	size_t count;
	size_t groups;
	bool cut; /* there are more */
};

enum {
	MA_COMPANIES_MAX = 3,
	MA_NAMED_MAX = 4,
};

/* A name of the sending side in a text, and whose it is.  Anyone can write it. */
struct ma_named {
	struct ma_text name;
	const struct ma_provider *company;
};

struct mailauth_explanation {
	struct ma_deliveries answers;
	struct ma_arena arena;
	enum mailauth_explanation_kind kind;
	enum ma_notice_id notice;
	const struct ma_rejection *row;	   /* NULL where nothing is known */
	const struct ma_rejection *second; /* what it may be, too; or NULL */
	enum ma_situation_id situation;
	const struct ma_at_receiver *at_receiver; /* in place of the row's; or NULL */
	enum mailauth_confidence confidence;
	const struct ma_rejection *list; /* the block list's own row; or NULL */
	struct ma_text text;		 /* all that was given, as far as it is read */
	struct ma_text quote;		 /* what a support desk has to see of it */
	struct ma_text reply;		 /* on one line; empty where there is none */
	unsigned code;
	unsigned enhanced[3];
	bool given_up; /* a final reply quotes this one */
	bool cut;      /* the text is so long that not all of it was looked at */
	bool partial;  /* the text is not all that there was */
	enum mailauth_permanence permanence;
	enum ma_system_id provider; /* MA_SYSTEM_COUNT: no one is named */
	struct ma_text evidence[MA_EVIDENCE_MAX];
	size_t evidence_count;
	struct ma_text extracted[MAILAUTH_EXTRACTED_COUNT]; /* .data is NULL where there is none */
	struct ma_text stated_results[MA_STATED_RESULTS_MAX]; /* "spf=fail" */
	size_t stated_result_count;
	struct ma_mailbox_fault *address_faults;
	const struct ma_provider *companies[MA_COMPANIES_MAX]; /* that the text names */
	size_t company_count;
	struct ma_named named[MA_NAMED_MAX];
	size_t named_count;
	const struct ma_provider *sends; /* whose server sent, as the text says; or NULL */
	char rules[MAILAUTH_RULES_VERSION_SIZE];
};

/* Names the host that answered, as the text before REPLY says. */
struct ma_text ma_host_find(struct ma_scratch *scratch, struct ma_text text,
			    const struct ma_reply *reply);
/* Fills in what TEXT and REPLY (may be NULL) say of sender and receiver. */
void ma_fields_extract(struct ma_scratch *scratch, struct mailauth_explanation *explanation,
		       struct ma_text text, const struct ma_reply *reply);

/* Finds the companies that TEXT names, once the fields are filled in. */
void ma_companies_find(struct mailauth_explanation *explanation, struct ma_text text);

/* --- For renderings ------------------------------------------------------- */

/* The command that looks at the DNS in question, or nothing. */
void ma_explanation_next_command(struct ma_buffer *buffer,
				 const struct mailauth_explanation *explanation);
/* The word for the kind of automatic message that the text is; NULL for none. */
const char *ma_notice_word(enum ma_notice_id notice);
/* False where the class is not known. */
bool ma_explanation_class(const struct mailauth_explanation *explanation, enum ma_class_id *class);
/* Whether only the number is known. */
bool ma_explanation_is_guess(const struct mailauth_explanation *explanation);
/* Whether a row's remedy says more than the steps of its class. */
bool ma_remedy_is_special(const struct ma_rejection *row);
/* Notes the situation that the row is in; RELAYED: a server, not a mail program, was answered. */
void ma_explanation_judge_situation(struct mailauth_explanation *explanation, bool relayed);
/* The step INDEX of those for WHO; NULL where there are no more. */
const struct ma_step *ma_explanation_step(const struct mailauth_explanation *explanation,
					  enum mailauth_who who, size_t index);
/* Adds TEMPLATE with the values that the text gives, or words for them, made safe to show.
 * PROVIDER may be NULL. */
void ma_explanation_words(struct ma_buffer *buffer, const struct mailauth_explanation *explanation,
			  const struct ma_provider *provider, const char *template,
			  enum mailauth_language language);
/* Whose server sent, or sends the domain's mail, as the text says, or else REPORT, which may be
 * NULL; NULL where that is not known. */
const struct ma_provider *ma_explanation_sends(const struct mailauth_explanation *explanation,
					       const struct mailauth_report *report);
void ma_mailbox_words(struct ma_buffer *buffer, const struct ma_mailbox_fault *fault,
		      enum mailauth_language language);

/* Whether what the receiver said of SPF is what the DNS says now. */
enum ma_agreement {
	MA_AGREEMENT_NONE, /* there is nothing to compare */
	MA_AGREEMENT_SAME,
	MA_AGREEMENT_DIFFERENT,
	MA_AGREEMENT_UNKNOWN, /* the DNS did not say */
};
enum ma_agreement ma_explanation_agreement(const struct mailauth_explanation *explanation,
					   const struct mailauth_report *report);
/* The same for DMARC, as far as it can be judged without the signature. */
enum ma_agreement ma_explanation_dmarc_agreement(const struct mailauth_explanation *explanation,
						 const struct mailauth_report *report);
/* Whether SECTION is one that the rejection is about and the report does not have. */
bool ma_explanation_is_unexamined(const struct mailauth_explanation *explanation,
				  const struct mailauth_report *report,
				  enum mailauth_section section);
/* Whether FINDING may be why the mail was refused. */
bool ma_explanation_is_explained_by(const struct mailauth_explanation *explanation,
				    const struct mailauth_finding *finding);

#endif
