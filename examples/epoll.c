/* An event loop of its own that answers an audit: how to embed the library.
 *
 * SPDX-License-Identifier: MIT
 *
 * What to copy: the loop in run(), and that a question ends in three ways only, by
 * mailauth_audit_answer(), mailauth_audit_fail() or mailauth_audit_give_up().  epoll_query.c is
 * the DNS client, for a program that has none yet. */

#include "epoll.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

static int start(struct client *client, struct query *query)
{
	const struct mailauth_question *question = mailauth_audit_next_question(client->audit);

	if (question == NULL)
		return 0;
	*query = (struct query){ .question = question, .socket = -1 };
	/* Nor are servers that a domain names asked: their addresses want a look first. */
	if (mailauth_question_kind(question) != MAILAUTH_QUESTION_DNS ||
	    mailauth_question_server(question) != NULL)
		return query_fail(client, query, MAILAUTH_NOT_ASKED);
	return query_ask(client, query, MAILAUTH_UNREACHABLE);
}

/* Takes questions for the places that are free. */
static int ask_questions(struct client *client)
{
	int r = 0;

	for (size_t i = 0; i < OPEN_MAX && r == 0; i++)
		if (client->queries[i].question == NULL)
			r = start(client, &client->queries[i]);
	return r;
}

/* Ends what has taken too long.  *WAIT becomes the time until there may be more. */
static int watch_time(struct client *client, int *wait)
{
	int64_t now = query_clock(), next = client->deadline;
	int r = 0;

	*wait = 0;
	if (next <= now)
		return mailauth_audit_give_up(client->audit, MAILAUTH_TIMED_OUT);
	for (struct query *query = client->queries; query < client->queries + OPEN_MAX; query++) {
		if (query->question != NULL && query->deadline <= now && r == 0)
			r = query_ask(client, query, MAILAUTH_TIMED_OUT);
		if (query->question != NULL && query->deadline < next)
			next = query->deadline;
	}
	if (mailauth_audit_open_questions(client->audit) > 0)
		*wait = (int)(next - now);
	return r;
}

static int run(struct client *client)
{
	struct epoll_event events[OPEN_MAX];
	int r, wait, count;

	while ((r = mailauth_audit_step(client->audit)) == MAILAUTH_PENDING) {
		if ((r = ask_questions(client)) < 0 || (r = watch_time(client, &wait)) < 0)
			return r;
		count = epoll_wait(client->epoll, events, OPEN_MAX, wait);
		for (int i = 0; i < count; i++)
			if ((r = query_event(client, events[i].data.ptr)) < 0)
				return r;
	}
	return r;
}

int audit_with_epoll(struct mailauth_audit *audit, const struct sockaddr *server, socklen_t length)
{
	struct client *client = calloc(1, sizeof(*client));
	int r = MAILAUTH_EIO;

	if (client == NULL)
		return MAILAUTH_ENOMEM;
	client->audit = audit;
	client->server = server;
	client->length = length;
	client->deadline = query_clock() + AUDIT_TIME;
	client->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (client->epoll >= 0) {
		r = run(client);
		close(client->epoll);
	}
	for (size_t i = 0; i < OPEN_MAX; i++)
		if (client->queries[i].question != NULL)
			query_end(&client->queries[i]);
	free(client);
	return r;
}
