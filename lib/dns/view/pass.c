/* One pass of an evaluator: what it asks of the store, within its budget.
 *
 * SPDX-License-Identifier: MIT */

#include "view.h"

enum {
	EAGER_MAX = 500, /* questions after which no one asks ahead any more */
};

struct ma_asked {
	struct mailauth_question *question;
	const struct ma_asked *before;
};

static const struct ma_answer stand_in = { .status = MA_ANSWER_NONE };
static const struct ma_answer over_budget = { .status = MA_ANSWER_FAILED,
					      .failure = MAILAUTH_NOT_ASKED };

void ma_view_begin(struct ma_view *view, struct ma_answers *answers, struct ma_arena *arena,
		   struct ma_buffer *met, bool eager, unsigned budget)
{
	*view = (struct ma_view){ .answers = answers,
				  .arena = arena,
				  .met = met,
				  .eager = eager && answers->count < EAGER_MAX,
				  .budget = budget,
				  .pass = ++answers->passes };
	met->length = 0;
}

void ma_view_resume(struct ma_view *view, const struct ma_view *kept)
{
	view->budget = kept->budget;
	view->limited = kept->limited;
	view->failed = kept->failed;
	view->asked = kept->asked;
	for (const struct ma_asked *i = view->asked; i != NULL; i = i->before)
		i->question->pass = view->pass;
}

static const struct ma_answer *note_gap(struct ma_view *view,
					const struct mailauth_question *question)
{
	view->gap = true;
	if (question != NULL)
		ma_buffer_add(view->met, &question->id, sizeof(question->id));
	return &stand_in;
}

static struct mailauth_question *add(struct ma_view *view, struct ma_target target,
				     const struct ma_name *name, uint16_t type)
{
	struct mailauth_question *question = ma_answers_add(view->answers, target, name, type);

	if (question != NULL && view->answers->packets > view->answers->most) {
		question->surplus = true;
		ma_answers_fail(view->answers, question, MAILAUTH_NOT_ASKED);
	}
	return question;
}

/* The pass rests on QUESTION. */
static void note_asked(struct ma_view *view, struct mailauth_question *question)
{
	struct ma_asked *asked;

	if (question->pass == view->pass)
		return;
	question->pass = view->pass;
	asked = ma_arena_alloc(view->arena, sizeof(*asked));
	if (asked == NULL)
		return;
	*asked = (struct ma_asked){ question, view->asked };
	view->asked = asked;
}

static const struct ma_answer *recall(struct ma_view *view,
				      const struct mailauth_question *question,
				      const struct ma_name *name, uint16_t type)
{
	const struct ma_answer *answer = question != NULL && question->kept
						 ? question->answer
						 : ma_view_find_passed(view, name, type);

	return answer != NULL ? answer : &stand_in;
}

static const struct ma_answer *ask(struct ma_view *view, struct ma_target target,
				   const struct ma_name *name, uint16_t type)
{
	struct ma_answers *answers = view->answers;
	struct mailauth_question *question = ma_answers_look_up(answers, target, name, type);

	if (view->settled)
		return recall(view, question, name, type);
	if (question == NULL && view->gap && !view->eager)
		return note_gap(view, NULL);
	/* Over the budget is a matter of this pass alone: another inquiry may be allowed
	 * to ask the same, and a pass with gaps may have come here by a way that the answers
	 * will close. */
	if (question == NULL || question->pass != view->pass) {
		if (view->budget == 0) {
			view->limited = view->failed = true;
			return &over_budget;
		}
		view->budget--;
	}
	if (question == NULL)
		question = add(view, target, name, type);
	if (question == NULL) {
		view->arena->failed = true;
		return note_gap(view, NULL);
	}
	note_asked(view, question);
	view->limited = view->limited || question->surplus;
	return question->answer != NULL ? question->answer : note_gap(view, question);
}

const struct ma_answer *ma_view_ask_one(struct ma_view *view, const struct ma_name *name,
					uint16_t type)
{
	return ask(view, (struct ma_target){ .server = NULL }, name, type);
}

const struct ma_answer *ma_ask_at(struct ma_view *view, struct ma_target target,
				  const struct ma_name *name, uint16_t type)
{
	return ask(view, target, name, type);
}

const struct ma_answer *ma_ask_mail_server(struct ma_view *view, const char *address,
					   const struct ma_name *name)
{
	return ask(view, (struct ma_target){ address, MA_WAY_SMTP }, name, 0);
}

const struct ma_answer *ma_view_ask_beside(struct ma_view *view, const struct ma_name *name,
					   uint16_t type)
{
	unsigned budget = view->budget;
	const struct ma_answer *answer;

	view->budget = 1;
	answer = ma_view_ask_one(view, name, type);
	view->budget = budget;
	return answer;
}

void ma_view_list(const struct ma_view *view, struct ma_buffer *ids)
{
	for (const struct ma_asked *i = view->asked; i != NULL; i = i->before)
		ma_buffer_add(ids, &i->question->id, sizeof(i->question->id));
}

void ma_view_keep(const struct ma_view *view)
{
	for (const struct ma_asked *i = view->asked; i != NULL; i = i->before)
		i->question->kept = true;
}
