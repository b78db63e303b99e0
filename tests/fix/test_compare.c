/* When a fix is worse than nothing: each rule of the comparison decides alone, in reports that
 * differ in one thing.
 *
 * SPDX-License-Identifier: MIT */

#include "support.h"

#include "../../lib/fix/fix.h"

enum {
	FINDINGS_MAX = 4,
};

/* A report that was put together by hand. */
struct world {
	struct mailauth_report report;
	struct ma_dmarc domain, author;
	struct mailauth_sender sender;
	struct mailauth_sender *senders[1];
	struct mailauth_finding findings[FINDINGS_MAX];
	const struct mailauth_finding *list[FINDINGS_MAX];
};

/* The report with a fix, and that without it. */
struct trial {
	struct world before, after;
	struct ma_proposal proposal, other;
};

static const struct mailauth_finding *add(struct world *world, enum ma_finding_id id,
					  const char *name)
{
	struct mailauth_finding *finding = &world->findings[world->report.finding_count];

	*finding = (struct mailauth_finding){ .id = id, .name = ma_text(name) };
	world->list[world->report.finding_count++] = finding;
	return finding;
}

static void begin_world(struct world *world)
{
	*world = (struct world){ .report = { .complete = true, .spf = { .count = 1 } } };
	world->senders[0] = &world->sender;
	world->report.senders = world->senders;
	world->report.findings = world->list;
	world->report.dmarc = &world->author;
	world->report.dmarc_domain = &world->domain;
	world->report.verdict.by_strangers = MAILAUTH_SPOOFABLE_PARTLY;
}

/* A fix of something that is not an error. */
static void begin(struct trial *trial)
{
	*trial = (struct trial){ .proposal = { .form_count = 1 } };
	begin_world(&trial->before);
	begin_world(&trial->after);
}

static bool is_no_worse(const struct trial *trial)
{
	struct ma_proposals proposals = { .report = &trial->before.report };
	struct ma_proposal other = trial->other;
	struct ma_proposal proposal = trial->proposal;
	struct ma_proposal *proven[] = { &other, &proposal };

	return ma_fix_is_no_worse(&proposals, &trial->after.report, proven, 2);
}

START_TEST(test_the_same_is_no_worse)
{
	struct trial trial;

	begin(&trial);
	ck_assert(is_no_worse(&trial));
	trial.after.report.complete = false;
	ck_assert(!is_no_worse(&trial));
}
END_TEST

/* --- Findings ------------------------------------------------------------------------------ */

START_TEST(test_what_a_fix_removes_is_gone)
{
	const struct mailauth_finding *removes[1];
	struct trial trial;

	begin(&trial);
	removes[0] = add(&trial.before, MA_SPF_NO_ALL, "a.example");
	trial.proposal.fix.removes = removes;
	trial.proposal.fix.remove_count = 1;
	ck_assert(is_no_worse(&trial));
	add(&trial.before, MA_SPF_NO_ALL, "b.example");
	add(&trial.after, MA_SPF_NO_ALL, "b.example");
	ck_assert(is_no_worse(&trial));
	add(&trial.after, MA_SPF_NO_ALL, "a.example");
	ck_assert(!is_no_worse(&trial));
}
END_TEST

static const struct {
	enum ma_finding_id was;
	enum ma_finding_id is;
	bool no_worse;
} appearing[] = {
	{ MA_SPF_NO_ALL, MA_SPF_NO_ALL, true },
	{ MA_SPF_NO_ALL, MA_SPF_PTR_USED, false },
	{ MA_SPF_NO_ALL, MA_SPF_LOOP, false },
	{ MA_SPF_NO_ALL, MA_DMARC_POLICY_NONE, true }, /* a notice */
	{ MA_SPF_NO_ALL, MA_HOST_NO_PTR, true },
	/* What an error kept receivers from seeing: in its section alone, and nothing graver. */
	{ MA_SPF_LOOP, MA_SPF_PTR_USED, true },
	{ MA_SPF_LOOP, MA_DMARC_NO_RECORD, false },
	{ MA_SPF_LOOP, MA_SPF_WIDE_TOTAL, false },
	{ MA_SPF_LOOP, MA_SPF_SENDER_TEMPERROR, false },
};

START_TEST(test_nothing_is_new)
{
	struct trial trial;

	begin(&trial);
	add(&trial.before, appearing[_i].was, "a.example");
	add(&trial.after, appearing[_i].is, "a.example");
	ck_assert(is_no_worse(&trial) == appearing[_i].no_worse);
	add(&trial.before, appearing[_i].is, "a.example");
	ck_assert(is_no_worse(&trial));
}
END_TEST

START_TEST(test_the_same_at_another_name_is_new)
{
	struct trial trial;

	begin(&trial);
	add(&trial.before, MA_SPF_NO_ALL, "a.example");
	add(&trial.after, MA_SPF_NO_ALL, "b.example");
	ck_assert(!is_no_worse(&trial));
}
END_TEST

START_TEST(test_what_follows_may_be_new)
{
	struct trial trial;

	begin(&trial);
	add(&trial.after, MA_DMARC_PARKED, "a.example");
	ck_assert(!is_no_worse(&trial));
	ma_proposal_allow(&trial.proposal, MA_MX_NONE);
	ck_assert(!is_no_worse(&trial));
	ma_proposal_allow(&trial.proposal, MA_DMARC_PARKED);
	ck_assert(is_no_worse(&trial));
	add(&trial.after, MA_SPF_NO_ALL, "a.example");
	ck_assert(!is_no_worse(&trial));
}
END_TEST

START_TEST(test_results_of_mail_are_not_findings)
{
	struct trial trial;

	begin(&trial);
	trial.before.report.sender_count = trial.after.report.sender_count = 1;
	trial.after.report.message.finding =
		add(&trial.after, MA_DMARC_PASSES_UNALIGNED, "a.example");
	ck_assert(is_no_worse(&trial));
	trial.after.sender.finding = add(&trial.after, MA_SPF_SENDER_FAIL, "a.example");
	ck_assert(is_no_worse(&trial));
	trial.after.sender.finding = NULL;
	ck_assert(!is_no_worse(&trial));
}
END_TEST

/* --- Senders ------------------------------------------------------------------------------- */

/* How a sender fares where there is a record, the best first. */
static const struct {
	enum mailauth_spf_result result;
	int rank;
} results[] = {
	{ MAILAUTH_SPF_PASS, 0 },     { MAILAUTH_SPF_NONE, 1 }, { MAILAUTH_SPF_NEUTRAL, 1 },
	{ MAILAUTH_SPF_SOFTFAIL, 2 }, { MAILAUTH_SPF_FAIL, 3 }, { MAILAUTH_SPF_PERMERROR, 3 },
};

START_TEST(test_no_sender_fares_worse)
{
	const size_t count = sizeof(results) / sizeof(*results);

	for (size_t i = 0; i < count * count; i++) {
		struct trial trial;
		int was = results[i / count].rank;
		int is = results[i % count].rank;

		begin(&trial);
		trial.before.report.sender_count = trial.after.report.sender_count = 1;
		trial.before.sender.outcome.result = results[i / count].result;
		trial.after.sender.outcome.result = results[i % count].result;
		ck_assert(is_no_worse(&trial) == (is <= was));
		/* Of several records, and of none, there is nothing that it could fail. */
		trial.before.report.spf.count = _i;
		ck_assert(is_no_worse(&trial) == (is <= was || (_i != 1 && was > 0)));
	}
}
END_TEST

START_TEST(test_a_pass_of_dmarc_is_kept)
{
	struct trial trial;

	begin(&trial);
	trial.before.report.message.result = MAILAUTH_DMARC_PASS;
	trial.after.report.message.result = MAILAUTH_DMARC_PASS;
	ck_assert(is_no_worse(&trial));
	trial.after.report.message.result = MAILAUTH_DMARC_FAIL;
	ck_assert(!is_no_worse(&trial));
	trial.before.report.message.result = MAILAUTH_DMARC_NONE;
	ck_assert(is_no_worse(&trial));
}
END_TEST

/* --- Policies ------------------------------------------------------------------------------ */

static const enum mailauth_spoofable spoofable[] = { MAILAUTH_SPOOFABLE_NO,
						     MAILAUTH_SPOOFABLE_PARTLY,
						     MAILAUTH_SPOOFABLE_UNKNOWN,
						     MAILAUTH_SPOOFABLE_YES };

START_TEST(test_strangers_pass_no_more)
{
	const size_t count = sizeof(spoofable) / sizeof(*spoofable);

	for (size_t i = 0; i < count * count; i++) {
		struct trial trial;

		begin(&trial);
		trial.before.report.verdict.by_strangers = spoofable[i / count];
		trial.after.report.verdict.by_strangers = spoofable[i % count];
		ck_assert(is_no_worse(&trial) == (i % count <= i / count));
	}
}
END_TEST

/* Where WORLD has one of its policies. */
static enum mailauth_policy *policy_at(struct world *world, int which)
{
	struct ma_dmarc *dmarc = which < 6 ? &world->domain : &world->author;

	switch (which % 6) {
	case 0:
		return &dmarc->policy.policy;
	case 1:
		return &dmarc->existing.policy;
	case 2:
		return &dmarc->missing.policy;
	case 3:
		return &dmarc->old.policy;
	case 4:
		return &dmarc->old.below;
	default:
		return &dmarc->old.made;
	}
}

START_TEST(test_no_policy_changes)
{
	for (int was = MAILAUTH_POLICY_ABSENT; was <= MAILAUTH_POLICY_REJECT; was++) {
		for (int is = MAILAUTH_POLICY_ABSENT; is <= MAILAUTH_POLICY_REJECT; is++) {
			bool asks = was > MAILAUTH_POLICY_NONE || is > MAILAUTH_POLICY_NONE;
			struct trial trial;

			begin(&trial);
			*policy_at(&trial.before, _i) = (enum mailauth_policy)was;
			*policy_at(&trial.after, _i) = (enum mailauth_policy)is;
			ck_assert(is_no_worse(&trial) == (was == is || !asks));
			trial.proposal.may_refuse = true;
			ck_assert(is_no_worse(&trial) == (was <= is || !asks));
		}
	}
}
END_TEST

/* --- What the caller assumes --------------------------------------------------------------- */

START_TEST(test_what_is_assumed_may_be_worse)
{
	struct trial trial;

	begin(&trial);
	ck_assert(!mailauth_report_is_worse(&trial.after.report));
	trial.after.report.before = &trial.before.report;
	ck_assert(!mailauth_report_is_worse(&trial.after.report));
	add(&trial.after, MA_SPF_SENDER_TEMPERROR, "a.example");
	ck_assert(!mailauth_report_is_worse(&trial.after.report));
	add(&trial.after, MA_SPF_NO_ALL, "a.example");
	ck_assert(mailauth_report_is_worse(&trial.after.report));
}
END_TEST

START_TEST(test_what_is_assumed_lets_strangers_pass)
{
	struct trial trial;

	begin(&trial);
	trial.after.report.before = &trial.before.report;
	trial.after.report.verdict.spoofable = MAILAUTH_SPOOFABLE_YES;
	ck_assert(!mailauth_report_is_worse(&trial.after.report));
	trial.after.report.verdict.by_strangers = MAILAUTH_SPOOFABLE_YES;
	ck_assert(mailauth_report_is_worse(&trial.after.report));
	trial.after.report.verdict.by_strangers = MAILAUTH_SPOOFABLE_UNKNOWN;
	trial.after.report.verdict.spoofable = MAILAUTH_SPOOFABLE_UNKNOWN;
	ck_assert(!mailauth_report_is_worse(&trial.after.report));
	trial.before.report.sender_count = trial.after.report.sender_count = 1;
	trial.before.sender.outcome.result = MAILAUTH_SPF_PASS;
	trial.after.sender.outcome.result = MAILAUTH_SPF_FAIL;
	ck_assert(mailauth_report_is_worse(&trial.after.report));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("compare");

	add_case(suite, "findings",
		 TESTS(test_the_same_is_no_worse, test_what_a_fix_removes_is_gone,
		       test_the_same_at_another_name_is_new, test_what_follows_may_be_new,
		       test_results_of_mail_are_not_findings));
	add_loop(suite, "appearing", test_nothing_is_new, sizeof(appearing) / sizeof(*appearing));
	add_loop(suite, "senders", test_no_sender_fares_worse, 3);
	add_case(suite, "mail", TESTS(test_a_pass_of_dmarc_is_kept));
	add_case(suite, "strangers", TESTS(test_strangers_pass_no_more));
	add_loop(suite, "policies", test_no_policy_changes, 12);
	add_case(
		suite, "assumed",
		TESTS(test_what_is_assumed_may_be_worse, test_what_is_assumed_lets_strangers_pass));
	return check_main(suite);
}
