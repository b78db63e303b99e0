/* A loop: where its answers come from.
 *
 * SPDX-License-Identifier: MIT */

#include "loop.h"
#include "../network/network.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

enum {
	TIMEOUT = 20000,
	ENDING = 1000, /* microseconds, before it was measured */
};

/* --- Making --------------------------------------------------------------- */

int mailauth_loop_new(struct mailauth_loop **result)
{
	struct mailauth_loop *loop;

	if (result == NULL)
		return MAILAUTH_EINVAL;
	loop = calloc(1, sizeof(*loop));
	if (loop == NULL)
		return MAILAUTH_ENOMEM;
	loop->timeout = TIMEOUT;
	loop->ending = ENDING;
	loop->descriptor = -1;
	*result = loop;
	return 0;
}

void mailauth_loop_free(struct mailauth_loop *loop)
{
	if (loop == NULL)
		return;
	while (loop->tasks != NULL) {
		ma_task_give_up(loop->tasks, MAILAUTH_CANCELLED);
		/* Whatever it has not asked yet; if memory fails here, its next step says so. */
		mailauth_audit_give_up(loop->tasks->audit, MAILAUTH_CANCELLED);
		ma_task_free(loop->tasks);
	}
	while (loop->first_finished != NULL) {
		struct ma_task *task = loop->first_finished;

		loop->first_finished = task->next_finished;
		free(task);
	}
	ma_timers_finish(&loop->deadlines);
	if (loop->descriptor >= 0)
		close(loop->descriptor);
	free(loop);
}

int mailauth_loop_set_zones(struct mailauth_loop *loop, const struct mailauth_zones *zones)
{
	if (loop == NULL || loop->count > 0)
		return MAILAUTH_EINVAL;
	loop->zones = zones;
	return 0;
}

int mailauth_loop_set_network(struct mailauth_loop *loop, struct mailauth_network *network)
{
	/* A descriptor that was handed out is about the network that was set. */
	if (loop == NULL || loop->count > 0 || loop->descriptor >= 0)
		return MAILAUTH_EINVAL;
	loop->network = network;
	return 0;
}

int mailauth_loop_set_replay(struct mailauth_loop *loop, const struct mailauth_recording *recording)
{
	if (loop == NULL || loop->count > 0)
		return MAILAUTH_EINVAL;
	loop->replay = recording;
	return 0;
}

int mailauth_loop_set_record(struct mailauth_loop *loop, struct mailauth_recording *recording)
{
	if (loop == NULL || loop->count > 0)
		return MAILAUTH_EINVAL;
	loop->record = recording;
	return 0;
}

int mailauth_loop_set_timeout(struct mailauth_loop *loop, unsigned milliseconds)
{
	if (loop == NULL || milliseconds == 0)
		return MAILAUTH_EINVAL;
	loop->timeout = milliseconds;
	return 0;
}

/* --- For a loop of the caller's own ----------------------------------------- */

int mailauth_loop_fd(struct mailauth_loop *loop)
{
	struct epoll_event event = { .events = EPOLLIN };
	int inner = -1;
	int outer;

	if (loop == NULL)
		return MAILAUTH_EINVAL;
	if (loop->descriptor >= 0)
		return loop->descriptor;
	if (loop->network != NULL && (inner = ma_network_descriptor(loop->network)) < 0)
		return inner;
	outer = epoll_create1(EPOLL_CLOEXEC);
	if (outer < 0)
		return errno == ENOMEM ? MAILAUTH_ENOMEM : MAILAUTH_EIO;
	/* Several loops may wait for one network. */
	if (inner >= 0 && epoll_ctl(outer, EPOLL_CTL_ADD, inner, &event) < 0) {
		int error = errno;

		close(outer);
		errno = error;
		return error == ENOMEM ? MAILAUTH_ENOMEM : MAILAUTH_EIO;
	}
	return loop->descriptor = outer;
}
