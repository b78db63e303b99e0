/* The inquiries about senders: what SPF says of each, of each of several records read alone, and of
 * what comes after the term that decided.
 *
 * SPDX-License-Identifier: MIT */

#include "sender.h"

enum {
	ALONE_MOST =
		16, /* places for the records of one sender; ma_sender_evaluate() keeps fewer */
};

static void begin(struct ma_inquiries *inquiries)
{
	const struct ma_settings *settings = inquiries->settings;

	for (size_t i = 0; i < settings->sender_count; i++) {
		struct mailauth_sender *sender = ma_inquiries_add_new(
			inquiries, &ma_sender_kind, i, sizeof(struct mailauth_sender));

		if (sender != NULL)
			sender->input = settings->senders[i];
	}
}

static void evaluate(struct ma_pass *pass, void *subject)
{
	struct mailauth_sender *sender = subject;
	struct ma_sender_input input = sender->input;

	ma_sender_evaluate(pass, &input, sender);
}

static struct ma_text about(const void *subject)
{
	return ((const struct mailauth_sender *)subject)->domain_text;
}

static void add_alone(struct ma_inquiries *inquiries, size_t place, struct mailauth_sender *sender)
{
	sender->alone =
		ma_arena_array(inquiries->arena, sender->record_count, sizeof(*sender->alone));
	for (size_t i = 0; sender->alone != NULL && i < sender->record_count; i++) {
		sender->alone[i].sender = sender;
		sender->alone[i].record = sender->records[i];
		ma_inquiries_add(inquiries, &ma_sender_alone_kind, place * ALONE_MOST + i,
				 &sender->alone[i]);
	}
}

static void follow(struct ma_inquiries *inquiries, size_t place, void *subject)
{
	struct mailauth_sender *sender = subject;

	/* One that is refused by name was left out of the rest on purpose. */
	if (sender->outcome.behind.length > 0 && !sender->refused &&
	    sender->outcome.result != MAILAUTH_SPF_PASS)
		ma_inquiries_add(inquiries, &ma_sender_rest_kind, place, sender);
	if (sender->record_count > 1)
		add_alone(inquiries, place, sender);
}

const struct ma_kind ma_sender_kind = {
	.name = "sender",
	.budget = 130,
	.of_sender = true,
	.in_turn = true,
	.begin = begin,
	.evaluate = evaluate,
	.about = about,
	.follow = follow,
};

static void evaluate_alone(struct ma_pass *pass, void *subject)
{
	struct ma_alone *alone = subject;

	ma_sender_evaluate_alone(pass, &alone->sender->input, alone->record, alone);
}

static struct ma_text about_alone(const void *subject)
{
	return ((const struct ma_alone *)subject)->sender->domain_text;
}

const struct ma_kind ma_sender_alone_kind = {
	.name = "sender.alone",
	.budget = 130,
	.in_turn = true,
	.evaluate = evaluate_alone,
	.about = about_alone,
};

static void evaluate_rest(struct ma_pass *pass, void *subject)
{
	ma_sender_evaluate_behind(pass, subject);
}

const struct ma_kind ma_sender_rest_kind = {
	.name = "sender.rest",
	.budget = 130,
	.in_turn = true,
	.evaluate = evaluate_rest,
	.about = about,
};
