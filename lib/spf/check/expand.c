/* What a term comes to: another record, hosts, addresses, or something that depends on the sender.
 * check_host() and the tree both rest on it.
 *
 * SPDX-License-Identifier: MIT */

#include "expand.h"

#include "../record/macro.h"

struct ma_spf_target ma_spf_target(struct ma_spf_check *check, const struct ma_spf_frame *frame,
				   const struct ma_spf_term *term)
{
	struct ma_spf_target target = { .text = frame->domain, .name = frame->name };

	if (term->domain_spec.length == 0)
		return target;
	target.text = term->domain_spec;
	target.name = term->target;
	if (term->has_macro)
		target.state =
			ma_spf_expand(check, frame->domain, term->domain_spec, false, &target.text);
	target.text = ma_spf_cut_name(target.text);
	if (term->has_macro)
		target.name = target.state == MA_EXPANDED
				      ? ma_name_parse(check->pass->arena, target.text)
				      : NULL;
	return target;
}

struct ma_spf_target ma_spf_target_of_nobody(struct ma_pass *pass, const struct ma_spf_frame *frame,
					     const struct ma_spf_term *term)
{
	static const struct ma_sender_input nobody = { 0 };
	struct ma_spf_check check = { .pass = pass, .input = &nobody };

	return ma_spf_target(&check, frame, term);
}

/* Where SPEC begins after the last part of it that the sender decides.  The family alone is treated
 * for known: each has but one name (RFC 7208 7.2). */
static size_t find_rest(struct ma_text spec)
{
	struct ma_cursor cursor = { spec, 0 };
	struct ma_spf_piece piece;
	size_t rest = 0;

	while ((piece = ma_spf_next_piece(&cursor)).kind != MA_PIECE_END)
		if (piece.kind == MA_PIECE_MACRO && ma_fold(piece.byte) != 'd' &&
		    ma_fold(piece.byte) != 'v')
			rest = piece.to;
	return rest;
}

const struct ma_name *ma_spf_wildcard_of_senders(struct ma_pass *pass,
						 const struct ma_spf_frame *frame,
						 const struct ma_spf_term *term)
{
	static const struct ma_sender_input by_ipv4 = { .ip = { .length = 4 } };
	struct ma_spf_check check = { .pass = pass, .input = &by_ipv4 };
	struct ma_text spec = term->domain_spec;
	const struct ma_name *above;
	struct ma_text text;
	size_t dot = 0;

	spec = ma_text_slice(spec, find_rest(spec), spec.length);
	if (spec.length == 0 || spec.length == term->domain_spec.length ||
	    ma_spf_expand(&check, frame->domain, spec, false, &text) != MA_EXPANDED)
		return NULL;
	while (dot < text.length && text.data[dot] != '.')
		dot++;
	above = ma_name_parse(pass->arena,
			      ma_spf_cut_name(ma_text_slice(text, dot + 1, text.length)));
	return above != NULL && ma_name_labels(above) > 0
		       ? ma_name_join(pass->arena, MA_TEXT("*"), above)
		       : NULL;
}

/* What TERM means where its target is known. */
static enum ma_spf_meaning_kind meaning_of(const struct ma_spf_term *term,
					   const struct ma_spf_target *target)
{
	if (target->state == MA_EXPANSION_PENDING)
		return MA_SPF_MEANS_PENDING;
	/* RFC 7208 4.3: what is malformed, or not multi-label, has no record. */
	if (ma_spf_leads_on(term))
		return target->name != NULL && ma_name_labels(target->name) > 1
			       ? MA_SPF_MEANS_RECORD
			       : MA_SPF_MEANS_NO_RECORD;
	/* RFC 7208 4.8 leaves a name that the DNS cannot hold to us: it matches nothing, and there
	 * is nothing to ask. */
	return target->name != NULL ? MA_SPF_MEANS_HOSTS : MA_SPF_MEANS_NOBODY;
}

static enum ma_spf_meaning_kind meaning_without_target(const struct ma_spf_term *term)
{
	if (term->kind == MA_SPF_ALL)
		return MA_SPF_MEANS_EVERYBODY;
	return ma_spf_is_network(term) ? MA_SPF_MEANS_NETWORK : MA_SPF_MEANS_NOBODY;
}

struct ma_spf_meaning ma_spf_expand_term(struct ma_spf_check *check,
					 const struct ma_spf_frame *frame,
					 const struct ma_spf_term *term)
{
	struct ma_spf_meaning meaning = { .kind = meaning_without_target(term) };

	if (ma_spf_causes_lookup(term)) {
		meaning.target = ma_spf_target(check, frame, term);
		meaning.kind = meaning_of(term, &meaning.target);
	}
	return meaning;
}

struct ma_spf_meaning ma_spf_expand_for_nobody(struct ma_pass *pass,
					       const struct ma_spf_frame *frame,
					       const struct ma_spf_term *term)
{
	struct ma_spf_meaning meaning = { .kind = meaning_without_target(term) };

	if (term->kind == MA_SPF_PTR || term->of_sender) {
		meaning.kind = MA_SPF_MEANS_SENDER;
	} else if (ma_spf_causes_lookup(term)) {
		meaning.target = ma_spf_target_of_nobody(pass, frame, term);
		meaning.kind = meaning_of(term, &meaning.target);
	}
	return meaning;
}
