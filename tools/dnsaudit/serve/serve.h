/* dnsaudit serve: what its files share.
 *
 * SPDX-License-Identifier: MIT
 *
 * One process accepts connections and makes a process for each, which ends with it: what a client
 * does wrong, slowly or never, harms its own connection alone, and what a request takes is given
 * back. */

#ifndef DNSAUDIT_SERVE_H
#define DNSAUDIT_SERVE_H

#include "../dnsaudit.h"

#include <sys/types.h>

enum {
	REQUEST_MAX = 2 * 1024 * 1024, /* octets: a returned message, or a zone */
	REQUESTS_MAX = 10000,	       /* of a connection */
	FIRST_WAIT = 10,	       /* seconds for the first request to be complete */
	NEXT_WAIT = 60,		       /* for the next, and for an answer to be read */
	GRACE = 10,		       /* seconds that a request may take beyond its timeout */
	MEMORY_MAX = 512 * 1024 * 1024,
};

/* --- Requests (request.c) --------------------------------------------------------- */

/* What a request may name besides plain values. */
struct request_rules {
	bool zones;		       /* files of zones */
	bool servers;		       /* to be asked */
	unsigned timeout;	       /* whole seconds, at most */
	const char *const *zone_files; /* that all requests have; up to NULL */
	const char *const *server_names;
	const char *language;
};

/* Answers the request LINE, which is JSON.  *ANSWER, to be freed, has no newline; NULL once memory
 * failed. */
void request_answer(const char *line, size_t length, const struct request_rules *rules,
		    char **answer);
/* The answer that there is none, because of CODE. */
enum request_error {
	REQUEST_BAD_JSON,
	REQUEST_TOO_LONG,
	REQUEST_TOO_MANY,
	REQUEST_BAD_VALUE,
	REQUEST_NOT_ALLOWED,
	REQUEST_BUSY,
	REQUEST_STRANGER,
	REQUEST_NO_MEMORY,
	REQUEST_ERRORS,
};
char *request_refuse(enum request_error error, const char *input,
		     const struct request_rules *rules);

/* --- Connections ---------------------------------------------------------------------- */

/* The socket: PATH, or the one that a service manager passes (sd_listen_fds(3)) if PATH is NULL;
 * for all users if OPEN, who are asked for in peer_is_allowed().  Returns its descriptor, or -1
 * after a message. */
int listen_open(const struct options *options, bool open);
/* Who is at the other end of CONNECTION.  False if that cannot be known. */
bool peer_find(int connection, uid_t *uid, gid_t *gid);
/* Whether it is our own user, or one that OPTIONS allow. */
bool peer_is_allowed(uid_t uid, gid_t gid, const struct options *options);
/* Answers what comes from CONNECTION until it ends. */
void connection_serve(int connection, const struct request_rules *rules);
/* Writes LINE and a newline within NEXT_WAIT seconds.  False if that fails. */
bool connection_write(int connection, const char *line);

#endif
