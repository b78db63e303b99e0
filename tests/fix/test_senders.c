/* When a record is a fix for its senders: each rule of the proof decides alone, and what a fix says
 * that it removes.
 *
 * SPDX-License-Identifier: MIT */

#include "support.h"

#include "../../lib/fix/fix.h"
#include "../../lib/spf/record/record.h"

/* A record, and whom it lets pass: put together by hand. */
struct side {
	struct ma_spf_passing passing;
	struct ma_spf_share shares[2];
};

/* The domain's one record, which a fix replaces by one with the same terms. */
struct trial {
	struct ma_arena arena;
	struct mailauth_report before, after;
	struct ma_proposals proposals;
	struct ma_proposal proposal;
	struct side was, is;
};

static void add(struct trial *trial, struct ma_ranges *ranges, const char *address)
{
	struct ma_ip ip;

	ck_assert(ma_ip_parse(ma_text(address), &ip));
	ranges->arena = &trial->arena;
	ma_ranges_add(ranges, &ip, 8 * ip.length);
	ma_ranges_tidy(ranges);
}

static void begin_side(struct trial *trial, struct side *side, const char *text)
{
	struct ma_spf_passing *passing = &side->passing;

	passing->record = ma_spf_read(&trial->arena, ma_text(text));
	ck_assert_ptr_nonnull(passing->record);
	passing->known = true;
	passing->shares = side->shares;
	for (const struct ma_spf_term *term = passing->record->terms; term; term = term->next)
		if (term->kind == MA_SPF_IP4 || term->kind == MA_SPF_REDIRECT)
			side->shares[passing->share_count++].term = term;
	for (size_t i = 0; i < passing->share_count; i++)
		side->shares[i].matched.arena = &trial->arena;
	passing->cases[0].arena = &trial->arena;
}

/* The record TEXT, which lets 192.0.2.1 pass before and after; a record of the domain itself, or,
 * if NESTED, one that it leads to. */
static void begin(struct trial *trial, const char *text, bool nested)
{
	struct ma_proposals *proposals = &trial->proposals;
	struct ma_fix_sources *sources;

	*trial = (struct trial){ 0 };
	proposals->arena = &trial->arena;
	proposals->report = &trial->before;
	sources = nested ? &proposals->nested[0] : &proposals->sources;
	begin_side(trial, &trial->was, text);
	begin_side(trial, &trial->is, text);
	add(trial, &trial->was.shares[0].matched, "192.0.2.1");
	add(trial, &trial->is.shares[0].matched, "192.0.2.1");
	add(trial, &trial->was.passing.cases[0], "192.0.2.1");
	add(trial, &trial->is.passing.cases[0], "192.0.2.1");
	sources->count = 1;
	sources->passing[0] = &trial->was.passing;
	trial->proposal.sources = sources;
	trial->after.spf.walked = true;
	trial->after.spf.tree.lookups = MA_SPF_LOOKUPS_MAX;
	trial->after.spf.tree.voids = trial->after.spf.tree.voids4 = MA_SPF_VOIDS_MAX;
}

static bool keeps(struct trial *trial)
{
	bool kept = ma_fix_keeps_senders(&trial->proposals, &trial->proposal, &trial->after,
					 &trial->is.passing);

	ma_arena_finish(&trial->arena);
	return kept;
}

START_TEST(test_the_same_is_kept)
{
	struct trial trial;

	begin(&trial, "v=spf1 ip4:192.0.2.1 ~all", _i);
	trial.after.spf.tree.voids4 = 0;
	trial.after.spf.tree.voids6 = MA_SPF_VOIDS_MAX;
	ck_assert(keeps(&trial));
	ck_assert_uint_eq(trial.proposal.fix.voids, MA_SPF_VOIDS_MAX);
}
END_TEST

/* Each makes a record that receivers do not evaluate to its end, or one that lets everyone pass. */
static void spoil(struct mailauth_report *after, int how)
{
	struct ma_spf_tree *tree = &after->spf.tree;

	if (how == 0)
		after->spf.walked = false;
	else if (how == 1)
		tree->reach.everyone = true;
	else if (how == 2)
		tree->errors = true;
	else if (how == 3)
		tree->unanswered = true;
	else if (how == 4)
		tree->lookups++;
	else
		tree->voids = ++tree->voids4;
}

START_TEST(test_the_whole_record_is_sound)
{
	struct trial trial;

	begin(&trial, "v=spf1 ip4:192.0.2.1 ~all", _i % 2);
	spoil(&trial.after, _i / 2);
	ck_assert(!keeps(&trial));
}
END_TEST

START_TEST(test_an_error_beside_has_its_own_fix)
{
	struct trial trial;

	begin(&trial, "v=spf1 ip4:192.0.2.1 ~all", _i);
	trial.before.spf.tree.errors = trial.after.spf.tree.errors = true;
	ck_assert(keeps(&trial) == (_i == 1));
}
END_TEST

START_TEST(test_terms_that_depend_on_the_sender_may_be_void)
{
	struct trial trial;

	begin(&trial, "v=spf1 ip4:192.0.2.1 ~all", _i);
	trial.is.passing.unknowns = 1;
	ck_assert(!keeps(&trial));
	begin(&trial, "v=spf1 ip4:192.0.2.1 ~all", _i);
	trial.is.passing.unknowns = 1;
	trial.after.spf.tree.voids = --trial.after.spf.tree.voids4;
	ck_assert(keeps(&trial));
}
END_TEST

/* Void lookups by IPv6 alone stop no one where no one sends by IPv6. */
START_TEST(test_void_lookups_by_ipv6)
{
	struct trial trial;

	begin(&trial, "v=spf1 ip4:192.0.2.1 ~all", _i);
	trial.after.spf.tree.voids = trial.after.spf.tree.voids6 = MA_SPF_VOIDS_MAX + 1;
	ck_assert(keeps(&trial));
	begin(&trial, "v=spf1 ip4:192.0.2.1 ~all", _i);
	trial.after.spf.tree.voids = trial.after.spf.tree.voids6 = MA_SPF_VOIDS_MAX + 1;
	add(&trial, &trial.was.passing.cases[0], "2001:db8::1");
	add(&trial, &trial.is.passing.cases[0], "2001:db8::1");
	ck_assert(!keeps(&trial));
}
END_TEST

START_TEST(test_no_one_is_lost)
{
	struct trial trial;

	begin(&trial, "v=spf1 ip4:192.0.2.1 ~all", _i);
	add(&trial, &trial.was.passing.cases[0], "192.0.2.7");
	ck_assert(!keeps(&trial));
	begin(&trial, "v=spf1 ip4:192.0.2.1 ~all", _i);
	trial.is.passing.known = false;
	ck_assert(!keeps(&trial));
}
END_TEST

/* A term that no receiver reaches names senders, too. */
START_TEST(test_no_one_is_forgotten)
{
	struct trial trial;

	begin(&trial, "v=spf1 ip4:192.0.2.1 ~all ip4:192.0.2.7", _i);
	add(&trial, &trial.was.shares[1].matched, "192.0.2.7");
	ck_assert(!keeps(&trial));
	begin(&trial, "v=spf1 ip4:192.0.2.1 ~all ip4:192.0.2.7", _i);
	add(&trial, &trial.was.shares[1].matched, "192.0.2.7");
	add(&trial, &trial.is.passing.cases[0], "192.0.2.7");
	ck_assert(keeps(&trial));
}
END_TEST

/* Whom a term before refuses, it does not name; nor anyone whom it may refuse. */
START_TEST(test_the_refused_are_not_named)
{
	struct trial trial;

	begin(&trial, "v=spf1 -ip4:192.0.2.1 ip4:192.0.2.1 ~all", false);
	add(&trial, &trial.was.shares[1].matched, "192.0.2.1");
	trial.was.shares[0].conditional = _i == 1;
	trial.was.shares[0].matched.count = _i == 0;
	trial.was.passing.cases[0].count = trial.is.passing.cases[0].count = 0;
	ck_assert(keeps(&trial));
}
END_TEST

/* A redirect next to an "all" has no effect (RFC 7208 6.1), and may lead anywhere. */
START_TEST(test_a_void_redirect_names_no_one)
{
	struct trial trial;

	begin(&trial, "v=spf1 ip4:192.0.2.1 redirect=b.example ~all", _i);
	add(&trial, &trial.was.shares[1].matched, "192.0.2.7");
	ck_assert(keeps(&trial));
}
END_TEST

START_TEST(test_no_stranger_passes)
{
	struct trial trial;

	begin(&trial, "v=spf1 ip4:192.0.2.1 ~all", _i);
	add(&trial, &trial.is.passing.cases[0], "192.0.2.7");
	ck_assert(!keeps(&trial));
	begin(&trial, "v=spf1 ip4:192.0.2.1 ~all", _i);
	add(&trial, &trial.is.passing.cases[0], "192.0.2.7");
	add(&trial, &trial.proposals.sources.own, "192.0.2.7");
	ck_assert(keeps(&trial));
}
END_TEST

/* What is published elsewhere lets no one pass today: all of it is gained. */
START_TEST(test_what_is_elsewhere_is_not_in_force)
{
	struct trial trial;

	begin(&trial, "v=spf1 ip4:192.0.2.1 ~all", false);
	ma_fix_keeps_senders(&trial.proposals, &trial.proposal, &trial.after, &trial.is.passing);
	ck_assert_uint_eq(trial.proposal.fix.gained.count, 0);
	trial.proposals.sources.elsewhere = ma_name_parse(&trial.arena, MA_TEXT("a.example"));
	ck_assert(ma_fix_keeps_senders(&trial.proposals, &trial.proposal, &trial.after,
				       &trial.is.passing));
	ck_assert_uint_eq(trial.proposal.fix.gained.count, 1);
	ma_arena_finish(&trial.arena);
}
END_TEST

/* --- What a fix removes --------------------------------------------------------------------- */

/* One finding before, and one after; the audit is not complete, so that nothing more is asked. */
static const struct {
	enum ma_finding_id was, is;
	const char *is_at;
	size_t removed;
} removing[] = {
	{ MA_SPF_NO_ALL, MA_SPF_RECORD_VALID, "a.example", 1 },
	{ MA_SPF_NO_ALL, MA_SPF_NO_ALL, "a.example", 0 },
	{ MA_SPF_NO_ALL, MA_SPF_NO_ALL, "b.example", 0 },	/* moved */
	{ MA_SPF_NO_ALL, MA_SPF_LOOP, "a.example", 0 },		/* replaced by a graver one */
	{ MA_SPF_NO_ALL, MA_DMARC_NO_RECORD, "a.example", 1 },	/* of another section */
	{ MA_SPF_RECORD_VALID, MA_SPF_NO_ALL, "a.example", 0 }, /* nothing was wrong */
	{ MA_SPF_RECORD_VALID, MA_SPF_RECORD_VALID, "b.example", 0 },
	{ MA_DMARC_PARKED, MA_SPF_RECORD_VALID, "a.example", 1 }, /* a notice, at another name */
	{ MA_SPF_ENDS_IN_SOFTFAIL, MA_SPF_RECORD_VALID, "a.example", 0 },
};

START_TEST(test_what_is_removed)
{
	struct mailauth_finding was = { .id = removing[_i].was, .name = MA_TEXT("a.example") };
	struct mailauth_finding is = { .id = removing[_i].is, .name = ma_text(removing[_i].is_at) };
	const struct mailauth_finding *before[] = { &was };
	const struct mailauth_finding *after[] = { &is };
	struct ma_fix_form form = { 0 };
	struct trial trial = { 0 };

	trial.proposals.arena = &trial.arena;
	trial.proposals.report = &trial.before;
	trial.proposal.forms[0] = &form;
	trial.proposal.form_count = 1;
	trial.before.findings = before;
	trial.after.findings = after;
	trial.before.finding_count = trial.after.finding_count = 1;
	ck_assert(!ma_fix_is_proven(&trial.proposals, &trial.proposal, &trial.after, NULL));
	ck_assert_uint_eq(trial.proposal.fix.remove_count, removing[_i].removed);
	ma_arena_finish(&trial.arena);
}
END_TEST

/* --- What is assumed ------------------------------------------------------------------------ */

/* The other values at the name stay, and the new one comes. */
START_TEST(test_other_values_are_kept)
{
	struct ma_arena arena = { 0 };
	struct ma_record kept, added;
	struct mailauth_fix fix = { .type = MA_TYPE_TXT, .kept = &kept, .kept_count = 1 };
	struct ma_fix_form form = { .added = &added, .added_count = 1 };
	const struct ma_assumed *assumed;

	fix.name = ma_name_parse(&arena, MA_TEXT("a.example"));
	ck_assert(ma_record_of_text(&arena, MA_TEXT("kept"), &kept));
	ck_assert(ma_record_of_text(&arena, MA_TEXT("added"), &added));
	assumed = ma_fix_assume(&arena, NULL, &fix, &form);
	ck_assert_ptr_nonnull(assumed);
	ck_assert_uint_eq(assumed->answer.count, 2);
	ck_assert(ma_text_equal(assumed->answer.records[0].rdata, kept.rdata) ||
		  ma_text_equal(assumed->answer.records[1].rdata, kept.rdata));
	ck_assert(ma_text_equal(assumed->answer.records[0].rdata, added.rdata) ||
		  ma_text_equal(assumed->answer.records[1].rdata, added.rdata));
	ma_arena_finish(&arena);
}
END_TEST

/* Where an alias was, the name exists; where nothing was, it does not. */
START_TEST(test_an_alias_is_replaced)
{
	struct ma_arena arena = { 0 };
	struct ma_record added;
	struct mailauth_fix alias = { .type = MA_TYPE_CNAME };
	struct mailauth_fix fix = { .type = MA_TYPE_TXT, .alias = _i == 1 ? &alias : NULL };
	struct ma_fix_form form = { .added = &added, .added_count = 1 };
	const struct ma_assumed *assumed;

	fix.name = ma_name_parse(&arena, MA_TEXT("a.example"));
	ck_assert(ma_record_of_text(&arena, MA_TEXT("added"), &added));
	assumed = ma_fix_assume(&arena, NULL, &fix, &form);
	ck_assert_ptr_nonnull(assumed);
	ck_assert(assumed->exists == (_i == 1));
	ma_arena_finish(&arena);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("senders");

	add_loop(suite, "same", test_the_same_is_kept, 2);
	/* Errors, of a record that another leads to, may be those of that one: but not new ones. */
	add_loop(suite, "sound", test_the_whole_record_is_sound, 12);
	add_loop(suite, "errors", test_an_error_beside_has_its_own_fix, 2);
	add_loop(suite, "unknown", test_terms_that_depend_on_the_sender_may_be_void, 2);
	add_loop(suite, "ipv6", test_void_lookups_by_ipv6, 2);
	add_loop(suite, "lost", test_no_one_is_lost, 2);
	add_loop(suite, "forgotten", test_no_one_is_forgotten, 2);
	add_loop(suite, "refused", test_the_refused_are_not_named, 2);
	add_loop(suite, "redirect", test_a_void_redirect_names_no_one, 2);
	add_loop(suite, "strangers", test_no_stranger_passes, 2);
	add_case(suite, "elsewhere", TESTS(test_what_is_elsewhere_is_not_in_force));
	add_loop(suite, "removed", test_what_is_removed, COUNT_OF(removing));
	add_case(suite, "kept", TESTS(test_other_values_are_kept));
	add_loop(suite, "alias", test_an_alias_is_replaced, 2);
	return check_main(suite);
}
