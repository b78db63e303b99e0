/* An explanation, and a mail log, as HTML: the same that columns of text have.
 *
 * SPDX-License-Identifier: MIT */

#include "../text/explanation/explanation.h"
#include "html.h"

#include <mailauth/log.h>

int mailauth_explanation_html(const struct mailauth_explanation *explanation,
			      const struct mailauth_report *report, enum mailauth_language language,
			      unsigned flags, char **text, size_t *length)
{
	struct ma_writer writer;
	struct ma_page page;
	int r = ma_html_begin(&writer, &page, report, language, flags);

	if (r != 0)
		return r;
	ma_html_open(&writer, ma_text(ma_phrase(MA_PHRASE_HTML_EXPLANATION, language)),
		     "ma-explanation", flags);
	ma_write_explanation(&writer, explanation);
	ma_html_close(&writer, flags);
	return ma_html_take(&writer, text, length);
}

int mailauth_log_html(const struct mailauth_log *log, enum mailauth_language language,
		      unsigned flags, char **text, size_t *length)
{
	struct ma_writer writer;
	struct ma_page page;
	int r = ma_html_begin(&writer, &page, NULL, language, flags);

	if (r != 0)
		return r;
	ma_html_open(&writer, ma_text(ma_phrase(MA_PHRASE_HTML_LOG, language)), "ma-explanation",
		     flags);
	ma_write_log(&writer, log);
	ma_html_close(&writer, flags);
	return ma_html_take(&writer, text, length);
}
