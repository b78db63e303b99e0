/* A process of a pool: lines over a socket, what comes of them back over it.
 *
 * SPDX-License-Identifier: MIT */

#include "batch.h"

int worker_run(const struct options *options, struct mailauth_loop *loop, int fd)
{
	struct options own = *options;
	struct engine engine;
	struct run run = { .options = &own, .numbered = true, .signals = { .fd = -1 } };
	int status = STATUS_INTERNAL;

	own.inflight = (options->inflight + options->jobs - 1) / options->jobs;
	engine_open(&engine, &own, loop);
	run.crew = &engine.crew;
	output_open(&run.output, fd);
	if (ledger_open(&run.ledger, &run.output, false, 0) &&
	    lines_open(&run.lines, fd, LINE_WITH_NUMBER))
		status = drive(&run);
	return status;
}
