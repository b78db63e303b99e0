/* Zone files: from which files they come, how large they may be, and when memory runs out.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"
#include "zones.h"

#include "../../lib/dns/store.h"

#include <errno.h>
#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>

/* --- Files ---------------------------------------------------------------- */

START_TEST(test_files)
{
	struct mailauth_zones *zones = new_zones();
	char path[] = "/tmp/test_zone_loading.XXXXXX";
	int descriptor = mkstemp(path);
	FILE *file = fdopen(descriptor, "w");

	fputs("@ 60 SOA a b 1 2 3 4 5\nwww 60 A x\n", file);
	fclose(file);
	ck_assert_int_eq(mailauth_zones_load(zones, path, "example.jp"), MAILAUTH_FAULTY);
	ck_assert_str_eq(mailauth_zones_fault_file(zones, 0), path);
	file = fopen(path, "w");
	fputs(ZONE_HEAD, file);
	fclose(file);
	ck_assert_int_eq(mailauth_zones_load(zones, path, NULL), 0);
	remove(path);
	errno = 0;
	ck_assert_int_eq(mailauth_zones_load(zones, path, NULL), MAILAUTH_EIO);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_int_eq(mailauth_zones_load(zones, "/tmp", NULL), MAILAUTH_EIO);
	ck_assert_int_eq(errno, EISDIR);
	ck_assert_int_eq(mailauth_zones_load(zones, "/dev/null", NULL), MAILAUTH_FAULTY);
	ck_assert_uint_eq(mailauth_zones_count(zones), 1);
	ck_assert_uint_eq(mailauth_zones_fault_count(zones), 2);
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_examples_are_sound)
{
	static const char *const names[] = { "example.jp", "hosting.example", "good.example",
					     "broken.example", "deep.example" };
	struct mailauth_zones *zones = new_zones();

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		char file[64];

		snprintf(file, sizeof(file), "../examples/zones/%s.zone", names[i]);
		ck_assert_int_eq(mailauth_zones_load(zones, test_path(file), NULL), 0);
		free(answer_of_zones(zones, names[i], TXT));
	}
	ck_assert_uint_eq(mailauth_zones_count(zones), COUNT_OF(names));
	mailauth_zones_free(zones);
}
END_TEST

/* --- Size ----------------------------------------------------------------- */

/* 12 of the header, 20 of the question; 16 + 10 + 256 a record. */
START_TEST(test_largest_message)
{
	struct mailauth_zones *zones = load_many_strings(232);
	size_t length;
	unsigned char *packet = ask_zones(zones, "big.example.jp", TXT, &length);

	ck_assert_uint_eq(length, 12 + 20 + 232 * 282);
	ck_assert_uint_eq(ldns_read_uint16(packet + 6), 232);
	free(packet);
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_too_large_message_is_a_server_failure)
{
	static const char *const names[] = { "big.example.jp", "alias.example.jp" };
	struct mailauth_zones *zones = load_many_strings(240);

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct ma_arena arena = { 0 };
		struct mailauth_question question = {
			.type = TXT, .name = ma_name_parse(&arena, ma_text(names[i]))
		};
		const struct ma_answer *read;
		char *text = answer_of_zones(zones, names[i], TXT);
		size_t length;
		unsigned char *packet = ask_zones(zones, names[i], TXT, &length);

		ck_assert_str_eq(text, "2\n");
		ck_assert_int_eq(ma_packet_read(&arena, &question, packet, length, &read), 0);
		ck_assert_int_eq(read->failure, MAILAUTH_SERVER_FAILURE);
		free(packet);
		free(text);
		ma_arena_finish(&arena);
	}
	mailauth_zones_free(zones);
}
END_TEST

/* 20,000 names, the last first; each is found. */
START_TEST(test_many_names)
{
	struct mailauth_zones *zones = new_zones();
	struct ma_buffer text = { 0 };
	char line[64];

	ma_buffer_string(&text, ZONE_HEAD);
	for (unsigned i = 20000; i > 0; i--) {
		snprintf(line, sizeof(line), "n%u A 192.0.2.%u\n", i - 1, (i - 1) % 256);
		ma_buffer_string(&text, line);
	}
	ck_assert_int_eq(load_zone(zones, text.data), 0);
	ma_buffer_finish(&text);
	for (unsigned i = 0; i < 20000; i += 7) {
		size_t length;
		unsigned char *packet;

		snprintf(line, sizeof(line), "n%u.example.jp", i);
		packet = ask_zones(zones, line, A, &length);
		ck_assert_uint_eq(packet[length - 1], i % 256);
		free(packet);
	}
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_many_zones)
{
	struct mailauth_zones *zones = new_zones();
	char text[128];

	for (unsigned i = 300; i > 0; i--) {
		snprintf(text, sizeof(text), "$ORIGIN z%u.example.\n@ 60 SOA a b %u 2 3 4 5\n",
			 i - 1, i - 1);
		ck_assert_int_eq(load_zone(zones, text), 0);
	}
	ck_assert_uint_eq(mailauth_zones_count(zones), 300);
	ck_assert_str_eq(mailauth_zones_apex(zones, 0), "z0.example");
	for (unsigned i = 0; i < 300; i++) {
		size_t length;
		unsigned char *packet;

		snprintf(text, sizeof(text), "z%u.example", i);
		packet = ask_zones(zones, text, TYPE_SOA, &length);
		ck_assert_uint_eq(ldns_read_uint32(packet + length - 20), i);
		free(packet);
	}
	mailauth_zones_free(zones);
}
END_TEST

/* --- Memory --------------------------------------------------------------- */

static const char memory_zone[] = ZONE_HEAD "a TXT \"x\" y\nb CNAME a\na TXT z\nc A 192.0.2.1\n";
static const char other_zone[] = "$ORIGIN other.example.\n"
				 "@ 120 SOA ns hm 1 2 3 4 3600\n"
				 "www 5 A 192.0.2.1\n";
static const char memory_faults[] =
	ZONE_HEAD "a A x\nb.example. A 192.0.2.1\nc CNAME d\nc A 192.0.2.1\n";

/* However early memory runs out: a status, no leak, and the set is as it was. */
START_TEST(test_memory_runs_out_while_loading)
{
	static const char *const texts[] = { memory_zone, memory_faults };
	static const int expected[] = { 0, MAILAUTH_FAULTY };
	struct mailauth_zones *zones = load_good((const char *const[]){ other_zone, NULL });
	bool refused = true;
	int status = 0;

	for (unsigned n = 0; refused; n++) {
		fail_memory_after(n);
		status = load_zone(zones, texts[_i]);
		refused = restore_memory();
		if (!refused)
			break;
		ck_assert_int_eq(status, MAILAUTH_ENOMEM);
		ck_assert_uint_eq(mailauth_zones_count(zones), 1);
		ck_assert_uint_eq(mailauth_zones_fault_count(zones), 0);
	}
	ck_assert_int_eq(status, expected[_i]);
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_memory_runs_out_while_answering)
{
	struct mailauth_zones *zones = load_many_strings(10);
	struct ma_arena arena = { 0 };
	struct mailauth_question question = {
		.type = TXT, .name = ma_name_parse(&arena, ma_text("alias.example.jp"))
	};
	unsigned char *packet = NULL;
	size_t length;
	int status;

	for (unsigned n = 0;; n++) {
		fail_memory_after(n);
		status = mailauth_zones_answer(zones, &question, &packet, &length);
		if (!restore_memory())
			break;
		ck_assert_int_eq(status, MAILAUTH_ENOMEM);
	}
	ck_assert_int_eq(status, 0);
	free(packet);
	ma_arena_finish(&arena);
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_memory_runs_out_for_a_set)
{
	struct mailauth_zones *zones;
	int status;

	fail_memory_after(0);
	status = mailauth_zones_new(&zones);
	restore_memory();
	ck_assert_int_eq(status, MAILAUTH_ENOMEM);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("zone_loading");

	add_case(suite, "files", TESTS(test_files, test_examples_are_sound));
	add_case(suite, "size",
		 TESTS(test_largest_message, test_too_large_message_is_a_server_failure,
		       test_many_names, test_many_zones));
	add_loop(suite, "memory", test_memory_runs_out_while_loading, 2);
	add_case(suite, "memory",
		 TESTS(test_memory_runs_out_while_answering, test_memory_runs_out_for_a_set));
	return check_main(suite);
}
