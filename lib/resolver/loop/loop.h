/* The room of the loop: audits that are under way.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_LOOP_H
#define MA_LOOP_H

#include "../network/network.h"

#include <mailauth/resolver.h>

enum {
	MA_HELD_BUCKETS = 1024, /* a power of two */
};

/* An audit that is under way. */
struct ma_task {
	struct mailauth_loop *loop;
	struct mailauth_audit *audit;
	struct ma_task *next; /* of the loop's tasks */
	struct ma_task *previous;
	struct ma_task *next_ready;
	struct ma_task *next_touched;
	struct ma_task *next_finished;
	struct ma_task *same_bucket; /* of the loop's .held */
	struct ma_timer deadline;
	uint64_t order;		/* the oldest first */
	struct ma_asked *asked; /* questions that the network was asked */
	size_t open;		/* how many these are */
	size_t answered;	/* and how many were, since it was stepped */
	int given_up;		/* the failure of all questions from now on; 0: none */
	bool ready;		/* to be stepped */
	bool touched;		/* answered, since it was stepped */
	int status;		/* of its last step; negative: it can only be handed back */
};

struct mailauth_loop {
	const struct mailauth_zones *zones;
	struct mailauth_network *network;
	const struct mailauth_recording *replay;
	struct mailauth_recording *record;
	unsigned timeout;
	int64_t ending; /* microseconds that it takes to end an audit whose time is over */
	size_t count;	/* audits that were not handed back */
	size_t running; /* of those: that are not at their end */
	uint64_t begun; /* audits, ever */
	struct ma_task *tasks;
	struct ma_task *first_ready;
	struct ma_task *last_ready;
	struct ma_task *touched;
	struct ma_task *first_finished;
	struct ma_task *last_finished;
	struct ma_task *held[MA_HELD_BUCKETS]; /* all that were not handed back, by audit */
	struct ma_timers deadlines;
	int descriptor; /* for a loop of the caller's own; -1: none yet */
};

/* Whether AUDIT was added and not handed back. */
bool ma_loop_holds(struct mailauth_loop *loop, const struct mailauth_audit *audit);
/* Notes and forgets the audit of TASK. */
void ma_loop_hold(struct ma_task *task);
void ma_loop_let_go(struct ma_task *task);

/* Begins a task that ends at DEADLINE.  NULL without memory. */
struct ma_task *ma_task_new(struct mailauth_loop *loop, struct mailauth_audit *audit,
			    int64_t deadline);
/* Evaluates as far as the answers reach, and asks what is new. */
void ma_task_step(struct ma_task *task);
/* The step of TASK is next, or comes after the others. */
void ma_task_hurry(struct ma_task *task);
void ma_task_get_ready(struct ma_task *task);
/* Ends all questions of TASK in the same way. */
void ma_task_give_up(struct ma_task *task, enum mailauth_failure failure);
/* Ends TASK. */
void ma_task_free(struct ma_task *task);

#endif
