/* Worlds: all inquiries over one view of the DNS, as it is or as it is assumed to be.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

static const struct ma_inquiry *find_lender(const struct ma_world *world,
					    const struct ma_inquiry *inquiry)
{
	const struct ma_inquiry *other = NULL;

	if (world->base != NULL && inquiry->kind->is_same != NULL)
		other = world->base->inquiries.first;
	while (other != NULL && (other->kind != inquiry->kind || !other->lends ||
				 !other->kind->is_same(other->subject, inquiry->subject)))
		other = other->next;
	return other;
}

bool ma_world_take_over(const struct ma_world *world, struct ma_inquiry *inquiry)
{
	const struct ma_inquiry *lender = find_lender(world, inquiry);

	if (lender == NULL || ma_overlay_touches(inquiry->overlay, world->answers, &lender->met,
						 world->inquiries.settings->domain))
		return false;
	inquiry->subject = lender->subject;
	inquiry->failed = lender->failed;
	inquiry->findings = (struct ma_findings){ .arena = world->inquiries.arena };
	ma_findings_copy(&inquiry->findings, &lender->findings);
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
