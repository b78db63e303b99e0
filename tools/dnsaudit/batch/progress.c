/* How far a run is, on a terminal.
 *
 * SPDX-License-Identifier: MIT */

#include "batch.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum {
	SECOND = 1000,
	NUMBER = 32,
};

int64_t milliseconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * SECOND + now.tv_nsec / 1000000;
}

void progress_begin(struct progress *progress, const struct options *options)
{
	*progress = (struct progress){
		.shown = isatty(STDERR_FILENO) == 1,
		.language = options->language,
		.began = milliseconds_now(),
	};
	progress->last = progress->began;
}

static const char *write_number(char text[NUMBER], uint64_t number)
{
	snprintf(text, NUMBER, "%llu", (unsigned long long)number);
	return text;
}

/* By the bytes of the input; "-" where their number is not known. */
static const char *write_left(char text[NUMBER], const struct run *run, int64_t passed)
{
	double taken = (double)run->lines.taken;
	double left = (double)run->lines.total - taken;
	uint64_t seconds;

	if (run->lines.total == 0 || taken <= 0)
		return "-";
	seconds = (uint64_t)(left > 0 ? left / taken * (double)passed / SECOND : 0);
	snprintf(text, NUMBER, "%llu:%02u:%02u", (unsigned long long)seconds / 3600,
		 (unsigned)(seconds / 60 % 60), (unsigned)(seconds % 60));
	return text;
}

void progress_show(struct run *run, bool last)
{
	struct progress *progress = &run->progress;
	int64_t now = milliseconds_now();
	int64_t passed = now - progress->began;
	char done[NUMBER], rate[NUMBER], unknown[NUMBER], faults[NUMBER], left[NUMBER];
	uint64_t count = 0;

	if (!progress->shown || (!last && now - progress->last < SECOND))
		return;
	progress->last = now;
	for (size_t i = 0; i < OUTCOMES; i++)
		count += run->counts[i];
	show_state(progress->language, MESSAGE_BATCH_PROGRESS, write_number(done, count),
		   write_number(rate, passed > 0 ? count * SECOND / (uint64_t)passed : 0),
		   write_number(unknown, run->counts[OUTCOME_UNKNOWN]),
		   write_number(faults, run->counts[OUTCOME_FAULT]), write_left(left, run, passed));
	if (last)
		fputs("\n", stderr);
}
