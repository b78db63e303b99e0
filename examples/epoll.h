/* Answers an audit from one DNS server: an event loop (epoll.c) and its questions
 * (epoll_query.c).
 *
 * SPDX-License-Identifier: MIT */

#ifndef EXAMPLE_EPOLL_H
#define EXAMPLE_EPOLL_H

#include <mailauth/mailauth.h>

#include <sys/socket.h>

enum {
	OPEN_MAX = 64,	    /* questions under way at the same time */
	AUDIT_TIME = 20000, /* milliseconds */
	LENGTH = 2,	    /* octets before a message over TCP (RFC 1035 4.2.2) */
};

/* A question under way. */
struct query {
	const struct mailauth_question *question; /* NULL: this place is free */
	int socket;
	bool tcp;
	int tries;
	int64_t deadline;
	unsigned char out[LENGTH + 300];
	size_t out_length;
	bool sent;
	unsigned char in[LENGTH + 65535];
	size_t in_length;
};

struct client {
	struct mailauth_audit *audit;
	const struct sockaddr *server;
	socklen_t length;
	int epoll;
	int64_t deadline;
	struct query queries[OPEN_MAX];
};

/* Drives AUDIT to its end.  Returns 0 when its report is ready; MAILAUTH_ENOMEM; MAILAUTH_EIO. */
int audit_with_epoll(struct mailauth_audit *audit, const struct sockaddr *server, socklen_t length);

/* Asks, or asks once more.  When all tries are used up, the question ends as FAILURE.  0, or as
 * mailauth_audit_fail(). */
int query_ask(struct client *client, struct query *query, enum mailauth_failure failure);
/* Ends the question as FAILURE. */
int query_fail(struct client *client, struct query *query, enum mailauth_failure failure);
/* The socket of QUERY is ready.  0, or as mailauth_audit_answer(). */
int query_event(struct client *client, struct query *query);
/* Frees the place of QUERY. */
void query_end(struct query *query);
/* Milliseconds on a clock that only goes forward. */
int64_t query_clock(void);

#endif
