/* The keystone as a property: however the answers come in, the report is the same.
 *
 * SPDX-License-Identifier: MIT
 *
 * MAILAUTH_SCALE=full tries 20,000 random worlds instead of 250; MAILAUTH_WORLD=SEED tries
 * that one alone, and prints it (support/seeds.h). */

#include "packet.h"
#include "print_report.h"
#include "seeds.h"
#include "support.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	WAYS = 8,	 /* random ways through each world */
	SHARE_LEAST = 3, /* percent of the worlds that each result must have */
	OPEN_MAX = 4096,
	NOW = 1767225600,
	RESULTS = 7,
};

static const struct scale scale = { .small = 100, .usual = 250, .full = 20000 };

/* A way through a world: when what is answered how. */
struct way {
	bool eager;
	enum { AS_ASKED, LAST_FIRST, SHUFFLED } order;
	unsigned batch;	   /* answers between two steps, at most; 0: all */
	unsigned hand_out; /* questions taken between two steps, at most; 0: all */
	bool troubled;	   /* with whatever a network may bring next to the answers */
	unsigned patience; /* answers until the caller gives up; 0: no end */
	unsigned dead;	   /* not 0: some questions are never answered, and this says which */
	bool known_only;   /* questions that no run before answered fail */
	enum mailauth_failure failure;
};

struct run {
	struct world *world;
	const struct way *way;
	struct dice dice;
	struct mailauth_audit *audit;
	const struct mailauth_question *open[OPEN_MAX]; /* handed out, not yet answered */
	size_t open_count;
	unsigned answered;
	uint32_t last_id; /* that was handed out */
	bool gave_up;
};

static struct {
	unsigned worlds, runs, given_up;
	unsigned long steps, questions;
	unsigned results[RESULTS];
} tally;

/* --- Failing -------------------------------------------------------------- */

static void fail_world(const struct run *run, const char *what, const char *wanted, const char *got)
{
	const struct way *way = run->way;

	world_print(run->world, stderr);
	fprintf(stderr,
		"way: eager %d, order %d, batch %u, hand out %u, troubled %d, patience %u, dead "
		"%u\n",
		way->eager, (int)way->order, way->batch, way->hand_out, way->troubled,
		way->patience, way->dead);
	if (wanted != NULL)
		fprintf(stderr, "--- the report\n%s--- should be\n%s", got, wanted);
	ck_abort_msg("world %llu: %s (MAILAUTH_WORLD=%llu runs it alone)",
		     (unsigned long long)run->world->seed, what,
		     (unsigned long long)run->world->seed);
}

static void require(const struct run *run, bool holds, const char *what)
{
	if (!holds)
		fail_world(run, what, NULL, NULL);
}

/* --- What else a network brings ------------------------------------------- */

static int offer(struct run *run, uint32_t id, const struct packet *packet)
{
	return mailauth_audit_answer(run->audit, id, packet->bytes, packet->length);
}

/* An answer that would change the report, if it were believed. */
static void write_lie(struct packet *packet, const struct mailauth_question *question)
{
	static const char record[] = "\013v=spf1 +all";
	size_t length;
	const unsigned char *name = mailauth_question_wire_name(question, &length);

	packet_reply(packet, question);
	if (mailauth_question_type(question) == TYPE_TXT)
		packet_record_wire(packet, name, length, TYPE_TXT, record, sizeof(record) - 1);
	else
		packet_set_rcode(packet, 3);
}

/* Packets that are not answers leave their question open. */
static void offer_strangers(struct run *run, const struct mailauth_question *question)
{
	static struct packet packet;
	uint32_t id = mailauth_question_id(question);
	size_t length;
	const unsigned char *name = mailauth_question_wire_name(question, &length);
	uint16_t type = mailauth_question_type(question);
	size_t open = mailauth_audit_open_questions(run->audit);
	int expected = MAILAUTH_NOT_AN_ANSWER;

	packet_reply(&packet, question);
	switch (dice_roll(&run->dice, 6)) {
	case 0: /* our own question comes back */
		packet_set_flags(&packet, PACKET_RD);
		break;
	case 1:
		packet_begin_wire(&packet, name, length, type == TYPE_A ? TYPE_AAAA : TYPE_A);
		break;
	case 2:
		packet_begin(&packet, "somebody.else.example", type);
		break;
	case 3:
		packet.length = dice_roll(&run->dice, 12);
		break;
	case 4: /* class CH */
		packet.bytes[packet.length - 1] = 3;
		break;
	default:
		packet_set_flags(&packet, PACKET_RESPONSE | PACKET_TC);
		expected = MAILAUTH_TRUNCATED_PACKET;
	}
	require(run, offer(run, id, &packet) == expected, "a packet that is no answer was taken");
	require(run, mailauth_audit_open_questions(run->audit) == open,
		"a packet that is no answer closed a question");
}

/* The first answer counts. */
static void offer_again(struct run *run, const struct mailauth_question *question)
{
	static struct packet packet;
	uint32_t id = mailauth_question_id(question);
	size_t open = mailauth_audit_open_questions(run->audit);
	int r;

	if (dice_chance(&run->dice, 30)) {
		r = mailauth_audit_fail(run->audit, id, MAILAUTH_UNREACHABLE);
	} else {
		write_lie(&packet, question);
		r = offer(run, id, &packet);
	}
	require(run, r == 0, "a second answer was refused");
	require(run, mailauth_audit_open_questions(run->audit) == open,
		"a second answer opened or closed a question");
}

/* No one may answer what was not asked. */
static void offer_unasked(struct run *run)
{
	static struct packet packet;
	const uint32_t ids[] = { 0, run->last_id + 1, run->last_id + 64, UINT32_MAX };
	uint32_t id = ids[dice_roll(&run->dice, 4)];

	packet_begin(&packet, "example.jp", TYPE_TXT);
	require(run, offer(run, id, &packet) == MAILAUTH_EINVAL, "an unasked answer was taken");
	require(run, mailauth_audit_fail(run->audit, id, MAILAUTH_TIMED_OUT) == MAILAUTH_EINVAL,
		"an unasked failure was taken");
	require(run,
		mailauth_audit_give_up(run->audit, (enum mailauth_failure)(MAILAUTH_CANCELLED +
									   1)) == MAILAUTH_EINVAL,
		"an unknown failure was taken");
}

/* --- Driving -------------------------------------------------------------- */

static void answer(struct run *run, const struct mailauth_question *question)
{
	struct world_reply *reply = world_ask(run->world, question);
	uint32_t id = mailauth_question_id(question);
	size_t open = mailauth_audit_open_questions(run->audit);
	enum mailauth_failure failure = reply->failure;
	int r;

	if (run->way->known_only && !reply->known)
		failure = run->way->failure;
	else if (!run->way->known_only)
		reply->known = true;
	if (run->way->troubled && dice_chance(&run->dice, 30))
		offer_strangers(run, question);
	if (failure != 0)
		r = mailauth_audit_fail(run->audit, id, failure);
	else
		r = mailauth_audit_answer(run->audit, id, reply->packet, reply->length);
	require(run, r == 0, "an answer was refused");
	require(run, mailauth_audit_open_questions(run->audit) == open - 1,
		"an answer did not close its question");
	if (run->way->troubled && dice_chance(&run->dice, 30))
		offer_again(run, question);
	run->answered++;
}

static void give_up(struct run *run)
{
	require(run, mailauth_audit_give_up(run->audit, run->way->failure) == 0, "cannot give up");
	require(run, mailauth_audit_open_questions(run->audit) == 0, "open after giving up");
	if (dice_chance(&run->dice, 50)) /* the first one counts */
		mailauth_audit_give_up(run->audit, MAILAUTH_BOGUS);
	if (run->open_count > 0)
		offer_again(run, run->open[0]);
	run->gave_up = true;
}

static void take_questions(struct run *run)
{
	const struct mailauth_question *question;
	unsigned count = 0;

	bool all = run->way->hand_out == 0 || run->way->dead > 0;

	while ((all || count++ < run->way->hand_out || run->open_count == 0) &&
	       (question = mailauth_audit_next_question(run->audit)) != NULL) {
		require(run, run->open_count < OPEN_MAX, "too many questions");
		run->open[run->open_count++] = question;
		run->last_id = mailauth_question_id(question);
		tally.questions++;
	}
	require(run, run->open_count > 0, "pending, but no question to answer");
}

static bool is_dead(const struct run *run, const struct mailauth_question *question)
{
	size_t length;
	const unsigned char *name = mailauth_question_wire_name(question, &length);
	unsigned sum = run->way->dead + mailauth_question_type(question);

	for (size_t i = 0; i < length; i++)
		sum = 31 * sum + name[i];
	return run->way->dead > 0 && sum % 4 == 0;
}

/* The place of the next question to be answered; run->open_count if there is none. */
static size_t choose(struct run *run)
{
	size_t start = 0;

	if (run->way->order == SHUFFLED)
		start = dice_roll(&run->dice, (unsigned)run->open_count);
	else if (run->way->order == LAST_FIRST)
		start = run->open_count - 1;
	for (size_t i = 0; i < run->open_count; i++) {
		size_t at = (start + i) % run->open_count;

		if (!is_dead(run, run->open[at]))
			return at;
	}
	return run->open_count;
}

static void answer_batch(struct run *run)
{
	unsigned batch =
		run->way->batch == 0 ? OPEN_MAX : 1 + dice_roll(&run->dice, run->way->batch);
	unsigned before = run->answered;

	for (; batch > 0 && run->open_count > 0; batch--) {
		size_t at = choose(run);
		const struct mailauth_question *question;

		if (at == run->open_count && run->answered > before)
			return; /* the next step may ask for what is not dead */
		if (at == run->open_count ||
		    (run->way->patience > 0 && run->answered >= run->way->patience)) {
			give_up(run);
			return;
		}
		question = run->open[at];
		for (run->open_count--; at < run->open_count; at++)
			run->open[at] = run->open[at + 1];
		answer(run, question);
	}
}

static int step(struct run *run)
{
	int r = mailauth_audit_step(run->audit);

	tally.steps++;
	require(run, r == MAILAUTH_DONE || r == MAILAUTH_PENDING, "a step failed");
	require(run, (r == MAILAUTH_DONE) == (mailauth_audit_report(run->audit) != NULL),
		"a report too early or too late");
	require(run, r == MAILAUTH_DONE || mailauth_audit_open_questions(run->audit) > 0,
		"pending without an open question");
	require(run, r == MAILAUTH_DONE || !run->gave_up, "no end after giving up");
	return r;
}

static void begin(struct run *run)
{
	const struct world *world = run->world;

	require(run, mailauth_audit_new(&run->audit, world->domain, NOW) == 0, "no audit");
	for (unsigned i = 0; i < world->sender_count; i++)
		require(run,
			mailauth_audit_add_sender(run->audit, world->senders[i].ip,
						  world->senders[i].mail_from,
						  world->senders[i].helo) == 0,
			"no sender");
	mailauth_audit_set_selectors(run->audit, world->selectors);
	for (unsigned i = 0; i < world->named; i++) {
		char selector[] = "s0";

		selector[1] = (char)('0' + i);
		require(run, mailauth_audit_add_selector(run->audit, selector) == 0, "no selector");
	}
	if (world->receiver != NULL)
		mailauth_audit_set_receiver(run->audit, world->receiver);
	mailauth_audit_set_eager(run->audit, run->way->eager);
	if (world->seed % 3 == 0)
		mailauth_audit_set_from(run->audit, "Name <info@s1.example>");
	if (world->seed % 4 < 2)
		require(run,
			mailauth_audit_add_auth(run->audit, "dkim=pass header.d=m1.s1.example") ==
				0,
			"no result");
	if (world->seed % 8 == 0)
		mailauth_audit_add_auth(run->audit, "spf=pass smtp.mailfrom=s2.example");
}

/* After the end, nothing changes any more. */
static void try_after_end(struct run *run)
{
	const struct mailauth_report *report = mailauth_audit_report(run->audit);

	for (size_t i = 0; i < run->open_count; i++)
		offer_again(run, run->open[i]);
	offer_unasked(run);
	require(run, mailauth_audit_next_question(run->audit) == NULL, "a question after the end");
	require(run, mailauth_audit_step(run->audit) == MAILAUTH_DONE, "a step after the end");
	require(run, mailauth_audit_report(run->audit) == report, "another report after the end");
}

static void count_result(const struct mailauth_audit *audit)
{
	const struct mailauth_report *report = mailauth_audit_report(audit);

	tally.results[mailauth_sender_result(mailauth_report_sender(report, 0))]++;
}

/* The report that WAY leads to, printed; to be freed. */
static char *travel(struct world *world, const struct way *way, struct dice *dice, bool first)
{
	static struct run run;
	char *printed;

	run = (struct run){ .world = world, .way = way, .dice = { dice_next(dice) } };
	begin(&run);
	while (step(&run) == MAILAUTH_PENDING) {
		take_questions(&run);
		if (way->troubled)
			offer_unasked(&run);
		answer_batch(&run);
		for (unsigned i = 0; way->troubled && i < dice_roll(&run.dice, 3); i++)
			step(&run);
	}
	if (way->troubled)
		try_after_end(&run);
	if (first)
		count_result(run.audit);
	printed = print_report(mailauth_audit_report(run.audit));
	mailauth_audit_free(run.audit);
	tally.runs++;
	tally.given_up += run.gave_up;
	return printed;
}

/* --- The property --------------------------------------------------------- */

static void compare(struct world *world, const struct way *way, char *got, const char *wanted)
{
	const struct run run = { .world = world, .way = way };

	if (strcmp(got, wanted) != 0)
		fail_world(&run, "the report depends on the order of arrival", wanted, got);
	free(got);
}

static struct way random_way(struct dice *dice)
{
	static const unsigned batches[] = { 0, 1, 1, 2, 5, 20 };
	struct way way = { .eager = dice_chance(dice, 50), .troubled = dice_chance(dice, 60) };

	way.order = dice_roll(dice, 3);
	way.batch = batches[dice_roll(dice, 6)];
	way.hand_out = dice_chance(dice, 25) ? 1 + dice_roll(dice, 3) : 0;
	return way;
}

/* Gives up at a random moment, or when nothing is left but what no one answers.  The report must
 * be the one of a world in which all that was not answered by then fails, in whichever order
 * the rest arrived. */
static void try_giving_up(struct world *world, struct dice *dice, bool dead)
{
	struct way way = random_way(dice);
	struct way failing = { .known_only = true, .eager = dice_chance(dice, 50) };
	char *wanted, *got;

	if (dead)
		way.dead = 1 + dice_roll(dice, 1000);
	else
		way.patience = 1 + dice_roll(dice, 12);
	way.failure = failing.failure = 1 + dice_roll(dice, MAILAUTH_CANCELLED);
	world_forget(world);
	got = travel(world, &way, dice, false);
	wanted = travel(world, &failing, dice, false);
	compare(world, &way, got, wanted);
	free(wanted);
}

static void try_world(uint64_t seed)
{
	static const struct way at_once;
	struct dice dice = { ~seed };
	struct world world;
	char *wanted;

	world_begin(&world, seed);
	wanted = travel(&world, &at_once, &dice, true);
	for (unsigned i = 0; i < WAYS; i++) {
		struct way way = random_way(&dice);

		/* The two that a receiver and an auditor would go. */
		if (i < 2)
			way = (struct way){ .eager = i == 1, .order = SHUFFLED, .batch = 1 };
		compare(&world, &way, travel(&world, &way, &dice, false), wanted);
	}
	try_giving_up(&world, &dice, false);
	try_giving_up(&world, &dice, true);
	if (is_one_seed()) {
		world_print(&world, stdout);
		puts(wanted);
	}
	free(wanted);
	world_end(&world);
	tally.worlds++;
}

static void print_tally(void)
{
	printf("replay: %u worlds, %u audits (%u given up), %lu steps, %lu questions;",
	       tally.worlds, tally.runs, tally.given_up, tally.steps, tally.questions);
	for (int i = 0; i < RESULTS; i++)
		printf(" %s %.1f %%", mailauth_spf_result_word(i),
		       100.0 * tally.results[i] / tally.worlds);
	putchar('\n');
	fflush(stdout);
}

START_TEST(test_any_order_gives_the_same_report)
{
	unsigned worlds = try_seeds(&scale, try_world);

	print_tally();
	for (int i = 0; i < RESULTS; i++)
		ck_assert_msg(100 * tally.results[i] >= SHARE_LEAST * worlds, "%s is too rare",
			      mailauth_spf_result_word(i));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("replay");

	add_case(suite, "replay", TESTS(test_any_order_gives_the_same_report));
	return check_main(suite);
}
