/* Findings: what an evaluator noticed, as data; and the words for it, in two languages.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_FINDING_H
#define MA_FINDING_H

#include "../syntax/syntax.h"
#include "../words/words.h"

#include <mailauth/report.h>

enum ma_finding_id {
#define FINDING(id, word, severity, section, who, source) MA_##id,
#include "catalogue.def"
#undef FINDING
	MA_FINDING_COUNT,
};

enum {
	MA_ARGUMENTS_MAX =
		8, /* one more is a fault of ours, and fails as memory does: never silently */
};

struct ma_provider;
struct ma_remedy;

struct mailauth_finding {
	struct ma_arena *arena;
	enum ma_finding_id id;
	struct ma_text name;   /* presentation format */
	struct ma_text record; /* raw; data is NULL where there is none */
	size_t from;
	size_t to;
	struct ma_argument arguments[MA_ARGUMENTS_MAX];
	size_t argument_count;
	const struct ma_remedy
		*remedy; /* as the report judges it (../report/report.h); NULL before */
	/* Where others publish the text that it is about; NULL or empty: no one else does. */
	const struct ma_text *keeper;
	/* Whether a record that the report shows removes it; NULL: that is not known. */
	const bool *solved;
	/* How DMARC wants signatures to agree with the visible sender, as the report judges it:
	 * "s" or "r"; NULL: that is not known. */
	const char *adkim;
	struct mailauth_finding *next;
};

/* Whether ID says that what was meant as an SPF record is not read as one. */
bool ma_finding_is_of_unread_spf(enum ma_finding_id id);

/* --- A list of findings --------------------------------------------------- */

struct ma_findings {
	struct ma_arena *arena;
	struct mailauth_finding *first;
	struct mailauth_finding *last;
};

/* Adds a finding about NAME.  NULL once memory failed, which the functions below allow. */
struct mailauth_finding *ma_findings_add(struct ma_findings *findings, enum ma_finding_id id,
					 struct ma_text name);
/* Adds what is in OTHERS, as no report has judged it yet. */
void ma_findings_copy(struct ma_findings *findings, const struct ma_findings *others);
/* Moves FINDING, of another list that is not used any more, to the end of FINDINGS. */
void ma_findings_move(struct ma_findings *findings, struct mailauth_finding *finding);
/* Each of these returns FINDING.  KEY must be static and RECORD live as long as the list; names
 * and values are copied. */
struct mailauth_finding *ma_finding_record(struct mailauth_finding *finding, struct ma_text record,
					   size_t from, size_t to);
struct mailauth_finding *ma_finding_text(struct mailauth_finding *finding, const char *key,
					 struct ma_text value);
/* The same for a name in presentation format, which is safe to show as it is. */
struct mailauth_finding *ma_finding_name(struct mailauth_finding *finding, const char *key,
					 struct ma_text presented);
/* The same for items with ", " between them. */
struct mailauth_finding *ma_finding_list(struct mailauth_finding *finding, const char *key,
					 struct ma_text list);
/* The value for "company" is the id of PROVIDER. */
struct mailauth_finding *ma_finding_company(struct mailauth_finding *finding,
					    const struct ma_provider *provider);
/* What the value is decides how it is shown; the key is the one that fits, or "meant". */
struct mailauth_finding *ma_finding_failure(struct mailauth_finding *finding,
					    enum mailauth_failure failure);
struct mailauth_finding *ma_finding_result(struct mailauth_finding *finding,
					   enum mailauth_spf_result result);
struct mailauth_finding *ma_finding_policy(struct mailauth_finding *finding, const char *key,
					   struct ma_text word);
struct mailauth_finding *ma_finding_characters(struct mailauth_finding *finding,
					       struct ma_text characters);
struct mailauth_finding *ma_finding_meant(struct mailauth_finding *finding, struct ma_text meant);
/* The same of a whole record that is shown once, next to all findings that it sets right. */
struct mailauth_finding *ma_finding_meant_record(struct mailauth_finding *finding,
						 struct ma_text record);
/* That what was meant makes a policy stronger or weaker, from NOW to THEN. */
struct mailauth_finding *ma_finding_stronger(struct mailauth_finding *finding, struct ma_text now,
					     struct ma_text then);
struct mailauth_finding *ma_finding_weaker(struct mailauth_finding *finding, struct ma_text now,
					   struct ma_text then);
bool ma_finding_equal(const struct mailauth_finding *a, const struct mailauth_finding *b);
struct ma_text ma_finding_argument(const struct mailauth_finding *finding, const char *key);
/* The first argument of KIND; NULL if there is none. */
const struct ma_argument *ma_finding_value(const struct mailauth_finding *finding,
					   enum ma_value_kind kind);

/* --- Words ---------------------------------------------------------------- */

struct ma_catalogue_entry {
	const char *word;
	enum mailauth_severity severity;
	enum mailauth_section section;
	unsigned who;
	const char *source;
	enum ma_phrase_id phrase; /* its sentence, and its advice */
};

const struct ma_catalogue_entry *ma_catalogue(enum ma_finding_id id);
/* Whether the sentence of a finding has a place for the value of KEY. */
bool ma_catalogue_says(enum ma_finding_id id, const char *key);
/* A failure as an argument's value ("timed-out"). */
struct ma_text ma_failure_word(enum mailauth_failure failure);

/* --- Characters ------------------------------------------------------------ */

/* Adds a value of ma_characters_word() for people: U+FF1A "…" (full-width colon). */
void ma_characters_describe(struct ma_buffer *buffer, struct ma_text value,
			    enum mailauth_language language);

/* Words, and advice, instead of those of the finding's own id, where what is published asks for
 * others; 0 where it does not. */
enum ma_phrase_id ma_finding_other_words(const struct mailauth_finding *finding);
enum ma_phrase_id ma_finding_other_advice(const struct mailauth_finding *finding);
/* The advice on a text that others publish; 0 where no one else does, or nothing is to be done. */
enum ma_phrase_id ma_finding_left_to_others(const struct mailauth_finding *finding);

/* --- Texts ------------------------------------------------------------------- */

/* What FINDING means, or (with ADVICE) what to do, with what was meant at its end. */
void ma_words_finding(struct ma_buffer *buffer, const struct mailauth_finding *finding,
		      enum mailauth_language language, bool advice);
/* The same advice in fewer words, where there are such. */
void ma_words_advice_in_short(struct ma_buffer *buffer, const struct mailauth_finding *finding,
			      enum mailauth_language language);

enum {
	MA_SAID_LEAST = 56, /* octets of what is wrong: "is an alias" says too little */
};

/* What is wrong in few words; where there are none, the first of the sentences that say what
 * FINDING means: as many in each language, so many that the English ones have LEAST octets. */
void ma_words_finding_in_short(struct ma_buffer *buffer, const struct mailauth_finding *finding,
			       enum mailauth_language language, size_t least);

#endif
