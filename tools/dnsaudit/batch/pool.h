/* Other processes that do the work: what pool.c and helper.c share.
 *
 * SPDX-License-Identifier: MIT */

#ifndef DNSAUDIT_POOL_H
#define DNSAUDIT_POOL_H

#include "batch.h"

/* A line that another process has. */
struct held {
	struct held *next;
	uint64_t number;
	uint64_t sequence;
	unsigned attempts; /* that ended a process */
	size_t length;
	char text[];
};

/* Another process, and the socket to it. */
struct helper {
	pid_t pid; /* 0: not started */
	int fd;
	bool careful; /* has one line that may end it, and gets no other */
	size_t count; /* of lines that it has, the oldest first */
	struct held *first, *last;
	struct output requests;
	char *results;	 /* what came */
	size_t start;	 /* of the first line that was not taken */
	size_t searched; /* its end comes after here */
	size_t length, size;
};

struct pool {
	struct crew crew;
	const struct options *options;
	struct mailauth_loop *loop;
	size_t count;
	size_t share; /* lines that each may have */
	size_t turn;
	struct held *again; /* lines of processes that ended */
	struct held *lost;  /* that have done so twice */
	struct helper helpers[JOBS_MAX];
};

int pool_no_memory(const struct pool *pool);

/* Gives HELD to HELPER, which is started if need be.  Returns 0, or an exit status after a message.
 */
int helper_give(struct pool *pool, struct helper *helper, struct held *held);

enum helper_state {
	HELPER_FINE,
	HELPER_ENDED,
	HELPER_NO_MEMORY,
};

/* Sends what waits, and takes one line from HELPER if there is one. */
enum helper_state helper_take(struct helper *helper, struct finished *finished);
/* Ends the process, and forgets what it had. */
void helper_end(struct helper *helper);

#endif
