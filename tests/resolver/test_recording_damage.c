/* Recordings: a file that is damaged is refused, and the place is named.
 *
 * SPDX-License-Identifier: MIT */

#include "recordings.h"

#include <stdlib.h>
#include <string.h>

/* The bytes at which the entries begin. */
static size_t head_length(const char *bytes)
{
	return (size_t)(strstr(bytes, "\n\n") + 2 - bytes);
}

static size_t lines_before(const char *bytes, size_t length)
{
	size_t lines = 0;

	for (size_t i = 0; i < length; i++)
		lines += bytes[i] == '\n';
	return lines;
}

START_TEST(test_cut_file)
{
	struct mailauth_recording *recording = sample_recording();
	size_t length;
	char *bytes = save_recording(recording, &length);
	size_t head = head_length(bytes);

	mailauth_recording_free(recording);
	for (size_t cut = 0; cut < length; cut++) {
		size_t place = 12345;

		ck_assert_int_eq(load_recording(bytes, cut, &recording, &place), MAILAUTH_FAULTY);
		ck_assert_ptr_null(recording);
		/* The line, or the byte, that is missing. */
		ck_assert_uint_eq(place, cut < head ? lines_before(bytes, cut) + 1 : cut);
	}
	free(bytes);
}
END_TEST

START_TEST(test_flipped_bits)
{
	struct mailauth_recording *recording = sample_recording();
	size_t length;
	char *bytes = save_recording(recording, &length);
	unsigned faulty = 0, other = 0;

	mailauth_recording_free(recording);
	for (size_t bit = 0; bit < 8 * length; bit++) {
		int status;

		bytes[bit / 8] ^= (char)(1 << bit % 8);
		status = load_recording(bytes, length, &recording, NULL);
		if (status == 0) {
			ck_assert_msg(is_saved_again(recording, bytes, length), "bit %zu", bit);
			other++;
		} else {
			ck_assert_int_eq(status, MAILAUTH_FAULTY);
			faulty++;
		}
		mailauth_recording_free(recording);
		bytes[bit / 8] ^= (char)(1 << bit % 8);
	}
	ck_assert_uint_gt(faulty, 0);
	ck_assert_uint_gt(other, 0);
	free(bytes);
}
END_TEST

#define MAGIC "mailauth-recording 1\n"
#define HEAD MAGIC "\n" /* 22 bytes */
#define DAMAGED(text, place)                                                                       \
	{                                                                                          \
		text, sizeof(text) - 1, place                                                      \
	}

static const struct {
	const char *bytes;
	size_t length;
	size_t place;
} damaged[] = {
	/* Lines. */
	DAMAGED("", 1),
	DAMAGED("\n", 1),
	DAMAGED("mailauth-recording 2\n\n\0\0\0\0", 1),
	DAMAGED("mailauth-recording 1 \n\n\0\0\0\0", 1),
	DAMAGED("Mailauth-recording 1\n\n\0\0\0\0", 1),
	DAMAGED("mailauth-recording 1\r\n\r\n\0\0\0\0", 1),
	DAMAGED(MAGIC "a=1\r\n\n\0\0\0\0", 2),
	DAMAGED(MAGIC "a=1\nb\n\n\0\0\0\0", 3),
	DAMAGED(MAGIC "=1\n\n\0\0\0\0", 2),
	DAMAGED(MAGIC "A=1\n\n\0\0\0\0", 2),
	DAMAGED(MAGIC "a =1\n\n\0\0\0\0", 2),
	DAMAGED(MAGIC "a=\t\n\n\0\0\0\0", 2),
	DAMAGED(MAGIC "a=\0\n\n\0\0\0\0", 2),
	DAMAGED(MAGIC "a=\xe6\x97\xa5\n\n\0\0\0\0", 2),
	DAMAGED(MAGIC "a=\\\n\n\0\0\0\0", 2),
	DAMAGED(MAGIC "a=\\12\n\n\0\0\0\0", 2),
	DAMAGED(MAGIC "a=\\1x2\n\n\0\0\0\0", 2),
	DAMAGED(MAGIC "a=\\000\n\n\0\0\0\0", 2),
	DAMAGED(MAGIC "a=\\256\n\n\0\0\0\0", 2),
	DAMAGED(MAGIC "a=\\999\n\n\0\0\0\0", 2),
	DAMAGED(MAGIC "a=\\065\n\n\0\0\0\0", 2), /* "A" stands for itself */
	DAMAGED(MAGIC "a=\\\\\n\n\0\0\0\0", 2),
	/* Counts. */
	DAMAGED(HEAD "\0\0\0\0x", 26),
	DAMAGED(HEAD "\0\0\0\1", 26),
	DAMAGED(HEAD "\xff\xff\xff\xff", 26),
	DAMAGED(HEAD "\xff\xff\xff\xff\0\0\0\1\0\1", 32),
	DAMAGED(HEAD "\0\0\0\1\0\0\0\1\0\1\0\0\0\1\0\1", 32),
	/* Servers. */
	DAMAGED(HEAD "\0\0\0\1\2:\n\0\0\1\0\1", 28),
	DAMAGED(HEAD "\0\0\0\1\2: \0\0\1\0\1", 28),
	DAMAGED(HEAD "\0\0\0\1\2\0:\0\0\1\0\1", 27),
	DAMAGED(HEAD "\0\0\0\1\1\x7f\0\0\1\0\1", 27),
	DAMAGED(HEAD "\0\0\0\1\xff\0\0\1\0\1", 32),
	/* Names. */
	DAMAGED(HEAD "\0\0\0\1\0\1A\0\0\1\0\1", 28),
	DAMAGED(HEAD "\0\0\0\1\0\x40\0\0\1\0\1", 27),
	DAMAGED(HEAD "\0\0\0\1\0\xc0\x1a\0\1\0\1", 27), /* a pointer */
	DAMAGED(HEAD "\0\0\0\1\0\77\0\0\1\0\1", 33),
	/* Outcomes. */
	DAMAGED(HEAD "\0\0\0\1\0\0\0\1\0\13", 30),
	DAMAGED(HEAD "\0\0\0\1\0\0\0\1\1\1", 30),
	DAMAGED(HEAD "\0\0\0\1\0\0\0\1\0\0\0\1", 34),
	DAMAGED(HEAD "\0\0\0\1\0\0\0\1\0\0\xff\xff", 34),
	DAMAGED(HEAD "\0\0\0\1\0\0\0\1\0\0\0\1\1", 34), /* an id */
	DAMAGED(HEAD "\0\0\0\1\0\0\0\1\0\0\0\3\0\1\0", 35),
	/* The order. */
	DAMAGED(HEAD "\0\0\0\2\0\0\0\1\0\1\0\0\0\1\0\1", 32), /* twice */
	DAMAGED(HEAD "\0\0\0\2\0\0\0\2\0\1\0\0\0\1\0\1", 32),
	DAMAGED(HEAD "\0\0\0\2\0\1b\0\0\1\0\1\0\1a\0\0\1\0\1", 34),
	DAMAGED(HEAD "\0\0\0\2\1:\0\0\1\0\1\0\0\0\1\0\1", 33),
};

START_TEST(test_damaged_file)
{
	struct mailauth_recording *recording;
	size_t place = 0;

	ck_assert_int_eq(load_recording(damaged[_i].bytes, damaged[_i].length, &recording, &place),
			 MAILAUTH_FAULTY);
	ck_assert_uint_eq(place, damaged[_i].place);
	ck_assert_ptr_null(recording);
	ck_assert_int_eq(load_recording(damaged[_i].bytes, damaged[_i].length, &recording, NULL),
			 MAILAUTH_FAULTY);
}
END_TEST

START_TEST(test_name_over_255_octets)
{
	char bytes[1000] = HEAD "\0\0\0\1";
	struct mailauth_recording *recording;
	size_t length = 27, place = 0;

	for (unsigned i = 0; i < 128; i++) {
		bytes[length++] = 1;
		bytes[length++] = 'x';
	}
	ck_assert_int_eq(load_recording(bytes, length + 5, &recording, &place), MAILAUTH_FAULTY);
	ck_assert_uint_eq(place, 27 + 255);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("recording_damage");

	add_case(suite, "damage",
		 TESTS(test_cut_file, test_flipped_bits, test_name_over_255_octets));
	add_loop(suite, "damaged", test_damaged_file, COUNT_OF(damaged));
	return main_with_files(suite);
}
