/* What assumptions change: a report compared with the one without them.
 *
 * SPDX-License-Identifier: MIT */

#include "report.h"

struct comparison {
	struct ma_arena *arena;
	const struct mailauth_report *before;
	const struct mailauth_report *after;
	struct ma_buffer changes; /* of struct mailauth_change */
};

static void note(struct comparison *comparison, enum mailauth_change_kind kind, size_t index,
		 const char *before, const char *after)
{
	const struct mailauth_change change = { kind, index, before, after, NULL };

	if (before == after ||
	    (before != NULL && after != NULL && ma_text_is(ma_text(before), after)))
		return;
	ma_buffer_add(&comparison->changes, &change, sizeof(change));
}

/* --- Findings ----------------------------------------------------------------- */

/* Whether a value is part of what a finding says in words, not of what is to be published instead,
 * nor one for programs alone. */
static bool is_said(const struct mailauth_finding *finding, const struct ma_argument *argument)
{
	switch (argument->kind) {
	case MA_VALUE_MEANT:
	case MA_VALUE_RECORD:
	case MA_VALUE_STRONGER:
	case MA_VALUE_WEAKER:
		return false;
	default:
		return ma_catalogue_says(finding->id, argument->key);
	}
}

static bool is_same_value(const struct mailauth_finding *finding,
			  const struct ma_argument *argument)
{
	for (size_t i = 0; i < finding->argument_count; i++)
		if (ma_text_is(ma_text(finding->arguments[i].key), argument->key))
			return ma_text_equal(finding->arguments[i].value, argument->value);
	return false;
}

/* Whether B says all that A says. */
static bool says_all_of(const struct mailauth_finding *b, const struct mailauth_finding *a)
{
	for (size_t i = 0; i < a->argument_count; i++)
		if (is_said(a, &a->arguments[i]) && !is_same_value(b, &a->arguments[i]))
			return false;
	return true;
}

static struct ma_text faulty_of(const struct mailauth_finding *finding)
{
	return finding->record.data != NULL
		       ? ma_text_slice(finding->record, finding->from, finding->to)
		       : (struct ma_text){ 0 };
}

/* Whether both say the same, wherever in a record that is. */
static bool is_same_finding(const struct mailauth_finding *a, const struct mailauth_finding *b)
{
	if (a->id != b->id || !ma_text_equal(a->name, b->name))
		return false;
	if (ma_catalogue_says(a->id, "faulty") && !ma_text_equal(faulty_of(a), faulty_of(b)))
		return false;
	return says_all_of(b, a) && says_all_of(a, b);
}

static size_t count_same(const struct mailauth_report *report, size_t end,
			 const struct mailauth_finding *finding)
{
	size_t count = 0;

	for (size_t i = 0; i < end; i++)
		count += is_same_finding(report->findings[i], finding);
	return count;
}

/* Notes the findings of REPORT that OTHER lacks, or has less often. */
static void compare_findings(struct comparison *comparison, const struct mailauth_report *report,
			     const struct mailauth_report *other)
{
	bool gone = report == comparison->before;

	for (size_t i = 0; i < report->finding_count; i++) {
		const struct mailauth_finding *finding = report->findings[i];
		const char *word = mailauth_severity_word((int)mailauth_finding_severity(finding));
		const struct mailauth_change change = { MAILAUTH_CHANGE_FINDING, 0,
							gone ? word : NULL, gone ? NULL : word,
							finding };

		if (count_same(report, i, finding) >=
		    count_same(other, other->finding_count, finding))
			ma_buffer_add(&comparison->changes, &change, sizeof(change));
	}
}

/* --- Results ------------------------------------------------------------------ */

static const char *number(struct ma_arena *arena, bool known, uint64_t value)
{
	return known ? (const char *)ma_arena_number(arena, value).data : NULL;
}

static void compare_sections(struct comparison *comparison)
{
	for (int i = MAILAUTH_SECTION_SPF; i <= MAILAUTH_SECTION_DNS; i++)
		note(comparison, MAILAUTH_CHANGE_SECTION, (size_t)i,
		     mailauth_severity_word((int)mailauth_report_section_severity(
			     comparison->before, (enum mailauth_section)i)),
		     mailauth_severity_word((int)mailauth_report_section_severity(
			     comparison->after, (enum mailauth_section)i)));
}

/* Both reports are of the same senders in the same order. */
static void compare_senders(struct comparison *comparison)
{
	const struct mailauth_report *before = comparison->before, *after = comparison->after;

	for (size_t i = 0; i < before->sender_count && i < after->sender_count; i++)
		note(comparison, MAILAUTH_CHANGE_SENDER, i,
		     mailauth_spf_result_word(before->senders[i]->outcome.result),
		     mailauth_spf_result_word(after->senders[i]->outcome.result));
}

static void compare_dmarc(struct comparison *comparison)
{
	const struct mailauth_report *before = comparison->before, *after = comparison->after;

	for (int i = MAILAUTH_POLICY_OF_DOMAIN; i <= MAILAUTH_POLICY_OF_MISSING; i++)
		note(comparison, MAILAUTH_CHANGE_POLICY, (size_t)i,
		     mailauth_policy_word(
			     mailauth_report_dmarc_policy(before, (enum mailauth_policy_of)i)),
		     mailauth_policy_word(
			     mailauth_report_dmarc_policy(after, (enum mailauth_policy_of)i)));
	note(comparison, MAILAUTH_CHANGE_DMARC, 0,
	     mailauth_dmarc_result_word(mailauth_report_dmarc_result(before)),
	     mailauth_dmarc_result_word(mailauth_report_dmarc_result(after)));
}

static void compare_tree(struct comparison *comparison)
{
	const struct ma_spf_published *before = &comparison->before->spf;
	const struct ma_spf_published *after = &comparison->after->spf;
	struct ma_arena *arena = comparison->arena;

	note(comparison, MAILAUTH_CHANGE_ADDRESSES, 0,
	     number(arena, before->tree.counted, before->tree.reach.ipv4),
	     number(arena, after->tree.counted, after->tree.reach.ipv4));
	note(comparison, MAILAUTH_CHANGE_LOOKUPS, 0,
	     number(arena, before->walked, before->tree.lookups),
	     number(arena, after->walked, after->tree.lookups));
}

/* --- All of it ---------------------------------------------------------------- */

void ma_report_compare(struct mailauth_report *report, const struct mailauth_report *before,
		       struct ma_arena *arena)
{
	struct comparison comparison = { .arena = arena, .before = before, .after = report };
	struct ma_text kept;

	note(&comparison, MAILAUTH_CHANGE_SEVERITY, 0,
	     mailauth_severity_word((int)mailauth_report_severity(before)),
	     mailauth_severity_word((int)mailauth_report_severity(report)));
	note(&comparison, MAILAUTH_CHANGE_SPOOFABLE, 0,
	     mailauth_spoofable_word((int)before->verdict.spoofable),
	     mailauth_spoofable_word((int)report->verdict.spoofable));
	compare_sections(&comparison);
	compare_senders(&comparison);
	compare_dmarc(&comparison);
	compare_tree(&comparison);
	compare_findings(&comparison, before, report);
	compare_findings(&comparison, report, before);
	report->before = before;
	report->change_count = comparison.changes.length / sizeof(struct mailauth_change);
	kept = ma_buffer_keep(&comparison.changes, arena);
	report->changes = (const void *)kept.data;
	if (report->changes == NULL)
		report->change_count = 0;
}

/* --- Its public face ---------------------------------------------------------- */

const struct mailauth_report *mailauth_report_before(const struct mailauth_report *report)
{
	return report->before;
}

size_t mailauth_report_change_count(const struct mailauth_report *report)
{
	return report->change_count;
}

const struct mailauth_change *mailauth_report_change(const struct mailauth_report *report,
						     size_t index)
{
	return index < report->change_count ? &report->changes[index] : NULL;
}

enum mailauth_change_kind mailauth_change_kind(const struct mailauth_change *change)
{
	return change->kind;
}

size_t mailauth_change_index(const struct mailauth_change *change)
{
	return change->index;
}

const char *mailauth_change_before(const struct mailauth_change *change)
{
	return change->before;
}

const char *mailauth_change_after(const struct mailauth_change *change)
{
	return change->after;
}

const struct mailauth_finding *mailauth_change_finding(const struct mailauth_change *change)
{
	return change->finding;
}

const char *mailauth_change_word(int kind)
{
	static const char *const words[] = {
		[MAILAUTH_CHANGE_SEVERITY] = "severity",
		[MAILAUTH_CHANGE_SPOOFABLE] = "spoofable",
		[MAILAUTH_CHANGE_SECTION] = "section",
		[MAILAUTH_CHANGE_SENDER] = "sender",
		[MAILAUTH_CHANGE_POLICY] = "policy",
		[MAILAUTH_CHANGE_DMARC] = "dmarc",
		[MAILAUTH_CHANGE_ADDRESSES] = "addresses",
		[MAILAUTH_CHANGE_LOOKUPS] = "lookups",
		[MAILAUTH_CHANGE_FINDING] = "finding",
	};

	return kind >= 0 && kind <= MAILAUTH_CHANGE_FINDING ? words[kind] : NULL;
}
