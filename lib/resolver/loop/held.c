/* The audits that a loop holds: none is taken twice.
 *
 * SPDX-License-Identifier: MIT */

#include "loop.h"

#include <stdint.h>

static struct ma_task **bucket_of(struct mailauth_loop *loop, const struct mailauth_audit *audit)
{
	uint64_t hash =
		(uint64_t)(uintptr_t)audit * 11400714819323198485u; /* 2^64 / golden ratio */

	return &loop->held[hash >> 32 & (MA_HELD_BUCKETS - 1)];
}

bool ma_loop_holds(struct mailauth_loop *loop, const struct mailauth_audit *audit)
{
	const struct ma_task *task = *bucket_of(loop, audit);

	while (task != NULL && task->audit != audit)
		task = task->same_bucket;
	return task != NULL;
}

void ma_loop_hold(struct ma_task *task)
{
	struct ma_task **bucket = bucket_of(task->loop, task->audit);

	task->same_bucket = *bucket;
	*bucket = task;
}

void ma_loop_let_go(struct ma_task *task)
{
	struct ma_task **link = bucket_of(task->loop, task->audit);

	while (*link != task)
		link = &(*link)->same_bucket;
	*link = task->same_bucket;
}
