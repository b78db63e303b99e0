/* Receivers: the domains that a cause is about, counted in constant memory.
 *
 * SPDX-License-Identifier: MIT */

#include "log.h"

#include <stdlib.h>
#include <string.h>

uint64_t ma_log_hash(struct ma_text text)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */

	for (size_t i = 0; i < text.length; i++)
		hash = (hash ^ ma_fold(text.data[i])) * 1099511628211u;
	return hash != 0 ? hash : 1;
}

/* Notes HASH among those seen; the table is twice as large as it may be filled. */
static void note(struct ma_log_names *names, uint64_t hash)
{
	size_t at = hash % (2 * MA_LOG_DISTINCT_MAX);

	if (names->distinct == MA_LOG_DISTINCT_MAX)
		return;
	while (names->seen[at] != 0 && names->seen[at] != hash)
		at = (at + 1) % (2 * MA_LOG_DISTINCT_MAX);
	if (names->seen[at] == 0)
		names->distinct++;
	names->seen[at] = hash;
}

static void count(struct ma_log_names *names, struct ma_text domain)
{
	struct ma_log_name *item;

	for (size_t i = 0; i < names->count; i++)
		if (ma_text_equal_fold(ma_text(names->items[i].name), domain)) {
			names->items[i].count++;
			return;
		}
	if (names->count == MA_LOG_NAMES_MAX || domain.length >= MA_LOG_WORD_MAX)
		return;
	item = &names->items[names->count++];
	for (size_t i = 0; i < domain.length; i++)
		item->name[i] = (char)ma_fold(domain.data[i]);
	item->name[domain.length] = '\0';
	item->count = 1;
}

bool ma_log_names_add(struct ma_log_names *names, struct ma_text recipient)
{
	size_t at = ma_text_last(recipient, '@');
	struct ma_text domain =
		ma_text_slice(recipient, at < recipient.length ? at + 1 : 0, recipient.length);

	if (domain.length == 0)
		return true;
	if (names->seen == NULL)
		names->seen = calloc(2 * MA_LOG_DISTINCT_MAX, sizeof(*names->seen));
	if (names->seen == NULL)
		return false;
	note(names, ma_log_hash(domain));
	count(names, domain);
	return true;
}

static int compare(const void *a, const void *b)
{
	const struct ma_log_name *left = a;
	const struct ma_log_name *right = b;

	if (left->count != right->count)
		return left->count < right->count ? 1 : -1;
	return strcmp(left->name, right->name);
}

void ma_log_names_sort(struct ma_log_names *names)
{
	qsort(names->items, names->count, sizeof(*names->items), compare);
}
