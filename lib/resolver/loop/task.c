/* Tasks: one audit under way, its questions, and who answers them.
 *
 * SPDX-License-Identifier: MIT */

#include "loop.h"
#include "../network/network.h"

#include <stdlib.h>

/* A question that the network was asked. */
struct ma_asked {
	struct ma_query query; /* the first: the network hands it back */
	struct ma_task *task;
	struct ma_asked *next;
	struct ma_asked *previous;
};

/* --- Lists ---------------------------------------------------------------- */

void ma_task_get_ready(struct ma_task *task)
{
	struct mailauth_loop *loop = task->loop;

	if (task->ready)
		return;
	task->ready = true;
	task->next_ready = NULL;
	if (loop->first_ready != NULL)
		loop->last_ready->next_ready = task;
	else
		loop->first_ready = task;
	loop->last_ready = task;
}

void ma_task_hurry(struct ma_task *task)
{
	struct mailauth_loop *loop = task->loop;

	if (task->ready)
		return;
	task->ready = true;
	task->next_ready = loop->first_ready;
	loop->first_ready = task;
	if (loop->last_ready == NULL || task->next_ready == NULL)
		loop->last_ready = task;
}

static void touch(struct ma_task *task)
{
	if (task->touched)
		return;
	task->touched = true;
	task->next_touched = task->loop->touched;
	task->loop->touched = task;
}

static void leave(struct ma_task *task)
{
	struct mailauth_loop *loop = task->loop;

	if (task->previous != NULL)
		task->previous->next = task->next;
	else
		loop->tasks = task->next;
	if (task->next != NULL)
		task->next->previous = task->previous;
	ma_timers_clear(&loop->deadlines, &task->deadline);
	ma_timers_release(&loop->deadlines);
	loop->running--;
}

static void drop(struct ma_asked *asked)
{
	ma_network_forget(&asked->query);
	if (asked->previous != NULL)
		asked->previous->next = asked->next;
	else
		asked->task->asked = asked->next;
	if (asked->next != NULL)
		asked->next->previous = asked->previous;
	asked->task->open--;
	free(asked);
}

/* --- Answers -------------------------------------------------------------- */

static int fail(struct ma_task *task, const struct mailauth_question *question,
		enum mailauth_failure failure)
{
	int status = mailauth_audit_fail(task->audit, mailauth_question_id(question), failure);

	if (status == 0 && task->loop->record != NULL)
		status = mailauth_recording_note_failure(task->loop->record, question, failure);
	return status;
}

static int answer(struct ma_task *task, const struct mailauth_question *question,
		  const void *packet, size_t length)
{
	int status =
		mailauth_audit_answer(task->audit, mailauth_question_id(question), packet, length);

	if (status == 0 && task->loop->record != NULL)
		status = mailauth_recording_note_packet(task->loop->record, question, packet,
							length);
	return status;
}

/* The question is over. */
static void finish(struct ma_asked *asked, int status)
{
	if (status < 0)
		asked->task->status = status;
	asked->task->answered++;
	touch(asked->task);
	drop(asked);
}

static int take_from_network(struct ma_query *query, const void *packet, size_t length)
{
	struct ma_asked *asked = (struct ma_asked *)query;
	int status = answer(asked->task, query->question, packet, length);

	if (status <= 0)
		finish(asked, status);
	return status;
}

static void fail_in_network(struct ma_query *query, enum mailauth_failure failure)
{
	struct ma_asked *asked = (struct ma_asked *)query;

	finish(asked, fail(asked->task, query->question, failure));
}

/* 0, also where the zones hold nothing: *HELD then is false. */
static int ask_zones(struct ma_task *task, const struct mailauth_question *question, bool *held)
{
	unsigned char *packet;
	size_t length;
	int status = MAILAUTH_NOT_HELD;

	if (task->loop->zones != NULL)
		status = mailauth_zones_answer(task->loop->zones, question, &packet, &length);
	*held = status != MAILAUTH_NOT_HELD;
	if (status != 0)
		return status < 0 ? status : 0;
	status = answer(task, question, packet, length);
	free(packet);
	/* No one else will answer it. */
	return status > 0 ? fail(task, question, MAILAUTH_MALFORMED) : status;
}

static int ask_network(struct ma_task *task, const struct mailauth_question *question)
{
	struct ma_asked *asked = calloc(1, sizeof(*asked));
	enum mailauth_failure failure;
	int status;

	if (asked == NULL)
		return MAILAUTH_ENOMEM;
	asked->task = task;
	asked->query.question = question;
	asked->query.order = task->order;
	asked->query.take = take_from_network;
	asked->query.fail = fail_in_network;
	asked->next = task->asked;
	if (asked->next != NULL)
		asked->next->previous = asked;
	task->asked = asked;
	task->open++;
	status = ma_network_ask(task->loop->network, &asked->query, ma_network_now(), &failure);
	if (status == 0)
		return 0;
	drop(asked);
	return status < 0 ? status : fail(task, question, failure);
}

/* Answers QUESTION, or hands it to the network. */
static int ask(struct ma_task *task, const struct mailauth_question *question)
{
	const struct mailauth_loop *loop = task->loop;
	bool held = false;
	int status = 0;

	if (task->given_up != 0)
		return fail(task, question, (enum mailauth_failure)task->given_up);
	if (mailauth_question_kind(question) != MAILAUTH_QUESTION_DNS &&
	    mailauth_question_kind(question) != MAILAUTH_QUESTION_SMTP)
		return fail(task, question, MAILAUTH_NOT_ASKED);
	if (loop->replay != NULL) {
		status = mailauth_recording_answer(loop->replay, task->audit, question);
		return status == MAILAUTH_NOT_HELD ? fail(task, question, MAILAUTH_OFFLINE)
						   : status;
	}
	status = ask_zones(task, question, &held);
	if (status < 0 || held)
		return status;
	return loop->network != NULL ? ask_network(task, question)
				     : fail(task, question, MAILAUTH_OFFLINE);
}

/* --- Steps ---------------------------------------------------------------- */

static void end(struct ma_task *task)
{
	struct mailauth_loop *loop = task->loop;

	while (task->asked != NULL)
		drop(task->asked);
	leave(task);
	task->next_finished = NULL;
	if (loop->first_finished != NULL)
		loop->last_finished->next_finished = task;
	else
		loop->first_finished = task;
	loop->last_finished = task;
}

/* What the audit asks now goes out. */
static int ask_all(struct ma_task *task)
{
	const struct mailauth_question *question;
	int status = 0;

	while (status == 0 && (question = mailauth_audit_next_question(task->audit)) != NULL)
		status = ask(task, question);
	return status;
}

/* Questions that were handed out before the audit came here are answered by no one: with a
 * network they run into the deadline, like others. */
static bool may_wait(const struct ma_task *task)
{
	if (task->given_up != 0)
		return false;
	return task->asked != NULL || (task->loop->network != NULL && task->loop->replay == NULL);
}

/* One step, and its questions; false if the audit can go no further now. */
static bool advance(struct ma_task *task)
{
	size_t open;
	int status;

	task->answered = 0;
	task->status = mailauth_audit_step(task->audit);
	if (task->status != MAILAUTH_PENDING)
		return false;
	open = mailauth_audit_open_questions(task->audit);
	status = ask_all(task);
	if (status == 0 && mailauth_audit_open_questions(task->audit) == open) {
		if (may_wait(task))
			return false;
		status = mailauth_audit_give_up(
			task->audit, task->given_up != 0 ? (enum mailauth_failure)task->given_up
							 : MAILAUTH_OFFLINE);
	}
	if (status < 0)
		task->status = status;
	return status == 0;
}

void ma_task_step(struct ma_task *task)
{
	while (task->status >= 0 && advance(task))
		continue;
	if (task->status != MAILAUTH_PENDING)
		end(task);
}

void ma_task_give_up(struct ma_task *task, enum mailauth_failure failure)
{
	int status = 0;

	while (task->asked != NULL) {
		int r = fail(task, task->asked->query.question, failure);

		status = r < 0 ? r : status;
		drop(task->asked);
	}
	/* Questions that come of these fail in ask(), so that a recording has them, too. */
	task->given_up = (int)failure;
	if (status < 0)
		task->status = status;
}

struct ma_task *ma_task_new(struct mailauth_loop *loop, struct mailauth_audit *audit,
			    int64_t deadline)
{
	struct ma_task *task = calloc(1, sizeof(*task));

	if (task == NULL || !ma_timers_promise(&loop->deadlines)) {
		free(task);
		return NULL;
	}
	task->loop = loop;
	task->audit = audit;
	task->next = loop->tasks;
	if (task->next != NULL)
		task->next->previous = task;
	loop->tasks = task;
	loop->running++;
	task->order = loop->begun++;
	ma_loop_hold(task);
	ma_timers_set(&loop->deadlines, &task->deadline, deadline);
	return task;
}

void ma_task_free(struct ma_task *task)
{
	while (task->asked != NULL)
		drop(task->asked);
	leave(task);
	ma_loop_let_go(task);
	free(task);
}
