/* What the public may read of block lists.
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

#include <mailauth/host.h>

static const struct ma_list *list_at(const struct mailauth_report *report, size_t index)
{
	return index < report->lists.count ? &report->lists.items[index] : NULL;
}

static const struct ma_listing *listing_at(const struct mailauth_report *report, size_t index,
					   size_t which)
{
	const struct ma_list *list = list_at(report, index);

	return list != NULL && which < list->count ? &list->listings[which] : NULL;
}

size_t mailauth_blocklist_count(const struct mailauth_report *report)
{
	return report->lists.count;
}

const char *mailauth_blocklist_id(const struct mailauth_report *report, size_t index)
{
	const struct ma_list *list = list_at(report, index);

	return list != NULL ? list->known->word : NULL;
}

const char *mailauth_blocklist_zone(const struct mailauth_report *report, size_t index)
{
	const struct ma_list *list = list_at(report, index);

	return list != NULL ? list->known->zone : NULL;
}

const char *mailauth_blocklist_date(const struct mailauth_report *report, size_t index)
{
	const struct ma_list *list = list_at(report, index);

	return list != NULL ? list->known->date : NULL;
}

enum mailauth_blocklist_state mailauth_blocklist_state(const struct mailauth_report *report,
						       size_t index)
{
	static const enum mailauth_blocklist_state states[] = {
		[MA_LIST_WORKS] = MAILAUTH_BLOCKLIST_WORKS,
		[MA_LIST_UNKNOWN] = MAILAUTH_BLOCKLIST_UNKNOWN,
		[MA_LIST_REFUSES] = MAILAUTH_BLOCKLIST_REFUSES,
		[MA_LIST_EMPTY] = MAILAUTH_BLOCKLIST_EMPTY,
		[MA_LIST_FULL] = MAILAUTH_BLOCKLIST_FULL,
	};
	const struct ma_list *list = list_at(report, index);

	return list != NULL ? states[list->state] : MAILAUTH_BLOCKLIST_UNKNOWN;
}

const char *mailauth_blocklist_state_word(int state)
{
	static const char *const words[] = {
		[MAILAUTH_BLOCKLIST_UNKNOWN] = "unknown", [MAILAUTH_BLOCKLIST_WORKS] = "works",
		[MAILAUTH_BLOCKLIST_REFUSES] = "refuses", [MAILAUTH_BLOCKLIST_EMPTY] = "empty",
		[MAILAUTH_BLOCKLIST_FULL] = "full",
	};

	return state >= 0 && (size_t)state < sizeof(words) / sizeof(*words) ? words[state] : NULL;
}

const char *mailauth_blocklist_of(const struct mailauth_report *report, size_t index, size_t which)
{
	const struct ma_listing *listing = listing_at(report, index, which);

	return listing != NULL ? (const char *)listing->of.data : NULL;
}

bool mailauth_blocklist_lists(const struct mailauth_report *report, size_t index, size_t which)
{
	const struct ma_listing *listing = listing_at(report, index, which);

	return listing != NULL && report->lists.items[index].state == MA_LIST_WORKS &&
	       listing->meaning >= MA_BLOCKLIST_POLICY;
}

const char *mailauth_blocklist_code(const struct mailauth_report *report, size_t index,
				    size_t which, size_t code)
{
	const struct ma_listing *listing = listing_at(report, index, which);

	return listing != NULL && code < listing->code_count
		       ? (const char *)listing->codes[code].data
		       : NULL;
}
