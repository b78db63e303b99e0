/* What receivers ask for, as a program reads it: each demand with its result, and the same as JSON.
 *
 * SPDX-License-Identifier: MIT */

#include "support.h"

#include <mailauth/changes.h>
#include <mailauth/receivers.h>
#include <mailauth/resolver.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char zone_text[] =
	"$ORIGIN example.jp.\n$TTL 1800\n"
	"@ SOA ns1 host 1 3600 600 86400 300\n@ NS ns1\nns1 A 192.0.2.53\n"
	"@ MX 10 ns1\n@ TXT \"v=spf1 ip4:192.0.2.0/28 -all\"\n"
	"none MX 10 ns1\nnone A 192.0.2.20\nparked MX 0 .\nparked TXT \"v=spf1 -all\"\n"
	"_dmarc TXT \"v=DMARC1; p=none\"\n";

/* --- Audits ------------------------------------------------------------------------ */

struct run {
	struct mailauth_zones *zones;
	struct mailauth_loop *loop;
	struct mailauth_audit *audit;
	const struct mailauth_report *report;
};

static void begin(struct run *run, const char *domain, const char *const *options)
{
	ck_assert_int_eq(mailauth_zones_new(&run->zones), 0);
	ck_assert_int_eq(
		mailauth_zones_load_text(run->zones, "zone", zone_text, strlen(zone_text), NULL),
		0);
	ck_assert_int_eq(mailauth_loop_new(&run->loop), 0);
	ck_assert_int_eq(mailauth_loop_set_zones(run->loop, run->zones), 0);
	ck_assert_int_eq(mailauth_audit_new(&run->audit, domain, 0), 0);
	for (; *options != NULL; options += 2)
		ck_assert_int_eq(mailauth_audit_set(run->audit, options[0], options[1]), 0);
	ck_assert_int_eq(mailauth_loop_run(run->loop, run->audit), 0);
	run->report = mailauth_audit_report(run->audit);
}

static void end(struct run *run)
{
	mailauth_loop_free(run->loop);
	mailauth_audit_free(run->audit);
	mailauth_zones_free(run->zones);
}

static const struct mailauth_receiver *find(const struct mailauth_report *report, const char *id)
{
	const struct mailauth_receiver *receiver;

	for (size_t i = 0; (receiver = mailauth_report_receiver(report, i)) != NULL; i++)
		if (strcmp(mailauth_receiver_id(receiver), id) == 0)
			return receiver;
	ck_abort_msg("no receiver %s", id);
}

/* The place of DEMAND, of all senders or of bulk senders. */
static size_t place(const struct mailauth_receiver *receiver, const char *demand, bool bulk)
{
	size_t count = mailauth_receiver_demand_count(receiver);

	for (size_t i = 0; i < count; i++)
		if (strcmp(mailauth_receiver_demand(receiver, i), demand) == 0 &&
		    mailauth_receiver_demand_is_bulk(receiver, i) == bulk)
			return i;
	ck_abort_msg("%s does not ask for %s", mailauth_receiver_id(receiver), demand);
}

/* --- Results ------------------------------------------------------------------------ */

static const struct {
	const char *options[7];
	const char *id;
	enum mailauth_receiver_result result;
	const char *demand;
	bool bulk;
	enum mailauth_demand_result met;
	enum mailauth_demand_reason reason;
} cases[] = {
	{ { NULL },
	  "gmail",
	  MAILAUTH_RECEIVER_UNKNOWN,
	  "spf",
	  true,
	  MAILAUTH_DEMAND_UNKNOWN,
	  MAILAUTH_DEMAND_NEEDS_SENDER },
	{ { NULL },
	  "gmail",
	  MAILAUTH_RECEIVER_UNKNOWN,
	  "dkim",
	  true,
	  MAILAUTH_DEMAND_UNKNOWN,
	  MAILAUTH_DEMAND_NEEDS_SIGNATURE },
	{ { NULL },
	  "gmail",
	  MAILAUTH_RECEIVER_UNKNOWN,
	  "tls",
	  false,
	  MAILAUTH_DEMAND_UNKNOWN,
	  MAILAUTH_DEMAND_NOT_SHOWN },
	{ { NULL },
	  "yahoo",
	  MAILAUTH_RECEIVER_UNKNOWN,
	  "domain-exists",
	  false,
	  MAILAUTH_DEMAND_MET,
	  MAILAUTH_DEMAND_DECIDED },
	{ { "ip", "192.0.2.3" },
	  "au",
	  MAILAUTH_RECEIVER_MET,
	  "spf",
	  false,
	  MAILAUTH_DEMAND_MET,
	  MAILAUTH_DEMAND_DECIDED },
	{ { "ip", "2001:db8::3", "auth", "dkim=pass header.d=example.jp" },
	  "outlook",
	  MAILAUTH_RECEIVER_PARTLY,
	  "spf",
	  true,
	  MAILAUTH_DEMAND_UNMET,
	  MAILAUTH_DEMAND_DECIDED },
	{ { "ip", "192.0.2.3", "auth", "dkim=pass header.d=example.jp" },
	  "icloud",
	  MAILAUTH_RECEIVER_MET,
	  "dkim",
	  true,
	  MAILAUTH_DEMAND_MET,
	  MAILAUTH_DEMAND_DECIDED },
	{ { "ip", "203.0.113.3", "auth", "dkim=none" },
	  "docomo",
	  MAILAUTH_RECEIVER_UNMET,
	  "alignment",
	  false,
	  MAILAUTH_DEMAND_UNMET,
	  MAILAUTH_DEMAND_DECIDED },
	{ { "assume", "_dmarc TXT" },
	  "docomo",
	  MAILAUTH_RECEIVER_UNMET,
	  "dmarc",
	  false,
	  MAILAUTH_DEMAND_UNMET,
	  MAILAUTH_DEMAND_DECIDED },
};

START_TEST(test_results)
{
	struct run run;
	const struct mailauth_receiver *receiver;
	size_t index;

	begin(&run, "example.jp", cases[_i].options);
	receiver = find(run.report, cases[_i].id);
	index = place(receiver, cases[_i].demand, cases[_i].bulk);
	ck_assert_int_eq(mailauth_receiver_result(receiver), cases[_i].result);
	ck_assert_int_eq(mailauth_receiver_demand_result(receiver, index), cases[_i].met);
	ck_assert_int_eq(mailauth_receiver_demand_reason(receiver, index), cases[_i].reason);
	end(&run);
}
END_TEST

/* What was assumed is judged in the report with it, and what is published in the one before. */
START_TEST(test_before)
{
	static const char *const options[] = { "assume", "_dmarc TXT", NULL };
	struct run run;
	const struct mailauth_receiver *before;

	begin(&run, "example.jp", options);
	before = find(mailauth_report_before(run.report), "docomo");
	ck_assert_int_eq(mailauth_receiver_demand_result(before, place(before, "dmarc", false)),
			 MAILAUTH_DEMAND_MET);
	end(&run);
}
END_TEST

START_TEST(test_none)
{
	static const char *const domains[] = { "parked.example.jp", "nowhere.example.jp",
					       "no domain" };
	static const char *const options[] = { NULL };
	static const char *const sender[] = { "ip", "192.0.2.3", "scope", "sender", NULL };
	struct run run;

	for (size_t i = 0; i <= sizeof(domains) / sizeof(*domains); i++) {
		bool last = i == sizeof(domains) / sizeof(*domains);

		begin(&run, last ? "example.jp" : domains[i], last ? sender : options);
		ck_assert_uint_eq(mailauth_report_receiver_count(run.report), 0);
		ck_assert_ptr_null(mailauth_report_receiver(run.report, 0));
		end(&run);
	}
}
END_TEST

/* --- Facts -------------------------------------------------------------------------- */

static bool is_date(const char *date)
{
	static const char form[] = "dddd-dd-dd";

	for (size_t i = 0; i < sizeof(form); i++)
		if (form[i] == 'd' ? date[i] < '0' || date[i] > '9' : date[i] != form[i])
			return false;
	return true;
}

/* Each demand has a source and a date, none of which is older than the receiver's. */
static void look_at_demands(const struct mailauth_receiver *receiver)
{
	size_t count = mailauth_receiver_demand_count(receiver);
	bool oldest = false;

	ck_assert_uint_gt(count, 0);
	for (size_t i = 0; i < count; i++) {
		const char *date = mailauth_receiver_demand_date(receiver, i);

		ck_assert(is_date(date));
		ck_assert_str_ge(date, mailauth_receiver_date(receiver));
		oldest = oldest || strcmp(date, mailauth_receiver_date(receiver)) == 0;
		ck_assert_str_ne(mailauth_receiver_demand_source(receiver, i), "");
		for (int language = 0; language < 2; language++)
			ck_assert_str_ne(mailauth_receiver_demand_name(
						 receiver, i, (enum mailauth_language)language),
					 "");
		for (size_t j = 0; j < i; j++)
			ck_assert(strcmp(mailauth_receiver_demand(receiver, i),
					 mailauth_receiver_demand(receiver, j)) != 0);
	}
	ck_assert(oldest);
	ck_assert_ptr_null(mailauth_receiver_demand(receiver, count));
	ck_assert_ptr_null(mailauth_receiver_demand_date(receiver, count));
	ck_assert_ptr_null(mailauth_receiver_demand_source(receiver, count));
	ck_assert_ptr_null(mailauth_receiver_demand_name(receiver, count, MAILAUTH_ENGLISH));
	ck_assert_ptr_null(mailauth_receiver_demand_name(receiver, 0, (enum mailauth_language)9));
	ck_assert(!mailauth_receiver_demand_is_bulk(receiver, count));
	ck_assert(!mailauth_receiver_demand_is_primary(receiver, count));
	ck_assert_int_eq(mailauth_receiver_demand_result(receiver, count), MAILAUTH_DEMAND_UNKNOWN);
	ck_assert_int_eq(mailauth_receiver_demand_reason(receiver, count), MAILAUTH_DEMAND_DECIDED);
}

START_TEST(test_facts)
{
	static const char *const options[] = { NULL };
	struct run run;
	size_t count;

	begin(&run, "example.jp", options);
	count = mailauth_report_receiver_count(run.report);
	ck_assert_uint_gt(count, 0);
	for (size_t i = 0; i < count; i++) {
		const struct mailauth_receiver *receiver = mailauth_report_receiver(run.report, i);

		look_at_demands(receiver);
		ck_assert_str_ne(mailauth_receiver_name(receiver, MAILAUTH_JAPANESE), "");
		ck_assert_ptr_null(mailauth_receiver_name(receiver, (enum mailauth_language)9));
	}
	ck_assert_ptr_null(mailauth_report_receiver(run.report, count));
	ck_assert(mailauth_receiver_demand_is_primary(find(run.report, "gmail"), 0));
	ck_assert(!mailauth_receiver_demand_is_primary(find(run.report, "docomo"), 0));
	end(&run);
	ck_assert_ptr_null(mailauth_receiver_result_word(-1));
	ck_assert_ptr_null(mailauth_receiver_result_word(4));
	ck_assert_ptr_null(mailauth_demand_reason_word(MAILAUTH_DEMAND_DECIDED));
	ck_assert_ptr_null(mailauth_demand_reason_word(6));
}
END_TEST

/* --- JSON --------------------------------------------------------------------------- */

static void same(json_t *object, const char *key, const char *value)
{
	ck_assert_str_eq(json_string_value(json_object_get(object, key)), value);
}

/* The demands of LIST are those with RESULT, in their order. */
static void compare_list(json_t *list, const struct mailauth_receiver *receiver,
			 enum mailauth_demand_result result)
{
	size_t at = 0;

	for (size_t i = 0; i < mailauth_receiver_demand_count(receiver); i++) {
		json_t *line = json_array_get(list, at);
		enum mailauth_demand_reason reason = mailauth_receiver_demand_reason(receiver, i);

		if (mailauth_receiver_demand_result(receiver, i) != result)
			continue;
		same(line, "demand", mailauth_receiver_demand(receiver, i));
		same(line, "of", mailauth_receiver_demand_is_bulk(receiver, i) ? "bulk" : "all");
		if (result == MAILAUTH_DEMAND_UNMET) {
			same(line, "date", mailauth_receiver_demand_date(receiver, i));
			same(line, "source", mailauth_receiver_demand_source(receiver, i));
		} else {
			same(line, "reason", mailauth_demand_reason_word((int)reason));
		}
		at++;
	}
	ck_assert_uint_eq(json_array_size(list), at);
}

START_TEST(test_json)
{
	struct run run;
	char *text;
	json_t *json, *list;

	begin(&run, "example.jp", cases[_i].options);
	ck_assert_int_eq(mailauth_report_json(run.report, MAILAUTH_JAPANESE, 0, &text, NULL), 0);
	json = json_loads(text, 0, NULL);
	list = json_object_get(json, "receivers");
	ck_assert_uint_eq(json_array_size(list), mailauth_report_receiver_count(run.report));
	for (size_t i = 0; i < json_array_size(list); i++) {
		json_t *line = json_array_get(list, i);
		const struct mailauth_receiver *receiver = mailauth_report_receiver(run.report, i);
		enum mailauth_receiver_result result = mailauth_receiver_result(receiver);

		same(line, "id", mailauth_receiver_id(receiver));
		same(line, "name", mailauth_receiver_name(receiver, MAILAUTH_JAPANESE));
		same(line, "result", mailauth_receiver_result_word((int)result));
		same(line, "date", mailauth_receiver_date(receiver));
		compare_list(json_object_get(line, "unmet"), receiver, MAILAUTH_DEMAND_UNMET);
		compare_list(json_object_get(line, "unchecked"), receiver, MAILAUTH_DEMAND_UNKNOWN);
	}
	json_decref(json);
	mailauth_free(text);
	end(&run);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("receivers");

	add_loop(suite, "results", test_results, COUNT_OF(cases));
	add_case(suite, "reports", TESTS(test_before, test_none));
	add_case(suite, "facts", TESTS(test_facts));
	add_loop(suite, "json", test_json, COUNT_OF(cases));
	return check_main(suite);
}
