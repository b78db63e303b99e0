/* Whom a record lets pass: check_host() (RFC 7208 4) for all addresses at once, as sets.
 *
 * SPDX-License-Identifier: MIT
 *
 * The limits of a receiver do not count here: this is what a record was written for. */

#include "../check/expand.h"

enum {
	DEPTH_MAX = 20,
	RUNS_MAX = 200, /* of terms with the same qualifier: each is a pass over all that is left */
};

struct passing_walk {
	struct ma_pass *pass;
	struct ma_spf_lookups lookups;
	struct ma_spf_passing *passing;
	unsigned held; /* the conditions that hold in this case */
	unsigned runs;
	unsigned unknowns;
	bool conditional;  /* the term that is looked at, or one below it, depends on who sends */
	bool dead;	   /* it leads to nothing */
	bool circular;	   /* or back to the record that it is in */
	bool foreign;	   /* its addresses are those of hosts outside the domain */
	unsigned char end; /* what the record that was looked at last says of all others */
};

static struct ma_ranges evaluate_record(struct passing_walk *walk,
					const struct ma_spf_frame *frame);

/* --- Conditions ----------------------------------------------------------------- */

static struct ma_text without_qualifier(const struct ma_spf_term *term)
{
	bool has = term->text.length > 0 && ma_spf_is_qualifier(term->text.data[0]);

	return ma_text_slice(term->text, has, term->text.length);
}

/* The number of the condition that TERM is; that of a new one if there is room. */
static unsigned find_condition(struct passing_walk *walk, const struct ma_spf_frame *frame,
			       const struct ma_spf_term *term)
{
	struct ma_spf_passing *passing = walk->passing;
	struct ma_spf_condition condition = { without_qualifier(term), frame->domain };
	unsigned i = 0;

	while (i < passing->condition_count &&
	       !ma_spf_is_same_condition(&passing->conditions[i], &condition))
		i++;
	if (i == MA_SPF_CONDITIONS_MAX)
		passing->known = false;
	else if (i == passing->condition_count)
		passing->conditions[passing->condition_count++] = condition;
	return i;
}

bool ma_spf_is_same_condition(const struct ma_spf_condition *a, const struct ma_spf_condition *b)
{
	return ma_text_equal_fold(a->term, b->term) && ma_text_equal_fold(a->domain, b->domain);
}

/* --- Terms ------------------------------------------------------------------------ */

static void add_hosts(struct passing_walk *walk, const struct ma_spf_frame *frame,
		      const struct ma_spf_term *term, const struct ma_name *target,
		      struct ma_ranges *matched)
{
	struct ma_spf_addresses addresses;
	const struct ma_answer *answer;
	struct ma_ip ip;
	unsigned bits;

	if (term->kind == MA_SPF_EXISTS) {
		answer = ma_spf_ask(&walk->lookups, target, MA_TYPE_A);
		ma_spf_count_void(&walk->lookups, frame, term, answer);
		walk->dead = ma_answer_is_void(answer);
		if (answer->count > 0)
			ma_ranges_add_world(matched);
		return;
	}
	ma_spf_addresses_begin(&addresses, &walk->lookups, frame, term, target);
	while (ma_spf_addresses_next(&addresses, &ip, &bits))
		ma_ranges_add(matched, &ip, bits);
	for (size_t i = 0; i < addresses.host_count; i++)
		walk->foreign = walk->foreign || !ma_name_is_within(addresses.hosts[i],
								    walk->pass->settings->domain);
	walk->dead = addresses.nothing;
}

static bool is_circle(const struct ma_spf_frame *frame, const struct ma_name *name)
{
	for (; frame != NULL; frame = frame->above)
		if (ma_name_equal(frame->name, name))
			return true;
	return false;
}

/* Whether a record is there, written wrongly: then it has senders. */
static bool is_meant(const struct ma_answer *answer)
{
	for (size_t i = 0; i < answer->count; i++)
		if (ma_spf_is_meant(ma_record_text(&answer->records[i])))
			return true;
	return false;
}

/* Whom the record lets pass that TERM leads to. */
static void add_record(struct passing_walk *walk, const struct ma_spf_frame *frame,
		       const struct ma_spf_term *term, const struct ma_spf_target *target,
		       struct ma_ranges *matched)
{
	struct ma_spf_frame next = {
		.domain = target->text,
		.name = target->name,
		.depth = frame->depth + 1,
		.above = frame,
		.by = term,
	};
	const struct ma_answer *answer = ma_spf_ask(&walk->lookups, target->name, MA_TYPE_TXT);
	const struct ma_spf_record **records;
	struct ma_ranges permitted;
	size_t count;

	records = ma_spf_select(walk->pass->arena, answer, &count);
	ma_spf_count_void(&walk->lookups, frame, term, answer);
	walk->dead = count == 0 && answer->status != MA_ANSWER_FAILED && !is_meant(answer);
	walk->foreign =
		walk->foreign || !ma_name_is_within(target->name, walk->pass->settings->domain);
	if (is_circle(frame, target->name)) {
		walk->dead = walk->circular = ma_name_equal(frame->name, target->name);
		return;
	}
	if (count == 0)
		return;
	/* Whom a record that is void was written for, only its publisher can say. */
	if (count > 1 || records[0]->faults > 0 || next.depth > DEPTH_MAX) {
		walk->passing->known = false;
		return;
	}
	next.record = records[0];
	permitted = evaluate_record(walk, &next);
	walk->dead = walk->circular = false;
	ma_ranges_add_all(matched, &permitted);
}

/* Adds whom TERM matches, whatever comes before it. */
static void add_matched(struct passing_walk *walk, const struct ma_spf_frame *frame,
			const struct ma_spf_term *term, struct ma_ranges *matched)
{
	struct ma_spf_meaning meaning;

	walk->dead = walk->circular = false;
	if (term->faulty)
		return;
	if (ma_spf_causes_lookup(term))
		ma_spf_count_lookup(&walk->lookups, frame, term);
	meaning = ma_spf_expand_for_nobody(walk->pass, frame, term);
	switch (meaning.kind) {
	case MA_SPF_MEANS_EVERYBODY:
		ma_ranges_add_world(matched);
		break;
	case MA_SPF_MEANS_NETWORK:
		ma_ranges_add(matched, &term->network, ma_spf_bits(term, &term->network));
		break;
	case MA_SPF_MEANS_HOSTS:
		add_hosts(walk, frame, term, meaning.target.name, matched);
		break;
	case MA_SPF_MEANS_RECORD:
		add_record(walk, frame, term, &meaning.target, matched);
		break;
	case MA_SPF_MEANS_SENDER:
		walk->conditional = true;
		walk->unknowns++;
		if ((walk->held & 1u << find_condition(walk, frame, term)) != 0)
			ma_ranges_add_world(matched);
		break;
	default:
		walk->dead = ma_spf_causes_lookup(term);
		break;
	}
}

/* --- Records ------------------------------------------------------------------------ */

static bool passes(const struct ma_spf_term *term)
{
	return term->qualifier == '+' || term->kind == MA_SPF_REDIRECT;
}

static bool decides(const struct ma_spf_term *term)
{
	return ma_spf_is_mechanism(term) || term->kind == MA_SPF_REDIRECT;
}

/* Adds what TERM of the record itself was found to match, where nothing depends on who sends; false
 * if that is not known yet. */
static bool add_share(const struct passing_walk *walk, const struct ma_spf_frame *frame,
		      const struct ma_spf_term *term, struct ma_ranges *matched)
{
	const struct ma_spf_passing *passing = walk->passing;

	if (frame->above != NULL || passing->condition_count > 0)
		return false;
	for (size_t i = 0; i < passing->share_count; i++) {
		if (passing->shares[i].term != term)
			continue;
		ma_ranges_add_all(matched, &passing->shares[i].matched);
		return true;
	}
	return false;
}

/* The terms from FIRST on with the same effect, whose order among themselves decides nothing. */
static const struct ma_spf_term *add_run(struct passing_walk *walk,
					 const struct ma_spf_frame *frame,
					 const struct ma_spf_term *first, struct ma_ranges *matched)
{
	const struct ma_spf_term *term = first;

	for (; term != NULL; term = ma_spf_next_term(frame->record, term)) {
		if (!decides(term) || !ma_spf_is_tested(frame->record, term))
			continue;
		if (passes(term) != passes(first))
			break;
		if (!add_share(walk, frame, term, matched))
			add_matched(walk, frame, term, matched);
	}
	return term;
}

static const struct ma_spf_term *first_that_decides(const struct ma_spf_record *record)
{
	const struct ma_spf_term *term = ma_spf_next_term(record, NULL);

	while (term != NULL && !decides(term))
		term = ma_spf_next_term(record, term);
	return term;
}

static struct ma_ranges evaluate_record(struct passing_walk *walk, const struct ma_spf_frame *frame)
{
	struct ma_arena *arena = walk->pass->arena;
	struct ma_ranges permitted = { .arena = arena };
	struct ma_ranges left = { .arena = arena };
	const struct ma_spf_term *term = first_that_decides(frame->record);

	ma_ranges_add_world(&left);
	while (term != NULL && left.count > 0) {
		struct ma_ranges matched = { .arena = arena };
		struct ma_ranges hit;
		bool pass = passes(term);

		if (walk->runs++ == RUNS_MAX) {
			walk->passing->known = false;
			break;
		}
		term = add_run(walk, frame, term, &matched);
		ma_ranges_tidy(&matched);
		hit = ma_ranges_within(&matched, &left);
		left = ma_ranges_without(&left, &matched);
		if (pass)
			ma_ranges_add_all(&permitted, &hit);
	}
	ma_ranges_tidy(&permitted);
	if (frame->record->all != NULL)
		walk->end = frame->record->all->qualifier;
	else if (frame->record->redirect == NULL)
		walk->end = '?'; /* RFC 7208 4.7 */
	return permitted;
}

/* What each term of the record itself comes to. */
static void find_shares(struct passing_walk *walk, const struct ma_spf_frame *frame)
{
	struct ma_spf_passing *passing = walk->passing;
	const struct ma_spf_term *term = NULL;
	size_t count = 0;

	while ((term = ma_spf_next_term(frame->record, term)) != NULL)
		count++;
	passing->shares = ma_arena_array(walk->pass->arena, count + 1, sizeof(*passing->shares));
	while (passing->shares != NULL && (term = ma_spf_next_term(frame->record, term)) != NULL) {
		struct ma_spf_share *share = &passing->shares[passing->share_count++];
		unsigned lookups = walk->lookups.terms;
		unsigned voids = ma_spf_voids(&walk->lookups);

		share->term = term;
		share->matched.arena = walk->pass->arena;
		if (!decides(term))
			continue;
		walk->conditional = walk->foreign = false;
		walk->end = '?';
		add_matched(walk, frame, term, &share->matched);
		ma_ranges_tidy(&share->matched);
		share->lookups = walk->lookups.terms - lookups;
		share->voids = ma_spf_voids(&walk->lookups) - voids;
		share->conditional = walk->conditional;
		share->dead = walk->dead;
		share->circular = walk->circular;
		share->foreign = walk->foreign;
		share->end = walk->end;
	}
}

void ma_spf_evaluate_passing(struct ma_pass *pass, struct ma_spf_passing *passing)
{
	const struct ma_settings *settings = pass->settings;
	const struct ma_name *name = passing->name != NULL ? passing->name : settings->domain;
	const struct ma_answer *answer = ma_ask(&pass->view, name, MA_TYPE_TXT);
	struct passing_walk walk = { .pass = pass, .passing = passing };
	struct ma_spf_frame frame = { .domain = ma_name_present(pass->arena, name), .name = name };
	const struct ma_spf_record **records;
	size_t count;

	*passing = (struct ma_spf_passing){ .name = passing->name, .known = true };
	walk.lookups = (struct ma_spf_lookups){ .pass = pass,
						.families = MA_SPF_IPV4 | MA_SPF_IPV6,
						.to_end = true };
	records = ma_spf_select(pass->arena, answer, &count);
	if (count == 1) {
		passing->record = frame.record = records[0];
		find_shares(&walk, &frame);
		passing->lookups = walk.lookups.terms;
		passing->voids = ma_spf_voids(&walk.lookups);
		passing->unknowns = walk.unknowns;
	}
	for (walk.held = 0; walk.held < 1u << passing->condition_count && passing->known;
	     walk.held++) {
		struct ma_ranges *permitted = &passing->cases[walk.held];

		permitted->arena = pass->arena;
		if (count == 1)
			*permitted = evaluate_record(&walk, &frame);
	}
	if (pass->view.failed)
		passing->known = false;
	/* What is noticed on the way is for the audit itself to say. */
	pass->findings = (struct ma_findings){ .arena = pass->arena };
}
