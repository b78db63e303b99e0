/* The list of inquiries: each has its place by what it is about.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

static int compare_inquiries(const struct inquiry *a, const struct inquiry *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->sender != b->sender)
		return a->sender < b->sender ? -1 : 1;
	return (a->record > b->record) - (a->record < b->record);
}

void ma_audit_inquire(struct mailauth_audit *audit, enum inquiry_kind kind, size_t sender,
		      size_t record)
{
	struct inquiry *inquiry = ma_arena_alloc(&audit->store, sizeof(*inquiry));
	struct inquiry **place = &audit->inquiries;

	if (inquiry == NULL)
		return;
	*inquiry = (struct inquiry){ .kind = kind, .sender = sender, .record = record };
	while (*place != NULL && compare_inquiries(*place, inquiry) < 0)
		place = &(*place)->next;
	inquiry->next = *place;
	*place = inquiry;
}
