/* Timers: a heap of points in time.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_TIMERS_H
#define MA_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A point in time, part of what it is for.  Zero is a timer that is not set. */
struct ma_timer {
	int64_t at;
	size_t place; /* in the heap, from 1; 0: not set */
};

/* The earliest first (a binary heap).  Zero is an empty one. */
struct ma_timers {
	struct ma_timer **heap; /* from 1 */
	size_t count;
	size_t size;
	size_t promised;
};

/* Promise room for one more timer, so that setting it cannot fail (false without memory), and
 * give the promise back. */
bool ma_timers_promise(struct ma_timers *timers);
void ma_timers_release(struct ma_timers *timers);
/* Sets TIMER, or moves it. */
void ma_timers_set(struct ma_timers *timers, struct ma_timer *timer, int64_t at);
void ma_timers_clear(struct ma_timers *timers, struct ma_timer *timer);
/* The earliest, or NULL. */
struct ma_timer *ma_timers_first(const struct ma_timers *timers);
void ma_timers_finish(struct ma_timers *timers);

#endif
