/* Explanations: from what a mail server answered to what it means.
 *
 * SPDX-License-Identifier: MIT
 *
 * text -> replies (../reply) -> the row that fits best (match.c) -> what else the text says
 * (extract.c, mailbox_fault.c); complaints without a reply (symptom.c).  The facts are in
 * the .def files, the sentences in ../words. */

#ifndef MA_EXPLAIN_H
#define MA_EXPLAIN_H

#include "../finding/finding.h"
#include "../known/known.h"
#include "../reply/reply.h"

#include <mailauth/explain.h>

enum {
	MA_EXPLAIN_TEXT_MAX = 1024 * 1024, /* bytes of a text that are read */
	MA_REPLIES_MAX = 12,		   /* replies that are looked for at a time */
	MA_JUDGED_MAX = 1000,		   /* replies of a text that are looked at */
	MA_EVIDENCE_MAX = 4,
	MA_STATED_RESULTS_MAX = 8,
	MA_WHO_MAX = 4,
	MA_SOURCES_MAX = 4,
};

/* --- Rows ----------------------------------------------------------------- */

enum ma_class_id {
#define CLASS(id, word) MA_CLASS_##id,
#include "class.def"
#undef CLASS
	MA_CLASS_COUNT,
};

enum ma_remedy_id {
#define REMEDY(id) MA_REMEDY_##id,
#define CLASS_REMEDY(class) MA_REMEDY_##class,
#include "remedy.def"
#undef REMEDY
#undef CLASS_REMEDY
	MA_REMEDY_COUNT,
};

enum ma_situation_id {
	MA_SITUATION_NONE, /* as in all of the class */
#define SITUATION(id) MA_SITUATION_##id,
#include "situation.def"
	MA_SITUATION_COUNT,
};

enum ma_source_id {
	MA_SOURCE_0, /* none */
#define SOURCE(id, level, reference) MA_SOURCE_##id,
#include "source.def"
#undef SOURCE
	MA_SOURCE_COUNT,
};

enum ma_notice_id {
	MA_NOTICE_NONE,
#define NOTICE(id, word, final) MA_NOTICE_##id,
#include "notice.def"
#undef NOTICE
	MA_NOTICE_COUNT,
};

enum ma_rejection_kind {
	MA_REJECTION_ANY,
	MA_REJECTION_LITERAL,
	MA_REJECTION_REGEX,
	MA_REJECTION_SYMPTOM,
	MA_REJECTION_WORDS, /* by the concepts of concept.def */
};

enum ma_rejection_condition {
	MA_FROM_HOST = 1 << 0,
	/* 1 << 1, 1 << 2: enum ma_reply_stage */
	/* It only says that another reply is the cause. */
	MA_WRAPPER = 1 << 3,
	/* Only where nothing but the code is said. */
	MA_BARE = 1 << 4,
	/* Only prefer_stated_result() in explain.c leads here. */
	MA_BY_STATED_RESULT = 1 << 5,
	/* No conditions, but facts for renderings.  Its codes are used for many reasons, so that
	 * what it means is not sure. */
	MA_MANY_REASONS = 1 << 6,
	/* Its text may be anyone's: it does not show that the system answered. */
	MA_COMMON_WORDING = 1 << 7,
	/* Only where a mail program, not a server, was refused. */
	MA_AT_SUBMISSION = 1 << 8,
	MA_VAGUE_WORDING = 1 << 9,  /* it yields to a cause that is said besides */
	MA_UNSURE = 1 << 11,	    /* its words do not suffice to be certain */
	MA_TELLING_WORDS = 1 << 10, /* a cause, although its class is often none */
	/* Those that a reply has to meet. */
	MA_RESTRICTIONS = MA_FROM_HOST | MA_AT_RCPT | MA_AT_DATA | MA_BARE,
};

/* What an audit has to look at to see why a message was refused. */
enum ma_checks {
	MA_CHECKS_SPF = 1 << 0,
	MA_CHECKS_DKIM = 1 << 1,
	MA_CHECKS_DMARC = 1 << 2,
	MA_CHECKS_MX = 1 << 3,
	MA_CHECKS_PTR = 1 << 4,
	MA_CHECKS_OTHER = 1 << 5, /* what no audit looks at */
};

struct ma_rejection {
	const char *id;
	enum ma_system_id system;
	const char *reply;
	const char *code;
	enum ma_rejection_kind kind;
	const char *pattern; /* of a symptom: its slug; NULL where the codes alone count */
	const char *word;    /* of a symptom: its words; NULL: none */
	unsigned conditions;
	enum ma_class_id class;
	enum mailauth_permanence permanence;
	unsigned char who[MA_WHO_MAX]; /* enum mailauth_who, most likely first; then 0 */
	unsigned checks;	       /* a set of enum ma_checks */
	unsigned articles;
	unsigned char sources[MA_SOURCES_MAX];
	enum ma_remedy_id remedy;
	enum ma_situation_id situation;
	enum ma_phrase_id phrase; /* what it means */
};

/* The rows, rejections first, then symptoms. */
extern const struct ma_rejection ma_rejections[];
extern const size_t ma_rejection_count;
/* NULL: none is called so. */
const struct ma_rejection *ma_rejection_called(const char *id);
const char *ma_class_word(enum ma_class_id id);
/* What happened, as the first sentence of an answer. */
const char *ma_class_headline(enum ma_class_id id, enum mailauth_language language);
/* The same where a situation is known; NULL for MA_SITUATION_NONE. */
const char *ma_situation_headline(enum ma_situation_id id, enum mailauth_language language);
/* What holds where a server, not a mail program, was answered. */
struct ma_at_receiver {
	enum ma_class_id class;
	enum ma_situation_id situation;
	unsigned char who[MA_WHO_MAX];
	enum ma_phrase_id meaning;
	enum ma_phrase_id remedy;
};
/* The same for ROW; NULL: what ROW says. */
const struct ma_at_receiver *ma_at_receiver(const struct ma_rejection *row);
const char *ma_remedy(enum ma_remedy_id id, enum mailauth_language language);
const char *ma_source_reference(enum ma_source_id id);
char ma_source_level(enum ma_source_id id);

/* --- Steps ---------------------------------------------------------------- */

/* What one who can fix rejections of a class does, one step after the other; {ip}, {domain},
 * {from}, {envelope}, {recipient}, {selector}, {helo} are values. */
struct ma_step {
	enum ma_class_id class;		/* MA_CLASS_COUNT: of a situation */
	enum ma_situation_id situation; /* MA_SITUATION_NONE: of a class */
	enum mailauth_who who;
	bool waiting; /* only as long as waiting helps */
	enum ma_phrase_id phrase;
};

/* Where to click in a mail program. */
struct ma_program_step {
	enum ma_class_id class;
	enum ma_phrase_id program; /* its name */
	enum ma_phrase_id phrase;
};

extern const struct ma_step ma_steps[];
extern const size_t ma_step_count;
extern const struct ma_program_step ma_program_steps[];
extern const size_t ma_program_step_count;

/* --- The explainer -------------------------------------------------------- */

/* "550|5xx" or "5.7.1|x.7.26|5.7.606-649", read once. */
struct ma_codes {
	struct ma_code {
		short class;   /* -1: any; of a reply: its value or -1 */
		short subject; /* of a reply: how many of its last digits are free */
		short from;
		short to;
	} items[6];
	unsigned char count; /* 0: anything goes */
	bool none;	     /* "-" is among them */
};

/* A pattern, compiled when it is first needed.  Threads share it. */
struct ma_pattern {
	const char *text;   /* NULL or "": none */
	void *_Atomic code; /* pcre2_code; NULL until then */
};

struct ma_matcher {
	struct ma_codes reply;
	struct ma_codes code;
	const char *literal;   /* folded */
	const char *words[12]; /* folded; NULL ends them */
	struct ma_pattern regex;
	struct ma_asked {
		uint64_t groups[5]; /* of concepts; 0 ends them */
		uint64_t none;
	} asked;
};

struct mailauth_explainer {
	struct ma_arena arena;
	struct ma_matcher *matchers;	/* as many as rows */
	struct ma_pattern *system_host; /* as many as systems */
	struct ma_pattern *system_text;
	struct ma_pattern *hosts;  /* host.def */
	struct ma_pattern *fields; /* field.def */
	void *limits;		   /* pcre2_match_context */
	struct ma_vocabulary *vocabulary;
	char rules[MAILAUTH_RULES_VERSION_SIZE];
};

/* What one call needs of PCRE2. */
struct ma_scratch {
	const struct mailauth_explainer *explainer;
	void *match; /* pcre2_match_data */
	bool failed; /* memory */
};

/* Compiles a pattern, without regard to ASCII case; NULL if memory failed, or (with *WRONG) if it
 * is none. */
void *ma_regex_new(const char *pattern, bool *wrong);
void ma_regex_free(void *regex);
/* Whether REGEX matches TEXT; the first group's bytes (or the whole match's) go to *GROUP unless
 * that is NULL.  Work is bounded: what exceeds it does not match. */
bool ma_regex_match(struct ma_scratch *scratch, struct ma_pattern *pattern, struct ma_text text,
		    struct ma_text *group);

/* All that the last match took. */
struct ma_text ma_regex_whole(struct ma_scratch *scratch, struct ma_text text);
bool ma_scratch_begin(struct ma_scratch *scratch, const struct mailauth_explainer *explainer);
void ma_scratch_finish(struct ma_scratch *scratch);

/* --- Matching ------------------------------------------------------------- */

struct ma_match {
	const struct ma_rejection *row; /* NULL for none */
	int score;
	bool by_text;	      /* not by the codes alone */
	bool by_words;	      /* by concepts */
	struct ma_text words; /* what matched; empty for the codes */
};

/* The system whose host HOST is, or MA_SYSTEM_COUNT. */
enum ma_system_id ma_system_of_host(struct ma_scratch *scratch, struct ma_text host);
/* The most specific row for REPLY, read as LINE. */
struct ma_match ma_match_reply(struct ma_scratch *scratch, struct ma_arena *arena,
			       const struct ma_reply *reply, struct ma_text line,
			       enum ma_system_id host);
/* The row about the block list that a reply names. */
const struct ma_rejection *ma_match_list(struct ma_scratch *scratch, struct ma_arena *arena,
					 const struct ma_reply *reply);

/* What the words of LINE add up to; .row is NULL where that is nothing.  BUT: a row whose class is
 * known already, or NULL. */
struct ma_match ma_match_words(struct ma_scratch *scratch, struct ma_arena *arena,
			       struct ma_text line, const struct ma_rejection *but);
/* How sure it is that MATCH is what REPLY means. */
enum mailauth_confidence ma_match_confidence(const struct ma_match *match,
					     const struct ma_reply *reply);

/* --- Candidates ------------------------------------------------------------ */

struct ma_deliveries;

/* What is known of one reply. */
struct ma_candidate {
	const struct ma_reply *reply;
	struct ma_match match;
	struct ma_text host;
	enum ma_system_id provider;
	bool expired; /* the text says, too, that the server has stopped trying */
	bool doubted; /* the reply also has words that mean something else */
	const struct ma_rejection *second; /* what it may mean, too; or NULL */
};

/* The reply of TEXT that says most; .reply is NULL where there is none.  *CUT: there are so many
 * that not all were looked at.  ANSWERS: what is said about each recipient; NULL: is known. */
struct ma_candidate ma_candidate_choose(struct ma_scratch *scratch, struct ma_arena *arena,
					struct ma_text text, const char *host, bool *cut,
					struct ma_deliveries *answers);
/* The same of what is said from FROM on, where TEXT ends. */
struct ma_candidate ma_candidate_within(struct ma_scratch *scratch, struct ma_arena *arena,
					struct ma_text text, size_t from, const char *host);
/* How sure ANSWER is. */
enum mailauth_confidence ma_candidate_confidence(const struct ma_candidate *answer);
/* Notes what each part of the notice TEXT says of its recipient; returns how many parts it has. */
size_t ma_parts_note(struct ma_scratch *scratch, struct ma_arena *arena, struct ma_text text,
		     const char *host, enum ma_notice_id notice, struct ma_deliveries *answers);
/* Whom the part of TEXT is about that has the byte at PLACE; empty for none. */
struct ma_text ma_part_recipient(struct ma_text text, size_t place);
/* The recipient with whose address the words of REPLY begin, as sendmail's do; empty for none. */
struct ma_text ma_reply_recipient(const struct ma_reply *reply);
/* Notes ANSWER as what was said about RECIPIENT. */
void ma_deliveries_take(struct ma_deliveries *answers, struct ma_arena *arena,
			struct ma_text recipient, const struct ma_candidate *answer);
/* Notes the answer that TEXT holds about one recipient. */
void ma_answers_note(struct ma_deliveries *answers, struct ma_arena *arena, struct ma_text text,
		     const struct ma_candidate *answer);
/* Puts the worst first, and those that are the same next to each other. */
void ma_answers_sort(struct ma_deliveries *answers);
/* How much an answer says, more than 0; 0 where no row knows it, -1 where there is none. */
int ma_candidate_rank(const struct ma_candidate *answer);
void ma_candidate_keep_better(struct ma_candidate *best, const struct ma_candidate *answer);
/* Whether ROW means the same whichever host answered. */
bool ma_row_is_anybodys(const struct ma_rejection *row);
/* Whether ROW says little: that it was refused, or not now. */
bool ma_row_is_weak(const struct ma_rejection *row);

/* The symptom that a text without a reply speaks of; the words that show it go to EVIDENCE. */
const struct ma_rejection *ma_symptom_find(struct ma_arena *arena, struct ma_text text,
					   struct ma_text *evidence, size_t *count);
/* Whether TEXT complains about mail. */
bool ma_symptom_is_complaint(struct ma_arena *arena, struct ma_text text);
/* The symptom called NAME: its slug, its id, or words. */
const struct ma_rejection *ma_symptom_named(struct ma_arena *arena, struct ma_text name,
					    struct ma_text *evidence, size_t *count);

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
