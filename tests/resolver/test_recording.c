/* Recordings: the bytes of a file, the options in it, and what is noted.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"
#include "packet.h"
#include "recordings.h"

#include "../../lib/dns/store.h"
#include "../../lib/resolver/recording/recording.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct packet packet;

START_TEST(test_exact_bytes)
{
	static const char expected[] =
		"mailauth-recording 1\n"
		"domain=example.jp\n"
		"mail-from=\"\\092\\010\\230\\151\\165\"\n"
		"domain=\n"
		"\n"
		"\0\0\0\5"
		"\0\0\0\2\0\0\0\0"
		"\0\7example\2jp\0\0\17\0\1"
		"\0\7example\2jp\0\0\20\0\0\0\12\0\0a packet"
		"\011192.0.2.1\7example\2jp\0\0\20\0\12"
		"\0132001:db8::1\7example\2jp\0\0\20\0\0\0\23\0\0another\n\nmailauth";
	struct mailauth_recording *recording = sample_recording();
	size_t length;
	char *bytes = save_recording(recording, &length);

	ck_assert_uint_eq(length, sizeof(expected) - 1);
	ck_assert_mem_eq(bytes, expected, length);
	free(bytes);
	mailauth_recording_free(recording);
}
END_TEST

START_TEST(test_round_trip)
{
	struct mailauth_recording *first = sample_recording(), *second;
	size_t length;
	char *bytes = save_recording(first, &length);

	ck_assert_int_eq(load_recording(bytes, length, &second, NULL), 0);
	ck_assert_uint_eq(mailauth_recording_option_count(second), 3);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_str_eq(mailauth_recording_option_name(second, i),
				 mailauth_recording_option_name(first, i));
		ck_assert_str_eq(mailauth_recording_option_value(second, i),
				 mailauth_recording_option_value(first, i));
	}
	ck_assert_ptr_null(mailauth_recording_option_name(second, 3));
	ck_assert_ptr_null(mailauth_recording_option_value(second, 3));
	ck_assert(is_saved_again(second, bytes, length));
	free(bytes);
	mailauth_recording_free(first);
	mailauth_recording_free(second);
}
END_TEST

START_TEST(test_empty_recording)
{
	struct mailauth_recording *recording = new_recording();
	size_t length;
	char *bytes = save_recording(recording, &length);

	mailauth_recording_free(recording);
	ck_assert_uint_eq(length, strlen("mailauth-recording 1\n\n") + 4);
	ck_assert_int_eq(load_recording(bytes, length, &recording, NULL), 0);
	ck_assert_uint_eq(mailauth_recording_option_count(recording), 0);
	free(bytes);
	mailauth_recording_free(recording);
	mailauth_recording_free(NULL);
}
END_TEST

START_TEST(test_same_file_in_any_order)
{
	enum { COUNT = 3000 };
	struct mailauth_recording *up = new_recording(), *down = new_recording();
	size_t length;
	char *bytes;

	for (unsigned i = 0; i < COUNT; i++) {
		char name[32];

		snprintf(name, sizeof(name), "n%u.example", i);
		note_question(up, "", name, TYPE_A, 0, name);
		snprintf(name, sizeof(name), "n%u.example", COUNT - 1 - i);
		note_question(down, "", name, TYPE_A, 0, name);
	}
	bytes = save_recording(up, &length);
	ck_assert(is_saved_again(down, bytes, length));
	free(bytes);
	mailauth_recording_free(up);
	mailauth_recording_free(down);
}
END_TEST

START_TEST(test_largest_entry)
{
	struct mailauth_recording *recording = new_recording();
	const char *label = "0123456789012345678901234567890123456789012345678901234567890ab";
	struct ma_recorded noted = { .server = "", .type = 0xffff };
	unsigned char wire[256];
	char name[256];
	size_t length;
	char *bytes;

	snprintf(name, sizeof(name), "%s.%s.%s.%.61s", label, label, label, label);
	noted.name = wire;
	noted.name_length = wire_name(name, wire);
	ck_assert_uint_eq(noted.name_length, MA_RECORDING_NAME_MAX);
	noted.packet = packet.bytes;
	noted.packet_length = MA_RECORDING_PACKET_MAX;
	ck_assert_int_eq(ma_recording_note(recording, &noted), 0);
	bytes = save_recording(recording, &length);
	mailauth_recording_free(recording);
	ck_assert_int_eq(load_recording(bytes, length, &recording, NULL), 0);
	ck_assert(is_saved_again(recording, bytes, length));
	free(bytes);
	mailauth_recording_free(recording);
}
END_TEST

/* --- Options -------------------------------------------------------------- */

START_TEST(test_options_of_any_bytes)
{
	struct mailauth_recording *recording = new_recording();
	char value[256];
	size_t length;
	char *bytes;

	for (int i = 0; i < 255; i++)
		value[i] = (char)(i + 1);
	value[255] = '\0';
	ck_assert_int_eq(mailauth_recording_add_option(recording, "a-b_9", value), 0);
	ck_assert_int_eq(mailauth_recording_add_option(recording, "a", "x=y "), 0);
	bytes = save_recording(recording, &length);
	mailauth_recording_free(recording);
	ck_assert_int_eq(load_recording(bytes, length, &recording, NULL), 0);
	ck_assert_str_eq(mailauth_recording_option_name(recording, 0), "a-b_9");
	ck_assert_str_eq(mailauth_recording_option_value(recording, 0), value);
	ck_assert_str_eq(mailauth_recording_option_value(recording, 1), "x=y ");
	free(bytes);
	mailauth_recording_free(recording);
}
END_TEST

START_TEST(test_arguments)
{
	static const char *const names[] = { NULL, "", "A", "a b", "a=", "日", "a\n", "\\" };
	struct mailauth_recording *recording = new_recording();
	struct ma_arena arena = { 0 };
	struct mailauth_question question = { .id = 1, .type = TYPE_A };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		ck_assert_int_eq(mailauth_recording_add_option(recording, names[i], "x"),
				 MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_recording_add_option(recording, "a", NULL), MAILAUTH_EINVAL);
	question.name = ma_name_parse(&arena, ma_text("example.jp"));
	ck_assert_int_eq(mailauth_recording_note_packet(recording, &question, packet.bytes, 65536),
			 MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_recording_note_packet(recording, &question, NULL, 1),
			 MAILAUTH_EINVAL);
	for (int failure = -1; failure <= MAILAUTH_CANCELLED + 1; failure++)
		if (failure < MAILAUTH_TIMED_OUT || failure > MAILAUTH_CANCELLED)
			ck_assert_int_eq(
				mailauth_recording_note_failure(recording, &question,
								(enum mailauth_failure)failure),
				MAILAUTH_EINVAL);
	ck_assert_uint_eq(recording->count, 0);
	ck_assert_int_eq(mailauth_recording_note_packet(recording, &question, NULL, 0), 0);
	ck_assert_uint_eq(recording->count, 1);
	ma_arena_finish(&arena);
	mailauth_recording_free(recording);
}
END_TEST

START_TEST(test_first_note_stands)
{
	struct mailauth_recording *recording = sample_recording();
	size_t length;
	char *bytes = save_recording(recording, &length);

	note_question(recording, "", "example.jp", TYPE_TXT, 0, "a later packet");
	note_question(recording, "", "example.jp", TYPE_TXT, MAILAUTH_BOGUS, NULL);
	note_question(recording, "", "example.jp", TYPE_MX, 0, "late");
	note_question(recording, "192.0.2.1", "example.jp", TYPE_TXT, MAILAUTH_TIMED_OUT, NULL);
	ck_assert(is_saved_again(recording, bytes, length));
	note_question(recording, "192.0.2.2", "example.jp", TYPE_TXT, MAILAUTH_TIMED_OUT, NULL);
	ck_assert(!is_saved_again(recording, bytes, length));
	free(bytes);
	mailauth_recording_free(recording);
}
END_TEST

/* The id is another one each time; the same run shall give the same file. */
START_TEST(test_message_id_is_not_kept)
{
	struct mailauth_recording *recording = new_recording();
	struct ma_arena arena = { 0 };
	struct mailauth_question question = { .id = 1, .type = TYPE_A };
	size_t length;
	char *bytes;

	question.name = ma_name_parse(&arena, ma_text("example.jp"));
	ck_assert_int_eq(mailauth_recording_note_packet(recording, &question, "\xab\xcd\xef", 3),
			 0);
	question.type = TYPE_MX;
	ck_assert_int_eq(mailauth_recording_note_packet(recording, &question, "\xab", 1), 0);
	bytes = save_recording(recording, &length);
	ck_assert_mem_eq(bytes + length - 25, "\0\3\0\0\xef", 5);
	ck_assert_mem_eq(bytes + length - 3, "\0\1\0", 3);
	mailauth_recording_free(recording);
	ck_assert_int_eq(load_recording(bytes, length, &recording, NULL), 0);
	mailauth_recording_free(recording);
	free(bytes);
	ma_arena_finish(&arena);
}
END_TEST

/* --- Memory --------------------------------------------------------------- */

static int fill(struct mailauth_recording *recording)
{
	static const unsigned char root[] = { 0 };
	struct ma_recorded noted = { .server = "", .name = root, .name_length = 1 };
	int status = mailauth_recording_add_option(recording, "now", "0");

	for (unsigned i = 1; i < 6 && status == 0; i++) {
		noted.failure = (uint16_t)i;
		noted.type = (uint16_t)(9 - i);
		status = ma_recording_note(recording, &noted);
	}
	return status;
}

START_TEST(test_memory_runs_out_while_noting)
{
	struct mailauth_recording *recording;
	unsigned refused = 0;
	int status;

	do {
		recording = NULL;
		fail_memory_after(refused++);
		status = mailauth_recording_new(&recording);
		if (status == 0)
			status = fill(recording);
		restore_memory();
		mailauth_recording_free(recording);
		ck_assert(status == 0 || status == MAILAUTH_ENOMEM);
	} while (status != 0);
	ck_assert_uint_gt(refused, 5);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("recording");

	add_case(suite, "file",
		 TESTS(test_exact_bytes, test_round_trip, test_empty_recording,
		       test_same_file_in_any_order, test_largest_entry, test_options_of_any_bytes,
		       test_arguments, test_first_note_stands, test_message_id_is_not_kept));
	add_case(suite, "memory", TESTS(test_memory_runs_out_while_noting));
	return main_with_files(suite);
}
