/* One other process: starting it, lines to it, lines from it.
 *
 * SPDX-License-Identifier: MIT */

#include "pool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	AT_ONCE = 65536,
	NUMBER = 32,
};

/* --- Starting ----------------------------------------------------------------------------- */

/* The sockets of the others stay with who started them. */
static void close_others(struct pool *pool)
{
	for (size_t i = 0; i < pool->count; i++)
		if (pool->helpers[i].pid > 0)
			close(pool->helpers[i].fd);
}

static int start(struct pool *pool, struct helper *helper)
{
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
		complain_of_system(pool->options->language, MESSAGE_CANNOT_START, errno);
		return STATUS_INTERNAL;
	}
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		close_others(pool);
		_exit(worker_run(pool->options, pool->loop, ends[1]));
	}
	close(ends[1]);
	if (pid < 0) {
		complain_of_system(pool->options->language, MESSAGE_CANNOT_START, errno);
		close(ends[0]);
		return STATUS_INTERNAL;
	}
	helper->pid = pid;
	helper->fd = ends[0];
	output_open(&helper->requests, helper->fd);
	return 0;
}

void helper_end(struct helper *helper)
{
	if (helper->pid > 0) {
		close(helper->fd);
		/* What it has not finished is no longer wanted. */
		if (helper->count > 0)
			kill(helper->pid, SIGKILL);
		while (waitpid(helper->pid, NULL, 0) < 0 && errno == EINTR)
			continue;
	}
	output_close(&helper->requests);
	free(helper->results);
	*helper = (struct helper){ .fd = -1 };
}

/* --- Lines to it ---------------------------------------------------------------------------- */

int helper_give(struct pool *pool, struct helper *helper, struct held *held)
{
	char number[NUMBER];
	int length = snprintf(number, sizeof(number), "%llu ", (unsigned long long)held->number);
	int status = helper->pid > 0 ? 0 : start(pool, helper);

	held->next = NULL;
	if (helper->first != NULL)
		helper->last->next = held;
	else
		helper->first = held;
	helper->last = held;
	helper->count++;
	if (status != 0)
		return status;
	if (!output_add(&helper->requests, number, (size_t)length) ||
	    !output_add(&helper->requests, held->text, held->length) ||
	    !output_add(&helper->requests, "\n", 1))
		return pool_no_memory(pool);
	return 0;
}

/* --- Lines from it -------------------------------------------------------------------------- */

/* Takes the line NUMBER off what HELPER has; NULL if it has none. */
static struct held *find(struct helper *helper, uint64_t number)
{
	struct held **place = &helper->first;
	struct held *previous = NULL;
	struct held *held;

	while ((held = *place) != NULL && held->number != number) {
		previous = held;
		place = &held->next;
	}
	if (held == NULL)
		return NULL;
	*place = held->next;
	if (helper->last == held)
		helper->last = previous;
	helper->count--;
	return held;
}

/* A digit that says what it came to, and the line. */
static bool read_result(struct helper *helper, const char *text, size_t length,
			struct finished *finished)
{
	size_t before = 1 + sizeof(LINE_OPENING) - 1;
	struct held *held;

	if (length <= before || text[0] < '0' || text[0] >= '0' + OUTCOMES)
		return true;
	held = find(helper, strtoull(text + before, NULL, 10));
	if (held == NULL)
		return true;
	*finished = (struct finished){ .number = held->number,
				       .sequence = held->sequence,
				       .outcome = (enum outcome)(text[0] - '0'),
				       .length = length - 1 };
	free(held);
	helper->careful = false;
	finished->text = malloc(length);
	if (finished->text == NULL)
		return false;
	memcpy(finished->text, text + 1, length - 1);
	finished->text[length - 1] = '\0';
	return true;
}

/* The first line that is whole.  False without memory. */
static bool take_result(struct helper *helper, struct finished *finished)
{
	char *end;
	bool good = true;

	while (good && finished->text == NULL && helper->length > helper->searched &&
	       (end = memchr(helper->results + helper->searched, '\n',
			     helper->length - helper->searched)) != NULL) {
		size_t length = (size_t)(end + 1 - helper->results) - helper->start;

		good = read_result(helper, helper->results + helper->start, length, finished);
		helper->start += length;
		helper->searched = helper->start;
	}
	if (finished->text == NULL)
		helper->searched = helper->length;
	return good;
}

static bool make_room(struct helper *helper)
{
	char *longer;

	if (helper->start > 0) {
		memmove(helper->results, helper->results + helper->start,
			helper->length - helper->start);
		helper->length -= helper->start;
		helper->searched -= helper->start;
		helper->start = 0;
	}
	if (helper->size - helper->length >= AT_ONCE)
		return true;
	longer = realloc(helper->results, 2 * helper->size + AT_ONCE);
	if (longer == NULL)
		return false;
	helper->results = longer;
	helper->size = 2 * helper->size + AT_ONCE;
	return true;
}

enum helper_state helper_take(struct helper *helper, struct finished *finished)
{
	ssize_t count = 1;

	if (helper->pid == 0)
		return HELPER_FINE;
	(void)output_flush(&helper->requests); /* if it has ended, that shows below */
	while (finished->text == NULL && count > 0) {
		if (!take_result(helper, finished))
			return HELPER_NO_MEMORY;
		if (finished->text != NULL)
			break;
		if (!make_room(helper))
			return HELPER_NO_MEMORY;
		count = recv(helper->fd, helper->results + helper->length, AT_ONCE, MSG_DONTWAIT);
		if (count > 0)
			helper->length += (size_t)count;
	}
	if (count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR)))
		return HELPER_FINE;
	return HELPER_ENDED;
}
