/* The verb "batch": what its files share.
 *
 * SPDX-License-Identifier: MIT
 *
 * A line comes in (lines.c), is read (request.c) and becomes an audit (engine.c) or goes to another
 * process that does the same (pool.c, worker.c).  What comes of it waits for its turn (ledger.c)
 * and is written (output.c).  drive.c moves all of this and waits; run.c begins and ends it. */

#ifndef DNSAUDIT_BATCH_H
#define DNSAUDIT_BATCH_H

#include "../dnsaudit.h"

#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/types.h>

/* What each line of the output begins with; its number follows. */
#define LINE_OPENING "{\"line\":"

enum {
	LINE_LONGEST = 65536, /* bytes of a line */
	HEAD_LENGTH = 200,    /* of a line that is longer: what an error shows of it */
	/* Of a worker: the number that is before the line, too. */
	LINE_WITH_NUMBER = LINE_LONGEST + 32,
};

/* --- Lines (lines.c) ----------------------------------------------------------- */

struct line {
	uint64_t number; /* 1 is the first */
	const char *text;
	size_t length;
	bool too_long; /* the text is its beginning */
};

enum lines_state {
	LINES_LINE,
	LINES_WAIT, /* nothing is there yet */
	LINES_END,
};

struct lines {
	int fd;
	bool watched; /* reading could wait: not a regular file */
	bool ended;
	bool skipping; /* the rest of a line that is too long */
	int error;     /* errno, if it could not be read to its end */
	size_t longest;
	char *buffer;
	size_t start, end, size;
	char head[HEAD_LENGTH];
	size_t head_length;
	uint64_t number; /* of the last line */
	uint64_t taken;	 /* bytes */
	uint64_t total;	 /* of a regular file; else 0 */
};

/* Reads lines of at most LONGEST bytes from FD.  False without memory. */
bool lines_open(struct lines *lines, int fd, size_t longest);
/* Takes the next line, which is kept until the next call. */
enum lines_state lines_next(struct lines *lines, struct line *line);
/* Frees the memory; FD stays open. */
void lines_close(struct lines *lines);

/* --- Requests and errors (request.c, fault.c) ----------------------------------- */

enum fault_code {
	FAULT_NONE = 0,
	FAULT_BAD_JSON,
	FAULT_TOO_LONG,
	FAULT_NO_DOMAIN,
	FAULT_UNKNOWN_OPTION,
	FAULT_BAD_VALUE,
	FAULT_NEEDS_ADDRESS,
	FAULT_NO_MEMORY,
	FAULT_CRASHED,
	FAULT_CODES,
};

/* Why there is no report.  The input is name=value, or the value alone. */
struct fault {
	enum fault_code code;
	char *name;
	char *value;
	size_t value_length;
};

/* Notes a fault; NAME may be NULL.  Copies that memory does not suffice for are left out. */
void fault_set(struct fault *fault, enum fault_code code, const char *name, const char *value,
	       size_t length);
void fault_clear(struct fault *fault);
/* The line of a report's place, with a newline; NULL without memory. */
char *fault_line(const struct fault *fault, uint64_t number, const json_t *id,
		 enum mailauth_language language);

/* A line that is being audited. */
struct request {
	struct request *next, *previous; /* of the engine's */
	uint64_t number;
	uint64_t sequence;
	json_t *id; /* NULL: none */
	enum mailauth_language language;
	bool queries;
	unsigned timeout; /* milliseconds */
	int64_t began;	  /* milliseconds */
	struct mailauth_audit *audit;
};

/* Makes the audit that LINE asks for.  Without a fault, REQUEST->audit is to be freed; the id in
 * any case.  NOW is the time where neither the options nor the line say one. */
void request_read(struct request *request, const struct options *options, const struct line *line,
		  int64_t now, struct fault *fault);
void request_clear(struct request *request);

/* --- What came of a line --------------------------------------------------------- */

enum outcome {
	OUTCOME_DONE,
	OUTCOME_UNKNOWN, /* the DNS did not say everything */
	OUTCOME_FAULT,
	OUTCOMES,
};

struct finished {
	uint64_t number;
	uint64_t sequence;
	enum outcome outcome;
	char *text; /* with a newline; to be freed.  NULL: none is finished */
	size_t length;
};

/* --- Who does the work: this process (engine.c) or others (pool.c) ------------------ */

struct crew {
	/* Whether one more line can begin. */
	bool (*has_room)(struct crew *crew);
	/* Takes LINE.  What comes of it at once goes to *FINISHED.  Returns 0 or an exit status. */
	int (*begin)(struct crew *crew, const struct line *line, uint64_t sequence,
		     struct finished *finished);
	/* Works without waiting; what is finished goes to *FINISHED.  Returns 0 or an exit status.
	 */
	int (*next)(struct crew *crew, struct finished *finished);
	/* Stores what to wait for, at most ROOM of them.  Returns how many. */
	size_t (*watch)(struct crew *crew, struct pollfd *place, size_t room);
	/* The milliseconds after which next() has to be called; -1: never. */
	int (*timeout)(struct crew *crew);
	/* Lines that are under way. */
	size_t running;
};

/* How many audits may be under way: as many as are wanted, if they end in time (pace.c). */
struct pace {
	size_t limit;
	size_t most;
	int64_t bound; /* milliseconds that the faster ones may take */
	int64_t quick; /* a quarter of the audits takes no longer */
};

void pace_begin(struct pace *pace, size_t most, unsigned timeout);
/* An audit took so long while RUNNING were under way. */
void pace_note(struct pace *pace, int64_t took, size_t running);

struct engine {
	struct crew crew;
	const struct options *options;
	struct mailauth_loop *loop;
	struct pace pace;
	struct request *requests;
};

/* Prepares *ENGINE; nothing is to be freed.  Audits that are under way when the loop is freed are
 * lost, and engine_drop() frees them. */
void engine_open(struct engine *engine, const struct options *options, struct mailauth_loop *loop);
void engine_drop(struct engine *engine);

/* Makes a crew of other processes, which pool_close() ends; NULL without memory. */
struct crew *pool_open(const struct options *options, struct mailauth_loop *loop);
void pool_close(struct crew *crew);

/* Serves as such a process on the socket FD.  Returns the exit status. */
int worker_run(const struct options *options, struct mailauth_loop *loop, int fd);

/* --- What goes out (output.c, ledger.c, resume.c) ------------------------------------ */

struct output {
	int fd;
	bool regular;
	char *buffer;
	size_t start, end, size;
	uint64_t torn; /* bytes of a line that is written in part */
	int error;     /* errno, since which nothing was written */
};

void output_open(struct output *output, int fd);
/* Adds whole lines.  False without memory. */
bool output_add(struct output *output, const char *text, size_t length);
/* Writes what can be written without waiting.  False if it cannot be written at all; a regular
 * file then ends with a whole line. */
bool output_flush(struct output *output);
/* The same, waiting. */
bool output_finish(struct output *output);
size_t output_waiting(const struct output *output);
void output_close(struct output *output);

/* Puts what is finished in the order of the input, or lets it pass. */
struct ledger {
	struct output *output;
	bool ordered;
	uint64_t next; /* of a sequence */
	struct finished *places;
	size_t room;
	size_t waiting; /* bytes that wait for their turn */
};

/* False without memory. */
bool ledger_open(struct ledger *ledger, struct output *output, bool ordered, size_t running);
/* Whether the line SEQUENCE may begin. */
bool ledger_has_room(const struct ledger *ledger, uint64_t sequence);
/* Takes FINISHED and its text.  False without memory. */
bool ledger_take(struct ledger *ledger, const struct finished *finished);
void ledger_close(struct ledger *ledger);

/* The lines that an earlier run has done. */
struct done {
	unsigned char *bits;
	size_t size;
	uint64_t count;
};

/* Opens the file of --resume for more, after what is torn at its end is cut off, and notes what is
 * done.  Returns 0, or an exit status after a message. */
int resume_open(const struct options *options, struct done *done, int *fd);
bool done_has(const struct done *done, uint64_t number);
void done_free(struct done *done);

/* --- A run (drive.c, signals.c, progress.c, run.c) ------------------------------------ */

struct signals {
	int fd; /* -1: none */
	sigset_t mask;
	struct sigaction pipe;
};

/* A descriptor by which SIGINT, SIGTERM and SIGHUP arrive, and SIGPIPE not at all; what was before
 * comes back with signals_close(). */
void signals_open(struct signals *signals);
/* The signal that arrived; 0: none. */
int signals_take(const struct signals *signals);
void signals_close(struct signals *signals);

/* What a person sees on a terminal. */
struct progress {
	bool shown;
	enum mailauth_language language;
	int64_t began, last;
};

struct run {
	const struct options *options;
	struct lines lines;
	struct crew *crew;
	struct output output;
	struct ledger ledger;
	struct done done;
	struct progress progress;
	struct signals signals;
	int stopped;  /* the signal that ends the run; 0: none */
	bool over;    /* a second one came */
	bool waits;   /* for a line */
	bool drained; /* there are no more lines */
	uint64_t sequence;
	uint64_t counts[OUTCOMES];
	bool numbered; /* a worker's: lines begin with their numbers */
};

/* Moves lines until all are done.  Returns 0 or an exit status. */
int drive(struct run *run);

/* Shows how far RUN is, once a second, on a terminal. */
void progress_begin(struct progress *progress, const struct options *options);
void progress_show(struct run *run, bool last);

/* Milliseconds of a clock that only goes forward. */
int64_t milliseconds_now(void);

#endif
