/* Recordings: what is noted is replayed, and a file is such a recording or is refused.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"
#include "packet.h"

#include "../../lib/dns/store.h"
#include "../../lib/resolver/recording/recording.h"

#include <mailauth/report.h>

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOW = 1767225600 };

/* In memory if possible, as each file that is saved waits for its disk. */
static char folder[] = "/dev/shm/test-recording-XXXXXX";
static const char elsewhere[] = "/tmp/test-recording-XXXXXX";
static struct packet packet;

/* --- Helpers -------------------------------------------------------------- */

/* The path of NAME in the folder.  Static: the next call overwrites it. */
static const char *path_of(const char *name)
{
	static char path[sizeof(folder) + 300];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static struct mailauth_recording *new_recording(void)
{
	struct mailauth_recording *recording;

	ck_assert_int_eq(mailauth_recording_new(&recording), 0);
	return recording;
}

/* The packet is the message id 0 and TEXT, or empty. */
static void note(struct mailauth_recording *recording, const char *server, const char *name,
		 uint16_t type, int failure, const char *text)
{
	unsigned char wire[256];
	unsigned char bytes[256] = { 0, 0 };
	struct ma_recorded noted = { .server = server,
				     .name = wire,
				     .name_length = wire_name(name, wire),
				     .type = type,
				     .failure = (uint16_t)failure,
				     .packet = bytes };

	if (failure == 0 && *text != '\0') {
		noted.packet_length = 2 + strlen(text);
		memcpy(bytes + 2, text, strlen(text));
	}
	ck_assert_int_eq(ma_recording_note(recording, &noted), 0);
}

static struct mailauth_recording *sample(void)
{
	struct mailauth_recording *recording = new_recording();

	ck_assert_int_eq(mailauth_recording_add_option(recording, "domain", "example.jp"), 0);
	ck_assert_int_eq(mailauth_recording_add_option(recording, "mail-from", "\"\\\n日\""), 0);
	ck_assert_int_eq(mailauth_recording_add_option(recording, "domain", ""), 0);
	note(recording, "", "example.jp", TYPE_TXT, 0, "a packet");
	note(recording, "", "example.jp", TYPE_MX, MAILAUTH_TIMED_OUT, NULL);
	note(recording, "", "", TYPE_NS, 0, "");
	note(recording, "192.0.2.1", "example.jp", TYPE_TXT, MAILAUTH_CANCELLED, NULL);
	note(recording, "2001:db8::1", "example.jp", TYPE_TXT, 0, "another\n\nmailauth");
	return recording;
}

static char *save(const struct mailauth_recording *recording, size_t *length)
{
	const char *path = path_of("saved");
	char *bytes;

	ck_assert_int_eq(mailauth_recording_save(recording, path), 0);
	bytes = read_file(path, length);
	ck_assert_ptr_nonnull(bytes);
	return bytes;
}

static void write_bytes(const char *path, const void *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
	ck_assert_int_eq(fclose(file), 0);
}

static int load(const void *bytes, size_t length, struct mailauth_recording **recording,
		size_t *place)
{
	const char *path = path_of("loaded");

	write_bytes(path, bytes, length);
	*recording = NULL;
	return mailauth_recording_load(recording, path, place);
}

/* The bytes at which the entries begin. */
static size_t head_length(const char *bytes)
{
	return (size_t)(strstr(bytes, "\n\n") + 2 - bytes);
}

/* --- Files ---------------------------------------------------------------- */

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
	struct mailauth_recording *recording = sample();
	size_t length;
	char *bytes = save(recording, &length);

	ck_assert_uint_eq(length, sizeof(expected) - 1);
	ck_assert_mem_eq(bytes, expected, length);
	free(bytes);
	mailauth_recording_free(recording);
}
END_TEST

/* Whether saving what BYTES hold gives them again. */
static bool is_saved_again(const struct mailauth_recording *recording, const char *bytes,
			   size_t length)
{
	size_t again_length;
	char *again = save(recording, &again_length);
	bool same = again_length == length && memcmp(again, bytes, length) == 0;

	free(again);
	return same;
}

START_TEST(test_round_trip)
{
	struct mailauth_recording *first = sample(), *second;
	size_t length;
	char *bytes = save(first, &length);

	ck_assert_int_eq(load(bytes, length, &second, NULL), 0);
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
	char *bytes = save(recording, &length);

	mailauth_recording_free(recording);
	ck_assert_uint_eq(length, strlen("mailauth-recording 1\n\n") + 4);
	ck_assert_int_eq(load(bytes, length, &recording, NULL), 0);
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
		note(up, "", name, TYPE_A, 0, name);
		snprintf(name, sizeof(name), "n%u.example", COUNT - 1 - i);
		note(down, "", name, TYPE_A, 0, name);
	}
	bytes = save(up, &length);
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
	bytes = save(recording, &length);
	mailauth_recording_free(recording);
	ck_assert_int_eq(load(bytes, length, &recording, NULL), 0);
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
	bytes = save(recording, &length);
	mailauth_recording_free(recording);
	ck_assert_int_eq(load(bytes, length, &recording, NULL), 0);
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
	struct mailauth_recording *recording = sample();
	size_t length;
	char *bytes = save(recording, &length);

	note(recording, "", "example.jp", TYPE_TXT, 0, "a later packet");
	note(recording, "", "example.jp", TYPE_TXT, MAILAUTH_BOGUS, NULL);
	note(recording, "", "example.jp", TYPE_MX, 0, "late");
	note(recording, "192.0.2.1", "example.jp", TYPE_TXT, MAILAUTH_TIMED_OUT, NULL);
	ck_assert(is_saved_again(recording, bytes, length));
	note(recording, "192.0.2.2", "example.jp", TYPE_TXT, MAILAUTH_TIMED_OUT, NULL);
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
	bytes = save(recording, &length);
	ck_assert_mem_eq(bytes + length - 25, "\0\3\0\0\xef", 5);
	ck_assert_mem_eq(bytes + length - 3, "\0\1\0", 3);
	mailauth_recording_free(recording);
	ck_assert_int_eq(load(bytes, length, &recording, NULL), 0);
	mailauth_recording_free(recording);
	free(bytes);
	ma_arena_finish(&arena);
}
END_TEST

/* --- Damage --------------------------------------------------------------- */

static size_t lines_before(const char *bytes, size_t length)
{
	size_t lines = 0;

	for (size_t i = 0; i < length; i++)
		lines += bytes[i] == '\n';
	return lines;
}

START_TEST(test_cut_file)
{
	struct mailauth_recording *recording = sample();
	size_t length;
	char *bytes = save(recording, &length);
	size_t head = head_length(bytes);

	mailauth_recording_free(recording);
	for (size_t cut = 0; cut < length; cut++) {
		size_t place = 12345;

		ck_assert_int_eq(load(bytes, cut, &recording, &place), MAILAUTH_FAULTY);
		ck_assert_ptr_null(recording);
		/* The line, or the byte, that is missing. */
		ck_assert_uint_eq(place, cut < head ? lines_before(bytes, cut) + 1 : cut);
	}
	free(bytes);
}
END_TEST

START_TEST(test_flipped_bits)
{
	struct mailauth_recording *recording = sample();
	size_t length;
	char *bytes = save(recording, &length);
	unsigned faulty = 0, other = 0;

	mailauth_recording_free(recording);
	for (size_t bit = 0; bit < 8 * length; bit++) {
		int status;

		bytes[bit / 8] ^= (char)(1 << bit % 8);
		status = load(bytes, length, &recording, NULL);
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

	ck_assert_int_eq(load(damaged[_i].bytes, damaged[_i].length, &recording, &place),
			 MAILAUTH_FAULTY);
	ck_assert_uint_eq(place, damaged[_i].place);
	ck_assert_ptr_null(recording);
	ck_assert_int_eq(load(damaged[_i].bytes, damaged[_i].length, &recording, NULL),
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
	ck_assert_int_eq(load(bytes, length + 5, &recording, &place), MAILAUTH_FAULTY);
	ck_assert_uint_eq(place, 27 + 255);
}
END_TEST

/* --- The file system ------------------------------------------------------ */

static unsigned count_files(void)
{
	DIR *entries = opendir(folder);
	unsigned count = 0;

	ck_assert_ptr_nonnull(entries);
	while (readdir(entries) != NULL)
		count++;
	closedir(entries);
	return count - 2; /* . and .. */
}

static void remove_files(void)
{
	static const char *const names[] = { "saved", "loaded", "kept" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		unlink(path_of(names[i]));
}

static void empty_folder(void)
{
	remove_files();
	ck_assert_uint_eq(count_files(), 0);
}

START_TEST(test_files_that_cannot_be_had)
{
	struct mailauth_recording *recording = sample(), *none = recording;
	struct stat status;

	errno = 0;
	ck_assert_int_eq(mailauth_recording_load(&none, path_of("none"), NULL), MAILAUTH_EIO);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_int_eq(mailauth_recording_load(&none, folder, NULL), MAILAUTH_EIO);
	ck_assert_int_eq(errno, EISDIR);
	ck_assert_ptr_eq(none, recording); /* as it was */
	ck_assert_int_eq(mailauth_recording_save(recording, path_of("none/x")), MAILAUTH_EIO);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_int_eq(mailauth_recording_save(recording, folder), MAILAUTH_EIO);
	ck_assert_int_eq(errno, EISDIR);
	ck_assert_int_eq(mailauth_recording_save(recording, "/dev/full"), MAILAUTH_EIO);
	ck_assert_int_eq(errno, ENOSPC);
	ck_assert_int_eq(mailauth_recording_save(recording, "/dev/null"), 0);
	ck_assert_int_eq(stat("/dev/null", &status), 0);
	ck_assert(S_ISCHR(status.st_mode));
	ck_assert_uint_eq(count_files(), 0);
	mailauth_recording_free(recording);
}
END_TEST

/* No half file: the one before stays, and nothing next to it. */
START_TEST(test_failure_leaves_the_file_before)
{
	struct mailauth_recording *recording = sample();
	struct rlimit limit, usual;
	size_t length;
	char *text;

	write_bytes(path_of("kept"), "before", 6);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &usual), 0);
	limit = usual;
	limit.rlim_cur = 100;
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ck_assert_int_eq(mailauth_recording_save(recording, path_of("kept")), MAILAUTH_EIO);
	ck_assert_int_eq(errno, EFBIG);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &usual), 0);
	ck_assert_uint_eq(count_files(), 1);
	text = read_file(path_of("kept"), &length);
	ck_assert_str_eq(text, "before");
	free(text);
	ck_assert_int_eq(mailauth_recording_save(recording, path_of("kept")), 0);
	ck_assert_uint_eq(count_files(), 1);
	mailauth_recording_free(recording);
}
END_TEST

/* What happens to be in the way of a temporary name is someone else's. */
START_TEST(test_temporary_name_is_taken)
{
	struct mailauth_recording *recording = sample();
	char name[64];
	char *text;

	snprintf(name, sizeof(name), "kept.%ld-0", (long)getpid());
	write_bytes(path_of(name), "mine", 4);
	ck_assert_int_eq(mailauth_recording_save(recording, path_of("kept")), 0);
	ck_assert_uint_eq(count_files(), 2);
	text = read_file(path_of(name), NULL);
	ck_assert_str_eq(text, "mine");
	free(text);
	ck_assert_int_eq(unlink(path_of(name)), 0);
	mailauth_recording_free(recording);
}
END_TEST

/* --- Replay --------------------------------------------------------------- */

enum source { FROM_SERVERS, FROM_RECORDING };

static void respond(const struct mailauth_question *question)
{
	const char *name = mailauth_question_name(question);

	packet_reply(&packet, question);
	if (mailauth_question_type(question) != TYPE_TXT)
		packet_set_rcode(&packet, 3);
	else if (strcmp(name, "example.jp") == 0)
		packet_txt(&packet, name, "v=spf1 a:host.example.jp include:_spf.example.jp -all",
			   NULL);
	else
		packet_txt(&packet, name, "v=spf1 ip4:192.0.2.0/24 -all", NULL);
}

/* Every third address question fails. */
static void answer_and_note(struct mailauth_audit *audit, struct mailauth_recording *recording,
			    const struct mailauth_question *question)
{
	uint32_t id = mailauth_question_id(question);

	if (mailauth_question_type(question) == TYPE_A) {
		ck_assert_int_eq(mailauth_audit_fail(audit, id, MAILAUTH_TIMED_OUT), 0);
		ck_assert_int_eq(
			mailauth_recording_note_failure(recording, question, MAILAUTH_TIMED_OUT),
			0);
		return;
	}
	respond(question);
	ck_assert_int_eq(mailauth_audit_answer(audit, id, packet.bytes, packet.length), 0);
	ck_assert_int_eq(
		mailauth_recording_note_packet(recording, question, packet.bytes, packet.length),
		0);
}

static char *report_of(struct mailauth_audit *audit)
{
	char *text;

	ck_assert_int_eq(mailauth_report_json(mailauth_audit_report(audit), MAILAUTH_JAPANESE,
					      MAILAUTH_JSON_QUERIES, &text, NULL),
			 0);
	mailauth_audit_free(audit);
	return text;
}

static struct mailauth_audit *new_audit(void)
{
	struct mailauth_audit *audit;

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", NOW), 0);
	ck_assert_int_eq(mailauth_audit_add_sender(audit, "192.0.2.9", NULL, "mail.example.jp"), 0);
	return audit;
}

static char *run(struct mailauth_recording *recording, enum source source)
{
	struct mailauth_audit *audit = new_audit();
	const struct mailauth_question *question;

	while (mailauth_audit_step(audit) == MAILAUTH_PENDING) {
		while ((question = mailauth_audit_next_question(audit)) != NULL) {
			if (source == FROM_SERVERS)
				answer_and_note(audit, recording, question);
			else
				ck_assert_int_eq(
					mailauth_recording_answer(recording, audit, question), 0);
		}
	}
	return report_of(audit);
}

START_TEST(test_replay_gives_the_same_report)
{
	struct mailauth_recording *recording = new_recording();
	char *report = run(recording, FROM_SERVERS);
	size_t length;
	char *bytes = save(recording, &length);
	char *again;

	ck_assert_ptr_nonnull(strstr(report, "timed-out"));
	mailauth_recording_free(recording);
	ck_assert_int_eq(load(bytes, length, &recording, NULL), 0);
	again = run(recording, FROM_RECORDING);
	ck_assert_str_eq(again, report);
	free(again);
	free(bytes);
	free(report);
	mailauth_recording_free(recording);
}
END_TEST

START_TEST(test_question_that_is_not_held)
{
	struct mailauth_recording *recording = new_recording();
	struct mailauth_audit *audit = new_audit();
	const struct mailauth_question *question;
	unsigned char wire[256];
	struct ma_recorded noted = { .server = "192.0.2.1", .name = wire };
	char *report;

	ck_assert_int_eq(mailauth_audit_step(audit), MAILAUTH_PENDING);
	question = mailauth_audit_next_question(audit);
	ck_assert_ptr_nonnull(question);
	/* What another server says, another type's, and another name's. */
	noted.name_length = wire_name(mailauth_question_name(question), wire);
	noted.type = mailauth_question_type(question);
	ck_assert_int_eq(ma_recording_note(recording, &noted), 0);
	noted.server = "";
	noted.type++;
	ck_assert_int_eq(ma_recording_note(recording, &noted), 0);
	noted.type--;
	noted.name_length = wire_name("other.example", wire);
	ck_assert_int_eq(ma_recording_note(recording, &noted), 0);

	ck_assert_int_eq(mailauth_recording_answer(recording, audit, question), MAILAUTH_NOT_HELD);
	ck_assert_uint_gt(mailauth_audit_open_questions(audit), 0);
	ck_assert_int_eq(mailauth_audit_give_up(audit, MAILAUTH_OFFLINE), 0);
	ck_assert_int_eq(mailauth_audit_step(audit), MAILAUTH_DONE);
	report = report_of(audit);
	free(report);
	mailauth_recording_free(recording);
}
END_TEST

/* A recording is not believed blindly: what cannot be an answer ends the question as a failure. */
START_TEST(test_packet_that_is_no_answer)
{
	static const char *const words[] = { "truncated", "malformed", "malformed" };
	struct mailauth_recording *recording = new_recording();
	struct mailauth_audit *audit = new_audit();
	const struct mailauth_question *question;
	char *report;

	ck_assert_int_eq(mailauth_audit_step(audit), MAILAUTH_PENDING);
	while ((question = mailauth_audit_next_question(audit)) != NULL) {
		packet_reply(&packet, question);
		if (_i == 0)
			packet_set_flags(&packet, PACKET_RESPONSE | PACKET_TC);
		else if (_i == 1)
			packet_set_flags(&packet, PACKET_RD);
		else
			packet.length = 0;
		ck_assert_int_eq(mailauth_recording_note_packet(recording, question, packet.bytes,
								packet.length),
				 0);
		ck_assert_int_eq(mailauth_recording_answer(recording, audit, question), 0);
	}
	ck_assert_uint_eq(mailauth_audit_open_questions(audit), 0);
	mailauth_audit_give_up(audit, MAILAUTH_OFFLINE);
	ck_assert_int_eq(mailauth_audit_step(audit), MAILAUTH_DONE);
	report = report_of(audit);
	ck_assert_msg(strstr(report, words[_i]) != NULL, "%s", report);
	free(report);
	mailauth_recording_free(recording);
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

START_TEST(test_memory_runs_out_with_files)
{
	struct mailauth_recording *recording = sample(), *loaded;
	unsigned refused = 0;
	int saved, status;

	write_bytes(path_of("saved"), "x", 1);
	do {
		fail_memory_after(refused++);
		saved = mailauth_recording_save(recording, path_of("kept"));
		restore_memory();
		ck_assert(saved == 0 || saved == MAILAUTH_ENOMEM);
		ck_assert_uint_eq(count_files(), saved == 0 ? 2 : 1);
	} while (saved != 0);
	ck_assert_uint_gt(refused, 1);
	refused = 0;
	do {
		loaded = NULL;
		fail_memory_after(refused++);
		status = mailauth_recording_load(&loaded, path_of("kept"), NULL);
		restore_memory();
		ck_assert(status == 0 || status == MAILAUTH_ENOMEM);
		ck_assert((status == 0) == (loaded != NULL));
		mailauth_recording_free(loaded);
	} while (status != 0);
	ck_assert_uint_gt(refused, 10);
	mailauth_recording_free(recording);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("recording");
	TCase *files;
	int status;

	if (mkdtemp(folder) == NULL && mkdtemp(strcpy(folder, elsewhere)) == NULL)
		return EXIT_FAILURE;
	add_case(suite, "file",
		 TESTS(test_exact_bytes, test_round_trip, test_empty_recording,
		       test_same_file_in_any_order, test_largest_entry, test_options_of_any_bytes,
		       test_arguments, test_first_note_stands, test_message_id_is_not_kept));
	add_case(suite, "damage",
		 TESTS(test_cut_file, test_flipped_bits, test_name_over_255_octets));
	add_loop(suite, "damaged", test_damaged_file, COUNT_OF(damaged));
	files = add_case(suite, "file system",
			 TESTS(test_files_that_cannot_be_had, test_failure_leaves_the_file_before,
			       test_temporary_name_is_taken, test_memory_runs_out_with_files));
	tcase_add_checked_fixture(files, empty_folder, empty_folder);
	add_case(suite, "replay",
		 TESTS(test_replay_gives_the_same_report, test_question_that_is_not_held));
	add_loop(suite, "no answer", test_packet_that_is_no_answer, 3);
	add_case(suite, "memory", TESTS(test_memory_runs_out_while_noting));
	status = check_main(suite);
	remove_files();
	rmdir(folder);
	return status;
}
