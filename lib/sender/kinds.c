/* The inquiries about senders: what SPF says of each, of each of several records read alone, and of
 * what comes after the term that decided.
 *
 * SPDX-License-Identifier: MIT */

#include "sender.h"

enum {
	PLACES = 16, /* for the records of one sender; ma_sender_evaluate() keeps fewer */
	TERMS_MAX = 1000,
};

static void begin(struct ma_inquiries *inquiries)
{
	const struct ma_settings *settings = inquiries->settings;

	for (size_t i = 0; i < settings->sender_count; i++) {
		struct mailauth_sender *sender = ma_inquiries_add_new(
			inquiries, &ma_sender_kind, i, sizeof(struct mailauth_sender));

		if (sender != NULL)
			ma_sender_set(inquiries->arena, &settings->senders[i], sender);
	}
}

static void evaluate(struct ma_pass *pass, void *subject)
{
	ma_sender_evaluate(pass, subject);
}

static struct ma_text about(const void *subject)
{
	return ((const struct mailauth_sender *)subject)->domain_text;
}

/* TXT as all that the domain of SENDER holds. */
static const struct ma_assumed *instead(struct ma_inquiries *inquiries,
					const struct mailauth_sender *sender, struct ma_record txt)
{
	struct ma_record *record = ma_arena_alloc(inquiries->store, sizeof(*record));

	if (record == NULL)
		return NULL;
	*record = txt;
	return ma_overlay_add(inquiries->store, inquiries->overlay,
			      ma_name_parse(inquiries->store, sender->domain_text), MA_TYPE_TXT,
			      record, 1, MA_TTL_IN_PLACE);
}

static void add_without_others(struct ma_inquiries *inquiries, size_t place,
			       struct mailauth_sender *sender)
{
	for (size_t i = 0; i < sender->record_count; i++) {
		const struct ma_assumed *overlay =
			instead(inquiries, sender, sender->records[i].txt);
		struct ma_inquiry *inquiry =
			ma_inquiries_add(inquiries, &ma_sender_without_others_kind,
					 place * PLACES + i, &sender->records[i]);

		if (inquiry != NULL)
			inquiry->overlay = overlay;
	}
}

/* What comes after the term that decided, but for a redirect, which an "all" makes void wherever it
 * is (RFC 7208 6.1). */
static const struct ma_spf_record *compose_rest(struct ma_arena *arena,
						const struct ma_spf_term *rest)
{
	const struct ma_spf_term **terms =
		ma_arena_alloc(arena, TERMS_MAX * sizeof(const struct ma_spf_term *));
	size_t count = 0;

	for (; terms != NULL && rest != NULL && count < TERMS_MAX; rest = rest->next)
		if (rest->kind != MA_SPF_REDIRECT)
			terms[count++] = rest;
	return terms != NULL ? ma_spf_compose(arena, terms, count) : NULL;
}

static void add_rest(struct ma_inquiries *inquiries, size_t place, struct mailauth_sender *sender)
{
	const struct ma_spf_record *rest = compose_rest(inquiries->arena, sender->outcome.rest);
	struct ma_inquiry *inquiry;
	struct ma_record txt;

	/* The rest of a record is shorter than the record. */
	if (rest == NULL || !ma_record_of_text(inquiries->store, rest->text, &txt))
		return;
	inquiry = ma_inquiries_add(inquiries, &ma_sender_rest_kind, place, sender);
	if (inquiry != NULL)
		inquiry->overlay = instead(inquiries, sender, txt);
}

static void follow(struct ma_inquiries *inquiries, size_t place, void *subject)
{
	struct mailauth_sender *sender = subject;

	/* One that is refused by name was left out of the rest on purpose. */
	if (sender->outcome.rest != NULL && !sender->refused &&
	    sender->outcome.result != MAILAUTH_SPF_PASS)
		add_rest(inquiries, place, sender);
	if (sender->record_count > 1)
		add_without_others(inquiries, place, sender);
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

static void evaluate_without_others(struct ma_pass *pass, void *subject)
{
	ma_sender_evaluate_without_others(pass, subject);
}

static struct ma_text about_without_others(const void *subject)
{
	return ((const struct ma_without_others *)subject)->sender->domain_text;
}

const struct ma_kind ma_sender_without_others_kind = {
	.name = "sender.without-others",
	.budget = 130,
	.in_turn = true,
	.evaluate = evaluate_without_others,
	.about = about_without_others,
};

static void evaluate_rest(struct ma_pass *pass, void *subject)
{
	ma_sender_evaluate_rest(pass, subject);
}

const struct ma_kind ma_sender_rest_kind = {
	.name = "sender.rest",
	.budget = 130,
	.in_turn = true,
	.evaluate = evaluate_rest,
	.about = about,
};
