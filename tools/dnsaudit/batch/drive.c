/* Lines on their way: in, under way, out.
 *
 * SPDX-License-Identifier: MIT */

#include "batch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	AT_ONCE = 64,		/* lines that begin before others are looked at */
	OUT_MOST = 1024 * 1024, /* bytes that wait to be written, before no more lines begin */
	OWN_WATCHED = 3,	/* signals, input, output */
	WATCHED_MOST = OWN_WATCHED + JOBS_MAX,
	SECOND = 1000,
};

static int no_memory(const struct run *run)
{
	complain(run->options->language, MESSAGE_NO_MEMORY);
	return STATUS_INTERNAL;
}

static int cannot_write(const struct run *run)
{
	complain_of_system(run->options->language, MESSAGE_CANNOT_WRITE, run->output.error);
	return STATUS_OUTPUT;
}

/* --- Out ------------------------------------------------------------------------------- */

/* A worker says first what its line came to. */
static bool note_outcome(struct run *run, const struct finished *finished)
{
	char digit = (char)('0' + (int)finished->outcome);

	run->counts[finished->outcome]++;
	return !run->numbered || output_add(&run->output, &digit, 1);
}

static int account(struct run *run, const struct finished *finished)
{
	if (finished->text == NULL)
		return 0;
	return note_outcome(run, finished) && ledger_take(&run->ledger, finished) ? 0
										  : no_memory(run);
}

static int collect(struct run *run)
{
	struct finished finished;
	int status;

	do {
		status = run->crew->next(run->crew, &finished);
		if (status == 0)
			status = account(run, &finished);
	} while (status == 0 && finished.text != NULL);
	return status;
}

/* --- In -------------------------------------------------------------------------------- */

static int refuse_long(struct run *run, const struct line *line, struct finished *finished)
{
	struct fault fault = { .code = FAULT_NONE };

	fault_set(&fault, FAULT_TOO_LONG, NULL, line->text, line->length);
	finished->outcome = OUTCOME_FAULT;
	finished->text = fault_line(&fault, line->number, NULL, run->options->language);
	finished->length = finished->text != NULL ? strlen(finished->text) : 0;
	fault_clear(&fault);
	return finished->text != NULL ? 0 : no_memory(run);
}

/* Of a worker: "NUMBER TEXT". */
static void take_number(struct line *line)
{
	const char *space = memchr(line->text, ' ', line->length);

	if (space == NULL)
		return;
	line->number = strtoull(line->text, NULL, 10);
	line->length -= (size_t)(space + 1 - line->text);
	line->text = space + 1;
}

static int take(struct run *run, struct line *line)
{
	struct finished finished = { .text = NULL };
	int status;

	if (run->numbered)
		take_number(line);
	if (done_has(&run->done, line->number))
		return 0;
	finished.number = line->number;
	finished.sequence = run->sequence;
	status = line->too_long ? refuse_long(run, line, &finished)
				: run->crew->begin(run->crew, line, run->sequence, &finished);
	run->sequence++;
	return status == 0 ? account(run, &finished) : status;
}

static bool may_take(const struct run *run)
{
	return !run->drained && run->stopped == 0 && run->crew->has_room(run->crew) &&
	       ledger_has_room(&run->ledger, run->sequence) &&
	       output_waiting(&run->output) < OUT_MOST;
}

/* Begins lines, as many as there is room for. */
static int take_lines(struct run *run)
{
	struct line line;
	int status = 0;

	run->waits = false;
	for (unsigned i = 0; i < AT_ONCE && status == 0 && may_take(run) && !run->waits; i++) {
		switch (lines_next(&run->lines, &line)) {
		case LINES_LINE:
			status = take(run, &line);
			break;
		case LINES_WAIT:
			run->waits = true;
			break;
		case LINES_END:
			run->drained = true;
			break;
		}
	}
	return status;
}

/* --- Waiting --------------------------------------------------------------------------- */

/* Lines that ended since have made room for others. */
static int patience(const struct run *run)
{
	bool more = may_take(run) && !run->waits;
	int patience = more ? 0 : run->crew->timeout(run->crew);

	if (run->progress.shown && (patience < 0 || patience > SECOND))
		return SECOND;
	return patience;
}

static void wait_for_something(struct run *run)
{
	struct pollfd watched[WATCHED_MOST];
	size_t count = 0;

	if (run->signals.fd >= 0)
		watched[count++] = (struct pollfd){ .fd = run->signals.fd, .events = POLLIN };
	if (run->waits && may_take(run))
		watched[count++] = (struct pollfd){ .fd = run->lines.fd, .events = POLLIN };
	if (output_waiting(&run->output) > 0)
		watched[count++] = (struct pollfd){ .fd = run->output.fd, .events = POLLOUT };
	count += run->crew->watch(run->crew, watched + count, WATCHED_MOST - count);
	(void)poll(watched, count, patience(run));
}

static void look_at_signals(struct run *run)
{
	int signal = signals_take(&run->signals);

	if (signal == 0)
		return;
	run->over = run->stopped != 0;
	run->stopped = signal;
}

static bool is_done(const struct run *run)
{
	return run->over || ((run->drained || run->stopped != 0) && run->crew->running == 0);
}

static int turn(struct run *run)
{
	int status = take_lines(run);

	if (status == 0)
		status = collect(run);
	if (status == 0 && !output_flush(&run->output))
		status = cannot_write(run);
	if (status != 0 || is_done(run))
		return status;
	progress_show(run, false);
	wait_for_something(run);
	look_at_signals(run);
	return 0;
}

int drive(struct run *run)
{
	int status = 0;

	while (status == 0 && !is_done(run))
		status = turn(run);
	if (status == 0 && !output_finish(&run->output))
		status = cannot_write(run);
	progress_show(run, true);
	return status;
}
