/* check_host() (RFC 7208 4): selects the record, goes through its terms, follows include and
 * redirect.
 *
 * SPDX-License-Identifier: MIT */

#include "../advice/advice.h"
#include "expand.h"

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

static enum mailauth_spf_result check_answer(struct ma_spf_check *check, struct ma_spf_frame frame,
					     const struct ma_answer *answer);
static enum mailauth_spf_result evaluate_record(struct ma_spf_check *check,
						const struct ma_spf_frame *frame);

/* Counts the lookup of TERM; false if it is over the limit. */
static bool begin_lookup(struct ma_spf_check *check, const struct ma_spf_frame *frame,
			 const struct ma_spf_term *term, struct ma_spf_step *step)
{
	if (!ma_spf_count_lookup(&check->lookups, frame, term))
		return false;
	ma_spf_keep(check, frame, term, step);
	return true;
}

/* Evaluates the record that include or redirect leads to. */
static enum mailauth_spf_result check_target(struct ma_spf_check *check,
					     const struct ma_spf_frame *frame,
					     const struct ma_spf_term *term)
{
	const struct ma_spf_frame *kept = ma_spf_resumed_frame(check, frame->depth + 1);
	struct ma_spf_meaning meaning;
	struct ma_spf_frame next;
	enum mailauth_spf_result result = MAILAUTH_SPF_NONE;
	const struct ma_answer *answer;

	if (kept != NULL)
		return evaluate_record(check, kept);
	meaning = ma_spf_expand_term(check, frame, term);
	next = (struct ma_spf_frame){
		.domain = meaning.target.text,
		.name = meaning.target.name,
		.depth = frame->depth + 1,
		.included = frame->included || term->kind == MA_SPF_INCLUDE,
		.above = frame,
		.by = term,
	};
	if (meaning.kind == MA_SPF_MEANS_PENDING)
		return MAILAUTH_SPF_NEUTRAL;
	if (meaning.kind == MA_SPF_MEANS_RECORD) {
		answer = ma_spf_ask(&check->lookups, next.name, MA_TYPE_TXT);
		if (!ma_spf_count_void(&check->lookups, frame, term, answer))
			return MAILAUTH_SPF_PERMERROR;
		result = check_answer(check, next, answer);
	}
	if (result != MAILAUTH_SPF_NONE)
		return result;
	/* RFC 7208 5.2, 6.1: none is a permerror. */
	ma_spf_note_target(check->pass, frame, term, &meaning.target);
	return MAILAUTH_SPF_PERMERROR;
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
	default:
		return MA_NO_MATCH;
	}
}

/* RFC 7208 6.1. */
static enum mailauth_spf_result follow_redirect(struct ma_spf_check *check,
						const struct ma_spf_frame *frame,
						const struct ma_spf_term *term,
						const struct ma_spf_place *place)
{
	struct ma_spf_step *step =
		place != NULL ? place->step
			      : add_step(check, frame->depth, frame->presented, term->text);
	enum mailauth_spf_result result = MAILAUTH_SPF_PERMERROR;

	if (step != NULL)
		step->kind = MA_STEP_HANDED;
	if (place != NULL || begin_lookup(check, frame, term, step))
		result = check_target(check, frame, term);
	if (step != NULL && (result == MAILAUTH_SPF_PERMERROR || result == MAILAUTH_SPF_TEMPERROR))
		step->kind = MA_STEP_ERROR;
	return result;
}

/* RFC 7208 5.6. */
static enum ma_spf_match match_network(const struct ma_spf_check *check,
				       const struct ma_spf_term *term)
{
	unsigned bits = ma_spf_bits(term, &term->network);

	return ma_ip_in_prefix(&check->input->ip, &term->network, bits) ? MA_MATCH : MA_NO_MATCH;
}

/* A term that causes lookups, and is counted. */
static enum ma_spf_match look_up(struct ma_spf_check *check, const struct ma_spf_frame *frame,
				 const struct ma_spf_term *term)
{
	struct ma_spf_meaning meaning;

	if (term->kind == MA_SPF_INCLUDE)
		return match_include(check, frame, term);
	meaning = ma_spf_expand_term(check, frame, term);
	if (meaning.kind != MA_SPF_MEANS_HOSTS)
		return MA_NO_MATCH;
	return ma_spf_match(check, frame, term, meaning.target.name);
}

static enum ma_spf_match match_term(struct ma_spf_check *check, const struct ma_spf_frame *frame,
				    const struct ma_spf_term *term, struct ma_spf_step *step)
{
	if (term->kind == MA_SPF_ALL)
		return MA_MATCH;
	if (ma_spf_is_network(term))
		return match_network(check, term);
	if (!begin_lookup(check, frame, term, step))
		return MA_PERMERROR;
	return look_up(check, frame, term);
}

/* The same with its step in the way; PLACE: the lookup of TERM is to be gone on with. */
static enum ma_spf_match take_step(struct ma_spf_check *check, const struct ma_spf_frame *frame,
				   const struct ma_spf_term *term, const struct ma_spf_place *place)
{
	struct ma_spf_step *step =
		place != NULL ? place->step
			      : add_step(check, frame->depth, frame->presented, term->text);
	enum ma_spf_match match =
		place != NULL ? look_up(check, frame, term) : match_term(check, frame, term, step);

	if (step != NULL)
		step->kind = match == MA_MATCH	    ? MA_STEP_MATCH
			     : match == MA_NO_MATCH ? MA_STEP_NO_MATCH
						    : MA_STEP_ERROR;
	return match;
}

/* What a match means (RFC 7208 4.6.2). */
static enum mailauth_spf_result decide(struct ma_spf_check *check, const struct ma_spf_frame *frame,
				       const struct ma_spf_term *term)
{
	if (!frame->included) {
		check->outcome->term = term;
		check->outcome->matched = ma_arena_copy(check->pass->arena, term->text);
		check->outcome->matched_domain = frame->presented;
		if (frame->depth == 0)
			check->outcome->rest = term->next;
	}
	switch (term->qualifier) {
	case '-':
		if (!frame->included)
			check->failed = *frame;
		return MAILAUTH_SPF_FAIL;
	case '~':
		return MAILAUTH_SPF_SOFTFAIL;
	case '?':
		return MAILAUTH_SPF_NEUTRAL;
	default:
		return MAILAUTH_SPF_PASS;
	}
}

/* Whether going on finds no more questions: in a receiver's order, none is asked after a gap. */
static bool is_over(const struct ma_spf_check *check)
{
	return check->pass->view.gap && !check->pass->view.eager;
}

/* RFC 7208 4.6, 4.7. */
static enum mailauth_spf_result evaluate_record(struct ma_spf_check *check,
						const struct ma_spf_frame *frame)
{
	const struct ma_spf_place *place = ma_spf_take_place(check, frame->depth);
	const struct ma_spf_term *term =
		place != NULL ? place->term : ma_spf_next_term(frame->record, NULL);

	if (!frame->included)
		check->outcome->last_domain = frame->presented;
	for (; term != NULL && !is_over(check); term = ma_spf_next_term(frame->record, term)) {
		enum ma_spf_match match;

		if (term->kind == MA_SPF_REDIRECT) /* nothing has matched */
			return follow_redirect(check, frame, term, place);
		if (!ma_spf_is_mechanism(term))
			continue;
		match = take_step(check, frame, term, place);
		place = NULL;
		if (match == MA_MATCH)
			return decide(check, frame, term);
		if (match != MA_NO_MATCH)
			return match == MA_TEMPERROR ? MAILAUTH_SPF_TEMPERROR
						     : MAILAUTH_SPF_PERMERROR;
	}
	return MAILAUTH_SPF_NEUTRAL;
}

static enum mailauth_spf_result check_record(struct ma_spf_check *check, struct ma_spf_frame *frame,
					     const struct ma_spf_record *record)
{
	if (record == NULL) /* memory failed */
		return MAILAUTH_SPF_PERMERROR;
	add_step(check, frame->depth, frame->presented, record->text);
	frame->record = record;
	ma_spf_note_faults(&check->pass->findings, frame->presented, record);
	/* RFC 7208 4.6: "if there are any syntax errors anywhere in the record, check_host()
	 * returns immediately with the result "permerror"" */
	return record->faults > 0 ? MAILAUTH_SPF_PERMERROR : evaluate_record(check, frame);
}

/* RFC 7208 4.4, 4.5: the record of FRAME's name, which ANSWER holds. */
static enum mailauth_spf_result check_answer(struct ma_spf_check *check, struct ma_spf_frame frame,
					     const struct ma_answer *answer)
{
	struct ma_pass *pass = check->pass;
	const struct ma_spf_record **records;
	size_t count;

	if (ma_answer_is_gap(answer)) /* no match, continue: so that the next terms are seen */
		return MAILAUTH_SPF_NEUTRAL;
	if (answer->status == MA_ANSWER_FAILED) /* RFC 7208 4.4 */
		return MAILAUTH_SPF_TEMPERROR;
	frame.presented = ma_name_present(pass->arena, frame.name);
	records = ma_spf_select(pass->arena, answer, &count);
	/* Most greeting hosts have none, and need none (RFC 7208 2.3). */
	if (frame.depth == 0 && count == 0 && check->input->identity != MAILAUTH_IDENTITY_HELO &&
	    !check->input->null_sender)
		ma_spf_note_absence(pass, frame.presented, answer);
	if (count == 0) /* RFC 7208 4.3, 4.5 */
		return MAILAUTH_SPF_NONE;
	if (count > 1) {
		ma_spf_note_several(pass, frame.presented, count);
		return MAILAUTH_SPF_PERMERROR;
	}
	return check_record(check, &frame, records[0]);
}

/* RFC 7208 4.3. */
static enum mailauth_spf_result check_host(struct ma_spf_check *check, struct ma_text domain)
{
	const struct ma_spf_frame *kept = ma_spf_resumed_frame(check, 0);
	struct ma_spf_frame frame = { .domain = domain };

	if (kept != NULL)
		return evaluate_record(check, kept);
	frame.name = ma_name_parse(check->pass->arena, domain);
	if (frame.name == NULL || ma_name_labels(frame.name) < 2)
		return MAILAUTH_SPF_NONE;
	return check_answer(check, frame, ma_spf_ask(&check->lookups, frame.name, MA_TYPE_TXT));
}

void ma_spf_evaluate(struct ma_pass *pass, const struct ma_sender_input *input,
		     struct ma_text domain, bool explain, struct ma_spf_outcome *outcome)
{
	struct ma_spf_check check = {
		.pass = pass, .input = input, .sender_domain = domain, .outcome = outcome
	};

	check.lookups.pass = pass;
	check.lookups.families = input->ip.length == 4 ? MA_SPF_IPV4 : MA_SPF_IPV6;
	ma_spf_resume(&check);
	outcome->result = check_host(&check, domain);
	outcome->lookups = check.lookups.terms;
	outcome->voids = ma_spf_voids(&check.lookups);
	if (outcome->result == MAILAUTH_SPF_FAIL && explain)
		ma_spf_explain(&check);
	if (outcome->result != MAILAUTH_SPF_PERMERROR && outcome->result != MAILAUTH_SPF_TEMPERROR)
		return;
	/* A term that matched decides nothing where an error came after it. */
	outcome->matched = outcome->matched_domain = (struct ma_text){ 0 };
	outcome->term = outcome->rest = NULL;
}
