/* What is said once: findings that the verdict has named, that repeat another, or that another
 * overrules.
 *
 * SPDX-License-Identifier: MIT */

#include "report.h"

#include <string.h>

bool ma_report_publishes(const struct mailauth_report *report, struct ma_text record)
{
	const struct ma_dmarc_record *policy = report->dmarc->policy.record;

	if (policy != NULL && ma_text_equal(policy->text, record))
		return true;
	for (size_t i = 0; i < report->spf.count; i++)
		if (ma_text_equal(report->spf.records[i]->text, record))
			return true;
	return false;
}

/* Whether the verdict says what FINDING says. */
static bool is_told(const struct ma_verdict *verdict, const struct mailauth_finding *finding)
{
	/* Several inquiries may have found the same. */
	if (verdict->told != NULL && ma_finding_equal(verdict->told, finding))
		return true;
	for (size_t i = 0; i < verdict->cause_count; i++)
		if (verdict->causes[i].finding != NULL &&
		    ma_finding_equal(verdict->causes[i].finding, finding))
			return true;
	return false;
}

/* --- Overruled ---------------------------------------------------------------- */

static const struct mailauth_finding *find_error(const struct mailauth_report *report,
						 enum mailauth_section section)
{
	for (size_t i = 0; i < report->finding_count; i++)
		if (mailauth_finding_section(report->findings[i]) == section &&
		    mailauth_finding_severity(report->findings[i]) == MAILAUTH_SEVERITY_ERROR)
			return report->findings[i];
	return NULL;
}

static const struct mailauth_finding *find_about(const struct mailauth_report *report,
						 enum ma_finding_id id, struct ma_text name)
{
	for (size_t i = 0; i < report->finding_count; i++)
		if (report->findings[i]->id == id && ma_text_equal(report->findings[i]->name, name))
			return report->findings[i];
	return NULL;
}

static const struct mailauth_finding *find_overruling(const struct mailauth_report *report,
						      const struct mailauth_finding *finding)
{
	const struct ma_verdict *verdict = &report->verdict;

	/* "Add it" would be the wrong advice to someone who has, in the wrong place. */
	if (finding == verdict->told && verdict->sender != NULL)
		return verdict->sender->too_late;
	/* Not all of several records are to be merged. */
	if (finding->id == MA_SPF_MULTIPLE_RECORDS)
		return find_about(report, MA_SPF_ONE_PERMITS_ALL, finding->name);
	/* Next to a fault of the record no one looks for praise. */
	if (mailauth_finding_section(finding) == MAILAUTH_SECTION_SPF &&
	    mailauth_finding_severity(finding) == MAILAUTH_SEVERITY_OK)
		return find_error(report, MAILAUTH_SECTION_SPF);
	return NULL;
}

/* --- Said before ---------------------------------------------------------------- */

/* Whether two findings differ in nothing but the identity of the sender that they are about. */
static bool is_same_to_reader(const struct mailauth_finding *a, const struct mailauth_finding *b)
{
	if (a->id != b->id || a->argument_count != b->argument_count || a->from != b->from ||
	    a->to != b->to || !ma_text_equal(a->name, b->name) ||
	    !ma_text_equal(a->record, b->record))
		return false;
	for (size_t i = 0; i < a->argument_count; i++)
		if (strcmp(a->arguments[i].key, "identity") != 0 &&
		    !ma_text_equal(a->arguments[i].value, b->arguments[i].value))
			return false;
	return true;
}

/* Whether the same was said of the same key record: where else, the carets show. */
static bool is_said_of_key(const struct mailauth_report *report, size_t index)
{
	const struct mailauth_finding *finding = report->findings[index];

	for (size_t i = index; i > 0 && finding->record.data != NULL; i--) {
		const struct mailauth_finding *before = report->findings[i - 1];

		/* Those of a record are together. */
		if (!ma_text_equal(before->name, finding->name))
			return false;
		if (before->id == finding->id && ma_text_equal(before->record, finding->record))
			return true;
	}
	return false;
}

static bool is_said(const struct mailauth_report *report, size_t index)
{
	if (mailauth_finding_section(report->findings[index]) == MAILAUTH_SECTION_DKIM)
		return is_said_of_key(report, index);
	for (size_t i = 0; i < index; i++)
		if (is_same_to_reader(report->findings[i], report->findings[index]))
			return true;
	return false;
}

/* What another place of the report shows: a key's line, the record of several that is read alone,
 * the finding whose fault leaves no room for praise. */
static bool is_listed(const struct mailauth_report *report, const struct mailauth_finding *finding,
		      const struct ma_remedy *remedy)
{
	switch (finding->id) {
	case MA_DKIM_KEY_VALID:
	case MA_DKIM_UNKNOWN_TAG:
		return false;
	case MA_SPF_SENDER_RECORD_ALONE:
		return !ma_report_publishes(report, finding->record);
	default:
		return remedy->overruled_by == NULL ||
		       mailauth_finding_severity(finding) != MAILAUTH_SEVERITY_OK;
	}
}

void ma_report_mark_said(struct mailauth_report *report)
{
	for (size_t i = 0; i < report->finding_count; i++) {
		struct ma_remedy *remedy = &report->remedies[i];

		remedy->overruled_by = find_overruling(report, report->findings[i]);
		remedy->told = is_told(&report->verdict, report->findings[i]);
		remedy->closing = report->findings[i]->id == MA_DMARC_IF_NO_MAIL;
		remedy->follows = report->findings[i]->id == MA_SPF_REFUSAL_NOT_REACHED;
		remedy->said = is_said(report, i);
		remedy->listed = is_listed(report, report->findings[i], remedy);
	}
}
