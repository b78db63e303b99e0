/* Worlds: all inquiries over one view of the DNS, as it is or as it is assumed to be.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

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
