/* Worlds: all inquiries over one view of the DNS, as it is or as it is assumed to be.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

void ma_world_lend(struct ma_world *world, const struct ma_world *lender,
		   const struct ma_assumed *shared)
{
	struct ma_lender *new;
	struct ma_lender **at;

	if (world == NULL)
		return;
	new = ma_arena_alloc(world->inquiries.store, sizeof(*new));
	if (new == NULL)
		return;
	*new = (struct ma_lender){ .world = lender, .shared = shared };
	for (at = &world->lenders; *at != NULL;)
		at = &(*at)->next;
	*at = new;
}

/* The inquiry of LENDER that is about the same, and was evaluated there. */
static const struct ma_inquiry *find_same(const struct ma_lender *lender,
					  const struct ma_inquiry *inquiry)
{
	const struct ma_inquiry *other = lender->world->inquiries.first;

	while (other != NULL && (other->kind != inquiry->kind || !other->lends ||
				 !other->kind->is_same(other->subject, inquiry->subject)))
		other = other->next;
	return other;
}

static const struct ma_inquiry *find_lent(const struct ma_world *world,
					  const struct ma_inquiry *inquiry)
{
	if (inquiry->kind->is_same == NULL)
		return NULL;
	for (const struct ma_lender *i = world->lenders; i != NULL; i = i->next) {
		const struct ma_inquiry *other = find_same(i, inquiry);

		if (other != NULL &&
		    !ma_overlay_touches(inquiry->overlay, i->shared, world->answers, &other->met,
					world->inquiries.settings->domain))
			return other;
	}
	return NULL;
}

bool ma_world_take_over(const struct ma_world *world, struct ma_inquiry *inquiry)
{
	const struct ma_inquiry *lender = find_lent(world, inquiry);

	if (lender == NULL)
		return false;
	inquiry->subject = lender->subject;
	inquiry->failed = lender->failed;
	inquiry->findings = (struct ma_findings){ .arena = world->inquiries.arena };
	ma_findings_copy(&inquiry->findings, &lender->findings);
	ma_buffer_add(&inquiry->met, lender->met.data, lender->met.length);
	world->inquiries.arena->failed = world->inquiries.arena->failed || inquiry->met.failed;
	inquiry->begun = inquiry->settled = true;
	return true;
}

struct ma_world *ma_audit_begin_world(struct mailauth_audit *audit,
				      const struct ma_kind *const *plan,
				      const struct ma_assumed *overlay)
{
	struct ma_world *world = ma_arena_alloc(&audit->store, sizeof(*world));

	if (world == NULL)
		return NULL;
	*world = (struct ma_world){ .answers = audit->answers, .next = audit->worlds };
	world->inquiries = (struct ma_inquiries){ .arena = &audit->report,
						  .store = &audit->store,
						  .overlay = overlay,
						  .settings = &audit->settings,
						  .plan = plan };
	ma_plan_begin(&world->inquiries);
	return audit->worlds = world;
}
