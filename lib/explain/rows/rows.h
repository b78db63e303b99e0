/* Rows: what servers answer, what it means, and who does what then.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_EXPLAIN_ROWS_H
#define MA_EXPLAIN_ROWS_H

#include "../../finding/finding.h"
#include "../../known/known.h"
#include "../../reply/reply.h"

#include <mailauth/explain.h>

enum {
	MA_WHO_MAX = 4,
	MA_SOURCES_MAX = 4,
};

enum ma_class_id {
#define CLASS(id, word) MA_CLASS_##id,
#include "../class.def"
#undef CLASS
	MA_CLASS_COUNT,
};

enum ma_remedy_id {
#define REMEDY(id) MA_REMEDY_##id,
#define CLASS_REMEDY(class) MA_REMEDY_##class,
#include "../remedy.def"
#undef REMEDY
#undef CLASS_REMEDY
	MA_REMEDY_COUNT,
};

enum ma_situation_id {
	MA_SITUATION_NONE, /* as in all of the class */
#define SITUATION(id) MA_SITUATION_##id,
#include "../situation.def"
	MA_SITUATION_COUNT,
};

enum ma_source_id {
	MA_SOURCE_0, /* none */
#define SOURCE(id, level, reference) MA_SOURCE_##id,
#include "../source.def"
#undef SOURCE
	MA_SOURCE_COUNT,
};

enum ma_notice_id {
	MA_NOTICE_NONE,
#define NOTICE(id, word, final) MA_NOTICE_##id,
#include "../notice.def"
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

#endif
