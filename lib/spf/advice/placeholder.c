/* Terms of a sample whose values were not filled in.
 *
 * SPDX-License-Identifier: MIT */

#include "advice.h"

enum {
	TERM_TOLD = 200, /* octets */
	TOLD_MAX = 10,	 /* findings */
};

/* What says that a lookup of TERM came to nothing; NULL where none did. */
static struct mailauth_finding *find_nowhere(const struct ma_pass *pass,
					     const struct ma_spf_frame *frame,
					     const struct ma_spf_term *term)
{
	for (struct mailauth_finding *f = pass->findings.first; f != NULL; f = f->next) {
		bool nowhere = f->id == MA_SPF_TERM_FINDS_NOTHING ||
			       f->id == MA_SPF_MX_FINDS_NOTHING || f->id == MA_SPF_TERM_NO_DOMAIN ||
			       f->id == MA_SPF_INCLUDE_NO_RECORD ||
			       f->id == MA_SPF_REDIRECT_NO_RECORD ||
			       f->id == MA_SPF_TARGET_NO_DOMAIN || f->id == MA_SPF_ODD_TARGET;

		if (nowhere && f->from >= term->from && f->to <= term->to &&
		    ma_text_equal(f->record, frame->record->text))
			return f;
	}
	return NULL;
}

/* A word may be a name that exists; a name for examples, the own one. */
static bool is_placeholder(const struct ma_pass *pass, const struct ma_spf_frame *frame,
			   const struct ma_spf_term *term)
{
	switch (ma_find_placeholder(term->text)) {
	case MA_PLACEHOLDER_SIGN:
		return true;
	case MA_PLACEHOLDER_WORD:
		return term->faulty || find_nowhere(pass, frame, term) != NULL;
	case MA_PLACEHOLDER_EXAMPLE:
		return !ma_name_is_example(pass->settings->domain) &&
		       find_nowhere(pass, frame, term) != NULL;
	default:
		return false;
	}
}

/* That the name of a sample has no address follows from that. */
static void note_placeholder(struct ma_pass *pass, const struct ma_spf_frame *frame,
			     const struct ma_spf_term *term)
{
	struct mailauth_finding *finding = find_nowhere(pass, frame, term);

	if (finding != NULL &&
	    (finding->id == MA_SPF_TERM_FINDS_NOTHING || finding->id == MA_SPF_MX_FINDS_NOTHING ||
	     finding->id == MA_SPF_TERM_NO_DOMAIN))
		finding->id = MA_SPF_PLACEHOLDER;
	else
		finding = ma_spf_note_term(&pass->findings, frame, term, MA_SPF_PLACEHOLDER);
	ma_finding_text(finding, "term", ma_text_slice(term->text, 0, TERM_TOLD));
}

bool ma_spf_find_placeholders(struct ma_pass *pass, const struct ma_spf_frame *frame)
{
	unsigned told = 0;

	for (const struct ma_spf_term *term = frame->record->terms; term != NULL && told < TOLD_MAX;
	     term = term->next) {
		if (!is_placeholder(pass, frame, term))
			continue;
		note_placeholder(pass, frame, term);
		told++;
	}
	return told > 0;
}
