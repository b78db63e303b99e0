/* The explainer: the rows' patterns, ready to be looked for.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_EXPLAINER_H
#define MA_EXPLAINER_H

#include "rows/rows.h"

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
	_Atomic bool wrong; /* it is not a regular expression, and not tried again */
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

/* What one call needs of PCRE2, and what it has looked up. */
struct ma_scratch {
	const struct mailauth_explainer *explainer;
	void *match;		    /* pcre2_match_data */
	bool failed;		    /* memory */
	struct ma_text notice;	    /* whose fields name notice_host */
	struct ma_text notice_host; /* .data is NULL where they name none */
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

#endif
