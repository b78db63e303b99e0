/* Other processes that do the work: each gets lines and gives what comes of them.
 *
 * SPDX-License-Identifier: MIT
 *
 * Whatever ends one of them, its lines are given to another, one at a time, so that the line that
 * ends processes is found: it gets an error, and the others their reports. */

#include "pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	ATTEMPTS_MOST = 2,
};

static struct pool *pool_of(struct crew *crew)
{
	return (struct pool *)(void *)crew; /* it begins with it */
}

/* --- Handing out ------------------------------------------------------------------------- */

static struct held *hold(const struct line *line, uint64_t sequence)
{
	struct held *held = calloc(1, sizeof(*held) + line->length + 1);

	if (held == NULL)
		return NULL;
	held->number = line->number;
	held->sequence = sequence;
	held->length = line->length;
	memcpy(held->text, line->text, line->length);
	return held;
}

/* The one with the fewest lines, none if all have their share. */
static struct helper *choose(struct pool *pool, size_t most)
{
	struct helper *best = NULL;

	for (size_t i = 0; i < pool->count; i++) {
		struct helper *helper = &pool->helpers[i];

		if (!helper->careful && helper->count < most &&
		    (best == NULL || helper->count < best->count))
			best = helper;
	}
	return best;
}

static bool has_room(struct crew *crew)
{
	struct pool *pool = pool_of(crew);

	return pool->again == NULL && choose(pool, pool->share) != NULL;
}

static int begin(struct crew *crew, const struct line *line, uint64_t sequence,
		 struct finished *finished)
{
	struct pool *pool = pool_of(crew);
	struct held *held = hold(line, sequence);

	(void)finished; /* later */
	if (held == NULL)
		return pool_no_memory(pool);
	crew->running++;
	return helper_give(pool, choose(pool, pool->share), held);
}

/* Lines of one that ended, to those that have none. */
static int give_again(struct pool *pool)
{
	int status = 0;

	while (status == 0 && pool->again != NULL) {
		struct helper *helper = choose(pool, 1);
		struct held *held = pool->again;

		if (helper == NULL)
			return 0;
		pool->again = held->next;
		helper->careful = true;
		status = helper_give(pool, helper, held);
	}
	return status;
}

/* --- What comes back ---------------------------------------------------------------------- */

static int give_up(struct pool *pool, struct finished *finished)
{
	struct held *held = pool->lost;
	struct fault fault = { .code = FAULT_NONE };

	pool->lost = held->next;
	fault_set(&fault, FAULT_CRASHED, NULL, held->text, held->length);
	*finished = (struct finished){ .number = held->number,
				       .sequence = held->sequence,
				       .outcome = OUTCOME_FAULT };
	finished->text = fault_line(&fault, held->number, NULL, pool->options->language);
	finished->length = finished->text != NULL ? strlen(finished->text) : 0;
	fault_clear(&fault);
	free(held);
	pool->crew.running--;
	return finished->text != NULL ? 0 : pool_no_memory(pool);
}

/* The lines of HELPER, which has ended, are tried again or given up. */
static void take_back(struct pool *pool, struct helper *helper)
{
	struct held *held;

	while ((held = helper->first) != NULL) {
		struct held **list = ++held->attempts < ATTEMPTS_MOST ? &pool->again : &pool->lost;

		helper->first = held->next;
		held->next = *list;
		*list = held;
	}
	helper_end(helper);
}

static int next(struct crew *crew, struct finished *finished)
{
	struct pool *pool = pool_of(crew);

	finished->text = NULL;
	for (size_t i = 0; i < pool->count && finished->text == NULL; i++) {
		struct helper *helper = &pool->helpers[pool->turn++ % pool->count];

		switch (helper_take(helper, finished)) {
		case HELPER_NO_MEMORY:
			return pool_no_memory(pool);
		case HELPER_ENDED:
			take_back(pool, helper);
			break;
		default:
			break;
		}
	}
	if (finished->text != NULL) {
		crew->running--;
		return 0;
	}
	return pool->lost != NULL ? give_up(pool, finished) : give_again(pool);
}

/* --- Waiting -------------------------------------------------------------------------------- */

static size_t watch(struct crew *crew, struct pollfd *place, size_t room)
{
	struct pool *pool = pool_of(crew);
	size_t count = 0;

	for (size_t i = 0; i < pool->count && count < room; i++) {
		const struct helper *helper = &pool->helpers[i];
		bool sends = output_waiting(&helper->requests) > 0;

		if (helper->pid > 0)
			place[count++] =
				(struct pollfd){ .fd = helper->fd,
						 .events = sends ? POLLIN | POLLOUT : POLLIN };
	}
	return count;
}

static int timeout(struct crew *crew)
{
	(void)crew;
	return -1;
}

/* --- Beginning and ending -------------------------------------------------------------------- */

int pool_no_memory(const struct pool *pool)
{
	complain(pool->options->language, MESSAGE_NO_MEMORY);
	return STATUS_INTERNAL;
}

struct crew *pool_open(const struct options *options, struct mailauth_loop *loop)
{
	struct pool *pool = calloc(1, sizeof(*pool));

	if (pool == NULL)
		return NULL;
	pool->crew = (struct crew){ .has_room = has_room,
				    .begin = begin,
				    .next = next,
				    .watch = watch,
				    .timeout = timeout };
	pool->options = options;
	pool->loop = loop;
	pool->count = options->jobs;
	pool->share = (options->inflight + options->jobs - 1) / options->jobs;
	return &pool->crew;
}

static void drop(struct held *held)
{
	while (held != NULL) {
		struct held *next = held->next;

		free(held);
		held = next;
	}
}

void pool_close(struct crew *crew)
{
	struct pool *pool = pool_of(crew);

	for (size_t i = 0; i < pool->count; i++) {
		drop(pool->helpers[i].first);
		helper_end(&pool->helpers[i]);
	}
	drop(pool->again);
	drop(pool->lost);
	free(pool);
}
