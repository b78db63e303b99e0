/* Names that hold more than a name: characters that no host has, an "all" without its blank.
 *
 * SPDX-License-Identifier: MIT */

#include "../meant/meant.h"
#include "advice.h"

enum {
	TERM_TOLD = 512, /* octets */
};

static void add_guess(struct ma_pass *pass, struct mailauth_finding *finding,
		      const struct ma_spf_record *record, const struct ma_spf_term *term)
{
	struct ma_text guess = ma_spf_guess_term(pass->arena, record->text, term->from, term->to);

	ma_finding_text(finding, "term", ma_text_slice(term->text, 0, TERM_TOLD));
	if (guess.data != NULL)
		ma_finding_meant(finding, guess);
}

void ma_spf_tell_odd(struct ma_pass *pass, const struct ma_spf_frame *frame,
		     const struct ma_spf_term *term, struct mailauth_finding *finding)
{
	const struct ma_spf_record *record = frame->record;
	size_t at = (size_t)(term->domain_spec.data - record->text.data) +
		    ma_spf_find_odd(term->domain_spec);

	ma_finding_record(finding, record->text, at, at + 1);
	ma_finding_characters(
		finding, ma_characters_word(pass->arena, ma_text_slice(record->text, at, at + 1)));
	add_guess(pass, finding, record, term);
}

void ma_spf_tell_glued(struct ma_pass *pass, const struct ma_spf_frame *frame,
		       const struct ma_spf_term *term, struct mailauth_finding *finding)
{
	const struct ma_spf_record *record = frame->record;
	size_t from = term->from + ma_spf_find_glued_all(term->text);

	ma_finding_record(finding, record->text, from, term->to);
	ma_finding_text(finding, "all", ma_text_slice(record->text, from, term->to));
	add_guess(pass, finding, record, term);
}

/* RFC 7208 3.1: the target has a record, but of a type that no one reads.  False if it has not. */
static bool note_obsolete(struct ma_pass *pass, const struct ma_spf_frame *frame,
			  const struct ma_spf_term *term, const struct ma_name *name)
{
	struct ma_text text =
		ma_spf_of_obsolete_type(pass->arena, ma_ask(&pass->view, name, MA_TYPE_TXT));
	struct mailauth_finding *finding;

	if (text.data == NULL)
		return false;
	finding = ma_spf_note_term(&pass->findings, frame, term, MA_SPF_TARGET_OBSOLETE_TYPE);
	ma_finding_name(finding, "target", ma_name_present(pass->arena, name));
	ma_finding_meant(finding, text);
	return true;
}

/* The target is an alias of a name that does not exist.  False if it is not. */
static bool note_dangling(struct ma_pass *pass, const struct ma_spf_frame *frame,
			  const struct ma_spf_term *term, const struct ma_name *name, bool free)
{
	const struct ma_answer *answer = ma_ask(&pass->view, name, MA_TYPE_TXT);
	struct mailauth_finding *finding;

	if (answer->status != MA_ANSWER_NXDOMAIN || answer->alias == NULL)
		return false;
	finding = ma_spf_note_term(&pass->findings, frame, term,
				   free ? MA_SPF_TARGET_ALIAS_FREE : MA_SPF_TARGET_ALIAS_DANGLING);
	ma_finding_name(finding, "target", ma_name_present(pass->arena, name));
	ma_finding_name(finding, "other", ma_name_present(pass->arena, answer->alias));
	return true;
}

void ma_spf_note_target(struct ma_pass *pass, const struct ma_spf_frame *frame,
			const struct ma_spf_term *term, const struct ma_spf_target *target)
{
	enum ma_finding_id id =
		term->kind == MA_SPF_INCLUDE ? MA_SPF_INCLUDE_NO_RECORD : MA_SPF_REDIRECT_NO_RECORD;
	const struct ma_name *name = target->name;
	bool may_exist = name != NULL && !ma_spf_is_no_name(pass, name);
	/* What is included with another sign permits no one (RFC 7208 5.2). */
	bool free = !term->of_sender && may_exist &&
		    (term->kind != MA_SPF_INCLUDE || term->qualifier == '+') &&
		    ma_name_may_be_free(pass, name, MA_TYPE_TXT);

	/* Not the name that was meant: whether that exists, no one asked. */
	if (ma_spf_find_odd(term->domain_spec) < term->domain_spec.length) {
		ma_spf_tell_odd(
			pass, frame, term,
			ma_findings_add(&pass->findings, MA_SPF_ODD_TARGET, frame->presented));
		return;
	}
	if (may_exist && (note_obsolete(pass, frame, term, name) ||
			  ma_spf_note_misspelt(pass, frame, term, name, free)))
		return;
	if (may_exist && !term->of_sender && note_dangling(pass, frame, term, name, free))
		return;
	if (term->of_sender)
		id = MA_SPF_SENDER_TARGET_NONE;
	else if (free)
		id = MA_SPF_TARGET_NO_DOMAIN;
	if (name != NULL)
		ma_finding_name(ma_spf_note_term(&pass->findings, frame, term, id), "target",
				ma_name_present(pass->arena, name));
	else
		ma_finding_text(ma_spf_note_term(&pass->findings, frame, term, id), "target",
				target->text);
}
