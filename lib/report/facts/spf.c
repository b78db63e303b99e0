/* What the public may read of the SPF tree.
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

#include <mailauth/spf.h>

_Static_assert((int)MA_BRANCH_RECORD == (int)MAILAUTH_SPF_BRANCH_RECORD &&
		       (int)MA_BRANCH_CUT == (int)MAILAUTH_SPF_BRANCH_CUT,
	       "the states of a branch have the same numbers inside and outside");

enum mailauth_spf_status mailauth_spf_status(const struct mailauth_report *report)
{
	const struct ma_spf_published *spf = &report->spf;

	if (spf->unknown || report->settings.domain == NULL ||
	    report->settings.scope != MAILAUTH_SCOPE_FULL)
		return MAILAUTH_SPF_STATUS_UNKNOWN;
	if (spf->count == 0)
		return MAILAUTH_SPF_STATUS_NONE;
	return spf->count == 1 && !spf->tree.errors ? MAILAUTH_SPF_STATUS_VALID
						    : MAILAUTH_SPF_STATUS_INVALID;
}

const char *mailauth_spf_status_word(int status)
{
	static const char *const words[] = {
		[MAILAUTH_SPF_STATUS_UNKNOWN] = "unknown",
		[MAILAUTH_SPF_STATUS_NONE] = "none",
		[MAILAUTH_SPF_STATUS_VALID] = "valid",
		[MAILAUTH_SPF_STATUS_INVALID] = "invalid",
	};

	return status >= 0 && (size_t)status < sizeof(words) / sizeof(*words) ? words[status]
									      : NULL;
}

bool mailauth_spf_tree_costs(const struct mailauth_report *report, unsigned *lookups,
			     unsigned *voids)
{
	if (!report->spf.walked)
		return false;
	*lookups = report->spf.tree.lookups;
	*voids = report->spf.tree.voids;
	return true;
}

size_t mailauth_spf_tree_count(const struct mailauth_report *report)
{
	return report->spf.walked ? report->spf.tree.branch_count : 0;
}

static const struct ma_spf_branch *branch_at(const struct mailauth_report *report, size_t index)
{
	static const struct ma_spf_branch none = { .state = MA_BRANCH_CUT };

	return index < mailauth_spf_tree_count(report) ? report->spf.tree.branches[index] : &none;
}

enum mailauth_spf_branch mailauth_spf_tree_state(const struct mailauth_report *report, size_t index)
{
	return (enum mailauth_spf_branch)branch_at(report, index)->state;
}

const char *mailauth_spf_branch_word(int state)
{
	static const char *const words[] = { "record", "term",	 "sender", "none",	"several",
					     "loop",   "failed", "faulty", "unreached", "cut" };

	return state >= 0 && (size_t)state < sizeof(words) / sizeof(*words) ? words[state] : NULL;
}

unsigned mailauth_spf_tree_depth(const struct mailauth_report *report, size_t index)
{
	return branch_at(report, index)->depth;
}

const unsigned char *mailauth_spf_tree_text(const struct mailauth_report *report, size_t index,
					    size_t *length)
{
	return ma_text_bytes(branch_at(report, index)->text, length);
}

const char *mailauth_spf_tree_domain(const struct mailauth_report *report, size_t index)
{
	const struct ma_spf_branch *branch = branch_at(report, index);

	return branch->state == MA_BRANCH_RECORD ? (const char *)branch->domain.data : NULL;
}

uint32_t mailauth_spf_tree_ttl(const struct mailauth_report *report, size_t index)
{
	return branch_at(report, index)->ttl;
}

unsigned mailauth_spf_tree_lookups(const struct mailauth_report *report, size_t index)
{
	return branch_at(report, index)->lookups;
}

unsigned mailauth_spf_tree_voids(const struct mailauth_report *report, size_t index)
{
	return branch_at(report, index)->voids;
}
