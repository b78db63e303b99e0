/* The OpenSPF test suite for RFC 7208, whole, through the public face of the library.
 *
 * SPDX-License-Identifier: MIT
 *
 * data/rfc7208-tests.json says under "conventions" how a responder has to behave. */

#include "packet.h"
#include "support.h"

#include <mailauth/report.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
	RESULTS = 203,
	EXPLANATIONS = 22,
	NOW = 1767225600,
	NAME_MAX_WIRE = 255,
};

/* A case, and the zone that it is about. */
struct suite_case {
	const json_t *zone;
	const json_t *test;
};

static struct suite_case cases[RESULTS + 1];
static size_t case_count;
/* Tests may run in processes of their own: each writes a byte for what came out right. */
static int tally[2];

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* --- The responder -------------------------------------------------------- */

struct wire {
	unsigned char bytes[NAME_MAX_WIRE + 1];
	size_t length;
};

static void fold(struct wire *name)
{
	for (size_t i = 0; i < name->length; i++)
		if (name->bytes[i] >= 'A' && name->bytes[i] <= 'Z')
			name->bytes[i] |= 0x20;
}

static struct wire name_of(const json_t *entry)
{
	struct wire name;

	name.length = from_hex(text_of(entry, "name_wire_hex"), name.bytes, sizeof(name.bytes));
	fold(&name);
	return name;
}

static const json_t *find_entry(const json_t *zone, const struct wire *name)
{
	size_t i;
	json_t *entry;

	json_array_foreach(zone, i, entry)
	{
		struct wire candidate = name_of(entry);

		if (candidate.length == name->length &&
		    memcmp(candidate.bytes, name->bytes, name->length) == 0)
			return entry;
	}
	return NULL;
}

/* Whether names below NAME exist: it then exists itself, without records. */
static bool has_descendants(const json_t *zone, const struct wire *name)
{
	size_t i;
	json_t *entry;

	json_array_foreach(zone, i, entry)
	{
		struct wire candidate = name_of(entry);
		size_t at = 0;

		while (candidate.bytes[at] != 0) {
			at += 1u + candidate.bytes[at];
			if (candidate.length - at == name->length &&
			    memcmp(candidate.bytes + at, name->bytes, name->length) == 0)
				return true;
		}
	}
	return false;
}

enum added { ADDED_NONE, ADDED_RECORDS, ADDED_ALIAS, ADDED_TIMEOUT };

/* Adds the records of TYPE to PACKET.  An alias changes OWNER into what it stands for. */
static enum added add_records(struct packet *packet, const json_t *entry, struct wire *owner,
			      json_int_t type)
{
	enum added added = ADDED_NONE;
	size_t i;
	json_t *record;

	json_array_foreach(json_object_get(entry, "records"), i, record)
	{
		unsigned char rdata[4096];
		size_t length;

		if (json_integer_value(json_object_get(record, "type_code")) != type)
			continue;
		if (json_is_true(json_object_get(record, "timeout")))
			return ADDED_TIMEOUT;
		length = from_hex(text_of(record, "rdata_hex"), rdata, sizeof(rdata));
		packet_record_wire(packet, owner->bytes, owner->length, (uint16_t)type, rdata,
				   length);
		added = ADDED_RECORDS;
		if (type != TYPE_CNAME)
			continue;
		ck_assert_uint_le(length, sizeof(owner->bytes));
		memcpy(owner->bytes, rdata, length);
		owner->length = length;
		fold(owner);
		return ADDED_ALIAS;
	}
	return added;
}

/* Returns 0 with the response in PACKET, or how the question fails. */
static int respond(const json_t *zone, const struct mailauth_question *question,
		   struct packet *packet)
{
	enum { ALIASES_MAX = 20 };
	uint16_t type = mailauth_question_type(question);
	const unsigned char *asked;
	struct wire name;

	packet_reply(packet, question);
	asked = mailauth_question_wire_name(question, &name.length);
	memcpy(name.bytes, asked, name.length);
	for (unsigned links = 0; links < ALIASES_MAX; links++) {
		const json_t *entry = find_entry(zone, &name);
		const char *missing;
		enum added added;

		if (entry == NULL) {
			if (!has_descendants(zone, &name))
				packet_set_rcode(packet, 3);
			return 0;
		}
		added = add_records(packet, entry, &name, type);
		if (added == ADDED_NONE && type != TYPE_CNAME)
			added = add_records(packet, entry, &name, TYPE_CNAME);
		if (added == ADDED_ALIAS)
			continue;
		if (added == ADDED_RECORDS)
			return 0;
		missing = added == ADDED_TIMEOUT ? "timeout" : text_of(entry, "on_missing_type");
		if (strcmp(missing, "timeout") == 0)
			return MAILAUTH_TIMED_OUT;
		if (strcmp(missing, "servfail") == 0)
			packet_set_rcode(packet, 2);
		else
			ck_assert_str_eq(missing, "nodata");
		return 0;
	}
	return 0;
}

static void answer(struct mailauth_audit *audit, const json_t *zone,
		   const struct mailauth_question *question)
{
	static struct packet packet;
	uint32_t id = mailauth_question_id(question);
	int failure = respond(zone, question, &packet);

	if (failure != 0)
		ck_assert_int_eq(mailauth_audit_fail(audit, id, (enum mailauth_failure)failure), 0);
	else
		ck_assert_int_eq(mailauth_audit_answer(audit, id, packet.bytes, packet.length), 0);
}

/* --- A case --------------------------------------------------------------- */

static struct mailauth_audit *run_audit(const struct suite_case *c, bool eager)
{
	const struct mailauth_question *question;
	const char *helo = text_of(c->test, "helo");
	struct mailauth_audit *audit;
	int r;

	ck_assert_int_eq(mailauth_audit_new(&audit, "audit-probe.example", NOW), 0);
	ck_assert_int_eq(mailauth_audit_add_sender(audit, text_of(c->test, "host"),
						   text_of(c->test, "mailfrom"),
						   *helo != '\0' ? helo : "unknown.example"),
			 0);
	ck_assert_int_eq(mailauth_audit_set_receiver(audit, "receiver.example"), 0);
	ck_assert_int_eq(mailauth_audit_set_eager(audit, eager), 0);
	while ((r = mailauth_audit_step(audit)) == MAILAUTH_PENDING) {
		ck_assert_uint_gt(mailauth_audit_open_questions(audit), 0);
		while ((question = mailauth_audit_next_question(audit)) != NULL)
			answer(audit, c->zone, question);
	}
	ck_assert_int_eq(r, MAILAUTH_DONE);
	return audit;
}

static const struct mailauth_sender *envelope_sender(const struct mailauth_audit *audit)
{
	const struct mailauth_report *report = mailauth_audit_report(audit);
	const struct mailauth_sender *sender;

	for (size_t i = 0; (sender = mailauth_report_sender(report, i)) != NULL; i++)
		if (mailauth_sender_identity(sender) == MAILAUTH_IDENTITY_MAILFROM)
			return sender;
	ck_abort_msg("no envelope sender in the report");
	return NULL;
}

static void check_result(const json_t *test, const struct mailauth_sender *sender)
{
	const char *result = mailauth_spf_result_word(mailauth_sender_result(sender));
	const json_t *results = json_object_get(test, "results");
	char *wanted;

	for (size_t i = 0; i < json_array_size(results); i++)
		if (strcmp(json_string_value(json_array_get(results, i)), result) == 0)
			return;
	wanted = json_dumps(results, 0);
	ck_abort_msg("%s: %s, not %s", text_of(test, "name"), result, wanted);
}

static void check_explanation(const json_t *test, const struct mailauth_sender *sender)
{
	const char *wanted = text_of(test, "explanation");
	const char *explanation = mailauth_sender_explanation(sender);

	if (strcmp(wanted, "DEFAULT") == 0)
		wanted = NULL;
	if (wanted == NULL && explanation == NULL)
		return;
	/* The suite spells the hexadecimal digits of %{i} in one case, the RFC in none. */
	if (wanted == NULL || explanation == NULL || strcasecmp(wanted, explanation) != 0)
		ck_abort_msg("%s: explanation \"%s\", not \"%s\"", text_of(test, "name"),
			     explanation != NULL ? explanation : "(none)",
			     wanted != NULL ? wanted : "(none)");
}

static void count(char what)
{
	ck_assert_int_eq(write(tally[1], &what, 1), 1);
}

START_TEST(test_case)
{
	const struct suite_case *c = &cases[_i / 2];
	struct mailauth_audit *audit = run_audit(c, _i % 2 == 1);
	const struct mailauth_sender *sender = envelope_sender(audit);

	check_result(c->test, sender);
	count(_i % 2 == 0 ? 'r' : 'R');
	if (text_of(c->test, "explanation") != NULL) {
		check_explanation(c->test, sender);
		count(_i % 2 == 0 ? 'e' : 'E');
	}
	mailauth_audit_free(audit);
}
END_TEST

START_TEST(test_suite_is_whole)
{
	size_t explanations = 0;

	for (size_t i = 0; i < case_count; i++)
		explanations += text_of(cases[i].test, "explanation") != NULL;
	ck_assert_uint_eq(case_count, RESULTS);
	ck_assert_uint_eq(explanations, EXPLANATIONS);
}
END_TEST

static json_t *load_suite(void)
{
	json_error_t error;
	json_t *root = json_load_file(test_path("data/rfc7208-tests.json"), JSON_ALLOW_NUL, &error);
	json_t *scenarios = json_object_get(root, "scenarios");

	if (root == NULL)
		fprintf(stderr, "data/rfc7208-tests.json:%d: %s\n", error.line, error.text);
	for (size_t i = 0; i < json_array_size(scenarios); i++) {
		const json_t *scenario = json_array_get(scenarios, i);
		const json_t *tests = json_object_get(scenario, "tests");

		for (size_t j = 0; j < json_array_size(tests) && case_count < COUNT_OF(cases); j++)
			cases[case_count++] =
				(struct suite_case){ json_object_get(scenario, "zone"),
						     json_array_get(tests, j) };
	}
	return root;
}

static void print_tally(void)
{
	unsigned counts[256] = { 0 };
	unsigned char what;

	close(tally[1]);
	while (read(tally[0], &what, 1) == 1)
		counts[what]++;
	close(tally[0]);
	printf("rfc7208: %u/%d results, %u/%d explanations\n", counts['r'], RESULTS, counts['e'],
	       EXPLANATIONS);
	printf("rfc7208, asked ahead: %u/%d results, %u/%d explanations\n", counts['R'], RESULTS,
	       counts['E'], EXPLANATIONS);
}

int main(void)
{
	Suite *suite = suite_create("rfc7208");
	json_t *root = load_suite();
	int status;

	if (pipe(tally) != 0)
		return EXIT_FAILURE;
	add_case(suite, "suite", TESTS(test_suite_is_whole));
	/* Even: as a receiver asks; odd: asking ahead (mailauth_audit_set_eager()). */
	add_loop(suite, "case", test_case, 2 * case_count);
	status = check_main(suite);
	print_tally();
	json_decref(root);
	return status;
}
