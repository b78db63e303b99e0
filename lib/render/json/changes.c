/* The key "changes": what assumptions make of the verdict, the sections and the findings.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

static void write_words(struct ma_json *json, const char *before, const char *after)
{
	if (before != NULL)
		ma_json_text(json, "before", ma_text(before));
	else
		ma_json_null(json, "before");
	if (after != NULL)
		ma_json_text(json, "after", ma_text(after));
	else
		ma_json_null(json, "after");
}

static void write_change(struct ma_json *json, const char *what, const char *before,
			 const char *after)
{
	if (before == after)
		return;
	ma_json_open(json, NULL, '{');
	ma_json_text(json, "what", ma_text(what));
	write_words(json, before, after);
	ma_json_close(json, '}');
}

static void write_section(struct ma_json *json, const struct mailauth_report *report,
			  enum mailauth_section section)
{
	enum mailauth_severity before = mailauth_report_section_severity(report->before, section);
	enum mailauth_severity after = mailauth_report_section_severity(report, section);

	if (before == after)
		return;
	ma_json_open(json, NULL, '{');
	ma_json_text(json, "what", MA_TEXT("section"));
	ma_json_text(json, "section", ma_text(mailauth_section_word((int)section)));
	write_words(json, mailauth_severity_word((int)before), mailauth_severity_word((int)after));
	ma_json_close(json, '}');
}

/* The findings of REPORT that OTHER does not have. */
static void write_findings(struct ma_json *json, const struct mailauth_report *report,
			   const struct mailauth_report *other, bool gone)
{
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct mailauth_finding *finding = report->findings[i];
		const char *severity =
			mailauth_severity_word((int)mailauth_finding_severity(finding));

		if (ma_report_has(other, finding))
			continue;
		ma_json_open(json, NULL, '{');
		ma_json_text(json, "what", MA_TEXT("finding"));
		ma_json_text(json, "id", ma_text(mailauth_finding_id(finding)));
		ma_json_text(json, "name", finding->name);
		write_words(json, gone ? severity : NULL, gone ? NULL : severity);
		ma_json_close(json, '}');
	}
}

void ma_json_changes(struct ma_json *json, const struct mailauth_report *report)
{
	const struct mailauth_report *before = report->before;

	if (before == NULL)
		return;
	ma_json_open(json, "changes", '[');
	write_change(json, "severity",
		     mailauth_severity_word((int)mailauth_report_severity(before)),
		     mailauth_severity_word((int)mailauth_report_severity(report)));
	write_change(json, "spoofable", mailauth_spoofable_word((int)before->verdict.spoofable),
		     mailauth_spoofable_word((int)report->verdict.spoofable));
	for (int i = MAILAUTH_SECTION_SPF; i <= MAILAUTH_SECTION_DNS; i++)
		write_section(json, report, (enum mailauth_section)i);
	write_findings(json, before, report, true);
	write_findings(json, report, before, false);
	ma_json_close(json, ']');
}
