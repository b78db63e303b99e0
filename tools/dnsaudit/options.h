/* The command line: what the files that read it share.
 *
 * SPDX-License-Identifier: MIT */

#ifndef DNSAUDIT_OPTIONS_H
#define DNSAUDIT_OPTIONS_H

#include "dnsaudit.h"

#include <getopt.h>

/* --- The table ---------------------------------------------------------------- */

/* The options, by their places in the table. */
enum option_id {
#define OPTION(token, name, argument, modes) OPTION_##token,
#include "option.def"
#undef OPTION
	OPTION_COUNT,
};

/* What is done, as far as options depend on it. */
enum mode {
	MODE_AUDIT = 1 << 0,
	MODE_REPLAY = 1 << 1,  /* an audit of a recording */
	MODE_EXPLAIN = 1 << 2, /* of the text alone */
	MODE_LOOK = 1 << 3,    /* explain, with an audit of the sender that the text names */
	MODE_VERIFY = 1 << 4,
	MODE_VERIFY_REPLAY = 1 << 5, /* verify, by a recording */
	MODE_BATCH = 1 << 6,
	MODE_BATCH_REPLAY = 1 << 7, /* many audits of a recording */
	MODE_LINES = MODE_BATCH | MODE_BATCH_REPLAY,
	MODE_DIFF = 1 << 8,
	MODE_SERVE = 1 << 9,
	MODE_ANY = (1 << 10) - 1,
};

enum {
	/* What getopt_long() returns is not a letter. */
	OPTION_CODE = 256,
};

/* For getopt_long(): OPTION_CODE and an id; the last is empty.  And the letters. */
extern const struct option option_list[];
extern const char option_letters[];

/* "--record" */
const char *option_name(enum option_id id);
/* A set of enum mode. */
unsigned option_modes(enum option_id id);
bool option_is_given(const struct options *options, enum option_id id);

/* --- Reading, checking, refusing ---------------------------------------------- */

/* Prints the message, whose first argument is VALUE.  Returns STATUS_USAGE. */
int options_refuse(const struct options *options, enum message_id id, const char *value);
/* Reads VALUE of the option ID.  Returns 0, or an exit status after a message was printed. */
int option_read(struct options *options, enum option_id id, const char *value);
/* Reads the whole number of an option of batch (option_number.c).  Returns as option_read(). */
int option_read_number(struct options *options, enum option_id id, const char *value);
bool option_read_language(const char *value, enum mailauth_language *language);
/* Whether the options fit what is done.  Returns 0, or an exit status after a message was printed.
 */
int options_check(const struct options *options);
/* Says what is wrong with ARGUMENT, which getopt_long() does not know.  Returns STATUS_USAGE. */
int option_refuse(const struct options *options, const char *argument);

#endif
