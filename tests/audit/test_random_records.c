/* Random records as answers, through the public face alone: whatever they hold, the audit ends, and
 * its report can be written in every form.
 *
 * SPDX-License-Identifier: MIT
 *
 * MAILAUTH_SCALE=full tries 3,000 audits; MAILAUTH_WORLD=SEED tries that one alone. */

#include "packet.h"
#include "seeds.h"
#include "support.h"
#include "world.h"

#include <mailauth/report.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NOW = 1767225600,
	QUESTIONS_MOST = 5000, /* an audit asks far fewer (README) */
	RECORDS_MAX = 24,
	TEXT_MAX = 62000, /* of what a message holds */
	RCODES = 17,
};

/* --- Names and texts ----------------------------------------------------------------- */

static const char *const names[] = {
	"example.jp",
	"a.example.jp",
	"_spf.example.jp",
	"_dmarc.example.jp",
	"*.example.jp",
	"b.example.net",
	"co.jp",
	".",
	"\\255\\000\\032.example.jp",
	"sub\\.dot.example.jp",
	"xn--wgv71a119e.jp",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.jp",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
	"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb."
	"ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc."
	"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd",
	"a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.a.b.c.d.e.example.jp",
	/* None at all. */
	"",
	"a..b",
	"\xff.example.jp",
	"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee.jp",
};

static const char *const words[] = {
	"v=spf1 ",
	"v=spf1 ",
	"v=DMARC1; ",
	"v=DKIM1; ",
	"p=",
	"p=none; ",
	"p=reject; ",
	"rua=mailto:a@example.net,mailto:b@example.org; ",
	"rua=mailto:",
	"k=rsa; ",
	"p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ",
	"include:example.jp ",
	"include:a.example.jp ",
	"include:%{i}.%{l}.%{d2r-}.example.jp ",
	"redirect=b.example.net ",
	"a ",
	"mx ",
	"ptr ",
	"a:%{h}/24//64 ",
	"exists:%{ir}.%{v}._spf.%{o} ",
	"ip4:192.0.2.0/33 ",
	"ip4:0.0.0.0/0 ",
	"ip6:2001:db8::/32 ",
	"exp=b.example.net ",
	"-all",
	"+all ",
	"\xe2\x80\x9c",
	"\xef\xbc\x9a",
	"\xe2\x80\xae",
	"\xff\xfe",
	"\xc3",
	"\x1b[2J",
	"\x7f",
	"\t",
	"\r\n",
	"=",
	";",
	",",
	"%",
	"%{",
	"<b>",
};

static void add_text(struct dice *dice, char *text)
{
	size_t length = strlen(text);
	unsigned sides = dice_chance(dice, 95) ? 12 : dice_chance(dice, 80) ? 300 : 8000;
	unsigned count = dice_roll(dice, sides);

	while (count-- > 0 && length < TEXT_MAX - 100) {
		if (dice_chance(dice, 15)) {
			text[length++] = (char)(1 + dice_roll(dice, 255));
			text[length] = '\0';
			continue;
		}
		strcpy(text + length, words[dice_roll(dice, COUNT_OF(words))]);
		length += strlen(text + length);
	}
}

/* --- Records ------------------------------------------------------------------------- */

struct set {
	char texts[RECORDS_MAX][TEXT_MAX];
	const char *records[RECORDS_MAX];
	size_t count;
};

static const char *random_name(struct dice *dice)
{
	return names[dice_roll(dice, COUNT_OF(names))];
}

static void add_address(struct dice *dice, char *data, bool four)
{
	static const char *const sixes[] = {
		"2001:db8::1", "::", "::ffff:192.0.2.1", "fe80::1", "64:ff9b::192.0.2.1", ":::", ""
	};

	if (four)
		sprintf(data, "%u.%u.%u.%u", dice_roll(dice, 257), dice_roll(dice, 256),
			dice_roll(dice, 256), dice_roll(dice, 256));
	else
		strcpy(data, sixes[dice_roll(dice, COUNT_OF(sixes))]);
}

static void add_data(struct dice *dice, char *data, unsigned type)
{
	switch (type) {
	case TYPE_A:
	case TYPE_AAAA:
		add_address(dice, data, type == TYPE_A);
		return;
	case TYPE_MX:
		sprintf(data, "%u %s", dice_roll(dice, 3) * 30000, random_name(dice));
		return;
	case TYPE_SOA:
		sprintf(data, "%s %s 1 2 3 4 %u", random_name(dice), random_name(dice),
			(unsigned)dice_next(dice));
		return;
	case TYPE_TXT:
		add_text(dice, data);
		return;
	default:
		strcpy(data, random_name(dice));
	}
}

static const char *type_word(unsigned type)
{
	return type == TYPE_A	    ? "A"
	       : type == TYPE_NS    ? "NS"
	       : type == TYPE_CNAME ? "CNAME"
	       : type == TYPE_SOA   ? "SOA"
	       : type == TYPE_PTR   ? "PTR"
	       : type == TYPE_MX    ? "MX"
	       : type == TYPE_TXT   ? "TXT"
	       : type == TYPE_AAAA  ? "AAAA"
				    : "TYPE65280";
}

static void add_record(struct dice *dice, struct set *set, const char *owner, unsigned type)
{
	static const char *const ttls[] = { "0", "300", "2147483647", "86400 IN", "-1", "" };
	unsigned ttl = dice_chance(dice, 97) ? dice_roll(dice, 4) : 4 + dice_roll(dice, 2);
	char *text = set->texts[set->count];

	sprintf(text, "%s %s %s ", owner, ttls[ttl], type_word(type));
	if (dice_chance(dice, 98)) /* else there is no data */
		add_data(dice, text + strlen(text), type);
	set->records[set->count] = text;
	set->count++;
}

/* Aliases from OWNER on, one to the next; returns where they end. */
static const char *add_aliases(struct dice *dice, struct set *set, const char *owner)
{
	unsigned count = 1 + dice_roll(dice, dice_chance(dice, 10) ? 12 : 2);

	while (count-- > 0) {
		const char *target = dice_chance(dice, 20) ? owner : random_name(dice);

		sprintf(set->texts[set->count], "%s 300 CNAME %s", owner, target);
		set->records[set->count] = set->texts[set->count];
		set->count++;
		owner = target;
	}
	return owner;
}

static void make_answer(struct dice *dice, const struct mailauth_question *question,
			struct set *set)
{
	static const unsigned types[] = { TYPE_A,  TYPE_NS,  TYPE_CNAME, TYPE_SOA, TYPE_PTR,
					  TYPE_MX, TYPE_TXT, TYPE_AAAA,	 65280 };
	const char *owner = mailauth_question_name(question);
	unsigned type = mailauth_question_type(question);

	set->count = 0;
	if (dice_chance(dice, 15))
		owner = add_aliases(dice, set, owner);
	for (unsigned count = dice_roll(dice, dice_chance(dice, 10) ? 8 : 3); count > 0; count--)
		add_record(dice, set, dice_chance(dice, 97) ? owner : random_name(dice),
			   dice_chance(dice, 95) ? type : types[dice_roll(dice, COUNT_OF(types))]);
	if (set->count == 0 || dice_chance(dice, 10))
		add_record(dice, set, dice_chance(dice, 80) ? "jp" : random_name(dice), TYPE_SOA);
}

/* --- An audit ------------------------------------------------------------------------ */

/* A refused answer leaves the question open: then it has no records, or fails.  Whether the first
 * one was taken. */
static bool answer(struct dice *dice, struct mailauth_audit *audit,
		   const struct mailauth_question *question)
{
	static struct set set;
	uint32_t id = mailauth_question_id(question);
	unsigned rcode = dice_chance(dice, 85) ? 0 : dice_roll(dice, RCODES);
	bool taken;
	int r;

	make_answer(dice, question, &set);
	if (rcode != 0 && dice_chance(dice, 80))
		set.count = 0;
	r = mailauth_audit_answer_records(audit, id, rcode, set.records, set.count);
	taken = r == 0;
	if (r == MAILAUTH_EINVAL)
		r = dice_chance(dice, 90) ? mailauth_audit_answer_records(audit, id, 0, NULL, 0)
					  : mailauth_audit_fail(audit, id, MAILAUTH_TIMED_OUT);
	ck_assert_int_eq(r, 0);
	return taken;
}

static void set_up(struct dice *dice, struct mailauth_audit *audit)
{
	if (dice_chance(dice, 60))
		ck_assert_int_eq(mailauth_audit_set(audit, "ip", "192.0.2.7"), 0);
	if (dice_chance(dice, 30))
		ck_assert_int_eq(mailauth_audit_set(audit, "ip", "2001:db8::7"), 0);
	if (dice_chance(dice, 50))
		ck_assert_int_eq(mailauth_audit_set(audit, "mail-from", "\"a b\"@a.example.jp"), 0);
	if (dice_chance(dice, 50))
		ck_assert_int_eq(mailauth_audit_set(audit, "from", "a@example.jp"), 0);
	if (dice_chance(dice, 50))
		ck_assert_int_eq(mailauth_audit_set(audit, "selectors", "likely"), 0);
	if (dice_chance(dice, 20))
		ck_assert_int_eq(mailauth_audit_set(audit, "assume", "* TXT \"v=DMARC1; p=none\""),
				 0);
}

/* Whether TEXT is UTF-8 (RFC 3629 4). */
static bool is_utf8(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	while (*at != '\0') {
		unsigned char lead = *at++;
		size_t more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;

		if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || (lead == 0xe0 && *at < 0xa0) ||
		    (lead == 0xed && *at > 0x9f) || (lead == 0xf0 && *at < 0x90) ||
		    (lead == 0xf4 && *at > 0x8f))
			return false;
		while (more-- > 0)
			if ((*at++ & 0xc0) != 0x80)
				return false;
	}
	return true;
}

static void check_written(const struct mailauth_report *report)
{
	static const enum mailauth_language languages[] = { MAILAUTH_ENGLISH, MAILAUTH_JAPANESE };
	size_t length;
	char *text;

	for (size_t i = 0; i < COUNT_OF(languages); i++) {
		ck_assert_int_eq(mailauth_report_text(report, languages[i], 80, 0, &text, &length),
				 0);
		ck_assert_uint_eq(strlen(text), length);
		ck_assert(is_utf8(text));
		mailauth_free(text);
		ck_assert_int_eq(mailauth_report_json(report, languages[i], MAILAUTH_JSON_QUERIES,
						      &text, &length),
				 0);
		ck_assert_uint_eq(strlen(text), length);
		ck_assert(is_utf8(text));
		mailauth_free(text);
	}
}

static struct counts {
	unsigned asked;
	unsigned taken;
	unsigned most; /* that one audit asked */
} counts;

static void try_audit(uint64_t seed)
{
	const struct mailauth_question *question;
	struct dice dice = { seed + 1 };
	struct mailauth_audit *audit;
	unsigned asked = 0;

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", NOW), 0);
	set_up(&dice, audit);
	while (mailauth_audit_step(audit) == MAILAUTH_PENDING)
		while ((question = mailauth_audit_next_question(audit)) != NULL) {
			ck_assert_msg(++asked < QUESTIONS_MOST,
				      "no end (MAILAUTH_WORLD=%llu runs it alone)",
				      (unsigned long long)seed);
			counts.taken += answer(&dice, audit, question);
		}
	ck_assert_msg(mailauth_audit_report(audit) != NULL, "no report (MAILAUTH_WORLD=%llu)",
		      (unsigned long long)seed);
	check_written(mailauth_audit_report(audit));
	mailauth_audit_free(audit);
	counts.asked += asked;
	counts.most = asked > counts.most ? asked : counts.most;
}

START_TEST(test_every_audit_ends)
{
	static const struct scale scale = { .small = 10, .usual = 100, .full = 3000 };
	unsigned count = try_seeds(&scale, try_audit);

	if (count == 0)
		return;
	printf("random_records: %u audits, %u questions, at most %u in one, %u answers taken\n",
	       count, counts.asked, counts.most, counts.taken);
	ck_assert_uint_gt(counts.taken, counts.asked / 2);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("random_records");

	tcase_set_timeout(add_case(suite, "audits", TESTS(test_every_audit_ends)), 3000);
	return check_main(suite);
}
