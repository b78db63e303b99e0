/* check_host() (RFC 7208 4): selects the record, goes through its terms, follows include and
 * redirect.
 *
 * SPDX-License-Identifier: MIT */

#include "inside.h"

/* Adds a line to the way that the evaluation took. */
static struct ma_spf_step *add_step(struct ma_spf_check *check, unsigned depth,
				    struct ma_text domain, struct ma_text text)
{
	struct ma_spf_outcome *outcome = check->outcome;
	struct ma_spf_step *step = ma_arena_alloc(check->pass->arena, sizeof(*step));

	if (step == NULL)
		return NULL;
	*step = (struct ma_spf_step){
		.kind = MA_STEP_RECORD, .depth = depth, .domain = domain, .text = text
	};
	if (outcome->last_step != NULL)
		outcome->last_step->next = step;
	else
		outcome->steps = step;
	outcome->last_step = step;
	return step;
}

static struct ma_text presented(struct ma_spf_check *check, const struct ma_name *name)
{
	return ma_name_present(check->pass->arena, name);
}

static struct ma_text number(struct ma_spf_check *check, size_t value)
{
	return ma_arena_number(check->pass->arena, value);
}

/* Evaluates the record of the target of include or redirect. */
static enum mailauth_spf_result check_target(struct ma_spf_check *check,
					     const struct ma_spf_frame *frame,
					     const struct ma_spf_term *term)
{
	bool included = frame->included || term->kind == MA_SPF_INCLUDE;
	const struct ma_name *target;
	const struct ma_answer *answer;
	struct ma_text text;

	if (ma_spf_target(check, frame->domain, term->domain_spec, &text, &target) ==
	    MA_EXPANSION_PENDING)
		return MAILAUTH_SPF_NEUTRAL;
	/* RFC 7208 4.3: malformed, or not multi-label */
	if (target == NULL || ma_name_labels(target) < 2)
		return MAILAUTH_SPF_NONE;
	answer = ma_ask(&check->pass->view, target, MA_TYPE_TXT);
	if (!ma_spf_count_void(check, frame, term, answer))
		return MAILAUTH_SPF_PERMERROR;
	return ma_spf_check_host(check, text, frame->depth + 1, included);
}

static void blame_target(struct ma_spf_check *check, const struct ma_spf_frame *frame,
			 const struct ma_spf_term *term)
{
	const struct ma_name *name;
	struct ma_text text;

	ma_spf_target(check, frame->domain, term->domain_spec, &text, &name);
	ma_spf_blame_target(check->pass, frame, term, name, text);
}

/* The table of RFC 7208 5.2. */
static enum ma_spf_match match_include(struct ma_spf_check *check, const struct ma_spf_frame *frame,
				       const struct ma_spf_term *term)
{
	switch (check_target(check, frame, term)) {
	case MAILAUTH_SPF_PASS:
		return MA_MATCH;
	case MAILAUTH_SPF_TEMPERROR:
		return MA_TEMPERROR;
	case MAILAUTH_SPF_PERMERROR:
		return MA_PERMERROR;
	case MAILAUTH_SPF_NONE:
		blame_target(check, frame, term);
		return MA_PERMERROR;
	default:
		return MA_NO_MATCH;
	}
}

/* RFC 7208 6.1. */
static enum mailauth_spf_result follow_redirect(struct ma_spf_check *check,
						const struct ma_spf_frame *frame)
{
	const struct ma_spf_term *term = frame->record->redirect;
	struct ma_spf_step *step = add_step(check, frame->depth, frame->presented, term->text);
	enum mailauth_spf_result result = MAILAUTH_SPF_PERMERROR;

	if (step != NULL)
		step->kind = MA_STEP_HANDED;
	if (ma_spf_count_lookup(check, frame, term))
		result = check_target(check, frame, term);
	if (result == MAILAUTH_SPF_NONE) {
		blame_target(check, frame, term);
		result = MAILAUTH_SPF_PERMERROR;
	}
	if (step != NULL && (result == MAILAUTH_SPF_PERMERROR || result == MAILAUTH_SPF_TEMPERROR))
		step->kind = MA_STEP_ERROR;
	return result;
}

static enum ma_spf_match match_term(struct ma_spf_check *check, const struct ma_spf_frame *frame,
				    const struct ma_spf_term *term)
{
	switch (term->kind) {
	case MA_SPF_ALL:
		return MA_MATCH;
	case MA_SPF_IP4:
	case MA_SPF_IP6:
		return ma_spf_match(check, frame, term);
	default:
		if (!ma_spf_count_lookup(check, frame, term))
			return MA_PERMERROR;
		if (term->kind == MA_SPF_INCLUDE)
			return match_include(check, frame, term);
		return ma_spf_match(check, frame, term);
	}
}

/* What a match means (RFC 7208 4.6.2). */
static enum mailauth_spf_result decide(struct ma_spf_check *check, const struct ma_spf_frame *frame,
				       const struct ma_spf_term *term)
{
	if (!frame->included) {
		check->outcome->matched = ma_arena_copy(check->pass->arena, term->text);
		check->outcome->matched_domain = frame->presented;
		if (frame->depth == 0)
			check->outcome->behind = ma_text_slice(frame->record->text, term->to,
							       frame->record->text.length);
	}
	switch (term->qualifier) {
	case '-':
		if (!frame->included && frame->record->exp != NULL) {
			check->explain_spec = frame->record->exp->domain_spec;
			check->explain_domain = frame->domain;
		}
		return MAILAUTH_SPF_FAIL;
	case '~':
		return MAILAUTH_SPF_SOFTFAIL;
	case '?':
		return MAILAUTH_SPF_NEUTRAL;
	default:
		return MAILAUTH_SPF_PASS;
	}
}

/* RFC 7208 4.6, 4.7. */
static enum mailauth_spf_result evaluate_record(struct ma_spf_check *check,
						const struct ma_spf_frame *frame)
{
	for (const struct ma_spf_term *term = frame->record->terms; term; term = term->next) {
		struct ma_spf_step *step;
		enum ma_spf_match match;

		if (!ma_spf_is_mechanism(term))
			continue;
		step = add_step(check, frame->depth, frame->presented, term->text);
		match = match_term(check, frame, term);
		if (step != NULL)
			step->kind = match == MA_MATCH	    ? MA_STEP_MATCH
				     : match == MA_NO_MATCH ? MA_STEP_NO_MATCH
							    : MA_STEP_ERROR;
		if (match == MA_MATCH)
			return decide(check, frame, term);
		if (match != MA_NO_MATCH)
			return match == MA_TEMPERROR ? MAILAUTH_SPF_TEMPERROR
						     : MAILAUTH_SPF_PERMERROR;
	}
	/* RFC 7208 5.1: a redirect beside an "all" is ignored; that "all" has matched. */
	if (frame->record->redirect != NULL)
		return follow_redirect(check, frame);
	return MAILAUTH_SPF_NEUTRAL;
}

static enum mailauth_spf_result check_record(struct ma_spf_check *check, struct ma_spf_frame *frame,
					     struct ma_text text)
{
	struct ma_pass *pass = check->pass;

	add_step(check, frame->depth, frame->presented, text);
	frame->record = ma_spf_parse(pass->arena, frame->presented, text, &pass->findings);
	/* RFC 7208 4.6: "if there are any syntax errors anywhere in the record, check_host()
	 * returns immediately with the result "permerror"" */
	if (frame->record == NULL || frame->record->faults > 0)
		return MAILAUTH_SPF_PERMERROR;
	return evaluate_record(check, frame);
}

enum mailauth_spf_result ma_spf_check_host(struct ma_spf_check *check, struct ma_text domain,
					   unsigned depth, bool included)
{
	struct ma_pass *pass = check->pass;
	struct ma_spf_frame frame = { .domain = domain, .depth = depth, .included = included };
	const struct ma_name *name = ma_name_parse(pass->arena, domain);
	const struct ma_answer *answer;
	struct ma_text *records;
	size_t count;

	if (name == NULL || ma_name_labels(name) < 2) /* RFC 7208 4.3 */
		return MAILAUTH_SPF_NONE;
	frame.presented = presented(check, name);
	if (depth == 0 && check->only != NULL)
		return check_record(check, &frame, *check->only);
	answer = ma_ask(&pass->view, name, MA_TYPE_TXT);
	if (ma_answer_is_gap(answer)) /* no match, go on: so that the terms behind are seen */
		return MAILAUTH_SPF_NEUTRAL;
	if (answer->status == MA_ANSWER_FAILED) { /* RFC 7208 4.4 */
		ma_spf_note_failure(pass, name, "TXT", answer);
		return MAILAUTH_SPF_TEMPERROR;
	}
	records = ma_spf_select(pass->arena, answer, &count);
	/* Most greeting hosts have none, and need none (RFC 7208 2.3). */
	if (depth == 0 && count == 0 && check->input->identity != MAILAUTH_IDENTITY_HELO &&
	    !check->input->null_sender)
		ma_spf_note_absence(pass, frame.presented, answer);
	if (count == 0) /* RFC 7208 4.3, 4.5 */
		return MAILAUTH_SPF_NONE;
	if (count > 1) {
		ma_finding_text(
			ma_findings_add(&pass->findings, MA_SPF_MULTIPLE_RECORDS, frame.presented),
			"count", number(check, count));
		return MAILAUTH_SPF_PERMERROR;
	}
	return check_record(check, &frame, records[0]);
}

void ma_spf_evaluate(struct ma_pass *pass, const struct ma_sender_input *input,
		     struct ma_text domain, const struct ma_text *only,
		     struct ma_spf_outcome *outcome)
{
	struct ma_spf_check check = { .pass = pass,
				      .input = input,
				      .sender_domain = domain,
				      .only = only,
				      .outcome = outcome };

	outcome->result = ma_spf_check_host(&check, domain, 0, false);
	if (outcome->result == MAILAUTH_SPF_FAIL && only == NULL)
		ma_spf_explain(&check);
	/* A term that matched decides nothing where an error came after it. */
	if (outcome->result == MAILAUTH_SPF_PERMERROR || outcome->result == MAILAUTH_SPF_TEMPERROR)
		outcome->matched = outcome->matched_domain = outcome->behind =
			(struct ma_text){ 0 };
}
