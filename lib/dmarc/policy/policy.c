/* The policy that applies to a domain (RFC 9989 4.10.1): its own record, else that of its
 * Organizational Domain, else that of the public suffix above.
 *
 * SPDX-License-Identifier: MIT */

#include "../dmarc.h"

/* RFC 9989 4.7: "t=y" asks for the next lower policy. */
static enum mailauth_policy lowered(enum mailauth_policy policy)
{
	return policy == MAILAUTH_POLICY_REJECT ? MAILAUTH_POLICY_QUARANTINE : MAILAUTH_POLICY_NONE;
}

/* Takes REQUEST of the record at STEP.  PUBLISHED is what the tag says, POLICY what is done. */
static void take_record(struct ma_dmarc_policy *policy, const struct ma_dmarc_step *step,
			const struct ma_dmarc_request *request)
{
	policy->record = step->record;
	policy->domain = step->name;
	policy->published =
		request->state == MA_REQUEST_VALID ? request->policy : MAILAUTH_POLICY_ABSENT;
	if (ma_dmarc_is_broken(step->record)) {
		policy->assumed = step->record->reports;
		policy->ineffective = !policy->assumed;
		policy->policy = policy->assumed ? MAILAUTH_POLICY_NONE : MAILAUTH_POLICY_ABSENT;
		return;
	}
	policy->policy = step->record->testing ? lowered(policy->published) : policy->published;
}

/* sp for names below that exist, np for those that do not; each falls back to what is before it. */
static const struct ma_dmarc_request *request_below(const struct ma_dmarc_record *record,
						    bool exists)
{
	if (!exists && record->np.state != MA_REQUEST_ABSENT)
		return &record->np;
	return record->sp.state != MA_REQUEST_ABSENT ? &record->sp : &record->p;
}

enum mailauth_policy ma_dmarc_effect(const struct ma_dmarc_record *record, unsigned of)
{
	struct ma_dmarc_step step = { .record = record };
	struct ma_dmarc_policy policy = { 0 };

	take_record(&policy, &step,
		    of == MA_DMARC_OF_DOMAIN ? &record->p
					     : request_below(record, of == MA_DMARC_OF_EXISTING));
	return policy.policy;
}

static void take_below(struct ma_dmarc_policy *policy, const struct ma_dmarc_step *step,
		       enum ma_existence exists)
{
	struct ma_dmarc_policy other = { 0 };

	take_record(policy, step, request_below(step->record, exists == MA_EXISTS));
	if (exists != MA_EXISTENCE_UNKNOWN)
		return;
	take_record(&other, step, request_below(step->record, true));
	if (other.policy != policy->policy)
		policy->policy = policy->published = MAILAUTH_POLICY_UNKNOWN;
}

static const struct ma_dmarc_step *step_at(const struct ma_dmarc_step *steps, size_t count,
					   unsigned labels)
{
	for (size_t i = 0; i < count; i++)
		if (steps[i].labels == labels && steps[i].record != NULL)
			return &steps[i];
	return NULL;
}

/* The policy of a name with START labels, whose walk took STEPS. */
static void find_policy(const struct ma_dmarc_step *steps, size_t count, unsigned start,
			enum ma_existence exists, struct ma_dmarc_policy *policy)
{
	const struct ma_dmarc_step *step = step_at(steps, count, start);
	unsigned org;

	*policy = (struct ma_dmarc_policy){ .policy = MAILAUTH_POLICY_ABSENT,
					    .published = MAILAUTH_POLICY_ABSENT };
	if (step != NULL) {
		take_record(policy, step, &step->record->p);
		return;
	}
	org = ma_dmarc_org_labels(steps, count, start);
	if (org == 0) {
		policy->policy = policy->published = MAILAUTH_POLICY_UNKNOWN;
		return;
	}
	step = step_at(steps, count, org);
	if (step == NULL) { /* then there is none, or that of the suffix */
		step = step_at(steps, count, org - 1);
		if (step != NULL && step->record->psd != MA_PSD_YES)
			step = NULL;
	}
	if (step != NULL)
		take_below(policy, step, exists);
}

void ma_dmarc_find_policy(const struct ma_dmarc_walk *walk, enum ma_existence exists,
			  struct ma_dmarc_policy *policy)
{
	find_policy(walk->steps, walk->count, (unsigned)ma_name_labels(walk->start), exists,
		    policy);
}

void ma_dmarc_find_policy_below(const struct ma_dmarc_walk *walk, unsigned labels,
				enum ma_existence exists, struct ma_dmarc_policy *policy)
{
	find_policy(walk->steps, walk->count, labels, exists, policy);
}

bool ma_dmarc_has_own(const struct ma_dmarc *dmarc)
{
	return dmarc->policy.domain != NULL && ma_name_equal(dmarc->policy.domain, dmarc->domain);
}

/* Through an alias two names can hold the very same record. */
bool ma_dmarc_applies(const struct ma_dmarc *dmarc, const struct ma_dmarc_step *step)
{
	return step->record != NULL && step->record == dmarc->policy.record &&
	       ma_name_equal(step->name, dmarc->policy.domain);
}
