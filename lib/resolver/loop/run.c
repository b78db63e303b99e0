/* The loop at work: turn by turn, blocking or not, until audits are at their ends.
 *
 * SPDX-License-Identifier: MIT */

#include "loop.h"
#include "../network/network.h"

#include <limits.h>
#include <stdlib.h>

enum {
	/* Below so many audits each is stepped as answers come in, for the shortest wait; from
	 * there on only when half of its questions are answered, for less work. */
	MANY = 64,
	/* Steps between two looks at the network, so that answers do not pile up there. */
	STEPS = 32,
};

int mailauth_loop_add(struct mailauth_loop *loop, struct mailauth_audit *audit)
{
	struct ma_task *task;

	if (loop == NULL || audit == NULL || ma_loop_holds(loop, audit))
		return MAILAUTH_EINVAL;
	task = ma_task_new(loop, audit, ma_network_now() + loop->timeout);
	if (task == NULL)
		return MAILAUTH_ENOMEM;
	ma_task_get_ready(task);
	loop->count++;
	return 0;
}

/* How long before its deadline an audit is ended.  One takes about a millisecond; of a thousand
 * with one deadline, the last would come a second late. */
static int64_t lead(const struct mailauth_loop *loop)
{
	int64_t lead = (int64_t)loop->running * loop->ending / 1000;

	if (loop->running < MANY)
		return 0;
	return lead < loop->timeout / 4 ? lead : loop->timeout / 4;
}

/* Audits whose time is over go first. */
static void expire(struct mailauth_loop *loop, int64_t now)
{
	struct ma_timer *timer;

	while ((timer = ma_timers_first(&loop->deadlines)) != NULL &&
	       timer->at - lead(loop) <= now) {
		char *start = (char *)timer - offsetof(struct ma_task, deadline);
		struct ma_task *task = (struct ma_task *)(void *)start;

		ma_timers_clear(&loop->deadlines, timer);
		ma_task_give_up(task, MAILAUTH_TIMED_OUT);
		ma_task_hurry(task);
	}
}

static void step_ready(struct mailauth_loop *loop)
{
	int64_t began = ma_network_now();
	unsigned ended = 0, i;

	for (i = 0; i < STEPS && loop->first_ready != NULL; i++) {
		struct ma_task *task = loop->first_ready;

		ended += task->given_up != 0;
		loop->first_ready = task->next_ready;
		if (loop->first_ready == NULL)
			loop->last_ready = NULL;
		task->ready = false;
		ma_task_step(task);
	}
	if (ended == STEPS)
		loop->ending = (3 * loop->ending + 1000 * (ma_network_now() - began) / STEPS) / 4;
}

/* When to step is free to choose, and never changes a report (mailauth.h). */
static void choose_ready(struct mailauth_loop *loop)
{
	while (loop->touched != NULL) {
		struct ma_task *task = loop->touched;

		loop->touched = task->next_touched;
		task->touched = false;
		/* Of many audits, one is stepped when half of its questions are answered, then
		 * half of the rest: a straggler does not hold up what the others lead to. */
		if (loop->running < MANY || task->open <= task->answered || task->status < 0)
			ma_task_get_ready(task);
	}
}

/* Something is done at once, if anything is ready; else when the first timer goes off. */
static int64_t next_time(const struct mailauth_loop *loop)
{
	const struct ma_timer *first = ma_timers_first(&loop->deadlines);
	int64_t until = first != NULL ? first->at - lead(loop) : INT64_MAX;
	int64_t other;

	if (loop->first_ready != NULL || loop->touched != NULL || loop->first_finished != NULL)
		return 0;
	other = loop->network != NULL ? ma_network_next_time(loop->network) : INT64_MAX;
	return other < until ? other : until;
}

/* Steps what is ready, and takes what has arrived; with WAIT, what will arrive first. */
static int turn(struct mailauth_loop *loop, bool wait)
{
	int status;

	expire(loop, ma_network_now());
	choose_ready(loop);
	step_ready(loop);
	if (loop->network == NULL || (wait && loop->first_finished != NULL))
		return 0;
	status = ma_network_wait(loop->network, wait ? next_time(loop) : 0);
	if (status == 0)
		status = ma_network_run(loop->network, ma_network_now());
	return status;
}

/* Stores the first audit that is at its end, with its status; NULL and 0 if there is none. */
static void hand_back(struct mailauth_loop *loop, struct mailauth_audit **audit, int *status)
{
	struct ma_task *task = loop->first_finished;

	*audit = task != NULL ? task->audit : NULL;
	*status = task != NULL ? task->status : 0;
	if (task == NULL)
		return;
	loop->first_finished = task->next_finished;
	loop->count--;
	ma_loop_let_go(task);
	free(task);
}

int mailauth_loop_next(struct mailauth_loop *loop, struct mailauth_audit **audit, int *status)
{
	int r = 0;

	if (loop == NULL || audit == NULL || status == NULL)
		return MAILAUTH_EINVAL;
	while (r == 0 && loop->first_finished == NULL && loop->tasks != NULL)
		r = turn(loop, true);
	if (r == 0)
		hand_back(loop, audit, status);
	return r;
}

int mailauth_loop_process(struct mailauth_loop *loop, struct mailauth_audit **audit, int *status)
{
	int r = 0;

	if (loop == NULL || audit == NULL || status == NULL)
		return MAILAUTH_EINVAL;
	/* Also where nothing is under way: an answer that comes late would keep the descriptor
	 * readable. */
	if (loop->first_finished == NULL)
		r = turn(loop, false);
	if (r == 0)
		hand_back(loop, audit, status);
	return r;
}

int mailauth_loop_timeout(const struct mailauth_loop *loop)
{
	int64_t until = next_time(loop);
	int64_t left;

	if (until == INT64_MAX)
		return -1;
	left = until - ma_network_now();
	if (left <= 0)
		return 0;
	return left < INT_MAX ? (int)left : INT_MAX;
}

int mailauth_loop_run(struct mailauth_loop *loop, struct mailauth_audit *audit)
{
	struct mailauth_audit *ended;
	int status;
	int r;

	if (loop == NULL || audit == NULL || loop->count > 0)
		return MAILAUTH_EINVAL;
	r = mailauth_loop_add(loop, audit);
	if (r < 0)
		return r;
	r = mailauth_loop_next(loop, &ended, &status);
	if (r == 0)
		return status;
	/* It is not under way any more. */
	loop->count = 0;
	loop->first_ready = loop->last_ready = loop->touched = NULL;
	if (loop->tasks != NULL)
		ma_task_free(loop->tasks);
	return r;
}
