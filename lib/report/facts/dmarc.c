/* What the public may read of DMARC next to the policy: the record, the tree walk, alignment, and
 * the reading of RFC 7489.
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

#include <mailauth/dmarc.h>

_Static_assert((int)MA_WALK_RECORD == (int)MAILAUTH_DMARC_STEP_RECORD &&
		       (int)MA_WALK_NOT_ASKED == (int)MAILAUTH_DMARC_STEP_NOT_ASKED,
	       "what a step found has the same number inside and outside");

const unsigned char *mailauth_dmarc_record(const struct mailauth_report *report, size_t *length)
{
	const struct ma_dmarc_record *record = report->dmarc->policy.record;

	return record != NULL ? ma_text_bytes(record->text, length) : NULL;
}

enum mailauth_policy mailauth_dmarc_published(const struct mailauth_report *report)
{
	return report->dmarc->policy.published;
}

/* --- Alignment ---------------------------------------------------------------- */

static enum mailauth_aligned aligned_of(enum ma_aligned aligned)
{
	switch (aligned) {
	case MA_ALIGNED_NO:
		return MAILAUTH_ALIGNED_NO;
	case MA_ALIGNED_YES:
		return MAILAUTH_ALIGNED_YES;
	default:
		return MAILAUTH_ALIGNED_UNKNOWN;
	}
}

enum mailauth_aligned mailauth_dmarc_aligned_spf(const struct mailauth_report *report)
{
	if (report->message.result == MAILAUTH_DMARC_NOT_ASKED)
		return MAILAUTH_ALIGNED_UNKNOWN;
	return aligned_of(report->message.spf);
}

enum mailauth_aligned mailauth_dmarc_aligned_dkim(const struct mailauth_report *report)
{
	/* Where the results of DKIM are not known, nor is that. */
	if (report->message.result == MAILAUTH_DMARC_NOT_ASKED ||
	    report->message.result == MAILAUTH_DMARC_UNKNOWN)
		return MAILAUTH_ALIGNED_UNKNOWN;
	return aligned_of(report->message.dkim);
}

/* --- The tree walk ------------------------------------------------------------ */

size_t mailauth_dmarc_walk_count(const struct mailauth_report *report)
{
	return report->dmarc->walk.count;
}

int mailauth_dmarc_walk_name(const struct mailauth_report *report, size_t index, char **name)
{
	const struct ma_dmarc_walk *walk = &report->dmarc->walk;
	struct ma_buffer buffer = { 0 };
	struct ma_arena arena = { 0 };

	if (index >= walk->count)
		return MAILAUTH_EINVAL;
	ma_buffer_text(&buffer, ma_name_present(&arena, walk->steps[index].name));
	buffer.failed = buffer.failed || arena.failed;
	ma_arena_finish(&arena);
	return ma_buffer_take(&buffer, name, NULL) ? 0 : MAILAUTH_ENOMEM;
}

enum mailauth_dmarc_step mailauth_dmarc_walk_step(const struct mailauth_report *report,
						  size_t index)
{
	const struct ma_dmarc_walk *walk = &report->dmarc->walk;

	return index < walk->count ? (enum mailauth_dmarc_step)walk->steps[index].status
				   : MAILAUTH_DMARC_STEP_NOT_ASKED;
}

const char *mailauth_dmarc_step_word(int step)
{
	static const char *const words[] = { "record", "none", "several", "failed", "not-asked" };

	return step >= 0 && (size_t)step < sizeof(words) / sizeof(*words) ? words[step] : NULL;
}

/* --- RFC 7489 ----------------------------------------------------------------- */

const char *mailauth_dmarc_policy_domain_7489(const struct mailauth_report *report)
{
	return (const char *)report->dmarc->old_record_at.data;
}

const char *mailauth_dmarc_org_domain_7489(const struct mailauth_report *report)
{
	return (const char *)report->dmarc->old_org_shown.data;
}

int mailauth_dmarc_percent_7489(const struct mailauth_report *report)
{
	const struct ma_dmarc_record *record = report->dmarc->old.record;

	return record != NULL ? (int)record->percent : -1;
}
