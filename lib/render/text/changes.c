/* What assumptions change, as text.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

/* The findings of REPORT that OTHER does not have, each with its mark and what it means. */
static void write_findings(struct ma_writer *writer, const struct mailauth_report *report,
			   const struct mailauth_report *other, enum ma_phrase_id label)
{
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct mailauth_finding *finding = report->findings[i];
		struct ma_buffer words = { 0 };

		if (ma_report_has(other, finding))
			continue;
		ma_write_mark(writer, mailauth_finding_severity(finding));
		ma_buffer_string(&words, ma_phrase(label, writer->language));
		ma_words_finding(&words, finding, writer->language, false);
		ma_buffer_string(&words, " ");
		ma_buffer_string(&words, mailauth_finding_id(finding));
		ma_write_words(writer, 2 * MA_TEXT_MARGIN, 2 * MA_TEXT_MARGIN, &words);
	}
}

void ma_write_changes(struct ma_writer *writer)
{
	const struct mailauth_report *report = writer->report;

	if (report->before == NULL)
		return;
	ma_buffer_byte(&writer->out, '\n');
	ma_write_phrase(writer, 0,
			ma_report_is_changed(report) ? MA_PHRASE_CHANGES : MA_PHRASE_NO_CHANGES,
			NULL, 0);
	write_findings(writer, report->before, report, MA_PHRASE_CHANGE_GONE);
	write_findings(writer, report, report->before, MA_PHRASE_CHANGE_NEW);
}
