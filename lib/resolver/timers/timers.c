/* Timers: a heap of points in time.
 *
 * SPDX-License-Identifier: MIT */

#include "timers.h"

#include <stdlib.h>

bool ma_timers_promise(struct ma_timers *timers)
{
	if (timers->promised + 1 >= timers->size) {
		size_t size = timers->size > 0 ? 2 * timers->size : 64;
		struct ma_timer **heap = realloc(timers->heap, size * sizeof(*heap));

		if (heap == NULL)
			return false;
		timers->heap = heap;
		timers->size = size;
	}
	timers->promised++;
	return true;
}

void ma_timers_release(struct ma_timers *timers)
{
	timers->promised--;
}

static void put(struct ma_timers *timers, struct ma_timer *timer, size_t place)
{
	timers->heap[place] = timer;
	timer->place = place;
}

static void rise(struct ma_timers *timers, struct ma_timer *timer, size_t place)
{
	while (place > 1 && timers->heap[place / 2]->at > timer->at) {
		put(timers, timers->heap[place / 2], place);
		place /= 2;
	}
	put(timers, timer, place);
}

static void sink(struct ma_timers *timers, struct ma_timer *timer, size_t place)
{
	size_t child;

	while ((child = 2 * place) <= timers->count) {
		if (child < timers->count && timers->heap[child + 1]->at < timers->heap[child]->at)
			child++;
		if (timers->heap[child]->at >= timer->at)
			break;
		put(timers, timers->heap[child], place);
		place = child;
	}
	put(timers, timer, place);
}

void ma_timers_set(struct ma_timers *timers, struct ma_timer *timer, int64_t at)
{
	ma_timers_clear(timers, timer);
	timer->at = at;
	rise(timers, timer, ++timers->count);
}

void ma_timers_clear(struct ma_timers *timers, struct ma_timer *timer)
{
	size_t place = timer->place;
	struct ma_timer *last;

	if (place == 0)
		return;
	timer->place = 0;
	last = timers->heap[timers->count--];
	if (last == timer)
		return;
	if (last->at < timer->at)
		rise(timers, last, place);
	else
		sink(timers, last, place);
}

struct ma_timer *ma_timers_first(const struct ma_timers *timers)
{
	return timers->count > 0 ? timers->heap[1] : NULL;
}

void ma_timers_finish(struct ma_timers *timers)
{
	free(timers->heap);
	*timers = (struct ma_timers){ 0 };
}
