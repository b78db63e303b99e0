/* A request: what a line of JSON asks for, as options of an audit.
 *
 * SPDX-License-Identifier: MIT */

#ifndef DNSAUDIT_REQUEST_H
#define DNSAUDIT_REQUEST_H

#include "serve.h"

#include <jansson.h>

enum request_format {
	REQUEST_JSON,
	REQUEST_FRAGMENT, /* HTML */
};

struct request {
	json_t *root;
	json_t *id; /* what the client wants to have back; or NULL */
	const char *domain;
	const char *text; /* to be explained; or NULL */
	const char *language;
	enum request_format format;
	const char **options; /* names and values in turn, up to NULL */
	size_t count;	      /* of both */
	char **owned;	      /* those of them that are ours */
	size_t owned_count;
	bool selects; /* it says which selectors to look up */
	bool failed;  /* no memory */
	enum request_error error;
	const char *input; /* what is at fault; NULL: nothing */
};

/* Reads LINE into REQUEST, to be ended with request_finish() in any case.  False where it cannot be
 * answered: for the reason in it, or for want of memory. */
bool serve_request_read(struct request *request, const char *line, size_t length,
			const struct request_rules *rules);
void request_finish(struct request *request);

#endif
