/* Signals that end a run: the first lets what is under way come to its end, the second does not.
 *
 * SPDX-License-Identifier: MIT */

#include "batch.h"

#include <sys/signalfd.h>
#include <unistd.h>

void signals_open(struct signals *signals)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t wanted;

	sigemptyset(&wanted);
	sigaddset(&wanted, SIGINT);
	sigaddset(&wanted, SIGTERM);
	sigaddset(&wanted, SIGHUP);
	sigprocmask(SIG_BLOCK, &wanted, &signals->mask);
	/* Writing fails instead. */
	sigaction(SIGPIPE, &ignore, &signals->pipe);
	signals->fd = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
}

int signals_take(const struct signals *signals)
{
	struct signalfd_siginfo taken;

	if (signals->fd < 0 || read(signals->fd, &taken, sizeof(taken)) != (ssize_t)sizeof(taken))
		return 0;
	return (int)taken.ssi_signo;
}

void signals_close(struct signals *signals)
{
	if (signals->fd >= 0)
		close(signals->fd);
	signals->fd = -1;
	sigaction(SIGPIPE, &signals->pipe, NULL);
	sigprocmask(SIG_SETMASK, &signals->mask, NULL);
}
