/* Mail logs: lines, causes, receivers.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_LOG_H
#define MA_LOG_H

#include "../explain.h"

#include <mailauth/log.h>

enum {
	MA_LOG_LINE_MAX = 64 * 1024,
	MA_LOG_WORD_MAX = 64,  /* bytes of a date, a queue id, a name that are kept */
	MA_LOG_NAMES_MAX = 32, /* receivers of a cause that are named */
	MA_LOG_DISTINCT_MAX = MAILAUTH_LOG_RECEIVERS_MAX, /* that are counted */
	MA_LOG_SEEN_MAX = 4096,				  /* wordings whose cause is remembered */
};

/* --- Lines ------------------------------------------------------------------ */

enum ma_log_state {
	MA_LOG_OTHER,
	MA_LOG_SENT,
	MA_LOG_GAVE_UP,
	MA_LOG_WAITS,
	MA_LOG_REFUSES,
};

struct ma_log_line {
	enum ma_log_state state;
	struct ma_text date;
	struct ma_text queue_id;
	struct ma_text recipient;
	struct ma_text reason; /* with what shows who said it */
};

/* What LINE of a log, without its newline, says about a delivery. */
struct ma_log_line ma_log_read(struct ma_text line);

/* --- Receivers --------------------------------------------------------------- */

struct ma_log_name {
	char name[MA_LOG_WORD_MAX];
	uint64_t count;
};

struct ma_log_names {
	struct ma_log_name items[MA_LOG_NAMES_MAX];
	size_t count;
	uint64_t *seen;	 /* of all names, as hashes */
	size_t distinct; /* MA_LOG_DISTINCT_MAX: or more */
};

uint64_t ma_log_hash(struct ma_text text);
/* Counts the domain of RECIPIENT.  False if memory failed. */
bool ma_log_names_add(struct ma_log_names *names, struct ma_text recipient);
void ma_log_names_sort(struct ma_log_names *names);

/* --- The log ------------------------------------------------------------------- */

struct ma_log_cause {
	const struct ma_rejection *row; /* NULL: nothing is known */
	enum ma_situation_id situation;
	struct mailauth_explanation *newest;
	uint64_t count;
	char first[MA_LOG_WORD_MAX];
	char last[MA_LOG_WORD_MAX];
	char queue_id[MA_LOG_WORD_MAX];
	struct ma_log_names receivers;
};

struct mailauth_log {
	const struct mailauth_explainer *explainer;
	uint64_t counts[MAILAUTH_LOG_COUNTS];
	struct ma_log_cause **causes; /* sorted by mailauth_log_end() */
	size_t cause_count;
	struct ma_log_seen {
		uint64_t hash;
		struct ma_log_cause *cause;
	} seen[MA_LOG_SEEN_MAX];
	unsigned char *line; /* one that has not ended */
	size_t length;
	bool too_long;
};

#endif
