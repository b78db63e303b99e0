/* What happens to a record between the page that it is copied from and the DNS: terms that hang
 * together, texts next to it that were meant for records; and how the record reads when it is
 * corrected.
 *
 * SPDX-License-Identifier: MIT */

#include "../meant/meant.h"
#include "advice.h"

enum {
	TOLD_MAX = 20, /* findings */
};

/* --- Names that hold more than a name ----------------------------------------------- */

static bool is_of_nothing(enum ma_finding_id id)
{
	return id == MA_SPF_ODD_TARGET || id == MA_SPF_TERM_FINDS_NOTHING ||
	       id == MA_SPF_MX_FINDS_NOTHING || id == MA_SPF_INCLUDE_NO_RECORD ||
	       id == MA_SPF_REDIRECT_NO_RECORD;
}

/* What the tree noted where it met TERM, and found nothing where it leads; or NULL. */
static struct mailauth_finding *find_noted(const struct ma_pass *pass,
					   const struct ma_spf_frame *frame,
					   const struct ma_spf_term *term)
{
	struct mailauth_finding *finding = pass->findings.first;

	while (finding != NULL &&
	       (!is_of_nothing(finding->id) || finding->from < term->from ||
		finding->to > term->to || !ma_text_equal(finding->name, frame->presented) ||
		!ma_text_equal(finding->record, frame->record->text)))
		finding = finding->next;
	return finding;
}

/* That nothing is found follows from the name, and is said with it. */
static void note_odd(struct ma_pass *pass, const struct ma_spf_frame *frame,
		     const struct ma_spf_term *term)
{
	struct mailauth_finding *finding = find_noted(pass, frame, term);

	if (finding != NULL && finding->id == MA_SPF_ODD_TARGET)
		return;
	if (finding == NULL)
		finding = ma_findings_add(&pass->findings, MA_SPF_ODD_NAME, frame->presented);
	else
		finding->id = MA_SPF_ODD_NAME;
	ma_spf_tell_odd(pass, frame, term, finding);
}

/* The same of an "all" without its blank; that an include leads nowhere is worse, and leads. */
static void note_glued(struct ma_pass *pass, const struct ma_spf_frame *frame,
		       const struct ma_spf_term *term)
{
	struct mailauth_finding *finding = find_noted(pass, frame, term);

	if (finding == NULL)
		finding = ma_findings_add(&pass->findings, MA_SPF_GLUED_ALL, frame->presented);
	else if (finding->id != MA_SPF_INCLUDE_NO_RECORD &&
		 finding->id != MA_SPF_REDIRECT_NO_RECORD)
		finding->id = MA_SPF_GLUED_ALL;
	ma_spf_tell_glued(pass, frame, term, finding);
}

static bool find_odd_name(struct ma_pass *pass, const struct ma_spf_frame *frame,
			  const struct ma_spf_term *term)
{
	struct ma_text spec = term->domain_spec;

	if (spec.length == 0 || ma_find_placeholder(spec) == MA_PLACEHOLDER_SIGN)
		return false;
	if (frame->record->all == NULL && ma_spf_find_glued_all(spec) < spec.length)
		note_glued(pass, frame, term);
	else if (ma_spf_find_odd(spec) == spec.length)
		return false;
	else
		note_odd(pass, frame, term);
	return true;
}

/* A second record after the first: RFC 7208 6 takes its version for an unknown modifier. */
static bool has_second_version(const struct ma_spf_record *record)
{
	const struct ma_spf_term *term = record->terms;

	while (term != NULL && !ma_spf_is_version(term))
		term = term->next;
	return term != NULL;
}

/* How the whole record reads when it is corrected. */
static void note_repaired(struct ma_pass *pass, const struct ma_spf_frame *frame)
{
	struct ma_text guess;

	if (ma_spf_is_sound(frame->record))
		return;
	guess = ma_spf_guess_record(pass->arena, frame->record->text);
	if (guess.data != NULL)
		ma_finding_meant(
			ma_findings_add(&pass->findings, MA_SPF_REPAIRED, frame->presented), guess);
}

bool ma_spf_find_pasted(struct ma_pass *pass, struct ma_text name,
			const struct ma_spf_record *record)
{
	const struct ma_spf_frame frame = { .presented = name, .record = record };
	unsigned noted = 0;

	/* RFC 7208 7.1 lets a name hold any visible character; receivers take it as it is. */
	for (const struct ma_spf_term *term = record->terms; term != NULL; term = term->next)
		if (record->faults == 0 && noted < TOLD_MAX)
			noted += find_odd_name(pass, &frame, term);
	note_repaired(pass, &frame);
	noted += ma_spf_find_placeholders(pass, &frame);
	return noted > 0 || record->notes > 0 || has_second_version(record);
}

/* --- Next to a record ------------------------------------------------------------------- */

/* No suggestion: set right where it is, it would be a second record, and both would be void. */
static bool note_second(struct ma_pass *pass, struct ma_text name, struct ma_text text)
{
	size_t from;
	size_t to;
	size_t version = ma_spf_find_version(text, &from, &to);
	uint32_t code;

	if (version == 0 || ma_spf_is_record(text))
		return false;
	if (from == to) { /* then it is what follows */
		size_t length = ma_utf8_decode(ma_text_slice(text, version, text.length), &code);

		from = version;
		to = version + (length > 0 ? length : 1);
	}
	ma_finding_record(ma_findings_add(&pass->findings, MA_SPF_ALMOST_SECOND_RECORD, name), text,
			  from, to);
	return true;
}

void ma_spf_find_beside(struct ma_pass *pass, const struct ma_spf_published *published,
			struct ma_text name, const struct ma_answer *answer)
{
	const struct ma_spf_record *record = published->count == 1 ? published->records[0] : NULL;
	unsigned told = 0;

	for (size_t i = 0; i < answer->count && told < TOLD_MAX; i++) {
		struct ma_text text = ma_record_text(&answer->records[i]);

		told += note_second(pass, name, text) || ma_spf_find_rest(pass, name, record, text);
	}
}
