/* Whom records let pass, as inquiries of their own.
 *
 * SPDX-License-Identifier: MIT */

#include "prove.h"

struct ma_spf_passing *ma_prove_ask_passing(struct mailauth_audit *audit,
					    const struct ma_name *name,
					    const struct ma_assumed *overlay)
{
	struct ma_proving *proving = audit->proving;
	struct ma_spf_passing *passing = ma_arena_alloc(&audit->report, sizeof(*passing));
	struct ma_inquiry *inquiry;

	if (passing == NULL)
		return NULL;
	passing->name = name;
	inquiry = ma_inquiries_add(&proving->senders->inquiries, &ma_spf_passing_kind,
				   proving->asked++, passing);
	if (inquiry != NULL)
		inquiry->overlay = overlay;
	return passing;
}

struct ma_spf_passing *ma_prove_ask_senders(struct mailauth_audit *audit,
					    const struct ma_proposal *proposal,
					    const struct ma_assumed *overlay)
{
	return proposal->sources != NULL
		       ? ma_prove_ask_passing(audit, proposal->sources->name, overlay)
		       : NULL;
}

/* NAME with TXT as all that it holds. */
static const struct ma_assumed *alone(struct mailauth_audit *audit,
				      const struct ma_assumed *overlay, const struct ma_name *name,
				      const struct ma_record *txt)
{
	struct ma_record *record = ma_arena_alloc(&audit->store, sizeof(*record));

	if (record == NULL)
		return NULL;
	*record = *txt;
	return ma_overlay_add(&audit->store, overlay, name, MA_TYPE_TXT, record, 1,
			      MA_TTL_REPLACED);
}

void ma_prove_ask_sources(struct mailauth_audit *audit, struct ma_fix_sources *sources,
			  const struct ma_assumed *overlay)
{
	if (ma_fix_is_to_be_found(sources))
		sources->passing[0] = ma_prove_ask_passing(audit, sources->elsewhere, overlay);
	for (size_t i = 0; sources->needed && i < sources->count; i++)
		sources->passing[i] = ma_prove_ask_passing(
			audit, sources->name,
			alone(audit, overlay, sources->name, &sources->texts[i]));
}

/* --- Trials ------------------------------------------------------------------------- */

struct ma_world *ma_prove_begin_world(struct mailauth_audit *audit,
				      const struct ma_assumed *overlay)
{
	struct ma_world *world = ma_audit_begin_world(audit, audit->plan, overlay);

	ma_world_lend(world, audit->as_is, NULL);
	return world;
}

bool ma_prove_step(struct mailauth_audit *audit, const struct ma_trial *trial)
{
	return ma_audit_status(audit) == 0 && ma_world_step(trial->world) &&
	       ma_world_step(audit->proving->senders);
}

const struct mailauth_report *ma_prove_report(const struct mailauth_audit *audit,
					      const struct ma_trial *trial)
{
	return ma_report_collect(&trial->world->inquiries, audit->answers);
}
