/* Audits under way in this process.
 *
 * SPDX-License-Identifier: MIT */

#include "batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct engine *engine_of(struct crew *crew)
{
	return (struct engine *)(void *)crew; /* it begins with it */
}

static bool has_room(struct crew *crew)
{
	return crew->running < engine_of(crew)->pace.limit;
}

/* --- Lines of the output ------------------------------------------------------------ */

/* Where the report begins with "{", the line has its number and the id before the rest. */
static char *join(const struct request *request, char *report, size_t *length)
{
	char *id = request->id != NULL ? json_dumps(request->id, JSON_COMPACT | JSON_ENCODE_ANY)
				       : NULL;
	size_t size = strlen(report) + (id != NULL ? strlen(id) : 0) + 64;
	char *line = request->id == NULL || id != NULL ? malloc(size) : NULL;

	if (line != NULL)
		*length = (size_t)snprintf(line, size, LINE_OPENING "%llu,%s%s%s%s",
					   (unsigned long long)request->number,
					   id != NULL ? "\"id\":" : "", id != NULL ? id : "",
					   id != NULL ? "," : "", report + 1);
	free(id);
	mailauth_free(report);
	return line;
}

static char *write_report(const struct request *request, size_t *length)
{
	unsigned flags = request->queries ? MAILAUTH_JSON_QUERIES : 0;
	char *report;

	if (mailauth_report_json(mailauth_audit_report(request->audit), request->language, flags,
				 &report, NULL) < 0)
		return NULL;
	return join(request, report, length);
}

/* Stores the line for FAULT, which is cleared.  False without memory. */
static bool write_fault(const struct request *request, struct fault *fault,
			struct finished *finished)
{
	finished->outcome = OUTCOME_FAULT;
	finished->text = fault_line(fault, request->number, request->id, request->language);
	finished->length = finished->text != NULL ? strlen(finished->text) : 0;
	fault_clear(fault);
	return finished->text != NULL;
}

/* --- Beginning ------------------------------------------------------------------------ */

static void enter(struct engine *engine, struct request *request)
{
	request->next = engine->requests;
	if (request->next != NULL)
		request->next->previous = request;
	engine->requests = request;
	engine->crew.running++;
}

static void leave(struct engine *engine, struct request *request)
{
	if (request->previous != NULL)
		request->previous->next = request->next;
	else
		engine->requests = request->next;
	if (request->next != NULL)
		request->next->previous = request->previous;
	engine->crew.running--;
	request_clear(request);
	free(request);
}

static int64_t now_of(const struct options *options)
{
	return options->now_given ? options->now : (int64_t)time(NULL);
}

static int add(struct engine *engine, struct request *request)
{
	mailauth_audit_set_user(request->audit, request);
	if (mailauth_loop_set_timeout(engine->loop, request->timeout) < 0)
		return MAILAUTH_EINVAL;
	return mailauth_loop_add(engine->loop, request->audit);
}

static int no_memory(const struct options *options)
{
	complain(options->language, MESSAGE_NO_MEMORY);
	return STATUS_INTERNAL;
}

static int begin(struct crew *crew, const struct line *line, uint64_t sequence,
		 struct finished *finished)
{
	struct engine *engine = engine_of(crew);
	struct request *request = calloc(1, sizeof(*request));
	struct fault fault = { .code = FAULT_NONE };
	bool good;

	if (request == NULL)
		return no_memory(engine->options);
	request->sequence = sequence;
	request->began = milliseconds_now();
	request_read(request, engine->options, line, now_of(engine->options), &fault);
	if (fault.code == FAULT_NONE && add(engine, request) < 0)
		fault_set(&fault, FAULT_NO_MEMORY, NULL, "", 0);
	if (fault.code == FAULT_NONE) {
		enter(engine, request);
		return 0;
	}
	*finished = (struct finished){ .number = line->number, .sequence = sequence };
	good = write_fault(request, &fault, finished);
	request_clear(request);
	free(request);
	return good ? 0 : no_memory(engine->options);
}

/* --- Ending ---------------------------------------------------------------------------- */

static enum outcome outcome_of(const struct request *request)
{
	const struct mailauth_report *report = mailauth_audit_report(request->audit);

	return mailauth_report_is_complete(report) ? OUTCOME_DONE : OUTCOME_UNKNOWN;
}

/* STATUS is that of the last step. */
static bool finish(struct engine *engine, struct request *request, int status,
		   struct finished *finished)
{
	struct fault fault = { .code = FAULT_NONE };

	*finished = (struct finished){ .number = request->number, .sequence = request->sequence };
	if (status == 0 && (finished->text = write_report(request, &finished->length)) != NULL)
		finished->outcome = outcome_of(request);
	else
		fault_set(&fault, FAULT_NO_MEMORY, NULL, "", 0);
	pace_note(&engine->pace, milliseconds_now() - request->began, engine->crew.running);
	return finished->text != NULL || write_fault(request, &fault, finished);
}

static int next(struct crew *crew, struct finished *finished)
{
	struct engine *engine = engine_of(crew);
	struct mailauth_audit *audit;
	struct request *request;
	int status;
	bool good;

	finished->text = NULL;
	if (mailauth_loop_process(engine->loop, &audit, &status) < 0)
		return no_memory(engine->options);
	if (audit == NULL)
		return 0;
	request = mailauth_audit_user(audit);
	good = finish(engine, request, status, finished);
	leave(engine, request);
	return good ? 0 : no_memory(engine->options);
}

/* --- Waiting --------------------------------------------------------------------------- */

static size_t watch(struct crew *crew, struct pollfd *place, size_t room)
{
	int fd = mailauth_loop_fd(engine_of(crew)->loop);

	if (fd < 0 || room == 0)
		return 0;
	*place = (struct pollfd){ .fd = fd, .events = POLLIN };
	return 1;
}

static int timeout(struct crew *crew)
{
	return mailauth_loop_timeout(engine_of(crew)->loop);
}

void engine_open(struct engine *engine, const struct options *options, struct mailauth_loop *loop)
{
	*engine = (struct engine){
		.crew = { .has_room = has_room,
			  .begin = begin,
			  .next = next,
			  .watch = watch,
			  .timeout = timeout },
		.options = options,
		.loop = loop,
	};
	pace_begin(&engine->pace, options->inflight, options->timeout);
}

void engine_drop(struct engine *engine)
{
	while (engine->requests != NULL)
		leave(engine, engine->requests);
}
