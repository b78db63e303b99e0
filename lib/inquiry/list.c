/* The list of inquiries: each has its place by what it is about.
 *
 * SPDX-License-Identifier: MIT */

#include "inquiry.h"

static size_t rank_of(const struct ma_inquiries *inquiries, const struct ma_kind *kind)
{
	size_t rank = 0;

	while (inquiries->plan[rank] != NULL && inquiries->plan[rank] != kind)
		rank++;
	return rank;
}

static bool is_before(const struct ma_inquiry *a, const struct ma_inquiry *b)
{
	return a->rank != b->rank ? a->rank < b->rank : a->place < b->place;
}

static bool is_wanted(const struct ma_inquiries *inquiries, const struct ma_kind *kind)
{
	return inquiries->settings->scope != MAILAUTH_SCOPE_SENDER || kind->of_sender;
}

struct ma_inquiry *ma_inquiries_add(struct ma_inquiries *inquiries, const struct ma_kind *kind,
				    size_t place, void *subject)
{
	struct ma_inquiry **at = &inquiries->first;
	struct ma_inquiry *inquiry;

	if (subject == NULL || !is_wanted(inquiries, kind))
		return NULL;
	inquiry = ma_arena_alloc(inquiries->arena, sizeof(*inquiry));
	if (inquiry == NULL)
		return NULL;
	inquiry->kind = kind;
	inquiry->rank = rank_of(inquiries, kind);
	inquiry->place = place;
	inquiry->subject = subject;
	inquiry->overlay = inquiries->overlay;
	while (*at != NULL && is_before(*at, inquiry))
		at = &(*at)->next;
	inquiry->next = *at;
	*at = inquiry;
	return inquiry;
}

void *ma_inquiries_add_new(struct ma_inquiries *inquiries, const struct ma_kind *kind, size_t place,
			   size_t size)
{
	void *subject = is_wanted(inquiries, kind) ? ma_arena_alloc(inquiries->arena, size) : NULL;

	return ma_inquiries_add(inquiries, kind, place, subject) != NULL ? subject : NULL;
}

size_t ma_inquiries_count(const struct ma_inquiries *inquiries, const struct ma_kind *kind)
{
	size_t count = 0;

	for (const struct ma_inquiry *i = inquiries->first; i != NULL; i = i->next)
		count += i->kind == kind;
	return count;
}

static const struct ma_inquiry *find(const struct ma_inquiries *inquiries,
				     const struct ma_kind *kind, size_t place)
{
	const struct ma_inquiry *inquiry = inquiries->first;

	while (inquiry != NULL && (inquiry->kind != kind || inquiry->place != place))
		inquiry = inquiry->next;
	return inquiry;
}

void *ma_inquiries_subject(const struct ma_inquiries *inquiries, const struct ma_kind *kind,
			   size_t place)
{
	const struct ma_inquiry *inquiry = find(inquiries, kind, place);

	return inquiry != NULL ? inquiry->subject : NULL;
}

const void *ma_inquiry_read(struct ma_pass *pass, const struct ma_kind *kind, size_t place)
{
	const struct ma_inquiry *inquiry = find(pass->inquiries, kind, place);

	if (inquiry == NULL)
		return NULL;
	if (inquiry->settled)
		return inquiry->subject;
	pass->view.gap = true;
	if (pass->waits_for == NULL)
		pass->waits_for = inquiry;
	return NULL;
}
