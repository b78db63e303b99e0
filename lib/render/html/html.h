/* Renderings as HTML: what their files share.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_RENDER_HTML_H
#define MA_RENDER_HTML_H

#include "../render.h"

/* A record after its LABEL; FAULTY, which may be NULL, says of each byte whether a finding points
 * at it. */
void ma_html_record(struct ma_writer *writer, struct ma_text label, struct ma_text name,
		    struct ma_text record, const bool *faulty);
/* The tree of a record, to be folded; before it the budget of lookups as a bar. */
void ma_html_tree(struct ma_writer *writer, const struct ma_spf_tree *tree);
/* What receivers noted in the message that was given, next to what we make of it. */
void ma_html_notes(struct ma_writer *writer);
/* The names that DMARC compares. */
void ma_html_alignment(struct ma_writer *writer);
/* The records to publish. */
void ma_html_fixes(struct ma_writer *writer);
/* Begins HTML of REPORT, which may be NULL: FLAGS as in mailauth_report_html().  0 or
 * MAILAUTH_EINVAL. */
int ma_html_begin(struct ma_writer *writer, struct ma_page *page,
		  const struct mailauth_report *report, enum mailauth_language language,
		  unsigned flags);
/* Hands it over.  0 or MAILAUTH_ENOMEM. */
int ma_html_take(struct ma_writer *writer, char **text, size_t *length);
/* Begins a page about TITLE, or a part of one, of the class CLASS; and ends it. */
void ma_html_open(struct ma_writer *writer, struct ma_text title, const char *class,
		  unsigned flags);
void ma_html_close(struct ma_writer *writer, unsigned flags);

#endif
