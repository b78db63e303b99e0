/* The verb "batch": a run from its beginning to its end.
 *
 * SPDX-License-Identifier: MIT */

#include "batch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
	SIGNALLED = 128, /* an exit status as shells have it: and the number of the signal */
};

/* --- The options that all lines share -------------------------------------------------------- */

/* The time of a recording is that of its answers. */
static void take_time(struct options *options, const struct sources *sources)
{
	const char *name;

	if (sources->replay == NULL || options->now_given)
		return;
	for (size_t i = 0; (name = mailauth_recording_option_name(sources->replay, i)) != NULL; i++)
		if (strcmp(name, "now") == 0) {
			options->now = strtoll(mailauth_recording_option_value(sources->replay, i),
					       NULL, 10);
			options->now_given = true;
		}
}

/* What no audit takes is said once, before the first. */
static int check(const struct options *options)
{
	struct refused refused = { MESSAGE_INTERNAL, "" };
	struct mailauth_audit *audit = NULL;
	int r = mailauth_audit_new(&audit, "example.jp", 0);

	if (r == 0)
		r = audit_set_up(audit, options, &refused);
	mailauth_audit_free(audit);
	if (r == 0)
		return 0;
	complain(options->language, r == MAILAUTH_EINVAL ? refused.message : MESSAGE_NO_MEMORY,
		 refused.value);
	return r == MAILAUTH_EINVAL ? STATUS_USAGE : STATUS_INTERNAL;
}

/* Each question has a socket of its own. */
static void allow_sockets(struct rlimit *before)
{
	struct rlimit most;

	if (getrlimit(RLIMIT_NOFILE, before) < 0)
		return;
	most = *before;
	most.rlim_cur = most.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &most);
}

/* --- What is opened ----------------------------------------------------------------------------
 */

static int open_input(const struct options *options, int *fd)
{
	const char *name = options->operand;

	*fd = STDIN_FILENO;
	if (name == NULL || strcmp(name, "-") == 0)
		return 0;
	*fd = open(name, O_RDONLY | O_CLOEXEC);
	if (*fd >= 0)
		return 0;
	complain_of_system(options->language, MESSAGE_CANNOT_READ, errno, name);
	return STATUS_NO_INPUT;
}

static int open_files(struct run *run, int *in, int *out)
{
	const struct options *options = run->options;
	int status = open_input(options, in);

	if (status == 0 && options->resume != NULL)
		status = resume_open(options, &run->done, out);
	if (status != 0)
		return status;
	output_open(&run->output, *out);
	if (lines_open(&run->lines, *in, LINE_LONGEST) &&
	    ledger_open(&run->ledger, &run->output, !options->unordered, options->inflight))
		return 0;
	complain(options->language, MESSAGE_NO_MEMORY);
	return STATUS_INTERNAL;
}

static void close_files(struct run *run, int in, int out)
{
	ledger_close(&run->ledger);
	lines_close(&run->lines);
	output_close(&run->output);
	done_free(&run->done);
	if (in > STDERR_FILENO)
		close(in);
	if (out > STDERR_FILENO)
		close(out);
}

/* --- The run ------------------------------------------------------------------------------------
 */

/* What the run came to, where nothing went wrong with itself. */
static int status_of(const struct run *run)
{
	if (run->lines.error != 0) {
		complain_of_system(run->options->language, MESSAGE_CANNOT_READ, run->lines.error,
				   run->options->operand != NULL ? run->options->operand : "-");
		return STATUS_NO_INPUT;
	}
	if (run->stopped != 0)
		return SIGNALLED + run->stopped;
	if (run->counts[OUTCOME_FAULT] > 0)
		return STATUS_FOUND;
	return run->counts[OUTCOME_UNKNOWN] > 0 ? STATUS_INCOMPLETE : STATUS_CLEAN;
}

static int run_with(struct run *run, struct crew *crew)
{
	int status;

	run->crew = crew;
	progress_begin(&run->progress, run->options);
	status = drive(run);
	return status == 0 ? status_of(run) : status;
}

/* Audits outlive the loop that gives them up. */
static int run_alone(struct run *run, struct sources *sources)
{
	struct engine engine;
	int status;

	engine_open(&engine, run->options, sources->loop);
	status = run_with(run, &engine.crew);
	mailauth_loop_free(sources->loop);
	sources->loop = NULL;
	engine_drop(&engine);
	return status;
}

static int run_pool(struct run *run, const struct sources *sources)
{
	struct crew *crew = pool_open(run->options, sources->loop);
	int status;

	if (crew == NULL) {
		complain(run->options->language, MESSAGE_NO_MEMORY);
		return STATUS_INTERNAL;
	}
	status = run_with(run, crew);
	pool_close(crew);
	return status;
}

static int run_files(struct run *run, struct sources *sources)
{
	int in = -1;
	int out = STDOUT_FILENO;
	int status;

	signals_open(&run->signals);
	status = open_files(run, &in, &out);
	if (status == 0)
		status = run->options->jobs > 1 ? run_pool(run, sources) : run_alone(run, sources);
	close_files(run, in, out);
	signals_close(&run->signals);
	return status;
}

int batch_run(struct options *options)
{
	struct run run = { .options = options };
	struct rlimit before = { 0, 0 };
	struct sources sources;
	int status = zones_assume(options);

	if (status == 0)
		status = check(options);
	if (status != 0)
		return status;
	allow_sockets(&before);
	status = sources_open(&sources, options);
	if (status == 0) {
		take_time(options, &sources);
		status = run_files(&run, &sources);
	}
	sources_close(&sources);
	if (before.rlim_cur > 0)
		(void)setrlimit(RLIMIT_NOFILE, &before);
	return status;
}
