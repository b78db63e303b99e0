/* Candidates: which row a reply fits, and which reply of a text says most.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_CANDIDATE_H
#define MA_CANDIDATE_H

#include "explainer.h"

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

#endif
