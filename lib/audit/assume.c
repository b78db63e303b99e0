/* Assumptions: what would be, if these records were published.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

#include <stdlib.h>

/* No name holds an alias and other records, or two aliases (RFC 1034 3.6.2). */
static bool is_conflict(const struct ma_assumption *a, const struct ma_assumption *b)
{
	if (a->none || b->none || !ma_name_equal(a->name, b->name))
		return false;
	if (a->type == MA_TYPE_CNAME && b->type == MA_TYPE_CNAME)
		return !ma_text_equal(a->record.rdata, b->record.rdata);
	return a->type == MA_TYPE_CNAME || b->type == MA_TYPE_CNAME;
}

static bool fits(const struct mailauth_audit *audit, const struct ma_assumption *assumption)
{
	const struct ma_assumption *other = audit->assumptions;

	if (assumption->type != MA_TYPE_CNAME && !audit->alias_assumed)
		return true;
	while (other != NULL && !is_conflict(other, assumption))
		other = other->next;
	return other == NULL;
}

int ma_audit_assume(struct mailauth_audit *audit, struct ma_text text)
{
	struct ma_assumption *assumption = ma_arena_alloc(&audit->store, sizeof(*assumption));

	text = ma_arena_copy(&audit->store, text);
	if (assumption == NULL || text.data == NULL)
		return MAILAUTH_ENOMEM;
	if (audit->assumption_count == MA_ASSUMPTIONS_MAX ||
	    !ma_assumption_read(audit, text, assumption) || !fits(audit, assumption))
		return ma_audit_status(audit) < 0 ? MAILAUTH_ENOMEM : MAILAUTH_EINVAL;
	assumption->next = audit->assumptions;
	audit->assumptions = assumption;
	audit->assumption_count++;
	audit->alias_assumed = audit->alias_assumed || assumption->type == MA_TYPE_CNAME;
	return ma_audit_status(audit);
}

/* --- The overlay -------------------------------------------------------------- */

/* By name and type, so that what makes one record set is side by side; backwards, as the overlay
 * begins with what is put on top last. */
static int compare(const void *a, const void *b)
{
	const struct ma_assumption *x = *(const struct ma_assumption *const *)a;
	const struct ma_assumption *y = *(const struct ma_assumption *const *)b;
	int r = ma_text_compare((struct ma_text){ x->name->wire, x->name->length },
				(struct ma_text){ y->name->wire, y->name->length });

	return r != 0 ? -r : (int)y->type - (int)x->type;
}

static struct ma_assumption **sort(struct mailauth_audit *audit)
{
	struct ma_assumption **all =
		ma_arena_array(&audit->store, audit->assumption_count, sizeof(*all));
	size_t count = 0;

	for (struct ma_assumption *a = audit->assumptions; all != NULL && a != NULL; a = a->next)
		all[count++] = a;
	if (all != NULL)
		qsort(all, count, sizeof(const struct ma_assumption *), compare);
	return all;
}

/* Puts the record set of the COUNT assumptions on top of OVERLAY.  Of several TTLs the shortest
 * holds (RFC 2181 5.2). */
static const struct ma_assumed *add_set(struct mailauth_audit *audit,
					const struct ma_assumed *overlay,
					struct ma_assumption **set, size_t count)
{
	struct ma_record *records = ma_arena_array(&audit->store, count, sizeof(*records));
	int64_t ttl = MA_TTL_REPLACED;
	size_t kept = 0;

	for (size_t i = 0; records != NULL && i < count; i++) {
		if (!set[i]->none)
			records[kept++] = set[i]->record;
		if (set[i]->ttl >= 0 && (ttl < 0 || set[i]->ttl < ttl))
			ttl = set[i]->ttl;
	}
	return ma_overlay_add(&audit->store, overlay, set[0]->name, set[0]->type, records, kept,
			      ttl);
}

const struct ma_assumed *ma_audit_overlay(struct mailauth_audit *audit)
{
	const struct ma_assumed *overlay = NULL;
	struct ma_assumption **all;
	size_t count = 0;

	if (audit->assumption_count == 0)
		return NULL;
	all = sort(audit);
	for (size_t i = 0; all != NULL && i < audit->assumption_count; i += count) {
		for (count = 1;
		     i + count < audit->assumption_count && compare(&all[i], &all[i + count]) == 0;)
			count++;
		overlay = add_set(audit, overlay, all + i, count);
	}
	return overlay;
}
